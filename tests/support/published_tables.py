"""Published tables of a tiny study, worked by hand: two offices, two elements, five respondents in the cohort.

Office a is the focus with three respondents, office b has two; a sixth respondent (office b) used the service before
2010 and is filtered out. Scale 1 to 4. File a has 3 respondents and a blank row, file b has 3 respondents:

    rows read 4 + 3 = 7; respondents 3 + 3 = 6; cohort 6 - 1 = 5; focus 5 - 2 = 3

Answers (office a / office b), and what follows from them:

    satisfaction e1   3 3 4 -> 10/3     2 3 ->  5/2     pooled 15/5 = 3
    satisfaction e2   2 3 . ->  5/2     4 4 ->  4       pooled 13/4          (one answer missing)
    importance   e1   4 4 4 ->  4       3 4 ->  7/2     pooled 19/5
    importance   e2   3 4 4 -> 11/3     2 3 ->  5/2     pooled 16/5

    index a (10/3 + 5/2)/2 x 25 = 875/12 = 72.92   b (5/2 + 4)/2 x 25 = 81.25   pooled (3 + 13/4)/2 x 25 = 78.125
    grade by KEP/25: 62.51 to 81.25 is B, so all three are B
    gap   a e1 -2/3, e2 -7/6     b e1 -1, e2 3/2     pooled e1 -4/5, e2 1/20; overall -11/12, 1/4, -3/8
"""

from fractions import Fraction
from typing import Any

import pandas as pd

from schemas.expectations.facts import Facts
from schemas.fields import Kind
from schemas.registry import TABLES

FACTS = Facts(
    rows_read_n=7,
    accepted_n=6,
    cohort_n=5,
    focus_n=3,
    offices=("a", "b"),
    cohort_offices=("a", "b"),
    elements_n=2,
    measures=("satisfaction", "importance"),
    scale_minimum=1,
    scale_maximum=4,
    files_n=2,
    methods_n=2,
    crosshairs_n=2,
)

SCOPES = {"a": ("office", 3), "b": ("office", 2), "cohort": ("cohort", 5)}

# how many chose 1, 2, 3, 4
FREQUENCIES = {
    ("a", "satisfaction", "e1"): (0, 0, 2, 1),
    ("a", "satisfaction", "e2"): (0, 1, 1, 0),
    ("a", "importance", "e1"): (0, 0, 0, 3),
    ("a", "importance", "e2"): (0, 0, 1, 2),
    ("b", "satisfaction", "e1"): (0, 1, 1, 0),
    ("b", "satisfaction", "e2"): (0, 0, 0, 2),
    ("b", "importance", "e1"): (0, 0, 1, 1),
    ("b", "importance", "e2"): (0, 1, 1, 0),
    ("cohort", "satisfaction", "e1"): (0, 1, 3, 1),
    ("cohort", "satisfaction", "e2"): (0, 1, 1, 2),
    ("cohort", "importance", "e1"): (0, 0, 1, 4),
    ("cohort", "importance", "e2"): (0, 1, 2, 2),
}

# answers, sum of scores
SUMS = {
    ("a", "satisfaction", "e1"): (3, 10),
    ("a", "satisfaction", "e2"): (2, 5),
    ("a", "importance", "e1"): (3, 12),
    ("a", "importance", "e2"): (3, 11),
    ("b", "satisfaction", "e1"): (2, 5),
    ("b", "satisfaction", "e2"): (2, 8),
    ("b", "importance", "e1"): (2, 7),
    ("b", "importance", "e2"): (2, 5),
    ("cohort", "satisfaction", "e1"): (5, 15),
    ("cohort", "satisfaction", "e2"): (4, 13),
    ("cohort", "importance", "e1"): (5, 19),
    ("cohort", "importance", "e2"): (5, 16),
}

