"""The month of a programme as a Prefect flow: its tasks are thin shells over ``flows.programme_run.ProgrammeRun``."""

from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run as running
from prefect.states import Completed, Failed

from flows.errors import ConfigError, PipelineError
from flows.pipeline import Outcome, RefusedError, load_catalog
from flows.programme_run import ProgrammeRun, find_programme
from flows.raw_exports import bounds_of
from flows.settings import data_folder, read_settings
from flows.shell import discreet, progress, records
from flows.storage import DataRoot
from transforms.programme.scopes import month_before, month_number, months_between

_CLOCK: Final = ZoneInfo("Asia/Jakarta")
_MONTH_LENGTH: Final = 7


def last_month() -> str:
    """Return the month before today in Jakarta: what a run on the fifth of a month is for."""
    return month_before(f"{datetime.now(_CLOCK):%Y-%m}")


def check_month(period: str) -> str:
    """Return a month as it was given.

    Raises:
        ConfigError: it is none.
    """
    if len(period) != _MONTH_LENGTH or period[4] != "-" or not (period[:4] + period[5:]).isdigit():
        raise ConfigError(f"Period: found {period!r}, expected a month such as 2024-05.")
    if not 1 <= int(period[5:]) <= 12:
        raise ConfigError(f"Period: found {period!r}, expected a month from 01 to 12.")
    return period


@task(name="read new files", cache_policy=NO_CACHE, persist_result=False)
@discreet
def read_new(run: ProgrammeRun, new_n: int) -> int:
    """Read the files that no run has read, several at a time, each in a bounded process."""
    reporter = progress()
    reporter.begin("read", max(1, new_n))
    used = run.read(lambda: reporter.advance("read"))
    reporter.end("read", f"{new_n} new of {used} files")
    return used


@task(name="bring together and compute", cache_policy=NO_CACHE, persist_result=False)
@discreet
def compute(run: ProgrammeRun) -> None:
    """Compute every table of the programme."""
    run.compute()


@task(name="great expectations", cache_policy=NO_CACHE, persist_result=False)
@discreet
def check(run: ProgrammeRun) -> int:
    """Check the tables and write the Data Docs."""
    return run.check()


@task(name="write tables and pages", cache_policy=NO_CACHE, persist_result=False)
@discreet
def build(run: ProgrammeRun) -> int:
    """Write the release aside."""
    return run.build()


@task(name="publish the release", cache_policy=NO_CACHE, persist_result=False)
@discreet
def publish(run: ProgrammeRun) -> Outcome:
    """Switch to the release."""
    return run.publish()


def _run_name() -> str:
    given = running.parameters
    return f"{given.get('programme')} {given.get('period') or last_month()}"


@flow(name="kepuasan-monthly", flow_run_name=_run_name, persist_result=False, validate_parameters=True)
def monthly(
    period: str | None = None,
    programme: str = "national_demo",
    data_dir: str | None = None,
    offices: list[str] | None = None,
    force: bool = False,
) -> State[Any]:
    """Publish a programme up to a month, from every file seen so far.

    Args:
        period: the month, such as 2024-05; by default the one before today in Jakarta.
        programme: a programme of the catalogue.
        data_dir: folder with ``raw/``; by default the variable KEPUASAN_DATA_DIR.
        offices: take new files of these offices only.
        force: build again although nothing is new.

    Returns:
        A Completed state with an Outcome, or a Failed one: too much refused, or an error that was foreseen.
    """
    try:
        outcome = run_month(period, programme, data_dir, offices=offices, force=force)
    except PipelineError as error:
        get_run_logger().error(str(error))
        return Failed(message=str(error), data=error)
    if outcome.status == "refused":
        message = f"{len(outcome.findings)} findings; nothing was published. See {outcome.folder}."
        get_run_logger().error(message)
        return Failed(message=message, data=RefusedError(message, outcome))
    return Completed(message=f"{outcome.status}: release {outcome.build_id}", data=outcome)


@discreet
def run_month(
    period: str | None,
    programme_id: str,
    data_dir: str | None,
    *,
    offices: list[str] | None,
    force: bool,
    replays: bool = False,
) -> Outcome:
    """Run one month; called inside a flow.

    Raises:
        PipelineError: whatever was foreseen, as a sentence with an exit code.
    """
    reporter = progress()
    settings = read_settings()
    root = DataRoot(data_folder(data_dir))
    catalog = load_catalog(root, settings.catalog_dir)
    overlay = settings.catalog_dir if settings.catalog_dir is not None else root.path / "catalog"
    with ProgrammeRun(
        root,
        catalog,
        find_programme(catalog, programme_id),
        check_month(period or last_month()),
        offices=offices,
        replays=replays,
        overlay=overlay if overlay.is_dir() else None,
        threads=settings.threads,
        bounds=bounds_of(settings),
    ) as run:
        new_n = run.look()
        reporter.end("start", f"{programme_id} {run.run_period}")
        read_new(run, new_n)
        current = None if force else run.nothing_new
        if current is not None:
            return Outcome("unchanged", run.build_id, programme_id, current)
        run.begin()
        reporter.begin("select")
        compute(run)
        reporter.end("select", f"{len(run.frames)} tables, {len(run.findings)} findings")
        if run.is_refused:
            outcome = run.refuse()
            _show(outcome, run)
            return outcome
        reporter.begin("check")
        reporter.end("check", f"{check(run)} checks met")
        reporter.begin("build")
        reporter.end("build", f"{build(run)} files")
        reporter.begin("publish")
        outcome = publish(run)
        restated = run.restated
        reporter.end("publish", f"{outcome.build_id}; restated: {', '.join(restated) or 'nothing'}")
        _show(outcome, run)
        return outcome


def months_of(first: str, last: str) -> list[str]:
    """Return the months of a range.

    Raises:
        ConfigError: one is no month, or the last comes before the first.
    """
    if month_number(check_month(last)) < month_number(check_month(first)):
        raise ConfigError(f"Range: found {first} to {last}, expected the earlier month first.")
    return months_between(first, last)


def _show(outcome: Outcome, run: ProgrammeRun) -> None:
    """Leave artifacts for people who look at the run in Prefect: counts and codes, never a value from a file."""
    note = f"{run.programme.data_origin_id} / {run.programme.data_origin_en}"
    indices = outcome.frames.get("fact_indices")
    if indices is not None:
        national = indices[(indices["scope_level"] == "national") & (indices["period_code"] == run.period)]
        columns = [
            "weighting", "instrument_id", "offices_n", "respondents_n", "ikm_exact", "grade_exact", "ikm_regulation",
            "grade_regulation",
        ]  # fmt: skip
        create_table_artifact(records(national[columns]), key="national", description=note)
        revised = outcome.frames["fact_revisions"]
        own = revised[(revised["run_period"] == run.run_period) & (revised["scope_level"] == "office")]
        shown = ["scope_code", "period_code", "ikm_before", "ikm_after", "cause", "cause_files"]
        create_table_artifact(records(own[shown].tail(200)), key="revisions", description=note)
    codes = sorted({finding.code.code for finding in outcome.findings})
    counts = "\n".join(f"- {code}: {sum(f.code.code == code for f in outcome.findings)}" for code in codes)
    create_markdown_artifact(f"{note}\n\n{counts or 'Tidak ada temuan / no findings'}", key="findings")
    create_link_artifact(Path(outcome.folder).as_uri(), key="folder", link_text=outcome.status, description=note)
