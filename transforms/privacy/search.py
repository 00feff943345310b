"""Looks for planted values in every file of a folder: the proof that nothing personal went further than it may.

A test plants values in raw exports, runs the pipeline and searches what it published; an auditor does the same with a
copy. Files are read as a stream of bytes, archives are opened, and tables are read through their own reader, because
a compressed column shows nothing to a search of bytes. What comes back names the file and the form of the value,
never the value; what could not be looked into is named too, so that an unread file is no silent pass.
"""

import base64
import bz2
import glob
import gzip
import html
import json
import lzma
import sqlite3
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO, Final
from urllib.parse import quote, quote_plus, unquote

import duckdb

_CHUNK: Final = 1 << 20
_SHORTEST: Final = 4  # characters; a shorter value stands in any file by chance
_SHORTEST_NUMBER: Final = 9  # digits; a shorter one is a pattern of bytes by chance
_SHORTEST_BASE64: Final = 8  # characters, 48 bits
_ROWS: Final = 2048
_FOLDED, _EXACT, _UNBROKEN = "folded", "exact", "unbroken"  # how the bytes are prepared before a needle is looked for

Opener = Callable[[], AbstractContextManager[IO[bytes]]]


@dataclass(frozen=True)
class Hit:
    """One place: the file, the member of an archive or table, which of the values by its place, and in what form."""

    file: str
    member: str | None
    value_number: int
    form: str


@dataclass(frozen=True)
class Unread:
    """A file or member that could not be looked into, and why."""

    file: str
    member: str | None
    reason: str


@dataclass(frozen=True)
class SearchLimits:
    """How deep archives are opened and how many bytes one member may unpack to."""

    depth: int = 3
    member_bytes: int = 1 << 30


@dataclass(frozen=True)
class SearchResult:
    """What was found and what was looked at: ``values_n`` values in ``files_n`` files, ``bytes_n`` bytes unpacked."""

    hits: tuple[Hit, ...]
    unread: tuple[Unread, ...]
    values_n: int
    files_n: int
    bytes_n: int

    @property
    def is_clean(self) -> bool:
        """True when nothing was found and everything could be read."""
        return not self.hits and not self.unread


class _TooLongError(Exception):
    pass


def search(values: Sequence[str], folder: Path, limits: SearchLimits | None = None) -> SearchResult:
    """Return where any of the values stands below a folder.

    Looked for, without regard to the case of Latin letters: the value in UTF-8, Windows-1252 and UTF-16, URL-encoded,
    JSON- and HTML-escaped, in hexadecimal and in base 64 at any position and over line breaks; a number also as 64-bit
    integer and floating-point number and without its leading zeros. Opened: ZIP with XLSX and ODS, gzip, bzip2, xz;
    tables of DuckDB, Parquet and SQLite. Names of files and members count as well.

    Not found: a value that a file splits (rich text of a workbook), letters drawn in a PDF or a picture, and what a
    database has dropped but not overwritten in compressed blocks. Close a DuckDB file before: reading it in the
    process that has it open gives up its lock.

    Args:
        values: the planted values, each of four characters or more; hits name them by their place from 0 on.
        folder: the folder; symbolic links are not followed, and one that leads out of it is named as unread.
        limits: bounds of archives.

    Raises:
        ValueError: no values, or one shorter than four characters.
        NotADirectoryError: the folder is none.
    """
    short = [number for number, value in enumerate(values) if len(value.strip()) < _SHORTEST]
    if not values or short:
        raise ValueError(
            f"Found {len(values)} values, too short at {short}; expected values of {_SHORTEST} characters."
        )
    if not folder.is_dir():
        raise NotADirectoryError("Found no folder to search, expected an existing one.")
    look = _Search(values, limits or SearchLimits())
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        look.name(name, name, None)
        if path.is_symlink():
            if not path.resolve().is_relative_to(folder.resolve()):
                look.skip(name, None, "a symbolic link that leads out of the folder")
        elif path.is_file():
            look.file(name, path)
    return look.result()


