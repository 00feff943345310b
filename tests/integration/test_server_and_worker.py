"""A study on a real server with a real worker: deployed, run, published, run again, refused.

One server and one worker serve the module. A server that starts proves nothing, so the tests look at what a
run and a refusal leave behind. The schedule is tested in test_schedule_and_worker.py.
"""

import csv
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterFlowRunId,
    LogFilter,
    LogFilterFlowRunId,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect_processes import Prefect, processes_with, server, wait_for, worker

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("server")]

DEPLOYMENT = "kepuasan-study/study"
RUN_SECONDS = 300
CANARY = "kanari-7731"  # stands in a score cell; nothing outside quarantine may repeat it


@dataclass(frozen=True)
class Site:
    prefect: Prefect
    client: SyncPrefectClient
    data: Path

    @property
    def deployment_id(self) -> Any:
        return self.client.read_deployment_by_name(DEPLOYMENT).id

    @property
    def releases(self) -> dict[str, int]:
        """Every file of every release, with its time of change."""
        published = self.data / "published"
        return {str(path.relative_to(published)): path.lstat().st_mtime_ns for path in sorted(published.rglob("*"))}

    def run(self, elsewhere: Path) -> FlowRun:
        """Trigger the deployment as an operator does and wait for the end of the run."""
        said = self.prefect.command("deployment", "run", DEPLOYMENT, cwd=elsewhere)
        found = re.search(r"UUID: ([0-9a-f-]{36})", said)
        assert found, said
        return self.wait(found[1])

    def wait(self, run_id: str) -> FlowRun:
        def ended() -> FlowRun | None:
            run = self.client.read_flow_run(run_id)  # type: ignore[arg-type]
            return run if run.state is not None and run.state.is_final() else None

        return wait_for(ended, f"run {run_id} to end", RUN_SECONDS, prefect=self.prefect)

    def artifacts(self, run: FlowRun) -> dict[str | None, Any]:
        of_run = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run.id]))
        return {artifact.key: artifact.data for artifact in self.client.read_artifacts(artifact_filter=of_run)}

    def all_log_lines(self, run: FlowRun) -> list[str]:
        """Return the lines once the run's process is gone: it logs after its final state, and sends the rest at exit."""
        mark = f"PREFECT__FLOW_RUN_ID={run.id}"
        wait_for(lambda: not processes_with(mark), "the process of the run to end", 150, prefect=self.prefect)
        of_run = LogFilter(flow_run_id=LogFilterFlowRunId(any_=[run.id]))
        return [log.message for log in self.client.read_logs(of_run)]


@pytest.fixture(scope="module")
def prefect(tmp_path_factory: pytest.TempPathFactory, prefect_home: Path) -> Iterator[Prefect]:
    with server(tmp_path_factory.mktemp("prefect"), prefect_home) as running:
        yield running


@pytest.fixture(scope="module")
def site(prefect: Prefect, checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The server with work pool, deployment and worker; the worker itself knows of no data folder."""
    data = tmp_path_factory.mktemp("site") / "data"
    shutil.copytree(checkout / "data" / "raw", data / "raw")
    with temporary_settings({PREFECT_API_URL: prefect.api_url}):
        client = SyncPrefectClient(prefect.api_url)
    with client:
        client.create_work_pool(WorkPoolCreate(name="kepuasan", type="process"))
        before = _files(checkout)
        prefect.command(
            "--no-prompt",
            "deploy",
            "--all",
            cwd=checkout,
            env={"KEPUASAN_DATA_DIR": str(data), "KEPUASAN_PROGRAMME": "national_demo"},
        )
        assert _files(checkout) == before, "deploying must leave nothing in the checkout"
        with worker(prefect, "kepuasan", tmp_path_factory.mktemp("elsewhere")):
            yield Site(prefect, client, data)


def _files(checkout: Path) -> set[str]:
    return {path.name for path in checkout.iterdir()}


@pytest.fixture(scope="module")
def first_run(site: Site, tmp_path_factory: pytest.TempPathFactory) -> FlowRun:
    return site.run(tmp_path_factory.mktemp("operator"))


def test_a_run_publishes_the_release(site: Site, first_run: FlowRun) -> None:
    assert first_run.state is not None
    assert first_run.state.type is StateType.COMPLETED, first_run.state.message
    assert first_run.parameters == {"study_id": "jakarta_2015"}, "no folder of the machine is stored as a parameter"

    current = (site.data / "published" / "current").resolve(strict=True)
    with (current / "tables" / "csv" / "out_skm__indices.csv").open(encoding="utf-8", newline="") as stream:
        rows = [
            row
            for row in csv.DictReader(stream)
            if row["scope_code"] == "jakarta_barat" and row["is_primary"] == "true"
        ]
    assert len(rows) == 1
    # 13 element means of two decimals, each times 0.077, times 25: the paper prints 54,42.
    assert rows[0]["ikm_exact"].startswith("54.29487")


def test_a_run_leaves_waterfall_and_indices_on_the_server(site: Site, first_run: FlowRun) -> None:
    artifacts = site.artifacts(first_run)
    assert {"waterfall", "indices"} <= artifacts.keys()
    steps = json.loads(artifacts["waterfall"])
    assert [step["rows_after_n"] for step in steps] == [319, 273, 269, 120]
    indices = {row["scope_code"]: row["ikm_exact"] for row in json.loads(artifacts["indices"])}
    assert indices["jakarta_barat"] == pytest.approx(54.29487, abs=1e-5)


def test_a_second_run_changes_nothing(site: Site, first_run: FlowRun, tmp_path: Path) -> None:
    before = site.releases
    again = site.run(tmp_path)
    assert again.id != first_run.id
    assert again.state is not None
    assert again.state.type is StateType.COMPLETED, again.state.message
    assert "unchanged" in (again.state.message or "")
    assert site.releases == before


def test_a_spoiled_export_is_refused_without_a_trace_of_its_cells(
    site: Site, first_run: FlowRun, tmp_path: Path
) -> None:
    assert first_run.state is not None
    before = site.releases
    export = site.data / "raw" / "jakarta_2015" / "kanim_jakarta_barat.csv"
    good = export.read_bytes()
    export.write_bytes(_spoiled(good))
    try:
        run = site.run(tmp_path)
    finally:
        export.write_bytes(good)

    assert run.state is not None
    assert run.state.type is StateType.FAILED, f"{run.state.name}: {run.state.message}"
    assert site.releases == before

    lines = site.all_log_lines(run)
    assert any("nothing was published" in line for line in lines), lines
    text = "\n".join([*lines, run.state.message or "", *map(str, site.artifacts(run).values())])
    assert "Traceback" not in text
    assert 'File "' not in text
    assert CANARY not in text
    assert "R001" not in text  # a respondent's number
    assert not re.search(r"(?<![\w.,/-])5(?![\w.,/-])", "\n".join(lines)), "the score that was found"
    # Not in the database either, in whatever table: parameters, states, events, results.
    for path in site.prefect.home.rglob("*"):
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), path.name


def _spoiled(export: bytes) -> bytes:
    """Return the export with a 5 in the first respondent's first score and a word in the second one's."""
    lines = export.decode("utf-8").splitlines(keepends=True)
    for row, value in ((1, "5"), (2, CANARY)):
        cells = lines[row].split(",")
        assert cells[5] in "1234"
        cells[5] = value
        lines[row] = ",".join(cells)
    return "".join(lines).encode("utf-8")
