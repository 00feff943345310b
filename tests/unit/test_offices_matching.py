"""A text names one office word for word, or none; a likeness is only ever told to a person."""

from datetime import date
from pathlib import Path

import pytest

from schemas import findings_on_offices as reasons
from schemas.findings import CODES
from schemas.offices import office_register
from transforms.offices.matching import OfficeMatch, OfficeMatcher, match_office
from transforms.offices.words import WrittenClass, take_apart

REGISTER = office_register()
MATCHER = OfficeMatcher(REGISTER)
IN_2026 = date(2026, 6, 30)


def _codes(match: OfficeMatch) -> list[str]:
    return [finding.code.title_en for finding in match.findings]


@pytest.mark.parametrize(
    ("text", "office", "how"),
    [
        ("Jakarta Barat", "jakarta_barat", "exact"),
        ("KANTOR IMIGRASI KELAS I KHUSUS NON TPI JAKARTA BARAT", "jakarta_barat", "exact"),
        ("Kanim Kls. 1 Khusus Non-TPI Jakarta Barat", "jakarta_barat", "exact"),
        ("kanim jakbar", "jakarta_barat", "alias"),
        ("Jaksel", "jakarta_selatan", "alias"),
        ("UPT Kanim Jakpus", "jakarta_pusat", "alias"),
        ("JAKTIM", "jakarta_timur", "alias"),
        ("jakut", "jakarta_utara", "alias"),
        ("Soetta", "soekarno_hatta", "alias"),
        ("Soeta", "soekarno_hatta", "alias"),
        ("CGK", "soekarno_hatta", "alias"),
        ("Kantor Imigrasi Kelas I Khusus TPI Soekarno Hatta", "soekarno_hatta", "exact"),
        ("Tg. Priok", "tanjung_priok", "alias"),
        ("Tj Perak", "tanjung_perak", "alias"),
        ("Tjg.Pinang", "tanjung_pinang", "alias"),
        ("Tanjungpinang", "tanjung_pinang", "alias"),
        ("TG REDEB", "tanjung_redeb", "alias"),
        ("Tj. Pandan", "tanjung_pandan", "alias"),
        ("Tg. Balai Asahan", "tanjung_balai_asahan", "alias"),
        ("Tj. Balai Karimun", "tanjung_balai_karimun", "alias"),
        ("Palangkaraya", "palangka_raya", "alias"),
        ("Pangkalpinang", "pangkal_pinang", "alias"),
        ("Pare-pare", "parepare", "alias"),
        ("Pare-Pare", "parepare", "alias"),
        ("Bau Bau", "baubau", "alias"),
        ("Tembagapura", "timika", "alias"),
        ("Siantar", "pematang_siantar", "alias"),
        ("Kanim Denpasar (Renon)", "denpasar", "alias"),
        ("Kantor Imigrasi Kelas I Khusus TPI Ngurah Rai, Jimbaran", "ngurah_rai", "alias"),
        ("Kantor Imigrasi Kelas II Non TPI Depok", "depok", "exact"),
        ("Kantor Imigrasi Kelas III Kediri", "kediri", "exact"),
        ("KANIM_KELAS_I_NON_TPI_DEPOK", "depok", "exact"),  # the key style of the Jawa Barat list
        ("Kantor Imigrasi (Tempat Pemeriksaan Imigrasi) Kelas Satu Padang", "padang", "exact"),
        ("Kanim Kelas I TPI Padang, Sumatera Barat", "padang", "exact"),
        ("Bogor - Jawa Barat", "bogor", "exact"),
        ("Bogor Jabar", "bogor", "exact"),
        ("Manokwari Papua Barat", "manokwari", "exact"),
        ("Yogyakarta DIY", "yogyakarta", "exact"),
        ("Nunukan Kaltim", "nunukan", "exact"),  # its province until 2012; forms keep old headings
        ("  bengkulu\u00a0 UTARA\u200b ", "bengkulu_utara", "exact"),
    ],
)
def test_a_name_or_an_alias_in_any_dress(text: str, office: str, how: str) -> None:
    match = MATCHER.match(text)
    assert (match.office_code, match.how) == (office, how)
    assert match.suggestions == match.rivals == match.findings == ()


