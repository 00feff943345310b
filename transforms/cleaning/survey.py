"""Everything between opened files and respondents: bind, stage, compare the tables with each other, look for patterns."""

from collections.abc import Collection, Iterable, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final

from schemas import findings as code
from schemas.catalog import Catalog
from schemas.finding_code import Severity
from schemas.findings import Finding
from schemas.instrument import Instrument, Study
from schemas.layout import ColumnBinding
from schemas.offices import OfficeRegister, office_register
from schemas.programme import Programme
from schemas.staging import ROW_NUMBER, score_column
from transforms.cleaning.effort import Respondents, effort_findings, find_patterns
from transforms.cleaning.footers import Totals, check_footers, footer_findings
from transforms.cleaning.recoding import comparable
from transforms.cleaning.repeats import refuse_repeats
from transforms.cleaning.staged_file import Moments, StagedFile
from transforms.cleaning.staging import Stager
from transforms.formats.grid import Opened
from transforms.formats.limits import Limits
from transforms.formats.opening import open_bytes
from transforms.intake.binding import KnownLayout
from transforms.intake.reading import RawFile, Reading, read_opened, unread, without_twins
from transforms.intake.sheets import UnreadableError

_ENOUGH: Final = 30  # respondents: among fewer, that a word never occurs says nothing


class SurveyIntake:
    """Reads and checks files by the layouts of one questionnaire, or of all where nothing says which.

    Args:
        catalog: the data files.
        instruments: the questionnaires; None tries every layout of the catalogue.
        offices: codes of the offices that may be accepted; None admits every office.
        as_of: the last day that an answer can have.
        within_office: whether respondent numbers tell people apart only within an office.
        looks_for_patterns: whether it makes sense to ask how people answered; reconstructed respondents are no people.
    """

    def __init__(
        self,
        catalog: Catalog,
        instruments: Collection[str] | None,
        offices: Collection[str] | None,
        as_of: date,
        *,
        within_office: bool = False,
        looks_for_patterns: bool = True,
    ) -> None:
        self.catalog = catalog
        self.layouts = [
            KnownLayout.of(layout, catalog.instruments[layout.instrument_id])
            for layout in catalog.layouts.values()
            if instruments is None or layout.instrument_id in instruments
        ]
        self._offices = offices
        self._as_of = as_of
        self._within_office = within_office
        self._looks_for_patterns = looks_for_patterns
        self._stagers: dict[str, Stager] = {}

    @classmethod
    def of_study(cls, catalog: Catalog, study: Study) -> "SurveyIntake":
        """Return the intake of a study: its questionnaire's layouts and its offices."""
        within_office = study.respondent_unique_within == "office"
        return cls(
            catalog,
            [study.instrument_id],
            study.offices,
            study.as_of,
            within_office=within_office,
            looks_for_patterns=study.data_origin != "reconstructed_from_printed_margins",
        )

    @classmethod
    def of_programme(cls, catalog: Catalog, programme: Programme, as_of: date) -> "SurveyIntake":
        """Return the intake of a programme: the layouts of its questionnaires and its offices, until a day.

        Questionnaires beside those of the regulations (``Programme.companions``) are read like any other.
        """
        instruments = [*(used.instrument_id for used in programme.questionnaires), *programme.companions]
        return cls(catalog, instruments, catalog.offices_of(programme), as_of, within_office=True)

    def at(self, as_of: date) -> "SurveyIntake":
        """Return this intake with another last day that an answer can have; it shares the layouts."""
        other = copy(self)
        other._as_of, other._stagers = as_of, {}
        return other

    @cached_property
    def _register(self) -> OfficeRegister:
        return office_register(self.catalog.offices)

    def stager(self, instrument: Instrument) -> Stager:
        """Return the stager of a questionnaire."""
        if instrument.instrument_id not in self._stagers:
            stager = Stager(self.catalog, instrument, self._register, self._offices, self._as_of)
            self._stagers[instrument.instrument_id] = stager
        return self._stagers[instrument.instrument_id]

    def read(self, file: RawFile, opened: Opened) -> list[Reading]:
        """Bind the tables of an opened file."""
        return read_opened(file, opened, self.layouts)

    def read_own(self, file: RawFile) -> list[Reading]:
        """Open a file of our own in this process and bind its tables; a file from outside is opened in a bounded one."""
        if not file.data.strip():
            return [unread(file, Finding(code.EMPTY_FILE, file.name))]
        try:
            return self.read(file, open_bytes(file.data, Limits()))
        except UnreadableError as error:
            return [refused_by_reader(file, error)]

    def stage(self, readings: Iterable[Reading]) -> list[StagedFile]:
        """Check every row of every table, the tables against each other, and how people answered."""
        bound = list(without_twins(readings))
        places: dict[str, list[int]] = {}
        for place, reading in enumerate(bound):
            places.setdefault(self._instrument(reading).instrument_id, []).append(place)
        staged: dict[int, StagedFile] = {}
        for instrument_id, of_it in places.items():  # only answers to the same questions can be compared
            files = self._stage_alike([bound[place] for place in of_it], self.catalog.instruments[instrument_id])
            staged.update(zip(of_it, files, strict=True))
        return [staged[place] for place in range(len(bound))]

    def _stage_alike(self, readings: Iterable[Reading], instrument: Instrument) -> list[StagedFile]:
        stager = self.stager(instrument)
        files = [stager.stage(reading) for reading in readings]
        files = refuse_repeats(files, instrument, within_office=self._within_office)
        if self._looks_for_patterns:
            files = [_with_patterns(file, instrument) for file in files]
        return [self._with_footers(file, instrument) for file in files]

    def _instrument(self, reading: Reading) -> Instrument:
        """Return the questionnaire of a table; of a file that nothing fits, any: its rows are only counted."""
        if reading.instrument is not None:
            return reading.instrument
        if not self.layouts:
            raise ValueError("There is no layout, and so no questionnaire to read by.")
        return self.layouts[0].instrument

    def _with_footers(self, file: StagedFile, instrument: Instrument) -> StagedFile:
        """Hold the totals that stand below a table against its rows."""
        sheet = file.reading.sheet
        regulation = self.catalog.regulations.get(instrument.regulation_id or "")
        if sheet is None or not sheet.footers or regulation is None or not file.sums:
            return file
        elements = {
            score_column(question.measure, question.code): question.element.element_code
            for question in instrument.questions
            if question.item is None and question.measure == instrument.measures[0].measure and not question.is_reversed
        }
        columns = {c.positions[0]: elements[c.target] for c in file.reading.columns if c.target in elements}
        if len(columns) < len(elements):
            return file
        sums = {elements[target]: total for target, total in file.sums.items() if target in elements}
        totals = Totals(
            {element: total for element, (total, _) in sums.items()},
            {element: count for element, (_, count) in sums.items()},
            list(dict.fromkeys((regulation.declared_weight, *_usual_weights(len(elements))))),
            regulation.declared_weight,
        )
        found = footer_findings(check_footers(sheet.footers, columns, totals), file.name, sheet.name)
        return replace(file, findings=(*file.findings, *found))

    def unused_words(self, files: Sequence[StagedFile]) -> list[Finding]:
        """Warn, at the first file of a layout, of declared words that stand in none of its files.

        It means something only where every file came and was read, and among enough respondents.
        """
        by_layout: dict[str, list[StagedFile]] = {}
        for file in files:
            if file.reading.layout is not None:
                by_layout.setdefault(file.reading.layout.layout_id, []).append(file)
        return [
            finding
            for layout_id, its_files in by_layout.items()
            if sum(len(file.accepted) for file in its_files) >= _ENOUGH
            for finding in _unused_words(its_files, layout_id)
        ]


