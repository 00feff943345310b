"""What each section of a programme's release page shows, chosen from the published tables; nothing is computed anew."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from schemas.companion import companion_indices
from schemas.findings import CODES
from schemas.layout import Layout
from schemas.programme import Programme
from transforms.publication.display import SEVERITIES, Row, Words, exact, records
from transforms.publication.programme_charts import COVERAGE_STATES, coverage_counts

REVISIONS_SHOWN: Final = 80  # the tables have all of them
CHANGES_SHOWN: Final = 24
GRADES_SHOWN: Final = 60
FINDINGS_SHOWN: Final = 50
FILES_SHOWN: Final = 30
LOWEST: Final = 3
Frames = Mapping[str, pd.DataFrame]

WEIGHTINGS: Final = {
    "own_respondents": Words("responden kantor sendiri", "the office's own respondents"),
    "pooled_respondents": Words("semua responden digabung", "all respondents pooled"),
    "mean_of_offices": Words("rata-rata indeks kantor", "mean of the offices' indices"),
    "weighted_by_applications": Words("indeks kantor ditimbang jumlah permohonan", "offices' indices weighted by applications"),
}  # fmt: skip
LEVELS: Final = {
    "national": Words("nasional", "national"),
    "province": Words("provinsi", "province"),
    "office_class": Words("kelas kantor", "office class"),
    "office": Words("kantor", "office"),
}
GRAINS: Final = {
    "month": Words("bulan", "month"),
    "quarter": Words("triwulan", "quarter"),
    "semester": Words("semester", "semester"),
    "year": Words("tahun", "year"),
}
CAUSES: Final = {
    "late_file": Words("berkas terlambat", "late file"),
    "correction": Words("koreksi", "correction"),
    "withdrawn_file": Words("berkas ditarik", "file withdrawn"),
    "changed_file": Words("isi berkas berubah", "content of a file changed"),
    "reported_figures": Words("angka laporan berubah", "reported figures changed"),
    "method": Words("metode", "method"),
}
SAMPLING: Final = {
    "census": Words("sensus", "census"),
    "random": Words("acak", "random"),
    "accidental": Words("insidental", "accidental"),
    "purposive": Words("purposif", "purposive"),
    "not_stated": Words("tidak dinyatakan", "not stated"),
}
FILE_STATES: Final = {
    "accepted": Words("diterima", "accepted"),
    "refused": Words("ditolak", "refused"),
}
FATES: Final = {
    "accepted": Words("diterima", "accepted"),
    "quarantined": Words("dikarantina", "quarantined"),
    "filtered": Words("disaring", "filtered"),
    "blank": Words("kosong", "blank"),
    "ignored": Words("bukan jawaban", "no answers"),
}
REASONS: Final = {
    "numbering": Words("baris nomor kolom", "a row of column numbers"),
    "tags": Words("baris tanda kolom", "a row of column tags"),
    "title": Words("judul di atas tabel", "a title above the table"),
    "header": Words("kepala tabel", "the header"),
    "repeated_header": Words("kepala tabel yang berulang", "a repeated header"),
    "footer": Words("kaki tabel (jumlah dan rata-rata)", "the foot of a table (sums and means)"),
    "replaced_by_later_file": Words("digantikan oleh berkas yang lebih baru", "replaced by a later file"),
}
SURE: Final = {
    "high": Words("tinggi", "high"),
    "medium": Words("sedang", "medium"),
    "low": Words("rendah", "low"),
}
REACHED: Final = {
    True: Words("tercapai", "reached"),
    False: Words("belum tercapai", "not reached"),
    None: Words("tidak dapat dinilai", "cannot be told"),
}
_WORST: Final = list(SEVERITIES)
_PLACES: Final = {level: place for place, level in enumerate(LEVELS)}


@dataclass(frozen=True)
class Names:
    """What codes of the dimension tables are called."""

    periods: Mapping[str, Row]
    offices: Mapping[str, Row]
    instruments: Mapping[str, Row]
    performance: Mapping[tuple[str, str], Words]

    @classmethod
    def of(cls, frames: Frames) -> "Names":
        """Read the dimension tables; of the spans of an office the last one counts."""
        return cls(
            {row["period_code"]: row for row in records(frames["dim_period"])},
            {
                row["office_code"]: row
                for row in sorted(records(frames["dim_office"]), key=lambda row: str(row["valid_from_month"]))
            },
            {row["instrument_id"]: row for row in records(frames["dim_instrument"])},
            {
                (row["regulation_id"], row["grade"]): Words(row["performance_id"], row["performance_en"])
                for row in records(frames["dim_band"])
            },
        )

    def period(self, code: str | None) -> Words:
        """Return a period in words."""
        row = self.periods.get(code or "")
        return Words(code or "–", code or "–") if row is None else Words(row["period_label_id"], row["period_label_en"])

    def office(self, code: str | None) -> str:
        """Return the name of an office; its code where no table names it."""
        row = self.offices.get(code or "")
        return str(code or "–") if row is None else str(row["office_name_id"])

    def scope(self, level: str, code: str) -> Words:
        """Return what a row summarises."""
        if level == "national":
            return Words("Nasional", "National")
        if level == "office_class":
            return Words(f"Kelas {code}", f"Class {code}")
        return Words(self.office(code), self.office(code)) if level == "office" else Words(code, code)

    def instrument(self, code: str | None) -> Words:
        """Return the title of a questionnaire."""
        row = self.instruments.get(code or "")
        if row is None:
            return Words(code or "–", code or "–")
        return Words(row["instrument_title_id"], row["instrument_title_en"])

    @cached_property
    def regulations(self) -> Mapping[str, Words]:
        """Titles of the regulations by their codes."""
        return {
            row["regulation_id"]: Words(row["regulation_title_id"], row["regulation_title_en"])
            for row in self.instruments.values()
        }


def select(frame: pd.DataFrame, **cells: object) -> list[Row]:
    """Return the rows whose cells are as given; a tuple allows several values."""
    for name, wanted in cells.items():
        frame = frame[frame[name].isin(wanted) if isinstance(wanted, tuple) else frame[name] == wanted]
    return records(frame)


def _key(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in ("scope_level", "scope_code", "period_code", "weighting", "instrument_id"))


def _newest(row: Row, grains: Mapping[str, Row]) -> tuple[str, int]:
    """Return what orders periods by their last month, longer periods after shorter ones."""
    period = grains.get(row["period_code"])
    return ("", 0) if period is None else (period["last_month"], period["months_n"])


# --- headline -------------------------------------------------------------------------------------------------------
def headline(frames: Frames, programme: Programme, names: Names, period: str) -> dict[str, Any]:
    """Return the national index of the last month and the last full year, every weighting and questionnaire."""
    national = select(frames["fact_indices"], scope_level="national", period_grain=("month", "year"))
    uncertainty = {_key(row): row for row in select(frames["fact_uncertainty"], scope_level="national")}
    for row in national:
        row["spread"] = uncertainty.get(_key(row))
    months = {row["period_code"] for row in national if row["period_grain"] == "month" and row["period_code"] <= period}
    years = {row["period_code"] for row in national if row["period_grain"] == "year"}
    last_month, last_year = max(months, default=None), max(_full(years, programme, names, period), default=None)
    order = list(WEIGHTINGS)
    shown = [
        [
            row
            for row in sorted(
                national,
                key=lambda row: (order.index(row["weighting"]), not row["is_in_force"], -row["respondents_n"]),
            )
            if row["period_code"] == code
        ]
        for code in (last_month, last_year)
        if code is not None
    ]
    return {
        "period": period,
        "last_month": last_month,
        "last_year": last_year,
        "headline_rows": [row for rows in shown for row in rows],
        "cards": [next((row for row in rows if row["weighting"] == "pooled_respondents"), rows[0]) for rows in shown],
        "others_n": [len({row["instrument_id"] for row in rows}) - 1 for rows in shown],
    }


def _full(years: Iterable[str], programme: Programme, names: Names, period: str) -> list[str]:
    """Return the years that lie wholly between the first month of the programme and the period of the run."""
    known = [names.periods[year] for year in years if year in names.periods]
    return [
        row["period_code"]
        for row in known
        if row["last_month"] <= period and row["first_month"] >= programme.first_month
    ]


# --- changes --------------------------------------------------------------------------------------------------------
def changes(frames: Frames, names: Names, shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return the national changes of every year and of the last month, and the significant ones of offices."""
    table = frames["fact_changes"]
    national = [
        row
        for row in select(table, scope_level="national")
        if (names.periods.get(row["period_code"]) or {}).get("period_grain") == "year"
        or row["period_code"] == shown["last_month"]
    ]
    national.sort(key=lambda row: row["basis"])
    national.sort(key=lambda row: _newest(row, names.periods), reverse=True)
    of_year = select(table, scope_level="office", period_code=shown["last_year"] or "")
    offices = _one_basis(of_year, {row["instrument_id"] for row in records(frames["dim_instrument"])})
    tested = [row for row in offices if row["is_significant"] is not None]
    significant = sorted(
        (row for row in tested if row["is_significant"]),
        key=lambda row: (exact(row["change_fraction"]), row["basis"], row["scope_code"]),
    )
    return {
        "national_changes": national,
        "office_changes": _both_ends(significant, CHANGES_SHOWN),
        "office_changes_n": len(significant),
        "office_tested_n": len(tested),
        "office_compared_n": len(offices),
    }


