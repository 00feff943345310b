"""The stages with which every run ends, as Prefect tasks: check, build, publish; and the state in which a flow ends."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pandas as pd
from prefect import get_run_logger
from prefect.artifacts import create_link_artifact, create_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.building import Outcome, RefusedError
from flows.errors import PipelineError
from flows.shell import progress, stage
from schemas.findings import Finding


class Run(Protocol):
    """What a run of a study and one of a programme have in common once their tables are computed."""

    findings: tuple[Finding, ...]
    frames: dict[str, pd.DataFrame]

    @property
    def is_refused(self) -> bool:
        """Whether more was refused than is tolerated."""

    def refuse(self) -> Outcome:
        """Record the refusal."""

    def check(self) -> int:
        """Check the tables."""

    def build(self) -> int:
        """Write the release aside."""

    def publish(self) -> Outcome:
        """Switch to the release."""


@stage("great expectations")
def check(run: Run) -> int:
    """Check the tables and write the Data Docs."""
    return run.check()


@stage("write tables and pages")
def build(run: Run) -> int:
    """Write the release aside."""
    return run.build()


@stage("publish the release")
def publish(run: Run) -> Outcome:
    """Switch to the release."""
    return run.publish()


def finish(run: Run, show: Callable[[Outcome], None], told: Callable[[], str] = lambda: "") -> Outcome:
    """Take computed tables to a release or a refusal.

    Args:
        run: the run, its tables computed.
        show: leaves artifacts for people who look at the run in Prefect.
        told: what to say of the publication behind its build.

    Raises:
        PipelineError: whatever was foreseen, as a sentence with an exit code.
    """
    reporter = progress()
    if run.is_refused:
        outcome = run.refuse()
        show(outcome)
        return outcome
    reporter.begin("check")
    reporter.end("check", f"{check(run)} checks met")
    reporter.begin("build")
    reporter.end("build", f"{build(run)} files")
    reporter.begin("publish")
    outcome = publish(run)
    reporter.end("publish", f"{outcome.build_id}{told()}")
    show(outcome)
    return outcome


def refusal(outcome: Outcome, where: str = "") -> RefusedError:
    """Return the error that a refused run is, with what a person must know first."""
    return RefusedError(
        f"{where}{len(outcome.findings)} findings; nothing was published. See {outcome.folder}.", outcome
    )


def ended(outcome: Outcome) -> State[Any]:
    """Return the state of a flow whose run ended: Completed with the Outcome, or Failed where it was refused."""
    if outcome.status == "refused":
        return failed(refusal(outcome))
    return Completed(message=f"{outcome.status}: release {outcome.build_id}", data=outcome)


def failed(error: PipelineError) -> State[Any]:
    """Return the state of a flow that ended with a foreseen error, and log its sentence."""
    get_run_logger().error(str(error))
    return Failed(message=str(error), data=error)


def leave_findings(outcome: Outcome, note: str) -> None:
    """Leave the findings by code and the folder as artifacts: counts and codes, never a value from a file."""
    codes = sorted({finding.code.code for finding in outcome.findings})
    counts = "\n".join(f"- {code}: {sum(f.code.code == code for f in outcome.findings)}" for code in codes)
    create_markdown_artifact(f"{note}\n\n{counts or 'Tidak ada temuan / no findings'}", key="findings")
    create_link_artifact(Path(outcome.folder).as_uri(), key="folder", link_text=outcome.status, description=note)
