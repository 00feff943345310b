"""A programme of two offices and a handful of respondents whose indices can be worked out in the head."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

PROGRAMME_ID = "uji_dua_kantor"
OFFICES = {"bogor": "Kanim Kelas I Non TPI Bogor", "tangerang": "Kanim Kelas I Khusus Non TPI Tangerang"}
_PROGRAMME = """
programme_id: {programme_id}
title_id: Uji dua kantor
title_en: Test of two offices
source: made for tests
data_origin: synthetic
data_origin_id: Data buatan untuk pengujian.
data_origin_en: Made-up data for tests.
first_month: {first_month}
offices: [bogor, tangerang]
questionnaires:
  - regulation_id: permenpan_14_2017
    instrument_id: skm_2017_9
    rounding: {{ element_mean_digits: 2, index_digits: 2 }}
regrade_under: permenpan_14_2017
sampling: {{ method: accidental, reason_id: Data buatan, reason_en: Made-up data }}
due_day: 5
detail: {{ reason_id: Tidak ada, reason_en: None }}
suppression: {{ minimum_cell: 5, reason: the rule for real respondents }}
unit:
  ministry_id: Kementerian
  ministry_en: Ministry
  directorate_id: Direktorat
  directorate_en: Directorate
  service_id: Layanan
  service_en: Service
"""
_ORIGIN = """
file: {name}
study_id: {programme_id}
office: {office}
layout_id: limesurvey_skm_codes
sender: test
received: {received}
sha256: {sha256}
rows: {rows}
data_origin: synthetic
period: "{month}"
"""
_HEADER = ("id", "submitdate", "startdate", "G01Q01", "G01Q02", "G02Q04", "G02Q05", "G02Q06", "G02Q07")


def write_programme(data: Path, first_month: str) -> None:
    """Write the programme file into a data folder's catalogue and make its raw folder."""
    folder = data / "catalog" / "programmes"
    folder.mkdir(parents=True, exist_ok=True)
    text = _PROGRAMME.format(programme_id=PROGRAMME_ID, first_month=first_month)
    (folder / f"{PROGRAMME_ID}.yaml").write_text(text.lstrip(), encoding="utf-8")
    (data / "raw" / PROGRAMME_ID).mkdir(parents=True, exist_ok=True)


def write_month(data: Path, month: str, scores: Mapping[str, Sequence[int]], received: date) -> None:
    """Write each office's export of a month; every respondent gives one score to all nine elements.

    The index of an office is then the mean of its scores times 25.
    """
    folder = data / "raw" / PROGRAMME_ID
    for office, given in scores.items():
        name = f"{office}_{month}.csv"
        content = _limesurvey(OFFICES[office], month, given)
        (folder / name).write_bytes(content)
        origin = _ORIGIN.format(
            name=name,
            programme_id=PROGRAMME_ID,
            office=OFFICES[office],
            received=received.isoformat(),
            sha256=hashlib.sha256(content).hexdigest(),
            rows=len(given),
            month=month,
        )
        (folder / f"{name}.origin.yaml").write_text(origin.lstrip(), encoding="utf-8")


def _limesurvey(office: str, month: str, scores: Sequence[int]) -> bytes:
    lines = [[*_HEADER, *(f"G01Q03[SQ00{number}]" for number in range(1, 10))]]
    for number, score in enumerate(scores, start=1):
        day = f"{month}-{number + 2:02d}"
        about = ["A1", "A2", str(20 + number), "A5", "A4"]
        lines.append([str(number), f"{day} 10:00:00", f"{day} 09:50:00", office, *about, *[f"A{score}"] * 9])
    return "".join(";".join(f'"{cell}"' for cell in line) + "\r\n" for line in lines).encode("utf-8-sig")
