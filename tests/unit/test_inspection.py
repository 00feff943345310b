"""What a table is made of, row by row, and what is said of its columns: every expectation is read off the grid above it."""

from collections.abc import Sequence

import pytest

from schemas.catalog import Catalog
from schemas.offices import office_register
from transforms.formats.grid import Area, Grid
from transforms.inspection.columns import InspectedColumn, inspect_columns
from transforms.intake.sheets import Row
from transforms.intake.tables import Fate, Table, table_of
from transforms.offices.matching import OfficeMatcher


def _grid(*rows: Sequence[str], merged: Sequence[Area] = (), header: int | None = 1, name: str | None = None) -> Grid:
    numbered = tuple(Row(number, tuple(cells)) for number, cells in enumerate(rows, 1))
    return Grid(name, is_hidden=False, rows=numbered, merged=tuple(merged), header_row=header)


def _fates(table: Table) -> dict[str, int]:
    return {fate.value: count for fate, count in table.fates if count}


def _numbers(rows: Sequence[Row]) -> list[int]:
    return [row.number for row in rows]


# --- rows ---------------------------------------------------------------------------------------------------------

# The ministry's sheet with three elements. Row 4 is NO, NILAI UNSUR PELAYANAN over three columns, KET; row 5 the codes.
SHEET = (
    ("PENGOLAHAN DATA SURVEI KEPUASAN MASYARAKAT", "", "", "", ""),
    ("UNIT PELAYANAN : Kanim Bogor", "", "", "", ""),
    (),
    ("NO. RESP", "NILAI UNSUR PELAYANAN", "", "", "KET"),
    ("", "U1", "U2", "U3", ""),
    ("1", "2", "3", "4", ""),
    ("1", "4", "3", "4", ""),
    ("2", "3", "3", "", ""),
    ("ΣNilai/Unsur", "7", "6", "4", ""),
    ("NRR/Unsur", "3,5", "3", "4", ""),
    (),
    ("Keterangan :", "", "", "", ""),
    ("- NRR = Nilai rata-rata", "", "", "", ""),
)
MERGED = (Area(1, 1, 1, 5), Area(4, 1, 5, 1), Area(4, 2, 4, 4), Area(4, 5, 5, 5))


def test_a_processing_sheet_row_by_row() -> None:
    table = table_of(_grid(*SHEET, merged=MERGED, header=4), 0)
    assert table.header_rows == (4, 5)
    assert table.header == (
        ("NO. RESP",),
        ("NILAI UNSUR PELAYANAN", "U1"),
        ("NILAI UNSUR PELAYANAN", "U2"),
        ("NILAI UNSUR PELAYANAN", "U3"),
        ("KET",),
    )
    assert table.titles == ("PENGOLAHAN DATA SURVEI KEPUASAN MASYARAKAT", "UNIT PELAYANAN : Kanim Bogor")
    assert _numbers(table.rows) == [7, 8]
    assert _numbers(table.footers) == [9, 10, 12, 13]
    assert _fates(table) == {"title": 2, "header": 2, "numbering": 1, "respondent": 2, "footer": 4, "blank": 2}
    assert table.rows_read == len(SHEET)


def test_the_hint_may_name_the_lower_row_of_the_header() -> None:
    assert table_of(_grid(*SHEET, merged=MERGED, header=5), 0).header_rows == (4, 5)


def test_a_title_that_is_merged_over_the_table_is_no_level_of_the_header() -> None:
    table = table_of(
        _grid(("REKAP MEI", "", ""), ("no", "u1", "u2"), ("1", "4", "3"), merged=[Area(1, 1, 1, 3)], header=2), 0
    )
    assert (table.header_rows, table.titles) == ((2,), ("REKAP MEI",))
    assert _numbers(table.rows) == [3]


def test_a_row_that_numbers_the_columns_is_nobody() -> None:
    table = table_of(_grid(("no", "u1", "u2", "u3"), ("1", "2", "3", "4"), ("1", "4", "4", "3")), 0)
    assert _numbers(table.rows) == [3]
    assert _fates(table) == {"header": 1, "numbering": 1, "respondent": 1}


def test_only_the_first_row_can_number_the_columns() -> None:
    table = table_of(_grid(("no", "u1", "u2", "u3"), ("2", "4", "4", "3"), ("1", "2", "3", "4")), 0)
    assert _numbers(table.rows) == [2, 3]


