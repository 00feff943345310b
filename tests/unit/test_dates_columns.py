"""A whole column is read one way, or it is refused with the counts for each way."""

from datetime import UTC, date
from zoneinfo import ZoneInfo

import pytest

from schemas import findings_on_dates as reasons
from schemas.findings import CODES
from transforms.dates.columns import OFFICE_CLOCK, DateColumn, DateRules, read_dates
from transforms.dates.parsing import CellReason, DateSystem, Order

JAKARTA, MAKASSAR, JAYAPURA = (ZoneInfo(f"Asia/{city}") for city in ("Jakarta", "Makassar", "Jayapura"))
RULES = DateRules(as_of=date(2024, 12, 31))


def _days(column: DateColumn) -> list[str | None]:
    return [cell.day for cell in column.cells]


def _titles(column: DateColumn) -> list[str]:
    return [finding.code.title_en for finding in column.findings]


def _words(column: DateColumn, place: int = 0) -> dict[str, str]:
    return dict(column.findings[place].words)


# --- day and month -------------------------------------------------------------------------------------------------


def test_one_day_after_the_12th_decides_the_whole_column() -> None:
    column = read_dates(["03/05/2024", "04/05/2024", "17/05/2024"], RULES, JAKARTA)
    assert column.order is Order.DAY_FIRST
    assert column.decided_by == "cells"
    assert _days(column) == ["2024-05-03", "2024-05-04", "2024-05-17"]
    assert (column.evidence.day_first_only, column.evidence.month_first_only, column.evidence.either) == (1, 0, 2)
    assert column.findings == ()


def test_the_american_locale_of_a_google_sheet() -> None:
    column = read_dates(
        ["5/3/2024 14:22:10", "5/17/2024 9:01:00"], DateRules(date(2024, 12, 31), clock_zone=OFFICE_CLOCK), JAKARTA
    )
    assert column.order is Order.MONTH_FIRST
    assert _days(column) == ["2024-05-03", "2024-05-17"]
    assert column.cells[0].instant == "2024-05-03T07:22:10Z"  # 14:22:10 less 7 hours


def test_a_column_that_nothing_decides_is_refused_with_its_count() -> None:
    column = read_dates(["03/05/2024", "04/05/2024", "05/05/2024", ""], RULES, JAKARTA)
    assert column.is_refused
    assert column.order is None
    assert column.decided_by == "undecided"
    assert _titles(column) == ["Day and month cannot be told apart"]
    assert _words(column) == {"either": "2"}  # 5 May is the same both ways
    assert _days(column) == [None] * 4
    assert [cell.reason for cell in column.cells] == [CellReason.COLUMN_REFUSED] * 3 + [CellReason.EMPTY]


def test_dates_that_are_the_same_both_ways_need_no_decision() -> None:
    column = read_dates(["05/05/2024", "06/06/2024"], RULES, JAKARTA)
    assert column.decided_by == "not_needed"
    assert _days(column) == ["2024-05-05", "2024-06-06"]


def test_two_sources_pasted_together_are_refused_with_both_counts() -> None:
    column = read_dates(["17/05/2024", "18/05/2024", "5/19/2024", "03/05/2024"], RULES, JAKARTA)
    assert _titles(column) == ["Two orders of day and month in one column"]
    assert _words(column) == {"day_first": "2", "month_first": "1"}
    assert column.n == 0


def test_a_declared_order_is_obeyed_and_shows_what_does_not_fit() -> None:
    rules = DateRules(date(2024, 12, 31), order=Order.DAY_FIRST)
    column = read_dates(["03/05/2024", "5/19/2024"], rules, JAKARTA)
    assert column.decided_by == "declared"
    assert _days(column) == ["2024-05-03", None]
    assert column.cells[1].reason is CellReason.IMPOSSIBLE
    assert [(finding.code.title_en, finding.position) for finding in column.findings] == [
        ("A date that does not exist", 1)
    ]


def test_a_weekday_beside_the_date_decides_too() -> None:
    # 3 May 2024 was a Friday, 5 March 2024 a Tuesday.
    assert _days(read_dates(["Jumat, 03/05/2024"], RULES, JAKARTA)) == ["2024-05-03"]
    assert _days(read_dates(["Selasa, 03/05/2024"], RULES, JAKARTA)) == ["2024-03-05"]
    assert read_dates(["Minggu, 17 Mei 2024"], RULES, JAKARTA).cells[0].reason is CellReason.WEEKDAY_DIFFERS


def test_a_date_that_exists_in_no_order_decides_nothing() -> None:
    column = read_dates(["31/04/2024", "03/05/2024"], RULES, JAKARTA)
    assert column.evidence.neither == 1
    assert _titles(column) == ["Day and month cannot be told apart"]


