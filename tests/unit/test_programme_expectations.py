"""The checks of a programme's tables: right tables pass all of them, each planted defect fails exactly its checks."""

import subprocess
import sys
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from programme_tables import BESIDE
from programme_tables import tables_with_companions as programme_tables

from flows.quality import judge, run_expectations
from schemas.expectations.programme import SUITES
from schemas.expectations.programme.facts import ProgrammeFacts
from schemas.registry import PROGRAMME_TABLES
from transforms.publication.programme_check_frames import check_frames

# 25 months of offices of 12, 9 and 5 people: 300 + 225 + 125 = 650, less 5 of the month that never came; one file of 12
# was replaced, so 657 rows were read from 25 + 25 + 24 + 1 files. One file more holds SPAK and SPKP of 7 people.
FACTS = ProgrammeFacts(
    offices=("utara", "barat", "kepulauan"),
    months_n=25,
    instruments=("skm_2014_9", "skm_2017_9"),
    regulations=("permenpan_16_2014", "permenpan_14_2017"),
    runs_n=2,
    files_n=76,
    rows_read_n=664,
    accepted_n=645,
    companions_n=7,
    lowest_index=25.0,
    small_n=30,
    minimum_cell=5,
    confidence_level=0.95,
)
EVIL = "<script>alert(1)</script>"
MONTH = {
    "scope_level": "office",
    "scope_code": "utara",
    "period_code": "2018-05",
}  # an office's month that no run revised
CLASS_MONTH = {"scope_level": "office_class", "scope_code": "I", "period_code": "2018-05"}
COUNTRY = {"scope_level": "national", "scope_code": "national", "period_code": "2018"}
PERSON = {"office_code": "utara", "month_code": "2018-05"}


def put(table, column, value, *, nth=None, **where):
    """A defect: ``value`` (or what it makes of the old one) in ``column`` of the one row that ``where`` names."""

    def plant(tables):
        frame = tables[table]
        rows = np.flatnonzero(_matches(frame, where))
        assert len(rows) == 1 or nth is not None, f"{where} names {len(rows)} rows of {table}"
        row = frame.index[rows[nth or 0]]
        frame.loc[row, column] = value(frame.loc[row, column]) if callable(value) else value

    return plant


def drop(table, **where):
    """A defect: the rows that ``where`` names are lost."""

    def plant(tables):
        frame = tables[table]
        mask = _matches(frame, where)
        assert mask.any()
        tables[table] = frame[~mask]

    return plant


def _matches(frame, where):
    mask = np.ones(len(frame), dtype=bool)
    for name, wanted in where.items():
        mask &= np.asarray(frame[name] == wanted, dtype=bool)
    return mask


def all_of(*plants):
    def plant(tables):
        for one in plants:
            one(tables)

    return plant


def more(by):
    return lambda old: old + by


def codes(report):
    return {check.check_code.removeprefix("SKM-P-") for check in report.unmet}


def judged(frames, facts=FACTS):
    return judge(frames, facts, SUITES)


def flip(value):
    return not value


EXACT = {**MONTH, "weighting": "own_respondents"}
POOLED = {**COUNTRY, "weighting": "pooled_respondents", "instrument_id": "skm_2017_9"}
MEAN = {**COUNTRY, "weighting": "mean_of_offices", "instrument_id": "skm_2017_9"}
ELEMENT = {**MONTH, "element_code": "U1"}
LEAGUE = {"league_level": "national", "period_code": "2018-05", "office_code": "utara"}
BESIDE_YEAR = {"scope_level": "national", "period_code": "2018", "companion_code": "spak"}
BESIDE_MONTH = {**BESIDE_YEAR, "period_code": "2018-09"}
TREND = {**MONTH, "graded_under": "permenpan_14_2017"}
CHANGE = {**MONTH, "basis": "skm_common_8"}
REGRADE = {**POOLED, "graded_under": "permenpan_16_2014"}

PROFILE = {**MONTH, "attribute_code": "age"}
EDUCATION = {"scope_level": "national", "period_code": "2016", "attribute_code": "education"}
ROUNDS_BY_GREAT_EXPECTATIONS = 3


def other_score(score):
    return 1 if score > 1 else 2


def second_revision(tables):
    """A defect: a run revised revision 1 once more, and starts from another number than revision 1 left."""
    frame = tables["fact_revisions"]
    again = frame[frame["revision_number"] == 1].assign(revision_number=len(frame) + 1, respondents_before_n=20)
    tables["fact_revisions"] = pd.concat([frame, again], ignore_index=True)


