"""Which regulation is in force in a month, and which questionnaire is therefore expected of an office.

The questionnaire follows from the month of the survey; a programme may allow another one to some offices for some
months, and that stays visible beside every number. Method: docs/methods/trend.md, sections 1 and 2.
"""

from collections.abc import Collection
from dataclasses import dataclass

from schemas.catalog import Catalog
from schemas.instrument import Regulation
from schemas.programme import Override, Programme


class NotInForceError(ValueError):
    """No regulation, or no single questionnaire, can be named for a month; the message says what to change where."""


@dataclass(frozen=True)
class Expected:
    """The questionnaire of one office in one month.

    Attributes:
        instrument_in_force: what the regulation in force asks for.
        instrument_expected: what the programme allows after its exceptions.
        is_overridden: whether the two differ.
        override_reason_id: why, Indonesian; None where they do not differ.
        override_reason_en: the same in English.
    """

    instrument_in_force: str
    instrument_expected: str
    is_overridden: bool
    override_reason_id: str | None = None
    override_reason_en: str | None = None


def regulation_in_force(catalog: Catalog, month: str, among: Collection[str] | None = None) -> Regulation:
    """Return the regulation in force in a month: the last one whose first month is not later.

    Both regulations name the month in which one gives way to the next; the new one holds for the whole of it.

    Args:
        catalog: the data files.
        month: such as 2017-05.
        among: ids of the regulations to look at; all of the catalogue where left out.

    Raises:
        NotInForceError: the month lies before the first regulation or after the end of the last, or two begin together.
    """
    known = [one for key, one in sorted(catalog.regulations.items()) if among is None or key in among]
    begun = [one for one in known if one.effective_from <= month]
    if not begun:
        first = min((one.effective_from for one in known), default="-")
        raise NotInForceError(
            f"Bulan {month}: tidak ada peraturan yang berlaku; peraturan pertama berlaku sejak {first}. "
            "Periksa bulan survei atau effective_from di schemas/regulations. / "
            f"Month {month}: found no regulation in force, expected a month from {first} on. "
            "Check the month of the survey, or effective_from in schemas/regulations."
        )
    start = max(one.effective_from for one in begun)
    latest = [one for one in begun if one.effective_from == start]
    if len(latest) > 1:
        names = ", ".join(one.regulation_id for one in latest)
        raise NotInForceError(
            f"Bulan {month}: {names} berlaku sejak bulan yang sama, {start}; seharusnya satu. "
            "Perbaiki effective_from di schemas/regulations. / "
            f"Month {month}: found {names} in force since the same month, {start}; expected one. "
            "Correct effective_from in schemas/regulations."
        )
    regulation = latest[0]
    if regulation.effective_to is not None and regulation.effective_to < month:
        raise NotInForceError(
            f"Bulan {month}: {regulation.regulation_id} berakhir {regulation.effective_to} dan tidak ada penggantinya. "
            "Tambahkan peraturan berikutnya ke schemas/regulations dan ke questionnaires program. / "
            f"Month {month}: {regulation.regulation_id} ended in {regulation.effective_to} and found none after it. "
            "Add the next regulation to schemas/regulations and to the programme's questionnaires."
        )
    return regulation


def expected(programme: Programme, catalog: Catalog, office_code: str, month: str) -> Expected:
    """Return the questionnaire that is expected of an office in a month.

    Only regulations for which the programme has a questionnaire are looked at: others do not concern its offices.

    Raises:
        NotInForceError: none of them is in force in that month, or two exceptions name the office.
    """
    return Expectations(programme, catalog).of(office_code, month)


class Expectations:
    """Which questionnaire is expected of whom and when; remembers what it was asked.

    Args:
        programme: the standing survey with its questionnaires and exceptions.
        catalog: the data files.
    """

    def __init__(self, programme: Programme, catalog: Catalog) -> None:
        self._programme = programme
        self._catalog = catalog
        self._used = {one.regulation_id: one.instrument_id for one in programme.questionnaires}
        self._regulations: dict[str, Regulation] = {}
        self._known: dict[tuple[str, str], Expected] = {}

    def regulation(self, month: str) -> Regulation:
        """Return the regulation in force in a month, among those of the programme.

        Raises:
            NotInForceError: none of them is in force in that month.
        """
        if month not in self._regulations:
            self._regulations[month] = regulation_in_force(self._catalog, month, self._used)
        return self._regulations[month]

    def of(self, office_code: str, month: str) -> Expected:
        """Return the questionnaire that is expected of an office in a month.

        Raises:
            NotInForceError: no regulation of the programme is in force in that month, or two exceptions name the office.
        """
        key = (office_code, month)
        if key not in self._known:
            self._known[key] = self._find(office_code, month)
        return self._known[key]

    def _find(self, office_code: str, month: str) -> Expected:
        in_force = self._used[self.regulation(month).regulation_id]
        override = self._override(office_code, month)
        if override is None or override.instrument_id == in_force:
            return Expected(in_force, in_force, is_overridden=False)
        return Expected(in_force, override.instrument_id, True, override.reason_id, override.reason_en)

    def _override(self, office_code: str, month: str) -> Override | None:
        found = [
            one
            for one in self._programme.overrides
            if office_code in one.offices and one.first_month <= month <= one.last_month
        ]
        if len({one.instrument_id for one in found}) > 1:
            allowed = ", ".join(one.instrument_id for one in found)
            owner = f"programmes/{self._programme.programme_id}.yaml"
            raise NotInForceError(
                f"{owner}, overrides: {office_code} {month} boleh memakai {allowed}; seharusnya satu. "
                "Ubah bulan salah satunya. / "
                f"{owner}, overrides: found {allowed} allowed to {office_code} in {month}; expected one. "
                "Change the months of one of them."
            )
        return found[0] if found else None
