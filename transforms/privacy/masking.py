"""Masks identifiers in free text, for the columns that a study asks for by name; the others are dropped.

Masking takes rather too much than too little: a long run of digits goes whether it is a telephone number or an
amount. It cannot recognise a name without a title, so masked text stays personal data and is not published.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from schemas.privacy import Action, PersonalData, personal_data
from transforms.privacy.detection import PersonalColumn, stored_as
from transforms.privacy.pseudonyms import PseudonymKey, pseudonym
from transforms.publication.spreadsheet import spreadsheet_safe

_SHORTEST_VALUE: Final = 3  # letters and digits; a shorter value of another column is no name
_LONGEST_VALUE: Final = 1000  # characters; a longer one is none either, and its pattern would take seconds to build
_NAMES: Final = frozenset(["person_name", "staff_name"])
_SHORTEST_NAME_WORD: Final = 4  # letters; shorter words of a name, such as bin, are words of any text

LINK: Final = "[TAUTAN]"
EMAIL: Final = "[SUREL]"
PLACE: Final = "[KOORDINAT]"
NETWORK: Final = "[ALAMAT IP]"
NIK: Final = "[NIK]"
NUMBER: Final = "[NOMOR]"
PASSPORT: Final = "[PASPOR]"
NAME: Final = "[NAMA]"
SAME_ROW: Final = "[DATA PRIBADI]"
_MARKS: Final = (LINK, EMAIL, PLACE, NETWORK, NIK, NUMBER, PASSPORT, NAME, SAME_ROW)
_MARK: Final = re.compile("(" + "|".join(re.escape(mark) for mark in _MARKS) + ")")

# Colour codes and window titles of terminals as a whole; of anything else only the escape character goes, because a
# broken sequence would take the first letter of a title or a name with it.
_ESCAPES: Final = re.compile(r"(?:\x1b\[|\x9b)[0-9;:?]+[@-~]|\x1b\][^\x07\x1b]{0,300}(?:\x07|\x1b\\)")
# Quantifiers are bounded or cannot give back what they took, so a long cell costs time in proportion to its length.
_PATTERNS: Final = (
    (LINK, re.compile(r"(?:https?|ftp)\s?:\s?//\S+|(?<!\w)www\.\S+", re.IGNORECASE)),
    (EMAIL, re.compile(r"[\w.+%-]{0,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}", re.IGNORECASE)),
    (
        LINK,
        re.compile(
            r"(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\.(?:com|co|id|net|org|me|info|gl|ly|io|be)\b(?:/\S*)?",
            re.IGNORECASE,
        ),
    ),
    (PLACE, re.compile(r"[-+]?\d{1,3}[.,]\d{3,}+\s{0,3}[,; ]\s{0,3}[-+]?\d{1,3}[.,]\d{3,}+")),
    (
        PLACE,
        re.compile(r"\d{1,3}\s?°\s?\d{1,2}\s?['′’]\s?(?:\d{1,2}(?:[.,]\d+)?\s?(?:[\"″”]|'')\s?)?[NSEWUTBL]?\b"),
    ),
    (NETWORK, re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")),
    (NIK, re.compile(r"\d[.,]\d{1,15}E\+?\d{2}", re.IGNORECASE)),
    (NIK, re.compile(r"(?<!\d)\d(?:[ .-]?\d){15}(?![ .()/+-]{0,3}\d)")),
    (NUMBER, re.compile(r"\+?\d(?:[ .()/+-]{0,3}\d){8,}+")),
    (PASSPORT, re.compile(r"(?<![^\W_])(?!(?i:rp))(?:[A-Za-z]{1,2}\d{6,8}|[A-Z]{1,2}[ .-]\d{6,8})(?!\d)")),
)
_TOKENS: Final = re.compile(r"[^\W\d_]+|[\W\d_]+")
_AFTER_TITLE: Final = re.compile(r"[ \t.:_]{1,3}")
_BETWEEN_NAMES: Final = re.compile(r"[ \t'’.\-]{1,3}")
_INITIAL: Final = 3  # letters; a full stop behind more of them ends the sentence and the name with it


def mask_text(text: str, values: Iterable[str] = (), known: PersonalData | None = None) -> str:
    """Return text without the identifiers that masking knows; masking again changes nothing.

    Replaced by a mark in square brackets: links, e-mail addresses and account names, coordinates, network addresses,
    NIK, passport numbers, every run of nine or more digits, capitalised words behind a title (*Pak*, *Bu*, *Bapak*,
    *Ibu*, *Sdr*), and what equals one of ``values``. Terminal escapes and control characters are taken out, digits
    of other scripts and full-width letters become plain ones, and a formula gets an apostrophe.

    Args:
        text: one cell.
        values: what the other personal columns of the same row hold.
        known: the kinds of personal data, for the titles; the packaged ones when not given.
    """
    known = personal_data() if known is None else known
    patterns = tuple(pattern for value in sorted(set(values)) if (pattern := _value_pattern(value)) is not None)
    titles = frozenset(known.name_titles)
    # Cleaning settles in the first rounds and every mark leaves fewer characters outside the marks, so the rounds end.
    # The last one changed nothing, and neither would the first one of a second call.
    while True:
        masked = spreadsheet_safe(_mask(_clean(text), patterns, titles))
        if masked == text:
            return masked
        text = masked


def protect(
    cells: Sequence[str],
    columns: Sequence[PersonalColumn],
    key: PseudonymKey | None,
    opted_in: frozenset[int] = frozenset(),
    known: PersonalData | None = None,
) -> tuple[str | None, ...]:
    """Return one row as it may be stored beyond the raw zone: None where a column is dropped.

    Args:
        cells: the row, one cell per column; missing cells at its end are blank.
        columns: what ``transforms.privacy.detection.detect`` found, in order of position.
        key: the key of the year; None drops what would become a pseudonym.
        opted_in: positions of free text that the study asks for.
        known: the kinds of personal data; the packaged ones when not given.

    Raises:
        ValueError: more cells than columns; an unexamined cell is never stored.
    """
    if len(cells) > len(columns):
        raise ValueError(
            f"Found {len(cells)} cells and {len(columns)} examined columns; every column is examined first."
        )
    row = [*cells, *[""] * (len(columns) - len(cells))]
    forms = [stored_as(column, is_opted_in=column.position in opted_in) for column in columns]
    others = tuple(
        value
        for cell, column, form in zip(row, columns, forms, strict=True)
        if form in ("dropped", "pseudonyms") and column.action is not Action.MASK_TEXT
        for value in _values(cell, column)
    )
    result: list[str | None] = []
    for cell, column, form in zip(row, columns, forms, strict=True):
        if form == "unchanged":
            result.append(cell)
        elif form == "dropped":
            result.append(None)
        elif form == "masked_text":
            result.append(mask_text(cell, others, known))
        else:
            kind = column.pseudonym_kind
            found = pseudonym(key, kind, cell) if key is not None and kind is not None and cell else None
            result.append(None if found is None else found.text)
    return tuple(result)


def _values(cell: str, column: PersonalColumn) -> tuple[str, ...]:
    """Return what a cell gives to look for in the text of its row: itself and, of a name, each longer word."""
    if not _NAMES.intersection(column.kinds):
        return (cell,)
    return (cell, *(word for word in re.findall(r"[^\W\d_]+", cell) if len(word) >= _SHORTEST_NAME_WORD))


def _clean(text: str) -> str:
    """Return text in plain characters: no terminal escapes, no controls, one kind of digits, blanks folded."""
    text = _ESCAPES.sub("", text)
    text = "".join(_plain(character) for character in unicodedata.normalize("NFKC", text))
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _plain(character: str) -> str:
    if character.isascii():
        return " " if character in "\t\n\r\v\f" else character if " " <= character <= "~" else ""
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category[0] == "Z":
        return " "
    # Controls, invisible formats, halves of surrogates, private and unassigned code points, and variation selectors.
    return "" if category[0] == "C" or "\ufe00" <= character <= "\ufe0f" else character


def _mask(text: str, patterns: Sequence[re.Pattern[str]], titles: frozenset[str]) -> str:
    """Replace identifiers in the parts between marks: a mark is never text again, even if a person is called Nama."""
    return "".join(
        part if place % 2 else _mask_part(part, patterns, titles) for place, part in enumerate(_MARK.split(text))
    )


def _mask_part(text: str, patterns: Sequence[re.Pattern[str]], titles: frozenset[str]) -> str:
    """Replace what any rule sees in the same text, so that no rule hides from another what it needs to see.

    Where places overlap, all of them go, under the mark of the rule that stands first.
    """
    rules = (*((SAME_ROW, pattern) for pattern in patterns), *_PATTERNS)
    found = [
        (match.start(), match.end(), place, mark)
        for place, (mark, pattern) in enumerate(rules)
        for match in pattern.finditer(text)
    ]
    found += [(start, end, len(rules), NAME) for start, end in _names(text, titles)]
    result: list[str] = []
    done = 0
    for start, end, mark in _merged(found):
        result += (text[done:start], mark)
        done = end
    return "".join((*result, text[done:]))


def _merged(found: Sequence[tuple[int, int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Return places in order, overlapping ones as one, with the mark of the first rule among them."""
    waiting: tuple[int, int, int, str] | None = None
    for place in sorted(found):
        if waiting is not None and place[0] < waiting[1]:
            first = min(waiting, place, key=lambda entry: entry[2])
            waiting = (waiting[0], max(waiting[1], place[1]), first[2], first[3])
            continue
        if waiting is not None:
            yield waiting[0], waiting[1], waiting[3]
        waiting = place
    if waiting is not None:
        yield waiting[0], waiting[1], waiting[3]


