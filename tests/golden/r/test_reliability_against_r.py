"""Reliability, validity and factorability against psych and base R, on the data sets that R ships."""

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from transforms.statistics.conditions import MissingRule
from transforms.statistics.factorability import factorability
from transforms.statistics.moments import Moments
from transforms.statistics.reliability import cronbach_alpha, omega_total
from transforms.statistics.validity import critical_r, item_validity

FOLDER = Path(__file__).resolve().parents[2] / "reference" / "r"
R = json.loads((FOLDER / "reliability.json").read_text(encoding="utf-8"))
SAME = 1e-8  # relative: the algorithm is the same
LOOSER = 1e-7  # absolute: the same minimum by another optimiser, driven to its end on both sides
PSYCH = 1e-5  # absolute: psych::fa stops optim at its default tolerance, up to 6e-6 before the minimum
CASES = {
    "attitude_listwise": ("attitude", 7),
    "bfi_5_listwise": ("bfi_300", 5),
    "bfi_5_pairwise": ("bfi_300", 5),
    "bfi_10_listwise": ("bfi_300", 10),
    "bfi_10_pairwise": ("bfi_300", 10),
}
each_case = pytest.mark.parametrize("case", CASES)
each_listwise = pytest.mark.parametrize("case", [case for case in CASES if case.endswith("listwise")])


@cache
def moments(case: str) -> Moments:
    name, items_n = CASES[case]
    with (FOLDER / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    scores = [[int(cell) if cell else None for cell in row[:items_n]] for row in rows]
    return Moments.of(scores, missing=MissingRule(case.rpartition("_")[2]), items=header[:items_n])


def figures(case: str) -> dict[str, Any]:
    found: dict[str, Any] = R["cases"][case]
    return found


def near(expected: object) -> object:
    return pytest.approx(expected, rel=SAME, abs=0)


def test_r_was_asked_for_every_case() -> None:
    assert list(R["cases"]) == list(CASES)
    assert next(iter(R)) == "made_by"
    assert "psych" in R["made_by"]


def test_the_bfi_has_holes_so_the_rules_differ() -> None:
    assert moments("bfi_10_listwise").n < moments("bfi_10_pairwise").n < moments("bfi_10_pairwise").respondents_n


@each_case
def test_moments(case: str) -> None:
    expected = figures(case)
    assert moments(case).n == expected["n"]
    assert moments(case).correlation().ravel().tolist() == near(expected["correlation"])
    covariance = np.array(moments(case).covariance(), dtype=float)
    assert covariance.ravel().tolist() == near(expected["covariance"])


@each_case
def test_alpha(case: str) -> None:
    expected, found = figures(case), cronbach_alpha(moments(case))
    assert found.alpha == near(expected["raw_alpha"])
    assert found.standardised_alpha == near(expected["std_alpha"])
    assert found.mean_inter_item_r == near(expected["average_r"])
    assert [item.mean for item in found.items] == near(expected["mean"])
    assert [item.sd for item in found.items] == near(expected["sd"])
    assert [item.alpha_if_deleted for item in found.items] == near(expected["alpha_drop"])
    assert [item.standardised_alpha_if_deleted for item in found.items] == near(expected["std_alpha_drop"])
    assert [item.item_rest_r for item in found.items] == near(expected["r_drop"])
    assert [item.item_total_r for item in found.items] == near(expected["item_total"])


@each_case
def test_feldts_interval(case: str) -> None:
    expected = figures(case)
    for level, name in ((0.95, "feldt_95"), (0.99, "feldt_99")):
        interval = cronbach_alpha(moments(case), level=level).interval
        assert [interval.lower, interval.upper] == near(expected[name])


@each_listwise
def test_feldts_interval_is_the_one_that_psych_prints(case: str) -> None:
    interval = cronbach_alpha(moments(case)).interval
    assert [interval.lower, interval.upper] == near(figures(case)["feldt_printed"])


def test_a_constant_item_is_left_out_as_psych_does() -> None:
    with (FOLDER / "data" / "attitude.csv").open(encoding="utf-8", newline="") as stream:
        rows = [[int(cell) for cell in row[:3]] for row in list(csv.reader(stream))[1:]]
    found = cronbach_alpha(Moments.of([[*row, 4] for row in rows], missing=MissingRule.LISTWISE))
    assert found.alpha == near(R["constant_item"]["raw_alpha"])
    assert found.standardised_alpha == near(R["constant_item"]["std_alpha"])
    assert found.constant_items == ("item_4",)


@each_case
def test_omega_at_the_minimum(case: str) -> None:
    expected, found = figures(case), omega_total(moments(case))
    assert found.loadings == pytest.approx(expected["minres_loadings"], rel=0, abs=LOOSER)
    assert found.omega_total == pytest.approx(expected["minres_omega"], rel=0, abs=LOOSER)
    assert found.omega_total_observed == pytest.approx(expected["minres_omega_observed"], rel=0, abs=LOOSER)


@each_case
def test_omega_against_psych_fa(case: str) -> None:
    expected, found = figures(case), omega_total(moments(case))
    assert found.loadings == pytest.approx(expected["psych_minres_loadings"], rel=0, abs=PSYCH)
    assert found.omega_total == pytest.approx(expected["psych_minres_omega"], rel=0, abs=PSYCH)
    assert found.omega_total_observed == pytest.approx(expected["psych_minres_omega_observed"], rel=0, abs=PSYCH)


def test_the_turned_questions_of_the_bfi_are_named() -> None:
    assert omega_total(moments("bfi_10_listwise")).negative_items == ("A1", "C4", "C5")


@each_listwise
def test_validity_is_cor_test(case: str) -> None:
    expected, found = figures(case), item_validity(moments(case))
    assert [item.item_total_r for item in found.items] == near(expected["cor_test_total_r"])
    assert [item.item_total_p for item in found.items] == near(expected["cor_test_total_p"])
    assert [item.item_rest_r for item in found.items] == near(expected["cor_test_rest_r"])
    assert [item.item_rest_p for item in found.items] == near(expected["cor_test_rest_p"])


def test_the_r_table_is_rs() -> None:
    table = R["r_table"]
    for level, name in ((0.05, "level_05"), (0.01, "level_01")):
        assert [critical_r(n, level) for n in table["n"]] == near(table[name])


@each_case
def test_factorability(case: str) -> None:
    expected, found = figures(case), factorability(moments(case))
    assert found.kmo == near(expected["kmo"])
    assert [item.msa for item in found.items] == near(expected["msa"])
    assert found.sphericity.chi2 == near(expected["bartlett_chi2"])
    assert found.sphericity.df == expected["bartlett_df"]
    assert found.sphericity.p == near(expected["bartlett_p"])
