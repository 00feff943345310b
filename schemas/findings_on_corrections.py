"""The findings about corrected cells: how many were taken over, and corrections that fit nothing."""

from typing import Final

from schemas.finding_code import FindingCode, Severity

_FILE, _WARN = Severity.REFUSE_FILE, Severity.WARN

CORRECTED = FindingCode("SKM-F-024", _WARN, "Sel yang dikoreksi", "Corrected cells",
    "{cells} sel pada {rows} baris yang dikoreksi dalam {corrections}", "{cells} cells in {rows} rows that {corrections} corrects",
    "sel seperti yang dikirim kantor", "cells as the office sent them",
    "Berkas asal tidak diubah; minta kantor memperbaiki datanya juga", "The raw file is unchanged; ask the office to correct its own data too")  # fmt: skip
STALE_CORRECTIONS = FindingCode("SKM-F-025", _WARN, "Koreksi yang tidak dipakai", "Corrections that are not used",
    "{count} koreksi dalam {corrections} untuk isi, lembar, baris, atau kolom yang tidak ada di berkas ini",
    "{count} corrections in {corrections} for a content, sheet, row or column that this file does not have",
    "koreksi untuk isi berkas ini", "corrections for the content of this file",
    "Koreksi lagi dari karantina yang baru, lalu hapus baris koreksi yang lama",
    "Correct again from the new quarantine, then remove the old lines of corrections")  # fmt: skip
BROKEN_CORRECTIONS = FindingCode("SKM-F-026", _FILE, "Berkas koreksi rusak", "The corrections cannot be read",
    "{problem_id} dalam {corrections}", "{problem_en} in {corrections}",
    "CSV UTF-8 berkolom {columns}", "CSV in UTF-8 with the columns {columns}",
    "Perbaiki atau hapus berkas koreksi", "Mend or remove the file of corrections")  # fmt: skip

CORRECTION_CODES: Final = (CORRECTED, STALE_CORRECTIONS, BROKEN_CORRECTIONS)
