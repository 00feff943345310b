"""What must hold for all answers: swapping turns the sign, order does not matter, adjusted p values keep their order."""

import gc
import math
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from transforms.statistics.conditions import NotComputableError
from transforms.statistics.contingency import (
    Correction,
    CrossTable,
    chi_square_independence,
    fisher_exact,
    goodness_of_fit,
)
from transforms.statistics.groups import (
    Centre,
    GroupTest,
    PMethod,
    kruskal_wallis,
    levene,
    mann_whitney,
    paired_t,
    pooled_t,
    welch_t,
    wilcoxon_signed_rank,
)
from transforms.statistics.multiplicity import Adjustment, adjust
from transforms.statistics.normality import kolmogorov_smirnov_spss, lilliefors, shapiro_wilk
from transforms.statistics.samples import Pairs

SETTINGS = settings(max_examples=60, deadline=None)
SCORE = st.integers(1, 5)
ANSWER = st.one_of(
    SCORE,
    st.none(),
    st.floats(-1e6, 1e6, allow_subnormal=False).map(lambda value: round(value, 3)),
    st.just(math.nan),
)
GROUP = st.lists(ANSWER, max_size=15)
GROUPS = st.lists(GROUP, min_size=2, max_size=4).map(
    lambda lists: {f"g{place}": one for place, one in enumerate(lists)}
)
TWO = st.tuples(GROUP, GROUP)
RANK_METHODS = [PMethod.EXACT, PMethod.NORMAL, PMethod.NORMAL_CORRECTED]
TWO_GROUP_TESTS = [
    welch_t,
    pooled_t,
    *[lambda groups, way=way: mann_whitney(groups, p_method=way) for way in RANK_METHODS],
]
GROUP_TESTS = [
    kruskal_wallis,
    *[lambda groups, centre=centre: levene(groups, centre=centre) for centre in Centre],
]
PAIR_TESTS = [paired_t, *[lambda pairs, way=way: wilcoxon_signed_rank(pairs, p_method=way) for way in RANK_METHODS]]


def refuse_nan(result: object) -> None:
    """Every number in a result is finite; probabilities lie in 0 to 1."""
    if is_dataclass(result):
        for field in fields(result):
            value = getattr(result, field.name)
            if field.name in ("p_value", "p_table", "adjusted_p") and value is not None:
                assert 0 <= value <= 1
            refuse_nan(value)
    elif isinstance(result, tuple):
        for value in result:
            refuse_nan(value)
    elif isinstance(result, float):
        assert math.isfinite(result)


def attempt(test: object, argument: object) -> GroupTest | None:
    try:
        result: GroupTest = test(argument)  # type: ignore[operator]
    except NotComputableError:
        return None
    refuse_nan(result)
    return result


# --- groups and pairs -------------------------------------------------------------------------------------------------


def turned(one: GroupTest | None, other: GroupTest | None) -> None:
    assert (one is None) == (other is None)
    if one is None or other is None:
        return
    assert one.p_value == pytest.approx(other.p_value, rel=1e-12, abs=1e-300)
    assert (one.higher, one.n, one.missing_n) == (other.higher, other.n, other.missing_n)
    assert one.groups[0].name == other.groups[1].name
    for effect, turned_effect in zip(one.effects, other.effects, strict=True):
        assert effect.value == pytest.approx(-turned_effect.value, rel=1e-12, abs=1e-15)
    if one.difference is not None and other.difference is not None:
        a, b = one.difference, other.difference
        assert a.value == -b.value
        assert (a.lower is None) == (b.lower is None)
        if a.lower is not None and a.upper is not None and b.lower is not None and b.upper is not None:
            assert a.lower <= a.value <= a.upper
            assert [a.lower, a.upper] == [-b.upper, -b.lower]


@SETTINGS
@given(TWO)
def test_swapping_groups_turns_the_sign_and_keeps_p(two: tuple[list[float | None], list[float | None]]) -> None:
    for test in TWO_GROUP_TESTS:
        turned(attempt(test, {"A": two[0], "B": two[1]}), attempt(test, {"B": two[1], "A": two[0]}))


@SETTINGS
@given(st.lists(st.tuples(ANSWER, ANSWER), max_size=15))
def test_swapping_measures_turns_the_sign_and_keeps_p(answers: list[tuple[float | None, float | None]]) -> None:
    first = {place: one for place, (one, _) in enumerate(answers)}
    second = {place: other for place, (_, other) in enumerate(answers)}
    for test in PAIR_TESTS:
        turned(
            attempt(test, Pairs.of_mappings(first, second, names=("A", "B"))),
            attempt(test, Pairs.of_mappings(second, first, names=("B", "A"))),
        )


