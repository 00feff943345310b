"""Great Expectations suites: what must hold of a published table beyond types, ranges and keys.

pandera checks rows and cells; the suites check totals, identities across tables, completeness and exact row counts.
They look at check frames (``transforms.publication.check_frames``): numbers and codes, never an answer or a text.
Importing Great Expectations takes seconds, so a suite's module is imported only when the suite is built.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

from schemas.expectations.facts import Facts

Suite = Any  # an ExpectationSuite; naming its class here would be an import

_SUBJECTS: Final = (
    "indices", "element_means", "measure_means", "element_frequencies", "element_gaps", "scope_gaps", "quadrants",
    "waterfall_steps", "waterfall_cells", "row_accounting", "attribute_counts", "source_files", "findings",
    "offices", "elements", "bands",
)  # fmt: skip


def _lazy(subject: str) -> Callable[[Facts], Suite]:
    def suite(facts: Facts) -> Suite:
        return import_module(f"{__name__}.{subject}").suite(facts)

    return suite


SUITES: Final[dict[str, Callable[[Facts], Suite]]] = {f"out_skm__{subject}": _lazy(subject) for subject in _SUBJECTS}
