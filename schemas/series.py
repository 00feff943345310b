"""Harmonised series: elements of different questionnaires that mean the same, so that a trend can cross a regulation."""

from typing import Self

from pydantic import Field, model_validator

from schemas.instrument import Code, Confidence, DataFile, Label


class SeriesMember(DataFile):
    """The element of one questionnaire that belongs to an element of the series."""

    instrument_id: Code
    element_code: Code
    confidence: Confidence
    note: str = ""


class SeriesElement(DataFile):
    """One element that every questionnaire of the series asks."""

    harmonised_code: Code
    label_id: Label
    label_en: Label
    members: tuple[SeriesMember, ...] = Field(min_length=2)


class Series(DataFile):
    """Elements with the same meaning in every questionnaire of the series; its index is their mean with equal weights.

    An index of a series is comparable over time; it is not the index of any regulation and is named after the series.
    """

    series_code: Code
    title_id: Label
    title_en: Label
    source: Label
    instruments: tuple[Code, ...] = Field(min_length=2)
    elements: tuple[SeriesElement, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check(self) -> Self:
        for element in self.elements:
            found = [member.instrument_id for member in element.members]
            if sorted(found) != sorted(self.instruments):
                raise ValueError(
                    f"{self.series_code}.{element.harmonised_code}: members of {', '.join(found)}; "
                    f"expected one of each of {', '.join(self.instruments)}"
                )
        return self
