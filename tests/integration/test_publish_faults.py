"""Whatever fails during publication, a reader sees the old or the new release, and the next run finishes.

Each test spoils one operation of a small publication, looks at the result the way a reader and an auditor do,
runs the same build again undisturbed and looks again. The controls plant a bug and require the same check to
notice it: a check that cannot fail proves nothing.
"""

import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from building import (
    CONTENT,
    NEW,
    OLD,
    build,
    complaints_after_fault,
    complaints_after_rerun,
    copy_root,
    fill,
)
from faults import CRASHED, KILLED, MODES, PowerCut, in_child

from flows import ledger as ledger_module
from flows import releases, sealing, storage
from flows.errors import LockedError, StorageError
from flows.ledger import Ledger
from flows.releases import verify_root
from flows.sealing import verify
from flows.storage import DataRoot, RunLock

Action = Callable[[DataRoot], object]
POWER_CUTS = ("data_lost", "names_lost")


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("faults")


@pytest.fixture(scope="module")
def fresh_root(scratch: Path) -> DataRoot:
    path = scratch / "fresh"
    path.mkdir()
    return DataRoot(path)


@pytest.fixture(scope="module")
def old_root(scratch: Path) -> DataRoot:
    """One release is in force."""
    root = DataRoot(scratch / "old")
    assert in_child(lambda: build(root, OLD)).code == 0
    return root


@pytest.fixture(scope="module")
def both_root(scratch: Path, old_root: DataRoot) -> DataRoot:
    """The new release is in force, the old one is kept."""
    root = copy_root(old_root, scratch / "both")
    assert in_child(lambda: build(root, NEW)).code == 0
    return root


@pytest.fixture(scope="module")
def damaged_root(scratch: Path, both_root: DataRoot) -> DataRoot:
    """A byte of the new release was changed on disk after it was published."""
    root = copy_root(both_root, scratch / "damaged")
    path = root.releases / NEW / "ikm.csv"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"81.25", b"91.25"))
    return root


def publish_new(root: DataRoot) -> object:
    return build(root, NEW)


def operations_of(action: Action, root: DataRoot) -> int:
    return len(in_child(lambda: action(root)).operations)


def sweep(
    start: DataRoot,
    scratch: Path,
    modes: tuple[str, ...],
    allowed: tuple[str | None, ...],
    finally_there: tuple[str, ...],
    action: Action = publish_new,
    rerun: Action = publish_new,
    stop_at_first: bool = False,
) -> tuple[int, list[str]]:
    """Spoil each operation in each mode; returns the points tried and what was wrong."""
    total = operations_of(action, copy_root(start, scratch / "point"))
    wrong: list[str] = []
    points = [(mode, at) for mode in modes for at in range(1, total + 1)]
    for mode, at in points:
        if wrong and stop_at_first:
            break
        root = copy_root(start, scratch / "point")
        name = f"{mode} at operation {at} of {total}"
        power = PowerCut(root.path, names_lost=mode == "names_lost") if mode in POWER_CUTS else None
        outcome = in_child(lambda: action(root), at, "kill" if power else mode, power)  # noqa: B023
        if outcome.code == CRASHED or (outcome.code > 0 and outcome.code != StorageError.exit_code):
            wrong.append(f"{name}: the run ended with {outcome.code}: {outcome.text}")
        wrong += [f"{name}: {problem}" for problem in complaints_after_fault(root, allowed)]
        if None not in allowed:
            wrong += [f"{name}: {problem}" for problem in verify_root(root)]
        again = in_child(lambda: rerun(root))  # noqa: B023
        if again.code != 0:
            wrong.append(f"{name}: the next run ended with {again.code}: {again.text}")
        else:
            wrong += [f"{name}, next run: {problem}" for problem in complaints_after_rerun(root, finally_there)]
    return len(points), wrong


# --- the matrix ---


@pytest.mark.parametrize("mode", MODES)
def test_a_new_release_is_seen_whole_or_not_at_all(old_root: DataRoot, scratch: Path, mode: str) -> None:
    points, wrong = sweep(old_root, scratch, (mode,), (OLD, NEW), (OLD, NEW))
    assert wrong == []
    assert 60 <= points <= 120  # a shim that no longer reaches the operations would pass everything


