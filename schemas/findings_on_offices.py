"""The findings that a text for an office can raise: where the name is refused, and what only needs a look.

The words of a finding are our own names only; the text that was found is never quoted.
"""

from typing import Final

from schemas.finding_code import FindingCode, Severity

_FILE, _WARN = Severity.REFUSE_FILE, Severity.WARN
_ALIAS_ID: Final = "Perbaiki nama, atau tambahkan alias pada schemas/reference/offices.csv"
_ALIAS_EN: Final = "Correct the name, or add an alias to schemas/reference/offices.csv"

OFFICE_EMPTY = FindingCode("SKM-F-040", _FILE, "Nama kantor kosong", "No office name",
    "tidak ada nama kantor", "no name of an office", "nama atau alias satu kantor", "the name or alias of one office",
    "Isi nama kantor lalu kirim ulang", "Fill in the office name and resend")  # fmt: skip
OFFICE_UNKNOWN = FindingCode("SKM-F-007", _FILE, "Kantor tidak dikenal", "The office is not known",
    "nama yang bukan nama atau alias kantor mana pun; saran: {suggestions}",
    "a name that is no name or alias of any office; suggestions: {suggestions}",
    "nama atau alias dari schemas/reference/offices.csv", "a name or alias of schemas/reference/offices.csv",
    _ALIAS_ID, _ALIAS_EN)  # fmt: skip
OFFICE_AMBIGUOUS = FindingCode("SKM-F-042", _FILE, "Nama kantor bermakna ganda", "The office name is ambiguous",
    "nama yang dapat berarti {rivals}", "a name that can mean {rivals}",
    "nama lengkap satu kantor", "the full name of one office",
    _ALIAS_ID, _ALIAS_EN)  # fmt: skip
OFFICE_IS_PROVINCE = FindingCode("SKM-F-043", _FILE, "Nama provinsi, bukan kantor", "A province and not an office",
    "provinsi {province}", "the province {province}", "nama satu kantor", "the name of one office",
    "Tulis nama kantor; satu provinsi mempunyai beberapa kantor", "Write the office; a province has several")  # fmt: skip
OFFICE_IS_SERVICE_POINT = FindingCode("SKM-F-044", _FILE, "Loket tanpa kantor", "A counter without its office",
    "loket {kind} yang tidak menyebut kantornya", "a counter ({kind}) that does not say which office runs it",
    "loket dari schemas/reference/service_points.csv, atau nama kantor sesudah kata Kantor Imigrasi",
    "a counter of schemas/reference/service_points.csv, or the office's name after the words Kantor Imigrasi",
    "Tambahkan loket pada service_points.csv beserta kantornya", "Add the counter to service_points.csv with its office")  # fmt: skip
OFFICE_NOT_EXPECTED = FindingCode("SKM-F-045", _FILE, "Kantor di luar studi", "An office outside the study",
    "kantor {office}", "the office {office}", "salah satu dari {offices}", "one of {offices}",
    "Periksa apakah berkas ini milik studi lain, atau tambahkan kantor pada studi", "Check whether the file belongs to another study, or add the office to the study")  # fmt: skip
CLASS_DIFFERS = FindingCode("SKM-F-046", _WARN, "Kelas kantor berbeda", "The class of the office differs",
    "kelas {written} untuk {office}", "class {written} for {office}", "kelas {known}", "class {known}",
    "Periksa apakah kantor itu yang dimaksud, atau perbarui schemas/reference/office_classes.csv",
    "Check that this office is meant, or bring schemas/reference/office_classes.csv up to date")  # fmt: skip
PROVINCE_DIFFERS = FindingCode("SKM-F-047", _FILE, "Provinsi tidak sesuai", "The province does not fit",
    "{office} dengan provinsi {province}", "{office} with the province {province}",
    "provinsi {known}", "the province {known}",
    "Periksa kantor mana yang dimaksud", "Check which office is meant")  # fmt: skip
PROVINCE_KNOWN_WRONG = FindingCode("SKM-F-048", _WARN, "Provinsi keliru yang sudah tercatat", "A wrong province that is on record",
    "{office} dengan provinsi {province}", "{office} with the province {province}",
    "provinsi {known}", "the province {known}",
    "Perbaiki provinsi pada formulir", "Correct the province in the form")  # fmt: skip

OFFICE_CODES: Final = (
    OFFICE_EMPTY, OFFICE_UNKNOWN, OFFICE_AMBIGUOUS, OFFICE_IS_PROVINCE, OFFICE_IS_SERVICE_POINT, OFFICE_NOT_EXPECTED,
    CLASS_DIFFERS, PROVINCE_DIFFERS, PROVINCE_KNOWN_WRONG,
)  # fmt: skip
