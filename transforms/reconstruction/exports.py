"""The reconstructed respondents as the files that offices would have sent, each with its origin sidecar.

Three shapes, because that is what collecting from offices is like: an online form's grid export, a
LimeSurvey results export and a workbook kept by hand. Headers and answer words are written out here and not
taken from `schemas`: a raw file is evidence, and must not change when the pipeline's idea of its layout
does. The prompts are ours, because the paper does not print its questionnaire; the item labels are the
paper's.

Bytes are the same on every run and machine, so that a committed file can be checked against its sidecar.
"""

import csv
import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter
import yaml

from transforms.reconstruction.margins import BEFORE_2010, MarginError
from transforms.reconstruction.respondents import Respondent

SENDER = "rekonstruksi Kepuasan"
RECEIVED = "2026-11-21"  # the day the files were made; the paper prints no day on which anyone answered
NOTE_ID = (
    "Responden dalam berkas ini direkonstruksi dari jumlah dan rata-rata yang tercetak dalam makalah "
    "Laricha dkk. (Jakarta, 2015); tidak ada jawaban responden asli di dalamnya."
)
NOTE_EN = (
    "The respondents in this file are reconstructed from the margins printed in the paper by Laricha et al. "
    "(Jakarta, 2015); no real respondent's answers are in it."
)
SATISFACTION_PROMPT = "Seberapa puas Anda terhadap pelayanan berikut?"
IMPORTANCE_PROMPT = "Seberapa penting pelayanan berikut bagi Anda?"

Writer = Callable[["OfficeFile", Sequence[Respondent], Mapping[str, str]], bytes]


@dataclass(frozen=True, slots=True)
class OfficeFile:
    """One export file: which office sends it, in what shape, and how that office writes its own name."""

    office: str
    file: str
    layout_id: str
    office_text: str
    writer: Writer


def write_exports(
    respondents: Sequence[Respondent], offices: Mapping[str, str], items: Mapping[str, str], to: Path
) -> list[Path]:
    """Write one export and one origin sidecar for each office; files of the same name are replaced.

    Args:
        respondents: All respondents of the survey.
        offices: Letter to office name as printed.
        items: Item code to label as printed.
        to: Folder to write to; made when missing.

    Returns:
        The files written, each export followed by its sidecar.

    Raises:
        MarginError: The offices are not the six of the study.
    """
    if set(offices) != {office_file.office for office_file in OFFICE_FILES}:
        expected = ", ".join(office_file.office for office_file in OFFICE_FILES)
        raise MarginError(f"offices.csv has the offices {', '.join(offices)}; there are export files for {expected}.")
    to.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for office_file in OFFICE_FILES:
        own = [respondent for respondent in respondents if respondent.office == office_file.office]
        content = office_file.writer(office_file, own, items)
        sidecar = _sidecar(office_file, offices[office_file.office], content, len(own))
        for name, data in ((office_file.file, content), (f"{office_file.file}.origin.yaml", sidecar)):
            (to / name).write_bytes(data)
            written.append(to / name)
    return written


def _sidecar(office_file: OfficeFile, office_name: str, content: bytes, rows: int) -> bytes:
    origin = {
        "file": office_file.file,
        "study_id": "jakarta_2015",
        "office": office_name,
        "layout_id": office_file.layout_id,
        "sender": SENDER,
        "received": RECEIVED,
        "sha256": hashlib.sha256(content).hexdigest(),
        "rows": rows,
        "data_origin": "reconstructed_from_printed_margins",
        "note_id": NOTE_ID,
        "note_en": NOTE_EN,
    }
    # One line per key: the hash of a file is looked up with grep as often as with a YAML reader.
    text: str = yaml.safe_dump(origin, sort_keys=False, allow_unicode=True, width=1000)
    return text.encode("utf-8")


def _online_form(office_file: OfficeFile, respondents: Sequence[Respondent], items: Mapping[str, str]) -> bytes:
    """A form's grid export. It has no timestamp column: the paper prints no dates and none is invented."""
    header = [
        "Nomor responden",
        "Kantor imigrasi tempat Anda mengurus paspor",
        "Tahun Anda menggunakan pelayanan",
        "Apakah Anda menggunakan jasa calo?",
        "Apakah Anda mendaftar secara online?",
        *(f"{SATISFACTION_PROMPT} [{label}]" for label in items.values()),
        *(f"{IMPORTANCE_PROMPT} [{label}]" for label in items.values()),
    ]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    for respondent in respondents:
        year = "Sebelum 2010" if respondent.service_year == BEFORE_2010 else respondent.service_year
        writer.writerow(
            [
                respondent.respondent_id,
                office_file.office_text,
                year,
                _ya_tidak(respondent.used_agent),
                _ya_tidak(respondent.filed_online),
                *respondent.satisfaction,
                *respondent.importance,
            ]
        )
    return text.getvalue().encode("utf-8")


