"""Tables of a release as DuckDB, CSV and Parquet, their comments and the data package."""

import csv
import hashlib
import json
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest
from publication_fixture import Release, small

from schemas.fields import FRACTION, Kind
from schemas.registry import TABLES
from schemas.tables import Table
from transforms.publication import ddl
from transforms.publication.datapackage import About, datapackage
from transforms.publication.outputs import publish_outputs
from transforms.publication.tables import (
    PublicationError,
    csv_path,
    database_name,
    logical_sha256,
    parquet_path,
    write_tables,
)

BUILD = "0123456789abcdef"
NOTE = ("Data buatan untuk uji.", "Synthetic data for tests.")
ALL = tuple(TABLES.values())
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "  =1",
    "\u00a0=1",
    "\u3000＝1",
    "\u200b=1",
]


def write(release: Release, folder: Path, threads: int = 1, build_id: str = BUILD) -> dict[str, int]:
    folder.mkdir(exist_ok=True)
    with release.connect(threads, folder) as con:  # locked down as in production
        return write_tables(con, ALL, folder, build_id=build_id, origin_note=NOTE)


@pytest.fixture(scope="module")
def release() -> Release:
    return small()


@pytest.fixture(scope="module")
def folder(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    write(release, folder)
    return folder


def cells(folder: Path, table: Table) -> list[list[str]]:
    with (folder / csv_path(table)).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def as_csv_cell(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_the_three_formats_hold_the_same_rows(table: Table, folder: Path, release: Release) -> None:
    columns = list(table.columns)
    with duckdb.connect(str(folder / database_name(BUILD)), read_only=True) as con:
        held = con.table(table.name).columns
        rows = con.execute(ddl.read(table)).fetchall()
        stored = con.table(table.name).fetchall()  # without an order: as it stands in the file
    parquet = duckdb.read_parquet(str(folder / parquet_path(table)))
    assert held == parquet.columns == columns
    assert [str(found) for found in parquet.types] == [field.kind.value for field in table.fields]
    assert stored == rows == parquet.fetchall()
    assert len(rows) == len(release.rows[table.name]) > 0
    header, *lines = cells(folder, table)
    assert header == columns
    assert lines == [[as_csv_cell(value) for value in row] for row in rows]


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_types_and_comments_come_from_the_contract(table: Table, folder: Path) -> None:
    with duckdb.connect(str(folder / database_name(BUILD)), read_only=True) as con:
        found = con.execute(ddl.columns(table)).df().set_index("column_name")
        comment = con.execute("from duckdb_tables() where table_name = ?", [table.name]).df()["comment"][0]
    for field in table.fields:
        assert found["data_type"][field.name] == field.kind.value
        assert bool(found["is_nullable"][field.name]) == field.nullable
        for part in (field.title_id, field.description, field.unit):
            assert part in found["comment"][field.name]
    for part in (table.title_id, table.description, table.grain, *NOTE):
        assert part in comment


def test_the_file_holds_tables_only_and_no_log_stays(folder: Path) -> None:
    with duckdb.connect(str(folder / database_name(BUILD)), read_only=True) as con:
        objects = con.execute(ddl.catalogue()).df()
        macros = con.execute("from duckdb_functions() where not internal").fetchall()
        with pytest.raises(duckdb.Error, match="read-only"):
            con.execute("create table x (a integer)")
    assert set(objects["table_name"]) == set(TABLES)
    assert set(objects["table_type"]) == {"BASE TABLE"}
    assert macros == []
    assert list(folder.glob("*.wal")) == []


def test_csv_is_utf8_with_line_feeds_and_quotes_what_needs_it(tmp_path: Path, release: Release) -> None:
    name = 'Kanim "Barat", lantai 2\nGedung Ñ'
    write(release.with_cells({"out_skm__offices": {"office_name_id": name}}), tmp_path)
    content = (tmp_path / csv_path(TABLES["out_skm__offices"])).read_bytes()
    assert '"Kanim ""Barat"", lantai 2\nGedung Ñ"'.encode() in content
    assert b"\r" not in content
    assert content.endswith(b"\n")


@pytest.mark.parametrize("formula", ["=1+1", " ＝1", "\t@x"])
def test_a_formula_in_any_text_column_of_any_table_is_disarmed_in_csv_only(
    formula: str, tmp_path: Path, release: Release
) -> None:
    changes = {
        table.name: {
            field.name: formula for field in table.fields if field.kind is Kind.TEXT and field.name not in table.key
        }
        for table in ALL
    }
    write(release.with_cells(changes), tmp_path)
    for table in ALL:
        header, *lines = cells(tmp_path, table)
        with duckdb.connect(str(tmp_path / database_name(BUILD)), read_only=True) as con:
            kept = con.execute(ddl.read(table)).fetchall()
        for column in changes[table.name]:
            number = header.index(column)
            assert "'" + formula in [line[number] for line in lines], f"{table.name}.{column}"
            assert formula in [row[number] for row in kept]


def test_every_way_to_start_a_formula_is_disarmed_and_harmless_text_is_left_alone(
    tmp_path: Path, release: Release
) -> None:
    table = TABLES["out_skm__findings"]
    harmless = ["1-4 or empty", "'=quoted", "a=b", "Rp -1", "", "–", "60/1"]
    base = release.rows[table.name][0]
    rows = [
        {**base, "finding_number": number, "expected": text} for number, text in enumerate([*FORMULAS, *harmless], 1)
    ]
    changed = Release(release.study, release.instrument, release.regulation, {**release.rows, table.name: rows})
    write(changed, tmp_path)
    header, *lines = cells(tmp_path, table)
    column = header.index("expected")
    assert [line[column] for line in lines] == [*("'" + text for text in FORMULAS), *harmless]


def test_a_fraction_column_is_only_trusted_while_it_holds_a_fraction(tmp_path: Path, release: Release) -> None:
    table = TABLES["out_skm__scope_gaps"]
    for name, text, written in (("a", "-14/9", "-14/9"), ("b", "-14/9+cmd", "'-14/9+cmd")):
        write(release.with_cells({table.name: {"gap_fraction": text}}), tmp_path / name)
        header, *lines = cells(tmp_path / name, table)
        assert written in [line[header.index("gap_fraction")] for line in lines]


def test_numbers_and_fractions_below_zero_stay_what_they_are(folder: Path) -> None:
    table = TABLES["out_skm__element_gaps"]
    header, *lines = cells(folder, table)
    gap = {line[header.index("element_code")]: line for line in lines if line[header.index("scope_code")] == "barat"}
    assert gap["U1"][header.index("gap")] == "-1.5"  # 5/2 - 4
    assert gap["U1"][header.index("gap_fraction")] == "-3/2"
    assert Fraction(gap["U1"][header.index("gap_fraction")]) == Fraction(-3, 2)
    assert next(f for f in table.fields if f.name == "gap_fraction").pattern == FRACTION


def test_two_runs_and_other_thread_counts_give_the_same_bytes(tmp_path: Path, release: Release) -> None:
    hashes = []
    for name, threads in (("one", 1), ("again", 1), ("two", 2)):
        write(release, tmp_path / name, threads)
        made = {path: (tmp_path / name / path).read_bytes() for t in ALL for path in (csv_path(t), parquet_path(t))}
        hashes.append((made, logical_sha256(tmp_path / name / database_name(BUILD), ALL)))
    assert hashes[0] == hashes[1] == hashes[2]


def test_a_table_of_many_row_groups_is_the_same_with_two_threads(tmp_path: Path, release: Release) -> None:
    table = TABLES["out_skm__attribute_counts"]
    made = []
    for threads in (1, 2):
        (tmp_path / str(threads)).mkdir()
        with release.connect(threads) as con:
            con.execute(
                "insert into out_skm__attribute_counts by name from range(150000) as r(i) "
                "select 'kecil' as study_id, 'synthetic' as data_origin, 'cohort' as population, "
                "'a' as attribute_code, 'x' || (i * 7919 % 150000) as answer_code, 'l' as answer_label_id, "
                "'l' as answer_label_en, i as respondents_n"
            )
            rows = write_tables(con, [table], tmp_path / str(threads), build_id=BUILD, origin_note=NOTE)
        assert rows == {table.name: 150_001}
        paths = (csv_path(table), parquet_path(table))
        made.append([hashlib.sha256((tmp_path / str(threads) / path).read_bytes()).hexdigest() for path in paths])
    assert made[0] == made[1]


@pytest.mark.parametrize(
    "change",
    [
        "update out_skm__offices set province_id = 'Jawa Barat'",
        "update out_skm__offices set province_id = null",
        "update out_skm__indices set ikm_exact = ikm_exact + 1e-14",
        "delete from out_skm__findings",
    ],
)
def test_the_logical_hash_sees_every_change_of_content(
    change: str, tmp_path: Path, release: Release, folder: Path
) -> None:
    with release.connect() as con:
        con.execute(change)
        write_tables(con, ALL, tmp_path, build_id=BUILD, origin_note=NOTE)
    assert logical_sha256(tmp_path / database_name(BUILD), ALL) != logical_sha256(folder / database_name(BUILD), ALL)


def test_the_logical_hash_sees_types_comments_and_foreign_tables(tmp_path: Path, release: Release) -> None:
    hashes = set()
    for number, change in enumerate(
        (
            "checkpoint",
            "alter table out_skm__offices alter confidence drop not null",
            "comment on column out_skm__offices.source is 'other'",
            "comment on table out_skm__offices is 'other'",
            "create view mine as from out_skm__offices",
        )
    ):
        write(release, tmp_path, build_id=f"b{number}")
        path = tmp_path / database_name(f"b{number}")
        with duckdb.connect(str(path)) as con:
            con.execute(change)
        hashes.add(logical_sha256(path, ALL))
    assert len(hashes) == 5


def test_the_logical_hash_leaves_the_file_closed_and_untouched(folder: Path) -> None:
    path = folder / database_name(BUILD)
    before = path.read_bytes()
    logical_sha256(path, ALL)
    assert path.read_bytes() == before
    with duckdb.connect(str(path), read_only=False) as con:  # would fail while a read-only handle is open
        con.execute("from out_skm__offices")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("drop table out_skm__offices", "out_skm__offices: the table does not exist"),
        ("alter table out_skm__offices drop province_id", "columns province_id are missing"),
        ("alter table out_skm__offices add nik varchar", "columns nik are not in the contract"),
        (
            "alter table out_skm__indices alter respondents_n type double",
            "respondents_n: found type DOUBLE, expected BIGINT",
        ),
        (
            "alter table out_skm__indices alter ikm_regulation type decimal(18,6)",
            r"found type DECIMAL\(18,6\)",
        ),
        ("alter table out_skm__offices alter is_focus type varchar", "found type VARCHAR, expected BOOLEAN"),
    ],
)
def test_a_table_that_is_not_its_contract_is_refused_before_anything_is_written(
    change: str, message: str, tmp_path: Path, release: Release
) -> None:
    with release.connect() as con:
        con.execute(change)
        with pytest.raises(PublicationError, match=message):
            write_tables(con, ALL, tmp_path, build_id=BUILD, origin_note=NOTE)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_cell_in_a_required_column_stops_and_lets_go_of_the_file(tmp_path: Path, release: Release) -> None:
    with release.connect() as con:
        con.execute("update out_skm__offices set office_name_id = null")
        with pytest.raises(duckdb.ConstraintException, match="office_name_id"):
            write_tables(con, ALL, tmp_path, build_id=BUILD, origin_note=NOTE)
        assert "release" not in {row[0] for row in con.execute("show databases").fetchall()}


