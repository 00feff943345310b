"""The ministry's schedule on a real server and worker: the next occurrence, a failure, a kill, a dead machine.

One server serves the module. Its clock cannot be turned, so the occurrence that the scheduler has made for the next
month is told to start now; everything after that is what happens on the fifth at six.
"""

import csv
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from http_listener import Listener, listening
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Scheduled
from prefect_processes import Prefect, processes_with, server, wait_for, worker
from tiny_programme import PROGRAMME_ID, write_month, write_programme

from flows.automations import install_automations
from flows.errors import ConfigError

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("server")]

JAKARTA = ZoneInfo("Asia/Jakarta")
RUN_SECONDS = 300
SILENT_AFTER = timedelta(seconds=40)  # a living run shows itself every 30 s
PATIENT = timedelta(minutes=10)  # while nothing dies: on a busy machine a sign of life can come late
AUTOMATIONS = {
    "kepuasan: a run fell silent",
    "kepuasan: a run never began",
    "kepuasan: a run failed or crashed",
    "kepuasan: nobody takes a run",
}


def month_before(month: str) -> str:
    year, number = (int(part) for part in month.split("-"))
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02d}"


TODAY = datetime.now(JAKARTA).date()
THIS_MONTH = f"{TODAY:%Y-%m}"
LAST_MONTH = month_before(THIS_MONTH)
MONTH_BEFORE = month_before(LAST_MONTH)


@dataclass
class Site:
    prefect: Prefect
    client: SyncPrefectClient
    data: Path
    listener: Listener
    worker: "subprocess.Popen[bytes]"

    def deployment_id(self, name: str) -> Any:
        return self.client.read_deployment_by_name(name).id

    def occurrences(self, name: str) -> list[FlowRun]:
        """Runs that the scheduler has made from the deployment's schedules, the next one first."""
        of_deployment = DeploymentFilter(id=DeploymentFilterId(any_=[self.deployment_id(name)]))
        scheduled = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])))

        def made() -> list[FlowRun] | None:
            runs = self.client.read_flow_runs(flow_run_filter=scheduled, deployment_filter=of_deployment)
            later = datetime.now(UTC) + timedelta(minutes=1)
            return [run for run in runs if run.auto_scheduled and _start(run) > later] or None

        return sorted(wait_for(made, f"a run scheduled for {name}", RUN_SECONDS, prefect=self.prefect), key=_start)

    def next_occurrence_now(self) -> FlowRun:
        """Let the next occurrence of the monthly schedule start now."""
        run = self.occurrences("kepuasan-monthly/monthly")[0]
        self.client.set_flow_run_state(run.id, Scheduled(scheduled_time=datetime.now(UTC)), force=True)
        return run

    def start(self, name: str, **parameters: Any) -> FlowRun:
        return self.client.create_flow_run_from_deployment(self.deployment_id(name), parameters=parameters)

    def reaches(self, run: FlowRun, is_there: Callable[[FlowRun], bool], what: str, seconds: float) -> FlowRun:
        def look() -> FlowRun | None:
            now = self.client.read_flow_run(run.id)
            return now if now.state is not None and is_there(now) else None

        return wait_for(look, f"run {run.name} {what}", seconds, prefect=self.prefect)

    def end_of(self, run: FlowRun, seconds: float = RUN_SECONDS) -> FlowRun:
        return self.reaches(run, lambda now: now.state is not None and now.state.is_final(), "to end", seconds)

    def at_work(self, run: FlowRun) -> list[int]:
        """Wait until the run's process holds the lock of the data folder; return its processes."""
        lock = self.data / "state" / "run.lock"
        self.reaches(run, _is_running, "to run", RUN_SECONDS)

        def holding() -> list[int] | None:
            held = lock.is_file() and lock.read_text().startswith("pid ")
            return (processes_with(f"PREFECT__FLOW_RUN_ID={run.id}") or None) if held else None

        return wait_for(holding, "the run to hold the lock", RUN_SECONDS, prefect=self.prefect)

    def told(self, path: str, run: FlowRun) -> dict[str, Any]:
        """Wait for the message about a run; the run's number stands in its address or in a key of its own."""

        def about() -> dict[str, Any] | None:
            return next((body for body in self.listener.at(path) if str(run.id) in str(body)), None)

        return wait_for(about, f"a message about {run.name}", RUN_SECONDS, prefect=self.prefect)

    @property
    def indices(self) -> dict[tuple[str, str], str]:
        """Exact indices in force by office and month."""
        table = (self.data / "published" / "current").resolve(strict=True) / "tables" / "csv" / "fact_indices.csv"
        with table.open(encoding="utf-8", newline="") as stream:
            return {
                (row["scope_code"], row["period_code"]): row["ikm_exact"]
                for row in csv.DictReader(stream)
                if row["scope_level"] == "office" and row["period_grain"] == "month"
            }


