"""A programme as small as can be, for tests of what follows from its regulations and exceptions."""

from schemas.catalog import Catalog
from schemas.instrument import Rounding
from schemas.programme import Detail, Override, Programme, Questionnaire, Sampling, Suppression, Unit

CATALOG = Catalog()
USED = (
    ("kep_25_2004", "skm_2004_14"),
    ("permenpan_16_2014", "skm_2014_9"),
    ("permenpan_14_2017", "skm_2017_9"),
)


def override(
    instrument_id: str, *, offices: tuple[str, ...] = ("bogor",), first: str = "2017-05", last: str = "2017-07"
) -> Override:
    return Override(
        offices=offices,
        first_month=first,
        last_month=last,
        instrument_id=instrument_id,
        reason_id="Formulir lama dihabiskan",
        reason_en="Old forms are used up",
    )


def programme(*overrides: Override, used: tuple[tuple[str, str], ...] = USED) -> Programme:
    said = {"reason_id": "contoh", "reason_en": "example"}
    head = {f"{one}_{language}": "x" for one in ("ministry", "directorate", "service") for language in ("id", "en")}
    return Programme(
        programme_id="contoh",
        title_id="Contoh",
        title_en="Example",
        source="made for this test",
        data_origin="synthetic",
        data_origin_id="buatan",
        data_origin_en="made up",
        first_month="2004-02",
        offices=("bogor", "bekasi"),
        questionnaires=tuple(
            Questionnaire(regulation_id=regulation, instrument_id=instrument, rounding=Rounding(index_digits=2))
            for regulation, instrument in used
        ),
        overrides=overrides,
        regrade_under=used[-1][0],
        sampling=Sampling(method="accidental", **said),
        due_day=5,
        detail=Detail(**said),
        suppression=Suppression(reason="example"),
        unit=Unit(**head),
    )
