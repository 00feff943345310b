"""Check frames of ranks, trends, changes and regradings: one row per period."""

from typing import Final

import numpy as np
import pandas as pd

from transforms.publication.programme_checks.blocks import (
    NEAR,
    SCOPE,
    Flags,
    Held,
    Tally,
    agree,
    beside,
    differ,
    first_of,
    given,
    ids,
    is_known,
    nearest,
    rows_beside,
    summed,
    text_beside,
)
from transforms.publication.programme_checks.results import direct, is_grade_right, is_order_wrong

_LEAGUE: Final = ["league_level", "league_code", "period_code", "instrument_id"]
_SERIES: Final = ["series_code", *SCOPE]


def ranks(held: Held) -> pd.DataFrame:
    """Return the frame of ``fact_ranks``."""
    table = held["fact_ranks"]
    when = table["period_code"]
    rows = direct(held)
    offices = rows[(rows["scope_level"] == "office") & rows["ikm_exact"].notna()]
    offices = offices.rename(columns={"scope_code": "office_code"})
    tally = Tally(held["dim_period"]["period_code"], when, offices["period_code"])
    by = ["period_code", "instrument_id", "office_code"]
    is_right = is_known(table, by, offices)
    for column in ("respondents_n", "ikm_exact"):
        is_right &= agree(table[column], beside(table, by, offices, column), NEAR)
    tally.count("indices_wrong_n", (when, ~is_right))
    country = table[table["league_level"] == "national"]
    tally.count("offices_lost_n", (offices["period_code"], ~is_known(offices, by, country)))
    tally.count("sizes_wrong_n", (when, ~agree(table["offices_n"], rows_beside(table, _LEAGUE, table))))
    (league,) = ids(_LEAGUE, table)
    recounted = table["ikm_exact"].groupby(league).rank(method="min", ascending=False)
    tally.count("ranks_wrong_n", (when, ~agree(table["rank"], recounted)))
    lower, rank, upper = table["rank_lower"], table["rank"], table["rank_upper"]
    is_ordered = (lower >= 1) & (lower <= rank) & (rank <= upper) & (upper <= table["offices_n"])
    tally.count("intervals_wrong_n", (when, ~is_ordered))
    return tally.frame()


def trend(held: Held) -> pd.DataFrame:
    """Return the frame of ``fact_trend``; a programme without a series has none of its rows."""
    table = held["fact_trend"]
    when = table["period_code"]
    due = _series_due(held)
    tally = Tally(held["dim_period"]["period_code"], when, due["period_code"])
    regulations_n = held["dim_instrument"]["regulation_id"].nunique()
    tally.count("gradings_lost_n", (when, rows_beside(table, _SERIES, table) != regulations_n))
    wrong, lost = differ(table, due, _SERIES, ["respondents_n"])
    wrong |= text_beside(table, _SERIES, due, "instrument_ids") != np.array(
        [_in_order(text) for text in table["instrument_ids"]], dtype=object
    )
    tally.count("respondents_wrong_n", (when, wrong), (due["period_code"], lost))
    index = table["series_index"]
    first = first_of(table, _SERIES)
    is_same = agree(index, nearest(table["series_index_fraction"]), NEAR)
    is_same &= text_beside(table, _SERIES, first, "series_index_fraction") == table["series_index_fraction"].to_numpy()
    tally.count("indices_wrong_n", (when, ~is_same))
    scales = held["dim_instrument"]
    lowest = (100 * scales["scale_minimum"] / scales["scale_maximum"]).min()
    tally.count("off_scale_n", (when, (index < lowest - NEAR) | (index > 100 + NEAR)))
    tally.count("intervals_wrong_n", (when, _is_interval_wrong(table, index)))
    is_graded = is_grade_right(held, table["graded_under"], table["regrade"], given(index))
    tally.count("grades_unknown_n", (when, ~is_graded))
    is_regulation_known = table["graded_under"].isin(held["dim_instrument"]["regulation_id"])
    tally.count("regulations_unknown_n", (when, ~is_regulation_known))
    tally.count("grades_disordered_n", (when, is_order_wrong(table["graded_under"], index, table["regrade"])))
    tally.count("breaks_wrong_n", (when, _is_break_wrong(held, table)))
    return tally.frame()


def _in_order(text: str) -> str:
    return ";".join(sorted(text.split(";")))


def _series_due(held: Held) -> pd.DataFrame:
    """Return the respondents behind each series, scope and period, and their questionnaires in order."""
    elements = held["dim_element"]
    members = {
        (series, instrument)
        for instrument, codes in zip(elements["instrument_id"], elements["series_codes"], strict=True)
        for series in codes.split(";")
        if series
    }
    rows = direct(held).sort_values("instrument_id", ignore_index=True)
    found = [
        rows[rows["instrument_id"] == instrument].assign(series_code=series) for series, instrument in sorted(members)
    ]
    columns = [*_SERIES, "respondents_n", "instrument_ids"]
    if not found:
        return pd.DataFrame(columns=columns, dtype=object)
    every = pd.concat(found, ignore_index=True)
    due = summed(every, _SERIES, ["respondents_n"])
    joined = every.groupby(_SERIES)["instrument_id"].agg(";".join).reset_index(name="instrument_ids")
    return due.assign(instrument_ids=text_beside(due, _SERIES, joined, "instrument_ids"))[columns]


