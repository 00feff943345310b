"""What must hold for every set of answers: parts merge to the whole, order means nothing, nothing is ever a NaN."""

import dataclasses
import math
from functools import reduce
from typing import Any

import numpy as np
import pytest
import slow_statistics as slow
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from transforms.statistics.conditions import MissingRule, NotComputableError
from transforms.statistics.factorability import factorability
from transforms.statistics.moments import Moments, merge
from transforms.statistics.reliability import cronbach_alpha, omega_total
from transforms.statistics.validity import item_validity

SETTINGS = settings(max_examples=60, deadline=None)
RULES = st.sampled_from([MissingRule.LISTWISE, MissingRule.PAIRWISE])
SCORE = st.integers(1, 5)
Answers = list[list[int | None]]


def answers(score: st.SearchStrategy[int | None], max_items: int = 5, min_rows: int = 1) -> st.SearchStrategy[Answers]:
    return st.integers(1, max_items).flatmap(
        lambda items: st.lists(st.lists(score, min_size=items, max_size=items), min_size=min_rows, max_size=20)
    )


WITH_HOLES = answers(st.one_of(SCORE, SCORE, SCORE, st.none()))
COMPLETE = answers(SCORE, min_rows=3)


def outcome(statistic: Any, moments: Moments) -> Any:
    """The result, or the type of its refusal."""
    try:
        return statistic(moments)
    except NotComputableError:
        return NotComputableError


def numbers(value: Any) -> list[float]:
    """Every float within a result."""
    if dataclasses.is_dataclass(value):
        return [number for field in dataclasses.fields(value) for number in numbers(getattr(value, field.name))]
    if isinstance(value, tuple):
        return [number for part in value for number in numbers(part)]
    return [value] if isinstance(value, float) else []


@SETTINGS
@given(rows=WITH_HOLES, rule=RULES, data=st.data())
def test_the_moments_of_any_partition_are_those_of_the_whole(rows: Answers, rule: MissingRule, data: Any) -> None:
    office = data.draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows)))
    parts = [[row for row, place in zip(rows, office, strict=True) if place == number] for number in range(4)]
    moments = [Moments.of(part, missing=rule) for part in parts if part]
    ordered = data.draw(st.permutations(moments))
    assert reduce(merge, ordered) == Moments.of(rows, missing=rule)


@SETTINGS
@given(rows=WITH_HOLES, rule=RULES, data=st.data())
def test_the_order_of_respondents_means_nothing(rows: Answers, rule: MissingRule, data: Any) -> None:
    shuffled = list(data.draw(st.permutations(rows)))
    assert Moments.of(shuffled, missing=rule) == Moments.of(rows, missing=rule)


@SETTINGS
@given(rows=WITH_HOLES, rule=RULES, data=st.data())
def test_the_order_of_items_means_nothing(rows: Answers, rule: MissingRule, data: Any) -> None:
    names = [f"U{number}" for number in range(len(rows[0]))]
    order = list(data.draw(st.permutations(range(len(names)))))
    first = Moments.of(rows, missing=rule, items=names)
    second = Moments.of([[row[i] for i in order] for row in rows], missing=rule, items=[names[i] for i in order])
    assert second == first.only(order)
    for statistic in (cronbach_alpha, item_validity):  # exact until the last step: equal to the last bit
        one, other = outcome(statistic, first), outcome(statistic, second)
        if one is NotComputableError:
            assert other is NotComputableError
            continue
        assert {item.item: item for item in one.items} == {item.item: item for item in other.items}
        if statistic is cronbach_alpha:
            assert (one.alpha, one.interval, one.standardised_alpha) == (
                other.alpha,
                other.interval,
                other.standardised_alpha,
            )


