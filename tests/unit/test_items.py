"""An element that is asked by several questions: all its answers are the element's, each on the element's own scale."""

from datetime import date
from pathlib import Path

import pytest
from surveys import STUDY, compute, stage

from schemas.catalog import Catalog, CatalogError
from transforms.cleaning.survey import SurveyIntake
from transforms.intake.reading import RawFile

INSTRUMENT = """
instrument_id: tiny
title_id: Kuesioner dengan butir
title_en: Questionnaire with items
regulation_id: kep_25_2004
source: made for tests
confidence: high
scale: { minimum: 1, maximum: 4 }
measures:
  - { measure: satisfaction, title_id: Kepuasan, title_en: Satisfaction, prompt_id: Puas, prompt_source: ours }
elements:
  - element_code: U1
    label_id: Unsur 1
    label_en: Element 1
    match_confidence: low
    items:
      - { item_code: U1a, question_id: Mudah, question_en: Easy }
      - { item_code: U1b, question_id: Berbelit, question_en: Tangled, is_reversed: true }
  - { element_code: U2, label_id: Unsur 2, label_en: Element 2, match_confidence: low SCALE }
attributes:
  - { attribute_code: respondent, role: respondent, question_id: Nomor, question_en: Number }
  - { attribute_code: office, role: office, question_id: Kantor, question_en: Office }
  - attribute_code: service_year
    role: period
    question_id: Tahun
    question_en: Year
    options:
      - { code: "2014", label_id: "2014", label_en: "2014" }
      - { code: "2015", label_id: "2015", label_en: "2015" }
"""
LAYOUT = """
layout_id: tiny_items
instrument_id: tiny
title: Items
source: made for tests
file: { format: text, delimiter: ",", encoding: utf-8, has_bom: false }
attributes: { respondent: { header: Nomor }, office: { header: Kantor }, service_year: { header: Tahun } }
element_codebook: { satisfaction: { U1a: Mudah, U1b: Berbelit, U2: Dua } }
"""
FILE = b"""Nomor,Kantor,Tahun,Mudah,Berbelit,Dua
1,Jakarta Barat,2015,4,1,3
2,Jakarta Barat,2015,3,2,4
3,Jakarta Barat,2015,2,,4
"""


def _write(folder: Path, scale: str = "", study: str | None = None) -> None:
    files = {
        "instruments/tiny.yaml": INSTRUMENT.replace(" SCALE", scale),
        "layouts/tiny_items.yaml": LAYOUT,
        "studies/tiny_study.yaml": study,
    }
    for name, text in files.items():
        if text is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text.lstrip(), encoding="utf-8")


def _study() -> str:
    text = STUDY.replace("WEIGHT", "0.5")
    return text[: text.index("importance_performance:")] + text[text.index("disclosure:") :]


def test_the_element_has_the_answers_of_all_its_items(tmp_path: Path) -> None:
    _write(tmp_path, study=_study())
    frames = compute(Catalog(tmp_path), "tiny_study", {"kantor.csv": FILE})
    means = frames["out_skm__element_means"]
    found = means[means["scope"] == "cohort"].set_index("element_code")
    # U1: 4, 3, 2 and, turned around, 5 - 1 = 4, 5 - 2 = 3, none: 16 of 5 answers. U2: 3 + 4 + 4 = 11 of 3.
    assert (found.loc["U1", "answers_n"], found.loc["U1", "score_sum"]) == (5, 16)
    assert (found.loc["U2", "answers_n"], found.loc["U2", "score_sum"]) == (3, 11)
    indices = frames["out_skm__indices"].set_index(["scope", "method_code"])
    # (16/5 + 11/3) / 2 x 25 = 103/30 x 25 = 515/6
    assert indices.loc[("cohort", "equal"), "ikm_exact_fraction"] == "515/6"


def test_each_question_is_checked_on_its_own_scale(tmp_path: Path) -> None:
    _write(tmp_path, ", scale: { minimum: 1, maximum: 6 }")
    catalog = Catalog(tmp_path)
    intake = SurveyIntake(catalog, ["tiny"], None, date(2016, 1, 1))
    data = FILE.replace(b"4,1,3", b"4,1,6").replace(b"3,2,4", b"6,2,4")
    (file,) = intake.stage(intake.read_own(RawFile("kantor.csv", data)))
    assert list(file.accepted["respondent"]) == ["1", "3"]  # 6 is on the scale of U2 and off that of U1
    (finding,) = [one for one in file.findings if one.row_number is not None]
    assert (finding.column_name, "found 6, expected 1 to 4" in finding.message_en) == ("Mudah", True)


def test_an_index_does_not_mix_scales(tmp_path: Path) -> None:
    _write(tmp_path, ", scale: { minimum: 1, maximum: 6 }", _study())
    with pytest.raises(
        CatalogError, match="whose elements are answered on 1-4 and 1-6; expected elements on one scale"
    ):
        Catalog(tmp_path)


def test_the_same_answers_are_staged_by_question(tmp_path: Path) -> None:
    _write(tmp_path, study=_study())
    (file,) = stage(Catalog(tmp_path), "tiny_study", {"kantor.csv": FILE})
    assert [list(file.accepted[f"satisfaction:{code}"]) for code in ("U1a", "U1b", "U2")] == [
        ["4", "3", "2"], ["4", "3", ""], ["3", "4", "4"],
    ]  # fmt: skip
