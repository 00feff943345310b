"""Makes a demo: draws it, plants what is wrong, writes the waves, what offices report, and the truth."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from national_demo import delimited, workbooks
from national_demo.defects import plant_all
from national_demo.drafts import Draft
from national_demo.plan import OLD_FORM_ONLINE, OLD_FORM_SHEETS, Demo, make_demo, make_drafts, make_life
from national_demo.register import PROGRAMME, programme_offices
from national_demo.reported import draw_printed, write_reported
from national_demo.truth import write_truth

PROGRAMME_ID = "national_demo"


@dataclass(frozen=True)
class Made:
    """What was made: files, rows of answers in them, and the rows of each table of the truth."""

    files_n: int
    rows_n: int
    truth: Mapping[str, int]


def make(to: Path, *, seed: int = 1, months_n: int = 36, offices_n: int = 130, first_month: str = "2016-01") -> Made:
    """Write a demo into a folder.

    ``waves/<month>`` holds the files that the run for that month sees first, ``raw/national_demo/reported`` what offices
    report of themselves, ``truth`` what must come of it. A demo of fewer offices or another first month has
    a programme file of its own in ``catalogue/programmes``.
    """
    demo = make_demo(seed, months_n, offices_n, first_month)
    life = make_life(demo)
    drafts = plant_all(demo, life, make_drafts(demo, life))
    drafts = [draft for draft in drafts if demo.calendar.wave_of(draft.received) < months_n]
    for draft in drafts:
        _write(demo, draft, to / "waves" / demo.calendar.months[demo.calendar.wave_of(draft.received)])
    printed = draw_printed(demo, drafts)
    write_reported(demo, printed, to / "raw" / PROGRAMME_ID / "reported")
    if offices_n < len(programme_offices()) or first_month != "2016-01":
        _write_programme(demo, to / "catalogue" / "programmes")
    rows_n = sum(len(draft.people) for draft in drafts if not draft.is_unread)
    return Made(len(drafts), rows_n, write_truth(demo, drafts, printed, to / "truth"))


def _write(demo: Demo, draft: Draft, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    data = draft.data
    if data is None:
        if draft.layout_id in delimited.LAYOUTS:
            data = delimited.write(draft, demo.offices)
        elif draft.layout_id == "spss_skm":
            data = workbooks.sav(draft, demo.offices)
        else:
            data = workbooks.processing_sheet(draft, draft.label)
    (folder / draft.name).write_bytes(data)
    sha = hashlib.sha256(b"another file" if draft.has_other_sha else data).hexdigest()
    rows_n = 0 if draft.is_unread else len(draft.people) + draft.rows_off
    lines = [
        f"file: {draft.name}",
        f"study_id: {PROGRAMME_ID}",
        f"office: {draft.label}",
        f"layout_id: {draft.layout_id}",
        "sender: Generator peragaan (data buatan)",
        f"received: {draft.received.isoformat()}",
        f"sha256: {sha}",
        f"rows: {rows_n}",
        "data_origin: synthetic",
        *([f"period: '{draft.period}'"] if draft.period else []),
        *([f"replaces: {draft.replaces}"] if draft.replaces else []),
        "note_id: Data buatan untuk peragaan",
        "note_en: Synthetic data for demonstration",
    ]
    (folder / f"{draft.name}.origin.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_programme(demo: Demo, folder: Path) -> None:
    """The programme of fewer offices: the packaged file with its list cut down."""
    text = PROGRAMME.read_text(encoding="utf-8")
    text = re.sub(r"(?s)^offices: \[.*?\]", f"offices: [{', '.join(demo.codes)}]", text, count=1, flags=re.M)
    text = re.sub(r"^first_month: .*", f"first_month: {demo.calendar.months[0]}", text, count=1, flags=re.M)
    allowed = ", ".join(code for code in (*OLD_FORM_SHEETS, *OLD_FORM_ONLINE) if code in demo.codes)
    if allowed:
        text = re.sub(r"- offices: \[.*?\]", f"- offices: [{allowed}]", text, count=1)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{PROGRAMME_ID}.yaml").write_text(text, encoding="utf-8")
