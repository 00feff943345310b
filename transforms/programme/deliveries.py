"""What one table of a raw file delivered: respondents, refused rows and findings, without anything that names a person.

A delivery is made once for each file and kept; the run of a month only makes those of files that it has not seen. What
stands in the file itself, sheets and cells, is not part of it.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pandas as pd

from schemas.findings import CODES, Finding
from schemas.instrument import Instrument
from schemas.layout import RowBinding
from schemas.staging import ROW_NUMBER
from transforms.cleaning.quarantined import shown_row
from transforms.cleaning.staged_file import StagedFile

OFFICE: Final = "office_code"
MONTH: Final = "month_code"
RESPONDENT: Final = "respondent"
SUBMITTED: Final = "submitted"
ANSWERS: Final = "answers"  # a digest of everything that was answered, office and month included
FIXED: Final = (ROW_NUMBER, OFFICE, MONTH, RESPONDENT, SUBMITTED, ANSWERS)
_DIGEST: Final = 16  # bytes: two of a billion numbers collide with a chance below 1 in 10^20


@dataclass(frozen=True)
class RefusedRow:
    """A row in quarantine: its number, the code of the finding that decides, and its cells as they may be shown."""

    row_number: int
    reason_code: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Delivery:
    """One table of one raw file.

    Attributes:
        name: the file, with the place of the sheet where several sheets are read.
        file_name: the raw file.
        received: day on which the file came, ISO; None where no origin record says.
        replaces: the file that this one corrects.
        is_nameless: whether respondents have no number of their own.
        headers: headers of the bound columns, for the quarantine.
        respondent_header: header of the column with respondents' numbers.
        rows_read_n, second_count: rows by the reader and by another one; the latter holds the former to account.
        ignored: rows that are no answers, by reason.
        accepted: one row per respondent: the columns ``FIXED``, then answers about themselves, then scores as text.
    """

    name: str
    file_name: str
    file_sha256: str
    size_bytes: int
    received: str | None
    replaces: str | None
    layout_id: str | None
    instrument_id: str | None
    file_format: str | None
    sniffed: str
    is_nameless: bool
    headers: tuple[str, ...]
    respondent_header: str | None
    rows_read_n: int
    second_count: int
    ignored: tuple[tuple[str, int], ...]
    refusals: tuple[RefusedRow, ...]
    findings: tuple[Finding, ...]
    accepted: pd.DataFrame = field(repr=False)

    @property
    def is_refused(self) -> bool:
        """Whether the whole table is refused."""
        return any(finding.severity.value == "refuse_file" for finding in self.findings)

    def without(self, refused: dict[int, Finding], findings: tuple[Finding, ...]) -> "Delivery":
        """Return this delivery with respondents refused.

        Args:
            refused: the finding that decides, by position in ``accepted``.
            findings: the findings to add.
        """
        numbers = self.accepted[ROW_NUMBER]
        rows = [RefusedRow(int(numbers.iloc[place]), finding.code.code) for place, finding in refused.items()]
        return replace(
            self,
            refusals=tuple(sorted((*self.refusals, *rows), key=lambda row: row.row_number)),
            findings=(*self.findings, *findings),
            accepted=self.accepted.drop(index=self.accepted.index[list(refused)]).reset_index(drop=True),
        )

    def refuse(self, finding: Finding) -> "Delivery":
        """Return this delivery refused as a whole."""
        return self.without(dict.fromkeys(range(len(self.accepted)), finding), (finding,))


def delivery_of(staged: StagedFile, instrument: Instrument | None, show: Callable[[str], str], key: bytes) -> Delivery:
    """Return what a staged table delivered.

    Args:
        staged: the table, checked by itself.
        instrument: its questionnaire; None for a file that no layout fits.
        show: how a value of the file may be shown, ``schemas.findings.Vocabulary.show``.
        key: secret of the data folder; respondents' numbers are replaced by keyed digests.
    """
    reading = staged.reading
    raw, sheet, layout = reading.file, reading.sheet, reading.layout
    respondent = None if instrument is None else instrument.attribute_with_role("respondent").attribute_code
    binding = None if layout is None or respondent is None else layout.attributes.get(respondent)
    headers = {column.target: column.header for column in reading.columns}
    return Delivery(
        name=staged.name,
        file_name=raw.name,
        file_sha256=raw.sha256,
        size_bytes=len(raw.data),
        received=None if raw.origin is None else raw.origin.received.isoformat(),
        replaces=None if raw.origin is None else raw.origin.replaces,
        layout_id=None if layout is None else layout.layout_id,
        instrument_id=None if layout is None or instrument is None else instrument.instrument_id,
        file_format=None if sheet is None else sheet.file_format,
        sniffed="nothing readable" if sheet is None else sheet.sniffed,
        is_nameless=isinstance(binding, RowBinding),
        headers=tuple(column.header for column in reading.columns),
        respondent_header=None if respondent is None else headers.get(respondent),
        rows_read_n=staged.rows_read_n,
        second_count=0 if sheet is None else sheet.second_count,
        ignored=staged.ignored,
        refusals=tuple(
            RefusedRow(row.row_number, row.reason_code, shown_row(reading, row.cells, show)) for row in staged.refusals
        ),
        findings=tuple(replace(finding, value=None) for finding in staged.findings),
        accepted=_accepted(staged, instrument, key),
    )


def _accepted(staged: StagedFile, instrument: Instrument | None, key: bytes) -> pd.DataFrame:
    if instrument is None or staged.accepted.empty:
        return pd.DataFrame({name: pd.Series(dtype="int64" if name == ROW_NUMBER else "str") for name in FIXED})
    frame = staged.accepted
    respondent = instrument.attribute_with_role("respondent").attribute_code
    office = instrument.attribute_with_role("office").attribute_code
    period = instrument.attribute_with_role("period").attribute_code
    submitted = []
    for number in frame[ROW_NUMBER]:
        moment = staged.moments.get(int(number))
        instant = None if moment is None else moment.submitted
        submitted.append("" if instant is None else instant.isoformat())
    made: dict[str, Any] = {
        ROW_NUMBER: frame[ROW_NUMBER],
        OFFICE: frame[office],
        MONTH: frame[period],
        RESPONDENT: [digest(key, str(number)) for number in frame[respondent]],
        SUBMITTED: submitted,
    }
    rest = [name for name in frame.columns if name not in (ROW_NUMBER, respondent, office, period)]
    given = frame.drop(columns=[ROW_NUMBER, respondent]).itertuples(index=False, name=None)
    made[ANSWERS] = [
        hashlib.blake2b("\x1f".join(map(str, cells)).encode("utf-8"), digest_size=_DIGEST, key=key).hexdigest()
        for cells in given
    ]
    return pd.DataFrame(made | {name: frame[name] for name in rest}).reset_index(drop=True)


def digest(key: bytes, number: str) -> str:
    """Return what stands for a respondent's number: equal numbers give equal digests under one key, and no way back."""
    return hmac.new(key, number.encode("utf-8"), hashlib.sha256).hexdigest()[: 2 * _DIGEST] if number else ""


