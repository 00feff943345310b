"""Text exports: the bytes decide encoding, delimiter and quoting; every oddity is noted and nothing is repaired."""

import codecs

import pytest

from transforms.formats.grid import NoteKind, Opened, Quoting
from transforms.formats.limits import Limits
from transforms.formats.text import open_text
from transforms.intake.sheets import UnreadableError

# One sentence per encoding that it can hold; the Korean one is a guest's praise of the counter.
ENCODINGS = {
    "utf-8": ("utf-8", b"", "Pelayanan “sangat baik” – café 친절"),
    "utf-8-sig": ("utf-8", codecs.BOM_UTF8, "Pelayanan “sangat baik” – café 친절"),
    "utf-16-le": ("utf-16-le", codecs.BOM_UTF16_LE, "Pelayanan “sangat baik” – café 친절"),
    "utf-16-be": ("utf-16-be", b"", "Pelayanan sangat baik – café"),
    "cp1252": ("cp1252", b"", "Pelayanan “sangat baik” – café"),
    "cp949": ("cp949", b"", "직원이 매우 친절합니다 감사합니다"),
}
DELIMITERS = [",", ";", "\t", "|"]


def _open(data: bytes | str) -> Opened:
    return open_text(data.encode() if isinstance(data, str) else data, Limits())


def _cells(opened: Opened) -> list[tuple[str, ...]]:
    (grid,) = opened.grids
    return [row.cells for row in grid.rows]


def _numbers(opened: Opened) -> list[int]:
    return [row.number for row in opened.grids[0].rows]


def _kinds(opened: Opened) -> list[str]:
    """The kinds of notes, aside from how the encoding was found, which every text has."""
    return [note.kind.value for note in opened.notes if note.kind is not NoteKind.ENCODING]


