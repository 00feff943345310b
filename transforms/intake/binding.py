"""Finds the layout that a table fits and says which column carries what; a tie between layouts is never guessed.

The header stands where most of a layout's headers are found, whatever is written above it. Columns are compared by
their words; case, white space and, where a layout declares groups, the groups' names do not count.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from schemas.instrument import Instrument
from schemas.layout import ColumnBinding, HeaderPath, Layout
from schemas.staging import score_column
from transforms.formats.grid import Codebook, Grid
from transforms.intake.sheets import Header, header_path, plain
from transforms.intake.tables import filled_cells, header_of

_HEADER_SEARCH_ROWS: Final = 60  # rows above a header; the ministry's sheet has nine
_QUESTION_NUMBER: Final = re.compile(r"^\d{1,2}[.)]\s+(?=[^\W\d_])")
LEAST_FIT: Final = Fraction(1, 2)  # a table with fewer of a layout's headers is another kind of table


@dataclass(frozen=True)
class KnownLayout:
    """A layout with its questionnaire: the headers that it needs, by the staged column that each carries."""

    layout: Layout
    instrument: Instrument
    wanted: Mapping[str, HeaderPath] = field(repr=False)

    @classmethod
    def of(cls, layout: Layout, instrument: Instrument) -> "KnownLayout":
        """Return a layout with its headers worked out."""
        wanted: dict[str, HeaderPath] = {}
        for attribute, binding in layout.attributes.items():
            if isinstance(binding, ColumnBinding):
                wanted[attribute] = binding.path
        for path, question in layout.question_headers(instrument).items():
            wanted[score_column(question.measure, question.code)] = path
        return cls(layout, instrument, wanted)


@dataclass(frozen=True)
class Fit:
    """How a layout fits one table.

    Attributes:
        known: the layout.
        grid: position of the grid in the file, from 0.
        header_rows: physical numbers of the header's rows.
        header: the header found there.
        places: for each staged column the columns (from 0) that carry it; several where a header stands twice.
        renamed: for each staged column those of its places that have another name by the layout.
    """

    known: KnownLayout
    grid: int
    header_rows: tuple[int, ...]
    header: tuple[Header, ...]
    places: Mapping[str, tuple[int, ...]]
    renamed: Mapping[str, tuple[int, ...]]

    @property
    def matched(self) -> int:
        """How many of the layout's headers are there."""
        return sum(bool(self.places.get(target) or self.renamed.get(target)) for target in self.known.wanted)

    @property
    def required(self) -> int:
        """How many headers the layout has."""
        return len(self.known.wanted)

    @property
    def share(self) -> Fraction:
        """Part of the layout's headers that are there."""
        return Fraction(self.matched, self.required) if self.required else Fraction(0)

    @property
    def missing(self) -> tuple[str, ...]:
        """Staged columns whose header is not there."""
        return tuple(
            target for target in self.known.wanted if not (self.places.get(target) or self.renamed.get(target))
        )

    @property
    def is_complete(self) -> bool:
        """Whether every header of the layout is there."""
        return self.matched == self.required

    def find(self, path: HeaderPath) -> tuple[int, ...]:
        """Return the columns with a header, for the columns that a layout may but need not have."""
        index = _Index(self.header, self.known.layout, ())
        return index.find(path) or index.find_renamed(path)


def fits_of(grid: Grid, position: int, layouts: Sequence[KnownLayout], codebook: Codebook | None = None) -> list[Fit]:
    """Return how each layout fits a table, best first; layouts without any header there are left out.

    Args:
        grid: the table.
        position: its place in the file.
        layouts: the layouts to try, in the order that decides between equal fits.
        codebook: the variables of a statistical file, whose labels count as headers too.
    """
    labels = () if codebook is None else tuple(variable.label for variable in codebook.variables)
    candidates: dict[int, list[tuple[tuple[int, ...], tuple[Header, ...]]]] = {}
    found = []
    for known in layouts:
        sheet = known.layout.file.sheet
        if sheet is not None and grid.name is not None and plain(grid.name) != plain(sheet):
            continue
        depth = known.layout.file.header_rows
        if depth not in candidates:
            candidates[depth] = list(_headers(grid, depth))
        fits = [_fit(known, position, rows, header, labels) for rows, header in candidates[depth]]
        best = max(fits, key=lambda fit: fit.matched, default=None)
        if best is not None and best.matched:
            found.append(best)
    return sorted(found, key=lambda fit: (-fit.share, -fit.matched))


