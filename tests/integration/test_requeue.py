"""The way back of refused rows: a person corrects the quarantine's copy, requeue takes it in, the next run publishes."""

import csv
import hashlib
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner
from running import run_stages

from flows.building import Outcome
from flows.cli import cli
from flows.errors import ConfigError, LockedError, SourceFileError
from flows.pipeline import load_catalog
from flows.requeue import Requeued, requeue
from flows.storage import DataRoot, RunLock

RAW = Path(__file__).parents[2] / "data/raw"
NAME = "kanim_jakarta_utara.csv"
SUFFIX = ".corrections.csv"
Rows = list[list[str]]


def _requeue(root: Path, copy: Path) -> list[Requeued]:
    data_root = DataRoot(root)
    return requeue(data_root, load_catalog(data_root), copy)


def _read(path: Path, delimiter: str = ",", encoding: str = "utf-8") -> Rows:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def _as_semicolon_csv(path: Path, rows: Rows) -> Path:
    """What a spreadsheet with Indonesian settings writes: semicolons, a byte-order mark, CRLF."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(rows)
    path = path.with_suffix(".csv")
    path.write_bytes(b"\xef\xbb\xbf" + text.getvalue().encode())
    return path


def _as_workbook(path: Path, rows: Rows) -> Path:
    """What a spreadsheet makes of the file when it is saved as a workbook: digits are numbers."""
    path = path.with_suffix(".xlsx")
    with xlsxwriter.Workbook(path, {"strings_to_numbers": True}) as book:
        sheet = book.add_worksheet("rows_001")
        for number, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                sheet.write(number, place, cell)
    return path


def _spoilt_root(root: Path) -> Path:
    """Copy the exports; in the copy Jakarta Utara has a 5 in row 4, a word in row 6 and a 9 in row 8."""
    shutil.copytree(RAW, root / "raw")
    path = root / "raw/jakarta_2015" / NAME
    rows = _read(path, ";", "utf-8-sig")
    rows[3][12], rows[5][20], rows[7][12] = "5", "baik", "9"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    return root


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A data folder with the spoilt exports, in which nothing has run."""
    return _spoilt_root(tmp_path / "data")


@pytest.fixture(scope="module")
def refused_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Rows]:
    """The spoilt exports after a run that refused them, and the refused rows; to be copied."""
    root = _spoilt_root(tmp_path_factory.mktemp("refused") / "data")
    return root, _refused_rows(run_stages(root))


@pytest.fixture
def refused(refused_once: tuple[Path, Rows], tmp_path: Path) -> tuple[Path, Rows]:
    """A copy of the folder after the refused run, and of the refused rows."""
    shutil.copytree(refused_once[0], tmp_path / "data", symlinks=True)
    return tmp_path / "data", [list(row) for row in refused_once[1]]


def _refused_rows(outcome: Outcome) -> Rows:
    assert (outcome.status, outcome.exit_code) == ("refused", 11)
    (path,) = outcome.folder.glob("rows_*.csv")
    return _read(path)


def _corrected(rows: Rows) -> Rows:
    """The answers as they were before they were spoilt: row 4 had a 3, row 6 a 2 and row 8 a 2 (see the fixture)."""
    original = _read(RAW / "jakarta_2015" / NAME, ";", "utf-8-sig")
    header, *refused = [list(row) for row in rows]
    for row in refused:
        for code in ("G02Q06[SQ004]", "G02Q06[SQ012]"):
            row[header.index(code)] = original[int(row[3]) - 1][original[0].index(code)]
    return [header, *refused]


