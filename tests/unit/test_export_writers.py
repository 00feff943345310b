"""The writers of exports write what the tools write: lines here are typed from the tools' sources and documents."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pyreadstat
import pytest
import python_calamine
from export_writers import grid, skm
from export_writers.google_forms import GoogleForm, google_forms_csv
from export_writers.kobo import KoboForm, kobo_csv, kobo_xlsx
from export_writers.limesurvey import LimeSurveyForm, limesurvey_csv
from export_writers.model import WIB, Answers, Edit, Profile, Scored, Survey
from export_writers.odk_central import CentralForm, odk_central_csv
from export_writers.processing_sheet import ProcessingForm, processing_sheet, processing_sheets
from export_writers.resaved import resaved_by_excel
from export_writers.statistical import StatisticalForm, dta, sav

BEGUN = dt.datetime(2024, 5, 3, 14, 20, 1, tzinfo=WIB)
SENT = dt.datetime(2024, 5, 3, 14, 22, 10, tzinfo=WIB)
WORDS = ("Tidak sesuai", "Kurang sesuai", "Sesuai", "Sangat sesuai")
SPEED = Scored("U3", "Bagaimana\nkecepatan?", "Waktu", WORDS, "G02Q06")
GRID = Scored("U1", "Seberapa puas?", "Syarat", WORDS, "G02Q07", "SQ001")
SERVICE = Profile("layanan", "Layanan", "G01Q02", ("Paspor", "Izin tinggal"), is_multiple=True)
OFFICE = Profile("kantor", "Kantor", "G01Q01")


def _survey(*people: Answers) -> Survey:
    return Survey((SPEED, GRID), people, (SERVICE,), OFFICE)


def _person(number: int = 7, **changes: object) -> Answers:
    person = Answers(number, "Kanim Bogor", SENT, BEGUN, {"U3": 4, "U1": None}, {"layanan": ("Paspor",)})
    return replace(person, **changes)  # type: ignore[arg-type]


# --- LimeSurvey ---------------------------------------------------------------------------------------------------


def test_limesurvey_with_codes() -> None:
    person = _person()
    assert limesurvey_csv(_survey(person)).decode("utf-8") == (
        '\ufeff"id";"submitdate";"lastpage";"startlanguage";"seed";"startdate";"datestamp";'
        '"G01Q01";"G01Q02[SQ001]";"G01Q02[SQ002]";"G02Q06";"G02Q07[SQ001]"\r\n'
        f'"7";"2024-05-03 14:22:10";"2";"id";"{person.seed}";"2024-05-03 14:20:01";"2024-05-03 14:22:10";'
        '"Kanim Bogor";"Y";"";"A4";""\r\n'
        "\r\n"
    )


def test_limesurvey_with_codes_and_texts_of_one_who_did_not_finish() -> None:
    person = _person(submitted=None, office='="Kanim"\r\nBogor')
    form = LimeSurveyForm("codetext", answers="long", separator=",", has_bom=False, is_dated=False, extras=("refurl",))
    assert limesurvey_csv(_survey(person), form).decode() == (
        '"id. Response ID","submitdate. Date submitted","lastpage. Last page","startlanguage. Start language",'
        '"seed. Seed","refurl. Referrer URL","G01Q01. Kantor","G01Q02[SQ001]. Layanan [Paspor]",'
        '"G01Q02[SQ002]. Layanan [Izin tinggal]","G02Q06. Bagaimana kecepatan?","G02Q07[SQ001]. Seberapa puas? [Syarat]"\r\n'
        f'"7","","1","id","{person.seed}","","\'=""Kanim""\nBogor","Yes","No","Sangat sesuai",""\r\n'
        "\r\n"
    )


def test_limesurvey_without_date_stamps_says_1980_of_who_finished() -> None:
    form = LimeSurveyForm("full", is_dated=False, answer_code="")
    header, row, *_ = limesurvey_csv(_survey(_person()), form).decode("utf-8-sig").split("\r\n")
    assert header.startswith('"Response ID";"Date submitted";"Last page";"Start language";"Seed";"Kantor";')
    assert header.endswith('"Bagaimana kecepatan?";"Seberapa puas? [Syarat]"')
    assert row.startswith('"7";"1980-01-01 00:00:00";"2";"id";')
    assert row.endswith('"4";""')


@pytest.mark.parametrize(
    ("codes", "header"),
    [("brackets", "G02Q07[SQ001]"), ("dots", "G02Q07.SQ001."), ("underscore", "G02Q07_SQ001")],
)
def test_limesurvey_writes_subquestions_in_three_ways(codes: str, header: str) -> None:
    form = LimeSurveyForm(codes=codes)  # type: ignore[arg-type]
    first = limesurvey_csv(_survey(_person()), form).split(b"\r\n")[0]
    assert first.endswith(f';"{header}"'.encode())


def test_limesurvey_without_responses_has_a_row_of_empty_cells() -> None:
    header, row, end, rest = limesurvey_csv(_survey()).decode("utf-8-sig").split("\r\n")
    assert row == ";".join(['""'] * 12)
    assert (header.count('";"'), end, rest) == (11, "", "")


# --- Google Forms -------------------------------------------------------------------------------------------------


def test_google_forms_from_the_form() -> None:
    person = _person(profile={"layanan": ("Paspor", "Izin tinggal")})
    assert google_forms_csv(_survey(person), GoogleForm(timestamp="Cap waktu", is_numbered=True)).decode() == (
        '"Cap waktu","1. Kantor","2. Layanan","3. Bagaimana\nkecepatan?","4. Seberapa puas? [Syarat]"\n'
        '"2024/05/03 2:22:10 PM GMT+7","Kanim Bogor","Paspor;Izin tinggal","Sangat sesuai",""\n'
    )


def test_google_forms_from_the_sheet() -> None:
    person = _person(profile={"layanan": ("Paspor", "Izin tinggal")})
    assert google_forms_csv(_survey(person), GoogleForm("sheet_day_first", answers="number")).decode() == (
        'Timestamp,Kantor,Layanan,"Bagaimana\nkecepatan?",Seberapa puas? [Syarat]\r\n'
        '03/05/2024 14:22:10,Kanim Bogor,"Paspor, Izin tinggal",4,'
    )
    american = google_forms_csv(_survey(person), GoogleForm("sheet_month_first"))
    assert american.split(b"\r\n")[1].startswith(b"5/3/2024 14:22:10,Kanim Bogor,")


@pytest.mark.parametrize(
    ("hour", "offset", "written"),
    [
        (0, 7, "2024/05/03 12:00:00 AM GMT+7"),
        (12, 9, "2024/05/03 12:00:00 PM GMT+9"),
        (9, 0, "2024/05/03 9:00:00 AM GMT"),
        (23, -3.5, "2024/05/03 11:00:00 PM GMT-3:30"),
    ],
)
def test_google_forms_says_twelve_hours_and_the_zone(hour: int, offset: float, written: str) -> None:
    clock = dt.timezone(dt.timedelta(hours=offset))
    person = _person(submitted=dt.datetime(2024, 5, 3, hour, tzinfo=clock))
    line = google_forms_csv(_survey(person), GoogleForm(clock=clock)).decode().split("\n")[2]
    assert line.startswith(f'"{written}",')


def test_a_question_that_was_replaced_has_two_columns() -> None:
    edit = Edit("U3", "Cepatkah?", SENT + dt.timedelta(hours=1))
    people = (_person(7), _person(8, submitted=SENT + dt.timedelta(hours=2), scores={"U3": 1, "U1": 2}))
    form = GoogleForm("sheet_day_first", answers="number", edits=(edit,))
    lines = google_forms_csv(_survey(*people), form).decode().split("\r\n")
    assert lines == [
        'Timestamp,Kantor,Layanan,Cepatkah?,Seberapa puas? [Syarat],"Bagaimana\nkecepatan?"',
        "03/05/2024 14:22:10,Kanim Bogor,Paspor,4,,",
        "03/05/2024 16:22:10,Kanim Bogor,Paspor,,2,1",
    ]


# --- Kobo and ODK -------------------------------------------------------------------------------------------------


def test_kobo_csv_with_names_groups_and_tags() -> None:
    person = _person()
    assert kobo_csv(_survey(person), KoboForm(tags=True)).decode().split("\r\n") == [
        '"start";"end";"kantor";"layanan";"layanan/paspor";"layanan/izin_tinggal";"unsur/U3";"unsur/U1";'
        '"_id";"_uuid";"_submission_time";"_validation_status";"_notes";"_status";"_submitted_by";"__version__";'
        '"_tags";"_index"',
        '"";"";"#meta+kantor";"#meta+layanan";"";"";"#indicator+u1";"#indicator+u2";"";"";"";"";"";"";"";"";"";""',
        '"2024-05-03T14:20:01.000+07:00";"2024-05-03T14:22:10.000+07:00";"Kanim Bogor";"paspor";"1";"0";"4";"";'
        f'"7";"{person.identity}";"2024-05-03T07:22:10";"";"";"submitted_via_web";"";"vKob1";"";"1"',
        "",
    ]


def test_kobo_with_labels_and_without_groups() -> None:
    form = KoboForm("labels", select_multiple="details", not_approved=(7,))
    header, row = kobo_csv(_survey(_person()), form).decode().split("\r\n")[:2]
    assert header.split('";"')[2:7] == [
        "Kantor", "Layanan/Paspor", "Layanan/Izin tinggal", "Bagaimana\nkecepatan?", "Seberapa puas? [Syarat]",
    ]  # fmt: skip
    assert row.split('";"')[2:7] == ["Kanim Bogor", "1", "0", "Sangat sesuai", ""]
    assert '"Not approved"' in row


def test_kobo_merges_two_versions_of_a_form() -> None:
    edit = Edit("U3", "kecepatan", SENT + dt.timedelta(hours=1))
    people = (_person(7), _person(8, submitted=SENT + dt.timedelta(hours=2)))
    form = KoboForm(versions=("vOld", "vNew"), edits=(edit,), group=None, select_multiple="summary")
    header, old, new = (line.split(";") for line in kobo_csv(_survey(*people), form).decode().split("\r\n")[:3])
    assert header[2:7] == ['"kantor"', '"layanan"', '"U3"', '"kecepatan"', '"U1"']
    assert (old[4:6], old[-3]) == (['""', '"4"'], '"vOld"')
    assert (new[4:6], new[-3]) == (['"4"', '""'], '"vNew"')


def test_kobo_workbook_keeps_answers_as_text_in_the_sheet() -> None:
    data = kobo_xlsx(_survey(_person()))
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    header, row = book.get_sheet_by_name("Survei Kepuasan").to_python()
    cells = dict(zip(header, row, strict=True))
    assert (cells["unsur/U3"], cells["_id"], cells["_submission_time"]) == ("4", 7.0, "2024-05-03T07:22:10")
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert b't="inlineStr"' in parts.read("xl/worksheets/sheet1.xml")


def test_odk_central() -> None:
    key = f"uuid:{_person().identity}"
    written = odk_central_csv(_survey(_person()), CentralForm(splits_multiples=True, version="2")).decode()
    assert written == (
        "SubmissionDate,start,end,kantor,layanan,layanan/paspor,layanan/izin_tinggal,unsur-U3,unsur-U1,meta-instanceID,"
        "KEY,SubmitterID,SubmitterName,AttachmentsPresent,AttachmentsExpected,Status,ReviewState,DeviceID,Edits,FormVersion\n"
        "2024-05-03T07:22:10.000Z,2024-05-03T14:20:01.000+07:00,2024-05-03T14:22:10.000+07:00,Kanim Bogor,paspor,1,0,4,,"
        f"{key},{key},5,Petugas,0,0,,,collect:{key[5:21]},0,2\n"
    )


# --- processing sheet ---------------------------------------------------------------------------------------------

# Two people, nine elements: sums 7 and 4, means 3.5 (U1) and 4 (the eight others; U9 answered by one person only).
NINE = skm.survey_of(
    skm.questions_2017(in_list_order=True), [[3, *[4] * 8], [4, *[4] * 7, None]], office="Kantor Imigrasi Kelas I Bogor"
)
HEADER = ["NO. RESP", "NILAI UNSUR PELAYANAN", *[""] * 8, "KET"]


def _shown(sheet: grid.Sheet) -> list[list[str]]:
    return sheet.rows(",")


def test_the_processing_sheet_cell_by_cell() -> None:
    rows = _shown(processing_sheet(NINE, ProcessingForm(has_side_table=False)))
    assert [row[0] for row in rows[:7]] == [
        "PENGOLAHAN DATA SURVEI KEPUASAN MASYARAKAT",
        "PER RESPONDEN DAN PER UNSUR PELAYANAN",
        "",
        "UNIT PELAYANAN : Kantor Imigrasi Kelas I Bogor",
        "ALAMAT : Jl. Contoh No. 1",
        "Tlp/Fax. : (021) 0000000",
        "",
    ]
    # weighted: 3.5 x 0.11 = 0.385, 4 x 0.11 = 0.44; 0.385 + 8 x 0.44 = 3.905; 3.905 x 25 = 97.625
    assert [row[:12] for row in rows[7:16]] == [
        [*HEADER, ""],
        ["", "U1", "U2", "U3", "U4", "U5", "U6", "U7", "U8", "U9", "", ""],
        ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "", ""],
        ["1", "3", "4", "4", "4", "4", "4", "4", "4", "4", "", ""],
        ["2", "4", "4", "4", "4", "4", "4", "4", "4", "", "", ""],
        ["ΣNilai/Unsur", "7", *["8"] * 7, "4", "", ""],
        ["NRR/Unsur", "3,500", *["4,000"] * 8, "", ""],
        ["NRR tertbg/unsur", "0,385", *["0,440"] * 8, "*)", "3,905"],
        ["IKM Unit Pelayanan", *[""] * 9, "**)", "97,625"],
    ]
    notes = [row[0] for row in rows[16:]]
    assert notes[1:3] == ["Keterangan :", "- U1 s.d. U9 = Unsur-unsur pelayanan"]
    assert "- NRR tertimbang per unsur = NRR per unsur x 0,11" in notes
    assert "IKM UNIT PELAYANAN : 97,63" in notes  # 97.625, half up
    assert notes[-1] == "D (Tidak Baik) : 25,00 - 64,99"


def test_the_side_table_stands_beside_the_rows_of_answers() -> None:
    rows = _shown(processing_sheet(NINE))
    assert [row[13:] for row in rows[8:11]] == [
        ["No", "UNSUR PELAYANAN", "NILAI RATA-RATA"],
        ["U1", "Persyaratan", "3,500"],
        ["U2", "Sistem, mekanisme, dan prosedur", "4,000"],
    ]


def test_a_planted_figure_is_wrong_in_its_place_only() -> None:
    form = ProcessingForm(planted={("NRR", "U1"): Fraction(39, 10), "IKM": Fraction(99)}, has_side_table=False)
    rows = _shown(processing_sheet(NINE, form))
    assert rows[13][:3] == ["NRR/Unsur", "3,900", "4,000"]
    assert rows[14][:2] == ["NRR tertbg/unsur", "0,385"]
    assert (rows[14][11], rows[15][11]) == ("3,905", "99,000")


def test_fourteen_elements_and_the_profile() -> None:
    survey = skm.survey_of(skm.questions_2004(), [[3] * 14], office="Kanim")
    form = ProcessingForm(weight=Fraction(71, 1000), has_profile=True, has_column_numbers=False, has_side_table=False)
    rows = _shown(processing_sheet(survey, form))
    assert rows[7][:6] == ["NO. RESP", "Jenis kelamin", "Usia (tahun)", "Pendidikan terakhir", "Layanan yang diterima",
                           "NILAI UNSUR PELAYANAN"]  # fmt: skip
    assert rows[8][5:20] == [*(f"U{number}" for number in range(1, 15)), ""]
    assert rows[9][:6] == ["1", "Laki-laki", "20", "SD", "Paspor", "3"]
    assert rows[13][20] == "74,550"  # 14 x 3 x 0.071 x 25


def test_a_workbook_of_months_with_formulas_and_a_hidden_sheet() -> None:
    months = [("Januari 2024", NINE), ("Februari 2024", NINE)]
    sheets = processing_sheets(months, ProcessingForm(footer="formulas"))
    data = grid.xlsx([replace(sheets[0], name="Lama", is_hidden=True), *sheets])
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["Lama", "Januari 2024", "Februari 2024"]
    hidden = python_calamine.SheetVisibleEnum.Hidden
    assert [sheet.visible is hidden for sheet in book.sheets_metadata] == [True, False, False]
    rows = book.get_sheet_by_name("Januari 2024").to_python()
    assert rows[15][11] == 97.625
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        xml = parts.read("xl/worksheets/sheet2.xml").decode()
    for formula in ("SUM(B11:B12)", "B13/COUNT(B11:B12)", "B14*0.11", "SUM(B15:J15)", "L15*25"):
        assert f"<f>{formula}</f>" in xml
    assert '<mergeCell ref="B8:J8"/>' in xml


def test_formulas_that_nobody_calculated_have_no_value() -> None:
    data = grid.xlsx([processing_sheet(NINE, ProcessingForm(footer="formulas_without_values"))])
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert "<f>L15*25</f><v></v>" in parts.read("xl/worksheets/sheet1.xml").decode()


def test_the_same_grid_as_page_open_document_and_text(tmp_path: Path) -> None:
    sheet = processing_sheet(NINE, ProcessingForm(has_side_table=False, footer="formulas"))
    page = grid.html_xls(sheet).decode()
    assert (
        '<tr><td rowspan="2">NO. RESP</td><td colspan="9">NILAI UNSUR PELAYANAN</td><td rowspan="2">KET</td><td>'
        in page
    )
    assert "<td>*)</td><td>3,905</td>" in page
    text = grid.tab_separated(sheet).split(b"\r\n")
    assert text[9] == b"1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t\t"
    assert text[12].startswith(b"?Nilai/Unsur\t7\t")  # cp1252 has no sigma
    assert (
        grid.tab_separated(sheet, is_unicode_text=True)
        .decode("utf-16")
        .split("\r\n")[12]
        .startswith("ΣNilai/Unsur\t7\t")
    )
    path = tmp_path / "olah.ods"
    path.write_bytes(grid.ods([sheet]))
    rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name("Olah Data").to_python()
    assert rows[9][:10] == list(range(1, 11))
    assert rows[15][11] == 97.625


# --- SPSS, Stata, Excel -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_zsav", [False, True])
def test_spss_keeps_labels_and_user_missing_codes(tmp_path: Path, is_zsav: bool) -> None:
    form = StatisticalForm(missing=((97, 99), 8), blank_code=99, missing_words={99: "Tidak menjawab"})
    path = tmp_path / "survei.sav"
    path.write_bytes(sav(NINE, form, is_zsav=is_zsav))
    assert path.read_bytes()[:4] == (b"$FL3" if is_zsav else b"$FL2")
    frame, meta = pyreadstat.read_sav(str(path), user_missing=True)
    assert frame["U1"].tolist() == [3.0, 4.0]
    assert frame["U9"].tolist() == [4.0, 99.0]
    assert frame["jenis_kelamin"].tolist() == [1.0, 2.0]
    assert meta.variable_value_labels["U9"] == {
        1.0: "Buruk", 2.0: "Cukup", 3.0: "Baik", 4.0: "Sangat baik", 99.0: "Tidak menjawab",
    }  # fmt: skip
    assert meta.column_names_to_labels["U9"] == "Bagaimana pendapat Saudara tentang kualitas sarana dan prasarana"
    assert meta.missing_ranges["U9"] == [{"lo": 97.0, "hi": 99.0}, {"lo": 8.0, "hi": 8.0}]
    assert frame["tanggal"].tolist() == [dt.date(2024, 5, 3)] * 2
    blanked, _ = pyreadstat.read_sav(str(path))
    assert blanked["U9"].isna().tolist() == [False, True]


def test_stata(tmp_path: Path) -> None:
    path = tmp_path / "survei.dta"
    path.write_bytes(dta(NINE))
    frame, meta = pyreadstat.read_dta(str(path))
    assert path.read_bytes().startswith(b"<stata_dta><header><release>118</release>")
    assert frame["U9"].isna().tolist() == [False, True]
    assert meta.variable_value_labels["U4"] == {1: "Sangat mahal", 2: "Cukup mahal", 3: "Murah", 4: "Gratis"}


def test_what_excel_makes_of_a_csv() -> None:
    before = (
        '"id","tanggal","nilai","nik","telepon","saran"\n'
        '"7","2024-05-03 14:22:10","3.25","3171014305900001","081234567","baik; “cepat” ✓"\n\n'
    )
    assert resaved_by_excel(before.encode(), ",").decode("cp1252") == (
        'id;tanggal;nilai;nik;telepon;saran\r\n7;03/05/2024 14:22;3,25;3,17101E+15;81234567;"baik; “cepat” ?"\r\n'
    )


WRITERS: dict[str, Callable[[], bytes]] = {
    "limesurvey": lambda: limesurvey_csv(NINE),
    "google": lambda: google_forms_csv(NINE),
    "kobo_csv": lambda: kobo_csv(NINE),
    "kobo_xlsx": lambda: kobo_xlsx(NINE),
    "odk": lambda: odk_central_csv(NINE),
    "xlsx": lambda: grid.xlsx([processing_sheet(NINE, ProcessingForm(footer="formulas"))]),
    "ods": lambda: grid.ods([processing_sheet(NINE)]),
    "sav": lambda: sav(NINE),
    "zsav": lambda: sav(NINE, is_zsav=True),
    "dta": lambda: dta(NINE),
}
DATES = (b"03 May 2414:22:10", b"03 May 2024 14:22", b"2024-01-02T03:04:05Z")


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_survey_gives_the_same_bytes(name: str) -> None:
    data = WRITERS[name]()
    assert data == WRITERS[name]()
    if name in ("sav", "zsav", "dta"):
        assert any(date in data for date in DATES)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert name == "ods" or DATES[2] in parts.read("docProps/core.xml")