def test_jabar_is_west_java_and_never_jakbar() -> None:
    # JABAR and JAKBAR: 5 letters in common, 2 x 5 / (5 + 6) = 90.9 percent alike. The rule of likeness alone would
    # suggest the wrong office; the exact name of a province is no misspelling of an office.
    for text, province in [
        ("Jabar", "Jawa Barat"),
        ("JATIM", "Jawa Timur"),
        ("Kanwil Jabar", None),
        ("DKI", "DKI Jakarta"),
    ]:
        match = MATCHER.match(text)
        assert match.office_code is None
        assert match.suggestions == ()
        if province:
            assert _codes(match) == ["A province and not an office"]
            assert match.findings[0].words == (("province", province),)


def test_a_province_that_is_also_an_office_is_the_office() -> None:
    assert {MATCHER.match(text).office_code for text in ("Jambi", "Bengkulu", "Gorontalo", "Yogyakarta")} == {
        "jambi",
        "bengkulu",
        "gorontalo",
        "yogyakarta",
    }


@pytest.mark.parametrize(
    ("text", "rivals"),
    [
        ("Jakarta", ["jakarta_barat", "jakarta_pusat", "jakarta_selatan", "jakarta_timur", "jakarta_utara"]),
        ("Tanjung Balai", ["tanjung_balai_asahan", "tanjung_balai_karimun"]),
        ("Surabaya Tanjung Perak", ["surabaya", "tanjung_perak"]),
        ("Ngurah Rai Denpasar", ["denpasar", "ngurah_rai"]),
        ("Medan Polonia", ["medan", "polonia"]),
        ("Medan / Belawan", ["belawan", "medan"]),
        ("Tangerang (Soekarno-Hatta)", ["soekarno_hatta", "tangerang"]),
    ],
)
def test_a_name_cut_short_or_two_names_are_never_one_office(text: str, rivals: list[str]) -> None:
    match = MATCHER.match(text)
    assert match.office_code is None
    assert list(match.rivals) == rivals
    assert match.suggestions == ()
    assert _codes(match) == ["The office name is ambiguous"]


def test_tanjung_panang_lies_between_pinang_and_pandan() -> None:
    # 14 letters each, blank included. All but one are in common with Pandan (P-A-N-A-N) and with Pinang (P-N-A-N-G):
    # 2 x 13 / 28 = 92.9 twice.
    match = MATCHER.match("Tanjung Panang")
    assert match.office_code is None
    assert match.suggestions == ()
    assert match.rivals == ("tanjung_pandan", "tanjung_pinang")


@pytest.mark.parametrize(
    ("text", "office", "score"),
    [
        ("Jakarta Brat", "jakarta_barat", 96.0),  # 12 of 13 letters: 2 x 12 / 25
        ("Bengkulu Utra", "bengkulu_utara", 96.3),  # 2 x 13 / 27; Bengkulu alone has 2 x 8 / 21 = 76
        ("Soekarno Hata", "soekarno_hatta", 96.3),
        ("Denpasr", "denpasar", 93.3),  # 2 x 7 / 15
    ],
)
def test_a_slip_of_the_pen_is_suggested_and_not_accepted(text: str, office: str, score: float) -> None:
    match = MATCHER.match(text)
    assert match.office_code is None
    assert match.how is None
    assert [(likely.office_code, likely.score) for likely in match.suggestions] == [(office, score)]
    assert _codes(match) == ["The office is not known"]


@pytest.mark.parametrize(
    "text", ["Bengkalus", "Kota Bogor", "Padang Panjang", "Tangerang Selatan", "Singapura", "???", "x" * 10_000]
)
def test_what_is_less_than_90_percent_alike_suggests_nothing(text: str) -> None:
    # BENGKALUS and BENGKALIS: 2 x 8 / 18 = 88.9.
    match = MATCHER.match(text)
    assert match.office_code is None
    assert match.suggestions == match.rivals == ()


