"""What every build does the same: checks that stop it, a disk that fails, a record that says what it was made from."""

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from flows.building import Build, nothing_new, read_record
from flows.errors import ContractError, ExpectationError, LockedError, StorageError
from flows.ledger import Ledger
from flows.quality import Check, ExpectationReport
from flows.sealing import RUN_RECORD
from flows.storage import DataRoot
from transforms.publication.outputs import PublishedOutputs
from transforms.publication.tables import PublicationError

BUILD = "0123456789abcdef"


@pytest.fixture
def root(tmp_path: Path) -> DataRoot:
    return DataRoot(tmp_path.resolve())


@pytest.fixture
def build(root: DataRoot) -> Iterator[Build]:
    with Build(root) as begun:
        begun.begin(BUILD)
        yield begun


def _check(code: str, severity: str, *, success: bool) -> Check:
    return Check(code, "fact_indices", severity, success, "3 of 10 rows differ", "0", "", "")


def _judge(*checks: Check) -> Callable[[Path], ExpectationReport]:
    def judge(docs: Path) -> ExpectationReport:
        docs.mkdir()
        (docs / "index.html").write_text("what was seen")
        return ExpectationReport(checks)

    return judge


def _page(_con: duckdb.DuckDBPyConnection, work: Path) -> PublishedOutputs:
    (work / "index.html").write_text("a page")
    (work / f"kepuasan-{BUILD}.duckdb").write_bytes(b"bytes that differ from run to run")
    return PublishedOutputs({"fact_indices": 10}, "hash of what it says", ())


def _never() -> Path:
    raise AssertionError("nothing is refused")


def test_a_warning_publishes_and_does_not_count_as_met(build: Build) -> None:
    judge = _judge(_check("IDX-1", "fail", success=True), _check("IDX-2", "warn", success=False))
    assert build.check(judge, _never) == 1
    assert [one["success"] for one in build.verdicts()] == [True, False]


def test_a_check_that_is_not_met_leaves_its_pages_beside_the_findings(root: DataRoot, build: Build) -> None:
    def quarantine() -> Path:
        folder = root.quarantine / BUILD
        folder.mkdir()
        (folder / "findings.csv").write_text("severity,finding_code\n")
        return folder

    judge = _judge(_check("IDX-1", "fail", success=False), _check("IDX-2", "warn", success=False))
    with pytest.raises(ExpectationError) as failed:
        build.check(judge, quarantine)
    kept = root.quarantine / BUILD
    # Where and what was found, what was expected, what to read; the warning did not stop the build.
    assert str(failed.value) == (
        "Checks not met: IDX-1 on fact_indices: found 3 of 10 rows differ, expected 0. Nothing was published; read "
        f"{kept / 'data_docs' / 'index.html'}."
    )
    assert (kept / "data_docs" / "index.html").read_text() == "what was seen"
    assert (kept / "findings.csv").is_file()
    assert not (root.work / BUILD).exists()
    assert Ledger(root.ledger_path).events()[-1].event == "refused"


@pytest.mark.parametrize(
    ("error", "named", "said"),
    [
        (duckdb.IOException("No space left on device"), StorageError, "Free space or mend the disk"),
        (OSError(28, "No space left on device"), StorageError, "Free some space"),
        (PublicationError("fact_indices: found 9 columns, expected 10"), ContractError, "Nothing was published"),
    ],
)
def test_what_stops_the_writing_is_a_sentence_whoever_writes(
    build: Build, error: Exception, named: type[Exception], said: str
) -> None:
    def broken(_con: duckdb.DuckDBPyConnection, _work: Path) -> PublishedOutputs:
        raise error

    with pytest.raises(named, match=said):
        build.write(broken)


def test_a_published_build_is_the_next_run_s_nothing_new_until_a_byte_changes(root: DataRoot, build: Build) -> None:
    con = build.database()
    build.write(_page)
    with pytest.raises(duckdb.ConnectionException):  # closed, or hashing the file would drop the database's lock
        con.execute("select 1")
    assert build.record({"outputs": build.outputs()}) == 3  # page, database, record
    release = build.publish()
    record = read_record(release)
    assert record["build_id"] == BUILD
    assert record["rows"] == {"fact_indices": 10}
    assert record["outputs"][f"kepuasan-{BUILD}.duckdb"] == "hash of what it says"
    assert nothing_new(root, BUILD) == release
    assert nothing_new(root, "fedcba9876543210") is None
    (release / "index.html").chmod(0o600)
    (release / "index.html").write_text("another page")
    assert nothing_new(root, BUILD) is None


def test_a_second_build_says_that_one_is_at_work(root: DataRoot, build: Build) -> None:
    assert build.work.is_dir()
    with pytest.raises(LockedError, match="another run at work"), Build(root):
        pass


@pytest.mark.parametrize(("content", "said"), [(None, "found no run_record.json"), ("{", "found a damaged")])
def test_a_run_record_that_cannot_be_read_is_a_sentence(tmp_path: Path, content: str | None, said: str) -> None:
    if content is not None:
        (tmp_path / RUN_RECORD).write_text(content)
    with pytest.raises(StorageError, match=f"{said}.*Restore the release from the backup"):
        read_record(tmp_path)


def test_nothing_is_built_before_the_run_has_begun(root: DataRoot) -> None:
    with Build(root) as early, pytest.raises(ContractError, match="has not begun"):
        early.publish()
