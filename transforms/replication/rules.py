"""What each check expects its target to be, and the arithmetic that shows it.

A rule is a function of a check and of the values of its figures. It knows nothing about papers: which figures it is
given stands in the audit file. Formulas are written with a decimal point and no words, so that they can be shown in
both languages.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Protocol

from schemas.print_audit import BandTable
from transforms.exact import round_half_up
from transforms.replication.printed import Place
from transforms.replication.rounding import shown, truncate
from transforms.replication.wiring import Check, Source
from transforms.statistics.conditions import NotComputableError
from transforms.statistics.quadrants import CrosshairRule, Quadrant, Setting, TieRule, quadrants
from transforms.statistics.sampling import slovin


class Value(Protocol):
    """Where a rule gets the numbers and words of its figures from."""

    def __call__(self, source: Source) -> Fraction:
        """Return the number of a figure; raises ``UnknownValueError`` where it has none."""

    def words(self, source: Source) -> str:
        """Return the words of a figure; raises ``UnknownValueError`` where it has none."""


class UnknownValueError(LookupError):
    """A figure that the rule needs has no value: it is words, or nothing is known about it."""


@dataclass(frozen=True)
class Expected:
    """What a check expects.

    Attributes:
        number: The expected number, exact; None where words are expected.
        words: The expected words; None where a number is expected.
        formula: The arithmetic, from the figures to the expected value.
        beside: Further numbers that the same cell prints after the first: the end of a class, n rounded up.
    """

    number: Fraction | None
    words: str | None
    formula: str
    beside: tuple[Fraction, ...] = ()


def expected(check: Check, value: Value, bands: Mapping[str, BandTable]) -> Expected:
    """Return what a check with a target expects of it.

    Raises:
        UnknownValueError: one of the figures has no number, or the rule's conditions do not hold for them.
    """
    try:
        return _RULES[check.spec.rule](check, value, bands)
    except ZeroDivisionError:
        raise UnknownValueError("a divisor is zero") from None
    except NotComputableError as error:
        raise UnknownValueError(str(error)) from None


# --- sums, products, means -------------------------------------------------------------------------------------------
def _values(check: Check, role: str, value: Value) -> list[Fraction]:
    return [value(source) for source in check.roles[role]]


def _one(check: Check, role: str, value: Value) -> Fraction:
    return value(check.roles[role][0])


def _joined(values: Sequence[Fraction], sign: str = "+", limit: int = 8) -> str:
    """Write values with a sign between them; many of them shortened in the middle."""
    texts = [f"({shown(one)})" if one < 0 else shown(one) for one in values]
    if len(texts) > limit:
        texts = [*texts[:3], "…", texts[-1]]
    return f" {sign} ".join(texts)


def _sum(check: Check, value: Value, _: Any) -> Expected:
    parts = _values(check, "parts", value)
    total = sum(parts, Fraction(0))
    return Expected(total, None, f"{_joined(parts)} = {shown(total)}")


def _product(check: Check, value: Value, _: Any) -> Expected:
    factors = _values(check, "factors", value)
    result = math.prod(factors, start=Fraction(1))
    return Expected(result, None, f"{_joined(factors, '×')} = {shown(result)}")


def _quotient(check: Check, value: Value, _: Any) -> Expected:
    above, below = _one(check, "dividend", value), _one(check, "divisor", value)
    times = Fraction(check.spec.times)  # type: ignore[union-attr]
    result = times * above / below
    factor = f"{shown(times)} × " if times != 1 else ""
    return Expected(result, None, f"{factor}{shown(above)} / {shown(below)} = {shown(result)}")


def _weighted(check: Check, value: Value) -> tuple[Fraction, Fraction, str]:
    counts = _values(check, "counts", value)
    scores = [Fraction(check.text(score)) for score in check.spec.scores]  # type: ignore[union-attr]
    total = sum((count * score for count, score in zip(counts, scores, strict=True)), Fraction(0))
    terms = " + ".join(f"{shown(count)} × {shown(score)}" for count, score in zip(counts, scores, strict=True))
    return total, sum(counts, Fraction(0)), terms


def _weighted_sum(check: Check, value: Value, _: Any) -> Expected:
    total, _n, terms = _weighted(check, value)
    return Expected(total, None, f"{terms} = {shown(total)}")


def _weighted_mean(check: Check, value: Value, _: Any) -> Expected:
    total, n, terms = _weighted(check, value)
    return Expected(total / n, None, f"({terms}) / {shown(n)} = {shown(total)} / {shown(n)} = {shown(total / n)}")


def _mean(check: Check, value: Value, _: Any) -> Expected:
    values = _values(check, "values", value)
    total = sum(values, Fraction(0))
    result = total / len(values)
    return Expected(
        result, None, f"({_joined(values)}) / {len(values)} = {shown(total)} / {len(values)} = {shown(result)}"
    )


def _difference(check: Check, value: Value, _: Any) -> Expected:
    above, below = _one(check, "minuend", value), _one(check, "subtrahend", value)
    return Expected(above - below, None, f"{shown(above)} - {shown(below)} = {shown(above - below)}")


def _growth(check: Check, value: Value, _: Any) -> Expected:
    before, after = _one(check, "before", value), _one(check, "after", value)
    result = 100 * (after - before) / before
    return Expected(result, None, f"100 × ({shown(after)} - {shown(before)}) / {shown(before)} = {shown(result)}")


def _share_of_increase(check: Check, value: Value, _: Any) -> Expected:
    before, after = _one(check, "before", value), _one(check, "after", value)
    whole = sum(_values(check, "whole", value), Fraction(0))
    result = 100 * (after - before) / whole
    return Expected(result, None, f"100 × ({shown(after)} - {shown(before)}) / {shown(whole)} = {shown(result)}")


def _count(check: Check, _value: Value, _: Any) -> Expected:
    number = len(check.roles["of"])
    return Expected(Fraction(number), None, f"n = {number}")


def _restates(check: Check, value: Value, _: Any) -> Expected:
    source = check.roles["source"][0]
    name = f"[{source}]" if isinstance(source, Place) else str(source)
    try:
        number = value(source)
    except UnknownValueError:
        return Expected(None, value.words(source), f"{name}: {value.words(source)}")
    return Expected(number, None, f"{name} = {shown(number)}")


def _slovin(check: Check, value: Value, _: Any) -> Expected:
    population, margin = _one(check, "population", value), _one(check, "margin", value)
    size = slovin(int(population), error=margin)
    formula = f"{shown(population)} / (1 + {shown(population)} × {shown(margin)}²) = {shown(size.exact, 4)}"
    return Expected(size.exact, None, formula, (Fraction(size.n),))


# --- tests -----------------------------------------------------------------------------------------------------------
def _decimal(value: float) -> Fraction:
    return Fraction(repr(value))


def _kolmogorov_smirnov(check: Check, value: Value, _: Any) -> Expected:
    from transforms.statistics.normality import kolmogorov_smirnov_spss  # noqa: PLC0415 - SciPy takes a second to import

    spec: Any = check.spec
    exact = _values(check, "values", value)
    cut = exact if spec.cut_off is None else [truncate(one, spec.cut_off) for one in exact]
    values = [float(one) for one in cut]
    result = kolmogorov_smirnov_spss(values, unit="printed values")
    number = result.z if spec.prints == "z" else result.p_value
    formula = f"D = {result.d:.6f}, Z = √{len(values)} × D = {result.z:.6f}, p = {result.p_value:.6f}"
    return Expected(_decimal(number), None, formula)


def _p_value(check: Check, value: Value, _: Any) -> Expected:
    from scipy import stats  # noqa: PLC0415 - takes a second to import, and few papers print a p

    statistic = _one(check, "statistic", value)
    df = [float(one) for one in (_values(check, "df", value) if "df" in check.roles else [])]
    distribution = check.spec.distribution  # type: ignore[union-attr]
    size = abs(float(statistic))
    p = {
        "kolmogorov": lambda: stats.kstwobign.sf(size),
        "normal": lambda: 2 * stats.norm.sf(size),
        "t": lambda: 2 * stats.t.sf(size, *df),
        "chi2": lambda: stats.chi2.sf(size, *df),
        "f": lambda: stats.f.sf(size, *df),
    }[distribution]()
    shape = f"; {', '.join(shown(Fraction(repr(one))) for one in df)}" if df else ""
    return Expected(_decimal(float(p)), None, f"p({distribution}{shape}; {shown(statistic)}) = {p:.6f}")


# --- words -----------------------------------------------------------------------------------------------------------
def band_of(value: Fraction, table: BandTable) -> int:
    """Return the number, from 0, of the band in which a value lies after rounding half up to the table's digits.

    Raises:
        UnknownValueError: the value lies outside the table.
    """
    rounded = round_half_up(value, table.digits)
    edges = [Fraction(edge) for edge in table.edges]
    if not edges[0] <= rounded <= edges[-1]:
        raise UnknownValueError(f"{shown(rounded)} lies outside {table.edges[0]} to {table.edges[-1]}")
    inner = edges[1:-1]
    return sum(rounded > edge if table.inclusive == "upper" else rounded >= edge for edge in inner)


def _band(check: Check, value: Value, bands: Mapping[str, BandTable]) -> Expected:
    spec = check.spec
    table = bands[spec.bands]  # type: ignore[union-attr]
    number = _one(check, "value", value)
    place = band_of(number, table)
    label = check.text((spec.labels or table.labels)[place])  # type: ignore[union-attr]
    low, high = shown(Fraction(table.edges[place])), shown(Fraction(table.edges[place + 1]))
    rounded = shown(round_half_up(number, table.digits))
    below = "≤" if place == 0 or table.inclusive == "lower" else "<"
    above = "≤" if place == len(table.labels) - 1 or table.inclusive == "upper" else "<"
    cut = f"{shown(number)} → " if shown(number) != rounded else ""
    return Expected(None, label, f"{cut}{low} {below} {rounded} {above} {high}: {label}")


def _threshold(check: Check, value: Value, _: Any) -> Expected:
    spec: Any = check.spec
    number, limit = _one(check, "value", value), _one(check, "limit", value)
    above = number > limit
    sign = ">" if above else "≤"
    label = spec.label_above if above else spec.label_below
    return Expected(None, label, f"{shown(number)} {sign} {shown(limit)}: {label}")


def _ranked(values: Mapping[str, Fraction], order: str) -> list[tuple[str, Fraction]]:
    sign = -1 if order == "highest" else 1
    return sorted(values.items(), key=lambda item: sign * item[1])


def _extreme(check: Check, value: Value, _: Any) -> Expected:
    spec: Any = check.spec
    made: Callable[[list[Fraction]], Fraction] = {
        "value": lambda parts: parts[0],
        "quotient": lambda parts: parts[0] / parts[1],
        "difference": lambda parts: parts[0] - parts[1],
        "size_of_difference": lambda parts: abs(parts[0] - parts[1]),
    }[spec.by]
    values = {c.label: made([value(source) for source in check.roles[c.label]]) for c in spec.candidates}
    ranked = _ranked(values, spec.order)
    label, found = ranked[spec.place - 1]
    sharing = [name for name, one in ranked if one == found]
    sign = " > " if spec.order == "highest" else " < "
    formula = sign.join(f"{name} {shown(one, 4)}" for name, one in ranked)
    return Expected(None, " = ".join(sharing) if len(sharing) > 1 else label, formula)


def _quadrant(check: Check, value: Value, _: Any) -> Expected:
    spec: Any = check.spec
    points = zip(_values(check, "performance", value), _values(check, "importance", value), strict=True)
    fixed = None if spec.fixed is None else (Fraction(spec.fixed[0]), Fraction(spec.fixed[1]))
    setting = Setting(CrosshairRule(spec.crosshair), TieRule(spec.tie_rule), fixed)
    placed = quadrants(dict(zip(spec.items, points, strict=True)), setting)
    members = placed.members(Quadrant(spec.quadrant))
    sign = ">" if setting.tie_rule is TieRule.GT else "≥"
    cross = f"x {sign} {shown(placed.performance_cut)}, y {sign} {shown(placed.importance_cut)}"
    listed = ", ".join(members)
    if spec.prints == "count":
        return Expected(Fraction(len(members)), None, f"{cross}: {len(members)} ({listed or '–'})")
    return Expected(None, listed, f"{cross}: {listed or '–'}")


def _class_interval(check: Check, _value: Value, _: Any) -> Expected:
    spec: Any = check.spec
    low, high, place = Fraction(spec.lowest), Fraction(spec.highest), int(check.text(spec.number))
    width = (high - low) / spec.classes
    start, end = low + (place - 1) * width, low + place * width
    # The class prints to hundredths in every paper; the edge that gives way moves by one hundredth.
    if spec.edges == "upper" and place > 1:
        start += Fraction(1, 100)
    if spec.edges == "lower" and place < spec.classes:
        end -= Fraction(1, 100)
    formula = f"({shown(high)} - {shown(low)}) / {spec.classes} = {shown(width)}: {shown(start)} - {shown(end)}"
    return Expected(start, None, formula, (end,))


_RULES: Final[dict[str, Callable[[Check, Value, Mapping[str, BandTable]], Expected]]] = {
    "sum": _sum,
    "product": _product,
    "quotient": _quotient,
    "weighted_sum": _weighted_sum,
    "weighted_mean": _weighted_mean,
    "mean": _mean,
    "difference": _difference,
    "growth": _growth,
    "share_of_increase": _share_of_increase,
    "count": _count,
    "restates": _restates,
    "slovin": _slovin,
    "kolmogorov_smirnov": _kolmogorov_smirnov,
    "p_value": _p_value,
    "band": _band,
    "threshold": _threshold,
    "extreme": _extreme,
    "quadrant": _quadrant,
    "class_interval": _class_interval,
}
