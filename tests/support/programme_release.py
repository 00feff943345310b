"""The DuckDB file of the made-up programme, written as a release writes it, with its views."""

from functools import cache
from pathlib import Path

import duckdb
import pandas as pd
from programme_tables import BUILD_ID, programme, programme_tables

from schemas.registry import PROGRAMME_TABLES
from transforms import sql
from transforms.publication import ddl
from transforms.publication.tables import database_name, write_tables
from transforms.publication.views import create_views


def in_memory(tables: dict[str, pd.DataFrame], folder: Path) -> duckdb.DuckDBPyConnection:
    """Return a database in memory that holds every table under its name, with the types of the contract."""
    con = sql.connect(folders=[folder])
    for table in PROGRAMME_TABLES.values():
        columns = ", ".join(f"{ddl.identifier(field.name)} {ddl.column_type(field)}" for field in table.fields)
        con.execute(f"create table {ddl.identifier(table.name)} ({columns})")
        con.register("frame", tables[table.name])
        con.execute(f"insert into {ddl.identifier(table.name)} by name from frame")
        con.unregister("frame")
    return con


def write_release(folder: Path, tables: dict[str, pd.DataFrame] | None = None) -> Path:
    """Write DuckDB, CSV and Parquet of the made-up programme into an existing folder and return the database.

    Args:
        folder: where the files go.
        tables: the tables; those of the made-up programme where left out.
    """
    declared = programme()
    with in_memory(_tables() if tables is None else tables, folder) as con:
        write_tables(
            con,
            tuple(PROGRAMME_TABLES.values()),
            folder,
            build_id=BUILD_ID,
            origin_note=(declared.data_origin_id, declared.data_origin_en),
        )
    path = folder / database_name(BUILD_ID)
    with sql.connect(folders=[folder]) as con:
        con.execute(ddl.attach(path))
        create_views(con, ddl.RELEASE)
        con.execute(ddl.checkpoint())
        con.execute(ddl.detach())
    return path


@cache
def _tables() -> dict[str, pd.DataFrame]:
    return programme_tables()
