"""What may stand in an ``audit.yaml``: how the printed tables of a paper hang together.

A paper's figures stand in ``published.csv`` (study, table, row, column, printed). The audit file beside it says which
figure is the sum, mean, share or category of which others. The rules are generic; a further paper needs data files
only.

An operand is one of

- ``table | row | column``: a printed figure; ``*`` stands for every row or column of the table, ``<1..4>`` and
  ``<a, b>`` for several, ``{name}`` for a variable of ``for``;
- ``$name``: a constant of the file, with its source;
- ``~name``: a figure that the paper does not print and a check of the file computes.
"""

from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from schemas.instrument import Code, Confidence, DataFile, Label

Operand = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Operands = tuple[Operand, ...]
NumberText = Annotated[str, StringConstraints(pattern=r"^-?(\d+(\.\d+)?|\d+/[1-9]\d*)$", max_length=40)]


class RowsOf(DataFile):
    """The rows of a printed table, in print order, some of them left out."""

    rows_of: Label
    leave_out: tuple[Label, ...] = ()


Loop = dict[str, tuple[str, ...] | RowsOf]
Loops = Loop | tuple[dict[str, str], ...]


class _Check(DataFile):
    """What every check has: the variables it is repeated over, and a remark on where the rule comes from.

    A figure may be the target of several checks: the first is its definition, a further one another rule under which
    it may have been printed. ``explains_only`` marks a rule that is not what the paper says the figure is: it never
    makes a figure right, it says where a wrong one comes from.
    """

    loops: Loops = Field(default_factory=dict, alias="for")
    explains_only: bool = False
    why_id: Label | None = None
    why_en: Label | None = None

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


# --- a figure follows from others ------------------------------------------------------------------------------------
class SumOf(_Check):
    """``target`` = the sum of ``parts``."""

    rule: Literal["sum"]
    target: Operand
    parts: Operands


class ProductOf(_Check):
    """``target`` = the product of ``factors``."""

    rule: Literal["product"]
    target: Operand
    factors: Operands


class QuotientOf(_Check):
    """``target`` = ``times`` x ``dividend`` / ``divisor``; with ``times`` 100 a percentage."""

    rule: Literal["quotient"]
    target: Operand
    dividend: Operand
    divisor: Operand
    times: NumberText = "1"


class WeightedSum(_Check):
    """``target`` = the sum of counts times scores; ``scores`` are numbers, one for each count."""

    rule: Literal["weighted_sum"]
    target: Operand
    counts: Operands
    scores: tuple[Label, ...]


class WeightedMean(_Check):
    """``target`` = the sum of counts times scores over the sum of counts."""

    rule: Literal["weighted_mean"]
    target: Operand
    counts: Operands
    scores: tuple[Label, ...]


class MeanOf(_Check):
    """``target`` = the mean of ``values`` over their own number."""

    rule: Literal["mean"]
    target: Operand
    values: Operands


class DifferenceOf(_Check):
    """``target`` = ``minuend`` - ``subtrahend``."""

    rule: Literal["difference"]
    target: Operand
    minuend: Operand
    subtrahend: Operand


class GrowthOf(_Check):
    """``target`` = 100 x (``after`` - ``before``) / ``before``, in percent."""

    rule: Literal["growth"]
    target: Operand
    before: Operand
    after: Operand


class ShareIncrease(_Check):
    """``target`` = 100 x (``after`` - ``before``) / the sum of ``whole``, in percent."""

    rule: Literal["share_of_increase"]
    target: Operand
    before: Operand
    after: Operand
    whole: Operands


class CountOf(_Check):
    """``target`` = how many figures ``of`` names."""

    rule: Literal["count"]
    target: Operand
    of: Operands


class Restates(_Check):
    """``target`` states ``source`` again, in the text or in another table."""

    rule: Literal["restates"]
    target: Operand
    source: Operand


class Slovin(_Check):
    """``target`` prints Slovin's n = N / (1 + N e^2), alone or followed by the rounded n."""

    rule: Literal["slovin"]
    target: Operand
    population: Operand
    margin: Operand


