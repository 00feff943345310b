"""Who is behind an index: the offices, months, questionnaires and degrees of freedom of every scope and period."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from transforms.programme.scopes import LEVELS, groups_of

Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Makeup:
    """What the respondents of one scope and period are made of.

    Attributes:
        offices: offices with respondents.
        months: months of the year (01 to 12) with respondents.
        instruments: questionnaires that were used.
        freedom: degrees of freedom of the index: respondents less one for every office and month of two and more; those
            of one respondent count as one together.
    """

    offices: frozenset[str]
    months: frozenset[str]
    instruments: frozenset[str]
    freedom: int


def makeups(keys: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str, str], Makeup]:
    """Return the makeup of every level, scope and period of some questionnaires taken together.

    Args:
        keys: for each questionnaire the keys of its cells (``Cells.keys``).
    """
    parts = [one.assign(instrument_id=instrument_id) for instrument_id, one in keys.items() if len(one)]
    if not parts:
        return {}
    rows = pd.concat(parts, ignore_index=True)
    offices, months, instruments = (
        rows[name].astype("str").to_numpy() for name in ("office_code", "month_code", "instrument_id")
    )
    respondents = rows["respondents_n"].to_numpy(dtype=np.int64)
    strata = np.asarray(rows.groupby(["office_code", "month_code"], sort=False).ngroup(), dtype=np.int64)
    found: dict[tuple[str, str, str], Makeup] = {}
    for level in LEVELS:
        for (scope, period), where in groups_of(rows, level).items():
            sizes = respondents[where]
            if len(parts) > 1:  # an office and month with two questionnaires is one stratum
                _, at = np.unique(strata[where], return_inverse=True)
                sizes = np.bincount(at, weights=sizes).astype(np.int64)
            alone_n = int((sizes == 1).sum())
            found[level, scope, period] = Makeup(
                frozenset(offices[where]),
                frozenset(month[5:] for month in months[where]),
                frozenset(instruments[where]),
                int((sizes - 1).sum()) + max(alone_n - 1, 0),
            )
    return found


def freedom_of_difference(first: Doubles, second: Doubles, first_freedom: Doubles, second_freedom: Doubles) -> Doubles:
    """Return the degrees of freedom of the difference of two independent indices (Welch and Satterthwaite).

    Args:
        first: variance of one index.
        second: variance of the other.
        first_freedom: its degrees of freedom; infinite where its variance counts as known.
        second_freedom: likewise.

    Returns:
        (V1 + V2)^2 / (V1^2 / f1 + V2^2 / f2); infinite where both variances are zero or known.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        made: Doubles = (first + second) ** 2 / (first**2 / first_freedom + second**2 / second_freedom)
    return np.where(np.isnan(made), np.inf, made)


def upper_tail(values: Doubles, freedom: Doubles | float) -> Doubles:
    """Return the probability of more than ``values`` by t; by the normal distribution where freedom is infinite."""
    tail: Doubles = special.stdtr(freedom, -values)
    return tail


def reach(tail: float, freedom: Doubles | float) -> Doubles:
    """Return the value above which ``tail`` of the t distribution lies; of the normal one where freedom is infinite."""
    value: Doubles = -special.stdtrit(freedom, tail)
    return value
