"""Tests of counts: two by two by hand, the lady tasting tea, and tables that are refused."""

import math
from fractions import Fraction
from typing import Any

import pytest

from transforms.statistics.conditions import MissingRule, NotComputableError
from transforms.statistics.contingency import (
    Correction,
    CrossTable,
    chi_square_independence,
    fisher_exact,
    goodness_of_fit,
)


def table(counts: list[list[int]]) -> CrossTable:
    rows, columns = len(counts), max(map(len, counts), default=0)
    return CrossTable.of_counts(
        counts, row_names=[f"r{i}" for i in range(rows)], column_names=[f"c{i}" for i in range(columns)]
    )


SQUARE = [[10, 20], [20, 10]]  # every expected count is 15


def test_chi_square_without_correction_by_hand() -> None:
    # 4 x 5^2 / 15 = 20/3; of one degree of freedom p = erfc(sqrt(chi-square / 2)); V = sqrt(20/3 / 60) = 1/3
    found = chi_square_independence(table(SQUARE), correction=Correction.NONE)
    assert [found.chi_square, found.df] == pytest.approx([20 / 3, 1])
    assert found.p_value == pytest.approx(math.erfc(math.sqrt(10 / 3)))
    assert found.expected == ((15, 15), (15, 15))
    assert found.cramers_v == pytest.approx(1 / 3)
    # Bergsma: (1/9 - 1/59) / (1 - 1/59) = 50/522
    assert found.cramers_v_corrected == pytest.approx(math.sqrt(50 / 522))
    assert (found.n, found.missing_n, found.missing) == (60, 0, MissingRule.LISTWISE)


def test_yates_takes_a_half_from_each_difference() -> None:
    # 4 x 4.5^2 / 15 = 5.4; V stays that of the plain chi-square
    found = chi_square_independence(table(SQUARE), correction=Correction.YATES)
    assert found.chi_square == pytest.approx(5.4)
    assert found.cramers_v == pytest.approx(1 / 3)


def test_yates_never_goes_beyond_the_expected_count() -> None:
    # observed 1 1 1 2 differ from the expected 0.8 1.2 1.2 1.8 by 0.2 only: nothing is left
    found = chi_square_independence(table([[1, 1], [1, 2]]), correction=Correction.YATES)
    assert [found.chi_square, found.p_value] == pytest.approx([0, 1], abs=1e-12)


def test_independent_answers_have_v_0() -> None:
    found = chi_square_independence(table([[10, 20, 30], [20, 40, 60]]), correction=Correction.NONE)
    assert [found.chi_square, found.p_value, found.cramers_v] == pytest.approx([0, 1, 0], abs=1e-12)
    assert found.cramers_v_corrected == 0


def test_small_expected_counts_are_counted_and_warned_of() -> None:
    # rows 4 and 16, columns 10 and 10: expected 2 2 8 8, half of the cells below 5
    found = chi_square_independence(table([[3, 1], [7, 9]]), correction=Correction.NONE).small_cells
    assert (found.n, found.cells_n, found.share, found.smallest) == (2, 4, Fraction(1, 2), 2)
    assert found.warning is not None
    assert found.warning.startswith("2 cells (50.0 %) have an expected count of less than 5")
    assert "the smallest is 2.00" in found.warning


def test_one_small_cell_in_five_is_still_allowed() -> None:
    # goodness of fit: expected 4, 24, 24, 24, 24: exactly 20 percent
    shares = {"a": "0.04", "b": "0.24", "c": "0.24", "d": "0.24", "e": "0.24"}
    counts = {"a": 5, "b": 20, "c": 25, "d": 25, "e": 25}
    found = goodness_of_fit(counts, shares=shares).small_cells
    assert (found.share, found.warning) == (Fraction(1, 5), None)
    # an expected count of exactly 5 is not below 5
    assert goodness_of_fit({"a": 4, "b": 6}).small_cells.n == 0


def test_the_lady_tasting_tea() -> None:
    # Fisher 1935: 3 of 4 cups right. Tables at most as probable: (1 + 16 + 16 + 1) / 70
    found = fisher_exact(table([[3, 1], [1, 3]]))
    assert found.p_value == pytest.approx(34 / 70)
    assert found.sample_odds_ratio == 9
    # 3 is expected of the weights 1, 16 w, 36 w^2, 16 w^3, w^4 where w^4 - 36 w^2 - 32 w - 3 = 0
    w = found.conditional_odds_ratio
    assert w is not None
    assert w**4 - 36 * w**2 - 32 * w - 3 == pytest.approx(0, abs=1e-6)
    assert w == pytest.approx(6.408, abs=5e-4)
    assert (found.n, found.level) == (8, 0.95)


def test_an_infinite_odds_ratio_is_left_out() -> None:
    # all 4 cups right: one table of 70 at either end
    found = fisher_exact(table([[4, 0], [0, 4]]))
    assert found.p_value == pytest.approx(2 / 70)
    assert (found.sample_odds_ratio, found.conditional_odds_ratio, found.upper) == (None, None, None)
    assert found.lower > 1
    assert fisher_exact(table([[0, 4], [4, 0]])).conditional_odds_ratio == 0


