"""The heat map of a programme: offices by months, index by lightness and grade by letter, as SVG in our own few elements.

It reads in black and white: the letter and the hatching carry the meaning, lightness helps. One picture holds the
offices of whole provinces as far as they fit a printed page; there are as many pictures as that takes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
from markupsafe import escape

from schemas.programme import Programme
from transforms.publication.display import Language, Row, Words, count, decimals, records

MONTHS_SHOWN: Final = 36  # the tables have all of them
HIGHEST: Final = 100.0  # of any index; it belongs to the last step
LINES_A_PAGE: Final = 56  # offices and province names together, so that a printed page holds one picture
_WIDTH, _LEFT, _LINE, _TOP = 900, 214, 17, 68
_YEAR: Final = 32  # what a year takes in full
_LETTER: Final = 6.3  # about the width of a letter of a name; names longer than their place are squeezed, then cut
_SQUEEZED: Final = 0.8
_STEPS: Final = ("#f4f7fa", "#d5dfe9", "#abc1d5", "#7b9ebd", "#3f6c97", "#143a5d")
_WHITE_FROM: Final = (
    4  # from this step on letters are white; every step has a contrast of at least 4.5 with its letters
)
_INK, _MUTED, _FAINT = "#1f2933", "#55616c", "#c9d0d6"
_FONTS: Final = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', Arial, sans-serif"


@dataclass(frozen=True)
class OfficeLine:
    """One line of the map: an office as it is placed in the last month."""

    office_code: str
    name: str
    province: str


@dataclass(frozen=True)
class HeatMap:
    """What the map shows: lines in order, months, the index row of each office and month, and why others are empty.

    Attributes:
        lines: offices by province and name.
        months: the months shown, oldest first.
        cells: the row of ``fact_indices`` for an office and month: the questionnaire that was expected goes first,
            then the one with more respondents.
        coverage: the state of an office and month without a row.
        breaks: months with which another questionnaire came into force.
        doubled_n: cells with more than one questionnaire, of which one is shown.
        edges: lower edges of the lightness steps, then the upper edge of the last.
    """

    lines: tuple[OfficeLine, ...]
    months: tuple[str, ...]
    cells: Mapping[tuple[str, str], Row]
    coverage: Mapping[tuple[str, str], str]
    breaks: tuple[str, ...]
    doubled_n: int
    edges: tuple[float, ...]


def heat_map(frames: Mapping[str, pd.DataFrame]) -> HeatMap:
    """Return what the map shows of the tables of a programme."""
    periods = frames["dim_period"]
    months = tuple(sorted(periods.loc[periods["period_grain"] == "month", "period_code"]))[-MONTHS_SHOWN:]
    coverage = records(_of_months(frames["fact_coverage"], "month_code", months))
    expected = {(row["office_code"], row["month_code"]): row["instrument_expected"] for row in coverage}
    indices = frames["fact_indices"]
    indices = indices[
        (indices["scope_level"] == "office")
        & (indices["period_grain"] == "month")
        & (indices["weighting"] == "own_respondents")
    ]
    rows: dict[tuple[str, str], list[Row]] = {}
    for row in records(_of_months(indices, "period_code", months)):
        rows.setdefault((row["scope_code"], row["period_code"]), []).append(row)
    cells = {
        key: min(
            found,
            key=lambda row, key=key: (  # type: ignore[misc]
                row["instrument_id"] != expected.get(key), -row["respondents_n"], row["instrument_id"]
            ),
        )
        for key, found in rows.items()
    }  # fmt: skip
    starts = {row["effective_from"] for row in records(frames["dim_instrument"])}
    return HeatMap(
        _lines(frames["dim_office"], {key[0] for key in (*rows, *expected)}),
        months,
        cells,
        {(row["office_code"], row["month_code"]): row["coverage"] for row in coverage},
        tuple(month for month in months[1:] if month in starts),
        sum(len(found) > 1 for found in rows.values()),
        lightness_edges([row["ikm_exact"] for row in cells.values() if row["ikm_exact"] is not None]),
    )


def _of_months(frame: pd.DataFrame, column: str, months: Sequence[str]) -> pd.DataFrame:
    return frame[frame[column].isin(months)]


def _lines(offices: pd.DataFrame, codes: set[str]) -> tuple[OfficeLine, ...]:
    """Return the offices by province and name; of the spans of an office the last one counts."""
    latest: dict[str, Row] = {}
    for row in sorted(records(offices), key=lambda row: str(row["valid_from_month"])):
        latest[row["office_code"]] = row
    lines = [
        OfficeLine(
            code,
            str((latest.get(code) or {}).get("office_name_id") or code),
            str((latest.get(code) or {}).get("province_id") or ""),
        )
        for code in codes
    ]
    return tuple(sorted(lines, key=lambda line: (line.province == "", line.province, line.name, line.office_code)))


def lightness_edges(values: Sequence[float]) -> tuple[float, ...]:
    """Return edges of at most six steps of one round width that hold every index; none lies above 100, none without one."""
    if not values:
        return ()
    low, high = min(values), max(values)
    for width in (1.0, 2.0, 2.5, 5.0, 7.5, 10.0, 15.0):
        first = width * (low // width)
        top = first + len(_STEPS) * width
        if top > high or top == high == HIGHEST:
            break
    steps = int((high - first) // width) + 1
    if steps > 1 and first + (steps - 1) * width >= HIGHEST:
        steps -= 1
    return tuple(min(first + width * number, HIGHEST) for number in range(steps + 1))


def step_of(value: float, edges: Sequence[float]) -> int:
    """Return the lightness step of an index; an index on an edge belongs to the step above it."""
    return min(max(sum(value >= edge for edge in edges) - 1, 0), len(edges) - 2)


def blocks(shown: HeatMap) -> list[tuple[OfficeLine, ...]]:
    """Return the lines of each picture: whole provinces where they fit, at most ``LINES_A_PAGE`` with their names."""
    provinces: dict[str, list[OfficeLine]] = {}
    for line in shown.lines:
        provinces.setdefault(line.province, []).append(line)
    found: list[list[OfficeLine]] = [[]]
    used = 0
    for members in provinces.values():
        most = LINES_A_PAGE - 1
        for part in (members[at : at + most] for at in range(0, len(members), most)):
            if used and used + len(part) + 1 > LINES_A_PAGE:
                found.append([])
                used = 0
            found[-1] += part
            used += len(part) + 1
    return [tuple(lines) for lines in found if lines]


def heat_map_pictures(frames: Mapping[str, pd.DataFrame], programme: Programme, language: Language) -> dict[str, str]:
    """Return the map as SVG texts by name: ``heat_map_01_id`` and so on."""
    shown = heat_map(frames)
    parts = blocks(shown)
    return {
        f"heat_map_{number:02d}_{language}": _draw(shown, lines, number, len(parts), programme, language)
        for number, lines in enumerate(parts, start=1)
    }


def _draw(
    shown: HeatMap, lines: Sequence[OfficeLine], number: int, parts: int, programme: Programme, language: Language
) -> str:
    cell = min(30.0, (_WIDTH - _LEFT - 8) / max(1, len(shown.months)))
    provinces = len({line.province for line in lines})
    bottom = _TOP + _LINE * (len(lines) + provinces)
    legend, height = _legend(shown, programme, language, bottom + 16)
    title = Words(f"Indeks per kantor dan bulan ({number} dari {parts})", f"Index by office and month ({number} of {parts})").of(language)  # fmt: skip
    body = [f'<text x="4" y="17" font-size="14" font-weight="bold">{escape(title)}</text>']
    body += _months(shown, cell, bottom)
    body += _cells(shown, lines, cell)
    body += legend
    text = _description(shown, lines, language)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'role="img" aria-label="{escape(title)}">\n<desc>{escape(text)}</desc>\n'
        '<defs><pattern id="missing" width="5" height="5" patternUnits="userSpaceOnUse">'
        f'<path d="M-1 6L6 -1M-1 1L1 -1M4 6L6 4" stroke="{_MUTED}" stroke-width="1"/></pattern></defs>\n'
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>\n'
        f'<g font-family="{_FONTS}" font-size="11" fill="{_INK}">\n' + "\n".join(body) + "\n</g>\n</svg>\n"
    )


def _months(shown: HeatMap, cell: float, bottom: int) -> list[str]:
    found, years = [], sorted({month[:4] for month in shown.months})
    for year in years:
        mine = [place for place, month in enumerate(shown.months) if month.startswith(year)]
        first, label = mine[0], year if len(mine) * cell >= _YEAR else f"’{year[2:]}"
        look = 'font-weight="bold"' if label == year else 'font-size="9"'
        found.append(f'<text x="{_at(_LEFT + first * cell + 2)}" y="44" {look}>{label}</text>')
        found.append(
            f'<path d="M{_at(_LEFT + first * cell)} 34V{bottom}" stroke="{_FAINT}" stroke-width="1" fill="none"/>'
        )
    labels = "".join(
        f'<tspan x="{_at(_LEFT + (place + 0.5) * cell)}">{int(month[5:])}</tspan>'
        for place, month in enumerate(shown.months)
    )
    found.append(f'<text y="60" font-size="9.5" fill="{_MUTED}" text-anchor="middle">{labels}</text>')
    for month in shown.breaks:
        x = _at(_LEFT + shown.months.index(month) * cell)
        found.append(f'<path d="M{x} 26V{bottom + 4}" stroke="{_INK}" stroke-width="2.5" fill="none"/>')
    return found


@dataclass
class _Ink:
    """What the cells of one picture need, by how it is drawn."""

    steps: dict[int, list[str]]
    hatched: list[str]
    waiting: list[str]
    underlines: dict[str, list[str]]
    texts: list[str]


def _cells(shown: HeatMap, lines: Sequence[OfficeLine], cell: float) -> list[str]:
    ink = _Ink({}, [], [], {}, [])
    y, province = _TOP, None
    for line in lines:
        if line.province != province:
            province = line.province
            ink.texts.append(f'<text x="4" y="{y + 13}" font-weight="bold">{escape(province or "–")}</text>')
            y += _LINE
        ink.texts.append(_name(line.name, y + 12))
        _office(shown, line, cell, y, ink)
        y += _LINE
    found = [
        f'<path d="{"".join(boxes)}" fill="{_STEPS[step]}" stroke="{_FAINT}" stroke-width="0.5"/>'
        for step, boxes in sorted(ink.steps.items())
    ]
    for boxes, look in (
        (ink.hatched, 'fill="url(#missing)"'),
        (ink.waiting, 'fill="none" stroke-dasharray="1.5 2"'),
    ):
        if boxes:
            found.append(f'<path d="{"".join(boxes)}" {look} stroke="{_MUTED}" stroke-width="0.7"/>')
    underlined = [f'<path d="{"".join(paths)}" fill="{colour}"/>' for colour, paths in sorted(ink.underlines.items())]
    return found + ink.texts + underlined


def _office(shown: HeatMap, line: OfficeLine, cell: float, y: int, ink: _Ink) -> None:
    """Add the cells of one office at height ``y``."""
    letters: dict[str, list[str]] = {}
    for place, month in enumerate(shown.months):
        x, key = _LEFT + place * cell, (line.office_code, month)
        box = f"M{_at(x + 0.7)} {y + 1}h{_at(cell - 1.4)}v{_LINE - 2}h-{_at(cell - 1.4)}z"
        row, state = shown.cells.get(key), shown.coverage.get(key)
        if row is not None and row["ikm_exact"] is not None:
            step = step_of(row["ikm_exact"], shown.edges)
            colour = "#fff" if step >= _WHITE_FROM else _INK
            ink.steps.setdefault(step, []).append(box)
            letter = f'<tspan x="{_at(x + cell / 2)}">{escape(row["grade_exact"] or "–")}</tspan>'
            letters.setdefault(colour, []).append(letter)
            if row["is_small_n"]:
                ink.underlines.setdefault(colour, []).append(f"M{_at(x + cell / 2 - 4)} {y + 13.6}h8v1.3h-8z")
        elif state == "missing":
            ink.hatched.append(box)
        elif state == "not_due":
            ink.waiting.append(box)
    ink.texts += [
        f'<text y="{y + 12.5}" font-size="10" text-anchor="middle" fill="{colour}">{"".join(found)}</text>'
        for colour, found in sorted(letters.items())
    ]


def _name(name: str, y: int) -> str:
    room = _LEFT - 24
    most = int(room / (_LETTER * _SQUEEZED))
    shown = name if len(name) <= most else f"{name[: most - 1].rstrip(' ,')}…"
    squeezed = f' textLength="{room}" lengthAdjust="spacingAndGlyphs"' if len(shown) * _LETTER > room else ""
    return f'<text x="14" y="{y}"{squeezed}>{escape(shown)}</text>'


def _legend(shown: HeatMap, programme: Programme, language: Language, y: int) -> tuple[list[str], int]:
    """Return the legend below the cells, and the height of the whole picture."""
    found, x = [], 4.0
    for step, lower in enumerate(shown.edges[:-1]):
        upper = shown.edges[step + 1]
        label = f"{_edge(lower, language)}–{'' if upper == HIGHEST else '<'}{_edge(upper, language)}"
        found.append(
            f'<rect x="{_at(x)}" y="{y}" width="17" height="13" fill="{_STEPS[step]}" stroke="{_FAINT}"/>'
            f'<text x="{_at(x + 21)}" y="{y + 11}" font-size="10.5">{escape(label)}</text>'
        )
        x += 21 + 6.4 * len(label) + 14
    y += 20
    signs = (
        (f'fill="url(#missing)" stroke="{_MUTED}"', Words("tanpa jawaban setelah batas waktu", "no answers after the due day")),
        (f'fill="none" stroke="{_MUTED}" stroke-dasharray="1.5 2"', Words("belum jatuh tempo", "not due yet")),
        ('fill="none" stroke="none"', Words("(kosong) tidak diharapkan", "(blank) not expected")),
    )  # fmt: skip
    x = 4.0
    for look, words in signs:
        label = words.of(language)
        blank = 'stroke="none"' in look
        if not blank:
            found.append(f'<rect x="{_at(x)}" y="{y}" width="17" height="13" {look}/>')
        found.append(f'<text x="{_at(x + (0 if blank else 21))}" y="{y + 11}" font-size="10.5">{escape(label)}</text>')
        x += 21 + 5.9 * len(label) + 14
    small, note = programme.small_n, Words(programme.data_origin_id, programme.data_origin_en).of(language)
    texts = [
        Words(
            f"Huruf: mutu IKM eksak menurut peraturan kuesioner bulan itu. Bergaris bawah: kurang dari {small} responden.",
            f"Letter: grade of the exact index under the regulation of that month's questionnaire. Underlined: "
            f"fewer than {small} respondents.",
        )
    ]
    if shown.breaks:
        months = ", ".join(shown.breaks)
        texts.append(
            Words(
                f"Garis tebal: kuesioner lain mulai berlaku ({months}); huruf di kiri dan kanannya tidak dapat "
                "dibandingkan.",
                f"Thick line: another questionnaire comes into force ({months}); letters on its two sides cannot be "
                "compared.",
            )
        )
    y += 30
    for text in [*(one.of(language) for one in texts), *_broken(note, 150)]:
        found.append(f'<text x="4" y="{y}" font-size="10.5" fill="{_MUTED}">{escape(text)}</text>')
        y += 15
    return found, y


def _broken(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _edge(value: float, language: Language) -> str:
    return decimals(value, 0 if value == int(value) else 1, language)


def _description(shown: HeatMap, lines: Sequence[OfficeLine], language: Language) -> str:
    """Say in words what the picture shows, for those who do not see it."""
    keys = [(line.office_code, month) for line in lines for month in shown.months]
    found = [shown.cells[key] for key in keys if key in shown.cells]
    missing = sum(key not in shown.cells and shown.coverage.get(key) == "missing" for key in keys)
    letters = [str(row["grade_exact"]) for row in found if row["grade_exact"]]
    grades = ", ".join(f"{grade} {count(letters.count(grade), language)}" for grade in sorted(set(letters)))
    provinces = len({line.province for line in lines})
    first, last = (shown.months[0], shown.months[-1]) if shown.months else ("–", "–")
    return Words(
        f"{len(lines)} kantor di {provinces} provinsi, bulan {first} sampai {last}. "
        f"Sel dengan indeks: {count(len(found), 'id')} (mutu {grades or '–'}); tanpa jawaban setelah batas waktu: "
        f"{count(missing, 'id')}. Angkanya ada dalam tabel fact_indices.",
        f"{len(lines)} offices in {provinces} provinces, months {first} to {last}. "
        f"Cells with an index: {count(len(found), 'en')} (grades {grades or '–'}); without answers after the due day: "
        f"{count(missing, 'en')}. The figures stand in the table fact_indices.",
    ).of(language)


def _at(value: float) -> str:
    """Return a coordinate with one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")
