"""Office names: dress changes nothing, what is accepted is always a name of the register, likeness never is."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.catalog import Catalog
from schemas.offices import office_register
from transforms.offices.matching import OfficeMatcher
from transforms.offices.words import place_of, take_apart, words_of

SETTINGS = settings(max_examples=200, deadline=None)
REGISTER = office_register()
MATCHER = OfficeMatcher(REGISTER)
CATALOG = Catalog()
OFFICES = [office for office in REGISTER.offices.values() if office.kind == "office"]
NAMES = sorted((name, office.office_code) for office in OFFICES for name in (office.name_id, *office.aliases))
KEYS = {" ".join(place_of(words_of(name))): code for name, code in NAMES}
HEADS = st.sampled_from(["", "Kantor Imigrasi ", "KANIM ", "Kanim_", "UPT. Kantor Imigrasi "])
CLASSES = st.sampled_from(
    ["", "Kelas I ", "KELAS II TPI ", "Kls. 1 Khusus Non-TPI ", "Klas III Non TPI ", "kelas satu (TPI) "]
)
DAYS = st.none() | st.dates(date(2005, 1, 1), date(2027, 1, 1))


@SETTINGS
@given(st.sampled_from(NAMES), HEADS, CLASSES, st.booleans(), DAYS)
def test_dress_and_class_never_change_the_office(
    named: tuple[str, str], head: str, written_class: str, shout: bool, day: date | None
) -> None:
    name, code = named
    text = f"{head}{written_class}{name.upper() if shout else name}"
    assert MATCHER.match(text, day).office_code == code


@SETTINGS
@given(st.sampled_from(NAMES), st.sampled_from(REGISTER.province_list), DAYS)
def test_a_province_behind_the_name_confirms_or_refuses_and_never_changes_it(
    named: tuple[str, str], province: object, day: date | None
) -> None:
    name, code = named
    text = f"{name}, {province.province_id}"  # type: ignore[attr-defined]
    assert MATCHER.match(text, day).office_code in {code, None}


@SETTINGS
@given(
    st.sampled_from(NAMES),
    st.integers(0, 30),
    st.sampled_from("abcdefghijklmnopqrstuvwxyz"),
    st.sampled_from(["drop", "double", "swap"]),
)
def test_a_slip_is_accepted_only_if_it_is_a_name_itself(
    named: tuple[str, str], place: int, letter: str, slip: str
) -> None:
    name = named[0]
    at = place % len(name)
    spoilt = {
        "drop": name[:at] + name[at + 1 :],
        "double": name[:at] + name[at : at + 1] * 2 + name[at + 1 :],
        "swap": name[:at] + letter + name[at + 1 :],
    }[slip]
    match = MATCHER.match(spoilt)
    if match.office_code is not None:
        key = " ".join(place_of(words_of(spoilt)))
        beside = [key.removesuffix(f" {province}") for province in REGISTER.province_names]
        assert match.office_code in {KEYS.get(form) for form in (key, *beside)}
    assert match.office_code is None or match.suggestions == ()
    assert all(likely.score >= 90 for likely in match.suggestions)
    assert not (match.suggestions and match.rivals)


@SETTINGS
@given(st.text(max_size=40) | st.sampled_from([name for name, _ in NAMES]))
def test_the_matcher_accepts_whatever_the_catalogue_accepts(text: str) -> None:
    known = CATALOG.office_code(text)
    if known is not None and REGISTER.offices[known].kind == "office" and take_apart(text).service_kind is None:
        assert MATCHER.match(text).office_code == known


@SETTINGS
@given(st.text(max_size=60), DAYS)
def test_no_text_is_a_crash_and_none_is_silent(text: str, day: date | None) -> None:
    match = MATCHER.match(text, day)
    assert match == MATCHER.match(f"  {text} ", day)
    assert (match.office_code is None) == (match.how is None)
    assert match.office_code is not None or match.findings