@pytest.mark.parametrize(
    ("texts", "offices"),
    [
        (("Bengkulu", "Bengkulu Utara", "Bengkalis"), ("bengkulu", "bengkulu_utara", "bengkalis")),
        (("Padang", "Padang Sidempuan", "Belakang Padang"), ("padang", "padang_sidimpuan", "belakang_padang")),
        (
            ("Tanjung Pinang", "Tanjung Pandan", "Pangkal Pinang"),
            ("tanjung_pinang", "tanjung_pandan", "pangkal_pinang"),
        ),
        (("Medan", "Polonia", "Belawan"), ("medan", "polonia", "belawan")),
        (("Surabaya", "Tanjung Perak"), ("surabaya", "tanjung_perak")),
        (("Tangerang", "Soekarno Hatta"), ("tangerang", "soekarno_hatta")),
        (("Denpasar", "Ngurah Rai"), ("denpasar", "ngurah_rai")),
    ],
)
def test_neighbours_in_spelling_or_place_stay_apart(texts: tuple[str, ...], offices: tuple[str, ...]) -> None:
    assert tuple(MATCHER.match(text).office_code for text in texts) == offices


def test_the_class_is_evidence_and_never_decides() -> None:
    match = MATCHER.match("Kantor Imigrasi Kelas I TPI Bekasi", IN_2026)
    assert match.office_code == "bekasi"
    assert match.written_class == WrittenClass("I", "tpi")
    assert _codes(match) == ["The class of the office differs"]
    assert dict(match.findings[0].words) == {"office": "Bekasi", "written": "I TPI", "known": "I Non TPI"}


def test_the_class_is_held_against_the_class_of_the_time() -> None:
    text = "Kantor Imigrasi Kelas II Non TPI Bekasi"
    assert MATCHER.match(text, date(2020, 3, 1)).findings == ()
    assert _codes(MATCHER.match(text, IN_2026)) == ["The class of the office differs"]
    assert MATCHER.match(text).findings == ()  # without a day any class that Bekasi ever had fits


def test_the_old_names_without_tpi_contradict_nothing() -> None:
    assert MATCHER.match("Kantor Imigrasi Kelas I Khusus Jakarta Barat", IN_2026).findings == ()
    assert MATCHER.match("Kantor Imigrasi Kelas I Khusus TPI Batam", date(2017, 5, 1)).findings == ()


def test_where_the_sources_disagree_both_classes_pass() -> None:
    for written in ("I", "II"):
        assert MATCHER.match(f"Kanim Kelas {written} Singaraja", date(2018, 1, 1)).findings == ()
    assert _codes(MATCHER.match("Kanim Kelas III Singaraja", date(2018, 1, 1))) == ["The class of the office differs"]


def test_an_office_of_no_known_class_is_never_warned_about() -> None:
    assert MATCHER.match("Kanim Kelas II Tobelo", IN_2026).findings == ()


def test_kanimsus_is_a_special_class() -> None:
    assert take_apart("KANIMSUS MEDAN").written_class == WrittenClass("I Khusus", None)
    assert take_apart("Kanim Kelas II Khusus Medan").written_class == WrittenClass("II Khusus", None)
    assert take_apart("Kelas I/II TPI Medan").written_class == WrittenClass(None, "tpi")  # two ranks are none


def test_a_province_of_another_office_refuses_the_name() -> None:
    # Bone is in Sulawesi Selatan; Gorontalo has a Bone Bolango.
    match = MATCHER.match("Bone, Gorontalo", IN_2026)
    assert match.office_code is None
    assert dict(match.findings[0].words)["known"] == "Sulawesi Selatan"
    assert match.findings[0].code is reasons.PROVINCE_DIFFERS


def test_tobelo_under_papua_is_a_known_mistake_of_the_map_copy() -> None:
    match = MATCHER.match("Tobelo, Papua", IN_2026)
    assert match.office_code == "tobelo"
    assert match.findings[0].code is reasons.PROVINCE_KNOWN_WRONG


def test_the_province_stays_right_after_a_new_one_was_made() -> None:
    assert MATCHER.match("Merauke Papua", IN_2026).findings == ()
    assert MATCHER.match("Merauke, Papua Selatan", IN_2026).office_code == "merauke"


