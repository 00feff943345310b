"""League tables with rank intervals: offices whose indices the data cannot tell apart share places.

All pairs of a league are compared at once; Holm's steps keep the probability of any wrong order below 1 - confidence
level. Method and sources: docs/methods/uncertainty.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from schemas.programme import Programme
from schemas.published_programme import FACT_RANKS
from transforms.exact import fraction
from transforms.programme.cells import Cells, Whole
from transforms.programme.contract_frames import contract_frame, empty_frame
from transforms.programme.makeup import freedom_of_difference, makeups, upper_tail
from transforms.programme.scopes import groups
from transforms.programme.uncertainty import OWN
from transforms.programme.variances import Doubles, Places

KEY: Final = ("scope_level", "scope_code", "period_code", "weighting", "instrument_id")
_LEAGUES: Final = (("province", "province_id"), ("office_class", "office_class"))


@dataclass(frozen=True)
class Ranking:
    """Places of the offices of a league, 1 the highest.

    Attributes:
        rank: by the exact index; ties share the better place.
        lower: best place that the errors allow.
        upper: worst place that they allow.
    """

    rank: Whole
    lower: Whole
    upper: Whole


def ranking(
    values: list[Fraction],
    errors: Doubles,
    is_complete: NDArray[np.bool_],
    level: float,
    freedom: Doubles | None = None,
) -> Ranking:
    """Return the ranks of a league with simultaneous rank intervals.

    Args:
        values: exact indices.
        errors: standard errors; NaN where there is none.
        is_complete: whether all applicants were asked, so that an error of zero is certainty.
        level: confidence level of all intervals of the league together.
        freedom: degrees of freedom of the errors; None takes them as known, and quantiles of the normal distribution.
    """
    places = _places(values)
    differences = _differences(values, errors, is_complete)
    own = np.full(len(values), np.inf) if freedom is None else freedom
    pairs = freedom_of_difference(errors[:, None] ** 2, errors[None, :] ** 2, own[:, None], own[None, :])
    higher = significant(differences, level, pairs)
    return Ranking(places, 1 + higher.sum(axis=0), len(values) - higher.sum(axis=1))


def _places(values: list[Fraction]) -> Whole:
    first: dict[Fraction, int] = {}
    for place, value in enumerate(sorted(values, reverse=True), start=1):
        first.setdefault(value, place)
    return np.array([first[value] for value in values], dtype=np.int64)


def _differences(values: list[Fraction], errors: Doubles, is_complete: NDArray[np.bool_]) -> Doubles:
    """Return z of every ordered pair: row minus column over the error of the difference; NaN where there is none."""
    estimates = np.array([value.numerator / value.denominator for value in values])
    known = np.where((errors > 0) | ((errors == 0) & is_complete), errors, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        z: Doubles = (estimates[:, None] - estimates[None, :]) / np.sqrt(known[:, None] ** 2 + known[None, :] ** 2)
    np.fill_diagonal(z, np.nan)
    return z


def significant(differences: Doubles, level: float, freedom: Doubles) -> NDArray[np.bool_]:
    """Return for every ordered pair whether the row is higher than the column, by Holm's steps over all of them.

    The family are the k (k - 1) one-sided hypotheses "the row is not higher", of all ordered pairs, also of those
    that cannot be tested: so a wrong direction counts as an error too.

    Args:
        differences: z of every ordered pair; NaN where there is none.
        level: confidence level of all statements together.
        freedom: degrees of freedom of every pair.
    """
    found = np.zeros(differences.shape, dtype=np.bool_)
    tested = np.flatnonzero(~np.isnan(differences))
    if not tested.size:
        return found
    p_values = upper_tail(differences.ravel()[tested], freedom.ravel()[tested])
    order = np.argsort(p_values, kind="stable")
    k = len(differences)
    steps = (1 - level) / (k * (k - 1) - np.arange(len(order)))
    failed = np.flatnonzero(p_values[order] > steps)
    rejected = order[: failed[0]] if failed.size else order
    found.ravel()[tested[rejected]] = True
    return found


def ranks(
    indices: pd.DataFrame, uncertainty: pd.DataFrame, cells: Mapping[str, Cells], programme: Programme
) -> pd.DataFrame:
    """Return ``fact_ranks``: the offices of the country, of each province and of each class.

    An office that moved to another class or province within a period stands in the league of its last month there.

    Args:
        indices: rows of ``fact_indices``.
        uncertainty: rows of ``fact_uncertainty``.
        cells: cells of each questionnaire.
        programme: the confidence level.
    """
    if indices.empty:
        return empty_frame(FACT_RANKS)
    offices = indices[(indices["weighting"] == OWN) & indices["ikm_exact_fraction"].notna()]
    errors = uncertainty[[*KEY, "standard_error", "population_n"]]
    offices = offices.merge(errors, on=list(KEY), how="left", validate="one_to_one")
    offices = offices.sort_values(["instrument_id", "period_code", "scope_code"], ignore_index=True)
    level = float(programme.confidence_level)
    leagues: list[tuple[str, str, str, str, Places]] = []
    homes = {str(code): _homes(cells[str(code)]) for code in offices["instrument_id"].unique()}
    gathered: dict[tuple[str, str], list[int]] = {}
    for row, key in enumerate(zip(offices["instrument_id"], offices["period_code"], strict=True)):
        gathered.setdefault(key, []).append(row)
    for (instrument_id, period), rows in gathered.items():
        where = np.array(rows, dtype=np.intp)
        leagues.extend(_leagues(offices, where, instrument_id, period, homes[instrument_id]))
    freedom = {
        (code, scope, period): float(max(makeup.freedom, 1))
        for code in homes
        for (scope_level, scope, period), makeup in makeups({code: cells[code].keys}).items()
        if scope_level == "office"
    }
    keys = zip(offices["instrument_id"], offices["scope_code"], offices["period_code"], strict=True)
    own = np.array([freedom[str(code), str(scope), str(period)] for code, scope, period in keys], dtype=np.float64)
    return _frame(offices, leagues, level, own)


def _leagues(
    offices: pd.DataFrame,
    where: Places,
    instrument_id: str,
    period: str,
    homes: Mapping[tuple[str, str], Mapping[str, str]],
) -> Iterator[tuple[str, str, str, str, Places]]:
    yield "national", "national", period, instrument_id, where
    codes = offices["scope_code"].to_numpy()[where]
    for level, column in _LEAGUES:
        gathered: dict[str, list[int]] = {}
        for row, office in zip(where, codes, strict=True):
            if league := homes[str(office), period][column]:
                gathered.setdefault(league, []).append(int(row))
        for league, rows in sorted(gathered.items()):
            yield level, league, period, instrument_id, np.array(rows, dtype=np.intp)


def _homes(cells: Cells) -> Mapping[tuple[str, str], Mapping[str, str]]:
    """Return province and class of every office in every period, those of its last month with respondents."""
    months = cells.keys["month_code"].to_numpy()
    columns = {column: cells.keys[column].fillna("").to_numpy() for _, column in _LEAGUES}
    found: dict[tuple[str, str], Mapping[str, str]] = {}
    for key, where in groups(cells, "office").items():
        last = max(where, key=lambda place: str(months[place]))
        found[key] = {column: str(values[last]) for column, values in columns.items()}
    return found


def _frame(
    offices: pd.DataFrame, leagues: list[tuple[str, str, str, str, Places]], level: float, freedom: Doubles
) -> pd.DataFrame:
    values = [fraction(str(text)) for text in offices["ikm_exact_fraction"]]
    errors = offices["standard_error"].to_numpy(dtype=np.float64)
    population = offices["population_n"].to_numpy(dtype=np.float64, na_value=np.inf)
    is_complete = offices["respondents_n"].to_numpy(dtype=np.float64) >= population
    columns: dict[str, list[Any]] = {field.name: [] for field in FACT_RANKS.fields}
    rows: list[int] = []
    for league_level, league_code, period, instrument_id, where in leagues:
        found = ranking([values[row] for row in where], errors[where], is_complete[where], level, freedom[where])
        k = len(where)
        rows.extend(where.tolist())
        columns["league_level"] += [league_level] * k
        columns["league_code"] += [league_code] * k
        columns["period_code"] += [period] * k
        columns["instrument_id"] += [instrument_id] * k
        columns["rank"] += found.rank.tolist()
        columns["rank_lower"] += found.lower.tolist()
        columns["rank_upper"] += found.upper.tolist()
        columns["offices_n"] += [k] * k
    chosen = offices.iloc[rows]
    return contract_frame(
        FACT_RANKS,
        {
            **columns,
            "office_code": chosen["scope_code"],
            "respondents_n": chosen["respondents_n"],
            "ikm_exact": chosen["ikm_exact"],
        },
    )
