"""What a programme would have restated, had every month been published on its day: for a first publication of many months.

A file belongs to the first month on whose due day it was there. The months are gone through in order; only those in
which a file came that tells of earlier months, or corrects one, can restate anything, and only the offices of such
files are brought together again for each of them: all others are as they are in the end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from schemas.catalog import Catalog
from schemas.programme import Programme
from transforms.programme.assembly import Assembled, assemble
from transforms.programme.cells import Cells
from transforms.programme.coverage import due_date
from transforms.programme.deliveries import OFFICE, Delivery
from transforms.programme.in_force import Expectations
from transforms.programme.indices import Wanted, index_tables
from transforms.programme.offices import OfficeTimes
from transforms.programme.reported import Reported
from transforms.programme.revisions import Before, FileChanges, empty_revisions, revisions
from transforms.programme.scopes import LEVELS, grain_of, month_before, months_between, periods_between, periods_of


@dataclass(frozen=True)
class Replayed:
    """The runs that would have been.

    Attributes:
        revisions: ``fact_revisions``.
        runs: rows of ``dim_run``, one for each month.
        first_seen: number of the run that would have seen each file first.
    """

    revisions: pd.DataFrame
    runs: tuple[Mapping[str, Any], ...]
    first_seen: Mapping[str, int]


def replay(
    deliveries: Sequence[Delivery],
    assembled: Assembled,
    programme: Programme,
    catalog: Catalog,
    expectations: Expectations,
    reported: Reported,
    last_month: str,
) -> Replayed:
    """Go through the months from the programme's first to ``last_month``.

    Args:
        deliveries: of every file, as they were kept.
        assembled: the same brought together for ``last_month``.
        programme: due days.
        catalog: questionnaires and regulations.
        expectations: which questionnaire was expected of whom.
        reported: applications and printed indices.
        last_month: the month of the last run.
    """
    months = months_between(programme.first_month, last_month)
    arrived = {one.file_name: _arrival(one, programme, months) for one in deliveries}
    late = _telling_of_the_past(deliveries, arrived, assembled)
    offices = {office for name in late for office, _ in assembled.pairs[name]}
    of_them = [
        replace(one, accepted=one.accepted[one.accepted[OFFICE].isin(offices)].reset_index(drop=True))
        for one in deliveries
    ]
    finished = assembled.cells()
    revised = empty_revisions()
    runs: list[Mapping[str, Any]] = []
    for number, month in enumerate(months, start=1):
        new = sorted(name for name, when in arrived.items() if when == month)
        before_n = len(revised)
        if number > 1 and not late.isdisjoint(new):
            revised = _revise(
                revised, of_them, arrived, finished, offices, month, number, new,
                assembled, programme, catalog, expectations, reported,
            )  # fmt: skip
        months_revised = revised["period_code"].iloc[before_n:].unique()
        runs.append(
            {
                "run_number": number,
                "run_period": month,
                "files_new_n": len(new),
                "files_gone_n": 0,
                "periods_restated_n": sum(grain_of(str(one)) == "month" for one in months_revised),
                "is_replayed": month != last_month,
                "build_id": None,
            }
        )
    first_seen = {name: months.index(when) + 1 for name, when in arrived.items()}
    return Replayed(revised, tuple(runs), first_seen)


def _arrival(delivery: Delivery, programme: Programme, months: Sequence[str]) -> str:
    """Return the month whose run would have been the first to find the file; the last where nothing tells."""
    if delivery.received is None:
        return months[-1]
    return next((month for month in months if delivery.received <= due_date(programme, month).isoformat()), months[-1])


def _telling_of_the_past(deliveries: Sequence[Delivery], arrived: Mapping[str, str], assembled: Assembled) -> set[str]:
    """Return the files that can change a month that was published before they came."""
    corrected = {one.replaces for one in deliveries if one.replaces is not None}
    return {
        one.file_name
        for one in deliveries
        if one.replaces is not None
        or one.file_name in corrected
        or any(month < arrived[one.file_name] for _, month in assembled.pairs[one.file_name])
    }


def _revise(  # noqa: PLR0913, PLR0917 - everything that two vintages are made of
    revised: pd.DataFrame,
    of_them: Sequence[Delivery],
    arrived: Mapping[str, str],
    finished: Mapping[str, Cells],
    offices: set[str],
    month: str,
    number: int,
    new: Sequence[str],
    assembled: Assembled,
    programme: Programme,
    catalog: Catalog,
    expectations: Expectations,
    reported: Reported,
) -> pd.DataFrame:
    former = month_before(month)
    vintages = []
    for until in (former, month):
        times = OfficeTimes(programme, catalog, until)
        small = assemble([one for one in of_them if arrived[one.file_name] <= until], programme, catalog, times)
        vintages.append(_joined(finished, small.cells(), offices, former))
    wanted = _wanted(*vintages)
    if not wanted:
        return revised
    old, now = (index_tables(cells, programme, catalog, expectations, reported, wanted)[0] for cells in vintages)
    replaces = {one.file_name: one.replaces for one in of_them if one.replaces is not None}
    changes = FileChanges(tuple(new), {name: replaces[name] for name in new if name in replaces})
    periods = periods_between(programme.first_month, former)
    before = Before(old, revised, former)
    return revisions(now, before, changes, assembled, periods, run_number=number, run_period=month)


def _joined(
    finished: Mapping[str, Cells], small: Mapping[str, Cells], offices: set[str], until: str
) -> dict[str, Cells]:
    """Return the cells of a vintage up to a month: those of the offices as they were then, all others as in the end."""
    joined: dict[str, Cells] = {}
    for instrument_id in sorted({*finished, *small}):
        parts = []
        if instrument_id in finished:
            one = finished[instrument_id]
            others = ~one.keys["office_code"].isin(offices).to_numpy()
            parts.append(_take(one, others & (one.keys["month_code"] <= until).to_numpy()))
        if instrument_id in small:
            one = small[instrument_id]
            parts.append(_take(one, (one.keys["month_code"] <= until).to_numpy()))
        joined[instrument_id] = Cells(
            parts[0].questions,
            pd.concat([part.keys for part in parts], ignore_index=True),
            np.concatenate([part.counts for part in parts]),
            np.concatenate([part.sums for part in parts]),
            np.concatenate([part.products for part in parts]),
        )
    return joined


def _take(cells: Cells, where: "np.ndarray[Any, np.dtype[np.bool_]]") -> Cells:
    keys = cells.keys[where].reset_index(drop=True)
    return Cells(cells.questions, keys, cells.counts[where], cells.sums[where], cells.products[where])


def _wanted(old: Mapping[str, Cells], new: Mapping[str, Cells]) -> Wanted:
    """Return the scopes and periods whose cells differ between two vintages."""
    wanted: set[tuple[str, str, str]] = set()
    for instrument_id in sorted({*old, *new}):
        was, now = (_marks(cells.get(instrument_id)) for cells in (old, new))
        for key in was.keys() | now.keys():
            if was.get(key) == now.get(key):
                continue
            office, month, province, office_class = key
            scopes = {"office": office, "province": province, "office_class": office_class, "national": "national"}
            wanted |= {
                (level, scopes[level], period) for level in LEVELS for period in periods_of(month) if scopes[level]
            }
    return wanted


def _marks(cells: Cells | None) -> dict[tuple[str, str, str, str], bytes]:
    if cells is None:
        return {}
    columns = ["office_code", "month_code", "province_id", "office_class"]
    return {
        (str(office), str(month), str(province), str(office_class)): b"".join(
            array[place].tobytes() for array in (cells.counts, cells.sums)
        )
        for place, (office, month, province, office_class) in enumerate(
            cells.keys[columns].itertuples(index=False, name=None)
        )
    }
