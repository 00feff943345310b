"""Loads staged respondents and the catalogue's facts into the tables that the SQL files read.

``stg_`` tables hold the respondents, ``ref_`` tables hold what the data files declare: so a study, a regulation or a
questionnaire changes rows here and never a statement.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, Final

import duckdb
import pandas as pd

from schemas.catalog import Catalog
from schemas.findings import Finding
from schemas.instrument import Attribute, Study
from schemas.staging import ROW_NUMBER, score_column
from transforms.cleaning.months import month_label
from transforms.cleaning.staged_file import StagedFile
from transforms.exact import decimal_text, written

_DTYPE: Final[dict[type, str]] = {str: "str", int: "Int64", bool: "boolean"}


def load(
    con: duckdb.DuckDBPyConnection,
    catalog: Catalog,
    study: Study,
    files: Sequence[StagedFile],
    findings: Sequence[Finding],
) -> None:
    """Create every ``stg_`` and ``ref_`` table.

    Args:
        con: a connection from ``transforms.sql.connect``.
        catalog: instruments, regulations and offices.
        study: the cohort to compute.
        files: every raw file, refused ones included.
        findings: all findings of the run, in the order in which they are published.
    """
    _load_respondents(con, catalog, study, files)
    months = sorted({month for file in files for month in file.accepted[_period(catalog, study).attribute_code]})
    _load_study(con, catalog, study)
    _load_answer_options(con, catalog, study, months)
    _load_steps(con, catalog, study, months)
    _load_methods(con, catalog, study)
    _load_files(con, files, findings)


def _load_respondents(
    con: duckdb.DuckDBPyConnection, catalog: Catalog, study: Study, files: Sequence[StagedFile]
) -> None:
    instrument = catalog.instruments[study.instrument_id]
    office = instrument.attribute_with_role("office").attribute_code
    period = instrument.attribute_with_role("period").attribute_code
    frames = []
    for file in files:
        frame = file.accepted.copy()
        frame["file_name"] = file.name
        frame["respondent_key"] = [f"{file.name}#{number}" for number in frame[ROW_NUMBER]]
        frames.append(frame)
    people = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    responses = pd.DataFrame(
        {
            "respondent_key": people["respondent_key"].astype("str"),
            "file_name": people["file_name"].astype("str"),
            "row_number": people[ROW_NUMBER].astype("int64"),
            "office_code": people[office].astype("str"),
            "service_year_code": people[period].astype("str"),
        }
    )
    _create(con, "stg_skm__responses", responses)
    coded = [a.attribute_code for a in instrument.attributes if a.role != "respondent"]
    attributes = people.melt("respondent_key", coded, "attribute_code", "answer_code")
    _create(con, "stg_skm__attributes", attributes.astype("str"))
    parts = []
    for question in instrument.questions:  # an element that is asked by several items has a row for each of them
        cells = people[score_column(question.measure, question.code)]
        part = pd.DataFrame({"respondent_key": people["respondent_key"].astype("str")})
        part["measure"] = question.measure
        part["element_code"] = question.element.element_code
        part["score"] = pd.to_numeric(cells.where(cells != ""), errors="raise").astype("Int64")
        parts.append(part)
    answers = pd.concat(parts, ignore_index=True).astype({"measure": "str", "element_code": "str"})
    _create(con, "stg_skm__answers", answers)


def _load_study(con: duckdb.DuckDBPyConnection, catalog: Catalog, study: Study) -> None:
    instrument = catalog.instruments[study.instrument_id]
    regulation = catalog.regulations[study.regulation_id]
    scale, bands = instrument.scale, regulation.band_table
    _rows(
        con,
        "ref_study",
        [
            {
                "study_id": study.study_id,
                "data_origin": study.data_origin,
                "instrument_id": instrument.instrument_id,
                "regulation_id": regulation.regulation_id,
                "focus_office_code": study.cohort.focus.office,
                "index_measure": study.index_measure,
                "index_factor_fraction": written(Fraction(100, scale.maximum)),
                "scale_middle_fraction": written(Fraction(scale.minimum + scale.maximum, 2)),
                "band_table_id": bands.band_table_id,
                "band_digits": bands.digits,
            }
        ],
    )
    _rows(
        con,
        "ref_offices",
        [
            {
                "office_code": office.office_code,
                "office_name_id": office.name_id,
                "office_class": office.office_class or None,
                "province_id": office.province_id or None,
                "is_focus": office.office_code == study.cohort.focus.office,
                "source": office.source,
                "confidence": office.confidence,
            }
            for office in (catalog.offices[code] for code in study.offices)
        ],
        {"office_class": str, "province_id": str},
    )
    _rows(
        con,
        "ref_elements",
        [
            {
                "element_code": element.element_code,
                "element_number": number,
                "element_label_id": element.label_id,
                "element_label_en": element.label_en,
                "items_n": max(1, len(element.items)),
                "regulation_element_number": element.regulation_element_number,
                "regulation_match_confidence": element.match_confidence,
            }
            for number, element in enumerate(instrument.elements, start=1)
        ],
        {"regulation_element_number": int},
    )
    _rows(con, "ref_measures", [{"measure": measure.measure} for measure in instrument.measures])
    _rows(con, "ref_scores", [{"score": point} for point in scale.points])
    _rows(
        con,
        "ref_bands",
        [
            {
                "band_number": number,
                "grade": band.grade,
                "performance_id": band.performance_id,
                "performance_en": band.performance_en,
                "lower_fraction": written(Fraction(band.lower)),
                "lower_decimal": decimal_text(Fraction(band.lower)),
                "upper_decimal": decimal_text(Fraction(band.upper)),
                "source": regulation.source,
                "confidence": regulation.confidence,
            }
            for number, band in enumerate(bands.bands, start=1)
        ],
    )


def _period(catalog: Catalog, study: Study) -> Attribute:
    return catalog.instruments[study.instrument_id].attribute_with_role("period")


def _load_answer_options(con: duckdb.DuckDBPyConnection, catalog: Catalog, study: Study, months: Sequence[str]) -> None:
    options = [
        {
            "attribute_code": attribute.attribute_code,
            "attribute_role": attribute.role,
            "answer_code": code,
            "answer_label_id": label_id,
            "answer_label_en": label_en,
        }
        for attribute in catalog.instruments[study.instrument_id].attributes
        for code, label_id, label_en in _options(attribute, months)
    ]
    _rows(con, "ref_answer_options", options)


def _options(attribute: Attribute, months: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return code and words of every answer; a question about the month has the months that occur."""
    if not attribute.is_month:
        return [(option.code, option.label_id, option.label_en) for option in attribute.options]
    return [(month, month_label(month, "id"), month_label(month, "en")) for month in months]


