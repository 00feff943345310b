"""Says what a file is by its content; the name of a file is never looked at."""

import re
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, Final

from transforms.formats.grid import FileFormat
from transforms.formats.ole import SIGNATURE, CompoundFile
from transforms.intake.sheets import UnreadableError

_ZIP: Final = b"PK\x03\x04"
_HEAD: Final = 4096
_STATA_OLD: Final = frozenset(range(102, 116))  # release numbers before the tagged format of release 117
_HTML: Final = re.compile(r"<\s*(?:!doctype\s+html|html|head|body|table|meta|style)\b", re.IGNORECASE)
_XML_SPREADSHEET: Final = "urn:schemas-microsoft-com:office:spreadsheet"


class Refused(StrEnum):
    """Kinds of files that are known and not read."""

    ENCRYPTED = "encrypted"
    XLSB = "xlsb"
    DOCX = "docx"
    PPTX = "pptx"
    NUMBERS = "numbers"
    ZIP = "zip"
    OLD_OFFICE = "old_office"
    PDF = "pdf"
    IMAGE = "image"
    ARCHIVE = "archive"
    DATABASE = "database"
    SPSS_PORTABLE = "spss_portable"
    SAS = "sas"
    R_DATA = "r_data"
    RTF = "rtf"
    XML = "xml"
    XML_SPREADSHEET = "xml_spreadsheet"
    MHTML = "mhtml"
    PROGRAM = "program"
    MEDIA = "media"


# What it is, and what the sender can do about it.
_SENTENCES: Final[dict[Refused, tuple[str, str]]] = {
    Refused.ENCRYPTED: ("buku kerja berkata sandi; simpan tanpa kata sandi lalu kirim ulang",
        "a workbook with a password; save it without one and send it again"),
    Refused.XLSB: ("buku kerja biner (XLSB); simpan sebagai XLSX", "a binary workbook (XLSB); save it as XLSX"),
    Refused.DOCX: ("dokumen Word (DOCX); kirim ekspor data, bukan laporannya", "a Word document (DOCX); send the data export, not the report"),
    Refused.PPTX: ("presentasi (PPTX); kirim ekspor data", "a presentation (PPTX); send the data export"),
    Refused.NUMBERS: ("berkas Apple Numbers; ekspor sebagai XLSX atau CSV", "an Apple Numbers file; export it as XLSX or CSV"),
    Refused.ZIP: ("arsip ZIP; kirim berkas di dalamnya satu per satu", "a ZIP archive; send the files in it one by one"),
    Refused.OLD_OFFICE: ("berkas Office lama yang bukan buku kerja Excel", "an old Office file that is no Excel workbook"),
    Refused.PDF: ("PDF; kirim ekspor data, bukan cetakannya", "a PDF; send the data export, not its print"),
    Refused.IMAGE: ("gambar atau pindaian; kirim ekspor data", "an image or a scan; send the data export"),
    Refused.ARCHIVE: ("arsip terkompresi; kirim berkas di dalamnya", "a compressed archive; send the file in it"),
    Refused.DATABASE: ("basis data; ekspor tabel jawaban sebagai CSV atau XLSX", "a database; export the table of answers as CSV or XLSX"),
    Refused.SPSS_PORTABLE: ("berkas SPSS portable (.por); simpan sebagai .sav", "an SPSS portable file (.por); save it as .sav"),
    Refused.SAS: ("berkas SAS; ekspor sebagai .sav, CSV atau XLSX", "a SAS file; export it as .sav, CSV or XLSX"),
    Refused.R_DATA: ("berkas data R; ekspor sebagai CSV", "an R data file; export it as CSV"),
    Refused.RTF: ("dokumen RTF; kirim ekspor data", "an RTF document; send the data export"),
    Refused.XML: ("dokumen XML; ekspor sebagai CSV atau XLSX", "an XML document; export it as CSV or XLSX"),
    Refused.XML_SPREADSHEET: ("XML Spreadsheet 2003; simpan sebagai XLSX", "an XML Spreadsheet 2003; save it as XLSX"),
    Refused.MHTML: ("arsip halaman web (MHTML); simpan sebagai XLSX", "a web archive (MHTML); save it as XLSX"),
    Refused.PROGRAM: ("program, bukan data", "a program, not data"),
    Refused.MEDIA: ("rekaman suara atau video", "a sound or video recording"),
}  # fmt: skip