def _limesurvey(office_file: OfficeFile, respondents: Sequence[Respondent], items: Mapping[str, str]) -> bytes:
    """A LimeSurvey results export with question codes as header and answer codes as values."""
    codes = [f"SQ{number:03d}" for number in range(1, len(items) + 1)]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(
        [
            *("id", "submitdate", "lastpage", "startlanguage"),
            *("G01Q01", "G01Q02", "G01Q03", "G01Q04", "G01Q05"),
            *(f"G02Q06[{code}]" for code in codes),
            *(f"G02Q07[{code}]" for code in codes),
        ]
    )
    for number, respondent in enumerate(respondents, start=1):
        year_code = "A0" if respondent.service_year == BEFORE_2010 else f"A{int(respondent.service_year) - 2009}"
        writer.writerow(
            [
                number,
                "1980-01-01 00:00:00",  # LimeSurvey's value when responses are not date-stamped
                3,
                "id",
                respondent.respondent_id,
                office_file.office_text,
                year_code,
                "Y" if respondent.used_agent else "N",
                "Y" if respondent.filed_online else "N",
                *respondent.satisfaction,
                *respondent.importance,
            ]
        )
    text.write("\r\n")
    return text.getvalue().encode("utf-8-sig")


def _workbook(office_file: OfficeFile, respondents: Sequence[Respondent], items: Mapping[str, str]) -> bytes:
    """A processing sheet kept by hand: title rows above a two-level merged header."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties(
        {
            "title": "Hasil survei kepuasan masyarakat",
            "author": SENDER,
            "comments": NOTE_ID,
            "created": datetime.fromisoformat(RECEIVED).replace(tzinfo=UTC),
        }
    )
    title = book.add_format({"bold": True, "font_size": 14})
    subtitle = book.add_format({"bold": True})
    remark = book.add_format({"italic": True, "font_color": "#7F6000"})
    head = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter", "bg_color": "#DDEBF7"})
    cell = book.add_format({"border": 1, "align": "center"})

    sheet = book.add_worksheet("Jawaban")
    sheet.write_string("A1", "HASIL SURVEI KEPUASAN MASYARAKAT", title)
    sheet.write_string("A2", f"UNIT PELAYANAN : {office_file.office_text}", subtitle)
    sheet.write_string(
        "A3",
        "Data responden direkonstruksi dari tabel tercetak (Laricha dkk., Jakarta 2015); bukan jawaban asli",
        remark,
    )
    singles = ("No. Responden", "Tahun", "Calo", "Online")
    for column, words in enumerate(singles):
        sheet.merge_range(4, column, 5, column, words, head)
    for block, words in enumerate(("TINGKAT KEPUASAN", "TINGKAT KEPENTINGAN")):
        first = len(singles) + block * len(items)
        sheet.merge_range(4, first, 4, first + len(items) - 1, words, head)
        for offset, item in enumerate(items):
            sheet.write_string(5, first + offset, item, head)
    for row, respondent in enumerate(respondents, start=6):
        year = "<2010" if respondent.service_year == BEFORE_2010 else respondent.service_year
        words_of_row = (
            respondent.respondent_id,
            year,
            _ya_tidak(respondent.used_agent),
            _ya_tidak(respondent.filed_online),
        )
        for column, words in enumerate(words_of_row):
            sheet.write_string(row, column, words, cell)
        for offset, score in enumerate((*respondent.satisfaction, *respondent.importance)):
            sheet.write_number(row, len(singles) + offset, score, cell)
    sheet.set_column(0, 0, 15)
    sheet.set_column(1, 3, 8)
    sheet.set_column(4, 3 + 2 * len(items), 5)
    sheet.freeze_panes(6, 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(4, 5)
    book.close()
    return _stored(target.getvalue())


def _stored(workbook: bytes) -> bytes:
    """Return the workbook with its parts uncompressed: compressed bytes differ between builds of zlib."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # the earliest time a zip can hold
            part.create_system = 3  # else the writing machine's system is recorded
            part.external_attr = 0o600 << 16
            copy.writestr(part, source.read(name), compress_type=zipfile.ZIP_STORED)
    return target.getvalue()


def _ya_tidak(answer: bool) -> str:
    return "Ya" if answer else "Tidak"


OFFICE_FILES = (
    OfficeFile(
        "X",
        "kanim_jakarta_barat.csv",
        "online_form_full_text",
        "Kantor Imigrasi Kelas I Khusus Jakarta Barat",
        _online_form,
    ),
    OfficeFile("A", "kanim_jakarta_utara.csv", "limesurvey_codes", "KANIM JAKARTA UTARA", _limesurvey),
    OfficeFile(
        "B",
        "kanim_jakarta_pusat.csv",
        "online_form_full_text",
        "Kantor Imigrasi Kelas I Jakarta Pusat",
        _online_form,
    ),
    OfficeFile("C", "kanim_jakarta_timur.csv", "limesurvey_codes", "Kanim Jakarta Timur", _limesurvey),
    OfficeFile(
        "D",
        "kanim_jakarta_selatan.xlsx",
        "workbook_two_level",
        "Kantor Imigrasi Kelas I Khusus Jakarta Selatan",
        _workbook,
    ),
    OfficeFile("E", "kanim_lainnya.csv", "limesurvey_codes", "Lainnya", _limesurvey),
)
