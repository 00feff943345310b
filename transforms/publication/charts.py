"""Charts of a release: importance-performance diagram, index per office, cohort waterfall.

They read well in black and white (marker shapes, hatching and words carry the meaning, colour only helps),
state the origin of the data in the picture itself, and are the same bytes on every run. All words come from
the tables; nothing in them is read as mathematical notation.
"""

import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import product
from typing import Any, Final

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import Bbox

from schemas.instrument import Study
from transforms.publication.display import (
    CROSSHAIRS,
    LANGUAGES,
    QUADRANTS,
    TIE_RULES,
    Language,
    Row,
    Words,
    count,
    decimal_text,
    decimals,
    exact,
    of_scope,
    office_name,
    records,
    wrapped,
)

INK: Final = "#1f2933"
MUTED: Final = "#5b6773"
FAINT: Final = "#c9d0d6"
ACCENT: Final = "#1d4e79"
MARKERS: Final[Mapping[str, tuple[str, str, str]]] = {  # shape, fill, edge
    "priority_improve": ("^", "#a61e22", "#a61e22"),
    "maintain": ("o", "#1d4e79", "#1d4e79"),
    "low_priority": ("D", "white", "#5b6773"),
    "possible_overkill": ("s", "white", "#1d4e79"),
}
_SALT: Final = "kepuasan"  # ids inside an SVG are hashes of content and this word
_STYLE: Final[Any] = {  # a mapping; matplotlib types its keys one by one
    "font.family": "DejaVu Sans",  # ships with matplotlib: the same glyphs on every machine
    "font.size": 9,
    "text.parse_math": False,
    "text.color": INK,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": False,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "figure.dpi": 100,
    "savefig.dpi": 200,
    "svg.hashsalt": _SALT,
    "svg.fonttype": "path",
    "hatch.linewidth": 0.6,
}


_SVG_METADATA: Final[dict[str, str | None]] = {"Date": None, "Creator": None, "Format": None, "Type": None}


