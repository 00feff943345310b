"""The line chart of the report: where every point lies, as shares of the drawing area; the template only draws.

Drawn is the first harmonised series by months, the only index that one questionnaire after another does not break.
"""

from typing import Any, Final

from transforms.documents.view import View

_STEP: Final = 5
_LEAST_SPAN: Final = 20  # a narrower axis would make a wobble look like a change


def trend_chart(view: View) -> dict[str, Any] | None:
    """Return points, ticks and breaks of the monthly series up to the document's period; None below two months.

    ``x`` and ``y`` run from 0 to 1, y upwards. A missing month leaves a gap in the line.
    """
    series = next(iter(view.programme.series), None)
    if series is None:
        return None
    months = sorted(code for code, row in view.periods.items() if row["period_grain"] == "month")
    months = [month for month in months if month <= view.period_row["last_month"]]
    under = view.programme.regrade_under
    rows = {
        row["period_code"]: row
        for row in view.of_scope("fact_trend", series_code=series, graded_under=under)
        if row["series_index"] is not None
    }
    shown = [month for month in months if month in rows]
    if len(shown) < 2:
        return None
    months = months[months.index(shown[0]) :]
    values = [float(rows[month]["series_index"]) for month in shown]
    bottom = int(min(values) // _STEP) * _STEP
    top = int(-(-max(values) // _STEP)) * _STEP
    while top - bottom < _LEAST_SPAN:
        bottom, top = (bottom - _STEP, top) if top >= 100 else (bottom, top + _STEP)
        bottom, top = (bottom - _STEP, top) if top - bottom < _LEAST_SPAN else (bottom, top)
    width = max(1, len(months) - 1)
    place = {month: number / width for number, month in enumerate(months)}

    def height(value: float) -> float:
        return (value - bottom) / (top - bottom)

    segments: list[list[dict[str, float]]] = [[]]
    for month in months:
        if month in rows:
            segments[-1].append({"x": place[month], "y": height(float(rows[month]["series_index"]))})
        elif segments[-1]:
            segments.append([])
    return {
        "series": view.series_label(series),
        "first": view.period_label(shown[0]),
        "last": view.period_label(shown[-1]),
        "lowest": view.number(min(values), 2),
        "highest": view.number(max(values), 2),
        "segments": [segment for segment in segments if segment],
        "ticks": [{"y": height(value), "label": view.number(value, 0)} for value in range(bottom, top + 1, _STEP)],
        "years": [{"x": place[month], "label": month[:4]} for month in months if month.endswith("-01")],
        "breaks": [place[month] for month in shown if rows[month]["is_break"]],
        "edges": [
            {"y": height(float(band["band_lower"])), "label": band["grade"]}
            for band in view.bands(under)
            if bottom < float(band["band_lower"]) <= top
        ],
    }
