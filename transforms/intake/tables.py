"""The table inside a grid: titles above, a header of one or more rows, respondents, totals below."""

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import dropwhile, takewhile
from typing import Final

from transforms.formats.grid import Grid
from transforms.intake.sheets import Header, Row, header_path, plain

_NUMBER: Final = re.compile(r"[-+]?\d+([.,]\d+)?")
_DEEPEST: Final = 3  # rows of a header
_LONG_COUNT: Final = 6  # columns: no respondent of a short scale answers 1, 2, 3, 4, 5, 6
_LONGEST_FOOTER: Final = 60  # filled rows of totals, remarks, bands and signatures below a table


class Fate(StrEnum):
    """What a physical row of a grid is."""

    TITLE = "title"
    HEADER = "header"
    NUMBERING = "numbering"
    TAGS = "tags"
    RESPONDENT = "respondent"
    FOOTER = "footer"
    REPEATED_HEADER = "repeated_header"
    BLANK = "blank"


@dataclass(frozen=True)
class Table:
    """A grid with the fate of each of its rows.

    Attributes:
        grid: position of the grid in the file, from 0.
        name: the sheet's name, or None.
        is_hidden: whether a person who looks at the file sees it.
        header: one path of header cells per column, from the top row down.
        header_rows: physical numbers of the header's rows.
        titles: words above the header.
        rows: the rows of respondents.
        footers: the rows of totals and remarks below them.
        fates: how many physical rows have which fate; together they are all rows.
    """

    grid: int
    name: str | None
    is_hidden: bool
    header: tuple[Header, ...]
    header_rows: tuple[int, ...]
    titles: tuple[str, ...]
    rows: tuple[Row, ...]
    footers: tuple[Row, ...]
    fates: tuple[tuple[Fate, int], ...]

    @property
    def rows_read(self) -> int:
        """Physical rows of the grid."""
        return sum(count for _, count in self.fates)


@cache
def footer_words(role: str = "footer") -> tuple[str, ...]:
    """Return the words with which rows below a table begin, or with ``footer_alone`` those that are a whole cell."""
    text = files("schemas").joinpath("reference", "sheet_words.csv").read_text(encoding="utf-8")
    return tuple(row["word"] for row in csv.DictReader(io.StringIO(text)) if row["role"] == role)


def table_of(grid: Grid, position: int, header_rows: Sequence[int] | None = None) -> Table:
    """Return the table of a grid; a grid without a header has titles only.

    Args:
        grid: the grid.
        position: its place in the file.
        header_rows: physical numbers of the header's rows where they are known; else the grid itself tells them.
    """
    numbers = _header_rows(grid) if header_rows is None else list(header_rows)
    if not numbers:
        fates = Counter(Fate.BLANK if row.is_blank else Fate.TITLE for row in grid.rows)
        titles = tuple(plain(cell) for row in grid.rows for cell in row.cells if cell)
        return Table(position, grid.name, grid.is_hidden, (), (), titles, (), (), _counted(fates))
    header_cells = [filled_cells(grid, row) for row in grid.rows if row.number in numbers]
    header = header_of(header_cells)
    below = [row for row in grid.rows if row.number > numbers[-1]]
    footers = _footers(below, header_cells)
    fate: dict[int, Fate] = {}
    first = next((row for row in below if not row.is_blank), None)
    is_below_header = False
    for row in grid.rows:
        if row.is_blank:
            fate[row.number] = Fate.BLANK
        elif row.number in numbers:
            fate[row.number] = Fate.HEADER
        elif row.number < numbers[0]:
            fate[row.number] = Fate.TITLE
        elif (row is first or is_below_header) and _is_numbering(row):
            fate[row.number] = Fate.NUMBERING
        elif row is first and _is_tags(row):
            fate[row.number] = Fate.TAGS
        elif row.number in footers:
            fate[row.number] = Fate.FOOTER
        elif _repeats(row, header_cells):
            fate[row.number] = Fate.REPEATED_HEADER
        else:
            fate[row.number] = Fate.RESPONDENT
        if not row.is_blank:
            is_below_header = fate[row.number] is Fate.REPEATED_HEADER
    titles = tuple(plain(cell) for row in grid.rows if fate[row.number] is Fate.TITLE for cell in row.cells if cell)
    rows = tuple(row for row in grid.rows if fate[row.number] is Fate.RESPONDENT)
    below_rows = tuple(row for row in grid.rows if fate[row.number] is Fate.FOOTER)
    counted = _counted(Counter(fate.values()))
    return Table(position, grid.name, grid.is_hidden, header, tuple(numbers), titles, rows, below_rows, counted)


def header_of(header_cells: Sequence[Sequence[str]]) -> tuple[Header, ...]:
    """Return one path per column from the cells of the header's rows, merged ranges filled."""
    width = max(len(cells) for cells in header_cells)
    return tuple(
        header_path(tuple(plain(cells[column]) if column < len(cells) else "" for cells in header_cells))
        for column in range(width)
    )


def _counted(fates: "Counter[Fate]") -> tuple[tuple[Fate, int], ...]:
    return tuple((fate, fates.get(fate, 0)) for fate in Fate)


