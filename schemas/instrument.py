"""What may stand in the data files on instruments, regulations, studies and file origins.

Each model is one kind of file. ``schemas.catalog`` reads the files with them and says file and line of a mistake;
``schemas/json`` holds the JSON Schemas generated from them, for editors. Adding a questionnaire, a regulation, an
export layout or a study is adding a file.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_]*$")]
Label = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
DecimalText = Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)?$")]
Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
Confidence = Literal["high", "medium", "low"]
MeasureName = Literal["satisfaction", "importance"]
ClassConvention = Literal["lower_inclusive", "upper_inclusive", "regulation"]


class PlacedError(ValueError):
    """A contradiction between two places of a file: ``path`` leads to the one to look at, ``expected`` says what fits."""

    def __init__(self, path: tuple[str | int, ...], found: str, expected: str) -> None:
        self.path = path
        self.expected = expected
        super().__init__(found)


class DataFile(BaseModel):
    """Base of every model: unknown keys are mistakes, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# --- instrument ----------------------------------------------------------------------------------------------------
class Scale(DataFile):
    """An answer scale of consecutive integers. It starts at 1 or above: conformity divides by a mean."""

    minimum: int = Field(ge=1)
    maximum: int

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.minimum >= self.maximum:
            raise ValueError(f"the scale runs from {self.minimum} to {self.maximum}; the maximum must be greater")
        return self

    @property
    def points(self) -> range:
        """Every point of the scale."""
        return range(self.minimum, self.maximum + 1)


class AnswerLabels(DataFile):
    """The words of the scale's points in both languages, lowest point first, and where they come from.

    ``codes`` are short forms of them (STS, TS, S, SS), lowest first; ``variants`` are other spellings with the point
    that they mean. Words are compared without case and with white space folded.
    """

    labels_id: tuple[Label, ...] = Field(min_length=2)
    labels_en: tuple[Label, ...] = Field(min_length=2)
    codes: tuple[Label, ...] = ()
    variants: dict[Label, int] = {}
    source: Label


class MeanClasses(DataFile):
    """The classes into which a study sorts mean scores, lowest first: a choice of the study, never a default.

    Classes of equal width run from the lowest to the highest point of the scale. ``convention`` says where a mean on an
    edge belongs, in the words of ``transforms.statistics.satisfaction.Convention``: ``lower_inclusive`` (3.40 opens a
    class), ``upper_inclusive`` (3.40 closes one). ``regulation`` means that the classes are the bands of means of the
    instrument's regulation; the labels are then the study's words for those bands. ``digits`` are the decimals to which
    a mean is rounded half up before its class is looked up.
    """

    labels_id: tuple[Label, ...] = Field(min_length=2)
    labels_en: tuple[Label, ...] = Field(min_length=2)
    convention: ClassConvention
    digits: int = Field(default=2, ge=0, le=4)
    source: Label


class Measure(DataFile):
    """A question that is asked of every element.

    There are two, whatever a questionnaire calls them: ``satisfaction`` is how the service was found to be (SERVQUAL's
    performance or perception; kinerja, persepsi, tingkat pelaksanaan), ``importance`` what was wanted of it (SERVQUAL's
    expectation; harapan, tingkat kepentingan). The titles carry the questionnaire's own words.
    ``has_regulation_labels``: the answers have the words that the regulation gives each element.
    """

    measure: MeasureName
    title_id: Label
    title_en: Label
    prompt_id: Label
    prompt_source: Label
    answer_labels: AnswerLabels | None = None
    has_regulation_labels: bool = False
    class_intervals: MeanClasses | None = None


class Dimension(DataFile):
    """A group of elements, such as SERVQUAL's Reliability."""

    dimension_code: Code
    label_id: Label
    label_en: Label


class Item(DataFile):
    """One question of an element that is asked by several; ``is_reversed`` where the best answer is the lowest."""

    item_code: Code
    question_id: Label
    question_en: Label
    is_reversed: bool = False


class Element(DataFile):
    """One element (unsur) or statement of the questionnaire.

    ``question_id`` is its wording where each element has its own question. ``answer_labels`` are for an element whose
    answers have words of their own (Tidak mudah ... Sangat mudah); they take the place of the measure's. ``scale`` is
    for an element that is answered on another scale than the rest. ``items`` are the questions of an element that is
    asked by several; its answers are all of theirs. ``is_reversed`` and an item's own: the best answer is the lowest,
    and the score counts from the other end. ``match_confidence`` says how sure it is that the element is the
    regulation's element of that number; only the elements of an instrument that follows a regulation have it.
    """

    element_code: Code
    label_id: Label
    label_en: Label
    question_id: Label | None = None
    question_en: Label | None = None
    scale: Scale | None = None
    is_reversed: bool = False
    items: tuple[Item, ...] = ()
    dimension_code: Code | None = None
    regulation_element_number: int | None = None
    match_confidence: Confidence | None = None
    answer_labels: AnswerLabels | None = None


