"""The bounded process: whatever the file, the answer is a result or a sentence, within limits, and nothing leaks."""

import io
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import hostile_files as hostile
import pandas as pd
import pyreadstat
import pytest
import xlsxwriter

from flows import sandbox
from flows.sandbox import BoundedError, Bounds, open_bounded
from transforms.formats import wire
from transforms.formats.grid import FileFormat, Opened
from transforms.formats.limits import MIB, Limits
from transforms.formats.opening import open_file
from transforms.intake.sheets import UnreadableError

CSV = b'id;u1;saran\r\n1;4;baik\r\n2;3;"antre\r\nlama"\r\n'
NO_GUARD = Limits(
    file_bytes=10**15, entries=10**9, part_bytes=10**15, total_bytes=10**15, ratio=10**9, cells=10**15, area=10**15,
    merged_ranges=10**9, merged_cells=10**15, cell_characters=2**31 - 1, sheets=10**9,
)  # fmt: skip


def _xlsx() -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Jawaban")
    sheet.merge_range("A1:B1", "NILAI")
    sheet.write_row(1, 0, ["u1", "u2", 3.25, True])
    book.add_worksheet("Lama").hide()
    book.close()
    return buffer.getvalue()


@pytest.mark.parametrize("data", [CSV, _xlsx()], ids=["text", "workbook"])
def test_the_child_answers_what_the_reader_gives(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "kiriman"
    path.write_bytes(data)
    bounded = open_bounded(data)
    assert bounded.opened == open_file(path, Limits())
    assert 0 < bounded.usage.seconds < 10
    assert 5 * MIB < bounded.usage.peak_bytes < 100 * MIB


def _written_by_others(tmp_path: Path) -> dict[str, bytes]:
    """One file of each kind that a library of its own reads, all with u1 = 4, 3."""
    frame = pd.DataFrame({"u1": [4, 3]})
    pyreadstat.write_sav(frame, str(tmp_path / "a.sav"))
    pyreadstat.write_dta(frame, str(tmp_path / "a.dta"))
    duckdb.connect(":memory:").execute(f"copy (select unnest([4, 3]) as u1) to '{tmp_path}/a.parquet' (format parquet)")
    old = hostile.label_cell(0, 0, "u1") + hostile.number_cell(1, 0, 4.0) + hostile.number_cell(2, 0, 3.0)
    return {
        **{kind: (tmp_path / f"a.{kind}").read_bytes() for kind in ("sav", "dta", "parquet")},
        "xls": hostile.old_workbook(old, 3, 1),
        "html": b"<table><tr><th>u1</th></tr><tr><td>4</td></tr><tr><td>3</td></tr></table>",
    }


def test_every_other_format_is_read_in_the_child(tmp_path: Path) -> None:
    for kind, data in _written_by_others(tmp_path).items():
        bounded = open_bounded(data)
        assert bounded.opened.file_format.value == kind
        assert [row.cells for row in bounded.opened.grids[0].rows] == [("u1",), ("4",), ("3",)]
        assert bounded.usage.peak_bytes < 150 * MIB


def test_a_damaged_file_never_ends_in_a_failure_of_its_reader(tmp_path: Path) -> None:
    """Cut off at thirds and with bytes turned over at fixed places: a result or a reason, no crash and no hang."""
    for data in (*_written_by_others(tmp_path).values(), _xlsx()):
        for part in (1, 2):
            damaged = bytearray(data)
            for place in range(part * 7, len(data), max(1, len(data) // 5)):
                damaged[place] ^= 0xFF
            for broken in (data[: len(data) * part // 3], bytes(damaged)):
                try:
                    open_bounded(broken)
                except BoundedError as error:
                    assert "reader" not in error.problem_en, error.problem_en  # noqa: PT017
                    assert "seconds" not in error.problem_en, error.problem_en  # noqa: PT017


def test_every_demo_export_is_opened(checkout: Path) -> None:
    paths = [path for path in sorted((checkout / "data" / "raw").rglob("*")) if path.suffix in (".csv", ".xlsx")]
    assert paths
    for path in paths:
        opened = open_bounded(path.read_bytes()).opened
        assert opened.file_format is (FileFormat.XLSX if path.suffix == ".xlsx" else FileFormat.TEXT)
        assert any(len(grid.rows) > 10 for grid in opened.grids)
        for grid in opened.grids:
            assert grid.second_count == len(grid.rows)


@pytest.mark.parametrize("name", hostile.REFUSED)
def test_a_hostile_file_ends_in_a_sentence_within_limits(name: str) -> None:
    make, words = hostile.REFUSED[name]
    with pytest.raises(BoundedError, match=words) as refused:
        open_bounded(make())
    assert refused.value.problem_id != refused.value.problem_en
    assert "Traceback" not in refused.value.problem_en
    assert refused.value.usage.seconds < 10
    assert refused.value.usage.peak_bytes < 150 * MIB


@pytest.mark.parametrize("name", hostile.READ)
def test_a_strange_file_is_read_within_limits(name: str) -> None:
    bounded = open_bounded(hostile.READ[name]())
    assert bounded.usage.peak_bytes < 150 * MIB
    for note in bounded.opened.notes:
        assert "canary" not in note.note_en + note.note_id
        assert "\x1b" not in note.note_en + note.note_id


@pytest.mark.parametrize(
    "make",
    [
        hostile.far_cells,
        hostile.zip_bomb,
        hostile.giant_merge,
        hostile.repeated_cells,
        hostile.far_cells_of_an_old_workbook,
    ],
)
def test_what_a_guard_would_let_through_the_process_contains(make: Any) -> None:
    """The guard is switched off; two far cells then abort calamine, which no handler in its process survives."""
    try:
        bounded = open_bounded(make(), Bounds(limits=NO_GUARD, seconds=8))
    except BoundedError as error:
        assert error.usage.seconds < 15  # noqa: PT017
        assert error.usage.peak_bytes < 600 * MIB  # noqa: PT017
        assert any(words in error.problem_en for words in ("memory", "seconds", "reader", "damaged"))  # noqa: PT017
    else:
        assert bounded.usage.peak_bytes < 600 * MIB


def test_an_abort_of_the_reader_is_a_sentence() -> None:
    with pytest.raises(BoundedError, match="512 MiB of memory") as refused:
        open_bounded(hostile.far_cells(), Bounds(limits=NO_GUARD))
    assert "512 MiB memori" in refused.value.problem_id


def test_a_file_that_needs_more_memory_than_it_gets_is_a_sentence() -> None:
    data = b"id,saran\n" + b"".join(b"%d,jawaban nomor %d\n" % (n, n) for n in range(400_000))
    with pytest.raises(BoundedError, match="memory") as refused:
        open_bounded(data, Bounds(memory_bytes=100 * MIB))
    assert refused.value.usage.peak_bytes < 110 * MIB


def test_a_file_that_takes_too_long_is_a_sentence() -> None:
    data = b"id,u1\n" + b"".join(b"%d,4\n" % n for n in range(300_000))
    with pytest.raises(BoundedError, match=r"takes more than 0\.3 seconds") as refused:
        open_bounded(data, Bounds(seconds=0.3, seconds_per_mib=0.0))
    assert refused.value.usage.seconds < 5


def test_an_answer_beyond_its_size_is_a_sentence() -> None:
    data = b"id,u1\n" + b"1,4\n" * 100_000
    with pytest.raises(BoundedError, match="more than 1 MiB once read"):
        open_bounded(data, Bounds(result_bytes=MIB))


def test_a_file_beyond_its_size_starts_no_process() -> None:
    with pytest.raises(BoundedError, match="2 MiB, more than the limit of 1 MiB") as refused:
        open_bounded(bytes(MIB + 1), Bounds(limits=Limits(file_bytes=MIB)))
    assert refused.value.usage.peak_bytes == 0


def test_time_grows_with_the_file_and_not_for_ever() -> None:
    bounds = Bounds()
    assert [bounds.seconds_for(size) for size in (0, MIB, 3 * MIB, 1000 * MIB)] == [10.0, 10.0, 20.0, 180.0]


def test_the_child_gets_no_secret_no_shell_and_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEPUASAN_HMAC_KEY", "rahasia-3174")
    monkeypatch.setenv("HTTPS_PROXY", "somewhere")
    seen: list[tuple[Any, dict[str, Any]]] = []
    start = subprocess.Popen

    def spy(command: Any, **options: Any) -> Any:
        seen.append((command, options))
        return start(command, **options)

    monkeypatch.setattr(sandbox.subprocess, "Popen", spy)
    open_bounded(CSV)
    ((command, options),) = seen
    assert set(options["env"]) == {
        "PYTHONPATH", "PYTHONUTF8", "PYTHONHASHSEED", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "TZ",
    }  # fmt: skip
    assert "rahasia-3174" not in repr(command) + repr(options)
    assert not options.get("shell")
    assert options["cwd"] == "/"


def _in_the_child(statement: str) -> str:
    """What Python says when a statement runs under the child's own limits."""
    limits = {"memory_bytes": 512 * MIB, "address_bytes": 512 * MIB, "cpu_seconds": 5}
    code = (
        "import os, socket, subprocess, sys\n"
        "from transforms.formats import child\n"
        f"child._leave_network(); child._limit({limits}); sys.addaudithook(child._forbid)\n"
        f"try:\n    {statement}\nexcept BaseException as error:\n    print(type(error).__name__)\nelse:\n    print('done')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=False)
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("socket.create_connection(('127.0.0.1', 9))", "PermissionError"),
        ("socket.getaddrinfo('example.org', 80)", "PermissionError"),
        ("subprocess.run(['true'])", "PermissionError"),
        ("os.system('true')", "PermissionError"),
        ("os.fork()", "PermissionError"),
        ("open(os.devnull, 'w')", "PermissionError"),
        ("bytearray(600 << 20)", "MemoryError"),
        ("open('/dev/null').read()", "done"),
    ],
)
def test_what_the_child_may_not_do(statement: str, said: str) -> None:
    assert _in_the_child(statement) == said


def test_importing_in_the_child_is_light() -> None:
    code = (
        "import sys, transforms.formats.child, transforms.formats.wire, transforms.formats.opening, "
        "transforms.formats.text, transforms.formats.workbook\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & "
        "{'pandas', 'numpy', 'prefect', 'pydantic', 'duckdb', 'pyreadstat', 'great_expectations', 'matplotlib'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=True)
    assert done.stdout.strip() == "[]"


def test_several_threads_open_files_at_once() -> None:
    results: list[Opened] = []
    threads = [threading.Thread(target=lambda: results.append(open_bounded(CSV).opened)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    assert len(results) == 4
    assert all(result == results[0] for result in results)


def test_no_descriptor_and_no_process_is_left() -> None:
    folder = Path("/proc/self/fd")
    if not folder.exists():
        pytest.skip("no /proc")
    open_bounded(CSV)
    before, children = len(list(folder.iterdir())), _children()
    for data in (CSV, hostile.nul_characters(), b"%PDF-1.7"):
        with suppress(BoundedError):
            open_bounded(data)
    assert len(list(folder.iterdir())) == before
    assert _children() == children


def _children() -> set[str]:
    """Return the processes that this one has started, those that ended and that nobody waited for included."""
    return {pid for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()}


# --- the wire -----------------------------------------------------------------------------------------------------


def _lines() -> list[bytes]:
    return list(wire.lines_of(open_bounded(_xlsx()).opened))


def test_what_is_sent_arrives() -> None:
    opened = open_bounded(_xlsx()).opened
    assert wire.opened_from(wire.lines_of(opened)) == opened


def test_half_an_answer_is_none() -> None:
    lines = _lines()
    for cut in range(len(lines)):
        with pytest.raises(UnreadableError, match="incomplete result"):
            wire.opened_from(lines[:cut])


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"[1]",
        b'[-1,"","a"]',
        b'[1,"x","a"]',
        b'[1,"t",4]',
        b'[1,"t","\\ud800"]',
        b"[" * 100_000,
        b"9" * 5000,
    ],
)
def test_a_row_of_another_shape_is_refused(line: bytes) -> None:
    lines = _lines()
    lines[1] = line
    with pytest.raises(UnreadableError, match="incomplete result"):
        wire.opened_from(lines)
