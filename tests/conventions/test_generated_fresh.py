"""The generated files in the checkout are what the contract says now."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from flows.errors import ConfigError
from flows.generated import write_generated
from schemas.findings import CODES
from schemas.registry import ALL_TABLES


def test_committed_files_are_fresh(checkout: Path) -> None:
    assert write_generated(checkout, write=False) == [], "run `make docs` and commit what it writes"


def test_a_changed_page_is_stale_and_a_surplus_one_goes(checkout: Path, tmp_path: Path) -> None:
    for folder in ("docs", "schemas/json"):
        shutil.copytree(checkout / folder, tmp_path / folder)
    page = tmp_path / "docs/dictionary/out_skm__indices.md"
    page.write_text(page.read_text().replace("| Kode studi |", "| Kode |"))
    surplus = tmp_path / "docs/dictionary/out_skm__gone.md"
    surplus.write_text("of a table that is no more")
    stale = ["docs/dictionary/out_skm__gone.md", "docs/dictionary/out_skm__indices.md"]
    assert write_generated(tmp_path, write=False) == stale
    assert write_generated(tmp_path, write=True) == stale
    assert write_generated(tmp_path, write=False) == []
    assert not surplus.exists()


def test_a_changed_description_makes_its_pages_stale(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = ALL_TABLES["out_skm__bands"]
    column = replace(table.fields[-1], description="Something else.")
    monkeypatch.setitem(ALL_TABLES, table.name, replace(table, fields=(*table.fields[:-1], column)))
    assert write_generated(checkout, write=False) == [f"docs/dictionary/{table.name}.md"]
    code = CODES["SKM-R-001"]
    monkeypatch.setitem(CODES, code.code, replace(code, do_en="Do something else"))
    assert write_generated(checkout, write=False) == ["docs/dictionary/findings.md", f"docs/dictionary/{table.name}.md"]


def test_a_folder_that_is_no_checkout_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="found no checkout"):
        write_generated(tmp_path, write=True)
    assert not list(tmp_path.iterdir())


def test_every_table_has_a_page_with_every_column(checkout: Path) -> None:
    for table in ALL_TABLES.values():
        text = (checkout / f"docs/dictionary/{table.name}.md").read_text(encoding="utf-8")
        for field in table.fields:
            assert f"| `{field.name}` | {field.title_id} |" in text, f"{table.name}.{field.name}"
