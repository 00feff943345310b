"""Expectations that the suites of a programme share; ``none`` is the usual one: nothing of a kind was counted."""

from typing import Final

from great_expectations.core import ExpectationSuite
from great_expectations.expectations.expectation import Expectation

from schemas.expectations.common import Severity, always, gxe
from schemas.expectations.saying import FAIL, says

TOP: Final = 100.0
# A declared weight is rounded: 0.071 x 14 = 0.994 lowers 25 to 24.85, 0.11 x 9 = 0.99 to 24.75; 0.111 x 9 = 0.999.
LIFT: Final = 0.3
# 0.11 x 9 lowers 100 to 99; rounding element means to two decimals moves an index by less than 0.13.
DRIFT: Final = 1.2


def suite_of(table: str, *expectations: Expectation) -> ExpectationSuite:
    """Return the suite of a published table of a programme."""
    return ExpectationSuite(name=table, expectations=list(expectations))


def none(check_code: str, column: str, note_id: str, note_en: str, severity: Severity = FAIL) -> Expectation:
    """Expect that a count of wrong rows is 0 for every subject of the frame."""
    return always(check_code, column, 0, note_id, note_en, severity)


def rows_at_least(check_code: str, least: int, note_id: str, note_en: str) -> Expectation:
    """Expect a table that cannot be empty to have rows."""
    made: Expectation = gxe.ExpectTableRowCountToBeBetween(
        min_value=least, max_value=None, **says(check_code, note_id, note_en, f"at least {least} rows")
    )
    return made


def codes_are(
    first: int, column: str, codes: tuple[str, ...], what_id: str, what_en: str
) -> tuple[Expectation, Expectation]:
    """Expect exactly these codes: as many different ones as there are, and no other."""
    count = len(codes)
    return (
        gxe.ExpectColumnUniqueValueCountToBeBetween(
            column=column,
            min_value=count,
            max_value=count,
            **says(
                f"SKM-P-{first:03d}",
                f"Tidak ada {what_id} yang hilang: terdapat {count} kode berbeda.",
                f"No {what_en} is missing: there are {count} different codes.",
                f"{count} different codes",
            ),
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column=column,
            value_set=list(codes),
            **says(
                f"SKM-P-{first + 1:03d}",
                f"Tidak ada {what_id} di luar yang disebut program.",
                f"There is no {what_en} that the programme does not name.",
                f"one of {count} codes in every row",
            ),
        ),
    )


def at_least(check_code: str, column: str, least: float, note_id: str, note_en: str) -> Expectation:
    """Expect the smallest value of a column to reach ``least``."""
    made: Expectation = gxe.ExpectColumnMinToBeBetween(
        column=column, min_value=least, max_value=None, **says(check_code, note_id, note_en, f"at least {least:g}")
    )
    return made


def at_most(
    check_code: str, column: str, most: float, note_id: str, note_en: str, severity: Severity = FAIL
) -> Expectation:
    """Expect the largest value of a column not to exceed ``most``."""
    made: Expectation = gxe.ExpectColumnMaxToBeBetween(
        column=column,
        min_value=None,
        max_value=most,
        **says(check_code, note_id, note_en, f"at most {most:g}", severity),
    )
    return made
