"""What may stand in a house of quality's data file (``schemas/houses_of_quality/*.yaml``).

A house relates the elements of a questionnaire to technical responses: what an office could do about them. Sources often
print the ranks of the responses only, so every part of the file says whether it is printed or ours, and whoever draws it
must show that.
"""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import Literal, Self

from pydantic import Field, model_validator

from schemas.instrument import Code, DataFile, DecimalText, Instrument, Label, MeasureName

Provenance = Literal["printed", "ours"]
Correlation = Literal["++", "+", "-", "--"]


class RelationshipScale(DataFile):
    """The numbers that a relationship may have; no relationship is 0 and is not written down."""

    strong: int
    medium: int
    weak: int = Field(ge=1)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.strong > self.medium > self.weak:
            raise ValueError(
                f"the scale is {self.strong}, {self.medium}, {self.weak}; it must fall from strong to weak"
            )
        return self

    @property
    def points(self) -> tuple[int, int, int]:
        """Strong, medium and weak."""
        return (self.strong, self.medium, self.weak)


class Provenances(DataFile):
    """Where each part of the house comes from."""

    responses: Provenance
    relationships: Provenance
    goals: Provenance
    sales_points: Provenance
    roof: Provenance

    @property
    def ours(self) -> tuple[str, ...]:
        """The parts that no source prints."""
        return tuple(part for part, origin in self if origin == "ours")


class TechnicalResponse(DataFile):
    """One thing the office could do, with the rank that the source printed for it and why it is related as it is."""

    response_code: Code
    label_id: Label
    label_en: Label
    short_id: Label
    short_en: Label
    printed_rank: int | None = Field(default=None, ge=1)
    reason_id: Label
    reason_en: Label
    relationships: dict[Code, int] = Field(min_length=1)


class ElementPlan(DataFile):
    """What is aimed at for one element: a goal on the answer scale and a sales point."""

    element_code: Code
    goal: DecimalText
    sales_point: Literal["1.0", "1.2", "1.5"]


class RoofPair(DataFile):
    """How two responses help or hinder each other; the roof is symmetric, so a pair stands once."""

    first: Code
    second: Code
    correlation: Correlation


class HouseOfQuality(DataFile):
    """A house of quality over the elements of one instrument."""

    house_id: Code
    instrument_id: Code
    study_id: Code
    title_id: Label
    title_en: Label
    source: Label
    provenance: Provenances
    provenance_id: Label
    provenance_en: Label
    weight_rule: Literal["importance", "gap", "improvement"]
    importance_measure: MeasureName = "importance"
    current_measure: MeasureName = "satisfaction"
    relationship_scale: RelationshipScale
    plans: tuple[ElementPlan, ...] = Field(min_length=1)
    responses: tuple[TechnicalResponse, ...] = Field(min_length=1)
    roof: tuple[RoofPair, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        codes = [response.response_code for response in self.responses]
        elements = [plan.element_code for plan in self.plans]
        _unique(self.house_id, "response_code", codes)
        _unique(self.house_id, "element_code", elements)
        points = self.relationship_scale.points
        for response in self.responses:
            for element, strength in response.relationships.items():
                if element not in elements:
                    raise ValueError(
                        f"{response.response_code} is related to {element}, which has no plan in this file"
                    )
                if strength not in points:
                    allowed = ", ".join(map(str, points))
                    raise ValueError(
                        f"{response.response_code} and {element} have the relationship {strength}; "
                        f"the declared scale has {allowed}, and no relationship is left out"
                    )
        for pair in self.roof:
            for code in (pair.first, pair.second):
                if code not in codes:
                    raise ValueError(f"the roof names {code}, which is no response of this file")
            if pair.first == pair.second:
                raise ValueError(f"the roof relates {pair.first} to itself")
        _unique(self.house_id, "roof pair", [" and ".join(sorted((p.first, p.second))) for p in self.roof])
        return self

    def mistakes(self, instrument: Instrument) -> tuple[str, ...]:
        """Return what contradicts the instrument, one sentence each; nothing if the two fit."""
        known = [element.element_code for element in instrument.elements]
        found = [plan.element_code for plan in self.plans]
        low, high = instrument.scale.minimum, instrument.scale.maximum
        return (
            *(
                [f"{self.house_id} belongs to the instrument {self.instrument_id}, not to {instrument.instrument_id}."]
                if self.instrument_id != instrument.instrument_id
                else []
            ),
            *(f"{code} is no element of {instrument.instrument_id}." for code in found if code not in known),
            *(f"{code} of {instrument.instrument_id} has no plan." for code in known if code not in found),
            *(
                f"The goal {plan.goal} of {plan.element_code} is not on the scale from {low} to {high}."
                for plan in self.plans
                if not low <= Fraction(plan.goal) <= high
            ),
        )


def _unique(owner: str, what: str, found: Iterable[str]) -> None:
    twice = [entry for entry, times in Counter(found).items() if times > 1]
    if twice:
        raise ValueError(f"{owner}: {what} {twice[0]!r} appears twice")
