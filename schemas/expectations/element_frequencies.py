"""Checks of ``out_skm__element_frequencies``."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import equal, highest, lowest, rows_equal, scopes_complete, suite_of
from schemas.expectations.facts import Facts


def suite(facts: Facts) -> ExpectationSuite:
    """Return the suite: frequencies add up to the answers, to the score sums, and over the offices."""
    count = facts.scopes_n * len(facts.measures) * facts.elements_n * facts.points_n
    bottom, top = facts.scale_minimum, facts.scale_maximum
    return suite_of(
        "element_frequencies",
        rows_equal("SKM-T-080", count, "cakupan x ukuran x unsur x skor", "scopes x measures x elements x scores"),
        *scopes_complete(81, facts),
        lowest("SKM-T-083", "score", (bottom, bottom), "Skor mulai dari dasar skala.", "Scores start at the bottom of the scale."),
        highest("SKM-T-084", "score", (top, top), "Skor berakhir di puncak skala.", "Scores end at the top of the scale."),
        equal(
            "SKM-T-085", "frequency_sum_n", "means_answers_n",
            "Frekuensi suatu unsur berjumlah sama dengan jawabannya.",
            "The frequencies of an element add up to its answers.",
        ),
        equal(
            "SKM-T-086", "weighted_sum_n", "means_score_sum_n",
            "Skor dikali frekuensi berjumlah sama dengan jumlah nilai unsur.",
            "Scores times frequencies add up to the element's sum of scores.",
        ),
        equal(
            "SKM-T-087", "answers_n", "pooled_answers_n",
            "Frekuensi kohort sama dengan jumlah frekuensi semua kantor.",
            "The frequencies of the cohort are the sums over the offices.",
        ),
        highest(
            "SKM-T-088", "percent_error", (0, 1e-9),
            "Persen jawaban = 100 x frekuensi / jawaban, dan kosong hanya tanpa jawaban.",
            "Percentages = 100 x frequency / answers, and are empty only without answers.",
        ),
    )  # fmt: skip
