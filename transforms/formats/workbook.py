"""Opens XLSX, XLS and ODS workbooks with calamine: every sheet, hidden ones too, with what the file says of each cell.

Before calamine sees a byte, the guard has measured the archive and its XML. Error cells, formulas without a stored
value and merged ranges come from that second look: calamine reads the first two as empty cells.
"""

import io
from typing import IO, Final

import python_calamine

from transforms.formats.biff import read_records
from transforms.formats.cells import Values, header_row, notes_on_size
from transforms.formats.facts import SheetFacts
from transforms.formats.grid import Area, CellKind, FileFormat, Grid, Note, NoteKind, Opened, note_on_rows
from transforms.formats.guard import check_archive, check_sheets, damaged_archive
from transforms.formats.limits import Limits
from transforms.formats.opendocument import read_content
from transforms.formats.sniff import Sniffed
from transforms.formats.workbook_xml import read_book_facts
from transforms.intake.sheets import Row, UnreadableError, plain

_EMPTY: Final = CellKind.EMPTY.value


def open_workbook(source: IO[bytes], sniffed: Sniffed, limits: Limits) -> Opened:
    """Open every sheet of a workbook.

    Args:
        source: the workbook, open for binary reading and seekable.
        sniffed: what ``sniff`` said of it.
        limits: how large it may be and become.

    Returns:
        One grid per worksheet in file order, from A1 to its last filled row.

    Raises:
        UnreadableError: a damaged, protected or oversized workbook; a DTD; cells given twice or out of order; links
            to other workbooks.
    """
    notes: list[Note] = []
    if sniffed.file_format is not FileFormat.XLS:
        links = check_archive(source, limits)
        if links:
            notes.append(Note(NoteKind.LINKS, f"Tautan di dalam berkas, yang tidak pernah dibuka: {links}.",
                              f"Links inside the file, which are never opened: {links}.", links))  # fmt: skip
    if sniffed.has_macros:
        notes.append(Note(NoteKind.MACROS, "Berkas memuat makro; tidak pernah dijalankan.",
                          "The file carries macros; they are never run."))  # fmt: skip
    facts, is_1904 = _second_look(source, sniffed.file_format, limits)
    if is_1904:
        notes.append(Note(NoteKind.DATE_SYSTEM, "Tanggal dihitung dari 1904; sudah diperhitungkan.",
                          "Dates count from 1904; this is accounted for."))  # fmt: skip
    try:
        grids = _read(source, facts, limits, notes)
    except (python_calamine.CalamineError, OSError, ValueError):
        raise damaged_archive() from None
    except BaseException as error:  # a panic of the Rust library arrives as a class of its own, below no other
        if type(error).__name__ != "PanicException":
            raise
        raise damaged_archive() from None
    return Opened(sniffed.file_format, grids=tuple(grids), notes=tuple(notes))


def _second_look(
    source: IO[bytes], file_format: FileFormat, limits: Limits
) -> tuple[dict[int | str, SheetFacts | None], bool]:
    """Return the facts by sheet name (XLSX, where names differ) or by position."""
    facts: dict[int | str, SheetFacts | None] = {}
    if file_format is FileFormat.XLSX:
        book = read_book_facts(source, limits)
        facts.update(book.sheets)
        return facts, book.is_1904
    source.seek(0)
    if file_format is FileFormat.XLS:
        is_1904, records = read_records(source.read(), limits)
        facts.update(enumerate(records))
        return facts, is_1904
    facts.update(enumerate(read_content(source, limits)))
    return facts, False


def _read(
    source: IO[bytes], facts: dict[int | str, SheetFacts | None], limits: Limits, notes: list[Note]
) -> list[Grid]:
    source.seek(0)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(source.read()))
    check_sheets(len(book.sheets_metadata), limits)
    values = Values(limits)
    grids: list[Grid] = []
    for place, meta in enumerate(book.sheets_metadata):
        if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
            notes.append(Note(NoteKind.OTHER_SHEET, f"Lembar ke-{place + 1} tanpa sel (grafik atau makro).",
                              f"Sheet {place + 1} has no cells (a chart or macros)."))  # fmt: skip
            continue
        fact = facts.get(meta.name, facts.get(place))
        sheet = book.get_sheet_by_name(meta.name)
        rows, kinds = _rows(sheet, fact, values)
        grid = Grid(
            name=plain(meta.name),
            is_hidden=meta.visible != python_calamine.SheetVisibleEnum.Visible,
            rows=tuple(rows),
            kinds=tuple(kinds),
            merged=_merged(sheet, fact),
            header_row=header_row(rows),
            second_count=None if fact is None else _last_row(fact),
        )
        notes.extend(_notes(grid, fact, len(grids)))
        grids.append(grid)
    if not grids:
        raise UnreadableError("buku kerja tanpa lembar yang memuat sel", "a workbook without a sheet that has cells")
    return grids


