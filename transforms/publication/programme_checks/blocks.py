"""What the check frames of a programme are built from: tables as numbers and codes, sums beside rows, counts by subject.

A programme's tables have up to millions of rows. A check frame therefore counts what is wrong by subject (a period, a
run, a file), so that Great Expectations sees some dozens of rows; a subject without any row shows zeros.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from schemas.registry import PROGRAMME_TABLES
from transforms.programme.scopes import month_number

Held = Mapping[str, pd.DataFrame]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]

SCOPE: Final = ["scope_level", "scope_code", "period_code"]
DIRECT: Final = ("own_respondents", "pooled_respondents")  # weightings that follow from the answers alone
NEAR: Final = 1e-9  # doubles of one exact number, made in different ways
_LABELS_N: Final = 2  # programme_id and data_origin, which every table repeats
_TABLE_NUMBER: Final = re.compile(r"#\d+$")
NO_VALUE: Final = 1e9  # stands where a subject has no number that a bound could be held against


def hold(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return all tables with their contract's columns but for the labels: numbers as doubles, texts as objects.

    Rows are numbered from 0. A table that is not given is empty; an empty text is "".
    """
    return {name: _held(tables.get(name, pd.DataFrame()), name) for name in PROGRAMME_TABLES}


def _held(given: pd.DataFrame, name: str) -> pd.DataFrame:
    columns: dict[str, Any] = {}
    for field in PROGRAMME_TABLES[name].fields[_LABELS_N:]:
        column = given[field.name] if field.name in given.columns else pd.Series([None] * len(given), dtype=object)
        if field.kind.name == "TEXT":
            texts = column.astype(object).to_numpy()
            # As objects: matching rows by them is several times faster than by pandas' own texts.
            columns[field.name] = pd.Series(np.where(pd.isna(texts), "", texts), dtype=object)
        else:
            columns[field.name] = pd.to_numeric(column, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    return pd.DataFrame(columns, index=range(len(given)))


# --- rows matched with rows ----------------------------------------------------------------------------------------
def ids(by: Sequence[str], *frames: pd.DataFrame) -> list[NDArray[np.int64]]:
    """Return a number for each row of each frame: equal numbers, equal values in the columns ``by``."""
    sizes = np.cumsum([len(frame) for frame in frames])[:-1]
    numbers = np.zeros(sum(len(frame) for frame in frames), dtype=np.int64)
    for column in by:
        codes, different = pd.factorize(np.concatenate([frame[column].to_numpy() for frame in frames]))
        numbers = numbers * (len(different) + 1) + codes + 1
    # Made dense again, so that a product of many columns cannot overflow in what follows.
    return [np.asarray(part) for part in np.split(pd.factorize(numbers)[0].astype(np.int64), sizes)]


def _size(*parts: NDArray[np.int64]) -> int:
    return 1 + max((int(part.max()) for part in parts if len(part)), default=-1)


def beside(frame: pd.DataFrame, by: Sequence[str], other: pd.DataFrame, column: str) -> Numbers:
    """Return the number ``column`` of ``other`` for each row of ``frame``; NaN where nothing matches."""
    mine, theirs = ids(by, frame, other)
    values = np.full(_size(mine, theirs), np.nan)
    values[theirs] = other[column].to_numpy(dtype="float64")
    return values[mine]


def text_beside(frame: pd.DataFrame, by: Sequence[str], other: pd.DataFrame, column: str) -> "NDArray[np.object_]":
    """Return the text ``column`` of ``other`` for each row of ``frame``; "" where nothing matches."""
    mine, theirs = ids(by, frame, other)
    values = np.full(_size(mine, theirs), "", dtype=object)
    values[theirs] = other[column].to_numpy()
    return values[mine]


def sum_beside(frame: pd.DataFrame, by: Sequence[str], other: pd.DataFrame, column: str) -> Numbers:
    """Return the sum of ``column`` over the rows of ``other`` that match; 0 where nothing matches."""
    mine, theirs = ids(by, frame, other)
    sums = np.bincount(theirs, weights=other[column].to_numpy(dtype="float64"), minlength=_size(mine, theirs))
    return np.asarray(sums[mine], dtype="float64")


def rows_beside(frame: pd.DataFrame, by: Sequence[str], other: pd.DataFrame) -> Numbers:
    """Return the number of rows of ``other`` that match."""
    mine, theirs = ids(by, frame, other)
    return np.bincount(theirs, minlength=_size(mine, theirs))[mine].astype("float64")


def is_known(frame: pd.DataFrame, by: Sequence[str], other: pd.DataFrame) -> Flags:
    """Tell for each row of ``frame`` whether ``other`` has one that matches."""
    return np.asarray(rows_beside(frame, by, other) > 0)


def summed(frame: pd.DataFrame, by: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """Return one row for each combination of ``by`` with the sums of the columns."""
    (numbers,) = ids(by, frame)
    first = np.unique(numbers, return_index=True)[1]
    sums = {column: np.bincount(numbers, weights=frame[column].to_numpy(dtype="float64")) for column in columns}
    return frame[list(by)].iloc[first].reset_index(drop=True).assign(**sums)


def first_of(frame: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Return the first row of each combination of ``by``."""
    (numbers,) = ids(by, frame)
    return frame.iloc[np.sort(np.unique(numbers, return_index=True)[1])].reset_index(drop=True)


def differ(
    table: pd.DataFrame, due: pd.DataFrame, by: Sequence[str], columns: Sequence[str], allowed: float = 0.0
) -> tuple[Flags, Flags]:
    """Compare a table with what it should be.

    Returns:
        For each row of ``table`` whether it is not due or has another number in one of ``columns``, and for each row
        of ``due`` whether the table lacks it. Two empty numbers agree.
    """
    wrong = ~is_known(table, by, due)
    for column in columns:
        wrong |= ~agree(table[column].to_numpy(), beside(table, by, due, column), allowed)
    return wrong, ~is_known(due, by, table)


def agree(left: Any, right: Any, allowed: float = 0.0) -> Flags:
    """Tell for each pair of numbers whether they are the same; two empty ones are, one alone is not."""
    one, other = np.asarray(left, dtype="float64"), np.asarray(right, dtype="float64")
    with np.errstate(invalid="ignore"):
        return np.asarray((np.abs(one - other) <= allowed) | (np.isnan(one) & np.isnan(other)))


def given(column: "pd.Series[Any]") -> Flags:
    """Tell for each cell whether it holds a number."""
    return np.asarray(column.notna())


def filled(column: "pd.Series[Any]") -> Flags:
    """Tell for each cell whether it holds a text."""
    return np.asarray(column != "", dtype=bool)


def raw_names(names: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return the names of raw files: a file with several tables of answers is listed as ``name#1``, ``name#2``."""
    return names.map(lambda name: _TABLE_NUMBER.sub("", name)).astype(object)


# --- exact numbers -------------------------------------------------------------------------------------------------
def ratio(text: str) -> tuple[int, int] | None:
    """Return the two whole numbers of a text such as ``875/12``; None for an empty text or another one."""
    above, _, below = text.partition("/")
    try:
        return (int(above), int(below)) if int(below) > 0 else None
    except ValueError:
        return None


def nearest(texts: "pd.Series[str]") -> Numbers:
    """Return the doubles nearest to fractions; NaN for what is none."""
    known: dict[str, float] = {}
    for text in set(texts):
        parts = ratio(text)
        known[text] = float("nan") if parts is None else parts[0] / parts[1]
    return np.array([known[text] for text in texts], dtype="float64")


# --- times and places ----------------------------------------------------------------------------------------------
def months(held: Held) -> frozenset[str]:
    """Return the months of the release."""
    periods = held["dim_period"]
    return frozenset(periods["period_code"][periods["period_grain"] == "month"])


def is_month(held: Held, frame: pd.DataFrame) -> Flags:
    """Tell for each row whether its period is a month."""
    return np.asarray(frame["period_code"].isin(months(held)))


def longer_periods(held: Held) -> pd.DataFrame:
    """Return one row for each month and each longer period that holds it: period_code (the month), longer_code."""
    periods = held["dim_period"]
    longer = periods[periods["period_grain"] != "month"]
    rows = [
        (month, code)
        for code, first, last in zip(longer["period_code"], longer["first_month"], longer["last_month"], strict=True)
        for month in sorted(months(held))
        if first <= month <= last
    ]
    return pd.DataFrame(rows, columns=["period_code", "longer_code"], dtype=object)


def places(held: Held) -> pd.DataFrame:
    """Return where each office was in each month: office_code, period_code, office_key, office_class, province_id."""
    offices, known = held["dim_office"], sorted(months(held))
    rows = [
        (code, month, key, kind, province)
        for code, key, kind, province, first, last in zip(
            *(
                offices[name]
                for name in (
                    "office_code",
                    "office_key",
                    "office_class",
                    "province_id",
                    "valid_from_month",
                    "valid_to_month",
                )
            ),
            strict=True,
        )
        for month in known
        if first <= month and (not last or month <= last)
    ]
    columns = ["office_code", "period_code", "office_key", "office_class", "province_id"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def month_span(first: str, last: str) -> int:
    """Return how many months lie between two, both included."""
    return month_number(last) - month_number(first) + 1


def over_places(held: Held, table: pd.DataFrame, rest: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """Return the sums of the offices' months over every province, class and the country, as rows of such scopes."""
    offices = table[np.asarray(table["scope_level"] == "office") & is_month(held, table)]
    where = places(held)
    keyed = offices.rename(columns={"scope_code": "office_code"})
    found = []
    for level, column in (("province", "province_id"), ("office_class", "office_class"), ("national", None)):
        code: Any = "national" if column is None else text_beside(keyed, ["office_code", "period_code"], where, column)
        placed = keyed.assign(scope_level=level, scope_code=code)
        found.append(placed[placed["scope_code"] != ""])
    return summed(pd.concat(found, ignore_index=True), [*SCOPE, *rest], columns)


def over_months(held: Held, table: pd.DataFrame, rest: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """Return the sums of the months of every scope over every longer period, as rows of such periods."""
    short = table[is_month(held, table)][[*SCOPE, *rest, *columns]]
    parts = longer_periods(held)
    found = []
    for grain in range(3):
        # A month lies in one quarter, one semester and one year; the first, second and third of them are taken in turn.
        turn = parts[parts.groupby("period_code").cumcount() == grain]
        code = text_beside(short, ["period_code"], turn, "longer_code")
        found.append(short.assign(period_code=code)[code != ""])
    return summed(pd.concat(found, ignore_index=True), [*SCOPE, *rest], columns)


# --- counts by subject ---------------------------------------------------------------------------------------------
class Tally:
    """One row per subject; every column counts rows of tables by their subject, or bounds a number of theirs."""

    def __init__(self, *subjects: Iterable[Any]) -> None:
        """Take the subjects of all that will be counted; a subject that only a wrong row names is one, too."""
        self._subjects = pd.Index(sorted(set().union(*(set(some) for some in subjects))))
        self._columns: dict[str, Any] = {}
        self._found: dict[int, tuple[Any, NDArray[np.intp]]] = {}

    def count(self, column: str, *parts: "tuple[pd.Series[Any], Any]") -> None:
        """Count the rows whose flag is set; each part gives the subjects of its rows, and their flags."""
        self.add(column, *((subjects, np.asarray(flags, dtype="float64")) for subjects, flags in parts))

    def add(self, column: str, *parts: "tuple[pd.Series[Any], Any]") -> None:
        """Add up numbers; each part gives the subjects of its rows, and their numbers."""
        total = np.zeros(len(self._subjects))
        for subjects, numbers in parts:
            values = np.asarray(numbers, dtype="float64")
            total += np.bincount(self._where(subjects), weights=values, minlength=len(self._subjects))
        self._columns[column] = total

    def smallest(self, column: str, subjects: "pd.Series[Any]", numbers: Any) -> None:
        """Keep the smallest number of each subject; NO_VALUE for a subject without one."""
        self._columns[column] = self._extreme(np.fmin, NO_VALUE, subjects, numbers)

    def largest(self, column: str, subjects: "pd.Series[Any]", numbers: Any) -> None:
        """Keep the largest number of each subject; minus NO_VALUE for a subject without one."""
        self._columns[column] = self._extreme(np.fmax, -NO_VALUE, subjects, numbers)

    def _extreme(self, pick: Any, start: float, subjects: "pd.Series[Any]", numbers: Any) -> Numbers:
        found = np.full(len(self._subjects), start)
        pick.at(found, self._where(subjects), np.asarray(numbers, dtype="float64"))
        return found

    def _where(self, subjects: "pd.Series[Any]") -> NDArray[np.intp]:
        """Return the place of each row's subject; a column that many counts share is looked up once."""
        if id(subjects) not in self._found:
            self._found[id(subjects)] = (subjects, self._subjects.get_indexer(pd.Index(subjects)))
        return self._found[id(subjects)][1]

    def frame(self) -> pd.DataFrame:
        """Return the counts; whole numbers as integers."""
        return tidy(pd.DataFrame(self._columns, index=range(len(self._subjects))))


def tidy(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with whole numbers as integers."""
    columns = {}
    for name in frame.columns:
        values = frame[name].reset_index(drop=True)
        if values.dtype.kind in "fb":
            values = values.astype("float64")
            if bool(values.notna().all() and (values == values.round()).all()):
                values = values.astype("int64")
        columns[str(name)] = values
    return pd.DataFrame(columns, index=range(len(frame)))