@pytest.mark.parametrize("mode", ["kill", "torn", "enospc", "eio_sticky", *POWER_CUTS])
def test_the_first_release_of_a_root_is_seen_whole_or_not_at_all(
    fresh_root: DataRoot, scratch: Path, mode: str
) -> None:
    points, wrong = sweep(fresh_root, scratch, (mode,), (None, NEW), (NEW,))
    assert wrong == []
    assert points >= 60


@pytest.mark.parametrize("mode", ["kill", "torn", "eio"])
def test_running_an_unchanged_month_again_never_harms_it(both_root: DataRoot, scratch: Path, mode: str) -> None:
    _, wrong = sweep(both_root, scratch, (mode,), (NEW,), (OLD, NEW))
    assert wrong == []


@pytest.mark.parametrize("mode", ["kill", "torn", "eio"])
def test_a_damaged_release_is_replaced_by_an_intact_one(damaged_root: DataRoot, scratch: Path, mode: str) -> None:
    # Until the switch the damaged release is in force, so only what is there after the next run is looked at.
    repaired = f"{NEW}-r2"
    total = operations_of(publish_new, copy_root(damaged_root, scratch / "point"))
    for at in range(1, total + 1):
        root = copy_root(damaged_root, scratch / "point")
        in_child(lambda: publish_new(root), at, mode)  # noqa: B023
        assert in_child(lambda: publish_new(root)).code == 0  # noqa: B023
        assert complaints_after_rerun(root, (OLD, NEW, repaired)) == [], f"{mode} at operation {at}"
        replaced = Ledger(root.ledger_path).last("published")
        assert replaced is not None
        assert replaced.details["replaces_damaged"] == [NEW]


@pytest.mark.parametrize("mode", POWER_CUTS)
def test_a_power_cut_loses_nothing_that_was_published(old_root: DataRoot, scratch: Path, mode: str) -> None:
    points, wrong = sweep(old_root, scratch, (mode,), (OLD, NEW), (OLD, NEW))
    assert wrong == []
    assert points >= 60


def test_six_kills_in_a_row_and_then_one_quiet_run(old_root: DataRoot, scratch: Path) -> None:
    # Each attempt dies one stretch later than the one before; 7 and 11 share no factor with the length.
    for stride in (7, 11):
        root = copy_root(old_root, scratch / "point")
        for attempt in range(1, 7):
            assert in_child(lambda: publish_new(root), attempt * stride).code in (KILLED, 0)  # noqa: B023
            assert complaints_after_fault(root, (OLD, NEW)) == []
        assert in_child(lambda: publish_new(root)).code == 0  # noqa: B023
        assert complaints_after_rerun(root, (OLD, NEW)) == []


def test_collecting_old_releases_can_be_interrupted_anywhere(old_root: DataRoot, scratch: Path) -> None:
    def collect(root: DataRoot) -> None:
        releases.collect_garbage(root, Ledger(root.ledger_path), keep=1, days=0)

    start = copy_root(old_root, scratch / "collect")
    assert in_child(lambda: build(start, NEW)).code == 0
    total = operations_of(collect, copy_root(start, scratch / "point"))
    for mode in ("kill", "torn", "eio"):
        for at in range(1, total + 1):
            root = copy_root(start, scratch / "point")
            in_child(lambda: collect(root), at, mode)  # noqa: B023
            assert complaints_after_fault(root, (NEW,)) == [], f"{mode} at operation {at}"
            assert verify_root(root) == [], f"{mode} at operation {at}"

            assert in_child(lambda: (publish_new(root), collect(root))).code == 0  # noqa: B023
            assert [path.name for path in root.releases.iterdir()] == [NEW]
            assert verify_root(root) == []


# --- controls: the same check must notice a planted bug ---


def publish_in_place(root: DataRoot) -> None:
    """The bug: files are written over those of the release in force."""
    ledger = Ledger(root.ledger_path)
    work_dir = releases.begin(root, NEW, ledger)
    fill(work_dir, CONTENT[NEW])
    sealing.seal(work_dir, build_id=NEW, rows=None, extra={})
    target = releases.open_current(root)
    for name, path in sealing.list_files(work_dir):
        (target / name).chmod(0o644)
        storage.write_bytes_durably(target / name, path.read_bytes())
    ledger.append("published", NEW, {"release": target.name})


