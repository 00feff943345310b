"""How large a file may be and become. Generous for survey exports, small enough for a bounded process."""

from dataclasses import dataclass
from typing import Final

MIB: Final = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Limits of opening one file. 100,000 respondents with 40 columns are 4 million cells and about 9 MB of XLSX.

    Attributes:
        file_bytes: size of the file as it was sent.
        entries: members of a zip archive; a workbook has a few dozen.
        part_bytes: one inflated member of a zip archive.
        total_bytes: all inflated members together.
        ratio: inflated to compressed size of a member above ``ratio_from_bytes``; sheets of one repeated value reach
            about 50, deflate itself allows 1,032.
        ratio_from_bytes: below this size the ratio is not looked at.
        cells: filled cells of all sheets together.
        area: cells of the rectangle from A1 to the last filled cell, which readers hold in memory whole.
        rows: rows of one grid; the grid of XLSX has 1,048,576.
        columns: columns of one grid; the grid of XLSX has 16,384.
        merged_ranges: number of merged ranges of one sheet.
        merged_cells: cells that all merged ranges of one sheet cover.
        cell_characters: characters in one cell; Excel allows 32,767.
        sheets: sheets of one workbook or tables of one page.
    """

    file_bytes: int = 64 * MIB
    entries: int = 2_000
    part_bytes: int = 300 * MIB
    total_bytes: int = 400 * MIB
    ratio: int = 250
    ratio_from_bytes: int = MIB
    cells: int = 5_000_000
    area: int = 6_000_000
    rows: int = 1_048_576
    columns: int = 16_384
    merged_ranges: int = 20_000
    merged_cells: int = 1_000_000
    cell_characters: int = 1_000_000
    sheets: int = 255
