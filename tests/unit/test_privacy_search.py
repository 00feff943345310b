"""The searcher finds a planted value wherever a program of ours or a spreadsheet could have put it."""

import base64
import bz2
import gzip
import hashlib
import html
import io
import json
import lzma
import sqlite3
import struct
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus

import duckdb
import pytest
import xlsxwriter

from transforms.privacy import search as searching
from transforms.privacy.detection import detect
from transforms.privacy.masking import protect
from transforms.privacy.pseudonyms import PseudonymKey
from transforms.privacy.search import SearchLimits, SearchResult, search

NAME = "Siti Aminah & Zaïnab/Ñ"
NUMBER = "3171015502900001"
MAIL = "siti.aminah@contoh.id"
PLANTED = [NAME, NUMBER, MAIL]


def forms(result: SearchResult) -> set[tuple[int, str]]:
    return {(hit.value_number, hit.form) for hit in result.hits}


def numbers(result: SearchResult) -> set[int]:
    return {hit.value_number for hit in result.hits}


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("value", "content", "form"),
    [
        (NAME, f"a;{NAME};b".encode(), "text"),
        (NAME, NAME.upper().replace("Ï", "ï").replace("Ñ", "Ñ").encode(), "text"),
        (NAME, NAME.encode("cp1252"), "code_page"),
        (NAME, unicodedata.normalize("NFD", NAME).encode(), "text"),
        (NAME, NAME.encode("utf-16"), "utf_16"),
        (NAME, NAME.encode("utf-16-be"), "utf_16"),
        (NAME, json.dumps({"a": NAME}).encode(), "json_escaped"),
        (NAME, json.dumps(NAME).replace("/", "\\/").encode(), "json_escaped"),
        (NAME, html.escape(NAME).encode(), "html_escaped"),
        (NAME, quote(NAME).encode(), "url_encoded"),
        (NAME, quote_plus(NAME).encode(), "url_encoded"),
        (NAME, quote(NAME, safe="").lower().encode(), "url_encoded"),
        (NAME, NAME.encode().hex().encode(), "hexadecimal"),
        (MAIL, MAIL.replace("@", "&#64;").replace(".", "&#46;").encode(), "html_escaped"),
        (MAIL, MAIL.replace("@", "&#x40;").replace(".", "&#x2e;").encode(), "html_escaped"),
        (MAIL, quote(MAIL).encode(), "url_encoded"),
        (NUMBER, struct.pack("<q", int(NUMBER)), "binary_number"),
        (NUMBER, struct.pack("<d", float(NUMBER)), "binary_number"),
        ("081234567890", b"nohp,81234567890", "text"),
        ("Nur 'Aini", b"insert ('Nur ''Aini')", "text"),
        ('Siti "Ani" A', b'"Siti ""Ani"" A"', "text"),
    ],
)
def test_every_form_is_found(tmp_path: Path, value: str, content: bytes, form: str) -> None:
    (tmp_path / "out.bin").write_bytes(b"\x01\x02" + content + b"\x03")
    result = search([value], tmp_path)
    assert (0, form) in forms(result)
    assert (result.files_n, result.values_n, result.unread) == (1, 1, ())


@pytest.mark.parametrize("before", ["", "x", "xy", "xyz"])
def test_base_64_is_found_at_every_position_and_over_line_breaks(tmp_path: Path, before: str) -> None:
    (tmp_path / "a.txt").write_bytes(base64.b64encode(f"{before}{MAIL} und mehr".encode()))
    (tmp_path / "b.txt").write_bytes(base64.urlsafe_b64encode(f"{before}{MAIL}".encode("utf-16-le")))
    (tmp_path / "c.txt").write_bytes(base64.encodebytes(f"{'-' * 40}{before}{MAIL}{'-' * 90}".encode()))
    assert [hit.file for hit in search([MAIL], tmp_path).hits if hit.form == "base64"] == ["a.txt", "b.txt", "c.txt"]


