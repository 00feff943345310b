"""The slow, obvious way: the indices from lists of answers in plain fractions, to hold the SQL against."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median

Answers = Sequence[Sequence[int | None]]  # one inner sequence per respondent, one score per element

# KEP/25/M.PAN/2/2004: lower edges of the converted index.
BANDS = (("D", Decimal("25.00")), ("C", Decimal("43.76")), ("B", Decimal("62.51")), ("A", Decimal("81.26")))


def element_means(answers: Answers) -> list[Fraction | None]:
    """Mean of the filled answers of each element; None where nobody answered."""
    means: list[Fraction | None] = []
    for column in zip(*answers, strict=True):
        filled = [score for score in column if score is not None]
        means.append(Fraction(sum(filled), len(filled)) if filled else None)
    return means


def half_up(value: Fraction, digits: int) -> Fraction:
    """Rounded by the decimal module, not by our code."""
    # 60 digits are more than any mean of the generated surveys needs to be told from a tie.
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return Fraction(exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def ikm(answers: Answers, weight: Fraction | None = None, mean_digits: int | None = None) -> Fraction | None:
    """25 x the weighted sum of the element means; weight None means 1/number of elements."""
    means = element_means(answers)
    if any(mean is None for mean in means):
        return None
    used = [mean if mean_digits is None else half_up(mean, mean_digits) for mean in means if mean is not None]
    return 25 * sum(used, Fraction(0)) * (weight if weight is not None else Fraction(1, len(used)))


def grade(index: Fraction) -> str:
    """The highest band whose lower edge the index, rounded half up to two decimals, reaches."""
    rounded = half_up(index, 2)
    reached = [letter for letter, lower in BANDS if rounded >= Fraction(lower)]
    return reached[-1] if reached else "D"


def quadrants(satisfaction: Answers, importance: Answers, crosshair: str, tie_rule: str) -> list[str] | None:
    """The quadrant of every element, or None where a mean is missing."""
    x, y = element_means(satisfaction), element_means(importance)
    if None in x or None in y:
        return None
    xs, ys = [v for v in x if v is not None], [v for v in y if v is not None]
    cut = {
        "mean": lambda v: sum(v, Fraction(0)) / len(v),
        "median": lambda v: Fraction(median(v)),
        "midrange": lambda v: (min(v) + max(v)) / 2,
        "scale_mid": lambda _: Fraction(5, 2),
    }[crosshair]
    high = {"gt": lambda v, c: v > c, "ge": lambda v, c: v >= c}[tie_rule]
    names = {(False, True): "priority_improve", (True, True): "maintain", (False, False): "low_priority"}
    return [names.get((high(a, cut(xs)), high(b, cut(ys))), "possible_overkill") for a, b in zip(xs, ys, strict=True)]
