"""The register of offices: what an office is called, and the class and province it had at which time.

An office is its place. Class and province change, so they stand in files of their own with dates
(``reference/office_classes.csv``, ``reference/office_provinces.csv``); counters that are run by an office are service
points (``reference/service_points.csv``). Method: docs/methods/offices.md.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Annotated, Final, Literal, Self, TypeVar

from pydantic import StringConstraints, ValidationError, model_validator

from schemas.catalog import CatalogError, Mistake, place_words
from schemas.instrument import Code, Confidence, DataFile, Label, Office

ClassRank = Literal["I Khusus", "I", "II", "III"]
Port = Literal["tpi", "non_tpi", ""]
Standing = Literal["held", "disputed", "rejected"]
Year = Annotated[str, StringConstraints(pattern=r"^\d{4}$")]
YearOrNone = Annotated[str, StringConstraints(pattern=r"^(\d{4})?$")]
DayOrNone = Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]


class OfficeClass(DataFile):
    """A class that a source gives an office, and the years for which it does; no claim is made outside them.

    ``port`` says whether the class name ends in TPI or Non TPI; the names in use before 2018 (``naming: old``) have
    neither. ``disputed``: the source contradicts itself and nobody has decided. ``rejected``: recorded, known wrong.
    """

    office_code: Code
    class_rank: ClassRank
    port: Port
    naming: Literal["old", "new"]
    seen_from: Year
    seen_to: YearOrNone
    standing: Standing
    source: Label
    confidence: Confidence
    note: str

    @property
    def name(self) -> str:
        """The class as it is written: ``I Khusus Non TPI``."""
        return {"tpi": f"{self.class_rank} TPI", "non_tpi": f"{self.class_rank} Non TPI", "": self.class_rank}[
            self.port
        ]


class OfficeProvince(DataFile):
    """A province of an office; an empty date is open. The last day is part of the period."""

    office_code: Code
    province_id: Label
    valid_from: DayOrNone
    valid_to: DayOrNone
    standing: Standing
    source: Label
    confidence: Confidence
    note: str

    @model_validator(mode="after")
    def _check(self) -> Self:
        _check_period(self.valid_from, self.valid_to)
        return self

    def covers(self, day: date) -> bool:
        """Return whether the day lies in the period."""
        return _covers(self.valid_from, self.valid_to, day)


class Province(DataFile):
    """A province, what else it is called, and its time zone."""

    province_id: Label
    aliases: tuple[str, ...]
    zone: Literal["WIB", "WITA", "WIT"]
    tz_name: Label
    source: Label
    confidence: Confidence


class ServicePoint(DataFile):
    """A counter that belongs to an office: ULP (passport unit), UKK (immigration work unit), MPP (service mall)."""

    service_point_code: Code
    name_id: Label
    kind: Literal["ulp", "ukk", "mpp"]
    office_code: Code
    aliases: tuple[str, ...]
    valid_from: DayOrNone
    valid_to: DayOrNone
    source: Label
    confidence: Confidence

    @model_validator(mode="after")
    def _check(self) -> Self:
        _check_period(self.valid_from, self.valid_to)
        return self

    def covers(self, day: date) -> bool:
        """Return whether the counter belonged to the office on that day."""
        return _covers(self.valid_from, self.valid_to, day)


_Row = TypeVar("_Row", Office, OfficeClass, OfficeProvince, Province, ServicePoint)
_FOLDER: Final = "reference"


@dataclass(frozen=True)
class OfficeRegister:
    """Every office with its dated classes and provinces, the provinces, and the service points.

    Raises:
        CatalogError: at construction, when the parts contradict each other; every contradiction is named.
    """

    offices: Mapping[str, Office]
    classes: tuple[OfficeClass, ...]
    provinces: tuple[OfficeProvince, ...]
    province_list: tuple[Province, ...]
    service_points: tuple[ServicePoint, ...] = ()

    def __post_init__(self) -> None:
        mistakes = [*self._unknown(), *self._shared_names(), *self._double_provinces()]
        if mistakes:
            raise CatalogError(mistakes)

    def classes_of(self, office_code: str, day: date | None) -> tuple[OfficeClass, ...]:
        """Return the classes that an office can have had on a day.

        One class where the sources agree, several where they contradict each other, none where no source gives one.
        Where the day lies between two sightings the earlier one counts; before the first sighting the first one.
        Without a day every class that was ever seen is returned.
        """
        known = [row for row in self.classes if row.office_code == office_code and row.standing != "rejected"]
        if day is None or not known:
            return tuple(known)
        before = [row.seen_from for row in known if int(row.seen_from) <= day.year]
        wanted = max(before) if before else min(row.seen_from for row in known)
        return tuple(row for row in known if row.seen_from == wanted)

    def province_of(self, office_code: str, day: date) -> str | None:
        """Return the province of an office on a day; None for a group of offices."""
        found = [row for row in self._held_provinces(office_code) if row.covers(day)]
        return found[0].province_id if found else None

    def provinces_of(self, office_code: str) -> frozenset[str]:
        """Return every province that the office has belonged to."""
        return frozenset(row.province_id for row in self._held_provinces(office_code))

    @cached_property
    def province_names(self) -> Mapping[str, str]:
        """The comparable form of every name of a province, to the province."""
        return {
            place_words(name): province.province_id
            for province in self.province_list
            for name in (province.province_id, *province.aliases)
        }

    def province(self, province_id: str) -> Province:
        """Return a province by its name.

        Raises:
            KeyError: no such province.
        """
        return next(row for row in self.province_list if row.province_id == province_id)

    def _held_provinces(self, office_code: str) -> list[OfficeProvince]:
        return [row for row in self.provinces if row.office_code == office_code and row.standing == "held"]

    def _unknown(self) -> list[Mistake]:
        known = {province.province_id for province in self.province_list}
        mistakes = [
            Mistake(_file(kind), None, row.office_code, f"the office {row.office_code!r}", "an office of offices.csv")
            for kind, rows in (
                ("office_classes", self.classes),
                ("office_provinces", self.provinces),
                ("service_points", self.service_points),
            )
            for row in rows
            if row.office_code not in self.offices
        ]
        mistakes.extend(
            Mistake(_file("office_provinces"), None, row.office_code, repr(row.province_id), "a name of provinces.csv")
            for row in self.provinces
            if row.province_id not in known
        )
        return mistakes

    def _shared_names(self) -> list[Mistake]:
        mistakes = []
        for file, named in (
            ("provinces", [(row.province_id, (row.province_id, *row.aliases)) for row in self.province_list]),
            ("service_points", [(row.service_point_code, (row.name_id, *row.aliases)) for row in self.service_points]),
        ):
            seen: dict[str, str] = {}
            for owner, names in named:
                for name in names:
                    first = seen.setdefault(place_words(name), owner)
                    if first != owner:
                        found = f"the name {name!r}, which {first} has too"
                        mistakes.append(Mistake(_file(file), None, owner, found, "a name of one only"))
        return mistakes

    def _double_provinces(self) -> list[Mistake]:
        mistakes = []
        for code in self.offices:
            rows = sorted(self._held_provinces(code), key=lambda row: row.valid_from)
            for earlier, later in pairwise(rows):
                if not earlier.valid_to or earlier.valid_to >= later.valid_from:
                    found = f"{earlier.province_id} and {later.province_id} for the same day"
                    mistakes.append(Mistake(_file("office_provinces"), None, code, found, "one province at a time"))
        return mistakes


def office_register(offices: Mapping[str, Office] | None = None, overlay: Traversable | None = None) -> OfficeRegister:
    """Read the register from the packaged files, and from files of the same names in a folder laid over them.

    Args:
        offices: the offices of a catalogue; without them the packaged ``offices.csv`` is read.
        overlay: a folder with any of ``office_classes.csv``, ``office_provinces.csv``, ``provinces.csv`` and
            ``service_points.csv``; their rows are added.

    Raises:
        CatalogError: a row does not fit its model, or the files contradict each other; every mistake has its line.
    """
    packaged = files("schemas").joinpath(_FOLDER)
    if offices is None:
        offices = {row.office_code: row for row in _read(Office, "offices", (packaged,))}
    roots = (packaged,) if overlay is None else (packaged, overlay)
    return OfficeRegister(
        offices,
        _read(OfficeClass, "office_classes", roots),
        _read(OfficeProvince, "office_provinces", roots),
        _read(Province, "provinces", roots),
        _read(ServicePoint, "service_points", roots),
    )


def _read(model: type[_Row], name: str, roots: Sequence[Traversable]) -> tuple[_Row, ...]:
    rows: list[_Row] = []
    mistakes: list[Mistake] = []
    for root in roots:
        file = root.joinpath(f"{name}.csv")
        if not file.is_file():
            continue
        reader = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8")))
        for line, row in enumerate(reader, start=2):
            values: dict[str, object] = dict(row)
            if "aliases" in values:
                values["aliases"] = tuple(a.strip() for a in str(row["aliases"] or "").split("|") if a.strip())
            try:
                rows.append(model.model_validate(values))
            except ValidationError as error:
                for detail in error.errors():
                    where = ".".join(str(part) for part in detail["loc"])
                    mistakes.append(Mistake(_file(name), line, where, repr(detail["input"])[:80], str(detail["msg"])))
    if mistakes:
        raise CatalogError(mistakes)
    return tuple(rows)


def _file(name: str) -> str:
    return f"{_FOLDER}/{name}.csv"


def _check_period(first: str, last: str) -> None:
    days = [date.fromisoformat(text) for text in (first, last) if text]
    if len(days) == 2 and days[0] > days[1]:
        raise ValueError(f"the period runs from {first} to {last}; the first day must not be after the last")


def _covers(first: str, last: str, day: date) -> bool:
    return (not first or date.fromisoformat(first) <= day) and (not last or day <= date.fromisoformat(last))
