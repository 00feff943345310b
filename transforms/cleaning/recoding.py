"""Turns the words of a file into scores and answer codes, by what the questionnaire and the layout declare.

What is not declared stays as it is, so that a check refuses it and a finding can name the place: an unknown word is
never 0, never the nearest word and never an empty answer.
"""

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final, TypeVar

from schemas.instrument import AnswerLabels, Attribute, Scale
from transforms.formats.grid import Variable
from transforms.intake.sheets import plain

_Value = TypeVar("_Value", int, str)
_WHOLE: Final = re.compile(r"[-+]?\d{1,9}")
_WHOLE_WITH_ZEROS: Final = re.compile(r"([-+]?\d{1,9})[.,]0+")
_NUMBER: Final = re.compile(r"[-+]?\d{1,15}(\.\d{1,15})?")
_YEARS: Final = re.compile(r"(\d{1,3}) ?(?:tahun|thn|th|years?(?: old)?)\.?")
_TOOL_CODE: Final = re.compile(r"([a-z]{1,3})0*\d{1,2}")  # A7, AO07
_POINT_AND_LABEL: Final = re.compile(r"(\d{1,2})\s*[-–—.:)=]\s*(\D.*)")


def comparable(text: str) -> str:
    """Return words in the form in which they are compared: without case, white space folded, ``&`` as *dan*."""
    return plain(re.sub(r"\s*&\s*", " dan ", plain(text))).casefold()


def _slug(text: str) -> str:
    """Return the words of a text alone, as phone forms name their answers: ``pns_tni_polri`` for *PNS/TNI/POLRI*."""
    return " ".join(re.findall(r"[^\W_]+", comparable(text)))


def _slugs(words: Mapping[str, _Value]) -> dict[str, _Value]:
    """Return the meaning of every slug with a letter; one that stands for two meanings stands for none."""
    found: dict[str, set[_Value]] = {}
    for word, value in words.items():
        found.setdefault(_slug(word), set()).add(value)
    return {
        slug: next(iter(values)) for slug, values in found.items() if len(values) == 1 and re.search(r"[^\W\d_]", slug)
    }


class ScoreRecoder:
    """Reads the cells of one question. Empty text is no answer; text that is not understood comes back unchanged."""

    def __init__(
        self,
        scale: Scale,
        labels: AnswerLabels | None,
        *,
        answers: Mapping[str, int] | None = None,
        missing: Iterable[str] = (),
        variable: Variable | None = None,
        is_reversed: bool = False,
    ) -> None:
        self._scale = scale
        self._is_reversed = is_reversed
        self._labels = _label_scores(labels, scale)
        self._answers = {comparable(word): score for word, score in (answers or {}).items()}
        self._missing = {comparable(word) for word in missing}
        self._variable = variable
        self._known: dict[str, str] = {}
        self._slugs = _slugs(self._labels)
        self._labelled: frozenset[str] = frozenset()
        self.is_relabelled = False
        self._by_label: dict[str, int] = {}
        if variable is not None:
            self._missing.update(comparable(word) for word in variable.missing_codes)
            labels_of = {comparable(number): comparable(label) for number, label in variable.value_labels}
            self._labelled = frozenset(number for number, label in labels_of.items() if label)
            for number, label in labels_of.items():
                score = self._labels.get(label, self._word_score(label))
                if score is not None:
                    self._by_label[number] = score
            self.is_relabelled = any(_as_int(number) != score for number, score in self._by_label.items())
            self._answers |= self._by_label

    @property
    def has_labels(self) -> bool:
        """Whether words are known for the points of the scale."""
        return bool(self._labels)

    def is_doubtful(self, cell: str) -> bool:
        """Whether a cell holds a code of the scale that the labels of its file do not let pass for a score.

        Its label is no answer of the questionnaire, so the code can count from the other end or belong to another
        question or scale; or it has none beside labels that give other codes other scores than their numbers.
        """
        word = comparable(cell)
        if not self._labels or word in self._by_label or word in self._missing or self._is_missing_number(word):
            return False
        is_open = word in self._labelled or self.is_relabelled
        number = _as_int(word)
        return is_open and number is not None and number in self._scale.points

    def __call__(self, cell: str) -> str:
        """Return the score as text, empty text for no answer, or the cell when it is neither."""
        if cell not in self._known:
            self._known[cell] = self._read(cell)
        return self._known[cell]

    def _read(self, cell: str) -> str:
        word = comparable(cell)
        if word == "" or word in self._missing or self._is_missing_number(word):
            return ""
        score = self._score(word)
        if score is None:
            return cell
        if self._is_reversed and score in self._scale.points:
            score = self._scale.minimum + self._scale.maximum - score
        return str(score)

    def _score(self, word: str) -> int | None:
        if word in self._answers:
            return self._answers[word]
        if word in self._labels:
            return self._labels[word]
        return self._word_score(word)

    def _word_score(self, word: str) -> int | None:
        number = _as_int(word)
        if number is not None:
            return self._answers.get(str(number), number)
        both = _POINT_AND_LABEL.fullmatch(word)
        if both is not None and self._labels.get(both[2]) == int(both[1]):  # "4 - Sangat baik", where both agree
            return int(both[1])
        return self._slugs.get(_slug(word))

    def _is_missing_number(self, word: str) -> bool:
        if self._variable is None or _NUMBER.fullmatch(word) is None:
            return False
        value = Fraction(word)
        return any(
            _NUMBER.fullmatch(one.low) is not None
            and _NUMBER.fullmatch(one.high) is not None
            and Fraction(one.low) <= value <= Fraction(one.high)
            for one in self._variable.missing_ranges
        )


