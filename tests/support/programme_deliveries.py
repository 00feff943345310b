"""Deliveries of made-up files: what a table of a raw file delivered, without reading one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from schemas.catalog import Catalog
from schemas.findings import Finding
from schemas.staging import ROW_NUMBER, score_column
from transforms.programme.deliveries import ANSWERS, MONTH, OFFICE, RESPONDENT, SUBMITTED, Delivery, RefusedRow

CATALOG = Catalog()
PROFILE = ("gender", "age", "education", "occupation", "service")


@dataclass(frozen=True)
class Answer:
    """One respondent: the same score for every question, or one score for each."""

    office: str
    month: str
    score: int | Sequence[int | None]
    number: str = ""  # number of the respondent; a new one for each where left out
    submitted: str = ""
    gender: str = "female"


def delivery(
    name: str,
    answers: Sequence[Answer],
    *,
    received: str | None = "2024-06-01",
    replaces: str | None = None,
    instrument: str = "skm_2017_9",
    is_nameless: bool = False,
    sha: str | None = None,
    ignored: Mapping[str, int] | None = None,
    refused: int = 0,
    findings: Sequence[Finding] = (),
) -> Delivery:
    """Return the delivery of a file with these answers, in rows 2, 3 and so on; ``refused`` more rows follow them."""
    codes = [one.code for one in CATALOG.instruments[instrument].questions if one.measure == "satisfaction"]
    rows: list[dict[str, Any]] = []
    for row, one in enumerate(answers, start=2):
        given = [one.score] * len(codes) if isinstance(one.score, int) else list(one.score)
        scores = ["" if score is None else str(score) for score in given]
        about = [one.gender, *("x" for _ in PROFILE[1:])]
        rows.append(
            {
                ROW_NUMBER: row,
                OFFICE: one.office,
                MONTH: one.month,
                RESPONDENT: "" if is_nameless else one.number or f"{name}:{row}",
                SUBMITTED: one.submitted,
                ANSWERS: "|".join([one.office, one.month, *about, *scores]),
                **dict(zip(PROFILE, about, strict=True)),
                **{score_column("satisfaction", code): score for code, score in zip(codes, scores, strict=True)},
            }
        )
    ignored_n = sum((ignored or {}).values())
    read_n = len(answers) + refused + ignored_n
    columns = [ROW_NUMBER, OFFICE, MONTH, RESPONDENT, SUBMITTED, ANSWERS]
    return Delivery(
        name=name,
        file_name=name.partition("#")[0],
        file_sha256=sha or f"sha of {name}",
        size_bytes=100,
        received=received,
        replaces=replaces,
        layout_id="made_up",
        instrument_id=instrument,
        file_format="csv",
        sniffed="made up",
        is_nameless=is_nameless,
        headers=(),
        respondent_header=None if is_nameless else "No",
        rows_read_n=read_n,
        second_count=read_n,
        ignored=tuple((ignored or {}).items()),
        refusals=tuple(RefusedRow(len(answers) + 2 + number, "SKM-R-001") for number in range(refused)),
        findings=tuple(findings),
        accepted=pd.DataFrame(rows) if rows else pd.DataFrame({name: pd.Series(dtype="str") for name in columns}),
    )


def group(office: str, month: str, scores: Sequence[int], **more: Any) -> list[Answer]:
    """Return respondents of one office and month, one for each score."""
    return [Answer(office, month, score, **more) for score in scores]
