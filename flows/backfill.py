"""A range of months of a programme, one after the other: for the first publication and after a change of method."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run as running

from flows.building import Outcome
from flows.errors import PipelineError
from flows.monthly import in_force, months_of, run_month
from flows.shell import discreet
from flows.stages import ended, failed, refusal


def _run_name() -> str:
    given = running.parameters
    return f"{given.get('programme')} {given.get('first')} to {given.get('last')}"


@flow(name="kepuasan-backfill", flow_run_name=_run_name, persist_result=False, validate_parameters=True)
def backfill(
    first: str,
    last: str,
    programme: str = "national_demo",
    data_dir: str | None = None,
    each_month: bool = False,
) -> State[Any]:
    """Publish a range of months from the files that are there.

    One run for the last month publishes all of them. With ``each_month`` the table of revisions tells what each month
    would have restated on its own day, by the days on which files came; where something is published already, every
    month is a run of its own.

    Args:
        first: the first month.
        last: the last month.
        programme: a programme of the catalogue.
        data_dir: folder with ``raw/``; by default the variable KEPUASAN_DATA_DIR.
        each_month: go through the months one by one.

    Returns:
        A Completed state with the last Outcome, or a Failed one with the first failure; months before it stay published.
    """
    try:
        return ended(_backfill(months_of(first, last), programme, data_dir, each_month=each_month))
    except PipelineError as error:
        return failed(error)


@discreet
def _backfill(months: list[str], programme: str, data_dir: str | None, *, each_month: bool) -> Outcome:
    if each_month and in_force(programme, data_dir) is not None:
        return [_month(month, programme, data_dir) for month in months][-1]
    return _month(months[-1], programme, data_dir, replays=each_month)


def _month(month: str, programme: str, data_dir: str | None, *, replays: bool = False) -> Outcome:
    outcome = run_month(month, programme, data_dir, offices=None, force=False, replays=replays)
    if outcome.status == "refused":
        raise refusal(outcome, f"{month}: ")
    return outcome
