"""Reads from the content of an ODS workbook what a reader of values leaves out, and how far its cells reach.

Format: OpenDocument 1.3, part 3. Rows and cells may be repeated by a number, so a short file can mean a billion cells.
"""

import re
import zipfile
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

_ERRORS: Final = re.compile(r"(?:#[A-Z0-9/!?_]{2,14}|Err:\d{3})")
_CELLS: Final = frozenset({"table-cell", "covered-table-cell"})


def read_content(source: IO[bytes], limits: Limits) -> list[SheetFacts]:
    """Return the facts on each sheet in file order.

    Args:
        source: the workbook; ``guard.check_archive`` has passed it.
        limits: how large it may become.

    Raises:
        UnreadableError: a password, repeated or far cells beyond the limits, or damaged XML.
    """
    source.seek(0)
    with zipfile.ZipFile(source) as archive:
        names = archive.namelist()
        if "META-INF/manifest.xml" in names:
            _refuse_encrypted(archive)
        if "content.xml" not in names:
            raise damaged_archive()
        with archive.open("content.xml") as stream:
            return _read_tables(stream, limits)


def _refuse_encrypted(archive: zipfile.ZipFile) -> None:
    def look(name: str, _: dict[str, str]) -> None:
        if local(name) == "encryption-data":
            raise UnreadableError(
                "buku kerja berkata sandi; simpan tanpa kata sandi lalu kirim ulang",
                "a workbook with a password; save it without one and send it again",
            )

    with archive.open("META-INF/manifest.xml") as stream:
        stream_xml(stream, start=look)


def _number(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    if not text.isascii() or not text.isdigit() or not 0 < len(text) <= 9:
        raise UnreadableError("jumlah pengulangan sel yang salah", "a wrong number of repeated cells")
    return max(1, int(text))


def _read_tables(stream: IO[bytes], limits: Limits) -> list[SheetFacts]:  # noqa: PLR0915 - one automaton
    tables: list[SheetFacts] = []
    depth = row = column = rows_repeated = columns_repeated = length = all_cells = merged_cells = 0
    row_cells = row_last = 0
    has_value = has_formula = is_error = in_cell = False
    words: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, row, column, rows_repeated, columns_repeated, length, merged_cells, row_cells, row_last
        nonlocal has_value, has_formula, is_error, in_cell
        tag = local(name)
        if tag == "table":
            depth += 1
            if depth == 1:
                tables.append(SheetFacts())
                check_sheets(len(tables), limits)
                row = merged_cells = 0
        elif depth != 1:
            return
        elif tag == "table-row":
            rows_repeated = _number(attributes, "table:number-rows-repeated")
            column = row_cells = row_last = 0
            if attributes.get("table:visibility", "visible") != "visible":
                tables[-1].hidden_rows += 1
        elif tag in _CELLS:
            columns_repeated = _number(attributes, "table:number-columns-repeated")
            kind = attributes.get("office:value-type")
            has_value = kind is not None and kind != "string"
            is_error = attributes.get("calcext:value-type") == "error"
            has_formula = "table:formula" in attributes
            length = len(attributes.get("office:string-value", ""))
            in_cell = True
            words.clear()
            across, down = (
                _number(attributes, "table:number-columns-spanned"),
                _number(attributes, "table:number-rows-spanned"),
            )
            if across > 1 or down > 1:
                merged_cells += across * down
                tables[-1].merged.append(Area(row + 1, column + 1, row + down, column + across))
                check_merged(len(tables[-1].merged), merged_cells, limits)

    def text(piece: str) -> None:
        nonlocal length
        if in_cell and depth == 1:
            length += len(piece)
            check_text(length, limits)
            if has_formula and length <= 20:
                words.append(piece)

    def end(name: str) -> None:
        nonlocal depth, row, column, all_cells, row_cells, row_last, in_cell
        tag = local(name)
        if tag == "table":
            depth -= 1
        elif depth != 1:
            return
        elif tag in _CELLS:
            end_cell()
            in_cell = False
        elif tag == "table-row":
            if row_last:
                all_cells += row_cells * rows_repeated
                facts = tables[-1]
                facts.cells += row_cells * rows_repeated
                facts.last_row = row + rows_repeated
                facts.last_column = max(facts.last_column, row_last)
                check_cells(all_cells, limits)
                check_position(facts.last_row, facts.last_column, limits)
                check_area(facts.last_row, facts.last_column, limits)
            row += rows_repeated

    def end_cell() -> None:
        nonlocal column, row_cells, row_last
        facts = tables[-1]
        shown = "".join(words).strip()
        wrong = is_error or (has_formula and not has_value and _ERRORS.fullmatch(shown) is not None)
        if has_value or length:
            row_cells += columns_repeated
            row_last = column + columns_repeated
            if wrong:
                facts.errors[row + 1, column + 1] = shown if _ERRORS.fullmatch(shown) else "#ERROR!"
        elif has_formula:
            facts.formulas_without_value.add((row + 1, column + 1))
        column += columns_repeated

    stream_xml(stream, start=start, end=end, text=text)
    return tables
