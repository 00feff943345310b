"""Pictures of a programme's release: national index by month, coverage by month, heat map of offices by months.

A line belongs to one questionnaire and is never joined to another or across a month without answers; only the
harmonised series crosses a regulation, drawn as its interval. Shapes, hatching and words carry the meaning, colour
only helps; the origin of the data stands in every picture.
"""

import html
import re
from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd
from markupsafe import escape
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from schemas.programme import Programme
from transforms.publication.charts import ACCENT, FAINT, INK, MUTED, add_footer, add_heading, footer_text, style, svg
from transforms.publication.display import LANGUAGES, Language, Row, Words, count, decimals, records, wrapped
from transforms.publication.programme_heat_map import heat_map_pictures

LINES: Final = (("o", ACCENT, "-"), ("s", "#a61e22", "-"), ("^", INK, "-"), ("D", MUTED, "-"))  # marker, colour, dash
BANDS: Final = ((None, "#cfd8e0", "--"), ("//", "none", ":"))  # hatch, fill and line of a harmonised series
COVERAGE_STATES: Final = {
    "on_time": Words("tepat waktu", "on time"),
    "late": Words("terlambat", "late"),
    "missing": Words("tidak ada setelah batas waktu", "missing after the due day"),
    "not_due": Words("belum jatuh tempo", "not due yet"),
}
_LOOKS: Final = {  # fill, hatch, edge
    "on_time": (ACCENT, None, ACCENT),
    "late": ("#a9bfd3", "////", INK),
    "missing": ("white", "xxxx", INK),
    "not_due": ("white", None, MUTED),
}


def programme_pictures(frames: Mapping[str, pd.DataFrame], programme: Programme) -> dict[str, bytes]:
    """Return the pictures of a release as SVG files by name without ending; the name ends in ``_id`` or ``_en``.

    ``national_series``, ``coverage`` and ``heat_map_01`` onwards, each in both languages. Each says what it shows in
    its ``desc``. The same tables give the same bytes.
    """
    found: dict[str, bytes] = {}
    for language in LANGUAGES:
        for name, (figure, text) in {
            "national_series": national_series(frames, programme, language),
            "coverage": coverage_by_month(frames, programme, language),
        }.items():
            drawn = svg(figure)
            end = drawn.index(">", drawn.index("<svg")) + 1
            found[f"{name}_{language}"] = f"{drawn[:end]}\n<desc>{escape(text)}</desc>{drawn[end:]}".encode()
        maps = heat_map_pictures(frames, programme, language)
        found |= {name: drawn.encode() for name, drawn in maps.items()}
    return found


def description(picture: bytes) -> str:
    """Return what a picture of ``programme_pictures`` says that it shows."""
    match = re.search(r"<desc>(.*?)</desc>", picture.decode(), flags=re.DOTALL)
    return html.unescape(match.group(1)) if match else ""


# --- national index by month ----------------------------------------------------------------------------------------
def national_series(frames: Mapping[str, pd.DataFrame], programme: Programme, language: Language) -> tuple[Figure, str]:
    """Return the national index by month, all respondents pooled, and what the picture shows in words."""
    months = _months(frames)
    place = {month: number for number, month in enumerate(months)}
    rows = _national(frames["fact_indices"], "pooled_respondents")
    instruments = sorted(
        records(frames["dim_instrument"]), key=lambda row: (row["effective_from"], row["instrument_id"])
    )
    trend = frames["fact_trend"]
    trend_rows = records(
        trend[
            (trend["scope_level"] == "national")
            & trend["period_code"].isin(months)
            & (trend["graded_under"] == programme.regrade_under)
        ]
    )
    with style():
        figure = Figure(figsize=(9.2, 5.5))
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0.065, 0.345, 0.915, 0.53))
        series = _draw_series(axes, trend_rows, place, language)
        drawn = []
        for number, instrument in enumerate(instruments):
            mine = [row for row in rows if row["instrument_id"] == instrument["instrument_id"]]
            if mine:
                _draw_line(axes, mine, place, LINES[number % len(LINES)], _title(instrument, language))
                drawn.append((instrument, mine))
        _draw_breaks(axes, instruments, place, language)
        _month_axis(axes, months)
        axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: decimals(round(value, 6), 1, language)))
        axes.grid(axis="y", color=FAINT, linewidth=0.6)
        axes.set_axisbelow(True)
        if drawn or series:
            axes.margins(y=0.12)
            figure.legend(loc="upper left", bbox_to_anchor=(0.055, 0.275), ncols=2, frameon=False, fontsize=8)
        subtitle = Words(
            "IKM eksak, semua responden digabung; pita: seri padanan dengan selang kepercayaannya",
            "Exact index, all respondents pooled; band: harmonised series with its confidence interval",
        ).of(language)
        title = Words("Indeks nasional per bulan", "National index by month").of(language)
        add_heading(figure, title, subtitle)
        add_footer(figure, footer_text([Words(programme.data_origin_id, programme.data_origin_en).of(language)], 9.2))
    return figure, _series_text(drawn, language)


