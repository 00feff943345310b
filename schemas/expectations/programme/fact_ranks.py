"""Checks of ``fact_ranks``, counted by period."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.programme.common import none, suite_of
from schemas.expectations.programme.facts import ProgrammeFacts


def suite(_facts: ProgrammeFacts) -> ExpectationSuite:
    """Return the suite: ranks and rank intervals of complete leagues."""
    return suite_of(
        "fact_ranks",
        none(
            "SKM-P-200", "indices_wrong_n",
            "Indeks dan responden sama dengan baris kantor di fact_indices.",
            "Index and respondents are those of the office in fact_indices.",
        ),
        none(
            "SKM-P-201", "offices_lost_n",
            "Setiap kantor yang berindeks ada di liga nasional.",
            "Every office with an index is in the country's league.",
        ),
        none(
            "SKM-P-202", "sizes_wrong_n",
            "Jumlah kantor sama dengan baris liganya.",
            "The number of offices is that of the rows of the league.",
        ),
        none(
            "SKM-P-203", "ranks_wrong_n",
            "Peringkat sesuai urutan indeks; indeks sama berbagi peringkat.",
            "Ranks follow the indices; equal indices share a rank.",
        ),
        none(
            "SKM-P-204", "intervals_wrong_n",
            "1 <= peringkat terbaik <= peringkat <= peringkat terburuk <= jumlah kantor.",
            "1 <= best rank <= rank <= worst rank <= offices.",
        ),
    )  # fmt: skip
