"""Indices and element means of every scope and period, three values side by side.

Method: docs/methods/ikm.md. Roll-ups are named by how they bring offices together, because the three ways give three
numbers: all respondents pooled, the mean of the offices' indices, and the mean weighted by applications.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from schemas.catalog import Catalog
from schemas.instrument import BandTable, Rounding
from schemas.programme import Programme
from transforms.exact import decimal_text, round_half_up, written
from transforms.grading import grade_of, index_by_weight
from transforms.programme.cells import Cells, Pool, pool
from transforms.programme.in_force import Expectations
from transforms.programme.reported import PrintedIndex, Reported
from transforms.programme.scopes import LEVELS, grain_of, groups

OWN: Final = "own_respondents"
POOLED: Final = "pooled_respondents"
MEAN: Final = "mean_of_offices"
WEIGHTED: Final = "weighted_by_applications"
Wanted = AbstractSet[tuple[str, str, str]]


@dataclass(frozen=True)
class Method:
    """How the index of one questionnaire is computed and graded."""

    instrument_id: str
    regulation_id: str
    weight: Fraction
    weight_text: str
    rounding: Rounding
    factor: Fraction
    bands: BandTable

    @classmethod
    def of(cls, programme: Programme, catalog: Catalog, instrument_id: str) -> "Method":
        """Return the method that a programme declares for a questionnaire."""
        used = next(one for one in programme.questionnaires if one.instrument_id == instrument_id)
        regulation = catalog.regulations[used.regulation_id]
        scale = catalog.instruments[instrument_id].scale
        return cls(
            instrument_id,
            used.regulation_id,
            Fraction(regulation.declared_weight),
            regulation.declared_weight,
            used.rounding,
            Fraction(100, scale.maximum),
            regulation.band_table,
        )


@dataclass(frozen=True)
class Value:
    """An index exactly and by its regulation; None where an element has no answer."""

    exact: Fraction | None
    regulation: Fraction | None


def value_of(pooled: Pool, method: Method) -> Value:
    """Return the index of respondents taken together."""
    means = pooled.means
    if means is None:
        return Value(None, None)
    exact = sum(means, Fraction(0)) / len(means) * method.factor
    return Value(exact, index_by_weight(means, method.weight, method.rounding, method.factor))


def mean_of(values: list[tuple[Value, int]], method: Method) -> Value:
    """Return the weighted mean of offices' indices, each exactly and by its regulation; the latter is rounded again."""
    known = [(one.exact, one.regulation, weight) for one, weight in values if one.exact is not None]
    total = sum(weight for _, _, weight in known)
    if not total:
        return Value(None, None)
    exact = sum((value * weight for value, _, weight in known), Fraction(0)) / total
    by_rule = sum((value * weight for _, value, weight in known if value is not None), Fraction(0)) / total
    return Value(exact, round_half_up(by_rule, method.rounding.index_digits))


