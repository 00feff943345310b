"""Bad input: refused with a finding, the other files go on, nothing partial is published, the counts close.

The stages run without Prefect here, which is what they promise; the server test and the command line cover the rest.
"""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import hostile_files
import pytest
from running import run_stages

from flows.building import Outcome
from flows.errors import ConfigError, LockedError, PipelineError, SourceFileError
from flows.pipeline import Run
from flows.settings import data_folder
from flows.storage import DataRoot, RunLock

RAW = Path(__file__).parents[2] / "data/raw"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(RAW, tmp_path / "raw")
    return tmp_path


def _rows(path: Path, delimiter: str = ",", encoding: str = "utf-8") -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def _write(path: Path, rows: list[list[str]], delimiter: str = ",", encoding: str = "utf-8") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)


def _codes(outcome: Outcome) -> list[str]:
    """Codes of the refusals, worst first; the warning that the file differs from its origin record is expected."""
    return [finding.code.code for finding in outcome.findings if finding.code.code != "SKM-F-009"]


def _assert_nothing_published(root: Path, outcome: Outcome) -> None:
    assert outcome.status == "refused"
    assert outcome.exit_code == 11
    assert not (root / "published/current").exists()
    assert list((root / "published/releases").iterdir()) == []
    assert list((root / "state/work").iterdir()) == []


def _assert_counts_close(outcome: Outcome, read: int) -> None:
    files = outcome.frames["out_skm__source_files"]
    fates = outcome.frames["out_skm__row_accounting"]
    assert int(files["rows_read_n"].sum()) == read
    assert int(fates["rows_n"].sum()) == read
    for name, rows in zip(files["file_name"], files["rows_read_n"], strict=True):
        assert int(fates.loc[fates["file_name"] == name, "rows_n"].sum()) == int(rows), name


def test_three_problems_in_three_files(root: Path) -> None:
    raw = root / "raw/jakarta_2015"
    barat = _rows(raw / "kanim_jakarta_barat.csv")
    _write(raw / "kanim_jakarta_barat.csv", [row[:8] + row[9:] for row in barat])
    utara = _rows(raw / "kanim_jakarta_utara.csv", ";", "utf-8-sig")
    utara[3][12], utara[5][20] = "5", "baik"
    _write(raw / "kanim_jakarta_utara.csv", utara, ";", "utf-8-sig")
    book = raw / "kanim_jakarta_selatan.xlsx"
    book.write_bytes(book.read_bytes()[:20_000])

    outcome = run_stages(root)

    _assert_nothing_published(root, outcome)
    # 319 minus the 29 rows of the workbook, which cannot be counted.
    _assert_counts_close(outcome, 290)
    assert _codes(outcome) == ["SKM-F-005", "SKM-F-002", "SKM-R-001", "SKM-R-002"]
    column, workbook, five, text = [f for f in outcome.findings if f.code.code != "SKM-F-009"]
    assert column.file_name == "kanim_jakarta_barat.csv"
    assert column.column_name == "Seberapa puas Anda terhadap pelayanan berikut? [Kedisiplinan petugas pelayanan]"
    assert workbook.file_name == "kanim_jakarta_selatan.xlsx"
    assert (five.file_name, five.row_number, five.column_name, five.value_seen) == (
        "kanim_jakarta_utara.csv", 4, "G02Q06[SQ004]", "5",
    )  # fmt: skip
    assert (text.row_number, text.column_name, text.value_seen) == (6, "G02Q06[SQ012]", "'baik'")
    fates = outcome.frames["out_skm__row_accounting"].set_index(["file_name", "fate", "reason_code"])["rows_n"]
    assert fates["kanim_jakarta_barat.csv", "quarantined", "SKM-F-005"] == 123
    assert fates["kanim_jakarta_utara.csv", "quarantined", "SKM-R-001"] == 1
    assert fates["kanim_jakarta_utara.csv", "quarantined", "SKM-R-002"] == 1
    assert fates["kanim_jakarta_utara.csv", "accepted", "cohort"] == 21


def test_the_quarantine_has_values_places_and_both_languages_and_is_private(root: Path) -> None:
    raw = root / "raw/jakarta_2015"
    rows = _rows(raw / "kanim_jakarta_pusat.csv")
    rows[10][6] = "=HYPERLINK(1)"
    _write(raw / "kanim_jakarta_pusat.csv", rows)
    outcome = run_stages(root)
    folder = outcome.folder
    assert folder.parent == root / "quarantine"
    assert folder.stat().st_mode & 0o077 == 0
    (finding,) = [row for row in csv.DictReader((folder / "findings.csv").open()) if row["severity"] == "refuse_row"]
    assert finding["value_seen"] == "<teks/text, 13 karakter/characters>"  # its place leads to it in the raw file
    assert (finding["file_name"], finding["row_number"]) == ("kanim_jakarta_pusat.csv", "11")
    assert finding["column_name"].startswith("Seberapa puas")
    assert finding["finding_code"] == "SKM-R-002"
    assert "seharusnya bilangan bulat 1 sampai 4" in finding["message_id"]
    assert "expected a whole number from 1 to 4" in finding["message_en"]
    assert "HYPERLINK" not in finding["message_en"]
    (refused,) = folder.glob("rows_*.csv")
    assert len(_rows(refused)) == 2  # header and the one row