# Each defect with the checks that must fail, and no other: a wrong number is seen by its own check and by every other
# table that says the same thing in another way. 2018-05 is a month that no run revised.
DEFECTS = {
    # a place that is gone, or bears another name: its facts, coverage and finding hang in the air (302, 385, 403), and
    # its months belong to no province or class (103, 177)
    "office_lost": (drop("dim_office", office_code="kepulauan"), "001 103 177 302 385 403"),
    "office_unknown": (put("dim_office", "office_code", "selatan", office_code="kepulauan"), "002 005 103 177 302 385 403"),
    "office_key": (put("dim_office", "office_key", "utara@2017-01", office_code="utara"), "005 302 403"),
    "spans_overlap": (put("dim_office", "valid_to_month", None, office_key="barat@2016-12"), "003"),
    "office_current_twice": (put("dim_office", "is_current", True, office_key="barat@2016-12"), "004"),
    # a month that is gone: rows of it have no period (100, 102, 302, 403), longer periods lack it (104, 178), and no
    # year before leads to it (240, 241)
    "month_lost": (drop("dim_period", period_code="2018-05"), "010 100 102 104 178 240 241 302 303 306 403 424"),
    "quarter_lost": (drop("dim_period", period_code="2018-Q2"), "012 100 104 178 240 241"),
    "period_length": (put("dim_period", "months_n", 2, period_code="2018-Q1"), "011"),
    "previous_period": (put("dim_period", "previous_period_code", "2018-03", period_code="2018-05"), "013"),
    # without the questionnaire nobody knows its scale, its elements and its regulation
    "instrument_lost": (drop("dim_instrument", instrument_id="skm_2014_9"), "020 031 100 111 114 170 220 226 260 307 350 402 423 425"),
    "instrument_unknown": (put("dim_instrument", "instrument_id", "skm_1999_9", instrument_id="skm_2014_9"), "021 022 031 100 111 114 170 307 350 402 423 425"),
    "elements_n": (put("dim_instrument", "elements_n", 8, instrument_id="skm_2014_9"), "022 111 170 425"),
    "scale": (put("dim_instrument", "scale_minimum", 4, instrument_id="skm_2014_9"), "023 175 423"),
    "element_number": (put("dim_element", "element_number", 10, instrument_id="skm_2017_9", element_code="U9"), "030"),
    "element_lost": (drop("dim_element", instrument_id="skm_2017_9", element_code="U9"), "022 106 171 173 422"),
    "bands_lost": (drop("dim_band", regulation_id="permenpan_16_2014"), "024 040 115 144 225 247 263"),
    "bands_of_another": (put("dim_band", "regulation_id", "kep_25_2004", regulation_id="permenpan_14_2017", grade="D"), "040 041 144"),
    "bands_overlap": (put("dim_band", "band_lower", 64.0, regulation_id="permenpan_14_2017", grade="C"), "042"),
    "band_order": (
        all_of(
            put("dim_band", "grade", "X", regulation_id="permenpan_14_2017", grade="C"),
            put("dim_band", "grade", "C", regulation_id="permenpan_14_2017", grade="D"),
            put("dim_band", "grade", "D", regulation_id="permenpan_14_2017", grade="X"),
        ),
        "043",
    ),
    "answer_lost": (drop("dim_respondent_group", attribute_code="gender", answer_code="female"), "281 405"),
    "question_of_one_answer": (
        all_of(
            drop("dim_respondent_group", attribute_code="occupation", answer_code="civil_servant"),
            drop("dim_respondent_group", attribute_code="occupation", answer_code="self_employed"),
        ),
        "051 281",
    ),
    "run_lost": (drop("dim_run", run_number=1), "060 061 320 347"),
    "run_build": (put("dim_run", "build_id", "contoh-bbbbbbbbbbbb", run_number=2), "062"),
    "run_files": (put("dim_run", "files_new_n", 69, run_number=1), "063"),
    "run_restated": (put("dim_run", "periods_restated_n", 3, run_number=2), "064"),
    "index_of_another_regulation": (put("fact_indices", "regulation_id", "kep_25_2004", **EXACT), "100 115 144"),
    # an index that is gone, or counts as a roll-up, is missed by every table that is computed from it
    "weighting": (put("fact_indices", "weighting", "mean_of_offices", **EXACT), "101 102 103 104 105 140 141 142 144 148 170 172 200 221 240 242 280 286 303 306"),
    "index_lost": (drop("fact_indices", **EXACT), "102 103 104 105 118 140 141 142 144 148 170 172 200 221 240 242 280 286 303 306"),
    # a respondent too many: not the responses (102), not the sums (103 to 105), not the answers (106), not its neighbours
    "respondents": (put("fact_indices", "respondents_n", more(1), **EXACT), "102 103 104 105 106 140 172 200 221 303"),
    "respondents_of_year": (put("fact_indices", "respondents_n", more(1), **POOLED), "104 105 106 140 172 221"),
    "respondents_of_class": (put("fact_indices", "respondents_n", more(1), **CLASS_MONTH, weighting="pooled_respondents"), "103 104 106 140 172 221"),
    "missing_answer": (put("fact_indices", "missing_n", more(1), **MEAN), "106"),
    # the number alone: not its fraction (113), outside its interval (142), not what ranks and changes say (200, 242)
    "index_above": (put("fact_indices", "ikm_exact", 100.5, **EXACT), "108 113 122 142 200 242"),
    "index_below": (put("fact_indices", "ikm_exact", 24.0, **EXACT), "107 113 116 118 122 142 200 242"),
    "index_empty": (put("fact_indices", "ikm_exact", np.nan, **EXACT), "111 112 113 115 118 141 142 200 240 242"),
    "regulation_above": (put("fact_indices", "ikm_regulation", 101.0, **EXACT), "110 122"),
    "regulation_below": (put("fact_indices", "ikm_regulation", 24.0, **EXACT), "109 116 122"),
    "fraction_empty": (put("fact_indices", "ikm_exact_fraction", None, **MEAN), "112 113 261"),
    "fraction": (put("fact_indices", "ikm_exact_fraction", "80/1", **EXACT), "113 114 425"),
    "grade_unknown": (put("fact_indices", "grade_exact", "E", **EXACT), "115 116 117"),
    "grade_wrong": (
        all_of(put("fact_indices", "grade_exact", "D", **MEAN), put("fact_indices", "grade_regulation", "D", **MEAN)),
        "116 261",
    ),
    "weight_flag": (put("fact_indices", "is_grade_changed_by_weight", flip, **EXACT), "117"),
    "mean_outside": (
        all_of(put("fact_indices", "ikm_exact", 99.0, **MEAN), put("fact_indices", "ikm_exact_fraction", "99/1", **MEAN)),
        "116 118 122 142 261",
    ),
    "printed_nowhere": (put("fact_indices", "ikm_published", "80,00", **EXACT), "119"),
    "small_mark": (put("fact_indices", "is_small_n", False, **EXACT), "121 140"),
    "large_mark": (put("fact_indices", "is_small_n", True, **MEAN), "120 140"),
    "uncertainty_lost": (drop("fact_uncertainty", **EXACT), "140"),
    "interval_end": (put("fact_uncertainty", "interval_upper", np.nan, **EXACT), "141 142"),
    "interval": (put("fact_uncertainty", "interval_lower", 99.9, **EXACT), "142"),
    "probability": (put("fact_uncertainty", "other_grade_probability", 0.9, **EXACT), "143"),
    "other_grade": (put("fact_uncertainty", "other_grade", "E", **EXACT), "144"),
    "inference": (put("fact_uncertainty", "supports_inference", True, **EXACT), "145"),
    "level": (put("fact_uncertainty", "confidence_level", 0.9, **EXACT), "146"),
    "level_above": (put("fact_uncertainty", "confidence_level", 0.99, **EXACT), "147 246"),
    "quota": (put("fact_uncertainty", "sample_quota", 90, **EXACT), "148"),
    "adequacy": (put("fact_uncertainty", "is_sample_adequate", flip, **EXACT), "149"),
    "population": (put("fact_uncertainty", "population_n", 3, **EXACT), "150"),
    # an element that is gone: its index no longer follows (111, 114), sums lack it (177, 178), scores have no mean (424)
    "element_mean_lost": (drop("fact_element_means", **ELEMENT), "111 114 170 176 177 178 424"),
    "element_unknown": (put("fact_element_means", "element_code", "U10", **ELEMENT), "171 173 177 178 424"),
    "element_respondents": (put("fact_element_means", "respondents_n", more(1), **ELEMENT), "172 173"),
    "element_mean": (put("fact_element_means", "mean_score", 3.0001, **ELEMENT), "174 176"),
    "element_off_scale": (put("fact_element_means", "mean_score", 4.5, **ELEMENT), "174 175 176"),
    "element_rank": (put("fact_element_means", "element_rank", more(1), **ELEMENT), "176"),
    "element_sum_of_class": (put("fact_element_means", "score_sum", more(1), **CLASS_MONTH, element_code="U1"), "114 174 177 178"),
    "element_sum_of_year": (
        put("fact_element_means", "score_sum", more(1), **COUNTRY, instrument_id="skm_2017_9", element_code="U1"),
        "114 174 178",
    ),
    "beside_respondents": (put("fact_companions", "respondents_n", 8, **BESIDE_MONTH), "430 432 433 434 435"),
    "beside_questionnaire": (put("fact_companions", "instrument_id", "skm_2017_9", **BESIDE_YEAR), "431 433 434"),
    "beside_lost": (drop("fact_companions", **BESIDE_YEAR), "433 434"),
    "beside_answers": (put("fact_companions", "answers_n", more(1), **BESIDE_YEAR), "433 435"),
    "beside_double": (put("fact_companions", "mean_raw", 5.5, **BESIDE_YEAR), "436"),
    "beside_fraction": (put("fact_companions", "mean_converted_fraction", "18/5", **BESIDE_YEAR), "436 437"),
    "beside_conversion": (put("fact_companions", "conversion", "x 3/6", **BESIDE_YEAR), "437"),
    "beside_threshold": (put("fact_companions", "threshold_wbbm", 3.65, **BESIDE_YEAR), "438"),
    "beside_verdict": (put("fact_companions", "is_wbk_reached", flip, **BESIDE_YEAR), "438"),
    "beside_small": (put("fact_companions", "is_small_n", flip, **BESIDE_YEAR), "440"),
    "beside_enough": (
        all_of(
            *(
                put("fact_companions", column, value, scope_level="national", period_code="2018", companion_code=code)
                for code, elements in (("spak", 5), ("spkp", 8))
                for column, value in (("respondents_n", 30), ("answers_n", 30 * elements))
            )
        ),
        "433 439",
    ),
    "rank_lost": (drop("fact_ranks", **LEAGUE), "201 202 203"),
    "rank_index": (put("fact_ranks", "respondents_n", more(1), **LEAGUE), "200"),
    "rank_size": (put("fact_ranks", "offices_n", more(1), **LEAGUE), "202"),
    "rank": (put("fact_ranks", "rank", more(1), **LEAGUE), "203 204"),
    "rank_interval": (put("fact_ranks", "rank_lower", 3, **LEAGUE), "204"),
    "trend_lost": (drop("fact_trend", **TREND), "220"),
    "trend_respondents": (put("fact_trend", "respondents_n", more(1), **TREND), "221"),
    "trend_instruments": (put("fact_trend", "instrument_ids", "skm_2014_9", **TREND), "221 228"),
    "trend_index": (put("fact_trend", "series_index", 80.0, **TREND), "222 224 227"),
    "trend_off_scale": (put("fact_trend", "series_index", 20.0, **TREND), "222 223 224 227"),
    "trend_interval": (put("fact_trend", "interval_upper", 30.0, **TREND), "224"),
    "trend_grade": (put("fact_trend", "regrade", "E", **TREND), "225 227"),
    "trend_grade_order": (put("fact_trend", "regrade", "D", **TREND), "227"),
    "trend_regulation": (put("fact_trend", "graded_under", "kep_25_2004", **TREND), "225 226"),
    "trend_break": (put("fact_trend", "is_break", flip, **TREND), "228"),
    "change_lost": (drop("fact_changes", **CHANGE), "240"),
    "change_period": (put("fact_changes", "compared_period_code", "2017-06", **CHANGE), "241 242"),
    "change_value": (put("fact_changes", "value_before", more(1), **CHANGE), "242 243"),
    "change": (put("fact_changes", "change_fraction", "1/3", **CHANGE), "243"),
    "change_interval": (put("fact_changes", "interval_lower", 90.0, **CHANGE), "244"),
    "change_test": (put("fact_changes", "test_statistic", 9.0, **CHANGE), "245"),
    "change_verdict": (put("fact_changes", "is_significant", flip, **CHANGE), "246"),
    "change_grade": (put("fact_changes", "grade_now", "E", **CHANGE), "247"),
    "regrading_lost": (drop("fact_regradings", **REGRADE), "260"),
    "regrading_own": (put("fact_regradings", "own_grade", "D", **REGRADE), "261"),
    "regrading_flag": (put("fact_regradings", "is_grade_changed", flip, **REGRADE), "262"),
    "regrading_unknown": (put("fact_regradings", "regrade", "E", **REGRADE), "263 265"),
    "regrading_same_regulation": (
        put("fact_regradings", "regrade", "D", **{**REGRADE, "graded_under": "permenpan_14_2017"}),
        "262 264 265",
    ),
    # of the office's twelve people of 2018-05 six are of one age, six of another, none of the two others
    "profile_of_nobody": (put("fact_profiles", "scope_code", "selatan", **PROFILE, answer_code="age_20_29"), "280 286"),
    "profile_lost": (drop("fact_profiles", **COUNTRY), "287"),
    "profile_flag": (put("fact_profiles", "is_suppressed", True, **PROFILE, answer_code="age_30_39"), "282 284"),
    "profile_too_small": (put("fact_profiles", "respondents_n", 4, **PROFILE, answer_code="age_20_29"), "283 286"),
    "profile_hidden_alone": (
        all_of(
            put("fact_profiles", "respondents_n", None, **PROFILE, answer_code="age_20_29"),
            put("fact_profiles", "respondents_pct", np.nan, **PROFILE, answer_code="age_20_29"),
            put("fact_profiles", "is_suppressed", True, **PROFILE, answer_code="age_20_29"),
        ),
        "284",
    ),
    "profile_too_many": (put("fact_profiles", "respondents_n", 12, **PROFILE, answer_code="age_20_29"), "285 286"),
    "profile_percent": (put("fact_profiles", "respondents_pct", 40.0, **PROFILE, answer_code="age_20_29"), "286"),
    # of the 26 of 2016, 5, 8 and 5 are shown and 8 are hidden: 5 of 27, or of the 18 who are shown
    "profile_percent_of_others": (put("fact_profiles", "respondents_pct", 100 * 5 / 27, **EDUCATION, answer_code="primary"), "286"),
    "profile_percent_of_shown": (
        all_of(
            put("fact_profiles", "respondents_pct", 100 * 5 / 18, **EDUCATION, answer_code="primary"),
            put("fact_profiles", "respondents_pct", 100 * 8 / 18, **EDUCATION, answer_code="senior_secondary"),
            put("fact_profiles", "respondents_pct", 100 * 5 / 18, **EDUCATION, answer_code="diploma"),
        ),
        "286",
    ),
    "coverage_of_month_lost": (drop("fact_coverage", month_code="2018-05"), "301 303"),
    "coverage_respondents": (put("fact_coverage", "respondents_n", more(1), **PERSON), "303"),
    "coverage_missing": (put("fact_coverage", "coverage", "missing", **PERSON), "304 384"),
    "coverage_late": (put("fact_coverage", "coverage", "late", **PERSON), "305"),
    "coverage_instrument": (put("fact_coverage", "instruments_found", "skm_2014_9", **PERSON), "306"),
    "coverage_expected": (put("fact_coverage", "instrument_expected", "skm_2014_9", **PERSON), "308"),
    "coverage_unknown": (put("fact_coverage", "instrument_in_force", "skm_1999_9", **PERSON), "307 308"),
    # revision 1 is the country's pooled index of 2018-03, from 1063/13 to 1095/13
    "revision_run": (put("fact_revisions", "run_period", "2018-11", revision_number=1), "321"),
    "revision_number": (put("fact_revisions", "revision_number", 99, revision_number=1), "322"),
    "revision_of_nothing": (
        all_of(
            put("fact_revisions", "ikm_before", 1095 / 13, revision_number=1),
            put("fact_revisions", "ikm_before_fraction", "1095/13", revision_number=1),
        ),
        "323",
    ),
    "revision_double": (put("fact_revisions", "ikm_before", 80.0, revision_number=1), "324"),
    "revision_is_not_published": (put("fact_revisions", "respondents_after_n", 25, revision_number=1), "325"),
    "revision_chain": (second_revision, "326"),
    "revision_cause": (put("fact_revisions", "cause", "method", revision_number=1), "327"),
    "revision_file": (put("fact_revisions", "cause_files", "elsewhere.csv", revision_number=1), "328"),
    # a row read more: not explained (341), not the second reader's count (343)
    "file_lost": (drop("fact_files", file_name="utara_2018-05.csv"), "340 343 344 360 401"),
    "file_read": (put("fact_files", "rows_read_n", more(1), file_name="utara_2018-05.csv"), "341 343"),
    "file_fate": (
        all_of(
            put("fact_files", "rows_filtered_n", 11, file_name="utara_2018-03.csv"),
            put("fact_files", "rows_blank_n", 1, file_name="utara_2018-03.csv"),
        ),
        "342",
    ),
    "file_accepted": (
        all_of(
            put("fact_files", "rows_accepted_n", 13, file_name="utara_2018-05.csv"),
            put("fact_files", "rows_read_n", 13, file_name="utara_2018-05.csv"),
        ),
        "342 343 344 345",
    ),
    "file_refused": (put("fact_files", "file_status", "refused", file_name="utara_2018-03.csv"), "348 383"),
    "file_refused_with_rows": (put("fact_files", "file_status", "refused", file_name="utara_2018-05.csv"), "346 348 383"),
    "file_run": (put("fact_files", "run_number", 3, file_name="utara_2018-05.csv"), "347"),
    "file_corrects_nothing": (put("fact_files", "replaces_file", "gone.csv", file_name="utara_2018-05.csv"), "349"),
    # a file whose questionnaire nobody knows: its rows are in no table of respondents or indices
    "file_questionnaire": (put("fact_files", "instrument_id", "unknown", file_name=BESIDE), "345 350 351"),
    "waterfall_lost": (drop("fact_waterfall", file_name="utara_2018-05.csv"), "342 361 362"),
    "waterfall_file": (put("fact_waterfall", "file_name", "gone.csv", file_name="utara_2018-05.csv"), "360"),
    "finding_number": (put("fact_findings", "finding_number", 5, finding_number=2), "381"),
    "finding_lost": (drop("fact_findings", office_code="kepulauan"), "381 384"),
    "finding_office": (put("fact_findings", "office_code", "selatan", office_code="utara"), "385"),
    # a row of the replaced file in quarantine, in both accounts, and nobody says why
    "quarantine_without_finding": (
        all_of(
            put("fact_files", "rows_filtered_n", 0, file_name="utara_2018-03.csv"),
            put("fact_files", "rows_quarantined_n", 12, file_name="utara_2018-03.csv"),
            put("fact_waterfall", "fate", "quarantined", file_name="utara_2018-03.csv"),
            put("fact_waterfall", "reason_code", "SKM-R-001", file_name="utara_2018-03.csv"),
        ),
        "382",
    ),
    "response_file": (put("fact_responses", "file_number", 999, nth=0, **PERSON), "345 401"),
    "response_office_key": (put("fact_responses", "office_key", "utara@2018-01", nth=0, **PERSON), "403"),
    "response_answers": (put("fact_responses", "answered_n", 5, nth=0, **PERSON), "404"),
    "response_gender": (put("fact_responses", "gender_code", "unknown", nth=0, **PERSON), "405"),
    # the first respondent is gone: one less than accepted (345, 400) and than counted (102), his scores are of
    # nobody, no month and no questionnaire (420 to 423), and the sums and index of his office lack them (424, 425)
    "response_lost": (drop("fact_responses", response_key=1), "102 345 400 420 421 422 423 424 425"),
    "score_changed": (put("fact_item_scores", "score", other_score, response_key=1, item_code="V1"), "424 425"),
    "score_off_scale": (put("fact_item_scores", "score", 7, response_key=1, item_code="V1"), "423 424 425"),
    "score_lost": (drop("fact_item_scores", response_key=1, item_code="V1"), "404 424 425"),
    "score_of_another_element": (put("fact_item_scores", "element_code", "V99", response_key=1, item_code="V1"), "422 424 425"),
}  # fmt: skip


