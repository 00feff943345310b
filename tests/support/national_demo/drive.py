"""Runs the national demo as a ministry would, month by month, and holds every result against the truth file.

    python tests/support/national_demo/drive.py --data data/national

1. The generator writes 36 months of exports, sorted by the run that would find them.
2. `backfill` publishes all months but the last, with what each would have restated on its day.
3. `monthly` publishes the last month.
4. The same month again changes nothing.
5. One late file that was held back arrives: `sweep` restates exactly the periods that it touches.
6. Every index, grade, revision, finding and row count is compared with the truth.
7. Poster, report, follow-up table and evidence sheet of a year are written for the country and one office.
"""

import argparse
import csv
import re
import shutil
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import duckdb
import pandas as pd
from rich.console import Console

from flows.documents import start_follow_up, write_documents
from flows.pipeline import load_catalog
from flows.programme_run import find_programme, former_release
from flows.progress import reporter
from flows.quiet import mute_prefect
from flows.storage import DataRoot
from national_demo.making import make
from schemas.follow_up import FollowUp, FollowUpAction
from transforms.documents.follow_up import write_follow_up

mute_prefect()  # before the flows import Prefect

from flows import backfill, monthly, shell, sweep  # noqa: E402

PROGRAMME = "national_demo"
MONTH = r"\d{4}-\d{2}"
Row = dict[str, str]


