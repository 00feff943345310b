"""Checks of ``out_skm__row_accounting``."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import always, rows_between, suite_of, total
from schemas.expectations.facts import Facts


def suite(facts: Facts) -> ExpectationSuite:
    """Return the suite: the fates add up to the rows read, to the cohort and to the focus office."""
    return suite_of(
        "row_accounting",
        rows_between(
            "SKM-T-040", 1, None,
            "setiap berkas yang memuat baris ada di neraca (SKM-T-032)",
            "every file with rows is in the accounting (SKM-T-032)",
        ),
        always(
            "SKM-T-041", "is_file_known_n", 1,
            "Setiap berkas di neraca baris ada di daftar berkas sumber.",
            "Every file of the row accounting is in the list of source files.",
        ),
        total(
            "SKM-T-042", "rows_n", facts.rows_read_n,
            "Semua nasib baris berjumlah sama dengan baris terbaca.",
            "All fates add up to the rows read.",
        ),
        total(
            "SKM-T-043", "accepted_rows_n", facts.cohort_n,
            "Baris diterima berjumlah sama dengan kohort.",
            "Accepted rows add up to the cohort.",
        ),
        total(
            "SKM-T-044", "focus_rows_n", facts.focus_n,
            "Baris diterima untuk kantor fokus sama dengan langkah terakhir air terjun.",
            "Rows accepted for the focus office are those of the last step of the waterfall.",
        ),
        total(
            "SKM-T-045", "filtered_rows_n", facts.accepted_n - facts.cohort_n,
            "Baris disaring sama dengan responden yang keluar dari kohort.",
            "Filtered rows are the respondents that left the cohort.",
        ),
    )  # fmt: skip
