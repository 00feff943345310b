"""From the files that came to the respondents that count, and where every row went.

The programme has two offices, bogor and bekasi; what is published runs to June 2024 where a test says nothing else.
"""

import numpy as np
import pytest
from programme_deliveries import Answer, delivery, group
from small_programme import CATALOG, programme

from schemas.findings import EMPTY_FILE, NO_LAYOUT, Finding
from schemas.programme import Membership
from transforms.programme.assembly import PROFILE, assemble
from transforms.programme.facts import fact_files, fact_item_scores, fact_responses, fact_waterfall
from transforms.programme.offices import OfficeTimes

PROGRAMME = programme().model_copy(update={"first_month": "2014-05"})


def assembled(*files, until="2024-06", used=PROGRAMME):
    return assemble(files, used, CATALOG, OfficeTimes(used, CATALOG, until))


def fates(one):
    table = fact_waterfall(one)
    return {(row.file_name, row.fate, row.reason_code): row.rows_n for row in table.itertuples()}


def people(one):
    return one.people[["file_number", "row_number", "office_code", "month_code"]].to_numpy().tolist()


def test_respondents_stand_in_the_order_of_files_and_rows():
    one = assembled(
        delivery("a.csv", group("bogor", "2024-05", [4, 3])), delivery("b.csv", group("bekasi", "2024-06", [1]))
    )
    assert people(one) == [[1, 2, "bogor", "2024-05"], [1, 3, "bogor", "2024-05"], [2, 2, "bekasi", "2024-06"]]
    assert one.people["response_key"].tolist() == [1, 2, 3]
    where, scores = one.scores["skm_2017_9"]
    assert where.tolist() == [0, 1, 2]
    assert scores.tolist() == [[4] * 9, [3] * 9, [1] * 9]


def test_a_corrected_file_counts_no_longer_and_says_so():
    one = assembled(
        delivery("a.csv", group("bogor", "2024-05", [1, 1, 1])),
        delivery("b.csv", group("bogor", "2024-05", [4, 4]), replaces="a.csv"),
    )
    assert people(one) == [[2, 2, "bogor", "2024-05"], [2, 3, "bogor", "2024-05"]]
    assert fates(one) == {
        ("a.csv", "filtered", "replaced_by_later_file"): 3,
        ("b.csv", "accepted", "published"): 2,
    }
    assert one.findings == ()


def test_a_correction_of_a_correction_leaves_the_last():
    one = assembled(
        delivery("a.csv", group("bogor", "2024-05", [1])),
        delivery("b.csv", group("bogor", "2024-05", [2]), replaces="a.csv"),
        delivery("c.csv", group("bogor", "2024-05", [3]), replaces="b.csv"),
    )
    assert one.scores["skm_2017_9"][1][:, 0].tolist() == [3]


def test_a_correction_may_hold_what_the_corrected_file_held():
    """The same respondents with the same answers are no repeats: the first file is filtered out before that is asked."""
    same = [Answer("bogor", "2024-05", score, number=str(score)) for score in (1, 2, 3)]
    one = assembled(delivery("a.csv", same), delivery("b.csv", same, replaces="a.csv"))
    assert [row[0] for row in people(one)] == [2, 2, 2]
    assert one.findings == ()


@pytest.mark.parametrize("chain", [("a.csv",), ("a.csv", "b.csv")])
def test_a_correction_with_the_bytes_of_what_it_corrects_counts(chain):
    """Somebody took the first file for wrong and sent it again; also after another correction in between."""
    files = [delivery("a.csv", group("bogor", "2024-05", [1, 2]), sha="s")]
    files += [delivery("b.csv", group("bogor", "2024-05", [4]), replaces="a.csv")] if len(chain) > 1 else []
    files.append(delivery("c.csv", group("bogor", "2024-05", [1, 2]), sha="s", replaces=chain[-1]))
    one = assembled(*files)
    assert one.scores["skm_2017_9"][1][:, 0].tolist() == [1, 2]
    assert one.findings == ()


def test_a_copy_of_a_corrected_file_does_not_come_back():
    one = assembled(
        delivery("a.csv", group("bogor", "2024-05", [1, 2]), sha="s"),
        delivery("b.csv", group("bogor", "2024-05", [4]), replaces="a.csv"),
        delivery("c.csv", group("bogor", "2024-05", [1, 2]), sha="s"),
    )
    assert one.scores["skm_2017_9"][1][:, 0].tolist() == [4]
    assert [finding.code.code for finding in one.findings] == ["SKM-F-008"]


