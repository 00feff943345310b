"""The release page: one HTML file without script, in Indonesian with English behind a CSS switch.

The page computes no statistics. It shows what the tables say, rounds for the eye from their exact fractions,
and words why three indices of the same answers differ. Every text is escaped; only our own charts are taken
as markup.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from schemas.instrument import IndexMethod, Instrument, Regulation, Study
from schemas.registry import TABLES
from transforms.publication import bilingual
from transforms.publication.display import (
    CROSSHAIRS,
    QUADRANT_MEANINGS,
    QUADRANTS,
    SEVERITIES,
    TIE_RULES,
    Row,
    Words,
    decimal_text,
    decimals,
    exact,
    office_name,
    records,
)
from transforms.publication.pages import environment, line_of, styles
from transforms.publication.tables import database_name

FINDINGS_SHOWN: Final = 100  # the table has all of them
_GLYPHS: Final = {"priority_improve": "▲", "maintain": "●", "low_priority": "◇", "possible_overkill": "□"}


def render_page(
    tables: Mapping[str, pd.DataFrame],
    study: Study,
    instrument: Instrument,
    regulation: Regulation,
    *,
    build_id: str,
    charts: Mapping[str, str],
) -> str:
    """Return the release page of one build as HTML text.

    Args:
        tables: Every published table by name.
        study: The study, for its titles, origin notes and declared methods.
        instrument: The questionnaire.
        regulation: The regulation whose bands grade the index.
        build_id: The build, for links and for the reader who quotes it.
        charts: SVG texts by the names of ``charts.release_charts``; a chart that is missing leaves its
            section without.
    """
    rows = {name.removeprefix("out_skm__"): records(frame) for name, frame in tables.items()}
    rows["elements"].sort(key=lambda row: row["element_number"])
    template = environment().get_template("release.html.j2")
    return template.render(
        css=styles("release.css"),
        study=study,
        instrument=instrument,
        regulation=regulation,
        build_id=build_id,
        database=database_name(build_id),
        chart=partial(_chart, charts),
        chart_names=sorted(name for name in charts if not name.endswith("_page")),
        glyphs=_GLYPHS,
        quadrant_words=QUADRANTS,
        quadrant_meanings=QUADRANT_MEANINGS,
        severities=SEVERITIES,
        steps=rows["waterfall_steps"],
        tables=[line_of(TABLES[name], len(frame)) for name, frame in tables.items() if name in TABLES],
        **_headline(rows, study),
        **_offices(rows, study),
        **_matrix(rows),
        **_elements(rows),
        **_accounting(rows),
        **_findings(rows),
        **_recompute(rows, study, instrument),
    )


def _chart(charts: Mapping[str, str], name: str, language: str, label: str) -> Markup | None:
    text = charts.get(f"{name}_{language}_page", charts.get(f"{name}_{language}"))
    return None if text is None else bilingual.inline(text, f"{name}-{language}", label)


# --- sections -----------------------------------------------------------------------------------------------
def _headline(rows: Mapping[str, list[Row]], study: Study) -> dict[str, Any]:
    focus_rows = [row for row in rows["indices"] if row["is_focus"]]
    focus = next((row for row in focus_rows if row["is_primary"]), None)
    names = {row["office_code"]: row["office_name_id"] for row in rows["offices"]}
    name = names.get(study.cohort.focus.office, study.cohort.focus.office)
    steps = rows["waterfall_steps"]
    cohort = [row["rows_after_n"] for row in steps if row["step_effect"] != "focus"]
    methods = {method.method_code: method for method in study.index_methods}
    printed = next((one for one in study.printed_indices if one.office == study.cohort.focus.office), None)
    return {
        "focus": focus,
        "focus_name": Words(office_name(name, "id"), office_name(name, "en")),
        "focus_methods": [
            {
                **row,
                "digits": methods[row["method_code"]].rounding.index_digits,
                "rule": _rounding(methods[row["method_code"]]),
            }
            for row in sorted(
                focus_rows, key=lambda row: (not row["is_primary"], list(methods).index(row["method_code"]))
            )
        ],
        "accepted_n": steps[0]["rows_after_n"] if steps else 0,
        "cohort_n": cohort[-1] if cohort else 0,
        "digits": next(method.rounding.index_digits for method in study.index_methods if method.is_primary),
        "printed": printed,
        "performance": {row["grade"]: Words(row["performance_id"], row["performance_en"]) for row in rows["bands"]},
        "reasons": [] if focus is None else _why(focus, focus_rows, methods[focus["method_code"]]),
    }


def _rounding(method: IndexMethod) -> Words:
    digits, index = method.rounding.element_mean_digits, method.rounding.index_digits
    if digits is None:
        return Words(f"rata-rata unsur eksak, indeks {index} desimal", f"element means exact, index {index} decimals")
    return Words(
        f"rata-rata unsur {digits} desimal, indeks {index} desimal",
        f"element means {digits} decimals, index {index} decimals",
    )


def _why(focus: Row, focus_rows: Sequence[Row], method: IndexMethod) -> list[Words]:
    """Say in whole sentences why the exact, the regulation's and the printed index differ."""
    if focus["ikm_exact_fraction"] is None or focus["ikm_regulation"] is None:
        return [Words("Tidak ada jawaban, maka tidak ada indeks.", "There are no answers, so there is no index.")]
    by_rule, exactly = exact(focus["ikm_regulation"]), exact(focus["ikm_exact_fraction"])
    found = [_why_regulation(focus, method, by_rule - exactly)]
    if focus["ikm_published"] is not None:
        found.append(_why_printed(focus, focus_rows, by_rule, method.rounding.index_digits))
    grades = [focus["grade_exact"], focus["grade_regulation"]] + (
        [focus["grade_published"]] if focus["grade_published"] else []
    )
    if len(set(grades)) == 1:
        found.append(Words(f"Mutunya sama: {grades[0]}.", f"The grade is the same: {grades[0]}."))
    else:
        listed = ", ".join(grades)
        found.append(
            Words(
                f"Mutunya tidak sama: {listed} (eksak, menurut peraturan, tercetak).",
                f"The grades are not the same: {listed} (exact, by regulation, as printed).",
            )
        )
    return found


