"""Single respondents' answers behind a study, read as the study itself reads them and cut down to its focus office."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from schemas.catalog import Catalog, CatalogError, Mistake
from schemas.instrument import Study
from schemas.staging import score_column
from transforms.cleaning.corrections import CorrectionsError, correct_all, parse_corrections
from transforms.cleaning.survey import SurveyIntake
from transforms.intake.reading import RawFile

Matrix = tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True)
class Answers:
    """Answers of the respondents of one office.

    Attributes:
        study_id: the study file by which they were read.
        office: the office.
        data_origin: what the respondents are.
        items: names of the items, in the order of the questionnaire.
        scores: by measure, respondents by items, None where an answer is missing; the same respondents everywhere.
    """

    study_id: str
    office: str
    data_origin: str
    items: tuple[str, ...]
    scores: dict[str, Matrix]

    @property
    def n(self) -> int:
        """Respondents."""
        return len(next(iter(self.scores.values())))


def read_answers(
    raw: Sequence[RawFile], catalog: Catalog, study: Study, corrections: Mapping[str, bytes] | None = None
) -> Answers:
    """Return the answers of a study's focus office.

    Args:
        raw: every export of the study.
        catalog: its questionnaire and layouts.
        study: its cohort, focus office and tolerance.
        corrections: by file, the corrections of its rows as they stand beside it.

    Raises:
        CatalogError: a file or row is refused, or nobody is left; the study's own run says which and why.
    """
    intake = SurveyIntake.of_study(catalog, study)
    instrument = catalog.instruments[study.instrument_id]
    office = instrument.attribute_with_role("office").attribute_code
    noted = corrections or {}
    try:
        readings = [
            reading
            for file in raw
            for reading in correct_all(intake.read_own(file), parse_corrections(noted.get(file.name, b"")))
        ]
    except CorrectionsError as error:
        raise CatalogError([Mistake(study.study_id, None, "", error.problem_en, "a file of corrections")]) from None
    staged = intake.stage(readings)
    refused = [file.name for file in staged if file.is_refused or file.refusals]
    if refused:
        expected = f"files without one; `kepuasan run {study.study_id}` lists every finding"
        raise CatalogError([Mistake(name, None, "", "a refused file or row", expected) for name in refused])
    people = _cohort([file.accepted for file in staged], study, office)
    if people.empty:
        raise CatalogError([Mistake(study.study_id, None, "", "no respondent of the focus office", "at least one")])
    items = tuple(element.element_code for element in instrument.elements)
    return Answers(
        study.study_id,
        study.cohort.focus.office,
        study.data_origin,
        items,
        {
            measure.measure: _matrix(people[score_column(measure.measure, item)] for item in items)
            for measure in instrument.measures
        },
    )


def _cohort(accepted: Sequence[pd.DataFrame], study: Study, office: str) -> pd.DataFrame:
    people = pd.concat(accepted, ignore_index=True) if accepted else pd.DataFrame(columns=[office])
    for step in study.cohort.steps:
        kept = people[step.attribute].isin(step.keep) if step.keep else ~people[step.attribute].isin(step.drop)
        people = people[kept]
    return people[people[office] == study.cohort.focus.office]


def _matrix(columns: Iterable["pd.Series[str]"]) -> Matrix:
    read = [[None if cell == "" else float(cell) for cell in column] for column in columns]
    return tuple(zip(*read, strict=True))
