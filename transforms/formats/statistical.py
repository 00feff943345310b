"""Opens SPSS (.sav) and Stata (.dta) files with pyreadstat: codes as they are stored, labels and missing codes beside.

Neither is a label put in the place of its code nor a user-missing code turned into nothing: both decide figures, and
what counts as missing is the instrument's business.
"""

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pyreadstat

from transforms.formats.cells import Values, Words, notes_on_size, value_text
from transforms.formats.encoding import decode, is_utf8
from transforms.formats.grid import (
    Codebook,
    FileFormat,
    Grid,
    MissingRange,
    Note,
    NoteKind,
    Opened,
    Variable,
)
from transforms.formats.guard import check_area, check_cells, check_position
from transforms.formats.limits import Limits
from transforms.intake.sheets import Row, UnreadableError, plain

_MEASURES: Final = frozenset({"nominal", "ordinal", "scale"})
_NAMES: Final = {FileFormat.SAV: "SPSS", FileFormat.DTA: "Stata"}
_ARTICLES: Final = {FileFormat.SAV: "an", FileFormat.DTA: "a"}
_BYTES: Final = "ISO-8859-1"  # gives every byte back as the character of the same number
# The reader raises what a damaged file happens to break in it; mutated files gave each of these.
_ERRORS: Final = (
    pyreadstat.ReadstatError, pyreadstat.PyreadstatError, OSError, ValueError, OverflowError, LookupError, TypeError,
    AttributeError,
)  # fmt: skip


class _ReaderError(Exception):
    """The library cannot make anything of the file."""


def open_statistical(path: Path, file_format: FileFormat, limits: Limits) -> Opened:
    """Open a statistical file as one grid with its codebook.

    Args:
        path: the file.
        file_format: SAV or DTA.
        limits: how large it may become.

    Returns:
        One grid: variable names in row 1, cases below; numbers as decimal text, dates as ISO 8601, system-missing
        values empty, Stata's ``.a`` to ``.z`` as the letter. ``second_count`` is the case count of the file's head.

    Raises:
        UnreadableError: a damaged or cut-off file, or one beyond the limits.
    """
    try:
        head = _read(path, file_format, None, metadata_only=True)[1]
        check_position(max(1, head.number_rows or 1), max(1, head.number_columns or 1), limits)
        check_area(head.number_rows or 0, head.number_columns or 0, limits)
        encoding, notes = _encoding(path, file_format, head.file_encoding)
        columns, meta = _read(path, file_format, encoding)
    except _ReaderError:
        raise _damaged(file_format) from None
    if not all(meta.column_names):  # the reader gives None for a name of which it can make nothing
        raise _damaged(file_format)
    rows, kinds = _rows(columns, limits)
    second = None if head.number_rows is None or head.number_rows < 0 else head.number_rows + 1
    grid = Grid(None, is_hidden=False, rows=rows, kinds=kinds, header_row=1, second_count=second)
    used = encoding or meta.file_encoding
    return Opened(
        file_format,
        None if used is None else used.lower(),
        grids=(grid,),
        codebook=Codebook(meta.file_label or None, tuple(_variable(meta, name) for name in meta.column_names)),
        notes=(*notes, *notes_on_size(grid, 0)),
    )


def _damaged(file_format: FileFormat) -> UnreadableError:
    return UnreadableError(
        f"berkas {_NAMES[file_format]} yang rusak atau terpotong",
        f"{_ARTICLES[file_format]} {_NAMES[file_format]} file that is damaged or cut off",
    )


