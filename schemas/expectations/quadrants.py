"""Checks of ``out_skm__quadrants``."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import always, equal, rows_between, rows_equal, scopes_complete, suite_of
from schemas.expectations.facts import Facts


def suite(facts: Facts) -> ExpectationSuite:
    """Return the suite: four quadrants that hold all elements, under every crosshair."""
    if not facts.has_pairs or not facts.crosshairs_n:
        return suite_of("quadrants", rows_equal("SKM-T-170", 0, "studi tanpa matriks", "a study without a matrix"))
    return suite_of(
        "quadrants",
        rows_between(
            "SKM-T-170", 1, facts.scopes_n * facts.crosshairs_n * facts.elements_n,
            "cakupan x garis potong x unsur dengan kedua rata-rata (SKM-T-149)",
            "scopes x crosshairs x elements with both means (SKM-T-149)",
        ),
        *scopes_complete(171, facts),
        always(
            "SKM-T-173", "crosshairs_of_scope_n", facts.crosshairs_n,
            "Setiap cakupan memuat semua garis potong dan aturan seri.", "Every scope has all crosshairs and tie rules.",
        ),
        always(
            "SKM-T-174", "declared_of_scope_n", 1,
            "Tepat satu garis potong dinyatakan oleh studi.", "The study declares exactly one crosshair.",
        ),
        equal(
            "SKM-T-175", "quadrants_sum_n", "elements_of_scope_n",
            "Keempat kuadran bersama-sama memuat setiap unsur sekali.", "The four quadrants together hold every element once.",
        ),
        equal(
            "SKM-T-176", "quadrant_number", "flags_number",
            "Kuadran sesuai dengan kedua tanda tinggi/rendah.", "The quadrant agrees with the two flags.",
        ),
        always(
            "SKM-T-177", "are_sides_right_n", 1,
            "Tanda tinggi/rendah sesuai dengan letak rata-rata terhadap garis (pada garis: menurut aturan seri).",
            "The flags agree with the side of the line on which the means lie (on the line: by the tie rule).",
        ),
    )  # fmt: skip
