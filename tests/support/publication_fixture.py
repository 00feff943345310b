"""A whole release of tables, computed slowly in plain Python from answer counts, for tests of publication.

`small()` is made by hand: three elements, two offices, numbers for the back of an envelope. `jakarta()` has
the size of the real study, for looking at pages and charts; only its focus office has the paper's counts.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

from schemas.instrument import Instrument, Regulation, Study
from schemas.registry import TABLES

Counts = dict[tuple[str, str, str], tuple[int, ...]]  # (office, measure, element) -> answers per score 1, 2, 3, 4
LABELS = {
    "priority_improve": "Prioritas utama",
    "maintain": "Pertahankan prestasi",
    "low_priority": "Prioritas rendah",
    "possible_overkill": "Berlebihan",
}


@dataclass(frozen=True)
class Release:
    study: Study
    instrument: Instrument
    regulation: Regulation
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def with_cells(self, changes: Mapping[str, Mapping[str, Any]]) -> "Release":
        """Return a copy in which the first row of some tables has other cells."""
        rows = {name: [dict(row) for row in table] for name, table in self.rows.items()}
        for name, cells in changes.items():
            rows[name][0].update(cells)
        return Release(self.study, self.instrument, self.regulation, rows)

    def connect(self, threads: int = 1, folder: Path | None = None) -> duckdb.DuckDBPyConnection:
        """Return an in-memory database with every table; with a folder it is locked as in production."""
        con = duckdb.connect(":memory:", config={"threads": threads, "python_enable_replacements": False})
        for name, table in TABLES.items():
            columns = ", ".join(f'"{f.name}" {f.kind.value}' for f in table.fields)
            con.execute(f'create table "{name}" ({columns})')
            values = [
                [row[column] for column in table.columns] for row in reversed(self.rows[name])
            ]  # order is not given
            if values:
                con.executemany(
                    f'insert into "{name}" values ({", ".join("?" * len(table.columns))})',
                    values,
                )
        if folder is not None:
            con.execute(f"set allowed_directories=['{folder}']")
            con.execute("set enable_external_access=false")
            con.execute("set lock_configuration=true")
        return con

    def frames(self) -> dict[str, Any]:
        """Return every table as the frame that DuckDB gives, in order of its key."""
        with self.connect() as con:
            return {name: con.execute(f'from "{name}" order by {", ".join(t.key)}').df() for name, t in TABLES.items()}


def _fraction(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


def _half_up(value: Fraction, digits: int) -> Fraction:
    return Fraction((value * 10**digits + Fraction(1, 2)).__floor__(), 10**digits)


def _grade(regulation: Regulation, value: Fraction) -> str:
    table = regulation.band_table
    rounded = _half_up(value, table.digits)
    return [band.grade for band in table.bands if rounded >= Fraction(band.lower)][-1]


def _files(study: Study, per_office: Mapping[str, int], quarantined: int, blank: int) -> tuple[list[Any], list[Any]]:
    files, accounting = [], []
    for number, (office, accepted) in enumerate(per_office.items()):
        bad = quarantined if number == 0 else 0
        empty = blank if number == 0 else 0
        name = f"2015-12_{office}.csv"
        files.append(
            {
                "file_name": name,
                "file_status": "accepted",
                "layout_id": "limesurvey_codes",
                "file_format": "text",
                "sniffed": "utf-8, BOM, delimiter ;",
                "file_sha256": f"{number:x}" * 64,
                "size_bytes": 900 * accepted + 300,
                "received_date": "2016-01-04",
                "rows_read_n": accepted + bad + empty,
                "rows_accepted_n": accepted,
                "rows_quarantined_n": bad,
                "rows_blank_n": empty,
                "rows_ignored_n": 0,
            }
        )
        fate, reason = ("accepted", "focus" if office == study.cohort.focus.office else "cohort")
        dropped = study.cohort.steps[0] if study.cohort.steps else None
        if dropped is not None and office in dropped.drop:
            fate, reason = "filtered", dropped.step_code
        for what, why, n in (
            (fate, reason, accepted),
            ("quarantined", "SKM-R-004", bad),
            ("blank", "blank", empty),
        ):
            if n:
                accounting.append({"file_name": name, "fate": what, "reason_code": why, "rows_n": n})
    return files, accounting


def build(
    study: Study,
    instrument: Instrument,
    regulation: Regulation,
    counts: Counts,
    *,
    names: Mapping[str, str],
    steps: Sequence[tuple[int, int]],
    findings: Sequence[Mapping[str, Any]] = (),
    quarantined: int = 0,
    blank: int = 0,
) -> Release:
    """Compute every published table from answer counts with exact fractions.

    `steps` are (rows before, rows removed) of the steps of the study, the focus step last.
    """
    base = {"study_id": study.study_id, "data_origin": study.data_origin}
    out: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}

    def put(name: str, **cells: Any) -> None:
        out[f"out_skm__{name}"].append({**base, **cells})

    focus = study.cohort.focus.office
    codes = [element.element_code for element in instrument.elements]
    measures = [measure.measure for measure in instrument.measures]
    points = list(instrument.scale.points)
    for office in study.offices:
        put(
            "offices",
            office_code=office,
            office_name_id=names[office],
            office_class=None,
            province_id="DKI Jakarta",
            is_focus=office == focus,
            source="hand-made",
            confidence="high",
        )
    for number, element in enumerate(instrument.elements, 1):
        put(
            "elements",
            instrument_id=instrument.instrument_id,
            element_code=element.element_code,
            element_number=number,
            element_label_id=element.label_id,
            element_label_en=element.label_en,
            regulation_id=regulation.regulation_id,
            regulation_element_number=element.regulation_element_number,
            items_n=1,
            regulation_match_confidence=element.match_confidence,
        )
    for band in regulation.band_table.bands:
        put(
            "bands",
            regulation_id=regulation.regulation_id,
            band_table_id=regulation.band_table.band_table_id,
            grade=band.grade,
            performance_id=band.performance_id,
            performance_en=band.performance_en,
            band_lower=band.lower,
            band_upper=band.upper,
            source=regulation.source,
            confidence=regulation.confidence,
        )

    surveyed = sorted({office for office, _, _ in counts})
    scopes = [("office", office, [office]) for office in surveyed] + [("cohort", "cohort", surveyed)]
    for scope, scope_code, members in scopes:
        of_scope = {"scope": scope, "scope_code": scope_code, "is_focus": scope_code == focus}
        mean: dict[tuple[str, str], Fraction] = {}
        n = sum(sum(counts[office, measures[0], codes[0]]) for office in members)
        for measure in measures:
            total = 0
            for code in codes:
                answers = [sum(counts[office, measure, code][i] for office in members) for i in range(len(points))]
                filled, score_sum = sum(answers), sum(p * a for p, a in zip(points, answers, strict=True))
                mean[measure, code] = value = Fraction(score_sum, filled)
                total += score_sum
                for point, a in zip(points, answers, strict=True):
                    put(
                        "element_frequencies",
                        **of_scope,
                        measure=measure,
                        element_code=code,
                        score=point,
                        answers_n=a,
                        answers_pct=100 * a / filled,
                    )
                put(
                    "element_means",
                    **of_scope,
                    measure=measure,
                    element_code=code,
                    respondents_n=n,
                    answers_n=filled,
                    missing_n=n - filled,
                    score_sum=score_sum,
                    mean_score=float(value),
                    mean_score_fraction=_fraction(value),
                    mean_score_rounded=float(_half_up(value, 2)),
                )
            overall = sum(mean[measure, code] for code in codes) / len(codes)
            put(
                "measure_means",
                **of_scope,
                measure=measure,
                respondents_n=n,
                elements_n=len(codes),
                answers_n=n * len(codes),
                missing_n=0,
                score_sum=total,
                mean_score=float(overall),
                mean_score_fraction=_fraction(overall),
                mean_score_rounded=float(_half_up(overall, 2)),
            )
        _indices(
            put,
            study,
            instrument,
            regulation,
            of_scope,
            {code: mean[study.index_measure, code] for code in codes},
            n,
        )
        if len(measures) == 2:
            _matrix(
                put,
                study,
                of_scope,
                {c: mean["satisfaction", c] for c in codes},
                {c: mean["importance", c] for c in codes},
                n,
            )

    put(
        "waterfall_steps",
        step_number=0,
        step_code="accepted",
        step_effect="start",
        reason_id="Responden yang diterima dari semua berkas",
        reason_en="Respondents accepted from all files",
        rows_before_n=steps[0][0],
        rows_removed_n=0,
        rows_after_n=steps[0][0],
    )
    for number, (step, (before, removed)) in enumerate(
        zip([*study.cohort.steps, study.cohort.focus], steps, strict=True), 1
    ):
        put(
            "waterfall_steps",
            step_number=number,
            step_code=step.step_code,
            step_effect="focus" if step is study.cohort.focus else "cohort",
            reason_id=step.reason_id,
            reason_en=step.reason_en,
            rows_before_n=before,
            rows_removed_n=removed,
            rows_after_n=before - removed,
        )
    put(
        "waterfall_cells",
        step_number=0,
        step_code="accepted",
        office_code=focus,
        service_year_code="2015",
        rows_before_n=1,
        rows_removed_n=0,
        rows_after_n=1,
    )
    put(
        "attribute_counts",
        population="accepted",
        attribute_code="used_agent",
        answer_code="yes",
        answer_label_id="Ya",
        answer_label_en="Yes",
        respondents_n=1,
    )
    per_office = {
        office: sum(counts[office, measures[0], codes[0]]) if office in surveyed else steps[0][1]
        for office in study.offices
    }
    files, accounting = _files(study, per_office, quarantined, blank)
    for row in files:
        put("source_files", **row)
    for row in accounting:
        put("row_accounting", **row)
    for number, finding in enumerate(findings, 1):
        put("findings", finding_number=number, **finding)
    return Release(study, instrument, regulation, out)


def _indices(
    put: Any,
    study: Study,
    instrument: Instrument,
    regulation: Regulation,
    of_scope: dict[str, Any],
    means: dict[str, Fraction],
    n: int,
) -> None:
    factor = Fraction(100, instrument.scale.maximum)
    exact = factor * sum(means.values()) / len(means)
    printed = next((p for p in study.printed_indices if p.office == of_scope["scope_code"]), None)
    for method in study.index_methods:
        digits = method.rounding.element_mean_digits
        weight = Fraction(1, len(means)) if method.weight == "equal" else Fraction(method.weight)
        rounded = [value if digits is None else _half_up(value, digits) for value in means.values()]
        by_rule = _half_up(factor * sum(value * weight for value in rounded), method.rounding.index_digits)
        put(
            "indices",
            **of_scope,
            respondents_n=n,
            answers_n=n * len(means),
            missing_n=0,
            instrument_id=instrument.instrument_id,
            regulation_id=regulation.regulation_id,
            elements_n=len(means),
            method_code=method.method_code,
            is_primary=method.is_primary,
            weight_method="equal" if method.weight == "equal" else "declared",
            element_weight=_fraction(weight) if method.weight == "equal" else method.weight,
            rounding_rule=method.rounding.rule,
            band_table_id=regulation.band_table.band_table_id,
            ikm_exact=float(exact),
            ikm_exact_fraction=_fraction(exact),
            grade_exact=_grade(regulation, exact),
            ikm_regulation=float(by_rule),
            grade_regulation=_grade(regulation, by_rule),
            is_grade_changed_by_method=_grade(regulation, exact) != _grade(regulation, by_rule),
            ikm_published=printed.ikm if printed else None,
            grade_published=printed.grade if printed else None,
        )


def _matrix(
    put: Any, study: Study, of_scope: dict[str, Any], x: dict[str, Fraction], y: dict[str, Fraction], n: int
) -> None:
    gaps = {code: x[code] - y[code] for code in x}
    for code, gap in gaps.items():
        put(
            "element_gaps",
            **of_scope,
            element_code=code,
            satisfaction_mean=float(x[code]),
            importance_mean=float(y[code]),
            gap=float(gap),
            gap_fraction=_fraction(gap),
            gap_rank=1 + sum(other < gap for other in gaps.values()),
            conformity_pct=float(100 * x[code] / y[code]),
            conformity_fraction=_fraction(100 * x[code] / y[code]),
        )
    mean_x, mean_y = sum(x.values()) / len(x), sum(y.values()) / len(y)
    put(
        "scope_gaps",
        **of_scope,
        respondents_n=n,
        elements_n=len(x),
        satisfaction_mean=float(mean_x),
        importance_mean=float(mean_y),
        gap=float(mean_x - mean_y),
        gap_fraction=_fraction(mean_x - mean_y),
        conformity_pct=float(100 * mean_x / mean_y),
        conformity_fraction=_fraction(100 * mean_x / mean_y),
    )
    if study.importance_performance is None:
        return
    declared = study.importance_performance.declared
    for crosshair in (declared, *study.importance_performance.alternatives):
        cuts = [
            {
                "mean": sum(values) / len(values),
                "median": Fraction(median(values)),
                "midrange": (min(values) + max(values)) / 2,
                "scale_mid": Fraction(5, 2),
            }[crosshair.crosshair]
            for values in (list(x.values()), list(y.values()))
        ]
        for code, x_mean in x.items():
            high = [
                value >= cut if crosshair.tie_rule == "ge" else value > cut
                for value, cut in zip((x_mean, y[code]), cuts, strict=True)
            ]
            quadrant = {
                (True, True): "maintain",
                (False, True): "priority_improve",
                (False, False): "low_priority",
                (True, False): "possible_overkill",
            }[tuple(high)]
            put(
                "quadrants",
                **of_scope,
                crosshair=crosshair.crosshair,
                tie_rule=crosshair.tie_rule,
                is_declared=crosshair == declared,
                element_code=code,
                satisfaction_mean=float(x_mean),
                importance_mean=float(y[code]),
                satisfaction_cut=float(cuts[0]),
                satisfaction_cut_fraction=_fraction(cuts[0]),
                importance_cut=float(cuts[1]),
                importance_cut_fraction=_fraction(cuts[1]),
                is_satisfaction_high=high[0],
                is_importance_high=high[1],
                quadrant=quadrant,
                quadrant_label_id=LABELS[quadrant],
            )


FINDING = {
    "severity": "refuse_row",
    "finding_code": "SKM-R-004",
    "file_name": "2015-12_barat.csv",
    "sheet": None,
    "row_number": 118,
    "column_name": "U1",
    "value_seen": "5",
    "expected": "1-4 or empty",
    "message_id": "2015-12_barat.csv, baris 118, kolom U1: ditemukan 5, seharusnya 1-4 atau kosong. "
    "Baris ditolak. Perbaiki selnya dan kirim ulang berkasnya.",
    "message_en": "2015-12_barat.csv, row 118, column U1: found 5, expected 1-4 or empty. "
    "Row refused. Correct the cell and resend the file.",
}
WARNING = {
    **FINDING,
    "severity": "warn",
    "finding_code": "SKM-T-002",
    "row_number": None,
    "column_name": None,
    "value_seen": None,
    "message_id": "2015-12_timur.csv: tidak ada berkas asal-usul di sampingnya.",
    "message_en": "2015-12_timur.csv: no origin sidecar stands beside it.",
}


def small() -> Release:
    """Three elements, offices barat (focus, 2 respondents) and timur (2), one more outside the study (1).

    barat satisfaction: U1 = 2, 3; U2 = 1, 2; U3 = 4, 4 -> means 5/2, 3/2, 4; overall 8/3; exact index
    25 * 8/3 = 200/3 = 66.67, B. Declared 0.333: 25 * 0.333 * 8 = 66.6 -> 66.60, B.
    Importance: 4, 4; 3, 4; 2, 2 -> 4, 7/2, 2.
    Gaps: -3/2, -2, 2. Conformity: 62.5 %, 42.857 %, 200 %.
    """
    study = Study.model_validate(
        {
            "study_id": "kecil",
            "instrument_id": "kecil_3",
            "regulation_id": "aturan",
            "title_id": "Studi kecil",
            "title_en": "Small study",
            "source": "Made by hand",
            "data_origin": "synthetic",
            "data_origin_id": "Data buatan untuk uji.",
            "data_origin_en": "Synthetic data for tests.",
            "as_of": "2015-12-31",
            "offices": ["barat", "timur", "lain"],
            "cohort": {
                "steps": [
                    {
                        "step_code": "other_offices",
                        "attribute": "office",
                        "drop": ["lain"],
                        "reason_id": "Kantor lain",
                        "reason_en": "Another office",
                    }
                ],
                "focus": {
                    "step_code": "focus_office",
                    "office": "barat",
                    "reason_id": "Dianalisis mendalam",
                    "reason_en": "Analysed in depth",
                },
            },
            "index_measure": "satisfaction",
            "index_methods": [
                {
                    "method_code": "declared_0_333",
                    "weight": "0.333",
                    "rounding": {"element_mean_digits": 2, "index_digits": 2},
                    "is_primary": True,
                },
                {"method_code": "equal_1_3", "weight": "equal", "rounding": {"index_digits": 2}},
            ],
            "printed_indices": [
                {"office": "barat", "ikm": "66,6", "grade": "B", "where_id": "halaman 3", "where_en": "page 3"}
            ],
            "importance_performance": {
                "declared": {"crosshair": "mean", "tie_rule": "gt"},
                "alternatives": [{"crosshair": "scale_mid", "tie_rule": "ge"}],
            },
            "disclosure": {"rule": "none", "reason": "made by hand"},
        }
    )
    instrument = Instrument.model_validate(
        {
            "instrument_id": "kecil_3",
            "title_id": "Kuesioner kecil",
            "title_en": "Small questionnaire",
            "regulation_id": "aturan",
            "source": "Made by hand",
            "confidence": "high",
            "scale": {"minimum": 1, "maximum": 4},
            "measures": [
                {
                    "measure": "satisfaction",
                    "title_id": "Kepuasan",
                    "title_en": "Satisfaction",
                    "prompt_id": "Puas?",
                    "prompt_source": "ours",
                },
                {
                    "measure": "importance",
                    "title_id": "Kepentingan",
                    "title_en": "Importance",
                    "prompt_id": "Penting?",
                    "prompt_source": "ours",
                },
            ],
            "elements": [
                {
                    "element_code": "U1",
                    "label_id": "Prosedur",
                    "label_en": "Procedure",
                    "match_confidence": "high",
                },
                {"element_code": "U2", "label_id": "Biaya", "label_en": "Cost", "match_confidence": "high"},
                {"element_code": "U3", "label_id": "Waktu", "label_en": "Time", "match_confidence": "high"},
            ],
            "attributes": [
                {
                    "attribute_code": "respondent",
                    "role": "respondent",
                    "question_id": "Nomor",
                    "question_en": "Number",
                },
                {
                    "attribute_code": "office",
                    "role": "office",
                    "question_id": "Kantor",
                    "question_en": "Office",
                },
                {
                    "attribute_code": "year",
                    "role": "period",
                    "question_id": "Tahun",
                    "question_en": "Year",
                    "options": [{"code": "2015", "label_id": "2015", "label_en": "2015"}],
                },
            ],
        }
    )
    counts: Counts = {
        ("barat", "satisfaction", "U1"): (0, 1, 1, 0),
        ("barat", "satisfaction", "U2"): (1, 1, 0, 0),
        ("barat", "satisfaction", "U3"): (0, 0, 0, 2),
        ("barat", "importance", "U1"): (0, 0, 0, 2),
        ("barat", "importance", "U2"): (0, 0, 1, 1),
        ("barat", "importance", "U3"): (0, 2, 0, 0),
        **{
            ("timur", measure, code): (0, 0, 1, 1)
            for measure in ("satisfaction", "importance")
            for code in ("U1", "U2", "U3")
        },
    }
    names = {"barat": "Jakarta Barat", "timur": "Jakarta Timur", "lain": "Lainnya"}
    return build(
        study,
        instrument,
        _regulation(),
        counts,
        names=names,
        steps=[(5, 1), (4, 2)],
        findings=[WARNING, FINDING],
        quarantined=1,
        blank=1,
    )


def _regulation() -> Regulation:
    edges = [
        ("D", "25.00", "43.75", "Tidak baik", "Not good"),
        ("C", "43.76", "62.50", "Kurang baik", "Less than good"),
        ("B", "62.51", "81.25", "Baik", "Good"),
        ("A", "81.26", "100.00", "Sangat baik", "Very good"),
    ]
    return Regulation.model_validate(
        {
            "regulation_id": "aturan",
            "title_id": "Aturan contoh",
            "title_en": "Example rule",
            "effective_from": "2004-02",
            "source": "Made by hand",
            "confidence": "high",
            "declared_weight": "0.333",
            "weight_rule_id": "1/3",
            "band_table": {
                "band_table_id": "aturan_ikm",
                "digits": 2,
                "mode": "half_up",
                "bands": [
                    {
                        "grade": g,
                        "lower": low,
                        "upper": up,
                        "mean_lower": "1.00",
                        "mean_upper": "4.00",
                        "performance_id": i,
                        "performance_en": e,
                    }
                    for g, low, up, i, e in edges
                ],
            },
            "sample": {"minimum": 3, "rule_id": "x"},
            "elements": [{"number": 1, "key": "prosedur", "label_id": "Prosedur", "label_en": "Procedure"}],
        }
    )


def jakarta(
    frequencies: Path, study: Study, instrument: Instrument, regulation: Regulation, findings: bool = False
) -> Release:
    """The real study's size and shape; the counts of other offices than Jakarta Barat are invented."""
    counts: Counts = {}
    with frequencies.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = ("jakarta_barat", row["measure"], row["item"])
            counts[key] = (*counts.get(key, ()), int(row["n"]))
    others = {"jakarta_utara": 23, "jakarta_pusat": 84, "jakarta_timur": 14, "jakarta_selatan": 28}
    for place, (office, n) in enumerate(others.items()):
        for (_, measure, code), _answers in list(counts.items())[: 2 * len(instrument.elements)]:
            number = int(code[1:])
            four = (n * (2 + place + number % 3)) // 14 if measure == "satisfaction" else n // 2
            two = (n * (4 - place + number % 4)) // 14
            counts[office, measure, code] = (0, two, n - two - four, four)
    names = {
        "jakarta_barat": "Jakarta Barat",
        "jakarta_utara": "Jakarta Utara",
        "jakarta_pusat": "Jakarta Pusat",
        "jakarta_timur": "Jakarta Timur",
        "jakarta_selatan": "Jakarta Selatan",
        "jakarta_lainnya": "Lainnya (Tangerang, Khusus Soekarno-Hatta, dan sebagainya)",
    }
    listed = [WARNING, FINDING] if findings else []
    return build(
        study,
        instrument,
        regulation,
        counts,
        names=names,
        steps=[(319, 46), (273, 4), (269, 149)],
        findings=listed,
    )
