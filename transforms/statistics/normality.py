"""Normality: Kolmogorov-Smirnov as SPSS computed it, beside Lilliefors and Shapiro-Wilk.

SPSS' NPAR TESTS estimated mean and standard deviation from the sample and then used the asymptotic distribution for a
hypothesis that is fixed beforehand. That p is too large; Lilliefors (1967) is the test for estimated parameters. Both
are given, because papers print the first. Every result names its unit of analysis: a test of thirteen item means says
nothing about the distribution of answers. Method: docs/methods/tests.md.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from scipy import stats

from transforms.statistics.conditions import MissingRule, NotComputableError, Scores
from transforms.statistics.samples import Answer, Answers, refuse_few

VALUES_MIN: Final = 3
LILLIEFORS_MIN: Final = 5  # Dallal and Wilkinson fitted their formula from five on
SHAPIRO_MAX: Final = 5000  # Royston's p is not known beyond
DALLAL_WILKINSON_MAX: Final = 0.1  # their formula is for smaller p only


class NormalityTest(StrEnum):
    """Which test of normality."""

    LILLIEFORS = "lilliefors"
    SHAPIRO_WILK = "shapiro_wilk"


class PSource(StrEnum):
    """Where the p of a test of normality comes from."""

    DALLAL_WILKINSON = "dallal_wilkinson"
    SIMULATED_TABLE = "simulated_table"
    ROYSTON = "royston"


@dataclass(frozen=True)
class KolmogorovSmirnov:
    """The one-sample test as SPSS computed it.

    Attributes:
        unit: what one value is: a respondent's sum, an item mean.
        n: values.
        mean, sd: estimated from the values; sd with n - 1.
        d_plus, d_minus: largest distance of the empirical distribution above and below the normal one.
        d: the larger of them.
        z: sqrt(n) x d, which SPSS calls Kolmogorov-Smirnov Z.
        p_value: asymptotic and two-sided, as if mean and sd had not been estimated.
        missing_n: values that were missing and left out.
        missing: the rule by which they were.
    """

    unit: str
    n: int
    mean: float
    sd: float
    d_plus: float
    d_minus: float
    d: float
    z: float
    p_value: float
    missing_n: int = 0
    missing: MissingRule = MissingRule.AVAILABLE_CASE


@dataclass(frozen=True)
class Normality:
    """A test of normality.

    Attributes:
        test: which.
        unit: what one value is: a respondent's sum, an item mean.
        n: values.
        statistic: D of Lilliefors, W of Shapiro and Wilk.
        p_value: probability of so large a D, or so small a W, from a normal distribution.
        p_source: where ``p_value`` comes from.
        p_table: Lilliefors only: p from statsmodels' simulated table whatever its size; it ends at 0.001 and 0.99.
        missing_n: values that were missing and left out.
        missing: the rule by which they were.
    """

    test: NormalityTest
    unit: str
    n: int
    statistic: float
    p_value: float
    p_source: PSource
    p_table: float | None = None
    missing_n: int = 0
    missing: MissingRule = MissingRule.AVAILABLE_CASE


def kolmogorov_p(z: float) -> float:
    """Return 2 sum (-1)^(k-1) exp(-2 k^2 z^2), the asymptotic two-sided p of Kolmogorov (1933).

    Raises:
        NotComputableError: z is negative, infinite or not a number.
    """
    if not z >= 0 or math.isinf(z):
        raise NotComputableError(f"Found Z = {z}, expected a number of at least 0.")
    return float(stats.kstwobign.sf(z))


def kolmogorov_smirnov_spss(values: Sequence[Answer], *, unit: str) -> KolmogorovSmirnov:
    """Return the Kolmogorov-Smirnov test of normality as SPSS' NPAR TESTS printed it before version 21.

    Args:
        values: observations; None or NaN for a missing one.
        unit: what one observation is, for the reader, such as ``13 item means``.

    Raises:
        NotComputableError: fewer than 3 values, a value that is no finite number, no variance, or no unit.
    """
    answers = _answers(values, unit, VALUES_MIN)
    d_plus, d_minus = _distances(answers)
    d = max(d_plus, d_minus)
    z = math.sqrt(answers.n) * d
    return KolmogorovSmirnov(
        unit=unit,
        n=answers.n,
        mean=float(answers.mean),
        sd=answers.sd,
        d_plus=d_plus,
        d_minus=d_minus,
        d=d,
        z=z,
        p_value=kolmogorov_p(z),
        missing_n=answers.missing_n,
    )


def lilliefors(values: Sequence[Answer], *, unit: str) -> Normality:
    """Return Lilliefors' test: the same D as ``kolmogorov_smirnov_spss`` with a p for estimated parameters.

    ``p_value`` up to 0.1 is Dallal and Wilkinson's (1986) formula, the p of R's nortest::lillie.test. Above, where they
    do not vouch for it, it is statsmodels' table of ten million simulations; nortest prints a fit of its own there.

    Args:
        values: observations; None or NaN for a missing one.
        unit: what one observation is, for the reader.

    Raises:
        NotComputableError: fewer than 5 values, a value that is no finite number, no variance, or no unit.
    """
    from statsmodels.stats.diagnostic import lilliefors as by_statsmodels  # noqa: PLC0415 - slow to import, seldom used

    answers = _answers(values, unit, LILLIEFORS_MIN)
    scores = _standardised(answers)
    p_value = float(by_statsmodels(scores, pvalmethod="approx")[1])
    p_table = float(by_statsmodels(scores, pvalmethod="table")[1])
    # Beyond the formula's range statsmodels hands out its table, which alone can make the two the same number.
    small = p_value <= DALLAL_WILKINSON_MAX and p_value != p_table
    return Normality(
        test=NormalityTest.LILLIEFORS,
        unit=unit,
        n=answers.n,
        statistic=max(_distances(answers)),
        p_value=p_value,
        p_source=PSource.DALLAL_WILKINSON if small else PSource.SIMULATED_TABLE,
        p_table=p_table,
        missing_n=answers.missing_n,
    )


def shapiro_wilk(values: Sequence[Answer], *, unit: str) -> Normality:
    """Return the Shapiro-Wilk test (Royston 1995), by SciPy.

    Args:
        values: observations; None or NaN for a missing one.
        unit: what one observation is, for the reader.

    Raises:
        NotComputableError: fewer than 3 or more than 5,000 values, a value that is no finite number, no variance, or no
            unit.
    """
    answers = _answers(values, unit, VALUES_MIN)
    if answers.n > SHAPIRO_MAX:
        raise NotComputableError(
            f"Found {answers.n} values, expected at most {SHAPIRO_MAX}: Royston's p is not known beyond."
        )
    found = stats.shapiro(_standardised(answers))
    return Normality(
        test=NormalityTest.SHAPIRO_WILK,
        unit=unit,
        n=answers.n,
        statistic=min(float(found.statistic), 1.0),
        p_value=min(max(float(found.pvalue), 0.0), 1.0),
        p_source=PSource.ROYSTON,
        missing_n=answers.missing_n,
    )


def _answers(values: Sequence[Answer], unit: str, least: int) -> Answers:
    if not unit.strip():
        raise NotComputableError("Found no unit of analysis, expected what one value is, such as '13 item means'.")
    answers = Answers.of(unit, values)
    refuse_few(answers, least)
    if answers.is_constant:
        raise NotComputableError(f"Found the same value {answers.n} times in {unit!r}, expected some variance.")
    return answers


def _standardised(answers: Answers) -> Scores:
    # Exact up to here, so that a large common part of the values costs no digits; sorted, so that order changes none.
    mean, sd = answers.mean, answers.sd
    return np.array([float(value - mean) / sd for value in sorted(answers.values)], dtype=np.float64)


def _distances(answers: Answers) -> tuple[float, float]:
    """Return D+ and D-: the empirical distribution above and below the normal one with the sample's mean and sd."""
    n, expected = answers.n, stats.norm.cdf(_standardised(answers))
    return float(np.max(np.arange(1, n + 1) / n - expected)), float(np.max(expected - np.arange(n) / n))
