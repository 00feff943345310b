"""The replication audit as a person runs it: the command, the release it publishes, its pages in a browser."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import chromium as browser
import duckdb
import pytest
from papers import CLEAN, write_paper

from flows.sealing import verify
from schemas.registry import AUDIT_TABLES

STUDIES = {"jakarta_2015": 314, "pontianak_2015": 278, "singkawang_2019": 125, "bali_2022": 576, "tangerang_2005": 13}


def _command(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flows.cli", *words], capture_output=True, text=True, timeout=300, check=False, cwd=cwd
    )


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> tuple[Path, str]:
    root = tmp_path_factory.mktemp("audited")
    done = _command("replicate", "--reference", str(checkout / "data/reference"), "--to", str(root))
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return root, done.stdout


def test_the_command_ends_with_studies_by_verdicts_that_sum_to_1306(audited: tuple[Path, str]) -> None:
    _, said = audited
    totals = {
        words[0]: int(words[-1])
        for line in said.splitlines()
        if (words := line.split()) and words[0] in STUDIES and words[-1].isdigit()
    }
    assert totals == STUDIES
    last = next(line for line in said.splitlines() if line.strip().startswith("jumlah / total") and "1306" in line)
    numbers = [int(word) for word in last.split() if word.isdigit()]
    assert numbers[-1] == 1306 == sum(numbers[:-1])
    assert numbers[-2] <= 0.4 * 1306


def test_the_published_table_has_the_columns_and_rows_of_published_csv(
    audited: tuple[Path, str], checkout: Path
) -> None:
    root, _ = audited
    with (checkout / "data/reference/published.csv").open(encoding="utf-8", newline="") as file:
        printed = [tuple(row) for row in csv.reader(file)][1:]
    database = next((root / "published/current").glob("*.duckdb"))
    with duckdb.connect(str(database), read_only=True) as con:
        rows = con.execute(
            'select study, "table", "row", "column", printed from out_audit__figures '
            "order by list_position(?, study), figure_number",
            [list(dict.fromkeys(row[0] for row in printed))],
        ).fetchall()
        left = con.execute(
            "select count(*) from out_audit__figures where sentence_id = '' or sentence_en = ''"
        ).fetchall()
    by_study = sorted(printed, key=lambda row: list(dict.fromkeys(one[0] for one in printed)).index(row[0]))
    assert rows == by_study
    assert left == [(0,)]


def test_the_release_is_whole_and_says_what_it_was_made_from(audited: tuple[Path, str]) -> None:
    root, _ = audited
    release = (root / "published/current").resolve()
    assert verify(release) == []
    for name in AUDIT_TABLES:
        assert (release / f"tables/csv/{name}.csv").is_file()
        assert (release / f"tables/parquet/{name}.parquet").is_file()
    record = json.loads((release / "run_record.json").read_text(encoding="utf-8"))
    named = {"published.csv", *(f"{study}/{file}" for study in STUDIES for file in ("audit.yaml", "analysis.yaml"))}
    assert named <= set(record["inputs"])
    assert "bali_2022/item_frequencies.csv" in record["inputs"]
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    assert {one["name"] for one in package["resources"]} >= set(AUDIT_TABLES)


def test_a_second_audit_changes_nothing_and_a_forced_one_gives_the_same_bytes(
    audited: tuple[Path, str], checkout: Path
) -> None:
    root, _ = audited
    before = (root / "published/current").resolve()
    reference = str(checkout / "data/reference")
    again = _command("replicate", "--reference", reference, "--to", str(root))
    assert "nothing new" in again.stdout
    forced = _command("replicate", "--reference", reference, "--to", str(root), "--force")
    assert forced.returncode == 0, forced.stderr
    assert (root / "published/current").resolve() == before
    events = [
        json.loads(line)["event"] for line in (root / "state/ledger.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert events[-1] == "rebuilt_identical"
    assert _command("verify", "--data-dir", str(root)).returncode == 0


def test_the_bytes_depend_on_no_clock_place_or_hash_seed(
    audited: tuple[Path, str], checkout: Path, tmp_path: Path
) -> None:
    root, _ = audited
    environment = {**os.environ, "TZ": "Asia/Jayapura", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    command = [
        sys.executable,
        "-m",
        "flows.cli",
        "replicate",
        "--reference",
        str(checkout / "data/reference"),
        "--to",
        str(tmp_path),
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False, env=environment, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    here, there = ((one / "published/current").resolve() for one in (root, tmp_path))
    assert here.name == there.name
    for path in sorted(here.rglob("*")):
        if path.is_file() and path.suffix != ".duckdb" and path.name != "manifest.json":
            assert (there / path.relative_to(here)).read_bytes() == path.read_bytes(), path.name


def test_show_reads_an_audit(audited: tuple[Path, str]) -> None:
    root, _ = audited
    done = _command("show", "figures", "--data-dir", str(root), "--where", "verdict=contradicted", "--format", "csv")
    assert done.returncode == 0, done.stderr
    assert "»7,0«" in done.stdout


# --- a sixth paper ---------------------------------------------------------------------------------------------------
def test_a_sixth_paper_needs_two_data_files(tmp_path: Path) -> None:
    folder = write_paper(tmp_path / "sixth", {("2", "A", "jumlah"): "128"})
    done = _command("audit-print", str(folder), "--to", str(tmp_path / "audit"))
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "audit/published/current/studi/kecil.html").read_text(encoding="utf-8")
    assert "»128«" in page
    counts = [line for line in done.stdout.splitlines() if line.strip().startswith("kecil")]
    assert counts[0].split()[-1] == str(len(CLEAN))


def test_a_mistake_in_an_audit_file_ends_with_2_and_publishes_nothing(tmp_path: Path) -> None:
    folder = write_paper(tmp_path / "sixth")
    text = (folder / "audit.yaml").read_text(encoding="utf-8")
    (folder / "audit.yaml").write_text(text.replace("2 | Semua | rata-rata", "2 | Sema | rata-rata"), encoding="utf-8")
    done = _command("audit-print", str(folder), "--to", str(tmp_path / "audit"))
    assert done.returncode == 2
    assert "found 2 | Sema | rata-rata; expected a printed figure" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "audit/published/current").exists()


# --- the pages -------------------------------------------------------------------------------------------------------
@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
def test_pages_in_a_browser_without_network(audited: tuple[Path, str], tmp_path: Path) -> None:
    root, _ = audited
    home = f"{(root / 'published/current').resolve().as_uri()}/"
    with browser.page(tmp_path / "profile") as page:
        page.open(f"{home}index.html")
        text = page.value("document.body.innerText")
        assert "1.306" in text or "1306" in text
        page.value("document.querySelector('label[for=\"lang-en\"]').click()")
        assert "1,306" in page.value("document.body.innerText") or "1306" in page.value("document.body.innerText")
        for study in STUDIES:
            page.open(f"{home}studi/{study}.html")
            assert page.value("document.documentElement.scrollWidth <= window.innerWidth"), study
            assert "undefined" not in page.value("document.body.innerText")
        page.open(f"{home}index.html")
        page.click('a[href="studi/bali_2022.html"]')
        assert page.value("location.pathname").endswith("/studi/bali_2022.html")
        assert page.complaints == []
        assert all(url.startswith((home, "data:", "about:")) for url in page.requested), page.requested


def test_the_table_in_the_readme_is_what_the_command_finds(audited: tuple[Path, str], checkout: Path) -> None:
    root, _ = audited
    verdicts = ["reproduced", "reproduced_by_truncation", "contradicted", "inconsistent_in_print", "not_recomputable"]
    with (root / "published/current/tables/csv/out_audit__summary.csv").open(encoding="utf-8", newline="") as file:
        found = {(row["study"], row["verdict"]): int(row["figures_n"]) for row in csv.DictReader(file)}
    names = {"Jakarta 2015": "jakarta_2015", "Pontianak 2015": "pontianak_2015", "Singkawang 2019": "singkawang_2019", "Bali 2022": "bali_2022", "Tangerang 2005": "tangerang_2005"}  # fmt: skip
    shown = {}
    for line in (checkout / "README.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] in names and len(cells) == 7:
            shown[names[cells[0]]] = [int(cell) for cell in cells[1:]]
    assert shown == {
        study: [*(found[study, verdict] for verdict in verdicts), figures] for study, figures in STUDIES.items()
    }
