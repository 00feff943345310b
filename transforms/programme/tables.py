"""Every table of a programme's release, computed from what the files delivered."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd
import pandera.pandas as pa

from schemas import findings_on_programmes as code
from schemas.catalog import Catalog
from schemas.findings import Finding
from schemas.programme import Programme
from schemas.registry import PROGRAMME_TABLES
from schemas.tables import DTYPES
from transforms.cleaning.months import month_label
from transforms.computing import ContractError
from transforms.programme import dimensions, facts
from transforms.programme.assembly import Assembled
from transforms.programme.changes import changes as year_on_year
from transforms.programme.companion_rows import companion_rows
from transforms.programme.coverage import Placed, coverage
from transforms.programme.in_force import Expectations
from transforms.programme.indices import index_tables
from transforms.programme.offices import OfficeTimes
from transforms.programme.profiles import offered_answers, profiles
from transforms.programme.ranks import ranks
from transforms.programme.regrading import regradings
from transforms.programme.reported import APPLICATIONS, PRINTED, Reported
from transforms.programme.revisions import Before, FileChanges, revisions
from transforms.programme.scopes import Period, grain_of, periods_between
from transforms.programme.trend import trend
from transforms.programme.uncertainty import uncertainty
from transforms.programme.vintages import Replayed


@dataclass(frozen=True)
class RunFacts:
    """What a run knows beside the answers.

    Attributes:
        number: number of the run, from 1.
        period: the month that it is for.
        as_of: its day.
        first_seen: number of the run that first saw each file.
        history: rows of ``dim_run`` of the runs before.
        changes: how its files differ from those of the run before.
        before: what the release in force says; None for the first run.
        is_rebuild: whether nothing is new and the last run is built again.
        replayed: the runs of earlier months, where this one publishes all of them for the first time.
    """

    number: int
    period: str
    as_of: date
    first_seen: Mapping[str, int]
    history: tuple[Mapping[str, Any], ...] = ()
    changes: FileChanges = field(default_factory=FileChanges)
    before: Before | None = None
    is_rebuild: bool = False
    replayed: Replayed | None = None


def programme_tables(
    assembled: Assembled,
    programme: Programme,
    catalog: Catalog,
    times: OfficeTimes,
    reported: Reported,
    run: RunFacts,
) -> dict[str, pd.DataFrame]:
    """Return every table of ``schemas.registry.PROGRAMME_TABLES``, labelled and typed by its contract.

    Raises:
        ContractError: a table breaks its contract; every failure is listed.
    """
    cells = assembled.cells()
    expectations = Expectations(programme, catalog)
    periods = periods_between(programme.first_month, times.months[-1])
    indices, means = index_tables(cells, programme, catalog, expectations, reported)
    errors = uncertainty(indices, cells, reported.applications, programme, catalog)
    trends = trend(cells, programme, catalog, reported.applications)
    covered, placed = coverage(assembled, programme, catalog, times, expectations, run.as_of)
    if run.replayed is not None:
        revised = run.replayed.revisions
    else:
        revised = revisions(
            indices, run.before, run.changes, assembled, periods, run_number=run.number, run_period=run.period
        )
    findings = [
        *(Placed(one) for one in (*assembled.findings, *reported.findings)),
        *placed,
        *_printed_findings(indices, programme, catalog),
        *_unmatched_findings(reported, indices, periods, times.months, catalog),
    ]
    made = {
        "dim_office": dimensions.dim_office(times, catalog),
        "dim_period": dimensions.dim_period(periods),
        "dim_instrument": dimensions.dim_instrument(programme, catalog),
        "dim_element": dimensions.dim_element(programme, catalog),
        "dim_band": dimensions.dim_band(programme, catalog),
        "dim_respondent_group": dimensions.dim_respondent_group(programme, catalog),
        "dim_run": pd.DataFrame(_runs(run, revised)),
        "fact_indices": indices,
        "fact_companions": companion_rows(assembled.companion_cells(), programme, catalog, reported.applications),
        "fact_uncertainty": errors,
        "fact_element_means": means,
        "fact_ranks": ranks(indices, errors, cells, programme),
        "fact_trend": trends,
        "fact_changes": year_on_year(indices, errors, trends, cells, programme, catalog),
        "fact_regradings": regradings(indices, programme, catalog),
        "fact_profiles": profiles(assembled.people, programme, offered_answers(programme, catalog)),
        "fact_coverage": covered,
        "fact_revisions": revised,
        "fact_files": facts.fact_files(assembled, run.first_seen),
        "fact_waterfall": facts.fact_waterfall(assembled),
        "fact_findings": facts.fact_findings(findings, programme),
        "fact_responses": facts.fact_responses(assembled, programme),
        "fact_item_scores": facts.fact_item_scores(assembled),
    }
    return _by_contract(made, programme)


def _runs(run: RunFacts, revised: pd.DataFrame) -> list[Mapping[str, Any]]:
    if run.replayed is not None:
        return list(run.replayed.runs)
    return list(run.history) if run.is_rebuild else [*run.history, _this_run(run, revised)]


def _this_run(run: RunFacts, revised: pd.DataFrame) -> dict[str, Any]:
    own = revised[revised["run_number"] == run.number]
    return {
        "run_number": run.number,
        "run_period": run.period,
        "files_new_n": len(run.changes.new),
        "files_gone_n": len(run.changes.gone),
        "periods_restated_n": sum(grain_of(str(one)) == "month" for one in own["period_code"].unique()),
        "is_replayed": False,
        "build_id": None,
    }


def _printed_findings(indices: pd.DataFrame, programme: Programme, catalog: Catalog) -> list[Placed]:
    """Return a finding for each index that an office printed and no way of computing gives.

    In a period with two questionnaires the printed index may be that of either.
    """
    found: list[Placed] = []
    printed = indices[indices["ikm_published"].notna()]
    for (scope, period), group in printed.groupby(["scope_code", "period_code"], sort=True):
        rows = group.to_dict("records")
        if any(_is_recomputed(row) for row in rows):
            continue
        row, office, month = rows[-1], str(scope), str(period)
        ways = _ways(row)
        is_month = grain_of(month) == "month"
        words = (
            *_named(catalog, office, month),
            ("printed", str(row["ikm_published"])),
            ("exact", f"{_decimal(ways[0]):.4f}" if ways else "-"),
            ("regulation", ways[1] if ways else "-"),
        )
        finding = Finding(code.PRINTED_DIFFERS, programme.programme_id, words=words)
        found.append(Placed(finding, month if is_month else None, office))
    return found


def _unmatched_findings(
    reported: Reported, indices: pd.DataFrame, periods: Sequence[Period], months: Sequence[str], catalog: Catalog
) -> list[Placed]:
    """Return a finding for each reported figure that fits no answers: too few applications, or an index of nobody.

    A printed index is looked for in periods that are published whole; of others the answers are still to come.
    """
    found: list[Placed] = []
    for (office, month), (given, count) in sorted(reported.doubted.items()):
        words = (
            *_named(catalog, office, month),
            ("applications", str(given)),
            ("count", str(count)),
        )
        finding = Finding(code.TOO_FEW_APPLICATIONS, f"reported/{APPLICATIONS}", words=words)
        found.append(Placed(finding, month, office))
    own = indices[indices["scope_level"] == "office"]
    answered = set(zip(own["scope_code"], own["period_code"], strict=True))
    whole = {one.period_code for one in periods if months[0] <= one.first_month and one.last_month <= months[-1]}
    for (office, period), printed in sorted(reported.printed.items()):
        if period not in whole or (office, period) in answered:
            continue
        words = (*_named(catalog, office, period), ("printed", printed.ikm))
        finding = Finding(code.PRINTED_WITHOUT_ANSWERS, f"reported/{PRINTED}", words=words)
        found.append(Placed(finding, period if grain_of(period) == "month" else None, office))
    return found


def _named(catalog: Catalog, office: str, period: str) -> tuple[tuple[str, str], ...]:
    is_month = grain_of(period) == "month"
    return (
        ("office", catalog.offices[office].name_id),
        ("month_id", month_label(period, "id") if is_month else period),
        ("month_en", month_label(period, "en") if is_month else period),
    )


def _ways(row: Mapping[Hashable, Any]) -> list[str]:
    return [str(value) for value in (row["ikm_exact_fraction"], row["ikm_regulation"]) if pd.notna(value)]


def _is_recomputed(row: Mapping[Hashable, Any]) -> bool:
    """Return whether the printed index and grade are the exact or the regulation's, at the decimals that are printed."""
    text = str(row["ikm_published"]).replace(",", ".")
    digits = Decimal(1).scaleb(-len(text.partition(".")[2]))
    recomputed = {_decimal(value).quantize(digits, ROUND_HALF_UP) for value in _ways(row)}
    grades = (row["grade_exact"], row["grade_regulation"])
    return Decimal(text) in recomputed and (pd.isna(row["grade_published"]) or row["grade_published"] in grades)


