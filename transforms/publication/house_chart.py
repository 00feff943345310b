"""Drawing of a house of quality: elements left, responses on top, roof above, technical importance below.

Symbols are shapes, not characters of a font, and differ without colour. What no source prints is named in the picture
itself, above the roof and in the caption. Style and file settings are those of ``transforms.publication.charts``: the
same house is the same bytes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Polygon, Rectangle

from schemas.house_of_quality import TechnicalResponse
from schemas.instrument import Instrument
from transforms.publication.charts import ACCENT, FAINT, INK, MARKERS, MUTED, add_footer, footer_text, style
from transforms.publication.display import Language, Words, count, decimals, wrapped
from transforms.statistics.conditions import NotComputableError
from transforms.statistics.house_of_quality import Correlation, House, ItemWeight, WeightRule

WARN: Final = MARKERS["priority_improve"][1]
SHADE: Final = "#eef1f3"
PARTS: Final[Mapping[str, Words]] = {
    "responses": Words("respons teknis", "technical responses"),
    "relationships": Words("matriks hubungan", "relationship matrix"),
    "goals": Words("target", "goals"),
    "sales_points": Words("titik jual", "sales points"),
    "roof": Words("atap", "roof"),
}
RULES: Final[Mapping[WeightRule, Words]] = {
    WeightRule.IMPORTANCE: Words("kepentingan", "importance"),
    WeightRule.GAP: Words("kepentingan dikurangi kinerja", "importance minus performance"),
    WeightRule.IMPROVEMENT: Words(
        "kepentingan x (target / kini) x titik jual", "importance x (goal / current) x sales point"
    ),
}
OUR_RANK: Final = Words("Peringkat (hitungan kami)", "Rank (our computation)")
CORRELATIONS: Final[Mapping[Correlation, Words]] = {
    Correlation.STRONG_POSITIVE: Words("sangat mendukung", "strongly supporting"),
    Correlation.POSITIVE: Words("mendukung", "supporting"),
    Correlation.NEGATIVE: Words("bertentangan", "conflicting"),
    Correlation.STRONG_NEGATIVE: Words("sangat bertentangan", "strongly conflicting"),
}

# The drawing is measured in inches, so that text of a given size fits whatever the number of rows and columns.
MARGIN: Final = 0.3
LABELS: Final = 3.35
BARS: Final = 1.35
CELL: Final = 0.62
ROW: Final = 0.37
HEADER: Final = 1.62
SUMMARY: Final = 0.32
SUMMARY_BARS: Final = 0.62
HEADING: Final = 1.0
NARROWEST: Final = 9.0  # the title of a house with one response still fits


@dataclass(frozen=True)
class _Place:
    """Where the parts of one house stand, in inches from the lower left corner of the picture."""

    left: float  # of the matrix
    right: float
    top: float  # of the matrix
    bottom: float
    width: float  # of the picture
    height: float


def house_of_quality(house: House, instrument: Instrument, *, origin_note: str, language: Language) -> Figure:
    """Return the drawing of a house.

    Args:
        house: The computed house.
        instrument: The questionnaire that its elements belong to, for their labels.
        origin_note: What the respondents are, in ``language``.
        language: Language of the words.

    Raises:
        NotComputableError: the house contradicts the instrument; the message lists every contradiction.
    """
    mistakes = house.definition.mistakes(instrument)
    if mistakes:
        raise NotComputableError(" ".join(mistakes))
    columns = _columns(house.weights.items, language)
    summary_rows = 3 if house.printed_ranks else 2
    responses_n = len(house.definition.responses)
    width = max(NARROWEST, 2 * MARGIN + LABELS + BARS + CELL * (responses_n + len(columns)) + 0.1)
    footer = footer_text(_caption(house, origin_note, language), width)
    below = SUMMARY_BARS + summary_rows * SUMMARY + 0.3 + 0.145 * (footer.count("\n") + 1)
    bottom = below
    top = bottom + ROW * house.weights.n
    roof_height = CELL * responses_n / 2
    height = top + HEADER + max(roof_height, 1.35) + HEADING
    place = _Place(
        left=MARGIN + LABELS + BARS,
        right=MARGIN + LABELS + BARS + CELL * responses_n,
        top=top,
        bottom=bottom,
        width=width,
        height=height,
    )
    with style():
        figure = Figure(figsize=(width, height))
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, width)
        axes.set_ylim(0, height)
        axes.axis("off")
        _draw_heading(axes, place, house, language)
        _draw_elements(axes, place, house, instrument, language)
        _draw_responses(axes, place, house.definition.responses, language)
        _draw_roof(axes, place, house)
        _draw_matrix(axes, place, house)
        _draw_columns(axes, place, columns, house.weights.n)
        _draw_summary(axes, place, house, language)
        _draw_keys(axes, place, house, language)
        add_footer(figure, footer)
    return figure


def _draw_heading(axes: Axes, place: _Place, house: House, language: Language) -> None:
    definition = house.definition
    title = Words(definition.title_id, definition.title_en).of(language)
    axes.text(MARGIN, place.height - 0.22, title, fontsize=13, fontweight="bold", va="top")
    ours = [PARTS[part].of(language) for part in definition.provenance.ours]
    if ours:
        label = Words("Buatan kami, tidak tercetak dalam sumber: ", "Ours, not printed in the source: ").of(language)
        axes.text(
            MARGIN,
            place.height - 0.52,
            label + ", ".join(ours),
            fontsize=9.5,
            fontweight="bold",
            color=WARN,
            va="top",
        )


def _caption(house: House, origin_note: str, language: Language) -> list[str]:
    definition = house.definition
    points = ", ".join(map(str, definition.relationship_scale.points))
    rule = RULES[house.weights.rule].of(language)
    n = count(house.respondents_n, language)
    method = Words(
        f"Bobot: {rule}, dijadikan 100%. Kepentingan teknis: jumlah bobot x hubungan ({points}; kosong 0). n = {n}.",
        f"Weight: {rule}, scaled to 100%. Technical importance: sum of weight x relationship "
        f"({points}; blank 0). n = {n}.",
    ).of(language)
    return [method, Words(definition.provenance_id, definition.provenance_en).of(language), origin_note]


def _draw_elements(axes: Axes, place: _Place, house: House, instrument: Instrument, language: Language) -> None:
    labels = {
        element.element_code: Words(element.label_id, element.label_en).of(language) for element in instrument.elements
    }
    largest = max(row.weight for row in house.weights.items)
    reach = BARS - 0.62
    start = MARGIN + LABELS
    axes.text(
        start + 0.03,
        place.top + 0.08,
        Words("Bobot, %", "Weight, %").of(language),
        fontsize=8,
        fontweight="bold",
        va="bottom",
    )
    axes.text(
        MARGIN,
        place.top + 0.08,
        Words("Unsur pelayanan", "Element of the service").of(language),
        fontsize=8,
        fontweight="bold",
        va="bottom",
    )
    for number, row in enumerate(house.weights.items):
        middle = _row_middle(place, number)
        if number % 2 == 0:
            axes.add_patch(
                Rectangle(
                    (MARGIN - 0.05, middle - ROW / 2),
                    place.left - MARGIN + 0.05,
                    ROW,
                    facecolor=SHADE,
                    edgecolor="none",
                    zorder=0,
                )
            )
        axes.text(MARGIN, middle, row.item, fontsize=8.5, fontweight="bold", va="center")
        label = wrapped(labels[row.item], 42)
        axes.text(MARGIN + 0.42, middle, label, fontsize=8, va="center", linespacing=1.15)
        length = reach * float(row.weight / largest)
        axes.add_patch(
            Rectangle((start + 0.03, middle - 0.09), length, 0.18, facecolor=ACCENT, edgecolor="none", zorder=1)
        )
        share = decimals(100 * row.weight, 1, language)
        axes.text(start + 0.03 + length + 0.07, middle, share, fontsize=8, va="center")


def _draw_responses(axes: Axes, place: _Place, responses: Sequence[TechnicalResponse], language: Language) -> None:
    for number, response in enumerate(responses):
        left = place.left + CELL * number
        axes.add_patch(
            Rectangle((left, place.top), CELL, HEADER, facecolor="white", edgecolor=MUTED, linewidth=0.8, zorder=1)
        )
        words = wrapped(Words(response.short_id, response.short_en).of(language), 17)
        axes.text(
            left + CELL / 2,
            place.top + 0.1,
            words,
            fontsize=8.5,
            rotation=90,
            ha="center",
            va="bottom",
            linespacing=1.1,
            zorder=2,
        )
        axes.text(
            left + CELL / 2,
            place.top + HEADER - 0.06,
            response.response_code,
            fontsize=8,
            fontweight="bold",
            ha="center",
            va="top",
            zorder=2,
        )


def _draw_roof(axes: Axes, place: _Place, house: House) -> None:
    codes = [response.response_code for response in house.definition.responses]
    base = place.top + HEADER
    half = CELL / 2
    apex = base + half * len(codes)
    # One cell for each pair of responses: a diamond above the middle between their columns.
    for first in range(len(codes)):
        for second in range(first + 1, len(codes)):
            x = place.left + CELL * (first + second + 1) / 2
            y = base + half * (second - first)
            corners = [(x, y - half), (x + half, y), (x, y + half), (x - half, y)]
            axes.add_patch(Polygon(corners, closed=True, facecolor="white", edgecolor=FAINT, linewidth=0.8, zorder=1))
            correlation = house.roof.get((codes[first], codes[second]))
            if correlation is not None:
                _correlation(axes, x, y, correlation)
    outline = [(place.left, base), (place.right, base), ((place.left + place.right) / 2, apex)]
    axes.add_patch(Polygon(outline, closed=True, facecolor="none", edgecolor=MUTED, linewidth=1.1, zorder=2))


def _draw_matrix(axes: Axes, place: _Place, house: House) -> None:
    draw = _relationship_symbols(house.definition.relationship_scale.points)
    for row in range(house.weights.n):
        if row % 2 == 0:
            axes.add_patch(
                Rectangle(
                    (place.left, _row_middle(place, row) - ROW / 2),
                    place.right - place.left,
                    ROW,
                    facecolor=SHADE,
                    edgecolor="none",
                    zorder=0,
                )
            )
    for column, response in enumerate(house.definition.responses):
        for row, item in enumerate(house.weights.items):
            strength = response.relationships.get(item.item)
            if strength:
                draw[strength](axes, place.left + CELL * (column + 0.5), _row_middle(place, row))
    for line in range(len(house.definition.responses) + 1):
        x = place.left + CELL * line
        axes.plot([x, x], [place.bottom, place.top], color=FAINT, linewidth=0.8, zorder=1)
    axes.add_patch(
        Rectangle(
            (place.left, place.bottom),
            place.right - place.left,
            place.top - place.bottom,
            facecolor="none",
            edgecolor=MUTED,
            linewidth=1.1,
            zorder=2,
        )
    )


def _columns(items: Sequence[ItemWeight], language: Language) -> list[tuple[str, list[str]]]:
    """Return the planning columns right of the matrix: heading and cells; a rule that has no goal shows none."""
    parts: list[tuple[Words, int, list[Fraction | None]]] = [
        (Words("Kepentingan", "Importance"), 2, [row.importance for row in items]),
        (Words("Kini", "Current"), 2, [row.current for row in items]),
        (Words("Target", "Goal"), 2, [row.goal for row in items]),
        (Words("Rasio perbaikan", "Improvement ratio"), 2, [row.improvement_ratio for row in items]),
        (Words("Titik jual", "Sales point"), 1, [row.sales_point for row in items]),
    ]
    return [
        (words.of(language), [decimals(value, digits, language) for value in values if value is not None])
        for words, digits, values in parts
        if all(value is not None for value in values)
    ]


def _draw_columns(axes: Axes, place: _Place, columns: Sequence[tuple[str, list[str]]], rows_n: int) -> None:
    start = place.right + 0.1
    for row in range(0, rows_n, 2):
        axes.add_patch(
            Rectangle(
                (start, _row_middle(place, row) - ROW / 2),
                CELL * len(columns),
                ROW,
                facecolor=SHADE,
                edgecolor="none",
                zorder=0,
            )
        )
    for number, (heading, cells) in enumerate(columns):
        x = start + CELL * (number + 0.5)
        axes.text(x, place.top + 0.1, heading, fontsize=8.5, rotation=90, ha="center", va="bottom", color=MUTED)
        for row, cell in enumerate(cells):
            axes.text(x, _row_middle(place, row), cell, fontsize=8.5, ha="center", va="center")


def _draw_summary(axes: Axes, place: _Place, house: House, language: Language) -> None:
    technical = house.technical.responses
    largest = max(entry.relative_pct for entry in technical)
    printed = {entry.response: entry for entry in house.printed_ranks}
    floor = place.bottom - SUMMARY_BARS
    ours = house.definition.provenance.ours
    rows = [
        (Words("Kepentingan teknis", "Technical importance"), floor - SUMMARY / 2),
        (Words("Peringkat", "Rank") if not ours else OUR_RANK, floor - 1.5 * SUMMARY),
    ]
    if printed:
        rows.append((Words("Peringkat tercetak dalam sumber", "Rank printed in the source"), floor - 2.5 * SUMMARY))
    end = place.left - 0.12
    share = Words("Relatif, %", "Relative, %").of(language)
    axes.text(end, floor + SUMMARY_BARS / 2, share, fontsize=8.5, ha="right", va="center")
    for words, y in rows:
        axes.text(end, y, words.of(language), fontsize=8.5, ha="right", va="center")
    for number, entry in enumerate(technical):
        x = place.left + CELL * (number + 0.5)
        tall = (SUMMARY_BARS - 0.28) * float(entry.relative_pct / largest)
        axes.add_patch(Rectangle((x - 0.17, floor + 0.03), 0.34, tall, facecolor=ACCENT, edgecolor="none", zorder=1))
        axes.text(
            x, floor + tall + 0.06, decimals(entry.relative_pct, 1, language), fontsize=8, ha="center", va="bottom"
        )
        axes.text(x, rows[0][1], decimals(entry.importance, 3, language), fontsize=8.5, ha="center", va="center")
        rank = f"{entry.rank}=" if entry.tied_with else str(entry.rank)
        axes.text(x, rows[1][1], rank, fontsize=10, fontweight="bold", ha="center", va="center")
        if entry.response in printed:
            axes.text(
                x,
                rows[2][1],
                str(printed[entry.response].printed_rank),
                fontsize=9,
                ha="center",
                va="center",
                color=INK if printed[entry.response].agrees else WARN,
            )
    for y in (floor, *(floor - SUMMARY * (line + 1) for line in range(len(rows)))):
        axes.plot([place.left, place.right], [y, y], color=FAINT, linewidth=0.8, zorder=1)


def _draw_keys(axes: Axes, place: _Place, house: House, language: Language) -> None:
    points = house.definition.relationship_scale.points
    draw = _relationship_symbols(points)
    names = (Words("kuat", "strong"), Words("sedang", "medium"), Words("lemah", "weak"))
    top = place.height - HEADING - 0.08
    axes.text(MARGIN, top, Words("Hubungan", "Relationship").of(language), fontsize=8.5, fontweight="bold", va="center")
    for number, (point, words) in enumerate(zip(points, names, strict=True)):
        y = top - 0.28 * (number + 1)
        draw[point](axes, MARGIN + 0.14, y)
        axes.text(MARGIN + 0.36, y, f"{words.of(language)} ({point})", fontsize=8.5, va="center")
    if not house.definition.roof:
        return
    left = MARGIN + 1.75
    roof_words = Words("Atap: antarrespons", "Roof: between responses").of(language)
    axes.text(left, top, roof_words, fontsize=8.5, fontweight="bold", va="center")
    for number, (correlation, words) in enumerate(CORRELATIONS.items()):
        y = top - 0.28 * (number + 1)
        _correlation(axes, left + 0.14, y, correlation)
        axes.text(left + 0.42, y, words.of(language), fontsize=8.5, va="center")


def _row_middle(place: _Place, number: int) -> float:
    return place.top - ROW * (number + 0.5)


def _relationship_symbols(points: tuple[int, int, int]) -> dict[int, Callable[[Axes, float, float], None]]:
    return dict(zip(points, (_double_circle, _circle, _triangle), strict=True))


def _double_circle(axes: Axes, x: float, y: float) -> None:
    axes.add_patch(Circle((x, y), 0.125, facecolor="white", edgecolor=INK, linewidth=1.3, zorder=3))
    axes.add_patch(Circle((x, y), 0.065, facecolor=INK, edgecolor=INK, linewidth=1.0, zorder=3))


def _circle(axes: Axes, x: float, y: float) -> None:
    axes.add_patch(Circle((x, y), 0.115, facecolor="white", edgecolor=INK, linewidth=1.3, zorder=3))


def _triangle(axes: Axes, x: float, y: float) -> None:
    corners = [(x - 0.12, y - 0.085), (x + 0.12, y - 0.085), (x, y + 0.115)]
    axes.add_patch(Polygon(corners, closed=True, facecolor="white", edgecolor=MUTED, linewidth=1.2, zorder=3))


def _correlation(axes: Axes, x: float, y: float, correlation: Correlation) -> None:
    """Draw plus or minus signs as strokes; colour repeats what the shape says."""
    sign = correlation.value
    colour = ACCENT if "+" in sign else WARN
    places = [x] if len(sign) == 1 else [x - 0.085, x + 0.085]
    for middle in places:
        axes.plot([middle - 0.06, middle + 0.06], [y, y], color=colour, linewidth=1.7, zorder=4)
        if "+" in sign:
            axes.plot([middle, middle], [y - 0.06, y + 0.06], color=colour, linewidth=1.7, zorder=4)
