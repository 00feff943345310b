"""Opens Parquet files with DuckDB, which may reach this one file and nothing else."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import duckdb

from transforms.formats.cells import Values, notes_on_size
from transforms.formats.grid import FileFormat, Grid, Opened
from transforms.formats.guard import check_area, check_position
from transforms.formats.limits import Limits
from transforms.intake.sheets import Row, UnreadableError, plain

_BATCH: Final = 10_000
_MEMORY: Final = "256MB"
_NESTED: Final = ("STRUCT", "MAP", "UNION", "[")


def open_parquet(path: Path, limits: Limits) -> Opened:
    """Open a Parquet file as one grid.

    Args:
        path: the file.
        limits: how large it may become; the footer's row count is held against it before a row is read.

    Returns:
        One grid: column names in row 1, rows below; numbers as exact decimal text, dates as ISO 8601 (those with a
        zone in UTC). ``second_count`` is the row count of the footer.

    Raises:
        UnreadableError: a damaged, encrypted or oversized file, or a column of lists or records.
    """
    try:
        connection = _connect(path)
        try:
            return _read(connection, path, limits)
        finally:
            connection.close()
    except duckdb.OutOfMemoryException:
        raise UnreadableError(
            f"berkas Parquet yang memerlukan lebih dari {_MEMORY}", f"a Parquet file that needs more than {_MEMORY}"
        ) from None
    except duckdb.Error:
        raise UnreadableError(
            "berkas Parquet yang rusak, terpotong atau terenkripsi",
            "a Parquet file that is damaged, cut off or encrypted",
        ) from None


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        ":memory:",
        config={
            "threads": 1,
            "memory_limit": _MEMORY,
            "temp_directory": "",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "allow_persistent_secrets": False,
            "python_enable_replacements": False,
        },
    )
    # In this order: DuckDB refuses a list of paths once access is off.
    connection.execute("set TimeZone = 'UTC'")
    connection.execute("set allowed_paths = $paths", {"paths": [str(path)]})
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


def _statement(name: str) -> str:
    return files("transforms").joinpath("formats", f"{name}.sql").read_text(encoding="utf-8")


def _read(connection: duckdb.DuckDBPyConnection, path: Path, limits: Limits) -> Opened:
    parameters = {"path": str(path)}
    counted = connection.execute(_statement("parquet_counts"), parameters).fetchone()
    total = int(counted[0]) if counted is not None else 0
    cursor = connection.execute(_statement("parquet_rows"), parameters)
    described: Sequence[Any] = cursor.description or ()
    check_position(max(1, total), max(1, len(described)), limits)
    check_area(total, len(described), limits)
    for place, column in enumerate(described, 1):
        if any(mark in str(column[1]) for mark in _NESTED):
            raise UnreadableError(
                f"kolom ke-{place} berisi daftar atau struktur, bukan satu nilai per sel",
                f"lists or records in column {place}, expected one value per cell",
            )
    shown_as = Values(limits)
    known: dict[str, str] = {}
    rows = [Row(1, tuple(plain(str(column[0])) for column in described))]
    kinds = ["t" * len(described)]
    while batch := cursor.fetchmany(_BATCH):
        for values in batch:
            cells, letters = [], []
            for value in values:
                shown, letter = shown_as(value)
                cells.append(shown)
                letters.append(letter)
            rows.append(Row(len(rows) + 1, tuple(cells)))
            pattern = "".join(letters)
            kinds.append(known.setdefault(pattern, pattern))
    grid = Grid(None, is_hidden=False, rows=tuple(rows), kinds=tuple(kinds), header_row=1, second_count=total + 1)
    return Opened(FileFormat.PARQUET, grids=(grid,), notes=tuple(notes_on_size(grid, 0)))
