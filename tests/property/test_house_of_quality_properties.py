"""What must hold for every diagram, bootstrap and house: order and units mean nothing, shares and percents are whole."""

from fractions import Fraction

import numpy as np
import reference
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.statistics.bootstrap import quadrant_shares
from transforms.statistics.conditions import MissingRule
from transforms.statistics.house_of_quality import technical_importance, weights_by_importance
from transforms.statistics.quadrants import (
    CrosshairRule,
    Quadrant,
    Setting,
    TieRule,
    all_settings,
    quadrants,
    sensitivity,
)

SETTINGS = settings(max_examples=60, deadline=None)
MEAN = st.fractions(min_value=1, max_value=4, max_denominator=12)
MEANS = st.dictionaries(st.integers(1, 30).map("Q{}".format), st.tuples(MEAN, MEAN), min_size=1, max_size=9)
POINT = st.tuples(MEAN, MEAN)
WEIGHT = st.fractions(min_value=Fraction(1, 50), max_value=5, max_denominator=50)
STRENGTH = st.sampled_from([0, 1, 3, 9])


@SETTINGS
@given(means=MEANS, point=POINT, data=st.data())
def test_order_of_the_items_changes_no_quadrant(
    means: dict[str, tuple[Fraction, Fraction]], point: tuple[Fraction, Fraction], data: st.DataObject
) -> None:
    shuffled = dict(data.draw(st.permutations(list(means.items()))))
    for setting in all_settings(point):
        first, second = (quadrants(order, setting, scale=(1, 4)) for order in (means, shuffled))
        assert {e.item: e.quadrant for e in first.items} == {e.item: e.quadrant for e in second.items}


@SETTINGS
@given(means=MEANS, factor=WEIGHT, shift=MEAN)
def test_unit_and_zero_of_the_scale_change_no_quadrant_of_a_relative_crosshair(
    means: dict[str, tuple[Fraction, Fraction]], factor: Fraction, shift: Fraction
) -> None:
    moved = {item: (factor * x + shift, factor * y + shift) for item, (x, y) in means.items()}
    for setting in all_settings():
        if setting.crosshair is not CrosshairRule.SCALE_MID:
            first, second = quadrants(means, setting), quadrants(moved, setting)
            assert [e.quadrant for e in first.items] == [e.quadrant for e in second.items]
            assert [e.diagonal_side for e in first.items] == [e.diagonal_side for e in second.items]


@SETTINGS
@given(means=MEANS, point=POINT, tie_rule=st.sampled_from(TieRule))
def test_sensitivity_counts_what_it_lists(
    means: dict[str, tuple[Fraction, Fraction]], point: tuple[Fraction, Fraction], tie_rule: TieRule
) -> None:
    declared = Setting(CrosshairRule.FIXED, tie_rule, point)
    table = sensitivity(means, declared, scale=(1, 4))
    here = table.settings.index(declared)
    for entry in table.items:
        others = [quadrant for number, quadrant in enumerate(entry.quadrants) if number != here]
        assert len(others) == table.others_n == 9
        assert entry.quadrants[here] is entry.declared_quadrant
        assert entry.agreeing_n == others.count(entry.declared_quadrant)


@st.composite
def surveys(draw: st.DrawFn) -> tuple[list[list[int | None]], list[list[int | None]]]:
    respondents, items = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    score = st.integers(1, 4) if draw(st.booleans()) else st.one_of(st.integers(1, 4), st.none())
    rows = st.lists(st.lists(score, min_size=items, max_size=items), min_size=respondents, max_size=respondents)
    x, y = draw(rows), draw(rows)
    # The first respondent answers everything, so that every item has an answer.
    x[0], y[0] = ([2 if answer is None else answer for answer in row] for row in (x[0], y[0]))
    return x, y


