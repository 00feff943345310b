"""A disk that fails on command: counts the file operations of a forked child and spoils the N-th.

The code under test calls `os.write`, `os.fsync`, `os.rename` and so on through the module, so replacing those
functions in a child process reaches every operation without a compiler. `fsync` is counted and not done:
nothing here cuts real power, and a process that dies loses nothing the kernel has. What an unsynced write
loses is the business of `PowerCut`.
"""

import errno
import gc
import os
import shutil
import signal
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from flows.errors import PipelineError

OPERATIONS = (
    "open", "write", "fsync", "ftruncate", "rename", "replace", "symlink", "unlink", "mkdir", "rmdir",
    "chmod", "fchmod",
)  # fmt: skip
MODES = ("kill", "torn", "enospc", "enospc_sticky", "eio", "eio_sticky")
KILLED = -signal.SIGKILL
CRASHED = 99  # an exception that is no PipelineError left the code under test

_real = {name: getattr(os, name) for name in OPERATIONS}


@dataclass
class Outcome:
    """How a child ended: exit code (negative: signal), operations done, traceback or message."""

    code: int
    operations: list[str] = field(default_factory=list)
    text: str = ""


class Shim:
    """Counts operations, and at number `at` (from 1) kills the process or makes the operation fail."""

    def __init__(self, at: int = 0, mode: str = "kill", powercut: "PowerCut | None" = None) -> None:
        self.at, self.mode, self.powercut = at, mode, powercut
        self.operations: list[str] = []

    def install(self) -> None:
        for name in OPERATIONS:
            setattr(os, name, self._wrap(name))

    def _wrap(self, name: str) -> Callable[..., object]:
        def operation(*args: object, **kwargs: object) -> object:
            self.operations.append(name)
            number = len(self.operations)
            if number == self.at and self.mode in ("kill", "torn"):
                self._die(name, args, kwargs)
            if number == self.at or (number > self.at > 0 and self.mode.endswith("_sticky")):
                self._fail(name, args)
            return self._do(name, args, kwargs)

        return operation

    def _do(self, name: str, args: tuple[object, ...], kwargs: dict[str, object]) -> object:
        if self.powercut is not None:
            return self.powercut.do(name, args, kwargs)
        return None if name == "fsync" else _real[name](*args, **kwargs)

    def _die(self, name: str, args: tuple[object, ...], kwargs: dict[str, object]) -> None:
        if self.mode == "torn" and name == "write":
            _half(args)
        elif self.mode == "torn":
            self._do(name, args, kwargs)  # dies just after the operation
        if self.powercut is not None:
            self.powercut.cut()
        os.kill(os.getpid(), signal.SIGKILL)

    def _fail(self, name: str, args: tuple[object, ...]) -> None:
        number = errno.ENOSPC if self.mode.startswith("enospc") else errno.EIO
        if name == "write":
            _half(args)
        raise OSError(number, os.strerror(number))


def _half(args: tuple[object, ...]) -> None:
    fd, data = args
    _real["write"](fd, memoryview(data)[: len(data) // 2])


def in_child(
    action: Callable[[], object], at: int = 0, mode: str = "kill", powercut: "PowerCut | None" = None
) -> Outcome:
    """Run an action in a forked child under the shim and report how it ended."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        gc.disable()  # a collection would touch, and so copy, every page of the test runner
        code, text, shim = CRASHED, "", Shim(at, mode, powercut)
        try:
            shim.install()
            action()
            code = 0
        except PipelineError as error:
            code, text = error.exit_code, str(error)
        except BaseException:  # the child must not return into the test runner
            text = traceback.format_exc()
        _real["write"](writing, "\0".join([text, *shim.operations]).encode())
        os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        text, *operations = pipe.read().decode().split("\0")
    _, status = os.waitpid(pid, 0)
    return Outcome(os.waitstatus_to_exitcode(status), operations, text)


class PowerCut:
    """What the disk holds after the power fails: only what was forced to it.

    A file has the bytes of its last `fsync`; one that never had any is empty, as after a rename that reached
    the disk before the data did. With `names_lost`, names created, linked or renamed since their directory's
    last `fsync` are undone too. Removals are taken as done at once.
    """

    def __init__(self, root: Path, *, names_lost: bool) -> None:
        self.root, self.names_lost = root, names_lost
        self.durable = {_inode(path): path.read_bytes() for path in _plain_files(root)}
        self.undo: list[tuple[str, Callable[[], object]]] = []  # directory that must be forced, how to undo

    def do(self, name: str, args: tuple[object, ...], kwargs: dict[str, object]) -> object:
        if name == "fsync":
            return self._forced(Path(f"/proc/self/fd/{args[0]}").readlink())
        made = self._names(name, args) if not kwargs else None
        result = _real[name](*args, **kwargs)
        if made is not None:
            self.undo.append(made)
        return result

    def _forced(self, path: Path) -> None:
        if path.is_dir():
            self.undo = [(parent, back) for parent, back in self.undo if parent != str(path)]
        else:
            self.durable[_inode(path)] = path.read_bytes()

    def _names(self, name: str, args: tuple[object, ...]) -> tuple[str, Callable[[], object]] | None:
        path = Path(str(args[0]))
        if name in ("rename", "replace"):
            target = Path(str(args[1]))
            before = target.readlink() if target.is_symlink() else None

            def back() -> None:
                _real["rename"](target, path)
                if before is not None:
                    _real["symlink"](before, target)

            return str(target.parent), back
        if name == "symlink":
            return str(Path(str(args[1])).parent), lambda: _real["unlink"](args[1])
        if name == "mkdir":
            return str(path.parent), lambda: shutil.rmtree(path)
        if name == "open" and int(str(args[1])) & os.O_CREAT and not path.exists():
            return str(path.parent), lambda: _real["unlink"](path)
        return None

    def cut(self) -> None:
        for name, function in _real.items():
            setattr(os, name, function)
        for path in _plain_files(self.root):
            kept = self.durable.get(_inode(path), b"")
            if path.read_bytes() != kept:
                path.chmod(0o600)
                path.write_bytes(kept)
        if self.names_lost:
            for _, back in reversed(self.undo):
                with suppress(FileNotFoundError):
                    back()


def _plain_files(root: Path) -> list[Path]:
    return [path for path in sorted(root.rglob("*")) if path.is_file() and not path.is_symlink()]


def _inode(path: Path) -> int:
    return path.stat().st_ino
