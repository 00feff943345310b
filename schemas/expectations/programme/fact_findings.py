"""Checks of ``fact_findings``, counted as one row of counts."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import equal, rows_equal
from schemas.expectations.programme.common import none, suite_of
from schemas.expectations.programme.facts import ProgrammeFacts


def suite(_facts: ProgrammeFacts) -> ExpectationSuite:
    """Return the suite: findings for all that was refused or did not come."""
    return suite_of(
        "fact_findings",
        rows_equal("SKM-P-380", 1, "baris jumlah", "row of counts"),
        equal(
            "SKM-P-381", "findings_n", "highest_number",
            "Nomor temuan berurutan dari 1.",
            "Findings are numbered from 1.",
        ),
        none(
            "SKM-P-382", "reasons_without_finding_n",
            "Setiap alasan karantina mempunyai temuan pada berkasnya.",
            "Every reason for quarantine has a finding on its file.",
        ),
        none(
            "SKM-P-383", "refused_without_finding_n",
            "Setiap berkas yang ditolak mempunyai temuan.",
            "Every refused file has a finding.",
        ),
        none(
            "SKM-P-384", "missing_told_wrong_n",
            "Setiap kantor dan bulan yang kurang mempunyai temuan, dan tidak ada yang lain.",
            "Every office and month that is missing has a finding, and no other has.",
        ),
        none(
            "SKM-P-385", "places_unknown_n",
            "Kantor yang disebut temuan ada di dim_office.",
            "The offices that findings name are in dim_office.",
        ),
    )  # fmt: skip
