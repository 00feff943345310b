"""Looks at an archive before any library parses it: inflates it in blocks, believes no declared size, keeps nothing.

A two-kilobyte workbook can ask a reader for half a terabyte; such files are refused here with a sentence. What gets
past is still contained by the bounded process that opens files (``flows.sandbox``).
"""

import codecs
import re
import zipfile
from typing import IO, Final

from transforms.formats.limits import MIB, Limits
from transforms.formats.xml import document_type_error, local, stream_xml
from transforms.intake.sheets import UnreadableError

_BLOCK: Final = 1 << 16
_OVERLAP: Final = 16
_DECLARATION: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_XML_NAMES: Final = (".xml", ".rels", ".vml")
_ARCHIVES: Final = (b"PK\x03\x04", b"\x1f\x8b\x08", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\xfd7zXZ\x00")
_PICTURES: Final = "xl/media/"  # Windows metafiles stand there gzipped (.emz); nothing opens them
_WIDE_XML: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\x00", b"\x00<")
_DRIVE: Final = re.compile(r"^[A-Za-z]:")
_EXTERNAL_PARTS: Final = ("xl/externalLinks/", "xl/connections.xml", "xl/queryTables/", "xl/ddeLinks/")
_FETCHED: Final = ("externalLink", "externalLinkPath", "oleObject", "attachedTemplate", "connections", "queryTable")
_OPENED_ERRORS: Final = (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


def check_size(size: int, limits: Limits) -> None:
    """Refuse a file that is larger than any survey export.

    Raises:
        UnreadableError: more bytes than ``limits.file_bytes``.
    """
    if size > limits.file_bytes:
        raise _too_much("{} MiB, lebih dari batas {} MiB", "{} MiB, more than the limit of {} MiB",
                        -(-size // MIB), limits.file_bytes // MIB)  # fmt: skip


def check_archive(source: IO[bytes], limits: Limits) -> int:
    """Refuse a zip archive that is a bomb, plays tricks with names, declares entities or fetches from elsewhere.

    Args:
        source: the workbook, open for binary reading.
        limits: how large it may become.

    Returns:
        The number of ordinary links (web and mail addresses in cells); they are never followed.

    Raises:
        UnreadableError: any of the above, an encrypted member, or a damaged archive.
    """
    source.seek(0)
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
            _check_names(members, limits)
            total = 0
            for member in members:
                total += _inflate(archive, member, limits, limits.total_bytes - total)
            return sum(
                _check_relations(archive, member) for member in members if member.filename.lower().endswith(".rels")
            )
    except _OPENED_ERRORS:
        raise damaged_archive() from None
    except zipfile.zlib.error:  # type: ignore[attr-defined]
        raise damaged_archive() from None


def damaged_archive() -> UnreadableError:
    """Return the refusal of an archive that does not unpack."""
    return UnreadableError("buku kerja yang rusak atau terpotong", "a workbook that is damaged or cut off")


def check_position(row: int, column: int, limits: Limits) -> None:
    """Refuse a cell outside the grid that is read; rows and columns count from 1.

    Raises:
        UnreadableError: a cell beyond the last row or column.
    """
    if row > limits.rows or column > limits.columns or row < 1 or column < 1:
        raise _too_much("sel pada baris {} kolom {}, di luar lembar", "a cell in row {} and column {}, off the sheet",
                        row, column)  # fmt: skip


def check_area(rows: int, columns: int, limits: Limits) -> None:
    """Refuse a rectangle that a reader would hold in memory whole.

    Raises:
        UnreadableError: more cells from A1 to the last filled one than ``limits.area``.
    """
    if rows * columns > limits.area:
        raise _too_much(
            "sel terisi yang berjauhan: {} baris kali {} kolom; hapus sel di luar tabel",
            "filled cells far apart: {} rows by {} columns; delete the cells outside the table", rows, columns,
        )  # fmt: skip


def check_merged(ranges: int, cells: int, limits: Limits) -> None:
    """Refuse merged ranges that cover more than any header does.

    Raises:
        UnreadableError: too many ranges, or too many cells under them.
    """
    if ranges > limits.merged_ranges or cells > limits.merged_cells:
        raise _too_much("rentang gabungan yang mencakup {} sel; pisahkan sel gabungan di luar judul",
                        "merged ranges that cover {} cells; unmerge the cells outside the header", cells)  # fmt: skip


def check_cells(cells: int, limits: Limits) -> None:
    """Refuse more filled cells than any export has.

    Raises:
        UnreadableError: more than ``limits.cells``.
    """
    if cells > limits.cells:
        raise _too_much("lebih dari {} sel terisi", "more than {} filled cells", limits.cells)


def check_text(length: int, limits: Limits) -> None:
    """Refuse one cell with more text than any answer has.

    Raises:
        UnreadableError: more than ``limits.cell_characters``.
    """
    if length > limits.cell_characters:
        raise _too_much("sel dengan lebih dari {} karakter", "a cell of more than {} characters",
                        limits.cell_characters)  # fmt: skip


def check_sheets(sheets: int, limits: Limits) -> None:
    """Refuse more sheets or tables than a file of one office has.

    Raises:
        UnreadableError: more than ``limits.sheets``.
    """
    if sheets > limits.sheets:
        raise _too_much("{} lembar, lebih dari batas {}", "{} sheets, more than the limit of {}",
                        sheets, limits.sheets)  # fmt: skip


def _too_much(template_id: str, template_en: str, *figures: int) -> UnreadableError:
    return UnreadableError(template_id.format(*figures), template_en.format(*figures))


def _check_names(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.entries:
        raise _too_much("arsip dengan {} berkas, lebih dari batas {}", "an archive of {} files, more than the limit of {}",
                        len(members), limits.entries)  # fmt: skip
    seen: set[str] = set()
    for member in members:
        name = member.filename.replace("\\", "/")
        parts = name.split("/")
        if name.startswith("/") or ".." in parts or _DRIVE.match(name) or "\x00" in member.orig_filename:
            raise UnreadableError(
                "nama berkas di dalam arsip yang menunjuk ke luar arsip",
                "a name inside the archive that points outside it",
            )
        if name.casefold() in seen:
            raise UnreadableError("nama ganda di dalam arsip", "the same name twice inside the archive")
        seen.add(name.casefold())
        if member.flag_bits & 0x1:
            raise UnreadableError(
                "arsip berkata sandi; simpan tanpa kata sandi lalu kirim ulang",
                "an archive with a password; save it without one and send it again",
            )
        if name.startswith(_EXTERNAL_PARTS):
            raise _external()


def _external() -> UnreadableError:
    return UnreadableError(
        "tautan ke buku kerja atau sumber data lain; tempel sebagai nilai lalu kirim ulang",
        "a link to another workbook or data source; paste it as values and send it again",
    )


def _inflate(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits, room: int) -> int:
    """Return how many bytes a member really has, after reading all of it in blocks."""
    is_xml = member.filename.lower().endswith(_XML_NAMES)
    size, tail, first = 0, b"", True
    with archive.open(member) as stream:
        while block := stream.read(_BLOCK):
            if first and block.startswith(_ARCHIVES) and not member.filename.startswith(_PICTURES):
                raise UnreadableError("arsip di dalam arsip", "an archive inside the archive")
            if first and is_xml and block.startswith(_WIDE_XML):
                raise UnreadableError("XML bukan UTF-8 di dalam berkas", "XML inside the file that is not UTF-8")
            first = False
            size += len(block)
            if size > limits.part_bytes or size > room:
                raise _too_much("bom zip: isi arsip lebih dari {} MiB", "a zip bomb: it unpacks to more than {} MiB",
                                min(limits.part_bytes, limits.total_bytes) // MIB)  # fmt: skip
            if size > limits.ratio_from_bytes and size > limits.ratio * max(1, member.compress_size):
                raise _too_much("bom zip: isi arsip lebih dari {} kali ukurannya",
                                "a zip bomb: it unpacks to more than {} times its size", limits.ratio)  # fmt: skip
            if is_xml:
                if _DECLARATION.search(tail + block):
                    raise document_type_error()
                tail = block[-_OVERLAP:]
    return size


def _check_relations(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    links = 0

    def look(name: str, attributes: dict[str, str]) -> None:
        nonlocal links
        if local(name) == "Relationship" and attributes.get("TargetMode") == "External":
            if attributes.get("Type", "").rsplit("/", 1)[-1] in _FETCHED:
                raise _external()
            links += 1

    with archive.open(member) as stream:
        stream_xml(stream, start=look)
    return links
