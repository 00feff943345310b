"""Respondents as arrays, and how one office's respondents of one month are drawn.

Answers are drawn so that nobody ticks one column throughout and nobody's form comes three times: those are findings of
their own, which are planted where they belong.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from national_demo.regulations import RULES

Ints = NDArray[np.int64]
_NOT_STATED = 0  # of every question about oneself
# Share of the answers in order of their codes; what is left of 1 did not say. The last of occupation and service is "other".
_GENDER = (0.53, 0.46)
_EDUCATION = (0.05, 0.08, 0.40, 0.13, 0.28, 0.045, 0.005)
_EDUCATION_2004 = (0.05, 0.08, 0.40, 0.13, 0.28, 0.05)
_OCCUPATION = (0.13, 0.02, 0.02, 0.32, 0.22, 0.14, 0.14)
_OCCUPATION_2004 = (0.17, 0.32, 0.22, 0.14, 0.14)
_SERVICE = (0.52, 0.33, 0.08, 0.06)
_MISSING = 0.004  # of the scores
# How content people are with a subject, against the office's mean.
_SUBJECTS = {
    "requirements": 0.04, "procedure": 0.0, "time": -0.16, "cost": -0.24, "product": 0.08, "competence": 0.10,
    "courtesy": 0.14, "charter": 0.05, "complaints": -0.18, "comfort": -0.02, "clarity": 0.02, "discipline": 0.0,
    "responsibility": 0.04, "fairness": 0.03, "cost_certainty": 0.06, "schedule": -0.10, "safety": 0.12,
}  # fmt: skip
_SLOTS = np.arange(0, 8 * 60, 3)  # minutes after eight at which forms are sent; three apart, so that nothing bursts


@dataclass(frozen=True)
class People:
    """Respondents, one entry of every array each.

    `office` and `month` are places in the lists of the demo, `sent` is on the office's own clock, `scores` are -1 where
    left out, `number` is the respondent number of the file. Who is not `is_finished` never pressed the last button.
    """

    office: Ints
    month: Ints
    number: Ints
    sent: NDArray[np.datetime64]
    seconds: Ints
    scores: NDArray[np.int8]
    gender: Ints
    age: Ints
    education: Ints
    occupation: Ints
    service: Ints
    is_finished: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.office)

    def take(self, where: Any) -> "People":
        """The people at those places."""
        return People(**{field.name: getattr(self, field.name)[where] for field in fields(self)})


def together(blocks: Sequence[People]) -> People:
    """People of several blocks in a row."""
    return People(**{f.name: np.concatenate([getattr(one, f.name) for one in blocks]) for f in fields(People)})


@dataclass(frozen=True)
class Mood:
    """An office: how content its respondents are, by subject, and how many there are against the mean of offices."""

    level: float
    trend: float
    by_subject: dict[str, float]
    size: float


def draw_mood(rng: np.random.Generator) -> Mood:
    """One office's own way."""
    by_subject = {subject: float(rng.normal(0, 0.07)) for subject in _SUBJECTS}
    return Mood(
        float(rng.normal(3.10, 0.13)), float(rng.normal(0.003, 0.003)), by_subject, float(rng.uniform(0.86, 1.14))
    )


def draw_block(
    rng: np.random.Generator, mood: Mood, office: int, month: int, workdays: NDArray[np.datetime64], instrument_id: str
) -> People:
    """The respondents of an office in a month, in the order in which they answered."""
    n = max(12, round(mood.size * (27 + 13 * month / 35) + float(rng.normal(0, 2))))
    subjects = RULES[instrument_id].subjects
    means = mood.level + mood.trend * month + np.array([_SUBJECTS[s] + mood.by_subject[s] for s in subjects])
    noise = rng.normal(0, 0.35, (n, 1)) + rng.normal(0, 0.62, (n, len(subjects)))
    scores = np.clip(np.rint(means + noise), 1, 4).astype(np.int8)
    scores[rng.random(scores.shape) < _MISSING] = -1
    slots = np.sort(rng.choice(len(workdays) * len(_SLOTS), n, replace=False))
    minutes = _SLOTS[slots % len(_SLOTS)] + 480
    sent = workdays[slots // len(_SLOTS)].astype("datetime64[s]") + (minutes * 60 + rng.integers(0, 60, n))
    is_old = instrument_id == "skm_2004_14"
    ages = np.clip(np.rint(rng.gamma(7, 5, n) + 2), 16, 79).astype(np.int64)
    ages[rng.random(n) < 0.01] = _NOT_STATED
    return without_lines(
        rng,
        People(
            np.full(n, office),
            np.full(n, month),
            np.arange(1, n + 1),
            sent,
            rng.integers(75, 600, n),
            scores,
            _draw(rng, _GENDER, n),
            ages,
            _draw(rng, _EDUCATION_2004 if is_old else _EDUCATION, n),
            _draw(rng, _OCCUPATION_2004 if is_old else _OCCUPATION, n),
            _draw(rng, _SERVICE, n),
            np.ones(n, dtype=bool),
        ),
    )


def _draw(rng: np.random.Generator, shares: Sequence[float], n: int) -> Ints:
    edges = np.cumsum(shares)
    drawn = np.searchsorted(edges, rng.random(n), side="right") + 1
    return np.where(drawn > len(shares), _NOT_STATED, drawn)


def without_lines(rng: np.random.Generator, people: People) -> People:
    """The people, one answer changed of those who ticked one column throughout."""
    scores = people.scores.copy()
    highest = scores.max(axis=1)
    lowest = np.where(scores < 0, 9, scores).min(axis=1)
    for row in np.flatnonzero(highest == lowest):
        given = np.flatnonzero(scores[row] > 0)
        place = given[int(rng.integers(len(given)))]
        scores[row, place] += -1 if scores[row, place] > 1 else 1
    return replace(people, scores=scores)


def without_copies(rng: np.random.Generator, people: People, *, has_profile: bool) -> People:
    """The people of a file, answers changed until no form comes three times."""
    scores = people.scores.copy()
    age_band = np.minimum(people.age // 10, 6)
    about = np.stack([people.gender, age_band, people.education, people.occupation, people.service], axis=1)
    while True:
        rows = np.concatenate([scores, about], axis=1) if has_profile else scores.astype(np.int64)
        _, back, counts = np.unique(rows, axis=0, return_inverse=True, return_counts=True)
        crowded = np.flatnonzero(counts >= 3)
        if not len(crowded):
            return replace(people, scores=scores)
        back = back.reshape(-1)
        for group in crowded:
            for row in np.flatnonzero(back == group)[2:]:
                _nudge(rng, scores[row])


def _nudge(rng: np.random.Generator, row: NDArray[np.int8]) -> None:
    """Change one answer, and never to a line of equal ones."""
    for place in rng.permutation(np.flatnonzero(row > 0)):
        before = row[place]
        row[place] += -1 if before > 1 else 1
        given = row[row > 0]
        if (given != given[0]).any():
            return
        row[place] = before
