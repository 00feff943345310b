"""Checks of ``out_skm__scope_gaps``."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import always, equal, highest, lowest, rows_between, rows_equal, suite_of
from schemas.expectations.facts import Facts


def suite(facts: Facts) -> ExpectationSuite:
    """Return the suite: overall gaps within the width of the scale, one for every scope with both means."""
    if not facts.has_pairs:
        return suite_of(
            "scope_gaps", rows_equal("SKM-T-160", 0, "hanya satu ukuran ditanyakan", "one measure was asked")
        )
    limits = (-facts.gap_limit, facts.gap_limit)
    return suite_of(
        "scope_gaps",
        rows_between(
            "SKM-T-160", 1, facts.scopes_n,
            "satu baris per cakupan dengan kedua rata-rata", "one row for each scope with both means",
        ),
        always(
            "SKM-T-161", "scopes_missing_n", 0,
            "Setiap cakupan dengan kedua rata-rata keseluruhan ada di tabel ini.",
            "Every scope with both overall means is in this table.",
        ),
        lowest("SKM-T-162", "gap", limits, "Kesenjangan tidak melebihi lebar skala (bawah).", "No gap is wider than the scale (low)."),
        highest("SKM-T-163", "gap", limits, "Kesenjangan tidak melebihi lebar skala (atas).", "No gap is wider than the scale (high)."),
        highest(
            "SKM-T-164", "gap_error", (0, 1e-9),
            "Kesenjangan keseluruhan = rata-rata kesenjangan unsur.", "The overall gap is the mean of the element gaps.",
        ),
        highest(
            "SKM-T-165", "conformity_error", (0, 1e-9),
            "Tki keseluruhan = 100 x jumlah kepuasan / jumlah kepentingan.",
            "Overall conformity = 100 x sum of satisfaction / sum of importance.",
        ),
        equal(
            "SKM-T-166", "respondents_n", "measure_respondents_n",
            "Responden setiap cakupan sama dengan tabel rata-rata keseluruhan.",
            "Respondents of every scope are those of the overall means.",
        ),
    )  # fmt: skip
