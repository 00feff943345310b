"""The command ``kepuasan``: thin; it reads options, calls the flow or a function, shows the result, sets the exit code."""

import atexit
import io
import os
import signal
import sys
from pathlib import Path
from typing import Final

import click

from flows import terminal
from flows.building import nothing_new
from flows.errors import ConfigError, PipelineError, SourceFileError, StorageError
from flows.foreground import run_flow
from flows.identity import identify
from flows.ledger import Ledger
from flows.pipeline import find_study, load_catalog
from flows.programme_commands import COMMANDS
from flows.progress import AUDIT_STAGES, SEARCH_STAGES, reporter
from flows.releases import open_current, verify_root
from flows.settings import data_folder, read_settings
from flows.storage import DataRoot
from schemas.catalog import Catalog

_EPILOG: Final = """\b
Examples:
  kepuasan run --study jakarta_2015 --data-dir data
  kepuasan status --data-dir data
  kepuasan show indices --data-dir data
  kepuasan show element_means --data-dir data --where scope_code=jakarta_barat --format csv
  kepuasan verify --data-dir data
  kepuasan replicate
  kepuasan monthly --programme national_demo --period 2018-05 --data-dir data/national
  kepuasan documents --period 2018 --office bogor --data-dir data/national

\b
Exit codes:
  0   published, or nothing new
  2   an option, setting or data file is wrong; the message says where
  11  files or rows were refused; nothing was published, the former release stays
  12  a table, a release or a repeated build breaks its contract
  13  a Great Expectations check was not met
  70  an error nobody foresaw; please report it with the log it names
  74  the disk is full or failing, or a release or the ledger is damaged
  75  another run is at work in this data folder; try again later
  130 interrupted

--data-dir may be left out where KEPUASAN_DATA_DIR is set to an absolute path.
"""
_INTERNAL: Final = 70  # EX_SOFTWARE of sysexits.h
_DATA_DIR: Final = click.option(
    "--data-dir", type=click.Path(file_okay=False), help="Folder with raw/, or of an audit; default KEPUASAN_DATA_DIR."
)
_STUDY: Final = click.option("--study", "study_id", default=None, help="A study of the catalogue.")
_PROGRAMME: Final = click.option("--programme", "programme_id", default=None, help="Or a programme of the catalogue.")


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="kepuasan", message="%(prog)s %(version)s")
def cli() -> None:
    """From raw survey exports of immigration offices to indices that can be published and recomputed."""


for _command in COMMANDS:
    cli.add_command(_command)


@cli.command()
@click.option("--study", "study_id", default="jakarta_2015", show_default=True, help="A study of the catalogue.")
@_DATA_DIR
@click.option("--force", is_flag=True, help="Build again although nothing is new; the same bytes must come out.")
def run(study_id: str, data_dir: str | None, *, force: bool) -> None:
    """Take a study's raw exports all the way to a release.

    \b
    Example:
      kepuasan run --study jakarta_2015 --data-dir data
    """
    console = terminal.console()
    root = DataRoot(data_folder(data_dir))
    catalog = load_catalog(root, read_settings().catalog_dir)
    study = find_study(catalog, study_id)
    wanted = identify(study_id, catalog, root.raw / study_id)
    current = None if force else nothing_new(root, wanted.build_id)
    if current is not None:
        # Said before Prefect or Great Expectations is imported and before any server starts.
        terminal.show_unchanged(console, study, current)
        return
    result = run_flow("study", "study", study_id=study_id, data_dir=str(root.path), force=force)
    terminal.show_outcome(console, study, result)
    sys.exit(result.exit_code)


@cli.command()
@_DATA_DIR
def status(data_dir: str | None) -> None:
    """Say which release is in force, from what, and what the last runs did.

    \b
    Example:
      kepuasan status --data-dir data
    """
    root = DataRoot(data_folder(data_dir, to_read_from=True))
    terminal.show_status(terminal.console(), open_current(root), Ledger(root.ledger_path))


