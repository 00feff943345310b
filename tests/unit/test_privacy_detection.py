"""Columns of exports as people fill them: what is personal is found, what is an answer stays.

Every number and name is invented. A NIK is six digits of place, DDMMYY with 40 added to the day of a woman, and four
digits of a running number: 317101 550290 0001 is a woman born on 15 February 1990 in district 317101.
"""

import csv
import dataclasses
import random
import time
from pathlib import Path

import pytest

from schemas.catalog import CatalogError, parse
from schemas.privacy import Action, PersonalData, personal_data
from transforms.privacy import shapes
from transforms.privacy.detection import PersonalColumn, Source, detect, detect_column, stored_as
from transforms.statistics.conditions import MissingRule

CHANCE = random.Random(2024)  # noqa: S311 - invented cells, no secret
SCORES = [str(1 + place % 4) for place in range(150)]
LABELS = [("Tidak baik", "Kurang baik", "Baik", "Sangat baik")[place % 4] for place in range(150)]
NIKS = [f"3171{place:02}{day:02}0190{place:04}" for place, day in zip(range(1, 31), range(2, 32), strict=True)]
MOBILES = [f"08{CHANCE.randrange(10**9, 10**10)}" for _ in range(30)]
REMARKS = [
    "Antrian sebaiknya diatur lebih baik lagi",
    "Ruang tunggu panas sekali mohon ditambah kipas",
    "Tolong loket dibuka semua pada jam sibuk",
    "Petugas sudah membantu dengan sangat baik",
    "Parkir terlalu sempit untuk mobil keluarga",
    "Mohon jadwal foto diberitahukan lewat pesan",
]


def kinds(header: str | tuple[str, ...], cells: list[str]) -> set[str]:
    return set(detect_column(header, cells).kinds)


# --- by header ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("NIK", "nik"),
        ("Nomor Induk Kependudukan (NIK)", "nik"),
        ("No. KTP", "nik"),
        ("No. Paspor", "passport"),
        ("Passport Number", "passport"),
        ("NIORA", "residence_permit"),
        ("No KITAS", "residence_permit"),
        ("Nomor Permohonan", "application_number"),
        ("No. HP/WA", "phone"),
        ("nohp", "phone"),
        ("NomorTelepon", "phone"),
        ("mobile_number", "phone"),
        ("Email Address", "email"),
        ("Alamat Email", "email"),
        ("data_diri/surel", "email"),
        ("Nama Lengkap", "person_name"),
        ("identitas/nama", "person_name"),
        ("layanan/nama", "person_name"),
        ("Identitas Saudara [Nama]", "person_name"),
        ("Full name", "person_name"),
        ("Nama lengkap sesuai dokumen paspor", "person_name"),
        ("Alamat lengkap untuk pelayanan antar", "address"),
        ("Nama petugas yang melayani", "staff_name"),
        ("NIP", "staff_name"),
        ("Alamat rumah", "address"),
        ("RT/RW", "address"),
        ("Tempat/Tanggal Lahir", "birth_date"),
        ("tgl_lahir", "birth_date"),
        ("Date of Birth", "birth_date"),
        ("_lokasi_latitude", "coordinates"),
        ("Bujur", "coordinates"),
        ("Tanda tangan responden", "media"),
        ("foto_URL", "media"),
        # Names that tools give their own columns.
        ("ipaddr", "network_address"),
        ("ipaddr. IP address", "network_address"),
        ("token", "account"),
        ("token. Access code", "account"),
        ("_submitted_by", "account"),
        ("_geolocation", "coordinates"),
        ("start-geopoint", "coordinates"),
        ("deviceid", "device"),
        ("meta/deviceid", "device"),
        ("DeviceID", "device"),
        ("SubmitterName", "account"),
        ("Username", "email"),
    ],
)
def test_a_header_gives_the_kind_away(header: str, kind: str) -> None:
    found = detect_column(header, ["x1y2z3"] * 3 + ["", "a-b-c-d-e"])
    assert kind in found.kinds
    assert found.evidence[0].source is Source.HEADER


def test_a_header_over_two_levels_is_read_as_both() -> None:
    assert kinds(("DATA RESPONDEN", "NAMA"), ["Siti", "Budi"]) == {"person_name"}


