"""Checks of ``fact_revisions``, counted by run."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import rows_equal
from schemas.expectations.programme.common import none, suite_of
from schemas.expectations.programme.facts import ProgrammeFacts


def suite(facts: ProgrammeFacts) -> ExpectationSuite:
    """Return the suite: revisions that change something and end at what is published now."""
    return suite_of(
        "fact_revisions",
        rows_equal("SKM-P-320", facts.runs_n, "pengolahan", "runs"),
        none(
            "SKM-P-321", "runs_unknown_n",
            "Pengolahan dan periode setiap revisi ada di dimensinya.",
            "Run and period of every revision are in their dimensions.",
        ),
        none(
            "SKM-P-322", "numbers_wrong_n",
            "Nomor revisi berurutan dari 1.",
            "Revisions are numbered from 1.",
        ),
        none(
            "SKM-P-323", "unchanged_n",
            "Setiap revisi karena berkas mengubah responden, indeks, atau mutu.",
            "Every revision because of a file changes respondents, index or grade.",
        ),
        none(
            "SKM-P-324", "doubles_wrong_n",
            "Angka desimal kedua indeks sama dengan pecahannya.",
            "Both indices as numbers are those of their fractions.",
        ),
        none(
            "SKM-P-325", "last_wrong_n",
            "Revisi terakhir suatu indeks sama dengan yang terbit kini.",
            "The last revision of an index is what is published now.",
        ),
        none(
            "SKM-P-326", "chains_wrong_n",
            "Revisi berikutnya mulai dari hasil revisi sebelumnya.",
            "The next revision starts from what the one before left.",
        ),
        none(
            "SKM-P-327", "causes_wrong_n",
            "Berkas penyebab disebut, kecuali bila cara hitung yang berubah.",
            "The files behind a revision are named, but for a change of method.",
        ),
        none(
            "SKM-P-328", "files_unknown_n",
            "Berkas terlambat atau koreksi yang disebut ada di fact_files.",
            "The late files and corrections that are named are in fact_files.",
        ),
    )  # fmt: skip
