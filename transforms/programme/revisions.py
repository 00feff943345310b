"""What a run changed in numbers that an earlier run had published: from what, to what, because of which file.

Only rows whose last month was published before count: a year that grows by a month is not revised, a month that a late
file changes is, and with it the quarter, semester and year that were complete. Method: docs/methods/revisions.md.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import pandas as pd

from transforms.programme.assembly import Assembled
from transforms.programme.scopes import NATIONAL, Period, months_between

Cause = Literal["late_file", "correction", "withdrawn_file", "changed_file", "reported_figures", "method"]
KEY: Final = ("scope_level", "scope_code", "period_code", "weighting", "instrument_id")
_COMPARED: Final = ("respondents_n", "ikm_exact_fraction", "grade_exact", "ikm_regulation", "grade_regulation")


@dataclass(frozen=True)
class FileChanges:
    """How the files of a run differ from those of the run before.

    Attributes:
        new: files seen for the first time.
        corrections: those of them that replace another, to the file they replace.
        changed: files with the same name and other bytes, or other corrections beside them.
        gone: files that are no longer there, to the offices and months that they had answers of.
        had: the same of the changed files, before they changed.
        is_reported_changed: whether applications or printed indices changed.
    """

    new: tuple[str, ...] = ()
    corrections: Mapping[str, str] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    gone: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    had: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    is_reported_changed: bool = False


@dataclass(frozen=True)
class Before:
    """The release that a run builds on: its indices, the revisions published so far, and the last month it covered."""

    indices: pd.DataFrame
    revisions: pd.DataFrame
    period: str


def revisions(
    indices: pd.DataFrame,
    before: Before | None,
    changes: FileChanges,
    assembled: Assembled,
    periods: Sequence[Period],
    *,
    run_number: int,
    run_period: str,
) -> pd.DataFrame:
    """Return ``fact_revisions``: those published so far, then those of this run.

    Args:
        indices: ``fact_indices`` of this run.
        before: what the release in force says; None for the first run.
        changes: what became of the files since.
        assembled: which file has answers of which office and month.
        periods: every period of this run.
        run_number: number of this run.
        run_period: the month that it is for.
    """
    if before is None:
        return empty_revisions()
    complete = {one.period_code: one for one in periods if one.last_month <= before.period}
    touching = _touching(changes, assembled)
    old, new = _by_key(before.indices, complete), _by_key(indices, complete)
    rows: list[dict[Hashable, Any]] = before.revisions[list(_COLUMNS)].to_dict("records")
    places = _places(assembled)
    for key in sorted(old.keys() | new.keys(), key=_order):
        was, now = old.get(key), new.get(key)
        if was is not None and now is not None and all(_same(was[name], now[name]) for name in _COMPARED):
            continue
        files = _files_of(key, complete[key[2]], touching, places)
        cause = _cause(files, changes)
        rows.append(
            {
                "revision_number": len(rows) + 1,
                "run_number": run_number,
                "run_period": run_period,
                **dict(zip(KEY, key, strict=True)),
                **_values(was, "before"),
                **_values(now, "after"),
                "cause": cause,
                "cause_files": ";".join(files) or None,
            }
        )
    return pd.DataFrame(rows, columns=_COLUMNS)


def empty_revisions() -> pd.DataFrame:
    """Return ``fact_revisions`` of a programme that was never published before."""
    return pd.DataFrame(columns=_COLUMNS)


_LEVEL_ORDER: Final = {"office": 0, "province": 1, "office_class": 2, "national": 3}


def _order(key: tuple[str, ...]) -> tuple[str, int, str, str, str]:
    level, scope, period, weighting, instrument = key
    return (period, _LEVEL_ORDER[level], scope, weighting, instrument)


def _by_key(indices: pd.DataFrame, complete: Mapping[str, Period]) -> dict[tuple[str, ...], dict[Hashable, Any]]:
    kept = indices[indices["period_code"].isin(list(complete))]
    return {
        tuple(str(row[name]) for name in KEY): row for row in kept[[*KEY, *_COMPARED, "ikm_exact"]].to_dict("records")
    }


def _same(one: Any, other: Any) -> bool:
    if pd.isna(one) or pd.isna(other):
        return bool(pd.isna(one) and pd.isna(other))
    if isinstance(one, str) and isinstance(other, str):
        return one == other
    return float(one) == float(other)


def _values(row: Mapping[Hashable, Any] | None, when: str) -> dict[Hashable, Any]:
    known: Mapping[Hashable, Any] = row or {}
    return {
        f"respondents_{when}_n": known.get("respondents_n"),
        f"ikm_{when}": known.get("ikm_exact"),
        f"ikm_{when}_fraction": known.get("ikm_exact_fraction"),
        f"grade_{when}": known.get("grade_exact"),
    }


def _touching(changes: FileChanges, assembled: Assembled) -> dict[str, frozenset[tuple[str, str]]]:
    """Return the offices and months that each changed file can have changed."""
    touched = {name: assembled.touched([name]) for name in (*changes.new, *changes.changed)}
    for name, replaced in changes.corrections.items():
        touched[name] = touched.get(name, frozenset()) | assembled.touched([replaced])
    for name, pairs in changes.had.items():
        touched[name] = touched.get(name, frozenset()) | pairs
    return touched | dict(changes.gone)


def _places(assembled: Assembled) -> Mapping[tuple[str, str], tuple[str, str]]:
    """Return province and class of every office in every month with answers."""
    pairs = assembled.people[["office_code", "month_code", "province_id", "office_class"]].drop_duplicates()
    return {
        (str(office), str(month)): (str(province), str(office_class))
        for office, month, province, office_class in pairs.itertuples(index=False, name=None)
    }


def _files_of(
    key: tuple[str, ...],
    period: Period,
    touching: Mapping[str, frozenset[tuple[str, str]]],
    places: Mapping[tuple[str, str], tuple[str, str]],
) -> list[str]:
    months = set(months_between(period.first_month, period.last_month))
    level, scope = key[0], key[1]
    return sorted(
        name
        for name, pairs in touching.items()
        if any(month in months and _is_in(level, scope, (office, month), places) for office, month in pairs)
    )


def _is_in(level: str, scope: str, pair: tuple[str, str], places: Mapping[tuple[str, str], tuple[str, str]]) -> bool:
    if level == NATIONAL:
        return True
    if level == "office":
        return pair[0] == scope
    known = places.get(pair)
    # Of a month that nobody answers any longer the province is not known here; the file can have changed any.
    return known is None or scope == known[0 if level == "province" else 1]


def _cause(files: Sequence[str], changes: FileChanges) -> Cause:
    """Return the gravest cause among the files: a correction says more than a late file beside it."""
    if not files:
        return "reported_figures" if changes.is_reported_changed else "method"
    ordered: Iterator[tuple[Cause, Any]] = iter(
        (
            ("correction", changes.corrections),
            ("changed_file", changes.changed),
            ("withdrawn_file", changes.gone),
        )
    )
    return next((cause for cause, names in ordered if any(name in names for name in files)), "late_file")


_COLUMNS: Final = [
    "revision_number", "run_number", "run_period", *KEY, "respondents_before_n", "respondents_after_n", "ikm_before",
    "ikm_before_fraction", "ikm_after", "ikm_after_fraction", "grade_before", "grade_after", "cause", "cause_files",
]  # fmt: skip