def test_evidence_names_our_own_word_and_never_the_header_or_a_cell() -> None:
    found = detect_column("Nama Siti Aminah, calon jemaah", ["Budi Santoso", "Dewi Lestari"])
    assert [(entry.kind, entry.matched) for entry in found.evidence] == [("person_name", "nama")]
    for private in ("Siti", "Aminah", "jemaah", "Budi", "Dewi"):
        assert private not in repr(found)


@pytest.mark.parametrize(
    "header",
    [
        "Nama Kantor Imigrasi",
        "Nama Unit Layanan",
        "Nama Loket",
        "Office name",
        "Name of the office",
        "Alamat kantor",
        "Jenis Paspor",
        "Jenis layanan paspor",
        "Nomor responden",
        "No.",
        "Jenis Kelamin",
        "Usia",
        "Pendidikan terakhir",
        "Pekerjaan",
        "Tahun",
        "_uuid",
        "_id",
        "seed",
        "submitdate",
        "_submission_time",
        "Timestamp",
        "startlanguage",
        "__version__",
    ],
)
def test_a_header_of_the_survey_itself_is_not_personal(header: str) -> None:
    assert kinds(header, ["Baik", "Jakarta", "2024"]) == set()


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("U9 Penanganan pengaduan, saran dan masukan", SCORES),
        ("Bagaimana pendapat Saudara tentang kesopanan dan keramahan petugas?", LABELS),
        ("Petugas", LABELS),
        ("Petugas", ["4"]),
        ("Saran", SCORES),
        ("media/whatsapp", ["0", "1"] * 20),
        ("Apakah Anda mendaftar lewat email atau telepon?", ["Ya", "Tidak", "Ya"]),
        ("Dari mana Anda mengetahui nama layanan ini dan alamatnya?", ["Teman", "Internet", "Spanduk"] * 20),
    ],
)
def test_a_question_with_a_personal_word_is_still_a_question(header: str, cells: list[str]) -> None:
    assert kinds(header, cells) == set()


def test_names_of_five_officers_are_names_even_if_they_repeat() -> None:
    assert "staff_name" in kinds("Petugas", ["Rahmat", "Yulia", "Bayu", "Tono", "Wati"] * 30)


def test_a_few_remarks_among_many_empty_ones_do_not_look_like_options() -> None:
    cells = ["tidak ada"] * 60 + ["-"] * 30 + REMARKS
    assert "free_text" in kinds("Apakah Anda memiliki saran untuk perbaikan pelayanan kami?", cells)


def test_a_blank_column_is_known_by_a_plain_header_only() -> None:
    assert kinds("No HP", ["", ""]) == {"phone"}
    assert kinds("U9 Penanganan pengaduan, saran dan masukan", ["", ""]) == set()


# --- by cells -----------------------------------------------------------------------------------------------------


def test_a_nik_column_is_found_under_any_header() -> None:
    found = detect_column("Kolom 7", NIKS)
    assert (found.kinds, found.action, found.pseudonym_kind, found.confidence) == (("nik",), Action.HMAC, "nik", "high")
    (entry,) = found.evidence
    assert (entry.source, entry.matched) == (Source.CELLS, "nik_16_digits")
    assert (entry.matching_n, entry.shaped_n, entry.filled_n) == (30, 30, 30)


def test_one_nik_in_a_column_of_other_things_is_found() -> None:
    assert kinds("Kode", ["A", "B", "3171015502900001", "C"] * 1) == {"nik"}


@pytest.mark.parametrize(
    ("number", "is_plausible", "why"),
    [
        ("3171011502900001", True, "a man born on 15 February 1990"),
        ("3171015502900001", True, "a woman: 55 is day 15"),
        ("3171017112000001", True, "a woman born on 31 December 2000"),
        ("3171012902000001", True, "29 February 2000"),
        ("3171012902900001", False, "29 February 1990"),
        ("3171013206900001", False, "day 32"),
        ("3171017206900001", False, "day 32 of a woman"),
        ("3171010006900001", False, "day 0"),
        ("3171011513900001", False, "month 13"),
        ("2071011502900001", False, "no province 20"),
        ("9571011502900001", True, "Papua Pegunungan"),
        ("3100011502900001", False, "no regency 00"),
        ("317101150290000", False, "15 digits"),
        ("31710115029000011", False, "17 digits"),
        ("3171 0115 0290 0001", True, "in groups"),
        ("3171011502900000", True, "Excel keeps 15 digits: 0001 became 0000"),
    ],
)
def test_a_nik_needs_a_place_and_a_date(number: str, is_plausible: bool, why: str) -> None:
    assert shapes.is_nik(number, personal_data().province_codes) is is_plausible, why


