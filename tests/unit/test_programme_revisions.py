"""What a run changes in published numbers, and which file did it.

The programme begins in April 2024 with bogor (class I) and bekasi (class II), both of Jawa Barat. One score for all
nine elements makes the index 25 times the mean score.
"""

import pandas as pd
import pytest
from programme_deliveries import delivery, group
from small_programme import CATALOG, programme

from transforms.programme.assembly import assemble
from transforms.programme.in_force import Expectations
from transforms.programme.indices import index_tables
from transforms.programme.offices import OfficeTimes
from transforms.programme.reported import Reported
from transforms.programme.revisions import Before, FileChanges, empty_revisions, revisions
from transforms.programme.scopes import periods_between
from transforms.programme.vintages import replay

PROGRAMME = programme().model_copy(update={"first_month": "2024-04"})
EXPECTATIONS = Expectations(PROGRAMME, CATALOG)
BOGOR = delivery("bogor_05.csv", group("bogor", "2024-05", [4]), received="2024-06-01")
LATE = delivery("bekasi_05.csv", group("bekasi", "2024-05", [1, 1]), received="2024-07-01")
JUNE = delivery("bogor_06.csv", group("bogor", "2024-06", [2]), received="2024-07-02")


def published(files, until):
    """The respondents and the indices of a run that publishes the months up to ``until``."""
    ordered = sorted(files, key=lambda one: one.name)
    one = assemble(ordered, PROGRAMME, CATALOG, OfficeTimes(PROGRAMME, CATALOG, until))
    return one, index_tables(one.cells(), PROGRAMME, CATALOG, EXPECTATIONS, Reported())[0]


def revised(before, now, changes, *, former="2024-05", until="2024-06", earlier=None, run=2):
    """The revisions of a run over the files ``now``, after one over the files ``before``."""
    _, old = published(before, former)
    one, new = published(now, until)
    known = Before(old, empty_revisions() if earlier is None else earlier, former)
    periods = periods_between(PROGRAMME.first_month, until)
    return revisions(new, known, changes, one, periods, run_number=run, run_period=until)


def changes_of(table):
    columns = ["scope_level", "scope_code", "period_code", "weighting"]
    return {
        tuple(row[name] for name in columns): tuple(
            None if pd.isna(row[name]) else row[name] for name in ("ikm_before", "ikm_after")
        )
        for row in table.to_dict("records")
    }


def test_the_first_run_revises_nothing():
    one, indices = published([BOGOR], "2024-05")
    periods = periods_between("2024-04", "2024-05")
    table = revisions(indices, None, FileChanges(("bogor_05.csv",)), one, periods, run_number=1, run_period="2024-05")
    assert table.empty


def test_a_late_file_restates_its_month_wherever_the_office_counts():
    # bogor has 100, bekasi 25: the province and the country go from 100 to (4 + 1 + 1) / 3 x 25 = 50 pooled and to
    # (100 + 25) / 2 = 62.5 as the mean of offices. Q2 and 2024 grew by June and had not been complete.
    table = revised([BOGOR], [BOGOR, LATE, JUNE], FileChanges(("bekasi_05.csv", "bogor_06.csv")))
    assert changes_of(table) == {
        ("office", "bekasi", "2024-05", "own_respondents"): (None, 25.0),
        ("province", "Jawa Barat", "2024-05", "mean_of_offices"): (100.0, 62.5),
        ("province", "Jawa Barat", "2024-05", "pooled_respondents"): (100.0, 50.0),
        ("office_class", "II Non TPI", "2024-05", "mean_of_offices"): (None, 25.0),
        ("office_class", "II Non TPI", "2024-05", "pooled_respondents"): (None, 25.0),
        ("national", "national", "2024-05", "mean_of_offices"): (100.0, 62.5),
        ("national", "national", "2024-05", "pooled_respondents"): (100.0, 50.0),
    }
    assert set(table["cause"]) == {"late_file"}
    assert set(table["cause_files"]) == {"bekasi_05.csv"}, "the file of June touches nothing that was published"
    assert table["revision_number"].tolist() == [1, 2, 3, 4, 5, 6, 7]
    country = table.iloc[-1]
    assert (country["respondents_before_n"], country["respondents_after_n"]) == (1, 3)
    assert (country["grade_before"], country["grade_after"]) == ("A", "D")  # 50 is below 65
    assert (country["ikm_before_fraction"], country["ikm_after_fraction"]) == ("100/1", "50/1")


