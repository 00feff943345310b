"""The table checks: right tables pass all of them, and each planted defect fails exactly the checks it must."""

import subprocess
import sys
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from published_tables import FACTS, published_tables

from flows.quality import ExpectationReport, judge, run_expectations
from schemas.expectations import SUITES
from schemas.registry import TABLES
from transforms.publication.check_frames import check_frames

NOTE = ("Data buatan.", "Made-up data.")
EVIL = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def right_frames():
    return check_frames(published_tables())


@pytest.fixture
def run(right_frames):
    """Judge tables; a verdict depends on a table's frame alone, so the frames without a defect are left out."""

    def _run(tables, facts=FACTS):
        frames = check_frames(tables)
        same = {name for name, frame in frames.items() if facts is FACTS and frame.equals(right_frames[name])}
        return judge({name: frame for name, frame in frames.items() if name not in same}, facts)

    return _run


def codes(report):
    return {check.check_code.removeprefix("SKM-T-") for check in report.unmet}


def put(table, column, value, **where):
    """A defect: ``value`` in ``column`` of the one row of ``table`` that ``where`` names."""

    def plant(tables):
        frame = tables[f"out_skm__{table}"]
        mask = pd.Series(True, index=frame.index)
        for name, wanted in where.items():
            mask &= frame[name] == wanted
        assert mask.sum() == 1, f"{where} names {mask.sum()} rows"
        frame.loc[mask, column] = value

    return plant


def drop(table, **where):
    """A defect: the rows that ``where`` names are lost."""

    def plant(tables):
        frame = tables[f"out_skm__{table}"]
        mask = pd.Series(True, index=frame.index)
        for name, wanted in where.items():
            mask &= frame[name] == wanted
        assert mask.any()
        tables[f"out_skm__{table}"] = frame[~mask]

    return plant


def both(*plants):
    def plant(tables):
        for one in plants:
            one(tables)

    return plant


def test_the_hand_made_tables_keep_their_contracts():
    for name, table in published_tables().items():
        TABLES[name].pandera().validate(table, lazy=True)


def test_right_tables_pass_everything(right_frames):
    report = judge(right_frames, FACTS)
    assert report.unmet == ()
    assert report.ok
    assert len(report.checks) == 121
    assert len({check.check_code for check in report.checks}) == len(report.checks), "a code names two checks"
    assert {check.table for check in report.checks} == set(TABLES), "a table has no check"
    assert {check.severity for check in report.checks} == {"fail", "warn"}
    assert all(check.note_id and check.note_en and check.expected and check.observed for check in report.checks)
    assert [check.check_code for check in report.checks] == sorted(check.check_code for check in report.checks)


