"""Cronbach's alpha and McDonald's omega, by hand and against printed tables of F."""

import math
from fractions import Fraction

import pytest

from transforms.statistics.conditions import MissingRule, NotComputableError
from transforms.statistics.moments import Moments
from transforms.statistics.reliability import cronbach_alpha, omega_total

LISTWISE, PAIRWISE = MissingRule.LISTWISE, MissingRule.PAIRWISE

# The example of docs/methods/reliability.md. Sums of squares and products about the means (each item has the mean 3):
# A 10, B 10, C 2, AB 8, AC 1, BC 2; of the total 10 + 10 + 2 + 2 (8 + 1 + 2) = 44.
EXAMPLE = [[1, 2, 3], [2, 1, 3], [3, 3, 2], [4, 5, 4], [5, 4, 3]]


def _of(rows: list[list[int | None]] | list[list[int]], rule: MissingRule = LISTWISE, items: str = "ABC") -> Moments:
    return Moments.of(rows, missing=rule, items=list(items[: len(rows[0])]))


def _with_correlations(upper: dict[tuple[int, int], int], size: int) -> Moments:
    """Moments of 101 respondents whose correlations are the given hundredths."""
    full = tuple(
        tuple(100 if i == j else upper.get((min(i, j), max(i, j)), 0) for j in range(size)) for i in range(size)
    )
    same = tuple(tuple(101 for _ in range(size)) for _ in range(size))
    return Moments(
        items=tuple("ABCDEF"[:size]),
        missing=LISTWISE,
        respondents_n=101,
        counts=same,
        sums=tuple(tuple(0 for _ in range(size)) for _ in range(size)),
        squares=tuple(tuple(100 for _ in range(size)) for _ in range(size)),
        products=full,
    )


def test_alpha_by_hand() -> None:
    found = cronbach_alpha(_of(EXAMPLE))
    assert found.alpha == 0.75  # 3/2 (1 - 22/44)
    assert (found.n, found.respondents_n, found.missing) == (5, 5, LISTWISE)
    assert (found.scale_items, found.constant_items) == (("A", "B", "C"), ())


def test_alpha_without_each_item() -> None:
    found = cronbach_alpha(_of(EXAMPLE))
    # BC: 2 (1 - 12/16); AC: 2 (1 - 12/14); AB: 2 (1 - 20/36)
    assert [item.alpha_if_deleted for item in found.items] == [0.5, float(Fraction(2, 7)), float(Fraction(8, 9))]
    # Two standardised items: 2r / (1 + r) with r = 2/sqrt(20), 1/sqrt(20), 8/10
    expected = [2 * r / (1 + r) for r in (2 / math.sqrt(20), 1 / math.sqrt(20), 0.8)]
    assert [item.standardised_alpha_if_deleted for item in found.items] == pytest.approx(expected, abs=1e-15)


def test_each_item_is_described() -> None:
    a, _, c = cronbach_alpha(_of(EXAMPLE)).items
    assert (a.answers_n, a.mean, a.sd, c.sd) == (5, 3.0, math.sqrt(2.5), math.sqrt(0.5))
    assert a.item_total_r == pytest.approx(19 / math.sqrt(440), abs=1e-15)
    assert a.item_rest_r == pytest.approx(9 / math.sqrt(160), abs=1e-15)
    assert c.item_rest_r == pytest.approx(3 / math.sqrt(72), abs=1e-15)
    assert a.reasons == ()


def test_standardised_alpha_is_of_the_correlations() -> None:
    found = cronbach_alpha(_of(EXAMPLE))
    mean_r = (0.8 + 1 / math.sqrt(20) + 2 / math.sqrt(20)) / 3
    assert found.mean_inter_item_r == pytest.approx(mean_r, abs=1e-15)
    assert found.standardised_alpha == pytest.approx(3 * mean_r / (1 + 2 * mean_r), abs=1e-15)  # Spearman-Brown


def test_feldts_interval_from_the_printed_table_of_f() -> None:
    # Upper 2.5 % points: F(4, 8) = 5.05, F(8, 4) = 8.98. 1 - 0.25 * 5.05 and 1 - 0.25 / 8.98.
    interval = cronbach_alpha(_of(EXAMPLE)).interval
    assert interval.level == 0.95
    assert interval.lower == pytest.approx(-0.2625, abs=0.25 * 0.005)
    assert interval.upper == pytest.approx(0.97216, abs=1e-4)


def test_items_that_say_the_same_have_an_alpha_of_one() -> None:
    found = cronbach_alpha(_of([[1, 1, 1], [2, 2, 2], [4, 4, 4]]))
    assert (found.alpha, found.standardised_alpha) == (1.0, 1.0)
    assert (found.interval.lower, found.interval.upper) == (1.0, 1.0)


def test_a_turned_question_makes_alpha_negative() -> None:
    # 1..4 against 4, 3, 1, 2: sums of squares 5 and 5, products -4, total 2: 2 (1 - 10/2) = -8
    assert cronbach_alpha(_of([[1, 4], [2, 3], [3, 1], [4, 2]])).alpha == -8.0


def test_the_missing_rules_differ_with_holes() -> None:
    holes = [[1, 1], [2, None], [3, 2], [None, 3]]
    listwise, pairwise = cronbach_alpha(_of(holes)), cronbach_alpha(_of(holes, PAIRWISE))
    # Listwise (1, 1), (3, 2): variances 2 and 1/2, covariance 1: 2 (1 - 2.5/4.5). Pairwise: 1, 1 and 1: 2 (1 - 2/4).
    assert (listwise.alpha, pairwise.alpha) == (float(Fraction(8, 9)), 1.0)
    assert [(r.n, r.respondents_n, r.missing) for r in (listwise, pairwise)] == [(2, 4, LISTWISE), (2, 4, PAIRWISE)]
    assert [item.answers_n for item in pairwise.items] == [3, 3]


