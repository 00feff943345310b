"""One release under construction, the same for every kind of run: lock, work folder, checks, run record, switch.

A study, a programme and an audit say what to compute and what to write. What holds for all of them stands here: one run
at a time, a build aside, a refused build that leaves its Data Docs, a record of what the release was made from.
"""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import duckdb
import pandas as pd

from flows import releases
from flows.errors import ContractError, ExpectationError, SourceFileError, StorageError
from flows.identity import code_sha256, library_versions
from flows.ledger import Ledger
from flows.quality import Check, ExpectationReport
from flows.sealing import RUN_RECORD, list_files, seal, verify
from flows.storage import DataRoot, RunLock, sha256_file, storage_errors, write_bytes_durably
from schemas.findings import Finding
from transforms import sql
from transforms.publication.tables import PublicationError, database_name

if TYPE_CHECKING:
    from transforms.publication.outputs import PublishedOutputs

REFUSED_EXIT_CODE: Final = 11


@dataclass(frozen=True)
class Outcome:
    """How a run ended: ``published``, ``unchanged`` or ``refused``, with what a person wants to see."""

    status: str
    build_id: str
    survey_id: str
    folder: Path
    findings: tuple[Finding, ...] = ()
    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict, repr=False)

    @property
    def exit_code(self) -> int:
        """The exit code of the command."""
        return REFUSED_EXIT_CODE if self.status == "refused" else 0


class RefusedError(SourceFileError):
    """More was refused than is tolerated; holds the findings, which its message does not quote."""

    def __init__(self, message: str, outcome: Outcome) -> None:
        super().__init__(message)
        self.outcome = outcome


def read_record(release: Path) -> dict[str, Any]:
    """Return what a release was made from.

    Raises:
        StorageError: there is no run record, or it is damaged.
    """
    path = release / RUN_RECORD
    try:
        record: dict[str, Any] = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise StorageError(
            f"{release.name}: found no {RUN_RECORD}, expected one. Restore the release from the backup."
        ) from None
    except ValueError:
        raise StorageError(
            f"{release.name}: found a damaged {RUN_RECORD}, expected it as the run wrote it. Restore the release from the "
            "backup."
        ) from None
    return record


def nothing_new(root: DataRoot, build_id: str) -> Path | None:
    """Return the release in force when it already is what a run would build and is intact; None otherwise."""
    try:
        current = releases.open_current(root)
        if verify(current):
            return None
        return current if read_record(current).get("build_id") == build_id else None
    except StorageError:
        return None


