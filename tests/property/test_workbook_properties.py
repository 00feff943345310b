"""Whatever text or number stands in a cell, both formats give it back, and the file never holds a formula."""

import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from transforms.publication.workbook_ods import ods
from transforms.publication.workbook_sheets import HEADER_ROW, Column, Sheet, clean
from transforms.publication.workbook_xlsx import xlsx

TEXTS = st.text(max_size=60) | st.sampled_from(
    ["=1+1", "@a", "-b", "+c", "\t=d", "<f>x</f>", "]]>", "&amp;", "_x0041_"]
)
NUMBERS = st.integers(-(10**9), 10**9) | st.floats(-1e12, 1e12).map(lambda x: round(x, 6))
both = pytest.mark.parametrize("write", [xlsx, ods])


def _book(write: Callable[..., bytes], texts: list[str], numbers: list[float]) -> bytes:
    columns = (Column("Teks", "text", (("C", "weak"),)), Column("Angka", "decimal2"))
    sheet = Sheet("Lembar", "Judul", "Catatan", columns, list(zip(texts, numbers, strict=True)))
    return write([sheet], title="t", subject="s & <s>", author="a")


def _plain(text: str) -> str:
    # XML knows one end of a line; this reader of ODS leaves out <text:tab/>, which LibreOffice reads
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "")


@both
@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXTS, NUMBERS), min_size=1, max_size=8))
def test_cells_come_back(write: Callable[..., bytes], cells: list[tuple[str, float]]) -> None:
    content = _book(write, [text for text, _ in cells], [number for _, number in cells])
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    found = rows[HEADER_ROW + 1 : HEADER_ROW + 1 + len(cells)]
    for row, (text, number) in zip(found, cells, strict=True):
        assert _plain(str(row[0])) == _plain(clean(text))
        assert row[1] == pytest.approx(number, rel=1e-14)


@both
@settings(max_examples=40, deadline=None)
@given(TEXTS)
def test_no_text_becomes_a_formula(write: Callable[..., bytes], text: str) -> None:
    with zipfile.ZipFile(io.BytesIO(_book(write, [text], [1.0]))) as archive:
        parts = [
            archive.read(name).decode() for name in archive.namelist() if "sheet1.xml" in name or name == "content.xml"
        ]
    assert parts
    for part in parts:
        assert "<f>" not in part
        assert "formula=" not in part


@both
@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(TEXTS, NUMBERS), max_size=5))
def test_writing_twice_gives_the_same_bytes(write: Callable[..., bytes], cells: list[tuple[str, float]]) -> None:
    texts, numbers = [text for text, _ in cells], [number for _, number in cells]
    assert _book(write, texts, numbers) == _book(write, texts, numbers)
