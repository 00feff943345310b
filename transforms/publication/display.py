"""Numbers and words as people read them, in Indonesian and in English.

Rounding happens here for the eye only: a figure is rounded half up from its exact fraction, and nothing is
decided on the rounded figure.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Literal

import pandas as pd

Language = Literal["id", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("id", "en")
Row = dict[str, Any]
Number = Fraction | Decimal | float | int | str


@dataclass(frozen=True)
class Words:
    """The same text in both languages."""

    id: str
    en: str

    def of(self, language: Language) -> str:
        """Return the text in ``language``."""
        return self.id if language == "id" else self.en


CROSSHAIRS: Final = {
    "mean": Words("rata-rata", "mean"),
    "median": Words("median", "median"),
    "midrange": Words("nilai tengah rentang", "midrange"),
    "scale_mid": Words("titik tengah skala", "middle of the scale"),
    "fixed": Words("titik tetap", "fixed point"),
}
TIE_RULES: Final = {
    "gt": Words("tepat di garis dihitung rendah (>)", "exactly on the line counts as low (>)"),
    "ge": Words("tepat di garis dihitung tinggi (≥)", "exactly on the line counts as high (≥)"),
}
QUADRANTS: Final = {
    "priority_improve": Words("Prioritas utama", "Concentrate here"),
    "maintain": Words("Pertahankan prestasi", "Keep up the good work"),
    "low_priority": Words("Prioritas rendah", "Low priority"),
    "possible_overkill": Words("Berlebihan", "Possible overkill"),
}
QUADRANT_MEANINGS: Final = {
    "priority_improve": Words("kepentingan tinggi, kepuasan rendah", "high importance, low satisfaction"),
    "maintain": Words("kepentingan tinggi, kepuasan tinggi", "high importance, high satisfaction"),
    "low_priority": Words("kepentingan rendah, kepuasan rendah", "low importance, low satisfaction"),
    "possible_overkill": Words("kepentingan rendah, kepuasan tinggi", "low importance, high satisfaction"),
}
SEVERITIES: Final = {
    "refuse_file": Words("Berkas ditolak", "File refused"),
    "refuse_row": Words("Baris ditolak", "Row refused"),
    "warn": Words("Peringatan", "Warning"),
}


def records(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of ``frame`` as plain values, with None where a cell is empty."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(key): _plain(value) for key, value in row.items()} for row in plain.to_dict("records")]


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def exact(value: Number) -> Fraction:
    """Return ``value`` as a fraction; a float stands for the shortest decimal that names it."""
    return Fraction(repr(float(value))) if isinstance(value, float) else Fraction(value)


def decimals(value: Number, digits: int, language: Language) -> str:
    """Return ``value`` rounded half up (away from zero), with the language's decimal sign."""
    number = exact(value)
    scaled = (abs(number) * 10**digits + Fraction(1, 2)).__floor__()
    whole, part = divmod(scaled, 10**digits)
    sign = "-" if number < 0 and scaled else ""
    shown = f"{sign}{whole}.{part:0{digits}d}" if digits else f"{sign}{whole}"
    return shown.replace(".", ",") if language == "id" else shown


def count(value: int, language: Language) -> str:
    """Return a count with the language's thousands sign."""
    shown = f"{int(value):,}"
    return shown.replace(",", ".") if language == "id" else shown


def decimal_text(text: str, language: Language) -> str:
    """Return a decimal that a source prints (with a comma or a point) with the language's decimal sign."""
    return text.replace(".", ",") if language == "id" else text.replace(",", ".")


def wrapped(text: str, width: int) -> str:
    """Return ``text`` broken into lines of at most ``width`` characters; long words stay whole."""
    return "\n".join(textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False))


def office_name(name: str, language: Language) -> str:
    """Return the name of an office as a title; an office is named without the words immigration office."""
    return f"Kantor Imigrasi {name}" if language == "id" else f"{name} immigration office"


def of_scope(rows: Sequence[Row], scope: str, scope_code: str) -> list[Row]:
    """Return the rows that summarise one office or the cohort."""
    return [row for row in rows if row["scope"] == scope and row["scope_code"] == scope_code]
