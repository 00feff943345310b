"""Checks of ``fact_waterfall``, counted by file, fate and reason."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import total
from schemas.expectations.programme.common import none, suite_of
from schemas.expectations.programme.facts import ProgrammeFacts


def suite(facts: ProgrammeFacts) -> ExpectationSuite:
    """Return the suite: rows of known files that add up."""
    return suite_of(
        "fact_waterfall",
        none(
            "SKM-P-360", "is_file_unknown_n",
            "Setiap berkas ada di fact_files.",
            "Every file is in fact_files.",
        ),
        total(
            "SKM-P-361", "rows_n", facts.rows_read_n,
            "Jumlah baris sama dengan hitungan pembaca kedua.",
            "Rows are as many as the second reader counts.",
        ),
        total(
            "SKM-P-362", "accepted_rows_n", facts.accepted_n + facts.companions_n,
            "Jumlah baris diterima sama dengan responden program dan kuesioner pendampingnya.",
            "Accepted rows are as many as the respondents of the programme and of the questionnaires beside it.",
        ),
    )  # fmt: skip
