"""After a roll back the sweep waits for a person: it must not bring back what was withdrawn."""

import json
from pathlib import Path

import pytest
from building import build
from tiny_programme import PROGRAMME_ID, write_programme

from flows import sweep
from flows.errors import ContractError
from flows.rollback import roll_back
from flows.storage import DataRoot


@pytest.fixture
def root(tmp_path: Path) -> DataRoot:
    """January was published, then February with a wrong file for January."""
    write_programme(tmp_path, "2024-01")
    root = DataRoot(tmp_path)
    for build_id, period in (("jan", "2024-01"), ("feb", "2024-02")):
        record = {"programme_id": PROGRAMME_ID, "period": period, "build_id": build_id}
        build(root, build_id, content={"run_record.json": json.dumps(record).encode()})
    return root


@pytest.fixture
def months(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The months that the sweep has run."""
    run: list[str] = []
    monkeypatch.setattr(sweep, "run_month", lambda month, *_, **__: run.append(month))
    return run


def swept(root: DataRoot) -> None:
    sweep._sweep(PROGRAMME_ID, str(root.path))


def test_it_runs_the_month_of_the_release_in_force(root: DataRoot, months: list[str]) -> None:
    swept(root)
    assert months == ["2024-02"]


def test_after_a_roll_back_it_runs_nothing_and_says_what_to_do(root: DataRoot, months: list[str]) -> None:
    roll_back(root)
    with pytest.raises(ContractError, match=r"release feb rolled back .* run 'kepuasan monthly'"):
        swept(root)
    assert months == []


def test_once_a_roll_back_is_undone_it_runs_again(root: DataRoot, months: list[str]) -> None:
    roll_back(root)
    roll_back(root, "feb")
    swept(root)
    assert months == ["2024-02"]


def test_where_nothing_was_published_there_is_nothing_to_do(tmp_path: Path, months: list[str]) -> None:
    write_programme(tmp_path, "2024-01")
    swept(DataRoot(tmp_path))
    assert months == []
