"""Looks for files that came after their month was published, and restates what they touch."""

from typing import Any

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run as running
from prefect.states import Completed, Failed

from flows.errors import PipelineError
from flows.monthly import run_month
from flows.pipeline import Outcome, RefusedError, load_catalog
from flows.programme_run import find_programme, former_release
from flows.settings import data_folder, read_settings
from flows.storage import DataRoot


def _run_name() -> str:
    return f"{running.parameters.get('programme')} late arrivals"


@flow(name="kepuasan-late-arrivals", flow_run_name=_run_name, persist_result=False, validate_parameters=True)
def late_arrivals(programme: str = "national_demo", data_dir: str | None = None) -> State[Any]:
    """Run the last published month again if there are files that no run has seen; else do nothing.

    Args:
        programme: a programme of the catalogue.
        data_dir: folder with ``raw/``; by default the variable KEPUASAN_DATA_DIR.

    Returns:
        A Completed state with an Outcome, or with None where nothing was ever published; a Failed one as a month has it.
    """
    try:
        outcome = _sweep(programme, data_dir)
    except PipelineError as error:
        get_run_logger().error(str(error))
        return Failed(message=str(error), data=error)
    if outcome is None:
        return Completed(message="nothing was published yet: the first month comes first")
    if outcome.status == "refused":
        message = f"{len(outcome.findings)} findings; nothing was published. See {outcome.folder}."
        get_run_logger().error(message)
        return Failed(message=message, data=RefusedError(message, outcome))
    return Completed(message=f"{outcome.status}: release {outcome.build_id}", data=outcome)


def _sweep(programme_id: str, data_dir: str | None) -> Outcome | None:
    root = DataRoot(data_folder(data_dir))
    catalog = load_catalog(root, read_settings().catalog_dir)
    former = former_release(root, find_programme(catalog, programme_id))
    if former is None:
        return None
    return run_month(str(former.record["period"]), programme_id, str(root.path), offices=None, force=False)
