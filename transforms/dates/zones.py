"""Time zones: which one a province has, which one a text states, and the day and month of an instant in an office.

Indonesia has three zones without summer time (Keppres 41/1987): WIB is UTC+7, WITA UTC+8, WIT UTC+9. A row belongs to
the day, and so to the month, that the clock of its office showed.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from schemas.offices import OfficeRegister

# "Asia/Jakarta" and its kind are fixed offsets for every day since 1988; the words of a text name the offset only.
_WORDS: Final = {"Z": 0, "UTC": 0, "GMT": 0, "WIB": 7, "WITA": 8, "WIT": 9}
_OFFSET: Final = re.compile(r"(?:(?:UTC|GMT)\s*)?([+-])(\d{1,2})(?::?(\d{2}))?")
_WIDEST_OFFSET: Final = timedelta(hours=14)  # Kiribati; a wider one is no zone of any clock


@lru_cache(maxsize=256)
def zone_of_words(text: str) -> timezone | None:
    """Return the offset that a text states: ``WIB``, ``Z``, ``GMT+7``, ``+07:00``, ``+0700``; None for anything else.

    ``EST`` or ``CST`` are not read: such words name several zones of the world.
    """
    words = text.strip().upper()
    if words in _WORDS:
        return timezone(timedelta(hours=_WORDS[words]))
    match = _OFFSET.fullmatch(words)
    if match is None:
        return None
    minutes = int(match[3] or 0)
    size = timedelta(hours=int(match[2]), minutes=minutes)
    if minutes > 59 or size > _WIDEST_OFFSET:
        return None
    return timezone(size if match[1] == "+" else -size)


def office_zone(register: OfficeRegister, office_code: str, on: date) -> ZoneInfo | None:
    """Return the time zone of an office on a day; None for a group of offices, which has none of its own.

    Raises:
        KeyError: the office's province is not in ``provinces.csv`` (the register refuses this at construction), or
            the machine has no time zone data.
    """
    province = register.province_of(office_code, on)
    return None if province is None else ZoneInfo(register.province(province).tz_name)


def local_date(instant: datetime, zone: tzinfo) -> date:
    """Return the date that a clock in ``zone`` shows at an instant.

    Raises:
        ValueError: the instant has no zone of its own.
    """
    if instant.tzinfo is None:
        raise ValueError("Found a time without zone, expected an instant; say in which zone it was written.")
    return instant.astimezone(zone).date()


def month_of(instant: datetime, zone: tzinfo) -> str:
    """Return the month (``2024-06``) that a clock in ``zone`` shows at an instant."""
    return f"{local_date(instant, zone):%Y-%m}"


def utc_text(instant: datetime) -> str:
    """Return an instant in UTC as ISO text to the second, ending in Z."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"
