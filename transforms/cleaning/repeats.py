"""Answers that came twice: the same respondent again, the same answers in another file, two answers under one number."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from schemas import findings as code
from schemas.finding_code import FindingCode
from schemas.findings import Finding
from schemas.instrument import Instrument
from schemas.layout import RowBinding
from schemas.staging import ROW_NUMBER
from transforms.cleaning.staged_file import StagedFile

_FEW = 3  # rows: fewer that are equal in two files are no sign of the same file


def refuse_repeats(staged: Iterable[StagedFile], instrument: Instrument, *, within_office: bool) -> list[StagedFile]:
    """Return the tables with everything refused that came before, over all tables of the study.

    Args:
        staged: the tables of the study.
        instrument: the questionnaire that they answer.
        within_office: whether respondent numbers tell people apart only within an office.

    A table with the answers of another, in whatever order, is refused as a whole; numbers count there only where the
    moments of submission do not tell respondents apart, since an export made again can number them anew. The same number with the same
    answers: the first stays, later ones are refused. The same number with other answers in another month is another
    visit; in the same month nobody can say which answers are right, so all of them are refused. Respondents without a
    number are the same when office, month, answers and the moment of submission are.
    """
    files = _without_same_answers(list(staged), instrument)
    office = instrument.attribute_with_role("office").attribute_code
    period = instrument.attribute_with_role("period")
    respondent = instrument.attribute_with_role("respondent").attribute_code
    keys = [office] if within_office else []
    if period.is_month:
        keys.append(period.attribute_code)
    refused: dict[int, dict[int, Finding]] = {}
    for where in _places(files, respondent, keys).values():
        answers = [_answers(files[place].accepted, index) for place, index in where]
        conflict = any(answer != answers[0] for answer in answers)
        for number, (place, index) in enumerate(where):
            if number or conflict:
                other = where[0 if number else 1]
                kind = code.CONFLICTING_RESPONDENT if conflict else code.DUPLICATE_RESPONDENT
                refused.setdefault(place, {})[index] = _repeat(files, place, index, other, respondent, kind)
    for where in _nameless(files, respondent).values():
        for place, index in where[1:]:
            finding = _repeat(files, place, index, where[0], respondent, code.REPEATED_ROW)
            refused.setdefault(place, {})[index] = finding
    result = []
    for place, file in enumerate(files):
        found = refused.get(place, {})
        result.append(file.without(found, tuple(found[index] for index in sorted(found))) if found else file)
    return result


def _without_same_answers(files: list[StagedFile], instrument: Instrument) -> list[StagedFile]:
    respondent = instrument.attribute_with_role("respondent").attribute_code
    seen: dict[frozenset[tuple[Any, int]], str] = {}
    result = []
    for file in files:
        frame = file.accepted
        if len(frame) >= _FEW:
            moments = [_submitted(file, int(number)) for number in frame[ROW_NUMBER]]
            counts_numbers = not _is_nameless(file, respondent) and not tell_apart(moments)
            answers = frame.drop(columns=[ROW_NUMBER] if counts_numbers else [ROW_NUMBER, respondent])
            rows = Counter(
                (*row, moment) for row, moment in zip(answers.itertuples(index=False, name=None), moments, strict=True)
            )
            other = seen.setdefault(frozenset(rows.items()), file.name)
            if other != file.name:
                file = file.refuse(Finding(code.SAME_ANSWERS, file.name, words=(("other", other),)))  # noqa: PLW2901
        result.append(file)
    return result


def tell_apart(moments: Sequence[Hashable]) -> bool:
    """Tell whether moments of submission tell a table's respondents apart: all are known and hardly two are equal.

    Args:
        moments: one per respondent; None or empty where it is not known.
    """
    return all(moments) and 10 * len(set(moments)) >= 9 * len(moments)


def _submitted(file: StagedFile, row_number: int) -> datetime | None:
    moments = file.moments.get(row_number)
    return None if moments is None else moments.submitted


def _is_nameless(file: StagedFile, respondent: str) -> bool:
    layout = file.reading.layout
    return layout is not None and isinstance(layout.attributes.get(respondent), RowBinding)


def _places(
    files: Sequence[StagedFile], respondent: str, keys: Sequence[str]
) -> Mapping[tuple[str, ...], list[tuple[int, int]]]:
    """Return where each respondent stands who stands twice."""
    places: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for place, file in enumerate(files):
        if _is_nameless(file, respondent):
            continue
        frame = file.accepted[[*keys, respondent]]
        for index, identity in enumerate(frame.itertuples(index=False, name=None)):
            places.setdefault(identity, []).append((place, index))
    return {identity: where for identity, where in places.items() if len(where) > 1}


def _nameless(files: Sequence[StagedFile], respondent: str) -> Mapping[tuple[object, ...], list[tuple[int, int]]]:
    """Return where equal rows of respondents without a number stand, as far as the moment of submission is known."""
    places: dict[tuple[object, ...], list[tuple[int, int]]] = {}
    for place, file in enumerate(files):
        if not _is_nameless(file, respondent):
            continue
        frame = file.accepted.drop(columns=[ROW_NUMBER, respondent])
        numbers = file.accepted[ROW_NUMBER]
        for index, (number, row) in enumerate(zip(numbers, frame.itertuples(index=False, name=None), strict=True)):
            submitted = _submitted(file, int(number))
            if submitted is not None:
                places.setdefault((submitted, *row), []).append((place, index))
    return {identity: where for identity, where in places.items() if len(where) > 1}


def _answers(accepted: pd.DataFrame, index: int) -> tuple[str, ...]:
    return tuple(accepted.drop(columns=ROW_NUMBER).iloc[index])


def _repeat(
    files: Sequence[StagedFile],
    place: int,
    index: int,
    other: tuple[int, int],
    respondent: str,
    kind: FindingCode,
) -> Finding:
    file, other_file = files[place], files[other[0]]
    other_row = int(other_file.accepted[ROW_NUMBER].iloc[other[1]])
    headers = {column.target: column.header for column in file.reading.columns}
    sheet = None if file.reading.sheet is None else file.reading.sheet.name
    return Finding(
        kind,
        file.name,
        sheet,
        int(file.accepted[ROW_NUMBER].iloc[index]),
        headers.get(respondent),
        str(file.accepted[respondent].iloc[index]),
        words=(("other", f"{other_file.name}, baris/row {other_row}"),),
    )