def index_tables(
    cells: Mapping[str, Cells],
    programme: Programme,
    catalog: Catalog,
    expectations: Expectations,
    reported: Reported,
    wanted: Wanted | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return ``fact_indices`` and ``fact_element_means``.

    Args:
        cells: cells of each questionnaire, of every month that is published.
        programme: questionnaires, rounding, what counts as few respondents.
        catalog: regulations and instruments.
        expectations: which questionnaire was expected of whom in which month.
        reported: applications and printed indices.
        wanted: level, scope and period of the rows to compute; None for all.
    """
    rows: list[dict[str, Any]] = []
    means: list[dict[str, Any]] = []
    for instrument_id, one in cells.items():
        if not len(one):
            continue
        method = Method.of(programme, catalog, instrument_id)
        made = _Maker(one, method, programme, expectations, reported)
        for level in LEVELS:
            for (scope, period), where in groups(one, level).items():
                if wanted is not None and (level, scope, period) not in wanted:
                    continue
                pooled = pool(one, where)
                rows.extend(made.rows(level, scope, period, where, pooled))
                means.extend(_element_rows(level, scope, period, one, pooled))
    return pd.DataFrame(rows), pd.DataFrame(means)


class _Maker:
    def __init__(
        self, cells: Cells, method: Method, programme: Programme, expectations: Expectations, reported: Reported
    ) -> None:
        self._cells, self._method, self._programme, self._reported = cells, method, programme, reported
        self._offices = cells.keys["office_code"].to_numpy()
        self._months = cells.keys["month_code"].to_numpy()
        wanted = [expectations.of(office, month) for office, month in zip(self._offices, self._months, strict=True)]
        self._in_force = np.array([one.instrument_in_force == method.instrument_id for one in wanted])
        self._overridden = np.array(
            [one.is_overridden and one.instrument_expected == method.instrument_id for one in wanted]
        )
        self._places = groups(cells, "office")
        self._values: dict[tuple[str, str], Value] = {}

    def _value(self, office: str, period: str) -> Value:
        key = (office, period)
        if key not in self._values:
            self._values[key] = value_of(pool(self._cells, self._places[key]), self._method)
        return self._values[key]

    def rows(
        self, level: str, scope: str, period: str, where: NDArray[np.intp], pooled: Pool
    ) -> Iterator[dict[str, Any]]:
        """Yield the rows of a scope and period, one for each way to bring its offices together."""
        common = self._common(level, scope, period, where, pooled)
        if level == "office":
            value = self._value(scope, period)
            printed = self._reported.printed.get((scope, period))
            yield common | {"weighting": OWN} | self._values_of(value) | _printed(printed)
            return
        yield common | {"weighting": POOLED} | self._values_of(value_of(pooled, self._method)) | _printed(None)
        offices = sorted(set(self._offices[where]))
        own = [(self._value(office, period), 1) for office in offices]
        yield common | {"weighting": MEAN} | self._values_of(mean_of(own, self._method)) | _printed(None)
        applications = self._applications(where)
        if applications is not None:
            weighted = [(self._value(office, period), applications[office]) for office in offices]
            value = mean_of(weighted, self._method)
            yield common | {"weighting": WEIGHTED} | self._values_of(value) | _printed(None)

    def _applications(self, where: NDArray[np.intp]) -> dict[str, int] | None:
        """Return the applications of each office in the months in which it asked somebody; None if any is not known."""
        total: dict[str, int] = {}
        for office, month in zip(self._offices[where], self._months[where], strict=True):
            given = self._reported.applications.get((office, month))
            if given is None:
                return None
            total[office] = total.get(office, 0) + given
        return total

    def _common(self, level: str, scope: str, period: str, where: NDArray[np.intp], pooled: Pool) -> dict[str, Any]:
        method = self._method
        answers_n = sum(pooled.answers)
        asked = pooled.respondents_n * len(self._cells.questions.codes)
        return {
            "scope_level": level,
            "scope_code": scope,
            "period_code": period,
            "period_grain": grain_of(period),
            "instrument_id": method.instrument_id,
            "regulation_id": method.regulation_id,
            "is_in_force": bool(self._in_force[where].all()),
            "is_overridden": bool(self._overridden[where].any()),
            "offices_n": len(set(self._offices[where])),
            "months_with_data_n": len(set(self._months[where])),
            "respondents_n": pooled.respondents_n,
            "answers_n": answers_n,
            "missing_n": asked - answers_n,
            "elements_n": len(pooled.answers),
            "element_weight": method.weight_text,
            "rounding_rule": method.rounding.rule,
            "band_table_id": method.bands.band_table_id,
            "is_small_n": pooled.respondents_n < self._programme.small_n,
        }

    def _values_of(self, value: Value) -> dict[str, Any]:
        exact, regulation = value.exact, value.regulation
        grade_exact = None if exact is None else grade_of(exact, self._method.bands).grade
        grade_regulation = None if regulation is None else grade_of(regulation, self._method.bands).grade
        return {
            "ikm_exact": None if exact is None else exact.numerator / exact.denominator,
            "ikm_exact_fraction": None if exact is None else written(exact),
            "grade_exact": grade_exact,
            "ikm_regulation": None if regulation is None else decimal_text(regulation),
            "grade_regulation": grade_regulation,
            "is_grade_changed_by_weight": grade_exact != grade_regulation,
        }


def _printed(printed: PrintedIndex | None) -> dict[str, Any]:
    if printed is None:
        return {"ikm_published": None, "grade_published": None, "published_where": None}
    return {"ikm_published": printed.ikm, "grade_published": printed.grade, "published_where": printed.where}


def _element_rows(level: str, scope: str, period: str, cells: Cells, pooled: Pool) -> Iterator[dict[str, Any]]:
    questions = cells.questions
    items = [questions.element_of.count(place) for place in range(len(questions.element_codes))]
    means = [Fraction(total, n) if n else None for total, n in zip(pooled.score_sums, pooled.answers, strict=True)]
    known = sorted(mean for mean in means if mean is not None)
    for place, element_code in enumerate(questions.element_codes):
        mean = means[place]
        yield {
            "scope_level": level,
            "scope_code": scope,
            "period_code": period,
            "instrument_id": questions.instrument_id,
            "element_code": element_code,
            "respondents_n": pooled.respondents_n,
            "answers_n": pooled.answers[place],
            "missing_n": pooled.respondents_n * items[place] - pooled.answers[place],
            "score_sum": pooled.score_sums[place],
            "mean_score": None if mean is None else mean.numerator / mean.denominator,
            "mean_score_fraction": None if mean is None else written(mean),
            "element_rank": None if mean is None else known.index(mean) + 1,
        }
