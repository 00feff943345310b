"""Random respondents: offices of the register, instants at the edges of months, scores, words about themselves."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from export_writers.model import Answers, Words

from schemas.instrument import Instrument, Origin
from schemas.offices import OfficeRegister

T = TypeVar("T")
Word = tuple[str, str]  # a word as people or tools write it, and the code of the answer that it means

AS_OF = dt.date(2026, 11, 21)
FOUR = (4, 3, 2, 1)
STRANGE_WORD = "Luar biasa sekali"
STRANGE_OFFICE = "Kantor Imigrasi Antah Berantah"
FILE_NAME = "ekspor"
_HOURS = {"WIB": 7, "WITA": 8, "WIT": 9}  # Keppres 41/1987
# First, twelfth, thirteenth and last day of seven months, over the end of a year and the 29th of February.
_DAYS = tuple(
    day
    for year, month, last in (
        (2024, 5, 31), (2023, 12, 31), (2024, 1, 31), (2024, 2, 29), (2024, 3, 31), (2024, 4, 30), (2024, 6, 30),
    )
    for day in (dt.date(year, month, 13), dt.date(year, month, 1), dt.date(year, month, 12), dt.date(year, month, last))
)  # fmt: skip
# Around midnight and around the hours at which another zone, or UTC, has midnight.
_TIMES = ((10, 15), (0, 0), (0, 59), (1, 30), (2, 0), (6, 59), (7, 0), (8, 30), (9, 0), (21, 59), (22, 30), (23, 59))
_REST = {"occupation": ("Nelayan", "Ibu rumah tangga"), "service": ("Legalisasi dokumen",)}


class Choose(Protocol):
    """Takes one of some options: hypothesis draws it, or a seeded generator."""

    def __call__(self, options: Sequence[T], /) -> T: ...


@dataclass(frozen=True)
class Person:
    """One respondent: `scores` by staged column, `profile` word and code by attribute, instants in the office's zone."""

    number: int
    office: str
    office_words: str
    submitted: dt.datetime
    started: dt.datetime
    scores: Mapping[str, int | None]
    profile: Mapping[str, Word]
    is_finished: bool = True

    @property
    def month(self) -> str:
        return f"{self.submitted:%Y-%m}"

    def staged(self, respondent: str, **more: str) -> dict[str, str]:
        """What a reader must make of this person, by staged column."""
        scores = {target: "" if score is None else str(score) for target, score in self.scores.items()}
        profile = {attribute: code for attribute, (_, code) in self.profile.items()}
        return {"respondent": respondent, "office": self.office, **profile, **scores, **more}

    def answers(self, names: Mapping[str, str], profile: Mapping[str, Words]) -> Answers:
        """This person for the writers; `names` are their question codes by staged column."""
        submitted = self.submitted if self.is_finished else None
        scores = {names[target]: score for target, score in self.scores.items()}
        return Answers(self.number, self.office_words, submitted, self.started, scores, profile)


@dataclass(frozen=True)
class Planted:
    """The one thing that is wrong: the physical row, the staged column, the cell and the code of the finding."""

    row_number: int
    target: str
    text: str
    code: str


@dataclass(frozen=True)
class Written:
    """A file, and what must come of it.

    `rows` are the rows that are answers: physical number and staged values. `ignored` are reasons whose counts are
    known, and no others occur where `knows_all_ignored`.
    """

    layout_id: str
    data: bytes
    rows: tuple[tuple[int, Mapping[str, str]], ...]
    origin: Origin | None = None
    ignored: Mapping[str, int] = field(default_factory=dict)
    knows_all_ignored: bool = True
    planted: Planted | None = None


@dataclass(frozen=True)
class World:
    """The data files that a survey takes its offices and words from."""

    register: OfficeRegister
    instruments: Mapping[str, Instrument]

    def words(self, instrument_id: str, attribute_code: str) -> list[Word]:
        """Every word that means an answer by the questionnaire, and years of age; empty is not stated."""
        instrument = self.instruments[instrument_id]
        attribute = next(one for one in instrument.attributes if one.attribute_code == attribute_code)
        found = [
            (word, option.code)
            for option in attribute.options
            if not option.is_unanswered
            for word in (option.label_id, option.label_en, *option.words)
        ]
        found += [
            (word, option.code) for option in attribute.options if option.is_rest for word in _REST[attribute_code]
        ]
        found += [("", option.code) for option in attribute.options if option.is_unanswered]
        return found + ([(str(years), age_band(years)) for years in range(15, 98)] if attribute_code == "age" else [])

    def zone(self, office: str) -> dt.timezone:
        province = self.register.province_of(office, AS_OF)
        return dt.timezone(dt.timedelta(hours=_HOURS[self.register.province(str(province)).zone]))


