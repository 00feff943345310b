"""Great Expectations suites of a programme's tables: totals, identities across tables, completeness.

They look at check frames (``transforms.publication.programme_check_frames``), which count what is wrong by period,
month, run or file; 0 is expected nearly everywhere. How many rows there must be is a count like any other, so a table
that may be empty (no revision yet, no year before) is examined all the same.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Final

from schemas.expectations import Suite
from schemas.expectations.programme.facts import ProgrammeFacts
from schemas.registry import PROGRAMME_TABLES


def _lazy(table: str) -> Callable[[ProgrammeFacts], Suite]:
    def suite(facts: ProgrammeFacts) -> Suite:
        return import_module(f"{__name__}.{table}").suite(facts)

    return suite


SUITES: Final[dict[str, Callable[[ProgrammeFacts], Suite]]] = {table: _lazy(table) for table in PROGRAMME_TABLES}