# Each defect with the checks that must fail, and no other. Worked out from the tables in published_tables.py.
DEFECTS = {
    # frequency of score 3 of one element: 2 -> 1, so the sum is 2 and not 3, the weighted sum 7 and not 10
    # (85, 86), the pooled row counts 3 where the offices now give 2 (87), and 66.7 % belongs to 2 of 3 (88)
    "frequency": (put("element_frequencies", "answers_n", 1, scope_code="a", measure="satisfaction", element_code="e1", score=3), {"085", "086", "087", "088"}),
    "percentage": (put("element_frequencies", "answers_pct", 50.0, scope_code="a", measure="satisfaction", element_code="e1", score=3), {"088"}),
    "score_off_scale": (put("element_frequencies", "score", 5, scope_code="a", measure="importance", element_code="e1", score=1), {"084"}),
    "office_not_listed": (drop("offices", office_code="b"), {"001", "002"}),
    "office_unknown": (put("offices", "office_code", "c", office_code="b"), {"003"}),
    "no_focus_office": (put("offices", "is_focus", False, office_code="a"), {"004"}),
    # index rows of office b lost: 4 of 6 rows (120), 2 of 3 scopes (121), offices hold 3 of 5 respondents (129)
    "office_without_index": (drop("indices", scope_code="b"), {"120", "121", "129"}),
    # cells of office b lost: 6 rows, 1 of 2 offices; the grid shrinks with it, the sums of the steps do not
    "office_without_cells": (drop("waterfall_cells", office_code="b"), {"061", "066", "067"}),
    "cell_lost": (drop("waterfall_cells", step_number=0, office_code="a", service_year_code="before_2010"), {"063", "065"}),
    # one row read more: not explained (31), not in the accounting (32), not the second reader's count (36)
    "read_off_by_one": (put("source_files", "rows_read_n", 5, file_name="a.csv"), {"031", "032", "036"}),
    # one row less in the accounting: per file (32, 33), in sum (42), and the cohort (43) and comparison step (54)
    "accounting_off_by_one": (put("row_accounting", "rows_n", 1, file_name="b.csv", fate="accepted"), {"032", "033", "042", "043", "054"}),
    "blank_off_by_one": (put("row_accounting", "rows_n", 2, file_name="a.csv", fate="blank"), {"032", "035", "042"}),
    # the file's own rows are gone from the accounting, and a file that nobody listed has them
    "file_unknown": (put("row_accounting", "file_name", "c.csv", file_name="a.csv", fate="blank"), {"032", "035", "041"}),
    "file_lost": (drop("source_files", file_name="b.csv"), {"030", "036", "037", "041", "053"}),
    "file_refused": (put("source_files", "file_status", "refused", file_name="b.csv"), {"038"}),
    # a quarantined row in place of the blank one, told everywhere, but without a finding
    "quarantine_without_finding": (
        both(
            put("source_files", "rows_quarantined_n", 1, file_name="a.csv"),
            put("source_files", "rows_blank_n", 0, file_name="a.csv"),
            put("row_accounting", "reason_code", "SKM-R-001", file_name="a.csv", fate="blank"),
            put("row_accounting", "fate", "quarantined", file_name="a.csv", fate="blank"),
        ),
        {"039", "182"},
    ),
    # step 2 starts with 6 and not with the 5 that step 1 left; it removes 3, where 2 were accepted for comparison
    "waterfall_chain": (
        both(
            put("waterfall_steps", "rows_before_n", 6, step_number=2),
            put("waterfall_steps", "rows_removed_n", 3, step_number=2),
        ),
        {"053", "054", "066", "067"},
    ),
    "waterfall_sum": (put("waterfall_steps", "rows_after_n", 4, step_number=2), {"052", "057", "074"}),
    "waterfall_numbering": (put("waterfall_steps", "step_number", 3, step_number=2), {"051", "066", "067"}),
    "waterfall_cell": (put("waterfall_cells", "rows_after_n", 1, step_number=2, office_code="b", service_year_code="2014"), {"064"}),
    "population": (put("attribute_counts", "respondents_n", 3, population="focus", attribute_code="agent", answer_code="no"), {"074"}),
    "answer_lost": (drop("attribute_counts", population="cohort", attribute_code="service_year", answer_code="before_2010"), {"073"}),
    # an answer too many: not respondents - missing (93), not 10/3 (97), not pooled (98), not the frequencies (85,
    # 88) and not the measure's sum (105)
    "answers": (put("element_means", "answers_n", 4, scope_code="a", measure="satisfaction", element_code="e1"), {"085", "088", "093", "097", "098", "105"}),
    "respondents_of_office": (put("measure_means", "respondents_n", 4, scope_code="b", measure="importance"), {"104", "107"}),
    "respondents_of_focus": (
        both(
            put("measure_means", "respondents_n", 2, scope_code="a", measure="importance"),
            put("measure_means", "respondents_n", 3, scope_code="b", measure="importance"),
        ),
        {"104", "108"},
    ),
    "mean_off_scale": (put("measure_means", "mean_score", 4.5, scope_code="cohort", measure="importance"), {"110", "165"}),
    "index_too_high": (put("indices", "ikm_regulation", 100.25, scope_code="a", method_code="declared"), {"126", "134"}),
    "index_too_low": (put("indices", "ikm_regulation", 24.5, scope_code="a", method_code="declared"), {"125", "134"}),
    "index_differs_by_method": (put("indices", "ikm_exact", 72.9, scope_code="a", method_code="declared"), {"133"}),
    "index_lost": (
        both(
            put("indices", "ikm_exact", np.nan, scope_code="a", method_code="declared"),
            put("indices", "grade_exact", None, scope_code="a", method_code="declared"),
        ),
        {"127", "134"},
    ),
    "two_primary_methods": (put("indices", "is_primary", True, scope_code="a", method_code="equal"), {"131"}),
    "grade_unknown": (put("indices", "grade_exact", "E", scope_code="a", method_code="equal"), {"132"}),
    "band_with_overlap": (put("bands", "band_lower", 43.0, grade="C"), {"021"}),
    "band_lost": (drop("bands", grade="A"), {"023"}),
    # -7/6 becomes -3.5: wider than the scale (143), not the difference (145); -11/12 is no longer the mean (164)
    "gap_too_wide": (put("element_gaps", "gap", -3.5, scope_code="a", element_code="e2"), {"143", "145", "164"}),
    "gap_rank": (put("element_gaps", "gap_rank", 1, scope_code="a", element_code="e1"), {"148"}),
    "gap_lost": (drop("element_gaps", scope_code="cohort", element_code="e2"), {"099", "164", "175"}),
    "conformity": (put("element_gaps", "conformity_pct", 99.0, scope_code="b", element_code="e1"), {"146"}),
    "scope_gap_lost": (drop("scope_gaps", scope_code="b"), {"161"}),
    "quadrant": (put("quadrants", "quadrant", "maintain", scope_code="b", element_code="e1", crosshair="midrange"), {"176"}),
    "quadrant_side": (put("quadrants", "is_satisfaction_high", True, scope_code="b", element_code="e1", crosshair="midrange"), {"176", "177"}),
    "quadrant_lost": (drop("quadrants", scope_code="b", element_code="e1", crosshair="midrange"), {"149", "175"}),
    "element_number": (put("elements", "element_number", 3, element_number=2), {"011"}),
}  # fmt: skip


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_fails_exactly_its_checks(run, defect):
    plant, expected = DEFECTS[defect]
    tables = published_tables()
    plant(tables)
    report = run(tables)
    assert codes(report) == expected
    assert report.ok == all(check.severity == "warn" for check in report.unmet)


