"""Checks of ``fact_profiles``, counted by period."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import lowest
from schemas.expectations.programme.common import NO_VALUE, none, suite_of
from schemas.expectations.programme.facts import ProgrammeFacts


def suite(facts: ProgrammeFacts) -> ExpectationSuite:
    """Return the suite: counts of respondents, and none that should be hidden."""
    return suite_of(
        "fact_profiles",
        none(
            "SKM-P-280", "scopes_wrong_n",
            "Setiap cakupan dan periode dengan responden mempunyai profil, dan tidak ada yang lain.",
            "Every scope and period with respondents has a profile, and no other has.",
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
        lowest(
            "SKM-P-283", "shown_smallest_n", (facts.minimum_cell, NO_VALUE),
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
            "Persentase = jumlah / responden cakupan.",
            "The percentage is the count over the respondents of the scope.",
        ),
    )  # fmt: skip
