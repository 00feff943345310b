"""Who answered, with small counts hidden so that no total gives them away. Counts below 5 are hidden."""

import pandas as pd
import pytest
from small_programme import programme

from transforms.programme.profiles import profiles

PROGRAMME = programme()
MAY = "2024-05"


def people(counts, *, office="bogor", month=MAY, attribute="gender"):
    """Respondents of one office and month with these answers to one question, and none to the others."""
    answers = [code for code, n in counts.items() for _ in range(n)]
    frame = pd.DataFrame(
        dict.fromkeys(("gender", "age", "education", "occupation", "service"), ""), index=range(len(answers))
    )
    frame[attribute] = answers
    return frame.assign(office_code=office, month_code=month, province_id="P", office_class="I")


def table(*parts, used=PROGRAMME):
    return profiles(pd.concat(parts, ignore_index=True), used)


def shown(frame, *, level="office", scope="bogor", period="2024", attribute="gender"):
    """Counts by answer of one question; None where hidden."""
    rows = frame[(frame["scope_level"] == level) & (frame["scope_code"] == scope) & (frame["period_code"] == period)]
    rows = rows[rows["attribute_code"] == attribute]
    return {row.answer_code: None if row.is_suppressed else int(row.respondents_n) for row in rows.itertuples()}


def test_counts_and_percentages_of_those_who_answered():
    # Of 25, five left it open: 12 and 8 of 20.
    frame = table(people({"a": 12, "b": 8, "": 5}))
    assert shown(frame) == {"a": 12, "b": 8}
    rows = frame[(frame["scope_code"] == "bogor") & (frame["period_code"] == "2024")]
    assert rows["respondents_pct"].tolist() == [60.0, 40.0]


@pytest.mark.parametrize(("count", "seen"), [(0, 0), (1, None), (4, None), (5, 5), (6, 6)])
def test_a_count_from_one_to_four_is_hidden(count, seen):
    # Counts of 3 and 2 are hidden beside it, so that nothing more must be.
    frame = table(people({"a": count, "b": 3, "c": 2, "d": 50}), people({"a": 9}, office="bekasi"))
    assert shown(frame)["a"] == seen


def test_one_hidden_count_hides_the_next_larger_one():
    # 30 answered: 3 would be 30 - 7 - 20. With 7 hidden too, 10 are left for both.
    assert shown(table(people({"a": 20, "b": 3, "c": 7}))) == {"a": 20, "b": None, "c": None}


def test_of_equal_counts_the_first_code_is_hidden():
    assert shown(table(people({"c": 7, "b": 7, "a": 3}))) == {"a": None, "b": None, "c": 7}


def test_two_small_counts_are_enough():
    assert shown(table(people({"a": 20, "b": 3, "c": 2}))) == {"a": 20, "b": None, "c": None}


def test_two_ones_tell_each_other():
    # 22 answered and 20 are shown: of two hidden counts that are not 0 each is 1. A third makes it 22 for three.
    assert shown(table(people({"a": 20, "b": 1, "c": 1}))) == {"a": None, "b": None, "c": None}


def test_a_zero_is_shown_where_others_hide_the_small_count():
    frame = table(people({"a": 20, "b": 3, "c": 7}), people({"d": 9}, office="bekasi"))
    assert shown(frame) == {"a": 20, "b": None, "c": None, "d": 0}


@pytest.mark.parametrize("small", [{"a": 3}, {"b": 1}, {"a": 1, "c": 1}])
def test_a_small_count_among_zeros_hides_the_zeros(small):
    """All of bogor's answers are small and the others 0: whoever knows how many answered would know who said what."""
    frame = table(people(small), people({"a": 9, "b": 9, "c": 9}, office="bekasi"))
    assert shown(frame) == {"a": None, "b": None, "c": None}
    rows = frame[frame["scope_code"] == "bogor"]
    assert rows[["respondents_n", "respondents_pct"]].isna().all().all()


def test_two_small_counts_among_zeros_are_not_told():
    # Three answered: 1 and 2, or 2 and 1.
    frame = table(people({"a": 1, "b": 2}), people({"c": 9}, office="bekasi"))
    assert shown(frame) == {"a": None, "b": None, "c": 0}


def test_a_question_with_one_answer_keeps_it_hidden():
    assert shown(table(people({"a": 3}))) == {"a": None}


def test_nothing_is_hidden_where_the_programme_says_so():
    used = PROGRAMME.model_copy(update={"suppression": PROGRAMME.suppression.model_copy(update={"minimum_cell": 0})})
    frame = table(people({"a": 1, "b": 2}), used=used)
    assert shown(frame) == {"a": 1, "b": 2}


def test_each_question_hides_for_itself():
    both = people({"a": 6, "b": 6}).assign(age=["x"] * 11 + ["y"])
    frame = table(both)
    assert shown(frame) == {"a": 6, "b": 6}
    assert shown(frame, attribute="age") == {"x": None, "y": None}


def test_months_are_summarised_for_the_country_only():
    frame = table(people({"a": 9}), people({"a": 6}, month="2024-06"))
    months = frame[frame["period_code"].str.len() == 7]
    months = months[~months["period_code"].str.contains("[QS]")]
    assert set(months["scope_level"]) == {"national"}
    assert shown(frame, level="national", scope="national", period=MAY) == {"a": 9}
    assert shown(frame, period="2024-Q2") == {"a": 15}


