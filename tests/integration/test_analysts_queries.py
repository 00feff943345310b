"""Every query of docs/analysts.md runs as printed, read-only and in a process of its own, and answers what it says."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from programme_release import write_release
from programme_tables import (
    BANDS,
    CORRECTION,
    LAST,
    LATE,
    MISSING,
    MONTHS,
    index,
    means,
    people,
    rounded,
    tables_with_companions,
)

from schemas.registry import PROGRAMME_TABLES
from transforms.publication.views import VIEWS

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "analysts.md").read_text(encoding="utf-8")
READER = """
import duckdb, json, sys
setup, queries = json.load(sys.stdin)
con = duckdb.connect(sys.argv[1], read_only=True)
con.execute(setup)
answers = []
for query in queries:
    answer = con.execute(query)
    answers.append([[column[0] for column in answer.description], answer.fetchall()])
json.dump(answers, sys.stdout, default=str)
"""


@dataclass(frozen=True)
class Query:
    number: int
    title: str
    sql: str
    columns: list[str]


def _queries() -> list[Query]:
    parts = re.split(r"^### (\d+)\. (.+)$", PAGE, flags=re.MULTILINE)[1:]
    found = []
    for number, title, body in zip(parts[0::3], parts[1::3], parts[2::3], strict=True):
        (text,) = re.findall(r"```sql\n(.*?)```", body, re.DOTALL)
        (columns,) = re.findall(r"^Columns: (.+)\.$", body, re.MULTILINE)
        found.append(Query(int(number), title, text, columns.split(", ")))
    return found


QUERIES = _queries()
each_query = pytest.mark.parametrize("query", QUERIES, ids=[f"{query.number:02d}" for query in QUERIES])


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[int, tuple[list[str], list[dict[str, Any]]]]:
    database = write_release(tmp_path_factory.mktemp("release"), tables_with_companions())
    (setup,) = re.findall(r"```sql setup\n(.*?)```", PAGE, re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", READER, str(database)],
        input=json.dumps([setup, [query.sql for query in QUERIES]]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    return {
        query.number: (names, [dict(zip(names, row, strict=True)) for row in rows])
        for query, (names, rows) in zip(QUERIES, told, strict=True)
    }


def test_there_are_twenty_numbered_in_order() -> None:
    assert [query.number for query in QUERIES] == list(range(1, 21))


@each_query
def test_query_gives_rows_and_the_columns_that_the_page_names(query: Query, answers) -> None:
    names, rows = answers[query.number]
    assert names == query.columns
    assert rows, f"{query.number}. {query.title}: no rows from the made-up programme"


@each_query
def test_rows_that_differ_by_questionnaire_show_it(query: Query) -> None:
    # The year in which the regulation changed has two rows for one office; without this column they look like one row twice.
    order = query.sql.rpartition("order by")[2]
    if "kuesioner" in order or "instrument_id" in order:
        assert {"kuesioner", "instrument_id"} & set(query.columns)


def test_page_and_picture_name_every_table_and_view() -> None:
    picture = (DOCS / "pictures" / "star_schema.svg").read_text(encoding="utf-8")
    for name in PROGRAMME_TABLES:
        assert f">{name}<" in picture, f"docs/pictures/star_schema.svg: {name} is missing"
    for view in VIEWS:
        assert f"`{view.name}`" in PAGE, f"docs/analysts.md: the view {view.name} is missing"
    assert f"{len(PROGRAMME_TABLES)} tables" in PAGE


# --- a few against numbers from single respondents ------------------------------------------------------------------
def _asked(**where: str):
    return [one for one in people(2) if all(getattr(one, key) == value for key, value in where.items())]


def test_01_months_of_an_office(answers) -> None:
    rows = answers[1][1]
    assert [row["bulan"] for row in rows] == list(MONTHS)
    for row in rows:
        exact = index(means(_asked(office="utara", month=row["bulan"])))
        assert row["ikm_eksak"] == float(exact)
        # 0.11 in place of 1/9: 99 hundredths of the exact index, rounded half up
        assert Fraction(str(row["ikm_peraturan"])) == rounded(exact * Fraction(99, 100))
        assert (row["responden"], row["n_kecil"]) == (12, True)


def test_03_a_tie_leaves_no_element_out(answers) -> None:
    # In Contoh Barat U1 and U2 are answered alike, so that they have one mean and share one place.
    means_of = {
        f"U{n + 1}": mean for n, mean in enumerate(means([p for p in _asked(office="barat") if p.month >= "2018"]))
    }
    places = {code: 1 + sum(other < mean for other in means_of.values()) for code, mean in means_of.items()}
    lowest = sorted(places[code] for code in places if places[code] <= 3)
    found = [row for row in answers[3][1] if "Contoh Barat" in row["nama_cakupan"]]
    assert [row["peringkat_unsur"] for row in found] == lowest
    assert means_of["U1"] == means_of["U2"]


def test_04_grades_are_below_the_one_asked_for(answers) -> None:
    edge = next(lower for name, *_, lower, _ in BANDS["permenpan_14_2017"] if name == "B")
    for row in answers[4][1]:
        assert row["mutu_eksak"] in {"C", "D"}
        assert row["ikm_eksak"] < edge
        assert row["peluang_mutu"] + (row["peluang_mutu_lain"] or 0) <= 1 + 1e-9


def test_05_every_month_of_three_small_offices_is_small(answers) -> None:
    found = {row["kode_kantor"]: (row["bulan_semua"], row["bulan_n_kecil"]) for row in answers[5][1]}
    assert found == {"utara": (12, 12), "barat": (12, 12), "kepulauan": (11, 11)}  # one month is missing


def test_09_the_correction_restates_what_was_published_of_its_month(answers) -> None:
    rows = [row for row in answers[9][1] if row["nama_cakupan"].endswith("Contoh Utara")]
    assert {row["periode"] for row in rows} == {"2018-03", "2018-Q1", "2018-S1"}  # the year was not over
    assert all(CORRECTION in row["berkas_penyebab"] for row in rows)
    (month,) = [row for row in rows if row["periode"] == "2018-03"]
    before = index(means([one for one in people(1) if (one.office, one.month) == ("utara", "2018-03")]))
    after = index(means(_asked(office="utara", month="2018-03")))
    assert (month["ikm_sebelum"], month["ikm_sesudah"]) == (float(before), float(after))
    assert month["sebab_revisi"] == "correction"


def test_10_the_missing_month_of_the_islands(answers) -> None:
    found = [(row["kode_kantor"], row["bulan"], row["batas_waktu"]) for row in answers[10][1]]
    assert found == [(*MISSING, "2018-08-10")]


def test_12_pooled_is_not_the_mean_of_offices(answers) -> None:
    (row,) = [row for row in answers[12][1] if row["periode"] == "2018"]
    asked = [one for one in people(2) if one.month.startswith("2018")]
    of_offices = [index(means([one for one in asked if one.office == office])) for office in {p.office for p in asked}]
    assert row["semua_responden"] == float(index(means(asked)))
    assert row["rata_rata_kantor"] == float(sum(of_offices, Fraction(0)) / 3)


def test_17_every_account_closes(answers) -> None:
    ((row,),) = (answers[17][1],)
    read = sum(1 for _ in people(2)) + 12 + 7  # and the twelve rows that were corrected, and seven of SPAK and SPKP
    assert row.pop("baris_dibaca") == read
    assert set(row.values()) == {0}


def test_18_recomputed_to_the_last_digit(answers) -> None:
    rows = answers[18][1]
    assert [row["office_code"] for row in rows] == ["barat", "kepulauan", "utara"]
    assert all(row["is_equal"] is True for row in rows)


def test_19_groups_of_a_service_hold_thirty_at_least(answers) -> None:
    asked = [one for one in people(2) if one.month.startswith("2018")]
    sizes = {label: sum(one.profile["service"] == code for one in asked) for code, label in (
        ("new_passport", "Paspor baru"), ("passport_replacement", "Penggantian paspor"), ("stay_permit", "Izin tinggal"),
    )}  # fmt: skip
    assert {row["layanan"]: row["responden"] for row in answers[19][1]} == {k: n for k, n in sizes.items() if n >= 30}


def test_20_the_late_file(answers) -> None:
    office, month = LATE.removesuffix(".csv").split("_")
    found = {(row["kode_kantor"], row["bulan"]): row["hari_terlambat"] for row in answers[20][1]}
    assert (office, month) in found
    assert all(days > 0 for days in found.values())
    assert all(month <= LAST for _, month in found)