def test_the_order_is_told_even_when_something_else_refuses_the_column() -> None:
    column = read_dates(["17/05/2024 10:00", "03/05/2024 11:00"], RULES, JAKARTA)
    assert column.order is Order.DAY_FIRST
    assert _titles(column) == ["Times without time zone"]


# --- years of two digits -------------------------------------------------------------------------------------------


def test_two_digit_years_with_the_day_first() -> None:
    column = read_dates(["03/05/24", "17/05/24", "28/05/24"], RULES, JAKARTA)
    assert _days(column) == ["2024-05-03", "2024-05-17", "2024-05-28"]


def test_a_two_digit_year_that_may_stand_first_is_refused() -> None:
    # With the day first these are 24 May 2003, 2017 and 2028; with the year first three days of May 2024.
    column = read_dates(["24-05-03", "24-05-17", "24-05-11"], RULES, JAKARTA)
    assert _titles(column) == ["The place of a two-digit year is in doubt"]
    assert _words(column) == {"count": "3"}
    declared = DateRules(date(2024, 12, 31), order=Order.DAY_FIRST)
    assert _days(read_dates(["24-05-17"], declared, JAKARTA)) == ["2017-05-24"]


def test_a_year_in_front_that_cannot_be_raises_no_doubt() -> None:
    # With the year first the one column lies in May 2024, after the file was received, the other in 1930.
    march = DateRules(date(2024, 3, 31))
    assert _days(read_dates(["24-05-03", "24-05-17"], march, JAKARTA)) == [None, "2017-05-24"]
    assert _days(read_dates(["30/05/23", "30/05/24", "30/06/24"], RULES, JAKARTA)) == [
        "2023-05-30",
        "2024-05-30",
        "2024-06-30",
    ]


# --- spreadsheets --------------------------------------------------------------------------------------------------


def test_serial_numbers_need_the_date_system_of_the_workbook() -> None:
    # 45427 is 15 May 2024 in the 1900 system and 16 May 2028 in the 1904 system, 1462 days later; 43965 the other way.
    column = read_dates(["45427", "43965"], RULES, JAKARTA)
    assert _titles(column) == ["Serial dates without date system"]
    assert _words(column) == {"count": "2", "count_1900": "2", "count_1904": "1"}
    old_mac = DateRules(date(2024, 12, 31), date_system=DateSystem.EXCEL_1904)
    assert _days(read_dates(["43965"], old_mac, JAKARTA)) == ["2024-05-15"]
    windows = DateRules(date(2024, 12, 31), date_system=DateSystem.EXCEL_1900)
    assert _days(read_dates(["45427"], windows, JAKARTA)) == ["2024-05-15"]


def test_serial_60_is_the_day_that_never_was() -> None:
    rules = DateRules(date(2024, 12, 31), date(1900, 1, 1), date_system=DateSystem.EXCEL_1900)
    column = read_dates(["59", "60", "61"], rules, JAKARTA)
    assert _days(column) == ["1900-02-28", None, "1900-03-01"]
    assert column.cells[1].reason is CellReason.IMPOSSIBLE


def test_a_serial_with_a_time_needs_the_zone_of_its_clock() -> None:
    windows = DateRules(date(2024, 12, 31), date_system=DateSystem.EXCEL_1900)
    assert _titles(read_dates(["45427.75"], windows, JAKARTA)) == ["Times without time zone"]
    in_utc = DateRules(date(2024, 12, 31), date_system=DateSystem.EXCEL_1900, clock_zone=UTC)
    assert _days(read_dates(["45427.75"], in_utc, JAKARTA)) == ["2024-05-16"]  # 18:00 + 7 hours is after midnight


def test_dates_that_a_spreadsheet_swapped_in_part_are_refused() -> None:
    # 03/05 and 04/05 were May; a spreadsheet in the American locale made 5 March and 5 April of them.
    column = read_dates(["2024-03-05", "2024-04-05", "17/05/2024", "18/05/2024"], RULES, JAKARTA)
    assert _titles(column) == ["Dates that a spreadsheet converted in part"]
    assert _words(column) == {"text": "2", "native": "2"}
    checked = DateRules(date(2024, 12, 31), trust_converted=True)
    assert _days(read_dates(["2024-03-05", "17/05/2024"], checked, JAKARTA)) == ["2024-03-05", "2024-05-17"]


def test_text_dates_beside_spreadsheet_dates_are_fine_where_both_have_all_days() -> None:
    column = read_dates(["2024-05-03", "2024-05-20", "17/05/2024", "04/05/2024"], RULES, JAKARTA)
    assert _days(column) == ["2024-05-03", "2024-05-20", "2024-05-17", "2024-05-04"]


