"""Builders: a tiny study with its catalogue, and raw exports to spoil."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from schemas.catalog import Catalog
from schemas.findings import Finding
from transforms import computing, loading, sql
from transforms.cleaning.staged_file import StagedFile
from transforms.cleaning.survey import SurveyIntake
from transforms.intake.reading import RawFile

INSTRUMENT = """
instrument_id: tiny
title_id: Kuesioner kecil
title_en: Small questionnaire
regulation_id: kep_25_2004
source: made for tests
confidence: high
scale: { minimum: 1, maximum: 4 }
measures:
  - { measure: satisfaction, title_id: Kepuasan, title_en: Satisfaction, prompt_id: Puas, prompt_source: ours }
  - { measure: importance, title_id: Kepentingan, title_en: Importance, prompt_id: Penting, prompt_source: ours }
elements:
ELEMENTS
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
layout_id: tiny_csv
instrument_id: tiny
title: Small comma CSV
source: made for tests
file: { format: text, encoding: utf-8, delimiter: ",", has_bom: false }
attributes:
  respondent: { header: Nomor }
  office: { header: Kantor }
  service_year: { header: Tahun }
element_pattern: { satisfaction: "{prompt_id} {element_code}", importance: "{prompt_id} {element_code}" }
"""

STUDY = """
study_id: tiny_study
instrument_id: tiny
regulation_id: kep_25_2004
title_id: Studi kecil
title_en: Small study
source: made for tests
data_origin: synthetic
data_origin_id: Data buatan untuk pengujian.
data_origin_en: Made-up data for tests.
as_of: 2015-12-31
offices: [jakarta_barat, jakarta_pusat]
cohort:
  steps:
    - { step_code: only_2015, attribute: service_year, keep: ["2015"], reason_id: Hanya 2015, reason_en: Only 2015 }
  focus: { step_code: focus_office, office: jakarta_barat, reason_id: Fokus, reason_en: Focus }
index_measure: satisfaction
index_methods:
  - { method_code: declared, weight: "WEIGHT", rounding: { element_mean_digits: 2, index_digits: 2 }, is_primary: true }
  - { method_code: equal, weight: equal, rounding: { index_digits: 2 } }
importance_performance:
  declared: { crosshair: midrange, tie_rule: gt }
  alternatives:
    - { crosshair: midrange, tie_rule: ge }
    - { crosshair: mean, tie_rule: gt }
    - { crosshair: mean, tie_rule: ge }
    - { crosshair: median, tie_rule: gt }
    - { crosshair: median, tie_rule: ge }
    - { crosshair: scale_mid, tie_rule: gt }
    - { crosshair: scale_mid, tie_rule: ge }
    - { crosshair: fixed, tie_rule: gt, satisfaction: "2.5", importance: "3" }
disclosure: { rule: none, reason: made-up data }
"""

Answer = int | None


def tiny_catalog(folder: Path, *, elements_n: int = 2, weight: str = "0.5") -> Catalog:
    """Write the tiny study's data files into ``folder`` and return the catalogue that knows them."""
    lines = [
        f"  - {{ element_code: U{number}, label_id: Unsur {number}, label_en: Element {number}, match_confidence: low }}"
        for number in range(1, elements_n + 1)
    ]
    files = {
        "instruments/tiny.yaml": INSTRUMENT.replace("ELEMENTS", "\n".join(lines)),
        "layouts/tiny_csv.yaml": LAYOUT,
        "studies/tiny_study.yaml": STUDY.replace("WEIGHT", weight),
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip(), encoding="utf-8")
    return Catalog(folder)


def tiny_csv(
    people: Sequence[tuple[str, str, str, Sequence[Answer], Sequence[Answer]]], *, elements_n: int = 2
) -> bytes:
    """Return an export: one person is (number, office, year, satisfaction answers, importance answers)."""
    text = io.StringIO()
    writer = csv.writer(text)
    numbers = range(1, elements_n + 1)
    writer.writerow(["Nomor", "Kantor", "Tahun", *(f"Puas U{n}" for n in numbers), *(f"Penting U{n}" for n in numbers)])
    for number, office, year, satisfaction, importance in people:
        writer.writerow([number, office, year, *("" if a is None else a for a in (*satisfaction, *importance))])
    return text.getvalue().encode()


def stage(catalog: Catalog, study_id: str, files: dict[str, bytes], *, within_office: bool = False) -> list[StagedFile]:
    """Read and check raw files given as name and bytes."""
    study = catalog.studies[study_id]
    intake = SurveyIntake(
        catalog,
        [study.instrument_id],
        study.offices,
        study.as_of,
        within_office=within_office,
        looks_for_patterns=study.data_origin != "reconstructed_from_printed_margins",
    )
    return intake.stage(reading for name, data in files.items() for reading in intake.read_own(RawFile(name, data)))


def findings_of(files: Sequence[StagedFile]) -> list[Finding]:
    """Return all findings of staged files."""
    return [finding for file in files for finding in file.findings]


def compute(catalog: Catalog, study_id: str, files: dict[str, bytes]) -> dict[str, pd.DataFrame]:
    """Take raw files to the published tables, without writing anything."""
    staged = stage(catalog, study_id, files)
    with sql.connect() as con:
        loading.load(con, catalog, catalog.studies[study_id], staged, findings_of(staged))
        computing.compute(con)
        return computing.published_frames(con)
