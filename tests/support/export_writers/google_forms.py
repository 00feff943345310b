"""Google Forms: the CSV that the Form gives, and the CSV of the Sheet it writes into.

UTF-8 with commas and without a byte-order mark. The Form quotes every cell, ends lines with LF, writes the instant
with its zone and joins several ticks with ";". The Sheet writes what it shows: local dates in its locale's order,
quotes only where needed, CRLF between rows and none after the last, several ticks joined with ", ".
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from export_writers.delimited import lines
from export_writers.model import WIB, Answers, Edit, Scored, Survey, local


@dataclass(frozen=True)
class GoogleForm:
    """Where the CSV was taken from and how the form asks.

    `made_by`: the Form, or a Sheet that writes day or month first. `timestamp` is the first header, "Timestamp" or
    "Cap waktu" by the account's language. `answers`: labels, or integers of a linear scale. `is_numbered` puts "1. "
    before each question; a line break comes with the question's own text. `edits` are questions that were replaced:
    the column of the old words stays in its place and the new one comes last. `has_email` and `has_score` are settings
    of the form.
    """

    made_by: Literal["form", "sheet_day_first", "sheet_month_first"] = "form"
    timestamp: str = "Timestamp"
    answers: Literal["label", "number"] = "label"
    is_numbered: bool = False
    edits: tuple[Edit, ...] = ()
    has_email: bool = False
    has_score: bool = False
    clock: dt.tzinfo = WIB


@dataclass(frozen=True)
class _Column:
    header: str
    question: Scored | None = None  # None: an empty column
    edit: Edit | None = None
    is_old: bool = False

    def cell(self, answers: Answers, form: GoogleForm) -> str:
        if self.question is None or (self.edit is not None and self.edit.applies(answers) != self.is_old):
            return ""
        score = answers.scores.get(self.question.code)
        return self.question.word(score) if form.answers == "label" or score is None else str(score)


def google_forms_csv(survey: Survey, form: GoogleForm | None = None) -> bytes:
    """Return the CSV; only who submitted is in it, because a form keeps nothing else."""
    form = form or GoogleForm()
    columns = _columns(survey, form)
    opening = [_numbered(question.text, number, form) for number, question in enumerate(survey.opening, 1)]
    fixed = [form.timestamp, *(["Email Address"] if form.has_email else []), *(["Score"] if form.has_score else [])]
    rows = [[*fixed, *opening, *(column.header for column in columns)]]
    for answers in survey.answers:
        if answers.submitted is None:
            continue
        cells = [_instant(answers.submitted, form)]
        cells += [f"responden{answers.respondent}@example.com"] if form.has_email else []
        cells += ["0.00 / 0" if form.made_by == "form" else "0"] if form.has_score else []
        joint = ";" if form.made_by == "form" else ", "
        cells += [joint.join(survey.words(answers, question)) for question in survey.opening]
        rows.append([*cells, *(column.cell(answers, form) for column in columns)])
    if form.made_by == "form":
        return "".join(f"{line}\n" for line in lines(rows, ",", quote_all=True)).encode()
    return "\r\n".join(lines(rows, ",", quote_all=False)).encode()


def _numbered(text: str, number: int, form: GoogleForm) -> str:
    return f"{number}. {text}" if form.is_numbered else text


def _columns(survey: Survey, form: GoogleForm) -> list[_Column]:
    edits = {edit.code: edit for edit in form.edits}
    first = len(survey.opening) + 1
    kept, new = [], []
    for number, question in enumerate(survey.questions, first):
        header, edit = _numbered(question.heading, number, form), edits.get(question.code)
        if edit is None:
            kept.append(_Column(header, question))
        else:
            kept.append(_Column(_numbered(edit.before, number, form), question, edit, is_old=True))
            new.append(_Column(header, question, edit))
    return kept + new


def _instant(instant: dt.datetime, form: GoogleForm) -> str:
    there = instant.astimezone(form.clock)
    if form.made_by == "sheet_day_first":
        return local(instant, form.clock, "%d/%m/%Y %H:%M:%S")
    if form.made_by == "sheet_month_first":
        return f"{there.month}/{there.day}/{there.year} {there.hour}:{there:%M:%S}"
    return f"{there:%Y/%m/%d} {there.hour % 12 or 12}:{there:%M:%S} {'AM' if there.hour < 12 else 'PM'} {_zone(there)}"


def _zone(there: dt.datetime) -> str:
    minutes = int((there.utcoffset() or dt.timedelta()).total_seconds()) // 60
    if minutes == 0:
        return "GMT"
    hours, rest = divmod(abs(minutes), 60)
    return f"GMT{'+' if minutes > 0 else '-'}{hours}" + (f":{rest:02}" if rest else "")
