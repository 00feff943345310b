"""What opening a file gives: grids of text cells with what the format knows about them, a codebook, and notes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from transforms.intake.sheets import Row

_NOTE_ROWS: Final = 20  # row numbers that a note lists; its count always tells how many there are


class FileFormat(StrEnum):
    """The formats that are read."""

    TEXT = "text"
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    HTML = "html"
    SAV = "sav"
    DTA = "dta"
    PARQUET = "parquet"


class CellKind(StrEnum):
    """What a format itself says that a cell is; one letter, so that a row of kinds is one short string."""

    EMPTY = "-"
    TEXT = "t"
    NUMBER = "n"
    DATE = "d"
    BOOLEAN = "b"
    ERROR = "e"
    FORMULA_WITHOUT_VALUE = "f"


class Quoting(StrEnum):
    """How many of the filled cells of a text export stand in quotation marks."""

    ALL = "all"
    SOME = "some"
    NONE = "none"


class NoteKind(StrEnum):
    """What can be remarkable about a file that was read all the same."""

    ENCODING = "encoding"
    MOJIBAKE = "mojibake"
    LOST_CHARACTERS = "lost_characters"
    CONTROL_CHARACTERS = "control_characters"
    INVISIBLE_CHARACTERS = "invisible_characters"
    SEPARATOR_LINE = "separator_line"
    ONE_COLUMN = "one_column"
    RAGGED_ROWS = "ragged_rows"
    CUT_OFF = "cut_off"
    MIXED_LINE_ENDS = "mixed_line_ends"
    MIXED_DECIMALS = "mixed_decimals"
    HEADER_ONLY = "header_only"
    NO_ROWS = "no_rows"
    READERS_DISAGREE = "readers_disagree"
    HIDDEN_SHEET = "hidden_sheet"
    OTHER_SHEET = "other_sheet"
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    ERROR_CELLS = "error_cells"
    HIDDEN_ROWS = "hidden_rows"
    MACROS = "macros"
    LINKS = "links"
    DATE_SYSTEM = "date_system"


@dataclass(frozen=True)
class Note:
    """One remark: its kind, a sentence in each language, how often, and the first row numbers where it holds.

    ``grid`` is the position of the grid in ``Opened.grids``, or none when the note is about the whole file.
    """

    kind: NoteKind
    note_id: str
    note_en: str
    count: int = 1
    rows: tuple[int, ...] = ()
    grid: int | None = None


def note_on_rows(kind: NoteKind, note_id: str, note_en: str, rows: list[int], grid: int) -> Note:
    """Return a note that holds for ``rows``; the first twenty are listed, all are counted."""
    return Note(kind, note_id, note_en, len(rows), tuple(rows[:_NOTE_ROWS]), grid)


@dataclass(frozen=True)
class Area:
    """A merged range: physical row numbers and column positions, all from 1 and all included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    """One table or sheet, every physical row of it down to the last filled one.

    Attributes:
        name: the sheet's name, or none where the format has no names.
        is_hidden: whether the person who looks at the file sees it.
        rows: physical row number and cells as trimmed text; numbers as exact decimal text, dates as ISO 8601.
        kinds: one string per row with a ``CellKind`` letter per cell; empty where the format knows no kinds (text
            exports and HTML).
        merged: merged ranges; their words stand in the first cell only.
        header_row: the number of the row that looks like a header: the first that is about as wide as the table and
            holds no number. A hint, nothing is decided by it. In formats with variable names it is row 1.
        second_count: rows down to the last filled one as an independent reader counts them, or none where the format
            offers no second way.
    """

    name: str | None
    is_hidden: bool
    rows: tuple[Row, ...]
    kinds: tuple[str, ...] = ()
    merged: tuple[Area, ...] = ()
    header_row: int | None = None
    second_count: int | None = None

    def kind(self, row: int, column: int) -> CellKind | None:
        """Return the kind of a cell by its position (from 0) in ``rows`` and in the row, or none if not known."""
        if row >= len(self.kinds) or column >= len(self.kinds[row]):
            return None
        return CellKind(self.kinds[row][column])


@dataclass(frozen=True)
class MissingRange:
    """Codes that the file's author declared as missing, both ends included."""

    low: str
    high: str


@dataclass(frozen=True)
class Variable:
    """What a statistical file says about one variable.

    Attributes:
        name: its name, as in row 1 of the grid.
        label: the question's wording, or none.
        storage: the file's own type, such as F8.2 or %td.
        measure: nominal, ordinal, scale, or none where the file does not say.
        value_labels: code and label of each labelled code, in ascending order of the codes.
        missing_codes: single codes that count as missing; of Stata the letters behind the point (.a to .z).
        missing_ranges: ranges of codes that count as missing.
    """

    name: str
    label: str | None
    storage: str | None
    measure: str | None
    value_labels: tuple[tuple[str, str], ...] = ()
    missing_codes: tuple[str, ...] = ()
    missing_ranges: tuple[MissingRange, ...] = ()


@dataclass(frozen=True)
class Codebook:
    """The variables of a statistical file in file order."""

    file_label: str | None
    variables: tuple[Variable, ...]


@dataclass(frozen=True)
class Opened:
    """A file that was read: what it is, its grids, and what is remarkable about it.

    Attributes:
        file_format: what the content is.
        encoding: the encoding of its text as Python names it, or none where the format fixes it.
        delimiter: the delimiter of a text export, or none for a single column and for other formats.
        quoting: how many filled cells of a text export are quoted.
        decimal_comma: true when numbers have a decimal comma and none a point, false the other way round, none when
            neither or both occur.
        grids: every table or sheet in file order, hidden ones too.
        codebook: variables, labels and missing codes of SPSS and Stata files.
        notes: remarks on what was found.
    """

    file_format: FileFormat
    encoding: str | None = None
    delimiter: str | None = None
    quoting: Quoting | None = None
    decimal_comma: bool | None = None
    grids: tuple[Grid, ...] = ()
    codebook: Codebook | None = None
    notes: tuple[Note, ...] = ()
