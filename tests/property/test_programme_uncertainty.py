"""Errors of indices hold for any survey: against respondents one by one, whatever the order and the grouping."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from programme_cells import GAP, Batch, cells_from, questions_of

from schemas.catalog import Catalog
from transforms.grading import grade_of
from transforms.programme.cells import Cells
from transforms.programme.grade_probabilities import grade_chances
from transforms.programme.ranks import ranking
from transforms.programme.scopes import groups
from transforms.programme.variances import Spread, spread_of, strata_of

SETTINGS = settings(max_examples=40, deadline=None)
BANDS = Catalog().regulations["permenpan_14_2017"].band_table
ELEMENT_OF = (0, 1, 1, 2)  # the second element has two questions
QUESTIONS = questions_of(("U1", "U2", "U3"), ELEMENT_OF)
SCORES = st.lists(st.sampled_from([1, 2, 3, 4, 4, GAP]), min_size=4, max_size=4)
BATCHES = st.lists(
    st.tuples(
        st.sampled_from("abc"), st.sampled_from(["2024-01", "2024-02"]), st.lists(SCORES, min_size=1, max_size=6)
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda entry: entry[:2],
).map(lambda entries: [Batch(*entry) for entry in entries])
EVERYTHING = ("national", "2024")


def spread(cells: Cells, applications: dict[tuple[str, str], int] | None = None) -> Spread:
    return spread_of(strata_of(cells, applications or {}), [groups(cells, "national")[EVERYTHING]])


def values_of(batches: list[Batch]) -> tuple[NDArray[np.float64], list[int]] | None:
    """Return the linearised value of every respondent, by definition; None where an element has no answer."""
    scores = np.array([row for batch in batches for row in batch.scores], dtype=float)
    scores[scores == GAP] = np.nan
    values = np.zeros(len(scores))
    for element in range(3):
        block = scores[:, [place for place, of in enumerate(ELEMENT_OF) if of == element]]
        n = np.isfinite(block).sum()
        if not n:
            return None
        values += 25 / 3 * np.nansum(block - np.nanmean(block), axis=1) / n
    return values, [len(batch.scores) for batch in batches]


@SETTINGS
@given(BATCHES, st.data())
def test_errors_are_those_of_the_respondents(batches: list[Batch], data: st.DataObject) -> None:
    found = values_of(batches)
    total = sum(len(batch.scores) for batch in batches)
    applications = {
        (batch.office, batch.month): data.draw(st.integers(len(batch.scores), 40))
        for batch in batches
        if data.draw(st.booleans())
    }
    result = spread(cells_from(QUESTIONS, batches), applications)
    if found is None or total < 2:
        assert np.isnan(result.variance[0])
        return
    values, sizes = found
    variance = 0.0
    for batch, part in zip(batches, np.split(values, np.cumsum(sizes)[:-1]), strict=True):
        n = len(part)
        left = 1 - n / applications.get((batch.office, batch.month), np.inf)
        variance += left * (n / (n - 1) * ((part - part.mean()) ** 2).sum() if n > 1 else (part**2).sum())
    plain = total / (total - 1) * (values**2).sum()
    assert result.variance[0] == pytest.approx(variance, rel=1e-9, abs=1e-9)
    assert result.plain_variance[0] == pytest.approx(plain, rel=1e-9, abs=1e-9)


@SETTINGS
@given(BATCHES)
def test_the_order_of_rows_and_cells_does_not_matter(batches: list[Batch]) -> None:
    shuffled = [Batch(batch.office, batch.month, sorted(batch.scores, reverse=True)) for batch in reversed(batches)]
    one, other = (spread(cells_from(QUESTIONS, made)) for made in (batches, shuffled))
    assert other.variance[0] == pytest.approx(one.variance[0], rel=1e-9, abs=1e-12, nan_ok=True)
    assert other.freedom[0] == one.freedom[0]


@SETTINGS
@given(BATCHES, st.integers(0, 30))
def test_a_finite_population_only_takes_away(batches: list[Batch], more: int) -> None:
    cells = cells_from(QUESTIONS, batches)
    asked = {(batch.office, batch.month): len(batch.scores) for batch in batches}
    endless = spread(cells).variance[0]
    assume(not np.isnan(endless))
    finite = spread(cells, {key: n + more for key, n in asked.items()}).variance[0]
    assert 0 <= finite <= endless * (1 + 1e-12)
    assert spread(cells, asked).variance[0] == 0.0


@SETTINGS
@given(BATCHES)
def test_groups_do_not_touch_each_other(batches: list[Batch]) -> None:
    # A group's error is the same whether it is computed with others or alone from its own respondents.
    cells = cells_from(QUESTIONS, batches)
    placed = groups(cells, "office")
    together = spread_of(strata_of(cells, {}), list(placed.values()))
    for number, (office, period) in enumerate(placed):
        own = [batch for batch in batches if batch.office == office and batch.month.startswith(period)]
        if own and period in ("2024", "2024-01", "2024-02"):
            alone = spread(cells_from(QUESTIONS, own)).variance[0]
            assert together.variance[number] == pytest.approx(alone, rel=1e-9, abs=1e-12, nan_ok=True)


LEAGUES = st.lists(
    st.tuples(
        st.fractions(25, 100, max_denominator=50),
        st.one_of(st.just(float("nan")), st.just(0.0), st.floats(0.01, 8)),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


@SETTINGS
@given(LEAGUES, st.sampled_from([0.9, 0.95, 0.99]))
def test_a_rank_lies_in_its_interval(league: list[tuple[Fraction, float, bool]], level: float) -> None:
    values = [value for value, _, _ in league]
    errors, complete = np.array([error for _, error, _ in league]), np.array([whole for _, _, whole in league])
    found = ranking(values, errors, complete, level)
    assert (found.lower >= 1).all()
    assert (found.lower <= found.rank).all()
    assert (found.rank <= found.upper).all()
    assert (found.upper <= len(values)).all()
    surer = ranking(values, errors / 2, complete, level)
    assert (surer.lower >= found.lower).all()
    assert (surer.upper <= found.upper).all()
    assert [sum(other > value for other in values) + 1 for value in values] == found.rank.tolist()


@SETTINGS
@given(st.lists(st.tuples(st.fractions(25, 100, max_denominator=400), st.floats(1e-3, 20)), min_size=1, max_size=8))
def test_probabilities_add_up_and_never_decide_the_grade(rows: list[tuple[Fraction, float]]) -> None:
    values = np.array([float(value) for value, _ in rows])
    errors = np.array([error for _, error in rows])
    grades = [band.grade for band in BANDS.bands]
    shares = [
        [float(chance.own or 0) for chance in grade_chances(values, errors, [grade] * len(rows), BANDS)]
        for grade in grades
    ]
    assert np.sum(shares, axis=0) == pytest.approx(np.ones(len(rows)), abs=1e-12)
    own = [grade_of(value, BANDS).grade for value, _ in rows]
    for place, chance in enumerate(grade_chances(values, errors, own, BANDS)):
        assert chance.own == shares[grades.index(own[place])][place]
        assert chance.other_grade != own[place]
