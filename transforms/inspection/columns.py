"""What each column of a table holds, without showing an answer: counts, ranges of numbers, kinds."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Final

from schemas.privacy import personal_data
from transforms.dates.parsing import Shape, read_cell
from transforms.intake.sheets import Header, plain, show_header
from transforms.intake.tables import Table
from transforms.offices.matching import OfficeMatcher
from transforms.privacy.detection import PersonalColumn, detect
from transforms.privacy.masking import mask_text

_NUMBER: Final = re.compile(r"[-+]?\d{1,15}([.,]\d+)?")
_OFFICE_VALUES: Final = 200  # distinct values that are looked up
_MOSTLY: Final = Fraction(4, 5)
_NAMES: Final = frozenset({"person_name", "staff_name"})
_SHOWN: Final = 60  # characters of a header
_DATES: Final = (Shape.YEAR_FIRST, Shape.NAMED_MONTH, Shape.NUMERIC)


@dataclass(frozen=True)
class InspectedColumn:
    """One column.

    Attributes:
        position: from 1, as people count.
        header: its header, with whatever could be personal masked.
        holds: empty, numbers, dates or words.
        filled_n: cells that hold something.
        distinct_n: different values among them.
        minimum, maximum: of the numbers, as text; None for other columns and for personal ones.
        is_whole: whether every number is whole.
        offices_n: how many of the filled cells name an office that is known.
        personal: kinds of personal data that were found.
        action: what would happen to it: drop, hmac or mask_text; None where it is not personal.
        binds_to: layout and staged column that the header means, by layout.
    """

    position: int
    header: str
    holds: str
    filled_n: int
    distinct_n: int
    minimum: str | None
    maximum: str | None
    is_whole: bool
    offices_n: int
    personal: tuple[str, ...]
    action: str | None
    binds_to: tuple[tuple[str, str], ...]


@cache
def _header_words() -> frozenset[str]:
    known = personal_data()
    phrases = [phrase for kind in known.kinds for phrase in (*kind.header.words, *kind.header.only_unless_answers)]
    return frozenset(word for phrase in phrases for word in re.findall(r"[^\W_]+", phrase.casefold()))


def inspect_columns(
    table: Table,
    matcher: OfficeMatcher,
    bindings: Mapping[str, Mapping[int, str]],
    personal: Sequence[PersonalColumn] | None = None,
) -> tuple[InspectedColumn, ...]:
    """Describe every column of a table.

    Args:
        table: the table.
        matcher: knows the offices.
        bindings: by layout, which staged column the column at a position (from 0) carries.
        personal: what every column holds of persons, where somebody looked already.
    """
    width = len(table.header)
    cells = [[row.cells[column] if column < len(row.cells) else "" for row in table.rows] for column in range(width)]
    if personal is None or len(personal) < width:
        personal = detect([show_header(path) for path in table.header], [list(row.cells) for row in table.rows])
    by_position = {column.position: column for column in personal}
    found = []
    for position, (path, column) in enumerate(zip(table.header, cells, strict=True)):
        filled = [cell for cell in column if cell]
        numbers = [_number(cell) for cell in filled]
        values = [number for number in numbers if number is not None]
        is_numbers = bool(filled) and len(values) >= _MOSTLY * len(filled)
        mark = by_position.get(position)
        is_personal = mark is not None and mark.is_personal
        shows = is_numbers and not is_personal
        found.append(
            InspectedColumn(
                position + 1,
                _shown(path, mark),
                _holds(filled, is_numbers=is_numbers),
                len(filled),
                len(set(filled)),
                str(min(values)) if shows else None,
                str(max(values)) if shows else None,
                is_numbers and all(value.denominator == 1 for value in values),
                0 if is_numbers or is_personal else _offices(filled, matcher),
                mark.kinds if mark is not None else (),
                mark.action if mark is not None else None,
                tuple((layout, targets[position]) for layout, targets in bindings.items() if position in targets),
            )
        )
    return tuple(found)


def _number(cell: str) -> Fraction | None:
    return Fraction(cell.replace(",", ".")) if _NUMBER.fullmatch(cell) else None


def _holds(filled: Sequence[str], *, is_numbers: bool) -> str:
    if not filled:
        return "empty"
    if is_numbers:
        return "numbers"
    dates = sum(read_cell(cell).shape in _DATES for cell in filled)
    return "dates" if dates >= _MOSTLY * len(filled) else "words"


def _offices(filled: Sequence[str], matcher: OfficeMatcher) -> int:
    distinct = list(dict.fromkeys(filled))
    if len(distinct) > _OFFICE_VALUES:
        return 0
    known = {value for value in distinct if matcher.match(value).office_code is not None}
    return sum(value in known for value in filled)


def _shown(path: Header, mark: PersonalColumn | None) -> str:
    text = mask_text(plain(show_header(path)))
    if mark is not None and _NAMES.intersection(mark.kinds):
        # A header about a person can be the person's name (*Dilayani oleh ...*): only words of our own lists are shown.
        text = re.sub(r"[^\W_]+", lambda word: word[0] if word[0].casefold() in _header_words() else "…", text)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