def _value_pattern(value: str) -> re.Pattern[str] | None:
    """Return a pattern of a value with any blanks and punctuation between its letters, or None for a short or endless one."""
    letters = [character for character in _clean(value) if character.isalnum()] if len(value) <= _LONGEST_VALUE else []
    if len(letters) < _SHORTEST_VALUE:
        return None
    body = r"[\W_]{0,3}".join(re.escape(letter) for letter in letters)
    return re.compile(rf"(?<![^\W_]){body}(?![^\W_])", re.IGNORECASE)


def _names(text: str, titles: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Return where capitalised words stand behind a title; the title itself is not part of the place."""
    found = list(_TOKENS.finditer(text))
    tokens = [token[0] for token in found]
    place = 0
    while place < len(tokens):
        is_title = tokens[place].casefold() in titles and _is_glue(tokens, place + 1, _AFTER_TITLE)
        if is_title and tokens[place + 2][0].isupper():
            end = _end_of_name(tokens, place + 2)
            yield found[place + 2].start(), found[end - 1].end()
            place = end
        else:
            place += 1


def _end_of_name(tokens: Sequence[str], place: int) -> int:
    """Return the place behind the last word of the name that begins at ``place``."""
    while _is_glue(tokens, place + 1, _BETWEEN_NAMES) and tokens[place + 2][0].isupper():
        if "." in tokens[place + 1] and len(tokens[place]) > _INITIAL:
            break
        place += 2
    return place + 1


def _is_glue(tokens: Sequence[str], place: int, pattern: re.Pattern[str]) -> bool:
    return place + 1 < len(tokens) and pattern.fullmatch(tokens[place]) is not None
