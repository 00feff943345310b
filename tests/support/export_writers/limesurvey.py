"""LimeSurvey's "Export responses", CSV, as its CsvWriter.php and Writer.php write it.

Every cell is quoted, quotes are doubled, line breaks inside a cell become LF, rows end in CRLF and an empty line ends
the file. Only a cell that starts with "=" is masked. A survey without responses has one row of empty cells.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from export_writers.delimited import lines
from export_writers.model import WIB, Answers, Profile, Scored, Survey, local

Extra = Literal["token", "ipaddr", "refurl"]
_TITLES = {
    "id": "Response ID",
    "submitdate": "Date submitted",
    "lastpage": "Last page",
    "startlanguage": "Start language",
    "seed": "Seed",
    "token": "Access code",
    "startdate": "Date started",
    "datestamp": "Date last action",
    "ipaddr": "IP address",
    "refurl": "Referrer URL",
}
_DATE = "%Y-%m-%d %H:%M:%S"
_UNDATED = "1980-01-01 00:00:00"


@dataclass(frozen=True)
class LimeSurveyForm:
    """The choices of the export page and of the survey's settings.

    `heading`: question code, full text, or both ("G02Q06[SQ001]. Text"). `codes`: a subquestion as the page writes it,
    G02Q06[SQ001], as the R export does, G02Q06.SQ001., or as an expression code, G02Q06_SQ001. `answer_code` is what
    stands before the score in a short answer: "A", "AO0" or nothing; answers about the respondent have it too, or "A".
    `is_dated`: date-stamping is on. `clock` is the clock of the server.
    """

    heading: Literal["code", "full", "codetext"] = "code"
    codes: Literal["brackets", "dots", "underscore"] = "brackets"
    answers: Literal["short", "long"] = "short"
    answer_code: str = "A"
    separator: str = ";"
    has_bom: bool = True
    is_dated: bool = True
    masks_equations: bool = True
    extras: tuple[Extra, ...] = ()
    language: str = "id"
    clock: dt.tzinfo = WIB


def limesurvey_csv(survey: Survey, form: LimeSurveyForm | None = None) -> bytes:
    """Return results-survey*.csv."""
    form = form or LimeSurveyForm()
    header = [_heading(form, name, _TITLES[name]) for name in _system_columns(form)]
    for opening in survey.opening:
        header += [_heading(form, *column) for column in _columns(form, opening)]
    header += [_heading(form, _code(form, question), question.heading) for question in survey.questions]
    rows = [_row(survey, answers, form) for answers in survey.answers] or [[""] * len(header)]
    text = "".join(f"{line}\r\n" for line in lines([header, *rows], form.separator, quote_all=True))
    return (text + "\r\n").encode("utf-8-sig" if form.has_bom else "utf-8")


def _system_columns(form: LimeSurveyForm) -> list[str]:
    dated = ("startdate", "datestamp") if form.is_dated else ()
    extras = [name for name in ("ipaddr", "refurl") if name in form.extras]
    token = ("token",) if "token" in form.extras else ()
    return ["id", "submitdate", "lastpage", "startlanguage", "seed", *token, *dated, *extras]


def _heading(form: LimeSurveyForm, code: str, text: str) -> str:
    flat = " ".join(re.sub(r"<[^>]*>", "", text).split())
    return {"code": code, "full": flat, "codetext": f"{code}. {flat}"}[form.heading]


def _code(form: LimeSurveyForm, question: Scored) -> str:
    return _subcode(form, question.parent, question.subquestion) if question.subquestion else question.parent


def _subcode(form: LimeSurveyForm, parent: str, part: str) -> str:
    return {"brackets": f"{parent}[{part}]", "dots": f"{parent}.{part}.", "underscore": f"{parent}_{part}"}[form.codes]


def _columns(form: LimeSurveyForm, question: Profile) -> list[tuple[str, str]]:
    if not question.is_multiple:
        return [(question.parent, question.text)]
    return [
        (_subcode(form, question.parent, f"SQ{number:03}"), f"{question.text} [{option}]")
        for number, option in enumerate(question.options, 1)
    ]


def _row(survey: Survey, answers: Answers, form: LimeSurveyForm) -> list[str]:
    cells = [_system_cell(name, answers, form) for name in _system_columns(form)]
    for opening in survey.opening:
        words = survey.words(answers, opening)
        if opening.is_multiple:
            yes = "Y" if form.answers == "short" else "Yes"
            no = "" if form.answers == "short" else "No"
            cells += [yes if option in words else no for option in opening.options]
        else:
            cells.append(_profile_cell(opening, words[0] if words else "", form))
    for question in survey.questions:
        score = answers.scores.get(question.code)
        short = "" if score is None else f"{form.answer_code}{score}"
        cells.append(short if form.answers == "short" else question.word(score))
    return [_masked(re.sub(r"\r\n|\r", "\n", cell), form) for cell in cells]


def _profile_cell(question: Profile, word: str, form: LimeSurveyForm) -> str:
    is_listed = word in question.options
    if not is_listed or form.answers == "long":
        return word
    return f"{form.answer_code or 'A'}{question.options.index(word) + 1}"


def _masked(cell: str, form: LimeSurveyForm) -> str:
    return f"'{cell}" if form.masks_equations and cell.startswith("=") else cell


def _system_cell(name: str, answers: Answers, form: LimeSurveyForm) -> str:
    last = answers.submitted or answers.started
    submitted = local(last, form.clock, _DATE) if form.is_dated else _UNDATED
    return {
        "id": str(answers.respondent),
        "submitdate": submitted if answers.submitted else "",
        "lastpage": "2" if answers.submitted else "1",
        "startlanguage": form.language,
        "seed": str(answers.seed),
        "token": answers.identity[:15].replace("-", "0"),
        "startdate": local(answers.started, form.clock, _DATE),
        "datestamp": local(last, form.clock, _DATE),
        "ipaddr": f"192.0.2.{answers.seed % 254 + 1}",  # addresses kept for documents, RFC 5737
        "refurl": "",
    }[name]
