"""The workbook: the same in both formats, exact numbers, words in Indonesian, and nothing that a spreadsheet would run."""

import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from programme_tables import (
    BUILD_ID,
    CORRECTION,
    LATE,
    MISSING,
    MONTHS,
    index,
    means,
    people,
    programme,
    programme_tables,
    tables_with_companions,
)
from python_calamine import CalamineWorkbook

from transforms.publication.programme_workbook import workbook_sheets, write_workbook
from transforms.publication.view_columns import COLUMNS
from transforms.publication.view_words import MEANINGS, WORDS
from transforms.publication.workbook_ods import letters
from transforms.publication.workbook_sheets import CUT, HEADER_ROW, LONGEST_CELL, Column, Sheet, WorkbookError, clean

ENDINGS = ("xlsx", "ods")
both = pytest.mark.parametrize("ending", ENDINGS)


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return programme_tables()


@pytest.fixture(scope="module")
def written(tables, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("workbook")
    for ending in ENDINGS:
        write_workbook(tables, folder / f"book.{ending}", programme=programme(), build_id=BUILD_ID)
    return {ending: folder / f"book.{ending}" for ending in ENDINGS}


@pytest.fixture(scope="module")
def sheets(tables) -> dict[str, Sheet]:
    return {sheet.name: sheet for sheet in workbook_sheets(tables, programme=programme(), build_id=BUILD_ID)}


def _records(sheet: Sheet) -> list[dict[str, Any]]:
    return [dict(zip((column.header for column in sheet.columns), row, strict=True)) for row in sheet.rows]


def _read(path: Path, name: str) -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python(skip_empty_area=False)


# --- both formats say the same, and the same every time ---------------------------------------------------------------
@both
def test_a_file_holds_every_sheet_cell_by_cell(written, sheets, ending: str) -> None:
    book = CalamineWorkbook.from_path(written[ending])
    assert book.sheet_names == list(sheets)
    for name, sheet in sheets.items():
        rows = _read(written[ending], name)
        assert rows[0][0] == sheet.title
        assert rows[1][0] == sheet.note
        assert rows[HEADER_ROW] == [column.header for column in sheet.columns]
        expected = [["" if value is None else value for value in row] for row in sheet.rows]
        found = rows[HEADER_ROW + 1 :]
        assert len(found) == len(expected), name
        for here, there in zip(found, expected, strict=True):
            # XLSX keeps 16 digits of a number, which is what spreadsheets calculate with
            found_cells = [value.date() if hasattr(value, "date") else value for value in here]
            assert all(a == b or a == pytest.approx(b, rel=1e-14) for a, b in zip(found_cells, there, strict=True))


@both
def test_the_same_tables_in_any_order_give_the_same_bytes(tables, written, tmp_path: Path, ending: str) -> None:
    turned = {name: frame.iloc[::-1].reset_index(drop=True) for name, frame in tables.items()}
    again = tmp_path / f"again.{ending}"
    write_workbook(turned, again, programme=programme(), build_id=BUILD_ID)
    assert again.read_bytes() == written[ending].read_bytes()


@both
def test_no_part_carries_the_time_of_writing(written, ending: str) -> None:
    with zipfile.ZipFile(written[ending]) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        told = "".join(archive.read(name).decode() for name in archive.namelist() if "core" in name or "meta" in name)
    years = set(re.findall(r"\b(?:19|20)\d\d-", told))
    assert years <= {"2000-"}, "a property of the file carries a date"


def test_ods_begins_with_its_type_uncompressed(written) -> None:
    # ODF 1.2, part 3: the first entry is mimetype, stored, so that the type stands at byte 38.
    content = written["ods"].read_bytes()
    assert content[30:38] == b"mimetype"
    assert content[38:].startswith(b"application/vnd.oasis.opendocument.spreadsheet")


# --- numbers and words ----------------------------------------------------------------------------------------------
def test_months_of_an_office_are_exact_numbers(sheets) -> None:
    (row,) = [
        row for row in _records(sheets["Indeks bulanan"]) if (row["Kode kantor"], row["Kode instrumen"]) == ("utara", "skm_2017_9")
    ]  # fmt: skip
    asked = [one for one in people(2) if (one.office, one.month) == ("utara", "2018-02")]
    assert row["2018-02"] == float(index(means(asked)))
    assert row["2017-04"] is None  # the questionnaire of 2014 was in force


def test_coverage_at_a_glance(sheets) -> None:
    office, month = MISSING
    by_office = {row["Kode kantor"]: row for row in _records(sheets["Kelengkapan"])}
    assert by_office[office][month] == "K"
    assert by_office["utara"][month] == "T"
    late = LATE.removesuffix(".csv").split("_")
    assert by_office[late[0]][late[1]] == "L"
    for row in by_office.values():
        assert row["T tepat waktu"] + row["L terlambat"] + row["K belum ada"] == len(MONTHS)


def test_codes_are_words_and_flags_are_ya_or_tidak(sheets) -> None:
    rows = _records(sheets["Nasional"])
    assert {row["Cara penggabungan"] for row in rows} == {"semua responden", "rata-rata kantor", "tertimbang pemohon"}
    assert {row["n kecil"] for row in rows} <= {"ya", "tidak"}
    assert {row["Jenis periode"] for row in rows} == {"bulan", "triwulan", "semester", "tahun"}
    causes = {row["Berkas penyebab"]: row["Sebab revisi"] for row in _records(sheets["Revisi"])}
    assert causes[CORRECTION] == "koreksi"


def test_dates_are_dates(sheets) -> None:
    (row,) = [
        row for row in _records(sheets["Kelengkapan rinci"]) if (row["Kode kantor"], row["Bulan survei"]) == MISSING
    ]
    assert row["Batas waktu"] == date(2018, 8, 10)


def test_sheets_of_years_hold_years_and_national_ones_every_period(sheets) -> None:
    assert {row["Periode"] for row in _records(sheets["Peringkat"])} <= {"2017", "2018", "2016"}
    elements = _records(sheets["Unsur"])
    assert {row["Jenis periode"] for row in elements if row["Tingkat cakupan"] == "kantor"} == {"tahun"}
    assert {row["Jenis periode"] for row in elements if row["Tingkat cakupan"] == "nasional"} == {
        "bulan", "triwulan", "semester", "tahun",
    }  # fmt: skip


def test_every_sheet_says_what_the_data_are_and_the_build(sheets) -> None:
    for sheet in sheets.values():
        assert sheet.note == f"{programme().data_origin_id} · {programme().title_id} · build {BUILD_ID}"
    told = {row["Hal"]: row["Keterangan"] for row in _records(sheets["Baca dulu"])}
    assert programme().data_origin_id in told["Asal data"]
    assert "tidak acak" in told["Penarikan sampel"]
    assert {f"Lembar {name}" for name in sheets} - {"Lembar Baca dulu"} <= set(told)


def test_the_sheet_of_findings_is_in_indonesian_alone(sheets) -> None:
    # What was expected stands in the tables in English; the message says it in Indonesian.
    headers = [column.header for column in sheets["Temuan"].columns]
    assert "Yang diharapkan" not in headers
    assert headers[-1] == "Pesan"


def test_the_glossary_explains_every_header_and_code(sheets) -> None:
    glossary = _records(sheets["Kamus"])
    explained = {row["Judul kolom"] for row in glossary}
    wide = {"Baca dulu", "Kamus", "Indeks bulanan", "Kelengkapan"}
    for name, sheet in sheets.items():
        headers = [column.header for column in sheet.columns]
        assert len(set(headers)) == len(headers), f"{name}: a header stands twice"
        if name not in wide:
            assert set(headers) <= explained, f"{name}: {set(headers) - explained}"
    assert all(row["Arti"] and row["Satuan"] for row in glossary)


def test_every_column_and_every_code_has_indonesian_words() -> None:
    assert set(MEANINGS) == set(COLUMNS)
    codes = {code for field in COLUMNS.values() for code in field.allowed}
    assert set(WORDS) == codes
    assert all(meaning.endswith(".") for meaning in MEANINGS.values())


# --- what a spreadsheet makes of it -----------------------------------------------------------------------------------
@both
def test_nothing_is_a_formula_or_a_link(tables, tmp_path: Path, ending: str) -> None:
    planted = dict(tables)
    offices = planted["dim_office"].copy()
    offices["office_label_id"] = '=HYPERLINK("https://example.org","Kantor")'
    planted["dim_office"] = offices
    findings = planted["fact_findings"].copy()
    findings["message_id"] = "@SUM(1+1)*cmd|' /C calc'!A0"
    planted["fact_findings"] = findings
    path = tmp_path / f"planted.{ending}"
    write_workbook(planted, path, programme=programme(), build_id=BUILD_ID)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))}
    for name, text in parts.items():
        assert "<f>" not in text, name
        assert "<f " not in text, name
        assert "table:formula" not in text, name
        assert "<hyperlink " not in text, name
    assert _read(path, "Indeks kantor")[HEADER_ROW + 1][1] == '=HYPERLINK("https://example.org","Kantor")'
    assert _read(path, "Temuan")[HEADER_ROW + 1][-1] == "@SUM(1+1)*cmd|' /C calc'!A0"


