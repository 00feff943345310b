"""Checks of ``fact_changes``, counted by period."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.programme.common import none, suite_of
from schemas.expectations.programme.facts import ProgrammeFacts


def suite(_facts: ProgrammeFacts) -> ExpectationSuite:
    """Return the suite: changes between published values a year apart."""
    return suite_of(
        "fact_changes",
        none(
            "SKM-P-240", "rows_wrong_n",
            "Ada baris bila nilai ada pada kedua periode, dan hanya bila demikian.",
            "There is a row when both periods have a value, and only then.",
        ),
        none(
            "SKM-P-241", "periods_wrong_n",
            "Periode pembanding ialah periode tahun lalu menurut dim_period.",
            "The compared period is that of the year before by dim_period.",
        ),
        none(
            "SKM-P-242", "values_wrong_n",
            "Kedua nilai sama dengan fact_indices atau fact_trend.",
            "Both values are those of fact_indices or fact_trend.",
        ),
        none(
            "SKM-P-243", "changes_wrong_n",
            "Perubahan = nilai kini - nilai dulu, juga sebagai pecahan.",
            "The change is the value now minus the one before, as a fraction, too.",
        ),
        none(
            "SKM-P-244", "intervals_wrong_n",
            "Selang memuat perubahannya, dan ada bila galat baku ada.",
            "The interval holds the change, and is there when there is a standard error.",
        ),
        none(
            "SKM-P-245", "tests_wrong_n",
            "Statistik uji = perubahan / galat baku, disertai nilai p dan putusan.",
            "The statistic is the change over its error, with a p-value and a verdict.",
        ),
        none(
            "SKM-P-246", "verdicts_wrong_n",
            "Bermakna bila nilai p di bawah 1 - tingkat kepercayaan.",
            "A change is significant when its p-value is below 1 - confidence level.",
        ),
        none(
            "SKM-P-247", "grades_unknown_n",
            "Kedua mutu ada di tabel mutu peraturan penilainya.",
            "Both grades are of the bands of the regulation that grades them.",
        ),
    )  # fmt: skip
