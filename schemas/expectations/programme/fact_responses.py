"""Checks of ``fact_responses``, counted by month."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import total
from schemas.expectations.programme.common import none, suite_of
from schemas.expectations.programme.facts import ProgrammeFacts


def suite(facts: ProgrammeFacts) -> ExpectationSuite:
    """Return the suite: accepted respondents with known codes."""
    return suite_of(
        "fact_responses",
        total(
            "SKM-P-400", "respondents_n", facts.accepted_n,
            "Jumlah baris sama dengan baris yang diterima.",
            "Rows are as many as were accepted.",
        ),
        none(
            "SKM-P-401", "files_unknown_n",
            "Berkas setiap responden ada di fact_files.",
            "The file of every respondent is in fact_files.",
        ),
        none(
            "SKM-P-402", "instruments_unknown_n",
            "Kuesioner setiap responden ada di dim_instrument.",
            "The questionnaire of every respondent is in dim_instrument.",
        ),
        none(
            "SKM-P-403", "offices_wrong_n",
            "Kunci kantor sesuai kantor dan bulan surveinya.",
            "The key of the office is that of office and month.",
        ),
        none(
            "SKM-P-404", "answers_wrong_n",
            "Unsur terjawab sama dengan nilai di fact_item_scores.",
            "Elements answered are the scores in fact_item_scores.",
        ),
        none(
            "SKM-P-405", "groups_unknown_n",
            "Setiap jawaban tentang diri ada di dim_respondent_group.",
            "Every answer about the respondent is in dim_respondent_group.",
        ),
    )  # fmt: skip
