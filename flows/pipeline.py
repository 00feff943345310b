"""One run over one study, stage by stage, in plain Python: correct without Prefect, which only calls it.

A ``Run`` holds what the stages hand on. Calling its stages in order gives a release or a refusal; nothing reaches
``published/`` before the last one.
"""

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from flows import identity, quality
from flows.building import Build, Outcome
from flows.errors import ConfigError, ContractError, SourceFileError
from flows.identity import ORIGIN_SUFFIX, identify
from flows.origins import read_origin
from flows.quarantine import write_quarantine
from flows.raw_exports import bind_export, is_export
from flows.sandbox import Bounds
from flows.storage import DataRoot, write_bytes_durably
from schemas import findings as code
from schemas.catalog import Catalog, CatalogError
from schemas.expectations.facts import Facts
from schemas.finding_code import Severity
from schemas.findings import Finding
from schemas.instrument import Origin, Study
from schemas.registry import TABLES
from transforms import computing, loading
from transforms.cleaning.completeness import missing_files
from transforms.cleaning.corrections import SUFFIX as CORRECTIONS_SUFFIX
from transforms.cleaning.corrections import lonely
from transforms.cleaning.staged_file import StagedFile
from transforms.cleaning.survey import SurveyIntake
from transforms.intake.reading import RawFile, Reading, unread


def overlay_of(root: DataRoot, catalog_dir: Path | None = None) -> Path | None:
    """Return the folder laid over the packaged data files: the one given, or that of the data folder; None without one."""
    folder = catalog_dir if catalog_dir is not None else root.path / "catalog"
    return folder if folder.is_dir() else None


def load_catalog(root: DataRoot, overlay: Path | None = None) -> Catalog:
    """Return the catalogue: the packaged data files, overlaid with a folder if one is given.

    Raises:
        ConfigError: a data file has mistakes; each is named with file and line.
    """
    try:
        return Catalog(overlay_of(root, overlay))
    except CatalogError as error:
        raise ConfigError(str(error)) from None


def find_study(catalog: Catalog, study_id: str) -> Study:
    """Return a study of the catalogue.

    Raises:
        ConfigError: there is none of that name.
    """
    if study_id not in catalog.studies:
        known = ", ".join(sorted(catalog.studies))
        raise ConfigError(f"Study: found {study_id!r}, expected one of {known}. Add a file to studies/ for a new one.")
    return catalog.studies[study_id]


