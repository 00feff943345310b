"""What each raw file delivered, kept under a name that says from what it was made: a file is read once, not every month.

The name is a hash of the file, what stands beside it, the data files and the code, so a kept delivery is never stale;
its content is checked against its own hash before it is used. The folder is private, holds no name or number of a
person, and may be removed at any time: the next run makes it again.
"""

import hashlib
import json
import multiprocessing
import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from flows.errors import SourceFileError
from flows.identity import ORIGIN_SUFFIX
from flows.raw_exports import bind_export, read_corrections, read_export
from flows.sandbox import Bounds
from flows.storage import PRIVATE, DataRoot, ensure_dir, storage_errors, write_bytes_durably
from schemas.catalog import Catalog
from schemas.programme import Programme
from transforms.cleaning.corrections import SUFFIX as CORRECTIONS_SUFFIX
from transforms.cleaning.survey import SurveyIntake
from transforms.processes import end_with_parent
from transforms.programme.deliveries import Delivery, as_plain, delivery_of, from_plain

_KEY_FILE: Final = "staging.key"
_FEW: Final = 6  # files: fewer are read in this process; starting others takes as long
_SUFFIX: Final = ".json"
# How deliveries are written; another way of writing them is another number here.
_FORMAT: Final = "2"


@dataclass(frozen=True)
class Job:
    """One file to read: where it lies, the last day that an answer in it can have, and the name of what is kept.

    ``sha256`` is the content for which it is kept; empty where nobody looked.
    """

    path: str
    as_of: str
    kept: str
    sha256: str = ""


@dataclass(frozen=True)
class Setting:
    """What every process that reads files needs to know."""

    programme_id: str
    overlay: str | None
    folder: str
    key: bytes
    bounds: Bounds | None


class StagedStore:
    """The kept deliveries of one programme in one data folder."""

    def __init__(
        self,
        root: DataRoot,
        catalog: Catalog,
        programme: Programme,
        *,
        made_by: str,
        overlay: Path | None = None,
        bounds: Bounds | None = None,
        workers: int = 2,
    ) -> None:
        """Open the store.

        Args:
            root: the data folder.
            catalog: its data files.
            programme: whose files are read.
            made_by: hash of everything but the file that a delivery depends on: data files, code, libraries.
            overlay: folder laid over the packaged data files.
            bounds: what opening a file may cost.
            workers: processes that read files at the same time.

        Raises:
            StorageError: the folder cannot be made or its key cannot be read.
        """
        self._folder = root.staged / programme.programme_id
        with storage_errors("preparing the staged zone"):
            root.path.mkdir(parents=True, exist_ok=True)
            for zone in (root.state, root.staged, self._folder):
                ensure_dir(zone, PRIVATE)
        key = _staging_key(root)
        self._made_by = hashlib.sha256(f"{_FORMAT} {made_by} ".encode() + key).hexdigest()
        self._catalog, self._programme, self._workers = catalog, programme, workers
        self._setting = Setting(
            programme.programme_id, None if overlay is None else str(overlay), str(self._folder), key, bounds
        )

    def job(self, path: Path, inputs: Mapping[str, str], as_of: date) -> Job:
        """Return the job of reading one file.

        Args:
            path: the export.
            inputs: hashes of the files of its folder, by name.
            as_of: the last day that an answer can have; the day on which the file came where that is known.
        """
        beside = [inputs.get(f"{path.name}{suffix}", "") for suffix in ("", ORIGIN_SUFFIX, CORRECTIONS_SUFFIX)]
        made_from = json.dumps([self._made_by, path.name, *beside, as_of.isoformat()])
        return Job(str(path), as_of.isoformat(), hashlib.sha256(made_from.encode()).hexdigest()[:40], beside[0])

    def missing(self, jobs: Iterable[Job]) -> list[Job]:
        """Return the jobs whose deliveries are not kept."""
        return [job for job in jobs if not (self._folder / f"{job.kept}{_SUFFIX}").is_file()]

    def make(self, jobs: list[Job], on_done: Callable[[], None]) -> None:
        """Read files and keep what they delivered.

        Raises:
            SourceFileError: a file changed since the run looked at it.
            StorageError: the disk is full or fails.
        """
        if len(jobs) < _FEW or self._workers < 2:
            worker = _Worker(self._catalog, self._programme, self._setting)
            for job in jobs:
                worker.do(job)
                on_done()
            return
        # Spawned, not forked: a child must not inherit the lock, the database or the threads of this process.
        context = multiprocessing.get_context("spawn")
        # Big files first, so that no process is left alone with one at the end.
        ordered = sorted(jobs, key=lambda job: -Path(job.path).stat().st_size)
        with ProcessPoolExecutor(self._workers, context, _begin, (self._setting,)) as pool:
            try:
                for done in as_completed([pool.submit(_do, job) for job in ordered]):
                    done.result()
                    on_done()
            except BaseException:  # a full disk, or a person who ends the run: hundreds of files may be waiting
                pool.shutdown(cancel_futures=True)
                raise

    def load(self, job: Job) -> list[Delivery]:
        """Return what a file delivered; made again where what was kept is damaged."""
        path = self._folder / f"{job.kept}{_SUFFIX}"
        plain = _checked(path)
        if plain is None:
            _Worker(self._catalog, self._programme, self._setting).do(job)
            plain = _checked(path)
        return [from_plain(one) for one in plain or []]

    def prune(self, jobs: Iterable[Job]) -> int:
        """Remove everything that was kept for other files or another version; return how many."""
        kept = {f"{job.kept}{_SUFFIX}" for job in jobs}
        old = [path for path in self._folder.iterdir() if path.name not in kept]
        with storage_errors("pruning the staged zone"):
            for path in old:
                path.unlink()
        return len(old)


