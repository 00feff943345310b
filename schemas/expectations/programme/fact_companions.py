"""Checks of ``fact_companions``, counted by period, so that a programme without such indices is examined all the same."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import total
from schemas.expectations.programme.common import at_least, at_most, none, suite_of
from schemas.expectations.programme.facts import ProgrammeFacts


def suite(facts: ProgrammeFacts) -> ExpectationSuite:
    """Return the suite: indices beside SKM that add up, follow from their conversion and stay apart."""
    return suite_of(
        "fact_companions",
        total(
            "SKM-P-430", "month_respondents_n", facts.companions_n,
            "Responden nasional semua bulan sama dengan baris kuesioner pendamping yang diterima.",
            "The country's respondents of all months are the accepted rows of companion questionnaires.",
        ),
        none(
            "SKM-P-431", "codes_wrong_n",
            "Periode ada di dimensinya, dan kuesionernya bukan kuesioner SKM.",
            "Periods are in their dimension, and the questionnaire is none of SKM.",
        ),
        none(
            "SKM-P-432", "places_wrong_n",
            "Kantor berjumlah sama dengan provinsi, kelas, dan nasional, setiap bulan.",
            "Offices add up to provinces, classes and the country, every month.",
        ),
        none(
            "SKM-P-433", "months_wrong_n",
            "Bulan berjumlah sama dengan triwulan, semester, dan tahun, setiap cakupan.",
            "Months add up to quarters, semesters and years, for every scope.",
        ),
        none(
            "SKM-P-434", "indices_lost_n",
            "Setiap cakupan dan periode memuat setiap indeks kuesionernya, dengan responden yang sama.",
            "Every scope and period has every index of its questionnaire, with the same respondents.",
        ),
        none(
            "SKM-P-435", "answers_unexplained_n",
            "Jawaban terisi + kosong = responden x unsur.",
            "Filled and missing answers = respondents x elements.",
        ),
        none(
            "SKM-P-436", "doubles_wrong_n",
            "Angka desimal kedua rata-rata sama dengan pecahannya.",
            "Both means as numbers are those of their fractions.",
        ),
        none(
            "SKM-P-437", "converted_wrong_n",
            "Rata-rata konversi tepat sama dengan rata-rata asli dikali konversi, dan tidak di luar skala.",
            "The converted mean is exactly the raw one times the conversion, and within its scale.",
        ),
        none(
            "SKM-P-438", "thresholds_wrong_n",
            "Ambang dicapai bila rata-rata konversi yang eksak tidak di bawahnya, dan hanya bila demikian.",
            "A threshold is reached when the exact converted mean is not below it, and only then.",
        ),
        at_most(
            "SKM-P-439", "small_largest_n", facts.small_n - 1,
            "Tanda n kecil hanya pada baris di bawah batas program.",
            "Only rows below the programme's limit carry the mark of a small sample.",
        ),
        at_least(
            "SKM-P-440", "enough_smallest_n", facts.small_n,
            "Baris tanpa tanda n kecil mencapai batas program.",
            "Rows without the mark reach the programme's limit.",
        ),
    )  # fmt: skip