def test_a_place_adds_its_offices_and_small_ones_show_there():
    frame = table(people({"a": 3, "b": 9}), people({"a": 4, "b": 9}, office="bekasi"))
    assert shown(frame) == {"a": None, "b": None}
    assert shown(frame, level="province", scope="P") == {"a": 7, "b": 18}
    assert shown(frame, level="office_class", scope="I") == {"a": 7, "b": 18}


def test_an_office_without_a_known_place_counts_for_itself_and_the_country():
    frame = table(people({"a": 9}).assign(province_id="", office_class=""))
    assert set(frame["scope_level"]) == {"national", "office"}


def test_forms_that_ask_nothing_about_people_have_no_profile():
    frame = table(people({"": 9}))
    assert frame.empty
    assert {"scope_level", "attribute_code", "respondents_n", "respondents_pct", "is_suppressed"} <= set(frame.columns)


def test_an_answer_that_the_questionnaires_of_the_place_do_not_offer_is_no_zero():
    """Bogor was asked by the new form, which knows a and b; Tangerang by the old one, which knows a and old."""
    bogor = people({"a": 9}).assign(instrument_id="new")
    tangerang = people({"a": 7, "old": 8}, office="tangerang").assign(instrument_id="old")
    both = pd.concat([bogor, tangerang, people({"b": 6}, office="serang").assign(instrument_id="new")])
    offered = {"new": {"gender": {"a", "b"}}, "old": {"gender": {"a", "old"}}}
    frame = profiles(both.reset_index(drop=True), PROGRAMME, offered)
    assert shown(frame) == {"a": 9, "b": 0}
    assert shown(frame, scope="tangerang") == {"a": 7, "old": 8}
    assert shown(frame, level="national", scope="national") == {"a": 16, "b": 6, "old": 8}


# --- sums over periods and places ------------------------------------------------------------------------------------
def test_a_longer_period_does_not_tell_a_shorter_one():
    """Bogor's first quarter has 3 and 9, both hidden. With 20 of the second shown, the semester's 23 would tell the 3."""
    frame = table(people({"a": 3, "b": 9}, month="2024-01"), people({"a": 20, "b": 30}, month="2024-04"))
    assert shown(frame, period="2024-Q1") == {"a": None, "b": None}
    assert shown(frame, period="2024-Q2") == {"a": None, "b": None}
    assert shown(frame, period="2024-S1") == {"a": 23, "b": 39}


def test_what_is_told_by_no_sum_stays():
    """A quarter hides 3 and 4, the other 4 and 3; the semester's 7 can be either for both, and nothing more is hidden."""
    quarters = [({"a": 3, "c": 4}, "2024-01"), ({"a": 4, "c": 3}, "2024-04")]
    frame = table(*(people(small | {"b": 9, "d": 50}, month=month) for small, month in quarters))
    assert shown(frame, period="2024-S1") == {"a": 7, "b": 18, "c": 7, "d": 100}
    assert shown(frame, period="2024-Q2") == {"a": None, "b": 9, "c": None, "d": 50}


def test_a_province_does_not_tell_one_of_its_offices():
    """43 + 45 + 3 of the province less the other two offices would be bogor's 3; the smaller of the two is hidden."""
    frame = table(
        people({"a": 3, "b": 30}),
        people({"a": 43, "b": 50}, office="bekasi"),
        people({"a": 45, "b": 60}, office="tangerang"),
    )
    assert shown(frame) == {"a": None, "b": None}
    assert shown(frame, scope="bekasi") == {"a": None, "b": None}
    assert shown(frame, scope="tangerang") == {"a": 45, "b": 60}
    assert shown(frame, level="province", scope="P") == {"a": 91, "b": 140}


def test_the_offices_of_a_country_do_not_tell_a_province():
    """Nobody said a in P but 3 in bogor, and 40 in Q: the country's 43 would tell P, and P its only office."""
    frame = table(people({"a": 3, "b": 30}), people({"a": 40, "b": 50}, office="medan").assign(province_id="Q"))
    for level, scope in (("office", "bogor"), ("province", "P"), ("office", "medan"), ("province", "Q")):
        assert shown(frame, level=level, scope=scope) == {"a": None, "b": None}
    assert shown(frame, level="national", scope="national") == {"a": 43, "b": 80}


def test_a_place_whose_office_moved_is_no_sum_of_its_offices():
    """Bogor left P in May: P's 43 are bekasi's 40 and 3 of bogor's 12, so bogor's and bekasi's counts tell nothing hidden."""
    frame = table(
        people({"a": 3, "b": 9}, month="2024-04"),
        people({"a": 9, "b": 9}).assign(province_id="Q"),
        people({"a": 40, "b": 40}, office="bekasi"),
    )
    assert shown(frame, period="2024-Q2") == {"a": 12, "b": 18}
    assert shown(frame, scope="bekasi", period="2024-Q2") == {"a": 40, "b": 40}
    assert shown(frame, level="province", scope="P", period="2024-Q2") == {"a": 43, "b": 49}
