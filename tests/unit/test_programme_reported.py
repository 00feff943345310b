"""Figures that offices report themselves: read with care, kept as printed, and questioned where they do not fit."""

import pandas as pd
import pytest
from programme_cells import Batch, cells_from
from small_programme import CATALOG, programme

from transforms.programme.cells import Questions
from transforms.programme.in_force import Expectations
from transforms.programme.indices import index_tables
from transforms.programme.reported import APPLICATIONS, PRINTED, PrintedIndex, Reported, believable, read_reported
from transforms.programme.scopes import months_between, periods_between
from transforms.programme.tables import _printed_findings, _unmatched_findings

HEAD = "office_code,month_code,applications_n\n"
PRINTED_HEAD = "office_code,month_code,ikm,grade,where\n"


def applications(text):
    return read_reported({APPLICATIONS: text.encode("utf-8")})


def printed(text):
    return read_reported({PRINTED: (PRINTED_HEAD + text).encode("utf-8")})


def lines(found):
    return [(finding.code.code, finding.file_name, finding.row_number) for finding in found.findings]


def test_no_files_report_nothing():
    assert read_reported({}) == Reported()
    assert read_reported({"notes.csv": b"x"}) == Reported()


def test_applications_are_read_by_office_and_month():
    found = applications(HEAD + "bogor,2024-05,1200\nbekasi,2024-05, 0 \n")
    assert found.applications == {("bogor", "2024-05"): 1200, ("bekasi", "2024-05"): 0}
    assert found.findings == ()


def test_a_file_of_a_spreadsheet_with_a_mark_and_its_line_ends_is_read():
    found = read_reported({APPLICATIONS: b"\xef\xbb\xbf" + (HEAD + "bogor,2024-05,7\n").replace("\n", "\r\n").encode()})
    assert found.applications == {("bogor", "2024-05"): 7}
    assert found.findings == ()


@pytest.mark.parametrize(
    "line",
    [
        "bogor,2024-05,many",
        "bogor,2024-05,-1",
        "bogor,2024-05,12.5",
        "bogor,2024-05,1.200",
        "bogor,2024-05,",
        "bogor,2024-05,1234567890",
        "bogor,2024-13,1",
        "bogor,2024,1",
        "bogor,2024-Q2,1",
        "bogor,05-2024,1",
        "bogor,2024-05",
        "bogor,2024-05,1,2",
        "bogor,2024-05,²",
        "bogor,2024-05,١٢",
        "bogor,٢٠٢٤-05,12",
    ],
)
def test_a_line_that_does_not_fit_is_left_out_and_named(line):
    found = applications(HEAD + "bekasi,2024-05,5\n" + line + "\nbekasi,2024-06,6\n")
    assert found.applications == {("bekasi", "2024-05"): 5, ("bekasi", "2024-06"): 6}
    assert lines(found) == [("SKM-W-025", "reported/applications.csv", 3)]


@pytest.mark.parametrize(
    "data",
    [
        b"office_code;month_code;applications_n\nbogor;2024-05;7\n",
        b"office_code,month_code,applications\nbogor,2024-05,7\n",
        b"\xff\xfe\x00",
        b"",
        b'office_code,month_code,applications_n\n"bogor,2024-05,7\n',
    ],
)
def test_a_file_with_other_columns_or_no_text_is_left_out_whole(data):
    found = read_reported({APPLICATIONS: data})
    assert found.applications == {}
    assert lines(found) == [("SKM-W-025", "reported/applications.csv", None)]
    assert "office_code, month_code, applications_n" in found.findings[0].message_en


def test_no_message_quotes_a_cell():
    found = applications(HEAD + "Budi Santoso,2024-05,0812-3456-7890\n")
    assert all(
        "Budi" not in text and "0812" not in text for one in found.findings for text in (one.message_id, one.message_en)
    )


def test_printed_indices_are_kept_as_printed():
    found = printed(
        'bogor,2024-05,"83,5",B,"report, page 3"\nbekasi,2024-Q2,83.47,,\nbekasi,2024-S1,84,A,\nbekasi,2024,84.0001,A,\n'
    )
    assert found.printed == {
        ("bogor", "2024-05"): PrintedIndex("83,5", "B", "report, page 3"),
        ("bekasi", "2024-Q2"): PrintedIndex("83.47", None, "printed_indices.csv"),
        ("bekasi", "2024-S1"): PrintedIndex("84", "A", "printed_indices.csv"),
        ("bekasi", "2024"): PrintedIndex("84.0001", "A", "printed_indices.csv"),
    }
    assert found.findings == ()


@pytest.mark.parametrize(
    "line",
    [
        "bogor,2024-05,good,B,x",
        "bogor,2024-05,,B,x",
        "bogor,2024-05,83.47123,B,x",
        "bogor,2024-Q5,83,B,x",
        "bogor,2024-05,٨٣,B,x",
    ],
)
def test_a_printed_index_that_is_no_number_is_left_out(line):
    found = printed(line + "\n")
    assert found.printed == {}
    assert lines(found) == [("SKM-W-025", "reported/printed_indices.csv", 2)]


# --- against what was computed ---------------------------------------------------------------------------------------
# bogor of May 2024: 4 and 3 to everything, exactly 87.5 and 86.63 by Regulation 14/2017; both grade B.


def questioned(ikm, grade=None, *, period="2024-05", people=((4,) * 9, (3,) * 9), also=None):
    used = programme()
    questions = Questions.of(CATALOG.instruments["skm_2017_9"], "satisfaction")
    cells = {"skm_2017_9": cells_from(questions, [Batch("bogor", "2024-05", people)])}
    told = {("bogor", period): PrintedIndex(ikm, grade, "report")} | (also or {})
    indices, _ = index_tables(cells, used, CATALOG, Expectations(used, CATALOG), Reported(printed=told))
    return _printed_findings(indices, used, CATALOG)


