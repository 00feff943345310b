"""The numbers that the suites hold the published tables against.

Offices, measures, scale and the numbers of elements, methods and crosshairs come from the catalogue, rows and files
from intake, the sizes of the populations from the waterfall; no number comes from the table that it is held against,
but for the waterfall's own, which the row accounting and the source files hold.
"""

from dataclasses import dataclass
from typing import Final

COHORT: Final = "cohort"


@dataclass(frozen=True)
class Facts:
    """What a run knows about its study before it looks at a published table.

    ``offices`` are those that the study names, ``cohort_offices`` those that the filter steps leave in it.
    ``crosshairs_n`` counts pairs of crosshair and tie rule, the declared one included; 0 without a matrix.
    """

    rows_read_n: int
    accepted_n: int
    cohort_n: int
    focus_n: int
    offices: tuple[str, ...]
    cohort_offices: tuple[str, ...]
    elements_n: int
    measures: tuple[str, ...]
    scale_minimum: int
    scale_maximum: int
    files_n: int
    methods_n: int
    crosshairs_n: int

    @property
    def scope_codes(self) -> tuple[str, ...]:
        """Codes of the scopes that every result table has: each office of the cohort, and all of them pooled."""
        return (*self.cohort_offices, COHORT)

    @property
    def scopes_n(self) -> int:
        """Number of scopes."""
        return len(self.cohort_offices) + 1

    @property
    def points_n(self) -> int:
        """Points of the answer scale."""
        return self.scale_maximum - self.scale_minimum + 1

    @property
    def gap_limit(self) -> int:
        """Largest possible distance between two means of the scale."""
        return self.scale_maximum - self.scale_minimum

    @property
    def lowest_index(self) -> float:
        """Index when everybody gives the lowest answer: 25 on a scale from 1 to 4."""
        return 100 * self.scale_minimum / self.scale_maximum

    @property
    def has_pairs(self) -> bool:
        """Whether both measures were asked, so that gaps exist."""
        return {"satisfaction", "importance"} <= set(self.measures)
