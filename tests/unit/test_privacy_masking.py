"""Free text as people write it: identifiers go, the remark stays, and no cell becomes a formula or a terminal trick."""

import hashlib
import time

import pytest

from transforms.privacy.detection import detect
from transforms.privacy.masking import mask_text, protect
from transforms.privacy.pseudonyms import PseudonymKey, pseudonym

KEY = PseudonymKey("2024", hashlib.sha256(b"an example that is no secret").digest())


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("NIK saya 3171015502900001.", "NIK saya [NIK]."),
        ("nik 3171 0155 0290 0001 ya", "nik [NIK] ya"),
        ("tertulis 3,17102E+15 di sana", "tertulis [NIK] di sana"),
        ("hubungi 081234567890 segera", "hubungi [NOMOR] segera"),
        ("hubungi +62 812-3456-7890 segera", "hubungi [NOMOR] segera"),
        ("hp081234567890ya", "hp[NOMOR]ya"),
        ("telp (021) 520 1234 ext 5", "telp ([NOMOR] ext 5"),
        ("kirim ke budi.s@contoh.go.id saja", "kirim ke [SUREL] saja"),
        ("budi (at) contoh.id", "[SUREL]"),
        ("budi @ contoh.id", "[SUREL]"),
        ("akun saya: @siti_aminah", "akun saya:[SUREL]"),
        ("paspor A1234567 hilang", "paspor [PASPOR] hilang"),
        ("paspor ab123456 hilang", "paspor [PASPOR] hilang"),
        ("paspor C 7654321 hilang", "paspor [PASPOR] hilang"),
        ("lihat https://contoh.id/f?x=1 dan www.contoh.id/a", "lihat [TAUTAN] dan [TAUTAN]"),
        ("chat wa.me/6281234567890", "chat [TAUTAN]"),
        ("rumah di -6.200000, 106.816666 dekat pasar", "rumah di [KOORDINAT] dekat pasar"),
        ("di 6°10'31\"S", "di [KOORDINAT]"),
        ("dari 10.1.2.3 tidak bisa", "dari [ALAMAT IP] tidak bisa"),
        ("Pak Budi Santoso sangat ramah", "Pak [NAMA] sangat ramah"),
        ("terima kasih Ibu Dewi.", "terima kasih Ibu [NAMA]."),
        ("Bapak H. Ahmad Fauzi, S.H. membantu", "Bapak [NAMA], S.H. membantu"),
        ("Bpk.Tono galak", "Bpk.[NAMA] galak"),
        ("Sdri. Siti-Aminah lambat", "Sdri. [NAMA] lambat"),
        ("Bapak/Ibu Rini", "Bapak/Ibu [NAMA]"),
        ("akun @ Pak Budi Santoso", "[SUREL] [NAMA]"),
        ("Pak Budi. Pelayanan cepat", "Pak [NAMA]. Pelayanan cepat"),
    ],
)
def test_identifiers_are_masked(text: str, masked: str) -> None:
    assert mask_text(text) == masked
    assert mask_text(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Pelayanan cepat dan ramah, pertahankan!",
        "ibu petugas baik sekali",
        "bayar Rp350000 untuk paspor",
        "antri 3 jam dari jam 08.30 sampai 11.30",
        "sejak 2019 sudah 4 kali",
        "nilai 4/4",
        "-0,68",
        "AC 30° panas",
    ],
)
def test_a_remark_without_identifiers_stays(text: str) -> None:
    assert mask_text(text) == text


def test_a_name_without_title_is_masked_when_the_row_gives_it() -> None:
    assert mask_text("saya SITI  aminah kecewa", ["Siti Aminah"]) == "saya [DATA PRIBADI] kecewa"
    assert mask_text("siti-aminah kecewa", ["Siti Aminah"]) == "[DATA PRIBADI] kecewa"
    assert mask_text("Sitiaminahwati kecewa", ["Siti Aminah"]) == "Sitiaminahwati kecewa"
    assert mask_text("nilai 4 dari L", ["4", "L", "-", ""]) == "nilai 4 dari L"


