"""Checks of ``dim_office``, counted by office and span of months."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.programme.common import codes_are, none, suite_of
from schemas.expectations.programme.facts import ProgrammeFacts


def suite(facts: ProgrammeFacts) -> ExpectationSuite:
    """Return the suite: offices of the programme, in spans that follow one another."""
    return suite_of(
        "dim_office",
        *codes_are(1, "office_code", facts.offices, "kantor", "office"),
        none(
            "SKM-P-003", "is_span_wrong_n",
            "Rentang bulan suatu kantor berurutan dan tidak bertumpang tindih.",
            "The spans of an office follow one another and do not overlap.",
        ),
        none(
            "SKM-P-004", "is_earlier_span_current_n",
            "Hanya rentang terakhir suatu kantor yang dapat berlaku kini.",
            "Only the last span of an office can be the current one.",
        ),
        none(
            "SKM-P-005", "is_key_wrong_n",
            "Kunci kantor terdiri dari kode dan bulan pertama rentangnya.",
            "The key of an office is its code and the first month of the span.",
        ),
    )  # fmt: skip
