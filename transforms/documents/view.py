"""What a document may say about one office (or the country) and period: rows of the published tables, as people read them.

Everything is looked up, nothing is computed anew but sums of published counts; texts come back in the language of the
document, numbers rounded half up for the eye with its decimal sign.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final

import pandas as pd

from schemas.document_wording import Standing, document_wording
from schemas.programme import Programme
from transforms.dates.parsing import month_words
from transforms.publication.display import Language, Number, Row, count, decimal_text, decimals, records

NATIONAL: Final = "national"
NOTHING: Final = "–"
MARKS: Final[Mapping[Standing, str]] = {"seen_in_copies": "", "reported": "†", "ours": "‡"}
_HEADLINE: Final = {"office": "own_respondents", NATIONAL: "pooled_respondents"}


class DocumentError(ValueError):
    """A document cannot be made: there are no published numbers for what was asked."""


@dataclass(frozen=True)
class View:
    """The published tables as seen by one document.

    Attributes:
        tables: the tables of a release by their names.
        office: the code of an office, or ``national``.
        period: code of the period: 2018, 2018-S1, 2018-Q2, 2018-05.
        language: of the document.
        build_id: the build of the release.
        programme: the programme, for the heads of documents and what it declares.
    """

    tables: Mapping[str, pd.DataFrame]
    office: str
    period: str
    language: Language
    build_id: str
    programme: Programme

    # --- looking up --------------------------------------------------------------------------------------------------
    @property
    def scope(self) -> dict[str, str]:
        """The columns that pick the office's rows."""
        level = NATIONAL if self.office == NATIONAL else "office"
        return {"scope_level": level, "scope_code": self.office}

    def rows(self, table: str, **equal: str) -> list[Row]:
        """Return the rows of a table in which the columns have these values."""
        return records(_where(self.tables[table], equal))

    def of_scope(self, table: str, **equal: str) -> list[Row]:
        """Return the rows of the document's office (or the country) in any period."""
        if table not in self._scoped:
            self._scoped[table] = _where(self.tables[table], self.scope)
        return records(_where(self._scoped[table], equal))

    def here(self, table: str, **equal: str) -> list[Row]:
        """Return the rows of the document's office and period."""
        return self.of_scope(table, period_code=self.period, **equal)

    @cached_property
    def _scoped(self) -> dict[str, pd.DataFrame]:
        return {}

    @cached_property
    def periods(self) -> dict[str, Row]:
        """Periods of the release by code."""
        return {row["period_code"]: row for row in self.rows("dim_period")}

    @cached_property
    def _groups(self) -> list[Row]:
        rows = self.rows("dim_respondent_group")
        return sorted(rows, key=lambda row: (row.get("attribute_number") or 0, row.get("answer_number") or 0))

    @cached_property
    def _bands(self) -> list[Row]:
        return self.rows("dim_band")

    def answers_to(self, attribute: str) -> dict[str, Row]:
        """Return the answers that a question about the respondent offers, by code and in order."""
        return {row["answer_code"]: row for row in self._groups if row["attribute_code"] == attribute}

    def attributes(self) -> dict[str, str]:
        """Return the questions about the respondent by code, in words."""
        return {row["attribute_code"]: self.text(row, "attribute_label") for row in self._groups}

    def bands(self, regulation: str) -> list[Row]:
        """Return the bands of a regulation, worst first."""
        found = [row for row in self._bands if row["regulation_id"] == regulation]
        return sorted(found, key=lambda row: float(row["band_lower"]))

    @cached_property
    def period_row(self) -> Row:
        """The period's row of dim_period.

        Raises:
            DocumentError: the release has no such period.
        """
        if self.period not in self.periods:
            raise DocumentError(
                f"{self.period}: found no such period in the release, expected one of dim_period. "
                f"/ {self.period}: periode ini tidak ada dalam rilis."
            )
        return self.periods[self.period]

    @cached_property
    def instruments(self) -> dict[str, Row]:
        """Questionnaires by code, oldest regulation first."""
        ordered = sorted(self.rows("dim_instrument"), key=lambda row: row["effective_from"])
        return {row["instrument_id"]: row for row in ordered}

    @cached_property
    def indices(self) -> list[Row]:
        """The headline index of each questionnaire of the period: own respondents, or all pooled for the country.

        Raises:
            DocumentError: nobody's answers count there.
        """
        level = self.scope["scope_level"]
        found = self.here("fact_indices", weighting=_HEADLINE[level])
        if not found:
            raise DocumentError(
                f"{self.office}, {self.period}: found no published index, expected one. Choose a period with accepted "
                f"answers. / {self.office}, {self.period}: tidak ada indeks yang diterbitkan. Pilih periode yang ada jawabannya."
            )
        order = list(self.instruments)
        return sorted(found, key=lambda row: order.index(row["instrument_id"]))

    @cached_property
    def headline(self) -> str:
        """How the answers behind the headline index were brought together."""
        return _HEADLINE[self.scope["scope_level"]]

    @property
    def respondents_n(self) -> int:
        """Respondents of the period, whatever their questionnaire."""
        return sum(int(row["respondents_n"]) for row in self.indices)

    @cached_property
    def elements(self) -> dict[tuple[str, str], Row]:
        """Elements by questionnaire and code."""
        return {(row["instrument_id"], row["element_code"]): row for row in self.rows("dim_element")}

    @cached_property
    def last_month(self) -> str:
        """The last month that the release holds: that of its last run."""
        return max(str(row["run_period"]) for row in self.rows("dim_run"))

    @cached_property
    def months(self) -> list[str]:
        """Months of the period that the release has, in order."""
        first, last = self.period_row["first_month"], self.period_row["last_month"]
        return sorted(
            code for code, row in self.periods.items() if row["period_grain"] == "month" and first <= code <= last
        )

    def partial(self) -> str | None:
        """Return the sentence that the release ends within the period; None where it does not."""
        if self.last_month >= self.period_row["last_month"]:
            return None
        label = self.period_label(self.last_month)
        return self.say(f"Data baru sampai {label}.", f"The data end in {label}.")

    @property
    def until(self) -> date:
        """The last day of the release's last month; documents know no other today."""
        year, month = int(self.last_month[:4]), int(self.last_month[5:])
        return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)

    @cached_property
    def office_row(self) -> Row | None:
        """The office as it was named and classed at the end of the period; None for the country."""
        if self.office == NATIONAL:
            return None
        spans = self.rows("dim_office", office_code=self.office)
        if not spans:
            raise DocumentError(
                f"{self.office}: found no such office in the release, expected one of its offices. "
                f"/ {self.office}: kantor ini tidak ada dalam rilis."
            )
        spans.sort(key=lambda row: str(row["valid_from_month"]))
        begun = [row for row in spans if row["valid_from_month"] <= self.period_row["last_month"]]
        return (begun or spans[:1])[-1]

    # --- showing -----------------------------------------------------------------------------------------------------
    def say(self, indonesian: str, english: str) -> str:
        """Return the text of the document's language."""
        return indonesian if self.language == "id" else english

    def text(self, row: Row, stem: str) -> str:
        """Return the ``_id`` or ``_en`` text of a row; a dash where it is empty."""
        return str(row.get(f"{stem}_{self.language}") or NOTHING)

    def number(self, value: Number | None, digits: int = 2) -> str:
        """Return a number as shown, with a real minus sign; a dash for none."""
        return NOTHING if value is None else decimals(value, digits, self.language).replace("-", "−")

    def count(self, value: int | None) -> str:
        """Return a count as shown; a dash for none."""
        return NOTHING if value is None else count(value, self.language)

    def printed(self, text: str | None) -> str:
        """Return a decimal that an office printed, with the decimal sign of the language."""
        return NOTHING if text is None else decimal_text(text, self.language)

    def day(self, value: date | str | None) -> str:
        """Return a day in words (31 Mei 2018, 31 May 2018), given as a date or as 2018-05-31; a dash for none."""
        if value is None:
            return NOTHING
        found = value if isinstance(value, date) else date.fromisoformat(value)
        return f"{found.day} {month_words(self.language)[found.month]} {found.year}"

    def period_label(self, code: str | None = None) -> str:
        """Return a period in words: the document's own, or another one that the release has (its code if not)."""
        row = self.periods.get(code or self.period)
        return str(code) if row is None else self.text(row, "period_label")

    def element_label(self, instrument: str, element: str) -> str:
        """Return an element in words; its code where the release does not have it."""
        row = self.elements.get((instrument, element))
        return element if row is None else self.text(row, "element_label")

    def series_label(self, code: str) -> str:
        """Return a harmonised series in words: how many elements, and the years of the questionnaires that share them."""
        members = [row for row in self.elements.values() if code in str(row["series_codes"] or "").split(";")]
        shared = len({row["harmonised_code"] for row in members})
        used = {row["instrument_id"] for row in members}
        years = ", ".join(str(row["effective_from"])[:4] for name, row in self.instruments.items() if name in used)
        return (
            self.say(f"{shared} unsur, kuesioner {years}", f"{shared} elements, questionnaires of {years}")
            if used
            else code
        )

    def regulation_title(self, code: str) -> str:
        """Return the title of a regulation; its code where no questionnaire of the release follows it."""
        found = [row for row in self.instruments.values() if row["regulation_id"] == code]
        return self.text(found[0], "regulation_title") if found else code

    def performance(self, regulation: str, grade: str | None) -> str:
        """Return the regulation's words for a grade."""
        found = [row for row in self.bands(regulation) if row["grade"] == grade]
        return self.text(found[0], "performance") if found else NOTHING

    def index_digits(self, instrument: str) -> int:
        """Return how many decimals the index by regulation has."""
        for questionnaire in self.programme.questionnaires:
            if questionnaire.instrument_id == instrument:
                return questionnaire.rounding.index_digits
        return 2

    def wording(self, code: str) -> str:
        """Return a statutory wording with its mark where it is not verified or ours."""
        found = document_wording().wording(code)
        return self.marked(found.text_id if self.language == "id" else found.text_en, found.standing)

    def marked(self, text: str, standing: Standing) -> str:
        """Return a text with the mark of how far it can be trusted."""
        return f"{text}{MARKS[standing]}"

    def unit_label(self) -> str:
        """Return who the document is about: the office with its class, or all offices together."""
        if self.office_row is None:
            return self.say("Seluruh kantor imigrasi", "All immigration offices")
        return str(self.office_row["office_label_id"])

    def place(self) -> str:
        """Return the province of the office, or the country."""
        if self.office_row is None:
            return "Indonesia"
        return str(self.office_row["province_id"] or NOTHING)

    def head(self, kind: str, title: str) -> dict[str, Any]:
        """Return what every document carries: title, unit, period, programme, origin of the data, build."""
        unit, programme = self.programme.unit, self.programme
        label = self.period_label()
        is_synthetic = programme.data_origin == "synthetic"
        return {
            "kind": kind,
            "language": self.language,
            "title": f"{title} – {self.unit_label()} – {label}",
            "heading": title,
            "build_id": self.build_id,
            "programme": self.say(programme.title_id, programme.title_en),
            "programme_id": programme.programme_id,
            "ministry": self.say(unit.ministry_id, unit.ministry_en),
            "directorate": self.say(unit.directorate_id, unit.directorate_en),
            "service": self.say(unit.service_id, unit.service_en),
            "unit": self.unit_label(),
            "unit_within": self.unit_label()
            if self.office_row
            else self.say("seluruh kantor imigrasi", "all immigration offices"),
            "place": self.place(),
            "period": label,
            "first_month": self.period_label(self.months[0]),
            "last_month": self.period_label(self.months[-1]),
            "partial": self.partial(),
            "origin": self.say(programme.data_origin_id, programme.data_origin_en),
            "origin_word": self.say("DATA SINTETIS", "SYNTHETIC DATA") if is_synthetic else None,
            "marks": {
                "reported": self.say(
                    "† Rumusan ini belum dicocokkan dengan naskah peraturan.",
                    "† This wording has not been compared with the text of the regulation.",
                ),
                "ours": self.say(
                    "‡ Rumusan atau pilihan penyusun dokumen ini; tidak ditemukan dalam peraturan.",
                    "‡ Wording or choice of the makers of this document; not found in a regulation.",
                ),
            },
        }


