"""Puts a former release in force again: for the hour in which a wrong number has been published.

Nothing is computed and nothing is deleted. The release that was in force stays on disk, is recorded as withdrawn, and is
not built again from the same inputs and code; see ``flows.releases.roll_back``.
"""

from dataclasses import dataclass
from pathlib import Path

from flows import releases
from flows.ledger import Ledger
from flows.storage import DataRoot, RunLock


@dataclass(frozen=True)
class RolledBack:
    """What a roll back did.

    Attributes:
        release: Folder that is in force now.
        withdrawn: Name of the release that was in force.
        ledger_head: Hash of the ledger's last event.
    """

    release: Path
    withdrawn: str
    ledger_head: str


def roll_back(root: DataRoot, build_id: str | None = None) -> RolledBack:
    """Put a former release in force again, after checking every byte of it.

    Args:
        root: The data root.
        build_id: The build to go back to, as ``kepuasan status`` names it; the one before if None.

    Raises:
        ConfigError: there is no such release, or it is in force already.
        LockedError: a run is at work.
        StorageError: the release is damaged, there is none in force, or the disk fails.
    """
    with RunLock(root):
        ledger = Ledger(root.ledger_path)
        withdrawn = releases.open_current(root).name
        release = releases.roll_back(root, build_id, ledger)
        return RolledBack(release, withdrawn, ledger.head)


def told(done: RolledBack) -> list[str]:
    """What to tell the person who rolled back, in both languages."""
    return [
        f"Berlaku lagi / in force again: {done.release}",
        f"Ditarik / withdrawn: {done.withdrawn}",
        f"Ledger: {done.ledger_head}",
        "Masukan yang sama tidak akan diterbitkan lagi sampai penyebabnya diperbaiki. / The same inputs are not published "
        "again until their mistake is corrected.",
    ]
