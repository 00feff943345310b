"""Changes from the same period a year before, of one questionnaire or of a harmonised series, with interval and test.

The respondents of two years are taken as independent samples. Both sides are graded under one regulation, so that a
grade that differs is a change of the index and not of the bands. Method: docs/methods/trend.md.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np
import pandas as pd

from schemas.catalog import Catalog
from schemas.instrument import BandTable
from schemas.programme import Programme
from schemas.published_programme import FACT_CHANGES
from transforms.exact import fraction, written
from transforms.grading import grade_of
from transforms.programme.cells import Cells
from transforms.programme.contract_frames import contract_frame
from transforms.programme.makeup import Makeup, freedom_of_difference, makeups, reach, upper_tail
from transforms.programme.ranks import KEY
from transforms.programme.remarks import remark_on_change
from transforms.programme.uncertainty import OWN

POOLED: Final = "pooled_respondents"
_SCOPE: Final = ("scope_level", "scope_code", "period_code")

Place = tuple[str, str, str, str]  # basis, level, scope, period


@dataclass(frozen=True)
class Side:
    """An index of one period.

    Attributes:
        value: exact.
        error: standard error; None where there is none, zero where the respondents do not differ.
        is_complete: whether all applicants are known to have been asked, so that an error of zero is certainty.
        is_small: whether it has fewer respondents than the programme calls enough.
        freedom: degrees of freedom of the error; infinite where it counts as known.
        makeup: who is behind it; None where that is not told.
    """

    value: Fraction
    error: float | None
    is_complete: bool
    is_small: bool
    freedom: float = math.inf
    makeup: Makeup | None = None

    @property
    def is_alike(self) -> bool:
        """Whether the error is zero because the respondents do not differ, which says nothing about others."""
        return self.error == 0 and not self.is_complete


@dataclass(frozen=True)
class Change:
    """The difference of two independent indices, with what can be said about it; None without an error.

    Attributes:
        change: now minus before, exact.
        error: its standard error.
        lower: lower end of the interval.
        upper: upper end of the interval.
        z: change over its error; None where that is zero.
        p_value: two-sided.
    """

    change: Fraction
    error: float | None
    lower: float | None
    upper: float | None
    z: float | None
    p_value: float | None


def change_between(now: Side, before: Side, level: float) -> Change:
    """Return the change from one period to another.

    Args:
        now: the later period.
        before: the earlier one.
        level: confidence level of the interval.
    """
    difference = now.value - before.value
    if now.error is None or before.error is None or now.is_alike or before.is_alike:
        return Change(difference, None, None, None, None, None)
    error = math.hypot(now.error, before.error)
    points = difference.numerator / difference.denominator
    if not error:
        return Change(difference, error, points, points, None, None)
    freedom = freedom_of_difference(
        np.array([now.error**2]), np.array([before.error**2]), np.array([now.freedom]), np.array([before.freedom])
    )
    half = float(reach((1 - level) / 2, freedom)[0]) * error
    z = points / error
    p_value = 2 * float(upper_tail(np.array([abs(z)]), freedom)[0])
    return Change(difference, error, points - half, points + half, z, p_value)


def year_before(period_code: str) -> str:
    """Return the same period a year before."""
    return f"{int(period_code[:4]) - 1:04d}{period_code[4:]}"


def changes(
    indices: pd.DataFrame,
    uncertainty: pd.DataFrame,
    trend: pd.DataFrame,
    cells: Mapping[str, Cells],
    programme: Programme,
    catalog: Catalog,
) -> pd.DataFrame:
    """Return ``fact_changes``: of each questionnaire and series wherever both periods have an index.

    Args:
        indices: rows of ``fact_indices``; an office's own respondents and pooled ones are compared.
        uncertainty: rows of ``fact_uncertainty``.
        trend: rows of ``fact_trend``.
        cells: cells of each questionnaire.
        programme: confidence level, sampling, and the regulation under which both sides are graded.
        catalog: regulations.
    """
    made = _makeups(cells, programme, catalog)
    sides = {**_of_questionnaires(indices, uncertainty, made), **_of_series(trend, programme.small_n, made)}
    table = catalog.regulations[programme.regrade_under].band_table
    columns: dict[str, list[Any]] = {field.name: [] for field in FACT_CHANGES.fields}
    for row in _rows(sides, programme, table):
        for name, value in row.items():
            columns[name].append(value)
    return contract_frame(FACT_CHANGES, columns)


def _rows(sides: Mapping[Place, Side], programme: Programme, table: BandTable) -> Iterator[dict[str, Any]]:
    level = float(programme.confidence_level)
    grades = {value: grade_of(value, table).grade for value in {side.value for side in sides.values()}}
    for (basis, scope_level, scope_code, period_code), now in sorted(sides.items(), key=lambda entry: entry[0]):
        compared = year_before(period_code)
        before = sides.get((basis, scope_level, scope_code, compared))
        if before is None:
            continue
        found = change_between(now, before, level)
        remark = remark_on_change(
            is_small=now.is_small or before.is_small,
            is_alike=now.is_alike or before.is_alike,
            makeups=None if now.makeup is None or before.makeup is None else (now.makeup, before.makeup),
            sampling=programme.sampling,
            small_n=programme.small_n,
        )
        yield {
            "basis": basis,
            "scope_level": scope_level,
            "scope_code": scope_code,
            "period_code": period_code,
            "compared_period_code": compared,
            "value_now": now.value.numerator / now.value.denominator,
            "value_before": before.value.numerator / before.value.denominator,
            "change": found.change.numerator / found.change.denominator,
            "change_fraction": written(found.change),
            "standard_error": found.error,
            "interval_lower": found.lower,
            "interval_upper": found.upper,
            "test_statistic": found.z,
            "p_value": found.p_value,
            "is_significant": None if found.p_value is None else found.p_value < 1 - level,
            "graded_under": programme.regrade_under,
            "grade_now": grades[now.value],
            "grade_before": grades[before.value],
            "supports_inference": programme.sampling.supports_inference,
            "remark_id": remark.text_id,
            "remark_en": remark.text_en,
        }


def _makeups(cells: Mapping[str, Cells], programme: Programme, catalog: Catalog) -> dict[Place, Makeup]:
    """Return who is behind every index of a questionnaire or series."""
    bases = {code: (code,) for code in cells} | {code: catalog.series[code].instruments for code in programme.series}
    return {
        (basis, *place): makeup
        for basis, instruments in bases.items()
        for place, makeup in makeups({one: cells[one].keys for one in instruments if one in cells}).items()
    }


def _of_questionnaires(
    indices: pd.DataFrame, uncertainty: pd.DataFrame, made: Mapping[Place, Makeup]
) -> dict[Place, Side]:
    if indices.empty:
        return {}
    kept = indices[indices["weighting"].isin([OWN, POOLED]) & indices["ikm_exact_fraction"].notna()]
    errors = uncertainty[[*KEY, "standard_error"]]
    rows = kept.merge(errors, on=list(KEY), how="left", validate="one_to_one")
    places = zip(rows["instrument_id"], *(rows[name] for name in _SCOPE), strict=True)
    return _sides(places, rows, rows["ikm_exact_fraction"], rows["is_small_n"], made)


def _of_series(trend: pd.DataFrame, small_n: int, made: Mapping[Place, Makeup]) -> dict[Place, Side]:
    rows = trend[trend["series_index_fraction"].notna()].drop_duplicates(["series_code", *_SCOPE])
    places = zip(rows["series_code"], *(rows[name] for name in _SCOPE), strict=True)
    return _sides(places, rows, rows["series_index_fraction"], rows["respondents_n"] < small_n, made)


def _sides(
    places: Iterator[Any], rows: pd.DataFrame, fractions: pd.Series, is_small: pd.Series, made: Mapping[Place, Makeup]
) -> dict[Place, Side]:
    found: dict[Place, Side] = {}
    columns = (fractions, rows["standard_error"], rows["respondents_n"], is_small)
    for place, text, given, n, small in zip(places, *columns, strict=True):
        makeup = made[place]
        freedom = float(max(makeup.freedom, 1))
        # Two respondents and more are without an error only where they do not differ; an error of zero is certainty.
        is_known = not pd.isna(given)
        error = float(given) if is_known else 0.0 if n > 1 else None
        found[place] = Side(fraction(str(text)), error, is_known and not error, bool(small), freedom, makeup)
    return found
