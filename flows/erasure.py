"""What ``kepuasan forget`` does: finds one respondent's rows in a survey's raw files and takes them out everywhere.

Everything is worked out and read again before the first byte is written. Then the quarantine, what is kept of files that were
read, the corrections and the origin record come first and the raw file last: whoever is interrupted gives the same command
again, because the row is still found.
"""

import csv
import io
import json
import re
import secrets
import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from flows.errors import ConfigError, SourceFileError, StorageError
from flows.identity import ORIGIN_SUFFIX
from flows.ledger import Ledger
from flows.progress import Reporter, Silent
from flows.raw_exports import exports_in, open_export, read_export
from flows.sandbox import BoundedError
from flows.storage import DataRoot, RunLock, storage_errors, write_bytes_durably
from flows.surveys import Survey, find_survey
from schemas.catalog import Catalog
from schemas.offices import office_register
from schemas.staging import ROW_NUMBER
from transforms.cleaning.corrections import (
    SUFFIX,
    Correction,
    CorrectionsError,
    correct_all,
    format_corrections,
    parse_corrections,
    same_header,
    typed,
)
from transforms.cleaning.survey import SurveyIntake
from transforms.dates.parsing import month_of_words
from transforms.formats.grid import Opened
from transforms.intake.reading import Reading
from transforms.offices.matching import OfficeMatcher
from transforms.privacy import erasure
from transforms.publication.spreadsheet import spreadsheet_safe

_PRIVATE: Final = 0o600
ERASURES: Final = "erasures.jsonl"


@dataclass(frozen=True)
class FoundFile:
    """The rows of the respondent in one raw file.

    Attributes:
        name: the raw file.
        sha256: its content when they were found.
        rows: name of the table (the file, with the place of the sheet where several are read), place of the grid, and row.
        headers: headers under which respondents' numbers stand.
    """

    name: str
    sha256: str
    rows: tuple[tuple[str, int, int], ...]
    headers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """Where a respondent stands in a study or programme.

    Attributes:
        survey_id: the study or programme.
        respondent: the number; never shown.
        files: the files with rows of that number.
        unsearched: files in which no column of respondents' numbers is known, that cannot be read, or with a row of that
            number of which nobody can tell the office or month.
    """

    survey_id: str
    respondent: str = field(repr=False)
    files: tuple[FoundFile, ...]
    unsearched: tuple[str, ...]


@dataclass(frozen=True)
class Erased:
    """What was done: rows taken out of raw files, and files of the quarantine that were changed."""

    rows_n: int
    files: tuple[str, ...]
    quarantine_files_n: int


@dataclass(frozen=True)
class _Plan:
    path: Path
    content: bytes
    old: str
    new: str
    origin: tuple[Path, bytes] | None
    corrections: tuple[Path, bytes] | None