def _national(indices: pd.DataFrame, weighting: str) -> list[Row]:
    return records(
        indices[
            (indices["scope_level"] == "national")
            & (indices["period_grain"] == "month")
            & (indices["weighting"] == weighting)
        ]
    )


def _months(frames: Mapping[str, pd.DataFrame]) -> list[str]:
    periods = frames["dim_period"]
    return sorted(periods.loc[periods["period_grain"] == "month", "period_code"])


def _title(instrument: Row, language: Language) -> str:
    return wrapped(str(instrument[f"instrument_title_{language}"]), 52)


def _draw_line(
    axes: Axes, rows: Sequence[Row], place: Mapping[str, int], look: tuple[str, str, str], label: str
) -> None:
    """Draw the months of one questionnaire; a month without it breaks the line; hollow where it was not in force."""
    marker, colour, dash = look
    values = {place[row["period_code"]]: row["ikm_exact"] for row in rows if row["period_code"] in place}
    if not values:
        return
    # A month in which it was not in force has answers of a few offices; joined on, it would look like a leap.
    joined = {place[row["period_code"]] for row in rows if row["is_in_force"] and row["period_code"] in place}
    joined = joined or set(values)
    span = range(min(values), max(values) + 1)
    line = [values[at] if at in joined else float("nan") for at in span]
    axes.plot(span, line, dash, color=colour, linewidth=1.3, zorder=3)
    for in_force, fill in ((True, colour), (False, "white")):
        mine = [row for row in rows if bool(row["is_in_force"]) is in_force and row["period_code"] in place]
        axes.plot(
            [place[row["period_code"]] for row in mine],
            [row["ikm_exact"] for row in mine],
            marker,
            color=colour,
            markersize=4.5,
            markerfacecolor=fill,
            linestyle="none",
            zorder=4,
        )
    axes.plot([], [], dash, marker=marker, color=colour, linewidth=1.3, markersize=4.5, label=label)


def _draw_series(axes: Axes, rows: Sequence[Row], place: Mapping[str, int], language: Language) -> list[str]:
    codes = sorted({row["series_code"] for row in rows})
    for number, code in enumerate(codes):
        hatch, fill, dash = BANDS[number % len(BANDS)]
        known = {place[row["period_code"]]: row for row in rows if row["series_code"] == code}
        span = range(min(known), max(known) + 1)
        parts = {
            name: [_value(known.get(at), name) for at in span]
            for name in ("series_index", "interval_lower", "interval_upper")
        }
        words = Words(f"Seri padanan {code} (lintas kuesioner)", f"Harmonised series {code} (across questionnaires)")
        axes.fill_between(
            span,
            parts["interval_lower"],
            parts["interval_upper"],
            facecolor=fill,
            edgecolor=MUTED,
            linewidth=0.5,
            hatch=hatch,
            zorder=1,
            label=words.of(language),
        )
        axes.plot(span, parts["series_index"], dash, color=MUTED, linewidth=1, zorder=2)
    return codes


def _value(row: Row | None, name: str) -> float:
    return float("nan") if row is None or row[name] is None else float(row[name])


