"""The month of a programme as a Prefect flow: its tasks are thin shells over ``flows.programme_run.ProgrammeRun``."""

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run as running

from flows.building import Outcome
from flows.errors import ConfigError, PipelineError
from flows.pipeline import load_catalog, overlay_of
from flows.programme_run import Former, ProgrammeRun, find_programme, former_release
from flows.raw_exports import bounds_of
from flows.settings import data_folder, read_settings
from flows.shell import discreet, progress, records, stage
from flows.stages import ended, failed, finish, leave_findings
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


@stage("read new files")
def read_new(run: ProgrammeRun, new_n: int) -> int:
    """Read the files that no run has read, several at a time, each in a bounded process."""
    reporter = progress()
    reporter.begin("read", max(1, new_n))
    used = run.read(lambda: reporter.advance("read"))
    reporter.end("read", f"{new_n} new of {used} files")
    return used


@stage("bring together and compute")
def compute(run: ProgrammeRun) -> None:
    """Compute every table of the programme."""
    run.compute()


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
        return ended(run_month(period, programme, data_dir, offices=offices, force=force))
    except PipelineError as error:
        return failed(error)


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
    with ProgrammeRun(
        root,
        catalog,
        find_programme(catalog, programme_id),
        check_month(period or last_month()),
        offices=offices,
        replays=replays,
        overlay=overlay_of(root, settings.catalog_dir),
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
        return finish(
            run, lambda outcome: _show(outcome, run), lambda: f"; restated: {', '.join(run.restated) or 'nothing'}"
        )


def in_force(programme_id: str, data_dir: str | None) -> Former | None:
    """Return the release of a programme that is in force; None where nothing was published yet.

    Raises:
        ConfigError: no such programme, or the data folder publishes something else.
        StorageError: the release has no run record, or a damaged one.
    """
    root = DataRoot(data_folder(data_dir))
    catalog = load_catalog(root, read_settings().catalog_dir)
    return former_release(root, find_programme(catalog, programme_id))


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
    leave_findings(outcome, note)
