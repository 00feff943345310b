"""Check frames of the indices, their errors and the element means: one row per period."""

from math import lcm
from typing import Any, Final

import numpy as np
import pandas as pd

from transforms.publication.programme_checks.blocks import (
    DIRECT,
    NEAR,
    SCOPE,
    Flags,
    Held,
    Numbers,
    Tally,
    agree,
    beside,
    differ,
    filled,
    given,
    ids,
    is_known,
    is_month,
    nearest,
    over_months,
    over_places,
    places,
    ratio,
    rows_beside,
    sum_beside,
    summed,
    text_beside,
)

_INDEX: Final = [*SCOPE, "weighting", "instrument_id"]
_CELL: Final = [*SCOPE, "instrument_id"]
_GRADES: Final = "ABCDEFGHIJ"


def direct(held: Held) -> pd.DataFrame:
    """Return the indices that follow from answers alone: of an office's own respondents, or of all pooled."""
    table = held["fact_indices"]
    return table[table["weighting"].isin(DIRECT)].reset_index(drop=True)


def is_grade_right(held: Held, regulations: Any, grades: Any, has_index: Flags) -> Flags:
    """Tell for each row whether there is a grade when there is an index, and one of its regulation's bands."""
    rows = pd.DataFrame({"regulation_id": regulations, "grade": grades})
    known = is_known(rows, ["regulation_id", "grade"], held["dim_band"])
    return np.where(has_index, known, ~filled(rows["grade"]))


def is_order_wrong(regulations: Any, values: Any, grades: Any) -> Flags:
    """Tell for each row whether a lower index of the same regulation has a better grade (A is the best)."""
    rows = pd.DataFrame({"regulation": regulations, "value": values, "grade": grades}).reset_index(drop=True)
    rows["order"] = [-_GRADES.find(grade) if grade else np.nan for grade in rows["grade"]]
    rows = rows[rows["value"].notna() & rows["order"].notna()]
    wrong = np.zeros(len(grades), dtype=bool)
    for _, group in rows.sort_values(["value", "order"]).groupby("regulation"):
        best = group["order"].cummax()
        wrong[group.index[group["order"] < best]] = True
    return wrong


