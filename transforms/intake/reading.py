"""Chooses the layout that a file fits, binds its columns to the instrument, and says what is wrong with it."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from schemas import findings as code
from schemas.findings import Finding, Words
from schemas.instrument import ColumnBinding, Delimited, Instrument, Layout, Origin, TitleBinding, Workbook
from transforms.intake.delimited import describe, read_delimited
from transforms.intake.sheets import Header, Sheet, UnreadableError, header_path, plain, show_header
from transforms.intake.workbook import looks_like_workbook, read_workbook

_LEAST_FIT_SHARE = 0.5  # a file with fewer than half of a layout's headers is another kind of file


@dataclass(frozen=True)
class RawFile:
    """A file as it was found: its name inside the raw folder, its bytes, and its origin record if it has one."""

    name: str
    data: bytes = field(repr=False)
    origin: Origin | None = None
    origin_problem: tuple[str, str] | None = None

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes, hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Column:
    """A bound column: its position in this file, its header as it stands there, and what it carries."""

    position: int
    header: str
    target: str


@dataclass(frozen=True)
class Reading:
    """What became of one file: a bound sheet, or none and a finding that refuses it."""

    file: RawFile
    findings: tuple[Finding, ...]
    layout: Layout | None = None
    sheet: Sheet | None = None
    columns: tuple[Column, ...] = ()
    title_values: tuple[tuple[str, str], ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether a finding refuses the whole file."""
        return any(finding.severity is code.Severity.REFUSE_FILE for finding in self.findings)

    def refuse(self, finding: Finding) -> "Reading":
        """Return this reading refused by one more finding."""
        return replace(self, findings=(*self.findings, finding))


def read_file(file: RawFile, layouts: Sequence[Layout], instrument: Instrument) -> Reading:
    """Read one export by the layout that its headers fit best.

    Args:
        file: the raw file.
        layouts: the layouts of the instrument, in the order in which they win ties.
        instrument: the questionnaire that the study uses.

    Returns:
        A reading. It never raises for what stands in the file: every problem is a finding.
    """
    warnings = list(_origin_findings(file))
    if not file.data.strip():
        return Reading(file, (*warnings, Finding(code.EMPTY_FILE, file.name)))
    best: tuple[int, Layout, Sheet] | None = None
    problem: UnreadableError | None = None
    family = Workbook if looks_like_workbook(file.data) else Delimited
    candidates = [layout for layout in layouts if isinstance(layout.file, family)]
    for layout in candidates:
        required = required_headers(layout, instrument)
        try:
            sheet = _read(file.data, layout, required)
        except UnreadableError as error:
            problem = problem or error
            continue
        found = _matches(sheet.header, required)
        if best is None or found > best[0]:
            best = (found, layout, sheet)
    if best is None:
        if problem is None:
            problem = UnreadableError(
                "format yang tidak dibaca studi ini", "a format that no layout of this study reads"
            )
        words = _words(("problem_id", problem.problem_id), ("problem_en", problem.problem_en))
        return Reading(file, (*warnings, Finding(code.UNREADABLE, file.name, words=words)))
    found, layout, sheet = best
    required = required_headers(layout, instrument)
    if found < _LEAST_FIT_SHARE * len(required):
        words = _words(
            ("layout", layout.layout_id),
            ("matched", str(found)),
            ("required", str(len(required))),
            ("layouts", ", ".join(candidate.layout_id for candidate in layouts)),
        )
        return Reading(file, (*warnings, Finding(code.NO_LAYOUT, file.name, sheet.name, words=words)), sheet=sheet)
    return _bind(file, warnings, layout, sheet, required)


def without_twins(readings: Iterable[Reading]) -> list[Reading]:
    """Return the readings with every repetition of the same bytes refused; the first by name stays."""
    first: dict[str, str] = {}
    result = []
    for reading in readings:
        other = first.setdefault(reading.file.sha256, reading.file.name)
        if other != reading.file.name and not reading.is_refused:
            reading = reading.refuse(Finding(code.SAME_CONTENT, reading.file.name, words=(("other", other),)))  # noqa: PLW2901
        result.append(reading)
    return result


def _origin_findings(file: RawFile) -> Iterable[Finding]:
    sidecar = f"{file.name}.origin.yaml"
    if file.origin_problem is not None:
        words = _words(("problem_id", file.origin_problem[0]), ("problem_en", file.origin_problem[1]))
        yield Finding(code.BROKEN_ORIGIN, sidecar, words=words)
    elif file.origin is not None and file.origin.sha256 != file.sha256:
        words = _words(("seen", file.sha256[:12]), ("noted", file.origin.sha256[:12]), ("sidecar", sidecar))
        yield Finding(code.HASH_DIFFERS, file.name, words=words)


