"""Exact arithmetic: every expected value is worked out by hand."""

from fractions import Fraction

import pytest

from transforms import exact, sql


def test_a_tie_rounds_up_where_a_double_would_not() -> None:
    # 2.675 as a double is 2.67499999...; by hand half up gives 2.68.
    assert exact.round_half_up(Fraction(2675, 1000), 2) == Fraction(268, 100)
    assert exact.round_half_up(Fraction(2674999, 1_000_000), 2) == Fraction(267, 100)


def test_negative_ties_go_away_from_zero() -> None:
    assert exact.round_half_up(Fraction(-5, 1000), 2) == Fraction(-1, 100)


@pytest.mark.parametrize(
    ("values", "middle"), [([3, 1, 2], Fraction(2)), ([4, 1, 2, 3], Fraction(5, 2)), ([7], Fraction(7))]
)
def test_median(values: list[int], middle: Fraction) -> None:
    assert exact.median([Fraction(value) for value in values]) == middle


def test_decimal_text_refuses_what_is_not_a_decimal() -> None:
    assert exact.decimal_text(Fraction(-1, 4)) == "-0.2500"
    assert exact.decimal_text(Fraction(5440, 100)) == "54.4000"
    with pytest.raises(ValueError, match="1/3 is not a decimal of 4 places"):
        exact.decimal_text(Fraction(1, 3))


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("exact_ratio(280::hugeint, 120::hugeint)", "7/3"),
        ("exact_sum(['1/3', '1/6'])", "1/2"),
        ("exact_mean(['1/3', '2/3', '2/1'])", "1/1"),
        ("exact_median(['1/3', '2/3', '2/1'])", "2/3"),
        ("exact_midrange(['1/3', '9/1', '2/1'])", "14/3"),
        ("exact_subtract('1/3', '1/2')", "-1/6"),
        ("exact_multiply('77/1000', '25/1')", "77/40"),
        ("exact_divide('7/3', '23/6')", "14/23"),
        ("exact_round('7/3', 2)", "233/100"),
        ("exact_compare('3/10', '0.3')", 0),
        ("exact_compare('1/3', '0.333')", 1),
        ("exact_double('1/4')", 0.25),
        ("exact_decimal('1/4')", "0.2500"),
        ("exact_round(null, 2)", None),
    ],
)
def test_sql_functions(statement: str, expected: object) -> None:
    with sql.connect() as con:
        assert con.sql(f"select {statement}").fetchall() == [(expected,)]


def test_a_fraction_has_no_largest_size() -> None:
    # The least common multiple of 1..200 has 89 digits; a 128-bit integer holds 38.
    fractions = [f"1/{n}" for n in range(1, 201)]
    with sql.connect() as con:
        (total,) = con.execute("select exact_sum(?)", [fractions]).fetchall()[0]
    assert Fraction(total) == sum(Fraction(1, n) for n in range(1, 201))


def test_the_connection_reaches_no_file() -> None:
    with sql.connect() as con, pytest.raises(Exception, match="disabled by configuration"):
        con.sql("select * from read_text('/etc/hostname')").fetchall()