def test_xlsx_is_set_up_for_reading_and_printing(written, sheets) -> None:
    with zipfile.ZipFile(written["xlsx"]) as archive:
        pages = [archive.read(f"xl/worksheets/sheet{n}.xml").decode() for n in range(1, len(sheets) + 1)]
        workbook = archive.read("xl/workbook.xml").decode()
    for page in pages:
        assert 'state="frozen"' in page
        assert "<autoFilter " in page
        assert 'orientation="landscape"' in page
        assert 'paperSize="9"' in page
    assert workbook.count("_xlnm.Print_Titles") == len(sheets)
    assert any("<conditionalFormatting" in page for page in pages)


def test_ods_is_set_up_for_reading_and_printing(written, sheets) -> None:
    with zipfile.ZipFile(written["ods"]) as archive:
        content, styles, settings = (archive.read(f"{n}.xml").decode() for n in ("content", "styles", "settings"))
    assert content.count("<table:table-header-rows>") == len(sheets)
    assert content.count('table:display-filter-buttons="true"') == len(sheets)
    assert settings.count('config:name="VerticalSplitMode"') == len(sheets)
    assert 'style:print-orientation="landscape"' in styles
    used = set(re.findall(r'style:apply-style-name="(\w+)"', content))
    assert used == {"Lemah", "Kuat"}
    assert all(f'style:name="{name}"' in styles for name in used)


