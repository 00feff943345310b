"""Dates: what a declared style writes it reads back, a day after the 12th decides, rows may come in any order."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.dates.columns import DateRules, read_dates
from transforms.dates.parsing import DateSystem, Order, from_serial, read_cell

SETTINGS = settings(max_examples=150, deadline=None)
AS_OF = date(2026, 12, 31)
RULES = DateRules(as_of=AS_OF)
JAKARTA = ZoneInfo("Asia/Jakarta")
DAYS = st.dates(date(2004, 2, 1), AS_OF)
MONTHS_ID = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]
SHORT_ID = ["Jan", "Peb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sep", "Okt", "Nop", "Des"]
MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

Style = Callable[[date], str]
NAMED: list[Style] = [
    lambda day: f"{day.day} {MONTHS_ID[day.month - 1]} {day.year}",
    lambda day: f"{day.day:02}-{SHORT_ID[day.month - 1]}-{day.year % 100:02}",
    lambda day: f"{MONTHS_EN[day.month - 1]} {day.day}, {day.year}",
    lambda day: f"{day.day} {MONTHS_EN[day.month - 1][:3].upper()}. {day.year}",
]
YEAR_FIRST: list[Style] = [
    lambda day: day.isoformat(),
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.isoformat()} 00:00:00",
]
DAY_FIRST: list[Style] = [
    lambda day: f"{day.day:02}/{day.month:02}/{day.year}",
    lambda day: f"{day.day}-{day.month}-{day.year}",
    lambda day: f"{day.day}.{day.month}.{day.year % 100:02}",
]
MONTH_FIRST: list[Style] = [
    lambda day: f"{day.month}/{day.day}/{day.year}",
    lambda day: f"{day.month:02}-{day.day:02}-{day.year % 100:02}",
]


def _read(cells: list[str], rules: DateRules = RULES) -> list[str | None]:
    return [cell.day for cell in read_dates(cells, rules, JAKARTA).cells]


@SETTINGS
@given(st.lists(DAYS, max_size=20), st.sampled_from(NAMED + YEAR_FIRST))
def test_a_style_that_names_its_parts_needs_no_declaration(days: list[date], style: Style) -> None:
    assert _read([style(day) for day in days]) == [day.isoformat() for day in days]


@SETTINGS
@given(
    st.lists(DAYS, max_size=20),
    st.sampled_from(
        [(Order.DAY_FIRST, style) for style in DAY_FIRST] + [(Order.MONTH_FIRST, style) for style in MONTH_FIRST]
    ),
)
def test_numbers_come_back_under_the_order_that_wrote_them(days: list[date], written: tuple[Order, Style]) -> None:
    order, style = written
    assert _read([style(day) for day in days], DateRules(AS_OF, order=order)) == [day.isoformat() for day in days]


@SETTINGS
@given(st.lists(DAYS, max_size=20), st.sampled_from(list(DateSystem)))
def test_serial_numbers_come_back_under_their_system(days: list[date], system: DateSystem) -> None:
    # Days since a day that is known in each: 1 March 1900 is 61, 1 January 1904 is 0.
    known, number = {DateSystem.EXCEL_1900: (date(1900, 3, 1), 61), DateSystem.EXCEL_1904: (date(1904, 1, 1), 0)}[
        system
    ]
    cells = [str((day - known).days + number) for day in days]
    assert _read(cells, DateRules(AS_OF, date_system=system)) == [day.isoformat() for day in days]


@SETTINGS
@given(st.lists(DAYS, min_size=1, max_size=20), DAYS.filter(lambda day: day.day > 12), st.sampled_from([0, 1]))
def test_a_column_with_a_day_after_the_12th_is_never_ambiguous(days: list[date], decisive: date, place: int) -> None:
    style, order = [(DAY_FIRST[0], Order.DAY_FIRST), (MONTH_FIRST[0], Order.MONTH_FIRST)][place]
    column = read_dates([style(day) for day in [*days, decisive]], RULES, JAKARTA)
    assert not column.is_refused
    assert column.order is order
    assert [cell.day for cell in column.cells] == [day.isoformat() for day in [*days, decisive]]


@SETTINGS
@given(st.lists(DAYS.filter(lambda day: day.day <= 12 and day.day != day.month), min_size=1, max_size=20))
def test_a_column_without_one_is_refused_whoever_wrote_it(days: list[date]) -> None:
    for style in (DAY_FIRST[0], MONTH_FIRST[0]):
        column = read_dates([style(day) for day in days], RULES, JAKARTA)
        assert column.is_refused
        assert column.evidence.either == len(days)


CELLS = st.one_of(
    st.builds(lambda day, style: style(day), DAYS, st.sampled_from(NAMED + YEAR_FIRST + DAY_FIRST + MONTH_FIRST)),
    st.sampled_from(
        ["", "1980-01-01", "45427", "45427.9", "x", "2024-05-31T17:30:00Z", "2024-05-31 23:00", "31/02/2024"]
    ),
    st.text(max_size=12),
)
DECLARED = st.builds(
    DateRules,
    as_of=st.just(AS_OF),
    order=st.sampled_from([None, *Order]),
    date_system=st.sampled_from([None, *DateSystem]),
    clock_zone=st.sampled_from([None, UTC, "office"]),
)


@SETTINGS
@given(st.lists(CELLS, max_size=15), DECLARED, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(cells: list[str], rules: DateRules, random: object) -> None:
    places = list(range(len(cells)))
    random.shuffle(places)  # type: ignore[attr-defined]
    first = read_dates(cells, rules, JAKARTA)
    second = read_dates([cells[place] for place in places], rules, JAKARTA)
    assert second.cells == tuple(first.cells[place] for place in places)
    assert (second.order, second.evidence, second.is_refused) == (first.order, first.evidence, first.is_refused)


@SETTINGS
@given(st.lists(CELLS, max_size=15), DECLARED)
def test_every_cell_has_a_day_in_bounds_or_a_reason(cells: list[str], rules: DateRules) -> None:
    column = read_dates(cells, rules, JAKARTA)
    assert len(column.cells) == len(cells) == column.evidence.cells
    for cell in column.cells:
        assert (cell.day is None) != (cell.reason is None)
        if cell.day is not None:
            assert rules.not_before <= date.fromisoformat(cell.day) <= rules.as_of
    if column.is_refused:
        assert column.n == 0


@SETTINGS
@given(
    st.datetimes(datetime.fromisoformat("2005-01-01"), datetime.fromisoformat("2026-12-30")).map(
        lambda moment: moment.replace(microsecond=0)
    ),
    st.integers(-12, 14),
    st.sampled_from([("Asia/Jakarta", 7), ("Asia/Pontianak", 7), ("Asia/Makassar", 8), ("Asia/Jayapura", 9)]),
)
def test_one_instant_has_one_day_however_its_zone_is_written(
    moment: datetime, offset: int, office: tuple[str, int]
) -> None:
    name, hours = office
    expected = (moment + timedelta(hours=hours)).date().isoformat()  # moment is in UTC
    elsewhere = moment.replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=offset)))
    sign = "-" if offset < 0 else "+"
    half = f"{elsewhere.hour % 12 or 12}:{elsewhere:%M:%S} {'PM' if elsewhere.hour >= 12 else 'AM'}"
    cells = [
        f"{moment.isoformat()}Z",
        elsewhere.isoformat(),
        f"{elsewhere:%Y/%m/%d} {half} GMT{sign}{abs(offset)}",
    ]
    column = read_dates(cells, RULES, ZoneInfo(name))
    assert [cell.day for cell in column.cells] == [expected] * 3
    assert {cell.instant for cell in column.cells} == {f"{moment.isoformat()}Z"}


@SETTINGS
@given(st.text(max_size=60))
def test_no_text_is_a_crash(text: str) -> None:
    assert read_cell(text) == read_cell(f" {text} ")


@pytest.mark.parametrize("system", list(DateSystem))
@SETTINGS
@given(serial=st.decimals(0, 80_000, places=6))
def test_serials_never_run_backwards(system: DateSystem, serial: object) -> None:
    now, later = from_serial(serial, system), from_serial(serial + 2, system)  # type: ignore[arg-type, operator]
    if now is not None and later is not None:
        assert timedelta(hours=23) < later - now <= timedelta(days=2, seconds=1)
        assert now.time() >= time()
