"""What documents say before they are set in type: ties, plans carried over, levels of the evaluation form, hidden counts.

The programme is that of ``programme_tables``; every expected value is worked by hand from its answers or from a rule that the
method page states.
"""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pandas as pd
import pytest
from programme_tables import BUILD_ID, programme, programme_tables

from schemas.catalog import CatalogError
from schemas.document_wording import document_wording
from schemas.follow_up import FollowUp, FollowUpAction, PublicationMedium
from transforms.documents import KINDS, DocumentError, contents, evidence
from transforms.documents.chart import trend_chart
from transforms.documents.follow_up import (
    Completion,
    carry_over,
    completion,
    delays,
    find_follow_up,
    known_until,
    months_between,
    read_follow_up,
    state_of,
    write_follow_up,
)
from transforms.documents.results import element_results, highest, lowest
from transforms.documents.view import View, profile


def view(
    office: str = "utara", period: str = "2018", language: str = "id", tables: dict[str, pd.DataFrame] | None = None
) -> View:
    return View(tables or programme_tables(), office, period, language, BUILD_ID, programme())  # type: ignore[arg-type]


def action(
    code: str, done: date | None = None, *, agreed: date = date(2017, 2, 10), quarter: str = "2017-Q2"
) -> FollowUpAction:
    return FollowUpAction(
        action_code=code,
        instrument_id="skm_2017_9",
        element_code="U4",
        programme="Papan tarif di loket",
        programme_en="Board with the fees at the counter",
        planned_quarter=quarter,
        owner="Kepala Tata Usaha",
        agreed=agreed,
        done=done,
        evidence=None if done is None else "Foto",
    )


def plan(
    year: int, *actions: FollowUpAction, office: str = "utara", media: tuple[PublicationMedium, ...] = ()
) -> FollowUp:
    return FollowUp(follow_up_id=f"{office}_{year}", office=office, report_year=year, actions=actions, media=media)


# --- elements that stand out -----------------------------------------------------------------------------------------
def test_elements_with_equal_means_share_a_place_and_none_of_them_is_dropped() -> None:
    barat = view("barat")
    results = element_results(barat, barat.indices[0])
    # In barat the first two elements get the same answers; U4 is lowest, U7 and U8 follow with 309/108, then U1, U2, U9.
    assert [one.code for one in lowest(results)] == ["U4", "U7", "U8"]
    assert {one.code for one in lowest(results, 4)} == {"U4", "U7", "U8", "U1", "U2", "U9"}
    assert next(one.mean for one in results if one.code == "U1") == next(
        one.mean for one in results if one.code == "U2"
    )
    assert [one.code for one in highest(results)] == ["U3", "U5", "U6"]


def test_an_element_is_converted_to_the_scale_of_an_index_and_graded_by_the_bands() -> None:
    kepulauan = view("kepulauan", "2018-Q2")
    results = element_results(kepulauan, kepulauan.indices[0])
    assert len(results) == 9
    for one in results:
        assert one.converted == one.mean * 25
    # 2.6 x 25 = 65.00 is the lower edge of C, 64.99 would be D
    found = {one.mean: one.grade for one in element_results(view("kepulauan"), view("kepulauan").indices[0])}
    assert all((grade == "D") == (mean * 25 < Fraction(64995, 1000)) for mean, grade in found.items())


# Barat in December 2016: nine people, whose scores of V1 to V9 add up to 26, 26, 26, 22, 25, 27, 26, 27, 25, together 230.
# Index 230 / 81 x 25 = 70.99; V4 22 / 9 = 2.444, x 25 = 61.11; V6 27 / 9 = 3.000, x 25 = 75.00.
# A tenth who answers 3 everywhere: 257 / 90 x 25 = 71.39; V4 25 / 10 = 2.500, x 25 = 62.50; V6 30 / 10 = 3.000.
SUMS = (26, 26, 26, 22, 25, 27, 26, 27, 25)


