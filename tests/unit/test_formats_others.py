"""HTML, SPSS, Stata and Parquet: what other programs wrote is read, and the codebook comes along."""

import datetime as dt
import math
from pathlib import Path

import duckdb
import pandas as pd
import pyreadstat
import pytest

from transforms.formats.grid import Area, FileFormat, MissingRange, NoteKind, Opened
from transforms.formats.limits import Limits
from transforms.formats.opening import open_file
from transforms.intake.sheets import UnreadableError


def _open(tmp_path: Path, data: bytes) -> Opened:
    path = tmp_path / "kiriman.xls"  # the name lies on purpose
    path.write_bytes(data)
    return open_file(path, Limits())


# --- HTML ---------------------------------------------------------------------------------------------------------

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"><title>Ekspor</title>
<style>td {mso-number-format:"\\@"}</style><script>document.write("<td>9</td>")</script></head><body>
<table border=1>
 <tr><th rowspan="2">NO</th><th colspan="2">NILAI &amp; UNSUR</th></tr>
 <tr><th>U1<th>U2</tr>
 <tr><td>1</td><td>3,25</td><td>4</td></tr>
 <tr><td>2</td><td>baik<br>sekali</td><td>&nbsp;</td></tr>
</table></body></html>"""


def test_a_table_that_was_saved_as_xls(tmp_path: Path) -> None:
    opened = _open(tmp_path, PAGE.encode())
    (grid,) = opened.grids
    assert opened.file_format is FileFormat.HTML
    assert [row.cells for row in grid.rows] == [
        ("NO", "NILAI & UNSUR", ""),
        ("", "U1", "U2"),
        ("1", "3,25", "4"),
        ("2", "baik sekali", ""),
    ]
    assert grid.merged == (Area(1, 1, 2, 1), Area(1, 2, 1, 3))
    assert grid.kinds == ()
    assert opened.decimal_comma is True
    assert "the page says utf-8" in opened.notes[0].note_en


def test_a_nested_table_is_a_table_of_its_own(tmp_path: Path) -> None:
    page = "<table><tr><td>a<table><tr><td>dalam</td></tr></table>b</td><td>c</td></tr><tr><td>d</td></tr></table>"
    outer, inner = _open(tmp_path, page.encode()).grids
    assert [row.cells for row in outer.rows] == [("ab", "c"), ("d", "")]
    assert [row.cells for row in inner.rows] == [("dalam",)]


def test_a_page_in_windows_1252_and_one_that_is_cut_off(tmp_path: Path) -> None:
    opened = _open(tmp_path, "<table><tr><td>café</td><td>4</td></tr><tr><td>naï".encode("cp1252"))
    assert opened.encoding == "cp1252"
    assert [row.cells for row in opened.grids[0].rows] == [("café", "4"), ("naï", "")]


def test_entities_are_those_of_html_and_no_others(tmp_path: Path) -> None:
    (grid,) = _open(tmp_path, b"<table><tr><td>&eacute;&lol9;</td><td>4</td></tr></table>").grids
    assert grid.rows[0].cells == ("é&lol9;", "4")


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (b"<html><body><p>Sesi Anda berakhir.</p></body></html>", "an HTML page without a table"),
        (b"<html><head></head><frameset><frame src='sheet001.htm'></frameset></html>", "sheets are in other files"),
    ],
)
def test_a_page_without_a_table_is_refused(tmp_path: Path, page: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words):
        _open(tmp_path, page)


# --- SPSS and Stata -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("compress", [False, True], ids=["sav", "zsav"])
def test_an_spss_file_keeps_codes_labels_and_user_missing_values(tmp_path: Path, compress: bool) -> None:
    frame = pd.DataFrame(
        {
            "u1": [4.0, 9.0, math.nan, 3.25],
            "tgl": [dt.date(2024, 5, 31), None, dt.date(1900, 1, 1), None],
            "kantor": ["0012", "NA", "", "한국"],
        }
    )
    path = tmp_path / "kiriman.csv"
    pyreadstat.write_sav(
        frame,
        str(path),
        file_label="Survei 2024",
        column_labels={"u1": "Kesesuaian persyaratan"},
        variable_value_labels={"u1": {4: "Sangat sesuai", 1: "Tidak sesuai", 9: "Tidak menjawab"}},
        missing_ranges={"u1": [9, {"lo": 97, "hi": 99}]},
        variable_measure={"u1": "ordinal"},
        compress=compress,
    )
    opened = open_file(path, Limits())
    (grid,) = opened.grids
    assert opened.file_format is FileFormat.SAV
    assert [row.cells for row in grid.rows] == [
        ("u1", "tgl", "kantor"),
        ("4", "2024-05-31", "0012"),
        ("9", "", "NA"),
        ("", "1900-01-01", ""),
        ("3.25", "", "한국"),
    ]
    assert grid.kinds == ("ttt", "ndt", "n-t", "-d-", "n-t")
    assert (grid.header_row, grid.second_count) == (1, 5)
    assert opened.codebook is not None
    assert opened.codebook.file_label == "Survei 2024"
    u1, tgl, kantor = opened.codebook.variables
    assert (u1.name, u1.label, u1.storage, u1.measure) == ("u1", "Kesesuaian persyaratan", "F8.2", "ordinal")
    assert u1.value_labels == (("1", "Tidak sesuai"), ("4", "Sangat sesuai"), ("9", "Tidak menjawab"))
    assert u1.missing_codes == ("9",)
    assert u1.missing_ranges == (MissingRange("97", "99"),)
    assert (tgl.label, tgl.value_labels, kantor.missing_codes) == (None, (), ())


@pytest.mark.parametrize("version", [8, 12, 14, 15])
def test_a_stata_file_of_old_and_new_versions(tmp_path: Path, version: int) -> None:
    path = tmp_path / "kiriman.sav"
    frame = pd.DataFrame({"u1": [4, 1, "a"], "x": [1.5, 2.0, math.nan], "tgl": [dt.date(2024, 5, 31)] * 3})
    pyreadstat.write_dta(
        frame,
        str(path),
        version=version,
        missing_user_values={"u1": ["a"]},
        variable_value_labels={"u1": {1: "Tidak sesuai", 4: "Sangat sesuai"}},
        column_labels={"u1": "Kesesuaian"},
    )
    opened = open_file(path, Limits())
    (grid,) = opened.grids
    assert opened.file_format is FileFormat.DTA
    assert [row.cells for row in grid.rows] == [
        ("u1", "x", "tgl"), ("4", "1.5", "2024-05-31"), ("1", "2", "2024-05-31"), ("a", "", "2024-05-31"),
    ]  # fmt: skip
    assert opened.codebook is not None
    u1 = opened.codebook.variables[0]
    assert (u1.label, u1.missing_codes) == ("Kesesuaian", ("a",))
    assert u1.value_labels == (("1", "Tidak sesuai"), ("4", "Sangat sesuai"))


def test_a_cut_off_statistical_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(pd.DataFrame({"u1": [float(n % 4) for n in range(1000)]}), str(path))
    with pytest.raises(UnreadableError, match="an SPSS file that is damaged or cut off"):
        _open(tmp_path, path.read_bytes()[:700])
    with pytest.raises(UnreadableError, match="a Stata file that is damaged or cut off"):
        _open(tmp_path, b"<stata_dta><header><release>118</release>")


@pytest.mark.parametrize(
    ("encoding", "words"), [("cp1252", "café"), ("cp949", "매우 친절한 직원")], ids=["western", "korean"]
)
def test_an_spss_file_whose_text_is_not_utf8_as_it_says_loses_nothing(
    tmp_path: Path, encoding: str, words: str
) -> None:
    # Written as UTF-8; then the bytes of an old program are put in their place, with blanks to the same length.
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(pd.DataFrame({"nama": [words, "biasa"]}), str(path))
    data = path.read_bytes()
    assert words.encode() in data
    data = data.replace(words.encode(), words.encode(encoding).ljust(len(words.encode())))
    opened = _open(tmp_path, data)
    assert opened.encoding == encoding
    assert [row.cells for row in opened.grids[0].rows] == [("nama",), (words,), ("biasa",)]
    assert [note.kind for note in opened.notes] == [NoteKind.ENCODING]


def test_a_character_that_a_fixed_width_cut_in_two_does_not_change_the_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(pd.DataFrame({"nama": ["친절", "caféé", "biasa"]}), str(path))
    # The last byte of the second text becomes a blank: C3 A9 C3 20.
    data = path.read_bytes().replace("caféé".encode(), "caféé".encode()[:-1] + b" ")
    opened = _open(tmp_path, data)
    assert opened.encoding == "utf-8"
    assert [row.cells for row in opened.grids[0].rows[1:]] == [("친절",), ("café",), ("biasa",)]


@pytest.mark.parametrize("version", [8, 15])
def test_a_stata_file_keeps_its_accents(tmp_path: Path, version: int) -> None:
    path = tmp_path / "a.dta"
    pyreadstat.write_dta(pd.DataFrame({"nama": ["café", "친절"]}), str(path), version=version)
    opened = open_file(path, Limits())
    assert [row.cells for row in opened.grids[0].rows] == [("nama",), ("café",), ("친절",)]
    assert opened.encoding == "utf-8"


# --- Parquet ------------------------------------------------------------------------------------------------------


def _parquet(tmp_path: Path, query: str) -> bytes:
    path = tmp_path / "ditulis.parquet"
    duckdb.connect(":memory:").execute(f"copy ({query}) to '{path}' (format parquet)")
    return path.read_bytes()


def test_a_parquet_file(tmp_path: Path) -> None:
    opened = _open(
        tmp_path,
        _parquet(
            tmp_path,
            "select 4 as u1, 3.250::decimal(5, 3) as u2, '0012' as kode, date '2024-05-31' as tgl, "
            "timestamptz '2024-06-01 00:30:00+07' as kirim, true as ya, 'nan'::double as x, null::int as kosong, 0.1 as d",
        ),
    )
    (grid,) = opened.grids
    assert opened.file_format is FileFormat.PARQUET
    assert [row.cells for row in grid.rows] == [
        ("u1", "u2", "kode", "tgl", "kirim", "ya", "x", "kosong", "d"),
        ("4", "3.25", "0012", "2024-05-31", "2024-05-31T17:30:00+00:00", "TRUE", "", "", "0.1"),
    ]
    assert grid.kinds[1] == "nntddb--n"
    assert grid.second_count == 2


def test_a_parquet_file_with_lists_or_too_many_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="lists or records in column 2"):
        _open(tmp_path, _parquet(tmp_path, "select 1 as a, [1, 2] as b"))
    # Two million equal values pack to a few hundred bytes.
    bomb = _parquet(tmp_path, "select 1 as a from range(2000000)")
    with pytest.raises(UnreadableError, match="2000000"):
        _open(tmp_path, bomb)


def test_a_damaged_parquet_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="damaged, cut off or encrypted"):
        _open(tmp_path, _parquet(tmp_path, "select 1 as a")[:-20])


def test_nothing_is_remarkable_about_a_plain_file(tmp_path: Path) -> None:
    opened = _open(tmp_path, _parquet(tmp_path, "select i % 4 + 1 as u1 from range(10) t(i)"))
    assert [note.kind for note in opened.notes if note.kind is not NoteKind.ENCODING] == []
