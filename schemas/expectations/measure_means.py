"""Checks of ``out_skm__measure_means``."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import always, equal, highest, lowest, rows_equal, scopes_complete, suite_of
from schemas.expectations.facts import Facts


def suite(facts: Facts) -> ExpectationSuite:
    """Return the suite: a measure is the sum of its elements, and offices add up to the cohort."""
    scale = (facts.scale_minimum, facts.scale_maximum)
    return suite_of(
        "measure_means",
        rows_equal("SKM-T-100", facts.scopes_n * len(facts.measures), "cakupan x ukuran", "scopes x measures"),
        *scopes_complete(101, facts),
        always(
            "SKM-T-103", "elements_n", facts.elements_n,
            "Rata-rata keseluruhan memakai semua unsur.", "The overall mean uses all elements.",
        ),
        equal(
            "SKM-T-104", "answers_n", "explained_answers_n",
            "Jawaban = responden x pertanyaan - jawaban kosong.", "Answers = respondents x questions - missing answers.",
        ),
        equal(
            "SKM-T-105", "answers_n", "element_answers_n",
            "Jawaban suatu ukuran adalah jumlah jawaban unsurnya.", "The answers of a measure are the sum over its elements.",
        ),
        equal(
            "SKM-T-106", "score_sum", "element_score_sum_n",
            "Jumlah nilai suatu ukuran adalah jumlah nilai unsurnya.", "The score sum of a measure is the sum over its elements.",
        ),
        always(
            "SKM-T-107", "office_respondents_n", facts.cohort_n,
            "Responden semua kantor berjumlah sama dengan kohort.", "Respondents over the offices add up to the cohort.",
        ),
        always(
            "SKM-T-108", "focus_respondents_n", facts.focus_n,
            "Responden kantor fokus sama dengan langkah terakhir air terjun.",
            "Respondents of the focus office are those of the last step of the waterfall.",
        ),
        lowest("SKM-T-109", "mean_score", scale, "Rata-rata tidak di bawah skala.", "No mean lies below the scale."),
        highest("SKM-T-110", "mean_score", scale, "Rata-rata tidak di atas skala.", "No mean lies above the scale."),
    )  # fmt: skip
