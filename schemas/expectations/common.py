"""Expectations that several tables share. Every column named here is one of the table's check frame."""

from typing import Any, Final, Literal

import great_expectations.expectations as gx_expectations
from great_expectations.core import ExpectationSuite
from great_expectations.expectations.expectation import Expectation

from schemas.expectations.facts import Facts
from schemas.expectations.saying import FAIL, says

gxe: Final[Any] = gx_expectations  # its classes are exported by assignment, which type checkers do not see

Severity = Literal["fail", "warn"]


def suite_of(subject: str, *expectations: Expectation) -> ExpectationSuite:
    """Return the suite of the published table ``out_skm__<subject>``."""
    return ExpectationSuite(name=f"out_skm__{subject}", expectations=list(expectations))


def rows_equal(check_code: str, count: int, product_id: str, product_en: str) -> Expectation:
    """Expect exactly ``count`` rows; Great Expectations passes an empty table everywhere else."""
    made: Expectation = gxe.ExpectTableRowCountToEqual(
        value=count,
        **says(
            check_code,
            f"Tabel memuat tepat {count} baris ({product_id}).",
            f"The table has exactly {count} rows ({product_en}).",
            f"{count} rows",
        ),
    )
    return made


def rows_between(check_code: str, lowest: int, highest: int | None, why_id: str, why_en: str) -> Expectation:
    """Expect a number of rows where the exact number is a matter of another check."""
    made: Expectation = gxe.ExpectTableRowCountToBeBetween(
        min_value=lowest,
        max_value=highest,
        **says(
            check_code,
            f"Tabel tidak kosong: {why_id}.",
            f"The table is not empty: {why_en}.",
            f"at least {lowest} rows" if highest is None else f"{lowest} to {highest} rows",
        ),
    )
    return made


def equal(check_code: str, left: str, right: str, note_id: str, note_en: str, severity: Severity = FAIL) -> Expectation:
    """Expect two columns to agree in every row; an empty cell agrees with nothing."""
    made: Expectation = gxe.ExpectColumnPairValuesToBeEqual(
        column_A=left,
        column_B=right,
        ignore_row_if="neither",
        **says(check_code, note_id, note_en, f"{left} = {right} in every row", severity),
    )
    return made


def always(
    check_code: str, column: str, value: int, note_id: str, note_en: str, severity: Severity = FAIL
) -> Expectation:
    """Expect every row to hold ``value``; the runner counts a row without a value as a failure."""
    made: Expectation = gxe.ExpectColumnValuesToBeInSet(
        column=column,
        value_set=[value],
        **says(check_code, note_id, note_en, f"{value} in every row", severity),
    )
    return made


def total(
    check_code: str, column: str, value: int, note_id: str, note_en: str, severity: Severity = FAIL
) -> Expectation:
    """Expect a column to add up to ``value``."""
    made: Expectation = gxe.ExpectColumnSumToBeBetween(
        column=column,
        min_value=value,
        max_value=value,
        **says(check_code, note_id, note_en, f"{value}", severity),
    )
    return made


def _span(bounds: tuple[float, float]) -> str:
    return f"{bounds[0]:g}" if bounds[0] == bounds[1] else f"{bounds[0]:g} to {bounds[1]:g}"


def lowest(check_code: str, column: str, bounds: tuple[float, float], note_id: str, note_en: str) -> Expectation:
    """Expect the smallest value of a column to lie within ``bounds``."""
    made: Expectation = gxe.ExpectColumnMinToBeBetween(
        column=column,
        min_value=bounds[0],
        max_value=bounds[1],
        **says(check_code, note_id, note_en, f"minimum {_span(bounds)}"),
    )
    return made


def highest(
    check_code: str,
    column: str,
    bounds: tuple[float, float],
    note_id: str,
    note_en: str,
    severity: Severity = FAIL,
) -> Expectation:
    """Expect the largest value of a column to lie within ``bounds``."""
    made: Expectation = gxe.ExpectColumnMaxToBeBetween(
        column=column,
        min_value=bounds[0],
        max_value=bounds[1],
        **says(check_code, note_id, note_en, f"maximum {_span(bounds)}", severity),
    )
    return made


def codes_complete(first: int, column: str, codes: tuple[str, ...], what_id: str, what_en: str) -> list[Expectation]:
    """Expect exactly these codes: as many different ones as there are, and no other."""
    count = len(codes)
    return [
        gxe.ExpectColumnUniqueValueCountToBeBetween(
            column=column,
            min_value=count,
            max_value=count,
            **says(
                f"SKM-T-{first:03d}",
                f"Tidak ada {what_id} yang hilang: terdapat {count} kode berbeda.",
                f"No {what_en} is missing: there are {count} different codes.",
                f"{count} different codes",
            ),
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column=column,
            value_set=list(codes),
            **says(
                f"SKM-T-{first + 1:03d}",
                f"Tidak ada {what_id} di luar yang disebut studi.",
                f"There is no {what_en} that the study does not name.",
                f"one of {count} codes in every row",
            ),
        ),
    ]


def scopes_complete(first: int, facts: Facts) -> list[Expectation]:
    """Expect every office of the cohort and the pooled cohort, and nothing else."""
    return codes_complete(
        first, "scope_code", facts.scope_codes, "cakupan (kantor atau kohort)", "scope (office or cohort)"
    )