def _why_regulation(focus: Row, method: IndexMethod, difference: Fraction) -> Words:
    digits = method.rounding.element_mean_digits
    causes: list[Words] = []
    if method.weight != "equal":
        n = focus["elements_n"]
        total = Fraction(method.weight) * n
        shown = str(_plain_decimal(total))
        verdict = Words("bukan 1", "not 1") if total != 1 else Words("tepat 1", "exactly 1")
        causes.append(
            Words(
                f"jumlah penimbangnya {decimal_text(method.weight, 'id')} × {n} unsur "
                f"= {decimal_text(shown, 'id')}, {verdict.id}",
                f"its weights add up to {method.weight} × {n} elements = {shown}, {verdict.en}",
            )
        )
    if digits is not None:
        causes.append(
            Words(
                f"rata-rata unsur dibulatkan ke {digits} desimal sebelum dijumlahkan",
                f"the element means are rounded to {digits} decimals before they are added",
            )
        )
    index = method.rounding.index_digits
    causes.append(Words(f"hasilnya dibulatkan ke {index} desimal", f"the result is rounded to {index} decimals"))
    size = {language: decimals(abs(difference), 4, language) for language in ("id", "en")}
    if difference == 0:
        lead = Words("IKM menurut peraturan sama dengan IKM eksak", "The index by regulation equals the exact index")
    else:
        higher = difference > 0
        lead = Words(
            f"IKM menurut peraturan {size['id']} lebih {'tinggi' if higher else 'rendah'} daripada IKM eksak",
            f"The index by regulation is {size['en']} {'higher' if higher else 'lower'} than the exact index",
        )
    return Words(
        f"{lead.id}: {_sentence([cause.id for cause in causes], 'dan')}.",
        f"{lead.en}: {_sentence([cause.en for cause in causes], 'and')}.",
    )


