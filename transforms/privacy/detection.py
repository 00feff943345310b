"""Finds personal data by the header of a column and by all of its cells.

A header is compared word by word in both languages, a tool's own column name as a whole; cells are counted against
patterns. What comes back says which kinds a column holds, on what evidence, and what happens to it: in counts and in
words of our own vocabulary, never with a value or the header itself, because both can name a person.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Final, Literal

from schemas.instrument import Confidence
from schemas.privacy import Action, ContentRule, PersonalData, PersonalKind, personal_data
from transforms.privacy import shapes
from transforms.statistics.conditions import MissingRule

_ORDER: Final[tuple[Confidence, ...]] = ("low", "medium", "high")
_SHORTEST: Final = 6  # characters; no pattern of ours fits a shorter cell
_LONGEST_HEADER: Final = 5000  # characters of one level; no question is longer, and every phrase is tried at every word
_WORD_ANSWERS_AT_LEAST: Final = 3  # one cell with the word Aman can be a name
_LINKING: Final = frozenset(["of", "the", "dari", "dan", "and", "pada", "di"])
_SINGLES_SHARE: Final = 4  # of the distinct values of an option list, at most one in four is chosen only once


class Source(StrEnum):
    """Where the evidence stands."""

    HEADER = "header"
    CELLS = "cells"
    INSIDE = "inside"


@dataclass(frozen=True)
class Evidence:
    """One reason to call a column personal.

    ``matched`` is a word or rule name of our own vocabulary. For cells, ``matching_n`` of ``shaped_n`` with the shape
    of ``filled_n`` cells passed; for a header all three are 0.
    """

    kind: str
    source: Source
    matched: str
    confidence: Confidence
    matching_n: int = 0
    shaped_n: int = 0
    filled_n: int = 0


@dataclass(frozen=True)
class PersonalColumn:
    """What one column holds. ``kinds`` is empty, and ``action`` None, when nothing personal was found.

    ``pseudonym_kind`` is the kind under which values become pseudonyms, None unless the action is hmac. Blank cells
    count in ``rows_n`` only.
    """

    position: int
    kinds: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    confidence: Confidence | None
    action: Action | None
    pseudonym_kind: str | None
    rows_n: int
    filled_n: int
    missing: MissingRule = MissingRule.AVAILABLE_CASE

    @property
    def is_personal(self) -> bool:
        """True when at least one kind of personal data was found."""
        return bool(self.kinds)


def detect(
    headers: Sequence[str | Sequence[str]], rows: Iterable[Sequence[str]], known: PersonalData | None = None
) -> tuple[PersonalColumn, ...]:
    """Return one result per column of a table.

    Args:
        headers: one header per column, a text or its levels from the top down.
        rows: cells as trimmed text; a row shorter than the header has blanks at its end, and cells beyond the header
            get columns of their own without header.
        known: the kinds of personal data; the packaged ones when not given.
    """
    columns: list[list[str]] = [[] for _ in headers]
    for count, row in enumerate(rows):
        for position, cell in enumerate(row):
            if position == len(columns):
                columns.append([""] * count)
            columns[position].append(cell)
        for column in columns[len(row) :]:
            column.append("")
    return tuple(
        detect_column(headers[position] if position < len(headers) else "", cells, known, position=position)
        for position, cells in enumerate(columns)
    )


def detect_column(
    header: str | Sequence[str], cells: Iterable[str], known: PersonalData | None = None, *, position: int = 0
) -> PersonalColumn:
    """Return what one column holds, from its header and all its cells; the order of the cells does not matter.

    Source: the personal data that UU 27/2022 articles 4(2) and 4(3) name, as far as a header or a cell shows it;
    ``schemas/reference/personal_data.yaml``.
    """
    known = personal_data() if known is None else known
    counts = Counter(cell.strip() for cell in cells)
    rows_n = sum(counts.values())
    del counts[""]
    column = _Column(known, _segments(header), _names(header), counts, sum(counts.values()))
    evidence = tuple(entry for kind in known.kinds for entry in column.evidence(kind))
    kinds = tuple(dict.fromkeys(entry.kind for entry in evidence))
    confidence = _overall(evidence)
    action, pseudonym_kind = _action(known, evidence)
    return PersonalColumn(position, kinds, evidence, confidence, action, pseudonym_kind, rows_n, column.filled_n)


# --- header -------------------------------------------------------------------------------------------------------


def _words(text: str) -> tuple[str, ...]:
    """Return the words of a header in comparable form: ``deviceId2``, ``device_id 2`` and ``Device-ID 2`` are equal."""
    plain = unicodedata.normalize("NFKC", text)
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", " ", plain)
    return tuple(re.findall(r"[^\W_]+", parted.casefold()))


def _levels(header: str | Sequence[str]) -> tuple[str, ...]:
    return tuple(level[:_LONGEST_HEADER] for level in ((header,) if isinstance(header, str) else header))


def _segments(header: str | Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the words of each part of a header: its levels, groups before a slash, a row in square brackets."""
    levels = _levels(header)
    parts = [part for level in levels for part in (level, *re.split(r"[/\[\]|\n]", level))]
    return tuple(dict.fromkeys(words for part in parts if (words := _words(part))))


