"""What ``kepuasan requeue`` does: a corrected copy of quarantined rows becomes corrections beside the raw file."""

import csv
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flows.errors import ConfigError, SourceFileError
from flows.raw_exports import exports_in, open_export, read_export
from flows.sandbox import BoundedError
from flows.storage import DataRoot, RunLock, storage_errors, write_bytes_durably
from flows.surveys import Survey, find_survey
from schemas.catalog import Catalog
from transforms.cleaning.corrections import (
    SUFFIX,
    Compared,
    Correction,
    CorrectionsError,
    compare,
    copied_rows,
    format_corrections,
    merge_corrections,
    parse_corrections,
    same_header,
    typed,
)
from transforms.cleaning.quarantined import KEYS
from transforms.cleaning.staging import vocabulary
from transforms.formats.grid import CellKind, Grid
from transforms.intake.reading import Reading
from transforms.intake.sheets import plain
from transforms.publication.spreadsheet import spreadsheet_safe

_PRIVATE: Final = 0o600
_HEADER_SEARCH_ROWS: Final = 20  # a person may write a title above the table


@dataclass(frozen=True)
class Requeued:
    """What a copy corrected in one table of a raw file.

    Attributes:
        survey_id: the study or programme.
        file_name: the file, with the place of the sheet where several are read.
        cells_n: cells corrected.
        rows_n: rows in which they stand.
        restored_n: cells with the raw value although a correction is on record, which stays.
        path: the file of corrections.
        run_again: the command that takes them into the numbers.
    """

    survey_id: str
    file_name: str
    cells_n: int
    rows_n: int
    restored_n: int
    path: Path
    run_again: str


def requeue(root: DataRoot, catalog: Catalog, copy: Path) -> list[Requeued]:
    """Write what a corrected copy of a quarantine file changes beside the raw files, and change nothing else.

    Args:
        root: the data folder.
        catalog: its layouts, questionnaires, studies and programmes.
        copy: the corrected copy: text with any delimiter, or a workbook.

    Returns:
        One entry for each table that the copy names, in order of name. Either all of them are written or, when something
        is refused, none.

    Raises:
        ConfigError: the copy cannot be read, or its study or programme is not in the catalogue.
        SourceFileError: the copy is no such copy, or does not fit the raw file.
        LockedError: a run is at work in this data folder.
        StorageError: the disk is full or fails.
    """
    root.prepare()
    with RunLock(root):
        copied = _copied(copy)
        if not copied:
            raise SourceFileError(f"{copy.name}: found no rows, expected the refused rows of a quarantine folder.")
        done: list[Requeued] = []
        on_record: dict[Path, tuple[Correction, ...]] = {}
        show = vocabulary(catalog).show
        opened: dict[tuple[str, str], Sequence[Reading]] = {}
        for (survey_id, shown_name, sha256), rows in sorted(copied.items()):
            survey = _survey(catalog, copy, survey_id)
            raw, file_name = _raw_name(root, copy, survey_id, shown_name)
            if (survey_id, raw) not in opened:
                opened[survey_id, raw] = _readings(root, survey, raw, sha256)
            path = root.raw / survey_id / f"{raw}{SUFFIX}"
            if path not in on_record:
                on_record[path] = _on_record(path)
            refused = _refused_rows(root, file_name, sha256)
            told_cells = _without_untold(rows, refused)
            found = _compared(copy, file_name, sha256, opened[survey_id, raw], told_cells, show, on_record[path])
            _check_rows(copy, file_name, rows, refused)
            on_record[path] = merge_corrections(on_record[path], found.corrections)
            rows_n = len({one.row_number for one in found.corrections})
            done.append(
                Requeued(survey_id, file_name, len(found.corrections), rows_n, found.restored_n, path, survey.run_again)
            )
        for path in sorted({one.path for one in done if one.cells_n}):
            write_bytes_durably(path, format_corrections(on_record[path]))
            with storage_errors("keeping the corrections private"):
                path.chmod(_PRIVATE)
        return done