# Signatures at the start of a file, by the published file formats; longer ones before shorter ones.
_MAGICS: Final[tuple[tuple[bytes, Refused], ...]] = (
    (b"%PDF-", Refused.PDF),
    (b"\x89PNG\r\n\x1a\n", Refused.IMAGE), (b"\xff\xd8\xff", Refused.IMAGE), (b"GIF87a", Refused.IMAGE),
    (b"GIF89a", Refused.IMAGE), (b"II*\x00", Refused.IMAGE), (b"MM\x00*", Refused.IMAGE), (b"BM", Refused.IMAGE),
    (b"\x1f\x8b", Refused.ARCHIVE), (b"7z\xbc\xaf\x27\x1c", Refused.ARCHIVE), (b"Rar!\x1a\x07", Refused.ARCHIVE),
    (b"\xfd7zXZ\x00", Refused.ARCHIVE), (b"BZh", Refused.ARCHIVE), (b"\x28\xb5\x2f\xfd", Refused.ARCHIVE),
    (b"SQLite format 3\x00", Refused.DATABASE), (b"\x00\x01\x00\x00Standard Jet DB", Refused.DATABASE),
    (b"\x00\x01\x00\x00Standard ACE DB", Refused.DATABASE),
    (b"HEADER RECORD*******LIBRARY HEADER RECORD", Refused.SAS),
    (b"RDX2\n", Refused.R_DATA), (b"RDX3\n", Refused.R_DATA), (b"{\\rtf", Refused.RTF),
    (b"MZ", Refused.PROGRAM), (b"\x7fELF", Refused.PROGRAM), (b"OggS", Refused.MEDIA), (b"ID3", Refused.MEDIA),
)  # fmt: skip
_SAS_DATA: Final = bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011")
_BINARY_SHORT: Final = frozenset({b"BM", b"MZ", b"BZh", b"ID3"})  # letters that a text export may start with


@dataclass(frozen=True)
class Sniffed:
    """What a file is; ``has_macros`` for a workbook that carries a program, which is never run."""

    file_format: FileFormat
    has_macros: bool = False


def sniff(source: IO[bytes]) -> Sniffed:
    """Return the format of a file by its content.

    Args:
        source: the file, open for binary reading and seekable; only its start, a zip directory or an OLE2 directory
            is read.

    Raises:
        UnreadableError: an empty file, or one of a kind that is known and not read.
    """
    source.seek(0)
    head = source.read(_HEAD)
    if not head.strip():
        raise UnreadableError("berkas kosong", "an empty file")
    if head.startswith((_ZIP, b"PK\x05\x06")):
        return _sniff_zip(source)
    if head.startswith(SIGNATURE):
        source.seek(0)
        return _sniff_ole(source.read())
    if head.startswith((b"$FL2", b"$FL3")) or head[:4] in (b"2LF$", b"3LF$"):
        return Sniffed(FileFormat.SAV)
    if head.startswith(b"<stata_dta>") or _is_old_stata(head):
        return Sniffed(FileFormat.DTA)
    if head.startswith(b"PAR1"):
        return Sniffed(FileFormat.PARQUET)
    if head.startswith(b"PARE"):
        raise UnreadableError("berkas Parquet terenkripsi", "an encrypted Parquet file")
    _refuse_magics(head)
    if _is_old_workbook_stream(head):
        raise UnreadableError(
            "buku kerja Excel 4 atau lebih lama; simpan sebagai XLSX", "a workbook of Excel 4 or older; save it as XLSX"
        )
    return Sniffed(_sniff_text(head))


def _refuse(kind: Refused) -> UnreadableError:
    return UnreadableError(*_SENTENCES[kind])