class Demo:
    """One run of the demo in a data folder of its own."""

    def __init__(self, data: Path, console: Console) -> None:
        self.data, self.console = data, console
        self.source = data / "demo"
        self.raw = data / "raw" / PROGRAMME
        self.problems: list[str] = []
        self.begun = time.monotonic()

    def say(self, text: str) -> None:
        self.console.print(f"[dim]{time.monotonic() - self.begun:6.1f} s[/]  {text}", highlight=False)

    def expect(self, holds: bool, text: str) -> None:
        self.say(f"[green]✓[/] {text}" if holds else f"[red]✗ {text}[/]")
        if not holds:
            self.problems.append(text)

    # --- the steps -------------------------------------------------------------------------------------------------
    def make(self, seed: int, months: int, offices: int, first_month: str) -> list[str]:
        """Write the exports and the truth; return the runs in which files arrive."""
        for old in ("demo", "raw", "published", "state", "staged", "quarantine", "catalog", "documents"):
            _remove(self.data / old)
        made = make(self.source, seed=seed, months_n=months, offices_n=offices, first_month=first_month)
        self.raw.mkdir(parents=True)
        shutil.copytree(self.source / "raw" / PROGRAMME / "reported", self.raw / "reported")
        if (self.source / "catalogue").is_dir():
            shutil.copytree(self.source / "catalogue", self.data / "catalog")
        self.say(f"{made.files_n} files with {made.rows_n} rows of made-up answers, seed {seed}")
        return sorted(path.name for path in (self.source / "waves").iterdir())

    def arrive(self, waves: list[str], held: str) -> None:
        """Let the files of some runs arrive, but for one that is held back."""
        for wave in waves:
            for path in sorted((self.source / "waves" / wave).iterdir()):
                if not path.name.startswith(held):
                    shutil.copy(path, self.raw / path.name)

    def arrive_late(self, held: str) -> None:
        """Let the file that was held back arrive."""
        for path in sorted(self.source.glob(f"waves/*/{held}*")):
            shutil.copy(path, self.raw / path.name)

    def tables(self, *names: str) -> list[pd.DataFrame]:
        """Return tables of the release in force."""
        folder = (self.data / "published" / "current").resolve()
        with duckdb.connect() as con:
            return [con.read_parquet(str(folder / f"tables/parquet/{name}.parquet")).df() for name in names]

    def truth(self, name: str) -> list[Row]:
        """Return a truth file."""
        with (self.source / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def write_documents(self, last: str) -> None:
        """Write the documents of a year for the country and one office, with a follow-up table carried into it."""
        year = int(last[:4]) if last.endswith("-12") else int(last[:4]) - 1
        [indices] = self.tables("fact_indices")
        rows = indices[(indices["scope_level"] == "office") & (indices["period_code"] == str(year))]
        office, instrument = str(rows["scope_code"].iloc[-1]), str(rows["instrument_id"].iloc[-1])
        folder = self.raw / "follow_up"
        folder.mkdir()
        promised = FollowUp(
            follow_up_id=f"{office}_{year - 1}",
            office=office,
            report_year=year - 1,
            actions=tuple(
                FollowUpAction(
                    action_code=f"A{number}", instrument_id=instrument, element_code=element, programme=words,
                    planned_quarter=f"{year}-Q{number}", owner="Kepala seksi (dikarang)", agreed=date(year, 1, 20),
                    done=done, evidence=None if done is None else "Berita acara (dikarang)",
                )
                for number, element, words, done in (
                    (1, "U4", "Memasang tarif PNBP di loket dan laman (dikarang)", date(year, 3, 30)),
                    (2, "U3", "Menambah loket pada jam sibuk (dikarang)", None),
                )
            ),
        )  # fmt: skip
        (folder / f"{promised.follow_up_id}.yaml").write_text(write_follow_up(promised), encoding="utf-8")
        start_follow_up(folder, office, year)
        root = DataRoot(self.data)
        catalog = load_catalog(root)
        former = former_release(root, find_programme(catalog, PROGRAMME))
        assert former is not None
        written = write_documents(
            former.folder, self.data / "documents" / str(former.record["build_id"]),
            programme=find_programme(catalog, PROGRAMME), period=str(year), offices=["national", office],
            languages=["id", "en"], follow_ups=folder,
        )  # fmt: skip
        self.expect(len(written) == 16, f"{len(written)} documents of {year} in {written[0].parents[1]}")

    # --- against the truth -----------------------------------------------------------------------------------------
    def check_indices(self) -> None:
        [indices] = self.tables("fact_indices")
        kept = indices[indices["weighting"].isin(["own_respondents", "pooled_respondents"])]
        found = {
            (r.scope_level, r.scope_code, r.period_code, r.instrument_id): (
                int(r.respondents_n), r.ikm_exact_fraction, r.grade_exact, f"{r.ikm_regulation:.2f}", r.grade_regulation,
            )
            for r in kept.itertuples()
        }  # fmt: skip
        wanted = {
            (r["scope_level"], r["office_code"], r["month_code"], r["instrument_id"]): (
                int(r["respondents_n"]), r["ikm_exact_fraction"], r["grade"], f"{float(r['ikm_regulation']):.2f}",
                r["grade_regulation"],
            )
            for r in self.truth("indices")
        }  # fmt: skip
        wrong = [key for key, value in wanted.items() if found.get(key) != value]
        levels = {(key[0], _grain(key[2])) for key in wanted}
        surplus = [key for key in found if (key[0], _grain(key[2])) in levels and key not in wanted]
        self.expect(
            not wrong and not surplus, f"{len(wanted)} indices with their grades equal the truth{_few(wrong + surplus)}"
        )

    def check_revisions(self, held: str, last: str) -> None:
        [revised] = self.tables("fact_revisions")
        for level, name in (("office", "revisions"), ("national", "revisions_national")):
            rows = revised[(revised["scope_level"] == level) & revised["period_code"].str.fullmatch(MONTH)]
            rows = rows[rows["weighting"].isin(["own_respondents", "pooled_respondents"])]
            found = Counter(
                (r.run_period, r.period_code, r.scope_code, r.instrument_id, _cell(r.respondents_before_n),
                 _cell(r.respondents_after_n), _cell(r.ikm_before_fraction), _cell(r.ikm_after_fraction),
                 _cell(r.grade_before), _cell(r.grade_after), r.cause, r.cause_files)
                for r in rows.itertuples()
                if level == "office" or held not in str(r.cause_files)
            )  # fmt: skip
            truth = [row for row in self.truth(name) if level == "office" or held not in row["file"]]
            # What was held back came with the last run instead of its own; the others of its run came without it.
            moved = {row["run_period"] for row in self.truth("revisions") if held in row["file"]}
            wanted = Counter(
                (last if held in row["file"] else row["run_period"],
                 *(row[column] for column in list(row)[1:]))
                for row in truth
                if level == "office" or row["run_period"] not in moved
            )  # fmt: skip
            missing, surplus = wanted - found, found - wanted
            if level == "national":
                surplus = Counter({key: n for key, n in surplus.items() if key[0] not in moved})
            self.expect(
                not missing and not surplus,
                f"{sum(wanted.values())} revisions of {level} months equal the truth{_few([*missing, *surplus])}",
            )

    def check_findings(self) -> None:
        [findings] = self.tables("fact_findings")
        found = Counter(
            (r.finding_code, _cell(r.file_name), _cell(r.row_number), _cell(r.month_code), _cell(r.office_code))
            for r in findings.itertuples()
        )
        wanted = Counter(
            (r["finding_code"], r["file_name"], r["row_number"], r["month_code"], r["office_code"])
            for r in self.truth("findings")
        )
        missing, surplus = wanted - found, found - wanted
        self.expect(
            not missing and not surplus,
            f"{sum(wanted.values())} findings equal the truth{_few([*missing, *('+', *surplus)][: None if surplus else -1])}",
        )

    def check_rows(self) -> None:
        [files] = self.tables("fact_files")
        columns = [
            "rows_read_n",
            "rows_accepted_n",
            "rows_quarantined_n",
            "rows_filtered_n",
            "rows_ignored_n",
            "rows_blank_n",
        ]
        files["file"] = [re.sub(r"#\d+$", "", name) for name in files["file_name"]]
        sums = files.groupby("file")[columns].sum()
        wrong = []
        for row in self.truth("rows"):
            one = sums.loc[row["file_name"]]
            read, accepted, quarantined, filtered = (int(one[name]) for name in columns[:4])
            ignored = int(one["rows_ignored_n"] + one["rows_blank_n"])
            if [read, accepted, quarantined, filtered, ignored] != [
                int(row[name]) for name in ("rows_read", "accepted", "quarantined", "filtered", "ignored")
            ]:
                wrong.append((row["file_name"], read, accepted, quarantined, filtered, ignored))
        total = int(sums["rows_read_n"].sum())
        fates = int(sums[columns[1:]].to_numpy().sum())
        self.expect(not wrong, f"row counts of {len(sums)} files equal the truth{_few(wrong)}")
        self.expect(total == fates, f"{total} rows read = accepted + quarantined + filtered + ignored")


def _remove(path: Path) -> None:
    if path.is_symlink() or not path.exists():
        path.unlink(missing_ok=True)
        return
    for folder in [path, *(one for one in path.rglob("*") if one.is_dir() and not one.is_symlink())]:
        folder.chmod(0o700)
    shutil.rmtree(path)


def _grain(period: str) -> str:
    return "year" if len(period) == 4 else "month" if re.fullmatch(MONTH, period) else "other"


def _cell(value: Any) -> str:
    if pd.isna(value):
        return ""
    return str(int(value)) if isinstance(value, float) else str(value)


def _few(cases: list[Any]) -> str:
    return f"; {len(cases)} differ, such as {cases[:3]}" if cases else ""


def drive(
    data: Path, *, seed: int = 1, months: int = 36, offices: int = 130, first_month: str = "2016-01"
) -> list[str]:
    """Run the demo; return what differs from the truth, nothing when all is right."""
    console = Console(width=150)
    demo = Demo(data.resolve(), console)
    waves = demo.make(seed, months, offices, first_month)
    late = [row for row in demo.truth("revisions") if row["cause"] == "late_file"]
    held = late[-1]["file"]
    *earlier, last = waves
    demo.arrive(earlier, held)
    folder = str(demo.data)

    def run(flow: Any, **given: Any) -> Any:
        with reporter(console) as progress:
            shell.report_to(progress)
            state = flow(programme=PROGRAMME, data_dir=folder, return_state=True, **given)
        result = state.result(raise_on_failure=False)
        if isinstance(result, BaseException):
            raise result
        demo.say(f"{result.status}: {result.build_id}")
        return result

    demo.say(f"[bold]backfill {earlier[0]} to {earlier[-1]}[/]")
    first = run(backfill.backfill, first=earlier[0], last=earlier[-1], each_month=True)
    demo.expect(first.status == "published", "all months but the last are published")
    demo.say(f"[bold]monthly {last}[/]")
    demo.arrive([last], held)
    second = run(monthly.monthly, period=last)
    demo.expect(second.status == "published", f"{last} is published")
    again = run(monthly.monthly, period=last)
    demo.expect(again.status == "unchanged" and again.folder == second.folder, "the same month again changes nothing")
    [before] = demo.tables("fact_indices")
    demo.say(f"[bold]late: {held}[/]")
    demo.arrive_late(held)
    third = run(sweep.late_arrivals)
    [after] = demo.tables("fact_indices")
    touched = {row["month_code"] for row in late if row["file"] == held}
    demo.expect(third.status == "published", "the late file is taken")
    changed = _changed(before, after)
    wanted = {code for month in touched for code in _periods_of(month)}
    demo.expect(changed == wanted, f"it restates exactly {', '.join(sorted(wanted))}{_few(sorted(changed ^ wanted))}")
    demo.check_indices()
    demo.check_revisions(held, last)
    demo.check_findings()
    demo.check_rows()
    demo.write_documents(last)
    demo.say(f"Release: {demo.data / 'published' / 'current' / 'index.html'}")
    return demo.problems


def _changed(before: pd.DataFrame, after: pd.DataFrame) -> set[str]:
    key = ["scope_level", "scope_code", "period_code", "weighting", "instrument_id"]
    compared = ["respondents_n", "ikm_exact_fraction"]
    merged = before[key + compared].merge(after[key + compared], on=key, how="outer", suffixes=("", "_after"))
    differs = [
        one != other and not (pd.isna(one) and pd.isna(other))
        for one, other in zip(merged["ikm_exact_fraction"], merged["ikm_exact_fraction_after"], strict=True)
    ]
    return set(merged["period_code"][differs])


def _periods_of(month: str) -> tuple[str, ...]:
    year, number = month[:4], int(month[5:])
    return month, f"{year}-Q{(number + 2) // 3}", f"{year}-S{(number + 5) // 6}", year


def main() -> None:
    """Read the options, run the demo, say what differs."""
    parser = argparse.ArgumentParser(description="Run the national demo (synthetic) and hold it against its truth.")
    parser.add_argument("--data", type=Path, default=Path("data/national"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--offices", type=int, default=130)
    parser.add_argument("--first-month", default="2016-01")
    options = parser.parse_args()
    mute_prefect()
    begun = time.monotonic()
    problems = drive(
        options.data, seed=options.seed, months=options.months, offices=options.offices, first_month=options.first_month
    )
    print(f"{time.monotonic() - begun:.0f} s; {len(problems)} differences from the truth")  # noqa: T201
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
