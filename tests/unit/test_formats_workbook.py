"""Workbooks: all sheets, and what the file says of each cell, checked against what other programs wrote."""

import io
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import hostile_files as hostile
import pytest
import xlsxwriter
from open_document import cell, open_document

from transforms.formats.grid import Area, CellKind, FileFormat, NoteKind, Opened
from transforms.formats.limits import Limits
from transforms.formats.opening import open_file
from transforms.formats.xml import stream_xml
from transforms.intake.sheets import UnreadableError


def _open(tmp_path: Path, data: bytes, limits: Limits | None = None) -> Opened:
    path = tmp_path / "kiriman.bin"
    path.write_bytes(data)
    return open_file(path, limits or Limits())


def _xlsx(write: Callable[[xlsxwriter.Workbook], None], **options: object) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **options})
    write(book)
    book.close()
    return buffer.getvalue()


def _notes(opened: Opened) -> set[str]:
    return {note.kind.value for note in opened.notes}


def test_cells_of_every_kind(tmp_path: Path) -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Jawaban")
        day, moment = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        hour, hours = book.add_format({"num_format": "hh:mm"}), book.add_format({"num_format": "[h]:mm"})
        sheet.write_row(0, 0, ["nama", "u1", "tanggal"])
        sheet.write_string(1, 0, "  Budi\u200b  Santoso ")
        sheet.write_number(1, 1, 3.25)
        sheet.write_datetime(1, 2, datetime(2024, 5, 31), day)  # noqa: DTZ001 - a cell has no zone
        sheet.write_datetime(1, 3, datetime(2024, 5, 31, 17, 30), moment)  # noqa: DTZ001
        sheet.write_datetime(1, 4, time(2, 15), hour)
        sheet.write_number(1, 5, 1.5, hours)
        sheet.write_boolean(1, 6, True)
        sheet.write_formula(1, 7, "=1/0", None, "#DIV/0!")
        sheet.write_string(1, 8, "#DIV/0!")
        sheet.write_number(1, 9, 3174012305900001)  # a NIK as a number: sixteen digits, no exponent
        sheet.write_string(1, 10, "0012")
        sheet.write_number(1, 11, 4.0)
        sheet.write_formula(1, 12, '=IF(A1="","",A1)', None, "nama")

    opened = _open(tmp_path, _xlsx(write))
    (grid,) = opened.grids
    assert opened.file_format is FileFormat.XLSX
    assert grid.name == "Jawaban"
    assert grid.rows[1].cells == (
        "Budi Santoso", "3.25", "2024-05-31", "2024-05-31T17:30:00", "02:15:00", "36:00:00", "TRUE", "#DIV/0!",
        "#DIV/0!", "3174012305900001", "0012", "4", "nama",
    )  # fmt: skip
    assert grid.kinds[1] == "tndddtbetntnt"
    assert grid.kind(1, 7) is CellKind.ERROR
    assert grid.kind(1, 8) is CellKind.TEXT
    assert grid.kind(1, 99) is None
    assert grid.second_count == 2
    assert _notes(opened) == {"error_cells"}


def test_dates_of_the_1904_system_are_the_same_days(tmp_path: Path) -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        book.add_worksheet().write_datetime(0, 0, date(2015, 12, 1), day)

    opened = _open(tmp_path, _xlsx(write, date_1904=True))
    assert opened.grids[0].rows[0].cells == ("2015-12-01",)
    assert NoteKind.DATE_SYSTEM in {note.kind for note in opened.notes}
    assert _open(tmp_path, _xlsx(write)).grids[0].rows[0].cells == ("2015-12-01",)


