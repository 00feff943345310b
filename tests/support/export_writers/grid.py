"""Sheets as cells at places, and the files that programs make of them: XLSX, HTML named .xls, ODS, tab-separated."""

import datetime as dt
import html
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal

import open_document
import xlsxwriter

from export_writers.delimited import lines

Place = tuple[int, int]  # row and column, from 0
FIXED_DATE = dt.datetime(2024, 1, 2, 3, 4, 5)  # noqa: DTZ001 - xlsxwriter writes it as UTC and takes it naive


@dataclass(frozen=True)
class Number:
    """A number that is kept in full and shown with some decimals."""

    value: Fraction
    digits: int = 0

    def shown(self, mark: str) -> str:
        """The number as a reader sees it, rounded half up."""
        exact = Decimal(self.value.numerator) / Decimal(self.value.denominator)
        return str(exact.quantize(Decimal(1).scaleb(-self.digits), ROUND_HALF_UP)).replace(".", mark)


@dataclass(frozen=True)
class Formula:
    """A formula with the number that it comes to; a library that does not calculate leaves the number out."""

    text: str
    number: Number
    is_cached: bool = True


Cell = str | int | Number | Formula


@dataclass(frozen=True)
class Sheet:
    """One sheet: its cells, the areas that are merged (first and last place) and what is hidden."""

    name: str
    cells: Mapping[Place, Cell]
    merged: tuple[tuple[Place, Place], ...] = ()
    is_hidden: bool = False
    hidden_rows: tuple[int, ...] = field(default=())

    def rows(self, mark: str) -> list[list[str]]:
        """Every row as text with a decimal mark, all of one width."""
        height = max(row for row, _ in self.cells) + 1
        width = max(column for _, column in self.cells) + 1
        return [[as_text(self.cells.get((row, column)), mark) for column in range(width)] for row in range(height)]


def as_text(cell: Cell | None, mark: str) -> str:
    """What a cell shows."""
    if isinstance(cell, Formula):
        cell = cell.number
    if isinstance(cell, Number):
        return cell.shown(mark)
    return "" if cell is None else str(cell)


def xlsx(sheets: Sequence[Sheet], *, inline: bool = False) -> bytes:
    """Return a workbook; with `inline` its texts stand in the sheet, as formpack writes them."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True} if inline else {"in_memory": True})
    book.set_properties({"created": FIXED_DATE})
    digits_n = {
        0,
        *(number.digits for sheet in sheets for number in sheet.cells.values() if isinstance(number, Number)),
    }
    shapes = {digits: book.add_format({"num_format": "0." + "0" * digits}) for digits in sorted(digits_n) if digits}
    is_first_visible = True
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        if sheet.is_hidden:
            page.hide()
        elif is_first_visible:
            page.activate()
            is_first_visible = False
        for row in sheet.hidden_rows:
            page.set_row(row, None, None, {"hidden": True})
        for first, last in sheet.merged:
            page.merge_range(*first, *last, "")
        for (row, column), cell in sorted(sheet.cells.items()):
            if isinstance(cell, Formula):
                page.write_formula(row, column, cell.text, None, float(cell.number.value) if cell.is_cached else "")
            elif isinstance(cell, Number):
                page.write_number(row, column, float(cell.value), shapes.get(cell.digits))
            elif isinstance(cell, int):
                page.write_number(row, column, cell)
            else:
                page.write_string(row, column, cell)
    book.close()
    return _repacked(buffer.getvalue())


def _repacked(data: bytes) -> bytes:
    """The same members without the times and rights of the temporary files they were made in."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(buffer, "w") as kept:
        for name in made.namelist():
            kept.writestr(zipfile.ZipInfo(name), made.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def html_xls(sheet: Sheet, encoding: Literal["utf-8", "cp1252"] = "utf-8") -> bytes:
    """Return the page that web programs give the name .xls; numbers with a decimal comma, as they show."""
    spans = {first: (last[0] - first[0] + 1, last[1] - first[1] + 1) for first, last in sheet.merged}
    covered = {
        (row, column)
        for first, last in sheet.merged
        for row in range(first[0], last[0] + 1)
        for column in range(first[1], last[1] + 1)
    } - spans.keys()
    written = []
    for row, cells in enumerate(sheet.rows(",")):
        tags = []
        for column, text in enumerate(cells):
            if (row, column) in covered:
                continue
            tall, wide = spans.get((row, column), (1, 1))
            span = (f' rowspan="{tall}"' if tall > 1 else "") + (f' colspan="{wide}"' if wide > 1 else "")
            tags.append(f"<td{span}>{_escaped(text, '<br>')}</td>")
        written.append(f"<tr>{''.join(tags)}</tr>")
    head = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}"></head><body>'
    page = f'{head}<table border="1">\n' + "\n".join(written) + "\n</table></body></html>\n"
    return page.encode(encoding, "xmlcharrefreplace")


def tab_separated(sheet: Sheet, *, is_unicode_text: bool = False) -> bytes:
    """Return text with tabs: cp1252, or Excel's "Unicode text", which is UTF-16 with a byte-order mark."""
    text = "".join(f"{line}\r\n" for line in lines(sheet.rows(","), "\t", quote_all=False))
    return text.encode("utf-16") if is_unicode_text else text.encode("cp1252", "replace")


def ods(sheets: Sequence[Sheet]) -> bytes:
    """Return an OpenDocument spreadsheet with typed cells, spans and covered cells."""
    style = (
        '<style:style style:name="hidden" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    tables = "".join(_table(sheet) for sheet in sheets)
    return open_document.open_document(tables, style)


def _escaped(text: str, line_break: str) -> str:
    return html.escape(text, quote=False).replace("\n", line_break)


def _table(sheet: Sheet) -> str:
    spans = {first: (last[0] - first[0] + 1, last[1] - first[1] + 1) for first, last in sheet.merged}
    covered = {
        (row, column)
        for first, last in sheet.merged
        for row in range(first[0], last[0] + 1)
        for column in range(first[1], last[1] + 1)
    } - spans.keys()
    rows = []
    for row, cells in enumerate(sheet.rows(",")):
        visible = ' table:visibility="collapse"' if row in sheet.hidden_rows else ""
        written = "".join(
            "<table:covered-table-cell/>"
            if (row, column) in covered
            else _open_cell(sheet.cells.get((row, column)), text, spans.get((row, column)))
            for column, text in enumerate(cells)
        )
        rows.append(f"<table:table-row{visible}>{written}</table:table-row>")
    hidden = ' table:style-name="hidden"' if sheet.is_hidden else ""
    return f'<table:table table:name="{html.escape(sheet.name)}"{hidden}>{"".join(rows)}</table:table>'


def _open_cell(cell: Cell | None, text: str, span: tuple[int, int] | None) -> str:
    attributes = {}
    if span is not None:
        attributes = {"table_number_rows_spanned": str(span[0]), "table_number_columns_spanned": str(span[1])}
    if cell is None:
        return open_document.cell(None, **attributes)
    if isinstance(cell, str):
        return open_document.cell(_escaped(text, "</text:p><text:p>"), office_value_type="string", **attributes)
    number = cell.number if isinstance(cell, Formula) else cell
    value = repr(float(number.value)) if isinstance(number, Number) else str(number)
    return open_document.cell(text, office_value_type="float", office_value=value, **attributes)
