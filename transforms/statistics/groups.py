"""Tests of differences between two measures of the same respondents, and between groups of different ones.

A paired test takes ``Pairs``, which cannot be made without a respondent key. Differences are the first minus the second
group; every result says which one is higher, how far, and by how much compared with the spread. Sums are exact, so the
order of respondents changes no digit; distributions are SciPy's. Method and choices: docs/methods/tests.md.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypedDict

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from transforms.statistics import exact_ranks
from transforms.statistics.conditions import MissingRule, NotComputableError, Scores
from transforms.statistics.samples import Answer, Answers, Pairs, read_groups

EXACT_MAX: Final = 100  # answers of a group, or pairs; beyond, NORMAL_CORRECTED is within 0.002 of the exact p
DIFFERENT_MAX: Final = 2000  # different values; their pairs must fit into memory
Groups = Mapping[str, Sequence[Answer]]
Weights = NDArray[np.int64]


class WhichTest(StrEnum):
    """Which test."""

    PAIRED_T = "paired_t"
    WELCH_T = "welch_t"
    POOLED_T = "pooled_t"
    LEVENE = "levene"
    WILCOXON_SIGNED_RANK = "wilcoxon_signed_rank"
    MANN_WHITNEY = "mann_whitney"
    KRUSKAL_WALLIS = "kruskal_wallis"


class PMethod(StrEnum):
    """The distribution from which a p value comes.

    SPSS uses NORMAL for rank tests; R NORMAL_CORRECTED, or EXACT below 50 answers without ties (and without zeros).
    """

    STUDENT = "student"
    FISHER = "f"
    CHI_SQUARE = "chi_square"
    EXACT = "exact"
    NORMAL = "normal"
    NORMAL_CORRECTED = "normal_with_continuity_correction"


class Centre(StrEnum):
    """From what Levene's deviations are taken: MEAN as SPSS and Levene (1960), MEDIAN as Brown and Forsythe (1974)."""

    MEAN = "mean"
    MEDIAN = "median"


class Location(StrEnum):
    """What a difference is a difference of.

    HODGES_LEHMANN of groups is the median of all differences between an answer of one and an answer of the other; of
    pairs, the median of the means of every two differences (and each with itself).
    """

    MEAN = "mean"
    HODGES_LEHMANN = "hodges_lehmann"


class EffectSize(StrEnum):
    """How large a difference is.

    COHENS_DZ: mean difference of pairs over the sd of the differences. COHENS_D: difference of means over the pooled
    sd. HEDGES_G: the same, corrected for its bias. COHENS_D_AVERAGE: over the root of the mean of the two variances.
    RANK_BISERIAL: share of comparisons the first group wins less the share it loses; of pairs, share of ranks.
    EPSILON_SQUARED: H / (n - 1). ETA_SQUARED: share of the variation between the groups.
    """

    COHENS_DZ = "cohens_dz"
    COHENS_D = "cohens_d"
    COHENS_D_AVERAGE = "cohens_d_average_variance"
    HEDGES_G = "hedges_g"
    RANK_BISERIAL = "rank_biserial"
    EPSILON_SQUARED = "epsilon_squared"
    ETA_SQUARED = "eta_squared"


@dataclass(frozen=True)
class GroupSummary:
    """One group or measure.

    Attributes:
        name: the group.
        n: its answers in the test; of pairs, the complete ones.
        missing_n: answers left out because they are missing; of pairs, None: see the result.
        mean, sd, median: of its answers, in points of the scale; sd with n - 1.
        compared: what the test compares: mean, mean rank or mean deviation; of signed ranks, the sum of ranks.
    """

    name: str
    n: int
    missing_n: int | None
    mean: float
    sd: float
    median: float
    compared: float


@dataclass(frozen=True)
class Difference:
    """First minus second in points of the scale, with an interval at ``level`` where one is defined."""

    of: Location
    value: float
    lower: float | None
    upper: float | None
    level: float
    reason: str | None = None


@dataclass(frozen=True)
class Effect:
    """An effect size; above 0 the first group is higher, but epsilon and eta squared have no sign."""

    measure: EffectSize
    value: float


