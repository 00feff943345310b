"""Intervals of means and shares with finite population correction against R's survey and stats packages."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from scipy import stats

from transforms.statistics.frequencies import FrequencyTable
from transforms.statistics.sampling import (
    Design,
    Nonrespondents,
    Quantiles,
    Sample,
    ShareMethod,
    mean_interval,
    share_interval,
)

FOLDER = Path(__file__).resolve().parents[2] / "reference" / "r"
R = json.loads((FOLDER / "sampling.json").read_text(encoding="utf-8"))
SAME = 1e-8  # relative: the algorithm is the same
LOGIT = 1e-5  # relative: svyciprop's default logit interval comes from an iterated glm, ours from the delta method
MEANS = [(name, case) for name, cases in R["means"].items() for case in cases]
SHARES = [(name, case) for name, cases in R["shares"].items() for case in cases]
WAYS = ["domain", "outside_sample", "no_population"]
CONDITIONS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "awards == 'Yes'": ("awards", lambda cell: cell == "Yes"),
    "stype == 'H'": ("stype", lambda cell: cell == "H"),
    "target > 20": ("target", lambda cell: int(cell) > 20),
    "Ozone > 60": ("Ozone", lambda cell: int(cell) > 60),
}


def column(name: str, heading: str) -> list[str]:
    with (FOLDER / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return [row[heading] for row in csv.DictReader(stream)]


def near(expected: object, tolerance: float = SAME) -> object:
    return pytest.approx(expected, rel=tolerance, abs=0)


def test_the_figures_say_where_they_come_from() -> None:
    assert next(iter(R)) == "made_by"
    assert "survey" in R["made_by"]
    assert any(case["missing_n"] for _, case in MEANS)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("name", "case"), MEANS, ids=[f"{name}_{case['column']}" for name, case in MEANS])
def test_mean_with_its_interval(name: str, case: dict[str, Any], way: str) -> None:
    answers = [int(cell) if cell else None for cell in column(name, case["column"])]
    table = FrequencyTable.of_answers(answers, range(3001))
    sample = Sample(
        n=table.n,
        missing_n=table.missing_n,
        design=Design.SIMPLE_RANDOM,
        population=None if way == "no_population" else case["population"],
        nonrespondents=Nonrespondents.DOMAIN if way == "domain" else Nonrespondents.OUTSIDE_SAMPLE,
    )
    expected = case[way]
    assert (table.n, table.missing_n) == (expected["n"], case["missing_n"])
    for quantiles in Quantiles:
        found = mean_interval(table.mean(), table.variance(), sample, level=expected["level"], quantiles=quantiles)
        assert float(found.value) == near(expected["mean"])
        assert found.se == near(expected["se"])
        assert [found.lower, found.upper] == near(expected[quantiles.value])


@pytest.mark.parametrize(("name", "case"), SHARES, ids=[f"{name}_{case['condition']}" for name, case in SHARES])
def test_share_with_its_interval(name: str, case: dict[str, Any]) -> None:
    heading, counts = CONDITIONS[case["condition"]]
    cells = [cell for cell in column(name, heading) if cell]
    chosen = sum(map(counts, cells))
    assert (chosen, len(cells)) == (case["chosen_n"], case["n"])
    sample = Sample(len(cells), Design.SIMPLE_RANDOM, case["population"])
    for method, r_name, tolerance in (
        (ShareMethod.WALD, "mean", SAME),
        (ShareMethod.LOGIT, "xlogit", SAME),
        (ShareMethod.LOGIT, "logit", LOGIT),
    ):
        found = share_interval(chosen, sample, method=method, level=case["level"], quantiles=Quantiles.T)
        assert found.se == near(case["se"])
        assert [found.lower, found.upper] == near(case[r_name], tolerance)


@pytest.mark.parametrize("case", R["wilson"], ids=lambda case: f"{case['chosen_n']}_of_{case['n']}")
def test_wilson_is_prop_test_and_scipy(case: dict[str, Any]) -> None:
    chosen, n, level = case["chosen_n"], case["n"], case["level"]
    found = share_interval(chosen, Sample(n, Design.SIMPLE_RANDOM), level=level)
    # Absolute: a limit may be 0.
    assert [found.lower, found.upper] == pytest.approx(case["limits"], rel=0, abs=SAME)
    by_scipy = stats.binomtest(chosen, n).proportion_ci(level, method="wilson")
    assert [found.lower, found.upper] == pytest.approx([by_scipy.low, by_scipy.high], rel=0, abs=SAME)


@pytest.mark.parametrize("case", R["wilson_finite"], ids=lambda case: f"{case['n']}_of_{case['population']}")
def test_wilson_in_a_finite_population_solves_its_equation(case: dict[str, Any]) -> None:
    sample = Sample(case["n"], Design.SIMPLE_RANDOM, case["population"])
    found = share_interval(case["chosen_n"], sample, level=case["level"])
    assert [found.lower, found.upper] == near(case["limits"])
