"""Looks for files that came after their month was published, and restates what they touch."""

from typing import Any, Final

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run as running
from prefect.states import Completed

from flows.building import Outcome
from flows.errors import ContractError, PipelineError
from flows.monthly import in_force, run_month
from flows.releases import withdrawn_since
from flows.settings import data_folder
from flows.shell import discreet
from flows.stages import ended, failed
from flows.storage import DataRoot

_NOTHING: Final = "nothing was published yet: the first month comes first"


def _run_name() -> str:
    return f"{running.parameters.get('programme')} late arrivals"


@flow(name="kepuasan-late-arrivals", flow_run_name=_run_name, persist_result=False, validate_parameters=True)
def late_arrivals(programme: str = "national_demo", data_dir: str | None = None) -> State[Any]:
    """Run the last published month again if there are files that no run has seen; else do nothing.

    After a roll back it waits for a person: the next publication is that of a monthly run.

    Args:
        programme: a programme of the catalogue.
        data_dir: folder with ``raw/``; by default the variable KEPUASAN_DATA_DIR.

    Returns:
        A Completed state with an Outcome, or with None where nothing was ever published; a Failed one as a month has it.
    """
    try:
        outcome = _sweep(programme, data_dir)
        return Completed(message=_NOTHING) if outcome is None else ended(outcome)
    except PipelineError as error:
        return failed(error)


@discreet
def _sweep(programme_id: str, data_dir: str | None) -> Outcome | None:
    former = in_force(programme_id, data_dir)
    if former is None:
        return None
    root = DataRoot(data_folder(data_dir))
    if (withdrawn := withdrawn_since(root)) is not None:
        # It would build the month of the older release from today's files, the wrong one among them.
        raise ContractError(
            f"{root.path}: found the release {withdrawn.build_id} rolled back and nothing published since, expected the "
            "newest one in force. A sweep could bring back what was withdrawn. Correct what was wrong and run 'kepuasan "
            "monthly', or put the withdrawn release back with a roll back to it."
        )
    return run_month(str(former.record["period"]), programme_id, data_dir, offices=None, force=False)
