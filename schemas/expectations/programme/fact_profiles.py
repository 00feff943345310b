"""Checks of ``fact_profiles``, counted by period."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.programme.common import at_least, none, suite_of
from schemas.expectations.programme.facts import ProgrammeFacts
from schemas.expectations.saying import WARN


def suite(facts: ProgrammeFacts) -> ExpectationSuite:
    """Return the suite: counts of respondents, and none that should be hidden."""
    return suite_of(
        "fact_profiles",
        none(
            "SKM-P-280", "scopes_wrong_n",
            "Hanya cakupan dan periode dengan responden yang mempunyai profil.",
            "Only scopes and periods with respondents have a profile.",
        ),
        none(
            "SKM-P-287", "scopes_lost_n",
            "Setiap cakupan dengan responden mempunyai profil, kecuali bulan di bawah tingkat nasional.",
            "Every scope with respondents has a profile, but for months below the country.", WARN,
        ),
        none(
            "SKM-P-281", "answers_unknown_n",
            "Setiap jawaban ada di dim_respondent_group.",
            "Every answer is in dim_respondent_group.",
        ),
        none(
            "SKM-P-282", "flags_wrong_n",
            "Jumlah dan persentase kosong bila disembunyikan, dan hanya bila demikian.",
            "Count and percentage are empty when hidden, and only then.",
        ),
        at_least(
            "SKM-P-283", "shown_smallest_n", facts.minimum_cell,
            "Tidak ada jumlah di bawah batas penyembunyian yang tampak.",
            "No count below the limit of suppression is shown.",
        ),
        none(
            "SKM-P-284", "hidden_alone_n",
            "Tidak ada jawaban yang tersembunyi sendirian, sehingga terhitung dari jumlahnya.",
            "No answer is hidden alone, so that the total would give it away.",
        ),
        none(
            "SKM-P-285", "too_many_n",
            "Responden satu pertanyaan tidak melebihi responden cakupannya.",
            "Respondents of a question are no more than those of the scope.",
        ),
        none(
            "SKM-P-286", "percents_wrong_n",
            "Persentase = jumlah / mereka yang menjawab pertanyaan itu.",
            "The percentage is the count over those who answered the question.",
        ),
    )  # fmt: skip
