"""Checks of ``fact_uncertainty``, counted by period."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.programme.common import at_least, at_most, none, suite_of
from schemas.expectations.programme.facts import ProgrammeFacts
from schemas.expectations.saying import WARN


def suite(facts: ProgrammeFacts) -> ExpectationSuite:
    """Return the suite: one row for every index, with an interval that holds it."""
    return suite_of(
        "fact_uncertainty",
        none(
            "SKM-P-140", "rows_wrong_n",
            "Setiap baris fact_indices mempunyai satu baris dengan responden yang sama.",
            "Every row of fact_indices has one row, with the same respondents.",
        ),
        none(
            "SKM-P-141", "intervals_incomplete_n",
            "Kedua batas ada bila galat baku ada, dan hanya bila demikian.",
            "Both ends are there when there is a standard error, and only then.",
        ),
        none(
            "SKM-P-142", "outside_interval_n",
            "Selang memuat indeksnya.",
            "The interval holds its index.",
        ),
        none(
            "SKM-P-143", "probabilities_wrong_n",
            "Peluang mutu dan mutu lain bersama paling banyak 1.",
            "The probabilities of the grade and of the other grade are at most 1 together.",
        ),
        none(
            "SKM-P-144", "other_grades_wrong_n",
            "Mutu lain ada di tabel mutu, bukan mutu baris itu, dan disertai peluang.",
            "The other grade is one of the bands, is not the row's own, and has a probability.",
        ),
        none(
            "SKM-P-145", "inference_wrong_n",
            "Hanya sensus dan sampel acak yang dapat digeneralisasi.",
            "Only a census or a random sample supports inference.",
        ),
        at_least(
            "SKM-P-146", "level_smallest", facts.confidence_level,
            "Tingkat kepercayaan tidak di bawah yang dinyatakan program.",
            "No confidence level lies below the programme's.",
        ),
        at_most(
            "SKM-P-147", "level_largest", facts.confidence_level,
            "Tingkat kepercayaan tidak di atas yang dinyatakan program.",
            "No confidence level lies above the programme's.",
        ),
        none(
            "SKM-P-148", "quota_wrong_n",
            "Sampel kuota = (unsur + 1) x 10.",
            "The quota is (elements + 1) x 10.",
        ),
        none(
            "SKM-P-149", "adequacy_wrong_n",
            "Sampel memadai bila responden mencapai tabel Krejcie-Morgan, atau rumusnya di atas sejuta; kosong tanpa populasi.",
            "A sample is adequate when it reaches Krejcie and Morgan's table, or their formula beyond a million; empty without a population.",
        ),
        none(
            "SKM-P-150", "population_small_n",
            "Jumlah pemohon tidak di bawah jumlah responden.",
            "There are no fewer applications than respondents.", WARN,
        ),
    )  # fmt: skip
