"""What every statistic shares: the refusal when a condition fails, and the treatment of missing answers."""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


class MissingRule(StrEnum):
    """Which respondents count where an answer is missing."""

    LISTWISE = "listwise"
    PAIRWISE = "pairwise"
    AVAILABLE_CASE = "available_case"


class NotComputableError(ValueError):
    """A condition of a statistic does not hold; the message names it and what was found."""


def as_scores(answers: Sequence[Sequence[float | None]] | Scores) -> Scores:
    """Return answers as a matrix of respondents by items, with NaN for a missing answer.

    Raises:
        NotComputableError: rows of different length, or no row at all.
    """
    if isinstance(answers, np.ndarray):
        matrix = answers.astype(np.float64)
    else:
        rows = [[np.nan if answer is None else float(answer) for answer in row] for row in answers]
        if len({len(row) for row in rows}) > 1:
            raise NotComputableError(
                "Found respondents with different numbers of items, expected one answer for each item."
            )
        matrix = np.array(rows, dtype=np.float64)
    if matrix.ndim != 2 or matrix.size == 0:
        raise NotComputableError("Found no answers, expected at least one respondent and one item.")
    return matrix


def listwise(scores: Scores) -> Scores:
    """Return the respondents who answered every item."""
    return scores[~np.isnan(scores).any(axis=1)]
