"""A programme: the ministry's standing survey of all offices, every month, under the regulations as they changed.

A study (``schemas.instrument.Study``) is one cohort with one questionnaire. A programme runs on: its offices come and
go, the questionnaire follows from the regulation in force in the month of the survey, files arrive late and are
corrected. Grain, tables and columns of what it publishes stand in ``schemas.published_programme``.
"""

from typing import Literal, Self

from pydantic import Field, model_validator

from schemas.instrument import Code, DataFile, DecimalText, Label, Month, Rounding, Tolerance

SamplingMethod = Literal["census", "random", "accidental", "purposive", "not_stated"]
PeriodGrain = Literal["month", "quarter", "semester", "year"]
GRAINS: tuple[PeriodGrain, ...] = ("month", "quarter", "semester", "year")


class Questionnaire(DataFile):
    """The questionnaire that surveys use while a regulation is in force, and how its index is rounded."""

    regulation_id: Code
    instrument_id: Code
    rounding: Rounding


class Override(DataFile):
    """Offices that were allowed another questionnaire than the one in force, for some months; shown beside every number."""

    offices: tuple[Code, ...] = Field(min_length=1)
    first_month: Month
    last_month: Month
    instrument_id: Code
    reason_id: Label
    reason_en: Label

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.first_month > self.last_month:
            raise ValueError(
                f"the override runs from {self.first_month} to {self.last_month}; expected the other order"
            )
        return self


class Sampling(DataFile):
    """How respondents were found, for offices that declare nothing else.

    Only a census or a random draw supports inference from respondents to applicants.
    """

    method: SamplingMethod
    reason_id: Label
    reason_en: Label

    @property
    def supports_inference(self) -> bool:
        """Whether an interval says something about applicants who were not asked."""
        return self.method in ("census", "random")


class Membership(DataFile):
    """An office that does not belong to the programme for all of its months; an empty month is open."""

    office: Code
    first_month: Month | None = None
    last_month: Month | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.first_month is not None and self.last_month is not None and self.first_month > self.last_month:
            raise ValueError(
                f"{self.office} belongs from {self.first_month} to {self.last_month}; expected the other order"
            )
        return self


class Detail(DataFile):
    """How much is published of single respondents: which questions about themselves, by their codes; none by default."""

    attributes: tuple[Code, ...] = ()
    reason_id: Label
    reason_en: Label


class Suppression(DataFile):
    """Counts of respondents by an answer below ``minimum_cell`` are hidden, and one more where a total would give them away.

    0 publishes every count and needs the reason. ``minimum_for_elements`` is the number of respondents below which documents
    and the release page show an index and no element behind it; 0 shows them always. The tables have them at any number:
    they are for analysts (domain rule: 10, the threshold of usual rules for checking what is given out).
    """

    minimum_cell: int = Field(default=5, ge=0)
    minimum_for_elements: int = Field(default=10, ge=0)
    reason: Label

    def shows_elements(self, respondents_n: int) -> bool:
        """Tell whether what goes out to the public may show the elements behind an index of that many respondents."""
        return respondents_n >= self.minimum_for_elements


class Unit(DataFile):
    """Who publishes: what stands in the head of a poster or report."""

    ministry_id: Label
    ministry_en: Label
    directorate_id: Label
    directorate_en: Label
    service_id: Label
    service_en: Label


class Programme(DataFile):
    """One standing survey.

    ``due_day`` is the day of the following month on which an office's file is due. ``small_n`` is the number of
    respondents below which an index carries the mark of a small sample (domain rule: 30).
    ``regrade_under`` is the regulation under which series across regimes are graded. ``companions`` are questionnaires
    whose indices are published beside those of the regulations and never mixed with them.
    """

    programme_id: Code
    title_id: Label
    title_en: Label
    source: Label
    data_origin: Literal["survey", "synthetic"]
    data_origin_id: Label
    data_origin_en: Label
    first_month: Month
    offices: tuple[Code, ...] | Literal["all"]
    memberships: tuple[Membership, ...] = ()
    questionnaires: tuple[Questionnaire, ...] = Field(min_length=1)
    overrides: tuple[Override, ...] = ()
    companions: tuple[Code, ...] = ()
    measure: Literal["satisfaction"] = "satisfaction"
    regrade_under: Code
    series: tuple[Code, ...] = ()
    sampling: Sampling
    due_day: int = Field(ge=1, le=28)
    small_n: int = Field(default=30, ge=1)
    confidence_level: DecimalText = "0.95"
    detail: Detail
    suppression: Suppression
    tolerance: Tolerance = Tolerance()
    unit: Unit

    @model_validator(mode="after")
    def _check(self) -> Self:
        regulations = [one.regulation_id for one in self.questionnaires]
        if twice := sorted({one for one in regulations if regulations.count(one) > 1}):
            raise ValueError(f"{self.programme_id}: regulation given twice: {', '.join(twice)}")
        instruments = [one.instrument_id for one in self.questionnaires]
        if twice := sorted({one for one in instruments if instruments.count(one) > 1}):
            raise ValueError(f"{self.programme_id}: questionnaire given twice: {', '.join(twice)}")
        members = [one.office for one in self.memberships]
        if twice := sorted({one for one in members if members.count(one) > 1}):
            raise ValueError(f"{self.programme_id}: membership given twice: {', '.join(twice)}")
        for override in self.overrides:
            if override.instrument_id not in instruments:
                raise ValueError(
                    f"{self.programme_id}: the override to {override.instrument_id} needs it among the questionnaires"
                )
        if twice := sorted({one for one in self.companions if self.companions.count(one) > 1}):
            raise ValueError(f"{self.programme_id}: companion given twice: {', '.join(twice)}")
        if mixed := sorted(set(self.companions) & set(instruments)):
            raise ValueError(
                f"{self.programme_id}: {', '.join(mixed)} among questionnaires and companions; "
                "a companion is published beside the indices, not among them"
            )
        if self.regrade_under not in regulations:
            raise ValueError(f"{self.programme_id}: regrade_under must be the regulation of one of the questionnaires")
        return self
