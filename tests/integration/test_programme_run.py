"""Runs of a programme in one data folder: built again to the same bytes, limited to offices, one at a time."""

import json
import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from tiny_programme import PROGRAMME_ID, write_month, write_programme

from flows.building import Outcome
from flows.errors import ConfigError, LockedError, SourceFileError, StorageError
from flows.pipeline import load_catalog
from flows.programme_run import ProgrammeRun, find_programme
from flows.releases import verify_root
from flows.storage import DataRoot, RunLock


def _run(
    data: Path, period: str, *, force: bool = False, offices: list[str] | None = None, replays: bool = False
) -> Outcome:
    """Run a month as the flow does, but for Great Expectations, which takes seconds."""
    root = DataRoot(data)
    catalog = load_catalog(root)
    programme = find_programme(catalog, PROGRAMME_ID)
    with ProgrammeRun(
        root, catalog, programme, period, offices=offices, replays=replays, overlay=data / "catalog"
    ) as run:
        run.look()
        run.read()
        if run.nothing_new is not None and not force:
            return Outcome("unchanged", run.build_id, PROGRAMME_ID, run.nothing_new)
        run.begin()
        run.compute()
        assert not run.is_refused
        run.build()
        return run.publish()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which two months were published at once, with what the second would have restated.

    January: Bogor 4 4 2 (83.33) and Tangerang 3 3 (75), which came in February's run; February: Bogor 4 2 (75).
    """
    folder = tmp_path_factory.mktemp("programme")
    write_programme(folder, "2024-01")
    write_month(folder, "2024-01", {"bogor": [4, 4, 2]}, date(2024, 2, 3))
    write_month(folder, "2024-01", {"tangerang": [3, 3]}, date(2024, 3, 2))
    write_month(folder, "2024-02", {"bogor": [4, 2]}, date(2024, 3, 4))
    _run(folder, "2024-02", replays=True)
    return folder


def _table(data: Path, name: str) -> pd.DataFrame:
    return pd.read_csv((data / "published" / "current").resolve() / f"tables/csv/{name}.csv")


def test_months_published_at_once_tell_what_each_would_have_restated(data: Path) -> None:
    revised = _table(data, "fact_revisions")
    offices = revised[revised["scope_level"] == "office"]
    assert offices[["run_period", "period_code", "scope_code", "cause", "cause_files"]].to_numpy().tolist() == [
        ["2024-02", "2024-01", "tangerang", "late_file", "tangerang_2024-01.csv"]
    ]
    country = revised[(revised["scope_level"] == "national") & (revised["weighting"] == "pooled_respondents")]
    # (4 + 4 + 2) / 3 x 25 = 83.33, and with two who gave 3: (10 + 6) / 5 x 25 = 80.
    assert country[["ikm_before_fraction", "ikm_after_fraction"]].to_numpy().tolist() == [["250/3", "80/1"]]
    runs = _table(data, "dim_run")
    assert runs[["run_period", "files_new_n", "is_replayed"]].to_numpy().tolist() == [
        ["2024-01", 1, True],
        ["2024-02", 2, False],
    ]


def test_the_same_month_again_changes_nothing_and_built_again_is_the_same(data: Path) -> None:
    before = (data / "published" / "current").resolve()
    assert _run(data, "2024-02").status == "unchanged"
    again = _run(data, "2024-02", force=True)
    assert again.folder == before
    assert verify_root(DataRoot(data)) == []


def test_every_file_that_the_page_offers_is_there(data: Path) -> None:
    release = (data / "published" / "current").resolve()
    links = set(re.findall(r'href="([^"#]+)"', (release / "index.html").read_text(encoding="utf-8")))
    assert {"tables/csv/fact_indices.csv", "tables/parquet/fact_responses.parquet"} <= links
    links.discard("data_docs/index.html")  # Great Expectations is left out here
    assert [link for link in sorted(links) if not (release / link).exists()] == []


def test_a_lost_link_ends_the_run_and_does_not_begin_the_history_of_revisions_anew(data: Path) -> None:
    current = data / "published" / "current"
    release = current.readlink()
    current.unlink()
    try:
        with pytest.raises(StorageError, match=f"expected one to {release}, which the ledger records as in force"):
            _run(data, "2024-02")
    finally:
        current.symlink_to(release)


def test_a_run_for_one_office_takes_its_files_only(data: Path) -> None:
    write_month(data, "2024-03", {"bogor": [4], "tangerang": [2, 2]}, date(2024, 4, 4))
    _run(data, "2024-03", offices=["bogor"])
    covered = _table(data, "fact_coverage").set_index(["office_code", "month_code"])["coverage"]
    assert covered["bogor", "2024-03"] == "on_time"
    assert covered["tangerang", "2024-03"] == "missing"
    _run(data, "2024-03")
    covered = _table(data, "fact_coverage").set_index(["office_code", "month_code"])["coverage"]
    assert covered["tangerang", "2024-03"] == "on_time"
    revised = _table(data, "fact_revisions")
    own = revised[(revised["run_number"] == 4) & (revised["scope_level"] == "office")]
    # March, and the first quarter that it completed: (3 + 3 + 2 + 2) / 4 x 25 = 62.5 after 75 of January alone.
    assert own[["scope_code", "period_code", "ikm_before_fraction", "ikm_after_fraction"]].fillna(
        ""
    ).to_numpy().tolist() == [
        ["tangerang", "2024-03", "", "50/1"],
        ["tangerang", "2024-Q1", "75/1", "125/2"],
    ]


def test_an_office_that_does_not_belong_is_refused_with_a_sentence(data: Path) -> None:
    with pytest.raises(ConfigError, match="found medan, expected offices of uji_dua_kantor"):
        _run(data, "2024-03", offices=["medan"])


def test_a_folder_without_exports_is_no_refusal_without_a_reason(tmp_path: Path) -> None:
    write_programme(tmp_path, "2024-01")
    with pytest.raises(SourceFileError, match=rf"raw/{PROGRAMME_ID}/: found no export, expected one at least"):
        _run(tmp_path, "2024-01")
    write_month(tmp_path, "2024-01", {"bogor": [4, 4, 2]}, date(2024, 2, 3))
    with pytest.raises(SourceFileError, match="found no export of tangerang alone"):
        _run(tmp_path, "2024-01", offices=["tangerang"])


def test_a_second_run_says_that_one_is_at_work(data: Path) -> None:
    with RunLock(DataRoot(data)), pytest.raises(LockedError, match="another run at work"):
        _run(data, "2024-03")


def test_a_folder_that_publishes_something_else_is_refused(tmp_path: Path) -> None:
    release = tmp_path / "published" / "releases" / "study"
    release.mkdir(parents=True)
    (release / "run_record.json").write_text(json.dumps({"study_id": "jakarta_2015"}))
    (release / "manifest.json").write_text("{}")
    (tmp_path / "published" / "current").symlink_to("releases/study")
    write_programme(tmp_path, "2024-01")
    write_month(tmp_path, "2024-01", {"bogor": [4]}, date(2024, 2, 3))
    with pytest.raises(ConfigError, match="found releases of jakarta_2015"):
        _run(tmp_path, "2024-01")
