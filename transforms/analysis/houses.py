"""Houses of quality as rows: what each element weighs, and what each technical response is worth."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from schemas.house_of_quality import HouseOfQuality
from schemas.instrument import Instrument
from transforms.analysis.reading import Material
from transforms.exact import written
from transforms.statistics.house_of_quality import House, compute_house


@dataclass(frozen=True)
class Built:
    """A computed house with the questionnaire that its elements belong to."""

    study: str
    house: House
    instrument: Instrument


def build_houses(definitions: Iterable[HouseOfQuality], analyses: Iterable[Material]) -> Iterator[Built]:
    """Compute the houses of the studies that have importance and performance of every element.

    Raises:
        NotComputableError: a house and its study do not fit.
    """
    by_study = {material.analysis.study_id: material for material in analyses}
    for definition in definitions:
        material = by_study.get(definition.study_id)
        if material is not None and material.pairs():
            house = compute_house(definition, material.pairs(), respondents_n=material.respondents_n)
            yield Built(definition.study_id, house, material.instrument)


def weight_rows(built: Built) -> Iterator[dict[str, Any]]:
    """Go through the elements of a house with their weights."""
    definition = built.house.definition
    labels = {element.element_code: element for element in built.instrument.elements}
    for entry in built.house.weights.items:
        yield {
            "study": built.study,
            "house_id": definition.house_id,
            "element_code": entry.item,
            "element_label_id": labels[entry.item].label_id,
            "element_label_en": labels[entry.item].label_en,
            "weight_rule": built.house.weights.rule.value,
            "importance_fraction": written(entry.importance),
            "improvement_ratio_fraction": _maybe(entry.improvement_ratio),
            "sales_point_fraction": _maybe(entry.sales_point),
            "house_weight_fraction": written(entry.weight),
            "house_weight": float(entry.weight),
            "provenance_id": definition.provenance_id,
            "provenance_en": definition.provenance_en,
        }


def response_rows(built: Built) -> Iterator[dict[str, Any]]:
    """Go through the technical responses of a house with their importance and rank."""
    definition = built.house.definition
    words = {response.response_code: response for response in definition.responses}
    printed = {one.response: one.printed_rank for one in built.house.printed_ranks}
    for entry in built.house.technical.responses:
        yield {
            "study": built.study,
            "house_id": definition.house_id,
            "response_code": entry.response,
            "response_label_id": words[entry.response].label_id,
            "response_label_en": words[entry.response].label_en,
            "technical_importance_fraction": written(entry.importance),
            "technical_importance": float(entry.importance),
            "relative_pct": float(entry.relative_pct),
            "response_rank": entry.rank,
            "printed_rank": printed.get(entry.response),
            "provenance_id": definition.provenance_id,
            "provenance_en": definition.provenance_en,
        }


def _maybe(value: Fraction | None) -> str | None:
    return None if value is None else written(value)
