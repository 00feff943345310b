"""Corrections beside a raw file: one line per cell, compared with what a person sent back, applied after reading.

The raw file never changes. A correction names its cell by the file's SHA-256, the place of the sheet, the physical row and
the header of the layout, so that a replaced file is never corrected by what was meant for its predecessor.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from schemas import findings_on_corrections as code
from schemas.findings import Finding
from transforms.cleaning.quarantined import HIDDEN, shown_row
from transforms.cleaning.recoding import comparable
from transforms.intake.reading import Column, Reading
from transforms.intake.sheets import Row, plain
from transforms.publication.spreadsheet import spreadsheet_safe

SUFFIX: Final = ".corrections.csv"
COLUMNS: Final = ("file_sha256", "sheet", "row_number", "column", "value")
_NUMBER: Final = re.compile(r"[-+]?\d+([.,]\d+)?")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_PLACE: Final = re.compile(r"[1-9]\d{0,8}")


@dataclass(frozen=True, order=True)
class Correction:
    """One corrected cell.

    Attributes:
        file_sha256: SHA-256 of the raw file for which it was made.
        sheet: place of the sheet, from 1, where several sheets of the file are read; else empty.
        row_number: physical row.
        column: header as the layout has it.
        value: the text that takes the place of the cell; empty for no answer.
    """

    file_sha256: str
    sheet: str
    row_number: int
    column: str
    value: str = field(repr=False, compare=False)

    @property
    def place(self) -> tuple[str, str, int, str]:
        """The cell; two corrections of one place contradict each other."""
        return self.file_sha256, self.sheet, self.row_number, self.column


class CorrectionsError(Exception):
    """Corrections that cannot be read or compared; told in both languages, without a cell of a file."""

    def __init__(self, problem_id: str, problem_en: str) -> None:
        super().__init__(problem_en)
        self.problem_id = problem_id
        self.problem_en = problem_en


@dataclass(frozen=True)
class Compared:
    """What a copy of refused rows changes in one table.

    Attributes:
        corrections: one for each changed cell, sorted.
        restored_n: cells that hold what the raw file holds although a correction of them is on record; it stays.
    """

    corrections: tuple[Correction, ...]
    restored_n: int = 0


# --- the file beside the raw file ----------------------------------------------------------------------------------
def parse_corrections(data: bytes) -> tuple[Correction, ...]:
    """Return the corrections of a file, one per place, sorted; the later of two lines of one place counts.

    No bytes at all are no corrections.

    Raises:
        CorrectionsError: no UTF-8, no such columns, or a line whose keys are none.
    """
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise CorrectionsError("isi yang bukan CSV UTF-8", "something that is no CSV in UTF-8") from None
    if not data:
        return ()
    if not rows or tuple(rows[0]) != COLUMNS:
        raise CorrectionsError("kolom lain pada baris 1", "other columns in line 1")
    found = []
    for number, cells in enumerate(rows[1:], start=2):
        if not any(cells):
            continue
        if (
            len(cells) != len(COLUMNS)
            or not _SHA256.fullmatch(cells[0])
            or not (cells[1] == "" or _PLACE.fullmatch(cells[1]))
            or not _PLACE.fullmatch(cells[2])
            or not cells[3]
        ):
            raise CorrectionsError(f"kunci yang salah pada catatan ke-{number}", f"wrong keys in record {number}")
        found.append(Correction(cells[0], cells[1], int(cells[2]), cells[3], cells[4]))
    return merge_corrections((), found)


def format_corrections(corrections: Iterable[Correction]) -> bytes:
    """Return corrections as the CSV file that ``parse_corrections`` reads: sorted, UTF-8, LF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in sorted(corrections):
        writer.writerow((*one.place, one.value))
    return text.getvalue().encode("utf-8")


def merge_corrections(old: Iterable[Correction], new: Iterable[Correction]) -> tuple[Correction, ...]:
    """Return all corrections, sorted; of two of one place the later one."""
    return tuple(sorted({one.place: one for one in (*old, *new)}.values()))


# --- what a person sent back ---------------------------------------------------------------------------------------
def is_same_cell(shown: str, copied: str) -> bool:
    """Tell whether a cell of a copy says what was shown: case and white space do not count, numbers are numbers."""
    left, right = comparable(shown), comparable(copied)
    if left == right:
        return True
    if _NUMBER.fullmatch(left) and _NUMBER.fullmatch(right):
        return Decimal(left.replace(",", ".")) == Decimal(right.replace(",", "."))
    return False


