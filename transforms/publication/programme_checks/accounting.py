"""Check frames of what came and what changed: coverage by month, revisions by run, files, rows and findings."""

from typing import Any, Final

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
    filled,
    is_known,
    is_month,
    months,
    nearest,
    places,
    raw_names,
    rows_beside,
    sum_beside,
    summed,
    text_beside,
    tidy,
)
from transforms.publication.programme_checks.results import direct

_FATES: Final = ("accepted", "quarantined", "filtered", "blank", "ignored")
_INDEX: Final = [*SCOPE, "weighting", "instrument_id"]
_MISSING: Final = "SKM-W-020"  # the finding about an office that has sent nothing by its due day


def coverage(held: Held) -> pd.DataFrame:
    """Return the frame of ``fact_coverage``: one row per month."""
    table = held["fact_coverage"].rename(columns={"month_code": "period_code"})
    when = table["period_code"]
    tally = Tally(months(held), when)
    tally.add("offices_n", (when, np.ones(len(table))))
    tally.count(
        "offices_unknown_n", (when, ~is_known(table, ["office_code", "period_code", "office_key"], places(held)))
    )
    rows = direct(held)
    rows = rows[np.asarray(rows["scope_level"] == "office") & is_month(held, rows)]
    rows = rows.rename(columns={"scope_code": "office_code"}).sort_values("instrument_id", ignore_index=True)
    by = ["office_code", "period_code"]
    asked = summed(rows, by, ["respondents_n"])
    is_right = agree(table["respondents_n"], sum_beside(table, by, rows, "respondents_n"))
    tally.count("respondents_wrong_n", (when, ~is_right), (asked["period_code"], ~is_known(asked, by, table)))
    is_there = np.asarray(table["respondents_n"] > 0)
    has_come = np.asarray(table["coverage"].isin(["on_time", "late"]))
    is_awaited = np.asarray(table["coverage"].isin(["missing", "not_due"]))
    tally.count("states_wrong_n", (when, np.where(is_there, is_awaited, has_come)))
    received, due = table["first_received_date"], table["due_date"]
    is_late = filled(received) & np.asarray(received > due)
    is_wrong = np.asarray(table["coverage"] == "late") != is_late
    tally.count("times_wrong_n", (when, has_come & is_wrong))
    used = rows.groupby(by)["instrument_id"].agg(";".join).reset_index()
    found = np.array([";".join(sorted(text.split(";"))) for text in table["instruments_found"]], dtype=object)
    tally.count("instruments_wrong_n", (when, found != text_beside(table, by, used, "instrument_id")))
    known = held["dim_instrument"]["instrument_id"]
    is_unknown = ~(table["instrument_in_force"].isin(known) & table["instrument_expected"].isin(known))
    tally.count("instruments_unknown_n", (when, is_unknown))
    is_other = np.asarray(table["instrument_in_force"] != table["instrument_expected"])
    is_overridden = np.asarray(table["is_overridden"] == 1)
    tally.count(
        "overrides_wrong_n",
        (when, (is_other & ~is_overridden) | (is_overridden != filled(table["override_reason_id"]))),
    )
    return tally.frame()


def revisions(held: Held) -> pd.DataFrame:
    """Return the frame of ``fact_revisions``: one row per run, also of a run that revised nothing."""
    table = held["fact_revisions"].sort_values("revision_number", ignore_index=True)
    runs, now = held["dim_run"], held["fact_indices"]
    when = table["run_number"]
    tally = Tally(runs["run_number"], when)
    is_run = is_known(table, ["run_number", "run_period"], runs)
    tally.count("runs_unknown_n", (when, ~is_run | ~is_known(table, ["period_code"], held["dim_period"])))
    tally.count("numbers_wrong_n", (when, table["revision_number"] != np.arange(1, len(table) + 1)))
    sides = (("respondents_before_n", "respondents_after_n"), ("ikm_before", "ikm_after"))
    is_same = np.ones(len(table), dtype=bool)
    for before, after in sides:
        is_same &= agree(table[before], table[after])
    for before, after in (("ikm_before_fraction", "ikm_after_fraction"), ("grade_before", "grade_after")):
        is_same &= np.asarray(table[before] == table[after])
    is_method = np.asarray(table["cause"] == "method")
    tally.count("unchanged_n", (when, is_same & ~is_method))  # a method can change the index by regulation alone
    is_exact = np.ones(len(table), dtype=bool)
    for side in ("before", "after"):
        is_exact &= agree(table[f"ikm_{side}"], nearest(table[f"ikm_{side}_fraction"]), NEAR)
    tally.count("doubles_wrong_n", (when, ~is_exact))
    last = table[~table.duplicated(_INDEX, keep="last")]
    is_now = _is_told(last, "after", now, "respondents_n", "ikm_exact_fraction")
    tally.count("last_wrong_n", (last["run_number"], ~is_now))
    tally.count("chains_wrong_n", (when, _is_chain_broken(table)))
    tally.count("causes_wrong_n", (when, is_method == filled(table["cause_files"])))
    known = set(raw_names(held["fact_files"]["file_name"]))
    is_there = np.array([all(name in known for name in text.split(";")) for text in table["cause_files"]], dtype=bool)
    is_sent = np.asarray(table["cause"].isin(["late_file", "correction"]))
    tally.count("files_unknown_n", (when, is_sent & ~is_there))
    return tally.frame()