@pytest.mark.parametrize("cell", ["3.17E+15", "3,17E+15", "3.17102E+15", "1.1E+15"])
def test_a_nik_that_excel_destroyed_is_still_one(cell: str) -> None:
    assert kinds("Kolom 7", [cell] * 10) == {"nik"}


@pytest.mark.parametrize("cell", ["2.05E+15", "3.17E+12", "4.2E+15"])
def test_another_large_number_is_not(cell: str) -> None:
    assert kinds("Kolom 7", [cell] * 10) == set()


@pytest.mark.parametrize(
    "cell",
    ["081234567890", "6281234567890", "+62 812-3456-7890", "+6281234567890", "0812 3456 7890", "'081234567890",
     "+65 9123 4567", "081234567890.0"],
)  # fmt: skip
def test_one_telephone_number_is_enough(cell: str) -> None:
    assert kinds("Kolom 7", ["", "tidak ada", cell]) == {"phone"}


def test_telephone_numbers_without_their_zero_need_a_column_of_them() -> None:
    lost = [number[1:] for number in MOBILES]
    assert kinds("Kolom 7", lost) == {"phone"}
    assert kinds("Kolom 7", [*lost[:5], *[str(place) for place in range(1, 40)]]) == set()


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["budi.s+survei@contoh.go.id", "", ""], "email"),
        (["10.1.2.3", "192.168.0.7", "36.72.1.250"], "network_address"),
        (["2001:db8::1", "2001:db8:0:1::7", "fe80::1ff:fe23:4567:890a"], "network_address"),
        (["-6.200000, 106.816666", "", ""], "coordinates"),
        (["-6.2000 106.8167 12.0 4.9", "", ""], "coordinates"),
        (["[-6.200123, 106.816666]", "", ""], "coordinates"),
        (["https://contoh.id/open?id=1abc", "", ""], "media"),
        (["1716892800000.jpg", "ttd-10_22_33.png"], "media"),
        (["A1234567", "C7654321", "X0192837"], "passport"),
        (["AB123456", "CD998877", "EF012345"], "passport"),
        (["199002152015031001", "198511302010122002", "197001011995031003"], "staff_name"),
    ],
)
def test_cells_give_the_kind_away(cells: list[str], kind: str) -> None:
    assert kinds("Kolom 7", cells) == {kind}


def test_addresses_are_known_by_their_words() -> None:
    cells = [
        "Jl. Melati No. 3 RT 01/RW 02",
        "Jalan Kenanga no 17",
        "Perumahan Asri blok C",
        "Kel. Duri Kec. Cengkareng",
    ]
    assert "address" in kinds("Kolom 7", cells)


def test_dates_of_birth_spread_over_generations() -> None:
    births = [f"{1 + place % 28:02}/{1 + place % 12:02}/{1950 + 2 * place}" for place in range(30)]
    assert kinds("Kolom 7", births) == {"birth_date"}


def test_long_varying_text_is_free_text() -> None:
    found = detect_column("Kolom 7", REMARKS)
    assert (found.kinds, found.action) == (("free_text",), Action.MASK_TEXT)


def test_a_number_inside_text_makes_the_column_text_and_not_pseudonyms() -> None:
    found = detect_column("Kolom 7", ["baik", "hubungi saya di 081234567890 ya", "cukup", "baik"])
    assert (found.kinds, found.action, found.pseudonym_kind) == (("phone",), Action.MASK_TEXT, None)
    assert found.evidence[0].source is Source.INSIDE


def test_a_column_can_be_several_kinds_and_the_strictest_action_counts() -> None:
    contacts = detect_column("Kontak", [*MOBILES, "budi@contoh.id"])
    assert (set(contacts.kinds), contacts.action, contacts.pseudonym_kind) == ({"phone", "email"}, Action.HMAC, "phone")
    mixed = detect_column("Nama dan nomor HP", [f"Siti {number}" for number in MOBILES])
    assert (set(mixed.kinds), mixed.action) == ({"person_name", "phone"}, Action.DROP)


