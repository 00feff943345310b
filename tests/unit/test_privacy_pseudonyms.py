"""Pseudonyms: the same person under one key, nobody across keys, no secret that can be guessed or read by others."""

import base64
import hashlib
import hmac
import pickle
from pathlib import Path

import pytest

from transforms.privacy.pseudonyms import (
    KeyRefusedError,
    Pseudonym,
    PseudonymKey,
    StoredPseudonym,
    forget,
    key_variable,
    normalised,
    pseudonym,
    read_key,
    recognise,
)

SECRET = hashlib.sha256(b"an example that is no secret").digest()
OTHER = hashlib.sha256(b"another example").digest()
KEY = PseudonymKey("2024", SECRET)


def secret_file(folder: Path, text: str = SECRET.hex(), mode: int = 0o600) -> Path:
    path = folder / "pseudonym.key"
    path.write_text(text, encoding="ascii")
    path.chmod(mode)
    return path


# --- one form -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    ["081234567890", "6281234567890", "+6281234567890", "+62 812-3456-7890", "0812 3456 7890", "81234567890",
     "(0812) 3456.7890", "'081234567890", "006281234567890", "+62 0812 3456 7890", "81234567890.0", "０８１２３４５６７８９０"],
)  # fmt: skip
def test_a_telephone_number_has_one_form(written: str) -> None:
    assert normalised("phone", written) == "6281234567890"


@pytest.mark.parametrize(
    ("kind", "written", "form"),
    [
        ("phone", "021-5201234", "62215201234"),
        ("phone", "+65 9123 4567", "6591234567"),
        ("phone", "+81 90 1234 5678", "819012345678"),  # Japan: the plus says that 81 is a country
        ("phone", "tidak ada", None),
        ("phone", "081234567890 / 081298765432", None),
        ("phone", "8.12346E+10", None),
        ("phone", "123", None),
        ("nik", "3171 0155 0290 0001", "3171015502900001"),
        ("nik", "'3171015502900001", "3171015502900001"),
        ("nik", "3171015502900001.0", "3171015502900001"),
        ("nik", "3.17102E+15", None),
        ("nik", "317101550290", None),
        ("email", " Budi.Santoso@Contoh.GO.ID ", "budi.santoso@contoh.go.id"),
        ("email", "mailto:budi@contoh.id", "budi@contoh.id"),
        ("email", "budi", None),
        ("passport", "a 1234567", "A1234567"),
        ("passport", "A-1234567", "A1234567"),
        ("network_address", "::ffff:10.0.0.1", "10.0.0.1"),
        ("network_address", "2001:DB8:0:0::1", "2001:db8::1"),
        ("network_address", "10.0.0.999", None),
        ("device", "  ABC  def ", "abc def"),
        ("device", "\u200b", None),
    ],
)
def test_every_kind_has_one_form_or_none(kind: str, written: str, form: str | None) -> None:
    assert normalised(kind, written) == form


# --- pseudonyms ---------------------------------------------------------------------------------------------------


def test_a_pseudonym_is_the_hmac_of_domain_key_id_kind_and_value() -> None:
    # Written out by hand from RFC 2104 and the docstring: each part behind its length in four bytes.
    message = b"\x00\x00\x00\x14kepuasan pseudonym 1" + b"\x00\x00\x00\x042024" + b"\x00\x00\x00\x05phone"
    message += b"\x00\x00\x00\x0d6281234567890"
    digest = hmac.digest(SECRET, message, "sha256")[:16]
    found = pseudonym(KEY, "phone", "0812-3456-7890")
    assert found is not None
    assert found.text == "phone.2024." + base64.b32encode(digest).decode().lower()[:26]
    assert len(found.code) == 26  # 128 bits in characters of five


def test_equal_values_have_equal_pseudonyms_and_others_have_not() -> None:
    assert pseudonym(KEY, "phone", "081234567890") == pseudonym(KEY, "phone", "+62 812 3456 7890")
    assert pseudonym(KEY, "phone", "081234567890") != pseudonym(KEY, "phone", "081234567891")


