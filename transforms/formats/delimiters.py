"""Finds the delimiter of a text export over the whole file, with line breaks inside quotation marks honoured."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from transforms.formats.grid import Quoting
from transforms.intake.sheets import UnreadableError

DELIMITERS: Final = (",", ";", "\t", "|")
NAMES: Final = {",": ("koma", "comma"), ";": ("titik koma", "semicolon"), "\t": ("tab", "tab"), "|": ("pipa", "pipe")}
_SEPARATOR_LINE: Final = re.compile(r'"?sep=(.)"?[ \t]*(?:\n|\Z)', re.IGNORECASE)
_STAND_INS: Final = "\x1f\x1e\x1d\ue000\ue001\ue002"  # for the delimiter of a text that has none
_LEAST_SHARE: Final = Fraction(1, 2)  # of the records under a declared delimiter that must have the same width


@dataclass(frozen=True)
class Record:
    """One record as the csv module splits it: the physical line on which it starts, and its cells untouched."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Scan:
    """What a second way of splitting counts: records, filled cells, and filled cells in quotation marks."""

    records: int
    filled: int
    quoted: int

    @property
    def quoting(self) -> Quoting:
        """How many of the filled cells are quoted."""
        if self.quoted == 0:
            return Quoting.NONE
        return Quoting.ALL if self.quoted >= self.filled else Quoting.SOME


def separator_line(text: str) -> str | None:
    """Return the delimiter that a first line ``sep=;`` declares, which Excel honours and shows to nobody."""
    found = _SEPARATOR_LINE.match(text)
    return found[1] if found is not None and not found[1].isalnum() else None


def split(text: str, delimiter: str | None, first_line: int, cell_limit: int) -> Iterator[Record]:
    """Yield the records of a text with line ends of one character.

    Args:
        text: the text from ``first_line`` on.
        delimiter: one character, or none for single cells.
        first_line: the physical number of its first line.
        cell_limit: the most characters that a cell may have.

    Raises:
        UnreadableError: quotes that never close or stand in the wrong place, or a cell beyond the limit.
    """
    csv.field_size_limit(cell_limit)
    if delimiter is None:
        delimiter = next((character for character in _STAND_INS if character not in text), _STAND_INS[0])
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    start = first_line
    try:
        for cells in reader:
            yield Record(start, cells)
            start = first_line + reader.line_num
    except csv.Error as error:
        if "field limit" in str(error):
            raise UnreadableError(
                f"sel dengan lebih dari {cell_limit} karakter pada baris {start}",
                f"a cell of more than {cell_limit} characters in row {start}",
            ) from None
        raise UnreadableError(
            f"tanda kutip yang tidak tertutup atau salah tempat mulai baris {start}",
            f"a quotation mark that never closes or stands in the wrong place, from row {start} on",
        ) from None


def choose(text: str, declared: str | None, first_line: int, cell_limit: int) -> str | None:
    """Return the delimiter of a text, or none when every record is a single cell.

    Each delimiter that occurs splits the whole text. It is rated by the share of records with the commonest width
    above one, times the share of their cells that hold no other delimiter (a decimal comma aside). Ties go to the
    wider table, then to comma, semicolon, tab, pipe.

    Args:
        text: the text after a ``sep=`` line.
        declared: what that line declares; it wins if it gives a table.
        first_line: the physical number of the first line.
        cell_limit: the most characters that a cell may have.

    Raises:
        UnreadableError: no delimiter splits the text without a quotation mark in the wrong place, or the declared one
            gives no table and another does.
    """
    candidates = [declared] if declared is not None and declared not in DELIMITERS else list(DELIMITERS)
    ratings: dict[str, tuple[Fraction, int]] = {}
    problem: UnreadableError | None = None
    for delimiter in candidates:
        if delimiter in text:
            try:
                rating = _rate(split(text, delimiter, first_line, cell_limit), delimiter)
            except UnreadableError as error:
                problem = problem or error
                continue
            if rating[0] > 0:
                ratings[delimiter] = rating
    best = max(ratings, key=lambda delimiter: ratings[delimiter], default=None)  # the first of equals wins
    if declared is not None and best is not None:
        if declared in ratings and ratings[declared][0] >= _LEAST_SHARE * ratings[best][0]:
            return declared
        raise UnreadableError(
            "baris pertama menyebut pemisah yang tidak dipakai oleh baris lainnya",
            "a first line that declares a delimiter which the other rows do not use",
        )
    # Under a wrong delimiter a quotation mark is soon in the wrong place, so a good table outweighs that complaint.
    if best is not None and (problem is None or ratings[best][0] >= _LEAST_SHARE):
        return best
    if problem is not None:
        raise problem
    return None


def _rate(records: Iterator[Record], delimiter: str) -> tuple[Fraction, int]:
    others = re.compile("[" + re.escape("".join(set(DELIMITERS) - {delimiter})) + "]")
    decimal = re.compile(r"[-+]?\d+(?:,\d+)?%?")
    widths: Counter[int] = Counter()
    cells = clean = 0
    seen: dict[str, bool] = {}
    for record in records:
        if not any(record.cells):
            continue
        widths[len(record.cells)] += 1
        for cell in record.cells:
            if not cell:
                continue
            cells += 1
            verdict = seen.get(cell)
            if verdict is None:
                verdict = seen[cell] = others.search(cell) is None or decimal.fullmatch(cell.strip()) is not None
            clean += verdict
    wide = [(count, width) for width, count in widths.items() if width > 1]
    if not wide:
        return Fraction(0), 1
    count, width = max(wide)
    return Fraction(count, widths.total()) * Fraction(clean, max(1, cells)), width


def scan(text: str, delimiter: str | None) -> Scan:
    """Split a text by a regular expression instead of the csv module and count what it finds.

    Args:
        text: the text, line ends of one character.
        delimiter: the delimiter, or none for single cells.

    Returns:
        The counts; empty records at the end do not count.
    """
    stop = "\n" if delimiter is None else "\n" + re.escape(delimiter)
    pattern = re.compile(rf'(?:"([^"]*+(?:""[^"]*+)*+)"|([^{stop}]*+))([{stop}]|\Z)')
    records = last_filled = filled = quoted = width = place = 0
    has_value = False
    for found in pattern.finditer(text):
        if found.start() != place:  # a quotation mark in the wrong place, at which the csv module stops too
            break
        place = found.end()
        if found[0] == "" and width == 0:  # behind the last line end there is no record
            continue
        width += 1
        inside = found[1] is not None
        if (found[1] if inside else found[2]).strip():
            filled += 1
            quoted += inside
            has_value = True
        if found[3] in ("\n", ""):
            records += 1
            if has_value:
                last_filled = records
            width, has_value = 0, False
    if width:  # the last record ends in a delimiter
        records += 1
        last_filled = records if has_value else last_filled
    return Scan(last_filled, filled, quoted)
