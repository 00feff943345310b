"""The band edges of three regulations: where a grade begins, by hand, in Python and in SQL alike."""

from fractions import Fraction

import pytest

from schemas.catalog import Catalog
from schemas.instrument import Rounding
from transforms import sql
from transforms.exact import written
from transforms.grading import grade_of, index_by_weight, place_of

REGULATIONS = Catalog().regulations
LITTLE = Fraction(1, 10**9)
# Half up to two decimals, then the highest lower edge that is reached. 2017: C from 65.00, B from 76.61, A from 88.31.
EDGES_2017 = [
    ("24.85", "D"),  # 14 x 0.071 x 25, all answers 1: below the lowest edge
    ("25", "D"),
    ("64.994", "D"),  # 64.99
    ("64.995", "C"),  # 65.00
    ("65.00", "C"),
    ("76.604", "C"),  # 76.60
    ("76.605", "B"),  # 76.61
    ("88.304", "B"),  # 88.30
    ("88.305", "A"),  # 88.31
    ("100", "A"),
    ("100.1", "A"),  # 13 x 0.077 x 25, all answers 4: above the highest edge
]
# 2004, and 2014 by the reports of its time: C from 43.76, B from 62.51, A from 81.26.
EDGES_2004 = [
    ("24.85", "D"),
    ("43.754", "D"),  # 43.75
    ("43.755", "C"),  # 43.76
    ("62.504", "C"),  # 62.50
    ("62.505", "B"),  # 62.51
    ("81.254", "B"),  # 81.25
    ("81.255", "A"),  # 81.26
    ("100", "A"),
    ("100.1", "A"),
]
CASES = [
    *(("permenpan_14_2017", value, grade) for value, grade in EDGES_2017),
    *((one, value, grade) for one in ("kep_25_2004", "permenpan_16_2014") for value, grade in EDGES_2004),
]
TIES = [
    ("permenpan_14_2017", "64.995", "D", "C"),
    ("permenpan_14_2017", "76.605", "C", "B"),
    ("permenpan_14_2017", "88.305", "B", "A"),
    ("kep_25_2004", "43.755", "D", "C"),
    ("kep_25_2004", "62.505", "C", "B"),
    ("kep_25_2004", "81.255", "B", "A"),
]


@pytest.mark.parametrize(("regulation_id", "value", "grade"), CASES)
def test_a_grade_is_decided_by_the_lower_edge_after_rounding(regulation_id: str, value: str, grade: str) -> None:
    assert grade_of(Fraction(value), REGULATIONS[regulation_id].band_table).grade == grade


@pytest.mark.parametrize(("regulation_id", "tie", "below", "above"), TIES)
def test_a_billionth_decides_where_half_a_hundredth_is_rounded(
    regulation_id: str, tie: str, below: str, above: str
) -> None:
    table = REGULATIONS[regulation_id].band_table
    found = [grade_of(Fraction(tie) + shift, table).grade for shift in (-LITTLE, 0, LITTLE)]
    assert found == [below, above, above]


def test_what_was_rounded_is_not_rounded_again() -> None:
    # 64.9949 is 64.99 and D. Rounded to three decimals first it would be 64.995, and then C.
    assert grade_of(Fraction("64.9949"), REGULATIONS["permenpan_14_2017"].band_table).grade == "D"


@pytest.mark.parametrize(("regulation_id", "value", "grade"), CASES)
def test_sql_decides_alike(regulation_id: str, value: str, grade: str) -> None:
    table = REGULATIONS[regulation_id].band_table
    edges = [written(Fraction(band.lower)) for band in table.bands]
    with sql.connect() as con:
        for shift in (-LITTLE, Fraction(0), LITTLE):
            exact = Fraction(value) + shift
            [place] = con.execute("select exact_place(?, ?, ?)", [written(exact), edges, table.digits]).fetchone() or ()
            assert table.bands[place] == grade_of(exact, table)
            if not shift:
                assert table.bands[place].grade == grade


def test_means_have_edges_of_their_own() -> None:
    # NRR of 2017: C from 2.60, B from 3.0644, A from 3.5324, compared with four decimals.
    lower = [Fraction(band.mean_lower) for band in REGULATIONS["permenpan_14_2017"].band_table.bands]
    found = [place_of(Fraction(mean), lower, 4) for mean in ("2.5999", "2.59995", "3.0643", "3.06435", "3.53235", "4")]
    assert found == [0, 1, 1, 2, 3, 3]


class TestIndexByWeight:
    """A survey of 29 whose element sums are 105, 101, 100, 116, 102, 105, 106, 105, 115: 955 in all."""

    MEANS = tuple(Fraction(total, 29) for total in (105, 101, 100, 116, 102, 105, 106, 105, 115))

    @pytest.mark.parametrize(
        # 955 / 29 x 25 = 823.275862...; by 1/9 91.475095..., by 0.11 90.560344..., by 0.111 91.383620...
        ("weight", "index"),
        [("equal", "91.4751"), (Fraction("0.11"), "90.5603"), (Fraction("0.111"), "91.3836")],
    )
    def test_three_weights_give_three_indices(self, weight: Fraction, index: str) -> None:
        assert index_by_weight(self.MEANS, weight, Rounding(index_digits=4), Fraction(25)) == Fraction(index)

    def test_element_means_are_rounded_first_where_that_is_declared(self) -> None:
        # 3.62 3.48 3.45 4.00 3.52 3.62 3.66 3.62 3.97: sum 32.94; x 0.11 x 25 = 90.585, half up 90.59
        rounding = Rounding(element_mean_digits=2, index_digits=2)
        assert index_by_weight(self.MEANS, Fraction("0.11"), rounding, Fraction(25)) == Fraction("90.59")

    def test_on_six_points_the_highest_index_is_100(self) -> None:
        rounding = Rounding(index_digits=2)
        assert index_by_weight([Fraction(6)] * 5, "equal", rounding, Fraction(100, 6)) == 100

    def test_without_means_there_is_no_index(self) -> None:
        with pytest.raises(ValueError, match="found none"):
            index_by_weight([], "equal", Rounding(index_digits=2), Fraction(25))
