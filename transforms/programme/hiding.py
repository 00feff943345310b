"""Small counts hidden, and as many more as it takes that no sum of published counts tells a hidden one.

Three kinds of sums are published or known: a question's total, a longer period of shorter ones, and a place of its
offices. Where such a sum leaves one count open, the next one is hidden too, until none does. Method:
docs/methods/programmes.md, section 6.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from schemas.programme import GRAINS
from transforms.programme.scopes import NATIONAL, grain_of, period_code

Flags = NDArray[np.bool_]
Places = NDArray[np.int64]

_ANSWER: Final = ["attribute_code", "answer_code"]
_HOME: Final = {"province": "province_id", "office_class": "office_class"}
_NO_TOTAL: Final = -1
# Of what can be hidden in a sum, a single office before a province or the country.
_LEVELS: Final = {"office": 0, "office_class": 1, "province": 2, NATIONAL: 3}


@dataclass(frozen=True)
class _Sums:
    """Sums over cells: ``total`` is the cell that holds the sum, -1 where it is known without one; part j of sum i."""

    total: Places
    part: Places
    of: Places

    def told(self, counts: Places, hidden: Flags) -> Flags:
        """Return for every sum whether it tells a hidden count.

        With the total shown, the sum of the hidden parts is known: that tells a part hidden alone, and all of them where
        each is 1. With the total hidden and every part shown the total is told. A question's percentages tell how many
        answered it, and so that only zeros are hidden, which then hide nothing of other sums.
        """
        size = len(self.total)
        hidden_n = np.bincount(self.of, weights=hidden[self.part], minlength=size)
        left = np.bincount(self.of, weights=counts[self.part] * hidden[self.part], minlength=size)
        is_open = (self.total == _NO_TOTAL) | ~hidden[self.total]
        is_all_zero = (self.total == _NO_TOTAL) & (left == 0)
        is_told = (hidden_n == 1) | ((hidden_n > 0) & ((left == hidden_n) | is_all_zero))
        told: Flags = np.where(is_open, is_told, hidden_n == 0)
        return told


def hidden_counts(rows: pd.DataFrame, people: pd.DataFrame, minimum: int) -> Flags:
    """Return which counts are hidden.

    Hidden are counts from 1 to below ``minimum``. Where a sum tells one of them, one more of its counts is hidden: of an
    office before a province or the country, of a shorter period before a longer one, the smallest of these, the first
    code of equal ones. Where a question has only zeros left they are hidden, so that nobody sees which answer somebody
    gave. A question with one answer in the whole programme keeps that one hidden alone: it says no more than the total.

    Args:
        rows: one row per count: scope_level, scope_code, period_code, attribute_code, answer_code, respondents_n.
        people: one row per respondent: office_code, month_code, province_id, office_class.
        minimum: the smallest count that may be shown; 0 hides nothing.
    """
    counts = rows["respondents_n"].to_numpy(dtype=np.int64)
    hidden: Flags = (counts > 0) & (counts < minimum)
    if not hidden.any():
        return hidden
    sums = _all_sums(rows.reset_index(drop=True), people)
    rank = _ranks(rows, counts)
    while True:
        more = _one_more(sums, counts, hidden, rank)
        if not more.any():
            return hidden
        hidden = hidden | more


def _one_more(sums: _Sums, counts: Places, hidden: Flags, rank: Places) -> Flags:
    """Return one more count to hide for every sum that tells one."""
    told = sums.told(counts, hidden)
    has_total = sums.total != _NO_TOTAL
    cells = np.concatenate([sums.part, sums.total[has_total]])
    of = np.concatenate([sums.of, np.flatnonzero(has_total)])
    is_left = told[of] & ~hidden[cells]
    more = np.zeros(len(counts), dtype=np.bool_)
    some = np.flatnonzero(is_left & (counts[cells] > 0))
    some = some[np.lexsort((rank[cells[some]], of[some]))]
    _, first = np.unique(of[some], return_index=True)
    more[cells[some[first]]] = True
    with_some = np.zeros(len(told), dtype=np.bool_)
    with_some[of[some]] = True
    more[cells[is_left & ~with_some[of]]] = True
    return more


def _ranks(rows: pd.DataFrame, counts: Places) -> Places:
    """Return the place of every count in the order in which they are hidden."""
    lengths = [GRAINS.index(grain_of(str(period))) for period in rows["period_code"]]
    levels = rows["scope_level"].map(_LEVELS).to_numpy(dtype=np.int64)
    order = np.lexsort((rows["answer_code"].to_numpy(dtype=str), counts, np.array(lengths), levels))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank


# --- which sums there are -------------------------------------------------------------------------------------------
def _all_sums(rows: pd.DataFrame, people: pd.DataFrame) -> _Sums:
    question = ["scope_level", "scope_code", "period_code", "attribute_code"]
    groups = np.asarray(rows.groupby(question, sort=False).ngroup(), dtype=np.int64)
    totals: list[Places] = [np.full(groups.max(initial=-1) + 1, _NO_TOTAL, dtype=np.int64)]
    parts: list[Places] = [np.arange(len(rows), dtype=np.int64)]
    of: list[Places] = [groups]
    for pairs in (*_of_periods(rows), *_of_places(rows, people)):
        wholes, numbers = np.unique(pairs["whole"].to_numpy(dtype=np.int64), return_inverse=True)
        of.append(numbers.astype(np.int64) + sum(len(one) for one in totals))
        totals.append(wholes)
        parts.append(pairs["part"].to_numpy(dtype=np.int64))
    return _Sums(np.concatenate(totals), np.concatenate(parts), np.concatenate(of))


def _of_periods(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Return pairs of a count and the part of it in a shorter period, for every two lengths that follow each other."""
    first_month = {str(code): _first_month(str(code)) for code in rows["period_code"].unique()}
    grains = rows["period_code"].map({code: grain_of(code) for code in first_month})
    by = ["scope_level", "scope_code", *_ANSWER, "period_code"]
    found = []
    for short, long in pairwise(GRAINS):
        part = rows.loc[grains == short, by].reset_index(names="part")
        longer = {code: period_code(month, long) for code, month in first_month.items()}
        part = part.assign(period_code=part["period_code"].map(longer))
        whole = rows.loc[grains == long, by].reset_index(names="whole")
        found.append(part.merge(whole, on=by))
    # Months are there for the country only; of other places a quarter has no parts.
    return found


