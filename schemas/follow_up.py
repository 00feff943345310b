"""The follow-up table (rencana tindak lanjut, RTL): what an office promised to mend, by when, and what came of it.

A small file that people keep, one for each office and year of report; what is not done is carried into the next year's
file and keeps its code. Evaluators of public service score it (form F-02 of Permenpan RB 29/2022, items 8.a and 9.a).
"""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from schemas.instrument import Code, DataFile, Label

Quarter = Annotated[str, StringConstraints(pattern=r"^\d{4}-Q[1-4]$")]


class FollowUpAction(DataFile):
    """One promised action.

    ``element_code`` is an element of ``instrument_id``; ``planned_quarter`` the quarter by which it is to be done.
    ``done`` and ``evidence`` come together: what is done can be shown.
    """

    action_code: Code
    instrument_id: Code
    element_code: Code
    programme: Label
    programme_en: Label | None = None
    planned_quarter: Quarter
    owner: Label
    agreed: date
    done: date | None = None
    evidence: Label | None = None
    carried_from: int | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.done is None) != (self.evidence is None):
            raise ValueError(f"{self.action_code}: done and evidence come together; found one of them")
        if self.done is not None and self.done < self.agreed:
            raise ValueError(f"{self.action_code}: done on {self.done}, before it was agreed on {self.agreed}")
        return self


class PublicationMedium(DataFile):
    """One medium in which the results of the survey were published: item 7.a of form F-02 counts their kinds."""

    kind: Literal["print", "electronic", "social_media", "website", "application", "billboard"]
    where: Label
    published: date


class FollowUp(DataFile):
    """The follow-up table of one office (or ``national``) that its report of ``report_year`` carries."""

    follow_up_id: Code
    office: Code
    report_year: int = Field(ge=2004, le=2100)
    forum_date: date | None = None
    actions: tuple[FollowUpAction, ...] = ()
    media: tuple[PublicationMedium, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        codes = [action.action_code for action in self.actions]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(f"{self.follow_up_id}: action given twice: {', '.join(twice)}")
        return self
