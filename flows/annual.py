"""The documents of a year, from the release in force: posters, reports, follow-up tables and evidence sheets."""

from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import create_link_artifact
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run as running
from prefect.states import Completed

from flows.documents import write_from_release_in_force
from flows.errors import PipelineError
from flows.monthly import last_month
from flows.pipeline import load_catalog
from flows.programme_run import find_programme
from flows.settings import data_folder, read_settings
from flows.shell import discreet, progress, stage
from flows.stages import failed
from flows.storage import DataRoot
from schemas.programme import Programme
from transforms.documents import KINDS, Kind
from transforms.publication.display import Language


def last_year() -> str:
    """Return the last full year before today in Jakarta."""
    month = last_month()
    return month[:4] if month.endswith("-12") else str(int(month[:4]) - 1)


@stage("write documents")
def write(
    root: DataRoot,
    programme: Programme,
    period: str,
    kinds: tuple[Kind, ...],
    offices: list[str] | None,
    languages: tuple[Language, ...],
) -> list[Path]:
    """Write the documents of one period beside the release in force."""
    return write_from_release_in_force(root, programme, period, kinds, offices, languages, progress())


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
        return failed(error)
    if paths:
        create_link_artifact(paths[0].parents[1].as_uri(), key="documents", link_text=f"{len(paths)} documents")
    return Completed(message=f"{len(paths)} documents", data=[str(path) for path in paths])


@discreet
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
