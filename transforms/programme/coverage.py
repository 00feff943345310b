"""Which office's answers of which month came, when, and with which questionnaire; what did not come is a finding."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from schemas import findings_on_programmes as code
from schemas.catalog import Catalog
from schemas.findings import Finding
from schemas.programme import Programme
from transforms.cleaning.months import month_label
from transforms.programme.assembly import Assembled
from transforms.programme.in_force import Expectations
from transforms.programme.offices import OfficeTimes
from transforms.programme.scopes import month_number, month_of


@dataclass(frozen=True)
class Placed:
    """A finding about an office and a month; both None where it is about neither."""

    finding: Finding
    month_code: str | None = None
    office_code: str | None = None


def due_date(programme: Programme, month: str) -> date:
    """Return the day on which an office's answers of a month are due."""
    following = month_of(month_number(month) + 1)
    return date(int(following[:4]), int(following[5:]), programme.due_day)


@dataclass(frozen=True)
class _Came:
    received: str | None
    file_name: str
    instruments: tuple[str, ...]
    respondents: Mapping[str, int]


def coverage(
    assembled: Assembled,
    programme: Programme,
    catalog: Catalog,
    times: OfficeTimes,
    expectations: Expectations,
    as_of: date,
) -> tuple[pd.DataFrame, list[Placed]]:
    """Return ``fact_coverage`` and the findings on what is missing, late or not in force.

    Args:
        assembled: the respondents that count.
        programme: when files are due.
        catalog: names of offices.
        times: offices and months.
        expectations: which questionnaire is expected of whom.
        as_of: the day of the run.
    """
    came = _came(assembled)
    rows: list[dict[str, Any]] = []
    placed: list[Placed] = []
    for office in times.offices:
        for month in times.months:
            one = came.get((office, month))
            row = _row(office, month, one, programme, times, expectations, as_of)
            rows.append(row)
            placed.extend(_findings(row, one, programme, catalog, expectations))
    return pd.DataFrame(rows), placed


def _came(assembled: Assembled) -> dict[tuple[str, str], _Came]:
    people = assembled.people
    if people.empty:
        return {}
    of_it: dict[tuple[str, str], dict[str, int]] = {}
    keys = ["office_code", "month_code", "instrument_id"]
    counts = people.groupby(keys, sort=True).size().to_frame("n").reset_index()
    for office, month, instrument_id, n in counts.itertuples(index=False, name=None):
        of_pair = of_it.setdefault((office, month), {})
        of_pair[instrument_id] = of_pair.get(instrument_id, 0) + int(n)
    # The first file that told of the month decides, also where a later one corrected it.
    first: dict[tuple[str, str], tuple[str, str]] = {}
    received = {one.file_name: one.received for one in assembled.deliveries if not one.is_refused}
    for name, day in received.items():
        for pair in assembled.pairs[name]:
            first[pair] = min(first.get(pair, ("~", "")), (day or "", name))
    return {pair: _Came(first[pair][0] or None, first[pair][1], tuple(sorted(n)), n) for pair, n in of_it.items()}


def _row(
    office: str,
    month: str,
    came: _Came | None,
    programme: Programme,
    times: OfficeTimes,
    expectations: Expectations,
    as_of: date,
) -> dict[str, Any]:
    due = due_date(programme, month)
    wanted = expectations.of(office, month)
    if came is not None:
        status = "late" if came.received is not None and came.received > due.isoformat() else "on_time"
    elif not times.belongs(office, month):
        status = "not_expected"
    else:
        status = "missing" if due <= as_of else "not_due"
    return {
        "office_code": office,
        "month_code": month,
        "office_key": times.span(office, month).key,
        "due_date": due.isoformat(),
        "first_received_date": None if came is None else came.received,
        "coverage": status,
        "respondents_n": 0 if came is None else sum(came.respondents.values()),
        "instrument_in_force": wanted.instrument_in_force,
        "instrument_expected": wanted.instrument_expected,
        "instruments_found": None if came is None else ";".join(came.instruments),
        "is_overridden": wanted.is_overridden,
        "override_reason_id": wanted.override_reason_id,
    }


def _findings(
    row: Mapping[str, Any],
    came: _Came | None,
    programme: Programme,
    catalog: Catalog,
    expectations: Expectations,
) -> list[Placed]:
    office, month = str(row["office_code"]), str(row["month_code"])
    words = [
        ("office", catalog.offices[office].name_id),
        ("month_id", month_label(month, "id")),
        ("month_en", month_label(month, "en")),
        ("due", str(row["due_date"])),
    ]
    found: list[Finding] = []
    if row["coverage"] == "missing":
        found.append(Finding(code.OFFICE_MISSING, programme.programme_id, words=tuple(words)))
    if came is not None and row["coverage"] == "late":
        late = (*words, ("received", str(came.received)))
        found.append(Finding(code.LATE_FILE, came.file_name, words=late))
    for instrument_id in () if came is None else came.instruments:
        if instrument_id != row["instrument_expected"]:
            other = (
                *words,
                ("count", str(came.respondents[instrument_id]) if came is not None else ""),
                ("found", instrument_id),
                ("wanted", str(row["instrument_expected"])),
                ("regulation", expectations.regulation(month).regulation_id),
            )
            found.append(Finding(code.NOT_IN_FORCE, came.file_name if came is not None else "", words=other))
    return [Placed(finding, month, office) for finding in found]
