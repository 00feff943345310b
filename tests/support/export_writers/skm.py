"""The questionnaires of the two regulations in small: elements, wording and answers, and people who answer them.

Wording and order: the annexes of Permenpan RB 14/2017 (which asks for facilities eighth and complaints ninth, against
its own list) and KEP/25/M.PAN/2/2004.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from export_writers.model import WIB, Answers, Profile, Scored, Survey, Words

_FIT = ("Tidak sesuai", "Kurang sesuai", "Sesuai", "Sangat sesuai")


def _degrees(word: str) -> tuple[str, ...]:
    return (f"Tidak {word}", f"Kurang {word}", word.capitalize(), f"Sangat {word}")


_ASKS = "Bagaimana pendapat Saudara tentang"
_QUESTIONS_2017 = (
    ("U1", f"{_ASKS} kesesuaian persyaratan pelayanan dengan jenis pelayanannya", "Persyaratan", _FIT),
    ("U2", "Bagaimana pemahaman Saudara tentang kemudahan prosedur pelayanan di unit ini",
     "Sistem, mekanisme, dan prosedur", _degrees("mudah")),
    ("U3", f"{_ASKS} kecepatan waktu dalam memberikan pelayanan", "Waktu penyelesaian", _degrees("cepat")),
    ("U4", f"{_ASKS} kewajaran biaya/tarif dalam pelayanan", "Biaya/tarif",
     ("Sangat mahal", "Cukup mahal", "Murah", "Gratis")),
    ("U5", f"{_ASKS} kesesuaian produk pelayanan antara yang tercantum dalam standar pelayanan dengan hasil yang diberikan",
     "Produk spesifikasi jenis pelayanan", _FIT),
    ("U6", f"{_ASKS} kompetensi/kemampuan petugas dalam pelayanan", "Kompetensi pelaksana", _degrees("kompeten")),
    ("U7", f"{_ASKS} perilaku petugas dalam pelayanan terkait kesopanan dan keramahan", "Perilaku pelaksana",
     _degrees("sopan dan ramah")),
    ("U9", f"{_ASKS} kualitas sarana dan prasarana", "Sarana dan prasarana", ("Buruk", "Cukup", "Baik", "Sangat baik")),
    ("U8", f"{_ASKS} penanganan pengaduan pengguna layanan", "Penanganan pengaduan, saran dan masukan",
     ("Tidak ada", "Ada tetapi tidak berfungsi", "Berfungsi kurang maksimal", "Dikelola dengan baik")),
)  # fmt: skip
_ELEMENTS_2004 = (
    "Prosedur pelayanan", "Persyaratan pelayanan", "Kejelasan petugas", "Kedisiplinan petugas",
    "Tanggung jawab petugas", "Kemampuan petugas", "Kecepatan pelayanan", "Keadilan mendapatkan pelayanan",
    "Kesopanan dan keramahan", "Kewajaran biaya", "Kepastian biaya", "Kepastian jadwal", "Kenyamanan lingkungan",
    "Keamanan pelayanan",
)  # fmt: skip

# Permenpan RB 16/2014, by its list; the wording and the answers are ours.
_CHANGED_2014 = {
    "U2": "Prosedur",
    "U3": "Waktu pelayanan",
    "U8": "Maklumat pelayanan",
    "U9": "Penanganan pengaduan, saran dan masukan",
}

SEX = Profile("jenis_kelamin", "Jenis kelamin", "G01Q02", ("Laki-laki", "Perempuan"))
AGE = Profile("usia", "Usia (tahun)", "G01Q03")
EDUCATION = Profile("pendidikan", "Pendidikan terakhir", "G01Q04", ("SD", "SMP", "SMA", "D3", "S1", "S2", "S3"))
SERVICES = Profile("layanan", "Layanan yang diterima", "G01Q05", ("Paspor", "Izin tinggal", "Visa"), is_multiple=True)
OFFICE = Profile("kantor", "Kantor imigrasi tempat Anda dilayani", "G01Q01")
RESPONDENT = Profile("nomor", "Nomor responden", "G01Q00")
PROMPT = "Seberapa puas Anda dengan"


def questions_2017(*, in_list_order: bool = False) -> tuple[Scored, ...]:
    """The nine questions, each with answers of its own, in the order of the form (U9 before U8) or of the list."""
    asked = tuple(
        Scored(code, text, label, words, f"G02Q{number:02}")
        for number, (code, text, label, words) in enumerate(_QUESTIONS_2017, 6)
    )
    return tuple(sorted(asked, key=lambda question: question.code)) if in_list_order else asked


def questions_2014() -> tuple[Scored, ...]:
    """The nine elements of 2014 in the order of its list, as rows of one grid with the answers "Tidak baik" and so on."""
    labels = {code: label for code, _, label, _ in _QUESTIONS_2017} | _CHANGED_2014
    return tuple(
        Scored(code, PROMPT, labels[code], _degrees("baik"), "G01Q13", f"SQ{number:03}")
        for number, code in enumerate(sorted(labels), 1)
    )


def questions_2004() -> tuple[Scored, ...]:
    """The fourteen elements as rows of one grid with the answers "Tidak baik" to "Sangat baik"."""
    return tuple(
        Scored(f"U{number}", PROMPT, label, _degrees("baik"), "G02Q06", f"SQ{number:03}")
        for number, label in enumerate(_ELEMENTS_2004, 1)
    )


def questions_2023() -> tuple[Scored, ...]:
    """The five statements of SPAK and the eight of SPKP, answered from 1 to 6; the words are shortened."""
    scale = tuple(str(point) for point in range(1, 7))
    return tuple(
        Scored(f"{survey}{number}", PROMPT, f"{survey} {number}", scale, parent, f"SQ{number:03}")
        for survey, count, parent in (("SPAK", 5, "G01Q33"), ("SPKP", 8, "G01Q34"))
        for number in range(1, count + 1)
    )


def survey_of(questions: Sequence[Scored], scores: Sequence[Sequence[int | None]], *, office: str) -> Survey:
    """A survey in which one person after another answered, at one office, every tenth of an hour.

    The first began on 3 May 2024 at 14:20:01 Western Indonesian Time and took two minutes and nine seconds; scores are
    in the order of the questions.
    """
    start = dt.datetime(2024, 5, 3, 14, 20, 1, tzinfo=WIB)
    people = []
    for number, row in enumerate(scores):
        started = start + number * dt.timedelta(minutes=6)
        profile: dict[str, Words] = {
            "jenis_kelamin": SEX.options[number % 2],
            "usia": str(20 + number % 45),
            "pendidikan": EDUCATION.options[number % 7],
            "layanan": SERVICES.options[: number % 3 + 1],
        }
        given = {question.code: score for question, score in zip(questions, row, strict=True)}
        people.append(Answers(number + 1, office, started + dt.timedelta(seconds=129), started, given, profile))
    return Survey(tuple(questions), tuple(people), (SEX, AGE, EDUCATION, SERVICES), OFFICE)


def unfinished(survey: Survey, respondent: int) -> Survey:
    """The survey in which one person never pressed the last button."""
    people = tuple(
        replace(answers, submitted=None) if answers.respondent == respondent else answers for answers in survey.answers
    )
    return replace(survey, answers=people)
