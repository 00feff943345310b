"""Kept deliveries: read once, never stale, made again when damaged, and without a number of a person."""

import hashlib
import json
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from tiny_programme import PROGRAMME_ID, write_month, write_programme

from flows import staged
from flows.errors import SourceFileError, StorageError
from flows.staged import Job, StagedStore
from flows.storage import DataRoot
from schemas.catalog import Catalog
from transforms.programme.deliveries import ANSWERS, RESPONDENT, as_plain, digest, from_plain

NUMBER = "987654321"  # number of the first respondent
AS_OF = date(2024, 6, 2)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    write_programme(folder, "2024-05")
    write_month(folder, "2024-05", {"bogor": [4, 3, 4], "tangerang": [2]}, AS_OF)
    path = folder / "raw" / PROGRAMME_ID / "bogor_2024-05.csv"
    path.write_bytes(path.read_bytes().replace(b'\r\n"1";', f'\r\n"{NUMBER}";'.encode()))
    return folder


@pytest.fixture(scope="module")
def catalog(data):
    return Catalog(data / "catalog")


@pytest.fixture
def root(tmp_path):
    return DataRoot(tmp_path)


def store_of(root, catalog, made_by="this code"):
    return StagedStore(root, catalog, catalog.programmes[PROGRAMME_ID], made_by=made_by, workers=1)


def raw(data, name="bogor_2024-05.csv"):
    return data / "raw" / PROGRAMME_ID / name


def inputs_of(data):
    folder = data / "raw" / PROGRAMME_ID
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.is_file()}


def kept_path(root, job):
    return root.staged / PROGRAMME_ID / f"{job.kept}.json"


@pytest.fixture(scope="module")
def made(data, catalog, tmp_path_factory):
    """A store of its own with what both files delivered."""
    root = DataRoot(tmp_path_factory.mktemp("made"))
    store = store_of(root, catalog)
    jobs = [
        store.job(raw(data, name), inputs_of(data), AS_OF) for name in ("bogor_2024-05.csv", "tangerang_2024-05.csv")
    ]
    assert store.missing(jobs) == jobs
    done = []
    store.make(jobs, lambda: done.append(1))
    assert len(done) == 2
    assert store.missing(jobs) == []
    return root, store, jobs


def test_a_kept_delivery_says_what_the_file_said(made):
    _, store, jobs = made
    (one,) = store.load(jobs[0])
    assert (one.file_name, one.rows_read_n, one.received, one.is_refused) == (
        "bogor_2024-05.csv",
        3,
        "2024-06-02",
        False,
    )
    assert one.accepted["office_code"].tolist() == ["bogor"] * 3
    assert one.accepted["month_code"].tolist() == ["2024-05"] * 3
    assert one.accepted["satisfaction:U1"].tolist() == ["4", "3", "4"]
    # Ages were 21, 22 and 23, all between 20 and 29: the first and the third answered alike but for their numbers.
    assert one.accepted["age"].tolist() == ["age_20_29"] * 3
    assert one.accepted[ANSWERS].nunique() == 2
    assert one.accepted[RESPONDENT].nunique() == 3


def test_what_is_kept_holds_no_number_of_a_respondent(made, data):
    root, _, jobs = made
    assert NUMBER.encode() in raw(data).read_bytes()
    content = kept_path(root, jobs[0]).read_bytes()
    assert NUMBER.encode() not in content
    plain = json.loads(content.split(b"\n", 1)[1])
    assert all(len(number) == 32 for number in plain[0]["accepted"][RESPONDENT])


def test_without_the_key_nobody_can_compare_numbers(made, catalog, data, root):
    """Another data folder has another key: its digests of the same numbers are others, and so are the names."""
    _, store, jobs = made
    other = store_of(root, catalog)
    job = other.job(raw(data), inputs_of(data), AS_OF)
    assert job.kept != jobs[0].kept
    other.make([job], lambda: None)
    (mine,), (theirs,) = store.load(jobs[0]), other.load(job)
    assert set(mine.accepted[RESPONDENT]).isdisjoint(theirs.accepted[RESPONDENT])
    assert set(mine.accepted[ANSWERS]).isdisjoint(theirs.accepted[ANSWERS])


def test_only_the_owner_may_look(made):
    root, _, jobs = made
    assert stat.S_IMODE(kept_path(root, jobs[0]).stat().st_mode) == 0o600
    assert stat.S_IMODE(kept_path(root, jobs[0]).parent.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in root.state.glob("*.key")] == [0o600]


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-20],
        lambda content: content.replace(b"bogor", b"depok", 1),
        lambda content: content.split(b"\n", 1)[1],
        lambda _: b"",
        lambda _: b"\xff\xfe not json",
    ],
    ids=["cut off", "a word changed", "without its hash", "empty", "something else"],
)
def test_a_damaged_file_is_made_again(made, damage):
    root, store, jobs = made
    path = kept_path(root, jobs[0])
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert [one.file_name for one in store.load(jobs[0])] == ["bogor_2024-05.csv"]
    assert path.read_bytes() == whole


def test_a_file_that_vanished_is_made_again(made):
    root, store, jobs = made
    kept_path(root, jobs[1]).unlink()
    assert store.missing(jobs) == [jobs[1]]
    assert [one.rows_read_n for one in store.load(jobs[1])] == [1]


