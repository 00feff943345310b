"""The demo's processing sheets (XLSX) and SPSS files; hundreds of small ones, so a sheet is written from a template."""

import io
import tempfile
import zipfile
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd
import pyreadstat
from export_writers import skm
from numpy.typing import NDArray

from national_demo.delimited import WORDS, Offices
from national_demo.drafts import Draft
from national_demo.regulations import RULES

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS: Mapping[str, str] = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Olah Data" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
TOP = 11  # physical row of the first respondent: titles, the unit's lines, a header of two rows, column numbers
FOOTERS_N = 4
_Cell = str | int | float | tuple[str, float]  # a tuple is a formula with its value


def processing_sheet(draft: Draft, unit: str) -> bytes:
    """The ministry's processing sheet of one office and month, with the totals below it."""
    people, rules = draft.people, RULES[draft.instrument_id]
    codes = [f"U{number}" for number in range(1, rules.elements_n + 1)]
    # In the order of the questionnaire of 2017 the sheet's U8 is facilities, which the list calls U9.
    places = {"U8": 8, "U9": 7} if draft.layout_id == "kemenpan_u9_form" else {}
    where = [places.get(code, number) for number, code in enumerate(codes)]
    note = 1 + len(codes)
    rows: dict[int, dict[int, _Cell]] = {
        1: {0: "PENGOLAHAN DATA SURVEI KEPUASAN MASYARAKAT"},
        2: {0: "PER RESPONDEN DAN PER UNSUR PELAYANAN"},
        4: {0: f"UNIT PELAYANAN : {unit}"},
        5: {0: "ALAMAT : Jl. Contoh No. 1"},
        6: {0: "Tlp/Fax. : (021) 0000000"},
        8: {0: "NO. RESP", 1: "NILAI UNSUR PELAYANAN", note: "KET"},
        9: dict(enumerate(codes, 1)),
        10: {column: column + 1 for column in range(note)},
    }
    for row in range(len(people)):
        cells: dict[int, _Cell] = {0: int(people.number[row])}
        cells.update({c: int(people.scores[row, p]) for c, p in enumerate(where, 1) if people.scores[row, p] > 0})
        rows[TOP + row] = cells
    for (row, role), text in draft.texts.items():
        column = 0 if role == "respondent" else 1 + where.index(int(role[1:]) - 1)
        rows[TOP + row][column] = int(text) if text.isdecimal() else text
    sums = [sum(int(v) for v in _given(rows, len(people), c)) for c in range(1, note)]
    answers = [len(_given(rows, len(people), c)) for c in range(1, note)]
    rows.update(_footers(draft, sums, answers, TOP + len(people)))
    merged = [f"A{row}:{_letter(note)}{row}" for row in (1, 2)]
    merged += ["A8:A9", f"{_letter(note)}8:{_letter(note)}9", f"B8:{_letter(note - 1)}8"]
    return _xlsx(rows, merged)


def _given(rows: Mapping[int, Mapping[int, _Cell]], n: int, column: int) -> list[int]:
    cells = (rows[TOP + row].get(column) for row in range(n))
    return [cell for cell in cells if isinstance(cell, int)]


def _footers(draft: Draft, sums: list[int], answers: list[int], row: int) -> dict[int, dict[int, _Cell]]:
    """Sum, mean, weighted mean and index below the answers, as formulas with their values."""
    weight = RULES[draft.instrument_id].weight
    means = [Fraction(total, n) for total, n in zip(sums, answers, strict=True)]
    total = sum(means, Fraction(0)) * weight
    note = 1 + len(sums)
    found: dict[int, dict[int, _Cell]] = {
        row: {0: "ΣNilai/Unsur"},
        row + 1: {0: "NRR/Unsur"},
        row + 2: {0: "NRR tertbg/unsur", note: "*)"},
        row + 3: {0: "IKM Unit Pelayanan", note: "**)"},
    }
    for column, (added, mean) in enumerate(zip(sums, means, strict=True), 1):
        letter = _letter(column)
        data = f"{letter}{TOP}:{letter}{row - 1}"
        found[row][column] = (f"SUM({data})", float(added))
        found[row + 1][column] = (f"{letter}{row}/COUNT({data})", float(mean))
        found[row + 2][column] = (f"{letter}{row + 1}*{float(weight)}", float(mean * weight))
    found[row + 2][note + 1] = (f"SUM(B{row + 2}:{_letter(note - 1)}{row + 2})", float(total))
    index = float(total * 25)
    found[row + 3][note + 1] = index + 2 if draft.footer_index_off else (f"{_letter(note + 1)}{row + 2}*25", index)
    return found