def test_shades_are_grey_and_differ_in_type(written) -> None:
    with zipfile.ZipFile(written["xlsx"]) as archive:
        styles = archive.read("xl/styles.xml").decode()
    for red, green, blue in re.findall(r'rgb="FF([0-9A-F]{2})([0-9A-F]{2})([0-9A-F]{2})"', styles):
        assert red == green == blue


# --- refusals and edges -----------------------------------------------------------------------------------------------
def test_indices_beside_skm_have_a_sheet_where_there_are_any(sheets) -> None:
    assert "SPAK dan SPKP" not in sheets
    made = workbook_sheets(tables_with_companions(), programme=programme(), build_id=BUILD_ID)
    names = [sheet.name for sheet in made]
    assert names[names.index("SPAK dan SPKP") + 1] == "Kelengkapan"
    rows = _records(next(sheet for sheet in made if sheet.name == "SPAK dan SPKP"))
    (row,) = (
        one
        for one in rows
        if (one["Kode cakupan"], one["Periode"], one["Kode indeks pendamping"]) == ("barat", "2018-09", "spkp")
    )
    # two people with 5: x 4/6 = 10/3, above 3.20 and below 3.60
    assert (row["Rata-rata asli"], row["Rata-rata konversi (pecahan)"]) == (5.0, "10/3")
    assert (row["Mencapai WBK"], row["Mencapai WBBM"], row["Keyakinan ambang WBK"]) == ("ya", "tidak", "rendah")


def test_another_ending_is_refused(tables, tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match=r"\.xlsx or \.ods; found \.xls"):
        write_workbook(tables, tmp_path / "book.xls", programme=programme(), build_id=BUILD_ID)


def test_a_missing_table_is_named(tables) -> None:
    without = {name: frame for name, frame in tables.items() if name != "fact_ranks"}
    with pytest.raises(WorkbookError, match="fact_ranks"):
        workbook_sheets(without, programme=programme(), build_id=BUILD_ID)


def test_single_respondents_are_not_needed(tables) -> None:
    without = {name: frame for name, frame in tables.items() if name not in ("fact_responses", "fact_item_scores")}
    assert workbook_sheets(without, programme=programme(), build_id=BUILD_ID)


def test_empty_tables_give_empty_sheets_that_open(tables, tmp_path: Path) -> None:
    bare = {name: frame.iloc[:0] for name, frame in tables.items()}
    for ending in ENDINGS:
        path = tmp_path / f"bare.{ending}"
        write_workbook(bare, path, programme=programme(), build_id=BUILD_ID)
        assert len(_read(path, "Nasional")) == HEADER_ROW + 1


def test_characters_that_no_file_may_hold_are_replaced_and_long_text_is_cut() -> None:
    assert clean("a\x00b\x0bc\ud800d\tä") == "a�b�c�d\tä"
    cut = clean("x" * (LONGEST_CELL + 1))
    assert len(cut) == LONGEST_CELL
    assert cut.endswith(CUT)


def test_names_of_columns_past_z() -> None:
    # A is 0, Z 25, AA 26, AZ 51, ZZ 701, AAA 702
    assert [letters(n) for n in (0, 25, 26, 51, 701, 702)] == ["A", "Z", "AA", "AZ", "ZZ", "AAA"]


def test_lines_of_wrapped_text() -> None:
    # 90 characters and the margins for a long text; 200 characters of ten need three lines of 8 words
    sheet = Sheet("s", "t", "n", (Column("H", "long_text"),), [("short",), (" ".join(["ninechars"] * 20),)])
    assert sheet.lines() == (1, 1, 3)


@pytest.mark.parametrize("name", ["x" * 32, "a/b", "a:b", "don't"])
def test_a_name_that_no_spreadsheet_takes_is_refused(name: str) -> None:
    with pytest.raises(WorkbookError, match="sheet name"):
        Sheet(name, "t", "n", (Column("H", "text"),), [])
