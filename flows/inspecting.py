"""What ``kepuasan inspect`` does: open one file in a bounded process and say what it holds."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from flows.errors import ConfigError, SourceFileError
from flows.identity import ORIGIN_SUFFIX
from flows.origins import read_origin
from flows.raw_exports import open_export
from flows.sandbox import BoundedError, Usage
from schemas.catalog import Catalog
from schemas.offices import office_register
from transforms.cleaning.staged_file import StagedFile
from transforms.cleaning.survey import SurveyIntake
from transforms.dates.columns import DateColumn
from transforms.inspection.drafting import NothingToDraftError, draft_layout
from transforms.inspection.report import InspectedTable, Inspection, inspect_opened
from transforms.intake.reading import RawFile
from transforms.loading import findings_rows
from transforms.offices.matching import OfficeMatcher


@dataclass(frozen=True)
class Inspected:
    """An answer for any file: what it holds, or why it was not read; and what that cost."""

    name: str
    size_bytes: int
    usage: Usage
    inspection: Inspection | None
    problem: tuple[str, str] | None


def inspect_file(path: Path, catalog: Catalog, as_of: date | None = None) -> Inspected:
    """Open and describe one file, and say what a run would make of it.

    Args:
        path: the file; an origin record beside it is read too.
        catalog: the layouts and questionnaires that are known.
        as_of: the last day that an answer can have; today when left out.

    Raises:
        ConfigError: there is no such file, or it cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"{path}: found a file that cannot be read ({error.strerror}); expected a readable one."
        ) from None
    try:
        bounded = open_export(data)
    except BoundedError as error:
        return Inspected(path.name, len(data), error.usage, None, (error.problem_id, error.problem_en))
    file = RawFile(path.name, data, *read_origin(path.with_name(path.name + ORIGIN_SUFFIX)))
    today = date.today()  # noqa: DTZ011 - the day on this machine's clock
    # Offices number their respondents each from 1, and a workbook can hold the sheets of several.
    intake = SurveyIntake(catalog, None, None, as_of or today, within_office=True)
    inspection = inspect_opened(file, bounded.opened, intake, OfficeMatcher(office_register(catalog.offices)))
    return Inspected(path.name, len(data), bounded.usage, inspection, None)


def scaffold_file(path: Path, catalog: Catalog, instrument_id: str, layout_id: str) -> str:
    """Return a drafted layout file.

    Raises:
        ConfigError: no such questionnaire, or a name that no layout can have.
        SourceFileError: the file is not read, or holds no table.
    """
    if instrument_id not in catalog.instruments:
        known = ", ".join(sorted(catalog.instruments))
        raise ConfigError(f"--instrument: found {instrument_id!r}, expected one of {known}.")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_]*", layout_id):
        raise ConfigError(f"--layout: found {layout_id!r}, expected letters, digits and underscores.")
    found = inspect_file(path, catalog)
    if found.inspection is None:
        raise SourceFileError(f"{path.name}: {(found.problem or ('', ''))[1]}")
    try:
        instrument = catalog.instruments[instrument_id]
        return draft_layout(found.inspection, instrument, layout_id, catalog.layouts.values())
    except NothingToDraftError as error:
        raise SourceFileError(f"{path.name}: {error}") from None


def as_json(found: Inspected) -> str:
    """Return an answer as JSON; it holds no answer of a respondent."""
    return json.dumps(_fields(found), ensure_ascii=False, indent=2) + "\n"


def _fields(found: Inspected) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "file": found.name,
        "size_bytes": found.size_bytes,
        "seconds": round(found.usage.seconds, 2),
        "peak_bytes": found.usage.peak_bytes,
        "is_readable": found.inspection is not None,
    }
    if found.problem is not None:
        shown["problem_id"], shown["problem_en"] = found.problem
    if found.inspection is not None:
        opened = found.inspection.opened
        shown |= {
            "format": opened.file_format.value,
            "encoding": opened.encoding,
            "delimiter": opened.delimiter,
            "quoting": None if opened.quoting is None else opened.quoting.value,
            "decimal_comma": opened.decimal_comma,
            "tables": [_table(one) for one in found.inspection.tables],
            "notes": [
                {
                    "kind": note.kind.value,
                    "count": note.count,
                    "rows": note.rows,
                    "note_id": note.note_id,
                    "note_en": note.note_en,
                }
                for note in found.inspection.notes
            ],
            "readings": [_reading(one) for one in found.inspection.staged],
            "findings": [
                {key: row[key] for key in _FINDING}
                for one in found.inspection.staged
                for row in findings_rows(one.findings)
            ],
            "remarks": [{"remark_id": one.remark_id, "remark_en": one.remark_en} for one in found.inspection.remarks],
        }
    return shown


_FINDING: Final = (
    "severity", "finding_code", "file_name", "sheet", "row_number", "column_name", "message_id", "message_en",
)  # fmt: skip


def _reading(one: StagedFile) -> Mapping[str, Any]:
    layout, instrument = one.reading.layout, one.reading.instrument
    return {
        "name": one.name,
        "layout_id": None if layout is None else layout.layout_id,
        "instrument_id": None if instrument is None else instrument.instrument_id,
        "decided_by": one.reading.decided_by,
        "is_refused": one.is_refused,
        "rows_read": one.rows_read_n,
        "accepted": len(one.accepted),
        "quarantined": len(one.refusals),
        "ignored": dict(one.ignored),
        "dates": [_date_column(one, target, column) for target, column in one.dates.items()],
    }


def _date_column(one: StagedFile, target: str, column: DateColumn) -> Mapping[str, Any]:
    header = next((bound.header for bound in one.reading.columns if bound.target == target), None)
    months = [cell.month for cell in column.cells if cell.month is not None]
    counts = {name: count for name, count in asdict(column.evidence).items() if count}
    return {
        "column": target,
        "header": header,
        "order": None if column.order is None else column.order.value,
        "decided_by": column.decided_by,
        "read_n": column.n,
        "first_month": min(months, default=None),
        "last_month": max(months, default=None),
        "evidence": counts,
    }


def _table(one: InspectedTable) -> Mapping[str, Any]:
    return {
        "sheet": one.name,
        "is_hidden": one.table.is_hidden,
        "header_rows": one.table.header_rows,
        "rows_read": one.table.rows_read,
        "rows_by_fate": {fate.value: count for fate, count in one.table.fates},
        "office": one.office_title,
        "layouts": [
            {
                "layout_id": fit.layout_id,
                "instrument_id": fit.instrument_id,
                "matched": fit.matched,
                "required": fit.required,
                "is_read": fit.is_read,
                "missing": fit.missing,
            }
            for fit in one.fits
        ],
        "columns": [
            {
                "position": column.position,
                "header": column.header,
                "holds": column.holds,
                "filled_n": column.filled_n,
                "distinct_n": column.distinct_n,
                "minimum": column.minimum,
                "maximum": column.maximum,
                "is_whole": column.is_whole,
                "offices_n": column.offices_n,
                "personal": column.personal,
                "action": column.action,
                "binds_to": dict(column.binds_to),
            }
            for column in one.columns
        ],
    }