def test_one_text_date_up_to_the_12th_shows_that_nothing_was_converted() -> None:
    column = read_dates(["2024-03-05", "17/05/2024", "03/04/2024"], RULES, JAKARTA)
    assert _days(column) == ["2024-03-05", "2024-05-17", "2024-04-03"]


def test_a_form_that_writes_its_zone_was_not_converted() -> None:
    column = read_dates(["2024/05/03 2:22:10 PM GMT+7", "17/05/2024"], RULES, JAKARTA)
    assert _days(column) == ["2024-05-03", "2024-05-17"]


# --- times and zones -----------------------------------------------------------------------------------------------


def test_kobo_utc_at_the_edge_of_a_month() -> None:
    kobo = DateRules(date(2024, 12, 31), clock_zone=UTC)
    column = read_dates(["2024-05-31T17:30:00", "2024-05-31T16:59:59"], kobo, JAKARTA)
    assert [cell.month for cell in column.cells] == ["2024-06", "2024-05"]
    assert column.cells[0].day == "2024-06-01"
    assert column.cells[0].instant == "2024-05-31T17:30:00Z"


def test_each_row_by_the_zone_of_its_office() -> None:
    cells = ["2024-05-31T15:30:00Z"] * 3
    column = read_dates(cells, RULES, [JAKARTA, MAKASSAR, JAYAPURA])  # 22:30, 23:30, 00:30
    assert [cell.month for cell in column.cells] == ["2024-05", "2024-05", "2024-06"]


def test_google_forms_in_jakarta_answered_in_jayapura() -> None:
    # The form writes its own zone: 11:15 in the evening in Jakarta is a quarter past one in the night in Jayapura.
    column = read_dates(["2024/05/31 11:15:00 PM GMT+7"], RULES, JAYAPURA)
    assert column.cells[0].day == "2024-06-01"


def test_a_time_without_zone_is_refused_until_a_zone_is_declared() -> None:
    column = read_dates(["2024-05-31 23:30:00", "2024-05-30 08:00:00"], RULES, JAKARTA)
    assert _titles(column) == ["Times without time zone"]
    assert _words(column) == {"count": "2"}
    by_office = DateRules(date(2024, 12, 31), clock_zone=OFFICE_CLOCK)
    assert _days(read_dates(["2024-05-31 23:30:00"], by_office, JAYAPURA)) == ["2024-05-31"]


def test_dates_with_an_empty_time_are_dates() -> None:
    column = read_dates(["2024-05-31 00:00:00", "2024-05-30T00:00:00"], RULES, JAKARTA)
    assert _days(column) == ["2024-05-31", "2024-05-30"]
    assert [cell.instant for cell in column.cells] == [None, None]


def test_dates_with_an_empty_time_are_no_instants_in_a_declared_zone_either() -> None:
    five_hours_behind = DateRules(date(2024, 12, 31), clock_zone=ZoneInfo("America/New_York"))
    column = read_dates(["2024-05-31 00:00:00", "1 Juni 2024"], five_hours_behind, JAKARTA)
    assert [(cell.day, cell.instant) for cell in column.cells] == [("2024-05-31", None), ("2024-06-01", None)]


def test_a_midnight_among_times_is_a_time() -> None:
    in_utc = DateRules(date(2024, 12, 31), clock_zone=UTC)
    column = read_dates(["2024-05-31 00:00:00", "2024-05-30 08:00:00"], in_utc, JAKARTA)
    assert column.cells[0].instant == "2024-05-31T00:00:00Z"


def test_a_time_of_an_unknown_office_has_no_day_and_a_date_has() -> None:
    column = read_dates(["2024-05-31T15:30:00Z", "2024-05-31"], RULES, None)
    assert _days(column) == [None, "2024-05-31"]
    assert column.cells[0].reason is CellReason.OFFICE_ZONE_MISSING


def test_the_office_clock_of_an_unknown_office_still_shows_its_day() -> None:
    by_office = DateRules(date(2024, 12, 31), clock_zone=OFFICE_CLOCK)
    column = read_dates(["2024-05-31 15:30"], by_office, None)
    assert (column.cells[0].day, column.cells[0].instant) == ("2024-05-31", None)


def test_another_number_of_zones_than_of_cells() -> None:
    with pytest.raises(ValueError, match="Found 1 time zones for 2 cells"):
        read_dates(["", ""], RULES, [JAKARTA])


# --- bounds, sentinels, dirt ---------------------------------------------------------------------------------------


