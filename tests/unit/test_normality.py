"""Tests of normality: the printed Kolmogorov-Smirnov of Jakarta, three values by hand, and what is refused."""

import math
from decimal import Decimal
from fractions import Fraction

import pytest

from transforms.statistics.conditions import MissingRule, NotComputableError
from transforms.statistics.normality import (
    NormalityTest,
    PSource,
    kolmogorov_p,
    kolmogorov_smirnov_spss,
    lilliefors,
    shapiro_wilk,
)

# Table 12 of the Jakarta study, as printed: one mean per item, so 13 values and not 120 respondents.
TABLE_12 = ["2.34", "2.53", "2.32", "2.25", "2.18", "2.16", "1.98", "2.02", "2.16", "2.18", "2.15", "1.99", "2.03"]
ITEM_MEANS = [Decimal(mean) for mean in TABLE_12]
TESTS = [kolmogorov_smirnov_spss, lilliefors, shapiro_wilk]


def test_jakarta_prints_z_0_658_and_p_0_779() -> None:
    found = kolmogorov_smirnov_spss(ITEM_MEANS, unit="13 item means")
    assert round(found.z, 5) == 0.65829
    assert round(found.p_value, 5) == 0.77906
    assert (round(found.z, 3), round(found.p_value, 3)) == (0.658, 0.779)  # as the paper prints them
    assert (found.unit, found.n, found.missing_n) == ("13 item means", 13, 0)


def test_lilliefors_p_of_jakarta_is_a_third_of_the_printed_one() -> None:
    printed = kolmogorov_smirnov_spss(ITEM_MEANS, unit="13 item means")
    found = lilliefors(ITEM_MEANS, unit="13 item means")
    assert found.statistic == pytest.approx(printed.d, rel=1e-12)
    # nortest 1.0.4 prints 0.2771 from its own fit; above 0.1 ours is statsmodels' table
    assert found.p_value == pytest.approx(0.277, abs=0.002)
    assert (found.test, found.p_source, found.p_table) == (
        NormalityTest.LILLIEFORS,
        PSource.SIMULATED_TABLE,
        found.p_value,
    )


def test_three_values_by_hand() -> None:
    # -1, 0, 1 have mean 0 and sd 1. Normal shares 0.158655, 0.5, 0.841345 against steps of 1/3:
    # D+ = 1/3 - 0.158655 = 0.174678, D- = 0.841345 - 2/3 = 0.174678, Z = sqrt(3) x 0.174678 = 0.302552
    found = kolmogorov_smirnov_spss([1, -1, 0], unit="differences")
    assert (found.mean, found.sd) == (0.0, 1.0)
    assert [found.d_plus, found.d_minus] == pytest.approx([0.174678, 0.174678], abs=1e-6)
    assert found.d == max(found.d_plus, found.d_minus)
    assert found.z == pytest.approx(0.302552, abs=1e-6)


def test_d_may_come_from_either_side() -> None:
    # -1, -1, 2 has mean 0 and sd sqrt(3). Two values at -0.577350 (normal share 0.281851): D+ = 2/3 - 0.281851
    right_skewed = kolmogorov_smirnov_spss([-1, -1, 2], unit="x")
    assert right_skewed.d == right_skewed.d_plus == pytest.approx(0.384815, abs=1e-6)
    left_skewed = kolmogorov_smirnov_spss([1, 1, -2], unit="x")
    assert left_skewed.d == left_skewed.d_minus == pytest.approx(0.384815, abs=1e-6)


@pytest.mark.parametrize(("z", "p"), [(0.0, 1.0), (1.2238, 0.10), (1.3581, 0.05), (1.6276, 0.01)])
def test_textbook_points_of_kolmogorov(z: float, p: float) -> None:
    assert kolmogorov_p(z) == pytest.approx(p, abs=5e-5)  # the points have four decimals


def test_w_of_three_equally_spaced_values_is_1() -> None:
    # of three values W = (largest - smallest)^2 / 2 / sum of squares: 4 / 2 / 2 = 1, and p = 1
    found = shapiro_wilk([1, 2, 3], unit="x")
    assert [found.statistic, found.p_value] == pytest.approx([1.0, 1.0], abs=1e-6)
    # 0, 0, 3: 9 / 2 / 6 = 0.75, the smallest possible W, and p = 0
    assert shapiro_wilk([0, 0, 3], unit="x").statistic == pytest.approx(0.75, abs=1e-9)


def test_a_strongly_skewed_sample_has_the_p_of_dallal_and_wilkinson() -> None:
    # nineteen of 1 and one of 20: mean 1.95, sd sqrt(19 x 0.95^2 + 18.05^2) / sqrt(19) = 4.248529; D = 0.95 - Phi(-0.223607)
    found = lilliefors([1] * 19 + [20], unit="minutes")
    assert found.statistic == pytest.approx(0.95 - 0.411532, abs=1e-5)
    assert found.p_source is PSource.DALLAL_WILKINSON
    assert found.p_value < 0.001
    assert found.p_table == pytest.approx(0.001)  # where the table ends


@pytest.mark.parametrize("test", TESTS)
def test_missing_values_are_left_out_and_counted(test: type) -> None:
    found = test([*ITEM_MEANS, None, math.nan], unit="13 item means")
    assert (found.n, found.missing_n, found.missing) == (13, 2, MissingRule.AVAILABLE_CASE)


@pytest.mark.parametrize("test", TESTS)
def test_numbers_may_come_in_any_type(test: type) -> None:
    kinds = [ITEM_MEANS, [float(mean) for mean in TABLE_12], [Fraction(mean) for mean in TABLE_12]]
    assert len({test(kind, unit="x").p_value for kind in kinds}) == 1


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([], "Found 0 answers"),
        ([None, None, math.nan], r"Found 0 answers in 'x' \(3 missing\)"),
        ([1, 2], "Found 2 answers"),
        ([0.1, 0.1, 0.1, 0.1, 0.1], "the same value 5 times"),
        ([1, 2, math.inf, 4, 5], "finite number"),
        ([1, 2, "3", 4, 5], "expected a finite number"),
        ([1, 2, 1e200, 4, 5], "between 1e-30 and 1e30"),
    ],
)
def test_refused(test: type, values: list[object], said: str) -> None:
    with pytest.raises(NotComputableError, match=said):
        test(values, unit="x")


@pytest.mark.parametrize("test", TESTS)
def test_the_unit_of_analysis_must_be_named(test: type) -> None:
    with pytest.raises(NotComputableError, match="unit of analysis"):
        test([1, 2, 3, 4, 6], unit=" ")


def test_each_test_has_its_own_limits() -> None:
    with pytest.raises(NotComputableError, match="expected at least 5"):
        lilliefors([1, 2, 3, 5], unit="x")
    with pytest.raises(NotComputableError, match="at most 5000"):
        shapiro_wilk([value % 7 for value in range(5001)], unit="x")
    for z in (-0.1, math.inf, math.nan):
        with pytest.raises(NotComputableError, match="Found Z"):
            kolmogorov_p(z)
