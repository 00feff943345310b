"""Indices of offices and of places that hold several, each three ways, worked out by hand.

Nine elements with one score for all of them make the index 25 times that score. By Regulation 14/2017 each element
weighs 0.11, so nine equal means m give 9 x 0.11 x 25 x m = 24.75 m, rounded to two decimals.
"""

from fractions import Fraction

import pytest
from programme_cells import GAP, Batch, cells_from, programme_of, questions_of
from small_programme import CATALOG, override, programme

from transforms.programme.cells import Pool, Questions
from transforms.programme.in_force import Expectations
from transforms.programme.indices import Method, Value, index_tables, mean_of, value_of
from transforms.programme.reported import PrintedIndex, Reported

NINE = Questions.of(CATALOG.instruments["skm_2017_9"], "satisfaction")
PROGRAMME = programme_of(["skm_2017_9"])
METHOD = Method.of(PROGRAMME, CATALOG, "skm_2017_9")
MAY = "2024-05"


def all_nine(*scores):
    return [[score] * 9 for score in scores]


def tables(batches, reported=None, questions=NINE, used=PROGRAMME, **more):
    cells = {"skm_2017_9": cells_from(questions, batches)}
    return index_tables(cells, used, CATALOG, Expectations(used, CATALOG), reported or Reported(), **more)


def the(frame, **where):
    for name, wanted in where.items():
        frame = frame[frame[name] == wanted]
    assert len(frame) == 1
    return frame.iloc[0]


TWO_OFFICES = [
    Batch("bogor", MAY, all_nine(4, 3), province="Jawa Barat"),
    Batch("bekasi", MAY, all_nine(1), province="Jawa Barat"),
]


def test_the_index_of_an_office_exactly_and_by_its_regulation():
    # Mean 3.5: exactly 87.5; by the regulation 24.75 x 3.5 = 86.625, up to 86.63. Both are B, from 76.61 to 88.30.
    indices, _ = tables(TWO_OFFICES)
    row = the(indices, scope_code="bogor", period_code=MAY)
    assert (row["weighting"], row["ikm_exact"], row["ikm_exact_fraction"]) == ("own_respondents", 87.5, "175/2")
    assert (row["ikm_regulation"], row["grade_exact"], row["grade_regulation"]) == ("86.6300", "B", "B")
    assert not row["is_grade_changed_by_weight"]
    assert (row["respondents_n"], row["answers_n"], row["missing_n"], row["elements_n"]) == (2, 18, 0, 9)
    assert (row["element_weight"], row["regulation_id"], row["period_grain"]) == ("0.11", "permenpan_14_2017", "month")


def test_a_weight_of_011_can_cost_a_grade():
    # 11 of 20 give 4 and 9 give 3: mean 71/20 = 3.55, exactly 88.75, an A; 24.75 x 3.55 = 87.8625 is a B.
    indices, _ = tables([Batch("bogor", MAY, all_nine(*[4] * 11, *[3] * 9))])
    row = the(indices, scope_code="bogor", period_code=MAY)
    assert (row["ikm_exact"], row["grade_exact"]) == (88.75, "A")
    assert (row["ikm_regulation"], row["grade_regulation"]) == ("87.8600", "B")
    assert row["is_grade_changed_by_weight"]


def test_element_means_are_rounded_before_they_are_weighed():
    # Three give 4, 3 and 1: mean 8/3, exactly 200/3 = 66.67; rounded 2.67, 24.75 x 2.67 = 66.0825 (of 8/3 it were 66).
    indices, _ = tables([Batch("bogor", MAY, all_nine(4, 3, 1))])
    row = the(indices, scope_code="bogor", period_code=MAY)
    assert (row["ikm_exact_fraction"], row["ikm_regulation"]) == ("200/3", "66.0800")


def test_three_ways_to_bring_offices_together_give_three_numbers():
    # Pooled: (4 + 3 + 1) / 3 = 8/3. Mean of offices: (87.5 + 25) / 2. By applications 30 and 10:
    # (30 x 87.5 + 10 x 25) / 40 = 71.875. By the regulation bogor has 86.63 and bekasi 24.75:
    # (86.63 + 24.75) / 2 = 55.69; (30 x 86.63 + 10 x 24.75) / 40 = 71.16.
    reported = Reported(applications={("bogor", MAY): 30, ("bekasi", MAY): 10})
    indices, _ = tables(TWO_OFFICES, reported)
    for level, scope in (("national", "national"), ("province", "Jawa Barat"), ("office_class", "C")):
        rows = indices[(indices["scope_level"] == level) & (indices["period_code"] == MAY)]
        assert set(rows["scope_code"]) == {scope}
        found = {one.weighting: (one.ikm_exact_fraction, one.ikm_regulation) for one in rows.itertuples()}
        assert found == {
            "pooled_respondents": ("200/3", "66.0800"),
            "mean_of_offices": ("225/4", "55.6900"),
            "weighted_by_applications": ("575/8", "71.1600"),
        }
        assert set(rows["offices_n"]) == {2}
        assert set(rows["respondents_n"]) == {3}


