"""Checks of ``out_skm__findings``: one row of counts is checked, since a run without findings is a good run."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import equal, rows_equal, suite_of, total
from schemas.expectations.facts import Facts


def suite(facts: Facts) -> ExpectationSuite:  # noqa: ARG001 - every suite takes the facts
    """Return the suite: findings are numbered without a hole, and every quarantined row has one."""
    return suite_of(
        "findings",
        rows_equal("SKM-T-180", 1, "hitungan temuan", "counts of the findings"),
        equal(
            "SKM-T-181", "findings_n", "highest_number",
            "Nomor temuan berurutan dari 1 tanpa lompatan.", "Finding numbers run from 1 without a hole.",
        ),
        total(
            "SKM-T-182", "reasons_without_finding_n", 0,
            "Setiap alasan karantina di neraca baris mempunyai temuan pada berkas yang sama.",
            "Every reason for quarantine in the row accounting has a finding in the same file.",
        ),
    )  # fmt: skip
