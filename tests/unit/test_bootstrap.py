"""The bootstrap: tiny surveys whose resamples can all be written down, refusals, and the same bytes every time."""

import csv
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from itertools import product
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
import reference

from transforms.statistics.bootstrap import percentile_interval, quadrant_shares
from transforms.statistics.conditions import MissingRule, NotComputableError
from transforms.statistics.quadrants import CrosshairRule, Quadrant, Setting, TieRule

MEAN_GT = Setting(CrosshairRule.MEAN, TieRule.GT)
MANY = 20_000
Matrix = list[list[int | None]]


def within_monte_carlo(counted: int, probability: Fraction, draws: int) -> bool:
    """4.5 standard errors: one in 150 000 correct results would fail, and the seed is fixed."""
    p = float(probability)
    return abs(counted / draws - p) <= 4.5 * sqrt(p * (1 - p) / draws)


@pytest.mark.parametrize(("tie_rule", "wins_of_a"), [(TieRule.GT, 10), (TieRule.GE, 17)])
def test_three_respondents_by_hand(tie_rule: TieRule, wins_of_a: int) -> None:
    # A gets 1, 2, 3 and B gets 2, 2, 2 for performance; A is always more important. Of two items the mean is half way
    # between them, so A is high where the sum of three draws of {1, 2, 3} is above 6, or at 6 by ge. Of 27 resamples
    # the sums 3 4 5 6 7 8 9 come 1 3 6 7 6 3 1 times: above 6 are 10, from 6 on are 17. B mirrors A: below 6 are 10.
    result = quadrant_shares(
        [[1, 2], [2, 2], [3, 2]],
        [[3, 2], [3, 2], [3, 2]],
        ["A", "B"],
        Setting(CrosshairRule.MEAN, tie_rule),
        seed=7,
        resamples_n=MANY,
    )
    a, b = result.items
    assert within_monte_carlo(a.counts[Quadrant.MAINTAIN], Fraction(wins_of_a, 27), MANY)
    assert within_monte_carlo(a.counts[Quadrant.PRIORITY_IMPROVE], Fraction(27 - wins_of_a, 27), MANY)
    assert within_monte_carlo(b.counts[Quadrant.POSSIBLE_OVERKILL], Fraction(wins_of_a, 27), MANY)
    assert within_monte_carlo(b.counts[Quadrant.LOW_PRIORITY], Fraction(27 - wins_of_a, 27), MANY)
    assert a.counts[Quadrant.LOW_PRIORITY] == a.counts[Quadrant.POSSIBLE_OVERKILL] == 0
    # In the answers themselves both have the sum 6: on the line.
    assert a.observed_quadrant is (Quadrant.PRIORITY_IMPROVE if tie_rule is TieRule.GT else Quadrant.MAINTAIN)
    assert sum(a.share(quadrant) for quadrant in Quadrant) == 1
    assert a.stability == a.share(a.observed_quadrant)
    assert (result.n, result.left_out_n, result.seed, result.resamples_n) == (3, 0, 7, MANY)
    assert (result.missing_rule, result.generator) == (MissingRule.LISTWISE, "numpy PCG64")


PERFORMANCE: Matrix = [[1, 2, 4], [3, 2, 2], [2, 4, 3]]
IMPORTANCE: Matrix = [[4, 3, 3], [3, 3, 4], [2, 4, 3]]
WITH_HOLES: Matrix = [[1, None, 4], [3, 2, None], [2, 4, 3]]


@pytest.mark.parametrize("crosshair", ["mean", "median", "midrange", "scale_mid"])
@pytest.mark.parametrize("tie_rule", ["gt", "ge"])
@pytest.mark.parametrize("performance", [PERFORMANCE, WITH_HOLES], ids=["whole", "holes"])
def test_all_27_resamples_of_three_respondents(performance: Matrix, crosshair: str, tie_rule: str) -> None:
    # The slow way lists every resample; those that leave an item without an answer have no quadrants.
    found: Counter[tuple[int, str]] = Counter()
    usable = 0
    for drawn in product(range(3), repeat=3):
        table = reference.quadrants(
            [performance[i] for i in drawn], [IMPORTANCE[i] for i in drawn], crosshair, tie_rule
        )
        if table is not None:
            usable += 1
            found.update(enumerate(table))
    # With the holes, item 2 needs a resample other than respondent 1 alone, item 3 one other than respondent 2 alone.
    assert usable == (27 if performance is PERFORMANCE else 25)
    result = quadrant_shares(
        performance,
        IMPORTANCE,
        ["A", "B", "C"],
        Setting(CrosshairRule(crosshair), TieRule(tie_rule)),
        seed=11,
        resamples_n=MANY,
        scale=(1, 4),
        missing_rule=MissingRule.AVAILABLE_CASE,
    )
    assert within_monte_carlo(result.resamples_used_n, Fraction(usable, 27), MANY)
    for number, item in enumerate(result.items):
        assert sum(item.counts.values()) == item.resamples_used_n == result.resamples_used_n
        for quadrant in Quadrant:
            expected = Fraction(found[number, str(quadrant)], usable)
            assert within_monte_carlo(item.counts[quadrant], expected, result.resamples_used_n), (item.item, quadrant)