def barat_2016(people: int, language: str = "id", **rule: int) -> View:
    """The view of nine people, or of ten with the one who answers 3 everywhere."""
    more = people - 9
    tables = programme_tables()
    means, indices = tables["fact_element_means"], tables["fact_indices"]
    mine = means["scope_code"].eq("barat") & means["period_code"].eq("2016")
    assert means.loc[mine, "score_sum"].tolist() == list(SUMS), "the table has the sums worked by hand"
    means.loc[mine, ["respondents_n", "answers_n"]] = people
    means.loc[mine, "mean_score_fraction"] = [f"{total + 3 * more}/{people}" for total in SUMS]
    one = indices["scope_code"].eq("barat") & indices["period_code"].eq("2016")
    exact = Fraction(sum(SUMS) + 27 * more, 9 * people) * 25
    indices.loc[one, "respondents_n"] = people
    indices.loc[one, "ikm_exact"] = float(exact)
    seen = view("barat", "2016", language, tables)
    changed = seen.programme.suppression.model_copy(update=rule)
    return replace(seen, programme=seen.programme.model_copy(update={"suppression": changed}))


def texts_in(content: object) -> list[str]:
    """All texts of a document, whatever they lie in."""
    if isinstance(content, dict):
        return [text for value in content.values() for text in texts_in(value)]
    return [text for value in content for text in texts_in(value)] if isinstance(content, list) else [str(content)]


ELEMENT_VALUES = ("2,889", "2,444", "2,778", "3,000", "72,22", "61,11", "69,44", "75,00")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_of_nine_respondents_no_document_tells_an_element(kind: str, language: str) -> None:
    seen = barat_2016(9, language)
    if kind == "poster":
        seen = replace(seen, period="2016-12")  # the one month of that year
    told = texts_in(contents(kind, seen, None, None))  # type: ignore[arg-type]
    values = {value if language == "id" else value.replace(",", ".") for value in ELEMENT_VALUES}
    assert not values & set(told)
    # The labels stand in no other place than beside values, lowest, highest, without a plan, to be mended first.
    assert not [text for text in told if "Biaya/tarif" in text or text.endswith("Cost") or text.startswith("V4")]


def test_of_nine_respondents_one_sentence_stands_for_the_elements_and_the_index_stays() -> None:
    report = contents("annual_report", barat_2016(9), None, None)
    (part,) = report["elements"]
    assert part["withheld"] == (
        "Responden kuesioner ini 9 orang, kurang dari 10 orang yang diperlukan untuk memuat nilai per unsur; indeksnya tetap "
        "dimuat, dengan catatan jumlah responden kecil."
    )
    assert (part["rows"], part["lowest"], part["highest"], report["unplanned"]) == ([], [], [], [])
    (value,) = report["values"]
    assert (value["exact"], value["respondents"], value["is_small"]) == ("70,99", "9", True)
    english = contents("annual_report", barat_2016(9, "en"), None, None)["elements"][0]["withheld"]
    assert english == (
        "Respondents to this questionnaire: 9, fewer than the 10 that values by element need; the index is given all the "
        "same, with its remark on the small number."
    )


def test_of_ten_respondents_every_element_is_told() -> None:
    report = contents("annual_report", barat_2016(10), None, None)
    (part,) = report["elements"]
    assert part["withheld"] is None
    shown = {row["code"]: (row["mean"], row["converted"], row["grade"]) for row in part["rows"]}
    # bands of 2014: C up to 62.50, B up to 81.25
    assert shown["V4"] == ("2,500", "62,50", "C")
    assert shown["V6"] == ("3,000", "75,00", "B")
    assert part["lowest"][0]["code"] == "V4"
    assert report["unplanned"][0] == "V4 Biaya/tarif"
    assert report["values"][0]["exact"] == "71,39"


def test_the_number_is_declared_and_none_shows_elements_always() -> None:
    for rule, is_withheld in ((0, False), (9, False), (10, True), (30, True)):
        (part,) = contents("annual_report", barat_2016(9, minimum_for_elements=rule), None, None)["elements"]
        assert (part["withheld"] is not None, part["rows"] == []) == (is_withheld, is_withheld), rule
    assert "kurang dari 30 orang" in part["withheld"]


def test_of_a_year_with_two_questionnaires_each_is_judged_by_its_own_respondents() -> None:
    # kepulauan in 2017: 4 months of 5 people by the old questionnaire and 8 by the new one
    seen = view("kepulauan", "2017")
    rule = seen.programme.suppression.model_copy(update={"minimum_for_elements": 21})
    seen = replace(seen, programme=seen.programme.model_copy(update={"suppression": rule}))
    old, new = contents("annual_report", seen, None, None)["elements"]
    assert old["withheld"].startswith("Responden kuesioner ini 20 orang, kurang dari 21")
    assert (new["withheld"], len(new["rows"])) == (None, 9)


