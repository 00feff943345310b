"""SPAK and SPKP: means on their own scale of 1 to 6 and converted as declared, side by side, apart from SKM.

The bands of the regulations on SKM do not apply here: what a value is held against is a threshold of an integrity zone.
Method: docs/methods/companions.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from schemas.companion import CompanionIndices, Threshold
from schemas.instrument import Instrument
from transforms.programme.cells import Pool


class CompanionError(ValueError):
    """The declared indices do not fit the questionnaire; the message lists all that is wrong."""


@dataclass(frozen=True)
class Reached:
    """One threshold, and whether the converted mean reaches it; None where there is no mean."""

    threshold: Threshold
    is_reached: bool | None


@dataclass(frozen=True)
class Companion:
    """One index of respondents taken together.

    Attributes:
        index_code: spak or spkp.
        respondents_n: respondents of the pool.
        answers_n: filled answers to the elements of the index.
        elements_n: elements that the index is the mean of.
        mean: mean of the element means on the scale of the questionnaire, exact; None where an element has no answer.
        converted: the same after the declared conversion, exact.
        thresholds: what it is held against; decided on the exact converted mean.
    """

    index_code: str
    respondents_n: int
    answers_n: int
    elements_n: int
    mean: Fraction | None
    converted: Fraction | None
    thresholds: tuple[Reached, ...]


def companions(pooled: Pool, instrument: Instrument, declared: CompanionIndices) -> tuple[Companion, ...]:
    """Return the declared indices of respondents taken together, in the order of the data file.

    Available case, as for SKM: the mean of an element divides by its filled answers, and an index is the mean of its
    elements' means with equal weights.

    Args:
        pooled: sums of the answers to ``instrument``, elements in its order.
        instrument: the questionnaire.
        declared: its indices, conversion and thresholds.

    Raises:
        CompanionError: the declared indices are of another questionnaire, scale or dimension.
    """
    if mistakes := declared.mistakes(instrument):
        raise CompanionError(f"reference/companion_indices.yaml: {' '.join(mistakes)}")
    found = []
    for index in declared.indices:
        places = [place for place, one in enumerate(instrument.elements) if one.dimension_code == index.dimension_code]
        mean = _mean(pooled, places)
        converted = None if mean is None else mean * declared.conversion.factor
        reached = tuple(
            Reached(one, None if converted is None else converted >= Fraction(one.minimum)) for one in index.thresholds
        )
        answers_n = sum(pooled.answers[place] for place in places)
        found.append(
            Companion(index.index_code, pooled.respondents_n, answers_n, len(places), mean, converted, reached)
        )
    return tuple(found)


def _mean(pooled: Pool, places: Sequence[int]) -> Fraction | None:
    if not all(pooled.answers[place] for place in places):
        return None
    means = [Fraction(pooled.score_sums[place], pooled.answers[place]) for place in places]
    return sum(means, Fraction(0)) / len(means)
