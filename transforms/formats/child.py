"""The bounded process: takes the file on standard input, limits itself, opens the file, answers in lines of JSON.

Started by ``flows.sandbox`` as ``python -m transforms.formats.child <limits as JSON>``. It limits itself before it
looks at the first byte, because code between fork and exec is not safe in a parent with threads. Limits can only be
lowered from here on, so nothing in the file can lift them.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Final

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_DIE_WITH_PARENT, _NO_NEW_PRIVILEGES = 1, 38
_FORBIDDEN: Final = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.system",
    "os.spawn",
    "urllib.",
)
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CHUNK: Final = 1 << 20


def main(argument: str) -> int:
    """Open the file on standard input and write the answer; the exit code is 0 whenever there is one."""
    wanted = json.loads(argument)
    network = _leave_network()
    _limit(wanted["process"])
    sys.addaudithook(_forbid)
    # Only now is anything imported that could meet the file.
    from transforms.formats import wire  # noqa: PLC0415
    from transforms.formats.limits import Limits  # noqa: PLC0415
    from transforms.formats.opening import open_file  # noqa: PLC0415
    from transforms.intake.sheets import UnreadableError  # noqa: PLC0415

    out = sys.stdout.buffer
    try:
        opened = open_file(
            Path("/proc/self/fd/0" if Path("/proc/self/fd/0").exists() else "/dev/fd/0"), Limits(**wanted["limits"])
        )
        buffer = bytearray()
        for line in wire.lines_of(opened):
            buffer += line
            if len(buffer) > _CHUNK:
                out.write(buffer)
                buffer.clear()
        out.write(buffer)
    except UnreadableError as error:
        out.write(wire.line_of_problem(error))
    except MemoryError:
        out.write(_problem("memory"))
    except BrokenPipeError:
        return 1
    except Exception as error:  # the message could hold a value of the file; the class cannot
        out.write(_problem(type(error).__name__))
    out.write(json.dumps({"usage": {"peak_bytes": peak_bytes("self"), "network": network}}).encode() + b"\n")
    out.flush()
    return 0


def peak_bytes(process: int | str) -> int:
    """Return the largest resident memory that a process had since it started its program, 0 where not known.

    ``getrusage`` is no help on Linux: its figure survives exec, so a child of a large parent starts with the parent's.
    """
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        status = ""
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    if process == "self":
        usage = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return usage if sys.platform == "darwin" else usage * 1024
    return 0


def _problem(kind: str) -> bytes:
    return json.dumps({"failed": kind}).encode() + b"\n"


def _limit(wanted: dict[str, int]) -> None:
    for name, value in (
        ("RLIMIT_CORE", 0),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_NOFILE", 64),
        ("RLIMIT_AS", wanted["address_bytes"]),
        ("RLIMIT_DATA", wanted["memory_bytes"]),
        ("RLIMIT_CPU", wanted["cpu_seconds"]),
    ):
        number = getattr(resource, name, None)
        if number is None:
            continue
        hard = resource.getrlimit(number)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)  # noqa: PLW2901
        try:
            resource.setrlimit(number, (value, value))
        except (OSError, ValueError):
            if name in ("RLIMIT_AS", "RLIMIT_CPU") and sys.platform == "linux":
                raise  # without these the process is not bounded; better no answer
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def _leave_network() -> str:
    """Move into a network namespace without any device where the system allows it; say what was reached."""
    if sys.platform != "linux":
        return "python"
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl(_DIE_WITH_PARENT, int(signal.SIGKILL), 0, 0, 0)
    library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    for flags in (_NEW_NETWORK, _NEW_USER | _NEW_NETWORK):
        if library.unshare(flags) == 0:
            return "namespace"
    return "python"


def _forbid(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse sockets, processes and writing at the level of Python; native code is held by the limits alone."""
    if event.startswith(_FORBIDDEN):
        raise PermissionError(event)
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING:
        raise PermissionError(event)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
