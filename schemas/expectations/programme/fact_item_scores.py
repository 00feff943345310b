"""Checks of ``fact_item_scores``, counted by month."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import rows_equal
from schemas.expectations.programme.common import none, suite_of
from schemas.expectations.programme.facts import ProgrammeFacts


def suite(facts: ProgrammeFacts) -> ExpectationSuite:
    """Return the suite: scores within the scale, from which sums and indices follow exactly."""
    return suite_of(
        "fact_item_scores",
        rows_equal("SKM-P-420", facts.months_n, "bulan", "months"),
        none(
            "SKM-P-421", "unknown_responses_n",
            "Setiap nilai milik responden di fact_responses.",
            "Every score belongs to a respondent of fact_responses.",
        ),
        none(
            "SKM-P-422", "elements_unknown_n",
            "Setiap unsur milik kuesioner respondennya.",
            "Every element belongs to the questionnaire of its respondent.",
        ),
        none(
            "SKM-P-423", "off_scale_n",
            "Setiap nilai bilangan bulat dalam skala kuesionernya.",
            "Every score is a whole number within the scale of its questionnaire.",
        ),
        none(
            "SKM-P-424", "sums_wrong_n",
            "Jawaban dan jumlah nilai sama dengan fact_element_means, setiap kantor dan bulan.",
            "Answers and score sums are those of fact_element_means, for every office and month.",
        ),
        none(
            "SKM-P-425", "indices_wrong_n",
            "Indeks dihitung ulang dari nilai sama persis dengan pecahannya, setiap kantor dan bulan.",
            "The index computed again from scores is exactly its fraction, for every office and month.",
        ),
    )  # fmt: skip
