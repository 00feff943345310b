"""Checks of ``out_skm__source_files``: the rows of every file are accounted for."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import equal, rows_equal, suite_of, total
from schemas.expectations.facts import Facts
from schemas.expectations.saying import WARN


def suite(facts: Facts) -> ExpectationSuite:
    """Return the suite: per file and in sum, rows read = accepted + quarantined + filtered + blank + ignored."""
    return suite_of(
        "source_files",
        rows_equal("SKM-T-030", facts.files_n, "satu per berkas mentah", "one for each raw file"),
        equal(
            "SKM-T-031", "rows_read_n", "rows_explained_n",
            "Per berkas: baris terbaca = responden + dikarantina + kosong + bukan jawaban.",
            "Per file: rows read = respondents + quarantined + blank + ignored.",
        ),
        equal(
            "SKM-T-032", "rows_read_n", "accounted_rows_n",
            "Per berkas: baris terbaca = diterima + dikarantina + disaring + kosong + bukan jawaban menurut neraca baris.",
            "Per file: rows read = accepted + quarantined + filtered + blank + ignored in the row accounting.",
        ),
        equal(
            "SKM-T-033", "rows_accepted_n", "accounted_respondents_n",
            "Per berkas: responden = baris diterima + disaring menurut neraca baris.",
            "Per file: respondents = rows accepted + filtered in the row accounting.",
        ),
        equal(
            "SKM-T-034", "rows_quarantined_n", "accounted_quarantined_n",
            "Per berkas: baris dikarantina sama dengan neraca baris.",
            "Per file: quarantined rows are those of the row accounting.",
        ),
        equal(
            "SKM-T-035", "rows_blank_n", "accounted_blank_n",
            "Per berkas: baris kosong sama dengan neraca baris.",
            "Per file: blank rows are those of the row accounting.",
        ),
        equal(
            "SKM-T-046", "rows_ignored_n", "accounted_ignored_n",
            "Per berkas: baris bukan jawaban sama dengan neraca baris.",
            "Per file: rows that are no answers are those of the row accounting.",
        ),
        total(
            "SKM-T-036", "rows_read_n", facts.rows_read_n,
            "Jumlah baris terbaca sama dengan hitungan pembaca kedua.",
            "Rows read add up to the count of the second reader.",
        ),
        total(
            "SKM-T-037", "rows_accepted_n", facts.accepted_n,
            "Jumlah responden sama dengan awal air terjun.",
            "Respondents add up to the start of the waterfall.",
        ),
        total(
            "SKM-T-038", "is_refused_n", 0,
            "Tidak ada berkas yang ditolak.", "No file was refused.", WARN,
        ),
        total(
            "SKM-T-039", "rows_quarantined_n", 0,
            "Tidak ada baris yang dikarantina.", "No row was quarantined.", WARN,
        ),
    )  # fmt: skip
