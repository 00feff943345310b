"""The only reader of .sql files, and the connection that they run on.

One file is one table is one select. Files are found by table name in the folders of ``transforms``; parameters are
DuckDB's named ones, never text put into the statement.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import duckdb

from transforms import exact, grading

_FOLDERS: Final = ("selection", "indices", "dimensions")
_CREATE: Final = "create table {name} as\n{statement}"


@cache
def sql_files() -> dict[str, str]:
    """Return every table that a .sql file makes, with the folder that the file stands in."""
    root = files("transforms")
    return {
        entry.name.removesuffix(".sql"): folder
        for folder in _FOLDERS
        for entry in sorted(root.joinpath(folder).iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".sql")
    }


@cache
def read(name: str) -> str:
    """Return the statement that makes table ``name``.

    Raises:
        KeyError: no .sql file has that name.
    """
    return files("transforms").joinpath(sql_files()[name], f"{name}.sql").read_text(encoding="utf-8")


def connect(
    *, temp_directory: Path | None = None, folders: Sequence[Path] = (), threads: int = 2
) -> duckdb.DuckDBPyConnection:
    """Return an in-memory connection that knows the exact functions and can reach nothing but ``folders``.

    No extension is loaded or fetched, no Python variable is read by name, and the time zone is UTC, so that a
    statement gives the same rows on every machine.
    """
    config: dict[str, Any] = {
        "threads": threads,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "allow_persistent_secrets": False,
        "python_enable_replacements": False,
    }
    if temp_directory is not None:
        config["temp_directory"] = str(temp_directory)
    con = duckdb.connect(":memory:", config=config)
    exact.register(con)
    grading.register(con)
    con.execute("set allowed_directories = ?", [[str(folder) for folder in folders]])
    con.execute("set enable_external_access = false")
    con.execute("set lock_configuration = true")
    return con


def make(con: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, Any]) -> None:
    """Create table ``name`` from its .sql file, with those of ``parameters`` that the statement uses.

    Raises:
        KeyError: the statement uses a parameter that is not given.
    """
    statement = read(name)
    body = re.sub(r"--[^\n]*", "", statement)
    used = {key: parameters[key] for key in set(re.findall(r"\$([a-z_]+)", body))}
    con.execute(_CREATE.format(name=name, statement=statement), used)
