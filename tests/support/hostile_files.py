"""Files that an attacker or a bad day could send, made by hand from the formats' own descriptions, each a few kilobytes.

Nothing here is random, and nothing is large on disk: what is large is what a careless reader would make of it.
"""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from typing import Final

_TYPES: Final = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATIONS: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
_KIND: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_MAIN: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_BOOK: Final = (
    f'<?xml version="1.0" encoding="UTF-8"?><workbook {_MAIN} '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Jawaban" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
ESCAPES: Final = "\x1b]0;pwned\x07\x1b[31mmerah\x1b[0m"
MARKUP: Final = "<script>alert('canary-7731')</script>"


def sheet_xml(rows: str, after: str = "", before: str = "") -> str:
    """The XML of a worksheet around its rows."""
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f"{head}{before}<worksheet {_MAIN}><sheetData>{rows}</sheetData>{after}</worksheet>"


def relation(identity: str, kind: str, target: str, *, external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="{identity}" Type="{_KIND}{kind}" Target="{target}"{mode}/>'


def workbook(sheet: str, more: Mapping[str, bytes | str] | None = None, relations: str = "") -> bytes:
    """An XLSX with one sheet; ``more`` adds or replaces members, ``relations`` adds relations of the workbook."""
    links = relation("rId1", "worksheet", "worksheets/sheet1.xml") + relations
    members: dict[str, bytes | str] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(relation("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _RELATIONS.format(links),
        "xl/worksheets/sheet1.xml": sheet,
        **(more or {}),
    }
    return archive(members)


def archive(members: Mapping[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members.items():
            out.writestr(name, content)
    return buffer.getvalue()


def plain_sheet() -> str:
    """Two rows: u1, u2 and 3, 4."""
    return sheet_xml(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>u1</t></is></c><c r="B1" t="inlineStr"><is><t>u2</t></is></c></row>'
        '<row r="2"><c r="A2"><v>3</v></c><c r="B2"><v>4</v></c></row>'
    )


# --- workbooks ----------------------------------------------------------------------------------------------------


def zip_bomb() -> bytes:
    """40 MB of blanks that pack to 40 KB: a thousand to one, deflate's most."""
    return workbook(plain_sheet(), {"xl/theme/theme1.xml": b"<a>" + b" " * 40_000_000 + b"</a>"})


def many_entries() -> bytes:
    return workbook(plain_sheet(), {f"xl/media/{number}.bin": b"" for number in range(3000)})


def nested_archive() -> bytes:
    return workbook(plain_sheet(), {"xl/embeddings/inner.bin": archive({"a": b"0" * 1000})})


def billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    before = f'<!DOCTYPE worksheet [<!ENTITY l0 "lol">{entities}]>'
    return workbook(sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row>', before=before))


def wide_document_type() -> bytes:
    """The same declaration in UTF-16, which a search for its bytes would miss."""
    text = sheet_xml("", before='<!DOCTYPE worksheet [<!ENTITY a "b">]>').replace("UTF-8", "UTF-16")
    return workbook(text.encode("utf-16"))


def file_entity() -> bytes:
    before = '<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return workbook(sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row>', before=before))


def far_cells() -> bytes:
    """Two cells at the two ends of the sheet; a dense reader asks for half a terabyte."""
    return workbook(
        sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    )


def giant_merge() -> bytes:
    return workbook(
        sheet_xml(
            '<row r="1"><c r="A1"><v>1</v></c></row>', '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        )
    )


def huge_cell() -> bytes:
    """Three million characters that do not pack well, so that it is the cell and not the ratio that is refused."""
    words = "".join(str(number * 7919 % 1_000_003) for number in range(500_000))
    return workbook(sheet_xml(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{words}</t></is></c></row>'))


def twice_the_same_cell() -> bytes:
    return workbook(sheet_xml('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>4</v></c></row>'))


def rows_out_of_order() -> bytes:
    return workbook(sheet_xml('<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>4</v></c></row>'))


def linked_workbook() -> bytes:
    return workbook(
        plain_sheet(),
        {"xl/externalLinks/externalLink1.xml": "<externalLink/>"},
        relation("rId9", "externalLink", "externalLinks/externalLink1.xml"),
    )


def path_trick() -> bytes:
    return workbook(plain_sheet(), {"../../etc/cron.d/job": "* * * * * root true"})


def backslash_trick() -> bytes:
    return workbook(plain_sheet(), {"..\\..\\start.bat": "echo"})


def name_twice() -> bytes:
    buffer = io.BytesIO(workbook(plain_sheet()))
    with zipfile.ZipFile(buffer, "a") as out:
        out.writestr("XL/worksheets/Sheet1.xml", sheet_xml('<row r="1"><c r="A1"><v>9</v></c></row>'))
    return buffer.getvalue()


def cut_workbook() -> bytes:
    whole = workbook(plain_sheet())
    return whole[: len(whole) * 2 // 3]


def broken_member() -> bytes:
    """A workbook with flipped bits in the packed sheet: the directory is fine, the checksum is not."""
    data = bytearray(workbook(plain_sheet()))
    place = data.index(b"xl/worksheets/sheet1.xml") + 60
    data[place] ^= 0xFF
    data[place + 1] ^= 0xFF
    return bytes(data)


def repeated_cells() -> bytes:
    """An ODS of one cell that stands a million times in each of a million rows."""
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{office}office:1.0" '
        f'xmlns:table="{office}table:1.0" xmlns:text="{office}text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="A"><table:table-row table:number-rows-repeated="1000000">'
        '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16000"/>'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def protected_ods() -> bytes:
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
        "</manifest:manifest>"
    )
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": manifest,
            "content.xml": bytes(range(256)),
        }
    )


# --- compound files -----------------------------------------------------------------------------------------------

_SECTOR: Final = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: Mapping[str, bytes]) -> bytes:
    """An OLE2 file by [MS-CFB]: header, one FAT sector, the directory, then the streams, each in its own sectors."""
    padded = {
        name: data + b"\x00" * (-max(len(data), 4096) % _SECTOR + max(0, 4096 - len(data)))
        for name, data in streams.items()
    }
    entries = [_entry("Root Entry", 5, _END, 0, child=1 if streams else -1)]
    directory_sectors = (len(streams) + 1 + 3) // 4
    fat = [_FAT, *range(2, 1 + directory_sectors), _END]
    body = b""
    for number, (name, data) in enumerate(padded.items(), 1):
        first, count = len(fat), len(data) // _SECTOR
        fat += [*range(first + 1, first + count), _END]
        entries.append(_entry(name, 2, first, len(data), right=number + 1 if number < len(padded) else -1))
        body += data
    assert len(fat) <= _SECTOR // 4, "one FAT sector is enough for these files"
    fat += [_FREE] * (_SECTOR // 4 - len(fat))
    directory = b"".join(entries).ljust(directory_sectors * _SECTOR, b"\x00")
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", bytes.fromhex("d0cf11e0a1b11ae1"), 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, _END, 0, _END, 0,
    )  # fmt: skip
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    return header + struct.pack("<128I", *fat) + directory + body


def _entry(name: str, kind: int, start: int, size: int, *, child: int = -1, right: int = -1) -> bytes:
    wide = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBiii36xIII", wide, len(wide) + 2, kind, 1, -1, right, child, start, size, 0
    )  # fmt: skip


def protected_workbook() -> bytes:
    """What Excel writes for a workbook with a password: the whole package as an encrypted stream."""
    return compound({"EncryptionInfo": b"\x04\x00\x04\x00" + b"x" * 100, "EncryptedPackage": bytes(range(256)) * 20})


def record(number: int, data: bytes) -> bytes:
    return struct.pack("<HH", number, len(data)) + data


def number_cell(row: int, column: int, value: float) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def label_cell(row: int, column: int, text: str) -> bytes:
    return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 0) + text.encode("latin-1"))


def error_cell(row: int, column: int, code: int) -> bytes:
    return record(0x0205, struct.pack("<HHHBB", row, column, 0, code, 1))


def old_workbook(cells: bytes, rows: int, columns: int, globals_before: bytes = b"", hidden: int = 0) -> bytes:
    """An .xls by [MS-XLS] with one sheet."""
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 0)
    name = b"Jawaban"
    head = record(0x0809, begin) + globals_before + record(0x0042, struct.pack("<H", 1200))
    place = len(head) + 4 + 8 + len(name) + 4
    head += record(0x0085, struct.pack("<IBBBB", place, hidden, 0, len(name), 0) + name) + record(0x000A, b"")
    assert len(head) == place
    body = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 0))
    body += record(0x0200, struct.pack("<IIHHH", 0, rows, 0, columns, 0)) + cells + record(0x000A, b"")
    return compound({"Workbook": head + body})