def indices(held: Held) -> pd.DataFrame:
    """Return the frame of ``fact_indices``."""
    table, instruments = held["fact_indices"], held["dim_instrument"]
    when, is_direct = table["period_code"], np.asarray(table["weighting"].isin(DIRECT))
    tally = Tally(held["dim_period"]["period_code"], when)
    is_office = np.asarray(table["scope_level"] == "office")
    has_index = given(table["ikm_exact"])
    is_instrument_known = is_known(table, ["instrument_id", "regulation_id"], instruments)
    tally.count("codes_unknown_n", (when, ~is_instrument_known | ~is_known(table, ["period_code"], held["dim_period"])))
    tally.count("weightings_wrong_n", (when, is_office != np.asarray(table["weighting"] == "own_respondents")))

    cells = _cells(held)
    monthly = table[is_direct & is_office & is_month(held, table)]
    wrong, lost = differ(monthly, cells, _CELL, ["respondents_n"])
    tally.count("office_months_wrong_n", (monthly["period_code"], wrong), (cells["period_code"], lost))
    count_roll_ups(held, tally, direct(held), ["instrument_id"], ["respondents_n", "answers_n", "missing_n"])
    _national(held, tally)

    asked = sum_beside(table, ["instrument_id"], held["dim_element"], "items_n")
    explained = table["answers_n"] + table["missing_n"] == table["respondents_n"] * asked
    tally.count("answers_unexplained_n", (when, ~explained))
    tally.smallest("exact_smallest", when, table["ikm_exact"])
    tally.largest("exact_largest", when, table["ikm_exact"])
    tally.smallest("regulation_smallest", when, table["ikm_regulation"])
    tally.largest("regulation_largest", when, table["ikm_regulation"])
    tally.largest("regulation_drift", when, (table["ikm_regulation"] - table["ikm_exact"]).abs())

    answered = held["fact_element_means"]
    answered = answered[answered["answers_n"] > 0]
    elements_n = beside(table, ["instrument_id"], instruments, "elements_n")
    is_answered = rows_beside(table, _CELL, answered) == elements_n
    tally.count("presence_wrong_n", (when, is_direct & (has_index != is_answered)))
    pair_wrong = has_index != given(table["ikm_regulation"])
    tally.count("pairs_wrong_n", (when, pair_wrong | (has_index != filled(table["ikm_exact_fraction"]))))
    tally.count("doubles_wrong_n", (when, ~agree(table["ikm_exact"], nearest(table["ikm_exact_fraction"]), NEAR)))
    tally.count("recomputed_wrong_n", (when, is_direct & _is_recomputed_wrong(held, table)))

    grades = [
        is_grade_right(held, table["regulation_id"], table[grade], given(table[index]))
        for index, grade in (("ikm_exact", "grade_exact"), ("ikm_regulation", "grade_regulation"))
    ]
    tally.count("grades_unknown_n", (when, ~(grades[0] & grades[1])))
    orders = [
        is_order_wrong(table["regulation_id"], table[index], table[grade])
        for index, grade in (("ikm_exact", "grade_exact"), ("ikm_regulation", "grade_regulation"))
    ]
    tally.count("grades_disordered_n", (when, orders[0] | orders[1]))
    is_changed = np.asarray(table["grade_exact"] != table["grade_regulation"])
    tally.count("weight_flags_wrong_n", (when, np.asarray(table["is_grade_changed_by_weight"] == 1) != is_changed))
    tally.count("between_wrong_n", (when, _is_outside_offices(held, table)))
    tally.count("printed_wrong_n", (when, filled(table["ikm_published"]) != filled(table["published_where"])))
    is_small = np.asarray(table["is_small_n"] == 1)
    tally.largest("small_largest_n", when, table["respondents_n"].where(is_small))
    tally.smallest("enough_smallest_n", when, table["respondents_n"].where(~is_small))
    return tally.frame()


def _cells(held: Held) -> pd.DataFrame:
    """Return the accepted respondents of every office, month and questionnaire as rows of office scopes."""
    people = held["fact_responses"].assign(respondents_n=1.0)
    found = summed(people, ["office_code", "month_code", "instrument_id"], ["respondents_n"])
    return found.rename(columns={"office_code": "scope_code", "month_code": "period_code"}).assign(scope_level="office")


def count_roll_ups(held: Held, tally: Tally, table: pd.DataFrame, rest: list[str], columns: list[str]) -> None:
    """Count where offices do not add up to provinces, classes and the country, and months not to longer periods."""
    is_short, is_office = is_month(held, table), np.asarray(table["scope_level"] == "office")
    for column, seen, due in (
        ("places_wrong_n", table[is_short & ~is_office], over_places(held, table, rest, columns)),
        ("months_wrong_n", table[~is_short], over_months(held, table, rest, columns)),
    ):
        wrong, lost = differ(seen, due, [*SCOPE, *rest], columns)
        tally.count(column, (seen["period_code"], wrong), (due["period_code"], lost))


def _national(held: Held, tally: Tally) -> None:
    """Hold the respondents of all offices against the country's, for every period and questionnaire."""
    table, by = direct(held), ["period_code", "instrument_id"]
    offices = summed(table[table["scope_level"] == "office"], by, ["respondents_n"])
    country = table[table["scope_level"] == "national"]
    wrong, lost = differ(country, offices, by, ["respondents_n"])
    tally.count("country_wrong_n", (country["period_code"], wrong), (offices["period_code"], lost))