def told(done: Iterable[Requeued]) -> list[str]:
    """Return what was taken in as lines for a terminal, in both languages."""
    lines = []
    for one in done:
        lines.append(
            f"{one.file_name}: {one.cells_n} sel pada {one.rows_n} baris dikoreksi / {one.cells_n} cells in {one.rows_n} "
            "rows corrected"
        )
        if one.restored_n:
            lines.append(
                f"{one.file_name}: {one.restored_n} sel berisi nilai berkas asal, padahal koreksinya tercatat; hapus "
                f"barisnya dalam {one.path.name} untuk membatalkan koreksi / {one.restored_n} cells hold the raw value "
                f"although a correction is on record; remove its line in {one.path.name} to take the correction back"
            )
    corrected = sorted({one.run_again for one in done if one.cells_n})
    lines.extend(
        f"Lanjutkan dengan / go on with: {command} (berkas asal tidak diubah / raw files unchanged)"
        for command in corrected
    )
    if not corrected:
        lines.append("Tidak ada koreksi; tidak ada yang ditulis. / No corrections; nothing was written.")
    return lines


def _copied(copy: Path) -> Mapping[tuple[str, str, str], Mapping[int, Mapping[str, str]]]:
    try:
        data = copy.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"{copy}: found a file that cannot be read ({error.strerror}); expected a readable one."
        ) from None
    try:
        grids = open_export(data).opened.grids
    except BoundedError as error:
        raise SourceFileError(
            f"{copy.name}: found {error.problem_en}, expected the corrected copy of a quarantine file as CSV, XLSX or ODS."
        ) from None
    visible = [grid for grid in grids if not grid.is_hidden and any(not row.is_blank for row in grid.rows)]
    with_header = [(grid, place) for grid in visible if (place := _header_place(grid)) is not None]
    if len(with_header) != 1:
        raise SourceFileError(
            f"{copy.name}: found {len(with_header)} tables with the key columns {', '.join(KEYS)}, expected one. "
            "Keep these columns as they are in the quarantine file; they lead each row back to its place."
        )
    ((grid, place),) = with_header
    if any(CellKind.FORMULA_WITHOUT_VALUE.value in kinds for kinds in grid.kinds[place + 1 :]):
        raise SourceFileError(
            f"{copy.name}: found a formula whose value was not stored, expected values. Write the value into the cell."
        )
    try:
        return copied_rows(grid.rows[place].cells, (row.cells for row in grid.rows[place + 1 :]), KEYS)
    except CorrectionsError as error:
        raise _refused(copy.name, error) from None


def _header_place(grid: Grid) -> int | None:
    for place, row in enumerate(grid.rows[:_HEADER_SEARCH_ROWS]):
        if set(KEYS) <= {same_header(cell) for cell in row.cells}:
            return place
    return None


def _survey(catalog: Catalog, copy: Path, survey_id: str) -> Survey:
    """Return the study or programme that a copy names; the cell is not quoted, for it can hold anything."""
    known = sorted({*catalog.studies, *catalog.programmes})
    if survey_id not in known:
        raise ConfigError(f"{copy.name}: found another study in column study_id, expected one of {', '.join(known)}.")
    return find_survey(catalog, survey_id)


def _raw_name(root: DataRoot, copy: Path, survey_id: str, shown_name: str) -> tuple[str, str]:
    """Return the name of the raw file, and the same with the place of the sheet where the copy says one.

    It is found among the names that are there and never becomes a path by itself. A spreadsheet folds white space, and the
    quarantine puts an apostrophe before a formula's sign.
    """
    names = {path.name for path in exports_in(root.raw / survey_id)}
    base, mark, place = shown_name.rpartition("#")
    for told, sheet in ((shown_name, ""), (base, f"#{place}" if mark and place.isdecimal() else None)):
        alike = [name for name in sorted(names) if name == told] or [
            name for name in sorted(names) if plain(name) == typed(told)
        ]
        if sheet is not None and len(alike) == 1:
            return alike[0], f"{alike[0]}{sheet}"
    raise SourceFileError(
        f"{copy.name}: found a file name in column file_name that is no file in raw/{survey_id}, expected one of "
        f"{len(names)} names there. Leave the column as it is in the quarantine file."
    )


