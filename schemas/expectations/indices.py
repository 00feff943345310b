"""Checks of ``out_skm__indices``."""

from typing import Final

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import always, equal, highest, lowest, rows_equal, scopes_complete, suite_of
from schemas.expectations.facts import Facts
from schemas.expectations.saying import WARN

# A declared weight is a decimal rounded to three places: 13 x 0.077 = 1.001 lifts 100 to 100.1 (KEP/25/2004 prints
# 0.071 x 14 = 0.994, which lowers 25 to 24.85). Rounding element means to two decimals moves it by less than 0.13.
_LIFT: Final = 0.2
_DRIFT: Final = 0.5
_TOP: Final = 100.0


def suite(facts: Facts) -> ExpectationSuite:
    """Return the suite: indices within their scale, grades of the band table, offices that add up to the cohort."""
    bottom = facts.lowest_index
    return suite_of(
        "indices",
        rows_equal("SKM-T-120", facts.scopes_n * facts.methods_n, "cakupan x metode", "scopes x methods"),
        *scopes_complete(121, facts),
        lowest("SKM-T-123", "ikm_exact", (bottom, _TOP), "IKM eksak tidak di bawah skala.", "No exact index lies below the scale."),
        highest("SKM-T-124", "ikm_exact", (bottom, _TOP), "IKM eksak tidak di atas 100.", "No exact index lies above 100."),
        lowest(
            "SKM-T-125", "ikm_regulation", (bottom - _LIFT, _TOP + _LIFT),
            "IKM menurut peraturan tidak di bawah skala.", "No index by regulation lies below the scale.",
        ),
        highest(
            "SKM-T-126", "ikm_regulation", (bottom - _LIFT, _TOP + _LIFT),
            "IKM menurut peraturan paling tinggi 100,2 (0,077 x 13 memberi 100,1).",
            "No index by regulation lies above 100.2 (0.077 x 13 gives 100.1).",
        ),
        always(
            "SKM-T-127", "is_index_explained_n", 1,
            "IKM eksak ada bila setiap unsur dijawab, dan hanya bila demikian.",
            "There is an exact index when every element was answered, and only then.",
        ),
        equal(
            "SKM-T-128", "answers_n", "explained_answers_n",
            "Jawaban = responden x pertanyaan - jawaban kosong.", "Answers = respondents x questions - missing answers.",
        ),
        always(
            "SKM-T-129", "office_respondents_n", facts.cohort_n,
            "Responden semua kantor berjumlah sama dengan kohort, untuk setiap metode.",
            "Respondents over the offices add up to the cohort, for every method.",
        ),
        always(
            "SKM-T-130", "focus_respondents_n", facts.focus_n,
            "Responden kantor fokus sama dengan langkah terakhir air terjun.",
            "Respondents of the focus office are those of the last step of the waterfall.",
        ),
        always(
            "SKM-T-131", "primary_methods_n", 1,
            "Setiap cakupan mempunyai tepat satu metode utama.", "Every scope has exactly one primary method.",
        ),
        always(
            "SKM-T-132", "are_grades_known_n", 1,
            "Setiap mutu ada di tabel mutu, dan ada bila indeksnya ada.",
            "Every grade is one of the band table, and there is one when there is an index.",
        ),
        highest(
            "SKM-T-133", "method_spread", (0, 0),
            "IKM eksak sama untuk semua metode suatu cakupan.", "The exact index is the same for all methods of a scope.",
        ),
        highest(
            "SKM-T-134", "regulation_drift", (0, _DRIFT),
            "Penimbang dan pembulatan menggeser indeks kurang dari setengah angka.",
            "Weight and rounding move the index by less than half a point.", WARN,
        ),
    )  # fmt: skip
