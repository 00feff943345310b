"""What `prefect.yaml` says can be deployed and run: strictly loaded, Jakarta's time, installed code."""

import os
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.flows import Flow, load_flow_from_entrypoint

from flows.automations import SILENT_AFTER, TAG
from flows.quiet import hush

CONFIG: dict[str, Any] = yaml.safe_load((Path(__file__).parents[2] / "prefect.yaml").read_text(encoding="utf-8"))
DEPLOYMENTS: list[dict[str, Any]] = CONFIG["deployments"]

each_deployment = pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=[entry["name"] for entry in DEPLOYMENTS])


def _flow(deployment: dict[str, Any]) -> Flow[..., Any]:
    # A placeholder flow would hide an error on import until the worker meets it.
    return load_flow_from_entrypoint(deployment["entrypoint"], use_placeholder_flow=False)


def test_nothing_is_pulled_because_the_code_is_installed() -> None:
    assert CONFIG["pull"] == []
    assert not [entry["name"] for entry in DEPLOYMENTS if entry.get("pull")]


@each_deployment
def test_entrypoint_is_the_module_path_of_a_flow(deployment: dict[str, Any]) -> None:
    assert ":" not in deployment["entrypoint"], "a file path loads the module twice and changes sys.path"
    assert "/" not in deployment["entrypoint"]
    module, _, name = deployment["entrypoint"].rpartition(".")
    flow = _flow(deployment)
    assert flow.fn.__module__ == module
    assert flow.fn.__name__ == name


@each_deployment
def test_parameters_are_accepted_by_the_flow(deployment: dict[str, Any]) -> None:
    _flow(deployment).validate_parameters(deployment["parameters"])


@each_deployment
def test_every_schedule_counts_in_jakarta_time(deployment: dict[str, Any]) -> None:
    assert {schedule.get("timezone") for schedule in deployment["schedules"]} <= {"Asia/Jakarta"}


def test_the_ministrys_calendar_is_on_schedule() -> None:
    scheduled = {entry["name"] for entry in DEPLOYMENTS if entry["schedules"]}
    assert scheduled == {"monthly", "late-arrivals", "annual-report", "replication-smoke"}


@each_deployment
def test_the_automations_know_the_deployment_by_its_tag(deployment: dict[str, Any]) -> None:
    assert TAG in deployment["tags"]


@each_deployment
def test_the_name_of_a_run_says_what_it_is_about(deployment: dict[str, Any]) -> None:
    name = _flow(deployment).flow_run_name
    assert name, "Prefect would call the run something like 'puzzling-degu'"


@each_deployment
def test_a_run_shows_itself_before_it_would_be_given_up(deployment: dict[str, Any]) -> None:
    seconds = int(deployment["work_pool"]["job_variables"]["env"]["PREFECT_FLOWS_HEARTBEAT_FREQUENCY"])
    assert seconds * 3 < SILENT_AFTER.total_seconds()


@each_deployment
def test_the_next_run_waits_for_the_one_at_work(deployment: dict[str, Any]) -> None:
    assert deployment["concurrency_limit"] == {"limit": 1, "collision_strategy": "ENQUEUE"}


@each_deployment
def test_runs_are_as_quiet_as_the_command_line(deployment: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    quiet: dict[str, str] = {}
    monkeypatch.setattr(os, "environ", quiet)
    hush()
    env = deployment["work_pool"]["job_variables"]["env"]
    ours = ("KEPUASAN_", "PREFECT_FLOWS_HEARTBEAT")
    assert {name: value for name, value in env.items() if not name.startswith(ours)} == quiet


@each_deployment
def test_the_data_folder_is_the_deployers(deployment: dict[str, Any]) -> None:
    env = deployment["work_pool"]["job_variables"]["env"]
    assert env["KEPUASAN_DATA_DIR"] == "{{ $KEPUASAN_DATA_DIR }}"
    assert "data_dir" not in deployment["parameters"]


@each_deployment
def test_version_is_that_of_the_distribution(deployment: dict[str, Any]) -> None:
    assert deployment["version"] == metadata.version("kepuasan")
