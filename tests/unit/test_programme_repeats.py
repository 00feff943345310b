"""Answers that came twice: which row stays, which is refused, and what the finding says."""

import pytest
from programme_deliveries import Answer, delivery, group

from schemas.findings import Finding
from schemas.findings_on_programmes import REPLACES_NOTHING
from schemas.staging import ROW_NUMBER
from transforms.programme.repeats import refuse_repeats

MAY = ("bogor", "2024-05")


def codes(one):
    return [finding.code.code for finding in one.findings]


def rows(one):
    return one.accepted[ROW_NUMBER].tolist()


def test_files_without_repeats_stay_as_they_are():
    files = [delivery("a.csv", group(*MAY, [1, 2])), delivery("b.csv", group("bogor", "2024-06", [1, 2]))]
    assert [(rows(one), codes(one)) for one in refuse_repeats(files)] == [([2, 3], []), ([2, 3], [])]
    assert refuse_repeats([]) == []


def test_the_same_bytes_under_another_name_are_refused_whole():
    first, second = refuse_repeats([
        delivery("a.csv", group(*MAY, [1, 2]), sha="s"),
        delivery("b.csv", group(*MAY, [1, 2]), sha="s"),
    ])  # fmt: skip
    assert rows(first) == [2, 3]
    assert second.is_refused
    assert rows(second) == []
    assert codes(second) == ["SKM-F-008"]
    assert "a.csv" in second.findings[0].message_en
    assert [(row.row_number, row.reason_code) for row in second.refusals] == [(2, "SKM-F-008"), (3, "SKM-F-008")]


def test_sheets_of_one_file_share_their_bytes():
    found = refuse_repeats(
        [delivery("a.xlsx#1", group(*MAY, [1]), sha="s"), delivery("a.xlsx#2", group(*MAY, [2]), sha="s")]
    )
    assert [codes(one) for one in found] == [[], []]


def test_the_same_answers_in_another_order_are_refused_whole():
    """Three respondents with their numbers and times, sent again from another program."""
    people = [Answer(*MAY, score, number=f"n{score}", submitted=f"2024-05-0{score}") for score in (1, 2, 3)]
    first, second = refuse_repeats([delivery("a.csv", people), delivery("b.xlsx", people[::-1])])
    assert rows(first) == [2, 3, 4]
    assert (rows(second), codes(second), second.is_refused) == ([], ["SKM-F-015"], True)


def test_two_equal_rows_are_too_few_to_call_a_file_the_same():
    """Their rows are refused one by one instead: what stays is the same, and the file is not called a copy."""
    people = [Answer(*MAY, score, number=f"n{score}") for score in (1, 2)]
    first, second = refuse_repeats([delivery("a.csv", people), delivery("b.csv", people)])
    assert rows(first) == [2, 3]
    assert (rows(second), codes(second), second.is_refused) == ([], ["SKM-R-003", "SKM-R-003"], False)


def test_a_respondent_who_came_twice_counts_once():
    first, second = refuse_repeats([
        delivery("a.csv", [Answer(*MAY, 4, number="7"), Answer(*MAY, 3, number="8")]),
        delivery("b.csv", [Answer(*MAY, 2, number="9"), Answer(*MAY, 4, number="7")]),
    ])  # fmt: skip
    assert (rows(first), codes(first)) == ([2, 3], [])
    assert (rows(second), codes(second)) == ([2], ["SKM-R-003"])
    (finding,) = second.findings
    assert (finding.file_name, finding.row_number, finding.column_name) == ("b.csv", 3, "No")
    assert "a.csv, baris/row 2" in finding.message_en


def test_a_number_with_different_answers_counts_not_at_all():
    """Nobody can say which is right; each finding points to the other row."""
    first, second = refuse_repeats([
        delivery("a.csv", [Answer(*MAY, 4, number="7")]),
        delivery("b.csv", [Answer(*MAY, 1, number="7")]),
    ])  # fmt: skip
    assert (rows(first), codes(first)) == ([], ["SKM-R-004"])
    assert (rows(second), codes(second)) == ([], ["SKM-R-004"])
    assert "b.csv, baris/row 2" in first.findings[0].message_en
    assert "a.csv, baris/row 2" in second.findings[0].message_en


