"""Reads from the XML of XLSX what a reader of values leaves out: formulas without a stored value, error cells, order.

It also counts: how far the filled cells reach, so that no reader is asked to hold a sheet with two far cells, and the
rows down to the last value, as a second count beside the reader's own. Format: ECMA-376, part 1, chapter 18.
"""

import posixpath
import re
import zipfile
from dataclasses import dataclass
from typing import IO, Final

from transforms.formats.facts import SheetFacts
from transforms.formats.grid import Area
from transforms.formats.guard import (
    check_area,
    check_cells,
    check_merged,
    check_position,
    check_sheets,
    check_text,
    damaged_archive,
)
from transforms.formats.limits import Limits
from transforms.formats.xml import local, stream_xml
from transforms.intake.sheets import UnreadableError

_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_ERRORS: Final = re.compile(r"#[A-Z0-9/!?_]{2,14}")
_EXCEL_CELL: Final = 32_767  # characters; no spreadsheet program writes more


@dataclass(frozen=True)
class BookFacts:
    """What the XML of a workbook says, by sheet name; ``is_1904`` when day 0 is 1 January 1904."""

    is_1904: bool
    sheets: dict[str, SheetFacts]


def read_book_facts(source: IO[bytes], limits: Limits) -> BookFacts:
    """Return the facts on every worksheet of a workbook.

    Args:
        source: the workbook; ``guard.check_archive`` has passed it.
        limits: how large it may become.

    Raises:
        UnreadableError: cells out of order or given twice, off the sheet or far apart, merged ranges over everything,
            too much text in a cell, or damaged XML.
    """
    source.seek(0)
    with zipfile.ZipFile(source) as archive:
        names = {name.casefold(): name for name in archive.namelist()}
        main = _main_part(archive, names)
        is_1904, listed = _read_workbook(archive, main)
        check_sheets(len(listed), limits)
        targets = _relations(archive, names, main)
        _check_strings(archive, names, limits)
        facts: dict[str, SheetFacts] = {}
        cells = 0
        for name, identity in listed:
            kind, target = targets.get(identity, ("", ""))
            part = names.get(target.casefold())
            if kind != "worksheet" or part is None:
                continue
            with archive.open(part) as stream:
                facts[name] = _read_sheet(stream, limits, cells)
            cells += facts[name].cells
        return BookFacts(is_1904, facts)


def _main_part(archive: zipfile.ZipFile, names: dict[str, str]) -> str:
    for kind, target in _relations(archive, names, "").values():
        if kind == "officeDocument" and target.casefold() in names:
            return names[target.casefold()]
    if "xl/workbook.xml" in names:
        return names["xl/workbook.xml"]
    raise damaged_archive()


def _read_workbook(archive: zipfile.ZipFile, part: str) -> tuple[bool, list[tuple[str, str]]]:
    is_1904 = False
    listed: list[tuple[str, str]] = []

    def look(name: str, attributes: dict[str, str]) -> None:
        nonlocal is_1904
        if local(name) == "workbookPr":
            is_1904 = attributes.get("date1904", "0") in ("1", "true", "on")
        elif local(name) == "sheet":
            identity = next((value for key, value in attributes.items() if local(key) == "id"), "")
            listed.append((attributes.get("name", ""), identity))

    with archive.open(part) as stream:
        stream_xml(stream, start=look)
    return is_1904, listed


