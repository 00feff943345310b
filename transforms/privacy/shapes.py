"""The tests that a regular expression cannot make: a plausible NIK, an address of a network, a point on the globe."""

import calendar
import ipaddress
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from fractions import Fraction
from typing import Final

_NIK_DIGITS: Final = 16
_WOMAN: Final = 40  # added to the day of birth in the NIK of a woman
_DATE_SHAPE: Final = re.compile(
    r"\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d{2}\b.*|(?:19|20)\d{2}[-./ ]\d{1,2}[-./ ]\d{1,2}\b.*"
)
_SERIAL_AT_LEAST: Final = 5  # fewer neighbouring numbers can be chance
# A survey runs for years, births spread over generations: half of the applicants are born 13 or more years apart.
_GENERATION_YEARS: Final = 13
_GENERATION_DISTINCT: Final = 10


def digits(text: str) -> str:
    """Return the digits of a number as a spreadsheet may have written it, without separators and without ``.0``."""
    return re.sub(r"\D", "", re.sub(r"\.0$", "", text))


def is_nik(text: str, province_codes: Collection[str]) -> bool:
    """Return whether 16 digits can be a NIK: province, district, and a date of birth with day + 40 for women.

    The running number may be 0000: Excel keeps 15 digits, and the numbers of most people start with 000.

    Source: the published structure of the NIK, six digits of place, DDMMYY, four digits of a running number.
    """
    number = digits(text)
    if len(number) != _NIK_DIGITS or number[:2] not in province_codes or "00" in (number[2:4], number[4:6]):
        return False
    day, month, year = int(number[6:8]), int(number[8:10]), int(number[10:12])
    day = day - _WOMAN if day > _WOMAN else day
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(2000, month)[1]:
        return False
    return (day, month) != (29, 2) or year % 4 == 0


def is_scientific_nik(text: str, province_codes: Collection[str]) -> bool:
    """Return whether a number such as ``3.17E+15`` can be what Excel left of a NIK."""
    mantissa = re.sub(r"[.,]", "", text.upper().split("E", maxsplit=1)[0])
    return any(code.startswith(mantissa[:2]) for code in province_codes)


def is_phone(text: str) -> bool:
    """Return whether digits with separators can be a telephone number and are no date."""
    return not _DATE_SHAPE.fullmatch(text.lstrip("'")) and 8 <= len(digits(text)) <= 15


def is_ip_address(text: str) -> bool:
    """Return whether text is an IPv4 or IPv6 address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_point(text: str) -> bool:
    """Return whether text begins with a latitude and a longitude that exist, one of them with a decimal part."""
    numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", text)[:2]]
    return len(numbers) == 2 and abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180


def cell_check(name: str | None, province_codes: Collection[str]) -> Callable[[str], bool]:
    """Return the check of a content rule as a function of one cell."""
    checks: Mapping[str, Callable[[str], bool]] = {
        "nik": lambda text: is_nik(text, province_codes),
        "nik_in_scientific_notation": lambda text: is_scientific_nik(text, province_codes),
        "phone": is_phone,
        "ip_address": is_ip_address,
        "coordinates": is_point,
    }
    return checks.get(name or "", lambda _: True)


def are_serial(values: Iterable[str]) -> bool:
    """Return whether values number something: one prefix, and numbers that fill at least half of their range."""
    parts = [re.fullmatch(r"(\D*)(\d+)(?:\.0)?", value) for value in set(values)]
    found = [part for part in parts if part is not None]
    if len(found) < _SERIAL_AT_LEAST or len(found) < len(parts) or len({part[1] for part in found}) > 1:
        return False
    numbers = {int(part[2]) for part in found}
    return max(numbers) - min(numbers) + 1 <= 2 * len(numbers)


def span_generations(counts: Mapping[str, int]) -> bool:
    """Return whether dates spread as dates of birth do: the middle half of their years spans 13 years or more.

    Dates of answers lie within the years of a survey; one sentinel such as 1980-01-01 does not move the middle half.
    """
    years: list[int] = []
    for value, count in counts.items():
        years += [int(year) for year in re.findall(r"(?:19|20)\d{2}", value)[:1]] * count
    if len(set(years)) < _GENERATION_DISTINCT:
        return False
    ordered = sorted(years)
    return ordered[(3 * len(ordered)) // 4] - ordered[len(ordered) // 4] >= _GENERATION_YEARS


def share(part: int, whole: int) -> Fraction:
    """Return part of whole as an exact fraction, 0 of nothing."""
    return Fraction(part, whole) if whole else Fraction(0)
