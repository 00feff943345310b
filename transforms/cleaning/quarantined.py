"""How a refused row is shown to the person who corrects it."""

from collections.abc import Callable, Sequence
from typing import Final

from transforms.intake.reading import Reading

HIDDEN: Final = "[lihat berkas asal/see the raw file]"
# What leads a corrected row back to its place, before the columns of the layout.
KEYS: Final = ("study_id", "file_name", "file_sha256", "row_number", "finding_code")


def shown_cell(cell: str, show: Callable[[str], str]) -> str:
    """Return a cell when it is empty, a short number or a word of ours; otherwise a mark in its place.

    Dates are not shown: a spreadsheet would turn them around and send them back as corrections.
    """
    if not cell or show(cell) in (cell, repr(cell)):
        return cell
    return HIDDEN


def shown_row(reading: Reading, cells: Sequence[str], show: Callable[[str], str]) -> tuple[str, ...]:
    """Return the cells of a row in the order of the bound columns, of each question the first that is filled.

    Args:
        reading: the table with its bound columns; columns that no layout names are never shown.
        cells: the row as it stands in the file.
        show: how a value may be shown.
    """
    personal = {column.position for column in reading.personal if column.is_personal}
    shown = []
    for column in reading.columns:
        filled = {cells[place] for place in column.positions if place < len(cells) and cells[place]}
        if len(filled) > 1:  # two answers to one question: whichever is shown would look like the one that counts
            shown.append(HIDDEN)
            continue
        cell = next(iter(filled), "")
        is_personal = not personal.isdisjoint(column.positions)
        shown.append(HIDDEN if is_personal and cell else shown_cell(cell, show))
    return tuple(shown)