def _first_month(period: str) -> str:
    year, rest = period[:4], period[5:]
    number = {"Q": 3, "S": 6}.get(rest[:1])
    if number is not None:
        return f"{year}-{(int(rest[1:]) - 1) * number + 1:02d}"
    return f"{year}-01" if not rest else period


def _of_places(rows: pd.DataFrame, people: pd.DataFrame) -> list[pd.DataFrame]:
    """Return pairs of a place's count and an office's, and of the country's count and a place's.

    An office that was in two places in a period, or for a while in none, is no part of either: where there is such an
    office, the sum of the offices is not that of the place and tells nothing.
    """
    homes = people[["office_code", "month_code", *_HOME.values()]].drop_duplicates()
    by = ["period_code", *_ANSWER]
    levels = {
        level: rows.loc[rows["scope_level"] == level, ["scope_code", *by]] for level in (NATIONAL, *_HOME, "office")
    }
    office = levels["office"].reset_index(names="part")
    country = levels[NATIONAL][by].reset_index(names="whole")
    found = [office.merge(country, on=by)]
    for level, column in _HOME.items():
        spells = _spells(homes, column)
        place = levels[level]
        is_whole = pd.MultiIndex.from_frame(place[["scope_code", "period_code"]]).isin(spells.complete)
        whole = place[is_whole].rename(columns={"scope_code": "home"}).reset_index(names="whole")
        keys = list(zip(office["scope_code"], office["period_code"], strict=True))
        part = office.assign(home=[spells.home.get(key, "") for key in keys])
        found.append(part.merge(whole, on=["home", *by]))
        part = place.reset_index(names="part")
        found.append(part.merge(country[country["period_code"].isin(list(spells.covered))], on=by))
    return found


@dataclass(frozen=True)
class _Spells:
    """Where offices were in each period.

    Attributes:
        home: office and period to the place in which it was all the time.
        complete: places and periods whose offices were there all the time.
        covered: periods in which every office was in some place in every month.
    """

    home: dict[tuple[str, str], str]
    complete: set[tuple[str, str]]
    covered: set[str]


def _spells(homes: pd.DataFrame, column: str) -> _Spells:
    seen: dict[tuple[str, str], set[str]] = {}
    for office, month, home in zip(homes["office_code"], homes["month_code"], homes[column], strict=True):
        for grain in GRAINS:
            seen.setdefault((str(office), period_code(str(month), grain)), set()).add(str(home or ""))
    complete = {(home, period) for (_, period), found in seen.items() for home in found}
    complete -= {(home, period) for (_, period), found in seen.items() if len(found) > 1 for home in found}
    nowhere = {period for (_, period), found in seen.items() if "" in found}
    return _Spells(
        {key: next(iter(found)) for key, found in seen.items() if len(found) == 1},
        complete,
        {period for _, period in seen} - nowhere,
    )