@pytest.fixture(scope="module")
def right_frames():
    return check_frames(programme_tables())


@pytest.fixture(scope="module")
def table_of():
    """The table of every check."""
    return {
        one.meta["check_code"].removeprefix("SKM-P-"): table
        for table, build in SUITES.items()
        for one in build(FACTS).expectations
    }


def test_the_fixture_keeps_its_contracts():
    for name, table in programme_tables().items():
        PROGRAMME_TABLES[name].pandera().validate(table, lazy=True)


def test_right_tables_pass_everything(right_frames):
    report = judged(right_frames)
    assert report.unmet == ()
    assert report.ok
    assert len(report.checks) == 168
    assert len({check.check_code for check in report.checks}) == len(report.checks), "a code names two checks"
    assert {check.table for check in report.checks} == set(PROGRAMME_TABLES), "a table has no check"
    assert {check.severity for check in report.checks} == {"fail", "warn"}
    assert all(check.note_id and check.note_en and check.expected and check.observed for check in report.checks)


def test_each_defect_fails_exactly_its_checks(table_of):
    """Defects whose checks are of different tables are planted together.

    Great Expectations takes seconds for all suites, so it judges the first rounds only, which hold defects of every
    fact; a few lines that read the same expectations judge all rounds, and must agree with it.
    """
    wrong = {}
    for number, names in enumerate(_rounds(table_of)):
        tables = programme_tables()
        for name in names:
            DEFECTS[name][0](tables)
        frames = check_frames(tables)
        found = {code for table, frame in frames.items() for code in _failed(table, frame)}
        due = set().union(*(DEFECTS[name][1].split() for name in names))
        if found != due:
            wrong[" + ".join(names)] = {"too many": sorted(found - due), "not found": sorted(due - found)}
        if number < ROUNDS_BY_GREAT_EXPECTATIONS:
            assert codes(judged(frames)) == found
    assert wrong == {}