def typed(copied: str) -> str:
    """Return what a person meant by a cell: without the apostrophe that the quarantine puts before a formula's sign."""
    text = plain(copied)
    return text[1:] if text.startswith("'") and spreadsheet_safe(text[1:]) == text else text


def same_header(text: str) -> str:
    """Return a header in the form in which a copy's headers are compared with a layout's."""
    return comparable(typed(text))


def sheet_of(reading: Reading) -> str:
    """Return the place of the sheet in a reading's name, empty where one table of the file is read."""
    return reading.name.removeprefix(reading.file.name).removeprefix("#")


def compare(
    raw: Reading,
    copied: Mapping[int, Mapping[str, str]],
    show: Callable[[str], str],
    on_record: Iterable[Correction] = (),
) -> Compared:
    """Return the cells of a copy that say something else than what the quarantine shows.

    A cell is unchanged when it says what is shown of the raw cell or of the raw cell as it is corrected already: the copy
    can be of an older quarantine.

    Args:
        raw: the table as it stands in the raw file, with its bound columns.
        copied: cells of the copy by physical row and header of the copy.
        show: how a value may be shown.
        on_record: the corrections that are there already.

    Raises:
        CorrectionsError: a row or column that the table does not have, or a changed cell in a row of another length, whose
            cells nobody can tell apart.
    """
    if raw.sheet is None or not raw.columns:
        raise CorrectionsError("tabel tanpa kolom yang dikenal", "a table without known columns")
    headers = {same_header(column.header): place for place, column in enumerate(raw.columns)}
    rows = {row.number: row for row in raw.sheet.rows}
    corrected = apply_corrections(raw, on_record).sheet or raw.sheet
    now = {row.number: row for row in corrected.rows}
    found: list[Correction] = []
    restored = 0
    for number, cells in copied.items():
        if number not in rows:
            raise CorrectionsError(
                f"baris {number}, yang bukan baris jawaban berkas asal",
                f"row {number}, which is no row of answers of the raw file",
            )
        shown, shown_now = (shown_row(raw, by_number[number].cells, show) for by_number in (rows, now))
        for header, copied_cell in cells.items():
            place = headers.get(same_header(header))
            if place is None:
                raise CorrectionsError(
                    "kolom yang tidak ada dalam tata letak", "a column that the layout does not have"
                )
            value = typed(copied_cell)
            if comparable(value) == comparable(HIDDEN) or is_same_cell(shown_now[place], value):
                continue
            if is_same_cell(shown[place], value):
                restored += 1
                continue
            if _is_ragged(raw, rows[number]):
                raise CorrectionsError(
                    f"koreksi pada baris {number}, yang jumlah selnya berbeda dari judul; perbaiki di sumbernya",
                    f"a correction in row {number}, which has another number of cells than the header; correct it at its "
                    "source",
                )
            column = raw.columns[place].header
            found.append(Correction(raw.file.sha256, sheet_of(raw), number, column, value))
    return Compared(tuple(sorted(found)), restored)


def copied_rows(
    header: Sequence[str], rows: Iterable[Sequence[str]], keys: Sequence[str]
) -> dict[tuple[str, str, str], dict[int, dict[str, str]]]:
    """Return the cells of a copy by study, file name and SHA-256, then by row, then by header.

    Args:
        header: the copy's header; its order does not matter.
        rows: the cells below it.
        keys: the key columns.

    Raises:
        CorrectionsError: a missing or double key column, a row number that is none, or a row that stands twice.
    """
    names = [same_header(cell) for cell in header]
    wrong = [key for key in keys if names.count(key) != 1]
    if wrong:
        raise CorrectionsError(
            f"tidak tepat satu kolom kunci {', '.join(wrong)}", f"not exactly one key column {', '.join(wrong)}"
        )
    named = Counter(name for name in names if name)
    if any(count > 1 for count in named.values()):
        raise CorrectionsError("judul kolom yang sama dua kali", "a header that stands twice")
    places = {key: names.index(key) for key in keys}
    found: dict[tuple[str, str, str], dict[int, dict[str, str]]] = {}
    for cells in rows:
        filled = [*cells, *[""] * (len(names) - len(cells))]
        if not any(filled):
            continue
        row = re.fullmatch(r"([1-9]\d{0,8})([.,]0+)?", filled[places["row_number"]])
        if row is None:
            raise CorrectionsError("nomor baris yang bukan bilangan", "a row number that is no number")
        if any(filled[len(names) :]):
            raise CorrectionsError(
                f"sel di luar judul kolom pada baris asal {row[1]}", f"a cell beyond the header at raw row {row[1]}"
            )
        where = (
            filled[places["study_id"]], filled[places["file_name"]], filled[places["file_sha256"]].casefold(),
        )  # fmt: skip
        its_rows = found.setdefault(where, {})
        if int(row[1]) in its_rows:
            raise CorrectionsError(f"baris asal {row[1]} dua kali", f"raw row {row[1]} twice")
        its_rows[int(row[1])] = {
            header[place]: filled[place]
            for place, name in enumerate(names)
            if place not in places.values() and (name or filled[place])
        }
    return found


