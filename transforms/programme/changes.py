"""Changes from the same period a year before, of one questionnaire or of a harmonised series, with interval and test.

The respondents of two years are taken as independent samples. Both sides are graded under one regulation, so that a
grade that differs is a change of the index and not of the bands. Method: docs/methods/trend.md.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any, Final

import pandas as pd
from scipy import stats

from schemas.catalog import Catalog
from schemas.instrument import BandTable
from schemas.programme import Programme
from schemas.published_programme import FACT_CHANGES
from transforms.exact import fraction, written
from transforms.grading import grade_of
from transforms.programme.contract_frames import contract_frame
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
        error: standard error; None where there is none.
        is_complete: whether all applicants are known to have been asked, so that an error of zero is certainty.
        is_small: whether it has fewer respondents than the programme calls enough.
        months_n: months of the period with respondents; None where that is not told.
    """

    value: Fraction
    error: float | None
    is_complete: bool
    is_small: bool
    months_n: int | None = None

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
        p_value: two-sided, by the normal distribution.
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
    half = _reach(level) * error
    if not error:
        return Change(difference, error, points, points, None, None)
    z = points / error
    # erfc keeps the digits of a probability that 1 - cdf would lose
    return Change(difference, error, points - half, points + half, z, math.erfc(abs(z) / math.sqrt(2)))


@cache
def _reach(level: float) -> float:
    return float(stats.norm.isf((1 - level) / 2))


def year_before(period_code: str) -> str:
    """Return the same period a year before."""
    return f"{int(period_code[:4]) - 1:04d}{period_code[4:]}"


def changes(
    indices: pd.DataFrame, uncertainty: pd.DataFrame, trend: pd.DataFrame, programme: Programme, catalog: Catalog
) -> pd.DataFrame:
    """Return ``fact_changes``: of each questionnaire and series wherever both periods have an index.

    Args:
        indices: rows of ``fact_indices``; an office's own respondents and pooled ones are compared.
        uncertainty: rows of ``fact_uncertainty``.
        trend: rows of ``fact_trend``.
        programme: confidence level, sampling, and the regulation under which both sides are graded.
        catalog: regulations.
    """
    sides = {**_of_questionnaires(indices, uncertainty), **_of_series(trend, programme.small_n)}
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
            months=None if now.months_n is None or before.months_n is None else (now.months_n, before.months_n),
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


def _of_questionnaires(indices: pd.DataFrame, uncertainty: pd.DataFrame) -> dict[Place, Side]:
    if indices.empty:
        return {}
    kept = indices[indices["weighting"].isin([OWN, POOLED]) & indices["ikm_exact_fraction"].notna()]
    errors = uncertainty[[*KEY, "standard_error", "population_n"]]
    rows = kept.merge(errors, on=list(KEY), how="left", validate="one_to_one")
    places = zip(rows["instrument_id"], *(rows[name] for name in _SCOPE), strict=True)
    is_complete = (rows["respondents_n"] >= rows["population_n"]).fillna(False)
    months = [int(n) for n in rows["months_with_data_n"]]
    return _sides(places, rows["ikm_exact_fraction"], rows["standard_error"], is_complete, rows["is_small_n"], months)


def _of_series(trend: pd.DataFrame, small_n: int) -> dict[Place, Side]:
    rows = trend[trend["series_index_fraction"].notna()].drop_duplicates(["series_code", *_SCOPE])
    places = zip(rows["series_code"], *(rows[name] for name in _SCOPE), strict=True)
    # fact_trend has no applications, so that an error of zero is never taken for certainty; and no count of months.
    nobody_knows = pd.Series(data=False, index=rows.index)
    is_small = rows["respondents_n"] < small_n
    return _sides(
        places, rows["series_index_fraction"], rows["standard_error"], nobody_knows, is_small, [None] * len(rows)
    )


def _sides(
    places: Iterator[Any],
    fractions: pd.Series,
    errors: pd.Series,
    is_complete: pd.Series,
    is_small: pd.Series,
    months: Sequence[int | None],
) -> dict[Place, Side]:
    columns = zip(places, fractions, errors, is_complete, is_small, months, strict=True)
    return {
        place: Side(fraction(str(text)), None if pd.isna(error) else float(error), bool(complete), bool(small), count)
        for place, text, error, complete, small, count in columns
    }
