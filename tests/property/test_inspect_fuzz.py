"""Mutated exports are read or refused, and every row of what is read has a fate; `tests/support/fuzz_exports.py` runs long."""

from collections import Counter

from fuzz_exports import outcomes, summary


def test_mutated_exports_are_read_or_refused_and_their_rows_are_accounted_for() -> None:
    found = list(outcomes(range(250), 20_261_121))
    assert [one.problem for one in found if one.problem is not None] == []
    became = Counter(one.is_readable for one in found)
    assert min(became[True], became[False]) > 20, "mutants that are all read, or all refused, test one thing only"
    assert sum(one.rows[1] for one in found) > 100
    assert sum(one.rows[2] for one in found) > 100
    assert summary(found).splitlines()[-1].split()[:2] == ["all", "250"]