@dataclass(frozen=True)
class GroupTest:
    """The result of a test.

    Attributes:
        test: which.
        statistic_name: t, F, V (sum of positive ranks), U (wins of the first group and half its draws) or H.
        statistic: its value.
        df: degrees of freedom; of Levene those between groups; None where the distribution has none.
        df_within: Levene only: degrees of freedom within groups.
        p_value: two-sided.
        p_method: the distribution ``p_value`` comes from.
        z: the standardised statistic of a normal approximation.
        n: respondents in the test; of pairs, complete pairs.
        missing_n: respondents left out; of pairs, pairs with one or both answers missing.
        missing: the rule by which they were.
        groups: one summary per group or measure, in the caller's order.
        higher: the group that is higher, or for Levene has the larger spread; None if two or more are equally high.
        difference: first minus second; None for tests of more than two groups and of spread, and for a rank test of more
            than 2,000 different answers, whose differences would not fit into memory.
        effects: effect sizes.
        zeros_n: Wilcoxon only: pairs without a difference, which do not enter the ranks.
        centre: Levene only.
    """

    test: WhichTest
    statistic_name: str
    statistic: float
    df: float | None
    p_value: float
    p_method: PMethod
    n: int
    missing_n: int
    missing: MissingRule
    groups: tuple[GroupSummary, ...]
    higher: str | None
    difference: Difference | None
    effects: tuple[Effect, ...]
    z: float | None = None
    df_within: int | None = None
    zeros_n: int | None = None
    centre: Centre | None = None


# --- means ------------------------------------------------------------------------------------------------------------


def paired_t(pairs: Pairs, *, level: float = 0.95) -> GroupTest:
    """Return Student's t test of the mean difference of pairs: t = mean / (sd / sqrt(n)), n - 1 degrees of freedom.

    Args:
        pairs: two measures of the same respondents, joined by a key.
        level: confidence level of the interval.

    Raises:
        NotComputableError: fewer than two complete pairs, differences that are all equal, or a level outside 0 to 1.
    """
    _refuse_level(level)
    _refuse_pairs(pairs)
    differences = pairs.differences
    if differences.is_constant:
        raise NotComputableError(
            f"Found the same difference in all {differences.n} pairs of {differences.name}, expected some variance."
        )
    mean, df = differences.mean, pairs.n - 1
    t = _signed_root(mean, mean**2 * pairs.n / differences.variance)
    return GroupTest(
        test=WhichTest.PAIRED_T,
        statistic_name="t",
        statistic=t,
        df=float(df),
        p_value=2 * float(stats.t.sf(abs(t), df)),
        p_method=PMethod.STUDENT,
        n=pairs.n,
        missing_n=pairs.missing_n,
        missing=MissingRule.LISTWISE,
        groups=tuple(_summary(one, float(one.mean), None) for one in (pairs.first, pairs.second)),
        higher=_higher({pairs.names[0]: mean, pairs.names[1]: Fraction(0)}),
        difference=_mean_difference(mean, math.sqrt(differences.variance / pairs.n), df, level),
        effects=(Effect(EffectSize.COHENS_DZ, _signed_root(mean, mean**2 / differences.variance)),),
    )


def welch_t(groups: Groups, *, level: float = 0.95) -> GroupTest:
    """Return Welch's (1947) t test of two means, which does not suppose equal variances.

    t = (mean1 - mean2) / sqrt(s1^2/n1 + s2^2/n2), with the degrees of freedom of Satterthwaite.

    Args:
        groups: two groups, name to answers; None or NaN for a missing answer.
        level: confidence level of the interval.

    Raises:
        NotComputableError: not two groups, fewer than two answers in one, no variance in both, an answer that is no
            finite number, or a level outside 0 to 1.
    """
    first, second = _two_varying(groups, level)
    shares = first.variance / first.n, second.variance / second.n
    df = float(sum(shares) ** 2 / (shares[0] ** 2 / (first.n - 1) + shares[1] ** 2 / (second.n - 1)))
    mean = first.mean - second.mean
    effect = _signed_root(mean, mean**2 / ((first.variance + second.variance) / 2))
    effects = (Effect(EffectSize.COHENS_D_AVERAGE, effect),)
    return _two_means(WhichTest.WELCH_T, (first, second), Fraction(sum(shares)), df, effects, level)


