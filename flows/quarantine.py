"""Writes what was refused, with the values that stand nowhere else: a private folder per build."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from flows.storage import DataRoot, ensure_dir, write_bytes_durably
from schemas.findings import Finding
from transforms.cleaning.staging import StagedFile
from transforms.intake.sheets import show_header
from transforms.publication.spreadsheet import spreadsheet_safe

_PRIVATE: Final = 0o700
_COLUMNS: Final = (
    "severity", "finding_code", "file_name", "sheet", "row_number", "column_name", "value", "expected", "message_id",
    "message_en",
)  # fmt: skip


def write_quarantine(root: DataRoot, build_id: str, files: Sequence[StagedFile], findings: Sequence[Finding]) -> Path:
    """Write ``quarantine/<build id>/``: every finding with its value, and the refused rows of each file.

    Returns:
        The folder. Running the same build again writes the same bytes.

    Raises:
        StorageError: the disk is full or fails.
    """
    folder = root.quarantine / build_id
    ensure_dir(folder, _PRIVATE)
    rows = [
        (
            f.severity.value,
            f.code.code,
            f.file_name,
            f.sheet,
            f.row_number,
            f.column_name,
            f.value,
            f.expected,
            f.message_id,
            f.message_en,
        )
        for f in findings
    ]
    _write(folder / "findings.csv", _COLUMNS, rows)
    for number, file in enumerate(files, start=1):
        if file.refusals and file.reading.sheet is not None:
            header = [
                "row_number",
                "finding_code",
                *(show_header(path) for path in file.reading.sheet.header),
            ]
            refused = [(r.row_number, r.reason_code, *r.cells) for r in file.refusals]
            # The name in the folder is ours; a name from outside never becomes a path.
            _write(folder / f"rows_{number:03d}.csv", header, refused)
    return folder


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([spreadsheet_safe(cell) for cell in header])
    for row in rows:
        writer.writerow(["" if cell is None else spreadsheet_safe(str(cell)) for cell in row])
    write_bytes_durably(path, text.getvalue().encode("utf-8"))
    path.chmod(0o600)
