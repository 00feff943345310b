"""Sample sizes, margins of error and intervals, and the growth of counts from period to period."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Final

from transforms.analysis import reasons
from transforms.analysis.reading import SATISFACTION, Material, krejcie_morgan_table
from transforms.analysis.rows import Family, Statistic, Unit, attempt, refuse
from transforms.statistics.frequencies import FrequencyTable
from transforms.statistics.growth import changes, compound_growth, mean_of_changes

if TYPE_CHECKING:
    from transforms.statistics.sampling import Design

_LEVEL: Final = 0.95
_INFERENCE: Final = {True: "inferential", False: "not_inferential"}
_SIZES: Final = ("slovin", "krejcie_morgan", "krejcie_morgan_table", "cochran")
COCHRAN_ERROR: Final = Fraction("0.05")


def growth_statistics(material: Material) -> Iterator[Statistic]:
    """Return the change of every period, the mean of the changes and compound growth, under their own names."""
    for code, values in material.series.items():
        blank = Statistic(Family.GROWTH, "change_pct", Unit.PERCENT, scope="series", code=code)
        yield from attempt(blank, partial(_growth, code, values))
    if not material.series:
        for statistic in ("change_pct", "mean_of_changes_pct", "compound_growth_pct"):
            yield refuse(Family.GROWTH, statistic, Unit.PERCENT, reasons.NO_SERIES, scope="series")


def _growth(code: str, values: Mapping[int, int]) -> Iterator[Statistic]:
    def row(
        statistic: str, value: Fraction | int | float, setting: str, n: int | None, unit: Unit = Unit.PERCENT
    ) -> Statistic:
        return Statistic(Family.GROWTH, statistic, unit, value, scope="series", code=code, setting=setting, n=n)

    for period, value in sorted(values.items()):
        yield row("period_total", value, str(period), None, Unit.COUNT)
    for step in changes(values):
        yield row("change_pct", step.percent, f"{step.start_period} to {step.end_period}", 2)
    mean, compound = mean_of_changes(values), compound_growth(values)
    span = f"{compound.start_period} to {compound.end_period}"
    yield row("mean_of_changes_pct", mean.percent, f"{span}; arithmetic mean", mean.n)
    yield row("compound_growth_pct", compound.percent, f"{span}; per period", compound.n)


def sampling_statistics(material: Material) -> Iterator[Statistic]:
    """Return sample sizes by every formula, the planned margin of error, and intervals of item means and shares."""
    from transforms.statistics.sampling import (  # noqa: PLC0415 - SciPy takes a second to import
        Sample,
        SampleSize,
        cochran,
        krejcie_morgan,
        krejcie_morgan_by_table,
        margin_of_error,
        quota,
        slovin,
    )

    declared = material.analysis.sampling
    n, population = material.respondents_n, declared.population

    def size(found: SampleSize, told: str) -> Iterator[Statistic]:
        setting = f"N {found.population}; {told}" if found.population is not None else told
        yield Statistic(
            Family.SAMPLING, "sample_size", Unit.COUNT, found.n, words=found.formula.value,
            setting=f"{setting}; rounded {found.rounding.value}",
        )  # fmt: skip
        if found.exact != found.n:
            yield Statistic(
                Family.SAMPLING, "sample_size_exact", Unit.COUNT, found.exact, words=found.formula.value,
                setting=setting,
            )  # fmt: skip

    yield from size(quota(len(material.instrument.elements)), f"({len(material.instrument.elements)} + 1) x 10")
    if population is None:
        for formula in _SIZES:
            yield refuse(Family.SAMPLING, "sample_size", Unit.COUNT, reasons.NO_POPULATION, setting=formula)
    else:
        blank = Statistic(Family.SAMPLING, "sample_size", Unit.COUNT)
        if declared.error is None:
            yield refuse(Family.SAMPLING, "sample_size", Unit.COUNT, reasons.NO_ERROR, setting="slovin")
        else:
            error = declared.error
            yield from attempt(blank, lambda: size(slovin(population, error=error), f"e {error}"))
        yield from attempt(blank, lambda: size(krejcie_morgan(population), "d 0.05; P 0.5; chi2 3.841"))
        table = krejcie_morgan_table()
        yield from attempt(blank, lambda: size(krejcie_morgan_by_table(population, table), "row of N or next row up"))
        yield from attempt(blank, lambda: size(cochran(population, error=COCHRAN_ERROR), "d 0.05; P 0.5; z 1.96"))
    how = f"level {_LEVEL:g}; P 0.5; {'no population' if population is None else f'N {population}'}; {declared.design}"
    margin = Statistic(Family.SAMPLING, "margin_of_error", Unit.SHARE, setting=how, n=n)

    def planned() -> Iterator[Statistic]:
        sample = Sample(n, _design(declared.design), population)
        words = _INFERENCE[sample.is_inferential]
        yield replace(margin, value=margin_of_error(sample, level=_LEVEL).margin, words=words)

    yield from attempt(margin, planned)
    for statistic in ("mean_lower", "mean_upper"):
        yield refuse(Family.SAMPLING, statistic, Unit.SCORE, reasons.NO_RESPONDENTS, n=n)
    if material.tables:
        yield from _intervals(material)
    else:
        for statistic, unit in (("mean_lower", Unit.SCORE), ("mean_upper", Unit.SCORE), ("share_lower", Unit.SHARE), ("share_upper", Unit.SHARE)):  # fmt: skip
            yield refuse(Family.SAMPLING, statistic, unit, reasons.COUNTS_NOT_PRINTED, scope="item", n=n)


def _intervals(material: Material) -> Iterator[Statistic]:
    for measure, of in material.tables.items():
        for item, table in of.items():
            blank = Statistic(
                Family.SAMPLING, "mean_lower", Unit.SCORE, scope="item", code=item, measure=measure, n=table.n
            )
            yield from attempt(blank, partial(_interval, material, measure, item, table))


def _interval(material: Material, measure: str, item: str, table: FrequencyTable) -> Iterator[Statistic]:
    from transforms.statistics.sampling import Sample, mean_interval, share_interval  # noqa: PLC0415 - as above

    declared, satisfied = material.analysis.sampling, material.analysis.satisfied
    sample = Sample(table.n, _design(declared.design), declared.population)
    how = f"level {_LEVEL:g}; {'no population' if declared.population is None else f'N {declared.population}'}"

    def row(statistic: str, unit: Unit, value: float, setting: str) -> Statistic:
        return Statistic(
            Family.SAMPLING, statistic, unit, value, _INFERENCE[sample.is_inferential], "item", item, measure,
            f"{how}; {setting}; {declared.design}", table.n, sample.missing,
        )  # fmt: skip

    mean = mean_interval(table.mean(), table.variance(), sample, level=_LEVEL)
    yield row("mean_lower", Unit.SCORE, mean.lower, "t")
    yield row("mean_upper", Unit.SCORE, mean.upper, "t")
    if satisfied is not None and measure == SATISFACTION:
        chosen = sum(
            count for point, count in zip(table.points, table.counts, strict=True) if point in satisfied.points
        )
        share = share_interval(chosen, sample, level=_LEVEL)
        yield row("share_lower", Unit.SHARE, share.lower, "share satisfied; Wilson")
        yield row("share_upper", Unit.SHARE, share.upper, "share satisfied; Wilson")


def _design(declared: str) -> "Design":
    """Return the design by which a margin is judged; one that is not stated counts as accidental."""
    from transforms.statistics.sampling import Design  # noqa: PLC0415 - as above

    return Design.ACCIDENTAL if declared == "not_stated" else Design(declared)
