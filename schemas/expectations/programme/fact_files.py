"""Checks of ``fact_files``, counted by file."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import equal, rows_equal, total
from schemas.expectations.programme.common import none, suite_of
from schemas.expectations.programme.facts import ProgrammeFacts
from schemas.expectations.saying import WARN


def suite(facts: ProgrammeFacts) -> ExpectationSuite:
    """Return the suite: every row of every file in one place."""
    return suite_of(
        "fact_files",
        rows_equal("SKM-P-340", facts.files_n, "berkas", "files"),
        equal(
            "SKM-P-341", "rows_read_n", "rows_explained_n",
            "Baris dibaca = diterima + dikarantina + disaring + kosong + diabaikan.",
            "Rows read = accepted + quarantined + filtered + blank + ignored.",
        ),
        none(
            "SKM-P-342", "is_accounting_wrong_n",
            "Setiap jumlah sama dengan fact_waterfall.",
            "Every count is that of fact_waterfall.",
        ),
        total(
            "SKM-P-343", "rows_read_n", facts.rows_read_n,
            "Jumlah baris sama dengan hitungan pembaca kedua.",
            "Rows are as many as the second reader counts.",
        ),
        total(
            "SKM-P-344", "rows_accepted_n", facts.accepted_n + facts.companions_n,
            "Jumlah baris diterima sama dengan responden program dan kuesioner pendampingnya.",
            "Accepted rows are as many as the respondents of the programme and of the questionnaires beside it.",
        ),
        equal(
            "SKM-P-345", "rows_accepted_of_programme_n", "responses_n",
            "Baris diterima sama dengan baris fact_responses, setiap berkas; berkas kuesioner pendamping tidak punya.",
            "Accepted rows are those of fact_responses, for every file; a file of a companion questionnaire has none.",
        ),
        none(
            "SKM-P-346", "is_refused_with_rows_n",
            "Berkas yang ditolak tidak menyumbang responden.",
            "A refused file gives no respondents.",
        ),
        none(
            "SKM-P-347", "is_run_unknown_n",
            "Pengolahan yang pertama melihat berkas ada di dim_run.",
            "The run that first saw a file is in dim_run.",
        ),
        none(
            "SKM-P-348", "is_refused_n",
            "Tidak ada berkas yang ditolak seluruhnya.",
            "No file was refused as a whole.", WARN,
        ),
        none(
            "SKM-P-349", "is_replaced_unknown_n",
            "Berkas yang dikoreksi masih ada di folder.",
            "A file that another corrects is still in the folder.", WARN,
        ),
        none(
            "SKM-P-350", "is_questionnaire_unknown_n",
            "Kuesioner berkas dengan baris diterima ada di dim_instrument atau di fact_companions.",
            "The questionnaire of a file with accepted rows is in dim_instrument or in fact_companions.",
        ),
        total(
            "SKM-P-351", "rows_accepted_beside_n", facts.companions_n,
            "Baris diterima kuesioner pendamping sama dengan respondennya.",
            "Accepted rows of companion questionnaires are as many as their respondents.",
        ),
    )  # fmt: skip
