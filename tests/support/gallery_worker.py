"""Inspects a file in a process of its own, for a second answer that owes nothing to the first, not even a hash seed."""

from datetime import date
from functools import cache
from pathlib import Path

from flows.inspecting import as_json, inspect_file
from schemas.catalog import Catalog


@cache
def _catalog() -> Catalog:
    return Catalog()


def answer(path: Path, as_of: date) -> str:
    """Return the JSON that `kepuasan inspect` gives for a file."""
    return as_json(inspect_file(path, _catalog(), as_of))
