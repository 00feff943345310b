"""Random surveys as sheets: the ministry's processing sheet, SKM Report Builder, and the three layouts of Jakarta 2015."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from export_writers import grid, skm
from export_writers.google_forms import GoogleForm, google_forms_csv
from export_writers.grid import Cell, Place, Sheet
from export_writers.limesurvey import LimeSurveyForm, limesurvey_csv
from export_writers.model import Profile, Scored, Survey
from export_writers.processing_sheet import ProcessingForm, processing_sheet

from random_surveys.people import (
    CODES,
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
)
from random_surveys.tools import FORM, FOURTEEN, LIST

_PERIODS = ("2024-05", "2023-12")
_SHORT = (
    "Persyaratan",
    "Prosedur",
    "Waktu",
    "Biaya",
    "Produk",
    "Kompetensi",
    "Perilaku",
    "Sarana & Prasarana",
    "Pengaduan",
)
# Laricha, Kosasih and Permai, Jakarta 2015, tables 10 to 12.
_THIRTEEN = (
    "Kemudahan prosedur pelayanan", "Persyaratan pelayanan sesuai dengan jenis pelayanan",
    "Kejelasan petugas pelayanan", "Kedisiplinan petugas pelayanan", "Tanggung jawab petugas pelayanan",
    "Kemampuan petugas pelayanan", "Kecepatan pelayanan yang diberikan oleh petugas pelayanan",
    "Keadilan mendapatkan pelayanan", "Kesopanan dan keramahan petugas pelayanan",
    "Kesamaan biaya pelayanan yang ditetapkan dengan kenyataan", "Kepastian jadwal pelayanan",
    "Kenyamanan lingkungan", "Kenyamanan pelayanan",
)  # fmt: skip
_MEASURES = {
    "satisfaction": ("Seberapa puas Anda terhadap pelayanan berikut?", "TINGKAT KEPUASAN", "G02Q06"),
    "importance": ("Seberapa penting pelayanan berikut bagi Anda?", "TINGKAT KEPENTINGAN", "G02Q07"),
}
_JAKARTA = tuple(f"{measure}:Q{number}" for measure in _MEASURES for number in range(1, 14))
_YEARS: Sequence[Word] = (("2015", "2015"), ("2014", "2014"), ("2010", "2010"), ("Sebelum 2010", "before_2010"))
_YES_NO: Sequence[Word] = (("Ya", "yes"), ("Tidak", "no"))
_ABOUT = {"service_year": _YEARS, "used_agent": _YES_NO, "filed_online": _YES_NO}


def kemenpan_list(choose: Choose, world: World, kind: str | None = None) -> Written:
    """U1 to U9 in the order of the regulation's list."""
    return _processing(choose, world, kind, ("kemenpan_u9_list", LIST, {}))


def kemenpan_form(choose: Choose, world: World, kind: str | None = None) -> Written:
    """U1 to U9 in the order of the questionnaire: U8 is facilities."""
    return _processing(choose, world, kind, ("kemenpan_u9_form", FORM, {"U9": "U8", "U8": "U9"}))


def kemenpan_2014(choose: Choose, world: World, kind: str | None = None) -> Written:
    """U1 to U9 of Permenpan RB 16/2014, in the order of its list: U8 is the service charter."""
    return _processing(choose, world, kind, ("kemenpan_u9_2014", LIST, {}))


def kemenpan_u14(choose: Choose, world: World, kind: str | None = None) -> Written:
    """U1 to U14 of KEP/25/M.PAN/2/2004."""
    return _processing(choose, world, kind, ("kemenpan_u14", FOURTEEN, {}))


def _processing(
    choose: Choose, world: World, kind: str | None, shape: tuple[str, Sequence[str], Mapping[str, str]]
) -> Written:
    layout_id, targets, headers = shape
    people = draw_people(choose, world, targets, {}, is_one_office=True)
    people, place, target = plant(choose, people, kind, targets)
    asked_in = {"kemenpan_u14": skm.questions_2004(), "kemenpan_u9_2014": skm.questions_2014()}
    asked = {f"satisfaction:{one.code}": one for one in asked_in.get(layout_id, skm.questions_2017())}
    has_side_table = choose((True, False))
    form = ProcessingForm(
        weight=Fraction(71, 1000) if len(targets) > 9 else Fraction(11, 100),
        footer=choose(("values", "formulas", "formulas_without_values", "none")),
        digits=choose((3, 2)),
        headers=headers,
        has_column_numbers=choose((True, False)),
        has_profile=choose((False, True)),
        has_explanation=choose((True, False)),
        has_side_table=has_side_table,
    )
    names = {one: asked[one].code for one in targets}
    answers = tuple(person.answers(names, {"jenis_kelamin": "L", "usia": "34"}) for person in people)
    survey = Survey(tuple(asked[one] for one in targets), answers, (skm.SEX, skm.AGE))
    sheet = processing_sheet(survey, form)
    file_format = choose(("xlsx", "html", "ods", "tab", "unicode_text"))
    data = _file_of(sheet, file_format)
    period = choose(_PERIODS)
    top = 11 if form.has_column_numbers else 10  # two title rows, three of the unit, a header of two, blanks between
    rows = [
        (top + index, person.staged(str(person.number), survey_month=period)) for index, person in enumerate(people)
    ]
    planted = None
    if kind is not None:
        planted = Planted(top + place, target, str(people[place].scores.get(target)), CODES[kind])
    is_told = has_side_table or layout_id in asked_in
    origin = origin_of(choose, people, data, layout_id, period=period, is_told=is_told)
    ignored = {"numbering": 1} if form.has_column_numbers else {}
    return Written(layout_id, data, tuple(rows), origin, ignored, knows_all_ignored=False, planted=planted)


