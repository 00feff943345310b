"""From finished files to a release that readers see whole, or not at all.

A release is built aside, sealed (hashed, made read-only, forced to disk), renamed into `releases/` and put in
force by one rename of the symbolic link `current`; that rename is the commit. All formats of a release change
in that one step, readers never wait, and a crash at any point leaves the old or the new release in force.
The next run needs no help to go on. Every function here except `verify_root`, `open_current`, `in_force`,
`withdrawn_since` and `former_release` is for the holder of the run lock.
"""

# Every write is an `os.x(...)` call, so that the fault tests can fail each one of them.
# ruff: noqa: PTH104, PTH105, PTH108, PTH211

import errno
import json
import os
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

from flows.errors import ConfigError, ContractError, StorageError
from flows.ledger import Event, Ledger
from flows.sealing import MANIFEST, RUN_RECORD, Manifest, is_wal, list_files, read_manifest, verify
from flows.storage import PRIVATE, PUBLIC_DIR, DataRoot, ensure_dir, fsync_dir, storage_errors

# --- the life of a release, in the order of a run ---


def begin(root: DataRoot, build_id: str, ledger: Ledger | None = None) -> Path:
    """Put in order what an interrupted run left, record the start and return an empty folder to build in.

    Args:
        root: The data root; its zones are created if need be.
        build_id: Names the build; lower-case letters, digits, `.`, `_` and `-`.
        ledger: The run's ledger; loaded from the root if None.

    Raises:
        ContractError: The build id cannot be the name of a folder, or the build was withdrawn.
        StorageError: The ledger or the link `current` is not what the protocol leaves, or the disk fails.
    """
    _check_build_id(build_id)
    root.prepare()
    ledger = Ledger(root.ledger_path) if ledger is None else ledger
    with storage_errors(f"beginning build {build_id}"):
        _reconcile(root, ledger)
        _refuse_withdrawn(ledger, build_id)
        ledger.append("start", build_id)
        for name in _left_overs(root, ledger):
            _take_away(root, name)
        for zone in (root.work, root.tmp):
            shutil.rmtree(zone)
            ensure_dir(zone, PRIVATE)
        work_dir = root.work / build_id
        ensure_dir(work_dir, PUBLIC_DIR)
    return work_dir


def publish(root: DataRoot, work_dir: Path, build_id: str, ledger: Ledger) -> Path:
    """Put a sealed build in force and return the folder of the release that now is.

    A build that exists already is kept when the new one is equal to it, so that running an unchanged month
    again changes no release. A damaged one is left as evidence and the new build goes beside it, because
    readers may have the damaged folder open.

    Args:
        root: The data root.
        work_dir: The sealed folder.
        build_id: The build that made it.
        ledger: The run's ledger.

    Raises:
        ContractError: The folder is not as sealed, an equal build id gave other files before, or a release of the
            same inputs and code was withdrawn.
        StorageError: The disk is full or fails; the old or the new release is in force, and running again
            completes the rest.
    """
    _check_build_id(build_id)
    with storage_errors(f"publishing build {build_id}"):
        manifest = _sealed(work_dir, build_id)
        _refuse_withdrawn(ledger, build_id, _content(work_dir))
        damaged: list[str] = []  # evidence of a failing disk or of tampering, kept until collected
        for name in _made_before(root, ledger, build_id):
            release = root.releases / name
            record = _standing(ledger).get(name)
            if _problems(release, record):
                damaged.append(name)
                continue
            differing = _differing(read_manifest(release), manifest)
            if differing:
                raise ContractError(
                    f"Build {build_id}: found other content than in the release of the same inputs and code "
                    f"in {', '.join(differing)}, expected equal files. The release in force stays. Find what "
                    "else the build depends on: the clock, the order of rows, a library's version."
                )
            _switch(root, name)
            _record(ledger, "published" if record is None else "rebuilt_identical", release, damaged)
            shutil.rmtree(work_dir)
            return release
        repair = max((_repair_number(name) for name in damaged), default=0) + 1
        release = root.releases / (build_id if repair == 1 else f"{build_id}-r{repair}")
        os.rename(work_dir, release)
        fsync_dir(root.releases)
        _switch(root, release.name)
        _record(ledger, "published", release, damaged)
        return release


