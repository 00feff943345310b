"""Facts that are one row for each respondent, answer, file or finding."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from schemas.findings import Finding
from schemas.programme import Programme
from transforms.programme.assembly import PROFILE, Assembled
from transforms.programme.coverage import Placed

_SEVERITY: Final = ("refuse_file", "refuse_row", "warn")


def fact_responses(assembled: Assembled, programme: Programme) -> pd.DataFrame:
    """Return one row per respondent, with as much about themselves as the programme declares."""
    people = assembled.people
    answered = np.zeros(len(people), dtype=np.int64)
    for name, (where, scores) in assembled.scores.items():
        membership = assembled.questions[name].membership
        answered[where] = ((scores >= 0).astype(np.int64) @ membership > 0).sum(axis=1)
    shown = {
        f"{code}_code": people[code].where(people[code] != "", None) if code in programme.detail.attributes else None
        for code in PROFILE
    }
    same = ["response_key", "month_code", "office_code", "office_key", "instrument_id", "file_number"]
    return people[same].assign(**shown, answered_n=answered)


def fact_item_scores(assembled: Assembled) -> pd.DataFrame:
    """Return one row per respondent and answered question."""
    keys = assembled.people["response_key"].to_numpy()
    parts = []
    for name, (where, scores) in assembled.scores.items():
        questions = assembled.questions[name]
        rows, columns = np.nonzero(scores >= 0)
        elements = np.array(questions.element_of)[columns]
        parts.append(
            pd.DataFrame(
                {
                    "response_key": keys[where][rows],
                    "element_code": np.array(questions.element_codes)[elements],
                    "item_code": np.array(questions.codes)[columns],
                    "score": scores[rows, columns].astype(np.int64),
                }
            )
        )
    columns_ = ["response_key", "element_code", "item_code", "score"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns_)


def fact_files(assembled: Assembled, first_seen: Mapping[str, int]) -> pd.DataFrame:
    """Return one row per table of a raw file.

    Args:
        assembled: what the files delivered.
        first_seen: number of the run that first saw each file.
    """
    rows: list[dict[str, Any]] = []
    for number, (one, filtered) in enumerate(zip(assembled.deliveries, assembled.filtered, strict=True), start=1):
        months = sorted(set(one.accepted["month_code"]))
        ignored = dict(one.ignored)
        rows.append(
            {
                "file_number": number,
                "file_name": one.name,
                "file_status": "refused" if one.is_refused else "accepted",
                "layout_id": one.layout_id,
                "instrument_id": one.instrument_id,
                "file_format": one.file_format,
                "sniffed": one.sniffed,
                "file_sha256": one.file_sha256,
                "size_bytes": one.size_bytes,
                "received_date": one.received,
                "run_number": first_seen[one.file_name],
                "replaces_file": one.replaces,
                "first_answer_month": months[0] if months else None,
                "last_answer_month": months[-1] if months else None,
                "offices_n": one.accepted["office_code"].nunique(),
                "rows_read_n": one.rows_read_n,
                "rows_accepted_n": len(one.accepted),
                "rows_quarantined_n": len(one.refusals),
                "rows_blank_n": ignored.get("blank", 0),
                "rows_ignored_n": sum(count for reason, count in ignored.items() if reason != "blank"),
                "rows_filtered_n": sum(filtered.values()),
            }
        )
    return pd.DataFrame(rows)


def fact_waterfall(assembled: Assembled) -> pd.DataFrame:
    """Return one row per table of a raw file, fate and reason."""
    rows: list[tuple[int, str, str, str, int]] = []
    for number, (one, filtered) in enumerate(zip(assembled.deliveries, assembled.filtered, strict=True), start=1):
        fates: list[tuple[str, str, int]] = [("accepted", "published", len(one.accepted))]
        refused = Counter(row.reason_code for row in one.refusals)
        fates += [("quarantined", reason, count) for reason, count in sorted(refused.items())]
        fates += [("filtered", reason, count) for reason, count in sorted(filtered.items())]
        fates += [("blank" if reason == "blank" else "ignored", reason, n) for reason, n in sorted(one.ignored)]
        rows.extend((number, one.name, fate, reason, n) for fate, reason, n in fates if n)
    return pd.DataFrame(rows, columns=["file_number", "file_name", "fate", "reason_code", "rows_n"])


def fact_findings(findings: Sequence[Placed], programme: Programme) -> pd.DataFrame:
    """Return one row per finding, the gravest first."""
    ordered = sorted(findings, key=lambda one: _SEVERITY.index(one.finding.severity.value))
    return pd.DataFrame(
        [_finding(number, one, programme) for number, one in enumerate(ordered, start=1)],
        columns=[
            "finding_number", "severity", "finding_code", "month_code", "office_code", "file_name", "sheet",
            "row_number", "column_name", "value_seen", "expected", "message_id", "message_en",
        ],
    )  # fmt: skip


def _finding(number: int, placed: Placed, programme: Programme) -> dict[str, Any]:
    finding: Finding = placed.finding
    return {
        "finding_number": number,
        "severity": finding.severity.value,
        "finding_code": finding.code.code,
        "month_code": placed.month_code,
        "office_code": placed.office_code,
        "file_name": None if finding.file_name == programme.programme_id else finding.file_name,
        "sheet": finding.sheet,
        "row_number": finding.row_number,
        "column_name": finding.column_name,
        "value_seen": finding.value_seen,
        "expected": finding.expected,
        "message_id": finding.message_id,
        "message_en": finding.message_en,
    }