def test_keys_years_and_kinds_cannot_be_linked() -> None:
    number = "3171015502900001"
    made = [
        pseudonym(KEY, "nik", number),
        pseudonym(PseudonymKey("2024", OTHER), "nik", number),
        pseudonym(PseudonymKey("2025", SECRET), "nik", number),
        pseudonym(PseudonymKey("2024b", SECRET), "nik", number),
        pseudonym(KEY, "application_number", number),
    ]
    assert len({entry.code for entry in made if entry is not None}) == 5


def test_a_plain_hash_without_the_key_is_not_the_pseudonym() -> None:
    found = pseudonym(KEY, "nik", "3171015502900001")
    assert found is not None
    plain = base64.b32encode(hashlib.sha256(b"3171015502900001").digest()[:16]).decode().lower()
    assert found.code != plain[:26]


def test_what_is_no_value_of_its_kind_has_no_pseudonym() -> None:
    assert pseudonym(KEY, "phone", "tidak ada") is None


def test_a_pseudonym_reads_back() -> None:
    found = pseudonym(KEY, "email", "budi@contoh.id")
    assert found is not None
    assert Pseudonym.parse(found.text) == found


@pytest.mark.parametrize("text", ["", "phone.2024", "phone.2024.abc", "081234567890", "phone.24." + "a" * 26])
def test_other_text_is_no_pseudonym_and_is_not_repeated(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected kind\.year\.code") as raised:
        Pseudonym.parse(text)
    assert not text or text not in str(raised.value)


def test_a_kind_is_a_plain_word() -> None:
    with pytest.raises(ValueError, match="expected one such as phone"):
        pseudonym(KEY, "No HP: 0812", "x")


# --- secrets ------------------------------------------------------------------------------------------------------


def test_a_secret_comes_from_a_file_of_its_owner(tmp_path: Path) -> None:
    path = secret_file(tmp_path, SECRET.hex() + "\n")
    assert read_key("2024", {"KEPUASAN_PSEUDONYM_KEY_2024_FILE": str(path)}) == KEY


def test_a_secret_comes_from_the_environment_and_a_file_goes_first(tmp_path: Path) -> None:
    environment = {key_variable("2024"): OTHER.hex()}
    assert read_key("2024", environment).secret == OTHER
    environment["KEPUASAN_PSEUDONYM_KEY_2024_FILE"] = str(secret_file(tmp_path))
    assert read_key("2024", environment).secret == SECRET


def test_keys_rotate_by_their_id() -> None:
    environment = {key_variable("2024"): SECRET.hex(), key_variable("2024b"): OTHER.hex()}
    assert key_variable("2024b") == "KEPUASAN_PSEUDONYM_KEY_2024B"
    assert [read_key(key_id, environment).secret for key_id in ("2024", "2024b")] == [SECRET, OTHER]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Found no secret"),
        ("rahasia", "no hexadecimal number"),
        (SECRET.hex()[:-1], "no hexadecimal number"),
        (SECRET.hex()[:62], "31 bytes, expected at least 32"),
        ("00" * 32, "can be guessed"),
        ("0123456789abcdef" * 4, "can be guessed"),
        (bytes(range(32)).hex(), "can be guessed"),
        (bytes(range(0, 256, 4)).hex(), "can be guessed"),
        (SECRET[:16].hex() * 2, "can be guessed"),
        (b"kata sandi kantor imigrasi jakarta 2024".hex(), "can be guessed"),
    ],
)
def test_a_missing_or_weak_secret_is_refused(text: str, reason: str) -> None:
    with pytest.raises(KeyRefusedError, match=reason) as raised:
        read_key("2024", {key_variable("2024"): text})
    assert raised.value.problem_id
    assert not text or text not in f"{raised.value} {raised.value.problem_id}"


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o602])
def test_a_file_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    path = secret_file(tmp_path, mode=mode)
    with pytest.raises(KeyRefusedError, match=f"mode {mode:03o}, expected 600 or 400"):
        read_key("2024", {"KEPUASAN_PSEUDONYM_KEY_2024_FILE": str(path)})