def _where(frame: pd.DataFrame, equal: Mapping[str, str]) -> pd.DataFrame:
    for column, value in equal.items():
        frame = frame[frame[column].eq(value).fillna(False)]
    return frame


def suppressed(view: View) -> str:
    """Return the note that explains hidden counts."""
    least = view.programme.suppression.minimum_cell
    return view.say(
        f"* disembunyikan: kurang dari {least} orang, atau dapat dihitung dari yang disembunyikan.",
        f"* hidden: fewer than {least} people, or it would give a hidden count away.",
    )


def withheld(view: View, index_row: Row) -> str | None:
    """Return the sentence that says why no element behind an index is shown; None where they are."""
    rule, respondents_n = view.programme.suppression, int(index_row["respondents_n"])
    if rule.shows_elements(respondents_n):
        return None
    asked, least = view.count(respondents_n), view.count(rule.minimum_for_elements)
    mark_id = ", dengan catatan jumlah responden kecil" if index_row["is_small_n"] else ""
    mark_en = ", with its remark on the small number" if index_row["is_small_n"] else ""
    return view.say(
        f"Responden kuesioner ini {asked} orang, kurang dari {least} orang yang diperlukan untuk memuat nilai per unsur; "
        f"indeksnya tetap dimuat{mark_id}.",
        f"Respondents to this questionnaire: {asked}, fewer than the {least} that values by element need; "
        f"the index is given all the same{mark_en}.",
    )


