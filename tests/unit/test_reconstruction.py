"""The reconstructed respondents add up to what the paper prints; numbers here are typed from the paper."""

import csv
import hashlib
import io
import shutil
import zipfile
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from python_calamine import CalamineWorkbook

from transforms.reconstruction import (
    MarginError,
    Respondent,
    read_margins,
    reconstruct,
    reconstruct_respondents,
)

DATA = Path(__file__).parents[2] / "data"
REFERENCE = DATA / "reference" / "jakarta_2015"
COMMITTED = DATA / "raw" / "jakarta_2015"

OFFICES = "XABCDE"
TABLE_2 = {
    "before 2010": (3, 0, 0, 0, 1, 3),
    "2010": (9, 4, 3, 0, 3, 2),
    "2011": (5, 0, 2, 5, 10, 0),
    "2012": (10, 3, 12, 3, 5, 7),
    "2013": (44, 6, 34, 2, 2, 11),
    "2014": (31, 8, 26, 4, 7, 21),
    "2015": (21, 2, 7, 0, 1, 2),
}
TABLE_10 = (
    (0, 81, 38, 1),
    (0, 64, 49, 7),
    (5, 77, 34, 4),
    (7, 78, 33, 2),
    (3, 94, 22, 1),
    (15, 71, 34, 0),
    (31, 61, 28, 0),
    (21, 78, 19, 2),
    (8, 86, 25, 1),
    (20, 59, 41, 0),
    (19, 66, 34, 1),
    (28, 66, 25, 1),
    (18, 82, 19, 1),
)
TABLE_11 = (
    (0, 0, 20, 100),
    (0, 1, 32, 87),
    (0, 1, 33, 86),
    (0, 0, 31, 89),
    (0, 2, 24, 94),
    (0, 1, 35, 84),
    (0, 1, 29, 90),
    (0, 1, 17, 102),
    (0, 1, 34, 85),
    (0, 6, 33, 81),
    (0, 1, 20, 99),
    (0, 2, 51, 67),
    (0, 1, 31, 88),
)
EXPORTS = {
    "X": "kanim_jakarta_barat.csv",
    "A": "kanim_jakarta_utara.csv",
    "B": "kanim_jakarta_pusat.csv",
    "C": "kanim_jakarta_timur.csv",
    "D": "kanim_jakarta_selatan.xlsx",
    "E": "kanim_lainnya.csv",
}


@pytest.fixture(scope="module")
def respondents() -> list[Respondent]:
    return reconstruct_respondents(read_margins(REFERENCE))


def _since_2010(respondents: list[Respondent], office: str) -> list[Respondent]:
    return [r for r in respondents if r.office == office and r.service_year != "before 2010"]


# --- who came -------------------------------------------------------------------------------------
def test_319_respondents_are_numbered_once_each(respondents):
    assert [r.respondent_id for r in respondents] == [f"R{number:03d}" for number in range(1, 320)]


def test_years_and_offices_are_those_of_table_2(respondents):
    found = Counter((r.service_year, r.office) for r in respondents)
    expected = {
        (year, office): n for year, counts in TABLE_2.items() for office, n in zip(OFFICES, counts, strict=True) if n
    }
    assert found == expected


def test_the_paper_keeps_269_respondents_of_five_offices(respondents):
    assert [len(_since_2010(respondents, office)) for office in "XABCD"] == [
        120,
        23,
        84,
        14,
        28,
    ]  # 269 together


def test_47_used_an_agent_and_55_filed_online(respondents):
    assert sum(r.used_agent for r in respondents) == 47
    assert sum(r.filed_online for r in respondents) == 55


def test_no_office_is_made_to_stand_out_by_its_agents_or_online_filing(respondents):
    # Table 3 prints no offices, so each gets about its share; for X that is 123 * 47 / 319 = 18.1 agents.
    for office in OFFICES:
        own = [r for r in respondents if r.office == office]
        assert abs(sum(r.used_agent for r in own) - len(own) * 47 / 319) < 2
        assert abs(sum(r.filed_online for r in own) - len(own) * 55 / 319) < 2


