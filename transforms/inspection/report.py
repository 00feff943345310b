"""The whole answer to "what is this file?": format, tables, columns, the layout that fits best, and remarks."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from schemas.catalog import Catalog
from transforms.formats.grid import Note, NoteKind, Opened
from transforms.inspection.columns import InspectedColumn, inspect_columns
from transforms.inspection.tables import Table, table_of
from transforms.intake.reading import required_headers
from transforms.offices.matching import OfficeMatcher

_LEAST_FIT = Fraction(1, 2)


@dataclass(frozen=True)
class LayoutFit:
    """How far a layout's headers stand in a table: ``matched`` of ``required``."""

    layout_id: str
    instrument_id: str
    matched: int
    required: int
    missing: tuple[str, ...]

    @property
    def share(self) -> Fraction:
        """Part of the layout's headers that are there."""
        return Fraction(self.matched, self.required) if self.required else Fraction(0)

    @property
    def is_read(self) -> bool:
        """Whether a run would read the table by this layout: no header is missing."""
        return self.matched == self.required


@dataclass(frozen=True)
class InspectedTable:
    """One table with its columns and the layouts in the order of their fit."""

    table: Table
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
    """What a file holds."""

    opened: Opened
    tables: tuple[InspectedTable, ...]
    notes: tuple[Note, ...]
    remarks: tuple[Remark, ...]


def inspect_opened(opened: Opened, catalog: Catalog, matcher: OfficeMatcher) -> Inspection:
    """Describe an opened file.

    Args:
        opened: the file, as a reader of ``transforms.formats`` gives it.
        catalog: the layouts and questionnaires that are known.
        matcher: the offices that are known.
    """
    bindings = {
        layout.layout_id: required_headers(layout, catalog.instruments[layout.instrument_id])
        for layout in catalog.layouts.values()
    }
    tables = []
    for position, grid in enumerate(opened.grids):
        table = table_of(grid, position)
        fits = [
            LayoutFit(
                layout_id,
                catalog.layouts[layout_id].instrument_id,
                len(set(table.header) & set(wanted)),
                len(wanted),
                tuple(target for path, target in wanted.items() if path not in set(table.header)),
            )
            for layout_id, wanted in bindings.items()
        ]
        ordered = tuple(sorted(fits, key=lambda fit: (-fit.share, fit.layout_id)))
        useful = tuple(fit for fit in ordered if fit.matched)
        best = {fit.layout_id: bindings[fit.layout_id] for fit in useful if fit.share >= _LEAST_FIT}
        columns = inspect_columns(table, matcher, best)
        tables.append(InspectedTable(table, columns, useful, _office_of(table.titles, matcher)))
    shown = tuple(note for note in opened.notes if note.kind is not NoteKind.OTHER_SHEET)
    return Inspection(opened, tuple(tables), shown, tuple(_remarks(tables)))


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
