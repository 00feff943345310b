"""Checks of ``dim_run``, counted by run."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import equal, rows_equal
from schemas.expectations.programme.common import none, suite_of
from schemas.expectations.programme.facts import ProgrammeFacts


def suite(facts: ProgrammeFacts) -> ExpectationSuite:
    """Return the suite: runs numbered from 1, and what each saw and changed."""
    return suite_of(
        "dim_run",
        rows_equal("SKM-P-060", facts.runs_n, "pengolahan", "runs"),
        equal(
            "SKM-P-061", "run_number", "position_n",
            "Nomor pengolahan berurutan dari 1.",
            "Runs are numbered from 1.",
        ),
        none(
            "SKM-P-062", "is_build_wrong_n",
            "Hanya pengolahan terakhir (build ini sendiri) dan yang ditelusuri tanpa kode build.",
            "Only the last run, which is this build, and replayed ones have no build code.",
        ),
        none(
            "SKM-P-063", "is_file_not_counted_n",
            "Berkas yang pertama dilihat suatu pengolahan terhitung di dalamnya.",
            "The files that a run saw first are counted in it.",
        ),
        equal(
            "SKM-P-064", "periods_restated_n", "revised_months_n",
            "Bulan yang dinyatakan ulang sama dengan bulan di tabel revisi.",
            "The months restated are those of the table of revisions.",
        ),
    )  # fmt: skip
