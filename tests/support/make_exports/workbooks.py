"""Workbooks: the ministry's processing sheet in every dress, and survey exports that a spreadsheet saved again.

A processing sheet with five people and everything around them has 26 rows below its two header rows: one that numbers
the columns, five people, four rows of totals, a blank one, and fifteen of remarks of which one is blank. So 26 = 5
people + 1 numbering + 18 footer + 2 blank.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import hostile_files
import xlsxwriter
from export_writers import grid, skm
from export_writers.grid import Sheet
from export_writers.limesurvey import limesurvey_csv
from export_writers.processing_sheet import ProcessingForm, processing_sheet
from export_writers.resaved import resaved_by_excel

from make_exports import Case, origin
from make_exports.archives import patched, timeless
from make_exports.five_people import BOGOR, FIVE, coded, day, nine, nine_of_the_form

LIST, FORM = "kemenpan_u9_list", "kemenpan_u9_form"
_SHEET = "xl/worksheets/sheet1.xml"
_TOLD_AS_LIST = ("U8 = Penanganan pengaduan, saran dan masukan", "U9 = Sarana dan prasarana")
_TOLD_AS_FORM = ("U8 = Sarana dan prasarana", "U9 = Penanganan pengaduan, saran dan masukan")
_LEGEND = ("Keterangan :", *_TOLD_AS_LIST)
_ALONE = ProcessingForm(has_side_table=False)
_ROWS_ONLY = ProcessingForm(has_side_table=False, footer="none", has_explanation=False)
# Facilities is the eighth column of FIVE in the order of the form, complaints the ninth; of the list it is the reverse.
_EIGHTH, _NINTH = {"2": 1, "3": 3, "4": 1}, {"3": 3, "4": 2}
_MAY = {"2024-05": 5}


def cases() -> Iterator[Case]:
    """Yield the cases."""
    yield from _processing_sheets()
    yield from _orders()
    yield from _footers()
    yield from _sheets()
    yield from _cells()
    yield from _other_dresses()
    yield from _resaved()


def told(sheet: Sheet, lines: Sequence[str] = _TOLD_AS_LIST) -> Sheet:
    """Return the sheet with lines below its last row: what the office says of its codes."""
    last = max(row for row, _ in sheet.cells)
    return replace(sheet, cells={**sheet.cells, **{(last + 1 + row, 0): line for row, line in enumerate(lines)}})


def ignored(numbering: int = 1, footer: int = 18, blank: int = 2) -> dict[str, int]:
    """The rows of a whole sheet that are no people."""
    counts = {"numbering": numbering, "footer": footer, "blank": blank}
    return {reason: count for reason, count in counts.items() if count}


def _of(layout_id: str, rows: int = 5, period: str = "2024-05") -> dict[str, str | int]:
    return origin("Bogor", layout_id, rows, period)


def _read(layout_id: str, read: int, accepted: int, quarantined: int = 0, **more: object) -> dict[str, object]:
    return {"layout_id": layout_id, "rows_read": read, "accepted": accepted, "quarantined": quarantined, **more}


def _sheet_case(
    name: str, why: str, data: bytes, reading: dict[str, object], findings: dict[str, int] | None, *, rows: int = 5,
    file: str = "Olah Data SKM Mei 2024.xlsx", file_format: str = "xlsx",
) -> Case:  # fmt: skip
    expect = {"why": why, "is_readable": True, "format": file_format, "readings": [reading]}
    if findings is not None:
        expect["findings"] = findings
    return Case(name, file, data, expect, _of(str(reading["layout_id"]), rows))


_PASTED = ("U1", "U2", "U3", "U4", "U5", "U6", "U7", "U9", "U8")


# --- rows of a processing sheet -------------------------------------------------------------------------------------


def _processing_sheets() -> Iterator[Case]:
    yield _sheet_case(
        "kemenpan_side_table",
        "The table of elements beside the answers shares rows with the column numbers, the people and the totals.",
        grid.xlsx([processing_sheet(nine())]),
        # All 26 rows are there; the nine rows of the side table lie within them.
        _read(LIST, 26, 5, ignored=ignored(), values={"satisfaction:U8": _EIGHTH, "satisfaction:U9": _NINTH}),
        {},
    )
    yield _sheet_case(
        "kemenpan_side_table_longer_than_the_answers",
        "Rows that hold only the lower part of the side table are no people, and the sender counted three people.",
        grid.xlsx([processing_sheet(nine(FIVE[:3]), ProcessingForm(footer="none", has_explanation=False))]),
        # Nine rows of the side table begin beside the column numbers: one there, three beside people, five below.
        _read(LIST, 9, 3, ignored={"numbering": 1, "no_bound_cell": 5}),
        {},
        rows=3,
    )
    yield _sheet_case(
        "kemenpan_no_column_numbers",
        "Without the row that numbers the columns the first person stands right below the header.",
        grid.xlsx([told(processing_sheet(nine(), replace(_ALONE, has_column_numbers=False)))]),
        _read(LIST, 27, 5, ignored=ignored(numbering=0, footer=20)),
        {},
    )
    lines = [f"- U{number} = {one.label}" for number, one in enumerate(skm.questions_2017(in_list_order=True), 1)]
    yield _sheet_case(
        "kemenpan_long_explanation",
        "Remarks that list all nine elements make the foot longer than 25 rows; the totals above them stay totals.",
        grid.xlsx([told(processing_sheet(nine(), _ALONE), lines)]),
        _read(LIST, 35, 5, ignored=ignored(footer=27), values={"satisfaction:U8": _EIGHTH}),
        {},
    )
    yield _sheet_case(
        "kemenpan_blank_rows",
        "Rows left blank between people are blank rows, not the end of the table.",
        grid.xlsx([told(_spread(processing_sheet(nine(), replace(_ALONE, footer="none"))))]),
        # Two blank rows after the second person, one before the remarks, one in them; 14 lines of remarks and 2 more.
        _read(LIST, 26, 5, ignored=ignored(footer=16, blank=4)),
        {},
    )
    yield _sheet_case(
        "kemenpan_remarks_without_heading",
        "Lines below the people that name U8 and U9 are remarks even where no word Keterangan stands above them.",
        grid.xlsx([told(processing_sheet(nine(), _ROWS_ONLY))]),
        {"layout_id": LIST, "rows_read": 8, "accepted": 5},
        None,
    )
    yield _sheet_case(
        "kemenpan_no_answers_yet",
        "A sheet that nobody has filled in is refused as empty.",
        grid.xlsx([told(processing_sheet(nine(()), replace(_ROWS_ONLY, unit=BOGOR)), _LEGEND)]),
        # The numbering and the three lines that tell the order: nothing else stands below the header.
        _read(LIST, 4, 0, is_refused=True, ignored={"numbering": 1, "footer": 3}),
        {"SKM-F-003": 1},
        rows=0,
    )
    rows_only = processing_sheet(nine(), replace(_ROWS_ONLY, unit=BOGOR))
    statistics = {15: ("Modus", 4), 16: ("Median", 3), 17: ("Nilai tertinggi", 4)}  # below row 15, the last person's
    below = {(row, 0): word for row, (word, _) in statistics.items()}
    below |= {(row, column): score for row, (_, score) in statistics.items() for column in range(1, 10)}
    yield _sheet_case(
        "kemenpan_statistics_below",
        "Mode, median and maximum look like the answers of three more people; they are statistics.",
        grid.xlsx([replace(rows_only, cells={**rows_only.cells, **below})]),
        _read(LIST, 9, 5, ignored={"numbering": 1, "footer": 3}, values={"satisfaction:U8": _EIGHTH}),
        {},
    )
    again = {(12, column): word for column, word in enumerate(("NO. RESP", *_PASTED))}  # above the third person
    moved = {(row + (row >= 12), column): cell for (row, column), cell in rows_only.cells.items()}
    yield _sheet_case(
        "kemenpan_pasted_in_another_order",
        "Two tables pasted below each other, the second with U9 before U8: the first header is not that of all rows.",
        grid.xlsx([replace(rows_only, cells={**moved, **again})]),
        _read(LIST, 7, 0, 6, is_refused=True, ignored={"numbering": 1}),
        {"SKM-F-029": 1, "SKM-F-011": 1},
    )
    fourteen = skm.survey_of(skm.questions_2004(), [(*row, 3, 4, 3, 3, 4) for row in FIVE], office=BOGOR)
    yield _sheet_case(
        "kemenpan_u14",
        "The sheet of KEP/25 has fourteen elements, the weight 0.071 and bands of its own.",
        grid.xlsx([processing_sheet(fourteen, ProcessingForm(weight=Fraction(71, 1000)))]),
        # The eleventh of the fourteen rows of the side table stands beside the blank row below the totals.
        _read("kemenpan_u14", 26, 5, ignored=ignored(footer=19, blank=1), values={"satisfaction:U14": {"4": 5}}),
        {},
    )


def _spread(sheet: Sheet) -> Sheet:
    """Return the sheet with two blank rows after the second person, who stands in row 12 (from 0: 11)."""
    cells = {(row + 2 if row > 11 else row, column): cell for (row, column), cell in sheet.cells.items()}
    return replace(sheet, cells=cells)


# --- U8 and U9 ------------------------------------------------------------------------------------------------------


def _orders() -> Iterator[Case]:
    alone = processing_sheet(nine(), _ALONE)
    # What an office with the form's order writes: its U8 is facilities, which our questions call U9.
    swapped = replace(_ALONE, headers={"U9": "U8", "U8": "U9"})
    of_the_form = processing_sheet(nine_of_the_form(), swapped)
    yield _sheet_case(
        "kemenpan_list_order",
        "The remarks say that U8 is complaints, as in the regulation's list.",
        grid.xlsx([told(alone)]),
        _read(LIST, 28, 5, ignored=ignored(footer=20), values={"satisfaction:U8": _EIGHTH, "satisfaction:U9": _NINTH}),
        {},
    )
    yield _sheet_case(
        "kemenpan_form_order",
        "The remarks say that U8 is facilities, as in the regulation's questionnaire: it is our U9.",
        grid.xlsx([told(of_the_form, _TOLD_AS_FORM)]),
        _read(FORM, 28, 5, ignored=ignored(footer=20), values={"satisfaction:U9": _EIGHTH, "satisfaction:U8": _NINTH}),
        {},
    )
    yield _sheet_case(
        "kemenpan_form_order_by_side_table",
        "Only the table beside the answers says that U8 is facilities.",
        grid.xlsx([processing_sheet(nine_of_the_form(), replace(swapped, has_side_table=True))]),
        _read(FORM, 26, 5, ignored=ignored(), values={"satisfaction:U9": _EIGHTH, "satisfaction:U8": _NINTH}),
        {},
    )
    yield Case(
        "kemenpan_order_unknown",
        "Olah Data SKM Mei 2024.xlsx",
        grid.xlsx([alone]),
        {
            "why": "Nothing says whether U8 is complaints or facilities; the place of a column is no evidence.",
            "is_readable": True,
            "readings": [{"is_refused": True, "rows_read": 26, "accepted": 0, "quarantined": 5, "ignored": ignored()}],
            "findings": {"SKM-F-016": 1},
        },
    )
    for layout_id, told_by in ((LIST, {"satisfaction:U8": _EIGHTH}), (FORM, {"satisfaction:U9": _EIGHTH})):
        yield _sheet_case(
            f"kemenpan_order_by_origin_{layout_id.rsplit('_', 1)[-1]}",
            "The sheet does not say what U8 is, the record of the person who received it does.",
            grid.xlsx([alone]),
            _read(layout_id, 26, 5, ignored=ignored(), values=told_by),
            {},
        )
    yield _sheet_case(
        "kemenpan_order_in_other_words",
        "The order is told in capitals, with a full stop and other signs.",
        grid.xlsx([told(alone, ("U8 : PENANGANAN PENGADUAN, SARAN DAN MASUKAN.", "U9 : SARANA DAN PRASARANA."))]),
        _read(LIST, 28, 5, ignored=ignored(footer=20), values={"satisfaction:U8": _EIGHTH}),
        {},
    )
    both = (*_LEGEND, "Keterangan formulir :", *_TOLD_AS_FORM)
    for name, why, sheet in (
        ("contradicts", "One remark says that U8 is complaints and another that it is facilities: nobody decides.",
         told(alone, both)),
        ("not_told_by_ranks", "Eighth of a ranking by result is facilities; that says nothing of what U8 is.",
         _ranked(alone, has_means=False)),
        ("not_told_by_means", "Facilities stands behind a mean of 3,8; that says nothing of what U8 is.",
         _ranked(alone, has_means=True)),
    ):  # fmt: skip
        counts = ignored(footer=24) if name == "contradicts" else ignored()
        yield Case(
            f"kemenpan_order_{name}",
            "Olah Data SKM Mei 2024.xlsx",
            grid.xlsx([sheet]),
            {
                "why": why,
                "is_readable": True,
                "readings": [{"is_refused": True, "accepted": 0, "quarantined": 5, "ignored": counts}],
                # No layout knows a column of ranks.
                "findings": {"SKM-F-016": 1} if name == "contradicts" else {"SKM-F-010": 1, "SKM-F-016": 1},
            },
        )
    yield Case(
        "kemenpan_no_period",
        "Olah Data SKM.xlsx",
        grid.xlsx([told(alone)]),
        {
            "why": "The sheet has no line for the month and no record says it: no month is guessed.",
            "is_readable": True,
            "readings": [_read(LIST, 28, 0, 5, is_refused=True, ignored=ignored(footer=20))],
            "findings": {"SKM-F-022": 1},
        },
    )


def _ranked(sheet: Sheet, *, has_means: bool) -> Sheet:
    """Return the sheet with a ranking beside the answers: best first, so that facilities is eighth and has 3,8."""
    best = ("Persyaratan", "Biaya/tarif", "Waktu penyelesaian", "Kompetensi pelaksana", "Perilaku pelaksana",
            "Sistem, mekanisme, dan prosedur", "Produk spesifikasi jenis pelayanan", "Sarana dan prasarana",
            "Penanganan pengaduan, saran dan masukan")  # fmt: skip
    means = ("4,0", "4,0", "4,0", "4,0", "3,9", "3,9", "3,9", "3,8", "3,1")
    column = 1 + max(column for _, column in sheet.cells)
    header = ("PERINGKAT", "NILAI RATA-RATA", "UNSUR PELAYANAN") if has_means else ("PERINGKAT", "UNSUR PELAYANAN")
    lines: list[tuple[str, ...]] = [header]
    for number, (element, mean) in enumerate(zip(best, means, strict=True), 1):
        lines.append((str(number), mean, element) if has_means else (str(number), element))
    beside: dict[grid.Place, grid.Cell] = {
        (8 + row, column + 1 + place): word for row, line in enumerate(lines) for place, word in enumerate(line)
    }
    return replace(sheet, cells={**sheet.cells, **beside})


# --- the totals as a checksum ---------------------------------------------------------------------------------------


def _footers() -> Iterator[Case]:
    yield _sheet_case(
        "kemenpan_footers_right",
        "Sums, means, weighted means and the index agree with the five people above them: 84.15.",
        grid.xlsx([told(processing_sheet(nine(), _ALONE))]),
        _read(LIST, 28, 5, ignored=ignored(footer=20)),
        {},
    )
    yield _sheet_case(
        "kemenpan_footer_wrong",
        "The mean of U1 is printed as 3.9 and is 16/5 = 3.2; everything else is right.",
        grid.xlsx([told(processing_sheet(nine(), replace(_ALONE, planted={("NRR", "U1"): Fraction(39, 10)})))]),
        _read(LIST, 28, 5, ignored=ignored(footer=20)),
        {"SKM-W-010": 1},
    )
    yield _sheet_case(
        "kemenpan_index_wrong",
        "The index is printed as 88.4, a grade too high, in the totals and once more in the remarks; it is 84.15.",
        grid.xlsx([told(processing_sheet(nine(), replace(_ALONE, planted={"IKM": Fraction(884, 10)})))]),
        _read(LIST, 28, 5, ignored=ignored(footer=20)),
        {"SKM-W-010": 2},
    )
    yield _sheet_case(
        "kemenpan_other_weight",
        "The office took 1/9 = 0.1111 for the weight: 30.6 x 0.1111 x 25 = 84.9915, printed there and in the remarks.",
        grid.xlsx([told(processing_sheet(nine(), replace(_ALONE, weight=Fraction(1111, 10000))))]),
        _read(LIST, 28, 5, ignored=ignored(footer=20)),
        {"SKM-W-012": 2},
    )
    yield _sheet_case(
        "kemenpan_formulas_never_calculated",
        "A library wrote the totals as formulas and calculated none; nothing above them is missing.",
        grid.xlsx(
            [told(processing_sheet(nine(), replace(_ALONE, footer="formulas_without_values", has_explanation=False)))]
        ),
        # Numbering, five people, four totals whose labels are all that is left, two lines that tell the order.
        _read(LIST, 12, 5, ignored={"numbering": 1, "footer": 6}),
        {},
    )


# --- several sheets -------------------------------------------------------------------------------------------------


def _sheets() -> Iterator[Case]:
    first = told(processing_sheet(nine(), _ALONE, "Loket 1"))
    later = nine(tuple(tuple(reversed(row)) for row in FIVE))
    later = replace(later, answers=tuple(replace(one, respondent=one.respondent + 5) for one in later.answers))
    second = told(processing_sheet(later, _ALONE, "Loket 2"))
    yield Case(
        "xlsx_two_counters",
        "SKM Mei 2024.xlsx",
        grid.xlsx([first, second]),
        {
            "why": "Every sheet with the header is read, and numbers go on from one sheet to the next.",
            "is_readable": True,
            "readings": [
                _read(LIST, 28, 5, ignored=ignored(footer=20)),
                _read(LIST, 28, 5, ignored=ignored(footer=20)),
            ],
            "findings": {},
        },
        _of(LIST, 10),
    )
    again = replace(later, answers=tuple(replace(one, respondent=one.respondent - 5) for one in later.answers))
    months = [
        told(processing_sheet(nine(), _ALONE, "Mei 2024")),
        told(processing_sheet(again, _ALONE, "Juni 2024")),
    ]
    yield Case(
        "xlsx_a_sheet_a_month",
        "SKM 2024.xlsx",
        grid.xlsx(months),
        {
            "why": "A sheet for each month, numbers begin again: two months of five people, no number used twice.",
            "is_readable": True,
            "readings": [
                _read(LIST, 28, 5, ignored=ignored(footer=20), values={"survey_month": _MAY}),
                _read(LIST, 28, 5, ignored=ignored(footer=20), values={"survey_month": {"2024-06": 5}}),
            ],
            "findings": {},
        },
        _of(LIST, 10, "2024"),
    )
    yield Case(
        "xlsx_hidden_copy",
        "SKM Mei 2024.xlsx",
        grid.xlsx([first, replace(first, name="Loket 1 (2)", is_hidden=True)]),
        {
            "why": "A hidden copy of the sheet is not counted a second time, and the sender is told.",
            "is_readable": True,
            "readings": [_read(LIST, 28, 5, ignored=ignored(footer=20))],
            "findings": {"SKM-F-017": 1},
        },
        _of(LIST),
    )
    summary: dict[grid.Place, grid.Cell] = {
        (0, 0): "REKAP SKM",
        (2, 0): "Loket",
        (2, 1): "IKM",
        (3, 0): "Loket 1",
        (3, 1): grid.Number(Fraction(8415, 100), 2),
    }
    yield Case(
        "xlsx_summary_beside",
        "SKM Mei 2024.xlsx",
        grid.xlsx([Sheet("Rekap", summary), first]),
        {
            "why": "A summary sheet before the answers is not read, and the sender is told.",
            "is_readable": True,
            "readings": [_read(LIST, 28, 5, ignored=ignored(footer=20))],
            "findings": {"SKM-F-017": 1},
        },
        _of(LIST),
    )
    yield _report_builder()


def _report_builder() -> Case:
    header = ("No", "Jenis Kelamin (L/P)", "Pendidikan Terakhir", "Pekerjaan", "Jenis Layanan", "U1 (Persyaratan)",
              "U2 (Prosedur)", "U3 (Waktu)", "U4 (Biaya)", "U5 (Produk)", "U6 (Kompetensi)", "U7 (Perilaku)",
              "U8 (Sarana & Prasarana)", "U9 (Pengaduan)", "Saran / Masukan (Teks)")  # fmt: skip
    lives = (
        ("P", "S1", "Swasta", "Paspor baru"),
        ("L", "SMA", "Wiraswasta", "Paspor baru"),
        ("P", "D3", "PNS", "Izin tinggal"),
    )
    table: list[tuple[str | int, ...]] = [
        header,
        *((number, *life, *row, "") for number, (life, row) in enumerate(zip(lives, FIVE[:3], strict=True), 1)),
    ]
    cells: dict[grid.Place, grid.Cell] = {
        (row, column): cell for row, line in enumerate(table) for column, cell in enumerate(line) if cell != ""
    }
    general: dict[grid.Place, grid.Cell] = {
        (0, 0): "Parameter",
        (0, 1): "Isi Data",
        (1, 0): "Jumlah Populasi (N)",
        (1, 1): 1250,
    }
    dates: dict[grid.Place, grid.Cell] = {
        (0, 0): "Kegiatan",
        (0, 1): "Waktu",
        (1, 0): "Pengumpulan data",
        (1, 1): "Mei 2024",
    }
    sheets = [Sheet("Info_Umum", general), Sheet("Waktu_Pelaksanaan", dates), Sheet("Data_Survei_Mentah", cells)]
    layout_id = "skm_report_builder"
    return Case(
        "xlsx_report_builder",
        "Template_SKM.xlsx",
        grid.xlsx(sheets),
        {
            "why": "The template of SKM Report Builder counts U8 as facilities; two sheets of it hold no answers.",
            "is_readable": True,
            "readings": [
                # Eighth of the three rows: 3, 3, 4; ninth: 3, 4, 3.
                _read(layout_id, 3, 3, ignored={}, values={
                    "satisfaction:U9": {"3": 2, "4": 1}, "satisfaction:U8": {"3": 2, "4": 1}, "survey_month": {"2024-05": 3},
                }),
            ],
            "findings": {"SKM-F-017": 2},
        },
        origin("Bogor", layout_id, 3, "2024-05"),
    )  # fmt: skip


# --- cells ----------------------------------------------------------------------------------------------------------


def _cells() -> Iterator[Case]:
    rows = told(processing_sheet(nine(), _ROWS_ONLY), _LEGEND)
    plain = grid.xlsx([rows])
    # Below the header: the numbering, five people in the rows 11 to 15 of the sheet, three lines that tell the order.
    counts = {"numbering": 1, "footer": 3}
    yield _sheet_case(
        "xlsx_formula_score",
        "A score is a formula whose value was not stored: what it would be is not guessed.",
        # The second person's U2.
        patched(plain, _SHEET, ('<c r="C12"><v>3</v></c>', '<c r="C12"><f>ROUND(2.6,0)</f></c>')),
        _read(LIST, 9, 4, 1, ignored=counts),
        {"SKM-R-009": 1},
    )
    yield _sheet_case(
        "xlsx_error_cell",
        "A score is #DIV/0!: the row is refused, never read as no answer.",
        # The third person's U4.
        patched(plain, _SHEET, ('<c r="E13"><v>4</v></c>', '<c r="E13" t="e"><f>4/0</f><v>#DIV/0!</v></c>')),
        _read(LIST, 9, 4, 1, ignored=counts),
        None,  # no whole number or no answer that is offered: both are true
    )
    merged = replace(rows, merged=(*rows.merged, ((10, 3), (10, 4)), ((12, 0), (13, 0))))
    merged = replace(
        merged, cells={place: cell for place, cell in merged.cells.items() if place not in ((10, 4), (13, 0))}
    )
    yield _sheet_case(
        "xlsx_merged_cells",
        "Merged cells among the answers hold one answer: U4 of the first person is missing, the fourth has no number.",
        grid.xlsx([merged]),
        _read(LIST, 9, 4, 1, ignored=counts, values={"satisfaction:U4": {"": 1, "4": 3}}),
        {"SKM-R-007": 1},
    )
    with_style = grid.xlsx([told(processing_sheet(nine(), _ALONE))])
    far = '<row r="5000"><c r="BH5000" s="1"/></row></sheetData>'
    yield _sheet_case(
        "xlsx_far_formatting",
        "A frame around an empty cell in row 5000 adds no rows and no columns.",
        patched(with_style, _SHEET, ("</sheetData>", far)),
        _read(LIST, 28, 5, ignored=ignored(footer=20)),
        {},
    )
    hidden = processing_sheet(nine(), replace(_ROWS_ONLY, hidden_rows=(11,)))
    yield _sheet_case(
        "xlsx_hidden_rows",
        "A person in a hidden row is counted like the others, and the sender is told of the row.",
        grid.xlsx([told(hidden, _LEGEND)]),
        _read(LIST, 9, 5, ignored=counts),
        {"SKM-F-018": 1},
    )
    yield _sheet_case(
        "xlsx_half_score",
        "A score of 3.5 lies between two answers and is refused; 4.0 is 4.",
        patched(plain, _SHEET, ('<c r="C12"><v>3</v></c>', '<c r="C12"><v>3.5</v></c>'),
                ('<c r="E13"><v>4</v></c>', '<c r="E13"><v>4.0</v></c>')),
        _read(LIST, 9, 4, 1, ignored=counts),
        {"SKM-R-002": 1},
    )  # fmt: skip
    yield _sheet_case(
        "xlsx_scores_as_text",
        "Scores that were typed as texts, one with blanks around it and one as 3,0, are scores.",
        patched(plain, _SHEET, ('<c r="C12"><v>3</v></c>', _text("C12", " 3 ")), ('<c r="E13"><v>4</v></c>', _text("E13", "4")),
                ('<c r="D14"><v>3</v></c>', _text("D14", "3,0"))),
        _read(LIST, 9, 5, ignored=counts, values={"satisfaction:U2": {"3": 3, "4": 2}}),
        {},
    )  # fmt: skip
    moved = replace(
        rows,
        cells={(row + 3, column + 2): cell for (row, column), cell in rows.cells.items()},
        merged=tuple(((a + 3, b + 2), (c + 3, d + 2)) for (a, b), (c, d) in rows.merged),
    )
    yield _sheet_case(
        "xlsx_table_in_the_middle",
        "The sheet begins in C4: what stands left of it and above is nothing.",
        grid.xlsx([moved]),
        _read(LIST, 9, 5, ignored=counts, values={"satisfaction:U8": _EIGHTH}),
        {},
    )
    yield _sheet_case(
        "xlsx_named_csv",
        "A workbook named .csv is a workbook.",
        plain,
        _read(LIST, 9, 5, ignored=counts),
        {},
        file="olah_data_mei.csv",
    )


def _text(place: str, words: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'


# --- the same grid in other formats ---------------------------------------------------------------------------------


def _other_dresses() -> Iterator[Case]:
    whole = processing_sheet(nine())
    alone = told(processing_sheet(nine(), _ALONE))
    yield _sheet_case(
        "ods_kemenpan",
        "LibreOffice saved the sheet as ODS.",
        grid.ods([whole]),
        _read(LIST, 26, 5, ignored=ignored()),
        {"SKM-F-012": 1},
        file="Olah Data SKM Mei 2024.ods",
        file_format="ods",
    )
    yield _sheet_case(
        "html_kemenpan",
        "A web program gave a page the name .xls; its figures are printed with three decimals and a comma.",
        grid.html_xls(whole),
        _read(LIST, 26, 5, ignored=ignored()),
        {"SKM-F-012": 1},
        file="rekap_skm.xls",
        file_format="html",
    )
    yield _sheet_case(
        "html_windows_page",
        "The same page in Windows-1252, its sigma as a character reference.",
        grid.html_xls(alone, "cp1252"),
        _read(LIST, 28, 5, ignored=ignored(footer=20)),
        {"SKM-F-012": 1},
        file="rekap_skm.xls",
        file_format="html",
    )
    letterhead = b"<table><tr><td>KANTOR IMIGRASI</td><td>Telepon</td></tr><tr><td>Bogor</td><td>0251</td></tr></table>"
    yield _sheet_case(
        "html_letterhead",
        "A small table above the answers is not read, and the sender is told.",
        grid.html_xls(alone).replace(b"<body>", b"<body>" + letterhead),
        _read(LIST, 28, 5, ignored=ignored(footer=20)),
        {"SKM-F-012": 1, "SKM-F-017": 1},
        file="rekap_skm.xls",
        file_format="html",
    )
    yield _sheet_case(
        "xls_unicode_text",
        "Text with tabs in UTF-16 under the name .xls, as Excel saves Unicode text.",
        grid.tab_separated(alone, is_unicode_text=True),
        _read(LIST, 28, 5, ignored=ignored(footer=20)),
        {"SKM-F-012": 1},
        file="Olah Data.xls",
        file_format="text",
    )
    yield _sheet_case(
        "xls_tab_text",
        "Text with tabs in Windows-1252 under the name .xls has a question mark for the sigma of the sums.",
        grid.tab_separated(alone),
        _read(LIST, 28, 5, ignored=ignored(footer=20)),
        {"SKM-F-012": 1},
        file="Olah Data.xls",
        file_format="text",
    )
    yield _sheet_case(
        "xls_workbook_of_1997",
        "A genuine workbook of Excel 97 is read by its records.",
        _excel_97(told(processing_sheet(nine(), _ROWS_ONLY), _LEGEND)),
        _read(LIST, 9, 5, ignored={"numbering": 1, "footer": 3}, values={"satisfaction:U8": _EIGHTH}),
        {"SKM-F-012": 1},
        file="olah data.xls",
        file_format="xls",
    )


def _excel_97(sheet: Sheet) -> bytes:
    """Return the sheet as a workbook of Excel 97 with one record for each cell, by [MS-XLS]; it knows no merged cells."""
    records = b""
    rows = sheet.rows(",")
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            cell = sheet.cells.get((row, column))
            if isinstance(cell, int):
                records += hostile_files.number_cell(row, column, float(cell))
            elif text:
                records += hostile_files.label_cell(row, column, text)
    return hostile_files.old_workbook(records, len(rows), len(rows[0]))


# --- survey exports that went through a spreadsheet -----------------------------------------------------------------

_CODES = "limesurvey_skm_codes"


def _resaved() -> Iterator[Case]:
    # 23 to 27 May, so that the days themselves say which of the numbers is the day.
    export = limesurvey_csv(coded(day(2024, 5, 23)))
    table = list(csv.reader(io.StringIO(export.decode("utf-8-sig"), newline=""), delimiter=";"))[:-1]
    values = {"survey_month": _MAY, "satisfaction:U9": _EIGHTH, "satisfaction:U8": _NINTH}
    for name, why, data, file in (
        (
            "xlsx_limesurvey_saved_again",
            "A LimeSurvey export that was opened in Excel and saved as a workbook has numbers and dates for texts.",
            _typed(table),
            "results-survey123456.xlsx",
        ),
        (
            "xlsx_dates_of_1904",
            "In a workbook from an old Mac day 0 is in 1904; the answers stay in May 2024.",
            _typed(table, date_1904=True),
            "results-survey123456.xlsx",
        ),
        (
            "xlsx_excel_csv_of_limesurvey",
            "Excel wrote the CSV anew: no byte-order mark, dates as day/month/year; all five days are in May.",
            resaved_by_excel(export, ";"),
            "results-survey123456.csv",
        ),
    ):
        yield Case(
            name,
            file,
            data,
            {
                "why": why,
                "is_readable": True,
                "format": "text" if file.endswith("csv") else "xlsx",
                "readings": [_read(_CODES, 5, 5, ignored={}, values=values)],
                "findings": {"SKM-F-012": 1},
            },
        )
    unfinished = skm.unfinished(coded(day(2024, 5, 23)), 3)
    table = list(csv.reader(io.StringIO(limesurvey_csv(unfinished).decode("utf-8-sig"), newline=""), delimiter=";"))[
        :-1
    ]
    yield Case(
        "xlsx_limesurvey_incomplete",
        "results-survey123456.xlsx",
        _typed(table),
        {
            "why": "Who never sent the form has no date of submission in the workbook either, and is left out.",
            "is_readable": True,
            "readings": [_read(_CODES, 5, 4, ignored={"incomplete": 1}, values={"survey_month": {"2024-05": 4}})],
            "findings": {"SKM-F-012": 1},
        },
    )


def _typed(table: Sequence[Sequence[str]], *, date_1904: bool = False) -> bytes:
    """Return a table as the workbook that a spreadsheet makes of it: numbers and dates with their types."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "date_1904": date_1904})
    book.set_properties({"created": grid.FIXED_DATE})
    page, dated = book.add_worksheet("results-survey123456"), book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    for row, cells in enumerate(table):
        for column, cell in enumerate(cells):
            if len(cell) == 19 and cell[4:5] == "-":
                page.write_datetime(row, column, dt.datetime.fromisoformat(cell), dated)
            elif cell.isdecimal() and row:
                page.write_number(row, column, int(cell))
            elif cell:
                page.write_string(row, column, cell)
    book.close()
    return timeless(buffer.getvalue())
