"""The follow-up table as a file that people keep: read it, write it, carry what is open into the next year, sum it up.

Model: ``schemas.follow_up``. Method: docs/methods/documents.md, section 3. Nothing here reads the clock: the day up to
which an open action counts is the last day that the release and the tables know of, see ``known_until``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import yaml

from schemas.catalog import parse
from schemas.follow_up import FollowUp, FollowUpAction


def read_follow_up(text: str, name: str) -> FollowUp:
    """Return the follow-up table that a YAML text holds.

    Raises:
        schemas.catalog.CatalogError: the text is no YAML or no follow-up table; every mistake has its line.
    """
    return parse(FollowUp, text, name)


def write_follow_up(follow_up: FollowUp) -> str:
    """Return the table as YAML text, keys in the order of the model, empty ones left out."""
    plain: dict[str, Any] = follow_up.model_dump(mode="python", exclude_none=True)
    for key in ("actions", "media"):
        plain[key] = list(plain[key])
    text: str = yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=120)
    return text


def carry_over(previous: FollowUp, year: int) -> FollowUp:
    """Return the table of ``year`` with which an office starts: the open actions of ``previous`` and nothing else.

    An action keeps its code, quarter, owner and day of agreement, so that its delay stays visible; ``carried_from`` is the
    year of the report in which it first stood.

    Raises:
        ValueError: ``year`` does not come after the year of ``previous``.
    """
    if year <= previous.report_year:
        raise ValueError(f"{previous.follow_up_id}: found the year {year}, expected one after {previous.report_year}")
    open_actions = tuple(
        action.model_copy(update={"carried_from": action.carried_from or previous.report_year})
        for action in previous.actions
        if action.done is None
    )
    return FollowUp(
        follow_up_id=f"{previous.office}_{year}", office=previous.office, report_year=year, actions=open_actions
    )


def latest_states(previous: FollowUp | None, current: FollowUp | None) -> dict[str, FollowUpAction]:
    """Return every action of both tables by its code; the later table knows best what became of it."""
    return {action.action_code: action for one in (previous, current) if one is not None for action in one.actions}


def known_until(end_of_data: date, *tables: FollowUp | None) -> date:
    """Return the latest day that is known of: the end of the data, or a later day that a table records.

    A plan is often agreed after the last month of the survey. Counted to the end of the data, its open actions would have
    no delay and never be overdue, while those already done would count.
    """
    days = [end_of_data]
    for table in tables:
        if table is not None:
            days.extend(medium.published for medium in table.media)
            days.extend(day for action in table.actions for day in (action.agreed, action.done) if day is not None)
            days.extend([table.forum_date] if table.forum_date is not None else [])
    return max(days)


@dataclass(frozen=True)
class Completion:
    """How much of a plan was done; ``share`` is exact and None without a plan."""

    planned_n: int
    done_n: int

    @property
    def share(self) -> Fraction | None:
        """Percent of the planned actions that are done."""
        return Fraction(100 * self.done_n, self.planned_n) if self.planned_n else None


def completion(plan: FollowUp | None, current: FollowUp | None) -> Completion:
    """Return how many actions of ``plan`` are done, by its own record or by that of the later table."""
    if plan is None:
        return Completion(0, 0)
    states = latest_states(plan, current)
    done_n = sum(action.done is not None or states[action.action_code].done is not None for action in plan.actions)
    return Completion(len(plan.actions), done_n)


@dataclass(frozen=True)
class Delay:
    """How long one action took, or has been open."""

    action_code: str
    days: int
    months: int
    is_open: bool


def delays(actions: Iterable[FollowUpAction], until: date) -> tuple[Delay, ...]:
    """Return the delay of every action, from the day it was agreed to the day it was done.

    An open action counts up to ``until``; one that was agreed later has no delay yet and is left out.
    """
    found = []
    for action in actions:
        end = action.done or until
        if end >= action.agreed:
            days = (end - action.agreed).days
            found.append(Delay(action.action_code, days, months_between(action.agreed, end), action.done is None))
    return tuple(found)


def months_between(start: date, end: date) -> int:
    """Return the least number of calendar months after which ``end`` is reached: 10 May to 10 June 1, to 11 June 2."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months + (end.day > start.day)


def state_of(action: FollowUpAction, until: date) -> str:
    """Return ``done``, ``overdue`` (open after the end of its quarter) or ``open`` on the day ``until``."""
    if action.done is not None:
        return "done"
    year, quarter = int(action.planned_quarter[:4]), int(action.planned_quarter[-1])
    return "overdue" if (until.year, (until.month + 2) // 3) > (year, quarter) else "open"


def find_follow_up(tables: Iterable[FollowUp], office: str, year: int) -> FollowUp | None:
    """Return the table of one office (or ``national``) and year of report; None without one.

    Raises:
        ValueError: two tables are of the same office and year.
    """
    found = [one for one in tables if one.office == office and one.report_year == year]
    if len(found) > 1:
        names = ", ".join(one.follow_up_id for one in found)
        raise ValueError(f"{office}, {year}: found the follow-up tables {names}, expected one. Keep one of them.")
    return found[0] if found else None


def actions_by_element(follow_up: FollowUp | None) -> Mapping[tuple[str, str], tuple[FollowUpAction, ...]]:
    """Return the actions by questionnaire and element."""
    found: dict[tuple[str, str], tuple[FollowUpAction, ...]] = {}
    for action in follow_up.actions if follow_up is not None else ():
        key = (action.instrument_id, action.element_code)
        found[key] = (*found.get(key, ()), action)
    return found
