"""The findings about how respondents answered. They hold counts and thresholds, never an answer, and drop no row."""

from collections.abc import Mapping
from typing import Final

from schemas.effort import Pattern
from schemas.finding_code import FindingCode, Severity

_WARN = Severity.WARN
_KEEP_ID: Final = "Tidak ada baris yang dibuang; tanyakan kepada kantor bagaimana survei diisi"
_KEEP_EN: Final = "No row is dropped; ask the office how the survey was filled in"

STRAIGHT_LINING = FindingCode("SKM-W-001", _WARN, "Semua jawaban sama", "All answers are the same",
    "{count} dari {n} baris yang semua jawabannya sama, dengan sedikitnya {threshold} jawaban",
    "{count} of {n} rows whose answers are all the same, with at least {threshold} answers",
    "jawaban yang dipilih satu per satu; bila memang puas, semua 4 itu wajar",
    "answers that were chosen one by one; of a content respondent, all 4s are plausible",
    _KEEP_ID, _KEEP_EN)  # fmt: skip
SPEEDING = FindingCode("SKM-W-002", _WARN, "Diisi terlalu cepat", "Filled in too fast",
    "{count} dari {n} baris yang diisi kurang dari {threshold} detik per jawaban",
    "{count} of {n} rows filled in within less than {threshold} seconds per answer",
    "sedikitnya {threshold} detik per jawaban", "at least {threshold} seconds per answer",
    _KEEP_ID, _KEEP_EN)  # fmt: skip
CLOCK_REVERSED = FindingCode("SKM-W-003", _WARN, "Selesai sebelum mulai", "Submitted before it was started",
    "{count} dari {n} baris yang dikirim sebelum dimulai",
    "{count} of {n} rows submitted before they were started",
    "waktu kirim sedikitnya {threshold} detik sesudah waktu mulai",
    "a submission at least {threshold} seconds after the start",
    "Periksa jam dan zona waktu perangkat pengisi; tidak ada baris yang dibuang",
    "Check the clock and the time zone of the device; no row is dropped")  # fmt: skip
BURST = FindingCode("SKM-W-004", _WARN, "Banyak kiriman sekaligus", "Many submissions at once",
    "{count} dari {n} baris yang dikirim bersama sedikitnya {threshold} baris kantor yang sama dalam {second} detik",
    "{count} of {n} rows submitted in a group of at least {threshold} rows of one office within {second} seconds",
    "kiriman yang tersebar sepanjang jam layanan", "submissions spread over the hours of service",
    "Tidak ada baris yang dibuang; tanyakan apakah perangkat luring mengirim sekaligus atau petugas yang mengisi",
    "No row is dropped; ask whether a device was offline and sent them together, or whether staff filled them in")  # fmt: skip
REPEATED_ANSWERS = FindingCode("SKM-W-005", _WARN, "Jawaban yang berulang", "Repeated answers",
    "{count} dari {n} baris dengan jawaban dan profil yang sama pada sedikitnya {threshold} baris, dengan sedikitnya {second} jawaban",
    "{count} of {n} rows with the same answers and profile on at least {threshold} rows, with at least {second} answers",
    "jawaban yang berbeda antara responden", "answers that differ between respondents",
    "Tidak ada baris yang dibuang; tanyakan apakah satu formulir disalin", "No row is dropped; ask whether one form was copied")  # fmt: skip

EFFORT_CODES: Final[Mapping[Pattern, FindingCode]] = {
    Pattern.STRAIGHT_LINING: STRAIGHT_LINING,
    Pattern.SPEEDING: SPEEDING,
    Pattern.CLOCK_REVERSED: CLOCK_REVERSED,
    Pattern.BURST: BURST,
    Pattern.REPEATED_ANSWERS: REPEATED_ANSWERS,
}
