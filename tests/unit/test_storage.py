"""Zones, lock, ledger and releases, one promise at a time; a disk that fails has tests of its own."""

import errno
import hashlib
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from building import CONTENT, NEW, OLD, build, fill

from flows import errors
from flows.errors import ConfigError, ContractError, LockedError, PipelineError, StorageError
from flows.ledger import GENESIS, Ledger
from flows.releases import begin, collect_garbage, discard, in_force, open_current, publish, verify_root
from flows.sealing import Manifest, read_manifest, seal, verify
from flows.storage import DataRoot, RunLock, sha256_file, storage_errors, write_bytes_durably


@pytest.fixture
def root(tmp_path: Path) -> DataRoot:
    return DataRoot(tmp_path / "data")


@pytest.fixture
def work_dir(tmp_path: Path) -> Path:
    """A finished build of two files, not sealed yet."""
    folder = tmp_path / "work" / NEW
    fill(folder, CONTENT[NEW])
    return folder


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def events_of(root: DataRoot) -> list[str]:
    return [event.event for event in Ledger(root.ledger_path).events()]


def damage(path: Path, old: bytes, new: bytes) -> None:
    path.chmod(0o644)
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))


# --- errors ---


def test_each_failure_has_the_exit_code_that_schedulers_know() -> None:
    codes = {
        name: kind.exit_code
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, PipelineError)
    }
    assert len(set(codes.values())) == len(codes)
    assert (
        codes.items()
        >= {
            "PipelineError": 1,
            "ConfigError": 2,
            "SourceFileError": 11,
            "ContractError": 12,
            "ExpectationError": 13,
            "StorageError": 74,
            "LockedError": 75,
        }.items()
    )


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "Free some space"),
        (errno.EIO, "Check the disk"),
        (errno.EACCES, "write permission"),
        (errno.ENOTEMPTY, "Repair the cause"),
    ],
)
def test_what_the_system_refuses_becomes_a_sentence_with_advice(number: int, advice: str) -> None:
    with pytest.raises(StorageError, match=advice) as caught, storage_errors("writing the index"):
        raise OSError(number, os.strerror(number), "ikm.csv")
    assert str(caught.value).startswith("While writing the index at ikm.csv: the system answered")


# --- zones ---


def test_zones_with_answers_are_private_and_published_ones_are_not_whatever_the_umask(root: DataRoot) -> None:
    for umask in (0o000, 0o077):
        before = os.umask(umask)
        try:
            root.prepare()
        finally:
            os.umask(before)
        assert {zone.relative_to(root.path).as_posix(): mode_of(zone) for zone in root.path.rglob("*")} == {
            "state": 0o700,
            "state/work": 0o700,
            "state/tmp": 0o700,
            "quarantine": 0o700,
            "published": 0o755,
            "published/releases": 0o755,
        }


def test_a_zone_that_was_opened_to_others_is_closed_again(root: DataRoot) -> None:
    root.prepare()
    root.state.chmod(0o755)
    root.prepare()
    assert mode_of(root.state) == 0o700


def test_a_relative_root_is_refused_because_a_worker_has_another_folder() -> None:
    with pytest.raises(ConfigError, match="absolute"):
        DataRoot(Path("data"))


def test_two_spellings_of_one_root_are_one_root(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "link").symlink_to("data")
    assert DataRoot(tmp_path / "link") == DataRoot(tmp_path / "data" / ".." / "data")


# --- durable writes ---