class AnswerOption(DataFile):
    """One answer that a question about the respondent offers.

    ``words`` are other spellings of it. ``minimum`` and ``maximum`` are for a question answered with a number: the
    whole numbers that mean this answer, ends included. ``is_rest``: every other word means it too (*Lainnya, sebutkan*).
    ``is_unanswered``: an empty cell means it, so a respondent who left the question out still counts.
    """

    code: Code
    label_id: Label
    label_en: Label
    words: tuple[Label, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    is_rest: bool = False
    is_unanswered: bool = False

    def covers(self, number: int) -> bool:
        """Return whether a number means this answer."""
        if self.minimum is None and self.maximum is None:
            return False
        return (self.minimum is None or self.minimum <= number) and (self.maximum is None or number <= self.maximum)


class Attribute(DataFile):
    """A question about the respondent or the visit.

    ``role`` says what the pipeline uses it for: ``respondent`` identifies a row within a study, ``office`` is looked
    up in the office list, ``period`` is the year or month the answers belong to, ``profile`` is everything else.
    """

    attribute_code: Code
    role: Literal["respondent", "office", "period", "profile"]
    question_id: Label
    question_en: Label
    options: tuple[AnswerOption, ...] = ()
    is_month: bool = False

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.role in ("period", "profile") and not self.is_month) != bool(self.options):
            raise ValueError(
                f"{self.attribute_code}: role {self.role} {'needs' if not self.options else 'takes no'} options"
            )
        if self.is_month and self.role != "period":
            raise ValueError(f"{self.attribute_code}: is_month is for the role period, found {self.role}")
        _unique(self.attribute_code, "option code", [option.code for option in self.options])
        for key in ("is_rest", "is_unanswered"):
            if sum(getattr(option, key) for option in self.options) > 1:
                raise ValueError(f"{self.attribute_code}: {key} on several options; one at most")
        for number, option in enumerate(self.options):
            for other in self.options[:number]:
                if _overlap(option, other):
                    raise ValueError(f"{self.attribute_code}: a number means both {other.code} and {option.code}")
        return self


@dataclass(frozen=True)
class Question:
    """One question that is answered with a score: an element under a measure, or one item of it."""

    measure: MeasureName
    element: Element
    item: Item | None

    @property
    def code(self) -> str:
        """The code under which layouts bind it: the item's, or the element's where it is the only question."""
        return self.element.element_code if self.item is None else self.item.item_code

    @property
    def is_reversed(self) -> bool:
        """Whether the score counts from the other end of the scale."""
        return self.element.is_reversed if self.item is None else self.item.is_reversed


