"""Quadrants on fractions: the Jakarta figure, its ties, and every other way to cut the same diagram."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from surveys import compute

from schemas.catalog import Catalog
from schemas.instrument import Crosshair
from transforms.statistics.conditions import NotComputableError
from transforms.statistics.quadrants import (
    CrosshairRule,
    DiagonalSide,
    Quadrant,
    Setting,
    TieRule,
    all_settings,
    quadrants,
    sensitivity,
)

DATA = Path(__file__).parents[2] / "data"
MIDRANGE = Setting(CrosshairRule.MIDRANGE, TieRule.GT)
Means = dict[str, tuple[Fraction, Fraction]]


@pytest.fixture(scope="module")
def jakarta() -> Means:
    """Means of tables 10 and 11 of the paper, from the frequencies it prints."""
    sums: dict[tuple[str, str], list[int]] = {}
    with (DATA / "reference/jakarta_2015/item_frequencies.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            total = sums.setdefault((row["item"], row["measure"]), [0, 0])
            total[0] += int(row["score"]) * int(row["n"])
            total[1] += int(row["n"])
    items = [f"Q{number}" for number in range(1, 14)]
    return {q: (Fraction(*sums[q, "satisfaction"]), Fraction(*sums[q, "importance"])) for q in items}


def test_figure_4_of_the_paper(jakarta: Means) -> None:
    table = quadrants(jakarta, MIDRANGE)
    # Lines by hand: (79/40 + 101/40) / 2 and (85/24 + 461/120) / 2.
    assert (table.performance_cut, table.importance_cut, table.n) == (Fraction(9, 4), Fraction(443, 120), 13)
    assert table.members(Quadrant.PRIORITY_IMPROVE) == ("Q4", "Q5", "Q7", "Q8", "Q9", "Q11", "Q13")
    assert table.members(Quadrant.MAINTAIN) == ("Q1", "Q2", "Q3")
    assert table.members(Quadrant.LOW_PRIORITY) == ("Q6", "Q10", "Q12")
    assert table.members(Quadrant.POSSIBLE_OVERKILL) == ()


def test_two_elements_on_a_line_move_with_the_tie_rule(jakarta: Means) -> None:
    # Q4 has X = 270/120 = 9/4, Q6 has Y = 443/120: both exactly on a line of the midrange.
    low, high = (quadrants(jakarta, Setting(CrosshairRule.MIDRANGE, tie)) for tie in TieRule)
    moved = {a.item: (a.quadrant, b.quadrant) for a, b in zip(low.items, high.items, strict=True) if a != b}
    assert moved == {
        "Q4": (Quadrant.PRIORITY_IMPROVE, Quadrant.MAINTAIN),
        "Q6": (Quadrant.LOW_PRIORITY, Quadrant.PRIORITY_IMPROVE),
    }


def test_the_pipeline_says_the_same_for_every_office_and_setting() -> None:
    catalog = Catalog()
    study = catalog.studies["jakarta_2015"]
    folder = DATA / "raw/jakarta_2015"
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in (".csv", ".xlsx")}
    frames = compute(catalog, "jakarta_2015", files)
    gaps, published = frames["out_skm__element_gaps"], frames["out_skm__quadrants"]
    sums = frames["out_skm__element_means"]
    assert study.importance_performance is not None
    declared = study.importance_performance
    settings = [Setting.of_study(crosshair) for crosshair in (declared.declared, *declared.alternatives)]
    scopes = sorted(set(gaps["scope_code"]))
    assert len(scopes) > 1
    for scope in scopes:
        means: Means = {}
        own = sums[sums["scope_code"] == scope]
        for code in own["element_code"].unique():
            pair = own[own["element_code"] == code].set_index("measure")["mean_score_fraction"]
            means[code] = (Fraction(pair["satisfaction"]), Fraction(pair["importance"]))
        for setting in settings:
            rows = published[
                (published["scope_code"] == scope)
                & (published["crosshair"] == setting.crosshair)
                & (published["tie_rule"] == setting.tie_rule)
            ].set_index("element_code")
            table = quadrants(means, setting, scale=(1, 4))
            assert {entry.item: str(entry.quadrant) for entry in table.items} == dict(rows["quadrant"])
            assert set(rows["satisfaction_cut_fraction"].map(Fraction)) == {table.performance_cut}
            assert set(rows["importance_cut_fraction"].map(Fraction)) == {table.importance_cut}


def test_sensitivity_of_the_jakarta_diagram(jakarta: Means) -> None:
    # Counted in the table of docs/methods/ipa.md, whose eight settings are all there are without a fixed point. Declared
    # is midrange/gt. Q8 is priority_improve under all eight. Q2 is maintain with both midranges and both scale middles,
    # elsewhere possible_overkill: 3 others agree. Q1 is maintain everywhere but at the middle of the scale: 5 others.
    table = sensitivity(jakarta, MIDRANGE, scale=(1, 4))
    assert [setting.name for setting in table.settings] == [
        "mean/gt",
        "mean/ge",
        "median/gt",
        "median/ge",
        "midrange/gt",
        "midrange/ge",
        "scale_mid/gt",
        "scale_mid/ge",
    ]
    agreeing = {entry.item: entry.agreeing_n for entry in table.items}
    assert table.others_n == 7
    assert (agreeing["Q8"], agreeing["Q2"], agreeing["Q1"]) == (7, 3, 5)
    # Q10 is low_priority with both midranges only, Q12 everywhere but at the middle of the scale.
    assert (agreeing["Q10"], agreeing["Q12"]) == (1, 5)
    assert table.stable_items == ("Q7", "Q8", "Q11")


def test_a_fixed_point_joins_the_settings_where_it_is_declared(jakarta: Means) -> None:
    fixed = Setting.of_study(Crosshair(crosshair="fixed", tie_rule="ge", satisfaction="2.25", importance="3.7"))
    assert fixed.fixed == (Fraction(9, 4), Fraction(37, 10))
    assert len(all_settings(fixed.fixed)) == 10
    table = sensitivity(jakarta, fixed, scale=(1, 4))
    # Q9 has Y = 444/120 = 3.7 and Q4 has X = 2.25: on the lines, and high by ge.
    own = {entry.item: entry.declared_quadrant for entry in table.items}
    assert (own["Q9"], own["Q4"]) == (Quadrant.PRIORITY_IMPROVE, Quadrant.MAINTAIN)
    assert table.others_n == 9


def test_the_gap_diagonal_needs_no_crosshair() -> None:
    means = {
        "below": (Fraction(7, 3), Fraction(23, 6)),  # 7/3 - 23/6 = -3/2
        "on": (Fraction(3), Fraction(3)),
        "above": (Fraction(10, 3), Fraction(3)),
    }
    table = quadrants(means, Setting(CrosshairRule.MEAN, TieRule.GT))
    assert [(entry.gap, entry.diagonal_side) for entry in table.items] == [
        (Fraction(-3, 2), DiagonalSide.BELOW_IMPORTANCE),
        (Fraction(0), DiagonalSide.ON_DIAGONAL),
        (Fraction(1, 3), DiagonalSide.ABOVE_IMPORTANCE),
    ]


def test_a_single_item_lies_on_every_line_of_its_own() -> None:
    means = {"Q1": (Fraction(2), Fraction(3))}
    for rule in (CrosshairRule.MEAN, CrosshairRule.MEDIAN, CrosshairRule.MIDRANGE):
        assert quadrants(means, Setting(rule, TieRule.GT)).items[0].quadrant is Quadrant.LOW_PRIORITY
        assert quadrants(means, Setting(rule, TieRule.GE)).items[0].quadrant is Quadrant.MAINTAIN


def test_refusals() -> None:
    one = {"Q1": (Fraction(2), Fraction(3))}
    with pytest.raises(NotComputableError, match="Found no item"):
        quadrants({}, MIDRANGE)
    with pytest.raises(NotComputableError, match="scale_mid and no point for it, expected the answer scale"):
        quadrants(one, Setting(CrosshairRule.SCALE_MID, TieRule.GT))
    with pytest.raises(NotComputableError, match="Found performance 9/2 of Q1, expected a mean from 1 to 4"):
        quadrants({"Q1": (Fraction(9, 2), Fraction(3))}, MIDRANGE, scale=(1, 4))
    with pytest.raises(NotComputableError, match="Found the answer scale 4 to 1"):
        quadrants(one, MIDRANGE, scale=(4, 1))
    with pytest.raises(NotComputableError, match="a fixed crosshair without its point"):
        Setting(CrosshairRule.FIXED, TieRule.GT)
    with pytest.raises(NotComputableError, match="Found a point for mean"):
        Setting(CrosshairRule.MEAN, TieRule.GT, (Fraction(1), Fraction(1)))


def test_the_page_shows_the_sensitivity_table(jakarta: Means) -> None:
    page = (Path(__file__).parents[2] / "docs/methods/ipa_sensitivity.md").read_text(encoding="utf-8")
    short = {
        Quadrant.PRIORITY_IMPROVE: "priority",
        Quadrant.MAINTAIN: "maintain",
        Quadrant.LOW_PRIORITY: "low",
        Quadrant.POSSIBLE_OVERKILL: "overkill",
    }
    for entry in sensitivity(jakarta, MIDRANGE, scale=(1, 4)).items:
        row = " | ".join([entry.item, *(short[quadrant] for quadrant in entry.quadrants), f"{entry.agreeing_n} of 7"])
        assert f"| {row} |" in page, row
    below = [entry.diagonal_side for entry in quadrants(jakarta, MIDRANGE).items]
    assert set(below) == {DiagonalSide.BELOW_IMPORTANCE}
