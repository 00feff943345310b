"""Harmonised series: one index over questionnaires of several regulations, of the elements that mean the same.

All respondents of a scope and period are pooled over questionnaires, element by element of the series. The value is
exact; its error is linearised like that of an index (``transforms.programme.variances``), with one stratum for each
office and month whichever questionnaires it used. Method: docs/methods/trend.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from schemas.catalog import Catalog
from schemas.instrument import BandTable
from schemas.programme import Programme
from schemas.published_programme import FACT_TREND
from schemas.series import Series
from transforms.exact import written
from transforms.grading import grade_of
from transforms.programme.cells import Cells, Questions, Whole
from transforms.programme.contract_frames import contract_frame, empty_frame
from transforms.programme.scopes import LEVELS, grain_of, groups
from transforms.programme.uncertainty import intervals, quantiles
from transforms.programme.variances import Moments, Places, by_element, spread_of, strata_from

_CELL: Final = ["office_code", "month_code"]
_SCOPE: Final = ["scope_level", "scope_code", "period_code"]


@dataclass(frozen=True)
class Harmonised:
    """Moments of a series: one row per office and month, all questionnaires of the series together.

    Attributes:
        moments: by element of the series.
        instruments: questionnaires of the series that were used, in its order.
        used: (rows, instruments) whether the office used the questionnaire in the month.
        factor: 100 over the highest score.
    """

    moments: Moments
    instruments: tuple[str, ...]
    used: NDArray[np.bool_]
    factor: Fraction


def harmonised(cells: Mapping[str, Cells], series: Series) -> Harmonised | None:
    """Return the moments of a series; None where no questionnaire of it has a cell.

    Args:
        cells: cells of each questionnaire; those of questionnaires outside the series do not count.
        series: which elements mean the same.
    """
    instruments = tuple(code for code in series.instruments if code in cells and len(cells[code]))
    if not instruments:
        return None
    parts = [_mapped(cells[code], code, series) for code in instruments]
    keys = pd.concat([part.keys for part in parts], ignore_index=True)
    source = np.repeat(np.arange(len(parts)), [len(part.keys) for part in parts])
    order = np.lexsort((source, keys["month_code"].astype("str"), keys["office_code"].astype("str")))
    keys = keys.iloc[order].reset_index(drop=True)
    starts = np.flatnonzero(~keys.duplicated(_CELL).to_numpy())
    merged = keys.iloc[starts].reset_index(drop=True)

    def summed(values: Whole) -> Whole:
        return np.add.reduceat(values[order], starts, axis=0)

    merged["respondents_n"] = np.add.reduceat(keys["respondents_n"].to_numpy(dtype=np.int64), starts)
    answers, totals, counts, sums, products = (
        summed(np.concatenate([getattr(part, name) for part in parts]))
        for name in ("answers", "totals", "counts", "sums", "products")
    )
    used = summed((source[:, None] == np.arange(len(parts))[None, :]).astype(np.int64)) > 0
    factor = cells[instruments[0]].questions.factor
    return Harmonised(Moments(merged, answers, totals, counts, sums, products), instruments, used, factor)


def _mapped(cells: Cells, instrument_id: str, series: Series) -> Moments:
    """Return the moments of a questionnaire's cells by element of the series; other elements do not count."""
    questions = cells.questions
    member = np.zeros((len(questions.codes), len(series.elements)), dtype=np.int64)
    for place, element in enumerate(series.elements):
        code = next(one.element_code for one in element.members if one.instrument_id == instrument_id)
        member[:, place] = questions.membership[:, questions.element_codes.index(code)]
    counts, sums, products = (by_element(block, member) for block in (cells.counts, cells.sums, cells.products))
    return Moments(cells.keys, cells.answers() @ member, cells.totals() @ member, counts, sums, products)


