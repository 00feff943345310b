"""How many respondents are needed, and how far an estimate from them can be off.

Sample sizes are exact fractions with a declared rounding: Slovin, Krejcie and Morgan (by formula and by their printed
table), Cochran, and the quota of the ministry's decrees. Intervals take the finite population into account. Choices and
worked examples: docs/methods/sampling.md.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from scipy import stats

from transforms.exact import round_half_up
from transforms.statistics.conditions import MissingRule, NotComputableError
from transforms.statistics.frequencies import Number, exactly

HALF: Final = Fraction(1, 2)  # the share with the widest interval; assumed where nothing is known
# Krejcie and Morgan 1970: chi-square of one degree of freedom at the 95 percent level as tables print it, and d = 0.05.
KREJCIE_MORGAN_CHI2: Final = Fraction("3.841")
KREJCIE_MORGAN_ERROR: Final = Fraction("0.05")
QUOTA_PER_ELEMENT: Final = 10  # KEP/25/M.PAN/2/2004 and its successors: (elements + 1) x 10


class SizeFormula(StrEnum):
    """Where a sample size comes from."""

    SLOVIN = "slovin"
    KREJCIE_MORGAN = "krejcie_morgan"
    KREJCIE_MORGAN_TABLE = "krejcie_morgan_table"
    COCHRAN = "cochran"
    QUOTA = "quota"


class SizeRounding(StrEnum):
    """How the whole number of respondents comes from the exact size."""

    UP = "up"
    NEAREST = "nearest"
    NEXT_ROW_UP = "next_row_up"


@dataclass(frozen=True)
class SampleSize:
    """A sample size.

    Attributes:
        formula: where it comes from.
        population: N, people in the population; None where the formula does not look at it.
        parameters: name and value of every other quantity that went in, exact.
        exact: n before rounding.
        n: respondents needed.
        rounding: how ``n`` comes from ``exact``.
    """

    formula: SizeFormula
    population: int | None
    parameters: tuple[tuple[str, Fraction], ...]
    exact: Fraction
    n: int
    rounding: SizeRounding


def slovin(population: int, *, error: Number) -> SampleSize:
    """Return n = N / (1 + N e^2), rounded up.

    It is Cochran's formula for P = 1/2 and z = 2 with N in the place of N - 1; it knows no other confidence level.

    Args:
        population: N, at least 1.
        error: e, the margin of error as a share (0.1 for 10 percent).

    Raises:
        NotComputableError: an empty population, or an error not between 0 and 1.
    """
    _refuse_population(population)
    e = _between(error, "margin of error")
    exact = population / (1 + population * e**2)
    return SampleSize(SizeFormula.SLOVIN, population, (("error", e),), exact, math.ceil(exact), SizeRounding.UP)


def krejcie_morgan(
    population: int,
    *,
    error: Number = KREJCIE_MORGAN_ERROR,
    share: Number = HALF,
    chi2: Number = KREJCIE_MORGAN_CHI2,
) -> SampleSize:
    """Return s = X^2 N P (1 - P) / (d^2 (N - 1) + X^2 P (1 - P)), rounded to the nearest (half up).

    Nearest, because that gives every entry of the printed table; ``exact`` is there for who rounds up.

    Args:
        population: N, at least 1.
        error: d, the margin of error as a share.
        share: P, the share that is assumed.
        chi2: X^2, chi-square of one degree of freedom at the confidence level.

    Raises:
        NotComputableError: an empty population, an error or share not between 0 and 1, or a chi2 that is not positive.
    """
    _refuse_population(population)
    d, p, x2 = _between(error, "margin of error"), _between(share, "share"), _positive(chi2, "chi2")
    exact = x2 * population * p * (1 - p) / (d**2 * (population - 1) + x2 * p * (1 - p))
    parameters = (("error", d), ("share", p), ("chi2", x2))
    n = int(round_half_up(exact, 0))
    return SampleSize(SizeFormula.KREJCIE_MORGAN, population, parameters, exact, n, SizeRounding.NEAREST)


def krejcie_morgan_by_table(population: int, table: Mapping[int, int]) -> SampleSize:
    """Return the sample of the printed table's row for N, or of the next row up, and never more than N.

    Args:
        population: N, at least 1.
        table: population to sample, as printed (``schemas/reference/krejcie_morgan.csv``).

    Raises:
        NotComputableError: an empty population or table, or a population beyond the last row.
    """
    _refuse_population(population)
    rows = [row for row in table if row >= population]
    if not rows:
        last = f"ends at {max(table)}" if table else "is empty"
        raise NotComputableError(f"Found a population of {population}, but the table {last}; use the formula.")
    row = min(rows)
    exact = Fraction(min(table[row], population))
    parameters = (("table_population", Fraction(row)), ("table_sample", Fraction(table[row])))
    return SampleSize(
        SizeFormula.KREJCIE_MORGAN_TABLE, population, parameters, exact, int(exact), SizeRounding.NEXT_ROW_UP
    )


def cochran(population: int | None, *, error: Number, share: Number = HALF, z: Number = Fraction("1.96")) -> SampleSize:
    """Return n0 = z^2 P (1 - P) / d^2, for a finite population n = n0 / (1 + (n0 - 1) / N), rounded up (Cochran 1977).

    With z^2 for chi2 this is Krejcie and Morgan's formula, which differs only in its rounding.

    Args:
        population: N, at least 1; None for one without limit.
        error: d, the margin of error as a share.
        share: P, the share that is assumed.
        z: quantile of the normal distribution; 1.96 for 95 percent.

    Raises:
        NotComputableError: an empty population, an error or share not between 0 and 1, or a z that is not positive.
    """
    d, p, quantile = _between(error, "margin of error"), _between(share, "share"), _positive(z, "z")
    exact = quantile**2 * p * (1 - p) / d**2
    if population is not None:
        _refuse_population(population)
        exact = exact * population / (population + exact - 1)
    parameters = (("error", d), ("share", p), ("z", quantile))
    return SampleSize(SizeFormula.COCHRAN, population, parameters, exact, math.ceil(exact), SizeRounding.UP)


def quota(elements_n: int) -> SampleSize:
    """Return (elements + 1) x 10, the least number of respondents by KEP/25/M.PAN/2/2004: 150 for 14 elements.

    Raises:
        NotComputableError: a questionnaire without elements.
    """
    if elements_n < 1:
        raise NotComputableError(f"Found {elements_n} elements, expected at least one.")
    n = (elements_n + 1) * QUOTA_PER_ELEMENT
    parameters = (("elements", Fraction(elements_n)), ("per_element", Fraction(QUOTA_PER_ELEMENT)))
    return SampleSize(SizeFormula.QUOTA, None, parameters, Fraction(n), n, SizeRounding.UP)


class Design(StrEnum):
    """How respondents were found. Only a random sample has a margin of error in the strict sense."""

    SIMPLE_RANDOM = "simple_random"
    ACCIDENTAL = "accidental"
    PURPOSIVE = "purposive"
    QUOTA = "quota"


class Nonrespondents(StrEnum):
    """What a respondent without an answer is to the interval.

    Attributes:
        OUTSIDE_SAMPLE: nothing; those who answered are the sample.
        DOMAIN: part of the sample but not of the domain that answers, as R's ``survey::svymean(na.rm = TRUE)`` has it;
            the sampled fraction is then that of all who were asked.
    """

    OUTSIDE_SAMPLE = "outside_sample"
    DOMAIN = "domain"


class Quantiles(StrEnum):
    """The distribution whose quantile stretches the standard error; t has n - 1 degrees of freedom."""

    NORMAL = "normal"
    T = "t"


class ShareMethod(StrEnum):
    """How the interval of a share is made.

    Attributes:
        WALD: share +- quantile x standard error; may pass 0 or 1, and has no width at 0 and 1.
        LOGIT: the same on the scale log(p / (1 - p)), turned back; not at 0 or 1.
        WILSON: the shares that a normal test would not reject (Wilson 1927); always within 0 to 1.
    """

    WALD = "wald"
    LOGIT = "logit"
    WILSON = "wilson"


@dataclass(frozen=True)
class Sample:
    """Who is behind an estimate.

    Attributes:
        n: respondents who answered.
        design: how they were found.
        population: N, people in the population; None where it is unknown or without limit.
        missing_n: respondents who were asked and did not answer.
        nonrespondents: what those are to the interval.
    """

    n: int
    design: Design
    population: int | None = None
    missing_n: int = 0
    nonrespondents: Nonrespondents = Nonrespondents.OUTSIDE_SAMPLE

    def __post_init__(self) -> None:
        """Refuse a sample that cannot be."""
        if self.n < 1 or self.missing_n < 0:
            raise NotComputableError(
                f"Found {self.n} answers and {self.missing_n} missing, expected at least one answer."
            )
        if self.population is not None and self.population < self.asked_n:
            raise NotComputableError(
                f"Found {self.asked_n} respondents in a population of {self.population}, expected no more than it has."
            )

    @property
    def asked_n(self) -> int:
        """Respondents, with or without an answer."""
        return self.n + self.missing_n

    @property
    def missing(self) -> MissingRule:
        """An estimate is made of the answers there are."""
        return MissingRule.AVAILABLE_CASE

    @property
    def is_inferential(self) -> bool:
        """Whether probability speaks about the population: only after a random draw."""
        return self.design is Design.SIMPLE_RANDOM


@dataclass(frozen=True)
class Margin:
    """The margin of error of a share that is assumed, half the width of its interval, as a share (0.1 = 10 points)."""

    margin: float
    share: Fraction
    level: float
    sample: Sample


@dataclass(frozen=True)
class Estimate:
    """A mean or a share with its two-sided interval.

    Attributes:
        value: the estimate, exact.
        lower: lower limit.
        upper: upper limit.
        margin: half the width; Wilson's and the logit interval are not centred on ``value``.
        se: standard error with finite population correction; None for Wilson's interval, which uses none.
        level: confidence level, 0.95 for 95 percent.
        quantiles: the distribution used.
        method: how the interval was made; None for a mean.
        sample: who is behind it, with ``n``, ``population`` and ``is_inferential``.
    """

    value: Fraction
    lower: float
    upper: float
    margin: float
    se: float | None
    level: float
    quantiles: Quantiles
    method: ShareMethod | None
    sample: Sample


def margin_of_error(sample: Sample, *, share: Number = HALF, level: float = 0.95) -> Margin:
    """Return z sqrt(P (1 - P) / n x (N - n) / (N - 1)), the margin that a sample of n has before anything is known.

    P is a share of the population, whose variance divides by N; hence N - 1, where ``share_interval`` has n - 1.

    Args:
        sample: who was asked; those without an answer do not count.
        share: P, the share that is assumed; 1/2 gives the widest margin.
        level: confidence level, between 0 and 1.

    Raises:
        NotComputableError: a share or level not between 0 and 1.
    """
    p = _between(share, "share")
    z = _quantile(Quantiles.NORMAL, level)
    rest = _left_over(sample)
    return Margin(z * math.sqrt(p * (1 - p) / sample.n * rest), p, level, sample)


def mean_interval(
    mean: Number, variance: Number, sample: Sample, *, level: float = 0.95, quantiles: Quantiles = Quantiles.T
) -> Estimate:
    """Return the interval of a mean: mean +- quantile x sqrt((1 - n/N) s^2 / n) (Cochran 1977, chapter 2).

    With ``Nonrespondents.DOMAIN`` the variance of the mean is (1 - m/N) m / (m - 1) (n - 1) s^2 / n^2 for m asked.
    The same as ``survey::svymean`` with ``fpc``; its ``confint`` has normal quantiles unless told ``df``.

    Args:
        mean: of the answers.
        variance: s^2 of the answers, divisor n - 1.
        sample: who is behind them.
        level: confidence level, between 0 and 1.
        quantiles: t with n - 1 degrees of freedom, or normal.

    Raises:
        NotComputableError: fewer than two answers, a negative variance, or a level not between 0 and 1.
    """
    value, s2 = exactly(mean), exactly(variance)
    if s2 < 0:
        raise NotComputableError(f"Found the variance {s2}, expected none below zero.")
    se = math.sqrt(_variance_of_mean(s2, sample))
    margin = _quantile(quantiles, level, sample) * se
    centre = float(value)
    return Estimate(value, centre - margin, centre + margin, margin, se, level, quantiles, None, sample)


def share_interval(
    chosen_n: int,
    sample: Sample,
    *,
    method: ShareMethod = ShareMethod.WILSON,
    level: float = 0.95,
    quantiles: Quantiles = Quantiles.NORMAL,
) -> Estimate:
    """Return the interval of a share of those who answered.

    ``WALD`` and ``LOGIT`` are ``svyciprop(method = "mean")`` and ``(method = "xlogit")`` of R's survey if ``quantiles``
    is t. ``WILSON`` is ``prop.test(correct = FALSE)``; in a finite population n becomes n (N - 1) / (N - n) in it, which
    solves (share - P)^2 = z^2 P (1 - P) / n x (N - n) / (N - 1). SciPy and statsmodels have no such correction.

    Args:
        chosen_n: respondents of ``sample.n`` who count.
        sample: who is behind it.
        method: how the interval is made.
        level: confidence level, between 0 and 1.
        quantiles: t with n - 1 degrees of freedom, or normal; Wilson's interval is made of normal ones.

    Raises:
        NotComputableError: ``chosen_n`` outside 0 to n, a level not between 0 and 1, fewer than two answers without
            Wilson, a logit of 0 or 1, or Wilson's interval with t or a domain.
    """
    n = sample.n
    if not 0 <= chosen_n <= n:
        raise NotComputableError(f"Found {chosen_n} of {n} respondents, expected from 0 to {n}.")
    value = Fraction(chosen_n, n)
    p = float(value)
    if method is ShareMethod.WILSON:
        lower, upper = _wilson(chosen_n, sample, quantiles, level)
        return Estimate(value, lower, upper, (upper - lower) / 2, None, level, quantiles, method, sample)
    spread = Fraction(chosen_n * (n - chosen_n), n * (n - 1)) if n > 1 else Fraction(0)
    se = math.sqrt(_variance_of_mean(spread, sample))
    reach = _quantile(quantiles, level, sample) * se
    if method is ShareMethod.WALD:
        return Estimate(value, p - reach, p + reach, reach, se, level, quantiles, method, sample)
    if chosen_n in (0, n):
        raise NotComputableError(
            f"Found {chosen_n} of {n} respondents, expected some on both sides for a logit; use Wilson's interval."
        )
    centre, step = math.log(chosen_n / (n - chosen_n)), reach / (p * (1 - p))
    lower, upper = _share_of(centre - step), _share_of(centre + step)
    return Estimate(value, lower, upper, (upper - lower) / 2, se, level, quantiles, method, sample)


def _wilson(chosen_n: int, sample: Sample, quantiles: Quantiles, level: float) -> tuple[float, float]:
    if quantiles is not Quantiles.NORMAL or sample.nonrespondents is not Nonrespondents.OUTSIDE_SAMPLE:
        raise NotComputableError(
            f"Found {quantiles.value} quantiles and nonrespondents as {sample.nonrespondents.value}, expected normal and "
            "outside_sample for Wilson's interval."
        )
    z = _quantile(quantiles, level)
    p = chosen_n / sample.n
    one = z**2 * float(_left_over(sample)) / sample.n  # z^2 / n, with n (N - 1) / (N - n) for n
    half = math.sqrt(one * p * (1 - p) + one**2 / 4)
    # Where everybody counts the limit is 1, which the quotient may miss by a rounding.
    upper = 1.0 if chosen_n == sample.n else (p + one / 2 + half) / (1 + one)
    return (p + one / 2 - half) / (1 + one), upper


def _variance_of_mean(variance: Fraction, sample: Sample) -> Fraction:
    n, asked = sample.n, sample.asked_n
    if n < 2:
        raise NotComputableError(f"Found {n} answer, expected at least two: one answer has no spread.")
    if sample.nonrespondents is Nonrespondents.DOMAIN:
        left = Fraction(1) if sample.population is None else 1 - Fraction(asked, sample.population)
        return left * Fraction(asked, asked - 1) * (n - 1) * variance / n**2
    left = Fraction(1) if sample.population is None else 1 - Fraction(n, sample.population)
    return left * variance / n


def _left_over(sample: Sample) -> Fraction:
    """Return (N - n) / (N - 1); 1 without a population and 0 where everybody answered."""
    if sample.population is None:
        return Fraction(1)
    if sample.population == sample.n:
        return Fraction(0)
    return Fraction(sample.population - sample.n, sample.population - 1)


def _quantile(quantiles: Quantiles, level: float, sample: Sample | None = None) -> float:
    if not 0 < level < 1:
        raise NotComputableError(f"Found the confidence level {level}, expected one between 0 and 1, such as 0.95.")
    tail = (1 - level) / 2
    if quantiles is Quantiles.T and sample is not None:
        return float(stats.t.isf(tail, sample.n - 1))
    return float(stats.norm.isf(tail))


def _share_of(logit: float) -> float:
    # The exponential of a large positive number overflows, that of a negative one does not.
    return 1 / (1 + math.exp(-logit)) if logit >= 0 else math.exp(logit) / (1 + math.exp(logit))


def _refuse_population(population: int) -> None:
    if population < 1:
        raise NotComputableError(f"Found a population of {population}, expected at least one.")


def _between(value: Number, what: str) -> Fraction:
    found = exactly(value)
    if not 0 < found < 1:
        raise NotComputableError(f"Found the {what} {found}, expected one between 0 and 1 (0.1 for 10 percent).")
    return found


def _positive(value: Number, what: str) -> Fraction:
    found = exactly(value)
    if found <= 0:
        raise NotComputableError(f"Found {what} = {found}, expected more than zero.")
    return found
