"""Checks of ``out_skm__waterfall_cells``."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.common import codes_complete, equal, rows_between, suite_of
from schemas.expectations.facts import Facts


def suite(facts: Facts) -> ExpectationSuite:
    """Return the suite: the cells form a full grid, a chain each, and add up to the steps."""
    return suite_of(
        "waterfall_cells",
        rows_between(
            "SKM-T-060", 2 * len(facts.offices), None,
            "sedikitnya dua langkah untuk setiap kantor",
            "at least two steps for every office",
        ),
        *codes_complete(61, "office_code", facts.offices, "kantor", "office"),
        equal(
            "SKM-T-063", "cells_of_step_n", "grid_of_step_n",
            "Setiap langkah memuat semua kombinasi kantor dan tahun, juga yang kosong.",
            "Every step has all combinations of office and year, empty ones included.",
        ),
        equal(
            "SKM-T-064", "rows_after_n", "explained_after_n",
            "Setiap sel: sesudah = sebelum - dikeluarkan.",
            "Every cell: after = before - removed.",
        ),
        equal(
            "SKM-T-065", "rows_before_n", "previous_after_n",
            "Setiap sel mulai dengan sisa sel yang sama pada langkah sebelumnya.",
            "Every cell starts with what the same cell had left a step before.",
        ),
        equal(
            "SKM-T-066", "sum_before_n", "step_before_n",
            "Sel suatu langkah berjumlah sama dengan langkah itu (sebelum).",
            "The cells of a step add up to the step (before).",
        ),
        equal(
            "SKM-T-067", "sum_removed_n", "step_removed_n",
            "Sel suatu langkah berjumlah sama dengan langkah itu (dikeluarkan).",
            "The cells of a step add up to the step (removed).",
        ),
    )  # fmt: skip
