"""What must hold for every population and sample: formulas agree, more people help, limits keep their order."""

import math
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.statistics.sampling import (
    Design,
    Quantiles,
    Sample,
    ShareMethod,
    cochran,
    krejcie_morgan,
    margin_of_error,
    mean_interval,
    share_interval,
    slovin,
)

SETTINGS = settings(max_examples=80, deadline=None)
POPULATION = st.integers(1, 2_000_000)
SHARE = st.fractions(Fraction(1, 100), Fraction(99, 100), max_denominator=200)
LEVEL = st.floats(0.5, 0.999)


@SETTINGS
@given(POPULATION, SHARE, SHARE)
def test_krejcie_and_morgan_is_cochran(population: int, error: Fraction, share: Fraction) -> None:
    z = Fraction("1.96")
    one = krejcie_morgan(population, error=error, share=share, chi2=z**2)
    assert one.exact == cochran(population, error=error, share=share, z=z).exact


@SETTINGS
@given(POPULATION, SHARE)
def test_slovin_is_nearly_cochran_with_z_2(population: int, error: Fraction) -> None:
    # N / (1 + N e^2) against N / (1 + (N - 1) e^2): Cochran's is larger, by less than one person
    assert 0 <= cochran(population, error=error, z=2).exact - slovin(population, error=error).exact < 1


@SETTINGS
@given(POPULATION, POPULATION, SHARE)
def test_a_larger_population_never_needs_fewer(one: int, other: int, error: Fraction) -> None:
    small, large = sorted((one, other))
    for formula in (slovin, krejcie_morgan, cochran):
        assert 0 < formula(small, error=error).n <= formula(large, error=error).n
        assert formula(small, error=error).n <= small


@SETTINGS
@given(st.integers(1, 400), st.integers(0, 400), st.data(), LEVEL)
def test_wilson_stays_in_its_scale_and_around_the_share(n: int, more: int, data: st.DataObject, level: float) -> None:
    chosen = data.draw(st.integers(0, n))
    finite = share_interval(chosen, Sample(n, Design.QUOTA, n + more), level=level)
    endless = share_interval(chosen, Sample(n, Design.QUOTA), level=level)
    slack = 1e-12
    for found in (finite, endless):
        assert 0 <= found.lower <= float(found.value) + slack
        assert float(found.value) - slack <= found.upper <= 1
    assert endless.lower - slack <= finite.lower
    assert finite.upper <= endless.upper + slack
    mirrored = share_interval(n - chosen, Sample(n, Design.QUOTA, n + more), level=level)
    assert math.isclose(mirrored.lower, 1 - finite.upper, abs_tol=1e-12)


@SETTINGS
@given(st.integers(2, 400), st.integers(0, 400), st.fractions(0, 20), LEVEL)
def test_knowing_the_population_never_widens_an_interval(n: int, more: int, variance: Fraction, level: float) -> None:
    finite, endless = Sample(n, Design.SIMPLE_RANDOM, n + more), Sample(n, Design.SIMPLE_RANDOM)
    for quantiles in Quantiles:
        one = mean_interval(3, variance, finite, level=level, quantiles=quantiles)
        other = mean_interval(3, variance, endless, level=level, quantiles=quantiles)
        assert 0 <= one.margin <= other.margin
        assert all(map(math.isfinite, (other.lower, other.upper)))
    assert margin_of_error(finite, level=level).margin <= margin_of_error(endless, level=level).margin
    by_t = mean_interval(3, variance, finite, level=level)
    assert by_t.margin >= mean_interval(3, variance, finite, level=level, quantiles=Quantiles.NORMAL).margin


@SETTINGS
@given(st.integers(2, 400), st.data(), LEVEL)
def test_a_logit_interval_stays_within_0_and_1(n: int, data: st.DataObject, level: float) -> None:
    chosen = data.draw(st.integers(1, n - 1))
    sample = Sample(n, Design.SIMPLE_RANDOM)
    found = share_interval(chosen, sample, method=ShareMethod.LOGIT, level=level, quantiles=Quantiles.T)
    assert 0 <= found.lower <= float(found.value) <= found.upper <= 1