def test_header_and_cells_that_agree_are_certain() -> None:
    assert detect_column("paspor", ["A1234567", "C7654321", "X0192837"]).confidence == "high"


# --- what must not be flagged -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("No. Resp", [str(place) for place in range(1, 151)]),
        ("Nomor responden", [f"R{place:03}" for place in range(1, 151)]),
        ("id", [f"R{place:07}" for place in range(1, 151)]),
        ("id", [f"KB{place:06}" for place in range(120, 270)]),
        ("id", [str(812345001 + place) for place in range(150)]),
        ("id", [str(8123450010000 + place) for place in range(150)]),
        ("id", [str(3201010101000001 + place) for place in range(150)]),
        ("id", [f"2024053017{CHANCE.randrange(10**5, 10**6)}" for _ in range(150)]),
        ("id", [str(CHANCE.randrange(10**15, 10**16)) for _ in range(150)]),
        ("id", [str(1716892800000000 + CHANCE.randrange(10**12)) for _ in range(150)]),
        ("_uuid", [f"{CHANCE.getrandbits(32):08x}-0c1d-4e2f-8a3b-{CHANCE.getrandbits(48):012x}" for _ in range(2000)]),
        ("Tahun", [str(2005 + place % 20) for place in range(150)]),
        ("U1", SCORES),
        ("U1", LABELS),
        ("Umur", [str(17 + place % 60) for place in range(150)]),
        ("Nilai", [f"{1 + place % 4},{place % 100:02}" for place in range(150)]),
        ("submitdate", ["1980-01-01 00:00:00"] * 75 + [f"2024-05-{1 + place % 30:02} 10:22:05" for place in range(75)]),
        ("Tanggal", [f"{1 + place % 28:02}/05/2024" for place in range(150)]),
        ("Tanggal", [f"{1 + place % 28:02}-08-{2012 + place % 12}" for place in range(150)]),
        ("Jam", [f"08.12.2024 10.{place % 60:02}" for place in range(150)]),
        ("Timestamp", [f"2024/05/{1 + place % 30:02} 2:22:10 PM GMT+7" for place in range(150)]),
        ("_submission_time", [f"2024-05-{1 + place % 30:02}T17:30:00.000Z" for place in range(150)]),
        ("Biaya", ["350000", "650000", "Rp 350.000", "Rp1.500.000"] * 30),
        ("Jenis layanan", ["Paspor baru", "Penggantian paspor rusak atau hilang", "Izin tinggal terbatas"] * 50),
        ("__version__", ["vRKt5ZxaB6q5m7Yc3pQ1dE"] * 150),
        ("Versi", ["1.2.3"] * 150),
        ("Biaya", ["50.000, 75.000", "12.500 13.750"] * 30),
        ("Bobot", [f"0.8{CHANCE.randrange(10**8, 10**9)}" for _ in range(150)]),
        ("Bobot", [f"62.8{CHANCE.randrange(10**8, 10**9)}" for _ in range(150)]),
        ("IKM", [f"{60 + place % 40}.{CHANCE.randrange(10**10, 10**11)}" for place in range(150)]),
    ],
)  # fmt: skip
def test_answers_dates_and_numberings_stay(header: str, cells: list[str]) -> None:
    assert detect_column(header, cells).evidence == ()


def test_no_column_of_the_demo_exports_is_personal(checkout: Path) -> None:
    examined = 0
    for path in sorted((checkout / "data" / "raw" / "jakarta_2015").glob("*.csv")):
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        header, *rows = csv.reader(lines, delimiter=max(",;", key=lines[0].count))
        found = detect(header, rows)
        assert [column for column in found if column.is_personal] == [], path.name
        examined += len(found)
    assert examined > 100


def test_office_names_stay_even_with_a_street() -> None:
    offices = [f"Kantor Imigrasi Kelas I TPI Kota {place}, Jl. Raya No. {place}" for place in range(125)]
    assert kinds("Kantor", offices) == set()
    assert kinds("Unit", ["ULP Jl. Panjang No. 5", "UKK Jl. Merdeka 7", "MPP Jl. Asia Afrika 9"] * 3) == set()