def _names(header: str | Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the parts that can be a tool's own name of a column: ``ipaddr`` of ``ipaddr. IP address`` too."""
    levels = _levels(header)
    parts = [part for level in levels for part in (level, *re.split(r"[/\[\]|:()\n]|\. ", level))]
    return tuple(dict.fromkeys(words for part in parts if (words := _words(part))))


@cache
def _phrase(text: str) -> tuple[str, ...]:
    return _words(text)


def _holds(words: tuple[str, ...], phrase: tuple[str, ...], unless: frozenset[str]) -> bool:
    """Return whether a phrase stands in the words with no word of ``unless`` beside it, or is all of them in one.

    Only neighbours count: *nama kantor* names an office, *nama lengkap sesuai dokumen* a person.
    """
    width = len(phrase)
    for start in range(len(words) - width + 1):
        if words[start : start + width] == phrase:
            before = [word for word in words[:start] if word not in _LINKING][-1:]
            after = [word for word in words[start + width :] if word not in _LINKING][:1]
            if not unless.intersection(before + after):
                return True
    return _equals(words, phrase)


def _equals(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    return "".join(words) == "".join(phrase)


# --- one column ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Column:
    known: PersonalData
    segments: tuple[tuple[str, ...], ...]
    names: tuple[tuple[str, ...], ...]
    counts: Mapping[str, int] = field(repr=False)
    filled_n: int

    def evidence(self, kind: PersonalKind) -> Iterable[Evidence]:
        found = self._by_header(kind)
        if found is not None:
            yield found
        whole: set[str] = set()
        for rule in kind.content:
            entry = self._by_rule(kind, rule, whole)
            if entry is not None:
                yield entry
        if kind.kind == self.known.free_text.kind:
            entry = self._as_free_text()
            if entry is not None:
                yield entry

    def _by_header(self, kind: PersonalKind) -> Evidence | None:
        for names in kind.header.tools.values():
            for name in names:
                if any(_equals(words, _phrase(name)) for words in self.names):
                    return Evidence(kind.kind, Source.HEADER, name, "high")
        unless = frozenset(kind.header.unless)
        best: Evidence | None = None
        for words in self.segments:
            is_long = len(words) > self.known.long_header_words
            confidence: Confidence = "medium" if is_long else "high"
            for phrases, is_doubtful in ((kind.header.words, False), (kind.header.only_unless_answers, True)):
                match = next((phrase for phrase in phrases if _holds(words, _phrase(phrase), unless)), None)
                if match is None or self._is_question(is_long, is_doubtful):
                    continue
                if best is None or _ORDER.index(confidence) > _ORDER.index(best.confidence):
                    best = Evidence(kind.kind, Source.HEADER, match, confidence)
        return best

    def _is_question(self, is_long: bool, is_doubtful: bool) -> bool:
        """Return whether the cells show that a header with a personal word heads a question of the survey."""
        if not self.filled_n:
            return is_long or is_doubtful
        return self._are_answers() or (is_long and self._are_options())

    def _are_answers(self) -> bool:
        """Return whether every cell is a score, an option code or made of the words that answers are made of."""
        if all(_is_short_number(value) for value in self.counts):
            return True
        return self.filled_n >= _WORD_ANSWERS_AT_LEAST and all(
            _is_answer(value, self.known.answer_words) for value in self.counts
        )

    def _are_options(self) -> bool:
        """Return whether few values repeat, as those of an option list do; remarks stand there once."""
        distinct = len(self.counts)
        singles = sum(count == 1 for count in self.counts.values())
        return (
            distinct <= self.known.options_at_most
            and 2 * distinct <= self.filled_n
            and singles <= max(1, distinct // _SINGLES_SHARE)
        )

    def _by_rule(self, kind: PersonalKind, rule: ContentRule, whole: set[str]) -> Evidence | None:
        """Return the evidence of one rule; ``whole`` collects the cells that are an identifier and nothing else."""
        pattern = _compiled(rule.pattern)
        passes = shapes.cell_check(rule.check, self.known.province_codes)
        shaped: dict[str, int] = {}
        matching: dict[str, int] = {}
        for value, count in self.counts.items():
            if len(value) < _SHORTEST:
                continue
            if rule.where == "cell":
                found = [value] if pattern.fullmatch(value) else []
            else:
                found = [] if value in whole else [match[0] for match in pattern.finditer(value)]
            if found and not (rule.not_office and _names_office(value, self.known.office_words)):
                shaped[value] = count
                if any(passes(part) for part in found):
                    matching[value] = count
        if rule.where == "cell":
            whole.update(matching)
        matching_n, shaped_n = sum(matching.values()), sum(shaped.values())
        of_filled, of_shape, of_distinct = rule.shares
        if (
            matching_n < rule.min_count
            or shapes.share(matching_n, self.filled_n) < of_filled
            or shapes.share(matching_n, shaped_n) < of_shape
            or shapes.share(len(matching), matching_n) < of_distinct
            or (rule.not_serial and shapes.are_serial(matching))
            or (rule.check == "birth_dates" and not shapes.span_generations(matching))
        ):
            return None
        source: Source = Source.CELLS if rule.where == "cell" else Source.INSIDE
        return Evidence(kind.kind, source, rule.rule, rule.confidence, matching_n, shaped_n, self.filled_n)

    def _as_free_text(self) -> Evidence | None:
        rule = self.known.free_text
        long = {
            value: count
            for value, count in self.counts.items()
            if len(value.split()) >= rule.min_words and not _names_office(value, self.known.office_words)
        }
        long_n = sum(long.values())
        if (
            long_n < rule.min_count
            or shapes.share(long_n, self.filled_n) < Fraction(rule.min_share)
            or shapes.share(len(long), long_n) < Fraction(rule.min_distinct_share)
        ):
            return None
        return Evidence(rule.kind, Source.CELLS, "long_varying_text", rule.confidence, long_n, long_n, self.filled_n)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


@cache
def _answer_words(phrases: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for phrase in phrases for word in _words(phrase))


def _is_answer(value: str, phrases: tuple[str, ...]) -> bool:
    """Return whether a cell is a short number, one letter, or answer words behind at most one: ``a. Sangat baik``."""
    if len(value) == 1 or _is_short_number(value):
        return True
    words = _words(value)
    label = words[1:] if len(words) > 1 and len(words[0]) == 1 else words
    return bool(label) and all(word in _answer_words(phrases) for word in label)


def _is_short_number(value: str) -> bool:
    return re.fullmatch(r"[A-Za-z]{0,2}\d{1,3}(?:[.,]\d{1,4})?|[-./#]+", value) is not None


@cache
def _office_phrases(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f" {' '.join(_words(phrase))} " for phrase in phrases)


def _names_office(value: str, phrases: tuple[str, ...]) -> bool:
    words = f" {' '.join(_words(value[:200]))} "
    return any(phrase in words for phrase in _office_phrases(phrases))


# --- what follows from the evidence -------------------------------------------------------------------------------


def _overall(evidence: Sequence[Evidence]) -> Confidence | None:
    """Return the best confidence; header and cells that agree on a kind make it high."""
    if not evidence:
        return None
    sources: dict[str, set[Source]] = {}
    for entry in evidence:
        sources.setdefault(entry.kind, set()).add(entry.source)
    if any(Source.HEADER in found and len(found) > 1 for found in sources.values()):
        return "high"
    return max((entry.confidence for entry in evidence), key=_ORDER.index)


def _action(known: PersonalData, evidence: Sequence[Evidence]) -> tuple[Action | None, str | None]:
    """Return the strictest action: drop before masking before pseudonyms.

    An identifier inside longer text has no pseudonym, so such a column is text. A column of several kinds with
    pseudonyms uses the kind of the most confident evidence, then the first of the file.
    """
    if not evidence:
        return None, None
    whole = [entry for entry in evidence if entry.source != Source.INSIDE]
    actions = {known.kind(entry.kind).action for entry in whole}
    if Action.DROP in actions:
        return Action.DROP, None
    if Action.MASK_TEXT in actions or not whole:
        return Action.MASK_TEXT, None
    best = max(whole, key=lambda entry: _ORDER.index(entry.confidence))
    return Action.HMAC, best.kind


StoredAs = Literal["unchanged", "dropped", "pseudonyms", "masked_text"]


def stored_as(column: PersonalColumn, *, is_opted_in: bool) -> StoredAs:
    """Return how a column goes on beyond the raw zone; free text only where the study asks for it by name."""
    if column.action is None:
        return "unchanged"
    if column.action is Action.HMAC:
        return "pseudonyms"
    return "masked_text" if column.action is Action.MASK_TEXT and is_opted_in else "dropped"
