"""A raw folder with files of SKM and of SPAK and SPKP, from the LimeSurvey export to the release: both published, apart."""

import hashlib
from datetime import date
from pathlib import Path

import duckdb
import pytest
from tiny_programme import OFFICES, PROGRAMME_ID, write_month, write_programme

from flows.building import Outcome
from flows.pipeline import load_catalog
from flows.programme_run import ProgrammeRun, find_programme
from flows.storage import DataRoot
from schemas.registry import PROGRAMME_TABLES

NAME = "bogor_spak.csv"
HEADER = ("id", "submitdate", "G01Q01", "G01Q02", "G02Q04", "G02Q05", "G02Q06", "G02Q07")
STATEMENTS = (*(f"G01Q33[SQ00{n}]" for n in range(1, 6)), *(f"G01Q34[SQ00{n}]" for n in range(1, 9)))


def _write_beside(data: Path, scores: list[str]) -> None:
    """Write Bogor's export of January: every respondent gives one answer to all thirteen statements."""
    lines = [[*HEADER, *STATEMENTS]]
    for number, score in enumerate(scores, start=1):
        about = [OFFICES["bogor"], "A1", "A2", str(20 + number), "A5", "A4"]
        lines.append([str(number), f"2024-01-{number + 2:02d} 10:00:00", *about, *[score] * 13])
    text = "".join(";".join(f'"{cell}"' for cell in line) + "\r\n" for line in lines)
    path = data / "raw" / PROGRAMME_ID / NAME
    path.write_bytes(text.encode("utf-8-sig"))
    origin = (
        f"file: {NAME}\nstudy_id: {PROGRAMME_ID}\noffice: {OFFICES['bogor']}\nlayout_id: limesurvey_spak_spkp_codes\n"
        f"sender: test\nreceived: 2024-02-01\nsha256: {hashlib.sha256(path.read_bytes()).hexdigest()}\n"
        f'rows: {len(scores)}\ndata_origin: synthetic\nperiod: "2024-01"\n'
    )
    path.with_name(f"{NAME}.origin.yaml").write_text(origin, encoding="utf-8")


def _publish(data: Path, *, is_checked: bool) -> Outcome:
    root = DataRoot(data)
    catalog = load_catalog(root)
    with ProgrammeRun(root, catalog, find_programme(catalog, PROGRAMME_ID), "2024-01") as run:
        run.look()
        run.read()
        run.begin()
        run.compute()
        if is_checked:
            assert run.check() > 0
        run.build()
        return run.publish()


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, Outcome]:
    """The release without and with the file beside; the second one is checked by Great Expectations."""
    made = []
    for has_beside in (False, True):
        data = tmp_path_factory.mktemp("with" if has_beside else "without")
        write_programme(data, "2024-01")
        path = data / "catalog" / "programmes" / f"{PROGRAMME_ID}.yaml"
        more = "companions: [spak_spkp_2023]\ntolerance: { refused_rows: 1 }\n"
        path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
        write_month(data, "2024-01", {"bogor": [4, 3, 4], "tangerang": [3, 3, 4]}, date(2024, 2, 2))
        if has_beside:
            _write_beside(data, ["6", "6", "5", "5", "5", "9"])  # a 9 is no answer: the row is refused
        made.append(_publish(data, is_checked=has_beside))
    return made[0], made[1]


def test_the_file_is_accounted_for_like_any_other(outcomes: tuple[Outcome, Outcome]) -> None:
    files = outcomes[1].frames["fact_files"].set_index("file_name").loc[NAME]
    assert files["instrument_id"] == "spak_spkp_2023"
    counts = [int(files[f"rows_{name}_n"]) for name in ("read", "accepted", "quarantined")]
    assert counts == [6, 5, 1]


def test_the_view_of_the_release_says_what_hand_arithmetic_says(outcomes: tuple[Outcome, Outcome]) -> None:
    # 6 6 5 5 5: mean 27/5 = 5.4; x 4/6 = 3.6: SPAK reaches 3.60 exactly, SPKP its 3.20 and 3.60
    assert outcomes[1].folder is not None
    (path,) = outcomes[1].folder.glob("kepuasan-*.duckdb")
    with duckdb.connect(str(path), read_only=True) as con:
        rows = con.execute(
            "select kode_pendamping, rata_rata_konversi_pecahan, mencapai_wbk, mencapai_wbbm, responden "
            "from indeks_pendamping where tingkat = 'office' and periode = '2024-01' order by 1"
        ).fetchall()
    assert rows == [("spak", "18/5", True, True, 5), ("spkp", "18/5", True, True, 5)]
    page = (outcomes[1].folder / "index.html").read_text(encoding="utf-8")
    assert 'id="pendamping"' in page
    assert outcomes[0].folder is not None
    assert 'id="pendamping"' not in (outcomes[0].folder / "index.html").read_text(encoding="utf-8")
    assert "SPAK5" in (outcomes[1].folder / "metadata" / "ms_var_spak_spkp_2023.csv").read_text(encoding="utf-8")
    assert "mean_converted.spkp" in (outcomes[1].folder / "metadata" / "ms_ind.csv").read_text(encoding="utf-8")


def test_every_table_of_skm_is_the_same_with_and_without(outcomes: tuple[Outcome, Outcome]) -> None:
    without, beside = (one.frames for one in outcomes)
    own = {"dim_run", "fact_files", "fact_waterfall", "fact_findings", "fact_companions", "fact_responses"}
    for name in set(PROGRAMME_TABLES) - own:
        assert beside[name].equals(without[name]), name
    # Files are numbered by name, so that the respondents' file numbers move; nothing else does.
    people = [one["fact_responses"].drop(columns="file_number") for one in (without, beside)]
    assert people[0].equals(people[1])
