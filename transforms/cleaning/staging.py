"""Stages the rows of one file: words become codes, pandera checks every row, refused rows keep their reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import pandera.pandas as pa

from schemas import findings as code
from schemas import staging
from schemas.catalog import Catalog
from schemas.findings import Finding, FindingCode, Vocabulary
from schemas.instrument import Attribute, ColumnBinding, Instrument, Study
from transforms.intake.reading import Reading
from transforms.intake.sheets import Row, Sheet, plain

_BY_CHECK: Final[dict[str, FindingCode]] = {
    staging.RESPONDENT_IS_GIVEN: code.NO_RESPONDENT,
    staging.OFFICE_IS_KNOWN: code.UNKNOWN_OFFICE_ROW,
    staging.ANSWER_IS_OFFERED: code.UNKNOWN_ANSWER,
    staging.SCORE_IS_WHOLE: code.SCORE_TEXT,
    staging.SCORE_IN_RANGE: code.SCORE_RANGE,
}


@dataclass(frozen=True)
class Refusal:
    """A quarantined row: where it stands, the finding that decides its fate, and its cells as they were."""

    file_name: str
    row_number: int
    reason_code: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class StagedFile:
    """One file after checking. ``accepted``: one row per respondent, staged columns, index = physical row number."""

    reading: Reading
    accepted: pd.DataFrame
    refusals: tuple[Refusal, ...]
    findings: tuple[Finding, ...]
    rows_read_n: int
    rows_blank_n: int

    @property
    def is_refused(self) -> bool:
        """Whether the whole file is refused."""
        return any(finding.severity is code.Severity.REFUSE_FILE for finding in self.findings)


class Stager:
    """Stages files of one study; holds what is the same for all of them."""

    def __init__(self, catalog: Catalog, study: Study) -> None:
        self._catalog = catalog
        self._study = study
        self.instrument: Instrument = catalog.instruments[study.instrument_id]
        self._office_names = ", ".join(catalog.offices[office].name_id for office in study.offices)
        self._schema = staging.staged_schema(self.instrument, frozenset(study.offices))
        self._attributes = {attribute.attribute_code: attribute for attribute in self.instrument.attributes}
        self.vocabulary = vocabulary(catalog)

    def stage(self, reading: Reading) -> StagedFile:
        """Return the file's rows as respondents, refused rows and blank ones; every row has one fate."""
        sheet = reading.sheet
        if sheet is None:
            return StagedFile(reading, self._empty(), (), reading.findings, 0, 0)
        blank = [row for row in sheet.rows if row.is_blank]
        filled = [row for row in sheet.rows if not row.is_blank]
        title_finding = None if reading.is_refused else self._title_finding(reading)
        if reading.is_refused or title_finding is not None:
            findings = (*reading.findings, *((title_finding,) if title_finding else ()))
            reason = next(f.code.code for f in findings if f.severity is code.Severity.REFUSE_FILE)
            refusals = tuple(Refusal(reading.file.name, row.number, reason, row.cells) for row in filled)
            return StagedFile(reading, self._empty(), refusals, findings, len(sheet.rows), len(blank))
        accepted, refusals, findings = self._check_rows(reading, sheet, filled)
        return StagedFile(reading, accepted, refusals, (*reading.findings, *findings), len(sheet.rows), len(blank))

    def _empty(self) -> pd.DataFrame:
        return pd.DataFrame({name: pd.Series(dtype="str") for name in self._schema.columns}).astype(
            {staging.ROW_NUMBER: "int64"}
        )

    def _title_finding(self, reading: Reading) -> Finding | None:
        for attribute, text in reading.title_values:
            if self._attributes[attribute].role == "office" and self._office(text) not in self._study.offices:
                seen = self.vocabulary.show(text) if text else None
                name = None if reading.sheet is None else reading.sheet.name
                return Finding(code.UNKNOWN_OFFICE_FILE, reading.file.name, name, value=text, value_seen=seen)
        return None

    def _office(self, text: str) -> str:
        # A name that no office has stays as it is, so that the check refuses it and the finding can tell it.
        return self._catalog.office_code(text) or text

    def _check_rows(
        self, reading: Reading, sheet: Sheet, rows: list[Row]
    ) -> tuple[pd.DataFrame, tuple[Refusal, ...], tuple[Finding, ...]]:
        width = len(sheet.header)
        by_row = {row.number: row for row in rows}
        findings: dict[int, list[Finding]] = {}
        for row in rows:
            if len(row.cells) != width:
                words = (("count", str(len(row.cells))), ("width", str(width)))
                findings.setdefault(row.number, []).append(
                    Finding(code.RAGGED_ROW, reading.file.name, sheet.name, row.number, words=words)
                )
        whole = [row for row in rows if len(row.cells) == width]
        staged = self._staged(reading, whole)
        headers = {column.target: column.header for column in reading.columns}
        for row_number, target, check, value in self._failures(staged):
            findings.setdefault(row_number, []).append(
                self._row_finding(reading, sheet.name, row_number, headers.get(target, target), target, check, value)
            )
        order = {column.header: place for place, column in enumerate(reading.columns)}
        for found in findings.values():
            found.sort(key=lambda finding: order.get(finding.column_name or "", -1))
        refusals = tuple(
            Refusal(reading.file.name, number, findings[number][0].code.code, by_row[number].cells)
            for number in sorted(findings)
        )
        accepted = staged[~staged[staging.ROW_NUMBER].isin(list(findings))].reset_index(drop=True)
        return accepted, refusals, tuple(f for number in sorted(findings) for f in findings[number])

    def _staged(self, reading: Reading, rows: list[Row]) -> pd.DataFrame:
        columns: dict[str, Any] = {staging.ROW_NUMBER: pd.Series([row.number for row in rows], dtype="int64")}
        position = {column.target: column.position for column in reading.columns}
        titles = dict(reading.title_values)
        for target in self._schema.columns:
            if target == staging.ROW_NUMBER:
                continue
            place = position.get(target)
            cells = [titles[target] if place is None else row.cells[place] for row in rows]
            attribute = self._attributes.get(target)
            if attribute is not None:
                recode = self._recoder(reading, attribute)
                cells = [recode(cell) for cell in cells]
            columns[target] = pd.Series(cells, dtype="str")
        return pd.DataFrame(columns)

    def _recoder(self, reading: Reading, attribute: Attribute) -> Any:
        if attribute.role == "office":
            return self._office
        if attribute.role == "respondent":
            return lambda cell: cell
        words = {plain(option.label_id).casefold(): option.code for option in attribute.options}
        binding = None if reading.layout is None else reading.layout.attributes[attribute.attribute_code]
        if isinstance(binding, ColumnBinding):
            words.update({plain(word).casefold(): answer for word, answer in binding.values.items()})
        return lambda cell: words.get(cell.casefold(), cell)

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
        self, reading: Reading, sheet: str | None, row: int, column: str, target: str, check: str, value: str
    ) -> Finding:
        words: dict[str, str] = {
            "minimum": str(self.instrument.scale.minimum),
            "maximum": str(self.instrument.scale.maximum),
            "offices": self._office_names,
        }
        attribute = self._attributes.get(target)
        if attribute is not None and attribute.options:
            words["options"] = ", ".join(_offered(reading, attribute))
        seen = self.vocabulary.show(value) if value else None
        return Finding(_BY_CHECK[check], reading.file.name, sheet, row, column, value, seen, tuple(words.items()))


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
    for office in catalog.offices.values():
        phrases.extend((office.name_id, *office.aliases))
    return Vocabulary(phrases)