class Build:
    """What one run builds, holding the lock of its data folder; called in the order in which the methods stand here."""

    def __init__(self, root: DataRoot, *, threads: int = 2) -> None:
        self.root = root
        self.build_id = ""
        self._threads = threads
        self._lock = RunLock(root)
        self._ledger: Ledger | None = None
        self._work: Path | None = None
        self._con: duckdb.DuckDBPyConnection | None = None
        self._checks: tuple[Check, ...] = ()
        self._rows: Mapping[str, int] = {}
        self._logical: Mapping[str, str] = {}

    def __enter__(self) -> Self:
        """Take the lock.

        Raises:
            LockedError: another run is at work in this data folder.
        """
        self.root.prepare()
        self._lock.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        """Give the lock back and close the database."""
        self._close()
        self._lock.__exit__(*error)

    def begin(self, build_id: str) -> None:
        """Open the ledger and a clean work folder.

        Raises:
            ContractError: the build was withdrawn by a roll back.
            StorageError: the ledger or a release is damaged, or the disk fails.
        """
        self.build_id = build_id
        self._ledger = Ledger(self.root.ledger_path)
        self._work = releases.begin(self.root, build_id, self._ledger)

    @property
    def work(self) -> Path:
        """The folder that becomes the release."""
        if self._work is None:
            raise ContractError("The run has not begun.")
        return self._work

    def database(self) -> duckdb.DuckDBPyConnection:
        """Return the run's database in memory, which reaches the work folder only; it is closed with the run."""
        if self._con is None:
            self._con = sql.connect(temp_directory=self.root.tmp, folders=[self.work], threads=self._threads)
        return self._con

    def discard(self, reason: str) -> None:
        """Record that the build is refused and remove it; the former release stays in force.

        Args:
            reason: a code or counts, never a value from the data.
        """
        releases.discard(self.root, self.build_id, self._open_ledger(), reason)

    def check(self, judge: Callable[[Path], ExpectationReport], quarantine: Callable[[], Path]) -> int:
        """Run Great Expectations over the tables and build the Data Docs; return how many checks are met.

        Args:
            judge: runs the checks and writes the Data Docs into the folder that it is given.
            quarantine: writes the quarantine of a refused build and returns its folder, where the Data Docs are kept.

        Raises:
            ExpectationError: a check failed or could not run.
        """
        docs = self.work / "data_docs"
        report = judge(docs)
        self._checks = report.checks
        if report.ok:
            return sum(check.success for check in report.checks)
        kept = quarantine() / docs.name
        with storage_errors("keeping the Data Docs of the refused build"):
            shutil.copytree(docs, kept, dirs_exist_ok=True)
        self.discard("expectations not met")
        unmet = "; ".join(
            f"{check.check_code} on {check.table}: found {check.observed}, expected {check.expected}"
            for check in report.unmet_with("fail")
        )
        raise ExpectationError(f"Checks not met: {unmet}. Nothing was published; read {kept / 'index.html'}.")

    def write(self, make: "Callable[[duckdb.DuckDBPyConnection, Path], PublishedOutputs]") -> None:
        """Let a run write its tables, pictures and pages into the work folder, and close the database.

        Raises:
            ContractError: a table is not what its contract says.
            StorageError: the disk is full or fails.
        """
        try:
            with storage_errors(f"writing build {self.build_id}"):
                written = make(self.database(), self.work)
        except PublicationError as error:
            raise ContractError(f"{error}. Nothing was published.") from None
        except duckdb.IOException as error:
            raise StorageError(
                f"Writing build {self.build_id}: {error}. Free space or mend the disk and run again."
            ) from None
        self._close()
        self._rows = written.rows
        # DuckDB's bytes differ between builds of the same rows; what the file says does not.
        self._logical = {database_name(self.build_id): written.logical_sha256}

    @property
    def logical(self) -> Mapping[str, str]:
        """Hash of the content of each database file."""
        return self._logical

    def outputs(self) -> dict[str, str]:
        """Return the SHA-256 of every file of the build; of a database, that of its content."""
        return {name: self._logical.get(name) or sha256_file(path) for name, path in list_files(self.work)}

    def verdicts(self) -> list[dict[str, Any]]:
        """Return the checks as the run record lists them."""
        return [
            {"check_code": c.check_code, "table": c.table, "severity": c.severity, "success": c.success}
            for c in self._checks
        ]

    def record(self, facts: Mapping[str, Any]) -> int:
        """Write the run record, and return how many files the build has.

        Args:
            facts: what this kind of run states beside build, code, libraries and rows.

        Raises:
            StorageError: the disk is full or fails.
        """
        record = {
            "build_id": self.build_id,
            "code_sha256": code_sha256(),
            "versions": dict(library_versions()),
            "rows": dict(self._rows),
            **facts,
        }
        content = json.dumps(record, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        write_bytes_durably(self.work / RUN_RECORD, content.encode("utf-8"))
        return len(list_files(self.work))

    def publish(self) -> Path:
        """Seal the work folder, switch ``current`` to it in one step, and return the folder of the release.

        Raises:
            ContractError: the same inputs and code gave other contents than before.
            StorageError: the disk is full or fails; the former release stays current.
        """
        work, ledger = self.work, self._open_ledger()
        seal(work, build_id=self.build_id, rows=self._rows, extra={"logical": self._logical})
        folder = releases.publish(self.root, work, self.build_id, ledger)
        releases.collect_garbage(self.root, ledger)
        return folder

    def _open_ledger(self) -> Ledger:
        if self._ledger is None:
            raise ContractError("The run has not begun.")
        return self._ledger

    def _close(self) -> None:
        if self._con is not None:
            self._con.close()
            self._con = None
