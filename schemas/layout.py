"""What may stand in the data file on an export layout: how the columns of a file bind to a questionnaire.

A layout is all that the program knows about a shape of export. Columns are bound by header, by question text or by a
declared codebook, never by position. Method: docs/methods/layouts.md.
"""

import re
from typing import Annotated, Final, Literal, Self

from pydantic import Discriminator, Field, StringConstraints, Tag, field_validator, model_validator

from schemas.instrument import Code, DataFile, Instrument, Label, MeasureName, Question

Clock = Annotated[str, StringConstraints(pattern=r"^(office|UTC|[A-Z][A-Za-z]+/[A-Za-z_]+)$")]
HeaderPath = tuple[str, ...]


def _path(header: str | tuple[str, ...]) -> HeaderPath:
    return (header,) if isinstance(header, str) else header


class FileForm(DataFile):
    """How the export is written when nobody has opened and saved it since.

    Another format, delimiter or encoding is read all the same, with a warning; what decides is the header. ``sheet``
    restricts a workbook to one sheet; without it every sheet with the layout's headers is read. ``header_rows`` is the
    depth of the header.
    """

    format: Literal["text", "xlsx", "xls", "ods", "html", "sav", "dta", "parquet"]
    delimiter: Literal[",", ";", "\t", "|"] | None = None
    encoding: Label | None = None
    has_bom: bool | None = None
    sheet: Label | None = None
    header_rows: int = Field(default=1, ge=1, le=3)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.format != "text" and (self.delimiter, self.encoding, self.has_bom) != (None, None, None):
            raise ValueError(f"delimiter, encoding and has_bom are for format text, found {self.format}")
        return self


class DateReading(DataFile):
    """How a column of dates is written, as far as the cells themselves do not say it.

    ``order`` is which of two numbers is the day; without it the whole column decides or is refused. ``clock`` is where
    the clock stood that wrote times without a zone: ``office``, ``UTC`` or a zone such as Asia/Jakarta.
    ``trust_converted``: the spreadsheet's own dates beside text dates were checked against the source.
    """

    order: Literal["day_first", "month_first"] | None = None
    clock: Clock | None = None
    trust_converted: bool = False


class ColumnBinding(DataFile):
    """The column of one attribute: its header, and the file's words for the questionnaire's answer codes.

    ``header`` is a tuple of header cells from the top row down; a one-row header may be a plain string.
    """

    header: Label | tuple[Label, ...]
    values: dict[str, Code] = Field(default_factory=dict)
    dates: DateReading | None = None

    @field_validator("header", mode="before")
    @classmethod
    def _check_header(cls, header: object) -> object:
        if isinstance(header, bool):  # "No" heads the numbers of many sheets
            raise ValueError('a header that YAML reads as true or false; write it in quotes, such as "No"')  # noqa: TRY004 - pydantic's
        return header

    @property
    def path(self) -> HeaderPath:
        """The header as a tuple of cells."""
        return _path(self.header)


class TitleBinding(DataFile):
    """An attribute that stands in the title rows, behind a prefix, for all rows of the sheet."""

    title_prefix: Label


class OriginBinding(DataFile):
    """An attribute that the export does not carry; the origin record of the file says it for all rows."""

    from_origin: Literal["office", "period"]


class RowBinding(DataFile):
    """A respondent without a number of his own: every row is one respondent."""

    each_row: Literal[True]


class AbsentBinding(DataFile):
    """A question about the respondent that this export's form does not ask; its option for no answer counts."""

    not_asked: Literal[True]


_KINDS: Final = {"title_prefix": "title", "from_origin": "origin", "each_row": "row", "not_asked": "absent"}


def _kind_of_binding(value: object) -> str:
    """Return which binding is meant, by its key, so that a mistake in it is told once and not for every kind."""
    keys = value if isinstance(value, dict) else getattr(value, "__dict__", {})
    return next((kind for key, kind in _KINDS.items() if key in keys), "column")


Binding = Annotated[
    Annotated[ColumnBinding, Tag("column")]
    | Annotated[TitleBinding, Tag("title")]
    | Annotated[OriginBinding, Tag("origin")]
    | Annotated[RowBinding, Tag("row")]
    | Annotated[AbsentBinding, Tag("absent")],
    Discriminator(_kind_of_binding),
]


