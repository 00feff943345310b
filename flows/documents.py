"""Writes the documents of a published release into a folder: posters, reports, follow-up tables, evidence sheets.

Reads the tables of one release and the follow-up files, and nothing else; each file is replaced whole. A release is never
changed: documents lie beside it and name its build. Contents: ``transforms.documents``.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import pandas as pd

from flows.errors import ConfigError, ContractError
from flows.identity import FOLLOW_UP
from flows.programme_run import former_release
from flows.progress import Reporter
from flows.sealing import read_manifest
from flows.storage import DataRoot, storage_errors, write_bytes_durably
from schemas.catalog import CatalogError
from schemas.follow_up import FollowUp
from schemas.programme import Programme
from schemas.registry import PROGRAMME_TABLES
from transforms.documents import KINDS, TABLES, Kind, render
from transforms.documents.follow_up import carry_over, find_follow_up, read_follow_up, write_follow_up
from transforms.documents.view import NATIONAL
from transforms.publication.display import LANGUAGES, Language
from transforms.publication.reading import read_table

Progress = Callable[[int, int, Path], None]
DOCUMENTS: Final = "documents"
_FOLLOW_UP_SUFFIXES: Final = (".yaml", ".yml")


@dataclass(frozen=True)
class _Wanted:
    kind: Kind
    office: str
    language: Language

    def file(self, to: Path, period: str) -> Path:
        return to / period / self.office / f"{self.kind}_{period}_{self.office}_{self.language}.pdf"


def write_from_release_in_force(
    root: DataRoot,
    programme: Programme,
    period: str,
    kinds: Sequence[Kind],
    offices: Sequence[str] | None,
    languages: Sequence[Language],
    reporter: Reporter,
) -> list[Path]:
    """Write documents of one period beside the release in force, below ``documents/<build>/``, and return their paths.

    Args:
        root: The data folder.
        programme: What it publishes.
        period: A year, or any period where only posters are asked for.
        kinds: Which documents.
        offices: Codes of offices, ``national`` among them; None for all that have an index in the period.
        languages: In which languages.
        reporter: Told about the writing.

    Raises:
        ConfigError: There is no release or a damaged one, or as ``write_documents`` says.
        ContractError: The release is not one of this programme.
        StorageError: The disk is full or fails.
    """
    former = former_release(root, programme)
    if former is None:
        raise ConfigError(f"{root.path}: found no release, expected one. Run 'kepuasan monthly' first.")
    if former.problems:
        raise ConfigError(
            f"{former.folder.name}: found a damaged release, expected an intact one. Run 'kepuasan verify'."
        )
    folder = root.raw / programme.programme_id / FOLLOW_UP
    begun = False

    def on_progress(_done: int, total: int, _path: Path) -> None:
        nonlocal begun
        if not begun:
            reporter.begin("write", total)
            begun = True
        reporter.advance("write")

    written = write_documents(
        former.folder,
        root.path / DOCUMENTS / str(former.record["build_id"]),
        programme=programme,
        period=period,
        kinds=kinds,
        offices=offices,
        languages=languages,
        follow_ups=folder if folder.is_dir() else None,
        on_progress=on_progress,
    )
    reporter.end("write", f"{len(written)} documents")
    return written


def write_documents(  # noqa: PLR0913 - a thin shell: what, of what, for whom, where
    release: Path,
    to: Path,
    *,
    programme: Programme,
    period: str,
    kinds: Sequence[Kind] = KINDS,
    offices: Sequence[str] | None = None,
    languages: Sequence[Language] = LANGUAGES,
    follow_ups: Path | None = None,
    on_progress: Progress | None = None,
) -> list[Path]:
    """Write documents of one period and return their paths, ``<to>/<period>/<office>/<kind>_<period>_<office>_<language>.pdf``.

    Args:
        release: Folder of a published release.
        to: Folder to write into; made if need be.
        programme: The programme that the release is of.
        period: A year, or any period where only posters are asked for.
        kinds: Which documents.
        offices: Codes of offices, ``national`` among them; None for all that have an index in the period.
        languages: In which languages.
        follow_ups: Folder of follow-up tables; None for none.
        on_progress: Told after each file: how many are done, of how many, and which.

    Raises:
        ConfigError: A follow-up file has mistakes, or there is no index for what was asked.
        ContractError: The release is not one of this programme.
        StorageError: The disk is full or fails.
    """
    tables = read_tables(release, programme)
    build_id = read_manifest(release).build_id
    plans = read_follow_ups(follow_ups)
    chosen = list(offices) if offices is not None else offices_with_index(tables, period)
    wanted = list(_wanted(kinds, chosen, languages))
    written: list[Path] = []
    for number, one in enumerate(wanted, start=1):
        year = int(period[:4])
        try:
            document = render(
                one.kind,
                tables,
                office=one.office,
                period=period,
                language=one.language,
                follow_up=find_follow_up(plans, one.office, year),
                previous=find_follow_up(plans, one.office, year - 1),
                build_id=build_id,
                programme=programme,
            )
        except ValueError as error:  # DocumentError, or two follow-up tables of one office and year
            raise ConfigError(str(error)) from error
        path = one.file(to, period)
        with storage_errors(f"making the folder for {path.name}"):
            path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes_durably(path, document)
        written.append(path)
        if on_progress is not None:
            on_progress(number, len(wanted), path)
    return written


def _wanted(kinds: Sequence[Kind], offices: Sequence[str], languages: Sequence[Language]) -> Iterator[_Wanted]:
    for office in offices:
        for kind in kinds:
            for language in languages:
                yield _Wanted(kind, office, language)


def offices_with_index(tables: dict[str, pd.DataFrame], period: str) -> list[str]:
    """Return ``national`` and every office that has an index in the period.

    Raises:
        ConfigError: nobody has one.
    """
    indices = tables["fact_indices"]
    found = indices[indices["period_code"].eq(period) & indices["scope_level"].isin(["office", NATIONAL])]
    codes = sorted({str(code) for code in found["scope_code"]} - {NATIONAL})
    if found.empty:
        raise ConfigError(
            f"{period}: found no published index, expected one. Choose a period that the release has. "
            f"/ {period}: tidak ada indeks yang diterbitkan. Pilih periode yang ada dalam rilis."
        )
    return [NATIONAL, *codes]


def read_tables(release: Path, programme: Programme) -> dict[str, pd.DataFrame]:
    """Return the tables that documents need, from the DuckDB file of a release, in contract order.

    Raises:
        ContractError: the release has no such table, or holds another programme.
    """
    tables: dict[str, pd.DataFrame] = {}
    for name in TABLES:
        try:
            tables[name] = read_table(release, PROGRAMME_TABLES[name])
        except (duckdb.Error, FileNotFoundError) as error:
            raise ContractError(
                f"{release.name}: found no table {name}, expected the tables of a programme. Give the folder of a release "
                "that a programme's run published."
            ) from error
        others = set(tables[name]["programme_id"].dropna()) - {programme.programme_id}
        if others:
            raise ContractError(
                f"{release.name}, {name}: found another programme, expected {programme.programme_id}. Give its own release."
            )
    return tables


def read_follow_ups(folder: Path | None) -> list[FollowUp]:
    """Return every follow-up table of a folder, in the order of the file names; none without a folder.

    Raises:
        ConfigError: a file has mistakes; all mistakes of the first such file are said.
        StorageError: the disk fails.
    """
    if folder is None or not folder.is_dir():
        return []
    found = []
    for path in sorted(one for one in folder.iterdir() if one.suffix in _FOLLOW_UP_SUFFIXES):
        with storage_errors(f"reading {path.name}"):
            text = path.read_text(encoding="utf-8")
        try:
            found.append(read_follow_up(text, path.name))
        except CatalogError as error:
            raise ConfigError(str(error)) from error
    return found


def start_follow_up(folder: Path, office: str, year: int) -> Path:
    """Write the follow-up table with which an office starts a year: what the year before left open.

    Args:
        folder: Folder of the follow-up tables; made if need be.
        office: Code of the office, or ``national``.
        year: Year of the new report.

    Raises:
        ConfigError: There is no table of the year before, or one of this year already; nothing is overwritten.
        StorageError: The disk is full or fails.
    """
    tables = read_follow_ups(folder)
    previous = find_follow_up(tables, office, year - 1)
    if previous is None:
        raise ConfigError(f"{folder}: found no follow-up table of {office} for {year - 1}, expected one to carry over.")
    path = folder / f"{office}_{year}.yaml"
    if path.exists() or find_follow_up(tables, office, year) is not None:
        raise ConfigError(f"{folder}: found a follow-up table of {office} for {year} already; it is not overwritten.")
    write_bytes_durably(path, write_follow_up(carry_over(previous, year)).encode("utf-8"))
    return path
