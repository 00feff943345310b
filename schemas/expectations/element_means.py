"""Checks of ``out_skm__element_means``."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import always, equal, highest, lowest, rows_equal, scopes_complete, suite_of
from schemas.expectations.facts import Facts


def suite(facts: Facts) -> ExpectationSuite:
    """Return the suite: answers = respondents - missing, means lie in the scale, offices add up to the cohort."""
    scale = (facts.scale_minimum, facts.scale_maximum)
    paired = [
        equal(
            "SKM-T-099", "gap_rows_n", "gap_rows_due_n",
            "Setiap unsur dengan kedua rata-rata mempunyai tepat satu baris kesenjangan.",
            "Every element with both means has exactly one row of gaps.",
        )
    ] if facts.has_pairs else []  # fmt: skip
    return suite_of(
        "element_means",
        rows_equal(
            "SKM-T-090", facts.scopes_n * len(facts.measures) * facts.elements_n,
            "cakupan x ukuran x unsur", "scopes x measures x elements",
        ),
        *scopes_complete(91, facts),
        equal(
            "SKM-T-093", "answers_n", "explained_answers_n",
            "Jawaban = responden - jawaban kosong.", "Answers = respondents - missing answers.",
        ),
        always(
            "SKM-T-094", "office_respondents_n", facts.cohort_n,
            "Responden semua kantor berjumlah sama dengan kohort, untuk setiap ukuran dan unsur.",
            "Respondents over the offices add up to the cohort, for every measure and element.",
        ),
        lowest("SKM-T-095", "mean_score", scale, "Rata-rata tidak di bawah skala.", "No mean lies below the scale."),
        highest("SKM-T-096", "mean_score", scale, "Rata-rata tidak di atas skala.", "No mean lies above the scale."),
        highest(
            "SKM-T-097", "mean_error", (0, 1e-12),
            "Rata-rata = jumlah nilai / jawaban, dan kosong hanya tanpa jawaban.",
            "The mean is score sum / answers, and empty only without answers.",
        ),
        equal(
            "SKM-T-098", "answers_n", "pooled_answers_n",
            "Jawaban kohort sama dengan jumlah jawaban semua kantor.",
            "The answers of the cohort are the sums over the offices.",
        ),
        *paired,
    )  # fmt: skip
