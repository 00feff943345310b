"""Patterns in how respondents answered one measure. They are flagged and counted; nobody is dropped for them.

All decisions are exact: on integers, fractions and time differences, never on doubles.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import groupby, pairwise

from schemas.effort import THRESHOLDS, EffortThresholds, Pattern
from schemas.findings import Finding
from schemas.findings_on_effort import EFFORT_CODES
from schemas.instrument import Scale

Answers = tuple[int | None, ...]
_ZERO = timedelta(0)


@dataclass(frozen=True)
class Respondents:
    """What is known of the respondents of one measure: one entry per respondent in each sequence, in one order.

    Attributes:
        answers: the scores of the measure's items in questionnaire order; None where an item was not answered.
        started: when the form was opened, in UTC, or None.
        submitted: when it was sent, in UTC, or None.
        origins: from where it was sent, such as the office code, or None.
        profiles: the respondent's profile as codes of the questionnaire; an empty tuple where there is none.
    """

    answers: Sequence[Answers]
    started: Sequence[datetime | None]
    submitted: Sequence[datetime | None]
    origins: Sequence[Hashable | None]
    profiles: Sequence[tuple[str | None, ...]]


@dataclass(frozen=True)
class Flagged:
    """The respondents of one pattern.

    Attributes:
        pattern: which pattern.
        positions: positions of the flagged respondents from 0, ascending.
        examined_n: respondents of whom enough was known to decide.
        threshold: the numbers it was decided by, as ``EffortThresholds.of`` returns them.
    """

    pattern: Pattern
    positions: tuple[int, ...]
    examined_n: int
    threshold: tuple[int, ...]

    @property
    def flagged_n(self) -> int:
        """Flagged respondents."""
        return len(self.positions)


@dataclass(frozen=True)
class Effort:
    """Every pattern with its respondents, and how long the longest runs of equal answers are.

    Attributes:
        flagged: one entry per pattern, in the order of ``Pattern``.
        respondents_n: all respondents.
        longest_runs: (length, respondents) pairs, shortest first: how many respondents have a longest run of equal
            consecutive answers of that length; 0 for those without an answer. No flag by itself.
        repeated_groups: (size, groups) pairs, smallest first, of the groups behind ``Pattern.REPEATED_ANSWERS``.
    """

    flagged: tuple[Flagged, ...]
    respondents_n: int
    longest_runs: tuple[tuple[int, int], ...]
    repeated_groups: tuple[tuple[int, int], ...]

    def of(self, pattern: Pattern) -> Flagged:
        """Return one pattern's respondents."""
        return next(one for one in self.flagged if one.pattern is pattern)


def find_patterns(
    respondents: Respondents, scales: Sequence[Scale], thresholds: EffortThresholds = THRESHOLDS
) -> Effort:
    """Return who answered in a pattern, per pattern.

    Answers are equal when they stand at the same place of their scales: 4 of 1-4 and 6 of 1-6 are both the last
    column, 4 of 1-6 is not. A measure with one scale compares scores.

    - Straight-lining: all given answers are equal; examined are respondents with enough of them.
    - Speeding: less time than the threshold per answered item; examined are those with both times in order and an
      answer. The times are of the whole form and the items of one measure, so a longer form is judged mildly.
    - Clock reversed: submitted before started; examined are those with both times.
    - Burst: a window of the threshold's length holds enough submissions of one origin; all of them are flagged.
      Examined are those with an origin and a time of submission.
    - Repeated answers: enough respondents share all answers and the whole profile. Examined are those who answered
      every item, of which there are enough, and not all equally: contentment repeats by itself.

    Args:
        respondents: who answered what and when.
        scales: the scale of each item, in the order of the answers.
        thresholds: from where on answers are a pattern.

    Raises:
        ValueError: sequences of different lengths, a score outside its scale, or a time that is not in UTC.
    """
    _check(respondents, scales)
    places = [_places(answers, scales) for answers in respondents.answers]
    fast, reversed_clocks = _times(respondents, thresholds)
    repeated, groups = _repeated(places, respondents.profiles, thresholds)
    flagged = {
        Pattern.STRAIGHT_LINING: _straight_lining(places, thresholds),
        Pattern.SPEEDING: fast,
        Pattern.CLOCK_REVERSED: reversed_clocks,
        Pattern.BURST: _bursts(respondents, thresholds),
        Pattern.REPEATED_ANSWERS: repeated,
    }
    return Effort(
        flagged=tuple(
            Flagged(pattern, tuple(sorted(flagged[pattern][0])), flagged[pattern][1], thresholds.of(pattern))
            for pattern in Pattern
        ),
        respondents_n=len(places),
        longest_runs=tuple(sorted(Counter(map(_longest_run, places)).items())),
        repeated_groups=groups,
    )


def effort_findings(effort: Effort, file_name: str) -> tuple[Finding, ...]:
    """Return one warning per pattern that flagged someone, with counts only.

    Args:
        effort: the patterns of one file.
        file_name: the file, as findings name it.
    """
    return tuple(
        Finding(EFFORT_CODES[one.pattern], file_name, words=_words(one)) for one in effort.flagged if one.positions
    )


