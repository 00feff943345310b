"""Which element of a questionnaire a column's own words name, where they name one: a code such as *u8* does not."""

import re
from collections.abc import Mapping
from typing import Final

from schemas.instrument import Element, Instrument
from transforms.intake.sheets import plain

_CODE: Final = re.compile(r"(?:[a-z]{0,2} ?)?\d{1,2} ")


def element_named(instrument: Instrument, wanted: str, text: str) -> Element | None:
    """Return the other element that a text names instead of the wanted one; None where nothing contradicts.

    A text names an element that it contains by name or question, or of whose name it is a part. Names of a single word
    count only where they are the whole text: *prosedur dan persyaratan* asks about procedures.

    Args:
        instrument: the questionnaire.
        wanted: code of the element as which the column is read.
        text: what the file writes about the column, for example a variable's label.
    """
    words = _words(text)
    bare = _CODE.sub("", words + " ", count=1).strip() if _CODE.match(words + " ") else words
    if not re.search(r"[^\W\d_]{4}", bare):
        return None
    names = {element.element_code: _names(element) for element in instrument.elements}
    told = {code for code, found in names.items() if any(_contains(bare, name) for name in found)}
    if not told:
        part = {code for code, found in names.items() if any(_holds(name, bare) for name in found[:2])}
        told = part if len(part) == 1 else set()
    if len(told) != 1 or wanted in told or any(_holds(name, bare) for name in names[wanted]):
        return None
    by_code: Mapping[str, Element] = {element.element_code: element for element in instrument.elements}
    return by_code[told.pop()]


def _names(element: Element) -> list[str]:
    """Return the two labels of an element, then its questions."""
    texts = [element.label_id, element.label_en, element.question_id, element.question_en]
    texts += [text for item in element.items for text in (item.question_id, item.question_en)]
    return [_words(text) for text in texts if text]


def _contains(text: str, name: str) -> bool:
    return text == name or (" " in name and _holds(text, name))


def _holds(text: str, part: str) -> bool:
    return f" {part} " in f" {text} "


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", plain(text).casefold()))
