"""Check frames of the dimensions: one row per office span, period, questionnaire, element, band, question or run."""

import numpy as np
import pandas as pd

from transforms.publication.programme_checks.blocks import (
    Held,
    is_known,
    is_month,
    longer_periods,
    month_span,
    raw_names,
    rows_beside,
    summed,
    tidy,
)


def offices(held: Held) -> pd.DataFrame:
    """Return one row per office and span of months."""
    table = held["dim_office"].sort_values(["office_code", "valid_from_month"], ignore_index=True)
    before = table["valid_to_month"].shift(1, fill_value="")
    is_next = table["office_code"] == table["office_code"].shift(1)
    is_last = table["office_code"] != table["office_code"].shift(-1)
    is_overlap = is_next & ((before == "") | (before >= table["valid_from_month"]))
    is_backwards = (table["valid_to_month"] != "") & (table["valid_to_month"] < table["valid_from_month"])
    key = table["office_code"] + "@" + table["valid_from_month"]
    return tidy(
        pd.DataFrame(
            {
                "office_code": table["office_code"],
                "is_span_wrong_n": is_overlap | is_backwards,
                "is_earlier_span_current_n": (table["is_current"] == 1) & ~is_last,
                "is_key_wrong_n": key != table["office_key"],
            }
        )
    )


def periods(held: Held) -> pd.DataFrame:
    """Return one row per period."""
    table = held["dim_period"]
    is_short = is_month(held, table)
    lengths = np.array(
        [month_span(first, last) for first, last in zip(table["first_month"], table["last_month"], strict=True)],
        dtype="float64",
    )
    starts = dict(zip(table["period_code"], table["first_month"], strict=True))
    ends = dict(zip(table["period_code"], table["last_month"], strict=True))
    grains = dict(zip(table["period_code"], table["period_grain"], strict=True))
    wrong = [
        (previous in ends and (month_span(ends[previous], first) != 2 or grains[previous] != grain))
        or (before in starts and (month_span(starts[before], first) != 13 or grains[before] != grain))
        for first, grain, previous, before in zip(
            table["first_month"],
            table["period_grain"],
            table["previous_period_code"],
            table["year_before_period_code"],
            strict=True,
        )
    ]
    longer_n = rows_beside(table, ["period_code"], longer_periods(held))
    return tidy(
        pd.DataFrame(
            {
                "is_month_n": is_short,
                "months_n": table["months_n"],
                "explained_months_n": lengths,
                "is_in_no_longer_period_n": is_short & (longer_n != 3),
                "is_neighbour_wrong_n": np.array(wrong, dtype=bool),
            }
        )
    )


def instruments(held: Held) -> pd.DataFrame:
    """Return one row per questionnaire."""
    table = held["dim_instrument"]
    return tidy(
        pd.DataFrame(
            {
                "instrument_id": table["instrument_id"],
                "elements_n": table["elements_n"],
                "listed_elements_n": rows_beside(table, ["instrument_id"], held["dim_element"]),
                "is_scale_wrong_n": ~(table["scale_minimum"] < table["scale_maximum"]),
                "bands_n": rows_beside(table, ["regulation_id"], held["dim_band"]),
            }
        )
    )


def elements(held: Held) -> pd.DataFrame:
    """Return one row per element of a questionnaire."""
    table = held["dim_element"].sort_values(["instrument_id", "element_number"], ignore_index=True)
    return tidy(
        pd.DataFrame(
            {
                "element_number": table["element_number"],
                "position_n": table.groupby("instrument_id").cumcount() + 1.0,
                "is_instrument_unknown_n": ~is_known(table, ["instrument_id"], held["dim_instrument"]),
            }
        )
    )


def bands(held: Held) -> pd.DataFrame:
    """Return one row per regulation and grade, from the lowest band up."""
    table = held["dim_band"].sort_values(["regulation_id", "band_lower"], ignore_index=True)
    is_first = table["regulation_id"] != table["regulation_id"].shift(1)
    is_above = is_first | (table["band_lower"] > table["band_upper"].shift(1))
    return tidy(
        pd.DataFrame(
            {
                "regulation_id": table["regulation_id"],
                "is_overlap_n": ~(is_above & (table["band_lower"] <= table["band_upper"])),
                "is_grade_order_wrong_n": ~(is_first | (table["grade"] < table["grade"].shift(1))),
            }
        )
    )


def respondent_groups(held: Held) -> pd.DataFrame:
    """Return one row per question about the respondent."""
    table = held["dim_respondent_group"]
    return tidy(summed(table.assign(answers_n=1.0), ["attribute_code"], ["answers_n"])[["answers_n"]])


def runs(held: Held) -> pd.DataFrame:
    """Return one row per run."""
    table = held["dim_run"].sort_values("run_number", ignore_index=True)
    revised = held["fact_revisions"]
    monthly = revised[is_month(held, revised)][["run_number", "period_code"]].drop_duplicates()
    is_last = table["run_number"] == table["run_number"].max()
    seen = held["fact_files"].assign(file_name=raw_names(held["fact_files"]["file_name"]))
    seen = seen[["run_number", "file_name"]].drop_duplicates()
    return tidy(
        pd.DataFrame(
            {
                "run_number": table["run_number"],
                "position_n": np.arange(1.0, len(table) + 1),
                "is_build_wrong_n": (table["build_id"] == "") != (is_last | (table["is_replayed"] == 1)),
                "periods_restated_n": table["periods_restated_n"],
                "revised_months_n": rows_beside(table, ["run_number"], monthly),
                "is_file_not_counted_n": rows_beside(table, ["run_number"], seen) > table["files_new_n"],
            }
        )
    )
