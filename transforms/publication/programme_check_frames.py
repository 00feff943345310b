"""The tables of a programme as numbers and codes, with the other side of every identity beside them.

One small frame per table: rows of the dimensions, files and accounting as they are, everything else counted by period,
month or run. The suites in ``schemas.expectations.programme`` look at these frames only, so no text of a file reaches
Great Expectations, and millions of rows become some dozens. Every comparison is with another table or with the same
numbers added up another way.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import pandas as pd

from transforms.publication.programme_checks import accounting, companions, comparisons, dimensions, people, results
from transforms.publication.programme_checks.blocks import Held, hold

_PLAIN_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]*")

FRAMES: Final[Mapping[str, Callable[[Held], pd.DataFrame]]] = {
    "dim_office": dimensions.offices,
    "dim_period": dimensions.periods,
    "dim_instrument": dimensions.instruments,
    "dim_element": dimensions.elements,
    "dim_band": dimensions.bands,
    "dim_respondent_group": dimensions.respondent_groups,
    "dim_run": dimensions.runs,
    "fact_indices": results.indices,
    "fact_companions": companions.companions,
    "fact_uncertainty": results.uncertainty,
    "fact_element_means": results.element_means,
    "fact_ranks": comparisons.ranks,
    "fact_trend": comparisons.trend,
    "fact_changes": comparisons.changes,
    "fact_regradings": comparisons.regradings,
    "fact_profiles": people.profiles,
    "fact_coverage": accounting.coverage,
    "fact_revisions": accounting.revisions,
    "fact_files": accounting.files,
    "fact_waterfall": accounting.waterfall,
    "fact_findings": accounting.findings,
    "fact_responses": people.responses,
    "fact_item_scores": people.item_scores,
}


def check_frames(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the check frame of every table of a programme; a table that is not given counts as empty.

    Args:
        tables: Published tables by name, as their contracts say. They are only read.
    """
    held = hold(tables)
    return {name: _plain(frame_of(held)) for name, frame_of in FRAMES.items()}


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with nothing but plain codes as text; what is none becomes ``not_a_code_<ordinal>``."""
    columns = {
        name: frame[name] if pd.api.types.is_numeric_dtype(frame[name]) else _codes(frame[name])
        for name in frame.columns
    }
    return pd.DataFrame(columns, index=frame.index)


def _codes(column: "pd.Series[Any]") -> "pd.Series[Any]":
    strange = sorted({value for value in column if not _PLAIN_CODE.fullmatch(value)})
    stand_in = {value: f"not_a_code_{number}" for number, value in enumerate(strange, start=1)}
    return column.map(lambda value: stand_in.get(value, value)).astype(object)
