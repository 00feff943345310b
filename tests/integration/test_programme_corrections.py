"""Answers of a programme that are corrected, forgotten or read in the respondents' own words, and what a run makes of it."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result
from tiny_programme import OFFICES, PROGRAMME_ID, write_month, write_programme

from flows.building import Outcome
from flows.cli import cli
from flows.erasure import find_respondent
from flows.errors import ConfigError
from flows.pipeline import load_catalog
from flows.programme_run import ProgrammeRun, find_programme
from flows.releases import verify_root
from flows.remarks import write_remarks
from flows.requeue import requeue
from flows.storage import DataRoot
from transforms.privacy.search import search
from transforms.programme.deliveries import digest

NAME = "bogor_2024-01.csv"
AGAIN = "bogor_2024-02_lagi.csv"
ID = "917345"  # six digits, so that the quarantine may show it
FIRST_ANSWER = 9  # the column of U1
Rows = list[list[str]]


def _raw(data: Path, name: str) -> Path:
    return data / "raw" / PROGRAMME_ID / name


def _read(path: Path, delimiter: str = ",") -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def _change(data: Path, name: str, change: Callable[[Rows], None]) -> None:
    """Change the cells of an export, and its origin record with it: this is what the office sent."""
    path = _raw(data, name)
    rows = _read(path, ";")
    change(rows)
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    old = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(text.getvalue().encode("utf-8-sig"))
    origin = path.with_name(f"{name}.origin.yaml")
    new = hashlib.sha256(path.read_bytes()).hexdigest()
    origin.write_text(origin.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def _copy(data: Path, name: str, new: str, *more: str) -> None:
    """Send an export once more under another name."""
    _raw(data, new).write_bytes(_raw(data, name).read_bytes())
    origin = _raw(data, f"{name}.origin.yaml").read_text(encoding="utf-8").replace(name, new)
    _raw(data, f"{new}.origin.yaml").write_text("".join([origin, *more]), encoding="utf-8")


def _run(data: Path) -> Outcome:
    """Publish February, without Great Expectations."""
    root = DataRoot(data)
    catalog = load_catalog(root)
    with ProgrammeRun(root, catalog, find_programme(catalog, PROGRAMME_ID), "2024-02") as run:
        run.look()
        run.read()
        run.begin()
        run.compute()
        run.build()
        return run.publish()


def _january_of_bogor(outcome: Outcome) -> tuple[int, float]:
    indices = outcome.frames["fact_indices"]
    (row,) = indices[(indices["scope_code"] == "bogor") & (indices["period_code"] == "2024-01")].to_dict("records")
    return int(row["respondents_n"]), float(row["ikm_exact"])


def _revised(outcome: Outcome) -> list[tuple[int, int, str, str]]:
    """Respondents before and after, cause and files of every revision of Bogor's January."""
    table = outcome.frames["fact_revisions"]
    own = table[(table["scope_code"] == "bogor") & (table["period_code"] == "2024-01")]
    columns = ["respondents_before_n", "respondents_after_n", "cause", "cause_files"]
    return [(int(a), int(b), str(c), str(d)) for a, b, c, d in own[columns].itertuples(index=False, name=None)]


def _fates(outcome: Outcome) -> dict[str, int]:
    """Rows of Bogor's file of January by fate."""
    table = outcome.frames["fact_waterfall"]
    own = table[table["file_name"] == NAME]
    return {str(fate): int(rows) for fate, rows in zip(own["fate"], own["rows_n"], strict=True)}


def _quarantined(data: Path, name: str) -> Path:
    """Return the only file of the quarantine with rows of an export."""
    (path,) = (one for one in data.glob("quarantine/*/rows_*.csv") if _read(one)[1][1] == name)
    return path


