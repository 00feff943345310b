"""From an analysis file and its tidy tables to exact counts and means; every mistake is named with file and line."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Final, TypeVar

from schemas.analysis import Analysis, PrintedMeans
from schemas.analysis import Profile as ProfileFile
from schemas.catalog import Catalog, CatalogError, Mistake, mistake_at
from schemas.instrument import Instrument, MeanClasses, Regulation
from transforms.analysis.respondents import Answers
from transforms.statistics.frequencies import FrequencyTable, Profile

_T = TypeVar("_T")

SATISFACTION: Final = "satisfaction"
IMPORTANCE: Final = "importance"
# A table of means has a column for each measure.
_MEANS_COLUMNS: Final = {"performance": SATISFACTION, "expectation": IMPORTANCE}


@dataclass(frozen=True)
class Material:
    """One study, read: everything its statistics are computed from.

    Attributes:
        analysis: its analysis file.
        instrument: its questionnaire.
        regulation: the decree that the questionnaire follows, if any.
        tables: by measure and item, the counts of answers; empty where the study prints means only.
        means: by measure and item, exact; of the counts where there are some.
        totals: by measure, the overall mean of a study that prints nothing finer.
        n: by measure and item, answers behind the mean.
        printed_means: by measure and item, as printed beside the counts.
        office_means: by office and measure, as printed.
        series: by code, the count of each period.
        profiles: respondents by characteristic.
        answers: single respondents' answers, if the study names some.
    """

    analysis: Analysis
    instrument: Instrument
    regulation: Regulation | None
    tables: Mapping[str, Mapping[str, FrequencyTable]] = field(default_factory=dict)
    means: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    totals: Mapping[str, Fraction] = field(default_factory=dict)
    n: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    printed_means: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    office_means: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    series: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    profiles: tuple[Profile, ...] = ()
    answers: Answers | None = None

    @property
    def points(self) -> tuple[int, ...]:
        """Every point of the answer scale."""
        return tuple(self.instrument.scale.points)

    @property
    def scale(self) -> tuple[int, int]:
        """Lowest and highest point of the answer scale."""
        return self.instrument.scale.minimum, self.instrument.scale.maximum

    @property
    def respondents_n(self) -> int:
        """Respondents behind the means: the smallest number of an item where they differ."""
        if self.analysis.totals is not None:
            return self.analysis.totals.respondents_n
        return min(n for by_item in self.n.values() for n in by_item.values())

    def classes(self, measure: str) -> MeanClasses | None:
        """Return the classes into which means of a measure are sorted: the questionnaire's, or the analysis file's."""
        own = next((one.class_intervals for one in self.instrument.measures if one.measure == measure), None)
        return own or self.analysis.class_intervals

    def dimension_of(self, item: str) -> str | None:
        """Return the dimension of an item, None where the questionnaire has none."""
        return next(one.dimension_code for one in self.instrument.elements if one.element_code == item)

    def pairs(self) -> dict[str, tuple[Fraction, Fraction]]:
        """Return (satisfaction, importance) of every item that has both, in the order of the questionnaire."""
        x, y = self.means.get(SATISFACTION, {}), self.means.get(IMPORTANCE, {})
        return {item: (x[item], y[item]) for item in x if item in y}


def read_material(
    analysis: Analysis,
    catalog: Catalog,
    texts: Mapping[str, str],
    *,
    where: tuple[str, str],
    answers: Answers | None = None,
) -> Material:
    """Return what the statistics of a study are computed from.

    Args:
        analysis: what its analysis file says.
        catalog: questionnaires and decrees.
        texts: the tidy tables that it names, by file name.
        where: name and text of the analysis file, for the line of a mistake in it.
        answers: single respondents' answers, read before.

    Raises:
        CatalogError: the file and its tables, questionnaire or each other do not belong together; every mistake is
            named.
    """
    found = list(_contradictions(analysis, catalog, where))
    if found:
        raise CatalogError(found)
    reader = _Reader(analysis, catalog.instruments[analysis.instrument_id], texts, where[0])
    material = reader.material(catalog, answers)
    if reader.mistakes:
        raise CatalogError(reader.mistakes)
    return material


@cache
def krejcie_morgan_table() -> Mapping[int, int]:
    """Return the printed table of Krejcie and Morgan, population to sample."""
    text = files("schemas").joinpath("reference", "krejcie_morgan.csv").read_text(encoding="utf-8")
    return {int(row["population"]): int(row["sample"]) for row in csv.DictReader(io.StringIO(text))}


def _contradictions(analysis: Analysis, catalog: Catalog, where: tuple[str, str]) -> Iterator[Mistake]:
    def at(path: tuple[str | int, ...], found: str, expected: str) -> Mistake:
        return mistake_at(*where, path, found, expected)

    instrument = catalog.instruments.get(analysis.instrument_id)
    if instrument is None:
        expected = f"one of {', '.join(sorted(catalog.instruments))}"
        yield at(("instrument_id",), repr(analysis.instrument_id), expected)
        return
    measures = [one.measure for one in instrument.measures]
    if analysis.index is not None and analysis.index.measure not in measures:
        yield at(("index", "measure"), repr(analysis.index.measure), f"one of {', '.join(measures)}")
    points = tuple(instrument.scale.points)
    for point in analysis.satisfied.points if analysis.satisfied is not None else ():
        if point not in points:
            yield at(("satisfied", "points"), str(point), f"points of the scale {points[0]} to {points[-1]}")
    dimensions = sorted(one.dimension_code for one in instrument.dimensions)
    weights = analysis.dimension_weights
    if weights is not None and sorted(weights.weights) != dimensions:
        found = f"weights of {', '.join(sorted(weights.weights))}"
        yield at(("dimension_weights", "weights"), found, f"one for each of {', '.join(dimensions)}")
    own = [one.measure for one in instrument.measures if one.class_intervals is not None]
    if analysis.class_intervals is not None and own:
        found = f"class intervals, which {instrument.instrument_id} states for {' and '.join(own)}"
        yield at(("class_intervals",), found, "them in one place: leave out the key")
    if (
        analysis.class_intervals is not None
        and analysis.class_intervals.convention == "regulation"
        and instrument.regulation_id is None
    ):
        yield at(("class_intervals", "convention"), "'regulation'", "lower_inclusive or upper_inclusive")
    if analysis.respondents is not None and analysis.respondents.study_id not in catalog.studies:
        expected = f"one of {', '.join(sorted(catalog.studies))}"
        yield at(("respondents", "study_id"), repr(analysis.respondents.study_id), expected)


def _turned(by_first: Mapping[str, Mapping[str, Fraction]]) -> dict[str, dict[str, Fraction]]:
    """Return the same values by their second key first."""
    turned: dict[str, dict[str, Fraction]] = {}
    for one, of in by_first.items():
        for two, value in of.items():
            turned.setdefault(two, {})[one] = value
    return turned


class _Reader:
    """Reads the tables of one analysis and collects their mistakes."""

    def __init__(self, analysis: Analysis, instrument: Instrument, texts: Mapping[str, str], name: str) -> None:
        self.mistakes: list[Mistake] = []
        self._analysis, self._instrument, self._texts = analysis, instrument, texts
        # Tables are named as the analysis file is: with the folder in which both stand.
        self._folder = name.rpartition("/")[0]
        self._items = [one.element_code for one in instrument.elements]

    def material(self, catalog: Catalog, answers: Answers | None) -> Material:
        """Return everything that could be read; it is whole only where there are no mistakes."""
        analysis = self._analysis
        tables = self._frequencies()
        means = {m: {i: table.mean() for i, table in of.items() if table.n} for m, of in tables.items()}
        n = {m: {i: table.n for i, table in of.items()} for m, of in tables.items()}
        if analysis.item_means is not None:
            means = self._means()
            n = {m: dict.fromkeys(of, analysis.item_means.respondents_n) for m, of in means.items()}
        totals = {}
        if analysis.totals is not None:
            totals = {
                SATISFACTION: Fraction(analysis.totals.performance),
                IMPORTANCE: Fraction(analysis.totals.expectation),
            }
        regulation = self._instrument.regulation_id
        return Material(
            analysis=analysis,
            instrument=self._instrument,
            regulation=None if regulation is None else catalog.regulations[regulation],
            tables=tables,
            means=means,
            totals=totals,
            n=n,
            printed_means=_turned(self._printed(analysis.printed_item_means, "item", self._items)),
            office_means=self._printed(analysis.office_means, "office"),
            series={one.code: self._summed(one.file, one.period, one.value) for one in analysis.growth},
            profiles=tuple(profile for one in analysis.profiles for profile in self._profiles(one)),
            answers=answers,
        )

    def _frequencies(self) -> dict[str, dict[str, FrequencyTable]]:
        declared = self._analysis.item_frequencies
        if declared is None:
            return {}
        words = declared.measures or {one.measure: one.measure for one in self._instrument.measures}
        points = [str(point) for point in self._instrument.scale.points]
        counts: dict[str, dict[str, dict[int, int]]] = {}
        for line, row in self._rows(declared.file, ("item", "measure", "score", "n")):
            at = (declared.file, line)
            known = (
                self._known(at, "item", row, self._items),
                self._known(at, "measure", row, list(words)),
                self._known(at, "score", row, points),
            )
            n = self._count(at, "n", row)
            if not all(known) or n is None:
                continue
            of = counts.setdefault(words[row["measure"]], {}).setdefault(row["item"], {})
            if int(row["score"]) in of:
                self._wrong(at, "score", f"{row['item']}, {row['measure']}, {row['score']} a second time", "it once")
            of[int(row["score"])] = n
        self._whole(declared.file, counts)
        for measure, by_item in counts.items():
            for item, of in by_item.items():
                if not any(of.values()):
                    self._wrong((declared.file, None), measure, f"no answer to {item}", "at least one to every item")
        scale = tuple(self._instrument.scale.points)
        return {
            measure: {item: FrequencyTable.of_counts(by_item[item], scale) for item in self._items if item in by_item}
            for measure, by_item in counts.items()
        }

    def _means(self) -> dict[str, dict[str, Fraction]]:
        declared = self._analysis.item_means
        if declared is None:
            return {}
        lowest, highest = self._instrument.scale.minimum, self._instrument.scale.maximum
        means: dict[str, dict[str, Fraction]] = {measure: {} for measure in _MEANS_COLUMNS.values()}
        for line, row in self._rows(declared.file, ("item", *_MEANS_COLUMNS)):
            at = (declared.file, line)
            if not self._known(at, "item", row, self._items):
                continue
            for column, measure in _MEANS_COLUMNS.items():
                value = self._number(at, column, row)
                if value is None:
                    continue
                if not lowest <= value <= highest:
                    self._wrong(at, column, row[column], f"a mean from {lowest} to {highest}")
                if row["item"] in means[measure]:
                    self._wrong(at, "item", f"{row['item']} a second time", "every item once")
                means[measure][row["item"]] = value
        self._whole(declared.file, means)
        return {measure: {item: of[item] for item in self._items if item in of} for measure, of in means.items()}

    def _whole(self, file: str, by_measure: Mapping[str, Mapping[str, object]]) -> None:
        for measure, of in by_measure.items():
            left_out = [item for item in self._items if item not in of]
            if left_out:
                self._wrong(
                    (file, None), measure, f"no row of {', '.join(left_out)}", "every item of the questionnaire"
                )
        if not by_measure:
            self._wrong((file, None), "", "no row", "a row for every item")

    def _printed(
        self, declared: PrintedMeans | None, key: str, known: Sequence[str] = ()
    ) -> dict[str, dict[str, Fraction]]:
        found: dict[str, dict[str, Fraction]] = {}
        if declared is None:
            return found
        measures = [one.measure for one in self._instrument.measures]
        for line, row in self._rows(declared.file, (key, "measure", "printed_mean")):
            at = (declared.file, line)
            value = self._number(at, "printed_mean", row)
            is_known = self._known(at, "measure", row, measures) and (not known or self._known(at, key, row, known))
            if is_known and value is not None:
                found.setdefault(row[key], {})[row["measure"]] = value
        return found

    def _summed(self, file: str, period: str, value: str) -> dict[int, int]:
        total: dict[int, int] = {}
        for line, row in self._rows(file, (period, value)):
            when, n = self._count((file, line), period, row), self._count((file, line), value, row)
            if when is not None and n is not None:
                total[when] = total.get(when, 0) + n
        return total

    def _profiles(self, declared: ProfileFile) -> Iterator[Profile]:
        columns = (*filter(None, (declared.characteristic,)), declared.category, declared.value)
        counts: dict[str, dict[str, int]] = {}
        for line, row in self._rows(declared.file, columns):
            n = self._count((declared.file, line), declared.value, row)
            name = declared.name or row[declared.characteristic or ""]
            of = counts.setdefault(name, {})
            of[row[declared.category]] = of.get(row[declared.category], 0) + (n or 0)
        for name, of in counts.items():
            answered = sum(of.values())
            asked = declared.asked_n or answered
            if asked < answered:
                self._wrong((declared.file, None), name, f"{answered} respondents", f"at most asked_n, {asked}")
                continue
            yield Profile.of_counts(name, of, missing_n=asked - answered)

    def _rows(self, file: str, columns: Sequence[str]) -> Iterable[tuple[int, dict[str, str]]]:
        lines = csv.reader(io.StringIO(self._texts[file], newline=""))
        header = next(lines, [])
        lacking = [column for column in columns if column not in header]
        if lacking:
            self._wrong((file, 1), "", f"the columns {', '.join(header)}", f"also {', '.join(lacking)}")
            return
        for cells in lines:
            if len(cells) != len(header):
                self._wrong((file, lines.line_num), "", f"{len(cells)} cells", f"{len(header)}, one for each column")
                continue
            yield lines.line_num, dict(zip(header, cells, strict=True))

    def _known(self, at: tuple[str, int], column: str, row: Mapping[str, str], known: Sequence[str]) -> bool:
        if row[column] not in known:
            self._wrong(at, column, repr(row[column]), f"one of {', '.join(known)}")
        return row[column] in known

    def _count(self, at: tuple[str, int], column: str, row: Mapping[str, str]) -> int | None:
        return self._read(
            at, column, row, lambda text: int(text) if text.isascii() and text.isdigit() else None, "a count"
        )

    def _number(self, at: tuple[str, int], column: str, row: Mapping[str, str]) -> Fraction | None:
        def decimal(text: str) -> Fraction | None:
            digits = text.replace(",", ".", 1)
            return Fraction(digits) if digits.replace(".", "", 1).isdecimal() and digits.isascii() else None

        return self._read(at, column, row, decimal, "a decimal number such as 3.47 or 3,47")

    def _read(
        self,
        at: tuple[str, int],
        column: str,
        row: Mapping[str, str],
        convert: Callable[[str], _T | None],
        expected: str,
    ) -> _T | None:
        value = convert(row[column])
        if value is None:
            self._wrong(at, column, repr(row[column]), expected)
        return value

    def _wrong(self, at: tuple[str, int | None], path: str, found: str, expected: str) -> None:
        name = f"{self._folder}/{at[0]}" if self._folder else at[0]
        self.mistakes.append(Mistake(name, at[1], path, found, expected))
