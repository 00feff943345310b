"""Everything a release publishes about its tables, in one call."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from matplotlib.figure import Figure

from schemas.instrument import Instrument, Regulation, Study
from schemas.tables import Table
from transforms.publication import charts, ddl
from transforms.publication.datapackage import About, datapackage
from transforms.publication.page import render_page
from transforms.publication.tables import csv_path, database_name, logical_sha256, parquet_path, write_tables
from transforms.publication.views import View


@dataclass(frozen=True)
class PublishedOutputs:
    """What was written.

    Attributes:
        rows: Number of rows of each table.
        logical_sha256: Hash of what the DuckDB file says; its bytes differ from run to run.
        files: Every file written, as sorted paths inside the folder.
    """

    rows: dict[str, int]
    logical_sha256: str
    files: tuple[str, ...]


def publish_outputs(
    con: duckdb.DuckDBPyConnection,
    tables: Sequence[Table],
    folder: Path,
    *,
    study: Study,
    instrument: Instrument,
    regulation: Regulation,
    build_id: str,
) -> PublishedOutputs:
    """Write DuckDB, CSV, Parquet, data package, charts and the release page into an existing folder.

    Args:
        con: An in-memory database that holds every published table under its name. It is only read.
        tables: The contracts of all published tables; the page needs every one of them.
        folder: Where the release is being built.
        study: The study that the tables summarise.
        instrument: Its questionnaire.
        regulation: The regulation whose bands grade its index.
        build_id: Names the DuckDB file and stands on the page.
    """
    rows, written = publish_tables(con, tables, folder, about=About.of_study(study), build_id=build_id)
    frames = {table.name: con.execute(ddl.read(table)).df() for table in tables}
    pictures: dict[str, str] = {}
    for name, figure in charts.release_charts(frames, study).items():
        note = study.data_origin_en if "_en" in name else study.data_origin_id
        if name.endswith("_page"):
            pictures[name] = charts.svg(figure, note)
        else:
            pictures[name], files = write_chart(folder, name, figure, note)
            written += files
    page = render_page(frames, study, instrument, regulation, build_id=build_id, charts=pictures)
    written.append(write_file(folder, "index.html", page.encode()))
    return PublishedOutputs(rows, logical_sha256(folder / database_name(build_id), tables), tuple(sorted(written)))


def publish_tables(
    con: duckdb.DuckDBPyConnection,
    tables: Sequence[Table],
    folder: Path,
    *,
    about: About,
    build_id: str,
    views: Sequence[View] = (),
) -> tuple[dict[str, int], list[str]]:
    """Write the tables and the data package that describes them; return the rows of each table, and the files."""
    note = (about.note_id, about.note_en)
    rows = write_tables(con, tables, folder, build_id=build_id, origin_note=note, views=views)
    written = [path for table in tables for path in _paths(table)]
    described = {path: size_and_hash(folder / path) for path in written}
    package = datapackage(tables, rows, build_id=build_id, about=about, files=described)
    return rows, [*written, database_name(build_id), write_file(folder, "datapackage.json", json_bytes(package))]


def _paths(table: Table) -> list[str]:
    return [csv_path(table), parquet_path(table)] if table.has_csv else [parquet_path(table)]


def write_chart(folder: Path, name: str, figure: Figure, note: str) -> tuple[str, list[str]]:
    """Write a chart as SVG and as PNG; return the SVG, which a page shows, and both files."""
    svg = charts.svg(figure, note)
    png = charts.png(figure, note)
    return svg, [
        write_file(folder, f"charts/{name}.svg", svg.encode()),
        write_file(folder, f"charts/{name}.png", png),
    ]


def json_bytes(value: object) -> bytes:
    """Return a value as indented JSON."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def write_file(folder: Path, path: str, content: bytes) -> str:
    """Write a file inside ``folder``, make its folders, and return ``path``."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return path


def size_and_hash(path: Path) -> tuple[int, str]:
    """Return the bytes of a file and its SHA-256."""
    content = path.read_bytes()
    return len(content), hashlib.sha256(content).hexdigest()
