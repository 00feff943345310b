"""What is counted and seen in a sheet by another way than its reader: from its XML or its records."""

from dataclasses import dataclass, field

from transforms.formats.grid import Area


@dataclass
class SheetFacts:
    """What a second look at one sheet says; positions are row and column from 1.

    ``last_row`` and ``last_column`` are those of the last cell with a value, ``cells`` the number of such cells.
    """

    last_row: int = 0
    last_column: int = 0
    cells: int = 0
    hidden_rows: int = 0
    formulas_without_value: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