def _refuse_magics(head: bytes) -> None:
    for magic, kind in _MAGICS:
        if head.startswith(magic) and (magic not in _BINARY_SHORT or _looks_binary(head)):
            raise _refuse(kind)
    if head.startswith(_SAS_DATA):
        raise _refuse(Refused.SAS)
    if head[4:8] == b"ftyp" or (head.startswith(b"RIFF") and head[8:12] in (b"WAVE", b"AVI ")):
        raise _refuse(Refused.IMAGE if head[8:12] in (b"heic", b"heix", b"mif1", b"avif") else Refused.MEDIA)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        raise _refuse(Refused.IMAGE)
    if b"SPSSPORT" in head[:600]:
        raise _refuse(Refused.SPSS_PORTABLE)


def _looks_binary(head: bytes) -> bool:
    return sum(byte < 9 or 13 < byte < 27 for byte in head[:256]) > 2


def _is_old_stata(head: bytes) -> bool:
    return len(head) > 4 and head[0] in _STATA_OLD and head[1] in (1, 2) and head[2] == 1 and head[3] == 0


def _is_old_workbook_stream(head: bytes) -> bool:
    # Excel 2 to 4 wrote the records without a container: BOF with its length.
    return head[:2] in (b"\x09\x00", b"\x09\x02", b"\x09\x04") and head[2:4] in (b"\x04\x00", b"\x06\x00")


def _sniff_zip(source: IO[bytes]) -> Sniffed:
    try:
        with zipfile.ZipFile(source) as archive:
            names = set(archive.namelist()[:10_000])
            mimetype = archive.open("mimetype").read(100) if "mimetype" in names else b""
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, KeyError):
        raise UnreadableError(
            "buku kerja atau arsip ZIP yang rusak atau terpotong",
            "a workbook or ZIP archive that is damaged or cut off",
        ) from None
    except zipfile.zlib.error:  # type: ignore[attr-defined]
        raise UnreadableError(
            "buku kerja atau arsip ZIP yang rusak atau terpotong",
            "a workbook or ZIP archive that is damaged or cut off",
        ) from None
    if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return Sniffed(FileFormat.ODS)
    if "xl/workbook.xml" in names:
        return Sniffed(FileFormat.XLSX, has_macros=any(name.lower().endswith("vbaproject.bin") for name in names))
    known = (
        ("xl/workbook.bin", Refused.XLSB),
        ("word/document.xml", Refused.DOCX),
        ("ppt/presentation.xml", Refused.PPTX),
        ("Index/Document.iwa", Refused.NUMBERS),
    )
    for name, kind in known:
        if name in names:
            raise _refuse(kind)
    # A workbook that names its main part otherwise still declares it; the part itself is found by the reader.
    if "[Content_Types].xml" in names and "_rels/.rels" in names and any(n.startswith("xl/") for n in names):
        return Sniffed(FileFormat.XLSX)
    raise _refuse(Refused.ZIP)


def _sniff_ole(data: bytes) -> Sniffed:
    names = CompoundFile(data).names()
    if "EncryptedPackage" in names or "EncryptionInfo" in names:
        raise _refuse(Refused.ENCRYPTED)
    if "Workbook" in names or "Book" in names:
        return Sniffed(FileFormat.XLS, has_macros="_VBA_PROJECT_CUR" in names)
    raise _refuse(Refused.OLD_OFFICE)


def _sniff_text(head: bytes) -> FileFormat:
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1"
    start = head.decode(encoding, errors="replace").lstrip("\ufeffï»¿ \t\r\n").replace("\x00", "")
    lowered = start.lower()
    if lowered.startswith("mime-version:") or "content-type: multipart/related" in lowered[:1000]:
        raise _refuse(Refused.MHTML)
    if lowered.startswith("<?xml") and _XML_SPREADSHEET in lowered and "<html" not in lowered:
        raise _refuse(Refused.XML_SPREADSHEET)
    if start.startswith("<") and _HTML.search(start):
        return FileFormat.HTML
    if lowered.startswith("<?xml"):
        raise _refuse(Refused.XML)
    return FileFormat.TEXT
