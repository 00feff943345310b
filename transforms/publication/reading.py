"""Reads a published table back from a release's DuckDB file, read-only."""

from pathlib import Path

import duckdb
import pandas as pd

from schemas.tables import Table
from transforms.publication import ddl


def read_table(release: Path, table: Table) -> pd.DataFrame:
    """Return a published table in contract order.

    Args:
        release: a release folder, resolved once (``flows.releases.open_current``).
        table: the contract of the table.

    Raises:
        FileNotFoundError: the release has no DuckDB file.
    """
    database = next(release.glob("kepuasan-*.duckdb"), None)
    if database is None:
        raise FileNotFoundError(f"{release}: found no kepuasan-*.duckdb in it, expected one")
    with duckdb.connect(str(database), read_only=True) as con:
        frame: pd.DataFrame = con.execute(ddl.read(table)).df()
        return frame[list(table.columns)]
