"""Does a printed figure state what a check expects of it?"""

import re
from collections.abc import Mapping

from schemas.print_audit import BandTable
from transforms.replication.printed import Figure
from transforms.replication.rounding import Rounding, rounding_of
from transforms.replication.rules import Expected
from transforms.replication.wiring import Check


def match(check: Check, figure: Figure, expected: Expected, bands: Mapping[str, BandTable]) -> Rounding | None:
    """Return the rule under which the figure states the expected value, or None where it does not."""
    if expected.words is not None:
        return Rounding.EXACT if _same_words(check, figure.printed, expected.words, bands) else None
    if expected.number is None or not figure.numbers:
        return None
    if check.spec.rule == "slovin" and figure.number is not None:
        # One number may be n itself or n rounded up to whole respondents.
        return rounding_of(expected.number, figure.number) or rounding_of(expected.beside[0], figure.number)
    wanted = (expected.number, *expected.beside)
    if len(wanted) != len(figure.numbers):
        return None
    found = [rounding_of(value, number) for value, number in zip(wanted, figure.numbers, strict=True)]
    if None in found:
        return None
    order = list(Rounding)
    return max((rounding for rounding in found if rounding is not None), key=order.index)


def _same_words(check: Check, printed: str, expected: str, bands: Mapping[str, BandTable]) -> bool:
    if check.spec.rule == "quadrant":
        return set(_items(printed)) == set(_items(expected))
    synonyms = bands[check.spec.bands].synonyms if check.spec.rule == "band" else {}
    known = {plain(word): plain(label) for word, label in synonyms.items()}
    return known.get(plain(printed), plain(printed)) == plain(expected)


def _items(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def plain(text: str) -> str:
    """Return words in comparable form: lower case, single spaces."""
    return re.sub(r"\s+", " ", text).strip().casefold()
