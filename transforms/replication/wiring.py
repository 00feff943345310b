"""From an audit file to checks: variables put in, wildcards spelled out, every operand found in print."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from typing import Final

from schemas.print_audit import (
    CheckSpec,
    ClassInterval,
    Constant,
    PrintAudit,
    Quadrant,
    Ranking,
    RowsOf,
    WeightedMean,
    WeightedSum,
)
from transforms.replication.printed import Figures, Place

_ALTERNATIVES: Final = re.compile(r"<([^<>]+)>")
_SYMMETRIC: Final = frozenset({"partition", "agree", "cover"})


class WiringError(ValueError):
    """An audit file names something that is not there; ``mistakes`` lists all of them."""

    def __init__(self, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(self.mistakes))


@dataclass(frozen=True)
class Named:
    """A constant of the audit file."""

    name: str
    value: Fraction

    def __str__(self) -> str:
        """Return the name as it is written in an audit file."""
        return f"${self.name}"


@dataclass(frozen=True)
class Unprinted:
    """A figure that the paper does not print and a check computes."""

    name: str

    def __str__(self) -> str:
        """Return the name as it is written in an audit file."""
        return f"~{self.name}"


Source = Place | Named | Unprinted


@dataclass(frozen=True)
class Check:
    """One check between figures.

    Attributes:
        number: Its place in the order of the audit file, from 1.
        spec: What the audit file says, with the loop's variables still in it.
        bound: The variables of this repetition.
        target: The figure that follows from the others, or None where they only hold together.
        roles: The other figures by role (``parts``, ``whole``, ``values`` ...), spelled out.
    """

    number: int
    spec: CheckSpec
    bound: tuple[tuple[str, str], ...]
    target: Place | Unprinted | None
    roles: Mapping[str, tuple[Source, ...]]

    @property
    def is_symmetric(self) -> bool:
        """Tell whether none of the figures follows from the others."""
        return self.spec.rule in _SYMMETRIC

    @property
    def inputs(self) -> tuple[Source, ...]:
        """Every figure the check reads, in order, the target not among them."""
        return tuple(dict.fromkeys(source for sources in self.roles.values() for source in sources))

    @property
    def places(self) -> tuple[Place, ...]:
        """Every printed figure that takes part."""
        members = (self.target, *self.inputs)
        return tuple(dict.fromkeys(member for member in members if isinstance(member, Place)))

    def text(self, pattern: str) -> str:
        """Return ``pattern`` with the variables of this repetition put in."""
        return _fill(pattern, dict(self.bound))


def wire(audit: PrintAudit, figures: Figures) -> list[Check]:
    """Return every check of an audit file, repeated over its variables.

    Raises:
        WiringError: an operand names no printed figure, no constant, or a variable that is not bound.
    """
    checks: list[Check] = []
    mistakes: list[str] = []
    bindings = [(spec, list(_bindings(spec, figures))) for spec in audit.checks]
    targets = [_fill(str(getattr(spec, "target", "")), bound).strip() for spec, bounds in bindings for bound in bounds]
    unprinted = {target[1:] for target in targets if target.startswith("~")}
    for spec_number, (spec, bounds) in enumerate(bindings, start=1):
        for bound in bounds:
            where = f"check {spec_number} ({spec.rule}{''.join(f', {key}={value}' for key, value in bound.items())})"
            reader = _Reader(figures, audit.constants, unprinted, bound, where)
            target_text = getattr(spec, "target", None)
            found = reader.sources(target_text) if target_text is not None else ()
            roles = {role: tuple(reader.many(texts)) for role, texts in _operands(spec)}
            if target_text is not None and len(found) != 1 and not reader.mistakes:
                reader.mistakes.append(f"{where}: found {len(found)} targets; expected one.")
            if not reader.mistakes:
                reader.mistakes.extend(f"{where}: {mistake}" for mistake in _shape(spec, roles, bound))
            mistakes.extend(reader.mistakes)
            target = found[0] if found else None
            if isinstance(target, Named):
                mistakes.append(f"{where}: found the constant ${target.name} as target; expected a figure.")
                continue
            checks.append(Check(len(checks) + 1, spec, tuple(bound.items()), target, roles))
    if mistakes:
        raise WiringError(dict.fromkeys(mistakes))
    _refuse_circles(checks)
    return checks


def _shape(spec: CheckSpec, roles: Mapping[str, tuple[Source, ...]], bound: Mapping[str, str]) -> Iterator[str]:
    """Go through what does not fit between the parts of one check."""
    for role, sources in roles.items():
        if isinstance(getattr(spec, role, None), str) and len(sources) != 1:
            yield f"found {len(sources)} figures as {role}; expected one."
    if isinstance(spec, WeightedSum | WeightedMean):
        scores = [_fill(score, bound) for score in spec.scores]
        if len(scores) != len(roles["counts"]):
            yield f"found {len(roles['counts'])} counts and {len(scores)} scores; expected as many."
        yield from (f"found the score {score!r}; expected a number." for score in scores if not _is_number(score))
    if isinstance(spec, Quadrant):
        found = {len(spec.items), len(roles["performance"]), len(roles["importance"])}
        if len(found) != 1:
            yield "found different numbers of items, performance and importance; expected as many of each."
        if len(set(spec.items)) != len(spec.items):
            yield "found an item twice; expected every item once."
    if isinstance(spec, Ranking) and len(spec.candidates) != len(roles["values"]):
        yield f"found {len(spec.candidates)} candidates and {len(roles['values'])} values; expected as many."
    if isinstance(spec, ClassInterval):
        number = _fill(spec.number, bound)
        if not number.isdecimal() or not 1 <= int(number) <= spec.classes:
            yield f"found class {number!r}; expected a number from 1 to {spec.classes}."


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def _refuse_circles(checks: Iterable[Check]) -> None:
    """Refuse figures that are not printed and are computed from themselves."""
    graph = {
        check.target: {source for source in check.inputs if isinstance(source, Unprinted)}
        for check in checks
        if isinstance(check.target, Unprinted)
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = " from ".join(str(figure) for figure in error.args[1])
        raise WiringError([f"found a figure that is computed from itself: {circle}; expected no circle."]) from None


def places(figures: Figures, operands: Iterable[str]) -> list[Place]:
    """Return the printed figures that operands outside a check name.

    Raises:
        WiringError: an operand names no printed figure.
    """
    reader = _Reader(figures, {}, set(), {}, "missing")
    found = [source for source in reader.many(tuple(operands)) if isinstance(source, Place)]
    if reader.mistakes:
        raise WiringError(reader.mistakes)
    return found


def _operands(spec: CheckSpec) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Go through the roles of a check that hold operands."""
    if hasattr(spec, "candidates") and not isinstance(spec, Ranking):
        for candidate in spec.candidates:
            yield candidate.label, candidate.of
        return
    for role in _ROLES:
        texts = getattr(spec, role, None)
        if texts:
            yield role, (texts,) if isinstance(texts, str) else tuple(texts)


