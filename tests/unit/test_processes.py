"""A process of a pool ends when the one that started it is killed: no crashed run leaves readers that wait for ever."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from transforms.processes import end_with_parent

PATIENCE = 60.0  # seconds; it takes a moment, a loaded machine may take longer

POOL = """
import os, signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from transforms.processes import end_with_parent

if __name__ == "__main__":
    pool = ProcessPoolExecutor(1, get_context("spawn"), end_with_parent)
    print(pool.submit(os.getpid).result(), flush=True)
    signal.pause()
"""


def is_alive(number: int) -> bool:
    stat = Path(f"/proc/{number}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells whether a process lives")
def test_a_killed_program_leaves_no_process_of_its_pool(tmp_path: Path) -> None:
    program = tmp_path / "pool.py"
    program.write_text(POOL, encoding="utf-8")
    root = str(Path(__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, str(program)], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": root}
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE
    while is_alive(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_alive(child)


def test_a_pool_that_is_shut_down_gives_its_results() -> None:
    with ProcessPoolExecutor(1, get_context("spawn"), end_with_parent) as pool:
        assert pool.submit(pow, 2, 10).result() == 1024


def test_outside_a_pool_it_does_nothing() -> None:
    end_with_parent()
