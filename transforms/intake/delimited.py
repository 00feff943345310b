"""Reads text exports: UTF-8 with or without a byte-order mark, comma, semicolon or tab, RFC 4180 quoting."""

import csv
import io
from collections.abc import Callable
from typing import Final

from transforms.intake.sheets import Header, Row, Sheet, UnreadableError, header_path, plain

_BOM: Final = b"\xef\xbb\xbf"
DELIMITERS: Final = (",", ";", "\t")
_NAMES: Final = {",": "comma", ";": "semicolon", "\t": "tab"}
_FIELD_LIMIT: Final = 1_000_000  # characters in one cell; no answer of a survey comes near it


def read_delimited(data: bytes, score: Callable[[tuple[Header, ...]], int]) -> Sheet:
    """Read a text export with the delimiter under which its header fits a known layout best.

    Args:
        data: the file's bytes.
        score: how many headers of the best layout a header row carries; decides between delimiters, and the first
            of comma, semicolon and tab wins a tie.

    Raises:
        UnreadableError: bytes that are not UTF-8, NUL characters, quotes that never close.
    """
    text = _decode(data)
    first_line = text.split("\n", 1)[0]
    headers = {delimiter: _header(first_line, text, delimiter) for delimiter in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda candidate: score(headers[candidate]))
    records = _records(text, delimiter)
    has_bom = data.startswith(_BOM)
    return Sheet(
        file_format="delimited",
        name=None,
        sniffed=f"utf-8, {'with' if has_bom else 'without'} byte-order mark, {_NAMES[delimiter]}, 1 header row",
        titles=(),
        header=headers[delimiter],
        rows=tuple(records[1:]),
        second_count=max(0, _count_records(text) - 1),
    )


def describe(delimiter: str, has_bom: bool) -> str:
    """Return how a layout's declared form reads in ``Sheet.sniffed``."""
    return f"utf-8, {'with' if has_bom else 'without'} byte-order mark, {_NAMES[delimiter]}, 1 header row"


def _decode(data: bytes) -> str:
    try:
        text = data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"byte ke-{error.start + 1} bukan UTF-8", f"byte {error.start + 1}, which is not UTF-8"
        ) from None
    if "\x00" in text:
        place = text.index("\x00") + 1
        raise UnreadableError(f"karakter NUL pada posisi {place}", f"a NUL character at position {place}")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _header(first_line: str, text: str, delimiter: str) -> tuple[Header, ...]:
    # A quoted header may run over lines; only then is the whole text needed.
    source = text if first_line.count('"') % 2 else first_line
    try:
        cells = next(csv.reader(io.StringIO(source), delimiter=delimiter, strict=True), [])
    except csv.Error:
        return ()
    return tuple(header_path((plain(cell),)) for cell in cells)


def _records(text: str, delimiter: str) -> list[Row]:
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    start = 1
    try:
        for cells in reader:
            rows.append(Row(start, tuple(plain(cell) for cell in cells)))
            start = reader.line_num + 1
    except csv.Error:
        raise UnreadableError(
            f"tanda kutip yang tidak tertutup atau salah tempat mulai baris {start}",
            f"a quotation mark that never closes or stands in the wrong place, from row {start} on",
        ) from None
    while rows and not rows[-1].cells:  # an empty last line ends the file; it is no row
        rows.pop()
    return rows


def _count_records(text: str) -> int:
    """Count records without the csv module: line ends outside quotes, trailing empty lines aside."""
    body = text.rstrip("\n")
    if not body:
        return 0
    quoted, records = False, 1
    for character in body:
        if character == '"':
            quoted = not quoted
        elif character == "\n" and not quoted:
            records += 1
    return records
