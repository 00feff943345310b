"""A file before it is written: its people, what is wrong in it, and what becomes of each row."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from national_demo.people import People


@dataclass(frozen=True)
class Calendar:
    """The months of a demo; a month's place in it is what arrays hold."""

    months: tuple[str, ...]

    @classmethod
    def of(cls, first: str, months_n: int) -> "Calendar":
        """So many months from the first on, and one more, in which answers may wait."""
        start = int(first[:4]) * 12 + int(first[5:]) - 1
        return cls(tuple(f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(start, start + months_n + 1)))

    @property
    def months_n(self) -> int:
        """Months that are run; the last of ``months`` is not."""
        return len(self.months) - 1

    def day(self, place: int, day: int, *, after: int = 1) -> dt.date:
        """A day of the month so many months after that at a place."""
        count = int(self.months[0][:4]) * 12 + int(self.months[0][5:]) - 1 + place + after
        return dt.date(count // 12, count % 12 + 1, day)

    def due(self, place: int) -> dt.date:
        """The last day on which a month's file is in time."""
        return self.day(place, DUE_DAY)

    def wave_of(self, received: dt.date) -> int:
        """The run that sees a file first: runs are made at the end of the due day."""
        months = received.year * 12 + received.month - 1 - (int(self.months[0][:4]) * 12 + int(self.months[0][5:]) - 1)
        return months - 1 if received.day <= DUE_DAY else months


DUE_DAY = 5


@dataclass
class Draft:
    """A file to be written.

    Attributes:
        first_row: physical number of the first row of answers.
        texts: what stands in a cell instead of the answer, by row of `people` and column.
        extra: columns that the layout does not know, by header.
        refused: rows of `people` that a reader must refuse, with the code of the finding.
        file_refusal: the code for which the whole file is refused.
        findings: what a reader must say of the file beside refusals of rows, with a physical row where there is one.
        is_unread: nothing of it can be read, not even how many rows there are.
        beside_n: rows below the header that are no answers: column numbers and totals.
        rows_off, has_other_sha: what is wrong in the origin record.
        data: the bytes, where they are not what the people make.
    """

    name: str
    layout_id: str
    received: dt.date
    label: str
    people: People
    first_row: int = 2
    period: str | None = None
    replaces: str | None = None
    texts: dict[tuple[int, str], str] = field(default_factory=dict)
    extra: dict[str, Sequence[str]] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)
    file_refusal: str = ""
    findings: list[tuple[str, int | None]] = field(default_factory=list)
    is_unread: bool = False
    beside_n: int = 0
    rows_off: int = 0
    has_other_sha: bool = False
    footer_index_off: int = 0
    data: bytes | None = None
    replaced_by: str | None = None

    @property
    def instrument_id(self) -> str:
        """The questionnaire of the layout."""
        return INSTRUMENT_OF[self.layout_id]

    def refuse(self, row: int, code: str) -> None:
        """Have a row refused and found."""
        self.refused[row] = code


INSTRUMENT_OF = {
    "limesurvey_skm_2004_codes": "skm_2004_14",
    "kemenpan_u14": "skm_2004_14",
    "limesurvey_skm_2014_codes": "skm_2014_9",
    "kemenpan_u9_2014": "skm_2014_9",
    "limesurvey_skm_codes": "skm_2017_9",
    "kobo_skm": "skm_2017_9",
    "odk_central_skm": "skm_2017_9",
    "google_forms_skm": "skm_2017_9",
    "spss_skm": "skm_2017_9",
    "kemenpan_u9_list": "skm_2017_9",
    "kemenpan_u9_form": "skm_2017_9",
}
