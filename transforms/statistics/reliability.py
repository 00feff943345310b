"""Internal consistency of a scale: Cronbach's alpha with its interval, alpha without each item, McDonald's omega total.

Formulas, choices and a worked example: docs/methods/reliability.md. An item that everybody answered alike cannot
covary with anything; as in R's psych::alpha it is left out of the scale, and named.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from transforms.statistics.conditions import MissingRule, NotComputableError
from transforms.statistics.moments import Exact, Moments, part_whole, root

OMEGA_ITEMS_MIN: Final = 3  # one correlation cannot tell two loadings
_SAME_FIT = 1e-10  # sums of squared residual correlations nearer than this are the same fit ...
_SAME_LOADING = 1e-5  # ... and loadings nearer than this the same solution
_IDENTIFIED = 1e-6  # smallest over largest singular value of the derivatives
_EVALUATIONS_MAX = 20_000


@dataclass(frozen=True)
class Interval:
    """A two-sided confidence interval; ``level`` is 0.95 for 95 percent."""

    lower: float
    upper: float
    level: float


@dataclass(frozen=True)
class ItemReliability:
    """One item of the scale.

    Attributes:
        item: its name.
        answers_n: respondents behind its mean.
        mean: on the scale of the scores.
        sd: standard deviation (divisor n - 1), on the scale of the scores.
        item_total_r: Pearson r with the total, which contains the item.
        item_rest_r: Pearson r with the total of the other items ("corrected item-total correlation").
        alpha_if_deleted: alpha of the other items.
        standardised_alpha_if_deleted: standardised alpha of the other items.
        reasons: one sentence for each figure that is None.
    """

    item: str
    answers_n: int
    mean: float
    sd: float
    item_total_r: float | None
    item_rest_r: float | None
    alpha_if_deleted: float | None
    standardised_alpha_if_deleted: float | None
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Alpha:
    """Cronbach's alpha of a scale.

    Attributes:
        alpha: raw alpha, from covariances; may be negative.
        interval: Feldt's confidence interval of ``alpha``, from ``n``.
        standardised_alpha: alpha of the items brought to equal variance, from correlations; None if their total does
            not vary.
        mean_inter_item_r: mean of the correlations that ``standardised_alpha`` is made of.
        scale_items: the items of the scale: those that vary.
        constant_items: items left out because everybody answered them alike.
        items: one row for each item, constant ones too.
        n: complete respondents if listwise; if pairwise, the smallest number who answered a pair of items.
        respondents_n: respondents read.
        missing: the missing-data rule.
    """

    alpha: float
    interval: Interval
    standardised_alpha: float | None
    mean_inter_item_r: float
    scale_items: tuple[str, ...]
    constant_items: tuple[str, ...]
    items: tuple[ItemReliability, ...]
    n: int
    respondents_n: int
    missing: MissingRule


@dataclass(frozen=True)
class Omega:
    """McDonald's omega total of a one-factor model.

    Attributes:
        omega_total: (sum of loadings)^2 / ((sum of loadings)^2 + sum of uniquenesses), the variance of the total that
            the model itself implies in the denominator.
        omega_total_observed: 1 - sum of uniquenesses / sum of all correlations, the observed variance in the
            denominator; this is what R's psych::omega prints.
        loadings: standardised loadings in the order of ``scale_items``, with a sum that is not negative.
        uniquenesses: 1 - loading^2.
        negative_items: items with a negative loading; turn a question asked the other way round before, or it lowers
            omega.
        scale_items: the items of the scale: those that vary.
        constant_items: items left out because everybody answered them alike.
        n: as in ``Alpha``.
        respondents_n: respondents read.
        missing: the missing-data rule.
    """

    omega_total: float
    omega_total_observed: float
    loadings: tuple[float, ...]
    uniquenesses: tuple[float, ...]
    negative_items: tuple[str, ...]
    scale_items: tuple[str, ...]
    constant_items: tuple[str, ...]
    n: int
    respondents_n: int
    missing: MissingRule


def cronbach_alpha(moments: Moments, *, level: float = 0.95) -> Alpha:
    """Return Cronbach's alpha with Feldt's interval, standardised alpha and a row for each item.

    alpha = k/(k-1) (1 - sum of item variances / variance of the total) (Cronbach 1951), in exact fractions until the
    end. (1 - alpha of the population) / (1 - alpha) follows F with n - 1 and (n-1)(k-1) degrees of freedom (Feldt
    1965), for complete normal data with items of equal error variance. Under the pairwise rule there is no such n;
    the smallest count of a pair is used, which makes the interval rather too wide.

    Args:
        moments: respondents by items.
        level: confidence level of the interval, between 0 and 1.

    Raises:
        NotComputableError: fewer than two items that vary, fewer than two respondents, a total that does not vary, or
            a level outside 0 to 1.
    """
    _refuse_level(level)
    scale, constant_items = _scale(moments, least=2, what="alpha")
    covariance = scale.covariance()
    total = _sum(covariance)
    if total <= 0:
        raise NotComputableError(
            f"Found a total of {', '.join(scale.items)} with the variance {float(total):g}, expected one above zero: "
            "alpha is a share of it."
        )
    alpha = _alpha(covariance)
    k, n = len(scale.items), scale.n
    standardised, mean_r = _standardised(covariance)
    return Alpha(
        alpha=float(alpha),
        interval=_feldt(float(1 - alpha), n, k, level),
        standardised_alpha=standardised,
        mean_inter_item_r=mean_r,
        scale_items=scale.items,
        constant_items=constant_items,
        items=_item_rows(moments, scale, covariance),
        n=n,
        respondents_n=moments.respondents_n,
        missing=moments.missing,
    )


def omega_total(moments: Moments) -> Omega:
    """Return McDonald's omega total of a one-factor model of the correlations.

    The loadings l minimise the sum over pairs of (r_ij - l_i l_j)^2: minimum residuals (Harman and Jones 1966), which
    is unweighted least squares, as psych::fa(nfactors = 1, fm = "minres"). They are found with SciPy's
    Levenberg-Marquardt method from every principal axis, and the best solution must be the only best one. omega:
    McDonald 1999, chapter 6.

    Raises:
        NotComputableError: fewer than three items that vary, a loading of 1 or more (a Heywood case), no single best
            solution, or pairwise correlations that do not fit each other.
    """
    scale, constant_items = _scale(moments, least=OMEGA_ITEMS_MIN, what="omega")
    correlation = scale.correlation()
    observed = math.fsum(correlation.flat)
    if observed <= 0:
        raise NotComputableError(
            f"Found a standardised total of {', '.join(scale.items)} that does not vary, expected one that does: omega "
            "is a share of its variance."
        )
    loadings = _minimum_residual(correlation, scale.items)
    uniquenesses = [1 - loading**2 for loading in loadings]
    common, unique = math.fsum(loadings) ** 2, math.fsum(uniquenesses)
    return Omega(
        omega_total=common / (common + unique),
        omega_total_observed=1 - unique / observed,
        loadings=tuple(loadings),
        uniquenesses=tuple(uniquenesses),
        negative_items=tuple(item for item, loading in zip(scale.items, loadings, strict=True) if loading < 0),
        scale_items=scale.items,
        constant_items=constant_items,
        n=scale.n,
        respondents_n=moments.respondents_n,
        missing=moments.missing,
    )


def _scale(moments: Moments, *, least: int, what: str) -> tuple[Moments, tuple[str, ...]]:
    constant = moments.constant()
    varying = [i for i in range(len(moments.items)) if i not in constant]
    names = tuple(moments.items[i] for i in constant)
    if len(varying) < least:
        beside = f" beside the constant {', '.join(names)}" if names else ""
        found = ", ".join(moments.items[i] for i in varying) or "none"
        raise NotComputableError(
            f"Found {len(varying)} of {len(moments.items)} items that vary ({found}){beside}, expected at least {least} for {what}."
        )
    return moments.only(varying), names


def _sum(matrix: Exact) -> Fraction:
    return sum((value for row in matrix for value in row), Fraction(0))


def _alpha(covariance: Exact) -> Fraction:
    k = len(covariance)
    own = sum((covariance[i][i] for i in range(k)), Fraction(0))
    return Fraction(k, k - 1) * (1 - own / _sum(covariance))


def _standardised(covariance: Exact) -> tuple[float | None, float]:
    """Return standardised alpha and the mean correlation, from covariances scaled by the items' own variances.

    Under the pairwise rule these correlations are psych::alpha's (cov2cor of pairwise covariances), not those of
    ``Moments.correlation``. Sums by ``fsum`` do not depend on the order of the items.
    """
    k = len(covariance)
    r = [
        root(covariance[i][j] * abs(covariance[i][j]) / (covariance[i][i] * covariance[j][j]))
        for i in range(k)
        for j in range(k)
        if i != j
    ]
    off = math.fsum(r)
    mean_r = off / (k * (k - 1))
    # Within rounding of zero the total of the standardised items does not vary.
    if k + off <= k * k * np.finfo(float).eps:
        return None, mean_r
    return k / (k - 1) * (off / (k + off)), mean_r


def _feldt(one_less_alpha: float, n: int, k: int, level: float) -> Interval:
    tail = (1 - level) / 2
    freedom = (n - 1, (n - 1) * (k - 1))
    lower = 1 - one_less_alpha * float(stats.f.ppf(1 - tail, *freedom))
    upper = 1 - one_less_alpha * float(stats.f.ppf(tail, *freedom))
    if not (math.isfinite(lower) and math.isfinite(upper)):
        raise NotComputableError(
            f"Found {n} respondents, expected enough for finite limits at the confidence level {level:g}."
        )
    return Interval(lower, upper, level)


def _item_rows(moments: Moments, scale: Moments, covariance: Exact) -> tuple[ItemReliability, ...]:
    together = {part.item: part for part in part_whole(moments)}
    rows = []
    for i, item in enumerate(moments.items):
        part = together[item]
        reasons = list(part.reasons)
        without: float | None = None
        standardised_without: float | None = None
        if item in scale.items:
            position = scale.items.index(item)
            without, standardised_without, reason = _without(covariance, position, item)
            reasons += [reason] if reason else []
            variance = covariance[position][position]
        else:
            variance = Fraction(0)
        rows.append(
            ItemReliability(
                item=item,
                answers_n=moments.counts[i][i],
                mean=float(moments.mean(i)),
                sd=math.sqrt(variance),
                item_total_r=None if part.with_total is None else root(part.with_total),
                item_rest_r=None if part.with_rest is None else root(part.with_rest),
                alpha_if_deleted=without,
                standardised_alpha_if_deleted=standardised_without,
                reasons=tuple(reasons),
            )
        )
    return tuple(rows)


def _without(covariance: Exact, position: int, item: str) -> tuple[float | None, float | None, str]:
    keep = [i for i in range(len(covariance)) if i != position]
    rest = tuple(tuple(covariance[i][j] for j in keep) for i in keep)
    if len(keep) < 2:
        return None, None, f"Without {item} one item is left, and alpha needs two."
    standardised, _ = _standardised(rest)
    if _sum(rest) <= 0:
        return None, standardised, f"Without {item} the total does not vary, so the others have no alpha."
    reason = "" if standardised is not None else f"Without {item} the standardised total does not vary."
    return float(_alpha(rest)), standardised, reason


def _minimum_residual(correlation: NDArray[np.float64], items: Sequence[str]) -> list[float]:
    """Return the loadings that leave the least residual correlation between items."""
    upper = np.triu_indices(len(items), k=1)
    pairs = np.arange(len(upper[0]))

    def residuals(loadings: NDArray[np.float64]) -> NDArray[np.float64]:
        return correlation[upper] - loadings[upper[0]] * loadings[upper[1]]

    def derivatives(loadings: NDArray[np.float64]) -> NDArray[np.float64]:
        slopes = np.zeros((len(pairs), len(items)))
        slopes[pairs, upper[0]] = -loadings[upper[1]]
        slopes[pairs, upper[1]] = -loadings[upper[0]]
        return slopes

    values, vectors = np.linalg.eigh(correlation)
    found: list[tuple[float, NDArray[np.float64]]] = []
    for value, axis in zip(values[::-1], vectors.T[::-1], strict=True):
        if value <= np.finfo(float).eps * len(items):
            continue
        done = optimize.least_squares(
            residuals,
            axis * math.sqrt(value),
            jac=derivatives,
            method="lm",
            ftol=1e-15,
            xtol=1e-15,
            gtol=1e-15,
            max_nfev=_EVALUATIONS_MAX,
        )
        loadings = done.x if math.fsum(done.x) >= 0 else -done.x
        if done.status > 0:
            found.append((2 * done.cost, loadings))
    if not found:
        raise NotComputableError(
            f"Found no one-factor model of {', '.join(items)} in {_EVALUATIONS_MAX} steps, expected one: the items "
            "do not share one factor."
        )
    least, best = min(found, key=lambda solution: solution[0])
    spread = np.linalg.svd(derivatives(best), compute_uv=False)
    rivals = any(cost - least <= _SAME_FIT and _differ(other, best) for cost, other in found)
    if rivals or spread[-1] <= _IDENTIFIED * max(spread[0], _IDENTIFIED):
        raise NotComputableError(
            f"Found several one-factor models of {', '.join(items)} that fit equally well, expected one: too few of "
            "the items correlate with each other."
        )
    heywood = [f"{item} ({loading:.3f})" for item, loading in zip(items, best, strict=True) if abs(loading) >= 1]
    if heywood:
        raise NotComputableError(
            f"Found a loading of 1 or more for {', '.join(heywood)}, expected less: an item cannot share more than "
            "all its variance (a Heywood case), so one factor does not describe these items."
        )
    return [float(loading) for loading in best]


def _differ(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    return bool(min(np.abs(one - other).max(), np.abs(one + other).max()) > _SAME_LOADING)


def _refuse_level(level: float) -> None:
    if not 0 < level < 1:
        raise NotComputableError(f"Found the confidence level {level}, expected one between 0 and 1.")
