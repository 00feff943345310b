"""What must hold for every survey: the SQL equals plain fractions, order means nothing, filters commute."""

from decimal import localcontext
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
import reference
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from surveys import compute, tiny_catalog, tiny_csv

from schemas.catalog import Catalog

ELEMENTS = 3
OFFICES = {"Jakarta Barat": "jakarta_barat", "Jakarta Pusat": "jakarta_pusat"}
SCORE = st.one_of(st.integers(1, 4), st.none())
ANSWERS = st.lists(SCORE, min_size=ELEMENTS, max_size=ELEMENTS)
PERSON = st.tuples(st.sampled_from(sorted(OFFICES)), st.sampled_from(["2014", "2015"]), ANSWERS, ANSWERS)
PEOPLE = st.lists(PERSON, min_size=1, max_size=25)
SETTINGS = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return tiny_catalog(tmp_path_factory.mktemp("catalog"), elements_n=ELEMENTS, weight="0.333")


def _compute(catalog: Catalog, people: list[tuple]) -> dict[str, pd.DataFrame]:
    rows = [(str(number), *person) for number, person in enumerate(people, start=1)]
    return compute(catalog, "tiny_study", {"kantor.csv": tiny_csv(rows, elements_n=ELEMENTS)})


def _text(fraction: Fraction | None) -> str | None:
    return None if fraction is None else f"{fraction.numerator}/{fraction.denominator}"


def _cell(frame: pd.DataFrame, column: str, **key: str) -> object:
    for name, value in key.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1
    value = frame[column].iloc[0]
    return None if pd.isna(value) else value


@SETTINGS
@given(people=PEOPLE)
def test_the_sql_equals_plain_fractions(catalog: Catalog, people: list[tuple]) -> None:
    frames = _compute(catalog, people)
    # Who left every question out answered nothing and is no respondent.
    kept = [
        person
        for person in people
        if person[1] == "2015" and any(score is not None for score in (*person[2], *person[3]))
    ]
    scopes = {"cohort": kept} | {code: [p for p in kept if p[0] == name] for name, code in OFFICES.items()}
    for scope, members in scopes.items():
        indices = frames["out_skm__indices"]
        if not members:
            assert scope not in set(indices["scope_code"])
            continue
        satisfaction, importance = [p[2] for p in members], [p[3] for p in members]
        with localcontext() as context:
            context.prec = 60
            exact = reference.ikm(satisfaction)
            declared = reference.ikm(satisfaction, Fraction(333, 1000), mean_digits=2)
            rounded = None if declared is None else reference.half_up(declared, 2)
            assert _cell(indices, "ikm_exact_fraction", scope_code=scope, method_code="equal") == _text(exact)
            found = _cell(indices, "ikm_regulation", scope_code=scope, method_code="declared")
            assert found == (None if rounded is None else float(rounded))
            if exact is not None and rounded is not None:
                assert _cell(indices, "grade_exact", scope_code=scope, method_code="equal") == reference.grade(exact)
                assert _cell(indices, "grade_regulation", scope_code=scope, method_code="declared") == reference.grade(
                    rounded
                )
        for crosshair in ("mean", "median", "midrange", "scale_mid"):
            for tie_rule in ("gt", "ge"):
                expected = reference.quadrants(satisfaction, importance, crosshair, tie_rule)
                if expected is not None:
                    q = frames["out_skm__quadrants"]
                    q = q[(q.scope_code == scope) & (q.crosshair == crosshair) & (q.tie_rule == tie_rule)]
                    assert list(q.sort_values("element_code")["quadrant"]) == expected


@SETTINGS
@given(people=PEOPLE, data=st.data())
def test_the_order_of_rows_means_nothing(catalog: Catalog, people: list[tuple], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(people))
    first, second = _compute(catalog, people), _compute(catalog, list(shuffled))
    for name, frame in first.items():
        if name != "out_skm__source_files":  # the file's hash differs, as it must
            pd.testing.assert_frame_equal(frame, second[name])


@SETTINGS
@given(people=PEOPLE)
def test_filtering_first_gives_the_same_indices(catalog: Catalog, people: list[tuple]) -> None:
    kept = [person for person in people if person[1] == "2015"]
    if not kept:
        return
    everybody, only_kept = _compute(catalog, people), _compute(catalog, kept)
    for name in ("out_skm__indices", "out_skm__element_frequencies", "out_skm__quadrants"):
        pd.testing.assert_frame_equal(everybody[name], only_kept[name])


@SETTINGS
@given(people=PEOPLE)
def test_indices_stay_within_the_scale_and_rows_are_accounted_for(catalog: Catalog, people: list[tuple]) -> None:
    frames = _compute(catalog, people)
    exact = frames["out_skm__indices"]["ikm_exact"].dropna()
    assert ((exact >= 25) & (exact <= 100)).all()
    assert int(frames["out_skm__row_accounting"]["rows_n"].sum()) == len(people)
    frequencies = frames["out_skm__element_frequencies"]
    key = ["scope_code", "measure", "element_code"]
    summed = frequencies.groupby(key)["answers_n"].sum()
    means = frames["out_skm__element_means"].set_index(key)["answers_n"]
    pd.testing.assert_series_equal(summed.sort_index(), means.sort_index(), check_names=False)


@pytest.mark.parametrize("score", [1, 2, 3, 4])
def test_equal_answers_give_25_times_the_score(catalog: Catalog, score: int) -> None:
    same = [score] * ELEMENTS
    frames = _compute(catalog, [("Jakarta Barat", "2015", same, same)] * 3)
    assert set(frames["out_skm__indices"]["ikm_exact_fraction"]) == {f"{25 * score}/1"}


def test_the_path_of_the_checkout_plays_no_part(tmp_path: Path) -> None:
    assert tiny_catalog(tmp_path / "a").texts == tiny_catalog(tmp_path / "b").texts
