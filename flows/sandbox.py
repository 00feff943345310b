"""Opens a file in a process of its own that cannot take more memory, time or disk than it is given.

A file can abort its reader or exhaust the machine, and no handler in the same process helps. Each file gets a fresh
process: limits of a process cannot be raised again, a reader that was confused by one file never sees the next, and
starting costs little because the child imports neither pandas nor Prefect.
"""

import json
import math
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

import transforms
from transforms.formats.child import peak_bytes
from transforms.formats.grid import Opened
from transforms.formats.guard import check_size
from transforms.formats.limits import MIB, Limits
from transforms.formats.wire import opened_from
from transforms.intake.sheets import UnreadableError

_CHILD: Final = "transforms.formats.child"
_TICK: Final = 0.05  # seconds between two looks at the child's memory
_READ: Final = 1 << 20
_PARQUET: Final = b"PAR1"
_FAILED: Final = b'{"failed":'


@dataclass(frozen=True)
class Bounds:
    """What one file may cost.

    Attributes:
        memory_bytes: private memory of the child, and its address space except for Parquet.
        parquet_address_bytes: address space for Parquet: DuckDB reserves about 1.3 GB and uses a tenth of it.
        seconds: wall clock and processor time for a file of up to one MiB.
        seconds_per_mib: more for each further MiB.
        seconds_at_most: never more than this.
        result_bytes: size of the answer.
        limits: what the file may hold.
    """

    memory_bytes: int = 512 * MIB
    parquet_address_bytes: int = 2048 * MIB
    seconds: float = 10.0
    seconds_per_mib: float = 5.0
    seconds_at_most: float = 180.0
    result_bytes: int = 256 * MIB
    limits: Limits = field(default_factory=Limits)

    def seconds_for(self, size: int) -> float:
        """Return how many seconds a file of ``size`` bytes may take."""
        return min(self.seconds_at_most, self.seconds + self.seconds_per_mib * max(0.0, size / MIB - 1))


@dataclass(frozen=True)
class Usage:
    """What opening a file cost.

    Attributes:
        seconds: wall clock, start of the process included.
        peak_bytes: largest resident memory of the child; of a killed one, the largest that was seen.
        network: ``namespace`` when the child had no network device at all, ``python`` when only Python's sockets were
            closed to it, ``unknown`` when it ended before it could say.
    """

    seconds: float
    peak_bytes: int
    network: str = "unknown"


@dataclass(frozen=True)
class Bounded:
    """An opened file and what it cost."""

    opened: Opened
    usage: Usage


class BoundedError(UnreadableError):
    """A file that was not read, with what the attempt cost."""

    def __init__(self, problem_id: str, problem_en: str, usage: Usage) -> None:
        super().__init__(problem_id, problem_en)
        self.usage = usage


def open_bounded(data: bytes, bounds: Bounds | None = None) -> Bounded:
    """Open a file in a bounded process.

    Args:
        data: the file's bytes, of any kind.
        bounds: what it may cost; generous for survey exports when left out.

    Returns:
        What was read, with seconds and peak memory.

    Raises:
        BoundedError: an ``UnreadableError`` for whatever goes wrong: the reader's own refusal, a child that ran out
            of time or memory, died, or answered too much.
    """
    bounds = bounds or Bounds()
    started = time.monotonic()
    try:
        check_size(len(data), bounds.limits)
    except UnreadableError as error:
        raise BoundedError(error.problem_id, error.problem_en, Usage(0.0, 0)) from None
    with _as_file(data) as source:
        child = _Child(source, data, bounds)
        try:
            answer = child.answer()
        except UnreadableError as error:
            usage = Usage(time.monotonic() - started, child.peak)
            raise BoundedError(error.problem_id, error.problem_en, usage) from None
    return _checked(answer, started, child.peak, bounds)


def _checked(answer: bytes, started: float, seen: int, bounds: Bounds) -> Bounded:
    *lines, last = answer.splitlines() or [b""]
    usage = _usage(last, time.monotonic() - started, seen)
    try:
        if lines and lines[0].startswith(_FAILED):
            raise _failed(lines[0], bounds)
        return Bounded(opened_from(lines), usage)
    except UnreadableError as error:
        raise BoundedError(error.problem_id, error.problem_en, usage) from None


def _usage(line: bytes, seconds: float, seen: int) -> Usage:
    with suppress(ValueError, KeyError, TypeError, RecursionError):
        told = json.loads(line)["usage"]
        if isinstance(told["peak_bytes"], int) and told["network"] in ("namespace", "python"):
            return Usage(seconds, max(seen, told["peak_bytes"]), told["network"])
    return Usage(seconds, seen)


