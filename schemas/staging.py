"""The pandera schema of staged rows, made from an instrument.

Grain: one row per physical row of a raw file. Every cell is text, trimmed, empty when nothing stood there; checks
say which rows may become respondents. The index is the position of the row, unique by construction, and callers take
accepted and refused rows from it themselves (pandera's own dropping of rows loses valid ones).
"""

import re
from typing import Final

import pandas as pd
import pandera.pandas as pa

from schemas.instrument import Instrument, Scale

ROW_NUMBER: Final = "row_number"
SCORE_IS_WHOLE: Final = "score_is_whole"
SCORE_IN_RANGE: Final = "score_is_on_scale"
ANSWER_IS_OFFERED: Final = "answer_is_offered"
OFFICE_IS_KNOWN: Final = "office_is_known"
RESPONDENT_IS_GIVEN: Final = "respondent_is_given"

_WHOLE: Final = re.compile(r"[-+]?\d{1,9}")
_MONTH: Final = r"\d{4}-(0[1-9]|1[0-2])"


def score_column(measure: str, question_code: str) -> str:
    """Return the name of the staged column of one answer."""
    return f"{measure}:{question_code}"


def staged_schema(instrument: Instrument, offices: frozenset[str]) -> pa.DataFrameSchema:
    """Return the schema of staged rows: codes of ``offices`` and of the instrument's options, scores of its scale."""
    columns: dict[str, pa.Column] = {ROW_NUMBER: pa.Column("int64", pa.Check.ge(1), unique=True)}
    for attribute in instrument.attributes:
        if attribute.role == "respondent":
            check = pa.Check(lambda s: s != "", name=RESPONDENT_IS_GIVEN)
        elif attribute.is_month:
            check = pa.Check(lambda s: s.str.fullmatch(_MONTH).astype(bool), name=ANSWER_IS_OFFERED)
        elif attribute.role == "office":
            check = _one_of(offices, OFFICE_IS_KNOWN)
        else:
            check = _one_of(frozenset(option.code for option in attribute.options), ANSWER_IS_OFFERED)
        columns[attribute.attribute_code] = pa.Column("str", check)
    for question in instrument.questions:
        scale = instrument.scale_of(question.element.element_code)
        columns[score_column(question.measure, question.code)] = pa.Column("str", _score_checks(scale))
    return pa.DataFrameSchema(columns, strict=True, ordered=True, name="stg_skm__rows")


def _one_of(codes: frozenset[str], name: str) -> pa.Check:
    # A named check of our own: pandera reports its built-in isin by its arguments, not by the name it is given.
    return pa.Check(lambda cells: cells.isin(codes), name=name)


def _score_checks(scale: Scale) -> list[pa.Check]:
    points = {str(point) for point in scale.points}

    def score_is_whole(cells: "pd.Series[str]") -> "pd.Series[bool]":
        return cells.map(lambda cell: cell == "" or _WHOLE.fullmatch(cell) is not None).astype(bool)

    def score_is_on_scale(cells: "pd.Series[str]") -> "pd.Series[bool]":
        # Text is the other check's finding; here it passes, so that one cell has one finding.
        return cells.map(lambda cell: cell == "" or _WHOLE.fullmatch(cell) is None or cell in points).astype(bool)

    return [pa.Check(score_is_whole, name=SCORE_IS_WHOLE), pa.Check(score_is_on_scale, name=SCORE_IN_RANGE)]