def test_hidden_sheets_are_read_and_charts_are_named(tmp_path: Path) -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        for name in ("Mei", "Lama", "Rahasia"):
            book.add_worksheet(name).write_row(0, 0, [name, 1])
        book.get_worksheet_by_name("Lama").hide()
        book.get_worksheet_by_name("Rahasia").very_hidden()
        book.add_chartsheet("Grafik")

    opened = _open(tmp_path, _xlsx(write))
    assert [(grid.name, grid.is_hidden) for grid in opened.grids] == [("Mei", False), ("Lama", True), ("Rahasia", True)]
    assert [grid.rows[0].cells for grid in opened.grids] == [("Mei", "1"), ("Lama", "1"), ("Rahasia", "1")]
    assert [note.grid for note in opened.notes if note.kind is NoteKind.HIDDEN_SHEET] == [1, 2]
    assert NoteKind.OTHER_SHEET in {note.kind for note in opened.notes}


@pytest.mark.parametrize("is_old", [False, True], ids=["xlsx", "xls"])
def test_rows_and_columns_keep_their_physical_place(tmp_path: Path, is_old: bool) -> None:
    """C3 and E4 only; a file of office staff seldom starts at A1."""

    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_string(2, 2, "x")
        sheet.write_number(3, 4, 4)

    old = hostile.old_workbook(hostile.label_cell(2, 2, "x") + hostile.number_cell(3, 4, 4.0), 4, 5)
    (grid,) = _open(tmp_path, old if is_old else _xlsx(write)).grids
    assert [(row.number, row.cells) for row in grid.rows] == [
        (1, ()), (2, ()), (3, ("", "", "x", "", "")), (4, ("", "", "", "", "4")),
    ]  # fmt: skip
    assert grid.kinds == ("", "", "--t--", "----n")
    assert grid.second_count == 4


def test_an_error_to_the_left_of_every_value_keeps_its_place(tmp_path: Path) -> None:
    rows = '<row r="2"><c r="B2" t="e"><v>#N/A</v></c><c r="D2"><v>4</v></c></row><row r="4"><c r="A4" t="e"><v>#REF!</v></c></row>'
    (grid,) = _open(tmp_path, hostile.workbook(hostile.sheet_xml(rows))).grids
    assert [row.cells for row in grid.rows if row.cells] == [("", "#N/A", "", "4"), ("#REF!", "", "", "")]


def test_the_header_hint_skips_titles_and_numbers(tmp_path: Path) -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "PENGOLAHAN DATA SURVEI KEPUASAN MASYARAKAT")
        for number, row in enumerate([["NO", "U1", "U2"], [1, 2, 3], [1, 4, 4]], 3):
            sheet.write_row(number, 0, row)

    (grid,) = _open(tmp_path, _xlsx(write)).grids
    assert grid.header_row == 4


def test_merged_headers_are_told_and_not_filled(tmp_path: Path) -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range("B1:C1", "NILAI UNSUR")
        sheet.merge_range("A1:A2", "NO")
        sheet.write_row(1, 1, ["U1", "U2"])

    (grid,) = _open(tmp_path, _xlsx(write)).grids
    assert [row.cells for row in grid.rows] == [("NO", "NILAI UNSUR", ""), ("", "U1", "U2")]
    assert set(grid.merged) == {Area(1, 2, 1, 3), Area(1, 1, 2, 1)}


def test_a_formula_whose_value_was_never_stored_is_no_empty_cell(tmp_path: Path) -> None:
    # What libraries write: <f> with an empty <v>. Excel's own empty text is t="str" and has a value.
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>u1</t></is></c><c r="B1" t="inlineStr"><is><t>ikm</t></is></c></row>'
        '<row r="2"><c r="A2"><v>4</v></c><c r="B2"><f>A2*25</f><v></v></c></row>'
        '<row r="3"><c r="A3"><v>3</v></c><c r="B3"><f>A3*25</f></c></row>'
        '<row r="4"><c r="A4"><v>3</v></c><c r="B4" t="str"><f>IF(1,"","")</f><v></v></c></row>'
    )
    opened = _open(tmp_path, hostile.workbook(hostile.sheet_xml(rows)))
    (grid,) = opened.grids
    assert [grid.kind(row, 1) for row in range(4)] == [
        CellKind.TEXT,
        CellKind.FORMULA_WITHOUT_VALUE,
        CellKind.FORMULA_WITHOUT_VALUE,
        CellKind.EMPTY,
    ]
    (note,) = [note for note in opened.notes if note.kind is NoteKind.FORMULA_WITHOUT_VALUE]
    assert (note.count, note.rows) == (2, (2, 3))
    assert "open and save the file in Excel" in note.note_en
    assert "buka dan simpan berkas di Excel" in note.note_id


