"""Which conclusions of a paper change when its figures are recomputed: a category, a grade, a ranking, a quadrant."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from schemas.print_audit import Ranking
from transforms.replication.network import Net, Outcome, Route
from transforms.replication.printed import Figure, Place
from transforms.replication.rounding import shown
from transforms.replication.rules import UnknownValueError
from transforms.replication.sentences import Sentence, comma


class Kind(StrEnum):
    """What kind of conclusion changes."""

    CATEGORY = "category"
    RANKING = "ranking"
    QUADRANT = "quadrant"
    VERDICT = "verdict"


_KINDS = {"band": Kind.CATEGORY, "extreme": Kind.RANKING, "quadrant": Kind.QUADRANT, "threshold": Kind.VERDICT}


@dataclass(frozen=True)
class Consequence:
    """A conclusion that changes.

    Attributes:
        kind: What kind of conclusion.
        place: The figure that states it, or None for an order that the paper does not state as a figure.
        printed: What is printed, or follows from what is printed.
        recomputed: What it is when computed from the most primary figures on.
        sentence: What changes and why.
    """

    kind: Kind
    place: Place | None
    printed: str
    recomputed: str
    sentence: Sentence


@dataclass(frozen=True)
class Computed:
    """A figure that the paper does not print and an audit file asks for."""

    name: str
    exact: Fraction
    formula: str
    formula_printed: str | None


@dataclass(frozen=True)
class Twins:
    """Rows of a table in which every number is the same."""

    table: str
    rows: tuple[str, ...]
    numbers: tuple[str, ...]


def consequences(net: Net) -> list[Consequence]:
    """Return the conclusions that change, in the order of the audit file."""
    found: list[Consequence] = []
    for outcome in net.outcomes:
        if isinstance(outcome.check.spec, Ranking):
            found.extend(_order(net, outcome))
        elif outcome.check.spec.rule in _KINDS and isinstance(outcome.check.target, Place):
            found.extend(_stated(outcome, net.figures[outcome.check.target]))
    return found


def _stated(outcome: Outcome, figure: Figure) -> Iterator[Consequence]:
    exact = next((finding for finding in outcome.findings if finding.route is Route.EXACT), None)
    if exact is None or exact.rounding is not None:
        return
    expected = exact.expected
    new = expected.words if expected.words is not None else shown(expected.number or Fraction(0))
    formula = expected.formula
    yield Consequence(
        _KINDS[outcome.check.spec.rule],
        figure.place,
        figure.printed,
        new,
        Sentence(
            comma(f"Tercetak »{figure.printed}«; dihitung ulang »{new}«: {formula}."),
            f"Printed »{figure.printed}«; recomputed »{new}«: {formula}.",
        ),
    )


def _order(net: Net, outcome: Outcome) -> Iterator[Consequence]:
    spec = outcome.check.spec
    if not isinstance(spec, Ranking):
        return
    sources = outcome.check.roles["values"]
    try:
        exact = [net.exact(source) for source in sources]
        printed = [
            number.value for source in sources if isinstance(source, Place) and (number := net.figures[source].number)
        ]
    except UnknownValueError:
        return
    if len(printed) != len(exact):
        return
    before, after = _ranks(spec.candidates, printed), _ranks(spec.candidates, exact)
    moved = [name for name in spec.candidates if before[name] != after[name]]
    if not moved:
        return
    values = dict(zip(spec.candidates, zip(printed, exact, strict=True), strict=True))
    steps = "; ".join(f"{name} {before[name]} → {after[name]}{_moved(*values[name])}" for name in moved)
    yield Consequence(
        Kind.RANKING,
        None,
        " > ".join(sorted(spec.candidates, key=lambda name: (before[name], spec.candidates.index(name)))),
        " > ".join(sorted(spec.candidates, key=lambda name: (after[name], spec.candidates.index(name)))),
        Sentence(comma(f"{spec.title_id}: peringkat berubah: {steps}."), f"{spec.title_en}: ranks change: {steps}."),
    )


def _moved(printed: Fraction, exact: Fraction) -> str:
    """Return both values where they differ; a rank also changes when only others move."""
    return f" ({shown(printed)} → {shown(exact, 4)})" if shown(printed) != shown(exact, 4) else f" ({shown(printed)})"


def _ranks(names: tuple[str, ...], values: list[Fraction]) -> dict[str, int]:
    """Return competition ranks, the highest value first."""
    return {name: 1 + sum(other > value for other in values) for name, value in zip(names, values, strict=True)}


def computed(net: Net) -> list[Computed]:
    """Return the figures that an audit file computes beside the printed ones."""
    found = []
    for outcome in net.outcomes:
        target = outcome.check.target
        if target is not None and not isinstance(target, Place):
            formulas = {finding.route: finding.expected.formula for finding in outcome.findings}
            for finding in outcome.findings[:1]:
                if finding.expected.number is not None:
                    printed = formulas.get(Route.PRINTED)
                    found.append(Computed(target.name, finding.expected.number, finding.expected.formula, printed))
    return found


_NUMBERS_OF_TWINS = 4  # fewer equal numbers are no surprise


def twins(net: Net) -> list[Twins]:
    """Return the rows of a table whose numbers are all the same; two rows seldom are without a copying slip."""
    found: list[Twins] = []
    for table in dict.fromkeys(place.table for place in net.figures):
        alike: dict[tuple[str, ...], list[str]] = {}
        for row, cells in net.figures.table(table).items():
            numbers = tuple(cell.printed for cell in cells.values() if cell.number is not None)
            if len(numbers) >= _NUMBERS_OF_TWINS and len(set(numbers)) > 1:
                alike.setdefault(numbers, []).append(row)
        found.extend(Twins(table, tuple(rows), numbers) for numbers, rows in alike.items() if len(rows) > 1)
    return found