def _draw_breaks(axes: Axes, instruments: Sequence[Row], place: Mapping[str, int], language: Language) -> None:
    for instrument in instruments:
        month = instrument["effective_from"]
        if place.get(month, 0) == 0:
            continue
        axes.axvline(place[month] - 0.5, color=INK, linewidth=1.6, zorder=2)
        titles = (wrapped(str(instrument[f"instrument_title_{language}"]), 26) for language in LANGUAGES)
        text = Words(*(f"{lead} {month}:\n{title}" for lead, title in zip(("sejak", "from"), titles, strict=True)))
        right = place[month] > 0.75 * len(place)
        axes.annotate(
            text.of(language),
            (place[month] - 0.5, 1.0),
            xytext=(-4 if right else 4, -2),
            xycoords=axes.get_xaxis_transform(),
            textcoords="offset points",
            va="top",
            ha="right" if right else "left",
            fontsize=8,
            color=INK,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0, "alpha": 0.85},
            zorder=5,
        )


def _month_axis(axes: Axes, months: Sequence[str]) -> None:
    every = max(1, -(-len(months) // 13))
    at = list(range(0, len(months), every))
    axes.set_xticks(at, [months[number] for number in at], fontsize=8)
    axes.set_xlim(-0.7, max(1, len(months)) - 0.3)


def _series_text(drawn: Sequence[tuple[Row, Sequence[Row]]], language: Language) -> str:
    sentences = []
    for instrument, rows in drawn:
        ordered = sorted(rows, key=lambda row: row["period_code"])
        first, last = ordered[0], ordered[-1]
        low, high = (decimals(pick(row["ikm_exact"] for row in rows), 2, language) for pick in (min, max))
        sentences.append(
            Words(
                f"{instrument['instrument_title_id']}: {count(len(rows), 'id')} bulan, {first['period_code']} sampai "
                f"{last['period_code']}, indeks nasional {low} sampai {high}.",
                f"{instrument['instrument_title_en']}: {count(len(rows), 'en')} months, {first['period_code']} to "
                f"{last['period_code']}, national index {low} to {high}.",
            ).of(language)
        )
    return " ".join(sentences) or Words("Belum ada indeks nasional.", "There is no national index yet.").of(language)


# --- coverage -------------------------------------------------------------------------------------------------------
def coverage_by_month(
    frames: Mapping[str, pd.DataFrame], programme: Programme, language: Language
) -> tuple[Figure, str]:
    """Return how many offices came in time, late or not at all by month, and what the picture shows in words."""
    months = _months(frames)
    counts = coverage_counts(frames["fact_coverage"])
    with style():
        figure = Figure(figsize=(9.2, 3.6))
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0.065, 0.29, 0.915, 0.52))
        base = [0] * len(months)
        for state, words in COVERAGE_STATES.items():
            heights = [counts.get((month, state), 0) for month in months]
            if any(heights):
                fill, hatch, edge = _LOOKS[state]
                axes.bar(
                    range(len(months)), heights, 0.8, bottom=base, facecolor=fill, edgecolor=edge, linewidth=0.7,
                    hatch=hatch, label=words.of(language),
                )  # fmt: skip
                base = [low + more for low, more in zip(base, heights, strict=True)]
        _month_axis(axes, months)
        axes.set_ylim(0, max([*base, 1]) * 1.05)
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
        if any(base):
            figure.legend(loc="upper left", bbox_to_anchor=(0.055, 0.2), ncols=4, frameon=False, fontsize=8)
        title = Words("Kelengkapan berkas per bulan", "Coverage by month").of(language)
        add_heading(figure, title, Words("Jumlah kantor", "Number of offices").of(language))
        add_footer(figure, footer_text([Words(programme.data_origin_id, programme.data_origin_en).of(language)], 9.2))
    totals = {state: sum(n for (_, found), n in counts.items() if found == state) for state in COVERAGE_STATES}
    listed = "; ".join(
        f"{words.of(language)} {count(totals[state], language)}" for state, words in COVERAGE_STATES.items()
    )
    lead = Words("Kantor dan bulan menurut kelengkapan", "Offices and months by coverage").of(language)
    return figure, f"{lead}: {listed}."


def coverage_counts(coverage: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Return the number of offices by month and state of coverage."""
    sizes: dict[tuple[str, str], int] = {}
    for key in zip(coverage["month_code"].astype(str), coverage["coverage"].astype(str), strict=True):
        sizes[key] = sizes.get(key, 0) + 1
    return sizes
