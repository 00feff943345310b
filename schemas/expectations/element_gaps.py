"""Checks of ``out_skm__element_gaps``."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import (
    always,
    equal,
    highest,
    lowest,
    rows_between,
    rows_equal,
    scopes_complete,
    suite_of,
)
from schemas.expectations.facts import Facts


def suite(facts: Facts) -> ExpectationSuite:
    """Return the suite: gaps within the width of the scale, equal to the difference of the published means."""
    if not facts.has_pairs:
        return suite_of(
            "element_gaps",
            rows_equal("SKM-T-140", 0, "hanya satu ukuran ditanyakan", "one measure was asked"),
        )
    limits = (-facts.gap_limit, facts.gap_limit)
    matrix = [
        always(
            "SKM-T-149", "quadrant_rows_n", facts.crosshairs_n,
            "Setiap unsur mempunyai satu kuadran untuk setiap garis potong dan aturan seri.",
            "Every element has one quadrant for every crosshair and tie rule.",
        )
    ]  # fmt: skip
    return suite_of(
        "element_gaps",
        rows_between(
            "SKM-T-140", 1, facts.scopes_n * facts.elements_n,
            "satu baris per cakupan dan unsur dengan kedua rata-rata (SKM-T-099)",
            "one row for each scope and element with both means (SKM-T-099)",
        ),
        *scopes_complete(141, facts),
        lowest("SKM-T-143", "gap", limits, "Kesenjangan tidak melebihi lebar skala (bawah).", "No gap is wider than the scale (low)."),
        highest("SKM-T-144", "gap", limits, "Kesenjangan tidak melebihi lebar skala (atas).", "No gap is wider than the scale (high)."),
        highest(
            "SKM-T-145", "gap_error", (0, 1e-9),
            "Kesenjangan = kepuasan - kepentingan.", "Gap = satisfaction - importance.",
        ),
        highest(
            "SKM-T-146", "conformity_error", (0, 1e-9),
            "Tki = 100 x kepuasan / kepentingan.", "Conformity = 100 x satisfaction / importance.",
        ),
        highest(
            "SKM-T-147", "mean_error", (0, 1e-12),
            "Kedua rata-rata sama dengan tabel rata-rata unsur.", "Both means are those of the element means.",
        ),
        equal(
            "SKM-T-148", "gap_rank", "recounted_rank_n",
            "Peringkat = 1 + jumlah unsur dengan kesenjangan lebih negatif.",
            "Rank = 1 + number of elements with a more negative gap.",
        ),
        *matrix,
    )  # fmt: skip
