"""Statistical metadata in the form that Satu Data Indonesia asks for: MS-Var (variables) and MS-Ind (indicators).

The lists of fields follow BPS regulation 5/2020 as presentations of provincial BPS offices repeat it. We have not compared
them with the regulation's own forms, so every row says so in ``keterangan_verifikasi``; definitions are ours where no
source is named. Everything comes from the data files on questionnaires, regulations, series and programmes.
"""

import csv
import io
from collections.abc import Iterable
from fractions import Fraction
from typing import Final

import pandas as pd

from schemas.catalog import Catalog
from schemas.companion import CompanionIndex, CompanionIndices, companion_indices
from schemas.instrument import Attribute, Instrument, Question, Regulation, Rounding
from schemas.programme import Programme, Questionnaire
from schemas.series import Series
from transforms.publication.spreadsheet import spreadsheet_safe

UNVERIFIED_VARIABLE: Final = "Daftar isian menurut bahan sosialisasi Peraturan BPS 5/2020; istilahnya belum dicocokkan dengan formulir MS-Var BPS."
UNVERIFIED_INDICATOR: Final = (
    "Daftar isian dari pengetahuan umum tentang Peraturan BPS 5/2020; belum dicocokkan dengan formulir MS-Ind BPS."
)
VARIABLE_FIELDS: Final = (
    "kuesioner",
    "nomor",
    "nama_variabel",
    "alias",
    "konsep",
    "definisi",
    "referensi_pemilihan",
    "referensi_waktu",
    "tipe_data",
    "klasifikasi_isian",
    "aturan_validasi",
    "kalimat_pertanyaan",
    "dapat_diakses_umum",
    "keterangan_akses",
    "keterangan_verifikasi",
)
INDICATOR_FIELDS: Final = (
    "nama_kegiatan",
    "penyelenggara",
    "kode_indikator",
    "nama_indikator",
    "konsep",
    "definisi",
    "interpretasi",
    "metode_penghitungan",
    "ukuran",
    "satuan",
    "klasifikasi_penyajian",
    "indikator_komposit",
    "indikator_pembangun",
    "variabel_pembangun",
    "level_estimasi",
    "dapat_diakses_umum",
    "asal_data",
    "sumber",
    "keterangan_verifikasi",
)
_ROLES: Final = {
    "respondent": ("Responden", "Nomor yang membedakan satu pengisian dari yang lain dalam berkasnya.",
                   "tidak", "Tidak diterbitkan; dipakai untuk menemukan pengisian ganda."),
    "office": ("Unit pelayanan", "Kantor imigrasi tempat responden dilayani.",
               "ya", "Diterbitkan pada setiap rekapitulasi."),
    "period": ("Waktu survei", "Waktu jawaban diberikan; dihitung dalam bulan.", "ya", "Diterbitkan sebagai bulan survei."),
    "profile": ("Karakteristik responden", "Keterangan responden tentang dirinya atau layanan yang diterimanya.",
                "ya", "Diterbitkan sebagai rekapitulasi satu pertanyaan; jumlah kecil disembunyikan."),
}  # fmt: skip
_CLASSES: Final = "Bulan, triwulan, semester, dan tahun; mutu A sampai D menurut tabel mutu peraturan"
_LEVELS: Final = "Kantor, kelas kantor, provinsi, nasional"


# --- variables -----------------------------------------------------------------------------------------------------
def ms_var(instrument: Instrument, regulation: Regulation | None) -> pd.DataFrame:
    """Return one row per variable of a questionnaire: questions with a score first, then those about the respondent.

    Columns are ``VARIABLE_FIELDS``, all text but ``nomor`` (order from 1).

    Args:
        instrument: the questionnaire.
        regulation: the one that it follows; gives the words of answers where the questionnaire has none of its own.
    """
    reference = regulation.title_id if regulation is not None else instrument.source
    rows = [
        *(_score(instrument, regulation, question, reference) for question in instrument.questions),
        *(_attribute(attribute, reference) for attribute in instrument.attributes),
    ]
    common = {"kuesioner": instrument.instrument_id, "keterangan_verifikasi": UNVERIFIED_VARIABLE}
    numbered = [{**row, **common, "nomor": number} for number, row in enumerate(rows, start=1)]
    return pd.DataFrame(numbered, columns=list(VARIABLE_FIELDS))


