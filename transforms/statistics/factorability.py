"""Whether correlations are fit for a factor analysis: Kaiser-Meyer-Olkin and Bartlett's test of sphericity.

Both need the inverse or the determinant of the correlation matrix, so a singular one is refused, with the items that
make it so. Method: docs/methods/reliability.md.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from transforms.statistics.conditions import MissingRule, NotComputableError
from transforms.statistics.moments import Moments

# A correlation matrix whose smallest eigenvalue is not above this has no inverse that can be trusted.
EIGENVALUE_MIN: Final = 1e-10


@dataclass(frozen=True)
class Adequacy:
    """Kaiser's word for a measure of sampling adequacy, from ``lower`` on; the Indonesian is our translation."""

    lower: float
    label: str
    label_id: str


# Kaiser 1974, "An index of factorial simplicity": in the .90s, in the .80s and so on, so each band has its lower edge.
ADEQUACY: Final = (
    Adequacy(0.9, "marvelous", "sangat baik"),
    Adequacy(0.8, "meritorious", "baik"),
    Adequacy(0.7, "middling", "agak baik"),
    Adequacy(0.6, "mediocre", "cukup"),
    Adequacy(0.5, "miserable", "buruk"),
    Adequacy(0.0, "unacceptable", "tidak dapat diterima"),
)


@dataclass(frozen=True)
class ItemAdequacy:
    """Measure of sampling adequacy of one item, 0 to 1; None for an item without any correlation, with the reason."""

    item: str
    msa: float | None
    adequacy: Adequacy | None
    reason: str | None


@dataclass(frozen=True)
class Sphericity:
    """Bartlett's test that the items are uncorrelated in the population."""

    chi2: float
    df: int
    p: float


@dataclass(frozen=True)
class Factorability:
    """KMO and Bartlett's test of a set of items.

    ``kmo`` is from 0 to 1. ``n`` is the number of complete respondents if listwise, the smallest number who answered
    a pair of items if pairwise; Bartlett's test uses it.
    """

    kmo: float
    adequacy: Adequacy
    items: tuple[ItemAdequacy, ...]
    sphericity: Sphericity
    n: int
    respondents_n: int
    missing: MissingRule


def adequacy(msa: float) -> Adequacy:
    """Return Kaiser's word for a measure of sampling adequacy.

    Raises:
        NotComputableError: a value outside 0 to 1.
    """
    if not 0 <= msa <= 1:
        raise NotComputableError(f"Found the measure of sampling adequacy {msa}, expected 0 to 1.")
    return next(band for band in ADEQUACY if msa >= band.lower)


def factorability(moments: Moments) -> Factorability:
    """Return KMO (overall and by item) and Bartlett's test of sphericity.

    KMO = sum r^2 / (sum r^2 + sum q^2) over pairs of items, q the partial correlation given all others (Kaiser 1970;
    Kaiser and Rice 1974, without the 1970 power). chi2 = -(n - 1 - (2p + 5)/6) ln |R| with p(p - 1)/2 degrees of
    freedom (Bartlett 1950), which assumes normal items.

    Raises:
        NotComputableError: fewer than two items or respondents, too few respondents for Bartlett's factor, a constant
            item, a singular correlation matrix, pairwise correlations that do not fit each other, or no correlation
            at all.
    """
    if len(moments.items) < 2:
        raise NotComputableError("Found one item, expected at least two to correlate.")
    _refuse_constant(moments)
    correlation = moments.correlation()
    values, vectors = np.linalg.eigh(correlation)
    if values[0] <= EIGENVALUE_MIN:
        raise NotComputableError(_why_singular(moments, float(values[0]), vectors[:, 0]))
    inverse = np.linalg.inv(correlation)
    scale = np.sqrt(np.diag(inverse))
    squares, partial_squares = correlation**2, (inverse / np.outer(scale, scale)) ** 2
    np.fill_diagonal(squares, 0.0)
    np.fill_diagonal(partial_squares, 0.0)
    if not squares.any():
        raise NotComputableError(
            f"Found no correlation between any of {', '.join(moments.items)}, expected some: KMO is 0/0."
        )
    kmo = _share(squares, partial_squares)
    return Factorability(
        kmo=kmo,
        adequacy=adequacy(kmo),
        items=tuple(_item(name, squares[i], partial_squares[i]) for i, name in enumerate(moments.items)),
        sphericity=_bartlett(values, moments.n),
        n=moments.n,
        respondents_n=moments.respondents_n,
        missing=moments.missing,
    )


def _item(name: str, squares: NDArray[np.float64], partial_squares: NDArray[np.float64]) -> ItemAdequacy:
    if not squares.any():
        return ItemAdequacy(name, None, None, f"{name} correlates with no other item, so its measure is 0/0.")
    msa = _share(squares, partial_squares)
    return ItemAdequacy(name, msa, adequacy(msa), None)


def _share(squares: NDArray[np.float64], partial_squares: NDArray[np.float64]) -> float:
    common, partial = math.fsum(squares.flat), math.fsum(partial_squares.flat)
    return common / (common + partial)


def _bartlett(eigenvalues: NDArray[np.float64], n: int) -> Sphericity:
    p = len(eigenvalues)
    factor = n - 1 - (2 * p + 5) / 6
    if factor <= 0:
        raise NotComputableError(
            f"Found {n} respondents for {p} items, expected more than {1 + (2 * p + 5) / 6:g} for Bartlett's test."
        )
    # ln |R| is not above zero; rounding can lift that of uncorrelated items.
    chi2 = max(0.0, -factor * math.fsum(math.log(value) for value in eigenvalues))
    df = p * (p - 1) // 2
    return Sphericity(chi2, df, float(stats.chi2.sf(chi2, df)))


def _refuse_constant(moments: Moments) -> None:
    constant = [moments.items[i] for i in moments.constant()]
    if constant:
        raise NotComputableError(
            f"Found the same answer from everybody to {', '.join(constant)}, expected items that vary: a constant has "
            "no correlation. Leave it out."
        )


def _why_singular(moments: Moments, smallest: float, direction: NDArray[np.float64]) -> str:
    expected = "expected an invertible correlation matrix"
    names = moments.items
    signed = moments.signed_squares()
    doubles = [f"{names[i]} and {names[j]}" for j in range(len(names)) for i in range(j) if abs(signed[i][j]) == 1]
    if doubles:
        return f"Found items that repeat each other (r of 1 or -1): {'; '.join(doubles)}; {expected}. Keep one of each."
    if smallest < -EIGENVALUE_MIN:
        return (
            f"Found pairwise correlations that do not fit each other (smallest eigenvalue {smallest:.3g}); {expected}. "
            "Use the listwise rule."
        )
    if moments.missing is MissingRule.LISTWISE and moments.n <= len(names):
        return f"Found {moments.n} complete respondents for {len(names)} items; {expected}, which needs more than that."
    weights = np.abs(direction)
    involved = [name for name, weight in zip(names, weights, strict=True) if weight > 1e-6 * weights.max()]
    return f"Found items of which one follows from the others: {', '.join(involved)}; {expected}. Leave one out."