# overall mean: half of the two element means
OVERALL = {
    ("a", "satisfaction"): Fraction(35, 12),
    ("a", "importance"): Fraction(23, 6),
    ("b", "satisfaction"): Fraction(13, 4),
    ("b", "importance"): Fraction(3),
    ("cohort", "satisfaction"): Fraction(25, 8),
    ("cohort", "importance"): Fraction(7, 2),
}
GAPS = {
    ("a", "e1"): (Fraction(-2, 3), 2),
    ("a", "e2"): (Fraction(-7, 6), 1),
    ("b", "e1"): (Fraction(-1), 1),
    ("b", "e2"): (Fraction(3, 2), 2),
    ("cohort", "e1"): (Fraction(-4, 5), 1),
    ("cohort", "e2"): (Fraction(1, 20), 2),
}
SCOPE_GAPS = {"a": Fraction(-11, 12), "b": Fraction(1, 4), "cohort": Fraction(-3, 8)}
INDICES = {
    "a": (Fraction(875, 12), 72.92),
    "b": (Fraction(325, 4), 81.25),
    "cohort": (Fraction(625, 8), 78.13),
}

# satisfaction high?, importance high?, quadrant; of two elements the midrange is the overall mean
MIDRANGE = {
    ("a", "e1"): (True, True, "maintain"),  # 10/3 > 35/12, 4 > 23/6
    ("a", "e2"): (False, False, "low_priority"),  # 5/2 < 35/12, 11/3 < 23/6
    ("b", "e1"): (False, True, "priority_improve"),  # 5/2 < 13/4, 7/2 > 3
    ("b", "e2"): (True, False, "possible_overkill"),  # 4 > 13/4, 5/2 < 3
    ("cohort", "e1"): (False, True, "priority_improve"),  # 3 < 25/8, 19/5 > 7/2
    ("cohort", "e2"): (True, False, "possible_overkill"),  # 13/4 > 25/8, 16/5 < 7/2
}
LABELS = {
    "maintain": "Pertahankan prestasi",
    "low_priority": "Prioritas rendah",
    "priority_improve": "Prioritas utama",
    "possible_overkill": "Berlebihan",
}


