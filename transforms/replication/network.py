"""The checks of a paper as a net: each followed twice, and where they fail, the figure at fault.

A directed check is evaluated from the figures as printed, and again from the most primary figures on: counts, then
what follows from counts without any rounding between. A figure is reproduced when either gives it. Which of the two
did is part of the result, because a figure that follows only from printed roundings is not the exact one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from schemas.print_audit import PrintAudit
from transforms.replication.locating import Fault, locate, tolerance
from transforms.replication.matching import match, plain
from transforms.replication.printed import Figure, Figures, Place
from transforms.replication.rounding import Rounding, shown
from transforms.replication.rules import Expected, UnknownValueError, expected
from transforms.replication.wiring import Check, Named, Source, Unprinted, wire


class Route(StrEnum):
    """From which values a check was followed."""

    EXACT = "exact"
    PRINTED = "printed"


@dataclass(frozen=True)
class Finding:
    """What one route of a directed check gave."""

    route: Route
    expected: Expected
    rounding: Rounding | None


@dataclass(frozen=True)
class Outcome:
    """What a check gave.

    Attributes:
        check: The check.
        holds: True or False; None where a figure that it needs has no value.
        findings: For a directed check what each route gave, the exact one first.
        formula: The arithmetic of a check without a target, or why it could not be followed.
    """

    check: Check
    holds: bool | None
    findings: tuple[Finding, ...] = ()
    formula: str = ""

    @property
    def best(self) -> Finding | None:
        """Return the finding that reproduces the target by the mildest rule; without one, the most exact."""
        matching = [finding for finding in self.findings if finding.rounding is not None]
        order = list(Rounding)
        if matching:
            return min(matching, key=lambda finding: order.index(finding.rounding or Rounding.EXACT))
        return self.findings[0] if self.findings else None


class _AsPrinted:
    """Values as the paper prints them, some of them put otherwise."""

    def __init__(self, net: "Net", instead: Mapping[Place, Fraction] | None = None) -> None:
        self._net, self._instead = net, instead or {}

    def __call__(self, source: Source) -> Fraction:
        if isinstance(source, Named):
            return source.value
        if isinstance(source, Unprinted):
            return self._net.computed(source, self)
        if source in self._instead:
            return self._instead[source]
        number = self._net.figures[source].number
        if number is None:
            raise UnknownValueError(f"{source} is not a number")
        return number.value

    def words(self, source: Source) -> str:
        if not isinstance(source, Place) or not self._net.figures[source].printed:
            raise UnknownValueError(f"{source} has no words")
        return self._net.figures[source].printed


class _Exact(_AsPrinted):
    """Values computed from the most primary figures on; a figure that follows from nothing stays as printed."""

    def __init__(self, net: "Net", instead: Mapping[Place, Fraction] | None = None) -> None:
        super().__init__(net, instead)
        self._known: dict[Source, Fraction] = {}
        self._under_way: set[Source] = set()
        self.rounded: set[Source] = set()

    def __call__(self, source: Source) -> Fraction:
        if source not in self._known:
            self._known[source] = self._follow(source)
        return self._known[source]

    def _follow(self, source: Source) -> Fraction:
        if isinstance(source, Place) and source not in self._instead and source not in self._under_way:
            self._under_way.add(source)
            try:
                for check in self._net.definitions(source):
                    try:
                        found = expected(check, self, self._net.audit.bands)
                    except UnknownValueError:
                        continue
                    if found.number is not None and not found.beside:
                        if any(one in self.rounded for one in check.inputs):
                            self.rounded.add(source)
                        return found.number
            finally:
                self._under_way.discard(source)
        value = super().__call__(source)
        if isinstance(source, Place) and source not in self._instead and not self._net.figures[source].is_count:
            self.rounded.add(source)
        return value


class Net:
    """The printed figures of one paper and the checks between them.

    Raises:
        WiringError: at construction, with everything the audit file names that is not there.
    """

    def __init__(self, audit: PrintAudit, texts: Mapping[Place, str]) -> None:
        self.audit = audit
        self.figures = Figures(texts, {name: table.zero_marks for name, table in audit.tables.items()})
        self.checks = wire(audit, self.figures)
        self._by_target: dict[Place | Unprinted, list[Check]] = {}
        for check in self.checks:
            if check.target is not None and check.spec.rule != "grim":
                self._by_target.setdefault(check.target, []).append(check)
        self.outcomes = self._follow_all(_Exact(self))
        self.faults: tuple[Fault, ...] = locate(self)
        # A count that one other value would put right everywhere is taken at that value in the exact route; what
        # follows from others is computed from them.
        repaired = {
            fault.place: fault.instead[0]
            for fault in self.faults
            if len(fault.instead) == 1 and not self.definitions(fault.place)
        }
        self.exact = _Exact(self, repaired)
        if repaired:
            # What fails as printed has failed; only the exact values change with the repair.
            self.outcomes = [
                replace(now, holds=before.holds or now.holds) if before.holds is not None else now
                for before, now in zip(self.outcomes, self._follow_all(self.exact), strict=True)
            ]
            # What failed only because the exact route started from a wrong count is at fault no more.
            failing = {outcome.check.number for outcome in self.outcomes if outcome.holds is False}
            self.faults = tuple(
                fault
                for fault in self.faults
                if fault.place in repaired or any(check.number in failing for check in fault.checks)
            )

    def definitions(self, target: Place | Unprinted) -> list[Check]:
        """Return the checks that a figure is the target of, its definition first, explanations left out."""
        return [check for check in self._by_target.get(target, []) if not check.spec.explains_only]

    def explanations(self, target: Place) -> list[Check]:
        """Return the checks that may explain a wrong figure."""
        return [check for check in self._by_target.get(target, []) if check.spec.explains_only]

    def computed(self, source: Unprinted, value: _AsPrinted) -> Fraction:
        """Return the number of a figure that is not printed."""
        found = expected(self._by_target[source][0], value, self.audit.bands).number
        if found is None:
            raise UnknownValueError(f"{source} is not a number")
        return found

    def follow(self, check: Check, instead: Mapping[Place, Fraction]) -> Expected | None:
        """Return what a check expects when some figures were printed otherwise, or None where it cannot be followed."""
        try:
            return expected(check, _AsPrinted(self, instead), self.audit.bands)
        except UnknownValueError:
            return None

    def _follow_all(self, exact: _Exact) -> list[Outcome]:
        return [self._outcome(check, exact) for check in self.checks]

    def _outcome(self, check: Check, exact: _Exact) -> Outcome:
        if check.is_symmetric or check.spec.rule == "grim":
            return self.together(check, {})
        if check.spec.rule == "ranking":
            return Outcome(check, None)
        findings: list[Finding] = []
        reason = ""
        for route, value in ((Route.EXACT, exact), (Route.PRINTED, _AsPrinted(self))):
            try:
                found = expected(check, value, self.audit.bands)
            except UnknownValueError as error:
                reason = str(error)
                continue
            if not isinstance(check.target, Place):
                findings.append(Finding(route, found, Rounding.EXACT))
                continue
            rounding = self.matched(check, self.figures[check.target], found)
            findings.append(Finding(route, found, rounding))
        holds = any(finding.rounding is not None for finding in findings) if findings else None
        return Outcome(check, holds, tuple(findings), reason if not findings else "")

    def matched(self, check: Check, figure: Figure, found: Expected) -> Rounding | None:
        """Return the rule under which a figure states what is expected, with the rounding of a printed statistic."""
        rounding = match(check, figure, found, self.audit.bands)
        if check.spec.rule == "p_value" and figure.number is not None and rounding in (None, Rounding.TRUNCATED):
            statistic = check.roles["statistic"][0]
            number = self.figures[statistic].number if isinstance(statistic, Place) else None
            if number is not None and isinstance(statistic, Place):
                ends = [self.follow(check, {statistic: number.value + sign * number.unit / 2}) for sign in (-1, 1)]
                values = [end.number for end in ends if end is not None and end.number is not None]
                half = figure.number.unit / 2
                if values and min(values) - half <= figure.number.value <= max(values) + half:
                    return Rounding.WITHIN_INPUT_ROUNDING
        return rounding

    def together(self, check: Check, instead: Mapping[Place, Fraction]) -> Outcome:
        """Follow a check without a target, some figures printed otherwise."""
        value = _AsPrinted(self, instead)
        try:
            holds, formula = _TOGETHER[check.spec.rule](self, check, value)
        except UnknownValueError as error:
            return Outcome(check, None, (), str(error))
        return Outcome(check, holds, (), formula)


# --- checks in which no figure follows from the others ---------------------------------------------------------------
def _partition(net: Net, check: Check, value: _AsPrinted) -> tuple[bool, str]:
    parts, whole = check.roles["parts"], check.roles["whole"][0]
    total, stated = sum((value(part) for part in parts), Fraction(0)), value(whole)
    terms = " + ".join(shown(value(part)) for part in parts)
    holds = abs(total - stated) <= tolerance(net, (*parts, whole))
    against = "" if total == stated else f" {'≈' if holds else '≠'} {shown(stated)}"
    return holds, f"{terms} = {shown(total)}{against}"


def _agree(net: Net, check: Check, value: _AsPrinted) -> tuple[bool, str]:
    sources = check.roles["figures"]
    named = [f"[{source}] {net.figures[source].printed if isinstance(source, Place) else ''}" for source in sources]
    try:
        numbers = {value(source) for source in sources}
        holds = len(numbers) == 1
    except UnknownValueError:
        holds = len({plain(value.words(source)) for source in sources}) == 1
    return holds, (" = " if holds else " ≠ ").join(named)


def _cover(net: Net, check: Check, _value: _AsPrinted) -> tuple[bool, str]:
    spans = [net.figures[source].numbers for source in check.roles["figures"] if isinstance(source, Place)]
    notes: list[str] = []
    if any(len(span) != 2 for span in spans):
        raise UnknownValueError("an interval does not print its two ends")
    for (_, high), (low, _) in pairwise(spans):
        step = low.value - high.value
        unit = min(high.unit, low.unit)
        if step <= 0:
            notes.append(f"{shown(low.value)} ≤ {shown(high.value)}")
        elif step > unit:
            notes.append(f"{shown(low.value)} - {shown(high.value)} = {shown(step)} > {shown(unit)}")
    return not notes, "; ".join(notes) or "…"


def _grim(net: Net, check: Check, value: _AsPrinted) -> tuple[bool, str]:
    n = value(check.roles["n"][0])
    times = Fraction(check.spec.times)  # type: ignore[union-attr]
    target = check.target
    if not isinstance(target, Place) or (number := net.figures[target].number) is None or n <= 0:
        raise UnknownValueError("no number to test")
    below = number.value * n / times
    whole = [Fraction(below.__floor__()), Fraction(below.__ceil__())]
    from_whole = [times * k / n for k in whole]
    half = number.unit / 2
    holds = any(abs(one - number.value) <= half for one in from_whole)
    factor = f"{shown(times)} × " if times != 1 else ""
    near = ", ".join(
        f"{factor}{shown(k)} / {shown(n)} = {shown(one)}" for k, one in zip(whole, from_whole, strict=True)
    )
    return holds, near


_TOGETHER = {"partition": _partition, "agree": _agree, "cover": _cover, "grim": _grim}
