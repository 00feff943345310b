"""The same index under every regulation of a programme, and why the grades differ or agree.

Bands changed: 71.98 is a B by the decree of 2004 and a C by the regulation of 2017. Every decision is made by
``transforms.grading`` on the exact index. Method: docs/methods/trend.md, section 3.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any, Final

import pandas as pd

from schemas.catalog import Catalog
from schemas.instrument import Band, BandTable, Regulation
from schemas.programme import Programme
from schemas.published_programme import FACT_REGRADINGS
from transforms.exact import decimal_text, fraction, round_half_up
from transforms.grading import grade_of
from transforms.programme.contract_frames import contract_frame

_TAKEN: Final = (
    "scope_level", "scope_code", "period_code", "weighting", "instrument_id", "ikm_exact", "ikm_exact_fraction",
)  # fmt: skip
_CONFIDENCE: Final = {"medium": ("sedang", "medium"), "low": ("rendah", "low")}
_NO_INDEX: Final = (
    "Tidak ada indeks, karena ada unsur yang tidak dijawab siapa pun; maka tidak ada mutu.",
    "There is no index, because nobody answered one of the elements; so there is no grade.",
)


@dataclass(frozen=True)
class Regrading:
    """One index under its own regulation and under another: both grades, and why, in both languages."""

    own_grade: str | None
    regrade: str | None
    why_id: str
    why_en: str


def regrade(value: Fraction | None, own: Regulation, under: Regulation) -> Regrading:
    """Return an index graded by its own regulation's bands and by those of another.

    Args:
        value: the exact index, 0 to 100; None where there is none.
        own: regulation of the questionnaire.
        under: regulation that grades it; may be its own.
    """
    return Regrading(None, None, *_NO_INDEX) if value is None else _compared(_graded(value, own), _graded(value, under))


def _compared(first: "_Graded", second: "_Graded") -> Regrading:
    return Regrading(first.band.grade, second.band.grade, _why_id(first, second), _why_en(first, second))


def regradings(indices: pd.DataFrame, programme: Programme, catalog: Catalog) -> pd.DataFrame:
    """Return every index of a year graded under every regulation of the programme.

    Args:
        indices: rows of fact_indices.
        programme: the standing survey; its questionnaires name the regulations, in that order.
        catalog: the data files.

    Returns:
        The columns of fact_regradings but for the labels of every table, one row per row of fact_indices whose
        period_grain is year, and regulation; in the order of ``indices``.
    """
    yearly = indices[indices["period_grain"] == "year"]
    regulations = [catalog.regulations[one.regulation_id] for one in programme.questionnaires]
    decide = _remembering(catalog)
    exact = [text if isinstance(text, str) else None for text in yearly["ikm_exact_fraction"]]
    found = [
        (under, decide(text, own, under.regulation_id))
        for text, own in zip(exact, yearly["regulation_id"], strict=True)
        for under in regulations
    ]
    repeated = yearly.loc[yearly.index.repeat(len(regulations)), list(_TAKEN)] if len(yearly) else yearly[list(_TAKEN)]
    columns: dict[str, Any] = {name: repeated[name] for name in _TAKEN}
    columns["graded_under"] = [under.regulation_id for under, _ in found]
    columns["band_table_id"] = [under.band_table.band_table_id for under, _ in found]
    columns["own_grade"] = [one.own_grade for _, one in found]
    columns["regrade"] = [one.regrade for _, one in found]
    columns["is_grade_changed"] = [one.own_grade != one.regrade for _, one in found]
    columns["why_id"] = [one.why_id for _, one in found]
    columns["why_en"] = [one.why_en for _, one in found]
    return contract_frame(FACT_REGRADINGS, columns)


def citation(regulation: Regulation) -> tuple[str, str]:
    """Return a regulation's name without its subject, Indonesian and English."""
    return regulation.title_id.split(" tentang ", 1)[0], regulation.title_en.split(", ", 1)[0]


@dataclass(frozen=True)
class _Graded:
    regulation: Regulation
    shown: str
    band: Band
    side: int

    @property
    def edges(self) -> str:
        return f"{self.band.lower}-{self.band.upper}"


def _graded(value: Fraction, regulation: Regulation) -> _Graded:
    table = regulation.band_table
    band = grade_of(value, table)
    rounded = round_half_up(value, table.digits)
    side = (rounded > fraction(band.upper)) - (rounded < fraction(band.lower))
    return _Graded(regulation, _decimal(rounded, table), band, side)


def _decimal(value: Fraction, table: BandTable) -> str:
    return decimal_text(value, table.digits) if table.digits else str(value)


_SIDES: Final = {-1: ("di bawah", "below"), 0: ("berada pada", "lies in"), 1: ("di atas", "above")}


def _why_id(first: _Graded, second: _Graded) -> str:
    said = f"{_comma(first.shown)} {_place(first, 0)}"
    if second.regulation.regulation_id != first.regulation.regulation_id:
        again = "" if second.shown == first.shown else f"sebagai {_comma(second.shown)} "
        where = "pada" if second.side == first.side == 0 else _SIDES[second.side][0]
        said += f" dan {again}{_place(second, 0, where)}"
    return f"{said}.{_doubt(first, second, 0)}"


def _why_en(first: _Graded, second: _Graded) -> str:
    said = f"{first.shown} {_place(first, 1)}"
    if second.regulation.regulation_id != first.regulation.regulation_id:
        again = "" if second.shown == first.shown else f"as {second.shown} "
        where = "in" if second.side == first.side == 0 else _SIDES[second.side][1]
        said += f" and {again}{_place(second, 1, where)}"
    return f"{said}.{_doubt(first, second, 1)}"


def _place(one: _Graded, language: int, where: str | None = None) -> str:
    edges = _comma(one.edges) if language == 0 else one.edges
    by = ("menurut", "by")[language]
    name = citation(one.regulation)[language]
    return f"{where or _SIDES[one.side][language]} {edges} ({one.band.grade}) {by} {name}"


def _doubt(first: _Graded, second: _Graded, language: int) -> str:
    said = ""
    for one in dict.fromkeys((first.regulation.regulation_id, second.regulation.regulation_id)):
        regulation = first.regulation if one == first.regulation.regulation_id else second.regulation
        if regulation.confidence in _CONFIDENCE:
            name, level = citation(regulation)[language], _CONFIDENCE[regulation.confidence][language]
            said += (
                f" Keyakinan atas batas mutu {name}: {level}.",
                f" Confidence in the bands of {name}: {level}.",
            )[language]
    return said


def _comma(text: str) -> str:
    return text.replace(".", ",")


def _remembering(catalog: Catalog) -> Callable[[str | None, str, str], Regrading]:
    """Return ``regrade`` by ids, which remembers: the same index occurs under several weightings."""

    @cache
    def graded(text: str, regulation_id: str) -> _Graded:
        return _graded(fraction(text), catalog.regulations[regulation_id])

    @cache
    def decide(text: str | None, own: str, under: str) -> Regrading:
        if text is None:
            return Regrading(None, None, *_NO_INDEX)
        return _compared(graded(text, own), graded(text, under))

    return decide