def _load_steps(con: duckdb.DuckDBPyConnection, catalog: Catalog, study: Study, months: Sequence[str]) -> None:
    instrument = catalog.instruments[study.instrument_id]
    office = instrument.attribute_with_role("office").attribute_code
    answers: dict[str, Sequence[str]] = {
        attribute.attribute_code: [code for code, _, _ in _options(attribute, months)]
        for attribute in instrument.attributes
    }
    answers[office] = study.offices
    focus = study.cohort.focus
    steps = [
        {
            "step_number": 0,
            "step_code": "accepted",
            "step_effect": "start",
            "reason_id": "Responden yang diterima dari berkas",
            "reason_en": "Respondents accepted from the files",
        }
    ]
    dropped = []
    for number, step in enumerate(study.cohort.steps, start=1):
        steps.append(_step(number, step.step_code, "cohort", step.reason_id, step.reason_en))
        leaving = step.drop or tuple(code for code in answers[step.attribute] if code not in step.keep)
        dropped.extend(_drops(number, step.attribute, leaving))
    last = len(steps)
    steps.append(_step(last, focus.step_code, "focus", focus.reason_id, focus.reason_en))
    dropped.extend(_drops(last, office, (code for code in study.offices if code != focus.office)))
    _rows(con, "ref_steps", steps)
    _rows(con, "ref_dropped_answers", dropped, {"step_number": int, "attribute_code": str, "answer_code": str})


def _step(number: int, code: str, effect: str, reason_id: str, reason_en: str) -> dict[str, Any]:
    return {
        "step_number": number,
        "step_code": code,
        "step_effect": effect,
        "reason_id": reason_id,
        "reason_en": reason_en,
    }


def _drops(number: int, attribute: str, codes: Iterable[str]) -> list[dict[str, Any]]:
    return [{"step_number": number, "attribute_code": attribute, "answer_code": code} for code in codes]