def test_hidden_rows_are_read_and_counted(tmp_path: Path) -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_column(0, 0, ["u1", 4, 3])
        sheet.set_row(1, None, None, {"hidden": True})

    opened = _open(tmp_path, _xlsx(write))
    assert [row.cells for row in opened.grids[0].rows] == [("u1",), ("4",), ("3",)]
    assert "Hidden rows on sheet 1, read like the others: 1." in [note.note_en for note in opened.notes]


def test_an_empty_sheet_and_a_header_alone_are_noted(tmp_path: Path) -> None:
    def write(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("A")
        book.add_worksheet("B").write_row(0, 0, ["u1", "u2"])

    opened = _open(tmp_path, _xlsx(write))
    assert [(note.kind.value, note.grid) for note in opened.notes] == [("no_rows", 0), ("header_only", 1)]


def test_a_cell_of_blanks_does_not_make_the_two_counts_differ(tmp_path: Path) -> None:
    opened = _open(tmp_path, _xlsx(lambda book: book.add_worksheet().write_column(0, 0, ["u1", 4, " "])))
    assert NoteKind.READERS_DISAGREE not in {note.kind for note in opened.notes}


def test_macros_are_told_and_the_values_read(tmp_path: Path) -> None:
    opened = _open(tmp_path, hostile.workbook(hostile.plain_sheet(), {"xl/vbaProject.bin": b"\x00" * 100}))
    assert opened.grids[0].rows[1].cells == ("3", "4")
    assert _notes(opened) == {"macros"}


def test_prefixed_xml_is_the_same_workbook(tmp_path: Path) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = (
        f'<x:worksheet xmlns:x="{main}"><x:sheetData><x:row r="1"><x:c r="A1" t="e"><x:v>#N/A</x:v></x:c>'
        '<x:c r="B1"><x:f>A1</x:f></x:c></x:row></x:sheetData></x:worksheet>'
    )
    (grid,) = _open(tmp_path, hostile.workbook(sheet)).grids
    assert grid.rows[0].cells == ("#N/A", "")
    assert grid.kinds == ("ef",)


@pytest.mark.parametrize("name", hostile.REFUSED)
def test_a_hostile_file_is_refused_with_a_sentence(tmp_path: Path, name: str) -> None:
    make, words = hostile.REFUSED[name]
    with pytest.raises(UnreadableError, match=words) as refused:
        _open(tmp_path, make())
    assert refused.value.problem_id
    assert refused.value.problem_id != refused.value.problem_en


@pytest.mark.parametrize("name", hostile.READ)
def test_a_strange_file_is_read(tmp_path: Path, name: str) -> None:
    opened = _open(tmp_path, hostile.READ[name]())
    assert len(opened.grids[0].rows) >= 2
    if name.startswith("5,000"):
        assert len(opened.grids[0].rows[0].cells) == 5000


def test_limits_are_settings(tmp_path: Path) -> None:
    data = hostile.workbook(hostile.plain_sheet())
    for limits, words in (
        (Limits(file_bytes=100), "MiB, more than the limit"),
        (Limits(entries=2), "more than the limit of 2"),
        (Limits(cells=3), "more than 3 filled cells"),
        (Limits(area=3), "far apart: 2 rows by 2 columns"),
        (Limits(columns=1), "a cell in row 1 and column 2"),
        (Limits(total_bytes=500), "zip bomb"),
        (Limits(sheets=0), "1 sheets"),
    ):
        with pytest.raises(UnreadableError, match=words):
            _open(tmp_path, data, limits)


def test_an_old_workbook(tmp_path: Path) -> None:
    # 0x07 is the code of #DIV/0! in [MS-XLS] 2.5.10.
    cells = hostile.label_cell(0, 0, "u1") + hostile.label_cell(0, 1, "ikm") + hostile.number_cell(1, 0, 3.25)
    opened = _open(tmp_path, hostile.old_workbook(cells + hostile.error_cell(1, 1, 0x07), 2, 2, hidden=1))
    (grid,) = opened.grids
    assert opened.file_format is FileFormat.XLS
    assert (grid.name, grid.is_hidden) == ("Jawaban", True)
    assert [row.cells for row in grid.rows] == [("u1", "ikm"), ("3.25", "#DIV/0!")]
    assert grid.kinds == ("tt", "ne")
    assert grid.second_count == 2
    assert _notes(opened) == {"hidden_sheet", "error_cells"}


def test_a_cell_that_speaks_of_encryption_does_not_make_a_workbook_encrypted(tmp_path: Path) -> None:
    cells = hostile.label_cell(0, 0, "EncryptedPackage") + hostile.number_cell(1, 0, 1.0)
    assert _open(tmp_path, hostile.old_workbook(cells, 2, 1)).file_format is FileFormat.XLS


def _ods() -> bytes:
    header = cell(
        "NILAI UNSUR", office_value_type="string", table_number_columns_spanned="2", table_number_rows_spanned="1"
    )
    row = "".join(
        (
            cell("baik", office_value_type="string"),
            cell("3,25", office_value_type="float", office_value="3.25"),
            cell("31/05/24", office_value_type="date", office_date_value="2024-05-31"),
            cell("TRUE", office_value_type="boolean", office_boolean_value="true"),
            cell(None, table_formula="of:=[.B2]*25"),
            cell("#DIV/0!", office_value_type="string", table_formula="of:=1/0", office_string_value=""),
            cell("4", office_value_type="float", office_value="4", table_number_columns_repeated="3"),
        )
    )
    # LibreOffice fills the rest of the sheet with one repeated empty row.
    rest = cell(None, table_number_columns_repeated="16384")
    return open_document(
        f'<table:table table:name="Jawaban"><table:table-row>{header}<table:covered-table-cell/></table:table-row>'
        f"<table:table-row>{row}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="1048574">{rest}</table:table-row></table:table>'
        '<table:table table:name="Lama" table:style-name="ta2"/>',
        '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>',
    )


def test_an_opendocument_workbook(tmp_path: Path) -> None:
    opened = _open(tmp_path, _ods())
    grid, hidden = opened.grids
    assert opened.file_format is FileFormat.ODS
    assert grid.rows[1].cells == ("baik", "3.25", "2024-05-31", "TRUE", "", "#DIV/0!", "4", "4", "4")
    assert grid.kinds[1] == "tndbfennn"
    assert grid.merged == (Area(1, 1, 1, 2),)
    assert (len(grid.rows), grid.second_count) == (2, 2)
    assert (hidden.name, hidden.is_hidden) == ("Lama", True)
    assert _notes(opened) == {"formula_without_value", "error_cells", "no_rows", "hidden_sheet"}


@pytest.mark.parametrize("encoding", ["UTF-9", "shift_jis"])
def test_a_workbook_in_an_encoding_that_nobody_knows_is_refused(encoding: str) -> None:
    # Found by mutating exports: expat asks Python for such an encoding, and Python's error is none of XML.
    with pytest.raises(UnreadableError, match="encoding that is not known"):
        stream_xml(io.BytesIO(f'<?xml version="1.0" encoding="{encoding}"?><a/>'.encode()), start=lambda *_: None)