@SETTINGS
@given(GROUPS, st.randoms(use_true_random=False))
def test_the_order_of_respondents_changes_nothing(groups: dict[str, list[float | None]], random: object) -> None:
    mixed = {name: random.sample(answers, len(answers)) for name, answers in groups.items()}  # type: ignore[attr-defined]
    for test in GROUP_TESTS:
        assert attempt(test, groups) == attempt(test, mixed)
    names = list(groups)[:2]
    for test in TWO_GROUP_TESTS:
        one, other = ({name: part[name] for name in names} for part in (groups, mixed))
        assert attempt(test, one) == attempt(test, other)


@SETTINGS
@given(st.lists(st.tuples(ANSWER, ANSWER), max_size=15), st.randoms(use_true_random=False))
def test_the_order_of_pairs_changes_nothing(answers: list[tuple[float | None, float | None]], random: object) -> None:
    keys = [f"r{place}" for place in range(len(answers))]
    orders = [random.sample(range(len(keys)), len(keys)) for _ in range(2)]  # type: ignore[attr-defined]
    as_given = Pairs.of_columns(
        keys, [one for one, _ in answers], keys, [other for _, other in answers], names=("A", "B")
    )
    mixed = Pairs.of_columns(
        [keys[place] for place in orders[0]],
        [answers[place][0] for place in orders[0]],
        [keys[place] for place in orders[1]],
        [answers[place][1] for place in orders[1]],
        names=("A", "B"),
    )
    for test in PAIR_TESTS:
        assert attempt(test, as_given) == attempt(test, mixed)


@SETTINGS
@given(st.lists(SCORE, min_size=2, max_size=12), st.lists(SCORE, min_size=2, max_size=12))
def test_scipy_finds_the_same(one: list[int], other: list[int]) -> None:
    groups = {"A": one, "B": other}
    for test, equal in ((welch_t, False), (pooled_t, True)):
        found = attempt(test, groups)
        if found is not None:
            expected = stats.ttest_ind(one, other, equal_var=equal)
            limits = expected.confidence_interval()
            assert found.difference is not None
            assert [found.statistic, found.df, found.p_value] == pytest.approx(
                [expected.statistic, expected.df, expected.pvalue], rel=1e-7, abs=1e-12
            )
            assert [found.difference.lower, found.difference.upper] == pytest.approx(
                [limits.low, limits.high], rel=1e-7
            )
    for way, continuity in ((PMethod.NORMAL, False), (PMethod.NORMAL_CORRECTED, True)):
        found = attempt(lambda argument, way=way: mann_whitney(argument, p_method=way), groups)
        if found is not None:
            expected = stats.mannwhitneyu(one, other, method="asymptotic", use_continuity=continuity)
            assert [found.statistic, found.p_value] == pytest.approx([expected.statistic, expected.pvalue], rel=1e-9)
    for centre in Centre:
        found = attempt(lambda argument, centre=centre: levene(argument, centre=centre), groups)
        if found is not None:
            expected = stats.levene(one, other, center=centre.value)
            assert [found.statistic, found.p_value] == pytest.approx(
                [expected.statistic, expected.pvalue], rel=1e-7, abs=1e-9
            )


@SETTINGS
@given(st.permutations(range(16)), st.integers(2, 14), st.lists(st.booleans(), min_size=16, max_size=16))
def test_scipy_finds_the_same_exact_p(order: list[int], size: int, signs: list[bool]) -> None:
    one, other = order[:size], order[size:]
    found = mann_whitney({"A": one, "B": other}, p_method=PMethod.EXACT)
    assert found.p_value == pytest.approx(stats.mannwhitneyu(one, other, method="exact").pvalue, rel=1e-9)
    differences = np.array([(rank + 1) * (1 if sign else -1) for rank, sign in zip(order, signs, strict=True)][:size])
    pairs = Pairs.of_mappings(dict(enumerate(differences.tolist())), dict.fromkeys(range(size), 0), names=("A", "B"))
    expected = stats.wilcoxon(differences, method="exact").pvalue
    assert wilcoxon_signed_rank(pairs, p_method=PMethod.EXACT).p_value == pytest.approx(expected, rel=1e-9)


@SETTINGS
@given(st.lists(SCORE, min_size=2, max_size=12), st.lists(SCORE, min_size=2, max_size=12), st.integers(-9, 9))
def test_the_interval_of_a_rank_test_moves_with_the_answers(one: list[int], other: list[int], shift: int) -> None:
    for way in (PMethod.NORMAL, PMethod.NORMAL_CORRECTED):
        near = attempt(lambda groups, way=way: mann_whitney(groups, p_method=way), {"A": one, "B": other})
        far = attempt(
            lambda groups, way=way: mann_whitney(groups, p_method=way), {"A": [x + shift for x in one], "B": other}
        )
        if near is None or far is None or near.difference is None or far.difference is None:
            continue
        if near.difference.lower is None or far.difference.lower is None:
            assert near.difference.lower is far.difference.lower is None
            continue
        assert far.difference.value == near.difference.value + shift
        assert far.difference.lower == near.difference.lower + shift


