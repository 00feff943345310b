"""What the writers are given: a survey of scored and profile questions, and what people answered."""

import datetime as dt
import re
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

Words = str | tuple[str, ...]
WIB = dt.timezone(dt.timedelta(hours=7))
_NAMESPACE = uuid.UUID(int=0)


@dataclass(frozen=True)
class Scored:
    """A question answered on a scale; `words` are its answers, lowest first, the first one scored `lowest`.

    `parent` and `subquestion` are LimeSurvey's codes; with a subquestion it is a row of a grid, `text` is what the
    grid asks and `label` its row.
    """

    code: str
    text: str
    label: str
    words: tuple[str, ...]
    parent: str
    subquestion: str = ""
    lowest: int = 1

    @property
    def scores(self) -> range:
        return range(self.lowest, self.lowest + len(self.words))

    @property
    def heading(self) -> str:
        return f"{self.text} [{self.label}]" if self.subquestion else self.text

    def word(self, score: int | None) -> str:
        return "" if score is None else self.words[self.scores.index(score)]


@dataclass(frozen=True)
class Profile:
    """A question about the respondent; without options it is answered in words of one's own."""

    code: str
    text: str
    parent: str
    options: tuple[str, ...] = ()
    is_multiple: bool = False


@dataclass(frozen=True)
class Answers:
    """What one respondent answered. Nobody who has not `submitted` has finished; instants know their zone."""

    respondent: int
    office: str
    submitted: dt.datetime | None
    started: dt.datetime
    scores: Mapping[str, int | None]
    profile: Mapping[str, Words] = field(default_factory=dict)

    @property
    def identity(self) -> str:
        """The random identity that a phone gives an interview, here from what it holds."""
        return str(uuid.uuid5(_NAMESPACE, f"{self.respondent}/{self.office}/{self.started.isoformat()}"))

    @property
    def seed(self) -> int:
        return zlib.crc32(self.identity.encode())

    def words(self, question: Profile) -> tuple[str, ...]:
        given = self.profile.get(question.code, ())
        return ((given,) if given else ()) if isinstance(given, str) else given


@dataclass(frozen=True)
class Edit:
    """A question that was asked in other words (a form) or under another name (Kobo) before an instant."""

    code: str
    before: str
    until: dt.datetime

    def applies(self, answers: Answers) -> bool:
        return (answers.submitted or answers.started) < self.until


@dataclass(frozen=True)
class Survey:
    """A form with its answers. `respondent` and `office` are questions of the form; None where it does not ask."""

    questions: tuple[Scored, ...]
    answers: tuple[Answers, ...]
    profile: tuple[Profile, ...] = ()
    office: Profile | None = None
    respondent: Profile | None = None

    @property
    def opening(self) -> tuple[Profile, ...]:
        """The questions before the scored ones, those about respondent and office first."""
        return (*(question for question in (self.respondent, self.office) if question is not None), *self.profile)

    def words(self, answers: Answers, question: Profile) -> tuple[str, ...]:
        """The words given to an opening question; none where it was left out."""
        if question is self.respondent:
            return (str(answers.respondent),)
        if question is self.office:
            return (answers.office,)
        return answers.words(question)


def slug(word: str) -> str:
    """The name that a form builder makes of an answer's words."""
    return re.sub(r"[^a-z0-9]+", "_", word.casefold()).strip("_")


def local(instant: dt.datetime, clock: dt.tzinfo, pattern: str) -> str:
    return instant.astimezone(clock).strftime(pattern)


def with_offset(instant: dt.datetime, clock: dt.tzinfo) -> str:
    """The instant as a phone writes it: milliseconds and offset."""
    return instant.astimezone(clock).isoformat(timespec="milliseconds")
