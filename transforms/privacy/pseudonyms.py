"""Keyed pseudonyms: the same person gets the same one under a key, and nobody without the key can try values out.

A plain hash of a NIK or a telephone number is undone by trying all of them. HMAC-SHA-256 needs the secret, which
stands outside the repository and the data; the pseudonym is bound to its kind and to the key's id, so that pseudonyms
of different kinds or years cannot be linked.
"""

import base64
import hashlib
import hmac
import ipaddress
import os
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final

from transforms.privacy import shapes

_DOMAIN: Final = b"kepuasan pseudonym 1"  # a change of normalisation or format is a new number here
_BYTES: Final = 16  # 128 bits: two of a billion respondents collide with a chance below 1 in 10^20
_SECRET_BYTES: Final = 32
_SECRET_DISTINCT: Final = 16  # 32 random bytes have fewer distinct values with a chance below 1 in 10^13
_FILE_LIMIT: Final = 4096
_KEY_ID: Final = re.compile(r"(?:19|20)\d{2}[a-z]?")
_KIND: Final = re.compile(r"[a-z][a-z0-9_]*")
_NAME: Final = "KEPUASAN_PSEUDONYM_KEY_{key_id}"


class KeyRefusedError(Exception):
    """There is no secret that may be used; the problem is told in both languages and never shows the secret."""

    def __init__(self, problem_id: str, problem_en: str) -> None:
        super().__init__(problem_en)
        self.problem_id = problem_id
        self.problem_en = problem_en


