"""What stands in one date cell: months in two languages, years of two digits, spreadsheet serials, times and zones."""

import io
import re
import zipfile
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
import xlsxwriter

from transforms.dates.parsing import (
    CellReason,
    DateSystem,
    Order,
    Shape,
    day_of,
    from_serial,
    full_year,
    month_names,
    month_words,
    read_cell,
)

WIB = timezone(timedelta(hours=7))


def _day(text: str, order: Order | None = None) -> date | None:
    return day_of(read_cell(text), order, 2026)


@pytest.mark.parametrize(
    ("names", "month"),
    [
        ("Januari January Jan JAN. januari", 1),
        ("Februari Pebruari February Feb Peb", 2),
        ("Maret March Mar", 3),
        ("April Apr", 4),
        ("Mei May", 5),
        ("Juni June Jun", 6),
        ("Juli July Jul", 7),
        ("Agustus August Agt Ags Agu Agst Aug", 8),
        ("September Sep Sept", 9),
        ("Oktober October Okt Oct", 10),
        ("November Nopember Nov Nop", 11),
        ("Desember December Des Dec", 12),
    ],
)
def test_months_in_two_languages_and_two_spellings(names: str, month: int) -> None:
    for name in names.split():
        assert _day(f"17 {name} 2023") == date(2023, month, 17), name


def test_no_month_name_has_two_meanings() -> None:
    assert set(month_names().values()) == set(range(1, 13))
    assert len(month_names()) == 43


@pytest.mark.parametrize(
    "text",
    [
        "17 Agustus 2023",
        "17 Agt 23",
        "17-Agt-23",
        "17-Aug-2023",
        "17 agustus, 2023",
        "Agustus 17, 2023",
        "August 17 2023",
        "2023 Agustus 17",
        "Kamis, 17 Agustus 2023",
        "Thursday 17 August 2023",
        "17 Ags. 2023 pukul 10.05 WIB",
        "2023-08-17",
        "2023/08/17",
        "2023.8.17",
        "20230817",
        "2023-08-17T10:05:06.123+07:00",
        "2023-08-17 10:05:06",
        "\u200b17\u00a0Agustus 2023\ufeff",
    ],
)
def test_one_day_in_many_forms(text: str) -> None:
    assert _day(text) == date(2023, 8, 17)


@pytest.mark.parametrize(
    "text", ["17/08/2023", "17-8-2023", "17.08.2023", "17 / 08 / 23", "17/08/2023 10:05:06", "17/8/23 10.05"]
)
def test_numbers_are_read_by_the_declared_order_only(text: str) -> None:
    assert read_cell(text).shape is Shape.NUMERIC
    assert _day(text, Order.DAY_FIRST) == date(2023, 8, 17)
    assert _day(text, Order.MONTH_FIRST) is None


def test_an_ambiguous_cell_follows_its_order() -> None:
    assert _day("03/05/2024", Order.DAY_FIRST) == date(2024, 5, 3)
    assert _day("03/05/2024", Order.MONTH_FIRST) == date(2024, 3, 5)


@pytest.mark.parametrize(
    ("text", "clock", "zone"),
    [
        ("2024/05/03 2:22:10 PM GMT+7", time(14, 22, 10), WIB),  # Google Forms
        ("2024/05/03 12:00:00 AM GMT+7", time(0, 0), WIB),
        ("2024/05/03 12:30:00 PM GMT+8", time(12, 30), timezone(timedelta(hours=8))),
        ("2024-05-31T17:30:00.000+07:00", time(17, 30), WIB),  # Kobo start
        ("2024-05-31T17:30:00+0700", time(17, 30), WIB),
        ("2024-05-31T17:30Z", time(17, 30), UTC),
        ("2024-05-31T17:30:00", time(17, 30), None),  # Kobo _submission_time: UTC, but it does not say so
        ("31/05/2024 17.30.05 WITA", time(17, 30, 5), timezone(timedelta(hours=8))),
        ("31 Mei 2024 jam 17.30 WIT", time(17, 30), timezone(timedelta(hours=9))),
        ("31 Mei 2024", None, None),
    ],
)
def test_times_and_zones(text: str, clock: time | None, zone: timezone | None) -> None:
    written = read_cell(text)
    assert written.problem is None
    assert (written.clock, written.zone) == (clock, zone)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", CellReason.EMPTY),
        ("  \u00a0", CellReason.EMPTY),
        ("1980-01-01 00:00:00", CellReason.SENTINEL),
        ("1980-01-01", CellReason.SENTINEL),
        ("2023", CellReason.YEAR_ONLY),
        ("17 Agutus 2023", CellReason.MONTH_UNKNOWN),
        ("2024-05-03 10:00 EST", CellReason.ZONE_UNKNOWN),
        ("2024-05-03 10:00 GMT+15", CellReason.ZONE_UNKNOWN),
        ("2024-05-03 25:00", CellReason.IMPOSSIBLE),
        ("2024-05-03 13:00 PM", CellReason.IMPOSSIBLE),
        ("2024-05-03 0:30 AM", CellReason.IMPOSSIBLE),
        ("Agustus 2023", CellReason.UNREADABLE),
        ("kemarin", CellReason.UNREADABLE),
        ("3-4", CellReason.UNREADABLE),
        ("17/08", CellReason.UNREADABLE),
        ("17/08-2023", CellReason.UNREADABLE),
        ("17/08/023", CellReason.UNREADABLE),
        ("-45000", CellReason.UNREADABLE),
        ("45000,5", CellReason.UNREADABLE),
        ("#VALUE!", CellReason.UNREADABLE),
        ("9" * 100_000, CellReason.UNREADABLE),
        ("Foo, 17 Agustus 2023", CellReason.UNREADABLE),
        ("\u0661\u0667/\u0660\u0668/2023", CellReason.UNREADABLE),  # Arabic digits: no tool of ours writes them
    ],
)
def test_what_is_no_date_says_why(text: str, reason: CellReason) -> None:
    assert read_cell(text).problem is reason