def _score(
    instrument: Instrument, regulation: Regulation | None, question: Question, reference: str
) -> dict[str, object]:
    element, item = question.element, question.item
    measure = next(one for one in instrument.measures if one.measure == question.measure)
    scale = instrument.scale_of(element.element_code)
    own = None if item is None else item.question_id
    asked = own or element.question_id or f"{measure.prompt_id} {element.label_id}"
    turned = " Nilai dibalik: jawaban terbaik ialah yang terendah." if question.is_reversed else ""
    return {
        "nama_variabel": element.label_id if own is None else f"{element.label_id}: {own}",
        "alias": question.code if len(instrument.measures) == 1 else f"{question.measure}.{question.code}",
        "konsep": measure.title_id,
        "definisi": f"Penilaian responden atas unsur pelayanan {element.label_id}.{turned}",
        "referensi_pemilihan": reference,
        "referensi_waktu": "Pelayanan yang diterima responden, pada bulan survei",
        "tipe_data": "Bilangan bulat (ordinal)",
        "klasifikasi_isian": _answers(instrument, regulation, question),
        "aturan_validasi": f"Bilangan bulat {scale.minimum} sampai {scale.maximum} atau kata jawabannya; boleh kosong dan "
        "dihitung sebagai jawaban kosong; isian lain ditolak bersama barisnya dan dicatat sebagai temuan",
        "kalimat_pertanyaan": asked,
        "dapat_diakses_umum": "ya",
        "keterangan_akses": "Diterbitkan sebagai rekapitulasi; nilai tiap responden tanpa pengenal menurut pernyataan program.",
    }


def _answers(instrument: Instrument, regulation: Regulation | None, question: Question) -> str:
    element = question.element
    points = instrument.scale_of(element.element_code).points
    labels = instrument.answer_labels(question.measure, element.element_code)
    words: tuple[str, ...] = () if labels is None else labels.labels_id
    measure = next(one for one in instrument.measures if one.measure == question.measure)
    if not words and measure.has_regulation_labels and regulation is not None:
        of_regulation = {one.number: one.options_id for one in regulation.elements}
        words = of_regulation.get(element.regulation_element_number or 0, ())
    if len(words) != len(points):
        return f"{points[0]} sampai {points[-1]}; kata jawabannya tidak diketahui"
    return "; ".join(f"{point} = {word}" for point, word in zip(points, words, strict=True))


def _attribute(attribute: Attribute, reference: str) -> dict[str, object]:
    concept, definition, is_open, access = _ROLES[attribute.role]
    options = "; ".join(f"{option.code} = {option.label_id}" for option in attribute.options)
    may_be_empty = any(option.is_unanswered for option in attribute.options)
    rule = "Salah satu jawaban dalam klasifikasi" if options else "Sesuai bentuk yang dinyatakan"
    return {
        "nama_variabel": attribute.question_id,
        "alias": attribute.attribute_code,
        "konsep": concept,
        "definisi": definition,
        "referensi_pemilihan": reference,
        "referensi_waktu": "Saat survei",
        "tipe_data": "Bulan" if attribute.is_month else "Kategori" if options else "Teks",
        "klasifikasi_isian": options or ("TTTT-BB" if attribute.is_month else "-"),
        "aturan_validasi": f"{rule}; {'boleh kosong' if may_be_empty else 'tidak boleh kosong'}",
        "kalimat_pertanyaan": attribute.question_id,
        "dapat_diakses_umum": is_open,
        "keterangan_akses": access,
    }


