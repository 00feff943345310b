"""Whoever adds and subtracts published counts of respondents learns no hidden one."""

from itertools import product

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from small_programme import programme

from transforms.programme.profiles import profiles

PROGRAMME = programme()
PLACES = {"a": "P", "b": "P", "c": "Q", "d": ""}
MONTHS = ("2024-01", "2024-02", "2024-04", "2024-08", "2024-11")
SURVEYS = st.lists(
    st.tuples(st.sampled_from(sorted(PLACES)), st.sampled_from(MONTHS), st.sampled_from("xyz"), st.integers(1, 30)),
    min_size=1,
    max_size=14,
)
SHORTER = {
    "2024": ("2024-S1", "2024-S2"),
    "2024-S1": ("2024-Q1", "2024-Q2"),
    "2024-S2": ("2024-Q3", "2024-Q4"),
    "2024-Q1": ("2024-01", "2024-02", "2024-03"),
    "2024-Q2": ("2024-04", "2024-05", "2024-06"),
    "2024-Q3": ("2024-07", "2024-08", "2024-09"),
    "2024-Q4": ("2024-10", "2024-11", "2024-12"),
}
Cell = tuple[str, str, str]  # scope, period, answer


def survey(batches: list[tuple[str, str, str, int]]) -> pd.DataFrame:
    rows = [(office, month, answer) for office, month, answer, n in batches for _ in range(n)]
    frame = pd.DataFrame(rows, columns=["office_code", "month_code", "gender"])
    empty = dict.fromkeys(("age", "education", "occupation", "service"), "")
    return frame.assign(**empty, province_id=frame["office_code"].map(PLACES), office_class="")


def sums(answers: set[str]) -> list[tuple[Cell, list[Cell]]]:
    """Every sum of the tables by its definition: the cell that holds it, and its parts."""
    scopes = {"national": sorted(PLACES), "P": ["a", "b"], "Q": ["c"]}
    periods = [*SHORTER, *(f"2024-{number:02d}" for number in range(1, 13))]
    of_places = [
        ((scope, period, answer), [(office, period, answer) for office in offices])
        for (scope, offices), period, answer in product(scopes.items(), periods, sorted(answers))
    ]
    of_periods = [
        ((scope, whole, answer), [(scope, part, answer) for part in parts])
        for scope, (whole, parts), answer in product([*scopes, *PLACES], SHORTER.items(), sorted(answers))
        if scope == "national" or whole[5:6] != "Q"  # months are published for the country only
    ]
    return of_places + of_periods


def belongs(office: str, scope: str) -> bool:
    return scope in ("national", office, PLACES[office])


def is_within(month: str, period: str) -> bool:
    return month == period or any(is_within(month, part) for part in SHORTER.get(period, ()))


@settings(max_examples=30, deadline=None)
@given(SURVEYS)
def test_no_sum_of_published_counts_tells_a_hidden_one(batches: list[tuple[str, str, str, int]]) -> None:
    found = profiles(survey(batches), PROGRAMME)
    cells = {
        (row.scope_code, row.period_code, row.answer_code): None if row.is_suppressed else int(row.respondents_n)
        for row in found.itertuples()
    }
    answers = {answer for _, _, answer in cells}
    if len(answers) < 2:
        return  # one answer says no more than how many were asked
    asked = {(scope, period) for scope, period, _ in cells}
    for whole, parts in sums(answers):
        is_published = whole[:2] in asked and (whole[1] in SHORTER or whole[0] == "national")
        if not is_published or (whole[1] not in SHORTER and parts[0][0] in PLACES):
            continue
        hidden = [part for part in parts if part in cells and cells[part] is None]
        if cells[whole] is None:
            assert hidden, "every part is shown, so their sum is the hidden count"
        else:
            assert len(hidden) != 1, "the total less the parts that are shown is the hidden count"
    for scope, period in asked:
        hidden_n = sum(cells[scope, period, answer] is None for answer in answers)
        assert hidden_n != 1
        shown_n = sum(cells[scope, period, answer] or 0 for answer in answers)
        people_n = sum(n for office, month, _, n in batches if belongs(office, scope) and is_within(month, period))
        assert not hidden_n or shown_n < people_n, "percentages would tell that each hidden count is 0"
