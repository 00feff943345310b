"""One statistic of one study, and how it is made: with a value, with words, or refused with a reason."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from transforms.statistics.conditions import MissingRule, NotComputableError


class Family(StrEnum):
    """What a statistic belongs to."""

    FREQUENCIES = "frequencies"
    INDEX = "index"
    GAP = "gap"
    IMPORTANCE_PERFORMANCE = "importance_performance"
    SATISFACTION = "satisfaction"
    SAMPLING = "sampling"
    GROWTH = "growth"
    NORMALITY = "normality"
    RELIABILITY = "reliability"
    VALIDITY = "validity"
    TESTS = "tests"
    PROFILE = "profile"


METHOD = {
    Family.FREQUENCIES: "satisfaction",
    Family.INDEX: "satisfaction",
    Family.GAP: "satisfaction",
    Family.IMPORTANCE_PERFORMANCE: "ipa_sensitivity",
    Family.SATISFACTION: "satisfaction",
    Family.SAMPLING: "sampling",
    Family.GROWTH: "satisfaction",
    Family.NORMALITY: "tests",
    Family.RELIABILITY: "reliability",
    Family.VALIDITY: "reliability",
    Family.TESTS: "tests",
    Family.PROFILE: "satisfaction",
}
PRINTED = "printed_figures"
RECONSTRUCTED = "reconstructed_from_printed_margins"


class Unit(StrEnum):
    """What a value is counted or measured in."""

    SCORE = "score"
    PERCENT = "percent"
    SHARE = "share"
    INDEX = "index_0_100"
    RATIO = "ratio"
    COUNT = "count"
    RANK = "rank"
    STATISTIC = "test_statistic"
    P = "probability"
    COEFFICIENT = "coefficient"
    PRODUCT = "score_product"
    WORDS = "words"


@dataclass(frozen=True)
class Reason:
    """Why a statistic has no value: which condition fails, in both languages."""

    indonesian: str
    english: str


@dataclass(frozen=True)
class Statistic:
    """One row of the table of statistics; the fields are its columns, see ``schemas.fields``.

    ``value`` is a fraction or an integer where it is exact, a float where it is not.
    """

    family: Family
    statistic: str
    unit: Unit
    value: Fraction | int | float | None = None
    words: str | None = None
    scope: str = "overall"
    code: str | None = None
    measure: str | None = None
    setting: str | None = None
    n: int | None = None
    missing_rule: MissingRule | None = None
    data_origin: str = PRINTED
    reason: Reason | None = None

    @property
    def method(self) -> str:
        """The method page."""
        return METHOD[self.family]

    def at(self, scope: str, code: str | None = None) -> "Statistic":
        """Return the same statistic of something else."""
        return replace(self, scope=scope, code=code)


def attempt(blank: Statistic, compute: Callable[[], Iterable[Statistic]]) -> Iterator[Statistic]:
    """Return the statistics that ``compute`` makes, or ``blank`` refused with the condition that it found to fail."""
    try:
        made = list(compute())
    except NotComputableError as error:
        yield replace(blank, value=None, words=None, reason=failed(str(error)))
        return
    yield from made


def failed(message: str) -> Reason:
    """Return the condition that a statistic itself names; it does so in English."""
    return Reason(f"Syarat statistik ini tidak terpenuhi. Keterangan program: {message}", message)


def refuse(family: Family, statistic: str, unit: Unit, reason: Reason, **more: str | int | None) -> Statistic:
    """Return a statistic without a value."""
    return Statistic(family, statistic, unit, reason=reason, **more)  # type: ignore[arg-type]
