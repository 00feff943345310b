"""Item validity: the printed r table, the verdict at its edge, and the correlation that is not inflated."""

from decimal import Decimal
from fractions import Fraction

import pytest

from transforms.statistics.conditions import MissingRule, NotComputableError
from transforms.statistics.moments import Moments
from transforms.statistics.validity import correlation_p, critical_r, item_validity

LISTWISE, PAIRWISE = MissingRule.LISTWISE, MissingRule.PAIRWISE
EXAMPLE = [[1, 2, 3], [2, 1, 3], [3, 3, 2], [4, 5, 4], [5, 4, 3]]  # see test_reliability.py


@pytest.mark.parametrize(
    ("n", "printed"),
    [
        (20, "0.4438"),
        (30, "0.3610"),
        (50, "0.2787"),
        (92, "0.2050"),
        (100, "0.1966"),
        (120, "0.1793"),
        (150, "0.1603"),
    ],
)
def test_the_r_table_of_the_theses(n: int, printed: str) -> None:
    assert f"{critical_r(n):.4f}" == printed


def test_the_r_table_at_one_percent() -> None:
    # Fisher and Yates: df 10 at 1 % two-tailed 0.708, df 100 0.254.
    assert f"{critical_r(12, 0.01):.3f}" == "0.708"
    assert f"{critical_r(102, 0.01):.3f}" == "0.254"


def test_the_critical_r_has_its_level_as_p_value() -> None:
    for level in (0.1, 0.05, 0.01, 0.001):
        assert correlation_p(Fraction(critical_r(92, level)) ** 2, 92) == pytest.approx(level, rel=1e-9)


def test_p_of_r_by_hand() -> None:
    # n = 4: two degrees of freedom, where p = 1 - |r|.
    assert correlation_p(Fraction(1, 4), 4) == pytest.approx(0.5, abs=1e-14)
    assert correlation_p(Fraction(-1, 4), 4) == pytest.approx(0.5, abs=1e-14)
    assert correlation_p(Fraction(0), 4) == 1.0
    assert correlation_p(Fraction(-1), 4) == 0.0


def test_the_verdict_of_the_example() -> None:
    found = item_validity(Moments.of(EXAMPLE, missing=LISTWISE, items="ABC"))
    a, b, c = found.items
    # t(3) = 3.182: 3.182 / sqrt(3 + 10.127) = 0.878. r with the total 0.906, 0.953, 0.533; with the rest 0.712, 0.845, 0.354.
    assert f"{a.limit_r:.3f}" == "0.878"
    assert [f"{item.item_total_r:.3f}" for item in found.items] == ["0.906", "0.953", "0.533"]
    assert [f"{item.item_rest_r:.3f}" for item in found.items] == ["0.712", "0.845", "0.354"]
    assert [item.is_valid for item in (a, b, c)] == [True, True, False]
    assert [item.is_valid_corrected for item in (a, b, c)] == [False, False, False]
    assert (found.n, found.level, found.missing) == (5, 0.05, LISTWISE)


def test_p_and_limit_agree() -> None:
    for item in item_validity(Moments.of(EXAMPLE, missing=LISTWISE)).items:
        assert item.item_total_p is not None
        assert item.item_rest_p is not None
        assert (item.item_total_p < 0.05, item.item_rest_p < 0.05) == (item.is_valid, item.is_valid_corrected)


def test_an_r_of_exactly_the_limit_is_not_valid() -> None:
    # Rest of each item is the other one. Deviations -1, 1, -1, 1 ... : 6 agreeing and 4 disagreeing of 10: r = 0.2.
    rows = [[1, 1]] * 3 + [[2, 2]] * 3 + [[1, 2]] * 2 + [[2, 1]] * 2
    moments = Moments.of(rows, missing=LISTWISE)
    at = item_validity(moments, fixed_limit=Decimal("0.2")).items[0]
    below = item_validity(moments, fixed_limit=Decimal("0.1999999999999999999999")).items[0]
    assert at.item_rest_r == 0.2
    assert (at.is_valid_corrected, below.is_valid_corrected) == (False, True)


def test_a_fixed_limit_has_no_level() -> None:
    found = item_validity(Moments.of(EXAMPLE, missing=LISTWISE), fixed_limit=Decimal("0.300"))
    assert found.level is None
    assert {item.limit_r for item in found.items} == {0.3}
    assert [item.is_valid_corrected for item in found.items] == [True, True, True]


def test_a_strong_negative_r_is_not_valid() -> None:
    rows = [[1, 9, 3], [2, 7, 3], [3, 5, 4], [4, 1, 4], [5, 0, 4]]
    turned = item_validity(Moments.of(rows, missing=LISTWISE, items="ABC")).items[0]
    assert turned.item_total_r is not None
    assert turned.item_total_r < -0.9
    assert turned.is_valid is False


def test_a_constant_item_has_no_verdict() -> None:
    constant = item_validity(Moments.of([[*row, 4] for row in EXAMPLE], missing=LISTWISE, items="ABCD")).items[3]
    assert (constant.item_total_r, constant.item_total_p, constant.item_rest_r, constant.item_rest_p) == (None,) * 4
    assert (constant.is_valid, constant.is_valid_corrected) == (None, None)
    assert constant.reasons == ("D is constant: every respondent gave the same answer, so it has no correlation.",)


def test_pairwise_each_item_has_its_own_n_and_limit() -> None:
    rows = [*EXAMPLE, [2, 2, None], [4, 3, None]]
    a, _, c = item_validity(Moments.of(rows, missing=PAIRWISE, items="ABC")).items
    assert (a.n, c.n) == (5, 5)  # C is the item with whom A shares the fewest
    ab = item_validity(Moments.of([row[:2] for row in rows], missing=PAIRWISE)).items[0]
    assert (ab.n, ab.limit_r) == (7, critical_r(7))


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([[1], [2], [3]], "Found one item, expected at least two"),
        ([[1, 2], [2, 1]], "Found 2 respondents, expected at least 3"),
        ([[1, 2]], "Found 1 of 1 respondents"),
        ([[None, None]] * 3, "Found 0 of 3 respondents"),
    ],
)
def test_validity_is_refused(rows: list[list[int | None]], says: str) -> None:
    with pytest.raises(NotComputableError, match=says):
        item_validity(Moments.of(rows, missing=LISTWISE))


@pytest.mark.parametrize("limit", ["1.01", "30", "NaN", "Infinity"])
def test_a_limit_is_a_correlation(limit: str) -> None:
    with pytest.raises(NotComputableError, match="expected one from -1 to 1"):
        item_validity(Moments.of(EXAMPLE, missing=LISTWISE), fixed_limit=Decimal(limit))


def test_critical_r_is_refused() -> None:
    with pytest.raises(NotComputableError, match="Found 2 respondents"):
        critical_r(2)
    with pytest.raises(NotComputableError, match="level 5"):
        critical_r(20, 5)
    with pytest.raises(NotComputableError, match="for a p value"):
        correlation_p(Fraction(1, 2), 2)
