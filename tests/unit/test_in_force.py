"""Which regulation is in force in which month, and which questionnaire is expected of whom."""

import pytest
from small_programme import CATALOG, USED, override, programme

from transforms.programme.in_force import Expectations, NotInForceError, expected, regulation_in_force


@pytest.mark.parametrize(
    ("month", "regulation_id"),
    [
        ("2004-02", "kep_25_2004"),
        ("2014-04", "kep_25_2004"),
        ("2014-05", "permenpan_16_2014"),
        ("2017-04", "permenpan_16_2014"),
        ("2017-05", "permenpan_14_2017"),  # revokes the other in this month
        ("2026-11", "permenpan_14_2017"),
    ],
)
def test_a_new_regulation_holds_from_its_first_month(month: str, regulation_id: str) -> None:
    assert regulation_in_force(CATALOG, month).regulation_id == regulation_id
    assert Expectations(programme(), CATALOG).regulation(month).regulation_id == regulation_id


def test_before_the_first_regulation_the_message_says_since_when_there_is_one() -> None:
    with pytest.raises(
        NotInForceError, match="Month 2004-01: found no regulation in force, expected a month from 2004-02"
    ):
        regulation_in_force(CATALOG, "2004-01")


def test_a_programme_without_a_questionnaire_for_the_years_between_is_told_so() -> None:
    # 2004 ended in May 2014 and 2017 began in May 2017: nothing else of the programme is in force in 2015.
    gap = programme(used=(USED[0], USED[2]))
    assert expected(gap, CATALOG, "bogor", "2014-05").instrument_expected == "skm_2004_14"
    with pytest.raises(NotInForceError, match="kep_25_2004 ended in 2014-05"):
        expected(gap, CATALOG, "bogor", "2015-01")


def test_the_questionnaire_follows_from_the_month() -> None:
    for month, instrument_id in (("2017-04", "skm_2014_9"), ("2017-05", "skm_2017_9")):
        found = expected(programme(), CATALOG, "bogor", month)
        assert (found.instrument_in_force, found.instrument_expected) == (instrument_id, instrument_id)
        assert not found.is_overridden
        assert found.override_reason_id is None


def test_an_exception_is_for_its_offices_and_months_and_says_why() -> None:
    allowed = programme(override("skm_2014_9"))
    found = expected(allowed, CATALOG, "bogor", "2017-05")
    assert (found.instrument_in_force, found.instrument_expected) == ("skm_2017_9", "skm_2014_9")
    assert found.is_overridden
    assert (found.override_reason_id, found.override_reason_en) == ("Formulir lama dihabiskan", "Old forms are used up")
    assert expected(allowed, CATALOG, "bogor", "2017-07").is_overridden
    assert not expected(allowed, CATALOG, "bogor", "2017-08").is_overridden
    assert not expected(allowed, CATALOG, "bekasi", "2017-05").is_overridden


def test_an_exception_that_names_what_is_in_force_anyway_is_none() -> None:
    early = programme(override("skm_2017_9", first="2017-04", last="2017-05"))
    assert expected(early, CATALOG, "bogor", "2017-04").is_overridden
    assert not expected(early, CATALOG, "bogor", "2017-05").is_overridden


def test_two_exceptions_for_one_office_and_month_are_a_mistake() -> None:
    twice = programme(override("skm_2014_9"), override("skm_2004_14", first="2017-07", last="2017-12"))
    assert expected(twice, CATALOG, "bogor", "2017-06").instrument_expected == "skm_2014_9"
    with pytest.raises(
        NotInForceError, match="found skm_2014_9, skm_2004_14 allowed to bogor in 2017-07; expected one"
    ):
        expected(twice, CATALOG, "bogor", "2017-07")
