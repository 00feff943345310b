"""Tables of a made-up programme: three offices, 25 months from 2016-12 to 2018-12, all tables of the contract.

Two questionnaires: ``skm_2014_9`` (V1 to V9, V8 the service charter) up to 2017-04 and ``skm_2017_9`` (U1 to U9, U9 the
facilities) from 2017-05 on, so that the year 2017 has both. Eight elements are common and make the series ``skm_common_8``.
Answers follow from a counting rule, without chance; every number is then computed here from single respondents with
fractions, by other and slower ways than the programme's own code.

What is in it on purpose: office ``kepulauan`` has a very long name; office ``barat`` rises from class II to I in 2018-01;
``kepulauan`` misses 2018-07 and sends 2018-10 late; ``utara`` corrects 2018-03; both restate what run 1 published. In
the office ``barat`` the elements U1 and U2 have equal means (a tie). ``utara`` prints an index of its own for 2018.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import product
from math import erf, sqrt
from typing import Any, Final

import pandas as pd

from schemas.fields import Kind
from schemas.instrument import Rounding
from schemas.programme import Detail, Programme, Questionnaire, Sampling, Suppression, Unit
from schemas.registry import PROGRAMME_TABLES

PROGRAMME_ID: Final = "contoh_bulanan"
BUILD_ID: Final = "contoh-0123456789ab"
MONTHS: Final = tuple(f"{n // 12}-{n % 12 + 1:02d}" for n in range(2016 * 12 + 11, 2019 * 12))
LAST: Final = MONTHS[-1]
LONG_NAME: Final = "Kepulauan Tanjung Balai Karimun, Sungai Penuh, dan Labuan Bajo Pangkalpinang Sejahtera"
OFFICES: Final = {"utara": "Contoh Utara", "barat": "Contoh Barat", "kepulauan": LONG_NAME}
PROVINCES: Final = {"utara": "Provinsi Satu", "barat": "Provinsi Satu", "kepulauan": "Provinsi Dua"}
REGULATIONS: Final = {"skm_2014_9": "permenpan_16_2014", "skm_2017_9": "permenpan_14_2017"}
BANDS: Final = {
    "permenpan_16_2014": (
        ("D", "Tidak baik", "Not good", 25.0, 43.75), ("C", "Kurang baik", "Less than good", 43.76, 62.5),
        ("B", "Baik", "Good", 62.51, 81.25), ("A", "Sangat baik", "Very good", 81.26, 100.0),
    ),
    "permenpan_14_2017": (
        ("D", "Tidak baik", "Not good", 25.0, 64.99), ("C", "Kurang baik", "Less than good", 65.0, 76.6),
        ("B", "Baik", "Good", 76.61, 88.3), ("A", "Sangat baik", "Very good", 88.31, 100.0),
    ),
}  # fmt: skip
SHARED: Final = (
    ("persyaratan", "Persyaratan", "Requirements"),
    ("prosedur", "Sistem, mekanisme, dan prosedur", "System, mechanism and procedure"),
    ("waktu", "Waktu penyelesaian", "Completion time"),
    ("biaya", "Biaya/tarif", "Cost"),
    ("produk", "Produk spesifikasi jenis pelayanan", "Product of the service"),
    ("kompetensi", "Kompetensi pelaksana", "Competence of the staff"),
    ("perilaku", "Perilaku pelaksana", "Behaviour of the staff"),
    ("pengaduan", "Penanganan pengaduan, saran dan masukan", "Handling of complaints and suggestions"),
)
CHARTER: Final = (None, "Maklumat pelayanan", "Service charter")
FACILITIES: Final = (None, "Sarana dan prasarana", "Facilities")
ELEMENTS: Final = {
    "skm_2014_9": tuple((f"V{n}", *element) for n, element in enumerate((*SHARED[:7], CHARTER, SHARED[7]), start=1)),
    "skm_2017_9": tuple((f"U{n}", *element) for n, element in enumerate((*SHARED, FACILITIES), start=1)),
}
SERIES: Final = "skm_common_8"
ATTRIBUTES: Final = {
    "gender": ("Jenis kelamin", "Gender", (("male", "Laki-laki", "Male"), ("female", "Perempuan", "Female"),
                                           ("not_stated", "Tidak diisi", "Not stated"))),
    "age": ("Usia", "Age", (("age_under_20", "Di bawah 20 tahun", "Under 20"), ("age_20_29", "20-29 tahun", "20 to 29"),
                            ("age_30_39", "30-39 tahun", "30 to 39"), ("age_40_49", "40-49 tahun", "40 to 49"))),
    "education": ("Pendidikan", "Education", (
        ("primary", "SD", "Primary school"), ("junior_secondary", "SMP", "Junior secondary school"),
        ("senior_secondary", "SMA", "Senior secondary school"), ("diploma", "D1-D3", "Diploma"),
        ("bachelor", "D4/S1", "Bachelor"), ("master", "S2", "Master"), ("doctorate", "S3", "Doctorate"))),
    "occupation": ("Pekerjaan", "Occupation", (("civil_servant", "PNS", "Civil servant"), ("private_employee", "Swasta", "Private employee"),
                                               ("self_employed", "Wiraswasta", "Self-employed"))),
    "service": ("Jenis layanan yang diterima", "Service received", (
        ("new_passport", "Paspor baru", "New passport"), ("passport_replacement", "Penggantian paspor", "Passport replacement"),
        ("stay_permit", "Izin tinggal", "Stay permit"))),
}  # fmt: skip
SMALLEST_CELL: Final = 5
SMALL_N: Final = 30
Z: Final = 1.959963984540054


def programme() -> Programme:
    """Return the programme whose tables these are."""
    rounding = Rounding(index_digits=2)
    return Programme(
        programme_id=PROGRAMME_ID,
        title_id="Survei contoh bulanan",
        title_en="Monthly example survey",
        source="Dibuat untuk pengujian",
        data_origin="synthetic",
        data_origin_id="Data sintetis: bukan hasil survei",
        data_origin_en="Synthetic data: no survey was held",
        first_month=MONTHS[0],
        offices=tuple(OFFICES),
        questionnaires=tuple(
            Questionnaire(regulation_id=regulation, instrument_id=instrument, rounding=rounding)
            for instrument, regulation in REGULATIONS.items()
        ),
        regrade_under="permenpan_14_2017",
        series=(SERIES,),
        sampling=Sampling(
            method="accidental",
            reason_id="Pemohon yang datang pada hari survei diminta mengisi kuesioner.",
            reason_en="Applicants who came on the day of the survey were asked to fill in the form.",
        ),
        due_day=10,
        detail=Detail(
            attributes=("gender", "service"),
            reason_id="Jenis kelamin dan layanan saja.",
            reason_en="Gender and service only.",
        ),
        suppression=Suppression(minimum_cell=SMALLEST_CELL, reason="Jumlah kecil dapat menunjuk orang."),
        unit=Unit(
            ministry_id="Kementerian Contoh",
            ministry_en="Example Ministry",
            directorate_id="Direktorat Jenderal Imigrasi",
            directorate_en="Directorate General of Immigration",
            service_id="Pelayanan keimigrasian",
            service_en="Immigration services",
        ),
    )


# --- respondents -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Person:
    """One accepted respondent; ``scores`` has None for an empty answer."""

    office: str
    month: str
    file: str
    scores: tuple[int | None, ...]
    profile: Mapping[str, str]

    @property
    def instrument(self) -> str:
        """The questionnaire of the month."""
        return instrument_of(self.month)


def instrument_of(month: str) -> str:
    """Return the questionnaire in force in a month."""
    return "skm_2014_9" if month < "2017-05" else "skm_2017_9"


def class_of(office: str, month: str) -> str:
    """Return the class of an office in a month."""
    if office == "barat":
        return "II" if month < "2018-01" else "I"
    return {"utara": "I", "kepulauan": "III"}[office]


CORRECTED: Final = "utara_2018-03.csv"
CORRECTION: Final = "utara_2018-03_koreksi.csv"
LATE: Final = "kepulauan_2018-10.csv"
MISSING: Final = ("kepulauan", "2018-07")


def people(run: int) -> tuple[Person, ...]:
    """Return the respondents whose answers count in run 1 (for 2018-11) or 2 (for 2018-12)."""
    found: list[Person] = []
    for (office, size), (place, month) in product((("utara", 12), ("barat", 9), ("kepulauan", 5)), enumerate(MONTHS)):
        name = f"{office}_{month}.csv"
        if (office, month) == MISSING or (run == 1 and (month == LAST or name == LATE)):
            continue
        corrected = run == 2 and name == CORRECTED
        file = CORRECTION if corrected else name
        found += [_person(office, month, file, place, number, better=corrected) for number in range(size)]
    return tuple(sorted(found, key=lambda one: (one.month, one.office)))


def _person(office: str, month: str, file: str, place: int, number: int, *, better: bool) -> Person:
    base = {"utara": 4, "barat": 3, "kepulauan": 3}[office]
    scores: list[int | None] = []
    for element in range(9):
        asked = 1 if office == "barat" and element == 0 else element  # the first two elements tie in this office
        score = base
        if (number * 7 + asked * 3 + place) % (5 if office == "utara" else 4) == 0:
            score -= 1
        if (number * 2 + asked + place // 6) % 7 == 0:
            score += 1
        if asked == 3 and number % 2:
            score -= 1
        scores.append(max(1, min(4, score + better)))
    if office == "utara" and number == 0 and place % 5 == 0:
        scores[4] = None
    profile = {
        attribute: answers[(number * (1 + spread) + place) % len(answers)][0]
        for spread, (attribute, (_, _, answers)) in enumerate(ATTRIBUTES.items())
    }
    if profile["gender"] == "not_stated" and place:
        profile["gender"] = "female"
    if number and profile["education"] == "doctorate":
        profile["education"] = "senior_secondary"
    return Person(office, month, file, tuple(scores), profile)


def applications(office: str, month: str) -> int:
    """Return how many applications an office had in a month."""
    return {"utara": 700, "barat": 350, "kepulauan": 60}[office] + 10 * int(month[-2:])


# --- periods and scopes ----------------------------------------------------------------------------------------------
def months_of(period: str) -> tuple[str, ...]:
    """Return the months of a period, whether the programme has them or not."""
    year, _, part = period.partition("-")
    numbers: Iterable[int] = range(1, 13)
    if part.startswith("Q"):
        numbers = range(3 * int(part[1]) - 2, 3 * int(part[1]) + 1)
    elif part.startswith("S"):
        numbers = range(6 * int(part[1]) - 5, 6 * int(part[1]) + 1)
    elif part:
        numbers = (int(part),)
    return tuple(f"{year}-{number:02d}" for number in numbers)


def grain_of(period: str) -> str:
    """Return how long a period is."""
    part = period[5:6]
    return {"": "year", "Q": "quarter", "S": "semester"}.get(part, "month")


def periods() -> tuple[str, ...]:
    """Return all periods that hold a month of the programme; months, quarters, semesters, years."""
    parts = [f"-{n:02d}" for n in range(1, 13)], ["-Q1", "-Q2", "-Q3", "-Q4"], ["-S1", "-S2"], [""]
    every = [f"{year}{part}" for some in parts for year in range(2016, 2019) for part in some]
    return tuple(period for period in every if set(months_of(period)) & set(MONTHS))


def shifted(period: str, steps: int) -> str:
    """Return the period of the same length some steps later."""
    size = len(months_of(period))
    first = months_of(period)[0]
    number = (int(first[:4]) * 12 + int(first[-2:]) - 1) + steps * size
    year, month = number // 12, number % 12
    part = {1: f"-{month + 1:02d}", 3: f"-Q{month // 3 + 1}", 6: f"-S{month // 6 + 1}", 12: ""}[size]
    return f"{year}{part}"


def scopes() -> tuple[tuple[str, str], ...]:
    """Return every level with its codes."""
    return (
        ("national", "national"),
        *(("province", code) for code in sorted(set(PROVINCES.values()))),
        *(("office_class", code) for code in ("I", "II", "III")),
        *(("office", code) for code in OFFICES),
    )


def is_in(scope: tuple[str, str], office: str, month: str) -> bool:
    """Return whether an office belongs to a scope in a month."""
    level, code = scope
    return level == "national" or code == {
        "province": PROVINCES[office], "office_class": class_of(office, month), "office": office
    }[level]  # fmt: skip


# --- arithmetic ------------------------------------------------------------------------------------------------------
def means(some: Iterable[Person], elements: Iterable[int] = range(9)) -> tuple[Fraction, ...]:
    """Return the mean of each element over its filled answers."""
    asked = list(some)
    answers = [[one.scores[element] for one in asked if one.scores[element] is not None] for element in elements]
    return tuple(Fraction(sum(a for a in scores if a is not None), len(scores)) for scores in answers)


def index(values: tuple[Fraction, ...]) -> Fraction:
    """Return the mean of element means times 25."""
    return sum(values, Fraction(0)) / len(values) * 25


def rounded(value: Fraction, digits: int = 2) -> Fraction:
    """Return ``value`` rounded half up."""
    return Fraction((value * 10**digits + Fraction(1, 2)).__floor__(), 10**digits)


def grade(value: Fraction, regulation: str) -> str:
    """Return the grade of an index: rounded half up to two decimals, then the lower edges."""
    return [name for name, *_, lower, _ in BANDS[regulation] if rounded(value) >= exactly(lower)][-1]


def exactly(value: float) -> Fraction:
    """Return the decimal that a float is printed as."""
    return Fraction(repr(value))


def error(some: Iterable[Person], population: int | None, elements: Iterable[int] = range(9)) -> float | None:
    """Return the standard error of the index: linearised, with the finite population where given."""
    asked, used = list(some), list(elements)
    n = len(asked)
    if n < 2:
        return None
    middle = means(asked, used)
    filled = [sum(one.scores[element] is not None for one in asked) for element in used]
    parts = [
        25 / len(used) * sum(
            float((score - middle[k]) / filled[k]) for k, element in enumerate(used) if (score := one.scores[element]) is not None
        )
        for one in asked
    ]  # fmt: skip
    kept = 1 - n / population if population else 1.0
    return sqrt(sum(part * part for part in parts) * n / (n - 1) * kept)


def below(value: float) -> float:
    """Return the standard normal distribution function."""
    return (1 + erf(value / sqrt(2))) / 2


def _fraction(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


def _krejcie(population: int) -> int:
    # s = 3.841 N P(1-P) / (d^2 (N-1) + 3.841 P(1-P)), P 1/2, d 0.05; nearest whole number
    share = Fraction(3841, 4000)
    return int(rounded(share * population / (Fraction(population - 1, 400) + share), 0))


@cache
def _printed_krejcie() -> tuple[tuple[int, int], ...]:
    lines = (files("schemas") / "reference" / "krejcie_morgan.csv").read_text("utf-8").splitlines()[1:]
    return tuple((int(line.split(",")[0]), int(line.split(",")[1])) for line in lines)


# --- the tables ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Group:
    scope: tuple[str, str]
    period: str
    instrument: str
    people: tuple[Person, ...]

    @property
    def keys(self) -> dict[str, Any]:
        return {"scope_level": self.scope[0], "scope_code": self.scope[1], "period_code": self.period}

    @property
    def regulation(self) -> str:
        return REGULATIONS[self.instrument]

    @property
    def offices(self) -> tuple[str, ...]:
        return tuple(sorted({one.office for one in self.people}))

    @property
    def months(self) -> tuple[str, ...]:
        return tuple(sorted({one.month for one in self.people}))

    def population(self) -> int:
        own = [month for month in months_of(self.period) if month in MONTHS and instrument_of(month) == self.instrument]
        return sum(applications(o, m) for o in OFFICES for m in own if is_in(self.scope, o, m))

    def values(self) -> dict[str, tuple[Fraction, tuple[Fraction, ...]]]:
        """Return for each weighting the index and the element means behind it (offices' indices averaged: none)."""
        pooled = means(self.people)
        if self.scope[0] == "office":
            return {"own_respondents": (index(pooled), pooled)}
        own = {office: index(means(one for one in self.people if one.office == office)) for office in self.offices}
        weights = {
            office: sum(applications(office, month) for month in self.months if is_in(self.scope, office, month))
            for office in own
        }
        averaged = sum(own.values(), Fraction(0)) / len(own)
        weighted = sum((own[o] * weights[o] for o in own), Fraction(0)) / sum(weights.values())
        return {
            "pooled_respondents": (index(pooled), pooled),
            "mean_of_offices": (averaged, ()),
            "weighted_by_applications": (weighted, ()),
        }


def _groups(some: Iterable[Person]) -> list[_Group]:
    asked = list(some)
    found = []
    for scope, period in product(scopes(), periods()):
        within = set(months_of(period))
        inside = [one for one in asked if one.month in within and is_in(scope, one.office, one.month)]
        for instrument in REGULATIONS:
            mine = tuple(one for one in inside if one.instrument == instrument)
            found += [_Group(scope, period, instrument, mine)] if mine else []
    return found


def _by_regulation(value: Fraction) -> Fraction:
    return rounded(value * 9 * Fraction(11, 100))  # weight 0.11 in place of 1/9


def _index_rows(groups: list[_Group]) -> list[dict[str, Any]]:
    rows = []
    for group in groups:
        filled = sum(score is not None for one in group.people for score in one.scores)
        for weighting, (exact, _) in group.values().items():
            regulation = _by_regulation(exact)
            grades = grade(exact, group.regulation), grade(regulation, group.regulation)
            printed = (group.scope, group.period) == (("office", "utara"), "2018")
            rows.append({
                **group.keys, "period_grain": grain_of(group.period), "weighting": weighting, "instrument_id": group.instrument,
                "regulation_id": group.regulation, "is_in_force": True, "is_overridden": False, "offices_n": len(group.offices),
                "months_with_data_n": len(group.months), "respondents_n": len(group.people), "answers_n": filled,
                "missing_n": 9 * len(group.people) - filled, "elements_n": 9, "element_weight": "0.11",
                "rounding_rule": Rounding(index_digits=2).rule, "band_table_id": f"{group.regulation}_index",
                "ikm_exact": float(exact), "ikm_exact_fraction": _fraction(exact), "grade_exact": grades[0],
                "ikm_regulation": float(regulation), "grade_regulation": grades[1],
                "is_grade_changed_by_weight": grades[0] != grades[1], "ikm_published": "95,01" if printed else None,
                "grade_published": "A" if printed else None, "published_where": "Laporan kantor" if printed else None,
                "is_small_n": len(group.people) < SMALL_N,
            })  # fmt: skip
    return rows


def _uncertainty_rows(groups: list[_Group]) -> list[dict[str, Any]]:
    rows = []
    for group in groups:
        n, population = len(group.people), group.population()
        spread = error(group.people, population)
        table = next((sample for size, sample in _printed_krejcie() if size >= population), 384)
        for weighting, (exact, _) in group.values().items():
            rows.append({
                **group.keys, "weighting": weighting, "instrument_id": group.instrument, "respondents_n": n,
                "population_n": population, "sampling_method": "accidental", "supports_inference": False,
                "standard_error": spread, "confidence_level": 0.95, **_interval(float(exact), spread),
                "has_finite_correction": True, "effective_n": None if not spread else float(n), "design_effect": 1.0 if spread else None,
                **_grade_chances(exact, spread, group.regulation), "sample_quota": 100, "sample_krejcie_morgan": _krejcie(population),
                "sample_krejcie_morgan_table": table, "sample_slovin": _ceiling(Fraction(population) / (1 + Fraction(population, 400))),
                "is_sample_adequate": n >= table, "is_small_n": n < SMALL_N,
                "remark_id": "Responden tidak diambil secara acak: selang menggambarkan sebaran di antara yang ditanya.",
                "remark_en": "Respondents were not drawn at random: the interval describes spread among those asked.",
            })  # fmt: skip
    return rows


def _ceiling(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)


def _interval(value: float, spread: float | None) -> dict[str, Any]:
    ends = (None, None) if spread is None else (max(0.0, value - Z * spread), min(100.0, value + Z * spread))
    return {"interval_lower": ends[0], "interval_upper": ends[1]}


def _grade_chances(exact: Fraction, spread: float | None, regulation: str) -> dict[str, Any]:
    names = ("grade_probability", "other_grade", "other_grade_probability")
    if not spread:
        return dict.fromkeys(names)
    lowers = [lower - 0.005 for *_, lower, _ in BANDS[regulation]]
    edges = [-1e9, *lowers[1:], 1e9]
    chance = {
        name: below((edges[k + 1] - float(exact)) / spread) - below((edges[k] - float(exact)) / spread)
        for k, (name, *_) in enumerate(BANDS[regulation])
    }
    own = grade(exact, regulation)
    other = max((name for name in chance if name != own), key=lambda name: chance[name])
    return dict(zip(names, (chance[own], other, chance[other]), strict=True))


def _element_rows(groups: list[_Group]) -> list[dict[str, Any]]:
    rows = []
    for group in groups:
        values = means(group.people)
        for place, ((code, *_), mean) in enumerate(zip(ELEMENTS[group.instrument], values, strict=True)):
            scores = [one.scores[place] for one in group.people if one.scores[place] is not None]
            rows.append({
                **group.keys, "instrument_id": group.instrument, "element_code": code, "respondents_n": len(group.people),
                "answers_n": len(scores), "missing_n": len(group.people) - len(scores), "score_sum": sum(s for s in scores if s),
                "mean_score": float(mean), "mean_score_fraction": _fraction(mean), "element_rank": 1 + sum(v < mean for v in values),
            })  # fmt: skip
    return rows


def _rank_rows(groups: list[_Group]) -> list[dict[str, Any]]:
    rows = []
    offices = [group for group in groups if group.scope[0] == "office"]
    for league, period, instrument in product(scopes()[:6], periods(), REGULATIONS):
        # an office stands in the league of the class that it had at the end of the period
        inside = [
            (group, index(means(group.people)), error(group.people, group.population()) or 0.0)
            for group in offices
            if group.period == period and group.instrument == instrument
            and is_in(league, group.scope[1], group.months[-1])
        ]  # fmt: skip
        for group, value, spread in inside:
            others = [(float(v - value), Z * sqrt(spread**2 + s**2)) for g, v, s in inside if g is not group]
            rows.append({
                "league_level": league[0], "league_code": league[1], "period_code": period, "instrument_id": instrument,
                "office_code": group.scope[1], "respondents_n": len(group.people), "ikm_exact": float(value),
                "rank": 1 + sum(gap > 0 for gap, _ in others), "rank_lower": 1 + sum(gap > wide for gap, wide in others),
                "rank_upper": len(inside) - sum(gap < -wide for gap, wide in others), "offices_n": len(inside),
            })  # fmt: skip
    return rows


def _common(person: Person) -> Person:
    """Return a respondent with the eight common elements only, in one order whatever the questionnaire."""
    kept = [*range(7), 8] if person.instrument == "skm_2014_9" else list(range(8))
    return Person(person.office, person.month, person.file, tuple(person.scores[k] for k in kept), person.profile)


def _series(some: Iterable[Person]) -> dict[tuple[tuple[str, str], str], list[Person]]:
    asked = [_common(one) for one in some]
    found = {}
    for scope, period in product(scopes(), periods()):
        within = set(months_of(period))
        if mine := [one for one in asked if one.month in within and is_in(scope, one.office, one.month)]:
            found[scope, period] = mine
    return found


def _trend_rows(series: Mapping[tuple[tuple[str, str], str], list[Person]]) -> list[dict[str, Any]]:
    rows = []
    for (scope, period), mine in series.items():
        value = index(means(mine, range(8)))
        spread = error(mine, None, range(8))
        used = {one.instrument for one in mine}
        before = {one.instrument for one in series.get((scope, shifted(period, -1)), [])}
        rows += [
            {
                "series_code": SERIES, "scope_level": scope[0], "scope_code": scope[1], "period_code": period,
                "graded_under": regulation, "elements_n": 8, "offices_n": len({one.office for one in mine}),
                "respondents_n": len(mine), "instrument_ids": ";".join(sorted(used)), "is_break": bool(before) and before != used,
                "series_index": float(value), "series_index_fraction": _fraction(value), "standard_error": spread,
                **_interval(float(value), spread), "regrade": grade(value, regulation),
            }
            for regulation in BANDS
        ]  # fmt: skip
    return rows


def _change_rows(
    groups: list[_Group], series: Mapping[tuple[tuple[str, str], str], list[Person]]
) -> list[dict[str, Any]]:
    now: dict[tuple[str, tuple[str, str], str], tuple[Fraction, float | None]] = {
        (group.instrument, group.scope, group.period): (
            index(means(group.people)),
            error(group.people, group.population()),
        )
        for group in groups
    }
    for (scope, period), mine in series.items():
        now[SERIES, scope, period] = (index(means(mine, range(8))), error(mine, None, range(8)))
    rows = []
    for (basis, scope, period), (value, spread) in now.items():
        compared = shifted(period, -12 // len(months_of(period)))
        if (basis, scope, compared) not in now:
            continue
        former, other = now[basis, scope, compared]
        both = None if spread is None or other is None else sqrt(spread**2 + other**2)
        change = value - former
        z = float(change) / both if both else None
        p = None if z is None else 2 * (1 - below(abs(z)))
        ends = (None, None) if both is None else (float(change) - Z * both, float(change) + Z * both)
        regulation = REGULATIONS.get(basis, "permenpan_14_2017")
        rows.append({
            "basis": basis, "scope_level": scope[0], "scope_code": scope[1], "period_code": period,
            "compared_period_code": compared, "value_now": float(value), "value_before": float(former), "change": float(change),
            "change_fraction": _fraction(change), "standard_error": both, "interval_lower": ends[0], "interval_upper": ends[1],
            "test_statistic": z, "p_value": p, "is_significant": None if p is None else p < 0.05, "graded_under": regulation,
            "grade_now": grade(value, regulation), "grade_before": grade(former, regulation), "supports_inference": False,
            "remark_id": "Responden tidak diambil secara acak.", "remark_en": "Respondents were not drawn at random.",
        })  # fmt: skip
    return rows


def _regrading_rows(groups: list[_Group]) -> list[dict[str, Any]]:
    rows = []
    for group in groups:
        if grain_of(group.period) != "year":
            continue
        for (weighting, (exact, _)), regulation in product(group.values().items(), BANDS):
            own, other = grade(exact, group.regulation), grade(exact, regulation)
            lower, upper = next((low, high) for name, *_, low, high in BANDS[regulation] if name == other)
            rows.append({
                **group.keys, "weighting": weighting, "instrument_id": group.instrument, "graded_under": regulation,
                "band_table_id": f"{regulation}_index", "ikm_exact": float(exact), "ikm_exact_fraction": _fraction(exact),
                "own_grade": own, "regrade": other, "is_grade_changed": own != other,
                "why_id": f"Mutu {other} dari {lower:.2f} sampai {upper:.2f}.".replace(".", ",", 2),
                "why_en": f"Grade {other} runs from {lower:.2f} to {upper:.2f}.",
            })  # fmt: skip
    return rows


def _profile_rows(some: Iterable[Person]) -> list[dict[str, Any]]:
    asked = list(some)
    rows = []
    for scope, period in product(scopes(), periods()):
        within = set(months_of(period))
        mine = [one for one in asked if one.month in within and is_in(scope, one.office, one.month)]
        for attribute, (_, _, answers) in ATTRIBUTES.items() if mine else ():
            counts = Counter(one.profile[attribute] for one in mine)
            hidden = {code for code, n in counts.items() if n < SMALLEST_CELL}
            if len(hidden) == 1 and len(counts) > 1:  # the total would give it away
                hidden.add(min(set(counts) - hidden, key=lambda code: (counts[code], code)))
            rows += [
                {"scope_level": scope[0], "scope_code": scope[1], "period_code": period, "attribute_code": attribute,
                 "answer_code": code, "respondents_n": None if code in hidden else counts[code],
                 "respondents_pct": None if code in hidden else 100 * counts[code] / len(mine), "is_suppressed": code in hidden}
                for code, *_ in answers
            ]  # fmt: skip
    return rows


def _due(month: str) -> str:
    return f"{shifted(month, 1)}-10"


def _received(office: str, month: str) -> str:
    return "2019-01-04" if f"{office}_{month}.csv" == LATE else f"{shifted(month, 1)}-05"


def _coverage_rows(asked: tuple[Person, ...]) -> list[dict[str, Any]]:
    counts = Counter((one.office, one.month) for one in asked)
    rows = []
    for office, month in product(OFFICES, MONTHS):
        n = counts[office, month]
        came = _received(office, month) if n else None
        state = (
            "missing"
            if came is None
            else "on_time"
            if date.fromisoformat(came) <= date.fromisoformat(_due(month))
            else "late"
        )
        rows.append({
            "office_code": office, "month_code": month, "office_key": _office_key(office, month), "due_date": _due(month),
            "first_received_date": came, "coverage": state, "respondents_n": n, "instrument_in_force": instrument_of(month),
            "instrument_expected": instrument_of(month), "instruments_found": instrument_of(month) if n else None,
            "is_overridden": False, "override_reason_id": None,
        })  # fmt: skip
    return rows


def _office_key(office: str, month: str) -> str:
    return f"{office}@{'2018-01' if office == 'barat' and month >= '2018-01' else MONTHS[0]}"


def _label(office: str, office_class: str) -> str:
    return f"Kantor Imigrasi Kelas {office_class} Non TPI {OFFICES[office]}"


def _file_rows(asked: tuple[Person, ...]) -> list[dict[str, Any]]:
    counts = Counter(one.file for one in asked)
    names = sorted({*counts, CORRECTED})
    rows = []
    for number, name in enumerate(names, start=1):
        office, month = name.removesuffix(".csv").split("_")[:2]
        read = counts[name] or 12
        new = name in (CORRECTION, LATE) or month == LAST
        rows.append({
            "file_number": number, "file_name": name, "file_status": "accepted", "layout_id": "contoh_csv",
            "instrument_id": instrument_of(month), "file_format": "text", "sniffed": "utf-8, comma",
            "file_sha256": sha256(name.encode()).hexdigest(), "size_bytes": 100 + 20 * read,
            "received_date": "2019-01-03" if name == CORRECTION else _received(office, month), "run_number": 2 if new else 1,
            "replaces_file": CORRECTED if name == CORRECTION else None, "first_answer_month": month if counts[name] else None,
            "last_answer_month": month if counts[name] else None, "offices_n": int(bool(counts[name])),
            "rows_read_n": read, "rows_accepted_n": counts[name], "rows_quarantined_n": 0, "rows_blank_n": 0, "rows_ignored_n": 0,
            "rows_filtered_n": read - counts[name],
        })  # fmt: skip
    return rows


def _revision_rows(groups: list[_Group], before: list[_Group]) -> list[dict[str, Any]]:
    former = {(group.scope, group.period, group.instrument): group for group in before}
    rows: list[dict[str, Any]] = []
    for group in groups:
        old = former.get((group.scope, group.period, group.instrument))
        if months_of(group.period)[-1] >= LAST:  # run 1, for 2018-11, could not publish it
            continue
        causes = [(name, cause, month) for name, cause, month in ((CORRECTION, "correction", "2018-03"), (LATE, "late_file", "2018-10"))
                  if month in months_of(group.period) and is_in(group.scope, name.split("_")[0], month)]  # fmt: skip
        for weighting, (after, _) in group.values().items() if causes else ():
            was = None if old is None else old.values()[weighting][0]
            rows.append({
                "revision_number": len(rows) + 1, "run_number": 2, "run_period": LAST, **group.keys, "weighting": weighting,
                "instrument_id": group.instrument, "respondents_before_n": None if old is None else len(old.people),
                "respondents_after_n": len(group.people), "ikm_before": None if was is None else float(was),
                "ikm_before_fraction": None if was is None else _fraction(was), "ikm_after": float(after),
                "ikm_after_fraction": _fraction(after), "grade_before": None if was is None else grade(was, group.regulation),
                "grade_after": grade(after, group.regulation), "cause": causes[-1][1], "cause_files": ";".join(c[0] for c in causes),
            })  # fmt: skip
    return rows


def _finding_rows() -> list[dict[str, Any]]:
    return [
        {"finding_number": 1, "severity": "warn", "finding_code": "SKM-W-020", "month_code": MISSING[1], "office_code": MISSING[0],
         "file_name": None, "sheet": None, "row_number": None, "column_name": None, "value_seen": None,
         "expected": "a file of the office by 2018-08-10",
         "message_id": "kepulauan, 2018-07: tidak ada berkas; diharapkan paling lambat 2018-08-10. Minta kantor mengirimnya.",
         "message_en": "kepulauan, 2018-07: no file; expected by 2018-08-10. Ask the office to send it."},
        {"finding_number": 2, "severity": "warn", "finding_code": "SKM-F-018", "month_code": "2018-03", "office_code": "utara",
         "file_name": CORRECTED, "sheet": None, "row_number": None, "column_name": None, "value_seen": None,
         "expected": "one file for a month",
         "message_id": f"{CORRECTED}: digantikan oleh {CORRECTION}; 12 baris tidak dihitung. Tidak perlu tindakan.",
         "message_en": f"{CORRECTED}: replaced by {CORRECTION}; 12 rows do not count. Nothing to do."},
    ]  # fmt: skip


def _dimensions() -> dict[str, list[dict[str, Any]]]:
    spans = [("utara", "I", MONTHS[0], None), ("barat", "II", MONTHS[0], "2017-12"), ("barat", "I", "2018-01", None),
             ("kepulauan", "III", MONTHS[0], None)]  # fmt: skip
    return {
        "dim_office": [
            {"office_key": f"{code}@{start}", "office_code": code, "office_name_id": OFFICES[code],
             "office_label_id": _label(code, office_class), "office_class": office_class, "province_id": PROVINCES[code],
             "valid_from_month": start, "valid_to_month": end, "is_current": end is None, "source": "made up", "confidence": "high"}
            for code, office_class, start, end in spans
        ],
        "dim_period": [
            {"period_code": period, "period_grain": grain_of(period), "period_label_id": _words(period, "id"),
             "period_label_en": _words(period, "en"), "first_month": months_of(period)[0], "last_month": months_of(period)[-1],
             "months_n": len(months_of(period)), "previous_period_code": shifted(period, -1),
             "year_before_period_code": shifted(period, -12 // len(months_of(period)))}
            for period in periods()
        ],
        "dim_instrument": [
            {"instrument_id": code, "instrument_title_id": f"Kuesioner SKM 9 unsur {year}",
             "instrument_title_en": f"SKM questionnaire of {year} with 9 elements", "regulation_id": REGULATIONS[code],
             "regulation_title_id": f"Peraturan Menteri PANRB Nomor {number} Tahun {year}",
             "regulation_title_en": f"Regulation {number}/{year} of the Minister of Administrative Reform", "elements_n": 9,
             "scale_minimum": 1, "scale_maximum": 4, "element_weight": "0.11", "rounding_rule": Rounding(index_digits=2).rule,
             "effective_from": start, "effective_to": end, "sample_minimum": 100, "sample_rule_id": "(jumlah unsur + 1) x 10",
             "source": "made up", "confidence": confidence}
            for code, number, year, start, end, confidence in (
                ("skm_2014_9", 16, 2014, "2014-05", "2017-04", "medium"), ("skm_2017_9", 14, 2017, "2017-05", None, "high"),
            )
        ],
        "dim_element": [
            {"instrument_id": instrument, "element_code": code, "element_number": number, "element_label_id": label_id,
             "element_label_en": label_en, "regulation_element_number": number, "items_n": 1, "harmonised_code": common,
             "series_codes": SERIES if common else None, "regulation_match_confidence": "high"}
            for instrument, elements in ELEMENTS.items()
            for number, (code, common, label_id, label_en) in enumerate(elements, start=1)
        ],
        "dim_band": [
            {"regulation_id": regulation, "band_table_id": f"{regulation}_index", "grade": name, "performance_id": words_id,
             "performance_en": words_en, "band_lower": lower, "band_upper": upper, "source": "made up", "confidence": "high"}
            for regulation, bands in BANDS.items()
            for name, words_id, words_en, lower, upper in bands
        ],
        "dim_respondent_group": [
            {"attribute_code": attribute, "answer_code": code, "attribute_number": attribute_number,
             "answer_number": answer_number, "attribute_label_id": label_id, "attribute_label_en": label_en,
             "answer_label_id": answer_id, "answer_label_en": answer_en}
            for attribute_number, (attribute, (label_id, label_en, answers)) in enumerate(ATTRIBUTES.items(), start=1)
            for answer_number, (code, answer_id, answer_en) in enumerate(answers, start=1)
        ],
        "dim_run": [
            {"run_number": 1, "run_period": "2018-11", "files_new_n": 70, "files_gone_n": 0, "periods_restated_n": 0,
             "is_replayed": False, "build_id": "contoh-aaaaaaaaaaaa"},
            {"run_number": 2, "run_period": LAST, "files_new_n": 5, "files_gone_n": 0, "periods_restated_n": 2,
             "is_replayed": False, "build_id": None},
        ],
    }  # fmt: skip


def _words(period: str, language: str) -> str:
    year, part = period[:4], period[5:]
    if part.startswith("Q"):
        roman = ("I", "II", "III", "IV")[int(part[1]) - 1]
        return f"Triwulan {roman} {year}" if language == "id" else f"Quarter {part[1]}, {year}"
    if part.startswith("S"):
        return f"Semester {'I' * int(part[1])} {year}" if language == "id" else f"Semester {part[1]}, {year}"
    if not part:
        return f"Tahun {year}" if language == "id" else f"Year {year}"
    names = {
        "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
        "en": "January February March April May June July August September October November December",
    }
    return f"{names[language].split()[int(part) - 1]} {year}"


# --- indices beside SKM ----------------------------------------------------------------------------------------------
BESIDE_MONTH: Final = "2018-09"
BESIDE: Final = f"spak_spkp_{BESIDE_MONTH}.csv"
# One score for all thirteen statements: the means are theirs. Utara: 28/5 = 5.6, barat: 5, all seven: 38/7 = 5.43.
BESIDE_SCORES: Final = {"utara": (6, 6, 6, 5, 5), "barat": (5, 5)}


def tables_with_companions() -> dict[str, pd.DataFrame]:
    """Return the tables of the same programme with one file of SPAK and SPKP more: seven people in one month."""
    tables = programme_tables()
    files = tables["fact_files"]
    read = sum(len(scores) for scores in BESIDE_SCORES.values())
    number = len(files) + 1
    file = {
        **files.iloc[-1].to_dict(), "file_number": number, "file_name": BESIDE, "instrument_id": "spak_spkp_2023",
        "file_sha256": sha256(BESIDE.encode()).hexdigest(), "received_date": "2018-10-05", "run_number": 1,
        "replaces_file": None, "first_answer_month": BESIDE_MONTH, "last_answer_month": BESIDE_MONTH, "offices_n": 2,
        "rows_read_n": read, "rows_accepted_n": read, "rows_filtered_n": 0,
    }  # fmt: skip
    fate = {"file_number": number, "file_name": BESIDE, "fate": "accepted", "reason_code": "accepted", "rows_n": read}
    for name, row in (("fact_files", file), ("fact_waterfall", fate)):
        tables[name] = pd.concat([tables[name], _typed(name, [row])], ignore_index=True)
    tables["dim_run"].loc[tables["dim_run"]["run_number"] == 1, "files_new_n"] += 1
    tables["fact_companions"] = _typed("fact_companions", _companion_rows())
    return tables


def _companion_rows() -> list[dict[str, Any]]:
    rows = []
    for scope, period in product(scopes(), periods()):
        if BESIDE_MONTH not in months_of(period):
            continue
        mine = {office: scores for office, scores in BESIDE_SCORES.items() if is_in(scope, office, BESIDE_MONTH)}
        scores = [score for some in mine.values() for score in some]
        for index_code, statements, wbk in (("spak", 5, "3.60"), ("spkp", 8, "3.20")) if scores else ():
            raw = Fraction(sum(scores), len(scores))
            converted = raw * 4 / 6
            rows.append({
                "scope_level": scope[0], "scope_code": scope[1], "period_code": period, "companion_code": index_code,
                "instrument_id": "spak_spkp_2023", "offices_n": len(mine), "respondents_n": len(scores),
                "answers_n": statements * len(scores), "missing_n": 0, "elements_n": statements, "mean_raw": float(raw),
                "mean_raw_fraction": _fraction(raw), "mean_converted": float(converted),
                "mean_converted_fraction": _fraction(converted), "conversion": "x 4/6", "conversion_confidence": "medium",
                "threshold_wbk": float(wbk), "is_wbk_reached": converted >= Fraction(wbk), "threshold_wbk_confidence": "low",
                "threshold_wbbm": 3.6, "is_wbbm_reached": converted >= Fraction("3.60"),
                "threshold_wbbm_confidence": "medium", "is_small_n": True,
                "converted_error": 0.1, "converted_lower": max(float(converted) - 0.2, 2 / 3),
                "converted_upper": min(float(converted) + 0.2, 4.0), "effective_n": float(len(scores)),
                "remark_id": "Konversi: keyakinan sedang. Bukan IKM.",
                "remark_en": "Conversion: medium confidence. No index of SKM.",
            })  # fmt: skip
    return rows


def programme_tables() -> dict[str, pd.DataFrame]:
    """Return all published tables of the programme; each call gives fresh frames."""
    return {name: frame.copy() for name, frame in _tables().items()}


@cache
def _tables() -> dict[str, pd.DataFrame]:
    asked = people(2)
    groups, series = _groups(asked), _series(asked)
    file_rows = _file_rows(asked)
    numbers = {row["file_name"]: row["file_number"] for row in file_rows}
    details = dict.fromkeys(("age_code", "education_code", "occupation_code"))
    rows = {
        **_dimensions(),
        "fact_responses": [
            {"response_key": key, "month_code": one.month, "office_code": one.office, "office_key": _office_key(one.office, one.month),
             "instrument_id": one.instrument, "file_number": numbers[one.file], "gender_code": one.profile["gender"],
             "service_code": one.profile["service"], **details, "answered_n": sum(score is not None for score in one.scores)}
            for key, one in enumerate(asked, start=1)
        ],
        "fact_item_scores": [
            {"response_key": key, "element_code": code, "item_code": code, "score": score}
            for key, one in enumerate(asked, start=1)
            for (code, *_), score in zip(ELEMENTS[one.instrument], one.scores, strict=True)
            if score is not None
        ],
        "fact_element_means": _element_rows(groups),
        "fact_indices": _index_rows(groups),
        "fact_uncertainty": _uncertainty_rows(groups),
        "fact_ranks": _rank_rows(groups),
        "fact_trend": _trend_rows(series),
        "fact_changes": _change_rows(groups, series),
        "fact_regradings": _regrading_rows(groups),
        "fact_profiles": _profile_rows(asked),
        "fact_files": file_rows,
        "fact_waterfall": [
            {"file_number": row["file_number"], "file_name": row["file_name"], "fate": "accepted" if row["rows_accepted_n"] else "filtered",
             "reason_code": "accepted" if row["rows_accepted_n"] else "replaced", "rows_n": row["rows_read_n"]}
            for row in file_rows
        ],
        "fact_coverage": _coverage_rows(asked),
        "fact_revisions": _revision_rows(groups, _groups(people(1))),
        "fact_findings": _finding_rows(),
        "fact_companions": [],
    }  # fmt: skip
    return {name: _typed(name, rows[name]) for name in PROGRAMME_TABLES}


def _typed(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    dtypes = {
        Kind.TEXT: "str",
        Kind.INTEGER: "Int64",
        Kind.BOOLEAN: "boolean",
        Kind.NUMBER: "float64",
        Kind.DECIMAL: "float64",
    }
    table = PROGRAMME_TABLES[name]
    label = {"programme_id": PROGRAMME_ID, "data_origin": "synthetic"}
    frame = pd.DataFrame([{**label, **row} for row in rows], columns=list(table.columns))
    return frame.astype({field.name: dtypes[field.kind] for field in table.fields})