def publish_with_a_gap(root: DataRoot) -> None:
    """The bug: the link is removed and made again instead of renamed over."""

    def switch(root: DataRoot, name: str) -> None:
        root.current.unlink()
        root.current.symlink_to(f"releases/{name}")

    releases._switch = switch
    publish_new(root)


def publish_before_it_is_there(root: DataRoot) -> None:
    """The bug: the link is switched before the folder is renamed into place."""

    def switch_first(root: DataRoot, _: Ledger, build_id: str) -> list[str]:
        releases._switch(root, build_id)
        return []

    releases._made_before = switch_first
    publish_new(root)


def publish_without_forcing_files(root: DataRoot) -> None:
    """The bug: a sealed file is made read-only but not forced to disk."""
    sealing._freeze = lambda path, mode: path.chmod(mode)
    publish_new(root)


def publish_without_forcing_names(root: DataRoot) -> None:
    """The bug: files are forced to disk, the names in their directories are not."""

    def forget(_: Path) -> None:
        pass

    releases.fsync_dir = storage.fsync_dir = ledger_module.fsync_dir = forget
    publish_new(root)


@pytest.mark.parametrize(
    ("planted", "modes"),
    [
        (publish_in_place, ("kill",)),
        (publish_with_a_gap, ("kill",)),
        (publish_before_it_is_there, ("kill",)),
        (publish_without_forcing_files, POWER_CUTS),
        (publish_without_forcing_names, POWER_CUTS),
    ],
)
def test_a_planted_bug_is_noticed(old_root: DataRoot, scratch: Path, planted: Action, modes: tuple[str, ...]) -> None:
    _, wrong = sweep(old_root, scratch, modes, (OLD, NEW), (OLD, NEW), action=planted, stop_at_first=True)
    assert wrong != []


def test_an_error_that_the_code_swallows_is_noticed(old_root: DataRoot, scratch: Path) -> None:
    # The shim itself: a run whose second operation fails must not end well.
    root = copy_root(old_root, scratch / "point")
    outcome = in_child(lambda: publish_new(root), 2, "enospc")
    assert outcome.code == StorageError.exit_code
    assert "No space left on device" in outcome.text
    assert "Free some space" in outcome.text


# --- one run at a time ---


def start_runs(root: DataRoot, number: int, scratch: Path) -> dict[int, int]:
    """Start processes that all try the lock; who gets it waits until told. Returns pid to exit code."""
    go, ends = scratch / "go", {}
    go.unlink(missing_ok=True)
    results = scratch / "results"
    shutil.rmtree(results, ignore_errors=True)
    results.mkdir()
    pids = []
    for _ in range(number):
        pid = os.fork()
        if pid == 0:
            code = CRASHED
            try:
                with RunLock(root):
                    (results / f"{os.getpid()}").write_text("held")
                    while not go.exists():
                        time.sleep(0.005)
                    code = 0
            except LockedError as error:
                (results / f"{os.getpid()}").write_text(str(error))
                code = error.exit_code
            finally:
                os._exit(code)
        pids.append(pid)
    deadline = time.monotonic() + 240
    while len(list(results.iterdir())) < number and time.monotonic() < deadline:
        time.sleep(0.005)
    time.sleep(0.02)
    go.touch()
    for pid in pids:
        ends[pid] = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return ends


def test_of_six_runs_started_together_one_works_and_five_name_it(scratch: Path) -> None:
    root = DataRoot(scratch / "lock")
    root.prepare()
    for _ in range(5):
        ends = start_runs(root, 6, scratch)
        assert sorted(ends.values()) == [0, 75, 75, 75, 75, 75]
        (holder,) = [pid for pid, code in ends.items() if code == 0]
        for pid, code in ends.items():
            if code == 75:
                assert f"pid {holder}," in (scratch / "results" / str(pid)).read_text()


