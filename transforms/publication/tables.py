"""The published tables as files: one DuckDB database, and each table as CSV and as Parquet.

The database is built once in a new file, checkpointed once and detached, so that no log stays beside it and
no row that was ever dropped stays in it. CSV and Parquet are written from the
same typed and ordered tables, so that the three cannot disagree.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from schemas.fields import Field, Kind
from schemas.tables import Table
from transforms.publication import ddl
from transforms.publication.views import View, create_views

_INTEGERS: Final = frozenset(
    f"{sign}{size}" for sign in ("", "U") for size in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
)
_OPEN: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}


class PublicationError(ValueError):
    """A table is not what its contract says, or a file came out other than it must."""


def database_name(build_id: str) -> str:
    """Return the name of the DuckDB file of a build; no other build ever uses it."""
    return f"kepuasan-{build_id}.duckdb"


def write_tables(
    con: duckdb.DuckDBPyConnection,
    tables: Sequence[Table],
    folder: Path,
    *,
    build_id: str,
    origin_note: tuple[str, str],
    views: Sequence[View] = (),
) -> dict[str, int]:
    """Write every table as DuckDB, CSV and Parquet and return its number of rows.

    Args:
        con: An in-memory database that holds each table under its name. It is only read.
        tables: The contracts, in the order of the result.
        folder: An existing folder; ``tables/csv`` and ``tables/parquet`` are made in it.
        build_id: Goes into the name of the database.
        origin_note: What the respondents are, Indonesian and English.
        views: Views over the tables that the database holds too, each after those that it reads.

    Raises:
        PublicationError: a table lacks a column, has one too many, or has one whose type would change a
            value.
    """
    for table in tables:
        _check_source(con, table)
    database = folder / database_name(build_id)
    if database.exists():
        raise PublicationError(f"{database.name} exists already; a build writes a new file and never into an old one")
    for kind in ("csv", "parquet"):
        (folder / "tables" / kind).mkdir(parents=True, exist_ok=True)
    rows: dict[str, int] = {}
    con.execute(ddl.attach(database))
    try:
        for table in tables:
            con.execute(ddl.create(table))
            rows[table.name] = int(con.execute(ddl.fill(table)).fetchall()[0][0])
            for statement in ddl.comments(table, origin_note):
                con.execute(statement)
            if table.has_csv:
                con.execute(ddl.copy_csv(table, folder / csv_path(table)))
            con.execute(ddl.copy_parquet(table, folder / parquet_path(table), _footer(table, build_id, origin_note)))
        create_views(con, ddl.RELEASE, views)
        con.execute(ddl.checkpoint())
    finally:
        con.execute(ddl.detach())
    if database.with_name(f"{database.name}.wal").exists():
        raise PublicationError(f"{database.name}.wal is left beside the database; the file is not complete without it")
    return rows


def csv_path(table: Table) -> str:
    """Return where the CSV of ``table`` stands inside a release."""
    return f"tables/csv/{table.name}.csv"


def parquet_path(table: Table) -> str:
    """Return where the Parquet file of ``table`` stands inside a release."""
    return f"tables/parquet/{table.name}.parquet"


def logical_sha256(path: Path, tables: Sequence[Table]) -> str:
    """Return the hash of what a DuckDB file says: names, types, comments and ordered contents.

    Two builds of the same rows give the same hash, though not the same bytes. The file is opened read-only
    and is closed on return; hash its bytes only afterwards, because closing any handle of a file drops
    DuckDB's lock on it.
    """
    digest = hashlib.sha256()
    with duckdb.connect(str(path), read_only=True, config=_OPEN) as con:
        held = con.execute(ddl.catalogue()).df()
        _feed(digest, ["objects", *zip(held["table_name"], held["table_type"], strict=True)])
        _feed(digest, ["comments", *held["TABLE_COMMENT"].fillna("")])
        for table in sorted(tables, key=lambda table: table.name):
            described = con.execute(ddl.columns(table)).df()
            parts = (described[name].fillna("") for name in ("column_name", "data_type", "is_nullable", "comment"))
            _feed(
                digest,
                [
                    "table",
                    table.name,
                    *([str(cell) for cell in column] for column in zip(*parts, strict=True)),
                ],
            )
            for name, column in con.execute(ddl.read(table)).fetchnumpy().items():
                _feed_column(digest, name, np.ma.asarray(column))
    return digest.hexdigest()


def _feed(digest: "hashlib._Hash", value: object) -> None:
    digest.update(json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n")


def _feed_column(digest: "hashlib._Hash", name: str, column: NDArray[Any]) -> None:
    """Feed a column's name, type, empty places and values; no two columns that differ feed the same."""
    empty = np.ma.getmaskarray(column)
    values = np.ma.getdata(column)
    _feed(digest, [name, str(values.dtype), len(values)])
    digest.update(np.packbits(empty).tobytes())
    if values.dtype == object:
        places, words = pd.factorize(np.where(empty, "", values))  # far fewer words than rows
        digest.update(json.dumps([str(word) for word in words]).encode())
        digest.update(places.astype(np.int64).tobytes())
    else:
        digest.update(np.where(empty, np.zeros(1, dtype=values.dtype), values).tobytes())


def _footer(table: Table, build_id: str, origin_note: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        ("kepuasan.build_id", build_id),
        ("kepuasan.table", table.name),
        ("kepuasan.comment", ddl.table_comment(table, origin_note)),
    ]


def _check_source(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    try:
        source = con.table(table.name)
    except duckdb.CatalogException:
        raise PublicationError(
            f"{table.name}: the table does not exist; every published table must be filled"
        ) from None
    types = dict(zip(source.columns, map(str, source.types), strict=True))
    if missing := [name for name in table.columns if name not in types]:
        raise PublicationError(f"{table.name}: columns {', '.join(missing)} are missing; the contract has them")
    if surplus := [name for name in types if name not in table.columns]:
        raise PublicationError(f"{table.name}: columns {', '.join(surplus)} are not in the contract")
    for field in table.fields:
        if not field.is_public:
            raise PublicationError(f"{table.name}.{field.name}: the column is internal and must never be published")
        if not _fits(field, types[field.name]):
            raise PublicationError(
                f"{table.name}.{field.name}: found type {types[field.name]}, expected {field.kind.value}; "
                "converting could change values"
            )


def _fits(field: Field, found: str) -> bool:
    """Tell whether a value of type ``found`` keeps its value in the type of ``field``, or fails loudly."""
    name = found.split("(", maxsplit=1)[0]
    scale = int(found.rstrip(")").rsplit(",", maxsplit=1)[1]) if name == "DECIMAL" else 0
    accepted = {
        Kind.TEXT: name in {"VARCHAR", "ENUM"},
        Kind.INTEGER: name in _INTEGERS or (name == "DECIMAL" and scale == 0),
        Kind.NUMBER: name in {"DOUBLE", "FLOAT", "DECIMAL"} or name in _INTEGERS,
        Kind.DECIMAL: name in _INTEGERS or (name == "DECIMAL" and scale <= 4),
        Kind.BOOLEAN: name == "BOOLEAN",
    }
    return accepted[field.kind]