class KolmogorovSmirnov(_Check):
    """``target`` = Z or p of the one-sample Kolmogorov-Smirnov test of ``values`` with estimated parameters.

    ``cut_off`` says after how many decimals the values were cut off before they were tested, if they were.
    """

    rule: Literal["kolmogorov_smirnov"]
    target: Operand
    prints: Literal["z", "p"]
    values: Operands
    cut_off: int | None = Field(default=None, ge=0, le=6)


class PValue(_Check):
    """``target`` = the p of a printed test statistic; checked within the rounding of the printed statistic."""

    rule: Literal["p_value"]
    target: Operand
    distribution: Literal["kolmogorov", "normal", "t", "chi2", "f"]
    statistic: Operand
    df: Operands = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        needed = {"kolmogorov": 0, "normal": 0, "t": 1, "chi2": 1, "f": 2}[self.distribution]
        if len(self.df) != needed:
            raise ValueError(f"{self.distribution} has {needed} degrees of freedom, found {len(self.df)}")
        return self


class ClassInterval(_Check):
    """``target`` prints class number ``number`` of ``classes`` equal intervals from ``lowest`` to ``highest``.

    ``edges``: ``shared`` prints both ends (1,00 - 1,75; 1,75 - 2,50), ``upper`` lets the next class begin one unit of
    the last digit higher (1,76), ``lower`` lets the class end one unit lower (1,79).
    """

    rule: Literal["class_interval"]
    target: Operand
    number: Label
    classes: int = Field(ge=2)
    lowest: NumberText
    highest: NumberText
    edges: Literal["shared", "upper", "lower"]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if Fraction(self.lowest) >= Fraction(self.highest):
            raise ValueError(f"classes from {self.lowest} to {self.highest}; the highest must be greater")
        return self


class Band(_Check):
    """``target`` is the label of the band in which ``value`` lies; ``labels`` overrides the band table's labels."""

    rule: Literal["band"]
    target: Operand
    value: Operand
    bands: Code
    labels: tuple[Label, ...] = ()


class Threshold(_Check):
    """``target`` is ``label_above`` where ``value`` > ``limit``, and ``label_below`` otherwise."""

    rule: Literal["threshold"]
    target: Operand
    value: Operand
    limit: Operand
    label_above: Label
    label_below: Label


class Candidate(DataFile):
    """One that is ranked: its label in print, and the figures its value is made of."""

    label: Label
    of: Operands


class Extreme(_Check):
    """``target`` names the candidate at ``place`` (1 is first) by value; ``by`` makes the value from its figures."""

    rule: Literal["extreme"]
    target: Operand
    by: Literal["value", "quotient", "difference", "size_of_difference"]
    place: int = Field(ge=1)
    order: Literal["highest", "lowest"]
    candidates: tuple[Candidate, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.place > len(self.candidates):
            raise ValueError(f"place {self.place} among {len(self.candidates)} candidates")
        labels = [candidate.label for candidate in self.candidates]
        if len(set(labels)) != len(labels):
            raise ValueError("a candidate is named twice")
        needed = 1 if self.by == "value" else 2
        wrong = [candidate.label for candidate in self.candidates if len(candidate.of) != needed]
        if wrong:
            raise ValueError(f"{self.by} takes {needed} figures, {wrong[0]} has another number")
        return self


class Quadrant(_Check):
    """``target`` lists, or counts, the items in one quadrant of an importance-performance matrix."""

    rule: Literal["quadrant"]
    target: Operand
    prints: Literal["items", "count"]
    quadrant: Literal["priority_improve", "maintain", "low_priority", "possible_overkill"]
    items: tuple[Label, ...]
    performance: Operands
    importance: Operands
    crosshair: Literal["mean", "median", "midrange", "fixed"]
    tie_rule: Literal["gt", "ge"]
    fixed: tuple[NumberText, NumberText] | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.crosshair == "fixed") != (self.fixed is not None):
            raise ValueError("a fixed crosshair, and no other, has a point: fixed: [performance, importance]")
        return self


