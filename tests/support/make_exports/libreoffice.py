"""Files that LibreOffice Calc 7.4 wrote: what an office sends that opens an export and saves it again.

They are kept as the program wrote them, because another version of it writes other bytes. Made with

    soffice --headless --convert-to xls:"MS Excel 97" SHEET.xlsx
    soffice --headless --convert-to ods SHEET.xlsx
    soffice --headless --convert-to html:"HTML (StarCalc)" SHEET.xlsx
    soffice --headless --infilter="CSV:59,34,76,1" --convert-to xlsx RESULTS.csv

from the processing sheet of the case kemenpan_list_order and the export of the case limesurvey_codes; the answers are
theirs, and so is what is expected.
"""

import json
from collections.abc import Iterator
from typing import Any

from make_exports import EXPECTED, EXPORTS, Case, origin

_SHEET = "kemenpan_list_order"
_SAVED = (
    ("xls_of_libreoffice", "Olah Data SKM Mei 2024.xls", "xls", "A genuine workbook of the format of Excel 97."),
    ("ods_of_libreoffice", "Olah Data SKM Mei 2024.ods", "ods", "A genuine OpenDocument spreadsheet."),
    ("html_of_libreoffice", "Olah Data SKM Mei 2024.xls", "html", "A web page with one table, named as a workbook."),
)


def _readings(case: str) -> Any:
    return json.loads((EXPORTS / case / EXPECTED).read_text(encoding="utf-8"))["readings"]


def cases() -> Iterator[Case]:
    for name, file, kind, why in _SAVED:
        # SKM-F-012: the layout is that of a workbook, and the form of the file is told
        expect = {
            "why": why,
            "is_readable": True,
            "format": kind,
            "readings": _readings(_SHEET),
            "findings": {"SKM-F-012": 1},
        }
        record = origin("Bogor", "kemenpan_u9_list", 5, "2024-05")
        yield Case(name, file, (EXPORTS / name / file).read_bytes(), expect, record)
    name, file = "xlsx_of_libreoffice", "results-survey123456.xlsx"
    expect = {
        "why": "A LimeSurvey export that was opened in LibreOffice and saved as a workbook.",
        "is_readable": True,
        "format": "xlsx",
        "readings": _readings("limesurvey_codes"),
        "findings": {"SKM-F-012": 1},
    }
    yield Case(name, file, (EXPORTS / name / file).read_bytes(), expect)
