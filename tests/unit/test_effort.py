"""Respondents who answer in patterns are flagged and counted, and nobody is dropped for it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from schemas.effort import THRESHOLDS, EffortThresholds, Pattern
from schemas.finding_code import Severity
from schemas.findings_on_effort import EFFORT_CODES
from schemas.instrument import Scale
from transforms.cleaning.effort import Answers, Effort, Respondents, effort_findings, find_patterns

FOUR, SIX = Scale(minimum=1, maximum=4), Scale(minimum=1, maximum=6)
NINE_ITEMS = [FOUR] * 9
VARIED: Answers = (3, 4, 3, 2, 4, 3, 3, 4, 1)
OPENED = datetime(2024, 5, 6, 1, 0, tzinfo=UTC)


def _respondents(answers: Sequence[Answers]) -> Respondents:
    n = len(answers)
    return Respondents(answers, [None] * n, [None] * n, [None] * n, [()] * n)


def _patterns(answers: Sequence[Answers], scales: Sequence[Scale] = NINE_ITEMS) -> Effort:
    return find_patterns(_respondents(answers), scales)


def _timed(seconds: Sequence[float | None], answers: Answers = VARIED) -> Effort:
    n = len(seconds)
    ends = [None if one is None else OPENED + timedelta(seconds=one) for one in seconds]
    return find_patterns(Respondents([answers] * n, [OPENED] * n, ends, [None] * n, [()] * n), [FOUR] * len(answers))


def _sent(submissions: Sequence[tuple[str | None, float | None]]) -> Effort:
    n = len(submissions)
    ends = [None if second is None else OPENED + timedelta(seconds=second) for _, second in submissions]
    origins = [origin for origin, _ in submissions]
    return find_patterns(Respondents([VARIED] * n, [None] * n, ends, origins, [()] * n), NINE_ITEMS)


# --- straight-lining ------------------------------------------------------------------------------------------------


def test_all_fours_are_flagged_and_all_respondents_stay() -> None:
    effort = _patterns([VARIED, (4,) * 9, (3,) * 9])
    flagged = effort.of(Pattern.STRAIGHT_LINING)
    assert flagged.positions == (1, 2)
    assert (flagged.examined_n, flagged.flagged_n, flagged.threshold) == (3, 2, (5,))
    assert effort.respondents_n == 3


def test_five_given_answers_can_be_a_straight_line_and_four_cannot() -> None:
    five: Answers = (4, None, 4, None, 4, None, 4, None, 4)
    four: Answers = (4, None, 4, None, 4, None, 4, None, None)
    flagged = _patterns([five, four]).of(Pattern.STRAIGHT_LINING)
    assert flagged.positions == (0,)
    assert flagged.examined_n == 1


def test_one_other_answer_breaks_the_line() -> None:
    assert _patterns([(4, 4, 4, 4, 4, 4, 4, 4, 3)]).of(Pattern.STRAIGHT_LINING).positions == ()


def test_equal_means_the_same_column_where_scales_differ() -> None:
    # SKM items on 1-4 and anti-corruption items on 1-6 in one form: the last column is 4 here and 6 there.
    scales = [FOUR, FOUR, FOUR, SIX, SIX]
    last_column, fours = (4, 4, 4, 6, 6), (4, 4, 4, 4, 4)
    effort = _patterns([last_column, fours], scales)
    assert effort.of(Pattern.STRAIGHT_LINING).positions == (0,)
    assert effort.longest_runs == ((3, 1), (5, 1))


def test_the_longest_runs_are_counted_by_length_and_flag_nobody() -> None:
    effort = _patterns(
        [
            (3, 4, 3, 4, 3, 4, 3, 4, 3),  # 1
            (3, 3, 4, 4, 4, 3, 3, 1, 2),  # 4 4 4
            (3, 3, 3, None, 3, 3, 1, 2, 1),  # the gap ends the first run: 3 3 3
            (None,) * 9,  # 0
        ]
    )
    assert effort.longest_runs == ((0, 1), (1, 1), (3, 2))
    assert all(one.flagged_n == 0 for one in effort.flagged)


# --- time -----------------------------------------------------------------------------------------------------------


def test_less_than_two_seconds_per_answer_is_too_fast() -> None:
    # Nine answers: 18 s is just enough (Huang et al. 2012: 2 s per item).
    flagged = _timed([17.999, 18, 18.001, 0, None]).of(Pattern.SPEEDING)
    assert flagged.positions == (0, 3)
    assert (flagged.examined_n, flagged.threshold) == (4, (2,))


def test_only_answered_items_take_time() -> None:
    three_answers: Answers = (4, None, 3, None, 1)
    assert _timed([5.9, 6], three_answers).of(Pattern.SPEEDING).positions == (0,)
    nothing = _timed([0, 60], (None,) * 5).of(Pattern.SPEEDING)
    assert (nothing.positions, nothing.examined_n) == ((), 0)


def test_a_submission_before_the_start_is_a_clock_and_no_speeder() -> None:
    effort = _timed([-1, 17, 300])
    assert effort.of(Pattern.CLOCK_REVERSED).positions == (0,)
    assert effort.of(Pattern.CLOCK_REVERSED).examined_n == 3
    assert effort.of(Pattern.SPEEDING).positions == (1,)
    assert effort.of(Pattern.SPEEDING).examined_n == 2


# --- bursts ---------------------------------------------------------------------------------------------------------


def test_five_submissions_within_a_minute_are_a_burst() -> None:
    flagged = _sent([("JKT", second) for second in (0, 15, 30, 45, 60)]).of(Pattern.BURST)
    assert flagged.positions == (0, 1, 2, 3, 4)
    assert flagged.threshold == (5, 60)
    assert _sent([("JKT", second) for second in (0, 15, 30, 45, 60.001)]).of(Pattern.BURST).positions == ()


def test_the_window_slides_over_the_full_minute() -> None:
    # None of the calendar minutes 0-59 and 60-119 holds five; seconds 40 to 80 do.
    seconds = (0, 40, 50, 60, 70, 80, 300)
    # 0 to 60 holds four, so the first stays out; 40 to 80 holds five.
    assert _sent([("JKT", second) for second in seconds]).of(Pattern.BURST).positions == (1, 2, 3, 4, 5)


def test_offices_do_not_make_a_burst_together_and_the_order_of_rows_is_free() -> None:
    mixed = [("JKT", 9.0), ("DPS", 0.0), ("JKT", 3.0), ("DPS", 1.0), ("JKT", 0.0), (None, 0.0), ("JKT", 6.0)]
    assert _sent(mixed).of(Pattern.BURST).positions == ()
    one_more = _sent([*mixed, ("JKT", 1.0), ("JKT", None)]).of(Pattern.BURST)
    assert one_more.positions == (0, 2, 4, 6, 7)
    assert one_more.examined_n == 7  # nine rows, one without office, one without time


# --- repeated answers -----------------------------------------------------------------------------------------------


def test_three_equal_forms_are_a_group_and_two_are_not() -> None:
    other: Answers = (4, 4, 3, 3, 4, 4, 3, 3, 4)
    effort = _patterns([VARIED, other, VARIED, other, VARIED])
    flagged = effort.of(Pattern.REPEATED_ANSWERS)
    assert flagged.positions == (0, 2, 4)
    assert (flagged.examined_n, flagged.threshold) == (5, (3, 8))
    assert effort.repeated_groups == ((3, 1),)


def test_equal_answers_of_different_people_are_no_group() -> None:
    profiles = [("L", "S1"), ("P", "S1"), ("L", "SMA"), ("L", "S1")]
    rows = replace(_respondents([VARIED] * 4), profiles=profiles)
    assert find_patterns(rows, NINE_ITEMS).of(Pattern.REPEATED_ANSWERS).positions == ()
    rows = replace(_respondents([VARIED] * 4), profiles=[("L", "S1")] * 3 + [("P", "S1")])
    assert find_patterns(rows, NINE_ITEMS).of(Pattern.REPEATED_ANSWERS).positions == (0, 1, 2)


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ((4,) * 9, "contentment repeats by itself"),
        ((3, 4, 3, 2, 4, 3, 3, 4, None), "one item was not answered"),
        ((3, 4, 3, 2, 4, 3, 3), "seven items are too few"),
    ],
)
def test_what_is_not_compared(answers: Answers, why: str) -> None:
    flagged = _patterns([answers] * 3, [FOUR] * len(answers)).of(Pattern.REPEATED_ANSWERS)
    assert (flagged.positions, flagged.examined_n) == ((), 0), why


# --- thresholds and refusals ----------------------------------------------------------------------------------------


def test_other_thresholds_are_used_and_returned() -> None:
    strict = replace(THRESHOLDS, straight_line_items=10, repeated_respondents=2)
    effort = find_patterns(_respondents([(4,) * 9, VARIED, VARIED]), NINE_ITEMS, strict)
    assert effort.of(Pattern.STRAIGHT_LINING).positions == ()
    assert effort.of(Pattern.STRAIGHT_LINING).threshold == (10,)
    assert effort.of(Pattern.REPEATED_ANSWERS).positions == (1, 2)


def test_thresholds_that_would_flag_a_lone_respondent_are_refused() -> None:
    with pytest.raises(ValueError, match="found a count of 1, expected at least 2"):
        EffortThresholds(burst_submissions=1)
    with pytest.raises(ValueError, match="at least 1"):
        EffortThresholds(seconds_per_item=0)


def test_nobody_answered() -> None:
    effort = _patterns([])
    assert [(one.positions, one.examined_n) for one in effort.flagged] == [((), 0)] * 5
    assert (effort.respondents_n, effort.longest_runs, effort.repeated_groups) == (0, (), ())


def test_what_cannot_be_examined_is_refused_without_quoting_it() -> None:
    with pytest.raises(ValueError, match=r"respondent 0, item 3: found a score outside its scale 1 to 4$"):
        _patterns([(1, 2, 3, 5, 4, 4, 4, 4, 4)])
    with pytest.raises(ValueError, match=r"respondent 1: found 8 answers, expected 9$"):
        _patterns([VARIED, VARIED[:8]])
    with pytest.raises(ValueError, match=r"origins: found 1 entries, expected 2"):
        find_patterns(replace(_respondents([VARIED] * 2), origins=["JKT"]), NINE_ITEMS)
    for time in (datetime(2024, 5, 6, 8), datetime(2024, 5, 6, 8, tzinfo=timezone(timedelta(hours=7)))):  # noqa: DTZ001
        with pytest.raises(ValueError, match=r"started, respondent 0: found a time that is not in UTC$"):
            find_patterns(replace(_respondents([VARIED]), started=[time]), NINE_ITEMS)


# --- findings -------------------------------------------------------------------------------------------------------


def test_the_warning_counts_and_names_the_threshold() -> None:
    (finding,) = effort_findings(_patterns([(4,) * 9, VARIED, (4,) * 9]), "2024/JKT.csv")
    assert finding.code.code == "SKM-W-001"
    assert finding.message_en == (
        "2024/JKT.csv: found 2 of 3 rows whose answers are all the same, with at least 5 answers, "
        "expected answers that were chosen one by one; of a content respondent, all 4s are plausible. "
        "Warning (SKM-W-001). No row is dropped; ask the office how the survey was filled in."
    )
    assert "2 dari 3 baris" in finding.message_id


def test_every_pattern_has_a_code_whose_words_are_all_filled() -> None:
    assert set(EFFORT_CODES) == set(Pattern)
    assert sorted(code.code for code in EFFORT_CODES.values()) == [f"SKM-W-00{number}" for number in range(1, 6)]
    n = 6
    rows = Respondents(
        answers=[VARIED] * 5 + [(4,) * 9],
        started=[OPENED] * 5 + [OPENED + timedelta(seconds=3)],
        submitted=[OPENED + timedelta(seconds=1)] * n,
        origins=["JKT"] * n,
        profiles=[()] * n,
    )
    findings = effort_findings(find_patterns(rows, NINE_ITEMS), "a.csv")
    assert [finding.code for finding in findings] == [EFFORT_CODES[pattern] for pattern in Pattern]
    for finding in findings:
        assert finding.severity is Severity.WARN
        assert (finding.value, finding.row_number) == (None, None)
        assert not re.search(r"[{}]", finding.message_id + finding.message_en)


def test_no_pattern_no_warning() -> None:
    assert effort_findings(_patterns([VARIED, (4, 4, 3, 3, 4, 4, 3, 3, 4)]), "a.csv") == ()
