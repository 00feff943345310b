"""The gallery: every file of tests/exports is inspected, and each is read or refused as its expect.json says.

The expectations are typed by hand, see tests/support/make_exports. A file is inspected twice, in two processes, and both
answers must be the same but for time and memory.
"""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import gallery_report
import gallery_worker
import make_exports
import pytest
from make_exports import EXPECTED, EXPORTS

from flows.inspecting import Inspected, as_json, inspect_file
from schemas.catalog import Catalog

AS_OF = date(2026, 11, 21)
SECONDS_AT_MOST = 10
BYTES_AT_MOST = 512 * 1024 * 1024
COSTS = ("seconds", "peak_bytes")
KEYS = {
    "why", "is_readable", "problem_contains", "format", "encoding", "delimiter", "readings", "findings", "finding_rows",
    "columns_personal", "hidden",
}  # fmt: skip
READING_KEYS = {"layout_id", "is_refused", "rows_read", "accepted", "quarantined", "ignored", "values"}
CASES = sorted(path.name for path in EXPORTS.iterdir() if path.is_dir())
BY_COMMAND = ("limesurvey_codes", "text_nul_character")


@dataclass(frozen=True)
class Answer:
    """What inspecting one file gave: the object, its JSON, the same again from another process, and what it cost.

    `own_seconds` is processor time outside the bounded process.
    """

    expected: Mapping[str, Any]
    found: Inspected
    shown: Mapping[str, Any]
    again: Mapping[str, Any]
    own_seconds: float


def _export(name: str) -> Path:
    (path,) = [p for p in (EXPORTS / name).iterdir() if p.name != EXPECTED and not p.name.endswith(".origin.yaml")]
    return path


def _said(shown: Mapping[str, Any]) -> str:
    """What the program answered in short, for whoever reads a failure."""
    lines = [shown.get("problem_en", ""), *(json.dumps(reading) for reading in shown.get("readings", ()))]
    return "\n".join(["the program said:", *lines, *(one["message_en"] for one in shown.get("findings", ()))])


def _without_costs(shown: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in shown.items() if key not in COSTS}


@pytest.fixture(scope="session")
def answer_for(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Answer]]:
    catalog = Catalog()
    known: dict[str, Answer] = {}

    def answer(name: str) -> Answer:
        if name not in known:
            expected = json.loads((EXPORTS / name / EXPECTED).read_text(encoding="utf-8"))
            begun = time.process_time()
            found = inspect_file(_export(name), catalog, AS_OF)
            own_seconds = time.process_time() - begun
            shown = json.loads(as_json(found))
            known[name] = Answer(expected, found, shown, json.loads(second[name].result()), own_seconds)
            readings = shown.get("readings", [])
            gallery_report.add(
                request.config,
                gallery_report.Line(
                    name,
                    shown.get("format", "not read"),
                    sum(one["rows_read"] for one in readings),
                    sum(one["accepted"] for one in readings),
                    sum(one["quarantined"] for one in readings),
                    sum(sum(one["ignored"].values()) for one in readings),
                    shown["seconds"],
                    known[name].own_seconds,
                    shown["peak_bytes"],
                ),
            )
        return known[name]

    items = [item for item in request.session.items if isinstance(item, pytest.Function)]
    wanted = [item.callspec.params for item in items if "answer_for" in item.fixturenames]
    names = dict.fromkeys(str(one["name"]) for one in wanted)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as worker:  # works ahead beside this process
        second = {name: worker.submit(gallery_worker.answer, _export(name), AS_OF) for name in names}
        yield answer
        for one in second.values():
            one.cancel()


@pytest.mark.parametrize("name", CASES)
def test_a_file_is_read_or_refused_as_expected(name: str, answer_for: Callable[[str], Answer]) -> None:
    answer = answer_for(name)
    expected, shown = answer.expected, answer.shown
    assert set(expected) <= KEYS, "expect.json has keys that nothing looks at"
    said = _said(shown)
    assert shown["is_readable"] == expected["is_readable"], said
    if not expected["is_readable"]:
        assert expected["problem_contains"] in shown["problem_en"]
        assert shown["problem_id"]
        assert shown["problem_id"] != shown["problem_en"]
    for key in ("format", "encoding", "delimiter"):
        if key in expected:
            assert shown[key] == expected[key], said
    _readings_are_as_expected(answer)
    if "findings" in expected:
        assert dict(Counter(one["finding_code"] for one in shown["findings"])) == expected["findings"], said
    for code, rows in expected.get("finding_rows", {}).items():
        found = sorted(one["row_number"] for one in shown["findings"] if one["finding_code"] == code)
        assert found == rows, f"{code}: {said}"
    if "columns_personal" in expected:
        columns = shown["tables"][0]["columns"] if shown["tables"] else []
        personal = {str(one["position"]): one["personal"] for one in columns if one["personal"]}
        assert personal == expected["columns_personal"], said