def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    write_bytes_durably(path, b"old")
    write_bytes_durably(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.json"
    write_bytes_durably(path, b"old")

    def full(_fd: int, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(StorageError, match="Free some space"):
        write_bytes_durably(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_system_that_takes_few_bytes_at_a_time_gets_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: real(fd, bytes(data)[:3]))
    write_bytes_durably(tmp_path / "x", b"0123456789")
    assert (tmp_path / "x").read_bytes() == b"0123456789"


def test_the_hash_of_a_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "abc").write_bytes(b"abc")
    # The first test vector of FIPS 180-2, appendix B.1.
    assert sha256_file(tmp_path / "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


# --- the lock ---


def test_a_second_run_is_told_who_works(root: DataRoot) -> None:
    with RunLock(root), pytest.raises(LockedError, match=rf"pid {os.getpid()}, started 20"), RunLock(root):
        pass
    with RunLock(root):
        pass  # and gets in when the first is done


def test_a_run_that_fails_gives_the_lock_back(root: DataRoot) -> None:
    with pytest.raises(ContractError), RunLock(root):
        raise ContractError("stopped")
    with RunLock(root):
        pass


def test_the_name_left_by_a_dead_run_locks_nobody_out(root: DataRoot) -> None:
    root.prepare()
    root.lock_path.write_text("pid 1, started 2020-01-01")
    with RunLock(root):
        assert root.lock_path.read_text().startswith(f"pid {os.getpid()},")


def test_a_program_started_during_a_run_does_not_inherit_the_lock(root: DataRoot) -> None:
    show = "import os; print([os.path.realpath(f'/proc/self/fd/{fd}') for fd in os.listdir('/proc/self/fd')])"
    with RunLock(root):
        shown = subprocess.run(
            [sys.executable, "-c", show], close_fds=False, capture_output=True, text=True, check=True
        )
    assert "run.lock" not in shown.stdout


# --- the ledger ---


@pytest.fixture
def ledger_path(tmp_path: Path) -> Path:
    """Three events."""
    path = tmp_path / "ledger.jsonl"
    ledger = Ledger(path)
    ledger.append("start", "a1")
    ledger.append("published", "a1", {"release": "a1", "rows": 319})
    ledger.append("start", "b2")
    return path


def test_the_ledger_is_read_back_as_it_was_written(ledger_path: Path) -> None:
    ledger = Ledger(ledger_path)
    assert [(e.seq, e.event, e.build_id) for e in ledger.events()] == [
        (0, "start", "a1"),
        (1, "published", "a1"),
        (2, "start", "b2"),
    ]
    published = ledger.last("published")
    assert published is not None
    assert published.details == {"release": "a1", "rows": 319}
    assert ledger.last() == ledger.events()[-1]
    assert ledger.last("start", build_id="a1") == ledger.events()[0]
    assert ledger.last("refused") is None


def test_each_line_holds_the_hash_of_the_one_before(ledger_path: Path) -> None:
    # Recomputed without the ledger's own code.
    before = "0" * 64
    for line in ledger_path.read_text().splitlines():
        body = json.loads(line)
        stated = body.pop("hash")
        text = json.dumps(body, sort_keys=True, separators=(",", ":"))
        assert stated == hashlib.sha256(text.encode()).hexdigest()
        assert body["prev"] == before
        before = stated
    assert Ledger(ledger_path).head == before


def test_an_empty_ledger_has_the_genesis_as_head(tmp_path: Path) -> None:
    assert Ledger(tmp_path / "none.jsonl").head == GENESIS
    assert not (tmp_path / "none.jsonl").exists()  # reading makes nothing


def edit_count(lines: list[bytes]) -> list[bytes]:
    return [line.replace(b'"rows":319', b'"rows":320') for line in lines]


def remove_second(lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[2]]


def swap_lines(lines: list[bytes]) -> list[bytes]:
    return [lines[1], lines[0], lines[2]]


def repeat_last(lines: list[bytes]) -> list[bytes]:
    return [*lines, lines[2]]


def add_blank(lines: list[bytes]) -> list[bytes]:
    return [lines[0].replace(b'"seq":0', b'"seq": 0'), *lines[1:]]


def spoil_line_end(lines: list[bytes]) -> list[bytes]:
    return [*lines[:2], lines[2][:-1] + b"\x0b"]


def append_rubbish(lines: list[bytes]) -> list[bytes]:
    return [*lines, b"rubbish"]


def append_empty_line(lines: list[bytes]) -> list[bytes]:
    return [*lines, b"\n"]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (edit_count, 2),
        (remove_second, 2),
        (swap_lines, 1),
        (repeat_last, 4),
        (add_blank, 1),
        (spoil_line_end, 3),
        (append_rubbish, 4),
        (append_empty_line, 4),
    ],
)
def test_a_changed_ledger_is_refused_and_the_line_is_named(
    ledger_path: Path, change: Callable[[list[bytes]], list[bytes]], line: int
) -> None:
    ledger_path.write_bytes(b"".join(change(ledger_path.read_bytes().splitlines(keepends=True))))
    with pytest.raises(StorageError, match=f"line {line}: found"):
        Ledger(ledger_path)


