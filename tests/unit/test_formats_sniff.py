"""What a file is: its content decides, and what is known but not read is refused by name."""

import gzip
import io
import sqlite3
from pathlib import Path

import hostile_files as hostile
import pytest

from transforms.formats.grid import FileFormat
from transforms.formats.sniff import sniff
from transforms.intake.sheets import UnreadableError


def _sniff(data: bytes) -> FileFormat:
    return sniff(io.BytesIO(data)).file_format


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (hostile.workbook(hostile.plain_sheet()), FileFormat.XLSX),
        (hostile.old_workbook(hostile.number_cell(0, 0, 1.0), 1, 1), FileFormat.XLS),
        (hostile.archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), FileFormat.ODS),
        (b"  \r\n<!-- ekspor --><TABLE><tr><td>1</td></tr></TABLE>", FileFormat.HTML),
        ("\ufeff<html><body><table></table></body></html>".encode(), FileFormat.HTML),
        ("<html></html>".encode("utf-16"), FileFormat.HTML),
        (b'<?xml version="1.0"?><!DOCTYPE html><html><table></table></html>', FileFormat.HTML),
        (b"$FL2@(#) SPSS DATA FILE", FileFormat.SAV),
        (b"$FL3@(#) SPSS DATA FILE", FileFormat.SAV),
        (b"<stata_dta><header>", FileFormat.DTA),
        (b"\x72\x02\x01\x00rest", FileFormat.DTA),
        (b"PAR1....", FileFormat.PARQUET),
        (b"id,u1\n1,4\n", FileFormat.TEXT),
        (b"BMKG,u1\nJakarta,4\n", FileFormat.TEXT),
        (b"MZ,u1\n1,4\n", FileFormat.TEXT),
        (b"<5 tahun;4\n", FileFormat.TEXT),
    ],
)
def test_read_formats(data: bytes, expected: FileFormat) -> None:
    assert _sniff(data) is expected


def _sqlite() -> bytes:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("create table t (a)")
        return connection.serialize()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "an empty file"),
        (b" \r\n\t", "an empty file"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "an image"),
        (b"\xff\xd8\xff\xe0JFIF", "an image"),
        (gzip.compress(b"id,u1\n"), "a compressed archive"),
        (_sqlite(), "a database"),
        (b"{\\rtf1 laporan}", "an RTF document"),
        (b"MZ\x90\x00\x03\x00\x00\x00\x04" + bytes(100), "a program"),
        (bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011") + bytes(50), "a SAS file"),
        (b"ASCII SPSS PORT FILE".ljust(456) + b"SPSSPORT", "an SPSS portable file"),
        (
            b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>",
            "XML Spreadsheet 2003",
        ),
        (b"<?xml version='1.0'?><data/>", "an XML document"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n", "a web archive"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00", "Excel 4 or older"),
        (b"PAREencrypted", "an encrypted Parquet file"),
        (hostile.archive({"laporan.csv": "id,u1"}), "a ZIP archive; send the files in it one by one"),
        (hostile.archive({"word/document.xml": "<a/>"}), "a Word document"),
        (hostile.archive({"ppt/presentation.xml": "<a/>"}), "a presentation"),
        (hostile.archive({"xl/workbook.bin": "x"}), "XLSB"),
        (hostile.archive({"Index/Document.iwa": "x"}), "Apple Numbers"),
        (hostile.protected_workbook(), "a workbook with a password; save it without one"),
        (hostile.compound({"WordDocument": b"x" * 5000}), "no Excel workbook"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(100), "damaged or cut off"),
    ],
)
def test_refused_kinds_have_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words) as refused:
        _sniff(data)
    assert refused.value.problem_id != refused.value.problem_en


def test_every_demo_export_is_what_its_layout_says(checkout: Path) -> None:
    found = {
        path.suffix: _sniff(path.read_bytes())
        for path in (checkout / "data" / "raw").rglob("*.*")
        if path.suffix in (".csv", ".xlsx")
    }
    assert found == {".csv": FileFormat.TEXT, ".xlsx": FileFormat.XLSX}