def trend(
    cells: Mapping[str, Cells],
    programme: Programme,
    catalog: Catalog,
    applications: Mapping[tuple[str, str], int],
) -> pd.DataFrame:
    """Return ``fact_trend``: every series of the programme, graded under each of its regulations.

    Args:
        cells: cells of each questionnaire.
        programme: its series, regulations and confidence level.
        catalog: series, regulations and instruments.
        applications: office code and month to the applications of the office in that month.
    """
    tables = {one.regulation_id: catalog.regulations[one.regulation_id].band_table for one in programme.questionnaires}
    frames: list[pd.DataFrame] = []
    for code in programme.series:
        series = catalog.series[code]
        found = harmonised(cells, series)
        if found is not None:
            scale = catalog.instruments[found.instruments[0]].scale
            lowest = 100 * scale.minimum / scale.maximum
            frames.append(_rows(series, found, lowest, float(programme.confidence_level), tables, applications))
    return pd.concat(frames, ignore_index=True) if frames else empty_frame(FACT_TREND)


def _rows(
    series: Series,
    found: Harmonised,
    lowest: float,
    level: float,
    tables: Mapping[str, BandTable],
    applications: Mapping[tuple[str, str], int],
) -> pd.DataFrame:
    strata = strata_from(found.moments, float(found.factor), applications)
    placed = _places(series, found)
    spread = spread_of(strata, [where for _, where in placed])
    values = [_index(found, where) for _, where in placed]
    doubles = np.array([np.nan if one is None else one.numerator / one.denominator for one in values])
    scopes = pd.DataFrame([key for key, _ in placed], columns=_SCOPE, dtype="str")
    lower, upper = intervals(doubles, spread.error, quantiles(spread, level), lowest, 100.0)
    used = np.array([found.used[where].any(axis=0) for _, where in placed])
    offices = found.moments.keys["office_code"].astype("category").cat.codes.to_numpy()
    times = len(tables)
    many = np.repeat(np.arange(len(placed)), times)
    texts = [None if one is None else written(one) for one in values]
    names = [";".join(np.array(found.instruments)[row]) for row in used]
    return contract_frame(
        FACT_TREND,
        {
            "series_code": [series.series_code] * len(many),
            **{name: scopes[name].iloc[many] for name in _SCOPE},
            "graded_under": list(tables) * len(placed),
            "elements_n": [len(series.elements)] * len(many),
            "offices_n": np.array([len(np.unique(offices[where])) for _, where in placed])[many],
            "respondents_n": spread.respondents_n[many],
            "instrument_ids": [names[row] for row in many],
            "is_break": _breaks([key for key, _ in placed], names)[many],
            "series_index": doubles[many],
            "series_index_fraction": [texts[row] for row in many],
            "standard_error": spread.error[many],
            "interval_lower": lower[many],
            "interval_upper": upper[many],
            "regrade": [
                None if value is None else grade_of(value, table).grade for value in values for table in tables.values()
            ],
        },
    )


def _places(series: Series, found: Harmonised) -> list[tuple[tuple[str, str, str], Places]]:
    """Return level, scope and period of every row with the places of its moments."""
    nothing = np.zeros((0, 0, 0), dtype=np.int64)
    elements = tuple(element.harmonised_code for element in series.elements)
    questions = Questions(series.series_code, elements, elements, tuple(range(len(elements))), found.factor)
    grouping = Cells(questions, found.moments.keys, nothing, nothing, nothing)  # groups look at the keys alone
    return [
        ((level, scope, period), where)
        for level in LEVELS
        for (scope, period), where in groups(grouping, level).items()
    ]


def _index(found: Harmonised, where: Places) -> Fraction | None:
    answers = found.moments.answers[where].sum(axis=0).tolist()
    totals = found.moments.totals[where].sum(axis=0).tolist()
    if not all(answers):
        return None
    if len(set(answers)) == 1:
        return found.factor * Fraction(sum(totals), answers[0] * len(answers))
    means = (Fraction(total, n) for total, n in zip(totals, answers, strict=True))
    return found.factor * sum(means, Fraction(0)) / len(answers)


def _breaks(keys: list[tuple[str, str, str]], names: list[str]) -> NDArray[np.bool_]:
    """Return whether the questionnaires differ from those of the last period of the same length that has respondents."""
    before: dict[tuple[str, str, str], str] = {}
    found: list[bool] = []
    for (level, scope, period), name in zip(keys, names, strict=True):
        line = (level, scope, grain_of(period))  # periods of a scope come in the order of time
        found.append(before.get(line, name) != name)
        before[line] = name
    return np.array(found, dtype=np.bool_)