def refuse_repeats(staged: Iterable[StagedFile], respondent: str, within: str | None = None) -> list[StagedFile]:
    """Return the files with repeated respondent numbers refused, over all files of the study.

    Args:
        staged: the files of the study.
        respondent: the staged column with the respondent number.
        within: a staged column, the office, inside which numbers are unique; None when they are over the study.

    The same answers twice: the first stays, later ones are refused. Different answers under one number: nobody can
    say which are right, so all of them are refused.
    """
    files = list(staged)
    places: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for place, file in enumerate(files):
        groups = file.accepted[within] if within is not None else [""] * len(file.accepted)
        for index, identity in enumerate(zip(groups, file.accepted[respondent], strict=True)):
            places.setdefault(identity, []).append((place, index))
    refused: dict[int, dict[int, Finding]] = {}
    for where in places.values():
        if len(where) < 2:
            continue
        answers = [_answers(files[place].accepted, index) for place, index in where]
        conflict = any(answer != answers[0] for answer in answers)
        for number, (place, index) in enumerate(where):
            if number == 0 and not conflict:
                continue
            other_place, other_index = where[0 if number else 1]
            refused.setdefault(place, {})[index] = _repeat(
                files, place, index, (other_place, other_index), respondent, conflict
            )
    return [_without(file, refused.get(place, {})) for place, file in enumerate(files)]


def _answers(accepted: pd.DataFrame, index: int) -> tuple[str, ...]:
    return tuple(accepted.drop(columns=staging.ROW_NUMBER).iloc[index])


def _repeat(
    files: list[StagedFile], place: int, index: int, other: tuple[int, int], respondent: str, conflict: bool
) -> Finding:
    file, other_file = files[place], files[other[0]]
    other_row = int(other_file.accepted[staging.ROW_NUMBER].iloc[other[1]])
    headers = {column.target: column.header for column in file.reading.columns}
    sheet = None if file.reading.sheet is None else file.reading.sheet.name
    return Finding(
        code.CONFLICTING_RESPONDENT if conflict else code.DUPLICATE_RESPONDENT,
        file.reading.file.name,
        sheet,
        int(file.accepted[staging.ROW_NUMBER].iloc[index]),
        headers.get(respondent, respondent),
        str(file.accepted[respondent].iloc[index]),
        words=(("other", f"{other_file.reading.file.name}, baris/row {other_row}"),),
    )


def _without(file: StagedFile, refused: Mapping[int, Finding]) -> StagedFile:
    if not refused or file.reading.sheet is None:
        return file
    cells = {row.number: row.cells for row in file.reading.sheet.rows}
    numbers = [int(number) for number in file.accepted[staging.ROW_NUMBER]]
    refusals = tuple(
        Refusal(file.reading.file.name, numbers[index], finding.code.code, cells[numbers[index]])
        for index, finding in sorted(refused.items())
    )
    kept = file.accepted.drop(index=list(refused)).reset_index(drop=True)
    return StagedFile(
        file.reading,
        kept,
        tuple(sorted((*file.refusals, *refusals), key=lambda refusal: refusal.row_number)),
        (*file.findings, *(finding for _, finding in sorted(refused.items()))),
        file.rows_read_n,
        file.rows_blank_n,
    )