@pytest.mark.parametrize("saved_as", [_as_semicolon_csv, _as_workbook])
def test_corrected_rows_are_published_and_the_raw_file_stays(
    refused: tuple[Path, Rows], tmp_path: Path, saved_as: Callable[[Path, Rows], Path]
) -> None:
    root, rows = refused
    raw = root / "raw/jakarta_2015" / NAME
    before = raw.read_bytes()
    assert [row[3] for row in rows[1:]] == ["4", "6", "8"]

    (done,) = _requeue(root, saved_as(tmp_path / "copy", _corrected(rows)))
    assert (done.file_name, done.cells_n, done.rows_n, done.restored_n) == (NAME, 3, 3, 0)
    assert raw.read_bytes() == before
    lines = _read(raw.with_name(NAME + SUFFIX))
    original = _read(RAW / "jakarta_2015" / NAME, ";", "utf-8-sig")
    sha256 = hashlib.sha256(before).hexdigest()
    assert lines == [
        ["file_sha256", "sheet", "row_number", "column", "value"],
        [sha256, "", "4", "G02Q06[SQ004]", original[3][12]],
        [sha256, "", "6", "G02Q06[SQ012]", original[5][20]],
        [sha256, "", "8", "G02Q06[SQ004]", original[7][12]],
    ]

    outcome = run_stages(root)
    assert outcome.status == "published"
    (finding,) = [finding for finding in outcome.findings if finding.code.code == "SKM-F-024"]
    assert f"3 cells in 3 rows that {NAME}{SUFFIX} corrects" in finding.message_en
    fates = outcome.frames["out_skm__row_accounting"]
    assert int(fates["rows_n"].sum()) == 319
    assert int(fates.query("fate == 'quarantined'")["rows_n"].sum()) == 0
    # The answers are again those of the committed exports, so the paper's 120 respondents of the focus are, too.
    assert [int(n) for n in outcome.frames["out_skm__waterfall_steps"]["rows_after_n"]] == [319, 273, 269, 120]


def test_rows_deleted_from_the_copy_stay_refused(refused: tuple[Path, Rows], tmp_path: Path) -> None:
    root, rows = refused
    (done,) = _requeue(root, _as_workbook(tmp_path / "copy", _corrected(rows)[:2]))
    assert (done.cells_n, done.rows_n) == (1, 1)
    assert [row[3] for row in _refused_rows(_run_again(root))[1:]] == ["6", "8"]


def _run_again(root: Path) -> Outcome:
    shutil.rmtree(root / "quarantine")
    return run_stages(root)


def test_a_later_correction_wins_and_the_others_stay(refused: tuple[Path, Rows], tmp_path: Path) -> None:
    root, rows = refused
    place = rows[0].index("G02Q06[SQ004]")
    first = [list(row) for row in rows]
    first[1][place], first[3][place] = "8", "2"
    _requeue(root, _as_semicolon_csv(tmp_path / "first", first))
    again = _refused_rows(_run_again(root))
    assert [(row[3], row[place]) for row in again[1:]] == [("4", "8"), ("6", "2")]  # row 6 has its 2 of the form
    _requeue(root, _as_semicolon_csv(tmp_path / "second", _corrected(again)))
    lines = _read(root / "raw/jakarta_2015" / f"{NAME}{SUFFIX}")
    original = _read(RAW / "jakarta_2015" / NAME, ";", "utf-8-sig")
    assert [(line[2], line[4]) for line in lines[1:]] == [("4", original[3][12]), ("6", original[5][20]), ("8", "2")]


def test_a_copy_in_which_nothing_was_changed_writes_nothing(refused: tuple[Path, Rows], tmp_path: Path) -> None:
    root, rows = refused
    (done,) = _requeue(root, _as_workbook(tmp_path / "copy", rows))
    assert done.cells_n == 0
    assert not (root / "raw/jakarta_2015" / f"{NAME}{SUFFIX}").exists()


def test_a_file_whose_name_a_spreadsheet_would_change_is_found_again(root: Path, tmp_path: Path) -> None:
    """The quarantine puts an apostrophe before the minus, and a reader folds the two blanks."""
    raw = root / "raw/jakarta_2015" / NAME
    raw.with_name(f"{NAME}.origin.yaml").unlink()
    raw.rename(raw.with_name("- kanim  utara.csv"))
    rows = _refused_rows(run_stages(root))
    assert rows[1][1] == "'- kanim  utara.csv"
    (done,) = _requeue(root, _as_semicolon_csv(tmp_path / "copy", _corrected(rows)))
    assert (done.file_name, done.path.name, done.rows_n) == ("- kanim  utara.csv", f"- kanim  utara.csv{SUFFIX}", 3)


