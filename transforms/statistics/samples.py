"""Answers of groups and of pairs, ready for a test: read exactly, counted, refused where a test could not be defined.

An answer is kept as the decimal that was written (0.1 is one tenth, not the double nearest to it), so sums do not
depend on the order of respondents, and ties, zero differences and zero variances are decided, not guessed from noise.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from operator import index
from typing import Final, Self

import numpy as np

from transforms.statistics.conditions import NotComputableError, Scores

Answer = float | int | Decimal | Fraction | None  # None and NaN: not answered
GROUP_MIN: Final = 2  # a variance needs two
# No survey comes near; inside, no square, ratio or sum leaves the range of a double.
LARGEST: Final = Fraction(10) ** 30
SMALLEST: Final = 1 / LARGEST


@dataclass(frozen=True)
class Answers:
    """What one group answered.

    Attributes:
        name: the group.
        values: the answers given, exact, in the order they came.
        missing_n: how many did not answer.
    """

    name: str
    values: tuple[Fraction, ...]
    missing_n: int

    @classmethod
    def of(cls, name: str, answers: Sequence[Answer]) -> Self:
        """Return the answers of one group.

        Raises:
            NotComputableError: an answer that is no number, is infinite or lies beyond 1e30 (or nearer to 0 than 1e-30).
        """
        read = [as_fraction(answer) for answer in answers]
        values = tuple(value for value in read if value is not None)
        return cls(name, values, len(read) - len(values))

    @property
    def n(self) -> int:
        """How many answered."""
        return len(self.values)

    @property
    def is_constant(self) -> bool:
        """Whether all answered alike."""
        return len(set(self.values)) <= 1

    @property
    def mean(self) -> Fraction:
        """Arithmetic mean."""
        return sum(self.values, Fraction(0)) / self.n

    @property
    def variance(self) -> Fraction:
        """Sum of squared deviations from the mean, over n - 1."""
        mean = self.mean
        return sum(((value - mean) ** 2 for value in self.values), Fraction(0)) / (self.n - 1)

    @property
    def sd(self) -> float:
        """Square root of the variance."""
        return math.sqrt(self.variance)

    @property
    def median(self) -> Fraction:
        """Middle value, or the mean of the two middle ones."""
        ordered, middle = sorted(self.values), self.n // 2
        return ordered[middle] if self.n % 2 else (ordered[middle - 1] + ordered[middle]) / 2

    def as_floats(self) -> Scores:
        """Return the answers as doubles; equal answers stay equal."""
        return np.array([float(value) for value in self.values], dtype=np.float64)


@dataclass(frozen=True)
class Pairs:
    """Two measures of the same respondents, joined by a key; there is no other way to make one.

    Attributes:
        names: the two measures.
        first: answers to the first measure of the complete pairs.
        second: answers to the second, in the same order.
        missing_n: pairs of which one or both answers are missing.
    """

    names: tuple[str, str]
    first: Answers
    second: Answers
    missing_n: int

    @classmethod
    def of_mappings(
        cls, first: Mapping[Hashable, Answer], second: Mapping[Hashable, Answer], *, names: tuple[str, str]
    ) -> Self:
        """Return the pairs of two mappings from respondent key to answer.

        Raises:
            NotComputableError: a key is empty, or the two do not have the same keys; or as ``Answers.of``.
        """
        _refuse_same_name(names)
        for name, answers in zip(names, (first, second), strict=True):
            _refuse_empty_keys(name, list(answers))
        lonely = [len(one.keys() - other.keys()) for one, other in ((first, second), (second, first))]
        if any(lonely):
            # Counts only: a key may identify a person, and messages are logged.
            raise NotComputableError(
                f"Found {lonely[0]} keys in {names[0]!r} only and {lonely[1]} in {names[1]!r} only, expected the same "
                "keys in both. A paired test compares answers of the same respondents; different people are two groups."
            )
        read = [(as_fraction(first[key]), as_fraction(second[key])) for key in first]
        complete = [(a, b) for a, b in read if a is not None and b is not None]
        return cls(
            names=names,
            first=Answers(names[0], tuple(a for a, _ in complete), 0),
            second=Answers(names[1], tuple(b for _, b in complete), 0),
            missing_n=len(read) - len(complete),
        )

    @classmethod
    def of_columns(
        cls,
        first_keys: Sequence[Hashable],
        first: Sequence[Answer],
        second_keys: Sequence[Hashable],
        second: Sequence[Answer],
        *,
        names: tuple[str, str],
    ) -> Self:
        """Return the pairs of two columns of answers, each beside a column of respondent keys; order does not matter.

        Raises:
            NotComputableError: a key column is not as long as its answers, a key is empty or occurs twice; or as
                ``of_mappings``.
        """
        _refuse_same_name(names)
        columns = []
        for name, keys, answers in ((names[0], first_keys, first), (names[1], second_keys, second)):
            if len(keys) != len(answers):
                raise NotComputableError(
                    f"Found {len(keys)} keys for {len(answers)} answers in {name!r}, expected a key for each answer."
                )
            _refuse_empty_keys(name, keys)
            twice = len(keys) - len(set(keys))
            if twice:
                raise NotComputableError(
                    f"Found {twice} repeated keys in {name!r}, expected each respondent once; which of the answers "
                    "belongs to the pair cannot be known."
                )
            columns.append(dict(zip(keys, answers, strict=True)))
        return cls.of_mappings(columns[0], columns[1], names=names)

    @property
    def n(self) -> int:
        """Complete pairs."""
        return self.first.n

    @property
    def differences(self) -> Answers:
        """First minus second of each complete pair, exact."""
        values = tuple(a - b for a, b in zip(self.first.values, self.second.values, strict=True))
        return Answers(f"{self.names[0]} - {self.names[1]}", values, self.missing_n)


def as_fraction(answer: Answer) -> Fraction | None:
    """Return an answer as the decimal that was written; None if it is None or NaN.

    Raises:
        NotComputableError: no number, infinite, or not 0 and outside 1e-30 to 1e30 in size.
    """
    if answer is None:
        return None
    try:
        if isinstance(answer, float):  # numpy's double is one too, but its repr is not a number
            value = None if math.isnan(answer) else Fraction(float.__repr__(answer))
        elif isinstance(answer, Decimal | Fraction):
            value = None if isinstance(answer, Decimal) and answer.is_nan() else Fraction(answer)
        else:
            value = Fraction(index(answer))
    except (ValueError, OverflowError, TypeError) as error:
        raise NotComputableError(f"Found the answer {answer!r}, expected a finite number or None.") from error
    if value and not SMALLEST <= abs(value) <= LARGEST:
        raise NotComputableError(f"Found the answer {answer!r}, expected 0 or a size between 1e-30 and 1e30.")
    return value


def read_groups(groups: Mapping[str, Sequence[Answer]], *, exactly_two: bool = False) -> tuple[Answers, ...]:
    """Return the answers of each group, in the order of the mapping.

    Raises:
        NotComputableError: fewer than two groups (or not two where two are needed), or fewer than two answers in one.
    """
    if len(groups) < 2 or (exactly_two and len(groups) != 2):
        wanted = "two" if exactly_two else "at least two"
        raise NotComputableError(f"Found {len(groups)} groups, expected {wanted}.")
    read = tuple(Answers.of(name, answers) for name, answers in groups.items())
    for group in read:
        refuse_few(group)
    return read


def refuse_few(group: Answers, least: int = GROUP_MIN) -> None:
    """Raise NotComputableError if a group has fewer answers than a test needs."""
    if group.n < least:
        raise NotComputableError(
            f"Found {group.n} answers in {group.name!r} ({group.missing_n} missing), expected at least {least}."
        )


def _refuse_empty_keys(name: str, keys: Sequence[Hashable]) -> None:
    empty = sum(
        key is None or (isinstance(key, float) and math.isnan(key)) or (isinstance(key, str) and not key.strip())
        for key in keys
    )
    if empty:
        raise NotComputableError(
            f"Found {empty} answers without a respondent key in {name!r}, expected a key for each: without one "
            "nobody knows whose two answers make a pair."
        )


def _refuse_same_name(names: tuple[str, str]) -> None:
    if names[0] == names[1]:
        raise NotComputableError(f"Found the name {names[0]!r} for both measures, expected two names.")