@SETTINGS
@given(rows=COMPLETE, data=st.data())
def test_kmo_does_not_depend_on_the_order_of_items(rows: Answers, data: Any) -> None:
    order = list(data.draw(st.permutations(range(len(rows[0])))))
    moments = Moments.of(rows, missing=MissingRule.LISTWISE)
    one, other = outcome(factorability, moments), outcome(factorability, moments.only(order))
    if one is NotComputableError:
        assert other is NotComputableError
        return
    assert other.kmo == pytest.approx(one.kmo, rel=1e-9)
    assert other.sphericity.chi2 == pytest.approx(one.sphericity.chi2, rel=1e-9, abs=1e-9)
    assert [item.item for item in other.items] == [one.items[i].item for i in order]


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), items=st.integers(4, 7), data=st.data())
def test_omega_of_one_factor_does_not_depend_on_the_order_of_items(seed: int, items: int, data: Any) -> None:
    random = np.random.default_rng(seed)
    rows = np.rint(4 * (random.normal(size=(80, 1)) + random.normal(size=(80, items))))
    order = list(data.draw(st.permutations(range(items))))
    moments = Moments.of(rows, missing=MissingRule.LISTWISE)
    one, other = omega_total(moments), omega_total(moments.only(order))
    assert 0 < one.omega_total < 1
    assert other.omega_total == pytest.approx(one.omega_total, abs=1e-7)
    assert other.loadings == pytest.approx([one.loadings[i] for i in order], abs=1e-6)


@SETTINGS
@given(rows=WITH_HOLES)
def test_alpha_is_the_slow_one(rows: Answers) -> None:
    complete = slow.complete(rows)
    found = outcome(cronbach_alpha, Moments.of(rows, missing=MissingRule.LISTWISE))
    expected = slow.alpha(complete) if len(complete) > 1 else None
    assert (None if found is NotComputableError else found.alpha) == (None if expected is None else float(expected))


@SETTINGS
@given(rows=WITH_HOLES)
def test_item_correlations_are_the_slow_ones(rows: Answers) -> None:
    complete = slow.complete(rows)
    found = outcome(item_validity, Moments.of(rows, missing=MissingRule.LISTWISE))
    if len(complete) < 3 or len(rows[0]) < 2:
        assert found is NotComputableError
        return
    for place, item in enumerate(found.items):
        for fast, expected in (
            (item.item_total_r, slow.item_total(complete, place)),
            (item.item_rest_r, slow.item_rest(complete, place)),
        ):
            assert fast == (None if expected is None else pytest.approx(expected, rel=1e-12, abs=1e-15))
            assert fast is not None or item.reasons


@SETTINGS
@given(rows=COMPLETE)
def test_kmo_is_the_slow_one(rows: Answers) -> None:
    items = range(len(rows[0]))
    assume(len(items) > 1 and all(len({row[item] for row in rows}) > 1 for item in items))
    complete = slow.complete(rows)
    found = outcome(factorability, Moments.of(rows, missing=MissingRule.LISTWISE))
    expected = slow.kmo(complete)
    enough = len(rows) - 1 > (2 * len(items) + 5) / 6
    if expected is None or not enough:
        assert found is NotComputableError
    else:
        assert found.kmo == pytest.approx(float(expected), rel=1e-9)


@SETTINGS
@given(rows=WITH_HOLES, rule=RULES)
def test_nothing_is_ever_a_nan(rows: Answers, rule: MissingRule) -> None:
    moments = Moments.of(rows, missing=rule)
    for statistic in (cronbach_alpha, omega_total, item_validity, factorability):
        found = outcome(statistic, moments)
        if found is not NotComputableError:
            assert all(math.isfinite(number) for number in numbers(found)), found
            assert (found.missing, found.respondents_n) == (rule, len(rows))
            assert found.n >= 2


@SETTINGS
@given(rows=COMPLETE, factor=st.integers(1, 9), shift=st.integers(-9, 9))
def test_another_scale_of_all_items_changes_no_coefficient(rows: Answers, factor: int, shift: int) -> None:
    scaled = [[factor * score + shift for score in row if score is not None] for row in rows]
    one = outcome(cronbach_alpha, Moments.of(rows, missing=MissingRule.LISTWISE))
    other = outcome(cronbach_alpha, Moments.of(scaled, missing=MissingRule.LISTWISE))
    if one is NotComputableError:
        assert other is NotComputableError
    else:
        assert (other.alpha, other.standardised_alpha, other.interval) == (
            one.alpha,
            one.standardised_alpha,
            one.interval,
        )
