"""Frequency tables and profiles from counts, with tables of the Jakarta and Ngurah Rai studies."""

import csv
import math
from fractions import Fraction
from pathlib import Path

import pytest

from transforms.statistics.conditions import MissingRule, NotComputableError
from transforms.statistics.frequencies import FrequencyTable, Profile, describe, exactly

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"


def test_nobody_in_jakarta_chose_1_for_the_first_element() -> None:
    # Q1: 0, 81, 38, 1 of 120; mean 280/120; squares 324 + 342 + 16 = 682; (120 x 682 - 280^2) / (120 x 119)
    found = FrequencyTable.of_counts({2: 81, 3: 38, 4: 1}, range(1, 5))
    assert [(row.point, row.n) for row in found.rows()] == [(1, 0), (2, 81), (3, 38), (4, 1)]
    assert [row.percent_of_answered for row in found.rows()] == [
        0,
        Fraction(135, 2),
        Fraction(95, 3),
        Fraction(5, 6),
    ]
    said = describe(found)
    assert (said.mean, said.median, said.modes, said.n) == (Fraction(7, 3), 2, (2,), 120)
    assert said.variance == Fraction(3440, 14280)
    assert said.sd == math.sqrt(3440 / 14280)


def test_a_missing_answer_counts_in_one_denominator_only() -> None:
    found = FrequencyTable.of_answers([4, None, 2, 4, math.nan], range(1, 5))  # type: ignore[list-item]
    assert (found.counts, found.missing_n, found.n, found.asked_n) == ((0, 1, 0, 2), 2, 3, 5)
    assert found.rows()[3].percent_of_answered == Fraction(200, 3)
    assert found.rows()[3].percent_of_asked == 40
    said = describe(found)
    assert (said.mean, said.missing_n, said.missing) == (Fraction(10, 3), 2, MissingRule.AVAILABLE_CASE)


def test_median_between_two_answers_and_two_modes() -> None:
    found = describe(FrequencyTable.of_answers([1, 1, 4, 4], range(1, 5)))
    assert (found.median, found.modes) == (Fraction(5, 2), (1, 4))


def test_a_quantile_lies_between_answers() -> None:
    # 1, 2, 4, 5: place 3 x 1/4 = 0.75 between the first two, 1 + 0.75 x (2 - 1)
    found = FrequencyTable.of_answers([5, 1, 4, 2], range(1, 6))
    assert [found.quantile(share) for share in ("0", "0.25", "0.5", "1")] == [1, Fraction(7, 4), 3, 5]


def test_one_answer_has_a_mean_and_no_spread() -> None:
    found = describe(FrequencyTable.of_answers([3], range(1, 5)))
    assert (found.mean, found.variance, found.sd) == (3, None, None)


def test_two_offices_make_one_table() -> None:
    one = FrequencyTable.of_counts({1: 2, 4: 3}, range(1, 5), missing_n=1)
    other = FrequencyTable.of_counts({2: 5}, range(1, 5), missing_n=2)
    assert one + other == FrequencyTable((1, 2, 3, 4), (2, 5, 0, 3), 3)


def test_occupations_in_ngurah_rai_add_up_to_91_of_100() -> None:
    with (REFERENCE / "bali_2022" / "respondent_profile.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["characteristic"] == "pekerjaan"]
    # 38 + 20 + 8 + 12 + 2 + 11 = 91; the paper prints 38 % of its 100 respondents, which is 41.76 % of those counted
    found = Profile.of_counts("pekerjaan", {row["category"]: int(row["n"]) for row in rows}, missing_n=9)
    assert (found.n, found.asked_n) == (91, 100)
    first = found.rows()[0]
    assert (first.category, first.n, first.percent_of_asked) == ("Wiraswasta", 38, 38)
    assert first.percent_of_answered == Fraction(3800, 91)


def test_a_declared_category_that_nobody_has_stays_in_the_profile() -> None:
    found = Profile.of_counts("sex", {"P": 3}, categories=("L", "P"))
    assert [(row.category, row.n) for row in found.rows()] == [("L", 0), ("P", 3)]
    both = found + Profile.of_counts("sex", {"L": 1}, categories=("L", "P"), missing_n=1)
    assert (both.counts, both.missing_n) == ((1, 3), 1)


def test_tables_that_cannot_be() -> None:
    with pytest.raises(NotComputableError, match="Found 0 answers and 4 missing, expected at least 1 answered"):
        describe(FrequencyTable.of_answers([None] * 4, range(1, 5)))
    with pytest.raises(NotComputableError, match="expected at least 2 answered"):
        FrequencyTable.of_answers([3], range(1, 5)).variance()
    with pytest.raises(NotComputableError, match=r"Found answers at \[5\]"):
        FrequencyTable.of_answers([5, 1], range(1, 5))
    with pytest.raises(NotComputableError, match="expected ascending points"):
        FrequencyTable.of_counts({}, [2, 1])
    with pytest.raises(NotComputableError, match="expected none below zero"):
        FrequencyTable.of_counts({1: -1}, range(1, 5))
    with pytest.raises(NotComputableError, match="expected the same one"):
        FrequencyTable.of_counts({}, [1, 2]) + FrequencyTable.of_counts({}, [1, 2, 3])
    with pytest.raises(NotComputableError, match="probability 2"):
        FrequencyTable.of_counts({1: 1}, [1]).quantile(2)


def test_profiles_that_cannot_be() -> None:
    with pytest.raises(NotComputableError, match="Found no respondent with a known sex and 5 without"):
        Profile.of_counts("sex", {}, categories=("L", "P"), missing_n=5).rows()
    with pytest.raises(NotComputableError, match=r"Found sex \['X'\]"):
        Profile.of_counts("sex", {"X": 1}, categories=("L", "P"))
    with pytest.raises(NotComputableError, match="expected the same characteristic and categories"):
        Profile.of_counts("sex", {"L": 1}) + Profile.of_counts("sex", {"P": 1})


@pytest.mark.parametrize("value", ["nan", "inf", "1/0", "empat", ""])
def test_only_finite_numbers_are_numbers(value: str) -> None:
    with pytest.raises(NotComputableError, match="expected a finite number"):
        exactly(value)