def _start(run: FlowRun) -> datetime:
    assert run.expected_start_time is not None
    return run.expected_start_time


def _is_running(run: FlowRun) -> bool:
    return run.state is not None and run.state.is_running()


def _kill(numbers: list[int]) -> None:
    for number in numbers:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


@pytest.fixture(scope="module")
def site(checkout: Path, prefect_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with pool, deployments and automations, a worker, and a data folder with the first of two months."""
    folder = tmp_path_factory.mktemp("ministry")
    data = folder / "data"
    write_programme(data, first_month=MONTH_BEFORE)
    # Means of the scores times 25: 3 x 25 = 75 and 3.5 x 25 = 87.5.
    write_month(data, MONTH_BEFORE, {"bogor": (4, 3, 3, 2), "tangerang": (4, 4, 3, 3)}, received=TODAY)
    with ExitStack() as stack:
        listener = stack.enter_context(listening())
        prefect = stack.enter_context(server(folder, prefect_home))
        prefect.command("work-pool", "create", "kepuasan", "--type", "process", cwd=folder)
        prefect.command("work-pool", "set-concurrency-limit", "kepuasan", "1", cwd=folder)
        settings = {"KEPUASAN_DATA_DIR": str(data), "KEPUASAN_PROGRAMME": PROGRAMME_ID}
        prefect.command("--no-prompt", "deploy", "--all", cwd=checkout, env=settings)
        stack.enter_context(temporary_settings({PREFECT_API_URL: prefect.api_url}))
        client = stack.enter_context(SyncPrefectClient(prefect.api_url))
        installed = install_automations(f"http://{listener.address}/hook", silent_after=PATIENT)
        assert set(installed.created) == AUTOMATIONS
        process = stack.enter_context(worker(prefect, "kepuasan", _folder(folder, "first")))
        yield Site(prefect, client, data, listener, process)


def test_every_deployment_has_its_day_in_jakarta(site: Site) -> None:
    def starts(name: str) -> list[datetime]:
        return [_start(run).astimezone(JAKARTA) for run in site.occurrences(name)]

    assert {(at.day, at.hour, at.minute) for at in starts("kepuasan-monthly/monthly")} == {(5, 6, 0), (6, 6, 0)}
    assert {(at.weekday(), at.hour, at.minute) for at in starts("kepuasan-late-arrivals/late-arrivals")} == {(0, 6, 30)}
    assert {(at.weekday(), at.hour, at.minute) for at in starts("kepuasan-smoke/replication-smoke")} == {(6, 5, 0)}


def test_installing_the_automations_again_changes_nothing(site: Site) -> None:
    before = {automation.id for automation in site.client.read_automations()}
    again = install_automations(f"http://{site.listener.address}/hook", silent_after=PATIENT)
    assert (again.created, set(again.updated)) == ((), AUTOMATIONS)
    assert {automation.id for automation in site.client.read_automations()} == before


def test_an_address_that_cannot_work_is_refused_without_being_repeated(site: Site) -> None:  # noqa: ARG001
    with pytest.raises(ConfigError) as refused:
        install_automations("surat://pengguna:rahasia@kantor")
    assert "rahasia" not in str(refused.value)


def test_a_failed_run_is_told_to_a_person(site: Site) -> None:
    run = site.end_of(site.start("kepuasan-study/study", study_id="tidak_ada"))
    assert run.state is not None
    assert run.state.type is StateType.FAILED
    message = site.told("/hook", run)
    assert message["state"] == "Failed"
    assert message["run"] == "ikm tidak_ada"
    assert "expected one of" in message["message"]  # what to do stands in the message itself
    assert message["text"].startswith("Kepuasan: ikm tidak_ada: Failed - ")


def test_the_next_occurrence_of_the_schedule_publishes_the_next_month(site: Site) -> None:
    first = site.end_of(site.start("kepuasan-monthly/monthly", period=MONTH_BEFORE))
    assert first.state is not None
    assert first.state.type is StateType.COMPLETED, first.state.message
    assert {key: float(index) for key, index in site.indices.items()} == {
        ("bogor", MONTH_BEFORE): 75.0,
        ("tangerang", MONTH_BEFORE): 87.5,
    }

    # The files of the next month arrive: all 4 is 100, and (1 + 2 + 2 + 3) / 4 x 25 = 50.
    write_month(site.data, LAST_MONTH, {"bogor": (4, 4, 4, 4), "tangerang": (1, 2, 2, 3)}, received=TODAY)
    run = site.end_of(site.next_occurrence_now())
    assert run.state is not None
    assert run.state.type is StateType.COMPLETED, run.state.message
    assert run.auto_scheduled
    assert run.name == f"{PROGRAMME_ID} {LAST_MONTH}"
    assert "data_dir" not in run.parameters, "no folder of the machine is stored as a parameter"
    assert {key: float(index) for key, index in site.indices.items()} == {
        ("bogor", MONTH_BEFORE): 75.0,
        ("tangerang", MONTH_BEFORE): 87.5,
        ("bogor", LAST_MONTH): 100.0,
        ("tangerang", LAST_MONTH): 50.0,
    }


def test_what_a_kill_leaves_is_told_and_the_next_run_finishes_it(site: Site, tmp_path: Path) -> None:
    # A late correction of the month: (4 + 3) / 2 x 25 = 87.5.
    write_month(site.data, LAST_MONTH, {"bogor": (4, 3)}, received=TODAY)
    before = site.indices
    # From here on by Apprise: json:// is its address of a plain listener, mailtos:// goes the same way.
    address = f"json://{site.listener.address}/apprise"
    install_automations(address, silent_after=PATIENT)

    # The run's process alone is killed, as by the kernel when memory runs out: its worker reports it.
    killed = site.start("kepuasan-monthly/monthly", period=LAST_MONTH)
    _kill(site.at_work(killed))
    crashed = site.end_of(killed)
    assert crashed.state is not None
    assert crashed.state.type is StateType.CRASHED
    message = site.told("/apprise", crashed)
    assert message["title"] == f"Kepuasan: {PROGRAMME_ID} {LAST_MONTH}: Crashed"
    assert message["type"] == "failure"

    # The machine dies: worker and run together, and nobody is left to report it but the server.
    install_automations(address, silent_after=SILENT_AFTER)
    left = site.start("kepuasan-monthly/monthly", period=LAST_MONTH)
    _kill([site.worker.pid, *site.at_work(left)])
    site.worker.wait(120)

    assert site.indices == before, "the former release stays in force"
    crashed = site.end_of(left)
    assert crashed.state is not None
    assert crashed.state.type is StateType.CRASHED
    assert "sign of life" in (crashed.state.message or "")
    assert "sign of life" in site.told("/apprise", crashed)["message"]

    install_automations(address, silent_after=PATIENT)
    # The service manager starts the worker again and the schedule goes on; nobody clears a lock or a queue.
    with worker(site.prefect, "kepuasan", _folder(tmp_path, "second")):
        run = site.end_of(site.next_occurrence_now())
    assert run.state is not None
    assert run.state.type is StateType.COMPLETED, run.state.message
    assert float(site.indices["bogor", LAST_MONTH]) == 87.5
    assert float(site.indices["tangerang", LAST_MONTH]) == 50.0


def _folder(parent: Path, name: str) -> Path:
    folder = parent / name
    folder.mkdir()
    return folder