def test_the_name_says_from_what_it_was_made(root, catalog, data):
    store, inputs = store_of(root, catalog), inputs_of(data)
    name = "bogor_2024-05.csv"
    known = store.job(raw(data), inputs, AS_OF).kept
    assert store.job(raw(data), dict(inputs), AS_OF).kept == known
    others = {
        "the file": inputs | {name: "0" * 64},
        "its origin record": inputs | {f"{name}.origin.yaml": "0" * 64},
        "its corrections": inputs | {f"{name}.corrections.csv": "0" * 64},
    }
    names = {what: store.job(raw(data), changed, AS_OF).kept for what, changed in others.items()}
    names["the day"] = store.job(raw(data), inputs, date(2024, 7, 5)).kept
    names["the code"] = store_of(root, catalog, "other code").job(raw(data), inputs, AS_OF).kept
    names["its own name"] = store.job(raw(data, "tangerang_2024-05.csv"), inputs, AS_OF).kept
    assert known not in names.values()
    assert len(set(names.values())) == len(names)


def test_what_stands_beside_another_file_changes_nothing(root, catalog, data):
    store, inputs = store_of(root, catalog), inputs_of(data)
    changed = inputs | {"tangerang_2024-05.csv.origin.yaml": "0" * 64, "new.csv": "1" * 64}
    assert store.job(raw(data), changed, AS_OF) == store.job(raw(data), inputs, AS_OF)


def test_the_key_stays_with_its_folder(root, catalog, data):
    """Opened again, the store finds what it kept."""
    first = store_of(root, catalog).job(raw(data), inputs_of(data), AS_OF)
    assert store_of(root, catalog).job(raw(data), inputs_of(data), AS_OF) == first


def test_what_no_run_needs_any_longer_is_removed(root, catalog, data):
    store = store_of(root, catalog)
    job = store.job(raw(data, "tangerang_2024-05.csv"), inputs_of(data), AS_OF)
    store.make([job], lambda: None)
    folder = kept_path(root, job).parent
    for name in ("0" * 40 + ".json", f".{job.kept}.json.77.tmp"):  # another version, and what a killed run left
        (folder / name).write_bytes(b"x")
    assert store.prune([job]) == 2
    assert [path.name for path in folder.iterdir()] == [f"{job.kept}.json"]
    assert store.prune([job]) == 0
    assert store.prune([]) == 1


def test_a_file_that_no_layout_fits_is_kept_as_refused(root, catalog, tmp_path):
    path = tmp_path / "letter.csv"
    path.write_text("dear,colleagues\nBudi Santoso,0812\n", encoding="utf-8")
    store = store_of(root, catalog)
    job = store.job(path, {path.name: hashlib.sha256(path.read_bytes()).hexdigest()}, AS_OF)
    store.make([job], lambda: None)
    (one,) = store.load(job)
    assert one.is_refused
    assert one.accepted.empty
    assert b"Budi" not in kept_path(root, job).read_bytes()


def test_an_empty_number_has_no_digest():
    assert digest(b"key", "") == ""
    assert digest(b"key", "7") == digest(b"key", "7") != digest(b"other", "7")


def test_a_delivery_survives_being_written(made):
    _, store, jobs = made
    (one,) = store.load(jobs[0])
    again = from_plain(json.loads(json.dumps(as_plain(one))))
    assert as_plain(again) == as_plain(one)
    assert again.accepted.equals(one.accepted)
    assert (again.accepted.dtypes == one.accepted.dtypes).all()


def test_a_file_that_changed_since_the_run_looked_at_it_is_not_kept_under_its_former_hash(
    data, catalog, root, tmp_path
):
    path = tmp_path / "bogor_2024-05.csv"
    path.write_bytes(raw(data).read_bytes())
    store = store_of(root, catalog)
    job = store.job(path, {path.name: hashlib.sha256(path.read_bytes()).hexdigest()}, AS_OF)
    path.write_bytes(raw(data, "tangerang_2024-05.csv").read_bytes())  # the office uploads another one meanwhile
    with pytest.raises(SourceFileError, match=r"bogor_2024-05\.csv: found other bytes than when the run began"):
        store.make([job], lambda: None)
    assert store.missing([job]) == [job]


class Threads(ThreadPoolExecutor):
    """The pool without its processes, which take seconds to start."""

    def __init__(self, workers, _context, _begin, _given):
        super().__init__(workers)


def test_after_a_failure_no_further_file_is_begun(root, catalog, tmp_path, monkeypatch):
    begun = []

    def read(job):
        begun.append(job)
        time.sleep(0.01)
        if job.kept == "0":
            raise StorageError("The disk is full.")

    monkeypatch.setattr(staged, "ProcessPoolExecutor", Threads)
    monkeypatch.setattr(staged, "_do", read)
    path = tmp_path / "bogor.csv"
    path.write_bytes(b"u1")
    jobs = [Job(str(path), AS_OF.isoformat(), str(number)) for number in range(400)]
    store = StagedStore(root, catalog, catalog.programmes[PROGRAMME_ID], made_by="this code", workers=2)
    with pytest.raises(StorageError, match="disk is full"):
        store.make(jobs, lambda: None)
    assert len(begun) < 20  # 400 take minutes in a national programme