def _readings(root: DataRoot, survey: Survey, name: str, sha256: str) -> Sequence[Reading]:
    file = read_export(root.raw / survey.survey_id / name)
    _check_sha256(name, file.sha256, sha256)
    try:
        return survey.intake_for(file).read(file, open_export(file.data).opened)
    except BoundedError as error:
        raise SourceFileError(
            f"raw/{survey.survey_id}/{name}: found {error.problem_en}, expected a readable export. Ask the office to "
            "resend it."
        ) from None


def _check_sha256(name: str, seen: str, noted: str) -> None:
    if seen != noted:
        raise SourceFileError(
            f"{name}: found a raw file with SHA-256 {seen[:12]}..., expected the one that was quarantined. It was "
            "replaced since, or the column file_sha256 was changed: run again and correct the new quarantine."
        )


def _refused_rows(root: DataRoot, file_name: str, sha256: str) -> dict[int, bool]:
    """Return the rows of a table that stand in the quarantine of any build, and whether a cell of theirs is shown there."""
    refused: dict[int, bool] = {}
    for path in sorted(root.quarantine.glob("*/rows_*.csv")):
        with storage_errors(f"reading {path.name}"), path.open(encoding="utf-8", newline="") as lines:
            for line in csv.DictReader(lines):
                number = line.get("row_number") or ""
                if (
                    line.get("file_name") == spreadsheet_safe(file_name)
                    and line.get("file_sha256") == sha256
                    and number.isdecimal()
                ):
                    is_told = any(cell for header, cell in line.items() if header not in KEYS)
                    refused[int(number)] = refused.get(int(number), False) or is_told
    return refused


def _without_untold(rows: Mapping[int, Mapping[str, str]], refused: Mapping[int, bool]) -> dict[int, Mapping[str, str]]:
    """Return the rows of a copy, those without a cell in the quarantine cut down to the cells that a person filled.

    A programme refuses answers that came twice from what it kept of a file, which is without cells: what is empty there
    was not emptied by anybody.
    """
    return {
        number: cells if refused.get(number, True) else {header: cell for header, cell in cells.items() if cell}
        for number, cells in rows.items()
    }


def _check_rows(copy: Path, file_name: str, rows: Iterable[int], refused: Collection[int]) -> None:
    """Refuse a row that no run refused: a mistyped number would change an accepted respondent."""
    others = sorted(set(rows) - set(refused))
    if others:
        raise SourceFileError(
            f"{copy.name}: found row {others[0]} of {file_name}, which is in no quarantine of this data folder, expected "
            "rows that a run refused. Leave the column row_number as it is in the quarantine file."
        )


def _compared(
    copy: Path,
    file_name: str,
    sha256: str,
    readings: Sequence[Reading],
    rows: Mapping[int, Mapping[str, str]],
    show: Callable[[str], str],
    on_record: Iterable[Correction],
) -> Compared:
    reading = next((one for one in readings if one.name == file_name), None)
    if reading is None:
        raise SourceFileError(
            f"{copy.name}: found rows of {file_name}, which is not read as a table now, expected one of "
            f"{', '.join(one.name for one in readings)}. Run again and correct the new quarantine."
        )
    _check_sha256(file_name, reading.file.sha256, sha256)
    try:
        return compare(reading, rows, show, on_record)
    except CorrectionsError as error:
        raise _refused(f"{copy.name}, {file_name}", error) from None


def _on_record(path: Path) -> tuple[Correction, ...]:
    if not path.is_file():
        return ()
    try:
        with storage_errors(f"reading {path.name}"):
            return parse_corrections(path.read_bytes())
    except CorrectionsError as error:
        raise _refused(path.name, error) from None


def _refused(where: str, error: CorrectionsError) -> SourceFileError:
    return SourceFileError(
        f"{where}: ditemukan {error.problem_id}. / found {error.problem_en}, expected the copy of a quarantine file in "
        "which only cells were corrected or rows deleted. Nothing was written."
    )