def best_fits(fits: Sequence[Fit]) -> list[Fit]:
    """Return the best fit and all that are as good and would read the table in another way.

    One fit is a decision; several are a tie that the header does not decide.
    """
    if not fits or fits[0].share < LEAST_FIT:
        return []
    first = fits[0]
    equals = [fit for fit in fits if (fit.share, fit.matched) == (first.share, first.matched)]
    distinct: list[Fit] = []
    for fit in equals:
        if not any(_reads_alike(fit, other) for other in distinct):
            distinct.append(fit)
    return distinct


def marked(fits: Sequence[Fit], grid: Grid) -> list[Fit]:
    """Return those fits whose layout has a marker somewhere in the table."""
    text = " | ".join(" " + _words(" ".join(row.cells)) + " " for row in grid.rows)
    return [fit for fit in fits if any(f" {_words(marker)} " in text for marker in fit.known.layout.markers)]


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", plain(text).casefold()))


def _reads_alike(one: Fit, other: Fit) -> bool:
    same = (one.known.instrument.instrument_id, one.header_rows, one.places, one.renamed)
    if same != (other.known.instrument.instrument_id, other.header_rows, other.places, other.renamed):
        return False
    left, right = one.known.layout, other.known.layout
    return (left.attributes, left.answers, left.missing, left.left_out) == (
        right.attributes,
        right.answers,
        right.missing,
        right.left_out,
    )


def _headers(grid: Grid, depth: int) -> Iterable[tuple[tuple[int, ...], tuple[Header, ...]]]:
    rows = grid.rows
    for top in range(min(_HEADER_SEARCH_ROWS, max(0, len(rows) - depth + 1))):
        if rows[top].is_blank:
            continue
        chosen = rows[top : top + depth]
        if depth > 1 and not any(_reaches(grid, row.number) for row in chosen[:-1]):
            # Without merged cells a deeper header has its words in the first column of each group only.
            cells = [_to_the_right(filled_cells(grid, row)) for row in chosen[:-1]] + [filled_cells(grid, chosen[-1])]
        else:
            cells = [filled_cells(grid, row) for row in chosen]
        yield tuple(row.number for row in chosen), header_of(cells)


def _reaches(grid: Grid, number: int) -> bool:
    return any(area.top <= number <= area.bottom for area in grid.merged)


def _to_the_right(cells: Sequence[str]) -> tuple[str, ...]:
    filled, last = [], ""
    for cell in cells:
        last = cell or last
        filled.append(last)
    return tuple(filled)


def _fit(
    known: KnownLayout,
    position: int,
    rows: tuple[int, ...],
    header: tuple[Header, ...],
    labels: Sequence[str | None],
) -> Fit:
    index = _Index(header, known.layout, labels)
    places = {target: found for target, path in known.wanted.items() if (found := index.find(path))}
    renamed = {
        target: found
        for target, path in known.wanted.items()
        if (found := tuple(place for place in index.find_renamed(path) if place not in places.get(target, ())))
    }
    return Fit(known, position, rows, header, places, renamed)


class _Index:
    """The columns of a table by the comparable form of their headers."""

    def __init__(self, header: Sequence[Header], layout: Layout, labels: Sequence[str | None]) -> None:
        self._groups = layout.groups
        self._whole: dict[Header, list[int]] = {}
        self._short: dict[Header, list[int]] = {}
        self._labels: dict[Header, list[int]] = {}
        for position, path in enumerate(header):
            if path:
                self._whole.setdefault(_comparable(path), []).append(position)
                self._short.setdefault(self._cut(_comparable(path)), []).append(position)
        for position, label in enumerate(labels):
            if label:
                self._labels.setdefault(_comparable((label,)), []).append(position)
        self._renamed: dict[Header, list[Header]] = {}
        for seen, declared in layout.renamed.items():
            self._renamed.setdefault(_comparable((declared,)), []).append(_comparable((seen,)))

    def find(self, path: HeaderPath) -> tuple[int, ...]:
        """Return the columns with this header; the whole header goes before one without groups, before a label."""
        wanted = _comparable(path)
        found = self._whole.get(wanted)
        if not found and self._groups is not None:
            found = self._short.get(self._cut(wanted))
        return tuple(found or self._labels.get(wanted) or ())

    def find_renamed(self, path: HeaderPath) -> tuple[int, ...]:
        """Return the columns that have another name of this header."""
        return tuple(
            position for seen in self._renamed.get(_comparable(path), ()) for position in self._whole.get(seen, ())
        )

    def _cut(self, path: Header) -> Header:
        return path if self._groups is None else (*path[:-1], path[-1].rsplit(self._groups, 1)[-1])


def _comparable(path: Sequence[str]) -> Header:
    """Return a header as it is compared: without case and without a number before the question."""
    return header_path(tuple(_QUESTION_NUMBER.sub("", plain(cell).casefold()) for cell in path))
