"""Checks of ``fact_indices``, counted by period."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.programme.common import DRIFT, LIFT, TOP, at_least, at_most, none, suite_of
from schemas.expectations.programme.facts import ProgrammeFacts
from schemas.expectations.saying import WARN


def suite(facts: ProgrammeFacts) -> ExpectationSuite:
    """Return the suite: indices that follow from answers, lie within their scale and add up."""
    return suite_of(
        "fact_indices",
        none(
            "SKM-P-100", "codes_unknown_n",
            "Kuesioner, peraturan, dan periode setiap baris ada di dimensinya.",
            "Questionnaire, regulation and period of every row are in their dimensions.",
        ),
        none(
            "SKM-P-101", "weightings_wrong_n",
            "Kantor memakai respondennya sendiri, tingkat lain cara penggabungan yang lain.",
            "Offices use their own respondents, other levels one of the other weightings.",
        ),
        none(
            "SKM-P-102", "office_months_wrong_n",
            "Responden setiap kantor, bulan, dan kuesioner sama dengan jumlah baris fact_responses.",
            "Respondents of every office, month and questionnaire are the rows of fact_responses.",
        ),
        none(
            "SKM-P-103", "places_wrong_n",
            "Kantor berjumlah sama dengan provinsi, kelas, dan nasional, setiap bulan.",
            "Offices add up to provinces, classes and the country, every month.",
        ),
        none(
            "SKM-P-104", "months_wrong_n",
            "Bulan berjumlah sama dengan triwulan, semester, dan tahun, setiap cakupan.",
            "Months add up to quarters, semesters and years, for every scope.",
        ),
        none(
            "SKM-P-105", "country_wrong_n",
            "Responden semua kantor berjumlah sama dengan baris nasional, setiap periode dan kuesioner.",
            "Respondents of all offices add up to the country's, for every period and questionnaire.",
        ),
        none(
            "SKM-P-106", "answers_unexplained_n",
            "Jawaban terisi + kosong = responden x pertanyaan.",
            "Filled and missing answers = respondents x questions.",
        ),
        at_least(
            "SKM-P-107", "exact_smallest", facts.lowest_index,
            "IKM eksak tidak di bawah skala.",
            "No exact index lies below the scale.",
        ),
        at_most(
            "SKM-P-108", "exact_largest", TOP,
            "IKM eksak tidak di atas 100.",
            "No exact index lies above 100.",
        ),
        at_least(
            "SKM-P-109", "regulation_smallest", facts.lowest_index - LIFT,
            "IKM menurut peraturan tidak di bawah skala (0,071 x 14 menurunkan 25 menjadi 24,85).",
            "No index by regulation lies below the scale (0.071 x 14 lowers 25 to 24.85).",
        ),
        at_most(
            "SKM-P-110", "regulation_largest", TOP + LIFT,
            "IKM menurut peraturan paling tinggi 100 lebih sedikit.",
            "No index by regulation lies above a little over 100.",
        ),
        none(
            "SKM-P-111", "presence_wrong_n",
            "IKM eksak ada bila setiap unsur dijawab, dan hanya bila demikian.",
            "There is an exact index when every element was answered, and only then.",
        ),
        none(
            "SKM-P-112", "pairs_wrong_n",
            "Indeks eksak, pecahannya, dan indeks menurut peraturan ada bersama atau tidak sama sekali.",
            "Exact index, its fraction and the index by regulation are there together or not at all.",
        ),
        none(
            "SKM-P-113", "doubles_wrong_n",
            "Angka desimal indeks sama dengan pecahannya.",
            "The index as a number is that of its fraction.",
        ),
        none(
            "SKM-P-114", "recomputed_wrong_n",
            "Indeks dihitung ulang dari jumlah nilai unsur memberi pecahan yang sama persis.",
            "The index computed again from the sums of the elements gives exactly the same fraction.",
        ),
        none(
            "SKM-P-115", "grades_unknown_n",
            "Setiap mutu ada di tabel mutu peraturannya, dan ada bila indeksnya ada.",
            "Every grade is one of its regulation's bands, and there is one when there is an index.",
        ),
        none(
            "SKM-P-116", "grades_disordered_n",
            "Dalam satu peraturan indeks yang lebih tinggi tidak bermutu lebih buruk.",
            "Within a regulation a higher index never has a worse grade.",
        ),
        none(
            "SKM-P-117", "weight_flags_wrong_n",
            "Tanda mutu berubah oleh bobot sesuai kedua mutunya.",
            "The mark that the weight changes the grade agrees with both grades.",
        ),
        none(
            "SKM-P-118", "between_wrong_n",
            "Indeks gabungan berada di antara indeks kantor terkecil dan terbesar cakupannya.",
            "An index of several offices lies between the smallest and the largest of theirs.",
        ),
        none(
            "SKM-P-119", "printed_wrong_n",
            "Indeks tercetak disertai tempat tercetaknya.",
            "A printed index comes with the place where it was printed.",
        ),
        at_most(
            "SKM-P-120", "small_largest_n", facts.small_n - 1,
            "Tanda n kecil hanya pada baris di bawah batas program.",
            "Only rows below the programme's limit carry the mark of a small sample.",
        ),
        at_least(
            "SKM-P-121", "enough_smallest_n", facts.small_n,
            "Baris tanpa tanda n kecil mencapai batas program.",
            "Rows without the mark reach the programme's limit.",
        ),
        at_most(
            "SKM-P-122", "regulation_drift", DRIFT,
            "Penimbang dan pembulatan menggeser indeks paling banyak 1,2 (0,11 x 9 = 0,99).",
            "Weight and rounding move the index by 1.2 at most (0.11 x 9 = 0.99).", WARN,
        ),
    )  # fmt: skip
