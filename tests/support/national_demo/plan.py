"""Who sends what and when: tools of the offices, months that stay away or come late, corrections, and the files.

Until April 2017 nearly all offices answer on the ministry's LimeSurvey, with the questionnaire of 2014; a dozen keep the
processing sheet. From May 2017 the questionnaire is that of 2017 and some offices use tools of their own.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from national_demo.delimited import Offices
from national_demo.drafts import Calendar, Draft
from national_demo.people import Mood, People, draw_block, draw_mood, together, without_copies, without_lines
from national_demo.register import places, programme_offices
from national_demo.regulations import in_force
from national_demo.workbooks import FOOTERS_N, TOP

OLD_FORM_SHEETS = ("takengon", "kerinci", "tarempa")  # allowed the form of 2004 until June 2016, on paper
OLD_FORM_ONLINE = ("bima", "palopo", "wakatobi")  # the same, on the ministry's old server
OLD_FORM_UNTIL = "2016-06"
STUBBORN_ONLINE, STUBBORN_SHEET = "banggai", "polewali_mandar"  # kept the form of 2014 without permission
STUBBORN_MONTHS = ("2017-05", "2017-06")
_SIZES = {"sheet": 7, "kobo": 25, "odk": 8, "google": 3, "spss": 2}
_ON_TIME = (2, 3, 4, 5)  # days of the month after
_LATE_N, _MISSING_N, _CORRECTED_N = 10, 12, 3
_WHOLE = 36 * 130
_EARLY_MONTH = "2018-02"  # the forms of this month were taken on 4 March with the first answers of March
_UNFINISHED = 80  # one form in so many was never sent
_LIMESURVEY = {
    "skm_2004_14": "limesurvey_skm_2004_codes",
    "skm_2014_9": "limesurvey_skm_2014_codes",
    "skm_2017_9": "limesurvey_skm_codes",
}
_PHONES = {"kobo": ("kobo_skm", "kobo"), "odk": ("odk_central_skm", "odk_central")}


@dataclass(frozen=True)
class Demo:
    """What is the same for all files: the seed, the months, the offices, their tools and their moods."""

    seed: int
    calendar: Calendar
    codes: tuple[str, ...]
    tools: Mapping[str, str]
    offices: Offices
    moods: tuple[Mood, ...]
    numbers: tuple[int, ...]  # of each office in the programme

    def rng(self, *purpose: int) -> np.random.Generator:
        """A generator of its own for one purpose, so that a part of the demo is drawn like the whole."""
        return np.random.default_rng([self.seed, *purpose])

    def tool(self, office: int, month: int) -> str:
        """What an office answers with in a month."""
        code, name = self.codes[office], self.calendar.months[month]
        if name <= OLD_FORM_UNTIL and code in (*OLD_FORM_SHEETS, *OLD_FORM_ONLINE):
            return "old_sheet" if code in OLD_FORM_SHEETS else "old_online"
        if name in STUBBORN_MONTHS and code in (STUBBORN_ONLINE, STUBBORN_SHEET):
            return "stubborn_online" if code == STUBBORN_ONLINE else "stubborn_sheet"
        if self.tools[code] == "sheet" or in_force(name) == "skm_2017_9":
            return self.tools[code]
        return "limesurvey"

    def instrument(self, office: int, month: int) -> str:
        """The questionnaire that an office uses in a month, allowed or not."""
        tool = self.tool(office, month)
        if tool.startswith("stubborn"):
            return "skm_2014_9"
        return "skm_2004_14" if tool.startswith("old") else in_force(self.calendar.months[month])

    def block(self, office: int, month: int) -> People:
        """The respondents of an office in a month."""
        days = _workdays(self.calendar.months[month])
        rng = self.rng(1, self.numbers[office], _month_number(self.calendar.months[month]))
        # The trend counts from the first month of the whole demo.
        since = _month_number(self.calendar.months[month]) - _month_number("2016-01")
        block = draw_block(rng, self.moods[office], office, since, days, self.instrument(office, month))
        return replace(block, month=np.full(len(block), month))


@dataclass(frozen=True)
class Life:
    """What does not go as it should: places of office and month."""

    missing: frozenset[tuple[int, int]]
    late: Mapping[tuple[int, int], dt.date]
    corrected: Mapping[tuple[int, int], dt.date]

    @property
    def touched(self) -> frozenset[tuple[int, int]]:
        """Every place where something happens."""
        return self.missing | self.late.keys() | self.corrected.keys()


def make_demo(seed: int, months_n: int, offices_n: int, first_month: str) -> Demo:
    """The demo of so many offices; fewer than all are taken so that every tool has some."""
    order = programme_offices()
    fixed = (*OLD_FORM_SHEETS, *OLD_FORM_ONLINE, STUBBORN_ONLINE, STUBBORN_SHEET)
    free = [code for code in order if code not in fixed]
    shuffled = [free[place] for place in np.random.default_rng([seed, 0]).permutation(len(free))]
    groups: dict[str, list[str]] = {}
    for tool, size in _SIZES.items():
        groups[tool], shuffled = shuffled[:size], shuffled[size:]
    tools = {code: tool for tool, codes in groups.items() for code in codes}
    turns = [list(fixed[:3]), list(fixed[6:]), list(fixed[3:6]), *groups.values(), shuffled[::2], shuffled[1::2]]
    chosen: list[str] = []
    while len(chosen) < min(offices_n, len(order)):
        for turn in turns:
            if turn and len(chosen) < offices_n:
                chosen.append(turn.pop(0))
    codes = tuple(code for code in order if code in chosen)
    calendar = Calendar.of(first_month, months_n)
    numbers = tuple(order.index(code) for code in codes)
    moods = tuple(draw_mood(np.random.default_rng([seed, 2, number])) for number in numbers)
    offices = Offices(tuple(places()[code] for code in codes), calendar.months)
    return Demo(seed, calendar, codes, {code: tools.get(code, "limesurvey") for code in codes}, offices, moods, numbers)


def make_life(demo: Demo) -> Life:
    """Draw the months that stay away, come late or are corrected."""
    rng = demo.rng(3)
    share = len(demo.codes) * demo.calendar.months_n / _WHOLE
    sheets = [i for i, code in enumerate(demo.codes) if demo.tools[code] == "sheet"]
    senders = [i for i, code in enumerate(demo.codes) if demo.tools[code] in ("sheet", "limesurvey")]
    taken: set[tuple[int, int]] = set()

    def draw(among: Sequence[int], months: int, tools: tuple[str, ...]) -> tuple[int, int] | None:
        for _ in range(200):
            if not among or months < 1:
                return None
            place = (int(rng.choice(among)), int(rng.integers(months)))
            if place not in taken and demo.tool(*place) in tools:
                taken.add(place)
                return place
        return None

    def some(n: int) -> range:
        return range(max(1, round(n * share)))

    months_n = demo.calendar.months_n
    corrected, late, missing = {}, {}, set()
    for _ in some(_CORRECTED_N):
        if place := draw(sheets, months_n - 2, ("sheet",)):
            corrected[place] = demo.calendar.day(place[1], int(rng.integers(8, 26)), after=int(rng.integers(1, 3)))
    for _ in some(_LATE_N):
        if place := draw(senders, months_n - 3, ("sheet", "limesurvey")):
            late[place] = demo.calendar.day(place[1], int(rng.integers(8, 26)), after=int(rng.integers(1, 4)))
    for _ in some(_MISSING_N):
        if place := draw(range(len(demo.codes)), months_n, ("sheet", "limesurvey", "kobo", "odk")):
            missing.add(place)
    return Life(frozenset(missing), late, corrected)


def make_drafts(demo: Demo, life: Life) -> list[Draft]:
    """Every file before anything is planted in it, month by month."""
    servers: dict[str, int] = {}
    waiting: dict[int, People] = {}
    drafts: list[Draft] = []
    for month in range(demo.calendar.months_n):
        by_tool: dict[str, list[int]] = {}
        for office in range(len(demo.codes)):
            if (office, month) not in life.missing:
                by_tool.setdefault(demo.tool(office, month), []).append(office)
        for tool, offices in sorted(by_tool.items()):
            drafts += _files(demo, life, tool, offices, month, servers, waiting)
    return drafts


def _files(
    demo: Demo, life: Life, tool: str, offices: Sequence[int], month: int, servers: dict[str, int],
    waiting: dict[int, People],
) -> Iterable[Draft]:  # fmt: skip
    name = demo.calendar.months[month]
    day = int(demo.rng(4, month).choice(_ON_TIME[:3]))
    received = demo.calendar.day(month, day)
    if tool in ("limesurvey", "old_online", "stubborn_online"):
        instrument_id = demo.instrument(offices[0], month)
        layout_id, year = _LIMESURVEY[instrument_id], instrument_id[4:8]
        on_time = [office for office in offices if (office, month) not in life.late]
        who = "" if tool == "limesurvey" else f"_{demo.codes[offices[0]]}" if tool.startswith("stubborn") else "_lama"
        if on_time:
            file = f"{name}_limesurvey{year}{who or '_pusat'}.csv"
            yield _online(demo, file, layout_id, on_time, month, received, servers)
        for office in offices:
            if office not in on_time:
                late = life.late[office, month]
                file = f"{name}_limesurvey{year}_{demo.codes[office]}_susulan.csv"
                yield _online(demo, file, layout_id, [office], month, late, servers)
    elif tool in _PHONES:
        layout_id, server = _PHONES[tool]
        yield _online(demo, f"{name}_{server}.csv", layout_id, offices, month, received, servers)
    elif tool == "google":
        yield from (_form(demo, office, month, waiting) for office in offices)
    elif tool == "spss":
        yield from (_spss(demo, office, month) for office in offices)
    else:
        for office in offices:
            yield from _sheets(demo, life, office, month)


def _online(
    demo: Demo,
    name: str,
    layout_id: str,
    offices: Sequence[int],
    month: int,
    received: dt.date,
    servers: dict[str, int],
) -> Draft:
    """An export of a server: all its offices in the order in which forms were sent, numbered on from last month."""
    people = together([demo.block(office, month) for office in offices])
    rng = demo.rng(5, month, offices[0])
    order = np.argsort(people.sent - demo.offices.hours(people) * 3600, kind="stable")
    people = without_copies(rng, people.take(order), has_profile=True)
    if layout_id.startswith("limesurvey"):
        people = _with_unfinished(rng, people)
    first = servers.get(layout_id, 0) + 1
    servers[layout_id] = first + len(people) - 1
    people = replace(people, number=np.arange(first, first + len(people)))
    one = len(offices) == 1
    label = demo.offices.text(offices[0], month) if one else "Direktorat Jenderal Imigrasi (beberapa kantor)"
    return Draft(name, layout_id, received, label, people)


def _with_unfinished(rng: np.random.Generator, people: People) -> People:
    """The people and among them some who never pressed the last button."""
    n = len(people)
    copied = np.sort(rng.choice(n, n // _UNFINISHED, replace=False))
    order = np.sort(np.concatenate([np.arange(n), copied]), kind="stable")
    mixed = people.take(order)
    is_copy = np.zeros(len(order), dtype=bool)
    is_copy[1:] = order[1:] == order[:-1]
    scores = mixed.scores.copy()
    scores[is_copy, 4:] = -1
    return replace(mixed, scores=scores, is_finished=~is_copy, sent=mixed.sent + np.where(is_copy, 90, 0))


def _form(demo: Demo, office: int, month: int, waiting: dict[int, People]) -> Draft:
    """An office's Google form, taken on the fourth: where it was already used this month, answers of the next are in it."""
    block = demo.block(office, month)
    if office in waiting:
        early = waiting.pop(office)
        block = block.take(~np.isin(block.sent, early.sent))
    if demo.calendar.months[month] == _EARLY_MONTH:
        coming = demo.block(office, month + 1)
        early = coming.take(coming.sent < np.datetime64(f"{demo.calendar.months[month + 1]}-04"))
        if len(early):
            waiting[office] = early
            block = together([block, early])
    people = without_copies(demo.rng(6, month, office), block, has_profile=True)
    name = f"{demo.calendar.months[month]}_google_{demo.codes[office]}.csv"
    return Draft(name, "google_forms_skm", demo.calendar.day(month, 4), demo.offices.text(office, month), people)


