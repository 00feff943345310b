"""The register of offices says what the sources say: names, dated classes and provinces, and where they disagree."""

from collections import Counter
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from schemas.catalog import Catalog, CatalogError
from schemas.offices import OfficeRegister, office_register

REGISTER = office_register()
NOVEMBER_2025 = "KemenPANRB letter B/1621/M.KT.01/2025 of 4 November 2025, as reported by haijakarta.id"
MAP_COPY = "Data Sebaran Kantor Imigrasi map copy of about 2017-18"


def _class_names(office: str, year: int) -> set[str]:
    return {row.name for row in REGISTER.classes_of(office, date(year, 7, 1))}


def test_the_lists_are_complete() -> None:
    offices = [office for office in REGISTER.offices.values() if office.kind == "office"]
    # 123 places on the map copy, Ponorogo and Cianjur from later lists, 18 offices of November 2025.
    assert len(offices) == 123 + 2 + 18
    by_source = Counter(office.source for office in offices)
    assert by_source[MAP_COPY] == 123
    assert by_source[NOVEMBER_2025] == 18
    assert all(office.source and office.confidence in {"high", "medium", "low"} for office in offices)


def test_offices_by_province_as_on_the_map_copy() -> None:
    count = Counter(office.province_id for office in REGISTER.offices.values() if office.source == MAP_COPY)
    assert count["Aceh"] == 6
    assert count["Riau"] == 7
    assert count["Kepulauan Riau"] == 8
    assert count["DKI Jakarta"] == 7
    assert count["Jawa Timur"] == 8
    assert count["Kalimantan Barat"] == 6


def test_the_six_rows_of_the_jakarta_study_say_what_they_said() -> None:
    rows = {code: REGISTER.offices[code] for code in REGISTER.offices if code.startswith("jakarta_")}
    assert {code: row.office_class for code, row in rows.items()} == {
        "jakarta_barat": "I Khusus",
        "jakarta_utara": "I",
        "jakarta_pusat": "I",
        "jakarta_timur": "I",
        "jakarta_selatan": "I Khusus",
        "jakarta_lainnya": "",
    }
    assert rows["jakarta_lainnya"].kind == "group"


def test_a_catalogue_and_the_register_hold_the_same_offices() -> None:
    catalog = Catalog()
    assert office_register(catalog.offices).offices == REGISTER.offices
    assert catalog.office_code("Kantor Imigrasi Kelas I Khusus Soekarno-Hatta") == "soekarno_hatta"


def test_class_and_province_of_the_list_are_dated_rows_too() -> None:
    # offices.csv repeats for one look what the dated files say; it may never say anything else.
    for office in REGISTER.offices.values():
        if office.kind == "group":
            continue
        assert office.province_id in REGISTER.provinces_of(office.office_code), office.office_code
        of_source = {
            row.class_rank
            for row in REGISTER.classes
            if row.office_code == office.office_code and row.source == office.source and row.standing == "held"
        }
        assert of_source == ({office.office_class} if office.office_class else set()), office.office_code


def test_every_office_has_a_province_on_any_day_and_every_province_a_zone() -> None:
    for day in (date(2010, 1, 1), date(2012, 11, 16), date(2022, 12, 8), date(2026, 11, 1)):
        for office in REGISTER.offices.values():
            province = REGISTER.province_of(office.office_code, day)
            if office.kind == "group":
                assert province is None
            else:
                assert province is not None, office.office_code
                assert ZoneInfo(REGISTER.province(province).tz_name)


def test_there_are_38_provinces_in_three_zones() -> None:
    # Keppres 41/1987: Sumatra, Java, Kalbar, Kalteng; Kalsel, Kaltim, Bali, Nusa Tenggara, Sulawesi; Maluku, Papua.
    zones = Counter(province.zone for province in REGISTER.province_list)
    assert zones == {"WIB": 10 + 6 + 2, "WITA": 3 + 1 + 2 + 6, "WIT": 2 + 6}
    assert REGISTER.province("Kalimantan Barat").zone == "WIB"
    assert REGISTER.province("Kalimantan Selatan").zone == "WITA"
    assert REGISTER.province("Bali").zone == "WITA"


def test_kaltara_was_split_off_in_2012_and_papua_in_2022() -> None:
    assert REGISTER.province_of("nunukan", date(2012, 11, 15)) == "Kalimantan Timur"
    assert REGISTER.province_of("nunukan", date(2012, 11, 16)) == "Kalimantan Utara"
    assert REGISTER.province_of("timika", date(2022, 7, 24)) == "Papua"
    assert REGISTER.province_of("timika", date(2022, 7, 25)) == "Papua Tengah"
    assert REGISTER.province_of("sorong", date(2023, 1, 1)) == "Papua Barat Daya"
    assert REGISTER.province_of("manokwari", date(2023, 1, 1)) == "Papua Barat"


def test_bekasi_rose_and_the_year_in_between_keeps_the_last_class_seen() -> None:
    assert _class_names("bekasi", 2017) == {"II"}
    assert _class_names("bekasi", 2020) == {"II Non TPI"}
    assert _class_names("bekasi", 2023) == {"II Non TPI"}
    assert _class_names("bekasi", 2025) == {"I Non TPI"}


