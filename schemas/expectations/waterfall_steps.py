"""Checks of ``out_skm__waterfall_steps``."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import equal, rows_between, suite_of, total
from schemas.expectations.facts import Facts


def suite(facts: Facts) -> ExpectationSuite:
    """Return the suite: the steps form a chain from the accepted respondents to the focus office."""
    return suite_of(
        "waterfall_steps",
        rows_between(
            "SKM-T-050", 2, None,
            "air terjun memuat sedikitnya awal dan langkah fokus",
            "a waterfall has at least its start and the focus step",
        ),
        equal(
            "SKM-T-051", "step_number", "position_n",
            "Nomor langkah berurutan dari 0 tanpa lompatan.",
            "Step numbers run from 0 without a hole.",
        ),
        equal(
            "SKM-T-052", "rows_after_n", "explained_after_n",
            "Setiap langkah: sesudah = sebelum - dikeluarkan.",
            "Every step: after = before - removed.",
        ),
        equal(
            "SKM-T-053", "rows_before_n", "previous_after_n",
            "Setiap langkah mulai dengan sisa langkah sebelumnya; langkah 0 dengan responden dari berkas.",
            "Every step starts with what the step before left; step 0 with the respondents of the files.",
        ),
        equal(
            "SKM-T-054", "rows_removed_n", "accounted_removed_n",
            "Setiap langkah mengeluarkan responden sebanyak yang dicatat neraca baris.",
            "Every step removes as many respondents as the row accounting says.",
        ),
        total(
            "SKM-T-055", "accepted_left_n", facts.accepted_n,
            "Air terjun mulai dengan semua responden yang diterima.",
            "The waterfall starts with all respondents accepted.",
        ),
        total(
            "SKM-T-056", "cohort_left_n", facts.cohort_n,
            "Langkah kohort terakhir menyisakan kohort.",
            "The last cohort step leaves the cohort.",
        ),
        total(
            "SKM-T-057", "focus_left_n", facts.focus_n,
            "Langkah terakhir menyisakan responden kantor fokus.",
            "The last step leaves the respondents of the focus office.",
        ),
    )  # fmt: skip
