"""Sheets as an XLSX file whose bytes depend on the sheets alone."""

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

import xlsxwriter

from transforms.publication.workbook_sheets import HEADER_ROW, Mark, Shape, Sheet, Value, clean

_RIGHT: Final = {"align": "right", "indent": 1}  # a number must not touch the text of the next column
_FORMATS: Final[dict[Shape, dict[str, Any]]] = {
    "text": {"text_wrap": True, "indent": 1},
    "long_text": {"text_wrap": True},
    "integer": {**_RIGHT, "num_format": "#,##0"},
    "decimal1": {**_RIGHT, "num_format": "0.0"},
    "decimal2": {**_RIGHT, "num_format": "0.00"},
    "decimal3": {**_RIGHT, "num_format": "0.000"},
    "date": {"num_format": "yyyy-mm-dd"},
}
_MARKS: Final[dict[Mark, dict[str, Any]]] = {
    "weak": {"italic": True, "bg_color": "#E4E4E4", "font_color": "#000000"},
    "strong": {"bold": True, "bg_color": "#BDBDBD", "font_color": "#000000"},
}
_CREATED: Final = datetime(2000, 1, 1, tzinfo=UTC)  # of no meaning: the same tables must give the same bytes
_A4: Final = 9
_LINE: Final = 13.0  # points of a line of 10-point type
_TALLEST: Final = 409.0  # points; Excel allows no taller row


def xlsx(sheets: Sequence[Sheet], *, title: str, subject: str, author: str) -> bytes:
    """Return the workbook. Texts are written as texts, whatever sign they begin with; there is no formula in it."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"title": title, "subject": subject, "author": author, "created": _CREATED})
    base = {"font_name": "Arial", "font_size": 10, "valign": "top"}
    shapes = {shape: book.add_format(base | extra) for shape, extra in _FORMATS.items()}
    marks = {mark: book.add_format(extra) for mark, extra in _MARKS.items()}
    heading = book.add_format(base | {"bold": True, "font_size": 14})
    note = book.add_format(base | {"italic": True})
    header = book.add_format(base | {"bold": True, "text_wrap": True, "bottom": 2, "bg_color": "#D9D9D9"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        page.write_string(0, 0, clean(sheet.title), heading)
        page.write_string(1, 0, clean(sheet.note), note)
        for place, (column, width) in enumerate(zip(sheet.columns, sheet.widths, strict=True)):
            page.set_column(place, place, width, shapes[column.shape])
            page.write_string(HEADER_ROW, place, clean(column.header), header)
        for number, row in enumerate(sheet.rows, start=HEADER_ROW + 1):
            for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
                _write(page, (number, place), value, shapes[column.shape])
        for number, lines in enumerate(sheet.lines(), start=HEADER_ROW):
            if lines > 1:
                page.set_row(number, min(lines * _LINE, _TALLEST))
        last = max(HEADER_ROW + len(sheet.rows), HEADER_ROW + 1)
        for place, column in enumerate(sheet.columns):
            for word, mark in column.marks:
                rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": marks[mark]}
                page.conditional_format(HEADER_ROW + 1, place, last, place, rule)
        page.autofilter(HEADER_ROW, 0, last, len(sheet.columns) - 1)
        page.freeze_panes(HEADER_ROW + 1, sheet.frozen_columns)
        page.set_landscape()
        page.set_paper(_A4)
        page.fit_to_pages(sheet.pages_across, 0)
        page.repeat_rows(HEADER_ROW)
        if sheet.pages_across > 1:
            page.repeat_columns(0, sheet.frozen_columns - 1)
        page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        page.set_footer(f"&L&8{_footer(subject)}&R&8&A &P / &N")
    book.close()
    return target.getvalue()


def _write(page: Any, where: tuple[int, int], value: Value, cell_format: Any) -> None:
    if value is None:
        return
    if isinstance(value, str):
        page.write_string(*where, clean(value), cell_format)
    elif isinstance(value, date):
        page.write_datetime(*where, datetime(value.year, value.month, value.day), cell_format)  # noqa: DTZ001 a day
    else:
        page.write_number(*where, value, cell_format)


def _footer(text: str) -> str:
    return clean(text).replace("&", "&&")[:150]
