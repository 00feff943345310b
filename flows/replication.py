"""From a folder of printed figures to a published audit: read, hold against each other, write, switch.

The folder holds ``published.csv`` and an ``audit.yaml`` for each study in it, in the folder itself or in folders
below it. Nothing here knows a paper; a further one is audited by adding its two files. Beside an audit file may stand
an ``analysis.yaml``, which says what statistics to compute.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import duckdb
import pandas as pd

from flows.analyses import Analyses
from flows.building import Build, nothing_new
from flows.errors import ConfigError
from flows.identity import code_sha256, digest, library_versions
from flows.progress import Reporter
from flows.storage import DataRoot
from schemas.catalog import Catalog, CatalogError, parse
from schemas.print_audit import PrintAudit
from transforms.analysis.houses import Built, build_houses
from transforms.analysis.reading import Material
from transforms.replication.frames import Audited, audit_print, frames
from transforms.replication.printed import Place, PrintedError, read_rows
from transforms.replication.wiring import WiringError
from transforms.statistics.conditions import NotComputableError

_FIGURES: Final = "published.csv"
_AUDIT: Final = "audit.yaml"


@dataclass(frozen=True)
class Papers:
    """What a folder of printed figures holds.

    Attributes:
        audits: Each study's audit file, in the order of the figures.
        texts: Each study's printed texts by place.
        analyses: What statistics are computed from, of each study that has an analysis file.
        inputs: SHA-256 of every file that was read, by its path inside the folder.
    """

    audits: tuple[PrintAudit, ...]
    texts: Mapping[str, dict[Place, str]]
    analyses: tuple[Material, ...]
    inputs: Mapping[str, str]

    @property
    def build_id(self) -> str:
        """The hash of inputs and code that names the build."""
        return digest({"inputs": dict(self.inputs), "code": code_sha256(), "versions": library_versions()})[:16]


@dataclass(frozen=True)
class AuditOutcome:
    """What an audit did: its tables, and the release that holds them."""

    status: Literal["published", "unchanged"]
    build_id: str
    folder: Path
    frames: Mapping[str, pd.DataFrame]


def read_papers(folder: Path) -> Papers:
    """Return the printed figures and audit files of a folder.

    Raises:
        ConfigError: a file cannot be read or has mistakes, or figures and audit files do not belong together; every
            mistake is named with its file.
    """
    paths = sorted((*folder.glob(_FIGURES), *folder.glob(f"*/{_FIGURES}")))
    audit_paths = sorted((*folder.glob(_AUDIT), *folder.glob(f"*/{_AUDIT}")))
    if not paths or not audit_paths:
        raise ConfigError(
            f"{folder}: found {len(paths)} {_FIGURES} and {len(audit_paths)} {_AUDIT}; expected at least one of each, "
            "in the folder or in folders below it."
        )
    texts: dict[str, dict[Place, str]] = {}
    audits: dict[str, PrintAudit] = {}
    mistakes: list[str] = []
    inputs: dict[str, str] = {}
    for path in (*paths, *audit_paths):
        name = path.relative_to(folder).as_posix()
        try:
            content = path.read_bytes()
            inputs[name] = hashlib.sha256(content).hexdigest()
            text = content.decode("utf-8")
        except OSError as error:
            mistakes.append(f"{name}: found a file that cannot be read ({error.strerror}); expected a readable one.")
            continue
        except UnicodeDecodeError as error:
            mistakes.append(f"{name}, byte {error.start}: found text that is not UTF-8; save the file as UTF-8.")
            continue
        mistakes.extend(_take_figures(text, name, texts) if path.name == _FIGURES else _take_audit(text, name, audits))
    if not mistakes:
        mistakes = [
            *(
                f"{study}: found printed figures and no {_AUDIT} with that study_id."
                for study in texts
                if study not in audits
            ),
            *(
                f"{study}: found an {_AUDIT} and no printed figures of that study."
                for study in audits
                if study not in texts
            ),
        ]
    analyses = Analyses(folder, tuple(texts))
    mistakes.extend(analyses.mistakes)
    if mistakes:
        raise ConfigError("\n".join(mistakes))
    materials = tuple(analyses.materials[study] for study in texts if study in analyses.materials)
    return Papers(tuple(audits[study] for study in texts), texts, materials, inputs | analyses.inputs)


def _take_figures(text: str, name: str, into: dict[str, dict[Place, str]]) -> list[str]:
    try:
        read = read_rows(text, name)
    except PrintedError as error:
        return [str(error)]
    twice = sorted(set(read) & set(into))
    into.update(read)
    return [f"{name}: found figures of {study} that another {_FIGURES} holds too; expected one." for study in twice]


def _take_audit(text: str, name: str, into: dict[str, PrintAudit]) -> list[str]:
    try:
        audit = parse(PrintAudit, text, name)
    except CatalogError as error:
        return [str(mistake) for mistake in error.mistakes]
    if audit.study_id in into:
        return [f"{name}: found study_id {audit.study_id} a second time; expected one {_AUDIT} a study."]
    into[audit.study_id] = audit
    return []


def audit_papers(papers: Papers) -> list[Audited]:
    """Hold the figures of every paper against each other.

    Raises:
        ConfigError: an audit file names something that is not printed.
    """
    audited: list[Audited] = []
    mistakes: list[str] = []
    for audit in papers.audits:
        try:
            audited.append(audit_print(audit, papers.texts[audit.study_id]))
        except WiringError as error:
            mistakes.extend(f"{audit.study_id}, {_AUDIT}, {mistake}" for mistake in error.mistakes)
    if mistakes:
        raise ConfigError("\n".join(mistakes))
    return audited


def run_audit(folder: Path, root: DataRoot, reporter: Reporter, *, force: bool = False) -> AuditOutcome:
    """Audit a folder of printed figures and publish the result in a data folder of its own.

    Args:
        folder: Printed figures and audit files.
        root: The data folder; its ``published/current`` becomes the audit.
        reporter: Told about the stages.
        force: Build again although nothing is new.

    Raises:
        ConfigError: the folder's files have mistakes.
        ContractError: the result breaks its contract; nothing was published.
        LockedError: another run is at work in the data folder.
        StorageError: the disk is full or fails.
    """
    reporter.begin("read")
    papers = read_papers(folder)
    build_id = papers.build_id
    reporter.end("read", f"{sum(map(len, papers.texts.values()))} figures")
    reporter.begin("compute", len(papers.audits))
    houses = _houses(papers)
    made = frames(audit_papers(papers), papers.analyses, houses)
    reporter.end("compute", f"{len(made['out_audit__checks'])} checks")
    with Build(root) as build:
        current = None if force else nothing_new(root, build_id)
        if current is not None:
            return AuditOutcome("unchanged", build_id, current, made)
        build.begin(build_id)
        reporter.begin("build")
        reporter.end("build", f"{_write(build, papers, made, houses)} files")
        reporter.begin("publish")
        release = build.publish()
        reporter.end("publish", build_id)
    return AuditOutcome("published", build_id, release, made)


def _houses(papers: Papers) -> list[Built]:
    """Return the houses of quality of the studies that are analysed."""
    if not papers.analyses:
        return []
    try:
        return list(build_houses(Catalog().houses.values(), papers.analyses))
    except (CatalogError, NotComputableError) as error:
        raise ConfigError(f"houses_of_quality: {error}") from None


def _write(build: Build, papers: Papers, made: Mapping[str, pd.DataFrame], houses: Sequence[Built]) -> int:
    """Write the audit and what it was made from into the work folder; return how many files."""
    from transforms.publication import audit_outputs, outputs  # noqa: PLC0415 - matplotlib; only a new build needs it

    def make(con: duckdb.DuckDBPyConnection, work: Path) -> outputs.PublishedOutputs:
        return audit_outputs.publish_audit(
            con, made, work, audits=papers.audits, houses=houses, build_id=build.build_id
        )

    build.write(make)
    files = build.outputs()
    return build.record(
        {
            "inputs": dict(papers.inputs),
            "logical": dict(build.logical),
            "outputs": {name: sha for name, sha in files.items() if name not in build.logical},
        }
    )
