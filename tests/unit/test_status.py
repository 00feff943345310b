"""``kepuasan status`` answers in every data folder that a command of ours publishes in."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
from rich.console import Console

from flows.building import Build
from flows.ledger import Ledger
from flows.storage import DataRoot
from flows.terminal import show_status
from transforms.publication.outputs import PublishedOutputs

BUILD = "0123456789abcdef"
MET, UNMET = {"success": True}, {"success": False}
ORIGIN = {"data_origin_id": "Data buatan.", "data_origin_en": "Made-up data."}
NUMBERS = {"findings": {"SKM-F-001": 2, "SKM-R-001": 3}, "checks": [MET, MET, UNMET]}
STUDY = {"study_id": "jakarta_2015", "inputs": {"a.csv": "", "a.csv.origin.yaml": ""}, **ORIGIN, **NUMBERS}
PROGRAMME = {"programme_id": "national_demo", "files": {"a.csv": {}, "b.csv": {}}, **ORIGIN, **NUMBERS}
AUDIT = {"inputs": {"published.csv": "", "audit.yaml": ""}}


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (STUDY, ["jakarta_2015", "Made-up data.", "files 1 ", "findings 5 ", "2 of 3 met"]),
        (PROGRAMME, ["national_demo", "Made-up data.", "files 2 ", "findings 5 ", "2 of 3 met"]),
        (AUDIT, ["printed figures", "files 2 ", "figures 14 "]),
    ],
)
def test_status_of_a_study_a_programme_and_an_audit(tmp_path: Path, record: Mapping[str, Any], said: list[str]) -> None:
    root = DataRoot(tmp_path)

    def make(_con: duckdb.DuckDBPyConnection, _work: Path) -> PublishedOutputs:
        return PublishedOutputs({"out_audit__figures": 14}, "", ())

    with Build(root) as build:
        build.begin(BUILD)
        build.write(make)
        build.record(record)
        release = build.publish()
    shown = io.StringIO()
    show_status(Console(file=shown, width=200), release, Ledger(root.ledger_path))
    text = " ".join(shown.getvalue().split())
    for words in (*said, str(release), "published 0123456789abcdef"):
        assert words in text, text
