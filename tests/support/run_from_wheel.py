"""Builds the wheel, installs it outside the checkout and runs the main job from there, twice.

It finds what works in every developer's checkout and fails in the worker: a data file that the wheel lacks, an
import that only the checkout satisfies. The fresh environment borrows the libraries of the running one through a path file instead
of downloading them again; path files inside a borrowed folder are not read, so the editable install stays behind.

The wheel test imports this module; ``.ci/run`` executes it.
"""

# It is a script too, and prints its report.
# ruff: noqa: T201

import os
import resource
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PACKAGES: Final = ("flows", "schemas", "transforms")
DATA_SUFFIXES: Final = (".sql", ".yaml", ".csv", ".css", ".j2", ".json")
STUDY: Final = "jakarta_2015"
_BUILD_SECONDS: Final = 300
_RUN_SECONDS: Final = 300


@dataclass(frozen=True)
class Ran:
    """What a command printed, how it ended and how long it took.

    `processor_seconds` is the time of the command and its children, which a busy machine does not stretch.
    """

    returncode: int
    stdout: str
    stderr: str
    seconds: float
    processor_seconds: float


@dataclass(frozen=True)
class Installed:
    """An environment outside the checkout with the wheel in it."""

    python: Path
    kepuasan: Path
    site_packages: Path


def build_wheel(checkout: Path, target: Path) -> Path:
    """Build the wheel from the checkout with the locked hatchling, without isolation and so without a network."""
    _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)], cwd=checkout)
    (wheel,) = target.glob("*.whl")
    return wheel


def missing_data_files(checkout: Path, wheel: Path) -> list[str]:
    """Return the files of the three packages, code and data, that the wheel lacks."""
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    wanted = {
        path.relative_to(checkout).as_posix()
        for package in PACKAGES
        for path in (checkout / package).rglob("*")
        if path.suffix in (".py", *DATA_SUFFIXES)
    }
    return sorted(wanted - packed)


def install(wheel: Path, folder: Path) -> Installed:
    """Install the wheel, and nothing else, into a new environment that borrows the libraries of this one."""
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    _run([*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)], cwd=folder)
    (site_packages,) = (folder / "lib").glob("python*/site-packages")
    borrowed = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    (site_packages / "borrowed_libraries.pth").write_text("\n".join(borrowed) + "\n", encoding="utf-8")
    return Installed(python, folder / "bin" / "kepuasan", site_packages)


def run_study(installed: Installed, data: Path, home: Path, cwd: Path, **extra: str) -> Ran:
    """Run the main job as someone would who has nothing but the install: an empty home, another folder."""
    args = [str(installed.kepuasan), "run", "--study", STUDY, "--data-dir", str(data)]
    return timed(args, cwd, clean_environment(home, **extra))


def timed(args: list[str], cwd: Path, env: Mapping[str, str]) -> Ran:
    """Run a command and return what it printed and how long it took."""
    start, before = time.monotonic(), _processor_seconds()
    done = subprocess.run(
        args,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_RUN_SECONDS,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr, time.monotonic() - start, _processor_seconds() - before)


def _processor_seconds() -> float:
    """Return what the children that ended so far have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def clean_environment(home: Path, **extra: str) -> dict[str, str]:
    """Return an environment with a home and a search path, and no setting of this machine's user."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return {**kept, "HOME": str(home), "LANG": "C.UTF-8", **extra}


def _run(args: list[str], cwd: Path) -> None:
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    done = subprocess.run(
        args,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_BUILD_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(args)} left with {done.returncode}:\n{done.stdout}{done.stderr}")


def main() -> int:
    """Do all of it in a temporary folder and say what came of it."""
    checkout = Path(__file__).resolve().parents[2]
    with tempfile.TemporaryDirectory(prefix="kepuasan-wheel-") as name:
        folder = Path(name)
        home, elsewhere, data = folder / "home", folder / "elsewhere", folder / "data"
        for path in (home, elsewhere):
            path.mkdir()
        shutil.copytree(checkout / "data" / "raw", data / "raw")
        wheel = build_wheel(checkout, folder / "dist")
        print(f"built {wheel.name}, {wheel.stat().st_size // 1024} KiB")
        installed = install(wheel, folder / "venv")
        for number in (1, 2):
            ran = run_study(installed, data, home, elsewhere)
            print(
                ran.stdout,
                ran.stderr,
                f"run {number} from the wheel: exit {ran.returncode}, {ran.seconds:.1f} s",
                sep="\n",
            )
            if ran.returncode:
                return ran.returncode
        if not (data / "published" / "current" / "tables").is_dir():
            print("expected a release in published/current, found none")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