def find_respondent(
    root: DataRoot,
    catalog: Catalog,
    survey_id: str,
    respondent: str,
    office: str | None = None,
    month: str | None = None,
    reporter: Reporter | None = None,
) -> Found:
    """Return the rows with a respondent's number in the raw files of a study or programme; nothing is changed.

    Args:
        root: the data folder.
        catalog: its layouts, questionnaires, studies and programmes.
        survey_id: the study or programme.
        respondent: the number as the export, or a correction of it, has it; case and white space do not count.
        office: name or alias of the office whose respondent is meant; needed where numbers repeat between offices.
        month: month of the answers, such as 2024-05; needed where numbers repeat between months.
        reporter: told of every file, for a programme has hundreds; nobody where it is None.

    Raises:
        ConfigError: no such study or programme, no number, no such office or month, or rows of several offices or months
            and none given.
        SourceFileError: corrections that cannot be read.
    """
    survey = find_survey(catalog, survey_id)
    if not respondent.strip():
        raise ConfigError("--respondent: found nothing, expected the respondent's number as the export has it.")
    code_of = _office_reader(catalog)
    wanted = _Whose(None if office is None else code_of(office), None if month is None else month_of_words(month))
    if office is not None and wanted.office is None:
        raise ConfigError("--office: found no office of that name, expected a name or alias of the offices' register.")
    if month is not None and wanted.month is None:
        raise ConfigError("--month: found no month, expected one such as 2024-05.")
    needs_months = month is not None or "month" in survey.told_apart_within
    files: list[FoundFile] = []
    unsearched: list[str] = []
    seen: set[_Whose] = set()
    reporter = reporter or Silent()
    exports = exports_in(root.raw / survey_id)
    reporter.begin("search", max(1, len(exports)))
    for path in exports:
        reporter.advance("search")
        file = read_export(path)
        try:
            opened = open_export(file.data).opened
        except BoundedError:
            unsearched.append(path.name)
            continue
        intake = survey.intake_for(file)
        readings = intake.read(file, opened)
        corrected = correct_all(readings, _corrections(path.with_name(f"{path.name}{SUFFIX}")))
        rows: list[tuple[str, int, int]] = []
        headers: list[str] = []
        for raw, now in zip(readings, corrected, strict=True):
            columns = _columns(raw, "respondent")
            if not columns or raw.sheet is None:
                unsearched.append(path.name)
                continue
            headers.append(columns[0][1])
            numbers = _rows_of(raw, now, columns[0][0], respondent)
            months = _months_of(intake, now) if numbers and needs_months else {}
            for number in numbers:
                whose = _Whose(code_of(_office_words(now, number)), months.get(number, _month_of(raw)))
                if wanted.is_met_by(whose):
                    rows.append((raw.name, _grid_of(opened, raw), number))
                    seen.add(whose)
                elif wanted.may_be(whose):
                    unsearched.append(path.name)
        if rows:
            files.append(FoundFile(path.name, file.sha256, tuple(rows), tuple(headers)))
    reporter.end("search", f"{len(exports)} files")
    _check_one_person(survey, wanted, seen)
    return Found(survey_id, respondent, tuple(files), tuple(dict.fromkeys(unsearched)))


@dataclass(frozen=True)
class _Whose:
    """Office and month of a row, or those that are looked for; None where nobody says."""

    office: str | None
    month: str | None

    def is_met_by(self, row: "_Whose") -> bool:
        return self.office in (None, row.office) and self.month in (None, row.month)

    def may_be(self, row: "_Whose") -> bool:
        return (row.office is None or self.office in (None, row.office)) and (
            row.month is None or self.month in (None, row.month)
        )


def _check_one_person(survey: Survey, wanted: _Whose, seen: Collection[_Whose]) -> None:
    offices, months = {one.office for one in seen}, {one.month for one in seen}
    within = survey.told_apart_within
    if "office" in within and wanted.office is None and len(offices) > 1:
        raise ConfigError(
            f"--office: found rows with this number from {len(offices)} offices, expected to be told which one; in "
            f"{survey.survey_id} a number tells people apart only within an office. Give --office NAME."
        )
    if "month" in within and wanted.month is None and len(months) > 1:
        raise ConfigError(
            f"--month: found rows with this number from {len(months)} months, expected to be told which one; in "
            f"{survey.survey_id} a number tells people apart only within an office and a month. Give --month YYYY-MM."
        )


