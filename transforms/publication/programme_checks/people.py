"""Check frames of responses, item scores (one row per month) and respondents' profiles (one row per period)."""

from typing import Any, Final

import numpy as np
import pandas as pd

from transforms.publication.programme_checks.blocks import (
    SCOPE,
    Flags,
    Held,
    Tally,
    agree,
    beside,
    differ,
    filled,
    given,
    ids,
    is_known,
    is_month,
    months,
    places,
    rows_beside,
    sum_beside,
    summed,
    text_beside,
)
from transforms.publication.programme_checks.results import direct, is_index

_GROUPS: Final = ("gender_code", "age_code", "education_code", "occupation_code", "service_code")
_QUESTION: Final = [*SCOPE, "attribute_code"]
_CLOSE: Final = 1e-9  # relative: percentages are doubles


def responses(held: Held) -> pd.DataFrame:
    """Return the frame of ``fact_responses``."""
    table = held["fact_responses"]
    when = table["month_code"]
    tally = Tally(months(held), when)
    tally.add("respondents_n", (when, np.ones(len(table))))
    tally.count("files_unknown_n", (when, ~is_known(table, ["file_number"], held["fact_files"])))
    tally.count("instruments_unknown_n", (when, ~is_known(table, ["instrument_id"], held["dim_instrument"])))
    here = table.rename(columns={"month_code": "period_code"})
    tally.count("offices_wrong_n", (when, ~is_known(here, ["office_code", "period_code", "office_key"], places(held))))
    items, elements = held["fact_item_scores"], held["dim_element"]
    if (elements["items_n"] > 1).any():  # answers are counted by element, whatever the number of its questions
        (pairs,) = ids(["response_key", "element_code"], items)
        items = items.iloc[np.unique(pairs, return_index=True)[1]]
    tally.count("answers_wrong_n", (when, ~agree(table["answered_n"], rows_beside(table, ["response_key"], items))))
    wrong = np.zeros(len(table), dtype=bool)
    for column in _GROUPS:
        asked = pd.DataFrame({"attribute_code": column.removesuffix("_code"), "answer_code": table[column]})
        known = is_known(asked, ["attribute_code", "answer_code"], held["dim_respondent_group"])
        wrong |= filled(table[column]) & ~known
    tally.count("groups_unknown_n", (when, wrong))
    return tally.frame()


def item_scores(held: Held) -> pd.DataFrame:
    """Return the frame of ``fact_item_scores``: scores added up again by office and month, in whole numbers."""
    table, people = held["fact_item_scores"], held["fact_responses"]
    cells = _cells_of(table, people)
    cells["score_sum"] = cells["score"]
    tally = Tally(months(held), cells["period_code"])
    when = cells["period_code"]
    tally.add("unknown_responses_n", (when, np.where(filled(when), 0.0, cells["answers_n"])))
    element = ["instrument_id", "element_code"]
    tally.count("elements_unknown_n", (when, ~is_known(cells, element, held["dim_element"])))
    lowest = beside(cells, ["instrument_id"], held["dim_instrument"], "scale_minimum")
    highest = beside(cells, ["instrument_id"], held["dim_instrument"], "scale_maximum")
    is_off = ~((cells["lowest"] >= lowest) & (cells["highest"] <= highest) & (cells["fractions_n"] == 0))
    tally.count("off_scale_n", (when, is_off))
    means = held["fact_element_means"]
    means = means[np.asarray(means["scope_level"] == "office") & is_month(held, means) & (means["answers_n"] > 0)]
    wrong, lost = differ(means, cells, [*SCOPE, *element], ["answers_n", "score_sum"])
    tally.count("sums_wrong_n", (means["period_code"], wrong), (when, lost))
    rows = direct(held)
    rows = rows[np.asarray(rows["scope_level"] == "office") & is_month(held, rows)]
    tally.count("indices_wrong_n", (rows["period_code"], _is_index_wrong(held, rows, cells)))
    return tally.frame()


