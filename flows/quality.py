"""Runs the table checks before publication with Great Expectations and builds the Data Docs that show them.

Great Expectations is imported when a check runs, with its analytics off, and sees check frames only: numbers and
codes. It passes empty tables and skips empty cells; here a check that examined nothing, skipped a row or could not
run has failed, in the report and on the pages alike.
"""

import logging
import math
import os
import re
import shutil
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from flows.data_docs import POLICY, STYLESHEET, assets, seal
from flows.errors import ExpectationError
from schemas.expectations import SUITES, Suite
from schemas.registry import ALL_TABLES
from transforms.publication.check_frames import check_frames

if TYPE_CHECKING:
    import pandas as pd

_BUILD_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")

Suites = Mapping[str, Callable[[Any], Suite]]  # each from the facts that its suites are written for
Frames = Callable[["Mapping[str, pd.DataFrame]"], "dict[str, pd.DataFrame]"]


@dataclass(frozen=True)
class Check:
    """One expectation and its verdict. ``observed`` holds numbers only, never a value of a file."""

    check_code: str
    table: str
    severity: str
    success: bool
    observed: str
    expected: str
    note_id: str
    note_en: str


@dataclass(frozen=True)
class ExpectationReport:
    """The verdict on the tables of a build, in order of the check codes."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether the tables may be published: no check of severity fail has failed."""
        return bool(self.checks) and not self.unmet_with("fail")

    @property
    def unmet(self) -> tuple[Check, ...]:
        """The checks that failed, warnings included."""
        return tuple(check for check in self.checks if not check.success)

    def unmet_with(self, severity: str, table: str | None = None) -> tuple[Check, ...]:
        """The failed checks of one severity, of one table or of all."""
        return tuple(check for check in self.unmet if check.severity == severity and table in (None, check.table))


def run_expectations(
    tables: "Mapping[str, pd.DataFrame]",
    facts: object,
    *,
    suites: Suites = SUITES,
    frames: Frames = check_frames,
    docs_dir: Path,
    as_of: date,
    build_id: str,
    data_origin_note: tuple[str, str],
) -> ExpectationReport:
    """Check the published tables and write the Data Docs; two runs on the same tables write the same bytes.

    Args:
        tables: The published tables by name; one that is missing is an empty one.
        facts: What the run knows from the catalogue and the accounting; of the kind that ``suites`` take.
        suites: What to expect of each table, by its name; those of a study unless others are given.
        frames: What turns the published tables into check frames, one for each suite.
        docs_dir: A folder that does not exist yet or is empty.
        as_of: The date of the study or programme, which stands for the run's time.
        build_id: The build, which stands for the run's name.
        data_origin_note: What the respondents are, Indonesian and English; printed on every page.

    Raises:
        ValueError: ``build_id`` cannot be part of a path.
        ExpectationError: ``docs_dir`` is not empty, or Great Expectations left out a page.
    """
    if not _BUILD_ID.fullmatch(build_id):
        raise ValueError(f"build_id: found {len(build_id)} characters, expected 1 to 80 letters, digits, _ or -")
    if docs_dir.exists() and any(docs_dir.iterdir()):
        raise ExpectationError("the folder for the Data Docs is not empty; a build writes into a new one")
    with _quiet():
        runner = _Runner(facts, suites, as_of, build_id)
        report = runner.judge(frames(tables))
        runner.write_docs(docs_dir, report, data_origin_note)
    return report


def judge(frames: "Mapping[str, pd.DataFrame]", facts: object, suites: Suites = SUITES) -> ExpectationReport:
    """Return the verdict on check frames, of all tables or some, without pages."""
    with _quiet():
        return _Runner(facts, suites, date(1970, 1, 1), "none").judge(frames)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Great Expectations from phoning home, drawing progress bars and logging."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    logger = logging.getLogger("great_expectations")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


