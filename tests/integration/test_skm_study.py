"""The ministry's own survey of nine elements, from three tools in one run, to an index worked out by hand."""

import hashlib
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from skm_study import STUDY

from flows.building import Outcome
from flows.pipeline import Run, find_study, load_catalog
from flows.storage import DataRoot

ORIGIN = """
file: {name}
study_id: skm_mei
office: Kanim Jayapura
layout_id: google_forms_skm
sender: test
received: 2024-06-02
sha256: {sha256}
rows: 2
data_origin: synthetic
"""
LABELS = (
    "Sesuai",
    "Mudah",
    "Cepat",
    "Murah",
    "Sesuai",
    "Kompeten",
    "Sopan dan ramah",
    "Baik",
    "Berfungsi kurang maksimal",
)


def _limesurvey() -> bytes:
    """Bogor: four respondents whose scores are 4 for every element, 3, 3 and 2; a fifth never submitted."""
    codes = [f"G01Q03[SQ00{number}]" for number in range(1, 10)]
    lines = [["id", "submitdate", "startdate", "G01Q01", "G01Q02", "G02Q04", "G02Q05", "G02Q06", "G02Q07", *codes]]
    for number, score in enumerate((4, 3, 3, 2), start=1):
        when = f"2024-05-{number + 2:02d} 10:00:00"
        lines.append([str(number), when, f"2024-05-{number + 2:02d} 09:50:00", "Kanim Kelas I Non TPI Bogor",
                      "A1", "A2", "33", "A5", "A4", *[f"A{score}"] * 9])  # fmt: skip
    lines.append(["5", "", "2024-05-09 09:50:00", "Kanim Bogor", *[""] * 14])
    text = "".join(";".join(f'"{cell}"' for cell in line) + "\r\n" for line in lines)
    return text.encode("utf-8-sig")


def _google(questions: list[str]) -> bytes:
    """Jayapura (WIT, UTC+9): all answers 3; the second was sent on 31 May 22:30 UTC, which is 1 June at the office."""
    header = ["Timestamp", "Jenis kelamin", "Usia", "Pendidikan terakhir", "Pekerjaan", "Jenis layanan", *questions]
    rows = [
        ["2024/05/03 2:22:10 PM GMT+9", "Laki-laki", "40", "S1", "PNS", "Paspor baru", *LABELS],
        ["2024/06/01 7:30:00 AM GMT+9", "Perempuan", "25", "SMA", "Swasta", "Paspor baru", *LABELS],
    ]
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in [header, *rows, []]).encode()


def _spss(path: Path, words: dict[str, tuple[str, ...]]) -> None:
    """Tangerang: a file whose labels count from the best answer down; codes 1 and 2 are the scores 4 and 3."""
    names = ["responden", "kantor", "tanggal", "jk", "usia", "pendidikan", "pekerjaan", "layanan"]
    people = [
        ["1", "Kanim Tangerang", "2024-05-06", "Laki-laki", 51, "S1", "PNS", "Paspor baru", *[1.0] * 9],
        ["2", "Kanim Tangerang", "2024-05-07", "Perempuan", 19, "SMA", "Pelajar", "Paspor baru", *[2.0] * 9],
    ]
    codes = {f"u{number}": {float(5 - point): word for point, word in enumerate(words[f"U{number}"], start=1)}
             for number in range(1, 10)}  # fmt: skip
    frame = pd.DataFrame(people, columns=[*names, *codes])
    pyreadstat.write_sav(frame, path, variable_value_labels=codes)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = tmp_path_factory.mktemp("skm")
    (folder / "catalog/studies").mkdir(parents=True)
    (folder / "catalog/studies/skm_mei.yaml").write_text(STUDY.lstrip(), encoding="utf-8")
    raw = folder / "raw/skm_mei"
    raw.mkdir(parents=True)
    (raw / "bogor.csv").write_bytes(_limesurvey())
    root = DataRoot(folder)
    catalog = load_catalog(root)
    layout, instrument = catalog.layouts["google_forms_skm"], catalog.instruments["skm_2017_9"]
    headers = {question.code: path[-1] for path, question in layout.question_headers(instrument).items()}
    form = _google(
        [headers[code] for code in ("U1", "U2", "U3", "U4", "U5", "U6", "U7", "U9", "U8")]
    )  # asked in this order
    (raw / "jayapura.csv").write_bytes(form)
    origin = ORIGIN.format(name="jayapura.csv", sha256=hashlib.sha256(form).hexdigest())
    (raw / "jayapura.csv.origin.yaml").write_text(origin.lstrip(), encoding="utf-8")
    words = {
        question.code: labels.labels_id
        for question in instrument.questions
        if (labels := catalog.scale_labels(instrument, question)[1]) is not None
    }
    _spss(raw / "tangerang.sav", words)
    with Run(root, catalog, find_study(catalog, "skm_mei")) as run:
        names = run.begin()
        for name in names:
            run.read(name)
            run.bind(name)
        run.validate()
        run.compute()
        run.check()
        run.build()
        return run.publish()


def test_every_row_of_every_tool_has_one_fate(outcome: Outcome) -> None:
    rows = outcome.frames["out_skm__row_accounting"].set_index(["file_name", "fate", "reason_code"])["rows_n"].to_dict()
    assert rows == {
        ("bogor.csv", "accepted", "focus"): 4,
        ("bogor.csv", "ignored", "incomplete"): 1,
        ("jayapura.csv", "accepted", "cohort"): 1,
        ("jayapura.csv", "filtered", "other_months"): 1,  # 31 May in UTC and on the form's server, 1 June in Jayapura
        ("tangerang.sav", "accepted", "cohort"): 2,
    }


def test_the_indices_are_those_of_hand_arithmetic(outcome: Outcome) -> None:
    frame = outcome.frames["out_skm__indices"]
    found = frame[frame["is_primary"].astype(bool)].set_index("scope_code")
    shown = {
        scope: (row["ikm_exact_fraction"], f"{row['ikm_regulation']:.2f}", row["grade_exact"])
        for scope, row in found.iterrows()
    }
    assert shown == {
        # (4 + 3 + 3 + 2) / 4 = 3 in every element: 3 x 25; 3 x 0.11 x 9 x 25
        "bogor": ("75/1", "74.25", "C"),
        "jayapura": ("75/1", "74.25", "C"),
        # (4 + 3) / 2 = 3.5: 87.5; 3.5 x 0.11 x 9 x 25 = 86.625
        "tangerang": ("175/2", "86.63", "B"),
        # (12 + 3 + 7) / 7 = 22/7: 550/7 = 78.57; 3.14 x 0.11 x 9 x 25 = 77.715
        "cohort": ("550/7", "77.72", "B"),
    }


def test_the_form_s_eighth_question_is_the_list_s_ninth_element(outcome: Outcome) -> None:
    frame = outcome.frames["out_skm__element_means"].set_index(["scope_code", "element_code"])
    labels = outcome.frames["out_skm__elements"].set_index("element_code")["element_label_id"]
    assert (labels["U8"], labels["U9"]) == ("Penanganan pengaduan, saran dan masukan", "Sarana dan prasarana")
    assert frame.loc[("jayapura", "U8"), "answers_n"] == frame.loc[("jayapura", "U9"), "answers_n"] == 1


def test_what_is_remarkable_is_told_and_refuses_nothing(outcome: Outcome) -> None:
    codes = {(finding.file_name, finding.code.code) for finding in outcome.findings}
    assert ("tangerang.sav", "SKM-F-021") in codes  # read by labels: code 1 was the best answer
    assert all(finding.severity == "warn" for finding in outcome.findings)