# --- what they answered ---------------------------------------------------------------------------
@pytest.mark.parametrize(("measure", "table"), [("satisfaction", TABLE_10), ("importance", TABLE_11)])
@pytest.mark.parametrize("item", range(13), ids=lambda item: f"Q{item + 1}")
def test_jakarta_barat_gave_each_score_as_often_as_printed(respondents, measure, table, item):
    given = Counter(getattr(r, measure)[item] for r in _since_2010(respondents, "X"))
    assert tuple(given[score] for score in (1, 2, 3, 4)) == table[item]


def test_every_answer_is_given_and_on_the_scale(respondents):
    for r in respondents:
        assert len(r.satisfaction) == len(r.importance) == 13
        assert set(r.satisfaction + r.importance) <= {1, 2, 3, 4}


@pytest.mark.parametrize(
    ("office", "measure", "printed", "total"),
    [
        # The total is the integer nearest to printed mean * respondents * 13 items.
        ("A", "importance", "3.63", 1085),  # 3.63 *  23 * 13 = 1085.37
        ("B", "importance", "3.89", 4248),  # 3.89 *  84 * 13 = 4247.88
        ("C", "importance", "3.76", 684),  #  3.76 *  14 * 13 =  684.32
        ("D", "importance", "3.74", 1361),  # 3.74 *  28 * 13 = 1361.36
        ("A", "satisfaction", "2.66", 795),  # 2.66 * 23 * 13 =  795.34
        ("B", "satisfaction", "3.22", 3516),  # 3.22 * 84 * 13 = 3516.24
        ("C", "satisfaction", "2.18", 397),  # 2.18 * 14 * 13 =  396.76
        ("D", "satisfaction", "2.51", 914),  # 2.51 * 28 * 13 =  913.64
        ("X", "importance", "3.73", 5814),  # the sum of table 11, not 3.73 * 1560 = 5818.8
    ],
)
def test_office_means_round_to_the_printed_ones(respondents, office, measure, printed, total):
    own = [getattr(r, measure) for r in _since_2010(respondents, office)]
    assert sum(map(sum, own)) == total
    mean = Decimal(total) / (len(own) * 13)
    assert mean.quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal(printed)


def test_jakarta_barats_satisfaction_follows_table_10_where_table_5_contradicts_it(respondents):
    total = sum(sum(r.satisfaction) for r in _since_2010(respondents, "X"))
    assert total == 3388  # of table 10; 3388 / 1560 = 2.1718, while table 5 prints 2,18
    assert read_margins(REFERENCE).printed_means["X", "satisfaction"] == "2,18"


def test_the_pooled_mean_weights_the_printed_means_by_respondents():
    margins = read_margins(REFERENCE)
    # 120 * 2.18 + 23 * 2.66 + 84 * 3.22 + 14 * 2.18 + 28 * 2.51 = 694.06
    assert margins.pooled_mean("satisfaction") == Fraction(69406, 100 * 269)
    # 120 * 3.73 + 23 * 3.63 + 84 * 3.89 + 14 * 3.76 + 28 * 3.74 = 1015.21
    assert margins.pooled_mean("importance") == Fraction(101521, 100 * 269)


@pytest.mark.parametrize(
    ("office", "year", "satisfaction", "importance"),
    [
        ("E", None, 1543, 2257),  #          46 * 13 * 2.5801 = 1542.9 and * 3.7740 = 2256.9
        ("X", "before 2010", 101, 147),  #    3 * 13 * 2.5801 =  100.6 and          =  147.2
        ("D", "before 2010", 34, 49),  #      1 * 13 * 2.5801 =   33.5 and          =   49.1
    ],
)
def test_respondents_without_a_printed_mean_answer_around_the_pooled_one(
    respondents, office, year, satisfaction, importance
):
    own = [r for r in respondents if r.office == office and year in (None, r.service_year)]
    assert sum(sum(r.satisfaction) for r in own) == satisfaction
    assert sum(sum(r.importance) for r in own) == importance


