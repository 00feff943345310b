"""One escaping rule in two notations: Python's and DuckDB's must agree."""

import pytest

from transforms import sql
from transforms.publication.spreadsheet import FORMULA_RE2, spreadsheet_safe


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\x00", "  =1", "＝1", "\u200b=1", "−2+x", "\u00a0@x", "﹢1"],
)
def test_formulas_get_an_apostrophe(text: str) -> None:
    assert spreadsheet_safe(text) == f"'{text}"
    with sql.connect() as con:
        assert con.execute("select regexp_matches(?, ?)", [text, FORMULA_RE2]).fetchall() == [(True,)]


@pytest.mark.parametrize("text", ["", "baik", "a=b", "3", "Jakarta Barat", " x", "'=1"])
def test_other_text_stays(text: str) -> None:
    assert spreadsheet_safe(text) == text
    with sql.connect() as con:
        assert con.execute("select regexp_matches(?, ?)", [text, FORMULA_RE2]).fetchall() == [(False,)]


@pytest.mark.parametrize("text", ["-1", "+2.5", "-0,68"])
def test_numbers_stay_numbers(text: str) -> None:
    assert spreadsheet_safe(text) == text
