"""Finds the one office that a text names, or says why there is none.

An office is accepted only when the place is its name or one of its aliases, word for word. The class beside the place
is evidence: it never decides, and a class that the office did not have at the time is a warning. Likeness makes a
suggestion for a person, never an answer. Method and stories: docs/methods/offices.md.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, Literal

from rapidfuzz import fuzz

from schemas import findings_on_offices as reasons
from schemas.catalog import place_words
from schemas.finding_code import FindingCode
from schemas.findings import Words
from schemas.instrument import Office
from schemas.offices import OfficeClass, OfficeRegister
from transforms.offices.words import ServiceKind, WrittenClass, WrittenName, place_of, take_apart, words_of

How = Literal["exact", "alias"]
SUGGEST_FROM: Final = 90.0  # percent likeness, domain rule 7.4.4
RIVAL_WITHIN: Final = 5.0  # points between the two likest offices under which nothing is suggested, domain rule 7.4.4
_MOST_SUGGESTIONS: Final = 3
_LONGEST_NAME: Final = (
    80  # characters; the longest name in the register has 21, and likeness to a paragraph means nothing
)
_MOST_WORDS: Final = 20


@dataclass(frozen=True)
class Suggestion:
    """An office that a person may have meant: its code, its name, and the likeness of the words, 0 to 100."""

    office_code: str
    name_id: str
    score: float


@dataclass(frozen=True)
class MatchFinding:
    """A finding about an office name: its code and the words that fill it. It holds no text from the file."""

    code: FindingCode
    words: Words = ()


@dataclass(frozen=True)
class OfficeMatch:
    """What a text says about the office.

    Attributes:
        office_code: the accepted office; None where the text names none, and then nothing may be stored under one.
        how: ``exact`` for the office's own name, ``alias`` for another name of the register, None without an office.
        written_class: the class that the text states; evidence only.
        service_kind: the kind of counter that the text names; None for an office itself.
        service_point_code: the counter, where ``service_points.csv`` knows it.
        suggestions: offices at least ``SUGGEST_FROM`` like the text, likest first; empty as soon as an office is
            accepted or two offices are within ``RIVAL_WITHIN`` points of each other.
        rivals: codes of the offices between which the text does not decide.
        findings: what a person has to be told, refusals first.
    """

    office_code: str | None = None
    how: How | None = None
    written_class: WrittenClass | None = None
    service_kind: ServiceKind | None = None
    service_point_code: str | None = None
    suggestions: tuple[Suggestion, ...] = ()
    rivals: tuple[str, ...] = ()
    findings: tuple[MatchFinding, ...] = ()


@dataclass(frozen=True)
class _Found:
    """An office whose name the words are, and the province that stood behind it."""

    office: Office
    how: How
    province_id: str | None = None


@dataclass(frozen=True)
class OfficeMatcher:
    """The register, indexed by the comparable form of every name.

    ``among`` are the offices that may be accepted, for example those of a study; None admits every office. A group of
    offices (``kind: group``) is accepted only where ``among`` names it.
    """

    register: OfficeRegister
    among: Collection[str] | None = None
    _names: dict[str, tuple[Office, How]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names: dict[str, tuple[Office, How]] = {}
        for office in self.register.offices.values():
            if office.kind == "group" and office.office_code not in (self.among or ()):
                continue
            for name in (*office.aliases, office.name_id):
                how: How = "exact" if name == office.name_id else "alias"
                names[" ".join(place_of(words_of(name)))] = (office, how)
        object.__setattr__(self, "_names", names)

    def match(self, text: str, on: date | None = None) -> OfficeMatch:
        """Return the office that a text names.

        Args:
            text: a cell, a title or a file name part, in any spelling.
            on: a day of the period that the file is about; decides which class and province count. Without it every
                class and province that the office ever had is accepted in silence.

        Returns:
            A match; it never raises for what stands in the text.
        """
        name = take_apart(text)
        if name.service_kind is not None:
            return self._match_counter(name, on)
        if not name.place:
            return OfficeMatch(written_class=name.written_class, findings=(MatchFinding(reasons.OFFICE_EMPTY),))
        found = self._find(name.place)
        if found is None:
            return self._unknown(name)
        return self._accept(found, name, on)

    def _match_counter(self, name: WrittenName, on: date | None) -> OfficeMatch:
        place = place_words(" ".join(name.place))
        point = next(
            (
                row
                for row in self.register.service_points
                if row.kind == name.service_kind
                and place in (place_words(_without_kind(alias, row.kind)) for alias in (row.name_id, *row.aliases))
                and (on is None or row.covers(on))
            ),
            None,
        )
        parent = self._find(name.parent) if name.parent else None
        match = OfficeMatch(service_kind=name.service_kind, written_class=name.written_class)
        if point is not None and (parent is None or parent.office.office_code == point.office_code):
            own = self.register.offices[point.office_code]
            match = replace(match, service_point_code=point.service_point_code)
            return self._accept(_Found(own, "alias"), name, on, match)
        if point is not None and parent is not None:
            return self._ambiguous(match, (parent.office.office_code, point.office_code))
        if parent is not None:
            return self._accept(parent, name, on, match)
        words = (("kind", str(name.service_kind).upper()),)
        return replace(match, findings=(MatchFinding(reasons.OFFICE_IS_SERVICE_POINT, words),))

    def _find(self, place: tuple[str, ...]) -> _Found | None:
        known = self._names.get(" ".join(place))
        if known is not None:
            return _Found(*known)
        # The shortest office first leaves the longest province: Manokwari in Papua Barat, nothing in Barat.
        for start in range(1, min(len(place), _MOST_WORDS)):
            province = self.register.province_names.get(" ".join(place[start:]))
            known = self._names.get(" ".join(place[:start]))
            if province is not None and known is not None:
                return _Found(*known, province)
        return None

    def _accept(
        self, found: _Found, name: WrittenName, on: date | None, match: OfficeMatch | None = None
    ) -> OfficeMatch:
        office = found.office
        match = match or OfficeMatch(written_class=name.written_class)
        findings: list[MatchFinding] = []
        if self.among is not None and office.office_code not in self.among:
            offered = ", ".join(sorted(self.register.offices[code].name_id for code in self.among))
            words = (("office", office.name_id), ("offices", offered))
            return replace(match, findings=(MatchFinding(reasons.OFFICE_NOT_EXPECTED, words),))
        if found.province_id is not None:
            finding = self._province_finding(office, found.province_id, on)
            if finding is not None:
                findings.append(finding)
            if finding is not None and finding.code is reasons.PROVINCE_DIFFERS:
                return replace(match, findings=tuple(findings))
        if name.written_class is not None:
            findings.extend(self._class_findings(office, name.written_class, on))
        return replace(match, office_code=office.office_code, how=found.how, findings=tuple(findings))

    def _province_finding(self, office: Office, province: str, on: date | None) -> MatchFinding | None:
        code = office.office_code
        own = self.register.provinces_of(code)
        # Forms keep the old province for years after a new one is made, so every province of the office's past fits.
        if province in own:
            return None
        today = self.register.province_of(code, on) if on is not None else None
        known = today or ", ".join(sorted(own))
        words = (("office", office.name_id), ("province", province), ("known", known))
        recorded = any(row.office_code == code and row.province_id == province for row in self.register.provinces)
        return MatchFinding(reasons.PROVINCE_KNOWN_WRONG if recorded else reasons.PROVINCE_DIFFERS, words)

    def _class_findings(self, office: Office, written: WrittenClass, on: date | None) -> Iterable[MatchFinding]:
        known = self.register.classes_of(office.office_code, on)
        if known and not any(_fits(written, row) for row in known):
            names = sorted({row.name for row in known})
            words = (("office", office.name_id), ("written", written.name), ("known", " / ".join(names)))
            yield MatchFinding(reasons.CLASS_DIFFERS, words)

    def _unknown(self, name: WrittenName) -> OfficeMatch:
        province = self.register.province_names.get(" ".join(name.place))
        match = OfficeMatch(written_class=name.written_class)
        if province is not None:
            # One letter parts Jabar from Jakbar: the exact name of something else is no misspelling.
            return replace(match, findings=(MatchFinding(reasons.OFFICE_IS_PROVINCE, (("province", province),)),))
        several = self._several(name.place)
        if several:
            return self._ambiguous(match, several)
        if len(" ".join(name.place)) > _LONGEST_NAME:
            return replace(match, findings=(MatchFinding(reasons.OFFICE_UNKNOWN, (("suggestions", "-"),)),))
        ranked = self._ranked(" ".join(name.place))
        suggestions = tuple(likely for likely in ranked if likely.score >= SUGGEST_FROM)
        if suggestions and len(ranked) > 1 and ranked[0].score - ranked[1].score <= RIVAL_WITHIN:
            near = [rival for rival in ranked if ranked[0].score - rival.score <= RIVAL_WITHIN]
            return self._ambiguous(match, tuple(rival.office_code for rival in near))
        suggestions = suggestions[:_MOST_SUGGESTIONS]
        shown = ", ".join(f"{likely.name_id} ({likely.score:.0f} %)" for likely in suggestions) or "-"
        finding = MatchFinding(reasons.OFFICE_UNKNOWN, (("suggestions", shown),))
        return replace(match, suggestions=suggestions, findings=(finding,))

    def _ambiguous(self, match: OfficeMatch, rivals: tuple[str, ...]) -> OfficeMatch:
        shown = ", ".join(self.register.offices[code].name_id for code in rivals)
        return replace(match, rivals=rivals, findings=(MatchFinding(reasons.OFFICE_AMBIGUOUS, (("rivals", shown),)),))

    def _several(self, place: tuple[str, ...]) -> tuple[str, ...]:
        """Return the offices that share an incomplete name, or that a text names side by side."""
        begun = {
            office.office_code
            for name, (office, _) in self._names.items()
            if tuple(name.split())[: len(place)] == place
        }
        if len(begun) > 1:
            return tuple(sorted(begun))
        if len(place) > _MOST_WORDS:
            return ()
        spans = [
            (start, end)
            for start in range(len(place))
            for end in range(start + 1, len(place) + 1)
            if " ".join(place[start:end]) in self._names
        ]
        # "Padang Sidimpuan" names one office although "Padang" is one too: a name inside a longer one does not count.
        whole = [a for a in spans if not any(b != a and b[0] <= a[0] and a[1] <= b[1] for b in spans)]
        named = {self._names[" ".join(place[start:end])][0].office_code for start, end in whole}
        return tuple(sorted(named)) if len(named) > 1 else ()

    def _ranked(self, place: str) -> list[Suggestion]:
        """Return every office with the likeness of its likest name, likest first."""
        best: dict[str, Suggestion] = {}
        for name, (office, _) in self._names.items():
            if office.kind == "group":
                continue
            score = fuzz.ratio(place, name)
            if office.office_code not in best or score > best[office.office_code].score:
                best[office.office_code] = _suggestion(office, score)
        return sorted(best.values(), key=lambda likely: (-likely.score, likely.office_code))


def match_office(
    text: str, register: OfficeRegister, on: date | None = None, among: Collection[str] | None = None
) -> OfficeMatch:
    """Return the office that one text names; for many texts make one ``OfficeMatcher``.

    Args:
        text: a cell, a title or a file name part, in any spelling.
        register: the offices.
        on: a day of the period that the file is about.
        among: the offices that may be accepted; None admits all.
    """
    return OfficeMatcher(register, among).match(text, on)


def _fits(written: WrittenClass, known: OfficeClass) -> bool:
    """Return whether a written class does not contradict a known one; what either does not say contradicts nothing."""
    rank_fits = written.rank is None or written.rank == known.class_rank
    return rank_fits and (written.port is None or not known.port or written.port == known.port)


def _suggestion(office: Office, score: float) -> Suggestion:
    return Suggestion(office.office_code, office.name_id, round(score, 1))


def _without_kind(name: str, kind: str) -> str:
    return " ".join(word for word in words_of(name) if word != kind.upper())
