"""KoboToolbox exports, as formpack's export.py lays them out and kpi writes them.

CSV: semicolons, every cell quoted, UTF-8 without a byte-order mark, CRLF. XLSX: formpack's workbook in constant memory,
texts in the sheet itself, answers as text, `_id` and `_index` as numbers. `_submission_time` is UTC without saying so;
`start` and `end` carry the phone's offset.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from export_writers.delimited import lines
from export_writers.grid import Cell, Place, Sheet, xlsx
from export_writers.model import WIB, Answers, Edit, Profile, Scored, Survey, local, slug, with_offset

_COPIED = ("_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by",
           "__version__", "_tags", "_index")  # fmt: skip


@dataclass(frozen=True)
class KoboForm:
    """The choices of the export page and the state of the form.

    `words`: "xml" are names and codes, "labels" the form's own language. `group` stands before the scored questions
    with `separator`; None leaves groups out. `select_multiple`: one column, 1/0 columns, or both. `edits` are
    questions that had another name in the first of two form versions: both columns are in the file. `tags` adds the
    row of HXL tags under the header. `not_approved` are respondents whose submission a reviewer refused.
    """

    words: Literal["xml", "labels"] = "xml"
    group: str | None = "unsur"
    separator: str = "/"
    select_multiple: Literal["both", "summary", "details"] = "both"
    versions: tuple[str, ...] = ("vKob1",)
    edits: tuple[Edit, ...] = ()
    tags: bool = False
    not_approved: tuple[int, ...] = ()
    clock: dt.tzinfo = WIB


@dataclass(frozen=True)
class _Column:
    header: str
    tag: str = ""
    system: str = ""
    profile: Profile | None = None
    option: str = ""
    scored: Scored | None = None
    edit: Edit | None = None
    is_old: bool = False


def kobo_csv(survey: Survey, form: KoboForm | None = None) -> bytes:
    """Return the CSV export."""
    text = "".join(f"{line}\r\n" for line in lines(_rows(survey, form or KoboForm()), ";", quote_all=True))
    return text.encode()


def kobo_xlsx(survey: Survey, form: KoboForm | None = None, title: str = "Survei Kepuasan") -> bytes:
    """Return the workbook export, with the one sheet that a form without repeats has."""
    header, *rows = _rows(survey, form or KoboForm())
    numbers = {header.index("_id"), header.index("_index")}
    cells: dict[Place, Cell] = {(0, column): name for column, name in enumerate(header)}
    for row, texts in enumerate(rows, 1):
        for column, text in enumerate(texts):
            if text:
                cells[row, column] = int(text) if column in numbers else text
    return xlsx([Sheet(title[:31], cells)], inline=True)


def _rows(survey: Survey, form: KoboForm) -> list[list[str]]:
    columns = _columns(survey, form)
    rows = [[column.header for column in columns]]
    if form.tags:
        rows.append([column.tag for column in columns])
    sent = [answers for answers in survey.answers if answers.submitted is not None]
    for index, answers in enumerate(sent, 1):
        rows.append([_cell(survey, answers, column, form, index) for column in columns])
    return rows


def _columns(survey: Survey, form: KoboForm) -> list[_Column]:
    columns = [_Column(name, system=name) for name in ("start", "end")]
    for profile in survey.opening:
        columns += _profile_columns(profile, form)
    before = f"{form.group}{form.separator}" if form.group and form.words == "xml" else ""
    for number, scored in enumerate(survey.questions, 1):
        edit = next((edit for edit in form.edits if edit.code == scored.code), None)
        tag = f"#indicator+u{number}"
        name = scored.heading if form.words == "labels" else before + scored.code
        columns.append(_Column(name, tag, scored=scored, edit=edit))
        if edit is not None:
            columns.append(_Column(before + edit.before, tag, scored=scored, edit=edit, is_old=True))
    return columns + [_Column(name, system=name) for name in _COPIED]


def _profile_columns(profile: Profile, form: KoboForm) -> list[_Column]:
    name = profile.text if form.words == "labels" else profile.code
    one = _Column(name, f"#meta+{slug(profile.code)}", profile=profile)
    if not profile.is_multiple:
        return [one]
    each = [
        _Column(f"{name}/{option if form.words == 'labels' else slug(option)}", profile=profile, option=option)
        for option in profile.options
    ]
    return {"both": [one, *each], "summary": [one], "details": each}[form.select_multiple]


def _cell(survey: Survey, answers: Answers, column: _Column, form: KoboForm, index: int) -> str:
    if column.profile is not None:
        words = survey.words(answers, column.profile)
        if column.option:
            return "" if not words else str(int(column.option in words))
        is_named = form.words == "xml" and column.profile.options
        return " ".join(slug(word) if is_named else word for word in words)
    if column.scored is not None:
        if column.edit is not None and column.edit.applies(answers) != column.is_old:
            return ""
        score = answers.scores.get(column.scored.code)
        return column.scored.word(score) if form.words == "labels" or score is None else str(score)
    return _system_cell(answers, column.system, form, index)


def _system_cell(answers: Answers, name: str, form: KoboForm, index: int) -> str:
    submitted = answers.submitted or answers.started
    is_old = any(edit.applies(answers) for edit in form.edits)
    return {
        "start": with_offset(answers.started, form.clock),
        "end": with_offset(submitted, form.clock),
        "_id": str(answers.respondent),
        "_uuid": answers.identity,
        "_submission_time": local(submitted, dt.UTC, "%Y-%m-%dT%H:%M:%S"),
        "_validation_status": "Not approved" if answers.respondent in form.not_approved else "",
        "_status": "submitted_via_web",
        "__version__": form.versions[0] if is_old else form.versions[-1],
        "_index": str(index),
    }.get(name, "")
