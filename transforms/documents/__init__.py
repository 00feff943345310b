"""Documents that regulations ask for, set in type from the published tables only: poster, report, follow-up, evidence.

Everything in a document is looked up in the tables of one release, so it is tied to that build; the same tables give the
same bytes. Methods: docs/methods/documents.md.
"""

import re
from collections.abc import Mapping
from typing import Any, Final, Literal

import pandas as pd

from schemas.follow_up import FollowUp
from schemas.programme import Programme
from transforms.documents import annual_report, evidence, follow_up_table, poster, typesetting
from transforms.documents.view import DocumentError, View
from transforms.publication.display import Language

__all__ = ["KINDS", "TABLES", "DocumentError", "Kind", "contents", "render"]

Kind = Literal["poster", "annual_report", "follow_up", "evidence"]
KINDS: Final[tuple[Kind, ...]] = ("poster", "annual_report", "follow_up", "evidence")
TABLES: Final = (
    "dim_office", "dim_period", "dim_instrument", "dim_element", "dim_band", "dim_respondent_group", "dim_run",
    "fact_indices", "fact_uncertainty", "fact_element_means", "fact_trend", "fact_changes", "fact_regradings",
    "fact_profiles", "fact_coverage", "fact_revisions", "fact_files", "fact_findings", "fact_responses",
)  # fmt: skip
_YEAR: Final = re.compile(r"\d{4}")


def render(  # noqa: PLR0913 - everything that a document depends on, by name
    kind: Kind,
    tables: Mapping[str, pd.DataFrame],
    *,
    office: str,
    period: str,
    language: Language,
    follow_up: FollowUp | None,
    previous: FollowUp | None,
    build_id: str,
    programme: Programme,
) -> bytes:
    """Return one document as PDF; equal arguments give equal bytes.

    Args:
        kind: which document.
        tables: the tables named in ``TABLES`` of one release.
        office: code of an office, or ``national``.
        period: any period for a poster, a year for the others.
        language: ``id`` or ``en``.
        follow_up: the follow-up table of the year; None without one.
        previous: that of the year before; None without one.
        build_id: the build of the release, printed on every document.
        programme: the programme that the tables are of.

    Raises:
        DocumentError: the release has no numbers for office and period, or the period is no year where one is needed.
    """
    view = View(tables, office, period, language, build_id, programme)
    return typesetting.pdf(kind, contents(kind, view, follow_up, previous))


def contents(kind: Kind, view: View, follow_up: FollowUp | None, previous: FollowUp | None) -> dict[str, Any]:
    """Return the values that the template of a document shows, as texts.

    Raises:
        DocumentError: as for ``render``.
    """
    if kind == "poster":
        return poster.content(view)
    if _YEAR.fullmatch(view.period) is None:
        raise DocumentError(
            f"{kind}: found the period {view.period}, expected a year such as {view.period[:4]}. "
            f"/ {kind}: periode harus satu tahun, misalnya {view.period[:4]}."
        )
    for one, year in ((follow_up, int(view.period)), (previous, int(view.period) - 1)):
        if one is not None and (one.office, one.report_year) != (view.office, year):
            raise DocumentError(
                f"{kind}: found the follow-up table of {one.office}, {one.report_year}; expected that of {view.office}, {year}. "
                f"/ Berkas tindak lanjut bukan milik {view.office}, {year}."
            )
    if kind == "annual_report":
        return annual_report.content(view, follow_up, previous)
    if kind == "follow_up":
        return follow_up_table.content(view, follow_up, previous)
    return evidence.content(view, follow_up, previous)
