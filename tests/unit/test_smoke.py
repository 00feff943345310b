"""The smoke test's own arithmetic: which verdicts changed between two audits."""

from pathlib import Path

import pytest
from building import build

from flows.errors import StorageError
from flows.smoke import differences, verdicts_in_force, verdicts_of
from flows.storage import DataRoot

KNOWN = {("bali_2022", "reproduced"): 527, ("bali_2022", "contradicted"): 4}


def test_the_same_verdicts_differ_in_nothing() -> None:
    assert differences(KNOWN, dict(reversed(KNOWN.items()))) == []


def test_a_figure_that_an_upgrade_moved_is_named_from_both_sides() -> None:
    found = {("bali_2022", "reproduced"): 526, ("bali_2022", "contradicted"): 4, ("bali_2022", "not_recomputable"): 1}
    assert differences(KNOWN, found) == [
        "bali_2022 not_recomputable 0 -> 1",
        "bali_2022 reproduced 527 -> 526",
    ]


def test_a_verdict_that_disappeared_is_named() -> None:
    assert differences(KNOWN, {("bali_2022", "reproduced"): 527}) == ["bali_2022 contradicted 4 -> 0"]


def test_verdicts_are_read_from_a_release(tmp_path: Path) -> None:
    table = tmp_path / "tables" / "csv" / "out_audit__summary.csv"
    table.parent.mkdir(parents=True)
    table.write_text("study,verdict,verdict_label_id,figures_n\nbali_2022,reproduced,cocok,527\n", encoding="utf-8")
    assert verdicts_of(tmp_path) == {("bali_2022", "reproduced"): 527}


@pytest.mark.parametrize("folders", [(), ("replication",), ("replication/published/releases",)])
def test_without_a_replication_in_force_there_is_nothing_to_compare_with(
    tmp_path: Path, folders: tuple[str, ...]
) -> None:
    for folder in folders:
        (tmp_path / folder).mkdir(parents=True)
    assert verdicts_in_force(tmp_path) is None


@pytest.mark.parametrize("lost", ["published/current", "published/releases/a1/tables/csv/out_audit__summary.csv"])
def test_a_lost_replication_is_not_taken_for_none(tmp_path: Path, lost: str) -> None:
    """Nothing to compare with would let an upgrade that moved a number pass."""
    root = DataRoot(tmp_path / "replication")
    summary = b"study,verdict,figures_n\nbali_2022,reproduced,527\n"
    build(root, "a1", content={"tables/csv/out_audit__summary.csv": summary})
    assert verdicts_in_force(tmp_path) == {("bali_2022", "reproduced"): 527}
    gone = root.path / lost
    gone.parent.chmod(0o755)
    gone.unlink()
    with pytest.raises(StorageError, match=r"damaged|the ledger records as in force"):
        verdicts_in_force(tmp_path)
