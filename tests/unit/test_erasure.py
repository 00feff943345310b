"""A respondent's row goes, nothing else moves: bytes of text exports, cells of workbooks, and what stands beside them."""

import csv
import io
from datetime import datetime

import pytest
import xlsxwriter

from transforms.cleaning.corrections import Correction
from transforms.formats.grid import CellKind, FileFormat, Grid, Opened
from transforms.formats.limits import Limits
from transforms.formats.opening import open_bytes
from transforms.intake.sheets import Row
from transforms.privacy import erasure

OLD, NEW, OLDER = "a" * 64, "b" * 64, "c" * 64


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-32-le", b"\xff\xfe\x00\x00"),
        ("cp1252", b""),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_record_becomes_an_empty_line_in_every_encoding(encoding: str, mark: bytes, end: str) -> None:
    lines = ["nomor;kantor;catatan", "1;Bogor;café", "2;Bogor;déjà", "3;Bogor;ya"]
    data = mark + end.join([*lines, ""]).encode(encoding)
    expected = mark + end.join([lines[0], lines[1], "", lines[3], ""]).encode(encoding)
    assert erasure.erase_records(data, {3}) == expected


def test_a_record_of_several_lines_leaves_as_many_empty_ones_with_their_own_ends() -> None:
    data = b'sep=;\r\nno;kata\r\n"1";"a\r\nb\nc"\r\n"2";"d"'
    # Record 1 begins on line 3 and has three lines, with ends CRLF, LF and CRLF.
    assert erasure.erase_records(data, {3}) == b'sep=;\r\nno;kata\r\n\r\n\n\r\n"2";"d"'
    assert erasure.erase_records(data, {6}) == b'sep=;\r\nno;kata\r\n"1";"a\r\nb\nc"\r\n'
    opened = open_bytes(erasure.erase_records(data, {3}), Limits())
    assert [(row.number, row.cells) for row in opened.grids[0].rows if row.cells] == [
        (2, ("no", "kata")), (6, ("2", "d")),
    ]  # fmt: skip


def test_a_line_inside_a_record_is_no_record() -> None:
    with pytest.raises(erasure.ErasureError, match="on which no record begins"):
        erasure.erase_records(b'no,kata\n1,"a\nb"\n2,c\n', {3})