def _header_rows(grid: Grid) -> list[int]:
    """Return the physical numbers of the header's rows, from the hint of the reader and the merged cells around it."""
    if grid.header_row is None:
        return []
    top = bottom = grid.header_row
    for area in grid.merged:
        is_wide = area.right > area.left
        if (
            is_wide
            and area.bottom == top - 1
            and bottom - area.top < _DEEPEST
            and _spans_some(grid, area.top, area.left)
        ):
            top = area.top
    for area in grid.merged:
        # A cell merged downwards belongs to every row of the header that it covers.
        if area.top <= bottom and area.bottom >= top and area.bottom > area.top and area.bottom - top < _DEEPEST:
            top, bottom = min(top, area.top), max(bottom, area.bottom)
    return [row.number for row in grid.rows if top <= row.number <= bottom]


def _spans_some(grid: Grid, number: int, left: int) -> bool:
    """Tell whether a merged row is a level of the header and no title: other cells stand beside the merged one."""
    row = next((row for row in grid.rows if row.number == number), None)
    return row is not None and (left > 1 or sum(bool(cell) for cell in row.cells) > 1)


def filled_cells(grid: Grid, row: Row) -> tuple[str, ...]:
    """Return the cells of a row with the words of merged ranges in every cell that they cover."""
    cells = list(row.cells)
    by_number = {one.number: one.cells for one in grid.rows}
    for area in grid.merged:
        if area.top <= row.number <= area.bottom:
            words = by_number.get(area.top, ())
            word = words[area.left - 1] if area.left - 1 < len(words) else ""
            cells.extend([""] * (area.right - len(cells)))
            for column in range(area.left - 1, area.right):
                cells[column] = word
    return tuple(cells)


def _is_numbering(row: Row) -> bool:
    """Tell whether a row only counts the columns: 1, 2, 3 ... It would pass for a respondent.

    Another table may stand beside it, so a long run from the left is enough.
    """
    filled = [cell for cell in row.cells if cell]
    run = list(takewhile(bool, dropwhile(lambda cell: not cell, row.cells)))
    counted = [str(number) for number in range(1, len(filled) + 1)]
    return (len(filled) >= 3 and filled == counted) or (len(run) >= _LONG_COUNT and run == counted[: len(run)])


def _is_tags(row: Row) -> bool:
    """Tell whether a row holds only tags (HXL: ``#date+start``), which some tools write below the header."""
    return all(cell.startswith("#") for cell in row.cells if cell) and any(row.cells)


def _repeats(row: Row, header_cells: Sequence[tuple[str, ...]]) -> bool:
    cells = tuple(plain(cell).casefold() for cell in row.cells)
    return any(cells == tuple(plain(cell).casefold() for cell in header) for header in header_cells)


def _footers(below: Sequence[Row], header_cells: Sequence[tuple[str, ...]]) -> set[int]:
    """Return the rows that are totals or remarks: from the first that begins with such a word on.

    A repeated header ends them: then months were pasted below each other. Elsewhere they stand at the end of the sheet,
    so a respondent in the middle of it whose row begins with such a word stays one.
    """
    filled = [row for row in below if not row.is_blank]
    # Where the first respondent is called SKM-001, "SKM" is how respondents are called here.
    first = next((row for row in filled if not _is_numbering(row)), None)
    is_numbered = first is not None and re.search(r"\d", next(cell for cell in first.cells if cell)) is not None
    own = frozenset(_footer_words_of(first) if first is not None and is_numbered else ())
    found: set[int] = set()
    is_foot = False
    for place, row in enumerate(filled):
        if _repeats(row, header_cells):
            is_foot = False
            continue
        # The first row below the header is a respondent, whatever it says.
        if not is_foot and place and _is_footer(row, own) and _ends(filled[:place], filled[place:], header_cells, own):
            is_foot = True
        if is_foot:
            found.add(row.number)
    return found


def _is_footer(row: Row, own: Collection[str]) -> bool:
    return any(word not in own for word in _footer_words_of(row))


def _footer_words_of(row: Row) -> list[str]:
    """Return the words of footers with which a row begins."""
    word = next((plain(cell).casefold() for cell in row.cells if cell), "")
    # Signs before the word do not count: the sigma of a sum is lost in some encodings.
    bare = re.sub(r"^[^\w]+", "", word)
    if not bare or _NUMBER.fullmatch(word):
        return []
    begun = [one for one in footer_words() if _begins(word, one) or _begins(bare, one)]
    return begun + [one for one in footer_words("footer_alone") if bare.rstrip(" .:") == one]


def _begins(text: str, word: str) -> bool:
    """Tell whether a text begins with a word that ends there: *SKM unit* does, *SKM001* and *Nilaiwati* do not."""
    following = text[len(word) : len(word) + 1]
    return text.startswith(word) and not (word[-1].isascii() and word[-1].isalnum() and following.isalnum())


def _ends(
    above: Sequence[Row], rest: Sequence[Row], header_cells: Sequence[tuple[str, ...]], own: Collection[str]
) -> bool:
    """Tell whether a row that begins with such a word ends the answers: nothing below it looks like those above."""
    until_header = next((place for place, row in enumerate(rest) if _repeats(row, header_cells)), len(rest))
    if until_header > _LONGEST_FOOTER:
        return False
    shapes = Counter((_first_filled(row), _filled_n(row)) for row in above if not _repeats(row, header_cells))
    (column, cells_n), _ = shapes.most_common(1)[0]
    return not any(
        _first_filled(row) == column and 2 * _filled_n(row) > cells_n and not _is_footer(row, own)
        for row in rest[:until_header]
    )


def _first_filled(row: Row) -> int:
    return next((place for place, cell in enumerate(row.cells) if cell), -1)


def _filled_n(row: Row) -> int:
    return sum(bool(cell) for cell in row.cells)
