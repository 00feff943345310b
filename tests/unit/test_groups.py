"""Tests of pairs and groups: small sums by hand, who is compared with whom, and what is refused."""

import math
from typing import Any

import pytest

from transforms.statistics.conditions import MissingRule, NotComputableError
from transforms.statistics.groups import (
    Centre,
    EffectSize,
    GroupTest,
    Location,
    PMethod,
    WhichTest,
    kruskal_wallis,
    levene,
    mann_whitney,
    paired_t,
    pooled_t,
    welch_t,
    wilcoxon_signed_rank,
)
from transforms.statistics.samples import Answers, Pairs

NAMES = ("kepuasan", "kepentingan")


def pairs_of(differences: list[float]) -> Pairs:
    """Pairs with these differences and 3 as their second answer."""
    first = {f"r{place}": 3 + difference for place, difference in enumerate(differences)}
    return Pairs.of_mappings(first, dict.fromkeys(first, 3), names=NAMES)


def effects(found: GroupTest) -> dict[EffectSize, float]:
    return {effect.measure: effect.value for effect in found.effects}


def limits(found: GroupTest) -> tuple[float, float | None, float | None]:
    assert found.difference is not None
    return found.difference.value, found.difference.lower, found.difference.upper


# --- pairs: whose answers are compared --------------------------------------------------------------------------------


def test_pairs_are_joined_by_key_and_not_by_place() -> None:
    pairs = Pairs.of_columns(["a", "b", "c"], [4, 3, 2], ["c", "a", "b"], [1, 2, 3], names=NAMES)
    assert pairs.differences.values == (2, 0, 1)
    assert (pairs.n, pairs.missing_n) == (3, 0)


def test_a_pair_counts_only_with_both_answers() -> None:
    pairs = Pairs.of_mappings({"a": 4, "b": None, "c": 2}, {"a": 1, "b": 3, "c": math.nan}, names=NAMES)
    assert (pairs.n, pairs.missing_n, pairs.differences.values) == (1, 2, (3,))


def test_two_groups_of_different_people_are_no_pairs() -> None:
    # Jakarta's paired t held the 120 who rated satisfaction against 120 others who rated importance.
    satisfied = {f"X{number}": 2 for number in range(120)}
    important = {f"B{number}": 4 for number in range(120)}
    with pytest.raises(NotComputableError, match="120 keys in 'kepuasan' only and 120 in 'kepentingan' only"):
        Pairs.of_mappings(satisfied, important, names=NAMES)


@pytest.mark.parametrize(
    ("first_keys", "second_keys", "said"),
    [
        (["a", "b", "c"], ["a", "b", "d"], "1 keys in 'kepuasan' only and 1 in 'kepentingan' only"),
        (["a", "b", "b"], ["a", "b", "c"], "1 repeated keys in 'kepuasan'"),
        (["a", "b", "c"], ["a", "a", "a"], "2 repeated keys in 'kepentingan'"),
        (["a", None, "c"], ["a", "b", "c"], "1 answers without a respondent key in 'kepuasan'"),
        (["a", "b", "c"], ["a", " ", ""], "2 answers without a respondent key in 'kepentingan'"),
        ([1.0, 2.0, math.nan], [1.0, 2.0, 3.0], "1 answers without a respondent key"),
        (["a", "b"], ["a", "b", "c"], "2 keys for 3 answers"),
        ([1, 2, 3], ["1", "2", "3"], "3 keys in 'kepuasan' only"),
    ],
)
def test_keys_are_refused(first_keys: list[Any], second_keys: list[Any], said: str) -> None:
    with pytest.raises(NotComputableError, match=said):
        Pairs.of_columns(first_keys, [1, 2, 3], second_keys, [3, 2, 1], names=NAMES)


def test_a_message_about_keys_names_no_key() -> None:
    with pytest.raises(NotComputableError) as raised:
        Pairs.of_mappings({"3174052504900001": 1}, {"3174052504900002": 1}, names=NAMES)
    assert "3174" not in str(raised.value)


