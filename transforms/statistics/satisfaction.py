"""Indices of satisfaction from means and counts: weighted index, class intervals, percent index, share satisfied, CSI, PGCV.

All of it is exact; a category is decided on fractions after a declared rounding, so that a mean on a class edge goes
where the declared convention says. Formulas and worked examples: docs/methods/satisfaction.md.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from transforms.exact import round_half_up
from transforms.statistics.conditions import MissingRule, NotComputableError
from transforms.statistics.frequencies import FrequencyTable, Number, exactly
from transforms.statistics.gaps import refuse_weights

# Lower limits of the index as a share of 1, rounded to two digits first; as Indonesian studies print them, with Irawan
# (2003) for their source.
CSI_BANDS: Final = (
    (Fraction("0.81"), "Sangat puas"),
    (Fraction("0.66"), "Puas"),
    (Fraction("0.51"), "Cukup puas"),
    (Fraction("0.35"), "Kurang puas"),
    (Fraction(0), "Tidak puas"),
)
CSI_DIGITS: Final = 2


@dataclass(frozen=True)
class WeightedIndex:
    """Sum of mean x weight x 100 / highest point, exact.

    Attributes:
        index: the index, at most 100 if the weights sum to 1.
        weights: by element.
        weights_sum: what they sum to.
        scale_max: highest point of the scale.
        n: respondents behind the means; the smallest number of an element where they differ.
        missing: how missing answers were treated in the means.
    """

    index: Fraction
    weights: tuple[tuple[str, Fraction], ...]
    weights_sum: Fraction
    scale_max: Fraction
    n: int
    missing: MissingRule


def weighted_index(
    means: Mapping[str, Number],
    weights: Mapping[str, Number],
    *,
    scale_max: Number,
    n: int,
    weights_sum: Number = 1,
    missing: MissingRule = MissingRule.AVAILABLE_CASE,
) -> WeightedIndex:
    """Return the weighted index of element means, on the scale that ends at 100.

    Args:
        means: by element.
        weights: by element.
        scale_max: highest point of the scale.
        n: respondents behind the means.
        weights_sum: what the weights must sum to, exactly. A decree that prints 0.071 for each of 14 elements declares
            0.994; without such a source it is 1.
        missing: how missing answers were treated in the means.

    Raises:
        NotComputableError: no respondent, other elements in ``weights``, a negative weight, another sum, or a mean
            above ``scale_max``.
    """
    _refuse_n(n)
    top = _scale_top(scale_max)
    if not means or set(means) != set(weights):
        raise NotComputableError(
            f"Found means of {sorted(means)} and weights of {sorted(weights)}, expected the same elements, at least one."
        )
    values = {name: _within(value, top, name) for name, value in means.items()}
    shares = {name: exactly(weights[name]) for name in means}
    total = exactly(weights_sum)
    refuse_weights(shares, total=total)
    weighted = sum((values[name] * shares[name] for name in values), Fraction(0))
    return WeightedIndex(weighted * 100 / top, tuple(shares.items()), total, top, n, missing)


class Convention(StrEnum):
    """To which class a value on an edge belongs.

    Attributes:
        LOWER_INCLUSIVE: to the upper class, as in 1.00-1.79, 1.80-2.59.
        UPPER_INCLUSIVE: to the lower class, as in 1.00-1.80, 1.81-2.60.
    """

    LOWER_INCLUSIVE = "lower_inclusive"
    UPPER_INCLUSIVE = "upper_inclusive"


@dataclass(frozen=True)
class Category:
    """The class of a value: ``label``, ``rank`` from 1 for the lowest, and the rounded value that decided it."""

    label: str
    rank: int
    decided_on: Fraction


@dataclass(frozen=True)
class ClassIntervals:
    """Classes of equal width between the lowest and the highest point of a scale.

    Attributes:
        lowest: lowest point of the scale.
        highest: highest point.
        labels: names of the classes, lowest first; the width is (highest - lowest) / their number.
        convention: where a value on an edge belongs. No default: both conventions are in use.
        digits: decimals to which a value is rounded, half up, before its class is looked up.
    """

    lowest: Fraction
    highest: Fraction
    labels: tuple[str, ...]
    convention: Convention
    digits: int

    def __post_init__(self) -> None:
        """Refuse intervals that are none."""
        if self.lowest >= self.highest or not self.labels or self.digits < 0:
            raise NotComputableError(
                f"Found {len(self.labels)} classes from {self.lowest} to {self.highest} with {self.digits} decimals, "
                "expected at least one class, a highest point above the lowest, and no negative number of decimals."
            )

    @property
    def width(self) -> Fraction:
        """Width of a class."""
        return (self.highest - self.lowest) / len(self.labels)

    @property
    def edges(self) -> tuple[Fraction, ...]:
        """The edges of the classes, one more than classes."""
        return tuple(self.lowest + self.width * step for step in range(len(self.labels) + 1))

    def category(self, value: Number) -> Category:
        """Return the class of a value.

        Raises:
            NotComputableError: a value that, rounded, lies outside the scale.
        """
        rounded = round_half_up(exactly(value), self.digits)
        if not self.lowest <= rounded <= self.highest:
            raise NotComputableError(f"Found {rounded}, expected a value from {self.lowest} to {self.highest}.")
        steps = (rounded - self.lowest) / self.width
        place = math.floor(steps) if self.convention is Convention.LOWER_INCLUSIVE else math.ceil(steps) - 1
        # The lowest and the highest point of the scale belong to the first and the last class in both conventions.
        place = min(max(place, 0), len(self.labels) - 1)
        return Category(self.labels[place], place + 1, rounded)

    def printed(self) -> tuple[tuple[Fraction, Fraction, str], ...]:
        """Return the first and the last value of each class among those with ``digits`` decimals, as tables print them.

        Raises:
            NotComputableError: an end of the scale with more decimals, or a class with no such value.
        """
        unit = Fraction(1, 10**self.digits)
        if (self.lowest / unit).denominator != 1 or (self.highest / unit).denominator != 1:
            raise NotComputableError(
                f"Found a scale from {self.lowest} to {self.highest}, expected {self.digits} decimals."
            )
        inner = self.edges[1:-1]
        if self.convention is Convention.LOWER_INCLUSIVE:
            starts = [self.lowest, *(math.ceil(edge / unit) * unit for edge in inner)]
            ends = [*(start - unit for start in starts[1:]), self.highest]
        else:
            ends = [*(math.floor(edge / unit) * unit for edge in inner), self.highest]
            starts = [self.lowest, *(end + unit for end in ends[:-1])]
        if any(start > end for start, end in zip(starts, ends, strict=True)):
            raise NotComputableError(
                f"Found classes of width {self.width}, expected at least {unit}, one printed step."
            )
        return tuple(zip(starts, ends, self.labels, strict=True))


def class_intervals(
    lowest: Number, highest: Number, labels: Sequence[str], *, convention: Convention, digits: int = 2
) -> ClassIntervals:
    """Return classes of width (highest - lowest) / number of labels.

    Raises:
        NotComputableError: no label, or a highest point that is not above the lowest.
    """
    return ClassIntervals(exactly(lowest), exactly(highest), tuple(labels), convention, digits)


@dataclass(frozen=True)
class PercentIndex:
    """Sum of (percent who chose k) x k / highest point: the mean as a percentage of the highest point, exact."""

    index: Fraction
    n: int
    missing_n: int
    missing: MissingRule


def percent_index(table: FrequencyTable) -> PercentIndex:
    """Return the index number of one item, from 100 x lowest / highest point to 100.

    Percentages are of those who answered.

    Raises:
        NotComputableError: nobody answered, or a scale whose highest point is not above zero.
    """
    top = _scale_top(table.points[-1])
    weighted = sum((row.percent_of_answered * row.point for row in table.rows()), Fraction(0))
    return PercentIndex(weighted / top, table.n, table.missing_n, MissingRule.AVAILABLE_CASE)


class Denominator(StrEnum):
    """Of whom a share is: of those who answered, or of all who were asked."""

    ANSWERED = "answered"
    ASKED = "asked"


@dataclass(frozen=True)
class ShareSatisfied:
    """The share who chose one of the points that count as satisfied.

    Attributes:
        share: 0 to 1, exact.
        satisfied_points: the points that count.
        satisfied_n: who chose one of them.
        denominator: of whom the share is ...
        n: ... and how many those are.
        missing_n: who was asked and did not answer.
        missing: available case if of those who answered; of all asked, a missing answer counts as not satisfied.
    """

    share: Fraction
    satisfied_points: tuple[int, ...]
    satisfied_n: int
    denominator: Denominator
    n: int
    missing_n: int
    missing: MissingRule


def share_satisfied(table: FrequencyTable, points: Collection[int], *, denominator: Denominator) -> ShareSatisfied:
    """Return the share of respondents who chose one of ``points``.

    Raises:
        NotComputableError: nobody answered, no point, or a point outside the scale.
    """
    if not points or not set(points) <= set(table.points):
        raise NotComputableError(
            f"Found {sorted(points)} as the satisfied points, expected some of the scale {table.points}."
        )
    if table.n == 0:
        raise NotComputableError(f"Found no answer and {table.missing_n} missing, expected at least one answer.")
    satisfied = sum(count for point, count in zip(table.points, table.counts, strict=True) if point in points)
    n = table.n if denominator is Denominator.ANSWERED else table.asked_n
    return ShareSatisfied(
        share=Fraction(satisfied, n),
        satisfied_points=tuple(sorted(set(points))),
        satisfied_n=satisfied,
        denominator=denominator,
        n=n,
        missing_n=table.missing_n,
        missing=MissingRule.AVAILABLE_CASE,
    )


@dataclass(frozen=True)
class CsiRow:
    """One item of the customer satisfaction index.

    Attributes:
        item: its name.
        importance: mean importance (MIS).
        performance: mean satisfaction (MSS).
        weight: MIS / sum of MIS (WF).
        weighted: weight x performance (WS).
    """

    item: str
    importance: Fraction
    performance: Fraction
    weight: Fraction
    weighted: Fraction


@dataclass(frozen=True)
class Csi:
    """The customer satisfaction index.

    Attributes:
        share: sum of WS / highest point, 0 to 1, exact.
        rounded: ``share`` rounded half up to two digits, which decides the category.
        category: Sangat puas to Tidak puas.
        rows: by item.
        scale_max: highest point of the scale.
        n: respondents behind the means; the smallest number of an item where they differ.
        missing: how missing answers were treated in the means.
    """

    share: Fraction
    rounded: Fraction
    category: str
    rows: tuple[CsiRow, ...]
    scale_max: Fraction
    n: int
    missing: MissingRule

    @property
    def percent(self) -> Fraction:
        """The index in percent."""
        return 100 * self.share


def csi(
    items: Mapping[str, tuple[Number, Number]],
    *,
    scale_max: Number,
    n: int,
    missing: MissingRule = MissingRule.AVAILABLE_CASE,
) -> Csi:
    """Return the customer satisfaction index: satisfaction weighted by importance, over the highest point.

    The category goes by lower limits after rounding to two digits, because the printed bands leave 0.655 and 0.805 out.

    Args:
        items: item to (mean performance, mean importance).
        scale_max: highest point of the scale.
        n: respondents behind the means.
        missing: how missing answers were treated in them.

    Raises:
        NotComputableError: no item, no respondent, a mean below zero or above ``scale_max``, or no importance at all.
    """
    _refuse_n(n)
    top = _scale_top(scale_max)
    means = _pairs(items, top, top)
    total = sum((y for _, y in means.values()), Fraction(0))
    if total == 0:
        raise NotComputableError("Found importances that sum to 0, expected more: weights are shares of the sum.")
    rows = tuple(CsiRow(item, y, x, y / total, y / total * x) for item, (x, y) in means.items())
    share = sum((row.weighted for row in rows), Fraction(0)) / top
    rounded = round_half_up(share, CSI_DIGITS)
    return Csi(share, rounded, csi_category(share), rows, top, n, missing)


def csi_category(share: Number) -> str:
    """Return the category of an index given as a share of 1.

    Raises:
        NotComputableError: a share outside 0 to 1, such as a percentage.
    """
    value = exactly(share)
    if not 0 <= value <= 1:
        raise NotComputableError(f"Found the index {value}, expected a share from 0 to 1; 54.31 percent is 0.5431.")
    rounded = round_half_up(value, CSI_DIGITS)
    return next(label for lower, label in CSI_BANDS if rounded >= lower)


@dataclass(frozen=True)
class PgcvRow:
    """One item's potential gain in customer value.

    Attributes:
        item: its name.
        achieved: importance x performance (ACV).
        desired: importance x highest performance (UDCV).
        gain: UDCV - ACV (PGCV).
        rank: 1 for the largest gain, the first to improve; equal gains share a rank and the next one is skipped.
    """

    item: str
    achieved: Fraction
    desired: Fraction
    gain: Fraction
    rank: int


@dataclass(frozen=True)
class Pgcv:
    """Potential gain in customer value of every item, in the order of rank; equal ranks in the order given."""

    rows: tuple[PgcvRow, ...]
    performance_max: Fraction
    n: int
    missing: MissingRule


def pgcv(
    items: Mapping[str, tuple[Number, Number]],
    *,
    performance_max: Number,
    n: int,
    missing: MissingRule = MissingRule.AVAILABLE_CASE,
) -> Pgcv:
    """Return the potential gain in customer value, as Indonesian studies compute it, and the order of improvement.

    Args:
        items: item to (mean performance, mean importance).
        performance_max: highest point of the performance scale.
        n: respondents behind the means.
        missing: how missing answers were treated in them.

    Raises:
        NotComputableError: no item, no respondent, a mean below zero, or a performance above ``performance_max``.
    """
    _refuse_n(n)
    top = _scale_top(performance_max)
    means = _pairs(items, top, None)
    gains = {item: y * (top - x) for item, (x, y) in means.items()}
    rows = [
        PgcvRow(item, y * x, y * top, gains[item], 1 + sum(gain > gains[item] for gain in gains.values()))
        for item, (x, y) in means.items()
    ]
    return Pgcv(tuple(sorted(rows, key=lambda row: row.rank)), top, n, missing)


def _pairs(
    items: Mapping[str, tuple[Number, Number]], performance_max: Fraction, importance_max: Fraction | None
) -> dict[str, tuple[Fraction, Fraction]]:
    if not items:
        raise NotComputableError("Found no item, expected at least one.")
    return {
        item: (
            _within(x, performance_max, f"performance of {item}"),
            _within(y, importance_max, f"importance of {item}"),
        )
        for item, (x, y) in items.items()
    }


def _within(value: Number, top: Fraction | None, what: str) -> Fraction:
    found = exactly(value)
    if found < 0 or (top is not None and found > top):
        limit = "zero or more" if top is None else f"a mean from 0 to {top}"
        raise NotComputableError(f"Found the {what} {found}, expected {limit}.")
    return found


def _scale_top(value: Number) -> Fraction:
    top = exactly(value)
    if top <= 0:
        raise NotComputableError(f"Found {top} as the highest point of the scale, expected more than zero.")
    return top


def _refuse_n(n: int) -> None:
    if n < 1:
        raise NotComputableError(f"Found means of {n} respondents, expected at least one.")