def discard(root: DataRoot, build_id: str, ledger: Ledger, reason: str) -> None:
    """Record that a build is refused and remove it; the release in force stays.

    Args:
        root: The data root.
        build_id: The refused build.
        ledger: The run's ledger.
        reason: A code, never a value from the data.

    Raises:
        StorageError: The disk is full or fails.
    """
    _check_build_id(build_id)
    ledger.append("refused", build_id, {"reason": reason})
    with storage_errors(f"removing the refused build {build_id}"), suppress(FileNotFoundError):
        shutil.rmtree(root.work / build_id)


def roll_back(root: DataRoot, build_id: str | None, ledger: Ledger) -> Path:
    """Put an older release in force again and withdraw the one in force; return the folder that now is in force.

    The ledger is written before the link: if the process dies between the two, the next run or the same command
    completes the switch. A withdrawn build is not built again from the same inputs and code; rolling back to it
    reinstates it.

    Args:
        root: The data root.
        build_id: The build to go back to; the release that was in force before if None.
        ledger: The ledger.

    Raises:
        ConfigError: There is no such release, or it is in force already.
        StorageError: The release is damaged, there is none in force, or the disk fails.
    """
    with storage_errors("rolling back"):
        before = _current_name(root)
        _reconcile(root, ledger)
        current = open_current(root).name
        if current != before and build_id in (None, current, _build_of(current)):
            return root.releases / current  # the same command died after its record
        name = former_release(root, ledger, build_id)
        record = _standing(ledger)[name]
        problems = _problems(root.releases / name, record)
        if problems:
            raise StorageError(
                f"releases/{name}: found a damaged release, expected it as the ledger records it. "
                f"{' '.join(problems)} The release in force stays. Restore the folder from the backup."
            )
        details = {"release": name, "manifest_sha256": record.manifest_sha256, "withdrawn": current}
        if (content := _content(root.releases / current)) is not None:
            details["withdrawn_content"] = content
        ledger.append("rolled_back", record.build_id, details)
        _switch(root, name)
    return root.releases / name


def collect_garbage(
    root: DataRoot, ledger: Ledger, keep: int = 3, days: int = 40, now: datetime | None = None
) -> list[str]:
    """Remove old releases and return their names.

    The last `keep` intact releases by the order of the ledger stay, so does everything younger than `days`,
    for readers who resolved `current` a while ago, and the release in force stays whatever its age.

    Raises:
        StorageError: The disk is full or fails.
    """
    now = now or datetime.now(UTC)
    standing = _standing(ledger)
    intact = [name for name, record in standing.items() if not record.known_damaged]
    kept = {*intact[-keep:], _current_name(root)} if keep else {_current_name(root)}
    old = [
        name
        for name, record in standing.items()
        if name not in kept and now - datetime.fromisoformat(record.at) >= timedelta(days=days)
    ]
    with storage_errors("removing old releases"):
        for name in old:
            ledger.append("collected", standing[name].build_id, {"release": name})
            _take_away(root, name)
    return old


# --- what readers and auditors call ---


def open_current(root: DataRoot) -> Path:
    """The folder of the release in force, resolved once.

    Read every file under the returned path: going through `current` again may meet the next release.

    Raises:
        StorageError: There is none, or `current` leads elsewhere.
    """
    with storage_errors("finding the release in force"):
        name = _current_name(root)
    if name is None or not (root.releases / name / MANIFEST).is_file():
        found = "no release" if not os.path.lexists(root.current) else "a link that leads to no release"
        raise StorageError(
            f"{root.current}: found {found}, expected a link to a folder in {root.releases}. "
            "Run the pipeline once; it publishes a release or says why not."
        )
    return root.releases / name


def in_force(root: DataRoot) -> Path | None:
    """The folder of the release in force, resolved once; None where nothing was ever published.

    For a run that goes on from the release before: taking a lost one for "never published" would begin history anew.

    Raises:
        StorageError: The ledger knows of releases and `current` leads to none.
    """
    try:
        return open_current(root)
    except StorageError:
        ledger = Ledger(root.ledger_path)
        last = _last_in_force(ledger)
        if last is None:
            return None
        name = last.details.get("release")
        raise StorageError(
            f"{root.current}: found no link to a whole release, expected one to {root.releases.name}/{name}, which the "
            f"ledger records as in force. Is that folder whole, put the link back: ln -sfn {root.releases.name}/{name} "
            f"{root.current}; else restore it from the backup."
        ) from None