def test_two_equal_and_one_other_answer_of_a_number_are_all_refused():
    (one,) = refuse_repeats([delivery("a.csv", [Answer(*MAY, score, number="7") for score in (4, 4, 1)])])
    assert (rows(one), codes(one)) == ([], ["SKM-R-004"] * 3)


@pytest.mark.parametrize("other", [("bogor", "2024-06"), ("bekasi", "2024-05")])
def test_numbers_begin_again_in_every_office_and_month(other):
    found = refuse_repeats(
        [delivery("a.csv", [Answer(*MAY, 4, number="1")]), delivery("b.csv", [Answer(*other, 4, number="1")])]
    )
    assert [codes(one) for one in found] == [[], []]


def test_another_questionnaire_is_another_survey():
    """The month in which the form changed may use the numbers twice, once for each form."""
    found = refuse_repeats([
        delivery("a.csv", [Answer("bogor", "2017-05", 4, number="1")], instrument="skm_2014_9"),
        delivery("b.csv", [Answer("bogor", "2017-05", 4, number="1")]),
    ])  # fmt: skip
    assert [codes(one) for one in found] == [[], []]


def test_without_numbers_the_moment_and_the_answers_tell_a_repeat():
    moment = "2024-05-03T10:00:00+07:00"
    first, second = refuse_repeats([
        delivery("a.csv", [Answer(*MAY, 4, submitted=moment), Answer(*MAY, 4, submitted=moment)], is_nameless=True),
        delivery("b.csv", [Answer(*MAY, 4, submitted=moment), Answer(*MAY, 3, submitted=moment)], is_nameless=True),
    ])  # fmt: skip
    assert (rows(first), codes(first)) == ([2], ["SKM-R-011"])
    assert (rows(second), codes(second)) == ([3], ["SKM-R-011"])


def test_without_numbers_and_moments_equal_answers_are_equal_people():
    """On paper many give 4 to everything; nothing says that one of them came twice."""
    (one,) = refuse_repeats([delivery("a.csv", group(*MAY, [4, 4, 4]), is_nameless=True)])
    assert rows(one) == [2, 3, 4]


def test_a_paper_file_typed_twice_is_found_by_its_answers():
    found = refuse_repeats([delivery(name, group(*MAY, [4, 3, 4]), is_nameless=True) for name in ("a.csv", "b.csv")])
    assert [codes(one) for one in found] == [[], ["SKM-F-015"]]


def test_findings_that_a_file_has_already_stay():
    noted = Finding(REPLACES_NOTHING, "a.csv")
    (one,) = refuse_repeats([delivery("a.csv", [Answer(*MAY, 4, number="7")] * 2, findings=[noted])])
    assert codes(one) == ["SKM-W-024", "SKM-R-003"]


def test_no_finding_tells_the_number_of_a_respondent():
    people = [Answer(*MAY, score, number="3201234567890001") for score in (4, 1)]
    (one,) = refuse_repeats([delivery("a.csv", people)])
    assert all("3201234567890001" not in finding.message_id + finding.message_en for finding in one.findings)


def test_an_export_made_again_with_other_numbers_is_the_same_file_where_times_tell_respondents_apart():
    people = [(3, "2024-05-02T03:04:05"), (3, "2024-05-02T08:00:00"), (4, "2024-05-03T01:02:03")]
    once = [Answer(*MAY, score, number=f"{place}", submitted=at) for place, (score, at) in enumerate(people)]
    again = [Answer(*MAY, score, number=f"{place + 500}", submitted=at) for place, (score, at) in enumerate(people)]
    first, second = refuse_repeats([delivery("a.csv", once), delivery("b.csv", again)])
    assert (rows(first), rows(second), codes(second)) == ([2, 3, 4], [], ["SKM-F-015"])


@pytest.mark.parametrize("submitted", ["", "2024-05-31T17:00:00"])
def test_without_times_of_their_own_other_numbers_are_other_respondents(submitted):
    """Three contented people in each of two files: without times, or all with that of the evening of typing them in."""
    found = refuse_repeats([
        delivery(name, [Answer(*MAY, 4, number=f"{name}{place}", submitted=submitted) for place in range(3)])
        for name in ("a.csv", "b.csv")
    ])  # fmt: skip
    assert [codes(one) for one in found] == [[], []]
