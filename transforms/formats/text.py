"""Opens text exports: encoding, delimiter and quoting by what is in the file, every oddity noted, nothing repaired."""

import re
from collections import Counter
from typing import Final

from transforms.formats.cells import Words, decimal_comma, header_row, notes_on_size, without_tail
from transforms.formats.delimiters import choose, scan, separator_line, split
from transforms.formats.encoding import Decoded, decode
from transforms.formats.grid import FileFormat, Grid, Note, NoteKind, Opened, note_on_rows
from transforms.formats.guard import check_area, check_cells, check_position
from transforms.formats.limits import Limits
from transforms.intake.sheets import Row

# UTF-8 read as Windows-1252: two to four characters that are the bytes of one.
_MOJIBAKE: Final = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0178\u02c6-\u2122]{1,3}")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_LOST: Final = "\ufffd"
_QUOTED: Final = re.compile(r'"[^"]*"')


def open_text(data: bytes, limits: Limits) -> Opened:
    """Open a text export as one grid.

    Args:
        data: the file's bytes.
        limits: how large it may be.

    Returns:
        One grid without a name; row numbers are physical lines, so a record of several lines has the number of its
        first. Rows keep the number of cells that they have.

    Raises:
        UnreadableError: an encoding that cannot be told, NUL characters, quotes that never close, a cell or a table
            beyond the limits.
    """
    decoded = decode(data)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    notes: list[Note] = []
    declared, first_line = separator_line(text), 1
    if declared is not None:
        text, first_line = text.partition("\n")[2], 2
        notes.append(Note(NoteKind.SEPARATOR_LINE, "Baris pertama hanya menyebut pemisah (sep=); bukan baris data.",
                          "The first line only declares the delimiter (sep=); it is no row.", rows=(1,)))  # fmt: skip
    delimiter = choose(text, declared, first_line, limits.cell_characters)
    rows = _rows(text, delimiter, first_line, limits)
    second = scan(text, delimiter)
    comma, commas, points = decimal_comma(rows)
    grid = Grid(None, is_hidden=False, rows=tuple(rows), header_row=header_row(rows), second_count=second.records)
    notes.extend(_notes_on_characters(decoded))
    notes.extend(_notes_on_rows(rows, delimiter, is_open=not text.endswith("\n"), is_cut=decoded.is_cut))
    notes.extend(_notes_on_line_ends(decoded.text))
    if commas and points:
        notes.append(
            Note(
                NoteKind.MIXED_DECIMALS,
                f"{commas} angka berkoma desimal dan {points} bertitik desimal.",
                f"{commas} numbers with a decimal comma and {points} with a point.",
                commas + points,
            )
        )
    notes.extend(notes_on_size(grid, 0))
    return Opened(FileFormat.TEXT, decoded.encoding, delimiter, second.quoting, comma, (grid,), notes=tuple(notes))


def _rows(text: str, delimiter: str | None, first_line: int, limits: Limits) -> list[Row]:
    words = Words()
    rows: list[Row] = []
    cells = widest = 0
    for record in split(text, delimiter, first_line, limits.cell_characters):
        cells += len(record.cells)
        if len(record.cells) > widest:
            widest = len(record.cells)
            check_position(1, widest, limits)
        check_cells(cells, limits)
        rows.append(Row(record.line, tuple(words(cell) for cell in record.cells)))
    rows = without_tail(rows)
    check_area(len(rows), widest, limits)
    return rows


def _notes_on_characters(decoded: Decoded) -> list[Note]:
    notes = [
        Note(
            NoteKind.ENCODING,
            f"Dibaca sebagai {decoded.encoding}: {decoded.why_id}.",
            f"Read as {decoded.encoding}: {decoded.why_en}.",
        )
    ]
    text = decoded.text
    counts = (
        (
            NoteKind.MOJIBAKE,
            sum(map(_is_mojibake, _MOJIBAKE.findall(text))),
            "Kelompok karakter yang sudah rusak sebelum ekspor (mojibake)",
            "Groups of characters that were broken before the export (mojibake)",
        ),
        (NoteKind.LOST_CHARACTERS, text.count(_LOST), "Karakter hilang (U+FFFD)", "Lost characters (U+FFFD)"),
        (NoteKind.CONTROL_CHARACTERS, len(_CONTROL.findall(text)), "Karakter kendali", "Control characters"),
        (NoteKind.INVISIBLE_CHARACTERS, len(_INVISIBLE.findall(text)), "Karakter tak terlihat", "Invisible characters"),
    )
    return notes + [
        Note(kind, f"{words_id}: {n}.", f"{words_en}: {n}.", n) for kind, n, words_id, words_en in counts if n
    ]


def _is_mojibake(group: str) -> bool:
    try:
        return len(group.encode("cp1252").decode("utf-8")) < len(group)
    except UnicodeError:
        return False


def _notes_on_rows(rows: list[Row], delimiter: str | None, *, is_open: bool, is_cut: bool) -> list[Note]:
    filled = [row for row in rows if not row.is_blank]
    if not filled:
        return []
    if delimiter is None:
        return [
            Note(
                NoteKind.ONE_COLUMN,
                "Tidak ada pemisah kolom (koma, titik koma, tab, pipa); seluruh isi terbaca sebagai satu kolom.",
                "No delimiter (comma, semicolon, tab, pipe) was found; everything is read as one column.",
            )
        ]
    (width, _), *_ = Counter(len(row.cells) for row in filled if len(row.cells) > 1).most_common(1)
    ragged = [row.number for row in filled if len(row.cells) != width]
    notes = []
    if ragged:
        notes.append(
            note_on_rows(
                NoteKind.RAGGED_ROWS,
                f"Baris yang tidak memiliki {width} sel seperti baris lainnya: {len(ragged)}.",
                f"Rows that do not have {width} cells like the others: {len(ragged)}.",
                ragged,
                0,
            )
        )
    if is_cut or (is_open and len(rows[-1].cells) < width):
        notes.append(_cut_off(rows[-1].number))
    return notes


def _cut_off(row: int) -> Note:
    return Note(
        NoteKind.CUT_OFF,
        f"Berkas berakhir di tengah baris {row}; barangkali terpotong.",
        f"The file ends in the middle of row {row}; it was perhaps cut off.",
        rows=(row,),
        grid=0,
    )


def _notes_on_line_ends(text: str) -> list[Note]:
    bare = _QUOTED.sub("", text) if "\r" in text else text  # line ends inside quotes are the answer's own
    both = bare.count("\r\n")
    counts = {"CRLF": both, "LF": bare.count("\n") - both, "CR": bare.count("\r") - both}
    used = [f"{count} {name}" for name, count in counts.items() if count]
    if len(used) < 2:
        return []
    return [
        Note(
            NoteKind.MIXED_LINE_ENDS,
            f"Akhir baris bercampur: {', '.join(used)}.",
            f"Mixed line ends: {', '.join(used)}.",
        )
    ]
