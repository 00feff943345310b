"""The commands of programmes: thin, like those of ``flows.cli``, which gathers them."""

import sys
from typing import Any, Final

import click

from flows import terminal
from flows.building import Outcome
from flows.foreground import run_flow
from flows.pipeline import load_catalog
from flows.progress import DOCUMENT_STAGES, reporter
from flows.settings import data_folder, read_settings
from flows.storage import DataRoot
from schemas.programme import Programme

_DATA_DIR: Final = click.option(
    "--data-dir", type=click.Path(file_okay=False), help="Folder with raw/<programme>/; default KEPUASAN_DATA_DIR."
)
_PROGRAMME: Final = click.option(
    "--programme", "programme_id", default="national_demo", show_default=True, help="A programme of the catalogue."
)
_KINDS: Final = ("poster", "annual_report", "follow_up", "evidence")


@click.command()
@click.option("--period", default=None, help="The month, such as 2024-05; default: the one before today in Jakarta.")
@_PROGRAMME
@_DATA_DIR
@click.option("--office", "offices", multiple=True, help="Take new files of this office only; may be repeated.")
@click.option("--force", is_flag=True, help="Build again although nothing is new; the same bytes must come out.")
def monthly(
    period: str | None, programme_id: str, data_dir: str | None, offices: tuple[str, ...], *, force: bool
) -> None:
    """Publish a programme up to a month, from every file seen so far; late files restate the months they touch.

    \b
    Example:
      kepuasan monthly --programme national_demo --period 2018-05 --data-dir data/national
    """
    given = {"period": period, "offices": list(offices) or None, "force": force}
    _run("monthly", "monthly", programme_id, data_dir, given)


@click.command()
@click.argument("first")
@click.argument("last")
@_PROGRAMME
@_DATA_DIR
@click.option("--each-month", is_flag=True, help="Run every month by itself instead of all months at once.")
def backfill(first: str, last: str, programme_id: str, data_dir: str | None, *, each_month: bool) -> None:
    """Publish the months from FIRST to LAST from the files that are there.

    \b
    Example:
      kepuasan backfill 2016-01 2018-10 --programme national_demo --data-dir data/national
    """
    _run("backfill", "backfill", programme_id, data_dir, {"first": first, "last": last, "each_month": each_month})


@click.command()
@_PROGRAMME
@_DATA_DIR
def sweep(programme_id: str, data_dir: str | None) -> None:
    """Look for files that came late and restate the months they touch.

    \b
    Example:
      kepuasan sweep --programme national_demo --data-dir data/national
    """
    _run("sweep", "late_arrivals", programme_id, data_dir, {})


def _programme(root: DataRoot, programme_id: str) -> Programme:
    from flows.programme_run import find_programme  # noqa: PLC0415 - SciPy, for which every other command would wait

    return find_programme(load_catalog(root, read_settings().catalog_dir), programme_id)


def _run(module: str, name: str, programme_id: str, data_dir: str | None, given: dict[str, Any]) -> None:
    root = DataRoot(data_folder(data_dir))
    _programme(root, programme_id)  # a typing mistake costs no start
    result = run_flow(module, name, programme=programme_id, data_dir=str(root.path), **given)
    if result is None:
        click.echo("Belum ada yang terbit / nothing was published yet: run a month first.")
        return
    _show(result, programme_id, root)


def _show(outcome: Outcome, programme_id: str, root: DataRoot) -> None:
    from flows.terminal_programme import show_month  # noqa: PLC0415

    programme = _programme(root, programme_id)
    period = "" if not outcome.frames else str(outcome.frames["fact_coverage"]["month_code"].max())
    show_month(terminal.console(), programme, outcome, period)
    sys.exit(outcome.exit_code)


@click.command()
@click.option("--period", required=True, help="The year, such as 2018; posters also of a month, quarter or semester.")
@_PROGRAMME
@_DATA_DIR
@click.option("--office", "offices", multiple=True, help="An office, or national; may be repeated. Default: all.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(_KINDS), help="Which documents. Default: all.")
@click.option(
    "--language", "languages", multiple=True, type=click.Choice(["id", "en"]), default=["id"], show_default=True
)
def documents(
    period: str,
    programme_id: str,
    data_dir: str | None,
    offices: tuple[str, ...],
    kinds: tuple[str, ...],
    languages: tuple[str, ...],
) -> None:
    """Write poster, annual report, follow-up table and evidence sheet of the release in force as PDF.

    \b
    Example:
      kepuasan documents --period 2018 --office bogor --language id --language en --data-dir data/national
    """
    from flows.documents import write_from_release_in_force  # noqa: PLC0415 - matplotlib
    from transforms.documents import KINDS  # noqa: PLC0415

    root = DataRoot(data_folder(data_dir, to_read_from=True))
    programme = _programme(root, programme_id)
    chosen: Any = kinds or KINDS
    spoken: Any = languages
    with reporter(terminal.console(stderr=True), DOCUMENT_STAGES) as progress:
        written = write_from_release_in_force(root, programme, period, chosen, list(offices) or None, spoken, progress)
    for path in written[:20]:
        click.echo(path)
    if len(written) > 20:
        click.echo(f"... {len(written) - 20} more")


@click.command()
@click.option("--build", "build_id", default=None, help="The build to go back to; default: the one before.")
@_DATA_DIR
def rollback(build_id: str | None, data_dir: str | None) -> None:
    """Put a former release in force again; nothing is deleted.

    \b
    Example:
      kepuasan rollback --data-dir data/national
    """
    from flows.rollback import roll_back, told  # noqa: PLC0415

    for line in told(roll_back(DataRoot(data_folder(data_dir, to_read_from=True)), build_id)):
        click.echo(line)


@click.command()
@click.option("--url", default=None, help="Where to write to; - reads it from input. Without it nobody is told.")
def notify(url: str | None) -> None:
    """Install the server's automations: who is told when a run fails, and which runs are given up.

    \b
    Example:
      kepuasan notify --url https://chat.example/hooks/kepuasan
    """
    from flows.automations import install_automations  # noqa: PLC0415

    address = sys.stdin.readline().strip() if url == "-" else url
    done = install_automations(address or None)
    for name in (*done.created, *done.updated):
        click.echo(name)
    click.echo(f"kanal / channel: {done.channel}")


@click.command(name="follow-up")
@click.option("--office", required=True, help="An office, or national.")
@click.option("--year", required=True, type=click.IntRange(2005, 2100), help="The year of the new report.")
@_PROGRAMME
@_DATA_DIR
def follow_up(office: str, year: int, programme_id: str, data_dir: str | None) -> None:
    """Start the follow-up table of a year with what the year before left open.

    \b
    Example:
      kepuasan follow-up --office bogor --year 2019 --data-dir data/national
    """
    from flows.documents import start_follow_up  # noqa: PLC0415
    from flows.identity import FOLLOW_UP  # noqa: PLC0415

    root = DataRoot(data_folder(data_dir))
    _programme(root, programme_id)
    click.echo(start_follow_up(root.raw / programme_id / FOLLOW_UP, office, year))


COMMANDS: Final = (monthly, backfill, sweep, documents, follow_up, rollback, notify)
