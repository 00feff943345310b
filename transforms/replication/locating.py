"""Which figure is at fault where checks fail: the one that alone, put otherwise, would make all of them hold.

Statisticians call this error localisation (Fellegi and Holt 1976): change as little as possible. Checks that fail
together, sharing figures, form one case. Where exactly one figure could be put right so that the whole case holds and
no check that held is broken, that figure is at fault, and what it should have been is part of the result. Where
several could, nobody can tell from print, and no fault is located.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Final

from transforms.replication.printed import Number, Place
from transforms.replication.wiring import Check, Named, Source

if TYPE_CHECKING:
    from transforms.replication.network import Net, Outcome

_TRIED: Final = 12  # a figure that so many other values would repair is not pinned down by its case


@dataclass(frozen=True)
class Fault:
    """A figure at fault.

    Attributes:
        place: Where it is printed.
        instead: The values that would make every check hold, as printed to the same digits.
        checks: The checks that fail because of it.
    """

    place: Place
    instead: tuple[Fraction, ...]
    checks: tuple[Check, ...]


def locate(net: "Net") -> tuple[Fault, ...]:
    """Return the figures at fault, as far as print can tell."""
    failing = [outcome.check for outcome in failures(net)]
    faults = []
    for case in _cases(failing):
        common = set.intersection(*(set(check.places) for check in case))
        if any(not _solvable(check) for check in case):
            continue
        repairs = {}
        for place in sorted(common):
            values = tuple(_repairs(net, place, case, failing))
            if values:
                repairs[place] = values
        if len(repairs) == 1:
            ((place, values),) = repairs.items()
            faults.append(Fault(place, values, tuple(case)))
    return tuple(faults)


def failures(net: "Net") -> "list[Outcome]":
    """Return the checks that fail: a directed one fails where no other rule reproduces its target."""
    held = {outcome.check.target for outcome in net.outcomes if outcome.holds and outcome.check.spec.rule != "grim"}
    return [
        outcome
        for outcome in net.outcomes
        if outcome.holds is False
        and not outcome.check.spec.explains_only
        and (outcome.check.is_symmetric or outcome.check.spec.rule == "grim" or outcome.check.target not in held)
    ]


def _cases(checks: list[Check]) -> Iterator[list[Check]]:
    """Group checks that share figures, directly or through others."""
    left = list(checks)
    while left:
        case = [left.pop(0)]
        reached = set(case[0].places)
        while True:
            joining = [check for check in left if reached & set(check.places)]
            if not joining:
                break
            for check in joining:
                left.remove(check)
                case.append(check)
                reached.update(check.places)
        yield case


def _solvable(check: Check) -> bool:
    """Tell whether the check is a sum or product of numbers, so that it can be solved for any one of its figures."""
    return check.spec.rule in {
        "sum", "product", "quotient", "weighted_sum", "weighted_mean", "mean", "difference", "growth",
        "share_of_increase", "restates", "partition", "agree",
    }  # fmt: skip


def _repairs(net: "Net", place: Place, case: list[Check], failing: list[Check]) -> Iterator[Fraction]:
    figure = net.figures[place]
    if figure.number is None:
        return
    spans = [solved(net, check, place) for check in case]
    if any(span is None for span in spans):
        return
    low = max(span[0] for span in spans if span is not None)
    high = min(span[1] for span in spans if span is not None)
    tried = list(at_digits(low, high, figure.number))
    if len(tried) > _TRIED:
        return
    held = [
        outcome.check
        for outcome in net.outcomes
        if outcome.holds and outcome.check not in failing and place in outcome.check.places
    ]
    for value in tried:
        if (figure.is_count and value < 0) or value == figure.number.value:
            continue
        if all(_still_holds(net, check, place, value) for check in (*case, *held)):
            yield value


def at_digits(low: Fraction, high: Fraction, number: Number) -> Iterator[Fraction]:
    """Go through the values between two ends that have as many decimals as a printed number."""
    first, last = ceil(low / number.unit), floor(high / number.unit)
    if last - first > 4 * _TRIED:  # far from pinned down; a few suffice to see that
        last = first + 4 * _TRIED
    for step in range(first, last + 1):
        yield step * number.unit


def solved(net: "Net", check: Check, place: Place) -> tuple[Fraction, Fraction] | None:
    """Return between which values a figure must lie for a check to hold, all other figures as printed.

    None where the check is not linear in the figure or does not depend on it.
    """
    number = net.figures[place].number
    if number is None:
        return None
    if check.spec.rule == "quotient" and check.roles["divisor"] == (place,):
        return _divisor(net, check, number)
    rest = [_residual(net, check, place, number.value + step) for step in range(3)]
    if any(one is None for one in rest):
        return None
    first, second, third = (one[0] for one in rest if one is not None)
    slack = rest[0][1] if rest[0] is not None else Fraction(0)
    slope = second - first
    if slope == 0 or third - second != slope:
        return None
    centre = number.value - first / slope
    reach = slack / abs(slope)
    return centre - reach, centre + reach


def _divisor(net: "Net", check: Check, number: Number) -> tuple[Fraction, Fraction] | None:
    """Return between which values the divisor of a quotient must lie for its target to be as printed."""
    target = net.figures[check.target].number if isinstance(check.target, Place) else None
    found = net.follow(check, {})
    if target is None or found is None or found.number is None or check.roles["dividend"] == check.roles["divisor"]:
        return None
    above = found.number * number.value
    ends = [target.value - target.unit / 2, target.value + target.unit / 2]
    if ends[0] <= 0 <= ends[1]:
        return None  # a quotient printed as zero says nothing about its divisor
    low, high = sorted(above / end for end in ends)
    return low, high


_Residual = tuple[Fraction, Fraction]


def _residual(net: "Net", check: Check, place: Place, value: Fraction) -> _Residual | None:
    """Return how far a check is from holding when a figure has a value, and how far it may be."""
    if check.spec.rule == "agree":
        return _of_agreement(net, check, place, value)
    if check.spec.rule == "partition":
        return _of_partition(net, check, place, value)
    return _of_target(net, check, place, value)


def _of_agreement(net: "Net", check: Check, place: Place, value: Fraction) -> _Residual | None:
    others = [net.figures[other].number for other in check.places if other != place]
    values = {one.value for one in others if one is not None}
    return None if len(values) != 1 or None in others else (value - values.pop(), Fraction(0))


def _of_partition(net: "Net", check: Check, place: Place, value: Fraction) -> _Residual | None:
    sources = (*check.roles["parts"], check.roles["whole"][0])
    numbers: list[Fraction] = []
    for source in sources:
        if source == place:
            numbers.append(value)
        elif isinstance(source, Named):
            numbers.append(source.value)
        elif isinstance(source, Place) and (number := net.figures[source].number) is not None:
            numbers.append(number.value)
    if len(numbers) != len(sources):
        return None
    return sum(numbers[:-1], Fraction(0)) - numbers[-1], tolerance(net, sources)


def _of_target(net: "Net", check: Check, place: Place, value: Fraction) -> _Residual | None:
    number = net.figures[check.target].number if isinstance(check.target, Place) else None
    expected = net.follow(check, {place: value})
    if number is None or expected is None or expected.number is None or expected.beside:
        return None
    stated = value if check.target == place else number.value
    return stated - expected.number, number.unit / 2


def tolerance(net: "Net", sources: Iterable[Source]) -> Fraction:
    """Return how far a sum of printed figures may be off because each is rounded; counts are not rounded."""
    halves = Fraction(0)
    for source in sources:
        figure = net.figures[source] if isinstance(source, Place) else None
        if figure is not None and figure.number is not None and not figure.is_count:
            halves += figure.number.unit / 2
    return halves


def _still_holds(net: "Net", check: Check, place: Place, value: Fraction) -> bool:
    """Tell whether a check holds with one figure put otherwise."""
    if check.is_symmetric or check.spec.rule == "grim":
        return net.together(check, {place: value}).holds is not False
    before = net.follow(check, {})
    expected = net.follow(check, {place: value})
    if expected is None or before is None or not isinstance(check.target, Place):
        return True
    target = net.figures[check.target]
    if check.target == place:
        return (
            expected.number is not None
            and target.number is not None
            and (abs(expected.number - value) <= target.number.unit / 2)
        )
    if net.matched(check, target, before) is None and check not in _failing(net):
        return True  # it held by the exact route only; the printed route says nothing about it
    return net.matched(check, target, expected) is not None


def _failing(net: "Net") -> Iterable[Check]:
    return [outcome.check for outcome in net.outcomes if outcome.holds is False]
