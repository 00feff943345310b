"""Exports with personal data: columns of it, and names and numbers where nobody looks for them. All of it is made up.

The values stand in `hidden`: none of them may come back in any answer about the file.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace

from export_writers import grid
from export_writers.limesurvey import LimeSurveyForm, limesurvey_csv
from export_writers.model import Profile
from export_writers.processing_sheet import ProcessingForm, processing_sheet

from make_exports import Case, origin
from make_exports.five_people import FIVE, coded, day, nine

_LIST, _CODES = "kemenpan_u9_list", "limesurvey_skm_codes"
_NAME = "Olah Data SKM Mei 2024.xlsx"
_ALONE = ProcessingForm(has_side_table=False)
_LEGEND = ("Keterangan :", "U8 = Penanganan pengaduan, saran dan masukan", "U9 = Sarana dan prasarana")

NAMES = (
    "Ratnaningsih Wulandari",
    "Bagaskara Dewantoro",
    "Suhartini Pangaribuan",
    "Yohanes Manurung",
    "Lestari Kusumawati",
)
# Province, regency, district; day (of women plus 40), month, year of birth; number.
NIKS = ("3271046505900007", "3271021203730004", "3271064111960002", "3271010908040011", "3271055707800003")
PHONES = ("081298765001", "081298765002", "085711223344", "087855667788", "081344556677")
MAILS = (
    "ratna.wulan@contoh.id",
    "bagas.d@contoh.id",
    "suhartini@contoh.id",
    "yohanes.m@contoh.id",
    "lestari.k@contoh.id",
)
HOMES = (
    "Jl. Kenanga No. 17 RT 03 RW 05",
    "Jl. Pajajaran No. 88",
    "Gg. Mawar RT 01 RW 02",
    "Jl. Sukasari No. 4",
    "Ciomas Permai C2/4",
)
PLACES = (
    "-6.597147, 106.806038",
    "-6.601234, 106.799876",
    "-6.589001, 106.812345",
    "-6.612222, 106.805555",
    "-6.590909, 106.801010",
)
STAFF = ("Hendrawan Saputra", "Hendrawan Saputra", "Maryati Simanjuntak", "Maryati Simanjuntak", "Hendrawan Saputra")
REMARKS = (
    "Bapak Hendrawan di loket dua sangat membantu saya",
    "Mohon hubungi saya di nomor 081298765002 kalau paspor jadi",
    "Antrean terlalu panjang pada hari Senin pagi",
    "Ruang tunggu panas dan kursinya kurang banyak",
    "Petugas menyebut nama ibu saya keras-keras di loket",
)
_COLUMNS = (("nama", NAMES), ("NIK", NIKS), ("no HP", PHONES), ("e-mail", MAILS), ("alamat", HOMES), ("GPS", PLACES),
            ("nama petugas", STAFF), ("saran", REMARKS))  # fmt: skip
_KINDS = ("person_name", "nik", "phone", "email", "address", "coordinates", "staff_name", "free_text")
HIDDEN = sorted({value for _, values in _COLUMNS for value in values})


def cases() -> Iterator[Case]:
    """Yield the cases."""
    yield from _columns()
    yield from _in_cells()
    yield from _around_the_table()


# --- columns of personal data ---------------------------------------------------------------------------------------


def _columns() -> Iterator[Case]:
    form = LimeSurveyForm(extras=("token", "ipaddr"))
    header, *rows = _table(limesurvey_csv(coded(day(2024, 5, 6)), form))
    width = len(header)
    token, address = header.index("token") + 1, header.index("ipaddr") + 1
    addresses = [row[address - 1] for row in rows]
    wide = [[*header, *(name for name, _ in _COLUMNS)]]
    wide += [[*row, *(values[number] for _, values in _COLUMNS)] for number, row in enumerate(rows)]
    yield Case(
        "persons_columns_csv",
        "results-survey123456.csv",
        _text(wide),
        {
            "why": "Ten columns with personal data: each is named by its place and kind, none is quoted.",
            "is_readable": True,
            "readings": [{"layout_id": _CODES, "rows_read": 5, "accepted": 5, "quarantined": 0, "ignored": {}}],
            # The tool's own columns token and ipaddr are known to the layout; the other eight are not.
            "findings": {"SKM-F-010": 8, "SKM-F-019": 10},
            "columns_personal": {
                str(token): ["account"],
                str(address): ["network_address"],
                **{str(width + 1 + place): _kinds(kind) for place, kind in enumerate(_KINDS)},
            },
            "hidden": [*HIDDEN, *addresses],
        },
    )
    profile = tuple(Profile(f"p{place}", title, "") for place, (title, _) in enumerate(_TITLES))
    people = nine()
    answers = tuple(
        replace(one, profile={f"p{place}": values[number] for place, (_, values) in enumerate(_TITLES)})
        for number, one in enumerate(people.answers)
    )
    survey = replace(people, profile=profile, answers=answers)
    sheet = processing_sheet(survey, replace(_ALONE, has_profile=True, footer="none", has_explanation=False))
    yield Case(
        "persons_columns_xlsx",
        _NAME,
        grid.xlsx([_with_lines(sheet, _LEGEND)]),
        {
            "why": "Personal columns before the scores; a spreadsheet made numbers of the identity and telephone numbers.",
            "is_readable": True,
            "readings": [{"layout_id": _LIST, "rows_read": 9, "accepted": 5, "quarantined": 0,
                          "ignored": {"numbering": 1, "footer": 3}}],
            "findings": {"SKM-F-010": 8, "SKM-F-019": 8},
            "columns_personal": {str(place): _kinds(kind) for place, kind in enumerate(_KINDS, 2)},
            "hidden": [*HIDDEN, *(phone.lstrip("0") for phone in PHONES)],
        },
        origin("Bogor", _LIST, 5, "2024-05"),
    )  # fmt: skip
    renamed = [[*header, "Kolom A", "Kolom B", "Kolom C"]]
    renamed += [[*row, NIKS[number], PHONES[number], MAILS[number]] for number, row in enumerate(rows)]
    yield Case(
        "persons_columns_without_names",
        "results-survey123456.csv",
        _text(renamed),
        {
            "why": "Headers that say nothing do not hide identity numbers, telephone numbers and addresses.",
            "is_readable": True,
            "readings": [{"layout_id": _CODES, "rows_read": 5, "accepted": 5, "quarantined": 0, "ignored": {}}],
            "findings": {"SKM-F-010": 3, "SKM-F-019": 5},
            "columns_personal": {
                str(token): ["account"],
                str(address): ["network_address"],
                **{str(width + 1 + place): [kind] for place, kind in enumerate(("nik", "phone", "email"))},
            },
            "hidden": [*NIKS, *PHONES, *MAILS],
        },
    )
    for name, words in (
        ("in_header", f"Dilayani oleh {STAFF[2]}"),
        ("in_header_with_title", f"Ibu {STAFF[2]} {PHONES[0]}"),
    ):
        as_header = [[*header, words], *([*row, "ya"] for row in rows)]
        yield Case(
            f"persons_{name}",
            "results-survey123456.csv",
            _text(as_header),
            {
                "why": "A header that names a member of staff is not repeated.",
                "is_readable": True,
                "readings": [{"layout_id": _CODES, "rows_read": 5, "accepted": 5, "quarantined": 0, "ignored": {}}],
                "hidden": [STAFF[2], PHONES[0]],
            },
        )


_TITLES = (("Nama", NAMES), ("NIK", NIKS), ("Nomor HP", PHONES), ("E-mail", MAILS), ("Alamat", HOMES),
           ("Koordinat GPS", PLACES), ("Nama petugas", STAFF), ("Saran", REMARKS))  # fmt: skip


def _kinds(kind: str) -> list[str]:
    """One remark holds a telephone number, so the remarks are both."""
    return ["phone", kind] if kind == "free_text" else [kind]


# --- in the place of answers ----------------------------------------------------------------------------------------


def _in_cells() -> Iterator[Case]:
    whole = _table(limesurvey_csv(coded(day(2024, 5, 6))))
    for name, why, column, value, code in (
        ("name_in_score", "A name in the place of a score is refused and not repeated.", "G01Q03[SQ004]", NAMES[0], "SKM-R-006"),
        ("phone_in_score", "A telephone number in the place of a score is refused and not repeated.", "G01Q03[SQ004]",
         PHONES[0], None),
        ("mail_in_score", "An e-mail address in the place of a score is refused and not repeated.", "G01Q03[SQ001]",
         MAILS[0], "SKM-R-006"),
        ("name_in_office", "A name in the place of the office is refused, and no office is suggested that quotes it.",
         "G01Q01", NAMES[1], "SKM-R-005"),
        ("name_in_date", "A name in the place of the date is refused and not repeated.", "submitdate", NAMES[2], "SKM-R-050"),
        ("name_in_gender", "A name in the place of the gender is refused and not repeated.", "G02Q04", NAMES[3], "SKM-R-006"),
    ):  # fmt: skip
        table = [list(row) for row in whole]
        table[3][table[0].index(column)] = value
        yield Case(
            f"persons_{name}",
            "results-survey123456.csv",
            _text(table),
            {
                "why": why,
                "is_readable": True,
                "readings": [{"layout_id": _CODES, "rows_read": 5, "accepted": 4, "quarantined": 1, "ignored": {}}],
                # The third person stands in the fourth line of the file. Nobody can say which score a telephone
                # number is: none at all, or one outside the scale.
                **({} if code is None else {"findings": {code: 1}, "finding_rows": {code: [4]}}),
                "hidden": [value, *value.split()],
            },
        )
    table = [list(row) for row in whole]
    for row, nik in zip(table[1:], NIKS, strict=True):
        row[0] = nik
    yield Case(
        "persons_nik_as_number",
        "results-survey123456.csv",
        _text(table),
        {
            "why": "Identity numbers in the place of respondent numbers tell people apart and are shown nowhere.",
            "is_readable": True,
            "readings": [{"layout_id": _CODES, "rows_read": 5, "accepted": 5, "quarantined": 0, "ignored": {}}],
            "columns_personal": {"1": ["nik"]},
            "hidden": list(NIKS),
        },
    )
    table = [list(row) for row in whole]
    table[3][0] = table[2][0] = NIKS[0]
    yield Case(
        "persons_nik_twice",
        "results-survey123456.csv",
        _text(table),
        {
            "why": "The same identity number over two different answers of a month: both are refused, the number not shown.",
            "is_readable": True,
            "readings": [{"layout_id": _CODES, "rows_read": 5, "accepted": 3, "quarantined": 2, "ignored": {}}],
            "findings": {"SKM-R-004": 2},
            "hidden": [NIKS[0]],
        },
    )


# --- around the table -----------------------------------------------------------------------------------------------


def _around_the_table() -> Iterator[Case]:
    whole = _with_lines(processing_sheet(nine(), _ALONE), _LEGEND[1:])
    reading = {"layout_id": _LIST, "rows_read": 28, "accepted": 5, "quarantined": 0}
    ignored = {"numbering": 1, "footer": 20, "blank": 2}
    yield Case(
        "persons_sheet_named_after_a_person",
        _NAME,
        grid.xlsx([replace(whole, name=NAMES[0]), grid.Sheet(NAMES[1], {(0, 0): "catatan"})]),
        {
            "why": "Sheets named after members of staff are called by their places.",
            "is_readable": True,
            "readings": [{**reading, "ignored": ignored}],
            "findings": {"SKM-F-017": 1},
            "hidden": [NAMES[0], NAMES[1]],
        },
        origin("Bogor", _LIST, 5, "2024-05"),
    )
    signed = ("", "Mengetahui,", "Kepala Subbagian Tata Usaha", "", STAFF[2], "NIP. 197503152000032001")
    yield Case(
        "persons_signature_below_totals",
        _NAME,
        grid.xlsx([_with_lines(whole, signed)]),
        {
            "why": "A signature below the totals is part of the foot; name and number are not repeated.",
            "is_readable": True,
            # Four lines and two blank ones more.
            "readings": [{**reading, "rows_read": 34, "ignored": {"numbering": 1, "footer": 24, "blank": 4}}],
            "findings": {},
            "hidden": [STAFF[2], "197503152000032001"],
        },
        origin("Bogor", _LIST, 5, "2024-05"),
    )
    rows = processing_sheet(nine(), replace(_ALONE, footer="none", has_explanation=False))
    yield Case(
        "persons_signature_below_answers",
        _NAME,
        grid.xlsx([_with_lines(rows, signed)]),
        {
            "why": "A signature right below the answers is nobody who answered.",
            "is_readable": True,
            "readings": [{"layout_id": _LIST, "accepted": 5}],
            "hidden": [STAFF[2], "197503152000032001"],
        },
        origin("Bogor", _LIST, 5, "2024-05"),
    )
    titled = replace(whole, cells={**whole.cells, (6, 0): f"Petugas : {STAFF[0]} ({PHONES[0]})"})
    yield Case(
        "persons_in_title",
        _NAME,
        grid.xlsx([titled]),
        {
            "why": "A title row that names who typed the answers in is not repeated.",
            "is_readable": True,
            "readings": [{**reading, "ignored": ignored}],
            "findings": {},
            "hidden": [STAFF[0], PHONES[0]],
        },
        origin("Bogor", _LIST, 5, "2024-05"),
    )
    unit = processing_sheet(nine(FIVE, office=NAMES[4]), _ALONE)
    yield Case(
        "persons_name_as_unit",
        _NAME,
        grid.xlsx([_with_lines(unit, _LEGEND[1:])]),
        {
            "why": "A name behind UNIT PELAYANAN is no office: the sheet is refused and the name not repeated.",
            "is_readable": True,
            "readings": [{**reading, "accepted": 0, "quarantined": 5, "is_refused": True, "ignored": ignored}],
            "findings": {"SKM-F-007": 1},
            "hidden": [NAMES[4], *NAMES[4].split()],
        },
        origin("Bogor", _LIST, 5, "2024-05"),
    )


def _with_lines(sheet: grid.Sheet, lines: Sequence[str]) -> grid.Sheet:
    last = max(row for row, _ in sheet.cells)
    cells = {(last + 1 + row, 0): line for row, line in enumerate(lines) if line}
    return replace(sheet, cells={**sheet.cells, **cells})


def _table(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))[:-1]


def _text(table: Sequence[Sequence[str]]) -> bytes:
    """Return a table as LimeSurvey writes it."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(table)
    return f"\ufeff{text.getvalue()}\r\n".encode()
