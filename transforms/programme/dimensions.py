"""The dimensions of the star schema: what the codes of the facts mean."""

from collections.abc import Sequence

import pandas as pd

from schemas.catalog import Catalog
from schemas.programme import Programme
from transforms.programme.assembly import PROFILE
from transforms.programme.offices import OfficeTimes, office_label
from transforms.programme.scopes import Period


def dim_office(times: OfficeTimes, catalog: Catalog) -> pd.DataFrame:
    """Return one row per office and span of months."""
    return pd.DataFrame(
        {
            "office_key": span.key,
            "office_code": span.office_code,
            "office_name_id": catalog.offices[span.office_code].name_id,
            "office_label_id": office_label(catalog.offices[span.office_code].name_id, span.standing.office_class),
            "office_class": span.standing.office_class or None,
            "province_id": span.standing.province_id or None,
            "valid_from_month": span.first_month,
            "valid_to_month": span.last_month,
            "is_current": span.last_month is None,
            "source": catalog.offices[span.office_code].source,
            "confidence": catalog.offices[span.office_code].confidence,
        }
        for span in times.spans
    )


def dim_period(periods: Sequence[Period]) -> pd.DataFrame:
    """Return one row per period."""
    return pd.DataFrame([vars(period) for period in periods])


def dim_instrument(programme: Programme, catalog: Catalog) -> pd.DataFrame:
    """Return one row per questionnaire with its regulation."""
    rows = []
    for used in programme.questionnaires:
        instrument, regulation = catalog.instruments[used.instrument_id], catalog.regulations[used.regulation_id]
        rows.append(
            {
                "instrument_id": instrument.instrument_id,
                "instrument_title_id": instrument.title_id,
                "instrument_title_en": instrument.title_en,
                "regulation_id": regulation.regulation_id,
                "regulation_title_id": regulation.title_id,
                "regulation_title_en": regulation.title_en,
                "elements_n": len(instrument.elements),
                "scale_minimum": instrument.scale.minimum,
                "scale_maximum": instrument.scale.maximum,
                "element_weight": regulation.declared_weight,
                "rounding_rule": used.rounding.rule,
                "effective_from": regulation.effective_from,
                "effective_to": regulation.effective_to,
                "sample_minimum": regulation.sample.minimum,
                "sample_rule_id": regulation.sample.rule_id,
                "source": regulation.source,
                "confidence": regulation.confidence,
            }
        )
    return pd.DataFrame(rows)


def dim_element(programme: Programme, catalog: Catalog) -> pd.DataFrame:
    """Return one row per element, with the harmonised series that use it."""
    rows = []
    for used in programme.questionnaires:
        instrument = catalog.instruments[used.instrument_id]
        for number, element in enumerate(instrument.elements, start=1):
            members = [
                (code, one.harmonised_code)
                for code in programme.series
                for one in catalog.series[code].elements
                for member in one.members
                if (member.instrument_id, member.element_code) == (instrument.instrument_id, element.element_code)
            ]
            rows.append(
                {
                    "instrument_id": instrument.instrument_id,
                    "element_code": element.element_code,
                    "element_number": number,
                    "element_label_id": element.label_id,
                    "element_label_en": element.label_en,
                    "regulation_element_number": element.regulation_element_number,
                    "items_n": max(1, len(element.items)),
                    "harmonised_code": members[0][1] if members else None,
                    "series_codes": ";".join(code for code, _ in members) or None,
                    "regulation_match_confidence": element.match_confidence,
                }
            )
    return pd.DataFrame(rows)


def dim_band(programme: Programme, catalog: Catalog) -> pd.DataFrame:
    """Return one row per regulation and grade."""
    return pd.DataFrame(
        {
            "regulation_id": used.regulation_id,
            "band_table_id": regulation.band_table.band_table_id,
            "grade": band.grade,
            "performance_id": band.performance_id,
            "performance_en": band.performance_en,
            "band_lower": band.lower,
            "band_upper": band.upper,
            "source": regulation.source,
            "confidence": regulation.confidence,
        }
        for used in programme.questionnaires
        for regulation in (catalog.regulations[used.regulation_id],)
        for band in regulation.band_table.bands
    )


def dim_respondent_group(programme: Programme, catalog: Catalog) -> pd.DataFrame:
    """Return one row per question about the respondent and answer, of all questionnaires together.

    Questionnaires of one programme give equal answers equal codes; where their words differ, the latest regulation's count.
    """
    found: dict[tuple[str, str], dict[str, object]] = {}
    for used in sorted(programme.questionnaires, key=lambda one: catalog.regulations[one.regulation_id].effective_from):
        asked = [one for one in catalog.instruments[used.instrument_id].attributes if one.attribute_code in PROFILE]
        for attribute in asked:
            for number, option in enumerate(attribute.options, start=1):
                found[attribute.attribute_code, option.code] = {
                    "attribute_code": attribute.attribute_code,
                    "answer_code": option.code,
                    "attribute_number": PROFILE.index(attribute.attribute_code) + 1,
                    "answer_number": number,
                    "attribute_label_id": attribute.question_id,
                    "attribute_label_en": attribute.question_en,
                    "answer_label_id": option.label_id,
                    "answer_label_en": option.label_en,
                }
    return pd.DataFrame(found.values())
