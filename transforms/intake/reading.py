"""From an opened file to tables that are bound to a questionnaire, and findings for what is wrong with them."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from schemas import findings as code
from schemas import findings_on_dates as on_dates
from schemas import findings_on_meaning as on_meaning
from schemas.finding_code import Severity
from schemas.findings import Finding, Words
from schemas.instrument import Instrument, Origin
from schemas.layout import Layout, OriginBinding, TitleBinding
from schemas.staging import score_column
from transforms.dates.parsing import DateSystem, month_of_words
from transforms.formats.grid import CellKind, FileFormat, Grid, NoteKind, Opened, Variable
from transforms.intake.binding import Fit, KnownLayout, best_fits, fits_of, marked
from transforms.intake.elements import element_named
from transforms.intake.sheets import Sheet, plain, show_header
from transforms.intake.tables import Fate, Table, table_of
from transforms.privacy.detection import PersonalColumn, detect

_DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", None: "no delimiter"}
_BOM: Final = b"\xef\xbb\xbf"
# What a file says about its own state; the others are said by findings of their own or concern nobody.
_TOLD: Final = frozenset(
    {
        NoteKind.MOJIBAKE,
        NoteKind.LOST_CHARACTERS,
        NoteKind.CONTROL_CHARACTERS,
        NoteKind.CUT_OFF,
        NoteKind.MIXED_LINE_ENDS,
        NoteKind.HIDDEN_ROWS,
        NoteKind.MACROS,
        NoteKind.LINKS,
    }
)


DecidedBy = Literal["header", "origin", "legend"]
_LEAST_HEADERS: Final = 3  # words of a header in one row: fewer can be an answer
_MONTH_LENGTH: Final = 7  # 2024-05; a year alone has 4 and leaves the month to the sheet
NO_BOUND_CELL: Final = "no_bound_cell"  # why a row beside or below the table is ignored


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
    """A bound column.

    Attributes:
        positions: where its cells stand, from 0; several where a question was reworded during the survey.
        header: its header as the layout has it.
        target: the staged column that it carries.
        variable: what a statistical file says about it.
    """

    positions: tuple[int, ...]
    header: str
    target: str
    variable: Variable | None = None


@dataclass(frozen=True)
class Reading:
    """What became of one table of a file: a bound sheet, or none and a finding that refuses it.

    Attributes:
        name: the file, with the place of the sheet where several sheets of it are read.
        left_out: the positions of the columns that leave rows out, by reason.
        uncached: cells with a formula whose value nobody stored, as row number and column position.
        date_system: from which day serial dates of the workbook count.
        personal: what every column holds of persons.
        submitted, started: positions of the columns with times.
        grid: position of the table in the opened file; None where nothing was opened.
        decided_by: what told the layout from others: its headers, the origin record, or a legend in the file.
    """

    file: RawFile
    name: str
    findings: tuple[Finding, ...]
    layout: Layout | None = None
    instrument: Instrument | None = None
    sheet: Sheet | None = None
    columns: tuple[Column, ...] = ()
    fixed_values: tuple[tuple[str, str], ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()
    uncached: frozenset[tuple[int, int]] = frozenset()
    date_system: DateSystem | None = None
    personal: tuple[PersonalColumn, ...] = ()
    submitted: int | None = None
    started: int | None = None
    grid: int | None = None
    decided_by: DecidedBy | None = None

    @property
    def is_refused(self) -> bool:
        """Whether a finding refuses the whole table."""
        return any(finding.severity is Severity.REFUSE_FILE for finding in self.findings)

    def refuse(self, finding: Finding) -> "Reading":
        """Return this reading refused by one more finding."""
        return replace(self, findings=(*self.findings, finding))


def unread(file: RawFile, *findings: Finding) -> Reading:
    """Return the reading of a file of which nothing could be read."""
    return Reading(file, file.name, (*_origin_findings(file), *findings))


def read_opened(file: RawFile, opened: Opened, layouts: Sequence[KnownLayout]) -> list[Reading]:
    """Read every table of a file that a layout fits.

    Args:
        file: the raw file.
        opened: its content.
        layouts: the layouts to try, in the order that decides between equal fits.

    Returns:
        One reading for each table that is read, or one that refuses the file. It never raises for what stands in the
        file: every problem is a finding.
    """
    filled = [(place, grid) for place, grid in enumerate(opened.grids) if any(not row.is_blank for row in grid.rows)]
    if not filled:
        return [unread(file, Finding(code.EMPTY_FILE, file.name))]
    fits = {place: fits_of(grid, place, layouts, opened.codebook) for place, grid in filled}
    chosen = {place: best for place, found in fits.items() if (best := best_fits(found))}
    complete = [place for place, best in chosen.items() if best[0].is_complete]
    read = complete or list(chosen)
    named = {place for place in read if chosen[place][0].known.layout.file.sheet is not None}
    visible = [place for place in read if not opened.grids[place].is_hidden or place in named]
    read = visible or read
    if not read:
        return [_no_layout(file, opened, filled, fits, layouts)]
    if not complete:  # several tables that lack something: the best one says what
        read = [max(read, key=lambda place: (chosen[place][0].share, -place))]
    readings = []
    for place in read:
        name = file.name if len(read) == 1 else f"{file.name}#{place + 1}"
        readings.append(_read_table(file, name, opened, place, chosen[place]))
    others = [(place, grid) for place, grid in filled if place not in read]
    warnings = [*_origin_findings(file), *_notes(file, opened), *_unread_tables(file, others)]
    readings[0] = replace(readings[0], findings=(*warnings, *readings[0].findings))
    return _with_row_count(file, readings)


def without_twins(readings: Iterable[Reading]) -> list[Reading]:
    """Return the readings with every repetition of the same bytes refused; the first by name stays."""
    first: dict[str, str] = {}
    result = []
    for reading in readings:
        other = first.setdefault(reading.file.sha256, reading.file.name)
        if other != reading.file.name and not reading.is_refused:
            reading = reading.refuse(Finding(code.SAME_CONTENT, reading.name, words=(("other", other),)))  # noqa: PLW2901
        result.append(reading)
    return result


# --- the whole file ------------------------------------------------------------------------------------------------
def _origin_findings(file: RawFile) -> Iterable[Finding]:
    sidecar = f"{file.name}.origin.yaml"
    if file.origin_problem is not None:
        words = _words(("problem_id", file.origin_problem[0]), ("problem_en", file.origin_problem[1]))
        yield Finding(code.BROKEN_ORIGIN, sidecar, words=words)
    elif file.origin is not None and file.origin.sha256 != file.sha256:
        words = _words(("seen", file.sha256[:12]), ("noted", file.origin.sha256[:12]), ("sidecar", sidecar))
        yield Finding(code.HASH_DIFFERS, file.name, words=words)


def _notes(file: RawFile, opened: Opened) -> Iterable[Finding]:
    for note in opened.notes:
        if note.kind in _TOLD:
            words = _words(("note_id", note.note_id.rstrip(".")), ("note_en", note.note_en.rstrip(".")))
            yield Finding(code.NOTED, file.name, words=words)


def _unread_tables(file: RawFile, others: Sequence[tuple[int, Grid]]) -> Iterable[Finding]:
    for place, grid in others:
        count = sum(not row.is_blank for row in grid.rows)
        words = _words(("rows", str(count)), ("hidden", "tersembunyi/hidden" if grid.is_hidden else "terlihat/visible"))
        yield Finding(code.SHEET_NOT_READ, file.name, f"{place + 1}", words=words)


def _with_row_count(file: RawFile, readings: list[Reading]) -> list[Reading]:
    if file.origin is None:
        return readings
    filled = sum(len(one.sheet.rows) for one in readings if one.sheet is not None)
    if file.origin.rows == filled:
        return readings
    words = _words(("seen", str(filled)), ("noted", str(file.origin.rows)), ("sidecar", f"{file.name}.origin.yaml"))
    sheet = None if readings[0].sheet is None else readings[0].sheet.name
    finding = Finding(code.ROW_COUNT_DIFFERS, file.name, sheet, words=words)
    return [replace(readings[0], findings=(*readings[0].findings, finding)), *readings[1:]]


def _no_layout(
    file: RawFile,
    opened: Opened,
    filled: Sequence[tuple[int, Grid]],
    fits: dict[int, list[Fit]],
    layouts: Sequence[KnownLayout],
) -> Reading:
    place, grid = max(filled, key=lambda one: (len(one[1].rows), -one[0]))
    best = max((found[0] for found in fits.values() if found), key=lambda fit: (fit.share, fit.matched), default=None)
    words = _words(
        ("layout", "tata letak mana pun/any layout" if best is None else best.known.layout.layout_id),
        ("matched", "0" if best is None else str(best.matched)),
        ("required", "0" if best is None else str(best.required)),
        ("layouts", ", ".join(known.layout.layout_id for known in layouts)),
    )
    table = table_of(grid, place)
    sheet = _sheet(file, opened, table, None)
    warnings = [*_origin_findings(file), *_notes(file, opened)]
    finding = Finding(code.NO_LAYOUT, file.name, sheet.name, words=words)
    return Reading(file, file.name, (*warnings, finding), sheet=sheet, personal=_personal(table), grid=place)


# --- one table -----------------------------------------------------------------------------------------------------
def _read_table(file: RawFile, name: str, opened: Opened, place: int, ties: Sequence[Fit]) -> Reading:
    grid = opened.grids[place]
    fit, tie, decided_by = _decide(file, grid, ties)
    table = table_of(grid, place, fit.header_rows)
    layout, instrument = fit.known.layout, fit.known.instrument
    sheet = _without_unbound_rows(_sheet(file, opened, table, layout), fit)
    findings: list[Finding] = []
    if tie:
        findings.append(Finding(code.AMBIGUOUS_LAYOUT, name, sheet.name, words=_words(("layouts", ", ".join(tie)))))
    told = [other.known.layout.layout_id for other in marked(ties, grid)] if decided_by == "origin" else []
    if told and layout.layout_id not in told:
        words = _words(("told", ", ".join(told)), ("noted", layout.layout_id), ("sidecar", f"{file.name}.origin.yaml"))
        findings.append(Finding(on_meaning.LEGEND_DIFFERS, name, sheet.name, words=words))
    columns = []
    variables = () if opened.codebook is None else opened.codebook.variables
    for target, path in fit.known.wanted.items():
        shown = show_header(path)
        places, renamed = fit.places.get(target, ()), fit.renamed.get(target, ())
        if not places and not renamed:
            words = _words(("header", repr(shown)), ("layout", layout.layout_id), ("meaning", target))
            findings.append(Finding(code.MISSING_COLUMN, name, sheet.name, column_name=shown, words=words))
        elif len(places) > 1:
            words = _words(("header", repr(shown)), ("count", str(len(places))))
            findings.append(Finding(code.DOUBLE_COLUMN, name, sheet.name, column_name=shown, words=words))
        else:
            first = (*places, *renamed)[0]
            variable = variables[first] if first < len(variables) else None
            columns.append(Column((*places, *renamed), shown, target, variable))
    findings.extend(_unknown_columns(name, layout, fit, sheet))
    findings.extend(_other_elements(name, layout, instrument, sheet, columns))
    findings.extend(_second_headers(name, sheet, columns))
    findings.extend(_other_month(file, name, layout, sheet, grid.name))
    declared = _declared(layout)
    if declared is not None and declared != sheet.sniffed:
        words = _words(("seen", sheet.sniffed), ("declared", declared), ("layout", layout.layout_id))
        findings.append(Finding(code.OTHER_DELIMITER, name, words=words))
    if not sheet.rows:
        findings.append(Finding(code.EMPTY_FILE, name, sheet.name))
    if sheet.rows_read_n != sheet.second_count:
        words = _words(("first", str(sheet.rows_read_n)), ("second", str(sheet.second_count)))
        findings.append(Finding(code.READERS_DISAGREE, name, sheet.name, words=words))
    timing = layout.timing
    submitted = fit.find((timing.submitted,)) if timing is not None else ()
    started = fit.find((timing.started,)) if timing is not None and timing.started is not None else ()
    return Reading(
        file,
        name,
        tuple(findings),
        layout,
        instrument,
        sheet,
        tuple(columns),
        tuple(_fixed_values(file, layout, sheet, grid.name)),
        tuple((rule.reason_code, place) for rule in layout.left_out for place in fit.find(rule.path)[:1]),
        _uncached(grid),
        _date_system(opened),
        _personal(table),
        submitted[0] if len(submitted) == 1 else None,
        started[0] if len(started) == 1 else None,
        place,
        decided_by,
    )


def _without_unbound_rows(sheet: Sheet, fit: Fit) -> Sheet:
    """Take out the rows in whose bound columns nothing stands: they belong to what is written beside the table."""
    bound = {place for places in (*fit.places.values(), *fit.renamed.values()) for place in places}
    rows = tuple(row for row in sheet.rows if any(place in bound for place, cell in enumerate(row.cells) if cell))
    count = len(sheet.rows) - len(rows)
    return replace(sheet, rows=rows, ignored=(*sheet.ignored, (NO_BOUND_CELL, count))) if count else sheet


def _decide(file: RawFile, grid: Grid, ties: Sequence[Fit]) -> tuple[Fit, tuple[str, ...], DecidedBy | None]:
    """Return the fit to read by, the layouts between which nothing decides, and what decided.

    The origin record decides first, then words that only one layout's files have. Nothing else does: the position of
    a column is no evidence.
    """
    if len(ties) == 1:
        return ties[0], (), "header"
    if file.origin is not None:
        for fit in ties:
            if fit.known.layout.layout_id == file.origin.layout_id:
                return fit, (), "origin"
    told = marked(ties, grid)
    if len(told) == 1:
        return told[0], (), "legend"
    return ties[0], tuple(fit.known.layout.layout_id for fit in ties), None


def _sheet(file: RawFile, opened: Opened, table: Table, layout: Layout | None) -> Sheet:
    grid = opened.grids[table.grid]
    below = sum(row.number > table.header_rows[-1] for row in grid.rows) if table.header_rows else 0
    above = len(grid.rows) - below
    ignored = {fate.value: count for fate, count in table.fates if count}
    for fate in (Fate.TITLE, Fate.HEADER, Fate.RESPONDENT):
        ignored.pop(fate.value, None)
    blank_below = sum(row.is_blank for row in grid.rows if table.header_rows and row.number > table.header_rows[-1])
    ignored[Fate.BLANK.value] = blank_below
    second = below if grid.second_count is None else max(0, grid.second_count - above)
    return Sheet(
        file_format=opened.file_format.value,
        name=_sheet_name(grid, table.grid, layout),
        sniffed=_sniffed(file, opened, table),
        titles=table.titles,
        header=table.header,
        rows=table.rows,
        ignored=tuple((reason, count) for reason, count in ignored.items() if count),
        second_count=second,
        footers=table.footers,
        is_ragged_refused=opened.file_format is FileFormat.TEXT,
    )


def _sheet_name(grid: Grid, place: int, layout: Layout | None) -> str | None:
    if grid.name is None:
        return None
    # A sheet can be called after a person; its name is shown only where it is a word of ours.
    named = None if layout is None else layout.file.sheet
    return named if named is not None and plain(grid.name) == plain(named) else f"{place + 1}"


def _sniffed(file: RawFile, opened: Opened, table: Table) -> str:
    depth = len(table.header_rows)
    rows = f"{depth} header row{'' if depth == 1 else 's'}"
    if opened.file_format is FileFormat.TEXT:
        encoding = (opened.encoding or "utf-8").removesuffix("-sig").removesuffix("_sig")
        mark = "with" if file.data.startswith(_BOM) else "without"
        return f"{encoding}, {mark} byte-order mark, {_DELIMITERS[opened.delimiter]}, {rows}"
    return f"{opened.file_format.value}, {rows}"


def _declared(layout: Layout) -> str | None:
    form = layout.file
    rows = f"{form.header_rows} header row{'' if form.header_rows == 1 else 's'}"
    if form.format != FileFormat.TEXT.value:
        return f"{form.format}, {rows}"
    if form.delimiter is None or form.encoding is None or form.has_bom is None:
        return None
    mark = "with" if form.has_bom else "without"
    return f"{form.encoding}, {mark} byte-order mark, {_DELIMITERS[form.delimiter]}, {rows}"


def _unknown_columns(name: str, layout: Layout, fit: Fit, sheet: Sheet) -> Iterable[Finding]:
    known = {place for places in (*fit.places.values(), *fit.renamed.values()) for place in places}
    for rule in layout.left_out:
        known.update(fit.find(rule.path))
    if layout.timing is not None:
        known.update(fit.find((layout.timing.submitted,)))
        known.update(fit.find((layout.timing.started,)) if layout.timing.started else ())
    for position, header in enumerate(sheet.header):
        if position in known or (header and layout.ignores(show_header(header))):
            continue
        filled = any(position < len(row.cells) and row.cells[position] for row in sheet.rows)
        if header or filled:
            # A header can be a person's name or anything else, so only its place is told.
            shown = f"{position + 1}"
            words = _words(("header", shown), ("layout", layout.layout_id))
            yield Finding(code.UNKNOWN_COLUMN, name, sheet.name, column_name=shown, words=words)


def _other_elements(
    name: str, layout: Layout, instrument: Instrument, sheet: Sheet, columns: Sequence[Column]
) -> Iterable[Finding]:
    """Hold what the file writes about a column against the element as which its code is read."""
    elements = {
        score_column(question.measure, question.code): question.element.element_code
        for question in instrument.questions
    }
    labels = {element.element_code: element.label_id for element in instrument.elements}
    for column in columns:
        if column.target not in elements:
            continue
        wanted = elements[column.target]
        texts = [] if column.variable is None or column.variable.label is None else [column.variable.label]
        sign = layout.text_after
        if sign is not None:
            headers = [sheet.header[place][-1] for place in column.positions if sheet.header[place]]
            texts += [header.split(sign, 1)[1] for header in headers if sign in header]
        other = next((found for text in texts if (found := element_named(instrument, wanted, text))), None)
        if other is not None:
            words = _words(
                ("seen", f"{other.element_code} ({other.label_id})"),
                ("wanted", f"{wanted} ({labels[wanted]})"),
                ("layout", layout.layout_id),
            )
            yield Finding(on_meaning.OTHER_ELEMENT, name, sheet.name, column_name=column.header, words=words)


def _second_headers(name: str, sheet: Sheet, columns: Sequence[Column]) -> Iterable[Finding]:
    """Tell where tables with other columns were pasted below each other: the first header is not that of all rows."""
    places: dict[str, set[int]] = {}
    for column in columns:
        for place in column.positions:
            if sheet.header[place]:
                places.setdefault(plain(sheet.header[place][-1]).casefold(), set()).add(place)
    for row in sheet.rows:
        found = [(place, places[word]) for place, cell in enumerate(row.cells)
                 if cell and (word := plain(cell).casefold()) in places]  # fmt: skip
        moved = sum(place not in own for place, own in found)
        if moved and len(found) >= _LEAST_HEADERS and 2 * len(found) >= len(columns):
            words = _words(("count", str(moved)))
            yield Finding(on_meaning.SECOND_HEADER, name, sheet.name, row.number, words=words)
            return


def _other_month(file: RawFile, name: str, layout: Layout, sheet: Sheet, grid_name: str | None) -> Iterable[Finding]:
    """Tell where a sheet is called after a month and the record notes another one."""
    bindings = layout.attributes.values()
    noted = None if file.origin is None else file.origin.period
    if grid_name is None or noted is None or len(noted) != _MONTH_LENGTH:
        return
    if not any(isinstance(one, OriginBinding) and one.from_origin == "period" for one in bindings):
        return
    month = month_of_words(plain(grid_name), noted[:4])
    if month is not None and month != noted:
        words = _words(("month", month), ("noted", noted), ("sidecar", f"{file.name}.origin.yaml"))
        yield Finding(on_dates.SHEET_OF_ANOTHER_MONTH, name, sheet.name, words=words)


def _fixed_values(file: RawFile, layout: Layout, sheet: Sheet, grid_name: str | None) -> Iterable[tuple[str, str]]:
    for attribute, binding in layout.attributes.items():
        if isinstance(binding, TitleBinding):
            prefix = _title_words(binding.title_prefix)
            found = [title for title in sheet.titles if _title_words(title).startswith(prefix)]
            yield attribute, _behind(found[0], binding.title_prefix, sheet.titles) if found else ""
        elif isinstance(binding, OriginBinding):
            origin = file.origin
            if binding.from_origin == "office":
                yield attribute, "" if origin is None else origin.office
            else:
                yield attribute, _period(None if origin is None else origin.period, grid_name)


def _period(noted: str | None, grid_name: str | None) -> str:
    """Return the period of a table: the record's month, or the month after which its sheet is called."""
    month = None if grid_name is None else month_of_words(plain(grid_name), noted)
    if month is not None and (noted is None or month.startswith(noted)):
        return month
    return noted or ""


