"""The totals under a processing sheet: recognised by their words, recomputed exactly, named where they differ.

The case is the one of a published worked example: 29 respondents, nine elements with the sums below, 955 in all.
The index is 25 x weight x 955 / 29: 91.4751 with 1/9, 91.4659 with 0.1111, 91.3836 with 0.111, 90.5603 with 0.11.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from rapidfuzz.distance import OSA

from schemas.finding_code import Severity
from schemas.findings_on_footers import FOOTER_CODES
from transforms.cleaning.footers import (
    Agreement,
    FooterKind,
    FooterReport,
    Totals,
    _labels,
    check_footers,
    footer_findings,
    footer_kind,
)
from transforms.intake.sheets import Row

ELEMENTS = [f"U{number}" for number in range(1, 10)]
SUMS = dict(zip(ELEMENTS, (105, 101, 100, 116, 102, 105, 106, 105, 115), strict=True))
TOTALS = Totals(SUMS, dict.fromkeys(ELEMENTS, 29), ("1/9", "0.1111", "0.111", "0.11"), "0.11")
COLUMNS = {column: f"U{column}" for column in range(1, 10)}  # column 0 is the respondent's number
SUM_CELLS = ("105", "101", "100", "116", "102", "105", "106", "105", "115")
# 105/29 = 3.6207, 101/29 = 3.4828, 100/29 = 3.4483, 116/29 = 4, 102/29 = 3.5172, 106/29 = 3.6552, 115/29 = 3.9655
MEAN_CELLS = ("3,62", "3,48", "3,45", "4,00", "3,52", "3,62", "3,66", "3,62", "3,97")
# times 0.11: 0.39828, 0.38310, 0.37931, 0.44, 0.38690, 0.39828, 0.40207, 0.39828, 0.43621; total 3.62241
WEIGHTED_CELLS = ("0,398", "0,383", "0,379", "0,440", "0,387", "0,398", "0,402", "0,398", "0,436")

ROUNDED, TRUNCATED, DIFFERS = Agreement


def _report(*rows: Sequence[str], totals: Totals = TOTALS) -> FooterReport:
    return check_footers([Row(number, tuple(cells)) for number, cells in enumerate(rows, 40)], COLUMNS, totals)


def _index(printed: str, **changes: object) -> FooterReport:
    return _report(("IKM Unit pelayanan", printed), totals=replace(TOTALS, **changes))  # type: ignore[arg-type]


# --- a whole footer -------------------------------------------------------------------------------------------------


def test_a_footer_that_is_right_to_the_last_figure() -> None:
    report = _report(
        ("ΣNilai/Unsur", *SUM_CELLS),
        ("NRR/Unsur", *MEAN_CELLS),
        ("NRR tertbg/unsur", *WEIGHTED_CELLS, "*) 3,622"),
        ("IKM Unit pelayanan", *[""] * 9, "**)", "90,56"),
        (),
        ("Keterangan:",),
        ("NRR tertimbang per unsur = NRR per unsur x 0,11",),
        ("", "IKM UNIT PELAYANAN : 90,56"),
    )
    assert report.rows == (
        (40, FooterKind.SUM),
        (41, FooterKind.MEAN),
        (42, FooterKind.WEIGHTED),
        (43, FooterKind.INDEX),
        (47, FooterKind.INDEX),
    )
    assert len(report.checks) == 9 + 9 + 10 + 1 + 1
    assert {check.agreement for check in report.checks} == {ROUNDED}
    assert (report.other_rows_n, report.not_numbers_n, report.unplaced_n, report.without_base_n) == (2, 0, 0, 0)
    assert footer_findings(report, "a.xlsx") == ()

    mean = report.checks[9]
    assert (mean.row_number, mean.column, mean.element, mean.printed) == (41, 1, "U1", "3,62")
    assert (mean.recomputed, mean.decimals, mean.weight) == (Fraction(105, 29), 2, None)
    total = report.checks[27]
    assert (total.column, total.element, total.printed, total.weight) == (10, None, "3,622", "0.11")
    assert total.recomputed == Fraction(955, 29) * Fraction(11, 100)
    assert report.checks[28].recomputed == Fraction(955 * 11 * 25, 29 * 100)


def test_a_footer_as_an_office_published_it() -> None:
    # Tulang Bawang Barat, 2023: one respondent with 4 everywhere; its legend declares 0.111, whose index is 99.9.
    totals = Totals(dict.fromkeys(ELEMENTS, 4), dict.fromkeys(ELEMENTS, 1), ("0.111", "0.11"), "0.11")
    report = _report(
        ("Σ Nilai / Unsur", *["4"] * 9),
        ("NRR / Unsur", *["4"] * 9),
        ("NRR Tertimbang / Unsur", *["0.44"] * 9, "4"),
        ("IKM UNIT PELAYANAN", "100"),
        ("- *) = Jumlah NRR IKM tertimbang",),
        ("- **) = Jumlah NRR Tertimbang x 25",),
        ("NRR Per Unsur = Jumlah nilai per unsur dibagi",),
        ("NRR tertimbang per unsur = NRR per unsur x 0,111",),
        ("IKM UNIT PELAYANAN 100 (Sangat Baik)",),
        totals=totals,
    )
    assert {check.agreement for check in report.checks} == {ROUNDED}
    assert len(report.checks) == 9 + 9 + 10 + 2
    # 0.44 is 4 x 0.11, and 4 x 0.111 = 0.444 rounded; 99.9 is 100 without decimals, 99 is not.
    assert report.checks[18].agrees_with == ("0.11", "0.111")
    assert [check.weight for check in report.checks[28:]] == ["0.111", "0.111"]
    assert [finding.code.code for finding in footer_findings(report, "a.xlsx")] == ["SKM-W-012"] * 2


# --- single figures -------------------------------------------------------------------------------------------------


def test_a_wrong_sum_is_named_with_its_place() -> None:
    report = _report(("Jumlah nilai per unsur", *SUM_CELLS[:3], "161", *SUM_CELLS[4:]))
    assert [check.element for check in report.checks if check.agreement is DIFFERS] == ["U4"]
    (finding,) = footer_findings(report, "2024/JKT.xlsx", "Rekap")
    assert finding.code.severity is Severity.WARN
    assert finding.message_en == (
        '2024/JKT.xlsx, sheet "Rekap", row 40, column "U4": found 161, expected 116 by the rows above it. '
        "Warning (SKM-W-010). Check the formula of that row, and whether every row of answers was sent along."
    )
    assert "116 menurut baris di atasnya" in finding.message_id


def test_a_figure_cut_off_is_no_rounded_one() -> None:
    # 106/29 = 3.6552 is 3.66, cut off 3.65; 105/29 = 3.6207 is 3.62 both ways.
    report = _report(("NRR per unsur", *MEAN_CELLS[:6], "3,65", *MEAN_CELLS[7:]))
    assert [(check.element, check.agreement) for check in report.checks if check.agreement is not ROUNDED] == [
        ("U7", TRUNCATED)
    ]
    (finding,) = footer_findings(report, "a.xlsx")
    assert finding.code.code == "SKM-W-011"
    assert "found 3,65, which agrees only with its decimals cut off, expected 3.66, rounded" in finding.message_en


def test_a_half_goes_up() -> None:
    # 5 of 2 answers is 2.5: 3 without decimals; 2 is cut off.
    totals = Totals({"U1": 5}, {"U1": 2}, ("1/1",), "1/1")
    for printed, agreement in (("3", ROUNDED), ("2", TRUNCATED), ("2,5", ROUNDED), ("2,50", ROUNDED), ("4", DIFFERS)):
        report = check_footers([Row(9, ("NRR", printed))], {1: "U1"}, totals)
        assert [check.agreement for check in report.checks] == [agreement]


@pytest.mark.parametrize(
    ("printed", "agreement", "weight"),
    [
        ("90,56", ROUNDED, "0.11"),
        ("90.5603", ROUNDED, "0.11"),
        ("91,38", ROUNDED, "0.111"),
        ("91,48", ROUNDED, "1/9"),
        ("91.4751", ROUNDED, "1/9"),
        ("91,47", ROUNDED, "0.1111"),  # 91.4659 rounded; 91.4751 cut off would be 91,47 too
        ("91.465", TRUNCATED, "0.1111"),  # 91.4659 is 91.466
        ("88,00", DIFFERS, "0.11"),
    ],
)
def test_the_weight_of_the_index_shows(printed: str, agreement: Agreement, weight: str) -> None:
    (check,) = _index(printed).checks
    assert (check.agreement, check.weight) == (agreement, weight)


def test_an_index_that_agrees_with_two_weights_says_so() -> None:
    assert _index("91,47").checks[0].agrees_with == ("0.1111", "1/9")
    (check,) = _index("91", regulation="1/9").checks
    # Without decimals 0.1111 (91.47) and 0.111 (91.38) and 1/9 (91.48) all give 91, and so does 0.11 (90.56).
    assert (check.weight, check.agrees_with) == ("1/9", ("1/9", "0.1111", "0.111", "0.11"))


def test_another_weight_than_the_regulations_is_told() -> None:
    assert footer_findings(_index("91,48", regulation="1/9"), "a.xlsx") == ()
    (finding,) = footer_findings(_index("91,38"), "a.xlsx")
    assert (finding.code.code, finding.row_number, finding.column_name) == ("SKM-W-012", 40, None)
    assert (
        "found an index of 91,38, which agrees with weight 0.111, "
        "expected weight 0.11 of the regulation, which gives 90.56"
    ) in finding.message_en


def test_one_weight_holds_for_a_whole_row() -> None:
    # Eight figures and the total with 0.11; the ninth, 115/29 x 1/9 = 0.4406, fits another weight and so is wrong.
    report = _report(("NRR tertimbang", *WEIGHTED_CELLS[:8], "0,441", "3,622"))
    wrong = [check for check in report.checks if check.agreement is not ROUNDED]
    assert [(check.element, check.weight, check.agrees_with) for check in wrong] == [("U9", "0.11", ("1/9", "0.1111"))]
    assert {check.weight for check in report.checks} == {"0.11"}


# --- numbers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("printed", ["12.345", "12,345", "12 345", "12\u00a0345", "12345", "12.345,00", "12,345.0"])
def test_thousands_in_a_sum(printed: str) -> None:
    totals = Totals({"U1": 12345}, {"U1": 4000}, ("1/1",), "1/1")
    report = check_footers([Row(9, ("Jumlah", printed))], {1: "U1"}, totals)
    assert [check.agreement for check in report.checks] == [ROUNDED]


def test_three_decimals_are_thousands_only_where_that_agrees() -> None:
    assert {check.agreement for check in _report(("Total", *(f"{cell},000" for cell in SUM_CELLS))).checks} == {ROUNDED}
    # A mean is never a thousand: 3.448 = 100/29.
    report = _report(("NRR", "", "", "3.448"))
    assert [(check.element, check.agreement, check.decimals) for check in report.checks] == [("U3", ROUNDED, 3)]


def test_a_stored_double_is_no_print() -> None:
    # A workbook stores 105/29 as a double and its text has 16 decimals, the last of which belongs to the double.
    report = _report(("NRR", repr(105 / 29), repr(101 / 29), "3.4482758621", "4.0000000000000009"))
    assert [check.agreement for check in report.checks] == [ROUNDED] * 4
    assert {check.decimals for check in report.checks} == {10}
    wrong = _report(("NRR", "3.6206896561724137"))  # the ninth decimal is off by one
    assert wrong.checks[0].agreement is DIFFERS
    (finding,) = footer_findings(wrong, "a.xlsx")
    assert "found 3.6206..., expected 3.6206896552" in finding.message_en


def test_what_is_no_number_is_counted_and_not_checked() -> None:
    report = _report(("NRR/Unsur", "3,62", "-", "#DIV/0!", "n/a", "", "3,62%", "=SUM(B2:B30)/29", "0812345678901"))
    assert [check.element for check in report.checks] == ["U1"]
    assert report.not_numbers_n == 6


def test_numbers_beside_the_table_are_counted_and_not_checked() -> None:
    report = _report(
        ("Jumlah", *SUM_CELLS, "955", "1", "Persyaratan", "3,62"),
        ("NRR tertimbang", *WEIGHTED_CELLS, "3,622", "7"),
        ("IKM", "90,56", "8", "3,62"),
    )
    assert len(report.checks) == 9 + 10 + 1
    assert (report.unplaced_n, report.not_numbers_n) == (3 + 1 + 2, 1)


def test_an_element_without_answers_has_no_mean_and_the_sheet_no_index() -> None:
    totals = replace(TOTALS, sums={**SUMS, "U9": 0}, counts={**TOTALS.counts, "U9": 0})
    report = _report(("Jumlah", *SUM_CELLS[:8], "0"), ("NRR", *MEAN_CELLS[:8], "0"), ("IKM", "81,33"), totals=totals)
    assert len(report.checks) == 9 + 8
    assert {check.agreement for check in report.checks} == {ROUNDED}
    assert report.without_base_n == 2


# --- labels ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("SigmaNilai/Unsur", FooterKind.SUM),
        ("ΣNilai/Unsur", FooterKind.SUM),
        ("∑ Nilai / Unsur", FooterKind.SUM),
        ("JUMLAH NILAI  PER UNSUR", FooterKind.SUM),
        ("Jumlah nilai per unsru", FooterKind.SUM),
        ("NRR/Unsur", FooterKind.MEAN),
        ("N R R per unsur :", FooterKind.MEAN),
        ("NRR/Unsr", FooterKind.MEAN),
        ("NRR tertbg/unsur", FooterKind.WEIGHTED),
        ("NRR tertimbang", FooterKind.WEIGHTED),
        ("NRR Tertimbnag / Unsur", FooterKind.WEIGHTED),
        ("IKM Unit pelayanan", FooterKind.INDEX),
        ("IKM UNIT PELAYANAAN", FooterKind.INDEX),
        ("SKM", FooterKind.INDEX),
        ("KEM", None),
        ("Jumlah responden", None),
        ("Mutu Pelayanan", None),
        ("Jumlah NRR IKM tertimbang", None),
        ("IKM = Indeks Kepuasan Masyarakat", None),
        ("NRR = nilai rata-rata", None),
        ("29", None),
        ("", None),
        ("x" * 40_000, None),
    ],
)
def test_rows_are_known_by_their_words(label: str, kind: FooterKind | None) -> None:
    assert footer_kind(label) is kind


def test_no_label_is_within_reach_of_two_kinds() -> None:
    near = [
        (one, other)
        for (one, kind), (other, another) in combinations(_labels(), 2)
        if kind is not another and OSA.distance(one, other) <= min(2, len(one) // 6) + min(2, len(other) // 6)
    ]
    assert near == []


def test_a_label_split_over_cells() -> None:
    report = _report(
        ("Σ", "Nilai/Unsur", *[""] * 8),
        ("IKM", "Unit pelayanan", "", ":", "90,56"),
        ("NRR", "tertimbang", "0,383"),
        ("IKM", "unit pelayanan : 90,56"),
    )
    assert [kind for _, kind in report.rows] == [
        FooterKind.SUM,
        FooterKind.INDEX,
        FooterKind.WEIGHTED,
        FooterKind.INDEX,
    ]
    assert [(check.column, check.element, check.agreement) for check in report.checks] == [
        (4, None, ROUNDED),
        (2, "U2", ROUNDED),
        (1, None, ROUNDED),
    ]


def test_a_row_of_answers_or_a_placeholder_is_no_figure() -> None:
    report = _report(("29", *["4"] * 9), ("IKM UNIT PELAYANAN : ##,##",), ("A", "88,31 - 100,00"))
    assert report.checks == ()
    assert report.other_rows_n == 2


# --- refusals and findings ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sums": {"U1": 1}}, "footer sums"),
        ({"counts": {}}, "footer counts"),
        ({"regulation": "0.12"}, "0.12 of the regulation is not among"),
        ({"weights": ("0.11", "0")}, "not positive"),
    ],
)
def test_totals_that_do_not_belong_together_are_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        _report(totals=replace(TOTALS, **changes))  # type: ignore[arg-type]


def test_two_columns_of_one_element_are_refused() -> None:
    with pytest.raises(ValueError, match="one for each element"):
        check_footers([], {1: "U1", 2: "U1"}, Totals({"U1": 1}, {"U1": 1}, ("1/1",), "1/1"))
    with pytest.raises(ValueError, match="at least one"):
        check_footers([], {}, Totals({}, {}, ("1/1",), "1/1"))


def test_every_code_is_a_warning_whose_words_are_all_filled() -> None:
    assert [code.code for code in FOOTER_CODES] == ["SKM-W-010", "SKM-W-011", "SKM-W-012"]
    # 91.3836 with 0.111: to one decimal 91.4, cut off 91.3; cut off and of another weight at once.
    report = _report(("IKM", "91,3"), ("IKM", "50"))
    findings = footer_findings(report, "a.xlsx")
    assert [finding.code.code for finding in findings] == ["SKM-W-011", "SKM-W-012", "SKM-W-010"]
    for finding in findings:
        assert finding.severity is Severity.WARN
        assert finding.value is None
        assert not re.search(r"[{}]", finding.message_id + finding.message_en)