def test_two_measures_need_two_names() -> None:
    with pytest.raises(NotComputableError, match="expected two names"):
        Pairs.of_mappings({"a": 1}, {"a": 2}, names=("X", "X"))


# --- means ------------------------------------------------------------------------------------------------------------


def test_paired_t_by_hand() -> None:
    # differences 1 to 5: mean 3, variance 2.5, t = 3 / sqrt(2.5 / 5) = 3 sqrt(2), d_z = 3 / sqrt(2.5)
    found = paired_t(pairs_of([1, 2, 3, 4, 5]))
    assert (found.test, found.statistic_name, found.df) == (WhichTest.PAIRED_T, "t", 4.0)
    assert found.statistic == pytest.approx(3 * math.sqrt(2))
    # With 4 degrees of freedom p = 1 - t (t^2 + 6) / (t^2 + 4)^1.5.
    assert found.p_value == pytest.approx(1 - 3 * math.sqrt(2) * 24 / 22**1.5)
    assert effects(found) == {EffectSize.COHENS_DZ: pytest.approx(3 / math.sqrt(2.5))}
    # t(0.975; 4) = 2.776445: 3 -+ 2.776445 x sqrt(0.5)
    assert limits(found) == pytest.approx((3, 3 - 1.963243, 3 + 1.963243), abs=1e-6)
    assert (found.higher, found.n, found.missing) == ("kepuasan", 5, MissingRule.LISTWISE)


def test_welch_t_by_hand() -> None:
    # means 2 and 7, variances 1 and 20/3: squared error 1/3 + 5/3 = 2, t = -5 / sqrt(2)
    # df = 2^2 / ((1/3)^2 / 2 + (5/3)^2 / 3) = 216/53
    found = welch_t({"A": [1, 2, 3], "B": [4, 6, 8, 10]})
    assert [found.statistic, found.df] == pytest.approx([-5 / math.sqrt(2), 216 / 53])
    assert effects(found) == {EffectSize.COHENS_D_AVERAGE: pytest.approx(-5 / math.sqrt(23 / 6))}
    assert (found.higher, limits(found)[0]) == ("B", -5)
    assert [(group.name, group.n, group.mean, group.median) for group in found.groups] == [
        ("A", 3, 2.0, 2.0),
        ("B", 4, 7.0, 7.0),
    ]


def test_pooled_t_by_hand() -> None:
    # variance (2 x 1 + 3 x 20/3) / 5 = 4.4, squared error 4.4 x 7/12 = 77/30
    # J(5) = Gamma(2.5) / (sqrt(2.5) Gamma(2)) = 0.75 sqrt(pi) / sqrt(2.5)
    found = pooled_t({"A": [1, 2, 3], "B": [4, 6, 8, 10]})
    assert [found.statistic, found.df] == pytest.approx([-5 / math.sqrt(77 / 30), 5])
    d = -5 / math.sqrt(4.4)
    assert effects(found) == {
        EffectSize.COHENS_D: pytest.approx(d),
        EffectSize.HEDGES_G: pytest.approx(d * 0.75 * math.sqrt(math.pi) / math.sqrt(2.5)),
    }


def test_one_group_may_agree_completely() -> None:
    # means 3 and 2, variances 0 and 1: squared error 1/3, df = 2
    found = welch_t({"A": [3, 3, 3], "B": [1, 2, 3]})
    assert [found.statistic, found.df] == pytest.approx([math.sqrt(3), 2])


def test_equal_means_have_no_higher_group() -> None:
    found = welch_t({"A": [1, 3], "B": [0, 4]})
    assert (found.statistic, found.p_value, found.higher, limits(found)[0]) == (0.0, 1.0, None, 0.0)


def test_decimals_are_decimals() -> None:
    # As doubles 0.3 - 0.1 and 0.5 - 0.3 differ in their last bit; no pair varies here.
    pairs = Pairs.of_mappings({"a": 0.3, "b": 0.5}, {"a": 0.1, "b": 0.3}, names=NAMES)
    with pytest.raises(NotComputableError, match="the same difference in all 2 pairs"):
        paired_t(pairs)


