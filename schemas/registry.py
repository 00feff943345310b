"""The one list of published tables that flows, dictionary, tests and publication iterate over."""

from typing import Final

from schemas.published import PUBLISHED
from schemas.tables import Table

TABLES: Final[dict[str, Table]] = {table.name: table for table in PUBLISHED}


def table(name: str) -> Table:
    """Return the published table called ``name``; a short name without its prefix is understood.

    Raises:
        KeyError: when no published table has that name; the message lists those that exist.
    """
    for candidate in (name, f"out_skm__{name}"):
        if candidate in TABLES:
            return TABLES[candidate]
    raise KeyError(f"{name}: no such table; there are {', '.join(TABLES)}")
