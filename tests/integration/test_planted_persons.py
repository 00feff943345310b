"""Personal data planted in raw exports goes nowhere: not into a release, a refusal, the machinery's database or a log.

The command runs as a person would run it, with a Prefect home, a temporary folder and a data folder of its own. All of
them are searched afterwards, and what the command printed; only raw/ may hold what was planted, and it does.
"""

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from transforms.privacy.search import SearchResult, search

STUDY = Path(__file__).parents[2] / "schemas/studies/jakarta_2015.yaml"
REFUSED_EXIT = 11

# Each stands in one place of the exports, so that a hit says which place leaked. All of it is made up.
IN_COLUMNS = {
    "nama": "Ratnaningsih Wulandari",
    "NIK": "3171046505900007",
    "no HP": "081298765001",
    "e-mail": "ratnaningsih@contoh.id",
    "alamat": "Jl. Kenanga No. 1717 RT 03",
    "IP": "198.51.100.217",
    "GPS": "-6.597147, 106.806038",
    "nama petugas": "Hendrawan Saputra",
    "saran": "Tolong hubungi Yohanes Manurung di loket",
}
IN_HEADER = "Dilayani oleh Maryati Simanjuntak"
PHONE_AS_SCORE = "081344556677"
NAME_AS_OFFICE = "Bagaskara Dewantoro"
MAIL_AS_SCORE = "suhartini.pangaribuan@contoh.id"
NAME_AS_YEAR = "Lestari Kusumawati"
NIK_AS_NUMBER = "3171021203730004"  # of a row that is accepted
NIK_TWICE = "3171064111960002"  # of two rows with different answers, both refused
REFUSED_ROWS = 6
PLANTED = (
    *IN_COLUMNS.values(), IN_HEADER, PHONE_AS_SCORE, NAME_AS_OFFICE, MAIL_AS_SCORE, NAME_AS_YEAR, NIK_AS_NUMBER, NIK_TWICE,
)  # fmt: skip


@dataclass(frozen=True)
class Ran:
    """What a run left: its exit code, what it printed, where it wrote, and the raw exports, which were moved away."""

    code: int
    said: str
    everything: Path
    raw: Path


def _table(path: Path, delimiter: str, encoding: str) -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def _write(path: Path, table: list[list[str]], delimiter: str, encoding: str) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(table)


def _with_columns(table: list[list[str]]) -> list[list[str]]:
    """Return a table with a column for each kind of personal data, and one whose header names a person."""
    header, *rows = table
    # The empty line at the end of an export stays one.
    return [[*header, *IN_COLUMNS, IN_HEADER], *([*row, *IN_COLUMNS.values(), "ya"] if row else [] for row in rows)]


def _plant(raw: Path) -> None:
    north = raw / "jakarta_2015/kanim_jakarta_utara.csv"
    table = _with_columns(_table(north, ";", "utf-8-sig"))
    columns = {name: place for place, name in enumerate(table[0])}
    table[2][columns["G02Q06[SQ004]"]] = PHONE_AS_SCORE
    table[3][columns["G01Q02"]] = NAME_AS_OFFICE
    table[4][columns["G02Q07[SQ001]"]] = MAIL_AS_SCORE
    table[5][columns["G01Q01"]] = NIK_AS_NUMBER
    table[6][columns["G01Q01"]] = table[7][columns["G01Q01"]] = NIK_TWICE
    assert table[6][columns["G02Q06[SQ001]"] :] != table[7][columns["G02Q06[SQ001]"] :]
    _write(north, table, ";", "utf-8-sig")
    centre = raw / "jakarta_2015/kanim_jakarta_pusat.csv"
    table = _with_columns(_table(centre, ",", "utf-8"))
    table[9][2] = NAME_AS_YEAR
    _write(centre, table, ",", "utf-8")


def _run(root: Path, folder: Path, prefect_home: Path) -> Ran:
    home, temporary = folder / "prefect_home", folder / "tmp"
    shutil.copytree(prefect_home, home)
    temporary.mkdir()
    environment = {
        **os.environ,
        "PREFECT_HOME": str(home),
        "TMPDIR": str(temporary),
        "PREFECT_LOGGING_LEVEL": "DEBUG",  # whatever can be logged is logged
        "PREFECT_SERVER_LOGGING_LEVEL": "DEBUG",
    }
    command = [sys.executable, "-m", "flows.cli", "run", "--study", "jakarta_2015", "--data-dir", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=environment)
    raw = folder.parent / f"{folder.name}_raw"
    (root / "raw").rename(raw)
    return Ran(done.returncode, f"{done.stdout}\n{done.stderr}", folder, raw)


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory, checkout: Path, prefect_home: Path) -> Ran:
    return _planted_run(tmp_path_factory.mktemp("planted_refused"), checkout, prefect_home, tolerated=0)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, checkout: Path, prefect_home: Path) -> Ran:
    return _planted_run(tmp_path_factory.mktemp("planted_published"), checkout, prefect_home, tolerated=REFUSED_ROWS)