def old_workbook_with_password() -> bytes:
    return old_workbook(number_cell(0, 0, 1.0), 1, 1, record(0x002F, b"\x01\x00" + bytes(52)))


def old_workbook_in_a_circle() -> bytes:
    """The FAT chain of the directory leads back to its start."""
    data = bytearray(old_workbook(number_cell(0, 0, 1.0), 1, 1))
    struct.pack_into("<I", data, _SECTOR + 4, 1)
    return bytes(data)


def far_cells_of_an_old_workbook() -> bytes:
    """65,536 rows by 256 columns for two cells."""
    return old_workbook(number_cell(0, 0, 1.0) + number_cell(65535, 255, 1.0), 65536, 256)


# --- text and pages -----------------------------------------------------------------------------------------------


def nul_characters() -> bytes:
    return b"id,u1\r\n1,\x00\x00\x00\r\n2,4\r\n"


def huge_text_cell() -> bytes:
    return b"id,saran\n1," + b"x" * 2_000_000 + b"\n"


def endless_quote() -> bytes:
    return b'id,saran\n1,"' + b"baik\n" * 20_000


def page_with_entities() -> bytes:
    return b'<!DOCTYPE html [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><table><tr><td>&c;</td></tr></table>'


def endless_span() -> bytes:
    return b'<table><tr><td colspan="9999999" rowspan="9999999">x</td></tr></table>'