def _spss(demo: Demo, office: int, month: int) -> Draft:
    people = without_copies(demo.rng(7, month, office), demo.block(office, month), has_profile=True)
    name = f"{demo.calendar.months[month]}_spss_{demo.codes[office]}.sav"
    received = demo.calendar.day(month, int(demo.rng(8, month, office).choice(_ON_TIME)))
    return Draft(name, "spss_skm", received, demo.offices.text(office, month), people)


def _sheets(demo: Demo, life: Life, office: int, month: int) -> Iterable[Draft]:
    """An office's processing sheet; where it was corrected, the first one with slips and the second as it should be."""
    rng = demo.rng(9, month, demo.numbers[office])
    people = without_copies(rng, demo.block(office, month), has_profile=False)
    instrument_id = demo.instrument(office, month)
    two_orders = ("kemenpan_u9_list", "kemenpan_u9_form")
    layout_id = {"skm_2004_14": "kemenpan_u14", "skm_2014_9": "kemenpan_u9_2014"}.get(
        instrument_id, two_orders[demo.numbers[office] % 2]
    )
    received = life.late.get((office, month), demo.calendar.day(month, int(rng.choice(_ON_TIME))))
    name = f"{demo.calendar.months[month]}_{demo.codes[office]}"
    sheet = Draft(
        f"{name}.xlsx", layout_id, received, demo.offices.text(office, month), people, TOP,
        period=demo.calendar.months[month], beside_n=1 + FOOTERS_N,
    )  # fmt: skip
    if (office, month) not in life.corrected:
        return [sheet]
    scores = people.scores.copy()
    for row in rng.choice(len(people), max(4, len(people) // 4), replace=False):
        scores[row, rng.integers(scores.shape[1], size=3)] = 1  # a column typed one place off
    wrong = without_copies(rng, without_lines(rng, replace(people, scores=scores)), has_profile=False)
    mended = replace(
        sheet, name=f"{name}_perbaikan.xlsx", received=life.corrected[office, month], replaces=sheet.name,
        texts={}, extra={}, refused={}, findings=[],
    )  # fmt: skip
    return [replace(sheet, people=wrong, replaced_by=mended.name), mended]


def _workdays(month: str) -> NDArray[np.datetime64]:
    days = np.arange(np.datetime64(f"{month}-01"), np.datetime64(month) + 1, dtype="datetime64[D]")
    return days[np.is_busday(days)]


def _month_number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1
