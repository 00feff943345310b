"""Reads a date column: one reading for the whole column, decided by all its cells or declared, never row by row.

A column that allows two readings is refused with the counts for each; a wrong month is worse than none. Times become the
day that the clock of the row's office showed. Method: docs/methods/dates.md.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Final, Literal

from schemas import findings_on_dates as reasons
from schemas.finding_code import FindingCode, Severity
from schemas.findings import Words
from transforms.dates.parsing import (
    CellReason,
    DateSystem,
    Order,
    Shape,
    Written,
    day_of,
    from_serial,
    full_year,
    read_cell,
)
from transforms.dates.zones import utc_text

OFFICE_CLOCK: Final = "office"
# KEP/25/M.PAN/2/2004 of February 2004 is the first decree on such surveys; no answer to one is older.
EARLIEST: Final = date(2004, 2, 1)
_WRITTEN_DATES: Final = (Shape.YEAR_FIRST, Shape.NAMED_MONTH, Shape.NUMERIC)
_MIDNIGHT: Final = time()


_CELL_CODES: Final = {
    CellReason.EMPTY: reasons.DATE_MISSING,
    CellReason.SENTINEL: reasons.DATE_MISSING,
    CellReason.UNREADABLE: reasons.DATE_UNREADABLE,
    CellReason.YEAR_ONLY: reasons.DATE_UNREADABLE,
    CellReason.MONTH_UNKNOWN: reasons.DATE_UNREADABLE,
    CellReason.ZONE_UNKNOWN: reasons.ZONE_WORD_UNKNOWN,
    CellReason.IMPOSSIBLE: reasons.DATE_IMPOSSIBLE,
    CellReason.WEEKDAY_DIFFERS: reasons.DATE_IMPOSSIBLE,
    CellReason.TOO_EARLY: reasons.DATE_TOO_EARLY,
    CellReason.FUTURE: reasons.DATE_FUTURE,
    CellReason.OFFICE_ZONE_MISSING: reasons.OFFICE_ZONE_UNKNOWN,
}


@dataclass(frozen=True)
class DateRules:
    """What is declared about a column.

    Attributes:
        as_of: the last day that a cell can have, for example the day on which the file was received.
        not_before: the first such day.
        order: which of two numbers is the day; None lets the column decide.
        date_system: from which day serial numbers count; a workbook says it. None refuses serial numbers.
        clock_zone: where the clock stood that wrote times without zone: ``OFFICE_CLOCK``, or a zone such as UTC for
            Kobo's ``_submission_time``. None refuses such times.
        trust_converted: the spreadsheet's own dates beside text dates were checked against the source.
    """

    as_of: date
    not_before: date = EARLIEST
    order: Order | None = None
    date_system: DateSystem | None = None
    clock_zone: tzinfo | Literal["office"] | None = None
    trust_converted: bool = False


@dataclass(frozen=True)
class DateCell:
    """One cell.

    Attributes:
        day: ISO date on the clock of the row's office; None where ``reason`` says why there is none.
        instant: the moment in UTC, ISO with Z; None where the cell has no time or its zone is not known.
        reason: why there is no day.
    """

    day: str | None = None
    instant: str | None = None
    reason: CellReason | None = None

    @property
    def month(self) -> str | None:
        """The month that the row belongs to, ``2024-06``."""
        return None if self.day is None else self.day[:7]


@dataclass(frozen=True)
class Evidence:
    """How many cells speak for what. Numeric dates are ``03/05/2024`` and its kind; each is in one of five groups.

    Attributes:
        cells: all cells, with the empty ones.
        empty, sentinel, year_first, named_month, numeric, serial, unreadable: cells by shape.
        day_first_only: numeric dates that exist with the day first and not with the month first.
        month_first_only: the other way round.
        either: numeric dates that exist both ways and differ.
        same: numeric dates that are the same both ways, such as 05/05/2024.
        neither: numeric dates that exist in neither way.
        serial_1900, serial_1904: serial numbers that lie in the allowed period under each system.
        times_without_zone: cells with a time other than midnight and no zone.
        times_with_zone: cells with a time and its zone.
    """

    cells: int
    empty: int
    sentinel: int
    year_first: int
    named_month: int
    numeric: int
    serial: int
    unreadable: int
    day_first_only: int
    month_first_only: int
    either: int
    same: int
    neither: int
    serial_1900: int
    serial_1904: int
    times_without_zone: int
    times_with_zone: int


@dataclass(frozen=True)
class DateFinding:
    """A finding about a column, or about the cell at ``position`` (0 is the first cell)."""

    code: FindingCode
    words: Words = ()
    position: int | None = None


@dataclass(frozen=True)
class DateColumn:
    """What became of a column.

    Attributes:
        order: the order of day and month; None where no numeric date needs one, or where it is undecided.
        decided_by: ``declared``, ``cells``, ``not_needed``, or ``undecided`` for an order that is refused.
        evidence: the counts behind it.
        cells: one result for every cell, in the order of the cells. In a refused column no cell has a day.
        findings: about the column first, then about cells by position. Empty cells raise none: whether a row may
            lack a date is for the caller to say.
    """

    order: Order | None
    decided_by: Literal["declared", "cells", "not_needed", "undecided"]
    evidence: Evidence
    cells: tuple[DateCell, ...]
    findings: tuple[DateFinding, ...]

    @property
    def is_refused(self) -> bool:
        """Whether the column as a whole has no reading."""
        return any(finding.code.severity is Severity.REFUSE_FILE for finding in self.findings)

    @property
    def n(self) -> int:
        """Cells with a day."""
        return sum(cell.day is not None for cell in self.cells)


def read_dates(
    cells: Sequence[str], rules: DateRules, office_zone: tzinfo | Sequence[tzinfo | None] | None
) -> DateColumn:
    """Read a column of dates.

    Args:
        cells: the cells as text: numbers as decimal text, a spreadsheet's own dates in ISO form.
        rules: what is declared.
        office_zone: the zone of the office, or one for each row where the rows are of several offices; None where
            it is not known, which matters only for times in another zone.

    Returns:
        The column. It never raises for what stands in the cells, and the result of a cell does not depend on the
        order of the rows.

    Raises:
        ValueError: another number of zones than of cells.
    """
    zones = _zones(cells, office_zone)
    known: dict[str, Written] = {text: read_cell(text) for text in dict.fromkeys(cells)}
    written = [known[text] for text in cells]
    evidence = _evidence(written, rules)
    order, decided_by, refusals = _order(written, evidence, rules)
    refusals += [*_half_converted(written, evidence, rules), *_undeclared(evidence, rules)]
    if refusals:
        results = [DateCell(reason=one.problem or CellReason.COLUMN_REFUSED) for one in written]
    else:
        results = [
            _resolve(one, order, rules, zone, evidence.times_without_zone > 0)
            for one, zone in zip(written, zones, strict=True)
        ]
    findings = [*refusals, *_cell_findings(results, evidence, rules)]
    return DateColumn(order, decided_by, evidence, tuple(results), tuple(findings))


def _zones(cells: Sequence[str], office_zone: tzinfo | Sequence[tzinfo | None] | None) -> Sequence[tzinfo | None]:
    if office_zone is None or isinstance(office_zone, tzinfo):
        return [office_zone] * len(cells)
    if len(office_zone) != len(cells):
        raise ValueError(f"Found {len(office_zone)} time zones for {len(cells)} cells, expected one for each.")
    return office_zone


def _days(one: Written, order: Order, rules: DateRules) -> date | None:
    """Return the day of a numeric date under one order, if the calendar has it and the weekday beside it agrees."""
    day = day_of(one, order, rules.as_of.year)
    return None if day is None or one.weekday not in (None, day.weekday()) else day


def _group(one: Written, rules: DateRules) -> str:
    day_first, month_first = (_days(one, order, rules) for order in (Order.DAY_FIRST, Order.MONTH_FIRST))
    if day_first is None or month_first is None:
        if day_first is not None:
            return "day_first_only"
        return "neither" if month_first is None else "month_first_only"
    return "same" if day_first == month_first else "either"


def _evidence(written: Sequence[Written], rules: DateRules) -> Evidence:
    shapes = Counter(one.shape for one in written)
    groups: Counter[str] = Counter()
    for one, times in Counter(one for one in written if one.shape is Shape.NUMERIC).items():
        groups[_group(one, rules)] += times
    plausible = {
        system: sum(_is_plausible(one, system, rules) for one in written if one.shape is Shape.SERIAL)
        for system in DateSystem
    }
    return Evidence(
        cells=len(written),
        empty=shapes[Shape.EMPTY],
        sentinel=shapes[Shape.SENTINEL],
        year_first=shapes[Shape.YEAR_FIRST],
        named_month=shapes[Shape.NAMED_MONTH],
        numeric=shapes[Shape.NUMERIC],
        serial=shapes[Shape.SERIAL],
        unreadable=shapes[Shape.UNREADABLE],
        day_first_only=groups["day_first_only"],
        month_first_only=groups["month_first_only"],
        either=groups["either"],
        same=groups["same"],
        neither=groups["neither"],
        serial_1900=plausible[DateSystem.EXCEL_1900],
        serial_1904=plausible[DateSystem.EXCEL_1904],
        times_without_zone=sum(_has_loose_time(one) for one in written),
        times_with_zone=sum(one.zone is not None for one in written),
    )


def _is_plausible(one: Written, system: DateSystem, rules: DateRules) -> bool:
    found = None if one.serial is None else from_serial(one.serial, system)
    return found is not None and rules.not_before <= found.date() <= rules.as_of


def _has_loose_time(one: Written) -> bool:
    if one.serial is not None:
        found = from_serial(one.serial, DateSystem.EXCEL_1900) or from_serial(one.serial, DateSystem.EXCEL_1904)
        return found is not None and found.time() != _MIDNIGHT
    return one.clock is not None and one.zone is None and one.clock != _MIDNIGHT


def _order(
    written: Sequence[Written], evidence: Evidence, rules: DateRules
) -> tuple[Order | None, Literal["declared", "cells", "not_needed", "undecided"], list[DateFinding]]:
    if rules.order is not None:
        return rules.order, "declared", []
    if evidence.day_first_only and evidence.month_first_only:
        words = (("day_first", str(evidence.day_first_only)), ("month_first", str(evidence.month_first_only)))
        return None, "undecided", [DateFinding(reasons.ORDER_CONTRADICTS, words)]
    if not (evidence.day_first_only or evidence.month_first_only):
        if not evidence.either:
            return None, "not_needed", []
        return None, "undecided", [DateFinding(reasons.ORDER_AMBIGUOUS, (("either", str(evidence.either)),))]
    order = Order.DAY_FIRST if evidence.day_first_only else Order.MONTH_FIRST
    if _year_may_stand_first(written, order, rules):
        count = (("count", str(evidence.numeric)),)
        return None, "undecided", [DateFinding(reasons.YEAR_PLACE_DOUBTFUL, count)]
    return order, "cells", []


def _year_may_stand_first(written: Sequence[Written], order: Order, rules: DateRules) -> bool:
    """Return whether two-digit years fit better in front: ``24-05-03`` is 24 May 2003 or 3 May 2024.

    The period of one export is short, so the reading whose dates lie closer together is the likelier one. Only when
    that is not the reading of the column is it in doubt.
    """
    numeric = {one for one in written if one.shape is Shape.NUMERIC}
    if not all(one.short_year for one in numeric):
        return False
    first = []
    for one in numeric:
        try:
            day = date(full_year(one.first, rules.as_of.year), one.second, one.year)
        except ValueError:
            return False
        first.append(day)
    last = [day for day in (_days(one, order, rules) for one in numeric) if day is not None]
    if min(first) < rules.not_before or max(first) > rules.as_of:
        return False
    return max(first) - min(first) < max(last) - min(last)


def _half_converted(written: Sequence[Written], evidence: Evidence, rules: DateRules) -> Iterable[DateFinding]:
    """Find the trace of a spreadsheet that took ``03/05/2024`` for 5 March and left ``17/05/2024`` as text."""
    native = [one for one in written if one.shape in (Shape.YEAR_FIRST, Shape.SERIAL) and one.zone is None]
    decided = max(evidence.day_first_only, evidence.month_first_only)
    if rules.trust_converted or not native or not decided or evidence.either or evidence.same:
        return
    days = [_native_day(one, rules) for one in native]
    if all(day is None or day.day <= 12 for day in days):
        words = (("text", str(decided)), ("native", str(len(native))))
        yield DateFinding(reasons.HALF_CONVERTED, words)


def _native_day(one: Written, rules: DateRules) -> date | None:
    if one.serial is None:
        return day_of(one, None, rules.as_of.year)
    found = None if rules.date_system is None else from_serial(one.serial, rules.date_system)
    return None if found is None else found.date()


def _undeclared(evidence: Evidence, rules: DateRules) -> Iterable[DateFinding]:
    if evidence.serial and rules.date_system is None:
        words = (
            ("count", str(evidence.serial)),
            ("count_1900", str(evidence.serial_1900)),
            ("count_1904", str(evidence.serial_1904)),
        )
        yield DateFinding(reasons.SYSTEM_UNDECLARED, words)
    if evidence.times_without_zone and rules.clock_zone is None:
        yield DateFinding(reasons.CLOCK_ZONE_UNDECLARED, (("count", str(evidence.times_without_zone)),))


def _resolve(one: Written, order: Order | None, rules: DateRules, office: tzinfo | None, has_times: bool) -> DateCell:
    day = _written_day(one, order, rules)
    if isinstance(day, CellReason):
        return DateCell(reason=day)
    clock, zone = one.clock, one.zone
    if one.serial is not None and rules.date_system is not None:
        found = from_serial(one.serial, rules.date_system)
        clock = None if found is None else found.time()
    # Where every time without zone is midnight, the export wrote dates with an empty time; midnight is no instant then.
    if clock is not None and zone is None and has_times:
        own = office if rules.clock_zone == OFFICE_CLOCK else rules.clock_zone
        return _at(day, clock, own, office, rules)
    return _at(day, clock, zone, office, rules)


def _written_day(one: Written, order: Order | None, rules: DateRules) -> date | CellReason:
    if one.problem is not None:
        return one.problem
    day = _native_day(one, rules) if one.serial is not None else day_of(one, order, rules.as_of.year)
    if day is None:
        return CellReason.IMPOSSIBLE
    return day if one.weekday in (None, day.weekday()) else CellReason.WEEKDAY_DIFFERS


def _at(day: date, clock: time | None, zone: tzinfo | str | None, office: tzinfo | None, rules: DateRules) -> DateCell:
    if clock is None or not isinstance(zone, tzinfo):
        return _within(day, None, rules)
    if office is None:
        return DateCell(reason=CellReason.OFFICE_ZONE_MISSING)
    instant = datetime.combine(day, clock, tzinfo=zone)
    try:
        return _within(instant.astimezone(office).date(), utc_text(instant), rules)
    except OverflowError:
        return DateCell(reason=CellReason.IMPOSSIBLE)


def _within(day: date, instant: str | None, rules: DateRules) -> DateCell:
    if day < rules.not_before:
        return DateCell(reason=CellReason.TOO_EARLY)
    if day > rules.as_of:
        return DateCell(reason=CellReason.FUTURE)
    return DateCell(day.isoformat(), instant)


def _cell_findings(results: Sequence[DateCell], evidence: Evidence, rules: DateRules) -> Iterable[DateFinding]:
    if evidence.sentinel:
        yield DateFinding(reasons.DATE_STAMP_OFF, (("count", str(evidence.sentinel)),))
    silent = (None, CellReason.EMPTY, CellReason.SENTINEL, CellReason.COLUMN_REFUSED)
    for position, cell in enumerate(results):
        if cell.reason in silent or cell.reason is None:
            continue
        words: Words = ()
        if cell.reason is CellReason.FUTURE:
            words = (("as_of", rules.as_of.isoformat()),)
        elif cell.reason is CellReason.TOO_EARLY:
            words = (("not_before", rules.not_before.isoformat()),)
        yield DateFinding(_CELL_CODES[cell.reason], words, position)