def _without_key(rows: Rows) -> Rows:
    return [row[:2] + row[3:] for row in rows]


def _other_hash(rows: Rows) -> Rows:
    return [rows[0], *([*row[:2], "0" * 64, *row[3:]] for row in rows[1:])]


def _other_row(rows: Rows) -> Rows:
    return [rows[0], [*rows[1][:3], "400", *rows[1][4:]]]


def _other_column(rows: Rows) -> Rows:
    return [[*rows[0], "catatan"], [*rows[1], "x"]]


def _other_file(rows: Rows) -> Rows:
    return [rows[0], [rows[1][0], "../jakarta_2015/kanim_lainnya.csv", *rows[1][2:]]]


def _no_rows(rows: Rows) -> Rows:
    return rows[:1]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_without_key, "found 0 tables with the key columns study_id"),
        (_other_hash, "expected the one that was quarantined"),
        (_other_row, "row 400, which is no row of answers"),
        (_other_column, "a column that the layout does not have"),
        (_other_file, "no file in raw/jakarta_2015"),
        (_no_rows, "found no rows"),
    ],
)
def test_a_copy_that_does_not_fit_is_refused_whole(
    refused: tuple[Path, Rows], tmp_path: Path, spoil: Callable[[Rows], Rows], words: str
) -> None:
    root, rows = refused
    with pytest.raises(SourceFileError, match=words):
        _requeue(root, _as_semicolon_csv(tmp_path / "copy", spoil(_corrected(rows))))
    assert not list((root / "raw").rglob(f"*{SUFFIX}"))


def test_an_unknown_study_is_refused_without_quoting_it(refused: tuple[Path, Rows], tmp_path: Path) -> None:
    root, rows = refused
    rows[1][0] = "Budi Santoso"
    with pytest.raises(ConfigError, match="found another study in column study_id") as error:
        _requeue(root, _as_semicolon_csv(tmp_path / "copy", rows))
    assert "Budi" not in str(error.value)


def test_requeue_waits_for_no_run(refused: tuple[Path, Rows], tmp_path: Path) -> None:
    root, rows = refused
    copy = _as_semicolon_csv(tmp_path / "copy", rows)
    with RunLock(DataRoot(root)), pytest.raises(LockedError, match="another run"):
        _requeue(root, copy)


def test_corrections_of_a_replaced_file_are_not_applied_and_told(root: Path) -> None:
    raw = root / "raw/jakarta_2015"
    shutil.copy(RAW / "jakarta_2015" / NAME, raw / NAME)
    (raw / f"{NAME}{SUFFIX}").write_text(
        f"file_sha256,sheet,row_number,column,value\n{'0' * 64},,4,G02Q06[SQ004],9\n", encoding="utf-8"
    )
    (raw / f"kanim_lama.csv{SUFFIX}").write_text("file_sha256,sheet,row_number,column,value\n", encoding="utf-8")
    outcome = run_stages(root)
    assert outcome.status == "published"
    assert sorted((f.code.code, f.file_name) for f in outcome.findings) == [
        ("SKM-F-025", NAME), ("SKM-F-025", "kanim_lama.csv"),
    ]  # fmt: skip


def test_corrections_that_cannot_be_read_refuse_their_file(root: Path) -> None:
    raw = root / "raw/jakarta_2015"
    shutil.copy(RAW / "jakarta_2015" / NAME, raw / NAME)
    (raw / f"{NAME}{SUFFIX}").write_text("row;value\n4;2\n", encoding="utf-8")
    outcome = run_stages(root)
    assert outcome.status == "refused"
    assert [finding.code.code for finding in outcome.findings] == ["SKM-F-026"]


def test_the_command_says_what_it_took_in(refused: tuple[Path, Rows], tmp_path: Path) -> None:
    root, rows = refused
    copy = _as_workbook(tmp_path / "copy", _corrected(rows))
    done = CliRunner().invoke(cli, ["requeue", str(copy), "--data-dir", str(root)])
    assert done.exit_code == 0, done.output
    assert f"{NAME}: 3 sel pada 3 baris dikoreksi / 3 cells in 3 rows corrected" in done.output
    assert "kepuasan run --study jakarta_2015" in done.output