@pytest.mark.parametrize("delimiter", DELIMITERS, ids=["comma", "semicolon", "tab", "pipe"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_was_written_is_read(encoding: str, delimiter: str) -> None:
    codec, mark, words = ENCODINGS[encoding]
    rows = [("id", "u1", "saran"), ("1", "4", words), ("2", "3", "biasa saja")]
    text = "\r\n".join(delimiter.join(row) for row in rows) + "\r\n"
    opened = _open(mark + text.encode(codec))
    assert opened.encoding == encoding
    assert opened.delimiter == delimiter
    assert opened.quoting is Quoting.NONE
    assert _cells(opened) == rows
    assert opened.grids[0].second_count == 3
    assert _kinds(opened) == []


def test_limesurvey_quotes_everything_and_ends_with_a_blank_line() -> None:
    opened = _open(b'\xef\xbb\xbf"id";"submitdate";"G01Q03[SQ001]"\r\n"1";"1980-01-01 00:00:00";"4"\r\n\r\n')
    assert (opened.delimiter, opened.quoting) == (";", Quoting.ALL)
    assert _cells(opened) == [("id", "submitdate", "G01Q03[SQ001]"), ("1", "1980-01-01 00:00:00", "4")]
    assert opened.grids[0].header_row == 1


def test_line_breaks_inside_quotes_do_not_split_rows_and_rows_keep_their_line() -> None:
    opened = _open('id,"Kesesuaian\npersyaratan",u2\n1,"baik,\ncepat",4\n2,ya,3\n')
    assert _cells(opened) == [("id", "Kesesuaian persyaratan", "u2"), ("1", "baik, cepat", "4"), ("2", "ya", "3")]
    assert _numbers(opened) == [1, 3, 5]
    assert opened.quoting is Quoting.SOME


def test_the_whole_file_decides_between_semicolons_and_decimal_commas() -> None:
    # Under the comma three of four rows have four cells and are regular too, but their cells hold semicolons.
    opened = _open("id;u1;u2;u3\n1;3,25;4,0;2,5\n2;1,5;3,0;2,25\n3;4,0;4,0;3,75\n")
    assert opened.delimiter == ";"
    assert opened.decimal_comma is True
    assert _cells(opened)[1] == ("1", "3,25", "4,0", "2,5")


def test_several_answers_in_a_cell_do_not_make_the_semicolon_a_delimiter() -> None:
    opened = _open("id,alasan,u1\n1,A;B;C,4\n2,A,3\n3,B;C,3\n")
    assert opened.delimiter == ","


def test_a_decimal_point_and_both_signs() -> None:
    assert _open("u1;u2\n3.25;4\n").decimal_comma is False
    assert _open("u1;u2\n3;4\n").decimal_comma is None
    mixed = _open("u1;u2\n3.25;4,5\n")
    assert mixed.decimal_comma is None
    assert _kinds(mixed) == ["mixed_decimals"]
    assert _open("u1;u2\n1.234,5;4\n").decimal_comma is True


def test_the_separator_line_of_excel_is_no_row() -> None:
    opened = _open("sep=;\r\nid;u1\r\n1;3\r\n")
    assert _cells(opened) == [("id", "u1"), ("1", "3")]
    assert _numbers(opened) == [2, 3]
    assert _kinds(opened) == ["separator_line"]


def test_a_separator_line_may_name_a_rarer_delimiter() -> None:
    opened = _open("sep=^\nid^u1\n1^3\n")
    assert opened.delimiter == "^"
    assert _cells(opened) == [("id", "u1"), ("1", "3")]


def test_a_separator_line_that_the_rows_contradict_is_refused() -> None:
    with pytest.raises(UnreadableError, match="declares a delimiter which the other rows do not use"):
        _open("sep=;\nid,u1,u2\n1,3,4\n2,3,4\n")


def test_a_title_above_the_table_does_not_hide_the_delimiter() -> None:
    opened = _open("PENGOLAHAN DATA SURVEI\nid;u1;u2\n1;4;4\n2;3;4\n")
    assert opened.delimiter == ";"
    assert opened.grids[0].header_row == 2
    ragged = next(note for note in opened.notes if note.kind is NoteKind.RAGGED_ROWS)
    assert (ragged.count, ragged.rows) == (1, (1,))


def test_rows_of_another_length_are_named_and_left_alone() -> None:
    opened = _open("a,b,c\n1,2,3\n1,2\n1,2,3,4\n5,6,7\n")
    assert [len(cells) for cells in _cells(opened)] == [3, 3, 2, 4, 3]
    (note,) = [note for note in opened.notes if note.kind is NoteKind.RAGGED_ROWS]
    assert (note.count, note.rows) == (2, (3, 4))


def test_a_file_that_ends_in_the_middle_of_a_row_is_noted() -> None:
    opened = _open("a,b,c\n1,2,3\n4,5")
    assert _kinds(opened) == ["ragged_rows", "cut_off"]
    assert opened.notes[-1].rows == (3,)


def test_a_file_that_ends_in_the_middle_of_a_character_is_noted() -> None:
    opened = _open("a,b\n1,2\n3,é".encode()[:-1])
    assert opened.encoding == "utf-8"
    assert _kinds(opened) == ["cut_off"]


def test_an_accent_of_windows_at_the_very_end_is_no_cut_off_utf8() -> None:
    opened = _open("id,kata\n1,café".encode("cp1252"))
    assert opened.encoding == "cp1252"
    assert _cells(opened)[1] == ("1", "café")
    assert _kinds(opened) == []


def test_a_whole_last_row_without_a_line_end_is_not_cut_off() -> None:
    assert _kinds(_open("a,b\n1,2\n3,4")) == []


def test_a_header_alone_is_noted() -> None:
    assert _kinds(_open("id,u1,u2\n")) == ["header_only"]


def test_text_without_a_delimiter_is_one_column_and_says_so() -> None:
    opened = _open("u1\n4\n3\n")
    assert opened.delimiter is None
    assert _cells(opened) == [("u1",), ("4",), ("3",)]
    assert _kinds(opened) == ["one_column"]


def test_mixed_line_ends_are_read_and_noted() -> None:
    opened = _open(b"a,b\r\n1,2\n3,4\r5,6\r\n")
    assert _cells(opened) == [("a", "b"), ("1", "2"), ("3", "4"), ("5", "6")]
    (note,) = [note for note in opened.notes if note.kind is NoteKind.MIXED_LINE_ENDS]
    assert note.note_en == "Mixed line ends: 2 CRLF, 1 LF, 1 CR."


def test_a_line_break_in_an_answer_is_no_mixed_line_end() -> None:
    assert _kinds(_open(b'a,b\r\n1,"x\ny"\r\n')) == []


def test_mojibake_of_another_program_is_noted_and_kept() -> None:
    # The en dash E2 80 93 and the é C3 A9, each read as Windows-1252 and written again as UTF-8.
    opened = _open("id,saran\n1,2010 â€“ 2015\n2,cafÃ©\n")
    assert _cells(opened)[1] == ("1", "2010 â€“ 2015")
    (note,) = [note for note in opened.notes if note.kind is NoteKind.MOJIBAKE]
    assert note.count == 2


def test_ordinary_accents_are_no_mojibake() -> None:
    assert _kinds(_open("id,nama\n1,Ângela Ünal\n2,Çağ\n")) == []


def test_lost_control_and_invisible_characters_are_noted() -> None:
    opened = _open("id,saran\n1,Jos\ufffd\n2,\x1b[31mmerah\n3,ba\u200bik\n")
    assert _kinds(opened) == ["lost_characters", "control_characters", "invisible_characters"]
    assert _cells(opened)[3] == ("3", "baik")


def test_utf16_without_a_mark_is_told_by_its_zero_bytes() -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        opened = _open("id;u1\r\n1;4\r\n".encode(encoding))
        assert (opened.encoding, opened.delimiter) == (encoding, ";")
        assert "zero bytes" in opened.notes[0].note_en


def test_an_apostrophe_of_word_is_not_korean() -> None:
    # 92 74 is ’t in Windows-1252 and a rare syllable in code page 949.
    opened = _open("id,saran\n1,don’t wait\n".encode("cp1252"))
    assert opened.encoding == "cp1252"
    assert _cells(opened)[1] == ("1", "don’t wait")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gb18030", "编号,意见\n1,工作人员非常热情，办理护照的速度很快\n2,等候时间太长，希望增加窗口\n"),
        ("big5", "編號,意見\n1,服務很好\n"),
        ("shift_jis", "番号,意見\n1,職員の対応がとても親切でした。\n"),
        ("cp1251", "id,имя\n1,Спасибо большое за работу\n"),
        ("cp1254", "id,nama\n1,Çağlar Şahin\n2,İpek\n"),
    ],
)
def test_an_encoding_that_is_neither_western_nor_korean_is_refused(encoding: str, text: str) -> None:
    with pytest.raises(UnreadableError, match=r"an encoding that cannot be told.*save it as CSV UTF-8") as refused:
        _open(text.encode(encoding))
    assert "simpan sebagai CSV UTF-8" in refused.value.problem_id


