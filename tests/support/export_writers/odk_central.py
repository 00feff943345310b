"""ODK Central's submissions.csv, with the columns and the order of the server's own tests.

Commas, quotes only where needed, LF, UTF-8 without a byte-order mark. Groups are joined to questions with a hyphen;
`SubmissionDate` is UTC and says so, `start` and `end` carry the phone's offset.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from export_writers.delimited import lines
from export_writers.model import WIB, Answers, Survey, slug, with_offset

_AFTER = ("meta-instanceID", "KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected",
          "Status", "ReviewState", "DeviceID", "Edits", "FormVersion")  # fmt: skip


@dataclass(frozen=True)
class CentralForm:
    """`splits_multiples` adds 1/0 columns "q/option"; `group` stands before the scored questions, None for no group."""

    group: str | None = "unsur"
    splits_multiples: bool = False
    review_state: Literal["", "approved", "hasIssues", "rejected"] = ""
    version: str = "1"
    clock: dt.tzinfo = WIB


def odk_central_csv(survey: Survey, form: CentralForm | None = None) -> bytes:
    """Return submissions.csv."""
    form = form or CentralForm()
    before = f"{form.group}-" if form.group else ""
    header = ["SubmissionDate", "start", "end"]
    for question in survey.opening:
        header.append(question.code)
        if question.is_multiple and form.splits_multiples:
            header += [f"{question.code}/{slug(option)}" for option in question.options]
    header += [f"{before}{question.code}" for question in survey.questions]
    rows = [[*header, *_AFTER]]
    rows += [_row(survey, answers, form) for answers in survey.answers if answers.submitted is not None]
    return "".join(f"{line}\n" for line in lines(rows, ",", quote_all=False)).encode()


def _row(survey: Survey, answers: Answers, form: CentralForm) -> list[str]:
    submitted = answers.submitted or answers.started
    cells = [with_offset(submitted, dt.UTC).replace("+00:00", "Z")]
    cells += [with_offset(instant, form.clock) for instant in (answers.started, submitted)]
    for question in survey.opening:
        words = survey.words(answers, question)
        cells.append(" ".join(slug(word) if question.options else word for word in words))
        if question.is_multiple and form.splits_multiples:
            cells += [str(int(option in words)) for option in question.options]
    scores = (answers.scores.get(question.code) for question in survey.questions)
    cells += ["" if score is None else str(score) for score in scores]
    key = f"uuid:{answers.identity}"
    return [
        *cells,
        key,
        key,
        "5",
        "Petugas",
        "0",
        "0",
        "",
        form.review_state,
        f"collect:{key[5:21]}",
        "0",
        form.version,
    ]
