"""The five people of the workbooks, statistics files and files with personal data; names and numbers are made up."""

import datetime as dt
from collections.abc import Mapping, Sequence

from export_writers import skm
from export_writers.model import WIB, Answers, Profile, Scored, Survey

BOGOR = "Kantor Imigrasi Kelas I Bogor"

# Column sums 16 17 16 19 17 17 19 15 17; of five people the means are 3.2 3.4 3.2 3.8 3.4 3.4 3.8 3.0 3.4, in all 30.6,
# and the index is 30.6 x 0.11 x 25 = 84.15. Nobody answered all alike.
FIVE = (
    (4, 3, 3, 4, 3, 4, 4, 3, 3),
    (3, 3, 4, 4, 3, 3, 4, 3, 4),
    (4, 4, 3, 4, 4, 3, 4, 4, 3),
    (3, 4, 3, 3, 4, 4, 3, 3, 4),
    (2, 3, 3, 4, 3, 3, 4, 2, 3),
)

CODED_PROFILE = (
    Profile("service", "Jenis layanan yang diterima", "G01Q02", ("Paspor baru", "Penggantian paspor", "Izin tinggal")),
    Profile("gender", "Jenis kelamin", "G02Q04", ("Laki-laki", "Perempuan")),
    Profile("age", "Usia", "G02Q05"),
    Profile("education", "Pendidikan", "G02Q06", ("SD", "SMP", "SMA", "D1-D3", "D4/S1", "S2", "S3")),
    Profile("occupation", "Pekerjaan", "G02Q07",
            ("PNS", "TNI", "POLRI", "Swasta", "Wiraswasta", "Pelajar/Mahasiswa")),
)  # fmt: skip
_LIVES = (
    ("Paspor baru", "Perempuan", "34", "D4/S1", "Swasta"),
    ("Penggantian paspor", "Laki-laki", "51", "SMA", "Wiraswasta"),
    ("Izin tinggal", "Perempuan", "27", "S2", "PNS"),
    ("Paspor baru", "Laki-laki", "19", "SMA", "Pelajar/Mahasiswa"),
    ("Penggantian paspor", "Perempuan", "43", "D1-D3", "Swasta"),
)


def nine(scores: Sequence[Sequence[int | None]] = FIVE, *, office: str = BOGOR) -> Survey:
    """The nine elements in the order of the regulation's list, as the processing sheet has them."""
    return skm.survey_of(skm.questions_2017(in_list_order=True), scores, office=office)


def nine_of_the_form(scores: Sequence[Sequence[int | None]] = FIVE) -> Survey:
    """The nine elements in the order of the questionnaire: facilities eighth, complaints ninth."""
    return skm.survey_of(skm.questions_2017(), scores, office=BOGOR)


def coded(first: dt.datetime, scores: Sequence[Sequence[int | None]] = FIVE, *, office: str = "Kanim Bogor") -> Survey:
    """A LimeSurvey form with the nine elements as rows of one array, in the order of the questionnaire.

    One person answers each day from ``first`` on, in two minutes and nine seconds.
    """
    questions = tuple(
        Scored(one.code, one.text, one.label, one.words, "G01Q03", f"SQ{number:03}")
        for number, one in enumerate(skm.questions_2017(), 1)
    )
    return Survey(
        questions, people(questions, first, scores, office), CODED_PROFILE, Profile("office", "Kantor", "G01Q01")
    )


def people(
    questions: Sequence[Scored], first: dt.datetime, scores: Sequence[Sequence[int | None]], office: str
) -> tuple[Answers, ...]:
    """One answer a day."""
    made = []
    for number, row in enumerate(scores):
        started = first + dt.timedelta(days=number)
        profile: Mapping[str, str] = dict(
            zip((one.code for one in CODED_PROFILE), _LIVES[number % len(_LIVES)], strict=True)
        )
        given = {question.code: score for question, score in zip(questions, row, strict=True)}
        made.append(Answers(number + 1, office, started + dt.timedelta(seconds=129), started, given, profile))
    return tuple(made)


def day(year: int, month: int, number: int) -> dt.datetime:
    """Twenty past two in the afternoon, Western Indonesian Time."""
    return dt.datetime(year, month, number, 14, 20, 1, tzinfo=WIB)