def _file_of(sheet: Sheet, file_format: str) -> bytes:
    if file_format == "html":
        return grid.html_xls(sheet)
    if file_format == "ods":
        return grid.ods([sheet])
    if file_format in ("tab", "unicode_text"):
        return grid.tab_separated(sheet, is_unicode_text=file_format == "unicode_text")
    return grid.xlsx([sheet])


def report_builder(choose: Choose, world: World, kind: str | None = None) -> Written:
    """The workbook of SKM Report Builder: information in two sheets, answers in a third, a remark at the right."""
    about = ("gender", "education", "occupation", "service")
    words = {one: world.words("skm_2017_9", one) for one in about}
    people = draw_people(choose, world, LIST, words, is_one_office=True)
    people, place, target = plant(choose, people, kind, LIST)
    header = ["No", "Jenis Kelamin (L/P)", "Pendidikan Terakhir", "Pekerjaan", "Jenis Layanan",
              *(f"U{number} ({label})" for number, label in enumerate(_SHORT, 1)), "Saran / Masukan (Teks)"]  # fmt: skip
    cells: dict[Place, Cell] = {(0, column): text for column, text in enumerate(header)}
    for row, person in enumerate(people, 1):
        given = [person.number, *(person.profile[one][0] for one in about), *(person.scores[one] for one in FORM)]
        cells |= {(row, column): cell for column, cell in enumerate(given) if cell not in (None, "")}
    period = choose(_PERIODS)
    sheets = [
        Sheet("Info_Umum", {(0, 0): "Parameter", (0, 1): "Isi Data", (1, 0): "Nama Unit", (1, 1): people[0].office_words,
                            (2, 0): "Jumlah Populasi N", (2, 1): 1200}),
        Sheet("Waktu_Pelaksanaan", {(0, 0): "Kegiatan", (0, 1): "Waktu", (1, 0): "Survei", (1, 1): period}),
        Sheet("Data_Survei_Mentah", cells),
    ]  # fmt: skip
    data = choose((grid.xlsx, grid.ods))(choose((sheets, sheets[2:])))
    rows = [(2 + index, person.staged(str(person.number), survey_month=period)) for index, person in enumerate(people)]
    planted = None
    if kind is not None:
        text = STRANGE_WORD if kind == "profile" else str(people[place].scores.get(target))
        planted = Planted(2 + place, target, text, CODES[kind])
    origin = origin_of(choose, people, data, "skm_report_builder", period=period)
    return Written("skm_report_builder", data, tuple(rows), origin, planted=planted)


# --- Jakarta 2015 -------------------------------------------------------------------------------------------------
def jakarta_limesurvey(choose: Choose, world: World, kind: str | None = None) -> Written:
    """Two grids; respondent and office are questions, the date stamp may be off."""
    people, place, target = _jakarta(choose, world, kind)
    codes = {"before_2010": "A0", **{str(year): f"A{year - 2009}" for year in range(2010, 2016)}}
    texts = [
        {"service_year": codes[p.profile["service_year"][1]],
         **{one: p.profile[one][1][0].upper() for one in ("used_agent", "filed_online")}} for p in people
    ]  # fmt: skip
    profile = [
        Profile("service_year", "Tahun", "G01Q03"), Profile("used_agent", "Calo", "G01Q04"),
        Profile("filed_online", "Online", "G01Q05"),
    ]  # fmt: skip
    survey = _jakarta_survey(people, texts, profile)
    survey = replace(survey, office=Profile("kantor", "", "G01Q02"), respondent=Profile("nomor", "", "G01Q01"))
    form = LimeSurveyForm(answer_code="", separator=choose((";", ",")), has_bom=choose((True, False)),
                          is_dated=choose((False, True)))  # fmt: skip
    return _jakarta_file("limesurvey_codes", limesurvey_csv(survey, form), people, 2, (kind, place, target))