class _Runner:
    """One run of all suites in a context that lives in memory."""

    def __init__(self, facts: object, suites: Suites, as_of: date, build_id: str) -> None:
        import great_expectations as gx  # noqa: PLC0415 - takes seconds
        from great_expectations.core.run_identifier import RunIdentifier  # noqa: PLC0415
        from great_expectations.data_context.types.base import (  # noqa: PLC0415
            DataContextConfig,
            InMemoryStoreBackendDefaults,
            ProgressBarsConfig,
        )

        config = DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(),  # and no Data Docs in a temporary folder
            progress_bars=ProgressBarsConfig(globally=False),
            analytics_enabled=False,
        )
        self._gx = gx
        self._context = gx.get_context(mode="ephemeral", project_config=config)
        self._source = self._context.data_sources.add_pandas("tables")
        self._facts = facts
        self._suites = suites
        self._as_of = as_of
        self._build_id = build_id
        # Not the bare build id: the page title parses the run's name as a date where it can.
        self._run = RunIdentifier(
            run_name=f"build-{build_id}", run_time=datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC)
        )

    def judge(self, frames: "Mapping[str, pd.DataFrame]") -> ExpectationReport:
        """Run the suites of the frames given."""
        checks = (check for table, frame in frames.items() for check in self._run_suite(table, frame))
        return ExpectationReport(tuple(sorted(checks, key=lambda check: check.check_code)))

    def _run_suite(self, table: str, frame: "pd.DataFrame") -> list[Check]:
        """Run the suite of one table and keep its result, made strict, for the pages."""
        suite = self._context.suites.add(self._suites[table](self._facts))
        batch = self._source.add_dataframe_asset(table).add_batch_definition_whole_dataframe("check_frame")
        definition = self._context.validation_definitions.add(
            self._gx.ValidationDefinition(name=table, data=batch, suite=suite)
        )
        # BASIC without examples: counts of wrong rows, never their contents.
        result = definition.run(
            batch_parameters={"dataframe": frame},
            result_format={"result_format": "BASIC", "partial_unexpected_count": 0},
            run_id=self._run,
        )
        checks = [_check(table, frame, one) for one in result.results]
        if len(checks) != len(suite.expectations):
            raise ExpectationError(f"{table}: {len(checks)} of {len(suite.expectations)} checks came back")
        self._keep_strict(table, result, checks)
        return checks

    def _keep_strict(self, table: str, result: Any, checks: list[Check]) -> None:
        """Store the result again with our verdicts and without the time and fingerprints of the run."""
        for one, check in zip(result.results, checks, strict=True):
            one.success = check.success
            one.result = {"observed_value": check.observed}
            one.exception_info = {
                "raised_exception": False,
                "exception_message": None,
                "exception_traceback": None,
            }
        passed = sum(check.success for check in checks)
        result.success = passed == len(checks)
        result.statistics = {
            "evaluated_expectations": len(checks),
            "successful_expectations": passed,
            "unsuccessful_expectations": len(checks) - passed,
            "success_percent": 100 * passed / len(checks),
        }
        result.results.sort(key=lambda one: str(one.expectation_config.meta["check_code"]))
        # As text: Great Expectations writes a run's time in the zone of the machine and prints a Z behind it.
        result.meta["run_id"] = {"run_name": self._run.run_name, "run_time": self._run.run_time.isoformat()}
        result.meta |= {"batch_markers": {}, "batch_parameters": {}, "batch_spec": {"data_asset_name": table}}
        store: Any = self._context.validation_results_store
        keys = [key for key in store.list_keys() if key.expectation_suite_identifier.name == table]
        if len(keys) != 1:
            raise ExpectationError(f"{table}: Great Expectations kept {len(keys)} results, expected 1")
        store.set(keys[0], result)

    def write_docs(self, docs_dir: Path, report: ExpectationReport, note: tuple[str, str]) -> None:
        """Build the site with Great Expectations' own builder in our frames, and seal it."""
        from great_expectations.render.renderer.site_builder import SiteBuilder  # noqa: PLC0415
        from jinja2 import ChoiceLoader, DictLoader  # noqa: PLC0415

        docs_dir.mkdir(parents=True, exist_ok=True)
        builder = SiteBuilder(
            self._context,
            store_backend={
                "class_name": "TupleFilesystemStoreBackend",
                "base_directory": str(docs_dir.resolve()),
            },
            site_name="Kepuasan",
            show_how_to_buttons=False,
            site_section_builders={"profiling": "None"},
        )
        templates = {
            entry.name: entry.read_text(encoding="utf-8")
            for entry in assets().joinpath("data_docs").iterdir()
            if entry.name.endswith(".j2")
        }
        shown = {
            "note_id": note[0],
            "note_en": note[1],
            "as_of": self._as_of.isoformat(),
            "build_id": self._build_id,
            "policy": POLICY,
            "stylesheet": STYLESHEET,
            "checks_n": len(report.checks),
            "failed_n": len(report.unmet_with("fail")),
            "warned_n": len(report.unmet_with("warn")),
            "unmet": report.unmet,
            "tables": [_table_line(name, report) for name in self._suites],
        }
        for maker in (*builder.site_section_builders.values(), builder.site_index_builder):
            view = maker.view_class
            numbers = count(1)
            view.env.loader = ChoiceLoader([DictLoader(templates), view.env.loader])
            view.env.globals["kepuasan"] = shown
            view.env.filters["generate_html_element_uuid"] = lambda prefix, numbers=numbers: f"{prefix}{next(numbers)}"
        builder.build()
        shutil.rmtree(docs_dir / "static")  # fonts, pictures and icons of pages that we do not use
        self._refuse_gaps(docs_dir)
        seal(docs_dir)

    def _refuse_gaps(self, docs_dir: Path) -> None:
        """Great Expectations logs a page that it cannot render and goes on; a release must not lack one."""
        index = (docs_dir / "index.html").read_text(encoding="utf-8")
        for table in self._suites:
            shown = [
                *docs_dir.glob(f"expectations/{table}.html"),
                *docs_dir.glob(f"validations/{table}/*/*/*.html"),
            ]
            if len(shown) != 2 or f"validations/{table}/" not in index:
                raise ExpectationError(f"{table}: Great Expectations left out a page of the Data Docs")


