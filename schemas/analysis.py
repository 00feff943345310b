"""What may stand in an ``analysis.yaml``: which statistics of a printed study are computed, and by which choices.

The file stands beside the study's ``audit.yaml`` and tidy tables. Scale, measures, dimensions and, where the study
declares them, class intervals are those of its questionnaire in ``schemas/instruments``. Whatever a study could have
done in more than one way is a key of its own here, with the place that the choice comes from; nothing has a default
that changes a number.
"""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from schemas.instrument import Code, Crosshair, DataFile, DecimalText, Label, MeanClasses, MeasureName, PlacedError

FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*\.csv$")]
FolderName = Annotated[str, StringConstraints(pattern=r"^(\.\./)*[A-Za-z0-9_][A-Za-z0-9_./-]*$")]


class Frequencies(DataFile):
    """Tidy counts of answers: ``item, measure, score, n``, one row for each point of the scale.

    ``measures`` gives the file's words for the two measures, where they differ from ours.
    """

    file: FileName
    measures: dict[Label, MeasureName] = Field(default_factory=dict)
    source: Label


class Means(DataFile):
    """Tidy means of items: ``item, performance, expectation``, and who is behind them."""

    file: FileName
    respondents_n: int = Field(ge=1)
    source: Label


class Totals(DataFile):
    """The two overall means of a study that prints nothing finer."""

    performance: DecimalText
    expectation: DecimalText
    respondents_n: int = Field(ge=1)
    source: Label


class PrintedMeans(DataFile):
    """Tidy means as the study prints them: ``office`` or ``item``, ``measure, printed_mean``; a comma is a decimal mark.

    Those of items stand beside the counts they should follow from: where the study rounded, cut off or slipped, its
    tests are of the printed means.
    """

    file: FileName
    source: Label


class Satisfied(DataFile):
    """Which points of the scale count as satisfied, and of whom the share is."""

    points: tuple[int, ...] = Field(min_length=1)
    denominator: Literal["answered", "asked"]
    source: Label


class Weighting(DataFile):
    """One set of element weights: ``equal``, or one decimal for every element with the sum that this gives."""

    weight: Literal["equal"] | DecimalText
    weights_sum: DecimalText = "1"
    source: Label


class Index(DataFile):
    """The measure that the index is of, and every set of weights it is computed with."""

    measure: MeasureName
    weightings: tuple[Weighting, ...] = Field(min_length=1)


class DimensionWeights(DataFile):
    """Weights of the dimensions for the weighted gap; they sum to exactly 1."""

    weights: dict[Code, DecimalText] = Field(min_length=1)
    source: Label

    @model_validator(mode="after")
    def _check(self) -> Self:
        total = sum(map(Decimal, self.weights.values()))
        if total != 1:
            raise PlacedError(("weights",), f"weights that sum to {total}", "weights that sum to exactly 1")
        return self


class DeclaredMatrix(DataFile):
    """The crosshair and tie rule of the study, or those that we infer; the others are computed beside it."""

    declared: Crosshair
    source: Label


class Sampling(DataFile):
    """How respondents were found, and of how many people.

    ``error`` is the margin of error that the study chose, as a share; ``population`` is left out where it is not
    printed. A design that is ``not_stated`` counts as accidental: only a random draw makes a margin inferential.
    """

    design: Literal["simple_random", "accidental", "purposive", "quota", "not_stated"]
    population: int | None = Field(default=None, ge=1)
    error: DecimalText | None = None
    source: Label


class Series(DataFile):
    """A count by period: rows with the same period are added up, such as the months of a year."""

    code: Code
    file: FileName
    period: Label
    value: Label
    source: Label


class Profile(DataFile):
    """Respondents by characteristics.

    ``characteristic`` is a column of the file, or with ``name`` there is none and the whole file is one
    characteristic of that name; rows of the same category are added up. ``asked_n`` is how many were asked, where
    that may be more than the rows add up to.
    """

    file: FileName
    characteristic: Label | None = None
    name: Label | None = None
    category: Label
    value: Label
    asked_n: int | None = Field(default=None, ge=1)
    source: Label

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.characteristic is None) == (self.name is None):
            raise ValueError("give either characteristic, a column of the file, or the name of the one characteristic")
        return self


class Respondents(DataFile):
    """A folder of raw exports with single respondents' answers, read as a study of the catalogue reads them.

    ``study_id`` names the study file whose cohort and focus office they are cut down to; it also states the origin of
    the answers. ``folder`` is seen from the folder of the analysis file.
    """

    study_id: Code
    folder: FolderName
    seed: int = Field(ge=0)
    resamples_n: int = Field(ge=1, le=100_000)
    source: Label


class Refused(DataFile):
    """A statistic that the study reports and nobody can compute from what there is: what would be needed.

    It replaces the general reason for that statistic.
    """

    family: Code
    statistic: Code
    needs_id: Label
    needs_en: Label
    source: Label


class Analysis(DataFile):
    """The statistics of one printed study."""

    study_id: Code
    title_id: Label
    title_en: Label
    instrument_id: Code
    item_frequencies: Frequencies | None = None
    item_means: Means | None = None
    totals: Totals | None = None
    printed_item_means: PrintedMeans | None = None
    office_means: PrintedMeans | None = None
    class_intervals: MeanClasses | None = None
    index: Index | None = None
    satisfied: Satisfied | None = None
    dimension_weights: DimensionWeights | None = None
    importance_performance: DeclaredMatrix | None = None
    sampling: Sampling
    critical_r: DecimalText | None = None
    growth: tuple[Series, ...] = ()
    profiles: tuple[Profile, ...] = ()
    respondents: Respondents | None = None
    refused: tuple[Refused, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        given = [key for key in ("item_frequencies", "item_means", "totals") if getattr(self, key) is not None]
        if len(given) != 1:
            raise ValueError(
                f"{self.study_id}: found {' and '.join(given) or 'none of them'}; give one of item_frequencies, "
                "item_means and totals"
            )
        if self.satisfied is not None and self.item_frequencies is None:
            raise PlacedError(("satisfied",), "satisfied points without frequencies", "item_frequencies to count in")
        return self

    @property
    def files(self) -> tuple[str, ...]:
        """Every tidy table that the file names, each once, in the order in which they are named."""
        named = (
            self.item_frequencies,
            self.item_means,
            self.printed_item_means,
            self.office_means,
            *self.growth,
            *self.profiles,
        )
        return tuple(dict.fromkeys(entry.file for entry in named if entry is not None))
