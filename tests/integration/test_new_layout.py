"""A shape of export that nobody has seen: one YAML file in the data folder, and it is read. No Python changes."""

import json
from datetime import date
from pathlib import Path

from flows.inspecting import as_json, inspect_file
from flows.pipeline import load_catalog
from flows.storage import DataRoot

# A colleague's semicolon file: his own headers, answers as words, dates with the month in words, 9 for "no answer".
LAYOUT = """
layout_id: colleague
instrument_id: skm_2017_9
title: A colleague's list
source: made for this test
file: { format: text, delimiter: ";", encoding: cp1252, has_bom: false }
attributes:
  respondent: { header: Urut }
  office: { header: Kanim }
  survey_month: { header: Tgl }
  gender: { header: "L/P" }
  age: { header: Umur }
  education: { header: Sekolah }
  occupation: { header: Kerja }
  service: { header: Layanan }
element_codebook:
  satisfaction: { U1: Syarat, U2: Alur, U3: Cepat, U4: Ongkos, U5: Hasil, U6: Cakap, U7: Santun, U8: Adu, U9: Ruang }
missing: ["9"]
"""
HEADER = "Urut;Kanim;Tgl;L/P;Umur;Sekolah;Kerja;Layanan;Ruang;Adu;Syarat;Alur;Cepat;Ongkos;Hasil;Cakap;Santun"
ROWS = (
    "1;Kanim Bogor;3 Mei 2024;L;34;S-1;PNS;Paspor baru;Sangat baik;Dikelola dengan baik;"
    "Sesuai;Mudah;Cepat;Murah;Sesuai;Kompeten;9",
    "2;Kanim Kelas I Bogor;17 Mei 2024;P;41;SLTA;Swasta;Penggantian paspor;4;3;2;1;4;3;2;1;4",
    "3;Kanim Bogor;31 Mei 2024;P;28;S2;Guru – honorer;Paspor baru;Baik sekali;3;2;1;4;3;2;1;4",
)


def test_a_layout_is_added_by_a_yaml_file_alone(tmp_path: Path) -> None:
    (tmp_path / "catalog/layouts").mkdir(parents=True)
    file = tmp_path / "kiriman.txt"
    file.write_bytes("\n".join((HEADER, *ROWS, "")).encode("cp1252"))
    before = json.loads(as_json(inspect_file(file, load_catalog(DataRoot(tmp_path)), date(2024, 12, 31))))
    (reading,) = before["readings"]
    assert reading["is_refused"]
    assert reading["layout_id"] != "colleague"
    (tmp_path / "catalog/layouts/colleague.yaml").write_text(LAYOUT.lstrip(), encoding="utf-8")
    catalog = load_catalog(DataRoot(tmp_path))
    found = inspect_file(file, catalog, date(2024, 12, 31))
    (reading,) = json.loads(as_json(found))["readings"]
    assert (reading["layout_id"], reading["rows_read"], reading["accepted"], reading["quarantined"]) == (
        "colleague", 3, 2, 1,
    )  # fmt: skip
    assert found.inspection is not None
    (staged,) = found.inspection.staged
    first = staged.accepted.iloc[0]
    assert (first["office"], first["survey_month"], first["gender"]) == ("bogor", "2024-05", "male")
    assert [first[f"satisfaction:U{number}"] for number in range(1, 10)] == ["3", "3", "3", "3", "3", "3", "", "4", "4"]
    (refusal,) = [finding for finding in staged.findings if finding.row_number is not None]
    assert (refusal.row_number, refusal.column_name, refusal.code.code) == (4, "Ruang", "SKM-R-006")