@pytest.mark.parametrize("office", "ABCDE")
@pytest.mark.parametrize("measure", ["satisfaction", "importance"])
def test_items_of_the_other_offices_differ_as_they_do_in_jakarta_barat(respondents, office, measure):
    totals = [
        sum(scores) for scores in zip(*(getattr(r, measure) for r in _since_2010(respondents, office)), strict=True)
    ]
    table = TABLE_10 if measure == "satisfaction" else TABLE_11
    barat = [sum(score * n for score, n in zip((1, 2, 3, 4), row, strict=True)) for row in table]
    assert len(set(totals)) > 3
    # The best item of tables 10 and 11 scores higher than the worst one everywhere.
    assert totals[barat.index(max(barat))] > totals[barat.index(min(barat))]


def test_answers_hang_together_as_reliably_as_the_paper_says(respondents):
    answers = [r.satisfaction for r in _since_2010(respondents, "X")]

    def variance(values):
        mean = Fraction(sum(values), len(values))
        return sum((value - mean) ** 2 for value in values) / (len(values) - 1)

    between = variance([sum(scores) for scores in answers])
    within = sum(variance(scores) for scores in zip(*answers, strict=True))
    alpha = Fraction(13, 12) * (1 - within / between)
    assert float(alpha) == pytest.approx(0.834, abs=0.005)  # table 7; the constant behind it is tuned to this


def test_respondents_do_not_all_answer_alike(respondents):
    for office in OFFICES:
        answers = [r.satisfaction + r.importance for r in _since_2010(respondents, office)]
        assert len(set(answers)) == len(answers)


# --- the files ------------------------------------------------------------------------------------
def test_two_runs_give_the_committed_bytes(tmp_path):
    first = reconstruct(REFERENCE, tmp_path / "first")
    second = reconstruct(REFERENCE, tmp_path / "second")
    assert len(first) == 12
    names = sorted(path.name for path in first)
    assert names == sorted(path.name for path in COMMITTED.iterdir())
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes() == (COMMITTED / one.name).read_bytes()


