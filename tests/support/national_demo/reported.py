"""What offices report of themselves: their applications, and the indices they printed, a few of them wrong."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from national_demo.drafts import Draft
from national_demo.people import People
from national_demo.plan import Demo
from national_demo.regulations import RULES, decimal, exact_index, grade, half_up, index_by_weight

_SLIPS_N = 6  # in the whole demo of 36 months and 130 offices
_WHOLE = 36 * 130
_WEIGHT_SHARE = 0.7  # of the right ones, those by the declared weight
_SLIP = 3  # points of index


@dataclass(frozen=True)
class PrintedIndex:
    """What an office printed, and whether it is a slip that no computation gives."""

    office: int
    month: int
    ikm: str
    grade: str
    is_slip: bool


def draw_printed(demo: Demo, drafts: Sequence[Draft]) -> list[PrintedIndex]:
    """What offices with a processing sheet printed of every month in which nothing else is wrong with it."""
    sheets = [
        draft
        for draft in drafts
        if draft.beside_n
        and not (draft.refused or draft.replaces or draft.replaced_by or draft.file_refusal or draft.footer_index_off)
    ]
    rng = demo.rng(30)
    slips_n = max(1, round(_SLIPS_N * len(demo.codes) * demo.calendar.months_n / _WHOLE))
    slips = {*rng.choice(len(sheets), min(slips_n, len(sheets)), replace=False).tolist()} if sheets else set()
    found = []
    for number, draft in enumerate(sheets):
        is_by_weight = rng.random() < _WEIGHT_SHARE
        how: Literal["weight", "exact", "slip"] = "slip" if number in slips else "weight" if is_by_weight else "exact"
        ikm, letter = printed(draft.people, draft.instrument_id, how)
        place = (int(draft.people.office[0]), int(draft.people.month[0]))
        found.append(PrintedIndex(*place, ikm, letter, how == "slip"))
    return found


def printed(people: People, instrument_id: str, how: Literal["weight", "exact", "slip"]) -> tuple[str, str]:
    """The index and grade that an office prints: by the declared weight, by the exact one, or a slip of the pen."""
    rules = RULES[instrument_id]
    given = people.scores > 0
    sums, answers = (people.scores * given).sum(axis=0, dtype=int).tolist(), given.sum(axis=0).tolist()
    exact = exact_index(sums, answers)
    value = {
        "weight": index_by_weight(rules, sums, answers),
        "exact": exact,
        "slip": half_up(exact, 2) + _SLIP,
    }[how]
    return decimal(value), grade(rules, value)


def write_reported(demo: Demo, found: Sequence[PrintedIndex], folder: Path) -> None:
    """Write applications.csv (every office and month) and printed_indices.csv."""
    months, codes = demo.calendar.months, demo.codes
    rows: list[tuple[object, ...]] = []
    for office, code in enumerate(codes):
        rng = demo.rng(31, demo.numbers[office])
        usual = rng.integers(330, 1700)
        rows += [(code, month, int(usual * rng.uniform(0.9, 1.18))) for month in months[:-1]]
    _csv(folder / "applications.csv", ("office_code", "month_code", "applications_n"), rows)
    where = "Papan pengumuman kantor (dikarang)"
    lines = [(codes[one.office], months[one.month], one.ikm, one.grade, where) for one in found]
    _csv(folder / "printed_indices.csv", ("office_code", "month_code", "ikm", "grade", "where"), lines)


def _csv(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
