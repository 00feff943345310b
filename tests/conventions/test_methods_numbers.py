"""The worked examples of the method pages, computed again from the transcribed tables with nothing of ours in between.

Plain fractions and the decimal module only: a page and the SQL cannot be wrong in the same way through shared code.
"""

import csv
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "data" / "reference" / "jakarta_2015"
# Table 12 of the paper as printed; the transcription leaves it out because no reconstruction needs it.
TABLE_12 = ["2.34", "2.53", "2.32", "2.25", "2.18", "2.16", "1.98", "2.02", "2.16", "2.18", "2.15", "1.99", "2.03"]
Counts = dict[str, list[int]]  # element to how often 1, 2, 3 and 4 were chosen


def rounded(value: Fraction, digits: int) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def written(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


def comma(value: Decimal) -> str:
    return str(value).replace(".", ",")


def cells(row: str) -> list[str]:
    return [cell.strip().strip("*") for cell in row.strip().strip("|").split("|")]


@pytest.fixture(scope="module")
def counts() -> dict[str, Counts]:
    with (REFERENCE / "item_frequencies.csv").open(encoding="utf-8", newline="") as stream:
        rows = sorted(csv.DictReader(stream), key=lambda row: int(row["score"]))
    found: dict[str, Counts] = {"satisfaction": {}, "importance": {}}
    for row in rows:
        found[row["measure"]].setdefault(row["item"], []).append(int(row["n"]))
    return found


@pytest.fixture(scope="module")
def means(counts: dict[str, Counts]) -> dict[str, dict[str, Fraction]]:
    return {
        measure: {
            item: Fraction(sum(score * n for score, n in enumerate(row, 1)), sum(row)) for item, row in table.items()
        }
        for measure, table in counts.items()
    }


def page(name: str) -> str:
    return (ROOT / "docs" / "methods" / f"{name}.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def ikm() -> str:
    return page("ikm")


@pytest.fixture(scope="module")
def ipa() -> str:
    return page("ipa")


def test_thirteen_elements_of_120_answers(counts: dict[str, Counts]) -> None:
    for table in counts.values():
        assert len(table) == 13
        assert {sum(row) for row in table.values()} == {120}


# --- ikm.md -------------------------------------------------------------------------------------------------------


def test_ikm_table_of_elements(ikm: str, counts: dict[str, Counts], means: dict[str, dict[str, Fraction]]) -> None:
    shown = {cells(row)[0]: cells(row) for row in re.findall(r"^\| Q\d+ \|.*$", ikm, re.MULTILINE)}
    assert list(shown) == list(means["satisfaction"])
    for (item, mean), printed in zip(means["satisfaction"].items(), TABLE_12, strict=True):
        row = counts["satisfaction"][item]
        total = sum(score * n for score, n in enumerate(row, 1))
        expected = [
            item,
            *map(str, row),
            str(total),
            written(mean),
            str(rounded(mean, 4)),
            str(rounded(mean, 2)),
            comma(Decimal(printed)),
        ]
        assert shown[item] == expected


def test_ikm_results(ikm: str, means: dict[str, dict[str, Fraction]]) -> None:
    nrr = list(means["satisfaction"].values())
    weight = Fraction("0.077")
    total = sum(nrr, Fraction(0))
    total_rounded = Fraction(sum(rounded(mean, 2) for mean in nrr))
    exact = total / 13 * 25
    assert (exact, rounded(exact, 4)) == (Fraction(4235, 78), Decimal("54.2949"))
    for line in (
        f"3388/120 = {written(total)};  {written(total)} / 13 x 25 = {written(exact)} = {rounded(exact, 4)} ",
        f"{rounded(total_rounded, 2)} x 0.077 = {float(total_rounded * weight)};  x 25 = {float(total_rounded * weight * 25)} ",
        f"-> {rounded(total_rounded * weight * 25, 2)}, C",
        f"{written(total)} x 0.077 x 25 = {rounded(total * weight * 25, 4)} ",
        f"-> {rounded(total * weight * 25, 2)}, C",
        f"-> {rounded(exact, 2)}, C",
    ):
        assert line in ikm, line


def test_ikm_table_12_does_not_give_the_printed_index(ikm: str, means: dict[str, dict[str, Fraction]]) -> None:
    factor = Fraction("0.077") * 25
    total = sum(map(Fraction, TABLE_12), Fraction(0))
    assert f"They sum to {comma(rounded(total, 2))}; x 0.077 x 25 = {rounded(total * factor, 2)}." in ikm
    assert rounded(Fraction("28.27") * factor, 2) == Decimal("54.42")
    assert "A sum of 28,27 would give 54.42" in ikm
    needed = Fraction("54.42") / factor
    low, below = (Fraction(edge) / factor for edge in ("54.415", "54.425"))
    first = Fraction(ceil(low * 10_000), 10_000)  # the first of four decimals inside
    assert f"54.42 / {rounded(factor, 3)} = {rounded(needed, 4)}, and only sums in" in ikm
    assert f"[{rounded(first, 4)}, {rounded(below, 4)})" in ikm
    exact = sum(means["satisfaction"].values(), Fraction(0))
    assert f"The exact sum is {rounded(exact, 4)}." in ikm
    assert all(not low <= candidate < below for candidate in (exact, total, Fraction("28.26")))
    changed = [
        f"{item} {comma(Decimal(printed))} for {comma(rounded(mean, 2))}"
        for (item, mean), printed in zip(means["satisfaction"].items(), TABLE_12, strict=True)
        if rounded(mean, 2) != Decimal(printed)
    ]
    assert len(changed) == 3
    flat = " ".join(re.sub(r"\((?:exact )?[\d.]+\)", "", ikm).split())
    assert all(change in flat for change in changed)


@pytest.mark.parametrize(("elements", "weight"), [(14, "0.071"), (13, "0.077")])
def test_ikm_sum_of_declared_weights(ikm: str, elements: int, weight: str) -> None:
    total = Decimal(weight) * elements
    low, high = (f"{(total * 25 * score).normalize():f}" for score in (1, 4))
    row = next(cells(row) for row in ikm.splitlines() if row.startswith(f"| {elements} | {weight} "))
    assert [Decimal(cell) for cell in row[2:]] == [total, Decimal(low), Decimal(high)]


@pytest.mark.parametrize("edge", ["43.76", "62.51", "81.26"])
def test_ikm_windows_in_which_the_weight_lifts_the_grade(ikm: str, edge: str) -> None:
    reached = Fraction(edge) - Fraction("0.005")  # from here on the index rounds up to the edge
    first = reached / Fraction("1.001")
    low, high = next(pair for pair in re.findall(r"\[([\d.]+),\s+([\d.]+)\)", ikm) if Fraction(pair[1]) == reached)
    assert Fraction(low) == Fraction(ceil(first * 10_000), 10_000)  # the first of four decimals inside
    assert Fraction(low) < Fraction(high)


def test_ikm_largest_effect_of_rounding_the_means(ikm: str) -> None:
    assert f"at most {float(13 * Fraction('0.077') * 25 * Fraction('0.005'))}." in ikm


# --- ipa.md -------------------------------------------------------------------------------------------------------


def test_ipa_table_of_elements(ipa: str, counts: dict[str, Counts], means: dict[str, dict[str, Fraction]]) -> None:
    x, y = means["satisfaction"], means["importance"]
    shown = {cells(row)[0]: cells(row) for row in re.findall(r"^\| Q\d+ \|.*$", ipa, re.MULTILINE)}
    assert list(shown) == list(x)
    for item in x:
        sums = [sum(score * n for score, n in enumerate(counts[m][item], 1)) for m in ("satisfaction", "importance")]
        gap = x[item] - y[item]
        rank = 1 + sum(x[other] - y[other] < gap for other in x)
        # Table 9 subtracts rounded means and leaves out the zero of some tenths.
        printed = rounded(Fraction(rounded(x[item], 2) - rounded(y[item], 2)), 2)
        row = shown[item]
        assert row[:7] == [
            item,
            *map(str, sums),
            written(x[item]),
            written(y[item]),
            written(gap),
            str(rounded(gap, 4)),
        ]
        assert Decimal(row[7].replace(",", ".")) == printed
        assert row[8:] == [str(rank), str(rounded(x[item] / y[item] * 100, 2))]


def test_ipa_overall(ipa: str, means: dict[str, dict[str, Fraction]]) -> None:
    x, y = list(means["satisfaction"].values()), list(means["importance"].values())
    tki = sum(x) / sum(y) * 100
    gap = (sum(x) - sum(y)) / 13
    mean_of_ratios = sum((a / b for a, b in zip(x, y, strict=True)), Fraction(0)) / 13 * 100
    assert rounded(tki, 2) == Decimal("58.27")
    for words in (
        f"= {written(Fraction(sum(x)) / 13)} = {rounded(Fraction(sum(x)) / 13, 4)} ",
        f"= {written(Fraction(sum(y)) / 13)} = {rounded(Fraction(sum(y)) / 13, 4)}\n",
        f"= {written(gap)} = {rounded(gap, 4)}\n",
        f"= {written(tki)} = {rounded(tki, 2)} ",
        f"would be {rounded(mean_of_ratios, 2)})",
    ):
        assert words in ipa, words


LINES: dict[str, Callable[[list[Fraction]], Fraction]] = {
    "midrange": lambda values: (min(values) + max(values)) / 2,
    "mean": lambda values: sum(values, Fraction(0)) / len(values),
    "median": lambda values: Fraction(median(values)),
    "scale_mid": lambda _: Fraction(5, 2),
}


@pytest.mark.parametrize("crosshair", LINES)
@pytest.mark.parametrize("tie_rule", ["gt", "ge"])
def test_ipa_quadrants(ipa: str, means: dict[str, dict[str, Fraction]], crosshair: str, tie_rule: str) -> None:
    x, y = means["satisfaction"], means["importance"]
    lines = LINES[crosshair](list(x.values())), LINES[crosshair](list(y.values()))

    def high(value: Fraction, line: Fraction) -> bool:
        return value > line or (tie_rule == "ge" and value == line)

    quadrants: dict[tuple[bool, bool], list[str]] = {}
    for item in x:
        quadrants.setdefault((high(y[item], lines[1]), high(x[item], lines[0])), []).append(item)
    row = next(
        cells(row)
        for row in ipa.splitlines()
        if row.startswith((f"| `{crosshair}`, `{tie_rule}` |", f"| `{crosshair}`, both |"))
    )
    assert row[1:3] == [written(line) for line in lines]
    shown = ["Q1 Q3 Q4 Q5 Q6 Q7 Q8 Q9 Q10 Q11 Q12 Q13" if cell == "all but Q2" else cell for cell in row[3:]]
    order = [(True, False), (True, True), (False, False), (False, True)]
    assert [cell.split() for cell in shown] == [quadrants.get(place, []) for place in order]


def test_ipa_ties_of_figure_4(ipa: str, means: dict[str, dict[str, Fraction]]) -> None:
    x, y = means["satisfaction"], means["importance"]
    vertical, horizontal = LINES["midrange"](list(x.values())), LINES["midrange"](list(y.values()))
    assert ([q for q in x if x[q] == vertical], [q for q in y if y[q] == horizontal]) == (["Q4"], ["Q6"])
    assert f"= {written(vertical)}     = {float(vertical)}" in ipa
    assert f"= {written(horizontal)} = {rounded(horizontal, 6)}" in ipa
    figure_4 = {
        "Q4, Q5, Q7, Q8, Q9, Q11, Q13": "priority_improve",
        "Q1, Q2, Q3": "maintain",
        "Q6, Q10, Q12": "low_priority",
    }
    for items, quadrant in figure_4.items():
        assert f"| `{quadrant}` | {items} |" in ipa


# --- row_accounting.md ------------------------------------------------------------------------------------------------


def test_waterfall() -> None:
    with (REFERENCE / "cohort_counts.csv").open(encoding="utf-8", newline="") as stream:
        table = {(row["service_year"], row["office"]): int(row["n"]) for row in csv.DictReader(stream)}
    accepted = sum(table.values())
    others = sum(n for (_, office), n in table.items() if office == "E")
    early = sum(n for (year, office), n in table.items() if office != "E" and year == "before 2010")
    focus = sum(n for (year, office), n in table.items() if office == "X" and year != "before 2010")
    left = accepted - others - early
    text = page("row_accounting")
    for row in (
        f"| `accepted` | start | {accepted} | 0 | {accepted} |",
        f"| `other_offices` | cohort | {accepted} | {others} | {accepted - others} |",
        f"| `before_2010` | cohort | {accepted - others} | {early} | {left} |",
        f"| `focus_office` | focus | {left} | {left - focus} | {focus} |",
    ):
        assert row in text, row
