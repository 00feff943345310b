"""Reads XLSX workbooks: finds the header by its words, fills merged header cells, keeps title rows as titles."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Final
from xml.etree import ElementTree

import python_calamine

from transforms.intake.sheets import Header, Row, Sheet, UnreadableError, header_path, plain

_SIGNATURE: Final = b"PK\x03\x04"
_HEADER_SEARCH_ROWS: Final = 40  # title rows above a header; the ministry's sheet has nine
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def looks_like_workbook(data: bytes) -> bool:
    """Return whether the bytes start like a zip archive, which every XLSX is."""
    return data.startswith(_SIGNATURE)


def read_workbook(data: bytes, sheet_name: str, header_rows: int, score: Callable[[tuple[Header, ...]], int]) -> Sheet:
    """Read one sheet; the header stands where the most known headers are found.

    Args:
        data: the file's bytes.
        sheet_name: the sheet that the layout names.
        header_rows: how many rows the header has, from its layout.
        score: how many headers of the layout a header carries.

    Raises:
        UnreadableError: a damaged or truncated workbook, a missing sheet, a formula without value, or a DTD.
    """
    grid, merged = _grid(data, sheet_name)
    filled = _fill_merged(grid, merged)
    width = max((len(row) for row in filled), default=0)
    best, best_score = 0, -1
    for top in range(min(_HEADER_SEARCH_ROWS, max(1, len(filled) - header_rows + 1))):
        found = score(_header(filled, top, header_rows, width))
        if found > best_score:
            best, best_score = top, found
    header = _header(filled, best, header_rows, width)
    titles = tuple(cell for row in grid[:best] for cell in row if cell)
    below = [Row(best + header_rows + 1 + place, cells) for place, cells in enumerate(grid[best + header_rows :])]
    while below and below[-1].is_blank:  # formatted but empty cells below the data; no rows
        below.pop()
    return Sheet(
        file_format="workbook",
        name=sheet_name,
        sniffed=f"xlsx, sheet {sheet_name}, header rows {best + 1}-{best + header_rows}",
        titles=titles,
        header=header,
        rows=tuple(below),
        second_count=_second_count(data, sheet_name, best + header_rows),
    )


def _grid(data: bytes, sheet_name: str) -> tuple[list[tuple[str, ...]], list[tuple[tuple[int, int], tuple[int, int]]]]:
    _refuse_unsafe_parts(data)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        if sheet_name not in book.sheet_names:
            # Sheet names can be anything; how many there are is enough to look.
            raise UnreadableError(
                f"{len(book.sheet_names)} lembar tanpa lembar {sheet_name!r}",
                f"{len(book.sheet_names)} sheets and none called {sheet_name!r}",
            )
        sheet = book.get_sheet_by_name(sheet_name)
        rows = [tuple(_text(cell) for cell in row) for row in sheet.to_python(skip_empty_area=False)]
        return rows, list(sheet.merged_cell_ranges or [])
    except (python_calamine.CalamineError, OSError) as error:
        raise UnreadableError(*_damaged(error)) from None


def _refuse_unsafe_parts(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            broken = archive.testzip()
            if broken is not None:
                raise UnreadableError("isi arsip yang rusak", "a damaged archive")
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(name):
                    raise UnreadableError("deklarasi DTD di dalam berkas", "a DTD inside the workbook")
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise UnreadableError(*_damaged(error)) from None
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        raise UnreadableError(*_damaged(error)) from None


def _damaged(error: Exception) -> tuple[str, str]:
    kind = type(error).__name__
    return (
        f"buku kerja yang rusak atau terpotong ({kind})",
        f"a workbook that is damaged or cut off ({kind})",
    )


def _fill_merged(grid: list[tuple[str, ...]], merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> list[list[str]]:
    filled = [list(row) for row in grid[: _HEADER_SEARCH_ROWS + 4]]
    for (top, left), (bottom, right) in merged:
        if top >= len(filled):
            continue
        words = filled[top][left] if left < len(filled[top]) else ""
        for row in range(top, min(bottom, len(filled) - 1) + 1):
            for column in range(left, min(right, len(filled[row]) - 1) + 1):
                filled[row][column] = words
    return filled


def _header(filled: list[list[str]], top: int, depth: int, width: int) -> tuple[Header, ...]:
    rows = filled[top : top + depth]
    return tuple(
        header_path(tuple(row[column] if column < len(row) else "" for row in rows)) for column in range(width)
    )


def _text(cell: object) -> str:
    """Return a cell as text: 4.0 is 4, a date is ISO; nothing else is changed."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, (datetime, date, time, timedelta)):
        return cell.isoformat() if not isinstance(cell, timedelta) else str(cell)
    return plain(str(cell))


def _second_count(data: bytes, sheet_name: str, rows_above: int) -> int:
    """Count the rows below the header from the sheet's own XML: up to the last row with a value.

    A formula whose value was never stored reads as an empty cell, so it refuses the workbook here.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - no DTD, see above
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
        identity = next((s.get(_RELATION) for s in book.iter(f"{_MAIN}sheet") if s.get("name") == sheet_name), None)
        target = next((str(link.get("Target")) for link in links if link.get("Id") == identity), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        last = 0
        with archive.open(part) as stream:
            for _, row in ElementTree.iterparse(stream):  # noqa: S314
                if row.tag != f"{_MAIN}row":
                    continue
                for cell in row.iter(f"{_MAIN}c"):
                    value = cell.find(f"{_MAIN}v")
                    has_value = (value is not None and value.text) or cell.find(f"{_MAIN}is") is not None
                    if cell.find(f"{_MAIN}f") is not None and not has_value:
                        place = cell.get("r") or ""
                        shown = place if re.fullmatch(r"[A-Z]{1,3}\d{1,7}", place) else "?"
                        raise UnreadableError(
                            f"rumus tanpa nilai tersimpan pada sel {shown}",
                            f"a formula without stored value in cell {shown}",
                        )
                    if has_value:
                        last = max(last, int(row.get("r") or 0))
                row.clear()
    return max(0, last - rows_above)