def _title_words(text: str) -> str:
    return re.sub(r"\s*:\s*$", "", plain(text)).casefold()


def _behind(title: str, prefix: str, titles: Sequence[str]) -> str:
    """Return what follows a prefix, in the same cell or, where the cell holds the prefix only, in the next one."""
    rest = plain(title)[len(_title_words(prefix)) :].lstrip(" :").strip()
    if rest:
        return rest
    place = list(titles).index(title)
    following = plain(titles[place + 1]) if place + 1 < len(titles) else ""
    return following.lstrip(" :").strip()


def _uncached(grid: Grid) -> frozenset[tuple[int, int]]:
    letter = CellKind.FORMULA_WITHOUT_VALUE.value
    return frozenset(
        (grid.rows[place].number, column)
        for place, kinds in enumerate(grid.kinds)
        if letter in kinds
        for column, kind in enumerate(kinds)
        if kind == letter
    )


def _date_system(opened: Opened) -> DateSystem | None:
    if opened.file_format not in (FileFormat.XLSX, FileFormat.XLS):
        return None
    is_1904 = any(note.kind is NoteKind.DATE_SYSTEM for note in opened.notes)
    return DateSystem.EXCEL_1904 if is_1904 else DateSystem.EXCEL_1900


def _personal(table: Table) -> tuple[PersonalColumn, ...]:
    return detect([show_header(path) for path in table.header], [list(row.cells) for row in table.rows])


def _words(*words: tuple[str, str]) -> Words:
    return words
