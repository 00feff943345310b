"""From the deliveries of all files to the respondents that count, with the fate of every row.

Order of the fates, from the file inwards: a file that a later one corrects is filtered out whole; answers of months
that are not published yet, or of offices that do not belong to the programme, are filtered out; answers that came
before are refused. Rows read = accepted + quarantined + filtered + blank + ignored, for every file. Answers to a
questionnaire beside those of the regulations go the same way and are kept apart at the end.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from schemas import findings_on_programmes as code
from schemas.catalog import Catalog
from schemas.findings import Finding
from schemas.programme import Programme
from schemas.staging import ROW_NUMBER, score_column
from transforms.programme.cells import Cells, Questions, make_cells
from transforms.programme.deliveries import MONTH, OFFICE, Delivery
from transforms.programme.offices import OfficeTimes
from transforms.programme.repeats import refuse_repeats

REPLACED: Final = "replaced_by_later_file"
OTHER_MONTH: Final = "month_not_published"
NO_MEMBER: Final = "office_not_in_programme"
Scores = tuple[NDArray[np.intp], NDArray[np.int8]]
PROFILE: Final = ("gender", "age", "education", "occupation", "service")


@dataclass(frozen=True)
class Assembled:
    """Everything that a release is computed from.

    Attributes:
        deliveries: every table of every file, in order of its number, ``accepted`` cut down to what counts.
        filtered: for each delivery the rows that were left out, by reason.
        people: one row per respondent who counts, in order of file and row: response_key, file_number, row_number,
            office_code, month_code, office_key, office_class, province_id, instrument_id, the codes ``PROFILE``.
        scores: for each questionnaire the places in ``people`` and their (respondents, questions) scores, -1 for none.
        questions: the questions of each questionnaire of the regulations.
        pairs: offices and months with answers to those in each file, by its name, before anything was left out.
        findings: of files and of what they replace.
        companion_people, companion_scores, companion_questions: the same of questionnaires beside those of the
            regulations; nobody of them is among ``people``.
    """

    deliveries: tuple[Delivery, ...]
    filtered: tuple[Mapping[str, int], ...]
    people: pd.DataFrame
    scores: Mapping[str, Scores]
    questions: Mapping[str, Questions]
    pairs: Mapping[str, frozenset[tuple[str, str]]]
    findings: tuple[Finding, ...]
    companion_people: pd.DataFrame = field(default_factory=pd.DataFrame)
    companion_scores: Mapping[str, Scores] = field(default_factory=dict)
    companion_questions: Mapping[str, Questions] = field(default_factory=dict)

    def cells(self) -> dict[str, Cells]:
        """Return the exact sums of every questionnaire of the regulations that somebody answered."""
        return _cells(self.people, self.scores, self.questions)

    def companion_cells(self) -> dict[str, Cells]:
        """Return the exact sums of every questionnaire beside those of the regulations that somebody answered."""
        return _cells(self.companion_people, self.companion_scores, self.companion_questions)

    def touched(self, names: Iterable[str]) -> frozenset[tuple[str, str]]:
        """Return offices and months with answers in the files of these names, whether they count or not."""
        nobody: frozenset[tuple[str, str]] = frozenset()
        return nobody.union(*(self.pairs.get(name, nobody) for name in names))


def assemble(deliveries: Sequence[Delivery], programme: Programme, catalog: Catalog, times: OfficeTimes) -> Assembled:
    """Return the respondents that count.

    Args:
        deliveries: of every file, in the order of their names.
        programme: measure and questionnaires.
        catalog: the questionnaires themselves.
        times: the months that are published and the offices' membership.
    """
    # The first that came stays, so the order is that of receipt; names decide between files of one day.
    order = sorted(range(len(deliveries)), key=lambda place: (deliveries[place].received or "9999", place))
    kept: list[Delivery] = []
    filtered: list[Counter[str]] = []
    findings: list[Finding] = []
    names = {one.file_name for one in deliveries}
    replaced = {
        one.replaces
        for one in deliveries
        if one.replaces not in (None, one.file_name) and not one.is_refused  # a file cannot correct itself
    }
    findings.extend(
        Finding(code.REPLACES_NOTHING, one.file_name)
        for one in deliveries
        if one.replaces is not None and (one.replaces not in names or one.replaces == one.file_name)
    )
    for one in deliveries:
        cut, counts = _cut(one, one.file_name in replaced, times)
        kept.append(cut)
        filtered.append(counts)
    checked = refuse_repeats([kept[place] for place in order])
    for place, one in zip(order, checked, strict=True):
        kept[place] = one
    pairs: dict[str, frozenset[tuple[str, str]]] = {}
    for one in deliveries:
        # A file beside SKM makes no month of SKM come earlier, nor restates one.
        counted = one.accepted if one.instrument_id not in programme.companions else one.accepted.iloc[:0]
        found = frozenset(zip(counted[OFFICE], counted[MONTH], strict=True))
        pairs[one.file_name] = pairs.get(one.file_name, frozenset()) | found
    main, beside = (
        {code_: Questions.of(catalog.instruments[code_], programme.measure) for code_ in codes}
        for codes in ([used.instrument_id for used in programme.questionnaires], programme.companions)
    )
    people, scores = _people(kept, main, programme, times)
    others, their_scores = _people(kept, beside, programme, times)
    findings.extend(finding for one in kept for finding in one.findings)
    return Assembled(
        tuple(kept), tuple(filtered), people, scores, main, pairs, tuple(findings), others, their_scores, beside
    )


def _cells(people: pd.DataFrame, scores: Mapping[str, Scores], questions: Mapping[str, Questions]) -> dict[str, Cells]:
    return {
        instrument_id: make_cells(questions[instrument_id], people.iloc[where], given)
        for instrument_id, (where, given) in scores.items()
        if len(where)
    }


def _cut(delivery: Delivery, is_replaced: bool, times: OfficeTimes) -> tuple[Delivery, Counter[str]]:
    accepted = delivery.accepted
    if accepted.empty:
        return delivery, Counter()
    if is_replaced:
        return replace(delivery, accepted=accepted.iloc[:0]), Counter({REPLACED: len(accepted)})
    months, offices = accepted[MONTH].to_numpy(), accepted[OFFICE].to_numpy()
    pairs = {pair: times.belongs(*pair) for pair in set(zip(offices, months, strict=True))}
    published = set(times.months)
    in_time = np.array([month in published for month in months])
    member = np.array([pairs[pair] for pair in zip(offices, months, strict=True)])
    counts = Counter({OTHER_MONTH: int((~in_time).sum()), NO_MEMBER: int((in_time & ~member).sum())})
    keep = in_time & member
    return replace(delivery, accepted=accepted[keep].reset_index(drop=True)), +counts


def _people(
    deliveries: Sequence[Delivery], questions: Mapping[str, Questions], programme: Programme, times: OfficeTimes
) -> tuple[pd.DataFrame, dict[str, Scores]]:
    """Return the respondents who answered one of some questionnaires, and their scores."""
    parts: list[pd.DataFrame] = []
    blocks: dict[str, list[NDArray[np.int8]]] = {name: [] for name in questions}
    places: dict[str, list[NDArray[np.intp]]] = {name: [] for name in questions}
    begin = 0
    for number, one in enumerate(deliveries, start=1):
        if one.accepted.empty or one.instrument_id is None or one.instrument_id not in questions:
            continue
        frame = one.accepted
        part = frame[[ROW_NUMBER, OFFICE, MONTH]].copy()
        part["file_number"] = number
        part["instrument_id"] = one.instrument_id
        for code_ in PROFILE:
            part[code_] = frame[code_] if code_ in frame.columns else ""
        parts.append(part)
        columns = [score_column(programme.measure, name) for name in questions[one.instrument_id].codes]
        block = frame[columns].replace("", "-1").to_numpy(dtype="U4").astype(np.int8)
        blocks[one.instrument_id].append(block)
        places[one.instrument_id].append(np.arange(begin, begin + len(frame), dtype=np.intp))
        begin += len(frame)
    columns = [ROW_NUMBER, OFFICE, MONTH, "file_number", "instrument_id", *PROFILE]
    people = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    spans = [times.span(office, month) for office, month in zip(people[OFFICE], people[MONTH], strict=True)]
    people["office_key"] = [span.key for span in spans]
    people["office_class"] = [span.standing.office_class for span in spans]
    people["province_id"] = [span.standing.province_id for span in spans]
    people.insert(0, "response_key", np.arange(1, len(people) + 1))
    scores = {name: (np.concatenate(places[name]), np.concatenate(blocks[name])) for name in questions if blocks[name]}
    return people, scores