def _load_methods(con: duckdb.DuckDBPyConnection, catalog: Catalog, study: Study) -> None:
    elements_n = len(catalog.instruments[study.instrument_id].elements)
    methods = []
    for method in study.index_methods:
        weight = Fraction(1, elements_n) if method.weight == "equal" else Fraction(method.weight)
        methods.append(
            {
                "method_code": method.method_code,
                "is_primary": method.is_primary,
                "weight_method": "equal" if method.weight == "equal" else "declared",
                "element_weight": written(weight) if method.weight == "equal" else method.weight,
                "weight_fraction": written(weight),
                "element_mean_digits": method.rounding.element_mean_digits,
                "index_digits": method.rounding.index_digits,
                "rounding_rule": method.rounding.rule,
            }
        )
    _rows(con, "ref_index_methods", methods, {"element_mean_digits": int})
    _rows(
        con,
        "ref_printed_indices",
        [
            {"office_code": printed.office, "ikm_published": printed.ikm, "grade_published": printed.grade}
            for printed in study.printed_indices
        ],
        {"office_code": str, "ikm_published": str, "grade_published": str},
    )
    matrix = study.importance_performance
    choices = () if matrix is None else (matrix.declared, *matrix.alternatives)
    _rows(
        con,
        "ref_crosshairs",
        [
            {
                "crosshair": choice.crosshair,
                "tie_rule": choice.tie_rule,
                "is_declared": place == 0,
                "satisfaction_fraction": None
                if choice.satisfaction is None
                else written(Fraction(choice.satisfaction)),
                "importance_fraction": None if choice.importance is None else written(Fraction(choice.importance)),
            }
            for place, choice in enumerate(choices)
        ],
        {
            "crosshair": str,
            "tie_rule": str,
            "is_declared": bool,
            "satisfaction_fraction": str,
            "importance_fraction": str,
        },
    )


def _load_files(con: duckdb.DuckDBPyConnection, files: Sequence[StagedFile], findings: Sequence[Finding]) -> None:
    _rows(
        con,
        "ref_source_files",
        [
            {
                "file_name": file.name,
                "file_status": "refused" if file.is_refused else "accepted",
                "layout_id": None if file.reading.layout is None else file.reading.layout.layout_id,
                "file_format": None if file.reading.sheet is None else file.reading.sheet.file_format,
                "sniffed": "nothing readable" if file.reading.sheet is None else file.reading.sheet.sniffed,
                "file_sha256": file.reading.file.sha256,
                "size_bytes": len(file.reading.file.data),
                "received_date": None if (origin := file.reading.file.origin) is None else origin.received.isoformat(),
                "rows_read_n": file.rows_read_n,
                "rows_accepted_n": len(file.accepted),
                "rows_quarantined_n": len(file.refusals),
                "rows_blank_n": file.rows_blank_n,
                "rows_ignored_n": file.rows_ignored_n,
            }
            for file in files
        ],
        {"layout_id": str, "file_format": str, "received_date": str},
    )
    _rows(
        con,
        "ref_refused_rows",
        [{"file_name": r.file_name, "reason_code": r.reason_code} for file in files for r in file.refusals],
        {"file_name": str, "reason_code": str},
    )
    _rows(
        con,
        "ref_ignored_rows",
        [
            {"file_name": file.name, "reason_code": reason, "rows_n": count}
            for file in files
            for reason, count in file.ignored
            if reason != "blank"
        ],
        {"file_name": str, "reason_code": str, "rows_n": int},
    )
    _rows(con, "ref_findings", findings_rows(findings), FINDING_TYPES)


FINDING_TYPES: Final[dict[str, type]] = {
    "finding_number": int, "severity": str, "finding_code": str, "file_name": str, "sheet": str, "row_number": int,
    "column_name": str, "value_seen": str, "expected": str, "message_id": str, "message_en": str,
}  # fmt: skip


def findings_rows(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return findings as rows, in order, without the values that stay in the quarantine."""
    return [
        {
            "finding_number": number,
            "severity": finding.severity.value,
            "finding_code": finding.code.code,
            "file_name": finding.file_name,
            "sheet": finding.sheet,
            "row_number": finding.row_number,
            "column_name": finding.column_name,
            "value_seen": finding.value_seen,
            "expected": finding.expected,
            "message_id": finding.message_id,
            "message_en": finding.message_en,
        }
        for number, finding in enumerate(findings, start=1)
    ]


def _rows(
    con: duckdb.DuckDBPyConnection,
    name: str,
    rows: Sequence[dict[str, Any]],
    types: dict[str, type] | None = None,
) -> None:
    """Create a table from rows; ``types`` names the types of columns that may be empty throughout."""
    declared = dict(types or {})
    for row in rows:
        for column, value in row.items():
            if value is not None:
                declared.setdefault(column, type(value))
    if untyped := {column for row in rows for column in row} - set(declared):
        raise ValueError(f"{name}: columns {sorted(untyped)} are empty throughout; name their types")
    frame = pd.DataFrame(
        {column: pd.Series([row.get(column) for row in rows], dtype=_DTYPE[kind]) for column, kind in declared.items()}
    )
    _create(con, name, frame)


def _create(con: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame) -> None:
    # The relation API, because a statement could only reach the frame through a replacement scan, which is off.
    con.from_df(frame).create(name)
