"""The numbers that the suites hold a programme's tables against: from its file, the catalogue and intake.

No number comes from the table that it is held against.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProgrammeFacts:
    """What a run knows about its programme before it looks at a published table.

    Attributes:
        offices: codes of the offices of the programme, also of those that belong to it for some months only.
        months_n: months of the release, from the programme's first to the run's.
        instruments: codes of the programme's questionnaires.
        regulations: codes of the regulations that the questionnaires follow.
        runs_n: runs behind the release, this one included.
        files_n: raw files found.
        rows_read_n: rows of those files as the second reader counts them.
        accepted_n: rows that became respondents of the programme's questionnaires.
        companions_n: rows that became respondents of questionnaires beside them (SPAK and SPKP).
        lowest_index: index when everybody gives the lowest answer: 25 on a scale from 1 to 4; the smallest of all
            questionnaires.
        small_n: respondents below which an index carries the mark of a small sample.
        minimum_cell: smallest count of respondents by an answer that may be shown; 0 shows all.
        confidence_level: level of the intervals, 0 to 1.
    """

    offices: tuple[str, ...]
    months_n: int
    instruments: tuple[str, ...]
    regulations: tuple[str, ...]
    runs_n: int
    files_n: int
    rows_read_n: int
    accepted_n: int
    lowest_index: float
    small_n: int
    minimum_cell: int
    confidence_level: float
    companions_n: int = 0
