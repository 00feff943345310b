"""Where things lie on disk, who may write, and how a write survives a crash.

Three things only: the zones of the data root, the lock that allows one run at a time, and the few durable
operations that the ledger (`flows.ledger`) and the releases (`flows.releases`) are made of. Promised for a
local Linux file system; network file systems keep neither locks nor renames the way this module needs.
"""

# Every write is an `os.x(...)` call, so that the fault tests can fail each one of them.
# ruff: noqa: PTH101, PTH102, PTH105, PTH108

import errno
import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from flows.errors import ConfigError, LockedError, StorageError

PRIVATE = 0o700  # zones that hold answers of respondents
PUBLIC_DIR = 0o755
PUBLIC_FILE = 0o444  # a reader who opens a published database read-write must be refused

_ADVICE = {
    errno.ENOSPC: "Free some space on this disk and run again",
    errno.EDQUOT: "Raise the quota of this account or free some space, and run again",
    errno.EIO: "Check the disk and the system log before running again",
    errno.EROFS: "Mount the file system for writing and run again",
    errno.EACCES: "Give the account that runs the pipeline write permission and run again",
    errno.EPERM: "Make the account that runs the pipeline the owner and run again",
}


@contextmanager
def storage_errors(doing: str) -> Iterator[None]:
    """Turn what the operating system refuses into one sentence.

    Args:
        doing: What was being done, as it fits after "While".

    Raises:
        StorageError: The block raised an OSError; the sentence says which one and what to do.
    """
    try:
        yield
    except OSError as error:
        where = f" at {error.filename}" if error.filename else ""
        advice = _ADVICE.get(error.errno or 0, "Repair the cause and run again")
        raise StorageError(
            f"While {doing}{where}: the system answered '{error.strerror or error}', expected success. "
            f"{advice}; what was published before is untouched."
        ) from error


@dataclass(frozen=True)
class DataRoot:
    """The folder that holds one pipeline's raw files, state and releases.

    Attributes:
        path: Absolute; symbolic links in it are resolved once, here, so that two spellings of one root
            cannot get two locks.
    """

    path: Path

    def __post_init__(self) -> None:
        if not self.path.is_absolute():
            raise ConfigError(
                f"Data root: found the relative path '{self.path}', expected an absolute one, because a "
                "worker runs in a folder of its own. Give the full path."
            )
        object.__setattr__(self, "path", self.path.resolve())

    @property
    def raw(self) -> Path:
        """Survey exports as received; never written by a run."""
        return self.path / "raw"

    @property
    def quarantine(self) -> Path:
        """Refused rows and files, with values; private."""
        return self.path / "quarantine"

    @property
    def staged(self) -> Path:
        """What single files of a programme delivered, kept so that a file is read once; private, and made again at will."""
        return self.path / "staged"

    @property
    def state(self) -> Path:
        """What the pipeline knows about itself; private."""
        return self.path / "state"

    @property
    def work(self) -> Path:
        """Releases under construction; emptied when a run begins."""
        return self.state / "work"

    @property
    def tmp(self) -> Path:
        """Spill files of the database; emptied when a run begins, because they hold answers."""
        return self.state / "tmp"

    @property
    def published(self) -> Path:
        """What readers see."""
        return self.path / "published"

    @property
    def releases(self) -> Path:
        """One folder per release, never changed once there."""
        return self.published / "releases"

    @property
    def current(self) -> Path:
        """Symbolic link to the release in force."""
        return self.published / "current"

    @property
    def ledger_path(self) -> Path:
        """The record of runs and releases."""
        return self.state / "ledger.jsonl"

    @property
    def lock_path(self) -> Path:
        """The file whose lock means that a run is going on; it is never removed."""
        return self.state / "run.lock"

    def prepare(self) -> None:
        """Create the zones with their modes, whatever the umask; existing ones get the modes back.

        Raises:
            StorageError: A zone cannot be created or belongs to someone else.
        """
        modes = {
            self.state: PRIVATE,
            self.quarantine: PRIVATE,
            self.work: PRIVATE,
            self.tmp: PRIVATE,
            self.published: PUBLIC_DIR,
            self.releases: PUBLIC_DIR,
        }
        with storage_errors("preparing the data root"):
            self.path.mkdir(parents=True, exist_ok=True)
            for zone, mode in modes.items():
                ensure_dir(zone, mode)
            for parent in (self.path, self.state, self.published):
                fsync_dir(parent)


