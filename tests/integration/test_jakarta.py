"""The Jakarta study, from the committed exports to the release: what the paper printed must come out.

One release is built for all tests of this file, through the command that a person runs.
"""

import csv
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from flows.sealing import verify
from schemas.registry import TABLES

REFERENCE = Path(__file__).parents[2] / "data/reference/jakarta_2015"
PRINTED_SATISFACTION = [
    "2,33",
    "2,53",
    "2,31",
    "2,25",
    "2,18",
    "2,16",
    "1,98",
    "2,02",
    "2,16",
    "2,18",
    "2,14",
    "1,99",
    "2,03",
]  # table 10
PRINTED_IMPORTANCE = [
    "3,83",
    "3,72",
    "3,71",
    "3,74",
    "3,77",
    "3,69",
    "3,74",
    "3,84",
    "3,70",
    "3,63",
    "3,82",
    "3,54",
    "3,73",
]  # table 11
FIGURE_4 = {
    "priority_improve": {"Q4", "Q5", "Q7", "Q8", "Q9", "Q11", "Q13"},
    "maintain": {"Q1", "Q2", "Q3"},
    "low_priority": {"Q6", "Q10", "Q12"},
}


def kepuasan(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would, in a process of its own."""
    command = [sys.executable, "-m", "flows.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, cwd=cwd)


@pytest.fixture(scope="module")
def release(finished_root: Path) -> Path:
    return (finished_root / "published/current").resolve()


@pytest.fixture(scope="module")
def con(release: Path) -> duckdb.DuckDBPyConnection:
    (database,) = release.glob("kepuasan-*.duckdb")
    return duckdb.connect(str(database), read_only=True)


def _all(con: duckdb.DuckDBPyConnection, query: str, *values: object) -> list[tuple]:
    return con.execute(query, list(values)).fetchall()


def test_120_of_269_of_319(con: duckdb.DuckDBPyConnection) -> None:
    steps = "select step_number, rows_before_n, rows_removed_n, rows_after_n from out_skm__waterfall_steps order by 1"
    assert _all(con, steps) == [(0, 319, 0, 319), (1, 319, 46, 273), (2, 273, 4, 269), (3, 269, 149, 120)]


def test_the_waterfall_by_office_and_year_is_table_2(con: duckdb.DuckDBPyConnection) -> None:
    offices = {"X": "barat", "A": "utara", "B": "pusat", "C": "timur", "D": "selatan", "E": "lainnya"}
    with (REFERENCE / "cohort_counts.csv").open(encoding="utf-8") as file:
        printed = {
            (f"jakarta_{offices[row['office']]}", row["service_year"].replace(" ", "_")): int(row["n"])
            for row in csv.DictReader(file)
        }
    cells = "select office_code, service_year_code, rows_after_n from out_skm__waterfall_cells where step_number = 0"
    assert {(office, year): n for office, year, n in _all(con, cells)} == printed


def test_agents_and_online_filing_are_table_3(con: duckdb.DuckDBPyConnection) -> None:
    query = """
        select attribute_code, answer_code, respondents_n from out_skm__attribute_counts
        where population = 'accepted' and attribute_code in ('used_agent', 'filed_online') order by 1, 2
    """
    assert _all(con, query) == [
        ("filed_online", "no", 264), ("filed_online", "yes", 55), ("used_agent", "no", 272), ("used_agent", "yes", 47),
    ]  # fmt: skip


def test_all_26_frequency_rows_of_tables_10_and_11(con: duckdb.DuckDBPyConnection) -> None:
    with (REFERENCE / "item_frequencies.csv").open(encoding="utf-8") as file:
        printed = {(r["item"], r["measure"], int(r["score"])): int(r["n"]) for r in csv.DictReader(file)}
    query = """
        select element_code, measure, score, answers_n from out_skm__element_frequencies
        where scope_code = 'jakarta_barat'
    """
    found = {(element, measure, score): n for element, measure, score, n in _all(con, query)}
    assert found == printed
    assert len(found) == 26 * 4


@pytest.mark.parametrize(
    ("measure", "printed"), [("satisfaction", PRINTED_SATISFACTION), ("importance", PRINTED_IMPORTANCE)]
)
def test_element_means_round_to_the_printed_ones(
    con: duckdb.DuckDBPyConnection, measure: str, printed: list[str]
) -> None:
    query = """
        select m.mean_score_rounded from out_skm__element_means as m
        inner join out_skm__elements as e on m.element_code = e.element_code
        where m.scope_code = 'jakarta_barat' and m.measure = ? order by e.element_number
    """
    assert [f"{mean:.2f}".replace(".", ",") for (mean,) in _all(con, query, measure)] == printed


def test_overall_means(con: duckdb.DuckDBPyConnection) -> None:
    query = "select measure, mean_score, mean_score_fraction from out_skm__measure_means where is_focus order by 1"
    importance, satisfaction = _all(con, query)
    # 3388 points over 1560 answers, 5814 over 1560.
    assert (round(satisfaction[1], 6), satisfaction[2]) == (2.171795, "847/390")
    assert (round(importance[1], 6), importance[2]) == (3.726923, "969/260")


def test_the_index_three_ways(con: duckdb.DuckDBPyConnection) -> None:
    query = """
        select respondents_n, round(ikm_exact, 4), ikm_exact_fraction, grade_exact, ikm_regulation, grade_regulation,
            ikm_published, grade_published, instrument_id, regulation_id, weight_method, element_weight,
            rounding_rule, band_table_id
        from out_skm__indices where is_focus and method_code = ?
    """
    (row,) = _all(con, query, "declared_0_077")
    # 25 x 847/390 = 4235/78; the rounded means add up to 28.26, x 0.077 x 25 = 54.4005.
    assert [str(cell) for cell in row] == [
        "120", "54.2949", "4235/78", "C", "54.4000", "C", "54,42", "C", "jakarta_2015_13", "kep_25_2004", "declared",
        "0.077", "element means 2 decimals; index 2 decimals; half up", "kep_25_2004_index",
    ]  # fmt: skip
    (row,) = _all(con, query, "equal_1_13")
    assert str(row[4]) == "54.2900"
    assert row[11] == "1/13"


def _quadrants(con: duckdb.DuckDBPyConnection, crosshair: str, tie_rule: str) -> dict[str, set[str]]:
    query = """
        select quadrant, list(element_code) from out_skm__quadrants
        where is_focus and crosshair = ? and tie_rule = ? group by 1
    """
    return {quadrant: set(elements) for quadrant, elements in _all(con, query, crosshair, tie_rule)}


def test_midrange_and_gt_give_figure_4_and_mean_another_set(con: duckdb.DuckDBPyConnection) -> None:
    assert _quadrants(con, "midrange", "gt") == FIGURE_4
    assert _quadrants(con, "mean", "gt") != FIGURE_4
    # Q4 lies exactly on the vertical line: (2.525 + 1.975) / 2 = 2.25. Only gt leaves it among the priorities.
    assert "Q4" in _quadrants(con, "midrange", "ge")["maintain"]


def test_overall_conformity_is_a_ratio_of_sums(con: duckdb.DuckDBPyConnection) -> None:
    ((conformity, gap),) = _all(con, "select conformity_pct, gap from out_skm__scope_gaps where is_focus")
    assert round(conformity, 2) == 58.27  # 3388 / 5814
    assert round(gap, 6) == -1.555128  # 2.171795 - 3.726923


@pytest.mark.parametrize("name", sorted(TABLES))
def test_parquet_and_duckdb_give_the_same_rows(con: duckdb.DuckDBPyConnection, release: Path, name: str) -> None:
    file = str(release / f"tables/parquet/{name}.parquet")
    order = ", ".join(TABLES[name].key)
    from_parquet = _all(con, f"select * from read_parquet(?) order by {order}", file)
    assert from_parquet == _all(con, f"select * from {name} order by {order}")
    assert [column[0] for column in con.execute(f"select * from {name}").description] == list(TABLES[name].columns)


def test_every_column_of_every_published_table_has_a_description(con: duckdb.DuckDBPyConnection) -> None:
    bare = _all(con, "select table_name, column_name from duckdb_columns() where comment is null and not internal")
    assert bare == []
    tables = _all(con, "select table_name, comment from duckdb_tables()")
    assert {name for name, _ in tables} == set(TABLES)
    for name, comment in tables:
        assert "direkonstruksi" in comment, name
        assert "reconstructed" in comment, name


def test_every_place_says_that_respondents_are_reconstructed(release: Path) -> None:
    for name in TABLES:
        with (release / f"tables/csv/{name}.csv").open(encoding="utf-8", newline="") as file:
            assert {row["data_origin"] for row in csv.DictReader(file)} <= {"reconstructed_from_printed_margins"}
    for page in [release / "index.html", *release.glob("data_docs/**/*.html")]:
        assert "direkonstruksi" in page.read_text(encoding="utf-8"), page.name
    for record in ("datapackage.json", "run_record.json"):
        assert "reconstructed" in (release / record).read_text(encoding="utf-8")
    for chart in release.glob("charts/*_id.svg"):
        # The footer is drawn as outlines; the words travel in the description of the picture.
        assert "direkonstruksi" in chart.read_text(encoding="utf-8"), chart.name
        assert b"direkonstruksi" in chart.with_suffix(".png").read_bytes(), chart.name


def test_the_run_record_names_inputs_and_outputs_by_hash(release: Path, finished_root: Path) -> None:
    record = json.loads((release / "run_record.json").read_text(encoding="utf-8"))
    raw = finished_root / "raw/jakarta_2015"
    assert record["inputs"] == {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in raw.iterdir()}
    for name, digest in record["outputs"].items():
        if name not in record["outputs_hashed_by_content"]:
            assert hashlib.sha256((release / name).read_bytes()).hexdigest() == digest, name
    assert verify(release) == []


def test_a_second_run_has_nothing_to_do_and_a_forced_one_writes_the_same(finished_root: Path, tmp_path: Path) -> None:
    root = tmp_path / "data"
    shutil.copytree(finished_root, root, symlinks=True)
    release = (root / "published/current").resolve()
    before = {path: path.read_bytes() for path in release.rglob("*") if path.is_file()}
    again = kepuasan("run", "--data-dir", str(root))
    assert again.returncode == 0
    assert "nothing new" in again.stdout
    forced = kepuasan("run", "--data-dir", str(root), "--force")
    assert forced.returncode == 0, forced.stderr
    assert (root / "published/current").resolve() == release
    assert {path: path.read_bytes() for path in release.rglob("*") if path.is_file()} == before
    events = [json.loads(line)["event"] for line in (root / "state/ledger.jsonl").read_text().splitlines()]
    assert events.count("published") == 1
    assert events[-1] == "rebuilt_identical"


def test_show_and_status(finished_root: Path) -> None:
    shown = kepuasan(
        "show", "indices", "--data-dir", str(finished_root), "--where", "scope_code=jakarta_barat", "--format", "csv"
    )
    assert shown.returncode == 0
    assert [row["ikm_published"] for row in csv.DictReader(shown.stdout.splitlines())] == ["54,42"] * 3
    status = kepuasan("status", "--data-dir", str(finished_root))
    assert "jakarta_2015" in status.stdout
    assert "reconstructed" in status.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["show", "nonsense"], 2, "no such table"),
        (["show", "indices", "--where", "nonsense=1"], 2, "expected COLUMN=VALUE"),
        (["run", "--study", "nonsense"], 2, "expected one of jakarta_2015"),
        (["frobnicate"], 2, "No such command"),
    ],
)
def test_wrong_words_on_the_command_line(finished_root: Path, arguments: list[str], code: int, words: str) -> None:
    extra = ["--data-dir", str(finished_root)] if arguments[0] != "frobnicate" else []
    result = kepuasan(*arguments, *extra)
    assert (result.returncode, "Traceback" in result.stderr) == (code, False)
    assert words in result.stderr


def test_help_has_examples_and_exit_codes() -> None:
    text = kepuasan("--help").stdout
    assert "kepuasan run --study jakarta_2015 --data-dir data" in text
    assert "75  another run is at work" in text