@SETTINGS
@given(
    survey=surveys(),
    crosshair=st.sampled_from(["mean", "median", "midrange", "scale_mid"]),
    tie_rule=st.sampled_from(["gt", "ge"]),
    seed=st.integers(0, 2**32),
)
def test_every_resample_is_decided_as_plain_fractions_decide_it(
    survey: tuple[list[list[int | None]], list[list[int | None]]], crosshair: str, tie_rule: str, seed: int
) -> None:
    x, y = survey
    resamples_n, n = 12, len(x)
    drawn = np.random.Generator(np.random.PCG64(seed)).integers(0, n, size=(resamples_n, n))
    tables = [
        reference.quadrants([x[i] for i in row], [y[i] for i in row], crosshair, tie_rule) for row in drawn.tolist()
    ]
    usable = [table for table in tables if table is not None]
    if not usable:
        return
    items = [f"Q{number}" for number in range(len(x[0]))]
    result = quadrant_shares(
        x,
        y,
        items,
        Setting(CrosshairRule(crosshair), TieRule(tie_rule)),
        seed=seed,
        resamples_n=resamples_n,
        scale=(1, 4),
        missing_rule=MissingRule.AVAILABLE_CASE,
    )
    assert result.resamples_used_n == len(usable)
    for number, entry in enumerate(result.items):
        assert sum(entry.share(quadrant) for quadrant in Quadrant) == 1
        assert entry.counts == {q: sum(table[number] == q for table in usable) for q in Quadrant}


@SETTINGS
@given(survey=surveys(), setting=st.sampled_from(all_settings((Fraction(5, 2), Fraction(3)))), seed=st.integers(0, 99))
def test_without_holes_both_missing_rules_agree(
    survey: tuple[list[list[int | None]], list[list[int | None]]], setting: Setting, seed: int
) -> None:
    x, y = ([[2 if answer is None else answer for answer in row] for row in half] for half in survey)
    items = [f"Q{number}" for number in range(len(x[0]))]
    first, second = (
        quadrant_shares(x, y, items, setting, seed=seed, resamples_n=25, scale=(1, 4), missing_rule=rule)
        for rule in (MissingRule.LISTWISE, MissingRule.AVAILABLE_CASE)
    )
    assert first.items == second.items
    assert first.resamples_used_n == 25


@st.composite
def houses(draw: st.DrawFn) -> tuple[dict[str, Fraction], dict[str, dict[str, int]]]:
    items = [f"Q{number}" for number in range(draw(st.integers(1, 6)))]
    weights = {item: draw(WEIGHT) for item in items}
    relationships = {}
    for number in range(draw(st.integers(1, 5))):
        column = {item: draw(STRENGTH) for item in items}
        column[items[number % len(items)]] = draw(st.sampled_from([1, 3, 9]))
        relationships[f"T{number}"] = column
    return weights, relationships


@SETTINGS
@given(house=houses(), factor=WEIGHT)
def test_the_unit_of_the_weights_changes_no_rank_and_no_percent(
    house: tuple[dict[str, Fraction], dict[str, dict[str, int]]], factor: Fraction
) -> None:
    weights, relationships = house
    first = technical_importance(weights, relationships, (9, 3, 1))
    second = technical_importance({item: factor * w for item, w in weights.items()}, relationships, (9, 3, 1))
    assert first.ranks == second.ranks
    assert [e.relative_pct for e in first.responses] == [e.relative_pct for e in second.responses]
    assert sum(entry.relative_pct for entry in first.responses) == 100
    assert sum(weights_by_importance(weights).by_item.values()) == 1


@SETTINGS
@given(house=houses())
def test_ranks_are_competition_ranks(house: tuple[dict[str, Fraction], dict[str, dict[str, int]]]) -> None:
    technical = technical_importance(*house, (9, 3, 1))
    for entry in technical.responses:
        above = [other for other in technical.responses if other.importance > entry.importance]
        equal = [o.response for o in technical.responses if o.importance == entry.importance and o != entry]
        assert entry.rank == len(above) + 1
        assert list(entry.tied_with) == equal
