"""Changes over a year: difference, error, interval and test by hand, and what is left open."""

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


def side(value: str, error: float | None, *, complete: bool = False) -> Side:
    return Side(Fraction(value), error, complete, is_small=False)


def test_a_change_by_hand() -> None:
    # 82 - 76 = 6; sqrt(3^2 + 4^2) = 5; z = 1.2, two-sided p 0.2301 (tables: 2 x 0.1151); 6 -+ 1.959964 x 5
    found = change_between(side("82", 3.0), side("76", 4.0), 0.95)
    assert (found.change, found.error, found.z) == (6, 5.0, 1.2)
    assert found.p_value == pytest.approx(0.2301, abs=5e-5)
    assert (found.lower, found.upper) == (pytest.approx(-3.79982, abs=1e-5), pytest.approx(15.79982, abs=1e-5))


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
    return changes(rows, errors, trend(cells, programme, CATALOG, {}), programme, CATALOG)


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
    # 156.25/3 + 156.25 = 208.3333; 12.5 / 14.4338 = 0.8660; p 0.3865
    assert found["standard_error"] ** 2 == pytest.approx(156.25 * 4 / 3, rel=1e-12)
    assert found["test_statistic"] == pytest.approx(0.75**0.5, rel=1e-12)
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
        "Fewer than 30 respondents in one of the periods. Months with respondents: 2, the year before 1."
    )
    assert bool(found["supports_inference"]) is False


def test_a_programme_before_its_first_answers_has_empty_tables() -> None:
    programme, nothing = programme_of([CODE], series=["common_2014_2017"]), pd.DataFrame()
    errors = uncertainty(nothing, {}, {}, programme, CATALOG)
    series = trend({}, programme, CATALOG, {})
    found = changes(nothing, errors, series, programme, CATALOG)
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
