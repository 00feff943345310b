"""Checks of ``fact_coverage``, counted by month."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import always, rows_equal
from schemas.expectations.programme.common import none, suite_of
from schemas.expectations.programme.facts import ProgrammeFacts


def suite(facts: ProgrammeFacts) -> ExpectationSuite:
    """Return the suite: every office in every month, with what came."""
    return suite_of(
        "fact_coverage",
        rows_equal("SKM-P-300", facts.months_n, "bulan", "months"),
        always(
            "SKM-P-301", "offices_n", len(facts.offices),
            "Setiap bulan memuat setiap kantor program.",
            "Every month lists every office of the programme.",
        ),
        none(
            "SKM-P-302", "offices_unknown_n",
            "Kantor, bulan, dan kuncinya ada di dim_office.",
            "Office, month and key are in dim_office.",
        ),
        none(
            "SKM-P-303", "respondents_wrong_n",
            "Responden sama dengan fact_indices atas semua kuesioner kantor itu.",
            "Respondents are those of fact_indices over all questionnaires of the office.",
        ),
        none(
            "SKM-P-304", "states_wrong_n",
            "Kantor berresponden tidak dinyatakan kurang, dan kantor tanpa responden tidak dinyatakan datang.",
            "An office with respondents is not called missing, and one without has not come.",
        ),
        none(
            "SKM-P-305", "times_wrong_n",
            "Terlambat bila jawaban diterima sesudah batas waktu, dan hanya bila demikian.",
            "Answers are late when they came after the due date, and only then.",
        ),
        none(
            "SKM-P-306", "instruments_wrong_n",
            "Kuesioner dipakai sama dengan fact_indices.",
            "The questionnaires used are those of fact_indices.",
        ),
        none(
            "SKM-P-307", "instruments_unknown_n",
            "Kuesioner yang berlaku dan diharapkan ada di dim_instrument.",
            "The questionnaires in force and expected are in dim_instrument.",
        ),
        none(
            "SKM-P-308", "overrides_wrong_n",
            "Kuesioner lain hanya diharapkan dengan pengecualian, dan pengecualian beralasan.",
            "Another questionnaire is expected by an exception only, and an exception has a reason.",
        ),
    )  # fmt: skip
