"""The same exports give the same bytes anywhere: other place, zone, locale, hash seed, threads, and no network."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SUPPORT = Path(__file__).parents[1] / "support"


def _contents(release: Path) -> dict[str, bytes]:
    # The database's bytes are DuckDB's affair (its content is hashed in run_record.json), and the manifest names
    # the hash of those bytes.
    return {
        path.relative_to(release).as_posix(): path.read_bytes()
        for path in sorted(release.rglob("*"))
        if path.is_file() and path.suffix != ".duckdb" and path.name != "manifest.json"
    }


def test_another_machine_gives_the_same_release_without_a_network(
    finished_root: Path, study_root: Path, prefect_home: Path, tmp_path: Path
) -> None:
    unshare = shutil.which("unshare")
    if unshare is None or os.geteuid() != 0:
        if os.environ.get("CI"):
            pytest.fail("CI must run this as root with unshare (util-linux)")
        pytest.skip("a network namespace needs root and unshare")
    elsewhere = tmp_path / "another place"
    shutil.copytree(study_root, elsewhere)
    for path in (elsewhere / "raw").rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    environment = {
        **os.environ,
        "TZ": "Asia/Jayapura",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "7",
        "PYTHONUTF8": "0",
        "KEPUASAN_THREADS": "1",
        "HOME": str(tmp_path / "home"),
        "PREFECT_HOME": str(tmp_path / "home/.prefect"),
    }
    shutil.copytree(prefect_home, tmp_path / "home/.prefect")
    command = [sys.executable, "-m", "flows.cli", "run", "--data-dir", str(elsewhere)]
    inside = [unshare, "--net", sys.executable, str(SUPPORT / "loopback_only.py"), *command]
    done = subprocess.run(
        inside,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env=environment,
        cwd=tmp_path,
        errors="replace",
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    first, second = (_contents((root / "published/current").resolve()) for root in (finished_root, elsewhere))
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