def test_a_quarter_that_was_complete_is_restated_with_its_month():
    files = [BOGOR, JUNE]
    table = revised(files, [*files, LATE], FileChanges(("bekasi_05.csv",)), former="2024-06", until="2024-07")
    periods = set(table["period_code"])
    assert periods == {"2024-05", "2024-Q2", "2024-S1"}, "2024 is not complete; June itself did not change"
    # Of the quarter: bogor 4 and 2, bekasi 1 and 1: (4 + 2) / 2 x 25 = 75 before, (4 + 2 + 1 + 1) / 4 x 25 = 50 after.
    assert changes_of(table)["national", "national", "2024-Q2", "pooled_respondents"] == (75.0, 50.0)


def test_a_month_that_is_new_revises_nothing():
    assert revised([BOGOR], [BOGOR, JUNE], FileChanges(("bogor_06.csv",))).empty


def test_the_same_files_revise_nothing():
    files = [BOGOR, LATE, JUNE]
    assert revised(files, files, FileChanges(), former="2024-06").empty


def test_a_file_with_nothing_that_counts_revises_nothing():
    twice = delivery("copy.csv", group("bogor", "2024-05", [4]), sha=BOGOR.file_sha256, received="2024-07-01")
    assert revised([BOGOR], [BOGOR, twice], FileChanges(("copy.csv",))).empty


def test_a_correction_names_itself_as_the_cause():
    right = delivery(
        "bogor_05_koreksi.csv", group("bogor", "2024-05", [3]), replaces="bogor_05.csv", received="2024-07-01"
    )
    changes = FileChanges(("bogor_05_koreksi.csv",), {"bogor_05_koreksi.csv": "bogor_05.csv"})
    table = revised([BOGOR], [BOGOR, right], changes)
    assert changes_of(table)["office", "bogor", "2024-05", "own_respondents"] == (100.0, 75.0)
    assert set(table["cause"]) == {"correction"}
    assert set(table["cause_files"]) == {"bogor_05_koreksi.csv"}


def test_a_correction_touches_the_month_that_it_takes_back():
    """The form bore the wrong month: the correction says April, and May loses its answers."""
    right = delivery("koreksi.csv", group("bogor", "2024-04", [4]), replaces="bogor_05.csv", received="2024-07-01")
    table = revised([BOGOR], [BOGOR, right], FileChanges(("koreksi.csv",), {"koreksi.csv": "bogor_05.csv"}))
    found = changes_of(table)
    assert found["office", "bogor", "2024-05", "own_respondents"] == (100.0, None)
    assert found["office", "bogor", "2024-04", "own_respondents"] == (None, 100.0)
    lost = table[table["period_code"] == "2024-05"].iloc[0]
    assert (lost["respondents_before_n"], pd.isna(lost["respondents_after_n"])) == (1, True)
    assert set(table["cause"]) == {"correction"}


def test_a_withdrawn_file_is_the_cause_of_what_is_gone():
    gone = FileChanges(gone={"bekasi_05.csv": frozenset({("bekasi", "2024-05")})})
    table = revised([BOGOR, LATE], [BOGOR], gone)
    assert changes_of(table)["national", "national", "2024-05", "pooled_respondents"] == (50.0, 100.0)
    assert changes_of(table)["office", "bekasi", "2024-05", "own_respondents"] == (25.0, None)
    assert set(table["cause"]) == {"withdrawn_file"}
    assert set(table["cause_files"]) == {"bekasi_05.csv"}


def test_a_file_that_changed_in_place_is_named():
    other = delivery("bogor_05.csv", group("bogor", "2024-04", [4]), received="2024-06-01")
    changes = FileChanges(changed=("bogor_05.csv",), had={"bogor_05.csv": frozenset({("bogor", "2024-05")})})
    table = revised([BOGOR], [other], changes)
    assert set(table["period_code"]) == {"2024-04", "2024-05"}
    assert set(table["cause"]) == {"changed_file"}


def test_the_gravest_of_several_causes_is_given_and_all_files_are_named():
    right = delivery("koreksi.csv", group("bogor", "2024-05", [3]), replaces="bogor_05.csv", received="2024-07-01")
    changes = FileChanges(("bekasi_05.csv", "koreksi.csv"), {"koreksi.csv": "bogor_05.csv"})
    table = revised([BOGOR], [BOGOR, LATE, right], changes)
    causes = {(row.scope_code, row.cause, row.cause_files) for row in table.itertuples()}
    assert causes == {
        ("bekasi", "late_file", "bekasi_05.csv"),
        ("bogor", "correction", "koreksi.csv"),
        ("I Non TPI", "correction", "koreksi.csv"),
        ("II Non TPI", "late_file", "bekasi_05.csv"),
        ("Jawa Barat", "correction", "bekasi_05.csv;koreksi.csv"),
        ("national", "correction", "bekasi_05.csv;koreksi.csv"),
    }