@pytest.mark.parametrize(
    "text", ["2023-02-29", "31 Juni 2023", "2023-13-01", "30 Pebruari 2024", "2023-00-10", "0 Mei 2023", "0000-05-05"]
)
def test_days_that_no_calendar_has(text: str) -> None:
    assert read_cell(text).problem is None
    assert _day(text) is None


def test_leap_days() -> None:
    assert _day("29/02/2024", Order.DAY_FIRST) == date(2024, 2, 29)
    assert _day("29/02/2023", Order.DAY_FIRST) is None
    assert _day("29 Feb 24") == date(2024, 2, 29)


def test_two_digit_years_are_the_latest_that_is_not_to_come() -> None:
    assert full_year(24, 2024) == 2024
    assert full_year(25, 2024) == 1925
    assert full_year(0, 2024) == 2000
    assert full_year(99, 2024) == 1999
    assert full_year(0, 2100) == 2100


@pytest.mark.parametrize(
    ("serial", "system", "expected"),
    [
        ("0", DateSystem.EXCEL_1900, None),  # Excel shows 0 January 1900
        ("1", DateSystem.EXCEL_1900, "1900-01-01T00:00:00"),
        ("59", DateSystem.EXCEL_1900, "1900-02-28T00:00:00"),
        ("60", DateSystem.EXCEL_1900, None),  # Excel shows 29 February 1900, which never was
        ("61", DateSystem.EXCEL_1900, "1900-03-01T00:00:00"),
        # Microsoft, "Date systems in Excel": 5 July 2011 is 40729 in the one and 39267 in the other.
        ("40729", DateSystem.EXCEL_1900, "2011-07-05T00:00:00"),
        ("39267", DateSystem.EXCEL_1904, "2011-07-05T00:00:00"),
        ("0", DateSystem.EXCEL_1904, "1904-01-01T00:00:00"),
        ("0.5", DateSystem.EXCEL_1900, None),  # a time of day without a day
        ("40729.75", DateSystem.EXCEL_1900, "2011-07-05T18:00:00"),
        ("40729.99999999", DateSystem.EXCEL_1900, "2011-07-06T00:00:00"),  # under a millisecond before midnight
        ("2958465", DateSystem.EXCEL_1900, "9999-12-31T00:00:00"),
        ("2958466", DateSystem.EXCEL_1900, None),
        ("2957003", DateSystem.EXCEL_1904, "9999-12-31T00:00:00"),
        ("2957004", DateSystem.EXCEL_1904, None),
    ],
)
def test_serial_numbers(serial: str, system: DateSystem, expected: str | None) -> None:
    found = from_serial(Decimal(serial), system)
    assert (None if found is None else found.isoformat()) == expected


@pytest.mark.parametrize("system", list(DateSystem))
def test_serials_as_xlsxwriter_stores_them(system: DateSystem) -> None:
    moments = [
        datetime.fromisoformat(text)
        for text in ("1904-01-02T00:00:00", "2015-12-31T23:59:59", "2024-02-29T06:00:00", "2024-06-01T00:00:00")
    ]
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"date_1904": system is DateSystem.EXCEL_1904}) as book:
        sheet = book.add_worksheet()
        for row, moment in enumerate(moments):
            sheet.write_datetime(row, 0, moment)
    xml = zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml").decode()
    assert [from_serial(Decimal(serial), system) for serial in re.findall(r"<v>([\d.]+)</v>", xml)] == moments


def test_a_weekday_is_read_in_two_languages() -> None:
    assert [read_cell(f"{day}, 17 Agustus 2023").weekday for day in ("Kamis", "Thu", "Minggu", "Ahad", "Jum'at")] == [
        3,
        3,
        6,
        6,
        4,
    ]


def test_every_month_has_a_name_in_both_languages() -> None:
    english = month_words("en")
    assert [english[number] for number in (1, 4, 5, 9, 11, 12)] == [
        "January", "April", "May", "September", "November", "December",
    ]  # fmt: skip
    assert [month_words("id")[number] for number in (1, 4, 5, 9, 11, 12)] == [
        "Januari", "April", "Mei", "September", "November", "Desember",
    ]  # fmt: skip
