"""What holds for any programme: sums do not depend on the grouping, months add up, hidden counts stay hidden."""

from itertools import product

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from programme_cells import GAP, Batch, cells_from, index_rows, programme_of, questions_of
from programme_deliveries import Answer, delivery
from small_programme import CATALOG, programme

from transforms.programme.assembly import assemble
from transforms.programme.cells import make_cells, pool
from transforms.programme.in_force import Expectations
from transforms.programme.indices import index_tables
from transforms.programme.offices import OfficeTimes
from transforms.programme.profiles import profiles
from transforms.programme.reported import Reported
from transforms.programme.revisions import Before, FileChanges, empty_revisions, revisions
from transforms.programme.scopes import (
    LEVELS,
    groups,
    month_number,
    month_of,
    months_between,
    period_code,
    periods_between,
    periods_of,
)

SETTINGS = settings(max_examples=40, deadline=None)
QUESTIONS = questions_of(("U1", "U2", "U3"), (0, 1, 1, 2), code="skm_2017_9")  # U2 has two questions
SCORES = st.lists(st.sampled_from([1, 2, 3, 4, GAP]), min_size=4, max_size=4)
MONTHS = ("2023-12", "2024-01", "2024-03", "2024-04", "2024-07")
BATCHES = st.lists(
    st.tuples(
        st.sampled_from("abc"), st.sampled_from(MONTHS), st.lists(SCORES, min_size=1, max_size=5), st.sampled_from(["P", "Q", ""])
    ),
    min_size=1, max_size=6, unique_by=lambda entry: entry[:2],
).map(lambda entries: [Batch(*entry) for entry in entries])  # fmt: skip
MONTH = st.integers(2000 * 12, 2030 * 12).map(month_of)
PROGRAMME = programme_of(["skm_2017_9"])


# --- months and periods ----------------------------------------------------------------------------------------------
@SETTINGS
@given(MONTH, st.integers(0, 30))
def test_every_month_lies_in_exactly_one_period_of_each_length(month, more):
    last = month_of(month_number(month) + more)
    periods = periods_between(month, last)
    assert len({one.period_code for one in periods}) == len(periods)
    for each in months_between(month, last):
        holding = [one.period_code for one in periods if one.first_month <= each <= one.last_month]
        assert sorted(holding) == sorted(periods_of(each))
    for one in periods:
        within = months_between(one.first_month, one.last_month)
        assert len(within) == one.months_n
        assert {period_code(each, one.period_grain) for each in within} == {one.period_code}
        assert one.previous_period_code == period_code(month_of(month_number(one.first_month) - 1), one.period_grain)


# --- cells -----------------------------------------------------------------------------------------------------------
@SETTINGS
@given(BATCHES, st.randoms())
def test_cells_do_not_depend_on_the_order_of_respondents(batches, random):
    people = [(batch, row) for batch in batches for row in batch.scores]
    random.shuffle(people)
    frame = pd.DataFrame(
        [{"office_code": one.office, "month_code": one.month, "province_id": one.province, "office_class": one.office_class} for one, _ in people]
    )  # fmt: skip
    shuffled = make_cells(QUESTIONS, frame, np.array([row for _, row in people], dtype=np.int8))
    cells = cells_from(QUESTIONS, batches)
    pd.testing.assert_frame_equal(shuffled.keys, cells.keys)
    for name in ("counts", "sums", "products"):
        assert np.array_equal(getattr(shuffled, name), getattr(cells, name))


@SETTINGS
@given(BATCHES)
def test_moments_are_those_of_the_respondents(batches):
    """Each moment by its definition: over the respondents of the cell who answered both questions."""
    cells = cells_from(QUESTIONS, batches)
    given_ = {(batch.office, batch.month): batch.scores for batch in batches}
    for place, (office, month) in enumerate(
        cells.keys[["office_code", "month_code"]].itertuples(index=False, name=None)
    ):
        for i, j in product(range(4), repeat=2):
            both = [(row[i], row[j]) for row in given_[office, month] if row[i] != GAP and row[j] != GAP]
            assert cells.counts[place, i, j] == len(both)
            assert cells.sums[place, i, j] == sum(first for first, _ in both)
            assert cells.products[place, i, j] == sum(first * second for first, second in both)


