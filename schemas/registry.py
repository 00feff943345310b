"""The lists of published tables that flows, dictionary, tests and publication iterate over.

``TABLES`` are those of a study's release, ``PROGRAMME_TABLES`` those of a programme's, ``AUDIT_TABLES`` those of a
replication audit.
"""

from typing import Final

from schemas.published import PUBLISHED
from schemas.published_audit import AUDIT
from schemas.published_programme import PROGRAMME
from schemas.tables import Table

TABLES: Final[dict[str, Table]] = {table.name: table for table in PUBLISHED}
AUDIT_TABLES: Final[dict[str, Table]] = {table.name: table for table in AUDIT}
PROGRAMME_TABLES: Final[dict[str, Table]] = {table.name: table for table in PROGRAMME}
ALL_TABLES: Final[dict[str, Table]] = TABLES | PROGRAMME_TABLES | AUDIT_TABLES


def table(name: str) -> Table:
    """Return the published table called ``name``; a short name without its prefix is understood.

    Raises:
        KeyError: when no published table has that name; the message lists those that exist.
    """
    for candidate in (name, f"out_skm__{name}", f"out_audit__{name}"):
        if candidate in ALL_TABLES:
            return ALL_TABLES[candidate]
    raise KeyError(f"{name}: no such table; there are {', '.join(ALL_TABLES)}")
