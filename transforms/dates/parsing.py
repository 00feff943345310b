"""Reads one date cell: first what stands in it, without deciding anything, then its day under a declared reading.

Nothing is guessed: ``03/05/2024`` stays three numbers until the column says which is the day. Years are resolved, months
looked up in ``schemas/reference/month_names.csv``, spreadsheet serials counted with the false leap day of the 1900
system. Method: docs/methods/dates.md.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from transforms.dates.zones import zone_of_words


class Order(StrEnum):
    """Which of two numbers before a year is the day."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


class DateSystem(StrEnum):
    """From which day a spreadsheet counts: 1900 (Windows, with a 29 February 1900 that never was) or 1904 (old Mac)."""

    EXCEL_1900 = "1900"
    EXCEL_1904 = "1904"


class Shape(StrEnum):
    """What stands in a cell."""

    EMPTY = "empty"
    SENTINEL = "sentinel"
    YEAR_FIRST = "year_first"
    NAMED_MONTH = "named_month"
    NUMERIC = "numeric"
    SERIAL = "serial"
    UNREADABLE = "unreadable"


class CellReason(StrEnum):
    """Why a cell has no date."""

    EMPTY = "empty"
    SENTINEL = "sentinel"
    UNREADABLE = "unreadable"
    YEAR_ONLY = "year_only"
    MONTH_UNKNOWN = "month_unknown"
    ZONE_UNKNOWN = "zone_unknown"
    IMPOSSIBLE = "impossible"
    WEEKDAY_DIFFERS = "weekday_differs"
    TOO_EARLY = "too_early"
    FUTURE = "future"
    OFFICE_ZONE_MISSING = "office_zone_missing"
    COLUMN_REFUSED = "column_refused"


@dataclass(frozen=True)
class Written:
    """What stands in a cell, with nothing decided.

    Attributes:
        shape: which kind of date it is.
        first, second: for ``NUMERIC`` the numbers before the year in their order; otherwise month and day.
        year: the year as written; ``short_year`` says that it had two digits.
        clock: the time of day; None where none is written.
        zone: the offset that is written beside the time.
        weekday: 0 for Monday; None where none is written.
        serial: the number of a spreadsheet date.
        problem: why a cell is not readable under any reading.
    """

    shape: Shape
    first: int = 0
    second: int = 0
    year: int = 0
    short_year: bool = False
    clock: time | None = None
    zone: timezone | None = None
    weekday: int | None = None
    serial: Decimal | None = None
    problem: CellReason | None = None


# LimeSurvey writes this date for every answer of a survey whose date stamp is switched off.
_SENTINEL: Final = re.compile(r"1980-01-01([ T]00:00(:00)?)?")
_WEEKDAYS: Final = {
    word: number
    for number, words in enumerate(
        (
            ("senin", "sen", "monday", "mon"),
            ("selasa", "sel", "tuesday", "tue"),
            ("rabu", "rab", "wednesday", "wed"),
            ("kamis", "kam", "thursday", "thu"),
            ("jumat", "jum", "friday", "fri"),
            ("sabtu", "sab", "saturday", "sat"),
            ("minggu", "min", "ahad", "sunday", "sun"),
        )
    )
    for word in words
}
_TIME: Final = (
    r"(?:[T ,]\s*(?:pukul|jam|at)?\s*(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>[a-z]{1,4}\s*(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{1,2}(?::?\d{2})?)?)?"
)
_WEEKDAY: Final = r"(?:(?P<weekday>[a-z]{3,9})(?:\s*,\s*|\s+))?"
_I: Final = re.IGNORECASE | re.ASCII
_YEAR_FIRST: Final = re.compile(_WEEKDAY + r"(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})" + _TIME, _I)
_COMPACT: Final = re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})", re.ASCII)
_NUMERIC: Final = re.compile(
    _WEEKDAY + r"(?P<a>\d{1,2})\s*(?P<s>[-/.])\s*(?P<b>\d{1,2})\s*(?P=s)\s*(?P<y>\d{4}|\d{2})" + _TIME, _I
)
_DAY_NAMED: Final = re.compile(
    _WEEKDAY + r"(?P<d>\d{1,2})[\s/.-]+(?P<name>[a-z]+)\.?[\s,/.-]+(?P<y>\d{4}|\d{2})" + _TIME, _I
)
_NAMED_DAY: Final = re.compile(
    _WEEKDAY + r"(?P<name>[a-z]+)\.?[\s-]+(?P<d>\d{1,2})[\s,-]+(?P<y>\d{4}|\d{2})" + _TIME, _I
)
_YEAR_NAMED: Final = re.compile(r"(?P<y>\d{4})[\s-]+(?P<name>[a-z]+)[\s-]+(?P<d>\d{1,2})" + _TIME, _I)
_YEAR_ONLY: Final = re.compile(r"(19|20)\d{2}", re.ASCII)
_SERIAL: Final = re.compile(r"\d{1,7}(\.\d{1,18})?", re.ASCII)
_LONGEST_CELL: Final = 80  # characters; the longest date with weekday, time and zone has under 50

