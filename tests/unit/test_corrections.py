"""Corrections of single cells: what counts as one, how they are kept, and how they change a table after reading."""

from dataclasses import replace

import pytest

from schemas.findings import Finding
from transforms.cleaning.corrections import (
    Correction,
    CorrectionsError,
    apply_corrections,
    compare,
    copied_rows,
    correct_all,
    format_corrections,
    is_same_cell,
    merge_corrections,
    parse_corrections,
    typed,
)
from transforms.cleaning.quarantined import HIDDEN, KEYS
from transforms.intake.reading import Column, RawFile, Reading
from transforms.intake.sheets import Row, Sheet

FILE = RawFile("kantor.csv", b"made for this test")
SHA = FILE.sha256
OTHER = "0" * 64


def _show(value: str) -> str:
    """Short numbers may be shown, words may not."""
    return value if value.isdigit() else "<text>"


def _reading(*rows: Row, name: str = "kantor.csv", is_text: bool = True) -> Reading:
    """A table with a number, a question that stands in two columns since it was reworded, and one more question."""
    sheet = Sheet(
        "text", None, "", (), (("nomor",), ("mutu lama",), ("mutu",), ("biaya",)), rows, (), len(rows),
        is_ragged_refused=is_text,
    )  # fmt: skip
    columns = (
        Column((0,), "nomor", "respondent"),
        Column((2, 1), "mutu", "satisfaction_u1"),
        Column((3,), "biaya", "satisfaction_u2"),
    )
    return Reading(FILE, name, (), sheet=sheet, columns=columns)


def _codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code.code for finding in findings]


@pytest.mark.parametrize(
    ("shown", "copied"),
    [
        ("0012", "12"),  # a spreadsheet takes the zeros away
        ("4", "4.0"),
        ("4,50", "4.5"),
        ("Sangat  Baik", " sangat baik "),
        ("", "  "),
    ],
)
def test_what_a_spreadsheet_changes_by_itself_is_no_correction(shown: str, copied: str) -> None:
    assert is_same_cell(shown, copied)


@pytest.mark.parametrize(
    ("shown", "copied"), [("7", "4"), ("7", ""), ("", "3"), ("baik", "Sangat baik"), ("1e2", "100")]
)
def test_another_value_is_a_correction(shown: str, copied: str) -> None:
    assert not is_same_cell(shown, copied)


def test_the_apostrophe_before_a_sign_is_ours_and_any_other_one_is_the_persons() -> None:
    assert typed("'-oth-") == "-oth-"
    assert typed("'Aisyiyah") == "'Aisyiyah"


def test_only_changed_cells_become_corrections() -> None:
    raw = _reading(Row(5, ("0012", "", "7", "Budi")), Row(6, ("13", "9", "", "3")))
    found = compare(
        raw,
        {5: {"NOMOR": "12", "mutu": "4", "biaya": HIDDEN}, 6: {"nomor": "13", "mutu": "", "biaya": "3"}},
        _show,
    )
    # Row 6 shows the 9 of the old wording; the person takes it out.
    assert found.corrections == (Correction(SHA, "", 5, "mutu", "4"), Correction(SHA, "", 6, "mutu", ""))
    assert [one.value for one in found.corrections] == ["4", ""]


def test_an_older_copy_does_not_take_a_correction_back_and_it_is_counted() -> None:
    raw = _reading(Row(5, ("12", "", "7", "3")))
    on_record = [Correction(SHA, "", 5, "mutu", "9")]
    old_copy, same, another = ({5: {"mutu": value}} for value in ("7", "9", "4"))
    assert compare(raw, old_copy, _show, on_record).corrections == ()
    assert compare(raw, old_copy, _show, on_record).restored_n == 1
    assert compare(raw, same, _show, on_record).corrections == ()
    assert [one.value for one in compare(raw, another, _show, on_record).corrections] == ["4"]


@pytest.mark.parametrize(
    ("copied", "words"),
    [
        ({99: {"mutu": "4"}}, "row 99"),
        ({5: {"harga": "4"}}, "a column that the layout does not have"),
        ({6: {"mutu": "4"}}, "another number of cells"),
    ],
)
def test_what_the_raw_file_does_not_have_is_refused(copied: dict[int, dict[str, str]], words: str) -> None:
    raw = _reading(Row(5, ("12", "", "7", "3")), Row(6, ("12", "7")))
    with pytest.raises(CorrectionsError, match=words):
        compare(raw, copied, _show)


def test_a_row_of_another_length_may_stay_in_the_copy_as_it_is() -> None:
    raw = _reading(Row(6, ("12", "7")))
    assert compare(raw, {6: {"nomor": "12", "mutu": "7", "biaya": ""}}, _show).corrections == ()