@pytest.mark.parametrize(("changes", "cause"), [
    (FileChanges(), "method"),
    (FileChanges(is_reported_changed=True), "reported_figures"),
])  # fmt: skip
def test_a_change_without_a_file_is_one_of_reported_figures_or_of_method(changes, cause):
    """Nothing came and the number is another: applications that offices reported did it, or the code or a data file."""
    _, old = published([BOGOR], "2024-05")
    one, new = published([BOGOR], "2024-06")
    before = Before(old.assign(ikm_regulation="98.0000"), empty_revisions(), "2024-05")
    periods = periods_between("2024-04", "2024-06")
    table = revisions(new, before, changes, one, periods, run_number=2, run_period="2024-06")
    assert set(table["cause"]) == {cause}
    assert table["cause_files"].isna().all()


def test_revisions_of_earlier_runs_stay_and_numbers_run_on():
    first = revised([BOGOR], [BOGOR, LATE], FileChanges(("bekasi_05.csv",)))
    right = delivery("koreksi.csv", group("bekasi", "2024-05", [4, 4]), replaces="bekasi_05.csv", received="2024-08-01")
    changes = FileChanges(("koreksi.csv",), {"koreksi.csv": "bekasi_05.csv"})
    both = revised(
        [BOGOR, LATE], [BOGOR, LATE, right], changes, former="2024-06", until="2024-07", earlier=first, run=3
    )
    assert both["revision_number"].tolist() == list(range(1, len(both) + 1))
    assert both["run_number"].tolist() == [2] * len(first) + [3] * (len(both) - len(first))
    key = ["scope_level", "scope_code", "weighting"]
    may = both[both["period_code"] == "2024-05"].groupby(key)
    for _, steps in may:
        for was, now in zip(steps["ikm_after"].iloc[:-1], steps["ikm_before"].iloc[1:], strict=True):
            assert was == now, "each step begins where the one before ended"


# --- the runs that would have been ------------------------------------------------------------------------------------
def replayed(files, until):
    ordered = sorted(files, key=lambda one: one.name)
    one, _ = published(files, until)
    return replay(ordered, one, PROGRAMME, CATALOG, EXPECTATIONS, Reported(), until)


def records(table):
    return [{key: None if pd.isna(cell) else cell for key, cell in row.items()} for row in table.to_dict("records")]


@pytest.mark.parametrize("last", ["2024-06", "2024-07"])
def test_a_first_publication_lists_what_every_month_would_have_restated(last):
    """April and May were published on time, each by its own run; the late file of May came before June was due."""
    found = replayed([BOGOR, LATE, JUNE], last)
    stepwise = revised([BOGOR], [BOGOR, LATE, JUNE], FileChanges(("bekasi_05.csv", "bogor_06.csv")), run=3)
    assert records(found.revisions) == records(stepwise)
    assert found.first_seen == {"bogor_05.csv": 2, "bekasi_05.csv": 3, "bogor_06.csv": 3}
    assert [(run["run_number"], run["run_period"]) for run in found.runs][:3] == [
        (1, "2024-04"),
        (2, "2024-05"),
        (3, "2024-06"),
    ]
    assert [run["files_new_n"] for run in found.runs][:3] == [0, 1, 2]
    assert [run["periods_restated_n"] for run in found.runs][:3] == [0, 0, 1]


def test_files_that_came_on_time_would_have_restated_nothing():
    found = replayed([BOGOR, JUNE], "2024-06")
    assert found.revisions.empty
    assert [run["periods_restated_n"] for run in found.runs] == [0, 0, 0]


def test_a_correction_in_a_later_month_is_replayed_in_that_month():
    right = delivery("koreksi.csv", group("bogor", "2024-05", [3]), replaces="bogor_05.csv", received="2024-07-20")
    found = replayed([BOGOR, JUNE, right], "2024-07")
    changes = FileChanges(("koreksi.csv",), {"koreksi.csv": "bogor_05.csv"})
    stepwise = revised([BOGOR, JUNE], [BOGOR, JUNE, right], changes, former="2024-06", until="2024-07", run=4)
    assert records(found.revisions) == records(stepwise)
    assert set(found.revisions["period_code"]) == {"2024-05", "2024-Q2", "2024-S1"}


def test_a_file_without_a_day_belongs_to_the_last_run():
    timeless = delivery("bekasi_05.csv", group("bekasi", "2024-05", [1, 1]), received=None)
    found = replayed([BOGOR, JUNE, timeless], "2024-07")
    assert found.first_seen["bekasi_05.csv"] == 4
    assert set(found.revisions["run_period"]) == {"2024-07"}
