"""Files that nobody should have sent: protected, cut off, not data at all, or made to exhaust or trick a reader.

Each is below 20 KB; what is large is what a careless reader would make of it.
"""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator

import hostile_files
from export_writers import grid
from export_writers.limesurvey import limesurvey_csv
from export_writers.processing_sheet import ProcessingForm, processing_sheet

from make_exports import Case, origin
from make_exports.archives import archive, members, patched, timeless
from make_exports.five_people import coded, day, nine

_LIST = "kemenpan_u9_list"
_NAME = "Olah Data SKM Mei 2024.xlsx"
_SHEET = "xl/worksheets/sheet1.xml"
_ODD = "x\x1b[31m"


def cases() -> Iterator[Case]:
    """Yield the cases."""
    yield from _refused()
    yield from _read()


def _refused() -> Iterator[Case]:
    good = _workbook()
    blanks = b"<a>" + b" " * 12_000_000 + b"</a>"
    long_cell = f'<c r="A1" t="inlineStr"><is><t>{"a" * 12_000_000}</t></is></c>'
    climbing = _with_members(good, {"../../etc/cron.d/job": "* * * * * root true"})
    for name, why, words, data, file in (
        ("password", "A workbook with a password is refused with what to do.", "password",
         hostile_files.protected_workbook(), _NAME),
        ("password_ods", "An OpenDocument file with a password is refused.", "password",
         timeless(hostile_files.protected_ods()), "Olah Data.ods"),
        ("password_xls", "A workbook of Excel 97 with a password is refused.", "password",
         hostile_files.old_workbook_with_password(), "Olah Data.xls"),
        ("zip_bomb", "A member that unpacks a thousandfold is refused before it is unpacked.", "zip bomb",
         _with_members(good, {"xl/theme/theme1.xml": blanks}), _NAME),
        ("huge_cell", "A cell of as many million letters as fit into a small file is refused.", "zip bomb",
         timeless(hostile_files.workbook(hostile_files.sheet_xml(f'<row r="1">{long_cell}</row>'))), _NAME),
        ("billion_laughs", "Entities that multiply are refused, not expanded.", "DTD or entity",
         timeless(hostile_files.billion_laughs()), _NAME),
        ("file_entity", "An entity that would fetch a file of the machine is refused.", "DTD or entity",
         timeless(hostile_files.file_entity()), _NAME),
        ("external_link", "A link to another workbook is refused with what to do.", "link to another workbook",
         timeless(hostile_files.linked_workbook()), _NAME),
        ("far_cell", "Two cells at the ends of the sheet do not ask for all the cells between them.", "far apart",
         timeless(hostile_files.far_cells()), _NAME),
        ("wide_merge", "A merged range over the whole sheet is refused.", "merged ranges",
         timeless(hostile_files.giant_merge()), _NAME),
        ("path_trick", "A member that would be written outside the folder is refused.", "points outside",
         climbing, _NAME),
        ("archive_inside", "An archive inside the workbook is refused.", "archive inside",
         _with_members(good, {"xl/embeddings/inner.bin": archive({"a": b"a"})}), _NAME),
        ("cut_off", "A workbook whose end is missing is refused, never read as far as it goes.", "damaged or cut off",
         _cut_off(good), _NAME),
        ("pdf", "A printed report named .xlsx is refused with what to send.", "PDF", _pdf(), "Laporan SKM.xlsx"),
        ("png", "A screenshot named .csv is refused with what to send.", "image", _png(), "hasil_survei.csv"),
        ("docx", "A report of a word processor is refused with what to send.", "Word", _docx(), "Laporan SKM.xlsx"),
        ("zip_of_exports", "An archive of exports is refused with what to send.", "ZIP",
         archive({"mei.csv": "id;submitdate\r\n", "juni.csv": "id;submitdate\r\n"}), "SKM.zip"),
        ("endless_page", "A page whose cells span millions of columns is refused.", "merged ranges",
         hostile_files.endless_span(), "rekap.xls"),
    ):  # fmt: skip
        yield Case(f"hostile_{name}", file, data, {"why": why, "is_readable": False, "problem_contains": words})
    noise = random.Random(2024).randbytes(4096)  # noqa: S311 - the same bytes each time
    why = "Random bytes are refused, whatever they begin with."
    refused = {"why": why, "is_readable": False, "problem_contains": "encoding"}
    yield Case("hostile_random_bytes", "hasil.csv", noise, refused)
    why = "A file of no bytes is refused."
    yield Case("hostile_no_bytes", "hasil.csv", b"", {"why": why, "is_readable": False, "problem_contains": "empty"})


