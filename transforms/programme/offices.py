"""Offices over time: the class and province of each in each month, as spans that facts can point to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from schemas.catalog import Catalog
from schemas.offices import OfficeRegister, office_register
from schemas.programme import Programme
from transforms.programme.scopes import month_before, months_between


@dataclass(frozen=True)
class Standing:
    """An office in one month; class or province are empty text where sources give none or contradict each other."""

    office_class: str
    province_id: str


@dataclass(frozen=True)
class Span:
    """Months in which an office's standing did not change; ``last_month`` is None for the span that runs on."""

    office_code: str
    first_month: str
    last_month: str | None
    standing: Standing

    @property
    def key(self) -> str:
        """``office_key`` of the published tables."""
        return f"{self.office_code}@{self.first_month}"


class OfficeTimes:
    """The standing of a programme's offices in every month.

    Args:
        programme: its offices and their membership.
        catalog: the register.
        last_month: the last month that is published.
    """

    def __init__(self, programme: Programme, catalog: Catalog, last_month: str) -> None:
        self.months = months_between(programme.first_month, last_month)
        self.offices = catalog.offices_of(programme)
        self._memberships = {one.office: one for one in programme.memberships}
        register = office_register(catalog.offices)
        self.spans = [span for office in self.offices for span in _spans(register, office, self.months)]
        self._at: dict[tuple[str, str], Span] = {
            (span.office_code, month): span
            for span in self.spans
            for month in months_between(span.first_month, span.last_month or last_month)
        }

    def span(self, office_code: str, month: str) -> Span:
        """Return the span of an office that holds a month of the programme.

        Raises:
            KeyError: the office or the month does not belong to the programme.
        """
        return self._at[office_code, month]

    def belongs(self, office_code: str, month: str) -> bool:
        """Return whether an office belongs to the programme in a month."""
        one = self._memberships.get(office_code)
        if (office_code, month) not in self._at:
            return False
        if one is None:
            return True
        return (one.first_month or month) <= month <= (one.last_month or month)


def _spans(register: OfficeRegister, office: str, months: Sequence[str]) -> list[Span]:
    spans: list[Span] = []
    for month in months:
        standing = _standing(register, office, month)
        if spans and spans[-1].standing == standing:
            continue
        if spans:
            last = spans[-1]
            spans[-1] = Span(office, last.first_month, month_before(month), last.standing)
        spans.append(Span(office, month, None, standing))
    return spans


def _standing(register: OfficeRegister, office: str, month: str) -> Standing:
    day = date(int(month[:4]), int(month[5:]), 1)
    names = {row.name for row in register.classes_of(office, day)}
    return Standing(names.pop() if len(names) == 1 else "", register.province_of(office, day) or "")


def office_label(name: str, office_class: str) -> str:
    """Return an office's name with its class: *Kantor Imigrasi Kelas I Non TPI Bogor*."""
    return f"Kantor Imigrasi Kelas {office_class} {name}" if office_class else f"Kantor Imigrasi {name}"