@contextmanager
def style() -> Iterator[None]:
    """Use our settings on top of matplotlib's own defaults, whatever the machine's matplotlibrc says."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        yield


def svg(figure: Figure, description: str = "") -> str:
    """Return a figure as SVG text without date, maker or comments; ``description`` travels inside the file."""
    target = io.StringIO()
    with style():
        figure.savefig(target, format="svg", metadata=_SVG_METADATA | {"Description": description or None})
    text = re.sub(r"<!--.*?-->\s*", "", target.getvalue(), flags=re.DOTALL)
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def png(figure: Figure, description: str = "") -> bytes:
    """Return a figure as a PNG of 200 dots per inch without date or maker; ``description`` travels inside the file."""
    target = io.BytesIO()
    with style():
        figure.savefig(target, format="png", metadata={"Software": None, "Description": description})
    return target.getvalue()


# --- importance-performance diagram -------------------------------------------------------------------------
def importance_performance(
    quadrants: pd.DataFrame,
    elements: pd.DataFrame,
    *,
    scope_code: str,
    title: str,
    respondents_n: int,
    origin_note: str,
    language: Language,
    for_page: bool = False,
) -> Figure:
    """Return the importance-performance diagram (diagram kartesius) of one scope, declared crosshair.

    Args:
        quadrants: Rows of ``out_skm__quadrants``; those of other scopes and crosshairs are left out.
        elements: Rows of ``out_skm__elements``, for the key.
        scope_code: The office code, or ``cohort``.
        title: Title of the picture.
        respondents_n: Respondents of the scope, for the line below the picture.
        origin_note: What the respondents are, in ``language``.
        language: Language of the words.
        for_page: Whether it is for the release page, which lists the elements beside the diagram itself.
    """
    points = [row for row in records(quadrants) if row["is_declared"] and row["scope_code"] == scope_code]
    listed = sorted(records(elements), key=lambda row: row["element_number"])
    labels = {row["element_code"]: row[f"element_label_{language}"] for row in listed}
    order = {code: position for position, code in enumerate(labels)}
    points.sort(key=lambda row: order.get(row["element_code"], len(order)))
    with style():
        figure = Figure(figsize=(6.4, 6.0) if for_page else (10.4, 6.6))
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0.125, 0.205, 0.835, 0.715) if for_page else (0.085, 0.175, 0.53, 0.70))
        _draw_matrix(axes, points, language)
        subtitle = Words("Diagram kartesius kepentingan-kinerja", "Importance-performance diagram").of(language)
        add_heading(figure, "" if for_page else title, title if for_page else subtitle)
        if points:
            line = _crosshair_line(points[0], respondents_n, language)
            add_footer(figure, footer_text([line, origin_note], figure.get_figwidth()))
            _place_labels(figure, axes, points)
        if not for_page:
            _draw_key(figure, points, labels, language)
    return figure


def _draw_matrix(axes: Axes, points: Sequence[Row], language: Language) -> None:
    axes.set_xlabel(
        Words("Kepuasan (kinerja), nilai rata-rata", "Satisfaction (performance), mean score").of(language),
        labelpad=7,
    )
    axes.set_ylabel(Words("Kepentingan, nilai rata-rata", "Importance, mean score").of(language), labelpad=7)
    if not points:
        return
    cut_x, cut_y = points[0]["satisfaction_cut"], points[0]["importance_cut"]
    low_x, high_x = _limits([row["satisfaction_mean"] for row in points], cut_x)
    low_y, high_y = _limits([row["importance_mean"] for row in points], cut_y)
    axes.set_xlim(low_x, high_x)
    axes.set_ylim(low_y, high_y)
    axes.add_patch(
        Rectangle((low_x, cut_y), cut_x - low_x, high_y - cut_y, facecolor="#f7e9e7", edgecolor="none", zorder=0)
    )
    axes.axvline(cut_x, color=INK, linewidth=1.1, zorder=1)
    axes.axhline(cut_y, color=INK, linewidth=1.1, zorder=1)
    for spine in ("top", "right"):
        axes.spines[spine].set_visible(True)
    tick = FuncFormatter(lambda value, _: decimals(round(value, 6), 2, language))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
        axis.set_major_formatter(tick)
    for quadrant, x, y in (
        ("priority_improve", 0.0, 1.0),
        ("maintain", 1.0, 1.0),
        ("low_priority", 0.0, 0.0),
        ("possible_overkill", 1.0, 0.0),
    ):
        axes.annotate(
            _quadrant_name(points, quadrant, language).upper(),
            (x, y),
            xytext=(7 if x == 0 else -7, 7 if y == 0 else -7),
            xycoords="axes fraction",
            textcoords="offset points",
            ha="left" if x == 0 else "right",
            va="bottom" if y == 0 else "top",
            fontsize=8,
            fontweight="bold",
            color=MARKERS[quadrant][2],
        )
    for text, anchor, offset, align in (
        (decimals(cut_x, 3, language), (cut_x, 1.0), (0, 3), ("center", "bottom")),
        (decimals(cut_y, 3, language), (1.0, cut_y), (4, 0), ("left", "center")),
    ):
        data_axis = axes.get_xaxis_transform() if anchor[1] == 1.0 else axes.get_yaxis_transform()
        axes.annotate(
            text,
            anchor,
            xytext=offset,
            xycoords=data_axis,
            textcoords="offset points",
            ha=align[0],
            va=align[1],
            fontsize=7.5,
            color=MUTED,
            rotation=0 if anchor[1] == 1.0 else 270,
        )
    for row in points:
        shape, fill, edge = MARKERS[row["quadrant"]]
        axes.plot(
            row["satisfaction_mean"],
            row["importance_mean"],
            shape,
            markersize=6.5,
            markerfacecolor=fill,
            markeredgecolor=edge,
            markeredgewidth=1.2,
            zorder=3,
        )


def _limits(values: Sequence[float], cut: float) -> tuple[float, float]:
    low, high = min(*values, cut), max(*values, cut)
    margin = 0.14 * (high - low) if high > low else 0.25
    return low - margin, high + margin


def _quadrant_name(points: Sequence[Row], quadrant: str, language: Language) -> str:
    if language == "id":
        for row in points:
            if row["quadrant"] == quadrant:
                return str(row["quadrant_label_id"])
    return QUADRANTS[quadrant].of(language)


def _crosshair_line(row: Row, respondents_n: int, language: Language) -> str:
    cut_x, cut_y = (
        decimals(exact(row[f"{name}_cut_fraction"]), 3, language) for name in ("satisfaction", "importance")
    )
    crosshair, tie = CROSSHAIRS[row["crosshair"]].of(language), TIE_RULES[row["tie_rule"]].of(language)
    return (
        Words(
            f"Garis potong: {crosshair} (kepuasan {cut_x}; kepentingan {cut_y})",
            f"Crosshair: {crosshair} (satisfaction {cut_x}; importance {cut_y})",
        ).of(language)
        + f"; {tie}; n = {count(respondents_n, language)}."
    )


def _draw_key(figure: Figure, points: Sequence[Row], labels: Mapping[str, str], language: Language) -> None:
    """Write the elements beside the diagram, grouped by quadrant, in the order that matters to an office."""
    lines: list[tuple[str, str, str]] = []
    for quadrant in QUADRANTS:
        members = [row["element_code"] for row in points if row["quadrant"] == quadrant]
        lines.append(("head", quadrant, f"{_quadrant_name(points, quadrant, language)} ({len(members)})"))
        for code in members:
            first, *rest = wrapped(labels.get(code, ""), 40).split("\n")
            lines.append(("item", code, first))
            lines.extend(("more", "", line) for line in rest)
    weight = {"head": 1.75, "item": 1.25, "more": 1.0}
    unit = min(0.0245, 0.70 / sum(weight[kind] for kind, _, _ in lines))
    size = min(8.2, 8.2 * unit / 0.0208)
    x, y = 0.655, 0.895
    for kind, code, text in lines:
        y -= unit * weight[kind]
        if kind == "head":
            shape, fill, edge = MARKERS[code]
            marker = mpl.lines.Line2D(
                [x + 0.006],
                [y + 0.008],
                marker=shape,
                markersize=6.5,
                markerfacecolor=fill,
                markeredgecolor=edge,
                markeredgewidth=1.2,
                linestyle="none",
                transform=figure.transFigure,
            )
            figure.add_artist(marker)
            figure.text(x + 0.02, y, text, fontsize=size + 0.6, fontweight="bold", color=edge)
        else:
            figure.text(x + 0.02, y, code, fontsize=size, fontweight="bold")
            figure.text(x + 0.058, y, text, fontsize=size)


def _place_labels(figure: Figure, axes: Axes, points: Sequence[Row]) -> None:
    """Write each point's code where it covers no other code, marker, line or quadrant name.

    Greedy with a fixed order of places to try, so that the result never depends on chance; points with the
    most neighbours choose first. A code that had to move away is tied to its point by a thin line.
    """
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    spots = [axes.transData.transform((row["satisfaction_mean"], row["importance_mean"])) for row in points]
    taken = [Bbox.from_bounds(x - 7, y - 7, 14, 14) for x, y in spots]
    taken += [text.get_window_extent(renderer).padded(2) for text in axes.texts]
    cut = axes.transData.transform((points[0]["satisfaction_cut"], points[0]["importance_cut"]))
    frame = axes.get_window_extent(renderer)
    taken += [
        Bbox.from_bounds(cut[0] - 1, frame.y0, 2, frame.height),
        Bbox.from_bounds(frame.x0, cut[1] - 1, frame.width, 2),
    ]
    pixel = figure.dpi / 72
    crowd = [sum(math.dist(spot, other) < 45 * pixel for other in spots) for spot in spots]
    for number in sorted(range(len(points)), key=lambda index: (-crowd[index], index)):
        x, y = spots[number]
        text = axes.text(0, 0, points[number]["element_code"], fontsize=8.5, ha="center", va="center", zorder=4)
        size = text.get_window_extent(renderer)
        best: tuple[float, float, float, float] | None = None
        for distance in (0.0, 5.0, 10.0, 16.0, 24.0, 34.0):
            for angle in (0, 180, 90, 270, 45, 135, 315, 225, 22, 158, 202, 338, 67, 113, 247, 293):
                turn = math.radians(angle)
                reach_x, reach_y = (
                    size.width / 2 + 9 + distance * pixel,
                    size.height / 2 + 8 + distance * pixel,
                )
                at_x, at_y = x + math.cos(turn) * reach_x, y + math.sin(turn) * reach_y
                box = Bbox.from_bounds(at_x - size.width / 2, at_y - size.height / 2, size.width, size.height).padded(1)
                cost = sum(_overlap(box, other) for other in taken)
                if not (frame.x0 < box.x0 and box.x1 < frame.x1 and frame.y0 < box.y0 and box.y1 < frame.y1):
                    cost += 1000
                if best is None or cost < best[0] - 1e-6:
                    best = (cost, at_x, at_y, distance)
            if best is not None and best[0] == 0:
                break
        if best is None:
            continue
        _, at_x, at_y, distance = best
        taken.append(Bbox.from_bounds(at_x - size.width / 2, at_y - size.height / 2, size.width, size.height).padded(1))
        place = axes.transData.inverted().transform((at_x, at_y))
        text.set_position((float(place[0]), float(place[1])))
        if distance > 5:
            axes.plot(
                [points[number]["satisfaction_mean"], place[0]],
                [points[number]["importance_mean"], place[1]],
                color=MUTED,
                linewidth=0.6,
                zorder=2,
                solid_capstyle="butt",
            )
            text.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.85})


def _overlap(first: Bbox, second: Bbox) -> float:
    width = min(first.x1, second.x1) - max(first.x0, second.x0)
    height = min(first.y1, second.y1) - max(first.y0, second.y0)
    return float(width * height) if width > 0 and height > 0 else 0.0


# --- index per office ---------------------------------------------------------------------------------------
def index_by_office(
    indices: pd.DataFrame,
    offices: pd.DataFrame,
    bands: pd.DataFrame,
    *,
    title: str,
    origin_note: str,
    language: Language,
    index_digits: int = 2,
    for_page: bool = False,
) -> Figure:
    """Return the index of every office over the grade bands, by the study's primary method.

    Each office shows the index by regulation; where weight and rounding alone change the grade, its exact
    index stands there too as a hollow diamond. Offices without an answer are named with their zero
    respondents.
    """
    names = {row["office_code"]: row["office_name_id"] for row in records(offices)}
    rows = [row for row in records(indices) if row["is_primary"]]
    shown = [row for row in rows if row["scope"] == "office" and row["ikm_regulation"] is not None]
    empty = [name for code, name in names.items() if code not in {row["scope_code"] for row in shown}]
    shown.sort(key=lambda row: (-exact(row["ikm_regulation"]), row["scope_code"]))
    shown += [row for row in rows if row["scope"] == "cohort" and row["ikm_regulation"] is not None]
    grades = sorted(records(bands), key=lambda row: exact(row["band_lower"]))
    notes = [_index_note(shown, language)] if shown else []
    if empty:
        listed = ", ".join(str(name) for name in empty)
        notes.append(
            Words(f"Tanpa responden dalam kohort: {listed}.", f"Without respondents in the cohort: {listed}.").of(
                language
            )
        )
    footer = footer_text([*notes, origin_note], 9.2)
    bottom = 0.62 + 0.145 * (footer.count("\n") + 1)
    height = (0.78 if for_page else 1.08) + bottom + 0.46 * max(1, len(shown))
    with style():
        figure = Figure(figsize=(9.2, height))
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0.225, bottom / height, 0.615, 0.46 * max(1, len(shown)) / height))
        _draw_bands(axes, grades, language)
        for position, row in enumerate(reversed(shown)):
            _draw_office(axes, position, row, index_digits, language)
        axes.set_ylim(-0.6, max(1, len(shown)) - 0.4)
        axes.set_yticks(range(len(shown)), [_office_label(row, names, language) for row in reversed(shown)])
        for label, row in zip(axes.get_yticklabels(), reversed(shown), strict=True):
            label.set_fontweight("bold" if row["is_focus"] else "normal")
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        add_heading(figure, "" if for_page else title, _index_subtitle(rows, language))
        add_footer(figure, footer)
    return figure


def _index_subtitle(rows: Sequence[Row], language: Language) -> str:
    if not rows:
        return ""
    weight = decimal_text(rows[0]["element_weight"], language)
    return Words(
        f"IKM menurut peraturan, nilai penimbang {weight}", f"Index by regulation, element weight {weight}"
    ).of(language)


def _index_note(shown: Sequence[Row], language: Language) -> str:
    note = Words(
        "Lajur adalah mutu menurut tabel mutu; nilai dibulatkan, lalu dibandingkan dengan batas bawah.",
        "Columns are the grades of the band table; the index is rounded, then compared with the lower edges.",
    ).of(language)
    if any(row["is_grade_changed_by_method"] for row in shown):
        note += Words(
            " Belah ketupat kosong: IKM eksak, bila mutunya berbeda.",
            " Hollow diamond: exact index, where its grade differs.",
        ).of(language)
    return note


def _draw_bands(axes: Axes, grades: Sequence[Row], language: Language) -> None:
    shades = ("#e3e7eb", "#eef1f3", "#f6f7f8", "#fdfdfd")
    right = 101.0
    for number, band in enumerate(grades):
        low = float(band["band_lower"])
        high = float(grades[number + 1]["band_lower"]) if number + 1 < len(grades) else right
        axes.axvspan(low, high, facecolor=shades[number % len(shades)], edgecolor="none", zorder=0)
        if number:
            axes.axvline(low, color=MUTED, linewidth=0.8, linestyle=(0, (3, 2)), zorder=1)
        axes.annotate(
            f"{band['grade']}  {band[f'performance_{language}']}",
            ((low + high) / 2, 1.0),
            xytext=(0, 5),
            xycoords=axes.get_xaxis_transform(),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=8.5,
            fontweight="bold",
        )
    low = float(grades[0]["band_lower"]) if grades else 0.0
    axes.set_xlim(low, right)
    edges = [float(band["band_lower"]) for band in grades] + [100.0]
    axes.set_xticks(edges, [decimals(edge, 2, language) for edge in edges])
    axes.tick_params(axis="x", labelsize=8.5)


def _draw_office(axes: Axes, position: int, row: Row, digits: int, language: Language) -> None:
    value = float(row["ikm_regulation"])
    colour = ACCENT if row["is_focus"] else MUTED
    pooled = row["scope"] == "cohort"
    axes.plot(
        [axes.get_xlim()[0], value],
        [position, position],
        color=colour,
        linewidth=2.4 if row["is_focus"] else 1.4,
        zorder=2,
        solid_capstyle="butt",
    )
    axes.plot(
        value,
        position,
        "s" if pooled else "o",
        markersize=8,
        markerfacecolor="white" if pooled else colour,
        markeredgecolor=colour,
        markeredgewidth=1.4,
        zorder=3,
    )
    label = f"{decimals(row['ikm_regulation'], digits, language)}  {row['grade_regulation']}"
    is_changed = row["is_grade_changed_by_method"] and row["ikm_exact_fraction"] is not None
    where = axes.get_yaxis_transform()
    axes.annotate(
        label,
        (1.0, position),
        xytext=(10, 6 if is_changed else 0),
        xycoords=where,
        textcoords="offset points",
        va="center",
        fontsize=9.5,
        fontweight="bold" if row["is_focus"] else "normal",
    )
    if is_changed:
        axes.plot(
            float(row["ikm_exact"]),
            position,
            "D",
            markersize=8,
            markerfacecolor="none",
            markeredgecolor=INK,
            zorder=4,
        )
        exactly = decimals(exact(row["ikm_exact_fraction"]), max(digits, 3), language)
        axes.annotate(
            f"{Words('eksak', 'exact').of(language)} {exactly}  {row['grade_exact']}",
            (1.0, position),
            xytext=(10, -6),
            xycoords=where,
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=MUTED,
        )


def _office_label(row: Row, names: Mapping[str, str], language: Language) -> str:
    pooled = Words("Semua kantor (kohort)", "All offices (cohort)").of(language)
    name = pooled if row["scope"] == "cohort" else str(names.get(row["scope_code"], row["scope_code"]))
    return f"{wrapped(name, 26)}\nn = {count(row['respondents_n'], language)}"


# --- cohort waterfall ---------------------------------------------------------------------------------------
def cohort_waterfall(
    steps: pd.DataFrame, *, title: str, origin_note: str, language: Language, for_page: bool = False
) -> Figure:
    """Return how the accepted respondents became the cohort and the focus office, one bar per step.

    Solid is what is left after the step; hatched is what left the study; outlined is what stays for
    comparison.
    """
    rows = records(steps)
    total = max([row["rows_before_n"] for row in rows] + [1])
    reasons = [wrapped(row[f"reason_{language}"], 118) for row in rows]
    heights = [0.62 + 0.17 * (text.count("\n")) for text in reasons]
    legend = Words(
        "Penuh: tersisa. Arsiran miring: keluar dari studi. Bergaris tepi: tetap sebagai pembanding.",
        "Solid: left after the step. Hatched: out of the study. Outlined: stays for comparison.",
    ).of(language)
    footer = footer_text([legend, origin_note], 9.2)
    bottom = 0.3 + 0.145 * (footer.count("\n") + 1)
    height = (0.5 if for_page else 0.8) + bottom + sum(heights)
    with style():
        figure = Figure(figsize=(9.2, height))
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0.02, bottom / height, 0.96, sum(heights) / height))
        axes.set_xlim(0, total * 1.2)
        axes.set_ylim(sum(heights), 0)
        axes.axis("off")
        top = 0.0
        for row, reason, room in zip(rows, reasons, heights, strict=True):
            _draw_step(axes, top, row, total, language)
            axes.text(0, top + 0.3, reason, fontsize=8.2, va="top", color=INK)
            top += room
        subtitle = Words("Jumlah responden setelah setiap langkah", "Respondents after each step").of(language)
        add_heading(figure, "" if for_page else title, subtitle)
        add_footer(figure, footer)
    return figure


def _draw_step(axes: Axes, top: float, row: Row, total: int, language: Language) -> None:
    after, removed = row["rows_after_n"], row["rows_removed_n"]
    colour = ACCENT if row["step_effect"] == "focus" else MUTED
    axes.add_patch(Rectangle((0, top), after, 0.24, facecolor=colour, edgecolor="none"))
    end = after
    if removed:
        hatch = None if row["step_effect"] == "focus" else "/////"
        axes.add_patch(
            Rectangle((after, top), removed, 0.24, facecolor="white", edgecolor=MUTED, hatch=hatch, linewidth=0.8)
        )
        end = after + removed
    label = count(after, language)
    if after > 0.08 * total:
        axes.text(
            after - 0.008 * total,
            top + 0.125,
            label,
            ha="right",
            va="center",
            color="white",
            fontweight="bold",
            fontsize=10,
        )
        text = ""
    else:
        text = f"{label}   "
    if removed:
        kept = row["step_effect"] == "focus"
        words = Words("pembanding" if kept else "keluar", "for comparison" if kept else "removed").of(language)
        text += f"{count(removed, language)} {words}" if kept else f"-{count(removed, language)} {words}"
    axes.text(end + 0.01 * total, top + 0.125, text, va="center", fontsize=9)


def add_heading(figure: Figure, title: str, subtitle: str) -> None:
    """Write a title and a line below it along the upper edge of a figure."""
    height = figure.get_figheight()
    if title:
        figure.text(0.02, 1 - 0.14 / height, title, fontsize=12.5, fontweight="bold", va="top")
    figure.text(0.02, 1 - (0.43 if title else 0.12) / height, subtitle, fontsize=9.5, color=MUTED, va="top")


def footer_text(lines: Sequence[str], width: float) -> str:
    """Return the small print below a picture, broken for a picture of ``width`` inches."""
    return "\n".join(wrapped(line, int(14.5 * width)) for line in lines if line)


def add_footer(figure: Figure, text: str) -> None:
    """Write small muted lines along the lower edge of a figure."""
    where = 0.12 / figure.get_figheight()
    figure.text(0.02, where, text, fontsize=7.6, color=MUTED, va="bottom", linespacing=1.35)


# --- all of a release ---------------------------------------------------------------------------------------
def release_charts(tables: Mapping[str, pd.DataFrame], study: Study) -> dict[str, Figure]:
    """Return every chart of a release by name: its subject with ``_id`` or ``_en``.

    A name that ends with ``_page`` is the variant for the release page, without the title that the page has
    itself. The importance-performance diagram is made only where the study declares a crosshair.
    """
    indices = records(tables["out_skm__indices"])
    names = {row["office_code"]: row["office_name_id"] for row in records(tables["out_skm__offices"])}
    focus = next((row for row in indices if row["is_focus"] and row["is_primary"]), None)
    digits = next(method.rounding.index_digits for method in study.index_methods if method.is_primary)
    quadrants = tables["out_skm__quadrants"]
    charts: dict[str, Figure] = {}
    for language, for_page in product(LANGUAGES, (False, True)):
        note = Words(study.data_origin_id, study.data_origin_en).of(language)
        suffix = f"{language}_page" if for_page else language
        charts[f"index_by_office_{suffix}"] = index_by_office(
            tables["out_skm__indices"],
            tables["out_skm__offices"],
            tables["out_skm__bands"],
            title=Words("Indeks Kepuasan Masyarakat per kantor", "Public satisfaction index by office").of(language),
            origin_note=note,
            language=language,
            index_digits=digits,
            for_page=for_page,
        )
        charts[f"cohort_waterfall_{suffix}"] = cohort_waterfall(
            tables["out_skm__waterfall_steps"],
            title=Words("Dari berkas ke responden yang dianalisis", "From the files to the respondents analysed").of(
                language
            ),
            origin_note=note,
            language=language,
            for_page=for_page,
        )
        if focus is not None and of_scope(records(quadrants), focus["scope"], focus["scope_code"]):
            charts[f"importance_performance_{suffix}"] = importance_performance(
                quadrants,
                tables["out_skm__elements"],
                scope_code=focus["scope_code"],
                title=office_name(str(names.get(focus["scope_code"], focus["scope_code"])), language),
                respondents_n=focus["respondents_n"],
                origin_note=note,
                language=language,
                for_page=for_page,
            )
    return charts
