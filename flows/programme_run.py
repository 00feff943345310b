"""One run of a programme, stage by stage, in plain Python: correct without Prefect, which only calls it.

A run takes the files that no run before it has seen, adds what they delivered to what earlier files delivered, and
publishes every month up to its period again. Months whose published numbers change are listed in ``fact_revisions``.
Its state is the release in force: which files it used, in which run each was first seen, and what it published.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from flows import identity, quality, releases
from flows.building import Build, Outcome, read_record
from flows.errors import ConfigError, ContractError, SourceFileError, StorageError
from flows.identity import ORIGIN_SUFFIX, digest
from flows.origins import read_origin
from flows.quarantine import write_refused
from flows.raw_exports import exports_in
from flows.sandbox import Bounds
from flows.sealing import verify
from flows.staged import Job, StagedStore
from flows.storage import DataRoot, sha256_file, storage_errors
from schemas.catalog import Catalog
from schemas.finding_code import Severity
from schemas.findings import Finding
from schemas.programme import Programme
from transforms import computing
from transforms.cleaning.corrections import SUFFIX as CORRECTIONS_SUFFIX
from transforms.programme.assembly import Assembled, assemble
from transforms.programme.coverage import due_date
from transforms.programme.deliveries import Delivery
from transforms.programme.in_force import Expectations, NotInForceError
from transforms.programme.offices import OfficeTimes
from transforms.programme.reported import Reported, believable, read_reported
from transforms.programme.revisions import Before, FileChanges
from transforms.programme.tables import RunFacts, programme_tables
from transforms.programme.vintages import Replayed, replay


def find_programme(catalog: Catalog, programme_id: str) -> Programme:
    """Return a programme of the catalogue.

    Raises:
        ConfigError: there is none of that name.
    """
    if programme_id not in catalog.programmes:
        known = ", ".join(sorted(catalog.programmes)) or "none"
        raise ConfigError(
            f"Programme: found {programme_id!r}, expected one of {known}. Add a file to programmes/ for a new one."
        )
    return catalog.programmes[programme_id]


@dataclass(frozen=True)
class Former:
    """The release in force, as the next run needs it.

    Attributes:
        folder: where it lies.
        record: its run record.
        problems: what is wrong with its files; a damaged one is never taken for up to date.
    """

    folder: Path
    record: Mapping[str, Any]
    problems: tuple[str, ...]

    @property
    def files(self) -> Mapping[str, Mapping[str, Any]]:
        """The files it used: ``sha256`` of each with what stands beside it, and the ``run`` that first saw it."""
        files: Mapping[str, Mapping[str, Any]] = self.record["files"]
        return files

    def table(self, name: str) -> pd.DataFrame:
        """Return one of its tables.

        Raises:
            StorageError: the file is damaged.
        """
        try:
            with duckdb.connect(":memory:", config={"python_enable_replacements": "false"}) as con:
                frame: pd.DataFrame = con.read_parquet(str(self.folder / "tables" / "parquet" / f"{name}.parquet")).df()
                return frame
        except duckdb.Error:
            raise StorageError(
                f"{self.folder.name}: found a table {name} that cannot be read, expected an intact release. Run "
                "'kepuasan verify'; roll back to the release before, or restore this one from the backup."
            ) from None


def former_release(root: DataRoot, programme: Programme) -> Former | None:
    """Return the release in force; None where nothing was published yet.

    Raises:
        ConfigError: the data folder publishes something else.
        StorageError: the release in force is lost, or has no run record, or a damaged one.
    """
    folder = releases.in_force(root)
    if folder is None:
        return None
    record = read_record(folder)
    if record.get("programme_id") != programme.programme_id:
        other = record.get("programme_id") or record.get("study_id")
        raise ConfigError(
            f"{root.path}: found releases of {other}, expected those of {programme.programme_id}. A data folder "
            "publishes one thing: give every programme and every study a folder of its own."
        )
    return Former(folder, record, tuple(verify(folder)))


class ProgrammeRun:
    """One run for one period, holding the lock of its data folder; stages are called in the order in which they stand."""

    def __init__(  # noqa: PLR0913 - one door for the flow, the commands and the tests
        self,
        root: DataRoot,
        catalog: Catalog,
        programme: Programme,
        period: str,
        *,
        offices: Collection[str] | None = None,
        replays: bool = False,
        overlay: Path | None = None,
        threads: int = 2,
        bounds: Bounds | None = None,
    ) -> None:
        """Prepare a run.

        Args:
            root: the data folder.
            catalog: its data files.
            programme: what to publish.
            period: the month that the run is for; later months stay as they were published.
            offices: take new files of these offices only; None takes all.
            replays: where nothing was published yet, list what every month would have restated on its own day.
            overlay: the folder laid over the packaged data files, for other processes.
            threads: threads of DuckDB and processes that read files.
            bounds: what opening a file may cost.

        Raises:
            ConfigError: the month lies before the programme, or an office does not belong to it.
        """
        if period < programme.first_month:
            raise ConfigError(
                f"Period: found {period}, expected a month from {programme.first_month} on, the first of "
                f"{programme.programme_id}."
            )
        unknown = sorted(set(offices or ()) - set(catalog.offices_of(programme)))
        if unknown:
            raise ConfigError(f"Offices: found {', '.join(unknown)}, expected offices of {programme.programme_id}.")
        self.root, self.catalog, self.programme, self.run_period = root, catalog, programme, period
        self.raw_folder = root.raw / programme.programme_id
        self.findings: tuple[Finding, ...] = ()
        self.frames: dict[str, pd.DataFrame] = {}
        self.changes = FileChanges()
        self.build_id = ""
        self.period = period
        self._offices = None if offices is None else frozenset(offices)
        self._overlay, self._threads, self._bounds = overlay, threads, bounds
        self._build = Build(root, threads=threads)
        self._former: Former | None = None
        self._is_rebuild = False
        self._replays = replays
        self._number = 1
        self._files: dict[str, dict[str, Any]] = {}
        self._jobs: dict[str, Job] = {}
        self._inputs: dict[str, str] = {}
        self._reported_files: dict[str, bytes] = {}
        self._content = ""
        self._deliveries: list[Delivery] = []
        self._assembled: Assembled | None = None
        self._reported = Reported()
        self._times: OfficeTimes | None = None
        self._store: StagedStore | None = None

    def __enter__(self) -> "ProgrammeRun":
        """Take the lock.

        Raises:
            LockedError: another run is at work in this data folder.
        """
        self._build.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        """Give the lock back and close the database."""
        self._build.__exit__(*error)

    # --- what there is ---------------------------------------------------------------------------------------------
    @property
    def as_of(self) -> date:
        """The day of the release: the day on which files of its last month were due."""
        return due_date(self.programme, self.period)

    def look(self) -> int:
        """Look at the raw folder and at the release in force; return how many files have not been read before.

        Raises:
            ConfigError: the data folder publishes something else.
            StorageError: the release in force is not what the protocol leaves, or the disk fails.
        """
        self._former = former_release(self.root, self.programme)
        if self._former is not None:
            self.period = max(self.run_period, str(self._former.record["period"]))
        with storage_errors(f"looking at {self.raw_folder}"):
            paths = exports_in(self.raw_folder)
            self._inputs = {path.name: sha256_file(path) for path in identity.raw_files(self.raw_folder)}
            reported = identity.raw_files(self.raw_folder / identity.REPORTED)
            self._reported_files = {path.name: path.read_bytes() for path in reported if path.suffix == ".csv"}
        catalog_sha = digest(dict(self.catalog.texts))
        made_by = digest([catalog_sha, identity.code_sha256(), identity.library_versions()])
        self._store = StagedStore(
            self.root, self.catalog, self.programme,
            made_by=made_by, overlay=self._overlay, bounds=self._bounds, workers=self._threads,
        )  # fmt: skip
        self._jobs = {path.name: self._store.job(path, self._inputs, self._received(path)) for path in paths}
        return len(self._store.missing(self._jobs.values()))

    def _received(self, path: Path) -> date:
        """Return the last day that an answer in a file can have: when it came, or the day of the run."""
        origin, _ = read_origin(path.with_name(f"{path.name}{ORIGIN_SUFFIX}"))
        return self.as_of if origin is None else origin.received

    def read(self, on_done: Callable[[], None] = lambda: None) -> int:
        """Read the files that were not read before; return how many files the run uses.

        Raises:
            SourceFileError: there is no file to publish from.
            StorageError: the disk is full or fails.
        """
        store = self._open_store()
        store.make(store.missing(self._jobs.values()), on_done)
        delivered = {name: store.load(job) for name, job in self._jobs.items()}
        known = {} if self._former is None else self._former.files
        used = [name for name in sorted(delivered) if name in known or self._concerns(delivered[name])]
        if not used:
            of = "" if self._offices is None else f" of {', '.join(sorted(self._offices))} alone"
            raise SourceFileError(
                f"raw/{self.programme.programme_id}/: found no export{of}, expected one at least. Put the offices' files there, "
                "or see whether KEPUASAN_DATA_DIR is the folder that you mean, and run again."
            )
        self._deliveries = [one for name in used for one in delivered[name]]
        now = {name: self._whole_sha(name) for name in used}
        self._content = digest(
            {
                "programme": self.programme.programme_id,
                "period": self.period,
                "files": now,
                "reported": self._reported_sha(),
                "catalog": digest(dict(self.catalog.texts)),
                "code": identity.code_sha256(),
                "versions": identity.library_versions(),
            }
        )
        record = {} if self._former is None else self._former.record
        self._is_rebuild = record.get("content") == self._content
        parent = record.get("parent") if self._is_rebuild else record.get("build_id")
        self.build_id = digest({"content": self._content, "parent": parent})[:16]
        last = int(record.get("run_number", 0))
        self._number = last if self._is_rebuild else last + 1
        self._files = {
            name: {"sha256": sha, "run": known[name]["run"] if name in known else self._number}
            for name, sha in now.items()
        }
        if not self._is_rebuild:
            self.changes = self._compare(now, known)
        return len(used)

    @property
    def nothing_new(self) -> Path | None:
        """The release in force when it already is what the run would build and is intact; None otherwise."""
        if self._former is None or not self._is_rebuild or self._former.problems:
            return None
        return self._former.folder

    def _concerns(self, delivered: list[Delivery]) -> bool:
        """Whether a new file is one that this run takes: all of its answers are of the offices that it is for."""
        if self._offices is None:
            return True
        offices = {str(office) for one in delivered for office in one.accepted["office_code"].unique()}
        return bool(offices) and offices <= self._offices

    def _whole_sha(self, name: str) -> str:
        beside = [self._inputs.get(f"{name}{suffix}", "") for suffix in ("", ORIGIN_SUFFIX, CORRECTIONS_SUFFIX)]
        return digest(beside)

    def _compare(self, now: Mapping[str, str], known: Mapping[str, Mapping[str, Any]]) -> FileChanges:
        new = tuple(name for name in now if name not in known)
        changed = tuple(name for name in now if name in known and known[name]["sha256"] != now[name])
        lost = [name for name in known if name not in now]
        replaces = {one.file_name: one.replaces for one in self._deliveries if one.replaces is not None}
        corrections = {name: replaces[name] for name in (*new, *changed) if name in replaces}
        former = self._former_pairs((*changed, *lost)) if changed or lost else {}
        gone = {name: former.get(name, frozenset()) for name in lost}
        had = {name: former.get(name, frozenset()) for name in changed}
        reported = {} if self._former is None else self._former.record["reported"]
        return FileChanges(new, corrections, changed, gone, had, reported != self._reported_sha())

    def _reported_sha(self) -> dict[str, str]:
        return {name: hashlib.sha256(data).hexdigest() for name, data in self._reported_files.items()}

    def _former_pairs(self, names: Collection[str]) -> dict[str, frozenset[tuple[str, str]]]:
        """Return the offices and months of which files had answers in the release in force."""
        if self._former is None:
            return {}
        files = self._former.table("fact_files")[["file_number", "file_name"]]
        answers = self._former.table("fact_responses")[["file_number", "office_code", "month_code"]].drop_duplicates()
        pairs: dict[str, frozenset[tuple[str, str]]] = {}
        for name, office, month in answers.merge(files, on="file_number")[
            ["file_name", "office_code", "month_code"]
        ].itertuples(index=False, name=None):
            # A file with several tables of answers is listed as name#1, name#2.
            raw = name if name in names else re.sub(r"#\d+$", "", name)
            if raw in names:
                pairs[raw] = pairs.get(raw, frozenset()) | {(str(office), str(month))}
        return pairs

    # --- compute ---------------------------------------------------------------------------------------------------
    def begin(self) -> None:
        """Open the ledger and a clean work folder.

        Raises:
            StorageError: the ledger or a release is damaged, or the disk fails.
        """
        self._build.begin(self.build_id)

    def compute(self) -> None:
        """Bring the files together and compute every table.

        Raises:
            ConfigError: no questionnaire is in force in a month of the programme.
            ContractError: a table breaks its contract, or rows are not accounted for.
        """
        self._times = OfficeTimes(self.programme, self.catalog, self.period)
        self._reported = read_reported(self._reported_files, self.catalog.offices_of(self.programme))
        self._assembled = assemble(self._deliveries, self.programme, self.catalog, self._times)
        self.findings = (*self._assembled.findings, *self._reported.findings)
        if self._assembled.people.empty:
            return
        self._reported = believable(self._reported, self._assembled.people)
        try:
            self.frames = programme_tables(
                self._assembled,
                self.programme,
                self.catalog,
                self._times,
                self._reported,
                self._run_facts(self._assembled),
            )
        except NotInForceError as error:
            raise ConfigError(str(error)) from None
        except computing.ContractError as error:
            raise ContractError(f"Computed tables break their contract: {error}. Nothing was published.") from None
        gaps = _gaps(self.frames)
        if gaps:
            raise ContractError(f"Rows are not accounted for: {'; '.join(gaps)}. Nothing was published.")

    def _replayed(self, assembled: Assembled) -> Replayed | None:
        """Go through the earlier months of a first publication; the files are noted as seen in the month they came."""
        if not self._replays or self._former is not None:
            return None
        expectations = Expectations(self.programme, self.catalog)
        done = replay(
            self._deliveries, assembled, self.programme, self.catalog, expectations, self._reported, self.period
        )
        self._number = len(done.runs)
        for name, number in done.first_seen.items():
            self._files[name]["run"] = number
        return done

    def _run_facts(self, assembled: Assembled) -> RunFacts:
        replayed = self._replayed(assembled)
        first_seen = {name: int(one["run"]) for name, one in self._files.items()}
        before: Before | None = None
        history: tuple[dict[str, Any], ...] = ()
        if self._former is not None:
            before = Before(
                self._former.table("fact_indices"),
                self._former.table("fact_revisions"),
                str(self._former.record["period"]),
            )
            history = tuple(self._history(self._former))
        return RunFacts(
            self._number, self.run_period, self.as_of, first_seen, history, self.changes, before,
            self._is_rebuild, replayed,
        )  # fmt: skip

    def _history(self, former: Former) -> list[dict[str, Any]]:
        """Return the rows of ``dim_run`` of earlier runs; the last of them is known by its build from now on."""
        rows: list[dict[str, Any]] = [
            {str(key): None if pd.isna(cell) else cell for key, cell in row.items()}
            for row in former.table("dim_run").to_dict("records")
        ]
        if not self._is_rebuild:
            rows[-1]["build_id"] = former.record["build_id"]
        return rows

    @property
    def refused_files_n(self) -> int:
        """Files refused."""
        return sum(finding.severity is Severity.REFUSE_FILE for finding in self.findings)

    @property
    def refused_rows_n(self) -> int:
        """Rows refused in files that were otherwise accepted."""
        deliveries = () if self._assembled is None else self._assembled.deliveries
        return sum(len(one.refusals) for one in deliveries if not one.is_refused)

    @property
    def is_refused(self) -> bool:
        """Whether more was refused than the programme tolerates, or nobody was left to publish about."""
        tolerance = self.programme.tolerance
        return (
            self.refused_files_n > tolerance.refused_files
            or self.refused_rows_n > tolerance.refused_rows
            or not self.frames
        )

    # --- refuse, check, build, publish -----------------------------------------------------------------------------
    def refuse(self) -> Outcome:
        """Record the refusal; write the quarantine; the former release stays current."""
        folder = self._quarantine()
        self._build.discard(f"refused: {self.refused_files_n} files, {self.refused_rows_n} rows")
        return Outcome("refused", self.build_id, self.programme.programme_id, folder, self.findings, self.frames)

    def _quarantine(self) -> Path:
        deliveries = () if self._assembled is None else self._assembled.deliveries
        return write_refused(self.root, self.build_id, self.programme.programme_id, deliveries, self.findings)

    def check(self) -> int:
        """Run Great Expectations over the tables and build the Data Docs; return how many checks are met.

        Raises:
            ExpectationError: a check failed or could not run; the Data Docs stay in the quarantine.
        """
        return self._build.check(self._judge, self._quarantine)

    def _judge(self, docs: Path) -> quality.ExpectationReport:
        from schemas.expectations.programme import SUITES  # noqa: PLC0415 - great_expectations takes seconds
        from schemas.expectations.programme.facts import ProgrammeFacts  # noqa: PLC0415
        from transforms.publication.programme_check_frames import check_frames  # noqa: PLC0415

        assembled, times = self._computed()
        instruments = [used.instrument_id for used in self.programme.questionnaires]
        scales = [self.catalog.instruments[code].scale for code in instruments]
        facts = ProgrammeFacts(
            offices=tuple(times.offices),
            months_n=len(times.months),
            instruments=tuple(instruments),
            regulations=tuple(used.regulation_id for used in self.programme.questionnaires),
            runs_n=self._number,
            files_n=len(assembled.deliveries),
            rows_read_n=sum(one.second_count for one in assembled.deliveries),
            accepted_n=len(assembled.people),
            companions_n=len(assembled.companion_people),
            lowest_index=min(100 * scale.minimum / scale.maximum for scale in scales),
            small_n=self.programme.small_n,
            minimum_cell=self.programme.suppression.minimum_cell,
            confidence_level=float(self.programme.confidence_level),
        )
        return quality.run_expectations(
            self.frames,
            facts,
            suites=SUITES,
            frames=check_frames,
            docs_dir=docs,
            as_of=self.as_of,
            build_id=self.build_id,
            data_origin_note=(self.programme.data_origin_id, self.programme.data_origin_en),
        )

    def build(self) -> int:
        """Write tables, workbooks, page and run record into the work folder; return how many files.

        Raises:
            ContractError: a table is not what its contract says.
            StorageError: the disk is full or fails.
        """
        from transforms.publication import outputs, programme_outputs  # noqa: PLC0415 - matplotlib; nothing new needs none

        def make(con: duckdb.DuckDBPyConnection, work: Path) -> outputs.PublishedOutputs:
            programme_outputs.load_frames(con, self.frames)
            return programme_outputs.publish_programme(
                con, self.frames, work,
                programme=self.programme, catalog=self.catalog, period=self.period, build_id=self.build_id,
            )  # fmt: skip

        self._build.write(make)
        return self._build.record(self._record())

    def _record(self) -> dict[str, Any]:
        record = {} if self._former is None else self._former.record
        parent = record.get("parent") if self._is_rebuild else record.get("build_id")
        return {
            "programme_id": self.programme.programme_id,
            "parent": parent,
            "content": self._content,
            "run_number": self._number,
            "run_period": record.get("run_period") if self._is_rebuild else self.run_period,
            "period": self.period,
            "data_origin": self.programme.data_origin,
            "data_origin_id": self.programme.data_origin_id,
            "data_origin_en": self.programme.data_origin_en,
            "files": self._files,
            "reported": self._reported_sha(),
            "catalog_sha256": digest(dict(self.catalog.texts)),
            "findings": dict(sorted(Counter(self.frames["fact_findings"]["finding_code"]).items())),
            "checks": self._build.verdicts(),
            "tolerance": self.programme.tolerance.model_dump(),
            "suppression": self.programme.suppression.model_dump(),
            "detail": self.programme.detail.model_dump(),
            "outputs": self._build.outputs(),
            "outputs_hashed_by_content": sorted(self._build.logical),
        }

    def publish(self) -> Outcome:
        """Seal the work folder and switch ``current`` to it in one step.

        Raises:
            ContractError: the same inputs and code gave other contents than before.
            StorageError: the disk is full or fails; the former release stays current.
        """
        if self.findings:
            self._quarantine()
        folder = self._build.publish()
        self._open_store().prune(self._jobs.values())
        return Outcome("published", self.build_id, self.programme.programme_id, folder, self.findings, self.frames)

    # --- help ------------------------------------------------------------------------------------------------------
    @property
    def restated(self) -> tuple[str, ...]:
        """Months whose published numbers this run changes."""
        revised = self.frames.get("fact_revisions")
        if revised is None or revised.empty:
            return ()
        own = revised[(revised["run_number"] == self._number) & (revised["period_code"].str.fullmatch(r"\d{4}-\d{2}"))]
        return tuple(sorted(own["period_code"].unique())) if not self._is_rebuild else ()

    def _computed(self) -> tuple[Assembled, OfficeTimes]:
        if self._assembled is None or self._times is None:
            raise ContractError("There are no tables.")
        return self._assembled, self._times

    def _open_store(self) -> StagedStore:
        if self._store is None:
            raise ContractError("The run has not looked at its files.")
        return self._store


def _gaps(frames: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return the files whose rows read do not equal the rows with a fate."""
    files = frames["fact_files"].set_index("file_number")
    fates = frames["fact_waterfall"].groupby("file_number")["rows_n"].sum()
    return [
        f"{name}: {int(read)} rows read and {int(fates.get(number, 0))} with a fate"
        for number, name, read in zip(files.index, files["file_name"], files["rows_read_n"], strict=True)
        if int(read) != int(fates.get(number, 0))
    ]
