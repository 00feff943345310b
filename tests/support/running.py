"""Runs the stages of a study without Prefect, which is what they promise."""

from pathlib import Path

from flows.building import Outcome
from flows.pipeline import Run, find_study, load_catalog
from flows.storage import DataRoot


def run_stages(root: Path, study_id: str = "jakarta_2015") -> Outcome:
    """Take a study's exports to a release or a refusal; a file that cannot be read is given up, as the flow does."""
    data_root = DataRoot(root)
    catalog = load_catalog(data_root)
    with Run(data_root, catalog, find_study(catalog, study_id)) as run:
        names = run.begin()
        for name in names:
            try:
                run.read(name)
            except OSError as error:
                run.give_up(name, error)
        for name in names:
            run.bind(name)
        run.validate()
        run.compute()
        if run.is_refused:
            return run.refuse()
        run.check()
        run.build()
        return run.publish()