def test_one_address_that_repeats_is_a_place_of_service() -> None:
    assert kinds("Tempat", ["Jl. Pos Kota No. 4 RT 01"] * 150) == set()


def test_the_same_labels_in_every_row_are_no_free_text() -> None:
    labels = ["Sangat sesuai dengan persyaratan yang ada", "Kurang sesuai dengan persyaratan yang ada"] * 20
    assert kinds("U1", labels) == set()


# --- results ------------------------------------------------------------------------------------------------------


def test_a_whole_table_gives_one_result_per_column_with_counts() -> None:
    found = detect(
        ["No", "Nama", "U1"],
        [("1", "Siti", "3"), ("2", "", "4", "081234567890"), ("3",)],
    )
    assert [column.position for column in found] == [0, 1, 2, 3]
    assert [set(column.kinds) for column in found] == [set(), {"person_name"}, set(), {"phone"}]
    assert [(column.rows_n, column.filled_n) for column in found] == [(3, 3), (3, 1), (3, 2), (3, 1)]
    assert found[1].missing is MissingRule.AVAILABLE_CASE
    assert found[0].action is None
    assert not found[0].is_personal


def test_an_empty_table_has_results_too() -> None:
    assert [column.kinds for column in detect(["Nama", "U1"], [])] == [("person_name",), ()]


def test_results_do_not_change() -> None:
    found = detect_column("NIK", NIKS)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.kinds = ()  # type: ignore[misc]


@pytest.mark.parametrize(
    ("cells", "is_opted_in", "form"),
    [
        (SCORES, False, "unchanged"),
        (NIKS, False, "pseudonyms"),
        (["https://contoh.id/foto.jpg"], True, "dropped"),
        (REMARKS, False, "dropped"),
        (REMARKS, True, "masked_text"),
    ],
)
def test_free_text_is_stored_only_where_the_study_asks(cells: list[str], is_opted_in: bool, form: str) -> None:
    column: PersonalColumn = detect_column("Kolom 7", cells)
    assert stored_as(column, is_opted_in=is_opted_in) == form


# --- the data file ------------------------------------------------------------------------------------------------


def test_every_kind_has_an_action_a_reason_and_a_law() -> None:
    known = personal_data()
    assert {kind.action for kind in known.kinds} == set(Action)
    assert all(kind.reason_en and kind.law.law.startswith("UU 27/2022") for kind in known.kinds)


def test_a_broken_pattern_is_a_mistake_with_its_line() -> None:
    text = "kind: x\ntitle_id: a\ntitle_en: b\naction: drop\nreason_en: c\nlaw: {law: l, article: a, meaning: m, confidence: low}\n"
    text += "content:\n  - {rule: r, pattern: '(', confidence: low}\n"
    with pytest.raises(CatalogError, match=r"line 8.*no regular expression"):
        parse(type(personal_data().kinds[0]), text, "x.yaml")


def test_a_kind_that_nothing_can_find_is_a_mistake() -> None:
    text = "kind: x\ntitle_id: a\ntitle_en: b\naction: drop\nreason_en: c\nlaw: {law: l, article: a, meaning: m, confidence: low}\n"
    with pytest.raises(CatalogError, match="nothing could ever find it"):
        parse(type(personal_data().kinds[0]), text, "x.yaml")


def test_a_kind_that_is_not_there_is_a_key_error() -> None:
    known: PersonalData = personal_data()
    with pytest.raises(KeyError):
        known.kind("shoe_size")


@pytest.mark.parametrize(
    "cell", ["www." + "." * 50_000 + " x", "www." + "a." * 25_000 + " x", "0" * 50_000, "1E" * 25_000]
)
def test_a_long_cell_takes_no_longer_than_its_length(cell: str) -> None:
    started = time.process_time()
    detect_column("Kolom 7", [cell])
    assert time.process_time() - started < 5  # quadratic time is 20 to 60 seconds


def test_a_long_header_takes_no_longer_than_its_length() -> None:
    started = time.process_time()
    found = detect_column("NIK " + "a " * 200_000, ["tidak ada"])
    assert time.process_time() - started < 5  # a header that is read to its end takes 20 seconds
    assert found.kinds == ("nik",)
