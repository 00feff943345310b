"""Mutated exports are read or refused, and every row of what is read has a fate; `tests/support/fuzz_exports.py` runs long."""

from collections import Counter

from fuzz_exports import outcomes, seeds


def test_mutated_exports_are_read_or_refused_and_their_rows_are_accounted_for() -> None:
    counts = Counter(became for became, _ in outcomes(250, 20_261_121, seeds()))
    assert sum(counts.values()) == 250
    assert counts["refused"]
    assert counts["text"]