def _failed(table, frame):
    """The codes of the checks of a table that do not hold, by the arguments of its expectations."""
    for one in SUITES[table](FACTS).expectations:
        if not _holds(type(one).__name__, one, frame):
            yield one.meta["check_code"].removeprefix("SKM-P-")


def _holds(kind, one, frame):
    if kind == "ExpectTableRowCountToEqual":
        return len(frame) == one.value
    if kind == "ExpectTableRowCountToBeBetween":
        return len(frame) >= one.min_value
    if kind == "ExpectColumnPairValuesToBeEqual":
        return bool(len(frame) and (frame[one.column_A] == frame[one.column_B]).all())
    if kind == "ExpectColumnValuesToBeInSet":
        return bool(len(frame) and frame[one.column].isin(one.value_set).all())
    seen = {
        "ExpectColumnSumToBeBetween": "sum", "ExpectColumnMinToBeBetween": "min", "ExpectColumnMaxToBeBetween": "max",
        "ExpectColumnUniqueValueCountToBeBetween": "nunique",
    }[kind]  # fmt: skip
    value = getattr(frame[one.column], seen)()
    is_low = one.min_value is not None and value < one.min_value
    is_high = one.max_value is not None and value > one.max_value
    return bool(len(frame) and not is_low and not is_high)


