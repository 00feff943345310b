"""A wrong number was published: the former release comes back, stays, and nothing is lost, whatever fails meanwhile."""

from pathlib import Path

import pytest
from building import CONTENT, NEW, OLD, build, complaints_after_fault, copy_root
from faults import KILLED, in_child

from flows.errors import ConfigError, ContractError, LockedError, StorageError
from flows.ledger import Ledger
from flows.releases import collect_garbage, open_current, verify_root, withdrawn_since
from flows.rollback import roll_back, told
from flows.storage import DataRoot, RunLock

CORRECTED = "c3"  # what the office's corrected file gives


@pytest.fixture
def root(tmp_path: Path) -> DataRoot:
    """The old release and, in force, the new one."""
    root = DataRoot(tmp_path / "root")
    build(root, OLD)
    build(root, NEW)
    return root


def in_force(root: DataRoot) -> str:
    return open_current(root).name


def test_the_former_release_is_in_force_again_and_nothing_is_deleted(root: DataRoot) -> None:
    done = roll_back(root)
    assert (done.release, done.withdrawn) == (root.releases / OLD, NEW)
    assert in_force(root) == OLD
    assert complaints_after_fault(root, (OLD,)) == []
    assert {path.name for path in root.releases.iterdir()} == {OLD, NEW}
    assert verify_root(root) == []


def test_the_ledger_says_what_was_withdrawn(root: DataRoot) -> None:
    done = roll_back(root, OLD)
    last = Ledger(root.ledger_path).events()[-1]
    assert (last.event, last.build_id) == ("rolled_back", OLD)
    assert (last.details["release"], last.details["withdrawn"]) == (OLD, NEW)
    assert done.ledger_head == last.hash
    assert any(NEW in line for line in told(done))


def test_the_schedule_does_not_undo_it(root: DataRoot) -> None:
    roll_back(root)
    with pytest.raises(ContractError, match="withdrawn at 20"):
        build(root, NEW)
    assert in_force(root) == OLD
    assert verify_root(root) == []


def test_a_corrected_file_is_published_as_usual(root: DataRoot) -> None:
    roll_back(root)
    build(root, CORRECTED, content=CONTENT[NEW])
    assert in_force(root) == CORRECTED
    # What was withdrawn stays so: the same wrong inputs must not come back by another way.
    with pytest.raises(ContractError):
        build(root, NEW)


def with_inputs(number: str, content: str) -> dict[str, bytes]:
    """A release as a programme builds it: its id hangs on the release before, its content on inputs and code alone."""
    return {"ikm.csv": number.encode(), "run_record.json": f'{{"content": "{content}"}}'.encode()}


def test_nor_where_it_went_back_further_than_one_release(tmp_path: Path) -> None:
    """January, February and March; March was wrong, and somebody goes back to January.

    March built from the same files is then another build, because another release stands before it.
    """
    root = DataRoot(tmp_path / "months")
    for month in ("jan", "feb", "mar"):
        build(root, month, content=with_inputs(month, f"inputs of {month}"))
    roll_back(root, "jan")
    with pytest.raises(ContractError, match="release mar, which was withdrawn at 20"):
        build(root, "mar-after-jan", content=with_inputs("mar-after-jan", "inputs of mar"))
    assert in_force(root) == "jan"
    build(root, "corrected", content=with_inputs("corrected", "inputs of mar, one file corrected"))
    assert in_force(root) == "corrected"
    assert verify_root(root) == []


def test_a_roll_back_is_open_until_something_newer_is_published(root: DataRoot) -> None:
    assert withdrawn_since(root) is None
    roll_back(root)
    assert withdrawn_since(root) is not None
    build(root, OLD)  # the old one built again is no correction
    newest = withdrawn_since(root)
    assert newest is not None
    assert newest.build_id == NEW
    build(root, CORRECTED, content=CONTENT[NEW])
    assert withdrawn_since(root) is None


def test_a_roll_back_that_was_itself_rolled_back_is_not_open(root: DataRoot) -> None:
    roll_back(root)
    roll_back(root, NEW)
    assert withdrawn_since(root) is None


