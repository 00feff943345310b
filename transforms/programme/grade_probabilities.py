"""How sure a grade is: probabilities of the grades under the sampling error of an index.

The true index is taken to lie around the exact one by t, as its interval does. A grade begins where rounding half up first reaches the lower
edge of its band: half a unit of the band table's last decimal below the printed edge (64.995 for 65.00). The grade of
the index itself is never decided here. Method: docs/methods/uncertainty.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from schemas.instrument import BandTable
from transforms.programme.makeup import Doubles, upper_tail


@dataclass(frozen=True)
class GradeChance:
    """Probability of a row's grade, and the likeliest other grade with its probability; None without an error."""

    own: float | None
    other_grade: str | None
    other: float | None


NO_CHANCE = GradeChance(None, None, None)


def grade_chances(
    values: Doubles, errors: Doubles, grades: Iterable[Any], table: BandTable, freedom: Doubles | None = None
) -> Sequence[GradeChance]:
    """Return the chances of each index.

    Args:
        values: indices, 0 to 100.
        errors: their standard errors; NaN or 0 gives no chances.
        grades: their grades, decided exactly; None where there is no index.
        table: the bands.
        freedom: degrees of freedom of the errors; None takes them as known.
    """
    letters = [band.grade for band in table.bands]
    half = Fraction(1, 2 * 10**table.digits)
    edges = np.array([float(Fraction(band.lower) - half) for band in table.bands[1:]])
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = (edges[None, :] - values[:, None]) / errors[:, None]
    shares = _between(scaled, np.inf if freedom is None else freedom[:, None])
    made: list[GradeChance] = []
    for row, (error, grade) in enumerate(zip(errors, grades, strict=True)):
        if not error > 0 or pd.isna(grade):
            made.append(NO_CHANCE)
            continue
        own = letters.index(str(grade))
        rest = np.where(np.arange(len(letters)) == own, -1.0, shares[row])
        likeliest = int(rest.argmax())
        # So far away that a double cannot hold its probability: then no other grade is named.
        other = float(rest[likeliest]) or None
        made.append(GradeChance(float(shares[row, own]), None if other is None else letters[likeliest], other))
    return made


def _between(scaled: Doubles, freedom: Doubles | float) -> Doubles:
    """Return the probabilities before, between and after the edges, without loss in either tail."""
    outside = np.full((len(scaled), 1), np.inf)
    lower, upper = np.hstack([-outside, scaled]), np.hstack([scaled, outside])
    below = upper_tail(-upper, freedom) - upper_tail(-lower, freedom)
    above = upper_tail(lower, freedom) - upper_tail(upper, freedom)
    return np.clip(np.where(lower > 0, above, below), 0.0, 1.0)