def test_listwise_leaves_out_and_counts() -> None:
    result = quadrant_shares(
        [[1, 2], [None, 4], [3, 3]],
        [[4, 3], [4, 4], [4, 3]],
        ["A", "B"],
        MEAN_GT,
        seed=1,
        resamples_n=10,
    )
    assert (result.n, result.left_out_n) == (2, 1)


def test_a_fixed_line_is_met_exactly() -> None:
    # Three answers of 1, 2, 2 have the mean 5/3. A line at 5/3 leaves them low by gt and high by ge; every resample of
    # one respondent is that respondent, so the share is all or nothing.
    point = (Fraction(5, 3), Fraction(5, 3))
    for tie_rule, quadrant in ((TieRule.GT, Quadrant.LOW_PRIORITY), (TieRule.GE, Quadrant.MAINTAIN)):
        setting = Setting(CrosshairRule.FIXED, tie_rule, point)
        result = quadrant_shares([[1], [2], [2]], [[2], [1], [2]], ["A"], setting, seed=3, resamples_n=1)
        assert result.items[0].observed_quadrant is quadrant
    exact = Setting(CrosshairRule.FIXED, TieRule.GE, (Fraction(2), Fraction(3)))
    alone = quadrant_shares([[2]], [[3]], ["A"], exact, seed=3, resamples_n=100)
    assert alone.items[0].counts[Quadrant.MAINTAIN] == 100


def test_the_same_seed_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "from transforms.statistics.bootstrap import *; from transforms.statistics.quadrants import *;"
        "import sys; sys.stdout.write(repr(quadrant_shares([[1,2,4],[3,2,2],[2,4,3]],[[4,3,3],[3,3,4],[2,4,3]],"
        "'ABC',Setting(CrosshairRule.MEAN,TieRule.GT),seed=int(sys.argv[1]),resamples_n=5000)))"
    )

    def said(seed: int) -> str:
        return subprocess.run(
            [sys.executable, "-c", code, str(seed)], capture_output=True, text=True, check=True
        ).stdout

    here = repr(quadrant_shares(PERFORMANCE, IMPORTANCE, "ABC", MEAN_GT, seed=5, resamples_n=5000))
    assert said(5) == here
    assert said(6) != here


def test_percentile_interval_of_three_answers_by_hand() -> None:
    # The mean of three draws of {1, 2, 3}: 27 resamples, sums 3 4 5 6 7 8 9 come 1 3 6 7 6 3 1 times.
    # 2.5 % lies within the 1/27 = 3.7 % at sum 3, so the 95 % interval is the whole range, 1 to 3.
    # 10 % lies between 1/27 and 4/27 = 14.8 %, at sum 4, so the 80 % interval is 4/3 to 8/3.
    for level, low, high in ((0.95, 1.0, 3.0), (0.80, 4 / 3, 8 / 3)):
        interval = percentile_interval(
            [[1], [2], [3]], lambda scores: float(scores.mean()), seed=2, resamples_n=MANY, level=level
        )
        assert (interval.low, interval.high) == pytest.approx((low, high), rel=1e-12, abs=0)
        assert (interval.estimate, interval.n, interval.level) == (2.0, 3, level)
        assert (interval.seed, interval.resamples_n, interval.left_out_n) == (2, MANY, 0)


def test_percentile_interval_keeps_the_holes_only_where_asked() -> None:
    answers: Matrix = [[1], [2], [3], [None]]
    listwise = percentile_interval(answers, lambda scores: float(scores.mean()), seed=2, resamples_n=200)
    assert (listwise.n, listwise.left_out_n, listwise.missing_rule) == (3, 1, MissingRule.LISTWISE)
    available = percentile_interval(
        answers,
        lambda scores: float(np.isnan(scores).mean()),
        seed=2,
        resamples_n=200,
        missing_rule=MissingRule.AVAILABLE_CASE,
    )
    assert (available.n, available.left_out_n, available.estimate) == (4, 0, 0.25)