@pytest.mark.parametrize(
    ("office", "name", "layout_id", "rows"),
    [
        ("X", "Jakarta Barat", "online_form_full_text", 123),
        ("A", "Jakarta Utara", "limesurvey_codes", 23),
        ("B", "Jakarta Pusat", "online_form_full_text", 84),
        ("C", "Jakarta Timur", "limesurvey_codes", 14),
        ("D", "Jakarta Selatan", "workbook_two_level", 29),
        ("E", "Lainnya", "limesurvey_codes", 46),
    ],
)
def test_a_sidecar_says_where_its_file_comes_from(office, name, layout_id, rows):
    file = COMMITTED / EXPORTS[office]
    origin = yaml.safe_load((COMMITTED / f"{file.name}.origin.yaml").read_text(encoding="utf-8"))
    assert origin["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert "tidak ada jawaban responden asli" in origin.pop("note_id")
    assert "no real respondent's answers" in origin.pop("note_en")
    assert origin == {
        "file": file.name,
        "study_id": "jakarta_2015",
        "office": name,
        "layout_id": layout_id,
        "sender": "rekonstruksi Kepuasan",
        "received": "2026-11-21",
        "sha256": origin["sha256"],
        "rows": rows,
        "data_origin": "reconstructed_from_printed_margins",
    }


@pytest.mark.parametrize(
    ("office", "office_text"),
    [
        ("X", "Kantor Imigrasi Kelas I Khusus Jakarta Barat"),
        ("B", "Kantor Imigrasi Kelas I Jakarta Pusat"),
    ],
)
def test_an_online_form_export_holds_the_question_texts_and_the_answers(respondents, office, office_text):
    content = (COMMITTED / EXPORTS[office]).read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n")
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    assert header[:5] == [
        "Nomor responden",
        "Kantor imigrasi tempat Anda mengurus paspor",
        "Tahun Anda menggunakan pelayanan",
        "Apakah Anda menggunakan jasa calo?",
        "Apakah Anda mendaftar secara online?",
    ]
    assert header[5] == "Seberapa puas Anda terhadap pelayanan berikut? [Kemudahan prosedur pelayanan]"
    assert header[30] == "Seberapa penting pelayanan berikut bagi Anda? [Kenyamanan pelayanan]"
    assert rows == [
        [
            r.respondent_id,
            office_text,
            "Sebelum 2010" if r.service_year == "before 2010" else r.service_year,
            "Ya" if r.used_agent else "Tidak",
            "Ya" if r.filed_online else "Tidak",
            *map(str, r.satisfaction + r.importance),
        ]
        for r in respondents
        if r.office == office
    ]


@pytest.mark.parametrize(
    ("office", "office_text"), [("A", "KANIM JAKARTA UTARA"), ("C", "Kanim Jakarta Timur"), ("E", "Lainnya")]
)
def test_a_limesurvey_export_holds_codes_only(respondents, office, office_text):
    content = (COMMITTED / EXPORTS[office]).read_bytes()
    assert content.startswith(b'\xef\xbb\xbf"id";"submitdate";"lastpage";"startlanguage";"G01Q01";')
    assert content.count(b"\n") == content.count(b"\r\n")
    assert content.endswith(b'"\r\n\r\n')
    header, *rows, blank = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    assert blank == []
    assert header[4:11] == [
        "G01Q01",
        "G01Q02",
        "G01Q03",
        "G01Q04",
        "G01Q05",
        "G02Q06[SQ001]",
        "G02Q06[SQ002]",
    ]
    assert header[-1] == "G02Q07[SQ013]"
    year_codes = dict(zip(TABLE_2, ("A0", "A1", "A2", "A3", "A4", "A5", "A6"), strict=True))
    own = [r for r in respondents if r.office == office]
    assert rows == [
        [
            *(str(number), "1980-01-01 00:00:00", "3", "id", r.respondent_id, office_text),
            year_codes[r.service_year],
            "Y" if r.used_agent else "N",
            "Y" if r.filed_online else "N",
            *map(str, r.satisfaction + r.importance),
        ]
        for number, r in enumerate(own, start=1)
    ]


def test_the_workbook_has_title_rows_and_a_merged_header(respondents):
    sheet = CalamineWorkbook.from_path(COMMITTED / EXPORTS["D"]).get_sheet_by_name("Jawaban")
    rows = sheet.to_python(skip_empty_area=False)
    assert [row[0] for row in rows[:4]] == [
        "HASIL SURVEI KEPUASAN MASYARAKAT",
        "UNIT PELAYANAN : Kantor Imigrasi Kelas I Khusus Jakarta Selatan",
        "Data responden direkonstruksi dari tabel tercetak (Laricha dkk., Jakarta 2015); bukan jawaban asli",
        "",
    ]
    codes = [f"Q{number}" for number in range(1, 14)]
    singles = ["No. Responden", "Tahun", "Calo", "Online"]
    assert rows[4] == [*singles, "TINGKAT KEPUASAN", *[""] * 12, "TINGKAT KEPENTINGAN", *[""] * 12]
    assert rows[5] == ["", "", "", "", *codes, *codes]
    merged = [((0, column), (1, column)) for column in range(4)] + [((0, 4), (0, 16)), ((0, 17), (0, 29))]
    assert sorted(sheet.merged_cell_ranges) == sorted(((4 + a, b), (4 + c, d)) for (a, b), (c, d) in merged)
    assert rows[6:] == [
        [
            r.respondent_id,
            "<2010" if r.service_year == "before 2010" else r.service_year,
            "Ya" if r.used_agent else "Tidak",
            "Ya" if r.filed_online else "Tidak",
            *r.satisfaction,
            *r.importance,
        ]
        for r in respondents
        if r.office == "D"
    ]


def test_the_workbook_depends_on_no_clock_and_no_compressor():
    with zipfile.ZipFile(COMMITTED / EXPORTS["D"]) as book:
        assert book.testzip() is None
        for part in book.infolist():
            assert part.date_time == (1980, 1, 1, 0, 0, 0)
            assert part.compress_type == zipfile.ZIP_STORED
        assert b"2026-11-21T00:00:00Z" in book.read("docProps/core.xml")


def test_the_data_readme_prints_the_achieved_means(respondents):
    text = (DATA / "README.md").read_text(encoding="utf-8")
    for office in "XABCD":
        own = _since_2010(respondents, office)
        for measure in ("satisfaction", "importance"):
            total = sum(sum(getattr(r, measure)) for r in own)
            cells = len(own) * 13
            assert f"{total} / {cells} = {total / cells:.4f} |" in text


# --- tables that cannot be right ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "item_frequencies.csv",
            "Q1,satisfaction,2,81",
            "Q1,satisfaction,2,80",
            "add up to 119; expected the 120",
        ),
        ("item_frequencies.csv", "Q1,satisfaction,1,0", "Q1,satisfaction,5,0", "score '5' is unknown"),
        ("channel_counts.csv", "calo,yes,47", "calo,yes,48", "channel calo add up to 320"),
        ("cohort_counts.csv", "2010,A,4", "2010,A,-4", "line 9: found '-4' as a count"),
        ("cohort_counts.csv", "2010,A,4\n", "", "2010 of office A is missing; write 0"),
        ("cohort_counts.csv", "2010,A,4", "2009,A,4", "service year '2009' is unknown"),
        ("cohort_counts.csv", "2010,A,4", "2010,X,4", "2010 of office X is given twice"),
        (
            "cohort_counts.csv",
            "service_year,",
            "year,",
            "found columns year, office, n; expected service_year",
        ),
        ("office_means.csv", '"2,66"', "2.66", "found '2.66' as a mean; expected it as printed"),
        ("office_means.csv", '"2,66"', '"4,66"', "4,66 lies above the highest score 4"),
        ("office_means.csv", '"2,66"', '"2,66', "not a well-formed CSV file"),
        ("office_means.csv", 'A,satisfaction,"2,66",5\n', "", "office A has the mean of one measure"),
        ("offices.csv", "E,Lainnya", "F,Lainnya", "office 'E' is unknown; expected one of X, A, B, C, D, F"),
        ("items.csv", "Q13,", "Q12,", "item 'Q12' is given twice"),
    ],
)
def test_a_wrong_table_is_refused_with_a_sentence(tmp_path, file, old, new, message):
    reference = tmp_path / "reference"
    shutil.copytree(REFERENCE, reference)
    text = (reference / file).read_text(encoding="utf-8")
    assert old in text
    (reference / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(MarginError) as caught:
        reconstruct(reference, tmp_path / "raw")
    assert message in str(caught.value)
    assert file in str(caught.value) or file == "offices.csv"
    assert str(caught.value).endswith(".")
    assert not (tmp_path / "raw").exists()


def test_a_missing_table_is_named(tmp_path):
    with pytest.raises(MarginError, match=r"offices\.csv is missing; the folder must hold it with office, name\."):
        read_margins(tmp_path)


def test_only_the_six_offices_of_the_study_have_export_files(tmp_path):
    reference = tmp_path / "reference"
    shutil.copytree(REFERENCE, reference)
    for file in ("offices.csv", "cohort_counts.csv"):
        text = (reference / file).read_text(encoding="utf-8")
        (reference / file).write_text(text.replace(",E,", ",F,").replace("E,L", "F,L"), encoding="utf-8")
    with pytest.raises(MarginError, match="there are export files for X, A, B, C, D, E"):
        reconstruct(reference, tmp_path / "raw")
