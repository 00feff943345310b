"""Adjusted p values: four tests by hand, a refused test in the family, and what is no probability."""

import math

import pytest

from transforms.statistics.conditions import NotComputableError
from transforms.statistics.multiplicity import AdjustedP, Adjustment, adjust

# in order 0.005, 0.01, 0.03, 0.04
FOUR = {"biaya": 0.01, "waktu": 0.04, "prosedur": 0.03, "perilaku": 0.005}


def test_holm_by_hand() -> None:
    # 4 x 0.005, 3 x 0.01, 2 x 0.03 = 0.06, then 1 x 0.04, which may not be smaller than the one before
    found = adjust(FOUR, family="four elements, L against P", adjustment=Adjustment.HOLM)
    assert [test.name for test in found.tests] == list(FOUR)
    assert [test.adjusted_p for test in found.tests] == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert [test.p_value for test in found.tests] == list(FOUR.values())
    assert (found.name, found.n, found.not_computed_n) == ("four elements, L against P", 4, 0)


def test_benjamini_and_hochberg_by_hand() -> None:
    # from the largest: 0.04, then 4/3 x 0.03 = 0.04, 4/2 x 0.01 = 0.02, 4 x 0.005 = 0.02
    found = adjust(FOUR, family="four elements", adjustment=Adjustment.BENJAMINI_HOCHBERG)
    assert [test.adjusted_p for test in found.tests] == pytest.approx([0.02, 0.04, 0.04, 0.02])
    assert found.adjustment is Adjustment.BENJAMINI_HOCHBERG


@pytest.mark.parametrize("adjustment", Adjustment)
def test_an_adjusted_p_is_never_above_1(adjustment: Adjustment) -> None:
    found = adjust({"a": 0.9, "b": 0.8, "c": 1.0}, family="x", adjustment=adjustment)
    assert max(test.adjusted_p or 0 for test in found.tests) == 1


@pytest.mark.parametrize("adjustment", Adjustment)
def test_a_test_that_was_refused_keeps_its_place_and_does_not_count(adjustment: Adjustment) -> None:
    found = adjust({"a": 0.01, "refused": None, "b": 0.5}, family="x", adjustment=adjustment)
    # of two tests, not three: 2 x 0.01
    assert found.tests[0].adjusted_p == pytest.approx(0.02)
    assert found.tests[1] == AdjustedP("refused", None, None)
    assert (found.n, found.not_computed_n) == (2, 1)


def test_one_test_is_not_adjusted() -> None:
    assert adjust({"a": 0.03}, family="x", adjustment=Adjustment.HOLM).tests[0].adjusted_p == 0.03


@pytest.mark.parametrize(
    ("p_values", "family", "said"),
    [
        ({}, "x", "no p value among the 0 tests"),
        ({"a": None, "b": None}, "x", "no p value among the 2 tests"),
        ({"a": 0.5}, "  ", "no name of the family"),
        ({"a": 1.2}, "x", "Found the p value 1.2 of 'a'"),
        ({"a": -0.1}, "x", "from 0 to 1"),
        ({"a": math.nan}, "x", "Found the p value nan of 'a'"),
    ],
)
def test_refused(p_values: dict[str, float | None], family: str, said: str) -> None:
    for adjustment in Adjustment:
        with pytest.raises(NotComputableError, match=said):
            adjust(p_values, family=family, adjustment=adjustment)