def test_a_series_of_eight_elements_does_not_tell_the_ninth_of_nine_people() -> None:
    # Without V8 (27) the sums are 203: 203 / 72 x 25 = 70.49, and 9 x 70.99 - 8 x 70.49 = 75.0 would be V8, 3.00 x 25.
    (row,) = contents("annual_report", barat_2016(9, minimum_for_elements=0), None, None)["series"]
    assert (row["respondents"], row["value"]) == ("9", "70,49")
    report = contents("annual_report", barat_2016(9), None, None)
    (row,) = report["series"]
    assert (row["respondents"], row["value"], row["grade"]) == ("9", "–", "–")
    assert report["series_note"].startswith("Seri dan perubahannya tidak dimuat untuk tahun dengan kurang dari 10")
    # In 2017 barat has 108 people: its own value is told, and the change from 2016, which would tell that one, is not.
    later = contents("annual_report", view("barat", "2017"), None, None)
    assert [(one["year"], one["value"]) for one in later["series"]] == [("2016", "–"), ("2017", "70,72")]
    assert [one["basis"] for one in later["changes"]] == ["Kuesioner SKM 9 unsur 2014"]
    assert contents("annual_report", view("utara", "2017"), None, None)["series_note"] is None


def test_the_levels_of_the_evaluation_form_do_not_hang_on_how_many_answered() -> None:
    former = plan(2015, action("papan_tarif", date(2016, 5, 11), agreed=date(2016, 2, 10)), office="barat")
    levels = [
        {
            one["item"]: one["level"]
            for one in contents("evidence", barat_2016(9, minimum_for_elements=n), None, former)["items"]
        }
        for n in (0, 10)
    ]
    # by the regulation and not published; one of one done; begun on 10 February, the fourth month on 11 May
    assert levels == [{"6.a": "2", "7.a": "0", "8.a": "5", "9.a": "3"}] * 2


# --- the poster ------------------------------------------------------------------------------------------------------
def test_the_poster_says_why_two_values_of_one_survey_have_two_grades() -> None:
    # mean of all respondents of 2016: 81.859 is A (from 81.26), times 0.99 is 81.04, which is B
    poster = contents("poster", view("national", "2016"), None, None)
    (value,) = poster["values"]
    assert (value["value"], value["grade"], value["grade_exact"]) == ("81,04", "B", "A")
    assert any("0,11" in note and "81,86" in note for note in poster["notes"])


def test_the_poster_of_a_year_with_two_questionnaires_shows_both_and_adds_nothing_up() -> None:
    poster = contents("poster", view("utara", "2017", "en"), None, None)
    assert [value["respondents"] for value in poster["values"]] == ["48", "96"]  # 4 and 8 months of 12
    assert poster["respondents"] == "144"


def test_a_year_that_the_release_does_not_reach_the_end_of_says_so() -> None:
    tables = programme_tables()
    tables["dim_run"]["run_period"] = "2018-09"
    periods = tables["dim_period"]
    tables["dim_period"] = periods[~periods["period_code"].isin(["2018-10", "2018-11", "2018-12"])]
    poster = contents("poster", View(tables, "utara", "2018", "id", BUILD_ID, programme()), None, None)
    assert (poster["first_month"], poster["last_month"]) == ("Januari 2018", "September 2018")
    assert "Data baru sampai September 2018." in poster["notes"]
    assert contents("poster", view(), None, None)["partial"] is None


def test_the_poster_has_no_age_and_no_occupation() -> None:
    poster = contents("poster", view(), None, None)
    text = str(poster)
    assert "20-29" not in text
    assert "Wiraswasta" not in text
    assert "Pekerjaan" not in text


def test_hidden_counts_stay_hidden_and_are_explained() -> None:
    education = {row["code"]: row["count"] for row in profile(view("kepulauan"), "education")}
    assert education["doctorate"] == "*"
    assert education["bachelor"] == "*"
    assert any(
        note.startswith("* disembunyikan: kurang dari 5")
        for note in contents("poster", view("kepulauan"), None, None)["notes"]
    )


