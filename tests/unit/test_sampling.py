"""How many respondents, and how far off: the studies' own numbers, the printed table, and small sums by hand."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from transforms.statistics.conditions import MissingRule, NotComputableError
from transforms.statistics.sampling import (
    Design,
    Nonrespondents,
    Quantiles,
    Sample,
    ShareMethod,
    SizeFormula,
    SizeRounding,
    cochran,
    krejcie_morgan,
    krejcie_morgan_by_table,
    margin_of_error,
    mean_interval,
    quota,
    share_interval,
    slovin,
)

TABLE_FILE = Path(__file__).resolve().parents[2] / "schemas" / "reference" / "krejcie_morgan.csv"
SINGKAWANG_2018 = 45321  # passport applicants, the study's population


def printed_table() -> dict[int, int]:
    with TABLE_FILE.open(encoding="utf-8", newline="") as stream:
        return {int(row["population"]): int(row["sample"]) for row in csv.DictReader(stream)}


TABLE = printed_table()


# --- sample sizes -------------------------------------------------------------------------------------------------


def test_singkawang_asked_100_of_45321_by_slovin() -> None:
    # 45321 / (1 + 45321 x 0.01) = 45321 / 454.21 = 4532100 / 45421 = 99.78, as the study prints it
    found = slovin(SINGKAWANG_2018, error="0.1")
    assert found.exact == Fraction(4532100, 45421)
    assert round(found.exact, 2) == Fraction("99.78")
    assert (found.n, found.rounding) == (100, SizeRounding.UP)
    assert (found.formula, found.population, found.parameters) == (
        SizeFormula.SLOVIN,
        SINGKAWANG_2018,
        (("error", Fraction(1, 10)),),
    )


def test_slovin_with_five_percent_asks_for_397() -> None:
    # 45321 / (1 + 45321 x 0.0025) = 45321 / 114.3025 = 396.50
    found = slovin(SINGKAWANG_2018, error="0.05")
    assert round(found.exact, 2) == Fraction("396.50")
    assert found.n == 397


def test_an_exact_size_is_not_rounded_further() -> None:
    assert slovin(100, error="0.1").n == 50  # 100 / (1 + 1)


def test_the_table_is_whole() -> None:
    assert len(TABLE) == 90
    assert (min(TABLE), max(TABLE)) == (10, 1_000_000)
    assert list(TABLE) == sorted(TABLE)
    assert list(TABLE.values()) == sorted(TABLE.values())


@pytest.mark.parametrize(("population", "sample"), TABLE.items())
def test_every_printed_entry_is_the_formula_to_the_nearest(population: int, sample: int) -> None:
    found = krejcie_morgan(population)
    assert (found.n, found.rounding) == (sample, SizeRounding.NEAREST)
    assert abs(found.exact - sample) < Fraction(1, 2)


def test_the_table_is_not_the_formula_rounded_up() -> None:
    # 20 people: 3.841 x 20 / 4 / (0.0025 x 19 + 3.841 / 4) = 19.205 / 1.00775 = 19.057
    found = krejcie_morgan(20)
    assert found.exact == Fraction("19.205") / Fraction("1.00775")
    assert (TABLE[20], found.n) == (19, 19)


def test_384_belongs_to_a_million_and_not_to_a_hundred_thousand() -> None:
    # 100000 people: 96025 / (249.9975 + 0.96025) = 382.63. A copy that lost a zero in its last row shows itself so.
    assert krejcie_morgan(100_000).n == 383
    assert krejcie_morgan(1_000_000).n == 384


def test_between_two_rows_the_table_takes_the_next_one_up() -> None:
    found = krejcie_morgan_by_table(SINGKAWANG_2018, TABLE)
    assert (found.n, found.rounding) == (381, SizeRounding.NEXT_ROW_UP)
    assert found.parameters == (("table_population", Fraction(50_000)), ("table_sample", Fraction(381)))
    assert krejcie_morgan_by_table(40_000, TABLE).n == 380
    assert krejcie_morgan_by_table(40_001, TABLE).n == 381


def test_the_table_never_asks_for_more_people_than_there_are() -> None:
    # The next row up of 11 is 15, with a sample of 14.
    assert krejcie_morgan_by_table(11, TABLE).n == 11
    assert krejcie_morgan_by_table(3, TABLE).n == 3


def test_beyond_the_table_only_the_formula_answers() -> None:
    with pytest.raises(NotComputableError, match="the table ends at 1000000; use the formula"):
        krejcie_morgan_by_table(1_000_001, TABLE)
    with pytest.raises(NotComputableError, match="the table is empty"):
        krejcie_morgan_by_table(10, {})
    assert krejcie_morgan(270_000_000).n == 384


def test_cochran_with_and_without_a_population() -> None:
    # 1.96^2 x 0.25 / 0.0025 = 384.16; 384.16 x 45321 / (45321 + 383.16) = 380.94
    endless, finite = cochran(None, error="0.05"), cochran(SINGKAWANG_2018, error="0.05")
    assert (endless.exact, endless.n, endless.population) == (Fraction("384.16"), 385, None)
    assert round(finite.exact, 2) == Fraction("380.94")
    assert finite.n == 381


def test_cochran_of_a_rare_thing_needs_fewer() -> None:
    # 1.96^2 x 0.1 x 0.9 / 0.0025 = 138.2976
    assert cochran(None, error="0.05", share="0.1").exact == Fraction("138.2976")


@pytest.mark.parametrize(("elements", "n"), [(14, 150), (13, 140), (9, 100)])
def test_quota_of_the_decrees(elements: int, n: int) -> None:
    assert quota(elements).n == n


def test_sizes_that_cannot_be() -> None:
    with pytest.raises(NotComputableError, match="Found a population of 0, expected at least one"):
        slovin(0, error="0.1")
    with pytest.raises(NotComputableError, match="margin of error 10, expected one between 0 and 1"):
        slovin(100, error=10)
    with pytest.raises(NotComputableError, match=r"Found the float 0\.1"):
        slovin(100, error=0.1)  # type: ignore[arg-type]
    with pytest.raises(NotComputableError, match="the share 0"):
        cochran(100, error="0.1", share=0)
    with pytest.raises(NotComputableError, match="chi2 = 0"):
        krejcie_morgan(100, chi2=0)
    with pytest.raises(NotComputableError, match="Found 0 elements"):
        quota(0)


# --- intervals ----------------------------------------------------------------------------------------------------


def test_margin_of_the_singkawang_sample() -> None:
    # 1.959964 x sqrt(0.25 / 100 x 45221 / 45320) = 0.0979982 x 0.9989072 = 0.0978911: less than the 10 % of the study
    found = margin_of_error(Sample(100, Design.ACCIDENTAL, SINGKAWANG_2018))
    assert found.margin == pytest.approx(0.0978911, abs=1e-7)
    assert found.margin < 0.1
    assert not found.sample.is_inferential  # sampling insidental: whoever happened to be there


def test_asking_everybody_leaves_no_margin() -> None:
    everybody = Sample(40, Design.SIMPLE_RANDOM, 40)
    assert margin_of_error(everybody).margin == 0
    assert mean_interval(3, 1, everybody).margin == 0
    share = share_interval(13, everybody)
    assert (share.lower, share.upper) == pytest.approx((13 / 40, 13 / 40))
    assert margin_of_error(Sample(1, Design.SIMPLE_RANDOM, 1)).margin == 0


def test_mean_of_five_out_of_ten() -> None:
    # 1, 2, 3, 4, 5: s^2 = 2.5; (1 - 5/10) x 2.5 / 5 = 0.25, se 0.5; t with 4 df: 2.776445; normal: 1.959964
    sample = Sample(5, Design.SIMPLE_RANDOM, 10)
    by_t = mean_interval(3, "2.5", sample)
    assert (by_t.value, by_t.se) == (3, 0.5)
    assert (by_t.lower, by_t.upper) == pytest.approx((3 - 1.3882225, 3 + 1.3882225), abs=1e-6)
    by_normal = mean_interval(3, "2.5", sample, quantiles=Quantiles.NORMAL)
    assert by_normal.margin == pytest.approx(0.979982, abs=1e-6)
    assert by_t.sample.missing is MissingRule.AVAILABLE_CASE


def test_a_sixth_respondent_who_said_nothing_as_a_domain() -> None:
    # m = 6 of 12: (1 - 6/12) x 6/5 x 4 x 2.5 / 25 = 0.24; left out: (1 - 5/12) x 2.5 / 5 = 0.291667
    domain = Sample(5, Design.SIMPLE_RANDOM, 12, missing_n=1, nonrespondents=Nonrespondents.DOMAIN)
    outside = Sample(5, Design.SIMPLE_RANDOM, 12, missing_n=1)
    assert mean_interval(3, "2.5", domain).se == pytest.approx(0.24**0.5)
    assert mean_interval(3, "2.5", outside).se == pytest.approx((7 / 24) ** 0.5)


def test_wilson_of_nobody_and_everybody() -> None:
    # z^2 / (n + z^2) = 3.841459 / 13.841459 = 0.277533
    nobody = share_interval(0, Sample(10, Design.SIMPLE_RANDOM))
    assert nobody.lower == 0
    assert nobody.upper == pytest.approx(0.277533, abs=1e-6)
    # 5 of 5, where plain arithmetic ends a rounding above 1: 1 - 3.841459 / 8.841459 = 1 - 0.434482
    everybody = share_interval(5, Sample(5, Design.SIMPLE_RANDOM))
    assert everybody.upper == 1
    assert everybody.lower == pytest.approx(1 - 0.434482, abs=1e-6)
    assert nobody.se is None


def test_wald_of_a_tenth_leaves_the_scale_and_wilson_does_not() -> None:
    # 1 of 10: se = sqrt(0.1 x 0.9 / 9) = 0.1, so 0.1 - 1.96 x 0.1 < 0
    sample = Sample(10, Design.SIMPLE_RANDOM)
    wald = share_interval(1, sample, method=ShareMethod.WALD)
    assert wald.se == pytest.approx(0.1)
    assert wald.lower == pytest.approx(-0.0959964, abs=1e-6)
    assert share_interval(1, sample).lower > 0


def test_intervals_that_cannot_be() -> None:
    random = Design.SIMPLE_RANDOM
    with pytest.raises(NotComputableError, match="Found 0 answers and 7 missing, expected at least one answer"):
        Sample(0, random, missing_n=7)
    with pytest.raises(NotComputableError, match="Found 12 respondents in a population of 11"):
        Sample(5, random, 11, missing_n=7)
    with pytest.raises(NotComputableError, match="one answer has no spread"):
        mean_interval(3, 0, Sample(1, random))
    with pytest.raises(NotComputableError, match="variance -1"):
        mean_interval(3, -1, Sample(5, random))
    with pytest.raises(NotComputableError, match="Found 6 of 5 respondents"):
        share_interval(6, Sample(5, random))
    with pytest.raises(NotComputableError, match="expected some on both sides for a logit"):
        share_interval(0, Sample(5, random), method=ShareMethod.LOGIT)
    with pytest.raises(NotComputableError, match="expected normal and outside_sample"):
        share_interval(1, Sample(5, random), quantiles=Quantiles.T)
    with pytest.raises(NotComputableError, match="confidence level 95"):
        margin_of_error(Sample(5, random), level=95)