def _workbook() -> bytes:
    """Two levels of header, numbers, a text of digits, a date, a moment, a truth, a formula, an error, a hidden sheet."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    day, moment = (book.add_format({"num_format": form}) for form in ("dd/mm/yyyy", "dd/mm/yyyy hh:mm"))
    sheet = book.add_worksheet("Jawaban")
    sheet.merge_range("B1:C1", "Kepuasan")
    sheet.write_row("A2", ["nomor", "U1", "U2", "kode", "tanggal", "jam", "setuju", "rumus", "galat"])
    for number in (3, 4, 5):
        sheet.write_number(number, 0, number * 111)
        sheet.write_number(number, 1, 3.25)
        sheet.write_number(number, 2, 4)
        sheet.write_string(number, 3, "0012")
        sheet.write_datetime(number, 4, datetime.fromisoformat(f"2024-05-0{number}"), day)
        sheet.write_datetime(number, 5, datetime.fromisoformat(f"2024-05-0{number}T22:05:07"), moment)
        sheet.write_boolean(number, 6, True)
        sheet.write_formula(number, 7, "=1+1", None, 2)
        sheet.write_formula(number, 8, "=1/0", None, "#DIV/0!")
    book.add_worksheet("Rahasia").write_string("B2", "catatan")
    book.get_worksheet_by_name("Rahasia").hide()
    book.close()
    return target.getvalue()


def test_a_workbook_is_written_again_with_that_row_empty() -> None:
    data = _workbook()
    before = open_bytes(data, Limits())
    # The second respondent, number 444, stands in row 5 as a spreadsheet counts.
    assert before.grids[0].rows[4].cells[:4] == ("444", "3.25", "4", "0012")
    content = erasure.erased_bytes(data, before, {0: {5}})
    after = open_bytes(content, Limits())
    assert erasure.differences(before, after, {0: {5}}) == []
    assert erasure.differences(before, after, {}) == ["row 5 of table 1"]
    assert after.grids[0].rows[4].is_blank
    assert [row.cells for row in after.grids[0].rows[5:]] == [row.cells for row in before.grids[0].rows[5:]]
    assert after.grids[0].kinds[5] == before.grids[0].kinds[5]
    assert after.grids[0].merged == before.grids[0].merged
    assert [(grid.name, grid.is_hidden) for grid in after.grids] == [("Jawaban", False), ("Rahasia", True)]
    assert content == erasure.erased_bytes(data, before, {0: {5}})


def test_a_page_with_a_table_becomes_a_workbook_with_the_same_cells() -> None:
    page = b"<table><tr><th>nomor</th><th>U1</th></tr><tr><td>001</td><td>4</td></tr><tr><td>002</td><td>3</td></tr></table>"
    before = open_bytes(page, Limits())
    after = open_bytes(erasure.erased_bytes(page, before, {0: {2}}), Limits())
    assert after.file_format is FileFormat.XLSX
    assert [row.cells for row in after.grids[0].rows if not row.is_blank] == [("nomor", "U1"), ("002", "3")]
    assert erasure.differences(before, after, {0: {2}}) == []


def test_a_number_with_more_digits_than_the_writer_keeps_stays_exact() -> None:
    grid = Grid("a", is_hidden=False, rows=(Row(1, ("n",)), Row(2, ("0.30000000000000004",))), kinds=("t", "n"))
    after = open_bytes(erasure.written_again(Opened(FileFormat.XLSX, grids=(grid,)), {}), Limits())
    assert after.grids[0].rows[1].cells == ("0.30000000000000004",)


def test_a_formula_without_a_value_stays_one() -> None:
    grid = Grid("a", is_hidden=False, rows=(Row(1, ("n", "m")), Row(2, ("1", ""))), kinds=("tt", "nf"))
    after = open_bytes(erasure.written_again(Opened(FileFormat.XLSX, grids=(grid,)), {}), Limits())
    assert after.grids[0].kind(1, 1) is CellKind.FORMULA_WITHOUT_VALUE


def test_statistical_files_are_refused_with_what_to_do() -> None:
    opened = Opened(FileFormat.SAV, grids=(Grid(None, is_hidden=False, rows=(Row(1, ("a",)), Row(2, ("1",)))),))
    with pytest.raises(erasure.ErasureError, match="delete the row in the program that made the file"):
        erasure.erased_bytes(b"", opened, {0: {2}})


def test_a_row_that_is_not_there_is_refused() -> None:
    opened = open_bytes(b"a,b\n1,2\n", Limits())
    with pytest.raises(erasure.ErasureError, match="a row that the file does not have"):
        erasure.erased_bytes(b"a,b\n1,2\n", opened, {0: {9}})


def test_the_origin_record_keeps_its_comments() -> None:
    text = f"# dari kantor\nfile: a.csv\nsha256: '{OLD}'  # 2 Juni\nrows: 84 # tanpa judul\nnote_id: rows 84\n"
    assert erasure.origin_without(text, OLD, NEW, 2) == (
        f"# dari kantor\nfile: a.csv\nsha256: '{NEW}'  # 2 Juni\nrows: 82 # tanpa judul\nnote_id: rows 84\n"
    )
    done = erasure.origin_without(text, OLD, NEW, 2)
    assert erasure.origin_without(done, OLD, NEW, 2) == done  # the same command again after an interruption


def test_an_origin_record_that_did_not_fit_before_does_not_fit_after() -> None:
    text = f"sha256: {OLDER}\nrows: 84\n"
    assert erasure.origin_without(text, OLD, NEW, 1) == f"sha256: {OLDER}\nrows: 83\n"


def test_corrections_follow_the_file_without_the_row_and_without_older_contents() -> None:
    corrections = [
        Correction(OLD, "", 5, "mutu", "4"),
        Correction(OLD, "", 6, "mutu", "3"),
        Correction(OLD, "2", 5, "mutu", "2"),
        Correction(OLDER, "", 7, "mutu", "1"),
    ]
    kept = erasure.corrections_without(corrections, OLD, NEW, {("", 5)})
    assert kept == (Correction(NEW, "", 6, "mutu", "3"), Correction(NEW, "2", 5, "mutu", "2"))
    assert erasure.corrections_without(kept, OLD, NEW, {("", 5)}) == kept


def _csv(*rows: list[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def test_the_quarantine_loses_the_row_and_older_rows_of_the_same_number() -> None:
    header = ["study_id", "file_name", "file_sha256", "row_number", "finding_code", "nomor", "U1"]
    mine = ["s", "a.csv", OLD, "5", "SKM-R-001", "917345", "7"]
    earlier = ["s", "a.csv", OLDER, "9", "SKM-R-001", " 917345", "7"]
    other = ["s", "a.csv", OLD, "6", "SKM-R-001", "917346", "917345"]
    data = _csv(header, mine, earlier, other)

    def is_respondent(column: str, cell: str) -> bool:
        return column == "nomor" and erasure.is_number_of("917345", cell)

    assert erasure.rows_without(data, {("a.csv", 5)}, is_respondent) == _csv(header, other)
    assert erasure.is_of_other_study(data, "t")
    assert not erasure.is_of_other_study(data, "s")


def test_findings_keep_their_place_and_lose_their_value() -> None:
    header = ["severity", "file_name", "row_number", "value_seen", "expected", "message_id", "message_en"]
    mine = ["refuse_row", "a.csv", "5", "7", "1 to 4", "ditemukan 7", "found 7"]
    other = ["refuse_row", "a.csv", "6", "7", "1 to 4", "ditemukan 7", "found 7"]
    whole = ["warn", "a.csv", "", "", "", "x", "x"]
    done = erasure.findings_without(_csv(header, mine, other, whole), {("a.csv", 5)})
    gone = ["refuse_row", "a.csv", "5", *[erasure.ERASED], "1 to 4", erasure.ERASED, erasure.ERASED]
    assert done == _csv(header, gone, other, whole)
    assert erasure.findings_without(done, {("a.csv", 5)}) == done