def _relations(archive: zipfile.ZipFile, names: dict[str, str], part: str) -> dict[str, tuple[str, str]]:
    """Return kind and target of each relation of a part, by its identity."""
    folder, base = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}

    def look(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[attributes.get("Id", "")] = (attributes.get("Type", "").rsplit("/", 1)[-1], path)

    rels = names.get(posixpath.join(folder, "_rels", f"{base}.rels").casefold())
    if rels is not None:
        with archive.open(rels) as stream:
            stream_xml(stream, start=look)
    return found


def _check_strings(archive: zipfile.ZipFile, names: dict[str, str], limits: Limits) -> None:
    part = names.get("xl/sharedstrings.xml")
    if part is None:
        return
    length = strings = 0
    most = min(limits.cell_characters, _EXCEL_CELL)

    def look(name: str, _: dict[str, str]) -> None:
        nonlocal length, strings
        if local(name) == "si":
            length = 0
            strings += 1
            if strings > limits.cells:
                check_cells(strings, limits)

    def measure(text: str) -> None:
        nonlocal length
        length += len(text)
        if length > most:
            check_text(limits.cell_characters + 1, limits)

    with archive.open(part) as stream:
        stream_xml(stream, start=look, text=measure)


def _read_sheet(stream: IO[bytes], limits: Limits, cells_before: int) -> SheetFacts:  # noqa: PLR0915 - one automaton
    facts = SheetFacts()
    row = column = cells = last_row = last_column = length = merged_cells = 0
    kind = row_text = ""
    in_sheet = has_formula = has_value = in_value = False
    most = min(limits.cell_characters, _EXCEL_CELL)

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, row_text, column, kind, in_sheet, has_formula, has_value, in_value, length, merged_cells
        tag = local(name)
        if tag == "v":
            in_value = True
        elif tag == "c":
            before = column
            reference = attributes.get("r")
            column = before + 1 if reference is None else _column_of(reference, row_text)
            if column <= before:
                raise _out_of_order()
            kind = attributes.get("t", "n")
            has_formula = has_value = in_value = False
            length = 0
        elif tag == "t":
            in_value = True
        elif tag == "f":
            has_formula, in_value = True, False
        elif tag == "row":
            before = row
            row = _whole(attributes.get("r"), row + 1)
            if row <= before:
                raise _out_of_order()
            row_text, column = str(row), 0
            facts.hidden_rows += attributes.get("hidden") in ("1", "true")
        elif tag == "sheetData":
            in_sheet = True
        elif tag == "mergeCell":
            area = _area(attributes.get("ref", ""))
            facts.merged.append(area)
            merged_cells += (area.bottom - area.top + 1) * (area.right - area.left + 1)
            check_merged(len(facts.merged), merged_cells, limits)

    def text(piece: str) -> None:
        nonlocal length, has_value
        if in_value and in_sheet:
            has_value = True
            length += len(piece)
            if length > most:
                check_text(limits.cell_characters + 1, limits)
            if kind == "e":
                seen = facts.errors.get((row, column), "") + piece
                facts.errors[row, column] = seen

    def end(name: str) -> None:
        nonlocal in_sheet, cells, last_row, last_column
        tag = local(name)
        if tag == "c":
            if has_value:
                cells += 1
                if row > last_row or column > last_column:
                    last_row = max(last_row, row)
                    last_column = max(last_column, column)
                    check_position(row, column, limits)
                if cells & 0xFFFF == 0:
                    check_cells(cells_before + cells, limits)
            elif has_formula and kind != "str":  # an empty string is a value that Excel stores as such
                facts.formulas_without_value.add((row, column))
        elif tag == "sheetData":
            in_sheet = False

    stream_xml(stream, start=start, end=end, text=text)
    check_cells(cells_before + cells, limits)
    check_area(last_row, last_column, limits)
    for place, seen in facts.errors.items():
        facts.errors[place] = seen if _ERRORS.fullmatch(seen) else "#ERROR!"
    facts.cells, facts.last_row, facts.last_column = cells, last_row, last_column
    return facts


def _column_of(reference: str, row_text: str) -> int:
    """Return the column of a cell that must stand in the row it is written in."""
    if not reference.endswith(row_text) or not row_text:
        raise _out_of_order()
    letters = reference[: -len(row_text)]
    found = _COLUMNS.get(letters)
    if found is not None:
        return found
    row, found = _position(reference)
    if str(row) != row_text:
        raise _out_of_order()
    return found


def _position(reference: str) -> tuple[int, int]:
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise UnreadableError("alamat sel yang salah di dalam lembar", "a wrong cell address inside a sheet")
    return int(found[2]), _column(found[1])


_COLUMNS: Final[dict[str, int]] = {}


def _column(letters: str) -> int:
    found = _COLUMNS.get(letters)
    if found is None:
        found = 0
        for letter in letters:
            found = found * 26 + ord(letter) - 64
        _COLUMNS[letters] = found
    return found


def _area(reference: str) -> Area:
    first, _, last = reference.replace("$", "").partition(":")
    (top, left), (bottom, right) = _position(first), _position(last or first)
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def _whole(text: str | None, default: int) -> int:
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 7:
        raise UnreadableError("nomor baris yang salah di dalam lembar", "a wrong row number inside a sheet")
    return int(text)


def _out_of_order() -> UnreadableError:
    return UnreadableError(
        "sel atau baris ganda atau tidak urut, yang dibaca berbeda oleh setiap program; simpan ulang dari Excel",
        "cells or rows given twice or out of order, which every program reads differently; save it again from Excel",
    )
