"""What must hold for every survey: parts add up to the whole, percentages to 100, and order means nothing."""

import math
import statistics
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.exact import round_half_up
from transforms.statistics.conditions import NotComputableError
from transforms.statistics.frequencies import FrequencyTable, Profile, describe
from transforms.statistics.gaps import Items, gap_scores, paired_gap, weighted_gap
from transforms.statistics.growth import compound_growth, mean_of_changes
from transforms.statistics.satisfaction import (
    Convention,
    Denominator,
    class_intervals,
    csi,
    percent_index,
    pgcv,
    share_satisfied,
    weighted_index,
)

SETTINGS = settings(max_examples=80, deadline=None)
POINTS = range(1, 6)
ANSWERS = st.lists(st.one_of(st.integers(1, 5), st.none()), max_size=30)
MEAN = st.fractions(1, 5, max_denominator=120)
PAIR = st.tuples(MEAN, MEAN)
ITEMS = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=2), st.tuples(st.sampled_from("ABC"), MEAN, MEAN), min_size=1, max_size=12
)


def table(answers: list[int | None]) -> FrequencyTable:
    return FrequencyTable.of_answers(answers, POINTS)


# --- frequencies --------------------------------------------------------------------------------------------------


@SETTINGS
@given(ANSWERS, ANSWERS)
def test_the_tables_of_two_offices_add_up_to_the_table_of_both(one: list[int | None], other: list[int | None]) -> None:
    assert table(one) + table(other) == table(other) + table(one) == table(one + other)


@SETTINGS
@given(ANSWERS)
def test_table_equals_the_standard_library(answers: list[int | None]) -> None:
    given_answers = [answer for answer in answers if answer is not None]
    if not given_answers:
        with pytest.raises(NotComputableError):
            describe(table(answers))
        return
    found = describe(table(answers))
    assert found.n + found.missing_n == len(answers)
    assert found.mean == Fraction(sum(given_answers), len(given_answers))
    assert found.median == statistics.median(given_answers)
    assert set(found.modes) == set(statistics.multimode(given_answers))
    if len(given_answers) > 1:
        assert found.sd is not None
        assert math.isclose(found.sd, statistics.stdev(given_answers), abs_tol=1e-12)


@SETTINGS
@given(ANSWERS.filter(any))
def test_percentages_sum_to_exactly_100(answers: list[int | None]) -> None:
    rows = table(answers).rows()
    assert sum(row.percent_of_answered for row in rows) == 100
    assert sum(row.percent_of_asked for row in rows) == Fraction(100 * table(answers).n, len(answers))


@SETTINGS
@given(ANSWERS.filter(any), st.lists(st.fractions(0, 1), min_size=2, max_size=2).map(sorted))
def test_quantiles_rise_with_their_probability(answers: list[int | None], shares: list[Fraction]) -> None:
    found = table(answers)
    assert found.quantile(0) <= found.quantile(shares[0]) <= found.quantile(shares[1]) <= found.quantile(1)


@SETTINGS
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=5), st.integers(0, 3))
def test_profiles_add_up(counts: list[tuple[int, int]], missing_n: int) -> None:
    names = [f"c{number}" for number in range(len(counts))]
    one, other, both = (
        Profile("education", tuple(names), tuple(values), missing_n * parts)
        for values, parts in (
            ([a for a, _ in counts], 1),
            ([b for _, b in counts], 1),
            ([a + b for a, b in counts], 2),
        )
    )
    assert one + other == both
    if both.n:
        assert sum(row.percent_of_answered for row in both.rows()) == 100


# --- growth -------------------------------------------------------------------------------------------------------


@SETTINGS
@given(st.lists(st.integers(1, 10_000), min_size=2, max_size=8))
def test_the_mean_of_changes_is_never_below_compound_growth(values: list[int]) -> None:
    # The arithmetic mean of the factors is never below their geometric mean.
    series = dict(enumerate(values, 2017))
    mean, compound = mean_of_changes(series), compound_growth(series)
    assert float(mean.percent) >= compound.percent - 1e-9 * (1 + abs(compound.percent))
    assert math.isclose(values[0] * (1 + compound.percent / 100) ** compound.n, values[-1], rel_tol=1e-9)


# --- gaps ---------------------------------------------------------------------------------------------------------


@SETTINGS
@given(ITEMS, st.randoms(use_true_random=False))
def test_the_order_of_items_changes_no_overall_gap(items: Items, random: object) -> None:
    order = list(items)
    random.shuffle(order)  # type: ignore[attr-defined]
    one, other = gap_scores(items, n=9), gap_scores({item: items[item] for item in order}, n=9)
    assert one.mean_of_items == other.mean_of_items
    assert one.mean_of_dimensions == other.mean_of_dimensions
    assert {row.dimension: row for row in one.dimensions} == {row.dimension: row for row in other.dimensions}