def test_korean_with_chinese_characters_is_korean() -> None:
    text = "id,意見\n1,親切한 職員 感謝합니다\n2,待機時間이 너무 길어요\n" * 3
    opened = _open(text.encode("cp949"))
    assert opened.encoding == "cp949"
    assert _cells(opened)[1] == ("1", "親切한 職員 感謝합니다")
    assert "in doubt" in opened.notes[0].note_en


def test_a_mark_that_the_text_contradicts_is_refused() -> None:
    with pytest.raises(UnreadableError, match="byte-order mark"):
        _open(codecs.BOM_UTF8 + "café".encode("cp1252") + b",1\n")


def test_nul_characters_are_refused_with_their_place() -> None:
    with pytest.raises(UnreadableError, match="NUL character at position 10"):
        _open(b"id,u1\r\n1,\x00\r\n")


def test_binary_data_is_refused() -> None:
    with pytest.raises(UnreadableError, match="binary data"):
        _open(bytes(range(1, 9)) * 50)


def test_a_quote_that_never_closes_is_refused_with_its_row() -> None:
    with pytest.raises(UnreadableError, match="never closes or stands in the wrong place, from row 3 on"):
        _open('id,saran\n1,baik\n2,"cepat\n3,ya\n')


def test_a_quote_in_the_middle_of_a_cell_is_only_a_character() -> None:
    opened = _open('id,saran\n1,layar 24" rusak\n')
    assert _cells(opened)[1] == ("1", 'layar 24" rusak')


def test_both_counts_agree_on_blank_rows() -> None:
    opened = _open("a,b\n\n1,2\n,\n\n")
    assert _cells(opened) == [("a", "b"), (), ("1", "2")]
    assert opened.grids[0].second_count == 3
    assert _kinds(opened) == []


def test_a_last_cell_that_is_empty_counts() -> None:
    opened = _open("a,b\n1,")
    assert _cells(opened) == [("a", "b"), ("1", "")]
    assert opened.grids[0].second_count == 2


def test_codes_and_the_office_na_stay_text() -> None:
    assert _cells(_open("kode,kantor\n0012,NA\n"))[1] == ("0012", "NA")
