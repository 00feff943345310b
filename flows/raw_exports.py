"""The raw files of a study as every command sees them: which are exports, what stands beside each, what one may cost."""

from pathlib import Path
from typing import Final

from flows.identity import ORIGIN_SUFFIX, raw_files
from flows.origins import read_origin
from flows.sandbox import Bounded, Bounds, open_bounded
from flows.settings import Settings, read_settings
from flows.storage import storage_errors
from transforms.cleaning.corrections import SUFFIX as CORRECTIONS_SUFFIX
from transforms.formats.limits import MIB
from transforms.intake.reading import RawFile

_BESIDE: Final = (ORIGIN_SUFFIX, CORRECTIONS_SUFFIX)


def is_export(name: str) -> bool:
    """Return whether a file of a raw folder is an export and no record that stands beside one."""
    return not name.endswith(_BESIDE)


def exports_in(folder: Path) -> list[Path]:
    """Return the exports of a raw folder by name."""
    return [path for path in raw_files(folder) if is_export(path.name)]


def read_export(path: Path) -> RawFile:
    """Read an export and the origin record beside it.

    Raises:
        StorageError: it cannot be read.
    """
    with storage_errors(f"reading {path.name}"):
        return RawFile(path.name, path.read_bytes(), *read_origin(path.with_name(f"{path.name}{ORIGIN_SUFFIX}")))


def read_corrections(path: Path) -> bytes:
    """Read the corrections beside an export; nothing where there are none.

    Raises:
        StorageError: they cannot be read.
    """
    beside = path.with_name(f"{path.name}{CORRECTIONS_SUFFIX}")
    with storage_errors(f"reading {beside.name}"):
        return beside.read_bytes() if beside.is_file() else b""


def bounds_of(settings: Settings) -> Bounds:
    """Return the bounds of the process that opens a file; what is no setting has its default."""
    return Bounds(memory_bytes=settings.file_memory_mib * MIB, seconds=settings.file_seconds)


def open_export(data: bytes) -> Bounded:
    """Open a file in a bounded process with the limits of this machine.

    Raises:
        BoundedError: it cannot be read, or not within the limits.
        ConfigError: a limit is none.
    """
    return open_bounded(data, bounds_of(read_settings()))
