"""Frequency tables, profiles, paired gaps and growth against base R, on the data sets that R ships."""

import csv
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from transforms.statistics.frequencies import FrequencyTable, Profile, describe
from transforms.statistics.gaps import paired_gap
from transforms.statistics.growth import compound_growth, mean_of_changes

FOLDER = Path(__file__).resolve().parents[2] / "reference" / "r"
R = json.loads((FOLDER / "describing.json").read_text(encoding="utf-8"))
SAME = 1e-8  # relative: the algorithm is the same
PROBABILITIES = ["0", "0.05", "0.1", "0.25", "1/3", "0.5", "0.75", "0.9", "1"]
COLUMNS = [(name, heading, case) for name, cases in R["tables"].items() for heading, case in cases.items()]
PAIRS = [("bfi_300", "A2", "A3"), ("bfi_300", "C1", "C5"), ("attitude", "rating", "advance")]


def read(name: str) -> list[dict[str, str]]:
    with (FOLDER / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def answers(name: str, heading: str) -> list[int | None]:
    return [int(row[heading]) if row[heading] else None for row in read(name)]


def near(expected: object) -> object:
    return pytest.approx(expected, rel=SAME, abs=0)


def test_the_probabilities_are_those_of_the_script() -> None:
    assert [float(Fraction(text)) for text in PROBABILITIES] == near(R["probabilities"])


@pytest.mark.parametrize(
    ("name", "heading", "case"), COLUMNS, ids=[f"{name}_{heading}" for name, heading, _ in COLUMNS]
)
def test_frequency_table(name: str, heading: str, case: dict[str, Any]) -> None:
    table = FrequencyTable.of_answers(answers(name, heading), range(case["lowest"], case["highest"] + 1))
    assert list(table.counts) == case["counts"]
    assert [float(row.percent_of_answered) for row in table.rows()] == near(case["percent"])
    found = describe(table)
    assert (found.n, found.missing_n, list(found.modes)) == (case["n"], case["missing_n"], case["modes"])
    assert found.sd == near(case["sd"])
    assert [float(found.mean), float(found.variance or 0), float(found.median)] == near(
        [case["mean"], case["variance"], case["median"]]
    )
    assert [float(table.quantile(share)) for share in PROBABILITIES] == near(case["quantiles"])


def test_some_of_the_columns_have_missing_answers() -> None:
    assert {name for name, _, case in COLUMNS if case["missing_n"]} == {"airquality", "bfi_300"}


def test_profile_of_the_titanic() -> None:
    counts = {row["Class"]: int(row["n"]) for row in read("titanic_class")}
    found = Profile.of_counts("Class", counts)
    assert [row.category for row in found.rows()] == R["profile"]["category"]
    assert [float(row.percent_of_answered) for row in found.rows()] == near(R["profile"]["percent"])


@pytest.mark.parametrize(("name", "one", "other"), PAIRS)
def test_paired_gap(name: str, one: str, other: str) -> None:
    case = R["paired"][f"{name.removesuffix('_300')}_{one}_{other}"]
    found = paired_gap(list(zip(answers(name, one), answers(name, other), strict=True)))
    assert found.n == case["n"]
    assert float(found.mean_difference) == near(case["mean_difference"])
    assert float(found.difference_of_means) == near(case["difference_of_means"])


def test_growth_of_the_nile() -> None:
    flow = {int(row["year"]): int(row["flow"]) for row in read("nile")}
    assert float(mean_of_changes(flow).percent) == near(R["nile"]["mean_of_changes"])
    assert compound_growth(flow).percent == near(R["nile"]["compound_growth"])
    assert compound_growth(flow).n == R["nile"]["steps"]
