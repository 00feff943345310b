"""SPAK and SPKP: two means on 1 to 6, converted by 4/6 as declared, held against the thresholds of the zones."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from schemas.catalog import Catalog, CatalogError, parse
from schemas.companion import CompanionIndices, companion_indices
from transforms.programme.cells import Pool, Questions, make_cells, pool
from transforms.programme.companions import CompanionError, companions

CATALOG = Catalog()
INSTRUMENT = CATALOG.instruments["spak_spkp_2023"]
DECLARED = companion_indices()
FIVE, EIGHT = 5, 8


def pooled(spak: tuple[int, ...], spkp: tuple[int, ...], answers: int = 10) -> Pool:
    """Ten respondents; sums of the scores of the five and of the eight statements."""
    return Pool(answers, (answers,) * (FIVE + EIGHT), (*spak, *spkp))


def test_the_shipped_file_fits_its_questionnaire() -> None:
    assert DECLARED.mistakes(INSTRUMENT) == ()
    assert DECLARED.conversion.factor == Fraction(2, 3)


def test_raw_and_converted_stand_side_by_side() -> None:
    # SPAK: sums 54 54 55 53 54 of 10 people: means 5.4 5.4 5.5 5.3 5.4, mean 5.4; x 4/6 = 3.6, exactly the threshold.
    # SPKP: eight sums of 48: 4.8; x 4/6 = 3.2, the threshold of WBK and below that of WBBM.
    spak, spkp = companions(pooled((54, 54, 55, 53, 54), (48,) * EIGHT), INSTRUMENT, DECLARED)
    assert (spak.index_code, spak.mean, spak.converted, spak.elements_n) == (
        "spak",
        Fraction("5.4"),
        Fraction("3.6"),
        5,
    )
    assert (spkp.index_code, spkp.mean, spkp.converted, spkp.elements_n) == (
        "spkp",
        Fraction("4.8"),
        Fraction("3.2"),
        8,
    )
    assert {one.threshold.zone: one.is_reached for one in spak.thresholds} == {"WBK": True, "WBBM": True}
    assert {one.threshold.zone: one.is_reached for one in spkp.thresholds} == {"WBK": True, "WBBM": False}


def test_a_threshold_is_not_reached_by_rounding() -> None:
    # One point less in ten: mean (5.4 x 5 - 0.1) / 5 = 5.38; x 4/6 = 3.58666..., printed with one decimal 3.6.
    spak, _ = companions(pooled((54, 54, 55, 53, 53), (48,) * EIGHT), INSTRUMENT, DECLARED)
    assert spak.converted == Fraction(269, 75)
    assert {one.is_reached for one in spak.thresholds} == {False}


def test_the_ends_of_the_scale_become_two_thirds_and_four() -> None:
    lowest, _ = companions(pooled((10,) * FIVE, (10,) * EIGHT), INSTRUMENT, DECLARED)
    highest, _ = companions(pooled((60,) * FIVE, (60,) * EIGHT), INSTRUMENT, DECLARED)
    assert (lowest.mean, lowest.converted) == (1, Fraction(2, 3))
    assert (highest.mean, highest.converted) == (6, 4)


def test_a_statement_that_nobody_answered_empties_its_own_index_only() -> None:
    answers = (10, 10, 10, 10, 0, *(10,) * EIGHT)
    spak, spkp = companions(Pool(10, answers, (54, 54, 55, 53, 0, *(48,) * EIGHT)), INSTRUMENT, DECLARED)
    assert (spak.mean, spak.converted) == (None, None)
    assert {one.is_reached for one in spak.thresholds} == {None}
    assert spkp.mean == Fraction("4.8")


def test_cells_of_the_questionnaire_give_the_same() -> None:
    # Two people at one office: one gives 6 throughout, the other 5 and leaves the first statement out.
    scores = np.array([[6] * 13, [-1] + [5] * 12], dtype=np.int8)
    people = pd.DataFrame(
        {"office_code": "bogor", "month_code": "2024-05", "province_id": "jawa_barat", "office_class": ""}, index=[0, 1]
    )
    cells = make_cells(Questions.of(INSTRUMENT, "satisfaction"), people, scores)
    spak, spkp = companions(pool(cells, np.array([0])), INSTRUMENT, DECLARED)
    assert spak.mean == Fraction(28, 5)  # 6, 5.5, 5.5, 5.5, 5.5: 28 / 5 = 5.6
    assert spkp.mean == Fraction(11, 2)


def test_an_index_of_another_questionnaire_is_refused() -> None:
    with pytest.raises(
        CompanionError, match=r"The questionnaire is skm_2017_9; expected spak_spkp_2023.*from_maximum is 6"
    ):
        companions(Pool(1, (1,) * 9, (4,) * 9), CATALOG.instruments["skm_2017_9"], DECLARED)


def test_a_zone_given_twice_is_a_mistake_with_its_line() -> None:
    zone = '{ zone: WBK, minimum: "3.60", source: x, confidence: low }'
    text = (
        "instrument_id: a\nsource: x\n"
        "conversion: { from_maximum: 6, to_maximum: 4, rule_id: x, rule_en: x, source: x, confidence: low }\n"
        f"indices:\n  - {{ index_code: spak, title_id: x, title_en: x, dimension_code: spak, thresholds: [{zone}, {zone}] }}\n"
    )
    with pytest.raises(CatalogError, match=r"line 5.*a zone is given twice"):
        parse(CompanionIndices, text, "reference/companion_indices.yaml")