def _why_printed(focus: Row, focus_rows: Sequence[Row], by_rule: Fraction, digits: int) -> Words:
    try:
        difference = Fraction(str(focus["ikm_published"]).replace(",", ".")) - by_rule
    except ValueError:
        return Words(
            "Angka tercetak tidak dapat dibaca sebagai bilangan.",
            "The printed figure cannot be read as a number.",
        )
    if difference == 0:
        return Words(
            "Angka tercetak sama dengan hitungan menurut peraturan.",
            "The printed figure equals the index by regulation.",
        )
    same = [
        row["method_code"]
        for row in focus_rows
        if row["ikm_regulation"] is not None and exact(row["ikm_regulation"]) == difference + by_rule
    ]
    size = {language: decimals(abs(difference), max(digits, 2), language) for language in ("id", "en")}
    higher = difference > 0
    lead = Words(
        f"Angka tercetak {size['id']} lebih {'tinggi' if higher else 'rendah'} "
        "daripada hitungan ulang menurut peraturan",
        f"The printed figure is {size['en']} {'higher' if higher else 'lower'} than the index recomputed by regulation",
    )
    if same:
        return Words(
            f"{lead.id}; angka itu diperoleh dengan metode {same[0]}.",
            f"{lead.en}; the method {same[0]} gives it.",
        )
    return Words(
        f"{lead.id}; tidak satu pun metode yang dinyatakan menghasilkannya.",
        f"{lead.en}; none of the declared methods gives it.",
    )


def _sentence(parts: Sequence[str], conjunction: str) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}, {conjunction} {parts[-1]}"


def _plain_decimal(value: Fraction) -> str:
    """Return a product of a decimal and a whole number with all of its decimals and no more."""
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
    return decimals(value, digits, "en")


def _offices(rows: Mapping[str, list[Row]], study: Study) -> dict[str, Any]:
    primary = [row for row in rows["indices"] if row["is_primary"]]
    by_code = {row["scope_code"]: row for row in primary if row["scope"] == "office"}
    gaps = {(row["scope"], row["scope_code"]): row for row in rows["scope_gaps"]}
    found = []
    for office in rows["offices"]:
        index = by_code.get(office["office_code"])
        found.append(
            {
                "name": office["office_name_id"],
                "office": office,
                "index": index,
                "gap": gaps.get(("office", office["office_code"])),
            }
        )
    found.sort(key=lambda one: _worst_last(one["index"]))
    pooled = next((row for row in primary if row["scope"] == "cohort"), None)
    comparison = study.cohort.comparison_office
    return {
        "offices": found,
        "pooled": pooled,
        "pooled_gap": gaps.get(("cohort", "cohort")),
        "comparison": comparison,
    }


def _worst_last(index: Row | None) -> tuple[bool, Fraction]:
    if index is None or index["ikm_regulation"] is None:
        return True, Fraction(0)
    return False, -exact(index["ikm_regulation"])


def _matrix(rows: Mapping[str, list[Row]]) -> dict[str, Any]:
    """Return the quadrants of the focus office: under the declared crosshair, and under every one."""
    mine = [row for row in rows["quadrants"] if row["is_focus"]]
    declared = {row["element_code"]: row for row in mine if row["is_declared"]}
    order = list(CROSSHAIRS)
    pairs = {(row["crosshair"], row["tie_rule"]): row for row in mine}
    columns = sorted(
        pairs.values(),
        key=lambda row: (not row["is_declared"], order.index(row["crosshair"]), row["tie_rule"] == "ge"),
    )
    cells = {(row["crosshair"], row["tie_rule"], row["element_code"]): row["quadrant"] for row in mine}
    elements = [element for element in rows["elements"] if element["element_code"] in declared]
    lines = [
        {
            "element": element,
            "quadrants": [
                cells[column["crosshair"], column["tie_rule"], element["element_code"]] for column in columns
            ],
        }
        for element in elements
    ]
    return {
        "declared": next(iter(declared.values()), None),
        "quadrant_lists": {
            quadrant: [
                (element, declared[element["element_code"]])
                for element in elements
                if declared[element["element_code"]]["quadrant"] == quadrant
            ]
            for quadrant in QUADRANTS
        },
        "quadrant_names": {
            **QUADRANTS,
            **{
                row["quadrant"]: Words(row["quadrant_label_id"], QUADRANTS[row["quadrant"]].en)
                for row in declared.values()
            },
        },
        "crosshairs": [(column, CROSSHAIRS[column["crosshair"]], TIE_RULES[column["tie_rule"]]) for column in columns],
        "sensitivity": lines,
        "unstable_n": sum(len(set(line["quadrants"])) > 1 for line in lines),
    }


