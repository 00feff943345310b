"""How far each index can be off: standard errors, intervals, how sure a grade is, and whether enough people were asked.

Method: docs/methods/uncertainty.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd

from schemas.catalog import Catalog
from schemas.programme import Programme
from schemas.published_programme import FACT_UNCERTAINTY
from transforms.exact import fraction
from transforms.programme.adequacy import Sizes, sizes_for
from transforms.programme.cells import Cells
from transforms.programme.contract_frames import contract_frame, empty_frame
from transforms.programme.grade_probabilities import GradeChance, grade_chances
from transforms.programme.makeup import reach
from transforms.programme.remarks import Remark, remark_on_index
from transforms.programme.scopes import groups
from transforms.programme.variances import UNKNOWN, Doubles, Places, Spread, Strata, spread_of, strata_of

MEAN_OF_OFFICES: Final = "mean_of_offices"
WEIGHTED: Final = "weighted_by_applications"
OWN: Final = "own_respondents"
_COPIED: Final = (
    "scope_level",
    "scope_code",
    "period_code",
    "weighting",
    "instrument_id",
    "respondents_n",
    "is_small_n",
)


def uncertainty(
    indices: pd.DataFrame,
    cells: Mapping[str, Cells],
    applications: Mapping[tuple[str, str], int],
    programme: Programme,
    catalog: Catalog,
) -> pd.DataFrame:
    """Return ``fact_uncertainty``, one row for each row of ``fact_indices`` in its order.

    Args:
        indices: rows of ``fact_indices``.
        cells: cells of each questionnaire, of every month that ``indices`` covers.
        applications: office code and month to the applications of the office in that month.
        programme: confidence level, sampling method.
        catalog: regulations and instruments.
    """
    if indices.empty:
        return empty_frame(FACT_UNCERTAINTY)
    rows = indices.reset_index(drop=True)
    level = float(programme.confidence_level)
    spread = _spreads(rows, cells, applications)
    error = spread.error
    values = exact_values(rows["ikm_exact_fraction"])
    lower, upper = intervals(values, error, quantiles(spread, level), _lowest(rows, catalog), 100.0)
    effect, effective = _design(spread)
    sizes = [
        sizes_for(int(elements_n), None if population == UNKNOWN else int(population))
        for elements_n, population in zip(rows["elements_n"], spread.population_n, strict=True)
    ]
    chances = _chances(rows, values, error, np.maximum(spread.freedom, 1), catalog)
    adequate = [
        None if size.required is None else bool(n >= size.required)
        for size, n in zip(sizes, rows["respondents_n"], strict=True)
    ]
    remarks = _remarks(rows, spread, sizes, programme)
    n = len(rows)
    return contract_frame(
        FACT_UNCERTAINTY,
        {
            **{name: rows[name] for name in _COPIED},
            "population_n": [None if one == UNKNOWN else int(one) for one in spread.population_n],
            "sampling_method": [programme.sampling.method] * n,
            "supports_inference": [programme.sampling.supports_inference] * n,
            "standard_error": error,
            "confidence_level": np.full(n, level),
            "interval_lower": lower,
            "interval_upper": upper,
            "has_finite_correction": spread.is_corrected,
            "effective_n": effective,
            "design_effect": effect,
            "grade_probability": [one.own for one in chances],
            "other_grade": [one.other_grade for one in chances],
            "other_grade_probability": [one.other for one in chances],
            "sample_quota": [size.quota for size in sizes],
            "sample_krejcie_morgan": [size.krejcie_morgan for size in sizes],
            "sample_krejcie_morgan_table": [size.krejcie_morgan_table for size in sizes],
            "sample_slovin": [size.slovin for size in sizes],
            "is_sample_adequate": adequate,
            "remark_id": [one.text_id for one in remarks],
            "remark_en": [one.text_en for one in remarks],
        },
    )


def exact_values(fractions: Iterable[Any]) -> Doubles:
    """Return the nearest double of every exact fraction; NaN where it is empty."""
    values = [np.nan if pd.isna(text) else _double(str(text)) for text in fractions]
    return np.array(values, dtype=np.float64)


@cache
def _double(text: str) -> float:
    value = fraction(text)
    return value.numerator / value.denominator


def intervals(
    values: Doubles, error: Doubles, reach: Doubles | float, lowest: Doubles | float, highest: float
) -> tuple[Doubles, Doubles]:
    """Return both ends of the intervals value +- reach x error, within what the scale allows; NaN without an error."""
    half = reach * error
    return np.clip(values - half, lowest, highest), np.clip(values + half, lowest, highest)


def quantiles(spread: Spread, level: float) -> Doubles:
    """Return how many standard errors the interval reaches: the quantile of t with the degrees of freedom of the error."""
    return reach((1 - level) / 2, np.maximum(spread.freedom, 1))


def _lowest(rows: pd.DataFrame, catalog: Catalog) -> Doubles:
    scales = {code: catalog.instruments[code].scale for code in rows["instrument_id"].unique()}
    lowest = {code: 100 * scale.minimum / scale.maximum for code, scale in scales.items()}
    return rows["instrument_id"].map(lowest).to_numpy(dtype=np.float64)


def _design(spread: Spread) -> tuple[Doubles, Doubles]:
    """Return design effects and effective respondents; empty where the variance or the plain one is zero or unknown."""
    with np.errstate(divide="ignore", invalid="ignore"):
        is_known = (spread.plain_variance > 0) & ~spread.is_alike
        effect = np.where(is_known, spread.variance / spread.plain_variance, np.nan)
        effective = np.where(effect > 0, spread.respondents_n / effect, np.nan)
    return effect, effective


# --- which respondents are behind a row ----------------------------------------------------------------------------
def _spreads(rows: pd.DataFrame, cells: Mapping[str, Cells], applications: Mapping[tuple[str, str], int]) -> Spread:
    """Return the error of every row, in the order of the rows."""
    total = len(rows)
    made = Spread(
        np.full(total, np.nan),
        np.full(total, np.nan),
        np.zeros(total, dtype=np.int64),
        np.full(total, UNKNOWN, dtype=np.int64),
        np.zeros(total, dtype=np.bool_),
        np.zeros(total),
    )
    for instrument_id, of_instrument in rows.groupby("instrument_id", sort=False).indices.items():
        one = cells[str(instrument_id)]
        strata = strata_of(one, applications)
        levels = rows["scope_level"].to_numpy()[of_instrument]
        offices = _Offices.of(one, strata) if (levels != "office").any() else None
        for scope_level in dict.fromkeys(levels):
            where = of_instrument[levels == scope_level]
            _fill(made, rows, where, groups(one, str(scope_level)), strata, offices)
    return made


def _fill(
    made: Spread,
    rows: pd.DataFrame,
    where: Places,
    placed: Mapping[tuple[str, str], Places],
    strata: Strata,
    offices: "_Offices | None",
) -> None:
    codes = zip(rows["scope_code"].to_numpy()[where], rows["period_code"].to_numpy()[where], strict=True)
    keys = [(str(scope), str(period)) for scope, period in codes]
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    found = spread_of(strata, [placed[key] for key in numbers])
    at = np.array([numbers[key] for key in keys], dtype=np.intp)
    made.variance[where] = found.variance[at]
    made.plain_variance[where] = found.plain_variance[at]
    made.respondents_n[where] = found.respondents_n[at]
    made.population_n[where] = found.population_n[at]
    made.is_corrected[where] = found.is_corrected[at]
    made.freedom[where] = found.freedom[at]
    weightings = rows["weighting"].to_numpy()
    for row, key, number in zip(where, keys, at, strict=True):
        weighting = weightings[row]
        if offices is not None and weighting in (MEAN_OF_OFFICES, WEIGHTED):
            everyone = float(found.respondents_n[number] * found.plain_variance[number])
            made.variance[row], made.freedom[row] = offices.variance(
                placed[key], key[1], everyone, float(found.respondents_n[number]), by_applications=weighting == WEIGHTED
            )


class _Offices:
    """The errors of the offices' own indices in every period, to be brought together."""

    def __init__(self, cells: Cells, strata: Strata, placed: Mapping[tuple[str, str], Places]) -> None:
        self._numbers = {key: number for number, key in enumerate(placed)}
        self._spread = spread_of(strata, list(placed.values()))
        self._strata = strata
        self._has_index = np.array(
            [bool((strata.answers[where].sum(axis=0) > 0).all()) for where in placed.values()], dtype=np.bool_
        )
        self._left_over = np.array([strata.left_over[where[0]] for where in placed.values()])
        self._office_of = [str(office) for office in cells.keys["office_code"]]

    @classmethod
    def of(cls, cells: Cells, strata: Strata) -> "_Offices":
        """Return the offices of a questionnaire."""
        return cls(cells, strata, groups(cells, "office"))

    def variance(
        self, where: Places, period: str, everyone: float, everyone_n: float, *, by_applications: bool
    ) -> tuple[float, float]:
        """Return the variance of the mean of the offices' indices, of those that have cells in ``where``, and its freedom.

        Args:
            where: cells of the row.
            period: its period.
            everyone: variance of one respondent's value in the row, for an office whose one respondent has none.
            everyone_n: respondents of the row.
            by_applications: whether offices weigh as much as their applications in the cells.
        """
        weights: dict[int, int] = {}
        for place in where:
            number = self._numbers[self._office_of[place], period]
            given = int(self._strata.applications[place]) if by_applications else 0
            weights[number] = weights.get(number, 0) + given
        numbers = np.array(list(weights), dtype=np.intp)
        shares = np.array(list(weights.values()), dtype=np.float64) if by_applications else np.ones(len(numbers))
        shares = np.where(self._has_index[numbers], shares, 0.0)
        if not shares.sum():
            return float("nan"), 0.0
        own = self._spread.variance[numbers]
        alone = self._spread.respondents_n[numbers] == 1
        own = np.where(alone, everyone * self._left_over[numbers], own)
        parts = (shares / shares.sum()) ** 2 * np.where(shares > 0, own, 0.0)
        freedom = np.where(alone, max(everyone_n - 1, 1), np.maximum(self._spread.freedom[numbers], 1))
        with np.errstate(divide="ignore", invalid="ignore"):
            joint = parts.sum() ** 2 / (parts**2 / freedom).sum()  # Satterthwaite
        return float(parts.sum()), float(np.nan_to_num(joint))


# --- grades and words ----------------------------------------------------------------------------------------------
def _chances(
    rows: pd.DataFrame, values: Doubles, error: Doubles, freedom: Doubles, catalog: Catalog
) -> Sequence[GradeChance]:
    made: list[GradeChance] = [GradeChance(None, None, None)] * len(rows)
    for regulation_id, where in rows.groupby("regulation_id", sort=False).indices.items():
        table = catalog.regulations[str(regulation_id)].band_table
        grades = rows["grade_exact"].to_numpy()[where]
        found = grade_chances(values[where], error[where], grades, table, freedom[where])
        for row, chance in zip(where, found, strict=True):
            made[row] = chance
    return made


def _remarks(rows: pd.DataFrame, spread: Spread, sizes: Sequence[Sizes], programme: Programme) -> Sequence[Remark]:
    return [
        remark_on_index(
            int(n),
            is_small=bool(small),
            is_alike=bool(same),
            required=size.required,
            has_population=population != UNKNOWN,
            sampling=programme.sampling,
            small_n=programme.small_n,
        )
        for n, small, same, size, population in zip(
            rows["respondents_n"], rows["is_small_n"], spread.is_alike, sizes, spread.population_n, strict=True
        )
    ]
