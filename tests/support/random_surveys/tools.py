"""Random surveys of the nine elements as LimeSurvey, KoboToolbox, ODK Central, Google Forms and SPSS write them."""

import csv
import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from export_writers import grid, skm
from export_writers.google_forms import GoogleForm, google_forms_csv
from export_writers.kobo import KoboForm, kobo_csv, kobo_xlsx
from export_writers.limesurvey import Extra, LimeSurveyForm, limesurvey_csv
from export_writers.model import WIB, Edit, Profile, Scored, Survey, local, slug, with_offset
from export_writers.odk_central import CentralForm, odk_central_csv
from export_writers.resaved import resaved_by_excel
from export_writers.statistical import StatisticalForm, dta, sav

from random_surveys.people import (
    CODES,
    FILE_NAME,
    FOUR,
    STRANGE_OFFICE,
    STRANGE_WORD,
    Choose,
    Person,
    Planted,
    Word,
    World,
    Written,
    draw_people,
    origin_of,
    plant,
    with_deciding_day,
)

LIST = tuple(f"satisfaction:U{number}" for number in range(1, 10))
FOURTEEN = tuple(f"satisfaction:U{number}" for number in range(1, 15))
FORM = (*LIST[:7], LIST[8], LIST[7])  # the questionnaire asks for facilities (U9) before complaints (U8)
_ASKED = {f"satisfaction:{question.code}": question for question in skm.questions_2017()}
_ABOUT = ("gender", "age", "education", "occupation", "service")
# The names that our own form gives its answers, by the words that it shows.
_NAMED: Mapping[str, Sequence[Word]] = {
    "gender": (("Laki-laki", "male"), ("Perempuan", "female"), ("", "not_stated")),
    "age": (("34", "age_30_39"), ("19", "age_under_20"), ("20", "age_20_29"), ("60", "age_60_over"), ("", "not_stated")),
    "education": (
        ("SMA/SMK", "senior_secondary"), ("SD ke bawah", "primary"), ("SMP", "junior_secondary"), ("D1-D3", "diploma"),
        ("D4/S1", "bachelor"), ("S2", "master"), ("S3", "doctorate"), ("", "not_stated"),
    ),
    "occupation": (
        ("Pegawai swasta", "private_employee"), ("PNS", "civil_servant"), ("TNI", "military"), ("POLRI", "police"),
        ("Wiraswasta", "self_employed"), ("Pelajar/Mahasiswa", "student"), ("Lainnya", "other"), ("", "not_stated"),
    ),
    "service": (
        ("Paspor baru", "new_passport"), ("Penggantian paspor", "passport_replacement"), ("Izin tinggal", "stay_permit"),
        ("Lainnya", "other"), ("", "not_stated"),
    ),
}  # fmt: skip
# The answers of our own LimeSurvey form in the order of their codes A1, A2, ...
_LISTED: Mapping[str, Sequence[Word]] = {
    "gender": (("Laki-laki", "male"), ("Perempuan", "female"), ("", "not_stated")),
    "age": _NAMED["age"],
    "education": (
        ("SD", "primary"), ("SMP", "junior_secondary"), ("SMA", "senior_secondary"), ("D1-D3", "diploma"),
        ("D4/S1", "bachelor"), ("S2", "master"), ("S3", "doctorate"), ("", "not_stated"),
    ),
    "occupation": (
        ("PNS", "civil_servant"), ("TNI", "military"), ("POLRI", "police"), ("Swasta", "private_employee"),
        ("Wiraswasta", "self_employed"), ("Pelajar/Mahasiswa", "student"), ("-oth-", "other"), ("", "not_stated"),
    ),
    "service": (
        ("Paspor baru", "new_passport"), ("Penggantian paspor", "passport_replacement"), ("Izin tinggal", "stay_permit"),
        ("-oth-", "other"), ("", "not_stated"),
    ),
}  # fmt: skip
# Those of the form with the answers of KEP/25/M.PAN/2/2004.
_LISTED_2004: Mapping[str, Sequence[Word]] = {
    **_LISTED,
    "education": (*_LISTED["education"][:5], ("S2 ke atas", "master_or_doctorate"), ("", "not_stated")),
    "occupation": (
        ("PNS/TNI/POLRI", "state_service"), ("Pegawai swasta", "private_employee"), ("Wiraswasta", "self_employed"),
        ("Pelajar/Mahasiswa", "student"), ("-oth-", "other"), ("", "not_stated"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class _Form:
    """One of our own LimeSurvey forms: its layout, its questions in the order of the form, the answers it lists.

    `targets` are the staged columns in the order of the questionnaire. `cells` are for each of them, in the order of the
    form, the code of its grid and the number of its row there.
    """

    layout_id: str
    asked: Mapping[str, Scored]
    targets: tuple[str, ...]
    cells: Mapping[str, tuple[str, int]]
    listed: Mapping[str, Sequence[Word]]
    points: tuple[int, ...] = FOUR
    has_words: bool = True


def _rows(grid_code: str, targets: Sequence[str]) -> Mapping[str, tuple[str, int]]:
    return {target: (grid_code, number) for number, target in enumerate(targets, 1)}


def _by_target(questions: Sequence[Scored]) -> Mapping[str, Scored]:
    return {f"satisfaction:{question.code}": question for question in questions}


SPAK = tuple(f"satisfaction:SPAK{number}" for number in range(1, 6))
SPKP = tuple(f"satisfaction:SPKP{number}" for number in range(1, 9))
_FORM_2017 = _Form("limesurvey_skm_codes", _ASKED, LIST, _rows("G01Q03", FORM), _LISTED)
_FORM_2014 = _Form("limesurvey_skm_2014_codes", _by_target(skm.questions_2014()), LIST, _rows("G01Q13", LIST), _LISTED)
_FORM_2004 = _Form(
    "limesurvey_skm_2004_codes", _by_target(skm.questions_2004()), FOURTEEN, _rows("G01Q23", FOURTEEN), _LISTED_2004
)
_FORM_2023 = _Form(
    "limesurvey_spak_spkp_codes",
    _by_target(skm.questions_2023()),
    (*SPAK, *SPKP),
    {**_rows("G01Q33", SPAK), **_rows("G01Q34", SPKP)},
    _LISTED,
    (6, 5, 4, 3, 2, 1),
    has_words=False,
)


def limesurvey_codes(choose: Choose, world: World, kind: str | None = None) -> Written:
    """Question codes above, answer codes in the cells; the rows of the grid in the order of the questionnaire."""
    return _limesurvey_codes(choose, world, kind, _FORM_2017)


def limesurvey_2014_codes(choose: Choose, world: World, kind: str | None = None) -> Written:
    """The same with the nine elements of 2014, in the order of the list."""
    return _limesurvey_codes(choose, world, kind, _FORM_2014)


def limesurvey_2004_codes(choose: Choose, world: World, kind: str | None = None) -> Written:
    """The same with the fourteen elements of 2004 and the answers of its decree."""
    return _limesurvey_codes(choose, world, kind, _FORM_2004)


def limesurvey_spak_spkp_codes(choose: Choose, world: World, kind: str | None = None) -> Written:
    """The same with the statements of SPAK and SPKP in two grids, answered from 1 to 6."""
    return _limesurvey_codes(choose, world, kind, _FORM_2023)


def _limesurvey_codes(choose: Choose, world: World, kind: str | None, own: _Form) -> Written:
    people, place, target = _people(choose, world, own.targets, own.listed, kind, may_stop=True, points=own.points)
    codes = {"gender": "G02Q04", "age": "G02Q05", "education": "G02Q06", "occupation": "G02Q07", "service": "G01Q02"}
    profile = [
        Profile(about, about, codes[about], () if about == "age" else _options(own.listed[about])) for about in _ABOUT
    ]
    questions = [
        replace(own.asked[target], parent=grid_code, subquestion=f"SQ{row:03}")
        for target, (grid_code, row) in own.cells.items()
    ]
    answer_code = choose(("A", "AO0", ""))
    codes_of_rows: list[Literal["brackets", "dots", "underscore"]] = ["brackets", "dots", "underscore"]
    form = LimeSurveyForm(codes=choose(codes_of_rows), answer_code=answer_code)
    form = _limesurvey_choices(choose, form)
    data = limesurvey_csv(_survey(questions, people, profile, Profile("kantor", "Kantor", "G01Q01")), form)
    text = f"{answer_code}{people[place].scores.get(target)}"
    planted = _planted(people, place, target, kind, 2 + place, {"score": text})
    if planted is not None and kind == "score" and answer_code:
        # A7 is an answer that nobody offered, no number; where no answer has words, it is no score at all.
        planted = replace(planted, code=CODES["label" if own.has_words else "text"])
    return _limesurvey_file(choose, own.layout_id, data, form, people, planted)


def limesurvey_full(choose: Choose, world: World, kind: str | None = None) -> Written:
    """The full question above, labels in the cells."""
    words = {about: world.words("skm_2017_9", about) for about in _ABOUT}
    people, place, target = _people(choose, world, LIST, words, kind, may_stop=True)
    texts = {
        "gender": "Jenis kelamin",
        "age": choose(("Usia", "Usia (tahun)", "Umur")),
        "education": choose(("Pendidikan", "Pendidikan terakhir")),
        "occupation": "Pekerjaan",
        "service": choose(("Jenis layanan yang diterima", "Jenis layanan", "Layanan yang diterima")),
    }
    ending = choose(("", "?", "."))
    questions = [replace(_asked(target, kind), text=f"<p>{_ASKED[target].text}{ending}</p>") for target in FORM]
    form = _limesurvey_choices(choose, LimeSurveyForm("full", answers="long"))
    profile = [Profile(about, texts[about], "") for about in _ABOUT]
    office = Profile("kantor", "Kantor imigrasi tempat Anda dilayani", "")
    data = limesurvey_csv(_survey(questions, people, profile, office), form)
    planted = _planted(people, place, target, kind, 2 + place, {})
    return _limesurvey_file(choose, "limesurvey_skm_full", data, form, people, planted)


def _limesurvey_choices(choose: Choose, form: LimeSurveyForm) -> LimeSurveyForm:
    extras: list[tuple[Extra, ...]] = [(), ("token",), ("ipaddr", "refurl")]
    return replace(form, separator=choose((";", ",")), has_bom=choose((True, False)), extras=choose(extras))


def _limesurvey_file(
    choose: Choose,
    layout_id: str,
    data: bytes,
    form: LimeSurveyForm,
    people: Sequence[Person],
    planted: Planted | None,
) -> Written:
    rows = [
        (2 + place, p.staged(str(p.number), survey_month=p.month)) for place, p in enumerate(people) if p.is_finished
    ]
    stopped = sum(not person.is_finished for person in people)
    if planted is not None and planted.code == CODES["impossible"]:
        person = people[planted.row_number - 2]
        data, planted = _impossible(data, planted, local(person.submitted, WIB, "%Y-%m-%d %H:%M:%S"))
    elif planted is None or planted.code not in (CODES["future"], CODES["early"]):
        visit = choose((None, "utf-16", "excel", "xlsx"))
        if visit == "excel" and _survives_excel(data, people):
            data = resaved_by_excel(data, form.separator)
        elif visit == "xlsx":
            data = _as_workbook(data, form.separator)
        elif visit == "utf-16":
            data = data.decode("utf-8-sig").encode("utf-16")
    return Written(layout_id, data, tuple(rows), ignored={"incomplete": stopped} if stopped else {}, planted=planted)


def kobo(choose: Choose, world: World, kind: str | None = None) -> Written:
    """Names above and in the cells; the questions of the group in the order of the list."""
    people, place, target = _people(choose, world, LIST, _NAMED, kind)
    refused = choose(((), (people[-1].number,))) if place != len(people) - 1 else ()
    tagged = choose((False, True))
    form = KoboForm(group=choose(("pelayanan", "unsur", None)), tags=tagged, clock=_clock(choose), not_approved=refused)
    first = 3 if tagged else 2
    service = choose(("jenis_layanan", "layanan"))
    survey = _named_survey(people, service, choose(("usia", "umur")), has_office_list=choose((True, False)))
    is_workbook = kind != "impossible" and choose((False, True))
    data = kobo_xlsx(survey, form) if is_workbook else kobo_csv(survey, form)
    rows = [
        (first + index, person.staged(answers.identity, survey_month=person.month))
        for index, (person, answers) in enumerate(zip(people, survey.answers, strict=True))
        if person.number not in refused
    ]
    planted = _planted(people, place, target, kind, first + place, _named_texts(survey))
    if planted is not None and kind == "impossible":
        data, planted = _impossible(data, planted, local(people[place].submitted, dt.UTC, "%Y-%m-%dT%H:%M:%S"))
    ignored = {"tags": int(tagged), "not_approved": len(refused)}
    return Written("kobo_skm", data, tuple(rows), ignored={k: n for k, n in ignored.items() if n}, planted=planted)


def kobo_labels(choose: Choose, world: World, kind: str | None = None) -> Written:
    """The form's questions above and its answers in the cells; the questions in the order of the form."""
    words = {about: world.words("skm_2017_9", about) for about in _ABOUT}
    people, place, target = _people(choose, world, LIST, words, kind)
    texts = {
        "gender": "Jenis kelamin",
        "age": choose(("Usia", "Usia (tahun)", "Umur")),
        "education": choose(("Pendidikan", "Pendidikan terakhir")),
        "occupation": "Pekerjaan",
        "service": choose(("Jenis layanan yang diterima", "Jenis layanan", "Layanan yang diterima")),
    }
    group, ending = choose(("", "Unsur pelayanan/")), choose(("", "?", "."))
    questions = [replace(_asked(target, kind), text=f"{group}{_ASKED[target].text}{ending}") for target in FORM]
    profile = [Profile(about, texts[about], "") for about in _ABOUT]
    office = Profile("kantor", "Kantor imigrasi tempat Anda dilayani", "")
    survey = _survey(questions, people, profile, office)
    form = KoboForm("labels", clock=_clock(choose))
    is_workbook = kind != "impossible" and choose((False, True))
    data = kobo_xlsx(survey, form) if is_workbook else kobo_csv(survey, form)
    rows = [
        (2 + index, person.staged(answers.identity, survey_month=person.month))
        for index, (person, answers) in enumerate(zip(people, survey.answers, strict=True))
    ]
    planted = _planted(people, place, target, kind, 2 + place, {})
    if planted is not None and kind == "impossible":
        data, planted = _impossible(data, planted, local(people[place].submitted, dt.UTC, "%Y-%m-%dT%H:%M:%S"))
    return Written("kobo_skm_labels", data, tuple(rows), ignored={}, planted=planted)


def odk_central(choose: Choose, world: World, kind: str | None = None) -> Written:
    """Names above and in the cells; groups parted by a hyphen."""
    people, place, target = _people(choose, world, LIST, _NAMED, kind)
    states: list[Literal["", "approved", "hasIssues", "rejected"]] = ["", "approved", "hasIssues", "rejected"]
    state = choose(states) if kind is None else ""
    form = CentralForm(group=choose(("pelayanan", "unsur", None)), review_state=state, clock=_clock(choose))
    service = choose(("jenis_layanan", "layanan"))
    survey = _named_survey(people, service, choose(("usia", "umur")), has_office_list=choose((True, False)))
    data = odk_central_csv(survey, form)
    rows = [
        (2 + index, person.staged(f"uuid:{answers.identity}", survey_month=person.month))
        for index, (person, answers) in enumerate(zip(people, survey.answers, strict=True))
        if state != "rejected"
    ]
    planted = _planted(people, place, target, kind, 2 + place, _named_texts(survey))
    if planted is not None and kind == "impossible":
        before = with_offset(people[place].submitted, dt.UTC).replace("+00:00", "Z")
        data, planted = _impossible(data, planted, before)
    ignored = {"rejected": len(people)} if state == "rejected" else {}
    return Written("odk_central_skm", data, tuple(rows), ignored=ignored, planted=planted)


def google_forms(choose: Choose, world: World, kind: str | None = None) -> Written:
    """The full question with the questionnaire's number above; nothing says the office, the origin record does."""
    made_by: Literal["form", "sheet_day_first", "sheet_month_first"] = choose(
        ("form", "sheet_day_first", "sheet_month_first")
    )
    words = {about: world.words("skm_2017_9", about) for about in _ABOUT}
    people, place, target = _people(
        choose, world, LIST, words, kind, is_one_office=True, clock=None if made_by == "form" else WIB
    )
    answers: Literal["label", "number"] = (
        choose(("label", "number")) if kind not in ("score", "label") else "label" if kind == "label" else "number"
    )
    broken, is_numbered = choose((False, True)), choose((False, True))
    questions, edits = [], []
    for number, asked in enumerate(FORM, 1):
        question = _asked(asked, kind)
        ending = choose(("", "?"))
        text = (
            f"{number}. {question.text}{ending}"
            if choose((True, False)) and not is_numbered
            else f"{question.text}{ending}"
        )
        questions.append(replace(question, text=text.replace(" tentang ", " tentang\n") if broken else text))
        if choose((False, False, True)):
            before = f"{question.text}?" if is_numbered or not ending else f"{number}. {question.text}."
            before = before if before != text else question.text
            edits.append(Edit(question.code, before, choose(people).submitted))
    texts = {
        "gender": "Jenis kelamin",
        "age": choose(("Usia", "Umur (tahun)")),
        "education": choose(("Pendidikan", "Pendidikan terakhir")),
        "occupation": "Pekerjaan",
        "service": choose(("Jenis layanan yang diterima", "Jenis layanan")),
    }
    form = GoogleForm(
        made_by,
        choose(("Timestamp", "Stempel waktu", "Cap waktu")),
        answers,
        is_numbered=is_numbered,
        edits=tuple(edits),
        has_email=choose((False, True)),
        has_score=choose((False, True)),
        clock=_clock(choose) if made_by == "form" else WIB,
    )
    survey = _survey(questions, people, [Profile(about, texts[about], "") for about in _ABOUT], None)
    data = google_forms_csv(survey, form)
    header_lines = 1 + sum(question.text.count("\n") for question in questions)
    rows = [
        (header_lines + place, person.staged(f"{FILE_NAME}#{header_lines + place}", survey_month=person.month))
        for place, person in enumerate(people, 1)
    ]
    planted = _planted(people, place, target, kind, header_lines + 1 + place, {})
    if planted is not None and kind == "impossible":
        data, planted = _google_impossible(data, planted, people[place], form)
    visit = choose((None, "bom", "utf-16"))
    if visit is not None:
        data = data.decode().encode("utf-8-sig" if visit == "bom" else visit)
    return Written(
        "google_forms_skm", data, tuple(rows), origin_of(choose, people, data, "google_forms_skm"), planted=planted
    )


def spss(choose: Choose, world: World, kind: str | None = None) -> Written:
    """Variables u1 to u9 in the order of the list; codes have value labels, in either direction."""
    words = {about: world.words("skm_2017_9", about) for about in _ABOUT}
    people, place, target = _people(choose, world, LIST, words, kind)
    is_reversed = kind is None and choose((False, True))
    container = choose(("sav", "zsav", "dta"))
    # Stata has no codes for missing answers that the file would declare.
    coded: list[tuple[tuple[int | tuple[int, int], ...], int | None]] = [
        ((), None), ((9,), 9), (((97, 99),), 99), (((90, 99), 8), 98),
    ]  # fmt: skip
    missing, blank = choose(coded[:1] if container == "dta" else coded)
    form = StatisticalForm(missing, blank, {blank: "Tidak menjawab"} if blank else {}, choose(("codes", "words")))
    questions, told = [], []
    for target_here in LIST:
        question = _asked(target_here, None)
        words_here = tuple(reversed(question.words)) if is_reversed else question.words
        questions.append(replace(question, code=question.code.casefold(), words=words_here))
    for person in people:
        scores = {t: 5 - s if s is not None and is_reversed else s for t, s in person.scores.items()}
        told.append(replace(person, scores=scores))
    names = {
        "gender": "jk",
        "age": choose(("usia", "umur")),
        "education": "pendidikan",
        "occupation": "pekerjaan",
        "service": "layanan",
    }
    profile = [Profile(names[about], about, "", () if about == "age" else _given(people, about)) for about in _ABOUT]
    answers = tuple(
        person.answers(
            {target_here: target_here.rpartition(":")[2].casefold() for target_here in LIST},
            {names[about]: word for about, (word, _) in person.profile.items()},
        )
        for person in told
    )
    survey = Survey(tuple(questions), answers, tuple(profile))
    data = dta(survey, form) if container == "dta" else sav(survey, form, is_zsav=container == "zsav")
    rows = [(2 + index, p.staged(str(p.number), survey_month=p.month)) for index, p in enumerate(people)]
    texts = {}
    if kind == "profile" and form.profile == "codes":
        texts["profile"] = str(_given(people, "gender").index(STRANGE_WORD) + 1)
    planted = _planted(people, place, target, kind, 2 + place, texts)
    return Written("spss_skm", data, tuple(rows), planted=planted)


# --- what they share ----------------------------------------------------------------------------------------------
def _people(
    choose: Choose,
    world: World,
    targets: Sequence[str],
    words: Mapping[str, Sequence[Word]],
    kind: str | None,
    *,
    may_stop: bool = False,
    is_one_office: bool = False,
    clock: dt.tzinfo | None = None,
    points: Sequence[int] = FOUR,
) -> tuple[list[Person], int, str]:
    people = draw_people(choose, world, targets, words, is_one_office=is_one_office, may_stop=may_stop, points=points)
    if clock is not None:
        people = with_deciding_day(people, clock)
    return plant(choose, people, kind, targets, points=points)


def _asked(target: str, kind: str | None) -> Scored:
    question = _ASKED[target]
    return replace(question, words=(*question.words, STRANGE_WORD)) if kind == "label" else question


def _options(words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(word for word, _ in words if word not in ("", "-oth-"))


def _given(people: Sequence[Person], about: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for person in people if (word := person.profile[about][0])))


def _survey(
    questions: Sequence[Scored], people: Sequence[Person], profile: Sequence[Profile], office: Profile | None
) -> Survey:
    names = {f"satisfaction:{question.code}": question.code for question in questions}
    answers = tuple(
        person.answers(names, {about: word for about, (word, _) in person.profile.items()}) for person in people
    )
    return Survey(tuple(questions), answers, tuple(profile), office)


def _named_survey(people: Sequence[Person], service: str, age: str, *, has_office_list: bool) -> Survey:
    """The form for phones: names instead of words, u1 to u9 in the order of the list."""
    names = {
        "gender": "jenis_kelamin",
        "age": age,
        "education": "pendidikan",
        "occupation": "pekerjaan",
        "service": service,
    }
    profile = [Profile(names[about], about, "", () if about == "age" else _options(_NAMED[about])) for about in _ABOUT]
    office = Profile(
        "kantor", "Kantor", "", tuple(dict.fromkeys(p.office_words for p in people)) if has_office_list else ()
    )
    questions = tuple(replace(_ASKED[target], code=_ASKED[target].code.casefold()) for target in LIST)
    answers = tuple(
        person.answers(
            {target: target.rpartition(":")[2].casefold() for target in LIST},
            {names[about]: word for about, (word, _) in person.profile.items()},
        )
        for person in people
    )
    return Survey(questions, answers, tuple(profile), office)


def _named_texts(survey: Survey) -> Mapping[str, str]:
    office = STRANGE_OFFICE if survey.office is None or not survey.office.options else slug(STRANGE_OFFICE)
    return {"profile": slug(STRANGE_WORD), "office": office}


def _planted(
    people: Sequence[Person], place: int, target: str, kind: str | None, row: int, texts: Mapping[str, str]
) -> Planted | None:
    """What was planted; `texts` where the tool writes another text than the person gave. Dates have no text here."""
    if kind is None:
        return None
    usual = {"score": str(people[place].scores.get(target)), "label": STRANGE_WORD, "profile": STRANGE_WORD,
             "office": STRANGE_OFFICE}  # fmt: skip
    return Planted(row, target, texts.get(kind, usual.get(kind, "")), CODES[kind])


def _impossible(data: bytes, planted: Planted, before: str) -> tuple[bytes, Planted]:
    """Turn the instant of the planted row, which nobody else has, into the 31st of February."""
    after = re.sub(r"^(\d{4})([-/])\d\d[-/]\d\d", r"\g<1>\g<2>02\g<2>31", before)
    return data.replace(before.encode(), after.encode()), replace(planted, text=after)


def _google_impossible(data: bytes, planted: Planted, person: Person, form: GoogleForm) -> tuple[bytes, Planted]:
    written = google_forms_csv(
        Survey((), (replace(person, scores={}).answers({}, {}),)), replace(form, edits=())
    ).decode()
    before = list(csv.reader(written.splitlines()))[1][0]
    if form.made_by == "form":
        return _impossible(data, planted, before)
    february = "31/02/" if form.made_by == "sheet_day_first" else "2/31/"
    after = re.sub(r"^\d+/\d+/", february, before)
    return data.replace(before.encode(), after.encode()), replace(planted, text=after)


def _clock(choose: Choose) -> dt.tzinfo:
    return dt.timezone(dt.timedelta(hours=choose((7, 8, 9, 0, -3.5))))


def _survives_excel(data: bytes, people: Sequence[Person]) -> bool:
    """Whether cp1252 has all characters, and some day still tells day from month."""
    decided = any(person.is_finished and person.submitted.astimezone(WIB).day > 12 for person in people)
    return decided and "?" not in data.decode("utf-8-sig").replace("?", "").encode("cp1252", "replace").decode("cp1252")


def _as_workbook(data: bytes, separator: str) -> bytes:
    """The cells of a CSV as texts of a workbook."""
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator)
    cells = {(row, column): text for row, texts in enumerate(rows) for column, text in enumerate(texts) if text}
    return grid.xlsx([grid.Sheet("results-survey", cells)])