def test_where_every_count_is_hidden_the_answers_given_are_not_named() -> None:
    # One respondent, a woman: the table has her answer alone, hidden; "Perempuan *" would tell it.
    tables = programme_tables()
    people = tables["fact_profiles"]
    here = people["scope_code"].eq("utara") & people["period_code"].eq("2018") & people["attribute_code"].eq("gender")
    people = people[~here | people["answer_code"].eq("female")].copy()
    hidden = here.reindex(people.index)
    people["is_suppressed"] = people["is_suppressed"] | hidden
    people["respondents_n"] = people["respondents_n"].mask(hidden)
    tables["fact_profiles"] = people
    for kind in ("poster", "annual_report"):
        said = str(contents(kind, view(tables=tables), None, None))
        assert "semua jawaban" in said
        assert "Perempuan" not in said


def test_an_answer_that_nobody_gave_and_that_means_no_answer_is_left_out() -> None:
    assert [row["code"] for row in profile(view(), "gender")] == ["male", "female"]


# --- what cannot be made ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("office", "period", "said"),
    [
        ("kepulauan", "2018-07", "kepulauan, 2018-07"),  # the month that never came
        ("timur", "2018", "timur, 2018"),
        ("utara", "2031", "2031"),
    ],
)
def test_a_document_about_nothing_is_refused_with_a_reason(office: str, period: str, said: str) -> None:
    with pytest.raises(DocumentError, match=said):
        contents("poster", view(office, period), None, None)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "poster"])
def test_only_posters_are_made_for_parts_of_a_year(kind: str) -> None:
    with pytest.raises(DocumentError, match="2018-S1"):
        contents(kind, view(period="2018-S1"), None, None)  # type: ignore[arg-type]


def test_the_follow_up_table_of_another_office_or_year_is_refused() -> None:
    for wrong in (plan(2018, office="barat"), plan(2017)):
        with pytest.raises(DocumentError, match="expected that of utara, 2018"):
            contents("annual_report", view(), wrong, None)


# --- follow-up -------------------------------------------------------------------------------------------------------
def test_open_actions_are_carried_into_the_next_year_under_their_own_code() -> None:
    table = plan(2017, action("papan_tarif", date(2017, 5, 11)), action("loket_lansia"))
    following = carry_over(table, 2018)
    assert (following.office, following.report_year, following.follow_up_id) == ("utara", 2018, "utara_2018")
    (carried,) = following.actions
    assert (carried.action_code, carried.carried_from, carried.agreed) == ("loket_lansia", 2017, date(2017, 2, 10))
    (again,) = carry_over(following, 2019).actions
    assert again.carried_from == 2017, "the first report that promised it"
    with pytest.raises(ValueError, match="expected one after 2018"):
        carry_over(following, 2018)


def test_a_table_is_written_and_read_back() -> None:
    media = (PublicationMedium(kind="print", where="Papan pengumuman", published=date(2017, 3, 1)),)
    table = plan(2017, action("papan_tarif", date(2017, 5, 11)), action("loket_lansia"), media=media)
    assert read_follow_up(write_follow_up(table), "utara_2017.yaml") == table


def test_a_mistake_in_a_table_has_its_line() -> None:
    text = write_follow_up(plan(2017, action("papan_tarif"))).replace("2017-Q2", "2017-Q5")
    with pytest.raises(CatalogError, match=r"utara_2017.yaml, line \d+"):
        read_follow_up(text, "utara_2017.yaml")


def test_two_tables_of_one_office_and_year_are_refused() -> None:
    tables = [plan(2017), plan(2018), plan(2018)]
    assert find_follow_up(tables, "utara", 2017) == tables[0]
    assert find_follow_up(tables, "barat", 2017) is None
    with pytest.raises(ValueError, match="expected one"):
        find_follow_up(tables, "utara", 2018)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2018, 5, 10), date(2018, 5, 10), 0),
        (date(2018, 5, 10), date(2018, 6, 10), 1),
        (date(2018, 5, 10), date(2018, 6, 11), 2),
        (date(2018, 5, 31), date(2018, 6, 30), 1),
        (date(2017, 12, 1), date(2018, 12, 1), 12),
        (date(2017, 12, 1), date(2018, 12, 2), 13),
    ],
)
def test_months_are_counted_whole_once_begun(start: date, end: date, months: int) -> None:
    assert months_between(start, end) == months