def test_a_quarter_pools_the_respondents_of_its_months():
    # May 4, 4 and June 1: (4 + 4 + 1) / 3 = 3, so 75, and not the mean of 100 and 25.
    indices, _ = tables([Batch("bogor", MAY, all_nine(4, 4)), Batch("bogor", "2024-06", all_nine(1))])
    for period, grain in (("2024-Q2", "quarter"), ("2024-S1", "semester"), ("2024", "year")):
        row = the(indices, scope_code="bogor", period_code=period)
        assert (row["ikm_exact"], row["months_with_data_n"], row["period_grain"]) == (75.0, 2, grain)


def test_one_month_without_applications_leaves_no_weighted_index():
    reported = Reported(applications={("bogor", MAY): 30})
    indices, _ = tables(TWO_OFFICES, reported)
    assert "weighted_by_applications" not in set(indices["weighting"])


def test_applications_of_a_month_without_answers_weigh_nothing():
    # Of the year, bogor asked in May only; its 900 applications of June have no respondent who could speak for them.
    reported = Reported(applications={("bogor", MAY): 30, ("bogor", "2024-06"): 900, ("bekasi", MAY): 10})
    indices, _ = tables(TWO_OFFICES, reported)
    row = the(indices, scope_code="national", period_code="2024", weighting="weighted_by_applications")
    assert row["ikm_exact"] == 71.875


def test_no_application_anywhere_weighs_nobody():
    reported = Reported(applications={("bogor", MAY): 0, ("bekasi", MAY): 0})
    indices, _ = tables(TWO_OFFICES, reported)
    row = the(indices, scope_code="national", period_code=MAY, weighting="weighted_by_applications")
    assert row[["ikm_exact", "ikm_exact_fraction", "ikm_regulation", "grade_exact", "grade_regulation"]].isna().all()


def test_an_element_that_nobody_answered_leaves_no_index():
    gap = [[4] * 8 + [GAP]]
    indices, means = tables([Batch("bogor", MAY, gap), Batch("bekasi", MAY, all_nine(2))])
    row = the(indices, scope_code="bogor", period_code=MAY)
    assert row[["ikm_exact", "ikm_exact_fraction", "ikm_regulation", "grade_exact", "grade_regulation"]].isna().all()
    assert (row["answers_n"], row["missing_n"]) == (8, 1)
    assert not row["is_grade_changed_by_weight"]
    # The country has an answer to the ninth, from bekasi: eight means of (4 + 2) / 2 = 3 and one of 2, so 26/9 x 25.
    row = the(indices, scope_code="national", period_code=MAY, weighting="pooled_respondents")
    assert row["ikm_exact_fraction"] == "650/9"
    # The mean of offices is over those that have an index.
    row = the(indices, scope_code="national", period_code=MAY, weighting="mean_of_offices")
    assert row["ikm_exact_fraction"] == "50/1"
    ninth = the(means, scope_code="bogor", period_code=MAY, element_code=NINE.element_codes[8])
    assert (ninth["answers_n"], ninth["missing_n"], ninth["score_sum"]) == (0, 1, 0)
    assert ninth[["mean_score", "mean_score_fraction", "element_rank"]].isna().all()


def test_means_of_elements_are_ranked_from_the_lowest_and_ties_share_a_rank():
    questions = questions_of(("U1", "U2", "U3", "U4"), code="skm_2017_9")
    _, means = tables([Batch("bogor", MAY, [[2, 1, 2, 4], [2, 1, 2, GAP]])], questions=questions)
    rows = means[(means["scope_code"] == "bogor") & (means["period_code"] == MAY)]
    assert rows["element_rank"].tolist() == [2, 1, 2, 4]
    assert rows["mean_score_fraction"].tolist() == ["2/1", "1/1", "2/1", "4/1"]
    assert rows["missing_n"].tolist() == [0, 0, 0, 1]


def test_an_element_with_two_questions_is_the_mean_of_all_its_answers():
    # U2 is asked twice: 1 and 4 of one person, 4 of the other, who left the first open: (1 + 4 + 4) / 3 = 3.
    questions = questions_of(("U1", "U2"), (0, 1, 1), code="skm_2017_9")
    indices, means = tables([Batch("bogor", MAY, [[4, 1, 4], [4, GAP, 4]])], questions=questions)
    second = the(means, scope_code="bogor", period_code=MAY, element_code="U2")
    assert (second["answers_n"], second["score_sum"], second["missing_n"], second["mean_score"]) == (3, 9, 1, 3.0)
    row = the(indices, scope_code="bogor", period_code=MAY)
    assert (row["ikm_exact"], row["answers_n"], row["missing_n"]) == (87.5, 5, 1)  # (4 + 3) / 2 x 25


