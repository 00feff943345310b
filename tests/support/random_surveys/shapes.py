"""Every shipped layout with the writer of its shape and the defects that can be planted in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from random_surveys import sheets, tools
from random_surveys.people import Choose, World, Written

Write = Callable[[Choose, World, str | None], Written]


@dataclass(frozen=True)
class Shape:
    """What writes surveys in the shape of a layout."""

    instrument_id: str
    write: Write
    kinds: tuple[str, ...]


_DATED = ("future", "early", "impossible")
SHAPES: Mapping[str, Shape] = {
    "limesurvey_skm_codes": Shape("skm_2017_9", tools.limesurvey_codes, ("score", "profile", "office", *_DATED)),
    "limesurvey_skm_2014_codes": Shape(
        "skm_2014_9", tools.limesurvey_2014_codes, ("score", "profile", "office", *_DATED)
    ),
    "limesurvey_skm_2004_codes": Shape(
        "skm_2004_14", tools.limesurvey_2004_codes, ("score", "profile", "office", *_DATED)
    ),
    "limesurvey_spak_spkp_codes": Shape(
        "spak_spkp_2023", tools.limesurvey_spak_spkp_codes, ("score", "profile", "office", *_DATED)
    ),
    "limesurvey_skm_full": Shape("skm_2017_9", tools.limesurvey_full, ("label", "profile", "office", *_DATED)),
    "kobo_skm": Shape("skm_2017_9", tools.kobo, ("score", "profile", "office", *_DATED)),
    "kobo_skm_labels": Shape("skm_2017_9", tools.kobo_labels, ("label", "profile", "office", *_DATED)),
    "odk_central_skm": Shape("skm_2017_9", tools.odk_central, ("score", "profile", "office", *_DATED)),
    "google_forms_skm": Shape("skm_2017_9", tools.google_forms, ("score", "label", "profile", *_DATED)),
    "spss_skm": Shape("skm_2017_9", tools.spss, ("score", "profile", "office", "future", "early")),
    "kemenpan_u9_list": Shape("skm_2017_9", sheets.kemenpan_list, ("score",)),
    "kemenpan_u9_form": Shape("skm_2017_9", sheets.kemenpan_form, ("score",)),
    "kemenpan_u9_2014": Shape("skm_2014_9", sheets.kemenpan_2014, ("score",)),
    "kemenpan_u14": Shape("skm_2004_14", sheets.kemenpan_u14, ("score",)),
    "skm_report_builder": Shape("skm_2017_9", sheets.report_builder, ("score", "profile")),
    "limesurvey_codes": Shape("jakarta_2015_13", sheets.jakarta_limesurvey, ("score", "profile", "office")),
    "online_form_full_text": Shape("jakarta_2015_13", sheets.jakarta_online_form, ("score", "profile", "office")),
    "workbook_two_level": Shape("jakarta_2015_13", sheets.jakarta_workbook, ("score", "profile")),
}
