"""One study as a Prefect flow: its tasks are thin shells over ``flows.pipeline.Run``."""

from typing import Any

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State

from flows.building import Outcome, nothing_new
from flows.errors import PipelineError
from flows.pipeline import Run, find_study, load_catalog
from flows.raw_exports import bounds_of
from flows.settings import data_folder, read_settings
from flows.shell import discreet, may_pass, progress, records, stage
from flows.stages import ended, failed, finish, leave_findings
from flows.storage import DataRoot


@stage(
    "read an export",
    task_run_name="read {name}",
    retries=2,
    retry_delay_seconds=[1, 5],
    retry_condition_fn=may_pass,
)
def read_export(run: Run, name: str) -> None:
    """Read one file's bytes."""
    run.read(name)


@stage("bind an export", task_run_name="bind {name}")
def bind_export(run: Run, name: str) -> None:
    """Recognise the file's layout and bind its columns."""
    run.bind(name)


@stage("check every row")
def validate(run: Run) -> None:
    """Check rows with pandera and files against each other."""
    run.validate()


@stage("filter and compute")
def compute(run: Run) -> None:
    """Select the cohort and compute every table in DuckDB."""
    run.compute()


@flow(name="kepuasan-study", flow_run_name="ikm {study_id}", persist_result=False, validate_parameters=True)
def study(study_id: str = "jakarta_2015", data_dir: str | None = None, force: bool = False) -> State[Any]:
    """Take a study's raw exports to a release: read, validate, select, compute, check, build, publish.

    Args:
        study_id: a study of the catalogue.
        data_dir: folder with ``raw/``; by default the variable KEPUASAN_DATA_DIR.
        force: build again although nothing is new.

    Returns:
        A Completed state with an Outcome, or a Failed one: refused data, or an error that was foreseen.
    """
    try:
        return ended(_study(study_id, data_dir, force=force))
    except PipelineError as error:
        return failed(error)


@discreet
def _study(study_id: str, data_dir: str | None, *, force: bool) -> Outcome:
    settings = read_settings()
    reporter = progress()
    root = DataRoot(data_folder(data_dir))
    catalog = load_catalog(root, settings.catalog_dir)
    with Run(root, catalog, find_study(catalog, study_id), threads=settings.threads, bounds=bounds_of(settings)) as run:
        reporter.end("start", f"build {run.build_id}")
        current = None if force else nothing_new(root, run.build_id)
        if current is not None:
            return Outcome("unchanged", run.build_id, study_id, current)
        names = run.begin()
        reporter.begin("read", max(1, len(names)))
        for name in names:
            try:
                read_export(run, name)
            except OSError as error:
                run.give_up(name, error)
            reporter.advance("read")
        reporter.end("read", f"{len(names)} files")
        reporter.begin("validate", len(names) + 1)
        for name in names:
            bind_export(run, name)
            reporter.advance("validate")
        validate(run)
        reporter.end("validate", f"{len(run.findings)} findings")
        reporter.begin("select")
        compute(run)
        reporter.end("select", f"{len(run.frames)} tables")
        return finish(run, lambda outcome: _show(outcome, run))


def _show(outcome: Outcome, run: Run) -> None:
    """Leave artifacts for people who look at the run in Prefect: counts and codes, never a value from a file."""
    note = f"{run.study.data_origin_id} / {run.study.data_origin_en}"
    steps = run.frames.get("out_skm__waterfall_steps")
    if steps is not None:
        columns = ["step_number", "step_code", "reason_id", "rows_before_n", "rows_removed_n", "rows_after_n"]
        create_table_artifact(records(steps[columns]), key="waterfall", description=note)
    indices = run.frames.get("out_skm__indices")
    if indices is not None:
        rows = indices[indices["is_primary"].astype(bool)]
        columns = [
            "scope_code",
            "respondents_n",
            "ikm_exact",
            "grade_exact",
            "ikm_regulation",
            "grade_regulation",
        ]
        create_table_artifact(records(rows[columns]), key="indices", description=note)
    leave_findings(outcome, note)