def test_corrected_cells_replace_those_of_the_table_and_empty_the_other_wording() -> None:
    raw = replace(
        _reading(Row(5, ("12", "9", "7", "3")), Row(6, ("13", "", "2", ""))), uncached=frozenset({(5, 1), (6, 3)})
    )
    done = apply_corrections(raw, [Correction(SHA, "", 5, "mutu", "4"), Correction(SHA, "", 5, "biaya", "")])
    assert done.sheet is not None
    assert [row.cells for row in done.sheet.rows] == [("12", "", "4", ""), ("13", "", "2", "")]
    assert done.uncached == {(6, 3)}
    assert _codes(done.findings) == ["SKM-F-024"]
    assert "2 cells in 1 rows that kantor.csv.corrections.csv corrects" in done.findings[0].message_en
    assert raw.sheet is not None
    assert raw.sheet.rows[0].cells == ("12", "9", "7", "3")


def test_a_short_row_of_a_workbook_is_filled_up() -> None:
    done = apply_corrections(_reading(Row(5, ("12",)), is_text=False), [Correction(SHA, "", 5, "biaya", "1")])
    assert done.sheet is not None
    assert done.sheet.rows[0].cells == ("12", "", "", "1")


@pytest.mark.parametrize(
    "stale",
    [
        Correction(OTHER, "", 5, "mutu", "4"),
        Correction(SHA, "", 50, "mutu", "4"),
        Correction(SHA, "", 5, "harga", "4"),
        Correction(SHA, "", 6, "mutu", "4"),
    ],
)
def test_corrections_that_fit_nothing_warn_and_change_nothing(stale: Correction) -> None:
    raw = _reading(Row(5, ("12", "9", "7", "3")), Row(6, ("13",)))
    done = apply_corrections(raw, [stale])
    assert _codes(done.findings) == ["SKM-F-025"]
    assert done.sheet == raw.sheet


def test_every_sheet_takes_its_own_and_those_of_no_sheet_are_told_once() -> None:
    first, second = (_reading(Row(5, ("12", "", "7", "3")), name=f"kantor.csv#{place}") for place in (1, 3))
    done = correct_all([first, second], [Correction(SHA, "3", 5, "mutu", "4"), Correction(SHA, "2", 5, "mutu", "1")])
    assert [_codes(one.findings) for one in done] == [["SKM-F-025"], ["SKM-F-024"]]
    assert done[1].sheet is not None
    assert done[1].sheet.rows[0].cells[2] == "4"


def test_the_file_is_tidy_sorted_and_read_back_with_the_later_line_winning() -> None:
    early = [Correction(SHA, "", 10, "mutu", "1"), Correction(SHA, "", 9, 'a "b", c', "x\ny")]
    data = format_corrections(merge_corrections(early, [Correction(SHA, "", 10, "mutu", "2")]))
    assert data.decode() == (
        f'file_sha256,sheet,row_number,column,value\n{SHA},,9,"a ""b"", c","x\ny"\n{SHA},,10,mutu,2\n'
    )
    assert [(one.row_number, one.value) for one in parse_corrections(data)] == [(9, "x\ny"), (10, "2")]
    assert parse_corrections(b"") == ()


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe",
        b"row,value\n1,2\n",
        b"file_sha256,sheet,row_number,column,value\nabc,,1,mutu,2\n",
        b"file_sha256,sheet,row_number,column,value\n" + b"0" * 64 + b",,0,mutu,2\n",
        b"file_sha256,sheet,row_number,column,value\n" + b"0" * 64 + b",,1,mutu\n",
    ],
)
def test_a_broken_file_of_corrections_is_refused(data: bytes) -> None:
    with pytest.raises(CorrectionsError):
        parse_corrections(data)


def test_rows_of_a_copy_are_led_back_by_their_keys_wherever_the_columns_stand() -> None:
    header = ["mutu", "Row_Number", "study_id", "file_name", "file_sha256", "finding_code", ""]
    rows = [["4", "11.0", "s", "kantor.csv", SHA.upper(), "SKM-R-001"], ["", "", "", "", "", "", ""]]
    assert copied_rows(header, rows, KEYS) == {("s", "kantor.csv", SHA): {11: {"mutu": "4"}}}


@pytest.mark.parametrize(
    ("header", "row", "words"),
    [
        (["study_id", "file_name", "file_sha256", "row_number", "mutu"], ["s"] * 5, "key column finding_code"),
        ([*KEYS, "mutu", "Mutu"], ["s"] * 7, "a header that stands twice"),
        ([*KEYS, "mutu"], ["s", "f", SHA, "sebelas", "x", "4"], "a row number that is no number"),
        ([*KEYS], ["s", "f", SHA, "11", "x", "4"], "a cell beyond the header"),
    ],
)
def test_a_copy_without_its_keys_is_refused(header: list[str], row: list[str], words: str) -> None:
    with pytest.raises(CorrectionsError, match=words):
        copied_rows(header, [row], KEYS)


def test_a_row_that_stands_twice_is_refused() -> None:
    row = ["s", "f", SHA, "11", "x", "4"]
    with pytest.raises(CorrectionsError, match="raw row 11 twice"):
        copied_rows([*KEYS, "mutu"], [row, row], KEYS)
