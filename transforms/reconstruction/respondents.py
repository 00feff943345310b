"""Respondents whose answers add up to the printed margins; none of them is a person who was asked.

Met exactly is who came by office and year, how many used an agent or filed online, and how often each score
was given in Jakarta Barat; the printed mean of the other offices is met as closely as whole scores allow.
What the paper does not print had to be decided, and these decisions are ours:

- which respondent has which year, used an agent or filed online: the order of a hash, spread over the
  offices;
- how the answers of one person hang together: `COMMON_PERCENT`;
- how the answers of an office with only a mean spread over items: Jakarta Barat's pattern, moved to that
  mean;
- what respondents without any printed mean answered (office E, and all before 2010): the pooled printed mean.

Every decision is made with integers and SHA-256: the same margins give the same respondents on any machine.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from transforms.reconstruction.margins import (
    BEFORE_2010,
    FOCUS_OFFICE,
    MEASURES,
    SCORES,
    YEARS,
    Margins,
)

# OURS. How much of an answer's rank is the person (the same over all items) and not the item, in percent. No
# margin determines it. Chosen so that Cronbach's alpha of satisfaction over Jakarta Barat's 120 comes near
# the 0,834 of table 7: 38 gives 0.829, 39 gives 0.835, 40 gives 0.843. An alpha computed from these answers
# is therefore no replication of table 7.
COMMON_PERCENT = 39


@dataclass(frozen=True, slots=True)
class Respondent:
    """One reconstructed respondent.

    Attributes:
        respondent_id: `R001`, `R002`, ... over the whole survey, in the printed order of offices.
        office: Letter of table 2.
        service_year: Label of table 2: `2010` to `2015` or `before 2010`.
        used_agent: Whether an agent (calo) was used.
        filed_online: Whether the application was filed online.
        satisfaction: A score from 1 to 4 for each item, in order of the items.
        importance: A score from 1 to 4 for each item, in order of the items.
    """

    respondent_id: str
    office: str
    service_year: str
    used_agent: bool
    filed_online: bool
    satisfaction: tuple[int, ...]
    importance: tuple[int, ...]


def reconstruct_respondents(margins: Margins) -> list[Respondent]:
    """Return every respondent of the survey, one each, in order of their number."""
    visits = _visits(margins)
    agents = _chosen("agent", visits, margins.used_agent_n)
    online = _chosen("online", visits, margins.filed_online_n)
    answers = {measure: _answers(margins, visits, measure) for measure in MEASURES}
    return [
        Respondent(
            respondent_id=respondent_id,
            office=office,
            service_year=year,
            used_agent=respondent_id in agents,
            filed_online=respondent_id in online,
            satisfaction=answers["satisfaction"][respondent_id],
            importance=answers["importance"][respondent_id],
        )
        for respondent_id, (year, office) in visits.items()
    ]


def _rank(*words: object) -> int:
    """Return a number below 2**64 that depends on the words alone: the only source of variety here."""
    return int.from_bytes(hashlib.sha256(":".join(map(str, words)).encode("ascii")).digest()[:8], "big")


def _hash_order(n: int, *purpose: str) -> list[int]:
    """Return 0 to n - 1 in an order that looks like no order."""
    return sorted(range(n), key=lambda place: _rank(*purpose, place))


def _visits(margins: Margins) -> dict[str, tuple[str, str]]:
    """Number the respondents office by office; within an office the years are mixed, as in a real file."""
    visits: dict[str, tuple[str, str]] = {}
    for office in margins.offices:
        years = [year for year in YEARS for _ in range(margins.cohort[year, office])]
        for place in _hash_order(len(years), "year", office):
            visits[f"R{len(visits) + 1:03d}"] = years[place], office
    return visits


def _chosen(purpose: str, visits: Mapping[str, object], how_many: int) -> set[str]:
    """Return the given number of respondents: one by hash from each of as many stretches of the numbering.

    Stretches give each office about its share, so that no difference between offices is invented.
    """
    ids = list(visits)
    bounds = [stretch * len(ids) // how_many for stretch in range(how_many + 1)] if how_many else []
    return {
        min(ids[first:last], key=lambda respondent_id: _rank(purpose, respondent_id))
        for first, last in pairwise(bounds)
    }


def _answers(margins: Margins, visits: Mapping[str, tuple[str, str]], measure: str) -> dict[str, tuple[int, ...]]:
    """Return each respondent's scores of one measure.

    Respondents are answered for in groups: those behind the printed mean of their office, and the others.
    """
    groups: dict[tuple[str, bool], list[str]] = {}
    for respondent_id, (year, office) in visits.items():
        has_margin = year != BEFORE_2010 and office in margins.printed_offices
        groups.setdefault((office, has_margin), []).append(respondent_id)
    answers: dict[str, tuple[int, ...]] = {}
    for (office, has_margin), members in groups.items():
        if has_margin and office == FOCUS_OFFICE:
            scores_by_item = [_spelled_out(counts) for counts in margins.frequencies[measure].values()]
        else:
            mean = margins.mean(office, measure) if has_margin else margins.pooled_mean(measure)
            scores_by_item = _moved_pattern(margins, measure, len(members), mean)
        columns = [
            _handed_out(scores, members, measure, item)
            for item, scores in zip(margins.items, scores_by_item, strict=True)
        ]
        for respondent_id in members:
            answers[respondent_id] = tuple(column[respondent_id] for column in columns)
    return answers


def _handed_out(scores: Sequence[int], members: Sequence[str], measure: str, item: str) -> dict[str, int]:
    """Give the ascending scores of one item to the members, the lowest to the least content.

    A member's place is a weighted sum of a rank of the person and a rank of the person at this item. The
    first makes a content person content with most items, which is what correlates the items; the second
    keeps the answers of one person apart.
    """

    def place(respondent_id: str) -> tuple[int, str]:
        common = _rank("person", measure, respondent_id)
        own = _rank("answer", measure, respondent_id, item)
        return COMMON_PERCENT * common + (100 - COMMON_PERCENT) * own, respondent_id

    return dict(zip(sorted(members, key=place), scores, strict=True))


def _spelled_out(counts: Sequence[int]) -> list[int]:
    """Return the scores behind the frequencies, ascending."""
    return [score for score, n in zip(SCORES, counts, strict=True) for _ in range(n)]


def _moved_pattern(margins: Margins, measure: str, n: int, mean: Fraction) -> list[list[int]]:
    """Return ascending scores of n respondents for each item; together as near the mean as possible."""
    pattern = [_spelled_out(counts) for counts in margins.frequencies[measure].values()]
    total = _nearest_integer(mean * n * len(pattern))
    totals = _item_totals([sum(scores) for scores in pattern], len(pattern[0]), n, total)
    return [
        _moved_scores(scores, n, item_total, f"{measure}:{item}")
        for item, scores, item_total in zip(margins.items, pattern, totals, strict=True)
    ]


def _nearest_integer(value: Fraction) -> int:
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def _item_totals(pattern_totals: Sequence[int], pattern_n: int, n: int, total: int) -> list[int]:
    """Split the total of a group over the items in Jakarta Barat's pattern.

    Moving all items by the same amount would push the best ones over 4. So the distance of each item to the
    end of the scale is scaled instead: to 4 when the group is to score higher than Jakarta Barat, to 1 when
    lower.
    """
    low, high = SCORES[0], SCORES[-1]
    items_n = len(pattern_totals)
    if total * pattern_n >= sum(pattern_totals) * n:
        distances = [high * pattern_n - pattern_total for pattern_total in pattern_totals]
        return [high * n - part for part in _apportioned(high * n * items_n - total, distances)]
    distances = [pattern_total - low * pattern_n for pattern_total in pattern_totals]
    return [low * n + part for part in _apportioned(total - low * n * items_n, distances)]


def _apportioned(total: int, weights: Sequence[int]) -> list[int]:
    """Split a total in proportion to weights into whole parts, the largest remainders rounded up."""
    whole = sum(weights) or 1  # no weight at all means that nothing is to be split
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: (-(total * weights[place] % whole), place))
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts


def _moved_scores(pattern: Sequence[int], n: int, total: int, name: str) -> list[int]:
    """Return n ascending scores with the given total, in the shape of the pattern.

    The pattern is thinned out to n scores; then scores move by one, everyone once before anyone moves again,
    so that the spread of the answers moves along with their level.
    """
    scores = [pattern[(2 * place + 1) * len(pattern) // (2 * n)] for place in range(n)]
    step = 1 if total > sum(scores) else -1
    turns = _hash_order(n, "turn", name, str(n))
    while sum(scores) != total:
        for place in turns:
            if SCORES[0] <= scores[place] + step <= SCORES[-1]:
                scores[place] += step
                if sum(scores) == total:
                    break
    return sorted(scores)