def test_a_value_across_the_edge_of_a_block_is_found(tmp_path: Path) -> None:
    edge = 1 << 20  # bytes read at once
    for shift in (1, 7, len(MAIL) - 1):
        (tmp_path / f"{shift}.txt").write_bytes(b"." * (edge - shift) + MAIL.encode() + b"." * 100)
    assert len(search([MAIL], tmp_path).hits) == 3


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.csv.gz", gzip.compress),
        ("a.csv.bz2", bz2.compress),
        ("a.csv.xz", lzma.compress),
        ("a.zip", lambda content: zipped({"folder/a.csv": content})),
        ("a.zip", lambda content: zipped({"a.csv.gz": gzip.compress(content)})),
        ("a.zip.gz", lambda content: gzip.compress(zipped({"a.csv": content}))),
        ("a.zip", lambda content: zipped({"b.zip": zipped({"a.csv": content})})),
    ],
)
def test_archives_are_opened(tmp_path: Path, name: str, pack: Callable[[bytes], bytes]) -> None:
    (tmp_path / name).write_bytes(pack(f"1;{MAIL};{NAME}\n".encode() * 50))
    result = search(PLANTED, tmp_path)
    assert (numbers(result), result.unread) == ({0, 2}, ())
    assert all(hit.member is not None for hit in result.hits)


def test_a_workbook_is_opened(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet("Jawaban")
        sheet.write_string(0, 0, NAME)
        sheet.write_string(1, 0, MAIL)
    assert numbers(search(PLANTED, tmp_path)) == {0, 2}


def test_compressed_tables_are_read_by_their_own_reader(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "a.duckdb")) as con:
        con.execute('create schema "s ""x"')
        con.execute(
            'create table "s ""x"."t.1" as select i::varchar || ? as n, ?::bigint as k from range(20000) t(i)',
            [f" {MAIL}", int(NUMBER)],
        )
    with duckdb.connect() as con:
        con.execute(
            f"copy (select i::varchar || ' {MAIL}' as n, {NUMBER} as k from range(20000) t(i)) to "
            f"'{tmp_path / 'jan[1].parquet'}' (format parquet, compression zstd)"
        )
        con.execute(f"copy (select 1 as a) to '{tmp_path / 'jan1.parquet'}' (format parquet)")
    lite = sqlite3.connect(tmp_path / "a.sqlite")
    lite.execute("create table t (n text, k integer, b blob)")
    lite.execute("insert into t values (?, ?, ?)", [MAIL, int(NUMBER), NAME.encode()])
    lite.commit()
    lite.close()
    result = search(PLANTED, tmp_path)
    by_table = {(hit.file, hit.value_number) for hit in result.hits if hit.member is not None}
    assert by_table == {
        ("a.duckdb", 1),
        ("a.duckdb", 2),
        ("jan[1].parquet", 1),
        ("jan[1].parquet", 2),
        ("a.sqlite", 0),
        ("a.sqlite", 1),
        ("a.sqlite", 2),
    }
    assert result.unread == ()


