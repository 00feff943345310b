"""The slow, obvious way: alpha, correlations and KMO from lists of complete answers, in plain fractions and loops."""

import math
from collections.abc import Sequence
from fractions import Fraction

Rows = Sequence[Sequence[int]]  # one inner sequence per respondent, one score per item


def complete(rows: Sequence[Sequence[int | None]]) -> list[list[int]]:
    """The respondents who answered everything."""
    return [[score for score in row if score is not None] for row in rows if None not in row]


def column(rows: Rows, item: int) -> list[int]:
    return [row[item] for row in rows]


def covariance(x: Sequence[int], y: Sequence[int]) -> Fraction:
    """Sum of products of deviations from the means, over n - 1."""
    mean_x, mean_y = Fraction(sum(x), len(x)), Fraction(sum(y), len(y))
    products = [(a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)]
    return sum(products, Fraction(0)) / (len(x) - 1)


def pearson(x: Sequence[int], y: Sequence[int]) -> float | None:
    """Pearson's r; None where one does not vary."""
    spread = covariance(x, x) * covariance(y, y)
    return None if spread == 0 else float(covariance(x, y)) / math.sqrt(spread)


def alpha(rows: Rows) -> Fraction | None:
    """Cronbach's alpha of the items that vary, from the variance of each respondent's sum; None if that is zero."""
    items = [item for item in range(len(rows[0])) if len(set(column(rows, item))) > 1]
    if len(items) < 2:
        return None
    sums = [sum(row[item] for item in items) for row in rows]
    if len(set(sums)) == 1:
        return None
    own = sum((covariance(column(rows, item), column(rows, item)) for item in items), Fraction(0))
    return Fraction(len(items), len(items) - 1) * (1 - own / covariance(sums, sums))


def item_total(rows: Rows, item: int) -> float | None:
    return pearson(column(rows, item), [sum(row) for row in rows])


def item_rest(rows: Rows, item: int) -> float | None:
    return pearson(column(rows, item), [sum(row) - row[item] for row in rows])


def inverse(matrix: Sequence[Sequence[Fraction]]) -> list[list[Fraction]] | None:
    """Gauss and Jordan, exact; None for a singular matrix."""
    size = len(matrix)
    work = [[*row, *(Fraction(int(i == j)) for j in range(size))] for i, row in enumerate(matrix)]
    for place in range(size):
        pivot = next((row for row in range(place, size) if work[row][place] != 0), None)
        if pivot is None:
            return None
        work[place], work[pivot] = work[pivot], work[place]
        work[place] = [value / work[place][place] for value in work[place]]
        for row in range(size):
            if row != place:
                factor = work[row][place]
                work[row] = [a - factor * b for a, b in zip(work[row], work[place], strict=True)]
    return [row[size:] for row in work]


def kmo(rows: Rows) -> Fraction | None:
    """Kaiser-Meyer-Olkin, exact: squared partial correlations are those of the inverse of the covariances too.

    None for a singular matrix, and where nothing correlates.
    """
    size = len(rows[0])
    places = [(i, j) for i in range(size) for j in range(size) if i != j]
    matrix = [[covariance(column(rows, i), column(rows, j)) for j in range(size)] for i in range(size)]
    turned = inverse(matrix)
    if turned is None:
        return None
    squares = sum((matrix[i][j] ** 2 / (matrix[i][i] * matrix[j][j]) for i, j in places), Fraction(0))
    partial = sum((turned[i][j] ** 2 / (turned[i][i] * turned[j][j]) for i, j in places), Fraction(0))
    return None if squares == 0 else squares / (squares + partial)
