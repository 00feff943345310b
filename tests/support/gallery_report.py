"""The table of the gallery under pytest's summary: what became of each file's rows, and what opening it cost."""

from dataclasses import asdict, dataclass
from typing import Any

import pytest

LINES = pytest.StashKey[list["Line"]]()
_MIB = 1024 * 1024
_HEADER = ("case", "format", "read", "accepted", "quarantined", "ignored", "opening s", "binding s", "MiB")


@dataclass(frozen=True)
class Line:
    """One file; `became` is its format, or that no reader opened it.

    `opening` is the time of the bounded process, `binding` the processor time of what follows, in seconds.
    """

    case: str
    became: str
    read: int
    accepted: int
    quarantined: int
    ignored: int
    opening: float
    binding: float
    peak_bytes: int

    def cells(self) -> tuple[str, ...]:
        counts = (self.read, self.accepted, self.quarantined, self.ignored)
        return (
            self.case,
            self.became,
            *map(str, counts),
            f"{self.opening:.2f}",
            f"{self.binding:.2f}",
            f"{self.peak_bytes / _MIB:.0f}",
        )


def add(config: pytest.Config, line: Line) -> None:
    """Remember a file for the table."""
    config.stash.setdefault(LINES, []).append(line)


def packed(config: pytest.Config) -> list[dict[str, object]]:
    """Return the files of this process as plain values, for the process that prints."""
    known: list[Line] = config.stash.setdefault(LINES, [])
    return [asdict(line) for line in known]


def unpack(config: pytest.Config, lines: list[dict[str, Any]]) -> None:
    """Remember the files of another process."""
    for line in lines:
        add(config, Line(**line))


def show(reporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the table, with a last line of sums and of the largest cost; nothing where no file was inspected."""
    known: list[Line] = config.stash.setdefault(LINES, [])
    lines = sorted(known, key=lambda line: line.case)
    if not lines:
        return
    total = Line(
        f"{len(lines)} files",
        "",
        sum(line.read for line in lines),
        sum(line.accepted for line in lines),
        sum(line.quarantined for line in lines),
        sum(line.ignored for line in lines),
        max(line.opening for line in lines),
        max(line.binding for line in lines),
        max(line.peak_bytes for line in lines),
    )
    rows = [_HEADER, *(line.cells() for line in lines), total.cells()]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADER))]
    reporter.section("exports gallery (seconds and MiB of the last line: the largest)")
    for row in rows:
        cells = [cell.ljust(width) if place < 2 else cell.rjust(width)
                 for place, (cell, width) in enumerate(zip(row, widths, strict=True))]  # fmt: skip
        reporter.line("  ".join(cells).rstrip())
