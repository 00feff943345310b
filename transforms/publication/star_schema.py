"""The picture of the star schema, drawn from the contract: facts down, dimensions across, joining columns in the cells."""

from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

from schemas.published_programme import PROGRAMME
from schemas.tables import Table

# The columns of a fact that lead to a dimension, or to another fact; the first that a fact has is drawn.
_JOINS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "dim_period": (("period_code",), ("month_code",)),
    "dim_office": (("office_key",), ("scope_code",), ("office_code",)),
    "dim_instrument": (("instrument_id",),),
    "dim_element": (("instrument_id", "element_code"), ("element_code",)),
    "dim_band": (("regulation_id",), ("graded_under",)),
    "dim_respondent_group": (("attribute_code", "answer_code"), ("gender_code",)),
    "dim_run": (("run_number",),),
    "fact_files": (("file_number",),),
    "fact_responses": (("response_key",),),
}
# dim_instrument holds the questionnaires of the regulations; those beside them have no regulation to stand there with.
_APART: Final = frozenset({("fact_companions", "dim_instrument")})
_SHOWN: Final = {"scope_code": "scope_code *", "office_code": "office_code *", "gender_code": "..._code"}
_LEFT, _TOP, _WIDE, _HIGH = 300, 118, 124, 34
_NOTE: Final = (
    "* at scope_level office; one office has several rows in dim_office, one for each span of months. A filled cell is a "
    "column of the fact's key."
)


def star_schema_svg(tables: Sequence[Table] = PROGRAMME) -> str:
    """Return the picture as SVG: one row per fact table, one column per table that it leads to."""
    facts = [table for table in tables if table.name.startswith("fact_")]
    width = _LEFT + _WIDE * len(_JOINS) + 24
    height = _TOP + _HIGH * len(facts) + 64
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="DejaVu Sans, Helvetica, Arial, sans-serif" role="img">',
        "<title>Star schema of a programme</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        '<text x="20" y="34" font-size="20" font-weight="bold">Star schema of a programme</text>',
        '<text x="20" y="58" font-size="13" fill="#444444">Facts down, dimensions across; a cell names the column that joins.</text>',
    ]
    for place, name in enumerate(_JOINS):
        x = _LEFT + place * _WIDE
        fill = "#1f3b57" if name.startswith("dim_") else "#5a5a5a"
        size = 12 if len(name) < 17 else 9
        parts.append(f'<rect x="{x + 3}" y="{_TOP - 40}" width="{_WIDE - 6}" height="34" rx="4" fill="{fill}"/>')
        parts.append(_text(x + _WIDE / 2, _TOP - 18, name, size=size, fill="#ffffff", anchor="middle", bold=True))
    for place, table in enumerate(facts):
        y = _TOP + place * _HIGH
        if place % 2 == 0:
            parts.append(f'<rect x="12" y="{y}" width="{width - 24}" height="{_HIGH}" fill="#f2f4f6"/>')
        parts.append(_text(20, y + 15, table.name, size=13, bold=True))
        parts.append(_text(20, y + 28, table.title_id, size=10, fill="#555555"))
        for column, name in enumerate(_JOINS):
            parts += _cell(table, name, _LEFT + column * _WIDE, y)
    parts.append(_text(20, height - 36, _NOTE, size=11, fill="#444444"))
    parts.append(
        _text(
            20,
            height - 18,
            "Every table also has programme_id and data_origin (asal data): quote no number without it.",
            size=11,
            fill="#444444",
        )
    )
    return "\n".join([*parts, "</svg>", ""])


def _cell(table: Table, other: str, x: float, y: float) -> list[str]:
    if table.name == other or (table.name, other) in _APART:
        return []
    found = next((columns for columns in _JOINS[other] if set(columns) <= set(table.columns)), None)
    if found is None:
        return []
    last = found[-1]
    is_key = set(found) <= set(table.key)
    fill, ink = ("#cfe0ef", "#000000") if is_key else ("#ffffff", "#000000")
    return [
        f'<rect x="{x + 6}" y="{y + 6}" width="{_WIDE - 12}" height="{_HIGH - 12}" rx="3" fill="{fill}" stroke="#7a8896"/>',
        _text(x + _WIDE / 2, y + 21, _SHOWN.get(last, last), size=11, fill=ink, anchor="middle"),
    ]


def _text(
    x: float,
    y: float,
    words: str,
    *,
    size: int,
    fill: str = "#000000",
    anchor: str = "start",
    bold: bool = False,
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{fill}" text-anchor="{anchor}"{weight}>{escape(words)}</text>'
