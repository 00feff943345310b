"""A drafted layout: what headers say is filled in, the rest is asked; completed, it is a layout that reads the file."""

from pathlib import Path

import pytest
import yaml

from flows.errors import ConfigError, SourceFileError
from flows.inspecting import scaffold_file
from schemas.catalog import Catalog, parse
from schemas.instrument import Instrument
from schemas.layout import Layout
from transforms.formats.limits import Limits
from transforms.formats.opening import open_bytes
from transforms.intake.binding import KnownLayout
from transforms.intake.reading import RawFile, Reading, read_opened

RAW = Path(__file__).parents[2] / "data/raw/jakarta_2015"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog()


def _read(path: Path, layout: Layout, instrument: Instrument) -> Reading:
    data = path.read_bytes()
    (reading,) = read_opened(RawFile(path.name, data), open_bytes(data, Limits()), [KnownLayout.of(layout, instrument)])
    return reading


def test_a_workbook_with_two_header_levels_is_drafted_and_read_once_completed(catalog: Catalog) -> None:
    path = RAW / "kanim_jakarta_selatan.xlsx"
    text = scaffold_file(path, catalog, "jakarta_2015_13", "drafted")
    drafted = yaml.safe_load(text)
    assert drafted["file"] == {"format": "xlsx", "sheet": "Jawaban", "header_rows": 2}
    assert drafted["element_codebook"]["satisfaction"]["Q1"] == ["TINGKAT KEPUASAN", "Q1"]
    assert drafted["element_codebook"]["importance"]["Q13"] == ["TINGKAT KEPENTINGAN", "Q13"]
    assert drafted["attributes"]["respondent"] == {"header": "?"}  # "No. Responden" is for a person to confirm
    packaged = catalog.layouts["workbook_two_level"].model_dump(mode="json", exclude_defaults=True)
    completed = {
        **drafted,
        "attributes": packaged["attributes"],
        "title": "Buku kerja",
        "source": "made by hand",
        "ignored": [],
    }
    layout = parse(Layout, yaml.safe_dump(completed, allow_unicode=True), "drafted.yaml")
    reading = _read(path, layout, catalog.instruments["jakarta_2015_13"])
    assert not reading.is_refused, reading.findings
    assert len(reading.columns) == 30


def test_a_text_export_of_one_measure_asks_for_what_its_headers_do_not_say(tmp_path: Path, catalog: Catalog) -> None:
    path = tmp_path / "survei.csv"
    elements = [element.element_code for element in catalog.instruments["pontianak_2015_14"].elements]
    header = ["respondent", "office", "survey_period", "Nama lengkap", *elements]
    rows = [[str(n), "Pontianak", "2015", f"Orang {n}", *["3"] * len(elements)] for n in range(1, 6)]
    path.write_text("\n".join(";".join(row) for row in [header, *rows]) + "\n", encoding="utf-8")
    text = scaffold_file(path, catalog, "pontianak_2015_14", "survei")
    drafted = yaml.safe_load(text)
    assert drafted["file"] == {
        "format": "text",
        "delimiter": ";",
        "encoding": "utf-8",
        "has_bom": False,
        "header_rows": 1,
    }
    assert drafted["element_codebook"]["satisfaction"] == {code: code for code in elements}
    assert drafted["attributes"]["office"] == {"header": "office"}
    assert drafted["ignored"] == ["Nama lengkap"]
    assert "# personal data:" in text
    asked = [name for name, binding in drafted["attributes"].items() if binding["header"] == "?"]
    assert asked  # the questions on age, sex and education are not in the file
    for name in asked:
        del drafted["attributes"][name]
    completed = yaml.safe_dump({**drafted, "title": "Survei", "source": "made by hand"}, allow_unicode=True)
    layout = parse(Layout, completed, "survei.yaml")
    reading = _read(path, layout, catalog.instruments["pontianak_2015_14"])
    assert not reading.is_refused, reading.findings
    assert len(reading.columns) == 3 + len(elements)


def test_a_code_that_forms_use_for_different_elements_is_asked_for(tmp_path: Path, catalog: Catalog) -> None:
    # U1 to U7 are the same in every form of 2017; what U8 and U9 are, only the form of this file can say.
    path = tmp_path / "rekap.csv"
    header = ["Nomor", *[f"U{number}" for number in range(1, 10)]]
    path.write_text("\n".join([";".join(header), "1;4;3;4;3;4;4;4;1;2"]) + "\n", encoding="utf-8")
    drafted = yaml.safe_load(scaffold_file(path, catalog, "skm_2017_9", "rekap"))["element_codebook"]["satisfaction"]
    assert drafted == {**{f"U{number}": f"U{number}" for number in range(1, 8)}, "U8": "?", "U9": "?"}


def test_what_cannot_be_drafted_is_a_sentence(tmp_path: Path, catalog: Catalog) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="found 'x', expected one of bali_2022_25"):
        scaffold_file(path, catalog, "x", "new")
    with pytest.raises(ConfigError, match="expected letters, digits and underscores"):
        scaffold_file(path, catalog, "bali_2022_25", "../x")
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(200)))
    with pytest.raises(SourceFileError):
        scaffold_file(tmp_path / "x.pdf", catalog, "bali_2022_25", "new")
