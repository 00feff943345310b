"""Starts a real Prefect server and worker for tests, and ends them whatever happens.

Every process gets a session of its own, a log file and a time limit. A worker starts its runs in further
sessions, so what is left at the end is found by its Prefect home in the environment, which no other process shares.
"""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

T = TypeVar("T")

START_SECONDS: Final = 240  # a cold start migrates a database: 15 s alone, far more beside other jobs
STOP_SECONDS: Final = 30
TAIL_LINES: Final = 60
_PREFECT: Final = (sys.executable, "-m", "prefect")


@dataclass(frozen=True)
class Prefect:
    """A running server: its API, and the home, environment and logs of everything that belongs to it."""

    api_url: str
    home: Path
    env: Mapping[str, str]
    logs: Path

    def command(self, *args: str, cwd: Path, env: Mapping[str, str] | None = None, seconds: float = 240) -> str:
        """Run a `prefect` command against the server and return what it printed."""
        log = self.logs / f"command_{len(list(self.logs.iterdir()))}_{args[0].strip('-')}.log"
        with log.open("wb") as stream:
            done = subprocess.run(
                [*_PREFECT, *args],
                cwd=cwd,
                env={**self.env, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                timeout=seconds,
                check=False,
            )
        said = log.read_text(encoding="utf-8", errors="replace")
        assert done.returncode == 0, f"`prefect {' '.join(args)}` left with {done.returncode}:\n{said}"
        return said

    def said(self) -> str:
        """Return the last lines of every log, for the report of a failure."""
        parts = []
        for log in sorted(self.logs.glob("*.log")):
            lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
            parts.append("\n".join([f"--- {log.name}", *lines[-TAIL_LINES:]]))
        return "\n".join(parts)


@contextmanager
def server(folder: Path, set_up: Path | None = None) -> Iterator[Prefect]:
    """Start `prefect server start` on a free loopback port, its home in ``folder``, and wait until it answers.

    Args:
        folder: where its home and logs are made.
        set_up: a home whose database is copied; without one the server sets up its own.
    """
    home, logs = folder / "prefect_home", folder / "logs"
    for path in (home, logs):
        path.mkdir(mode=0o700, parents=True)
    if set_up is not None:
        shutil.copytree(set_up, home, dirs_exist_ok=True)
    port = _free_port()
    url = f"http://127.0.0.1:{port}/api"
    prefect = Prefect(url, home, _environment(folder, home, url), logs)
    try:
        with _running(prefect, "server", "server", "start", "--host", "127.0.0.1", "--port", str(port)) as process:
            wait_for(lambda: _answers(f"{url}/ready"), f"{url} to be ready", START_SECONDS, process, prefect)
            yield prefect
    finally:
        _end_left_overs(home)


@contextmanager
def worker(prefect: Prefect, pool: str, cwd: Path) -> "Iterator[subprocess.Popen[bytes]]":
    """Start `prefect worker start --type process`, working in ``cwd``."""
    args = (
        "worker",
        "start",
        "--pool",
        pool,
        "--type",
        "process",
        "--name",
        "test-worker",
        "--install-policy",
        "never",
    )
    with _running(prefect, f"worker_{cwd.name}", *args, cwd=cwd) as process:
        yield process


def wait_for(
    look: Callable[[], T | None],
    what: str,
    seconds: float,
    process: "subprocess.Popen[bytes] | None" = None,
    prefect: Prefect | None = None,
) -> T:
    """Return the first thing that ``look`` finds; give up after ``seconds`` or when ``process`` has ended."""
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found is not None and found is not False:
            return found
        dead = process is not None and process.poll() is not None
        if dead or time.monotonic() > end:
            why = "its process ended" if dead else f"waited {seconds:.0f} s"
            said = "" if prefect is None else f"\n{prefect.said()}"
            raise AssertionError(f"Expected {what}; {why}.{said}")
        time.sleep(0.25)


def processes_with(mark: str) -> list[int]:
    """Return the numbers of the processes that have ``NAME=value`` in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended, or is another user's
            if mark.encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
    return found


@contextmanager
def _running(prefect: Prefect, name: str, *args: str, cwd: Path | None = None) -> "Iterator[subprocess.Popen[bytes]]":
    with (prefect.logs / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [*_PREFECT, *args],
            cwd=cwd or prefect.home,
            env=dict(prefect.env),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            _end_group(process)


def _environment(folder: Path, home: Path, url: str) -> dict[str, str]:
    """Return the environment of every process; ``conftest.py`` has made it quiet and free of other settings."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("KEPUASAN_")}
    empty_home = folder / "home"
    empty_home.mkdir()
    return {
        **env,
        "HOME": str(empty_home),
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": url,
        "PREFECT_CLI_COLORS": "false",
        "PREFECT_SERVER_UI_ENABLED": "false",  # nobody looks; copying its files takes time
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",  # as deployed
        "PREFECT_WORKER_QUERY_SECONDS": "1",  # 10 by default: half a minute of the tests would be waiting
    }


def _free_port() -> int:
    """Return a port below those that the system gives to connections, one of which would take it before the server does."""
    for port in random.SystemRandom().sample(range(20_000, 32_000), 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("Expected a free port from 20000 to 31999 on the loopback address, found none.")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - our own loopback address
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _end_group(process: "subprocess.Popen[bytes]") -> None:
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
            break
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # children that outlived their parent


def _end_left_overs(home: Path) -> None:
    """Kill what still runs with this Prefect home, such as a flow run whose worker is gone."""
    for number in processes_with(f"PREFECT_HOME={home}"):
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
