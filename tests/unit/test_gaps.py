"""SERVQUAL gaps and conformity: Singkawang, Tangerang and Jakarta by hand."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from transforms.statistics.conditions import MissingRule, NotComputableError
from transforms.statistics.frequencies import FrequencyTable
from transforms.statistics.gaps import Gaps, Items, compare, gap_scores, paired_gap, weighted_gap

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"


@pytest.fixture(scope="module")
def singkawang() -> Gaps:
    with (REFERENCE / "singkawang_2019" / "item_means.csv").open(encoding="utf-8", newline="") as stream:
        items: Items = {
            row["item"]: (row["dimension"], row["performance"], row["expectation"]) for row in csv.DictReader(stream)
        }
    return gap_scores(items, n=100)


@pytest.fixture(scope="module")
def jakarta() -> Gaps:
    tables: dict[tuple[str, str], dict[int, int]] = {}
    with (REFERENCE / "jakarta_2015" / "item_frequencies.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            tables.setdefault((row["item"], row["measure"]), {})[int(row["score"])] = int(row["n"])
    means = {key: FrequencyTable.of_counts(counts, range(1, 5)).mean() for key, counts in tables.items()}
    items = dict.fromkeys(item for item, _ in tables)
    return gap_scores({item: ("all", means[item, "satisfaction"], means[item, "importance"]) for item in items}, n=120)


def test_each_dimension_divides_by_its_own_items(singkawang: Gaps) -> None:
    # REL 4.02 + 3.79 + 3.71 + 3.80 = 15.32, / 4 = 3.83; the paper divides by 5 and prints 3,064.
    # RES 19.23 / 5, ASS 15.46 / 4 (printed 3,092 = 15.46 / 5), EMP 19.37 / 5, TAN 20.10 / 5
    found = {row.dimension: (row.items_n, row.comparison.performance) for row in singkawang.dimensions}
    assert found == {
        "Reliability": (4, Fraction("3.83")),
        "Responsiveness": (5, Fraction("3.846")),
        "Assurance": (4, Fraction("3.865")),
        "Empathy": (5, Fraction("3.874")),
        "Tangibles": (5, Fraction("4.02")),
    }
    # 15.52 / 4, 19.48 / 5, 15.59 / 4, 19.61 / 5, 20.43 / 5
    expectations = [row.comparison.expectation for row in singkawang.dimensions]
    assert expectations == [Fraction(text) for text in ("3.88", "3.896", "3.8975", "3.922", "4.086")]


def test_mean_of_dimensions_is_not_mean_of_items(singkawang: Gaps) -> None:
    # (3.83 + 3.846 + 3.865 + 3.874 + 4.02) / 5 = 19.435 / 5 = 3.8870
    # (15.32 + 19.23 + 15.46 + 19.37 + 20.10) / 23 = 89.48 / 23 = 3.8904
    assert singkawang.mean_of_dimensions.performance == Fraction("3.8870")
    assert singkawang.mean_of_items.performance == Fraction("89.48") / 23
    assert round(singkawang.mean_of_items.performance, 4) == Fraction("3.8904")
    # 19.6815 / 5 = 3.9363 and 90.63 / 23; gaps -0.2465 / 5 and -1.15 / 23
    assert singkawang.mean_of_dimensions.gap == Fraction("-0.0493")
    assert singkawang.mean_of_items.gap == Fraction("-0.05")
    assert singkawang.n == 100


def test_weights_change_the_overall_gap(singkawang: Gaps) -> None:
    # Gaps of the dimensions: -0.05, -0.05, -0.0325, -0.048, -0.066; with half the weight on the last one
    # 0.125 x -0.1805 + 0.5 x -0.066 = -0.0225625 - 0.033 = -0.0555625
    names = [row.dimension for row in singkawang.dimensions]
    weights = dict.fromkeys(names, "1/8") | {"Tangibles": "1/2"}
    assert weighted_gap(singkawang, weights).comparison.gap == Fraction("-0.0555625")
    alike = weighted_gap(singkawang, dict.fromkeys(names, "0.2"))
    assert alike.comparison == singkawang.mean_of_dimensions


def test_tangerang_is_below_expectation() -> None:
    # 3.47 - 4.15 = -0.68; 3.47 / 4.15 = 347 / 415 = 0.836
    found = compare("3.47", "4.15")
    assert found.gap == Fraction("-0.68")
    assert found.ratio == Fraction(347, 415)
    assert round(found.ratio, 3) == Fraction("0.836")


def test_conformity_of_jakarta_is_a_ratio_of_sums(jakarta: Gaps) -> None:
    # 3388 / 5814 = 58.27 %; Q1 280 / 460 = 60.87 %. The mean of the thirteen Tki would be 58.29.
    assert jakarta.overall_conformity_percent == Fraction(338800, 5814)
    assert round(jakarta.overall_conformity_percent, 2) == Fraction("58.27")
    rows = {row.item: row.comparison for row in jakarta.items}
    assert rows["Q1"].conformity_percent == Fraction(28000, 460)
    assert rows["Q1"].gap == Fraction(-3, 2)
    mean = sum(row.conformity_percent for row in rows.values()) / 13
    assert round(mean, 2) == Fraction("58.29")


def test_who_gave_only_one_answer_parts_the_two_gaps() -> None:
    # both given: 4 - 5 and 3 - 5, mean -3/2; all: (4 + 3 + 5)/3 - (5 + 5 + 4)/3 = -2/3
    found = paired_gap([(4, 5), (3, 5), (None, 4), (5, None), (None, None)])
    assert found.mean_difference == Fraction(-3, 2)
    assert found.difference_of_means == Fraction(-2, 3)
    assert (found.n, found.performance_n, found.expectation_n, found.respondents_n) == (2, 3, 3, 5)
    assert found.missing is MissingRule.PAIRWISE


def test_without_holes_the_two_gaps_are_one() -> None:
    found = paired_gap([(4, 5), (3, 5), (5, 4)])
    assert found.mean_difference == found.difference_of_means == Fraction(-2, 3)


def test_gaps_that_cannot_be(singkawang: Gaps) -> None:
    with pytest.raises(NotComputableError, match="Found no item"):
        gap_scores({}, n=10)
    with pytest.raises(NotComputableError, match="Found means of 0 respondents"):
        gap_scores({"Q1": ("A", 3, 4)}, n=0)
    with pytest.raises(NotComputableError, match="mean expectation 0, expected one above zero"):
        compare(3, 0)
    with pytest.raises(NotComputableError, match="none with both answers"):
        paired_gap([(None, 4), (3, None)])
    names = [row.dimension for row in singkawang.dimensions]
    with pytest.raises(NotComputableError, match="sum to 99/100, expected exactly 1"):
        weighted_gap(singkawang, dict.fromkeys(names, "0.198"))
    with pytest.raises(NotComputableError, match="expected one for each of"):
        weighted_gap(singkawang, {"Reliability": 1})
    with pytest.raises(NotComputableError, match=r"negative weights of \['Empathy'\]"):
        weighted_gap(singkawang, dict.fromkeys(names, "0.3") | {"Empathy": "-0.2"})
    with pytest.raises(NotComputableError, match=r"Found the float 0\.2"):
        weighted_gap(singkawang, dict.fromkeys(names, 0.2))  # type: ignore[arg-type]
