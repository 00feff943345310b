"""The month of a row is the month that the clock of its office showed."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from schemas.offices import office_register
from transforms.dates.zones import local_date, month_of, office_zone, utc_text, zone_of_words

REGISTER = office_register()
DAY = date(2024, 5, 31)
# Half past five in the afternoon in Greenwich, on the last day of May.
LATE = datetime(2024, 5, 31, 17, 30, tzinfo=UTC)


def _zone(office: str) -> ZoneInfo:
    zone = office_zone(REGISTER, office, DAY)
    assert zone is not None
    return zone


@pytest.mark.parametrize(
    ("office", "hours"),
    [
        ("jakarta_barat", 7),
        ("banda_aceh", 7),
        ("pontianak", 7),
        ("palangka_raya", 7),
        ("banjarmasin", 8),
        ("nunukan", 8),
        ("denpasar", 8),
        ("makassar", 8),
        ("kupang", 8),
        ("ambon", 9),
        ("jayapura", 9),
        ("merauke", 9),
    ],
)
def test_offices_stand_in_three_zones(office: str, hours: int) -> None:
    assert datetime(2024, 5, 31, tzinfo=_zone(office)).utcoffset() == timedelta(hours=hours)


def test_a_group_of_offices_has_no_zone() -> None:
    assert office_zone(REGISTER, "jakarta_lainnya", DAY) is None


def test_an_evening_in_utc_is_the_next_month_in_jakarta() -> None:
    # 17:30 + 7 hours = 00:30 on 1 June
    assert local_date(LATE, _zone("jakarta_barat")) == date(2024, 6, 1)
    assert month_of(LATE, _zone("jakarta_barat")) == "2024-06"
    assert month_of(LATE - timedelta(minutes=31), _zone("jakarta_barat")) == "2024-05"


def test_one_instant_is_january_in_two_zones_and_february_in_the_third() -> None:
    # 15:30 in UTC: 22:30 WIB, 23:30 WITA, 00:30 WIT
    instant = datetime(2026, 1, 31, 15, 30, tzinfo=UTC)
    assert [month_of(instant, _zone(office)) for office in ("medan", "denpasar", "jayapura")] == [
        "2026-01",
        "2026-01",
        "2026-02",
    ]


def test_a_time_without_zone_has_no_month() -> None:
    with pytest.raises(ValueError, match="a time without zone, expected an instant"):
        local_date(datetime(2024, 5, 31, 17, 30), _zone("medan"))  # noqa: DTZ001 - the case under test


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("WIB", 7),
        ("wita", 8),
        ("WIT", 9),
        ("Z", 0),
        ("UTC", 0),
        ("GMT", 0),
        ("GMT+7", 7),
        ("UTC+07:00", 7),
        ("+0700", 7),
        ("+07", 7),
        ("-05:00", -5),
        ("GMT +8", 8),
    ],
)
def test_zones_that_a_text_states(text: str, hours: int) -> None:
    assert zone_of_words(text) == timezone(timedelta(hours=hours))


@pytest.mark.parametrize("text", ["", "EST", "CST", "WIB+1", "+7:5", "+15:00", "+07:60", "Asia/Jakarta"])
def test_zones_that_are_none(text: str) -> None:
    assert zone_of_words(text) is None


def test_an_instant_is_told_in_utc() -> None:
    assert (
        utc_text(datetime(2024, 6, 1, 0, 30, 0, 999999, tzinfo=timezone(timedelta(hours=7)))) == "2024-05-31T17:30:00Z"
    )
