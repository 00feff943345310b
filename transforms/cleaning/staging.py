"""Stages the rows of one table: words become codes, pandera checks every row, refused rows keep their reasons."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from typing import Any, Final

import pandas as pd
import pandera.pandas as pa
from rapidfuzz import fuzz, process

from schemas import findings as code
from schemas import findings_on_dates as on_dates
from schemas import findings_on_meaning as on_meaning
from schemas import findings_on_offices as on_offices
from schemas import staging
from schemas.catalog import Catalog
from schemas.finding_code import FindingCode, Severity
from schemas.findings import Finding, Vocabulary
from schemas.instrument import AnswerLabels, Attribute, Instrument, Scale
from schemas.layout import ColumnBinding, OriginBinding, RowBinding
from schemas.offices import OfficeRegister
from transforms.cleaning.months import read_instants, read_months
from transforms.cleaning.recoding import OptionRecoder, ScoreRecoder, comparable
from transforms.cleaning.staged_file import Moments, Refusal, StagedFile
from transforms.dates.columns import DateColumn
from transforms.dates.parsing import month_of_words
from transforms.dates.zones import office_zone
from transforms.intake.reading import Reading
from transforms.intake.sheets import Row, Sheet
from transforms.offices.matching import OfficeMatch, OfficeMatcher

_BY_CHECK: Final[dict[str, FindingCode]] = {
    staging.RESPONDENT_IS_GIVEN: code.NO_RESPONDENT,
    staging.OFFICE_IS_KNOWN: code.UNKNOWN_OFFICE_ROW,
    staging.ANSWER_IS_OFFERED: code.UNKNOWN_ANSWER,
    staging.SCORE_IS_WHOLE: code.SCORE_TEXT,
    staging.SCORE_IN_RANGE: code.SCORE_RANGE,
}
_NAMED_OFFICES: Final = 12  # a longer list of offices is told by the name of its file
_UNANSWERED: Final = "unanswered"  # not one question of the questionnaire has an answer
# A file is on another scale when so many of its rows and columns hold such scores; fewer are single mistakes.
_OTHER_SCALE_ROWS: Final = 10  # per cent
_OTHER_SCALE_COLUMNS: Final = 50  # per cent
_OTHER_SCALE_LEAST: Final = 5  # rows
_LIKE: Final = 85  # of 100: so like a declared word is a slip of the keyboard


@dataclass(frozen=True)
class _Recoder:
    read: ScoreRecoder
    labels: AnswerLabels | None
    scale: Scale


class Stager:
    """Stages tables of one questionnaire; holds what is the same for all of them.

    Args:
        catalog: the data files.
        instrument: the questionnaire.
        register: the offices.
        offices: codes of the offices that may be accepted; None admits every office.
        as_of: the last day that an answer can have.
    """

    def __init__(
        self,
        catalog: Catalog,
        instrument: Instrument,
        register: OfficeRegister,
        offices: Collection[str] | None,
        as_of: date,
    ) -> None:
        self._catalog = catalog
        self.instrument = instrument
        self._register = register
        self._as_of = as_of
        admitted = register.offices if offices is None else offices
        names = [catalog.offices[office].name_id for office in admitted]
        self._office_names = ", ".join(names) if len(names) <= _NAMED_OFFICES else "schemas/reference/offices.csv"
        self._offices = frozenset(admitted)
        self._matcher = OfficeMatcher(register, None if offices is None else frozenset(offices))
        self._matches: dict[str, OfficeMatch] = {}
        self._schema = staging.staged_schema(instrument, self._offices)
        self._attributes = {attribute.attribute_code: attribute for attribute in instrument.attributes}
        self._questions = {
            staging.score_column(question.measure, question.code): question for question in instrument.questions
        }
        self._zones: dict[str, tzinfo | None] = {}
        self.vocabulary = vocabulary(catalog)

    def stage(self, reading: Reading) -> StagedFile:
        """Return the table's rows as respondents, refused rows and rows that are no answers; every row has one fate."""
        sheet = reading.sheet
        if sheet is None:
            return StagedFile(reading, self._empty(), (), reading.findings, 0)
        if reading.is_refused or reading.layout is None:
            return self._refused(reading, sheet, reading.findings, sheet.rows, sheet.ignored)
        rows, left_out = self._answers(reading, sheet)
        ignored = (*sheet.ignored, *left_out.items())
        fixed = list(self._fixed_findings(reading, sheet))
        findings: list[Finding] = [*reading.findings, *fixed, *self._personal_findings(reading, sheet)]
        if _refusing(fixed) is not None:
            return self._refused(reading, sheet, findings, rows, ignored)
        cells = self._cells(reading, rows)
        recoders = self._recoders(reading)
        staged = self._staged(reading, rows, cells, recoders)
        findings.extend(self._label_findings(reading, sheet, cells, recoders))
        findings.extend(self._scale_findings(reading, sheet, staged, recoders))
        months, dates, month_findings = self._months(reading, rows, cells, staged)
        findings.extend(finding for finding in month_findings if finding.row_number is None)
        if _refusing(findings) is not None:
            return replace(self._refused(reading, sheet, findings, rows, ignored), dates=dates)
        for target, values in months.items():
            staged[target] = pd.Series(values, dtype="str")
        accepted, refusals, row_findings = self._check(reading, sheet, rows, cells, staged, month_findings, recoders)
        return StagedFile(
            reading,
            accepted,
            refusals,
            (*findings, *row_findings),
            sheet.rows_read_n,
            ignored,
            self._moments(reading, rows, staged),
            {target: _sum(staged[target]) for target in self._questions},
            dates,
        )

    # --- rows ------------------------------------------------------------------------------------------------------
    def _answers(self, reading: Reading, sheet: Sheet) -> tuple[list[Row], dict[str, int]]:
        """Part the rows that are answers from those that the layout leaves out or that hold nothing of it."""
        rules = {} if reading.layout is None else {rule.reason_code: rule for rule in reading.layout.left_out}
        checks = [(reason, place, rules[reason].is_empty, {comparable(v) for v in rules[reason].values})
                  for reason, place in reading.left_out]  # fmt: skip
        asked = [place for column in reading.columns if column.target in self._questions for place in column.positions]
        rows, left_out = [], dict[str, int]()
        for row in sheet.rows:
            reason = next(
                (
                    reason
                    for reason, place, is_empty, values in checks
                    if (is_empty and not _cell(row, place)) or comparable(_cell(row, place)) in values
                ),
                None,
            )
            if reason is None and not any(_cell(row, place) for place in asked):
                reason = _UNANSWERED
            if reason is None:
                rows.append(row)
            else:
                left_out[reason] = left_out.get(reason, 0) + 1
        return rows, left_out

    def _refused(
        self,
        reading: Reading,
        sheet: Sheet,
        findings: Sequence[Finding],
        rows: Sequence[Row],
        ignored: tuple[tuple[str, int], ...],
    ) -> StagedFile:
        refusing = _refusing(findings)
        reason = code.NO_LAYOUT.code if refusing is None else refusing.code.code
        refusals = tuple(Refusal(reading.name, row.number, reason, row.cells) for row in rows)
        return StagedFile(reading, self._empty(), refusals, tuple(findings), sheet.rows_read_n, ignored)

    def _empty(self) -> pd.DataFrame:
        return pd.DataFrame({name: pd.Series(dtype="str") for name in self._schema.columns}).astype(
            {staging.ROW_NUMBER: "int64"}
        )

    # --- what holds for all rows -----------------------------------------------------------------------------------
    def _fixed_findings(self, reading: Reading, sheet: Sheet) -> Iterable[Finding]:
        bindings = {} if reading.layout is None else reading.layout.attributes
        for attribute, text in reading.fixed_values:
            role = self._attributes[attribute].role
            if not text and isinstance(bindings.get(attribute), OriginBinding):
                sidecar = f"{reading.file.name}.origin.yaml"
                yield Finding(code.NO_ORIGIN_VALUE, reading.name, words=(("meaning", role), ("sidecar", sidecar)))
            elif role == "office":
                match = self._match(text)
                seen = self.vocabulary.show(text) if text else None
                for found in match.findings:
                    yield Finding(found.code, reading.name, sheet.name, value=text, value_seen=seen, words=found.words)
                if match.office_code is not None and match.office_code not in self._offices:
                    words = (
                        ("office", self._catalog.offices[match.office_code].name_id),
                        ("offices", self._office_names),
                    )
                    yield Finding(on_offices.OFFICE_NOT_EXPECTED, reading.name, sheet.name, value=text, words=words)
            elif role == "period" and self._attributes[attribute].is_month and month_of_words(text) is None:
                yield Finding(on_dates.MONTH_UNREADABLE, reading.name, sheet.name, value=text)

    def _personal_findings(self, reading: Reading, sheet: Sheet) -> Iterable[Finding]:
        bound = {place for column in reading.columns for place in column.positions}
        for column in reading.personal:
            if column.is_personal and column.position not in bound:
                words = (("header", str(column.position + 1)), ("kinds", ", ".join(column.kinds)))
                place = f"{column.position + 1}"
                yield Finding(code.PERSONAL_COLUMN, reading.name, sheet.name, column_name=place, words=words)

    def _match(self, text: str) -> OfficeMatch:
        if text not in self._matches:
            self._matches[text] = self._matcher.match(text)
        return self._matches[text]

    def _office(self, text: str) -> str:
        # A name that no office has stays as it is, so that the check refuses it and the finding can tell it.
        return self._match(text).office_code or text

    def _zone(self, office: str) -> tzinfo | None:
        if office not in self._zones:
            known = office in self._register.offices
            self._zones[office] = office_zone(self._register, office, self._as_of) if known else None
        return self._zones[office]

    # --- cells -----------------------------------------------------------------------------------------------------
    def _cells(self, reading: Reading, rows: Sequence[Row]) -> dict[str, list[str]]:
        """Return the cells of every staged column as they stand in the file, columns of one question brought together."""
        fixed = dict(reading.fixed_values)
        places = {column.target: column.positions for column in reading.columns}
        bindings = {} if reading.layout is None else reading.layout.attributes
        found: dict[str, list[str]] = {}
        for target in self._schema.columns:
            if target == staging.ROW_NUMBER:
                continue
            if target in places:
                found[target] = [next((c for p in places[target] if (c := _cell(row, p))), "") for row in rows]
            elif isinstance(bindings.get(target), RowBinding):
                found[target] = [f"{reading.name}#{row.number}" for row in rows]
            else:
                found[target] = [fixed.get(target, "")] * len(rows)
        return found

    def _recoders(self, reading: Reading) -> dict[str, _Recoder]:
        layout = reading.layout
        variables = {column.target: column.variable for column in reading.columns}
        found = {}
        for target, question in self._questions.items():
            scale, labels = self._catalog.scale_labels(self.instrument, question)
            recoder = ScoreRecoder(
                scale,
                labels,
                answers=None if layout is None else layout.answers,
                missing=() if layout is None else layout.missing,
                variable=variables.get(target),
                is_reversed=question.is_reversed,
            )
            found[target] = _Recoder(recoder, labels, scale)
        return found

    def _staged(
        self,
        reading: Reading,
        rows: Sequence[Row],
        cells: Mapping[str, list[str]],
        recoders: Mapping[str, _Recoder],
    ) -> pd.DataFrame:
        columns: dict[str, Any] = {staging.ROW_NUMBER: pd.Series([row.number for row in rows], dtype="int64")}
        for target in self._schema.columns:
            if target == staging.ROW_NUMBER:
                continue
            attribute = self._attributes.get(target)
            recode = recoders[target].read if attribute is None else self._attribute_recoder(reading, attribute)
            columns[target] = pd.Series([recode(cell) for cell in cells[target]], dtype="str")
        return pd.DataFrame(columns)

    def _attribute_recoder(self, reading: Reading, attribute: Attribute) -> Callable[[str], str]:
        variable = next((c.variable for c in reading.columns if c.target == attribute.attribute_code), None)
        if attribute.role == "office":
            names = {} if variable is None else dict(variable.value_labels)
            return lambda cell: self._office(names.get(cell, cell))
        if attribute.role == "respondent":
            return _unchanged
        if attribute.is_month:
            return _unchanged  # read as a whole column, see _months
        layout = reading.layout
        binding = None if layout is None else layout.attributes[attribute.attribute_code]
        return OptionRecoder(
            attribute,
            binding.values if isinstance(binding, ColumnBinding) else None,
            missing=() if layout is None else layout.missing,
            variable=variable,
        )

    # --- months and moments ----------------------------------------------------------------------------------------
    def _months(
        self, reading: Reading, rows: Sequence[Row], cells: Mapping[str, list[str]], staged: pd.DataFrame
    ) -> tuple[dict[str, list[str]], dict[str, DateColumn], list[Finding]]:
        months: dict[str, list[str]] = {}
        read: dict[str, DateColumn] = {}
        findings: list[Finding] = []
        headers = {column.target: column.header for column in reading.columns}
        for target, attribute in self._attributes.items():
            if not attribute.is_month:
                continue
            if target not in headers:
                months[target] = [month_of_words(cell) or "" for cell in cells[target]]
                continue
            binding = None if reading.layout is None else reading.layout.attributes[target]
            dates = binding.dates if isinstance(binding, ColumnBinding) else None
            column = read_months(cells[target], dates, self._row_zones(staged), self._as_of, reading.date_system)
            months[target] = [cell.month or "" for cell in column.cells]
            read[target] = column
            sheet = None if reading.sheet is None else reading.sheet.name
            for found in column.findings:
                number = None if found.position is None else rows[found.position].number
                findings.append(Finding(found.code, reading.name, sheet, number, headers[target], words=found.words))
            raised = {found.position for found in column.findings}
            for place, cell in enumerate(column.cells):
                if cell.day is None and place not in raised and not column.is_refused:
                    number = rows[place].number
                    findings.append(Finding(on_dates.DATE_MISSING, reading.name, sheet, number, headers[target]))
        return months, read, findings

    def _row_zones(self, staged: pd.DataFrame) -> list[tzinfo | None]:
        office = self.instrument.attribute_with_role("office").attribute_code
        return [self._zone(value) for value in staged[office]]

    def _moments(self, reading: Reading, rows: Sequence[Row], staged: pd.DataFrame) -> dict[int, Moments]:
        timing = None if reading.layout is None else reading.layout.timing
        if timing is None or reading.submitted is None:
            return {}
        zones = self._row_zones(staged)

        def read(place: int | None) -> list[Any]:
            if place is None:
                return [None] * len(rows)
            texts = [_cell(row, place) for row in rows]
            return read_instants(texts, timing.clock, zones, self._as_of, reading.date_system)

        started, submitted = read(reading.started), read(reading.submitted)
        return {row.number: Moments(a, b) for row, a, b in zip(rows, started, submitted, strict=True)}

    # --- checks ----------------------------------------------------------------------------------------------------
    def _label_findings(
        self, reading: Reading, sheet: Sheet, cells: Mapping[str, list[str]], recoders: Mapping[str, _Recoder]
    ) -> Iterable[Finding]:
        headers = {column.target: column.header for column in reading.columns}
        for target, recoder in recoders.items():
            if recoder.read.is_relabelled:
                yield Finding(code.READ_BY_LABELS, reading.name, sheet.name, column_name=headers.get(target))
            doubtful = [cell for cell in cells[target] if recoder.read.is_doubtful(cell)]
            if doubtful and recoder.labels is not None:
                words = (
                    ("count", str(len(doubtful))), ("codes", ", ".join(sorted(set(doubtful)))),
                    ("options", ", ".join(recoder.labels.labels_id)),
                )  # fmt: skip
                yield Finding(
                    on_meaning.LABELS_UNKNOWN, reading.name, sheet.name, column_name=headers.get(target), words=words
                )

    def _scale_findings(
        self, reading: Reading, sheet: Sheet, staged: pd.DataFrame, recoders: Mapping[str, _Recoder]
    ) -> Iterable[Finding]:
        numbers = {target: [int(c) for c in staged[target] if _WHOLE.fullmatch(c)] for target in recoders}
        given = {target: found for target, found in numbers.items() if found}
        outside = {
            target: sum(number not in recoders[target].scale.points for number in found)
            for target, found in given.items()
        }
        rows = sum(
            any(_WHOLE.fullmatch(cell) and int(cell) not in recoders[target].scale.points for target, cell in row)
            for row in (
                zip(recoders, cells, strict=True) for cells in staged[list(recoders)].itertuples(index=False, name=None)
            )
        )
        columns = sum(count > 0 for count in outside.values())
        if (
            rows >= _OTHER_SCALE_LEAST
            and 100 * rows >= _OTHER_SCALE_ROWS * len(staged)
            and 100 * columns >= _OTHER_SCALE_COLUMNS * len(given)
        ):
            values = [number for found in given.values() for number in found]
            scales = {recoder.scale for recoder in recoders.values()}
            words = (
                ("count", str(sum(outside.values()))), ("n", str(len(values))), ("columns", str(columns)),
                ("lowest", str(min(values))), ("highest", str(max(values))),
                ("minimum", str(min(scale.minimum for scale in scales))),
                ("maximum", str(max(scale.maximum for scale in scales))),
            )  # fmt: skip
            yield Finding(code.WRONG_SCALE, reading.name, sheet.name, words=words)

    def _check(
        self,
        reading: Reading,
        sheet: Sheet,
        rows: Sequence[Row],
        cells: Mapping[str, list[str]],
        staged: pd.DataFrame,
        month_findings: Sequence[Finding],
        recoders: Mapping[str, _Recoder],
    ) -> tuple[pd.DataFrame, tuple[Refusal, ...], tuple[Finding, ...]]:
        by_row = {row.number: row for row in rows}
        place_of = {row.number: place for place, row in enumerate(rows)}
        findings: dict[int, list[Finding]] = {}

        def add(finding: Finding) -> None:
            findings.setdefault(finding.row_number or 0, []).append(finding)

        width = len(sheet.header)
        for row in rows:
            if sheet.is_ragged_refused and len(row.cells) != width:
                words = (("count", str(len(row.cells))), ("width", str(width)))
                add(Finding(code.RAGGED_ROW, reading.name, sheet.name, row.number, words=words))
        ragged = set(findings)
        for finding in [*self._cell_findings(reading, sheet, rows), *month_findings]:
            # Without an office there is no zone; the office is the fault to tell.
            is_told = finding.code is on_dates.OFFICE_ZONE_UNKNOWN
            if finding.row_number is not None and finding.row_number not in ragged and not is_told:
                add(finding)
        headers = {column.target: column.header for column in reading.columns}
        for number, target, check, value in self._failures(staged):
            if number in ragged or (check == staging.ANSWER_IS_OFFERED and self._is_month(target)):
                continue
            raw = cells[target][place_of[number]] if value == "" else value
            add(self._row_finding(reading, sheet, number, headers.get(target, target), target, check, raw, recoders))
        order = {column.header: place for place, column in enumerate(reading.columns)}
        for found in findings.values():
            found.sort(key=lambda finding: order.get(finding.column_name or "", -1))
        refusing = {
            number: next((one for one in found if one.severity is Severity.REFUSE_ROW), None)
            for number, found in findings.items()
        }
        refusals = tuple(
            Refusal(reading.name, number, reason.code.code, by_row[number].cells)
            for number, reason in sorted(refusing.items())
            if reason is not None
        )
        gone = [refusal.row_number for refusal in refusals]
        accepted = staged[~staged[staging.ROW_NUMBER].isin(gone)].reset_index(drop=True)
        return accepted, refusals, tuple(f for number in sorted(findings) for f in findings[number])

    def _is_month(self, target: str) -> bool:
        return target in self._attributes and self._attributes[target].is_month

    def _cell_findings(self, reading: Reading, sheet: Sheet, rows: Sequence[Row]) -> Iterable[Finding]:
        for column in reading.columns:
            for row in rows:
                if any((row.number, place) in reading.uncached for place in column.positions):
                    yield Finding(code.FORMULA_CELL, reading.name, sheet.name, row.number, column.header)
                filled = {_cell(row, place) for place in column.positions} - {""}
                if len(filled) > 1:
                    words = (("count", str(len(column.positions))),)
                    yield Finding(
                        code.CONFLICTING_COLUMNS, reading.name, sheet.name, row.number, column.header, words=words
                    )

    def _failures(self, staged: pd.DataFrame) -> Iterable[tuple[int, str, str, str]]:
        try:
            self._schema.validate(staged, lazy=True)
        except pa.errors.SchemaErrors as errors:
            numbers = list(staged[staging.ROW_NUMBER])
            for case in errors.failure_cases.itertuples(index=False):
                if case.index is None or pd.isna(case.index):
                    raise ValueError(f"the staged rows do not have the columns of their schema: {case.check}") from None
                yield int(numbers[int(case.index)]), str(case.column), str(case.check), str(case.failure_case)

    def _row_finding(
        self,
        reading: Reading,
        sheet: Sheet,
        row: int,
        column: str,
        target: str,
        check: str,
        value: str,
        recoders: Mapping[str, _Recoder],
    ) -> Finding:
        words: dict[str, str] = {"offices": self._office_names, "hint_id": "", "hint_en": ""}
        kind = _BY_CHECK[check]
        attribute = self._attributes.get(target)
        offered: list[str] = []
        if attribute is None:
            recoder = recoders[target]
            words |= {"minimum": str(recoder.scale.minimum), "maximum": str(recoder.scale.maximum)}
            if kind is code.SCORE_TEXT and recoder.labels is not None and re.search(r"[^\W\d_]", value):
                kind, offered = code.UNKNOWN_ANSWER, list(recoder.labels.labels_id)
        elif attribute.options:
            offered = _offered(reading, attribute)
        elif attribute.role == "office":
            words |= dict(zip(("hint_id", "hint_en"), self._office_hint(value), strict=True))
        if offered:
            words["options"] = ", ".join(offered)
        seen = self.vocabulary.show(value) if value else None
        if seen is not None and seen.startswith("<") and offered:
            seen = _with_likeness(seen, value, offered)
        return Finding(kind, reading.name, sheet.name, row, column, value, seen, tuple(words.items()))

    def _office_hint(self, text: str) -> tuple[str, str]:
        match = self._match(text)
        if match.rivals:
            names = ", ".join(self._catalog.offices[office].name_id for office in match.rivals)
            return f", yang dapat berarti {names}", f", which can mean {names}"
        if match.suggestions:
            names = ", ".join(f"{one.name_id} ({one.score:.0f})" for one in match.suggestions)
            return f", mungkin {names}", f", perhaps {names}"
        return "", ""


