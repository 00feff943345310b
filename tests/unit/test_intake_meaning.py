"""A file that says of a column or sheet something else than the layout says of it is refused, never read by the layout."""

import csv
import datetime as dt
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
import xlsxwriter

from flows.inspecting import inspect_file
from schemas.catalog import Catalog
from schemas.instrument import Origin
from transforms.cleaning.staged_file import StagedFile
from transforms.cleaning.survey import SurveyIntake
from transforms.formats.limits import Limits
from transforms.formats.opening import open_bytes
from transforms.intake.elements import element_named
from transforms.intake.reading import RawFile

CATALOG = Catalog()
INTAKE = SurveyIntake(CATALOG, ["skm_2017_9"], None, dt.date(2024, 12, 31), looks_for_patterns=False)
SCORES = ("434344412", "333234321", "443344423", "344333444")  # u1 to u9; complaints 1, 2, 2, 4, facilities 2, 1, 3, 4


def _stage(name: str, data: bytes, origin: Origin | None = None) -> list[StagedFile]:
    return INTAKE.stage(INTAKE.read(RawFile(name, data, origin), open_bytes(data, Limits())))


def _codes(files: Sequence[StagedFile]) -> list[str]:
    return [finding.code.code for file in files for finding in file.findings]


# --- statistical files ---------------------------------------------------------------------------------------------
def _sav(folder: Path, *, labels: Mapping[str, str] | None = None, offices: bool = False) -> bytes:
    rows = len(SCORES)
    frame = pd.DataFrame(
        {
            "responden": range(1, rows + 1), "kantor": [1.0, 1.0, 2.0, 2.0] if offices else ["Kanim Bogor"] * rows,
            "tanggal": [dt.date(2024, 5, day) for day in range(1, rows + 1)], "jk": ["L", "P"] * 2, "usia": [30.0] * rows,
            "pendidikan": ["S1"] * rows, "pekerjaan": ["PNS"] * rows, "layanan": ["Paspor baru"] * rows,
        }
        | {f"u{place + 1}": [float(row[place]) for row in SCORES] for place in range(9)}
    )  # fmt: skip
    path = folder / "survei.sav"
    values = {"kantor": {1: "Kanim Bogor", 2: "Kanim Jakarta Selatan"}} if offices else None
    pyreadstat.write_sav(frame, str(path), column_labels=dict(labels or {}), variable_value_labels=values)
    return path.read_bytes()


def test_a_variable_whose_label_names_another_element_is_not_read_by_its_name(tmp_path: Path) -> None:
    # u8 and u9 in the order of the form: the name says complaints, the label says facilities.
    swapped = {"u8": "Kualitas sarana dan prasarana", "u9": "Penanganan pengaduan"}
    files = _stage("survei.sav", _sav(tmp_path, labels=swapped))
    assert _codes(files) == ["SKM-F-028", "SKM-F-028"]
    assert files[0].is_refused
    assert "U9 (Sarana dan prasarana)" in files[0].findings[0].message_en


def test_labels_that_agree_or_name_no_element_change_nothing(tmp_path: Path) -> None:
    agreeing = {"u1": "U1", "u2": "Kemudahan prosedur dan persyaratan", "u8": "Pengaduan", "u9": "9. Sarana"}
    (file,) = _stage("survei.sav", _sav(tmp_path, labels=agreeing))
    assert (_codes([file]), len(file.accepted)) == ([], 4)
    assert list(file.accepted["satisfaction:U8"]) == ["1", "2", "2", "4"]


def test_offices_that_are_codes_have_the_names_of_their_labels(tmp_path: Path) -> None:
    (file,) = _stage("survei.sav", _sav(tmp_path, offices=True))
    assert list(file.accepted["office"]) == ["bogor", "bogor", "jakarta_selatan", "jakarta_selatan"]


@pytest.mark.parametrize(
    ("wanted", "text", "named"),
    [
        ("U8", "Sarana dan prasarana", "U9"), ("U8", "U8. Kualitas sarana dan prasarana di sini", "U9"),
        ("U9", "Penanganan pengaduan", "U8"), ("U8", "Facilities", "U9"), ("U6", "Perilaku pelaksana", "U7"),
        ("U8", "Penanganan pengaduan, saran dan masukan", None), ("U6", "Pelaksana", None), ("U2", "u2", None),
        ("U2", "prosedur dan persyaratan", None), ("U1", "", None), ("U3", "Kepuasan Anda", None),
    ],
)  # fmt: skip
def test_which_other_element_a_text_names(wanted: str, text: str, named: str | None) -> None:
    found = element_named(CATALOG.instruments["skm_2017_9"], wanted, text)
    assert (None if found is None else found.element_code) == named


# --- headers -------------------------------------------------------------------------------------------------------
def _limesurvey(heads: Sequence[str]) -> bytes:
    profile = ["2024-05-03 10:00:00", "Kanim Bogor", "A1", "A1", "27", "A5", "A4"]
    header = ["id", "submitdate", "G01Q01", "G01Q02", "G02Q04", "G02Q05", "G02Q06", "G02Q07"]
    text = io.StringIO()
    rows = [[str(number), *profile, *scores] for number, scores in enumerate(SCORES, 1)]
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL).writerows([[*header, *heads], *rows])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def test_a_question_text_behind_a_code_is_held_against_the_code() -> None:
    names = [element.label_id for element in CATALOG.instruments["skm_2017_9"].elements]
    in_list_order = [f"G01Q03[SQ{place:03}]. Pendapat Anda [{name}]" for place, name in enumerate(names, 1)]
    # Our form's SQ008 is facilities; this form asks in the order of the list.
    assert _codes(_stage("hasil.csv", _limesurvey(in_list_order))) == ["SKM-F-028", "SKM-F-028"]
    names[7], names[8] = names[8], names[7]
    in_form_order = [f"G01Q03[SQ{place:03}]. Pendapat Anda [{name}]" for place, name in enumerate(names, 1)]
    (file,) = _stage("hasil.csv", _limesurvey(in_form_order))
    assert (_codes([file]), list(file.accepted["satisfaction:U9"])) == ([], ["1", "2", "2", "4"])


