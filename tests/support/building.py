"""A build small enough to fail at each of its operations, and the promises checked after it."""

import shutil
from pathlib import Path

from flows.errors import PipelineError
from flows.ledger import Ledger
from flows.releases import begin, open_current, publish, verify_root
from flows.sealing import seal, verify
from flows.storage import DataRoot, RunLock, storage_errors

OLD, NEW = "a1", "b2"
CONTENT = {
    OLD: {"ikm.csv": b"kantor,ikm\nA,80.00\n", "data/ikm.duckdb": b"old database"},
    NEW: {"ikm.csv": b"kantor,ikm\nA,81.25\n", "data/ikm.duckdb": b"new database"},
}


def build(root: DataRoot, build_id: str, content: dict[str, bytes] | None = None, logical: str = "") -> Path:
    """Begin, build, seal and publish, as a run does; returns the release."""
    with RunLock(root):
        ledger = Ledger(root.ledger_path)
        work_dir = begin(root, build_id, ledger)
        fill(work_dir, CONTENT[build_id] if content is None else content)
        extra = {"logical": {"data/ikm.duckdb": logical or f"content of {build_id}"}}
        seal(work_dir, build_id=build_id, rows={"ikm": 1}, extra=extra)
        return publish(root, work_dir, build_id, ledger)


def fill(folder: Path, content: dict[str, bytes]) -> None:
    with storage_errors("building"):
        for name, data in content.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def copy_root(root: DataRoot, to: Path) -> DataRoot:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(root.path, to, symlinks=True)
    return DataRoot(to)


def complaints_after_fault(root: DataRoot, allowed: tuple[str | None, ...]) -> list[str]:
    """What a reader and an auditor would complain about; with None in `allowed` no release is fine."""
    try:
        release = open_current(root)
    except PipelineError as error:
        return [] if None in allowed and not root.current.is_symlink() else [str(error)]
    build_id = release.name.split("-r")[0]
    wrong = verify(release)
    if release.name not in allowed:
        wrong.append(f"{release.name} is in force")
    for name, data in CONTENT[build_id].items():
        if not (release / name).is_file() or (release / name).read_bytes() != data:
            wrong.append(f"{name} is not that of build {build_id}")
    return wrong


def complaints_after_rerun(root: DataRoot, releases: tuple[str, ...]) -> list[str]:
    """What is wrong once the build has run again undisturbed; the last of `releases` is to be in force."""
    wrong = complaints_after_fault(root, releases[-1:]) + verify_root(root)
    events = [event for event in Ledger(root.ledger_path).events() if event.event == "published"]
    recorded = [str(event.details["release"]) for event in events]
    if sorted(recorded) != sorted(releases):
        wrong.append(f"the ledger holds published records of {recorded}")
    if {path.name for path in root.releases.iterdir()} != set(releases):
        wrong.append(f"releases/ holds {sorted(path.name for path in root.releases.iterdir())}")
    if list(root.work.iterdir()):
        wrong.append("state/work is not empty")
    return wrong
