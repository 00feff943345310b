"""Importance-performance quadrants on exact fractions, under every crosshair and tie rule.

The same rules as ``transforms/indices/out_skm__quadrants.sql`` (method page ``docs/methods/ipa.md``), for item means that
do not stand in the database: printed tables, resamples, what-if questions. A quadrant is named by its meaning, because
authors number them differently and some swap the axes. Source: Martilla and James (1977), Importance-performance
analysis, Journal of Marketing 41(1); the gap diagonal follows Slack (1994) and Bacon (2003).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import product

from schemas.instrument import Crosshair
from transforms.exact import median, written
from transforms.statistics.conditions import NotComputableError

Means = Mapping[str, tuple[Fraction, Fraction]]  # item to (performance, importance), both on the answer scale


class CrosshairRule(StrEnum):
    """Where the line of each axis stands."""

    MEAN = "mean"
    MEDIAN = "median"
    MIDRANGE = "midrange"
    SCALE_MID = "scale_mid"
    FIXED = "fixed"


class TieRule(StrEnum):
    """Whether an item exactly on a line is low (``gt``: high needs more than the line) or high (``ge``)."""

    GT = "gt"
    GE = "ge"


class Quadrant(StrEnum):
    """What the place of an item in the diagram means."""

    PRIORITY_IMPROVE = "priority_improve"
    MAINTAIN = "maintain"
    LOW_PRIORITY = "low_priority"
    POSSIBLE_OVERKILL = "possible_overkill"


class DiagonalSide(StrEnum):
    """On which side of the line performance = importance an item lies."""

    BELOW_IMPORTANCE = "performance_below_importance"
    ON_DIAGONAL = "performance_equals_importance"
    ABOVE_IMPORTANCE = "performance_above_importance"


@dataclass(frozen=True)
class Setting:
    """One way to cut the diagram; ``fixed`` is (performance, importance), for the fixed crosshair only."""

    crosshair: CrosshairRule
    tie_rule: TieRule
    fixed: tuple[Fraction, Fraction] | None = None

    def __post_init__(self) -> None:
        if (self.crosshair is CrosshairRule.FIXED) != (self.fixed is not None):
            found = "a fixed crosshair without its point" if self.fixed is None else f"a point for {self.crosshair}"
            raise NotComputableError(f"Found {found}, expected a point for the fixed crosshair and for no other one.")

    @classmethod
    def of_study(cls, crosshair: Crosshair) -> "Setting":
        """Return the setting that a study file declares."""
        fixed = (
            None
            if crosshair.satisfaction is None or crosshair.importance is None
            else (Fraction(crosshair.satisfaction), Fraction(crosshair.importance))
        )
        return cls(CrosshairRule(crosshair.crosshair), TieRule(crosshair.tie_rule), fixed)

    @property
    def name(self) -> str:
        """The setting in one word, as in ``midrange/gt``."""
        return f"{self.crosshair}/{self.tie_rule}"


@dataclass(frozen=True)
class ItemQuadrant:
    """One item under one setting: its means, its quadrant and its place against the gap diagonal."""

    item: str
    performance: Fraction
    importance: Fraction
    quadrant: Quadrant
    gap: Fraction  # performance - importance, on the answer scale
    diagonal_side: DiagonalSide


@dataclass(frozen=True)
class QuadrantTable:
    """All items under one setting; ``n`` is the number of items, whose means place the lines."""

    setting: Setting
    performance_cut: Fraction
    importance_cut: Fraction
    n: int
    items: tuple[ItemQuadrant, ...]

    def members(self, quadrant: Quadrant) -> tuple[str, ...]:
        """Return the items of one quadrant, in the order in which they were given."""
        return tuple(entry.item for entry in self.items if entry.quadrant is quadrant)


@dataclass(frozen=True)
class ItemSensitivity:
    """One item under every setting; ``agreeing_n`` counts the other settings that give the declared quadrant."""

    item: str
    declared_quadrant: Quadrant
    quadrants: tuple[Quadrant, ...]  # in the order of SensitivityTable.settings
    agreeing_n: int


@dataclass(frozen=True)
class SensitivityTable:
    """Every item under every setting; ``n`` is the number of items, ``others_n`` the settings beside the declared."""

    declared: Setting
    settings: tuple[Setting, ...]
    others_n: int
    n: int
    items: tuple[ItemSensitivity, ...]

    @property
    def stable_items(self) -> tuple[str, ...]:
        """The items that no setting moves."""
        return tuple(entry.item for entry in self.items if entry.agreeing_n == self.others_n)


def place(performance_is_high: bool, importance_is_high: bool) -> Quadrant:
    """Return the quadrant of an item that is high or low on each axis."""
    if importance_is_high:
        return Quadrant.MAINTAIN if performance_is_high else Quadrant.PRIORITY_IMPROVE
    return Quadrant.POSSIBLE_OVERKILL if performance_is_high else Quadrant.LOW_PRIORITY


def quadrants(means: Means, setting: Setting, *, scale: tuple[int, int] | None = None) -> QuadrantTable:
    """Return the quadrant of every item under one setting.

    Args:
        means: Item to (performance, importance), mean scores on one answer scale, as fractions.
        setting: Crosshair and tie rule.
        scale: Lowest and highest point of the answer scale; the crosshair ``scale_mid`` needs it.

    Raises:
        NotComputableError: no item, a mean outside the scale, or ``scale_mid`` without a scale.
    """
    _check(means, scale)
    middle = None if scale is None else Fraction(scale[0] + scale[1], 2)
    point_x, point_y = (middle, middle) if setting.fixed is None else setting.fixed
    cut_x = cut_of([x for x, _ in means.values()], setting.crosshair, point_x)
    cut_y = cut_of([y for _, y in means.values()], setting.crosshair, point_y)
    items = tuple(
        ItemQuadrant(
            item=item,
            performance=x,
            importance=y,
            quadrant=place(_is_high(x, cut_x, setting.tie_rule), _is_high(y, cut_y, setting.tie_rule)),
            gap=x - y,
            diagonal_side=diagonal_side(x, y),
        )
        for item, (x, y) in means.items()
    )
    return QuadrantTable(setting=setting, performance_cut=cut_x, importance_cut=cut_y, n=len(items), items=items)


def cut_of(values: Sequence[Fraction], crosshair: CrosshairRule, point: Fraction | None = None) -> Fraction:
    """Return where the line of one axis stands.

    Args:
        values: The item means on this axis.
        crosshair: The rule.
        point: The line itself, for the two rules that do not look at the items: middle of the scale and fixed point.

    Raises:
        NotComputableError: a rule that needs ``point`` came without one.
    """
    match crosshair:
        case CrosshairRule.MEAN:
            return sum(values, Fraction(0)) / len(values)
        case CrosshairRule.MEDIAN:
            return median(values)
        case CrosshairRule.MIDRANGE:
            return (min(values) + max(values)) / 2
    if point is None:
        raise NotComputableError(
            f"Found the crosshair {crosshair} and no point for it, expected the answer scale or the fixed point."
        )
    return point


def diagonal_side(performance: Fraction, importance: Fraction) -> DiagonalSide:
    """Return on which side of the line performance = importance an item lies; no crosshair is involved."""
    if performance < importance:
        return DiagonalSide.BELOW_IMPORTANCE
    return DiagonalSide.ON_DIAGONAL if performance == importance else DiagonalSide.ABOVE_IMPORTANCE


def all_settings(fixed: tuple[Fraction, Fraction] | None = None) -> tuple[Setting, ...]:
    """Return every crosshair with every tie rule; the fixed crosshair only where its point is given."""
    rules = [rule for rule in CrosshairRule if rule is not CrosshairRule.FIXED or fixed is not None]
    return tuple(
        Setting(rule, tie, fixed if rule is CrosshairRule.FIXED else None) for rule, tie in product(rules, TieRule)
    )


def sensitivity(means: Means, declared: Setting, *, scale: tuple[int, int]) -> SensitivityTable:
    """Return the quadrant of every item under every crosshair and tie rule.

    Args:
        means: Item to (performance, importance), mean scores on one answer scale, as fractions.
        declared: The setting of the study; the others are counted by their agreement with it. The fixed crosshair is
            tried only where it is the declared one, since no other setting says where its point would be.
        scale: Lowest and highest point of the answer scale.

    Raises:
        NotComputableError: no item, or a mean outside the scale.
    """
    settings = all_settings(declared.fixed)
    columns = {setting: _by_item(quadrants(means, setting, scale=scale)) for setting in settings}
    items = []
    for item in means:
        row = tuple(columns[setting][item] for setting in settings)
        own = columns[declared][item]
        items.append(ItemSensitivity(item, own, row, agreeing_n=sum(found is own for found in row) - 1))
    return SensitivityTable(declared, settings, others_n=len(settings) - 1, n=len(items), items=tuple(items))


def _by_item(table: QuadrantTable) -> dict[str, Quadrant]:
    return {entry.item: entry.quadrant for entry in table.items}


def _is_high(value: Fraction, cut: Fraction, tie_rule: TieRule) -> bool:
    return value > cut if tie_rule is TieRule.GT else value >= cut


def _check(means: Means, scale: tuple[int, int] | None) -> None:
    if not means:
        raise NotComputableError("Found no item, expected at least one with a performance and an importance mean.")
    if scale is None:
        return
    if scale[0] >= scale[1]:
        raise NotComputableError(f"Found the answer scale {scale[0]} to {scale[1]}, expected a lower point first.")
    for item, pair in means.items():
        for name, value in zip(("performance", "importance"), pair, strict=True):
            if not scale[0] <= value <= scale[1]:
                raise NotComputableError(
                    f"Found {name} {written(value)} of {item}, expected a mean from {scale[0]} to {scale[1]}."
                )
