"""What one file may cost is a setting of the machine; a file beyond it is refused in a sentence."""

from pathlib import Path

import pytest

from flows.errors import ConfigError
from flows.inspecting import inspect_file
from flows.raw_exports import bounds_of
from flows.settings import read_settings
from schemas.catalog import Catalog

EXPORT = Path(__file__).parents[2] / "data/raw/jakarta_2015/kanim_jakarta_pusat.csv"


def test_without_a_setting_a_file_may_take_512_mib_and_10_seconds() -> None:
    bounds = bounds_of(read_settings())
    assert (bounds.memory_bytes, bounds.seconds) == (512 * 1024 * 1024, 10.0)


def test_a_shorter_time_refuses_a_file_that_needs_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEPUASAN_FILE_SECONDS", "0.001")  # no process starts in a millisecond
    found = inspect_file(EXPORT, Catalog())
    assert found.inspection is None
    assert found.problem is not None
    assert "seconds" in found.problem[1]


@pytest.mark.parametrize(
    ("name", "value"), [("FILE_SECONDS", "0"), ("FILE_MEMORY_MIB", "8"), ("FILE_MEMORY_MIB", "much")]
)
def test_a_limit_that_cannot_be_is_told(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"KEPUASAN_{name}", value)
    with pytest.raises(ConfigError, match=f"KEPUASAN_{name}: found '{value}'"):
        read_settings()
