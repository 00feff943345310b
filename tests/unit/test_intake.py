"""Reading exports: what is in the bytes decides, and every problem is a finding that says where."""

import io
from pathlib import Path

import pytest
import xlsxwriter
from surveys import findings_of, stage, tiny_catalog, tiny_csv

from schemas.catalog import Catalog
from transforms.cleaning.staged_file import StagedFile

PEOPLE = [
    ("1", "Jakarta Barat", "2015", [4, 3], [4, 4]),
    ("2", "Jakarta Barat", "2015", [2, 1], [3, 4]),
    ("3", "Jakarta Pusat", "2014", [3, 3], [4, 3]),
]


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return tiny_catalog(tmp_path_factory.mktemp("catalog"))


def _one(catalog: Catalog, data: bytes, name: str = "kantor.csv") -> StagedFile:
    (file,) = stage(catalog, "tiny_study", {name: data})
    return file


def _codes(file: StagedFile) -> list[str]:
    return [finding.code.code for finding in file.findings]


def _fates(file: StagedFile) -> tuple[int, int, int, int]:
    """Rows read, accepted, quarantined, blank: the first is always the sum of the others."""
    fates = (len(file.accepted), len(file.refusals), file.rows_blank_n)
    assert file.rows_read_n == sum(fates)
    return (file.rows_read_n, *fates)


def test_a_clean_file_has_no_findings(catalog: Catalog) -> None:
    file = _one(catalog, tiny_csv(PEOPLE))
    assert _codes(file) == []
    assert _fates(file) == (3, 3, 0, 0)
    assert list(file.accepted["office"]) == ["jakarta_barat", "jakarta_barat", "jakarta_pusat"]


def test_columns_are_bound_by_name_whatever_their_order(catalog: Catalog) -> None:
    lines = [line.split(",") for line in tiny_csv(PEOPLE).decode().splitlines()]
    backwards = "\n".join(",".join(reversed(cells)) for cells in lines).encode()
    first, second = _one(catalog, tiny_csv(PEOPLE)), _one(catalog, backwards)
    assert first.accepted.equals(second.accepted)


def test_semicolons_and_a_byte_order_mark_are_read_and_told(catalog: Catalog) -> None:
    data = b"\xef\xbb\xbf" + tiny_csv(PEOPLE).replace(b",", b";")
    file = _one(catalog, data)
    assert _fates(file) == (3, 3, 0, 0)
    assert _codes(file) == ["SKM-F-012"]
    assert "with byte-order mark, semicolon" in file.findings[0].message_en


def test_a_header_with_line_breaks_and_blanks_binds(catalog: Catalog) -> None:
    data = tiny_csv(PEOPLE).replace(b"Puas U1", b'"Puas\n  U1 "', 1)
    file = _one(catalog, data)
    assert _fates(file) == (3, 3, 0, 0)
    assert int(file.accepted["row_number"].iloc[0]) == 3  # the header takes two physical rows


def test_a_missing_column_refuses_the_file_and_names_it(catalog: Catalog) -> None:
    data = "\n".join(",".join(line.split(",")[:-1]) for line in tiny_csv(PEOPLE).decode().splitlines()).encode()
    file = _one(catalog, data)
    assert _codes(file) == ["SKM-F-005"]
    assert file.findings[0].column_name == "Penting U2"
    assert _fates(file) == (3, 0, 3, 0)


def test_a_doubled_column_is_never_guessed(catalog: Catalog) -> None:
    data = "\n".join(f"{line},{line.split(',')[-1]}" for line in tiny_csv(PEOPLE).decode().splitlines()).encode()
    assert _codes(_one(catalog, data)) == ["SKM-F-006"]


def test_an_unknown_column_is_ignored_and_told_by_its_place_only(catalog: Catalog) -> None:
    lines = tiny_csv(PEOPLE).decode().splitlines()
    data = "\n".join([f"{lines[0]},Siti Aminah", *(f"{line},0812" for line in lines[1:])]).encode()
    file = _one(catalog, data)
    assert _codes(file) == ["SKM-F-010"]
    assert "Siti" not in file.findings[0].message_en
    assert _fates(file) == (3, 3, 0, 0)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "SKM-F-003"),
        (b"\n\n", "SKM-F-003"),
        (tiny_csv([]), "SKM-F-003"),
        (b"a,b,c\n1,2,3\n", "SKM-F-004"),
        (b"\xff\xfe\x00N", "SKM-F-004"),  # one character of UTF-16: a text, and no table
        (tiny_csv(PEOPLE).replace(b"2015", b"20\x0015", 1), "SKM-F-002"),
        (tiny_csv(PEOPLE) + b'"4,never closed\n', "SKM-F-002"),
        (b"PK\x03\x04 not a workbook", "SKM-F-002"),
        (bytes(range(256)), "SKM-F-002"),
    ],
)
def test_files_that_cannot_be_read_are_refused(catalog: Catalog, data: bytes, code: str) -> None:
    file = _one(catalog, data)
    assert code in _codes(file)
    assert file.is_refused