def unclosed_tables() -> bytes:
    return b"<table><tr><td>" * 20_000


REFUSED: Final[dict[str, tuple[Callable[[], bytes], str]]] = {
    "zip bomb": (zip_bomb, "zip bomb"),
    "3,000 entries": (many_entries, "3005 files"),
    "archive in an archive": (nested_archive, "archive inside"),
    "billion laughs": (billion_laughs, "DTD or entity"),
    "document type in UTF-16": (wide_document_type, "not UTF-8"),
    "entity of a file": (file_entity, "DTD or entity"),
    "two far cells": (far_cells, "far apart: 1048576 rows by 16384 columns"),
    "merged range over the sheet": (giant_merge, "cover 17179869184 cells"),
    "cell of 3 MB": (huge_cell, "a cell of more than"),
    "a cell given twice": (twice_the_same_cell, "given twice or out of order"),
    "rows out of order": (rows_out_of_order, "given twice or out of order"),
    "link to another workbook": (linked_workbook, "link to another workbook"),
    "path that climbs out": (path_trick, "points outside"),
    "path with backslashes": (backslash_trick, "points outside"),
    "a name twice": (name_twice, "same name twice"),
    "cut-off workbook": (cut_workbook, "damaged or cut off"),
    "flipped bits": (broken_member, "damaged or cut off"),
    "ODS of repeated cells": (repeated_cells, "more than 5000000 filled cells"),
    "ODS with a password": (protected_ods, "password"),
    "XLSX with a password": (protected_workbook, "password"),
    "XLS with a password": (old_workbook_with_password, "password"),
    "XLS in a circle": (old_workbook_in_a_circle, "damaged or cut off"),
    "XLS with far cells": (far_cells_of_an_old_workbook, "65536 rows by 256 columns"),
    "NUL characters": (nul_characters, "NUL character at position 10"),
    "text cell of 2 MB": (huge_text_cell, "more than 1000000 characters"),
    "quote that never closes": (endless_quote, "never closes .* from row 2"),
    "page with entities": (page_with_entities, "DTD or entity"),
    "page with endless spans": (endless_span, "merged ranges that cover 99999980000001 cells"),
    "page of 20,000 open tables": (unclosed_tables, "256 sheets"),
}
"""Name, maker, and words of the sentence that refuses the file."""


# --- strange, and read all the same -------------------------------------------------------------------------------


def markup_and_escapes() -> bytes:
    return f'id,saran\n1,"{MARKUP}"\n2,"{ESCAPES}"\n3,=cmd|\' /C calc\'!A0\n'.encode()


def five_thousand_columns() -> bytes:
    header = ",".join(f"q{number}" for number in range(1, 5001))
    return f"{header}\n{','.join(['4'] * 5000)}\n".encode()


def five_thousand_columns_of_a_workbook() -> bytes:
    cells = "".join(f"<c><v>{number}</v></c>" for number in range(1, 5001))
    return workbook(sheet_xml(f'<row r="1">{cells}</row><row r="2">{cells}</row>'))


def link_in_a_cell() -> bytes:
    rels = _RELATIONS.format(relation("rId1", "hyperlink", "mailto:someone", external=True))
    return workbook(plain_sheet(), {"xl/worksheets/_rels/sheet1.xml.rels": rels})


def compressed_picture() -> bytes:
    return workbook(plain_sheet(), {"xl/media/image1.emz": b"\x1f\x8b\x08" + bytes(50)})


READ: Final[dict[str, Callable[[], bytes]]] = {
    "markup and escapes": markup_and_escapes,
    "5,000 columns": five_thousand_columns,
    "5,000 columns of a workbook": five_thousand_columns_of_a_workbook,
    "a link in a cell": link_in_a_cell,
    "a gzipped picture": compressed_picture,
}
