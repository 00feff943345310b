"""Bootstrap over respondents: how often an item keeps its quadrant, and a percentile interval of any index.

A resample draws as many respondents as there are, with replacement; a respondent's performance and importance answers
stay together. Both functions use ``numpy.random.Generator(PCG64(seed))`` and name seed and number of resamples in their
result, so that the same call gives the same bytes. Source: Efron and Tibshirani (1993), An Introduction to the
Bootstrap, chapters 6 and 13.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from transforms.statistics.conditions import MissingRule, NotComputableError, Scores, as_scores, listwise
from transforms.statistics.quadrants import CrosshairRule, Quadrant, Setting, TieRule, cut_of, place, quadrants

Whole = NDArray[np.int64]
Answers = Sequence[Sequence[float | None]] | Scores

GENERATOR: Final = "numpy PCG64"
_CELLS_AT_ONCE: Final = 4_000_000  # drawn respondents held in memory; part of the stream, so never a parameter
_NEAR: Final = 1e-12  # far above what a double loses, for each item and unit of score: nearer ones are decided exactly
_LARGEST_SCORE: Final = 1_000_000  # keeps every sum and product far inside 64 bits


@dataclass(frozen=True)
class ItemStability:
    """How often an item fell in each quadrant. The counts add up to the resamples used, so shares add up to 1."""

    item: str
    observed_quadrant: Quadrant  # of the answers themselves
    counts: Mapping[Quadrant, int]
    resamples_used_n: int

    def share(self, quadrant: Quadrant) -> Fraction:
        """Return the share of resamples in one quadrant, from 0 to 1."""
        return Fraction(self.counts[quadrant], self.resamples_used_n)

    @property
    def stability(self) -> Fraction:
        """The share of resamples in the quadrant of the answers themselves."""
        return self.share(self.observed_quadrant)


@dataclass(frozen=True)
class QuadrantBootstrap:
    """Quadrants under resampling. ``n`` respondents were drawn from; ``left_out_n`` lacked an answer (listwise)."""

    setting: Setting
    n: int
    left_out_n: int
    missing_rule: MissingRule
    seed: int
    resamples_n: int
    resamples_used_n: int  # without those in which an item had no answer at all
    generator: str
    items: tuple[ItemStability, ...]


@dataclass(frozen=True)
class PercentileInterval:
    """A percentile interval of an index of ``n`` respondents, in the units of the index."""

    estimate: float
    low: float
    high: float
    level: float
    n: int
    left_out_n: int
    missing_rule: MissingRule
    seed: int
    resamples_n: int
    generator: str


def quadrant_shares(
    performance: Answers,
    importance: Answers,
    items: Sequence[str],
    setting: Setting,
    *,
    seed: int,
    resamples_n: int,
    scale: tuple[int, int] | None = None,
    missing_rule: MissingRule = MissingRule.LISTWISE,
) -> QuadrantBootstrap:
    """Return the share of bootstrap resamples in which each item falls in each quadrant.

    The lines are drawn again in every resample, as the setting says. Scores are summed as integers and sums are
    compared with sums, so an item exactly on a line is exactly on it.

    Args:
        performance: Respondents by items, whole-number scores, None or NaN where an answer is missing.
        importance: The same respondents, in the same order, and the same items.
        items: Names of the items, one for each column.
        setting: Crosshair and tie rule.
        seed: Seed of the generator, 0 or above.
        resamples_n: Number of resamples, at least 1.
        scale: Lowest and highest point of the answer scale; the crosshair ``scale_mid`` needs it.
        missing_rule: ``listwise`` draws from the respondents who answered everything; ``available_case`` draws from all
            and takes every mean over the filled answers, as ``docs/methods/ipa.md`` does. Resamples in which nobody
            answered some item have no quadrants; they are left out and counted.

    Raises:
        NotComputableError: matrices of different shape, names that do not fit them, scores that are not whole, nobody
            left to draw from, an item without an answer, or a rule, seed or number that cannot be used.
    """
    x, y = as_scores(performance), as_scores(importance)
    _check_quadrant_input(x, y, items, seed, resamples_n)
    both = np.hstack([x, y])
    if missing_rule is MissingRule.LISTWISE:
        kept = listwise(both)
    elif missing_rule is MissingRule.AVAILABLE_CASE:
        kept = both
    else:
        raise NotComputableError(f"Found the missing rule {missing_rule}, expected listwise or available_case.")
    if len(kept) == 0:
        raise NotComputableError("Found no respondent who answered every item, expected at least one to draw from.")
    filled: Whole = (~np.isnan(kept)).astype(np.int64)
    scores: Whole = np.where(np.isnan(kept), 0, kept).astype(np.int64)
    observed = _observed(scores.sum(axis=0), filled.sum(axis=0), items, setting, scale)
    middle = None if scale is None else Fraction(scale[0] + scale[1], 2)
    counts = np.zeros((len(Quadrant), len(items)), dtype=np.int64)
    for drawn in _draws(len(kept), resamples_n, seed):
        sums, answers_n = drawn @ scores, drawn @ filled
        usable = (answers_n > 0).all(axis=1)
        sums, answers_n = sums[usable], answers_n[usable]
        high_x, high_y = (
            _is_high(sums[:, half], answers_n[:, half], setting, axis, middle)
            for axis, half in enumerate((slice(None, len(items)), slice(len(items), None)))
        )
        for number, quadrant in enumerate(Quadrant):
            for a in (False, True):
                for b in (False, True):
                    if place(a, b) is quadrant:
                        counts[number] += ((high_x == a) & (high_y == b)).sum(axis=0)
    used = int(counts[:, 0].sum())
    if used == 0:
        raise NotComputableError(f"Found none of {resamples_n} resamples with answers to every item, expected some.")
    return QuadrantBootstrap(
        setting=setting,
        n=len(kept),
        left_out_n=len(both) - len(kept),
        missing_rule=missing_rule,
        seed=seed,
        resamples_n=resamples_n,
        resamples_used_n=used,
        generator=GENERATOR,
        items=tuple(
            ItemStability(
                item=item,
                observed_quadrant=observed[item],
                counts={quadrant: int(counts[number, column]) for number, quadrant in enumerate(Quadrant)},
                resamples_used_n=used,
            )
            for column, item in enumerate(items)
        ),
    )


def percentile_interval(
    answers: Answers,
    index: Callable[[Scores], float],
    *,
    seed: int,
    resamples_n: int,
    level: float = 0.95,
    missing_rule: MissingRule = MissingRule.LISTWISE,
) -> PercentileInterval:
    """Return the percentile bootstrap interval of an index.

    The resampling and the quantiles (linear between order statistics) are ``scipy.stats.bootstrap``'s.

    Args:
        answers: Respondents by items, None or NaN where an answer is missing.
        index: Takes a matrix of respondents by items and returns the index. With ``listwise`` it sees no NaN.
        seed: Seed of the generator, 0 or above.
        resamples_n: Number of resamples, at least 1.
        level: Share of the resamples inside the interval, between 0 and 1.
        missing_rule: ``listwise``, or ``available_case`` where the index itself treats NaN.

    Raises:
        NotComputableError: fewer than two respondents, an index that is not finite for the answers or for a resample,
            or a level, rule, seed or number that cannot be used.
    """
    _check_draws(seed, resamples_n)
    if not 0 < level < 1:
        raise NotComputableError(f"Found the level {level}, expected one between 0 and 1.")
    scores = as_scores(answers)
    if missing_rule is MissingRule.PAIRWISE:
        raise NotComputableError("Found the missing rule pairwise, expected listwise or available_case.")
    kept = listwise(scores) if missing_rule is MissingRule.LISTWISE else scores
    if len(kept) < 2:
        raise NotComputableError(f"Found {len(kept)} respondents to draw from, expected at least 2.")
    estimate = float(index(kept))
    if not np.isfinite(estimate):
        raise NotComputableError("Found an index that is not a number for the answers, expected a finite one.")

    def of_drawn(drawn: NDArray[np.int64]) -> float:
        value = float(index(kept[drawn]))
        if not np.isfinite(value):
            raise NotComputableError("Found a resample without a finite index, expected one in every resample.")
        return value

    result = stats.bootstrap(
        (np.arange(len(kept)),),
        of_drawn,
        n_resamples=resamples_n,
        confidence_level=level,
        method="percentile",
        vectorized=False,
        rng=np.random.Generator(np.random.PCG64(seed)),
    )
    return PercentileInterval(
        estimate=estimate,
        low=float(result.confidence_interval.low),
        high=float(result.confidence_interval.high),
        level=level,
        n=len(kept),
        left_out_n=len(scores) - len(kept),
        missing_rule=missing_rule,
        seed=seed,
        resamples_n=resamples_n,
        generator=GENERATOR,
    )


def _draws(n: int, resamples_n: int, seed: int) -> Iterator[Whole]:
    """Yield, for a slice of resamples at a time, how often each respondent was drawn."""
    generator = np.random.Generator(np.random.PCG64(seed))
    step = max(1, _CELLS_AT_ONCE // n)
    for start in range(0, resamples_n, step):
        rows = min(step, resamples_n - start)
        places = generator.integers(0, n, size=(rows, n)) + n * np.arange(rows)[:, np.newaxis]
        yield np.bincount(places.ravel(), minlength=rows * n).reshape(rows, n).astype(np.int64)


def _is_high(sums: Whole, answers_n: Whole, setting: Setting, axis: int, middle: Fraction | None) -> NDArray[np.bool_]:
    """Return, for each resample and item, whether the mean is high on one axis; ties are exact.

    ``middle`` is the middle of the answer scale, for the crosshair that needs it.
    """
    point = setting.fixed[axis] if setting.fixed is not None else middle
    everybody = int(answers_n.max(initial=0))
    if (answers_n == everybody).all():
        compared = _compare_sums(sums, everybody, setting.crosshair, point)
    else:
        compared = _compare_means(sums, answers_n, setting.crosshair, point)
    return compared > 0 if setting.tie_rule is TieRule.GT else compared >= 0


def _compare_sums(sums: Whole, n: int, crosshair: CrosshairRule, point: Fraction | None) -> Whole:
    """Return the sign of mean - line. All means share the divisor n, so sums stand for them, times ``k``."""
    items_n = sums.shape[1]
    ordered = np.sort(sums, axis=1)
    if crosshair is CrosshairRule.MEAN:
        k, line = items_n, sums.sum(axis=1, keepdims=True)
    elif crosshair is CrosshairRule.MEDIAN:
        k, line = 2, ordered[:, [items_n // 2]] + ordered[:, [(items_n - 1) // 2]]
    elif crosshair is CrosshairRule.MIDRANGE:
        k, line = 2, ordered[:, [0]] + ordered[:, [-1]]
    else:
        fixed = _needed(point)
        k, line = fixed.denominator, np.array([[n * fixed.numerator]], dtype=np.int64)
    compared: Whole = np.sign(k * sums - line)
    return compared


def _compare_means(sums: Whole, answers_n: Whole, crosshair: CrosshairRule, point: Fraction | None) -> Whole:
    """Return the sign of mean - line where items have different numbers of answers.

    Doubles decide what is far from a line; a resample with an item near one is decided on fractions.
    """
    means = sums / answers_n
    if crosshair is CrosshairRule.MEAN:
        line = means.mean(axis=1, keepdims=True)
    elif crosshair is CrosshairRule.MEDIAN:
        line = np.median(means, axis=1, keepdims=True)
    elif crosshair is CrosshairRule.MIDRANGE:
        line = (means.min(axis=1, keepdims=True) + means.max(axis=1, keepdims=True)) / 2
    else:
        line = np.full((len(means), 1), float(_needed(point)))
    compared: Whole = np.sign(means - line).astype(np.int64)
    reach = _NEAR * means.shape[1] * max(1.0, float(np.abs(means).max(initial=0.0)))
    for row in np.flatnonzero((np.abs(means - line) <= reach).any(axis=1)):
        exactly = [Fraction(int(total), int(n)) for total, n in zip(sums[row], answers_n[row], strict=True)]
        cut = cut_of(exactly, crosshair, point)
        compared[row] = [(value > cut) - (value < cut) for value in exactly]
    return compared


def _needed(point: Fraction | None) -> Fraction:
    if point is None:
        raise NotComputableError("Found no answer scale, expected its lowest and highest point for its middle.")
    if max(abs(point.numerator), point.denominator) > _LARGEST_SCORE:
        raise NotComputableError(
            f"Found a line at {point}, expected a fraction of whole numbers up to {_LARGEST_SCORE}."
        )
    return point


def _observed(
    sums: Whole, answers_n: Whole, items: Sequence[str], setting: Setting, scale: tuple[int, int] | None
) -> dict[str, Quadrant]:
    empty = [items[int(column) % len(items)] for column in np.flatnonzero(answers_n == 0)]
    if empty:
        raise NotComputableError(f"Found no answer to {', '.join(empty)}, expected at least one to every item.")
    means = [Fraction(int(total), int(n)) for total, n in zip(sums, answers_n, strict=True)]
    table = quadrants(
        dict(zip(items, zip(means[: len(items)], means[len(items) :], strict=True), strict=True)), setting, scale=scale
    )
    return {entry.item: entry.quadrant for entry in table.items}


def _check_quadrant_input(x: Scores, y: Scores, items: Sequence[str], seed: int, resamples_n: int) -> None:
    _check_draws(seed, resamples_n)
    if x.shape != y.shape:
        raise NotComputableError(
            f"Found {x.shape[0]} x {x.shape[1]} performance and {y.shape[0]} x {y.shape[1]} importance answers, "
            "expected the same respondents and items in both."
        )
    if len(items) != x.shape[1] or len(set(items)) != len(items):
        raise NotComputableError(f"Found {len(items)} names for {x.shape[1]} items, expected one of its own for each.")
    for scores in (x, y):
        given = scores[~np.isnan(scores)]
        odd = given[(given != np.round(given)) | (np.abs(given) > _LARGEST_SCORE)]
        if odd.size:
            raise NotComputableError(
                f"Found the score {odd[0]:g}, expected whole numbers up to {_LARGEST_SCORE}: ties are decided on sums."
            )


def _check_draws(seed: int, resamples_n: int) -> None:
    if seed < 0:
        raise NotComputableError(f"Found the seed {seed}, expected 0 or above.")
    if resamples_n < 1:
        raise NotComputableError(f"Found {resamples_n} resamples, expected at least 1.")