_WHOLE: Final = re.compile(r"[-+]?\d{1,9}")


def _unchanged(cell: str) -> str:
    return cell


def _cell(row: Row, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""


def _refusing(findings: Iterable[Finding]) -> Finding | None:
    return next((finding for finding in findings if finding.severity is Severity.REFUSE_FILE), None)


def _sum(cells: "pd.Series[str]") -> tuple[int, int]:
    numbers = [int(cell) for cell in cells if _WHOLE.fullmatch(cell)]
    return sum(numbers), len(numbers)


def _with_likeness(seen: str, value: str, offered: Sequence[str]) -> str:
    """Say which declared word a slip of the keyboard is like; the word itself stays untold."""
    found = process.extractOne(comparable(value), [comparable(word) for word in offered], scorer=fuzz.ratio)
    if found is None or found[1] < _LIKE:
        return seen
    return f"{seen} mirip/like {offered[found[2]]!r}"


def _offered(reading: Reading, attribute: Attribute) -> list[str]:
    binding = None if reading.layout is None else reading.layout.attributes[attribute.attribute_code]
    words = {option.code: option.label_id for option in attribute.options}
    if isinstance(binding, ColumnBinding):
        words.update({answer: word for word, answer in binding.values.items()})
    return list(words.values())


def vocabulary(catalog: Catalog) -> Vocabulary:
    """Return the words of our own data files: they may be shown in a finding, anything else may be personal."""
    phrases: list[str] = []
    for regulation in catalog.regulations.values():
        phrases.extend(band.performance_id for band in regulation.band_table.bands)
        phrases.extend(word for element in regulation.elements for word in element.options_id)
    for instrument in catalog.instruments.values():
        phrases.extend(option.label_id for attribute in instrument.attributes for option in attribute.options)
        phrases.extend(
            word
            for question in instrument.questions
            for labels in [catalog.scale_labels(instrument, question)[1]]
            if labels is not None
            for word in (*labels.labels_id, *labels.labels_en, *labels.codes, *labels.variants)
        )
    for office in catalog.offices.values():
        phrases.extend((office.name_id, *office.aliases))
    return Vocabulary(phrases)
