"""What a person sees in the terminal: results as tables, findings as sentences, and whose answers they are."""

import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from flows.building import Outcome, read_record
from flows.errors import ConfigError
from flows.inspecting import Inspected
from flows.ledger import Ledger
from flows.raw_exports import is_export
from schemas import registry
from schemas.finding_code import Severity
from schemas.findings import Finding
from schemas.instrument import Study
from schemas.tables import Table
from transforms.cleaning.staged_file import StagedFile
from transforms.inspection.report import InspectedTable
from transforms.publication.reading import read_table

if TYPE_CHECKING:
    from flows.replication import AuditOutcome  # its rules import SciPy, for which every other command would wait

_MARKS: Final = {
    Severity.REFUSE_FILE: "[red]✗[/]",
    Severity.REFUSE_ROW: "[red]✗[/]",
    Severity.WARN: "[yellow]![/]",
}
_MOST_FINDINGS: Final = 40


def console(*, stderr: bool = False) -> Console:
    """Return a console: as wide as the terminal, and wide enough for our tables in a pipe or log."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr) if stream.isatty() else Console(stderr=stderr, width=140)


def show_unchanged(console: Console, study: Study, current: Path) -> None:
    """Say that the release in force already is what a run would build."""
    console.print(
        f"Tidak ada yang baru / nothing new: {escape(study.study_id)} is published and intact.",
        highlight=False,
    )
    console.print(f"[dim]{escape(study.data_origin_id)}\n{escape(study.data_origin_en)}[/]", highlight=False)
    console.print(f"Rilis / release: {escape(str(current))}", highlight=False, soft_wrap=True)


def show_outcome(console: Console, study: Study, outcome: Outcome) -> None:
    """Show what a run did: waterfall, index, accounting, findings, and where to look."""
    if outcome.status == "unchanged":
        show_unchanged(console, study, outcome.folder)
        return
    console.print()
    console.print(f"[bold]{escape(study.title_id)}[/]", highlight=False)
    console.print(f"[dim]{escape(study.data_origin_id)}\n{escape(study.data_origin_en)}[/]", highlight=False)
    if outcome.frames:
        console.print(_waterfall(outcome.frames["out_skm__waterfall_steps"]))
        if outcome.status == "published":
            console.print(_indices(outcome.frames["out_skm__indices"], outcome.frames["out_skm__offices"]))
        console.print(_accounting(outcome.frames))
    for finding in outcome.findings[:_MOST_FINDINGS]:
        console.print(f"{_MARKS[finding.severity]} {escape(finding.message_id)}", highlight=False, soft_wrap=True)
        console.print(f"  [dim]{escape(finding.message_en)}[/]", highlight=False, soft_wrap=True)
    if len(outcome.findings) > _MOST_FINDINGS:
        console.print(
            f"... {len(outcome.findings) - _MOST_FINDINGS} more in {escape(str(outcome.folder))}",
            soft_wrap=True,
        )
    if outcome.status == "published":
        console.print(
            f"[green]✓[/] Rilis / release: {escape(str(outcome.folder / 'index.html'))}",
            highlight=False,
            soft_wrap=True,
        )
    else:
        refused = sum(finding.severity is not Severity.WARN for finding in outcome.findings)
        console.print(
            f"[red]✗[/] {refused} penolakan; tidak ada yang dipublikasikan, rilis sebelumnya tetap berlaku. / "
            f"{refused} refusals; nothing was published, the former release stays in force.",
            highlight=False,
            soft_wrap=True,
        )
        console.print(f"  {escape(str(outcome.folder))}", highlight=False, soft_wrap=True)


def show_status(console: Console, release: Path, ledger: Ledger) -> None:
    """Show the release in force and the last events of the ledger."""
    record = read_record(release)
    grid = Grid(box=None, show_header=False, pad_edge=False)
    grid.add_column(style="dim")
    grid.add_column()
    published = ledger.last("published", build_id=record["build_id"])
    rows = {
        **_of_what(record),
        "rilis / release": str(release),
        "terbit / published": "?" if published is None else published.at,
        **_in_numbers(record),
        "kode / code": record["code_sha256"][:16],
        "kepala ledger / head": ledger.head,
    }
    for title, value in rows.items():
        grid.add_row(title, escape(value))
    console.print(grid)
    events = Grid(title="Ledger", box=box.SIMPLE, title_justify="left")
    for column in ("seq", "at", "event", "build"):
        events.add_column(column)
    for event in ledger.events()[-8:]:
        events.add_row(str(event.seq), event.at, event.event, event.build_id)
    console.print(events)


def _of_what(record: dict[str, Any]) -> dict[str, str]:
    origin = f"{record.get('data_origin_id')}\n{record.get('data_origin_en')}"
    if "programme_id" in record:
        return {"program / programme": record["programme_id"], "asal data / data origin": origin}
    if "study_id" in record:
        return {"studi / study": record["study_id"], "asal data / data origin": origin}
    return {"pemeriksaan ulang / audit": "angka tercetak / printed figures"}


def _in_numbers(record: dict[str, Any]) -> dict[str, str]:
    if "checks" not in record:  # an audit: every file is read for it, and its findings are verdicts on figures
        figures_n = record["rows"]["out_audit__figures"]
        return {"berkas / files": str(len(record["inputs"])), "angka / figures": str(figures_n)}
    files_n = len(record["files"]) if "files" in record else sum(is_export(one) for one in record["inputs"])
    met_n = sum(check["success"] for check in record["checks"])
    return {
        "berkas / files": str(files_n),
        "temuan / findings": str(sum(record["findings"].values())),
        "pemeriksaan / checks": f"{met_n} of {len(record['checks'])} met",
    }


def show_table(release: Path, name: str, where: tuple[str, ...], style: str, limit: int | None) -> None:
    """Print a published table as a table, CSV or JSON.

    Raises:
        ConfigError: no such table or column.
    """
    try:
        table = registry.table(name)
    except KeyError as error:
        raise ConfigError(f"Table: found {error.args[0]}.") from None
    frame = read_table(release, table)
    for condition in where:
        column, equals, value = condition.partition("=")
        if not equals or column not in frame.columns:
            raise ConfigError(
                f"--where: found {condition!r}, expected COLUMN=VALUE with one of {', '.join(frame.columns)}."
            )
        frame = frame[frame[column].map(lambda cell, wanted=value: _as_text(cell).casefold() == wanted.casefold())]
    frame = frame if limit is None else frame.head(limit)
    if style == "csv":
        sys.stdout.write(frame.to_csv(index=False, lineterminator="\n"))
    elif style == "json":
        sys.stdout.write(frame.to_json(orient="records", indent=2, force_ascii=False, double_precision=15) + "\n")
    else:
        _print_frame(table, frame)


_VERDICT_HEADS: Final = {
    "reproduced": "terulang\nreproduced",
    "reproduced_by_truncation": "terpotong\ntruncated",
    "contradicted": "bertentangan\ncontradicted",
    "inconsistent_in_print": "tidak konsisten\ninconsistent",
    "not_recomputable": "tak terhitung\nnot recomputable",
}


def show_audit(console: Console, outcome: "AuditOutcome") -> None:
    """Show what an audit found: studies by verdicts, changed conclusions, and where to look."""
    summary = outcome.frames["out_audit__summary"]
    grid = Grid(
        title="Angka tercetak menurut putusan / printed figures by verdict", box=box.SIMPLE_HEAD, title_justify="left"
    )
    grid.add_column("studi\nstudy")
    for head in (*_VERDICT_HEADS.values(), "jumlah\ntotal"):
        grid.add_column(head, justify="right")
    counts = summary.pivot_table(index="study", columns="verdict", values="figures_n", aggfunc="sum", fill_value=0)
    for study in summary["study"].drop_duplicates():
        cells = [int(counts.loc[study, verdict]) for verdict in _VERDICT_HEADS]
        grid.add_row(escape(study), *(str(cell) for cell in cells), str(sum(cells)))
    totals = [int(counts[verdict].sum()) for verdict in _VERDICT_HEADS]
    grid.add_row("jumlah / total", *(str(total) for total in totals), str(sum(totals)), style="bold")
    console.print()
    console.print(grid)
    recomputable = sum(totals) - totals[-1]
    console.print(
        f"Dapat dihitung ulang / recomputable: {recomputable} / {sum(totals)} = {100 * recomputable / sum(totals):.1f} %",
        highlight=False,
    )
    changed = outcome.frames["out_audit__consequences"]
    console.print(f"Kesimpulan yang berubah / conclusions that change: {len(changed)}", highlight=False)
    for row in changed.itertuples(index=False):
        where = f" [{place}]" if (place := _as_text(row.place)) else ""
        console.print(f"  {escape(str(row.study))}{escape(where)}: {escape(str(row.sentence_id))}", highlight=False)
    state = "Tidak ada yang baru / nothing new" if outcome.status == "unchanged" else "Terbit / published"
    console.print(f"{state}: {escape(str(outcome.folder / 'index.html'))}", highlight=False, soft_wrap=True)


_FATES: Final = {
    "title": "judul / titles", "header": "kepala tabel / header", "numbering": "nomor kolom / column numbers",
    "respondent": "responden / respondents", "footer": "jumlah dan keterangan / totals and remarks",
    "tags": "penanda / tags", "repeated_header": "kepala tabel berulang / repeated header", "blank": "kosong / blank",
}  # fmt: skip


def show_inspection(console: Console, found: Inspected) -> None:
    """Show what a file holds, or why it was not read."""
    console.print(f"[bold]{escape(found.name)}[/]  {found.size_bytes:,} bytes", highlight=False)
    cost = f"{found.usage.seconds:.1f} s, {found.usage.peak_bytes / 2**20:.0f} MiB"
    if found.inspection is None:
        problem_id, problem_en = found.problem or ("", "")
        console.print(f"[red]✗[/] {escape(problem_id)}\n  {escape(problem_en)}", highlight=False)
        console.print(f"[dim]{cost}[/]", highlight=False)
        return
    opened = found.inspection.opened
    told = [opened.file_format.value, opened.encoding or ""]
    if opened.delimiter is not None:
        told.append(f"pemisah / delimiter {opened.delimiter!r}")
    if opened.decimal_comma is not None:
        told.append("koma desimal / decimal comma" if opened.decimal_comma else "titik desimal / decimal point")
    console.print(f"{escape(', '.join(part for part in told if part))}  [dim]{cost}[/]", highlight=False)
    for note in found.inspection.notes:
        console.print(f"[yellow]![/] {escape(note.note_id)}\n  [dim]{escape(note.note_en)}[/]", highlight=False)
    for remark in found.inspection.remarks:
        console.print(f"[yellow]![/] {escape(remark.remark_id)}\n  [dim]{escape(remark.remark_en)}[/]", highlight=False)
    for one in found.inspection.tables:
        _show_inspected_table(console, one)
    for staged in found.inspection.staged:
        _show_staged(console, staged)


_ORDERS: Final = {"day_first": "hari/bulan / day first", "month_first": "bulan/hari / month first"}
_WHY_LAYOUT: Final = {
    "header": "menurut judul kolomnya / by its headers", "origin": "menurut catatan asal / by the origin record",
    "legend": "menurut keterangan di dalam berkas / by a legend in the file",
}  # fmt: skip
_DECIDED: Final = {
    "declared": "dinyatakan / declared", "cells": "menurut isinya / by the cells",
    "not_needed": "tidak diperlukan / not needed", "undecided": "tidak pasti / undecided",
}  # fmt: skip


def _show_staged(console: Console, staged: StagedFile) -> None:
    """Show what a run would make of a table: rows by fate, and every kind of finding with its first sentence."""
    layout, decided_by = staged.reading.layout, staged.reading.decided_by
    ignored = ", ".join(f"{count} {reason}" for reason, count in staged.ignored)
    console.print(
        f"\n[bold]{escape(staged.name)}[/] {'' if layout is None else escape(layout.layout_id)}: "
        f"{staged.rows_read_n} baris / rows = {len(staged.accepted)} diterima / accepted + "
        f"{len(staged.refusals)} dikarantina / quarantined + {sum(count for _, count in staged.ignored)} bukan jawaban / "
        f"no answers{escape(f' ({ignored})' if ignored else '')}",
        highlight=False,
    )
    if layout is not None and decided_by is not None:
        why = f"Tata letak / layout: {layout.layout_id}, {_WHY_LAYOUT[decided_by]}"
        console.print(escape(why), highlight=False)
    for target, column in staged.dates.items():
        months = sorted({cell.month for cell in column.cells if cell.month is not None})
        order = "" if column.order is None else f", {_ORDERS[column.order.value]} ({_DECIDED[column.decided_by]})"
        span = f", {months[0]} … {months[-1]}" if months else ""
        console.print(f"{escape(target)}: {column.n} tanggal terbaca / dates read{order}{span}", highlight=False)
    shown: dict[str, list[Finding]] = {}
    for finding in staged.findings:
        shown.setdefault(finding.code.code, []).append(finding)
    for found in shown.values():
        mark = "[yellow]![/]" if found[0].severity is Severity.WARN else "[red]✗[/]"
        more = f" (+{len(found) - 1})" if len(found) > 1 else ""
        console.print(
            f"{mark} {escape(found[0].message_id)}{more}\n  [dim]{escape(found[0].message_en)}[/]", highlight=False
        )


def _show_inspected_table(console: Console, one: InspectedTable) -> None:
    name = "" if one.name is None else f" {one.name}"
    hidden = " (tersembunyi / hidden)" if one.table.is_hidden else ""
    fates = ", ".join(f"{count} {_FATES[fate.value]}" for fate, count in one.table.fates if count)
    console.print(
        f"\n[bold]Lembar / sheet[/]{escape(name)}{hidden}: {one.table.rows_read} = {fates or '0'}", highlight=False
    )
    if one.office_title:
        console.print(f"Kantor / office: {escape(one.office_title)}", highlight=False)
    for fit in one.fits[:3]:
        mark = "[green]✓[/]" if fit.is_read else " "
        console.print(f"{mark} {escape(fit.layout_id)}: {fit.matched} / {fit.required}", highlight=False)
    if not one.columns:
        return
    grid = Grid(box=box.SIMPLE_HEAD)
    for head in (
        "no",
        "kepala kolom\nheader",
        "isi\nholds",
        "terisi\nfilled",
        "berbeda\ndistinct",
        "rentang\nrange",
        "arti\nmeaning",
        "pribadi\npersonal",
    ):
        grid.add_column(head, overflow="fold")
    for column in one.columns:
        span = "" if column.minimum is None else f"{column.minimum} … {column.maximum}"
        meaning = column.binds_to[0][1] if column.binds_to else ("office" if column.offices_n else "")
        personal = f"{', '.join(column.personal)} → {column.action}" if column.personal else ""
        cells = (column.header, column.holds, str(column.filled_n), str(column.distinct_n), span, meaning, personal)
        grid.add_row(str(column.position), *(escape(cell) for cell in cells))
    console.print(grid)


def keep_traceback(error: BaseException) -> Path:
    """Write a traceback to a private file for the report of a bug, and return its path."""
    handle, path = tempfile.mkstemp(prefix="kepuasan-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as log:
        traceback.print_exception(error, file=log)
    return Path(path)


def _print_frame(table: Table, frame: pd.DataFrame) -> None:
    # A pipe has no width; a person's terminal has one and gets folded cells.
    screen = Console() if sys.stdout.isatty() else Console(width=400)
    constant = {name: _as_text(frame[name].iloc[0]) for name in ("study_id", "data_origin") if len(frame)}
    screen.print(f"[bold]{table.name}[/]  {escape(table.title_id)}: {escape(table.grain)}", highlight=False)
    screen.print(f"[dim]{escape(', '.join(f'{key} = {value}' for key, value in constant.items()))}[/]", highlight=False)
    grid = Grid(box=box.SIMPLE_HEAD)
    shown = [field for field in table.fields if field.name not in ("study_id", "data_origin")]
    for field in shown:
        grid.add_column(
            field.name, justify="left" if field.kind.name in ("TEXT", "BOOLEAN") else "right", overflow="fold"
        )
    for row in frame[[field.name for field in shown]].itertuples(index=False):
        grid.add_row(*(escape(_as_text(cell)) for cell in row))
    screen.print(grid)
    screen.print(f"[dim]{len(frame)} rows[/]", highlight=False)


def _as_text(cell: object) -> str:
    if cell is None or cell is pd.NA or (isinstance(cell, float) and pd.isna(cell)):
        return ""
    if isinstance(cell, float):
        return f"{cell:.6f}".rstrip("0").rstrip(".")
    return str(cell)


def _decimals(cell: Any, digits: int) -> str:
    return "" if pd.isna(cell) else f"{cell:.{digits}f}"


def _waterfall(steps: pd.DataFrame) -> Grid:
    grid = Grid(title="Air terjun kohort / cohort waterfall", box=box.SIMPLE_HEAD, title_justify="left")
    grid.add_column("langkah\nstep")
    for column in ("sebelum\nbefore", "keluar\nremoved", "sesudah\nafter"):
        grid.add_column(column, justify="right")
    grid.add_column("alasan\nreason", overflow="fold")
    for row in steps.itertuples(index=False):
        reason = f"{row.reason_id}\n[dim]{escape(str(row.reason_en))}[/]"
        grid.add_row(str(row.step_code), str(row.rows_before_n), str(row.rows_removed_n), str(row.rows_after_n), reason)
    return grid


def _indices(indices: pd.DataFrame, offices: pd.DataFrame) -> Grid:
    names = dict(zip(offices["office_code"], offices["office_name_id"], strict=True))
    grid = Grid(title="Indeks Kepuasan Masyarakat (IKM)", box=box.SIMPLE_HEAD, title_justify="left")
    grid.add_column("kantor\noffice")
    for column in ("n", "eksak\nexact", "mutu", "peraturan\nregulation", "mutu", "tercetak\nprinted", "mutu"):
        grid.add_column(column, justify="center" if column == "mutu" else "right")
    for row in indices[indices["is_primary"].astype(bool)].itertuples(index=False):
        name = names.get(row.scope_code, "Kohort / cohort")
        shown = f"[bold]{escape(name)}[/]" if row.is_focus else escape(name)
        cells = (
            str(row.respondents_n), _decimals(row.ikm_exact, 4), _as_text(row.grade_exact), _decimals(row.ikm_regulation, 2),
            _as_text(row.grade_regulation), _as_text(row.ikm_published), _as_text(row.grade_published),
        )  # fmt: skip
        grid.add_row(shown, *cells)
    return grid


def _accounting(frames: Any) -> Grid:
    grid = Grid(title="Neraca baris / row accounting", box=box.SIMPLE_HEAD, title_justify="left")
    grid.add_column("berkas\nfile", overflow="fold")
    names = (
        "terbaca\nread",
        "diterima\naccepted",
        "karantina\nquarantined",
        "disaring\nfiltered",
        "kosong\nblank",
        "bukan jawaban\nno answers",
    )
    for column in names:
        grid.add_column(column, justify="right")
    fates = frames["out_skm__row_accounting"].pivot_table(
        index="file_name", columns="fate", values="rows_n", aggfunc="sum", fill_value=0
    )
    totals = [0] * len(names)
    for row in frames["out_skm__source_files"].itertuples(index=False):
        counted = fates.loc[row.file_name] if row.file_name in fates.index else {}
        cells = [
            int(row.rows_read_n),
            *(int(counted.get(fate, 0)) for fate in ("accepted", "quarantined", "filtered", "blank", "ignored")),
        ]
        totals = [total + cell for total, cell in zip(totals, cells, strict=True)]
        grid.add_row(escape(row.file_name), *(str(cell) for cell in cells))
    grid.add_row("jumlah / total", *(str(total) for total in totals), style="bold")
    return grid
