"""Views with Indonesian names over the tables of a programme's release, inside its DuckDB file.

A view is one ``.sql`` file in the folder ``views``; its first line says what a row is. A view runs on the analyst's
machine under whatever name the file has there, so its statement names tables of the same file only, without a catalogue
in front, and uses no function that DuckDB lacks without us.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import duckdb

from transforms.publication import ddl
from transforms.publication.view_columns import COLUMNS
from transforms.publication.view_words import MEANINGS


@dataclass(frozen=True)
class View:
    """A view: its name, Indonesian title, and the columns that tell one row from another.

    ``ordered_by`` are the columns by which people read it.
    """

    name: str
    title_id: str
    key: tuple[str, ...]
    ordered_by: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[str, ...]:
        """Columns that put the rows in an order that does not depend on how they were read."""
        return self.ordered_by + tuple(column for column in self.key if column not in self.ordered_by)

    @property
    def statement(self) -> str:
        """The select behind the view, with its first line."""
        return _texts()[self.name]

    @property
    def grain(self) -> str:
        """What one row is."""
        return self.statement.splitlines()[0].removeprefix(f"-- {self.name}: ").rstrip(".")

    @property
    def comment(self) -> str:
        """What the file says about the view."""
        return f"{self.title_id}. Grain: {self.grain}. Key: {', '.join(self.key)}."


_INDEX: Final = ("tingkat", "kode_cakupan", "periode", "cara_penggabungan", "kuesioner")

# Later views read earlier ones.
VIEWS: Final[tuple[View, ...]] = (
    View("kantor_periode", "Kantor menurut periode", ("kode_kantor", "periode")),
    View("indeks", "Indeks, semua cakupan dan periode", _INDEX),
    View("indeks_kantor", "Indeks tiap kantor", ("kode_kantor", "periode", "kuesioner")),
    View("indeks_kantor_bulan", "Indeks tiap kantor dan bulan", ("kode_kantor", "bulan", "kuesioner")),
    View("indeks_nasional", "Indeks nasional", ("periode", "cara_penggabungan", "kuesioner")),
    View("indeks_wilayah", "Indeks provinsi dan kelas kantor", _INDEX),
    View(
        "indeks_pendamping",
        "Indeks pendamping SPAK dan SPKP",
        ("tingkat", "kode_cakupan", "periode", "kode_pendamping"),
    ),
    View(
        "nilai_unsur",
        "Nilai tiap unsur",
        ("tingkat", "kode_cakupan", "periode", "kuesioner", "kode_unsur"),
        ("tingkat", "kode_cakupan", "periode", "kuesioner", "nomor_unsur"),
    ),
    View(
        "unsur_terendah",
        "Tiga unsur terendah",
        ("tingkat", "kode_cakupan", "periode", "kuesioner", "kode_unsur"),
        ("tingkat", "kode_cakupan", "periode", "kuesioner", "peringkat_unsur"),
    ),
    View("tren", "Tren lintas kuesioner", ("seri", "tingkat", "kode_cakupan", "periode", "dinilai_menurut")),
    View("tren_tahunan", "Tren tahunan", ("seri", "tingkat", "kode_cakupan", "periode", "dinilai_menurut")),
    View(
        "perubahan_setahun",
        "Perubahan terhadap tahun lalu",
        ("dasar_perbandingan", "tingkat", "kode_cakupan", "periode"),
    ),
    View(
        "peringkat_kantor",
        "Peringkat kantor dengan rentangnya",
        ("tingkat_liga", "liga", "periode", "kuesioner", "kode_kantor"),
        ("tingkat_liga", "liga", "periode", "kuesioner", "peringkat"),
    ),
    View("ketidakpastian", "Ketidakpastian tiap indeks", _INDEX),
    View("penilaian_ulang", "Penilaian ulang menurut setiap peraturan", (*_INDEX, "dinilai_menurut")),
    View(
        "profil_responden",
        "Profil responden",
        ("tingkat", "kode_cakupan", "periode", "kode_karakteristik", "kode_jawaban"),
    ),
    View("kelengkapan_kantor", "Kelengkapan data kantor", ("kode_kantor", "bulan")),
    View("revisi", "Revisi angka yang sudah terbit", ("nomor_revisi",)),
    View("temuan", "Temuan", ("nomor_temuan",)),
    View("neraca_baris", "Neraca baris tiap berkas", ("nomor_berkas",)),
    View("unsur_kuesioner", "Unsur tiap kuesioner", ("kuesioner", "kode_unsur"), ("kuesioner", "nomor_unsur")),
    View("tabel_mutu", "Batas mutu tiap peraturan", ("peraturan", "mutu")),
)


@cache
def _texts() -> dict[str, str]:
    folder = files("transforms.publication").joinpath("views")
    return {view.name: folder.joinpath(f"{view.name}.sql").read_text(encoding="utf-8") for view in VIEWS}


def create_views(con: duckdb.DuckDBPyConnection, attached_name: str, views: Sequence[View] = VIEWS) -> None:
    """Create the views, with comments on them and their columns, in an attached database that holds all tables.

    A statement names its tables without a catalogue and the view is made in the attached one, where DuckDB looks for
    them first; so the view works when the file is opened later under another name.

    Args:
        con: A connection to which the database is attached for writing.
        attached_name: The name under which it is attached.
        views: The views in an order in which each reads only earlier ones.

    Raises:
        KeyError: a view has a column that ``view_columns`` does not describe.
    """
    for view in views:
        target = f"{ddl.identifier(attached_name)}.{ddl.identifier(view.name)}"
        body = view.statement.split("\n", 1)[1]
        con.execute(f"create view {target} as\n{body}")
        con.execute(f"comment on view {target} is {ddl.literal(view.comment)}")
        for name in con.table(f"{attached_name}.{view.name}").columns:
            field = COLUMNS[name]
            said = ddl.literal(f"{ddl.column_comment(field)} Arti: {MEANINGS[name]} Column: {field.name}.")
            con.execute(f"comment on column {target}.{ddl.identifier(name)} is {said}")