def test_what_is_stored_after_protection_holds_nothing_planted(tmp_path: Path) -> None:
    header = ["No", "Nama", "NIK", "No HP", "Email", "U1", "Saran"]
    remark = f"saya Siti Aminah, nik {NUMBER}, hubungi 0812-3456-7890 atau {MAIL}"
    rows = [["1", "Siti Aminah", NUMBER, "+62 812-3456-7890", MAIL, "4", remark]]
    rows += [[str(n), "Budi", "", "", "", "3", f"remark {n} has these words"] for n in range(2, 8)]
    planted = ["Siti Aminah", NUMBER, "081234567890", "+62 812-3456-7890", "0812-3456-7890", MAIL]
    key = PseudonymKey("2024", hashlib.sha256(b"an example that is no secret").digest())
    columns = detect(header, rows)
    stored = [protect(row, columns, key, frozenset([6])) for row in rows]
    for folder, table in (("raw", rows), ("staged", stored)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.json").write_text(json.dumps(table), encoding="utf-8")
        with duckdb.connect(str(tmp_path / folder / "a.duckdb")) as con:
            con.execute("create table t (a text, b text, c text, d text, e text, f text, g text)")
            con.executemany("insert into t values (?, ?, ?, ?, ?, ?, ?)", table)
    assert numbers(search(planted, tmp_path / "raw")) == {0, 1, 3, 4, 5}  # 2 is a spelling that nobody wrote
    assert search(planted, tmp_path / "staged").is_clean
    assert stored[0][5] == "4"
    # The row writes the telephone number with +62, so in the text it is known as a number, not as the row's value.
    assert stored[0][6] == "saya [DATA PRIBADI], nik [DATA PRIBADI], hubungi [NOMOR] atau [DATA PRIBADI]"


def test_names_count_and_are_shown_without_the_value(tmp_path: Path) -> None:
    (tmp_path / f"laporan {MAIL}").mkdir()
    (tmp_path / f"laporan {MAIL}" / "a.txt").write_text("kosong")
    (tmp_path / "b.zip").write_bytes(zipped({f"{NUMBER}.csv": b"1"}))
    result = search(PLANTED, tmp_path)
    assert {(hit.value_number, hit.form) for hit in result.hits} >= {(2, "file_name"), (1, "file_name")}
    assert {hit.file for hit in result.hits} == {"laporan [...]", "laporan [...]/a.txt", "b.zip"}
    assert "b.zip" in {hit.file for hit in result.hits if hit.member == "[...].csv"}


def test_a_result_never_shows_a_value(tmp_path: Path) -> None:
    for number, value in enumerate(PLANTED):
        (tmp_path / f"{number} {value.replace('/', '_')}.txt").write_text(value)
        (tmp_path / f"{number}.zip").write_bytes(zipped({value: value.encode()}))
    result = search(PLANTED, tmp_path)
    assert numbers(result) == {0, 1, 2}
    shown = repr(result).casefold()
    assert not any(value.casefold() in shown for value in PLANTED)


def test_a_clean_folder_is_clean(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.csv").write_text("n;U1\n1;4\n")
    (tmp_path / "b.zip").write_bytes(zipped({"a.csv": b"1;2"}))
    result = search(PLANTED, tmp_path)
    assert result.is_clean
    assert (result.files_n, result.values_n) == (2, 3)
    assert result.bytes_n >= len("n;U1\n1;4\n") + 3


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("cut.gz", gzip.compress(MAIL.encode() * 100)[:-10], "EOFError"),
        ("cut.zip", zipped({"a": MAIL.encode()})[:-10], "BadZipFile"),
        ("a.zst", b"\x28\xb5\x2f\xfd" + b"\0" * 20, "no reader"),
        ("a.pdf", b"%PDF-1.7\n", "no reader"),
        ("a.parquet", b"PAR1" + b"\0" * 40, "its tables cannot be read"),
        ("a.duckdb", b"\0" * 8 + b"DUCK" + b"\0" * 100, "its tables cannot be read"),
        ("a.sqlite", b"SQLite format 3\0" + b"\xff" * 200, "its tables cannot be read"),
        ("a.zip", zipped({"a.parquet": b"PAR1" + b"\0" * 40}), "unpack it first"),
        ("a.zip", zipped({"b": zipped({"c": zipped({"d": zipped({"e": b"f"})})})}), "deeper than 3"),
        ("a.gz", gzip.compress(b"\0" * 3_000_000), "unpacks to more than 2000000 bytes"),
        ("a.zip", zipped({"a": b"\0" * 3_000_000}), "unpacks to more than 2000000 bytes"),
    ],
)
def test_what_cannot_be_read_is_named_and_is_no_pass(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(content)
    result = search(PLANTED, tmp_path, SearchLimits(member_bytes=2_000_000))
    assert not result.is_clean
    assert [entry.file for entry in result.unread] == [name]
    assert reason in result.unread[0].reason


def test_an_encrypted_member_is_named(tmp_path: Path) -> None:
    packed = bytearray(zipped({"a.csv": b"1"}))
    packed[6] |= 1
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(packed)
    assert [entry.reason for entry in search(PLANTED, tmp_path).unread] == ["it is encrypted"]


def test_links_are_not_followed_and_one_that_leads_out_is_named(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text(MAIL)
    folder = tmp_path / "published"
    (folder / "releases").mkdir(parents=True)
    (folder / "current").symlink_to(folder / "releases")
    assert search(PLANTED, folder).is_clean
    (folder / "out").symlink_to(outside)
    result = search(PLANTED, folder)
    assert (result.hits, [entry.reason for entry in result.unread]) == (
        (),
        ["a symbolic link that leads out of the folder"],
    )


@pytest.mark.parametrize("values", [[], ["Ani"], ["  Ani  "], [MAIL, ""]])
def test_values_that_prove_nothing_are_refused(tmp_path: Path, values: list[str]) -> None:
    with pytest.raises(ValueError, match="expected values of 4 characters") as raised:
        search(values, tmp_path)
    assert "Ani" not in str(raised.value)


def test_a_folder_that_is_not_there_is_no_pass(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError):
        search(PLANTED, tmp_path / "absent")


def test_large_files_are_read_in_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "_CHUNK", 64)
    (tmp_path / "a.txt").write_bytes(b"." * 1000 + MAIL.encode() + b"." * 1000)
    (tmp_path / "b.txt").write_bytes(b"." * 1000 + base64.encodebytes(b"-" * 50 + MAIL.encode() + b"-" * 50))
    assert {hit.file for hit in search([MAIL], tmp_path).hits} == {"a.txt", "b.txt"}
