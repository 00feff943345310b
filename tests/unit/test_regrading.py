"""One index under several regulations: both grades and the bands that make them differ."""

import time
from fractions import Fraction

import pandas as pd
import pytest
from small_programme import CATALOG, programme

from schemas.published_programme import FACT_REGRADINGS
from transforms.exact import written
from transforms.programme.regrading import citation, regrade, regradings

OLD, MIDDLE, NEW = (CATALOG.regulations[one] for one in ("kep_25_2004", "permenpan_16_2014", "permenpan_14_2017"))
DECREE = "Keputusan Menteri PAN Nomor KEP/25/M.PAN/2/2004"


def indices(*rows: tuple[str, str, Fraction | None]) -> pd.DataFrame:
    """Rows of fact_indices by period, regulation and index."""
    grain = {4: "year", 7: "month"}
    return pd.DataFrame(
        {
            "scope_level": "office",
            "scope_code": "pontianak",
            "period_code": [period for period, _, _ in rows],
            "period_grain": [grain[len(period)] for period, _, _ in rows],
            "weighting": "own_respondents",
            "instrument_id": "skm_2004_14",
            "regulation_id": [regulation for _, regulation, _ in rows],
            "ikm_exact": [None if value is None else float(value) for _, _, value in rows],
            "ikm_exact_fraction": [None if value is None else written(value) for _, _, value in rows],
        }
    )


def test_pontianak_is_a_b_by_the_decree_and_a_c_by_the_regulation_of_2017() -> None:
    # Pontianak 2015 printed 71,98: within 62.51-81.25 (B) of 2004, within 65.00-76.60 (C) of 2017.
    found = regrade(Fraction("71.98"), OLD, NEW)
    assert (found.own_grade, found.regrade) == ("B", "C")
    assert found.why_id == (
        f"71,98 berada pada 62,51-81,25 (B) menurut {DECREE} dan pada 65,00-76,60 (C) menurut "
        "Peraturan Menteri PANRB Nomor 14 Tahun 2017."
    )
    assert found.why_en == (
        "71.98 lies in 62.51-81.25 (B) by Decree KEP/25/M.PAN/2/2004 and in 65.00-76.60 (C) by "
        "Regulation 14/2017 of the Minister of Administrative Reform."
    )


def test_its_own_regulation_is_named_once() -> None:
    found = regrade(Fraction("71.98"), OLD, OLD)
    assert (found.own_grade, found.regrade) == ("B", "B")
    assert found.why_en == "71.98 lies in 62.51-81.25 (B) by Decree KEP/25/M.PAN/2/2004."


def test_bands_that_are_not_certain_are_said_not_to_be() -> None:
    found = regrade(Fraction("71.98"), MIDDLE, NEW)
    assert found.why_id.endswith("Keyakinan atas batas mutu Peraturan Menteri PANRB Nomor 16 Tahun 2014: sedang.")
    assert found.why_en.endswith(
        "Confidence in the bands of Regulation 16/2014 of the Minister of Administrative Reform: medium."
    )


@pytest.mark.parametrize(
    # 64.995 is 65.00 once rounded: B in 2004 and C in 2017. A billionth less and 2017 says D.
    ("value", "shown", "grade"),
    [(Fraction("64.995"), "65,00", "C"), (Fraction("64.995") - Fraction(1, 10**9), "64,99", "D")],
)
def test_the_edge_is_decided_on_the_exact_index(value: Fraction, shown: str, grade: str) -> None:
    found = regrade(value, OLD, NEW)
    assert (found.own_grade, found.regrade) == ("B", grade)
    assert found.why_id.startswith(f"{shown} berada pada 62,51-81,25 (B)")


def test_an_index_below_all_bands_is_said_to_lie_below() -> None:
    found = regrade(Fraction("24.85"), OLD, NEW)
    assert (found.own_grade, found.regrade) == ("D", "D")
    assert found.why_en.startswith(
        "24.85 below 25.00-43.75 (D) by Decree KEP/25/M.PAN/2/2004 and below 25.00-64.99 (D)"
    )


def test_a_year_is_graded_under_every_regulation_of_the_programme_and_a_month_is_not() -> None:
    found = regradings(
        indices(("2015", "kep_25_2004", Fraction("71.98")), ("2015-03", "kep_25_2004", Fraction(70))),
        programme(),
        CATALOG,
    )
    assert list(found["graded_under"]) == ["kep_25_2004", "permenpan_16_2014", "permenpan_14_2017"]
    assert list(found["own_grade"]) == ["B", "B", "B"]
    assert list(found["regrade"]) == ["B", "B", "C"]
    assert list(found["is_grade_changed"]) == [False, False, True]
    assert set(found["period_code"]) == {"2015"}
    assert set(found["ikm_exact_fraction"]) == {"3599/50"}  # 71.98 = 7198/100


def test_an_index_that_does_not_exist_has_no_grade() -> None:
    found = regradings(indices(("2015", "kep_25_2004", None)), programme(), CATALOG)
    assert found["own_grade"].isna().all()
    assert found["regrade"].isna().all()
    assert not found["is_grade_changed"].any()
    assert set(found["why_en"]) == {
        "There is no index, because nobody answered one of the elements; so there is no grade."
    }


@pytest.mark.parametrize(
    "rows", [(), (("2015", "kep_25_2004", Fraction("71.98")), ("2016", "permenpan_14_2017", None))]
)
def test_the_rows_keep_the_contract(rows: tuple[tuple[str, str, Fraction | None], ...]) -> None:
    found = regradings(indices(*rows), programme(), CATALOG)
    labelled = found.assign(programme_id="contoh", data_origin="synthetic").astype(
        {"programme_id": "str", "data_origin": "str"}
    )
    FACT_REGRADINGS.pandera().validate(labelled[list(FACT_REGRADINGS.columns)], lazy=True)
    assert len(found) == 3 * len(rows)


def test_seven_thousand_indices_take_no_time() -> None:
    # 7,000 different values: 25 + k/100 x 75/70 stays within 25 and 100.
    values = [25 + Fraction(75 * k, 7000) for k in range(7000)]
    frame = indices(*(("2015", "kep_25_2004", value) for value in values))
    began = time.process_time()
    assert len(regradings(frame, programme(), CATALOG)) == 21_000
    assert time.process_time() - began < 2


def test_a_regulation_is_cited_without_its_subject() -> None:
    assert citation(OLD) == (DECREE, "Decree KEP/25/M.PAN/2/2004")
