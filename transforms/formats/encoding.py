"""Decides how the bytes of a text export are to be read, always the same way for the same bytes, and says why."""

import codecs
import re
from dataclasses import dataclass
from typing import Final

from transforms.intake.sheets import UnreadableError

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF16_SHARE: Final = 0.3  # of the bytes at odd or even places that are NUL; in Latin text nearly all are
_KOREAN_SHARE: Final = 0.9  # of the characters beyond ASCII that are everyday Hangul
_LOWER_CASE: Final = 0xE0  # from here on Windows-1252 has small letters with accents
_RARE_SHARE: Final = 0.05  # of the characters beyond ASCII that may be other syllables in doubtful text
_LEAST_KOREAN: Final = 2
_TURKISH: Final = re.compile("[ÐðÞþÝý]")  # Icelandic in Windows-1252; far oftener they are the Ğ, Ş and İ of 1254
_FOREIGN_SHARE: Final = 0.25  # of all bytes; Indonesian and English text has a few in a thousand
_DOUBTFUL: Final = ["cp1252", "cp949", "gb18030", "shift_jis", "big5"]
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BINARY_SHARE: Final = 0.01
_SAMPLE: Final = 1 << 16


@dataclass(frozen=True)
class Decoded:
    """Text with the encoding it was read by, the reason in both languages, and whether it ends in half a character."""

    text: str
    encoding: str
    why_id: str
    why_en: str
    is_cut: bool = False


def decode(data: bytes) -> Decoded:
    """Return the bytes of a text export as text.

    The order is fixed: byte-order mark; UTF-16 by its zero bytes; UTF-8, which other text practically never is by
    chance; then Korean or Western Windows by how much of the text is everyday Hangul. Only between the two is
    charset-normalizer asked, and its answer is taken for these two alone.

    Raises:
        UnreadableError: NUL characters, binary data, or an encoding that cannot be told.
    """
    decoded = _by_mark(data) or _by_zeros(data) or _by_utf8(data) or _by_code_page(data)
    place = decoded.text.find("\x00")
    if place >= 0:
        raise UnreadableError(f"karakter NUL pada posisi {place + 1}", f"a NUL character at position {place + 1}")
    sample = decoded.text[:_SAMPLE]
    if len(_CONTROL.findall(sample)) > _BINARY_SHARE * len(sample):
        raise UnreadableError("data biner yang tidak dikenal, bukan teks", "binary data of an unknown kind, not text")
    return decoded


def is_utf8(data: bytes, *, to_the_end: bool = True) -> bool:
    """Return whether bytes are valid UTF-8; with ``to_the_end`` off, the last character may be half there."""
    text, rest = _decode_to_the_end(data, "utf-8")
    return text is not None and not (to_the_end and rest)


def _by_mark(data: bytes) -> Decoded | None:
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    if encoding is None:
        return None
    text, rest = _decode_to_the_end(data, encoding)
    if text is None:
        raise UnreadableError(
            f"tanda urutan byte {encoding.upper()} tetapi isinya bukan",
            f"a byte-order mark of {encoding.upper()} on other text",
        )
    name = {"utf-8-sig": "utf-8-sig", "utf-32": "utf-32"}.get(
        encoding, "utf-16-le" if data.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    )
    return Decoded(text, name, "menurut tanda urutan byte", "by its byte-order mark", bool(rest))


def _by_zeros(data: bytes) -> Decoded | None:
    sample = data[: _SAMPLE * 2]
    pairs = len(sample) // 2
    if pairs < 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    # Many zeros at one place of each pair and none at the other; a row of NULs in other text has both.
    if odd >= _UTF16_SHARE * pairs and even == 0:
        encoding = "utf-16-le"
    elif even >= _UTF16_SHARE * pairs and odd == 0:
        encoding = "utf-16-be"
    else:
        return None
    text, rest = _decode_to_the_end(data, encoding)
    if text is None:
        return None
    return Decoded(
        text, encoding, "tanpa tanda urutan byte, menurut byte nol", "without a mark, by its zero bytes", bool(rest)
    )


def _by_utf8(data: bytes) -> Decoded | None:
    text, rest = _decode_to_the_end(data, "utf-8")
    if text is None:
        return None
    # Half a character at the end of otherwise plain text: E9 is more likely the é of Windows than a cut-off file.
    if len(rest) == 1 and rest[0] >= _LOWER_CASE and text.isascii():
        return None
    return Decoded(text, "utf-8", "seluruhnya UTF-8 yang sah", "all of it is valid UTF-8", bool(rest))


def _decode_to_the_end(data: bytes, encoding: str) -> tuple[str | None, bytes]:
    """Return the text, or none; and the bytes of a last character that is only half there."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        text = decoder.decode(data, final=False)
    except UnicodeError:
        return None, b""
    return text, decoder.getstate()[0]


def _by_code_page(data: bytes) -> Decoded:
    western, korean = _strict(data, "cp1252"), _strict(data, "cp949")
    share = rare = 0.0
    if korean is not None:
        beyond = [character for character in korean if character > "\x7f"]
        hangul = [character for character in beyond if "\uac00" <= character <= "\ud7a3"]
        everyday = sum(1 for character in hangul if _is_everyday(character))
        share, rare = everyday / len(beyond), (len(hangul) - everyday) / len(beyond)
        if everyday >= _LEAST_KOREAN and share >= _KOREAN_SHARE:
            return Decoded(korean, "cp949", "pasangan byte adalah suku kata Korea yang lazim",
                           "its byte pairs are everyday Korean syllables")  # fmt: skip
    is_rare = sum(byte > 0x7F for byte in data) <= _FOREIGN_SHARE * len(data)
    is_foreign = western is not None and _TURKISH.search(western) is not None
    if western is not None and is_rare and share <= 1 - _KOREAN_SHARE and not is_foreign:
        return Decoded(western, "cp1252", "bukan UTF-8, hanya sedikit byte di atas ASCII dan bukan Korea",
                       "not UTF-8, few bytes beyond ASCII and no Korean")  # fmt: skip
    from charset_normalizer import from_bytes  # noqa: PLC0415 - 20 ms that only the doubtful case pays

    best = from_bytes(data[:_SAMPLE], cp_isolation=_DOUBTFUL, preemptive_behaviour=False).best()
    named = None if best is None else best.encoding
    if named == "cp1252" and western is not None and not is_foreign:
        return Decoded(
            western, named, "meragukan; charset-normalizer memilih cp1252", "in doubt; charset-normalizer chose cp1252"
        )
    if named == "cp949" and korean is not None and rare <= _RARE_SHARE:
        return Decoded(
            korean, named, "meragukan; charset-normalizer memilih cp949", "in doubt; charset-normalizer chose cp949"
        )
    place = _first_wrong(data)
    guess_id = f", barangkali {named}" if named not in (None, "cp1252", "cp949") else ""
    guess_en = f", perhaps {named}" if named not in (None, "cp1252", "cp949") else ""
    raise UnreadableError(
        f"pengodean yang tidak dapat dipastikan{guess_id} (byte ke-{place} bukan UTF-8); simpan sebagai CSV UTF-8",
        f"an encoding that cannot be told{guess_en} (byte {place} is not UTF-8); save it as CSV UTF-8",
    )


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_everyday(syllable: str) -> bool:
    """Return whether a syllable is one of the 2,350 of KS X 1001; code page 949 knows 8,822 more.

    Western quotation marks before a letter and Japanese syllables decode to those rarer ones.
    """
    return len(syllable.encode("euc_kr")) == 2  # Python writes a rare one as a sequence of eight bytes


def _first_wrong(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start + 1
    return len(data)
