"""The demo's CSV exports, column by column, as LimeSurvey, KoboToolbox, ODK Central and Google Forms lay them out.

The shapes are those of ``export_writers``, which write one survey cell by cell; here are a hundred thousand rows, so
whole columns are made at once. Columns about the people who collected (account, device, notes) are left out, as the
ministry asks: each would be a finding of its own in every file.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from export_writers import skm
from numpy.typing import NDArray

from national_demo.drafts import Draft
from national_demo.people import Ints, People
from national_demo.register import Place

_NAMESPACE = uuid.UUID(int=0)
_CODES_2017 = ("U1", "U2", "U3", "U4", "U5", "U6", "U7", "U8", "U9")
_CODES_2004 = tuple(f"U{number}" for number in range(1, 15))
# Names that our own form gives its answers; the first is no answer.
_NAMED: Mapping[str, tuple[str, ...]] = {
    "gender": ("", "laki_laki", "perempuan"),
    "education": ("", "sd_ke_bawah", "smp", "sma_smk", "d1_d3", "d4_s1", "s2", "s3"),
    "occupation": ("", "pns", "tni", "polri", "pegawai_swasta", "wiraswasta", "pelajar_mahasiswa", "lainnya"),
    "service": ("", "paspor_baru", "penggantian_paspor", "izin_tinggal", "lainnya"),
}
WORDS: Mapping[str, tuple[str, ...]] = {
    "gender": ("", "Laki-laki", "Perempuan"),
    "education": ("", "SD", "SMP", "SMA", "D1-D3", "D4/S1", "S2", "S3"),
    "occupation": ("", "PNS", "TNI", "POLRI", "Swasta", "Wiraswasta", "Pelajar/Mahasiswa", "Lainnya"),
    "service": ("", "Paspor baru", "Penggantian paspor", "Izin tinggal", "Layanan lain"),
}
_ABOUT = ("gender", "age", "education", "occupation", "service")


@dataclass(frozen=True)
class Column:
    """One column: what it is for the demo, its header and its cells."""

    role: str
    header: str
    cells: list[str]


@dataclass(frozen=True)
class Offices:
    """The offices of a demo in order, and how a file names each of them."""

    places: tuple[Place, ...]
    months: tuple[str, ...]

    def hours(self, people: People) -> Ints:
        """Hours of each person's clock before UTC."""
        return np.array([place.hours for place in self.places])[people.office]

    def texts(self, people: People) -> list[str]:
        """How each person's office is written: by its class of the time, and by an alias for some half-years."""
        known: dict[tuple[int, int], str] = {}
        found = []
        for office, month in zip(people.office.tolist(), people.month.tolist(), strict=True):
            if (office, month) not in known:
                known[office, month] = self.text(office, month)
            found.append(known[office, month])
        return found

    def text(self, office: int, month: int) -> str:
        """How an office is written in a month."""
        place, turn = self.places[office], (office + month // 6) % 4
        kind = "KANIM" if turn == 1 else "Kantor Imigrasi"
        return place.written(self.months[month], alias=office + month // 6 if turn == 2 else -1, kind=kind)


def write(draft: Draft, offices: Offices) -> bytes:
    """The bytes of a CSV export; raises KeyError for a layout that is none."""
    people = draft.people
    make, separator, is_quoted, end, opening, closing = _TOOLS[draft.layout_id]
    columns = make(people, offices)
    for (row, role), text in draft.texts.items():
        for column in columns:
            if column.role == role:
                column.cells[row] = text
    columns += [Column("", header, list(cells)) for header, cells in draft.extra.items()]
    lines = [[column.header for column in columns], *zip(*(column.cells for column in columns), strict=True)]
    if is_quoted:
        joint = f'"{separator}"'
        text = "".join(f'"{joint.join(cells)}"{end}' for cells in lines)
    else:
        text = "".join(f"{separator.join(cells)}{end}" for cells in lines)
    return opening + text.encode() + closing


def respondent_numbers(people: People) -> list[str]:
    """The random identity that a phone gives an interview, here from what it holds."""
    return [
        str(uuid.uuid5(_NAMESPACE, f"{number}/{office}/{sent}"))
        for number, office, sent in zip(
            people.number.tolist(), people.office.tolist(), _stamps(people.sent), strict=True
        )
    ]


# --- LimeSurvey ---------------------------------------------------------------------------------------------------
def _limesurvey(
    array: str, order: Sequence[str], codes: Sequence[str], other: int
) -> Callable[[People, Offices], list[Column]]:
    def columns(people: People, offices: Offices) -> list[Column]:
        # The server's clock is that of Jakarta.
        sent = people.sent - (offices.hours(people) - 7) * 3600
        stamps = [text.replace("T", " ") for text in _stamps(sent)]
        started = [text.replace("T", " ") for text in _stamps(sent - people.seconds)]
        finished = people.is_finished.tolist()
        return [
            Column("respondent", "id", _texts(people.number)),
            Column(
                "sent", "submitdate", [text if is_sent else "" for text, is_sent in zip(stamps, finished, strict=True)]
            ),
            Column("", "lastpage", ["2" if is_sent else "1" for is_sent in finished]),
            Column("", "startlanguage", ["id"] * len(people)),
            Column("", "seed", _texts(people.number * 7919 % 1_000_003)),
            Column("", "startdate", started),
            Column("", "datestamp", stamps),
            Column("office", "G01Q01", offices.texts(people)),
            Column("service", "G01Q02", _coded(people.service, 4)),
            Column("gender", "G02Q04", _coded(people.gender)),
            Column("age", "G02Q05", _ages(people)),
            Column("education", "G02Q06", _coded(people.education)),
            Column("occupation", "G02Q07", _coded(people.occupation, other)),
            *(
                Column(code, f"{array}[SQ{place:03}]", _scores(people, codes.index(code), "A"))
                for place, code in enumerate(order, 1)
            ),
        ]

    return columns


# --- phones -------------------------------------------------------------------------------------------------------
def _kobo(people: People, offices: Offices) -> list[Column]:
    start, end, submitted = _phone(people, offices)
    numbers = _texts(people.number)
    return [
        Column("", "start", start),
        Column("", "end", end),
        Column("office", "kantor", offices.texts(people)),
        *_named(people),
        *(
            Column(code, f"pelayanan/{code.casefold()}", _scores(people, place))
            for place, code in enumerate(_CODES_2017)
        ),
        Column("", "_id", numbers),
        Column("respondent", "_uuid", respondent_numbers(people)),
        Column("sent", "_submission_time", submitted),
        Column("", "_validation_status", [""] * len(people)),
        Column("", "_status", ["submitted_via_web"] * len(people)),
        Column("", "__version__", ["vKob1"] * len(people)),
        Column("", "_tags", [""] * len(people)),
        Column("", "_index", _texts(np.arange(1, len(people) + 1))),
    ]


def _odk_central(people: People, offices: Offices) -> list[Column]:
    start, end, submitted = _phone(people, offices)
    keys = [f"uuid:{number}" for number in respondent_numbers(people)]
    rest = {"AttachmentsPresent": "0", "AttachmentsExpected": "0", "Status": "", "ReviewState": "", "Edits": "0",
            "FormVersion": "1"}  # fmt: skip
    return [
        Column("sent", "SubmissionDate", [f"{text}.000Z" for text in submitted]),
        Column("", "start", start),
        Column("", "end", end),
        Column("office", "kantor", offices.texts(people)),
        *_named(people),
        *(
            Column(code, f"pelayanan-{code.casefold()}", _scores(people, place))
            for place, code in enumerate(_CODES_2017)
        ),
        Column("", "meta-instanceID", keys),
        Column("respondent", "KEY", keys),
        *(Column("", header, [text] * len(people)) for header, text in rest.items()),
    ]


def _phone(people: People, offices: Offices) -> tuple[list[str], list[str], list[str]]:
    hours = offices.hours(people)
    offsets = [f".000+{hour:02}:00" for hour in hours.tolist()]
    start = [a + b for a, b in zip(_stamps(people.sent - people.seconds), offsets, strict=True)]
    end = [a + b for a, b in zip(_stamps(people.sent), offsets, strict=True)]
    return start, end, _stamps(people.sent - hours * 3600)


def _named(people: People) -> list[Column]:
    headers = {"gender": "jenis_kelamin", "age": "usia", "education": "pendidikan", "occupation": "pekerjaan",
               "service": "jenis_layanan"}  # fmt: skip
    return [Column(about, headers[about], _told(people, about, _NAMED)) for about in _ABOUT]


# --- Google Forms -------------------------------------------------------------------------------------------------
def _google_forms(people: People, offices: Offices) -> list[Column]:
    headers = {"gender": "Jenis kelamin", "age": "Usia", "education": "Pendidikan", "occupation": "Pekerjaan",
               "service": "Jenis layanan yang diterima"}  # fmt: skip
    stamps = []
    for moment, hours in zip(people.sent.tolist(), offices.hours(people).tolist(), strict=True):
        half = "AM" if moment.hour < 12 else "PM"
        stamps.append(f"{moment:%Y/%m/%d} {moment.hour % 12 or 12}:{moment:%M:%S} {half} GMT+{hours}")
    asked = []
    for number, question in enumerate(skm.questions_2017(), 1):
        words = ("", *question.words)
        scores = people.scores[:, _CODES_2017.index(question.code)].tolist()
        cells = [words[max(score, 0)] for score in scores]
        asked.append(Column(question.code, f"{number}. {question.text}", cells))
    about = [Column(about, headers[about], _told(people, about, WORDS)) for about in _ABOUT]
    return [Column("sent", "Timestamp", stamps), *about, *asked]


# --- cells --------------------------------------------------------------------------------------------------------
def _stamps(moments: NDArray[np.datetime64]) -> list[str]:
    return [str(text) for text in np.datetime_as_string(moments, unit="s").tolist()]


def _texts(numbers: Ints) -> list[str]:
    return [str(number) if number > 0 else "" for number in numbers.tolist()]


def _ages(people: People) -> list[str]:
    return _texts(people.age)


def _coded(answers: Ints, other: int = 99) -> list[str]:
    return ["" if answer == 0 else "-oth-" if answer == other else f"A{answer}" for answer in answers.tolist()]


def _scores(people: People, place: int, before: str = "") -> list[str]:
    return [f"{before}{score}" if score > 0 else "" for score in people.scores[:, place].tolist()]


def _told(people: People, about: str, words: Mapping[str, tuple[str, ...]]) -> list[str]:
    if about == "age":
        return _ages(people)
    return [words[about][answer] for answer in getattr(people, about).tolist()]


_BOM = b"\xef\xbb\xbf"
# The questionnaire of 2017 asks for facilities (U9) before complaints (U8).
_FORM_2017 = (*_CODES_2017[:7], "U9", "U8")
_Tool = tuple[Callable[[People, Offices], list[Column]], str, bool, str, bytes, bytes]
_TOOLS: Mapping[str, _Tool] = {
    "limesurvey_skm_codes": (_limesurvey("G01Q03", _FORM_2017, _CODES_2017, 7), ";", True, "\r\n", _BOM, b"\r\n"),
    "limesurvey_skm_2014_codes": (_limesurvey("G01Q13", _CODES_2017, _CODES_2017, 7), ";", True, "\r\n", _BOM, b"\r\n"),
    "limesurvey_skm_2004_codes": (_limesurvey("G01Q23", _CODES_2004, _CODES_2004, 5), ";", True, "\r\n", _BOM, b"\r\n"),
    "kobo_skm": (_kobo, ";", True, "\r\n", b"", b""),
    "odk_central_skm": (_odk_central, ",", False, "\n", b"", b""),
    "google_forms_skm": (_google_forms, ",", True, "\n", b"", b""),
}
LAYOUTS = tuple(_TOOLS)
