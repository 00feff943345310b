"""The statements that publication needs, written from the contract of a table.

They cannot stand in ``.sql`` files, because every one of them is the contract in another form. Identifiers
are quoted and literals escaped here and nowhere else.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from schemas.fields import FRACTION, Field, Kind
from schemas.tables import Table
from transforms.publication.spreadsheet import FORMULA_RE2

RELEASE: Final = "release"  # the name under which the file being written is attached
STORAGE: Final = "v1.2.0"  # the oldest format that DuckDB 1.2 to 2.0 all read; the default of 2.0 shuts older ones out


def identifier(name: str) -> str:
    """Return ``name`` as a quoted identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return ``text`` as a string literal."""
    return "'" + text.replace("'", "''") + "'"


def attach(path: Path) -> str:
    """Return the statement that creates the release's DuckDB file and attaches it."""
    return f"attach {literal(str(path))} as {RELEASE} (storage_version {literal(STORAGE)})"


def checkpoint() -> str:
    """Return the statement that writes everything into the file, so that no log stays beside it."""
    return f"checkpoint {RELEASE}"


def detach() -> str:
    """Return the statement that closes the release's DuckDB file."""
    return f"detach {RELEASE}"


def create(table: Table) -> str:
    """Return the statement that creates ``table`` in the release, as its contract types and orders it."""
    columns = ",\n".join(f"    {identifier(field.name)} {column_type(field)}" for field in table.fields)
    return f"create table {_inside(table)} (\n{columns}\n)"


def column_type(field: Field) -> str:
    """Return the declared type of a column."""
    return field.kind.value if field.nullable else f"{field.kind.value} not null"


def create_in_memory(table: Table) -> str:
    """Return the statement that creates ``table`` in memory, as its contract types and orders it."""
    columns = ",\n".join(f"    {identifier(field.name)} {column_type(field)}" for field in table.fields)
    return f"create table memory.main.{identifier(table.name)} (\n{columns}\n)"


def fill_from(table: Table, registered: str) -> str:
    """Return the statement that copies a registered frame into ``table`` in memory."""
    return f"insert into memory.main.{identifier(table.name)} by name from {identifier(registered)}"


def fill(table: Table) -> str:
    """Return the statement that copies ``table`` from memory into the release, in order of its key."""
    source = f"memory.main.{identifier(table.name)}"
    return f"insert into {_inside(table)} by name from {source} order by {_list(table.key)}"


def read(table: Table) -> str:
    """Return the statement that reads ``table`` of the current database in order of its key."""
    return f"from {identifier(table.name)} order by {_list(table.key)}"


def catalogue() -> str:
    """Return the statement that lists every table and view of the current database by name."""
    return "from information_schema.tables where table_schema = 'main' order by table_name"


def columns(table: Table) -> str:
    """Return the statement that lists the columns of ``table`` as they stand in the current database."""
    return f"from duckdb_columns() where table_name = {literal(table.name)} order by column_index"


def comments(table: Table, origin_note: tuple[str, str]) -> Iterable[str]:
    """Yield the statements that describe ``table`` and each of its columns inside the file."""
    yield f"comment on table {_inside(table)} is {literal(table_comment(table, origin_note))}"
    for field in table.fields:
        column = f"{_inside(table)}.{identifier(field.name)}"
        yield f"comment on column {column} is {literal(column_comment(field))}"


def table_comment(table: Table, origin_note: tuple[str, str]) -> str:
    """Return what the file says about ``table``: title, meaning, grain, key, origin in both languages."""
    return (
        f"{table.title_id}. {table.description} Grain: {table.grain}. Key: {', '.join(table.key)}. "
        f"Asal data: {origin_note[0]} Data origin: {origin_note[1]}"
    )


def column_comment(field: Field) -> str:
    """Return what the file says about a column: title, meaning, unit, vocabulary."""
    allowed = f" One of: {', '.join(field.allowed)}." if field.allowed else ""
    return f"{field.title_id}. {field.description} Unit: {field.unit}.{allowed}"


def copy_csv(table: Table, path: Path) -> str:
    """Return the statement that writes ``table`` as RFC 4180 text, with LF as the end of a line.

    A text cell that a spreadsheet would run as a formula gets a leading apostrophe. Numbers stay numbers, and
    an exact fraction such as ``-14/9`` stays what it is, as long as it is one.
    """
    cells = ",\n".join(_csv_cell(field) for field in table.fields)
    order = _list(table.key, prefix=f"{_inside(table)}.")  # by the cells as they are, not as they are written
    return (
        f"copy (\nfrom {_inside(table)}\nselect\n{cells}\norder by {order}\n) to {literal(str(path))} "
        "(format csv, header true, delimiter ',', quote '\"', escape '\"', nullstr '')"
    )


def _csv_cell(field: Field) -> str:
    name = identifier(field.name)
    if field.kind is not Kind.TEXT:
        return f"    {name}"
    risky = f"regexp_matches({name}, {literal(FORMULA_RE2)})"
    if field.pattern == FRACTION:
        risky += f" and not regexp_full_match({name}, {literal(FRACTION)})"
    return f"    case when {risky} then '''' || {name} else {name} end as {name}"


def copy_parquet(table: Table, path: Path, metadata: Sequence[tuple[str, str]]) -> str:
    """Return the statement that writes ``table`` as Parquet, with ``metadata`` in the file's footer."""
    pairs = ", ".join(f"{identifier(key)}: {literal(value)}" for key, value in metadata)
    return (
        f"copy (from {_inside(table)} order by {_list(table.key)}) to {literal(str(path))} "
        f"(format parquet, compression zstd, kv_metadata {{{pairs}}})"
    )


def _inside(table: Table) -> str:
    return f"{RELEASE}.{identifier(table.name)}"


def _list(names: Iterable[str], prefix: str = "") -> str:
    return ", ".join(prefix + identifier(name) for name in names)
