"""Tells whoever started a run what it is doing: a live list in a terminal, plain lines elsewhere, silence in tests."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import monotonic
from typing import Final, Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

STAGES: Final = {
    "start": "start Prefect",
    "read": "read the exports",
    "validate": "check every row",
    "select": "filter and compute",
    "check": "Great Expectations",
    "build": "write tables and pages",
    "publish": "publish the release",
}
AUDIT_STAGES: Final = {
    "read": "read the printed figures",
    "compute": "recompute and compare",
    "build": "write tables and pages",
    "publish": "publish the audit",
}
DOCUMENT_STAGES: Final = {"write": "write documents"}
SEARCH_STAGES: Final = {"search": "search the raw files"}


class Reporter(Protocol):
    """What a run reports to."""

    def begin(self, stage: str, total: int = 1) -> None:
        """Say that a stage starts, with so many parts."""

    def advance(self, stage: str) -> None:
        """Say that a part of the stage is done."""

    def end(self, stage: str, note: str) -> None:
        """Say that a stage is done, with what came of it."""


class Silent:
    """Reports nothing."""

    def begin(self, stage: str, total: int = 1) -> None:
        """Do nothing."""

    def advance(self, stage: str) -> None:
        """Do nothing."""

    def end(self, stage: str, note: str) -> None:
        """Do nothing."""


class Lines:
    """One line for each finished stage: for logs and pipes."""

    def __init__(self, console: Console, stages: Mapping[str, str] = STAGES) -> None:
        self._console, self._stages = console, stages
        self._begun: dict[str, float] = {}

    def begin(self, stage: str, total: int = 1) -> None:  # noqa: ARG002 - a line has no bar
        """Remember when the stage began."""
        self._begun[stage] = monotonic()

    def advance(self, stage: str) -> None:
        """Do nothing; a line a part would be noise."""

    def end(self, stage: str, note: str) -> None:
        """Print the stage with its seconds and what came of it."""
        seconds = monotonic() - self._begun.get(stage, monotonic())
        self._console.print(f"{self._stages[stage]:<26}{seconds:6.1f} s  {note}", highlight=False)


class Live:
    """A list of stages with bars that fill: for a terminal."""

    def __init__(self, progress: Progress, stages: Mapping[str, str] = STAGES) -> None:
        self._progress = progress
        self._tasks = {
            stage: progress.add_task(title, total=1, start=False, note="") for stage, title in stages.items()
        }

    def begin(self, stage: str, total: int = 1) -> None:
        """Start the stage's clock and bar."""
        self._progress.start_task(self._tasks[stage])
        self._progress.update(self._tasks[stage], total=total)

    def advance(self, stage: str) -> None:
        """Fill the bar by a part."""
        self._progress.advance(self._tasks[stage])

    def end(self, stage: str, note: str) -> None:
        """Fill the bar and say what came of it."""
        task = self._tasks[stage]
        total = next(entry.total for entry in self._progress.tasks if entry.id == task)
        self._progress.update(task, completed=total, note=note)
        self._progress.stop_task(task)


@contextmanager
def reporter(console: Console, stages: Mapping[str, str] = STAGES) -> Iterator[Reporter]:
    """Give the reporter that fits the console, for the length of a run with such stages."""
    if not console.is_terminal:
        yield Lines(console, stages)
        return
    columns = (
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}", style="dim"),
    )
    with Progress(*columns, console=console) as progress:
        yield Live(progress, stages)
