"""What a person sees in the terminal of a programme's run: the country's index, what was restated, findings by code."""

from collections import Counter
from pathlib import Path
from typing import Final

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from flows.building import Outcome
from schemas.findings import CODES
from schemas.programme import Programme

_MOST: Final = 12


def show_nothing_new(console: Console, programme: Programme, current: Path) -> None:
    """Say that the release in force already is what a run would build."""
    console.print(
        f"Tidak ada yang baru / nothing new: {escape(programme.programme_id)} is published and intact.", highlight=False
    )
    console.print(f"[dim]{escape(programme.data_origin_id)}\n{escape(programme.data_origin_en)}[/]", highlight=False)
    console.print(f"Rilis / release: {escape(str(current))}", highlight=False, soft_wrap=True)


def show_month(console: Console, programme: Programme, outcome: Outcome, period: str) -> None:
    """Show what a run did."""
    if outcome.status == "unchanged":
        show_nothing_new(console, programme, outcome.folder)
        return
    console.print()
    console.print(f"[bold]{escape(programme.title_id)}[/]  {period}", highlight=False)
    console.print(f"[dim]{escape(programme.data_origin_id)}\n{escape(programme.data_origin_en)}[/]", highlight=False)
    if outcome.frames:
        console.print(_national(outcome, period))
        console.print(_coverage(outcome, period))
        _show_revisions(console, outcome)
    counts = Counter(finding.code.code for finding in outcome.findings)
    if outcome.frames:
        counts = Counter(outcome.frames["fact_findings"]["finding_code"])
    for code, count in sorted(counts.items()):
        console.print(
            f"{count:>6}  {code}  {escape(CODES[code].title_id)} / {escape(CODES[code].title_en)}", highlight=False
        )
    if outcome.status == "published":
        page = escape(str(outcome.folder / "index.html"))
        console.print(f"[green]✓[/] Rilis / release: {page}", highlight=False, soft_wrap=True)
        return
    console.print(
        "[red]✗[/] Lebih banyak yang ditolak daripada yang dibolehkan program; tidak ada yang dipublikasikan, rilis "
        "sebelumnya tetap berlaku. / More was refused than the programme tolerates; nothing was published, the former "
        "release stays in force.",
        highlight=False,
        soft_wrap=True,
    )
    console.print(f"  {escape(str(outcome.folder))}", highlight=False, soft_wrap=True)


def _national(outcome: Outcome, period: str) -> Grid:
    indices = outcome.frames["fact_indices"]
    rows = indices[(indices["scope_level"] == "national") & (indices["period_code"] == period)]
    grid = Grid(title=f"Nasional / national, {period}", box=box.SIMPLE, title_justify="left")
    for column in (
        "kuesioner",
        "penggabungan / weighting",
        "kantor",
        "responden",
        "IKM eksak",
        "",
        "menurut peraturan",
        "",
    ):
        grid.add_column(column, justify="left" if column in ("kuesioner", "penggabungan / weighting", "") else "right")
    for row in rows.itertuples():
        grid.add_row(
            str(row.instrument_id), str(row.weighting), str(row.offices_n), str(row.respondents_n),
            f"{row.ikm_exact:.4f}", str(row.grade_exact), f"{row.ikm_regulation:.2f}", str(row.grade_regulation),
        )  # fmt: skip
    return grid


def _coverage(outcome: Outcome, period: str) -> Grid:
    covered = outcome.frames["fact_coverage"]
    counts = covered[covered["month_code"] == period]["coverage"].value_counts()
    grid = Grid(title=f"Kelengkapan / coverage, {period}", box=box.SIMPLE, title_justify="left")
    for name in counts.index:
        grid.add_column(str(name), justify="right")
    grid.add_row(*(str(count) for count in counts))
    return grid


def _show_revisions(console: Console, outcome: Outcome) -> None:
    revised = outcome.frames["fact_revisions"]
    if revised.empty:
        return
    own = revised[(revised["run_number"] == outcome.frames["dim_run"]["run_number"].max())]
    offices = own[own["scope_level"] == "office"]
    months = sorted(set(offices["period_code"]))
    if not months:
        return
    console.print(f"Dinyatakan ulang / restated: {', '.join(months)}", highlight=False)
    for row in offices.head(_MOST).itertuples():
        before = "-" if row.ikm_before != row.ikm_before else f"{row.ikm_before:.4f}"
        after = "-" if row.ikm_after != row.ikm_after else f"{row.ikm_after:.4f}"
        console.print(
            f"  {row.scope_code} {row.period_code}: {before} -> {after} ({row.cause}: {escape(str(row.cause_files))})",
            highlight=False,
            soft_wrap=True,
        )
    if len(offices) > _MOST:
        console.print(f"  ... {len(offices) - _MOST} more in fact_revisions", highlight=False)
