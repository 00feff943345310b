"""The people of the gallery, all made up, and the surveys they answered in each tool's own form."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from export_writers import skm
from export_writers.model import WIB, Answers, Profile, Scored, Survey, Words

OFFICE = Profile("kantor", "Kantor imigrasi tempat Anda dilayani", "G01Q01")
SERVICE = Profile(
    "jenis_layanan", "Jenis layanan yang diterima", "G01Q02", ("Paspor baru", "Penggantian paspor", "Izin tinggal")
)
GENDER = Profile("jenis_kelamin", "Jenis kelamin", "G02Q04", ("Laki-laki", "Perempuan"))
AGE = Profile("usia", "Usia", "G02Q05")
EDUCATION = Profile("pendidikan", "Pendidikan", "G02Q06", ("SD", "SMP", "SMA", "D1-D3", "D4/S1", "S2", "S3"))
OCCUPATION = Profile(
    "pekerjaan", "Pekerjaan", "G02Q07", ("PNS", "TNI", "POLRI", "Swasta", "Wiraswasta", "Pelajar/Mahasiswa")
)
PROFILE = (SERVICE, GENDER, AGE, EDUCATION, OCCUPATION)
PONTIANAK = "Kanim Pontianak"

Asked = Literal["rows of a grid", "questions", "numbered questions", "names"]


def person(
    number: int, sent: str, profile: str, scores: str, *, office: str = PONTIANAK, is_finished: bool = True
) -> Answers:
    """One respondent.

    `sent` is the minute and second at Western Indonesian Time; filling in took two minutes and nine seconds. `profile`
    is "service, gender, age, education, occupation"; `scores` are those of U1 to U9 in this order, "-" for none.
    """
    instant = dt.datetime.fromisoformat(sent).replace(tzinfo=WIB)
    given = {f"{letter}{place}": None if score == "-" else int(score)
             for letter in "Uu" for place, score in enumerate(scores, 1)}  # fmt: skip
    words: dict[str, Words] = dict(zip((one.code for one in PROFILE), profile.split(", "), strict=True))
    return Answers(number, office, instant if is_finished else None, instant - dt.timedelta(seconds=129), given, words)


def survey(people: Sequence[Answers], asked: Asked, *, has_office: bool = True) -> Survey:
    """The survey as a tool has it; the order is that of the form (U9 before U8), or of the list where names are asked."""
    form = skm.questions_2017(in_list_order=asked == "names")
    questions: list[Scored] = []
    for place, question in enumerate(form, 1):
        if asked == "rows of a grid":
            question = replace(question, parent="G01Q03", subquestion=f"SQ{place:03}")  # noqa: PLW2901
        elif asked == "numbered questions":
            question = replace(question, text=f"{place}. {question.text}")  # noqa: PLW2901
        elif asked == "names":
            question = replace(question, code=question.code.lower())  # noqa: PLW2901
        questions.append(question)
    return Survey(tuple(questions), tuple(people), PROFILE, OFFICE if has_office else None)


FOUR = (
    person(101, "2024-05-03 14:22:10", "Paspor baru, Laki-laki, 27, D4/S1, Swasta", "434344433"),
    person(102, "2024-05-03 14:48:55", "Penggantian paspor, Perempuan, 34, SMA, Wiraswasta", "333234332"),
    person(103, "2024-05-06 09:05:31", "Paspor baru, Perempuan, 19, SMA, Pelajar/Mahasiswa", "443344423"),
    person(104, "2024-05-17 10:41:02", "Izin tinggal, Laki-laki, 52, S2, PNS", "344333444"),
)