def jakarta_online_form(choose: Choose, world: World, kind: str | None = None) -> Written:
    """The grid export of a form: `prompt [element]`."""
    people, place, target = _jakarta(choose, world, kind)
    texts = [{one: word for one, (word, _) in person.profile.items()} for person in people]
    profile = [
        Profile("service_year", "Tahun Anda menggunakan pelayanan", ""),
        Profile("used_agent", "Apakah Anda menggunakan jasa calo?", ""),
        Profile("filed_online", "Apakah Anda mendaftar secara online?", ""),
    ]
    survey = _jakarta_survey(people, texts, profile)
    office = Profile("kantor", "Kantor imigrasi tempat Anda mengurus paspor", "")
    survey = replace(survey, office=office, respondent=Profile("nomor", "Nomor responden", ""))
    form = GoogleForm(choose(("form", "sheet_day_first", "sheet_month_first")), answers="number")
    return _jakarta_file("online_form_full_text", google_forms_csv(survey, form), people, 2, (kind, place, target))


def jakarta_workbook(choose: Choose, world: World, kind: str | None = None) -> Written:
    """A sheet kept by hand: title rows, a merged header of two levels."""
    people, place, target = _jakarta(choose, world, kind, is_one_office=True)
    singles = ("No. Responden", "Tahun", "Calo", "Online")
    cells: dict[Place, Cell] = {
        (0, 0): "HASIL SURVEI KEPUASAN MASYARAKAT",
        (1, 0): f"UNIT PELAYANAN : {people[0].office_words}",
        **{(4, column): word for column, word in enumerate(singles)},
    }
    merged = [((4, column), (5, column)) for column in range(len(singles))]
    for block, (_, words, _) in enumerate(_MEASURES.values()):
        first = len(singles) + 13 * block
        cells[4, first] = words
        merged.append(((4, first), (4, first + 12)))
        cells |= {(5, first + number): f"Q{number + 1}" for number in range(13)}
    for row, person in enumerate(people, 6):
        year = "<2010" if person.profile["service_year"][1] == "before_2010" else person.profile["service_year"][0]
        given: list[Cell] = [person.number, year, person.profile["used_agent"][0], person.profile["filed_online"][0]]
        cells |= dict(zip(((row, column) for column in range(4)), given, strict=True))
        cells |= {(row, 4 + i): score for i, one in enumerate(_JAKARTA) if (score := person.scores[one]) is not None}
    sheet = Sheet("Jawaban", cells, tuple(merged))
    data = _file_of(sheet, choose(("xlsx", "html", "ods", "tab")))
    return _jakarta_file("workbook_two_level", data, people, 7, (kind, place, target))


def _jakarta(
    choose: Choose, world: World, kind: str | None, *, is_one_office: bool = False
) -> tuple[list[Person], int, str]:
    people = draw_people(choose, world, _JAKARTA, _ABOUT, is_one_office=is_one_office)
    if kind == "profile":
        people, place, _ = plant(choose, people, "profile", _JAKARTA)
        profile = {**people[place].profile, "used_agent": (STRANGE_WORD, STRANGE_WORD)}
        people[place] = replace(people[place], profile={one: profile[one] for one in _ABOUT})
        return people, place, "used_agent"
    return plant(choose, people, kind, _JAKARTA)


def _jakarta_survey(people: Sequence[Person], texts: Sequence[Mapping[str, str]], profile: Sequence[Profile]) -> Survey:
    questions = [
        Scored(f"{measure}:Q{number}", prompt, label, ("1", "2", "3", "4"), parent, f"SQ{number:03}")
        for measure, (prompt, _, parent) in _MEASURES.items()
        for number, label in enumerate(_THIRTEEN, 1)
    ]
    names = {one: one for one in _JAKARTA}
    answers = tuple(person.answers(names, given) for person, given in zip(people, texts, strict=True))
    return Survey(tuple(questions), answers, tuple(profile))


def _jakarta_file(
    layout_id: str, data: bytes, people: Sequence[Person], top: int, what: tuple[str | None, int, str]
) -> Written:
    kind, place, target = what
    rows = tuple((top + index, person.staged(str(person.number))) for index, person in enumerate(people))
    planted = None
    if kind is not None:
        words = {"profile": STRANGE_WORD, "office": STRANGE_OFFICE}
        text = words.get(kind, str(people[place].scores.get(target)))
        if kind == "profile" and layout_id == "limesurvey_codes":
            text = STRANGE_WORD[0].upper()
        planted = Planted(top + place, target, text, CODES[kind])
    return Written(layout_id, data, rows, planted=planted)