def test_a_refused_correction_corrects_nothing():
    broken = delivery("b.csv", [], replaces="a.csv", findings=[Finding(EMPTY_FILE, "b.csv")])
    one = assembled(delivery("a.csv", group("bogor", "2024-05", [1, 2])), broken)
    assert len(one.people) == 2
    assert [finding.code.code for finding in one.findings] == ["SKM-F-003"]


def test_a_correction_of_a_file_that_is_not_there_is_a_finding():
    one = assembled(delivery("b.csv", group("bogor", "2024-05", [4]), replaces="gone.csv"))
    assert [(finding.code.code, finding.file_name) for finding in one.findings] == [("SKM-W-024", "b.csv")]
    assert len(one.people) == 1


def test_a_file_cannot_correct_itself():
    """A slip in the origin record must not make an office's month vanish."""
    one = assembled(delivery("a.csv", group("bogor", "2024-05", [4, 3]), replaces="a.csv"))
    assert len(one.people) == 2
    assert [finding.code.code for finding in one.findings] == ["SKM-W-024"]


def test_months_outside_the_programme_and_of_strangers_are_filtered():
    # Published are May 2014 to May 2024; bogor belongs until April, cianjur never.
    used = PROGRAMME.model_copy(update={"memberships": (Membership(office="bogor", last_month="2024-04"),)})
    answers = [
        *group("bogor", "2024-04", [4]),  # counts
        *group("bogor", "2024-05", [4, 4]),  # no longer a member
        *group("bogor", "2024-06", [4]),  # not published yet
        *group("bogor", "2014-04", [4]),  # before the first month
        *group("cianjur", "2024-05", [4]),  # not of the programme
        *group("bekasi", "2024-05", [4]),  # counts
    ]
    one = assembled(delivery("a.csv", answers), until="2024-05", used=used)
    assert [row[2:] for row in people(one)] == [["bogor", "2024-04"], ["bekasi", "2024-05"]]
    assert fates(one) == {
        ("a.csv", "accepted", "published"): 2,
        ("a.csv", "filtered", "month_not_published"): 2,
        ("a.csv", "filtered", "office_not_in_programme"): 3,
    }


def test_the_file_that_came_first_keeps_the_respondent():
    # z.csv came a day before a.csv, so the row of a.csv is the repeat, though its name comes first.
    twice = [Answer("bogor", "2024-05", 4, number="7")]
    one = assembled(delivery("a.csv", twice, received="2024-06-02"), delivery("z.csv", twice, received="2024-06-01"))
    assert people(one) == [[2, 2, "bogor", "2024-05"]]
    assert fates(one) == {("a.csv", "quarantined", "SKM-R-003"): 1, ("z.csv", "accepted", "published"): 1}


@pytest.mark.parametrize("received", ["2024-06-01", None])
def test_of_files_of_one_day_or_no_day_the_name_decides(received):
    twice = [Answer("bogor", "2024-05", 4, number="7")]
    one = assembled(delivery("a.csv", twice, received=received), delivery("z.csv", twice, received=received))
    assert [row[0] for row in people(one)] == [1]


def test_a_file_without_a_day_comes_after_those_with_one():
    twice = [Answer("bogor", "2024-05", 4, number="7")]
    one = assembled(delivery("a.csv", twice, received=None), delivery("z.csv", twice))
    assert [row[0] for row in people(one)] == [2]


def test_every_row_read_has_one_fate():
    file = delivery(
        "a.csv",
        group("bogor", "2024-05", [4, 4]) + group("bogor", "2030-01", [1]),
        refused=3,
        ignored={"blank": 4, "total": 2},
    )
    one = assembled(file)
    assert fates(one) == {
        ("a.csv", "accepted", "published"): 2,
        ("a.csv", "quarantined", "SKM-R-001"): 3,
        ("a.csv", "filtered", "month_not_published"): 1,
        ("a.csv", "blank", "blank"): 4,
        ("a.csv", "ignored", "total"): 2,
    }
    row = fact_files(one, {"a.csv": 5}).iloc[0]
    counts = row[
        ["rows_read_n", "rows_accepted_n", "rows_quarantined_n", "rows_filtered_n", "rows_blank_n", "rows_ignored_n"]
    ]
    assert counts.tolist() == [12, 2, 3, 1, 4, 2]
    assert (row["run_number"], row["first_answer_month"], row["last_answer_month"]) == (5, "2024-05", "2024-05")


