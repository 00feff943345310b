"""What every reader returns: a sheet of text cells with physical row numbers, or a reason why there is none."""

import re
import unicodedata
from dataclasses import dataclass

Header = tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One physical row: its number as a spreadsheet or editor counts it, and its cells as trimmed text."""

    number: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """True when no cell holds anything."""
        return not any(self.cells)


@dataclass(frozen=True)
class Sheet:
    """A table as it stands in a file, every row below its header with a fate.

    Attributes:
        file_format: what the content of the file is.
        name: the sheet as findings call it: its name where the layout names it, else its place; None in files without
            sheets.
        sniffed: what was found out about the form, in one line, without a word of the file.
        titles: words above the header.
        header: one header path per column.
        rows: the rows of respondents.
        ignored: how many rows below the header are none, by reason.
        second_count: rows below the header as an independent reader counts them.
        footers: the rows of totals and remarks below the respondents.
        is_ragged_refused: whether a row with another number of cells than the header is a defect; in a workbook it
            only ends in empty cells.
    """

    file_format: str
    name: str | None
    sniffed: str
    titles: tuple[str, ...]
    header: tuple[Header, ...]
    rows: tuple[Row, ...]
    ignored: tuple[tuple[str, int], ...]
    second_count: int
    footers: tuple[Row, ...] = ()
    is_ragged_refused: bool = False

    @property
    def rows_read_n(self) -> int:
        """Rows below the header."""
        return len(self.rows) + sum(count for _, count in self.ignored)


class UnreadableError(Exception):
    """The bytes are not what they should be; the problem is told in both languages."""

    def __init__(self, problem_id: str, problem_en: str) -> None:
        super().__init__(problem_en)
        self.problem_id = problem_id
        self.problem_en = problem_en


def plain(text: str) -> str:
    """Return text in its comparable form: NFC, no zero-width characters, white space folded and trimmed."""
    if text.isascii():  # nearly every cell, and neither of the other two steps concerns it
        return " ".join(text.split())
    folded = unicodedata.normalize("NFC", text)
    return " ".join(re.sub("[\u200b\u200c\u200d\ufeff]", "", folded).split())


def header_path(cells: tuple[str, ...]) -> Header:
    """Return the header cells of a column from the top down, without empty ones and without repeats.

    A cell merged over several header rows fills each of them with the same words and counts once.
    """
    path: list[str] = []
    for cell in cells:
        if cell and (not path or path[-1] != cell):
            path.append(cell)
    return tuple(path)


def show_header(path: Header) -> str:
    """Return a header path as people write it: the levels joined by a slash."""
    return " / ".join(path)
