"""Checks of ``fact_regradings``, counted by year."""

from great_expectations.core import ExpectationSuite

from schemas.expectations.programme.common import none, suite_of
from schemas.expectations.programme.facts import ProgrammeFacts


def suite(_facts: ProgrammeFacts) -> ExpectationSuite:
    """Return the suite: indices of a year under every regulation."""
    return suite_of(
        "fact_regradings",
        none(
            "SKM-P-260", "rows_wrong_n",
            "Setiap indeks tahunan dinilai menurut setiap peraturan program.",
            "Every index of a year is graded under every regulation of the programme.",
        ),
        none(
            "SKM-P-261", "indices_wrong_n",
            "Indeks dan mutu asal sama dengan fact_indices.",
            "Index and own grade are those of fact_indices.",
        ),
        none(
            "SKM-P-262", "flags_wrong_n",
            "Tanda mutu berubah sesuai kedua mutunya.",
            "The mark of a changed grade agrees with both grades.",
        ),
        none(
            "SKM-P-263", "grades_unknown_n",
            "Setiap mutu ada di tabel mutu peraturan penilainya.",
            "Every grade is one of the bands of the regulation that grades it.",
        ),
        none(
            "SKM-P-264", "own_regrades_wrong_n",
            "Menurut peraturannya sendiri mutu tidak berubah.",
            "Under its own regulation a grade does not change.",
        ),
        none(
            "SKM-P-265", "grades_disordered_n",
            "Menurut satu peraturan indeks yang lebih tinggi tidak bermutu lebih buruk.",
            "Under a regulation a higher index never has a worse grade.",
        ),
    )  # fmt: skip
