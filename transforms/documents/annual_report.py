"""What stands in the annual report (Laporan SKM): five chapters and attachments, every number from the published tables.

Chapters by the report template of the ministry in charge (docs/methods/documents.md, section 2).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from schemas.document_wording import document_wording
from schemas.findings import CODES
from schemas.follow_up import FollowUp
from transforms.documents.chart import trend_chart
from transforms.documents.follow_up import completion, known_until
from transforms.documents.plans import action_rows
from transforms.documents.results import ElementResult, element_results, highest, lowest
from transforms.documents.view import NATIONAL, NOTHING, View, profile, rounding_words, suppressed, values_of, withheld
from transforms.publication.display import SEVERITIES, Row

FILES_LISTED_N: Final = 60
_METHODS: Final = {
    "census": ("sensus: semua pemohon ditanya", "census: every applicant was asked"),
    "random": ("acak", "random"),
    "accidental": ("insidental (siapa yang ditemui)", "whoever was met (accidental)"),
    "purposive": ("purposif (dipilih dengan tujuan)", "chosen on purpose (purposive)"),
    "not_stated": ("tidak dinyatakan", "not stated"),
}
_WEIGHTINGS: Final = {
    "own_respondents": ("responden kantor sendiri", "the office's own respondents"),
    "pooled_respondents": ("semua responden digabung", "all respondents pooled"),
    "mean_of_offices": ("rata-rata indeks kantor", "mean of the offices' indices"),
    "weighted_by_applications": ("tertimbang jumlah permohonan", "weighted by applications"),
}
_COVERAGE: Final = {
    "on_time": ("tepat waktu", "on time"),
    "late": ("terlambat", "late"),
    "missing": ("tidak ada", "missing"),
    "not_due": ("belum jatuh tempo", "not due yet"),
    "not_expected": ("tidak diharapkan", "not expected"),
}
_CAUSES: Final = {
    "late_file": ("berkas terlambat", "late file"),
    "correction": ("koreksi", "correction"),
    "withdrawn_file": ("berkas ditarik", "withdrawn file"),
    "changed_file": ("berkas berubah", "changed file"),
    "reported_figures": ("angka laporan", "reported figures"),
    "method": ("metode", "method"),
}


def content(view: View, follow_up: FollowUp | None, previous: FollowUp | None) -> dict[str, Any]:
    """Return the values of the annual report of one office, or of the country.

    Args:
        view: office and year.
        follow_up: the follow-up table of this report; None where there is none yet.
        previous: that of the report of the year before.

    Raises:
        DocumentError: the release has no index for them.
    """
    results = [(row, element_results(view, row)) for row in view.indices]
    done = completion(previous, follow_up)
    profiles = _profiles(view)
    as_of = known_until(view.until, follow_up, previous)
    files = _files_behind(view)
    series = _series(view)
    return {
        **view.head(
            "annual_report", view.say("Laporan Survei Kepuasan Masyarakat", "Public satisfaction survey report")
        ),
        "is_national": view.office == NATIONAL,
        "year": view.period,
        "small_n": view.count(view.programme.small_n),
        "wording": {
            code: view.wording(code) for code in ("legal_root", "yearly_duty", "publication_duty", "purpose", "forum")
        },
        "is_said": {code: _is_said(view, code) for code in ("legal_root", "yearly_duty")},
        "respondents": view.count(view.respondents_n),
        "values": values_of(view, view.indices),
        "instruments": _instruments(view),
        "sampling": _sampling(view),
        "sample_sizes": _sample_sizes(view),
        "months": _months(view),
        "coverage": _coverage(view),
        "profiles": profiles,
        "suppression_note": suppressed(view) if any(row["is_hidden"] for row in profiles) else None,
        "weightings": _weightings(view),
        "by_quarter": _by_quarter(view),
        "elements": [_element_table(view, row, found) for row, found in results],
        "plan": action_rows(view, follow_up, as_of),
        "forum_date": None if follow_up is None or follow_up.forum_date is None else view.day(follow_up.forum_date),
        "unplanned": _unplanned(view, results, follow_up),
        "previous": action_rows(view, previous, as_of),
        "previous_as_of": view.day(as_of),
        "previous_year": None if previous is None else str(previous.report_year),
        "previous_done": view.count(done.done_n),
        "previous_planned": view.count(done.planned_n),
        "previous_share": view.number(done.share, 1),
        "graded_under": view.regulation_title(view.programme.regrade_under),
        "years": _years(view),
        "series": series,
        "series_note": _series_note(view, series),
        "changes": _changes(view),
        "chart": trend_chart(view),
        "files": _files(view, files),
        "findings": _findings(view, set(files["file_name"])),
        "revisions": _revisions(view),
        "run": {"number": str(_last_run(view)["run_number"]), "period": view.period_label(view.last_month)},
    }


def _is_said(view: View, code: str) -> bool:
    """Tell whether a legal basis was in force in the year of the report."""
    from_year = document_wording().wording(code).from_year
    return from_year is None or int(view.period) >= from_year


def _pair(view: View, words: tuple[str, str]) -> str:
    return view.say(*words)


def _last_run(view: View) -> Row:
    return max(view.rows("dim_run"), key=lambda row: int(row["run_number"]))


# --- chapter II ------------------------------------------------------------------------------------------------------
def _instruments(view: View) -> list[dict[str, Any]]:
    found = []
    for index_row in view.indices:
        row = view.instruments[index_row["instrument_id"]]
        found.append(
            {
                "title": view.text(row, "instrument_title"),
                "regulation": view.text(row, "regulation_title"),
                "regulation_mark": "" if row["confidence"] == "high" else "†",
                "elements": view.count(row["elements_n"]),
                "scale": f"{row['scale_minimum']}–{row['scale_maximum']}",
                "scale_maximum": str(row["scale_maximum"]),
                "weight": view.printed(str(row["element_weight"])),
                "rounding": rounding_words(view, row["rounding_rule"]),
                "sample_minimum": view.count(row["sample_minimum"]),
                "sample_rule": row["sample_rule_id"],
                "is_overridden": bool(index_row["is_overridden"]),
            }
        )
    return found


def _sampling(view: View) -> dict[str, Any]:
    rows = _uncertainty(view)
    method = rows[0]["sampling_method"] if rows else "not_stated"
    supports = bool(rows) and all(row["supports_inference"] for row in rows)
    declared = view.programme.sampling
    return {
        "method": _pair(view, _METHODS[method]),
        "reason": view.say(declared.reason_id, declared.reason_en).removesuffix("."),
        "supports": supports,
        "sentence": view.say(
            "Hasil dapat digeneralisasi ke seluruh pemohon."
            if supports
            else "Sampel tidak diambil secara acak: hasil menggambarkan responden yang ditanya dan tidak dapat digeneralisasi ke "
            "seluruh pemohon. Selang di bawah ini hanya menunjukkan sebaran jawaban.",
            "The results can be generalised to all applicants."
            if supports
            else "The sample was not drawn at random: the results describe those who were asked and do not support inference to "
            "all applicants. The intervals below only show how answers spread.",
        ),
    }


def _uncertainty(view: View) -> list[Row]:
    order = list(view.instruments)
    rows = view.here("fact_uncertainty", weighting=view.headline)
    return sorted(rows, key=lambda row: order.index(row["instrument_id"]))


def _sample_sizes(view: View) -> list[dict[str, Any]]:
    verdicts = {
        True: view.say("memadai", "adequate"),
        False: view.say("belum memadai", "not adequate"),
        None: view.say("tidak dapat dinilai", "cannot be judged"),
    }
    return [
        {
            "instrument": view.text(view.instruments[row["instrument_id"]], "instrument_title"),
            "respondents": view.count(row["respondents_n"]),
            "population": view.count(row["population_n"]),
            "formula": view.count(row["sample_krejcie_morgan"]),
            "table": view.count(row["sample_krejcie_morgan_table"]),
            "slovin": view.count(row["sample_slovin"]),
            "quota": view.count(row["sample_quota"]),
            "verdict": verdicts[row["is_sample_adequate"]],
            "has_quota": int(row["respondents_n"]) >= int(row["sample_quota"]),
            "error": view.number(row["standard_error"], 2),
            "interval": _interval(view, row),
            "has_interval": row["interval_lower"] is not None,
            "level": view.number(100 * row["confidence_level"], 0),
            "probability": _share(view, row["grade_probability"]),
            "other_grade": NOTHING
            if row["other_grade"] is None
            else f"{row['other_grade']} ({_share(view, row['other_grade_probability'])})",
            "is_small": bool(row["is_small_n"]),
        }
        for row in _uncertainty(view)
    ]


def _share(view: View, share: float | None) -> str:
    """Return a probability in percent; what is neither certain nor impossible is not rounded to 100 or 0."""
    if share is None:
        return NOTHING
    if 0.9995 <= share < 1:
        return f"> {view.number(99.9, 1)}%"
    return f"< {view.number(0.1, 1)}%" if 0 < share < 0.0005 else f"{view.number(100 * share, 1)}%"


def _interval(view: View, row: Row) -> str:
    if row["interval_lower"] is None or row["interval_upper"] is None:
        return NOTHING
    between = view.say("sampai", "to")  # a dash would read as a minus
    return f"{view.number(row['interval_lower'], 2)} {between} {view.number(row['interval_upper'], 2)}"


def _months(view: View) -> list[dict[str, Any]]:
    if view.office == NATIONAL:
        return []
    within = set(view.months)
    rows = [row for row in view.rows("fact_coverage", office_code=view.office) if row["month_code"] in within]
    return [
        {
            "month": view.period_label(row["month_code"]),
            "respondents": view.count(row["respondents_n"]),
            "received": view.day(row["first_received_date"]),
            "due": view.day(row["due_date"]),
            "state": _pair(view, _COVERAGE[row["coverage"]]),
            "exception": row["override_reason_id"] if row["is_overridden"] else None,
        }
        for row in sorted(rows, key=lambda row: str(row["month_code"]))
    ]


def _coverage(view: View) -> list[dict[str, Any]]:
    within = set(view.months)
    frame = view.tables["fact_coverage"]
    if view.office != NATIONAL:
        frame = frame[frame["office_code"].eq(view.office)]
    counts = Counter(str(state) for state in frame[frame["month_code"].isin(within)]["coverage"])
    return [
        {"state": _pair(view, words), "count": view.count(counts[state])}
        for state, words in _COVERAGE.items()
        if counts[state]
    ]


# --- chapter III -----------------------------------------------------------------------------------------------------
def _profiles(view: View) -> list[dict[str, Any]]:
    return [
        {**answer, "attribute": label, "is_first": place == 0}
        for attribute, label in view.attributes().items()
        for place, answer in enumerate(profile(view, attribute))
    ]


def _weightings(view: View) -> list[dict[str, Any]]:
    ways, questionnaires = list(_WEIGHTINGS), list(view.instruments)
    rows = [row for row in view.here("fact_indices") if row["weighting"] != view.headline]
    rows.sort(key=lambda row: (ways.index(row["weighting"]), questionnaires.index(row["instrument_id"])))
    return [
        {**value, "weighting": _pair(view, _WEIGHTINGS[row["weighting"]])}
        for row, value in zip(rows, values_of(view, rows), strict=True)
    ]


def _by_quarter(view: View) -> list[dict[str, Any]]:
    first, last = view.period_row["first_month"], view.period_row["last_month"]
    quarters = [
        row
        for row in view.periods.values()
        if row["period_grain"] == "quarter" and first <= row["first_month"] and row["last_month"] <= last
    ]
    rows = [
        (quarter, row)
        for quarter in sorted(quarters, key=lambda row: str(row["first_month"]))
        for row in view.of_scope("fact_indices", period_code=quarter["period_code"], weighting=view.headline)
    ]
    return [
        {**value, "period": view.text(quarter, "period_label")}
        for (quarter, _), value in zip(rows, values_of(view, [row for _, row in rows]), strict=True)
    ]


def _element_table(view: View, index_row: Row, results: list[ElementResult]) -> dict[str, Any]:
    return {
        "instrument": view.text(view.instruments[index_row["instrument_id"]], "instrument_title"),
        "withheld": withheld(view, index_row),
        "rows": [_element(view, one) for one in results],
        "lowest": [_element(view, one) for one in lowest(results)],
        "highest": [_element(view, one) for one in highest(results)],
        "are_equal": len({one.mean for one in results}) == 1,
    }


def _element(view: View, one: ElementResult) -> dict[str, Any]:
    return {
        "code": one.code,
        "label": view.element_label(one.row["instrument_id"], one.code),
        "answers": view.count(one.row["answers_n"]),
        "missing": view.count(one.row["missing_n"]),
        "mean": view.number(one.mean, 3),
        "converted": view.number(one.converted, 2),
        "grade": one.grade,
        "rank": str(one.rank),
    }


# --- chapter IV ------------------------------------------------------------------------------------------------------
def _unplanned(view: View, results: Sequence[tuple[Row, list[ElementResult]]], follow_up: FollowUp | None) -> list[str]:
    planned = {(action.instrument_id, action.element_code) for action in follow_up.actions} if follow_up else set()
    last_row, last_results = results[-1]
    if len({one.mean for one in last_results}) == 1:
        return []
    return [
        f"{one.code} {view.element_label(last_row['instrument_id'], one.code)}"
        for one in lowest(last_results)
        if (last_row["instrument_id"], one.code) not in planned
    ]


def _years(view: View) -> list[dict[str, Any]]:
    under = view.programme.regrade_under
    regraded = {
        (row["period_code"], row["instrument_id"]): row
        for row in view.of_scope("fact_regradings", weighting=view.headline, graded_under=under)
    }
    rows = view.of_scope("fact_indices", period_grain="year", weighting=view.headline)
    rows = [row for row in rows if row["period_code"] <= view.period[:4]]
    order = list(view.instruments)
    rows.sort(key=lambda row: (row["period_code"], order.index(row["instrument_id"])))
    found = []
    for row, value in zip(rows, values_of(view, rows), strict=True):
        again = regraded.get((row["period_code"], row["instrument_id"]))
        found.append(
            {
                **value,
                "year": str(row["period_code"]),
                "months": view.count(row["months_with_data_n"]),
                "regraded": NOTHING if again is None else again["regrade"] or NOTHING,
                "why": None if again is None or not again["is_grade_changed"] else view.text(again, "why"),
            }
        )
    return found


def _thin_series(view: View) -> set[tuple[str, str]]:
    """Return series and periods of too few respondents to show elements.

    A series of eight elements beside the index of nine tells the ninth: nine times the one less eight times the other.
    """
    rule = view.programme.suppression
    return {
        (row["series_code"], row["period_code"])
        for row in view.of_scope("fact_trend", graded_under=view.programme.regrade_under)
        if not rule.shows_elements(int(row["respondents_n"]))
    }


def _series_note(view: View, series: Sequence[Mapping[str, Any]]) -> str | None:
    if all(row["is_shown"] for row in series):
        return None
    least = view.count(view.programme.suppression.minimum_for_elements)
    return view.say(
        f"Seri dan perubahannya tidak dimuat untuk tahun dengan kurang dari {least} responden: bersama indeks kuesioner, seri "
        "menunjukkan nilai satu unsur.",
        f"A series and its changes are left out for a year of fewer than {least} respondents: beside the index of the "
        "questionnaire it tells the value of one element.",
    )


def _series(view: View) -> list[dict[str, Any]]:
    thin = _thin_series(view)
    codes = [code for code in view.programme.series if code in set(view.tables["fact_trend"]["series_code"])]
    years = {code for code, row in view.periods.items() if row["period_grain"] == "year"}
    rows = [
        row
        for code in codes
        for row in view.of_scope("fact_trend", series_code=code, graded_under=view.programme.regrade_under)
        if row["period_code"] in years and row["period_code"] <= view.period[:4]
    ]
    return [
        {
            "series": view.series_label(row["series_code"]),
            "code": row["series_code"],
            "year": row["period_code"],
            "elements": view.count(row["elements_n"]),
            "value": view.number(row["series_index"], 2) if is_shown else NOTHING,
            "grade": (row["regrade"] or NOTHING) if is_shown else NOTHING,
            "respondents": view.count(row["respondents_n"]),
            "is_break": bool(row["is_break"]),
            "is_shown": is_shown,
        }
        for row in sorted(rows, key=lambda row: (codes.index(row["series_code"]), row["period_code"]))
        for is_shown in [(row["series_code"], row["period_code"]) not in thin]
    ]


def _changes(view: View) -> list[dict[str, Any]]:
    bases = {
        **{code: view.text(row, "instrument_title") for code, row in view.instruments.items()},
        **{
            code: view.say(f"Seri padanan: {view.series_label(code)}", f"Harmonised series: {view.series_label(code)}")
            for code in view.programme.series
        },
    }
    tested = {
        True: view.say("bermakna", "significant"),
        False: view.say("tidak bermakna", "not significant"),
        None: view.say("tidak diuji", "not tested"),
    }
    thin = _thin_series(view)
    return [
        {
            "basis": bases[row["basis"]],
            "before": f"{view.period_label(row['compared_period_code'])}: {view.number(row['value_before'], 2)}",
            "now": view.number(row["value_now"], 2),
            "change": view.number(row["change"], 2),
            "interval": _interval(view, row),
            "p_value": _p_value(view, row["p_value"]),
            "tested": tested[row["is_significant"]],
            "supports": bool(row["supports_inference"]),
        }
        for row in sorted(view.here("fact_changes"), key=lambda row: list(bases).index(row["basis"]))
        if row["basis"] in bases
        and not {(row["basis"], row["period_code"]), (row["basis"], row["compared_period_code"])} & thin
    ]


def _p_value(view: View, value: float | None) -> str:
    return f"< {view.number(0.001, 3)}" if value is not None and value < 0.0005 else view.number(value, 3)


# --- attachments -----------------------------------------------------------------------------------------------------
def _files_behind(view: View) -> pd.DataFrame:
    """Return the rows of fact_files whose answers count in the office and year, in order."""
    answers = view.tables["fact_responses"]
    answers = answers[answers["month_code"].isin(view.months)]
    if view.office != NATIONAL:
        answers = answers[answers["office_code"].eq(view.office)]
    numbers = {int(number) for number in answers["file_number"].unique()}
    frame = view.tables["fact_files"]
    return frame[frame["file_number"].isin(numbers)].sort_values("file_number")


def _files(view: View, rows: pd.DataFrame) -> dict[str, Any]:
    listed = rows if len(rows) <= FILES_LISTED_N else rows.iloc[:0]
    return {
        "count": view.count(len(rows)),
        "is_listed": len(rows) <= FILES_LISTED_N,
        "rows": [
            {
                "name": str(row["file_name"]),
                "sha256": str(row["file_sha256"]),
                "received": view.day(None if row["received_date"] != row["received_date"] else row["received_date"]),
                "accepted": view.count(int(row["rows_accepted_n"])),
                "read": view.count(int(row["rows_read_n"])),
            }
            for row in listed.to_dict("records")
        ],
    }


def _findings(view: View, files: set[str]) -> list[dict[str, Any]]:
    """Return findings by code, apart for those on the office (or an office) itself and those on the files that it stands on.

    A file can hold several offices, and a finding on the whole file names none of them. The country also has the files that
    gave no answer: those of the runs of the year.
    """
    within = set(view.months)
    if view.office == NATIONAL:
        files = files | _files_of_runs(view, within)
    of_office: Counter[tuple[str, str]] = Counter()
    of_files: Counter[tuple[str, str]] = Counter()
    for row in view.rows("fact_findings"):
        kind = (row["finding_code"], row["severity"])
        if row["office_code"] is None or row["month_code"] is None:
            of_files[kind] += row["file_name"] in files
        elif row["month_code"] in within and view.office in (NATIONAL, row["office_code"]):
            of_office[kind] += 1
    return [
        {
            "code": code,
            "title": _finding_title(view, code),
            "severity": SEVERITIES[severity].of(view.language),
            "office": view.count(of_office[code, severity]),
            "files": view.count(of_files[code, severity]),
        }
        for code, severity in sorted(+of_office | +of_files)
    ]


def _files_of_runs(view: View, months: set[str]) -> set[str]:
    runs = {int(row["run_number"]) for row in view.rows("dim_run") if row["run_period"] in months}
    frame = view.tables["fact_files"]
    return set(frame.loc[frame["run_number"].isin(runs) & frame["rows_accepted_n"].eq(0), "file_name"])


def _finding_title(view: View, code: str) -> str:
    known = CODES.get(code)
    return code if known is None else view.say(known.title_id, known.title_en)


def _revisions(view: View) -> list[dict[str, Any]]:
    first, last = view.period_row["first_month"], view.period_row["last_month"]
    rows = [
        row
        for row in view.of_scope("fact_revisions", weighting=view.headline)
        if (span := view.periods.get(row["period_code"]))
        and first <= span["first_month"]
        and span["last_month"] <= last
    ]

    def order(row: Row) -> tuple[Any, ...]:
        span = view.periods[row["period_code"]]
        return row["run_period"], span["last_month"], span["first_month"] != span["last_month"], row["revision_number"]

    rows.sort(key=order)
    return [
        {
            "period": view.period_label(row["period_code"]),
            "run": view.period_label(row["run_period"]),
            "before": before,
            "after": after,
            "grades": f"{row['grade_before'] or NOTHING} → {row['grade_after'] or NOTHING}",
            "cause": _pair(view, _CAUSES[row["cause"]]),
            "files": "; ".join((row["cause_files"] or NOTHING).split(";")[:3]),
        }
        for row in rows
        for before, after in [_before_and_after(view, row["ikm_before"], row["ikm_after"])]
    ]


def _before_and_after(view: View, before: float | None, after: float | None) -> tuple[str, str]:
    """Return two values with two decimals, or with four where two would hide that they differ."""
    shown = view.number(before, 2), view.number(after, 2)
    return shown if shown[0] != shown[1] else (view.number(before, 4), view.number(after, 4))
