"""The totals under a processing sheet, read as a checksum: every printed figure against the rows above it.

The sheet of Permenpan RB 14/2017 prints four things below the respondents: the sum of each element, its mean (NRR), its
weighted mean (NRR tertimbang) with their total, and the index (IKM), which is that total times 25. All arithmetic here
is on fractions.
"""

import csv
import io
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Final

from rapidfuzz.distance import OSA

from schemas.findings import Finding
from schemas.findings_on_footers import FOOTER_DIFFERS, FOOTER_TRUNCATED, OTHER_WEIGHT
from transforms.exact import round_half_up
from transforms.intake.sheets import Row, plain

INDEX_FACTOR: Final = 25  # Permenpan RB 14/2017: the weighted mean on 1-4 times 25
_PRINTED_DIGITS: Final = 10  # ours: beyond, a figure is a stored double and no print; a double keeps 15 digits in all
_SHOWN_DIGITS: Final = 4  # of a printed figure, as schemas.findings.Vocabulary shows numbers
_LONGEST_LABEL: Final = 60
_LONGEST_CELL: Final = 200  # a longer one is a remark; no pattern is tried on it

_PLAIN: Final = re.compile(r"[-+]?\d{1,6}(?:[.,]\d{1,20})?")
_GROUPED: Final = re.compile(r"[-+]?[1-9]\d{0,2}([., ])\d{3}(?:(?!\1)[.,]\d{1,20})?")
_MARKS: Final = re.compile(r"[*():=]*")
_REMARK: Final = re.compile(r"\([^()\d]*\)$")
_LAST_NUMBER: Final = re.compile(r"(?<![\w.,])[-+]?\d[\d., ]*$")


class FooterKind(StrEnum):
    """What a row under the table prints; the value is its role in ``schemas/reference/sheet_words.csv``."""

    SUM = "footer_sum"
    MEAN = "footer_mean"
    WEIGHTED = "footer_weighted"
    INDEX = "footer_index"


class Agreement(StrEnum):
    """How a printed figure relates to the recomputed one, at the printed number of decimals."""

    ROUNDED = "rounded"
    TRUNCATED = "truncated"
    DIFFERS = "differs"


@dataclass(frozen=True)
class Totals:
    """What the rows above the footer add up to.

    Attributes:
        sums: the sum of the scores of each element.
        counts: the answers of each element; sums and counts name the same elements.
        weights: the weights that may have been used, as texts: decimals such as ``0.11`` or fractions such as ``1/9``.
        regulation: the weight of the regulation; one of ``weights``.
    """

    sums: Mapping[str, int]
    counts: Mapping[str, int]
    weights: Sequence[str]
    regulation: str


@dataclass(frozen=True)
class FooterCheck:
    """One printed figure beside its recomputed value.

    Attributes:
        row_number: physical row of the sheet.
        column: position of the cell from 0.
        kind: what the row prints.
        element: the element, or None for the total of weighted means and for the index.
        printed: the figure as it was printed.
        recomputed: what the rows above give, exact; for weighted figures and the index with ``weight``.
        agreement: whether the two agree.
        decimals: decimals at which they were compared.
        weight: the weight behind ``recomputed``; None for sums and means.
        agrees_with: every weight with which the figure agrees, those that agree rounded first.
    """

    row_number: int
    column: int
    kind: FooterKind
    element: str | None
    printed: str
    recomputed: Fraction
    agreement: Agreement
    decimals: int
    weight: str | None = None
    agrees_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class FooterReport:
    """All checks of a footer, and what was left unchecked.

    Attributes:
        checks: one entry per printed figure, by row and column.
        rows: (row number, kind) of the recognised rows.
        other_rows_n: filled rows that are none of the four: legends, bands of grades, signatures.
        not_numbers_n: filled cells of recognised rows that are neither label nor number.
        unplaced_n: numbers of recognised rows outside the columns of elements, such as those of a side table.
        without_base_n: numbers that cannot be recomputed, because an element has no answer.
        regulation: the weight of the regulation.
    """

    checks: tuple[FooterCheck, ...]
    rows: tuple[tuple[int, FooterKind], ...]
    other_rows_n: int
    not_numbers_n: int
    unplaced_n: int
    without_base_n: int
    regulation: str


@dataclass(frozen=True)
class _Reading:
    """One way to read a printed number."""

    value: Fraction
    decimals: int


@dataclass(frozen=True)
class _Figure:
    """A number in a footer row: its place, its text and every way to read it."""

    column: int
    text: str
    readings: tuple[_Reading, ...]