def _one_basis(rows: Sequence[Row], instruments: Collection[str]) -> list[Row]:
    """Return one row of each office: the index of one questionnaire where both years have it, else a harmonised series."""
    chosen: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: (row["basis"] not in instruments, row["basis"])):
        chosen.setdefault(row["scope_code"], row)
    return list(chosen.values())


def _both_ends(rows: list[Row], most: int) -> list[Row]:
    """Return the first and the last rows of a list that is longer than ``most``."""
    return rows if len(rows) <= most else [*rows[: most // 2], *rows[-most // 2 :]]


def direction(row: Row) -> tuple[str, Words]:
    """Return the sign and the word of a change: what the test says, not what the numbers look like."""
    if row["is_significant"] is None:
        return "?", Words("tidak diuji", "not tested")
    if not row["is_significant"]:
        return "≈", Words("tidak bermakna", "not significant")
    if exact(row["change_fraction"]) > 0:
        return "▲", Words("naik, bermakna", "up, significant")
    return "▼", Words("turun, bermakna", "down, significant")


# --- league ---------------------------------------------------------------------------------------------------------
def league(frames: Frames, names: Names, shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return the national league table of the last full year (else of the last year), one for each questionnaire."""
    ranks = select(frames["fact_ranks"], league_level="national")
    years = sorted(
        {
            row["period_code"]
            for row in ranks
            if (names.periods.get(row["period_code"]) or {}).get("period_grain") == "year"
        }
    )
    year = shown["last_year"] if shown["last_year"] in years else (years[-1] if years else None)
    indices = {
        (row["scope_code"], row["instrument_id"]): row
        for row in select(frames["fact_indices"], scope_level="office", period_code=year or "")
    }
    tables = []
    for instrument in sorted({row["instrument_id"] for row in ranks if row["period_code"] == year}):
        rows = [row for row in ranks if row["period_code"] == year and row["instrument_id"] == instrument]
        rows.sort(key=lambda row: (row["rank"], names.office(row["office_code"])))
        for row in rows:
            row["index"] = indices.get((row["office_code"], instrument))
            row["office"] = names.offices.get(row["office_code"])
            row["picture"] = rank_range(row["rank"], row["rank_lower"], row["rank_upper"], row["offices_n"])
        tables.append({"instrument_id": instrument, "rows": rows})
    return {"league_year": year, "leagues": tables}


def rank_range(rank: int, lower: int, upper: int, offices: int) -> Markup:
    """Return a line from the best to the worst place that the errors allow, with a mark at the place itself."""
    scale = 152 / max(1, offices - 1)
    left, right, at = (round(4 + (place - 1) * scale, 1) for place in (lower, upper, rank))
    return Markup(
        '<svg class="range" viewBox="0 0 160 14" aria-hidden="true"><path d="M4 7H156" class="whole"/>'
        '<path d="M{} 3V11M{} 7H{}M{} 3V11"/><rect x="{}" y="3" width="5" height="8"/></svg>'
    ).format(left, left, right, right, round(at - 2.5, 1))


# --- elements -------------------------------------------------------------------------------------------------------
def lowest_elements(frames: Frames, programme: Programme, names: Names) -> dict[str, Any]:
    """Return the lowest elements of each year and questionnaire, nationally; equal means share a place.

    No rows where fewer people answered than the programme asks for before elements are shown.
    """
    labels = {(row["instrument_id"], row["element_code"]): row for row in records(frames["dim_element"])}
    found: dict[tuple[str, str], list[Row]] = {}
    for row in select(frames["fact_element_means"], scope_level="national"):
        grain = (names.periods.get(row["period_code"]) or {}).get("period_grain")
        if grain == "year" and row["element_rank"] is not None and row["element_rank"] <= LOWEST:
            row["element"] = labels.get((row["instrument_id"], row["element_code"]))
            found.setdefault((row["period_code"], row["instrument_id"]), []).append(row)
    return {
        "lowest": [
            {
                "year": year,
                "instrument_id": instrument,
                "respondents_n": rows[0]["respondents_n"],
                "rows": sorted(rows, key=lambda row: (row["element_rank"], row["element_code"]))
                if programme.suppression.shows_elements(rows[0]["respondents_n"])
                else [],
            }
            for (year, instrument), rows in sorted(found.items(), reverse=True)
        ]
    }


# --- coverage and revisions -----------------------------------------------------------------------------------------
def coverage(frames: Frames, names: Names) -> dict[str, Any]:
    """Return the states of coverage by month, newest first, and the offices that are missing in the last due month."""
    counts = coverage_counts(frames["fact_coverage"])
    months = sorted({month for month, _ in counts}, reverse=True)
    due = [month for month in months if any(counts.get((month, state)) for state in ("on_time", "late", "missing"))]
    missing = select(frames["fact_coverage"], coverage="missing", month_code=due[0] if due else "")
    return {
        "coverage_states": COVERAGE_STATES,
        "coverage_months": [
            {"month": month, "counts": [counts.get((month, state), 0) for state in COVERAGE_STATES]} for month in months
        ],
        "last_due_month": due[0] if due else None,
        "missing_offices": sorted(names.office(row["office_code"]) for row in missing),
        "missing_n": sum(n for (_, state), n in counts.items() if state == "missing"),
    }


def revisions(frames: Frames, names: Names) -> dict[str, Any]:
    """Return the runs and what they changed, newest first: the country's months and years, then months of offices."""
    rows = records(frames["fact_revisions"])
    runs = sorted(records(frames["dim_run"]), key=lambda row: -row["run_number"])
    for run in runs:
        run["revisions_n"] = sum(row["run_number"] == run["run_number"] for row in rows)
    listed = []
    for row in rows:
        grain = (names.periods.get(row["period_code"]) or {}).get("period_grain")
        national = row["scope_level"] == "national" and row["weighting"] == "pooled_respondents"
        if (national and grain in ("month", "year")) or (row["scope_level"] == "office" and grain == "month"):
            listed.append(row)
    listed.sort(key=lambda row: row["revision_number"])
    listed.sort(key=lambda row: _newest(row, names.periods), reverse=True)
    listed.sort(key=lambda row: (-row["run_number"], _PLACES[row["scope_level"]]))
    return {"runs": runs, "revisions": listed[:REVISIONS_SHOWN], "revisions_n": len(rows)}


# --- grades ---------------------------------------------------------------------------------------------------------
def changed_grades(frames: Frames, names: Names) -> dict[str, Any]:
    """Return the indices whose grade the declared weight alone changes, and national ones graded otherwise elsewhere."""
    indices = frames["fact_indices"]
    by_weight = select(indices, is_grade_changed_by_weight=True)
    counts: dict[tuple[str, str], int] = {}
    for row in by_weight:
        key = row["scope_level"], row["period_grain"]
        counts[key] = counts.get(key, 0) + 1
    by_weight.sort(key=lambda row: (_PLACES[row["scope_level"]], str(row["scope_code"])))
    by_weight.sort(key=lambda row: _newest(row, names.periods), reverse=True)
    listed = [row for row in by_weight if row["period_grain"] == "year"] or by_weight
    elsewhere = select(
        frames["fact_regradings"], scope_level="national", weighting="pooled_respondents", is_grade_changed=True
    )
    elsewhere.sort(key=lambda row: (row["period_code"], row["instrument_id"], row["graded_under"]), reverse=True)
    grains = list(GRAINS)
    return {
        "weight_changes": listed[:GRADES_SHOWN],
        "weight_changes_n": len(by_weight),
        "weight_change_counts": [
            (LEVELS[level], GRAINS[grain], n)
            for (level, grain), n in sorted(
                counts.items(), key=lambda item: (_PLACES[item[0][0]], grains.index(item[0][1]))
            )
        ],
        "regraded": elsewhere,
    }


# --- indices beside SKM ---------------------------------------------------------------------------------------------
def companions(frames: Frames, programme: Programme, names: Names, period: str) -> dict[str, Any]:
    """Return SPAK and SPKP of the country in the last month and the last full year; no rows where nobody was asked."""
    titles = {one.index_code: Words(one.title_id, one.title_en) for one in companion_indices().indices}
    rows = select(frames["fact_companions"], scope_level="national")
    grains = {row["period_code"]: (names.periods.get(row["period_code"]) or {}).get("period_grain") for row in rows}
    months = [code for code, grain in grains.items() if grain == "month" and code <= period]
    years = _full([code for code, grain in grains.items() if grain == "year"], programme, names, period)
    shown = [code for code in (max(months, default=None), max(years, default=None)) if code is not None]
    chosen = [row for code in shown for row in rows if row["period_code"] == code]
    for row in chosen:
        row["title"] = titles.get(row["companion_code"], Words(row["companion_code"], row["companion_code"]))
        row["zones"] = [
            {
                "minimum": row[f"threshold_{zone}"],
                "verdict": REACHED[row[f"is_{zone}_reached"]],
                "confidence": SURE.get(row[f"threshold_{zone}_confidence"] or "", Words("–", "–")),
            }
            for zone in ("wbk", "wbbm")
        ]
    remarks = dict.fromkeys(Words(row["remark_id"], row["remark_en"]) for row in chosen if row["remark_id"])
    return {"companions": chosen, "companion_remarks": list(remarks)}


# --- findings and rows ----------------------------------------------------------------------------------------------
def findings(frames: Frames) -> dict[str, Any]:
    """Return the findings by code with their counts, the worst severity first, and the worst ones in full."""
    rows = records(frames["fact_findings"])
    rows.sort(key=lambda row: (_WORST.index(row["severity"]), row["finding_number"]))
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["severity"], row["finding_code"]), []).append(row)
    return {
        "findings": rows[:FINDINGS_SHOWN],
        "findings_n": len(rows),
        "finding_groups": [
            {
                "severity": severity,
                "code": code,
                "title": Words(CODES[code].title_id, CODES[code].title_en) if code in CODES else None,
                "n": len(members),
                "offices_n": len({row["office_code"] for row in members if row["office_code"]}),
                "files_n": len({row["file_name"] for row in members if row["file_name"]}),
            }
            for (severity, code), members in sorted(
                groups.items(), key=lambda item: (_WORST.index(item[0][0]), -len(item[1]), item[0][1])
            )
        ],
    }


def accounting(frames: Frames) -> dict[str, Any]:
    """Return the rows of all files by fate, the files whose parts do not add up, and those that were refused."""
    files = records(frames["fact_files"])
    for file in files:
        file["open"] = file["rows_read_n"] - sum(file[f"rows_{fate}_n"] for fate in FATES)
    total = {name: sum(file[f"rows_{name}_n"] for file in files) for name in ("read", *FATES)}
    reasons: dict[tuple[str, str], list[int]] = {}
    for row in select(
        frames["fact_waterfall"], fate=tuple(fate for fate in FATES if fate not in ("accepted", "blank"))
    ):
        if row["rows_n"]:
            reasons.setdefault((row["fate"], row["reason_code"]), []).append(row["rows_n"])
    states: dict[str, int] = {}
    for file in files:
        states[file["file_status"]] = states.get(file["file_status"], 0) + 1
    refused = [file for file in files if file["file_status"] == "refused"]
    fates = list(FATES)
    return {
        "files_n": len(files),
        "file_states": [(FILE_STATES.get(state, Words(state, state)), n) for state, n in sorted(states.items())],
        "rows_total": total,
        "rows_open": total["read"] - sum(total[fate] for fate in FATES),
        "files_open": [file for file in files if file["open"]][:FILES_SHOWN],
        "files_open_n": sum(file["open"] != 0 for file in files),
        "files_refused": refused[:FILES_SHOWN],
        "files_refused_n": len(refused),
        "row_reasons": [
            (fate, code, sum(found), len(found))
            for (fate, code), found in sorted(reasons.items(), key=lambda item: (fates.index(item[0][0]), item[0][1]))
        ],
    }


def all_sections(frames: Frames, programme: Programme, names: Names, period: str) -> dict[str, Any]:
    """Return everything that the page shows, by the names that its template uses."""
    shown = headline(frames, programme, names, period)
    return {
        **shown,
        **changes(frames, names, shown),
        **league(frames, names, shown),
        **lowest_elements(frames, programme, names),
        **coverage(frames, names),
        **revisions(frames, names),
        **changed_grades(frames, names),
        **companions(frames, programme, names, period),
        **findings(frames),
        **accounting(frames),
    }


def words_of_reasons(layouts: Iterable[Layout]) -> dict[str, Words]:
    """Return why rows do not count, by code: what the tables call it, a finding, or a rule of a layout."""
    rules = {rule.reason_code: Words(rule.reason_id, rule.reason_en) for layout in layouts for rule in layout.left_out}
    titles = {code: Words(found.title_id, found.title_en) for code, found in CODES.items()}
    return {**rules, **titles, **REASONS}


def titles_of_series(codes: Sequence[str], known: Mapping[str, Any]) -> dict[str, Words]:
    """Return the titles of harmonised series; the code where the catalogue has none."""
    return {
        code: Words(known[code].title_id, known[code].title_en) if code in known else Words(code, code)
        for code in codes
    }
