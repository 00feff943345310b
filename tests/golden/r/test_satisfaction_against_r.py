"""Gaps, conformity, CSI, PGCV, indices and sample sizes against base R, on data sets that R packages ship."""

import csv
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from transforms.statistics.frequencies import FrequencyTable
from transforms.statistics.gaps import gap_scores, weighted_gap
from transforms.statistics.sampling import cochran, krejcie_morgan, slovin
from transforms.statistics.satisfaction import Denominator, csi, percent_index, pgcv, share_satisfied, weighted_index

FOLDER = Path(__file__).resolve().parents[2] / "reference" / "r"
R = json.loads((FOLDER / "satisfaction.json").read_text(encoding="utf-8"))
SAME = 1e-8  # relative: the arithmetic is the same, ours on fractions


def near(expected: Any) -> Any:
    return pytest.approx(expected, rel=SAME, abs=1e-12)


def answers(name: str, heading: str) -> list[int | None]:
    with (FOLDER / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return [int(row[heading]) if row[heading] else None for row in csv.DictReader(stream)]


def mean(name: str, heading: str) -> Fraction:
    given = [answer for answer in answers(name, heading) if answer is not None]
    return Fraction(sum(given), len(given))


@pytest.fixture(params=["bfi_300", "attitude"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def pairs(name: str) -> dict[str, tuple[Fraction, Fraction]]:
    r = R[name]
    return {x: (mean(name, x), mean(name, y)) for x, y in zip(r["performance"], r["expectation"], strict=True)}


def test_one_data_set_has_missing_answers() -> None:
    assert None in answers("bfi_300", "A1")


def test_gaps(name: str, pairs: dict[str, tuple[Fraction, Fraction]]) -> None:
    r = R[name]
    found = gap_scores(
        {item: (dimension, *pairs[item]) for item, dimension in zip(pairs, r["dimension"], strict=True)}, n=30
    )
    assert [float(row.comparison.gap) for row in found.items] == near(r["gap"])
    assert [float(row.comparison.gap) for row in found.dimensions] == near(r["gap_by_dimension"])
    assert float(found.mean_of_dimensions.gap) == near(r["mean_of_dimensions"])
    assert float(found.mean_of_items.gap) == near(r["mean_of_items"])
    assert float(found.mean_of_items.ratio) == near(r["ratio"])
    assert [float(row.comparison.conformity_percent) for row in found.items] == near(r["tki"])
    assert float(found.overall_conformity_percent) == near(r["tki_overall"])
    weighted = weighted_gap(found, {"a": "0.25", "b": "0.75"})
    assert float(weighted.comparison.gap) == near(r["weighted_gap"])


def test_csi_and_pgcv(name: str, pairs: dict[str, tuple[Fraction, Fraction]]) -> None:
    r = R[name]
    assert float(csi(pairs, scale_max=r["top"], n=30).share) == near(r["csi"])
    found = {row.item: row for row in pgcv(pairs, performance_max=r["top"], n=30).rows}
    assert [float(found[item].gain) for item in pairs] == near(r["gain"])
    assert [found[item].rank for item in pairs] == r["rank"]


def test_indices_and_shares(name: str, pairs: dict[str, tuple[Fraction, Fraction]]) -> None:
    r = R[name]
    total = sum(range(1, len(pairs) + 1))
    weights = {item: Fraction(place, total) for place, item in enumerate(pairs, start=1)}
    index = weighted_index({item: x for item, (x, _) in pairs.items()}, weights, scale_max=r["top"], n=30)
    assert float(index.index) == near(r["weighted_index"])
    first = answers(name, r["performance"][0])
    lowest = 1 if name == "bfi_300" else 0
    table = FrequencyTable.of_answers(first, points=range(lowest, r["top"] + 1))
    assert float(percent_index(table).index) == near(r["percent_index"])
    answered = share_satisfied(table, r["satisfied"], denominator=Denominator.ANSWERED)
    asked = share_satisfied(table, r["satisfied"], denominator=Denominator.ASKED)
    assert float(answered.share) == near(r["share_satisfied"])
    assert float(asked.share) == near(r["share_of_asked"])


def test_sample_sizes() -> None:
    sizes = R["sizes"]
    for place, population in enumerate(sizes["population"]):
        assert float(slovin(population, error="0.05").exact) == near(sizes["slovin"][place])
        assert float(krejcie_morgan(population).exact) == near(sizes["krejcie_morgan"][place])
        assert float(cochran(population, error="0.05").exact) == near(sizes["cochran"][place])
