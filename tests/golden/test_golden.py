"""Runs every golden folder: answers.csv in, expect_*.csv out. A new case is a folder; no Python."""

import csv
from pathlib import Path

import pandas as pd
import pytest
from surveys import compute, tiny_catalog, tiny_csv

HERE = Path(__file__).parent
CASES = sorted(path.parent.name for path in HERE.glob("*/why.md"))


def _answers(text: str) -> list[int | None]:
    return [None if cell == "-" else int(cell) for cell in text.split()]


def _shown(cell: object) -> str:
    return "" if pd.isna(cell) else str(cell)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", CASES)
def test_golden(case: str, tmp_path: Path) -> None:
    folder = HERE / case
    weight = (folder / "weight.txt").read_text().strip() if (folder / "weight.txt").exists() else "0.5"
    people = [
        (str(number), row["office"], row["year"], _answers(row["satisfaction"]), _answers(row["importance"]))
        for number, row in enumerate(_rows(folder / "answers.csv"), start=1)
        for _ in range(int(row.get("times") or 1))
    ]
    people = [(str(number), *person[1:]) for number, person in enumerate(people, start=1)]
    catalog = tiny_catalog(tmp_path, weight=weight)
    frames = compute(catalog, "tiny_study", {"kantor.csv": tiny_csv(people)})
    expectations = sorted(folder.glob("expect_*.csv"))
    assert expectations, f"{case} expects nothing"
    for expectation in expectations:
        frame = frames[f"out_skm__{expectation.stem.removeprefix('expect_')}"]
        for row in _rows(expectation):
            key = {name.removeprefix("?"): value for name, value in row.items() if name.startswith("?")}
            found = frame
            for name, value in key.items():
                found = found[found[name].map(_shown) == value]
            wanted = {name: value for name, value in row.items() if not name.startswith("?")}
            if wanted.pop("rows", "") == "0":
                assert len(found) == 0, f"{expectation.name} {key}: expected no row"
                continue
            assert len(found) == 1, f"{expectation.name} {key}: {len(found)} rows"
            seen = {name: _shown(found[name].iloc[0]) for name in wanted}
            assert seen == wanted, f"{expectation.name} {key}"


def test_every_case_says_why() -> None:
    folders = sorted(path.name for path in HERE.iterdir() if path.is_dir() and path.name[:2].isdigit())
    assert folders == CASES
