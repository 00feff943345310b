"""Under which rule does an exact value give a printed number?"""

import math
from enum import StrEnum
from fractions import Fraction

from transforms.exact import round_half_up
from transforms.replication.printed import Number


class Rounding(StrEnum):
    """How a printed number comes from its exact value."""

    EXACT = "exact"
    NEAREST = "nearest"
    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    TRUNCATED = "truncated"
    TRUNCATED_PADDED = "truncated_padded"
    WITHIN_INPUT_ROUNDING = "within_input_rounding"


def truncate(value: Fraction, digits: int) -> Fraction:
    """Return ``value`` with all decimals after ``digits`` cut off."""
    scale = 10**digits
    return Fraction(math.trunc(value * scale), scale)


def rounding_of(value: Fraction, printed: Number) -> Rounding | None:
    """Return the mildest rule under which ``value`` is printed as ``printed``, or None.

    A tie tells round half up (away from zero) from round half even; elsewhere both are the nearest number. A zero
    appended to a truncated number (28.667 printed as 28,60) is a rule of its own.
    """
    if value == printed.value:
        return Rounding.EXACT
    half_up = round_half_up(value, printed.digits) == printed.value
    half_even = round(value, printed.digits) == printed.value
    if half_up or half_even:
        return Rounding.NEAREST if half_up and half_even else Rounding.HALF_UP if half_up else Rounding.HALF_EVEN
    if truncate(value, printed.digits) == printed.value:
        return Rounding.TRUNCATED
    return Rounding.TRUNCATED_PADDED if _is_padded(value, printed) else None


def _is_padded(value: Fraction, printed: Number) -> bool:
    """Tell whether the value was cut off and zeros were appended."""
    fewer = (digits for digits in range(1, printed.digits) if truncate(printed.value, digits) == printed.value)
    return any(truncate(value, digits) == printed.value for digits in fewer)


def shown(value: Fraction, digits: int = 6) -> str:
    """Return a number for an arithmetic line: all its decimals where there are few, else cut and marked with …."""
    for places in range(digits + 1):
        if (value * 10**places).denominator == 1:
            return f"{float(value):.{places}f}" if places else str(value.numerator)
    cut = truncate(value, digits)
    sign = "-" if value < 0 else ""
    whole, rest = divmod(abs(cut.numerator) * (10**digits // cut.denominator), 10**digits)
    return f"{sign}{whole}.{rest:0{digits}d}…"