# --- indicators ----------------------------------------------------------------------------------------------------
def ms_ind(programme: Programme, catalog: Catalog) -> pd.DataFrame:
    """Return one row per indicator that a programme publishes; columns are ``INDICATOR_FIELDS``, all text.

    For each questionnaire its index by regulation, its exact index and the mean of every element; then each harmonised series,
    and the indices beside SKM where the programme asks for them.

    Raises:
        KeyError: the programme names a questionnaire, regulation or series that the catalogue does not have.
    """
    rows: list[dict[str, str]] = []
    for asked in programme.questionnaires:
        instrument = catalog.instruments[asked.instrument_id]
        regulation = catalog.regulations[asked.regulation_id]
        rows += [*_indices(asked, instrument, regulation), *_means(instrument, regulation)]
    rows += [_series(catalog.series[code], catalog) for code in programme.series]
    if programme.companions:
        declared = companion_indices()
        rows += [_companion(declared, index, catalog.instruments[declared.instrument_id]) for index in declared.indices]
    unit = programme.unit
    common = {
        "nama_kegiatan": programme.title_id,
        "penyelenggara": f"{unit.directorate_id}, {unit.ministry_id}",
        "level_estimasi": _LEVELS,
        "dapat_diakses_umum": "ya",
        "asal_data": programme.data_origin_id,
        "keterangan_verifikasi": UNVERIFIED_INDICATOR,
    }
    return pd.DataFrame([row | common for row in rows], columns=list(INDICATOR_FIELDS))


def _indices(asked: Questionnaire, instrument: Instrument, regulation: Regulation) -> Iterable[dict[str, str]]:
    elements = len(instrument.elements)
    factor = _number(Fraction(100, instrument.scale.maximum))
    built = "; ".join(f"Nilai rata-rata unsur {element.label_id}" for element in instrument.elements)
    common = {
        "konsep": "Kepuasan masyarakat",
        "definisi": f"Rata-rata tertimbang nilai {elements} unsur pelayanan, pada skala sampai 100.",
        "interpretasi": "Makin tinggi makin puas. Mutu dibaca dari tabel mutu peraturan: "
        + "; ".join(f"{band.grade} {_comma(band.lower)}-{_comma(band.upper)} ({band.performance_id})" for band in regulation.band_table.bands)
        + ".",
        "ukuran": "Indeks",
        "satuan": "poin (indeks sampai 100)",
        "klasifikasi_penyajian": _CLASSES,
        "indikator_komposit": "ya",
        "indikator_pembangun": built,
        "variabel_pembangun": "",
        "sumber": regulation.title_id,
    }  # fmt: skip
    yield common | {
        "kode_indikator": f"ikm_regulation.{instrument.instrument_id}",
        "nama_indikator": f"Indeks Kepuasan Masyarakat menurut peraturan ({instrument.title_id})",
        "metode_penghitungan": f"Jumlah nilai rata-rata {elements} unsur dikali penimbang {_comma(regulation.declared_weight)}, "
        f"lalu dikali {factor}; {_rounding(asked.rounding)}. {regulation.weight_rule_id}.",
    }
    yield common | {
        "kode_indikator": f"ikm_exact.{instrument.instrument_id}",
        "nama_indikator": f"Indeks Kepuasan Masyarakat eksak ({instrument.title_id})",
        "metode_penghitungan": f"Rata-rata nilai rata-rata {elements} unsur (penimbang 1/{elements}) dikali {factor}; tanpa "
        "pembulatan.",
    }


def _means(instrument: Instrument, regulation: Regulation) -> Iterable[dict[str, str]]:
    for element in instrument.elements:
        scale = instrument.scale_of(element.element_code)
        codes = [item.item_code for item in element.items] or [element.element_code]
        yield {
            "kode_indikator": f"mean_score.{instrument.instrument_id}.{element.element_code}",
            "nama_indikator": f"Nilai rata-rata unsur {element.label_id} ({instrument.title_id})",
            "konsep": "Kepuasan masyarakat",
            "definisi": f"Rata-rata nilai jawaban atas unsur {element.label_id}.",
            "interpretasi": f"Dari {scale.minimum} (terendah) sampai {scale.maximum} (tertinggi); unsur terendah didahulukan "
            "dalam rencana tindak lanjut.",
            "metode_penghitungan": "Jumlah nilai dibagi jumlah jawaban yang terisi; jawaban kosong tidak dihitung.",
            "ukuran": "Rata-rata",
            "satuan": f"nilai skala {scale.minimum}-{scale.maximum}",
            "klasifikasi_penyajian": "Bulan, triwulan, semester, dan tahun",
            "indikator_komposit": "tidak",
            "indikator_pembangun": "",
            "variabel_pembangun": "; ".join(codes),
            "sumber": regulation.title_id,
        }


