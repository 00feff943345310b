"""Where a band edge is decided: the grade of an index by a regulation's bands, and the index by its declared weight.

One rule for every regulation: round half up to the decimals of the band table, then take the highest band whose lower
edge is reached. Upper edges decide nothing, so the holes between printed bands (64.99 to 65.00) belong to nobody else.
SQL reaches it through ``exact_place``. Source: docs/methods/ikm.md, section 5.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import takewhile
from typing import Literal

import duckdb

from schemas.instrument import Band, BandTable, Rounding
from transforms.exact import fraction, round_half_up

Weight = Fraction | Literal["equal"]


def place_of(value: Fraction, lower_edges: Sequence[Fraction], digits: int) -> int:
    """Return the place, from 0, of the band in which ``value`` lies: THE decision on a band edge.

    Args:
        value: an index or a mean, exact.
        lower_edges: lower edges of the bands, worst band first.
        digits: decimals to which the value is rounded half up before it is compared.

    Returns:
        The last band whose lower edge the rounded value reaches; the worst one below all edges (a declared weight such
        as 14 x 0.071 can push an index there) and the best one above 100 (13 x 0.077).
    """
    rounded = round_half_up(value, digits)
    return sum(1 for _ in takewhile(lambda edge: rounded >= edge, lower_edges[1:]))


def grade_of(value: Fraction, table: BandTable) -> Band:
    """Return the band of an index (0 to 100, exact) by a regulation's bands."""
    return table.bands[place_of(value, [fraction(band.lower) for band in table.bands], table.digits)]


def index_by_weight(means: Sequence[Fraction], weight: Weight, rounding: Rounding, factor: Fraction) -> Fraction:
    """Return the index by regulation: weighted sum of the element means times ``factor``, rounded as declared.

    Args:
        means: exact mean of every element, on the scale of the questionnaire.
        weight: weight of each element as declared (0.11); ``equal`` for 1 over the number of elements.
        rounding: decimals of the element means and of the index.
        factor: points of an index for one point of the scale: 100 over the highest score.

    Raises:
        ValueError: there is no mean.
    """
    if not means:
        raise ValueError("An index needs the mean of every element; found none.")
    digits = rounding.element_mean_digits
    kept = means if digits is None else [round_half_up(mean, digits) for mean in means]
    each = Fraction(1, len(means)) if weight == "equal" else weight
    return round_half_up(sum(kept, Fraction(0)) * each * factor, rounding.index_digits)


def register(con: duckdb.DuckDBPyConnection) -> None:
    """Give a connection ``exact_place(value, lower_edges, digits)``: ``place_of`` for fractions written as text."""
    con.create_function(
        "exact_place",
        lambda value, edges, digits: place_of(fraction(value), [fraction(edge) for edge in edges], digits),
        ["VARCHAR", "VARCHAR[]", "BIGINT"],
        "BIGINT",
    )