@dataclass(frozen=True)
class _FooterRow:
    number: int
    kind: FooterKind
    figures: tuple[_Figure, ...]
    not_numbers_n: int


def check_footers(rows: Iterable[Row], columns: Mapping[int, str], totals: Totals) -> FooterReport:
    """Return every printed figure of a footer beside its recomputed value.

    A figure agrees when it equals the recomputed value rounded half up, or cut off, at the decimals it was printed
    with; figures with more than ten decimals are stored doubles and agree within half a unit of the tenth. All figures
    of a weighted row are held against one weight: the one with which most of them agree. An index is held against the
    regulation's weight first, then the others as declared; agreeing rounded goes before agreeing cut off, so an index
    that agrees with two weights says so in ``agrees_with``.

    Args:
        rows: the rows under the table.
        columns: the element of each position of a cell, from 0.
        totals: what the rows above add up to, and the weights in question.

    Raises:
        ValueError: columns, sums and counts do not name the same elements, each once; a weight is not positive; the
            regulation's weight is not among the weights.
    """
    _check_totals(columns, totals)
    recompute = _Recompute(totals)
    checks: list[FooterCheck] = []
    recognised: list[tuple[int, FooterKind]] = []
    other_rows_n = not_numbers_n = unplaced_n = without_base_n = 0
    for row in rows:
        if row.is_blank:
            continue
        footer = _footer_row(row)
        if footer is None:
            other_rows_n += 1
            continue
        recognised.append((footer.number, footer.kind))
        not_numbers_n += footer.not_numbers_n
        placed = _placed(footer, columns)
        unplaced_n += len(footer.figures) - len(placed)
        computable = [(figure, element) for figure, element in placed if recompute.can(footer.kind, element)]
        without_base_n += len(placed) - len(computable)
        checks.extend(_checked(footer, computable, recompute))
    return FooterReport(
        tuple(checks), tuple(recognised), other_rows_n, not_numbers_n, unplaced_n, without_base_n, totals.regulation
    )


def footer_findings(report: FooterReport, file_name: str, sheet: str | None = None) -> tuple[Finding, ...]:
    """Return a warning for every figure that differs, is cut off, or used another weight than the regulation's.

    Args:
        report: the checks of one footer.
        file_name: the file, as findings name it.
        sheet: the sheet, or None.
    """
    found: list[Finding] = []
    for check in report.checks:
        words = [("printed", _shown(check.printed)), ("recomputed", _written(check.recomputed, check.decimals))]
        codes = {Agreement.DIFFERS: FOOTER_DIFFERS, Agreement.TRUNCATED: FOOTER_TRUNCATED}
        code = codes.get(check.agreement)
        if code is not None:
            found.append(Finding(code, file_name, sheet, check.row_number, check.element, words=tuple(words)))
        is_agreed = check.agreement is not Agreement.DIFFERS
        if check.kind is FooterKind.INDEX and is_agreed and check.weight not in (None, report.regulation):
            weight = str(check.weight)
            by_regulation = check.recomputed / Fraction(weight) * Fraction(report.regulation)
            words[1] = ("recomputed", _written(by_regulation, check.decimals))
            words += [("weight", weight), ("regulation", report.regulation)]
            found.append(Finding(OTHER_WEIGHT, file_name, sheet, check.row_number, words=tuple(words)))
    return tuple(found)


# --- rows and numbers -----------------------------------------------------------------------------------------------


@cache
def _labels() -> tuple[tuple[str, FooterKind], ...]:
    text = files("schemas").joinpath("reference", "sheet_words.csv").read_text(encoding="utf-8")
    kinds = {kind.value: kind for kind in FooterKind}
    rows = csv.DictReader(io.StringIO(text))
    return tuple((_compact(row["word"]), kinds[row["role"]]) for row in rows if row["role"] in kinds)


def _compact(text: str) -> str:
    """Return the letters and digits of a label; capital sigma and the summation sign become the letter sigma."""
    return re.sub(r"[^a-z0-9σ]", "", plain(text).replace("∑", "σ").casefold())


