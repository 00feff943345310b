"""Growth of applications: the Ngurah Rai office from 2017 to 2021, and what has no percentage."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from transforms.statistics.conditions import NotComputableError
from transforms.statistics.growth import changes, compound_growth, mean_of_changes

BY_MONTH = Path(__file__).resolve().parents[2] / "data" / "reference" / "bali_2022" / "applications_by_month.csv"


@pytest.fixture(scope="module")
def months() -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = {}
    with BY_MONTH.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            found.setdefault(int(row["year"]), {})[int(row["month"])] = int(row["n"])
    return found


@pytest.fixture(scope="module")
def years(months: dict[int, dict[int, int]]) -> dict[int, int]:
    return {year: sum(values.values()) for year, values in months.items()}


def test_the_years_are_those_that_the_paper_adds_up(years: dict[int, int]) -> None:
    assert years == {2017: 2215, 2018: 1976, 2019: 2161, 2020: 1205, 2021: 1709}


def test_yearly_changes(years: dict[int, int]) -> None:
    # -239/2215, 185/1976, -956/2161 and 504/1205. The paper prints -10,9, 9,4, -44,2 and 41,5:
    # the second and third are right, -10.79 would be -10,8 and 41.83 would be 41,8.
    found = changes(years)
    assert [step.percent for step in found] == [
        Fraction(-23900, 2215),
        Fraction(18500, 1976),
        Fraction(-95600, 2161),
        Fraction(50400, 1205),
    ]
    assert [round(float(step.percent), 2) for step in found] == [-10.79, 9.36, -44.24, 41.83]
    assert (found[0].start_period, found[0].end_period, found[0].start, found[0].end) == (2017, 2018, 2215, 1976)


def test_mean_of_changes_hides_a_fall_that_compound_growth_shows(years: dict[int, int]) -> None:
    # (-10.7901 + 9.3623 - 44.2388 + 41.8257) / 4 = -3.8409 / 4 = -0.9602, the paper's -1,0;
    # (1709 / 2215)^(1/4) = 0.771558^(1/4) = 0.937223, so -6.28 percent a year
    mean, compound = mean_of_changes(years), compound_growth(years)
    assert float(mean.percent) == pytest.approx(-0.9602, abs=5e-5)
    assert mean.n == 4
    assert compound.percent == pytest.approx(-6.278, abs=1e-3)
    assert (compound.ratio, compound.n) == (Fraction(1709, 2215), 4)
    assert 2215 * (1 + compound.percent / 100) ** 4 == pytest.approx(1709)


def test_halved_and_doubled_is_no_growth() -> None:
    # -50 % and +100 %: their mean is +25 %, and 8 is 8 again
    assert mean_of_changes({1: 8, 2: 4, 3: 8}).percent == 25
    assert compound_growth({1: 8, 2: 4, 3: 8}).percent == 0


def test_nobody_came_in_may_2020(months: dict[int, dict[int, int]]) -> None:
    assert months[2020][5] == 0
    assert changes({4: months[2020][4], 5: 0})[0].percent == -100
    with pytest.raises(NotComputableError, match="Found 0 in 5 as the base of the change to 6, expected more"):
        changes(months[2020])
    # January and December alone are not touched by it: 188 and 163 in eleven steps
    assert compound_growth(months[2020]).ratio == Fraction(163, 188)


def test_a_start_from_nothing_has_no_growth() -> None:
    with pytest.raises(NotComputableError, match="Found 0 in 2019, the first period"):
        compound_growth({2019: 0, 2020: 10})


def test_series_that_cannot_be() -> None:
    with pytest.raises(NotComputableError, match="Found 1 periods, expected at least two"):
        changes({2017: 5})
    with pytest.raises(NotComputableError, match="Found 2019 after 2017, expected every period in between"):
        mean_of_changes({2017: 5, 2019: 6})
    with pytest.raises(NotComputableError, match="Found -1 in 2018, expected a count"):
        compound_growth({2017: 5, 2018: -1})
