"""SPSS and Stata files with labels and user-missing codes, by pyreadstat; their creation dates are made constant."""

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import pyreadstat

from export_writers.model import Profile, Survey

MissingRange = tuple[int, int]  # lowest and highest code, ends included
_CREATED = b"03 May 24" + b"14:22:10"  # 9 and 8 characters of the SAV header
_CREATED_AT = 92  # after record type, product name, layout, case size, compression, weight, cases and bias


@dataclass(frozen=True)
class StatisticalForm:
    """How answers were coded.

    `missing` are user-missing codes (single ones or one range, as SPSS allows) declared for every scored question;
    `blank_code` is the code written where a question was left out, None for a system-missing value. `missing_words`
    label the codes. `profile`: codes 1.. with value labels, or the words; several ticks are always words. `names` are variable names that differ from
    the questions' codes.
    """

    missing: tuple[int | MissingRange, ...] = ()
    blank_code: int | None = None
    missing_words: Mapping[int | float, str] = field(default_factory=dict)
    profile: Literal["codes", "words"] = "codes"
    names: Mapping[str, str] = field(default_factory=dict)


def sav(survey: Survey, form: StatisticalForm | None = None, *, is_zsav: bool = False) -> bytes:
    """Return an SPSS file, compressed by rows (.sav) or as a whole (.zsav)."""
    form = form or StatisticalForm()
    ranges: dict[str, list[Any]] = {
        form.names.get(question.code, question.code): [
            {"lo": code[0], "hi": code[1]} if isinstance(code, tuple) else code for code in form.missing
        ]
        for question in survey.questions
        if form.missing
    }
    frame, labels, words = _parts(survey, form)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.sav"
        pyreadstat.write_sav(
            frame,
            str(path),
            file_label="Survei Kepuasan Masyarakat",
            column_labels=labels,
            variable_value_labels=words,
            missing_ranges=ranges,
            variable_measure={form.names.get(item.code, item.code): "ordinal" for item in survey.questions},
            compress=is_zsav,
            row_compress=not is_zsav,
        )
        data = path.read_bytes()
    return data[:_CREATED_AT] + _CREATED + data[_CREATED_AT + len(_CREATED) :]


def dta(survey: Survey, form: StatisticalForm | None = None) -> bytes:
    """Return a Stata file in the format of Stata 14 and later (118).

    Stata knows no user-missing codes, so none are declared, and cuts variable labels after 80 characters.
    """
    frame, labels, words = _parts(survey, form or StatisticalForm())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.dta"
        pyreadstat.write_dta(
            frame,
            str(path),
            file_label="Survei",
            column_labels=[label and label[:80] for label in labels],
            variable_value_labels=words,
            version=14,
        )
        data = path.read_bytes()
    return re.sub(rb"(<timestamp>\x11).{17}(</timestamp>)", rb"\g<1>03 May 2024 14:22\g<2>", data, count=1, flags=re.S)


def _parts(
    survey: Survey, form: StatisticalForm
) -> tuple[pd.DataFrame, list[str | None], dict[str, dict[int | float, str]]]:
    """The table, its variable labels in order, and the value labels."""
    columns: dict[str, list[object]] = {
        "responden": [float(answers.respondent) for answers in survey.answers],
        "kantor": [answers.office for answers in survey.answers],
        "tanggal": [(answers.submitted or answers.started).date() for answers in survey.answers],
    }
    labels: list[str | None] = ["Nomor responden", "Kantor", "Tanggal survei"]
    words: dict[str, dict[int | float, str]] = {}
    for question in survey.profile:
        name = form.names.get(question.code, question.code)
        given = [answers.words(question) for answers in survey.answers]
        if question.options and not question.is_multiple and form.profile == "codes":
            columns[name] = [_code(question, words_given) for words_given in given]
            words[name] = dict(enumerate(question.options, 1))
        else:
            columns[name] = ["; ".join(words_given) for words_given in given]
        labels.append(question.text)
    for scored in survey.questions:
        name = form.names.get(scored.code, scored.code)
        blank = float("nan") if form.blank_code is None else float(form.blank_code)
        scores = [answers.scores.get(scored.code) for answers in survey.answers]
        columns[name] = [blank if score is None else float(score) for score in scores]
        words[name] = {**dict(zip(scored.scores, scored.words, strict=True)), **form.missing_words}
        labels.append(scored.heading)
    return pd.DataFrame(columns), labels, words


def _code(question: Profile, words: tuple[str, ...]) -> float:
    return float(question.options.index(words[0]) + 1) if words else float("nan")