def test_a_constant_item_is_left_out_and_reported() -> None:
    found = cronbach_alpha(_of([[*row, 4] for row in EXAMPLE], items="ABCD"))
    assert found.alpha == 0.75
    assert (found.scale_items, found.constant_items) == (("A", "B", "C"), ("D",))
    constant = found.items[3]
    assert (constant.mean, constant.sd) == (4.0, 0.0)
    assert (constant.item_total_r, constant.item_rest_r, constant.alpha_if_deleted) == (None, None, None)
    assert constant.reasons == ("D is constant: every respondent gave the same answer, so it has no correlation.",)


def test_two_items_leave_no_alpha_when_one_is_deleted() -> None:
    first, second = cronbach_alpha(_of([[1, 2], [2, 1], [3, 3]])).items
    assert first.alpha_if_deleted is None
    assert second.reasons == ("Without B one item is left, and alpha needs two.",)


def test_a_rest_that_does_not_vary_is_reported() -> None:
    first, *_ = cronbach_alpha(_of([[1, 1, 3], [3, 2, 2], [4, 3, 1]])).items
    assert (first.item_rest_r, first.alpha_if_deleted, first.standardised_alpha_if_deleted) == (None, None, None)
    assert first.reasons == (
        "The rest of A does not vary, so it has no correlation with it.",
        "Without A the total does not vary, so the others have no alpha.",
    )


def test_equal_and_opposite_items_of_other_size_have_no_standardised_alpha() -> None:
    # Sums of squares 2 and 8, product -4: total 2, alpha 2 (1 - 10/2); standardised the two cancel.
    found = cronbach_alpha(_of([[1, 5], [2, 3], [3, 1]]))
    assert (found.alpha, found.standardised_alpha, found.mean_inter_item_r) == (-8.0, None, -1.0)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([[1], [2]], r"Found 1 of 1 items that vary \(A\), expected at least 2 for alpha"),
        ([[1, 4], [2, 4]], r"Found 1 of 2 items that vary \(A\) beside the constant B, expected at least 2"),
        ([[4, 4], [4, 4]], r"Found 0 of 2 items that vary \(none\) beside the constant A, B"),
        ([[1, 2]], "Found 1 of 1 respondents who answered every item, expected at least 2"),
        ([[None, None], [None, None]], "Found 0 of 2 respondents who answered every item"),
        ([[1, 3], [2, 2], [3, 1]], "Found a total of A, B with the variance 0, expected one above zero"),
    ],
)
def test_alpha_is_refused(rows: list[list[int | None]], says: str) -> None:
    with pytest.raises(NotComputableError, match=says):
        cronbach_alpha(_of(rows))


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0, math.nan])
def test_a_level_is_a_probability(level: float) -> None:
    with pytest.raises(NotComputableError, match="expected one between 0 and 1"):
        cronbach_alpha(_of(EXAMPLE), level=level)


def test_omega_of_three_loadings_by_hand() -> None:
    # Loadings 0.8, 0.6, 0.5: correlations 0.48, 0.40, 0.30.
    found = omega_total(_with_correlations({(0, 1): 48, (0, 2): 40, (1, 2): 30}, 3))
    assert found.loadings == pytest.approx((0.8, 0.6, 0.5), abs=1e-7)
    # 1.9^2 / (1.9^2 + 0.36 + 0.64 + 0.75); the model fits, so both denominators are 5.36
    assert found.omega_total == pytest.approx(3.61 / 5.36, abs=1e-7)
    assert found.omega_total_observed == pytest.approx(3.61 / 5.36, abs=1e-7)
    assert (found.n, found.negative_items) == (101, ())


def test_a_turned_question_is_named_and_lowers_omega() -> None:
    found = omega_total(_with_correlations({(0, 1): 48, (0, 2): -40, (1, 2): -30}, 3))
    assert found.loadings == pytest.approx((0.8, 0.6, -0.5), abs=1e-7)
    assert found.negative_items == ("C",)
    assert found.omega_total == pytest.approx(0.81 / (0.81 + 1.75), abs=1e-7)


def test_omega_is_alpha_when_all_loadings_are_equal() -> None:
    # Every correlation 0.25: loadings 0.5, omega 4 / (4 + 3) = 4/7 = standardised alpha of four items.
    same = _with_correlations({(i, j): 25 for j in range(4) for i in range(j)}, 4)
    assert omega_total(same).omega_total == pytest.approx(4 / 7, abs=1e-9)
    assert cronbach_alpha(same).alpha == pytest.approx(4 / 7, abs=1e-15)


def test_a_heywood_case_is_refused() -> None:
    # The example: l(B)^2 = r(AB) r(BC) / r(AC) = 0.8 * 2 / 1 = 1.6, a loading of 1.265.
    with pytest.raises(NotComputableError, match=r"Found a loading of 1 or more for B \(1\.265\).*Heywood case"):
        omega_total(_of(EXAMPLE))


@pytest.mark.parametrize(
    "upper",
    [{}, {(0, 1): 50}, {(0, 1): 50, (2, 3): 50}],
    ids=["nothing correlates", "one pair correlates", "two pairs that know nothing of each other"],
)
def test_omega_is_refused_without_one_best_factor(upper: dict[tuple[int, int], int]) -> None:
    with pytest.raises(NotComputableError, match="Found several one-factor models of A, B, C, D"):
        omega_total(_with_correlations(upper, 4))


def test_omega_needs_three_items_that_vary() -> None:
    with pytest.raises(
        NotComputableError, match=r"Found 2 of 2 items that vary \(A, B\), expected at least 3 for omega"
    ):
        omega_total(_of([[1, 2], [2, 1], [3, 3]]))