# --- figures hold together -------------------------------------------------------------------------------------------
class Partition(_Check):
    """``parts`` add up to ``whole``; none of them follows from the others, so none is wrong before the rest."""

    rule: Literal["partition"]
    parts: Operands
    whole: Operand


class Agree(_Check):
    """All ``figures`` print the same number or the same word, where none is the source of the other."""

    rule: Literal["agree"]
    figures: Operands


class Cover(_Check):
    """Printed intervals ``figures``, lowest first, neither overlap nor leave a hole wider than their last digit."""

    rule: Literal["cover"]
    figures: Operands


class Grim(_Check):
    """``target`` can arise from ``n`` whole answers: a mean of integers, or with ``times`` 100 a percentage.

    The test of Brown and Heathers (2017), granularity-related inconsistency of means.
    """

    rule: Literal["grim"]
    target: Operand
    n: Operand
    times: NumberText = "1"


class Ranking(_Check):
    """No figure of its own: says where the order of printed values differs from that of the recomputed ones."""

    rule: Literal["ranking"]
    title_id: Label
    title_en: Label
    candidates: tuple[Label, ...]
    values: Operands


CheckSpec = Annotated[
    SumOf | ProductOf | QuotientOf | WeightedSum | WeightedMean | MeanOf | DifferenceOf | GrowthOf | ShareIncrease
    | CountOf | Restates | Slovin | KolmogorovSmirnov | PValue | ClassInterval | Band | Threshold | Extreme | Quadrant
    | Partition | Agree | Cover | Grim | Ranking,
    Field(discriminator="rule"),
]  # fmt: skip


# --- the rest of the file --------------------------------------------------------------------------------------------
class Constant(DataFile):
    """A number that the paper states outside its tables, with the place where it does."""

    value: NumberText
    source: Label


class BandTable(DataFile):
    """A table of bands: n labels between n + 1 rising edges; a value is rounded half up to ``digits`` first.

    ``inclusive`` says to which band an edge itself belongs: ``upper`` to the band that ends there, ``lower`` to the one
    that begins there.
    """

    edges: tuple[NumberText, ...]
    labels: tuple[Label, ...]
    inclusive: Literal["upper", "lower"]
    digits: int = Field(ge=0, le=6)
    source: Label
    confidence: Confidence = "high"
    synonyms: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if len(self.edges) != len(self.labels) + 1:
            raise ValueError(
                f"{len(self.labels)} labels with {len(self.edges)} edges; n labels stand between n + 1 edges"
            )
        if not all(Fraction(low) < Fraction(high) for low, high in pairwise(self.edges)):
            raise ValueError("the edges do not rise")
        return self


class PrintedTable(DataFile):
    """What a printed table is about, and which marks in it mean zero."""

    title_id: Label
    title_en: Label
    zero_marks: tuple[str, ...] = ()


class Missing(DataFile):
    """What would be needed to recompute ``figures``."""

    figures: Operands
    needs_id: Label
    needs_en: Label


class PrintAudit(DataFile):
    """One paper: its constants, bands, tables, the checks between its figures, and what cannot be recomputed."""

    study_id: Code
    title_id: Label
    title_en: Label
    source: Label
    constants: dict[Code, Constant] = Field(default_factory=dict)
    bands: dict[Code, BandTable] = Field(default_factory=dict)
    tables: dict[str, PrintedTable] = Field(default_factory=dict)
    checks: tuple[CheckSpec, ...]
    missing: tuple[Missing, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        for check in self.checks:
            if isinstance(check, Band):
                if check.bands not in self.bands:
                    raise ValueError(f"a check names the band table {check.bands!r}, which the file does not have")
                if check.labels and len(check.labels) != len(self.bands[check.bands].labels):
                    found, needed = len(check.labels), len(self.bands[check.bands].labels)
                    raise ValueError(f"{found} labels for the {needed} bands of {check.bands}")
        return self
