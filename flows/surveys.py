"""A study or a programme, as the commands see it that correct, erase or show what stands in its raw files."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from typing import Final, Literal
from zoneinfo import ZoneInfo

from flows.errors import ConfigError
from flows.pipeline import find_study
from flows.programme_run import find_programme
from schemas.catalog import Catalog
from schemas.instrument import Study
from schemas.programme import Programme
from schemas.staging import ROW_NUMBER
from transforms.cleaning.staged_file import StagedFile
from transforms.cleaning.staging import vocabulary
from transforms.cleaning.survey import SurveyIntake
from transforms.intake.reading import RawFile, Reading
from transforms.programme.assembly import assemble
from transforms.programme.deliveries import Delivery, delivery_of
from transforms.programme.offices import OfficeTimes

Within = Literal["office", "month"]
_CLOCK: Final = ZoneInfo("Asia/Jakarta")


@dataclass(frozen=True)
class Survey:
    """What raw files are read by.

    Attributes:
        survey_id: the study or the programme; also the name of its folder in ``raw/``.
        catalog: the data files.
        told_apart_within: within what a respondent's number means one person; nothing where it does everywhere.
        run_again: the command that computes its numbers again.
        keeps_answers: whether its releases hold answers of single respondents.
        intake: reads and checks its files.
        programme: the programme; None for a study.
    """

    survey_id: str
    catalog: Catalog
    told_apart_within: frozenset[Within]
    run_again: str
    keeps_answers: bool
    intake: SurveyIntake
    programme: Programme | None = None

    @classmethod
    def of_study(cls, catalog: Catalog, study: Study) -> "Survey":
        """Return a study."""
        within: frozenset[Within] = frozenset({"office"} if study.respondent_unique_within == "office" else ())
        again = f"kepuasan run --study {study.study_id}"
        return cls(study.study_id, catalog, within, again, False, SurveyIntake.of_study(catalog, study))

    @classmethod
    def of_programme(cls, catalog: Catalog, programme: Programme) -> "Survey":
        """Return a programme; offices number their respondents anew in every month."""
        intake = SurveyIntake.of_programme(catalog, programme, _today())
        within: frozenset[Within] = frozenset({"office", "month"})
        again = f"kepuasan sweep --programme {programme.programme_id}"
        return cls(programme.programme_id, catalog, within, again, True, intake, programme)

    def intake_for(self, file: RawFile) -> SurveyIntake:
        """Return what reads one file: answers in a programme's file are not younger than the day on which it came."""
        if self.programme is None or file.origin is None:
            return self.intake
        return self.intake.at(file.origin.received)

    def respondents(
        self, files: Iterable[Sequence[Reading]], is_needed: Callable[[StagedFile], bool]
    ) -> list[StagedFile]:
        """Return staged tables with those respondents accepted who count, as in a run.

        Args:
            files: the tables of each file, in the order of the files' names.
            is_needed: which tables are wanted; a programme's others are let go before the next file is read.
        """
        if self.programme is None:
            return [one for one in self.intake.stage(chain.from_iterable(files)) if is_needed(one)]
        show, key = vocabulary(self.catalog).show, secrets.token_bytes(32)
        deliveries: list[Delivery] = []
        needed: dict[int, StagedFile] = {}
        for readings in files:
            for staged in self.intake_for(readings[0].file).stage(readings) if readings else ():
                if is_needed(staged):
                    needed[len(deliveries)] = staged
                deliveries.append(delivery_of(staged, staged.reading.instrument, show, key))
        times = OfficeTimes(self.programme, self.catalog, max(self.programme.first_month, f"{_today():%Y-%m}"))
        counted = assemble(deliveries, self.programme, self.catalog, times).deliveries
        return [_cut(staged, counted[place]) for place, staged in needed.items()]


def find_survey(catalog: Catalog, survey_id: str) -> Survey:
    """Return the study or the programme of the catalogue that has an id.

    Raises:
        ConfigError: there is none, or there are both.
    """
    if survey_id not in catalog.programmes:
        return Survey.of_study(catalog, find_study(catalog, survey_id))
    if survey_id in catalog.studies:
        raise ConfigError(
            f"{survey_id}: found a study and a programme of that name, expected one; they would share a folder in raw/. "
            "Call one of them otherwise."
        )
    return Survey.of_programme(catalog, find_programme(catalog, survey_id))


def chosen_survey(catalog: Catalog, study_id: str | None, programme_id: str | None) -> Survey:
    """Return the study or the programme that a command was given.

    Raises:
        ConfigError: neither or both were given, or there is none of that name.
    """
    if (study_id is None) == (programme_id is None):
        found = "neither" if study_id is None else "both"
        raise ConfigError(f"--study, --programme: found {found}, expected one of them.")
    if study_id is not None:
        find_study(catalog, study_id)
        return find_survey(catalog, study_id)
    return find_survey(catalog, find_programme(catalog, programme_id or "").programme_id)


def _cut(staged: StagedFile, counted: Delivery) -> StagedFile:
    kept = staged.accepted[ROW_NUMBER].isin(list(counted.accepted[ROW_NUMBER]))
    return replace(staged, accepted=staged.accepted[kept].reset_index(drop=True))


def _today() -> date:
    return datetime.now(_CLOCK).date()
