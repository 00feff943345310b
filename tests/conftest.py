"""What every test starts from: a quiet environment, a Prefect home of its own, no setting of the machine."""

import atexit
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gallery_report
import prefect_processes
import pytest

# Before Prefect is imported by any test module: it reads its settings once, at import.
for _name in [name for name in os.environ if name.startswith(("PREFECT_", "KEPUASAN_"))]:
    del os.environ[_name]
_PREFECT_HOME = tempfile.mkdtemp(prefix="kepuasan-prefect-home-")
os.environ["PREFECT_HOME"] = _PREFECT_HOME

import flows  # noqa: E402 - switches telemetry off in the environment, which the lines above have just emptied

assert flows.__file__ is not None

CHECKOUT = Path(__file__).resolve().parents[1]


@atexit.register
def _end_with_the_summary() -> None:
    """Keep pytest's summary the last line: DuckDB 2.0's binding lists what it leaked when the process ends."""
    sys.stderr.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def pytest_unconfigure() -> None:
    shutil.rmtree(_PREFECT_HOME, ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    gallery_report.show(terminalreporter, config)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):  # one of several processes: the first one prints
        session.config.workeroutput["gallery"] = gallery_report.packed(session.config)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes by their place, never by their content: a gzip stream carries the second it was made in.

    Two test processes that start in different seconds would otherwise collect different tests, and xdist runs none.
    """
    return argname if isinstance(val, bytes) else None


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    gallery_report.unpack(node.config, getattr(node, "workeroutput", {}).get("gallery", []))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Show what the started processes said when a test that uses them fails."""
    report = yield
    processes = getattr(item, "funcargs", {}).get("prefect")
    if call.excinfo is not None and hasattr(processes, "said"):
        report.sections.append(("logs of the Prefect server, worker and commands", processes.said()))
    return report


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder of the repository."""
    return CHECKOUT


@pytest.fixture
def study_root(tmp_path: Path) -> Path:
    """A data root of its own with a copy of the committed exports; nothing is published in it yet."""
    root = tmp_path / "data"
    shutil.copytree(CHECKOUT / "data" / "raw", root / "raw")
    return root


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser; CI must have one, a laptop may go without."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is not None:
        return path
    missing = "Found no chromium on the PATH, expected one; install the package chromium."
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(f"{missing} In CI the browser tests must not be skipped.", pytrace=False)
    pytest.skip(f"{missing} Pages are not tested in a browser here.")


def _made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Make a folder once for all processes of this test run; who comes second waits and takes what the first made."""
    base = factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, whole = base / name, base / f"{name}.whole"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            whole.touch()
    return folder


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Prefect home in which a server has set up its database and nothing ran; copy it, half of a start is saved."""

    def make(folder: Path) -> None:
        with prefect_processes.server(folder / "server"):
            pass

    return _made_once(tmp_path_factory, "prefect_set_up", make) / "server" / "prefect_home"


@pytest.fixture(scope="session")
def finished_root(tmp_path_factory: pytest.TempPathFactory, prefect_home: Path) -> Path:
    """A data root in which the Jakarta study was published by the command, as a person would.

    All test processes share it: copy it for anything but reading.
    """
    shutil.copytree(prefect_home, _PREFECT_HOME, dirs_exist_ok=True)

    def make(root: Path) -> None:
        shutil.copytree(CHECKOUT / "data" / "raw", root / "raw")
        command = [sys.executable, "-m", "flows.cli", "run", "--study", "jakarta_2015", "--data-dir", str(root)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"

    return _made_once(tmp_path_factory, "finished", make)