def _is_told(rows: pd.DataFrame, side: str, other: pd.DataFrame, people: str, index: str) -> Flags:
    """Tell whether one side of revisions is what other rows of the same index say; an index that is gone is empty."""
    is_right = agree(rows[f"respondents_{side}_n"], beside(rows, _INDEX, other, people))
    return np.asarray(is_right & (rows[f"ikm_{side}_fraction"].to_numpy() == text_beside(rows, _INDEX, other, index)))


def _is_chain_broken(table: pd.DataFrame) -> Flags:
    """Tell where a revision does not start from what the revision before it of the same index left."""
    by = table.groupby(_INDEX, sort=False)
    former_n, former = by["respondents_after_n"].shift(1), by["ikm_after_fraction"].shift(1)
    is_first = np.asarray(by.cumcount() == 0)
    is_same = agree(table["respondents_before_n"], former_n) & np.asarray(table["ikm_before_fraction"] == former)
    return np.asarray(~is_first & ~is_same)


def files(held: Held) -> pd.DataFrame:
    """Return the frame of ``fact_files``: one row per file."""
    table, accounting = held["fact_files"], held["fact_waterfall"]
    counts: dict[str, Any] = {f"rows_{fate}_n": table[f"rows_{fate}_n"] for fate in _FATES}
    is_accounted = np.ones(len(table), dtype=bool)
    for fate in _FATES:
        of_fate = accounting[accounting["fate"] == fate]
        is_accounted &= agree(counts[f"rows_{fate}_n"], sum_beside(table, ["file_number"], of_fate, "rows_n"))
    is_refused = np.asarray(table["file_status"] == "refused")
    is_replaced_known = table["replaces_file"].isin(raw_names(table["file_name"]))
    accepted = table["rows_accepted_n"]
    is_of_programme = np.asarray(table["instrument_id"].isin(held["dim_instrument"]["instrument_id"]))
    is_beside = np.asarray(table["instrument_id"].isin(held["fact_companions"]["instrument_id"]))
    return tidy(
        pd.DataFrame(
            {
                "rows_read_n": table["rows_read_n"],
                "rows_explained_n": sum((counts[f"rows_{fate}_n"] for fate in _FATES), np.zeros(len(table))),
                "rows_accepted_n": accepted,
                # A file of an unknown questionnaire counts here, so that its rows are missed in fact_responses.
                "rows_accepted_of_programme_n": np.where(is_of_programme | ~is_beside, accepted, 0),
                "rows_accepted_beside_n": np.where(is_of_programme | ~is_beside, 0, accepted),
                "is_questionnaire_unknown_n": np.asarray(accepted > 0) & ~is_of_programme & ~is_beside,
                "responses_n": rows_beside(table, ["file_number"], held["fact_responses"]),
                "is_accounting_wrong_n": ~is_accounted,
                "is_refused_n": is_refused,
                "is_refused_with_rows_n": is_refused & np.asarray(table["rows_accepted_n"] > 0),
                "is_run_unknown_n": ~is_known(table, ["run_number"], held["dim_run"]),
                "is_replaced_unknown_n": filled(table["replaces_file"]) & ~is_replaced_known,
            }
        )
    )


def waterfall(held: Held) -> pd.DataFrame:
    """Return the frame of ``fact_waterfall``: one row per file, fate and reason."""
    table = held["fact_waterfall"]
    return tidy(
        pd.DataFrame(
            {
                "rows_n": table["rows_n"],
                "accepted_rows_n": table["rows_n"].where(table["fate"] == "accepted", 0),
                "is_file_unknown_n": ~is_known(table, ["file_number", "file_name"], held["fact_files"]),
            }
        )
    )


def findings(held: Held) -> pd.DataFrame:
    """Return the frame of ``fact_findings``: one row of counts, as there may be none."""
    table, accounting, files_ = (
        held[name].assign(file_name=raw_names(held[name]["file_name"]))
        for name in ("fact_findings", "fact_waterfall", "fact_files")
    )
    quarantined = accounting[(accounting["fate"] == "quarantined") & (accounting["rows_n"] > 0)]
    reasons = quarantined.rename(columns={"reason_code": "finding_code"})
    refused = files_[files_["file_status"] == "refused"].assign(severity="refuse_file")
    awaited = held["fact_coverage"]
    awaited = awaited[awaited["coverage"] == "missing"]
    told = table[table["finding_code"] == _MISSING]
    wrongly_told, not_told = differ(told, awaited, ["office_code", "month_code"], [])
    is_place_unknown = filled(table["office_code"]) & ~is_known(table, ["office_code"], held["dim_office"])
    return tidy(
        pd.DataFrame(
            {
                "findings_n": [float(table["finding_number"].nunique())],
                "highest_number": [table["finding_number"].max() if len(table) else 0.0],
                "reasons_without_finding_n": [float((~is_known(reasons, ["file_name", "finding_code"], table)).sum())],
                "refused_without_finding_n": [float((~is_known(refused, ["file_name", "severity"], table)).sum())],
                "missing_told_wrong_n": [float(not_told.sum() + wrongly_told.sum())],
                "places_unknown_n": [float(is_place_unknown.sum())],
            }
        )
    )