def _failed(line: bytes, bounds: Bounds) -> UnreadableError:
    kind = json.loads(line)["failed"]
    if kind == "memory":
        size = bounds.memory_bytes // MIB
        return UnreadableError(
            f"berkas yang memerlukan lebih dari {size} MiB memori untuk dibaca",
            f"a file that needs more than {size} MiB of memory to be read",
        )
    # A class name of a library, never a message: that could hold a value.
    shown = kind if isinstance(kind, str) and kind.isidentifier() else "?"
    return UnreadableError(
        f"berkas yang membuat pembacanya gagal ({shown})", f"a file on which its reader fails ({shown})"
    )


@contextmanager
def _as_file(data: bytes) -> Iterator[int]:
    """Give the bytes as a file that has no name: in memory where the system can, else deleted at once."""
    if sys.platform == "linux":
        number = os.memfd_create("export", os.MFD_CLOEXEC)
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(number, view) :]
            os.lseek(number, 0, os.SEEK_SET)
            yield number
        finally:
            os.close(number)
    else:
        with tempfile.TemporaryFile() as file:
            file.write(data)
            file.seek(0)
            yield file.fileno()


class _Child:
    """The child process from its start to its end."""

    def __init__(self, source: int, data: bytes, bounds: Bounds) -> None:
        self._bounds = bounds
        self._seconds = bounds.seconds_for(len(data))
        self.peak = 0
        is_parquet = data.startswith(_PARQUET)
        wanted = {
            "process": {
                "memory_bytes": bounds.memory_bytes,
                "address_bytes": bounds.parquet_address_bytes if is_parquet else bounds.memory_bytes,
                "cpu_seconds": math.ceil(self._seconds) + 1,
            },
            "limits": asdict(bounds.limits),
        }
        home = str(Path(str(transforms.__file__)).resolve().parents[1])
        self._deadline = time.monotonic() + self._seconds
        self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell, no word from outside
            [sys.executable, "-s", "-P", "-B", "-m", _CHILD, json.dumps(wanted)],
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a reader's complaint can quote the file
            env={
                "PYTHONPATH": home,
                "PYTHONUTF8": "1",
                "PYTHONHASHSEED": "0",
                "OPENBLAS_NUM_THREADS": "1",  # numpy reserves address space for each thread
                "OMP_NUM_THREADS": "1",
                "TZ": "UTC",
            },
            cwd="/",
            start_new_session=True,
        )

    def answer(self) -> bytes:
        """Return all that the child wrote, after it ended by itself.

        Raises:
            UnreadableError: it had to be ended or ended badly.
        """
        try:
            data = self._read()
            code = self._process.wait(timeout=max(0.1, self._deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise self._too_slow() from None
        finally:
            self._end()
        if code == -signal.SIGXCPU:
            raise self._too_slow()
        if code in (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGKILL, -signal.SIGTRAP):
            # The Rust and C++ readers abort when memory is refused to them; they rarely can say so.
            name = signal.Signals(-code).name
            size = self._bounds.memory_bytes // MIB
            raise UnreadableError(
                f"berkas yang menghentikan pembacanya ({name}), biasanya karena perlu lebih dari {size} MiB memori",
                f"a file that ends its reader ({name}), usually because it needs more than {size} MiB of memory",
            )
        if code != 0:
            raise UnreadableError(
                f"berkas yang pembacanya berakhir dengan kode {code}", f"a file whose reader ended with code {code}"
            )
        return data

    def _too_slow(self) -> UnreadableError:
        return UnreadableError(
            f"berkas yang perlu lebih dari {self._seconds:g} detik untuk dibaca",
            f"a file that takes more than {self._seconds:g} seconds to read",
        )

    def _read(self) -> bytes:
        pipe = self._process.stdout
        if pipe is None:  # never: it is asked for above
            return b""
        blocks: list[bytes] = []
        total = 0
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            while True:
                self.peak = max(self.peak, peak_bytes(self._process.pid))
                left = self._deadline - time.monotonic()
                if left <= 0:
                    raise self._too_slow()
                if not selector.select(min(left, _TICK)):
                    continue
                block = os.read(pipe.fileno(), _READ)
                if not block:
                    return b"".join(blocks)
                total += len(block)
                if total > self._bounds.result_bytes:
                    size = self._bounds.result_bytes // MIB
                    raise UnreadableError(
                        f"berkas yang isinya lebih dari {size} MiB setelah dibaca",
                        f"a file whose content is more than {size} MiB once read",
                    )
                blocks.append(block)

    def _end(self) -> None:
        if self._process.poll() is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