def withdrawn_since(root: DataRoot) -> Event | None:
    """The publication of the newest release where a roll back took it out of force; None where it is in force.

    Raises:
        StorageError: The ledger is damaged.
    """
    ledger = Ledger(root.ledger_path)
    newest, last = ledger.last("published"), _last_in_force(ledger)
    return None if newest is None or last is None or newest.build_id == last.build_id else newest


def former_release(root: DataRoot, ledger: Ledger, build_id: str | None = None) -> str:
    """The name of the release that a roll back would put in force.

    Args:
        root: The data root.
        ledger: The ledger.
        build_id: The build to go back to; the release that was in force before if None.

    Raises:
        ConfigError: There is no such release, or it is in force already.
    """
    with storage_errors("finding the former release"):
        current = _current_name(root)
    standing, withdrawn = _standing(ledger), _withdrawn(ledger)
    there = [name for name, record in standing.items() if not record.known_damaged]
    others = [name for name in there if name != current]
    if build_id is None:
        found = [name for name in others if standing[name].build_id not in withdrawn]
        wanted = "a release before the one in force"
    else:
        found = [name for name in there if build_id in (name, standing[name].build_id)]
        wanted = f"build {build_id}"
    if not found:
        known = ", ".join(standing[name].build_id for name in others) or "none"
        raise ConfigError(f"{root.releases}: found no release to go back to, expected {wanted}. There is: {known}.")
    if found[-1] == current:
        raise ConfigError(f"Roll back: found build {build_id} in force already, expected another one.")
    return found[-1]


def verify_root(root: DataRoot) -> list[str]:
    """What is wrong with the whole root: ledger, link, every release; empty if nothing.

    What an interrupted run left and the next one puts in order is not a problem, nor is a damaged release
    that the ledger says was replaced.

    Raises:
        StorageError: The folders themselves cannot be read.
    """
    with storage_errors("verifying the data root"):
        return _root_problems(root)


# --- the ledger's view of the releases ---


def _root_problems(root: DataRoot) -> list[str]:
    problems: list[str] = []
    standing: dict[str, _Standing] = {}
    ledger: Ledger | None = None
    try:
        ledger = Ledger(root.ledger_path)
        standing = _standing(ledger)
    except StorageError as error:
        problems.append(str(error))
    try:
        open_current(root)
    except StorageError as error:
        problems.append(str(error))
    present = _release_names(root)
    current = _current_name(root)
    for name in present:
        record = standing.get(name)
        if record is not None and record.known_damaged and name != current:
            continue
        if ledger is not None and record is None:
            if not _was_started(ledger, name):
                problems.append(f"releases/{name} has no record in the ledger; no run made it.")
                continue
            if name != current:
                continue  # never in force; the next run removes it
        problems += [f"releases/{name}: {problem}" for problem in _problems(root.releases / name, record)]
    for name, record in standing.items():
        if name not in present and not record.known_damaged:
            problems.append(f"releases/{name} is in the ledger but not on disk; restore it from the backup.")
    inside = tuple(f"releases/{name}/" for name in present)
    problems += [
        f"{name} is a database log outside a release; a reader opened a database read-write. Remove it."
        for name, _ in list_files(root.published)
        if is_wal(name) and not name.startswith(inside)
    ]
    return problems


_IN_FORCE = ("published", "rebuilt_identical", "rolled_back")  # events after which a release is in force


@dataclass(frozen=True)
class _Standing:
    build_id: str
    manifest_sha256: object
    at: str
    known_damaged: bool = False


