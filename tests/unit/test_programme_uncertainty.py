"""Rows of fact_uncertainty: intervals, grades, samples and words, worked by hand on two offices."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from programme_cells import GAP, Batch, cells_from, index_rows, programme_of, questions_of

from schemas.catalog import Catalog
from schemas.programme import SamplingMethod
from schemas.published_programme import FACT_UNCERTAINTY
from transforms.programme.adequacy import Sizes, sizes_for
from transforms.programme.grade_probabilities import GradeChance, grade_chances
from transforms.programme.uncertainty import uncertainty

R = Path(__file__).resolve().parents[1] / "reference" / "r" / "programme_uncertainty.json"
GRADES: list[dict[str, Any]] = json.loads(R.read_text(encoding="utf-8"))["grades"]
CATALOG = Catalog()
CODE = "skm_2017_9"
MAY = "2024-05"
# Errors of these are worked out in test_programme_variances.
A = Batch("a", MAY, [[4, 3], [2, 3], [3, 3]])
B = Batch("b", MAY, [[4, 4], [4, 2]])
APPLICATIONS = {("a", MAY): 12, ("b", MAY): 4}


def table(
    batches: list[Batch],
    applications: dict[tuple[str, str], int] | None = None,
    *,
    method: SamplingMethod = "random",
    small_n: int = 30,
    level: str = "0.95",
) -> pd.DataFrame:
    cells = {CODE: cells_from(questions_of(("U1", "U2"), code=CODE), batches)}
    given = applications or {}
    rows = index_rows(cells, CATALOG, given, small_n)
    programme = programme_of([CODE], method=method, small_n=small_n, confidence_level=level)
    return uncertainty(rows, cells, given, programme, CATALOG)


def row(found: pd.DataFrame, scope: str, weighting: str, period: str = MAY) -> pd.Series:
    chosen = found[
        (found["scope_code"] == scope) & (found["weighting"] == weighting) & (found["period_code"] == period)
    ]
    assert len(chosen) == 1
    return chosen.iloc[0]


def test_the_table_keeps_the_contract() -> None:
    found = table([A, B], APPLICATIONS)
    found.insert(0, "programme_id", "test")
    found.insert(1, "data_origin", "synthetic")
    FACT_UNCERTAINTY.pandera().validate(found)


def test_an_office_has_an_interval_of_t() -> None:
    # index 75, error 6.25; t of 2 degrees of freedom is 4.303 (tables), so the half width is 26.89 and 100 is the top
    found = row(table([A, B], APPLICATIONS), "a", "own_respondents")
    assert found["standard_error"] == pytest.approx(6.25, rel=1e-13)
    assert found["interval_lower"] == pytest.approx(75 - 4.302653 * 6.25, abs=1e-5)
    assert found["interval_upper"] == 100.0
    assert bool(found["has_finite_correction"]) is True


def test_an_interval_ends_where_the_scale_begins() -> None:
    found = row(table([Batch("a", MAY, [[1, 1], [3, 1]])]), "a", "own_respondents")
    assert found["interval_lower"] == 25.0


def test_a_country_has_an_interval_of_t() -> None:
    # pooled index 80, variance 26.5625, error 5.153882; t of 3 - 1 + 2 - 1 degrees of freedom has 2.353 at 0.95 (tables)
    found = row(table([A, B], APPLICATIONS, level="0.90"), "national", "pooled_respondents")
    assert found["interval_lower"] == pytest.approx(80 - 2.3533634 * 5.1538820, abs=1e-6)
    assert found["interval_upper"] == pytest.approx(80 + 2.3533634 * 5.1538820, abs=1e-6)
    assert found["confidence_level"] == 0.9


def test_a_mean_of_offices_is_as_sure_as_its_least_sure_part() -> None:
    # Variances 39.0625 and 78.125 with 2 and 1 degrees of freedom: (117.1875)^2 / (39.0625^2 / 2 + 78.125^2) = 2 exactly,
    # of which t has 2.920 at 0.95 (tables); the index is 81.25 and the error sqrt(117.1875 / 4).
    found = row(table([A, B], APPLICATIONS, level="0.90"), "national", "mean_of_offices")
    assert found["interval_lower"] == pytest.approx(81.25 - 2.9199856 * (117.1875 / 4) ** 0.5, abs=1e-6)


@pytest.mark.parametrize("weighting", ["pooled_respondents", "mean_of_offices", "weighted_by_applications"])
def test_a_place_with_one_office_has_the_interval_of_that_office(weighting: str) -> None:
    found = table([A], APPLICATIONS)
    columns = ["standard_error", "interval_lower", "interval_upper", "grade_probability", "other_grade_probability"]
    place = row(found, "P", weighting)[columns].astype(float).tolist()
    assert place == pytest.approx(row(found, "a", "own_respondents")[columns].astype(float).tolist(), rel=1e-12)


def test_design_effect_and_effective_respondents() -> None:
    # without applications 43.75 against 40.625; 5 respondents are worth 5 x 40.625 / 43.75
    found = row(table([A, B]), "national", "pooled_respondents")
    assert found["design_effect"] == pytest.approx(43.75 / 40.625, rel=1e-12)
    assert found["effective_n"] == pytest.approx(5 * 40.625 / 43.75, rel=1e-12)


def test_mean_of_offices() -> None:
    # (156.25/3 + 312.5/2) / 4
    found = row(table([A, B]), "national", "mean_of_offices")
    assert found["standard_error"] ** 2 == pytest.approx((156.25 / 3 + 156.25) / 4, rel=1e-12)


def test_offices_weighted_by_applications() -> None:
    # shares 12/16 and 4/16; variances with correction 39.0625 and 78.125: 21.97265625 + 4.8828125
    found = row(table([A, B], APPLICATIONS), "national", "weighted_by_applications")
    assert found["standard_error"] ** 2 == pytest.approx(26.85546875, rel=1e-12)
    assert found["population_n"] == 16


def test_an_office_with_one_respondent_takes_the_spread_of_all() -> None:
    # a: (4,3), (2,3), (3,3); c: (4,4). Sums 7, 5, 6, 8: squares about 6.5 are 5; one value has 156.25 x 5 / 3.
    # Mean of two offices: (156.25/3 + 156.25 x 5/3) / 4.
    found = row(table([A, Batch("c", MAY, [[4, 4]])]), "national", "mean_of_offices")
    assert found["standard_error"] ** 2 == pytest.approx((156.25 / 3 + 156.25 * 5 / 3) / 4, rel=1e-12)
    assert pd.isna(row(table([Batch("c", MAY, [[4, 4]])]), "c", "own_respondents")["standard_error"])


def test_an_office_without_an_index_is_not_in_the_mean() -> None:
    empty = Batch("d", MAY, [[4, GAP], [3, GAP]])
    found = table([A, B, empty])
    assert row(found, "national", "mean_of_offices")["standard_error"] ** 2 == pytest.approx(
        (156.25 / 3 + 156.25) / 4, rel=1e-12
    )
    own = row(found, "d", "own_respondents")
    assert own[["standard_error", "interval_lower", "grade_probability", "other_grade"]].isna().all()


def test_everybody_asked() -> None:
    found = row(table([A, B], {("a", MAY): 3, ("b", MAY): 2}, method="census"), "a", "own_respondents")
    assert found["standard_error"] == 0.0
    assert (found["interval_lower"], found["interval_upper"]) == (75.0, 75.0)
    assert found[["effective_n", "grade_probability", "other_grade"]].isna().all()
    assert found["remark_en"] == "3 respondents, fewer than 30."  # and not that nobody differs


# --- grades --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("case", GRADES, ids=lambda case: f"{case['regulation']}-{case['value']}")
def test_probabilities_of_grades_are_those_of_pnorm(case: dict[str, Any]) -> None:
    bands = CATALOG.regulations[case["regulation"]].band_table
    value, error = np.array([case["value"]]), np.array([case["error"]])
    shares = dict(zip("DCBA", case["shares"], strict=True))
    for grade, share in shares.items():
        (found,) = grade_chances(value, error, [grade], bands)
        assert found.own == pytest.approx(share, rel=1e-9, abs=1e-12)
        other = max(sorted(shares.keys() - {grade}, reverse=True), key=lambda letter: shares[letter])
        assert (found.other_grade, found.other) == (other, pytest.approx(shares[other], rel=1e-9, abs=1e-12))


def test_a_grade_by_hand() -> None:
    # 75 with error 6.25 under 14/2017: edges in errors -1.6008, 0.2568, 2.1288. With two degrees of freedom t has the
    # distribution 1/2 + x / (2 sqrt(2 + x^2)): 0.1253, 0.5893 and 0.9165, so C has 0.4640 and B 0.3272. (The normal table
    # has 0.5466 and 0.3820, surer than the interval of the same row, which reaches from D to A.)
    found = row(table([A, B], APPLICATIONS), "a", "own_respondents")
    assert found["grade_probability"] == pytest.approx(0.4640, abs=6e-5)
    assert found["other_grade"] == "B"
    assert found["other_grade_probability"] == pytest.approx(0.3272, abs=6e-5)


def test_no_other_grade_where_none_is_possible() -> None:
    bands = CATALOG.regulations["permenpan_14_2017"].band_table
    none = GradeChance(None, None, None)
    found = grade_chances(np.array([70.0] * 4), np.array([0.001, 0.0, np.nan, 1.0]), ["C", "C", "C", None], bands)
    assert list(found) == [GradeChance(1.0, None, None), none, none, none]


# --- samples -------------------------------------------------------------------------------------------------------
def test_sample_sizes_of_twelve_applicants() -> None:
    # formula 3.841 x 12 x 0.25 / (0.0025 x 11 + 0.96025) = 11.67; table: row 15 has 14, never more than 12;
    # Slovin 12 / 1.03 = 11.65; quota (2 + 1) x 10
    assert sizes_for(2, 12) == Sizes(30, 12, 12, 12, 12)


def test_sample_sizes_of_printed_rows() -> None:
    # rows of the printed table: 1000 -> 278, 3500 -> 346; Slovin 1000 / 3.5 and 3500 / 9.75
    assert sizes_for(9, 1000) == Sizes(100, 278, 278, 286, 278)
    assert sizes_for(14, 3500) == Sizes(150, 346, 346, 359, 346)


def test_beyond_the_printed_table_the_formula_decides() -> None:
    assert sizes_for(9, 1_000_001) == Sizes(100, 384, None, 400, 384)


@pytest.mark.parametrize("population", [None, 0])
def test_no_population_no_size_but_the_quota(population: int | None) -> None:
    assert sizes_for(9, population) == Sizes(100, None, None, None, None)


def test_a_population_needs_every_cell() -> None:
    found = table([A, B], {("a", MAY): 12})
    assert row(found, "a", "own_respondents")["population_n"] == 12
    national = row(found, "national", "pooled_respondents")
    assert national[["population_n", "sample_slovin", "is_sample_adequate"]].isna().all()
    assert bool(national["has_finite_correction"]) is True


def test_a_sample_is_adequate_by_the_table() -> None:
    # 14 of 15 applicants, as the table's row 15 asks; 13 are too few
    enough = Batch("a", MAY, [[3, 3], [4, 4]] * 7)
    found = [table([Batch("a", MAY, enough.scores[:n])], {("a", MAY): 15}) for n in (13, 14)]
    assert [bool(row(one, "a", "own_respondents")["is_sample_adequate"]) for one in found] == [False, True]


# --- words ---------------------------------------------------------------------------------------------------------
def test_a_sample_that_is_not_random_is_said_not_to_speak_for_applicants() -> None:
    found = row(table([A], APPLICATIONS, method="accidental"), "a", "own_respondents")
    assert bool(found["supports_inference"]) is False
    assert found["remark_id"] == (
        "Penarikan sampel: insidental; angka berlaku bagi responden saja, bukan bagi semua pemohon. "
        "Jumlah responden 3, kurang dari 30. Responden di bawah 12 menurut Krejcie dan Morgan."
    )
    assert found["remark_en"] == (
        "Sampling: accidental; the figures speak for the respondents only, not for all applicants. "
        "3 respondents, fewer than 30. Fewer respondents than the 12 of Krejcie and Morgan."
    )


def test_nothing_to_say_is_empty() -> None:
    found = row(table([Batch("a", MAY, [[3, 3], [4, 4]] * 7)], {("a", MAY): 15}, small_n=2), "a", "own_respondents")
    assert found[["remark_id", "remark_en"]].isna().all()
    assert bool(found["supports_inference"]) is True


def test_respondents_who_do_not_differ_and_nobody_counted() -> None:
    """Two fours are no proof that everybody would give one: an interval from 100 to 100 would say so."""
    found = row(table([Batch("a", MAY, [[4, 4], [4, 4]])], small_n=2), "a", "own_respondents")
    assert found[["standard_error", "interval_lower", "interval_upper", "design_effect", "effective_n"]].isna().all()
    assert found["remark_en"] == (
        "Respondents do not differ, so the error cannot be estimated. The number of applications is not known."
    )
