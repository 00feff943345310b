"""Checks of ``dim_period``, counted by period."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import equal, total
from schemas.expectations.programme.common import none, suite_of
from schemas.expectations.programme.facts import ProgrammeFacts


def suite(facts: ProgrammeFacts) -> ExpectationSuite:
    """Return the suite: months without a gap, in longer periods that hold them."""
    return suite_of(
        "dim_period",
        total(
            "SKM-P-010", "is_month_n", facts.months_n,
            "Ada satu baris untuk setiap bulan, dari bulan pertama program sampai bulan pengolahan.",
            "There is one row for every month from the programme's first to the run's.",
        ),
        equal(
            "SKM-P-011", "months_n", "explained_months_n",
            "Jumlah bulan sama dengan jarak bulan pertama dan terakhir.",
            "The number of months is the distance from the first to the last.",
        ),
        none(
            "SKM-P-012", "is_in_no_longer_period_n",
            "Setiap bulan berada dalam satu triwulan, satu semester, dan satu tahun.",
            "Every month lies in one quarter, one semester and one year.",
        ),
        none(
            "SKM-P-013", "is_neighbour_wrong_n",
            "Periode sebelumnya dan periode tahun lalu sama panjang dan tepat jaraknya.",
            "The period before and the one of the last year are of the same length and at the right distance.",
        ),
    )  # fmt: skip
