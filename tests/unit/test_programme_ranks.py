"""League tables: what the errors allow to be said about the order of offices."""

from fractions import Fraction

import numpy as np
import pandas as pd
from programme_cells import Batch, cells_from, index_rows, programme_of, questions_of

from schemas.catalog import Catalog
from schemas.published_programme import FACT_RANKS
from transforms.programme.ranks import Ranking, ranking, ranks
from transforms.programme.uncertainty import uncertainty

CATALOG = Catalog()
CODE = "skm_2017_9"
MAY = "2024-05"


def league(values: list[int], errors: list[float], complete: list[bool] | None = None) -> Ranking:
    is_complete = np.array(complete or [False] * len(values))
    return ranking([Fraction(value) for value in values], np.array(errors), is_complete, 0.95)


def shown(found: Ranking) -> list[tuple[int, int, int]]:
    return list(zip(found.lower.tolist(), found.rank.tolist(), found.upper.tolist(), strict=True))


def test_three_offices_by_hand() -> None:
    # Six ordered pairs, errors 1, so z = difference / sqrt 2. 90 over 80: 7.07; 80 over 79: 0.71, p 0.24.
    # The best one is certain after 0.05/6 and 0.05/5; the others share places 2 and 3.
    assert shown(league([80, 90, 79], [1, 1, 1])) == [(2, 2, 3), (1, 1, 1), (2, 3, 3)]


def test_steps_find_what_one_threshold_would_miss() -> None:
    # One-sided p of 2.36 errors is 0.0091. Bonferroni's 0.05/6 = 0.0083 never takes it; after two others are taken
    # Holm allows 0.05/4 = 0.0125.
    root = 2**0.5
    values = [Fraction("80"), Fraction("80") - Fraction(str(round(2.36 * root, 6))), Fraction(0)]
    apart = ranking(values, np.array([1.0, 1.0, np.nan]), np.zeros(3, dtype=np.bool_), 0.95)
    assert shown(apart) == [(1, 1, 3), (1, 2, 3), (1, 3, 3)]  # as the first of the steps it is too much
    third = values[1] - Fraction(str(round(2.41 * root, 6)))
    both = ranking([*values[:2], third], np.ones(3), np.zeros(3, dtype=np.bool_), 0.95)
    # first over third: 4.77 errors; second over third 2.41; then first over second 2.36
    assert shown(both) == [(1, 1, 1), (2, 2, 2), (3, 3, 3)]


def test_ties_share_the_better_place() -> None:
    assert [place for _, place, _ in shown(league([80, 90, 80, 70], [9, 9, 9, 9]))] == [2, 1, 2, 4]


def test_an_office_without_an_error_can_be_anywhere() -> None:
    # It also does not push the others apart: they keep the places that it may take.
    nan = float("nan")
    assert shown(league([95, 90, 50], [nan, 1, 1])) == [(1, 1, 3), (1, 2, 2), (2, 3, 3)]


def test_no_spread_is_certainty_only_where_everybody_was_asked() -> None:
    assert shown(league([90, 80], [0, 0])) == [(1, 1, 2), (1, 2, 2)]
    assert shown(league([90, 80], [0, 0], [True, True])) == [(1, 1, 1), (2, 2, 2)]
    assert shown(league([80, 80], [0, 0], [True, True])) == [(1, 1, 2), (1, 1, 2)]


def test_few_respondents_cannot_be_sure_of_a_place() -> None:
    """Three people who ticked nearly the same are 4 errors from the other office: plenty for 2 x 40, nothing for 3."""
    values, errors = [Fraction(90), Fraction(80)], np.array([2.5, 0.1])
    complete = np.zeros(2, dtype=np.bool_)
    # 0.05/2 in one tail: t of about 2 degrees of freedom has 4.303 there (tables), z is 10 / 2.502 = 3.997
    few = ranking(values, errors, complete, 0.95, np.array([2.0, 39.0]))
    assert shown(few) == [(1, 1, 2), (1, 2, 2)]
    assert shown(ranking(values, errors, complete, 0.95, np.array([39.0, 39.0]))) == [(1, 1, 1), (2, 2, 2)]


def test_an_office_alone_is_first() -> None:
    assert shown(league([70], [1])) == [(1, 1, 1)]


def made() -> pd.DataFrame:
    good, bad = [[4, 4], [4, 3]] * 20, [[2, 2], [2, 3]] * 20
    batches = [
        Batch("a", MAY, good, province="P", office_class="I"),
        Batch("b", MAY, bad, province="P", office_class="I"),
        Batch("b", "2024-06", bad, province="P", office_class="II"),
        Batch("c", "2024-06", good, province="", office_class="II"),
    ]
    cells = {CODE: cells_from(questions_of(("U1", "U2"), code=CODE), batches)}
    programme = programme_of([CODE])
    rows = index_rows(cells, CATALOG, {})
    return ranks(rows, uncertainty(rows, cells, {}, programme, CATALOG), cells, programme)


def places(found: pd.DataFrame, level: str, league_code: str, period: str) -> list[tuple[str, int, int, int, int]]:
    chosen = found[
        (found["league_level"] == level) & (found["league_code"] == league_code) & (found["period_code"] == period)
    ]
    columns = chosen[["office_code", "rank_lower", "rank", "rank_upper", "offices_n"]]
    return [tuple(row) for row in columns.itertuples(index=False)]


def test_leagues_of_the_country_a_province_and_a_class() -> None:
    found = made()
    assert places(found, "national", "national", MAY) == [("a", 1, 1, 1, 2), ("b", 2, 2, 2, 2)]
    assert places(found, "province", "P", "2024") == [("a", 1, 1, 1, 2), ("b", 2, 2, 2, 2)]
    # In 2024 office c has no province, and b ends the year in class II.
    assert places(found, "office_class", "I", "2024") == [("a", 1, 1, 1, 1)]
    assert places(found, "office_class", "I", MAY) == [("a", 1, 1, 1, 2), ("b", 2, 2, 2, 2)]
    assert places(found, "office_class", "II", "2024") == [("b", 2, 2, 2, 2), ("c", 1, 1, 1, 2)]
    assert "" not in set(found["league_code"])


def test_the_table_keeps_the_contract() -> None:
    found = made()
    found.insert(0, "programme_id", "test")
    found.insert(1, "data_origin", "synthetic")
    FACT_RANKS.pandera().validate(found)
