"""Exports of LimeSurvey, KoboToolbox, ODK Central and Google Forms, each as the tool itself writes them."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from export_writers.google_forms import GoogleForm, google_forms_csv
from export_writers.kobo import KoboForm, kobo_csv, kobo_xlsx
from export_writers.limesurvey import LimeSurveyForm, limesurvey_csv
from export_writers.model import WIB, Answers, Edit
from export_writers.odk_central import CentralForm, odk_central_csv

from make_exports import Case, origin
from make_exports.people import FOUR, person, survey
from make_exports.texts import expect, reading

# The answers of the four, U1 to U9: 434344433, 333234332, 443344423, 344333444. So U8 is 3 3 2 4 and U9 3 2 3 4.
U8_AND_U9 = {"satisfaction:U8": {"3": 2, "2": 1, "4": 1}, "satisfaction:U9": {"3": 2, "2": 1, "4": 1}}
UNLIKE = "434344412"  # U8 is 1 and U9 is 2, so that swapped columns show
KOBO = KoboForm(group="pelayanan")
KOBO_PERSONAL = {"SKM-F-019": 2}  # _notes and _submitted_by, which Kobo writes always
OTHER_FORM = {"SKM-F-012": 1}


def cases() -> Iterator[Case]:
    yield from _limesurvey()
    yield from _repeats()
    yield from _kobo()
    yield from _central()
    yield from _google()


def changed(data: bytes, separator: str, change: Callable[[list[list[str]]], None], *, end: str = "\r\n") -> bytes:
    """The bytes of a CSV after a change of its cells, every cell quoted."""
    rows = list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=separator))
    change(rows)
    text = io.StringIO()
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator=end).writerows(rows)
    return text.getvalue().encode()


# --- LimeSurvey ---------------------------------------------------------------------------------------------------
CODES, FULL = "limesurvey_skm_codes", "limesurvey_skm_full"


def _codes(people: Sequence[Answers], form: LimeSurveyForm | None = None) -> bytes:
    return limesurvey_csv(survey(people, "rows of a grid"), form)


def _limesurvey() -> Iterator[Case]:
    four = [replace(FOUR[0], scores=person(101, "2024-05-03 14:22:10", ", , , , ", UNLIKE).scores), *FOUR[1:]]
    swapped = {"satisfaction:U8": {"1": 1, "3": 1, "2": 1, "4": 1}, "satisfaction:U9": {"2": 2, "3": 1, "4": 1}}
    yield Case("limesurvey_codes", "results-survey482913.csv", _codes(four),
               expect("Codes as headings and answers; the eighth row of the grid is facilities, which the list calls U9.",
                      reading(4, 4, layout=CODES, values={**swapped, "survey_month": {"2024-05": 4},
                              "occupation": {"private_employee": 1, "self_employed": 1, "student": 1, "civil_servant": 1},
                              "service": {"new_passport": 2, "passport_replacement": 1, "stay_permit": 1},
                              "education": {"bachelor": 1, "senior_secondary": 2, "master": 1},
                              "gender": {"male": 2, "female": 2}}),
                      {}, encoding="utf-8-sig"))  # fmt: skip
    newer = LimeSurveyForm(answer_code="AO0", separator=",", has_bom=False)
    yield Case("limesurvey_newer_codes", "results-survey482913 (baru).csv", _codes(four, newer),
               expect("Newer versions write AO01 for A1, and an administrator chose commas.",
                      reading(4, 4, layout=CODES, values=swapped), OTHER_FORM, delimiter=","))  # fmt: skip
    dots = LimeSurveyForm(codes="dots", separator=",", has_bom=False)
    yield Case("limesurvey_r_codes", "survey_482913_R_data_file.csv", _codes(four, dots),
               expect("The export for R writes rows of a grid with dots.",
                      reading(4, 4, layout=CODES, values=swapped), OTHER_FORM, delimiter=","))  # fmt: skip
    labels = LimeSurveyForm("full", answers="long")
    yield Case("limesurvey_full_labels", "results-survey482913 lengkap.csv",
               limesurvey_csv(survey(four, "questions"), labels),
               expect("Full questions as headings and labels as answers say by themselves which element is which.",
                      reading(4, 4, layout=FULL, values=swapped), {}, encoding="utf-8-sig"))  # fmt: skip
    five = [*FOUR, person(105, "2024-05-20 09:00:00", "Paspor baru, Laki-laki, 45, S1, PNS", "33-------", is_finished=False),
            person(106, "2024-05-21 09:00:00", "Izin tinggal, Perempuan, 29, S2, Swasta", "---------", is_finished=False)]  # fmt: skip
    yield Case("limesurvey_incomplete", "results-survey482913 semua.csv", _codes(five),
               expect("Who never pressed the last button gave no answers to count; the filter for that was left off.",
                      reading(6, 4, ignored={"incomplete": 2}, layout=CODES), {}, encoding="utf-8-sig"))  # fmt: skip
    called = _codes(four).replace(b'\r\n"10', b'\r\n"SKM-10')
    yield Case("limesurvey_numbers_with_skm", "results-survey482913 nomor.csv", called,
               expect("Respondents numbered SKM-101 and on are no totals of an SKM, although their rows begin like one.",
                      reading(4, 4, layout=CODES, values=swapped), {}, encoding="utf-8-sig"))  # fmt: skip
    undated = LimeSurveyForm(is_dated=False)
    yield Case("limesurvey_date_stamp_off", "results-survey482913 tanpa tanggal.csv", _codes(FOUR[:3], undated),
               expect("1980-01-01 stands for no date; such answers belong to no month, least of all to January 1980.",
                      reading(3, 0, 3, layout=CODES), {"SKM-F-056": 1, "SKM-R-054": 3}, encoding="utf-8-sig",
                      finding_rows={"SKM-R-054": [2, 3, 4]}))  # fmt: skip
    yield Case("limesurvey_no_responses", "results-survey482913 juni.csv", _codes([]),
               expect("A survey that nobody answered is exported with one row of empty cells.",
                      reading(0, 0, layout=CODES), {"SKM-F-003": 1}, encoding="utf-8-sig"))  # fmt: skip
    extras = LimeSurveyForm(extras=("token", "ipaddr", "refurl"))
    yield Case("limesurvey_addresses", "results-survey482913 token.csv", _codes(FOUR, extras),
               expect("Access codes, addresses and referrers are personal; none of them is needed or shown.",
                      reading(4, 4, layout=CODES), {"SKM-F-019": 3}, encoding="utf-8-sig",
                      # id submitdate lastpage startlanguage seed token startdate datestamp ipaddr refurl
                      columns_personal={"6": ["account"], "9": ["network_address"], "10": ["account"]},
                      hidden=["192.0.2."]))  # fmt: skip


def _repeats() -> Iterator[Case]:
    again = [*FOUR, FOUR[1]]
    yield Case("limesurvey_same_respondent_twice", "gabungan dua unduhan.csv", _codes(again),
               expect("Two downloads overlap: the second copy of an answer is refused, the first stays.",
                      reading(5, 4, 1, layout=CODES), {"SKM-R-003": 1}, encoding="utf-8-sig",
                      finding_rows={"SKM-R-003": [6]}))  # fmt: skip
    other = person(102, "2024-05-22 08:15:00", "Penggantian paspor, Perempuan, 34, SMA, Wiraswasta", "444344434")
    yield Case("limesurvey_conflicting_answers", "gabungan diperbaiki.csv", _codes([*FOUR, other]),
               expect("Two different answers of one number in one month: nobody can say which is right.",
                      reading(5, 3, 2, layout=CODES), {"SKM-R-004": 2}, encoding="utf-8-sig",
                      finding_rows={"SKM-R-004": [3, 6]}))  # fmt: skip
    visit = person(102, "2024-06-12 08:15:00", "Penggantian paspor, Perempuan, 34, SMA, Wiraswasta", "444344434")
    yield Case("limesurvey_same_number_next_month", "gabungan mei juni.csv", _codes([*FOUR, visit]),
               expect("Numbers begin again in the next survey: the same number in another month is another visit.",
                      reading(5, 5, layout=CODES, values={"survey_month": {"2024-05": 4, "2024-06": 1}}), {},
                      encoding="utf-8-sig"))  # fmt: skip


# --- Kobo ---------------------------------------------------------------------------------------------------------
def _kobo() -> Iterator[Case]:
    four = survey(FOUR, "names")
    # start end kantor jenis_layanan jenis_kelamin usia pendidikan pekerjaan u1..u9 _id _uuid _submission_time
    # _validation_status _notes _status _submitted_by __version__ _tags _index
    personal = {"22": ["free_text"], "24": ["account"]}
    yield Case("kobo_csv", "Survei_Kepuasan_-_latest_version_-_False_-_2024-06-03.csv", kobo_csv(four, KOBO),
               expect("Kobo's own CSV; its columns for notes and submitter are personal even where they are empty.",
                      reading(4, 4, values={**U8_AND_U9, "survey_month": {"2024-05": 4},
                                            "age": {"age_20_29": 1, "age_30_39": 1, "age_under_20": 1, "age_50_59": 1}}),
                      KOBO_PERSONAL, columns_personal=personal))  # fmt: skip
    workbook = {"format": "xlsx", "encoding": None, "delimiter": None}
    yield Case("kobo_xlsx_groups", "Survei_Kepuasan_-_2024-06-03.xlsx", kobo_xlsx(four, KOBO),
               expect("Kobo's workbook has the same columns as its CSV.", reading(4, 4, values=U8_AND_U9),
                      KOBO_PERSONAL | OTHER_FORM, columns_personal=personal, **workbook))  # fmt: skip
    swapped_two = [replace(FOUR[0], scores=person(101, "2024-05-03 14:22:10", ", , , , ", UNLIKE).scores), *FOUR[1:]]
    yield Case("kobo_xlsx_labels", "Survei_Kepuasan_-_Bahasa_Indonesia_-_2024-06-03.xlsx",
               kobo_xlsx(survey(swapped_two, "questions"), KoboForm("labels")),
               expect("With labels the header is the question itself: facilities is asked eighth and is the list's U9.",
                      reading(4, 4, layout="kobo_skm_labels", values={
                          "satisfaction:U8": {"1": 1, "3": 1, "2": 1, "4": 1}, "satisfaction:U9": {"2": 2, "3": 1, "4": 1},
                          "survey_month": {"2024-05": 4}, "gender": {"male": 2, "female": 2}}),
                      KOBO_PERSONAL | OTHER_FORM, columns_personal=personal, **workbook))  # fmt: skip
    flat = KoboForm(group=None)
    yield Case("kobo_xlsx_without_groups", "Survei_Kepuasan_tanpa_grup.xlsx", kobo_xlsx(four, flat),
               expect("The export page can leave groups out of the headers.", reading(4, 4, values=U8_AND_U9),
                      KOBO_PERSONAL | OTHER_FORM, columns_personal=personal, **workbook))  # fmt: skip
    yield Case("kobo_not_approved", "Survei_Kepuasan_validasi.csv",
               kobo_csv(four, replace(KOBO, not_approved=(102, 104))),
               expect("What a reviewer did not approve is left out and counted, not refused.",
                      reading(4, 2, ignored={"not_approved": 2}), KOBO_PERSONAL))  # fmt: skip

    def two_ages(rows: list[list[str]]) -> None:
        place = rows[0].index("usia")
        for number, cells in enumerate(rows):
            old = number in (1, 2)
            word = "umur" if number == 0 else cells[place] if old else ""
            if old:
                cells[place] = ""
            cells.insert(place, word)

    versions = replace(KOBO, versions=("vMei1", "vMei2"))
    yield Case("kobo_two_versions", "Survei_Kepuasan_dua_versi.csv", changed(kobo_csv(four, versions), ";", two_ages),
               expect("The form asked umur first and usia later: two columns, one question, one answer each.",
                      reading(4, 4, values={"age": {"age_20_29": 1, "age_30_39": 1, "age_under_20": 1, "age_50_59": 1}}),
                      KOBO_PERSONAL))  # fmt: skip

    def two_groups(rows: list[list[str]]) -> None:
        place = rows[0].index("pelayanan/u1")
        for number, cells in enumerate(rows):
            old = number in (1, 2)
            given = cells[place : place + 9]
            moved = [f"unsur/u{n}" for n in range(1, 10)] if number == 0 else given if old else [""] * 9
            if old:
                cells[place : place + 9] = [""] * 9
            cells[place:place] = moved

    yield Case("kobo_group_renamed", "Survei_Kepuasan_grup_diganti.csv",
               changed(kobo_csv(four, versions), ";", two_groups),
               expect("A group that got another name moves nine questions to new columns; no answer may be lost.",
                      reading(4, 4, values={**U8_AND_U9, "satisfaction:U1": {"4": 2, "3": 2}}), KOBO_PERSONAL))  # fmt: skip
    edited = replace(KOBO, edits=(Edit("u4", "tarif", dt.datetime(2024, 5, 5, tzinfo=WIB)),), versions=("v1", "v2"))
    yield Case("kobo_question_renamed", "Survei_Kepuasan_tarif.csv", kobo_csv(four, edited),
               expect("A column that nobody declared is told, and the two answers in it are not taken for U4.",
                      reading(4, 4, values={"satisfaction:U4": {"": 2, "3": 2}}),
                      KOBO_PERSONAL | {"SKM-F-010": 1}))  # fmt: skip
    yield Case("kobo_hxl_tags", "Survei_Kepuasan_hxl.csv", kobo_csv(four, replace(KOBO, tags=True)),
               expect("The row of HXL tags under the header is no respondent, accepted or refused.",
                      {"layout_id": "kobo_skm", "rows_read": 5, "accepted": 4, "quarantined": 0},
                      KOBO_PERSONAL))  # fmt: skip
    # 16:30 UTC of 31 May is 23:30 in Pontianak and 01:30 of 1 June in Jayapura.
    edge = [
        person(1, "2024-05-31 23:30:00", "Paspor baru, Laki-laki, 27, D4/S1, Swasta", "434344433", office="Kanim Pontianak"),
        person(2, "2024-06-01 00:00:00", "Paspor baru, Perempuan, 37, SMA, Swasta", "434343433", office="Kanim Pontianak"),
        person(3, "2024-05-31 22:59:59", "Paspor baru, Laki-laki, 47, S2, PNS", "433344433", office="Kanim Denpasar"),
        person(4, "2024-05-31 23:30:00", "Izin tinggal, Perempuan, 57, SMA, PNS", "434344423", office="Kanim Denpasar"),
        person(5, "2024-05-31 21:59:59", "Paspor baru, Laki-laki, 17, SMP, Pelajar/Mahasiswa", "334344433", office="Kanim Jayapura"),
        person(6, "2024-05-31 23:30:00", "Paspor baru, Perempuan, 67, SD, Wiraswasta", "434344233", office="Kanim Jayapura"),
    ]  # fmt: skip
    yield Case("kobo_month_edge", "Survei_Kepuasan_akhir_mei.csv", kobo_csv(survey(edge, "names"), KOBO),
               expect("The month is the one on the office's own clock: in Jayapura June begins two hours before Pontianak's.",
                      reading(6, 6, values={"office & survey_month": {
                          "pontianak & 2024-05": 1, "pontianak & 2024-06": 1, "denpasar & 2024-05": 1,
                          "denpasar & 2024-06": 1, "jayapura & 2024-05": 1, "jayapura & 2024-06": 1}}),
                      KOBO_PERSONAL))  # fmt: skip


# --- ODK Central --------------------------------------------------------------------------------------------------
CENTRAL = "odk_central_skm"


def _central() -> Iterator[Case]:
    made = odk_central_csv(survey(FOUR, "names"), CentralForm(group="pelayanan"))
    # SubmissionDate start end kantor, five of the profile, u1..u9, meta-instanceID KEY SubmitterID SubmitterName
    # AttachmentsPresent AttachmentsExpected Status ReviewState DeviceID Edits FormVersion
    personal = {"21": ["account"], "22": ["account", "person_name"], "27": ["device"]}
    yield Case("odk_central", "skm_2024.csv", made,
               expect("ODK Central's submissions; who submitted and with which phone is personal.",
                      reading(4, 4, values={**U8_AND_U9, "survey_month": {"2024-05": 4}}, layout=CENTRAL),
                      {"SKM-F-019": 3}, delimiter=",", columns_personal=personal, hidden=["collect:"]))  # fmt: skip

    def reject(rows: list[list[str]]) -> None:
        rows[2][rows[0].index("ReviewState")] = "rejected"
        rows[3][rows[0].index("ReviewState")] = "hasIssues"

    yield Case("odk_rejected", "skm_2024_ditinjau.csv", changed(made, ",", reject, end="\n"),
               expect("A rejected submission is left out; one with issues is not rejected yet.",
                      reading(4, 3, ignored={"rejected": 1}, layout=CENTRAL), {"SKM-F-019": 3}, delimiter=","))  # fmt: skip
    flat = odk_central_csv(survey(FOUR, "names"), CentralForm(group=None))

    def semicolons(rows: list[list[str]]) -> None:
        for cells in rows:
            cells[:] = [cell.replace(";", ",") for cell in cells]

    text = changed(flat, ",", semicolons, end="\r\n").decode().replace('","', '";"')
    yield Case("odk_semicolons", "skm_2024 (excel).csv", text.encode(),
               expect("A spreadsheet with Indonesian settings writes semicolons; groups were left out.",
                      reading(4, 4, values=U8_AND_U9, layout=CENTRAL), {"SKM-F-019": 3} | OTHER_FORM))  # fmt: skip


# --- Google Forms -------------------------------------------------------------------------------------------------
GOOGLE = "google_forms_skm"


def _google() -> Iterator[Case]:
    four = survey(FOUR, "numbered questions", has_office=False)
    record = origin("Kantor Imigrasi Kelas I TPI Pontianak", GOOGLE, 4)
    by_form = google_forms_csv(four, GoogleForm())
    yield Case("google_form_gmt7", "Survei Kepuasan Masyarakat.csv", by_form,
               expect("From the form itself the time has its zone, and the question's number is the form's.",
                      reading(4, 4, values={**U8_AND_U9, "survey_month": {"2024-05": 4}, "office": {"pontianak": 4}},
                              layout=GOOGLE), {}, delimiter=","), record)  # fmt: skip
    yield Case("google_no_origin", "Survei Kepuasan Masyarakat (1).csv", by_form,
               expect("No column and no origin record says which office it was: nobody guesses it from the name.",
                      reading(4, 0, 4, layout=GOOGLE), {"SKM-F-022": 1}, delimiter=","))  # fmt: skip
    early = [person(n, f"2024-05-0{n} 09:1{n}:00", profile, scores) for n, profile, scores in (
        (3, "Paspor baru, Laki-laki, 27, D4/S1, Swasta", "434344433"),
        (6, "Penggantian paspor, Perempuan, 34, SMA, Wiraswasta", "333234332"),
        (7, "Paspor baru, Perempuan, 19, SMA, Pelajar/Mahasiswa", "443344423"),
    )]  # fmt: skip
    sheet = GoogleForm(made_by="sheet_day_first")
    three = survey(early, "numbered questions", has_office=False)
    yield Case("google_sheet_ambiguous_days", "SKM (Jawaban) - Form Responses 1.csv", google_forms_csv(three, sheet),
               expect("03/05, 06/05 and 07/05 can be May or March, June and July: the column is refused, not guessed.",
                      reading(3, 0, 3, layout=GOOGLE), {"SKM-F-050": 1}, delimiter=","),
               origin("Kantor Imigrasi Kelas I TPI Pontianak", GOOGLE, 3))  # fmt: skip
    months = GoogleForm(made_by="sheet_month_first")
    yield Case("google_sheet_month_first", "SKM (Responses) - Form Responses 1.csv", google_forms_csv(four, months),
               expect("5/17/2024 decides for the whole column: 5/3/2024 is 3 May and not 5 March.",
                      reading(4, 4, values={"survey_month": {"2024-05": 4}}, layout=GOOGLE), {}, delimiter=","),
               record)  # fmt: skip
    days = GoogleForm(made_by="sheet_day_first", timestamp="Stempel waktu", has_email=True)
    # Timestamp, address, five of the profile, nine questions.
    yield Case("google_sheet_indonesian", "SKM (Jawaban) - Jawaban Formulir 1.csv", google_forms_csv(four, days),
               expect("17/05/2024 decides for the day first; the first header is in the account's language.",
                      reading(4, 4, values={"survey_month": {"2024-05": 4}}, layout=GOOGLE), {"SKM-F-019": 1},
                      delimiter=",", columns_personal={"2": ["email"]}, hidden=["@example.com", "responden10"]),
               record)  # fmt: skip
    asked = "3. Bagaimana pendapat Saudara tentang kecepatan waktu dalam memberikan pelayanan?"
    edit = GoogleForm(edits=(Edit("U3", asked, dt.datetime(2024, 5, 5, tzinfo=WIB)),))
    yield Case("google_edited_question", "Survei Kepuasan Masyarakat (disunting).csv", google_forms_csv(four, edit),
               expect("A question that was edited during the month has two columns; each respondent answered one.",
                      reading(4, 4, values={"satisfaction:U3": {"4": 2, "3": 2}}, layout=GOOGLE), {}, delimiter=","),
               record)  # fmt: skip

    def both(rows: list[list[str]]) -> None:
        # The old question is column 9: the time, five of the profile, U1, U2; the new one is the last.
        rows[1][8], rows[1][-1] = "Cepat", "Sangat cepat"
        rows[2][8], rows[2][-1] = "Cepat", "Cepat"

    yield Case("google_two_answers_to_one_question", "Survei Kepuasan Masyarakat (disunting dua kali).csv",
               changed(google_forms_csv(four, edit), ",", both, end="\n"),
               expect("Two answers to one question are refused where they differ and are one where they do not.",
                      reading(4, 3, 1, layout=GOOGLE, values={"satisfaction:U3": {"3": 2, "4": 1}}), {"SKM-R-010": 1},
                      delimiter=",", finding_rows={"SKM-R-010": [2]}), record)  # fmt: skip
    twice = survey([*FOUR, FOUR[2]], "numbered questions", has_office=False)
    yield Case("google_sent_twice", "Survei Kepuasan Masyarakat (ganda).csv", google_forms_csv(twice, GoogleForm()),
               expect("Nobody has a number here, but the same answers in the same second are one submission.",
                      reading(5, 4, 1, layout=GOOGLE), {"SKM-R-011": 1}, delimiter=",",
                      finding_rows={"SKM-R-011": [6]}),
               origin("Kantor Imigrasi Kelas I TPI Pontianak", GOOGLE, 5))  # fmt: skip
    swapped = [replace(FOUR[0], scores=person(101, "2024-05-03 14:22:10", ", , , , ", UNLIKE).scores), *FOUR[1:]]
    yield Case("google_other_count", "Survei Kepuasan Masyarakat (kurang).csv",
               google_forms_csv(survey(swapped, "questions", has_office=False), GoogleForm()),
               expect("Questions without numbers are known by their words; the sender counted five answers, four came.",
                      reading(4, 4, layout=GOOGLE, values={"satisfaction:U8": {"1": 1, "3": 1, "2": 1, "4": 1},
                                                           "satisfaction:U9": {"2": 2, "3": 1, "4": 1}}),
                      {"SKM-F-011": 1}, delimiter=","),
               origin("Kantor Imigrasi Kelas I TPI Pontianak", GOOGLE, 5))  # fmt: skip
