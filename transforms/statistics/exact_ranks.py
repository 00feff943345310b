"""Exact null distributions of two rank statistics, and the limits that their tests give a median difference.

Counts are whole numbers, so the p values are exact. They hold without ties only; with ties the callers refuse them.
Source: Hollander, Wolfe and Chicken, Nonparametric Statistical Methods (3rd ed. 2014), sections 3.1, 3.3, 4.1 and 4.3.
"""

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from transforms.statistics.conditions import Scores


@lru_cache(maxsize=32)
def signed_rank_counts(n: int) -> tuple[int, ...]:
    """Return how many of the 2^n sign patterns give each sum of positive ranks 0, 1, ... n (n + 1) / 2.

    The coefficients of the product of (1 + x^i) for i from 1 to n.
    """
    counts = np.zeros(n * (n + 1) // 2 + 1, dtype=object)
    counts[0] = 1
    for rank in range(1, n + 1):
        shifted = counts[:-rank].copy()
        counts[rank:] += shifted
    return tuple(int(count) for count in counts)


@lru_cache(maxsize=32)
def rank_sum_counts(m: int, n: int) -> tuple[int, ...]:
    """Return how many of the (m + n over m) orders give each U = 0, 1, ... m n.

    The coefficients of the Gaussian binomial: the product of (1 - x^(n + i)) / (1 - x^i) for i from 1 to m.
    """
    top = m * n
    counts = [1] + [0] * top
    for i in range(1, m + 1):
        for u in range(top, n + i - 1, -1):
            counts[u] -= counts[u - n - i]
        for u in range(i, top + 1):
            counts[u] += counts[u - i]
    return tuple(counts)


def two_sided_p(counts: Sequence[int], statistic: int) -> float:
    """Return twice the smaller tail of a statistic under its counts, at most 1."""
    tail = min(sum(counts[: statistic + 1]), sum(counts[statistic:]))
    return float(min(Fraction(1), Fraction(2 * tail, sum(counts))))


def exact_place(counts: Sequence[int], level: float) -> int | None:
    """Return which difference, counted from either end, limits the interval; None if none reaches the level.

    The smallest u with P(statistic <= u) >= (1 - level) / 2, as R: the interval leaves out u - 1 differences at each end
    and covers at least ``level``. With u = 0 the whole range covers it only if the two probabilities are equal.
    """
    tail = (1 - Fraction(repr(float(level)))) / 2 * sum(counts)
    place = next(u for u, total in enumerate(accumulate(counts)) if total >= tail)
    return place or (1 if counts[0] <= tail else None)


def normal_place(pairs: int, sigma: float, z: float, *, correction: bool) -> int | None:
    """Return which of ``pairs`` differences, from either end, limits the interval of a normal approximation.

    The test of a shift rejects while the number of differences above it is more than z sigma (and 1/2 with continuity
    correction) from pairs / 2; None if it never rejects at that end.
    """
    place = math.ceil(pairs / 2 - (0.5 if correction else 0.0) - z * sigma)
    return place if place >= 1 else None


def weighted_order_statistics(values: Scores, weights: NDArray[np.int64], places: Sequence[int]) -> list[float]:
    """Return the place-th smallest of values that occur as often as their weights say; places count from 1."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    return [float(values[order[int(np.searchsorted(reached, place))]]) for place in places]


def tie_term(values: Scores) -> float:
    """Return the sum of t^3 - t over values that occur t times."""
    _, counts = np.unique(values, return_counts=True)
    return float(sum(int(t) ** 3 - int(t) for t in counts))
