"""What a table is: its name, grain, columns and key, and the pandera schema made from them."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import pandera.pandas as pa

from schemas.fields import Field, Kind

# The pandas type of a column of each kind.
DTYPES: Final[dict[Kind, Any]] = {
    Kind.TEXT: "str",
    Kind.INTEGER: "Int64",
    Kind.NUMBER: "float64",
    Kind.DECIMAL: "float64",
    Kind.BOOLEAN: "boolean",
}


@dataclass(frozen=True)
class Table:
    """A table's contract: one row is the ``grain``, and the ``key`` columns identify it.

    ``has_csv`` is False for tables of a row per answer: as text they would be most of a release's bytes.
    """

    name: str
    title_id: str
    grain: str
    description: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    sql: str | None = None
    method: str | None = None
    since: str = "0.1.0"
    has_csv: bool = True

    def __post_init__(self) -> None:
        """Refuse a table that names a column twice or a key that it does not have."""
        names = self.columns
        if len(set(names)) != len(names):
            raise ValueError(f"{self.name}: a column is named twice")
        if missing := set(self.key) - set(names):
            raise ValueError(f"{self.name}: key columns {sorted(missing)} are not among its columns")

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names in contract order."""
        return tuple(field.name for field in self.fields)

    def pandera(self) -> pa.DataFrameSchema:
        """Return the pandera schema: types, ranges, vocabularies, patterns, key; no other column allowed."""
        return _schema(self)


@cache
def _schema(table: Table) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(
        {field.name: _column(field) for field in table.fields},
        name=table.name,
        title=table.title_id,
        description=table.description,
        strict=True,
        ordered=True,
        unique=list(table.key),
    )


def _column(field: Field) -> pa.Column:
    checks: list[pa.Check] = []
    if field.minimum is not None:
        checks.append(pa.Check.ge(field.minimum))
    if field.maximum is not None:
        checks.append(pa.Check.le(field.maximum))
    if field.allowed:
        checks.append(pa.Check.isin(list(field.allowed)))
    if field.pattern is not None:
        checks.append(pa.Check.str_matches(field.pattern))
    return pa.Column(
        DTYPES[field.kind],
        checks=checks,
        nullable=field.nullable,
        title=field.title_id,
        description=field.description,
        metadata={"unit": field.unit, "is_public": field.is_public},
    )
