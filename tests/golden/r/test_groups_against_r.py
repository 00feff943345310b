"""Tests of pairs, groups, counts and families of p values against R's stats and car packages."""

import csv
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from transforms.statistics.contingency import (
    Correction,
    CrossTable,
    chi_square_independence,
    fisher_exact,
    goodness_of_fit,
)
from transforms.statistics.groups import (
    Centre,
    EffectSize,
    GroupTest,
    Location,
    PMethod,
    kruskal_wallis,
    levene,
    mann_whitney,
    paired_t,
    pooled_t,
    welch_t,
    wilcoxon_signed_rank,
)
from transforms.statistics.multiplicity import Adjustment, adjust
from transforms.statistics.samples import Pairs

FOLDER = Path(__file__).resolve().parents[2] / "reference" / "r"
R = json.loads((FOLDER / "groups.json").read_text(encoding="utf-8"))
SAME = 1e-8  # relative, and absolute beside 0: the algorithm is the same
# absolute: R searches the limits of a normal approximation and compares seven digits, ours are order statistics
SEARCHED = 1e-5
FISHER_SEARCHED = 2e-3  # relative: R's fisher.test searches odds ratio and limits to 1e-4 of a transformed scale
Rows = list[dict[str, str]]
Numbers = list[float | None]


def rows(name: str) -> Rows:
    with (FOLDER / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def number(cell: str) -> float | None:
    return float(cell) if cell else None


def near(expected: object) -> object:
    return pytest.approx(expected, rel=SAME, abs=1e-12)


def effects(found: GroupTest) -> dict[EffectSize, float]:
    return {effect.measure: effect.value for effect in found.effects}


def test_the_figures_say_where_they_come_from() -> None:
    assert next(iter(R)) == "made_by"
    assert "car" in R["made_by"]
    for kind in ("pairs", "two", "many", "tables"):
        assert len({case["data_set"] for case in R[kind]}) >= 2
        assert any(case["missing_n"] for case in R[kind]), kind


def same_t(found: GroupTest, expected: dict[str, Any]) -> None:
    difference = found.difference
    assert difference is not None
    assert difference.of is Location.MEAN
    assert [found.statistic, found.df, found.p_value] == near([expected["t"], expected["df"], expected["p"]])
    assert [difference.value, difference.lower, difference.upper] == near([expected["difference"], *expected["limits"]])


def same_rank_test(
    test: Callable[[PMethod], GroupTest], expected: dict[str, Any], hodges_lehmann: float, rank_biserial: float
) -> None:
    assert {"normal", "normal_with_continuity_correction"} <= set(expected)
    for way, figures in expected.items():
        found = test(PMethod(way))
        difference = found.difference
        assert difference is not None
        assert found.p_method == way
        assert found.statistic == figures["statistic"]
        assert found.p_value == near(figures["p"])
        assert [difference.lower, difference.upper] == pytest.approx(figures["limits"], abs=SEARCHED)
        assert (difference.of, difference.value) == (Location.HODGES_LEHMANN, near(hodges_lehmann))
        assert effects(found) == {EffectSize.RANK_BISERIAL: near(rank_biserial)}


# --- pairs ------------------------------------------------------------------------------------------------------------


def measures(name: str) -> tuple[list[str], Numbers, list[str], Numbers]:
    """Keys and answers of the two measures that the R script compares."""
    data = rows(name)
    if name in ("sleep", "plant_growth"):
        value, key, names = {
            "sleep": ("extra", "ID", ("1", "2")),
            "plant_growth": ("weight", "pot", ("ctrl", "trt1")),
        }[name]
        one, other = ([row for row in data if row["group"] == group] for group in names)
        other = other[::-1]  # the key joins them, not the place
        return (
            [row[key] for row in one],
            [number(row[value]) for row in one],
            [row[key] for row in other],
            [number(row[value]) for row in other],
        )
    first, second = {"bfi_300": ("A2", "A3"), "airquality": ("Ozone", "Temp")}[name]
    keys = [str(place) for place in range(len(data))]
    return keys, [number(row[first]) for row in data], keys, [number(row[second]) for row in data]


@pytest.mark.parametrize("case", R["pairs"], ids=lambda case: case["data_set"])
def test_pairs(case: dict[str, Any]) -> None:
    pairs = Pairs.of_columns(*measures(case["data_set"]), names=("first", "second"))
    assert (pairs.n, pairs.missing_n) == (case["n"], case["missing_n"])
    found = paired_t(pairs, level=case["level"])
    same_t(found, case["paired_t"])
    assert effects(found) == {EffectSize.COHENS_DZ: near(case["cohens_dz"])}

    def wilcoxon(p_method: PMethod) -> GroupTest:
        result = wilcoxon_signed_rank(pairs, p_method=p_method, level=case["level"])
        assert (result.n, result.missing_n, result.zeros_n) == (case["n"], case["missing_n"], case["zeros_n"])
        return result

    same_rank_test(wilcoxon, case["wilcoxon"], case["hodges_lehmann"], case["rank_biserial"])


# --- groups -----------------------------------------------------------------------------------------------------------


COLUMNS = {
    "airquality": ("Ozone", "Month"),
    "tooth_growth": ("len", "supp"),
    "plant_growth": ("weight", "group"),
    "insect_sprays": ("count", "spray"),
    "mtcars": ("mpg", "cyl"),
}


def groups(case: dict[str, Any], columns: tuple[str, str]) -> dict[str, Numbers]:
    value, group = columns
    data = rows(case["data_set"])
    return {name: [number(row[value]) for row in data if row[group] == name] for name in case["names"]}


@pytest.mark.parametrize("case", R["two"], ids=lambda case: case["data_set"])
def test_two_groups(case: dict[str, Any]) -> None:
    answers = groups(case, COLUMNS.get(case["data_set"], ("breaks", "wool")))
    level = case["level"]
    welch, pooled = welch_t(answers, level=level), pooled_t(answers, level=level)
    same_t(welch, case["welch_t"])
    same_t(pooled, case["pooled_t"])
    assert effects(welch) == {EffectSize.COHENS_D_AVERAGE: near(case["cohens_d_average_variance"])}
    assert effects(pooled) == {
        EffectSize.COHENS_D: near(case["cohens_d"]),
        EffectSize.HEDGES_G: near(case["hedges_g"]),
    }
    for found in (welch, pooled, mann_whitney(answers, p_method=PMethod.NORMAL)):
        assert (found.n, found.missing_n) == (sum(case["n"]), case["missing_n"])
        assert [group.n for group in found.groups] == case["n"]
        assert [group.mean for group in found.groups] == near(case["means"])
        assert [group.sd for group in found.groups] == near(case["sds"])
        assert [group.median for group in found.groups] == near(case["medians"])
    same_rank_test(
        lambda p_method: mann_whitney(answers, p_method=p_method, level=level),
        case["mann_whitney"],
        case["hodges_lehmann"],
        case["rank_biserial"],
    )


def test_an_exact_p_was_compared_for_pairs_and_for_groups() -> None:
    assert any("exact" in case["wilcoxon"] for case in R["pairs"])
    assert any("exact" in case["mann_whitney"] for case in R["two"])


@pytest.mark.parametrize("case", R["many"], ids=lambda case: case["data_set"])
def test_many_groups(case: dict[str, Any]) -> None:
    answers = groups(case, COLUMNS.get(case["data_set"], ("breaks", "tension")))
    expected = case["kruskal_wallis"]
    found = kruskal_wallis(answers)
    assert (found.n, found.missing_n) == (case["n"], case["missing_n"])
    assert [found.statistic, found.df, found.p_value] == near([expected["h"], expected["df"], expected["p"]])
    assert effects(found) == {EffectSize.EPSILON_SQUARED: near(expected["epsilon_squared"])}
    assert [group.compared for group in found.groups] == near(expected["mean_ranks"])


@pytest.mark.parametrize("centre", Centre)
@pytest.mark.parametrize("case", R["many"], ids=lambda case: case["data_set"])
def test_levene(case: dict[str, Any], centre: Centre) -> None:
    expected = case["levene"][centre.value]
    found = levene(groups(case, COLUMNS.get(case["data_set"], ("breaks", "tension"))), centre=centre)
    assert (found.n, found.missing_n, found.centre) == (case["n"], case["missing_n"], centre)
    assert [found.df, found.df_within] == expected["df"]
    assert [found.statistic, found.p_value] == near([expected["f"], expected["p"]])
    assert effects(found) == {EffectSize.ETA_SQUARED: near(expected["eta_squared"])}


# --- counts -----------------------------------------------------------------------------------------------------------


def cut(cell: str, above: float, words: tuple[str, str]) -> str | None:
    value = number(cell)
    return None if value is None else words[0] if value > above else words[1]


def cross_table(case: dict[str, Any]) -> CrossTable:
    """The table from the data set itself, not from the counts that R printed."""
    name = case["data_set"]
    data = rows(name if name in ("mtcars", "airquality") else name.rsplit("_", 2 if "am_vs" in name else 1)[0])
    if name.startswith("airquality"):
        ozone = [cut(row["Ozone"], 60, ("high", "low")) for row in data]
        sun = [cut(row["Solar.R"], 200, ("sunny", "dull")) for row in data]
        hot = [cut(row["Temp"], 80, ("hot", "mild")) for row in data]
        return CrossTable.of_answers(*((ozone, sun) if name == "airquality" else (hot, ozone)))
    row, column = {"mtcars": ("cyl", "gear"), "mtcars_am_vs": ("am", "vs")}[name]
    return CrossTable.of_answers([one[row] for one in data], [one[column] for one in data])


def admissions(case: dict[str, Any]) -> CrossTable:
    data = rows("ucb_admissions")
    row, column = ("Admit", "Gender") if case["data_set"] == "ucb_admissions" else ("Dept", "Admit")
    counts = [
        [sum(int(one["n"]) for one in data if (one[row], one[column]) == (a, b)) for b in case["column_names"]]
        for a in case["row_names"]
    ]
    return CrossTable.of_counts(counts, row_names=case["row_names"], column_names=case["column_names"])


@pytest.mark.parametrize("case", R["tables"], ids=lambda case: case["data_set"])
def test_tables(case: dict[str, Any]) -> None:
    table = (admissions if case["data_set"].startswith("ucb") else cross_table)(case)
    assert [list(row) for row in table.counts] == case["counts"]
    assert (list(table.row_names), list(table.column_names)) == (case["row_names"], case["column_names"])
    for correction in Correction:
        expected = case[correction.value]
        if expected is None:
            continue
        found = chi_square_independence(table, correction=correction)
        assert [found.chi_square, found.df, found.p_value] == near(
            [expected["chi_square"], expected["df"], expected["p"]]
        )
        assert [found.cramers_v, found.cramers_v_corrected] == near([case["cramers_v"], case["cramers_v_corrected"]])
        assert [[float(cell) for cell in row] for row in found.expected] == [near(row) for row in case["expected"]]
        assert (found.missing_n, found.small_cells.n) == (case["missing_n"], case["small_n"])
        assert (found.small_cells.warning is None) == (case["small_n"] <= found.small_cells.cells_n / 5)


@pytest.mark.parametrize("case", [one for one in R["tables"] if one["fisher"]], ids=lambda case: case["data_set"])
def test_fisher(case: dict[str, Any]) -> None:
    table = (admissions if case["data_set"].startswith("ucb") else cross_table)(case)
    found, expected = fisher_exact(table), case["fisher"]
    assert found.p_value == near(expected["p"])
    assert [found.conditional_odds_ratio, found.lower, found.upper] == pytest.approx(
        [expected["odds_ratio"], *expected["limits"]], rel=FISHER_SEARCHED
    )


@pytest.mark.parametrize("case", R["fits"], ids=lambda case: case["data_set"])
def test_goodness_of_fit(case: dict[str, Any]) -> None:
    shares = [Fraction(share).limit_denominator(100) for share in case["shares"]]
    counts = dict(zip(case["names"], case["counts"], strict=True))
    found = goodness_of_fit(counts, shares=dict(zip(case["names"], shares, strict=True)))
    assert [float(found.chi_square), found.df, found.p_value] == near([case["chi_square"], case["df"], case["p"]])
    assert [float(count) for _, count in found.expected] == near(case["expected"])
    assert found.small_cells.n == case["small_n"]


# --- families ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("adjustment", Adjustment)
@pytest.mark.parametrize("case", R["families"], ids=["insect_sprays", "airquality"])
def test_families(case: dict[str, Any], adjustment: Adjustment) -> None:
    p_values = {f"test {place}": p for place, p in enumerate(case["p"])}
    found = adjust(p_values, family=case["name"], adjustment=adjustment)
    assert found.not_computed_n == case["p"].count(None)
    assert [test.name for test in found.tests] == list(p_values)
    for test, expected in zip(found.tests, case[adjustment.value], strict=True):
        assert test.adjusted_p == (None if expected is None else near(expected))
