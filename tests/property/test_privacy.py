"""What must hold for every text and every table: nothing planted stays, order means nothing, masking settles."""

import base64
import calendar
import hashlib
import json
import re
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.privacy.detection import detect, detect_column
from transforms.privacy.masking import mask_text
from transforms.privacy.pseudonyms import Pseudonym, PseudonymKey, normalised, pseudonym
from transforms.privacy.search import search
from transforms.publication.spreadsheet import spreadsheet_safe

KEYS = [PseudonymKey(year, hashlib.sha256(year.encode()).digest()) for year in ("2024", "2025")]
SOME = settings(max_examples=60, deadline=None)


@st.composite
def niks(draw: st.DrawFn) -> str:
    place = draw(st.sampled_from(["317101", "110203", "510304", "947101"]))
    month, year = draw(st.integers(1, 12)), draw(st.integers(0, 99))
    day = draw(st.integers(1, calendar.monthrange(1900 + year, month)[1]))
    woman = draw(st.sampled_from([0, 40]))
    return f"{place}{day + woman:02}{month:02}{year:02}{draw(st.integers(1, 9999)):04}"


@st.composite
def phones(draw: st.DrawFn) -> str:
    """One subscriber number, 812 and six to eight more digits, as people write it."""
    number = draw(st.from_regex(r"8[1-9][0-9]{7,9}", fullmatch=True))
    start = draw(st.sampled_from(["0", "62", "+62", "+62 "]))
    gap = draw(st.sampled_from(["", " ", "-", "."]))
    return f"{start}{number[:3]}{gap}{number[3:7]}{gap}{number[7:]}"


EMAILS = st.from_regex(r"[a-z][a-z0-9._]{2,12}@[a-z]{2,10}\.(go\.id|com|id)", fullmatch=True)
PASSPORTS = st.from_regex(r"[ABCEX][0-9]{7}|[A-QS-Z][A-Z][0-9]{6}", fullmatch=True)
LINKS = st.from_regex(r"https?://[a-z]{3,10}\.id/[a-z0-9]{1,12}", fullmatch=True)
POINTS = st.builds(lambda a, b: f"-{a}.{b:06}, 106.{b:06}", st.integers(0, 11), st.integers(1, 999_999))
NAMES = st.from_regex(r"[A-Z][a-z]{2,9}( [A-Z][a-z]{2,9}){0,2}", fullmatch=True)
IDENTIFIERS = st.one_of(niks(), phones(), EMAILS, PASSPORTS, LINKS, POINTS)
# Letters and signs of remarks; a digit or letter that touches an identifier would be a part of it.
REMARKS = st.text(alphabet="abcdefg hijk ,.!?()'\"=+-@\n\t\x1b[31m\u200b[]NAMA", max_size=30)


@SOME
@given(REMARKS, IDENTIFIERS, REMARKS)
def test_masking_leaves_no_planted_identifier(before: str, planted: str, after: str) -> None:
    masked = mask_text(f"{before} {planted} {after}")
    assert planted.casefold() not in masked.casefold()
    digits = re.sub(r"\D", "", planted)
    if len(digits) >= 7:
        assert digits not in re.sub(r"\D", "", masked)


@SOME
@given(
    REMARKS,
    st.sampled_from(["Pak", "Bu", "Bapak", "Ibu", "Sdr.", "Sdri"]),
    NAMES,
    st.sampled_from([".", ", ", " baik"]),
)
def test_masking_leaves_no_titled_name(before: str, title: str, name: str, after: str) -> None:
    masked = mask_text(f"{before} {title} {name}{after}")
    assert not any(word in re.findall(r"\w+", masked) for word in name.split() if word not in ("Nama", "Sdr"))


@SOME
@given(REMARKS, st.text(min_size=3, max_size=20).filter(lambda v: sum(c.isalnum() for c in v) >= 3), REMARKS)
def test_masking_leaves_no_value_of_the_row(before: str, value: str, after: str) -> None:
    plain = mask_text(value)  # what cleaning alone makes of it
    masked = mask_text(f"{before} {value} {after}", [value])
    letters = "".join(re.findall(r"[^\W_]+", plain))
    if len(letters) >= 3 and "[" not in plain:
        assert letters.casefold() not in re.split(r"[\W_]+", masked.casefold())