def _command(data: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, [*words, "--data-dir", str(data)])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """Two offices and two months, published; respondents are numbered anew in every file.

    Bogor's second respondent of January has our number and a 9 for an answer, where he had a 3. In February Bogor sent a
    second file in which its first respondent gave other answers: nobody knows which count.
    """
    data = tmp_path_factory.mktemp("programme")
    write_programme(data, "2024-01")
    path = data / "catalog" / "programmes" / f"{PROGRAMME_ID}.yaml"
    path.write_text(f"{path.read_text(encoding='utf-8')}tolerance: {{ refused_rows: 9 }}\n", encoding="utf-8")
    write_month(data, "2024-01", {"bogor": [4, 3, 4, 3], "tangerang": [3, 3, 3]}, date(2024, 2, 2))
    write_month(data, "2024-02", {"bogor": [3, 3, 4], "tangerang": [3, 3, 3]}, date(2024, 3, 2))

    def spoil(rows: Rows) -> None:
        rows[2][0], rows[2][FIRST_ANSWER] = ID, "9"

    def one_other(rows: Rows) -> None:
        del rows[2:]
        rows[1][FIRST_ANSWER:] = ["A2"] * 9

    _change(data, NAME, spoil)
    _copy(data, "bogor_2024-02.csv", AGAIN)
    _change(data, AGAIN, one_other)
    first = _run(data)
    catalog = load_catalog(DataRoot(data))
    return SimpleNamespace(data=data, root=DataRoot(data), catalog=catalog, first=first)


def test_a_number_means_one_person_only_within_an_office_and_a_month(site: SimpleNamespace) -> None:
    def find(*more: str) -> list[tuple[str, int]]:
        found = find_respondent(site.root, site.catalog, PROGRAMME_ID, "1", *more)
        assert found.unsearched == ()
        return [(file.name, row) for file in found.files for _, _, row in file.rows]

    with pytest.raises(ConfigError, match="--office: found rows with this number from 2 offices"):
        find()
    with pytest.raises(ConfigError, match="--month: found rows with this number from 2 months"):
        find(OFFICES["bogor"])
    assert find(OFFICES["bogor"], "2024-01") == [(NAME, 2)]
    assert find(OFFICES["bogor"], "Februari 2024") == [("bogor_2024-02.csv", 2), (AGAIN, 2)]
    with pytest.raises(ConfigError, match="--month: found no month"):
        find(OFFICES["bogor"], "kemarin")


def test_a_command_is_for_a_study_or_a_programme(site: SimpleNamespace, tmp_path: Path) -> None:
    for words in ([], ["--study", "jakarta_2015", "--programme", PROGRAMME_ID]):
        for command in (["forget", "--respondent", "1"], ["remarks", "--to", str(tmp_path / "saran.csv")]):
            done = _command(site.data, *command, *words)
            assert isinstance(done.exception, ConfigError)
            assert "expected one of them" in str(done.exception)


def test_answers_that_came_twice_have_no_cells_to_correct_but_the_number_can_be_given(
    site: SimpleNamespace, tmp_path: Path
) -> None:
    """The programme keeps no cells of accepted rows, so those it refuses later stand in the quarantine without any."""
    rows = _read(_quarantined(site.data, AGAIN))
    assert [row[3:] for row in rows[1:]] == [["2", "SKM-R-004"]]
    whole = tmp_path / "copy.csv"

    def save(cells: list[str]) -> Path:
        with whole.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([rows[0], [*rows[1], *cells, *[""] * (len(rows[0]) - 5 - len(cells))]])
        return whole

    (done,) = requeue(site.root, site.catalog, save([]))
    assert (done.cells_n, done.rows_n) == (0, 0)
    place = rows[0].index("id") - 5
    (done,) = requeue(site.root, site.catalog, save([*[""] * place, "8"]))
    assert (done.cells_n, done.rows_n) == (1, 1)
    assert [line[2:] for line in _read(done.path)[1:]] == [["2", "id", "8"]]
    done.path.unlink()  # the tests below begin with what was published


