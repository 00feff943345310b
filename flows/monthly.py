"""The monthly run as a Prefect flow: its tasks are thin shells over ``flows.pipeline.Run``.

Prefect shows, schedules, retries and notifies. It is not the lock (``flows.storage.RunLock``), not the ledger
(``flows.ledger``) and not the cache (the build id): a run that was killed or started twice is harmless without it.
"""

import logging
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pandas as pd
from prefect import flow, get_run_logger, task
from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.errors import PipelineError, UnforeseenError
from flows.pipeline import Outcome, RefusedError, Run, find_study, load_catalog, nothing_new
from flows.progress import Reporter, Silent
from flows.raw_exports import bounds_of
from flows.settings import data_folder, read_settings
from flows.storage import DataRoot
from flows.terminal import keep_traceback

_reporter: Reporter = Silent()


class _WithoutTraceback(logging.Filter):
    """Keeps tracebacks out of Prefect's log table: they can quote a cell, and Prefect logs one for every failed run."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = record.exc_text = record.stack_info = None
        return True


for _name in ("prefect.flow_runs", "prefect.task_runs"):
    logging.getLogger(_name).addFilter(_WithoutTraceback())

P = ParamSpec("P")
R = TypeVar("R")


def _discreet(step: Callable[P, R]) -> Callable[P, R]:
    """Turn an error nobody foresaw into one whose message quotes no file, for Prefect stores every message."""

    @wraps(step)
    def stepped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return step(*args, **kwargs)
        except (PipelineError, OSError):  # their messages hold paths, codes and counts
            raise
        except Exception as error:
            log = keep_traceback(error)
            kind = type(error).__name__
            raise UnforeseenError(f"An error nobody foresaw ({kind}); please report it with {log}.") from None

    return stepped


def report_to(reporter: Reporter) -> None:
    """Send the progress of flows in this process to ``reporter``."""
    global _reporter  # noqa: PLW0603 - one process runs one command; Prefect offers no other way past its engine
    _reporter = reporter


# No task caches or persists its result: the build id is the cache, and Prefect would pickle results unencrypted.
# Only reading can fail for a passing reason (a network share); everything else fails for good.
def _may_pass(_task: Any, _run: Any, state: State[Any]) -> bool:
    return isinstance(state.result(raise_on_failure=False), OSError)


@task(
    name="read an export",
    task_run_name="read {name}",
    retries=2,
    retry_delay_seconds=[1, 5],
    retry_condition_fn=_may_pass,
    cache_policy=NO_CACHE,
    persist_result=False,
)
@_discreet
def read_export(run: Run, name: str) -> None:
    """Read one file's bytes."""
    run.read(name)


@task(name="bind an export", task_run_name="bind {name}", cache_policy=NO_CACHE, persist_result=False)
@_discreet
def bind_export(run: Run, name: str) -> None:
    """Recognise the file's layout and bind its columns."""
    run.bind(name)


@task(name="check every row", cache_policy=NO_CACHE, persist_result=False)
@_discreet
def validate(run: Run) -> None:
    """Check rows with pandera and files against each other."""
    run.validate()


@task(name="filter and compute", cache_policy=NO_CACHE, persist_result=False)
@_discreet
def compute(run: Run) -> None:
    """Select the cohort and compute every table in DuckDB."""
    run.compute()


@task(name="great expectations", cache_policy=NO_CACHE, persist_result=False)
@_discreet
def check(run: Run) -> int:
    """Check the tables and write the Data Docs."""
    return run.check()


@task(name="write tables and pages", cache_policy=NO_CACHE, persist_result=False)
@_discreet
def build(run: Run) -> int:
    """Write the release aside."""
    return run.build()


@task(name="publish the release", cache_policy=NO_CACHE, persist_result=False)
@_discreet
def publish(run: Run) -> Outcome:
    """Switch to the release."""
    return run.publish()


@flow(name="kepuasan-monthly", flow_run_name="ikm {study}", persist_result=False, validate_parameters=True)
def monthly(study: str = "jakarta_2015", data_dir: str | None = None, force: bool = False) -> State[Any]:
    """Take a study's raw exports to a release: read, validate, select, compute, check, build, publish.

    Args:
        study: a study of the catalogue.
        data_dir: folder with ``raw/``; by default the variable KEPUASAN_DATA_DIR.
        force: build again although nothing is new.

    Returns:
        A Completed state with an Outcome, or a Failed one: refused data, or an error that was foreseen.
    """
    try:
        outcome = _monthly(study, data_dir, force=force)
    except PipelineError as error:
        get_run_logger().error(str(error))
        return Failed(message=str(error), data=error)
    if outcome.status == "refused":
        message = f"{len(outcome.findings)} findings; nothing was published. See {outcome.folder}."
        get_run_logger().error(message)
        return Failed(message=message, data=RefusedError(message, outcome))
    return Completed(message=f"{outcome.status}: release {outcome.build_id}", data=outcome)


@_discreet
def _monthly(study_id: str, data_dir: str | None, *, force: bool) -> Outcome:
    settings = read_settings()
    root = DataRoot(data_folder(data_dir))
    catalog = load_catalog(root, settings.catalog_dir)
    with Run(root, catalog, find_study(catalog, study_id), threads=settings.threads, bounds=bounds_of(settings)) as run:
        _reporter.end("start", f"build {run.build_id}")
        current = None if force else nothing_new(root, run.identity)
        if current is not None:
            return Outcome("unchanged", run.build_id, study_id, current)
        names = run.begin()
        _reporter.begin("read", max(1, len(names)))
        for name in names:
            try:
                read_export(run, name)
            except OSError as error:
                run.give_up(name, error)
            _reporter.advance("read")
        _reporter.end("read", f"{len(names)} files")
        _reporter.begin("validate", len(names) + 1)
        for name in names:
            bind_export(run, name)
            _reporter.advance("validate")
        validate(run)
        _reporter.end("validate", f"{len(run.findings)} findings")
        _reporter.begin("select")
        compute(run)
        _reporter.end("select", f"{len(run.frames)} tables")
        if run.is_refused:
            outcome = run.refuse()
            _show(outcome, run)
            return outcome
        _reporter.begin("check")
        _reporter.end("check", f"{check(run)} checks met")
        _reporter.begin("build")
        _reporter.end("build", f"{build(run)} files")
        _reporter.begin("publish")
        outcome = publish(run)
        _reporter.end("publish", outcome.build_id)
        _show(outcome, run)
        return outcome


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    # An index that could not be computed is an empty cell, never NaN.
    return [
        {str(key): None if pd.isna(cell) else cell for key, cell in row.items()} for row in frame.to_dict("records")
    ]


def _show(outcome: Outcome, run: Run) -> None:
    """Leave artifacts for people who look at the run in Prefect: counts and codes, never a value from a file."""
    note = f"{run.study.data_origin_id} / {run.study.data_origin_en}"
    steps = run.frames.get("out_skm__waterfall_steps")
    if steps is not None:
        columns = ["step_number", "step_code", "reason_id", "rows_before_n", "rows_removed_n", "rows_after_n"]
        create_table_artifact(_records(steps[columns]), key="waterfall", description=note)
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
        create_table_artifact(_records(rows[columns]), key="indices", description=note)
    codes = sorted({finding.code.code for finding in outcome.findings})
    counts = "\n".join(f"- {code}: {sum(f.code.code == code for f in outcome.findings)}" for code in codes)
    create_markdown_artifact(f"{note}\n\n{counts or 'Tidak ada temuan / no findings'}", key="findings")
    create_link_artifact(Path(outcome.folder).as_uri(), key="folder", link_text=outcome.status, description=note)