def published_tables() -> dict[str, pd.DataFrame]:
    """Return all published tables; everything in them is right."""
    rows = {
        "offices": [
            {"office_code": code, "office_name_id": f"Kantor {code.upper()}", "office_class": "I", "province_id": "DKI Jakarta",
             "is_focus": code == "a", "source": "made up", "confidence": "high"}
            for code in ("a", "b")
        ],
        "elements": [
            {"instrument_id": "two", "element_code": f"e{number}", "element_number": number, "element_label_id": f"Unsur {number}",
             "element_label_en": f"Element {number}", "regulation_id": "kep_25_2004", "regulation_element_number": number,
             "items_n": 1, "regulation_match_confidence": "high"}
            for number in (1, 2)
        ],
        "bands": [
            {"regulation_id": "kep_25_2004", "band_table_id": "kep_25", "grade": grade, "performance_id": words,
             "performance_en": words, "band_lower": lower, "band_upper": upper, "source": "KEP/25", "confidence": "high"}
            for grade, words, lower, upper in (
                ("D", "Tidak baik", 25.0, 43.75), ("C", "Kurang baik", 43.76, 62.5), ("B", "Baik", 62.51, 81.25), ("A", "Sangat baik", 81.26, 100.0),
            )
        ],
        "source_files": [
            {"file_name": name, "file_status": "accepted", "layout_id": "plain", "file_format": "text", "sniffed": "utf-8, comma",
             "file_sha256": digit * 64, "size_bytes": 100, "received_date": "2015-12-31", "rows_read_n": read, "rows_accepted_n": 3,
             "rows_quarantined_n": 0, "rows_blank_n": blank, "rows_ignored_n": 0}
            for name, digit, read, blank in (("a.csv", "1", 4, 1), ("b.csv", "2", 3, 0))
        ],
        "row_accounting": [
            {"file_name": name, "fate": fate, "reason_code": reason, "rows_n": rows_n}
            for name, fate, reason, rows_n in (
                ("a.csv", "accepted", "focus", 3), ("a.csv", "blank", "blank", 1),
                ("b.csv", "accepted", "cohort", 2), ("b.csv", "filtered", "before_2010", 1),
            )
        ],
        "waterfall_steps": [
            {"step_number": number, "step_code": code, "step_effect": effect, "reason_id": "Alasan", "reason_en": "Reason",
             "rows_before_n": before, "rows_removed_n": removed, "rows_after_n": after}
            for number, code, effect, before, removed, after in (
                (0, "start", "start", 6, 0, 6), (1, "before_2010", "cohort", 6, 1, 5), (2, "focus_office", "focus", 5, 2, 3),
            )
        ],
        "waterfall_cells": [
            {"step_number": number, "step_code": code, "office_code": office, "service_year_code": year,
             "rows_before_n": before, "rows_removed_n": removed, "rows_after_n": before - removed}
            for number, code, office, year, before, removed in (
                (0, "start", "a", "2014", 3, 0), (0, "start", "a", "before_2010", 0, 0),
                (0, "start", "b", "2014", 2, 0), (0, "start", "b", "before_2010", 1, 0),
                (1, "before_2010", "a", "2014", 3, 0), (1, "before_2010", "a", "before_2010", 0, 0),
                (1, "before_2010", "b", "2014", 2, 0), (1, "before_2010", "b", "before_2010", 1, 1),
                (2, "focus_office", "a", "2014", 3, 0), (2, "focus_office", "a", "before_2010", 0, 0),
                (2, "focus_office", "b", "2014", 2, 2), (2, "focus_office", "b", "before_2010", 0, 0),
            )
        ],
        "attribute_counts": [
            {"population": population, "attribute_code": attribute, "answer_code": answer, "answer_label_id": answer,
             "answer_label_en": answer, "respondents_n": count}
            for population, attribute, counts in (
                ("accepted", "service_year", {"2014": 5, "before_2010": 1}), ("accepted", "agent", {"yes": 2, "no": 4}),
                ("cohort", "service_year", {"2014": 5, "before_2010": 0}), ("cohort", "agent", {"yes": 2, "no": 3}),
                ("focus", "service_year", {"2014": 3, "before_2010": 0}), ("focus", "agent", {"yes": 1, "no": 2}),
            )
            for answer, count in counts.items()
        ],
        "element_frequencies": [
            {**_scope(code), "measure": measure, "element_code": element, "score": score, "answers_n": count,
             "answers_pct": 100 * count / SUMS[code, measure, element][0]}
            for (code, measure, element), counts in FREQUENCIES.items()
            for score, count in enumerate(counts, start=1)
        ],
        "element_means": [
            {**_scope(code), "measure": measure, "element_code": element, "respondents_n": SCOPES[code][1], "answers_n": answers,
             "missing_n": SCOPES[code][1] - answers, "score_sum": total, **_mean(Fraction(total, answers))}
            for (code, measure, element), (answers, total) in SUMS.items()
        ],
        "measure_means": [
            {**_scope(code), "measure": measure, "respondents_n": SCOPES[code][1], "elements_n": 2,
             "answers_n": sum(SUMS[code, measure, element][0] for element in ("e1", "e2")),
             "missing_n": 2 * SCOPES[code][1] - sum(SUMS[code, measure, element][0] for element in ("e1", "e2")),
             "score_sum": sum(SUMS[code, measure, element][1] for element in ("e1", "e2")), **_mean(mean)}
            for (code, measure), mean in OVERALL.items()
        ],
        "indices": [
            {**_scope(code), "respondents_n": SCOPES[code][1], "answers_n": 2 * SCOPES[code][1] - (code != "b"),
             "missing_n": int(code != "b"), "instrument_id": "two", "regulation_id": "kep_25_2004", "elements_n": 2,
             "method_code": method, "is_primary": method == "declared", "weight_method": method, "element_weight": "1/2",
             "rounding_rule": "index 2 decimals; half up", "band_table_id": "kep_25", "ikm_exact": float(exact),
             "ikm_exact_fraction": _fraction(exact), "grade_exact": "B", "ikm_regulation": rounded, "grade_regulation": "B",
             "is_grade_changed_by_method": False, "ikm_published": None, "grade_published": None}
            for code, (exact, rounded) in INDICES.items()
            for method in ("declared", "equal")
        ],
        "element_gaps": [
            {**_scope(code), "element_code": element, "satisfaction_mean": float(_of(code, "satisfaction", element)),
             "importance_mean": float(_of(code, "importance", element)), "gap": float(gap), "gap_fraction": _fraction(gap),
             "gap_rank": rank, **_conformity(_of(code, "satisfaction", element) / _of(code, "importance", element))}
            for (code, element), (gap, rank) in GAPS.items()
        ],
        "scope_gaps": [
            {**_scope(code), "respondents_n": SCOPES[code][1], "elements_n": 2,
             "satisfaction_mean": float(OVERALL[code, "satisfaction"]), "importance_mean": float(OVERALL[code, "importance"]),
             "gap": float(gap), "gap_fraction": _fraction(gap),
             **_conformity(OVERALL[code, "satisfaction"] / OVERALL[code, "importance"])}
            for code, gap in SCOPE_GAPS.items()
        ],
        "quadrants": [
            row for (code, element), sides in MIDRANGE.items()
            for row in (
                _quadrant(code, element, "midrange", "gt", (OVERALL[code, "satisfaction"], OVERALL[code, "importance"]), sides),
                # the middle of the scale is 5/2; no mean lies below it, and on the line counts as high
                _quadrant(code, element, "scale_mid", "ge", (Fraction(5, 2), Fraction(5, 2)), (True, True, "maintain")),
            )
        ],
        "findings": [],
    }  # fmt: skip
    return {f"out_skm__{name}": _typed(f"out_skm__{name}", table) for name, table in rows.items()}