def footer_kind(label: str) -> FooterKind | None:
    """Return what a row prints by its label, or None; case, spacing and slips of the finger do not count.

    One slip is allowed in a label of 6 to 11 letters and two in a longer one. A label as near to two kinds is none.

    Args:
        label: the words before the figures, without them.
    """
    found = _compact(label)
    if not found or len(found) > _LONGEST_LABEL:
        return None
    near: dict[FooterKind, int] = {}
    for word, kind in _labels():
        distance = OSA.distance(found, word)
        if distance <= min(2, len(word) // 6):
            near[kind] = min(distance, near.get(kind, distance))
    nearest = [kind for kind, distance in near.items() if distance == min(near.values())]
    return nearest[0] if len(nearest) == 1 else None


def _footer_row(row: Row) -> _FooterRow | None:
    """Return a recognised row: the label may be split over cells, and the first figure may stand in its last cell."""
    filled = [(column, plain(cell)) for column, cell in enumerate(row.cells) if cell]
    kind, label_n, inside = None, 0, ""
    label = ""
    for place, (_, cell) in enumerate(filled):
        has_words = sum(map(str.isalpha, cell)) >= 3 and not cell.startswith("#")  # a formula error is no label
        if (place and not has_words) or _readings(cell, FooterKind.SUM):
            break
        words, number = _split(cell)
        label = f"{label} {words}"
        matched = footer_kind(label)
        if matched is not None:
            kind, label_n, inside = matched, place + 1, number
        if number or len(label) > _LONGEST_CELL:
            break
    if kind is None:
        return None
    figures, not_numbers_n = [], 0
    cells = [(filled[label_n - 1][0], inside)] if inside else []
    for column, cell in [*cells, *filled[label_n:]]:
        text = _bare(cell)
        readings = _readings(text, kind)
        if readings:
            figures.append(_Figure(column, text, readings))
        elif text:
            not_numbers_n += 1
    return _FooterRow(row.number, kind, tuple(figures), not_numbers_n)


def _bare(cell: str) -> str:
    """Return a cell without the marks and the grade in brackets that stand around its figure."""
    if len(cell) > _LONGEST_CELL:
        return cell
    return _MARKS.sub("", _REMARK.sub("", cell), count=1).strip() if not _MARKS.fullmatch(cell) else ""


def _split(cell: str) -> tuple[str, str]:
    """Return the words of a label cell and the number at its end, or an empty text."""
    if len(cell) > _LONGEST_CELL:
        return cell, ""
    text = _REMARK.sub("", cell).strip()
    number = _LAST_NUMBER.search(text)
    return (text[: number.start()], number.group()) if number else (text, "")


def _readings(text: str, kind: FooterKind) -> tuple[_Reading, ...]:
    """Return every way to read a number, the likeliest first; none when it is no number.

    ``1.234`` is a whole number with a thousands separator or has three decimals. Only a sum can be a thousand or more.
    """
    found: list[_Reading] = []
    text = text.strip()
    if _PLAIN.fullmatch(text):
        whole, _, decimals = text.replace(",", ".").partition(".")
        found.append(_Reading(Fraction(f"{whole}.{decimals or 0}"), len(decimals)))
    grouped = _GROUPED.fullmatch(text) if kind is FooterKind.SUM else None
    if grouped:
        separator = grouped.group(1)
        whole, _, decimals = text.replace(separator, "", 1).replace(",", ".").partition(".")
        found.insert(0, _Reading(Fraction(f"{whole}.{decimals or 0}"), len(decimals)))
    return tuple(found)


def _placed(footer: _FooterRow, columns: Mapping[int, str]) -> list[tuple[_Figure, str | None]]:
    """Return the figures that can be checked, each with its element."""
    if footer.kind is FooterKind.INDEX:
        return [(figure, None) for figure in footer.figures[:1]]
    placed: list[tuple[_Figure, str | None]] = [
        (figure, columns[figure.column]) for figure in footer.figures if figure.column in columns
    ]
    if footer.kind is FooterKind.WEIGHTED:
        # The sheet prints the total of the weighted means behind the last element, marked with *).
        behind = [figure for figure in footer.figures if figure.column > max(columns)]
        placed.extend((figure, None) for figure in behind[:1])
    return placed


# --- arithmetic -----------------------------------------------------------------------------------------------------


class _Recompute:
    """The figures that the rows above the footer give."""

    def __init__(self, totals: Totals) -> None:
        self.sums = totals.sums
        self.means = {name: Fraction(totals.sums[name], n) for name, n in totals.counts.items() if n}
        self.weights = {text: Fraction(text) for text in (totals.regulation, *totals.weights)}  # regulation first
        self.is_whole = len(self.means) == len(totals.counts)

    def can(self, kind: FooterKind, element: str | None) -> bool:
        """Tell whether every mean behind a figure exists."""
        if kind is FooterKind.SUM:
            return True
        return self.is_whole if element is None else element in self.means

    def unweighted(self, kind: FooterKind, element: str | None) -> Fraction:
        """Return a figure before the weight."""
        if element is not None:
            return Fraction(self.sums[element]) if kind is FooterKind.SUM else self.means[element]
        total = sum(self.means.values(), Fraction(0))
        return total * INDEX_FACTOR if kind is FooterKind.INDEX else total


def _checked(
    footer: _FooterRow, placed: Sequence[tuple[_Figure, str | None]], recompute: _Recompute
) -> list[FooterCheck]:
    bases = [recompute.unweighted(footer.kind, element) for _, element in placed]
    if footer.kind in (FooterKind.SUM, FooterKind.MEAN):
        return [_check(footer, figure, element, base) for (figure, element), base in zip(placed, bases, strict=True)]
    if not placed:
        return []
    agreements = {
        text: [_compare(figure, base * weight)[1] for (figure, _), base in zip(placed, bases, strict=True)]
        for text, weight in recompute.weights.items()
    }
    row_weight = max(agreements, key=lambda text: _merit(agreements[text]))  # the first declared of equal ones
    checks = []
    for place, ((figure, element), base) in enumerate(zip(placed, bases, strict=True)):
        agrees_with = tuple(
            text
            for how in (Agreement.ROUNDED, Agreement.TRUNCATED)
            for text in agreements
            if agreements[text][place] is how
        )
        recomputed = base * recompute.weights[row_weight]
        checks.append(_check(footer, figure, element, recomputed, row_weight, agrees_with))
    return checks


def _merit(agreements: Sequence[Agreement]) -> tuple[int, int]:
    return sum(one is not Agreement.DIFFERS for one in agreements), sum(one is Agreement.ROUNDED for one in agreements)


def _check(
    footer: _FooterRow,
    figure: _Figure,
    element: str | None,
    recomputed: Fraction,
    weight: str | None = None,
    agrees_with: tuple[str, ...] = (),
) -> FooterCheck:
    reading, agreement = _compare(figure, recomputed)
    return FooterCheck(
        row_number=footer.number,
        column=figure.column,
        kind=footer.kind,
        element=element,
        printed=figure.text,
        recomputed=recomputed,
        agreement=agreement,
        decimals=min(reading.decimals, _PRINTED_DIGITS),
        weight=weight,
        agrees_with=agrees_with,
    )


def _compare(figure: _Figure, recomputed: Fraction) -> tuple[_Reading, Agreement]:
    """Return the reading of a figure that agrees best, and how it agrees."""
    return min(
        ((reading, _agreement(reading, recomputed)) for reading in figure.readings),
        key=lambda pair: list(Agreement).index(pair[1]),
    )


def _agreement(reading: _Reading, recomputed: Fraction) -> Agreement:
    if reading.decimals > _PRINTED_DIGITS:
        is_near = abs(reading.value - recomputed) <= Fraction(1, 2 * 10**_PRINTED_DIGITS)
        return Agreement.ROUNDED if is_near else Agreement.DIFFERS
    if reading.value == round_half_up(recomputed, reading.decimals):
        return Agreement.ROUNDED
    if reading.value == _cut_off(recomputed, reading.decimals):
        return Agreement.TRUNCATED
    return Agreement.DIFFERS


def _cut_off(value: Fraction, digits: int) -> Fraction:
    return Fraction(math.trunc(value * 10**digits), 10**digits)


# --- words ----------------------------------------------------------------------------------------------------------


def _written(value: Fraction, digits: int) -> str:
    """Return a recomputed value as people read it, rounded half up, with a decimal point."""
    scaled = round_half_up(value, digits) * 10**digits
    number = f"{abs(scaled.numerator):0{digits + 1}d}"
    sign = "-" if scaled < 0 else ""
    return f"{sign}{number[:-digits]}.{number[-digits:]}" if digits else f"{sign}{number}"


def _shown(printed: str) -> str:
    """Return a printed figure, its decimals cut after the fourth; its whole part has six digits at most."""
    long = re.fullmatch(rf"(.*[.,]\d{{{_SHOWN_DIGITS}}})\d+", printed)
    return f"{long.group(1)}..." if long else printed


def _check_totals(columns: Mapping[int, str], totals: Totals) -> None:
    elements = sorted(columns.values())
    if not elements or len(set(elements)) < len(elements):
        raise ValueError(f"footer columns: found {len(elements)} columns, expected one for each element, at least one")
    for name, given in (("sums", totals.sums), ("counts", totals.counts)):
        if sorted(given) != elements:
            raise ValueError(f"footer {name}: found {sorted(given)}, expected the elements of the columns: {elements}")
    if totals.regulation not in totals.weights:
        raise ValueError(f"footer weights: {totals.regulation} of the regulation is not among {list(totals.weights)}")
    if any(Fraction(text) <= 0 for text in totals.weights):
        raise ValueError("footer weights: found one that is not positive")