def _rounds(table_of):
    """Put each defect into the first round where no other has checks of the same tables."""
    rounds, taken = [], []
    for name, (_, expected) in DEFECTS.items():
        mine = {table_of[code] for code in expected.split()}
        place = next((number for number, tables in enumerate(taken) if not mine & tables), len(rounds))
        if place == len(rounds):
            rounds.append([])
            taken.append(set())
        rounds[place].append(name)
        taken[place] |= mine
    return rounds


def test_every_check_is_failed_by_some_defect_or_an_empty_table(table_of):
    """Three checks need an empty table: one of rows, one of months, and one of the row that counts findings."""
    failed = set().union(*(expected.split() for _, expected in DEFECTS.values()))
    assert set(table_of) - failed == {"050", "300", "380"}


def test_empty_tables_fail_all_their_checks():
    """Of findings there may be none, which the checks of counts confirm."""
    report = judged(check_frames({}))
    assert {check.table for check in report.checks if check.success} == {"fact_findings"}
    assert not report.ok


def test_a_first_run_has_no_revisions_and_no_year_before(right_frames):
    """Tables that may be empty are counted by run and by period: nothing is due, and nothing is there."""
    tables = programme_tables()
    tables["fact_revisions"] = tables["fact_revisions"].iloc[:0]
    put("dim_run", "periods_restated_n", 0, run_number=2)(tables)
    report = judged(_changed(check_frames(tables), right_frames))
    assert report.unmet == ()


