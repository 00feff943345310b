"""A mistake in a data file gets a message with file, line and what would be right."""

import importlib.resources
from pathlib import Path

import pytest
import yaml
from surveys import STUDY, tiny_catalog

from schemas import catalog as catalogue
from schemas.catalog import Catalog, CatalogError, mistake_at, parse, place_words
from schemas.instrument import Origin


def _mistakes(folder: Path) -> list[str]:
    with pytest.raises(CatalogError) as caught:
        Catalog(folder)
    return [str(mistake) for mistake in caught.value.mistakes]


def _spoil_study(folder: Path, old: str, new: str) -> list[str]:
    tiny_catalog(folder)
    text = STUDY.replace("WEIGHT", "0.5").lstrip()
    assert old in text
    (folder / "studies/tiny_study.yaml").write_text(text.replace(old, new), encoding="utf-8")
    return _mistakes(folder)


def test_the_packaged_catalogue_is_right() -> None:
    catalog = Catalog()
    assert len(catalog.regulations["kep_25_2004"].elements) == 14
    assert len(catalog.instruments["jakarta_2015_13"].elements) == 13
    assert {"limesurvey_codes", "online_form_full_text", "workbook_two_level"} < set(catalog.layouts)


def test_a_misspelt_key_names_its_line_and_the_known_keys(tmp_path: Path) -> None:
    (message,) = _spoil_study(tmp_path, "title_en: Small study", "titel_en: Small study")[:1]
    # Counted in STUDY above: title_en is its fifth line. The missing key is reported beside the unknown one.
    assert "studies/tiny_study.yaml" in message
    all_messages = _spoil_study(tmp_path, "title_en: Small study", "titel_en: Small study")
    assert any("line 5, titel_en: found the unknown key 'titel_en'" in text for text in all_messages)
    assert any("expected the key 'title_en'" in text for text in all_messages)


def test_an_unknown_office_names_the_offices_there_are(tmp_path: Path) -> None:
    (message,) = _spoil_study(
        tmp_path, "[jakarta_barat, jakarta_pusat]", "[jakarta_barat, jakarta_pusat, jakarta_bara]"
    )
    assert message.startswith("studies/tiny_study.yaml, line 11, offices.2: found 'jakarta_bara'; expected one of")
    assert "jakarta_barat" in message


def test_a_filter_on_an_answer_that_is_not_offered(tmp_path: Path) -> None:
    (message,) = _spoil_study(tmp_path, 'keep: ["2015"]', 'keep: ["2016"]')
    assert "line 14" in message
    assert "found '2016'; expected one of 2014, 2015" in message


def test_two_primary_methods_are_a_contradiction(tmp_path: Path) -> None:
    messages = _spoil_study(tmp_path, "weight: equal,", "weight: equal, is_primary: true,")
    assert any("exactly one index method must have is_primary: true" in message for message in messages)


def test_broken_yaml_names_the_line(tmp_path: Path) -> None:
    messages = _spoil_study(tmp_path, "as_of: 2015-12-31", "as_of: [2015-12-31")
    assert any(message.startswith("studies/tiny_study.yaml, line") for message in messages)


def test_bands_with_a_hole_are_refused(tmp_path: Path) -> None:
    text = importlib.resources.files("schemas").joinpath("regulations/kep_25_2004.yaml").read_text()
    folder = tmp_path / "regulations"
    folder.mkdir()
    (folder / "kep_25_2004.yaml").write_text(text.replace('lower: "62.51"', 'lower: "62.60"'))
    (message,) = [m for m in _mistakes(tmp_path) if "band" in m]
    assert "a band ends at 62.5 and the next starts at 62.6" in message


def test_an_alias_of_two_offices_is_refused(tmp_path: Path) -> None:
    header = "office_code,name_id,office_class,province_id,kind,aliases,source,confidence\n"
    (tmp_path / "offices.csv").write_text(header + "jakbar_2,Jakarta Baru,I,DKI Jakarta,office,Jakbar,test,low\n")
    (message,) = _mistakes(tmp_path)
    assert "the alias 'Jakbar', which jakarta_barat has too" in message


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("Kantor Imigrasi Kelas I Khusus Jakarta Barat", "jakarta_barat"),
        ("KANIM KELAS I KHUSUS NON-TPI JAKARTA BARAT", "jakarta_barat"),
        ("kanim jakbar", "jakarta_barat"),
        ("Jakarta Pusat", "jakarta_pusat"),
        ("Jabar", None),  # West Java, one letter from Jakbar: never a guess
        ("Jakarta", None),
        ("", None),
    ],
)
def test_office_names(text: str, office: str | None) -> None:
    assert Catalog().office_code(text) == office


def test_class_words_are_no_part_of_a_place() -> None:
    assert place_words("Kantor Imigrasi Kelas II Non TPI Depok") == "DEPOK"


def test_only_a_question_with_an_option_for_no_answer_may_be_left_out_of_a_layout(tmp_path: Path) -> None:
    # The tiny questionnaire's year has none: nobody could say to which year the answers belong.
    tiny_catalog(tmp_path)
    layout = tmp_path / "layouts/tiny_csv.yaml"
    layout.write_text(
        layout.read_text(encoding="utf-8").replace("{ header: Tahun }", "{ not_asked: true }"), encoding="utf-8"
    )
    with pytest.raises(CatalogError, match="found not_asked; expected a column"):
        Catalog(tmp_path)


def test_a_header_that_yaml_takes_for_false_is_told_once_and_how_to_write_it(tmp_path: Path) -> None:
    tiny_catalog(tmp_path)
    layout = tmp_path / "layouts/tiny_csv.yaml"
    layout.write_text(layout.read_text(encoding="utf-8").replace("header: Nomor", "header: No"), encoding="utf-8")
    with pytest.raises(CatalogError, match='write it in quotes, such as "No"') as caught:
        Catalog(tmp_path)
    assert len([mistake for mistake in caught.value.mistakes if mistake.path.startswith("attributes.respondent")]) == 1


@pytest.mark.parametrize("loader", [catalogue._FAST_LOADER, yaml.SafeLoader], ids=["as installed", "python"])
def test_lines_and_words_are_the_same_with_and_without_libyaml(loader: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_FAST_LOADER", loader)
    text = "# remark\nbase: &b\n  one: 1\nnext:\n  <<: *b\n  many: [1,\n    2]\n"
    paths = (("base", "one"), ("next",), ("next", "one"), ("next", "many", 1))
    # A key that came by << stands nowhere else than where its mapping does.
    assert [mistake_at("f", text, path, "", "").line for path in paths] == [3, 4, 4, 7]
    with pytest.raises(CatalogError, match=r"f, line 1: found expected ',' or '\]', but got '<stream end>'"):
        parse(Origin, "file: [unclosed", "f")
