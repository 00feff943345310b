"""What a sheet of a published workbook is, before it is written as XLSX or ODS.

A sheet is a title, a line about the data, a header and rows of values. Both writers take it as it is, so that the two files
say the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, Literal

Value = str | int | float | date | None
Shape = Literal["text", "long_text", "integer", "decimal1", "decimal2", "decimal3", "date"]
Mark = Literal["weak", "strong"]

LONGEST_CELL: Final = 32_767  # characters; more than that no spreadsheet holds
MOST_ROWS: Final = 1_048_576
CUT: Final = " … (dipotong; lengkapnya di berkas DuckDB)"
# what XML 1.0 does not allow in a document
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FITTED: Final = 400  # rows that decide the width of a column
_WIDEST: Final = 44  # characters; longer text is wrapped
_PAGE: Final = 190  # characters across a landscape A4 page that can still be read
HEADER_ROW: Final = 2  # from 0; above it the title and the line about the data


class WorkbookError(ValueError):
    """A table does not fit into a workbook."""


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its header, how values are shown, and which values are shaded.

    ``marks`` are words with the shade that a cell with that word gets. Shades differ in grey and in bold or italic type,
    so that they survive a black-and-white printer; the word itself always stands in the cell.
    """

    header: str
    shape: Shape
    marks: tuple[tuple[str, Mark], ...] = ()


@dataclass(frozen=True)
class Sheet:
    r"""One sheet.

    Attributes:
        name: at most 31 characters, none of ``[]:*?/\\``.
        title: stands in the first cell.
        note: stands below the title: what the data are, and from which build.
        columns: in order.
        rows: values in the order of the columns; None is an empty cell.
        frozen_columns: columns that stay in sight when the sheet is scrolled.
    """

    name: str
    title: str
    note: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Value]]
    frozen_columns: int = 1

    def __post_init__(self) -> None:
        """Refuse a sheet that no spreadsheet could hold."""
        if len(self.name) > 31 or set(self.name) & set("[]:*?/\\'"):
            raise WorkbookError(f"sheet name {self.name!r}: expected at most 31 characters, none of []:*?/\\'")
        if len(self.rows) > MOST_ROWS - HEADER_ROW - 1:
            raise WorkbookError(
                f"sheet {self.name}: {len(self.rows)} rows; expected at most {MOST_ROWS - HEADER_ROW - 1}. "
                "Take the table from the DuckDB file."
            )

    @cached_property
    def widths(self) -> tuple[int, ...]:
        """Return the width of every column in characters, from its header and its first rows."""
        found = []
        for place, column in enumerate(self.columns):
            if column.shape == "long_text":
                found.append(90)
                continue
            longest = max((len(_shown(row[place], column.shape)) for row in self.rows[:_FITTED]), default=0)
            word = max(map(len, column.header.split()), default=1)
            found.append(min(max(longest, word, len(column.header) // 2, 6), _WIDEST) + 2)
        return tuple(found)

    @property
    def pages_across(self) -> int:
        """Pages side by side on which the sheet is printed, so that the print stays large enough to read."""
        return max(1, -(-sum(self.widths) // _PAGE))

    def lines(self) -> tuple[int, ...]:
        """Return how many lines of text the header and then each row need at those widths."""
        widths = self.widths
        header = max(
            (_lines(column.header, width - 3) for column, width in zip(self.columns, widths, strict=True)), default=1
        )
        return header, *(
            max((_lines(cell, width - 1) for cell, width in zip(row, widths, strict=True) if isinstance(cell, str)), default=1)
            for row in self.rows
        )  # fmt: skip


def _lines(text: str, width: int) -> int:
    lines = 0
    for paragraph in text.split("\n"):
        lines += 1
        if len(paragraph) <= width:
            continue
        used = 0
        for word in paragraph.split(" "):
            if used and used + len(word) > width:
                lines, used = lines + 1, 0
            lines += max(0, len(word) - 1) // width  # a word that is broken, because no line holds it
            used += len(word) + 1
    return lines


def _shown(value: Value, shape: Shape) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.{shape[-1] if shape.startswith('decimal') else 0}f}"
    return str(value)


def clean(text: str) -> str:
    """Return text as a cell can hold it: without control characters, and cut where it is too long."""
    if not text.isprintable():
        text = _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - len(CUT)] + CUT