def refused_by_reader(file: RawFile, error: UnreadableError) -> Reading:
    """Return the reading of a file that no reader opens."""
    words = (("problem_id", error.problem_id), ("problem_en", error.problem_en))
    return unread(file, Finding(code.UNREADABLE, file.name, words=words))


def _usual_weights(elements_n: int) -> Iterable[str]:
    """Return the weights in use for so many elements: the exact one and its decimals, cut off and rounded."""
    yield f"1/{elements_n}"
    for digits in (2, 3, 4):
        scale = 10**digits
        for numerator in (scale // elements_n, (2 * scale + elements_n) // (2 * elements_n)):
            yield format(Decimal(numerator) / scale, "f")


def _unused_words(files: Sequence[StagedFile], layout_id: str) -> Iterable[Finding]:
    layout = files[0].reading.layout
    for attribute, binding in layout.attributes.items() if layout is not None else ():
        if not isinstance(binding, ColumnBinding) or not binding.values:
            continue
        seen = {
            comparable(row.cells[place])
            for file in files
            for column in file.reading.columns
            if column.target == attribute and file.reading.sheet is not None
            for row in file.reading.sheet.rows
            for place in column.positions
            if place < len(row.cells)
        }
        # A tool's older and newer codes of one answer are both declared; one of them is enough.
        used = {answer for word, answer in binding.values.items() if comparable(word) in seen}
        declared = set(binding.values.values())
        if used != declared:
            words = (("count", str(len(declared - used))), ("n", str(len(declared))), ("layout", layout_id))
            header = " / ".join(binding.path)
            yield Finding(code.UNUSED_WORDS, files[0].name, column_name=header, words=words)


def _with_patterns(file: StagedFile, instrument: Instrument) -> StagedFile:
    frame = file.accepted
    if frame.empty or any(finding.severity is Severity.REFUSE_FILE for finding in file.findings):
        return file
    office = instrument.attribute_with_role("office").attribute_code
    profile = [one.attribute_code for one in instrument.attributes if one.role == "profile"]
    nothing = Moments(None, None)
    moments = [file.moments.get(int(number), nothing) for number in frame[ROW_NUMBER]]
    findings: list[Finding] = []
    for measure in instrument.measures:
        questions = [question for question in instrument.questions if question.measure == measure.measure]
        columns = [score_column(question.measure, question.code) for question in questions]
        answers = [
            tuple(int(cell) if cell else None for cell in row)
            for row in frame[columns].itertuples(index=False, name=None)
        ]
        respondents = Respondents(
            answers,
            [moment.started for moment in moments],
            [moment.submitted for moment in moments],
            list(frame[office]),
            [tuple(row) for row in frame[profile].itertuples(index=False, name=None)],
        )
        scales = [instrument.scale_of(question.element.element_code) for question in questions]
        found = effort_findings(find_patterns(respondents, scales), file.name)
        findings.extend(replace(one, column_name=measure.measure) for one in found if one not in findings)
    return replace(file, findings=(*file.findings, *findings))
