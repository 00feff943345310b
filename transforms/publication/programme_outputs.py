"""Everything that a programme's release publishes about its tables, in one call."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import duckdb
import pandas as pd

from schemas.catalog import Catalog
from schemas.programme import Programme
from schemas.registry import PROGRAMME_TABLES
from transforms.processes import end_with_parent
from transforms.publication import ddl
from transforms.publication.datapackage import About
from transforms.publication.outputs import PublishedOutputs, publish_tables, write_file
from transforms.publication.programme_charts import programme_pictures
from transforms.publication.programme_page import PICTURES, render_programme_page
from transforms.publication.programme_workbook import save_sheets, workbook_sheets
from transforms.publication.statistical_metadata import metadata_csv, ms_ind, ms_var
from transforms.publication.tables import database_name, logical_sha256
from transforms.publication.views import VIEWS
from transforms.publication.workbook_sheets import Sheet

WORKBOOKS: Final = ("kepuasan.xlsx", "kepuasan.ods")
_FRAME: Final = "frame_to_load"
_LARGE: Final = 10_000  # rows; to start a process takes as long as to write so many


def load_frames(con: duckdb.DuckDBPyConnection, frames: Mapping[str, pd.DataFrame]) -> None:
    """Create every table of a programme in memory, typed by its contract, from frames of the same columns."""
    for name, table in PROGRAMME_TABLES.items():
        con.execute(ddl.create_in_memory(table))
        con.register(_FRAME, frames[name])
        con.execute(ddl.fill_from(table, _FRAME))
        con.unregister(_FRAME)


def publish_programme(
    con: duckdb.DuckDBPyConnection,
    frames: Mapping[str, pd.DataFrame],
    folder: Path,
    *,
    programme: Programme,
    catalog: Catalog,
    period: str,
    build_id: str,
) -> PublishedOutputs:
    """Write DuckDB with its views, CSV, Parquet, data package, workbooks, metadata, pictures and page.

    Args:
        con: An in-memory database that holds every table of the programme (``load_frames``). It is only read.
        frames: The same tables as frames.
        folder: Where the release is being built.
        programme: What the tables are of.
        catalog: Questionnaires and regulations.
        period: The last month that is published.
        build_id: Names the DuckDB file and stands on the page.
    """
    tables = list(PROGRAMME_TABLES.values())
    about = About.of_programme(programme, period)
    rows, written = publish_tables(con, tables, folder, about=about, build_id=build_id, views=VIEWS)
    sheets = workbook_sheets(frames, programme=programme, build_id=build_id)
    written.extend(_save_workbooks(sheets, folder, programme, build_id))
    written.extend(_metadata(folder, programme, catalog))
    pictures = programme_pictures(frames, programme)
    written.extend(write_file(folder, f"pictures/{name}.svg", picture) for name, picture in pictures.items())
    links = {
        "database": database_name(build_id),
        "workbook": WORKBOOKS[0],
        "datapackage": "datapackage.json",
        "data_docs": "data_docs/index.html",
        "run_record": "run_record.json",
        "manifest": "manifest.json",
        PICTURES: "pictures",
    }
    page = render_programme_page(
        frames, programme, catalog, build_id=build_id, period=period, pictures=pictures, links=links
    )
    written.append(write_file(folder, "index.html", page.encode()))
    return PublishedOutputs(rows, logical_sha256(folder / database_name(build_id), tables), tuple(sorted(written)))


def _save_workbooks(sheets: Sequence[Sheet], folder: Path, programme: Programme, build_id: str) -> list[str]:
    """Write the workbook in every format, large ones at the same time: a format takes seconds for a whole country."""
    if sum(len(sheet.rows) for sheet in sheets) < _LARGE:
        for name in WORKBOOKS:
            save_sheets(sheets, folder / name, programme=programme, build_id=build_id)
        return list(WORKBOOKS)
    # Spawned, not forked: a child must not inherit the database or the lock of the data folder.
    with ProcessPoolExecutor(len(WORKBOOKS) - 1, get_context("spawn"), end_with_parent) as pool:
        others = [
            pool.submit(save_sheets, sheets, folder / name, programme=programme, build_id=build_id)
            for name in WORKBOOKS[1:]
        ]
        save_sheets(sheets, folder / WORKBOOKS[0], programme=programme, build_id=build_id)
        for other in others:
            other.result()
    return list(WORKBOOKS)


def _metadata(folder: Path, programme: Programme, catalog: Catalog) -> list[str]:
    """Write the statistical metadata: variables of each questionnaire, those beside SKM too, and the indicators."""
    written = []
    asked = [(one.instrument_id, catalog.regulations[one.regulation_id]) for one in programme.questionnaires]
    for instrument, regulation in (*asked, *((code, None) for code in programme.companions)):
        variables = metadata_csv(ms_var(catalog.instruments[instrument], regulation))
        written.append(write_file(folder, f"metadata/ms_var_{instrument}.csv", variables))
    written.append(write_file(folder, "metadata/ms_ind.csv", metadata_csv(ms_ind(programme, catalog))))
    return written
