"""Footers: one computed right always agrees, by Python's decimal module; one changed digit is named with its place."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext
from math import prod

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from transforms.cleaning.footers import Agreement, FooterReport, Totals, check_footers
from transforms.intake.sheets import Row

SETTINGS = settings(max_examples=200, deadline=None)
WEIGHTS = ("0.11", "0.111", "0.1111", "0.071", "1/14", "1/9")
# Every element: (answers, their sum) on a scale of 1-4.
ELEMENT = st.integers(1, 400).flatmap(lambda n: st.tuples(st.just(n), st.integers(n, 4 * n)))
ELEMENTS = st.lists(ELEMENT, min_size=3, max_size=14)
LABELS = ("ΣNilai/Unsur", "NRR/Unsur", "NRR tertbg/unsur", "IKM Unit pelayanan")


def _ratio(weight: str) -> tuple[int, int]:
    above, _, below = weight.partition("/")
    return (int(above), int(below)) if below else (int(above.replace(".", "")), 10 ** len(above.partition(".")[2]))


def _printed(elements: list[tuple[int, int]], weight: str, decimals: int, mark: str, mode: str) -> list[list[str]]:
    """The four rows as a sheet prints them, without labels: whole numbers, one division each, one rounding each."""
    above, below = _ratio(weight)
    common = prod(n for n, _ in elements)
    total = (sum(score * (common // n) for n, score in elements) * above, common * below)
    means = [(score, n) for n, score in elements]
    weighted = [(score * above, n * below) for n, score in elements]
    with localcontext() as context:
        context.prec = 80  # denominators stay below 10**45: what is no tie shows it long before the 80th digit
        step = Decimal(1).scaleb(-decimals)
        texts = [
            [format((Decimal(a) / Decimal(b)).quantize(step, mode), "f").replace(".", mark) for a, b in row]
            for row in (means, [*weighted, total], [(25 * total[0], total[1])])
        ]
    return [[str(score) for _, score in elements], *texts]


def _report(
    rows: list[list[str]], elements: list[tuple[int, int]], weights: tuple[str, ...], used: str
) -> FooterReport:
    names = [f"U{number}" for number in range(1, len(elements) + 1)]
    totals = Totals(
        sums={name: total for name, (_, total) in zip(names, elements, strict=True)},
        counts={name: n for name, (n, _) in zip(names, elements, strict=True)},
        weights=weights,
        regulation=used,
    )
    footer = [Row(number, (LABELS[number], *cells)) for number, cells in enumerate(rows)]
    return check_footers(footer, dict(enumerate(names, 1)), totals)


@SETTINGS
@given(ELEMENTS, st.sampled_from(WEIGHTS), st.integers(0, 6), st.sampled_from(",."))
def test_a_footer_computed_right_always_agrees(elements, weight, decimals, mark) -> None:
    rows = _printed(elements, weight, decimals, mark, ROUND_HALF_UP)
    report = _report(rows, elements, WEIGHTS, weight)
    assert len(report.checks) == 3 * len(elements) + 2
    assert {check.agreement for check in report.checks} == {Agreement.ROUNDED}
    assert {check.weight for check in report.checks} == {None, weight}
    assert all(weight in check.agrees_with for check in report.checks if check.weight)


@SETTINGS
@given(ELEMENTS, st.sampled_from(WEIGHTS), st.integers(0, 6), st.sampled_from(",."))
def test_a_footer_cut_off_agrees_rounded_or_truncated(elements, weight, decimals, mark) -> None:
    rows = _printed(elements, weight, decimals, mark, ROUND_DOWN)
    right = _printed(elements, weight, decimals, mark, ROUND_HALF_UP)
    report = _report(rows, elements, (weight,), weight)
    printed = [text for row in rows for text in row]
    rounded = [text for row in right for text in row]
    for check, cut, half_up in zip(report.checks, printed, rounded, strict=True):
        assert check.agreement is (Agreement.ROUNDED if cut == half_up else Agreement.TRUNCATED)


@SETTINGS
@given(ELEMENTS, st.sampled_from(WEIGHTS), st.integers(0, 6), st.sampled_from(",."), st.data())
def test_one_changed_digit_is_named_with_its_place(elements, weight, decimals, mark, data) -> None:
    rows = _printed(elements, weight, decimals, mark, ROUND_HALF_UP)
    row = data.draw(st.integers(0, 3))
    cell = data.draw(st.integers(0, len(rows[row]) - 1))
    text = rows[row][cell]
    place = data.draw(st.sampled_from([at for at, sign in enumerate(text) if sign.isdigit()]))
    digit = data.draw(st.sampled_from("0123456789"))
    assume(digit != text[place])
    rows[row][cell] = text[:place] + digit + text[place + 1 :]
    report = _report(rows, elements, (weight,), weight)
    wrong = [check for check in report.checks if check.agreement is not Agreement.ROUNDED]
    # Column 0 is the label.
    assert [(check.row_number, check.column) for check in wrong] == [(row, cell + 1)]
    assert wrong[0].element == (f"U{cell + 1}" if row < 3 and cell < len(elements) else None)


@SETTINGS
@given(st.lists(st.lists(st.text(max_size=12) | st.sampled_from([*LABELS, "1,5", "*)"]), max_size=6), max_size=5))
def test_any_cells_give_a_report_that_accounts_for_every_row(cells) -> None:
    rows = [Row(number, tuple(row)) for number, row in enumerate(cells)]
    totals = Totals({"U1": 3, "U2": 4}, {"U1": 1, "U2": 0}, ("0.11",), "0.11")
    report = check_footers(rows, {1: "U1", 3: "U2"}, totals)
    assert len(report.rows) + report.other_rows_n == sum(not row.is_blank for row in rows)
