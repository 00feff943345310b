"""The printed tables of the Jakarta study, read from their transcription and checked against one another.

The paper prints how many respondents there were by office and year (table 2), how many used an agent or
filed online (table 3), the mean answer of five offices (tables 4 and 5) and, for Jakarta Barat, how often
each score was given to each item (tables 10 and 11). These are margins: sums over respondents. Everything
that can be checked without a respondent is checked here, so that the reconstruction may rely on it.

One contradiction of the paper is let through, because both sides are printed: the frequencies of Jakarta
Barat give a mean satisfaction of 3388 / 1560 = 2.17, table 5 prints 2,18. The frequencies are what is met.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

MEASURES = ("satisfaction", "importance")
SCORES = (1, 2, 3, 4)
FOCUS_OFFICE = "X"  # tables 10 and 11 are of wilayah X, Jakarta Barat
BEFORE_2010 = "before 2010"  # table 2 prints ">2010"; the text says "di bawah tahun 2010"
YEARS = (BEFORE_2010, "2010", "2011", "2012", "2013", "2014", "2015")

_MEAN_AS_PRINTED = re.compile(r"[1-4],\d{2}")
_COUNT = re.compile(r"\d{1,6}")


class MarginError(ValueError):
    """The transcribed tables are incomplete or contradict one another; the message says where and how."""


@dataclass(frozen=True, slots=True)
class Margins:
    """The printed margins of one study.

    Attributes:
        offices: Letter of the paper to the name as printed, in printed order.
        items: Item code to its label, in printed order.
        cohort: (service year, office) to number of respondents, before any sorting.
        used_agent_n: Respondents who used an agent (calo), over all offices.
        filed_online_n: Respondents who filed online, over all offices.
        frequencies: Measure to item to the number of answers 1, 2, 3 and 4 in the focus office since 2010.
        printed_means: (office, measure) to the mean as the paper prints it, with a decimal comma.
    """

    offices: Mapping[str, str]
    items: Mapping[str, str]
    cohort: Mapping[tuple[str, str], int]
    used_agent_n: int
    filed_online_n: int
    frequencies: Mapping[str, Mapping[str, tuple[int, ...]]]
    printed_means: Mapping[tuple[str, str], str]

    @property
    def respondents_n(self) -> int:
        """All respondents, before any sorting."""
        return sum(self.cohort.values())

    @property
    def printed_offices(self) -> tuple[str, ...]:
        """The offices whose means are printed, in printed order of the offices."""
        return tuple(office for office in self.offices if (office, MEASURES[0]) in self.printed_means)

    def respondents_since_2010(self, office: str) -> int:
        """Respondents of an office whom the paper kept; over the printed offices they are its 269."""
        return sum(self.cohort[year, office] for year in YEARS if year != BEFORE_2010)

    def mean(self, office: str, measure: str) -> Fraction:
        """The printed mean of an office as an exact number."""
        return Fraction(self.printed_means[office, measure].replace(",", "."))

    def pooled_mean(self, measure: str) -> Fraction:
        """Mean of the printed means, weighted by the respondents behind each; ours, the paper prints none."""
        weights = {office: self.respondents_since_2010(office) for office in self.printed_offices}
        total = sum((self.mean(office, measure) * n for office, n in weights.items()), Fraction(0))
        return total / sum(weights.values())


def read_margins(reference: Path) -> Margins:
    """Read the transcribed tables from a folder and check them.

    Args:
        reference: Folder with the six files: cohort_counts, channel_counts, item_frequencies, items, offices
            and office_means.

    Raises:
        MarginError: A file is missing or malformed, or two tables contradict each other.
    """
    offices = _labels(reference / "offices.csv", "office", "name")
    items = _labels(reference / "items.csv", "item", "label_id")
    cohort = _cohort(reference / "cohort_counts.csv", offices)
    channels = _channels(reference / "channel_counts.csv", sum(cohort.values()))
    focus_n = sum(n for (year, office), n in cohort.items() if office == FOCUS_OFFICE and year != BEFORE_2010)
    return Margins(
        offices=offices,
        items=items,
        cohort=cohort,
        used_agent_n=channels["calo"],
        filed_online_n=channels["online"],
        frequencies=_frequencies(reference / "item_frequencies.csv", items, focus_n),
        printed_means=_printed_means(reference / "office_means.csv", offices),
    )


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each data row with the words that name it in a message."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise MarginError(f"{path.name} is missing; the folder must hold it with {', '.join(columns)}.") from None
    except UnicodeDecodeError:
        raise MarginError(f"{path.name} is not UTF-8 text; save it as UTF-8.") from None
    try:
        header, *rows = csv.reader(text.splitlines(), strict=True) if text else [[]]
    except csv.Error as error:
        raise MarginError(f"{path.name} is not a well-formed CSV file: {error}.") from None
    if tuple(header) != columns:
        raise MarginError(f"{path.name}: found columns {', '.join(header)}; expected {', '.join(columns)}.")
    for line, cells in enumerate(rows, start=2):
        where = f"{path.name}, line {line}"
        if len(cells) != len(columns):
            raise MarginError(f"{where}: found {len(cells)} cells; expected {len(columns)}.")
        yield where, dict(zip(columns, cells, strict=True))


def _count(where: str, text: str) -> int:
    if not _COUNT.fullmatch(text):
        raise MarginError(f"{where}: found {text!r} as a count; expected a whole number of 0 or more.")
    return int(text)


def _known(where: str, what: str, value: str, known: Mapping[str, str] | tuple[str, ...]) -> str:
    if value not in known:
        raise MarginError(f"{where}: {what} {value!r} is unknown; expected one of {', '.join(known)}.")
    return value


def _labels(path: Path, key: str, label: str) -> Mapping[str, str]:
    labels: dict[str, str] = {}
    for where, row in _rows(path, (key, label)):
        if row[key] in labels:
            raise MarginError(f"{where}: {key} {row[key]!r} is given twice; expected once.")
        if not row[key] or not row[label]:
            raise MarginError(f"{where}: {key} or {label} is empty; expected both.")
        labels[row[key]] = row[label]
    if not labels:
        raise MarginError(f"{path.name} has no rows; expected one for each {key}.")
    return MappingProxyType(labels)


def _cohort(path: Path, offices: Mapping[str, str]) -> Mapping[tuple[str, str], int]:
    if FOCUS_OFFICE not in offices:
        raise MarginError(f"offices.csv has no office {FOCUS_OFFICE}; the item frequencies are of that office.")
    cohort: dict[tuple[str, str], int] = {}
    for where, row in _rows(path, ("service_year", "office", "n")):
        cell = (
            _known(where, "service year", row["service_year"], YEARS),
            _known(where, "office", row["office"], offices),
        )
        if cell in cohort:
            raise MarginError(f"{where}: {cell[0]} of office {cell[1]} is given twice; expected once.")
        cohort[cell] = _count(where, row["n"])
    for year in YEARS:
        for office in offices:
            if (year, office) not in cohort:
                raise MarginError(f"{path.name}: {year} of office {office} is missing; write 0 where no one came.")
    if not any(n for (year, office), n in cohort.items() if office == FOCUS_OFFICE and year != BEFORE_2010):
        raise MarginError(f"{path.name}: office {FOCUS_OFFICE} has no respondents since 2010; expected some.")
    return MappingProxyType(cohort)


def _channels(path: Path, respondents_n: int) -> dict[str, int]:
    """Return the number of `yes` by channel; both answers together must be every respondent."""
    answers: dict[tuple[str, str], int] = {}
    for where, row in _rows(path, ("channel", "answer", "n")):
        channel = _known(where, "channel", row["channel"], ("calo", "online"))
        answer = _known(where, "answer", row["answer"], ("no", "yes"))
        if (channel, answer) in answers:
            raise MarginError(f"{where}: answer {answer} of channel {channel} is given twice; expected once.")
        answers[channel, answer] = _count(where, row["n"])
    for channel in ("calo", "online"):
        found = sum(n for (name, _), n in answers.items() if name == channel)
        if (channel, "yes") not in answers or found != respondents_n:
            raise MarginError(
                f"{path.name}: the answers of channel {channel} add up to {found}; "
                f"expected no and yes over all {respondents_n} respondents of cohort_counts.csv."
            )
    return {channel: answers[channel, "yes"] for channel in ("calo", "online")}


def _frequencies(path: Path, items: Mapping[str, str], focus_n: int) -> Mapping[str, Mapping[str, tuple[int, ...]]]:
    cells: dict[tuple[str, str, str], int] = {}
    for where, row in _rows(path, ("item", "measure", "score", "n")):
        key = (
            _known(where, "measure", row["measure"], MEASURES),
            _known(where, "item", row["item"], items),
            _known(where, "score", row["score"], tuple(str(score) for score in SCORES)),
        )
        if key in cells:
            raise MarginError(f"{where}: score {key[2]} of {key[0]} of {key[1]} is given twice; expected once.")
        cells[key] = _count(where, row["n"])
    frequencies: dict[str, Mapping[str, tuple[int, ...]]] = {}
    for measure in MEASURES:
        by_item = {item: tuple(cells.get((measure, item, str(score)), 0) for score in SCORES) for item in items}
        for item, counts in by_item.items():
            if sum(counts) != focus_n:
                raise MarginError(
                    f"{path.name}: the answers to {measure} of {item} add up to {sum(counts)}; expected the "
                    f"{focus_n} respondents that cohort_counts.csv has for office {FOCUS_OFFICE} since 2010."
                )
        frequencies[measure] = MappingProxyType(by_item)
    return MappingProxyType(frequencies)


def _printed_means(path: Path, offices: Mapping[str, str]) -> Mapping[tuple[str, str], str]:
    means: dict[tuple[str, str], str] = {}
    for where, row in _rows(path, ("office", "measure", "printed_mean", "table")):
        key = (
            _known(where, "office", row["office"], offices),
            _known(where, "measure", row["measure"], MEASURES),
        )
        if key in means:
            raise MarginError(f"{where}: the mean {key[1]} of office {key[0]} is given twice; expected once.")
        if not _MEAN_AS_PRINTED.fullmatch(row["printed_mean"]):
            raise MarginError(
                f"{where}: found {row['printed_mean']!r} as a mean; expected it as printed, such as 2,18."
            )
        if Fraction(row["printed_mean"].replace(",", ".")) > SCORES[-1]:
            raise MarginError(f"{where}: the mean {row['printed_mean']} lies above the highest score {SCORES[-1]}.")
        means[key] = row["printed_mean"]
    for office in offices:
        if sum((office, measure) in means for measure in MEASURES) == 1:
            raise MarginError(f"{path.name}: office {office} has the mean of one measure; expected both or none.")
    if (FOCUS_OFFICE, MEASURES[0]) not in means:
        raise MarginError(f"{path.name}: office {FOCUS_OFFICE} is missing; its means are in tables 4 and 5.")
    return MappingProxyType(means)
