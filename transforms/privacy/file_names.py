"""Names of files as their senders chose them: what in one must not go into tables, logs and reports, which show it as it is."""

import re
import unicodedata
from typing import Final

from schemas.privacy import PersonalData, personal_data
from transforms.privacy import shapes

Problem = tuple[str, str]

# A name has underscores and hyphens where text has blanks, so the borders of these are digits and letters only.
_SIXTEEN_DIGITS: Final = re.compile(r"(?<!\d)\d{16}(?!\d)")
_STAFF_NUMBER: Final = re.compile(
    r"(?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ ._-]?(?:19|20)\d{2}(?:0[1-9]|1[0-2])[ ._-]?[12][ ._-]?\d{3}(?!\d)"
)
_MOBILE: Final = re.compile(r"(?<!\d)(?:\+?62|0)[ ._-]?8\d{1,2}(?:[ ._-]?\d{3,4}){2}(?!\d)")
_EMAIL: Final = re.compile(r"[A-Za-z0-9.+%_-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_PASSPORT: Final = re.compile(r"(?<![A-Za-z0-9])[A-Z]\d{7}(?!\d)")
_TITLED: Final = re.compile(
    r"(?<![^\W_])(?i:pak|bu|bapak|bpk|ibu|sdr|sdri|saudara|saudari|tuan|nyonya|nona)[ ._-]{1,3}(?=[^\W\d_])(\w)"
)
_BESIDE: Final = (".origin.yaml", ".corrections.csv")  # endings of the records beside a raw file
_LONGEST: Final = 255 - max(map(len, _BESIDE))  # bytes: what Linux allows, less the ending of a record


def problem_with(name: str, known: PersonalData | None = None) -> Problem | None:
    """Return why the name of a raw file cannot be shown or used, in both languages and without quoting it; None if it can.

    Looked for are a NIK, a staff number (NIP), a mobile number, a passport number, an e-mail address, a capitalised word
    behind a title (*Pak*, *Ibu*, *Sdr*), characters that no terminal or page can show, and more bytes than leave room for
    a record beside the file. A name of a person without a title is not recognised.

    Args:
        name: the name, with its ending.
        known: the kinds of personal data, for the codes of provinces; the packaged ones when not given.
    """
    known = personal_data() if known is None else known
    try:
        size = len(name.encode("utf-8"))
    except UnicodeEncodeError:
        return "karakter yang bukan UTF-8", "characters that are no UTF-8"
    if size > _LONGEST and not name.endswith(_BESIDE):
        return f"{size} byte, lebih dari {_LONGEST}", f"{size} bytes, more than {_LONGEST}"
    if any(unicodedata.category(character) in ("Cc", "Cf") for character in name):
        return "karakter kendali atau tak terlihat", "control characters or invisible ones"
    plain = unicodedata.normalize("NFKC", name)
    niks = (shapes.is_nik(digits, known.province_codes) for digits in _SIXTEEN_DIGITS.findall(plain))
    titled = (match[1].isupper() for match in _TITLED.finditer(plain))
    found: tuple[tuple[bool, Problem], ...] = (
        (any(niks), ("nomor identitas (NIK)", "an identity number (NIK)")),
        (_STAFF_NUMBER.search(plain) is not None, ("nomor pegawai (NIP)", "a staff number (NIP)")),
        (_EMAIL.search(plain) is not None, ("alamat surel", "an e-mail address")),
        (_MOBILE.search(plain) is not None, ("nomor telepon", "a telephone number")),
        (_PASSPORT.search(plain) is not None, ("nomor paspor", "a passport number")),
        (any(titled), ("nama orang (kata di belakang sapaan)", "a person's name (a word behind a title)")),
    )
    return next((problem for is_there, problem in found if is_there), None)
