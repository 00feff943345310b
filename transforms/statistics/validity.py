"""Item validity as Indonesian studies report it: each item's correlation with the total against a critical r.

The usual figure, r with a total that contains the item, is above zero even for an item unrelated to all others; the
corrected r with the total of the other items stands beside it. Method: docs/methods/reliability.md.
"""

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scipy import stats

from transforms.statistics.conditions import MissingRule, NotComputableError
from transforms.statistics.moments import Moments, part_whole, root

RESPONDENTS_MIN = 3  # t has n - 2 degrees of freedom


@dataclass(frozen=True)
class ItemValidity:
    """One item.

    Attributes:
        item: its name.
        n: respondents behind its correlations; if pairwise, the smallest number who answered it and another item.
        item_total_r: Pearson r with the total, which contains the item.
        item_total_p: two-tailed p value of it.
        item_rest_r: Pearson r with the total of the other items.
        item_rest_p: two-tailed p value of it.
        limit_r: what r must exceed.
        is_valid: whether ``item_total_r`` exceeds it; None without an r.
        is_valid_corrected: whether ``item_rest_r`` exceeds it; None without an r.
        reasons: one sentence for each r that is None.
    """

    item: str
    n: int
    item_total_r: float | None
    item_total_p: float | None
    item_rest_r: float | None
    item_rest_p: float | None
    limit_r: float
    is_valid: bool | None
    is_valid_corrected: bool | None
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Validity:
    """The validity test of a questionnaire.

    ``level`` is the two-tailed level of the critical r, None if a fixed limit was given. ``n`` is the number of
    complete respondents if listwise, the smallest number who answered a pair of items if pairwise.
    """

    items: tuple[ItemValidity, ...]
    level: float | None
    n: int
    respondents_n: int
    missing: MissingRule


def critical_r(n: int, level: float = 0.05) -> float:
    """Return the r that a correlation of n respondents must exceed to be significant, two-tailed.

    r = t / sqrt(df + t^2) with df = n - 2 and the upper level/2 point of Student's t: the "r table".

    Raises:
        NotComputableError: fewer than three respondents, or a level outside 0 to 1.
    """
    if n < RESPONDENTS_MIN:
        raise NotComputableError(f"Found {n} respondents, expected at least {RESPONDENTS_MIN} for a critical r.")
    if not 0 < level < 1:
        raise NotComputableError(f"Found the significance level {level}, expected one between 0 and 1.")
    t = float(stats.t.isf(level / 2, n - 2))
    # Divided through by t: a square of t at a tiny level would be infinite.
    return 1 / math.sqrt(1 + (n - 2) / t / t)


def correlation_p(signed_square: Fraction, n: int) -> float:
    """Return the two-tailed p value of a Pearson r, given as its square with its sign, against no correlation.

    t = r sqrt((n - 2) / (1 - r^2)) with n - 2 degrees of freedom, for two normal variables; 0.0 for r of 1 or -1.

    Raises:
        NotComputableError: fewer than three respondents.
    """
    if n < RESPONDENTS_MIN:
        raise NotComputableError(f"Found {n} respondents, expected at least {RESPONDENTS_MIN} for a p value of r.")
    square = abs(signed_square)
    if square >= 1:
        return 0.0
    return 2 * float(stats.t.sf(math.sqrt((n - 2) * square / (1 - square)), n - 2))


def item_validity(moments: Moments, *, level: float = 0.05, fixed_limit: Decimal | None = None) -> Validity:
    """Return the verdict on each item: valid if its r with the total is greater than the limit, not equal to it.

    Args:
        moments: respondents by items.
        level: two-tailed level of the critical r, by each item's own n; not used with ``fixed_limit``.
        fixed_limit: a limit for every item instead, such as ``Decimal("0.300")``. It is compared exactly.

    Raises:
        NotComputableError: fewer than two items, fewer than three respondents, or a limit outside -1 to 1.
    """
    if fixed_limit is not None and not (fixed_limit.is_finite() and abs(fixed_limit) <= 1):
        raise NotComputableError(f"Found the limit {fixed_limit} for r, expected one from -1 to 1.")
    rows = []
    for part in part_whole(moments):
        critical = critical_r(part.n, level)
        limit = Fraction(critical if fixed_limit is None else fixed_limit)
        rows.append(
            ItemValidity(
                item=part.item,
                n=part.n,
                item_total_r=_r(part.with_total),
                item_total_p=_p(part.with_total, part.n),
                item_rest_r=_r(part.with_rest),
                item_rest_p=_p(part.with_rest, part.n),
                limit_r=float(limit),
                is_valid=_exceeds(part.with_total, limit),
                is_valid_corrected=_exceeds(part.with_rest, limit),
                reasons=part.reasons,
            )
        )
    return Validity(
        items=tuple(rows),
        level=level if fixed_limit is None else None,
        n=moments.n,
        respondents_n=moments.respondents_n,
        missing=moments.missing,
    )


def _r(signed_square: Fraction | None) -> float | None:
    return None if signed_square is None else root(signed_square)


def _p(signed_square: Fraction | None, n: int) -> float | None:
    return None if signed_square is None else correlation_p(signed_square, n)


def _exceeds(signed_square: Fraction | None, limit: Fraction) -> bool | None:
    return None if signed_square is None else signed_square > limit * abs(limit)