def _words(*words: tuple[str, str]) -> Words:
    return words


def _read(data: bytes, layout: Layout, required: Mapping[Header, str]) -> Sheet:
    def score(header: tuple[Header, ...]) -> int:
        return _matches(header, required)

    if isinstance(layout.file, Workbook):
        return read_workbook(data, layout.file.sheet, layout.file.header_rows, score)
    return read_delimited(data, score)


def _matches(header: tuple[Header, ...], required: Mapping[Header, str]) -> int:
    return len(set(header) & set(required))


def required_headers(layout: Layout, instrument: Instrument) -> dict[Header, str]:
    """Return every header that the layout needs and the staged column that it carries."""
    wanted: dict[Header, str] = {}
    for attribute, binding in layout.attributes.items():
        if isinstance(binding, ColumnBinding):
            wanted[header_path(tuple(plain(cell) for cell in binding.path))] = attribute
    for path, (measure, element) in layout.element_headers(instrument).items():
        wanted[header_path(tuple(plain(cell) for cell in path))] = f"{measure}:{element}"
    return wanted


def _bind(
    file: RawFile, warnings: list[Finding], layout: Layout, sheet: Sheet, required: Mapping[Header, str]
) -> Reading:
    findings = list(warnings)
    counts = Counter(sheet.header)
    for header, target in required.items():
        shown = show_header(header)
        if counts[header] == 0:
            words = _words(("header", repr(shown)), ("layout", layout.layout_id), ("meaning", target))
            findings.append(Finding(code.MISSING_COLUMN, file.name, sheet.name, column_name=shown, words=words))
        elif counts[header] > 1:
            words = _words(("header", repr(shown)), ("count", str(counts[header])))
            findings.append(Finding(code.DOUBLE_COLUMN, file.name, sheet.name, column_name=shown, words=words))
    findings.extend(_unknown_columns(file, layout, sheet, required))
    titles = dict(_title_values(layout, sheet))
    if isinstance(layout.file, Delimited):
        declared = describe(layout.file.delimiter, layout.file.has_bom)
        if declared != sheet.sniffed:
            words = _words(("seen", sheet.sniffed), ("declared", declared), ("layout", layout.layout_id))
            findings.append(Finding(code.OTHER_DELIMITER, file.name, words=words))
    if not any(not row.is_blank for row in sheet.rows):
        findings.append(Finding(code.EMPTY_FILE, file.name, sheet.name))
    elif len(sheet.rows) != sheet.second_count:
        words = _words(("first", str(len(sheet.rows))), ("second", str(sheet.second_count)))
        findings.append(Finding(code.READERS_DISAGREE, file.name, sheet.name, words=words))
    filled = sum(not row.is_blank for row in sheet.rows)
    if file.origin is not None and file.origin.rows != filled:
        words = _words(
            ("seen", str(filled)),
            ("noted", str(file.origin.rows)),
            ("sidecar", f"{file.name}.origin.yaml"),
        )
        findings.append(Finding(code.ROW_COUNT_DIFFERS, file.name, sheet.name, words=words))
    columns = tuple(
        Column(position, show_header(header), required[header])
        for position, header in enumerate(sheet.header)
        if header in required
    )
    return Reading(file, tuple(findings), layout, sheet, columns, tuple(titles.items()))


def _unknown_columns(file: RawFile, layout: Layout, sheet: Sheet, required: Mapping[Header, str]) -> Iterable[Finding]:
    ignored = {header_path((plain(word),)) for word in layout.ignored}
    for position, header in enumerate(sheet.header):
        if header in required or header in ignored:
            continue
        filled = any(position < len(row.cells) and row.cells[position] for row in sheet.rows)
        if header or filled:
            # A header can be a person's name or anything else, so only its place is told.
            shown = f"{position + 1}"
            words = _words(("header", shown), ("layout", layout.layout_id))
            yield Finding(code.UNKNOWN_COLUMN, file.name, sheet.name, column_name=shown, words=words)


def _title_values(layout: Layout, sheet: Sheet) -> Iterable[tuple[str, str]]:
    for attribute, binding in layout.attributes.items():
        if isinstance(binding, TitleBinding):
            prefix = plain(binding.title_prefix)
            found = [title for title in sheet.titles if title.startswith(prefix)]
            yield attribute, plain(found[0].removeprefix(prefix)) if found else ""