@SETTINGS
@given(BATCHES)
def test_any_grouping_gives_the_same_sums(batches):
    """Months add up to quarters, semesters and years, offices to the country; nobody is counted twice or lost."""
    cells = cells_from(QUESTIONS, batches)
    everything = pool(cells, np.arange(len(cells)))
    for level, length in product(("office", "national"), (7, 4)):
        whole = [
            where
            for (_, code), where in groups(cells, level).items()
            if len(code) == length and code[5:6] not in ("Q", "S")
        ]
        assert sorted(place for where in whole for place in where) == list(range(len(cells)))
        pools = [pool(cells, where) for where in whole]
        assert sum(one.respondents_n for one in pools) == everything.respondents_n
        assert tuple(map(sum, zip(*(one.score_sums for one in pools), strict=True))) == everything.score_sums
        assert tuple(map(sum, zip(*(one.answers for one in pools), strict=True))) == everything.answers
    for level in LEVELS:
        found = groups(cells, level)
        for (scope, code), where in found.items():
            months = {month for month in MONTHS if code in periods_of(month)}
            parts = [found[scope, month] for month in months if (scope, month) in found]
            assert sorted(place for part in parts for place in part) == sorted(where)


@settings(max_examples=20, deadline=None)
@given(BATCHES, st.booleans())
def test_indices_are_those_of_the_definition(batches, are_known):
    """Against the slow way of the tests: one scope after the other, one office after the other."""
    cells = {"skm_2017_9": cells_from(QUESTIONS, batches)}
    applications = {(batch.office, batch.month): 10 + len(batch.scores) for batch in batches} if are_known else {}
    indices, means = index_tables(
        cells, PROGRAMME, CATALOG, Expectations(PROGRAMME, CATALOG), Reported(applications=applications)
    )
    slow = index_rows(cells, CATALOG, applications)
    key = ["scope_level", "scope_code", "period_code", "weighting"]
    same = [*key, "ikm_exact_fraction", "respondents_n", "grade_exact", "is_small_n", "months_with_data_n"]
    mine, theirs = (frame[same].sort_values(key, ignore_index=True).astype("object") for frame in (indices, slow))
    assert mine.where(mine.notna(), None).equals(theirs.where(theirs.notna(), None))
    exact = indices["ikm_exact"].dropna()
    assert exact.between(25, 100).all()
    assert (indices["answers_n"] + indices["missing_n"] == 4 * indices["respondents_n"]).all()
    assert (means["answers_n"] <= means["respondents_n"] * means["element_code"].map({"U1": 1, "U2": 2, "U3": 1})).all()


@settings(max_examples=10, deadline=None)
@given(BATCHES, st.integers(1, 4))
def test_one_score_for_everything_is_the_index_everywhere(batches, score):
    level = [Batch(one.office, one.month, [[score] * 4] * len(one.scores), one.province) for one in batches]
    cells = {"skm_2017_9": cells_from(QUESTIONS, level)}
    indices, _ = index_tables(cells, PROGRAMME, CATALOG, Expectations(PROGRAMME, CATALOG), Reported())
    assert set(indices["ikm_exact"]) == {25.0 * score}


# --- profiles --------------------------------------------------------------------------------------------------------
COUNTS = st.lists(st.sampled_from([0, 1, 1, 2, 4, 5, 8]), min_size=1, max_size=4)
MINIMUM = 5


@settings(max_examples=60, deadline=None)
@given(COUNTS, COUNTS)
def test_hidden_counts_cannot_be_recovered_from_the_total(bogor, bekasi):
    """Whoever knows how many answered and sees what is shown finds two ways at least to fill in each hidden count."""
    parts = []
    for office, counts in (("bogor", bogor), ("bekasi", bekasi)):
        answers = [f"a{place}" for place, n in enumerate(counts) for _ in range(n)]
        parts.append(pd.DataFrame({"gender": answers, "office_code": office}, dtype="str"))
    people = pd.concat(parts, ignore_index=True)
    blank = dict.fromkeys(("age", "education", "occupation", "service", "province_id", "office_class"), "")
    people = people.assign(month_code="2024-05", **blank)
    frame = profiles(people, programme())
    kept = {
        "national": [sum(pair) for pair in zip(*_padded(bogor, bekasi), strict=True)],
        "bogor": bogor,
        "bekasi": bekasi,
    }
    asked = [f"a{place}" for place in range(4) if sum(counts[place] for counts in _padded(bogor, bekasi))]
    for (scope, _), rows in frame.groupby(["scope_code", "period_code"]):
        counts = {f"a{place}": n for place, n in enumerate(kept[scope]) if f"a{place}" in asked}
        counts = {code: counts.get(code, 0) for code in asked}
        assert rows["answer_code"].tolist() == asked
        _holds_back(rows, counts)