def _is_recomputed_wrong(held: Held, table: pd.DataFrame) -> Flags:
    """Compute each index again from the sums of its elements, in whole numbers: mean of means x 100 / highest score."""
    means = held["fact_element_means"]
    mine, theirs = ids(_CELL, table, means)
    sums: dict[int, list[tuple[int, int]]] = {}
    for number, total, answers in zip(
        theirs.tolist(),
        means["score_sum"].fillna(0).astype("int64").tolist(),
        means["answers_n"].fillna(0).astype("int64").tolist(),
        strict=True,
    ):
        sums.setdefault(number, []).append((total, answers))
    tops = beside(table, ["instrument_id"], held["dim_instrument"], "scale_maximum")
    wrong = np.zeros(len(table), dtype=bool)
    for row, (number, text, top) in enumerate(
        zip(mine.tolist(), table["ikm_exact_fraction"], tops.tolist(), strict=True)
    ):
        if text:
            wrong[row] = not is_index(text, sums.get(number, []), top)
    return wrong


def is_index(text: str, elements: list[tuple[int, int]], top: float) -> bool:
    """Tell whether a fraction is the index of elements given by (score sum, answers)."""
    found = ratio(text)
    if found is None or not top > 0 or not elements or not all(answers for _, answers in elements):
        return False
    common = lcm(*(answers for _, answers in elements))
    total = sum(score_sum * (common // answers) for score_sum, answers in elements)
    return found[0] * common * len(elements) * int(top) == found[1] * 100 * total


def _is_outside_offices(held: Held, table: pd.DataFrame) -> Flags:
    """Tell where an index of several offices does not lie between the smallest and the largest of theirs.

    Pooled answers with gaps are left out: where elements were answered by different numbers of people, their index
    may lie outside. Longer periods are compared for the country only, as an office may change its class meanwhile.
    """
    rows = table[(table["scope_level"] == "office") & table["ikm_exact"].notna()]
    ends: dict[str, Numbers] = {name: np.full(len(table), np.nan) for name in ("min", "max")}
    where = places(held)
    for level, column in (("national", None), ("province", "province_id"), ("office_class", "office_class")):
        code: Any = (
            "national"
            if column is None
            else text_beside(
                rows.rename(columns={"scope_code": "office_code"}), ["office_code", "period_code"], where, column
            )
        )
        of_level = rows.assign(scope_level=level, scope_code=code)
        of_level = of_level[of_level["scope_code"] != ""]
        for name, values in ends.items():
            extreme = of_level.groupby(_CELL)["ikm_exact"].agg(name).reset_index()
            is_level = np.asarray(table["scope_level"] == level)
            values[is_level] = beside(table[is_level], _CELL, extreme, "ikm_exact")
    is_told = given(table["ikm_exact"]) & ~np.isnan(ends["min"])
    is_complete = np.asarray((table["weighting"] != "pooled_respondents") | (table["missing_n"] == 0))
    value = table["ikm_exact"].to_numpy()
    with np.errstate(invalid="ignore"):
        is_outside = (value < ends["min"] - NEAR) | (value > ends["max"] + NEAR)
    return np.asarray(is_told & is_complete & is_outside)


def uncertainty(held: Held) -> pd.DataFrame:
    """Return the frame of ``fact_uncertainty``."""
    table, rows = held["fact_uncertainty"], held["fact_indices"]
    when = table["period_code"]
    tally = Tally(held["dim_period"]["period_code"], when, rows["period_code"])
    wrong, lost = differ(table, rows, _INDEX, ["respondents_n", "is_small_n"])
    tally.count("rows_wrong_n", (when, wrong), (rows["period_code"], lost))
    index = beside(table, _INDEX, rows, "ikm_exact")
    lower, upper, error = (table[name].to_numpy() for name in ("interval_lower", "interval_upper", "standard_error"))
    has_error = ~np.isnan(error)
    is_complete = (np.isnan(lower) != has_error) & (np.isnan(upper) != has_error) & (~has_error | ~np.isnan(index))
    tally.count("intervals_incomplete_n", (when, ~is_complete))
    with np.errstate(invalid="ignore"):
        is_inside = (lower <= index + NEAR) & (index <= upper + NEAR)
    tally.count("outside_interval_n", (when, has_error & ~is_inside))
    own, other = table["grade_probability"].fillna(0), table["other_grade_probability"].fillna(0)
    tally.count("probabilities_wrong_n", (when, (own + other > 1 + NEAR) | (own < 0) | (other < 0)))
    regulations = text_beside(table, _INDEX, rows, "regulation_id")
    has_other = filled(table["other_grade"])
    is_right = is_grade_right(held, regulations, table["other_grade"], has_other)
    is_same = table["other_grade"].to_numpy() == text_beside(table, _INDEX, rows, "grade_exact")
    is_right &= ~(has_other & is_same) & (has_other == given(table["other_grade_probability"]))
    tally.count("other_grades_wrong_n", (when, ~is_right))
    is_random = table["sampling_method"].isin(["census", "random"])
    tally.count("inference_wrong_n", (when, (table["supports_inference"] == 1) != is_random))
    tally.smallest("level_smallest", when, table["confidence_level"])
    tally.largest("level_largest", when, table["confidence_level"])
    quota = 10 * (beside(table, _INDEX, rows, "elements_n") + 1)
    tally.count("quota_wrong_n", (when, ~agree(table["sample_quota"], quota)))
    # The printed table ends at a million; beyond it the formula decides.
    needed = table["sample_krejcie_morgan_table"].fillna(table["sample_krejcie_morgan"])
    has_verdict = given(table["is_sample_adequate"])
    is_enough = np.asarray(table["respondents_n"] >= needed) == np.asarray(table["is_sample_adequate"] == 1)
    tally.count("adequacy_wrong_n", (when, (has_verdict != given(needed)) | (has_verdict & ~is_enough)))
    tally.count("population_small_n", (when, table["population_n"] < table["respondents_n"]))
    return tally.frame()


def element_means(held: Held) -> pd.DataFrame:
    """Return the frame of ``fact_element_means``."""
    table, rows = held["fact_element_means"], direct(held)
    when, by = table["period_code"], [*_CELL]
    tally = Tally(held["dim_period"]["period_code"], when, rows["period_code"])
    tally.add("rows_n", (when, np.ones(len(table))))
    tally.add(
        "rows_due_n", (rows["period_code"], beside(rows, ["instrument_id"], held["dim_instrument"], "elements_n"))
    )
    element = ["instrument_id", "element_code"]
    tally.count("elements_unknown_n", (when, ~is_known(table, element, held["dim_element"])))
    tally.count("respondents_wrong_n", (when, ~agree(table["respondents_n"], beside(table, by, rows, "respondents_n"))))
    items = beside(table, element, held["dim_element"], "items_n")
    is_explained = agree(table["answers_n"] + table["missing_n"], table["respondents_n"] * items)
    tally.count("answers_unexplained_n", (when, ~is_explained))
    means = table["score_sum"] / table["answers_n"].where(table["answers_n"] > 0)
    is_mean = agree(table["mean_score"], means, NEAR) & agree(
        table["mean_score"], nearest(table["mean_score_fraction"]), NEAR
    )
    tally.count("means_wrong_n", (when, ~(is_mean & ~_is_fraction_wrong(table))))
    lowest = beside(table, ["instrument_id"], held["dim_instrument"], "scale_minimum")
    highest = beside(table, ["instrument_id"], held["dim_instrument"], "scale_maximum")
    tally.count("means_off_scale_n", (when, (table["mean_score"] < lowest) | (table["mean_score"] > highest)))
    (numbers,) = ids(by, table)
    ranks = table["mean_score"].groupby(numbers).rank(method="min")
    tally.count("ranks_wrong_n", (when, ~agree(table["element_rank"], ranks)))
    count_roll_ups(held, tally, table, element, ["answers_n", "score_sum"])
    return tally.frame()


def _is_fraction_wrong(table: pd.DataFrame) -> Flags:
    """Tell where the fraction of a mean is not exactly the score sum over the answers."""
    parts = [ratio(text) for text in table["mean_score_fraction"]]
    sums, answers = table["score_sum"].fillna(0).to_numpy(), table["answers_n"].fillna(0).to_numpy()
    is_empty = np.array([part is None for part in parts], dtype=bool)
    above, below = np.array([part or (0, 1) for part in parts], dtype="float64").reshape(-1, 2).T
    return np.asarray(np.where(is_empty, answers > 0, above * answers != below * sums))
