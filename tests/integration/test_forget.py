"""A respondent asks to be forgotten: the row goes from the raw file and the quarantine, and nothing else changes."""

import csv
import hashlib
import json
import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from running import run_stages

from flows.cli import cli
from flows.erasure import erase, find_respondent
from flows.errors import ConfigError, LockedError, SourceFileError
from flows.ledger import Ledger
from flows.pipeline import load_catalog
from flows.releases import verify_root
from flows.storage import DataRoot, RunLock
from transforms.formats.limits import Limits
from transforms.formats.opening import open_bytes
from transforms.privacy.search import search

RAW = Path(__file__).parents[2] / "data/raw"
NAME = "kanim_jakarta_utara.csv"
BOOK = "kanim_jakarta_selatan.xlsx"
ID = "917345"  # six digits, so that the quarantine may show it


def _forget(root: Path, *options: str, text: str | None = None) -> Result:
    command = ["forget", "--study", "jakarta_2015", "--data-dir", str(root), *options]
    return CliRunner().invoke(cli, command, input=text)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the exports in which one respondent of Jakarta Utara, row 4, has our number and a 5 in one answer."""
    root = tmp_path / "data"
    shutil.copytree(RAW, root / "raw")
    path = root / "raw/jakarta_2015" / NAME
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    rows[3][4], rows[3][12] = ID, "5"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    sidecar = path.with_name(f"{NAME}.origin.yaml")
    record = sidecar.read_text(encoding="utf-8")
    old = yaml.safe_load(record)["sha256"]
    new = hashlib.sha256(path.read_bytes()).hexdigest()
    sidecar.write_text(f"# surat kantor no. 7\n{record.replace(old, new)}", encoding="utf-8")
    return root


def test_the_number_is_nowhere_any_more_and_every_sum_is_one_lower(root: Path) -> None:
    raw = root / "raw/jakarta_2015" / NAME
    before = raw.read_bytes()
    sha256 = hashlib.sha256(before).hexdigest()
    raw.with_name(f"{NAME}.corrections.csv").write_text(
        "file_sha256,sheet,row_number,column,value\n"
        f"{sha256},,4,G01Q01,{ID}\n{sha256},,6,G02Q06[SQ004],2\n{'0' * 64},,9,G01Q01,{ID}\n"
    )
    refused = run_stages(root)
    assert refused.status == "refused"
    (rows_file,) = refused.folder.glob("rows_*.csv")
    assert {Path(hit.file).name for hit in search([ID], root).hits} == {
        NAME, f"{NAME}.corrections.csv", rows_file.name,
    }  # fmt: skip

    done = _forget(root, "--respondent", "-", "--yes", text=f"{ID}\n")

    assert done.exit_code == 0, done.output
    assert f"{NAME}: baris / row 4\n" in done.output
    assert ID not in done.output
    assert search([ID], root).hits == ()
    # Line 4 is empty, every other byte is as it was.
    lines = before.split(b"\r\n")
    assert raw.read_bytes() == b"\r\n".join([*lines[:3], b"", *lines[4:]])
    new = hashlib.sha256(raw.read_bytes()).hexdigest()
    sidecar = raw.with_name(f"{NAME}.origin.yaml").read_text(encoding="utf-8")
    assert sidecar.startswith("# surat kantor no. 7\n")
    assert (yaml.safe_load(sidecar)["sha256"], yaml.safe_load(sidecar)["rows"]) == (new, 22)
    assert raw.with_name(f"{NAME}.corrections.csv").read_text() == (
        f"file_sha256,sheet,row_number,column,value\n{new},,6,G02Q06[SQ004],2\n"
    )
    assert len(rows_file.read_text().splitlines()) == 1  # the header
    (finding,) = [row for row in csv.DictReader((refused.folder / "findings.csv").open()) if row["row_number"] == "4"]
    assert finding["value_seen"] == finding["message_en"] == "[dihapus/erased]"

    outcome = run_stages(root)
    assert outcome.status == "published"
    assert [f.code.code for f in outcome.findings] == ["SKM-F-024"]
    # He was one of 319, of the 273 of Jakarta and of the 269 of the cohort, and not of the focus office.
    assert [int(n) for n in outcome.frames["out_skm__waterfall_steps"]["rows_after_n"]] == [318, 272, 268, 120]
    fates = outcome.frames["out_skm__row_accounting"]
    # The empty line is read as a blank row, so the rows read are as many as before.
    assert int(fates["rows_n"].sum()) == 319
    assert int(fates.query("fate == 'blank'")["rows_n"].sum()) == 1
    assert verify_root(DataRoot(root)) == []
    assert search([ID], root).hits == ()


def test_the_quarantine_of_a_file_whose_name_begins_with_a_minus_is_cleaned(root: Path) -> None:
    """There the name has an apostrophe before the minus; a number that the quarantine hides does not show whose row it is."""
    raw = root / "raw/jakarta_2015" / NAME
    hidden = f"{ID}{ID}"
    raw.write_bytes(raw.read_bytes().replace(ID.encode(), hidden.encode()))
    raw.with_name(f"{NAME}.origin.yaml").unlink()
    raw.rename(raw.with_name(f"-{NAME}"))
    folder = run_stages(root).folder
    (rows_file,) = folder.glob("rows_*.csv")
    assert [line.split(",")[1] for line in rows_file.read_text().splitlines()[1:]] == [f"'-{NAME}"]
    assert _forget(root, "--respondent", hidden, "--yes").exit_code == 0
    assert len(rows_file.read_text().splitlines()) == 1  # the header
    (finding,) = [row for row in csv.DictReader((folder / "findings.csv").open()) if row["row_number"] == "4"]
    assert finding["value_seen"] == finding["message_en"] == "[dihapus/erased]"


def test_a_tombstone_without_the_number_stays(root: Path) -> None:
    raw = root / "raw/jakarta_2015" / NAME
    old = hashlib.sha256(raw.read_bytes()).hexdigest()
    assert _forget(root, "--respondent", ID, "--yes").exit_code == 0
    (line,) = (root / "state/erasures.jsonl").read_text().splitlines()
    event = json.loads(line)
    assert (event["study_id"], event["file_name"], event["row_number"]) == ("jakarta_2015", NAME, 4)
    assert event["old_sha256"] == old
    assert event["new_sha256"] == hashlib.sha256(raw.read_bytes()).hexdigest()
    assert len(event["token"]) == 32
    hashes = {hashlib.new(kind, ID.encode()).hexdigest()[:32] for kind in ("md5", "sha1", "sha256", "sha512")}
    assert event["token"] not in hashes
    last = Ledger(root / "state/ledger.jsonl").events()[-1]
    assert (last.event, dict(last.details)) == ("erased", {"study_id": "jakarta_2015", "files_n": 1, "rows_n": 1})
    assert (root / "state/erasures.jsonl").stat().st_mode & 0o077 == 0
    # Once more: he is not there.
    again = _forget(root, "--respondent", ID, "--yes")
    assert again.exit_code == 11
    assert "No row with that number" in again.output


def test_a_row_of_a_workbook_goes_and_its_neighbours_stay(root: Path) -> None:
    raw = root / "raw/jakarta_2015" / BOOK
    before = open_bytes(raw.read_bytes(), Limits()).grids
    place, number, respondent = next(
        (place, row.number, cell)
        for place, grid in enumerate(before)
        for row in grid.rows[5:]
        for cell in row.cells
        if cell.startswith("R") and cell[1:].isdigit()
    )
    assert _forget(root, "--respondent", respondent.lower(), "--yes").exit_code == 0
    after = open_bytes(raw.read_bytes(), Limits()).grids
    assert after[place].rows[number - 1].is_blank
    assert [grid.merged for grid in after] == [grid.merged for grid in before]
    for old, new in zip(before, after, strict=True):
        assert [row for row in old.rows if row.number != number or old is not before[place]] == [
            row for row in new.rows if row.number != number or old is not before[place]
        ]
    rows = yaml.safe_load(raw.with_name(f"{BOOK}.origin.yaml").read_text(encoding="utf-8"))["rows"]
    assert rows == 28  # of 29
    outcome = find_respondent(DataRoot(root), load_catalog(DataRoot(root)), "jakarta_2015", respondent)
    assert outcome.files == ()


def test_a_linked_file_is_erased_where_it_lies(root: Path) -> None:
    raw = root / "raw/jakarta_2015" / NAME
    share = root / "share.csv"
    raw.rename(share)
    raw.symlink_to(share)
    assert _forget(root, "--respondent", ID, "--yes").exit_code == 0
    assert raw.is_symlink()
    assert ID.encode() not in share.read_bytes()


def test_it_asks_first_and_no_changes_nothing(root: Path) -> None:
    raw = root / "raw/jakarta_2015" / NAME
    before = raw.read_bytes()
    done = _forget(root, "--respondent", ID, text="n\n")
    assert done.exit_code != 0
    assert "Hapus baris ini? / Erase these rows?" in done.output
    assert raw.read_bytes() == before
    assert not (root / "state/erasures.jsonl").exists()


def test_another_office_is_not_touched(root: Path) -> None:
    data_root = DataRoot(root)
    catalog = load_catalog(data_root)
    assert find_respondent(data_root, catalog, "jakarta_2015", ID, "Jakarta Timur").files == ()
    (file,) = find_respondent(data_root, catalog, "jakarta_2015", ID, "Kanim Jakarta Utara").files
    assert file.rows == ((NAME, 0, 4),)
    with pytest.raises(ConfigError, match="found no office of that name"):
        find_respondent(data_root, catalog, "jakarta_2015", ID, "Kantor Bulan")
    with pytest.raises(ConfigError, match="found nothing, expected the respondent's number"):
        find_respondent(data_root, catalog, "jakarta_2015", " ")


def test_a_number_that_offices_share_needs_the_office(root: Path) -> None:
    study = (Path(__file__).parents[2] / "schemas/studies/jakarta_2015.yaml").read_text(encoding="utf-8")
    folder = root / "catalog/studies"
    folder.mkdir(parents=True)
    lines = [line for line in study.splitlines() if not line.startswith("respondent_unique_within")]
    (folder / "jakarta_2015.yaml").write_text(
        "\n".join([*lines, "respondent_unique_within: office", ""]), encoding="utf-8"
    )
    timur = root / "raw/jakarta_2015/kanim_jakarta_timur.csv"
    with timur.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    rows[2][4] = ID
    with timur.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    data_root = DataRoot(root)
    with pytest.raises(ConfigError, match="rows with this number from 2 offices"):
        find_respondent(data_root, load_catalog(data_root), "jakarta_2015", ID)
    found = find_respondent(data_root, load_catalog(data_root), "jakarta_2015", ID, "Jakarta Timur")
    assert [(file.name, file.rows[0][2]) for file in found.files] == [("kanim_jakarta_timur.csv", 3)]


def test_a_file_that_cannot_be_searched_is_named(root: Path) -> None:
    (root / "raw/jakarta_2015/catatan.csv").write_text("tanggal,jumlah\n2015-01-01,3\n", encoding="utf-8")
    done = _forget(root, "--respondent", ID, "--yes")
    assert done.exit_code == 0
    assert "catatan.csv: tidak dapat dicari" in done.output


def test_a_file_that_changed_since_or_a_run_at_work_stops_it(root: Path) -> None:
    data_root = DataRoot(root)
    catalog = load_catalog(data_root)
    found = find_respondent(data_root, catalog, "jakarta_2015", ID)
    data_root.prepare()
    with RunLock(data_root), pytest.raises(LockedError):
        erase(data_root, catalog, found)
    raw = root / "raw/jakarta_2015" / NAME
    raw.write_bytes(raw.read_bytes() + b"\r\n")
    with pytest.raises(SourceFileError, match="found other bytes than when the rows were found"):
        erase(data_root, catalog, found)


def test_an_interrupted_erasure_is_completed_by_the_same_command(root: Path) -> None:
    run_stages(root)
    raw = root / "raw/jakarta_2015" / NAME
    whole = raw.read_bytes()
    assert _forget(root, "--respondent", ID, "--yes").exit_code == 0
    completed = {path: path.read_bytes() for path in (root / "raw").rglob("*") if path.is_file()}
    raw.write_bytes(whole)  # as a power cut before the last write leaves it
    assert _forget(root, "--respondent", ID, "--yes").exit_code == 0
    assert {path: path.read_bytes() for path in (root / "raw").rglob("*") if path.is_file()} == completed
    assert len((root / "state/erasures.jsonl").read_text().splitlines()) == 1
