"""The workbook of a programme's release, for those who will not write SQL: XLSX and ODS with the same sheets.

Sheets are the Indonesian views, cut to what people look up, with headers, codes and remarks in Indonesian. What is cut off
(months of every element, for one) stands in the DuckDB file of the same release.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

import duckdb
import pandas as pd

from schemas.fields import Field, Kind
from schemas.programme import Programme
from schemas.registry import PROGRAMME_TABLES
from transforms import sql
from transforms.publication.view_columns import COLUMNS
from transforms.publication.view_words import MEANINGS, WORDS
from transforms.publication.views import VIEWS, View, create_views
from transforms.publication.workbook_ods import ods
from transforms.publication.workbook_sheets import Column, Mark, Shape, Sheet, Value, WorkbookError
from transforms.publication.workbook_xlsx import xlsx

_LONG: Final = frozenset({"pesan", "sebab", "keterangan"})
_GRADES: Final[tuple[tuple[str, Mark], ...]] = (("C", "weak"), ("D", "strong"))
_MARKS: Final[dict[str, tuple[tuple[str, Mark], ...]]] = {
    **{name: _GRADES for name, field in COLUMNS.items() if name.startswith("mutu_") and field.kind is Kind.TEXT},
    "n_kecil": (("ya", "weak"),),
    "dikecualikan": (("ya", "weak"),),
    "disembunyikan": (("ya", "weak"),),
    "ganti_kuesioner": (("ya", "weak"),),
    "mencapai_wbk": (("tidak", "weak"),),
    "mencapai_wbbm": (("tidak", "weak"),),
    "mutu_berubah": (("ya", "strong"),),
    "mutu_berubah_oleh_bobot": (("ya", "strong"),),
    "bermakna": (("ya", "strong"),),
    "sampel_memadai": (("tidak", "weak"),),
    "kelengkapan": (("terlambat", "weak"), ("belum ada", "strong")),
    "tingkat_temuan": (("baris ditolak", "weak"), ("berkas ditolak", "strong")),
    "status_berkas": (("ditolak", "strong"),),
}
_SHAPES: Final[dict[str, Shape]] = {
    "index 0-100": "decimal2",
    "instrument scale": "decimal2",
    "converted scale": "decimal2",
    "ratio": "decimal2",
    "z": "decimal2",
    "respondents": "decimal1",
    "percent (0-100)": "decimal1",
    "share (0-1)": "decimal3",
}
_DATE: Final = r"^\d{4}-\d{2}-\d{2}$"
_LETTERS: Final = {"on_time": "T", "late": "L", "missing": "K", "not_due": "B", "not_expected": "-"}
_COMPANIONS: Final = "indeks_pendamping"
_BROUGHT: Final = ("program", "asal_data")  # they stand above every sheet


@dataclass(frozen=True)
class _Cut:
    """A sheet made from a view: which rows of it, and which columns are left out."""

    name: str
    title: str
    view: str
    rows: Literal["all", "years", "years_and_national"]
    about: str
    without: tuple[str, ...] = ()
    frozen: int = 2


_CUTS: Final = (
    _Cut("Indeks kantor", "Indeks tiap kantor: bulan, triwulan, semester, tahun", "indeks_kantor", "all",
         "Indeks setiap kantor untuk setiap periode; saring menurut jenis periode.", ("sebutan_periode", "peraturan", "jawaban_kosong", "menurut_peraturan_berlaku")),
    _Cut("Nasional", "Indeks nasional", "indeks_nasional", "all",
         "Indeks nasional dengan tiga cara penggabungan.", ("peraturan",)),
    _Cut("Wilayah", "Indeks provinsi dan kelas kantor, setahun", "indeks_wilayah", "years",
         "Indeks provinsi dan kelas kantor tiap tahun.", ("peraturan", "jenis_periode", "sebutan_periode")),
    _Cut("Unsur", "Nilai tiap unsur: nasional semua periode, lainnya setahun", "nilai_unsur", "years_and_national",
         "Nilai rata-rata dan peringkat setiap unsur.", ("sebutan_periode", "jumlah_nilai", "unsur_padanan")),
    _Cut("Profil", "Profil responden: nasional semua periode, lainnya setahun", "profil_responden", "years_and_national",
         "Responden menurut jenis kelamin, usia, pendidikan, dan lainnya, satu pertanyaan demi satu.",
         ("sebutan_periode", "kode_karakteristik", "kode_jawaban")),
    _Cut("Peringkat", "Peringkat kantor setahun, dengan rentang tempatnya", "peringkat_kantor", "years",
         "Peringkat dengan tempat terbaik dan terburuk yang dimungkinkan data.", ("jenis_periode", "sebutan_periode")),
    _Cut("Tren", "Tren lintas kuesioner: nasional semua periode, lainnya setahun", "tren", "years_and_national",
         "Seri padanan lintas peraturan; hanya di sini kuesioner yang berbeda dibandingkan.", ("sebutan_periode",)),
    _Cut("Perubahan", "Perubahan terhadap tahun lalu: nasional semua periode, lainnya setahun", "perubahan_setahun",
         "years_and_national", "Perubahan terhadap periode yang sama tahun lalu, dengan selang dan uji.",
         ("sebutan_periode",)),
    _Cut("Ketidakpastian", "Ketidakpastian dan kecukupan sampel, setahun", "ketidakpastian", "years",
         "Selang kepercayaan, peluang mutu, dan kecukupan sampel.", ("jenis_periode", "sebutan_periode")),
    _Cut("Penilaian ulang", "Indeks setahun dinilai menurut setiap peraturan", "penilaian_ulang", "all",
         "Indeks yang sama dinilai menurut setiap peraturan, dengan sebabnya.", ("sebutan_periode",)),
    _Cut("SPAK dan SPKP", "Indeks pendamping SPAK dan SPKP, di samping SKM", _COMPANIONS, "all",
         "Persepsi anti korupsi dan kualitas pelayanan dengan ambang WBK dan WBBM; bukan IKM.", ("sebutan_periode",)),
    _Cut("Kelengkapan rinci", "Kelengkapan tiap kantor dan bulan", "kelengkapan_kantor", "all",
         "Kapan jawaban setiap kantor datang, dan dengan kuesioner mana."),
    _Cut("Revisi", "Angka yang sudah terbit dan kemudian berubah", "revisi", "all",
         "Apa yang berubah, dari berapa menjadi berapa, dan karena berkas mana.", frozen=1),
    _Cut("Temuan", "Temuan dalam berkas dan yang tidak datang", "temuan", "all",
         "Semua yang salah atau perlu dilihat.",
         ("sebutan_kantor_kini", "nilai_diharapkan"), frozen=1),
    _Cut("Neraca baris", "Neraca baris tiap berkas", "neraca_baris", "all",
         "Ke mana setiap baris berkas pergi; selisih harus 0."),
    _Cut("Mutu", "Batas mutu tiap peraturan", "tabel_mutu", "all", "Batas mutu setiap peraturan."),
    _Cut("Kuesioner", "Unsur tiap kuesioner", "unsur_kuesioner", "all", "Unsur setiap kuesioner dan padanannya."),
)  # fmt: skip


def write_workbook(
    tables: Mapping[str, pd.DataFrame], to: Path, *, programme: Programme, build_id: str
) -> tuple[Sheet, ...]:
    """Write the workbook of a release and return its sheets; the same tables give the same bytes.

    Args:
        tables: the published tables of the programme by name; those of single respondents are not needed.
        to: a file that ends in ``.xlsx`` or ``.ods``; its folder must exist.
        programme: whose tables they are; names the publisher and the origin of the data.
        build_id: stands on every sheet.

    Raises:
        WorkbookError: the name ends otherwise, a table is missing, or a sheet would be longer than a spreadsheet can be.
    """
    sheets = workbook_sheets(tables, programme=programme, build_id=build_id)
    save_sheets(sheets, to, programme=programme, build_id=build_id)
    return sheets


def save_sheets(sheets: Sequence[Sheet], to: Path, *, programme: Programme, build_id: str) -> None:
    """Write sheets that are made already, so that both formats need them once only.

    Raises:
        WorkbookError: the name of the file ends neither in ``.xlsx`` nor in ``.ods``.
    """
    writers = {".xlsx": xlsx, ".ods": ods}
    if to.suffix.lower() not in writers:
        raise WorkbookError(f"{to.name}: a workbook is written as .xlsx or .ods; found {to.suffix or 'no ending'}")
    content = writers[to.suffix.lower()](
        sheets,
        title=programme.title_id,
        subject=f"Data {WORDS[programme.data_origin]} · build {build_id} · {programme.title_id}",
        author=programme.unit.directorate_id,
    )
    to.write_bytes(content)


def workbook_sheets(tables: Mapping[str, pd.DataFrame], *, programme: Programme, build_id: str) -> tuple[Sheet, ...]:
    """Return the sheets of the workbook, in order.

    Raises:
        WorkbookError: a table that the sheets need is missing.
    """
    note = _note(programme, build_id)
    with _views(tables) as con:
        frames = {view.name: _ordered(con, view) for view in VIEWS}
    # A programme that never asked for SPAK and SPKP needs no empty sheet of them.
    cuts = [cut for cut in _CUTS if cut.view != _COMPANIONS or programme.companions or len(frames[cut.view])]
    sheets: list[Sheet] = []
    for cut in cuts:
        if cut.view == "kelengkapan_kantor":
            sheets.append(_coverage(frames["kelengkapan_kantor"], note))
        sheets.append(_sheet(cut, frames[cut.view], note))
        if cut.view == "indeks_kantor":
            sheets.append(_monthly(frames["indeks_kantor_bulan"], note))
    glossary = _glossary(cuts, frames, note)
    first = _read_first(programme, build_id, frames["indeks_nasional"], (*sheets, glossary), note)
    return (first, *sheets, glossary)


def _note(programme: Programme, build_id: str) -> str:
    return f"{programme.data_origin_id} · {programme.title_id} · build {build_id}"


def _views(tables: Mapping[str, pd.DataFrame]) -> duckdb.DuckDBPyConnection:
    needed = [name for name in PROGRAMME_TABLES if any(name in view.statement for view in VIEWS)]
    if missing := [name for name in needed if name not in tables]:
        raise WorkbookError(f"the workbook needs the tables {', '.join(missing)}; they were not given")
    con = sql.connect(threads=1)
    for name in needed:
        con.from_df(tables[name].copy()).create(name)  # DuckDB 2.0 cannot read a frame that runs backwards in memory
    create_views(con, "memory")
    return con


def _ordered(con: duckdb.DuckDBPyConnection, view: View) -> pd.DataFrame:
    frame: pd.DataFrame = con.table(view.name).order(", ".join(view.order)).df()
    return frame


# --- sheets made from a view ---------------------------------------------------------------------------------------
def _sheet(cut: _Cut, frame: pd.DataFrame, note: str) -> Sheet:
    kept = frame
    if cut.rows != "all":
        wanted = frame["jenis_periode"].eq("year")
        if cut.rows == "years_and_national":
            wanted |= frame["tingkat"].eq("national")
        kept = frame[wanted]
    names = [name for name in frame.columns if name not in (*_BROUGHT, *cut.without)]
    cells = [[_cell(COLUMNS[name], value) for value in kept[name].tolist()] for name in names]
    columns = tuple(_column(name) for name in names)
    return Sheet(cut.name, cut.title, note, columns, list(zip(*cells, strict=True)), cut.frozen)


def _column(name: str) -> Column:
    return Column(COLUMNS[name].title_id, _shape(name, COLUMNS[name]), _MARKS.get(name, ()))


def _shape(name: str, field: Field) -> Shape:
    if field.pattern == _DATE:
        return "date"
    if field.kind is Kind.INTEGER:
        return "integer"
    if field.kind in (Kind.NUMBER, Kind.DECIMAL):
        return _SHAPES[field.unit]
    return "long_text" if name in _LONG else "text"


def _cell(field: Field, value: Any) -> Value:
    if pd.isna(value):
        return None
    if field.kind is Kind.BOOLEAN:
        return "ya" if value else "tidak"
    if field.kind is Kind.INTEGER:
        return int(value)
    if field.kind in (Kind.NUMBER, Kind.DECIMAL):
        return float(value)
    if field.pattern == _DATE:
        return date.fromisoformat(value)
    return WORDS[value] if field.allowed else str(value)


# --- wide sheets ---------------------------------------------------------------------------------------------------
def _monthly(frame: pd.DataFrame, note: str) -> Sheet:
    months = sorted(set(frame["bulan"]))
    rows: list[list[Value]] = []
    for (code, instrument), group in frame.groupby(["kode_kantor", "kuesioner"], sort=True):
        by_month = dict(zip(group["bulan"], group["ikm_eksak"], strict=True))
        last = group.sort_values("bulan").iloc[-1]
        label: list[Value] = [str(code), _cell(COLUMNS["sebutan_kantor"], last["sebutan_kantor"]), str(instrument)]
        rows.append([*label, *(_cell(COLUMNS["ikm_eksak"], by_month.get(month)) for month in months)])
    columns = (*(_column(name) for name in ("kode_kantor", "sebutan_kantor", "kuesioner")),
               *(Column(month, "decimal2") for month in months))  # fmt: skip
    title = "IKM eksak tiap kantor dan bulan, satu baris per kantor dan kuesioner"
    return Sheet("Indeks bulanan", title, note, columns, rows, 2)


def _coverage(frame: pd.DataFrame, note: str) -> Sheet:
    months = sorted(set(frame["bulan"]))
    rows: list[list[Value]] = []
    for code, group in frame.groupby("kode_kantor", sort=True):
        letters = {month: _LETTERS[state] for month, state in zip(group["bulan"], group["kelengkapan"], strict=True)}
        last = group.sort_values("bulan").iloc[-1]
        counted: list[Value] = [sum(found == letter for found in letters.values()) for letter in "TLK"]
        label = _cell(COLUMNS["sebutan_kantor"], last["sebutan_kantor"])
        rows.append([str(code), label, *counted, *(letters.get(month) for month in months)])
    columns = (_column("kode_kantor"), _column("sebutan_kantor"),
               *(Column(words, "integer") for words in ("T tepat waktu", "L terlambat", "K belum ada")),
               *(Column(month, "text", (("L", "weak"), ("K", "strong"))) for month in months))  # fmt: skip
    title = "Kelengkapan: T tepat waktu, L terlambat, K belum ada, B belum jatuh tempo, - tidak diharapkan"
    return Sheet("Kelengkapan", title, note, columns, rows, 2)


# --- words ---------------------------------------------------------------------------------------------------------
def _read_first(
    programme: Programme, build_id: str, national: pd.DataFrame, sheets: Sequence[Sheet], note: str
) -> Sheet:
    unit = programme.unit
    months = sorted(set(national.loc[national["jenis_periode"].eq("month"), "periode"]))
    about = {cut.name: cut.about for cut in _CUTS} | {
        "Indeks bulanan": "IKM eksak dalam tabel lebar: kantor ke bawah, bulan ke kanan.",
        "Kelengkapan": "Tabel lebar: kantor mana mengirim bulan mana.",
        "Kamus": "Arti setiap kolom dan setiap kode.",
    }
    rows: list[tuple[str, str]] = [
        ("Asal data", f"{programme.data_origin_id} ({programme.data_origin_en})"),
        ("Survei", programme.title_id),
        ("Penerbit", f"{unit.directorate_id}, {unit.ministry_id}"),
        ("Layanan", unit.service_id),
        ("Bulan survei", f"{months[0]} sampai {months[-1]}" if months else "belum ada"),
        ("Build", f"{build_id}. Semua angka buku kerja ini berasal dari satu build; tabel lengkapnya ada di berkas DuckDB, "
                  "CSV, dan Parquet build yang sama."),
        ("Cara mengutip", f"{unit.directorate_id}. {programme.title_id}. Build {build_id}, lembar (nama lembar). "
                          f"{_sentence(programme.data_origin_id)}"),
        ("Penarikan sampel", _sentence(programme.sampling.reason_id) + (
            "" if programme.sampling.supports_inference
            else " Sampel ini tidak acak: selang kepercayaan dan uji hanya berbicara tentang mereka yang ditanyai."
        )),
        ("Tiga nilai", "IKM eksak dihitung tanpa pembulatan dengan bobot sama; IKM menurut peraturan memakai bobot dan pembulatan "
                       "yang tercetak dalam peraturan; IKM tercetak ialah yang dicetak kantor sendiri. Angka ditampilkan dengan "
                       "dua desimal; nilai di dalam sel tidak dibulatkan."),
        ("Jangan dicampur", "Indeks kuesioner yang berbeda dan mutu menurut peraturan yang berbeda tidak dapat dibandingkan "
                            "langsung. Lembar Tren dan Penilaian ulang dibuat untuk itu."),
        ("Peringkat", "Dua kantor yang rentang tempatnya bertumpang tindih tidak dapat dibedakan oleh data."),
        ("Sel kosong", "Kosong berarti tidak ada, tidak dapat dihitung, atau disembunyikan; kosong bukan nol."),
        ("Arsir", "Abu-abu muda dan miring: perlu dilihat. Abu-abu tua dan tebal: perlu tindakan. Katanya selalu tertulis."),
        ("English", f"{programme.title_en}. {_sentence(programme.data_origin_en)} Sheets are in Indonesian; the sheet Kamus gives each "
                    "column's name in the tables, which docs/dictionary explains in English."),
        *((f"Lembar {sheet.name}", about[sheet.name]) for sheet in sheets),
    ]  # fmt: skip
    columns = (Column("Hal", "text"), Column("Keterangan", "long_text"))
    return Sheet("Baca dulu", programme.title_id, note, columns, rows)


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _glossary(cuts: Sequence[_Cut], frames: Mapping[str, pd.DataFrame], note: str) -> Sheet:
    used = {cut.name: set(frames[cut.view].columns).difference(_BROUGHT, cut.without) for cut in cuts}
    rows: list[list[Value]] = []
    for name, field in COLUMNS.items():
        where = [sheet for sheet, names in used.items() if name in names]
        if not where:
            continue
        codes = "; ".join(f"{WORDS[code]} ({code})" for code in field.allowed)
        rows.append(
            [field.title_id, MEANINGS[name], _unit(field), codes or None, name, field.name, ", ".join(where) or None]
        )
    headers: tuple[tuple[str, Shape], ...] = (
        ("Judul kolom", "text"), ("Arti", "long_text"), ("Satuan", "text"), ("Kata (kode dalam DuckDB)", "text"),
        ("Kolom view DuckDB", "text"), ("Kolom tabel DuckDB", "text"), ("Lembar", "text"),
    )  # fmt: skip
    columns = tuple(Column(header, shape) for header, shape in headers)
    return Sheet("Kamus", "Arti setiap kolom", note, columns, rows)


_UNITS: Final = {
    "none": "-",
    "index 0-100": "indeks 0-100",
    "instrument scale": "skala kuesioner",
    "converted scale": "skala hasil konversi",
    "respondents": "responden",
    "answers": "jawaban",
    "questions": "pertanyaan",
    "elements": "unsur",
    "offices": "kantor",
    "months": "bulan",
    "rows": "baris",
    "files": "berkas",
    "applications": "permohonan",
    "percent (0-100)": "persen",
    "share (0-1)": "bagian (0-1)",
    "ratio": "rasio",
    "rank": "peringkat",
    "z": "z",
    "physical row, from 1": "baris, mulai dari 1",
}


def _unit(field: Field) -> str:
    return _UNITS[field.unit]
