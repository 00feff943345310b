"""Rows of ``fact_companions``: SPAK and SPKP of every scope and period, beside SKM and never mixed with it.

Method: docs/methods/companions.md. Roll-ups pool all respondents; no regulation says how offices would be weighted.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

import pandas as pd

from schemas.catalog import Catalog
from schemas.companion import CompanionIndices, companion_indices
from schemas.programme import Programme
from schemas.published_programme import FACT_COMPANIONS
from transforms.exact import written
from transforms.programme.cells import Cells, pool
from transforms.programme.companions import Companion, companions
from transforms.programme.contract_frames import LABELS
from transforms.programme.scopes import LEVELS, groups

_ZONES: Final = ("WBK", "WBBM")
_SURE_ID: Final = {"high": "tinggi", "medium": "sedang", "low": "rendah"}


def companion_rows(cells: Mapping[str, Cells], programme: Programme, catalog: Catalog) -> pd.DataFrame:
    """Return ``fact_companions`` without the columns that label every table; no rows where nobody answered.

    Args:
        cells: cells of each questionnaire beside those of the regulations, of every month that is published.
        programme: what counts as few respondents.
        catalog: the questionnaires.

    Raises:
        transforms.programme.companions.CompanionError: the declared indices do not fit a questionnaire.
    """
    declared = companion_indices()
    rows: list[dict[str, Any]] = []
    for instrument_id, one in cells.items():
        instrument = catalog.instruments[instrument_id]
        offices = one.keys["office_code"].to_numpy()
        for level in LEVELS:
            for (scope, period), where in groups(one, level).items():
                common = {
                    "scope_level": level,
                    "scope_code": scope,
                    "period_code": period,
                    "instrument_id": instrument_id,
                    "offices_n": len(set(offices[where])),
                }
                rows.extend(
                    common | _row(index, declared, programme.small_n)
                    for index in companions(pool(one, where), instrument, declared)
                )
    return pd.DataFrame(rows, columns=[name for name in FACT_COMPANIONS.columns if name not in LABELS])


def _row(index: Companion, declared: CompanionIndices, small_n: int) -> dict[str, Any]:
    conversion = declared.conversion
    remark_id, remark_en = _remarks(index, declared)
    return {
        "companion_code": index.index_code,
        "respondents_n": index.respondents_n,
        "answers_n": index.answers_n,
        "missing_n": index.respondents_n * index.elements_n - index.answers_n,
        "elements_n": index.elements_n,
        "mean_raw": _double(index.mean),
        "mean_raw_fraction": None if index.mean is None else written(index.mean),
        "mean_converted": _double(index.converted),
        "mean_converted_fraction": None if index.converted is None else written(index.converted),
        "conversion": f"x {conversion.to_maximum}/{conversion.from_maximum}",
        "conversion_confidence": conversion.confidence,
        **_thresholds(index),
        "is_small_n": index.respondents_n < small_n,
        "remark_id": remark_id,
        "remark_en": remark_en,
    }


def _double(value: Fraction | None) -> float | None:
    return None if value is None else value.numerator / value.denominator


def _thresholds(index: Companion) -> dict[str, Any]:
    known = {one.threshold.zone: one for one in index.thresholds}
    cells: dict[str, Any] = {}
    for zone in _ZONES:
        name, one = zone.lower(), known.get(zone)
        cells[f"threshold_{name}"] = None if one is None else one.threshold.minimum
        cells[f"is_{name}_reached"] = None if one is None else one.is_reached
        cells[f"threshold_{name}_confidence"] = None if one is None else one.threshold.confidence
    return cells


def _remarks(index: Companion, declared: CompanionIndices) -> tuple[str, str]:
    """Return what must stand beside the numbers: how sure the conversion and the thresholds are; Indonesian, English."""
    conversion = declared.conversion
    sure = [(one.threshold.zone, one.threshold.confidence) for one in index.thresholds]
    thresholds_id = "".join(f"; ambang {zone}: keyakinan {_SURE_ID[how]}" for zone, how in sure)
    thresholds_en = "".join(f"; threshold {zone}: {how} confidence" for zone, how in sure)
    return (
        f"{conversion.rule_id}: keyakinan {_SURE_ID[conversion.confidence]}{thresholds_id}. Bukan IKM dan tidak diberi mutu.",
        f"{conversion.rule_en}: {conversion.confidence} confidence{thresholds_en}. No index of SKM, and not graded.",
    )
