"""The scripts of the runbook: a backup is of one moment, and what is restored is whole and goes on."""

import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from building import NEW, OLD, build

from flows.releases import open_current, verify_root
from flows.storage import DataRoot, RunLock

pytestmark = pytest.mark.skipif(shutil.which("flock") is None, reason="needs flock of util-linux")


@pytest.fixture
def root(tmp_path: Path) -> DataRoot:
    root = DataRoot(tmp_path / "data")
    build(root, OLD)
    build(root, NEW)
    (root.raw / "program").mkdir(parents=True)
    (root.raw / "program" / "bogor.csv").write_text("u1\n4\n")
    return root


def script(checkout: Path, name: str, *words: Path) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(checkout / "docs" / "operations" / name), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def backed_up(checkout: Path, root: DataRoot, into: Path) -> Path:
    done = script(checkout, "backup.sh", root.path, into)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


def test_a_restored_folder_is_whole_and_goes_on(root: DataRoot, tmp_path: Path, checkout: Path) -> None:
    archive = backed_up(checkout, root, tmp_path / "backups")
    shutil.rmtree(root.path)

    done = script(checkout, "restore.sh", archive, tmp_path / "elsewhere")
    assert done.returncode == 0, done.stderr
    restored = DataRoot(tmp_path / "elsewhere")
    assert verify_root(restored) == []
    assert open_current(restored).name == NEW
    assert (restored.raw / "program" / "bogor.csv").read_text() == "u1\n4\n"
    assert restored.state.stat().st_mode & 0o777 == 0o700
    assert (restored.releases / NEW / "ikm.csv").stat().st_mode & 0o777 == 0o444

    # In another place the same build still is the same build, and the next one follows it in the ledger.
    build(restored, NEW)
    build(restored, "c3", content={"ikm.csv": b"kantor,ikm\n", "data/ikm.duckdb": b"third"})
    assert verify_root(restored) == []


def test_a_backup_waits_for_the_run_at_work(root: DataRoot, tmp_path: Path, checkout: Path) -> None:
    command = ["sh", str(checkout / "docs/operations/backup.sh"), str(root.path), str(tmp_path / "backups")]
    with RunLock(root):
        waiting = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(1)
        assert not list((tmp_path / "backups").glob("kepuasan-*"))
    said, _ = waiting.communicate(timeout=300)
    assert waiting.returncode == 0
    assert Path(said.strip()).is_file()


def test_what_runs_make_again_is_left_out_and_only_the_owner_reads_it(
    root: DataRoot, tmp_path: Path, checkout: Path
) -> None:
    (root.tmp / "spill").write_text("answers")
    (root.path / "staged").mkdir()
    archive = backed_up(checkout, root, tmp_path / "backups")
    with tarfile.open(archive) as kept:
        names = kept.getnames()
    assert "./published/current" in names
    assert "./state/ledger.jsonl" in names
    assert not [name for name in names if name.startswith(("./state/tmp", "./state/work", "./staged"))]
    assert archive.stat().st_mode & 0o077 == 0


def test_a_backup_that_finds_no_room_leaves_nothing_behind(root: DataRoot, tmp_path: Path, checkout: Path) -> None:
    backups = tmp_path / "backups"
    command = f'ulimit -f 1; exec sh "{checkout / "docs" / "operations" / "backup.sh"}" "{root.path}" "{backups}"'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode != 0
    assert list(backups.iterdir()) == []


def test_a_damaged_archive_and_a_folder_in_use_are_refused(root: DataRoot, tmp_path: Path, checkout: Path) -> None:
    archive = backed_up(checkout, root, tmp_path / "backups")
    assert script(checkout, "restore.sh", archive, root.path).returncode == 2
    assert verify_root(root) == []

    whole = archive.read_bytes()
    archive.write_bytes(whole[:-100] + b"\0" * 100)
    assert script(checkout, "restore.sh", archive, tmp_path / "other").returncode != 0
    assert not (tmp_path / "other").exists()
