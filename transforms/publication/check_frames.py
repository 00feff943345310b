"""The published tables as numbers and codes, with the other side of every identity beside them.

One frame per table, at the table's grain (findings: one row of counts). The suites in ``schemas.expectations`` look
at these frames only, so that no text of a file reaches Great Expectations, which prints what it is given unescaped:
names, messages and values are left out, files become ordinals, and a code that is no plain code becomes one, too.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from schemas.registry import TABLES

_PREFIX: Final = "out_skm__"
_PLAIN_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]*")
_SCOPE: Final = ["scope", "scope_code"]
_ELEMENT: Final = ["measure", "element_code"]
_QUADRANT_NUMBERS: Final = {"priority_improve": 1, "maintain": 2, "low_priority": 3, "possible_overkill": 4}
_WRONG: Final = 1e9  # stands where a number is missing that must be there, or is there that must be missing


def check_frames(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the check frame of every published table; a table that is not given counts as empty.

    Args:
        tables: Published tables by name, as their contracts say. They are only read.
    """
    held = {name.removeprefix(_PREFIX): _held(tables, name) for name in TABLES}
    frames = {
        "indices": _indices(held),
        "element_means": _element_means(held),
        "measure_means": _measure_means(held),
        "element_frequencies": _element_frequencies(held),
        "element_gaps": _element_gaps(held),
        "scope_gaps": _scope_gaps(held),
        "quadrants": _quadrants(held),
        "waterfall_steps": _waterfall_steps(held),
        "waterfall_cells": _waterfall_cells(held),
        "row_accounting": _row_accounting(held),
        "attribute_counts": _attribute_counts(held),
        "source_files": _source_files(held),
        "findings": _findings(held),
        "offices": _offices(held),
        "elements": _elements(held),
        "bands": _bands(held),
    }
    return {f"{_PREFIX}{subject}": _tidy(frame) for subject, frame in frames.items()}


_Held = Mapping[str, pd.DataFrame]


def _held(tables: Mapping[str, pd.DataFrame], name: str) -> pd.DataFrame:
    """Return the table with its contract's columns: numbers as doubles, the rest as objects, row labels from 0."""
    contract = TABLES[name]
    given = tables.get(name, pd.DataFrame())
    frame = given.reindex(columns=list(contract.columns)).reset_index(drop=True)
    columns = {}
    for field in contract.fields:
        column = frame[field.name].astype(object)
        if field.kind.name == "TEXT":
            columns[field.name] = column.where(column.notna(), "").astype(str).astype(object)
        else:
            columns[field.name] = pd.to_numeric(column.where(column.notna(), None), errors="coerce").astype("float64")
    return pd.DataFrame(columns, index=frame.index)


