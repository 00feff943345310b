"""Tests of counts: independence of two questions, Fisher's exact test of two by two, and fit to given shares.

Chi-square is an approximation that needs expected counts of some size; every result has them and, beyond the share that
SPSS' footnote is read for, a warning. Method: docs/methods/tests.md.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from operator import index
from typing import Final, Self

from scipy import stats
from scipy.stats import contingency as scipy_contingency

from transforms.statistics.conditions import MissingRule, NotComputableError
from transforms.statistics.frequencies import Number, exactly

EXPECTED_MIN: Final = 5  # Cochran (1954)
SMALL_SHARE_MAX: Final = Fraction(1, 5)


class Correction(StrEnum):
    """Whether each |observed - expected| is lessened by 1/2 (Yates 1934), for two by two only."""

    NONE = "none"
    YATES = "yates"


@dataclass(frozen=True)
class CrossTable:
    """How many respondents gave each pair of answers.

    Attributes:
        row_names, column_names: the answers, as rows and as columns.
        counts: respondents, one tuple per row.
        missing_n: respondents left out because one of the answers is missing.
        missing: the rule by which they were.
    """

    row_names: tuple[str, ...]
    column_names: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    missing_n: int = 0
    missing: MissingRule = MissingRule.LISTWISE

    @classmethod
    def of_counts(
        cls, counts: Sequence[Sequence[int]], *, row_names: Sequence[str], column_names: Sequence[str]
    ) -> Self:
        """Return a table of counts as printed.

        Raises:
            NotComputableError: fewer than two rows or columns, rows of different length, a name that occurs twice, a
                count that is negative or not whole, or a row or column without anybody.
        """
        whole = tuple(tuple(_count(value) for value in row) for row in counts)
        return cls(tuple(row_names), tuple(column_names), whole)._checked()

    @classmethod
    def of_answers(cls, rows: Sequence[str | None], columns: Sequence[str | None]) -> Self:
        """Return the table of two answers of each respondent, in alphabetical order; None is a missing answer.

        Raises:
            NotComputableError: columns of different length, or fewer than two different answers in one.
        """
        if len(rows) != len(columns):
            raise NotComputableError(
                f"Found {len(rows)} and {len(columns)} answers, expected two of each respondent, None if missing."
            )
        read = zip(rows, columns, strict=True)
        complete = Counter((row, column) for row, column in read if row is not None and column is not None)
        row_names = tuple(sorted({row for row, _ in complete}))
        column_names = tuple(sorted({column for _, column in complete}))
        counts = tuple(tuple(complete[row, column] for column in column_names) for row in row_names)
        return cls(row_names, column_names, counts, len(rows) - complete.total())._checked()

    @property
    def n(self) -> int:
        """Respondents in the table."""
        return sum(self.row_totals)

    @property
    def row_totals(self) -> tuple[int, ...]:
        """Respondents of each row."""
        return tuple(sum(row) for row in self.counts)

    @property
    def column_totals(self) -> tuple[int, ...]:
        """Respondents of each column."""
        return tuple(sum(column) for column in zip(*self.counts, strict=True))

    @property
    def expected(self) -> tuple[tuple[Fraction, ...], ...]:
        """Return row total x column total / n of each cell, exact."""
        return tuple(tuple(Fraction(row * column, self.n) for column in self.column_totals) for row in self.row_totals)

    def _checked(self) -> Self:
        if len(self.row_names) < 2 or len(self.column_names) < 2:
            raise NotComputableError(
                f"Found {len(self.row_names)} rows and {len(self.column_names)} columns, expected at least two of each."
            )
        if [len(row) for row in self.counts] != [len(self.column_names)] * len(self.row_names):
            raise NotComputableError(
                f"Found rows of {[len(row) for row in self.counts]} counts, expected {len(self.row_names)} rows of "
                f"{len(self.column_names)}."
            )
        for what, names in (("rows", self.row_names), ("columns", self.column_names)):
            if len(set(names)) < len(names):
                raise NotComputableError(f"Found {what} named {list(names)}, expected each name once.")
        for what, names, totals in (
            ("row", self.row_names, self.row_totals),
            ("column", self.column_names, self.column_totals),
        ):
            empty = [name for name, total in zip(names, totals, strict=True) if total == 0]
            if empty:
                raise NotComputableError(
                    f"Found nobody in the {what} {', '.join(map(repr, empty))}, expected somebody; leave it out or put "
                    "it together with another."
                )
        return self


@dataclass(frozen=True)
class SmallCells:
    """How far the expected counts allow a chi-square test.

    Attributes:
        n: cells with an expected count below 5.
        cells_n: all cells.
        smallest: the smallest expected count, exact.
        warning: a sentence if more than 20 percent of the cells are small; None otherwise.
    """

    n: int
    cells_n: int
    smallest: Fraction
    warning: str | None

    @property
    def share(self) -> Fraction:
        """Share of small cells, 0 to 1."""
        return Fraction(self.n, self.cells_n)


@dataclass(frozen=True)
class Independence:
    """A chi-square test of independence.

    Attributes:
        chi_square: the statistic, with the correction.
        df: (rows - 1) x (columns - 1).
        p_value: upper tail.
        correction: Yates' or none.
        cramers_v: sqrt(chi-square / (n min(rows - 1, columns - 1))), always of the chi-square without correction.
        cramers_v_corrected: the same corrected for bias (Bergsma 2013); None where its denominator is 0.
        expected: expected counts, exact, one tuple per row.
        small_cells: how many of them are small.
        n: respondents in the table.
        missing_n: respondents left out.
        missing: the rule by which they were.
    """

    chi_square: float
    df: int
    p_value: float
    correction: Correction
    cramers_v: float
    cramers_v_corrected: float | None
    expected: tuple[tuple[Fraction, ...], ...]
    small_cells: SmallCells
    n: int
    missing_n: int
    missing: MissingRule


@dataclass(frozen=True)
class FisherExact:
    """Fisher's exact test of two by two.

    Attributes:
        p_value: two-sided: the tables with these margins that are at most as probable.
        sample_odds_ratio: a d / (b c); None if b or c is 0.
        conditional_odds_ratio: its conditional maximum likelihood estimate, as R prints it; None where it is infinite.
        lower, upper: exact confidence limits of the conditional odds ratio; None where there is none (infinite).
        level: their confidence level.
        n: respondents in the table.
        missing_n: respondents left out.
        missing: the rule by which they were.
    """

    p_value: float
    sample_odds_ratio: Fraction | None
    conditional_odds_ratio: float | None
    lower: float
    upper: float | None
    level: float
    n: int
    missing_n: int
    missing: MissingRule


@dataclass(frozen=True)
class GoodnessOfFit:
    """A chi-square test of counts against given shares.

    Attributes:
        chi_square: sum of (observed - expected)^2 / expected, exact.
        df: categories - 1.
        p_value: upper tail.
        cohens_w: sqrt(chi-square / n), the effect size.
        expected: name to expected count, exact.
        small_cells: how many of them are small.
        n: respondents.
    """

    chi_square: Fraction
    df: int
    p_value: float
    cohens_w: float
    expected: tuple[tuple[str, Fraction], ...]
    small_cells: SmallCells
    n: int


def chi_square_independence(table: CrossTable, *, correction: Correction) -> Independence:
    """Return Pearson's chi-square test of independence, with Cramer's V.

    Args:
        table: respondents by two answers.
        correction: YATES as R and SPSS' "continuity correction", for two by two only; NONE as SPSS' "Pearson".

    Raises:
        NotComputableError: YATES for a table that is not two by two.
    """
    rows, columns = len(table.row_names), len(table.column_names)
    if correction is Correction.YATES and (rows, columns) != (2, 2):
        raise NotComputableError(f"Found a table of {rows} by {columns}, expected 2 by 2 for Yates' correction.")
    found = stats.chi2_contingency(table.counts, correction=correction is Correction.YATES)
    plain = _pearson(
        [count for row in table.counts for count in row], [count for row in table.expected for count in row]
    )
    phi2 = plain / table.n
    return Independence(
        chi_square=float(found.statistic),
        df=int(found.dof),
        p_value=float(found.pvalue),
        correction=correction,
        cramers_v=math.sqrt(phi2 / min(rows - 1, columns - 1)),
        cramers_v_corrected=_bergsma(phi2, rows, columns, table.n),
        expected=table.expected,
        small_cells=_small_cells([count for row in table.expected for count in row]),
        n=table.n,
        missing_n=table.missing_n,
        missing=table.missing,
    )


def fisher_exact(table: CrossTable, *, level: float = 0.95) -> FisherExact:
    """Return Fisher's exact test of a table of two by two.

    Args:
        table: respondents by two answers.
        level: confidence level of the limits of the odds ratio.

    Raises:
        NotComputableError: a table that is not two by two, or a level outside 0 to 1.
    """
    if (len(table.row_names), len(table.column_names)) != (2, 2):
        raise NotComputableError(
            f"Found a table of {len(table.row_names)} by {len(table.column_names)}, expected 2 by 2 for Fisher's test."
        )
    if not 0 < level < 1:
        raise NotComputableError(f"Found the confidence level {level}, expected one between 0 and 1.")
    (a, b), (c, d) = table.counts
    found = scipy_contingency.odds_ratio(table.counts, kind="conditional")
    limits = found.confidence_interval(confidence_level=level)
    return FisherExact(
        p_value=min(float(stats.fisher_exact(table.counts).pvalue), 1.0),
        sample_odds_ratio=Fraction(a * d, b * c) if b * c else None,
        conditional_odds_ratio=_finite(float(found.statistic)),
        lower=float(limits.low),
        upper=_finite(float(limits.high)),
        level=level,
        n=table.n,
        missing_n=table.missing_n,
        missing=table.missing,
    )


def goodness_of_fit(counts: Mapping[str, int], *, shares: Mapping[str, Number] | None = None) -> GoodnessOfFit:
    """Return Pearson's chi-square test of counts against given shares.

    Args:
        counts: name of a category to respondents.
        shares: name to expected share, all above 0 and together exactly 1 (``Fraction(1, 3)``, ``"0.25"``); None for
            equal shares.

    Raises:
        NotComputableError: fewer than two categories, a count that is negative or not whole, fewer than two
            respondents, or shares of other categories, not above 0 or not together 1.
    """
    if len(counts) < 2:
        raise NotComputableError(f"Found {len(counts)} categories, expected at least two.")
    observed = {name: _count(value) for name, value in counts.items()}
    n = sum(observed.values())
    if n < 2:
        raise NotComputableError(f"Found {n} respondents, expected at least 2.")
    if shares is None:
        exact = dict.fromkeys(observed, Fraction(1, len(observed)))
    else:
        if shares.keys() != observed.keys():
            raise NotComputableError(f"Found shares of {sorted(shares)}, expected one for each of {sorted(observed)}.")
        exact = {name: exactly(shares[name]) for name in observed}
        if min(exact.values()) <= 0 or sum(exact.values()) != 1:
            raise NotComputableError(
                f"Found shares {', '.join(map(str, exact.values()))}, expected shares above 0 that sum to 1."
            )
    expected = {name: share * n for name, share in exact.items()}
    chi_square = _pearson(list(observed.values()), list(expected.values()))
    df = len(observed) - 1
    return GoodnessOfFit(
        chi_square=chi_square,
        df=df,
        p_value=float(stats.chi2.sf(float(chi_square), df)),
        cohens_w=math.sqrt(chi_square / n),
        expected=tuple(expected.items()),
        small_cells=_small_cells(list(expected.values())),
        n=n,
    )


def _pearson(observed: Sequence[int], expected: Sequence[Fraction]) -> Fraction:
    return sum(((o - e) ** 2 / e for o, e in zip(observed, expected, strict=True)), Fraction(0))


def _bergsma(phi2: Fraction, rows: int, columns: int, n: int) -> float | None:
    """Return Cramer's V from phi squared and the numbers of rows and columns, each less its bias under independence."""
    phi2_corrected = max(Fraction(0), phi2 - Fraction((rows - 1) * (columns - 1), n - 1))
    smaller = min(size - Fraction((size - 1) ** 2, n - 1) for size in (rows, columns)) - 1
    return math.sqrt(phi2_corrected / smaller) if smaller > 0 else None


def _small_cells(expected: Sequence[Fraction]) -> SmallCells:
    small, smallest = sum(count < EXPECTED_MIN for count in expected), min(expected)
    share = Fraction(small, len(expected))
    warning = None
    if share > SMALL_SHARE_MAX:
        warning = (
            f"{small} cells ({float(share * 100):.1f} %) have an expected count of less than {EXPECTED_MIN}, more than "
            f"20 %; the smallest is {float(smallest):.2f}. The p value of chi-square is not reliable: put categories "
            "together, or use Fisher's exact test for two by two."
        )
    return SmallCells(small, len(expected), smallest, warning)


def _count(value: int) -> int:
    try:
        count = index(value)
    except TypeError as error:
        raise NotComputableError(f"Found the count {value!r}, expected a whole number of respondents.") from error
    if count < 0:
        raise NotComputableError(f"Found the count {count}, expected 0 or more respondents.")
    return count


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