def _planted_run(folder: Path, checkout: Path, prefect_home: Path, *, tolerated: int) -> Ran:
    root = folder / "run" / "data"
    (root / "raw").mkdir(parents=True)
    for path in sorted((checkout / "data/raw/jakarta_2015").iterdir()):
        target = root / "raw/jakarta_2015" / path.name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(path.read_bytes())
    _plant(root / "raw")
    overlay = root / "catalog/studies"
    overlay.mkdir(parents=True)
    study = STUDY.read_text(encoding="utf-8")
    assert "refused_rows: 0" in study
    (overlay / STUDY.name).write_text(study.replace("refused_rows: 0", f"refused_rows: {tolerated}"), encoding="utf-8")
    return _run(root, folder / "run", prefect_home)


def _found(result: SearchResult) -> Iterator[str]:
    for hit in result.hits:
        yield f"{hit.file} {hit.member or ''}: {PLANTED[hit.value_number][:4]}... as {hit.form}"


@pytest.mark.parametrize("name", ["refused", "published"])
def test_what_was_planted_is_found_in_the_raw_exports_only(name: str, request: pytest.FixtureRequest) -> None:
    ran: Ran = request.getfixturevalue(name)
    planted = search(PLANTED, ran.raw)
    assert {hit.value_number for hit in planted.hits} == set(range(len(PLANTED))), "the search finds every value"

    everywhere = search(PLANTED, ran.everything)
    assert list(_found(everywhere)) == []
    assert everywhere.unread == ()
    assert any((ran.everything / "prefect_home").rglob("*.db")), "the database of Prefect was searched too"
    assert everywhere.bytes_n > 100_000


@pytest.mark.parametrize("name", ["refused", "published"])
def test_the_command_prints_none_of_it(name: str, request: pytest.FixtureRequest) -> None:
    ran: Ran = request.getfixturevalue(name)
    words = {word for value in PLANTED for word in (value, *value.split()) if len(word) > 5}
    assert sorted(word for word in words if word.casefold() in ran.said.casefold()) == []


def test_the_refusal_says_where_it_stands(refused: Ran) -> None:
    assert refused.code == REFUSED_EXIT, refused.said
    assert not (refused.everything / "data/published/current").exists()
    (report,) = refused.everything.glob("data/quarantine/*/findings.csv")
    with report.open(encoding="utf-8", newline="") as file:
        found = [row for row in csv.DictReader(file) if row["severity"] == "refuse_row"]
    places = {(row["file_name"], int(row["row_number"]), row["column_name"]) for row in found}
    # Row 1 is the header, so that the third line of a file is row 3.
    assert {
        ("kanim_jakarta_utara.csv", 3, "G02Q06[SQ004]"),
        ("kanim_jakarta_utara.csv", 4, "G01Q02"),
        ("kanim_jakarta_utara.csv", 5, "G02Q07[SQ001]"),
        ("kanim_jakarta_utara.csv", 7, "G01Q01"),
        ("kanim_jakarta_utara.csv", 8, "G01Q01"),
        ("kanim_jakarta_pusat.csv", 10, "Tahun Anda menggunakan pelayanan"),
    } == places


def test_the_release_counts_who_was_refused(published: Ran) -> None:
    assert published.code == 0, published.said
    (accounting,) = published.everything.glob("data/quarantine/*/out_skm__row_accounting.csv")
    with accounting.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sum(int(row["rows_n"]) for row in rows if row["fate"] == "quarantined") == REFUSED_ROWS
    assert sum(int(row["rows_n"]) for row in rows) == 319  # nobody is lost


@pytest.mark.parametrize("name", ["persons_columns_xlsx", "hostile_formulas"])
def test_inspecting_prints_none_of_it_either(name: str, checkout: Path) -> None:
    folder = checkout / "tests/exports" / name
    expected = json.loads((folder / "expect.json").read_text(encoding="utf-8"))
    (export,) = [path for path in folder.iterdir() if path.suffix in (".csv", ".xlsx")]
    command = [sys.executable, "-m", "flows.cli", "inspect", str(export)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    said = done.stdout + done.stderr
    assert export.name in said
    assert [text for text in (*expected["hidden"], "\x1b") if text in said] == []
