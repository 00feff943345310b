"""Checks of ``fact_element_means``, counted by period."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import equal
from schemas.expectations.programme.common import none, suite_of
from schemas.expectations.programme.facts import ProgrammeFacts


def suite(_facts: ProgrammeFacts) -> ExpectationSuite:
    """Return the suite: means that follow from sums, and sums that add up."""
    return suite_of(
        "fact_element_means",
        equal(
            "SKM-P-170", "rows_n", "rows_due_n",
            "Setiap indeks dari jawaban mempunyai satu baris per unsur.",
            "Every index that follows from answers has one row per element.",
        ),
        none(
            "SKM-P-171", "elements_unknown_n",
            "Setiap unsur ada di dim_element dengan kuesioner itu.",
            "Every element is in dim_element with that questionnaire.",
        ),
        none(
            "SKM-P-172", "respondents_wrong_n",
            "Responden sama dengan baris indeksnya.",
            "Respondents are those of the row's index.",
        ),
        none(
            "SKM-P-173", "answers_unexplained_n",
            "Jawaban terisi + kosong = responden x pertanyaan unsur itu.",
            "Filled and missing answers = respondents x questions of the element.",
        ),
        none(
            "SKM-P-174", "means_wrong_n",
            "Nilai rata-rata = jumlah nilai / jawaban, juga sebagai pecahan.",
            "The mean is the score sum over the answers, as a fraction, too.",
        ),
        none(
            "SKM-P-175", "means_off_scale_n",
            "Nilai rata-rata berada dalam skala kuesionernya.",
            "Means lie within the scale of their questionnaire.",
        ),
        none(
            "SKM-P-176", "ranks_wrong_n",
            "Peringkat unsur sesuai urutan nilai; nilai sama berbagi peringkat.",
            "Element ranks follow the means; equal means share a rank.",
        ),
        none(
            "SKM-P-177", "places_wrong_n",
            "Jumlah nilai kantor berjumlah sama dengan provinsi, kelas, dan nasional, setiap bulan.",
            "Score sums of offices add up to provinces, classes and the country, every month.",
        ),
        none(
            "SKM-P-178", "months_wrong_n",
            "Jumlah nilai bulan berjumlah sama dengan triwulan, semester, dan tahun.",
            "Score sums of months add up to quarters, semesters and years.",
        ),
    )  # fmt: skip
