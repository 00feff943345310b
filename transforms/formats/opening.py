"""The one way into a file: what it is, whether it is safe to parse, and the reader for it.

This is called inside the bounded process of ``flows.sandbox``; calling it directly is for tests and notebooks.
"""

import io
import tempfile
from pathlib import Path
from typing import IO, Final

from transforms.formats.grid import FileFormat, Opened
from transforms.formats.guard import check_size
from transforms.formats.limits import Limits
from transforms.formats.sniff import Sniffed, sniff

_WORKBOOKS: Final = frozenset({FileFormat.XLSX, FileFormat.XLS, FileFormat.ODS})


def open_file(path: Path, limits: Limits) -> Opened:
    """Open a file of any kind by its content.

    Args:
        path: the file; its name is never looked at.
        limits: how large it may be and become.

    Returns:
        Its grids, codebook and notes.

    Raises:
        UnreadableError: it cannot be read, with the reason in both languages.
        OSError: the path itself cannot be opened.
    """
    with path.open("rb") as source:
        opened, sniffed = _open_stream(source, limits)
    if opened is not None:
        return opened
    if sniffed.file_format is FileFormat.PARQUET:
        from transforms.formats.parquet import open_parquet  # noqa: PLC0415

        return open_parquet(path, limits)
    from transforms.formats.statistical import open_statistical  # noqa: PLC0415

    return open_statistical(path, sniffed.file_format, limits)


def open_bytes(data: bytes, limits: Limits) -> Opened:
    """Open a file that is held in memory, in this process: for our own files, which nobody could have prepared.

    Args:
        data: the file's bytes.
        limits: how large it may be and become.

    Raises:
        UnreadableError: it cannot be read, with the reason in both languages.
    """
    opened, _ = _open_stream(io.BytesIO(data), limits)
    if opened is not None:
        return opened
    with tempfile.TemporaryDirectory() as folder:  # the readers of these formats take paths only
        path = Path(folder) / "export"
        path.write_bytes(data)
        return open_file(path, limits)


def _open_stream(source: IO[bytes], limits: Limits) -> tuple[Opened | None, Sniffed]:
    """Open what can be read from a stream; None for the formats whose readers need a path."""
    check_size(source.seek(0, 2), limits)
    sniffed = sniff(source)
    source.seek(0)
    # Each reader is imported when its format comes: a bounded process pays only for the one it needs.
    if sniffed.file_format in _WORKBOOKS:
        from transforms.formats.workbook import open_workbook  # noqa: PLC0415

        return open_workbook(source, sniffed, limits), sniffed
    if sniffed.file_format is FileFormat.HTML:
        from transforms.formats.html import open_html  # noqa: PLC0415

        return open_html(source.read(), limits), sniffed
    if sniffed.file_format is FileFormat.TEXT:
        from transforms.formats.text import open_text  # noqa: PLC0415

        return open_text(source.read(), limits), sniffed
    return None, sniffed
