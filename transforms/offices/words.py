"""Takes an office name apart: the place, the class that is written beside it, and whether a counter is named.

Domain rule 17: the class is an attribute of the office with dates. It is taken off before places are compared and kept
as evidence only.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

ServiceKind = Literal["ulp", "ukk", "mpp"]
Words = tuple[str, ...]

_RANKS: Final = {
    "I": "I",
    "1": "I",
    "SATU": "I",
    "II": "II",
    "2": "II",
    "DUA": "II",
    "III": "III",
    "3": "III",
    "TIGA": "III",
}
_HEADS: Final = frozenset(["KANTOR", "IMIGRASI", "KANIM", "KANIMSUS", "UPT"])
_CLASS_WORDS: Final = frozenset(["KELAS", "KLAS", "KLS", "KHUSUS", "TPI", "NON", "NONTPI", *_RANKS])
# Long forms and their short ones; longest first, so that no part of one is taken for another.
_LONG_FORMS: Final = (
    ("NON TEMPAT PEMERIKSAAN IMIGRASI", "NON TPI"),
    ("TEMPAT PEMERIKSAAN IMIGRASI", "TPI"),
    ("UNIT PELAKSANA TEKNIS", "UPT"),
    ("UNIT LAYANAN PASPOR", "ULP"),
    ("UNIT KERJA KEIMIGRASIAN", "UKK"),
    ("UNIT KERJA KANTOR IMIGRASI", "UKK"),
    ("MALL PELAYANAN PUBLIK", "MPP"),
    ("MAL PELAYANAN PUBLIK", "MPP"),
)
_SERVICE_KINDS: Final[dict[str, ServiceKind]] = {"ULP": "ulp", "UKK": "ukk", "MPP": "mpp"}


@dataclass(frozen=True)
class WrittenClass:
    """A class as a text states it.

    Attributes:
        rank: ``I Khusus``, ``I``, ``II`` or ``III``; also combinations that no office has, such as ``II Khusus``.
            None where no rank, or more than one, is written.
        port: ``tpi`` or ``non_tpi``; None where the text says neither, as all texts before 2018 do.
    """

    rank: str | None
    port: Literal["tpi", "non_tpi"] | None

    @property
    def name(self) -> str:
        """The class as it is usually written."""
        ending = {"tpi": "TPI", "non_tpi": "Non TPI", None: ""}[self.port]
        return " ".join(part for part in (self.rank or "", ending) if part)


@dataclass(frozen=True)
class WrittenName:
    """An office name taken apart.

    Attributes:
        place: the words of the place, upper case, without class words and office words.
        written_class: the class beside the place; None where none is written.
        service_kind: the kind of counter that the text names; None where it names none.
        parent: for a counter, the words that follow ``Kantor Imigrasi`` or ``Kanim`` in the same text: the office
            that runs it. Empty where the text does not say.
    """

    place: Words
    written_class: WrittenClass | None
    service_kind: ServiceKind | None = None
    parent: Words = ()


def words_of(text: str) -> Words:
    """Return the words of a text in comparable form: upper case, compatible characters folded, no punctuation."""
    folded = unicodedata.normalize("NFKC", text).upper()
    spaced = " ".join(re.sub(r"[^A-Z0-9]+", " ", re.sub("['’`\u200b-\u200d\ufeff]", "", folded)).split())
    for long_form, short_form in _LONG_FORMS:
        spaced = re.sub(rf"\b{long_form}\b", short_form, spaced)
    return tuple(spaced.split())


def place_of(words: Words) -> Words:
    """Return the words that are neither class words nor office words."""
    return tuple(word for word in words if word not in _CLASS_WORDS and word not in _HEADS)


def take_apart(text: str) -> WrittenName:
    """Return what an office name consists of; no list of offices is needed for it."""
    words = words_of(text)
    kinds = [_SERVICE_KINDS[word] for word in words if word in _SERVICE_KINDS]
    if not kinds:
        return WrittenName(place_of(words), _written_class(words))
    segments = _segments(words)
    own = [segment for segment in segments if segment[0] in _SERVICE_KINDS]
    offices = [segment for segment in segments if segment[0] in _HEADS]
    parent = offices[0] if len(offices) == 1 else ()
    return WrittenName(place_of(own[0][1:]), _written_class(parent), kinds[0], place_of(parent))


def _segments(words: Words) -> list[Words]:
    """Cut a text before every counter word and before every run of office words."""
    cuts = [
        place
        for place, word in enumerate(words)
        if word in _SERVICE_KINDS or (word in _HEADS and (place == 0 or words[place - 1] not in _HEADS))
    ]
    ends = [*cuts[1:], len(words)]
    return [words[start:end] for start, end in zip(cuts, ends, strict=True)]


def _written_class(words: Words) -> WrittenClass | None:
    ranks = {_RANKS[word] for word in words if word in _RANKS}
    if "KANIMSUS" in words:
        ranks.add("I")
    special = "KHUSUS" in words or "KANIMSUS" in words
    rank = next(iter(ranks)) if len(ranks) == 1 else None
    if special and not ranks:
        rank = "I"
    if special and rank is not None:
        rank = f"{rank} Khusus"
    port: Literal["tpi", "non_tpi"] | None = None
    if "NONTPI" in words or any(pair == ("NON", "TPI") for pair in pairwise(words)):
        port = "non_tpi"
    elif "TPI" in words:
        port = "tpi"
    return None if rank is None and port is None else WrittenClass(rank, port)
