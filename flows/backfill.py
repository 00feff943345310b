"""A range of months of a programme, one after the other: for the first publication and after a change of method."""

from typing import Any

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run as running
from prefect.states import Completed, Failed

from flows.errors import PipelineError
from flows.monthly import months_of, run_month
from flows.pipeline import Outcome, RefusedError


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

    One run for the last month publishes all of them. With ``each_month`` every month is a run of its own, as if it had
    been run on its day: the table of revisions then tells what each would have restated.

    Args:
        first: the first month.
        last: the last month.
        programme: a programme of the catalogue.
        data_dir: folder with ``raw/``; by default the variable KEPUASAN_DATA_DIR.
        each_month: run every month by itself.

    Returns:
        A Completed state with the last Outcome, or a Failed one with the first failure; months before it stay published.
    """
    try:
        months = months_of(first, last)
        outcomes = [_month(month, programme, data_dir) for month in (months if each_month else months[-1:])]
    except RefusedError as refused:
        get_run_logger().error(str(refused))
        return Failed(message=str(refused), data=refused)
    except PipelineError as error:
        get_run_logger().error(str(error))
        return Failed(message=str(error), data=error)
    return Completed(message=f"{outcomes[-1].status}: release {outcomes[-1].build_id}", data=outcomes[-1])


def _month(month: str, programme: str, data_dir: str | None) -> Outcome:
    outcome = run_month(month, programme, data_dir, offices=None, force=False)
    if outcome.status == "refused":
        message = f"{month}: {len(outcome.findings)} findings; nothing was published. See {outcome.folder}."
        raise RefusedError(message, outcome)
    return outcome
