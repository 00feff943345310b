"""The Indonesian views: they open anywhere, agree with their tables, and every column says what it is."""

import json
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from programme_release import write_release
from programme_tables import tables_with_companions

from schemas.registry import PROGRAMME_TABLES
from transforms.publication import ddl
from transforms.publication.star_schema import star_schema_svg
from transforms.publication.view_columns import COLUMNS
from transforms.publication.views import VIEWS, View, create_views

each_view = pytest.mark.parametrize("view", VIEWS, ids=[view.name for view in VIEWS])


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_release(tmp_path_factory.mktemp("release"), tables_with_companions())


@pytest.fixture(scope="module")
def con(database: Path):
    with duckdb.connect(str(database), read_only=True) as opened:
        yield opened


def _one(con: duckdb.DuckDBPyConnection, query: str):
    return con.execute(query).fetchall()


def test_no_comment_leads_to_a_table_that_the_file_does_not_have(con: duckdb.DuckDBPyConnection) -> None:
    # Fields are shared with the studies, whose tables have other names.
    told = _one(con, "select comment from duckdb_columns() where comment like '%out_skm%'")
    assert told == []


def test_another_process_reads_every_view_under_another_name_and_path(database: Path, tmp_path: Path) -> None:
    moved = tmp_path / "somewhere else" / "other name.duckdb"
    moved.parent.mkdir()
    moved.write_bytes(database.read_bytes())
    code = (
        "import duckdb, json, sys\n"
        "direct = duckdb.connect(sys.argv[1], read_only=True)\n"
        "counts = {v: direct.execute(f'select count(*) from {v}').fetchall()[0][0] for v in sys.argv[2:]}\n"
        "direct.close()\n"
        "beside = duckdb.connect()\n"
        "beside.execute(f\"attach '{sys.argv[1]}' as lain (read_only)\")\n"
        "again = {v: beside.execute(f'select count(*) from lain.{v}').fetchall()[0][0] for v in sys.argv[2:]}\n"
        "print(json.dumps([counts, again]))\n"
    )
    names = [view.name for view in VIEWS]
    done = subprocess.run([sys.executable, "-c", code, str(moved), *names], capture_output=True, text=True, check=True)
    counts, again = json.loads(done.stdout)
    assert counts == again
    assert all(counts[name] > 0 for name in names), counts


@each_view
def test_view_has_one_row_per_key(con: duckdb.DuckDBPyConnection, view: View) -> None:
    keys = ", ".join(view.key)
    twice = _one(con, f"select {keys} from {view.name} group by {keys} having count(*) > 1 limit 1")
    assert not twice, f"{view.name}: {keys} does not tell rows apart"


@each_view
def test_columns_are_described_in_the_file_and_have_the_type_of_their_field(
    con: duckdb.DuckDBPyConnection, view: View
) -> None:
    described = _one(
        con, f"select column_name, data_type, comment from duckdb_columns() where table_name = '{view.name}'"
    )
    for name, found_type, comment in described:
        field = COLUMNS[name]
        assert found_type == field.kind.value, f"{view.name}.{name}: {found_type}, expected {field.kind.value}"
        assert comment.startswith(f"{field.title_id}. "), f"{view.name}.{name}: {comment!r}"
        assert comment.endswith(f"Column: {field.name}.")
    assert {"program", "asal_data"} <= {name for name, *_ in described}


@each_view
def test_view_is_described_in_the_file(con: duckdb.DuckDBPyConnection, view: View) -> None:
    ((said,),) = _one(con, f"select comment from duckdb_views() where view_name = '{view.name}'")
    assert said.startswith(f"{view.title_id}. Grain: one row per ")


def test_no_column_is_described_that_no_view_has(con: duckdb.DuckDBPyConnection) -> None:
    used = {name for (name,) in _one(con, "select column_name from duckdb_columns() where not internal")}
    assert set(COLUMNS) <= used, sorted(set(COLUMNS) - used)


@each_view
def test_view_names_only_tables_of_its_own_file(view: View) -> None:
    read = set(re.findall(r"\b(?:from|join)\s+([\w.\"]+)", view.statement.split("\n", 1)[1]))
    earlier = {known.name for known in VIEWS[: VIEWS.index(view)]}
    assert read <= set(PROGRAMME_TABLES) | earlier, f"{view.name} reads {sorted(read)}"


