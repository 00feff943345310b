"""Moments are whole numbers: exact, mergeable, and enough for covariances and correlations."""

import math
from fractions import Fraction

import numpy as np
import pytest

from transforms.statistics.conditions import MissingRule, NotComputableError
from transforms.statistics.moments import LARGEST_SCORE, Moments, merge, part_whole

LISTWISE, PAIRWISE = MissingRule.LISTWISE, MissingRule.PAIRWISE

# Four respondents, two items; the second and the last left one out.
HOLES = [[1, 1], [2, None], [3, 2], [None, 3]]


def test_listwise_counts_only_who_answered_everything() -> None:
    moments = Moments.of(HOLES, missing=LISTWISE, items=["U1", "U2"])
    assert (moments.respondents_n, moments.n) == (4, 2)
    assert moments.counts == ((2, 2), (2, 2))
    assert moments.sums == ((4, 4), (3, 3))  # 1 + 3 and 1 + 2
    assert moments.squares == ((10, 10), (5, 5))  # 1 + 9 and 1 + 4
    assert moments.products == ((10, 7), (7, 5))  # 1*1 + 3*2


def test_pairwise_counts_for_each_pair_who_answered_both() -> None:
    moments = Moments.of(HOLES, missing=PAIRWISE)
    assert moments.items == ("item_1", "item_2")
    assert moments.counts == ((3, 2), (2, 3))
    assert moments.sums == ((6, 4), (3, 6))  # 1 + 2 + 3; 1 + 3 where the other answered; 1 + 2; 1 + 2 + 3
    assert moments.squares == ((14, 10), (5, 14))
    assert moments.products == ((14, 7), (7, 14))
    assert moments.n == 2


def test_covariances_are_exact() -> None:
    # Pairwise: each variance is that of 1, 2, 3, which is 1; over (1, 1) and (3, 2): (-1)(-1/2) + (1)(1/2) = 1.
    assert Moments.of(HOLES, missing=PAIRWISE).covariance() == ((1, 1), (1, 1))
    # Listwise: 1 and 3 have the variance 2, 1 and 2 have 1/2.
    assert Moments.of(HOLES, missing=LISTWISE).covariance() == ((2, 1), (1, Fraction(1, 2)))


def test_a_mean_of_thirds_is_a_fraction() -> None:
    assert Moments.of([[1, 2], [1, 3], [2, 3]], missing=LISTWISE).mean(0) == Fraction(4, 3)


def test_correlation_by_hand() -> None:
    # Deviations -1, 0, 1 and -4/3, 2/3, 2/3: 2 / sqrt(2 * 24/9) = sqrt(3)/2.
    r = Moments.of([[1, 1], [2, 3], [3, 3]], missing=LISTWISE).correlation()
    assert r[0, 0] == r[1, 1] == 1.0
    assert r[0, 1] == r[1, 0] == pytest.approx(math.sqrt(3) / 2, abs=1e-15)


def test_offices_summed_up_apart_are_the_survey() -> None:
    whole = Moments.of(HOLES, missing=PAIRWISE)
    one, other = Moments.of(HOLES[:1], missing=PAIRWISE), Moments.of(HOLES[1:], missing=PAIRWISE)
    assert merge(one, other) == one + other == other + one == whole


def test_an_office_without_a_complete_answer_can_still_be_merged() -> None:
    empty = Moments.of([[None, None], [None, 2]], missing=LISTWISE)
    assert (empty.n, empty.respondents_n) == (0, 2)
    merged = empty + Moments.of(HOLES, missing=LISTWISE)
    assert merged.covariance() == Moments.of(HOLES, missing=LISTWISE).covariance()
    assert merged.respondents_n == 6


def test_nothing_is_derived_from_no_answers() -> None:
    for rule in (LISTWISE, PAIRWISE):
        empty = Moments.of([[None, None], [None, None]], missing=rule, items=["U1", "U2"])
        for derived in (empty.covariance, empty.correlation, empty.constant):
            with pytest.raises(
                NotComputableError, match=r"Found 0 of 2 respondents who answered .*expected at least 2"
            ):
                derived()
        with pytest.raises(NotComputableError, match="Found no answers to U1"):
            empty.mean(0)


def test_one_respondent_has_no_covariance() -> None:
    with pytest.raises(NotComputableError, match="Found 1 of 1 respondents who answered every item"):
        Moments.of([[1, 2]], missing=LISTWISE).covariance()


def test_a_pair_that_nobody_answered_together_is_named() -> None:
    moments = Moments.of([[1, None], [2, None], [None, 1], [None, 3]], missing=PAIRWISE, items=["U1", "U2"])
    with pytest.raises(NotComputableError, match="Found 0 of 4 respondents who answered both U1 and U2"):
        moments.covariance()


def test_a_constant_has_a_covariance_but_no_correlation() -> None:
    moments = Moments.of([[1, 4], [2, 4]], missing=LISTWISE, items=["U1", "U2"])
    assert moments.constant() == (1,)
    assert moments.covariance()[1] == (0, 0)
    with pytest.raises(NotComputableError, match="same answer to U2 from everybody among the 2 respondents"):
        moments.correlation()