def _is_break_wrong(held: Held, table: pd.DataFrame) -> Flags:
    """Tell where is_break is not whether the questionnaires differ from those of the period before, if there is one."""
    by = [*_SERIES, "graded_under"]
    before = text_beside(table, ["period_code"], held["dim_period"], "previous_period_code")
    former = text_beside(table.assign(period_code=before), by, table, "instrument_ids")
    is_break = (former != "") & (former != table["instrument_ids"].to_numpy())
    return np.asarray((former != "") & (is_break != np.asarray(table["is_break"] == 1)))


def _is_interval_wrong(table: pd.DataFrame, value: "pd.Series[float]") -> Flags:
    """Tell where an interval does not hold its value, or is there without an error."""
    lower, upper, has_error = table["interval_lower"], table["interval_upper"], given(table["standard_error"])
    is_complete = (given(lower) == has_error) & (given(upper) == has_error)
    is_inside = np.asarray((lower <= value + NEAR) & (value <= upper + NEAR))
    return np.asarray(~is_complete | (has_error & ~is_inside))


def changes(held: Held) -> pd.DataFrame:
    """Return the frame of ``fact_changes``; the first year of a programme has none of its rows."""
    table = held["fact_changes"]
    when = table["period_code"]
    sources = _sources(held)
    key = ["basis", *SCOPE]
    before = text_beside(sources, ["period_code"], held["dim_period"], "year_before_period_code")
    due = sources[is_known(sources.assign(period_code=before), key, sources)]
    tally = Tally(held["dim_period"]["period_code"], when, due["period_code"])
    tally.count("rows_wrong_n", (when, ~is_known(table, key, due)), (due["period_code"], ~is_known(due, key, table)))
    is_year = table["compared_period_code"].to_numpy() == text_beside(
        table, ["period_code"], held["dim_period"], "year_before_period_code"
    )
    tally.count("periods_wrong_n", (when, ~is_year))
    former = table.assign(period_code=table["compared_period_code"])
    is_source = agree(table["value_now"], beside(table, key, sources, "value"), NEAR)
    is_source &= agree(table["value_before"], beside(former, key, sources, "value"), NEAR)
    tally.count("values_wrong_n", (when, ~is_source))
    is_change = agree(table["change"], table["value_now"] - table["value_before"], NEAR)
    is_change &= agree(table["change"], nearest(table["change_fraction"]), NEAR)
    tally.count("changes_wrong_n", (when, ~is_change))
    tally.count("intervals_wrong_n", (when, _is_interval_wrong(table, table["change"])))
    has_test = given(table["test_statistic"])
    z = table["change"] / table["standard_error"].where(table["standard_error"] > 0)
    is_tested = (has_test == given(table["p_value"])) & (has_test == given(table["is_significant"]))
    tally.count("tests_wrong_n", (when, ~is_tested | (has_test & given(z) & ~agree(table["test_statistic"], z, NEAR))))
    limit = 1 - held["fact_uncertainty"]["confidence_level"].max()
    is_below = np.asarray(table["p_value"] < limit)
    tally.count("verdicts_wrong_n", (when, has_test & (is_below != np.asarray(table["is_significant"] == 1))))
    is_graded = is_grade_right(held, table["graded_under"], table["grade_now"], given(table["value_now"]))
    is_graded &= is_grade_right(held, table["graded_under"], table["grade_before"], given(table["value_before"]))
    tally.count("grades_unknown_n", (when, ~is_graded))
    return tally.frame()


def _sources(held: Held) -> pd.DataFrame:
    """Return the published values that changes compare: basis, scope, period, value."""
    rows = direct(held)
    own = rows[rows["ikm_exact"].notna()].rename(columns={"instrument_id": "basis", "ikm_exact": "value"})
    series = first_of(held["fact_trend"], _SERIES)
    series = series[series["series_index"].notna()].rename(columns={"series_code": "basis", "series_index": "value"})
    columns = ["basis", *SCOPE, "value"]
    return pd.concat([own[columns], series[columns]], ignore_index=True)


def regradings(held: Held) -> pd.DataFrame:
    """Return the frame of ``fact_regradings``."""
    table, rows = held["fact_regradings"], held["fact_indices"]
    by = [*SCOPE, "weighting", "instrument_id"]
    years = rows[rows["period_grain"] == "year"].reset_index(drop=True)
    when = table["period_code"]
    tally = Tally(held["dim_period"]["period_code"], when, years["period_code"])
    regulations = held["dim_instrument"]["regulation_id"]
    is_lost = rows_beside(years, by, table) != regulations.nunique()
    is_known_row = is_known(table, by, years) & np.asarray(table["graded_under"].isin(regulations))
    tally.count("rows_wrong_n", (when, ~is_known_row), (years["period_code"], is_lost))
    is_copied = agree(table["ikm_exact"], beside(table, by, years, "ikm_exact"))
    for column, source in (("ikm_exact_fraction", "ikm_exact_fraction"), ("own_grade", "grade_exact")):
        is_copied &= table[column].to_numpy() == text_beside(table, by, years, source)
    tally.count("indices_wrong_n", (when, ~is_copied))
    is_changed = np.asarray(table["own_grade"] != table["regrade"])
    tally.count("flags_wrong_n", (when, np.asarray(table["is_grade_changed"] == 1) != is_changed))
    is_graded = is_grade_right(held, table["graded_under"], table["regrade"], given(table["ikm_exact"]))
    tally.count("grades_unknown_n", (when, ~is_graded))
    is_own = text_beside(table, by, years, "regulation_id") == table["graded_under"].to_numpy()
    tally.count("own_regrades_wrong_n", (when, is_own & is_changed))
    tally.count(
        "grades_disordered_n", (when, is_order_wrong(table["graded_under"], table["ikm_exact"], table["regrade"]))
    )
    return tally.frame()
