"""Respondents by what they said about themselves, one question at a time, small counts hidden.

Months are summarised for the country only: of some thirty respondents a month, most counts of an office would be hidden.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from schemas.catalog import Catalog
from schemas.programme import GRAINS, Programme
from transforms.programme.assembly import PROFILE
from transforms.programme.hiding import hidden_counts
from transforms.programme.scopes import LEVELS, NATIONAL, period_code

_SCOPE: Final = ["scope_code", "period_code"]


Offered = Mapping[str, Mapping[str, AbstractSet[str]]]


def offered_answers(programme: Programme, catalog: Catalog) -> Offered:
    """Return the answers that each questionnaire of a programme offers to each question about the respondent."""
    return {
        used.instrument_id: {
            attribute.attribute_code: {option.code for option in attribute.options}
            for attribute in catalog.instruments[used.instrument_id].attributes
            if attribute.attribute_code in PROFILE
        }
        for used in programme.questionnaires
    }


def profiles(people: pd.DataFrame, programme: Programme, offered: Offered | None = None) -> pd.DataFrame:
    """Return ``fact_profiles``: counts over every answer that somebody gave anywhere, zeros shown.

    A zero stands for an answer that nobody gave, not for one that the questionnaires of the scope and period do not offer.

    Percentages are of those who answered the question; 'not stated' is one of its answers. A questionnaire that does
    not ask it adds nobody.

    Args:
        people: one row per respondent (``transforms.programme.assembly.Assembled.people``).
        programme: how small a count is hidden.
        offered: answers that each questionnaire offers; None takes all answers as offered by all.
    """
    used = _Coded.of(people["instrument_id"]) if offered is not None else None
    answers = {attribute: _Coded.of(people[attribute]) for attribute in PROFILE}
    scopes = {level: _Coded.of(_scopes(people, level)) for level in LEVELS}
    frames: list[pd.DataFrame] = []
    for grain in GRAINS:
        named = {month: period_code(str(month), grain) for month in people["month_code"].unique()}
        periods = _Coded.of(people["month_code"].map(named))
        for level in LEVELS:
            if grain == "month" and level != NATIONAL:
                continue
            for attribute in PROFILE:
                coded = answers[attribute]
                shown = None if used is None else _shown(scopes[level], periods, used, coded, attribute, offered or {})
                made = _counts(scopes[level], periods, coded, shown)
                frames.append(made.assign(scope_level=level, attribute_code=attribute))
    some = [frame for frame in frames if not frame.empty] or frames[:1]
    whole: pd.DataFrame = pd.concat(some, ignore_index=True)
    return _hide(whole, people, programme.suppression.minimum_cell)


@dataclass(frozen=True)
class _Coded:
    """A column as places in its sorted words; -1 where it is empty."""

    words: NDArray[np.object_]
    places: NDArray[np.int64]

    @classmethod
    def of(cls, column: "pd.Series[str]") -> "_Coded":
        places, words = pd.factorize(column.where(column != "", None), sort=True)
        return cls(np.asarray(words, dtype=object), places.astype(np.int64))


def _scopes(people: pd.DataFrame, level: str) -> "pd.Series[str]":
    if level == NATIONAL:
        return pd.Series(NATIONAL, index=people.index, dtype="str")
    return people["office_code" if level == "office" else "province_id" if level == "province" else "office_class"]


def _shown(
    scopes: _Coded, periods: _Coded, used: _Coded, answers: _Coded, attribute: str, offered: Offered
) -> NDArray[np.bool_]:
    """Return, for each scope, period and answer, whether a questionnaire that somebody filled in offers the answer."""
    shape = (len(scopes.words), len(periods.words), len(used.words))
    keep = scopes.places >= 0
    present = np.zeros(shape, dtype=np.bool_)
    present[scopes.places[keep], periods.places[keep], used.places[keep]] = True
    offers = np.array(
        [[word in offered.get(str(name), {}).get(attribute, ()) for word in answers.words] for name in used.words],
        dtype=np.bool_,
    ).reshape(len(used.words), len(answers.words))
    return np.asarray(np.einsum("spi,ia->spa", present, offers) > 0)


def _counts(scopes: _Coded, periods: _Coded, answers: _Coded, shown: NDArray[np.bool_] | None = None) -> pd.DataFrame:
    """Return the counts of every answer in each scope and period in which somebody gave one."""
    shape = (len(scopes.words), len(periods.words), len(answers.words))
    keep = (scopes.places >= 0) & (answers.places >= 0)
    flat = np.ravel_multi_index((scopes.places[keep], periods.places[keep], answers.places[keep]), shape)
    counts = np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape)
    wanted = counts.sum(axis=2, keepdims=True) > 0
    wanted = np.broadcast_to(wanted, shape) if shown is None else wanted & (shown | (counts > 0))
    scope, period, answer = np.nonzero(wanted)
    return pd.DataFrame(
        {
            "scope_code": scopes.words[scope],
            "period_code": periods.words[period],
            "answer_code": answers.words[answer],
            "respondents_n": counts[scope, period, answer],
        }
    )


def _hide(rows: pd.DataFrame, people: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Hide small counts, and more where a sum would give a hidden one away."""
    keys = ["scope_level", *_SCOPE, "attribute_code"]
    counts = rows["respondents_n"].to_numpy(dtype=np.int64)
    groups = np.asarray(rows.groupby(keys, sort=False).ngroup(), dtype=np.int64)
    hidden = hidden_counts(rows, people, minimum)
    whole = np.bincount(groups, weights=counts).astype(np.int64)[groups]
    share = np.divide(100.0 * counts, whole, out=np.zeros(len(counts)), where=whole > 0)
    made = rows.assign(
        respondents_n=pd.array(np.where(hidden, -1, counts), dtype="Int64"), respondents_pct=share, is_suppressed=hidden
    )
    made.loc[hidden, ["respondents_n", "respondents_pct"]] = None
    return made
