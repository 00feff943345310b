"""What one kind of finding is: a stable code, what it does, and its sentence in both languages."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a finding does: refuses the file, refuses the row, or only warns."""

    REFUSE_FILE = "refuse_file"
    REFUSE_ROW = "refuse_row"
    WARN = "warn"


@dataclass(frozen=True)
class FindingCode:
    """One kind of finding; ``{value}`` and other braces are filled in when it is raised."""

    code: str
    severity: Severity
    title_id: str
    title_en: str
    found_id: str
    found_en: str
    expected_id: str
    expected_en: str
    do_id: str
    do_en: str
