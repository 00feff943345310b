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

from schemas.catalog import Catalog

_PACKAGES: Final = ("flows", "schemas", "transforms")
_CODE: Final = (".py", ".sql", ".yaml", ".csv", ".css", ".j2", ".json", ".typ")
_DISTRIBUTION: Final = "kepuasan"
ORIGIN_SUFFIX: Final = ".origin.yaml"
UNREADABLE: Final = "unreadable"


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
    catalog_sha256 = _digest(dict(catalog.texts))
    code, versions = code_sha256(), library_versions()
    whole = _digest(
        {"study": study_id, "inputs": inputs, "catalog": catalog_sha256, "code": code, "versions": versions}
    )
    return Identity(whole[:16], study_id, inputs, catalog_sha256, code, versions)


def raw_files(raw_folder: Path) -> list[Path]:
    """Return the files of a raw folder, origin records included, by name; hidden files are nobody's export."""
    if not raw_folder.is_dir():
        return []
    return sorted(path for path in raw_folder.iterdir() if path.is_file() and not path.name.startswith("."))


@cache
def code_sha256() -> str:
    """Return the hash of every source and data file of the three packages."""
    contents: dict[str, str] = {}
    for package in _PACKAGES:
        _gather(files(package), package, contents)
    return _digest(contents)


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


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
