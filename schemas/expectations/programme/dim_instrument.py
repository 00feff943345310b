"""Checks of ``dim_instrument``, counted by questionnaire."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import equal
from schemas.expectations.programme.common import at_least, codes_are, none, suite_of
from schemas.expectations.programme.facts import ProgrammeFacts


def suite(facts: ProgrammeFacts) -> ExpectationSuite:
    """Return the suite: questionnaires of the programme with their elements and bands."""
    return suite_of(
        "dim_instrument",
        *codes_are(20, "instrument_id", facts.instruments, "kuesioner", "questionnaire"),
        equal(
            "SKM-P-022", "elements_n", "listed_elements_n",
            "Jumlah unsur sama dengan yang terdaftar di dim_element.",
            "The number of elements is that of dim_element.",
        ),
        none(
            "SKM-P-023", "is_scale_wrong_n",
            "Nilai terendah skala di bawah nilai tertinggi.",
            "The lowest score of the scale lies below the highest.",
        ),
        at_least(
            "SKM-P-024", "bands_n", 1,
            "Peraturan setiap kuesioner mempunyai tabel mutu.",
            "The regulation of every questionnaire has bands.",
        ),
    )  # fmt: skip
