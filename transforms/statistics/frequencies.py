"""Frequency tables over a whole answer scale, one-way profiles of respondents, and what follows from their counts.

Counts are integers and everything up to the square root is an exact fraction, so the tables of the parts of a survey,
added in any order, are the table of the whole. Formulas and choices: docs/methods/satisfaction.md.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Self

from transforms.statistics.conditions import MissingRule, NotComputableError

Number = Fraction | Decimal | int | str


def exactly(value: Number) -> Fraction:
    """Return a number as the fraction that was written; a float is refused.

    Args:
        value: a fraction, a decimal, an integer or text such as ``0.077`` and ``1/13``.

    Raises:
        NotComputableError: a float, which seldom is the decimal that was meant, or something that is no finite number.
    """
    if isinstance(value, float):
        raise NotComputableError(f"Found the float {value!r}, expected a Fraction, a Decimal or text: 0.1 is no float.")
    try:
        return Fraction(value)
    except (ValueError, OverflowError, ZeroDivisionError, TypeError) as error:
        raise NotComputableError(f"Found {value!r}, expected a finite number such as 0.05 or 1/13.") from error


@dataclass(frozen=True)
class FrequencyRow:
    """One point of the scale: how many chose it, and that in percent (0 to 100) of two denominators, exact."""

    point: int
    n: int
    percent_of_answered: Fraction
    percent_of_asked: Fraction


@dataclass(frozen=True)
class Description:
    """What the counts of one item say.

    Attributes:
        mean: on the scale, exact.
        variance: sample variance (divisor n - 1), exact; None for a single answer.
        sd: its square root, None likewise.
        median: middle answer, or the mean of the two middle ones, exact.
        modes: every point that was chosen most often, in the order of the scale.
        n: answers.
        missing_n: respondents who were asked and did not answer.
        missing: how they are treated: they count in nothing but ``missing_n``.
    """

    mean: Fraction
    variance: Fraction | None
    sd: float | None
    median: Fraction
    modes: tuple[int, ...]
    n: int
    missing_n: int
    missing: MissingRule


@dataclass(frozen=True)
class FrequencyTable:
    """How often each point of an item's scale was chosen; ``+`` adds the tables of different people.

    Attributes:
        points: every point of the scale, ascending; unused ones too.
        counts: respondents who chose each point.
        missing_n: respondents who were asked and did not answer.
    """

    points: tuple[int, ...]
    counts: tuple[int, ...]
    missing_n: int = 0

    def __post_init__(self) -> None:
        """Refuse a table that no survey can give."""
        if not self.points or list(self.points) != sorted(set(self.points)):
            raise NotComputableError(f"Found the scale {self.points}, expected ascending points, each once.")
        if len(self.counts) != len(self.points):
            raise NotComputableError(f"Found {len(self.counts)} counts for {len(self.points)} points of the scale.")
        if min(*self.counts, self.missing_n) < 0:
            raise NotComputableError(
                f"Found the counts {self.counts} and {self.missing_n} missing, expected none below zero."
            )

    @classmethod
    def of_counts(cls, counts: Mapping[int, int], points: Sequence[int], *, missing_n: int = 0) -> Self:
        """Return the table of counts by point; a point that is not named was chosen by nobody.

        Raises:
            NotComputableError: a point outside the scale, a negative count, or a scale that is not ascending.
        """
        outside = sorted(set(counts) - set(points))
        if outside:
            raise NotComputableError(f"Found answers at {outside}, expected points of the scale {tuple(points)}.")
        return cls(tuple(points), tuple(counts.get(point, 0) for point in points), missing_n)

    @classmethod
    def of_answers(cls, answers: Iterable[int | None], points: Sequence[int]) -> Self:
        """Return the table of single answers, with None (or NaN) for a missing one.

        Raises:
            NotComputableError: an answer outside the scale, or a scale that is not ascending.
        """
        counts: dict[int, int] = {}
        missing_n = 0
        for answer in answers:
            if answer is None or answer != answer:  # noqa: PLR0124 - only NaN differs from itself
                missing_n += 1
            else:
                counts[answer] = counts.get(answer, 0) + 1
        return cls.of_counts(counts, points, missing_n=missing_n)

    def __add__(self, other: Self) -> Self:
        """Return the table of the respondents of both.

        Raises:
            NotComputableError: tables of different scales.
        """
        if self.points != other.points:
            raise NotComputableError(f"Found the scales {self.points} and {other.points}, expected the same one.")
        counts = tuple(one + two for one, two in zip(self.counts, other.counts, strict=True))
        return type(self)(self.points, counts, self.missing_n + other.missing_n)

    @property
    def n(self) -> int:
        """Answers."""
        return sum(self.counts)

    @property
    def asked_n(self) -> int:
        """Respondents who were asked, with or without an answer."""
        return self.n + self.missing_n

    @property
    def score_sum(self) -> int:
        """Sum of all scores."""
        return sum(point * count for point, count in zip(self.points, self.counts, strict=True))

    def rows(self) -> tuple[FrequencyRow, ...]:
        """Return one row for each point of the scale; ``percent_of_answered`` sums to exactly 100.

        Raises:
            NotComputableError: nobody answered.
        """
        self._refuse_fewer(1)
        return tuple(
            FrequencyRow(point, count, Fraction(100 * count, self.n), Fraction(100 * count, self.asked_n))
            for point, count in zip(self.points, self.counts, strict=True)
        )

    def mean(self) -> Fraction:
        """Return the exact mean of the answers.

        Raises:
            NotComputableError: nobody answered.
        """
        self._refuse_fewer(1)
        return Fraction(self.score_sum, self.n)

    def variance(self) -> Fraction:
        """Return the exact sample variance, divisor n - 1.

        Raises:
            NotComputableError: fewer than two answers.
        """
        self._refuse_fewer(2)
        squares = sum(point * point * count for point, count in zip(self.points, self.counts, strict=True))
        return Fraction(self.n * squares - self.score_sum**2, self.n * (self.n - 1))

    def sd(self) -> float:
        """Return the standard deviation, divisor n - 1.

        Raises:
            NotComputableError: fewer than two answers.
        """
        return math.sqrt(self.variance())

    def modes(self) -> tuple[int, ...]:
        """Return every point that was chosen most often.

        Raises:
            NotComputableError: nobody answered.
        """
        self._refuse_fewer(1)
        most = max(self.counts)
        return tuple(point for point, count in zip(self.points, self.counts, strict=True) if count == most)

    def median(self) -> Fraction:
        """Return the middle answer, or the mean of the two middle ones.

        Raises:
            NotComputableError: nobody answered.
        """
        return self.quantile(Fraction(1, 2))

    def quantile(self, probability: Number) -> Fraction:
        """Return a quantile by linear interpolation between answers, R's default (type 7 of Hyndman and Fan 1996).

        Args:
            probability: 0 for the lowest answer to 1 for the highest.

        Raises:
            NotComputableError: nobody answered, or a probability outside 0 to 1.
        """
        self._refuse_fewer(1)
        share = exactly(probability)
        if not 0 <= share <= 1:
            raise NotComputableError(f"Found the probability {share}, expected one from 0 to 1.")
        place = (self.n - 1) * share
        below = math.floor(place)
        lower, upper = self._answer(below), self._answer(math.ceil(place))
        return lower + (place - below) * (upper - lower)

    def _answer(self, place: int) -> int:
        """Return the answer at a place, from 0, of all answers in ascending order."""
        passed = 0
        for point, count in zip(self.points, self.counts, strict=True):
            passed += count
            if place < passed:
                return point
        raise NotComputableError(f"Found {self.n} answers, expected more than {place}.")

    def _refuse_fewer(self, least: int) -> None:
        if self.n < least:
            raise NotComputableError(
                f"Found {self.n} answers and {self.missing_n} missing, expected at least {least} answered."
            )


def describe(table: FrequencyTable) -> Description:
    """Return mean, variance, standard deviation, median and modes of one item.

    Raises:
        NotComputableError: nobody answered.
    """
    return Description(
        mean=table.mean(),
        variance=table.variance() if table.n > 1 else None,
        sd=table.sd() if table.n > 1 else None,
        median=table.median(),
        modes=table.modes(),
        n=table.n,
        missing_n=table.missing_n,
        missing=MissingRule.AVAILABLE_CASE,
    )


@dataclass(frozen=True)
class ProfileRow:
    """One category of a profile: respondents, and percent (0 to 100) of two denominators, exact."""

    category: str
    n: int
    percent_of_answered: Fraction
    percent_of_asked: Fraction


@dataclass(frozen=True)
class Profile:
    """Respondents by one characteristic, such as sex or education; ``+`` adds the profiles of different people.

    Tables are one-way: crossed characteristics are a matter of disclosure control.

    Attributes:
        characteristic: its name.
        categories: every category that could be chosen, in the order of the form; unused ones too.
        counts: respondents in each.
        missing_n: respondents whose category is not known.
    """

    characteristic: str
    categories: tuple[str, ...]
    counts: tuple[int, ...]
    missing_n: int = 0

    def __post_init__(self) -> None:
        """Refuse a profile that no survey can give."""
        if not self.categories or len(set(self.categories)) < len(self.categories):
            raise NotComputableError(f"Found the categories {self.categories}, expected at least one and each once.")
        if len(self.counts) != len(self.categories):
            raise NotComputableError(f"Found {len(self.counts)} counts for {len(self.categories)} categories.")
        if min(*self.counts, self.missing_n) < 0:
            raise NotComputableError(
                f"Found the counts {self.counts} and {self.missing_n} missing, expected none below zero."
            )

    @classmethod
    def of_counts(
        cls, characteristic: str, counts: Mapping[str, int], *, categories: Sequence[str] = (), missing_n: int = 0
    ) -> Self:
        """Return a profile; without declared ``categories`` those of ``counts`` are all there are.

        Raises:
            NotComputableError: a category that was not declared, a negative count, or no category.
        """
        declared = tuple(categories) or tuple(counts)
        unknown = sorted(set(counts) - set(declared))
        if unknown:
            raise NotComputableError(f"Found {characteristic} {unknown}, expected one of {declared}.")
        return cls(characteristic, declared, tuple(counts.get(category, 0) for category in declared), missing_n)

    def __add__(self, other: Self) -> Self:
        """Return the profile of the respondents of both.

        Raises:
            NotComputableError: another characteristic, or other categories.
        """
        if (self.characteristic, self.categories) != (other.characteristic, other.categories):
            raise NotComputableError(
                f"Found {self.characteristic} in {self.categories} and {other.characteristic} in {other.categories}, "
                "expected the same characteristic and categories."
            )
        counts = tuple(one + two for one, two in zip(self.counts, other.counts, strict=True))
        return type(self)(self.characteristic, self.categories, counts, self.missing_n + other.missing_n)

    @property
    def n(self) -> int:
        """Respondents whose category is known."""
        return sum(self.counts)

    @property
    def asked_n(self) -> int:
        """All respondents."""
        return self.n + self.missing_n

    def rows(self) -> tuple[ProfileRow, ...]:
        """Return one row for each category; ``percent_of_answered`` sums to exactly 100.

        Raises:
            NotComputableError: nobody's category is known.
        """
        if self.n == 0:
            raise NotComputableError(
                f"Found no respondent with a known {self.characteristic} and {self.missing_n} without, expected one."
            )
        return tuple(
            ProfileRow(category, count, Fraction(100 * count, self.n), Fraction(100 * count, self.asked_n))
            for category, count in zip(self.categories, self.counts, strict=True)
        )
