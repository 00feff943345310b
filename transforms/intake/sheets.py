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
    """A table as it stands in a file: ``titles`` above the header, one header path per column, rows below.

    ``second_count`` is the number of rows below the header as an independent reader counts them.
    """

    file_format: str
    name: str | None
    sniffed: str
    titles: tuple[str, ...]
    header: tuple[Header, ...]
    rows: tuple[Row, ...]
    second_count: int


class UnreadableError(Exception):
    """The bytes are not what they should be; the problem is told in both languages."""

    def __init__(self, problem_id: str, problem_en: str) -> None:
        super().__init__(problem_en)
        self.problem_id = problem_id
        self.problem_en = problem_en


def plain(text: str) -> str:
    """Return text in its comparable form: NFC, no zero-width characters, white space folded and trimmed."""
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
