"""The national demo is drawn from a seed, and its truth adds up before anything is held against it."""

import csv
import datetime as dt
import hashlib
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import yaml
from national_demo.drafts import Calendar
from national_demo.making import Made, make
from national_demo.plan import make_demo, make_drafts, make_life
from national_demo.regulations import RULES, decimal, exact_index, grade, half_up, in_force, index_by_weight

from schemas.catalog import Catalog
from schemas.instrument import Origin
from transforms.cleaning.survey import SurveyIntake
from transforms.intake.reading import RawFile

Row = dict[str, str]
# Four months around the change of the questionnaire, and two offices more than tools.
MONTHS, OFFICES, FIRST = 4, 24, "2017-04"


def demo_in(folder: Path, seed: int = 1) -> Made:
    return make(folder, seed=seed, months_n=MONTHS, offices_n=OFFICES, first_month=FIRST)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("national")
    demo_in(folder)
    return folder


def truth(demo: Path, name: str) -> list[Row]:
    with (demo / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def exports(demo: Path) -> dict[str, Path]:
    return {path.name: path for path in (demo / "waves").glob("*/*") if not path.name.endswith(".origin.yaml")}


def origin_of(path: Path) -> Origin:
    return Origin.model_validate(yaml.safe_load(path.with_name(f"{path.name}.origin.yaml").read_text(encoding="utf-8")))


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


# --- arithmetic by hand -------------------------------------------------------------------------------------------
WORKED = [105, 101, 100, 116, 102, 105, 106, 105, 115]  # sums of 29 respondents; 955 in all


def test_the_exact_index_is_the_mean_of_the_element_means_times_25() -> None:
    # 955 / (9 x 29) x 25 = 23875 / 261 = 91.4751
    assert exact_index(WORKED, [29] * 9) == Fraction(23875, 261)
    assert decimal(exact_index(WORKED, [29] * 9), 4) == "91.4751"


def test_the_index_by_weight_rounds_the_means_first() -> None:
    # 3.62 + 3.48 + 3.45 + 4.00 + 3.52 + 3.62 + 3.66 + 3.62 + 3.97 = 32.94; x 0.11 x 25 = 90.585, half up 90.59
    assert decimal(index_by_weight(RULES["skm_2017_9"], WORKED, [29] * 9)) == "90.59"


def test_grades_begin_at_the_lower_edge_after_rounding() -> None:
    new, old = RULES["skm_2017_9"], RULES["skm_2014_9"]
    expected = {"64.994": "D", "64.995": "C", "76.604": "C", "76.605": "B", "88.304": "B", "88.305": "A", "100": "A"}
    assert {text: grade(new, Fraction(text)) for text in expected} == expected
    assert [grade(old, Fraction(text)) for text in ("62.504", "62.505", "81.254", "81.255")] == ["C", "B", "B", "A"]
    assert half_up(Fraction("2.345"), 2) == Fraction("2.35")


def test_the_regulation_of_2017_is_in_force_from_may() -> None:
    assert [in_force(month) for month in ("2017-04", "2017-05")] == ["skm_2014_9", "skm_2017_9"]


def test_a_file_belongs_to_the_run_that_is_made_on_the_due_day_after_it_came() -> None:
    calendar = Calendar.of("2016-11", 4)
    assert calendar.months == ("2016-11", "2016-12", "2017-01", "2017-02", "2017-03")
    assert calendar.due(1) == dt.date(2017, 1, 5)
    assert calendar.wave_of(dt.date(2017, 1, 5)) == 1
    assert calendar.wave_of(dt.date(2017, 1, 6)) == 2


# --- the seed -----------------------------------------------------------------------------------------------------
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(demo: Path, tmp_path: Path) -> None:
    demo_in(tmp_path / "again")
    assert hashes(tmp_path / "again") == hashes(demo)
    demo_in(tmp_path / "other", seed=2)
    assert hashes(tmp_path / "other") != hashes(demo)


def test_a_small_demo_has_the_people_of_the_large_one() -> None:
    small, large = make_demo(1, 3, 12, "2016-01"), make_demo(1, 36, 130, "2016-01")
    code = small.codes[4]
    one, other = small.block(4, 2), large.block(large.codes.index(code), 2)
    assert np.array_equal(one.scores, other.scores)
    assert np.array_equal(one.sent, other.sent)


def test_the_whole_demo_has_every_tool_and_the_planned_lives() -> None:
    whole = make_demo(1, 36, 130, "2016-01")
    life = make_life(whole)
    assert (len(life.missing), len(life.late), len(life.corrected)) == (12, 10, 3)
    tools = [whole.tool(office, 35) for office in range(130)]
    assert {tool: tools.count(tool) for tool in set(tools)} == {
        "limesurvey": 85, "kobo": 25, "sheet": 7, "odk": 8, "google": 3, "spss": 2,
    }  # fmt: skip
    before = [whole.tool(office, 0) for office in range(130)]
    assert {tool: before.count(tool) for tool in set(before)} == {
        "limesurvey": 117, "sheet": 7, "old_sheet": 3, "old_online": 3,
    }  # fmt: skip


def test_nobody_ticks_one_column_and_no_form_comes_three_times() -> None:
    demo = make_demo(3, 1, 16, "2018-01")
    for draft in make_drafts(demo, make_life(demo)):
        scores = draft.people.scores[draft.people.is_finished]
        assert all(len({score for score in row if score > 0}) > 1 for row in scores.tolist())
        if draft.beside_n:
            assert np.unique(scores, axis=0, return_counts=True)[1].max() <= 2


# --- the truth ----------------------------------------------------------------------------------------------------
def test_every_row_of_every_file_has_one_fate(demo: Path) -> None:
    rows = truth(demo, "rows")
    assert {row["file_name"] for row in rows} == exports(demo).keys()
    for row in rows:
        fates = [int(row[name]) for name in ("accepted", "quarantined", "filtered", "ignored")]
        assert sum(fates) == int(row["rows_read"])
        assert min(fates) >= 0


def test_what_is_accepted_is_what_the_indices_count(demo: Path) -> None:
    indices = truth(demo, "indices")
    accepted_n = sum(int(row["accepted"]) for row in truth(demo, "rows"))
    for level in ("office", "national"):
        for grain in ("month", "year"):
            counted = [
                int(row["respondents_n"])
                for row in indices
                if (row["scope_level"], row["period_grain"]) == (level, grain)
            ]
            assert sum(counted) == accepted_n
    assert all(25 <= Fraction(row["ikm_exact_fraction"]) <= 100 for row in indices)


def test_every_office_and_month_is_counted_or_missing(demo: Path) -> None:
    months = [row for row in truth(demo, "indices") if (row["scope_level"], row["period_grain"]) == ("office", "month")]
    missing = [row for row in truth(demo, "findings") if row["finding_code"] == "SKM-W-020"]
    places = {(row["office_code"], row["month_code"]) for row in months}
    assert places.isdisjoint({(row["office_code"], row["month_code"]) for row in missing})
    assert len(places) + len(missing) == MONTHS * OFFICES


def test_a_late_file_revises_a_month_that_had_no_number(demo: Path) -> None:
    late = [row for row in truth(demo, "revisions") if row["cause"] == "late_file"]
    assert late
    told = {
        (row["office_code"], row["month_code"]) for row in truth(demo, "findings") if row["finding_code"] == "SKM-W-022"
    }
    for row in late:
        assert (row["respondents_before_n"], row["ikm_before_fraction"], row["grade_before"]) == ("", "", "")
        assert row["run_period"] > row["month_code"]
        assert (row["office_code"], row["month_code"]) in told
        path = exports(demo)[row["file"]]
        assert path.parent.name == row["run_period"]
        assert origin_of(path).received > dt.date(int(row["month_code"][:4]), int(row["month_code"][5:]) + 1, 5)


def test_a_correction_takes_the_place_of_the_file_it_names(demo: Path) -> None:
    [row] = [row for row in truth(demo, "revisions") if row["cause"] == "correction"]
    rows = {one["file_name"]: one for one in truth(demo, "rows")}
    replaced = origin_of(exports(demo)[row["file"]]).replaces
    assert replaced is not None
    assert rows[replaced]["accepted"] == "0"
    assert rows[replaced]["filtered"] == row["respondents_before_n"]
    assert rows[row["file"]]["accepted"] == row["respondents_after_n"]
    assert Fraction(row["ikm_before_fraction"]) < Fraction(row["ikm_after_fraction"])


def test_the_two_offices_that_kept_the_form_of_2014_are_told(demo: Path) -> None:
    found = [row for row in truth(demo, "findings") if row["finding_code"] == "SKM-W-021"]
    assert {(row["office_code"], row["month_code"]) for row in found} <= {
        (office, month) for office in ("banggai", "polewali_mandar") for month in ("2017-05", "2017-06")
    }
    assert len(found) >= 3  # one of the four may be a month that never came


# --- against the reader -------------------------------------------------------------------------------------------
def test_the_reader_finds_in_one_file_of_every_kind_what_the_truth_says(demo: Path, tmp_path: Path) -> None:
    make(tmp_path, seed=1, months_n=1, offices_n=10, first_month="2016-01")
    catalog = Catalog()
    intake = SurveyIntake(catalog, None, None, dt.date(2018, 12, 31), within_office=True)
    seen: set[str] = set()
    for folder in (demo, tmp_path):
        expected: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in truth(folder, "findings"):
            if row["file_name"] and not row["finding_code"].startswith("SKM-W-02"):
                expected[row["file_name"]].append((row["finding_code"], row["row_number"]))
        for row in truth(folder, "rows"):
            if row["layout_id"] in seen:
                continue
            seen.add(row["layout_id"])
            path = exports(folder)[row["file_name"]]
            [one] = intake.stage(intake.read_own(RawFile(path.name, path.read_bytes(), origin_of(path))))
            counts = (one.rows_read_n, len(one.accepted), len(one.refusals), sum(n for _, n in one.ignored))
            accepted_n = int(row["accepted"]) + int(row["filtered"])
            assert counts == (int(row["rows_read"]), accepted_n, int(row["quarantined"]), int(row["ignored"]))
            found = [(f.code.code, "" if f.row_number is None else str(f.row_number)) for f in one.findings]
            assert sorted(found) == sorted(expected[path.name])
    layouts = set(catalog.layouts)
    assert (
        seen >= {"limesurvey_skm_2004_codes", "kemenpan_u14", "limesurvey_skm_2014_codes", "kemenpan_u9_2014"} & layouts
    )
    assert seen >= {"limesurvey_skm_codes", "kobo_skm", "odk_central_skm", "google_forms_skm", "spss_skm"} & layouts


def test_the_programme_of_a_small_demo_is_a_programme(demo: Path) -> None:
    programme = Catalog(demo / "catalogue").programmes["national_demo"]
    assert len(programme.offices) == OFFICES
    assert programme.first_month == FIRST
    assert programme.data_origin == "synthetic"


def test_offices_report_their_applications_every_month(demo: Path) -> None:
    with (demo / "raw" / "national_demo" / "reported" / "applications.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == MONTHS * OFFICES
    assert all(290 <= int(row["applications_n"]) <= 2010 for row in rows)
