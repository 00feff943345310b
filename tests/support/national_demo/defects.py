"""What is planted: one defect in one place each, and what a reader must make of it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from national_demo.drafts import Draft
from national_demo.people import together
from national_demo.plan import Demo, Life

Plant = Callable[[Draft, np.random.Generator], None]
STRANGE_OFFICE = "Kantor Imigrasi Antah Berantah"
_STRANGE_WORD = "Luar biasa sekali"


@dataclass(frozen=True)
class Defect:
    """One defect: the month and the tool in whose file it is planted, and how."""

    month: str
    tool: str
    plant: Plant


def plant_all(demo: Demo, life: Life, drafts: list[Draft]) -> list[Draft]:
    """Plant every defect whose file exists; returns the files with the few that are sent besides."""
    rng = demo.rng(20)
    taken: set[str] = set()
    for defect in DEFECTS:
        fitting = [draft for draft in drafts if draft.name not in taken and _fits(life, draft, defect)]
        if fitting:
            draft = fitting[int(rng.integers(len(fitting)))]
            taken.add(draft.name)
            defect.plant(draft, rng)
    return [*drafts, *_besides(demo, drafts)]


def _fits(life: Life, draft: Draft, defect: Defect) -> bool:
    if not draft.name.startswith(f"{defect.month}_") or draft.replaces or draft.replaced_by or "susulan" in draft.name:
        return False
    if defect.tool == "sheet":
        place = (int(draft.people.office[0]), int(draft.people.month[0]))
        return draft.layout_id.startswith("kemenpan_u9") and place not in life.touched
    return f"_{defect.tool}" in draft.name


# --- rows ---------------------------------------------------------------------------------------------------------
def _cell(column: str, text: str, code: str) -> Plant:
    """Put a text into one cell; the row is refused."""

    def plant(draft: Draft, rng: np.random.Generator) -> None:
        row = _row(draft, rng)
        draft.texts[row, column] = text
        draft.refuse(row, code)

    return plant


def _row(draft: Draft, rng: np.random.Generator) -> int:
    """A finished row in the middle of the file, with every score."""
    good = np.flatnonzero(draft.people.is_finished & (draft.people.scores > 0).all(axis=1))
    return int(rng.choice(good[len(good) // 4 : -len(good) // 4]))


def _repeated(code: str, *, has_other_answers: bool = False) -> Plant:
    """Let a respondent stand twice; with other answers both rows are refused, else the second."""

    def plant(draft: Draft, rng: np.random.Generator) -> None:
        row, n = _row(draft, rng), len(draft.people)
        again = draft.people.take([row])
        if has_other_answers:
            again = replace(again, scores=again.scores[:, ::-1] % 4 + 1)
            draft.refuse(row, code)
        draft.people = together([draft.people, again])
        draft.refuse(n, code)

    return plant


# --- files --------------------------------------------------------------------------------------------------------
def _warned(code: str, change: Callable[[Draft, np.random.Generator], None]) -> Plant:
    """Change the people in a way that drops nobody and is told once for the file."""

    def plant(draft: Draft, rng: np.random.Generator) -> None:
        change(draft, rng)
        draft.findings.append((code, None))

    return plant


def _burst(draft: Draft, rng: np.random.Generator) -> None:
    """A phone that was offline sends six forms of one office within a minute."""
    sent = draft.people.sent.copy()
    of_office = np.flatnonzero(draft.people.office == draft.people.office[_row(draft, rng)])[2:8]
    sent[of_office] = sent[of_office[0]] + np.arange(len(of_office)) * 9
    draft.people = replace(draft.people, sent=sent)


def _speeding(draft: Draft, rng: np.random.Generator) -> None:
    seconds = draft.people.seconds.copy()
    seconds[_row(draft, rng)] = 7
    draft.people = replace(draft.people, seconds=seconds)


def _backwards(draft: Draft, rng: np.random.Generator) -> None:
    seconds = draft.people.seconds.copy()
    seconds[_row(draft, rng)] = -120
    draft.people = replace(draft.people, seconds=seconds)


def _lines(draft: Draft, rng: np.random.Generator) -> None:
    scores = draft.people.scores.copy()
    scores[_row(draft, rng)] = 4
    draft.people = replace(draft.people, scores=scores)


def _copies(draft: Draft, rng: np.random.Generator) -> None:
    """Three rows of a sheet with the same answers."""
    scores = draft.people.scores.copy()
    row = _row(draft, rng)
    scores[[row - 1, row + 1]] = scores[row]
    draft.people = replace(draft.people, scores=scores)


def _national_number(draft: Draft, rng: np.random.Generator) -> None:
    """A column of identity numbers, none of which can exist: no region has the code 00."""
    draft.extra["NIK"] = [f"00{number:014d}" for number in rng.integers(10**13, 10**14, len(draft.people))]
    draft.findings += [("SKM-F-010", None), ("SKM-F-019", None)]  # not known to the layout, and personal


def _cut_off(draft: Draft, rng: np.random.Generator) -> None:
    """A workbook that was cut off on its way."""
    draft.is_unread = True
    draft.file_refusal = "SKM-F-002"
    draft.data = b"PK\x03\x04" + rng.bytes(400)


def _strange_unit(draft: Draft, _rng: np.random.Generator) -> None:
    draft.label = STRANGE_OFFICE
    draft.file_refusal = "SKM-F-007"


def _wrong_total(draft: Draft, _rng: np.random.Generator) -> None:
    draft.footer_index_off = 2
    draft.findings.append(("SKM-W-010", draft.first_row + len(draft.people) + 3))


def _other_sha(draft: Draft, _rng: np.random.Generator) -> None:
    draft.has_other_sha = True
    draft.findings.append(("SKM-F-009", None))


def _other_count(draft: Draft, _rng: np.random.Generator) -> None:
    draft.rows_off = 1
    draft.findings.append(("SKM-F-011", None))


DEFECTS = (
    Defect("2016-02", "limesurvey2014", _cell("U3", "A7", "SKM-R-006")),
    Defect("2016-03", "limesurvey2014", _cell("office", STRANGE_OFFICE, "SKM-R-005")),
    Defect("2016-04", "sheet", _cell("U4", "7", "SKM-R-001")),
    Defect("2016-05", "limesurvey2014", _cell("sent", "2099-03-14 09:00:00", "SKM-R-052")),
    Defect("2016-06", "limesurvey2014", _repeated("SKM-R-003")),
    Defect("2016-07", "sheet", _wrong_total),
    Defect("2016-08", "limesurvey2014", _repeated("SKM-R-004", has_other_answers=True)),
    Defect("2016-09", "limesurvey2014", _cell("sent", "2016-09-31 10:00:00", "SKM-R-051")),
    Defect("2016-10", "limesurvey2014", _cell("respondent", "", "SKM-R-007")),
    Defect("2016-11", "limesurvey2014", _national_number),
    Defect("2017-01", "limesurvey2014", _cell("gender", _STRANGE_WORD, "SKM-R-006")),
    Defect("2017-02", "limesurvey2014", _cell("sent", "1999-03-14 09:00:00", "SKM-R-053")),
    Defect("2017-03", "sheet", _cut_off),
    Defect("2017-04", "limesurvey2014", _cell("U9", 'A4";"A4', "SKM-R-008")),
    Defect("2017-06", "kobo", _cell("U1", "7", "SKM-R-001")),
    Defect("2017-07", "limesurvey2017", _cell("U5", "B2", "SKM-R-006")),
    Defect("2017-08", "kobo", _cell("sent", "", "SKM-R-054")),
    Defect("2017-09", "odk", _cell("U2", "0", "SKM-R-001")),
    Defect("2017-09", "sheet", _strange_unit),
    Defect("2017-10", "limesurvey2017", _cell("age", "250", "SKM-R-006")),
    Defect("2017-11", "kobo", _cell("U4", "2,5", "SKM-R-002")),
    Defect("2017-12", "google", _cell("U6", "Lumayan", "SKM-R-006")),
    Defect("2018-01", "spss", _cell("U7", "9", "SKM-R-001")),
    Defect("2018-02", "kobo", _warned("SKM-W-004", _burst)),
    Defect("2018-03", "sheet", _cell("U2", "Lumayan", "SKM-R-006")),
    Defect("2018-04", "odk", _warned("SKM-W-003", _backwards)),
    Defect("2018-05", "kobo", _warned("SKM-W-002", _speeding)),
    Defect("2018-06", "sheet", _warned("SKM-W-005", _copies)),
    Defect("2018-06", "google", _repeated("SKM-R-011")),
    Defect("2018-07", "google", _warned("SKM-W-001", _lines)),
    Defect("2018-08", "sheet", _other_sha),
    Defect("2018-09", "sheet", _other_count),
)


def _besides(demo: Demo, drafts: list[Draft]) -> list[Draft]:
    """Files that nobody asked for: an office's own tally, an empty one, and one that was sent twice."""
    found = []
    for month, name, data, rows_n, code in (
        ("2016-12", "rekap_pemohon.csv", _tally(), 6, "SKM-F-004"),
        ("2018-05", "kosong.csv", b"", 0, "SKM-F-003"),
    ):
        if month in demo.calendar.months[:-1]:
            received = demo.calendar.day(demo.calendar.months.index(month), 3)
            draft = _sent_besides(f"{month}_{name}", "limesurvey_skm_codes", received, drafts[0], rows_n)
            found.append(replace(draft, data=data, file_refusal=code, is_unread=not rows_n))
    for draft in drafts:
        if draft.name.startswith("2018-10_spss") and not draft.refused:
            again = replace(draft, name=draft.name.replace(".sav", "_lagi.sav"), file_refusal="SKM-F-008", findings=[])
            found.append(again)
            break
    return found


def _sent_besides(name: str, layout_id: str, received: dt.date, other: Draft, rows_n: int) -> Draft:
    return Draft(name, layout_id, received, "Kantor Imigrasi (tidak disebut)", other.people.take(np.arange(rows_n)))


def _tally() -> bytes:
    rows = [
        "Minggu;Pemohon paspor;Pemohon izin tinggal;Petugas loket",
        *(f"{n};{90 + n};{7 + n};{3}" for n in range(1, 7)),
    ]
    return "".join(f"{row}\r\n" for row in rows).encode()
