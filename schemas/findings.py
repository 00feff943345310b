"""Findings: what can be wrong with a raw file, in stable codes, with messages in both languages.

A finding is a row of a table, never a log line. Its message says where, what was found, what was expected and what
to do. Values are shown only when they cannot be personal: numbers, and words of the questionnaire's own vocabulary;
anything else is described by kind and length, and the value itself stays in the quarantine.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from schemas.finding_code import FindingCode, Severity
from schemas.findings_on_corrections import CORRECTION_CODES
from schemas.findings_on_dates import DATE_CODES
from schemas.findings_on_effort import EFFORT_CODES
from schemas.findings_on_footers import FOOTER_CODES
from schemas.findings_on_meaning import MEANING_CODES
from schemas.findings_on_offices import OFFICE_CODES
from schemas.findings_on_programmes import PROGRAMME_CODES

Words = tuple[tuple[str, str], ...]

_FILE, _ROW, _WARN = Severity.REFUSE_FILE, Severity.REFUSE_ROW, Severity.WARN
_RESEND_ID: Final = "Perbaiki dan kirim ulang berkas"
_RESEND_EN: Final = "Correct it and send the file again"

MISSING_FILE = FindingCode("SKM-F-001", _FILE, "Berkas kantor tidak ada", "The file of an office is missing",
    "tidak ada berkas untuk {office}", "no file for {office}",
    "satu berkas dari setiap kantor yang disebut studi", "one file from every office that the study names",
    "Minta berkas kantor itu, atau keluarkan kantor dari berkas studi", "Ask the office for its file, or take the office out of the study file")  # fmt: skip
UNREADABLE = FindingCode("SKM-F-002", _FILE, "Berkas tidak terbaca", "The file cannot be read",
    "{problem_id}", "{problem_en}", "berkas utuh dari aplikasi survei atau lembar kerja", "a whole file of a survey tool or spreadsheet",
    "Ekspor ulang dari aplikasi survei dan kirim ulang", "Export it again from the survey tool and resend it")  # fmt: skip
EMPTY_FILE = FindingCode("SKM-F-003", _FILE, "Berkas tanpa isi", "The file is empty",
    "tidak ada baris jawaban", "no row of answers", "sedikitnya satu baris jawaban", "at least one row of answers",
    "Pastikan ekspor memuat jawaban lalu kirim ulang", "Make sure that the export holds the answers and resend it")  # fmt: skip
NO_LAYOUT = FindingCode("SKM-F-004", _FILE, "Tata letak tidak dikenal", "No known layout fits",
    "judul kolom yang paling cocok dengan {layout} hanya {matched} dari {required}",
    "headers that fit {layout} best, and only {matched} of {required}",
    "judul kolom dari salah satu tata letak: {layouts}", "the headers of one of the layouts: {layouts}",
    "Kirim ekspor asli, atau tambahkan berkas tata letak di schemas/layouts", "Send the original export, or add a layout file to schemas/layouts")  # fmt: skip
MISSING_COLUMN = FindingCode("SKM-F-005", _FILE, "Kolom tidak ada", "A column is missing",
    "tidak ada kolom dengan judul itu", "no column with that header",
    "satu kolom {header}, yang dalam tata letak {layout} memuat {meaning}", "one column {header}, which in layout {layout} carries {meaning}",
    "Ekspor ulang dengan semua kolom", "Export it again with all columns")  # fmt: skip
DOUBLE_COLUMN = FindingCode("SKM-F-006", _FILE, "Kolom ganda", "A column stands twice",
    "judul {header} dipakai oleh {count} kolom", "the header {header} on {count} columns",
    "satu kolom untuk setiap judul", "one column for each header",
    "Hapus kolom yang salah lalu kirim ulang; program tidak menebak", "Remove the wrong column and resend; the program does not guess")  # fmt: skip
SAME_CONTENT = FindingCode("SKM-F-008", _FILE, "Berkas sama dikirim dua kali", "The same file twice",
    "isi yang sama persis dengan {other}", "exactly the content of {other}",
    "setiap berkas sekali saja", "every file once",
    "Hapus salah satu dari folder", "Remove one of the two from the folder")  # fmt: skip
HASH_DIFFERS = FindingCode("SKM-F-009", _WARN, "Isi berbeda dari catatan asal", "The content differs from the origin record",
    "SHA-256 {seen} ...", "SHA-256 {seen} ...", "{noted} ... menurut {sidecar}", "{noted} ... as noted in {sidecar}",
    "Tanyakan kepada pengirim apakah berkas diganti, lalu perbarui catatan asal", "Ask the sender whether the file was replaced, then update the origin record")  # fmt: skip
UNKNOWN_COLUMN = FindingCode("SKM-F-010", _WARN, "Kolom tidak dikenal", "A column is not known",
    "kolom {header}", "the column {header}", "hanya kolom yang disebut tata letak {layout}", "only columns that layout {layout} names",
    "Kolom diabaikan; tambahkan pada tata letak bila memuat jawaban", "The column is ignored; add it to the layout if it carries answers")  # fmt: skip
ROW_COUNT_DIFFERS = FindingCode("SKM-F-011", _WARN, "Jumlah baris berbeda dari catatan asal", "The row count differs from the origin record",
    "{seen} baris", "{seen} rows", "{noted} baris menurut {sidecar}", "{noted} rows as noted in {sidecar}",
    "Periksa apakah berkas terpotong", "Check whether the file was cut off")  # fmt: skip
OTHER_DELIMITER = FindingCode("SKM-F-012", _WARN, "Pemisah kolom berbeda", "Another delimiter or byte-order mark",
    "{seen}", "{seen}", "{declared} menurut tata letak {layout}", "{declared} by layout {layout}",
    "Berkas tetap terbaca; periksa pengaturan ekspor", "The file was read all the same; check the export settings")  # fmt: skip
BROKEN_ORIGIN = FindingCode("SKM-F-013", _WARN, "Catatan asal rusak", "The origin record is broken",
    "{problem_id}", "{problem_en}", "catatan asal sesuai schemas/json/origin.schema.json", "an origin record that fits schemas/json/origin.schema.json",
    "Perbaiki catatan asal", "Correct the origin record")  # fmt: skip
READERS_DISAGREE = FindingCode("SKM-F-014", _FILE, "Dua pembaca tidak sepakat", "Two readers disagree",
    "{first} baris menurut pembaca pertama dan {second} menurut yang kedua", "{first} rows by one reader and {second} by the other",
    "jumlah baris yang sama", "the same number of rows",
    "Simpan ulang berkas dari aplikasi asalnya", "Save the file again from the program that made it")  # fmt: skip
SAME_ANSWERS = FindingCode("SKM-F-015", _FILE, "Jawaban sama dikirim dua kali", "The same answers twice",
    "jawaban yang sama dengan {other}, barangkali dalam urutan lain", "the answers of {other}, perhaps in another order",
    "setiap jawaban sekali saja", "every answer once",
    "Hapus salah satu dari folder", "Remove one of the two from the folder")  # fmt: skip
AMBIGUOUS_LAYOUT = FindingCode("SKM-F-016", _FILE, "Tata letak tidak pasti (U8/U9)", "The layout is in doubt (U8/U9)",
    "judul kolom yang cocok sama baiknya dengan {layouts}", "headers that fit {layouts} equally well",
    "keterangan kolom di dalam berkas, atau layout_id pada catatan asal", "a legend of the columns in the file, or the layout_id of an origin record",
    "Nyatakan kolom mana memuat unsur mana; urutan kolom tidak ditebak", "Declare which column carries which element; the order of columns is not guessed")  # fmt: skip
SHEET_NOT_READ = FindingCode("SKM-F-017", _WARN, "Lembar tidak dibaca", "A sheet is not read",
    "lembar dengan {rows} baris ({hidden}) yang bukan tabel jawaban tata letak ini", "a sheet with {rows} rows ({hidden}) that is no table of answers by this layout",
    "hanya lembar jawaban", "only sheets of answers",
    "Periksa bahwa lembar itu tidak memuat jawaban", "Check that the sheet holds no answers")  # fmt: skip
NOTED = FindingCode("SKM-F-018", _WARN, "Keadaan berkas", "The state of the file",
    "{note_id}", "{note_en}", "berkas seperti yang ditulis aplikasi survei", "a file as the survey tool wrote it",
    "Berkas tetap dibaca; periksa sumbernya", "The file was read all the same; check its source")  # fmt: skip
PERSONAL_COLUMN = FindingCode("SKM-F-019", _WARN, "Data pribadi", "Personal data",
    "kolom {header} dengan data pribadi ({kinds})", "the column {header} with personal data ({kinds})",
    "tidak ada data pribadi yang tidak diperlukan", "no personal data that is not needed",
    "Isi kolom tidak disimpan; keluarkan dari ekspor", "The column's content is not stored; leave it out of the export")  # fmt: skip
WRONG_SCALE = FindingCode("SKM-F-020", _FILE, "Skala lain", "Another scale",
    "{count} dari {n} jawaban di luar skala, pada {columns} kolom; nilai dari {lowest} sampai {highest}",
    "{count} of {n} answers outside the scale, in {columns} columns; values from {lowest} to {highest}",
    "jawaban pada skala {minimum} sampai {maximum}", "answers on the scale {minimum} to {maximum}",
    "Nyatakan skala pada kuesioner, atau kirim ekspor yang benar; nilai tidak diubah", "Declare the scale in the questionnaire, or send the right export; scores are not converted")  # fmt: skip
READ_BY_LABELS = FindingCode("SKM-F-021", _WARN, "Kode dibaca menurut labelnya", "Codes read by their labels",
    "kode yang menurut label di dalam berkas bukan nilainya", "codes that by the labels in the file are not the scores",
    "kode 1 untuk jawaban terendah", "code 1 for the lowest answer",
    "Periksa label nilai di berkas; label yang dipakai", "Check the value labels in the file; the labels were used")  # fmt: skip
NO_ORIGIN_VALUE = FindingCode("SKM-F-022", _FILE, "Keterangan berkas tidak ada", "The file does not say it and no record does",
    "tidak ada keterangan {meaning} di berkas maupun catatan asal", "nothing that says the {meaning}, in the file or in an origin record",
    "catatan asal {sidecar} dengan kunci {meaning}", "an origin record {sidecar} with the key {meaning}",
    "Tulis catatan asal", "Write the origin record")  # fmt: skip
UNUSED_WORDS = FindingCode("SKM-F-023", _WARN, "Jawaban yang tidak pernah muncul", "Declared answers that never occur",
    "{count} dari {n} jawaban yang kodenya dinyatakan untuk kolom ini dalam tata letak {layout}", "{count} of the {n} answers whose codes layout {layout} declares for this column",
    "setiap jawaban muncul di suatu berkas", "every answer in some file",
    "Periksa apakah pilihan jawaban berubah", "Check whether the answer options changed")  # fmt: skip
SCORE_RANGE = FindingCode("SKM-R-001", _ROW, "Nilai di luar skala", "A score outside the scale",
    "{value}", "{value}", "{minimum} sampai {maximum}, atau kosong", "{minimum} to {maximum}, or empty",
    "Perbaiki sel dan kirim ulang berkas, atau beri tahu bila formulir berubah", "Correct the cell and resend the file, or tell us if the form has changed")  # fmt: skip
SCORE_TEXT = FindingCode("SKM-R-002", _ROW, "Nilai bukan bilangan bulat", "A score that is no whole number",
    "{value}", "{value}", "bilangan bulat {minimum} sampai {maximum}, atau kosong", "a whole number from {minimum} to {maximum}, or empty",
    "Perbaiki sel dan kirim ulang berkas", "Correct the cell and resend the file")  # fmt: skip
DUPLICATE_RESPONDENT = FindingCode("SKM-R-003", _ROW, "Responden sama dua kali", "The same respondent twice",
    "jawaban yang sama dengan {other}", "the same answers as {other}", "setiap nomor responden sekali", "every respondent number once",
    "Hapus baris ganda", "Remove the double row")  # fmt: skip
CONFLICTING_RESPONDENT = FindingCode("SKM-R-004", _ROW, "Nomor responden dipakai dua kali", "A respondent number with different answers",
    "nomor yang juga dipakai {other} dengan jawaban lain", "the number that {other} has too, with other answers",
    "setiap nomor responden sekali", "every respondent number once",
    "Pastikan jawaban mana yang benar; semua baris dengan nomor itu ditolak", "Find out which answers are right; all rows with that number are refused")  # fmt: skip
UNKNOWN_OFFICE_ROW = FindingCode("SKM-R-005", _ROW, "Kantor tidak dikenal", "The office is not known",
    "{value}{hint_id}", "{value}{hint_en}", "nama atau alias kantor yang termasuk studi: {offices}", "the name or alias of an office of the study: {offices}",
    "Perbaiki nama, atau tambahkan alias pada schemas/reference/offices.csv", "Correct the name, or add an alias to schemas/reference/offices.csv")  # fmt: skip
UNKNOWN_ANSWER = FindingCode("SKM-R-006", _ROW, "Jawaban di luar pilihan", "An answer that is not offered",
    "{value}", "{value}", "salah satu dari {options}", "one of {options}",
    _RESEND_ID, _RESEND_EN)  # fmt: skip
NO_RESPONDENT = FindingCode("SKM-R-007", _ROW, "Nomor responden kosong", "No respondent number",
    "sel kosong", "an empty cell", "nomor yang membedakan setiap responden", "a number that tells respondents apart",
    _RESEND_ID, _RESEND_EN)  # fmt: skip
RAGGED_ROW = FindingCode("SKM-R-008", _ROW, "Jumlah sel tidak sama", "A row of another length",
    "{count} sel", "{count} cells", "{width} sel seperti judul", "{width} cells, as in the header",
    "Periksa tanda kutip dan pemisah, atau apakah berkas terpotong", "Check quotes and delimiters, or whether the file was cut off")  # fmt: skip

FORMULA_CELL = FindingCode("SKM-R-009", _ROW, "Rumus tanpa nilai", "A formula without its value",
    "rumus yang nilainya tidak tersimpan", "a formula whose value was not stored", "nilai", "a value",
    "Buka dan simpan berkas di lembar kerja, lalu kirim ulang", "Open and save the file in a spreadsheet and resend it")  # fmt: skip
CONFLICTING_COLUMNS = FindingCode("SKM-R-010", _ROW, "Dua jawaban atas satu pertanyaan", "Two answers to one question",
    "jawaban pada {count} kolom dari pertanyaan yang sama", "answers in {count} columns of the same question",
    "jawaban pada satu kolom", "an answer in one of the columns",
    "Pastikan jawaban mana yang berlaku", "Find out which answer counts")  # fmt: skip
REPEATED_ROW = FindingCode("SKM-R-011", _ROW, "Jawaban sama dikirim dua kali", "The same answers sent twice",
    "waktu pengiriman dan jawaban yang sama dengan {other}", "the time of submission and the answers of {other}",
    "setiap jawaban sekali saja", "every answer once",
    "Hapus baris ganda", "Remove the double row")  # fmt: skip

CODES: Final[dict[str, FindingCode]] = {
    code.code: code
    for code in (
        MISSING_FILE, UNREADABLE, EMPTY_FILE, NO_LAYOUT, MISSING_COLUMN, DOUBLE_COLUMN,
        SAME_CONTENT, HASH_DIFFERS, UNKNOWN_COLUMN, ROW_COUNT_DIFFERS, OTHER_DELIMITER, BROKEN_ORIGIN,
        READERS_DISAGREE, SCORE_RANGE, SCORE_TEXT, DUPLICATE_RESPONDENT, CONFLICTING_RESPONDENT,
        UNKNOWN_OFFICE_ROW, UNKNOWN_ANSWER, NO_RESPONDENT, RAGGED_ROW, SAME_ANSWERS, AMBIGUOUS_LAYOUT,
        SHEET_NOT_READ, NOTED, PERSONAL_COLUMN, WRONG_SCALE, READ_BY_LABELS, NO_ORIGIN_VALUE, UNUSED_WORDS,
        FORMULA_CELL, CONFLICTING_COLUMNS, REPEATED_ROW, *OFFICE_CODES, *DATE_CODES,
        *EFFORT_CODES.values(), *FOOTER_CODES, *CORRECTION_CODES, *PROGRAMME_CODES, *MEANING_CODES,
    )
}  # fmt: skip

_OUTCOME_ID: Final = {_FILE: "Berkas ditolak", _ROW: "Baris ditolak", _WARN: "Peringatan"}
_OUTCOME_EN: Final = {_FILE: "File refused", _ROW: "Row refused", _WARN: "Warning"}


@dataclass(frozen=True)
class Finding:
    """One finding, at a place. ``value`` is what stood there and never leaves the quarantine."""

    code: FindingCode
    file_name: str
    sheet: str | None = None
    row_number: int | None = None
    column_name: str | None = None
    value: str | None = None
    value_seen: str | None = None
    words: Words = ()

    def _fill(self, template: str) -> str:
        shown = "kosong/empty" if self.value_seen is None else self.value_seen
        return template.format(**{"value": shown, **dict(self.words)})

    @property
    def severity(self) -> Severity:
        """What the finding does."""
        return self.code.severity

    @property
    def expected(self) -> str:
        """What would have been right, in English."""
        return self._fill(self.code.expected_en)

    @property
    def message_id(self) -> str:
        """The finding in Indonesian."""
        where = self._where("lembar", "baris", "kolom")
        outcome = _OUTCOME_ID[self.severity]
        found, expected = self._fill(self.code.found_id), self._fill(self.code.expected_id)
        return f"{where}: ditemukan {found}, seharusnya {expected}. {outcome} ({self.code.code}). {self.code.do_id}."

    @property
    def message_en(self) -> str:
        """The finding in English."""
        where = self._where("sheet", "row", "column")
        outcome = _OUTCOME_EN[self.severity]
        found, expected = self._fill(self.code.found_en), self._fill(self.code.expected_en)
        return f"{where}: found {found}, expected {expected}. {outcome} ({self.code.code}). {self.code.do_en}."

    def _where(self, sheet: str, row: str, column: str) -> str:
        parts = [self.file_name]
        if self.sheet is not None:
            parts.append(f'{sheet} "{self.sheet}"')
        if self.row_number is not None:
            parts.append(f"{row} {self.row_number}")
        if self.column_name is not None:
            parts.append(f'{column} "{self.column_name}"')
        return ", ".join(parts)


class Vocabulary:
    """The words that may be shown in a finding because a questionnaire or regulation of ours contains them."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = frozenset(_plain(phrase) for phrase in phrases)

    def show(self, value: str) -> str:
        """Return ``value`` when it is a short number or a known phrase; otherwise its kind and length."""
        if re.fullmatch(r"[-+]?\d{1,6}([.,]\d{1,4})?", value):
            return value
        if _plain(value) in self._phrases:
            return repr(value)
        kind = "angka/number" if re.fullmatch(r"(?=.*\d)[\d .,+-]+", value) else "teks/text"
        return f"<{kind}, {len(value)} karakter/characters>"


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