def test_goodness_of_fit_by_hand() -> None:
    # 10, 20, 30 against 20 each: 5 + 0 + 5; of two degrees of freedom p = exp(-5)
    found = goodness_of_fit({"SD": 10, "SMA": 20, "S1": 30})
    assert (found.chi_square, found.df, found.n) == (10, 2, 60)
    assert found.p_value == pytest.approx(math.exp(-5))
    assert found.cohens_w == pytest.approx(math.sqrt(1 / 6))
    # against 1/6, 1/3, 1/2 it fits exactly
    shares = {"S1": Fraction(1, 2), "SMA": Fraction(1, 3), "SD": Fraction(1, 6)}
    exact = goodness_of_fit({"SD": 10, "SMA": 20, "S1": 30}, shares=shares)
    assert (exact.chi_square, exact.p_value, exact.expected) == (0, 1.0, (("SD", 10), ("SMA", 20), ("S1", 30)))


def test_a_table_of_answers_leaves_out_who_answered_one_question() -> None:
    sex = ["L", "P", "L", None, "P", "L"]
    verdict = ["puas", "puas", None, "puas", "tidak", "puas"]
    found = CrossTable.of_answers(sex, verdict)
    assert (found.row_names, found.column_names) == (("L", "P"), ("puas", "tidak"))
    assert (found.counts, found.n, found.missing_n) == (((2, 0), (1, 1)), 4, 2)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([], "Found 0 rows"),
        ([[1, 2]], "Found 1 rows and 2 columns"),
        ([[1], [2]], "Found 2 rows and 1 columns"),
        ([[1, 2], [3]], "expected 2 rows of 2"),
        ([[1, -2], [3, 4]], "Found the count -2"),
        ([[1, 2.5], [3, 4]], "Found the count 2.5, expected a whole number"),
        ([[1, 2.0], [3, 4]], "expected a whole number"),
        ([[1, None], [3, 4]], "expected a whole number"),
        ([[0, 0], [3, 4]], "nobody in the row 'r0'"),
        ([[0, 2], [0, 4]], "nobody in the column 'c0'"),
        ([[0, 0], [0, 0]], "nobody in the row 'r0', 'r1'"),
    ],
)
def test_counts_are_refused(counts: list[list[Any]], said: str) -> None:
    with pytest.raises(NotComputableError, match=said):
        table(counts)


def test_answers_are_refused() -> None:
    with pytest.raises(NotComputableError, match="Found 2 and 1 answers"):
        CrossTable.of_answers(["L", "P"], ["puas"])
    with pytest.raises(NotComputableError, match="Found 0 rows"):
        CrossTable.of_answers([None, "P"], ["puas", None])
    with pytest.raises(NotComputableError, match="Found 1 rows"):
        CrossTable.of_answers(["L", "L"], ["puas", "tidak"])
    with pytest.raises(NotComputableError, match="each name once"):
        CrossTable.of_counts([[1, 2], [3, 4]], row_names=["L", "L"], column_names=["a", "b"])


def test_larger_tables_are_refused_by_what_is_for_two_by_two() -> None:
    larger = table([[10, 20, 30], [30, 20, 10]])
    with pytest.raises(NotComputableError, match="2 by 3, expected 2 by 2 for Yates"):
        chi_square_independence(larger, correction=Correction.YATES)
    with pytest.raises(NotComputableError, match="2 by 3, expected 2 by 2 for Fisher"):
        fisher_exact(larger)
    with pytest.raises(NotComputableError, match="confidence level"):
        fisher_exact(table(SQUARE), level=95)


def test_two_respondents_have_no_corrected_v() -> None:
    found = chi_square_independence(table([[1, 0], [0, 1]]), correction=Correction.NONE)
    assert (found.cramers_v, found.cramers_v_corrected) == (1.0, None)


@pytest.mark.parametrize(
    ("counts", "shares", "said"),
    [
        ({"a": 5}, None, "Found 1 categories"),
        ({"a": 0, "b": 0}, None, "Found 0 respondents"),
        ({"a": 1, "b": 0}, None, "Found 1 respondents"),
        ({"a": -1, "b": 3}, None, "Found the count -1"),
        ({"a": 1.5, "b": 3}, None, "whole number"),
        ({"a": 1, "b": 3}, {"a": "0.5", "c": "0.5"}, r"Found shares of \['a', 'c'\]"),
        ({"a": 1, "b": 3}, {"a": "0.5", "b": "0.4"}, "sum to 1"),
        ({"a": 1, "b": 3}, {"a": "1", "b": "0"}, "above 0"),
        ({"a": 1, "b": 3}, {"a": 0.5, "b": 0.5}, "Found the float"),
    ],
)
def test_fit_is_refused(counts: dict[str, Any], shares: dict[str, Any] | None, said: str) -> None:
    with pytest.raises(NotComputableError, match=said):
        goodness_of_fit(counts, shares=shares)
