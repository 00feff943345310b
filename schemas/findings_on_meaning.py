"""The findings where a file says of itself something else than the layout says of it. They hold only words of ours."""

from typing import Final

from schemas.finding_code import FindingCode, Severity

_FILE = Severity.REFUSE_FILE

LABELS_UNKNOWN = FindingCode("SKM-F-027", _FILE, "Label nilai tidak dikenal", "Value labels that are not known",
    "{count} jawaban berkode {codes}, yang artinya menurut label nilai di berkas bukan jawaban kuesioner ini atau tidak tertulis",
    "{count} answers with the codes {codes}, whose value labels in the file are no answers of this questionnaire or are not there",
    "label {options}, atau variabel tanpa label nilai", "the labels {options}, or a variable without value labels",
    "Perbaiki label nilai di berkas, atau tambahkan katanya pada kuesioner (answer_labels, variants); kode tidak ditebak",
    "Correct the value labels in the file, or add the words to the questionnaire (answer_labels, variants); codes are not guessed")  # fmt: skip
OTHER_ELEMENT = FindingCode("SKM-F-028", _FILE, "Kolom menyebut unsur lain", "A column that names another element",
    "teks kolom yang menyebut {seen}", "a text of the column that names {seen}",
    "{wanted} menurut tata letak {layout}", "{wanted} by layout {layout}",
    "Pastikan pada formulir kolom mana memuat unsur mana, lalu nyatakan dalam tata letak tersendiri; urutan kolom tidak ditebak",
    "Look in the form which column carries which element and declare it in a layout of its own; the order of columns is not guessed")  # fmt: skip
SECOND_HEADER = FindingCode("SKM-F-029", _FILE, "Kepala tabel kedua dengan urutan lain", "A second header in another order",
    "kepala tabel lagi di antara jawaban, dengan {count} kolom di tempat lain",
    "the header again among the answers, with {count} columns in another place",
    "satu urutan kolom untuk semua baris", "one order of columns for all rows",
    "Samakan urutan kolomnya, atau kirim setiap bagian sebagai berkas sendiri",
    "Bring the columns into one order, or send each part as a file of its own")  # fmt: skip
LEGEND_DIFFERS = FindingCode("SKM-F-030", _FILE, "Keterangan berkas dan catatan asal bertentangan", "The file's legend and its origin record contradict each other",
    "keterangan di dalam berkas yang berbunyi seperti tata letak {told}", "a legend in the file that reads like layout {told}",
    "tata letak {noted}, yang tercatat pada {sidecar}", "layout {noted}, as noted in {sidecar}",
    "Tanyakan kepada pengirim kolom mana memuat unsur mana, lalu perbaiki catatan asal atau mintalah berkas yang benar",
    "Ask the sender which column carries which element, then correct the origin record or ask for the right file")  # fmt: skip

MEANING_CODES: Final = (LABELS_UNKNOWN, OTHER_ELEMENT, SECOND_HEADER, LEGEND_DIFFERS)
