"""Effort: rows may come in any order, a varied respondent changes nobody else, a burst is what its definition says."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.effort import THRESHOLDS, Pattern
from schemas.instrument import Scale
from transforms.cleaning.effort import Answers, Respondents, find_patterns

SETTINGS = settings(max_examples=150, deadline=None)
ITEMS_N = 8
SCALES = [Scale(minimum=1, maximum=4)] * ITEMS_N
OPENED = datetime(2024, 5, 6, tzinfo=UTC)

# Two answers and one gap make equal forms and straight lines frequent enough to matter.
ANSWERS = st.one_of(
    st.tuples(*[st.sampled_from([3, 4, None])] * ITEMS_N),
    st.sampled_from([(4,) * ITEMS_N, (3, 4) * (ITEMS_N // 2)]),
)
TIMES = st.none() | st.integers(-30, 400).map(lambda second: OPENED + timedelta(seconds=second))
RESPONDENT = st.tuples(ANSWERS, TIMES, TIMES, st.sampled_from(["JKT", "DPS", None]), st.sampled_from([("L",), ("P",)]))
Row = tuple[Answers, datetime | None, datetime | None, str | None, tuple[str | None, ...]]


def _respondents(rows: list[Row]) -> Respondents:
    return Respondents(*([row[part] for row in rows] for part in range(5)))


@SETTINGS
@given(st.lists(RESPONDENT, max_size=40), st.randoms(use_true_random=False))
def test_the_order_of_respondents_does_not_matter(rows, random) -> None:
    order = list(range(len(rows)))
    random.shuffle(order)
    straight, shuffled = (
        find_patterns(_respondents(rows), SCALES),
        find_patterns(_respondents([rows[old] for old in order]), SCALES),
    )
    assert shuffled.longest_runs == straight.longest_runs
    assert shuffled.repeated_groups == straight.repeated_groups
    for one, other in zip(straight.flagged, shuffled.flagged, strict=True):
        assert other.examined_n == one.examined_n
        assert {order[position] for position in other.positions} == set(one.positions)


@SETTINGS
@given(st.lists(RESPONDENT, max_size=20), st.integers(0, 20), st.integers(0, ITEMS_N - 2))
def test_a_varied_respondent_adds_nobody_to_the_straight_liners(rows, place, change) -> None:
    varied = tuple(3 if item <= change else 4 for item in range(ITEMS_N))
    place = min(place, len(rows))
    before = find_patterns(_respondents(rows), SCALES).of(Pattern.STRAIGHT_LINING)
    longer = [*rows[:place], (varied, None, None, None, ()), *rows[place:]]
    after = find_patterns(_respondents(longer), SCALES).of(Pattern.STRAIGHT_LINING)
    assert after.positions == tuple(old + (old >= place) for old in before.positions)
    assert after.examined_n == before.examined_n + 1


@SETTINGS
@given(
    st.lists(st.tuples(st.sampled_from(["JKT", "DPS"]), st.integers(0, 300)), max_size=40),
    st.integers(2, 6),
)
def test_a_burst_is_what_its_definition_says(submissions, fewest) -> None:
    times = [OPENED + timedelta(seconds=second) for _, second in submissions]
    origins = [origin for origin, _ in submissions]
    n = len(submissions)
    limits = type(THRESHOLDS)(burst_submissions=fewest)
    rows = Respondents([(None,) * ITEMS_N] * n, [None] * n, times, origins, [()] * n)
    flagged = find_patterns(rows, SCALES, limits).of(Pattern.BURST)
    # The definition, over every pair: a window of 60 s that begins with a submission, and who stands in it.
    expected: set[int] = set()
    for origin, start in submissions:
        inside = [
            number
            for number, (other, second) in enumerate(submissions)
            if other == origin and 0 <= second - start <= 60
        ]
        if len(inside) >= fewest:
            expected.update(inside)
    assert set(flagged.positions) == expected


@SETTINGS
@given(st.lists(RESPONDENT, max_size=40))
def test_nobody_is_flagged_who_was_not_examined(rows) -> None:
    effort = find_patterns(_respondents(rows), SCALES)
    assert effort.respondents_n == len(rows) == sum(count for _, count in effort.longest_runs)
    assert effort.of(Pattern.REPEATED_ANSWERS).flagged_n == sum(size * n for size, n in effort.repeated_groups)
    for one in effort.flagged:
        assert one.flagged_n <= one.examined_n <= len(rows)
    fast, clocks = effort.of(Pattern.SPEEDING), effort.of(Pattern.CLOCK_REVERSED)
    assert not set(fast.positions) & set(clocks.positions)
