"""Tests of normality against R's stats and nortest packages."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from transforms.statistics.conditions import MissingRule
from transforms.statistics.normality import (
    PSource,
    kolmogorov_p,
    kolmogorov_smirnov_spss,
    lilliefors,
    shapiro_wilk,
)

FOLDER = Path(__file__).resolve().parents[2] / "reference" / "r"
R = json.loads((FOLDER / "normality.json").read_text(encoding="utf-8"))
SAME = 1e-8  # relative: the algorithm is the same
KS_TEST = 1e-5  # absolute: ks.test ends its series early
ABOVE_A_TENTH = 0.02  # absolute: two different simulations, see docs/methods/tests.md
SHAPIRO = 1e-8  # absolute
TABLE_12 = [2.34, 2.53, 2.32, 2.25, 2.18, 2.16, 1.98, 2.02, 2.16, 2.18, 2.15, 1.99, 2.03]
COLUMNS = [(name, column) for name in ("airquality", "attitude", "mtcars", "table_12") for column in R[name]]


def values(name: str, column: str) -> list[float | None]:
    if name == "table_12":
        return list(TABLE_12)
    with (FOLDER / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return [float(row[column]) if row[column] else None for row in csv.DictReader(stream)]


def near(expected: object) -> object:
    return pytest.approx(expected, rel=SAME, abs=0)


def test_the_figures_say_where_they_come_from() -> None:
    assert next(iter(R)) == "made_by"
    assert "nortest" in R["made_by"]
    assert any(R[name][column]["missing_n"] for name, column in COLUMNS)
    small = [R[name][column]["lilliefors_p"] <= 0.1 for name, column in COLUMNS]
    assert 3 <= sum(small) < len(small)  # both ways to a p are tried
    assert max(R[name][column]["n"] for name, column in COLUMNS) > 100  # and Dallal and Wilkinson's way beyond 100


@pytest.mark.parametrize(("name", "column"), COLUMNS)
def test_kolmogorov_smirnov(name: str, column: str) -> None:
    expected: dict[str, Any] = R[name][column]
    found = kolmogorov_smirnov_spss(values(name, column), unit=column)
    assert (found.n, found.missing_n) == (expected["n"], expected["missing_n"])
    assert found.missing is MissingRule.AVAILABLE_CASE
    assert [found.mean, found.sd] == near([expected["mean"], expected["sd"]])
    assert [found.d, found.z] == near([expected["d"], expected["z"]])
    assert found.p_value == near(expected["series_p"])
    assert found.p_value == pytest.approx(expected["ks_p"], abs=KS_TEST)


@pytest.mark.parametrize(("name", "column"), COLUMNS)
def test_lilliefors(name: str, column: str) -> None:
    expected: dict[str, Any] = R[name][column]
    found = lilliefors(values(name, column), unit=column)
    assert (found.n, found.missing_n) == (expected["n"], expected["missing_n"])
    assert found.statistic == near(expected["lilliefors_d"])
    if expected["lilliefors_p"] <= 0.1:
        assert (found.p_value, found.p_source) == (near(expected["lilliefors_p"]), PSource.DALLAL_WILKINSON)
    else:
        assert found.p_value == pytest.approx(expected["lilliefors_p"], abs=ABOVE_A_TENTH)
        assert (found.p_value, found.p_source) == (found.p_table, PSource.SIMULATED_TABLE)


@pytest.mark.parametrize(("name", "column"), COLUMNS)
def test_shapiro_wilk(name: str, column: str) -> None:
    expected: dict[str, Any] = R[name][column]
    found = shapiro_wilk(values(name, column), unit=column)
    assert (found.n, found.missing_n) == (expected["n"], expected["missing_n"])
    assert [found.statistic, found.p_value] == pytest.approx([expected["w"], expected["shapiro_p"]], abs=SHAPIRO)


@pytest.mark.parametrize("case", R["kolmogorov"], ids=lambda case: f"{case['z']}")
def test_series_of_kolmogorov(case: dict[str, float]) -> None:
    assert kolmogorov_p(case["z"]) == near(case["p"])
