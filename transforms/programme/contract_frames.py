"""Frames in the shape of the programme's contract: its columns in order with its types."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from schemas.tables import DTYPES, Table

LABELS: Final = ("programme_id", "data_origin")


def contract_frame(table: Table, columns: Mapping[str, Sequence[Any] | NDArray[Any] | pd.Series]) -> pd.DataFrame:
    """Return the rows of a table of the programme without the two columns that label every table.

    Args:
        table: the table of ``schemas.published_programme``.
        columns: name of every column of the table but the labels to its values; None where a value is empty.

    Raises:
        KeyError: a column of the table is missing.
    """
    fields = [field for field in table.fields if field.name not in LABELS]
    made = {field.name: pd.Series(_plain(columns[field.name]), dtype=DTYPES[field.kind]) for field in fields}
    return pd.DataFrame(made, columns=[field.name for field in fields])


def empty_frame(table: Table) -> pd.DataFrame:
    """Return a table of the programme without rows."""
    return contract_frame(table, {field.name: [] for field in table.fields})


def _plain(values: Sequence[Any] | NDArray[Any] | pd.Series) -> Any:
    if isinstance(values, pd.Series):
        return values.reset_index(drop=True)
    return values if isinstance(values, np.ndarray) else list(values)
