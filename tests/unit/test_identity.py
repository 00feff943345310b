"""What a build id is made of, and what it is not."""

from pathlib import Path

from surveys import tiny_catalog, tiny_csv

from flows.identity import identify, library_versions


def test_the_id_follows_inputs_and_catalogue_and_nothing_else(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "a.csv").write_bytes(tiny_csv([("1", "Jakarta Barat", "2015", [4, 3], [4, 4])]))
    catalog = tiny_catalog(tmp_path / "catalog")
    first = identify("tiny_study", catalog, raw)
    (raw / ".hidden").write_text("an editor's swap file")
    assert identify("tiny_study", tiny_catalog(tmp_path / "elsewhere"), raw) == first
    (raw / "a.csv").rename(raw / "b.csv")
    assert identify("tiny_study", catalog, raw).build_id != first.build_id
    (raw / "b.csv").rename(raw / "a.csv")
    other_weight = tiny_catalog(tmp_path / "other", weight="0.49")
    assert identify("tiny_study", other_weight, raw).build_id != first.build_id


def test_versions_are_those_of_the_whole_runtime_and_of_no_tool() -> None:
    versions = library_versions()
    assert {"python", "duckdb", "numpy", "pillow", "prefect", "great-expectations"} <= set(versions)
    assert not {"pytest", "ruff", "mypy", "hypothesis", "kepuasan"} & set(versions)