def erase(root: DataRoot, catalog: Catalog, found: Found) -> Erased:
    """Take found rows out of raw files, corrections, origin records and every quarantine, and keep a tombstone of each.

    What a programme keeps of files that were read is removed as a whole; its next run reads them again.

    Raises:
        SourceFileError: a file changed since the rows were found, or is of a kind that cannot be rewritten; nothing was
            changed then.
        LockedError: a run is at work in this data folder.
        StorageError: the disk is full or fails; the same command again completes what was begun.
    """
    survey = find_survey(catalog, found.survey_id)
    root.prepare()
    with RunLock(root):
        plans = [_plan(root, found, file) for file in found.files]
        # As the quarantine writes the names of files.
        gone = {(spreadsheet_safe(name), number) for file in found.files for name, _, number in file.rows}
        headers = {same_header(header) for file in found.files for header in file.headers}
        quarantine_n = _clean_quarantine(root, survey, found, gone, headers)
        _remove_staged(root, survey)
        for file, plan in zip(found.files, plans, strict=True):
            for beside in (plan.corrections, plan.origin):
                if beside is not None:
                    _write(*beside)
            _bury(root, found.survey_id, file, plan)
            _write(plan.path, plan.content)
        rows_n = sum(len(file.rows) for file in found.files)
        Ledger(root.ledger_path).append(
            "erased", "", {"study_id": found.survey_id, "files_n": len(plans), "rows_n": rows_n}
        )  # fmt: skip
    return Erased(rows_n, tuple(file.name for file in found.files), quarantine_n)


def told(found: Found) -> list[str]:
    """Return what was found as lines for a terminal: file names and row numbers only."""
    lines = [
        f"{name}: baris / row {', '.join(str(number) for table, _, number in file.rows if table == name)}"
        for file in found.files
        for name in dict.fromkeys(table for table, _, _ in file.rows)
    ]
    if not found.files:
        lines.append("Tidak ada baris dengan nomor itu. / No row with that number.")
    lines.extend(
        f"{name}: tidak dapat dicari, kolom responden, kantor, atau bulan tidak dikenal; periksa sendiri / could not be "
        "searched, no column of respondents, offices or months is known; look yourself"
        for name in found.unsearched
    )
    return lines


def told_after(catalog: Catalog, found: Found, erased: Erased) -> list[str]:
    """Return what was done as lines for a terminal, and what is left to do."""
    survey = find_survey(catalog, found.survey_id)
    lines = [
        f"{erased.rows_n} baris dihapus dari {len(erased.files)} berkas; {erased.quarantine_files_n} berkas karantina "
        f"dibersihkan / {erased.rows_n} rows erased from {len(erased.files)} files; {erased.quarantine_files_n} files of the "
        "quarantine cleaned",
        f"Hitung ulang dengan / recompute with: {survey.run_again}",
    ]
    if survey.keeps_answers:
        lines.append(
            "Rilis sebelum ini memuat jawabannya tanpa nomor; hapus menurut docs/runbook.md / releases before hold the answers "
            "without the number; remove them as docs/runbook.md says"
        )
    return lines


# --- finding -------------------------------------------------------------------------------------------------------
def _office_reader(catalog: Catalog) -> Callable[[str], str | None]:
    matcher = OfficeMatcher(office_register(catalog.offices), None)
    known: dict[str, str | None] = {}

    def code_of(text: str) -> str | None:
        if text not in known:
            known[text] = matcher.match(text).office_code
        return known[text]

    return code_of


def _corrections(path: Path) -> tuple[Correction, ...]:
    if not path.is_file():
        return ()
    try:
        with storage_errors(f"reading {path.name}"):
            return parse_corrections(path.read_bytes())
    except CorrectionsError as error:
        raise SourceFileError(
            f"{path.name}: found {error.problem_en}, expected corrections as requeue writes them. Mend or remove the file."
        ) from None


def _columns(reading: Reading, role: str) -> list[tuple[tuple[int, ...], str]]:
    if reading.instrument is None:
        return []
    code = reading.instrument.attribute_with_role(role).attribute_code
    return [(column.positions, column.header) for column in reading.columns if column.target == code]


def _rows_of(raw: Reading, now: Reading, positions: Sequence[int], respondent: str) -> list[int]:
    return sorted(
        {
            row.number
            for reading in (raw, now)
            for row in (() if reading.sheet is None else reading.sheet.rows)
            if any(place < len(row.cells) and erasure.is_number_of(respondent, row.cells[place]) for place in positions)
        }
    )