def test_a_side_table_beside_the_numbers_and_the_totals_changes_nothing() -> None:
    beside = {5: ("No", "UNSUR PELAYANAN", "NILAI"), 6: ("U1", "Persyaratan", "3,5"), 7: ("U2", "Prosedur", "3"),
              8: ("U3", "Waktu", "4"), 9: ("U4", "Biaya", "4")}  # fmt: skip
    # Six elements, so that the row of numbers is long enough to be told from answers beside other words.
    rows = [
        *SHEET[:3],
        ("NO. RESP", "NILAI UNSUR PELAYANAN", "", "", "", "", "", "KET"),
        ("", "U1", "U2", "U3", "U4", "U5", "U6", ""),
        ("1", "2", "3", "4", "5", "6", "7", ""),
        ("1", "4", "3", "4", "4", "3", "4", ""),
        ("2", "3", "3", "4", "4", "3", "3", ""),
        ("ΣNilai/Unsur", "7", "6", "8", "8", "6", "7", ""),
    ]
    wide = [
        (*row, *[""] * (9 - len(row)), *beside[number]) if number in beside else row
        for number, row in enumerate(rows, 1)
    ]
    merged = (Area(4, 1, 5, 1), Area(4, 2, 4, 7), Area(4, 8, 5, 8))
    table = table_of(_grid(*wide, merged=merged, header=4), 0)
    assert _fates(table) == {"title": 2, "header": 2, "numbering": 1, "respondent": 2, "footer": 1, "blank": 1}
    assert table.header[7:] == (("KET",), (), ("No",), ("UNSUR PELAYANAN",), ("NILAI",))


def test_a_header_that_stands_again_among_the_rows_is_nobody() -> None:
    table = table_of(_grid(("no", "u1"), ("1", "4"), (" no ", "u1"), ("2", "3"), ("no", "u1")), 0)
    assert _numbers(table.rows) == [2, 4]
    assert _fates(table)["repeated_header"] == 2


def test_blank_rows_are_counted_and_do_not_end_the_table() -> None:
    table = table_of(_grid(("no", "u1"), (), ("1", "4"), ("", ""), ("2", "3")), 0)
    assert _numbers(table.rows) == [3, 5]
    assert _fates(table) == {"header": 1, "respondent": 2, "blank": 2}


@pytest.mark.parametrize("label", ["JUMLAH", "Rata-rata", "∑ Nilai", "IKM Unit Pelayanan", "Catatan: lihat lampiran"])
def test_totals_begin_with_their_words_in_any_case(label: str) -> None:
    table = table_of(_grid(("no", "u1"), ("1", "4"), ("2", "3"), (label, "7"), ("", "3,5")), 0)
    assert _numbers(table.rows) == [2, 3]
    assert _numbers(table.footers) == [4, 5]


def test_thirty_lines_of_remarks_leave_the_totals_totals() -> None:
    remarks = [(f"- keterangan ke-{number}", "") for number in range(30)]
    table = table_of(_grid(("no", "u1"), ("1", "4"), ("2", "3"), ("Jumlah", "7"), *remarks), 0)
    assert _numbers(table.rows) == [2, 3]
    assert len(table.footers) == 31


def test_a_respondent_whose_first_words_are_those_of_a_total_stays_one_above_others() -> None:
    # A remark about the total number of counters, and a person after it: totals stand at the end.
    table = table_of(_grid(("saran", "u1"), ("baik", "4"), ("Jumlah loket kurang", "3"), ("", "2"), ("cepat", "4")), 0)
    assert _numbers(table.rows) == [2, 3, 4, 5]


def test_a_table_of_one_row_that_begins_like_a_total_is_a_respondent() -> None:
    table = table_of(_grid(("kantor", "u1"), ("Jumlah", "4")), 0)
    assert _numbers(table.rows) == [2]


@pytest.mark.parametrize("number", ["SKM-00{}", "SKM00{}", "Max {}"])
def test_respondents_called_after_the_survey_are_no_totals(number: str) -> None:
    people = [(number.format(place), "4") for place in range(1, 6)]
    table = table_of(_grid(("id", "u1"), *people, ("Jumlah", "20")), 0)
    assert _numbers(table.rows) == [2, 3, 4, 5, 6]
    assert _numbers(table.footers) == [7]


@pytest.mark.parametrize("label", ["Modus", "Median", "Max", "Min.", "Nilai tertinggi", "Jml Nilai", "Kategori"])
def test_a_statistic_below_the_answers_that_looks_like_a_score_is_nobody(label: str) -> None:
    table = table_of(_grid(("no", "u1"), ("1", "4"), ("2", "4"), (label, "4")), 0)
    assert _numbers(table.rows) == [2, 3]
    assert _numbers(table.footers) == [4]


@pytest.mark.parametrize("day", ["Minggu, 5 Mei 2024", "Maksimus", "Nilaiwati", "Minah"])
def test_a_last_row_whose_first_word_only_begins_like_one_stays(day: str) -> None:
    table = table_of(_grid(("waktu", "u1"), ("Sabtu, 4 Mei 2024", "4"), (day, "3")), 0)
    assert _numbers(table.rows) == [2, 3]


def test_a_pasted_header_may_differ_in_case_and_number_its_columns_again() -> None:
    rows = (("1", "4", "4", "3"), ("No", "u1", "U2", "u3"), ("1", "2", "3", "4"), ("2", "3", "3", "4"))
    table = table_of(_grid(("no", "u1", "u2", "u3"), *rows), 0)
    assert _numbers(table.rows) == [2, 5]
    assert _fates(table) == {"header": 1, "respondent": 2, "repeated_header": 1, "numbering": 1}


