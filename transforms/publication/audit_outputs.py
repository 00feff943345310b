"""Everything a replication audit publishes, in one call."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pandas as pd

from schemas.print_audit import PrintAudit
from schemas.registry import AUDIT_TABLES
from transforms.analysis.houses import Built
from transforms.publication import audit_charts, audit_page, house_chart
from transforms.publication.datapackage import About
from transforms.publication.display import LANGUAGES
from transforms.publication.outputs import PublishedOutputs, publish_tables, write_chart, write_file
from transforms.publication.tables import database_name, logical_sha256

NOTE_ID = (
    "Angka dikutip sebagaimana tercetak dalam makalah; tidak ada jawaban responden sungguhan di dalamnya. Statistik dari "
    "responden yang direkonstruksi ditandai pada kolom data_origin dan tidak mengulang hasil apa pun."
)
NOTE_EN = (
    "Figures are quoted as papers print them; no real respondent's answers are in them. Statistics of reconstructed "
    "respondents are marked in the column data_origin and replicate nothing."
)


def publish_audit(
    con: duckdb.DuckDBPyConnection,
    frames: Mapping[str, pd.DataFrame],
    folder: Path,
    *,
    audits: Sequence[PrintAudit],
    houses: Sequence[Built],
    build_id: str,
) -> PublishedOutputs:
    """Write DuckDB, CSV, Parquet, data package, picture and pages of an audit into an existing folder.

    Args:
        con: An in-memory database; the tables are made in it.
        frames: The audit's tables by name.
        folder: Where the release is being built.
        audits: The audit files, for the titles of printed tables.
        houses: The houses of quality to draw.
        build_id: Names the DuckDB file and stands on the pages.
    """
    tables = list(AUDIT_TABLES.values())
    for table in tables:
        con.from_df(frames[table.name]).create(table.name)
    about = About(
        "replication",
        "Pemeriksaan ulang angka tercetak",
        "Replication audit of printed figures",
        NOTE_ID,
        NOTE_EN,
        tuple(audit.source for audit in audits),
        ("IKM", "SKM", "SERVQUAL", "replikasi", "imigrasi"),
        {},
    )
    rows, written = publish_tables(con, tables, folder, about=about, build_id=build_id)
    pictures: dict[str, str] = {}
    for language in LANGUAGES:
        figure = audit_charts.verdicts_chart(frames["out_audit__summary"], frames["out_audit__studies"], language)
        note = NOTE_ID if language == "id" else NOTE_EN
        pictures[f"verdicts_{language}"], files = write_chart(folder, f"verdicts_{language}", figure, note)
        written += files
    for built in houses:
        for language in LANGUAGES:
            definition = built.house.definition
            note = NOTE_ID if language == "id" else NOTE_EN
            figure = house_chart.house_of_quality(built.house, built.instrument, origin_note=note, language=language)
            name = f"house_{definition.house_id}_{language}"
            said = definition.provenance_id if language == "id" else definition.provenance_en
            pictures[f"house_{built.study}_{language}"], files = write_chart(folder, name, figure, said)
            written += files
    index = audit_page.render_index(frames, build_id=build_id, charts=pictures)
    written.append(write_file(folder, "index.html", index.encode()))
    for audit in audits:
        titles = {name: (table.title_id, table.title_en) for name, table in audit.tables.items()}
        page = audit_page.render_study(frames, audit.study_id, build_id=build_id, charts=pictures, tables=titles)
        written.append(write_file(folder, f"studi/{audit.study_id}.html", page.encode()))
    return PublishedOutputs(rows, logical_sha256(folder / database_name(build_id), tables), tuple(sorted(written)))