_FALSE_LEAP_DAY: Final = 60  # serial of 29 February 1900, which Lotus 1-2-3 counted and Excel kept
_FIRST_DAYS: Final = {DateSystem.EXCEL_1900: date(1899, 12, 31), DateSystem.EXCEL_1904: date(1904, 1, 1)}
_LAST_SERIALS: Final = {DateSystem.EXCEL_1900: 2_958_465, DateSystem.EXCEL_1904: 2_957_003}  # 31 December 9999
_DAY_SECONDS: Final = 86_400


@cache
def month_names() -> Mapping[str, int]:
    """Return the number of every month name and abbreviation of the packaged table, in lower case."""
    text = files("schemas").joinpath("reference", "month_names.csv").read_text(encoding="utf-8")
    return {row["name"].casefold(): int(row["month"]) for row in csv.DictReader(io.StringIO(text))}


@cache
def month_words(language: str) -> Mapping[int, str]:
    """Return the name of each month in a language of the packaged table, ``id`` or ``en``."""
    text = files("schemas").joinpath("reference", "month_names.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(io.StringIO(text))
    names = [(row["language"], int(row["month"]), row["name"]) for row in rows if row["kind"] == "name"]
    # A name that both languages share (April, September, November) stands in the table once, under the first.
    shared = {month: name for _, month, name in names}
    return shared | {month: name for spoken, month, name in names if spoken == language}


_MONTH_NUMBERS: Final = re.compile(r"(\d{4})[-/. ](\d{1,2})|(\d{1,2})[-/. ](\d{4})", re.ASCII)
_MONTH_NAMED: Final = re.compile(r"([a-z]+)\.?(?:[ -](\d{4}))?", re.IGNORECASE | re.ASCII)
_YEAR: Final = re.compile(r"\d{4}", re.ASCII)


def month_of_words(text: str, year: str | None = None) -> str | None:
    """Return the month that words say (*Mei 2024*, *2024-05*, *05/2024*) as ``2024-05``; None for anything else.

    Args:
        text: the words.
        year: the year of a month without one; None where nobody says it.
    """
    numbers = _MONTH_NUMBERS.fullmatch(text.strip())
    if numbers is not None:
        found, month = (numbers[1], numbers[2]) if numbers[1] else (numbers[4], numbers[3])
    else:
        named = _MONTH_NAMED.fullmatch(text.strip())
        if named is None or named[1].casefold() not in month_names():
            return None
        found = named[2] or (year if year is not None and _YEAR.fullmatch(year) else None)
        month = str(month_names()[named[1].casefold()])
    if found is None or not 1 <= int(month) <= 12:
        return None
    return f"{found}-{int(month):02d}"


def read_cell(text: str) -> Written:
    """Return what stands in a cell; equal text gives an equal result, whatever stands in other cells."""
    folded = " ".join(re.sub("[\u200b-\u200d\ufeff]", "", unicodedata.normalize("NFKC", text)).split())
    if not folded:
        return Written(Shape.EMPTY, problem=CellReason.EMPTY)
    if _SENTINEL.fullmatch(folded):
        return Written(Shape.SENTINEL, problem=CellReason.SENTINEL)
    if len(folded) > _LONGEST_CELL:
        return _unreadable(CellReason.UNREADABLE)
    return _date(re.sub(r"\bjum['’`]at\b", "jumat", folded, flags=_I)) or _number(folded)


def _date(text: str) -> Written | None:
    """Return a written date, or None where the text has the form of none."""
    if match := _YEAR_FIRST.fullmatch(text):
        return _with_time(match, Shape.YEAR_FIRST, int(match["m"]), int(match["d"]))
    if match := _NUMERIC.fullmatch(text):
        return _with_time(match, Shape.NUMERIC, int(match["a"]), int(match["b"]))
    for pattern in (_DAY_NAMED, _NAMED_DAY, _YEAR_NAMED):
        if match := pattern.fullmatch(text):
            month = month_names().get(match["name"].casefold())
            if month is None:
                return _unreadable(CellReason.MONTH_UNKNOWN)
            return _with_time(match, Shape.NAMED_MONTH, month, int(match["d"]))
    return None


def _number(text: str) -> Written:
    if match := _COMPACT.fullmatch(text):
        return Written(Shape.YEAR_FIRST, int(match["m"]), int(match["d"]), int(match["y"]))
    if _YEAR_ONLY.fullmatch(text):
        return _unreadable(CellReason.YEAR_ONLY)
    if _SERIAL.fullmatch(text):
        return Written(Shape.SERIAL, serial=Decimal(text))
    return _unreadable(CellReason.UNREADABLE)


def day_of(written: Written, order: Order | None, last_year: int) -> date | None:
    """Return the day of a cell with a written date, or None where no calendar has it.

    Args:
        written: a cell of shape ``YEAR_FIRST``, ``NAMED_MONTH`` or ``NUMERIC``.
        order: for ``NUMERIC``, which number is the day.
        last_year: the year after which no date can lie. A year of two digits is the latest such year that is not
            after it: in 2024, ``24`` is 2024 and ``25`` is 1925.
    """
    month, day = written.first, written.second
    if written.shape is Shape.NUMERIC and order is Order.DAY_FIRST:
        month, day = day, month
    year = full_year(written.year, last_year) if written.short_year else written.year
    try:
        return date(year, month, day)
    except ValueError:
        return None


def full_year(two_digits: int, last_year: int) -> int:
    """Return the latest year that ends in ``two_digits`` and is not after ``last_year``."""
    year = last_year - last_year % 100 + two_digits
    return year if year <= last_year else year - 100


def from_serial(serial: Decimal, system: DateSystem) -> datetime | None:
    """Return the day and time of a spreadsheet serial number, to the second, without zone.

    Args:
        serial: days, with the time of day as fraction.
        system: from which day the workbook counts.

    Returns:
        None for a number that is no day: below the first one, after the year 9999, and the 29 February 1900 that the
        1900 system counts as day 60 (ECMA-376 part 1, section 18.17.4.1).
    """
    seconds = int((serial * _DAY_SECONDS).to_integral_value(rounding=ROUND_HALF_EVEN))
    days, rest = divmod(seconds, _DAY_SECONDS)
    first = 1 if system is DateSystem.EXCEL_1900 else 0
    if days < first or days > _LAST_SERIALS[system]:
        return None
    if system is DateSystem.EXCEL_1900:
        if days == _FALSE_LEAP_DAY:
            return None
        days -= days > _FALSE_LEAP_DAY
    return datetime.combine(_FIRST_DAYS[system] + timedelta(days=days), time()) + timedelta(seconds=rest)


def _unreadable(problem: CellReason) -> Written:
    return Written(Shape.UNREADABLE, problem=problem)


def _with_time(match: re.Match[str], shape: Shape, first: int, second: int) -> Written:
    groups = match.groupdict()
    weekday = None
    if groups.get("weekday"):
        weekday = _WEEKDAYS.get(groups["weekday"].casefold())
        if weekday is None:
            return _unreadable(CellReason.UNREADABLE)
    year = match["y"]
    clock: time | None = None
    zone: timezone | None = None
    if groups["hour"] is not None:
        found = _clock(groups)
        if isinstance(found, CellReason):
            return _unreadable(found)
        clock = found
    if groups["zone"]:
        zone = zone_of_words(groups["zone"])
        if zone is None:
            return _unreadable(CellReason.ZONE_UNKNOWN)
    return Written(shape, first, second, int(year), len(year) == 2, clock, zone, weekday)


def _clock(groups: Mapping[str, str | None]) -> time | Literal[CellReason.IMPOSSIBLE]:
    hour, minute, second = int(groups["hour"] or 0), int(groups["minute"] or 0), int(groups["second"] or 0)
    half = (groups["half"] or "").replace(".", "").casefold()
    if half:
        if not 1 <= hour <= 12:
            return CellReason.IMPOSSIBLE
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return CellReason.IMPOSSIBLE
