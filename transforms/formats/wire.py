"""Carries an opened file from one process to another as lines of JSON, which are checked on arrival, never as pickle.

First line: everything but the rows. Then one line per row: number, kinds, cells. Last line: the end, with how many
rows there were. What arrives is held against these shapes; anything else is refused.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, Final

from transforms.formats.grid import (
    Area,
    CellKind,
    Codebook,
    FileFormat,
    Grid,
    MissingRange,
    Note,
    NoteKind,
    Opened,
    Quoting,
    Variable,
)
from transforms.intake.sheets import Row, UnreadableError

_LETTERS: Final = frozenset(kind.value for kind in CellKind)
_HALF_CHARACTER: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u[dD][89a-fA-F]")
_VALUES: Final = (TypeError, ValueError, KeyError, IndexError, AttributeError, RecursionError)


def lines_of(opened: Opened) -> Iterator[bytes]:
    """Yield an opened file as lines."""
    head = asdict(opened)
    for shown, grid in zip(head["grids"], opened.grids, strict=True):
        del shown["rows"], shown["kinds"]
        shown["rows_n"] = len(grid.rows)
        shown["has_kinds"] = bool(grid.kinds)
    yield _line({"opened": head})
    for grid in opened.grids:
        for place, row in enumerate(grid.rows):
            yield _line([row.number, grid.kinds[place] if grid.kinds else "", *row.cells])
    yield _line({"rows_n": sum(len(grid.rows) for grid in opened.grids)})


def line_of_problem(error: UnreadableError) -> bytes:
    """Return the line that says why a file is not read."""
    return _line({"unreadable": [error.problem_id, error.problem_en]})


def opened_from(lines: Iterable[bytes]) -> Opened:
    """Return what ``lines_of`` sent.

    Raises:
        UnreadableError: the problem that was sent, or lines that have not the agreed shape or are not all there.
    """
    source = iter(lines)
    try:
        head = _value(next(source))
        if "unreadable" in head:
            problem_id, problem_en = head["unreadable"]
            raise UnreadableError(_text(problem_id), _text(problem_en))
        fields = head["opened"]
        shared: dict[str, str] = {}
        grids = tuple(_grid(shown, source, shared) for shown in fields["grids"])
        if _value(next(source)) != {"rows_n": sum(len(grid.rows) for grid in grids)}:
            raise ValueError
        return _opened(fields, grids)
    except (StopIteration, RuntimeError, *_VALUES):
        raise UnreadableError(
            "hasil pembacaan yang tidak lengkap dari proses terpisah", "an incomplete result of the separate process"
        ) from None


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _value(line: bytes) -> Any:
    if _HALF_CHARACTER.search(line):
        raise ValueError
    return json.loads(line)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _grid(shown: dict[str, Any], source: Iterator[bytes], shared: dict[str, str]) -> Grid:
    rows: list[Row] = []
    kinds: list[str] = []
    has_kinds = _truth(shown["has_kinds"])
    for _ in range(_whole(shown["rows_n"])):
        number, letters, *cells = _value(next(source))
        rows.append(Row(_whole(number), tuple([shared.setdefault(cell, cell) for cell in map(_text, cells)])))
        if has_kinds:
            if not _LETTERS.issuperset(_text(letters)):
                raise ValueError
            kinds.append(shared.setdefault(letters, letters))
    return Grid(
        name=_text_or_none(shown["name"]),
        is_hidden=_truth(shown["is_hidden"]),
        rows=tuple(rows),
        kinds=tuple(kinds),
        merged=tuple(
            Area(*(_whole(area[side]) for side in ("top", "left", "bottom", "right"))) for area in shown["merged"]
        ),
        header_row=None if shown["header_row"] is None else _whole(shown["header_row"]),
        second_count=None if shown["second_count"] is None else _whole(shown["second_count"]),
    )


def _opened(fields: dict[str, Any], grids: tuple[Grid, ...]) -> Opened:
    codebook = fields["codebook"]
    return Opened(
        file_format=FileFormat(fields["file_format"]),
        encoding=_text_or_none(fields["encoding"]),
        delimiter=_text_or_none(fields["delimiter"]),
        quoting=None if fields["quoting"] is None else Quoting(fields["quoting"]),
        decimal_comma=None if fields["decimal_comma"] is None else _truth(fields["decimal_comma"]),
        grids=grids,
        codebook=None
        if codebook is None
        else Codebook(_text_or_none(codebook["file_label"]), tuple(map(_variable, codebook["variables"]))),
        notes=tuple(map(_note, fields["notes"])),
    )


def _variable(shown: dict[str, Any]) -> Variable:
    return Variable(
        name=_text(shown["name"]),
        label=_text_or_none(shown["label"]),
        storage=_text_or_none(shown["storage"]),
        measure=_text_or_none(shown["measure"]),
        value_labels=tuple((_text(code), _text(label)) for code, label in shown["value_labels"]),
        missing_codes=tuple(map(_text, shown["missing_codes"])),
        missing_ranges=tuple(MissingRange(_text(r["low"]), _text(r["high"])) for r in shown["missing_ranges"]),
    )


def _note(shown: dict[str, Any]) -> Note:
    return Note(
        kind=NoteKind(shown["kind"]),
        note_id=_text(shown["note_id"]),
        note_en=_text(shown["note_en"]),
        count=_whole(shown["count"]),
        rows=tuple(map(_whole, shown["rows"])),
        grid=None if shown["grid"] is None else _whole(shown["grid"]),
    )
