"""Patterns of answers that may show little effort, and from where on each of them is one.

A pattern is a reason to look, never a reason to drop a respondent: who is content with everything ticks 4 everywhere.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Pattern(StrEnum):
    """A pattern that is flagged and counted."""

    STRAIGHT_LINING = "straight_lining"
    SPEEDING = "speeding"
    CLOCK_REVERSED = "clock_reversed"
    BURST = "burst"
    REPEATED_ANSWERS = "repeated_answers"


@dataclass(frozen=True)
class EffortThresholds:
    """From where on answers are a pattern.

    Only ``seconds_per_item`` has a published source. The others are ours: set so that a short questionnaire or a busy
    counter alone does not reach them, and not calibrated on data.

    Attributes:
        straight_line_items: fewest given answers for straight-lining. Ours. That all of them are equal is an
            intra-individual response variability of 0 (Dunn, Heggestad, Shanock and Theilgard 2018, "Intra-individual
            Response Variability as an Indicator of Insufficient Effort Responding", J Bus Psychol 33: 105-121).
        seconds_per_item: seconds per answered item below which a form was filled in too fast to be read: Huang,
            Curran, Keeney, Poposki and DeShon (2012), "Detecting and Deterring Insufficient Effort Responding to
            Surveys", J Bus Psychol 27: 99-114.
        burst_submissions: fewest submissions of one origin in a window. Ours.
        burst_seconds: length of the window in seconds; submissions exactly so far apart share a window. Ours.
        repeated_respondents: fewest respondents with the same answers and the same profile. Ours.
        repeated_items: fewest items for equal answers to count. Ours.
    """

    straight_line_items: int = 5
    seconds_per_item: int = 2
    burst_submissions: int = 5
    burst_seconds: int = 60
    repeated_respondents: int = 3
    repeated_items: int = 8

    def __post_init__(self) -> None:
        """Refuse thresholds that would flag a lone respondent or a single answer.

        Raises:
            ValueError: a count below 2, or seconds that are not positive.
        """
        counts = (self.straight_line_items, self.burst_submissions, self.repeated_respondents, self.repeated_items)
        if min(counts) < 2:
            raise ValueError(f"effort thresholds: found a count of {min(counts)}, expected at least 2")
        if min(self.seconds_per_item, self.burst_seconds) < 1:
            raise ValueError("effort thresholds: seconds must be at least 1")

    def of(self, pattern: Pattern) -> tuple[int, ...]:
        """Return the numbers of one pattern, in the order in which its finding names them."""
        return {
            Pattern.STRAIGHT_LINING: (self.straight_line_items,),
            Pattern.SPEEDING: (self.seconds_per_item,),
            Pattern.CLOCK_REVERSED: (0,),  # seconds between start and submission
            Pattern.BURST: (self.burst_submissions, self.burst_seconds),
            Pattern.REPEATED_ANSWERS: (self.repeated_respondents, self.repeated_items),
        }[pattern]


THRESHOLDS: Final = EffortThresholds()