def _tidy(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with whole numbers as integers and nothing but plain codes as text."""
    columns = {str(name): _tidy_column(frame[name]) for name in frame.columns}
    return pd.DataFrame(columns, index=range(len(frame)))


def _tidy_column(column: "pd.Series[Any]") -> "pd.Series[Any]":
    values = column.reset_index(drop=True)
    if not pd.api.types.is_numeric_dtype(values):
        return _codes(values)
    is_whole = bool(values.notna().all() and (values == values.round()).all())
    return values.astype("int64") if is_whole else values


def _codes(column: "pd.Series[str]") -> "pd.Series[str]":
    """Return the codes; what is no plain code becomes ``not_a_code_<ordinal>``."""
    strange = sorted({value for value in column if not _PLAIN_CODE.fullmatch(value)})
    stand_in = {value: f"not_a_code_{number}" for number, value in enumerate(strange, start=1)}
    return column.map(lambda value: stand_in.get(value, value)).astype(object)


# --- building blocks -----------------------------------------------------------------------------------------------
def _beside(frame: pd.DataFrame, by: Sequence[str], other: pd.DataFrame, column: str) -> "pd.Series[float]":
    """Return ``column`` of ``other`` for each row of ``frame``, matched on ``by``; empty where nothing matches."""
    keyed = other[[*by, column]].drop_duplicates(list(by))
    return frame[list(by)].merge(keyed, on=list(by), how="left")[column].set_axis(frame.index)


def _sum_beside(frame: pd.DataFrame, by: Sequence[str], other: pd.DataFrame, column: str) -> "pd.Series[float]":
    """Return the sum of ``column`` over the rows of ``other`` that match; 0 where nothing matches."""
    sums = other.groupby(list(by), as_index=False)[[column]].sum()
    return _beside(frame, by, sums, column).fillna(0)


def _rows_beside(frame: pd.DataFrame, by: Sequence[str], other: pd.DataFrame) -> "pd.Series[float]":
    """Return the number of rows of ``other`` that match."""
    return _sum_beside(frame, by, other[list(by)].assign(rows_n=1.0), "rows_n")


def _different_beside(frame: pd.DataFrame, by: Sequence[str], what: Sequence[str]) -> "pd.Series[float]":
    """Return how many different combinations of ``what`` the group of each row has."""
    return _rows_beside(frame, by, frame[[*by, *what]].drop_duplicates())


def _error(seen: "pd.Series[float]", due: "pd.Series[float]") -> "pd.Series[float]":
    """Return the distance of each pair; two empty cells agree, one alone is as wrong as can be."""
    both_empty = seen.isna() & due.isna()
    return (seen - due).abs().fillna(_WRONG).where(~both_empty, 0.0)


def _one(flags: "pd.Series[bool]") -> "pd.Series[float]":
    return flags.astype("float64")


def _pooled(frame: pd.DataFrame, by: Sequence[str], column: str) -> "pd.Series[float]":
    """Return what the cohort's row should hold, the sum over the offices; an office's row stands for itself."""
    offices = frame[frame["scope"] == "office"]
    return _sum_beside(frame, by, offices, column).where(frame["scope"] != "office", frame[column])


def _office_total(frame: pd.DataFrame, by: Sequence[str], column: str = "respondents_n") -> "pd.Series[float]":
    """Return the sum of ``column`` over the offices within the group of each row."""
    return _sum_beside(frame, by, frame[frame["scope"] == "office"], column)


def _focus_total(frame: pd.DataFrame, by: Sequence[str], column: str = "respondents_n") -> "pd.Series[float]":
    return _sum_beside(frame, by, frame[frame["is_focus"] == 1], column)


# --- result tables -------------------------------------------------------------------------------------------------
def _indices(held: _Held) -> pd.DataFrame:
    table, grades = held["indices"], set(held["bands"]["grade"])
    measure = held["measure_means"]
    by_scope = table.groupby(_SCOPE)["ikm_exact"]
    spread = by_scope.transform("max") - by_scope.transform("min")
    # The index and the mean of its measure are there together or not at all; answers_n tells which measure it is.
    is_given = _one(table["ikm_exact"].notna())
    means = measure.assign(is_given=_one(measure["mean_score"].notna()))
    key = [*_SCOPE, "answers_n", "is_given"]
    is_explained = _rows_beside(table.assign(is_given=is_given), key, means) > 0
    known = pd.Series(True, index=table.index)
    for index, grade in (("ikm_exact", "grade_exact"), ("ikm_regulation", "grade_regulation")):
        known &= table[grade].isin(grades).where(table[index].notna(), table[grade] == "")
    return pd.DataFrame(
        {
            "scope_code": table["scope_code"],
            "respondents_n": table["respondents_n"],
            "answers_n": table["answers_n"],
            "explained_answers_n": table["respondents_n"] * int(held["elements"]["items_n"].sum()) - table["missing_n"],
            "office_respondents_n": _office_total(table, ["method_code"]),
            "focus_respondents_n": _focus_total(table, ["method_code"]),
            "primary_methods_n": _sum_beside(table, _SCOPE, table, "is_primary"),
            "ikm_exact": table["ikm_exact"],
            "ikm_regulation": table["ikm_regulation"],
            "is_index_explained_n": _one(is_explained),
            "are_grades_known_n": _one(known),
            "method_spread": spread.fillna(0),
            "regulation_drift": _error(table["ikm_regulation"], table["ikm_exact"]),
        }
    )


def _element_means(held: _Held) -> pd.DataFrame:
    table = held["element_means"]
    answered = table[table["mean_score"].notna()][[*_SCOPE, *_ELEMENT]]
    measures_n = _rows_beside(table, [*_SCOPE, "element_code"], answered)
    asked = dict(zip(held["elements"]["element_code"], held["elements"]["items_n"], strict=True))
    items = table["element_code"].map(asked)
    return pd.DataFrame(
        {
            "scope_code": table["scope_code"],
            "respondents_n": table["respondents_n"],
            "answers_n": table["answers_n"],
            "explained_answers_n": table["respondents_n"] * items - table["missing_n"],
            "pooled_answers_n": _pooled(table, _ELEMENT, "answers_n"),
            "office_respondents_n": _office_total(table, _ELEMENT),
            "mean_score": table["mean_score"],
            "mean_error": _error(
                table["mean_score"], table["score_sum"] / table["answers_n"].where(table["answers_n"] > 0)
            ),
            "gap_rows_n": _rows_beside(table, [*_SCOPE, "element_code"], held["element_gaps"]),
            "gap_rows_due_n": _one(measures_n == 2),
        }
    )


def _measure_means(held: _Held) -> pd.DataFrame:
    table, elements = held["measure_means"], held["element_means"]
    by = [*_SCOPE, "measure"]
    return pd.DataFrame(
        {
            "scope_code": table["scope_code"],
            "respondents_n": table["respondents_n"],
            "elements_n": table["elements_n"],
            "answers_n": table["answers_n"],
            "explained_answers_n": table["respondents_n"] * int(held["elements"]["items_n"].sum()) - table["missing_n"],
            "element_answers_n": _sum_beside(table, by, elements, "answers_n"),
            "score_sum": table["score_sum"],
            "element_score_sum_n": _sum_beside(table, by, elements, "score_sum"),
            "office_respondents_n": _office_total(table, ["measure"]),
            "focus_respondents_n": _focus_total(table, ["measure"]),
            "mean_score": table["mean_score"],
        }
    )


def _element_frequencies(held: _Held) -> pd.DataFrame:
    table, means = held["element_frequencies"], held["element_means"]
    by = [*_SCOPE, *_ELEMENT]
    weighted = table.assign(weighted_n=table["score"] * table["answers_n"])
    answers_n = _beside(table, by, means, "answers_n")
    return pd.DataFrame(
        {
            "scope_code": table["scope_code"],
            "score": table["score"],
            "answers_n": table["answers_n"],
            "pooled_answers_n": _pooled(table, [*_ELEMENT, "score"], "answers_n"),
            "frequency_sum_n": _sum_beside(table, by, table, "answers_n"),
            "means_answers_n": answers_n,
            "weighted_sum_n": _sum_beside(table, by, weighted, "weighted_n"),
            "means_score_sum_n": _beside(table, by, means, "score_sum"),
            "percent_error": _error(table["answers_pct"], 100 * table["answers_n"] / answers_n.where(answers_n > 0)),
        }
    )


def _element_gaps(held: _Held) -> pd.DataFrame:
    table, means = held["element_gaps"], held["element_means"]
    by = [*_SCOPE, "element_code"]
    satisfaction = _beside(table, by, means[means["measure"] == "satisfaction"], "mean_score")
    importance = _beside(table, by, means[means["measure"] == "importance"], "mean_score")
    mean_error = _error(table["satisfaction_mean"], satisfaction) + _error(table["importance_mean"], importance)
    return pd.DataFrame(
        {
            "scope_code": table["scope_code"],
            "gap": table["gap"],
            "gap_rank": table["gap_rank"],
            "recounted_rank_n": table.groupby(_SCOPE)["gap"].rank(method="min"),
            "gap_error": _error(table["gap"], table["satisfaction_mean"] - table["importance_mean"]),
            "conformity_error": _error(
                table["conformity_pct"], 100 * table["satisfaction_mean"] / table["importance_mean"]
            ),
            "mean_error": mean_error,
            "quadrant_rows_n": _rows_beside(table, by, held["quadrants"]),
        }
    )


def _scope_gaps(held: _Held) -> pd.DataFrame:
    table, measure = held["scope_gaps"], held["measure_means"]
    satisfaction, importance = (
        measure[(measure["measure"] == name) & measure["mean_score"].notna()] for name in ("satisfaction", "importance")
    )
    due = satisfaction[_SCOPE].merge(importance[_SCOPE], on=_SCOPE)
    missing_n = int((_rows_beside(due, _SCOPE, table) == 0).sum())
    gap_sum = _sum_beside(table, _SCOPE, held["element_gaps"], "gap")
    gaps_n = _rows_beside(table, _SCOPE, held["element_gaps"])
    ratio = _beside(table, _SCOPE, satisfaction, "mean_score") / _beside(table, _SCOPE, importance, "mean_score")
    return pd.DataFrame(
        {
            "scope_code": table["scope_code"],
            "gap": table["gap"],
            "gap_error": _error(table["gap"], gap_sum / gaps_n.where(gaps_n > 0)),
            "conformity_error": _error(table["conformity_pct"], 100 * ratio),
            "respondents_n": table["respondents_n"],
            "measure_respondents_n": _beside(table, _SCOPE, measure, "respondents_n"),
            "scopes_missing_n": float(missing_n),
        }
    )


def _quadrants(held: _Held) -> pd.DataFrame:
    table = held["quadrants"]
    matrix = [*_SCOPE, "crosshair", "tie_rule"]
    is_right = table["is_satisfaction_high"].notna() & table["is_importance_high"].notna()
    for name in ("satisfaction", "importance"):
        # Nearest doubles of equal fractions are equal, so being on the line shows here as in the exact comparison.
        distance = table[f"{name}_mean"] - table[f"{name}_cut"]
        is_high = (distance > 0) | ((distance == 0) & (table["tie_rule"] == "ge"))
        is_right &= (table[f"is_{name}_high"] == 1) == is_high
    # priority_improve 1, maintain 2, low_priority 3, possible_overkill 4
    flags = 1 + table["is_satisfaction_high"] + 2 * (1 - table["is_importance_high"])
    known = table[table["quadrant"].isin(_QUADRANT_NUMBERS)]
    return pd.DataFrame(
        {
            "scope_code": table["scope_code"],
            "crosshairs_of_scope_n": _different_beside(table, _SCOPE, ["crosshair", "tie_rule"]),
            "declared_of_scope_n": _rows_beside(
                table, _SCOPE, table[table["is_declared"] == 1][matrix].drop_duplicates()
            ),
            "quadrants_sum_n": _rows_beside(table, matrix, known),
            "elements_of_scope_n": _rows_beside(table, _SCOPE, held["element_gaps"]),
            "quadrant_number": table["quadrant"].map(_QUADRANT_NUMBERS).astype("float64"),
            "flags_number": flags,
            "are_sides_right_n": _one(is_right),
        }
    )


# --- cohort --------------------------------------------------------------------------------------------------------
def _waterfall_steps(held: _Held) -> pd.DataFrame:
    table = held["waterfall_steps"].sort_values("step_number", ignore_index=True)
    accounting = held["row_accounting"]
    filtered = accounting[accounting["fate"] == "filtered"].rename(columns={"reason_code": "step_code"})
    compared = accounting[(accounting["fate"] == "accepted") & (accounting["reason_code"] == "cohort")]
    is_focus, is_start = table["step_effect"] == "focus", table["step_effect"] == "start"
    removed = _sum_beside(table, ["step_code"], filtered, "rows_n").where(~is_focus, compared["rows_n"].sum())
    position = pd.Series(range(len(table)), index=table.index, dtype="float64")
    last_of_cohort = position[~is_focus].max()
    previous = table["rows_after_n"].shift(1)
    previous[position == 0] = held["source_files"]["rows_accepted_n"].sum()
    return pd.DataFrame(
        {
            "step_number": table["step_number"],
            "position_n": position,
            "rows_before_n": table["rows_before_n"],
            "rows_removed_n": table["rows_removed_n"],
            "rows_after_n": table["rows_after_n"],
            "explained_after_n": table["rows_before_n"] - table["rows_removed_n"],
            "previous_after_n": previous,
            "accounted_removed_n": removed,
            "accepted_left_n": table["rows_after_n"].where(is_start, 0),
            "cohort_left_n": table["rows_after_n"].where(position == last_of_cohort, 0),
            "focus_left_n": table["rows_after_n"].where(position == len(table) - 1, 0),
        }
    )


def _waterfall_cells(held: _Held) -> pd.DataFrame:
    cell = ["office_code", "service_year_code"]
    table, steps = held["waterfall_cells"], held["waterfall_steps"]
    before = table.assign(step_number=table["step_number"] + 1)
    previous = _beside(table, ["step_number", *cell], before, "rows_after_n")
    grid_n = table["office_code"].nunique() * table["service_year_code"].nunique()
    return pd.DataFrame(
        {
            "office_code": table["office_code"],
            "rows_before_n": table["rows_before_n"],
            "rows_after_n": table["rows_after_n"],
            "explained_after_n": table["rows_before_n"] - table["rows_removed_n"],
            "previous_after_n": previous.where(table["step_number"] > 0, table["rows_before_n"]),
            "cells_of_step_n": _different_beside(table, ["step_number"], cell),
            "grid_of_step_n": float(grid_n),
            "sum_before_n": _sum_beside(table, ["step_number"], table, "rows_before_n"),
            "step_before_n": _beside(table, ["step_number"], steps, "rows_before_n"),
            "sum_removed_n": _sum_beside(table, ["step_number"], table, "rows_removed_n"),
            "step_removed_n": _beside(table, ["step_number"], steps, "rows_removed_n"),
        }
    )


def _attribute_counts(held: _Held) -> pd.DataFrame:
    table = held["attribute_counts"]
    steps = _waterfall_steps(held)
    sizes = {
        "accepted": steps["accepted_left_n"].sum(),
        "cohort": steps["cohort_left_n"].sum(),
        "focus": steps["focus_left_n"].sum(),
    }
    answer = ["attribute_code", "answer_code"]
    return pd.DataFrame(
        {
            "population": table["population"],
            "respondents_n": table["respondents_n"],
            "attribute_sum_n": _sum_beside(table, ["population", "attribute_code"], table, "respondents_n"),
            "population_n": table["population"].map(sizes).astype("float64"),
            "answers_of_population_n": _different_beside(table, ["population"], answer),
            "answers_offered_n": float(len(table[answer].drop_duplicates())),
        }
    )


# --- files ---------------------------------------------------------------------------------------------------------
def _file_numbers(held: _Held, files: "pd.Series[str]") -> "pd.Series[float]":
    """Return the ordinal of each file among all that the tables name."""
    names = sorted(set(held["source_files"]["file_name"]) | set(held["row_accounting"]["file_name"]))
    return files.map({name: float(number) for number, name in enumerate(names, start=1)}).astype("float64")


def _source_files(held: _Held) -> pd.DataFrame:
    table, accounting = held["source_files"], held["row_accounting"]

    def accounted(*fates: str) -> "pd.Series[float]":
        return _sum_beside(table, ["file_name"], accounting[accounting["fate"].isin(fates)], "rows_n")

    return pd.DataFrame(
        {
            "file_number": _file_numbers(held, table["file_name"]),
            "is_refused_n": _one(table["file_status"] == "refused"),
            "rows_read_n": table["rows_read_n"],
            "rows_accepted_n": table["rows_accepted_n"],
            "rows_quarantined_n": table["rows_quarantined_n"],
            "rows_blank_n": table["rows_blank_n"],
            "rows_ignored_n": table["rows_ignored_n"],
            "rows_explained_n": table["rows_accepted_n"]
            + table["rows_quarantined_n"]
            + table["rows_blank_n"]
            + table["rows_ignored_n"],
            "accounted_rows_n": accounted("accepted", "quarantined", "filtered", "blank", "ignored"),
            "accounted_respondents_n": accounted("accepted", "filtered"),
            "accounted_quarantined_n": accounted("quarantined"),
            "accounted_blank_n": accounted("blank"),
            "accounted_ignored_n": accounted("ignored"),
        }
    )


def _row_accounting(held: _Held) -> pd.DataFrame:
    table = held["row_accounting"]
    is_accepted = table["fate"] == "accepted"
    return pd.DataFrame(
        {
            "file_number": _file_numbers(held, table["file_name"]),
            "is_file_known_n": _one(table["file_name"].isin(held["source_files"]["file_name"])),
            "rows_n": table["rows_n"],
            "accepted_rows_n": table["rows_n"].where(is_accepted, 0),
            "focus_rows_n": table["rows_n"].where(is_accepted & (table["reason_code"] == "focus"), 0),
            "filtered_rows_n": table["rows_n"].where(table["fate"] == "filtered", 0),
        }
    )


def _findings(held: _Held) -> pd.DataFrame:
    table, accounting = held["findings"], held["row_accounting"]
    quarantined = accounting[(accounting["fate"] == "quarantined") & (accounting["rows_n"] > 0)]
    reasons = quarantined.rename(columns={"reason_code": "finding_code"})
    without = _rows_beside(reasons, ["file_name", "finding_code"], table) == 0
    highest = table["finding_number"].max() if len(table) else 0.0
    return pd.DataFrame(
        {
            "findings_n": [float(table["finding_number"].nunique())],
            "highest_number": [highest],
            "reasons_without_finding_n": [float(without.sum())],
        }
    )


# --- reference -----------------------------------------------------------------------------------------------------
def _offices(held: _Held) -> pd.DataFrame:
    return pd.DataFrame({"office_code": held["offices"]["office_code"], "is_focus_n": held["offices"]["is_focus"]})


def _elements(held: _Held) -> pd.DataFrame:
    numbers = held["elements"]["element_number"].sort_values(ignore_index=True)
    return pd.DataFrame(
        {"element_number": numbers, "position_n": [float(place) for place in range(1, len(numbers) + 1)]}
    )


def _bands(held: _Held) -> pd.DataFrame:
    table = held["bands"].sort_values("band_lower", ignore_index=True)
    is_above = (table["band_lower"] > table["band_upper"].shift(1)) | (table.index == 0)
    return pd.DataFrame(
        {
            "band_lower": table["band_lower"],
            "band_upper": table["band_upper"],
            "is_above_previous_n": _one(is_above & (table["band_lower"] <= table["band_upper"])),
        }
    )
