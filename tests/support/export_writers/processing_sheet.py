"""The KemenPANRB processing sheet, "Pengolahan data survei kepuasan masyarakat", as offices fill it.

Title rows, the unit's lines, a merged header of two levels, a row that numbers the columns, one row for each
respondent, four footer rows (sum, NRR, weighted NRR, IKM), an explanation, and a table of elements at the right. The
footer comes from the answers by exact fractions: the NRR divides by the filled questionnaires of its element.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from export_writers.grid import Cell, Formula, Number, Place, Sheet
from export_writers.model import Answers, Survey

TITLE = ("PENGOLAHAN DATA SURVEI KEPUASAN MASYARAKAT", "PER RESPONDEN DAN PER UNSUR PELAYANAN")
_BANDS_2017 = ("A (Sangat Baik) : 88,31 - 100,00", "B (Baik) : 76,61 - 88,30", "C (Kurang Baik) : 65,00 - 76,60",
               "D (Tidak Baik) : 25,00 - 64,99")  # fmt: skip
_BANDS_2004 = ("A (Sangat Baik) : 81,26 - 100,00", "B (Baik) : 62,51 - 81,25", "C (Kurang Baik) : 43,76 - 62,50",
               "D (Tidak Baik) : 25,00 - 43,75")  # fmt: skip
FooterRow = Literal["sum", "NRR", "weighted", "IKM"]


@dataclass(frozen=True)
class ProcessingForm:
    """How an office keeps the sheet.

    `weight` is written in the explanation as it stands here: 0.11 of nine elements, 0.071 of fourteen. `planted` puts a
    wrong figure in a footer row, for all its cells or, with ("NRR", "U1"), for one. `footer`: figures, formulas with
    their results, formulas that nobody has calculated, or none. `digits` are the decimals that are shown.
    `headers` are the codes above the columns where they differ from the questions' own.
    """

    unit: str = ""
    address: str = "Jl. Contoh No. 1"
    phone: str = "(021) 0000000"
    title: tuple[str, ...] = TITLE
    weight: Fraction = Fraction(11, 100)
    footer: Literal["values", "formulas", "formulas_without_values", "none"] = "values"
    digits: int = 3
    planted: Mapping[FooterRow | tuple[FooterRow, str], Fraction] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    has_column_numbers: bool = True
    has_profile: bool = False
    has_explanation: bool = True
    has_side_table: bool = True
    hidden_rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Footer:
    """Exact figures of the footer, by element code, and the two totals."""

    total: dict[str, Fraction]
    mean: dict[str, Fraction]
    weighted: dict[str, Fraction]
    weighted_total: Fraction
    index: Fraction


def processing_sheet(
    survey: Survey, form: ProcessingForm | None = None, name: str = "Olah Data", *, is_hidden: bool = False
) -> Sheet:
    """Return the sheet, to be written as a workbook, a page, an OpenDocument file or text."""
    form = form or ProcessingForm()
    cells: dict[Place, Cell] = {(row, 0): line for row, line in enumerate(form.title)}
    unit = form.unit or (survey.answers[0].office if survey.answers else "")
    lines = (f"UNIT PELAYANAN : {unit}", f"ALAMAT : {form.address}", f"Tlp/Fax. : {form.phone}")
    cells.update({(3 + row, 0): line for row, line in enumerate(lines)})
    profile = survey.profile if form.has_profile else ()
    first = 1 + len(profile)  # the column of the first element
    note = first + len(survey.questions)  # the column KET
    cells.update({(7, 0): "NO. RESP", (7, first): "NILAI UNSUR PELAYANAN", (7, note): "KET"})
    merged: list[tuple[Place, Place]] = [((row, 0), (row, note)) for row in range(len(form.title))]
    merged += [((7, 0), (8, 0)), ((7, note), (8, note))]
    if len(survey.questions) > 1:
        merged.append(((7, first), (7, note - 1)))
    for column, question in enumerate(profile, 1):
        cells[7, column] = question.text
        merged.append(((7, column), (8, column)))
    for column, scored in enumerate(survey.questions, first):
        cells[8, column] = form.headers.get(scored.code, scored.code)
    top = 9
    if form.has_column_numbers:
        cells.update({(9, column): column + 1 for column in range(note)})
        top = 10
    for row, answers in enumerate(survey.answers, top):
        cells.update(_person(survey, answers, row, first, has_profile=form.has_profile))
    after = top + len(survey.answers)
    if form.footer != "none":
        cells.update(_footer_cells(survey, form, (top, after), first))
        after += 4
    footer = _footer(survey, form)
    if form.has_explanation:
        cells.update({(after + 1 + row, 0): line for row, line in enumerate(_explanation(survey, form, footer))})
    if form.has_side_table:
        cells.update(_side_table(survey, form, footer, note + 3))
    return Sheet(name, cells, tuple(merged), is_hidden, form.hidden_rows)


def processing_sheets(months: Sequence[tuple[str, Survey]], form: ProcessingForm | None = None) -> list[Sheet]:
    """Return one sheet for each month."""
    return [processing_sheet(survey, form, name) for name, survey in months]


def _person(survey: Survey, answers: Answers, row: int, first: int, *, has_profile: bool) -> dict[Place, Cell]:
    cells: dict[Place, Cell] = {(row, 0): answers.respondent}
    for column, question in enumerate(survey.profile if has_profile else (), 1):
        if words := answers.words(question):
            cells[row, column] = int(words[0]) if words[0].isdecimal() else "; ".join(words)
    for column, scored in enumerate(survey.questions, first):
        if (score := answers.scores.get(scored.code)) is not None:
            cells[row, column] = score
    return cells


def _footer(survey: Survey, form: ProcessingForm) -> _Footer:
    scores = {
        question.code: [score for answers in survey.answers if (score := answers.scores.get(question.code)) is not None]
        for question in survey.questions
    }
    total = {code: Fraction(sum(given)) for code, given in scores.items()}
    mean = {code: total[code] / len(given) if given else Fraction(0) for code, given in scores.items()}
    weighted = {code: value * form.weight for code, value in mean.items()}
    weighted_total = sum(weighted.values(), Fraction(0))
    return _Footer(total, mean, weighted, weighted_total, weighted_total * 25)


def _footer_cells(survey: Survey, form: ProcessingForm, rows: tuple[int, int], first: int) -> dict[Place, Cell]:
    top, row = rows
    footer, note = _footer(survey, form), first + len(survey.questions)
    cells: dict[Place, Cell] = {
        (row, 0): "ΣNilai/Unsur",
        (row + 1, 0): "NRR/Unsur",
        (row + 2, 0): "NRR tertbg/unsur",
        (row + 3, 0): "IKM Unit Pelayanan",
        (row + 2, note): "*)",
        (row + 3, note): "**)",
    }
    for column, question in enumerate(survey.questions, first):
        letter = _letter(column)
        data, code = f"{letter}{top + 1}:{letter}{row}", question.code
        formulas: tuple[tuple[FooterRow, Fraction, int, str], ...] = (
            ("sum", footer.total[code], 0, f"=SUM({data})"),
            ("NRR", footer.mean[code], form.digits, f"={letter}{row + 1}/COUNT({data})"),
            ("weighted", footer.weighted[code], form.digits, f"={letter}{row + 2}*{_plain(form.weight)}"),
        )
        for offset, (kind, value, digits, text) in enumerate(formulas):
            cells[row + offset, column] = _figure(form, (kind, code), value, digits, text)
    across = f"{_letter(first)}{row + 3}:{_letter(note - 1)}{row + 3}"
    above = f"{_letter(note + 1)}{row + 3}"
    cells[row + 2, note + 1] = _figure(form, ("weighted", ""), footer.weighted_total, form.digits, f"=SUM({across})")
    cells[row + 3, note + 1] = _figure(form, ("IKM", ""), footer.index, form.digits, f"={above}*25")
    return cells


def _figure(form: ProcessingForm, place: tuple[FooterRow, str], exact: Fraction, digits: int, text: str) -> Cell:
    kind, code = place
    planted = form.planted.get(place, form.planted.get(kind))
    if kind == "weighted" and not code and place not in form.planted:
        planted = None  # the sum of the row stays right when a cell of the row is planted
    number = Number(exact if planted is None else planted, digits)
    if form.footer == "values" or planted is not None:
        return number
    return Formula(text, number, form.footer == "formulas")


def _explanation(survey: Survey, form: ProcessingForm, footer: _Footer) -> list[str]:
    weight = _plain(form.weight).replace(".", ",")
    codes = sorted((question.code for question in survey.questions), key=lambda code: (len(code), code))
    first, last = (codes[0], codes[-1]) if codes else ("", "")
    index = Number(form.planted.get("IKM", footer.index), 2).shown(",")
    return [
        "Keterangan :",
        f"- {first} s.d. {last} = Unsur-unsur pelayanan",
        "- NRR = Nilai rata-rata",
        "- IKM = Indeks Kepuasan Masyarakat",
        "- *) = Jumlah NRR IKM tertimbang",
        "- **) = Jumlah NRR Tertimbang x 25",
        "- NRR Per Unsur = Jumlah nilai per unsur dibagi jumlah kuesioner yang terisi",
        f"- NRR tertimbang per unsur = NRR per unsur x {weight}",
        "",
        f"IKM UNIT PELAYANAN : {index}",
        "Mutu Pelayanan :",
        *(_BANDS_2004 if len(survey.questions) > 9 else _BANDS_2017),
    ]


def _side_table(survey: Survey, form: ProcessingForm, footer: _Footer, column: int) -> dict[Place, Cell]:
    cells: dict[Place, Cell] = {
        (8, column): "No",
        (8, column + 1): "UNSUR PELAYANAN",
        (8, column + 2): "NILAI RATA-RATA",
    }
    for row, question in enumerate(survey.questions, 1):
        mean = form.planted.get(("NRR", question.code), form.planted.get("NRR", footer.mean[question.code]))
        cells.update(
            {
                (8 + row, column): form.headers.get(question.code, question.code),
                (8 + row, column + 1): question.label,
                (8 + row, column + 2): Number(mean, form.digits),
            }
        )
    return cells


def _plain(value: Fraction) -> str:
    """A fraction of tens as a decimal, 0.11."""
    return str(float(value))


def _letter(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