def test_a_grid_without_a_header_has_titles_only() -> None:
    table = table_of(_grid(("REKAP", ""), (), ("IKM", "84,15"), header=None), 0)
    assert (table.header, table.rows, table.titles) == ((), (), ("REKAP", "IKM", "84,15"))
    assert _fates(table) == {"title": 2, "blank": 1}


def test_rows_above_a_header_that_a_layout_found_are_titles() -> None:
    grid = _grid(("no", "u1", "u2"), ("nomor", "syarat", "prosedur"), ("1", "4", "3"))
    table = table_of(grid, 0, [2])
    assert table.titles == ("no", "u1", "u2")
    assert table.header == (("nomor",), ("syarat",), ("prosedur",))


def test_every_row_has_one_fate() -> None:
    for header in (None, 4, 5):
        table = table_of(_grid(*SHEET, merged=MERGED, header=header), 0)
        assert sum(count for _, count in table.fates) == len(SHEET)
        assert dict(table.fates)[Fate.RESPONDENT] == len(table.rows)


# --- columns ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def matcher() -> OfficeMatcher:
    return OfficeMatcher(office_register(Catalog().offices))


def _columns(matcher: OfficeMatcher, header: Sequence[str], *rows: Sequence[str]) -> tuple[InspectedColumn, ...]:
    table = table_of(_grid(header, *rows), 0, [1])
    return inspect_columns(table, matcher, {"some_layout": {1: "satisfaction:U1"}})


def test_a_column_of_scores_shows_its_range(matcher: OfficeMatcher) -> None:
    _, score = _columns(matcher, ("no", "u1"), ("1", "4"), ("2", "2"), ("3", ""), ("4", "2,5"))
    assert (score.position, score.header, score.holds) == (2, "u1", "numbers")
    assert (score.filled_n, score.distinct_n) == (3, 3)
    assert (score.minimum, score.maximum, score.is_whole) == ("2", "4", False)
    assert (score.personal, score.action) == ((), None)
    assert score.binds_to == (("some_layout", "satisfaction:U1"),)


def test_words_dates_and_nothing(matcher: OfficeMatcher) -> None:
    kinds = _columns(
        matcher, ("puas", "tanggal", "sisa"), ("Baik", "2024-05-03", ""), ("Sangat baik", "2024-05-04", "")
    )
    assert [column.holds for column in kinds] == ["words", "dates", "empty"]
    assert all((column.minimum, column.maximum) == (None, None) for column in kinds)


def test_offices_are_counted_and_not_named(matcher: OfficeMatcher) -> None:
    rows = [("Kanim Bogor",), ("Kanim Bogor",), ("Kantor Imigrasi Kelas I Jayapura",), ("Warung Sate",)]
    (column,) = _columns(matcher, ("kantor",), *rows)
    assert (column.filled_n, column.distinct_n, column.offices_n) == (4, 3, 3)
    assert "Sate" not in repr(column)


@pytest.mark.parametrize(
    ("header", "cells", "kind", "action"),
    [
        ("NIK", ("3171046505900007", "3271021203730004"), "nik", "hmac"),
        ("No HP", ("081298765001", "081298765002"), "phone", "hmac"),
        ("Kolom X", ("3171046505900007", "3271021203730004"), "nik", "hmac"),
        ("Nama lengkap", ("Ratnaningsih Wulandari", "Bagaskara Dewantoro"), "person_name", "drop"),
        ("e-mail", ("ratna@contoh.id", "bagas@contoh.id"), "email", "hmac"),
    ],
)
def test_personal_data_shows_kind_and_counts_and_no_range(
    matcher: OfficeMatcher, header: str, cells: Sequence[str], kind: str, action: str
) -> None:
    (column,) = _columns(matcher, (header,), *((cell,) for cell in cells))
    assert column.personal == (kind,)
    assert column.action == action
    assert (column.minimum, column.maximum) == (None, None)
    assert (column.filled_n, column.distinct_n) == (2, 2)
    assert not any(cell in repr(column) for cell in cells)


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        ("Hubungi 081298765001", "Hubungi [NOMOR]"),
        ("Kirim ke ratna@contoh.id", "Kirim ke [SUREL]"),
        ("Dilayani Ibu Maryati Simanjuntak", "Dilayani Ibu [NAMA]"),
        ("NIK 3171046505900007", "NIK [NIK]"),
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("U1\x1b[31m", "U1"),
    ],
)
def test_a_header_is_shown_without_what_could_be_personal(matcher: OfficeMatcher, header: str, shown: str) -> None:
    column, _ = _columns(matcher, (header, "u1"), ("a", "4"), ("b", "3"))
    assert column.header == shown


def test_a_long_header_is_cut_to_sixty_characters(matcher: OfficeMatcher) -> None:
    question = "Bagaimana pendapat Saudara tentang kesesuaian persyaratan pelayanan dengan jenis pelayanannya"
    (column,) = _columns(matcher, (question,), ("4",), ("3",))
    assert column.header == f"{question[:59]}…"
