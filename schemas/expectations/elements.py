"""Checks of ``out_skm__elements``."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import equal, rows_equal, suite_of
from schemas.expectations.facts import Facts


def suite(facts: Facts) -> ExpectationSuite:
    """Return the suite: every element of the instrument, numbered without a hole."""
    return suite_of(
        "elements",
        rows_equal("SKM-T-010", facts.elements_n, "satu per unsur kuesioner", "one for each element of the questionnaire"),
        equal(
            "SKM-T-011", "element_number", "position_n",
            "Nomor unsur berurutan dari 1 tanpa lompatan.",
            "Element numbers run from 1 without a hole.",
        ),
    )  # fmt: skip