@SETTINGS
@given(ITEMS)
def test_a_gap_of_means_is_the_mean_of_gaps(items: Items) -> None:
    found = gap_scores(items, n=9)
    gaps = [row.comparison.gap for row in found.items]
    assert found.mean_of_items.gap == sum(gaps) / len(gaps)
    # Weights by the number of items turn dimensions into items.
    weights = {row.dimension: Fraction(row.items_n, len(items)) for row in found.dimensions}
    assert weighted_gap(found, weights).comparison == found.mean_of_items


@SETTINGS
@given(ITEMS, st.fractions(0, 2, max_denominator=50))
def test_weights_that_do_not_sum_to_1_are_refused(items: Items, first: Fraction) -> None:
    found = gap_scores(items, n=9)
    weights = {row.dimension: Fraction(0) for row in found.dimensions}
    weights[found.dimensions[0].dimension] = first
    elements = dict.fromkeys(weights, 3)
    if first == 1:
        assert weighted_gap(found, weights).comparison == found.dimensions[0].comparison
        assert weighted_index(elements, weights, scale_max=5, n=9).index == 60
    else:
        with pytest.raises(NotComputableError, match="expected exactly 1"):
            weighted_gap(found, weights)
        with pytest.raises(NotComputableError, match="expected exactly 1"):
            weighted_index(elements, weights, scale_max=5, n=9)


@SETTINGS
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=20))
def test_without_missing_answers_both_gaps_agree(answers: list[tuple[int, int]]) -> None:
    found = paired_gap(answers)
    assert found.mean_difference == found.difference_of_means


# --- satisfaction -------------------------------------------------------------------------------------------------


@SETTINGS
@given(
    st.integers(1, 8),
    st.sampled_from(Convention),
    st.integers(0, 4),
    st.lists(MEAN, min_size=2, max_size=2).map(sorted),
)
def test_the_category_rises_with_the_value(
    classes: int, convention: Convention, digits: int, values: list[Fraction]
) -> None:
    intervals = class_intervals(1, 5, [str(rank) for rank in range(classes)], convention=convention, digits=digits)
    low, high = (intervals.category(value) for value in values)
    assert low.rank <= high.rank
    assert (intervals.category(1).rank, intervals.category(5).rank) == (1, classes)


@SETTINGS
@given(st.integers(1, 8), st.sampled_from(Convention), MEAN)
def test_a_value_lies_in_the_printed_limits_of_its_class(classes: int, convention: Convention, value: Fraction) -> None:
    intervals = class_intervals(1, 5, [str(rank) for rank in range(classes)], convention=convention)
    start, end, label = intervals.printed()[intervals.category(value).rank - 1]
    assert start <= round_half_up(value, 2) <= end
    assert label == intervals.category(value).label


@SETTINGS
@given(st.dictionaries(st.text("ab", min_size=1, max_size=3), PAIR, min_size=1, max_size=8))
def test_csi_lies_between_the_ends_of_the_scale(items: dict[str, tuple[Fraction, Fraction]]) -> None:
    found = csi(items, scale_max=5, n=9)
    assert 20 <= found.percent <= 100
    assert min(x for x, _ in items.values()) * 20 <= found.percent <= max(x for x, _ in items.values()) * 20
    assert sum(row.weight for row in found.rows) == 1


@SETTINGS
@given(st.dictionaries(st.text("ab", min_size=1, max_size=3), PAIR, min_size=1, max_size=8))
def test_pgcv_ranks_fall_with_the_gain_and_ties_share(items: dict[str, tuple[Fraction, Fraction]]) -> None:
    rows = pgcv(items, performance_max=5, n=9).rows
    assert all(row.gain == row.desired - row.achieved >= 0 for row in rows)
    for row in rows:
        assert row.rank == 1 + sum(other.gain > row.gain for other in rows)
    assert [row.rank for row in rows] == sorted(row.rank for row in rows)


@SETTINGS
@given(ANSWERS.filter(any), st.sets(st.integers(1, 5), min_size=1))
def test_indices_of_counts_stay_on_their_scales(answers: list[int | None], points: set[int]) -> None:
    found = table(answers)
    assert percent_index(found).index == 20 * found.mean()
    answered, asked = (share_satisfied(found, points, denominator=denominator) for denominator in Denominator)
    assert 0 <= asked.share <= answered.share <= 1
    rest = set(POINTS) - points
    if rest:
        assert answered.share + share_satisfied(found, rest, denominator=Denominator.ANSWERED).share == 1