def pooled_t(groups: Groups, *, level: float = 0.95) -> GroupTest:
    """Return Student's t test of two means of groups with equal variances, n1 + n2 - 2 degrees of freedom.

    Hedges g is d x J, J = Gamma(df/2) / (sqrt(df/2) Gamma((df-1)/2)) (Hedges 1981).

    Args:
        groups: two groups, name to answers; None or NaN for a missing answer.
        level: confidence level of the interval.

    Raises:
        NotComputableError: as ``welch_t``.
    """
    first, second = _two_varying(groups, level)
    df = first.n + second.n - 2
    variance = ((first.n - 1) * first.variance + (second.n - 1) * second.variance) / df
    mean = first.mean - second.mean
    d = _signed_root(mean, mean**2 / variance)
    unbiased = math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)
    effects = (Effect(EffectSize.COHENS_D, d), Effect(EffectSize.HEDGES_G, d * unbiased))
    square = variance * (Fraction(1, first.n) + Fraction(1, second.n))
    return _two_means(WhichTest.POOLED_T, (first, second), square, float(df), effects, level)


def _two_means(
    test: WhichTest,
    groups: tuple[Answers, Answers],
    square: Fraction,
    df: float,
    effects: tuple[Effect, ...],
    level: float,
) -> GroupTest:
    """Return a t test of two means whose difference has ``square`` as the square of its standard error."""
    mean = groups[0].mean - groups[1].mean
    t = _signed_root(mean, mean**2 / square)
    return GroupTest(
        test=test,
        statistic_name="t",
        statistic=t,
        df=df,
        p_value=2 * float(stats.t.sf(abs(t), df)),
        p_method=PMethod.STUDENT,
        higher=_higher({group.name: group.mean for group in groups}),
        difference=_mean_difference(mean, math.sqrt(square), df, level),
        effects=effects,
        **_counted(groups, [float(group.mean) for group in groups]),
    )


# --- spread -----------------------------------------------------------------------------------------------------------


def levene(groups: Groups, *, centre: Centre) -> GroupTest:
    """Return Levene's test of equal spread: the F of an analysis of variance of the absolute deviations.

    Args:
        groups: two or more groups, name to answers; None or NaN for a missing answer.
        centre: of each group, from which its deviations are taken.

    Raises:
        NotComputableError: fewer than two groups, fewer than two answers in one, deviations that do not vary within any
            group (always so with two answers each), or an answer that is no finite number.
    """
    read = read_groups(groups)
    deviations = [_deviations(group, centre) for group in read]
    n, k = sum(group.n for group in read), len(read)
    everywhere = sum((one.mean * one.n for one in deviations), Fraction(0)) / n
    between = sum((one.n * (one.mean - everywhere) ** 2 for one in deviations), Fraction(0))
    within = sum((one.variance * (one.n - 1) for one in deviations), Fraction(0))
    if within == 0:
        raise NotComputableError(
            f"Found groups within which every answer is equally far from the {centre}, expected deviations that vary."
        )
    f = float((n - k) * between / ((k - 1) * within))
    return GroupTest(
        test=WhichTest.LEVENE,
        statistic_name="F",
        statistic=f,
        df=float(k - 1),
        df_within=n - k,
        p_value=float(stats.f.sf(f, k - 1, n - k)),
        p_method=PMethod.FISHER,
        higher=_higher({one.name: one.mean for one in deviations}),
        difference=None,
        effects=(Effect(EffectSize.ETA_SQUARED, float(between / (between + within))),),
        centre=centre,
        **_counted(read, [float(one.mean) for one in deviations]),
    )


def _deviations(group: Answers, centre: Centre) -> Answers:
    middle = group.mean if centre is Centre.MEAN else group.median
    return Answers(group.name, tuple(abs(value - middle) for value in group.values), group.missing_n)


# --- ranks ------------------------------------------------------------------------------------------------------------