# --- sheets --------------------------------------------------------------------------------------------------------
def _sheet(
    second_header: Sequence[str] | None = None, name: str = "Olah Data", legend: str = "", number: str = "NO. RESP"
) -> bytes:
    elements = [f"U{number}" for number in range(1, 10)]
    rows: list[list[object]] = [
        ["UNIT PELAYANAN : Kanim Bogor"],
        [number, "NILAI UNSUR PELAYANAN"],
        ["", *elements],
    ]
    people: list[list[object]] = [[place, *map(int, scores)] for place, scores in enumerate(SCORES, 1)]
    pasted = [] if second_header is None else [["NO. RESP", *second_header]]
    rows += [*people[:2], *pasted, *people[2:], *([["Keterangan :"], [legend]] if legend else [])]
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet(name)
        for place, cells in enumerate(rows):
            sheet.write_row(place, 0, cells)
    return data.getvalue()


def _origin(data: bytes, period: str, rows: int) -> Origin:
    return Origin(
        file="rekap.xlsx", sha256=hashlib.sha256(data).hexdigest(), study_id="skm_mei", office="Kanim Bogor",
        layout_id="kemenpan_u9_list", sender="Tata usaha", received=dt.date(2024, 6, 3), rows=rows, period=period,
        data_origin="synthetic",
    )  # fmt: skip


def test_months_pasted_with_their_columns_in_another_order_are_refused() -> None:
    data = _sheet(["U1", "U2", "U3", "U4", "U5", "U6", "U7", "U9", "U8"])
    (file,) = _stage("rekap.xlsx", data, _origin(data, "2024-05", 5))
    assert (_codes([file]), file.findings[0].row_number) == (["SKM-F-029"], 6)
    assert len(file.refusals) == 5


@pytest.mark.parametrize("number", ["No. Responden", "NOMOR RESPONDEN", "NO RESP"])
def test_offices_write_the_respondents_number_in_several_ways(number: str) -> None:
    data = _sheet(number=number)
    (file,) = _stage("rekap.xlsx", data, _origin(data, "2024-05", 4))
    assert (_codes([file]), list(file.accepted["respondent"])) == ([], ["1", "2", "3", "4"])


def test_two_offices_in_one_workbook_number_their_respondents_each_from_one(tmp_path: Path) -> None:
    rows = [["UNIT PELAYANAN : Kanim Bogor"], ["NO. RESP", "NILAI UNSUR PELAYANAN"],
            ["", *(f"U{number}" for number in range(1, 10))], [1, *map(int, SCORES[0])], ["U8 = Pengaduan"]]  # fmt: skip
    path = tmp_path / "rekap.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        for office, last in (("Bogor", 2), ("Depok", 3)):
            sheet = workbook.add_worksheet(office)
            for place, cells in enumerate(rows):
                sheet.write_row(place, 0, cells)
            sheet.write(0, 0, f"UNIT PELAYANAN : Kanim {office}")
            sheet.write(3, 9, last)  # the same number, other answers
    data = path.read_bytes()
    origin = _origin(data, "2024-05", 2).model_dump(mode="json", exclude_none=True)
    path.with_name("rekap.xlsx.origin.yaml").write_text(json.dumps(origin), encoding="utf-8")
    found = inspect_file(path, CATALOG, dt.date(2024, 12, 31)).inspection
    assert found is not None
    assert [(len(file.accepted), len(file.refusals)) for file in found.staged] == [(1, 0), (1, 0)]


@pytest.mark.parametrize(
    ("legend", "code"),
    [("U8 = Penanganan pengaduan", None), ("U1 s.d. U9 = unsur", None), ("U8 = Sarana dan prasarana", "SKM-F-030")],
)
def test_a_legend_that_contradicts_the_origin_record_is_not_overruled_by_it(legend: str, code: str | None) -> None:
    data = _sheet(legend=legend)
    (file,) = _stage("rekap.xlsx", data, _origin(data, "2024-05", 4))
    assert _codes([file]) == ([] if code is None else [code])
    assert file.reading.decided_by == "origin"


@pytest.mark.parametrize(
    ("sheet", "period", "code"),
    [("Mei 2024", "2024-05", None), ("Mei 2024", "2024", None), ("Mei", "2024-05", None), ("Olah Data", "2024-05", None),
     ("Juni 2024", "2024-05", "SKM-F-058"), ("Juni", "2024-05", "SKM-F-058"), ("Mei 2023", "2024-05", "SKM-F-058")],
)  # fmt: skip
def test_a_sheet_called_after_another_month_than_its_record_notes(sheet: str, period: str, code: str | None) -> None:
    data = _sheet(name=sheet)
    (file,) = _stage("rekap.xlsx", data, _origin(data, period, 4))
    assert _codes([file]) == ([] if code is None else [code])
    assert len(file.accepted) == (4 if code is None else 0)
