"""Rows of ``fact_companions``: SPAK and SPKP of every scope and period, beside SKM and never mixed with it.

Method: docs/methods/companions.md. Roll-ups pool all respondents; no regulation says how offices would be weighted.
"""

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

import pandas as pd

from schemas.catalog import Catalog
from schemas.companion import CompanionIndices, companion_indices
from schemas.instrument import Instrument
from schemas.programme import Programme
from schemas.published_programme import FACT_COMPANIONS
from transforms.exact import written
from transforms.programme.cells import Cells, pool
from transforms.programme.companions import Companion, companions
from transforms.programme.contract_frames import LABELS
from transforms.programme.makeup import reach
from transforms.programme.remarks import remark_on_sampling
from transforms.programme.scopes import LEVELS, groups
from transforms.programme.variances import Moments, Spread, Strata, by_element, spread_of, strata_from

_ZONES: Final = ("WBK", "WBBM")
_SURE_ID: Final = {"high": "tinggi", "medium": "sedang", "low": "rendah"}


def companion_rows(
    cells: Mapping[str, Cells],
    programme: Programme,
    catalog: Catalog,
    applications: Mapping[tuple[str, str], int] | None = None,
) -> pd.DataFrame:
    """Return ``fact_companions`` without the columns that label every table; no rows where nobody answered.

    Args:
        cells: cells of each questionnaire beside those of the regulations, of every month that is published.
        programme: what counts as few respondents, confidence level, sampling.
        catalog: the questionnaires.
        applications: office code and month to the applications of the office in that month.

    Raises:
        transforms.programme.companions.CompanionError: the declared indices do not fit a questionnaire.
    """
    declared = companion_indices()
    rows: list[dict[str, Any]] = []
    for instrument_id, one in cells.items():
        instrument = catalog.instruments[instrument_id]
        offices = one.keys["office_code"].to_numpy()
        strata = _strata(one, instrument, declared, applications or {})
        for level in LEVELS:
            placed = groups(one, level)
            spreads = {code: spread_of(found, list(placed.values())) for code, found in strata.items()}
            for number, ((scope, period), where) in enumerate(placed.items()):
                common = {
                    "scope_level": level,
                    "scope_code": scope,
                    "period_code": period,
                    "instrument_id": instrument_id,
                    "offices_n": len(set(offices[where])),
                }
                rows.extend(
                    common
                    | _row(index, declared, programme)
                    | _error(index, spreads[index.index_code], number, instrument, declared, programme)
                    for index in companions(pool(one, where), instrument, declared)
                )
    return pd.DataFrame(rows, columns=[name for name in FACT_COMPANIONS.columns if name not in LABELS])


def _strata(
    cells: Cells, instrument: Instrument, declared: CompanionIndices, applications: Mapping[tuple[str, str], int]
) -> dict[str, Strata]:
    """Return the strata of every index, in points of its converted mean."""
    questions = cells.questions
    asked = zip(cells.keys["office_code"], cells.keys["month_code"], cells.keys["respondents_n"], strict=True)
    # Fewer applications than respondents cannot be right, and would say that everybody was asked.
    known = {
        (office, month): applications[office, month]
        for office, month, n in asked
        if applications.get((office, month), 0) >= n
    }
    found = {}
    for index in declared.indices:
        places = [place for place, one in enumerate(instrument.elements) if one.dimension_code == index.dimension_code]
        member = questions.membership[:, places]
        counts, sums, products = (by_element(block, member) for block in (cells.counts, cells.sums, cells.products))
        moments = Moments(cells.keys, cells.answers() @ member, cells.totals() @ member, counts, sums, products)
        found[index.index_code] = strata_from(moments, float(declared.conversion.factor), known)
    return found


def _error(
    index: Companion,
    spread: Spread,
    number: int,
    instrument: Instrument,
    declared: CompanionIndices,
    programme: Programme,
) -> dict[str, Any]:
    """Return the error of the converted mean, its interval within the converted scale, and the effective respondents."""
    error, variance, plain = (float(one[number]) for one in (spread.error, spread.variance, spread.plain_variance))
    if index.converted is None or math.isnan(error):
        return dict.fromkeys(("converted_error", "converted_lower", "converted_upper", "effective_n"))
    value, factor = index.converted.numerator / index.converted.denominator, float(declared.conversion.factor)
    half = error * float(reach((1 - float(programme.confidence_level)) / 2, max(float(spread.freedom[number]), 1.0)))
    return {
        "converted_error": error,
        "converted_lower": max(value - half, factor * instrument.scale.minimum),
        "converted_upper": min(value + half, factor * instrument.scale.maximum),
        "effective_n": index.respondents_n * plain / variance if variance > 0 else None,
    }


def _row(index: Companion, declared: CompanionIndices, programme: Programme) -> dict[str, Any]:
    conversion = declared.conversion
    remark_id, remark_en = _remarks(index, declared)
    sampling = remark_on_sampling(programme.sampling)
    if sampling.text_id is not None:
        remark_id, remark_en = f"{remark_id} {sampling.text_id}", f"{remark_en} {sampling.text_en}"
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
        "is_small_n": index.respondents_n < programme.small_n,
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