def wilcoxon_signed_rank(pairs: Pairs, *, p_method: PMethod, level: float = 0.95) -> GroupTest:
    """Return Wilcoxon's (1945) signed-rank test of pairs; V is the sum of the ranks of positive differences.

    Pairs without a difference leave the ranks (``zeros_n``). The rank-biserial correlation is (V - V') / (V + V') with
    the sum V' of negative ranks (Kerby 2014). The interval inverts the test.

    Args:
        pairs: two measures of the same respondents, joined by a key.
        p_method: EXACT, NORMAL or NORMAL_CORRECTED.
        level: confidence level of the interval.

    Raises:
        NotComputableError: fewer than two complete pairs, no pair with a difference, another ``p_method``, a level
            outside 0 to 1, or EXACT with zeros, ties or more than 100 differences.
    """
    _refuse_level(level)
    _refuse_rank_method(p_method)
    _refuse_pairs(pairs)
    differences = pairs.differences.as_floats()
    different = differences[differences != 0]
    m, zeros = len(different), pairs.n - len(different)
    if m == 0:
        raise NotComputableError(
            f"Found no difference in any of the {pairs.n} pairs of {pairs.differences.name}, expected at least one."
        )
    ranks = stats.rankdata(np.abs(different))
    v, total = float(ranks[different > 0].sum()), m * (m + 1) / 2
    # Moved by some constant, only equal differences tie; the interval needs that variance, the test the other.
    sigma, sigma_moved = (
        math.sqrt(m * (m + 1) * (2 * m + 1) / 24 - exact_ranks.tie_term(values) / 48) for values in (ranks, different)
    )
    values, weights = _means_of_two(different)
    if p_method is PMethod.EXACT:
        _refuse_exact(m, zeros_n=zeros, has_ties=len(set(ranks)) < m)
        counts = exact_ranks.signed_rank_counts(m)
        z, p_value, place = None, exact_ranks.two_sided_p(counts, int(v)), exact_ranks.exact_place(counts, level)
    else:
        z, p_value = _normal(v - total / 2, sigma, p_method)
        place = _normal_place(int(total), sigma_moved, level, p_method)
    return GroupTest(
        test=WhichTest.WILCOXON_SIGNED_RANK,
        statistic_name="V",
        statistic=v,
        df=None,
        p_value=p_value,
        p_method=p_method,
        z=z,
        n=pairs.n,
        missing_n=pairs.missing_n,
        missing=MissingRule.LISTWISE,
        groups=tuple(
            _summary(one, compared, None)
            for one, compared in zip((pairs.first, pairs.second), (v, total - v), strict=True)
        ),
        higher=_higher({pairs.names[0]: v, pairs.names[1]: total - v}),
        difference=_rank_difference(values, weights, place, level),
        effects=(Effect(EffectSize.RANK_BISERIAL, (2 * v - total) / total),),
        zeros_n=zeros,
    )


def mann_whitney(groups: Groups, *, p_method: PMethod, level: float = 0.95) -> GroupTest:
    """Return the test of Mann and Whitney (1947); U counts the comparisons the first group wins, draws half.

    It is W of R's wilcox.test; SPSS prints the smaller of U and n1 n2 - U. The rank-biserial correlation is
    2 U / (n1 n2) - 1. The interval, of the Hodges-Lehmann difference, inverts the test.

    Args:
        groups: two groups, name to answers; None or NaN for a missing answer.
        p_method: EXACT, NORMAL or NORMAL_CORRECTED.
        level: confidence level of the interval.

    Raises:
        NotComputableError: not two groups, fewer than two answers in one, the same answer everywhere, another
            ``p_method``, a level outside 0 to 1, or EXACT with ties or more than 100 answers in a group.
    """
    _refuse_level(level)
    _refuse_rank_method(p_method)
    first, second = read_groups(groups, exactly_two=True)
    _refuse_same_everywhere((first, second))
    one, other = first.as_floats(), second.as_floats()
    m, n = len(one), len(other)
    both = np.concatenate([one, other])
    ranks = stats.rankdata(both)
    u = float(ranks[:m].sum()) - m * (m + 1) / 2
    # Moved by some constant, answers tie within their group only; the interval needs that variance, the test the other.
    ties = exact_ranks.tie_term(both), exact_ranks.tie_term(one) + exact_ranks.tie_term(other)
    sigma, sigma_moved = (math.sqrt(m * n / 12 * ((m + n + 1) - tie / ((m + n) * (m + n - 1)))) for tie in ties)
    values, weights = _differences_of_two(one, other)
    if p_method is PMethod.EXACT:
        _refuse_exact(max(m, n), zeros_n=0, has_ties=len(set(ranks)) < m + n)
        counts = exact_ranks.rank_sum_counts(m, n)
        z, p_value, place = None, exact_ranks.two_sided_p(counts, int(u)), exact_ranks.exact_place(counts, level)
    else:
        z, p_value = _normal(u - m * n / 2, sigma, p_method)
        place = _normal_place(m * n, sigma_moved, level, p_method)
    return GroupTest(
        test=WhichTest.MANN_WHITNEY,
        statistic_name="U",
        statistic=u,
        df=None,
        p_value=p_value,
        p_method=p_method,
        z=z,
        higher=_higher({first.name: 2 * u, second.name: float(m * n)}),
        difference=_rank_difference(values, weights, place, level),
        effects=(Effect(EffectSize.RANK_BISERIAL, 2 * u / (m * n) - 1),),
        **_counted((first, second), [float(ranks[:m].mean()), float(ranks[m:].mean())]),
    )


