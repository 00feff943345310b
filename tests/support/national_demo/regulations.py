"""What the regulations say, typed by hand: elements, weights, bands, and how an index is rounded.

Sources: KEP/25/M.PAN/2/2004 (14 elements, weight 0.071), Permenpan RB 16/2014 (9 elements; weight and bands as reports of
the time print them), Permenpan RB 14/2017 (9 elements, weight 0.11). Kept apart from the package on purpose: the truth
must not come from what it checks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

# Grade and lower edge, best first.
_BANDS_2004 = (("A", Fraction(8126, 100)), ("B", Fraction(6251, 100)), ("C", Fraction(4376, 100)), ("D", Fraction(0)))
_BANDS_2017 = (("A", Fraction(8831, 100)), ("B", Fraction(7661, 100)), ("C", Fraction(65)), ("D", Fraction(0)))


@dataclass(frozen=True)
class Rules:
    """A questionnaire: what its elements are about, the declared weight, and the lower edges of the grades."""

    instrument_id: str
    subjects: tuple[str, ...]
    weight: Fraction
    bands: tuple[tuple[str, Fraction], ...]

    @property
    def elements_n(self) -> int:
        return len(self.subjects)


RULES: Mapping[str, Rules] = {
    "skm_2004_14": Rules(
        "skm_2004_14",
        ("procedure", "requirements", "clarity", "discipline", "responsibility", "competence", "time", "fairness",
         "courtesy", "cost", "cost_certainty", "schedule", "comfort", "safety"),
        Fraction(71, 1000),
        _BANDS_2004,
    ),
    "skm_2014_9": Rules(
        "skm_2014_9",
        ("requirements", "procedure", "time", "cost", "product", "competence", "courtesy", "charter", "complaints"),
        Fraction(11, 100),
        _BANDS_2004,
    ),
    "skm_2017_9": Rules(
        "skm_2017_9",
        ("requirements", "procedure", "time", "cost", "product", "competence", "courtesy", "complaints", "comfort"),
        Fraction(11, 100),
        _BANDS_2017,
    ),
}  # fmt: skip
FIRST_MONTH_OF_2017 = "2017-05"


def in_force(month: str) -> str:
    """The questionnaire of the regulation in force in a month of the demo, which begins after May 2014."""
    return "skm_2017_9" if month >= FIRST_MONTH_OF_2017 else "skm_2014_9"


def half_up(value: Fraction, digits: int) -> Fraction:
    """Round half up; all values here are positive."""
    scale = 10**digits
    return Fraction((2 * value.numerator * scale + value.denominator) // (2 * value.denominator), scale)


def exact_index(sums: Sequence[int], answers: Sequence[int]) -> Fraction:
    """The mean of the element means times 25."""
    means = [Fraction(int(total), int(n)) for total, n in zip(sums, answers, strict=True)]
    return sum(means, Fraction(0)) / len(means) * 25


def index_by_weight(rules: Rules, sums: Sequence[int], answers: Sequence[int]) -> Fraction:
    """Element means to two decimals, times the declared weight, times 25, to two decimals; half up."""
    means = [half_up(Fraction(int(total), int(n)), 2) for total, n in zip(sums, answers, strict=True)]
    return half_up(sum(means, Fraction(0)) * rules.weight * 25, 2)


def grade(rules: Rules, index: Fraction) -> str:
    """The grade of an index, which is rounded to two decimals first."""
    rounded = half_up(index, 2)
    return next(name for name, lower in rules.bands if rounded >= lower)


def decimal(value: Fraction, digits: int = 2) -> str:
    """A rounded value with that many decimals and a point."""
    scaled = half_up(value, digits) * 10**digits
    whole, rest = divmod(int(scaled), 10**digits)
    return f"{whole}.{rest:0{digits}d}"