# --- spread -----------------------------------------------------------------------------------------------------------


def test_levene_from_means_and_from_medians_by_hand() -> None:
    groups = {"A": [1, 2, 6], "B": [4, 4, 7]}
    # from means 3 and 5: deviations 2 1 3 and 1 1 2; between 2/3, within 8/3, F = 4 x 2/3 / (8/3) = 1
    by_mean = levene(groups, centre=Centre.MEAN)
    assert by_mean.statistic == pytest.approx(1)
    assert by_mean.p_value == pytest.approx(1 - 7 / 5**1.5)  # t = 1 with 4 degrees of freedom
    assert effects(by_mean) == {EffectSize.ETA_SQUARED: pytest.approx(0.2)}
    # from medians 2 and 4: deviations 1 0 4 and 0 0 3; between 2/3, within 26/3 + 6, F = 4 x 2/3 / (44/3) = 2/11
    by_median = levene(groups, centre=Centre.MEDIAN)
    assert by_median.statistic == pytest.approx(2 / 11)
    for found in (by_mean, by_median):
        assert (found.df, found.df_within, found.higher, found.difference) == (1, 4, "A", None)


# --- ranks ------------------------------------------------------------------------------------------------------------


def test_wilcoxon_exact_by_hand() -> None:
    # ranks 1 2 3 4 positive, 5 negative: V = 10. Of 32 sign patterns 10 have negative ranks that sum to at most 5.
    found = wilcoxon_signed_rank(pairs_of([1, 2, 3, 4, -5]), p_method=PMethod.EXACT)
    assert (found.statistic, found.p_value, found.z) == (10.0, 20 / 32, None)
    assert effects(found) == {EffectSize.RANK_BISERIAL: pytest.approx(5 / 15)}
    assert [group.compared for group in found.groups] == [10, 5]
    # means of two: -5 -2 -1.5 -1 -.5 1 1.5 2 2 2.5 2.5 3 3 3.5 4; the eighth is 2. No limits reach 95 percent.
    assert limits(found) == (2, None, None)
    assert found.difference is not None
    assert "too few answers" in str(found.difference.reason)
    # From the first to the last they cover 1 - 2 x 1/32 = 0.9375, with one less at either end 1 - 2 x 2/32 = 0.875.
    for level, expected in ((0.94, (None, None)), (0.9375, (-5, 4)), (0.88, (-5, 4)), (0.87, (-2, 3.5))):
        wanted = wilcoxon_signed_rank(pairs_of([1, 2, 3, 4, -5]), p_method=PMethod.EXACT, level=level)
        assert limits(wanted) == (2, *expected)


def test_wilcoxon_normal_by_hand() -> None:
    # the same V = 10: mean 7.5, variance 5 x 6 x 11 / 24 = 13.75
    pairs = pairs_of([1, 2, 3, 4, -5])
    plain = wilcoxon_signed_rank(pairs, p_method=PMethod.NORMAL)
    corrected = wilcoxon_signed_rank(pairs, p_method=PMethod.NORMAL_CORRECTED)
    assert (plain.z, corrected.z) == pytest.approx((2.5 / math.sqrt(13.75), 2 / math.sqrt(13.75)))
    for found in (plain, corrected):
        assert found.z is not None
        assert found.p_value == pytest.approx(math.erfc(found.z / math.sqrt(2)))


def test_wilcoxon_leaves_pairs_without_a_difference_out_of_the_ranks() -> None:
    # -1 and 1 share the ranks 1 and 2: V = 1.5 + 3 = 4.5
    found = wilcoxon_signed_rank(pairs_of([0, 0, 1, -1, 2]), p_method=PMethod.NORMAL)
    assert (found.n, found.zeros_n, found.statistic) == (5, 2, 4.5)
    # variance 3 x 4 x 7 / 24 less (8 - 2) / 48 for the tie
    assert found.z == pytest.approx(1.5 / math.sqrt(3.5 - 0.125))


