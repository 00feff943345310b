"""Cells as text: exact decimals, ISO dates, trimmed words; and hints that are read off rows of such cells."""

import math
import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from transforms.formats.grid import CellKind, Grid, Note, NoteKind
from transforms.formats.guard import check_text
from transforms.formats.limits import Limits
from transforms.intake.sheets import Row, plain

_POINT: Final = re.compile(r"[-+]?\d+\.\d+%?")
_COMMA: Final = re.compile(r"[-+]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+%?")
_NUMBER: Final = re.compile(r"[-+]?\d[\d.,]*%?")
_HEADER_SEARCH_ROWS: Final = 60
_HEADER_WIDTH_SHARE: Final = 0.5  # a title row fills few columns, a header about all of them
_INTEGER_FLOAT: Final = 2.0**63


class Words:
    """Trims text to its comparable form and keeps each text once: survey cells repeat a few hundred thousand times."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """Return ``plain(text)``."""
        found = self._known.get(text)
        if found is None:
            found = plain(text)
            self._known[text] = found = self._known.setdefault(found, found)
        return found


def number_text(value: float | Decimal) -> str:
    """Return a finite number as plain decimal text without exponent: 3.25, 4, 0.1; exact to the stored digits.

    The shortest text that gives the stored binary number back is taken, so 0.1 stays 0.1.
    """
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if value.is_integer() and abs(value) < _INTEGER_FLOAT:
            return str(int(value))
        value = Decimal(repr(value))
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def value_text(value: object, words: Words) -> tuple[str, CellKind]:  # noqa: PLR0911 - one return per kind
    """Return a value that a library gave as text, and its kind; nothing and not-a-number are empty.

    A cell of blanks only is text that trims to nothing: the other reader counts it as filled, so it must show here.
    """
    if value is None or value == "":
        return "", CellKind.EMPTY
    if isinstance(value, str):
        return words(value), CellKind.TEXT
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), CellKind.BOOLEAN
    if isinstance(value, (int, float, Decimal)):
        if math.isnan(value):
            return "", CellKind.EMPTY
        if math.isinf(value):
            return ("inf" if value > 0 else "-inf"), CellKind.ERROR
        return words(number_text(value)), CellKind.NUMBER
    if isinstance(value, (datetime, date, time)):
        return words(value.isoformat()), CellKind.DATE
    if isinstance(value, timedelta):
        # A duration of a workbook, 36:00 for a day and a half; hours can exceed 24 as the sheet shows them.
        seconds = round(value.total_seconds())
        sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
        return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}", CellKind.TEXT
    return words(str(value)), CellKind.TEXT


class Values:
    """Gives the text and the kind's letter of values, and works each number and text out once."""

    def __init__(self, limits: Limits) -> None:
        self._words = Words()
        self._limits = limits
        self._numbers: dict[float, tuple[str, str]] = {}
        self._texts: dict[str, tuple[str, str]] = {}

    def __call__(self, value: object) -> tuple[str, str]:
        """Return ``value_text`` with the kind as its letter.

        Raises:
            UnreadableError: more text than a cell may have.
        """
        if type(value) is float:  # True equals 1.0 as a key, so the type is asked first
            found = self._numbers.get(value)
            if found is None:
                found = self._numbers[value] = self._work_out(value)
            return found
        if type(value) is str:
            found = self._texts.get(value)
            if found is None:
                found = self._texts[value] = self._work_out(value)
            return found
        return self._work_out(value)

    def _work_out(self, value: object) -> tuple[str, str]:
        text, kind = value_text(value, self._words)
        check_text(len(text), self._limits)
        return text, kind.value


def decimal_comma(rows: Sequence[Row]) -> tuple[bool | None, int, int]:
    """Return whether numbers carry a decimal comma, and how many cells have a comma and how many a point."""
    seen: dict[str, int] = {}
    for row in rows:
        for cell in row.cells:
            if cell and len(cell) <= 20 and (cell[-1].isdigit() or cell[-1] == "%"):
                seen[cell] = seen.get(cell, 0) + 1
    commas = sum(count for cell, count in seen.items() if _COMMA.fullmatch(cell))
    points = sum(count for cell, count in seen.items() if _POINT.fullmatch(cell))
    return (None if bool(commas) == bool(points) else commas > 0), commas, points


def header_row(rows: Sequence[Row]) -> int | None:
    """Return the number of the first row that fills at least half of the widest row's cells and holds no number."""
    top = rows[:_HEADER_SEARCH_ROWS]
    filled = [sum(1 for cell in row.cells if cell) for row in top]
    widest = max(filled, default=0)
    for row, count in zip(top, filled, strict=True):
        if count and count >= _HEADER_WIDTH_SHARE * widest and not any(_NUMBER.fullmatch(c) for c in row.cells if c):
            return row.number
    return None


def without_tail(rows: list[Row]) -> list[Row]:
    """Return rows without the blank ones below the last filled row."""
    last = len(rows)
    while last and rows[last - 1].is_blank:
        last -= 1
    return rows[:last]


def notes_on_size(grid: Grid, position: int) -> list[Note]:
    """Return the notes on a grid without rows, with a header only, or with two counts that differ."""
    notes = []
    filled = sum(not row.is_blank for row in grid.rows)
    place_id = f"Lembar ke-{position + 1}" if grid.name is not None else "Berkas"
    place_en = f"Sheet {position + 1}" if grid.name is not None else "The file"
    if filled == 0:
        notes.append(
            Note(NoteKind.NO_ROWS, f"{place_id} tidak berisi apa pun.", f"{place_en} holds nothing.", grid=position)
        )
    elif filled == 1:
        notes.append(
            Note(
                NoteKind.HEADER_ONLY,
                f"{place_id} hanya berisi satu baris, mungkin judul tanpa jawaban.",
                f"{place_en} holds one row only, perhaps a header without answers.",
                rows=tuple(row.number for row in grid.rows if not row.is_blank),
                grid=position,
            )
        )
    if grid.second_count is not None and grid.second_count != len(grid.rows):
        notes.append(
            Note(
                NoteKind.READERS_DISAGREE,
                f"{place_id}: pembaca pertama menghitung {len(grid.rows)} baris, pembaca kedua {grid.second_count}.",
                f"{place_en}: the first reader counts {len(grid.rows)} rows, the second {grid.second_count}.",
                grid=position,
            )
        )
    return notes