def test_a_withdrawn_release_can_be_put_back(root: DataRoot) -> None:
    roll_back(root)
    roll_back(root, NEW)
    assert in_force(root) == NEW
    build(root, NEW)  # an unchanged month again, and no complaint
    assert in_force(root) == NEW
    assert verify_root(root) == []


def test_going_back_twice_goes_two_releases_back(root: DataRoot) -> None:
    build(root, CORRECTED, content=CONTENT[NEW])
    assert [roll_back(root).release.name, roll_back(root).release.name] == [NEW, OLD]
    with pytest.raises(ConfigError, match="expected a release before the one in force"):
        roll_back(root)


def test_it_can_be_undone_after_the_withdrawn_month_has_grown_old(root: DataRoot) -> None:
    roll_back(root)
    assert collect_garbage(root, Ledger(root.ledger_path), keep=2, days=0) == []
    assert roll_back(root, NEW).release.name == NEW


def test_a_release_that_is_not_there_is_named_with_those_that_are(root: DataRoot) -> None:
    with pytest.raises(ConfigError, match=r"expected build c3\. There is: a1"):
        roll_back(root, CORRECTED)
    with pytest.raises(ConfigError, match="in force already"):
        roll_back(root, NEW)


def test_nothing_to_go_back_to(tmp_path: Path) -> None:
    alone = DataRoot(tmp_path / "alone")
    build(alone, OLD)
    with pytest.raises(ConfigError, match="found no release to go back to"):
        roll_back(alone)
    with pytest.raises(StorageError):
        roll_back(DataRoot(tmp_path / "empty"))


def test_a_damaged_release_does_not_come_back(root: DataRoot) -> None:
    path = root.releases / OLD / "ikm.csv"
    path.chmod(0o644)
    path.write_bytes(b"kantor,ikm\nA,99.00\n")
    with pytest.raises(StorageError, match="Restore the folder"):
        roll_back(root)
    assert in_force(root) == NEW


def test_a_run_at_work_is_not_disturbed(root: DataRoot) -> None:
    with RunLock(root), pytest.raises(LockedError):
        roll_back(root)
    assert in_force(root) == NEW


@pytest.mark.parametrize("mode", ["kill", "torn", "enospc", "eio"])
def test_interrupted_anywhere_one_release_is_in_force_and_the_same_command_finishes(
    root: DataRoot, tmp_path: Path, mode: str
) -> None:
    undisturbed = copy_root(root, tmp_path / "point")
    total = len(in_child(lambda: roll_back(undisturbed)).operations)
    assert 8 <= total <= 40  # a shim that no longer reaches the operations would pass everything
    for at in range(1, total + 1):
        point = copy_root(root, tmp_path / "point")
        outcome = in_child(lambda: roll_back(point, OLD), at, mode)  # noqa: B023
        assert outcome.code in (0, KILLED, StorageError.exit_code), f"{mode} at {at}: {outcome.text}"
        assert complaints_after_fault(point, (OLD, NEW)) == [], f"{mode} at {at}"
        if in_force(point) == NEW:
            roll_back(point, OLD)
        assert complaints_after_fault(point, (OLD,)) == [], f"{mode} at {at}"
        assert verify_root(point) == [], f"{mode} at {at}"


def test_killed_between_record_and_switch_the_next_run_completes_it(root: DataRoot, tmp_path: Path) -> None:
    undisturbed = copy_root(root, tmp_path / "point")
    total = len(in_child(lambda: roll_back(undisturbed)).operations)
    recorded_only = 0
    for at in range(1, total + 1):
        point = copy_root(root, tmp_path / "point")
        in_child(lambda: roll_back(point, OLD), at)  # noqa: B023
        last = Ledger(point.ledger_path).events()[-1]
        if last.event == "rolled_back" and in_force(point) == NEW:
            recorded_only += 1
            with pytest.raises(ContractError):
                build(point, NEW)
            assert in_force(point) == OLD, f"kill at {at}"
    assert recorded_only > 0