def test_refusals_of_the_quadrants() -> None:
    def shares(
        performance: Matrix | list[list[float]],
        importance: Matrix,
        items: str = "AB",
        setting: Setting = MEAN_GT,
        rule: MissingRule = MissingRule.LISTWISE,
        *,
        seed: int = 1,
        resamples_n: int = 10,
    ) -> None:
        quadrant_shares(performance, importance, items, setting, seed=seed, resamples_n=resamples_n, missing_rule=rule)

    whole: Matrix = [[1, 2], [3, 4]]
    with pytest.raises(NotComputableError, match="Found 2 x 2 performance and 1 x 2 importance answers"):
        shares(whole, [[1, 2]])
    with pytest.raises(NotComputableError, match="Found 3 names for 2 items"):
        shares(whole, whole, "ABC")
    with pytest.raises(NotComputableError, match="Found 2 names for 2 items"):
        shares(whole, whole, "AA")
    with pytest.raises(NotComputableError, match=r"Found the score 2.5, expected whole numbers"):
        shares([[1, 2.5], [3, 4]], whole)
    with pytest.raises(NotComputableError, match="Found no respondent who answered every item"):
        shares([[1, None], [None, 4]], whole)
    with pytest.raises(NotComputableError, match="Found no answer to B, expected at least one"):
        shares([[1, None], [3, None]], whole, rule=MissingRule.AVAILABLE_CASE)
    with pytest.raises(NotComputableError, match="missing rule pairwise"):
        shares(whole, whole, rule=MissingRule.PAIRWISE)
    with pytest.raises(NotComputableError, match="Found the seed -1"):
        shares(whole, whole, seed=-1)
    with pytest.raises(NotComputableError, match="Found 0 resamples"):
        shares(whole, whole, resamples_n=0)
    with pytest.raises(NotComputableError, match="scale_mid and no point"):
        shares(whole, whole, setting=Setting(CrosshairRule.SCALE_MID, TieRule.GT))
    far = Setting(CrosshairRule.FIXED, TieRule.GT, (Fraction(1, 3_000_000), Fraction(1)))
    with pytest.raises(NotComputableError, match="Found a line at 1/3000000"):
        shares(whole, whole, setting=far)


def test_refusals_of_the_interval() -> None:
    def interval(answers: Matrix, *, level: float = 0.95, rule: MissingRule = MissingRule.LISTWISE) -> None:
        percentile_interval(
            answers,
            lambda scores: float(scores.mean()) if np.ptp(scores) else float("nan"),
            seed=1,
            resamples_n=50,
            level=level,
            missing_rule=rule,
        )

    with pytest.raises(NotComputableError, match="Found 1 respondents to draw from"):
        interval([[1], [None]])
    with pytest.raises(NotComputableError, match="Found the level 1"):
        interval([[1], [2]], level=1)
    with pytest.raises(NotComputableError, match="missing rule pairwise"):
        interval([[1], [2]], rule=MissingRule.PAIRWISE)
    with pytest.raises(NotComputableError, match="not a number for the answers"):
        interval([[2], [2]])
    # Half of the resamples of two respondents draw one of them twice; this index then has no spread to work with.
    with pytest.raises(NotComputableError, match="Found a resample without a finite index"):
        interval([[1], [2]])


def test_the_page_shows_the_shares_of_the_reconstructed_respondents() -> None:
    root = Path(__file__).parents[2]
    with (root / "data/raw/jakarta_2015/kanim_jakarta_barat.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in list(csv.reader(stream))[1:] if row[2] != "Sebelum 2010"]
    x, y = ([[int(cell) for cell in row[start : start + 13]] for row in rows] for start in (5, 18))
    # Sums of tables 10 and 11 (docs/methods/ipa.md): the columns are the thirteen elements, satisfaction first.
    assert [sum(column) for column in zip(*x, strict=True)][:3] == [280, 303, 277]
    assert [sum(column) for column in zip(*y, strict=True)][:3] == [460, 446, 445]
    result = quadrant_shares(
        x,
        y,
        [f"Q{number}" for number in range(1, 14)],
        Setting(CrosshairRule.MIDRANGE, TieRule.GT),
        seed=2015,
        resamples_n=10_000,
    )
    page = (root / "docs/methods/ipa_sensitivity.md").read_text(encoding="utf-8")
    for item in result.items:
        cells = [item.item, f"`{item.observed_quadrant}`", *(f"{item.counts[q] / 100:.2f}" for q in Quadrant)]
        assert f"| {' | '.join(cells)} |" in page
    interval = percentile_interval(x, lambda scores: 25 * float(scores.mean()), seed=2015, resamples_n=10_000)
    # 3388 / 1560 x 25 = 54.2949 by hand.
    assert interval.estimate == pytest.approx(25 * 3388 / 1560, rel=1e-12, abs=0)
    assert f"{interval.estimate:.2f}, its 95 % interval {interval.low:.2f} to {interval.high:.2f}" in page
