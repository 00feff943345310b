"""What the audit says of the five studies; every expected value is printed in a paper or arithmetic of the hand."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from papers import five_studies, place

from transforms.replication.consequences import computed, consequences, twins
from transforms.replication.frames import Audited, frames
from transforms.replication.sentences import sentence
from transforms.replication.verdicts import Judged, Verdict


@pytest.fixture(scope="module")
def studies(checkout: Path) -> dict[str, Audited]:
    return five_studies(checkout / "data" / "reference")


def _at(studies: Mapping[str, Audited], study: str, *names: str) -> Judged:
    return next(one for one in studies[study].judged if one.figure.place == place(*names))


def _english(studies: Mapping[str, Audited], study: str, *names: str) -> str:
    return sentence(studies[study].net, _at(studies, study, *names)).english


def test_every_printed_figure_has_one_verdict(studies: dict[str, Audited]) -> None:
    counts = {study: len(one.judged) for study, one in studies.items()}
    # Counted with a spreadsheet in the file of printed figures.
    assert counts == {
        "jakarta_2015": 314,
        "pontianak_2015": 278,
        "singkawang_2019": 125,
        "bali_2022": 576,
        "tangerang_2005": 13,
    }
    assert sum(counts.values()) == 1306
    missing = sum(one.verdict is Verdict.NOT_RECOMPUTABLE for study in studies.values() for one in study.judged)
    assert missing <= 0.4 * 1306
    assert sum(frames(list(studies.values()))["out_audit__summary"]["figures_n"]) == 1306


def test_every_sentence_shows_arithmetic_or_says_what_is_missing(studies: dict[str, Audited]) -> None:
    for study in studies.values():
        for judged in study.judged:
            said = sentence(study.net, judged)
            where = f"{study.audit.study_id} {judged.figure.place}"
            assert said.indonesian, where
            assert said.english, where
            assert "None" not in said.english, where
            if judged.verdict is Verdict.CONTRADICTED:
                assert any(sign in said.english for sign in "=<>≤≥"), where
            if judged.verdict is Verdict.NOT_RECOMPUTABLE:
                assert "needed: " in said.english, where
                assert "declares no relation" not in said.english, where


# --- Jakarta ---------------------------------------------------------------------------------------------------------
def test_jakarta_figure_4_reproduces(studies: dict[str, Audited]) -> None:
    for quadrant in ("Kuadran 1", "Kuadran 2", "Kuadran 3", "Kuadran 4"):
        assert _at(studies, "jakarta_2015", "figure 4", quadrant, "items").verdict is Verdict.REPRODUCED


def test_jakarta_normality_follows_from_the_printed_means_of_table_12(studies: dict[str, Audited]) -> None:
    for column, formula in (("Z", "Z = √13 × D = 0.658"), ("Signifikansi", "p = 0.779")):
        judged = _at(studies, "jakarta_2015", "6", "Tingkat Kepuasan", column)
        assert judged.verdict is Verdict.REPRODUCED
        assert judged.finding is not None
        assert judged.finding.route.value == "printed"
        assert formula in judged.finding.expected.formula


def test_jakarta_normality_of_importance_follows_from_means_that_were_cut_off(studies: dict[str, Audited]) -> None:
    # 460 / 120 = 3.8333, 446 / 120 = 3.7166 (3,72 in table 11) ...: cut off after two decimals they give Z = 0.684.
    for column in ("Z", "Signifikansi"):
        judged = _at(studies, "jakarta_2015", "6", "Tingkat Kepentingan", column)
        assert judged.verdict is Verdict.REPRODUCED
        assert judged.outcome is not None
        assert "cut off after two decimals" in str(judged.outcome.check.spec.why_en)


def test_jakarta_table_12_differs_from_table_10_in_three_elements(studies: dict[str, Audited]) -> None:
    wrong = [
        judged.figure.place.row
        for judged in studies["jakarta_2015"].judged
        if judged.figure.place.table == "12" and judged.verdict is Verdict.CONTRADICTED
    ]
    assert wrong == ["Q1", "Q3", "Q11"]


def test_jakarta_prints_two_indices_and_the_first_makes_the_office_good(studies: dict[str, Audited]) -> None:
    assert _at(studies, "jakarta_2015", "conclusion", "IKM (first mention)").verdict is Verdict.CONTRADICTED
    assert _at(studies, "jakarta_2015", "conclusion", "IKM (second mention)").verdict is Verdict.REPRODUCED
    changed = {str(one.place): one.recomputed for one in consequences(studies["jakarta_2015"].net)}
    assert changed == {"conclusion | kategori (first mention) |": "kurang baik"}


def test_jakarta_54_42_follows_from_no_rule_that_the_paper_states(studies: dict[str, Audited]) -> None:
    said = _english(studies, "jakarta_2015", "text", "IKM konversi")
    # 28.26 x 0.077 x 25 = 54.4005; 2.18 x 25 = 54.5; the means of table 12 add up to 28.29: 54.45825.
    for tried in ("28.26 × 0.077 × 25 = 54.4005", "2.18 × 25 = 54.5", "28.29 × 0.077 × 25 = 54.45825"):
        assert tried in said


def test_jakarta_2_18_is_the_index_and_not_the_mean(studies: dict[str, Audited]) -> None:
    assert _at(studies, "jakarta_2015", "text", "nilai indeks").verdict is Verdict.REPRODUCED
    judged = _at(studies, "jakarta_2015", "5", "X", "Rata-rata Kepuasan")
    assert judged.verdict is Verdict.CONTRADICTED
    assert judged.exact == Fraction(3388, 1560)
    assert "28.26 × 0.077 = 2.17602" in _english(studies, "jakarta_2015", "5", "X", "Rata-rata Kepuasan")


# --- Pontianak -------------------------------------------------------------------------------------------------------
def test_pontianak_71_72775_follows_from_printed_means_beside_the_exact_index(studies: dict[str, Audited]) -> None:
    judged = _at(studies, "pontianak_2015", "text", "Nilai IKM")
    assert judged.verdict is Verdict.REPRODUCED
    assert judged.finding is not None
    assert judged.finding.expected.formula == "2.86911 × 25 = 71.72775"
    # 6046 / 150 is the sum of the exact means; times 0.071 x 25, and times 25 / 14.
    assert judged.exact == Fraction(6046, 150) * Fraction("0.071") * 25
    beside = {one.name: one.exact for one in computed(studies["pontianak_2015"].net)}
    assert beside["IKM dengan penimbang 1/14"] == Fraction(6046, 150) * 25 / 14
    assert place("10", "U13", "Nilai Rata-rata per Unsur IKM") in judged.rests_on


def test_pontianak_contradictions(studies: dict[str, Audited]) -> None:
    wrong = [str(one.figure.place) for one in studies["pontianak_2015"].judged if one.verdict is Verdict.CONTRADICTED]
    assert wrong == [
        "9 | U6 | % 1",  # 1 / 150 = 0.7 %, printed 7,0
        "9 | U10 | % 1",
        "9 | U11 | % 1",
        "9 | U12 | % 1",
        "10 | U13 | Nilai Rata-rata per Unsur IKM",  # 422 / 150 = 2.81, printed 2,94
        "11 | U14 | Nilai Rata-rata Tertimbang (NRRX0,071)",  # 3.12 x 0.071 = 0.22152, printed 0,22151
        "5 | 36 - 45 | Persentase",  # 29 / 150 = 19.33, printed 19,40
        "5 | 46 - 55 | Persentase",  # 20 / 150 = 13.33, printed 13,40
        "text | laki-laki | persen",  # table 6 has 58,0, the text 66 %
    ]
    assert _at(studies, "pontianak_2015", "9", "U6", "% 1").fault is not None
    shared = {_at(studies, "pontianak_2015", "2", k, "Nilai Interval").verdict for k in "1234"}
    assert shared == {Verdict.INCONSISTENT_IN_PRINT}  # 1,75 ends one class and begins the next


# --- Singkawang ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("dimension", "performance", "expectation"),
    [
        ("Reliability", Fraction("15.32") / 4, Fraction("15.52") / 4),
        ("Assurance", Fraction("15.46") / 4, Fraction("15.59") / 4),
    ],
)
def test_singkawang_divides_four_items_by_five(
    studies: dict[str, Audited], dimension: str, performance: Fraction, expectation: Fraction
) -> None:
    for column, exact in (("Kinerja", performance), ("Harapan", expectation)):
        judged = _at(studies, "singkawang_2019", "4", f"Nilai Rata-rata {dimension}", column)
        assert judged.verdict is Verdict.CONTRADICTED
        assert judged.exact == exact
        assert "with the divisor 5" in _english(studies, "singkawang_2019", "4", f"Nilai Rata-rata {dimension}", column)
        assert _at(studies, "singkawang_2019", "5", dimension, column).verdict is Verdict.REPRODUCED


def test_singkawang_growth_is_a_share_of_five_years(studies: dict[str, Audited]) -> None:
    # 3733 / 31279 = 11.93 %; 3733 / 193742 = 1.93 %.
    for year in ("2015", "2016", "2017", "2018"):
        judged = _at(studies, "singkawang_2019", "1", year, "Persentase")
        assert judged.verdict is Verdict.CONTRADICTED
        assert len(judged.explanations) == 1
    assert "/ 193742 = 1.926789…" in _english(studies, "singkawang_2019", "1", "2015", "Persentase")


def test_singkawang_conclusions_that_change(studies: dict[str, Audited]) -> None:
    changed = {str(one.place): one.recomputed for one in consequences(studies["singkawang_2019"].net)}
    assert changed["5 | Reliability | Tingkat Penilaian"] == "Baik"
    assert changed["5 | Assurance | Tingkat Penilaian"] == "Baik"
    assert changed["4 | TAN1 | Tingkat Penilaian"] == "Sangat Baik"  # 4,21 in bands from 4,20
    assert changed["text | peringkat kelima tingkat kesesuaian |"] == "dimensi bukti fisik"
    assert changed["text | jumlah atribut kuadran C |"] == "15"
    assert changed["None"].startswith("Tangibles > Empathy > Assurance > Responsiveness > Reliability")


def test_singkawang_sample_size(studies: dict[str, Audited]) -> None:
    judged = _at(studies, "singkawang_2019", "text", "Slovin n, e=0,1, N=45321")
    assert judged.verdict is Verdict.REPRODUCED


# --- Bali and Tangerang ----------------------------------------------------------------------------------------------
def test_bali_contradictions(studies: dict[str, Audited]) -> None:
    wrong = [str(one.figure.place) for one in studies["bali_2022"].judged if one.verdict is Verdict.CONTRADICTED]
    assert wrong == [
        "7 | ASS1 | n 5",  # 45 + 31 + 23 + 3 = 102 and 45 x 5 = 225, printed 100 and 215: 43
        "7 | ASS4 | n.5",  # 36 x 5 = 180, printed 190
        "1 | 2018 | Persentase Perubahan",  # -10.79, printed -10,9
        "1 | 2021 | Persentase Perubahan",  # 41.83, printed 41,5
    ]
    fault = _at(studies, "bali_2022", "7", "ASS1", "n 5").fault
    assert fault is not None
    assert fault.instead == (Fraction(43),)
    assert [(one.table, one.rows) for one in twins(studies["bali_2022"].net)] == [("5", ("REL4", "REL5"))]


def test_bali_occupations_add_up_to_91(studies: dict[str, Audited]) -> None:
    found = [one for one in studies["bali_2022"].judged if one.figure.place.table == "text pekerjaan"]
    assert {one.verdict for one in found} == {Verdict.INCONSISTENT_IN_PRINT}
    assert "= 91 ≠ 100" in _english(studies, "bali_2022", "text pekerjaan", "Lainnya", "n")


def test_bali_mean_change_follows_from_unrounded_changes_and_its_total_from_printed_ones(
    studies: dict[str, Audited],
) -> None:
    # Unrounded (-10.790 + 9.362 - 44.239 + 41.826) / 4 = -0.960; the printed ones add up to -4.2.
    mean = _at(studies, "bali_2022", "1", "Rata-rata persentase perubahan").finding
    total = _at(studies, "bali_2022", "1", "Total 2017-2021 persentase perubahan").finding
    assert mean is not None
    assert total is not None
    assert (mean.route.value, total.route.value) == ("exact", "printed")
    assert total.expected.formula.endswith("= -4.2")


def test_tangerang_percentages_cannot_come_from_92_respondents(studies: dict[str, Audited]) -> None:
    assert _at(studies, "tangerang_2005", "abstract", "persen puas").verdict is Verdict.CONTRADICTED
    assert "100 × 48 / 92 = 52.173913…" in _english(studies, "tangerang_2005", "abstract", "persen puas")
    for row in ("ServQual score", "Satisfaction score"):  # 3.47 - 4.15 = -0.68; 3.47 / 4.15 = 0.836
        assert _at(studies, "tangerang_2005", "abstract", row).verdict is Verdict.REPRODUCED


@pytest.mark.parametrize(
    ("study", "kinds"),
    [
        ("bali_2022", ("x̄", "Keterangan", "Total", "Σn.B", "Persentase Perubahan", "r kritis")),
        ("singkawang_2019", ("Tingkat Penilaian", "Persentase")),
    ],
)
def test_totals_means_categories_and_growth_all_have_a_verdict(
    studies: dict[str, Audited], study: str, kinds: tuple[str, ...]
) -> None:
    left = Counter(
        str(one.figure.place)
        for one in studies[study].judged
        if one.figure.place.column in kinds and one.verdict is Verdict.NOT_RECOMPUTABLE
    )
    # A dash in the first year of a series states no change, so there is none to recompute.
    assert set(left) <= {"1 | 2017 | Persentase Perubahan", "1 | 2014 | Persentase"}