def test_mann_whitney_exact_by_hand() -> None:
    # A wins all nine comparisons: one of 20 orders at either end. Differences 1 2 2 3 3 3 4 4 5.
    groups = {"A": [4, 5, 6], "B": [1, 2, 3]}
    found = mann_whitney(groups, p_method=PMethod.EXACT)
    assert (found.statistic, found.p_value, found.higher) == (9.0, 0.1, "A")
    assert effects(found) == {EffectSize.RANK_BISERIAL: 1.0}
    assert limits(found) == (3, None, None)
    assert [group.compared for group in found.groups] == [5, 2]
    # P(U <= 1) = 2/20 reaches 10 percent, P(U <= 0) = 1/20 does not: the first difference from either end
    eighty = mann_whitney(groups, p_method=PMethod.EXACT, level=0.8)
    assert limits(eighty) == (3, 1, 5)
    assert eighty.difference is not None
    assert (eighty.difference.of, eighty.difference.level) == (Location.HODGES_LEHMANN, 0.8)


def test_mann_whitney_counts_a_draw_half() -> None:
    # 2 against 1 and 2: one win and a draw; 3 wins twice: U = 3.5 of 4. Ranks of 1 2 2 3: variance 4/12 x (5 - 6/12)
    found = mann_whitney({"A": [2, 3], "B": [1, 2]}, p_method=PMethod.NORMAL)
    assert found.statistic == 3.5
    assert found.z == pytest.approx(1.5 / math.sqrt(1.5))
    assert effects(found) == {EffectSize.RANK_BISERIAL: pytest.approx(0.75)}


def test_kruskal_wallis_by_hand() -> None:
    # rank sums 3, 7, 11: H = 12/42 x (9 + 49 + 121) / 2 - 21 = 32/7; of two degrees of freedom p = exp(-H / 2)
    found = kruskal_wallis({"A": [1, 2], "B": [3, 4], "C": [5, 6]})
    assert [found.statistic, found.p_value] == pytest.approx([32 / 7, math.exp(-16 / 7)])
    assert effects(found) == {EffectSize.EPSILON_SQUARED: pytest.approx(32 / 35)}
    assert ([group.compared for group in found.groups], found.higher) == ([1.5, 3.5, 5.5], "C")


def test_missing_answers_are_left_out_and_counted() -> None:
    groups = {"A": [1, 2, None, 3], "B": [4, math.nan, 6, 8, 10, None]}
    for found in (
        welch_t(groups),
        pooled_t(groups),
        levene(groups, centre=Centre.MEDIAN),
        mann_whitney(groups, p_method=PMethod.EXACT),
        kruskal_wallis(groups),
    ):
        assert (found.n, found.missing_n, found.missing) == (7, 3, MissingRule.AVAILABLE_CASE)
        assert [(group.n, group.missing_n) for group in found.groups] == [(3, 1), (4, 2)]


def test_many_different_answers_have_a_test_but_no_interval() -> None:
    found = mann_whitney({"A": list(range(2001)), "B": [1, 2, 3]}, p_method=PMethod.NORMAL)
    assert found.difference is None
    assert found.p_value > 0


# --- refused ----------------------------------------------------------------------------------------------------------

TWO_GROUP_TESTS = {
    "welch_t": welch_t,
    "pooled_t": pooled_t,
    "mann_whitney": lambda groups: mann_whitney(groups, p_method=PMethod.NORMAL),
}
GROUP_TESTS = {
    **TWO_GROUP_TESTS,
    "levene": lambda groups: levene(groups, centre=Centre.MEAN),
    "kruskal_wallis": kruskal_wallis,
}
PAIR_TESTS = {
    "paired_t": paired_t,
    "wilcoxon": lambda pairs: wilcoxon_signed_rank(pairs, p_method=PMethod.NORMAL),
}