def _cells_of(table: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Return answers, score sum and ends of the scores of every office, month, questionnaire and element."""
    where = ["office_code", "month_code", "instrument_id"]
    (of_people,) = ids(where, people)
    mine, theirs = ids(["response_key"], table, people)
    found = np.full(1 + max(mine.max(initial=-1), theirs.max(initial=-1)), -1, dtype=np.int64)
    found[theirs] = of_people
    scores = table["score"].to_numpy()
    rows = pd.DataFrame({"cell": found[mine], "element_code": table["element_code"], "score": scores})
    (numbers,) = ids(["cell", "element_code"], rows)
    size = 1 + numbers.max(initial=-1)
    first = np.unique(numbers, return_index=True)[1]
    ends = {"lowest": np.full(size, np.inf), "highest": np.full(size, -np.inf)}
    np.minimum.at(ends["lowest"], numbers, scores)
    np.maximum.at(ends["highest"], numbers, scores)
    cells = rows.iloc[first].reset_index(drop=True).assign(
        answers_n=np.bincount(numbers, minlength=size).astype("float64"),
        score=np.bincount(numbers, weights=scores, minlength=size),
        fractions_n=np.bincount(numbers, weights=(scores != np.round(scores)).astype("float64"), minlength=size),
        scope_level="office",
        **ends,
    )  # fmt: skip
    named = people.assign(cell=of_people)
    names = {"office_code": "scope_code", "month_code": "period_code", "instrument_id": "instrument_id"}
    return cells.assign(**{name: text_beside(cells, ["cell"], named, column) for column, name in names.items()})


def _is_index_wrong(held: Held, rows: pd.DataFrame, cells: pd.DataFrame) -> Flags:
    """Compute the index of every office, month and questionnaire from its scores and compare the exact fractions."""
    by = [*SCOPE, "instrument_id"]
    mine, theirs = ids(by, rows, cells)
    sums: dict[int, list[tuple[int, int]]] = {}
    for number, total, answers in zip(
        theirs.tolist(), cells["score_sum"].tolist(), cells["answers_n"].tolist(), strict=True
    ):
        sums.setdefault(number, []).append((int(total), int(answers)))
    elements_n = beside(rows, ["instrument_id"], held["dim_instrument"], "elements_n")
    tops = beside(rows, ["instrument_id"], held["dim_instrument"], "scale_maximum")
    wrong = np.zeros(len(rows), dtype=bool)
    for row, (number, text, due_n, top) in enumerate(
        zip(mine.tolist(), rows["ikm_exact_fraction"], elements_n.tolist(), tops.tolist(), strict=True)
    ):
        asked = sums.get(number, [])
        is_due = len(asked) == due_n
        wrong[row] = not is_index(text, asked, top) if is_due else text != ""
    return wrong


def profiles(held: Held) -> pd.DataFrame:
    """Return the frame of ``fact_profiles``."""
    table, rows = held["fact_profiles"], direct(held)
    when = table["period_code"]
    scopes = summed(rows, SCOPE, ["respondents_n"])
    tally = Tally(held["dim_period"]["period_code"], when, scopes["period_code"])
    tally.count("scopes_wrong_n", (when, ~is_known(table, SCOPE, scopes)))
    # Of smaller places a month may be left out: most of its counts would be hidden.
    is_asked = ~is_month(held, scopes) | np.asarray(scopes["scope_level"] == "national")
    tally.count("scopes_lost_n", (scopes["period_code"], is_asked & ~is_known(scopes, SCOPE, table)))
    answer = ["attribute_code", "answer_code"]
    tally.count("answers_unknown_n", (when, ~is_known(table, answer, held["dim_respondent_group"])))
    is_hidden = np.asarray(table["is_suppressed"] == 1)
    is_shown = given(table["respondents_n"])
    tally.count("flags_wrong_n", (when, (is_hidden == is_shown) | (given(table["respondents_pct"]) != is_shown)))
    counts = table["respondents_n"].where(table["respondents_n"] > 0)
    tally.smallest("shown_smallest_n", when, counts)
    flagged = table.assign(hidden_n=is_hidden.astype("float64"), shown_n=table["respondents_n"].fillna(0))
    hidden_n = sum_beside(table, _QUESTION, flagged, "hidden_n")
    shown_n = sum_beside(table, _QUESTION, flagged, "shown_n")
    asked_n = beside(table, SCOPE, scopes, "respondents_n")
    # One answer hidden alone follows from the total where all others are shown.
    is_told = is_hidden & (hidden_n == 1) & (rows_beside(table, _QUESTION, table) > 1)
    tally.count("hidden_alone_n", (when, is_told))
    tally.count("too_many_n", (when, shown_n > asked_n))
    tally.count("percents_wrong_n", (when, is_shown & ~_is_percent_right(table, is_shown, shown_n, asked_n)))
    return tally.frame()


def _is_percent_right(table: pd.DataFrame, is_shown: Flags, shown_n: Any, asked_n: Any) -> Flags:
    """Return whether each percentage is of those who answered the question.

    With every count shown they are the sum of the counts. With some hidden they are more than that sum and no more
    than the respondents of the scope, and every percentage of the question is of the same whole number.
    """
    counts, percent = table["respondents_n"], table["respondents_pct"]
    is_some = is_shown & np.asarray(counts > 0)
    base = np.asarray((100 * counts / percent.where(percent > 0)).where(is_some), dtype="float64")
    flagged = table.assign(
        hidden_n=(~is_shown).astype("float64"), some_n=is_some.astype("float64"), base=np.nan_to_num(base)
    )
    hidden_n, some_n, bases = (
        np.asarray(sum_beside(table, _QUESTION, flagged, one)) for one in ("hidden_n", "some_n", "base")
    )
    shown, asked = np.asarray(shown_n, dtype="float64"), np.asarray(asked_n, dtype="float64")
    is_whole = np.abs(base - np.round(base)) <= _CLOSE * base
    is_common = np.abs(base - bases / np.maximum(some_n, 1)) <= _CLOSE * base
    is_more = base >= shown + 1 - _CLOSE * base
    is_all = np.abs(base - shown) <= _CLOSE * base
    is_right = np.where(hidden_n > 0, is_whole & is_common & is_more, is_all) & (base <= asked + _CLOSE * base)
    is_zero = np.asarray((counts == 0) & (percent == 0))
    right: Flags = np.where(is_some, is_right, is_zero)
    return right
