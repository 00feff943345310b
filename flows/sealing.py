"""What one release folder is: its files, the manifest that states them, and the check of both.

Sealing is the last thing that is done to a build; from then on `verify` tells, from the folder alone,
whether a byte of it has changed. How a sealed folder comes into force is the business of `flows.releases`.
"""

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from flows.errors import ContractError
from flows.storage import PUBLIC_DIR, PUBLIC_FILE, sha256_file, storage_errors, write_bytes_durably

MANIFEST = "manifest.json"
RUN_RECORD = "run_record.json"  # what the release was made from; written by the run
_OWN_KEYS = ("build_id", "files", "rows", "self_sha256")


@dataclass(frozen=True)
class FileEntry:
    """What the manifest says about one file."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class Manifest:
    """What a release consists of; a function of its content, without clock or paths of a machine.

    Attributes:
        build_id: The build that made it.
        files: Path inside the release, with `/`, to its entry.
        rows: Table name to number of rows.
        extra: Whatever else the builder states: inputs, versions, and under `logical` one hash of the
            content of each database file, whose bytes differ between builds of the same data.
    """

    build_id: str
    files: Mapping[str, FileEntry]
    rows: Mapping[str, int] = field(default_factory=dict)
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def logical(self) -> Mapping[str, object]:
        """Content hash per database file, as the builder stated it."""
        stated = self.extra.get("logical")
        return stated if isinstance(stated, Mapping) else {}

    @property
    def sha256(self) -> str:
        """SHA-256 of the manifest file; the ledger records it."""
        return hashlib.sha256(self.to_bytes()).hexdigest()

    def to_bytes(self) -> bytes:
        """The manifest file: sorted keys, and a hash of itself so that any changed byte shows."""
        body: dict[str, object] = {
            **self.extra,
            "build_id": self.build_id,
            "files": [
                {"path": path, "sha256": entry.sha256, "bytes": entry.bytes}
                for path, entry in sorted(self.files.items())
            ],
            "rows": dict(self.rows),
        }
        body["self_sha256"] = hashlib.sha256(_pretty(body)).hexdigest()
        return _pretty(body)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Manifest":
        """Read a manifest file.

        Raises:
            ValueError: It is not, byte for byte, what `to_bytes` writes.
        """
        try:
            body: Any = json.loads(data.decode("utf-8"))
            manifest = cls(
                build_id=body["build_id"],
                files={entry["path"]: FileEntry(entry["sha256"], entry["bytes"]) for entry in body["files"]},
                rows=body["rows"],
                extra={key: value for key, value in body.items() if key not in _OWN_KEYS},
            )
            same = manifest.to_bytes() == data
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("fields are missing or misshapen") from error
        if not same:
            raise ValueError("its content does not match its own hash")
        return manifest


def _pretty(body: Mapping[str, object]) -> bytes:
    text = json.dumps(body, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False)
    return f"{text}\n".encode()


def seal(work_dir: Path, *, build_id: str, rows: Mapping[str, int] | None, extra: Mapping[str, object]) -> Manifest:
    """Hash the finished files, write the manifest and force everything to disk, read-only.

    Close every database first: hashing a file that this process has open drops the database's lock.

    Args:
        work_dir: The folder from `begin`.
        build_id: The build that made the files.
        rows: Table name to number of rows, if the build counts them.
        extra: JSON values to state in the manifest; `logical` maps each `.duckdb` file to the hash of its
            content.

    Raises:
        ContractError: A write-ahead log or something other than a file is inside, `extra` uses a name of
            the manifest, or it holds a path of this machine.
        StorageError: The disk is full or fails.
    """
    taken = sorted(set(extra) & set(_OWN_KEYS))
    if taken:
        raise ContractError(
            f"Manifest of build {build_id}: found {taken} among the extra statements, expected other names, "
            "because the manifest sets these itself. Rename them."
        )
    with storage_errors(f"sealing build {build_id}"):
        odd = [name for name, path in list_files(work_dir) if is_wal(name) or not _is_regular(path)]
        if odd:
            raise ContractError(
                f"Build {build_id}: found {', '.join(odd)}, expected closed data files only. Close the "
                "database after its checkpoint, and copy files instead of linking them."
            )
        files = {
            name: FileEntry(sha256_file(path), path.stat().st_size)
            for name, path in list_files(work_dir)
            if name != MANIFEST
        }
        manifest = Manifest(build_id, files, dict(rows or {}), dict(extra))
        data = manifest.to_bytes()
        if os.fspath(work_dir.parent).encode() in data:
            raise ContractError(
                f"Manifest of build {build_id}: found a path of this machine in the extra statements, "
                "expected none, or the same build made elsewhere differs. State the file's name or hash."
            )
        write_bytes_durably(work_dir / MANIFEST, data)
        for _, path in list_files(work_dir):
            _freeze(path, PUBLIC_FILE)
        for folder in sorted({path.parent for _, path in list_files(work_dir)} | {work_dir}, reverse=True):
            _freeze(folder, PUBLIC_DIR)
    return manifest


def verify(release_dir: Path) -> list[str]:
    """What is wrong with a release, one sentence per problem; empty if every byte is as sealed.

    Needs nothing but the folder, so that a copy can be checked anywhere. A release whose files *and*
    manifest were rewritten to match shows only against the ledger: see `verify_root`.
    """
    try:
        manifest = read_manifest(release_dir)
    except (OSError, ValueError) as error:
        cause = error.strerror if isinstance(error, OSError) else error
        return [f"{MANIFEST} is missing or damaged ({cause}); restore the release or publish it again."]
    problems: list[str] = []
    found = dict(list_files(release_dir))
    for name in sorted(found.keys() - manifest.files.keys() - {MANIFEST}):
        if is_wal(name):
            problems.append(f"{name} was left by someone who opened the database read-write; remove it.")
        else:
            problems.append(f"{name} is not in the manifest; it was added after the release.")
    for name, entry in sorted(manifest.files.items()):
        try:
            if name not in found:
                problems.append(f"{name} is in the manifest but not in the folder.")
            elif not _is_regular(found[name]):
                problems.append(f"{name} is not a plain file.")
            elif sha256_file(found[name]) != entry.sha256:
                problems.append(f"{name} was changed: its SHA-256 is not the one in the manifest.")
        except OSError as error:
            problems.append(f"{name} cannot be read ({error.strerror}).")
    return problems


def read_manifest(release: Path) -> Manifest:
    """The manifest of a sealed folder.

    Raises:
        OSError: The file is missing or cannot be read.
        ValueError: It is damaged.
    """
    return Manifest.from_bytes((release / MANIFEST).read_bytes())


def list_files(folder: Path) -> list[tuple[str, Path]]:
    """Everything below a folder that is not a folder, with its path inside, in a fixed order."""
    found: list[tuple[str, Path]] = []
    for here, folders, files in os.walk(folder):
        links = [name for name in folders if Path(here, name).is_symlink()]
        found += [(path.relative_to(folder).as_posix(), path) for path in (Path(here, n) for n in files + links)]
    return sorted(found)


def is_wal(name: str) -> bool:
    """Whether a name is that of a database's write-ahead log, or of its `x.duckdb.wal.checkpoint`."""
    return ".wal" in PurePosixPath(name).suffixes


def _is_regular(path: Path) -> bool:
    return stat.S_ISREG(path.lstat().st_mode)


def _freeze(path: Path, mode: int) -> None:
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fchmod(fd, mode)
        os.fsync(fd)
    finally:
        os.close(fd)
