"""Changes over a year: difference, error, interval and test by hand, and what is left open."""

import math
from fractions import Fraction

import pandas as pd
import pytest
from programme_cells import Batch, cells_from, index_rows, programme_of, questions_of

from schemas.catalog import Catalog
from schemas.programme import SamplingMethod
from schemas.published_programme import FACT_CHANGES, FACT_RANKS, FACT_TREND, FACT_UNCERTAINTY
from transforms.programme.cells import Cells
from transforms.programme.changes import Change, Side, change_between, changes, year_before
from transforms.programme.ranks import ranks
from transforms.programme.trend import trend
from transforms.programme.uncertainty import uncertainty

CATALOG = Catalog()
CODE = "skm_2017_9"
# Index 75 with error sqrt(156.25 / 3), and 87.5 with error 12.5 (worked out in test_programme_variances).
LOW, HIGH = [[4, 3], [2, 3], [3, 3]], [[4, 4], [4, 2]]


def side(value: str, error: float | None, *, complete: bool = False, freedom: float = math.inf) -> Side:
    return Side(Fraction(value), error, complete, is_small=False, freedom=freedom)


def test_a_change_by_hand() -> None:
    # 82 - 76 = 6; sqrt(3^2 + 4^2) = 5; z = 1.2, two-sided p 0.2301 (tables: 2 x 0.1151); 6 -+ 1.959964 x 5
    found = change_between(side("82", 3.0), side("76", 4.0), 0.95)
    assert (found.change, found.error, found.z) == (6, 5.0, 1.2)
    assert found.p_value == pytest.approx(0.2301, abs=5e-5)
    assert (found.lower, found.upper) == (pytest.approx(-3.79982, abs=1e-5), pytest.approx(15.79982, abs=1e-5))


def test_few_respondents_need_a_larger_change() -> None:
    # Two offices of five with errors 3 and 3: 4 + 4 degrees of freedom, of which the tables have 2.306 at 0.975. By the
    # normal distribution 2.1 errors would be significant; where the error of one is known, 4 are left: 2.776.
    root = Fraction(str(3 * 2**0.5))
    for errors_n, is_significant in (("2.1", False), ("2.29", False), ("2.32", True)):
        found = change_between(side("0", 3.0, freedom=4), side(str(-Fraction(errors_n) * root), 3.0, freedom=4), 0.95)
        assert found.p_value is not None
        assert (found.p_value < 0.05) is is_significant
        assert found.upper is not None
        assert (found.upper - float(found.change)) / float(root) == pytest.approx(2.306, abs=5e-4)
    known = change_between(side("82", 3.0, freedom=4), side("76", 0.0, complete=True, freedom=9), 0.95)
    assert known.upper == pytest.approx(6 + 2.776445 * 3, abs=1e-5)


def test_a_change_is_exact() -> None:
    # 22/7 x 25 - 25 x 3 is 25/7, which no double holds
    assert change_between(side("550/7", 1.0), side("75", 1.0), 0.95).change == Fraction(25, 7)


def test_what_is_not_known_stays_empty() -> None:
    nothing = Change(Fraction(6), None, None, None, None, None)
    assert change_between(side("82", None), side("76", 4.0), 0.95) == nothing
    assert change_between(side("82", 3.0), side("76", None), 0.95) == nothing
    assert change_between(side("82", 0.0), side("76", 4.0), 0.95) == nothing  # nobody differed: no estimate


def test_everybody_asked_in_both_years_is_a_fact_without_a_test() -> None:
    found = change_between(side("82", 0.0, complete=True), side("76", 0.0, complete=True), 0.95)
    assert found == Change(Fraction(6), 0.0, 6.0, 6.0, None, None)


@pytest.mark.parametrize(
    ("period", "before"),
    [("2024-05", "2023-05"), ("2024-Q2", "2023-Q2"), ("2024-S1", "2023-S1"), ("2024", "2023")],
)
def test_the_same_period_a_year_before(period: str, before: str) -> None:
    assert year_before(period) == before


def table(
    cells: dict[str, Cells], *, method: SamplingMethod = "random", small_n: int = 2, series: tuple[str, ...] = ()
) -> pd.DataFrame:
    programme = programme_of(list(cells), method=method, small_n=small_n, series=series)
    rows = index_rows(cells, CATALOG, {}, small_n)
    errors = uncertainty(rows, cells, {}, programme, CATALOG)
    return changes(rows, errors, trend(cells, programme, CATALOG, {}), cells, programme, CATALOG)


def two_years(**options: object) -> pd.DataFrame:
    batches = [Batch("a", "2023-05", LOW), Batch("a", "2024-05", HIGH), Batch("a", "2024-06", HIGH)]
    return table({CODE: cells_from(questions_of(("U1", "U2"), code=CODE), batches)}, **options)  # type: ignore[arg-type]


def row(found: pd.DataFrame, basis: str, level: str, period: str) -> pd.Series:
    chosen = found[(found["basis"] == basis) & (found["scope_level"] == level) & (found["period_code"] == period)]
    assert len(chosen) == 1
    return chosen.iloc[0]


