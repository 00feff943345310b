"""Exact integer sums for each office, month and questionnaire, from which every index and every error is computed.

A cell is one office in one month with one questionnaire. Its moments are whole numbers, so cells add up to quarters,
years, provinces and the country in any order without a rounding; no respondent is needed again.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from schemas.instrument import Instrument, MeasureName

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Questions:
    """The questions of a questionnaire whose answers make the index, in order, with the element that each belongs to.

    Attributes:
        instrument_id: the questionnaire.
        codes: codes of the questions; the element's code where an element has one question.
        element_codes: the elements in order.
        element_of: for each question the place of its element in ``element_codes``.
        factor: what turns an element mean into points of an index: 100 over the highest score.
    """

    instrument_id: str
    codes: tuple[str, ...]
    element_codes: tuple[str, ...]
    element_of: tuple[int, ...]
    factor: Fraction

    @classmethod
    def of(cls, instrument: Instrument, measure: MeasureName) -> "Questions":
        """Return the questions of one measure of a questionnaire."""
        asked = [question for question in instrument.questions if question.measure == measure]
        elements = tuple(element.element_code for element in instrument.elements)
        return cls(
            instrument.instrument_id,
            tuple(question.code for question in asked),
            elements,
            tuple(elements.index(question.element.element_code) for question in asked),
            Fraction(100, instrument.scale.maximum),
        )

    @cached_property
    def membership(self) -> Whole:
        """Questions by elements: 1 where the question belongs to the element."""
        matrix = np.zeros((len(self.codes), len(self.element_codes)), dtype=np.int64)
        matrix[np.arange(len(self.codes)), list(self.element_of)] = 1
        return matrix


@dataclass(frozen=True)
class Cells:
    """Cells of one questionnaire.

    ``keys`` has one row per cell: office_code, month_code, province_id and office_class of that month (empty text where
    not known), respondents_n. The arrays have the same first axis; ``i`` and ``j`` are questions.

    Attributes:
        questions: the questionnaire's questions.
        keys: one row per cell, index 0 to k-1.
        counts: (k, q, q) respondents of the cell who answered i and j; the diagonal holds the answers to i.
        sums: (k, q, q) sum of the scores of i over them; the diagonal holds the sum of all scores of i.
        products: (k, q, q) sum of score i times score j over them.
    """

    questions: Questions
    keys: pd.DataFrame
    counts: Whole
    sums: Whole
    products: Whole

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self.keys)

    def answers(self) -> Whole:
        """Return (k, q) answers to each question."""
        return np.diagonal(self.counts, axis1=1, axis2=2)

    def totals(self) -> Whole:
        """Return (k, q) sum of the scores of each question."""
        return np.diagonal(self.sums, axis1=1, axis2=2)


def make_cells(questions: Questions, people: pd.DataFrame, scores: NDArray[np.int8]) -> Cells:
    """Return the cells of a questionnaire's respondents.

    Args:
        questions: the questions, in the order of the columns of ``scores``.
        people: one row per respondent: office_code, month_code, province_id, office_class.
        scores: (respondents, questions) scores, -1 for an empty answer.
    """
    places = people.groupby(["office_code", "month_code"], sort=True).indices
    q = len(questions.codes)
    k = len(places)
    counts, sums, products = (np.zeros((k, q, q), dtype=np.int64) for _ in range(3))
    rows: list[dict[str, object]] = []
    for number, where in enumerate(places.values()):
        block = scores[where].astype(np.int64)
        given = (block >= 0).astype(np.int64)
        block = block * given
        counts[number] = given.T @ given
        sums[number] = block.T @ given
        products[number] = block.T @ block
        first = people.iloc[int(where[0])]
        rows.append(
            {
                "office_code": first["office_code"],
                "month_code": first["month_code"],
                "province_id": first["province_id"],
                "office_class": first["office_class"],
                "respondents_n": len(where),
            }
        )
    columns = ["office_code", "month_code", "province_id", "office_class", "respondents_n"]
    return Cells(questions, pd.DataFrame(rows, columns=columns), counts, sums, products)


@dataclass(frozen=True)
class Pool:
    """Some cells of a questionnaire taken together.

    Attributes:
        respondents_n: respondents of the cells.
        answers: for each element the filled answers.
        score_sums: for each element the sum of the scores.
    """

    respondents_n: int
    answers: tuple[int, ...]
    score_sums: tuple[int, ...]

    @property
    def means(self) -> tuple[Fraction, ...] | None:
        """Exact mean of every element; None where an element has no answer."""
        if not all(self.answers):
            return None
        return tuple(Fraction(total, n) for total, n in zip(self.score_sums, self.answers, strict=True))

    def index(self, factor: Fraction) -> Fraction | None:
        """Exact index: the mean of the element means times ``factor``; None where an element has no answer."""
        means = self.means
        return None if means is None else sum(means, Fraction(0)) / len(means) * factor


def pool(cells: Cells, where: NDArray[np.intp]) -> Pool:
    """Return the cells at the places ``where`` taken together."""
    membership = cells.questions.membership
    answers = cells.answers()[where].sum(axis=0) @ membership
    totals = cells.totals()[where].sum(axis=0) @ membership
    people = int(cells.keys["respondents_n"].to_numpy()[where].sum())
    return Pool(people, tuple(int(n) for n in answers), tuple(int(n) for n in totals))