def test_a_file_of_several_tables_is_known_by_its_name(right_frames):
    """The late file is listed by its one table with answers; revisions and findings name the raw file."""
    tables = programme_tables()
    for name in ("fact_files", "fact_waterfall"):
        put(name, "file_name", "kepulauan_2018-10.csv#2", file_name="kepulauan_2018-10.csv")(tables)
    frames = _changed(check_frames(tables), right_frames)
    assert frames == {}


def test_changes_that_are_due_cannot_be_left_out(right_frames):
    tables = programme_tables()
    tables["fact_changes"] = tables["fact_changes"].iloc[:0]
    assert codes(judged(_changed(check_frames(tables), right_frames))) == {"240"}


def _changed(frames, right_frames):
    return {name: frame for name, frame in frames.items() if not frame.equals(right_frames[name])}


def test_facts_decide_and_not_the_tables(right_frames):
    """Tables that agree with each other and not with the run fail: another respondent, another office, another month."""
    facts = replace(FACTS, accepted_n=646, rows_read_n=665, offices=("utara", "barat"), months_n=26)
    assert codes(judged(right_frames, facts)) == set("001 002 010 300 301 343 344 361 362 400 420".split())  # noqa: SIM905


def test_bounds_come_from_the_programme(right_frames):
    """Answers from 1 to 4 of 5 would begin at 20, few is below 20 people, and counts below 10 are hidden."""
    facts = replace(FACTS, lowest_index=75.0, small_n=20, minimum_cell=10, confidence_level=0.9)
    assert codes(judged(right_frames, facts)) == {"107", "109", "120", "147", "283"}