def test_every_check_is_failed_by_some_defect_or_an_empty_table(run):
    """A check that nothing can fail says nothing; 180 and 181 count findings, of which there may be none."""
    failed = set().union(*(expected for _, expected in DEFECTS.values())) | codes(run({}))
    built = {
        one.meta["check_code"].removeprefix("SKM-T-") for build in SUITES.values() for one in build(FACTS).expectations
    }
    assert built - failed == {"180", "181"}


def test_empty_tables_fail_all_their_checks():
    """Of findings there may be none, which three checks of counts confirm."""
    report = judge(check_frames({}), FACTS)
    assert {check.check_code for check in report.checks if check.success} == {"SKM-T-180", "SKM-T-181", "SKM-T-182"}
    assert len(report.checks) == 121
    assert not report.ok


@pytest.mark.parametrize("table", ["out_skm__indices", "out_skm__source_files", "out_skm__waterfall_steps"])
def test_an_empty_table_fails_all_its_checks(run, table):
    tables = published_tables()
    tables[table] = tables[table].iloc[:0]
    report = run(tables)
    assert not report.ok
    assert all(not check.success for check in report.checks if check.table == table)


def test_findings_may_be_empty_but_not_misnumbered(run):
    finding = {
        "finding_number": 2, "severity": "warn", "finding_code": "SKM-F-010", "file_name": "a.csv", "sheet": None,
        "row_number": None, "column_name": EVIL, "value_seen": EVIL, "expected": EVIL, "message_id": EVIL, "message_en": EVIL,
    }  # fmt: skip
    tables = published_tables()
    tables["out_skm__findings"] = pd.DataFrame([finding])
    assert codes(run(tables)) == {"181"}


def test_an_empty_cell_is_a_failure_where_a_number_belongs(run):
    tables = published_tables()
    put("measure_means", "elements_n", pd.NA, scope_code="a", measure="importance")(tables)
    report = run(tables)
    assert codes(report) == {"103"}
    assert [check.observed for check in report.unmet] == ["0 of 6 rows differ, 1 empty"]


def test_facts_decide_and_not_the_tables(run):
    """Tables that agree with each other and not with the run fail: here a seventh respondent is expected."""
    report = run(published_tables(), replace(FACTS, accepted_n=7, rows_read_n=8))
    assert codes(report) == {"036", "037", "042", "045", "055"}


def test_one_measure_has_no_gaps(run):
    tables = published_tables()
    for name in ("element_gaps", "scope_gaps", "quadrants"):
        tables[f"out_skm__{name}"] = tables[f"out_skm__{name}"].iloc[:0]
    for name in ("element_frequencies", "element_means", "measure_means"):
        table = tables[f"out_skm__{name}"]
        tables[f"out_skm__{name}"] = table[table["measure"] == "satisfaction"]
    assert codes(run(tables, replace(FACTS, measures=("satisfaction",), crosshairs_n=0))) == set()