def _read() -> Iterator[Case]:
    csv = limesurvey_csv(coded(day(2024, 5, 6))).decode("utf-8-sig")
    header, *rows = csv.split("\r\n")
    attacks = ("=HYPERLINK(1)", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", f"<script>{_ODD}</script>")
    changed = [f'{row};"{attack}"' for row, attack in zip(rows[:5], attacks, strict=True)]
    lines = [f'{header};"=2+5"', *changed, "", ""]
    codes, reading = "limesurvey_skm_codes", {"rows_read": 5, "accepted": 5, "quarantined": 0, "ignored": {}}
    yield Case(
        "hostile_formulas",
        "results-survey123456.csv",
        ("\ufeff" + "\r\n".join(lines)).encode(),
        {
            "why": "Formulas, markup and terminal escapes in a column of no answers change nothing and are not repeated.",
            "is_readable": True,
            "format": "text",
            "readings": [{"layout_id": codes, **reading, "values": {"survey_month": {"2024-05": 5}}}],
            "hidden": ["HYPERLINK", "calc'", "@SUM", "<script>", "\x1b", "\\u001b"],
        },
    )
    attacked = [f'{row[: row.rindex(";")]};"{attack}"' for row, attack in zip(rows[:3], attacks, strict=False)]
    yield Case(
        "hostile_formula_as_score",
        "results-survey123456.csv",
        ("\ufeff" + "\r\n".join([header, *attacked, *rows[3:]])).encode(),
        {
            "why": "A formula in the place of a score is a text that is no score, in three rows of five.",
            "is_readable": True,
            "readings": [{"layout_id": codes, "rows_read": 5, "accepted": 2, "quarantined": 3, "ignored": {}}],
            "hidden": ["HYPERLINK", "calc'"],
        },
    )
    told = "Penanganan pengaduan, saran dan masukan"
    more = '<c t="inlineStr"><is><t>x</t></is></c>' * 5000
    wide = _workbook()
    start = '<row r="9"'
    sheet = _member(wide)
    place = sheet.index("</row>", sheet.index(start))
    wide = patched(wide, _SHEET, (sheet, sheet[:place] + more + sheet[place:]))
    yield Case(
        "hostile_5000_columns",
        _NAME,
        wide,
        {
            "why": "Five thousand columns that no layout knows do not keep the nine from being read.",
            "is_readable": True,
            "format": "xlsx",
            "readings": [{"layout_id": _LIST, "rows_read": 26, "accepted": 5, "quarantined": 0}],
        },
        origin("Bogor", _LIST, 5, "2024-05"),
    )
    long_text = patched(_workbook(), _SHEET, ("</sheetData>", _row_of_text(told)))
    yield Case(
        "hostile_long_remark",
        _NAME,
        long_text,
        {
            "why": "A remark of thirty thousand letters below the table, as much as a cell may hold, is a remark.",
            "is_readable": True,
            "readings": [{"layout_id": _LIST, "rows_read": 27, "accepted": 5, "quarantined": 0,
                          "ignored": {"numbering": 1, "footer": 19, "blank": 2}}],
            "findings": {},
        },
        origin("Bogor", _LIST, 5, "2024-05"),
    )  # fmt: skip


def _workbook() -> bytes:
    return grid.xlsx([processing_sheet(nine(), ProcessingForm(has_side_table=False))])


def _member(data: bytes) -> str:
    return members(data)[_SHEET].decode()


def _row_of_text(words: str) -> str:
    text = (words + " ") * (30_000 // (len(words) + 1))
    return f'<row r="36"><c r="A36" t="inlineStr"><is><t>{text}</t></is></c></row></sheetData>'


def _with_members(data: bytes, more: dict[str, bytes | str]) -> bytes:
    """Return an archive with further members."""
    return archive({**members(data), **more})


def _cut_off(data: bytes) -> bytes:
    """Return two thirds of an archive that nothing was packed in, so that no version of zlib changes where it ends."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as kept:
        for name, content in members(data).items():
            kept.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()[: buffer.tell() * 2 // 3]


def _pdf() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF\n"
    )


def _png() -> bytes:
    """One grey pixel, part by part as the PNG specification describes it."""

    def part(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixel = zlib.compress(b"\x00\x80", 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", pixel) + part(b"IEND", b"")


def _docx() -> bytes:
    return archive(
        {
            "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "word/document.xml": "<w:document/>",
        }
    )