def _standing(ledger: Ledger) -> dict[str, _Standing]:
    """Releases that are published and not collected, the one recorded last at the end."""
    standing: dict[str, _Standing] = {}
    for event in ledger.events():
        name = str(event.details.get("release", ""))
        if event.event in _IN_FORCE:
            standing.pop(name, None)
            standing[name] = _Standing(event.build_id, event.details.get("manifest_sha256"), event.at)
            replaced = event.details.get("replaces_damaged", [])
            for damaged in replaced if isinstance(replaced, list) else []:
                if damaged in standing:
                    standing[damaged] = replace(standing[damaged], known_damaged=True)
        elif event.event == "collected":
            standing.pop(name, None)
    return standing


def _last_in_force(ledger: Ledger) -> Event | None:
    return next((event for event in reversed(ledger.events()) if event.event in _IN_FORCE), None)


def _withdrawn(ledger: Ledger) -> dict[str, Event]:
    """Builds that a roll back took out of force and none put back, with that roll back."""
    withdrawn: dict[str, Event] = {}
    for event in ledger.events():
        if event.event == "rolled_back":
            withdrawn[_build_of(str(event.details.get("withdrawn", "")))] = event
        if event.event in _IN_FORCE:
            withdrawn.pop(event.build_id, None)
    return withdrawn


def _refuse_withdrawn(ledger: Ledger, build_id: str, content: str | None = None) -> None:
    """Keep a schedule from undoing a roll back.

    A build id may also depend on the release before, and after a roll back that is another one than when the withdrawn
    release was built; its content, the hash of inputs and code alone, is then the same.

    Raises:
        ContractError: The build was withdrawn, or one of the same inputs and code.
    """
    for withdrawn, event in _withdrawn(ledger).items():
        if withdrawn == build_id or (content is not None and event.details.get("withdrawn_content") == content):
            raise ContractError(
                f"Build {build_id}: found inputs and code of the release {withdrawn}, which was withdrawn at {event.at}, "
                "expected others. The release in force stays. Correct the file or setting that was wrong and run again, "
                "or put the withdrawn release back in force with a roll back to it."
            )


def _content(release: Path) -> str | None:
    """The hash of inputs and code that a run record states; None where it states none or cannot be read."""
    try:
        record = json.loads((release / RUN_RECORD).read_bytes())
    except (OSError, ValueError):
        return None
    content = record.get("content") if isinstance(record, dict) else None
    return content if isinstance(content, str) else None


def _was_started(ledger: Ledger, name: str) -> bool:
    return ledger.last("start", build_id=_build_of(name)) is not None


def _reconcile(root: DataRoot, ledger: Ledger) -> None:
    """Record the release that a run put in force just before it died, or complete a roll back that died.

    Raises:
        StorageError: `current` is not a link of the protocol, or the ledger knows nothing of the release.
    """
    if os.path.lexists(root.current) and not root.current.is_symlink():
        raise StorageError(
            f"{root.current}: found a file or folder, expected a symbolic link. Move it away and run again."
        )
    name = _current_name(root)
    last = _last_in_force(ledger)
    if last is not None and last.event == "rolled_back" and name == last.details.get("withdrawn"):
        target = str(last.details.get("release"))
        if (root.releases / target / MANIFEST).is_file():
            _switch(root, target)  # the roll back died between its record and its switch
            return
    if name is None or name in _standing(ledger) or not (root.releases / name).is_dir():
        return  # a link that leads nowhere is repaired by the next publication
    if not _was_started(ledger, name):
        raise StorageError(
            f"{root.current}: found the release {name}, of which the ledger records no run, expected a "
            "recorded one. Either the ledger was lost: restore it from the backup; or the release is not the "
            "pipeline's: point the link back to the release before."
        )
    if verify(root.releases / name):
        return  # nothing to vouch for; publishing the build again puts an intact one beside it
    damaged = [
        other
        for other, record in _standing(ledger).items()
        if _build_of(other) == _build_of(name) and _problems(root.releases / other, record)
    ]
    fsync_dir(root.published)  # the run may have died before it did this
    _record(ledger, "published", root.releases / name, damaged, reconciled=True)


def _left_overs(root: DataRoot, ledger: Ledger) -> list[str]:
    """Folders that runs renamed into place without the commit, or recorded as collected and left."""
    standing, current = _standing(ledger), _current_name(root)
    return [
        name for name in _release_names(root) if name not in standing and name != current and _was_started(ledger, name)
    ]