def profile(view: View, attribute: str) -> list[dict[str, Any]]:
    """Return the answers to one question about the respondents: label, count and percent as shown; a star where hidden.

    Answers that nobody gave are kept, except the one for no answer. Where every count is hidden the answers are not named:
    the tables list those that somebody gave, and of a single respondent that is the answer itself.
    """
    labels = view.answers_to(attribute)
    order = list(labels)
    rows = view.here("fact_profiles", attribute_code=attribute)
    if rows and all(row["is_suppressed"] for row in rows):
        return [
            {
                "code": "*",
                "label": view.say("semua jawaban", "all answers"),
                "count": "*",
                "percent": "*",
                "is_hidden": True,
            }
        ]
    rows.sort(key=lambda row: order.index(row["answer_code"]))
    return [
        {
            "code": row["answer_code"],
            "label": view.text(labels[row["answer_code"]], "answer_label"),
            "count": "*" if row["is_suppressed"] else view.count(row["respondents_n"]),
            "percent": "*" if row["is_suppressed"] else view.number(row["respondents_pct"], 1),
            "is_hidden": bool(row["is_suppressed"]),
        }
        for row in rows
        if row["answer_code"] != "not_stated" or row["is_suppressed"] or row["respondents_n"]
    ]


def rounding_words(view: View, rule: str) -> str:
    """Return a rounding rule of the tables in the language of the document."""
    words = (
        ("element means exact", "nilai unsur tidak dibulatkan"),
        ("element means", "nilai unsur"),
        ("index", "indeks"),
        ("decimals", "desimal"),
        ("half up", "setengah ke atas"),
    )
    for english, indonesian in words if view.language == "id" else ():
        rule = rule.replace(english, indonesian)
    return rule


