"""Printed figures as the paper has them: the text, and the number it states to the digits it states it to."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

COLUMNS: Final = ("study", "table", "row", "column", "printed")
_NUMBER: Final = re.compile(r"([-−]?)\s*(\d+)(?:([.,])(\d+))?\s*%?")
_WHOLE_CELL: Final = re.compile(rf"\s*=?\s*{_NUMBER.pattern}\s*")


class PrintedError(ValueError):
    """The file of printed figures cannot be read; the message says where and what is expected."""


class Place(NamedTuple):
    """Where a figure stands: table, row and column of the paper."""

    table: str
    row: str
    column: str

    def __str__(self) -> str:
        """Return the place as it is written in an audit file."""
        return f"{self.table} | {self.row} | {self.column}".rstrip()


@dataclass(frozen=True)
class Number:
    """A printed number: its value, and how many decimals were printed."""

    value: Fraction
    digits: int
    mark: str = ""

    @property
    def unit(self) -> Fraction:
        """One unit of the last printed digit."""
        return Fraction(1, 10**self.digits)


@dataclass(frozen=True)
class Figure:
    """One printed figure.

    Attributes:
        place: Table, row and column.
        printed: The text exactly as printed.
        number: The one number that the text is, or None where it is words, a range, a list or nothing.
        numbers: Every number in the text, in order.
    """

    place: Place
    printed: str
    number: Number | None
    numbers: tuple[Number, ...]

    @property
    def is_count(self) -> bool:
        """Tell whether a whole number was printed, such as a frequency."""
        return self.number is not None and self.number.digits == 0 and "%" not in self.printed


def read_number(sign: str, whole: str, mark: str | None, decimals: str | None) -> Number:
    """Return the number made of the parts that ``_NUMBER`` finds; a comma and a point are both decimal marks."""
    digits = decimals or ""
    value = Fraction(int(whole + digits), 10 ** len(digits))
    return Number(-value if sign else value, len(digits), mark or "")


def figure(place: Place, printed: str, zero_marks: Iterable[str] = ()) -> Figure:
    """Read one printed text; a text in ``zero_marks`` (a dash in a frequency table) states zero."""
    if printed.strip() in set(zero_marks):
        zero = Number(Fraction(0), 0)
        return Figure(place, printed, zero, (zero,))
    alone = _WHOLE_CELL.fullmatch(printed)
    # In "25 - 43,75" the dash is a range and no sign, so signs count only in a cell that is one number.
    numbers = (
        (read_number(*alone.groups()),)
        if alone
        else tuple(read_number("", *found.groups()[1:]) for found in _NUMBER.finditer(printed))
    )
    return Figure(place, printed, numbers[0] if alone else None, numbers)


def read_rows(text: str, name: str) -> dict[str, dict[Place, str]]:
    """Return the printed texts of a ``published.csv`` by study and place, in file order.

    Raises:
        PrintedError: a column is missing, a row is too short or too long, or a place is stated twice.
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    header = next(reader, [])
    if tuple(header) != COLUMNS:
        raise PrintedError(f"{name}, line 1: found {', '.join(header) or 'nothing'}; expected {', '.join(COLUMNS)}.")
    studies: dict[str, dict[Place, str]] = {}
    for row in reader:
        if len(row) != len(COLUMNS):
            raise PrintedError(f"{name}, line {reader.line_num}: found {len(row)} cells; expected {len(COLUMNS)}.")
        study, place = row[0], Place(row[1], row[2], row[3])
        if place in studies.setdefault(study, {}):
            raise PrintedError(
                f"{name}, line {reader.line_num}: found {place} a second time; expected each place once."
            )
        studies[study][place] = row[4]
    return studies


class Figures(Mapping[Place, Figure]):
    """The printed figures of one study, in print order."""

    def __init__(self, texts: Mapping[Place, str], zero_marks: Mapping[str, tuple[str, ...]]) -> None:
        self._figures = {place: figure(place, text, zero_marks.get(place.table, ())) for place, text in texts.items()}

    def __getitem__(self, place: Place) -> Figure:
        """Return the figure at a place."""
        return self._figures[place]

    def __iter__(self) -> Iterator[Place]:
        """Go through the places in print order."""
        return iter(self._figures)

    def __len__(self) -> int:
        """Return how many figures are printed."""
        return len(self._figures)

    def rows(self, table: str) -> list[str]:
        """Return the rows of a table in print order."""
        return list(dict.fromkeys(place.row for place in self._figures if place.table == table))

    def columns(self, table: str) -> list[str]:
        """Return the columns of a table in print order."""
        return list(dict.fromkeys(place.column for place in self._figures if place.table == table))

    def table(self, table: str) -> dict[str, dict[str, Figure]]:
        """Return the figures of a table by row and column."""
        grid: dict[str, dict[str, Figure]] = {}
        for place, found in self._figures.items():
            if place.table == table:
                grid.setdefault(place.row, {})[place.column] = found
        return grid