def test_future_and_early_dates_are_findings_with_the_bound_and_not_the_date() -> None:
    column = read_dates(["2024-12-31", "2025-01-01", "2004-01-31", "2004-02-01"], RULES, JAKARTA)
    assert _days(column) == ["2024-12-31", None, None, "2004-02-01"]
    assert [(finding.position, dict(finding.words)) for finding in column.findings] == [
        (1, {"as_of": "2024-12-31"}),
        (2, {"not_before": "2004-02-01"}),
    ]


def test_the_future_is_judged_on_the_clock_of_the_office() -> None:
    # 16:59 in Greenwich on New Year's Eve is a minute to midnight in Jakarta.
    column = read_dates(["2024-12-31T16:59:00Z", "2024-12-31T17:00:00Z"], RULES, JAKARTA)
    assert [cell.reason for cell in column.cells] == [None, CellReason.FUTURE]


def test_limesurvey_without_date_stamps() -> None:
    column = read_dates(["1980-01-01 00:00:00"] * 3 + [""], RULES, JAKARTA)
    assert not column.is_refused
    assert _titles(column) == ["The survey's date stamp is off"]
    assert _words(column) == {"count": "3"}
    assert {cell.reason for cell in column.cells} == {CellReason.SENTINEL, CellReason.EMPTY}


def test_one_bad_cell_does_not_spoil_the_column() -> None:
    column = read_dates(["17 Agustus 2024", "17 Agutus 2024", "Agustus 2024", "30 Pebruari 2024"], RULES, JAKARTA)
    assert _days(column) == ["2024-08-17", None, None, None]
    assert [finding.position for finding in column.findings] == [1, 2, 3]


def test_the_end_of_the_calendar_is_no_crash() -> None:
    rules = DateRules(as_of=date.max, not_before=date.min)
    column = read_dates(["9999-12-31T23:00:00Z", "0001-01-01T00:30:00+14:00"], rules, JAKARTA)
    assert [cell.reason for cell in column.cells] == [CellReason.IMPOSSIBLE] * 2


def test_an_empty_column() -> None:
    column = read_dates([], RULES, JAKARTA)
    assert (column.n, column.evidence.cells, column.findings) == (0, 0, ())


def test_every_cell_is_counted_once() -> None:
    cells = [
        "",
        "1980-01-01",
        "2024-05-03",
        "3 Mei 2024",
        "45427",
        "x",
        "17/05/2024",
        "5/17/2024",
        "3/5/2024",
        "5/5/2024",
        "40/40/2024",
    ]
    counts = read_dates(cells, RULES, JAKARTA).evidence
    shapes = (
        counts.empty,
        counts.sentinel,
        counts.year_first,
        counts.named_month,
        counts.serial,
        counts.unreadable,
        counts.numeric,
    )
    groups = (counts.day_first_only, counts.month_first_only, counts.either, counts.same, counts.neither)
    assert shapes == (1, 1, 1, 1, 1, 1, 5)
    assert groups == (1, 1, 1, 1, 1)
    assert sum(shapes) == counts.cells == len(cells)


def test_findings_fill_every_brace_and_hold_counts_only() -> None:
    columns = [
        read_dates(["03/05/2024"], RULES, JAKARTA),
        read_dates(["17/05/2024", "5/19/2024"], RULES, JAKARTA),
        read_dates(["24-05-03", "24-05-17"], RULES, JAKARTA),
        read_dates(["2024-03-05", "17/05/2024"], RULES, JAKARTA),
        read_dates(["45427.5", "x", "2024-02-30", "2099-01-01"], RULES, JAKARTA),
        read_dates(["1980-01-01", "1999-01-01", "2024-01-01T00:00:00 EST", "2025-01-01"], RULES, None),
        read_dates(["2024-01-01T00:00:00Z"], RULES, None),
    ]
    raised = {finding.code for column in columns for finding in column.findings}
    of_rows_and_sheets = {reasons.DATE_MISSING, reasons.DATE_IMPOSSIBLE, reasons.MONTH_UNREADABLE}
    of_rows_and_sheets.add(reasons.SHEET_OF_ANOTHER_MONTH)
    assert raised >= set(reasons.DATE_CODES) - of_rows_and_sheets
    for column in columns:
        for finding in column.findings:
            for text in (
                finding.code.found_id,
                finding.code.found_en,
                finding.code.expected_id,
                finding.code.expected_en,
            ):
                assert "{" not in text.format(**dict(finding.words))


def test_every_code_is_listed_once() -> None:
    codes = [code.code for code in reasons.DATE_CODES]
    assert len(set(codes)) == len(codes)
    assert all(CODES[code.code] is code for code in reasons.DATE_CODES)