def test_an_item_can_be_constant_only_among_the_respondents_of_a_pair() -> None:
    moments = Moments.of([[1, 1], [1, 2], [3, None]], missing=PAIRWISE, items=["U1", "U2"])
    assert moments.constant() == ()
    with pytest.raises(NotComputableError, match="same answer to U1 from everybody among the 2 respondents who"):
        moments.correlation()


@pytest.mark.parametrize("score", [2.5, math.inf, LARGEST_SCORE + 1])
def test_scores_must_be_whole_numbers_of_sensible_size(score: float) -> None:
    with pytest.raises(NotComputableError, match=r"of respondent 2 for U1, expected whole numbers"):
        Moments.of([[1, 1], [score, 1]], missing=LISTWISE, items=["U1", "U2"])


def test_the_largest_scores_are_summed_exactly() -> None:
    moments = Moments.of([[LARGEST_SCORE, -LARGEST_SCORE]] * 3, missing=LISTWISE)
    assert moments.products == ((3 * 10**10, -3 * 10**10), (-3 * 10**10, 3 * 10**10))
    assert all(type(value) is int for row in moments.products for value in row)


def test_a_matrix_of_numpy_is_read_and_left_alone() -> None:
    matrix = np.array([[1.0, np.nan], [2.0, 3.0]])
    before = matrix.copy()
    assert Moments.of(matrix, missing=PAIRWISE).counts == ((2, 1), (1, 1))
    np.testing.assert_array_equal(matrix, before)


def test_what_cannot_be_merged_is_refused() -> None:
    one = Moments.of(HOLES, missing=LISTWISE, items=["U1", "U2"])
    with pytest.raises(NotComputableError, match="items U1, U2 and of U2, U1"):
        one + Moments.of(HOLES, missing=LISTWISE, items=["U2", "U1"])
    with pytest.raises(NotComputableError, match="rules listwise and pairwise"):
        one + Moments.of(HOLES, missing=PAIRWISE, items=["U1", "U2"])


def test_names_and_rule_are_checked() -> None:
    with pytest.raises(NotComputableError, match="Found 1 names for 2 items"):
        Moments.of(HOLES, missing=LISTWISE, items=["U1"])
    with pytest.raises(NotComputableError, match="Found the names U1 more than once"):
        Moments.of(HOLES, missing=LISTWISE, items=["U1", "U1"])
    with pytest.raises(NotComputableError, match="rule available_case, expected listwise or pairwise"):
        Moments.of(HOLES, missing=MissingRule.AVAILABLE_CASE)


def test_a_selection_keeps_the_respondents_of_the_whole() -> None:
    three = Moments.of([[1, 1, 1], [2, 2, None], [3, 1, 2]], missing=LISTWISE, items=["U1", "U2", "U3"])
    assert three.only([1, 0]).items == ("U2", "U1")
    assert three.only([1, 0]).products == ((2, 4), (4, 10))


def test_an_item_against_total_and_rest() -> None:
    # Sums of squares and products about the mean (x 1/4): A 10, B 10, C 2, AB 8, AC 1, BC 2; the total has 44.
    moments = Moments.of([[1, 2, 3], [2, 1, 3], [3, 3, 2], [4, 5, 4], [5, 4, 3]], missing=LISTWISE, items="ABC")
    a, b, c = part_whole(moments)
    assert (a.with_total, b.with_total, c.with_total) == (
        Fraction(19**2, 10 * 44),
        Fraction(20**2, 10 * 44),
        Fraction(5**2, 2 * 44),
    )
    assert (a.with_rest, b.with_rest, c.with_rest) == (
        Fraction(9**2, 10 * 16),  # rest of A: 10 + 2 + 2 * 2
        Fraction(10**2, 10 * 14),  # rest of B: 10 + 2 + 2 * 1
        Fraction(3**2, 2 * 36),  # rest of C: 10 + 10 + 2 * 8
    )


def test_a_total_that_does_not_vary_goes_with_nothing() -> None:
    first, _ = part_whole(Moments.of([[1, 3], [2, 2], [3, 1]], missing=LISTWISE, items=["U1", "U2"]))
    assert (first.with_total, first.with_rest) == (None, -1)
    assert first.reasons == ("The total of U1 does not vary, so it has no correlation with it.",)


def test_pairwise_covariances_may_not_fit_each_other() -> None:
    # Two people with far answers share U1 and U3 only; among everybody U1 hardly varies, so its covariance with the
    # rest, taken from those two, is too large for its own variance.
    rows = [[-9, None, 9], [9, None, -9], [None, 1, -1], [None, -1, 1], [1, 1, None], [-1, -1, None]]
    rows += [[1, None, None], [-1, None, None]] * 30
    parts = part_whole(Moments.of(rows, missing=PAIRWISE, items=["U1", "U2", "U3"]))
    beyond = [part for part in parts if any("use the listwise rule" in reason for reason in part.reasons)]
    assert [part.item for part in beyond]
    assert all(part.with_rest is None or abs(part.with_rest) <= 1 for part in parts)