def test_rules_that_see_overlapping_places_mask_all_of_it() -> None:
    assert mask_text("kepada Ibu Siti Aminah kami", ["Ibu Siti"]) == "kepada [DATA PRIBADI] kami"


def test_a_person_called_like_a_mark_does_not_break_it() -> None:
    assert mask_text("Nama saya [NAMA] dan nama", ["Nama"]) == "[DATA PRIBADI] saya [NAMA] dan [DATA PRIBADI]"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("\x1b[31mmerah\x1b[0m", "merah"),
        ("\x1b]0;judul\x07teks", "teks"),
        ("08\x1b[0m1234567890", "[NOMOR]"),
        ("\x1b Pak Budi", "Pak [NAMA]"),
        ("08\u200b12\u00ad34567890", "[NOMOR]"),
        ("０８１２３４５６７８９０", "[NOMOR]"),
        ("٠٨١٢٣٤٥٦٧٨٩٠", "[NOMOR]"),
        ("a\x00b\x07c\x9fd", "abcd"),
        ("baris\r\nsatu\tdua\u2028tiga", "baris satu dua tiga"),
        ("a\u202eb", "ab"),
    ],
)
def test_escapes_and_invisible_characters_are_taken_out_before_masking(text: str, clean: str) -> None:
    assert mask_text(text) == clean


@pytest.mark.parametrize(
    ("text", "safe"),
    [("=1+1", "'=1+1"), ("  =cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"), ("＝SUM(A1)", "'=SUM(A1)"), ("\t=1", "'=1"),
     ("-dua", "'-dua"), ("+6281234567890", "[NOMOR]"), ("@SUM(A1)", "[SUREL](A1)")],
)  # fmt: skip
def test_a_formula_does_not_survive(text: str, safe: str) -> None:
    assert mask_text(text) == safe
    assert mask_text(safe) == safe


@pytest.mark.parametrize("text", ["a" * 200_000, "1 " * 100_000, "a." * 100_000, "@" * 50_000, "Pak " * 50_000])
def test_a_long_cell_takes_no_longer_than_its_length(text: str) -> None:
    started = time.process_time()
    mask_text(text)
    assert time.process_time() - started < 10  # quadratic time would be minutes


# --- a whole row --------------------------------------------------------------------------------------------------

HEADERS = ["No", "Nama", "No HP", "U1", "Saran"]
ROWS = [
    ("1", "Siti Aminah", "081234567890", "3", "saya Siti, hubungi 0812-3456-7890"),
    ("2", "Budi Santoso", "089876543210", "4", "Baik"),
    ("3", "Dewi", "tidak ada", "4", ""),
    ("4", "Rahmat", "08111222333", "2"),
]


def test_a_row_keeps_answers_and_pseudonyms_and_loses_the_rest() -> None:
    columns = detect(HEADERS, ROWS)
    first = pseudonym(KEY, "phone", "+62 812 3456 7890")
    assert first is not None
    assert protect(ROWS[0], columns, KEY) == ("1", None, first.text, "3", None)
    assert protect(ROWS[2], columns, KEY) == ("3", None, None, "4", None)


def test_text_that_the_study_asks_for_is_masked_with_the_rest_of_the_row() -> None:
    columns = detect(HEADERS, ROWS)
    kept = protect(ROWS[0], columns, KEY, frozenset([4]))
    # The number equals the one in the telephone column, the name is a word of the name column.
    assert kept[4] == "saya [DATA PRIBADI], hubungi [DATA PRIBADI]"
    assert protect(ROWS[3], columns, KEY, frozenset([4]))[4] == ""


def test_without_a_key_pseudonyms_are_dropped() -> None:
    assert protect(ROWS[0], detect(HEADERS, ROWS), None) == ("1", None, None, "3", None)


def test_a_cell_of_a_column_that_nobody_examined_is_never_stored() -> None:
    with pytest.raises(ValueError, match="6 cells and 5 examined columns"):
        protect((*ROWS[0], "Siti"), detect(HEADERS, ROWS), KEY)
