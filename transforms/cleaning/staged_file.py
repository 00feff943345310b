"""What staging makes of one table: respondents, refused rows, rows that are no answers, and findings."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import pandas as pd

from schemas.finding_code import Severity
from schemas.findings import Finding
from schemas.staging import ROW_NUMBER
from transforms.dates.columns import DateColumn
from transforms.intake.reading import Reading


@dataclass(frozen=True)
class Refusal:
    """A quarantined row: where it stands, the finding that decides its fate, and its cells as they were."""

    file_name: str
    row_number: int
    reason_code: str
    cells: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Moments:
    """When a respondent began and sent his answers, in UTC; None where the file does not say."""

    started: datetime | None
    submitted: datetime | None


@dataclass(frozen=True)
class StagedFile:
    """One table after checking.

    Attributes:
        reading: what was read.
        accepted: one row per respondent, staged columns, index = position.
        refusals: the quarantined rows.
        findings: about the file and its rows.
        rows_read_n: rows below the header; each is accepted, refused, or ignored for a reason.
        ignored: rows that are no answers, by reason.
        moments: by row number, where the layout names the columns.
        sums: for each staged column with scores the sum and the number of the whole numbers that stand in the rows of
            respondents, refused ones included: what a total below the table adds up.
        dates: how each column of dates was read, by staged column.
    """

    reading: Reading
    accepted: pd.DataFrame
    refusals: tuple[Refusal, ...]
    findings: tuple[Finding, ...]
    rows_read_n: int
    ignored: tuple[tuple[str, int], ...] = ()
    moments: Mapping[int, Moments] = field(default_factory=dict)
    sums: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    dates: Mapping[str, DateColumn] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The file, with the place of the sheet where several are read."""
        return self.reading.name

    @property
    def is_refused(self) -> bool:
        """Whether the whole table is refused."""
        return any(finding.severity is Severity.REFUSE_FILE for finding in self.findings)

    @property
    def rows_blank_n(self) -> int:
        """Rows without any value."""
        return dict(self.ignored).get("blank", 0)

    @property
    def rows_ignored_n(self) -> int:
        """Rows that are no answers and not blank."""
        return sum(count for reason, count in self.ignored if reason != "blank")

    def refuse(self, finding: Finding) -> "StagedFile":
        """Return this table refused as a whole: every accepted row becomes a refused one."""
        return self.without(dict.fromkeys(range(len(self.accepted)), finding), (finding,))

    def without(self, refused: Mapping[int, Finding], findings: tuple[Finding, ...]) -> "StagedFile":
        """Return this table with accepted rows refused.

        Args:
            refused: the deciding finding by position in ``accepted``.
            findings: the findings to add.
        """
        if self.reading.sheet is None:
            return replace(self, findings=(*self.findings, *findings))
        cells = {row.number: row.cells for row in self.reading.sheet.rows}
        numbers = [int(number) for number in self.accepted[ROW_NUMBER]]
        refusals = [
            Refusal(self.name, numbers[place], finding.code.code, cells[numbers[place]])
            for place, finding in sorted(refused.items())
        ]
        return replace(
            self,
            accepted=self.accepted.drop(index=list(refused)).reset_index(drop=True),
            refusals=tuple(sorted((*self.refusals, *refusals), key=lambda refusal: refusal.row_number)),
            findings=(*self.findings, *findings),
        )