@pytest.mark.parametrize(
    ("view", "table", "where"),
    [
        ("indeks", "fact_indices", "true"),
        ("indeks_kantor", "fact_indices", "scope_level = 'office'"),
        ("indeks_kantor_bulan", "fact_indices", "scope_level = 'office' and period_grain = 'month'"),
        ("indeks_nasional", "fact_indices", "scope_level = 'national'"),
        ("indeks_wilayah", "fact_indices", "scope_level in ('province', 'office_class')"),
        ("indeks_pendamping", "fact_companions", "true"),
        ("nilai_unsur", "fact_element_means", "true"),
        ("unsur_terendah", "fact_element_means", "element_rank <= 3"),
        ("tren", "fact_trend", "true"),
        ("perubahan_setahun", "fact_changes", "true"),
        ("peringkat_kantor", "fact_ranks", "true"),
        ("ketidakpastian", "fact_uncertainty", "true"),
        ("penilaian_ulang", "fact_regradings", "true"),
        ("profil_responden", "fact_profiles", "true"),
        ("kelengkapan_kantor", "fact_coverage", "true"),
        ("revisi", "fact_revisions", "true"),
        ("temuan", "fact_findings", "true"),
        ("neraca_baris", "fact_files", "true"),
        ("unsur_kuesioner", "dim_element", "true"),
        ("tabel_mutu", "dim_band", "true"),
    ],
)  # fmt: skip
def test_joins_neither_lose_nor_repeat_rows(con: duckdb.DuckDBPyConnection, view: str, table: str, where: str) -> None:
    ((seen,),) = _one(con, f"select count(*) from {view}")
    ((held,),) = _one(con, f"select count(*) from {table} where {where}")
    assert seen == held > 0


def test_an_office_has_the_class_that_it_had_in_the_last_month_of_the_period(con: duckdb.DuckDBPyConnection) -> None:
    # Contoh Barat rises from class II to I in January 2018.
    found = _one(
        con,
        "select periode, kelas_kantor from kantor_periode where kode_kantor = 'barat' "
        "and periode in ('2017-12', '2018-01', '2017', '2018', '2017-S2') order by periode",
    )
    assert found == [("2017", "II"), ("2017-12", "II"), ("2017-S2", "II"), ("2018", "I"), ("2018-01", "I")]


def test_words_of_the_grade_are_those_of_the_regulation(con: duckdb.DuckDBPyConnection) -> None:
    found = dict(_one(con, "select distinct mutu_peraturan, kinerja from indeks where mutu_peraturan is not null"))
    assert found.items() <= {"A": "Sangat baik", "B": "Baik", "C": "Kurang baik", "D": "Tidak baik"}.items()


def test_converted_mean_is_the_mean_times_25_on_a_scale_to_4(con: duckdb.DuckDBPyConnection) -> None:
    ((worst,),) = _one(con, "select max(abs(nilai_konversi - 25 * nilai_rata_rata)) from nilai_unsur")
    assert worst < 1e-12


def test_every_account_of_a_file_closes(con: duckdb.DuckDBPyConnection) -> None:
    assert _one(con, "select distinct selisih_baris from neraca_baris") == [(0,)]


def test_a_view_is_made_from_the_tables_of_the_file_even_where_memory_holds_others(tmp_path: Path) -> None:
    # While a release is built, memory holds tables of the same names; the view must not read those.
    with duckdb.connect() as con:
        con.execute("create table dim_period as select 'memory' as x")
        con.execute(f"attach '{tmp_path / 'a.duckdb'}' as release")
        for table in ("dim_office", "dim_period"):
            con.execute(ddl.create(PROGRAMME_TABLES[table]))
        create_views(con, "release", VIEWS[:1])
        assert con.execute("from release.kantor_periode").fetchall() == []


def test_the_picture_of_the_schema_is_that_of_the_contract() -> None:
    picture = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "star_schema.svg"
    assert picture.read_text(encoding="utf-8") == star_schema_svg(), (
        "docs/pictures/star_schema.svg: write it again from transforms.publication.star_schema.star_schema_svg()"
    )