@dataclass(frozen=True)
class PseudonymKey:
    """A secret and the id of its year, such as ``2024``, or ``2024b`` for a second one. The secret is never shown."""

    key_id: str
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a weak key.

        Raises:
            KeyRefusedError: an id that is no year, or a secret that is short or can be guessed.
        """
        if not _KEY_ID.fullmatch(self.key_id):
            raise KeyRefusedError(
                "Id kunci bukan tahun seperti 2024 atau 2024b.",
                "Found a key id that is no year, expected one such as 2024 or 2024b.",
            )
        weakness = _weakness(self.secret)
        if weakness is not None:
            raise KeyRefusedError(*weakness)

    def __reduce__(self) -> str:
        """Refuse to be pickled: a secret must not reach a cache or another process that way."""
        raise TypeError("A pseudonym key is not pickled; read it where it is needed.")


@dataclass(frozen=True, order=True)
class Pseudonym:
    """A pseudonym of one value: its kind, the id of the key, and 128 bits as 26 base-32 characters."""

    kind: str
    key_id: str
    code: str

    @property
    def text(self) -> str:
        """The pseudonym as stored: ``phone.2024.`` and its code."""
        return f"{self.kind}.{self.key_id}.{self.code}"

    @classmethod
    def parse(cls, text: str) -> "Pseudonym":
        """Return the pseudonym that ``text`` is.

        Raises:
            ValueError: the text has another form.
        """
        parts = text.split(".")
        if (
            len(parts) != 3
            or not _KIND.fullmatch(parts[0])
            or not _KEY_ID.fullmatch(parts[1])
            or not re.fullmatch(r"[a-z2-7]{26}", parts[2])
        ):
            raise ValueError(f"Found {len(text)} characters that are no pseudonym, expected kind.year.code.")
        return cls(*parts)


# --- secrets ------------------------------------------------------------------------------------------------------


def key_variable(key_id: str) -> str:
    """Return the name of the environment variable of a key; with ``_FILE`` behind it, of the one with its path."""
    return _NAME.format(key_id=key_id.upper())


def read_key(key_id: str, environment: Mapping[str, str], *, keep_out_of: Iterable[Path] = ()) -> PseudonymKey:
    """Read the secret of a year from a file that the environment names, or from the environment itself.

    The secret is 64 or more hexadecimal digits, as ``openssl rand -hex 32`` prints them: 32 bytes or more.

    Args:
        key_id: the year, such as ``2024``, or ``2024b`` for the second key of a year.
        environment: the variables; ``KEPUASAN_PSEUDONYM_KEY_2024_FILE`` is read before ``KEPUASAN_PSEUDONYM_KEY_2024``.
        keep_out_of: folders in which no secret may stand, such as the data root; a repository never may hold one.

    Raises:
        KeyRefusedError: no secret, one that is no hexadecimal number, too short or guessable, or a file that others
            can read, that is no plain file or stands in a repository or in one of the folders.
    """
    name = key_variable(key_id)
    path = environment.get(f"{name}_FILE", "").strip()
    text = _read_secret(Path(path), keep_out_of) if path else environment.get(name, "")
    text = text.strip()
    if not text:
        raise KeyRefusedError(
            f"Tidak ada rahasia dalam {name} atau berkas yang disebut {name}_FILE; buat dengan: openssl rand -hex 32.",
            f"Found no secret in {name} or in a file named by {name}_FILE; make one with: openssl rand -hex 32.",
        )
    if not re.fullmatch(r"(?:[0-9a-fA-F]{2})+", text):
        raise KeyRefusedError(
            f"Rahasia untuk {name} bukan bilangan heksadesimal; buat dengan: openssl rand -hex 32.",
            f"The secret for {name} is no hexadecimal number; make one with: openssl rand -hex 32.",
        )
    return PseudonymKey(key_id, bytes.fromhex(text))


def _read_secret(path: Path, keep_out_of: Iterable[Path]) -> str:
    try:
        real = path.resolve(strict=True)
        _refuse_place(real, keep_out_of)
        with real.open("rb") as stream:
            state = os.fstat(stream.fileno())
            if not stat.S_ISREG(state.st_mode):
                raise KeyRefusedError(
                    "Rahasia bukan berkas biasa.",
                    "The secret is no plain file; expected one that only its owner reads.",
                )
            if state.st_mode & 0o077:
                raise KeyRefusedError(
                    f"Berkas rahasia berhak akses {state.st_mode & 0o777:03o}; seharusnya 600 atau 400.",
                    f"The file of the secret has mode {state.st_mode & 0o777:03o}, expected 600 or 400.",
                )
            content = stream.read(_FILE_LIMIT + 1)
    except OSError as error:
        kind = type(error).__name__
        raise KeyRefusedError(
            f"Berkas rahasia tidak terbaca ({kind}).", f"The file of the secret cannot be read ({kind})."
        ) from None
    if len(content) > _FILE_LIMIT:
        raise KeyRefusedError(
            "Berkas rahasia terlalu besar.", f"The file of the secret is longer than {_FILE_LIMIT} bytes."
        )
    return content.decode("ascii", errors="replace")


def _refuse_place(path: Path, keep_out_of: Iterable[Path]) -> None:
    if any((parent / ".git").exists() for parent in path.parents):
        raise KeyRefusedError(
            "Berkas rahasia berada di dalam repositori; pindahkan ke luar.",
            "The file of the secret stands in a repository; move it out.",
        )
    if any(path.is_relative_to(folder.resolve()) for folder in keep_out_of):
        raise KeyRefusedError(
            "Berkas rahasia berada di dalam folder data; pindahkan ke luar.",
            "The file of the secret stands in a folder of data; move it out.",
        )


def _weakness(secret: bytes) -> tuple[str, str] | None:
    if len(secret) < _SECRET_BYTES:
        return (
            f"Rahasia sepanjang {len(secret)} bita; sedikitnya {_SECRET_BYTES}.",
            f"Found a secret of {len(secret)} bytes, expected at least {_SECRET_BYTES}.",
        )
    is_repeated = (secret + secret).find(secret, 1) < len(secret)
    is_counted = len({(b - a) % 256 for a, b in pairwise(secret)}) == 1
    is_typed = all(32 <= byte < 127 for byte in secret)
    if len(set(secret)) < _SECRET_DISTINCT or is_repeated or is_counted or is_typed:
        return (
            "Rahasia mudah ditebak: berulang, berurutan atau teks biasa; buat dengan: openssl rand -hex 32.",
            "The secret can be guessed: repeated, in sequence or plain text; make one with: openssl rand -hex 32.",
        )
    return None


# --- pseudonyms ---------------------------------------------------------------------------------------------------


def normalised(kind: str, value: str) -> str | None:
    """Return the one form of a value under which equal ones are equal, or None where it is no value of its kind.

    Telephone numbers become digits with the country: ``0812...``, ``62812...``, ``+62 812...`` and ``812...``, which
    a spreadsheet left of the first, are the same. A NIK is its 16 digits; ``3.17E+15`` has lost them and is None.
    E-mail addresses are lower case, document numbers upper case without separators, anything else is compared without
    case and with blanks folded.
    """
    text = "".join(c for c in unicodedata.normalize("NFKC", value) if unicodedata.category(c) != "Cf").strip()
    text = text.removeprefix("'").strip()
    form = _FORMS.get(kind)
    return " ".join(text.casefold().split()) or None if form is None else form(text)


def _phone(text: str) -> str | None:
    if re.search(r"[^\d ().+/\-]", text):
        return None
    number = shapes.digits(text)
    if text.startswith("+") or number.startswith("00"):
        number = number.removeprefix("00")
    elif number.startswith("0"):
        number = f"62{number[1:]}"
    elif number.startswith("8"):
        number = f"62{number}"
    # People write +62 0812 as well: the zero belongs to the call within the country only.
    number = re.sub(r"^620+", "62", number)
    return number if 8 <= len(number) <= 15 else None


def _address(text: str) -> str | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def _nik(text: str) -> str | None:
    if re.search(r"[^\d .\-]", text):
        return None
    number = shapes.digits(text)
    return number if len(number) == 16 else None


def _email(text: str) -> str | None:
    address = re.sub(r"^mailto:", "", text, flags=re.IGNORECASE).lower()
    return address if re.fullmatch(r"[^\s@]+@[^\s@]+", address) else None


def _document(text: str) -> str | None:
    return "".join(c for c in text.upper() if c.isalnum()) or None


_FORMS: Final[Mapping[str, Callable[[str], str | None]]] = {
    "phone": _phone,
    "nik": _nik,
    "email": _email,
    "passport": _document,
    "residence_permit": _document,
    "application_number": _document,
    "network_address": _address,
}


def pseudonym(key: PseudonymKey, kind: str, value: str) -> Pseudonym | None:
    """Return the pseudonym of a value, or None where it is no value of its kind: it is then dropped, never kept.

    Equal exactly when kind, key and normalised value are equal, but for a chance of 2^-128.

    Raises:
        ValueError: a kind that is no plain word.

    Source: HMAC, RFC 2104, with SHA-256, truncated to 128 bits as its section 5 allows; the message is domain, key
    id, kind and value, each behind its length, so that no two of them can be read as one.
    """
    if not _KIND.fullmatch(kind):
        raise ValueError("Found a kind that is no plain word, expected one such as phone.")
    normal = normalised(kind, value)
    if normal is None:
        return None
    parts = (_DOMAIN, key.key_id.encode(), kind.encode(), normal.encode("utf-8", errors="surrogatepass"))
    message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    digest = hmac.new(key.secret, message, hashlib.sha256).digest()[:_BYTES]
    return Pseudonym(kind, key.key_id, base64.b32encode(digest).decode("ascii").rstrip("=").lower())


# --- the right to be forgotten ------------------------------------------------------------------------------------


@dataclass(frozen=True, order=True)
class StoredPseudonym:
    """A pseudonym as it is stored with a respondent."""

    respondent_key: str
    pseudonym: Pseudonym


@dataclass(frozen=True)
class Tombstone:
    """A pseudonym to forget for a respondent, kept so that a later export cannot bring the person back.

    With ``others_n`` above 0 that many other respondents share it, such as the telephone of a family or an office:
    it must not block or erase them.
    """

    respondent_key: str
    pseudonym: Pseudonym
    others_n: int


@dataclass(frozen=True)
class Recognised:
    """Who stands behind what a person states: ``respondent_keys``, and key ids under which nothing could be tried."""

    respondent_keys: tuple[str, ...]
    key_ids_without_secret: tuple[str, ...]
    stored_n: int


def recognise(
    stated: Iterable[tuple[str, str]], keys: Sequence[PseudonymKey], stored: Iterable[StoredPseudonym]
) -> Recognised:
    """Return the respondents that the values a person states belong to, under every key that is still held.

    Args:
        stated: pairs of kind and value, such as ``("phone", "0812...")``.
        keys: the keys still held.
        stored: every stored pseudonym.

    A year whose secret is gone cannot be searched any more; its key id is reported, not passed over.
    """
    entries = tuple(stored)
    wanted = {pseudonym(key, kind, value) for kind, value in stated for key in keys}
    held = {key.key_id for key in keys}
    return Recognised(
        tuple(sorted({entry.respondent_key for entry in entries if entry.pseudonym in wanted})),
        tuple(sorted({entry.pseudonym.key_id for entry in entries} - held)),
        len(entries),
    )


def forget(respondent_key: str, stored: Iterable[StoredPseudonym]) -> tuple[Tombstone, ...]:
    """Return a tombstone for every pseudonym stored with a respondent, in order of kind, key id and code."""
    entries = frozenset(stored)
    sharing = Counter(entry.pseudonym for entry in entries)
    mine = sorted(entry.pseudonym for entry in entries if entry.respondent_key == respondent_key)
    return tuple(Tombstone(respondent_key, entry, sharing[entry] - 1) for entry in mine)