def _remove(path: Path) -> None:
    path.unlink()


def _remove_with_origin(path: Path) -> None:
    path.unlink()
    path.with_name(f"{path.name}.origin.yaml").unlink()


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _header_only(path: Path) -> None:
    path.write_bytes(path.read_bytes().split(b"\r\n")[0])


def _other_table(path: Path) -> None:
    path.write_text("tanggal,jumlah\n2015-01-01,3\n")


def _unknown_office(path: Path) -> None:
    rows = _rows(path)
    rows[1][1] = "Kantor Imigrasi Kelas I Surabaya"
    _write(path, rows)


def _repeat_with_other_answers(path: Path) -> None:
    rows = _rows(path)
    again = list(rows[1])
    again[5] = "1" if again[5] != "1" else "2"
    _write(path, [*rows, again])


def _repeat(path: Path) -> None:
    rows = _rows(path)
    _write(path, [*rows, rows[1]])


@pytest.mark.parametrize(
    ("spoil", "codes"),
    [
        (_remove, ["SKM-F-001"]),
        (_remove_with_origin, ["SKM-F-001"]),
        (_empty, ["SKM-F-003"]),
        (_header_only, ["SKM-F-003", "SKM-F-011"]),
        (_other_table, ["SKM-F-004"]),
        (_unknown_office, ["SKM-R-005"]),
        (_repeat, ["SKM-R-003", "SKM-F-011"]),
        (_repeat_with_other_answers, ["SKM-R-004", "SKM-R-004", "SKM-F-011"]),
    ],
)
def test_one_spoilt_file(root: Path, spoil: Callable[[Path], None], codes: list[str]) -> None:
    spoil(root / "raw/jakarta_2015/kanim_jakarta_pusat.csv")
    outcome = run_stages(root)
    assert _codes(outcome) == codes
    _assert_nothing_published(root, outcome)
    _assert_counts_close(outcome, int(outcome.frames["out_skm__source_files"]["rows_read_n"].sum()))
    # The other five files go on.
    assert (
        int(outcome.frames["out_skm__source_files"].query("file_status == 'accepted'")["rows_accepted_n"].sum()) >= 235
    )


def test_the_same_file_twice(root: Path) -> None:
    raw = root / "raw/jakarta_2015"
    shutil.copy(raw / "kanim_jakarta_timur.csv", raw / "kanim_jakarta_timur (1).csv")
    outcome = run_stages(root)
    # Read in order of name, the copy comes first; which of the two is kept does not matter to the numbers.
    assert _codes(outcome) == ["SKM-F-008"]
    _assert_counts_close(outcome, 319 + 14)


def test_a_file_that_cannot_be_opened_is_one_refused_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Path.read_bytes

    def failing(path: Path) -> bytes:
        if path.name == "kanim_jakarta_timur.csv":
            raise PermissionError(13, "Permission denied")
        return whole(path)

    monkeypatch.setattr(Path, "read_bytes", failing)
    outcome = run_stages(root)
    assert _codes(outcome) == ["SKM-F-002"]
    assert "a file that cannot be opened (PermissionError)" in outcome.findings[0].message_en
    _assert_counts_close(outcome, 319 - 14)


def test_a_file_that_changes_during_the_run_stops_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = Run.begin

    def replaced(run: Run) -> list[str]:
        (root / "raw/jakarta_2015/kanim_lainnya.csv").write_bytes(b"half a fi")
        return begin(run)

    monkeypatch.setattr(Run, "begin", replaced)
    with pytest.raises(SourceFileError, match=r"kanim_lainnya\.csv: found other bytes than when the run began"):
        run_stages(root)
    assert not (root / "published/current").exists()


def test_no_file_at_all(root: Path) -> None:
    shutil.rmtree(root / "raw/jakarta_2015")
    outcome = run_stages(root)
    assert _codes(outcome) == ["SKM-F-001"] * 6
    _assert_nothing_published(root, outcome)