def test_an_action_is_overdue_after_its_quarter_and_not_in_it() -> None:
    promised = action("loket_lansia", quarter="2018-Q2")
    assert state_of(promised, date(2018, 6, 30)) == "open"
    assert state_of(promised, date(2018, 7, 1)) == "overdue"
    assert state_of(action("papan_tarif", date(2017, 5, 11)), date(2018, 7, 1)) == "done"


# --- form F-02 -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("conforming", "kinds", "followed_up", "level"),
    [
        (False, {"print", "website"}, True, 1),
        (True, set(), True, 2),
        (True, {"website"}, True, 2),  # nothing on paper: the step in between is missing
        (True, {"billboard"}, True, 3),
        (True, {"print", "website"}, False, 4),
        (True, {"print", "website"}, True, 5),
    ],
)
def test_item_6a_needs_every_step_below(conforming: bool, kinds: set[str], followed_up: bool, level: int) -> None:
    assert evidence.survey_level(is_conforming=conforming, kinds=frozenset(kinds), followed_up=followed_up) == level


def test_item_7a_counts_kinds_and_ends_at_five() -> None:
    kinds = ("print", "electronic", "social_media", "website", "application", "billboard")
    assert [evidence.media_level(frozenset(kinds[:n])) for n in range(7)] == [0, 1, 2, 3, 4, 5, 5]


@pytest.mark.parametrize(
    ("done", "planned", "level"),
    [(0, 0, None), (0, 4, 2), (29, 100, 2), (3, 10, 3), (4, 5, 3), (81, 100, 4), (99, 100, 4), (7, 7, 5)],
)
def test_item_8a_follows_the_share_of_the_plan(done: int, planned: int, level: int | None) -> None:
    assert evidence.completion_level(Completion(planned, done)) == level


@pytest.mark.parametrize(
    ("months", "level"), [(0, 5), (1, 5), (2, 4), (3, 4), (4, 3), (6, 3), (7, 2), (9, 2), (10, 1), (12, 1), (13, 0)]
)
def test_item_9a_follows_the_months(months: int, level: int) -> None:
    assert evidence.speed_level(months) == level


def test_what_was_done_a_year_later_counts_for_the_plan_of_the_year_before() -> None:
    former = plan(2017, action("papan_tarif", date(2017, 5, 11)), action("loket_lansia"), action("kursi"))
    later = carry_over(former, 2018)
    later = later.model_copy(
        update={
            "actions": (
                later.actions[0].model_copy(update={"done": date(2018, 2, 1), "evidence": "Foto"}),
                later.actions[1],
            )
        }
    )
    assert completion(former, later) == Completion(planned_n=3, done_n=2)
    sheet = contents("evidence", view(), later, former)
    item = next(one for one in sheet["items"] if one["item"] == "8.a")
    assert item["level"] == "3"
    assert "2 / 3 x 100 = 66,7 persen" in item["evidence"][0]


def test_an_open_action_counts_up_to_the_end_of_the_data() -> None:
    former = plan(2017, action("papan_tarif", date(2017, 5, 11)), action("loket_lansia"))
    # agreed 10 February 2017, data end on 31 December 2018: 689 days, 23 months begun
    found = {one.action_code: one for one in delays(former.actions, date(2018, 12, 31))}
    assert (found["loket_lansia"].days, found["loket_lansia"].months, found["loket_lansia"].is_open) == (689, 23, True)
    assert (found["papan_tarif"].days, found["papan_tarif"].months) == (90, 4)
    sheet = contents("evidence", view(language="en"), None, former)
    item = next(one for one in sheet["items"] if one["item"] == "9.a")
    assert item["level"] == "0"
    assert "Slowest: loket_lansia, 689 days (23 months), still open." in item["evidence"]
    assert "Average: 389.5 days." in item["evidence"]  # (689 + 90) / 2