def test_an_element_that_nobody_answered_is_no_defect():
    """An office's only respondent of a month leaves U1 empty: no mean, no index, no grade, and the scores say so."""
    table = pd.DataFrame({"scope_level": ["office"], "scope_code": ["utara"], "period_code": ["2018-05"]})
    means = table.assign(
        instrument_id="skm_2017_9", element_code="U1", respondents_n=1, answers_n=0, missing_n=1, score_sum=0,
        mean_score=np.nan, mean_score_fraction=None, element_rank=pd.NA,
    )  # fmt: skip
    tables = programme_tables()
    tables["fact_element_means"] = means
    frame = check_frames(tables)["fact_element_means"]
    assert frame[["means_wrong_n", "ranks_wrong_n", "answers_unexplained_n", "means_off_scale_n"]].sum().sum() == 0


def test_no_text_of_a_file_reaches_the_frames():
    text = ("str", "object")
    hostile = {
        name: table.assign(**dict.fromkeys([one for one in table if str(table[one].dtype) in text], EVIL))
        for name, table in programme_tables().items()
        if name != "dim_period"
    }
    for frame in check_frames(hostile | {"dim_period": programme_tables()["dim_period"]}).values():
        for column in frame.columns:
            if not pd.api.types.is_numeric_dtype(frame[column]):
                assert column in ("office_code", "instrument_id", "regulation_id")
                assert frame[column].str.fullmatch("[A-Za-z0-9_]+").all()


