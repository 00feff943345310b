"""The statistics of studies as one long tidy table."""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, Final

import pandas as pd

from schemas.fields import Kind
from schemas.published_audit import STATISTICS
from transforms.analysis.families import statistics
from transforms.analysis.reading import Material
from transforms.analysis.rows import Statistic
from transforms.exact import written

_DTYPES: Final = {Kind.TEXT: "str", Kind.INTEGER: "Int64", Kind.NUMBER: "float64", Kind.BOOLEAN: "boolean"}


def statistics_frame(analyses: Sequence[Material]) -> pd.DataFrame:
    """Return one row per statistic of every study, checked against its contract.

    Raises:
        pandera.errors.SchemaErrors: the table breaks its contract.
        ValueError: a value is not finite, or a row has neither value, words nor a reason.
    """
    rows = [row for material in analyses for row in statistics_rows(material)]
    frame = pd.DataFrame(rows, columns=list(STATISTICS.columns))
    frame = frame.astype({field.name: _DTYPES[field.kind] for field in STATISTICS.fields})
    return STATISTICS.pandera().validate(frame, lazy=True)


def statistics_rows(material: Material) -> Iterable[dict[str, Any]]:
    """Return the rows of one study, numbered from 1.

    Raises:
        ValueError: as ``statistics_frame``.
    """
    for number, one in enumerate(statistics(material), start=1):
        yield _row(material.analysis.study_id, number, one)


def _row(study: str, number: int, one: Statistic) -> dict[str, Any]:
    where = f"{study}, statistic {number} ({one.family.value}, {one.statistic})"
    value = None if one.value is None else float(one.value)
    if value is not None and not math.isfinite(value):
        raise ValueError(f"{where}: found {value}, expected a finite number")
    is_refused = value is None and one.words is None
    if is_refused and one.reason is None:
        raise ValueError(f"{where}: found neither value nor words, expected one of them or a reason")
    exact = None if one.value is None or isinstance(one.value, float) else written(Fraction(one.value))
    return {
        "study": study,
        "statistic_number": number,
        "family": one.family.value,
        "statistic": one.statistic,
        "statistic_scope": one.scope,
        "statistic_code": one.code,
        "measure": one.measure,
        "setting": one.setting,
        "value_unit": one.unit.value,
        "value_fraction": exact,
        "value": value,
        "words": one.words,
        "n": one.n,
        "missing_rule": None if one.missing_rule is None else one.missing_rule.value,
        "data_origin": one.data_origin,
        "is_refused": is_refused,
        "remark_id": None if one.reason is None else one.reason.indonesian,
        "remark_en": None if one.reason is None else one.reason.english,
        "method": one.method,
    }
