"""The whole answer to "what is this file?": format, tables, columns, the layout that fits best, and remarks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from schemas import findings as code
from transforms.cleaning.staged_file import StagedFile
from transforms.cleaning.survey import SurveyIntake
from transforms.dates.parsing import month_names
from transforms.formats.grid import Note, NoteKind, Opened
from transforms.inspection.columns import InspectedColumn, inspect_columns
from transforms.intake.binding import LEAST_FIT, Fit, fits_of
from transforms.intake.reading import RawFile
from transforms.intake.tables import Table, table_of
from transforms.offices.matching import OfficeMatcher

_PLAIN_NAME: Final = re.compile(
    r"(sheet|lembar|data|rekap|table|tabel|form responses|jawaban)?\s*\d{0,4}", re.IGNORECASE
)


@dataclass(frozen=True)
class LayoutFit:
    """How far a layout's headers stand in a table: ``matched`` of ``required``; ``missing`` are staged columns."""

    layout_id: str
    instrument_id: str
    matched: int
    required: int
    missing: tuple[str, ...]

    @property
    def is_read(self) -> bool:
        """Whether a run would read the table by this layout: no header is missing."""
        return self.matched == self.required


@dataclass(frozen=True)
class InspectedTable:
    """One table with its columns and the layouts in the order of their fit.

    ``name`` is the sheet's name where it cannot be personal, else its place; None in files without sheets.
    """

    table: Table
    name: str | None
    columns: tuple[InspectedColumn, ...]
    fits: tuple[LayoutFit, ...]
    office_title: str | None


@dataclass(frozen=True)
class Remark:
    """Something worth knowing, in both languages."""

    remark_id: str
    remark_en: str


@dataclass(frozen=True)
class Inspection:
    """What a file holds: its tables as they stand, and what a run would make of them."""

    opened: Opened
    tables: tuple[InspectedTable, ...]
    staged: tuple[StagedFile, ...]
    notes: tuple[Note, ...]
    remarks: tuple[Remark, ...]


def inspect_opened(file: RawFile, opened: Opened, intake: SurveyIntake, matcher: OfficeMatcher) -> Inspection:
    """Describe an opened file.

    Args:
        file: the file with its origin record, if it has one.
        opened: its content, as a reader of ``transforms.formats`` gives it.
        intake: reads it as a run would, by every layout that is known.
        matcher: the offices that are known.
    """
    sheets = {known.layout.file.sheet for known in intake.layouts}
    staged = tuple(intake.stage(intake.read(file, opened))) if intake.layouts else ()
    chosen = {
        one.reading.grid: one.reading.layout.layout_id
        for one in staged
        if one.reading.layout is not None and not _is_tied(one)
    }
    personal = {one.reading.grid: one.reading.personal for one in staged}
    tables = []
    for position, grid in enumerate(opened.grids):
        # The layout by which the table is read comes first; what decided for it is not always the header.
        fits = sorted(
            fits_of(grid, position, intake.layouts, opened.codebook), key=lambda fit: _id(fit) != chosen.get(fit.grid)
        )
        best = [fit for fit in fits if fit.share >= LEAST_FIT]
        table = table_of(grid, position, best[0].header_rows) if best else table_of(grid, position)
        columns = inspect_columns(table, matcher, {_id(fit): _bindings(fit) for fit in best}, personal.get(position))
        shown = tuple(
            LayoutFit(_id(fit), fit.known.instrument.instrument_id, fit.matched, fit.required, fit.missing)
            for fit in fits
        )
        name = None if grid.name is None else _sheet_name(grid.name, position, sheets)
        tables.append(InspectedTable(table, name, columns, shown, _office_of(table.titles, matcher)))
    notes = tuple(note for note in opened.notes if note.kind is not NoteKind.OTHER_SHEET)
    return Inspection(opened, tuple(tables), staged, notes, tuple(_remarks(tables)))


def _is_tied(staged: StagedFile) -> bool:
    return any(finding.code is code.AMBIGUOUS_LAYOUT for finding in staged.findings)


def _id(fit: Fit) -> str:
    return fit.known.layout.layout_id


def _bindings(fit: Fit) -> dict[int, str]:
    return {
        place: target for places in (fit.renamed, fit.places) for target, found in places.items() for place in found
    }


def _sheet_name(name: str, position: int, known: set[str | None]) -> str:
    words = name.strip().casefold().split()
    is_month = bool(words) and all(word in month_names() or word.isdigit() for word in words)
    return name if name in known or is_month or _PLAIN_NAME.fullmatch(name.strip()) else f"{position + 1}"


def _office_of(titles: Sequence[str], matcher: OfficeMatcher) -> str | None:
    """Return the office that a title names, where exactly one title does."""
    found = {code for title in titles if (code := matcher.match(title.partition(":")[2] or title).office_code)}
    return found.pop() if len(found) == 1 else None


def _remarks(tables: Sequence[InspectedTable]) -> list[Remark]:
    found: list[Remark] = []
    for one in tables:
        last = {path[-1].casefold() for path in one.table.header if path}
        if {"u8", "u9"} <= last and not any(fit.is_read for fit in one.fits):
            found.append(
                Remark(
                    "Kolom U8 dan U9 tertukar antara daftar unsur dan formulir peraturan 2017. Nyatakan dalam berkas tata "
                    "letak yang mana sarana dan yang mana pengaduan; urutannya tidak ditebak.",
                    "Columns U8 and U9 are swapped between the list and the form of the 2017 regulation. Declare in a "
                    "layout which is facilities and which complaints; their order is not guessed.",
                )
            )
        personal = [column for column in one.columns if column.personal]
        if personal:
            places = ", ".join(str(column.position) for column in personal)
            found.append(
                Remark(
                    f"Kolom {places} memuat data pribadi; isinya dihapus, disamarkan, atau diganti sebelum disimpan.",
                    f"Columns {places} hold personal data; it is dropped, masked or replaced before anything is stored.",
                )
            )
    return found