def test_without_the_kernels_lock_the_six_would_all_work(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fcntl.flock", lambda fd, how: None)  # noqa: ARG005
    root = DataRoot(scratch / "nolock")
    root.prepare()
    assert sorted(start_runs(root, 6, scratch).values()) == [0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("with_child", [False, True], ids=["alone", "with a forked child that lives on"])
def test_kill_9_of_the_holder_frees_the_lock(scratch: Path, with_child: bool) -> None:
    root = DataRoot(scratch / "killed")
    root.prepare()
    reading, writing = os.pipe()
    holder = os.fork()
    if holder == 0:
        RunLock(root).__enter__()
        child = os.fork() if with_child else None
        if child == 0:
            signal.pause()
        os.write(writing, f"{child or 0}\n".encode())
        signal.pause()
    child = int(os.read(reading, 20))
    with pytest.raises(LockedError, match=rf"pid {holder},"), RunLock(root):
        pass

    os.kill(holder, signal.SIGKILL)
    os.waitpid(holder, 0)
    with RunLock(root):
        pass
    if child:
        os.kill(child, 0)  # it was alive all the time
        os.kill(child, signal.SIGKILL)
    os.close(reading)
    os.close(writing)


# --- changed bytes ---


def flips(size: int, number: int) -> list[tuple[int, int]]:
    """Positions and bits spread over a file without chance; the first and the last byte are among them."""
    positions = [round(step * (size - 1) / (number - 1)) for step in range(number)]
    return [(position, 1 << (step % 8)) for step, position in enumerate(positions)]


def flipped(data: bytes, position: int, bit: int) -> bytes:
    return data[:position] + bytes([data[position] ^ bit]) + data[position + 1 :]


def undetected_ledger_flips(root: DataRoot) -> list[int]:
    path, accepted = root.ledger_path, []
    data = path.read_bytes()
    points = flips(len(data), 120) + [(len(data) - 1, 1 << bit) for bit in range(8)]
    for position, bit in points:
        path.write_bytes(flipped(data, position, bit))
        try:
            Ledger(path)
            accepted.append(position)
        except StorageError:
            pass
    path.write_bytes(data)
    return accepted


def test_every_changed_bit_of_the_ledger_is_refused(both_root: DataRoot, scratch: Path) -> None:
    root = copy_root(both_root, scratch / "flips")
    assert undetected_ledger_flips(root) == []  # of 120 spread over it, and all 8 of the last line's end


def test_a_ledger_that_cuts_any_damaged_last_line_is_noticed(
    both_root: DataRoot, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parse = Ledger._read

    def forgiving(self: Ledger) -> tuple[list[ledger_module.Event], int]:
        try:
            return parse(self)
        except StorageError:
            return [], 0  # the bug: damage is taken for an interrupted write

    root = copy_root(both_root, scratch / "flips")
    monkeypatch.setattr(Ledger, "_read", forgiving)
    assert undetected_ledger_flips(root) != []


def test_every_changed_bit_of_a_release_is_found(both_root: DataRoot, scratch: Path) -> None:
    root = copy_root(both_root, scratch / "flips")
    release = root.releases / NEW
    for name, path in sealing.list_files(release):
        path.chmod(0o644)
        data = path.read_bytes()
        for position, bit in flips(len(data), 60):
            path.write_bytes(flipped(data, position, bit))
            assert any(name in problem for problem in verify(release)), f"{name}, byte {position}, bit {bit}"
        for length in range(0, len(data), max(1, len(data) // 30)):
            path.write_bytes(data[:length])
            assert verify(release) != [], f"{name} cut to {length} bytes"
        path.write_bytes(data)
        assert verify(release) == []


def test_a_last_line_torn_at_any_byte_is_cut_off_and_the_next_run_finishes(both_root: DataRoot, scratch: Path) -> None:
    lines = both_root.ledger_path.read_bytes().splitlines(keepends=True)
    for length in range(len(lines[-1])):
        root = copy_root(both_root, scratch / "torn") if length % 40 == 0 else DataRoot(scratch / "torn")
        root.ledger_path.write_bytes(b"".join(lines[:-1]) + lines[-1][:length])
        assert len(Ledger(root.ledger_path).events()) == len(lines) - 1
        if length % 40 == 0:
            # The torn line was the record of NEW, which is in force: it is recorded again.
            assert in_child(lambda: publish_new(root)).code == 0  # noqa: B023
            assert complaints_after_rerun(root, (OLD, NEW)) == []