@cli.command()
@click.argument("table")
@_DATA_DIR
@click.option("--where", multiple=True, metavar="COLUMN=VALUE", help="Only rows with this value; may be repeated.")
@click.option("--format", "style", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.option("--limit", type=click.IntRange(min=1), default=None, help="At most so many rows.")
def show(table: str, data_dir: str | None, where: tuple[str, ...], style: str, limit: int | None) -> None:
    """Show a published TABLE of the release in force; the prefix out_skm__ may be left out.

    \b
    Examples:
      kepuasan show indices --data-dir data
      kepuasan show quadrants --data-dir data --where is_focus=true --where crosshair=midrange
    """
    terminal.show_table(open_current(DataRoot(data_folder(data_dir, to_read_from=True))), table, where, style, limit)


@cli.command()
@_DATA_DIR
def verify(data_dir: str | None) -> None:
    """Check every byte of every release and the ledger's chain.

    \b
    Example:
      kepuasan verify --data-dir data
    """
    problems = verify_root(DataRoot(data_folder(data_dir, to_read_from=True)))
    for problem in problems:
        click.echo(problem)
    if problems:
        sys.exit(StorageError.exit_code)
    click.echo("Utuh: ledger dan semua rilis sesuai catatan. / Intact: the ledger and every release are as recorded.")


@cli.command()
@click.option("--reference", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--to", "target", type=click.Path(file_okay=False, path_type=Path), required=True)
def reconstruct(reference: Path, target: Path) -> None:
    """Write the Jakarta exports again from the margins that the paper printed; the same bytes every time.

    \b
    Example:
      kepuasan reconstruct --reference data/reference/jakarta_2015 --to data/raw/jakarta_2015
    """
    from transforms import reconstruction  # noqa: PLC0415

    try:
        paths = reconstruction.reconstruct(reference, target)
    except reconstruction.MarginError as error:
        raise ConfigError(str(error)) from None
    for path in paths:
        click.echo(path)


@cli.command(name="inspect")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For programs: the same as JSON.")
def inspect_command(file: Path, *, as_json: bool) -> None:
    """Say what FILE is: format, tables, columns, the layout that fits, personal data, rows by fate.

    It needs no project and no layout, stores nothing and shows no answer.

    \b
    Example:
      kepuasan inspect data/raw/jakarta_2015/kanim_jakarta_selatan.xlsx
    """
    from flows import inspecting  # noqa: PLC0415

    found = inspecting.inspect_file(file, Catalog())
    if as_json:
        click.echo(inspecting.as_json(found), nl=False)
    else:
        terminal.show_inspection(terminal.console(), found)
    if found.inspection is None:
        sys.exit(SourceFileError.exit_code)


@cli.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--instrument", "instrument_id", required=True, help="The questionnaire that the file answers.")
@click.option("--layout", "layout_id", default="new_layout", show_default=True, help="How the layout is to be called.")
def scaffold(file: Path, instrument_id: str, layout_id: str) -> None:
    """Write a layout file for FILE to complete: what its headers say is filled in, the rest is a question mark.

    \b
    Example:
      kepuasan scaffold survey.csv --instrument jakarta_2015_13 > data/catalog/layouts/new_layout.yaml
    """
    from flows import inspecting  # noqa: PLC0415

    click.echo(inspecting.scaffold_file(file, Catalog(), instrument_id, layout_id), nl=False)


@cli.command(name="requeue")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_DATA_DIR
def requeue_command(file: Path, data_dir: str | None) -> None:
    """Take in FILE, a quarantine file (rows_*.csv) that a person corrected in a spreadsheet.

    FILE says itself of which study or programme it is. Only the cells that differ count; they are written
    beside the raw file, which never changes. Rows deleted from the copy stay refused.

    \b
    Example:
      kepuasan requeue rows_001.xlsx --data-dir data
    """
    from flows import requeue  # noqa: PLC0415

    root = DataRoot(data_folder(data_dir))
    done = requeue.requeue(root, load_catalog(root, read_settings().catalog_dir), file)
    for line in requeue.told(done):
        click.echo(line)


@cli.command()
@_STUDY
@_PROGRAMME
@click.option(
    "--respondent", required=True, metavar="ID", help="The number as the export has it; - reads it from input."
)
@click.option("--office", default=None, metavar="NAME", help="Whose respondent, where offices use the same numbers.")
@click.option("--month", default=None, metavar="YYYY-MM", help="Of which month, where numbers begin anew every month.")
@_DATA_DIR
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(
    study_id: str | None,
    programme_id: str | None,
    respondent: str,
    office: str | None,
    month: str | None,
    data_dir: str | None,
    *,
    yes: bool,
) -> None:
    """Take a respondent's rows out of the raw files and the quarantine; this cannot be undone.

    It shows file names and row numbers and asks first. Row numbers of other respondents stay.

    \b
    Examples:
      kepuasan forget --study jakarta_2015 --respondent R124 --data-dir data
      kepuasan forget --study jakarta_2015 --respondent - --data-dir data
      kepuasan forget --programme national_demo --respondent 17 --office Bogor --month 2018-05
    """
    from flows import erasure, surveys  # noqa: PLC0415

    if respondent == "-":
        is_person = sys.stdin.isatty()
        respondent = click.prompt("ID", hide_input=True) if is_person else sys.stdin.readline().strip()
    root = DataRoot(data_folder(data_dir))
    catalog = load_catalog(root, read_settings().catalog_dir)
    survey = surveys.chosen_survey(catalog, study_id, programme_id)
    with reporter(terminal.console(stderr=True), SEARCH_STAGES) as progress:
        found = erasure.find_respondent(root, catalog, survey.survey_id, respondent, office, month, progress)
    for line in erasure.told(found):
        click.echo(line)
    if not found.files:
        sys.exit(SourceFileError.exit_code)
    if not yes:
        click.confirm("Hapus baris ini? / Erase these rows?", abort=True)
    for line in erasure.told_after(catalog, found, erasure.erase(root, catalog, found)):
        click.echo(line)


@cli.command()
@_STUDY
@_PROGRAMME
@click.option(
    "--to",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="A CSV file that only you read.",
)
@_DATA_DIR
def remarks(study_id: str | None, programme_id: str | None, target: Path, data_dir: str | None) -> None:
    """Write what respondents wrote in their own words, masked, to a private file. No run stores any of it.

    Masking takes out numbers, addresses and names that it recognises; it cannot know every name.

    \b
    Examples:
      kepuasan remarks --study skm_2024 --to saran.csv --data-dir data
      kepuasan remarks --programme national_demo --to saran.csv --data-dir data/national
    """
    from flows.remarks import write_remarks  # noqa: PLC0415
    from flows.surveys import chosen_survey  # noqa: PLC0415

    root = DataRoot(data_folder(data_dir))
    catalog = load_catalog(root, read_settings().catalog_dir)
    found = write_remarks(root, catalog, chosen_survey(catalog, study_id, programme_id).survey_id, target)
    click.echo(f"{len(found)} saran / remarks: {target}")


_REFERENCE: Final = click.Path(exists=True, file_okay=False, path_type=Path)
_TO: Final = click.Path(file_okay=False, path_type=Path)


@cli.command()
@click.option(
    "--reference", type=_REFERENCE, default=Path("data/reference"), show_default=True, help="The five studies."
)
@click.option(
    "--to", "target", type=_TO, default=Path("data/replication"), show_default=True, help="Data folder of the audit."
)
@click.option("--force", is_flag=True, help="Build again although nothing is new; the same bytes must come out.")
def replicate(reference: Path, target: Path, *, force: bool) -> None:
    """Recompute the five studies and hold each of their printed figures against the result.

    \b
    Example:
      kepuasan replicate
      kepuasan show summary --data-dir data/replication
    """
    _audit(reference, target, force=force)


@cli.command(name="audit-print")
@click.argument("folder", type=_REFERENCE)
@click.option("--to", "target", type=_TO, required=True, help="Data folder of the audit; made where there is none.")
@click.option("--force", is_flag=True, help="Build again although nothing is new; the same bytes must come out.")
def audit_print(folder: Path, target: Path, *, force: bool) -> None:
    """Audit the printed figures of any paper: FOLDER holds published.csv and an audit.yaml for each study.

    \b
    Example:
      kepuasan audit-print papers/sixth --to audits/sixth
    """
    _audit(folder, target, force=force)


def _audit(folder: Path, target: Path, *, force: bool) -> None:
    from flows import replication  # noqa: PLC0415 - pandas and the rules; the other commands need neither

    with reporter(terminal.console(stderr=True), AUDIT_STAGES) as progress:
        outcome = replication.run_audit(folder, DataRoot(target.resolve()), progress, force=force)
    terminal.show_audit(terminal.console(), outcome)


@cli.command()
@click.option("--check", is_flag=True, help="Write nothing; fail when a generated file is stale.")
@click.option("--to", "target", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The checkout.")
def docs(target: Path, *, check: bool) -> None:
    """Write the generated pages (dictionary, findings, JSON Schemas) of a checkout.

    \b
    Example:
      kepuasan docs --check
    """
    from flows.generated import write_generated  # noqa: PLC0415

    stale = write_generated(target, write=not check)
    for path in stale:
        click.echo(f"{'stale' if check else 'written'}: {path}")
    if check and stale:
        click.echo("Run `make docs` and commit what it writes.")
        sys.exit(1)


def main() -> None:
    """Run the command; foreseen errors are sentences with an exit code, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without UTF-8 shows ? and the run goes on
    atexit.register(_close_stderr)  # registered first, so it runs last: after Prefect has stopped its server
    # Ended by the system it ends as with Ctrl-C; at once, it would leave the server that Prefect started for it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        cli(standalone_mode=False)
    except PipelineError as error:
        click.echo(f"kepuasan: {error}", err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("kepuasan: interrupted; the former release stays.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    except Exception as error:
        log = terminal.keep_traceback(error)
        click.echo(
            f"kepuasan: an error nobody foresaw ({type(error).__name__}); please report it with {log}.",
            err=True,
        )
        sys.exit(_INTERNAL)


def _close_stderr() -> None:
    """Keep DuckDB 2.0's list of leaked binding objects, printed after the interpreter has ended, off the terminal."""
    sys.stderr.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


if __name__ == "__main__":
    main()
