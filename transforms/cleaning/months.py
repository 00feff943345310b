"""The month to which an answer belongs: from a column of dates at the office's clock, or from words that say a month."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from schemas.layout import DateReading
from transforms.dates.columns import OFFICE_CLOCK, DateColumn, DateRules, read_dates
from transforms.dates.parsing import DateSystem, Order, month_words


def month_label(month: str, language: Literal["id", "en"]) -> str:
    """Return a month in words: ``2024-05`` is *Mei 2024* or *May 2024*."""
    year, number = month.split("-")
    return f"{month_words(language)[int(number)]} {year}"


def read_months(
    cells: Sequence[str],
    reading: DateReading | None,
    zones: Sequence[tzinfo | None],
    as_of: date,
    date_system: DateSystem | None,
) -> DateColumn:
    """Read a column of dates by what its layout declares.

    Args:
        cells: the cells as text.
        reading: what the layout declares; None lets the column decide where it can.
        zones: the zone of each row's office.
        as_of: the last day that a cell can have.
        date_system: from which day the workbook counts.
    """
    declared = reading or DateReading()
    rules = DateRules(
        as_of,
        order=None if declared.order is None else Order(declared.order),
        date_system=date_system,
        clock_zone=_clock(declared.clock),
        trust_converted=declared.trust_converted,
    )
    return read_dates(cells, rules, list(zones))


def read_instants(
    cells: Sequence[str], clock: str, zones: Sequence[tzinfo | None], as_of: date, date_system: DateSystem | None
) -> list[datetime | None]:
    """Return the moment in UTC of each cell; None where it holds none or the column as a whole cannot be read."""
    rules = DateRules(as_of, date_system=date_system, clock_zone=_clock(clock))
    column = read_dates(cells, rules, list(zones))
    return [
        None if one.instant is None else datetime.fromisoformat(one.instant).astimezone(UTC) for one in column.cells
    ]


def _clock(clock: str | None) -> tzinfo | Literal["office"] | None:
    if clock is None:
        return None
    if clock == OFFICE_CLOCK:
        return "office"
    try:
        return ZoneInfo(clock)
    except (ZoneInfoNotFoundError, ValueError):
        return None  # an unknown zone leaves the times without one, and the column says so