def test_a_counter_is_no_office_even_when_it_stands_in_a_town_that_has_one() -> None:
    for text, kind in [("ULP Bekasi", "ulp"), ("UKK Ponorogo", "ukk"), ("Mal Pelayanan Publik Garut", "mpp")]:
        match = MATCHER.match(text)
        assert match.office_code is None
        assert match.service_kind == kind
        assert _codes(match) == ["A counter without its office"]


def test_a_counter_belongs_to_the_office_that_its_text_names() -> None:
    for text in ("MPP Garut - Kantor Imigrasi Kelas I Non TPI Tasikmalaya", "Kanim Tasikmalaya (MPP Kab. Garut)"):
        match = MATCHER.match(text, IN_2026)
        assert match.office_code == "tasikmalaya"
        assert match.service_kind == "mpp"
        assert match.service_point_code is None
        assert match.findings == ()


def test_a_counter_of_the_list_belongs_to_its_office_while_it_does(tmp_path: Path) -> None:
    head = "service_point_code,name_id,kind,office_code,aliases,valid_from,valid_to,source,confidence\n"
    row = "mpp_garut,MPP Garut,mpp,tasikmalaya,MPP Kabupaten Garut,,2025-11-03,test,low\n"
    (tmp_path / "service_points.csv").write_text(head + row)
    matcher = OfficeMatcher(office_register(overlay=tmp_path))
    match = matcher.match("Mal Pelayanan Publik Garut", date(2024, 1, 1))
    assert (match.office_code, match.service_point_code) == ("tasikmalaya", "mpp_garut")
    assert matcher.match("MPP Garut", IN_2026).office_code is None
    assert matcher.match("ULP Garut", date(2024, 1, 1)).office_code is None
    contradiction = matcher.match("MPP Garut Kanim Bandung", date(2024, 1, 1))
    assert contradiction.office_code is None
    assert set(contradiction.rivals) == {"bandung", "tasikmalaya"}


def test_only_the_offices_of_the_study_are_accepted() -> None:
    among = ("jakarta_barat", "jakarta_pusat", "jakarta_lainnya")
    assert match_office("Jakbar", REGISTER, among=among).office_code == "jakarta_barat"
    outside = match_office("Bogor", REGISTER, among=among)
    assert outside.office_code is None
    assert _codes(outside) == ["An office outside the study"]
    assert "Jakarta Barat, Jakarta Pusat, Lainnya" in dict(outside.findings[0].words)["offices"]


def test_others_is_an_answer_of_one_study_and_of_no_other() -> None:
    assert (
        match_office("Lainnya", REGISTER, among=("jakarta_barat", "jakarta_lainnya")).office_code == "jakarta_lainnya"
    )
    assert match_office("Lainnya", REGISTER).office_code is None


@pytest.mark.parametrize("text", ["", "   ", "Kantor Imigrasi", "Kanim Kelas I TPI", "-"])
def test_no_place_is_no_office(text: str) -> None:
    assert _codes(MATCHER.match(text)) == ["No office name"]


def test_findings_fill_every_brace_and_repeat_nothing_of_the_file() -> None:
    person = "Budi Santoso 0812"
    texts = [
        person,
        f"Tanjung Balai {person}",
        f"ULP {person}",
        "Jabar",
        "Jakarta",
        "",
        "Bone Gorontalo",
        "Tobelo Papua",
        "Kelas III Medan",
    ]
    seen = set()
    for text in texts:
        for finding in MATCHER.match(text, IN_2026).findings:
            words = dict(finding.words)
            for template in (
                finding.code.found_id,
                finding.code.found_en,
                finding.code.expected_id,
                finding.code.expected_en,
            ):
                filled = template.format(**words)
                assert "Budi" not in filled
                assert "0812" not in filled
            seen.add(finding.code.code)
    assert len(seen) >= 7


def test_every_code_is_listed_once() -> None:
    codes = [code.code for code in reasons.OFFICE_CODES]
    assert len(set(codes)) == len(codes)
    assert all(CODES[code.code] is code for code in reasons.OFFICE_CODES)
