"""Variances of indices from the moments of cells: linearised, with one stratum for each office and month.

An index is a sum of ratios (element means), so its variance is that of the sum of every respondent's linearised value.
Those values and their squares sum to quadratic forms in the integer moments of ``transforms.programme.cells``; no
respondent is needed. Formulas, the rule for a stratum of one respondent, and the comparison with R's survey package:
docs/methods/uncertainty.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from transforms.programme.cells import Cells, Whole

Doubles = NDArray[np.float64]
Places = NDArray[np.intp]

UNKNOWN: Final = -1  # applications that are not given
_CHUNK: Final = 8_192  # strata that are gathered at once; bounds the memory at about 100 MB for 14 elements
# Where respondents do not differ the forms cancel to zero but for rounding errors of about 1e-16 of their terms. The
# smallest true spread, one of a million answers off by one, is 1e-9 of them.
_ROUNDING: Final = 1e-13


@dataclass(frozen=True)
class Strata:
    """Moments of every cell by element, and what its stratum contributes to a variance.

    Attributes:
        factor: 100 over the highest score and the number of elements: points of the index for one point of a mean.
        respondents: (k,) respondents.
        applications: (k,) applications of the office in the month, -1 where not given.
        left_over: (k,) share of the applicants that was not asked: 1 - n/N, never below 0; 1 where N is not given.
        answers: (k, e) filled answers.
        totals: (k, e) sum of the scores.
        counts: (k, e, e) moments of the cell, summed over the questions of the elements.
        sums: (k, e, e) likewise.
        products: (k, e, e) likewise.
        spread_counts: (k, e, e) the same about the mean of the stratum, times left_over n / (n - 1).
        spread_sums: (k, e, e) likewise.
        spread_products: (k, e, e) likewise.
    """

    factor: float
    respondents: Whole
    applications: Whole
    left_over: Doubles
    answers: Whole
    totals: Whole
    counts: Whole
    sums: Whole
    products: Whole
    spread_counts: Doubles
    spread_sums: Doubles
    spread_products: Doubles

    def __len__(self) -> int:
        """Return the number of strata."""
        return len(self.respondents)


@dataclass(frozen=True)
class Spread:
    """The sampling error of the index of some groups of cells, one entry per group.

    Attributes:
        variance: of the index, stratified and with finite population correction; NaN where an element has no answer
            or fewer than two respondents answered.
        plain_variance: that of a simple random sample of the same size, without correction; NaN likewise.
        respondents_n: respondents.
        population_n: applications of the cells; -1 unless every cell has them.
        is_corrected: whether any cell has applications, so that the variance takes them into account.
        freedom: degrees of freedom: respondents less one for every stratum of two and more; strata of one respondent
            count as one stratum together.
    """

    variance: Doubles
    plain_variance: Doubles
    respondents_n: Whole
    population_n: Whole
    is_corrected: NDArray[np.bool_]
    freedom: Doubles

    @property
    def is_alike(self) -> NDArray[np.bool_]:
        """Whether nothing varies though not all applicants are known to have been asked: a variance of zero by accident."""
        asked_all = (self.population_n != UNKNOWN) & (self.respondents_n >= self.population_n)
        return np.asarray((self.variance == 0) & ~asked_all)

    @property
    def error(self) -> Doubles:
        """Standard errors in points of the index; NaN where the respondents do not differ, which tells of no others."""
        return np.where(self.is_alike, np.nan, np.sqrt(self.variance))


def strata_of(cells: Cells, applications: Mapping[tuple[str, str], int]) -> Strata:
    """Return the strata of a questionnaire's cells.

    Args:
        cells: the cells.
        applications: office code and month to the applications of the office in that month.
    """
    member = cells.questions.membership
    counts, sums, products = (by_element(block, member) for block in (cells.counts, cells.sums, cells.products))
    answers, totals = cells.answers() @ member, cells.totals() @ member
    moments = Moments(cells.keys, answers, totals, counts, sums, products)
    return strata_from(moments, float(cells.questions.factor), applications)


@dataclass(frozen=True)
class Moments:
    """Moments of cells by element; ``keys`` and shapes as in ``Cells`` and ``Strata``."""

    keys: pd.DataFrame
    answers: Whole
    totals: Whole
    counts: Whole
    sums: Whole
    products: Whole


def strata_from(moments: Moments, factor: float, applications: Mapping[tuple[str, str], int]) -> Strata:
    """Return the strata of cells whose moments are already summed by element.

    Args:
        moments: one row per office and month.
        factor: 100 over the highest score.
        applications: office code and month to the applications of the office in that month.
    """
    answers, totals = moments.answers, moments.totals
    counts, sums, products = moments.counts, moments.sums, moments.products
    n = moments.keys["respondents_n"].to_numpy(dtype=np.int64)
    keys = zip(moments.keys["office_code"], moments.keys["month_code"], strict=True)
    known = np.array([applications.get((str(office), str(month)), UNKNOWN) for office, month in keys], dtype=np.int64)
    left_over = np.where(known == UNKNOWN, 1.0, np.maximum(0.0, 1.0 - n / np.maximum(known, 1)))
    # A respondent alone has no mean to differ from but that of the whole group, about which the linearised values
    # have the mean zero: the moments stay as they are.
    alone = n < 2
    scale = (left_over / np.maximum(n - 1, 1))[:, None, None]  # n of n / (n - 1) is in the whole numbers below
    centred, size = np.where(alone, 0, 1)[:, None, None], n[:, None, None]
    return Strata(
        factor / answers.shape[1],
        n,
        known,
        left_over,
        answers,
        totals,
        counts,
        sums,
        products,
        (counts * size - _outer(answers, answers) * centred) * scale,
        (sums * size - _outer(totals, answers) * centred) * scale,
        (products * size - _outer(totals, totals) * centred) * scale,
    )


def by_element(block: Whole, member: Whole) -> Whole:
    """Return (k, e, e) the moments of questions summed over the questions of every two elements."""
    if block.shape[1] == member.shape[1] and np.array_equal(member, np.eye(member.shape[1], dtype=np.int64)):
        return block
    made: Whole = np.einsum("qe,kqr,rf->kef", member, block, member, optimize=True)
    return made


def _outer(left: Whole, right: Whole) -> Whole:
    return left[:, :, None] * right[:, None, :]


def spread_of(strata: Strata, groups: Sequence[Places]) -> Spread:
    """Return the errors of the indices of groups of cells; each group is not empty and may share cells with others."""
    parts: list[Spread] = []
    start = 0
    while start < len(groups):
        stop, size = start, 0
        while stop < len(groups) and (stop == start or size + len(groups[stop]) <= _CHUNK):
            size += len(groups[stop])
            stop += 1
        parts.append(_spread(strata, groups[start:stop]))
        start = stop
    if not parts:
        nothing, none = np.zeros(0), np.zeros(0, dtype=np.int64)
        return Spread(nothing, nothing, none, none, none.astype(np.bool_), nothing)
    return Spread(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Spread)))


def _spread(strata: Strata, groups: Sequence[Places]) -> Spread:
    where = np.concatenate(groups)
    starts = np.cumsum([0, *(len(group) for group in groups[:-1])])

    def summed(values: NDArray[np.generic]) -> Doubles:
        return np.add.reduceat(values[where], starts, axis=0).astype(np.float64)

    n = summed(strata.respondents)
    answers = summed(strata.answers)
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = strata.factor / answers
        shifts = weights * summed(strata.totals) / answers  # weight times element mean
        plain = _form(weights, shifts, summed(strata.products), summed(strata.sums), summed(strata.counts))
        plain = plain * n / (n - 1)
        variance = _form(
            weights, shifts, summed(strata.spread_products), summed(strata.spread_sums), summed(strata.spread_counts)
        )
    missing = (n < 2) | (answers == 0).any(axis=1)
    given = strata.applications != UNKNOWN
    all_given = np.logical_and.reduceat(given[where], starts)
    alone_n = summed(strata.respondents == 1)
    several = np.where(strata.respondents > 1, strata.respondents - 1, 0)
    return Spread(
        np.where(missing, np.nan, variance),
        np.where(missing, np.nan, plain),
        n.astype(np.int64),
        np.where(all_given, summed(np.where(given, strata.applications, 0)), UNKNOWN).astype(np.int64),
        np.logical_or.reduceat(given[where], starts),
        summed(several) + np.maximum(alone_n - 1, 0),
    )


def _form(weights: Doubles, shifts: Doubles, products: Doubles, sums: Doubles, counts: Doubles) -> Doubles:
    """Return the sum of products of the linearised values, never below zero, and zero where it is rounding alone."""
    terms = (
        np.einsum("ge,gef,gf->g", weights, products, weights),
        -2 * np.einsum("ge,gef,gf->g", weights, sums, shifts),
        np.einsum("ge,gef,gf->g", shifts, counts, shifts),
    )
    size = (
        np.einsum("ge,gef,gf->g", weights, np.abs(products), weights)
        + 2 * np.einsum("ge,gef,gf->g", weights, np.abs(sums), shifts)
        + np.einsum("ge,gef,gf->g", shifts, np.abs(counts), shifts)
    )
    total = terms[0] + terms[1] + terms[2]
    return np.where(total <= _ROUNDING * size, 0.0, total)