def _typed(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    dtypes = {
        Kind.TEXT: "str",
        Kind.INTEGER: "Int64",
        Kind.BOOLEAN: "boolean",
        Kind.NUMBER: "float64",
        Kind.DECIMAL: "float64",
    }
    label = {"study_id": "tiny", "data_origin": "synthetic"}
    frame = pd.DataFrame([{**label, **row} for row in rows], columns=list(TABLES[name].columns))
    return frame.astype({field.name: dtypes[field.kind] for field in TABLES[name].fields})


def _scope(code: str) -> dict[str, Any]:
    return {"scope": SCOPES[code][0], "scope_code": code, "is_focus": code == "a"}


def _of(code: str, measure: str, element: str) -> Fraction:
    answers, total = SUMS[code, measure, element]
    return Fraction(total, answers)


def _fraction(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


def _mean(value: Fraction) -> dict[str, Any]:
    rounded = float((value * 100 + Fraction(1, 2)).__floor__()) / 100
    return {
        "mean_score": float(value),
        "mean_score_fraction": _fraction(value),
        "mean_score_rounded": rounded,
    }


def _conformity(ratio: Fraction) -> dict[str, Any]:
    return {"conformity_pct": float(100 * ratio), "conformity_fraction": _fraction(100 * ratio)}


def _quadrant(
    code: str,
    element: str,
    crosshair: str,
    tie_rule: str,
    cuts: tuple[Fraction, Fraction],
    sides: tuple[bool, bool, str],
) -> dict[str, Any]:
    return {
        **_scope(code),
        "crosshair": crosshair,
        "tie_rule": tie_rule,
        "is_declared": crosshair == "midrange",
        "element_code": element,
        "satisfaction_mean": float(_of(code, "satisfaction", element)),
        "importance_mean": float(_of(code, "importance", element)),
        "satisfaction_cut": float(cuts[0]),
        "satisfaction_cut_fraction": _fraction(cuts[0]),
        "importance_cut": float(cuts[1]),
        "importance_cut_fraction": _fraction(cuts[1]),
        "is_satisfaction_high": sides[0],
        "is_importance_high": sides[1],
        "quadrant": sides[2],
        "quadrant_label_id": LABELS[sides[2]],
    }
