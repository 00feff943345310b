"""Parts that the report and the evidence sheet share: elements with their conversion and grade, and which stand out."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from transforms.documents.view import View, withheld
from transforms.exact import fraction
from transforms.grading import place_of
from transforms.publication.display import Row, exact

INDEX_DIGITS: Final = 2
OUTSTANDING_N: Final = 3


@dataclass(frozen=True)
class ElementResult:
    """One element of one questionnaire in the document's office and period.

    Attributes:
        row: the row of fact_element_means.
        mean: exact mean, on the scale of the questionnaire.
        converted: the mean on the scale of an index: times 100 over the highest score.
        grade: by the regulation's bands, as if the element were an index.
        rank: 1 the lowest mean of the questionnaire; equal means share it.
        rank_from_top: 1 the highest mean; equal means share it.
    """

    row: Row
    mean: Fraction
    converted: Fraction
    grade: str
    rank: int
    rank_from_top: int

    @property
    def code(self) -> str:
        """Code of the element."""
        return str(self.row["element_code"])


def element_results(view: View, index_row: Row) -> list[ElementResult]:
    """Return the elements behind one index in the order of the questionnaire.

    None where an element has no answer, and none where there are too few respondents to show them (``view.withheld``).
    """
    if withheld(view, index_row) is not None:
        return []
    instrument = view.instruments[index_row["instrument_id"]]
    bands = view.bands(index_row["regulation_id"])
    edges = [exact(row["band_lower"]) for row in bands]
    rows = view.here("fact_element_means", instrument_id=index_row["instrument_id"])
    rows.sort(key=lambda row: view.elements[row["instrument_id"], row["element_code"]]["element_number"])
    if any(row["mean_score_fraction"] is None for row in rows):
        return []
    means = [fraction(row["mean_score_fraction"]) for row in rows]
    factor = Fraction(100, int(instrument["scale_maximum"]))
    return [
        ElementResult(
            row,
            mean,
            mean * factor,
            str(bands[place_of(mean * factor, edges, INDEX_DIGITS)]["grade"]),
            1 + sum(other < mean for other in means),
            1 + sum(other > mean for other in means),
        )
        for row, mean in zip(rows, means, strict=True)
    ]


def lowest(results: list[ElementResult], number: int = OUTSTANDING_N) -> list[ElementResult]:
    """Return the elements on the lowest ``number`` places, worst first; more than that many where means are equal."""
    return sorted((one for one in results if one.rank <= number), key=lambda one: one.mean)


def highest(results: list[ElementResult], number: int = OUTSTANDING_N) -> list[ElementResult]:
    """Return the elements on the highest ``number`` places, best first; more than that many where means are equal."""
    return sorted((one for one in results if one.rank_from_top <= number), key=lambda one: -one.mean)
