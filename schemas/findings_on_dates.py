"""The findings that a date column and its cells can raise. They hold counts and words of ours, never a date."""

from typing import Final

from schemas.finding_code import FindingCode, Severity

_FILE, _ROW, _WARN = Severity.REFUSE_FILE, Severity.REFUSE_ROW, Severity.WARN
_DECLARE_ID: Final = "Nyatakan pembacaan kolom ini pada berkas tata letak"
_DECLARE_EN: Final = "Declare how this column is read in the layout file"

ORDER_AMBIGUOUS = FindingCode("SKM-F-050", _FILE, "Urutan hari dan bulan tidak pasti", "Day and month cannot be told apart",
    "{either} tanggal yang terbaca sebagai hari/bulan maupun bulan/hari, dan tidak satu pun yang memutuskan",
    "{either} dates that read as day/month and as month/day, and none that decides",
    "sedikitnya satu tanggal sesudah tanggal 12, atau urutan yang dinyatakan",
    "at least one date after the 12th, or a declared order",
    _DECLARE_ID, _DECLARE_EN)  # fmt: skip
ORDER_CONTRADICTS = FindingCode("SKM-F-051", _FILE, "Dua urutan tanggal dalam satu kolom", "Two orders of day and month in one column",
    "{day_first} tanggal yang hanya terbaca sebagai hari/bulan dan {month_first} yang hanya terbaca sebagai bulan/hari",
    "{day_first} dates that read only as day/month and {month_first} that read only as month/day",
    "satu urutan untuk seluruh kolom", "one order for the whole column",
    "Ekspor ulang dari satu sumber; program tidak menebak per baris", "Export it again from one source; the program does not guess row by row")  # fmt: skip
YEAR_PLACE_DOUBTFUL = FindingCode("SKM-F-052", _FILE, "Letak tahun dua angka tidak pasti", "The place of a two-digit year is in doubt",
    "{count} tanggal dengan tahun dua angka yang lebih rapat bila tahun dibaca di depan",
    "{count} dates with two-digit years that lie closer together when the year is read first",
    "tahun empat angka, atau urutan yang dinyatakan", "years of four digits, or a declared order",
    _DECLARE_ID, _DECLARE_EN)  # fmt: skip
HALF_CONVERTED = FindingCode("SKM-F-053", _FILE, "Tanggal yang sebagian diubah lembar kerja", "Dates that a spreadsheet converted in part",
    "{text} tanggal teks yang semuanya sesudah tanggal 12 dan {native} tanggal lembar kerja yang semuanya sampai tanggal 12",
    "{text} text dates that are all after the 12th and {native} spreadsheet dates that are all up to the 12th",
    "kolom yang seluruhnya teks atau seluruhnya tanggal", "a column that is all text or all dates",
    "Ekspor ulang tanpa membukanya di lembar kerja: hari dan bulan sebagian baris mungkin tertukar",
    "Export it again without opening it in a spreadsheet: day and month of some rows may be swapped")  # fmt: skip
SYSTEM_UNDECLARED = FindingCode("SKM-F-054", _FILE, "Nomor tanggal tanpa sistem tanggal", "Serial dates without date system",
    "{count} nomor tanggal; {count_1900} masuk akal menurut sistem 1900 dan {count_1904} menurut sistem 1904",
    "{count} serial numbers; {count_1900} plausible in the 1900 system and {count_1904} in the 1904 system",
    "sistem tanggal dari buku kerja, atau yang dinyatakan", "the date system of the workbook, or a declared one",
    _DECLARE_ID, _DECLARE_EN)  # fmt: skip
CLOCK_ZONE_UNDECLARED = FindingCode("SKM-F-055", _FILE, "Jam tanpa zona waktu", "Times without time zone",
    "{count} jam tanpa zona waktu", "{count} times without time zone",
    "zona pada sel (WIB, GMT+7, Z), atau zona yang dinyatakan: jam kantor atau UTC",
    "a zone in the cell (WIB, GMT+7, Z), or a declared one: the office's clock or UTC",
    _DECLARE_ID, _DECLARE_EN)  # fmt: skip
DATE_STAMP_OFF = FindingCode("SKM-F-056", _WARN, "Cap tanggal survei dimatikan", "The survey's date stamp is off",
    "{count} sel dengan tanggal pengganti 1980-01-01", "{count} cells with the stand-in date 1980-01-01",
    "tanggal pengisian", "the date of submission",
    "Nyalakan cap tanggal pada survei; baris itu tidak punya bulan", "Switch the date stamp on in the survey; these rows have no month")  # fmt: skip
