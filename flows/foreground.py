"""Runs a flow for a command: in this process, its progress in the terminal, and what it came to as a value or an error."""

from importlib import import_module
from typing import Any

from flows import terminal
from flows.building import RefusedError
from flows.progress import reporter
from flows.quiet import mute_prefect


def run_flow(module: str, name: str, **given: Any) -> Any:
    """Run the flow ``name`` of ``flows.<module>`` and return its result; that of a refused run is its Outcome.

    Raises:
        PipelineError: whatever was foreseen, as a sentence with an exit code.
    """
    with reporter(terminal.console(stderr=True)) as progress:
        progress.begin("start")
        mute_prefect()
        from flows import shell  # noqa: PLC0415 - Prefect: two seconds that other commands need not pay

        shell.report_to(progress)
        flow: Any = getattr(import_module(f"flows.{module}"), name)
        state = flow(return_state=True, **given)
    result = state.result(raise_on_failure=False)
    if isinstance(result, RefusedError):
        return result.outcome
    if isinstance(result, BaseException):
        raise result
    return result
