"""Which cells a row of a programme's tables summarises: periods of four lengths, and four levels of places."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from schemas.programme import GRAINS, PeriodGrain
from transforms.cleaning.months import month_label
from transforms.programme.cells import Cells

NATIONAL: Final = "national"
LEVELS: Final = ("national", "province", "office_class", "office")
_LENGTHS: Final[Mapping[PeriodGrain, int]] = {"month": 1, "quarter": 3, "semester": 6, "year": 12}
_ROMAN: Final = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Period:
    """One row of ``dim_period``."""

    period_code: str
    period_grain: PeriodGrain
    period_label_id: str
    period_label_en: str
    first_month: str
    last_month: str
    months_n: int
    previous_period_code: str
    year_before_period_code: str


def month_number(month: str) -> int:
    """Return the months since the year 0: consecutive months differ by one."""
    return int(month[:4]) * 12 + int(month[5:]) - 1


def month_of(number: int) -> str:
    """Return the month of a number that ``month_number`` gave."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def months_between(first: str, last: str) -> list[str]:
    """Return the months from ``first`` to ``last``, both included."""
    return [month_of(number) for number in range(month_number(first), month_number(last) + 1)]


def month_before(month: str) -> str:
    """Return the month before a month."""
    return month_of(month_number(month) - 1)


def period_code(month: str, grain: PeriodGrain) -> str:
    """Return the period of a length to which a month belongs: ``2024-05`` lies in ``2024-Q2``, ``2024-S1`` and ``2024``."""
    year, number = month[:4], int(month[5:])
    if grain == "month":
        return month
    if grain == "quarter":
        return f"{year}-Q{(number + 2) // 3}"
    if grain == "semester":
        return f"{year}-S{(number + 5) // 6}"
    return year


def periods_of(month: str) -> tuple[str, str, str, str]:
    """Return the month, quarter, semester and year to which a month belongs."""
    return (
        period_code(month, "month"),
        period_code(month, "quarter"),
        period_code(month, "semester"),
        period_code(month, "year"),
    )


def grain_of(code: str) -> PeriodGrain:
    """Return the length of a period by its code."""
    if len(code) == 4:
        return "year"
    return {"Q": "quarter", "S": "semester"}.get(code[5], "month")  # type: ignore[return-value]


def periods_between(first_month: str, last_month: str) -> list[Period]:
    """Return every period that holds a month from ``first_month`` to ``last_month``, the shorter ones first.

    A quarter, semester or year is listed whole, also where its last months are still to come.
    """
    months = months_between(first_month, last_month)
    found: list[Period] = []
    for grain in GRAINS:
        starts = dict.fromkeys(month_number(month) // _LENGTHS[grain] * _LENGTHS[grain] for month in months)
        found.extend(_period(start, grain) for start in starts)
    return found


def _period(start: int, grain: PeriodGrain) -> Period:
    length = _LENGTHS[grain]
    first, last = month_of(start), month_of(start + length - 1)
    label_id, label_en = _labels(first, grain)
    return Period(
        period_code(first, grain),
        grain,
        label_id,
        label_en,
        first,
        last,
        length,
        period_code(month_of(start - length), grain),
        period_code(month_of(start - 12), grain),
    )


def _labels(first: str, grain: PeriodGrain) -> tuple[str, str]:
    year, number = first[:4], int(first[5:])
    if grain == "month":
        return month_label(first, "id"), month_label(first, "en")
    if grain == "quarter":
        place = (number + 2) // 3
        return f"Triwulan {_ROMAN[place - 1]} {year}", f"Quarter {place} of {year}"
    if grain == "semester":
        place = (number + 5) // 6
        return f"Semester {_ROMAN[place - 1]} {year}", f"Semester {place} of {year}"
    return f"Tahun {year}", f"Year {year}"


def groups(cells: Cells, level: str) -> Mapping[tuple[str, str], NDArray[np.intp]]:
    """Return the places of the cells of every scope of a level in every period, by scope code and period code.

    A cell whose province or class is not known is in no province or class; it still counts for the country.
    """
    return groups_of(cells.keys, level)


def groups_of(keys: pd.DataFrame, level: str) -> Mapping[tuple[str, str], NDArray[np.intp]]:
    """Return the same of the keys of cells alone."""
    gathered: dict[tuple[str, str], list[int]] = {}
    for place, (scope, month) in enumerate(_scoped(keys, level)):
        if scope:
            for code in periods_of(month):
                gathered.setdefault((scope, code), []).append(place)
    return {key: np.array(places, dtype=np.intp) for key, places in sorted(gathered.items())}


def _scoped(keys: pd.DataFrame, level: str) -> Iterator[tuple[str, str]]:
    column = {"province": "province_id", "office_class": "office_class", "office": "office_code"}.get(level)
    months = [str(month) for month in keys["month_code"]]
    scopes = [NATIONAL] * len(months) if column is None else [str(scope) for scope in keys[column]]
    return zip(scopes, months, strict=True)
