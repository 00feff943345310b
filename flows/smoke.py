"""The replication as a smoke test: is this machine still able to reach the verdicts that it has published?

The five studies are recomputed in a temporary folder, so nothing that is published changes. It runs the real rules,
statistics and publication with the libraries that are installed now; where an upgrade moved a number, it is seen here and
not in a month of the ministry.
"""

import csv
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows import releases
from flows.errors import ContractError, PipelineError, StorageError
from flows.progress import Silent
from flows.replication import run_audit
from flows.sealing import verify
from flows.settings import data_folder
from flows.shell import stage
from flows.stages import failed
from flows.storage import DataRoot

_SUMMARY: Final = Path("tables/csv/out_audit__summary.csv")
_AUDIT: Final = "replication"
Verdicts = dict[tuple[str, str], int]


def _may_pass(_task: Any, _run: Any, state: State[Any]) -> bool:
    # A temporary folder may be full because another program is at work; figures and rules stay as they are.
    return isinstance(state.result(raise_on_failure=False), OSError | StorageError)


# Harmless to repeat: every attempt writes to a folder of its own.
@stage("replicate the studies", retries=2, retry_delay_seconds=[10, 120], retry_condition_fn=_may_pass)
def replicate(reference: Path) -> Verdicts:
    """Audit a folder of printed figures aside and return the number of figures by study and verdict."""
    with tempfile.TemporaryDirectory(prefix="kepuasan-smoke-") as folder:
        done = run_audit(reference, DataRoot(Path(folder).resolve()), Silent())
        return verdicts_of(done.folder)


@flow(
    name="kepuasan-smoke",
    flow_run_name="replication of the printed studies",
    persist_result=False,
    validate_parameters=True,
)
def replication_smoke(reference: str = "reference", data_dir: str | None = None) -> State[Any]:
    """Recompute the printed studies and hold the verdicts against the replication in force, if there is one.

    Args:
        reference: folder with ``published.csv`` and the audit files; a relative one lies in the data folder.
        data_dir: data folder; by default the variable KEPUASAN_DATA_DIR. What ``kepuasan replicate`` published in
            ``replication/`` below it is what the verdicts are compared with.

    Returns:
        A Completed state, or a Failed one: the audit did not end, or a verdict changed.
    """
    try:
        folder = data_folder(data_dir)
        found = replicate(folder / reference)
        known = verdicts_in_force(folder)
        if known is not None and (changed := differences(known, found)):
            raise ContractError(
                f"Replication: found other verdicts than the replication in force has: {'; '.join(changed)}. Expected "
                "the same as long as figures and rules are the same. Find which library or rule changed before the "
                "next publication; if the change is meant, run `kepuasan replicate` and this again."
            )
    except PipelineError as error:
        return failed(error)
    compared = "as in force" if known is not None else "no replication in force to compare with"
    return Completed(message=f"{sum(found.values())} printed figures, {compared}", data=sum(found.values()))


def verdicts_in_force(folder: Path) -> Verdicts | None:
    """The verdicts of the replication that a data folder has published; None without one.

    Raises:
        StorageError: there was one, and it is lost or damaged.
    """
    path = folder / _AUDIT
    if not path.is_dir():
        return None
    release = releases.in_force(DataRoot(path))
    if release is None:
        return None
    if problems := verify(release):
        raise StorageError(
            f"{path}: found the replication {release.name} damaged, expected it as it was published: {' '.join(problems)} "
            "Run `kepuasan replicate`; it puts an intact one beside it."
        )
    return verdicts_of(release)


def verdicts_of(release: Path) -> Verdicts:
    """Number of printed figures by study and verdict of a published audit."""
    with (release / _SUMMARY).open(encoding="utf-8", newline="") as stream:
        return {(row["study"], row["verdict"]): int(row["figures_n"]) for row in csv.DictReader(stream)}


def differences(known: Mapping[tuple[str, str], int], found: Mapping[tuple[str, str], int]) -> list[str]:
    """Where two audits differ, as ``study verdict before -> now``."""
    return [
        f"{study} {verdict} {known.get((study, verdict), 0)} -> {found.get((study, verdict), 0)}"
        for study, verdict in sorted(known.keys() | found.keys())
        if known.get((study, verdict), 0) != found.get((study, verdict), 0)
    ]