@pytest.mark.parametrize(
    ("cell", "code", "shown"),
    [
        ("5", "SKM-R-001", "found 5, expected 1 to 4, or empty"),
        ("0", "SKM-R-001", "found 0, expected 1 to 4"),
        ("-1", "SKM-R-001", "found -1, expected 1 to 4"),
        ("baik", "SKM-R-002", "found 'baik', expected a whole number"),
        ("3.5", "SKM-R-002", "found 3.5, expected a whole number"),
        ("Budi Santoso", "SKM-R-002", "found <teks/text, 12 karakter/characters>"),
        ("3175091203850001", "SKM-R-002", "found <angka/number, 16 karakter/characters>"),
        ("-", "SKM-R-002", "found <teks/text, 1 karakter/characters>"),
    ],
)
def test_a_wrong_score_refuses_its_row_and_shows_nothing_personal(
    catalog: Catalog, cell: str, code: str, shown: str
) -> None:
    data = tiny_csv(PEOPLE).replace(b"2,Jakarta Barat,2015,2", f"2,Jakarta Barat,2015,{cell}".encode())
    file = _one(catalog, data)
    assert _codes(file) == [code]
    (finding,) = file.findings
    assert (finding.row_number, finding.column_name, finding.value) == (3, "Puas U1", cell)
    assert shown in finding.message_en
    assert _fates(file) == (3, 2, 1, 0)


def test_an_empty_answer_is_kept_as_missing(catalog: Catalog) -> None:
    file = _one(catalog, tiny_csv([("1", "Jakarta Barat", "2015", [None, 3], [4, 4])]))
    assert _codes(file) == []
    assert list(file.accepted["satisfaction:U1"]) == [""]


def test_one_row_with_two_faults_is_refused_once_and_told_twice(catalog: Catalog) -> None:
    data = tiny_csv([("1", "Kuala Lumpur", "2015", [9, 3], [4, 4])])
    file = _one(catalog, data)
    assert _codes(file) == ["SKM-R-005", "SKM-R-001"]
    assert [refusal.reason_code for refusal in file.refusals] == ["SKM-R-005"]


def test_an_answer_that_is_not_offered(catalog: Catalog) -> None:
    file = _one(catalog, tiny_csv([("1", "Jakarta Barat", "1999", [4, 3], [4, 4])]))
    assert _codes(file) == ["SKM-R-006"]
    assert "found 1999, expected one of 2014, 2015" in file.findings[0].message_en


def test_no_respondent_number(catalog: Catalog) -> None:
    assert _codes(_one(catalog, tiny_csv([("", "Jakarta Barat", "2015", [4, 3], [4, 4])]))) == ["SKM-R-007"]


def test_a_file_cut_in_the_middle_of_a_row(catalog: Catalog) -> None:
    file = _one(catalog, tiny_csv(PEOPLE).rstrip()[:-4])
    assert _codes(file) == ["SKM-F-018", "SKM-R-008"]
    assert "ends in the middle of row 4" in file.findings[0].message_en
    assert _fates(file) == (3, 2, 1, 0)


def test_blank_rows_are_counted_and_trailing_line_ends_are_not_rows(catalog: Catalog) -> None:
    lines = tiny_csv(PEOPLE).decode().splitlines()
    data = "\r\n".join([lines[0], lines[1], ",,,,,,", lines[2], "", "", ""]).encode()
    assert _fates(_one(catalog, data)) == (3, 2, 0, 1)


def test_the_same_answers_twice_keep_the_first(catalog: Catalog) -> None:
    file = _one(catalog, tiny_csv([*PEOPLE, PEOPLE[0]]))
    assert _codes(file) == ["SKM-R-003"]
    assert list(file.accepted["respondent"]) == ["1", "2", "3"]


