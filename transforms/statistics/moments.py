"""Counts, sums and cross-products of whole-number scores: all that reliability, validity and factorability need.

They are Python integers, so they have no rounding and no order: the moments of the parts of a survey, merged in any
grouping, are those of the whole, bit for bit. Offices can be summed up apart and no answer has to leave an office.
Variances, covariances and correlations, and with them alpha, omega, item-total r and KMO, are derived from moments.
Medians, quantiles, ranks, frequencies and tests of a distribution's shape are not: they need the answers.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from transforms.statistics.conditions import MissingRule, NotComputableError, Scores, as_scores, listwise

Whole = tuple[tuple[int, ...], ...]
Exact = tuple[tuple[Fraction, ...], ...]

# Sums of squares then stay below 2**63, exact in NumPy's integers, up to 900 million respondents.
LARGEST_SCORE: Final = 100_000


@dataclass(frozen=True)
class Moments:
    """Moments of a matrix of respondents by items.

    Every matrix has one row and one column for each item, in the order of ``items``; entry ``[i][j]`` is over the
    respondents who answered both i and j. Under ``MissingRule.LISTWISE`` those are the same people everywhere.

    Attributes:
        items: names of the items.
        missing: which respondents count where an answer is missing.
        respondents_n: respondents read, with or without answers.
        counts: respondents who answered i and j.
        sums: sum of the scores of i over them (not symmetric under the pairwise rule).
        squares: sum of the squared scores of i over them (not symmetric either).
        products: sum of score i times score j over them.
    """

    items: tuple[str, ...]
    missing: MissingRule
    respondents_n: int
    counts: Whole
    sums: Whole
    squares: Whole
    products: Whole

    @classmethod
    def of(
        cls,
        scores: Sequence[Sequence[float | None]] | Scores,
        *,
        missing: MissingRule,
        items: Sequence[str] | None = None,
    ) -> Self:
        """Return the moments of scores, respondents by items, with None or NaN for a missing answer.

        Args:
            scores: whole numbers within plus or minus ``LARGEST_SCORE``.
            missing: ``LISTWISE`` or ``PAIRWISE``; each pair of items needs the same people for both.
            items: names, by default ``item_1``, ``item_2`` and so on.

        Raises:
            NotComputableError: a score that is not such a whole number, ragged rows, no answers at all in the shape of a
                matrix, names that are not one for each item or not unique, or another missing-data rule.
        """
        if missing not in (MissingRule.LISTWISE, MissingRule.PAIRWISE):
            raise NotComputableError(
                f"Found the missing-data rule {missing.value}, expected listwise or pairwise: a covariance needs "
                "respondents who answered both items."
            )
        matrix = as_scores(scores)
        names = _names(items, matrix.shape[1])
        _refuse_fractions(matrix, names)
        used = listwise(matrix) if missing is MissingRule.LISTWISE else matrix
        there = ~np.isnan(used)
        filled = np.where(there, used, 0.0)
        x, answered = filled.astype(np.int64), there.astype(np.int64)
        return cls(
            items=names,
            missing=missing,
            respondents_n=len(matrix),
            counts=_whole(answered.T @ answered),
            sums=_whole(x.T @ answered),
            squares=_whole((x * x).T @ answered),
            products=_whole(x.T @ x),
        )

    def __add__(self, other: Self) -> Self:
        """Return the moments of the respondents of both; see ``merge``."""
        if self.items != other.items:
            raise NotComputableError(
                f"Found moments of the items {_listed(self.items)} and of {_listed(other.items)}, expected the same "
                "items in the same order."
            )
        if self.missing is not other.missing:
            raise NotComputableError(
                f"Found moments by the rules {self.missing.value} and {other.missing.value}, expected one rule."
            )
        return type(self)(
            items=self.items,
            missing=self.missing,
            respondents_n=self.respondents_n + other.respondents_n,
            counts=_sum(self.counts, other.counts),
            sums=_sum(self.sums, other.sums),
            squares=_sum(self.squares, other.squares),
            products=_sum(self.products, other.products),
        )

    @property
    def n(self) -> int:
        """Respondents behind every figure: the complete ones if listwise, the smallest count of a pair if pairwise."""
        return min(min(row) for row in self.counts)

    def pairs_n(self, item: int) -> int:
        """Return the smallest number of respondents that item number ``item`` (from 0) shares with another."""
        return min(self.counts[item])

    def only(self, positions: Sequence[int]) -> Self:
        """Return the moments of some items, given by position from 0.

        Under the listwise rule the respondents stay those who answered all the items of the whole.
        """

        def part(matrix: Whole) -> Whole:
            return tuple(tuple(matrix[i][j] for j in positions) for i in positions)

        return type(self)(
            items=tuple(self.items[i] for i in positions),
            missing=self.missing,
            respondents_n=self.respondents_n,
            counts=part(self.counts),
            sums=part(self.sums),
            squares=part(self.squares),
            products=part(self.products),
        )

    def constant(self) -> tuple[int, ...]:
        """Return the positions of the items that all their respondents answered alike.

        Raises:
            NotComputableError: an item with fewer than two answers, of which nobody can say that it varies.
        """
        _refuse_few(self)
        return tuple(i for i, row in enumerate(self.covariance()) if row[i] == 0)

    def mean(self, item: int) -> Fraction:
        """Return the exact mean of an item, given by position, over its own respondents."""
        if self.counts[item][item] == 0:
            raise NotComputableError(f"Found no answers to {self.items[item]}, expected at least one.")
        return Fraction(self.sums[item][item], self.counts[item][item])

    def covariance(self) -> Exact:
        """Return exact sample covariances (divisor n - 1), each over the pair's own respondents and means.

        The same as R's ``cov(x, use = "complete.obs")`` or ``cov(x, use = "pairwise")``.

        Raises:
            NotComputableError: a pair of items that fewer than two respondents answered.
        """
        _refuse_few(self)
        places = range(len(self.items))
        return tuple(tuple(self._covariance(i, j) for j in places) for i in places)

    def correlation(self) -> NDArray[np.float64]:
        """Return Pearson correlations, each over the pair's own respondents, means and variances.

        The same as R's ``cor(x, use = "complete.obs")`` or ``cor(x, use = "pairwise")``. Exact up to the square root.

        Raises:
            NotComputableError: a pair that fewer than two respondents answered, or an item that does not vary among
                the respondents of a pair.
        """
        signed = self.signed_squares()
        return np.array([[root(value) for value in row] for row in signed], dtype=np.float64)

    def signed_squares(self) -> Exact:
        """Return the square of each correlation with the sign of the correlation, exact.

        Raises:
            NotComputableError: as ``correlation``.
        """
        _refuse_few(self)
        places = range(len(self.items))
        return tuple(tuple(self._signed_square(i, j) for j in places) for i in places)

    def _covariance(self, i: int, j: int) -> Fraction:
        n = self.counts[i][j]
        return Fraction(n * self.products[i][j] - self.sums[i][j] * self.sums[j][i], n * (n - 1))

    def _signed_square(self, i: int, j: int) -> Fraction:
        n = self.counts[i][j]
        both = n * self.products[i][j] - self.sums[i][j] * self.sums[j][i]
        one = n * self.squares[i][j] - self.sums[i][j] ** 2
        other = n * self.squares[j][i] - self.sums[j][i] ** 2
        if one == 0 or other == 0:
            still = self.items[i if one == 0 else j]
            among = "" if i == j else f" among the {n} respondents who answered {self.items[i]} and {self.items[j]}"
            raise NotComputableError(
                f"Found the same answer to {still} from everybody{among}, expected answers that differ: a constant "
                "has no correlation."
            )
        return Fraction(both * abs(both), one * other)


@dataclass(frozen=True)
class PartWhole:
    """How one item goes with the total of all items and with the rest, the total without it.

    ``with_total`` and ``with_rest`` are the squared Pearson correlations with the sign of the correlation, exact;
    None where there is none, and ``reasons`` then says why. ``n`` is the smallest count of a pair with the item.
    """

    item: str
    n: int
    with_total: Fraction | None
    with_rest: Fraction | None
    reasons: tuple[str, ...]


def merge(one: Moments, other: Moments) -> Moments:
    """Return the moments of the respondents of both, who must be different people.

    Raises:
        NotComputableError: other items, another order of items or another missing-data rule.
    """
    return one + other


def root(signed_square: Fraction) -> float:
    """Return the correlation whose square, with its sign, is given."""
    return math.copysign(math.sqrt(abs(signed_square)), signed_square)


def part_whole(moments: Moments) -> tuple[PartWhole, ...]:
    """Return one row per item: its correlations with the total and with the total of the other items.

    Both follow from covariances: cov(i, total) is the sum of row i, and the variance of the rest is the variance of
    the total less twice that plus the item's own. Under the pairwise rule they are those of the pairwise covariance
    matrix, as ``r.drop`` of R's psych::alpha.

    Raises:
        NotComputableError: fewer than two items or a pair that fewer than two respondents answered.
    """
    if len(moments.items) < 2:
        raise NotComputableError("Found one item, expected at least two: an item cannot be held against itself.")
    covariance = moments.covariance()
    total = sum((value for row in covariance for value in row), Fraction(0))
    rows = []
    for i, name in enumerate(moments.items):
        own, row = covariance[i][i], sum(covariance[i], Fraction(0))
        with_total, no_total = _signed_square(name, "total", row, own, total)
        with_rest, no_rest = _signed_square(name, "rest", row - own, own, total - 2 * row + own)
        reasons = tuple(dict.fromkeys(reason for reason in (no_total, no_rest) if reason))
        rows.append(PartWhole(name, moments.pairs_n(i), with_total, with_rest, reasons))
    return tuple(rows)


def _signed_square(
    item: str, whole: str, both: Fraction, own: Fraction, other: Fraction
) -> tuple[Fraction | None, str]:
    if own == 0:
        return None, f"{item} is constant: every respondent gave the same answer, so it has no correlation."
    if other <= 0:
        return None, f"The {whole} of {item} does not vary, so it has no correlation with it."
    square = both * both / (own * other)
    if square > 1:
        return None, (
            f"The pairwise covariances of {item} do not fit each other: its correlation with the {whole} would be "
            "beyond 1; use the listwise rule."
        )
    return (square if both >= 0 else -square), ""


def _names(items: Sequence[str] | None, count: int) -> tuple[str, ...]:
    names = tuple(items) if items is not None else tuple(f"item_{number}" for number in range(1, count + 1))
    if len(names) != count:
        raise NotComputableError(f"Found {len(names)} names for {count} items, expected one for each.")
    if len(set(names)) < len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise NotComputableError(f"Found the names {_listed(twice)} more than once, expected each item once.")
    return names


def _refuse_fractions(matrix: Scores, names: tuple[str, ...]) -> None:
    odd = ~np.isnan(matrix) & ((np.abs(matrix) > LARGEST_SCORE) | (matrix != np.round(matrix)))
    if odd.any():
        row, column = np.argwhere(odd)[0]
        raise NotComputableError(
            f"Found the score {matrix[row, column]} of respondent {row + 1} for {names[column]}, expected whole numbers "
            f"from -{LARGEST_SCORE} to {LARGEST_SCORE}."
        )


def _refuse_few(moments: Moments) -> None:
    for i, row in enumerate(moments.counts):
        for j, n in enumerate(row[: i + 1]):
            if n < 2:
                who = moments.items[i] if i == j else f"both {moments.items[j]} and {moments.items[i]}"
                if moments.missing is MissingRule.LISTWISE:
                    who = "every item"
                raise NotComputableError(
                    f"Found {n} of {moments.respondents_n} respondents who answered {who}, expected at least 2."
                )


def _whole(matrix: NDArray[np.int64]) -> Whole:
    return tuple(tuple(int(value) for value in row) for row in matrix.tolist())


def _sum(one: Whole, other: Whole) -> Whole:
    return tuple(tuple(a + b for a, b in zip(*rows, strict=True)) for rows in zip(one, other, strict=True))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
