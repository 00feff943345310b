"""Finds the layout that a table fits and says which column carries what; a tie between layouts is never guessed.

The header stands where most of a layout's headers are found, whatever is written above it. Columns are compared by
their words; case, white space and, where a layout declares groups, the groups' names do not count.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Final

from schemas.instrument import Instrument
from schemas.layout import ColumnBinding, HeaderPath, Layout
from schemas.staging import score_column
from transforms.formats.grid import Codebook, Grid
from transforms.intake.sheets import Header, header_path, plain
from transforms.intake.tables import filled_cells, header_of

_HEADER_SEARCH_ROWS: Final = 60  # rows above a header; the ministry's sheet has nine
_QUESTION_NUMBER: Final = re.compile(r"^\d{1,2}[.)]\s+(?=[^\W\d_])")
_NUMBER_HEADERS: Final = frozenset({"no", "nomor", "no urut"})
_WIDE_SEARCH_ROWS: Final = 12
_HEADER_SEARCH_CELLS: Final = 60_000  # 60 rows of 1,000 columns
LEAST_FIT: Final = Fraction(1, 2)  # a table with fewer of a layout's headers is another kind of table


@dataclass(frozen=True)
class KnownLayout:
    """A layout with its questionnaire.

    ``wanted`` are the headers that it needs, by the staged column that each carries; ``other_names`` the names that a
    header can have instead, both in the form in which headers are compared.
    """

    layout: Layout
    instrument: Instrument
    wanted: Mapping[str, HeaderPath] = field(repr=False)
    other_names: Mapping[Header, tuple[Header, ...]] = field(repr=False)

    @classmethod
    def of(cls, layout: Layout, instrument: Instrument) -> "KnownLayout":
        """Return a layout with its headers worked out."""
        wanted: dict[str, HeaderPath] = {}
        for attribute, binding in layout.attributes.items():
            if isinstance(binding, ColumnBinding):
                wanted[attribute] = binding.path
        for path, question in layout.question_headers(instrument).items():
            wanted[score_column(question.measure, question.code)] = path
        other_names: dict[Header, list[Header]] = {}
        for seen, declared in layout.renamed.items():
            other_names.setdefault(_comparable((declared,)), []).append(_comparable((seen,)))
        return cls(layout, instrument, wanted, {name: tuple(others) for name, others in other_names.items()})


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
        index = _Index(_Columns(self.header, ()), self.known)
        return index.find(path) or index.find_other_names(path)


def fits_of(grid: Grid, position: int, layouts: Sequence[KnownLayout], codebook: Codebook | None = None) -> list[Fit]:
    """Return how each layout fits a table, best first; layouts without any header there are left out.

    Args:
        grid: the table.
        position: its place in the file.
        layouts: the layouts to try, in the order that decides between equal fits.
        codebook: the variables of a statistical file, whose labels count as headers too.
    """
    labels = () if codebook is None else tuple(variable.label for variable in codebook.variables)
    candidates: dict[int, list[tuple[tuple[int, ...], _Columns]]] = {}
    found = []
    for known in layouts:
        sheet = known.layout.file.sheet
        if sheet is not None and grid.name is not None and plain(grid.name) != plain(sheet):
            continue
        depth = known.layout.file.header_rows
        if depth not in candidates:
            candidates[depth] = [(rows, _Columns(header, labels)) for rows, header in _headers(grid, depth)]
        fits = [_fit(known, position, rows, columns) for rows, columns in candidates[depth]]
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
    """Return those fits whose layout has a marker somewhere in the table.

    A marker that begins with a bare number (``8 = Sarana dan prasarana``) is a line of a table of elements: the number
    stands in a column called *No*. Elsewhere a number before an element can be its rank or its mean.
    """
    text = " | ".join(" " + _words(" ".join(row.cells)) + " " for row in grid.rows)
    lines = list(_numbered_lines(grid))
    return [fit for fit in fits if any(_is_marked(marker, text, lines) for marker in fit.known.layout.markers)]


def _is_marked(marker: str, text: str, lines: Sequence[str]) -> bool:
    words = _words(marker)
    if words.split(" ", 1)[0].isdigit():
        return any(f"{line} ".startswith(f"{words} ") for line in lines)
    return f" {words} " in text


def _numbered_lines(grid: Grid) -> Iterable[str]:
    numbered: set[int] = set()
    for row in grid.rows:
        for column, cell in enumerate(row.cells):
            word = plain(cell).casefold().rstrip(".")
            if word in _NUMBER_HEADERS:
                numbered.add(column)
            elif column in numbered and word.isdigit():
                yield _words(" ".join((cell, *row.cells[column + 1 :])))


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
    widest = max((len(row.cells) for row in rows[:_HEADER_SEARCH_ROWS]), default=1)
    # A table of thousands of columns has no long head; looking for one would cost seconds.
    tried = min(_HEADER_SEARCH_ROWS, max(_WIDE_SEARCH_ROWS, _HEADER_SEARCH_CELLS // max(1, widest)))
    for top in range(min(tried, max(0, len(rows) - depth + 1))):
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


def _fit(known: KnownLayout, position: int, rows: tuple[int, ...], columns: "_Columns") -> Fit:
    index = _Index(columns, known)
    places = {target: found for target, path in known.wanted.items() if (found := index.find(path))}
    renamed = {
        target: found
        for target, path in known.wanted.items()
        if (found := tuple(place for place in index.find_other_names(path) if place not in places.get(target, ())))
    }
    return Fit(known, position, rows, columns.header, places, renamed)


class _Columns:
    """The columns of a table by the comparable form of their headers; worked out once for all layouts."""

    def __init__(self, header: Sequence[Header], labels: Sequence[str | None]) -> None:
        self.header = tuple(header)
        self._comparable = [(place, _comparable(path)) for place, path in enumerate(header) if path]
        self.whole = _by_form(self._comparable)
        self.labels = _by_form([(place, _comparable((label,))) for place, label in enumerate(labels) if label])
        self._short: dict[str, dict[Header, tuple[int, ...]]] = {}
        self._codes: dict[str, dict[Header, tuple[int, ...]]] = {}

    def without_groups(self, sign: str) -> dict[Header, tuple[int, ...]]:
        """Return the columns by their headers without the groups' names."""
        if sign not in self._short:
            self._short[sign] = _by_form([(place, _cut(form, sign)) for place, form in self._comparable])
        return self._short[sign]

    def before_text(self, sign: str) -> dict[Header, tuple[int, ...]]:
        """Return the columns by the codes that stand before the questions' texts."""
        if sign not in self._codes:
            self._codes[sign] = _by_form(
                [
                    (place, (*form[:-1], form[-1].split(sign, 1)[0]))
                    for place, form in self._comparable
                    if sign in form[-1]
                ]
            )
        return self._codes[sign]