def kruskal_wallis(groups: Groups) -> GroupTest:
    """Return the test of Kruskal and Wallis (1952), H corrected for ties, against chi-square with groups - 1 df.

    Epsilon squared is H / (n - 1): 0 where the mean ranks are equal, 1 where groups do not overlap at all and do not
    vary.

    Args:
        groups: two or more groups, name to answers; None or NaN for a missing answer.

    Raises:
        NotComputableError: fewer than two groups, fewer than two answers in one, or the same answer everywhere.
    """
    read = read_groups(groups)
    _refuse_same_everywhere(read)
    h = max(float(stats.kruskal(*(group.as_floats() for group in read)).statistic), 0.0)
    n, df = sum(group.n for group in read), len(read) - 1
    ranks = stats.rankdata(np.concatenate([group.as_floats() for group in read]))
    ends = np.cumsum([group.n for group in read])[:-1]
    # Exact: rank sums are halves, and two equal mean ranks must not differ in their last bit.
    means = [Fraction(float(part.sum())) / len(part) for part in np.split(ranks, ends)]
    return GroupTest(
        test=WhichTest.KRUSKAL_WALLIS,
        statistic_name="H",
        statistic=h,
        df=float(df),
        p_value=float(stats.chi2.sf(h, df)),
        p_method=PMethod.CHI_SQUARE,
        higher=_higher({group.name: mean for group, mean in zip(read, means, strict=True)}),
        difference=None,
        effects=(Effect(EffectSize.EPSILON_SQUARED, min(h / (n - 1), 1.0)),),
        **_counted(read, [float(mean) for mean in means]),
    )


def _normal(distance: float, sigma: float, p_method: PMethod) -> tuple[float, float]:
    """Return z and two-sided p of a rank statistic at ``distance`` from its mean."""
    correction = 0.5 if p_method is PMethod.NORMAL_CORRECTED and distance else 0.0
    z = math.copysign(abs(distance) - correction, distance) / sigma
    return z + 0.0, min(2 * float(stats.norm.sf(abs(z))), 1.0)


def _normal_place(pairs: int, sigma: float, level: float, p_method: PMethod) -> int | None:
    z = float(stats.norm.isf((1 - level) / 2))
    return exact_ranks.normal_place(pairs, sigma, z, correction=p_method is PMethod.NORMAL_CORRECTED)


