"""Runs the SQL files in the order of their dependencies and hands back the published tables, checked."""

import re
from collections.abc import Mapping
from graphlib import TopologicalSorter
from typing import Any

import duckdb
import pandas as pd
import pandera.pandas as pa

from schemas.registry import TABLES
from transforms import sql


class ContractError(ValueError):
    """A computed table does not fit its contract; ``problems`` lists what, where."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problems))


def build_order() -> list[str]:
    """Return every table that a .sql file makes, those it reads first."""
    names = sql.sql_files()
    graph = {
        name: sorted(other for other in names if other != name and re.search(rf"\b{other}\b", _body(name)))
        for name in names
    }
    return list(TopologicalSorter(graph).static_order())


def compute(con: duckdb.DuckDBPyConnection, parameters: Mapping[str, Any] | None = None) -> None:
    """Make every table from the loaded ``stg_`` and ``ref_`` tables."""
    for name in build_order():
        sql.make(con, name, parameters or {})


def published_frames(con: duckdb.DuckDBPyConnection) -> dict[str, pd.DataFrame]:
    """Return every published table in contract order, checked against its pandera schema.

    Raises:
        ContractError: a table breaks its contract; every failure is listed with its table, column and check.
    """
    frames: dict[str, pd.DataFrame] = {}
    problems: list[str] = []
    for table in TABLES.values():
        frame = con.table(table.name).select(*table.columns).order(", ".join(table.key)).df()
        typed = frame.astype({name: str(column.dtype) for name, column in table.pandera().columns.items()})
        try:
            table.pandera().validate(typed, lazy=True)
        except pa.errors.SchemaErrors as errors:
            cases = errors.failure_cases
            problems.extend(
                f"{table.name}.{case.column}: {case.check}"
                for case in cases[["column", "check"]].drop_duplicates().itertuples()
            )
        frames[table.name] = typed
    if problems:
        raise ContractError(problems)
    return frames


def accounting_gaps(frames: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return the files whose rows read do not equal the rows with a fate; empty when every row is accounted for."""
    files = frames["out_skm__source_files"].set_index("file_name")["rows_read_n"]
    fates = frames["out_skm__row_accounting"].groupby("file_name")["rows_n"].sum()
    return [
        f"{name}: {int(read)} rows read and {int(fates.get(name, 0))} with a fate"
        for name, read in files.items()
        if int(read) != int(fates.get(name, 0))
    ]


def _body(name: str) -> str:
    return re.sub(r"--[^\n]*", "", sql.read(name))
