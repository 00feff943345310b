"""The flow with Prefect's own engine: retries where a retry can help, states that say what happened."""

from pathlib import Path
from typing import Any

import pytest
from prefect.testing.utilities import prefect_test_harness

from flows.building import RefusedError
from flows.errors import ConfigError, UnforeseenError
from flows.pipeline import Run
from flows.study import study


@pytest.fixture(scope="module", autouse=True)
def _server() -> Any:
    with prefect_test_harness(server_startup_timeout=120):
        yield


def test_a_share_that_comes_back_needs_no_person(study_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read, failures = Run.read, []

    def shaky(run: Run, name: str) -> None:
        if name == "kanim_jakarta_timur.csv" and len(failures) < 2:
            failures.append(name)
            raise OSError(5, "Input/output error")
        read(run, name)

    monkeypatch.setattr(Run, "read", shaky)
    (study_root / "raw/jakarta_2015/kanim_lainnya.csv").unlink()  # so that the run ends before the slow stages
    state = study(study_id="jakarta_2015", data_dir=str(study_root), return_state=True)
    assert len(failures) == 2
    assert state.is_failed()
    refused = state.result(raise_on_failure=False)
    assert isinstance(refused, RefusedError)
    assert [finding.code.code for finding in refused.outcome.findings] == ["SKM-F-001"]
    assert "nothing was published" in (state.message or "")


def test_an_error_nobody_foresaw_quotes_no_cell(study_root: Path, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    def broken(_run: Run) -> None:
        raise ValueError("could not convert 'Siti Aminah'")

    monkeypatch.setattr(Run, "validate", broken)
    state = study(study_id="jakarta_2015", data_dir=str(study_root), return_state=True)
    error = state.result(raise_on_failure=False)
    assert isinstance(error, UnforeseenError)
    assert error.exit_code == 70
    assert "An error nobody foresaw (ValueError)" in (state.message or "")
    assert "Siti Aminah" not in caplog.text
    log = Path((state.message or "").split()[-1].rstrip("."))
    assert "Siti Aminah" in log.read_text()  # for the person who mends it
    assert log.stat().st_mode & 0o077 == 0
    log.unlink()


def test_a_wrong_study_fails_with_a_sentence(study_root: Path) -> None:
    state = study(study_id="nonsense", data_dir=str(study_root), return_state=True)
    assert state.is_failed()
    assert isinstance(state.result(raise_on_failure=False), ConfigError)
    assert "expected one of jakarta_2015" in (state.message or "")