MONTH_UNREADABLE = FindingCode("SKM-F-057", _FILE, "Bulan tidak terbaca", "The month cannot be read",
    "isi yang bukan bulan", "something that is no month", "bulan dan tahun, misalnya Mei 2024 atau 2024-05",
    "month and year, such as Mei 2024 or 2024-05",
    "Tulis bulan pada judul atau catatan asal", "Write the month in the title or the origin record")  # fmt: skip
SHEET_OF_ANOTHER_MONTH = FindingCode("SKM-F-058", _FILE, "Lembar dinamai menurut bulan lain", "A sheet called after another month",
    "lembar yang namanya bulan {month}", "a sheet whose name is the month {month}",
    "bulan {noted}, yang tercatat pada {sidecar}", "the month {noted}, as noted in {sidecar}",
    "Perbaiki nama lembar atau period; bila tiap lembar satu bulan, tulis hanya tahunnya sebagai period",
    "Correct the name of the sheet or the period; where every sheet is a month, note only the year as period")  # fmt: skip
_CELL_ID: Final = "Perbaiki sel dan kirim ulang berkas"
_CELL_EN: Final = "Correct the cell and resend the file"
DATE_UNREADABLE = FindingCode("SKM-R-050", _ROW, "Tanggal tidak terbaca", "A date that cannot be read",
    "isi yang bukan tanggal", "something that is no date", "tanggal lengkap", "a full date",
    _CELL_ID, _CELL_EN)  # fmt: skip
DATE_IMPOSSIBLE = FindingCode("SKM-R-051", _ROW, "Tanggal yang tidak ada", "A date that does not exist",
    "hari, bulan, atau jam yang tidak ada pada kalender, atau nama hari yang tidak cocok",
    "a day, month or time that no calendar has, or a weekday that does not fit",
    "tanggal kalender", "a date of the calendar", _CELL_ID, _CELL_EN)  # fmt: skip
DATE_FUTURE = FindingCode("SKM-R-052", _ROW, "Tanggal di masa depan", "A date in the future",
    "tanggal sesudah {as_of}", "a date after {as_of}", "tanggal sampai {as_of}", "a date up to {as_of}",
    "Periksa jam perangkat pengisi dan urutan hari/bulan", "Check the clock of the device and the order of day and month")  # fmt: skip
DATE_TOO_EARLY = FindingCode("SKM-R-053", _ROW, "Tanggal terlalu awal", "A date that is too early",
    "tanggal sebelum {not_before}", "a date before {not_before}", "tanggal sejak {not_before}", "a date from {not_before} on",
    _CELL_ID, _CELL_EN)  # fmt: skip
DATE_MISSING = FindingCode("SKM-R-054", _ROW, "Tanpa tanggal", "No date",
    "sel kosong atau tanggal pengganti", "an empty cell or a stand-in date", "tanggal lengkap", "a full date",
    "Kirim ulang dengan tanggal, atau nyatakan bulan berkas pada studi", "Resend with dates, or declare the month of the file in the study")  # fmt: skip
ZONE_WORD_UNKNOWN = FindingCode("SKM-R-055", _ROW, "Zona waktu tidak dikenal", "A time zone that is not known",
    "zona selain WIB, WITA, WIT, UTC, GMT, atau selisih jam", "a zone that is not WIB, WITA, WIT, UTC, GMT or an offset",
    "salah satu zona itu", "one of these zones", _CELL_ID, _CELL_EN)  # fmt: skip
OFFICE_ZONE_UNKNOWN = FindingCode("SKM-R-056", _ROW, "Zona kantor tidak diketahui", "The zone of the office is not known",
    "waktu dari kantor yang tidak dikenal", "a time of an office that is not known",
    "kantor yang dikenal", "a known office", "Perbaiki nama kantor", "Correct the office name")  # fmt: skip

DATE_CODES: Final = (
    ORDER_AMBIGUOUS, ORDER_CONTRADICTS, YEAR_PLACE_DOUBTFUL, HALF_CONVERTED, SYSTEM_UNDECLARED, CLOCK_ZONE_UNDECLARED,
    DATE_STAMP_OFF, MONTH_UNREADABLE, SHEET_OF_ANOTHER_MONTH, DATE_UNREADABLE, DATE_IMPOSSIBLE, DATE_FUTURE, DATE_TOO_EARLY, DATE_MISSING, ZONE_WORD_UNKNOWN,
    OFFICE_ZONE_UNKNOWN,
)  # fmt: skip
