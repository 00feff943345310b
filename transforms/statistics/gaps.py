"""SERVQUAL gaps, satisfaction ratios and conformity (tingkat kesesuaian, Tki), as exact fractions.

A gap is performance (perception) less expectation (importance): negative means that expectations are not met. Means of
items come in, so this works on a printed table as on a survey. Formulas and worked example: docs/methods/satisfaction.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from transforms.statistics.conditions import MissingRule, NotComputableError
from transforms.statistics.frequencies import Number, exactly

Items = Mapping[str, tuple[str, Number, Number]]


@dataclass(frozen=True)
class Comparison:
    """Performance against expectation, on the scale of the answers, exact.

    Attributes:
        performance: mean performance X.
        expectation: mean expectation Y.
        gap: X - Y; the SERVQUAL score.
        ratio: X / Y; below 1 means not satisfied. Times 100 it is the Tki, in percent.
    """

    performance: Fraction
    expectation: Fraction
    gap: Fraction
    ratio: Fraction

    @property
    def conformity_percent(self) -> Fraction:
        """Tki: X / Y x 100; 100 means that expectations are just met."""
        return 100 * self.ratio


@dataclass(frozen=True)
class ItemGap:
    """One item of a dimension."""

    item: str
    dimension: str
    comparison: Comparison


@dataclass(frozen=True)
class DimensionGap:
    """One dimension: means over its own ``items_n`` items."""

    dimension: str
    items_n: int
    comparison: Comparison


@dataclass(frozen=True)
class Gaps:
    """Gaps of a questionnaire at every level.

    Attributes:
        items: in the order given.
        dimensions: in the order of their first item.
        mean_of_dimensions: overall, every dimension counting alike (the unweighted SERVQUAL score).
        mean_of_items: overall, every item counting alike; its ``ratio`` is the ratio of sums, the overall Tki. The two
            differ where dimensions have different numbers of items.
        n: respondents behind the means; the smallest number of an item where they differ.
        missing: how missing answers were treated in the means.
    """

    items: tuple[ItemGap, ...]
    dimensions: tuple[DimensionGap, ...]
    mean_of_dimensions: Comparison
    mean_of_items: Comparison
    n: int
    missing: MissingRule

    @property
    def overall_conformity_percent(self) -> Fraction:
        """Overall Tki, sum of X / sum of Y x 100 over the items; not the mean of the items' Tki."""
        return self.mean_of_items.conformity_percent


@dataclass(frozen=True)
class WeightedGap:
    """The weighted SERVQUAL score: dimension means times declared weights, which sum to exactly 1."""

    weights: tuple[tuple[str, Fraction], ...]
    comparison: Comparison
    n: int
    missing: MissingRule


@dataclass(frozen=True)
class PairedGap:
    """The gap of one item from single answers, two ways.

    Attributes:
        mean_difference: mean of performance - expectation over the respondents who gave both; ``n`` of them.
        difference_of_means: mean of all performances - mean of all expectations. It differs from the former only
            where somebody gave one of the two.
        n: respondents who gave both.
        performance_n: respondents who gave a performance.
        expectation_n: respondents who gave an expectation.
        respondents_n: respondents read.
        missing: the rule behind ``mean_difference``.
    """

    mean_difference: Fraction
    difference_of_means: Fraction
    n: int
    performance_n: int
    expectation_n: int
    respondents_n: int
    missing: MissingRule


def compare(performance: Number, expectation: Number) -> Comparison:
    """Return gap and ratio of two means.

    Raises:
        NotComputableError: an expectation that is not above zero, of which nothing can be a ratio.
    """
    x, y = exactly(performance), exactly(expectation)
    if y <= 0:
        raise NotComputableError(f"Found the mean expectation {y}, expected one above zero: the ratio divides by it.")
    return Comparison(x, y, x - y, x / y)