def test_corrected_then_forgotten_every_month_is_restated(site: SimpleNamespace, tmp_path: Path) -> None:
    data = site.data
    # 4, 4 and 3 count; nine elements each: (4 + 4 + 3) / 3 x 25 = 91.67.
    assert _january_of_bogor(site.first) == (3, pytest.approx(275 / 3))
    assert _fates(site.first) == {"accepted": 3, "quarantined": 1}
    raw = _raw(data, NAME)
    sent = raw.read_bytes()

    rows = _read(_quarantined(data, NAME))
    rows[1][rows[0].index("G01Q03[SQ001]")] = "A3"
    copy = tmp_path / "rows.csv"
    with copy.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    done = _command(data, "requeue", str(copy))
    assert done.exit_code == 0, done.output
    assert f"{NAME}: 1 sel pada 1 baris dikoreksi / 1 cells in 1 rows corrected" in done.output
    assert f"kepuasan sweep --programme {PROGRAMME_ID}" in done.output
    assert raw.read_bytes() == sent

    second = _run(data)
    # Now the 3 counts too: (4 + 3 + 4 + 3) / 4 x 25 = 87.5.
    assert _january_of_bogor(second) == (4, 87.5)
    assert _fates(second) == {"accepted": 4}
    assert _revised(second) == [(3, 4, "changed_file", NAME)]

    done = _command(data, "forget", "--programme", PROGRAMME_ID, "--respondent", ID, "--yes")
    assert done.exit_code == 0, done.output
    assert f"{NAME}: baris / row 3\n" in done.output
    assert ID not in done.output
    lines = sent.split(b"\r\n")
    assert raw.read_bytes() == b"\r\n".join([*lines[:2], b"", *lines[3:]])
    assert len(_read(raw.with_name(f"{NAME}.corrections.csv"))) == 1  # the header
    assert not (data / "staged" / PROGRAMME_ID).exists()
    assert search([ID], data).hits == ()
    # Another person's row of another file stays in the quarantine.
    assert any(AGAIN in one.read_text() for one in data.glob("quarantine/*/rows_*.csv"))
    (event,) = map(json.loads, (data / "state/erasures.jsonl").read_text().splitlines())
    assert (event["study_id"], event["file_name"], event["row_number"]) == (PROGRAMME_ID, NAME, 3)

    third = _run(data)
    assert _january_of_bogor(third) == (3, pytest.approx(275 / 3))
    assert _fates(third) == {"accepted": 3, "blank": 1}
    assert _revised(third) == [(3, 4, "changed_file", NAME), (4, 3, "changed_file", NAME)]
    assert len(third.frames["fact_responses"]) == len(second.frames["fact_responses"]) - 1
    key = (data / "state/staging.key").read_bytes()
    kept = b"".join(one.read_bytes() for one in (data / "staged" / PROGRAMME_ID).iterdir())
    assert digest(key, "1").encode() in kept
    assert digest(key, ID).encode() not in kept
    assert hashlib.sha256(sent).hexdigest().encode() not in kept
    assert search([ID], data).hits == ()
    assert verify_root(site.root) == []


def test_remarks_are_those_of_respondents_who_count(tmp_path: Path) -> None:
    """A file with five remarks was replaced by one with other five: nobody reads what was withdrawn."""
    data = tmp_path / "data"
    write_programme(data, "2024-01")
    write_month(data, "2024-01", {"bogor": [4, 3, 4, 3, 2]}, date(2024, 2, 2))
    said = [
        "Antrean loket tiga terlalu panjang sejak pagi hari", "Mohon hubungi saya di 0812 3456 7890 tentang paspor",
        "Pelayanan sudah baik dan petugas sangat membantu kami", "Tolong kursi tunggu di lantai dua ditambah",
        "Ruang tunggu panas dan kipas angin tidak menyala",
    ]  # fmt: skip

    def with_remarks(tail: str) -> Callable[[Rows], None]:
        def change(rows: Rows) -> None:
            rows[0].append("G03Q02. Saran dan masukan")
            for row, words in zip(rows[1:], said, strict=True):
                row.append(f"{words} {tail}")

        return change

    _copy(data, NAME, "bogor_2024-01_koreksi.csv", f"replaces: {NAME}\n")
    _change(data, NAME, with_remarks("dulu"))
    _change(data, "bogor_2024-01_koreksi.csv", with_remarks("kini"))
    root = DataRoot(data)
    found = write_remarks(root, load_catalog(root), PROGRAMME_ID, tmp_path / "saran.csv")
    assert [(one.office_code, one.period) for one in found] == [("bogor", "2024-01")] * 5
    assert all(one.text.endswith("kini") for one in found)
    assert "7890" not in (tmp_path / "saran.csv").read_text(encoding="utf-8")
