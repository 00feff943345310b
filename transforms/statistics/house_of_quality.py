"""House of quality: weights of the elements, technical importance of the responses, ranks, roof. Exact fractions.

    improvement ratio  = goal / current
    raw weight         = importance x improvement ratio x sales point
    W(i)               = raw weight(i) / sum of the raw weights
    a(j)               = sum over i of W(i) x R(i, j),        R of the declared scale, 0 where there is no relationship
    relative percent   = 100 x a(j) / sum over j of a(j)

Source: Hauser and Clausing (1988), The House of Quality, Harvard Business Review 66(3); Cohen (1995), Quality Function
Deployment. Method page: ``docs/methods/house_of_quality.md``.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Final

from schemas.house_of_quality import HouseOfQuality
from transforms.exact import written
from transforms.statistics.conditions import NotComputableError
from transforms.statistics.quadrants import Means

SALES_POINTS: Final = (
    Fraction(1),
    Fraction(6, 5),
    Fraction(3, 2),
)  # no, moderate and strong selling point (Cohen 1995)


class WeightRule(StrEnum):
    """What the weight of an element is made of."""

    IMPORTANCE = "importance"
    GAP = "gap"
    IMPROVEMENT = "improvement"


class Correlation(StrEnum):
    """How two responses help or hinder each other."""

    STRONG_POSITIVE = "++"
    POSITIVE = "+"
    NEGATIVE = "-"
    STRONG_NEGATIVE = "--"


@dataclass(frozen=True)
class Plan:
    """What is aimed at for one element: its goal on the answer scale and its sales point (1, 1.2 or 1.5)."""

    goal: Fraction
    sales_point: Fraction


@dataclass(frozen=True)
class ItemWeight:
    """The weight of one element. The normalised weights of a house add up to exactly 1."""

    item: str
    importance: Fraction  # mean on the answer scale
    current: Fraction | None  # mean performance on the answer scale, where the rule uses it
    goal: Fraction | None
    improvement_ratio: Fraction | None
    sales_point: Fraction | None
    raw_weight: Fraction
    weight: Fraction


@dataclass(frozen=True)
class Weights:
    """The weights of ``n`` elements by one rule; ``zero_items`` have no say (performance reaches importance)."""

    rule: WeightRule
    n: int
    items: tuple[ItemWeight, ...]
    zero_items: tuple[str, ...]

    @property
    def by_item(self) -> dict[str, Fraction]:
        """Element to normalised weight."""
        return {entry.item: entry.weight for entry in self.items}


@dataclass(frozen=True)
class ResponseImportance:
    """One response: its technical importance, its percent of all, its competition rank and who shares it."""

    response: str
    importance: Fraction
    relative_pct: Fraction
    rank: int  # 1 is the most important; equal ones share a rank and the next rank is skipped: 1, 2, 2, 4
    tied_with: tuple[str, ...]


@dataclass(frozen=True)
class TechnicalImportance:
    """All responses over ``n`` elements; the percents add up to exactly 100."""

    n: int
    responses: tuple[ResponseImportance, ...]
    unserved_items: tuple[str, ...]  # elements that no response is related to

    @property
    def ranks(self) -> dict[str, int]:
        """Response to rank."""
        return {entry.response: entry.rank for entry in self.responses}


@dataclass(frozen=True)
class RankComparison:
    """The rank of one response beside the one that the source printed."""

    response: str
    rank: int
    printed_rank: int

    @property
    def agrees(self) -> bool:
        """Whether the two are the same."""
        return self.rank == self.printed_rank


@dataclass(frozen=True)
class House:
    """A computed house with its definition; ``respondents_n`` are those behind the means."""

    definition: HouseOfQuality
    respondents_n: int
    weights: Weights
    technical: TechnicalImportance
    roof: Mapping[tuple[str, str], Correlation]  # both directions of every pair
    printed_ranks: tuple[RankComparison, ...]  # of the responses with a printed rank


def weights_by_importance(importance: Mapping[str, Fraction]) -> Weights:
    """Return weights in proportion to the mean importance.

    Raises:
        NotComputableError: no element, or an importance that is not above 0.
    """
    for item, value in importance.items():
        _positive("importance", item, value)
    return _normalised(
        WeightRule.IMPORTANCE, [_row(item, value, raw_weight=value) for item, value in importance.items()]
    )


def weights_by_gap(means: Means) -> Weights:
    """Return weights in proportion to importance - performance; where performance reaches importance the weight is 0.

    Raises:
        NotComputableError: no element, or performance that reaches importance everywhere.
    """
    return _normalised(
        WeightRule.GAP,
        [_row(item, y, current=x, raw_weight=max(y - x, Fraction(0))) for item, (x, y) in means.items()],
    )


def weights_by_improvement(means: Means, plans: Mapping[str, Plan]) -> Weights:
    """Return weights in proportion to importance x goal/current x sales point.

    A goal below the current mean is allowed: it gives the element less weight than its importance.

    Args:
        means: Element to (performance, importance), mean scores on one answer scale.
        plans: Element to goal and sales point; the same elements.

    Raises:
        NotComputableError: other elements in the plans than in the means, a number that is not above 0, or a sales
            point that is none of 1, 1.2 and 1.5.
    """
    _same_items(means, plans, "the plans")
    rows = []
    for item, (current, importance) in means.items():
        plan = plans[item]
        for name, value in (("importance", importance), ("performance", current), ("goal", plan.goal)):
            _positive(name, item, value)
        if plan.sales_point not in SALES_POINTS:
            raise NotComputableError(
                f"Found the sales point {written(plan.sales_point)} of {item}, expected 1.0, 1.2 or 1.5."
            )
        ratio = plan.goal / current
        rows.append(
            _row(
                item,
                importance,
                current=current,
                plan=plan,
                improvement_ratio=ratio,
                raw_weight=importance * ratio * plan.sales_point,
            )
        )
    return _normalised(WeightRule.IMPROVEMENT, rows)


def technical_importance(
    weights: Mapping[str, Fraction],
    relationships: Mapping[str, Mapping[str, int]],
    scale: Collection[int],
) -> TechnicalImportance:
    """Return importance, percent and rank of every response.

    Args:
        weights: Element to weight, 0 or above, not all 0; they need not add up to 1.
        relationships: Response to (element to strength). An element left out, or with 0, has no relationship.
        scale: The strengths allowed beside 0, such as 9, 3 and 1.

    Raises:
        NotComputableError: no element or response, a negative weight, an element without weight, a strength outside
            the scale, a response related to nothing, or weights of 0 wherever there is a relationship.
    """
    if not weights or not relationships:
        raise NotComputableError("Found no element or no response, expected at least one of each.")
    for item, weight in weights.items():
        if weight < 0:
            raise NotComputableError(f"Found the weight {written(weight)} of {item}, expected 0 or above.")
    if min(scale, default=0) <= 0:
        raise NotComputableError(f"Found the relationship scale {sorted(scale)}, expected numbers above 0.")
    absolute = {response: _importance(response, related, weights, scale) for response, related in relationships.items()}
    total = sum(absolute.values(), Fraction(0))
    if total == 0:
        raise NotComputableError("Found a weight of 0 wherever there is a relationship, expected one above 0.")
    served = {item for related in relationships.values() for item, strength in related.items() if strength}
    return TechnicalImportance(
        n=len(weights),
        responses=tuple(
            ResponseImportance(
                response=response,
                importance=value,
                relative_pct=100 * value / total,
                rank=1 + sum(other > value for other in absolute.values()),
                tied_with=tuple(name for name, other in absolute.items() if other == value and name != response),
            )
            for response, value in absolute.items()
        ),
        unserved_items=tuple(item for item in weights if item not in served),
    )


def roof(pairs: Sequence[tuple[str, str, str]], responses: Collection[str]) -> dict[tuple[str, str], Correlation]:
    """Return the correlation of every pair in both directions; a pair that is not in it is blank.

    Args:
        pairs: First response, second response, and one of ``++``, ``+``, ``-``, ``--``.
        responses: The responses of the house.

    Raises:
        NotComputableError: an unknown response or sign, a response with itself, or a pair that stands twice, whichever
            of the two comes first.
    """
    found: dict[tuple[str, str], Correlation] = {}
    for first, second, sign in pairs:
        for response in (first, second):
            if response not in responses:
                raise NotComputableError(f"Found {response} in the roof, expected one of {', '.join(responses)}.")
        if first == second:
            raise NotComputableError(f"Found {first} in the roof with itself, expected two different responses.")
        if (first, second) in found:
            raise NotComputableError(f"Found {first} and {second} twice in the roof, expected every pair once.")
        if sign not in list(Correlation):
            raise NotComputableError(f"Found {sign!r} for {first} and {second} in the roof, expected ++, +, - or --.")
        found[first, second] = found[second, first] = Correlation(sign)
    return found


def compute_house(definition: HouseOfQuality, means: Means, *, respondents_n: int) -> House:
    """Return the house that a data file defines, over measured means.

    Args:
        definition: The data file.
        means: Element to (performance, importance), mean scores on the scale of the instrument.
        respondents_n: Respondents behind the means.

    Raises:
        NotComputableError: other elements than the data file's, nobody behind the means, or what the steps refuse.
    """
    if respondents_n < 1:
        raise NotComputableError(f"Found {respondents_n} respondents, expected at least 1.")
    plans = {plan.element_code: Plan(Fraction(plan.goal), Fraction(plan.sales_point)) for plan in definition.plans}
    _same_items(means, plans, f"the house {definition.house_id}")
    ordered = {item: means[item] for item in plans}
    rule = WeightRule(definition.weight_rule)
    if rule is WeightRule.IMPROVEMENT:
        weights = weights_by_improvement(ordered, plans)
    elif rule is WeightRule.GAP:
        weights = weights_by_gap(ordered)
    else:
        weights = weights_by_importance({item: importance for item, (_, importance) in ordered.items()})
    technical = technical_importance(
        weights.by_item,
        {response.response_code: response.relationships for response in definition.responses},
        definition.relationship_scale.points,
    )
    return House(
        definition=definition,
        respondents_n=respondents_n,
        weights=weights,
        technical=technical,
        roof=roof(
            [(pair.first, pair.second, pair.correlation) for pair in definition.roof],
            [response.response_code for response in definition.responses],
        ),
        printed_ranks=tuple(
            RankComparison(response.response_code, technical.ranks[response.response_code], response.printed_rank)
            for response in definition.responses
            if response.printed_rank is not None
        ),
    )


def _importance(
    response: str, related: Mapping[str, int], weights: Mapping[str, Fraction], scale: Collection[int]
) -> Fraction:
    for item, strength in related.items():
        if item not in weights:
            raise NotComputableError(f"Found {item} related to {response}, expected an element that has a weight.")
        if strength != 0 and strength not in scale:
            allowed = ", ".join(map(str, sorted(scale, reverse=True)))
            raise NotComputableError(
                f"Found the relationship {strength} of {response} and {item}, expected one of {allowed} or 0."
            )
    if not any(related.values()):
        raise NotComputableError(f"Found {response} related to nothing, expected a relationship with some element.")
    return sum((weights[item] * strength for item, strength in related.items()), Fraction(0))


def _row(
    item: str,
    importance: Fraction,
    *,
    raw_weight: Fraction,
    current: Fraction | None = None,
    plan: Plan | None = None,
    improvement_ratio: Fraction | None = None,
) -> ItemWeight:
    return ItemWeight(
        item=item,
        importance=importance,
        current=current,
        goal=None if plan is None else plan.goal,
        improvement_ratio=improvement_ratio,
        sales_point=None if plan is None else plan.sales_point,
        raw_weight=raw_weight,
        weight=Fraction(0),
    )


def _normalised(rule: WeightRule, rows: Sequence[ItemWeight]) -> Weights:
    total = sum((row.raw_weight for row in rows), Fraction(0))
    if total == 0:
        found = "no element" if not rows else "a weight of 0 for every element"
        raise NotComputableError(f"Found {found}, expected at least one element with a weight above 0.")
    items = tuple(replace(row, weight=row.raw_weight / total) for row in rows)
    return Weights(rule, len(items), items, zero_items=tuple(row.item for row in items if row.weight == 0))


def _same_items(means: Collection[str], others: Collection[str], where: str) -> None:
    missing = [item for item in means if item not in others]
    unknown = [item for item in others if item not in means]
    if missing or unknown:
        found = [f"{', '.join(missing)} not in {where}"] if missing else []
        found += [f"{', '.join(unknown)} of {where} without means"] if unknown else []
        raise NotComputableError(f"Found {' and '.join(found)}, expected the same elements in both.")


def _positive(name: str, item: str, value: Fraction) -> None:
    if value <= 0:
        raise NotComputableError(f"Found {name} {written(value)} of {item}, expected a number above 0.")