class LeftOut(DataFile):
    """Rows that are no answers to the survey: those whose cell under ``header`` is empty, or one of ``values``.

    They are counted under ``reason_code`` and published. A file without that column has no such rows.
    """

    reason_code: Code
    header: Label | tuple[Label, ...]
    is_empty: bool = False
    values: tuple[Label, ...] = ()
    reason_id: Label
    reason_en: Label

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.is_empty == bool(self.values):
            raise ValueError(f"{self.reason_code}: give either is_empty: true or values")
        return self

    @property
    def path(self) -> HeaderPath:
        """The header as a tuple of cells."""
        return _path(self.header)


class Timing(DataFile):
    """The columns that say when a respondent began and sent his answers."""

    submitted: Label
    started: Label | None = None
    clock: Clock


class Layout(DataFile):
    """One shape of export: how its columns bind to an instrument, by name or question text, never by position.

    ``element_pattern`` gives the header of each measure's columns as a pattern over ``{prompt_id}``, ``{label_id}``,
    ``{question_id}`` and ``{element_code}`` (of an item its code) where the export repeats the questionnaire's words;
    ``element_codebook`` maps each question's code to its header where the export uses codes.

    ``renamed`` are headers that a file may have instead of, or beside, the declared one: a question that was reworded
    during the survey has two columns, and each respondent answered one. ``groups`` is the sign that parts a group's
    name from the question's (``/`` of Kobo, ``-`` of ODK Central); groups are then not compared. ``text_after`` is the
    sign behind a question's code where a tool can write the question's text after it (``G01Q03. How ...``).

    ``answers`` are the tool's codes for scores (A1: 1), beside the questionnaire's own words. ``missing`` are words
    and codes that mean no answer. ``left_out`` are rows that are no answers. ``markers`` are words somewhere in the
    file that only this layout's files have; they decide between layouts with the same headers. ``ignored`` are columns
    of the tool that carry no answer; ``*`` stands for anything.
    """

    layout_id: Code
    instrument_id: Code
    title: Label
    source: Label
    file: FileForm
    attributes: dict[Code, Binding]
    element_pattern: dict[MeasureName, Label | tuple[Label, ...]] = Field(default_factory=dict)
    element_codebook: dict[MeasureName, dict[Code, Label | tuple[Label, ...]]] = Field(default_factory=dict)
    renamed: dict[Label, Label] = Field(default_factory=dict)
    groups: Literal["/", "-"] | None = None
    text_after: Literal[". ", ": "] | None = None
    answers: dict[Label, int] = Field(default_factory=dict)
    missing: tuple[Label, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    timing: Timing | None = None
    markers: tuple[Label, ...] = ()
    ignored: tuple[Label, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if bool(self.element_pattern) == bool(self.element_codebook):
            raise ValueError(f"{self.layout_id}: give either element_pattern or element_codebook")
        codes = [rule.reason_code for rule in self.left_out]
        if len(set(codes)) != len(codes):
            raise ValueError(f"{self.layout_id}: reason_code given twice in left_out")
        return self

    def question_headers(self, instrument: Instrument) -> dict[HeaderPath, Question]:
        """Return, for each header of an answer column, the question that it carries."""
        return {self._question_header(question, instrument): question for question in instrument.questions}

    def _question_header(self, question: Question, instrument: Instrument) -> HeaderPath:
        if self.element_codebook:
            return _path(self.element_codebook[question.measure][question.code])
        measure = next(entry for entry in instrument.measures if entry.measure == question.measure)
        asked = question.element.question_id if question.item is None else question.item.question_id
        words = {
            "prompt_id": measure.prompt_id,
            "label_id": question.element.label_id,
            "question_id": asked or question.element.label_id,
            "element_code": question.code,
        }
        return tuple(cell.format(**words) for cell in _path(self.element_pattern[question.measure]))

    def ignores(self, header: str) -> bool:
        """Return whether a column of the tool that carries no answer has this header."""
        return any(
            re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), header, re.IGNORECASE | re.DOTALL)
            for pattern in self.ignored
        )