def age_band(years: int) -> str:
    """The band of the questionnaire: below 20, decades, 60 and over."""
    if years < 20:
        return "age_under_20"
    return "age_60_over" if years >= 60 else f"age_{years // 10}0_{years // 10}9"


def draw_people(
    choose: Choose,
    world: World,
    targets: Sequence[str],
    words: Mapping[str, Sequence[Word]],
    *,
    is_one_office: bool = False,
    may_stop: bool = False,
    points: Sequence[int] = FOUR,
) -> list[Person]:
    """One to twelve people, scores of the scale's points or none; no two submit in the same second, so nobody is taken for another."""
    offices = [code for code, office in world.register.offices.items() if office.kind == "office"]
    first, step = choose((1, 8, 101)), choose((1, 3))
    fixed = _office(choose, world, offices)
    people = []
    for index in range(choose(range(1, 13))):
        code, name = fixed if is_one_office else _office(choose, world, offices)
        hour, minute = choose(_TIMES)
        submitted = dt.datetime.combine(
            choose(_DAYS), dt.time(hour, minute, 59 - index if minute == 59 else index), world.zone(code)
        )
        started = submitted - dt.timedelta(seconds=choose((129, 45, 3600)))
        scores = {target: choose((*points, None)) for target in targets}
        profile = {attribute: choose(options) for attribute, options in words.items()}
        is_finished = not may_stop or choose((True, True, False))
        people.append(Person(first + step * index, code, name, submitted, started, scores, profile, is_finished))
    return people


def _office(choose: Choose, world: World, offices: Sequence[str]) -> tuple[str, str]:
    office = world.register.offices[choose(offices)]
    name = choose((office.name_id, *office.aliases))
    shape = choose(("Kantor Imigrasi {}", "{}", "KANIM {}", "Kantor Imigrasi Kelas I TPI {}", "kantor imigrasi  {}"))
    return office.office_code, shape.format(name)


def with_deciding_day(people: Sequence[Person], clock: dt.tzinfo) -> list[Person]:
    """The people, the first finished one moved to a 13th if nobody's day by that clock tells day from month."""
    finished = [place for place, person in enumerate(people) if person.is_finished]
    if not finished or any(people[place].submitted.astimezone(clock).day > 12 for place in finished):
        return list(people)
    moved = people[finished[0]]
    noon = moved.submitted.replace(day=13, hour=12)
    changed = replace(moved, submitted=noon, started=noon - (moved.submitted - moved.started))
    return [changed if person is moved else person for person in people]


def plant(
    choose: Choose,
    people: Sequence[Person],
    kind: str | None,
    targets: Sequence[str],
    *,
    points: Sequence[int] = FOUR,
) -> tuple[list[Person], int, str]:
    """Spoil one finished person's row; returns the people, the place of the spoiled one and the staged column.

    Kinds: score, label, profile, office, future, early, impossible (which only the writer's text can hold).
    """
    if kind is None:
        return list(people), -1, ""
    place = choose(range(len(people)))
    person = replace(people[place], is_finished=True)
    target = {"profile": "gender", "office": "office"}.get(kind, "survey_month")
    if kind in ("score", "label"):
        target = choose(targets)
        person = replace(
            person, scores={**person.scores, target: 5 if kind == "label" else choose((max(points) + 1, 7, 0))}
        )
    elif kind == "profile":
        person = replace(person, profile={**person.profile, "gender": (STRANGE_WORD, "")})
    elif kind == "office":
        person = replace(person, office_words=STRANGE_OFFICE)
    elif kind in ("future", "early"):
        instant = person.submitted.replace(year=2027 if kind == "future" else 1999, month=3, day=14)
        person = replace(person, submitted=instant, started=instant - dt.timedelta(seconds=60))
    spoiled = list(people)
    spoiled[place] = person
    return spoiled, place, target


def origin_of(
    choose: Choose,
    people: Sequence[Person],
    data: bytes,
    layout_id: str,
    *,
    period: str | None = None,
    is_told: bool = False,
) -> Origin:
    """The origin record beside a file of one office; where the file itself `is_told` apart, it may name no layout of ours."""
    return Origin(
        file=FILE_NAME,
        study_id="skm_2024",
        office=people[0].office_words,
        layout_id=choose((layout_id, "belum_diketahui")) if is_told else layout_id,
        sender="Kantor",
        received=AS_OF,
        sha256=hashlib.sha256(data).hexdigest(),
        rows=len(people),
        data_origin="synthetic",
        period=period,
    )


CODES = {
    "score": "SKM-R-001",
    "text": "SKM-R-002",
    "label": "SKM-R-006",
    "profile": "SKM-R-006",
    "office": "SKM-R-005",
    "future": "SKM-R-052",
    "early": "SKM-R-053",
    "impossible": "SKM-R-051",
}
