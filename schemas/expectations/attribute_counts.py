"""Checks of ``out_skm__attribute_counts``."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import codes_complete, equal, rows_between, suite_of
from schemas.expectations.facts import Facts
from schemas.fields import population


def suite(facts: Facts) -> ExpectationSuite:  # noqa: ARG001 - every suite takes the facts
    """Return the suite: every question is answered once by every respondent of every population."""
    return suite_of(
        "attribute_counts",
        rows_between(
            "SKM-T-070", len(population.allowed), None,
            "sedikitnya satu jawaban untuk setiap populasi",
            "at least one answer for every population",
        ),
        *codes_complete(71, "population", population.allowed, "populasi", "population"),
        equal(
            "SKM-T-073", "answers_of_population_n", "answers_offered_n",
            "Setiap populasi memuat semua jawaban yang ditawarkan, juga yang tidak dipilih.",
            "Every population has all answers that are offered, also those that nobody gave.",
        ),
        equal(
            "SKM-T-074", "attribute_sum_n", "population_n",
            "Jawaban atas satu pertanyaan berjumlah sama dengan populasinya menurut air terjun.",
            "The answers to a question add up to its population in the waterfall.",
        ),
    )  # fmt: skip