# --- needles ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Needle:
    number: int
    form: str
    prepared: str
    content: bytes


def _needles(values: Sequence[str]) -> tuple[_Needle, ...]:
    found: dict[tuple[int, str, bytes], _Needle] = {}
    for number, value in enumerate(values):
        for form, prepared, content in _forms(value.strip()):
            needle = content.lower() if prepared == _FOLDED else content
            found.setdefault((number, prepared, needle), _Needle(number, form, prepared, needle))
    return tuple(found.values())


def _forms(value: str) -> Iterator[tuple[str, str, bytes]]:
    spellings = [value, value.replace("'", "''"), value.replace('"', '""')]
    spellings += [unicodedata.normalize(form, value) for form in ("NFC", "NFD")]
    if value.isascii() and value.isdigit() and len(value.lstrip("0")) >= _SHORTEST_NUMBER:
        spellings.append(value.lstrip("0"))
        whole = int(value)
        if whole < 1 << 63:
            yield "binary_number", _EXACT, struct.pack("<q", whole)
            yield "binary_number", _EXACT, struct.pack(">q", whole)
            yield "binary_number", _EXACT, struct.pack("<d", float(whole))
    for text in spellings:
        yield "text", _FOLDED, text.encode()
        yield "utf_16", _FOLDED, text.encode("utf-16-le")
        yield "utf_16", _FOLDED, text.encode("utf-16-be")
        for code_page in ("cp1252", "cp949"):
            content = text.encode(code_page, errors="ignore")
            if content.decode(code_page, errors="ignore") == text:
                yield "code_page", _FOLDED, content
    yield "json_escaped", _FOLDED, json.dumps(value)[1:-1].encode()
    yield "json_escaped", _FOLDED, json.dumps(value)[1:-1].replace("/", "\\/").encode()
    for encoded in (quote(value), quote(value, safe=""), quote_plus(value)):
        yield "url_encoded", _FOLDED, encoded.encode()
    marks = {c for c in value if not c.isalnum() and c != " "}
    for spelling in ("&#{};", "&#x{:x};", "&#{:03};"):
        escaped = "".join(spelling.format(ord(c)) if c in marks or not c.isascii() else c for c in value)
        yield "html_escaped", _FOLDED, escaped.encode()
    yield "html_escaped", _FOLDED, html.escape(value).encode()
    yield "hexadecimal", _FOLDED, value.encode().hex().encode()
    for content in (value.encode(), value.encode("utf-16-le")):
        for core in _base64_cores(content):
            yield "base64", _UNBROKEN, core
            yield "base64", _UNBROKEN, core.replace(b"+", b"-").replace(b"/", b"_")


