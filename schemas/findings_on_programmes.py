"""The findings of a programme's run: what did not come, came late, or came with another questionnaire."""

from typing import Final

from schemas.finding_code import FindingCode, Severity

_WARN = Severity.WARN

OFFICE_MISSING = FindingCode("SKM-W-020", _WARN, "Belum ada jawaban kantor", "No answers of an office",
    "tidak ada jawaban {office} untuk {month_id}", "no answers of {office} for {month_en}",
    "berkas paling lambat {due}", "a file by {due}",
    "Minta berkas kantor itu, atau perbaikannya bila sudah dikirim dan ditolak; nilai bulan itu dinyatakan ulang begitu berkasnya datang",
    "Ask the office for its file, or for a corrected one where it was sent and refused; the month is restated when it comes")  # fmt: skip
NOT_IN_FORCE = FindingCode("SKM-W-021", _WARN, "Kuesioner tidak sesuai peraturan", "The questionnaire is not the one in force",
    "{count} jawaban {office} untuk {month_id} memakai {found}", "{count} answers of {office} for {month_en} with {found}",
    "{wanted}, menurut {regulation}", "{wanted}, by {regulation}",
    "Indeksnya dihitung menurut kuesionernya sendiri dan tidak digabung; minta kantor memakai kuesioner yang berlaku, atau catat pengecualian pada berkas program",
    "Its index is computed by its own questionnaire and not pooled; ask the office for the one in force, or note an exception in the programme file")  # fmt: skip
LATE_FILE = FindingCode("SKM-W-022", _WARN, "Berkas datang terlambat", "A file came late",
    "jawaban {office} untuk {month_id} diterima {received}", "answers of {office} for {month_en} received on {received}",
    "berkas paling lambat {due}", "a file by {due}",
    "Nilai bulan itu dinyatakan ulang; lihat tabel revisi", "The month is restated; see the table of revisions")  # fmt: skip
PRINTED_DIFFERS = FindingCode("SKM-W-023", _WARN, "Indeks tercetak berbeda", "The printed index differs",
    "{office} mencetak {printed} untuk {month_id}", "{office} printed {printed} for {month_en}",
    "{exact} eksak atau {regulation} menurut peraturan", "{exact} exactly or {regulation} by the regulation",
    "Tanyakan cara hitung kantor itu; kedua nilai disimpan berdampingan", "Ask the office how it computed; both values are kept side by side")  # fmt: skip
REPLACES_NOTHING = FindingCode("SKM-W-024", _WARN, "Berkas yang dikoreksi tidak ada", "The corrected file is not there",
    "catatan asal menyebut menggantikan berkas yang tidak ada di folder", "an origin record that replaces a file the folder does not have",
    "nama berkas di folder yang sama", "the name of a file in the same folder",
    "Perbaiki nama pada kunci replaces; sampai itu kedua berkas dihitung", "Mend the name at the key replaces; until then both files count")  # fmt: skip
BROKEN_REPORTED = FindingCode("SKM-W-025", _WARN, "Tabel laporan kantor tidak terbaca", "A table of reported figures cannot be read",
    "{problem_id}", "{problem_en}", "CSV UTF-8 berkolom {columns}", "CSV in UTF-8 with the columns {columns}",
    "Perbaiki berkas itu; tanpa itu angkanya tidak dipakai", "Mend the file; its figures are not used until then")  # fmt: skip
TOO_FEW_APPLICATIONS = FindingCode("SKM-W-026", _WARN, "Pemohon lebih sedikit daripada responden", "Fewer applications than respondents",
    "{applications} permohonan {office} untuk {month_id}", "{applications} applications of {office} for {month_en}",
    "sekurang-kurangnya {count}, sebanyak yang menjawab", "at least {count}, as many as answered",
    "Perbaiki jumlah itu; sampai itu tidak dipakai, seperti tidak dilaporkan", "Correct the number; until then it is not used, as if it were not reported")  # fmt: skip
PRINTED_WITHOUT_ANSWERS = FindingCode("SKM-W-027", _WARN, "Indeks tercetak tanpa jawaban", "A printed index without answers",
    "{office} mencetak {printed} untuk {month_id}", "{office} printed {printed} for {month_en}",
    "jawaban kantor itu dari masa yang sama", "answers of the office of the same time",
    "Minta berkas jawabannya; indeks tercetak itu tidak dimuat pada tabel mana pun", "Ask for the file of answers; the printed index is in no table until it comes")  # fmt: skip

PROGRAMME_CODES: Final = (
    OFFICE_MISSING, NOT_IN_FORCE, LATE_FILE, PRINTED_DIFFERS, REPLACES_NOTHING, BROKEN_REPORTED, TOO_FEW_APPLICATIONS,
    PRINTED_WITHOUT_ANSWERS,
)  # fmt: skip