def test_pairs_tell_what_a_file_held_before_anything_was_left_out():
    one = assembled(
        delivery("a.xlsx#1", group("bogor", "2024-05", [1])),
        delivery("a.xlsx#2", group("bogor", "2030-01", [1])),
        delivery("b.csv", group("bekasi", "2024-05", [4]), replaces="a.xlsx"),
    )
    assert one.pairs["a.xlsx"] == {("bogor", "2024-05"), ("bogor", "2030-01")}
    assert one.touched(["a.xlsx", "b.csv"]) == {("bogor", "2024-05"), ("bogor", "2030-01"), ("bekasi", "2024-05")}
    assert one.touched(["no.csv"]) == frozenset()
    assert len(one.people) == 1, "both sheets of the corrected file are left out"


def test_an_empty_answer_is_no_score_of_zero():
    one = assembled(delivery("a.csv", [Answer("bogor", "2024-05", [None, 4, 4, 4, 4, 4, 4, 4, 4])]))
    _, scores = one.scores["skm_2017_9"]
    assert scores.dtype == np.int8
    assert scores[0].tolist() == [-1, *[4] * 8]
    cells = one.cells()["skm_2017_9"]
    assert cells.answers()[0].tolist() == [0, *[1] * 8]
    assert cells.totals()[0].tolist() == [0, *[4] * 8]
    assert len(fact_item_scores(one)) == 8
    assert fact_responses(one, PROGRAMME)["answered_n"].tolist() == [8]


def test_two_questionnaires_in_one_month_stay_apart():
    one = assembled(
        delivery("a.csv", group("bogor", "2017-05", [1]), instrument="skm_2014_9"),
        delivery("b.csv", group("bogor", "2017-05", [4, 4])),
    )
    cells = one.cells()
    assert {code: table.keys["respondents_n"].tolist() for code, table in cells.items()} == {
        "skm_2014_9": [1],
        "skm_2017_9": [2],
    }
    assert one.scores["skm_2017_9"][0].tolist() == [1, 2]
    keys = fact_item_scores(one).groupby("response_key").size()
    assert keys.to_dict() == {1: 9, 2: 9, 3: 9}


def test_responses_say_about_themselves_what_the_programme_declares():
    used = PROGRAMME.model_copy(update={"detail": PROGRAMME.detail.model_copy(update={"attributes": ("gender",)})})
    one = assembled(
        delivery("a.csv", [*group("bogor", "2024-05", [4]), *group("bogor", "2024-05", [4], gender="")]), used=used
    )
    table = fact_responses(one, used)
    assert table["gender_code"].tolist()[0] == "female"
    assert table["gender_code"].isna().tolist() == [False, True]
    for code in PROFILE[1:]:
        assert table[f"{code}_code"].isna().all()
    assert fact_responses(one, PROGRAMME)["gender_code"].isna().all()


def test_each_respondent_belongs_to_the_class_of_that_month():
    # By the register bekasi is class II, and from 2020 on II Non TPI.
    one = assembled(delivery("a.csv", [*group("bekasi", "2017-05", [4]), *group("bekasi", "2021-05", [4])]))
    assert one.people["office_class"].tolist() == ["II", "II Non TPI"]
    assert one.people["province_id"].tolist() == ["Jawa Barat"] * 2
    first, second = one.people["office_key"]
    assert first == "bekasi@2014-05"
    assert first < second <= "bekasi@2021-05"


def test_nothing_delivered_is_nobody():
    one = assembled()
    assert one.people.empty
    assert one.cells() == {}
    assert one.scores == {}
    assert fact_waterfall(one).empty


def test_a_file_that_no_layout_fits_counts_nobody():
    words = (("layout", "x"), ("matched", "1"), ("required", "9"), ("layouts", "x"))
    one = assembled(delivery("a.csv", [], findings=[Finding(NO_LAYOUT, "a.csv", words=words)]))
    assert fact_files(one, {"a.csv": 1})["file_status"].tolist() == ["refused"]
    assert one.people.empty
