"""The findings about the totals under a sheet. They show printed totals up to a length, never the cell of a person."""

from typing import Final

from schemas.finding_code import FindingCode, Severity

_WARN = Severity.WARN
_CHECK_ID: Final = "Periksa rumus pada baris itu dan apakah semua baris jawaban ikut dikirim"
_CHECK_EN: Final = "Check the formula of that row, and whether every row of answers was sent along"

FOOTER_DIFFERS = FindingCode("SKM-W-010", _WARN, "Angka di kaki tabel berbeda", "A figure under the table differs",
    "{printed}", "{printed}",
    "{recomputed} menurut baris di atasnya", "{recomputed} by the rows above it",
    _CHECK_ID, _CHECK_EN)  # fmt: skip
FOOTER_TRUNCATED = FindingCode("SKM-W-011", _WARN, "Angka di kaki tabel dipotong", "A figure under the table is cut off",
    "{printed}, yang cocok hanya bila desimalnya dipotong", "{printed}, which agrees only with its decimals cut off",
    "{recomputed}, dibulatkan", "{recomputed}, rounded",
    "Bulatkan setengah ke atas; hasil yang dipotong dapat menurunkan mutu", "Round half up; a cut-off result can lower the grade")  # fmt: skip
OTHER_WEIGHT = FindingCode("SKM-W-012", _WARN, "Bobot indeks lain", "Another weight in the index",
    "indeks {printed}, yang cocok dengan bobot {weight}", "an index of {printed}, which agrees with weight {weight}",
    "bobot {regulation} menurut peraturan, yang menghasilkan {recomputed}",
    "weight {regulation} of the regulation, which gives {recomputed}",
    "Tanyakan bobot yang dipakai kantor; indeks dihitung ulang di sini menurut studi",
    "Ask which weight the office used; the index is recomputed here as the study declares")  # fmt: skip

FOOTER_CODES: Final = (FOOTER_DIFFERS, FOOTER_TRUNCATED, OTHER_WEIGHT)
