"""What may stand in ``schemas/reference/personal_data.yaml``: kinds of personal data and how they are recognised.

The file is data: header words in Indonesian and English, names that survey tools give their columns, patterns of
cells, what happens to each kind, and the article of law it rests on. The rules that apply it are in
``transforms.privacy``.
"""

import re
from enum import StrEnum
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from schemas.catalog import parse
from schemas.instrument import Code, Confidence, DataFile, Label

_FILE: Final = "personal_data.yaml"


class Action(StrEnum):
    """What happens to a personal column before anything is stored beyond the raw zone."""

    DROP = "drop"
    HMAC = "hmac"
    MASK_TEXT = "mask_text"


def _is_pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"no regular expression: {error.msg}") from None
    return text


Pattern = Annotated[str, StringConstraints(min_length=1), AfterValidator(_is_pattern)]
Share = Annotated[str, StringConstraints(pattern=r"^(0(\.\d+)?|1(\.0+)?)$")]
Tool = Literal["limesurvey", "kobo", "odk_central", "google_forms", "microsoft_forms", "surveymonkey"]
CheckName = Literal["nik", "nik_in_scientific_notation", "phone", "ip_address", "coordinates", "birth_dates"]


class LegalSource(DataFile):
    """The provision that makes a kind personal data."""

    law: Label
    article: Label
    meaning: Label
    confidence: Confidence


class HeaderWords(DataFile):
    """How a kind is known by the header of its column.

    ``words`` are phrases that may stand anywhere in a header, word by word. ``only_unless_answers`` are phrases that
    also head questions, so they count only where the cells are no answers of a survey. ``unless`` are words that right
    beside a phrase make it speak of something else. ``tools`` are the names that a survey tool gives its own column; each must be the whole
    header.
    """

    words: tuple[Label, ...] = ()
    only_unless_answers: tuple[Label, ...] = ()
    unless: tuple[Annotated[Label, StringConstraints(pattern=r"^[a-z]+$")], ...] = ()
    tools: dict[Tool, tuple[Label, ...]] = Field(default_factory=dict)


class ContentRule(DataFile):
    """How a kind is known by the cells of its column.

    ``pattern`` is the shape, compared without case: of the whole cell, or with ``where: inside`` of a part of it.
    ``check`` is a further test by name. A rule applies from ``min_count`` cells, from ``min_share`` of the filled ones,
    from ``min_share_of_shape`` of those that have the shape, and with at least ``min_distinct_share`` of the matching
    cells distinct. With ``not_serial``, consecutive numbers behind one prefix are a numbering of rows and do not count;
    with ``not_office``, cells that name an office do not.
    """

    rule: Code
    pattern: Pattern
    where: Literal["cell", "inside"] = "cell"
    check: CheckName | None = None
    min_count: int = Field(default=1, ge=1)
    min_share: Share = "0"
    min_share_of_shape: Share = "0"
    min_distinct_share: Share = "0"
    not_serial: bool = False
    not_office: bool = False
    confidence: Confidence

    @property
    def shares(self) -> tuple[Fraction, Fraction, Fraction]:
        """The three smallest shares: of filled cells, of cells with the shape, of distinct matching cells."""
        return Fraction(self.min_share), Fraction(self.min_share_of_shape), Fraction(self.min_distinct_share)


class PersonalKind(DataFile):
    """One kind of personal data."""

    kind: Code
    title_id: Label
    title_en: Label
    action: Action
    reason_en: Label
    law: LegalSource
    header: HeaderWords = HeaderWords()
    content: tuple[ContentRule, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not (self.header.words or self.header.tools or self.header.only_unless_answers or self.content):
            raise ValueError(f"{self.kind}: neither header words nor content rules; nothing could ever find it")
        rules = [rule.rule for rule in self.content]
        if len(set(rules)) < len(rules):
            raise ValueError(f"{self.kind}: a rule name stands twice")
        return self


class FreeText(DataFile):
    """When the cells of a column are free text: long, in words, and hardly ever the same."""

    kind: Code
    min_words: int = Field(ge=2)
    min_count: int = Field(ge=1)
    min_share: Share
    min_distinct_share: Share
    confidence: Confidence


class PersonalData(DataFile):
    """The whole file."""

    personal_data_id: Code
    source: Label
    confidence: Confidence
    long_header_words: int = Field(ge=2)
    options_at_most: int = Field(ge=2)
    answer_words: tuple[Label, ...] = Field(min_length=1)
    office_words: tuple[Label, ...] = Field(min_length=1)
    name_titles: tuple[Label, ...] = Field(min_length=1)
    province_codes: tuple[Annotated[str, StringConstraints(pattern=r"^\d{2}$")], ...] = Field(min_length=1)
    free_text: FreeText
    kinds: tuple[PersonalKind, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check(self) -> Self:
        names = [kind.kind for kind in self.kinds]
        if len(set(names)) < len(names):
            raise ValueError("a kind stands twice")
        if self.free_text.kind not in names:
            raise ValueError(f"free_text names the kind {self.free_text.kind!r}, which is not among the kinds")
        return self

    def kind(self, name: str) -> PersonalKind:
        """Return the kind of that name.

        Raises:
            KeyError: there is no such kind.
        """
        for kind in self.kinds:
            if kind.kind == name:
                return kind
        raise KeyError(name)


@cache
def personal_data() -> PersonalData:
    """Return the packaged kinds of personal data.

    Raises:
        CatalogError: the file has mistakes; each has its line.
    """
    text = files("schemas").joinpath("reference", _FILE).read_text(encoding="utf-8")
    return parse(PersonalData, text, f"reference/{_FILE}")