def test_an_element_nobody_answered_is_no_defect(run):  # noqa: PLR0912 - many tables tell the same story
    """Office b leaves satisfaction with e2 empty: no mean, no gap, no index there, and every table says so."""
    tables = published_tables()
    frequencies, means = tables["out_skm__element_frequencies"], tables["out_skm__element_means"]
    empty = {"scope_code": "b", "measure": "satisfaction", "element_code": "e2"}
    pooled = {**empty, "scope_code": "cohort"}
    for score in (1, 2, 3, 4):
        put("element_frequencies", "answers_n", 0, **empty, score=score)(tables)
        put("element_frequencies", "answers_pct", np.nan, **empty, score=score)(tables)
    # pooled: 2 3 of office a are left, sum 5
    for score, (count, percent) in enumerate(((0, 0.0), (1, 50.0), (1, 50.0), (0, 0.0)), start=1):
        put("element_frequencies", "answers_n", count, **pooled, score=score)(tables)
        put("element_frequencies", "answers_pct", percent, **pooled, score=score)(tables)
    for place, answers, missing, total, mean in ((empty, 0, 2, 0, np.nan), (pooled, 2, 3, 5, 2.5)):
        for column, value in (
            ("answers_n", answers),
            ("missing_n", missing),
            ("score_sum", total),
            ("mean_score", mean),
        ):
            put("element_means", column, value, **place)(tables)
    # office b: 2 answers of 4, sum 5, no overall mean; cohort: 7 of 10, sum 20, (3 + 5/2)/2 = 11/4 and 68.75
    for code, answers, missing, total, mean, index, grade in (
        ("b", 2, 2, 5, np.nan, np.nan, None),
        ("cohort", 7, 3, 20, 2.75, 68.75, "B"),
    ):
        place = {"scope_code": code, "measure": "satisfaction"}
        for column, value in (
            ("answers_n", answers),
            ("missing_n", missing),
            ("score_sum", total),
            ("mean_score", mean),
        ):
            put("measure_means", column, value, **place)(tables)
        for method in ("declared", "equal"):
            place = {"scope_code": code, "method_code": method}
            given = (
                ("answers_n", answers),
                ("missing_n", missing),
                ("ikm_exact", index),
                ("ikm_regulation", index),
            )
            for column, value in (*given, ("grade_exact", grade), ("grade_regulation", grade)):
                put("indices", column, value, **place)(tables)
    drop("element_gaps", scope_code="b", element_code="e2")(tables)
    drop("scope_gaps", scope_code="b")(tables)
    drop("quadrants", scope_code="b", element_code="e2")(tables)
    # cohort e2: 5/2 - 16/5 = -7/10 (rank 2 behind -4/5), conformity 78.125; overall 11/4 - 7/2 = -3/4, 550/7
    for column, value in (("satisfaction_mean", 2.5), ("gap", 2.5 - 3.2), ("conformity_pct", 78.125)):
        put("element_gaps", column, value, scope_code="cohort", element_code="e2")(tables)
    for column, value in (("gap", -0.75), ("conformity_pct", 550 / 7)):
        put("scope_gaps", column, value, scope_code="cohort")(tables)
    for crosshair, high in (("midrange", False), ("scale_mid", True)):
        # midrange 11/4: e1 3 is now high and stays important, e2 5/2 is low, 16/5 < 7/2; scale_mid: on the line is high
        place = {"scope_code": "cohort", "crosshair": crosshair}
        put("quadrants", "satisfaction_mean", 2.5, **place, element_code="e2")(tables)
        if not high:
            for element, side, quadrant in (("e1", True, "maintain"), ("e2", False, "low_priority")):
                put("quadrants", "satisfaction_cut", 2.75, **place, element_code=element)(tables)
                put("quadrants", "is_satisfaction_high", side, **place, element_code=element)(tables)
                put("quadrants", "quadrant", quadrant, **place, element_code=element)(tables)
    assert len(means) == len(tables["out_skm__element_means"])
    assert len(frequencies) == 48
    assert codes(run(tables)) == set()


def test_no_text_of_a_file_reaches_the_frames():
    tables = published_tables()
    hostile = {name: _poisoned(table) for name, table in tables.items()}
    for frame in check_frames(hostile).values():
        for column in frame.columns:
            if not pd.api.types.is_numeric_dtype(frame[column]):
                assert column in ("scope_code", "office_code", "population")
                assert frame[column].str.fullmatch("[A-Za-z0-9_]+").all()


def _poisoned(table):
    text = [column for column in table.columns if table[column].dtype == "str"]
    return table.assign(**dict.fromkeys(text, EVIL))


def test_tables_are_only_read():
    tables = published_tables()
    check_frames(tables)
    for name, table in published_tables().items():
        pd.testing.assert_frame_equal(tables[name], table)


def test_a_report_without_checks_is_not_ok():
    assert not ExpectationReport(()).ok


@pytest.mark.parametrize("build_id", ["", "../up", "a/b", "a b", "a.b", "x" * 81])
def test_a_build_id_is_never_a_path(tmp_path, build_id):
    with pytest.raises(ValueError, match="build_id"):
        run_expectations(
            {}, FACTS, docs_dir=tmp_path, as_of=date(2015, 12, 31), build_id=build_id, data_origin_note=NOTE
        )


def test_importing_the_suites_does_not_import_great_expectations():
    program = "import sys, schemas.expectations, flows.quality; sys.exit('great_expectations' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", program], check=False, env={"PYTHONPATH": ":".join(sys.path)}).returncode
        == 0
    )