def test_jember_rose_in_2023() -> None:
    assert _class_names("jember", 2022) == {"II TPI"}
    assert _class_names("jember", 2023) == {"I TPI"}


def test_a_class_before_the_first_sighting_is_the_first_one() -> None:
    assert _class_names("jakarta_barat", 2015) == {"I Khusus"}
    assert _class_names("jakarta_barat", 2019) == {"I Khusus Non TPI"}


@pytest.mark.parametrize(
    ("office", "classes"),
    [("singaraja", {"I", "II"}), ("putussibau", {"II", "III"}), ("tanjung_redeb", {"II", "III"})],
)
def test_a_source_that_contradicts_itself_is_recorded_and_not_decided(office: str, classes: set[str]) -> None:
    assert _class_names(office, 2018) == classes
    assert {row.standing for row in REGISTER.classes if row.office_code == office} == {"disputed"}
    assert REGISTER.offices[office].office_class == ""


@pytest.mark.parametrize(
    ("office", "wrong", "right"),
    [
        ("tobelo", "Papua", "Maluku Utara"),
        ("nunukan", "Kalimantan Timur", "Kalimantan Utara"),
        ("tarakan", "Kalimantan Timur", "Kalimantan Utara"),
    ],
)
def test_a_province_known_to_be_wrong_is_kept_with_its_source(office: str, wrong: str, right: str) -> None:
    rejected = [row for row in REGISTER.provinces if row.office_code == office and row.standing == "rejected"]
    assert [row.province_id for row in rejected] == [wrong]
    assert rejected[0].note
    assert REGISTER.province_of(office, date(2018, 1, 1)) == right


def test_tobelo_has_no_class_because_no_source_gives_one() -> None:
    assert REGISTER.classes_of("tobelo", None) == ()


def test_a_rejected_class_is_on_record_and_never_used() -> None:
    wrong = next(row for row in REGISTER.classes if row.office_code == "depok").model_copy(
        update={"class_rank": "III", "seen_from": "2026", "standing": "rejected"}
    )
    register = OfficeRegister(REGISTER.offices, (*REGISTER.classes, wrong), REGISTER.provinces, REGISTER.province_list)
    assert {row.name for row in register.classes_of("depok", date(2026, 7, 1))} == {"I Non TPI"}
    assert "III" not in {row.class_rank for row in register.classes_of("depok", None)}


def test_a_service_point_of_an_unknown_office_is_a_mistake(tmp_path: Path) -> None:
    head = "service_point_code,name_id,kind,office_code,aliases,valid_from,valid_to,source,confidence\n"
    (tmp_path / "service_points.csv").write_text(head + "ulp_x,ULP X,ulp,bekasii,,,,test,low\n")
    with pytest.raises(CatalogError, match=r"found the office 'bekasii'; expected an office of offices\.csv"):
        office_register(overlay=tmp_path)


def test_a_row_that_does_not_fit_names_file_and_line(tmp_path: Path) -> None:
    head = "office_code,class_rank,port,naming,seen_from,seen_to,standing,source,confidence,note\n"
    (tmp_path / "office_classes.csv").write_text(head + "bekasi,IV,,old,2017,,held,test,low,\n")
    with pytest.raises(CatalogError, match=r"reference/office_classes.csv, line 2, class_rank: found 'IV'"):
        office_register(overlay=tmp_path)


def test_a_period_that_ends_before_it_begins(tmp_path: Path) -> None:
    head = "office_code,province_id,valid_from,valid_to,standing,source,confidence,note\n"
    row = "bekasi,Banten,2020-01-02,2020-01-01,rejected,test,low,\n"
    (tmp_path / "office_provinces.csv").write_text(head + row)
    with pytest.raises(CatalogError, match="the first day must not be after the last"):
        office_register(overlay=tmp_path)


def test_two_provinces_for_the_same_day_are_a_mistake(tmp_path: Path) -> None:
    head = "office_code,province_id,valid_from,valid_to,standing,source,confidence,note\n"
    (tmp_path / "office_provinces.csv").write_text(head + "bekasi,Banten,2020-01-01,,held,test,low,\n")
    with pytest.raises(CatalogError, match="Jawa Barat and Banten for the same day"):
        office_register(overlay=tmp_path)


def test_a_name_of_two_provinces_and_an_unknown_province() -> None:
    twice = (
        *REGISTER.province_list,
        REGISTER.province("Bali").model_copy(update={"province_id": "Riau Baru", "aliases": ("Kepri",)}),
    )
    with pytest.raises(CatalogError, match="the name 'Kepri', which Kepulauan Riau has too"):
        OfficeRegister(REGISTER.offices, (), (), twice)
    without_bali = tuple(row for row in REGISTER.province_list if row.province_id != "Bali")
    with pytest.raises(CatalogError, match=r"denpasar: found 'Bali'; expected a name of provinces.csv"):
        OfficeRegister(REGISTER.offices, (), REGISTER.provinces, without_bali)