def test_a_rehashed_line_breaks_the_chain_at_the_next(ledger_path: Path) -> None:
    lines = ledger_path.read_text().splitlines()
    body = json.loads(lines[1])
    body["details"]["rows"] = 320
    del body["hash"]
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    body["hash"] = hashlib.sha256(text.encode()).hexdigest()
    lines[1] = json.dumps(body, sort_keys=True, separators=(",", ":"))
    ledger_path.write_text("\n".join(lines) + "\n")
    with pytest.raises(StorageError, match="line 3: found an event that does not follow"):
        Ledger(ledger_path)


@pytest.mark.parametrize("tail", [b'{"at":"2026-0', b"{", b'{"at":"20\x00\x00\x00', b"\x00\x00"])
def test_what_an_interrupted_write_left_is_cut_off_by_the_next_append(ledger_path: Path, tail: bytes) -> None:
    whole = ledger_path.read_bytes()
    ledger_path.write_bytes(whole + tail)
    ledger = Ledger(ledger_path)
    assert len(ledger.events()) == 3
    assert ledger_path.read_bytes() == whole + tail  # loading, as an auditor does, changes nothing

    ledger.append("refused", "b2")
    assert ledger_path.read_bytes().startswith(whole)
    assert [event.event for event in Ledger(ledger_path).events()][2:] == ["start", "refused"]


def test_two_objects_of_one_run_continue_one_chain(ledger_path: Path) -> None:
    first, second = Ledger(ledger_path), Ledger(ledger_path)
    first.append("refused", "b2")
    assert second.append("start", "c3").seq == 4
    assert len(Ledger(ledger_path).events()) == 5


def test_a_ledger_shortened_during_the_run_is_refused(ledger_path: Path) -> None:
    ledger = Ledger(ledger_path)
    ledger_path.write_bytes(b"".join(ledger_path.read_bytes().splitlines(keepends=True)[:1]))
    with pytest.raises(StorageError, match="found 1 events, expected the 3"):
        ledger.append("refused", "b2")


