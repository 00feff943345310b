"""Checks of ``fact_trend``, counted by period."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.programme.common import none, suite_of
from schemas.expectations.programme.facts import ProgrammeFacts


def suite(_facts: ProgrammeFacts) -> ExpectationSuite:
    """Return the suite: series under every regulation, with the respondents of their questionnaires."""
    return suite_of(
        "fact_trend",
        none(
            "SKM-P-220", "gradings_lost_n",
            "Setiap seri, cakupan, dan periode dinilai menurut setiap peraturan program.",
            "Every series, scope and period is graded under every regulation of the programme.",
        ),
        none(
            "SKM-P-221", "respondents_wrong_n",
            "Kuesioner dan responden sama dengan jumlah fact_indices atas kuesioner seri itu.",
            "Questionnaires and respondents are those of fact_indices over the questionnaires of the series.",
        ),
        none(
            "SKM-P-222", "indices_wrong_n",
            "Indeks seri sama dengan pecahannya, dan sama menurut setiap peraturan.",
            "The index of a series is that of its fraction, and the same under every regulation.",
        ),
        none(
            "SKM-P-223", "off_scale_n",
            "Indeks seri berada dalam skala.",
            "The index of a series lies within the scale.",
        ),
        none(
            "SKM-P-224", "intervals_wrong_n",
            "Selang memuat indeks serinya, dan ada bila galat baku ada.",
            "The interval holds the index, and is there when there is a standard error.",
        ),
        none(
            "SKM-P-225", "grades_unknown_n",
            "Setiap mutu ada di tabel mutu peraturan penilainya.",
            "Every grade is one of the bands of the regulation that grades it.",
        ),
        none(
            "SKM-P-226", "regulations_unknown_n",
            "Peraturan penilai ada di dim_instrument.",
            "The regulation that grades is in dim_instrument.",
        ),
        none(
            "SKM-P-227", "grades_disordered_n",
            "Menurut satu peraturan indeks yang lebih tinggi tidak bermutu lebih buruk.",
            "Under a regulation a higher index never has a worse grade.",
        ),
        none(
            "SKM-P-228", "breaks_wrong_n",
            "Tanda ganti kuesioner sesuai kuesioner periode sebelumnya.",
            "The mark of a break agrees with the questionnaires of the period before.",
        ),
    )  # fmt: skip
