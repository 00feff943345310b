"""KMO and Bartlett's test by hand, Kaiser's words at their edges, and every kind of singular matrix."""

import math

import pytest

from transforms.statistics.conditions import MissingRule, NotComputableError
from transforms.statistics.factorability import adequacy, factorability
from transforms.statistics.moments import Moments

LISTWISE, PAIRWISE = MissingRule.LISTWISE, MissingRule.PAIRWISE
EXAMPLE = [[1, 2, 3], [2, 1, 3], [3, 3, 2], [4, 5, 4], [5, 4, 3]]  # see test_reliability.py


def _of(rows: list[list[int]] | list[list[int | None]], rule: MissingRule = LISTWISE) -> Moments:
    return Moments.of(rows, missing=rule, items=[f"U{number}" for number in range(1, len(rows[0]) + 1)])


def test_kmo_by_hand() -> None:
    # r^2: 0.64, 0.05, 0.20. Partial: (0.8 - 0.1)^2/(0.95 * 0.8) = 49/76, (1 - 1.6)^2/20/(0.36 * 0.8) = 1/16,
    # (2 - 0.8)^2/20/(0.36 * 0.95) = 4/19.
    found = factorability(_of(EXAMPLE))
    assert found.kmo == pytest.approx(0.89 / (0.89 + 49 / 76 + 1 / 16 + 4 / 19), abs=1e-13)
    assert [item.msa for item in found.items] == pytest.approx(
        [
            0.69 / (0.69 + 49 / 76 + 1 / 16),
            0.84 / (0.84 + 49 / 76 + 4 / 19),
            0.25 / (0.25 + 1 / 16 + 4 / 19),
        ],
        abs=1e-13,
    )
    assert (found.adequacy.label, found.adequacy.label_id) == ("unacceptable", "tidak dapat diterima")
    assert (found.n, found.missing) == (5, LISTWISE)


def test_bartlett_by_hand() -> None:
    # |R| = 1 - 0.64 - 0.05 - 0.20 + 2 * 0.8 * 0.1 = 0.27; factor 4 - 11/6 = 13/6; 3 pairs.
    found = factorability(_of(EXAMPLE)).sphericity
    assert found.chi2 == pytest.approx(-13 / 6 * math.log(0.27), abs=1e-12)
    assert found.df == 3
    # Printed table of chi-square, df 3: 2.366 at 0.5, 3.665 at 0.3.
    assert 0.3 < found.p < 0.5


def test_two_items_always_have_a_kmo_of_one_half() -> None:
    found = factorability(_of([[1, 2], [2, 1], [3, 5], [4, 3], [5, 5]]))
    assert found.kmo == pytest.approx(0.5, abs=1e-12)


@pytest.mark.parametrize(
    ("value", "label", "label_id"),
    [
        (1.0, "marvelous", "sangat baik"),
        (0.9, "marvelous", "sangat baik"),
        (0.8999, "meritorious", "baik"),
        (0.8, "meritorious", "baik"),
        (0.7999, "middling", "agak baik"),
        (0.7, "middling", "agak baik"),
        (0.6999, "mediocre", "cukup"),
        (0.6, "mediocre", "cukup"),
        (0.5999, "miserable", "buruk"),
        (0.5, "miserable", "buruk"),
        (0.4999, "unacceptable", "tidak dapat diterima"),
        (0.0, "unacceptable", "tidak dapat diterima"),
    ],
)
def test_kaisers_words_begin_at_their_tenth(value: float, label: str, label_id: str) -> None:
    assert (adequacy(value).label, adequacy(value).label_id) == (label, label_id)


@pytest.mark.parametrize("value", [-0.1, 1.1, math.nan])
def test_no_word_outside_the_scale(value: float) -> None:
    with pytest.raises(NotComputableError, match="expected 0 to 1"):
        adequacy(value)


def test_an_item_without_correlations_is_reported() -> None:
    # U1 and U2 correlate; U3 is balanced over every pair of their answers.
    rows = [[1, 1], [2, 2], [3, 3], [1, 2], [2, 3], [3, 1]]
    alone = factorability(_of([[*row, third] for row in rows for third in (1, 2)])).items[2]
    assert (alone.msa, alone.adequacy) == (None, None)
    assert alone.reason == "U3 correlates with no other item, so its measure is 0/0."


def test_items_without_any_correlation_are_refused() -> None:
    with pytest.raises(NotComputableError, match="Found no correlation between any of U1, U2"):
        factorability(_of([[a, b] for a in (1, 2, 3) for b in (1, 2, 3)]))


def test_a_constant_item_is_named() -> None:
    with pytest.raises(NotComputableError, match="same answer from everybody to U4, expected items that vary"):
        factorability(_of([[*row, 4] for row in EXAMPLE]))


def test_a_repeated_item_is_named() -> None:
    with pytest.raises(NotComputableError, match=r"repeat each other \(r of 1 or -1\): U1 and U4; U2 and U5;"):
        factorability(_of([[*row, row[0], 6 - row[1]] for row in EXAMPLE]))


def test_a_total_among_the_items_is_named() -> None:
    rows = [[*row, row[0] + row[2]] for row in [*EXAMPLE, [5, 1, 1], [1, 5, 2]]]
    with pytest.raises(NotComputableError, match="one follows from the others: U1, U3, U4; expected an invertible"):
        factorability(_of(rows))


def test_more_items_than_respondents_are_refused() -> None:
    with pytest.raises(NotComputableError, match="Found 3 complete respondents for 3 items"):
        factorability(_of([[1, 2, 5], [2, 1, 3], [3, 3, 4]]))


def test_pairwise_correlations_that_contradict_each_other_are_refused() -> None:
    # r(12) = r(13) = 0.9..., r(23) = -0.9...: no answers of the same people could give the three.
    up, down = [(1, 1), (2, 2), (3, 3), (4, 5)], [(1, 5), (2, 3), (3, 2), (4, 1)]
    rows: list[list[int | None]] = [[a, b, None] for a, b in up]
    rows += [[a, None, c] for a, c in up]
    rows += [[None, b, c] for b, c in down]
    with pytest.raises(NotComputableError, match=r"pairwise correlations that do not fit each other.*Use the listwise"):
        factorability(_of(rows, PAIRWISE))


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([[1], [2], [3]], "Found one item, expected at least two"),
        ([[1, 2]], "Found 1 of 1 respondents"),
        ([[None, None]] * 3, "Found 0 of 3 respondents"),
    ],
)
def test_factorability_is_refused(rows: list[list[int | None]], says: str) -> None:
    with pytest.raises(NotComputableError, match=says):
        factorability(_of(rows))
