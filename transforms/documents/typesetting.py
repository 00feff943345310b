"""The only caller of the typesetter: a template and plain values go in, the bytes of a PDF or PNG come out.

Values reach typst as JSON in one input, never as source, so no name in a table can be markup. Only the fonts inside the
typesetter's wheel are used and no date is written, so the same values give the same bytes anywhere. PDFs are tagged and
checked against PDF/UA-1. Decision: docs/decisions/0011-typst-for-documents.md.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

import typst

TEMPLATES: Final = ("poster", "annual_report", "follow_up", "evidence")
Template = Literal["poster", "annual_report", "follow_up", "evidence"]


def pdf(template: Template, values: Mapping[str, Any]) -> bytes:
    """Return the document as PDF/UA-1.

    Args:
        template: name of a file in ``templates``.
        values: texts, numbers of the layout, lists and mappings of them; None for what is not there.

    Raises:
        typst.TypstError: the template and the values do not fit, or the document is not accessible.
    """
    made = _compile(template, values, "pdf", None)
    if not isinstance(made, bytes):
        raise TypeError("The typesetter returned several PDFs; expected one.")
    return made


def pages(template: Template, values: Mapping[str, Any], dots_per_inch: int = 100) -> list[bytes]:
    """Return the pages of the document as PNG pictures."""
    made = _compile(template, values, "png", dots_per_inch)
    return made if isinstance(made, list) else [made]


def _compile(
    template: Template, values: Mapping[str, Any], form: Literal["pdf", "png"], dots_per_inch: int | None
) -> bytes | list[bytes]:
    made: bytes | list[bytes] = typst.compile(
        _source(template).encode("utf-8"),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(values, ensure_ascii=False, sort_keys=True)},
        format=form,
        ppi=dots_per_inch,
        pdf_standards="ua-1" if form == "pdf" else [],
    )
    return made if isinstance(made, bytes) else list(made)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


@cache
def _source(template: Template) -> str:
    folder = files("transforms.documents").joinpath("templates")
    parts = [folder.joinpath(f"{name}.typ").read_text(encoding="utf-8") for name in ("common", template)]
    return "\n".join(parts)