def test_an_office_over_a_year() -> None:
    found = row(two_years(), CODE, "office", "2024-05")
    assert (found["compared_period_code"], found["change_fraction"], found["change"]) == ("2023-05", "25/2", 12.5)
    # 156.25/3 + 156.25 = 208.3333; 12.5 / 14.4338 = 0.8660. Nobody left a question out, so that R's
    # t.test(c(100, 75), c(87.5, 62.5, 75)) has the same: df 1.684, p 0.4920962956, -62.2124681 to 87.2124681
    assert found["standard_error"] ** 2 == pytest.approx(156.25 * 4 / 3, rel=1e-12)
    assert found["test_statistic"] == pytest.approx(0.75**0.5, rel=1e-12)
    assert found["p_value"] == pytest.approx(0.4920962956, abs=1e-10)
    assert found["interval_lower"] == pytest.approx(-62.2124681, abs=1e-7)
    assert found["interval_upper"] == pytest.approx(87.2124681, abs=1e-7)
    assert bool(found["is_significant"]) is False
    # 65.00-76.60 is C and 76.61-88.30 is B under 14/2017
    assert (found["grade_before"], found["grade_now"], found["graded_under"]) == ("C", "B", "permenpan_14_2017")
    assert pd.isna(found["remark_id"])


def test_only_periods_with_both_sides_are_compared() -> None:
    found = two_years()
    office = found[found["scope_level"] == "office"]
    assert sorted(office["period_code"]) == ["2024", "2024-05", "2024-Q2", "2024-S1"]


def test_every_level_has_its_changes() -> None:
    assert set(two_years()["scope_level"]) == {"national", "province", "office_class", "office"}


def test_remarks() -> None:
    found = row(two_years(method="purposive", small_n=30), CODE, "office", "2024")
    assert found["remark_en"] == (
        "Sampling: purposive; the figures speak for the respondents only, not for all applicants. "
        "Fewer than 30 respondents in one of the periods. Months with respondents: 2, the year before 1, in both 1."
    )
    assert bool(found["supports_inference"]) is False


def test_equal_answers_leave_the_change_untested_and_say_why() -> None:
    batches = [Batch("a", "2023-05", LOW), Batch("a", "2024-05", [[4, 4]] * 3)]
    found = row(table({CODE: cells_from(questions_of(("U1", "U2"), code=CODE), batches)}), CODE, "office", "2024-05")
    assert found["change"] == 25.0
    assert found[["standard_error", "interval_lower", "test_statistic", "p_value", "is_significant"]].isna().all()
    assert found["remark_en"] == "Respondents do not differ, so the error cannot be estimated."


def test_another_mix_of_offices_is_said() -> None:
    """The office with 75 does not move; the country rises because one with 87.5 joins. An office says no such thing."""
    batches = [Batch("a", "2023-05", LOW * 9), Batch("a", "2024-05", LOW * 9), Batch("b", "2024-05", HIGH * 9)]
    found = table({CODE: cells_from(questions_of(("U1", "U2"), code=CODE), batches)})
    country = row(found, CODE, "national", "2024-05")
    assert country["change"] == 5.0  # 80 against 75, worked out in docs/methods/uncertainty.md
    assert country["remark_en"] == "Offices with respondents: 2, the year before 1, in both 1."
    assert country["remark_id"] == "Kantor berisi data: 2, tahun sebelumnya 1, yang sama 1."
    assert pd.isna(row(found, CODE, "office", "2024-05")["remark_id"])


def test_as_many_but_other_months_are_said() -> None:
    batches = [Batch("a", "2023-05", LOW * 9), Batch("a", "2024-06", LOW * 9)]
    found = table({CODE: cells_from(questions_of(("U1", "U2"), code=CODE), batches)})
    remark = row(found, CODE, "office", "2024")["remark_en"]
    assert remark == "Months with respondents: 1, the year before 1, in both 0."


def test_a_step_between_two_questionnaires_is_said() -> None:
    """The series goes on from the form of 2014 to that of 2017; half of the step may be the form's."""
    answers = [[3] * 9, [4] * 9] * 5
    years = {"skm_2014_9": ("2016-06",), CODE: ("2017-06", "2018-06")}
    cells = {}
    for code, months in years.items():
        questions = questions_of([one.element_code for one in CATALOG.instruments[code].elements], code=code)
        cells[code] = cells_from(questions, [Batch("a", month, answers) for month in months])
    found = table(cells, series=("common_2014_2017",))
    step, later = (row(found, "common_2014_2017", "office", f"{year}-06") for year in (2017, 2018))
    assert step["remark_en"] == "The questionnaires of the two periods differ; the change may come from the form."
    assert step["remark_id"] == "Kuesioner kedua periode berbeda; perubahan dapat berasal dari formulirnya."
    assert pd.isna(later["remark_id"])


def test_a_programme_before_its_first_answers_has_empty_tables() -> None:
    programme, nothing = programme_of([CODE], series=["common_2014_2017"]), pd.DataFrame()
    errors = uncertainty(nothing, {}, {}, programme, CATALOG)
    series = trend({}, programme, CATALOG, {})
    found = changes(nothing, errors, series, {}, programme, CATALOG)
    places = ranks(nothing, errors, {}, programme)
    tables = (FACT_UNCERTAINTY, FACT_TREND, FACT_CHANGES, FACT_RANKS)
    for frame, contract in zip((errors, series, found, places), tables, strict=True):
        assert len(frame) == 0
        assert ("programme_id", "data_origin", *frame.columns) == contract.columns


def test_the_table_keeps_the_contract() -> None:
    found = two_years()
    found.insert(0, "programme_id", "test")
    found.insert(1, "data_origin", "synthetic")
    FACT_CHANGES.pandera().validate(found)