# --- normality --------------------------------------------------------------------------------------------------------


@SETTINGS
@given(st.lists(ANSWER, max_size=30), st.randoms(use_true_random=False))
def test_normality_does_not_depend_on_order_or_scale(values: list[float | None], random: object) -> None:
    mixed = random.sample(values, len(values))  # type: ignore[attr-defined]
    for test in (kolmogorov_smirnov_spss, lilliefors, shapiro_wilk):
        found = attempt(lambda one, test=test: test(one, unit="x"), values)
        assert attempt(lambda one, test=test: test(one, unit="x"), mixed) == found
        doubled = [None if value is None or math.isnan(value) else value * 2 for value in values]
        scaled = attempt(lambda one, test=test: test(one, unit="x"), doubled)
        assert (found is None) == (scaled is None)
        if found is not None and scaled is not None:
            assert found.p_value == pytest.approx(scaled.p_value, rel=1e-6, abs=1e-9)


# --- counts -----------------------------------------------------------------------------------------------------------


@SETTINGS
@given(
    st.integers(2, 4).flatmap(
        lambda width: st.lists(st.lists(st.integers(0, 30), min_size=width, max_size=width), max_size=4)
    )
)
def test_a_turned_table_has_the_same_test(counts: list[list[int]]) -> None:
    rows, columns = [f"r{i}" for i in range(len(counts))], [f"c{i}" for i in range(len(counts[0]) if counts else 0)]
    try:
        upright = CrossTable.of_counts(counts, row_names=rows, column_names=columns)
    except NotComputableError:
        return
    turned_counts = [list(column) for column in zip(*counts, strict=True)]
    sideways = CrossTable.of_counts(turned_counts, row_names=columns, column_names=rows)
    corrections = list(Correction) if (len(rows), len(columns)) == (2, 2) else [Correction.NONE]
    for correction in corrections:
        one, other = (chi_square_independence(table, correction=correction) for table in (upright, sideways))
        refuse_nan(one)
        assert [one.chi_square, one.p_value] == pytest.approx([other.chi_square, other.p_value], rel=1e-9, abs=1e-12)
        assert (one.cramers_v, one.cramers_v_corrected) == (other.cramers_v, other.cramers_v_corrected)
        assert 0 <= one.cramers_v <= 1
        if one.cramers_v_corrected is not None:
            assert 0 <= one.cramers_v_corrected <= 1
        assert sum(map(sum, one.expected)) == one.n
    if len(corrections) == 2:
        found, beside = fisher_exact(upright), fisher_exact(sideways)
        refuse_nan(found)
        assert found.p_value == pytest.approx(beside.p_value, rel=1e-9)
        assert found.sample_odds_ratio == beside.sample_odds_ratio


@SETTINGS
@given(st.lists(st.integers(0, 50), min_size=2, max_size=6))
def test_counts_fit_their_own_shares(counts: list[int]) -> None:
    named = {f"c{i}": count for i, count in enumerate(counts)}
    found = attempt(goodness_of_fit, named)
    assert found is None or sum(count for _, count in found.expected) == sum(counts)  # type: ignore[attr-defined]
    if sum(counts) > 1 and min(counts) > 0:
        shares = {name: Fraction(count, sum(counts)) for name, count in named.items()}
        own = goodness_of_fit(named, shares=shares)
        assert (own.chi_square, own.p_value) == (0, 1.0)


# --- families ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def no_collection() -> Iterator[None]:
    """Switch off what statsmodels does for every family: collect the garbage of the whole test process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gc, "collect", lambda: 0)
        yield


@pytest.mark.usefixtures("no_collection")
@SETTINGS
@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=1, max_size=15))
def test_adjusted_p_values(p_values: list[float | None]) -> None:
    named = {f"t{i}": p for i, p in enumerate(p_values)}
    if all(p is None for p in p_values):
        with pytest.raises(NotComputableError):
            adjust(named, family="x", adjustment=Adjustment.HOLM)
        return
    holm, hochberg = (
        adjust(named, family="x", adjustment=adjustment)
        for adjustment in (Adjustment.HOLM, Adjustment.BENJAMINI_HOCHBERG)
    )
    slack = 1 + 1e-12
    for found in (holm, hochberg):
        refuse_nan(found)
        assert [test.p_value for test in found.tests] == p_values
        pairs = sorted((test.p_value, test.adjusted_p) for test in found.tests if test.p_value is not None)
        adjusted = [after for _, after in pairs if after is not None]
        assert all(a <= b * slack for a, b in pairwise(adjusted))
        assert all(after is not None and before <= after * slack for before, after in pairs)
    for one, other in zip(holm.tests, hochberg.tests, strict=True):
        assert (one.adjusted_p is None) == (other.adjusted_p is None) == (one.p_value is None)
        if one.adjusted_p is not None and other.adjusted_p is not None:
            assert other.adjusted_p <= one.adjusted_p * slack
