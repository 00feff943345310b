"""Check frame of the indices beside SKM: one row per period, also where a programme has none of them."""

from fractions import Fraction
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
    given,
    is_known,
    is_month,
    nearest,
    ratio,
    rows_beside,
    sum_beside,
)
from transforms.publication.programme_checks.results import count_roll_ups

_CELL: Final = [*SCOPE, "instrument_id"]


def companions(held: Held) -> pd.DataFrame:
    """Return the frame of ``fact_companions``."""
    table = held["fact_companions"]
    when = table["period_code"]
    tally = Tally(held["dim_period"]["period_code"], when)
    siblings_n = rows_beside(table, _CELL, table)
    is_country = np.asarray(table["scope_level"] == "national") & is_month(held, table)
    # Every index of a questionnaire is of the same people: each row counts its share of them.
    people = np.where(is_country, table["respondents_n"] / np.maximum(siblings_n, 1), 0.0)
    tally.add("month_respondents_n", (when, people))
    is_of_programme = is_known(table, ["instrument_id"], held["dim_instrument"])
    tally.count("codes_wrong_n", (when, is_of_programme | ~is_known(table, ["period_code"], held["dim_period"])))
    count_roll_ups(held, tally, table, ["companion_code", "instrument_id"], ["respondents_n", "answers_n", "missing_n"])
    indices_n = table.groupby("instrument_id")["companion_code"].transform("nunique")
    is_same = agree(sum_beside(table, _CELL, table, "respondents_n"), siblings_n * table["respondents_n"])
    tally.count("indices_lost_n", (when, (siblings_n != indices_n.to_numpy()) | ~is_same))
    is_explained = agree(table["answers_n"] + table["missing_n"], table["respondents_n"] * table["elements_n"])
    tally.count("answers_unexplained_n", (when, ~is_explained))
    is_exact = np.ones(len(table), dtype=bool)
    for mean in ("mean_raw", "mean_converted"):
        is_exact &= agree(table[mean], nearest(table[f"{mean}_fraction"]), NEAR)
    tally.count("doubles_wrong_n", (when, ~is_exact))
    tally.count("converted_wrong_n", (when, _is_conversion_wrong(table)))
    is_wrong = _is_threshold_wrong(table, "wbk") | _is_threshold_wrong(table, "wbbm")
    tally.count("thresholds_wrong_n", (when, is_wrong))
    is_small = np.asarray(table["is_small_n"] == 1)
    tally.largest("small_largest_n", when, table["respondents_n"].where(is_small))
    tally.smallest("enough_smallest_n", when, table["respondents_n"].where(~is_small))
    return tally.frame()


def _exact(text: str) -> Fraction | None:
    parts = ratio(text)
    return None if parts is None else Fraction(*parts)


def _is_conversion_wrong(table: pd.DataFrame) -> Flags:
    """Tell where the converted mean is not the raw one times the conversion, or lies above the scale that it names."""
    columns = ("mean_raw_fraction", "mean_converted_fraction", "conversion")
    wrong = []
    for raw, converted, conversion in table[list(columns)].itertuples(index=False, name=None):
        mean, other, factor = _exact(raw), _exact(converted), _exact(conversion.removeprefix("x "))
        if factor is None or mean is None:
            wrong.append(factor is None or other is not None)
            continue
        highest = int(conversion.rpartition("/")[2])
        wrong.append(other != mean * factor or not 0 <= mean <= highest)
    return np.array(wrong, dtype=bool)


def _is_threshold_wrong(table: pd.DataFrame, zone: str) -> Flags:
    """Tell where a threshold is called reached or not against the exact mean, or without mean or threshold."""
    least, reached = table[f"threshold_{zone}"], table[f"is_{zone}_reached"]
    wrong = []
    for text, minimum, verdict in zip(table["mean_converted_fraction"], least, reached, strict=True):
        mean = _exact(text)
        if mean is None or np.isnan(minimum):
            wrong.append(not np.isnan(verdict))
            continue
        # Four decimals are published of a threshold; its double is not the decimal that was declared.
        wrong.append(np.isnan(verdict) or bool(verdict) != (mean >= Fraction(f"{minimum:.4f}")))
    is_declared = given(least) == np.asarray(table[f"threshold_{zone}_confidence"] != "")
    return np.asarray(np.array(wrong, dtype=bool) | ~is_declared)
