"""What may stand in ``schemas/reference/companion_indices.yaml``: indices beside SKM, their conversion and thresholds.

SPAK and SPKP are answered on 1 to 6. Sources compare them with thresholds on an index of 4 and convert in different
ways, so the conversion is declared, with its source and confidence, and never assumed by code.
"""

from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Final, Literal, Self

from pydantic import Field, model_validator

from schemas.catalog import parse
from schemas.instrument import Code, Confidence, DataFile, DecimalText, Instrument, Label

_FILE: Final = "companion_indices.yaml"


class Conversion(DataFile):
    """How a mean on the questionnaire's scale becomes one on another: times ``to_maximum`` over ``from_maximum``."""

    from_maximum: int = Field(ge=2)
    to_maximum: int = Field(ge=2)
    rule_id: Label
    rule_en: Label
    source: Label
    confidence: Confidence

    @property
    def factor(self) -> Fraction:
        """What a mean is multiplied by."""
        return Fraction(self.to_maximum, self.from_maximum)


class Threshold(DataFile):
    """The converted mean that an integrity zone asks for: WBK (free of corruption) or WBBM (clean and serving)."""

    zone: Literal["WBK", "WBBM"]
    minimum: DecimalText
    source: Label
    confidence: Confidence


class CompanionIndex(DataFile):
    """One index: the mean of the elements of a dimension of the questionnaire."""

    index_code: Code
    title_id: Label
    title_en: Label
    dimension_code: Code
    thresholds: tuple[Threshold, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        zones = [one.zone for one in self.thresholds]
        if len(set(zones)) != len(zones):
            raise ValueError(f"{self.index_code}: a zone is given twice")
        return self


class CompanionIndices(DataFile):
    """The indices that one questionnaire beside SKM gives."""

    instrument_id: Code
    source: Label
    conversion: Conversion
    indices: tuple[CompanionIndex, ...] = Field(min_length=1)

    def mistakes(self, instrument: Instrument) -> tuple[str, ...]:
        """Return in sentences what does not fit the questionnaire; empty where all does."""
        found = []
        if instrument.instrument_id != self.instrument_id:
            found.append(f"The questionnaire is {instrument.instrument_id}; expected {self.instrument_id}.")
        if instrument.scale.maximum != self.conversion.from_maximum:
            expected = f"expected {instrument.scale.maximum}, the highest score of {instrument.instrument_id}"
            found.append(f"conversion.from_maximum is {self.conversion.from_maximum}; {expected}.")
        known = [one.dimension_code for one in instrument.dimensions]
        for index in self.indices:
            if index.dimension_code not in known:
                expected = f"expected one of {', '.join(known) or 'none'}"
                found.append(f"{index.index_code}: the dimension is {index.dimension_code}; {expected}.")
        return tuple(found)


@cache
def companion_indices() -> CompanionIndices:
    """Return the indices beside SKM, from ``schemas/reference/companion_indices.yaml``.

    Raises:
        schemas.catalog.CatalogError: the file has mistakes.
    """
    text = files("schemas").joinpath("reference", _FILE).read_text(encoding="utf-8")
    return parse(CompanionIndices, text, f"reference/{_FILE}")