def _means_of_two(differences: Scores) -> tuple[Scores, Weights] | tuple[None, None]:
    """Return the different means of two differences (Walsh averages) and how often each pair of values occurs."""
    values, counts = np.unique(differences, return_counts=True)
    if len(values) > DIFFERENT_MAX:
        return None, None
    i, j = np.triu_indices(len(values))
    weights = np.where(i == j, counts[i] * (counts[i] + 1) // 2, counts[i] * counts[j])
    return (values[i] + values[j]) / 2, weights


def _differences_of_two(one: Scores, other: Scores) -> tuple[Scores, Weights] | tuple[None, None]:
    """Return the differences of different answers of two groups, and how often each pair of values occurs."""
    (a, counts_a), (b, counts_b) = np.unique(one, return_counts=True), np.unique(other, return_counts=True)
    if max(len(a), len(b)) > DIFFERENT_MAX:
        return None, None
    return np.subtract.outer(a, b).ravel(), np.multiply.outer(counts_a, counts_b).ravel()


def _rank_difference(
    values: Scores | None, weights: Weights | None, place: int | None, level: float
) -> Difference | None:
    """Return the Hodges-Lehmann difference: the median of the values, and the place-th from either end as interval."""
    if values is None or weights is None:
        return None
    total = int(weights.sum())
    low, high = exact_ranks.weighted_order_statistics(values, weights, [(total + 1) // 2, total // 2 + 1])
    median = (low + high) / 2
    if place is None:
        reason = f"Found too few answers for an interval at {level:.4g}, expected more: no limits reach that level."
        return Difference(Location.HODGES_LEHMANN, median, None, None, level, reason)
    if len(set(values)) == 1:
        reason = "Found the same difference everywhere, expected differences that vary for an interval."
        return Difference(Location.HODGES_LEHMANN, median, None, None, level, reason)
    lower, upper = exact_ranks.weighted_order_statistics(values, weights, [place, total + 1 - place])
    return Difference(Location.HODGES_LEHMANN, median, lower, upper, level)


# --- what they share --------------------------------------------------------------------------------------------------


def _mean_difference(mean: Fraction, se: float, df: float, level: float) -> Difference:
    half = float(stats.t.isf((1 - level) / 2, df)) * se
    return Difference(Location.MEAN, float(mean), float(mean) - half, float(mean) + half, level)


class _Counted(TypedDict):
    n: int
    missing_n: int
    missing: MissingRule
    groups: tuple[GroupSummary, ...]


def _counted(groups: Sequence[Answers], compared: Sequence[float]) -> _Counted:
    """Return what every result over separate groups has."""
    return {
        "n": sum(group.n for group in groups),
        "missing_n": sum(group.missing_n for group in groups),
        "missing": MissingRule.AVAILABLE_CASE,
        "groups": tuple(_summary(group, one, group.missing_n) for group, one in zip(groups, compared, strict=True)),
    }


def _summary(group: Answers, compared: float, missing_n: int | None) -> GroupSummary:
    return GroupSummary(group.name, group.n, missing_n, float(group.mean), group.sd, float(group.median), compared)


def _signed_root(sign: Fraction, square: Fraction) -> float:
    return math.copysign(math.sqrt(square), sign) if square else 0.0


def _higher(values: Mapping[str, Fraction | float]) -> str | None:
    top = [name for name, value in values.items() if value == max(values.values())]
    return top[0] if len(top) == 1 else None


def _two_varying(groups: Groups, level: float) -> tuple[Answers, Answers]:
    _refuse_level(level)
    first, second = read_groups(groups, exactly_two=True)
    if first.is_constant and second.is_constant:
        raise NotComputableError(
            f"Found one answer only in {first.name!r} and in {second.name!r}, expected some variance in at least one."
        )
    return first, second


def _refuse_level(level: float) -> None:
    if not 0 < level < 1:
        raise NotComputableError(f"Found the confidence level {level}, expected one between 0 and 1.")


def _refuse_pairs(pairs: Pairs) -> None:
    if pairs.n < 2:
        raise NotComputableError(
            f"Found {pairs.n} complete pairs of {pairs.differences.name} ({pairs.missing_n} incomplete), expected at "
            "least 2."
        )


def _refuse_rank_method(p_method: PMethod) -> None:
    allowed = (PMethod.EXACT, PMethod.NORMAL, PMethod.NORMAL_CORRECTED)
    if p_method not in allowed:
        raise NotComputableError(f"Found the p method {p_method}, expected one of {', '.join(allowed)}.")


def _refuse_exact(n: int, *, zeros_n: int, has_ties: bool) -> None:
    if n > EXACT_MAX:
        raise NotComputableError(f"Found {n} answers, expected at most {EXACT_MAX} for an exact p; use a normal one.")
    if zeros_n or has_ties:
        what = f"{zeros_n} pairs without a difference" if zeros_n else "ties"
        raise NotComputableError(f"Found {what}, expected none for an exact p; use a normal one.")


def _refuse_same_everywhere(groups: Sequence[Answers]) -> None:
    if len({value for group in groups for value in group.values}) == 1:
        raise NotComputableError("Found the same answer in every group, expected some variance.")
