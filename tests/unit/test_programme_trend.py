"""A harmonised series over two questionnaires: values, errors, breaks and grades by hand."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from programme_cells import GAP, Batch, cells_from, programme_of, questions_of

from schemas.catalog import Catalog
from schemas.instrument import Month
from schemas.published_programme import FACT_TREND
from schemas.series import Series, SeriesElement, SeriesMember
from transforms.programme.cells import Cells
from transforms.programme.trend import harmonised, trend

OLD, NEW = "skm_2014_9", "skm_2017_9"
# The second question of the old form is the third of the new one.
SERIES = Series(
    series_code="both",
    title_id="Uji",
    title_en="Test",
    source="made up",
    instruments=(OLD, NEW),
    elements=(
        SeriesElement(
            harmonised_code="first",
            label_id="Satu",
            label_en="One",
            members=(
                SeriesMember(instrument_id=OLD, element_code="U1", confidence="high"),
                SeriesMember(instrument_id=NEW, element_code="U1", confidence="high"),
            ),
        ),
        SeriesElement(
            harmonised_code="second",
            label_id="Dua",
            label_en="Two",
            members=(
                SeriesMember(instrument_id=OLD, element_code="U2", confidence="high"),
                SeriesMember(instrument_id=NEW, element_code="U3", confidence="high"),
            ),
        ),
    ),
)


class _Catalog(Catalog):
    """The packaged catalogue with one more series."""

    def __init__(self) -> None:
        super().__init__()
        self.series = {**self.series, "both": SERIES}


CATALOG = _Catalog()


def old(month: Month, scores: list[list[int]], office: str = "a") -> Batch:
    return Batch(office, month, scores)


def cells_of(before: list[Batch], after: list[Batch]) -> dict[str, Cells]:
    made = {
        OLD: (questions_of(("U1", "U2"), code=OLD), before),
        NEW: (questions_of(("U1", "U2", "U3"), code=NEW), after),
    }
    return {code: cells_from(questions, batches) for code, (questions, batches) in made.items() if batches}


def table(cells: dict[str, Cells], applications: dict[tuple[str, str], int] | None = None) -> pd.DataFrame:
    return trend(cells, programme_of([OLD, NEW], series=["both"]), CATALOG, applications or {})


def row(found: pd.DataFrame, level: str, period: str, under: str = "permenpan_14_2017") -> pd.Series:
    chosen = found[
        (found["scope_level"] == level) & (found["period_code"] == period) & (found["graded_under"] == under)
    ]
    assert len(chosen) == 1
    return chosen.iloc[0]


# April by the old form (4,3), (2,3), (3,3); May by the new one with a second question outside the series.
APRIL, MAY = [[4, 3], [2, 3], [3, 3]], [[4, 1, 4], [4, GAP, 2]]


def test_each_questionnaire_gives_its_own_elements() -> None:
    found = table(cells_of([old("2017-04", APRIL)], [old("2017-05", MAY)]))
    april, may = row(found, "office", "2017-04"), row(found, "office", "2017-05")
    assert (april["series_index_fraction"], may["series_index_fraction"]) == ("75/1", "175/2")
    assert april["standard_error"] ** 2 == pytest.approx(156.25 / 3, rel=1e-12)
    assert may["standard_error"] ** 2 == pytest.approx(156.25, rel=1e-12)
    assert (april["instrument_ids"], may["instrument_ids"]) == (OLD, NEW)
    assert (april["elements_n"], april["offices_n"], april["respondents_n"]) == (2, 1, 3)


def test_a_quarter_pools_both() -> None:
    # As two offices in test_programme_variances: 80, variance 43.75; the months are the strata here.
    found = row(table(cells_of([old("2017-04", APRIL)], [old("2017-05", MAY)])), "national", "2017-Q2")
    assert (found["series_index_fraction"], found["instrument_ids"]) == ("80/1", f"{OLD};{NEW}")
    assert found["standard_error"] ** 2 == pytest.approx(43.75, rel=1e-12)
    # three degrees of freedom: t has 3.182 at 0.975 (tables)
    assert found["interval_lower"] == pytest.approx(80 - 3.1824463 * 43.75**0.5, abs=1e-5)


def test_two_questionnaires_in_one_office_and_month_are_one_stratum() -> None:
    # All five about one mean: 156.25 x 5.2 / 4 / 5 = 40.625; 5 of 10 applicants: half of it.
    cells = cells_of([old("2017-05", APRIL)], [old("2017-05", MAY)])
    assert row(table(cells), "office", "2017-05")["standard_error"] ** 2 == pytest.approx(40.625, rel=1e-12)
    found = harmonised(cells, SERIES)
    assert found is not None
    assert found.moments.keys["respondents_n"].tolist() == [5]
    assert found.used.tolist() == [[True, True]]
    given = {("a", "2017-05"): 10}
    assert row(table(cells, given), "office", "2017-05")["standard_error"] ** 2 == pytest.approx(20.3125, rel=1e-12)


def test_equal_answers_are_certain_only_where_everybody_was_asked() -> None:
    """Three fours are no interval from 100 to 100, unless the office had three applicants."""
    cells = cells_of([old("2017-05", [[4, 4]] * 3)], [])
    found = row(table(cells), "office", "2017-05")
    assert found["series_index"] == 100.0
    assert found[["standard_error", "interval_lower", "interval_upper"]].isna().all()
    asked = row(table(cells, {("a", "2017-05"): 3}), "office", "2017-05")
    assert (asked["standard_error"], asked["interval_lower"], asked["interval_upper"]) == (0.0, 100.0, 100.0)


def test_a_break_is_where_the_questionnaires_change() -> None:
    found = table(cells_of([old("2017-03", APRIL), old("2017-04", APRIL)], [old("2017-06", MAY), old("2017-07", MAY)]))
    breaks = {period: bool(row(found, "national", period)["is_break"]) for period in ("2017-03", "2017-04", "2017-06")}
    assert breaks == {"2017-03": False, "2017-04": False, "2017-06": True}  # nobody answered in May
    assert bool(row(found, "national", "2017-07")["is_break"]) is False
    # Q1 old, Q2 both, Q3 new: two breaks
    assert [bool(row(found, "national", f"2017-Q{quarter}")["is_break"]) for quarter in (1, 2, 3)] == [
        False,
        True,
        True,
    ]


def test_each_regulation_grades_every_row() -> None:
    # 75.00: B is 62.51-81.25 under the bands of 2004, which 2014 kept, and C is 65.00-76.60 under 14/2017
    found = table(cells_of([old("2017-04", APRIL)], []))
    assert row(found, "office", "2017-04", "permenpan_16_2014")["regrade"] == "B"
    assert row(found, "office", "2017-04", "permenpan_14_2017")["regrade"] == "C"
    assert len(found) == 4 * 4 * 2  # levels, lengths of periods, regulations


def test_an_edge_is_decided_on_the_exact_value() -> None:
    # 12.5 x (m1 + m2) with 1000 respondents: sums 6128 and 6129 of two scores give 76.60 and 76.6125.
    scores = [[3, 3]] * 872 + [[4, 3]] * 128
    found = table(cells_of([old("2017-04", scores)], []))
    assert row(found, "office", "2017-04")["series_index_fraction"] == "383/5"
    assert row(found, "office", "2017-04")["regrade"] == "C"
    above = table(cells_of([old("2017-04", [*scores[1:], [4, 3]])], []))
    assert Fraction(row(above, "office", "2017-04")["series_index_fraction"]) == Fraction("76.6125")
    assert row(above, "office", "2017-04")["regrade"] == "B"


def test_an_element_without_an_answer_leaves_no_index() -> None:
    found = row(table(cells_of([old("2017-04", [[4, GAP], [3, GAP]])], [])), "office", "2017-04")
    assert found[["series_index", "series_index_fraction", "standard_error", "interval_lower", "regrade"]].isna().all()
    assert found["respondents_n"] == 2


def test_no_series_no_row() -> None:
    cells = cells_of([old("2017-04", APRIL)], [])
    assert trend(cells, programme_of([OLD, NEW]), CATALOG, {}).empty
    assert harmonised({}, SERIES) is None


def test_the_table_keeps_the_contract() -> None:
    found = table(cells_of([old("2017-04", APRIL)], [old("2017-05", MAY)]))
    found.insert(0, "programme_id", "test")
    found.insert(1, "data_origin", "synthetic")
    FACT_TREND.pandera().validate(found)
    assert np.isfinite(found["standard_error"]).all()
