"""What offices report beside their exports: applications of a month, and the index that they printed themselves."""

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import pandas as pd

from schemas import findings_on_programmes as code
from schemas.findings import Finding
from transforms.privacy.file_names import problem_with
from transforms.programme.scopes import grain_of

APPLICATIONS: Final = "applications.csv"
PRINTED: Final = "printed_indices.csv"
_COLUMNS: Final = {
    APPLICATIONS: ("office_code", "month_code", "applications_n"),
    PRINTED: ("office_code", "month_code", "ikm", "grade", "where"),
}
_PERIOD: Final = re.compile(r"\d{4}(-(0[1-9]|1[0-2])|-Q[1-4]|-S[12])?", re.ASCII)
_INDEX: Final = re.compile(r"\d{1,3}([.,]\d{1,4})?", re.ASCII)
_COUNT: Final = re.compile(r"\d{1,9}", re.ASCII)
_GRADE: Final = re.compile(r"[A-Z]?", re.ASCII)


@dataclass(frozen=True)
class PrintedIndex:
    """An index as an office printed it, as text."""

    ikm: str
    grade: str | None
    where: str


@dataclass(frozen=True)
class Reported:
    """Reported figures.

    Attributes:
        applications: applications by office and month.
        printed: printed indices by office and period.
        findings: files or lines that could not be used.
        doubted: applications that cannot be right, set aside by ``believable``, with the respondents of the office and
            month.
    """

    applications: Mapping[tuple[str, str], int] = field(default_factory=dict)
    printed: Mapping[tuple[str, str], PrintedIndex] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    doubted: Mapping[tuple[str, str], tuple[int, int]] = field(default_factory=dict)


def believable(reported: Reported, people: pd.DataFrame) -> Reported:
    """Return reported figures without the applications of an office and month in which more people answered.

    Such a number counts something else or is mistyped. Taken as it is, it would say that everybody was asked: the index
    would have no error, and in the weighted one the office would count for next to nothing.

    Args:
        reported: as read.
        people: one row per respondent: office_code, month_code.
    """
    pairs = zip(people["office_code"].tolist(), people["month_code"].tolist(), strict=True)
    doubted = {
        key: (reported.applications[key], n)
        for key, n in sorted(Counter(pairs).items())
        if reported.applications.get(key, n) < n
    }
    kept = {key: given for key, given in reported.applications.items() if key not in doubted}
    return replace(reported, applications=kept, doubted=doubted)


def read_reported(files: Mapping[str, bytes], offices: Collection[str] | None = None) -> Reported:
    """Read the files of the folder ``reported/``; whatever cannot be used is a finding.

    Of two lines about the same office and month the first counts.

    Args:
        files: contents by file name; a missing file reports nothing.
        offices: codes of the offices of the programme; None takes any.
    """
    findings: list[Finding] = []
    applications: dict[tuple[str, str], int] = {}
    for number, row in _rows(files, APPLICATIONS, findings):
        key = (row["office_code"], row["month_code"])
        is_known = offices is None or key[0] in offices
        if not _COUNT.fullmatch(row["applications_n"]) or not _is_month(key[1]) or not is_known or key in applications:
            findings.append(_broken(APPLICATIONS, number))
            continue
        applications[key] = int(row["applications_n"])
    printed: dict[tuple[str, str], PrintedIndex] = {}
    for number, row in _rows(files, PRINTED, findings):
        key = (row["office_code"], row["month_code"])
        is_known = offices is None or key[0] in offices
        # Grade and place are published as they stand.
        is_showable = _GRADE.fullmatch(row["grade"]) is not None and problem_with(row["where"]) is None
        fits = _INDEX.fullmatch(row["ikm"]) and _PERIOD.fullmatch(key[1]) and is_showable
        if not fits or not is_known or key in printed:
            findings.append(_broken(PRINTED, number))
            continue
        printed[key] = PrintedIndex(row["ikm"], row["grade"] or None, row["where"] or PRINTED)
    return Reported(applications, printed, tuple(findings))


def _is_month(text: str) -> bool:
    return _PERIOD.fullmatch(text) is not None and grain_of(text) == "month"


def _rows(files: Mapping[str, bytes], name: str, findings: list[Finding]) -> list[tuple[int, dict[str, str]]]:
    data = files.get(name)
    if data is None:
        return []
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig")), strict=True)
        rows = [(number, row) for number, row in enumerate(reader, start=2)]
    except (UnicodeDecodeError, csv.Error):
        findings.append(_broken(name, None))
        return []
    if tuple(reader.fieldnames or ()) != _COLUMNS[name]:
        findings.append(_broken(name, None))
        return []
    whole: list[tuple[int, dict[str, str]]] = []
    for number, row in rows:
        if None in row or None in row.values():
            findings.append(_broken(name, number))
        else:
            whole.append((number, {key: str(cell).strip() for key, cell in row.items()}))
    return whole


def _broken(name: str, number: int | None) -> Finding:
    words = (
        ("problem_id", "isi yang tidak sesuai" if number is None else "baris yang tidak sesuai"),
        ("problem_en", "content that does not fit" if number is None else "a line that does not fit"),
        ("columns", ", ".join(_COLUMNS[name])),
    )
    return Finding(code.BROKEN_REPORTED, f"reported/{name}", row_number=number, words=words)