def test_different_answers_under_one_number_refuse_all_of_them_across_files(catalog: Catalog) -> None:
    other = ("1", "Jakarta Pusat", "2015", [1, 1], [4, 4])
    files = stage(catalog, "tiny_study", {"a.csv": tiny_csv(PEOPLE), "b.csv": tiny_csv([other])})
    assert [finding.code.code for finding in findings_of(files)] == ["SKM-R-004", "SKM-R-004"]
    assert [_fates(file) for file in files] == [(3, 2, 1, 0), (1, 0, 1, 0)]


def test_offices_that_each_count_from_one_do_not_clash_where_the_study_says_so(catalog: Catalog) -> None:
    other = ("1", "Jakarta Pusat", "2015", [1, 1], [4, 4])
    files = stage(catalog, "tiny_study", {"a.csv": tiny_csv(PEOPLE), "b.csv": tiny_csv([other])}, within_office=True)
    assert findings_of(files) == []
    assert [_fates(file) for file in files] == [(3, 3, 0, 0), (1, 1, 0, 0)]


# --- the workbook layout, on the packaged Jakarta catalogue ---------------------------------------------------------
def _workbook(title: str = "UNIT PELAYANAN : Kanim Jakarta Selatan", *, score: object = 3, formula: str = "") -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Jawaban")
        sheet.write(0, 0, "HASIL SURVEI")
        sheet.write(2, 0, title)
        for column, words in enumerate(["No. Responden", "Tahun", "Calo", "Online"]):
            sheet.merge_range(4, column, 5, column, words)
        for start, words in ((4, "TINGKAT KEPUASAN"), (17, "TINGKAT KEPENTINGAN")):
            sheet.merge_range(4, start, 4, start + 12, words)
            for number in range(13):
                sheet.write(5, start + number, f"Q{number + 1}")
        sheet.write_row(6, 0, ["R1", "2013", "Ya", "Tidak", *([score] * 26)])
        sheet.write_row(8, 0, ["R2", 2014, "tidak", "YA", *([4] * 26)])
        if formula:
            sheet.write_formula(8, 4, formula, value="")
    return stream.getvalue()


def test_a_merged_two_level_header_is_found_below_title_rows() -> None:
    file = _jakarta(_workbook())
    assert _codes(file) == []
    assert _fates(file) == (3, 2, 0, 1)
    assert list(file.accepted["office"]) == ["jakarta_selatan", "jakarta_selatan"]
    assert list(file.accepted["used_agent"]) == ["yes", "no"]
    assert list(file.accepted["row_number"]) == [7, 9]


def _jakarta(data: bytes) -> StagedFile:
    (file,) = stage(Catalog(), "jakarta_2015", {"kantor.xlsx": data})
    return file


def test_an_unknown_office_in_the_title_refuses_the_file() -> None:
    file = _jakarta(_workbook("UNIT PELAYANAN : Kanim Jakarta Barat Daya"))
    assert _codes(file) == ["SKM-F-007"]
    assert _fates(file) == (3, 0, 2, 1)


def test_half_points_in_a_cell_are_no_score() -> None:
    assert set(_codes(_jakarta(_workbook(score=3.5)))) == {"SKM-R-002"}


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_refused_with_a_sentence(part: float) -> None:
    data = _workbook()
    file = _jakarta(data[: int(len(data) * part)])
    assert _codes(file) == ["SKM-F-002"]
    assert "damaged or cut off" in file.findings[0].message_en


def test_a_formula_without_a_stored_value_refuses_its_row() -> None:
    file = _jakarta(_workbook(formula="=1+1"))
    assert _codes(file) == ["SKM-R-009"]
    assert 'row 9, column "TINGKAT KEPUASAN / Q1": found a formula' in file.findings[0].message_en
    assert _fates(file) == (3, 1, 1, 1)


def test_the_committed_exports_read_without_a_finding() -> None:
    folder = Path(__file__).parents[2] / "data/raw/jakarta_2015"
    files = {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if not p.name.endswith(".origin.yaml")}
    staged = stage(Catalog(), "jakarta_2015", files)
    assert findings_of(staged) == []
    assert sum(file.rows_read_n for file in staged) == 319
    assert {file.reading.layout.layout_id for file in staged if file.reading.layout} == {
        "limesurvey_codes",
        "online_form_full_text",
        "workbook_two_level",
    }