# --- in a run ------------------------------------------------------------------------------------------------------
def apply_corrections(reading: Reading, corrections: Iterable[Correction]) -> Reading:
    """Return a reading with its corrected cells replaced, and one finding each with the counts of used and unused ones.

    The value stands in the first column of the question, its other columns are emptied. Corrections of other sheets are
    nobody's concern here; ``correct_all`` tells of those that no table takes.
    """
    columns = {column.header: column for column in reading.columns}
    sheet = reading.sheet
    rows = {} if sheet is None else {row.number: row for row in sheet.rows}
    by_row: dict[int, list[tuple[Column, str]]] = {}
    unused = 0
    for one in corrections:
        if one.sheet != sheet_of(reading):
            continue
        row = rows.get(one.row_number)
        is_ours = one.file_sha256 == reading.file.sha256 and one.column in columns
        if row is None or not is_ours or _is_ragged(reading, row):
            unused += 1
        else:
            by_row.setdefault(one.row_number, []).append((columns[one.column], one.value))
    findings = []
    if by_row:
        cells_n = sum(len(cells) for cells in by_row.values())
        words = (("cells", str(cells_n)), ("rows", str(len(by_row))), ("corrections", _file_name(reading)))
        findings.append(Finding(code.CORRECTED, reading.name, None if sheet is None else sheet.name, words=words))
    if unused:
        findings.append(_stale(reading, unused))
    if sheet is not None and by_row:
        replaced = tuple(_corrected(row, by_row.get(row.number, ())) for row in sheet.rows)
        gone = {(n, place) for n, cells in by_row.items() for column, _ in cells for place in column.positions}
        reading = replace(reading, sheet=replace(sheet, rows=replaced), uncached=reading.uncached - gone)
    return replace(reading, findings=(*reading.findings, *findings))


def correct_all(readings: Sequence[Reading], corrections: Iterable[Correction]) -> list[Reading]:
    """Return the readings of one file with all its corrections applied; those for no sheet of it are told at the first."""
    everything = list(corrections)
    sheets = {sheet_of(reading) for reading in readings}
    result = [apply_corrections(reading, everything) for reading in readings]
    lost = sum(one.sheet not in sheets for one in everything)
    if lost and result:
        result[0] = result[0].refuse(_stale(result[0], lost))
    return result


def _corrected(row: Row, corrected: Iterable[tuple[Column, str]]) -> Row:
    cells = list(row.cells)
    for column, value in corrected:
        cells.extend([""] * (max(column.positions) + 1 - len(cells)))
        for place in column.positions:
            cells[place] = ""
        cells[column.positions[0]] = value
    return replace(row, cells=tuple(cells))


def _is_ragged(reading: Reading, row: Row) -> bool:
    sheet = reading.sheet
    return sheet is not None and sheet.is_ragged_refused and len(row.cells) != len(sheet.header)


def _stale(reading: Reading, count: int) -> Finding:
    words = (("count", str(count)), ("corrections", _file_name(reading)))
    return Finding(code.STALE_CORRECTIONS, reading.name, words=words)


def _file_name(reading: Reading) -> str:
    return f"{reading.file.name}{SUFFIX}"


def broken(reading: Reading, error: CorrectionsError) -> Finding:
    """Return the finding that refuses a file whose corrections cannot be read: without them its numbers are others."""
    words = (
        ("problem_id", error.problem_id), ("problem_en", error.problem_en),
        ("corrections", _file_name(reading)), ("columns", ", ".join(COLUMNS)),
    )  # fmt: skip
    return Finding(code.BROKEN_CORRECTIONS, reading.name, words=words)


def lonely(file_name: str) -> Finding:
    """Return the finding about corrections beside which no raw file stands."""
    words = (("count", "?"), ("corrections", f"{file_name}{SUFFIX}"))
    return Finding(code.STALE_CORRECTIONS, file_name, words=words)