def test_a_write_that_fails_leaves_no_event(ledger_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger, whole = Ledger(ledger_path), ledger_path.read_bytes()

    def broken(_fd: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(StorageError, match="Check the disk"):
        ledger.append("published", "b2")
    assert ledger_path.read_bytes() == whole
    monkeypatch.undo()
    assert ledger.append("published", "b2").seq == 3


# --- sealing and verifying ---


def test_the_manifest_states_every_file_and_nothing_of_this_machine(work_dir: Path) -> None:
    manifest = seal(work_dir, build_id=NEW, rows={"ikm": 1}, extra={"code_version": "0.1.0"})
    text = (work_dir / "manifest.json").read_text()
    body = json.loads(text)
    assert body["files"] == [
        # 12 bytes: "new database"; 20 bytes: "kantor,ikm\n" and "A,81.25\n" make 11 + 8 = 19
        {"path": "data/ikm.duckdb", "sha256": hashlib.sha256(b"new database").hexdigest(), "bytes": 12},
        {"path": "ikm.csv", "sha256": hashlib.sha256(b"kantor,ikm\nA,81.25\n").hexdigest(), "bytes": 19},
    ]
    assert (body["build_id"], body["rows"], body["code_version"]) == (NEW, {"ikm": 1}, "0.1.0")
    assert list(body) == sorted(body)
    assert str(work_dir.parent) not in text
    assert read_manifest(work_dir) == manifest
    assert manifest.sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_the_same_files_give_the_same_manifest_anywhere_and_at_any_time(tmp_path: Path) -> None:
    made = []
    for place, names in (("one", ["a", "b"]), ("two", ["b", "a"])):
        folder = tmp_path / place / NEW
        for name in names:
            fill(folder, {name: name.encode()})
            os.utime(folder / name, (len(made), len(made)))
        seal(folder, build_id=NEW, rows=None, extra={"inputs": ["x"]})
        made.append((folder / "manifest.json").read_bytes())
    assert made[0] == made[1]


def test_sealed_files_are_read_only_for_everyone(work_dir: Path) -> None:
    seal(work_dir, build_id=NEW, rows=None, extra={})
    modes = {path.relative_to(work_dir).as_posix(): mode_of(path) for path in work_dir.rglob("*")}
    assert modes == {"data": 0o755, "data/ikm.duckdb": 0o444, "ikm.csv": 0o444, "manifest.json": 0o444}
    assert mode_of(work_dir) == 0o755


def leave_log(folder: Path) -> None:
    (folder / "data/ikm.duckdb.wal").write_bytes(b"")


def link_file(folder: Path) -> None:
    (folder / "link.csv").symlink_to("ikm.csv")


def link_folder(folder: Path) -> None:
    (folder / "link").symlink_to("data")


@pytest.mark.parametrize(
    ("leave", "named"),
    [(leave_log, "ikm.duckdb.wal"), (link_file, "link.csv"), (link_folder, "link")],
)
def test_an_open_database_or_a_link_is_not_sealed(work_dir: Path, leave: Callable[[Path], None], named: str) -> None:
    leave(work_dir)
    with pytest.raises(ContractError, match=named):
        seal(work_dir, build_id=NEW, rows=None, extra={})


def test_the_manifest_cannot_be_made_to_say_something_else(work_dir: Path) -> None:
    with pytest.raises(ContractError, match="files"):
        seal(work_dir, build_id=NEW, rows=None, extra={"files": []})
    with pytest.raises(ContractError, match="path of this machine"):
        seal(work_dir, build_id=NEW, rows=None, extra={"inputs": [str(work_dir / "ikm.csv")]})


def test_an_untouched_release_has_no_problems_also_as_a_copy(work_dir: Path) -> None:
    seal(work_dir, build_id=NEW, rows=None, extra={})
    assert verify(work_dir) == []
    copy = work_dir.rename(work_dir.parent.parent / "elsewhere")
    assert verify(copy) == []


def remove(folder: Path) -> None:
    (folder / "ikm.csv").unlink()


def change(folder: Path) -> None:
    damage(folder / "ikm.csv", b"81.25", b"91.25")


def add(folder: Path) -> None:
    (folder / "data/extra.csv").write_bytes(b"")


def read_write_reader(folder: Path) -> None:
    (folder / "data/ikm.duckdb.wal").write_bytes(b"row")


def replace_by_link(folder: Path) -> None:
    (folder / "ikm.csv").rename(folder.parent / "ikm.csv")
    (folder / "ikm.csv").symlink_to("../ikm.csv")


def drop_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def edit_manifest(folder: Path) -> None:
    damage(folder / "manifest.json", b'"ikm": 1', b'"ikm": 2')


def reformat_manifest(folder: Path) -> None:
    damage(folder / "manifest.json", b'"ikm": 1', b'"ikm":  1')


def empty_manifest(folder: Path) -> None:
    damage(folder / "manifest.json", (folder / "manifest.json").read_bytes(), b"[]")


@pytest.mark.parametrize(
    ("touch", "problem"),
    [
        (remove, "ikm.csv is in the manifest but not in the folder."),
        (change, "ikm.csv was changed: its SHA-256 is not the one in the manifest."),
        (add, "data/extra.csv is not in the manifest; it was added after the release."),
        (
            read_write_reader,
            "data/ikm.duckdb.wal was left by someone who opened the database read-write; remove it.",
        ),
        (replace_by_link, "ikm.csv is not a plain file."),
        (drop_manifest, "manifest.json is missing or damaged (No such file or directory)"),
        (edit_manifest, "manifest.json is missing or damaged (its content does not match its own hash)"),
        (reformat_manifest, "manifest.json is missing or damaged (its content does not match its own hash)"),
        (empty_manifest, "manifest.json is missing or damaged (fields are missing or misshapen)"),
    ],
)
def test_a_touched_release_has_one_problem_that_says_what(
    work_dir: Path, touch: Callable[[Path], None], problem: str
) -> None:
    seal(work_dir, build_id=NEW, rows={"ikm": 1}, extra={})
    touch(work_dir)
    (found,) = verify(work_dir)
    assert found.startswith(problem)


# --- beginning and publishing ---


def test_a_run_from_start_to_release(root: DataRoot) -> None:
    release = build(root, OLD)
    assert release == root.releases / OLD == open_current(root)
    assert root.current.readlink() == Path("releases/a1")  # relative: the root may be moved or mounted elsewhere
    published = Ledger(root.ledger_path).last("published")
    assert published is not None
    assert published.details == {
        "release": OLD,
        "files": 2,
        "manifest_sha256": sha256_file(release / "manifest.json"),
    }
    assert events_of(root) == ["start", "published"]
    assert verify_root(root) == []


def test_a_run_begins_with_empty_rooms(root: DataRoot) -> None:
    root.prepare()
    fill(root.work, {"dead/ikm.csv": b"half"})
    fill(root.tmp, {"spill.tmp": b"answers"})
    work_dir = begin(root, OLD)
    assert list(root.work.iterdir()) == [work_dir] == [root.work / OLD]
    assert mode_of(work_dir) == 0o755
    assert list(root.tmp.iterdir()) == list(work_dir.iterdir()) == []


@pytest.mark.parametrize("build_id", ["", "../a1", "a/b", ".a1", "A1", "a1-r2", "a1\n", "x" * 81])
def test_a_build_id_that_could_be_a_path_is_refused(root: DataRoot, build_id: str) -> None:
    with pytest.raises(ContractError, match="Build id: found"):
        begin(root, build_id)
    assert not root.path.exists()


def test_a_new_release_leaves_the_old_one_to_those_who_read_it(root: DataRoot) -> None:
    build(root, OLD)
    reading = open_current(root)
    build(root, NEW)
    assert (reading / "ikm.csv").read_bytes() == b"kantor,ikm\nA,80.00\n"
    assert (open_current(root) / "ikm.csv").read_bytes() == b"kantor,ikm\nA,81.25\n"
    assert verify_root(root) == []


def test_an_unchanged_month_keeps_the_release_it_has(root: DataRoot) -> None:
    release = build(root, OLD)
    before = release.stat().st_ino
    assert build(root, OLD) == release
    assert release.stat().st_ino == before
    assert events_of(root) == ["start", "published", "start", "rebuilt_identical"]
    assert list(root.work.iterdir()) == []


def test_an_older_build_made_again_is_put_in_force_again(root: DataRoot) -> None:
    build(root, OLD)
    build(root, NEW)
    assert build(root, OLD) == open_current(root) == root.releases / OLD
    assert events_of(root)[-1] == "rebuilt_identical"


def test_other_database_bytes_with_the_same_content_are_the_same_build(root: DataRoot) -> None:
    build(root, OLD, logical="5ca1ab1e")
    other_bytes = {**CONTENT[OLD], "data/ikm.duckdb": b"OLD DATABASE"}
    build(root, OLD, other_bytes, logical="5ca1ab1e")
    assert events_of(root)[-1] == "rebuilt_identical"
    assert (open_current(root) / "data/ikm.duckdb").read_bytes() == b"old database"


@pytest.mark.parametrize(
    ("content", "logical", "named"),
    [
        ({"ikm.csv": b"kantor,ikm\nA,80.01\n", "data/ikm.duckdb": b"old database"}, "x", "ikm.csv"),
        ({**CONTENT[OLD]}, "y", "data/ikm.duckdb"),
        ({**CONTENT[OLD], "new.csv": b""}, "x", "new.csv"),
        ({"data/ikm.duckdb": b"old database"}, "x", "ikm.csv"),
    ],
    ids=["another figure", "another database content", "one file more", "one file less"],
)
def test_a_build_that_cannot_be_repeated_is_refused(
    root: DataRoot, content: dict[str, bytes], logical: str, named: str
) -> None:
    build(root, OLD, logical="x")
    build(root, NEW)
    with pytest.raises(ContractError, match=f"in {named}, expected equal files"):
        build(root, OLD, content, logical)
    assert open_current(root).name == NEW
    assert verify_root(root) == []


def test_a_database_without_a_stated_content_hash_is_compared_by_its_bytes(root: DataRoot) -> None:
    for data, message in ((b"one", None), (b"two", "ikm.duckdb")):
        ledger = Ledger(root.ledger_path)
        work_dir = begin(root, OLD, ledger)
        fill(work_dir, {"ikm.duckdb": data})
        seal(work_dir, build_id=OLD, rows=None, extra={})
        if message is None:
            publish(root, work_dir, OLD, ledger)
        else:
            with pytest.raises(ContractError, match=message):
                publish(root, work_dir, OLD, ledger)


def test_a_build_touched_after_sealing_is_not_published(root: DataRoot) -> None:
    ledger = Ledger(root.ledger_path)
    work_dir = begin(root, OLD, ledger)
    fill(work_dir, CONTENT[OLD])
    seal(work_dir, build_id=OLD, rows=None, extra={})
    (work_dir / "data/ikm.duckdb.wal").write_bytes(b"")
    with pytest.raises(ContractError, match="not as sealed"):
        publish(root, work_dir, OLD, ledger)
    assert not root.current.is_symlink()


def test_a_damaged_release_is_repaired_beside_it_and_again(root: DataRoot) -> None:
    build(root, OLD)
    damage(root.releases / OLD / "ikm.csv", b"80.00", b"88.00")
    assert build(root, OLD).name == "a1-r2"
    damage(root.releases / "a1-r2/ikm.csv", b"80.00", b"88.00")
    assert build(root, OLD).name == "a1-r3"

    published = Ledger(root.ledger_path).last("published")
    assert published is not None
    assert published.details["replaces_damaged"] == ["a1", "a1-r2"]
    assert verify_root(root) == []  # the damage is on record, and not in force
    assert build(root, OLD).name == "a1-r3"
    assert events_of(root)[-1] == "rebuilt_identical"


def test_a_release_replaced_with_its_manifest_is_damaged_all_the_same(root: DataRoot) -> None:
    release = build(root, OLD)
    damage(release / "ikm.csv", b"80.00", b"88.00")
    seal(release, build_id=OLD, rows=None, extra={})
    assert verify(release) == []  # the folder alone cannot tell
    (problem,) = verify_root(root)
    assert "not the one the ledger records" in problem
    assert build(root, OLD).name == "a1-r2"


def test_a_refused_build_leaves_a_record_and_nothing_else(root: DataRoot) -> None:
    build(root, OLD)
    ledger = Ledger(root.ledger_path)
    fill(begin(root, NEW, ledger), CONTENT[NEW])
    discard(root, NEW, ledger, "SKM-T-003")
    refused = Ledger(root.ledger_path).last()
    assert refused is not None
    assert (refused.event, refused.build_id, refused.details) == ("refused", NEW, {"reason": "SKM-T-003"})
    assert list(root.work.iterdir()) == []
    assert open_current(root).name == OLD
    discard(root, NEW, ledger, "SKM-T-003")  # nothing left to remove is fine


# --- what an interrupted run left ---


def test_a_release_in_force_without_a_record_is_recorded_by_the_next_run(root: DataRoot) -> None:
    build(root, OLD)
    lines = root.ledger_path.read_bytes().splitlines(keepends=True)
    root.ledger_path.write_bytes(lines[0])  # as if the run died before it recorded `published`
    assert verify_root(root) == []
    begin(root, NEW)
    published = Ledger(root.ledger_path).last("published")
    assert published is not None
    assert published.details["reconciled"] is True
    assert events_of(root) == ["start", "published", "start"]


def test_a_folder_that_never_came_into_force_is_removed_by_the_next_run(root: DataRoot) -> None:
    build(root, OLD)
    begin(root, NEW)
    fill(root.releases / NEW, CONTENT[NEW])  # renamed into place, died before the switch
    assert verify_root(root) == []
    begin(root, "c3")
    assert [path.name for path in root.releases.iterdir()] == [OLD]


def test_a_release_no_run_made_is_neither_adopted_nor_removed(root: DataRoot) -> None:
    build(root, OLD)
    fill(root.releases / "zz", CONTENT[NEW])
    seal(root.releases / "zz", build_id="zz", rows=None, extra={})
    begin(root, NEW)
    assert verify_root(root) == ["releases/zz has no record in the ledger; no run made it."]

    root.current.unlink()
    root.current.symlink_to("releases/zz")
    with pytest.raises(StorageError, match="records no run"):
        begin(root, NEW)


def test_a_lost_ledger_stops_the_run_instead_of_starting_a_new_history(root: DataRoot) -> None:
    build(root, OLD)
    root.ledger_path.unlink()
    with pytest.raises(StorageError, match="restore it from the backup"):
        begin(root, NEW)
    assert (root.releases / OLD).is_dir()
    assert verify_root(root) != []


# --- old releases ---


def build_series(root: DataRoot, number: int) -> list[str]:
    names = [f"m{month:02}" for month in range(1, number + 1)]
    for name in names:
        build(root, name, {"ikm.csv": name.encode()})
    return names


def in_days(days: float) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)


def test_the_last_three_releases_stay_whatever_their_age(root: DataRoot) -> None:
    build_series(root, 5)
    ledger = Ledger(root.ledger_path)
    assert collect_garbage(root, ledger, now=in_days(400)) == ["m01", "m02"]
    assert sorted(path.name for path in root.releases.iterdir()) == ["m03", "m04", "m05"]
    assert events_of(root)[-2:] == ["collected", "collected"]
    assert verify_root(root) == []
    assert collect_garbage(root, ledger, now=in_days(400)) == []


@pytest.mark.parametrize(("days", "removed"), [(39.9, []), (40.1, ["m01", "m02"])])
def test_a_release_stays_for_forty_days(root: DataRoot, days: float, removed: list[str]) -> None:
    build_series(root, 5)
    assert collect_garbage(root, Ledger(root.ledger_path), now=in_days(days)) == removed


def test_the_release_in_force_stays_even_if_it_is_the_oldest(root: DataRoot) -> None:
    build_series(root, 5)
    root.current.unlink()
    root.current.symlink_to("releases/m01")  # an operator went back
    assert collect_garbage(root, Ledger(root.ledger_path), now=in_days(400)) == ["m02"]
    assert open_current(root).name == "m01"


def test_a_collected_build_can_be_made_again(root: DataRoot) -> None:
    build_series(root, 4)
    collect_garbage(root, Ledger(root.ledger_path), now=in_days(400))
    assert not (root.releases / "m01").exists()
    build(root, "m01", {"ikm.csv": b"m01"})
    assert open_current(root).name == "m01"
    assert events_of(root)[-1] == "published"
    assert verify_root(root) == []


def test_damaged_releases_do_not_count_among_the_three(root: DataRoot) -> None:
    build_series(root, 3)
    damage(root.releases / "m03/ikm.csv", b"m03", b"m33")
    build(root, "m03", {"ikm.csv": b"m03"})
    assert collect_garbage(root, Ledger(root.ledger_path), now=in_days(400)) == ["m03"]
    assert sorted(path.name for path in root.releases.iterdir()) == ["m01", "m02", "m03-r2"]
    assert verify_root(root) == []


# --- readers and auditors ---


def test_without_a_release_a_reader_is_told_what_to_do(root: DataRoot) -> None:
    with pytest.raises(StorageError, match=r"found no release, .* Run the pipeline once"):
        open_current(root)
    root.prepare()
    root.current.symlink_to("releases/gone")
    with pytest.raises(StorageError, match="a link that leads to no release"):
        open_current(root)


def test_a_lost_link_is_not_taken_for_a_first_publication(root: DataRoot) -> None:
    """A run that went on from nothing would begin the table of revisions anew."""
    assert in_force(root) is None
    build(root, OLD)
    assert in_force(root) == root.releases / OLD
    root.current.unlink()
    with pytest.raises(StorageError, match=rf"the ledger records as in force.*ln -sfn releases/{OLD} "):
        in_force(root)
    root.current.symlink_to(f"releases/{OLD}")  # what the sentence says
    assert in_force(root) == root.releases / OLD


@pytest.mark.parametrize("lost", ["", "manifest.json"])
def test_nor_is_a_release_that_lost_its_folder_or_manifest(root: DataRoot, lost: str) -> None:
    release = build(root, OLD)
    release.chmod(0o755)
    (release / lost).rename(root.path / "away")
    with pytest.raises(StorageError, match="restore it from the backup"):
        in_force(root)


@pytest.mark.parametrize("target", ["/etc", "../../etc", "releases/../../..", "releases"])
def test_a_link_that_leads_out_of_the_releases_is_not_followed(root: DataRoot, target: str) -> None:
    build(root, OLD)
    root.current.unlink()
    root.current.symlink_to(target)
    with pytest.raises(StorageError, match="a link that leads to no release"):
        open_current(root)


def test_a_dangling_link_is_repaired_by_the_next_publication(root: DataRoot) -> None:
    root.prepare()
    root.current.symlink_to("releases/gone")
    assert build(root, OLD) == open_current(root)


def test_a_log_anywhere_among_the_published_is_an_alarm(root: DataRoot) -> None:
    release = build(root, OLD)
    (release / "data/ikm.duckdb.wal").write_bytes(b"")
    (root.published / "ikm.duckdb.wal").write_bytes(b"")
    inside, outside = verify_root(root)
    assert inside.startswith("releases/a1: data/ikm.duckdb.wal was left by someone")
    assert outside.startswith("ikm.duckdb.wal is a database log outside a release")


def test_a_release_taken_away_by_hand_is_missed(root: DataRoot) -> None:
    build(root, OLD)
    build(root, NEW)
    (root.releases / OLD).rename(root.path / "taken")
    assert verify_root(root) == ["releases/a1 is in the ledger but not on disk; restore it from the backup."]


def test_a_damaged_ledger_does_not_hide_a_damaged_release(root: DataRoot) -> None:
    release = build(root, OLD)
    damage(root.ledger_path, b"published", b"publishes")
    damage(release / "ikm.csv", b"80.00", b"88.00")
    ledger_problem, release_problem = verify_root(root)
    assert "ledger.jsonl, line 2" in ledger_problem
    assert "releases/a1: ikm.csv was changed" in release_problem


def test_a_manifest_survives_its_file(work_dir: Path) -> None:
    manifest = seal(work_dir, build_id=NEW, rows={"ikm": 1}, extra={"logical": {"data/ikm.duckdb": "5ca1ab1e"}})
    assert Manifest.from_bytes(manifest.to_bytes()) == manifest
    assert manifest.logical == {"data/ikm.duckdb": "5ca1ab1e"}
