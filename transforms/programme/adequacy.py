"""How many respondents a row would need: Krejcie and Morgan by formula and by table, Slovin, and the decrees' quota."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Final

from transforms.analysis.reading import krejcie_morgan_table
from transforms.statistics.conditions import NotComputableError
from transforms.statistics.sampling import krejcie_morgan, krejcie_morgan_by_table, quota, slovin

SLOVIN_ERROR: Final = Fraction(5, 100)


@dataclass(frozen=True)
class Sizes:
    """Sample sizes in respondents; None without a population.

    Attributes:
        quota: (elements + 1) x 10.
        krejcie_morgan: by the formula.
        krejcie_morgan_table: by the printed table, next row up; None also beyond its last row, a million.
        slovin: with an error of 5 percent.
        required: what a sample is held to: the printed table, beyond its last row the formula.
    """

    quota: int
    krejcie_morgan: int | None
    krejcie_morgan_table: int | None
    slovin: int | None
    required: int | None


@cache
def sizes_for(elements_n: int, population_n: int | None) -> Sizes:
    """Return the sample sizes for a questionnaire and a number of applications; none of those for an empty population.

    Raises:
        NotComputableError: a questionnaire without elements.
    """
    least = quota(elements_n).n
    if population_n is None or population_n < 1:
        return Sizes(least, None, None, None, None)
    formula = krejcie_morgan(population_n).n
    try:
        printed: int | None = krejcie_morgan_by_table(population_n, krejcie_morgan_table()).n
    except NotComputableError:
        printed = None
    needed = formula if printed is None else printed
    return Sizes(least, formula, printed, slovin(population_n, error=SLOVIN_ERROR).n, needed)