def _words(one: Flagged) -> tuple[tuple[str, str], ...]:
    numbers = zip(("threshold", "second"), map(str, one.threshold), strict=False)
    return (("count", str(one.flagged_n)), ("n", str(one.examined_n)), *numbers)


def _check(respondents: Respondents, scales: Sequence[Scale]) -> None:
    respondents_n = len(respondents.answers)
    for name in ("started", "submitted", "origins", "profiles"):
        found_n = len(getattr(respondents, name))
        if found_n != respondents_n:
            raise ValueError(f"{name}: found {found_n} entries, expected {respondents_n}, one per respondent")
    for position, answers in enumerate(respondents.answers):
        if len(answers) != len(scales):
            raise ValueError(f"respondent {position}: found {len(answers)} answers, expected {len(scales)}")
        for item, (answer, scale) in enumerate(zip(answers, scales, strict=True)):
            if answer is not None and answer not in scale.points:
                limits = f"{scale.minimum} to {scale.maximum}"
                raise ValueError(f"respondent {position}, item {item}: found a score outside its scale {limits}")
    for name, times in (("started", respondents.started), ("submitted", respondents.submitted)):
        for position, time in enumerate(times):
            # Two times of one other zone would be subtracted by the clock on the wall, across changes of the clock too.
            if time is not None and time.utcoffset() != _ZERO:
                raise ValueError(f"{name}, respondent {position}: found a time that is not in UTC")


def _places(answers: Answers, scales: Sequence[Scale]) -> tuple[Fraction | None, ...]:
    """Return where each answer stands on its scale: 0 at the lowest point, 1 at the highest."""
    return tuple(
        None if answer is None else Fraction(answer - scale.minimum, scale.maximum - scale.minimum)
        for answer, scale in zip(answers, scales, strict=True)
    )


def _longest_run(places: Sequence[Fraction | None]) -> int:
    # An item without an answer ends a run: nobody knows what would have been ticked there.
    return max((len(list(run)) for place, run in groupby(places) if place is not None), default=0)


def _straight_lining(
    places: Sequence[tuple[Fraction | None, ...]], thresholds: EffortThresholds
) -> tuple[set[int], int]:
    given = [[place for place in row if place is not None] for row in places]
    examined = [number for number, row in enumerate(given) if len(row) >= thresholds.straight_line_items]
    return {number for number in examined if len(set(given[number])) == 1}, len(examined)


def _times(respondents: Respondents, thresholds: EffortThresholds) -> tuple[tuple[set[int], int], tuple[set[int], int]]:
    """Return the speeders and the reversed clocks, each with the number of respondents examined."""
    fast: set[int] = set()
    reversed_clocks: set[int] = set()
    timed_n = examined_n = 0
    rows = zip(respondents.answers, respondents.started, respondents.submitted, strict=True)
    for number, (answers, started, submitted) in enumerate(rows):
        if started is None or submitted is None:
            continue
        timed_n += 1
        duration = submitted - started
        answered_n = sum(answer is not None for answer in answers)
        if duration < _ZERO:
            reversed_clocks.add(number)
        elif answered_n:
            examined_n += 1
            if duration < timedelta(seconds=thresholds.seconds_per_item * answered_n):
                fast.add(number)
    return (fast, examined_n), (reversed_clocks, timed_n)


def _bursts(respondents: Respondents, thresholds: EffortThresholds) -> tuple[set[int], int]:
    by_origin: dict[Hashable, list[tuple[datetime, int]]] = defaultdict(list)
    for number, (origin, time) in enumerate(zip(respondents.origins, respondents.submitted, strict=True)):
        if origin is not None and time is not None:
            by_origin[origin].append((time, number))
    window, others_n = timedelta(seconds=thresholds.burst_seconds), thresholds.burst_submissions - 1
    flagged: set[int] = set()
    for submissions in by_origin.values():
        submissions.sort()
        # Whoever shares a crowded window stands in one of this many neighbours; each is added once, so n log n holds.
        done = 0
        for last in range(others_n, len(submissions)):
            first = last - others_n
            if submissions[last][0] - submissions[first][0] <= window:
                flagged.update(number for _, number in submissions[max(first, done) : last + 1])
                done = last + 1
    return flagged, sum(map(len, by_origin.values()))


def _repeated(
    places: Sequence[tuple[Fraction | None, ...]],
    profiles: Sequence[tuple[str | None, ...]],
    thresholds: EffortThresholds,
) -> tuple[tuple[set[int], int], tuple[tuple[int, int], ...]]:
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for number, (row, profile) in enumerate(zip(places, profiles, strict=True)):
        if len(row) >= thresholds.repeated_items and None not in row and any(a != b for a, b in pairwise(row)):
            groups[row, profile].append(number)
    large = [group for group in groups.values() if len(group) >= thresholds.repeated_respondents]
    flagged = {number for group in large for number in group}
    sizes = tuple(sorted(Counter(map(len, large)).items()))
    return (flagged, sum(map(len, groups.values()))), sizes
