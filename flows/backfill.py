"""A range of months of a programme, one after the other: for the first publication and after a change of method."""

from typing import Any

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run as running
from prefect.states import Completed, Failed

from flows.errors import PipelineError
from flows.monthly import months_of, run_month
from flows.pipeline import Outcome, RefusedError, load_catalog
from flows.programme_run import find_programme, former_release
from flows.settings import data_folder, read_settings
from flows.storage import DataRoot


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
        months = months_of(first, last)
        if each_month and not _is_first(programme, data_dir):
            outcomes = [_month(month, programme, data_dir) for month in months]
        else:
            outcomes = [_month(months[-1], programme, data_dir, replays=each_month)]
    except RefusedError as refused:
        get_run_logger().error(str(refused))
        return Failed(message=str(refused), data=refused)
    except PipelineError as error:
        get_run_logger().error(str(error))
        return Failed(message=str(error), data=error)
    return Completed(message=f"{outcomes[-1].status}: release {outcomes[-1].build_id}", data=outcomes[-1])


def _is_first(programme_id: str, data_dir: str | None) -> bool:
    root = DataRoot(data_folder(data_dir))
    catalog = load_catalog(root, read_settings().catalog_dir)
    return former_release(root, find_programme(catalog, programme_id)) is None


def _month(month: str, programme: str, data_dir: str | None, *, replays: bool = False) -> Outcome:
    outcome = run_month(month, programme, data_dir, offices=None, force=False, replays=replays)
    if outcome.status == "refused":
        message = f"{month}: {len(outcome.findings)} findings; nothing was published. See {outcome.folder}."
        raise RefusedError(message, outcome)
    return outcome