class Run:
    """One run, holding the lock of its data folder; stages are called in the order in which they stand here."""

    def __init__(
        self, root: DataRoot, catalog: Catalog, study: Study, *, threads: int = 2, bounds: Bounds | None = None
    ) -> None:
        self.root, self.catalog, self.study = root, catalog, study
        self.raw_folder = root.raw / study.study_id
        self.identity = identify(study.study_id, catalog, self.raw_folder)
        self.build_id = self.identity.build_id
        self.findings: tuple[Finding, ...] = ()
        self.frames: dict[str, pd.DataFrame] = {}
        self._bounds = bounds
        self._intake = SurveyIntake.of_study(catalog, study)
        self._instrument = catalog.instruments[study.instrument_id]
        self._raw: dict[str, RawFile] = {}
        self._corrections: dict[str, bytes] = {}
        self._stray: list[Finding] = []
        self._readings: list[Reading] = []
        self._staged: list[StagedFile] = []
        self._lonely: dict[str, Origin] = {}
        self._build = Build(root, threads=threads)

    def __enter__(self) -> "Run":
        """Take the lock.

        Raises:
            LockedError: another run is at work in this data folder.
        """
        self._build.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        """Give the lock back and close the database."""
        self._build.__exit__(*error)

    # --- read ------------------------------------------------------------------------------------------------------
    def begin(self) -> list[str]:
        """Open the ledger and a clean work folder; return the names of the exports to read.

        Raises:
            StorageError: the ledger or a release is damaged, or the disk fails.
        """
        self._build.begin(self.build_id)
        names = [path.name for path in identity.raw_files(self.raw_folder)]
        exports = [name for name in names if is_export(name)]
        for name in names:
            if name.endswith(CORRECTIONS_SUFFIX) and name.removesuffix(CORRECTIONS_SUFFIX) not in exports:
                self._stray.append(lonely(name.removesuffix(CORRECTIONS_SUFFIX)))
            file = name.removesuffix(ORIGIN_SUFFIX)
            if name.endswith(ORIGIN_SUFFIX) and file not in exports:
                origin = self._origin(file)[0]
                if origin is not None:
                    self._lonely[file] = origin
        return exports

    def read(self, name: str) -> None:
        """Read the bytes of one export, its origin record and its corrections.

        Raises:
            OSError: the file cannot be read now; a retry can help, and ``give_up`` ends the trying.
            SourceFileError: the file changed since the build id was made from it.
        """
        path = self.raw_folder / name
        origin, problem = self._origin(name)
        file = RawFile(name, path.read_bytes(), origin, problem)
        self._check_at_rest(name, file.data)
        corrections = f"{name}{CORRECTIONS_SUFFIX}"
        if corrections in self.identity.inputs:
            self._corrections[name] = (self.raw_folder / corrections).read_bytes()
            self._check_at_rest(corrections, self._corrections[name])
        self._raw[name] = file

    def _check_at_rest(self, name: str, data: bytes) -> None:
        if self.identity.inputs[name] not in (hashlib.sha256(data).hexdigest(), identity.UNREADABLE):
            raise SourceFileError(
                f"{name}: found other bytes than when the run began, expected a file at rest. Run again."
            )

    def give_up(self, name: str, error: OSError) -> None:
        """Refuse an export whose bytes could not be read; the other files go on."""
        words = (
            ("problem_id", f"berkas yang tidak dapat dibuka ({type(error).__name__})"),
            ("problem_en", f"a file that cannot be opened ({type(error).__name__})"),
        )
        origin, problem = self._origin(name)
        file = RawFile(name, b"", origin, problem)
        self._readings.append(unread(file, Finding(code.UNREADABLE, name, words=words)))

    def _origin(self, name: str) -> tuple[Origin | None, tuple[str, str] | None]:
        return read_origin(self.raw_folder / f"{name}{ORIGIN_SUFFIX}")

    def bind(self, name: str) -> None:
        """Open one export in a bounded process and bind its tables; problems are findings of the reading."""
        if name not in self._raw:
            return  # given up
        corrections = self._corrections.get(name, b"")
        self._readings.extend(bind_export(self._intake, self._raw[name], corrections, self._bounds))

    # --- validate --------------------------------------------------------------------------------------------------
    def validate(self) -> None:
        """Check every row of every file, and the files against each other; collect the findings."""
        office = self._instrument.attribute_with_role("office").attribute_code
        self._staged = self._intake.stage(self._readings)
        missing = missing_files(self.catalog, self.study, self._staged, self._lonely, office)
        found = [*missing, *self._stray, *(finding for file in self._staged for finding in file.findings)]
        if not any(finding.severity is Severity.REFUSE_FILE for finding in found):
            found.extend(self._intake.unused_words(self._staged))
        order = list(Severity)
        self.findings = tuple(sorted(found, key=lambda finding: order.index(finding.severity)))

    @property
    def refused_files_n(self) -> int:
        """Files refused, those that never came included."""
        return sum(finding.severity is Severity.REFUSE_FILE for finding in self.findings)

    @property
    def refused_rows_n(self) -> int:
        """Rows refused in files that were otherwise accepted."""
        return sum(len(file.refusals) for file in self._staged if not file.is_refused)

    @property
    def is_refused(self) -> bool:
        """Whether more was refused than the study tolerates, or nobody was left to publish about."""
        tolerance = self.study.tolerance
        return (
            self.refused_files_n > tolerance.refused_files
            or self.refused_rows_n > tolerance.refused_rows
            or not any(len(file.accepted) for file in self._staged)
        )

    # --- compute ---------------------------------------------------------------------------------------------------
    def compute(self) -> None:
        """Filter the cohort and compute every table.

        Raises:
            ContractError: a table breaks its contract, or rows are not accounted for.
        """
        if not any(len(file.accepted) for file in self._staged):
            return
        con = self._build.database()
        loading.load(con, self.catalog, self.study, self._staged, self.findings)
        computing.compute(con)
        try:
            self.frames = computing.published_frames(con)
        except computing.ContractError as error:
            raise ContractError(f"Computed tables break their contract: {error}. Nothing was published.") from None
        gaps = computing.accounting_gaps(self.frames)
        if gaps:
            raise ContractError(f"Rows are not accounted for: {'; '.join(gaps)}. Nothing was published.")

    # --- refuse ----------------------------------------------------------------------------------------------------
    def refuse(self) -> Outcome:
        """Record the refusal; write the quarantine and a report; the former release stays current."""
        folder = self._report()
        self._build.discard(f"refused: {self.refused_files_n} files, {self.refused_rows_n} rows")
        return Outcome("refused", self.build_id, self.study.study_id, folder, self.findings, self.frames)

    def _report(self) -> Path:
        show = self._intake.stager(self._instrument).vocabulary.show
        folder = write_quarantine(self.root, self.build_id, self.study.study_id, self._staged, self.findings, show)
        for name in ("out_skm__row_accounting", "out_skm__source_files", "out_skm__waterfall_steps"):
            if name in self.frames:
                content = self.frames[name].to_csv(index=False, lineterminator="\n").encode("utf-8")
                write_bytes_durably(folder / f"{name}.csv", content)
        return folder

    # --- check, build, publish -------------------------------------------------------------------------------------
    def check(self) -> int:
        """Run Great Expectations over the tables and build the Data Docs; return how many checks are met.

        Raises:
            ExpectationError: a check failed or could not run; the Data Docs stay in the quarantine.
        """
        return self._build.check(self._judge, self._report)

    def _judge(self, docs: Path) -> quality.ExpectationReport:
        return quality.run_expectations(
            self.frames,
            self._facts(),
            docs_dir=docs,
            as_of=self.study.as_of,
            build_id=self.build_id,
            data_origin_note=(self.study.data_origin_id, self.study.data_origin_en),
        )

    def build(self) -> int:
        """Write tables, charts, page, data package and run record into the work folder; return how many files.

        Raises:
            ContractError: a table is not what its contract says.
            StorageError: the disk is full or fails.
        """
        if not self.frames:
            raise ContractError("There are no tables to publish.")
        from transforms.publication import outputs  # noqa: PLC0415 - matplotlib; a run with nothing new needs none

        def make(con: duckdb.DuckDBPyConnection, work: Path) -> outputs.PublishedOutputs:
            return outputs.publish_outputs(
                con,
                list(TABLES.values()),
                work,
                study=self.study,
                instrument=self._instrument,
                regulation=self.catalog.regulations[self.study.regulation_id],
                build_id=self.build_id,
            )

        self._build.write(make)
        return self._build.record(
            {
                "study_id": self.study.study_id,
                "data_origin": self.study.data_origin,
                "data_origin_id": self.study.data_origin_id,
                "data_origin_en": self.study.data_origin_en,
                "inputs": dict(self.identity.inputs),
                "catalog_sha256": self.identity.catalog_sha256,
                "findings": dict(sorted(Counter(finding.code.code for finding in self.findings).items())),
                "checks": self._build.verdicts(),
                "tolerance": self.study.tolerance.model_dump(),
                "disclosure": self.study.disclosure.model_dump(),
                "outputs": self._build.outputs(),
                "outputs_hashed_by_content": sorted(self._build.logical),
            }
        )

    def publish(self) -> Outcome:
        """Seal the work folder and switch ``current`` to it in one step.

        Raises:
            ContractError: the same inputs and code gave other contents than before.
            StorageError: the disk is full or fails; the former release stays current.
        """
        if self.findings:
            self._report()
        folder = self._build.publish()
        return Outcome("published", self.build_id, self.study.study_id, folder, self.findings, self.frames)

    # --- help ------------------------------------------------------------------------------------------------------
    def _facts(self) -> Facts:
        instrument = self._instrument
        steps = self.frames["out_skm__waterfall_steps"].set_index("step_effect")["rows_after_n"]
        cohort = self.frames["out_skm__waterfall_steps"].query("step_effect != 'focus'")["rows_after_n"]
        kept = set(self.study.offices)
        office = instrument.attribute_with_role("office").attribute_code
        for step in self.study.cohort.steps:
            if step.attribute == office:
                kept &= set(step.keep) if step.keep else kept - set(step.drop)
        if self.study.tolerance.refused_files:  # an office whose file is missing by tolerance has no scope of its own
            kept &= {code for file in self._staged for code in file.accepted[office]}
        matrix = self.study.importance_performance
        return Facts(
            # The second reader's count, so that the check does not hold a number against itself.
            rows_read_n=sum(file.reading.sheet.second_count for file in self._staged if file.reading.sheet is not None),
            accepted_n=sum(len(file.accepted) for file in self._staged),
            cohort_n=int(cohort.iloc[-1]),
            focus_n=int(steps["focus"]),
            offices=self.study.offices,
            cohort_offices=tuple(code for code in self.study.offices if code in kept),
            elements_n=len(instrument.elements),
            measures=tuple(measure.measure for measure in instrument.measures),
            scale_minimum=instrument.scale.minimum,
            scale_maximum=instrument.scale.maximum,
            files_n=len(self._staged),
            methods_n=len(self.study.index_methods),
            crosshairs_n=0 if matrix is None else 1 + len(matrix.alternatives),
        )