def _record(ledger: Ledger, event: str, release: Path, damaged: list[str], *, reconciled: bool = False) -> Event:
    manifest = read_manifest(release)
    details: dict[str, object] = {
        "release": release.name,
        "manifest_sha256": manifest.sha256,
        "files": len(manifest.files),
    }
    if damaged:
        details["replaces_damaged"] = damaged
    if reconciled:
        details["reconciled"] = True
    return ledger.append(event, manifest.build_id, details)


# --- the folders ---


def _current_name(root: DataRoot) -> str | None:
    """The release that `current` names; None if it is missing or leads out of `releases/`."""
    try:
        target = PurePosixPath(root.current.readlink())
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.EINVAL):  # not there, or not a link
            return None
        raise
    return target.name if target.parent == PurePosixPath(root.releases.name) else None


def _switch(root: DataRoot, name: str) -> None:
    """Put a release in force: one rename, which readers see before or after."""
    if _current_name(root) != name:
        aside = root.published / ".current.tmp"
        with suppress(FileNotFoundError):
            os.unlink(aside)
        os.symlink(f"{root.releases.name}/{name}", aside)
        os.replace(aside, root.current)
    fsync_dir(root.published)


def _take_away(root: DataRoot, name: str) -> None:
    """Remove a release folder that is not in force; it disappears from `releases/` in one step."""
    doomed = root.work / f".removed-{name}"
    with suppress(FileNotFoundError):
        shutil.rmtree(doomed)
    with suppress(FileNotFoundError):
        os.rename(root.releases / name, doomed)
        fsync_dir(root.releases)
        shutil.rmtree(doomed)


def _sealed(work_dir: Path, build_id: str) -> Manifest:
    problems = verify(work_dir)
    if problems:
        raise ContractError(
            f"Build {build_id}: found a folder that is not as sealed, expected no change after sealing. "
            f"{' '.join(problems)} Build again."
        )
    manifest = read_manifest(work_dir)
    if manifest.build_id != build_id:
        raise ContractError(
            f"Build {build_id}: found the manifest of build {manifest.build_id}, expected its own. Build again."
        )
    return manifest


def _problems(release: Path, record: _Standing | None) -> list[str]:
    problems = verify(release)
    if not problems and record is not None and read_manifest(release).sha256 != record.manifest_sha256:
        problems.append("the manifest is not the one the ledger records; files and manifest were replaced.")
    return problems


def _differing(old: Manifest, new: Manifest) -> list[str]:
    """Files that two builds of one id do not share; databases are compared by the hash of their content."""

    def content(manifest: Manifest, name: str) -> object:
        if name not in manifest.files:
            return None
        both_state_it = name in old.logical and name in new.logical
        by_content = name.endswith(".duckdb") and both_state_it
        return manifest.logical[name] if by_content else manifest.files[name].sha256

    names = sorted(old.files.keys() | new.files.keys())
    return [name for name in names if content(old, name) != content(new, name)]


def _made_before(root: DataRoot, ledger: Ledger, build_id: str) -> list[str]:
    """Releases of a build, first to last repair; what a run renamed there without the commit is removed."""
    standing, current = _standing(ledger), _current_name(root)
    made: list[str] = []
    for name in _release_names(root):
        if _build_of(name) != build_id:
            continue
        if name in standing or name == current:
            made.append(name)
        else:
            _take_away(root, name)
    return sorted(made, key=_repair_number)


def _check_build_id(build_id: str) -> None:
    if not re.fullmatch(r"[0-9a-z][0-9a-z._-]{0,79}", build_id) or re.search(r"-r\d+$", build_id):
        raise ContractError(
            f"Build id: found {build_id!r}, expected lower-case letters, digits, '.', '_' or '-', and no "
            "ending like '-r2', which marks a repaired release. Derive the id from the hash of the inputs."
        )


def _build_of(name: str) -> str:
    return re.sub(r"-r\d+$", "", name)


def _repair_number(name: str) -> int:
    repaired = re.search(r"-r(\d+)$", name)
    return int(repaired[1]) if repaired else 1


def _release_names(root: DataRoot) -> list[str]:
    try:
        with os.scandir(root.releases) as entries:
            return sorted(entry.name for entry in entries)
    except FileNotFoundError:
        return []
