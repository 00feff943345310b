"""How a wrong figure may have come about: the slips of the hand that printed tables show again and again.

A diagnosis is a remark beside a contradiction; it decides nothing.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from transforms.exact import decimal_text, round_half_up
from transforms.replication.network import Net, Outcome
from transforms.replication.printed import Number
from transforms.replication.rounding import Rounding, rounding_of
from transforms.replication.rules import UnknownValueError


class Slip(StrEnum):
    """A kind of slip."""

    WRONG_DIVISOR = "wrong_divisor"
    DECIMAL_POINT_MOVED = "decimal_point_moved"
    DIGITS_TRANSPOSED = "digits_transposed"
    ONE_DIGIT = "one_digit"
    SIGN = "sign"


@dataclass(frozen=True)
class Diagnosis:
    """A slip, with the number that tells more about it: the divisor that was used."""

    slip: Slip
    number: Fraction | None = None


_ROUNDED = frozenset({Rounding.EXACT, Rounding.NEAREST, Rounding.HALF_UP, Rounding.HALF_EVEN})


def diagnose(net: Net, outcome: Outcome, number: Number) -> Diagnosis | None:
    """Return the slip that turns what a failing check expects into what is printed, if there is one."""
    finding = outcome.best
    if finding is None or finding.expected.number is None or finding.expected.beside:
        return None
    wanted = finding.expected.number
    divisor = _divisor(net, outcome, number)
    if divisor is not None:
        return Diagnosis(Slip.WRONG_DIVISOR, Fraction(divisor))
    if wanted and rounding_of(-wanted, number) in _ROUNDED:
        return Diagnosis(Slip.SIGN)
    for power in (10, 100, 1000):
        # 0.667 printed as 7,0: the digits that are left after rounding stand at another place.
        for moved in (number.value / power, number.value * power):
            for digits in range(5):
                if moved and round_half_up(wanted, digits) == moved and digits <= number.digits + 3:
                    return Diagnosis(Slip.DECIMAL_POINT_MOVED)
    return _digits(
        decimal_text(round_half_up(wanted, number.digits), number.digits), decimal_text(number.value, number.digits)
    )


def _divisor(net: Net, outcome: Outcome, number: Number) -> int | None:
    """Return the whole number that a sum was divided by instead of the right one."""
    check = outcome.check
    try:
        if check.spec.rule == "mean":
            values = [net.exact(source) for source in check.roles["values"]]
            total, right = sum(values, Fraction(0)), Fraction(len(values))
        elif check.spec.rule == "quotient":
            total = net.exact(check.roles["dividend"][0]) * Fraction(check.spec.times)
            right = net.exact(check.roles["divisor"][0])
        else:
            return None
    except UnknownValueError:
        return None
    if number.value == 0 or total == 0:
        return None
    near = round(total / number.value)
    found = [
        divisor
        for divisor in range(max(1, near - 3), near + 4)
        if divisor != right and rounding_of(total / divisor, number) in _ROUNDED
    ]
    return found[0] if len(found) == 1 else None


def _digits(wanted: str, printed: str) -> Diagnosis | None:
    if len(wanted) != len(printed):
        return None
    differing = [place for place, (one, other) in enumerate(zip(wanted, printed, strict=True)) if one != other]
    if len(differing) == 1 and differing[0] != len(wanted) - 1:  # a last digit that differs is a matter of rounding
        return Diagnosis(Slip.ONE_DIGIT)
    digits = [place for place, sign in enumerate(wanted) if sign.isdigit()]
    for first, second in pairwise(digits):
        swapped = list(wanted)
        swapped[first], swapped[second] = swapped[second], swapped[first]
        if "".join(swapped) == printed:
            return Diagnosis(Slip.DIGITS_TRANSPOSED)
    return None