@pytest.mark.parametrize(("people", "is_small"), [(29, True), (30, False)])
def test_fewer_than_thirty_respondents_are_few(people, is_small):
    indices, _ = tables([Batch("bogor", MAY, all_nine(*[3] * people))])
    assert the(indices, scope_code="bogor", period_code=MAY)["is_small_n"] == is_small


def test_a_printed_index_stands_beside_the_office_and_period_that_printed_it():
    printed = PrintedIndex("87,50", "B", "report of May")
    indices, _ = tables(TWO_OFFICES, Reported(printed={("bogor", MAY): printed}))
    rows = indices[indices["ikm_published"].notna()]
    assert rows[["scope_level", "scope_code", "period_code"]].to_numpy().tolist() == [["office", "bogor", MAY]]
    assert rows[["ikm_published", "grade_published", "published_where"]].to_numpy().tolist() == [
        ["87,50", "B", "report of May"]
    ]


def test_only_the_wanted_rows_are_computed():
    wanted = {("office", "bogor", "2024"), ("national", "national", MAY)}
    indices, means = tables(TWO_OFFICES, wanted=wanted)
    for frame in (indices, means):
        assert set(frame[["scope_level", "scope_code", "period_code"]].itertuples(index=False, name=None)) == wanted


@pytest.mark.parametrize(
    ("exceptions", "period", "is_in_force", "is_overridden"),
    [
        ((), "2017-04", True, False),  # Regulation 14/2017 holds from May
        ((), "2017-05", False, False),
        ((override("skm_2014_9"),), "2017-05", False, True),
        ((override("skm_2014_9"),), "2017-04", True, False),
        ((override("skm_2014_9"),), "2017-Q2", False, True),  # a month of it was an exception
        ((override("skm_2014_9"),), "2017-Q1", True, False),
    ],
)
def test_every_number_says_whether_its_questionnaire_was_in_force(exceptions, period, is_in_force, is_overridden):
    used = programme(*exceptions)
    questions = Questions.of(CATALOG.instruments["skm_2014_9"], "satisfaction")
    months = ("2017-03", "2017-04", "2017-05")
    cells = {"skm_2014_9": cells_from(questions, [Batch("bogor", month, all_nine(3)) for month in months])}
    indices, _ = index_tables(cells, used, CATALOG, Expectations(used, CATALOG), Reported())
    row = the(indices, scope_code="bogor", period_code=period)
    assert (row["is_in_force"], row["is_overridden"]) == (is_in_force, is_overridden)


def test_questionnaires_are_never_pooled():
    """In the quarter of the change each has its own rows, with its own regulation, weight and number of elements."""
    used = programme()
    batches = {"skm_2004_14": ("2014-04", 14, 2), "skm_2014_9": ("2014-05", 9, 4)}
    cells = {
        code: cells_from(
            Questions.of(CATALOG.instruments[code], "satisfaction"), [Batch("bogor", month, [[score] * n])]
        )
        for code, (month, n, score) in batches.items()
    }
    indices, _ = index_tables(cells, used, CATALOG, Expectations(used, CATALOG), Reported())
    rows = indices[(indices["period_code"] == "2014-Q2") & (indices["scope_level"] == "office")]
    found = {one.instrument_id: (one.ikm_exact, one.ikm_regulation, one.elements_n) for one in rows.itertuples()}
    # 14 x 0.071 x 25 x 2 = 49.70; 9 x 0.11 x 25 x 4 = 99
    assert found == {"skm_2004_14": (50.0, "49.7000", 14), "skm_2014_9": (100.0, "99.0000", 9)}


def test_nobody_has_no_index():
    assert value_of(Pool(0, (0, 0), (0, 0)), METHOD) == Value(None, None)
    assert mean_of([], METHOD) == Value(None, None)
    assert mean_of([(Value(None, None), 5)], METHOD) == Value(None, None)


def test_the_mean_of_rounded_indices_is_rounded_again():
    values = [(Value(Fraction(80), Fraction("80.01")), 1), (Value(Fraction(81), Fraction("80.02")), 1)]
    assert mean_of(values, METHOD) == Value(Fraction("80.5"), Fraction("80.02"))  # 80.015, half up


def test_a_table_of_nobody_is_empty():
    indices, means = index_tables({}, PROGRAMME, CATALOG, Expectations(PROGRAMME, CATALOG), Reported())
    assert indices.empty
    assert means.empty