def _decimal(text: str) -> Decimal:
    numerator, _, denominator = text.partition("/")
    return Decimal(numerator) / Decimal(denominator) if denominator else Decimal(numerator)


def _by_contract(made: Mapping[str, pd.DataFrame], programme: Programme) -> dict[str, pd.DataFrame]:
    frames: dict[str, pd.DataFrame] = {}
    problems: list[str] = []
    for name, table in PROGRAMME_TABLES.items():
        frame = made[name]
        missing = [column for column in table.columns[2:] if column not in frame.columns]
        if missing and not frame.empty:
            problems.append(f"{name}: columns {', '.join(missing)} are missing")
            continue
        columns: dict[str, Any] = {
            "programme_id": pd.Series(programme.programme_id, index=frame.index, dtype="str"),
            "data_origin": pd.Series(programme.data_origin, index=frame.index, dtype="str"),
        }
        for one in table.fields[2:]:
            cells = frame[one.name] if one.name in frame.columns else pd.Series(dtype=DTYPES[one.kind])
            columns[one.name] = cells.astype(DTYPES[one.kind])
        typed = pd.DataFrame(columns, columns=list(table.columns))
        if table.has_csv:  # the others have a row for each answer; the database puts them in order when it is filled
            typed = typed.sort_values(list(table.key), ignore_index=True)
        try:
            table.pandera().validate(typed, lazy=True)
        except pa.errors.SchemaErrors as errors:
            cases = errors.failure_cases[["column", "check"]].drop_duplicates()
            problems.extend(f"{name}.{case.column}: {case.check}" for case in cases.itertuples())
        frames[name] = typed
    if problems:
        raise ContractError(problems)
    return frames
