"""Documents come from the release in force, and only from one whose every byte is as it was sealed."""

import json
from pathlib import Path

import pytest

from flows.documents import write_from_release_in_force
from flows.errors import ConfigError
from flows.programme_commands import documents
from flows.progress import Silent
from flows.storage import DataRoot
from schemas.catalog import Catalog
from transforms.documents import KINDS

PROGRAMME = Catalog().programmes["national_demo"]


def _write(data: Path) -> list[Path]:
    return write_from_release_in_force(DataRoot(data), PROGRAMME, "2018", KINDS, None, ("id",), Silent())


def test_without_a_release_there_is_nothing_to_write_from(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"found no release, expected one\. Run 'kepuasan monthly' first"):
        _write(tmp_path)


def test_nothing_is_written_from_a_damaged_release(tmp_path: Path) -> None:
    release = tmp_path / "published" / "releases" / "0123456789abcdef"
    release.mkdir(parents=True)
    (release / "run_record.json").write_text(json.dumps({"programme_id": PROGRAMME.programme_id, "period": "2018-12"}))
    (release / "manifest.json").write_text("{}")
    (tmp_path / "published" / "current").symlink_to(f"releases/{release.name}")
    with pytest.raises(ConfigError, match=r"found a damaged release, expected an intact one\. Run 'kepuasan verify'"):
        _write(tmp_path)
    assert not (tmp_path / "documents").exists()


def test_the_command_offers_every_kind_of_document() -> None:
    choice = next(one.type for one in documents.params if one.name == "kinds")
    assert tuple(choice.choices) == KINDS  # type: ignore[attr-defined]
