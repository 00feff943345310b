"""Checks of ``dim_respondent_group``, counted by question about the respondent."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.programme.common import at_least, rows_at_least, suite_of
from schemas.expectations.programme.facts import ProgrammeFacts


def suite(_facts: ProgrammeFacts) -> ExpectationSuite:
    """Return the suite: questions about the respondent, each with answers."""
    return suite_of(
        "dim_respondent_group",
        rows_at_least(
            "SKM-P-050", 1,
            "Ada pertanyaan tentang responden.",
            "There are questions about the respondent.",
        ),
        at_least(
            "SKM-P-051", "answers_n", 2,
            "Setiap pertanyaan menawarkan sedikitnya dua jawaban.",
            "Every question offers at least two answers.",
        ),
    )  # fmt: skip
