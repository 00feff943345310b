"""Checks of ``out_skm__bands``."""

from typing import Final

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import always, highest, lowest, rows_between, suite_of
from schemas.expectations.facts import Facts

_TOP: Final = 100


def suite(facts: Facts) -> ExpectationSuite:
    """Return the suite: bands from the lowest possible index to 100, one above the other."""
    bottom = facts.lowest_index
    return suite_of(
        "bands",
        rows_between("SKM-T-020", 2, None, "tabel mutu memuat sedikitnya dua jenjang", "a band table has at least two bands"),
        always(
            "SKM-T-021", "is_above_previous_n", 1,
            "Setiap jenjang mulai di atas jenjang di bawahnya dan tidak berakhir sebelum mulai.",
            "Every band starts above the one below it and does not end before it starts.",
        ),
        lowest(
            "SKM-T-022", "band_lower", (0, bottom),
            "Jenjang terendah mencakup indeks terendah yang mungkin.",
            "The lowest band covers the lowest possible index.",
        ),
        highest(
            "SKM-T-023", "band_upper", (_TOP, _TOP),
            "Jenjang tertinggi berakhir pada 100.",
            "The highest band ends at 100.",
        ),
    )  # fmt: skip