def _months_of(intake: SurveyIntake, reading: Reading) -> dict[int, str]:
    """Return the month of every row that a run would accept."""
    if reading.instrument is None:
        return {}
    period = reading.instrument.attribute_with_role("period").attribute_code
    return {
        int(number): str(month)
        for staged in intake.stage([reading])
        for number, month in zip(staged.accepted[ROW_NUMBER], staged.accepted[period], strict=True)
    }


def _month_of(reading: Reading) -> str | None:
    """Return the month that the origin record says: that of a row which no run accepts."""
    return None if reading.file.origin is None else reading.file.origin.period


def _office_words(reading: Reading, number: int) -> str:
    columns = _columns(reading, "office")
    if not columns or reading.sheet is None:
        fixed = dict(reading.fixed_values)
        return "" if reading.instrument is None else fixed.get(_office_code(reading), "")
    row = next(row for row in reading.sheet.rows if row.number == number)
    return next((row.cells[place] for place in columns[0][0] if place < len(row.cells) and row.cells[place]), "")


def _office_code(reading: Reading) -> str:
    return "" if reading.instrument is None else reading.instrument.attribute_with_role("office").attribute_code


def _grid_of(opened: Opened, reading: Reading) -> int:
    """Return the place of the grid whose rows a reading has; they are the same objects."""
    mine = {id(row) for row in (() if reading.sheet is None else reading.sheet.rows)}
    return next(place for place, grid in enumerate(opened.grids) if any(id(row) in mine for row in grid.rows))


# --- erasing -------------------------------------------------------------------------------------------------------
def _plan(root: DataRoot, found: Found, file: FoundFile) -> _Plan:
    path = root.raw / found.survey_id / file.name
    with storage_errors(f"reading {file.name}"):
        data = path.read_bytes()
    if sha256(data).hexdigest() != file.sha256:
        raise SourceFileError(
            f"{file.name}: found other bytes than when the rows were found, expected a file at rest. Give the command again."
        )
    rows: dict[int, set[int]] = {}
    for _, grid, number in file.rows:
        rows.setdefault(grid, set()).add(number)
    try:
        before = open_export(data).opened
        content = erasure.erased_bytes(data, before, rows)
        after = open_export(content).opened
        wrong = erasure.differences(before, after, rows)
    except (BoundedError, erasure.ErasureError) as error:
        raise SourceFileError(
            f"{file.name}: ditemukan {error.problem_id}. / found {error.problem_en}. Nothing was changed."
        ) from None
    if wrong:
        raise SourceFileError(
            f"{file.name}: found {len(wrong)} differences after rewriting ({', '.join(wrong[:3])}), expected none. Empty the "
            "row in the program that made the file and update the origin record. Nothing was changed."
        )
    new = sha256(content).hexdigest()
    return _Plan(path, content, file.sha256, new, _new_origin(path, file, new), _new_corrections(path, file, new))


def _new_origin(path: Path, file: FoundFile, new: str) -> tuple[Path, bytes] | None:
    beside = path.with_name(f"{path.name}{ORIGIN_SUFFIX}")
    if not beside.is_file():
        return None
    with storage_errors(f"reading {beside.name}"):
        text = beside.read_bytes().decode("utf-8", errors="surrogateescape")
    changed = erasure.origin_without(text, file.sha256, new, len(file.rows))
    return beside, changed.encode("utf-8", errors="surrogateescape")


def _new_corrections(path: Path, file: FoundFile, new: str) -> tuple[Path, bytes] | None:
    beside = path.with_name(f"{path.name}{SUFFIX}")
    if not beside.is_file():
        return None
    gone = {(name.removeprefix(file.name).removeprefix("#"), number) for name, _, number in file.rows}
    kept = erasure.corrections_without(_corrections(beside), file.sha256, new, gone)
    return beside, format_corrections(kept)