def test_a_tolerated_missing_office_is_published_without_it(root: Path) -> None:
    study = (Path(__file__).parents[2] / "schemas/studies/jakarta_2015.yaml").read_text(encoding="utf-8")
    folder = root / "catalog/studies"
    folder.mkdir(parents=True)
    (folder / "jakarta_2015.yaml").write_text(study.replace("refused_files: 0", "refused_files: 1"), encoding="utf-8")
    _remove(root / "raw/jakarta_2015/kanim_jakarta_timur.csv")
    outcome = run_stages(root)
    assert outcome.status == "published"
    assert _codes(outcome) == ["SKM-F-001"]
    steps = outcome.frames["out_skm__waterfall_steps"]["rows_after_n"]
    assert [int(n) for n in steps] == [305, 259, 255, 120]  # 14 fewer until the focus
    assert "jakarta_timur" not in set(outcome.frames["out_skm__indices"]["scope_code"])


def test_nobody_left_is_refused_whatever_the_tolerance(root: Path) -> None:
    study = (Path(__file__).parents[2] / "schemas/studies/jakarta_2015.yaml").read_text(encoding="utf-8")
    folder = root / "catalog/studies"
    folder.mkdir(parents=True)
    (folder / "jakarta_2015.yaml").write_text(study.replace("refused_files: 0", "refused_files: 99"), encoding="utf-8")
    shutil.rmtree(root / "raw/jakarta_2015")
    outcome = run_stages(root)
    assert _codes(outcome) == ["SKM-F-001"] * 6
    _assert_nothing_published(root, outcome)


def test_a_broken_origin_record_is_a_warning_that_does_not_stop_the_release(root: Path) -> None:
    sidecar = root / "raw/jakarta_2015/kanim_jakarta_timur.csv.origin.yaml"
    sidecar.write_text("file: [unclosed")
    outcome = run_stages(root)
    assert outcome.status == "published"
    assert _codes(outcome) == ["SKM-F-013"]
    assert len(outcome.frames["out_skm__findings"]) == 1


def test_a_tolerated_refusal_is_published_with_its_findings(root: Path) -> None:
    study = (Path(__file__).parents[2] / "schemas/studies/jakarta_2015.yaml").read_text(encoding="utf-8")
    folder = root / "catalog/studies"
    folder.mkdir(parents=True)
    (folder / "jakarta_2015.yaml").write_text(study.replace("refused_rows: 0", "refused_rows: 1"), encoding="utf-8")
    raw = root / "raw/jakarta_2015"
    rows = _rows(raw / "kanim_jakarta_pusat.csv")
    rows[10][6] = "7"
    _write(raw / "kanim_jakarta_pusat.csv", rows)
    outcome = run_stages(root)
    assert outcome.status == "published"
    accounting = outcome.frames["out_skm__row_accounting"].set_index(["file_name", "fate", "reason_code"])["rows_n"]
    assert accounting["kanim_jakarta_pusat.csv", "quarantined", "SKM-R-001"] == 1
    assert accounting["kanim_jakarta_pusat.csv", "accepted", "cohort"] == 83


def test_a_refusal_leaves_the_former_release_current(root: Path, finished_root: Path) -> None:
    own = root / "own"
    shutil.copytree(finished_root, own, symlinks=True)
    before = (own / "published/current").readlink()
    (own / "raw/jakarta_2015/kanim_lainnya.csv").unlink()
    assert run_stages(own).status == "refused"
    assert (own / "published/current").readlink() == before


def test_a_second_run_is_refused_while_one_is_at_work(root: Path) -> None:
    data_root = DataRoot(root)
    data_root.prepare()
    with RunLock(data_root), pytest.raises(LockedError, match="another run"):
        run_stages(root)


def test_settings_are_refused_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match="no folder raw/"):
        data_folder(tmp_path)
    monkeypatch.setenv("KEPUASAN_DATA_DIR", "relative/path")
    with pytest.raises(ConfigError, match="expected an absolute one"):
        data_folder(None)


def test_a_mistake_in_a_study_file_stops_the_run_with_file_and_line(root: Path) -> None:
    folder = root / "catalog/studies"
    folder.mkdir(parents=True)
    (folder / "broken.yaml").write_text("study_id: broken\ninstrument_id: 7\n")
    with pytest.raises(PipelineError, match=r"studies/broken.yaml, line 2, instrument_id: found 7"):
        run_stages(root)


@pytest.mark.parametrize("make", [hostile_files.far_cells, hostile_files.zip_bomb, hostile_files.billion_laughs])
def test_a_hostile_workbook_is_refused_and_the_others_are_read(root: Path, make: Callable[[], bytes]) -> None:
    # Two far cells in 2 KB end a process that reads them in memory; they are seen in a process of their own first.
    (root / "raw/jakarta_2015/kanim_jakarta_selatan.xlsx").write_bytes(make())
    outcome = run_stages(root)
    assert outcome.status == "refused"
    refused = [finding for finding in outcome.findings if finding.code.code == "SKM-F-002"]
    assert [finding.file_name for finding in refused] == ["kanim_jakarta_selatan.xlsx"]
    read = outcome.frames["out_skm__source_files"].set_index("file_name")["rows_read_n"]
    assert int(read.sum()) == 290  # 319 without the 29 of Jakarta Selatan
