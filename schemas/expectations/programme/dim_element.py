"""Checks of ``dim_element``, counted by questionnaire and element."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import equal
from schemas.expectations.programme.common import none, suite_of
from schemas.expectations.programme.facts import ProgrammeFacts


def suite(_facts: ProgrammeFacts) -> ExpectationSuite:
    """Return the suite: elements numbered from 1 in every questionnaire."""
    return suite_of(
        "dim_element",
        equal(
            "SKM-P-030", "element_number", "position_n",
            "Nomor unsur setiap kuesioner berurutan dari 1.",
            "Elements are numbered from 1 in every questionnaire.",
        ),
        none(
            "SKM-P-031", "is_instrument_unknown_n",
            "Setiap unsur milik kuesioner di dim_instrument.",
            "Every element belongs to a questionnaire of dim_instrument.",
        ),
    )  # fmt: skip
