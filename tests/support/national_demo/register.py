"""Offices as the demo writes them: names, aliases, classes of the year, and the zone of their clock."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

SCHEMAS = Path(__file__).resolve().parents[3] / "schemas"
PROGRAMME = SCHEMAS / "programmes" / "national_demo.yaml"
_HOURS = {"WIB": 7, "WITA": 8, "WIT": 9}  # Keppres 41/1987


@dataclass(frozen=True)
class Place:
    """One office; `old_class` is the class name in use until 2017, `new_class` that since 2018, empty where unknown."""

    code: str
    name: str
    aliases: tuple[str, ...]
    old_class: str
    new_class: str
    hours: int

    def written(self, month: str, *, alias: int = -1, kind: str = "Kantor Imigrasi") -> str:
        """The office as a file names it in a month: with its class of the time, or by an alias."""
        if alias >= 0 and self.aliases:
            return f"{kind} {self.aliases[alias % len(self.aliases)]}"
        of_time = self.new_class if month >= "2018-01" else self.old_class
        return f"{kind} Kelas {of_time} {self.name}" if of_time else f"{kind} {self.name}"


@cache
def places() -> Mapping[str, Place]:
    """Every office of the register."""
    zone_of = {row["province_id"]: row["zone"] for row in _rows("provinces")}
    province = {
        row["office_code"]: row["province_id"] for row in _rows("office_provinces") if row["standing"] == "held"
    }
    classes: dict[tuple[str, str], str] = {}
    for row in _rows("office_classes"):
        if row["standing"] == "held":
            port = {"tpi": " TPI", "non_tpi": " Non TPI", "": ""}[row["port"]]
            classes.setdefault((row["office_code"], row["naming"]), row["class_rank"] + port)
    return {
        row["office_code"]: Place(
            row["office_code"],
            row["name_id"],
            tuple(alias for alias in row["aliases"].split("|") if alias),
            classes.get((row["office_code"], "old"), ""),
            classes.get((row["office_code"], "new"), ""),
            _HOURS[zone_of[province[row["office_code"]]]],
        )
        for row in _rows("offices")
        if row["kind"] == "office"
    }


@cache
def programme_offices() -> tuple[str, ...]:
    """The offices of the programme, in its order."""
    return tuple(yaml.safe_load(PROGRAMME.read_text(encoding="utf-8"))["offices"])


def _rows(name: str) -> list[dict[str, str]]:
    with (SCHEMAS / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