@pytest.mark.parametrize("name", GROUP_TESTS)
@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ({}, "Found 0 groups"),
        ({"A": [1, 2, 3]}, "Found 1 groups"),
        ({"A": [1, 2, 3], "B": []}, r"Found 0 answers in 'B' \(0 missing\)"),
        ({"A": [1], "B": [1, 2]}, r"Found 1 answers in 'A' \(0 missing\), expected at least 2"),
        ({"A": [1, 2], "B": [None, math.nan, None]}, r"Found 0 answers in 'B' \(3 missing\)"),
        ({"A": [2, 2, 2], "B": [2, 2]}, "Found"),
        ({"A": [1, 2, 3], "B": [1, 2, -math.inf]}, "finite number"),
    ],
)
def test_groups_are_refused(name: str, groups: dict[str, list[Any]], said: str) -> None:
    with pytest.raises(NotComputableError, match=said):
        GROUP_TESTS[name](groups)


@pytest.mark.parametrize("name", TWO_GROUP_TESTS)
def test_three_groups_are_refused_by_a_test_of_two(name: str) -> None:
    with pytest.raises(NotComputableError, match="Found 3 groups, expected two"):
        TWO_GROUP_TESTS[name]({"A": [1, 2], "B": [2, 3], "C": [3, 4]})


def test_two_constant_groups_are_refused_by_t_but_not_by_ranks() -> None:
    groups = {"A": [4, 4, 4], "B": [3, 3]}
    for name in ("welch_t", "pooled_t", "levene"):
        with pytest.raises(NotComputableError, match="expected"):
            GROUP_TESTS[name](groups)
    found = mann_whitney(groups, p_method=PMethod.NORMAL)
    assert limits(found) == (1, None, None)
    assert effects(kruskal_wallis(groups)) == {EffectSize.EPSILON_SQUARED: pytest.approx(1)}


@pytest.mark.parametrize("name", PAIR_TESTS)
@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (pairs_of([]), "Found 0 complete pairs"),
        (pairs_of([1]), "Found 1 complete pairs"),
        (Pairs.of_mappings({"a": None, "b": 1}, {"a": 1, "b": None}, names=NAMES), r"\(2 incomplete\)"),
        (pairs_of([0, 0, 0]), "difference in (all|any of the) 3 pairs"),
    ],
)
def test_pairs_are_refused(name: str, pairs: Pairs, said: str) -> None:
    with pytest.raises(NotComputableError, match=said):
        PAIR_TESTS[name](pairs)


def test_an_exact_p_is_refused_where_its_distribution_does_not_hold() -> None:
    for differences, said in (
        ([1, 2, 2], "Found ties"),
        ([0, 1, 2], "1 pairs without"),
        (range(1, 102), "at most 100"),
    ):
        with pytest.raises(NotComputableError, match=said):
            wilcoxon_signed_rank(pairs_of(list(differences)), p_method=PMethod.EXACT)
    for second, said in (([3, 4], "Found ties"), ([n + 0.5 for n in range(101)], "at most 100")):
        with pytest.raises(NotComputableError, match=said):
            mann_whitney({"A": [1, 2, 3], "B": second}, p_method=PMethod.EXACT)


def test_other_distributions_and_levels_are_refused() -> None:
    with pytest.raises(NotComputableError, match="Found the p method student, expected one of exact, normal"):
        mann_whitney({"A": [1, 2], "B": [3, 4]}, p_method=PMethod.STUDENT)
    for level in (0, 1, 95, math.nan):
        with pytest.raises(NotComputableError, match="confidence level"):
            welch_t({"A": [1, 2], "B": [3, 4]}, level=level)


def test_answers_give_their_mean_spread_and_middle() -> None:
    answers = Answers.of("A", [0.1, 0.2, None, 0.4, 0.7])
    assert (answers.n, answers.missing_n) == (4, 1)
    assert [float(answers.mean), float(answers.median)] == [0.35, 0.3]
    assert answers.sd == pytest.approx(math.sqrt((0.25**2 + 0.15**2 + 0.05**2 + 0.35**2) / 3))
