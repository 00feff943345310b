"""The truth: what every number, revision and finding must be, from the planted answers by fractions.

A run for a month takes the files of its wave and of those before. Rows of a later month wait; a file that is replaced
counts no longer from the wave of the file that replaces it.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from national_demo.drafts import Draft
from national_demo.people import Ints
from national_demo.plan import OLD_FORM_ONLINE, OLD_FORM_SHEETS, OLD_FORM_UNTIL, Demo
from national_demo.regulations import RULES, decimal, exact_index, grade, in_force, index_by_weight
from national_demo.reported import PrintedIndex


class Key(NamedTuple):
    """An office, a month and a questionnaire."""

    office: int
    month: int
    instrument_id: str


@dataclass(frozen=True)
class Tally:
    """Respondents, and for each element the sum of the scores and the answers."""

    respondents_n: int
    sums: Ints
    answers: Ints

    def plus(self, other: "Tally", sign: int = 1) -> "Tally":
        """Both together, or this one without the other."""
        return Tally(
            self.respondents_n + sign * other.respondents_n,
            self.sums + sign * other.sums,
            self.answers + sign * other.answers,
        )

    @property
    def index(self) -> Fraction:
        """The exact index."""
        return exact_index(self.sums.tolist(), self.answers.tolist())


State = dict[Key, Tally]
NATIONAL = -1  # in place of an office


def accepted(draft: Draft) -> NDArray[np.bool_]:
    """Which rows of a file a reader must accept, whether they count or not."""
    kept = draft.people.is_finished.copy()
    kept[list(draft.refused)] = False
    return kept & (not draft.file_refusal)


def tallies(draft: Draft) -> State:
    """The accepted rows of a file by office and month."""
    people, kept = draft.people, accepted(draft)
    found: State = {}
    for office, month in sorted({*zip(people.office[kept].tolist(), people.month[kept].tolist(), strict=True)}):
        scores = people.scores[kept & (people.office == office) & (people.month == month)].astype(np.int64)
        given = scores > 0
        found[Key(office, month, draft.instrument_id)] = Tally(
            len(scores), np.where(given, scores, 0).sum(axis=0), given.sum(axis=0)
        )
    return found


@dataclass(frozen=True)
class Revision:
    """A number that a later run changed: an office's, or the country's month with all respondents pooled."""

    run: int
    key: Key
    before: Tally | None
    after: Tally | None
    cause: str
    file: str


def play(demo: Demo, drafts: Sequence[Draft]) -> tuple[State, list[Revision]]:
    """Every run in turn; returns what is published at the end, and what runs restated."""
    state: State = {}
    waiting: list[tuple[Key, Tally]] = []
    revisions: list[Revision] = []
    counted: dict[str, State] = {}
    for run in range(demo.calendar.months_n):
        before = dict(state)
        causes: dict[Key, tuple[str, str]] = {}
        coming, waiting = waiting, []
        for draft in drafts:
            if demo.calendar.wave_of(draft.received) != run:
                continue
            cause = "correction" if draft.replaces else "late_file"
            if draft.replaces:
                for key, tally in counted[draft.replaces].items():
                    state[key] = state[key].plus(tally, -1)
                    causes[key] = (cause, draft.name)
            counted[draft.name] = tallies(draft)
            for key, tally in counted[draft.name].items():
                causes[key] = (cause, draft.name)
                coming.append((key, tally))
        for key, tally in coming:
            if key.month > run:
                waiting.append((key, tally))
            else:
                state[key] = state[key].plus(tally) if key in state else tally
        state = {key: tally for key, tally in state.items() if tally.respondents_n}
        restated: dict[Key, tuple[set[str], set[str]]] = {}
        for key, (cause, file) in sorted(causes.items()):
            if key.month < run and _differ(before.get(key), state.get(key)):
                revisions.append(Revision(run, key, before.get(key), state.get(key), cause, file))
                all_causes, files = restated.setdefault(key._replace(office=NATIONAL), (set(), set()))
                all_causes.add(cause)
                files.add(file)
        for key, (all_causes, files) in sorted(restated.items()):
            both = (_pooled(before, key), _pooled(state, key))
            revisions.append(Revision(run, key, *both, ";".join(sorted(all_causes)), ";".join(sorted(files))))
    return state, revisions


def _pooled(state: State, national: Key) -> Tally | None:
    found: Tally | None = None
    for key, tally in state.items():
        if key.month == national.month and key.instrument_id == national.instrument_id:
            found = tally if found is None else found.plus(tally)
    return found


def _differ(one: Tally | None, other: Tally | None) -> bool:
    if one is None or other is None:
        return one is not other
    return (one.respondents_n, *one.sums, *one.answers) != (other.respondents_n, *other.sums, *other.answers)


def write_truth(
    demo: Demo, drafts: Sequence[Draft], printed: Sequence[PrintedIndex], folder: Path
) -> Mapping[str, int]:
    """Write the truth as CSV; returns the rows of each table."""
    state, revisions = play(demo, drafts)
    tables: dict[str, tuple[tuple[str, ...], list[_Row]]] = {
        "indices": (_INDICES, list(_indices(demo, state))),
        "revisions": (_REVISIONS, list(_revised(demo, [one for one in revisions if one.key.office != NATIONAL]))),
        "revisions_national": (
            _REVISIONS,
            list(_revised(demo, [one for one in revisions if one.key.office == NATIONAL])),
        ),
        "findings": (_FINDINGS, list(_findings(demo, drafts, printed, state))),
        "rows": (_ROWS, list(_rows(demo, drafts))),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, (header, rows) in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return {name: len(rows) for name, (_, rows) in tables.items()}


_INDICES = ("scope_level", "office_code", "period_grain", "month_code", "instrument_id", "respondents_n",
            "ikm_exact_fraction", "grade", "ikm_regulation", "grade_regulation")  # fmt: skip
_REVISIONS = ("run_period", "month_code", "office_code", "instrument_id", "respondents_before_n", "respondents_after_n",
              "ikm_before_fraction", "ikm_after_fraction", "grade_before", "grade_after", "cause", "file")  # fmt: skip
_FINDINGS = ("finding_code", "file_name", "row_number", "month_code", "office_code")
_ROWS = ("file_name", "wave", "layout_id", "rows_read", "accepted", "quarantined", "filtered", "ignored")
_Row = tuple[object, ...]


def _indices(demo: Demo, state: State) -> Iterable[_Row]:
    """Offices by month and year, the country by month and year; an office's row names it, the country's says national."""
    rolled: dict[tuple[str, str, str, str], Tally] = {}
    for key, tally in state.items():
        month, code = demo.calendar.months[key.month], demo.codes[key.office]
        for level, scope in (("office", code), ("national", "national")):
            for grain, period in (("month", month), ("year", month[:4])):
                place = (level, scope, f"{grain}:{period}", key.instrument_id)
                rolled[place] = rolled[place].plus(tally) if place in rolled else tally
    for (level, scope, when, instrument_id), tally in sorted(rolled.items()):
        grain, period = when.split(":")
        rules = RULES[instrument_id]
        by_rule = index_by_weight(rules, tally.sums.tolist(), tally.answers.tolist())
        yield (
            level, scope, grain, period, instrument_id, tally.respondents_n, _fraction(tally.index),
            grade(rules, tally.index), decimal(by_rule), grade(rules, by_rule),
        )  # fmt: skip


def _revised(demo: Demo, revisions: Sequence[Revision]) -> Iterable[_Row]:
    months = demo.calendar.months
    for one in revisions:
        rules = RULES[one.key.instrument_id]
        tallies_of = (one.before, one.after)
        yield (
            months[one.run], months[one.key.month],
            "national" if one.key.office == NATIONAL else demo.codes[one.key.office], one.key.instrument_id,
            *("" if tally is None else tally.respondents_n for tally in tallies_of),
            *("" if tally is None else _fraction(tally.index) for tally in tallies_of),
            *("" if tally is None else grade(rules, tally.index) for tally in tallies_of),
            one.cause, one.file,
        )  # fmt: skip


def _findings(demo: Demo, drafts: Sequence[Draft], printed: Sequence[PrintedIndex], state: State) -> Iterable[_Row]:
    """What must have been found by the end, in order of codes."""
    yield from sorted(_found(demo, drafts, printed, state))


def _found(
    demo: Demo, drafts: Sequence[Draft], printed: Sequence[PrintedIndex], state: State
) -> Iterable[tuple[str, str, str, str, str]]:
    months, codes = demo.calendar.months, demo.codes
    first: dict[tuple[int, int], Draft] = {}
    used: dict[tuple[int, int], set[str]] = defaultdict(set)
    for draft in sorted(drafts, key=lambda one: one.received):
        for key in tallies(draft):
            # What a correction brings was there before, though with slips; its own date makes nothing late.
            first.setdefault((key.office, key.month), draft)
            used[key.office, key.month].add(key.instrument_id)
        for code, row in draft.findings:
            yield (code, draft.name, "" if row is None else str(row), "", "")
        if draft.file_refusal:
            yield (draft.file_refusal, draft.name, "", "", "")
        for row, code in draft.refused.items():
            yield (code, draft.name, str(draft.first_row + row), "", "")
    counted = {(key.office, key.month) for key in state}
    for office in range(len(codes)):
        for month in range(demo.calendar.months_n):
            where = (months[month], codes[office])
            if (office, month) not in counted:
                yield ("SKM-W-020", "", "", *where)
                continue
            draft = first[office, month]
            if draft.received > demo.calendar.due(month):
                yield ("SKM-W-022", draft.name, "", *where)
            is_allowed = months[month] <= OLD_FORM_UNTIL and codes[office] in (*OLD_FORM_SHEETS, *OLD_FORM_ONLINE)
            expected = "skm_2004_14" if is_allowed else in_force(months[month])
            if used[office, month] != {expected}:
                yield ("SKM-W-021", draft.name, "", *where)
    for one in printed:
        if one.is_slip:
            yield ("SKM-W-023", "", "", months[one.month], codes[one.office])


def _rows(demo: Demo, drafts: Sequence[Draft]) -> Iterable[_Row]:
    """Every file with the fates of the rows below its header, after the last run."""
    for draft in sorted(drafts, key=lambda one: one.name):
        kept = accepted(draft)
        unsent_n = int((~draft.people.is_finished).sum())
        read, ignored = len(draft.people) + draft.beside_n, unsent_n + draft.beside_n
        if draft.is_unread:
            read = ignored = 0
        counts = int((kept & (draft.people.month < demo.calendar.months_n)).sum())
        filtered = int(kept.sum()) if draft.replaced_by else int(kept.sum()) - counts
        taken = 0 if draft.replaced_by else counts
        quarantined = read - ignored - taken - filtered
        wave = demo.calendar.months[demo.calendar.wave_of(draft.received)]
        yield (draft.name, wave, draft.layout_id, read, taken, quarantined, filtered, ignored)


def _fraction(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"
