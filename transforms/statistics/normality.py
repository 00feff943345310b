"""Normality: Kolmogorov-Smirnov as SPSS computed it, beside Lilliefors and Shapiro-Wilk.

SPSS' NPAR TESTS estimated mean and standard deviation from the sample and then used the asymptotic distribution for a
hypothesis that is fixed beforehand. That p is too large; Lilliefors (1967) is the test for estimated parameters. Both
are given, because papers print the first. Every result names its unit of analysis: a test of thirteen item means says
nothing about the distribution of answers.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from transforms.statistics.conditions import NotComputableError, Scores

_LEAST_KS, _LEAST_LILLIEFORS, _LEAST_SHAPIRO = 3, 5, 3


@dataclass(frozen=True)
class KolmogorovSmirnov:
    """The one-sample test as SPSS computed it.

    Attributes:
        unit: What one value is: a respondent's sum, an item mean.
        n: Values.
        mean, sd: Estimated from the values; sd with n - 1.
        d_plus, d_minus: Largest distance of the empirical distribution above and below the normal one.
        d: The larger of them.
        z: sqrt(n) x d, which SPSS calls Kolmogorov-Smirnov Z.
        p_value: Asymptotic and two-sided, as if mean and sd had not been estimated.
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


@dataclass(frozen=True)
class Normality:
    """A test of normality: its name, the unit of analysis, n, the statistic and p."""

    test: str
    unit: str
    n: int
    statistic: float
    p_value: float


def kolmogorov_p(z: float) -> float:
    """Return 2 sum (-1)^(k-1) exp(-2 k^2 z^2), the asymptotic two-sided p of Kolmogorov (1933).

    Raises:
        NotComputableError: z is negative or not a number.
    """
    if not z >= 0 or math.isinf(z):
        raise NotComputableError(f"Found Z = {z}, expected a number of at least 0.")
    return float(stats.kstwobign.sf(z))


def kolmogorov_smirnov_spss(values: Sequence[float], *, unit: str) -> KolmogorovSmirnov:
    """Return the Kolmogorov-Smirnov test of normality as SPSS' NPAR TESTS printed it before version 21.

    Args:
        values: Observations; none may be missing.
        unit: What one observation is, for the reader.

    Raises:
        NotComputableError: fewer than 3 values, a value that is no finite number, or no variance.
    """
    ordered, mean, sd = _sorted(values, _LEAST_KS)
    n = len(ordered)
    expected = stats.norm.cdf((ordered - mean) / sd)
    d_plus = float(np.max(np.arange(1, n + 1) / n - expected))
    d_minus = float(np.max(expected - np.arange(n) / n))
    d = max(d_plus, d_minus)
    z = math.sqrt(n) * d
    return KolmogorovSmirnov(unit, n, mean, sd, d_plus, d_minus, d, z, kolmogorov_p(z))


def lilliefors(values: Sequence[float], *, unit: str) -> Normality:
    """Return Lilliefors' test with the p of Dallal and Wilkinson (1986) and Stephens (1974), as R's nortest prints it.

    Dallal and Wilkinson approximate small p; above 0.1 Stephens' modified statistic takes over.

    Args:
        values: Observations; none may be missing.
        unit: What one observation is, for the reader.

    Raises:
        NotComputableError: fewer than 5 values, a value that is no finite number, or no variance.
    """
    ordered, mean, sd = _sorted(values, _LEAST_LILLIEFORS)
    n = len(ordered)
    expected = stats.norm.cdf((ordered - mean) / sd)
    d = float(max(np.max(np.arange(1, n + 1) / n - expected), np.max(expected - np.arange(n) / n)))
    return Normality("lilliefors", unit, n, d, _dallal_wilkinson_stephens(d, n))


def shapiro_wilk(values: Sequence[float], *, unit: str) -> Normality:
    """Return the Shapiro-Wilk test (Royston 1995), by SciPy.

    Args:
        values: Observations; none may be missing.
        unit: What one observation is, for the reader.

    Raises:
        NotComputableError: fewer than 3 or more than 5,000 values, a value that is no finite number, or no variance.
    """
    ordered, _, _ = _sorted(values, _LEAST_SHAPIRO)
    if len(ordered) > 5000:
        raise NotComputableError(
            f"Found {len(ordered)} values, expected at most 5,000: Royston's p is not known beyond."
        )
    result = stats.shapiro(ordered)
    return Normality("shapiro_wilk", unit, len(ordered), float(result.statistic), float(result.pvalue))


def _sorted(values: Sequence[float], least: int) -> tuple[Scores, float, float]:
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    if ordered.ndim != 1 or not np.isfinite(ordered).all():
        raise NotComputableError("Found a value that is missing or no finite number, expected numbers only.")
    if len(ordered) < least:
        raise NotComputableError(f"Found {len(ordered)} values, expected at least {least}.")
    if ordered[0] == ordered[-1]:
        raise NotComputableError("Found the same value everywhere, expected some variance.")
    return ordered, float(ordered.mean()), float(ordered.std(ddof=1))


def _dallal_wilkinson_stephens(d: float, n: int) -> float:
    """Return the p of D; formula (5) of Dallal and Wilkinson, then Stephens' polynomials (nortest::lillie.test)."""
    if n <= 100:
        scaled, size = d, float(n)
    else:
        scaled, size = d * (n / 100) ** 0.49, 100.0
    p = math.exp(
        -7.01256 * scaled**2 * (size + 2.78019)
        + 2.99587 * scaled * math.sqrt(size + 2.78019)
        - 0.122119
        + 0.974598 / math.sqrt(size)
        + 1.67997 / size
    )
    if p <= 0.1:
        return p
    modified = (math.sqrt(n) - 0.01 + 0.85 / math.sqrt(n)) * d
    for end, coefficients in _STEPHENS:
        if modified <= end:
            return sum(coefficient * modified**power for power, coefficient in enumerate(coefficients))
    return 0.0


_STEPHENS = (
    (0.302, (1.0,)),
    (0.5, (2.76773, -19.828315, 80.709644, -138.55152, 81.218052)),
    (0.9, (-4.901232, 40.662806, -97.490286, 94.029866, -32.355711)),
    (1.31, (6.198765, -19.558097, 23.186922, -12.234627, 2.423045)),
)
