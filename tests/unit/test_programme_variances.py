"""Errors of indices from cells: worked by hand, and against R's survey package from respondents."""

import csv
import json
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from programme_cells import GAP, Batch, cells_from, questions_of

from transforms.programme.cells import Cells, pool
from transforms.programme.scopes import groups
from transforms.programme.variances import UNKNOWN, Spread, spread_of, strata_of

R = Path(__file__).resolve().parents[1] / "reference" / "r"
REFERENCE: dict[str, Any] = json.loads((R / "programme_uncertainty.json").read_text(encoding="utf-8"))
MAY = "2024-05"
# Two questions; index points 25/2 for one point of either. a: (4,3), (2,3), (3,3); b: (4,4), (4,2).
A = Batch("a", MAY, [[4, 3], [2, 3], [3, 3]])
B = Batch("b", MAY, [[4, 4], [4, 2]])
APPLICATIONS = {("a", MAY): 12, ("b", MAY): 4}


def spread(cells: Cells, applications: dict[tuple[str, str], int], level: str = "national") -> Spread:
    return spread_of(strata_of(cells, applications), list(groups(cells, level).values()))


def one(batches: list[Batch], applications: dict[tuple[str, str], int] | None = None) -> Spread:
    return spread(cells_from(questions_of(("U1", "U2")), batches), applications or {})


def test_an_office_by_hand() -> None:
    # Element means 3 and 3. Values 25/2 x ((x1 - 3) + (x2 - 3)) = 12.5, -12.5, 0; s2 = 2 x 156.25 / 2 = 156.25.
    # Variance 156.25 / 3 = 52.0833; of 12 applicants 3 were asked: x 9/12 = 39.0625, error 6.25.
    endless, finite = one([A]), one([A], APPLICATIONS)
    assert endless.variance[0] == pytest.approx(156.25 / 3, rel=1e-13)
    assert finite.variance[0] == pytest.approx(39.0625, rel=1e-13)
    assert finite.error[0] == pytest.approx(6.25, rel=1e-13)
    assert finite.plain_variance[0] == pytest.approx(156.25 / 3, rel=1e-13)
    assert (endless.population_n[0], bool(endless.is_corrected[0])) == (UNKNOWN, False)
    assert (finite.population_n[0], bool(finite.is_corrected[0])) == (12, True)
    assert (finite.respondents_n[0], finite.freedom[0]) == (3, 2)


def test_a_missing_answer_by_hand() -> None:
    # (4,4), (2,-), (3,2): means 9/3 and 6/2. Values 12.5 x ((x1 - 3)/3 + (x2 - 3)/2 if answered)
    # = 12.5 x (5/6, -1/3, -1/2); squares 156.25 x (25 + 4 + 9)/36; times n/(n - 1) = 3/2.
    found = one([Batch("a", MAY, [[4, 4], [2, GAP], [3, 2]])])
    assert found.variance[0] == pytest.approx(156.25 * 38 / 36 * 1.5, rel=1e-13)


def test_two_offices_pooled_by_hand() -> None:
    # Values 2.5 x (x1 + x2 - 6.4). Sums 7, 5, 6 in a: squares about their mean 2, x 6.25 x 3/2 = 18.75.
    # Sums 8, 6 in b: squares 2, x 6.25 x 2/1 = 25. Together 43.75; with 9/12 and 2/4 not asked 14.0625 + 12.5.
    # Plain: squares about 6.4 are 5.2, 156.25 x 5.2 / 4 / 5 = 40.625.
    endless, finite = one([A, B]), one([A, B], APPLICATIONS)
    assert endless.variance[0] == pytest.approx(43.75, rel=1e-13)
    assert finite.variance[0] == pytest.approx(26.5625, rel=1e-13)
    assert finite.plain_variance[0] == pytest.approx(40.625, rel=1e-13)
    assert (finite.population_n[0], finite.freedom[0]) == (16, 3)


def test_several_questions_make_an_element() -> None:
    # One element of two questions: its mean is over both, as if it were the mean of their sum.
    # Sums 7, 5, 6: values 25 x (sum - 6) / 2 = 12.5, -12.5, 0, as in the two-element case.
    cells = cells_from(questions_of(("U1",), (0, 0)), [A])
    found = spread(cells, {})
    assert pool(cells, np.arange(1)).index(Fraction(25)) == 75
    assert found.variance[0] == pytest.approx(156.25 / 3, rel=1e-13)