def _clean_quarantine(
    root: DataRoot, survey: Survey, found: Found, gone: set[tuple[str, int]], headers: set[str]
) -> int:
    """Take the rows out of the quarantine of every build of the survey; return how many of its files were changed.

    A row that shows the number goes too: it can be the same person's in a file that was other then. Where a number means
    another person in another file, only rows of the found files go, and of files that are no longer there.
    """
    names = {path.name for path in exports_in(root.raw / survey.survey_id)} - {file.name for file in found.files}
    others = {spreadsheet_safe(name) for name in names}

    def is_respondent(header: str, cell: str) -> bool:
        return same_header(header) in headers and erasure.is_number_of(found.respondent, typed(cell))

    changed = 0
    for folder in sorted(path for path in root.quarantine.iterdir() if path.is_dir()):
        rows_files = sorted(folder.glob("rows_*.csv"))
        cleaned: dict[Path, bytes] = {}
        with storage_errors(f"cleaning quarantine {folder.name}"):
            try:
                rows_read = {path: path.read_bytes() for path in rows_files}
                if any(erasure.is_of_other_study(data, found.survey_id) for data in rows_read.values()):
                    continue
                for path, data in rows_read.items():
                    is_others = bool(survey.told_apart_within) and _files_in(data) <= others
                    cleaned[path] = erasure.rows_without(data, gone, _is_nobody if is_others else is_respondent)
                findings = folder / "findings.csv"
                if findings.is_file():
                    cleaned[findings] = erasure.findings_without(findings.read_bytes(), gone)
            except (ValueError, UnicodeDecodeError):
                raise StorageError(
                    f"quarantine/{folder.name}: found files that are not as a run writes them, expected its own CSV files. "
                    "Remove the folder; a run writes it again. Nothing was changed in the raw files."
                ) from None
            for path, content in cleaned.items():
                if content != path.read_bytes():
                    _write(path, content)
                    changed += 1
    return changed


def _files_in(rows: bytes) -> set[str]:
    """Return the names of the raw files whose rows stand in a file of the quarantine, as they stand there."""
    names = {line["file_name"] for line in csv.DictReader(io.StringIO(rows.decode("utf-8"), newline=""))}
    return {re.sub(r"#\d+$", "", name) for name in names}


def _is_nobody(_header: str, _cell: str) -> bool:
    return False


def _remove_staged(root: DataRoot, survey: Survey) -> None:
    """Remove what is kept of every file: it holds answers beside a digest of the number, also of earlier contents."""
    folder = root.staged / survey.survey_id
    with storage_errors("removing what is kept of files that were read"):
        if folder.is_dir():
            shutil.rmtree(folder)


def _bury(root: DataRoot, survey_id: str, file: FoundFile, plan: _Plan) -> None:
    """Append one line for each row: where it stood, and a random token; nothing in it leads back to the number."""
    path = root.state / ERASURES
    with storage_errors("reading the erasures"):
        lines = path.read_bytes().decode("utf-8").splitlines() if path.is_file() else []
    for name, _, number in file.rows:
        event: Mapping[str, object] = {
            "event": "erased", "study_id": survey_id, "file_name": name, "row_number": number,
            "old_sha256": plan.old, "new_sha256": plan.new,
        }  # fmt: skip
        with suppress(ValueError):
            if any(event.items() <= json.loads(line).items() for line in lines):
                continue  # begun before and interrupted
        at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        lines.append(json.dumps({**event, "token": secrets.token_hex(16), "at": at}, sort_keys=True))
    _write(path, "".join(f"{line}\n" for line in lines).encode("utf-8"), _PRIVATE)


def _write(path: Path, content: bytes, mode: int | None = None) -> None:
    with storage_errors(f"writing {path.name}"):
        # Written anew beside itself: a link would be replaced, and the file that it leads to stay as it was.
        path = path.resolve()
        kept = mode if mode is not None else path.stat().st_mode & 0o777
        write_bytes_durably(path, content)
        path.chmod(kept)
