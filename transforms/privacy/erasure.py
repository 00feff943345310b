"""Takes one respondent's rows out of files without moving any other row, and without trusting itself: results are read again.

A text export keeps every other byte. A workbook cannot lose a row's traces in place (shared strings, old versions, cached
values), so it is written anew from what was read of it. What neither can do is refused with what to do instead.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, Final

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from transforms.cleaning.corrections import Correction
from transforms.cleaning.recoding import comparable
from transforms.formats.cells import number_text
from transforms.formats.delimiters import choose, separator_line, split
from transforms.formats.encoding import decode
from transforms.formats.grid import CellKind, FileFormat, Grid, NoteKind, Opened
from transforms.formats.limits import Limits
from transforms.intake.sheets import Row, UnreadableError

ERASED: Final = "[dihapus/erased]"
_LINE: Final = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
# UTF-32 before UTF-16: the mark of one begins with that of the other.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_WORKBOOKS: Final = frozenset({FileFormat.XLSX, FileFormat.XLS, FileFormat.ODS, FileFormat.HTML})
_CREATED: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - a constant, so that the same cells give the same bytes
_DAY: Final = "yyyy-mm-dd"
_MOMENT: Final = "yyyy-mm-dd hh:mm:ss.000"
_TIME: Final = "hh:mm:ss.000"


class ErasureError(Exception):
    """A file from which rows cannot be taken without a change elsewhere; told in both languages, with what to do."""

    def __init__(self, problem_id: str, problem_en: str) -> None:
        super().__init__(problem_en)
        self.problem_id = problem_id
        self.problem_en = problem_en


def erased_bytes(data: bytes, opened: Opened, rows: Mapping[int, Collection[int]]) -> bytes:
    """Return a file without the content of some rows; every other row keeps its number.

    Args:
        data: the file.
        opened: what was read of it.
        rows: physical numbers of the rows by position of the grid.

    Raises:
        ErasureError: the format cannot be written, or a row is not there.
    """
    known = {place: {row.number for row in grid.rows} for place, grid in enumerate(opened.grids)}
    if any(not set(numbers) <= known.get(place, set()) for place, numbers in rows.items()):
        raise ErasureError("baris yang tidak ada di berkas", "a row that the file does not have")
    if opened.file_format is FileFormat.TEXT:
        return erase_records(data, rows.get(0, ()))
    if opened.file_format in _WORKBOOKS:
        return written_again(opened, rows)
    raise ErasureError(
        f"berkas {opened.file_format.value}, yang tidak dapat ditulis ulang di sini; hapus baris itu dengan aplikasi asalnya, "
        "simpan di folder yang sama, lalu perbarui catatan asal",
        f"a file of the format {opened.file_format.value}, which is not rewritten here; delete the row in the program that "
        "made the file, save it in the same folder, then update the origin record",
    )


# --- text ----------------------------------------------------------------------------------------------------------
def erase_records(data: bytes, rows: Collection[int]) -> bytes:
    """Return a text export in which some records are as many empty lines as they had; all other bytes stay.

    Args:
        data: the export.
        rows: the physical line on which each record begins.

    Raises:
        ErasureError: bytes that the encoding does not give back, or a record that is not there.
    """
    try:
        mark, encoding, text = _text_of(data)
        lines = _LINE.findall(text)[:-1] or [("", "")]  # the pattern also finds the nothing behind the last line
        starts = _starts(text)
    except UnreadableError as error:
        raise ErasureError(error.problem_id, error.problem_en) from None
    if not set(rows) <= set(starts):
        raise ErasureError("baris yang bukan awal catatan", "a row on which no record begins")
    following = dict(zip(starts, (*starts[1:], len(lines) + 1), strict=True))
    gone = {line for start in rows for line in range(start, following[start])}
    kept = ("".join(("" if number in gone else words, end)) for number, (words, end) in enumerate(lines, start=1))
    return mark + "".join(kept).encode(encoding)


def _text_of(data: bytes) -> tuple[bytes, str, str]:
    decoded = decode(data)
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", decoded.encoding))
    if mark + decoded.text.encode(encoding) != data:
        raise UnreadableError(
            f"byte yang tidak dapat ditulis kembali sebagai {encoding}; simpan ulang berkas sebagai CSV UTF-8",
            f"bytes that {encoding} does not give back; save the file again as CSV UTF-8",
        )
    return mark, encoding, decoded.text


def _starts(text: str) -> list[int]:
    """Return the line on which each record begins, with delimiter and quotes as the reader takes them."""
    limit = Limits().cell_characters
    folded = text.replace("\r\n", "\n").replace("\r", "\n")
    declared, first_line = separator_line(folded), 1
    if declared is not None:
        folded, first_line = folded.partition("\n")[2], 2
    delimiter = choose(folded, declared, first_line, limit)
    return [record.line for record in split(folded, delimiter, first_line, limit)]


# --- workbooks -----------------------------------------------------------------------------------------------------
def written_again(opened: Opened, rows: Mapping[int, Collection[int]]) -> bytes:
    """Return an XLSX workbook with the same sheets, cells, merged ranges and row numbers, some rows empty.

    Formulas become their values. The same input gives the same bytes.

    Raises:
        ErasureError: a sheet that XLSX cannot hold.
    """
    target = io.BytesIO()
    is_1904 = any(note.kind is NoteKind.DATE_SYSTEM for note in opened.notes)
    options = {
        "in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False,
        "date_1904": is_1904,
    }  # fmt: skip
    try:
        book = xlsxwriter.Workbook(target, options)
        book.set_properties({"created": _CREATED})
        formats = {name: book.add_format({"num_format": name}) for name in (_DAY, _MOMENT, _TIME)}
        for place, grid in enumerate(opened.grids):
            sheet = book.add_worksheet(grid.name or str(place + 1))
            if grid.is_hidden:
                sheet.hide()
            _fill(sheet, grid, set(rows.get(place, ())), formats)
        seen = next((place for place, grid in enumerate(opened.grids) if not grid.is_hidden), 0)
        book.worksheets()[seen].activate()
        book.worksheets()[seen].set_first_sheet()
        book.close()
    except XlsxWriterException as error:
        raise ErasureError(
            f"lembar yang tidak dapat ditulis sebagai XLSX ({type(error).__name__}); hapus baris itu di lembar kerja",
            f"a sheet that cannot be written as XLSX ({type(error).__name__}); delete the row's content in a spreadsheet",
        ) from None
    return target.getvalue()


def _fill(sheet: Any, grid: Grid, erased: set[int], formats: Mapping[str, Any]) -> None:
    for area in grid.merged:
        if (area.top, area.left) != (area.bottom, area.right):
            sheet.merge_range(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1, "")
    for place, row in enumerate(grid.rows):
        if row.number in erased:
            continue
        for column, cell in enumerate(row.cells):
            kind = grid.kind(place, column)
            if cell or kind not in (None, CellKind.EMPTY):
                _write(sheet, (row.number - 1, column), cell, kind, formats)


def _write(sheet: Any, where: tuple[int, int], cell: str, kind: CellKind | None, formats: Mapping[str, Any]) -> None:
    if (
        kind is CellKind.NUMBER and number_text(float(f"{float(cell):.16G}")) == cell
    ):  # the digits that xlsxwriter keeps
        sheet.write_number(*where, float(cell))
    elif kind is CellKind.BOOLEAN:
        sheet.write_boolean(*where, cell == "TRUE")
    elif kind is CellKind.DATE:
        value, shown_as = _moment(cell)
        sheet.write_datetime(*where, value, formats[shown_as])
    elif kind is CellKind.FORMULA_WITHOUT_VALUE:
        sheet.write_formula(*where, "=NA()", None, "")
    elif kind is CellKind.ERROR and cell.startswith("#"):
        sheet.write_formula(*where, "=NA()", None, cell)
    else:
        sheet.write_string(*where, cell)


def _moment(cell: str) -> tuple[date | time, str]:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell):
        return date.fromisoformat(cell), _DAY
    if "-" in cell:
        return datetime.fromisoformat(cell).replace(tzinfo=None), _MOMENT
    return time.fromisoformat(cell), _TIME


# --- the proof -----------------------------------------------------------------------------------------------------
def differences(before: Opened, after: Opened, rows: Mapping[int, Collection[int]]) -> list[str]:
    """Return what the file without the rows says otherwise than the one with them, in words without any cell.

    Args:
        before: the file as it was read.
        after: the file without the rows, read again.
        rows: the rows that are meant to be empty, by position of the grid.

    Returns:
        Nothing when exactly the rows are empty and everything else is as before.
    """
    if len(before.grids) != len(after.grids):
        return [f"{len(after.grids)} tables instead of {len(before.grids)}"]
    found = []
    for place, (old, new) in enumerate(zip(before.grids, after.grids, strict=True)):
        name = old.name if old.name is not None or before.file_format is FileFormat.TEXT else str(place + 1)
        if (name, old.is_hidden, sorted(map(repr, old.merged))) != (
            new.name, new.is_hidden, sorted(map(repr, new.merged)),
        ):  # fmt: skip
            found.append(f"name or merged ranges of table {place + 1}")
        wanted = {row.number: _filled(row) for row in old.rows if row.number not in rows.get(place, ())}
        seen = {row.number: _filled(row) for row in new.rows}
        found.extend(
            f"row {number} of table {place + 1}"
            for number in sorted(wanted.keys() | seen.keys())
            if wanted.get(number, ()) != seen.get(number, ())
        )
    return found


def _filled(row: Row) -> tuple[str, ...]:
    cells = row.cells
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


# --- what stands beside a raw file ---------------------------------------------------------------------------------
def origin_without(text: str, old_sha256: str, new_sha256: str, erased_n: int) -> str:
    """Return an origin record for the file without the rows; all other lines, comments too, stay.

    A hash that was not the file's before stays, so that the warning about it stays too; the same holds for the count of
    rows.
    """

    def fewer(found: re.Match[str]) -> str:
        return f"{found[1]}{max(0, int(found[2]) - erased_n)}"

    changed = re.sub(rf"(?m)^(sha256:[ \t]*['\"]?){old_sha256}", rf"\g<1>{new_sha256}", text)
    return re.sub(r"(?m)^(rows:[ \t]*)(\d+)", fewer, changed) if changed != text or new_sha256 not in text else text


def corrections_without(
    corrections: Iterable[Correction], old_sha256: str, new_sha256: str, gone: Collection[tuple[str, int]]
) -> tuple[Correction, ...]:
    """Return corrections for the file without the rows.

    Those for a content that the file had earlier go as a whole: nobody can tell whose rows they are, and no run applies
    them.

    Args:
        corrections: the corrections of the file.
        old_sha256: the file with the rows.
        new_sha256: the file without them.
        gone: place of the sheet as corrections name it, and row.
    """
    return tuple(
        replace(one, file_sha256=new_sha256)
        for one in corrections
        if one.file_sha256 in (old_sha256, new_sha256) and (one.sheet, one.row_number) not in gone
    )


# --- the quarantine ------------------------------------------------------------------------------------------------
def rows_without(data: bytes, gone: Collection[tuple[str, int]], is_respondent: Callable[[str, str], bool]) -> bytes:
    """Return a ``rows_NNN.csv`` of the quarantine without lines of some rows and of a respondent.

    Args:
        data: the file.
        gone: file name with the place of the sheet, and row.
        is_respondent: tells by header and cell whether a cell is the respondent's number.
    """
    header, *rows = _table(data)
    places = [header.index(key) for key in ("file_name", "row_number")]
    kept = [
        row
        for row in rows
        if (row[places[0]], int(row[places[1]])) not in gone and not any(map(is_respondent, header, row))
    ]
    return data if kept == rows else _as_csv([header, *kept])


def is_of_other_study(data: bytes, study_id: str) -> bool:
    """Tell whether a ``rows_NNN.csv`` of the quarantine holds rows of another study only."""
    header, *rows = _table(data)
    return bool(rows) and all(row[header.index("study_id")] != study_id for row in rows)


def findings_without(data: bytes, gone: Collection[tuple[str, int]]) -> bytes:
    """Return a ``findings.csv`` of the quarantine in which findings about some rows show no value any more.

    The messages quote the value, so they go with it; place and code stay, and so does the count of findings.
    """
    header, *rows = _table(data)
    name, number = header.index("file_name"), header.index("row_number")
    cells = [header.index(column) for column in ("value_seen", "message_id", "message_en")]
    changed = False
    for row in rows:
        if row[number].isdecimal() and (row[name], int(row[number])) in gone:
            for place in cells:
                changed = changed or row[place] not in ("", ERASED)
                row[place] = ERASED if row[place] else ""
    return _as_csv([header, *rows]) if changed else data


def is_number_of(respondent: str, cell: str) -> bool:
    """Tell whether a cell holds a respondent's number; case and white space do not count, zeros in front do."""
    return comparable(cell) == comparable(respondent)


def _table(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True)) or [[]]


def _as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8")