def grade_note(view: View, row: Row) -> str | None:
    """Return the sentence that the declared weight or rounding alone changes the grade; None where it does not."""
    if row["grade_exact"] == row["grade_regulation"]:
        return None
    exact, digits = view.number(row["ikm_exact"], 2), view.index_digits(row["instrument_id"])
    weight = view.printed(str(row["element_weight"]))
    by_rule = view.number(row["ikm_regulation"], digits)
    return view.say(
        f"Indeks eksak {exact} bermutu {row['grade_exact']}. Nilai {by_rule} (mutu {row['grade_regulation']}) berasal dari bobot "
        f"{weight} per unsur dan pembulatan menurut peraturan.",
        f"The exact index is {exact}, grade {row['grade_exact']}. The value {by_rule} (grade {row['grade_regulation']}) comes from "
        f"the weight {weight} per element and the rounding by the regulation.",
    )


def values_of(view: View, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return indices as documents show them: three values with their grades, the regulation, what must be said beside them."""
    return [
        {
            "instrument": view.text(view.instruments[row["instrument_id"]], "instrument_title"),
            "instrument_id": row["instrument_id"],
            "regulation": view.text(view.instruments[row["instrument_id"]], "regulation_title"),
            "value": view.number(row["ikm_regulation"], view.index_digits(row["instrument_id"])),
            "grade": row["grade_regulation"] or NOTHING,
            "performance": view.performance(row["regulation_id"], row["grade_regulation"]),
            "exact": view.number(row["ikm_exact"], 2),
            "exact_fraction": row["ikm_exact_fraction"] or NOTHING,
            "grade_exact": row["grade_exact"] or NOTHING,
            "printed": view.printed(row["ikm_published"]),
            "grade_printed": row["grade_published"] or NOTHING,
            "has_printed": row["ikm_published"] is not None,
            "note": grade_note(view, row),
            "respondents": view.count(row["respondents_n"]),
            "is_small": bool(row["is_small_n"]),
            "is_overridden": bool(row["is_overridden"]),
            "weight": view.printed(str(row["element_weight"])),
            "rounding": rounding_words(view, row["rounding_rule"]),
        }
        for row in rows
    ]