_ROLES: Final = (
    "parts", "whole", "factors", "dividend", "divisor", "counts", "values", "value", "minuend", "subtrahend",
    "before", "after", "of", "source", "population", "margin", "statistic", "df", "limit", "performance", "importance",
    "figures", "n",
)  # fmt: skip


def _bindings(spec: CheckSpec, figures: Figures) -> Iterator[dict[str, str]]:
    """Go through the values of a check's variables; a later variable may use an earlier one."""
    if isinstance(spec.loops, tuple):
        yield from (dict(bound) for bound in spec.loops)
        return
    bindings: list[dict[str, str]] = [{}]
    for name, values in spec.loops.items():
        bindings = [
            {**bound, name: value}
            for bound in bindings
            for value in (
                [row for row in figures.rows(_fill(values.rows_of, bound)) if row not in values.leave_out]
                if isinstance(values, RowsOf)
                else values
            )
        ]
    yield from bindings


def _fill(text: str, bound: Mapping[str, str]) -> str:
    for name, value in bound.items():
        text = text.replace(f"{{{name}}}", value)
    return text


class _Reader:
    """Reads operands, and remembers what could not be found."""

    def __init__(
        self,
        figures: Figures,
        constants: Mapping[str, Constant],
        unprinted: set[str],
        bound: Mapping[str, str],
        where: str,
    ) -> None:
        self._figures, self._constants, self._unprinted = figures, constants, unprinted
        self._bound, self._where = bound, where
        self.mistakes: list[str] = []

    def many(self, texts: tuple[str, ...]) -> list[Source]:
        return [source for text in texts for source in self.sources(text)]

    def sources(self, text: str) -> tuple[Source, ...]:
        text = _fill(text, self._bound).strip()
        if text.startswith("$"):
            if text[1:] not in self._constants:
                self._miss(text, f"one of the constants {', '.join(self._constants) or '(none declared)'}")
                return ()
            return (Named(text[1:], Fraction(self._constants[text[1:]].value)),)
        if text.startswith("~"):
            if text[1:] not in self._unprinted:
                self._miss(text, "a figure that a check of the file computes")
                return ()
            return (Unprinted(text[1:]),)
        parts = [part.strip() for part in text.split("|")]
        if len(parts) == 2:
            parts.append("")
        if len(parts) != 3:
            self._miss(text, "table | row | column")
            return ()
        return self._printed(text, parts)

    def _printed(self, text: str, parts: list[str]) -> tuple[Source, ...]:
        found: list[Source] = []
        for table in _alternatives(parts[0]):
            rows = self._figures.rows(table) if parts[1] == "*" else _alternatives(parts[1])
            for row in rows:
                columns = self._figures.columns(table) if parts[2] == "*" else _alternatives(parts[2])
                for column in columns:
                    place = Place(table, row, column)
                    if place in self._figures:
                        found.append(place)
                    elif "*" not in parts:
                        self._miss(str(place), "a printed figure")
        if not found and "*" in parts:
            self._miss(text, "at least one printed figure")
        return tuple(found)

    def _miss(self, found: str, expected: str) -> None:
        self.mistakes.append(f"{self._where}: found {found}; expected {expected}.")


def _alternatives(text: str) -> list[str]:
    match = _ALTERNATIVES.search(text)
    if match is None:
        return [text]
    span = re.fullmatch(r"\s*(\d+)\s*\.\.\s*(\d+)\s*", match[1])
    if span:
        choices = [str(number) for number in range(int(span[1]), int(span[2]) + 1)]
    else:
        choices = [choice.strip() for choice in match[1].split(",")]
    return [rest for choice in choices for rest in _alternatives(text[: match.start()] + choice + text[match.end() :])]