def _series(series: Series, catalog: Catalog) -> dict[str, str]:
    elements = len(series.elements)
    factor = _number(Fraction(100, catalog.instruments[series.instruments[0]].scale.maximum))
    built = "; ".join(element.label_id for element in series.elements)
    return {
        "kode_indikator": f"series_index.{series.series_code}",
        "nama_indikator": series.title_id,
        "konsep": "Kepuasan masyarakat",
        "definisi": f"Rata-rata {elements} unsur yang artinya sama dalam kuesioner {', '.join(series.instruments)}.",
        "interpretasi": "Untuk membandingkan waktu lintas peraturan; bukan indeks menurut peraturan mana pun.",
        "metode_penghitungan": f"Rata-rata nilai rata-rata {elements} unsur (bobot sama) dikali {factor}; tanpa pembulatan; semua "
        "responden disatukan.",
        "ukuran": "Indeks",
        "satuan": "poin (indeks sampai 100)",
        "klasifikasi_penyajian": _CLASSES,
        "indikator_komposit": "ya",
        "indikator_pembangun": built,
        "variabel_pembangun": "",
        "sumber": "; ".join(_regulations(series, catalog)),
    }


def _regulations(series: Series, catalog: Catalog) -> Iterable[str]:
    for code in series.instruments:
        instrument = catalog.instruments[code]
        followed = instrument.regulation_id
        yield instrument.title_id if followed is None else catalog.regulations[followed].title_id


def _companion(declared: CompanionIndices, index: CompanionIndex, instrument: Instrument) -> dict[str, str]:
    elements = instrument.elements_in(index.dimension_code)
    zones = "; ".join(f"{one.zone} paling sedikit {_comma(one.minimum)}" for one in index.thresholds)
    return {
        "kode_indikator": f"mean_converted.{index.index_code}",
        "nama_indikator": f"{index.title_id} ({instrument.title_id})",
        "konsep": "Persepsi masyarakat",
        "definisi": f"Rata-rata nilai {len(elements)} unsur, pada skala sampai {declared.conversion.to_maximum}.",
        "interpretasi": "Makin tinggi makin baik; berdampingan dengan IKM dan tidak digabung dengannya."
        + (f" Ambang zona integritas: {zones}; keyakinannya ada pada tabel fact_companions." if zones else ""),
        "metode_penghitungan": f"Rata-rata nilai rata-rata {len(elements)} unsur (bobot sama) pada skala {instrument.scale.minimum} "
        f"sampai {instrument.scale.maximum}, lalu dikonversi: {declared.conversion.rule_id}; tanpa pembulatan.",
        "ukuran": "Indeks",
        "satuan": f"poin (indeks sampai {declared.conversion.to_maximum})",
        "klasifikasi_penyajian": "Bulan, triwulan, semester, dan tahun",
        "indikator_komposit": "ya",
        "indikator_pembangun": "",
        "variabel_pembangun": "; ".join(element.element_code for element in elements),
        "sumber": "Formulir terbuka unit pelayanan menurut SE MenPANRB 04/2023; surat edarannya belum dibaca",
    }


def _rounding(rounding: Rounding) -> str:
    digits = rounding.element_mean_digits
    means = (
        "nilai rata-rata unsur tidak dibulatkan"
        if digits is None
        else f"nilai rata-rata unsur dibulatkan {digits} desimal"
    )
    return f"{means}, indeks dibulatkan {rounding.index_digits} desimal, setengah ke atas"


def _number(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def _comma(decimal: str) -> str:
    return decimal.replace(".", ",")


def metadata_csv(frame: pd.DataFrame) -> bytes:
    """Return a metadata table as RFC 4180 text in UTF-8, with LF line ends and no cell that a spreadsheet would run."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(frame.columns)
    for row in frame.itertuples(index=False):
        writer.writerow([spreadsheet_safe(str(cell)) for cell in row])
    return text.getvalue().encode()