def test_a_file_in_a_repository_or_among_the_data_is_refused(tmp_path: Path) -> None:
    inside = tmp_path / "checkout" / "conf"
    inside.mkdir(parents=True)
    path = secret_file(inside)
    environment = {"KEPUASAN_PSEUDONYM_KEY_2024_FILE": str(path)}
    with pytest.raises(KeyRefusedError, match="folder of data"):
        read_key("2024", environment, keep_out_of=[tmp_path / "checkout"])
    (tmp_path / "checkout" / ".git").mkdir()
    with pytest.raises(KeyRefusedError, match="stands in a repository"):
        read_key("2024", environment)


def test_a_link_does_not_hide_where_the_secret_stands(tmp_path: Path) -> None:
    inside = tmp_path / "checkout"
    (inside / ".git").mkdir(parents=True)
    link = tmp_path / "link.key"
    link.symlink_to(secret_file(inside))
    with pytest.raises(KeyRefusedError, match="stands in a repository"):
        read_key("2024", {"KEPUASAN_PSEUDONYM_KEY_2024_FILE": str(link)})


@pytest.mark.parametrize("name", ["absent.key", "."])
def test_a_file_that_cannot_be_read_is_refused_without_its_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(KeyRefusedError, match="cannot be read") as raised:
        read_key("2024", {"KEPUASAN_PSEUDONYM_KEY_2024_FILE": str(tmp_path / name)})
    assert str(tmp_path) not in str(raised.value)


def test_a_large_file_is_refused(tmp_path: Path) -> None:
    path = secret_file(tmp_path, SECRET.hex() * 100)
    with pytest.raises(KeyRefusedError, match="longer than 4096 bytes"):
        read_key("2024", {"KEPUASAN_PSEUDONYM_KEY_2024_FILE": str(path)})


@pytest.mark.parametrize("key_id", ["", "24", "1824", "2024bb", "2024.", "year"])
def test_a_key_id_is_a_year(key_id: str) -> None:
    with pytest.raises(KeyRefusedError, match="no year"):
        PseudonymKey(key_id, SECRET)


def test_a_secret_is_neither_shown_nor_pickled() -> None:
    assert SECRET.hex() not in repr(KEY)
    assert repr(SECRET) not in repr(KEY)
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(KEY)


# --- the right to be forgotten ------------------------------------------------------------------------------------


def stored(key: PseudonymKey, respondent: str, kind: str, value: str) -> StoredPseudonym:
    found = pseudonym(key, kind, value)
    assert found is not None
    return StoredPseudonym(respondent, found)


LATER = PseudonymKey("2025", OTHER)
STORED = [
    stored(KEY, "r1", "phone", "081234567890"),
    stored(KEY, "r1", "email", "siti@contoh.id"),
    stored(KEY, "r2", "phone", "081234567890"),  # a telephone of the family
    stored(KEY, "r3", "phone", "089876543210"),
    stored(LATER, "r9", "phone", "+62 812 3456 7890"),
]


def test_a_person_is_recognised_under_every_key_that_is_held() -> None:
    found = recognise([("phone", "0812 3456 7890")], [KEY, LATER], STORED)
    assert (found.respondent_keys, found.key_ids_without_secret, found.stored_n) == (("r1", "r2", "r9"), (), 5)


def test_years_without_a_secret_are_named_and_not_passed_over() -> None:
    found = recognise([("phone", "081234567890")], [KEY], STORED)
    assert (found.respondent_keys, found.key_ids_without_secret) == (("r1", "r2"), ("2025",))


def test_a_stranger_or_an_unreadable_value_is_nobody() -> None:
    assert recognise([("phone", "080000000000"), ("nik", "?")], [KEY, LATER], STORED).respondent_keys == ()


def test_forgetting_names_each_pseudonym_of_the_respondent_and_who_shares_it() -> None:
    tombstones = forget("r1", STORED)
    assert [(stone.pseudonym.kind, stone.others_n) for stone in tombstones] == [("email", 0), ("phone", 1)]
    assert {stone.pseudonym for stone in tombstones} == {STORED[0].pseudonym, STORED[1].pseudonym}


def test_forgetting_a_stranger_or_twice_the_same_row_changes_nothing() -> None:
    assert forget("r7", STORED) == ()
    assert forget("r1", STORED + STORED) == forget("r1", STORED)
