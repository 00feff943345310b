"""Walks the records of an old Excel workbook (.xls) for what its reader leaves out: error cells, reach, second count.

Records: [MS-XLS], Excel Binary File Format; each is a number and a length of two bytes and the data.
"""

import struct
from collections.abc import Iterator
from typing import Final

from transforms.formats.facts import SheetFacts
from transforms.formats.guard import check_area, check_cells, check_position, check_sheets, damaged_archive
from transforms.formats.limits import Limits
from transforms.formats.ole import CompoundFile
from transforms.intake.sheets import UnreadableError

_BOF, _EOF, _PASSWORD, _DATE_SYSTEM, _SHEET = 0x0809, 0x000A, 0x002F, 0x0022, 0x0085
_ROW, _SEVERAL, _ERROR_OR_BOOLEAN = 0x0208, 0x00BD, 0x0205
_FORMULAS: Final = frozenset({0x0006, 0x0206, 0x0406})
_SINGLE: Final = frozenset({0x0203, 0x027E, 0x0204, 0x00FD, 0x00D6, _ERROR_OR_BOOLEAN}) | _FORMULAS
_HIDDEN_ROW: Final = 0x20
_ERROR_WORDS: Final = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


def read_records(data: bytes, limits: Limits) -> tuple[bool, list[SheetFacts | None]]:
    """Return whether dates count from 1904, and the facts on each sheet in file order (none for charts and macros).

    Args:
        data: the bytes of the workbook.
        limits: how large it may become.

    Raises:
        UnreadableError: a password, records that do not fit, or cells far apart.
    """
    container = CompoundFile(data)
    stream = container.stream("Workbook" if "Workbook" in container.names() else "Book")
    is_1904, places = False, []
    for number, place, length in _records(stream, 0):
        if number == _PASSWORD:
            raise UnreadableError(
                "buku kerja berkata sandi; simpan tanpa kata sandi lalu kirim ulang",
                "a workbook with a password; save it without one and send it again",
            )
        if number == _DATE_SYSTEM and length >= 2:
            is_1904 = struct.unpack_from("<H", stream, place)[0] == 1
        elif number == _SHEET and length >= 6:
            offset, _, kind = struct.unpack_from("<IBB", stream, place)
            places.append((offset, kind))
    check_sheets(len(places), limits)
    return is_1904, [_read_sheet(stream, offset, limits) if kind == 0 else None for offset, kind in places]


def _records(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Yield number, place and length of the records of one substream, without those of charts inside it."""
    place, depth = start, 0
    while place + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, place)
        if place + 4 + length > len(stream):
            raise damaged_archive()
        if number == _BOF:
            depth += 1
        elif number == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield number, place + 4, length
        elif depth == 0:
            raise damaged_archive()
        place += 4 + length
    raise damaged_archive()


def _read_sheet(stream: bytes, start: int, limits: Limits) -> SheetFacts:
    facts = SheetFacts()
    for number, place, length in _records(stream, start):
        if number == _ROW and length >= 16:
            facts.hidden_rows += bool(struct.unpack_from("<H", stream, place + 12)[0] & _HIDDEN_ROW)
            continue
        if number in _SINGLE and length >= 6:
            row, first = struct.unpack_from("<HH", stream, place)
            last = first
            error = _error(stream, number, place, length)
            if error is not None:
                facts.errors[row + 1, first + 1] = error
        elif number == _SEVERAL and length >= 6:
            row, first = struct.unpack_from("<HH", stream, place)
            last = struct.unpack_from("<H", stream, place + length - 2)[0]
        else:
            continue
        facts.cells += max(1, last - first + 1)
        facts.last_row = max(facts.last_row, row + 1)
        facts.last_column = max(facts.last_column, last + 1)
        check_position(row + 1, last + 1, limits)
    check_cells(facts.cells, limits)
    check_area(facts.last_row, facts.last_column, limits)
    return facts


def _error(stream: bytes, number: int, place: int, length: int) -> str | None:
    if number == _ERROR_OR_BOOLEAN and length >= 8 and stream[place + 7]:
        return _ERROR_WORDS.get(stream[place + 6], "#ERROR!")
    # A formula's result is eight bytes; 2 in the first and FF FF in the last mean an error code in the third.
    if (
        number in _FORMULAS
        and length >= 14
        and stream[place + 12 : place + 14] == b"\xff\xff"
        and stream[place + 6] == 2
    ):
        return _ERROR_WORDS.get(stream[place + 8], "#ERROR!")
    return None