def _padded(*lists):
    return [[*one, *[0] * (4 - len(one))] for one in lists]


def _holds_back(rows, counts):
    total = sum(counts.values())
    hidden = [row.answer_code for row in rows.itertuples() if row.is_suppressed]
    for row in rows.itertuples():
        n = counts[row.answer_code]
        if row.is_suppressed:
            assert pd.isna(row.respondents_n)
            assert pd.isna(row.respondents_pct)
            continue
        assert row.respondents_n == n
        assert row.respondents_pct == 100 * n / total
        assert n == 0 or n >= MINIMUM
    if not hidden or len(counts) == 1:
        return
    # A zero is hidden only where all answers are: beside anything shown, a hidden count is 1 at least.
    least = 1 if len(hidden) < len(counts) else 0
    rest = sum(counts[code] for code in hidden)
    ways = [fill for fill in product(range(least, rest + 1), repeat=len(hidden)) if sum(fill) == rest]
    for place in range(len(hidden)):
        assert len({fill[place] for fill in ways}) > 1


@settings(max_examples=8, deadline=None)
@given(COUNTS)
def test_a_large_enough_question_is_shown_whole(counts):
    answers = [f"a{place}" for place, n in enumerate(counts) for _ in range(n + MINIMUM)]
    blank = dict.fromkeys(("age", "education", "occupation", "service", "province_id", "office_class"), "")
    people = pd.DataFrame({"gender": answers}, dtype="str").assign(month_code="2024-05", office_code="bogor", **blank)
    frame = profiles(people, programme())
    assert not frame["is_suppressed"].any()
    shares = frame.groupby(["scope_level", "period_code"])["respondents_pct"].sum()
    assert np.allclose(shares, 100)


# --- revisions -------------------------------------------------------------------------------------------------------
SMALL = programme().model_copy(update={"first_month": "2024-04"})
ANSWERS = st.lists(
    st.builds(Answer, st.sampled_from(["bogor", "bekasi"]), st.sampled_from(["2024-04", "2024-05", "2024-06"]), st.integers(1, 4)),
    min_size=1, max_size=5,
)  # fmt: skip


def published(files, until):
    times = OfficeTimes(SMALL, CATALOG, until)
    one = assemble(files, SMALL, CATALOG, times)
    return one, index_tables(one.cells(), SMALL, CATALOG, Expectations(SMALL, CATALOG), Reported())[0]


@settings(max_examples=15, deadline=None)
@given(ANSWERS, st.sampled_from(["2024-06", "2024-07", "2024-09"]))
def test_nothing_is_revised_where_nothing_changed(answers, until):
    files = [delivery("a.csv", answers)]
    _, old = published(files, "2024-06")
    one, new = published(files, until)
    before = Before(old, empty_revisions(), "2024-06")
    periods = periods_between("2024-04", until)
    assert revisions(new, before, FileChanges(), one, periods, run_number=2, run_period=until).empty


@settings(max_examples=15, deadline=None)
@given(ANSWERS, ANSWERS)
def test_revisions_are_the_differences_between_two_publications(answers, late):
    """Every published index is the one before with the revisions laid over it, and only late months are revised."""
    first, second = delivery("a.csv", answers), delivery("b.csv", late, received="2024-08-01")
    _, old = published([first], "2024-06")
    one, new = published([first, second], "2024-06")
    before = Before(old, empty_revisions(), "2024-06")
    table = revisions(
        new,
        before,
        FileChanges(("b.csv",)),
        one,
        periods_between("2024-04", "2024-06"),
        run_number=2,
        run_period="2024-06",
    )
    key = ["scope_level", "scope_code", "period_code", "weighting", "instrument_id"]
    complete = {"2024-04", "2024-05", "2024-06", "2024-Q2", "2024-S1"}
    value = {tuple(row[:-1]): row[-1] for row in old[[*key, "ikm_exact_fraction"]].itertuples(index=False, name=None)}
    value |= {
        tuple(row[:-1]): row[-1] for row in table[[*key, "ikm_after_fraction"]].itertuples(index=False, name=None)
    }
    wanted = {tuple(row[:-1]): row[-1] for row in new[[*key, "ikm_exact_fraction"]].itertuples(index=False, name=None)}
    assert {name: one for name, one in value.items() if name[2] in complete} == {
        name: one for name, one in wanted.items() if name[2] in complete
    }
    touched = {code for answer in late for code in periods_of(answer.month)}
    assert set(table["period_code"]) <= touched & complete
    assert set(table["cause"]) <= {"late_file"}