def _table_line(name: str, report: ExpectationReport) -> dict[str, Any]:
    """Return what the index says about one table."""
    return {
        "name": name,
        "title": ALL_TABLES[name].title_id,
        "checks_n": sum(check.table == name for check in report.checks),
        "failed_n": len(report.unmet_with("fail", name)),
        "warned_n": len(report.unmet_with("warn", name)),
    }


def _check(table: str, frame: "pd.DataFrame", result: Any) -> Check:
    """Return the verdict on one expectation; it fails when a row was skipped or nothing was examined."""
    meta = result.expectation_config.meta
    observed, has_run = _observed(frame, result)
    return Check(
        check_code=str(meta["check_code"]),
        table=table,
        severity=str(meta["severity"]),
        success=bool(result.success) and has_run,
        observed=observed,
        expected=str(meta["expected"]),
        note_id=str(meta["note_id"]),
        note_en=str(meta["note_en"]),
    )


def _observed(frame: "pd.DataFrame", result: Any) -> tuple[str, bool]:
    """Return what was seen, in numbers, and whether the check could look at all of it."""
    details = result.result or {}
    kind, column = result.expectation_config.type, result.expectation_config.kwargs.get("column")
    if _has_raised(result.exception_info):
        return "not run", False
    if "element_count" in details:
        rows_n, skipped_n = int(details["element_count"]), int(details.get("missing_count") or 0)
        wrong_n = int(details.get("unexpected_count") or 0)
        skipped = f", {skipped_n} empty" if skipped_n else ""
        return f"{wrong_n} of {rows_n} rows differ{skipped}", rows_n > 0 and not skipped_n
    value = details.get("observed_value")
    if isinstance(value, str) or value is None or not math.isfinite(value):
        return "no value", False
    if column is not None and frame.empty:
        return f"{value:.12g} over 0 rows", False
    if kind == "expect_column_sum_to_be_between" and frame[column].isna().any():
        return f"{value:.12g} without {int(frame[column].isna().sum())} empty rows", False
    return f"{value:.12g}", True


def _has_raised(info: Any) -> bool:
    """Tell whether ``exception_info`` holds an exception, at its top or under the name of a metric."""
    if not isinstance(info, Mapping):
        return bool(info)
    return bool(info.get("raised_exception")) or any(
        _has_raised(one) for one in info.values() if isinstance(one, Mapping)
    )