def _elements(rows: Mapping[str, list[Row]]) -> dict[str, Any]:
    means = {(row["measure"], row["element_code"]): row for row in rows["element_means"] if row["is_focus"]}
    gaps = {row["element_code"]: row for row in rows["element_gaps"] if row["is_focus"]}
    return {
        "elements": [
            {
                "element": element,
                "satisfaction": means.get(("satisfaction", element["element_code"])),
                "importance": means.get(("importance", element["element_code"])),
                "gap": gaps.get(element["element_code"]),
            }
            for element in rows["elements"]
        ],
        "overall": {row["measure"]: row for row in rows["measure_means"] if row["is_focus"]},
        "overall_gap": next((row for row in rows["scope_gaps"] if row["is_focus"]), None),
    }


_COLUMNS: Final = ("focus", "cohort", "filtered", "quarantined", "blank", "ignored")


def _accounting(rows: Mapping[str, list[Row]]) -> dict[str, Any]:
    """Return where every row of every file went, and whether the parts add up to what was read."""
    found = []
    total = dict.fromkeys(("read", *_COLUMNS), 0)
    for file in rows["source_files"]:
        line = {"file": file, "read": file["rows_read_n"], **dict.fromkeys(_COLUMNS, 0)}
        for row in rows["row_accounting"]:
            if row["file_name"] == file["file_name"]:
                line[
                    "focus" if row["reason_code"] == "focus" else "cohort" if row["fate"] == "accepted" else row["fate"]
                ] += row["rows_n"]
        line["open"] = line["read"] - sum(line[name] for name in _COLUMNS)
        for name in total:
            total[name] += line[name]
        found.append(line)
    steps = {row["step_code"]: Words(row["reason_id"], row["reason_en"]) for row in rows["waterfall_steps"]}
    reasons: dict[tuple[str, str], int] = {}
    for row in rows["row_accounting"]:
        if row["fate"] in ("filtered", "quarantined", "ignored"):
            key = row["fate"], row["reason_code"]
            reasons[key] = reasons.get(key, 0) + row["rows_n"]
    return {
        "files": found,
        "files_total": total,
        "files_open": sum(line["open"] != 0 for line in found),
        "removal_reasons": [(fate, code, n, steps.get(code)) for (fate, code), n in sorted(reasons.items())],
    }


def _findings(rows: Mapping[str, list[Row]]) -> dict[str, Any]:
    worst = list(SEVERITIES)
    ordered = sorted(rows["findings"], key=lambda row: (worst.index(row["severity"]), row["finding_number"]))
    counts = [(words, sum(row["severity"] == severity for row in ordered)) for severity, words in SEVERITIES.items()]
    return {"findings": ordered[:FINDINGS_SHOWN], "findings_n": len(ordered), "finding_counts": counts}


def _recompute(rows: Mapping[str, list[Row]], study: Study, instrument: Instrument) -> dict[str, Any]:
    measure = study.index_measure
    first = rows["elements"][0]["element_code"] if rows["elements"] else ""
    answers = [
        row
        for row in rows["element_frequencies"]
        if row["is_focus"] and row["measure"] == measure and row["element_code"] == first
    ]
    mean = next(
        (
            row
            for row in rows["element_means"]
            if row["is_focus"] and row["measure"] == measure and row["element_code"] == first
        ),
        None,
    )
    overall = next((row for row in rows["measure_means"] if row["is_focus"] and row["measure"] == measure), None)
    return {
        "factor": Fraction(100, instrument.scale.maximum),
        "example_code": first,
        "example": " + ".join(
            f"{row['answers_n']} × {row['score']}" for row in sorted(answers, key=lambda row: row["score"])
        ),
        "example_mean": mean,
        "index_mean": overall,
    }