@SOME
@given(st.text(max_size=80), st.lists(st.text(max_size=10), max_size=3))
def test_masking_twice_is_masking_once(text: str, values: list[str]) -> None:
    once = mask_text(text, values)
    assert mask_text(once, values) == once


@SOME
@given(st.text(max_size=80))
def test_masked_text_is_no_formula_and_has_no_controls(text: str) -> None:
    masked = mask_text(text)
    assert spreadsheet_safe(masked) == masked
    assert all(character.isprintable() for character in masked)


@SOME
@given(st.sampled_from(["phone", "nik", "email", "passport", "device"]), st.data())
def test_pseudonyms_are_equal_exactly_when_normalised_values_are(kind: str, data: st.DataObject) -> None:
    values = st.one_of(phones(), niks(), EMAILS, PASSPORTS, st.sampled_from(["081234567", "+6281234567", "a 1", "A1"]))
    first, second = data.draw(values), data.draw(values)
    pair = pseudonym(KEYS[0], kind, first), pseudonym(KEYS[0], kind, second)
    forms = normalised(kind, first), normalised(kind, second)
    assert (pair[0] is None, pair[1] is None) == (forms[0] is None, forms[1] is None)
    if None not in forms:
        assert (pair[0] == pair[1]) == (forms[0] == forms[1])


@SOME
@given(phones())
def test_the_ways_to_write_a_number_are_one(number: str) -> None:
    digits = re.sub(r"\D", "", number).removeprefix("62").removeprefix("0")
    ways = [number, digits, f"0{digits}", f"62{digits}", f"+62 {digits[:3]}-{digits[3:]}"]
    assert len({pseudonym(KEYS[0], "phone", way) for way in ways}) == 1


@SOME
@given(st.lists(niks(), min_size=1, max_size=8, unique=True))
def test_pseudonyms_under_two_keys_share_nothing(values: list[str]) -> None:
    codes = [
        {found.code for value in values if isinstance(found := pseudonym(key, "nik", value), Pseudonym)} for key in KEYS
    ]
    assert [len(part) for part in codes] == [len(values)] * 2
    assert not codes[0] & codes[1]


CELLS = st.one_of(
    niks(), phones(), EMAILS, PASSPORTS, LINKS, NAMES, st.sampled_from(["1", "2", "3", "4", "", "Baik", "tidak ada"])
)


@SOME
@given(st.sampled_from(["U1", "Petugas", "Saran", "No HP", "Kolom"]), st.lists(CELLS, max_size=20), st.randoms())
def test_detection_does_not_depend_on_the_order_of_rows(header: str, cells: list[str], chance: object) -> None:
    shuffled = list(cells)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert detect_column(header, cells) == detect_column(header, shuffled)


@SOME
@given(st.lists(st.one_of(niks(), EMAILS), min_size=1, max_size=20))
def test_what_is_found_shows_no_cell(cells: list[str]) -> None:
    (column,) = detect(["Kolom"], [(cell,) for cell in cells])
    assert not any(cell in repr(column) for cell in cells)


@SOME
@given(
    st.lists(st.one_of(st.integers(0, 150).map(str), st.sampled_from(["Baik", "Tidak baik", "2019", ""])), max_size=40)
)
def test_answers_and_small_numbers_are_never_personal(cells: list[str]) -> None:
    assert not detect_column("Kolom", cells).is_personal


@settings(max_examples=25, deadline=None)
@given(
    st.one_of(niks(), phones(), EMAILS, NAMES.filter(lambda name: len(name) >= 8)),
    st.sampled_from(["utf-8", "utf-16-le", "base64", "json"]),
    st.binary(max_size=50),
    st.binary(max_size=50),
)
def test_the_searcher_finds_what_was_planted(value: str, form: str, before: bytes, after: bytes) -> None:
    text = json.dumps({"x": value}) if form == "json" else value
    content = base64.b64encode(before + text.encode() + after) if form == "base64" else b""
    if form in ("utf-8", "utf-16-le", "json"):
        content = before + text.encode("utf-8" if form == "json" else form) + after
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.bin").write_bytes(b"...." + content)
        result = search([value], Path(folder))
    assert {hit.value_number for hit in result.hits} == {0}
    assert value not in repr(result)
