"""Exact rational arithmetic for SQL: functions over fractions written ``numerator/denominator``.

Grades, quadrants and ties are decided on these, never on doubles: 0.1 + 0.2 is not 0.3 in a double, and an index of
exactly 62.505 must not depend on the order of a sum. Sums stay integers until the first division; from there on a
value is a fraction in lowest terms, of any size, so that no number of respondents or elements can overflow it.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Final

import duckdb

PUBLISHED_DIGITS: Final = 4  # schemas.fields.Kind.DECIMAL is DECIMAL(18,4)


@lru_cache(maxsize=65_536)
def fraction(text: str) -> Fraction:
    """Return the fraction that ``text`` writes: ``22/7``, ``3`` or ``0.077``."""
    return Fraction(text)


def written(value: Fraction) -> str:
    """Return a fraction as text, always with its denominator."""
    return f"{value.numerator}/{value.denominator}"


def round_half_up(value: Fraction, digits: int) -> Fraction:
    """Return ``value`` rounded to ``digits`` decimals; a tie goes away from zero, as regulations round by hand."""
    scale = 10**digits
    numerator, denominator = abs(value.numerator), value.denominator
    whole = (2 * numerator * scale + denominator) // (2 * denominator)  # in whole numbers: several times faster
    return Fraction(whole if value >= 0 else -whole, scale)


def median(values: Sequence[Fraction]) -> Fraction:
    """Return the middle value, or the mean of the two middle ones."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def decimal_text(value: Fraction, digits: int = PUBLISHED_DIGITS) -> str:
    """Return ``value`` as a decimal of ``digits`` places.

    Raises:
        ValueError: the value does not have so few decimals; rounding belongs to the caller, by a declared rule.
    """
    scaled = value * 10**digits
    if scaled.denominator != 1:
        raise ValueError(f"{written(value)} is not a decimal of {digits} places; round it by a declared rule first")
    sign, number = ("-" if scaled < 0 else ""), f"{abs(scaled.numerator):0{digits + 1}d}"
    return f"{sign}{number[:-digits]}.{number[-digits:]}"


def register(con: duckdb.DuckDBPyConnection) -> None:
    """Give a connection the ``exact_`` functions that the SQL files call."""
    text, whole, number, many = "VARCHAR", "BIGINT", "DOUBLE", "VARCHAR[]"
    functions: dict[str, tuple[Callable[..., object], list[str], str]] = {
        "exact_ratio": (lambda a, b: written(Fraction(int(a), int(b))), ["HUGEINT", "HUGEINT"], text),
        "exact_sum": (lambda values: written(sum(map(fraction, values), Fraction(0))), [many], text),
        "exact_mean": (
            lambda values: written(sum(map(fraction, values), Fraction(0)) / len(values)),
            [many],
            text,
        ),
        "exact_median": (lambda values: written(median([fraction(v) for v in values])), [many], text),
        "exact_midrange": (
            lambda v: written((min(map(fraction, v)) + max(map(fraction, v))) / 2),
            [many],
            text,
        ),
        "exact_subtract": (lambda a, b: written(fraction(a) - fraction(b)), [text, text], text),
        "exact_multiply": (lambda a, b: written(fraction(a) * fraction(b)), [text, text], text),
        "exact_divide": (lambda a, b: written(fraction(a) / fraction(b)), [text, text], text),
        "exact_round": (lambda a, digits: written(round_half_up(fraction(a), digits)), [text, whole], text),
        "exact_compare": (
            lambda a, b: (fraction(a) > fraction(b)) - (fraction(a) < fraction(b)),
            [text, text],
            whole,
        ),
        "exact_double": (lambda a: fraction(a).numerator / fraction(a).denominator, [text], number),
        "exact_decimal": (lambda a: decimal_text(fraction(a)), [text], text),
    }
    for name, (function, parameters, result) in functions.items():
        con.create_function(name, function, parameters, result)  # type: ignore[arg-type]