class _Worker:
    def __init__(self, catalog: Catalog, programme: Programme, setting: Setting) -> None:
        self._catalog, self._setting = catalog, setting
        self._intake = SurveyIntake.of_programme(catalog, programme, date.max)
        self._intakes: dict[str, SurveyIntake] = {}

    def do(self, job: Job) -> None:
        """Read one file and keep what it delivered.

        Raises:
            SourceFileError: the file changed since the run looked at it.
        """
        path = Path(job.path)
        intake = self._intakes.get(job.as_of)
        if intake is None:
            intake = self._intakes[job.as_of] = self._intake.at(date.fromisoformat(job.as_of))
        file = read_export(path)
        if job.sha256 not in ("", file.sha256):  # what is kept under this name would be another file's, for good
            raise SourceFileError(
                f"{path.name}: found other bytes than when the run began, expected a file at rest. Run again."
            )
        readings = bind_export(intake, file, read_corrections(path), self._setting.bounds)
        staged = intake.stage(readings)
        deliveries = []
        for one in staged:
            instrument = one.reading.instrument
            show = intake.stager(instrument or next(iter(self._catalog.instruments.values()))).vocabulary.show
            deliveries.append(delivery_of(one, instrument, show, self._setting.key))
        content = json.dumps([as_plain(one) for one in deliveries], ensure_ascii=True, separators=(",", ":")).encode()
        _write(Path(self._setting.folder) / f"{job.kept}{_SUFFIX}", content)


_process: list[_Worker] = []


def _begin(setting: Setting) -> None:
    end_with_parent()
    catalog = Catalog(None if setting.overlay is None else Path(setting.overlay))
    _process.append(_Worker(catalog, catalog.programmes[setting.programme_id], setting))


def _do(job: Job) -> None:
    _process[0].do(job)


def _write(path: Path, content: bytes) -> None:
    """Write a kept delivery behind its own hash. Not forced to disk: what a power cut leaves half is made again."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with storage_errors(f"keeping {path.name}"):
        aside.write_bytes(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
        aside.chmod(0o600)
        aside.replace(path)


def _checked(path: Path) -> list[dict[str, Any]] | None:
    with suppress(OSError, ValueError):
        told, content = path.read_bytes().split(b"\n", 1)
        if hashlib.sha256(content).hexdigest().encode() == told:
            plain: list[dict[str, Any]] = json.loads(content)
            return plain
    return None


def _staging_key(root: DataRoot) -> bytes:
    """Return the secret under which respondents' numbers are compared; made once for a data folder."""
    path = root.state / _KEY_FILE
    if not path.is_file():
        write_bytes_durably(path, secrets.token_hex(32).encode())
        path.chmod(0o600)
    with storage_errors("reading the staging key"):
        return path.read_bytes()
