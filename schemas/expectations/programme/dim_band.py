"""Checks of ``dim_band``, counted by regulation and grade."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.programme.common import codes_are, none, suite_of
from schemas.expectations.programme.facts import ProgrammeFacts


def suite(facts: ProgrammeFacts) -> ExpectationSuite:
    """Return the suite: bands of every regulation, one above the other."""
    return suite_of(
        "dim_band",
        *codes_are(40, "regulation_id", facts.regulations, "peraturan", "regulation"),
        none(
            "SKM-P-042", "is_overlap_n",
            "Rentang mutu suatu peraturan tersusun naik tanpa tumpang tindih.",
            "The bands of a regulation ascend without overlap.",
        ),
        none(
            "SKM-P-043", "is_grade_order_wrong_n",
            "Rentang yang lebih tinggi mempunyai mutu yang lebih baik, A terbaik.",
            "A higher band has a better grade, A the best.",
        ),
    )  # fmt: skip
