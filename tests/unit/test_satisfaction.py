"""Indices of satisfaction: the printed tables of four studies, and every edge of a class or band."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from transforms.statistics.conditions import MissingRule, NotComputableError
from transforms.statistics.frequencies import FrequencyTable
from transforms.statistics.satisfaction import (
    Convention,
    Denominator,
    class_intervals,
    csi,
    csi_category,
    percent_index,
    pgcv,
    share_satisfied,
    weighted_index,
)

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
BALI = class_intervals(
    1, 5, ["Sangat Buruk", "Buruk", "Cukup Baik", "Baik", "Sangat Baik"], convention=Convention.UPPER_INCLUSIVE
)
# Table 3 of the study calls its classes Sangat Tidak Puas to Sangat Puas, the tables of results Cukup Baik and Baik.
SINGKAWANG = class_intervals(
    1,
    5,
    ["Sangat Tidak Baik", "Tidak Baik", "Cukup Baik", "Baik", "Sangat Baik"],
    convention=Convention.LOWER_INCLUSIVE,
)
Tables = dict[tuple[str, str], FrequencyTable]


def tables(study: str, points: range) -> Tables:
    found: dict[tuple[str, str], dict[int, int]] = {}
    with (REFERENCE / study / "item_frequencies.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            found.setdefault((row["item"], row["measure"]), {})[int(row["score"])] = int(row["n"])
    return {key: FrequencyTable.of_counts(counts, points) for key, counts in found.items()}


@pytest.fixture(scope="module")
def jakarta() -> dict[str, tuple[Fraction, Fraction]]:
    read = tables("jakarta_2015", range(1, 5))
    return {
        item: (read[item, "satisfaction"].mean(), read[item, "importance"].mean())
        for item in dict.fromkeys(item for item, _ in read)
    }


@pytest.fixture(scope="module")
def bali() -> Tables:
    return tables("bali_2022", range(1, 6))


# --- weighted index -----------------------------------------------------------------------------------------------


def test_weighted_index_of_jakarta(jakarta: dict[str, tuple[Fraction, Fraction]]) -> None:
    # Sum of means 3388/120; / 13 x 25 = 4235/78 = 54.2949
    means = {item: x for item, (x, _) in jakarta.items()}
    found = weighted_index(means, dict.fromkeys(means, "1/13"), scale_max=4, n=120)
    assert found.index == Fraction(4235, 78)
    assert (found.n, found.missing) == (120, MissingRule.AVAILABLE_CASE)
    # The study's weight 0.077 sums to 1.001: 847/30 x 0.077 x 25 = 54.3492, and that sum has to be declared.
    declared = weighted_index(means, dict.fromkeys(means, "0.077"), scale_max=4, n=120, weights_sum="1.001")
    assert declared.index == Fraction(847, 30) * Fraction("1.925")
    with pytest.raises(NotComputableError, match="sum to 1001/1000, expected exactly 1"):
        weighted_index(means, dict.fromkeys(means, "0.077"), scale_max=4, n=120)


def test_fourteen_weights_of_the_decree_end_at_99_40() -> None:
    elements = [f"U{number}" for number in range(1, 15)]
    top = weighted_index(
        dict.fromkeys(elements, 4), dict.fromkeys(elements, "0.071"), scale_max=4, n=150, weights_sum="0.994"
    )
    assert top.index == Fraction("99.4")


# --- class intervals ----------------------------------------------------------------------------------------------


def printed(intervals: list[tuple[str, str]]) -> list[tuple[Fraction, Fraction]]:
    return [(Fraction(start), Fraction(end)) for start, end in intervals]


def test_the_two_tables_of_five_classes() -> None:
    # Singkawang prints its table; Ngurah Rai prints only labels, and the test below finds the table behind them.
    assert SINGKAWANG.width == BALI.width == Fraction("0.8")
    assert [row[:2] for row in SINGKAWANG.printed()] == printed(
        [("1.00", "1.79"), ("1.80", "2.59"), ("2.60", "3.39"), ("3.40", "4.19"), ("4.20", "5.00")]
    )
    assert [row[:2] for row in BALI.printed()] == printed(
        [("1.00", "1.80"), ("1.81", "2.60"), ("2.61", "3.40"), ("3.41", "4.20"), ("4.21", "5.00")]
    )


def test_the_four_classes_of_2004() -> None:
    # 1.00-1.75, 1.76-2.50, 2.51-3.25, 3.26-4.00
    found = class_intervals(1, 4, ["D", "C", "B", "A"], convention=Convention.UPPER_INCLUSIVE)
    assert [row[:2] for row in found.printed()] == printed(
        [("1.00", "1.75"), ("1.76", "2.50"), ("2.51", "3.25"), ("3.26", "4.00")]
    )


def test_three_forty_is_cukup_baik_at_ngurah_rai_and_baik_at_singkawang(bali: Tables) -> None:
    # RES5: (9 x 5 + 34 x 4 + 45 x 3 + 12 x 2) / 100 = 340 / 100, printed 3,40 Cukup Baik
    mean = bali["RES5", "performance"].mean()
    assert mean == Fraction("3.4")
    assert (BALI.category(mean).label, BALI.category(mean).rank) == ("Cukup Baik", 3)
    assert (SINGKAWANG.category(mean).label, SINGKAWANG.category(mean).rank) == ("Baik", 4)


def test_all_labels_of_ngurah_rai_are_of_the_upper_convention(bali: Tables) -> None:
    with (REFERENCE / "published.csv").open(encoding="utf-8", newline="") as stream:
        labels = {
            row["row"]: row["printed"]
            for row in csv.DictReader(stream)
            if row["study"] == "bali_2022" and row["table"] in "45678" and row["column"] == "Keterangan"
        }
    expected = {item: labels[item] for item, _ in bali}
    means = {item: table.mean() for (item, _), table in bali.items()}
    assert {item: BALI.category(mean).label for item, mean in means.items()} == expected
    # By the other convention one label would be another.
    other = {item: SINGKAWANG.category(mean).label for item, mean in means.items()}
    assert {item for item in means if other[item] != expected[item]} == {"RES5"}


@pytest.mark.parametrize(
    ("value", "lower_inclusive", "upper_inclusive"),
    [
        ("1", 1, 1),
        ("1.79", 1, 1),
        ("1.80", 2, 1),
        ("1.81", 2, 2),
        ("2.60", 3, 2),
        ("3.40", 4, 3),
        ("4.20", 5, 4),
        ("4.21", 5, 5),
        ("5", 5, 5),
    ],
)
def test_every_edge(value: str, lower_inclusive: int, upper_inclusive: int) -> None:
    assert SINGKAWANG.category(value).rank == lower_inclusive
    assert BALI.category(value).rank == upper_inclusive


def test_a_value_is_rounded_before_its_class_is_looked_up() -> None:
    # 3.395 rounds half up to 3.40 and 3.3949 to 3.39; 3.4049 rounds to 3.40, which the upper convention keeps below
    assert SINGKAWANG.category("3.395").rank == 4
    assert SINGKAWANG.category("3.395").decided_on == Fraction("3.4")
    assert SINGKAWANG.category("3.3949").rank == 3
    assert BALI.category("3.4049").rank == 3
    assert BALI.category("3.405").rank == 4


def test_classes_whose_edges_have_no_end_in_decimals() -> None:
    # (5 - 1) / 3: edges 2.333... and 3.666...
    # No printed value lies on an edge, so the conventions agree.
    for convention in Convention:
        found = class_intervals(1, 5, ["low", "middle", "high"], convention=convention)
        assert [row[:2] for row in found.printed()] == printed([("1", "2.33"), ("2.34", "3.66"), ("3.67", "5")])
        assert [found.category(value).rank for value in ("2.33", "2.34", "3.66", "3.67")] == [1, 2, 2, 3]


def test_classes_that_cannot_be() -> None:
    with pytest.raises(NotComputableError, match=r"Found 51/10, expected a value from 1 to 5"):
        BALI.category("5.1")
    with pytest.raises(NotComputableError, match="Found 0 classes"):
        class_intervals(1, 5, [], convention=Convention.LOWER_INCLUSIVE)
    with pytest.raises(NotComputableError, match="from 5 to 1"):
        class_intervals(5, 1, ["a"], convention=Convention.LOWER_INCLUSIVE)
    with pytest.raises(NotComputableError, match="expected at least 1, one printed step"):
        class_intervals(1, 2, ["a", "b", "c"], convention=Convention.LOWER_INCLUSIVE, digits=0).printed()
    with pytest.raises(NotComputableError, match="expected 0 decimals"):
        class_intervals("1.5", 2, ["a"], convention=Convention.LOWER_INCLUSIVE, digits=0).printed()


# --- percent index and share --------------------------------------------------------------------------------------


def test_percent_index_of_parking_at_ngurah_rai(bali: Tables) -> None:
    # TAN1: (17 x 5 + 32 x 4 + 45 x 3 + 6 x 2) / 5 = 360 / 5 = 72
    assert percent_index(bali["TAN1", "performance"]).index == 72
    assert percent_index(bali["TAN1", "performance"]).n == 100


def test_percent_index_where_102_answered(bali: Tables) -> None:
    # ASS1: 45 + 31 + 23 + 3 = 102 answers of 100 respondents: an error of the paper, taken as printed.
    # 225 + 124 + 69 + 6 = 424; 100 x 424 / 102 / 5
    assert percent_index(bali["ASS1", "performance"]).index == Fraction(42400, 510)


def test_the_share_satisfied_names_its_denominator() -> None:
    table = FrequencyTable.of_counts({2: 3, 4: 4, 5: 2}, range(1, 6), missing_n=1)
    of_answered = share_satisfied(table, {4, 5}, denominator=Denominator.ANSWERED)
    of_asked = share_satisfied(table, [5, 4], denominator=Denominator.ASKED)
    assert (of_answered.share, of_answered.n) == (Fraction(6, 9), 9)
    assert (of_asked.share, of_asked.n, of_asked.missing_n) == (Fraction(6, 10), 10, 1)
    assert of_answered.satisfied_points == of_asked.satisfied_points == (4, 5)


def test_shares_that_cannot_be() -> None:
    table = FrequencyTable.of_counts({}, range(1, 6), missing_n=4)
    for denominator in Denominator:
        with pytest.raises(NotComputableError, match="Found no answer and 4 missing"):
            share_satisfied(table, {5}, denominator=denominator)
    with pytest.raises(NotComputableError, match=r"Found \[6\] as the satisfied points"):
        share_satisfied(table, {6}, denominator=Denominator.ASKED)
    with pytest.raises(NotComputableError, match=r"Found \[\] as the satisfied points"):
        share_satisfied(table, set(), denominator=Denominator.ASKED)
    with pytest.raises(NotComputableError, match="expected at least 1 answered"):
        percent_index(table)
    with pytest.raises(NotComputableError, match="Found 0 as the highest point"):
        percent_index(FrequencyTable.of_counts({0: 1}, [-1, 0]))


# --- CSI and PGCV -------------------------------------------------------------------------------------------------


def test_csi_of_jakarta(jakarta: dict[str, tuple[Fraction, Fraction]]) -> None:
    # Sum of X x Y over the elements (sums of 120 answers): 280 x 460 + 303 x 446 + ... = 1515550;
    # / (5814 x 120 x 4) = 1515550 / 2790720 = 0.54307
    found = csi(jakarta, scale_max=4, n=120)
    assert found.share == Fraction(1515550, 2790720)
    assert round(found.percent, 2) == Fraction("54.31")
    assert (found.rounded, found.category) == (Fraction("0.54"), "Cukup puas")
    first = found.rows[0]
    assert (first.item, first.weight, first.weighted) == ("Q1", Fraction(460, 5814), Fraction(460 * 280, 5814 * 120))
    assert sum(row.weight for row in found.rows) == 1


@pytest.mark.parametrize(
    ("share", "category"),
    [
        ("1", "Sangat puas"),
        ("0.81", "Sangat puas"),
        ("0.805", "Sangat puas"),
        ("0.8049", "Puas"),
        ("0.66", "Puas"),
        ("0.655", "Puas"),
        ("0.6549", "Cukup puas"),
        ("0.505", "Cukup puas"),
        ("0.5049", "Kurang puas"),
        ("0.345", "Kurang puas"),
        ("0.3449", "Tidak puas"),
        ("0.153", "Tidak puas"),
        ("0", "Tidak puas"),
    ],
)
def test_every_edge_of_the_csi_bands(share: str, category: str) -> None:
    assert csi_category(share) == category


def test_a_percentage_is_no_share() -> None:
    # 0,153 has been published as "153 %, sangat puas"
    with pytest.raises(NotComputableError, match="Found the index 153/100, expected a share from 0 to 1"):
        csi_category("1.53")


def test_pgcv_of_jakarta(jakarta: dict[str, tuple[Fraction, Fraction]]) -> None:
    # Y x (4 - X), in sums of 120: Q8 461 x 238 = 109718, Q7 449 x 243 = 109107, Q13 447 x 237 = 105939,
    # Q12 425 x 241 = 102425, Q11 458 x 223 = 102134, Q5 98988, Q9 98124, Q6 97903, Q10 95265, Q4 94290, Q1 92000,
    # Q3 90335, Q2 446 x 177 = 78942
    found = pgcv(jakarta, performance_max=4, n=120)
    order = ["Q8", "Q7", "Q13", "Q12", "Q11", "Q5", "Q9", "Q6", "Q10", "Q4", "Q1", "Q3", "Q2"]
    assert [row.item for row in found.rows] == order
    assert [row.rank for row in found.rows] == list(range(1, 14))
    first = found.rows[0]
    assert first.gain == Fraction(109718, 14400)
    assert first.desired == Fraction(461 * 4, 120)
    assert first.achieved == Fraction(461 * 242, 14400)


def test_equal_gains_share_a_rank() -> None:
    # 4 x (5 - 3) = 8, 2 x (5 - 1) = 8, 5 x (5 - 4) = 5, 5 x (5 - 1) = 20
    found = pgcv({"a": (3, 4), "b": (1, 2), "c": (4, 5), "d": (1, 5)}, performance_max=5, n=7)
    assert [(row.item, row.gain, row.rank) for row in found.rows] == [
        ("d", 20, 1),
        ("a", 8, 2),
        ("b", 8, 2),
        ("c", 5, 4),
    ]


def test_indices_that_cannot_be() -> None:
    with pytest.raises(NotComputableError, match="Found means of 0 respondents"):
        csi({"a": (3, 4)}, scale_max=4, n=0)
    with pytest.raises(NotComputableError, match="Found no item"):
        csi({}, scale_max=4, n=5)
    with pytest.raises(NotComputableError, match="importances that sum to 0"):
        csi({"a": (3, 0)}, scale_max=4, n=5)
    with pytest.raises(NotComputableError, match="performance of a 33/5, expected a mean from 0 to 4"):
        csi({"a": ("6.60", 3)}, scale_max=4, n=5)
    with pytest.raises(NotComputableError, match="performance of a 5, expected a mean from 0 to 4"):
        pgcv({"a": (5, 3)}, performance_max=4, n=5)
    with pytest.raises(NotComputableError, match="importance of a -1, expected zero or more"):
        pgcv({"a": (3, -1)}, performance_max=4, n=5)
    with pytest.raises(NotComputableError, match="expected the same elements"):
        weighted_index({"a": 3}, {"b": 1}, scale_max=4, n=5)
    with pytest.raises(NotComputableError, match="expected the same elements, at least one"):
        weighted_index({}, {}, scale_max=4, n=5)
    with pytest.raises(NotComputableError, match="Found the a 9/2, expected a mean from 0 to 4"):
        weighted_index({"a": "4.5"}, {"a": 1}, scale_max=4, n=5)
