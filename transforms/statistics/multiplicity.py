"""Several tests at once: p values adjusted over a named family.

With twenty true null hypotheses one test in twenty is below 0.05 by chance. Holm keeps the probability of any false
finding, Benjamini and Hochberg the expected share of false ones among the findings. What belongs to the family is
decided before the tests, so it is named in the result. Method: docs/methods/tests.md.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from transforms.statistics.conditions import NotComputableError


class Adjustment(StrEnum):
    """How p values are adjusted: Holm (1979), or Benjamini and Hochberg (1995)."""

    HOLM = "holm"
    BENJAMINI_HOCHBERG = "benjamini_hochberg"


@dataclass(frozen=True)
class AdjustedP:
    """One test: its name, its own p and the adjusted one; both None where the test could not be computed."""

    name: str
    p_value: float | None
    adjusted_p: float | None


@dataclass(frozen=True)
class Family:
    """Adjusted p values.

    Attributes:
        name: the family.
        adjustment: how they are adjusted.
        tests: one for each, in the caller's order.
        n: tests with a p value; the adjustment counts these.
        not_computed_n: tests without one.
    """

    name: str
    adjustment: Adjustment
    tests: tuple[AdjustedP, ...]
    n: int
    not_computed_n: int


def adjust(p_values: Mapping[str, float | None], *, family: str, adjustment: Adjustment) -> Family:
    """Return the p values of a family, adjusted by statsmodels.

    With p(1) <= ... <= p(m): Holm's i-th is the largest of (m - j + 1) p(j) for j up to i; Benjamini and Hochberg's the
    smallest of m p(j) / j for j from i; both at most 1. A test without a p (a refused one) does not count in m, as in
    R's p.adjust.

    Args:
        p_values: name of a test to its p value, None where it could not be computed.
        family: what the tests have in common, for the reader.
        adjustment: how.

    Raises:
        NotComputableError: no name of the family, no p value at all, or one that is no probability.
    """
    from statsmodels.stats.multitest import multipletests  # noqa: PLC0415 - slow to import, seldom used

    if not family.strip():
        raise NotComputableError("Found no name of the family, expected what the tests have in common.")
    computed = {name: float(p) for name, p in p_values.items() if p is not None}
    if not computed:
        raise NotComputableError(f"Found no p value among the {len(p_values)} tests of {family!r}, expected one.")
    for name, p in computed.items():
        if math.isnan(p) or not 0 <= p <= 1:
            raise NotComputableError(f"Found the p value {p} of {name!r}, expected one from 0 to 1.")
    method = {Adjustment.HOLM: "holm", Adjustment.BENJAMINI_HOCHBERG: "fdr_bh"}[adjustment]
    adjusted = multipletests(list(computed.values()), method=method)[1]
    found = dict(zip(computed, map(float, adjusted), strict=True))
    tests = tuple(AdjustedP(name, p, found.get(name)) for name, p in p_values.items())
    return Family(family, adjustment, tests, len(computed), len(p_values) - len(computed))
