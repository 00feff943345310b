"""What came on time, late or not at all, and with which questionnaire."""

from datetime import date

import pytest
from programme_deliveries import delivery, group
from small_programme import CATALOG, override, programme

from schemas.findings import EMPTY_FILE, Finding
from schemas.programme import Membership
from transforms.programme.assembly import assemble
from transforms.programme.coverage import coverage, due_date
from transforms.programme.in_force import Expectations
from transforms.programme.offices import OfficeTimes

PROGRAMME = programme().model_copy(update={"first_month": "2024-05"})  # answers are due on the 5th of the next month
MAY = ("bogor", "2024-05")


def covered(*files, as_of, until="2024-05", used=PROGRAMME):
    times = OfficeTimes(used, CATALOG, until)
    table, placed = coverage(
        assemble(files, used, CATALOG, times), used, CATALOG, times, Expectations(used, CATALOG), as_of
    )
    states = {(row.office_code, row.month_code): row.coverage for row in table.itertuples()}
    return table, states, placed


def codes(placed):
    return [(one.finding.code.code, one.office_code, one.month_code) for one in placed]


def test_answers_are_due_on_a_day_of_the_next_month():
    assert due_date(PROGRAMME, "2024-05") == date(2024, 6, 5)
    assert due_date(PROGRAMME, "2024-12") == date(2025, 1, 5)


@pytest.mark.parametrize(
    ("as_of", "state"), [(date(2024, 6, 4), "not_due"), (date(2024, 6, 5), "missing"), (date(2024, 7, 1), "missing")]
)
def test_what_has_not_come_by_the_due_day_is_missing(as_of, state):
    table, states, placed = covered(delivery("a.csv", group(*MAY, [4])), as_of=as_of)
    assert states == {("bekasi", "2024-05"): state, MAY: "on_time"}
    assert codes(placed) == ([("SKM-W-020", "bekasi", "2024-05")] if state == "missing" else [])
    row = table[table["office_code"] == "bekasi"].iloc[0]
    assert (row["respondents_n"], row["due_date"], row["instrument_expected"]) == (0, "2024-06-05", "skm_2017_9")
    assert row[["first_received_date", "instruments_found"]].isna().all()


def test_a_missing_office_is_named_with_its_month_and_day_and_what_to_do():
    _, _, placed = covered(delivery("a.csv", group(*MAY, [4])), as_of=date(2024, 6, 5))
    finding = placed[0].finding
    assert finding.file_name == "contoh"
    assert "Bekasi" in finding.message_id
    assert "Mei 2024" in finding.message_id
    assert "2024-06-05" in finding.message_en
    assert "May 2024" in finding.message_en
    assert "Ask the office" in finding.message_en


@pytest.mark.parametrize(("received", "state"), [("2024-06-05", "on_time"), ("2024-06-06", "late"), (None, "on_time")])
def test_a_file_is_late_from_the_day_after_it_was_due(received, state):
    _, states, placed = covered(delivery("a.csv", group(*MAY, [4]), received=received), as_of=date(2024, 6, 4))
    assert states[MAY] == state
    assert codes(placed) == ([("SKM-W-022", "bogor", "2024-05")] if state == "late" else [])


def test_the_first_of_two_files_decides_and_both_are_counted():
    table, states, _ = covered(
        delivery("a.csv", group(*MAY, [4]), received="2024-07-01"),
        delivery("b.csv", group(*MAY, [3, 2]), received="2024-06-02"),
        as_of=date(2024, 6, 4),
    )
    assert states[MAY] == "on_time"
    row = table[table["office_code"] == "bogor"].iloc[0]
    assert (row["first_received_date"], row["respondents_n"]) == ("2024-06-02", 3)


def test_a_file_of_the_quarter_is_late_only_for_months_that_were_due():
    file = delivery("a.csv", [*group("bogor", "2024-05", [4]), *group("bogor", "2024-06", [4])], received="2024-06-20")
    _, states, _ = covered(file, as_of=date(2024, 7, 5), until="2024-06")
    assert (states["bogor", "2024-05"], states["bogor", "2024-06"]) == ("late", "on_time")


def test_an_office_that_corrects_its_file_later_was_on_time():
    """The file of the first day decides, though only the answers of the correction count."""
    table, states, placed = covered(
        delivery("a.csv", group(*MAY, [1, 1]), received="2024-06-01"),
        delivery("b.csv", group(*MAY, [4]), received="2024-06-20", replaces="a.csv"),
        as_of=date(2024, 6, 4),
    )
    assert states[MAY] == "on_time"
    row = table[table["office_code"] == "bogor"].iloc[0]
    assert (row["first_received_date"], row["respondents_n"]) == ("2024-06-01", 1)
    assert placed == []


def test_a_file_that_was_refused_told_of_nothing():
    refused = delivery("a.csv", [], received="2024-06-01", findings=[Finding(EMPTY_FILE, "a.csv")])
    _, states, _ = covered(refused, delivery("b.csv", group(*MAY, [4]), received="2024-06-20"), as_of=date(2024, 6, 4))
    assert states[MAY] == "late"


def test_nothing_is_expected_of_an_office_outside_its_months():
    member = Membership(office="bogor", first_month="2024-06")
    used = PROGRAMME.model_copy(update={"memberships": (member,)})
    _, states, placed = covered(as_of=date(2024, 12, 1), until="2024-06", used=used)
    assert states == {
        ("bekasi", "2024-05"): "missing", ("bekasi", "2024-06"): "missing",
        ("bogor", "2024-05"): "not_expected", ("bogor", "2024-06"): "missing",
    }  # fmt: skip
    assert len(placed) == 3


@pytest.mark.parametrize("is_allowed", [False, True])
def test_another_questionnaire_is_a_finding_unless_it_was_allowed(is_allowed):
    exceptions = (override("skm_2014_9"),) if is_allowed else ()
    used = programme(*exceptions).model_copy(update={"first_month": "2017-05"})
    file = delivery("a.csv", group("bogor", "2017-05", [4, 3]), instrument="skm_2014_9", received="2017-06-01")
    table, _, placed = covered(file, as_of=date(2017, 6, 1), until="2017-05", used=used)
    row = table[table["office_code"] == "bogor"].iloc[0]
    assert row["instrument_in_force"] == "skm_2017_9"
    assert row["instrument_expected"] == ("skm_2014_9" if is_allowed else "skm_2017_9")
    assert row["instruments_found"] == "skm_2014_9"
    assert row["is_overridden"] == is_allowed
    assert codes(placed) == ([] if is_allowed else [("SKM-W-021", "bogor", "2017-05")])
    if not is_allowed:
        message = placed[0].finding.message_en
        for word in ("2 answers", "Bogor", "May 2017", "skm_2014_9", "skm_2017_9", "permenpan_14_2017"):
            assert word in message


def test_both_questionnaires_in_one_month_are_both_named():
    used = PROGRAMME.model_copy(update={"first_month": "2017-05"})
    table, _, placed = covered(
        delivery("a.csv", group("bogor", "2017-05", [4]), instrument="skm_2014_9", received="2017-06-01"),
        delivery("b.csv", group("bogor", "2017-05", [4, 4]), received="2017-06-01"),
        as_of=date(2017, 6, 1), until="2017-05", used=used,
    )  # fmt: skip
    row = table[table["office_code"] == "bogor"].iloc[0]
    assert (row["instruments_found"], row["respondents_n"]) == ("skm_2014_9;skm_2017_9", 3)
    assert codes(placed) == [("SKM-W-021", "bogor", "2017-05")]
    assert "1 answers" in placed[0].finding.message_en
