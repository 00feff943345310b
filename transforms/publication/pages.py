"""What every HTML page of a release is made with: strict templates and styles of our own, and the line of a table."""

from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from schemas.tables import Table
from transforms.publication import bilingual
from transforms.publication.display import Row
from transforms.publication.tables import csv_path, parquet_path


def environment(**functions: Any) -> Environment:
    """Return an environment that escapes every text, knows our templates by name, and stops at a name it lacks.

    Args:
        functions: what templates may call beside the words and numbers of ``bilingual``.
    """
    made = Environment(
        loader=FunctionLoader(_packaged),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(bilingual.FUNCTIONS, **functions)
    return made


def styles(*names: str) -> Markup:
    """Return style sheets of ours, one after the other."""
    return Markup("".join(_packaged(name) for name in names))  # noqa: S704 - our own files


def line_of(table: Table, rows: int) -> Row:
    """Return what a page says of a published table: title, grain, rows, and where its files lie; None for no CSV."""
    return {
        "name": table.name,
        "title": table.title_id,
        "grain": table.grain,
        "rows": rows,
        "csv": csv_path(table) if table.has_csv else None,
        "parquet": parquet_path(table),
    }


def _packaged(name: str) -> str:
    return files("transforms.publication").joinpath("templates", name).read_text(encoding="utf-8")