def test_an_existing_database_is_never_written_into(tmp_path: Path, release: Release) -> None:
    (tmp_path / database_name(BUILD)).write_bytes(b"an older build")
    with pytest.raises(PublicationError, match="exists already"):
        write(release, tmp_path)
    assert (tmp_path / database_name(BUILD)).read_bytes() == b"an older build"


def test_names_and_texts_cannot_leave_their_quotes() -> None:
    assert ddl.identifier('a"b') == '"a""b"'
    assert ddl.literal("it's; drop table x") == "'it''s; drop table x'"


def test_the_data_package_describes_every_file_and_column(tmp_path: Path, release: Release) -> None:
    with release.connect(folder=tmp_path) as con:
        published = publish_outputs(
            con,
            ALL,
            tmp_path,
            study=release.study,
            instrument=release.instrument,
            regulation=release.regulation,
            build_id=BUILD,
        )
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert package["profile"] == "tabular-data-package"
    assert {resource["path"] for resource in package["resources"]} == {
        path for t in ALL for path in (csv_path(t), parquet_path(t))
    }
    assert len({resource["name"] for resource in package["resources"]}) == 2 * len(ALL)
    for resource in package["resources"]:
        content = (tmp_path / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        table = TABLES[resource["name"].removesuffix("_parquet")]
        assert resource["schema"]["primaryKey"] == list(table.key)
        assert resource["rows"] == published.rows[table.name]
        for field, described in zip(table.fields, resource["schema"]["fields"], strict=True):
            assert (described["name"], described["title"], described["description"], described["unit"]) == (
                field.name,
                field.title_id,
                field.description,
                field.unit,
            )
            assert described["constraints"]["required"] is not field.nullable
    assert all(note in package["description"] for note in (release.study.data_origin_id, release.study.data_origin_en))


def test_the_data_package_depends_on_nothing_but_its_arguments(release: Release) -> None:
    files = {path: (1, "0" * 64) for t in ALL for path in (csv_path(t), parquet_path(t))}
    rows = dict.fromkeys(TABLES, 1)
    first, second = (
        json.dumps(datapackage(ALL, rows, build_id=BUILD, about=About.of_study(release.study), files=files))
        for _ in range(2)
    )
    assert first == second


def test_all_outputs_but_the_database_are_the_same_bytes_on_every_run(tmp_path: Path, release: Release) -> None:
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        with release.connect(folder=folder) as con:
            published = publish_outputs(
                con,
                ALL,
                folder,
                study=release.study,
                instrument=release.instrument,
                regulation=release.regulation,
                build_id=BUILD,
            )
        assert set(published.files) == {
            path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
        }
        made.append(
            (
                published,
                {path: (folder / path).read_bytes() for path in published.files if not path.endswith(".duckdb")},
            )
        )
    assert made[0] == made[1]
