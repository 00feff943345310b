"""Opens tables of an HTML page, which many tools save under the name .xls: no network, no scripts, no entities.

The standard library's parser knows the entities of HTML and no others, and fetches nothing.
"""

import re
from html.parser import HTMLParser
from typing import Final

from transforms.formats.cells import Words, decimal_comma, header_row, notes_on_size, without_tail
from transforms.formats.encoding import decode
from transforms.formats.grid import Area, FileFormat, Grid, Note, NoteKind, Opened
from transforms.formats.guard import check_area, check_cells, check_merged, check_position, check_sheets, check_text
from transforms.formats.limits import Limits
from transforms.formats.xml import document_type_error
from transforms.intake.sheets import Row, UnreadableError

_UNSEEN: Final = frozenset({"script", "style", "title", "template", "noscript", "head"})
_CELLS: Final = frozenset({"td", "th"})
_BREAKS: Final = frozenset({"br", "p", "div", "li", "tr"})
_DECLARED: Final = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_-]{3,20})", re.IGNORECASE)
_HEAD: Final = 4096


def open_html(data: bytes, limits: Limits) -> Opened:
    """Open every table of a page as a grid, nested tables as grids of their own.

    Args:
        data: the file's bytes.
        limits: how large it may be and become.

    Returns:
        One grid per table with cells, in the order in which the tables begin; row numbers count the rows of the
        table. Cells are text; the words of a spanning cell stand in its first place, its reach is in ``merged``.

    Raises:
        UnreadableError: no table, entity declarations, or spans and cells beyond the limits.
    """
    if b"<!ENTITY" in data:
        raise document_type_error()
    decoded = decode(data)
    parser = _Tables(limits)
    parser.feed(decoded.text)
    parser.close()
    parser.close_all()
    words = Words()
    grids = [_grid(table, words) for table in parser.tables if table.rows]
    if not grids:
        sheets_elsewhere = b"<frame" in data.lower() or b"worksheetsource" in data.lower()
        if sheets_elsewhere:
            raise UnreadableError(
                "halaman HTML yang lembarnya ada di berkas lain; simpan sebagai XLSX",
                "an HTML page whose sheets are in other files; save it as XLSX",
            )
        raise UnreadableError("halaman HTML tanpa tabel", "an HTML page without a table")
    declared = _DECLARED.search(data[:_HEAD])
    said = f"; halaman menyebut {declared[1].decode().lower()}" if declared is not None else ""
    said_en = f"; the page says {declared[1].decode().lower()}" if declared is not None else ""
    notes = [
        Note(
            NoteKind.ENCODING,
            f"Dibaca sebagai {decoded.encoding}: {decoded.why_id}{said}.",
            f"Read as {decoded.encoding}: {decoded.why_en}{said_en}.",
        )
    ]
    for position, grid in enumerate(grids):
        notes.extend(notes_on_size(grid, position))
    comma, _, _ = decimal_comma([row for grid in grids for row in grid.rows])
    return Opened(FileFormat.HTML, decoded.encoding, decimal_comma=comma, grids=tuple(grids), notes=tuple(notes))


class _Table:
    """A table as it is being read: rows of column and text, and where cells of rows above reach down."""

    def __init__(self) -> None:
        self.rows: list[dict[int, str]] = []
        self.merged: list[Area] = []
        self.covered: dict[int, int] = {}  # column -> last row that a cell above covers
        self.started = 0
        self.column = 0
        self.merged_cells = 0
        self.text: list[str] = []
        self.length = 0
        self.in_cell = False
        self.span = (1, 1)


def _grid(table: _Table, words: Words) -> Grid:
    width = max((max(row, default=0) for row in table.rows), default=0)
    rows = [
        Row(number, tuple(words(row.get(column, "")) for column in range(1, width + 1)))
        for number, row in enumerate(table.rows, 1)
    ]
    rows = without_tail(rows)
    return Grid(None, is_hidden=False, rows=tuple(rows), merged=tuple(table.merged), header_row=header_row(rows))


class _Tables(HTMLParser):
    """Collects tables; the innermost open one takes what comes."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._open: list[_Table] = []
        self._limits = limits
        self._unseen = 0
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, row or cell."""
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            table = _Table()
            self.tables.append(table)
            self._open.append(table)
            check_sheets(len(self.tables), self._limits)
        elif not self._open:
            return
        elif tag == "tr":
            self._start_row(self._open[-1])
        elif tag in _CELLS:
            self._start_cell(self._open[-1], dict(attrs))
        if tag in _BREAKS and self._open and self._open[-1].in_cell:
            self._open[-1].text.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Treat ``<td/>`` as HTML does: as a start tag."""
        self.handle_starttag(tag, attrs)
        if tag in _UNSEEN:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close a table or cell."""
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif not self._open:
            return
        elif tag == "table":
            self._end_cell(self._open.pop())
        elif tag in _CELLS or tag == "tr":
            self._end_cell(self._open[-1])

    def handle_data(self, data: str) -> None:
        """Take the words of the open cell."""
        if self._open and self._open[-1].in_cell and not self._unseen:
            table = self._open[-1]
            table.length += len(data)
            check_text(table.length, self._limits)
            table.text.append(data)

    def close_all(self) -> None:
        """End what a cut-off page left open."""
        while self._open:
            self._end_cell(self._open.pop())

    def _start_row(self, table: _Table) -> None:
        self._end_cell(table)
        table.rows.append({})
        table.column = 0
        self._unseen = 0  # an unclosed title or style ends where the rows begin
        check_position(len(table.rows), 1, self._limits)

    def _start_cell(self, table: _Table, attributes: dict[str, str | None]) -> None:
        self._end_cell(table)
        if not table.rows:
            table.rows.append({})
        row = len(table.rows)
        table.column += 1
        while table.covered.get(table.column, 0) >= row:
            table.column += 1
        across, down = _span(attributes.get("colspan")), _span(attributes.get("rowspan"))
        if across > 1 or down > 1:
            table.merged_cells += across * down
            check_merged(len(table.merged) + 1, table.merged_cells, self._limits)
            table.merged.append(Area(row, table.column, row + down - 1, table.column + across - 1))
            if down > 1:
                for column in range(table.column, table.column + across):
                    table.covered[column] = row + down - 1
        table.span = (across, down)
        table.in_cell, table.length = True, 0
        table.text.clear()
        self._cells += 1
        check_cells(self._cells, self._limits)
        check_position(row, table.column + across - 1, self._limits)

    def _end_cell(self, table: _Table) -> None:
        if not table.in_cell:
            return
        table.in_cell = False
        table.rows[-1][table.column] = "".join(table.text)
        table.column += table.span[0] - 1
        check_area(len(table.rows), table.column, self._limits)


def _span(text: str | None) -> int:
    digits = (text or "1").strip()
    return max(1, int(digits)) if digits.isascii() and digits.isdigit() and len(digits) < 8 else 1
