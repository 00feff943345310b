"""Statutory wording of the published documents, and how far each sentence of it can be trusted.

The data stand in ``schemas/documents/statutory.yaml``. What was not compared with the text of a regulation, and what is our
own choice, is marked in the data, so that every document can mark it too.
"""

from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from schemas.catalog import parse
from schemas.instrument import Code, DataFile, DecimalText, Label

Standing = Literal["seen_in_copies", "reported", "ours"]


class Wording(DataFile):
    """One sentence or title of a document; ``from_year`` is the first year of which it can be said, empty for any."""

    code: Code
    text_id: Label
    text_en: Label
    source: Label
    standing: Standing
    from_year: int | None = None


class Level(DataFile):
    """One level of an item of the evaluation form and what it asks for."""

    level: int = Field(ge=0, le=5)
    text_id: Label
    text_en: Label
    standing: Standing


class FormItem(DataFile):
    """One item of form F-02 with its weight and its levels, lowest first."""

    item: Annotated[str, StringConstraints(pattern=r"^\d+\.[a-z]$")]
    weight: DecimalText
    title_id: Label
    title_en: Label
    source: Label
    standing: Standing
    levels: tuple[Level, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _check(self) -> Self:
        levels = [one.level for one in self.levels]
        if levels != sorted(set(levels)):
            raise ValueError(f"{self.item}: levels must rise without repetition")
        return self

    def level(self, number: int) -> Level:
        """Return the level called ``number``.

        Raises:
            KeyError: the item has no such level.
        """
        for one in self.levels:
            if one.level == number:
                return one
        raise KeyError(f"{self.item}: no level {number}")


class DocumentWording(DataFile):
    """All statutory wording of the documents."""

    wordings: tuple[Wording, ...] = Field(min_length=1)
    form_items: tuple[FormItem, ...] = Field(min_length=1)

    def wording(self, code: str) -> Wording:
        """Return the wording called ``code``.

        Raises:
            KeyError: there is no such wording.
        """
        for one in self.wordings:
            if one.code == code:
                return one
        raise KeyError(f"{code}: no such wording")

    def item(self, number: str) -> FormItem:
        """Return the item of the form, such as ``8.a``.

        Raises:
            KeyError: there is no such item.
        """
        for one in self.form_items:
            if one.item == number:
                return one
        raise KeyError(f"{number}: no such item")


@cache
def document_wording() -> DocumentWording:
    """Return the packaged wording.

    Raises:
        schemas.catalog.CatalogError: the file has mistakes.
    """
    file = files("schemas").joinpath("documents", "statutory.yaml")
    return parse(DocumentWording, file.read_text(encoding="utf-8"), file.name)