def _encoding(path: Path, file_format: FileFormat, declared: str | None) -> tuple[str | None, tuple[Note, ...]]:
    """Return the encoding to read by, none for the file's own, and a note when the file's own does not fit.

    pyreadstat 1.3 drops bytes that are no valid UTF-8 in silence (``caf`` for a Windows ``café``), and Stata files
    before release 118 declare nothing. So the text is fetched once byte by byte and judged like a text export.
    """
    columns, meta = _read(path, file_format, _BYTES)
    pieces = {text.encode(_BYTES) for text in _texts(columns, meta) if not text.isascii()}
    is_declared = declared is not None and declared.upper() not in ("UTF-8", "UTF8")
    if not pieces or is_declared:
        return None, ()
    # A column of fixed width can cut the last character of a text in two; where other texts are whole, that is all.
    whole = {piece for piece in pieces if is_utf8(piece)}
    judged = {piece for piece in pieces if piece in whole or not (whole and is_utf8(piece, to_the_end=False))}
    try:
        decoded = decode(b"\n".join(sorted(judged)) + b"\n")
    except UnreadableError:
        raise UnreadableError(
            "teks dengan pengodean yang tidak dapat dipastikan; simpan sebagai Unicode",
            "text in an encoding that cannot be told; save it as Unicode",
        ) from None
    if decoded.encoding == "utf-8" and file_format is FileFormat.SAV:
        return None, ()
    note = Note(
        NoteKind.ENCODING,
        f"Dibaca sebagai {decoded.encoding}: {decoded.why_id}.",
        f"Read as {decoded.encoding}: {decoded.why_en}.",
    )
    return decoded.encoding, (note,)


def _texts(columns: Mapping[str, Any], meta: Any) -> set[str]:
    found = {value for values in columns.values() for value in values if isinstance(value, str)}
    found.update(name for name in columns if name)
    found.update(label for label in meta.column_labels if label)
    found.update(label for labels in meta.variable_value_labels.values() for label in labels.values())
    found.add(meta.file_label or "")
    return found


def _read(
    path: Path, file_format: FileFormat, encoding: str | None, *, metadata_only: bool = False
) -> tuple[Mapping[str, Any], Any]:
    read = pyreadstat.read_sav if file_format is FileFormat.SAV else pyreadstat.read_dta
    try:
        columns, meta = read(
            str(path),
            metadataonly=metadata_only,
            apply_value_formats=False,
            user_missing=True,
            encoding=encoding,
            output_format="dict",
        )
    except _ERRORS:  # around the library only, so that a mistake of ours shows
        raise _ReaderError from None
    return columns, meta


def _rows(columns: Mapping[str, Any], limits: Limits) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    shown_as = Values(limits)
    texts: list[list[str]] = []
    letters: list[str] = []
    cells = 0
    for values in columns.values():
        column, kinds = [], []
        for value in values:
            shown, letter = shown_as(value)
            column.append(shown)
            kinds.append(letter)
        cells += len(column)
        check_cells(cells, limits)
        texts.append(column)
        letters.append("".join(kinds))
    rows = [Row(1, tuple(plain(name) for name in columns))]
    rows.extend(Row(number, cells) for number, cells in enumerate(zip(*texts, strict=True), 2))
    known: dict[str, str] = {}
    kinds_below = ("".join(row) for row in zip(*letters, strict=True))
    return tuple(rows), ("t" * len(columns), *(known.setdefault(pattern, pattern) for pattern in kinds_below))


def _variable(meta: Any, name: str) -> Variable:
    labels = meta.variable_value_labels.get(name, {})
    codes, ranges = [], []
    for entry in meta.missing_ranges.get(name, []):
        low, high = _code(entry["lo"]), _code(entry["hi"])
        if low == high:
            codes.append(low)
        else:
            ranges.append(MissingRange(low, high))
    codes.extend(str(code) for code in meta.missing_user_values.get(name, []))
    measure = meta.variable_measure.get(name)
    return Variable(
        name=name,
        label=meta.column_names_to_labels.get(name) or None,
        storage=meta.original_variable_types.get(name),
        measure=measure if measure in _MEASURES else None,
        value_labels=tuple((_code(code), str(labels[code])) for code in sorted(labels, key=_order)),
        missing_codes=tuple(sorted(codes, key=lambda code: _order(_number(code)))),
        missing_ranges=tuple(ranges),
    )


def _code(value: object) -> str:
    return value_text(value, Words())[0]


def _number(code: str) -> object:
    with contextlib.suppress(ValueError):
        return float(code)
    return code


def _order(code: object) -> tuple[bool, float, str]:
    return (False, float(code), "") if isinstance(code, (int, float)) else (True, 0.0, str(code))
