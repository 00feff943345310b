"""Writes what was refused, so that a person can correct it: a private folder per build, without personal data.

A cell is shown when it is a short number or a word of our own questionnaires; anything else may be personal and stays in
the raw file, where its row and column lead to it. A corrected copy goes back in with ``kepuasan requeue``.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from flows.storage import DataRoot, ensure_dir, write_bytes_durably
from schemas.findings import Finding
from transforms.cleaning.quarantined import KEYS, shown_row
from transforms.cleaning.staged_file import StagedFile
from transforms.programme.deliveries import Delivery
from transforms.publication.spreadsheet import spreadsheet_safe

_PRIVATE: Final = 0o700
_COLUMNS: Final = (
    "severity", "finding_code", "file_name", "sheet", "row_number", "column_name", "value_seen", "expected",
    "message_id", "message_en",
)  # fmt: skip


def write_quarantine(
    root: DataRoot,
    build_id: str,
    study_id: str,
    files: Sequence[StagedFile],
    findings: Sequence[Finding],
    show: Callable[[str], str],
) -> Path:
    """Write ``quarantine/<build id>/``: every finding, and the refused rows of each file as far as they may be shown.

    Args:
        root: the data folder.
        build_id: names the folder.
        study_id: the study, for the way back.
        files: every file of the run.
        findings: every finding of the run.
        show: how a value may be shown, ``schemas.findings.Vocabulary.show``.

    Returns:
        The folder. Running the same build again writes the same bytes.

    Raises:
        StorageError: the disk is full or fails.
    """
    folder = _with_findings(root, build_id, findings)
    for number, file in enumerate(files, start=1):
        if file.refusals and file.reading.columns:
            header = [*KEYS, *(column.header for column in file.reading.columns)]
            refused = [
                (study_id, file.name, file.reading.file.sha256, refusal.row_number, refusal.reason_code,
                 *shown_row(file.reading, refusal.cells, show))
                for refusal in file.refusals
            ]  # fmt: skip
            # The name in the folder is ours; a name from outside never becomes a path.
            _write(folder / f"rows_{number:03d}.csv", header, refused)
    return folder


def write_refused(
    root: DataRoot, build_id: str, programme_id: str, deliveries: Sequence[Delivery], findings: Sequence[Finding]
) -> Path:
    """Write ``quarantine/<build id>/`` of a programme's run: the same files, from kept deliveries.

    Raises:
        StorageError: the disk is full or fails.
    """
    folder = _with_findings(root, build_id, findings)
    for number, one in enumerate(deliveries, start=1):
        if one.refusals and one.headers:
            refused = [
                (programme_id, one.name, one.file_sha256, row.row_number, row.reason_code, *row.cells)
                for row in one.refusals
            ]
            _write(folder / f"rows_{number:04d}.csv", [*KEYS, *one.headers], refused)
    return folder


def _with_findings(root: DataRoot, build_id: str, findings: Sequence[Finding]) -> Path:
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
            f.value_seen,
            f.expected,
            f.message_id,
            f.message_en,
        )
        for f in findings
    ]
    _write(folder / "findings.csv", _COLUMNS, rows)
    return folder


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([spreadsheet_safe(cell) for cell in header])
    for row in rows:
        writer.writerow(["" if cell is None else spreadsheet_safe(str(cell)) for cell in row])
    write_bytes_durably(path, text.getvalue().encode("utf-8"))
    path.chmod(0o600)