def test_a_plan_agreed_after_the_last_month_of_the_survey_counts_its_open_actions_too() -> None:
    # The report of 2018 is written in 2019: its forum met on 10 February 2019, when the data had ended on 31 December 2018.
    agreed = date(2019, 2, 10)
    plans = plan(
        2018,
        action("papan_tarif", date(2019, 5, 11), agreed=agreed, quarter="2019-Q2"),
        action("loket_lansia", agreed=agreed, quarter="2019-Q1"),
    )
    assert known_until(date(2018, 12, 31), plans, None) == date(2019, 5, 11)
    item = next(one for one in contents("evidence", view(), plans, None)["items"] if one["item"] == "9.a")
    assert "Tindakan: 2, di antaranya 1 belum selesai per 11 Mei 2019." in item["evidence"]
    assert item["level"] == "3"  # both stand at 90 days, the fourth month begun
    table = contents("follow_up", view(), plans, None)
    assert [one["state_word"] for one in table["actions"]] == ["Selesai", "Lewat batas"]  # the first quarter is over
    assert table["as_of"] == "11 Mei 2019"


def test_the_sheet_says_of_which_plan_the_actions_done_are() -> None:
    former = plan(2017, action("papan_tarif", date(2017, 5, 11)))
    items = {one["item"]: one for one in contents("evidence", view(), plan(2018), former)["items"]}
    assert "Tindakan dari rencana laporan 2018 yang selesai dengan bukti: 0." in items["6.a"]["evidence"][-1]
    assert "Rencana dalam laporan 2017: 1; selesai: 1" in items["8.a"]["evidence"][0]


def test_without_any_file_the_sheet_says_so_and_gives_no_level() -> None:
    levels = {one["item"]: one["level"] for one in contents("evidence", view(), None, None)["items"]}
    assert levels == {"6.a": "2", "7.a": "0", "8.a": "–", "9.a": "–"}


def test_wording_that_is_not_verified_carries_its_mark() -> None:
    report = contents("annual_report", view(), None, None)
    assert report["wording"]["legal_root"].endswith("†")
    assert report["wording"]["purpose"].endswith("‡")
    assert not report["wording"]["yearly_duty"].endswith(("†", "‡"))
    levels = {one.level: one.standing for one in document_wording().item("7.a").levels}
    assert levels == {0: "seen_in_copies", 1: "ours", 2: "ours", 3: "ours", 4: "ours", 5: "seen_in_copies"}


def test_a_report_names_no_law_that_came_after_its_year() -> None:
    # Law 25 is of 2009; Regulation 14/2017 asks for a survey a year from 2017 on, so a report of 2016 does not rest on it.
    said = {year: contents("annual_report", view("national", year), None, None)["is_said"] for year in ("2016", "2017")}
    assert said == {
        "2016": {"legal_root": True, "yearly_duty": False},
        "2017": {"legal_root": True, "yearly_duty": True},
    }


# --- the report ------------------------------------------------------------------------------------------------------
def test_the_lowest_elements_without_a_plan_are_named() -> None:
    report = contents("annual_report", view("barat"), plan(2018, action("papan_tarif"), office="barat"), None)
    assert report["unplanned"] == ["U7 Perilaku pelaksana", "U8 Penanganan pengaduan, saran dan masukan"]


def test_where_all_elements_are_equal_none_is_lowest_and_none_lacks_a_plan() -> None:
    tables = programme_tables()
    means = tables["fact_element_means"]
    means["mean_score_fraction"] = means["mean_score_fraction"].where(means["scope_code"].ne("barat"), "3/1")
    report = contents("annual_report", view("barat", tables=tables), None, None)
    assert report["elements"][0]["are_equal"]
    assert report["unplanned"] == []


def test_the_index_of_the_regulation_and_the_exact_one_stand_beside_the_new_grade_of_the_exact_one() -> None:
    # 2016 in the country: exact 81.859, A from 81.26 on; times 0.99 is 81.04, B; by the bands of 2017 81.86 is B
    row = contents("annual_report", view("national", "2016"), None, None)["years"][0]
    assert (row["value"], row["grade"], row["exact"], row["grade_exact"], row["regraded"]) == (
        "81,04",
        "B",
        "81,86",
        "A",
        "B",
    )