def _xlsx(rows: Mapping[int, Mapping[int, _Cell]], merged: list[str]) -> bytes:
    written = "".join(
        f'<row r="{number}">' + "".join(_cell(f"{_letter(column)}{number}", cell) for column, cell in sorted(cells.items()))
        + "</row>"
        for number, cells in sorted(rows.items())
    )  # fmt: skip
    areas = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    sheet = (
        f'<worksheet xmlns="{_MAIN}"><sheetData>{written}</sheetData>'
        f'<mergeCells count="{len(merged)}">{areas}</mergeCells></worksheet>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        for name, part in {**_PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            book.writestr(zipfile.ZipInfo(name), _XML + part, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _cell(place: str, cell: _Cell) -> str:
    if isinstance(cell, tuple):
        return f'<c r="{place}"><f>{cell[0]}</f><v>{cell[1]!r}</v></c>'
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    return f'<c r="{place}"><v>{cell!r}</v></c>'


def _letter(column: int) -> str:
    return chr(65 + column) if column < 26 else f"A{chr(39 + column)}"


# --- SPSS ---------------------------------------------------------------------------------------------------------
_CREATED = b"02 Jan 18" + b"03:04:05"  # 9 and 8 characters of the header
_CREATED_AT = 92  # after record type, product name, layout, case size, compression, weight, cases and bias


def sav(draft: Draft, offices: Offices) -> bytes:
    """An SPSS file with value labels; variables as the offices name them."""
    people = draft.people
    columns: dict[str, object] = {
        "responden": people.number.astype(float),
        "kantor": offices.texts(people),
        "tanggal": [moment.date() for moment in people.sent.tolist()],
    }
    labels: list[str | None] = ["Nomor responden", "Kantor", "Tanggal survei"]
    words: dict[str, dict[int | float, str]] = {}
    names = {"gender": "jk", "education": "pendidikan", "occupation": "pekerjaan", "service": "layanan"}
    for about, name in names.items():
        columns[name] = _or_nothing(getattr(people, about))
        words[name] = dict(enumerate(WORDS[about][1:], 1))
        labels.append(about)
    columns["usia"] = _or_nothing(people.age)
    labels.append("Usia")
    for question in skm.questions_2017(in_list_order=True):
        name = question.code.casefold()
        columns[name] = _or_nothing(people.scores[:, int(question.code[1:]) - 1])
        words[name] = dict(enumerate(question.words, 1))
        labels.append(question.text)
    for (row, role), text in draft.texts.items():
        cells = columns[role.casefold()]
        assert isinstance(cells, np.ndarray)
        cells[row] = float(text)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.sav"
        pyreadstat.write_sav(
            pd.DataFrame(columns),
            str(path),
            file_label="Survei Kepuasan Masyarakat (buatan)",
            column_labels=labels,
            variable_value_labels=words,
            row_compress=True,
        )
        data = path.read_bytes()
    return data[:_CREATED_AT] + _CREATED + data[_CREATED_AT + len(_CREATED) :]


def _or_nothing(answers: NDArray[Any]) -> NDArray[np.float64]:
    return np.where(answers > 0, answers, np.nan).astype(float)