def test_tables_are_only_read_and_their_order_does_not_matter(right_frames):
    tables = {name: table.sample(frac=1, random_state=3) for name, table in programme_tables().items()}
    before = {name: table.copy() for name, table in tables.items()}
    frames = check_frames(tables)
    for name, table in before.items():
        pd.testing.assert_frame_equal(tables[name], table)
    for name in ("fact_indices", "fact_item_scores", "fact_revisions", "dim_office"):
        pd.testing.assert_frame_equal(frames[name], right_frames[name])


def test_the_pages_name_every_table_of_the_programme(tmp_path):
    report = run_expectations(
        programme_tables(), FACTS, suites=SUITES, frames=check_frames, docs_dir=tmp_path / "docs", as_of=date(2019, 1, 10),
        build_id="contoh", data_origin_note=("Data sintetis.", "Synthetic data."),
    )  # fmt: skip
    assert report.ok
    index = (tmp_path / "docs" / "index.html").read_text(encoding="utf-8")
    for name, table in PROGRAMME_TABLES.items():
        assert f"validations/{name}/" in index
        assert table.title_id in index
    assert "168" in index


def test_importing_the_suites_does_not_import_great_expectations():
    program = "import sys, schemas.expectations.programme, transforms.publication.programme_check_frames; sys.exit('great_expectations' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], check=False, env={"PYTHONPATH": ":".join(sys.path)})
    assert ran.returncode == 0