def _readings_are_as_expected(answer: Answer) -> None:
    if "readings" not in answer.expected:
        return
    wanted, found = answer.expected["readings"], answer.shown["readings"]
    said = _said(answer.shown)
    assert len(found) == len(wanted), said
    for number, (one, reading) in enumerate(zip(wanted, found, strict=True)):
        assert set(one) <= READING_KEYS
        for key in READING_KEYS - {"values"}:
            if key in one:
                assert reading[key] == one[key], f"reading {number}, {key}: {said}"
        assert answer.found.inspection is not None
        accepted = answer.found.inspection.staged[number].accepted
        for column, counts in one.get("values", {}).items():
            cells = accepted[column.split(" & ")].itertuples(index=False, name=None)
            assert dict(Counter(" & ".join(map(str, row)) for row in cells)) == counts, f"reading {number}, {column}"


@pytest.mark.parametrize("name", CASES)
def test_every_row_has_one_fate(name: str, answer_for: Callable[[str], Answer]) -> None:
    for reading in answer_for(name).shown.get("readings", []):
        fates = reading["accepted"] + reading["quarantined"] + sum(reading["ignored"].values())
        assert reading["rows_read"] == fates, reading
        assert not (reading["is_refused"] and reading["accepted"]), reading


@pytest.mark.parametrize("name", CASES)
def test_a_file_costs_little_and_is_answered_alike_again(name: str, answer_for: Callable[[str], Answer]) -> None:
    answer = answer_for(name)
    assert answer.shown["seconds"] < SECONDS_AT_MOST
    assert answer.own_seconds < SECONDS_AT_MOST, "outside the bounded process, where nothing else ends it"
    assert answer.shown["peak_bytes"] < BYTES_AT_MOST
    assert _without_costs(answer.again) == _without_costs(answer.shown)


@pytest.mark.parametrize("name", CASES)
def test_the_answer_holds_nothing_that_must_stay_hidden(name: str, answer_for: Callable[[str], Answer]) -> None:
    answer = answer_for(name)
    said = json.dumps(answer.shown, ensure_ascii=False)
    assert "Traceback" not in said
    assert [text for text in answer.expected.get("hidden", ()) if text in said] == []


@pytest.mark.parametrize("name", BY_COMMAND)
def test_the_command_says_the_same(name: str, answer_for: Callable[[str], Answer]) -> None:
    answer = answer_for(name)
    command = [sys.executable, "-m", "flows.cli", "inspect", str(_export(name)), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False)
    assert done.returncode == (0 if answer.expected["is_readable"] else 11), done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert _without_costs(json.loads(done.stdout)) == _without_costs(answer.shown)


@pytest.mark.parametrize("part", make_exports.parts())
def test_the_committed_files_are_what_the_scripts_make(part: str) -> None:
    for case in make_exports.cases_of(part):
        made = case.files()
        kept = {path.name: path.read_bytes() for path in (EXPORTS / case.name).iterdir()}
        assert sorted(kept) == sorted(made), case.name
        for name, data in made.items():
            assert make_exports.is_same(kept[name], data), f"{case.name}/{name}: python -m make_exports {part}"


def test_every_folder_belongs_to_one_part() -> None:
    names = [case.name for part in make_exports.parts() for case in make_exports.cases_of(part)]
    assert sorted(names) == CASES


@pytest.mark.parametrize("name", CASES)
def test_a_case_says_why_and_is_small(name: str) -> None:
    expected = json.loads((EXPORTS / name / EXPECTED).read_text(encoding="utf-8"))
    assert expected["why"].endswith(".")
    assert _export(name).stat().st_size < 40_000
