"""What a release is made of: its build id is a hash of inputs, catalogue and code, never of the clock.

The same raw files, the same data files and the same code give the same id, on any machine and at any time; that is
how a run knows that there is nothing new before it starts anything.
"""

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from flows.errors import SourceFileError
from flows.storage import storage_errors
from schemas.catalog import Catalog
from transforms.privacy.file_names import problem_with

_PACKAGES: Final = ("flows", "schemas", "transforms")
_CODE: Final = (".py", ".sql", ".yaml", ".csv", ".css", ".j2", ".json", ".typ")
_DISTRIBUTION: Final = "kepuasan"
ORIGIN_SUFFIX: Final = ".origin.yaml"
UNREADABLE: Final = "unreadable"
REPORTED: Final = "reported"  # folder of what offices report beside their exports: applications, printed indices
FOLLOW_UP: Final = "follow_up"  # folder of the follow-up tables of a programme
_HIDDEN: Final = (".", "~$")  # and what Excel keeps beside a workbook that somebody has open, hidden on Windows
_FOLDERS: Final = (REPORTED, FOLLOW_UP)


@dataclass(frozen=True)
class Identity:
    """The hashes that a build id is made of."""

    build_id: str
    study_id: str
    inputs: Mapping[str, str]
    catalog_sha256: str
    code_sha256: str
    versions: Mapping[str, str]


def identify(study_id: str, catalog: Catalog, raw_folder: Path) -> Identity:
    """Return the identity of the build that the files in ``raw_folder`` would give.

    Args:
        study_id: the study to compute.
        catalog: its data files, an overlay included.
        raw_folder: the study's raw exports and their origin records.
    """
    inputs = {path.name: _file_sha256(path) for path in raw_files(raw_folder)}
    catalog_sha256 = digest(dict(catalog.texts))
    code, versions = code_sha256(), library_versions()
    whole = digest({"study": study_id, "inputs": inputs, "catalog": catalog_sha256, "code": code, "versions": versions})
    return Identity(whole[:16], study_id, inputs, catalog_sha256, code, versions)


def raw_files(raw_folder: Path) -> list[Path]:
    """Return the files of a raw folder, origin records included, by name; hidden files are nobody's export.

    Raises:
        SourceFileError: the name of one shows personal data or cannot be shown; or there is something that nobody would
            read, such as a link that leads nowhere or a folder of exports.
        StorageError: the folder cannot be read.
    """
    if not raw_folder.is_dir():
        return []
    with storage_errors(f"looking at raw/{raw_folder.name}"):
        entries = sorted(path for path in raw_folder.iterdir() if not path.name.startswith(_HIDDEN))
        found = [path for path in entries if path.name not in _FOLDERS or not path.is_dir()]
        for place, path in enumerate(found, start=1):
            _check_name(path, place)
        return found


def _check_name(path: Path, place: int) -> None:
    """Refuse what must not be listed; names go into tables, reports and logs, so that a bad one is told by its place."""
    problem = problem_with(path.name)
    folder = f"raw/{path.parent.name}/"
    if problem is not None:
        sha = _file_sha256(path)[:12] if path.is_file() else UNREADABLE
        raise SourceFileError(
            f"{folder} berkas ke-{place} menurut abjad (SHA-256 {sha}): ditemukan {problem[0]} dalam namanya. / {folder} file "
            f"{place} by name (SHA-256 {sha}): found {problem[1]} in its name, expected a name without personal data that "
            "every system can show, because tables and reports show it. Rename the file and the records beside it, and run "
            "again."
        )
    if path.is_dir():
        raise SourceFileError(
            f"{folder}{path.name}/: ditemukan folder, yang berkasnya tidak akan dibaca. / found a folder, whose files nobody "
            f"would read, expected exports in {folder} itself. Move its files there or out of raw/, and run again."
        )
    if not path.is_file():
        raise SourceFileError(
            f"{folder}{path.name}: ditemukan tautan yang buntu atau bukan berkas. / found a link that leads nowhere or "
            "something else that is no file, expected an export. Replace it by the file or remove it, and run again."
        )


@cache
def code_sha256() -> str:
    """Return the hash of every source and data file of the three packages."""
    contents: dict[str, str] = {}
    for package in _PACKAGES:
        _gather(files(package), package, contents)
    return digest(contents)


@cache
def library_versions() -> dict[str, str]:
    """Return the versions of Python and of every library that the distribution needs, directly or through others.

    Outputs depend on all of them: a new numpy or pillow can change a picture's bytes. Tools for development do not
    count, so that a checkout and a production install have the same identity.
    """
    versions = {"python": ".".join(platform.python_version_tuple()[:2])}
    waiting = [Requirement(_DISTRIBUTION)]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        wanted = waiting.pop()
        name, extras = canonicalize_name(wanted.name), frozenset(wanted.extras)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # an optional one that is not installed
        if name != _DISTRIBUTION:
            versions[name] = distribution.version
        for line in distribution.requires or ():
            needed = Requirement(line)
            asked = ["", *extras]
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in asked):
                waiting.append(needed)
    return dict(sorted(versions.items()))


def _gather(folder: Traversable, name: str, into: dict[str, str]) -> None:
    for entry in folder.iterdir():
        path = f"{name}/{entry.name}"
        if entry.is_dir():
            if entry.name != "__pycache__":
                _gather(entry, path, into)
        elif entry.name.endswith(_CODE):
            into[path] = hashlib.sha256(entry.read_bytes()).hexdigest()


def _file_sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return UNREADABLE  # the run itself says what is wrong with the file


def digest(value: object) -> str:
    """Return the SHA-256 of a JSON value, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