def gap_scores(items: Items, *, n: int, missing: MissingRule = MissingRule.AVAILABLE_CASE) -> Gaps:
    """Return the gaps of items, dimensions and the whole (Parasuraman, Zeithaml and Berry 1988).

    Args:
        items: item to (dimension, mean performance, mean expectation), both on the same scale.
        n: respondents behind the means.
        missing: how missing answers were treated in them.

    Raises:
        NotComputableError: no item, no respondent, or an expectation that is not above zero.
    """
    if not items:
        raise NotComputableError("Found no item, expected at least one.")
    if n < 1:
        raise NotComputableError(f"Found means of {n} respondents, expected at least one.")
    rows = tuple(ItemGap(item, dimension, compare(x, y)) for item, (dimension, x, y) in items.items())
    grouped: dict[str, list[Comparison]] = {}
    for row in rows:
        grouped.setdefault(row.dimension, []).append(row.comparison)
    dimensions = tuple(DimensionGap(name, len(members), _mean(members)) for name, members in grouped.items())
    return Gaps(
        items=rows,
        dimensions=dimensions,
        mean_of_dimensions=_mean([dimension.comparison for dimension in dimensions]),
        mean_of_items=_mean([row.comparison for row in rows]),
        n=n,
        missing=missing,
    )


def weighted_gap(gaps: Gaps, weights: Mapping[str, Number]) -> WeightedGap:
    """Return the overall gap weighted by the importance of the dimensions.

    Args:
        gaps: of ``gap_scores``.
        weights: by dimension, each from 0 to 1, with a sum of exactly 1; respondents usually share out 100 points.

    Raises:
        NotComputableError: weights for other dimensions, a negative weight, or a sum that is not exactly 1.
    """
    names = [dimension.dimension for dimension in gaps.dimensions]
    if set(weights) != set(names):
        raise NotComputableError(f"Found weights for {sorted(weights)}, expected one for each of {sorted(names)}.")
    shares = {name: exactly(weights[name]) for name in names}
    refuse_weights(shares)
    x = sum((shares[row.dimension] * row.comparison.performance for row in gaps.dimensions), Fraction(0))
    y = sum((shares[row.dimension] * row.comparison.expectation for row in gaps.dimensions), Fraction(0))
    return WeightedGap(tuple(shares.items()), compare(x, y), gaps.n, gaps.missing)


def paired_gap(answers: Sequence[tuple[Number | None, Number | None]]) -> PairedGap:
    """Return the gap of one item from the answers of each respondent.

    Args:
        answers: (performance, expectation) of each respondent, with None for a missing answer.

    Raises:
        NotComputableError: nobody gave both answers.
    """
    read = [tuple(None if answer is None else exactly(answer) for answer in pair) for pair in answers]
    both = [x - y for x, y in read if x is not None and y is not None]
    if not both:
        raise NotComputableError(f"Found {len(read)} respondents and none with both answers, expected at least one.")
    performances = [x for x, _ in read if x is not None]
    expectations = [y for _, y in read if y is not None]
    return PairedGap(
        mean_difference=sum(both, Fraction(0)) / len(both),
        difference_of_means=sum(performances, Fraction(0)) / len(performances)
        - sum(expectations, Fraction(0)) / len(expectations),
        n=len(both),
        performance_n=len(performances),
        expectation_n=len(expectations),
        respondents_n=len(read),
        missing=MissingRule.PAIRWISE,
    )


def refuse_weights(weights: Mapping[str, Fraction], *, total: Fraction = Fraction(1)) -> None:
    """Refuse weights that are negative or do not sum to exactly ``total``.

    Raises:
        NotComputableError: as said.
    """
    negative = sorted(name for name, weight in weights.items() if weight < 0)
    if negative:
        raise NotComputableError(f"Found negative weights of {negative}, expected none below zero.")
    found = sum(weights.values(), Fraction(0))
    if found != total:
        raise NotComputableError(f"Found weights that sum to {found}, expected exactly {total}.")


def _mean(members: Sequence[Comparison]) -> Comparison:
    x = sum((member.performance for member in members), Fraction(0)) / len(members)
    y = sum((member.expectation for member in members), Fraction(0)) / len(members)
    return compare(x, y)