def as_plain(delivery: Delivery) -> dict[str, Any]:
    """Return a delivery as values that JSON can hold; ``from_plain`` undoes it."""
    plain = {name: getattr(delivery, name) for name in _SIMPLE}
    plain["ignored"] = [list(one) for one in delivery.ignored]
    plain["refusals"] = [[row.row_number, row.reason_code, list(row.cells)] for row in delivery.refusals]
    plain["findings"] = [
        [f.code.code, f.file_name, f.sheet, f.row_number, f.column_name, f.value_seen, [list(word) for word in f.words]]
        for f in delivery.findings
    ]
    plain["accepted"] = {str(name): delivery.accepted[name].tolist() for name in delivery.accepted.columns}
    return plain


def from_plain(plain: dict[str, Any]) -> Delivery:
    """Return the delivery that ``as_plain`` wrote."""
    simple = {name: plain[name] for name in _SIMPLE}
    simple["headers"] = tuple(simple["headers"])
    accepted = plain["accepted"]
    columns = {
        name: pd.Series(cells, dtype="int64" if name == ROW_NUMBER else "str") for name, cells in accepted.items()
    }
    return Delivery(
        **simple,
        ignored=tuple((str(reason), int(count)) for reason, count in plain["ignored"]),
        refusals=tuple(RefusedRow(number, reason, tuple(cells)) for number, reason, cells in plain["refusals"]),
        findings=tuple(
            Finding(CODES[kind], file, sheet, row, column, None, seen, tuple((a, b) for a, b in words))
            for kind, file, sheet, row, column, seen, words in plain["findings"]
        ),
        accepted=pd.DataFrame(columns),
    )


_SIMPLE: Final = (
    "name", "file_name", "file_sha256", "size_bytes", "received", "replaces", "layout_id", "instrument_id",
    "file_format", "sniffed", "is_nameless", "headers", "respondent_header", "rows_read_n", "second_count",
)  # fmt: skip
