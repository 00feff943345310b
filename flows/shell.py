"""What every flow of ours shares: tasks whose errors quote no file, progress that reaches the terminal, artifacts.

Prefect shows, schedules, retries and notifies. It is not the lock (``flows.storage.RunLock``), not the ledger
(``flows.ledger``) and not the cache (the build id): a run that was killed or started twice is harmless without it.
"""

import errno
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

import pandas as pd
from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State

from flows.errors import PipelineError, UnforeseenError
from flows.progress import Reporter, Silent
from flows.storage import storage_errors
from flows.terminal import keep_traceback

P = ParamSpec("P")
R = TypeVar("R")


# A disk that takes nothing more; no wait mends it.
_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


class _WithoutTraceback(logging.Filter):
    """Keeps tracebacks out of Prefect's log table: they can quote a cell, and Prefect logs one for every failed run."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = record.exc_text = record.stack_info = None
        return True


for _name in ("prefect.flow_runs", "prefect.task_runs"):
    logging.getLogger(_name).addFilter(_WithoutTraceback())


def discreet(step: Callable[P, R]) -> Callable[P, R]:
    """Turn an error nobody foresaw into one whose message quotes no file, for Prefect stores every message."""

    @wraps(step)
    def stepped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return step(*args, **kwargs)
        except OSError as error:  # its message, like those of ours, holds paths, codes and counts
            if error.errno not in _NO_ROOM:
                raise  # reading may be tried again
            with storage_errors(f"running {step.__name__}"):  # a library wrote, such as Great Expectations
                raise
        except PipelineError:
            raise
        except Exception as error:
            log = keep_traceback(error)
            kind = type(error).__name__
            raise UnforeseenError(f"An error nobody foresaw ({kind}); please report it with {log}.") from None

    return stepped


def stage(name: str, **options: Any) -> Callable[[Callable[P, R]], Task[P, R]]:
    """Make a task of a stage: discreet, and without cache or kept result.

    The build id is the cache, and Prefect would pickle results unencrypted.

    Args:
        name: what Prefect shows.
        options: further options of a Prefect task, such as retries.
    """

    def made(step: Callable[P, R]) -> Task[P, R]:
        return task(name=name, cache_policy=NO_CACHE, persist_result=False, **options)(discreet(step))

    return made


class _Progress:
    """Where the flows of this process report to; one process runs one command, and Prefect offers no other way past its engine."""

    reporter: Reporter = Silent()


def report_to(reporter: Reporter) -> None:
    """Send the progress of flows in this process to ``reporter``."""
    _Progress.reporter = reporter


def progress() -> Reporter:
    """Return where progress goes; nowhere unless ``report_to`` said so."""
    return _Progress.reporter


def may_pass(_task: Any, _run: Any, state: State[Any]) -> bool:
    """Tell Prefect whether a failure can pass by itself: only reading can, from a network share; all else is for good."""
    return isinstance(state.result(raise_on_failure=False), OSError)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows for an artifact; what could not be computed is an empty cell, never NaN."""
    return [
        {str(key): None if pd.isna(cell) else cell for key, cell in row.items()} for row in frame.to_dict("records")
    ]
