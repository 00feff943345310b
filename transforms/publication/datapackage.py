"""The description of a release that software reads: a Frictionless Data Package, version 1.

Titles, meanings, units, types and constraints come from the same fields as everything else, so that the
package cannot describe another table than the one that is published. It holds no clock and no path of a
machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from schemas.fields import Field, Kind
from schemas.instrument import Study
from schemas.programme import Programme
from schemas.tables import Table
from transforms.publication.tables import csv_path, database_name, parquet_path

_TYPES: Final = {
    Kind.TEXT: "string",
    Kind.INTEGER: "integer",
    Kind.NUMBER: "number",
    Kind.DECIMAL: "number",
    Kind.BOOLEAN: "boolean",
}
_DIALECT: Final = {
    "delimiter": ",",
    "lineTerminator": "\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "header": True,
}
# The licence of this software and of what it writes (LICENSE, NOTICE); the study's source keeps its own.
_LICENCE: Final = {
    "name": "Apache-2.0",
    "title": "Apache License 2.0",
    "path": "https://www.apache.org/licenses/LICENSE-2.0",
}
_ESCAPED: Final = (
    "In CSV, a text cell that a spreadsheet would run as a formula has a leading apostrophe; Parquet and "
    "DuckDB hold the cell as it is."
)


@dataclass(frozen=True)
class About:
    """What a release is about.

    Attributes:
        name: Short name, lower case.
        title_id, title_en: Title in both languages.
        note_id, note_en: Whose answers or figures these are.
        sources: The works that the numbers come from.
        keywords: For catalogues.
        stated: What is said besides, under the key ``kepuasan``.
    """

    name: str
    title_id: str
    title_en: str
    note_id: str
    note_en: str
    sources: tuple[str, ...]
    keywords: tuple[str, ...]
    stated: Mapping[str, str]

    @classmethod
    def of_study(cls, study: Study) -> "About":
        """Return what the release of a study is about."""
        return cls(
            study.study_id,
            study.title_id,
            study.title_en,
            study.data_origin_id,
            study.data_origin_en,
            (study.source,),
            ("IKM", "SKM", "kepuasan masyarakat", "imigrasi"),
            {
                "study_id": study.study_id,
                "as_of": study.as_of.isoformat(),
                "data_origin": study.data_origin,
                "data_origin_id": study.data_origin_id,
                "data_origin_en": study.data_origin_en,
            },
        )

    @classmethod
    def of_programme(cls, programme: Programme, period: str) -> "About":
        """Return what the release of a programme is about, up to a month."""
        return cls(
            programme.programme_id,
            programme.title_id,
            programme.title_en,
            programme.data_origin_id,
            programme.data_origin_en,
            (programme.source,),
            ("IKM", "SKM", "kepuasan masyarakat", "imigrasi"),
            {
                "programme_id": programme.programme_id,
                "period": period,
                "data_origin": programme.data_origin,
                "data_origin_id": programme.data_origin_id,
                "data_origin_en": programme.data_origin_en,
            },
        )


def datapackage(
    tables: Sequence[Table],
    rows: Mapping[str, int],
    *,
    build_id: str,
    about: About,
    files: Mapping[str, tuple[int, str]],
) -> dict[str, Any]:
    """Return the descriptor of a release: one resource per table and format.

    Args:
        tables: The contracts, in the order of the resources.
        rows: Number of rows of each table.
        build_id: The build; its DuckDB file is named, not described, because its bytes differ from run to
            run.
        about: Title, sources and origin of the data.
        files: Bytes and SHA-256 of each CSV and Parquet file by its path inside the release.
    """
    kinds = [(table, kind) for table in tables for kind in ("csv", "parquet") if table.has_csv or kind != "csv"]
    resources = [_resource(table, kind, rows[table.name], files) for table, kind in kinds]
    return {
        "profile": "tabular-data-package",
        "name": f"kepuasan-{about.name}".lower(),
        "id": build_id,
        "title": about.title_id,
        "description": f"{about.title_en}. {about.note_id} {about.note_en} {_ESCAPED}",
        "licenses": [_LICENCE],
        "sources": [{"title": source} for source in about.sources],
        "keywords": list(about.keywords),
        "resources": resources,
        "kepuasan": {"build_id": build_id, "database": database_name(build_id), **about.stated},
    }


def _resource(table: Table, kind: str, rows: int, files: Mapping[str, tuple[int, str]]) -> dict[str, Any]:
    path = csv_path(table) if kind == "csv" else parquet_path(table)
    size, digest = files[path]
    resource: dict[str, Any] = {
        "profile": "tabular-data-resource",
        "name": table.name if kind == "csv" else f"{table.name}_parquet",
        "path": path,
        "title": table.title_id,
        "description": f"{table.description} Grain: {table.grain}.",
        "format": kind,
        "mediatype": "text/csv" if kind == "csv" else "application/vnd.apache.parquet",
        "bytes": size,
        "hash": f"sha256:{digest}",
        "rows": rows,
        "schema": {
            "fields": [_field(field) for field in table.fields],
            "primaryKey": list(table.key),
            "missingValues": [""],
        },
    }
    if kind == "csv":
        resource |= {"encoding": "utf-8", "dialect": _DIALECT}
    return resource


def _field(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": field.name,
        "type": _TYPES[field.kind],
        "title": field.title_id,
        "description": field.description,
        "unit": field.unit,
        "constraints": _constraints(field),
    }
    if field.kind is Kind.BOOLEAN:
        described |= {"trueValues": ["true"], "falseValues": ["false"]}
    return described


def _constraints(field: Field) -> dict[str, Any]:
    found: dict[str, Any] = {"required": not field.nullable}
    if field.minimum is not None:
        found["minimum"] = field.minimum
    if field.maximum is not None:
        found["maximum"] = field.maximum
    if field.allowed:
        found["enum"] = list(field.allowed)
    if field.pattern is not None:
        found["pattern"] = field.pattern.removeprefix("^").removesuffix("$")  # a whole match is meant already
    return found