def test_a_respondent_alone_is_set_against_everybody() -> None:
    # May (4,4) alone; June (2,2), (3,3): means 3 and 3, values 25/2 x (2, -2, 0) / 3.
    # June about its mean -1: squares 2, x 2/1 = 4; May as it is: 4. (12.5/3)^2 x 8.
    batches = [Batch("a", MAY, [[4, 4]]), Batch("a", "2024-06", [[2, 2], [3, 3]])]
    cells = cells_from(questions_of(("U1", "U2")), batches)
    placed = groups(cells, "office")
    found = spread_of(strata_of(cells, {}), [placed["a", "2024"], placed["a", MAY]])
    assert found.variance[0] == pytest.approx((12.5 / 3) ** 2 * 8, rel=1e-13)
    assert found.freedom[0] == 1
    assert np.isnan(found.variance[1])  # in May alone one respondent has no spread


def test_all_alone_have_a_freedom_less_one() -> None:
    batches = [Batch("a", f"2024-0{month}", [[month, 4]]) for month in (1, 2, 3)]
    found = one(batches)
    assert (found.respondents_n[0], found.freedom[0]) == (3, 2)
    # values 25/2 x (x1 - 2) / 3 = 12.5/3 x (-1, 0, 1)
    assert found.variance[0] == pytest.approx((12.5 / 3) ** 2 * 2, rel=1e-13)


def test_everybody_asked_leaves_no_error() -> None:
    assert one([A, B], {("a", MAY): 3, ("b", MAY): 2}).variance[0] == 0.0


def test_more_respondents_than_applications_leave_none_either() -> None:
    assert one([A], {("a", MAY): 2}).variance[0] == 0.0


def test_respondents_who_do_not_differ_have_no_error_at_all() -> None:
    alike = Batch("a", MAY, [[3, 4]] * 33)
    crossed = Batch("a", MAY, [[3, 4], [4, 3]] * 7)  # every sum is 7
    assert one([alike]).variance[0] == 0.0
    assert one([crossed]).variance[0] == 0.0


def test_an_element_without_an_answer_has_no_error() -> None:
    assert np.isnan(one([Batch("a", MAY, [[4, GAP], [2, GAP]])]).variance[0])


def test_applications_of_one_office_correct_its_part_alone() -> None:
    # 14.0625 of a as above, b without a population 25
    found = one([A, B], {("a", MAY): 12})
    assert found.variance[0] == pytest.approx(39.0625, rel=1e-13)
    assert (found.population_n[0], bool(found.is_corrected[0])) == (UNKNOWN, True)


def r_cells(*, filled: bool) -> tuple[Cells, dict[tuple[str, str], int]]:
    with (R / "data" / "programme_respondents.csv").open(encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (row["office"], row["month"]))
    elements = [f"U{number}" for number in range(1, 10)]
    empty = 3 if filled else GAP
    batches = [
        Batch(office, month, [[int(row[name]) if row[name] else empty for name in elements] for row in people])
        for (office, month), people in groupby(rows, key=lambda row: (row["office"], row["month"]))
    ]
    applications = {(row["office"], row["month"]): int(row["applications"]) for row in rows}
    return cells_from(questions_of(elements), batches), applications


@pytest.mark.parametrize("case", REFERENCE["cases"], ids=lambda case: f"{case['scope']}-{case['period']}")
@pytest.mark.parametrize("variant", ["endless", "finite", "filled_endless", "filled_finite"])
def test_indices_and_errors_are_those_of_r_survey(case: dict[str, Any], variant: str) -> None:
    cells, applications = r_cells(filled=variant.startswith("filled"))
    level = "national" if case["scope"] == "national" else "office"
    where = groups(cells, level)[case["scope"], case["period"]]
    found = spread_of(strata_of(cells, applications if variant.endswith("finite") else {}), [where])
    index = pool(cells, where).index(Fraction(25))
    assert index is not None
    assert float(index) == pytest.approx(case[variant]["index"], rel=1e-12)
    assert found.error[0] == pytest.approx(case[variant]["error"], rel=1e-10, abs=1e-9)
    assert found.respondents_n[0] == case["n"]
