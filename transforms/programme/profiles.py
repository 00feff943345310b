"""Respondents by what they said about themselves, one question at a time, small counts hidden.

Months are summarised for the country only: of some thirty respondents a month, most counts of an office would be hidden.
"""

from typing import Final

import numpy as np
import pandas as pd

from schemas.programme import GRAINS, Programme
from transforms.programme.assembly import PROFILE
from transforms.programme.scopes import LEVELS, NATIONAL, period_code

_SCOPE: Final = ["scope_code", "period_code"]


def profiles(people: pd.DataFrame, programme: Programme) -> pd.DataFrame:
    """Return ``fact_profiles``: counts over every answer that somebody gave anywhere, zeros shown.

    Args:
        people: one row per respondent (``transforms.programme.assembly.Assembled.people``).
        programme: how small a count is hidden.
    """
    months = {str(month): str(month) for month in people["month_code"].unique()}
    frames: list[pd.DataFrame] = []
    for grain in GRAINS:
        periods = people["month_code"].map({month: period_code(month, grain) for month in months})
        for level in LEVELS:
            if grain == "month" and level != NATIONAL:
                continue
            scopes = _scopes(people, level)
            frames.extend(_counts(scopes, periods, people[attribute], level, attribute) for attribute in PROFILE)
    whole: pd.DataFrame = pd.concat([frame for frame in frames if not frame.empty], ignore_index=True)
    return _hide(whole, programme.suppression.minimum_cell)


def _scopes(people: pd.DataFrame, level: str) -> "pd.Series[str]":
    if level == NATIONAL:
        return pd.Series(NATIONAL, index=people.index, dtype="str")
    return people["office_code" if level == "office" else "province_id" if level == "province" else "office_class"]


def _counts(
    scopes: "pd.Series[str]",
    periods: "pd.Series[str]",
    answers: "pd.Series[str]",
    level: str,
    attribute: str,
) -> pd.DataFrame:
    keep = (scopes != "") & (answers != "")
    given = pd.DataFrame({"scope_code": scopes[keep], "period_code": periods[keep], "answer_code": answers[keep]})
    counts = given.groupby(["scope_code", "period_code", "answer_code"], sort=True).size().unstack(fill_value=0)
    long = counts.reset_index().melt(_SCOPE, var_name="answer_code", value_name="respondents_n")
    long.insert(0, "scope_level", level)
    long["attribute_code"] = attribute
    return long


def _hide(rows: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Hide counts from 1 to below ``minimum``, and the next larger one where a single hidden count would follow from the total."""
    keys = ["scope_level", *_SCOPE, "attribute_code"]
    counts = rows["respondents_n"].to_numpy(dtype=np.int64)
    groups = rows.groupby(keys, sort=False).ngroup().to_numpy()
    totals = np.bincount(groups, weights=counts).astype(np.int64)
    hidden = (counts > 0) & (counts < minimum)
    hidden_n = np.bincount(groups, weights=hidden).astype(np.int64)
    lonely = (hidden_n == 1)[groups] & ~hidden & (counts > 0)
    order = np.lexsort((rows["answer_code"].to_numpy(dtype=str), counts, groups))
    order = order[lonely[order]]
    _, first = np.unique(groups[order], return_index=True)
    hidden[order[first]] = True
    whole = totals[groups]
    share = np.divide(100.0 * counts, whole, out=np.zeros(len(counts)), where=whole > 0)
    made = rows.assign(
        respondents_n=pd.array(np.where(hidden, -1, counts), dtype="Int64"), respondents_pct=share, is_suppressed=hidden
    )
    made.loc[hidden, ["respondents_n", "respondents_pct"]] = None
    return made