class _Index:
    """The columns of a table as one layout looks for them."""

    def __init__(self, columns: _Columns, known: KnownLayout) -> None:
        self._columns = columns
        self._layout = known.layout
        self._other_names = known.other_names

    def find(self, path: HeaderPath) -> tuple[int, ...]:
        """Return the columns with this header: by its words, by the code before its text, or by a variable's label."""
        wanted, sign = _comparable(path), self._layout.text_after
        found = self._columns.whole.get(wanted)
        if found is None and sign is not None:
            found = self._columns.before_text(sign).get(wanted)
        return found or self._columns.labels.get(wanted, ())

    def find_other_names(self, path: HeaderPath) -> tuple[int, ...]:
        """Return the columns that have another name of this header, or the same one in another group."""
        wanted = _comparable(path)
        found: list[int] = []
        for seen in self._other_names.get(wanted, ()):
            found.extend(self._columns.whole.get(seen, ()))
        if self._layout.groups is not None:
            short = self._columns.without_groups(self._layout.groups)
            for name in (wanted, *self._other_names.get(wanted, ())):
                found.extend(short.get(_cut(name, self._layout.groups), ()))
        return tuple(dict.fromkeys(found))


def _by_form(forms: Iterable[tuple[int, Header]]) -> dict[Header, tuple[int, ...]]:
    found: dict[Header, list[int]] = {}
    for place, form in forms:
        found.setdefault(form, []).append(place)
    return {form: tuple(places) for form, places in found.items()}


def _cut(path: Header, sign: str) -> Header:
    return (*path[:-1], path[-1].rsplit(sign, 1)[-1]) if path else path


@lru_cache(maxsize=20_000)
def _comparable(path: HeaderPath) -> Header:
    """Return a header as it is compared: without case and without a number before the question."""
    return header_path(tuple(_QUESTION_NUMBER.sub("", plain(cell).casefold()) for cell in path))