def _base64_cores(content: bytes) -> Iterator[bytes]:
    """Return the characters that base 64 has for the content at each of the three places in a group of three bytes."""
    for before, start in ((0, 0), (1, 2), (2, 3)):
        core = base64.b64encode(b"\0" * before + content)[start : (before + len(content)) * 8 // 6]
        if len(core) >= _SHORTEST_BASE64:
            yield core


# --- the search ---------------------------------------------------------------------------------------------------


class _Search:
    """One search: what was found so far, and how to look into the next file."""

    def __init__(self, values: Sequence[str], limits: SearchLimits) -> None:
        self._values = [value.strip() for value in values]
        self._needles = _needles(values)
        self._overlap = max(len(needle.content) for needle in self._needles) - 1
        self._limits = limits
        self._hits: dict[Hit, None] = {}
        self._unread: list[Unread] = []
        self._files = 0
        self._bytes = 0

    def result(self) -> SearchResult:
        return SearchResult(tuple(self._hits), tuple(self._unread), len(self._values), self._files, self._bytes)

    def skip(self, file: str, member: str | None, reason: str) -> None:
        self._unread.append(Unread(self._shown(file), self._member(member), reason))

    def name(self, text: str, file: str, member: str | None) -> None:
        """Look into the name of a file or member."""
        for number, value in enumerate(self._values):
            if value.casefold() in text.casefold() or value.casefold() in unquote(text).casefold():
                self._hits[Hit(self._shown(file), self._member(member), number, "file_name")] = None

    def file(self, name: str, path: Path) -> None:
        self._files += 1
        opener: Opener = lambda: path.open("rb")  # noqa: E731
        head = self._examine(name, None, opener, 0)
        for signature, offset, rows in (
            (b"PAR1", 0, _parquet_rows),
            (b"DUCK", 8, _duckdb_rows),
            (b"SQLite format 3\0", 0, _sqlite_rows),
        ):
            if head[offset : offset + len(signature)] == signature:
                self._tables(name, rows(path))

    def _tables(self, name: str, rows: Generator[tuple[str, bytes], None, None]) -> None:
        try:
            # An error in the middle must not leave the database open.
            with closing(rows):
                for table, blocks in groupby(rows, key=lambda row: row[0]):
                    self._scan(name, table, (content for _, content in blocks))
        except (duckdb.Error, sqlite3.Error, OSError, UnicodeError) as error:
            self.skip(name, None, f"its tables cannot be read ({type(error).__name__})")

    def _examine(self, file: str, member: str | None, opener: Opener, depth: int) -> bytes:
        """Search the bytes of a file or member, then what they contain; return the first bytes."""
        head = b""
        try:
            with opener() as stream:
                head = stream.read(16)
            with opener() as stream:
                self._scan(file, member, _chunks(stream, self._limits.member_bytes if depth else None))
            self._open(file, member, opener, head, depth)
        except _TooLongError:
            self.skip(file, member, f"it unpacks to more than {self._limits.member_bytes} bytes")
        except (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, RuntimeError, ValueError) as error:
            self.skip(file, member, f"it cannot be read ({type(error).__name__})")
        return head

    def _open(self, file: str, member: str | None, opener: Opener, head: bytes, depth: int) -> None:
        is_inside = depth > 0
        if head.startswith((b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"%PDF")):
            self.skip(file, member, "no reader for what it packs (zstd, 7z, RAR or PDF)")
        elif is_inside and (head.startswith((b"PAR1", b"SQLite format 3\0")) or head[8:12] == b"DUCK"):
            self.skip(file, member, "a table inside an archive; unpack it first")
        elif head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            self._zip(file, member, opener, depth)
        else:
            for signature, unpack in (
                (b"\x1f\x8b", _gunzip),
                (b"BZh", _bunzip),
                (b"\xfd7zXZ\0", _unxz),
            ):
                if head.startswith(signature) and self._is_shallow(file, member, depth):
                    inner = f"{member}!" if member else "!"
                    self._examine(file, inner, lambda unpack=unpack: unpack(opener), depth + 1)  # type: ignore[misc]

    def _zip(self, file: str, member: str | None, opener: Opener, depth: int) -> None:
        if not self._is_shallow(file, member, depth):
            return
        with opener() as stream, zipfile.ZipFile(stream) as archive:
            for entry in archive.infolist():
                inner = f"{member}!{entry.filename}" if member else entry.filename
                self.name(entry.filename, file, inner)
                if entry.flag_bits & 1:
                    self.skip(file, inner, "it is encrypted")
                elif entry.file_size > self._limits.member_bytes:
                    self.skip(file, inner, f"it unpacks to more than {self._limits.member_bytes} bytes")
                elif not entry.is_dir():
                    self._examine(file, inner, lambda entry=entry: archive.open(entry), depth + 1)  # type: ignore[misc]

    def _is_shallow(self, file: str, member: str | None, depth: int) -> bool:
        if depth < self._limits.depth:
            return True
        self.skip(file, member, f"archives within archives deeper than {self._limits.depth}")
        return False

    def _scan(self, file: str, member: str | None, chunks: Iterable[bytes]) -> None:
        """Search a stream; what one chunk ends with is looked at again with the next one."""
        tails = {_FOLDED: b"", _EXACT: b"", _UNBROKEN: b""}
        shown, inner = self._shown(file), self._member(member)
        left = [n for n in self._needles if Hit(shown, inner, n.number, n.form) not in self._hits]
        for chunk in chunks:
            self._bytes += len(chunk)
            prepared = {_FOLDED: chunk.lower(), _EXACT: chunk, _UNBROKEN: chunk.translate(None, b"\r\n")}
            seen = {way: tails[way] + content for way, content in prepared.items()}
            found = {(n.number, n.form) for n in left if n.content in seen[n.prepared]}
            for number, form in sorted(found):
                self._hits[Hit(shown, inner, number, form)] = None
            left = [n for n in left if (n.number, n.form) not in found]
            tails = {way: content[-self._overlap :] for way, content in seen.items()}

    def _member(self, member: str | None) -> str | None:
        return None if member is None else self._shown(member)

    def _shown(self, shown: str) -> str:
        """Return a name without the values that stand in it."""
        for value in sorted(self._values, key=len, reverse=True):
            place = shown.casefold().find(value.casefold())
            while place >= 0:
                shown = f"{shown[:place]}[...]{shown[place + len(value) :]}"
                place = shown.casefold().find(value.casefold(), place + 5)
        return shown


def _chunks(stream: IO[bytes], limit: int | None) -> Iterator[bytes]:
    total = 0
    while chunk := stream.read(_CHUNK):
        total += len(chunk)
        if limit is not None and total > limit:
            raise _TooLongError
        yield chunk


@contextmanager
def _gunzip(opener: Opener) -> Iterator[IO[bytes]]:
    with opener() as packed, gzip.GzipFile(fileobj=packed) as stream:
        yield stream  # type: ignore[misc]


@contextmanager
def _bunzip(opener: Opener) -> Iterator[IO[bytes]]:
    with opener() as packed, bz2.BZ2File(packed) as stream:
        yield stream


@contextmanager
def _unxz(opener: Opener) -> Iterator[IO[bytes]]:
    with opener() as packed, lzma.LZMAFile(packed) as stream:
        yield stream


# --- tables -------------------------------------------------------------------------------------------------------


def _parquet_rows(path: Path) -> Generator[tuple[str, bytes], None, None]:
    with duckdb.connect(":memory:", config={"autoinstall_known_extensions": False}) as con:
        # A name with brackets or stars would read other files.
        relation = con.read_parquet(glob.escape(str(path)), hive_partitioning=False)
        yield from _rows("table", con, relation)


def _duckdb_rows(path: Path) -> Generator[tuple[str, bytes], None, None]:
    with duckdb.connect(str(path), read_only=True, config={"autoinstall_known_extensions": False}) as con:
        tables = con.table_function("duckdb_tables").project("schema_name", "table_name").fetchall()
        for schema, table in sorted(tables):
            quoted = ".".join('"' + part.replace('"', '""') + '"' for part in (schema, table))
            yield from _rows(table, con, con.table(quoted))


def _rows(
    table: str, con: duckdb.DuckDBPyConnection, relation: duckdb.DuckDBPyRelation
) -> Generator[tuple[str, bytes], None, None]:
    yield table, "".join(f"{column}\n" for column in relation.columns).encode()
    cursor = con.execute(relation.sql_query())  # a relation keeps no result, so it cannot give rows in blocks
    while rows := cursor.fetchmany(_ROWS):
        yield table, b"\n".join(_bytes(cell) for row in rows for cell in row) + b"\n"


def _sqlite_rows(path: Path) -> Generator[tuple[str, bytes], None, None]:
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)) as con:
        con.text_factory = lambda content: content.decode("utf-8", errors="replace")
        for statement in con.iterdump():
            yield "dump", f"{statement}\n".encode()


def _bytes(cell: object) -> bytes:
    return bytes(cell) if isinstance(cell, bytes | bytearray) else str(cell).encode("utf-8", errors="replace")
