"""Which months make a quarter, a semester and a year, and which cells belong to which place."""

import numpy as np
import pytest
from programme_cells import Batch, cells_from, questions_of

from transforms.programme.cells import pool
from transforms.programme.scopes import (
    LEVELS,
    grain_of,
    groups,
    month_before,
    month_number,
    month_of,
    months_between,
    period_code,
    periods_between,
    periods_of,
)

ONE = questions_of(("U1",))


@pytest.mark.parametrize(
    ("month", "periods"),
    [
        ("2024-01", ("2024-01", "2024-Q1", "2024-S1", "2024")),
        ("2024-03", ("2024-03", "2024-Q1", "2024-S1", "2024")),
        ("2024-04", ("2024-04", "2024-Q2", "2024-S1", "2024")),
        ("2024-06", ("2024-06", "2024-Q2", "2024-S1", "2024")),
        ("2024-07", ("2024-07", "2024-Q3", "2024-S2", "2024")),
        ("2024-12", ("2024-12", "2024-Q4", "2024-S2", "2024")),
    ],
)
def test_a_month_lies_in_four_periods(month, periods):
    assert periods_of(month) == periods
    assert [grain_of(code) for code in periods] == ["month", "quarter", "semester", "year"]


def test_months_run_on_over_the_end_of_a_year():
    assert months_between("2023-11", "2024-02") == ["2023-11", "2023-12", "2024-01", "2024-02"]
    assert month_before("2024-01") == "2023-12"
    assert month_number("2024-01") - month_number("2023-12") == 1
    assert month_of(month_number("0999-10")) == "0999-10"


def test_a_last_month_before_the_first_leaves_nothing():
    assert months_between("2024-02", "2024-01") == []


def test_periods_are_whole_though_their_months_are_still_to_come():
    found = {one.period_code: one for one in periods_between("2023-12", "2024-01")}
    assert list(found) == ["2023-12", "2024-01", "2023-Q4", "2024-Q1", "2023-S2", "2024-S1", "2023", "2024"]
    year = found["2024"]
    assert (year.first_month, year.last_month, year.months_n) == ("2024-01", "2024-12", 12)
    quarter = found["2024-Q1"]
    assert (quarter.first_month, quarter.last_month, quarter.months_n) == ("2024-01", "2024-03", 3)


def test_a_period_knows_the_one_before_and_the_one_a_year_before():
    found = {one.period_code: one for one in periods_between("2024-01", "2024-01")}
    before = {code: (one.previous_period_code, one.year_before_period_code) for code, one in found.items()}
    assert before == {
        "2024-01": ("2023-12", "2023-01"),
        "2024-Q1": ("2023-Q4", "2023-Q1"),
        "2024-S1": ("2023-S2", "2023-S1"),
        "2024": ("2023", "2023"),
    }


def test_periods_have_names_in_both_languages():
    found = {one.period_code: one for one in periods_between("2024-05", "2024-05")}
    names = {code: (one.period_label_id, one.period_label_en) for code, one in found.items()}
    assert names == {
        "2024-05": ("Mei 2024", "May 2024"),
        "2024-Q2": ("Triwulan II 2024", "Quarter 2 of 2024"),
        "2024-S1": ("Semester I 2024", "Semester 1 of 2024"),
        "2024": ("Tahun 2024", "Year 2024"),
    }
    assert period_code("2024-05", "semester") == "2024-S1"


def test_a_quarter_pools_its_months_and_a_province_its_offices():
    # a and b lie in one province; a asks in May and June. Scores of a: 1, 3 | 4; of b: 2.
    cells = cells_from(ONE, [
        Batch("a", "2024-05", [[1], [3]], province="P"),
        Batch("a", "2024-06", [[4]], province="P"),
        Batch("b", "2024-05", [[2]], province="P"),
        Batch("c", "2024-05", [[4]], province="Q"),
    ])  # fmt: skip
    sums = {key: pool(cells, where).score_sums[0] for key, where in groups(cells, "office").items()}
    assert sums["a", "2024-05"] == 4
    assert sums["a", "2024-Q2"] == sums["a", "2024-S1"] == sums["a", "2024"] == 8
    sums = {key: pool(cells, where).score_sums[0] for key, where in groups(cells, "province").items()}
    assert (sums["P", "2024-05"], sums["P", "2024-06"], sums["P", "2024-Q2"], sums["Q", "2024-Q2"]) == (6, 4, 10, 4)
    (where,) = [where for key, where in groups(cells, "national").items() if key == ("national", "2024")]
    assert pool(cells, where).respondents_n == 5


def test_an_office_whose_class_is_not_known_counts_for_the_country_only():
    cells = cells_from(ONE, [
        Batch("a", "2024-05", [[1]], office_class="", province=""),
        Batch("b", "2024-05", [[2]], office_class="I", province="P"),
    ])  # fmt: skip
    assert {scope for scope, _ in groups(cells, "office_class")} == {"I"}
    assert {scope for scope, _ in groups(cells, "province")} == {"P"}
    assert {level: len(groups(cells, level)) for level in LEVELS} == {
        "national": 4, "province": 4, "office_class": 4, "office": 8,
    }  # fmt: skip
    assert np.array_equal(groups(cells, "national")["national", "2024"], [0, 1])


def test_an_office_that_changes_class_counts_in_each_for_its_months():
    cells = cells_from(ONE, [
        Batch("a", "2024-05", [[1]], office_class="II"),
        Batch("a", "2024-06", [[4]], office_class="I"),
    ])  # fmt: skip
    sums = {key: pool(cells, where).score_sums[0] for key, where in groups(cells, "office_class").items()}
    assert (sums["II", "2024"], sums["I", "2024"]) == (1, 4)