class Instrument(DataFile):
    """A questionnaire: its scale, measures, dimensions, elements and questions about the respondent.

    ``regulation_id`` is left out where the questionnaire follows no regulation, as SERVQUAL does not. ``dimensions`` may
    be left out; where they are given, every element names one of them and every one of them has an element.
    """

    instrument_id: Code
    title_id: Label
    title_en: Label
    regulation_id: Code | None = None
    source: Label
    confidence: Confidence
    scale: Scale
    measures: tuple[Measure, ...] = Field(min_length=1)
    dimensions: tuple[Dimension, ...] = ()
    elements: tuple[Element, ...] = Field(min_length=1)
    attributes: tuple[Attribute, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check(self) -> Self:
        _unique(self.instrument_id, "element_code", [element.element_code for element in self.elements])
        _unique(self.instrument_id, "measure", [measure.measure for measure in self.measures])
        _unique(
            self.instrument_id,
            "question code",
            [
                item.item_code if item else element.element_code
                for element in self.elements
                for item in element.items or (None,)
            ],
        )
        _unique(self.instrument_id, "attribute_code", [attribute.attribute_code for attribute in self.attributes])
        for role in ("respondent", "office", "period"):
            found = [attribute for attribute in self.attributes if attribute.role == role]
            if len(found) != 1:
                raise ValueError(
                    f"{self.instrument_id}: exactly one attribute must have role {role}, found {len(found)}"
                )
        self._check_dimensions()
        self._check_regulation()
        self._check_words()
        return self

    def _check_dimensions(self) -> None:
        declared = [dimension.dimension_code for dimension in self.dimensions]
        _unique(self.instrument_id, "dimension_code", declared)
        for number, element in enumerate(self.elements):
            path = ("elements", number, "dimension_code")
            if element.dimension_code is None and declared:
                expected = f"one of {', '.join(declared)}: all elements have a dimension or none has"
                raise PlacedError(path, f"the element {element.element_code} without a dimension", expected)
            if element.dimension_code is not None and element.dimension_code not in declared:
                expected = f"one of {', '.join(declared)}" if declared else "no dimension, because none is declared"
                raise PlacedError(path, repr(element.dimension_code), expected)
        for number, code in enumerate(declared):
            if code not in [element.dimension_code for element in self.elements]:
                raise PlacedError(
                    ("dimensions", number), f"the dimension {code} without an element", "at least one element in it"
                )

    def _check_regulation(self) -> None:
        for number, element in enumerate(self.elements):
            if self.regulation_id is not None and element.match_confidence is None:
                found = f"the element {element.element_code} without match_confidence"
                expected = f"high, medium or low, because the instrument follows {self.regulation_id}"
                raise PlacedError(("elements", number, "match_confidence"), found, expected)
            for key in ("regulation_element_number", "match_confidence"):
                if self.regulation_id is None and getattr(element, key) is not None:
                    expected = "none, because the instrument has no regulation_id"
                    raise PlacedError(("elements", number, key), repr(getattr(element, key)), expected)

    def _check_words(self) -> None:
        for number, measure in enumerate(self.measures):
            path = ("measures", number, "answer_labels")
            _check_labels(path, measure.answer_labels, len(self.scale.points), "point of the scale")
            _check_variants(path, measure.answer_labels, self.scale)
            classes = measure.class_intervals
            if classes is None:
                continue
            path = ("measures", number, "class_intervals")
            _check_labels(path, classes, len(classes.labels_id), "class")
            if classes.convention == "regulation" and self.regulation_id is None:
                expected = "lower_inclusive or upper_inclusive, because the instrument has no regulation_id"
                raise PlacedError((*path, "convention"), "'regulation'", expected)
        for number, element in enumerate(self.elements):
            path = ("elements", number, "answer_labels")
            if element.answer_labels is not None and len(self.measures) > 1:
                found = f"answer words of one element beside {len(self.measures)} measures"
                raise PlacedError(path, found, "answer_labels under the measure that they belong to")
            scale = element.scale or self.scale
            _check_labels(path, element.answer_labels, len(scale.points), "point of the scale")
            _check_variants(path, element.answer_labels, scale)
            if element.items and element.is_reversed:
                raise PlacedError(("elements", number, "is_reversed"), "true beside items", "is_reversed on the items")
            _unique(element.element_code, "item_code", [item.item_code for item in element.items])

    def scale_of(self, element_code: str) -> Scale:
        """Return the scale on which an element is answered: its own, or that of the questionnaire."""
        return next(element for element in self.elements if element.element_code == element_code).scale or self.scale

    @property
    def questions(self) -> tuple["Question", ...]:
        """Every question with a score, measure by measure, elements and their items in order."""
        return tuple(
            Question(measure.measure, element, item)
            for measure in self.measures
            for element in self.elements
            for item in (element.items or (None,))
        )

    def answer_labels(self, measure: MeasureName, element_code: str) -> AnswerLabels | None:
        """Return the words of an element's answers: its own, or those of the measure; None where neither is known."""
        own = next(element for element in self.elements if element.element_code == element_code).answer_labels
        return own or next(entry for entry in self.measures if entry.measure == measure).answer_labels

    def elements_in(self, dimension_code: str) -> tuple[Element, ...]:
        """Return the elements of a dimension, in the order of the questionnaire."""
        return tuple(element for element in self.elements if element.dimension_code == dimension_code)

    def attribute_with_role(self, role: str) -> Attribute:
        """Return the one attribute that plays ``role`` (respondent, office or period)."""
        return next(attribute for attribute in self.attributes if attribute.role == role)


# --- regulation ----------------------------------------------------------------------------------------------------
class RegulationElement(DataFile):
    """One element of a regulation, with its official answer labels where they are known."""

    number: int = Field(ge=1)
    key: Code
    label_id: Label
    label_en: Label
    options_id: tuple[Label, ...] = ()
    options_en: tuple[Label, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.options_en and len(self.options_en) != len(self.options_id):
            raise ValueError(f"{self.key}: {len(self.options_en)} English and {len(self.options_id)} Indonesian labels")
        return self


class Band(DataFile):
    """One band of an index, with the regulation's words for it."""

    grade: Code
    lower: DecimalText
    upper: DecimalText
    mean_lower: DecimalText
    mean_upper: DecimalText
    performance_id: Label
    performance_en: Label

    @model_validator(mode="after")
    def _check(self) -> Self:
        if Fraction(self.lower) > Fraction(self.upper):
            raise ValueError(f"band {self.grade}: lower edge {self.lower} lies above upper edge {self.upper}")
        return self


class BandTable(DataFile):
    """The bands of a regulation and the rounding that comes before the comparison with the lower edges."""

    band_table_id: Code
    digits: int = Field(ge=0, le=4)
    mode: Literal["half_up"]
    bands: tuple[Band, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _check(self) -> Self:
        _unique(self.band_table_id, "grade", [band.grade for band in self.bands])
        edges = [(Fraction(band.lower), Fraction(band.upper)) for band in self.bands]
        step = Fraction(1, 10**self.digits)
        for (_, upper), (lower, _) in pairwise(edges):
            if lower - upper != step:
                raise ValueError(
                    f"{self.band_table_id}: a band ends at {float(upper):g} and the next starts at {float(lower):g}; "
                    f"bands go from worst to best and the next one starts {float(step):g} higher"
                )
        return self


class SampleRule(DataFile):
    """How many respondents the regulation asks for."""

    minimum: int = Field(ge=1)
    rule_id: Label


class Regulation(DataFile):
    """A regulation on satisfaction surveys, effective between two months."""

    regulation_id: Code
    title_id: Label
    title_en: Label
    effective_from: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}$")]
    effective_to: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}$")] | None = None
    source: Label
    confidence: Confidence
    declared_weight: DecimalText
    weight_rule_id: Label
    band_table: BandTable
    sample: SampleRule
    elements: tuple[RegulationElement, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check(self) -> Self:
        numbers = [element.number for element in self.elements]
        if numbers != list(range(1, len(numbers) + 1)):
            raise ValueError(f"{self.regulation_id}: elements must be numbered 1 to {len(numbers)} in order")
        _unique(self.regulation_id, "element key", [element.key for element in self.elements])
        return self


# --- study ---------------------------------------------------------------------------------------------------------
class FilterStep(DataFile):
    """One step of the cohort: respondents whose answer is not kept leave, with a reason.

    Answers are codes of options or offices, or months such as ``2024-05`` of an attribute that is one.
    """

    step_code: Code
    attribute: Code
    keep: tuple[Code | Month, ...] = ()
    drop: tuple[Code | Month, ...] = ()
    reason_id: Label
    reason_en: Label

    @model_validator(mode="after")
    def _check(self) -> Self:
        if bool(self.keep) == bool(self.drop):
            raise ValueError(f"step {self.step_code}: give either keep or drop, and at least one code in it")
        return self


class Focus(DataFile):
    """The office that is analysed in depth; the others stay for comparison."""

    step_code: Code
    office: Code
    reason_id: Label
    reason_en: Label


class Cohort(DataFile):
    """Who belongs to the study, in order of the steps."""

    steps: tuple[FilterStep, ...]
    focus: Focus
    comparison_office: Code | None = None


class Rounding(DataFile):
    """What is rounded half up on the way to the index by regulation; None means not rounded."""

    element_mean_digits: int | None = Field(default=None, ge=0, le=4)
    index_digits: int = Field(ge=0, le=4)
    mode: Literal["half_up"] = "half_up"

    @property
    def rule(self) -> str:
        """The rounding in one line, as published."""
        means = (
            "element means exact"
            if self.element_mean_digits is None
            else f"element means {self.element_mean_digits} decimals"
        )
        return f"{means}; index {self.index_digits} decimals; half up"


class IndexMethod(DataFile):
    """One way to compute the index: ``weight`` is ``equal`` or a declared decimal such as 0.077."""

    method_code: Code
    weight: Literal["equal"] | DecimalText
    rounding: Rounding
    is_primary: bool = False


class PrintedIndex(DataFile):
    """An index that the source printed, kept as text."""

    office: Code
    ikm: Label
    grade: Code
    where_id: Label
    where_en: Label


class Crosshair(DataFile):
    """Where the matrix is cut and what happens on the line."""

    crosshair: Literal["mean", "median", "midrange", "scale_mid", "fixed"]
    tie_rule: Literal["gt", "ge"]
    satisfaction: DecimalText | None = None
    importance: DecimalText | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        given = self.satisfaction is not None and self.importance is not None
        if (self.crosshair == "fixed") != given:
            raise ValueError("a fixed crosshair needs satisfaction and importance; the other crosshairs take neither")
        return self


class ImportancePerformance(DataFile):
    """The declared crosshair and the alternatives shown beside it."""

    declared: Crosshair
    alternatives: tuple[Crosshair, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        _unique(
            "importance_performance",
            "crosshair and tie rule",
            [f"{c.crosshair}/{c.tie_rule}" for c in (self.declared, *self.alternatives)],
        )
        return self


class Tolerance(DataFile):
    """How much refused input a release may carry. Zero means: any refusal stops publication."""

    refused_files: int = Field(default=0, ge=0)
    refused_rows: int = Field(default=0, ge=0)


class Disclosure(DataFile):
    """The disclosure rule and why it is enough."""

    rule: Literal["none"]
    reason: Label


class Study(DataFile):
    """One cohort: offices, filters, index methods, matrix, and what its source printed.

    ``respondent_unique_within`` says how far a respondent number tells people apart: over the whole study, or only
    within an office, where every office counts from 1.
    """

    study_id: Code
    instrument_id: Code
    regulation_id: Code
    title_id: Label
    title_en: Label
    source: Label
    data_origin: Literal["survey", "reconstructed_from_printed_margins", "synthetic"]
    data_origin_id: Label
    data_origin_en: Label
    as_of: date
    offices: tuple[Code, ...] = Field(min_length=1)
    cohort: Cohort
    index_measure: MeasureName
    index_methods: tuple[IndexMethod, ...] = Field(min_length=1)
    printed_indices: tuple[PrintedIndex, ...] = ()
    importance_performance: ImportancePerformance | None = None
    respondent_unique_within: Literal["study", "office"] = "study"
    tolerance: Tolerance = Tolerance()
    disclosure: Disclosure

    @model_validator(mode="after")
    def _check(self) -> Self:
        if sum(method.is_primary for method in self.index_methods) != 1:
            raise ValueError(f"{self.study_id}: exactly one index method must have is_primary: true")
        _unique(self.study_id, "method_code", [method.method_code for method in self.index_methods])
        _unique(self.study_id, "office", list(self.offices))
        _unique(
            self.study_id,
            "step_code",
            [step.step_code for step in self.cohort.steps] + [self.cohort.focus.step_code],
        )
        return self


# --- office and origin ---------------------------------------------------------------------------------------------
class Office(DataFile):
    """One row of ``schemas/reference/offices.csv``."""

    office_code: Code
    name_id: Label
    office_class: str
    province_id: str
    kind: Literal["office", "group"]
    aliases: tuple[str, ...]
    source: Label
    confidence: Confidence


class Origin(DataFile):
    """The sidecar ``<file>.origin.yaml`` of a raw file: where it came from and what it should hash to.

    ``replaces`` names an earlier file of the same folder that this one corrects: none of its rows counts any longer.
    """

    file: Label
    study_id: Code
    office: Label
    layout_id: Code
    sender: Label
    received: date
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    rows: int = Field(ge=0)
    data_origin: Literal["survey", "reconstructed_from_printed_margins", "synthetic"]
    period: Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2})?$")] | None = None
    replaces: Label | None = None
    note_id: str = ""
    note_en: str = ""


def _unique(owner: str, what: str, values: list[str]) -> None:
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise ValueError(f"{owner}: {what} given twice: {', '.join(twice)}")


def _check_labels(
    path: tuple[str | int, ...], labels: AnswerLabels | MeanClasses | None, expected_n: int, of_what: str
) -> None:
    keys = ["labels_id", "labels_en"] if labels is not None else []
    if isinstance(labels, AnswerLabels) and labels.codes:
        keys.append("codes")
    for key in keys:
        found_n = len(getattr(labels, key))
        if found_n != expected_n:
            raise PlacedError((*path, key), f"{found_n} labels", f"{expected_n}, one for each {of_what}")


def _check_variants(path: tuple[str | int, ...], labels: AnswerLabels | None, scale: Scale) -> None:
    for word, score in labels.variants.items() if labels is not None else ():
        if score not in scale.points:
            expected = f"a point from {scale.minimum} to {scale.maximum}"
            raise PlacedError((*path, "variants", word), str(score), expected)


def _overlap(one: AnswerOption, other: AnswerOption) -> bool:
    numbers = [number for option in (one, other) for number in (option.minimum, option.maximum) if number is not None]
    return any(one.covers(number) and other.covers(number) for number in numbers)
