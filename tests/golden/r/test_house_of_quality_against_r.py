"""Quadrants, bootstrap shares and the house of quality against base R, on the data sets that R ships."""

import csv
import json
from fractions import Fraction
from math import sqrt
from pathlib import Path

import pytest

from transforms.statistics.bootstrap import quadrant_shares
from transforms.statistics.conditions import MissingRule
from transforms.statistics.house_of_quality import Plan, technical_importance, weights_by_improvement
from transforms.statistics.quadrants import CrosshairRule, Quadrant, Setting, TieRule, quadrants

FOLDER = Path(__file__).resolve().parents[2] / "reference" / "r"
R = json.loads((FOLDER / "house_of_quality.json").read_text(encoding="utf-8"))
SAME = 1e-8  # relative: the algorithm is the same
PAIRS = {
    "attitude": [("rating", "learning"), ("complaints", "raises"), ("privileges", "critical")],
    "bfi_300": [(f"A{number}", f"C{number}") for number in range(1, 6)],
}
ITEMS = {name: [x for x, _ in pairs] for name, pairs in PAIRS.items()}
Matrix = list[list[int | None]]


def near(expected: object) -> object:
    return pytest.approx(expected, rel=SAME, abs=0)


def answers(name: str, rule: str = "available_case") -> tuple[Matrix, Matrix]:
    with (FOLDER / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    wanted = [heading for pair in PAIRS[name] for heading in pair]
    if rule == "listwise":
        rows = [row for row in rows if all(row[heading] for heading in wanted)]
    x, y = ([[int(row[p[half]]) if row[p[half]] else None for p in PAIRS[name]] for row in rows] for half in (0, 1))
    return x, y


def means_of(x: Matrix, y: Matrix, items: list[str]) -> dict[str, tuple[Fraction, Fraction]]:
    def mean(column: tuple[int | None, ...]) -> Fraction:
        filled = [score for score in column if score is not None]
        return Fraction(sum(filled), len(filled))

    return dict(
        zip(items, zip(map(mean, zip(*x, strict=True)), map(mean, zip(*y, strict=True)), strict=True), strict=True)
    )


@pytest.mark.parametrize("crosshair", ["mean", "median", "midrange"])
@pytest.mark.parametrize("tie_rule", ["gt", "ge"])
@pytest.mark.parametrize("case", R["tables"])
def test_quadrants(case: str, crosshair: str, tie_rule: str) -> None:
    name, rule = case.split("/")
    expected = R["tables"][case]
    x, y = answers(name, rule)
    assert len(x) == expected["n"]
    table = quadrants(means_of(x, y, ITEMS[name]), Setting(CrosshairRule(crosshair), TieRule(tie_rule)))
    assert [float(entry.performance) for entry in table.items] == near(expected["performance"])
    assert [float(entry.importance) for entry in table.items] == near(expected["importance"])
    wanted = expected[f"{crosshair}/{tie_rule}"]
    assert [float(table.performance_cut), float(table.importance_cut)] == near(wanted["cuts"])
    assert [entry.quadrant for entry in table.items] == wanted["quadrants"]


@pytest.mark.parametrize("case", R["shares"])
def test_bootstrap_shares_within_monte_carlo_error(case: str) -> None:
    name, rule, crosshair, tie_rule = case.split("/")
    expected = R["shares"][case]
    x, y = answers(name)
    resamples_n = 20_000
    result = quadrant_shares(
        x,
        y,
        ITEMS[name],
        Setting(CrosshairRule(crosshair), TieRule(tie_rule)),
        seed=1,
        resamples_n=resamples_n,
        missing_rule=MissingRule(rule),
    )
    assert result.n == R["tables"][f"{name}/{rule}"]["n"]
    assert result.resamples_used_n == resamples_n == expected["resamples_n"]
    for entry, row in zip(result.items, expected["shares"], strict=True):
        for quadrant, share in zip(R["quadrant_names"], row, strict=True):
            # Two independent shares of 20 000: 4.5 standard errors of their difference, and never below one draw.
            reach = max(4.5 * sqrt(2 * share * (1 - share) / resamples_n), 5 / resamples_n)
            assert float(entry.share(Quadrant(quadrant))) == pytest.approx(share, rel=0, abs=reach)


@pytest.mark.parametrize("name", R["houses"])
def test_house_of_quality(name: str) -> None:
    expected = R["houses"][name]
    items = ITEMS[name]
    plans = {
        item: Plan(Fraction(goal), Fraction(str(point)))
        for item, goal, point in zip(items, expected["goal"], expected["sales_point"], strict=True)
    }
    weights = weights_by_improvement(means_of(*answers(name), items), plans)
    assert [float(row.improvement_ratio or 0) for row in weights.items] == near(expected["improvement_ratio"])
    assert [float(row.raw_weight) for row in weights.items] == near(expected["raw_weight"])
    assert [float(row.weight) for row in weights.items] == near(expected["weight"])
    relationships = {
        f"T{number}": dict(zip(items, column, strict=True)) for number, column in enumerate(expected["relationships"])
    }
    technical = technical_importance(weights.by_item, relationships, (9, 3, 1))
    assert [float(entry.importance) for entry in technical.responses] == near(expected["technical"])
    assert [float(entry.relative_pct) for entry in technical.responses] == near(expected["relative_pct"])
    assert [entry.rank for entry in technical.responses] == expected["rank"]