def _rows(sheet: python_calamine.CalamineSheet, fact: SheetFacts | None, values: Values) -> tuple[list[Row], list[str]]:
    overlay: dict[int, dict[int, tuple[str, CellKind]]] = {}
    if fact is not None:
        for (row, column), error in fact.errors.items():
            overlay.setdefault(row, {})[column] = (error, CellKind.ERROR)
        for row, column in fact.formulas_without_value:
            overlay.setdefault(row, {})[column] = ("", CellKind.FORMULA_WITHOUT_VALUE)
    rows: list[Row] = []
    kinds: list[str] = []
    known: dict[str, str] = {}
    last = 0
    # calamine ends at the last cell it reads; an error or a formula may stand further down.
    below = iter(sheet.iter_rows())
    height, width = (0, 0) if sheet.end is None else (sheet.end[0] + 1, sheet.end[1] + 1)
    for number in range(1, max(height, max(overlay, default=0)) + 1):
        values_of_row = next(below, [])
        # calamine 0.9 gives the rows above the first cell, but not the columns to the left of it.
        left = width - len(values_of_row) if values_of_row else 0
        cells, letters = [""] * left, [_EMPTY] * left
        for value in values_of_row:
            shown, letter = values(value)
            cells.append(shown)
            letters.append(letter)
        for column, (text, kind) in overlay.get(number, {}).items():
            missing = column - len(cells)
            cells.extend([""] * missing)
            letters.extend([_EMPTY] * missing)
            cells[column - 1], letters[column - 1] = text, kind.value
        pattern = "".join(letters)
        if pattern.strip(_EMPTY):
            last = number
            rows.append(Row(number, tuple(cells)))
            kinds.append(known.setdefault(pattern, pattern))
        else:
            rows.append(Row(number, ()))
            kinds.append("")
    return rows[:last], kinds[:last]


def _last_row(fact: SheetFacts) -> int:
    return max(fact.last_row, max((row for row, _ in fact.formulas_without_value), default=0))


def _merged(sheet: python_calamine.CalamineSheet, fact: SheetFacts | None) -> tuple[Area, ...]:
    if fact is not None and fact.merged:
        return tuple(fact.merged)
    ranges = sheet.merged_cell_ranges or []
    return tuple(Area(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in ranges)


def _notes(grid: Grid, fact: SheetFacts | None, position: int) -> list[Note]:
    place = position + 1
    notes = notes_on_size(grid, position)
    if grid.is_hidden:
        notes.append(Note(NoteKind.HIDDEN_SHEET, f"Lembar ke-{place} tersembunyi.", f"Sheet {place} is hidden.",
                          grid=position))  # fmt: skip
    if fact is None:
        return notes
    if fact.formulas_without_value:
        count = len(fact.formulas_without_value)
        notes.append(
            note_on_rows(
                NoteKind.FORMULA_WITHOUT_VALUE,
                f"Rumus tanpa nilai tersimpan pada lembar ke-{place}: {count}; buka dan simpan berkas di Excel.",
                f"Formulas without a stored value on sheet {place}: {count}; open and save the file in Excel.",
                sorted({row for row, _ in fact.formulas_without_value}),
                position,
            )
        )
    if fact.errors:
        notes.append(
            note_on_rows(
                NoteKind.ERROR_CELLS,
                f"Sel berisi galat rumus pada lembar ke-{place}: {len(fact.errors)}.",
                f"Cells with a formula error on sheet {place}: {len(fact.errors)}.",
                sorted({row for row, _ in fact.errors}),
                position,
            )
        )
    if fact.hidden_rows:
        notes.append(Note(NoteKind.HIDDEN_ROWS, f"Baris tersembunyi pada lembar ke-{place}, ikut dibaca: {fact.hidden_rows}.",
                          f"Hidden rows on sheet {place}, read like the others: {fact.hidden_rows}.",
                          fact.hidden_rows, grid=position))  # fmt: skip
    return notes