class RunLock:
    """Context manager: at most one run per data root.

    The lock is the kernel's (`flock`), so it ends with the process, also by `kill -9`; there is no stale
    lock to clean up. It is `flock` and not `lockf`, because the latter is lost as soon as any part of the
    process closes the file. The text in the file serves the message to the second run and nothing else.
    """

    def __init__(self, root: DataRoot) -> None:
        self._path = root.lock_path
        self._fd: int | None = None

    def __enter__(self) -> Self:
        """Take the lock or say who has it.

        Raises:
            LockedError: Another process, or another lock object of this one, holds it.
            StorageError: The lock file cannot be written.
        """
        with storage_errors("taking the run lock"):
            self._path.parent.parent.mkdir(parents=True, exist_ok=True)
            ensure_dir(self._path.parent, PRIVATE)
            fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                os.ftruncate(fd, 0)
                os.write(fd, f"pid {os.getpid()}, started {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC".encode())
            except BlockingIOError:
                holder = _holder(fd)
                os.close(fd)
                raise LockedError(
                    f"{self._path}: found another run at work ({holder}), expected none. "
                    "Wait until it ends and run again; if it hangs, end that process: the lock ends with it."
                ) from None
            except OSError:
                os.close(fd)
                raise
        self._fd = fd
        _held.add(fd)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the next run in."""
        fd, self._fd = self._fd, None
        if fd in _held:  # not in a forked child, which has let go of it already
            _held.discard(fd)
            with suppress(OSError):
                os.ftruncate(fd, 0)
            os.close(fd)


_held: set[int] = set()


def _let_go_in_child() -> None:
    # A forked child shares the lock and would keep it after its parent has died.
    for fd in _held:
        os.close(fd)
    _held.clear()


os.register_at_fork(after_in_child=_let_go_in_child)


def _holder(fd: int) -> str:
    for _ in range(10):  # the holder writes its name just after it gets the lock
        text = os.pread(fd, 200, 0).decode(errors="replace")
        if text:
            return text
        time.sleep(0.02)
    return "it does not say its number; perhaps a backup, which holds the same lock"


def ensure_dir(path: Path, mode: int) -> None:
    """Create one directory, or give an existing one its mode; its parent must exist."""
    with suppress(FileExistsError):
        os.mkdir(path, mode)
    if path.stat().st_mode & 0o777 != mode:  # the umask has taken its part, or someone changed it
        os.chmod(path, mode)


def fsync_dir(path: Path) -> None:
    """Make the names in a directory survive a power cut; a renamed file alone does not."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def write_whole(fd: int, data: bytes) -> None:
    """Write all bytes; the system may take fewer at a time, for one when the disk is nearly full."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]


def sha256_file(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes.

    Do not call it on a database that this process has open: closing the file here drops the lock that the
    database holds on it.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_bytes_durably(path: Path, data: bytes) -> None:
    """Replace a file whole: after a crash it has the old bytes or the new ones, never a part.

    Args:
        path: File to create or replace; its directory must exist.
        data: The whole content.

    Raises:
        StorageError: The disk is full or fails; the old file is still there.
    """
    aside = path.with_name(f".{path.name}.tmp")
    with storage_errors(f"writing {path.name}"):
        try:
            fd = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
            try:
                write_whole(fd, data)
                os.fsync(fd)
            finally:
                os.close(fd)
            os.replace(aside, path)
        except OSError:
            with suppress(OSError):
                os.unlink(aside)
            raise
        fsync_dir(path.parent)
