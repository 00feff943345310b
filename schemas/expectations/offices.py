"""Checks of ``out_skm__offices``."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import codes_complete, rows_equal, suite_of, total
from schemas.expectations.facts import Facts


def suite(facts: Facts) -> ExpectationSuite:
    """Return the suite: every office of the study once, one of them in focus."""
    return suite_of(
        "offices",
        rows_equal("SKM-T-001", len(facts.offices), "satu per kantor studi", "one for each office of the study"),
        *codes_complete(2, "office_code", facts.offices, "kantor", "office"),
        total(
            "SKM-T-004",
            "is_focus_n",
            1,
            "Tepat satu kantor menjadi fokus studi.",
            "Exactly one office is the study's focus.",
        ),
    )
