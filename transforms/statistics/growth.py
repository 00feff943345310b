"""Growth of a count from period to period: changes in percent, their mean, and compound growth.

The mean of yearly changes is what reports print and says little: a fall by half and a doubling average to +25 percent
and end where they began. Compound growth is the one yearly rate that leads from the first value to the last. Both are
given under their own names. Formulas: docs/methods/satisfaction.md.
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from transforms.statistics.conditions import NotComputableError
from transforms.statistics.frequencies import Number, exactly


@dataclass(frozen=True)
class Change:
    """The change from one period to the next: 100 x (end - start) / start, in percent, exact."""

    start_period: int
    end_period: int
    start: Fraction
    end: Fraction
    percent: Fraction


@dataclass(frozen=True)
class MeanOfChanges:
    """The arithmetic mean of the changes, in percent, exact; ``n`` changes (one fewer than periods)."""

    percent: Fraction
    changes: tuple[Change, ...]
    n: int


@dataclass(frozen=True)
class CompoundGrowth:
    """The rate that, applied ``n`` times to the first value, gives the last.

    Attributes:
        percent: 100 x (ratio^(1/n) - 1); irrational as a rule, hence a float.
        ratio: last value / first value, exact.
        start_period: first period.
        end_period: last period.
        n: steps between them.
    """

    percent: float
    ratio: Fraction
    start_period: int
    end_period: int
    n: int


def changes(values: Mapping[int, Number]) -> tuple[Change, ...]:
    """Return the change from each period to the next, in percent.

    Args:
        values: by period; periods are whole numbers that follow each other, such as years.

    Raises:
        NotComputableError: fewer than two periods, a gap between periods, a negative value or a base of zero.
    """
    found = []
    for (start_period, start), (end_period, end) in itertools.pairwise(_series(values)):
        if start == 0:
            raise NotComputableError(
                f"Found 0 in {start_period} as the base of the change to {end_period}, expected more: nothing has no "
                "percentage."
            )
        found.append(Change(start_period, end_period, start, end, 100 * (end - start) / start))
    return tuple(found)


def mean_of_changes(values: Mapping[int, Number]) -> MeanOfChanges:
    """Return the arithmetic mean of the changes from period to period.

    Raises:
        NotComputableError: as ``changes``.
    """
    steps = changes(values)
    return MeanOfChanges(sum((step.percent for step in steps), Fraction(0)) / len(steps), steps, len(steps))


def compound_growth(values: Mapping[int, Number]) -> CompoundGrowth:
    """Return the constant rate between the first period and the last; values in between do not matter.

    Raises:
        NotComputableError: fewer than two periods, a gap between periods, a negative value or a first value of zero.
    """
    series = _series(values)
    (start_period, start), (end_period, end) = series[0], series[-1]
    if start == 0:
        raise NotComputableError(f"Found 0 in {start_period}, the first period, expected more: nothing cannot grow.")
    steps = len(series) - 1
    return CompoundGrowth(100 * (float(end / start) ** (1 / steps) - 1), end / start, start_period, end_period, steps)


def _series(values: Mapping[int, Number]) -> list[tuple[int, Fraction]]:
    series = sorted((period, exactly(value)) for period, value in values.items())
    if len(series) < 2:
        raise NotComputableError(f"Found {len(series)} periods, expected at least two.")
    for (one, _), (two, _) in itertools.pairwise(series):
        if two != one + 1:
            raise NotComputableError(f"Found {two} after {one}, expected every period in between.")
    for period, value in series:
        if value < 0:
            raise NotComputableError(f"Found {value} in {period}, expected a count.")
    return series
