"""A small country end to end: months published one after the other equal the truth, while analysts query the release.

The same as `make demo-national`, with fewer offices and months: the generator's truth file is the judge of every index,
grade, revision, finding and row count; the run before the last changes nothing; a late file restates exactly its periods.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "analysts.md").read_text(encoding="utf-8")
QUERIES = list(re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL))
SETUP = """
set variable kantor = (select min(scope_code) from fact_indices where scope_level = 'office');
set variable bulan = (select max(period_code) from fact_indices where period_grain = 'month');
set variable tahun = (select max(period_code) from fact_indices where period_grain = 'year');
set variable mutu = 'B';
set variable dinilai = 'permenpan_14_2017';
"""
# What an analyst's program does: resolve the release once, open it read-only, ask everything, open it anew.
# A rest between two rounds leaves the processors to the run that publishes.
ANALYST = """
import duckdb, json, os, sys, time
setup, queries = json.load(sys.stdin)
current, stop = sys.argv[1:]
read, rows = [], 0
while not os.path.exists(stop):
    if not os.path.islink(current):
        time.sleep(0.2)
        continue
    folder = os.path.realpath(current)
    [name] = [name for name in os.listdir(folder) if name.endswith(".duckdb")]
    with duckdb.connect(os.path.join(folder, name), read_only=True) as con:
        con.execute(setup)
        rows += sum(len(con.execute(query).fetchall()) for query in queries)
    read.append(os.path.basename(folder))
    time.sleep(0.5)
print(json.dumps([read, rows]))
"""


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, prefect_home: Path) -> tuple[Path, str, list[str], int]:
    """Run the demo with an analyst beside it; return its folder, what it said, and the releases that he read."""
    folder = tmp_path_factory.mktemp("national")
    data, stop = folder / "data", folder / "stop"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "KEPUASAN_"))}
    environment |= {"PREFECT_HOME": str(folder / "prefect"), "HOME": str(folder)}
    shutil.copytree(prefect_home, folder / "prefect")
    analyst = subprocess.Popen(
        [sys.executable, "-c", ANALYST, str(data / "published" / "current"), str(stop)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert analyst.stdin is not None
    analyst.stdin.write(json.dumps([SETUP, QUERIES]))
    analyst.stdin.close()
    demo = subprocess.run(
        [sys.executable, "tests/support/national_demo/drive.py", "--data", str(data), "--months", "9",
         "--offices", "12", "--first-month", "2016-10"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    stop.touch()
    assert analyst.stdout is not None
    assert analyst.stderr is not None
    told, complaint = analyst.stdout.read(), analyst.stderr.read()
    assert analyst.wait(timeout=300) == 0, complaint
    assert demo.returncode == 0, demo.stdout[-4000:] + demo.stderr[-4000:]
    read, rows = json.loads(told)
    return data, demo.stdout, read, rows


def test_everything_equals_the_truth(done: tuple[Path, str, list[str], int]) -> None:
    _, said, _, _ = done
    for words in (
        "all months but the last are published", "the same month again changes nothing", "it restates exactly",
        "indices with their grades equal the truth", "revisions of office months equal the truth",
        "revisions of national months equal the truth", "findings equal the truth", "row counts of",
    ):  # fmt: skip
        assert words in said
    assert "0 differences from the truth" in said
    assert "✗" not in said


def test_the_twenty_queries_run_while_releases_change(done: tuple[Path, str, list[str], int]) -> None:
    data, _, read, rows = done
    assert len(QUERIES) == 20
    published = {path.name for path in (data / "published" / "releases").iterdir()}
    assert len(published) == 3
    assert set(read) <= published
    assert len(set(read)) >= 2, "the analyst met one release only"
    assert rows > 0
