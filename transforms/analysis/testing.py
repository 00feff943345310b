"""Normality of item means, and the tests that papers report and nobody can repeat from what they print."""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial
from typing import Final

from transforms.analysis import reasons
from transforms.analysis.reading import Material
from transforms.analysis.rows import Family, Reason, Statistic, Unit, attempt, refuse

_DIGITS: Final = 2  # decimals of the means that papers print
_TESTS: Final[tuple[tuple[str, str | None, Reason], ...]] = (
    ("paired_t_p", "satisfaction with importance", reasons.NO_PAIR_KEY),
    ("independent_t_p", "two groups of respondents", reasons.NO_GROUPS),
    ("mann_whitney_p", "two groups of respondents", reasons.NO_GROUPS),
    ("kruskal_wallis_p", "several groups of respondents", reasons.NO_GROUPS),
    ("chi_square_p", "two characteristics or answers", reasons.NO_CROSS_TABLE),
    ("cramers_v", "two characteristics or answers", reasons.NO_CROSS_TABLE),
)


def normality_statistics(material: Material) -> Iterator[Statistic]:
    """Return Kolmogorov-Smirnov as SPSS had it, Lilliefors and Shapiro-Wilk of the item means of each measure.

    Papers give SPSS the means that they print, or means that they cut off; so the tests are of those as well.
    """
    cut = {
        measure: {item: Fraction(math.floor(mean * 10**_DIGITS), 10**_DIGITS) for item, mean in means.items()}
        for measure, means in material.means.items()
    }
    for unit, by_measure in (
        ("item means", material.means),
        ("item means as printed", material.printed_means),
        (f"item means cut off at {_DIGITS} decimals", cut if cut != material.means else {}),
    ):
        for measure, means in by_measure.items():
            blank = Statistic(
                Family.NORMALITY, "kolmogorov_smirnov_p", Unit.P, measure=measure, setting=f"unit {unit}", n=len(means)
            )
            yield from attempt(blank, partial(_tests, measure, tuple(means.values()), unit))
    for unit, reason in (("item means", reasons.ITEM_MEANS_NOT_PRINTED), ("respondents", reasons.NO_RESPONDENTS)):
        if unit == "item means" and material.means:
            continue
        for statistic in ("kolmogorov_smirnov_p", "lilliefors_p", "shapiro_wilk_p"):
            yield refuse(Family.NORMALITY, statistic, Unit.P, reason, setting=f"unit {unit}", n=material.respondents_n)


def _tests(measure: str, means: Sequence[Fraction], unit: str) -> Iterator[Statistic]:
    from transforms.statistics.normality import (  # noqa: PLC0415 - SciPy takes a second to import
        kolmogorov_smirnov_spss,
        lilliefors,
        shapiro_wilk,
    )

    values = [float(value) for value in means]

    def row(statistic: str, value: float, how: str, kind: Unit) -> Statistic:
        setting = f"unit {unit}; {how}"
        return Statistic(Family.NORMALITY, statistic, kind, value, measure=measure, setting=setting, n=len(values))

    ks = kolmogorov_smirnov_spss(values, unit=unit)
    estimated = "mean and sd estimated; asymptotic p as SPSS before 21"
    yield row("kolmogorov_smirnov_z", ks.z, estimated, Unit.STATISTIC)
    yield row("kolmogorov_smirnov_p", ks.p_value, estimated, Unit.P)
    corrected = lilliefors(values, unit=unit)
    yield row("lilliefors_statistic", corrected.statistic, corrected.p_source.value, Unit.STATISTIC)
    yield row("lilliefors_p", corrected.p_value, corrected.p_source.value, Unit.P)
    shapiro = shapiro_wilk(values, unit=unit)
    yield row("shapiro_wilk_statistic", shapiro.statistic, "Royston 1995", Unit.STATISTIC)
    yield row("shapiro_wilk_p", shapiro.p_value, "Royston 1995", Unit.P)


def hypothesis_statistics(material: Material) -> Iterator[Statistic]:
    """Return a refusal for every test that needs single respondents' answers or a cross table."""
    for statistic, setting, reason in _TESTS:
        unit = Unit.COEFFICIENT if statistic == "cramers_v" else Unit.P
        yield refuse(Family.TESTS, statistic, unit, reason, setting=setting, n=material.respondents_n)
