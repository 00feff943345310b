"""The raw files of a study as every command sees them: which are exports, what stands beside each, what one may cost."""

from pathlib import Path
from typing import Final

from flows.identity import ORIGIN_SUFFIX, raw_files
from flows.origins import read_origin
from flows.sandbox import Bounded, BoundedError, Bounds, open_bounded
from flows.settings import Settings, read_settings
from flows.storage import storage_errors
from schemas import findings as code
from schemas.findings import Finding
from transforms.cleaning.corrections import SUFFIX as CORRECTIONS_SUFFIX
from transforms.cleaning.corrections import CorrectionsError, broken, correct_all, parse_corrections
from transforms.cleaning.survey import SurveyIntake, refused_by_reader
from transforms.formats.limits import MIB
from transforms.intake.reading import RawFile, Reading, unread

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


def bind_export(intake: SurveyIntake, file: RawFile, corrections: bytes, bounds: Bounds | None) -> list[Reading]:
    """Open an export in a bounded process, bind its tables and lay corrections over them; problems are findings.

    Args:
        intake: layouts and questionnaires to read by.
        file: the export.
        corrections: the content of the file of corrections beside it; nothing where there is none.
        bounds: what opening it may cost; None for the defaults.
    """
    if not file.data.strip():
        return [unread(file, Finding(code.EMPTY_FILE, file.name))]
    try:
        opened = open_bounded(file.data, bounds).opened
    except BoundedError as error:
        return [refused_by_reader(file, error)]
    readings = intake.read(file, opened)
    try:
        return correct_all(readings, parse_corrections(corrections))
    except CorrectionsError as error:
        return [reading.refuse(broken(reading, error)) for reading in readings]
