"""Answers that came twice over all deliveries of a programme.

The rules are those of one study (``transforms.cleaning.repeats``): the same respondent of an office in a month with the
same answers counts once, with other answers not at all; an answer without a respondent's number is the same when office,
month, answers and the moment of submission are; a table with the answers of another is refused as a whole. Here they are
applied to kept deliveries, hundreds of thousands of rows at a time.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from schemas import findings as code
from schemas.finding_code import FindingCode
from schemas.findings import Finding
from schemas.staging import ROW_NUMBER
from transforms.cleaning.repeats import tell_apart
from transforms.programme.deliveries import ANSWERS, MONTH, OFFICE, RESPONDENT, SUBMITTED, Delivery

_FEW: Final = 3  # rows: fewer that are equal in two files are no sign of the same file
_PLACE, _INDEX = "place", "index"


def refuse_repeats(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Return the deliveries, earlier files first, with everything refused that came before."""
    result = _without_same_files(deliveries)
    for instrument_id in sorted({one.instrument_id for one in result if one.instrument_id is not None}):
        places = [place for place, one in enumerate(result) if one.instrument_id == instrument_id and len(one.accepted)]
        for place, other in _same_answers(result, places).items():
            result[place] = result[place].refuse(
                Finding(code.SAME_ANSWERS, result[place].name, words=(("other", result[other].name),))
            )
        places = [place for place in places if len(result[place].accepted)]
        for place, refused in _repeated(result, places).items():
            result[place] = result[place].without(refused, tuple(refused[index] for index in sorted(refused)))
    return result


def _without_same_files(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Refuse files whose bytes came before under another name.

    A correction with the bytes of a file that is corrected stays: of the two it is the one that counts.
    """
    corrected = {one.replaces for one in deliveries if one.replaces is not None}
    first: dict[str, str] = {}
    result = []
    for one in deliveries:
        other = first.setdefault(one.file_sha256, one.file_name)
        if other != one.file_name and not (one.replaces is not None and other in corrected):
            one = one.refuse(Finding(code.SAME_CONTENT, one.name, words=(("other", other),)))  # noqa: PLW2901
        result.append(one)
    return result


def _same_answers(deliveries: Sequence[Delivery], places: Sequence[int]) -> dict[int, int]:
    """Return the tables that hold exactly the answers of an earlier one, with the place of that one."""
    seen: dict[tuple[tuple[str, ...], ...], int] = {}
    found: dict[int, int] = {}
    for place in places:
        one = deliveries[place]
        if len(one.accepted) < _FEW:
            continue
        counts_numbers = not one.is_nameless and not tell_apart(one.accepted[SUBMITTED].tolist())
        compared = [ANSWERS, SUBMITTED, RESPONDENT] if counts_numbers else [ANSWERS, SUBMITTED]
        key = tuple(sorted(zip(*(one.accepted[name].tolist() for name in compared), strict=True)))
        other = seen.setdefault(key, place)
        if other != place:
            found[place] = other
    return found


def _repeated(deliveries: Sequence[Delivery], places: Sequence[int]) -> dict[int, dict[int, Finding]]:
    rows = _rows(deliveries, places)
    refused: dict[int, dict[int, Finding]] = {}
    named = rows[rows["is_named"]]
    twice = named[named.duplicated([OFFICE, MONTH, RESPONDENT], keep=False)]
    for _, group in twice.groupby([OFFICE, MONTH, RESPONDENT], sort=True):
        conflict = group[ANSWERS].nunique() > 1
        kind = code.CONFLICTING_RESPONDENT if conflict else code.DUPLICATE_RESPONDENT
        _note(deliveries, refused, group, kind, keeps_first=not conflict)
    nameless = rows[~rows["is_named"] & (rows[SUBMITTED] != "")]
    same = [SUBMITTED, ANSWERS]
    for _, group in nameless[nameless.duplicated(same, keep=False)].groupby(same, sort=True):
        _note(deliveries, refused, group, code.REPEATED_ROW, keeps_first=True)
    return refused


def _rows(deliveries: Sequence[Delivery], places: Sequence[int]) -> pd.DataFrame:
    parts = []
    for place in places:
        one = deliveries[place]
        part = one.accepted[[OFFICE, MONTH, RESPONDENT, SUBMITTED, ANSWERS]].copy()
        part[_PLACE] = place
        part[_INDEX] = np.arange(len(part))
        part["is_named"] = not one.is_nameless
        parts.append(part)
    columns = [OFFICE, MONTH, RESPONDENT, SUBMITTED, ANSWERS, _PLACE, _INDEX, "is_named"]
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype="bool" if name == "is_named" else "str") for name in columns})
    return pd.concat(parts, ignore_index=True)


def _note(
    deliveries: Sequence[Delivery],
    refused: dict[int, dict[int, Finding]],
    group: pd.DataFrame,
    kind: FindingCode,
    *,
    keeps_first: bool,
) -> None:
    where = [(int(place), int(index)) for place, index in zip(group[_PLACE], group[_INDEX], strict=True)]
    for number, (place, index) in enumerate(where):
        if number == 0 and keeps_first:
            continue
        other_place, other_index = where[0 if number else 1]
        one, other = deliveries[place], deliveries[other_place]
        row, other_row = (
            int(delivery.accepted[ROW_NUMBER].iloc[at]) for delivery, at in ((one, index), (other, other_index))
        )
        words = (("other", f"{other.name}, baris/row {other_row}"),)
        finding = Finding(kind, one.name, None, row, one.respondent_header, words=words)
        refused.setdefault(place, {})[index] = finding
