"""The runbook answers for everything that can happen: each exit code, finding, deployment and zone."""

import configparser
import re
from pathlib import Path

import pytest
import yaml
from prefect.flows import load_flow_from_entrypoint

from flows import errors
from flows.automations import install_automations
from flows.cli import cli
from schemas.findings import CODES

ROOT = Path(__file__).parents[2]
RUNBOOK = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
OPERATIONS = ROOT / "docs" / "operations"
UNITS = sorted([*OPERATIONS.glob("*.service"), *OPERATIONS.glob("*.timer")])


def _section(title: str) -> str:
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", RUNBOOK, re.M | re.S)
    assert found, title
    return found[1]


def test_every_exit_code_has_a_line_that_says_what_to_do() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    codes = {kind.exit_code for kind in kinds if issubclass(kind, errors.PipelineError)} | {0, 130}
    lines = {int(code) for code in re.findall(r"^\| (\d+) \|", _section("A run ended badly"), re.M)}
    assert lines == codes


def test_every_finding_is_in_one_group() -> None:
    rows = [line.split("|")[1] for line in _section("Findings").splitlines() if line.startswith("| SKM-")]
    named = [code for row in rows for code in re.findall(r"SKM-[A-Z]-\d{3}", row)]
    assert sorted(named) == sorted(CODES), "each code once; add a new one to the group of the person who acts on it"


def test_the_runbook_says_rightly_what_stops_publication() -> None:
    for line in _section("Findings").splitlines():
        if not line.startswith("| SKM-"):
            continue
        _, group, _, stops, _, _ = line.split("|")
        rule, excepted = stops.strip().split(" ")[0], stops
        assert rule in ("yes", "no", "all", "only"), stops
        for code in re.findall(r"SKM-[A-Z]-\d{3}", group):
            is_named = code.removeprefix("SKM-") in excepted
            said = {"yes": True, "no": False, "all": not is_named, "only": is_named}[rule]
            assert said == (CODES[code].severity.value != "warn"), f"{code}: the runbook says {stops.strip()!r}"


def test_every_deployment_stands_in_the_schedule() -> None:
    deployments = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    wanted = {f"{load_flow_from_entrypoint(entry['entrypoint']).name}/{entry['name']}" for entry in deployments}
    assert set(re.findall(r"^\| `([^`]+)` \|", _section("Schedule"), re.M)) == wanted


def test_every_command_is_one_of_the_command_line() -> None:
    text = RUNBOOK + (OPERATIONS / "notifications.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`|/|\s{3})kepuasan ([a-z][a-z-]+)(?=[\s`])", text, re.M))
    assert named >= {"verify", "status", "rollback"}
    assert named <= set(cli.commands)


@pytest.mark.parametrize("path", UNITS, ids=[path.name for path in UNITS])
def test_a_unit_names_files_that_are_there(path: Path) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(path.read_text(encoding="utf-8"))
    assert unit["Unit"]["Description"].startswith("Kepuasan: ")
    if path.suffix == ".service":
        assert unit["Service"]["User"] == "kepuasan"
        command = unit["Service"]["ExecStart"].split()[0]
        assert command == "/opt/kepuasan/venv/bin/prefect" or (OPERATIONS / Path(command).name).is_file()


def test_the_example_script_calls_what_there_is() -> None:
    text = (OPERATIONS / "notify_example.py").read_text(encoding="utf-8")
    compile(text, "notify_example.py", "exec")
    assert f"import {install_automations.__name__}" in text