def test_a_finding_on_a_file_that_names_no_office_stands_in_the_report_of_the_office_whose_answers_it_holds() -> None:
    tables = programme_tables()
    found = tables["fact_findings"]
    row = found.iloc[[1]].assign(finding_number=3, finding_code="SKM-W-001", file_name="utara_2018-05.csv")
    row["office_code"] = row["month_code"] = None
    tables["fact_findings"] = pd.concat([found, row.astype(found.dtypes)], ignore_index=True)

    def findings(office: str) -> list[tuple[str, str, str]]:
        rows = contents("annual_report", view(office, tables=tables), None, None)["findings"]
        return [(one["code"], one["office"], one["files"]) for one in rows]

    assert findings("utara") == [("SKM-F-018", "1", "0"), ("SKM-W-001", "0", "1")]
    assert findings("barat") == []
    assert findings("national") == [("SKM-F-018", "1", "0"), ("SKM-W-001", "0", "1"), ("SKM-W-020", "1", "0")]


def test_a_revision_that_two_decimals_would_hide_is_shown_with_four() -> None:
    tables = programme_tables()
    revisions = tables["fact_revisions"]
    revisions["ikm_before"], revisions["ikm_after"] = 78.28123, 78.28204
    rows = contents("annual_report", view(tables=tables), None, None)["revisions"]
    assert [(row["period"], row["before"], row["after"]) for row in rows] == [
        ("Maret 2018", "78,2812", "78,2820"),
        ("Triwulan I 2018", "78,2812", "78,2820"),
        ("Semester I 2018", "78,2812", "78,2820"),
    ]


def test_what_is_nearly_certain_is_not_called_certain_and_a_minus_is_not_a_dash() -> None:
    tables = programme_tables()
    spread = tables["fact_uncertainty"]
    spread["grade_probability"], spread["other_grade_probability"], spread["other_grade"] = 0.99999, 0.00001, "A"
    changes = tables["fact_changes"]
    changes["p_value"], changes["interval_lower"], changes["interval_upper"] = 1e-29, -1.02, 1.51
    report = contents("annual_report", view(tables=tables), None, None)
    assert report["sample_sizes"][0]["probability"] == "> 99,9%"
    assert report["sample_sizes"][0]["other_grade"] == "A (< 0,1%)"
    assert {(row["p_value"], row["interval"]) for row in report["changes"]} == {("< 0,001", "−1,02 sampai 1,51")}


def test_days_and_series_are_said_in_the_words_of_the_language() -> None:
    assert view().day("2018-08-03") == "3 Agustus 2018"
    assert view(language="en").day(date(2018, 8, 3)) == "3 August 2018"
    assert view().series_label("skm_common_8") == "8 unsur, kuesioner 2014, 2017"
    assert view().series_label("lain") == "lain"


def test_the_trend_shows_own_grades_beside_those_of_one_regulation() -> None:
    rows = contents("annual_report", view("barat"), None, None)["years"]
    # about 71 is B by the bands of 2014 (62.51 to 81.25) and C by those of 2017 (65.00 to 76.60)
    assert [(row["year"], row["grade"], row["regraded"]) for row in rows] == [
        ("2016", "B", "C"), ("2017", "B", "C"), ("2017", "C", "C"), ("2018", "C", "C"),
    ]  # fmt: skip


def test_a_missing_month_leaves_a_gap_in_the_line() -> None:
    chart = trend_chart(view("kepulauan"))
    assert chart is not None
    assert [len(segment) for segment in chart["segments"]] == [19, 5]  # December 2016 to June 2018, August to December
    assert all(0 <= point["x"] <= 1 and 0 <= point["y"] <= 1 for segment in chart["segments"] for point in segment)
    assert len(chart["breaks"]) == 1


def test_the_files_of_an_office_are_listed_with_their_hashes_and_replaced_ones_are_not() -> None:
    files = contents("annual_report", view(), None, None)["files"]
    names = [row["name"] for row in files["rows"]]
    assert len(names) == 12
    assert "utara_2018-03_koreksi.csv" in names
    assert "utara_2018-03.csv" not in names


def test_the_country_is_told_in_every_way_of_bringing_offices_together() -> None:
    report = contents("annual_report", view("national", language="en"), None, None)
    assert [row["weighting"] for row in report["weightings"]] == [
        "mean of the offices' indices",
        "weighted by applications",
    ]
    assert [(row["state"], row["count"]) for row in report["coverage"]] == [
        ("on time", "34"),
        ("late", "1"),
        ("missing", "1"),
    ]