class OptionRecoder:
    """Reads the cells of one question about the respondent; what is not declared comes back unchanged."""

    def __init__(
        self,
        attribute: Attribute,
        values: Mapping[str, str] | None = None,
        *,
        missing: Iterable[str] = (),
        variable: Variable | None = None,
    ) -> None:
        self._attribute = attribute
        self._words: dict[str, str] = {}
        for option in attribute.options:
            for word in (option.label_en, option.label_id, *option.words, option.code):
                self._words[comparable(word)] = option.code
        codes = {comparable(word): answer for word, answer in (values or {}).items()}
        self._words |= codes
        self._code_heads = {match[1] for word in codes if (match := _TOOL_CODE.fullmatch(word))}
        self._missing = {comparable(word) for word in missing}
        self._slugs = _slugs(self._words)
        self._labels: dict[str, str] = {}
        if variable is not None:
            self._missing.update(comparable(word) for word in variable.missing_codes)
            self._labels = {comparable(number): comparable(label) for number, label in variable.value_labels}
        self._is_numeric = any(option.minimum is not None or option.maximum is not None for option in attribute.options)
        self._unanswered = next((option.code for option in attribute.options if option.is_unanswered), "")
        self._rest = next((option.code for option in attribute.options if option.is_rest), None)

    def __call__(self, cell: str) -> str:
        """Return the answer's code, or the cell when no declared answer has this word."""
        word = comparable(cell)
        if word == "" or word in self._missing:
            return self._unanswered
        if word in self._words:
            return self._words[word]
        # A code that its file gives a label is no number: 2 can be the band "17-25 tahun".
        label = self._labels.get(word)
        answer = self._of_words(word if label is None else label)
        if answer is not None:
            return answer
        return self._rest if self._rest is not None and self._is_word(word if label is None else label) else cell

    def _is_word(self, word: str) -> bool:
        """Tell a word, which can mean the rest, from a number, a sign or a tool's code that nobody declared."""
        head = _TOOL_CODE.fullmatch(word)
        is_code = head is not None and head[1] in self._code_heads
        return not is_code and re.search(r"[^\W\d_]", word) is not None

    def _of_words(self, word: str) -> str | None:
        if word in self._words:
            return self._words[word]
        years = _YEARS.fullmatch(word) if self._is_numeric else None
        number = _as_int(word if years is None else years[1])
        if number is not None:
            covering = next((option.code for option in self._attribute.options if option.covers(number)), None)
            if covering is not None:
                return covering
        return self._slugs.get(_slug(word))


def _label_scores(labels: AnswerLabels | None, scale: Scale) -> dict[str, int]:
    """Return the score of every word; a word that stands for two points stands for none."""
    if labels is None:
        return {}
    pairs = [
        (comparable(word), point)
        for words in (labels.labels_id, labels.labels_en, labels.codes)
        for word, point in zip(words, scale.points, strict=False)
    ]
    pairs += [(comparable(word), point) for word, point in labels.variants.items()]
    found: dict[str, set[int]] = {}
    for word, point in pairs:
        found.setdefault(word, set()).add(point)
    return {word: min(points) for word, points in found.items() if len(points) == 1}


def _as_int(word: str) -> int | None:
    if _WHOLE.fullmatch(word):
        return int(word)
    zeros = _WHOLE_WITH_ZEROS.fullmatch(word)
    return None if zeros is None else int(zeros[1])