@pytest.mark.parametrize(
    ("ikm", "grade"),
    [("87.50", "B"), ("87,5", "B"), ("88", "B"), ("86.63", "B"), ("86,6", None), ("87", None), ("87.50", None)],
)
def test_a_printed_index_that_some_way_of_computing_gives_is_right(ikm, grade):
    # 86.63 prints as 86,6 and 87; 87.5 as 88, a half goes up. Without a grade only the number is compared.
    with_grade = {("bogor", "2024"): PrintedIndex("87.50", "B", "report")}
    assert questioned(ikm, grade, also=with_grade) == []


@pytest.mark.parametrize(("ikm", "grade"), [("87.51", "B"), ("87.50", "A"), ("86", "B"), ("100", None)])
def test_a_printed_index_that_no_way_gives_is_questioned(ikm, grade):
    (found,) = questioned(ikm, grade)
    assert (found.finding.code.code, found.office_code, found.month_code) == ("SKM-W-023", "bogor", "2024-05")
    message = found.finding.message_en
    for word in ("Bogor", "May 2024", ikm, "87.5000", "86.6300"):
        assert word in message


def test_a_printed_index_of_a_longer_period_belongs_to_no_month():
    (found,) = questioned("90.00", "A", period="2024-Q2")
    assert (found.month_code, found.office_code) == (None, "bogor")
    assert "2024-Q2" in found.finding.message_id


def test_a_printed_index_where_none_can_be_computed_is_questioned():
    """Nobody answered the ninth element, so there is no index; the message holds a dash and no broken number."""
    (found,) = questioned("100.00", "A", people=[[4] * 8 + [-1]])
    assert "nan" not in (found.finding.message_id + found.finding.message_en).lower()


def test_an_office_outside_the_programme_and_a_second_line_are_findings():
    """A misspelt office would silently leave the weighted index without it; of two lines the first counts."""
    text = "office_code,month_code,applications_n\nbogor,2024-05,400\nbogr,2024-05,300\nbogor,2024-05,500\n"
    reported = read_reported({"applications.csv": text.encode()}, ["bogor", "tangerang"])
    assert dict(reported.applications) == {("bogor", "2024-05"): 400}
    assert [(one.code.code, one.row_number) for one in reported.findings] == [("SKM-W-025", 3), ("SKM-W-025", 4)]


def believed(text, people_n):
    people = pd.DataFrame({"office_code": ["bogor"] * people_n, "month_code": ["2024-05"] * people_n})
    return believable(applications(HEAD + text), people)


@pytest.mark.parametrize("given", [0, 1, 32])
def test_fewer_applications_than_respondents_are_set_aside_and_questioned(given):
    """33 people answered. A mistyped 0 or 32 would say that all were asked, and the index would have no error at all."""
    found = believed(f"bogor,2024-05,{given}\nbogor,2024-06,{given}\n", 33)
    assert found.applications == {("bogor", "2024-06"): given}
    months = months_between("2024-05", "2024-06")
    indices = pd.DataFrame({"scope_level": [], "scope_code": [], "period_code": []})
    (one,) = _unmatched_findings(found, indices, periods_between("2024-05", "2024-06"), months, CATALOG)
    assert (one.finding.code.code, one.office_code, one.month_code) == ("SKM-W-026", "bogor", "2024-05")
    assert one.finding.message_en.startswith(
        f"reported/applications.csv: found {given} applications of Bogor for May 2024, expected at least 33"
    )


@pytest.mark.parametrize("given", [33, 34, 1200])
def test_as_many_applications_as_respondents_are_believed(given):
    found = believed(f"bogor,2024-05,{given}\n", 33)
    assert (found.applications, found.doubted) == ({("bogor", "2024-05"): given}, {})


def test_a_printed_index_of_a_time_without_answers_is_questioned():
    """A poster hangs for April, and no file came: the number would stand nowhere. July is not published yet."""
    told = {
        ("bogor", code): PrintedIndex("83,5", "B", "poster") for code in ("2024-04", "2024-05", "2024-Q2", "2024-07")
    }
    indices = pd.DataFrame({"scope_level": ["office"], "scope_code": ["bogor"], "period_code": ["2024-05"]})
    months = months_between("2024-04", "2024-06")
    found = _unmatched_findings(Reported(printed=told), indices, periods_between("2024-04", "2024-06"), months, CATALOG)
    assert [(one.finding.code.code, one.month_code) for one in found] == [("SKM-W-027", "2024-04"), ("SKM-W-027", None)]
    assert "Bogor printed 83,5 for April 2024" in found[0].finding.message_en


@pytest.mark.parametrize(
    ("grade", "where"),
    [
        ("B", "poster, diketik 0812-7431-9902"),
        ("B", "laporan Pak Hendrawan"),
        ("B", "ratna.w@contoh.id"),
        ("Hendrawan Saputra", "poster"),
    ],
)
def test_a_printed_index_with_a_person_beside_it_is_not_published(grade, where):
    """Both cells would stand in ``fact_indices`` as they were typed."""
    text = (
        f'office_code,month_code,ikm,grade,where\nbogor,2024-05,"83,5",{grade},"{where}"\nbogor,2024-06,84,B,poster\n'
    )
    found = read_reported({"printed_indices.csv": text.encode()}, ["bogor"])
    assert list(found.printed) == [("bogor", "2024-06")]
    assert [(one.code.code, one.row_number) for one in found.findings] == [("SKM-W-025", 2)]
    assert where not in found.findings[0].message_en + found.findings[0].message_id
