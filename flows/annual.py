"""The documents of a year, from the release in force: posters, reports, follow-up tables and evidence sheets."""

from pathlib import Path
from typing import Any, Final

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_link_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run as running
from prefect.states import Completed, Failed

from flows.documents import write_documents
from flows.errors import ConfigError, PipelineError
from flows.monthly import last_month
from flows.pipeline import load_catalog
from flows.programme_run import find_programme, former_release
from flows.settings import data_folder, read_settings
from flows.shell import discreet, progress
from flows.storage import DataRoot
from schemas.programme import Programme
from transforms.documents import KINDS, Kind
from transforms.publication.display import Language

FOLLOW_UP: Final = "follow_up"
DOCUMENTS: Final = "documents"


def last_year() -> str:
    """Return the last full year before today in Jakarta."""
    month = last_month()
    return month[:4] if month.endswith("-12") else str(int(month[:4]) - 1)


@task(name="write documents", cache_policy=NO_CACHE, persist_result=False)
@discreet
def write(
    root: DataRoot,
    programme: Programme,
    period: str,
    kinds: tuple[Kind, ...],
    offices: list[str] | None,
    languages: tuple[Language, ...],
) -> list[Path]:
    """Write the documents of one period beside the release in force."""
    former = former_release(root, programme)
    if former is None:
        raise ConfigError(f"{root.path}: found no release, expected one. Run 'kepuasan monthly' first.")
    if former.problems:
        raise ConfigError(
            f"{former.folder.name}: found a damaged release, expected an intact one. Run 'kepuasan verify'."
        )
    folder = root.raw / programme.programme_id / FOLLOW_UP
    reporter = progress()
    begun = False

    def on_progress(_done: int, total: int, _path: Path) -> None:
        nonlocal begun
        if not begun:
            reporter.begin("write", total)
            begun = True
        reporter.advance("write")

    written = write_documents(
        former.folder,
        root.path / DOCUMENTS / str(former.record["build_id"]),
        programme=programme,
        period=period,
        kinds=kinds,
        offices=offices,
        languages=languages,
        follow_ups=folder if folder.is_dir() else None,
        on_progress=on_progress,
    )
    reporter.end("write", f"{len(written)} documents")
    return written


def _run_name() -> str:
    given = running.parameters
    return f"{given.get('programme')} documents {given.get('year') or last_year()}"


@flow(name="kepuasan-annual-report", flow_run_name=_run_name, persist_result=False, validate_parameters=True)
def annual_report(
    year: int | None = None,
    programme: str = "national_demo",
    data_dir: str | None = None,
    offices: list[str] | None = None,
    languages: tuple[Language, ...] = ("id",),
) -> State[Any]:
    """Write every document of a year from the release in force.

    Args:
        year: the year; by default the last full one.
        programme: a programme of the catalogue.
        data_dir: folder with ``raw/`` and ``published/``; by default the variable KEPUASAN_DATA_DIR.
        offices: codes of offices, ``national`` among them; None for all.
        languages: in which languages.

    Returns:
        A Completed state with the paths, or a Failed one with a sentence.
    """
    try:
        paths = documents(str(year or last_year()), programme, data_dir, KINDS, offices, languages)
    except PipelineError as error:
        get_run_logger().error(str(error))
        return Failed(message=str(error), data=error)
    if paths:
        create_link_artifact(paths[0].parents[1].as_uri(), key="documents", link_text=f"{len(paths)} documents")
    return Completed(message=f"{len(paths)} documents", data=[str(path) for path in paths])


def documents(
    period: str,
    programme_id: str,
    data_dir: str | None,
    kinds: tuple[Kind, ...],
    offices: list[str] | None,
    languages: tuple[Language, ...],
) -> list[Path]:
    """Write documents inside a flow; see ``flows.documents``.

    Raises:
        PipelineError: whatever was foreseen, as a sentence with an exit code.
    """
    root = DataRoot(data_folder(data_dir, to_read_from=True))
    catalog = load_catalog(root, read_settings().catalog_dir)
    return write(root, find_programme(catalog, programme_id), period, kinds, offices, languages)
