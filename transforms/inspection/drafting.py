"""A layout file to complete, drafted from a table and a questionnaire.

What the headers say without doubt is filled in; everything else is a question mark for a person. Nothing is taken from
the position of a column.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from schemas.instrument import Instrument, Question
from schemas.layout import Layout
from transforms.formats.grid import FileFormat
from transforms.inspection.report import InspectedTable, Inspection
from transforms.intake.sheets import Header, plain, show_header
from transforms.privacy.detection import detect

_ASK: Final = "?"
_DOUBT: Final = "forms differ in what this code means: look in the form of this file"


class NothingToDraftError(ValueError):
    """The file holds no table to make a layout for; the message says what was found."""


def draft_layout(inspection: Inspection, instrument: Instrument, layout_id: str, layouts: Iterable[Layout] = ()) -> str:
    """Return the text of a layout file for the largest table of a file.

    Args:
        inspection: the inspected file.
        instrument: the questionnaire that it answers.
        layout_id: how the layout is to be called.
        layouts: the layouts that are known; a code that one of them gives another meaning is not filled in.

    Raises:
        NothingToDraftError: there is no table with a header.
    """
    tables = [one for one in inspection.tables if one.table.header]
    if not tables:
        raise NothingToDraftError("Found no table with a header, expected one.")
    chosen = max(tables, key=lambda one: len(one.table.rows))
    header = [path for path in chosen.table.header if path]
    doubtful = _doubtful_codes(instrument, layouts)
    elements = _elements(header, instrument, doubtful)
    attributes = _attributes(header, instrument, chosen)
    taken = {*elements.values(), *attributes.values()}
    left = [path for path in header if path not in taken]
    personal = _personal(chosen)
    lines = [
        "# yaml-language-server: $schema=../json/layout.schema.json",
        f"# Drafted from {len(header)} columns. Complete every {_ASK!r}; a column of the platform goes under ignored.",
        "# What is no column of the file: title_prefix, from_origin, each_row or not_asked in place of header.",
        f"layout_id: {layout_id}",
        f"instrument_id: {instrument.instrument_id}",
        f"title: {_quoted(_ASK)}",
        f"source: {_quoted(_ASK)}",
        f"file: {_file(inspection, chosen)}",
        "attributes:",
    ]
    for attribute in instrument.attributes:
        path = attributes.get(attribute.attribute_code)
        lines.append(f"  {attribute.attribute_code}: {{ header: {_path(path)} }} # {attribute.question_id}")
    lines.append("element_codebook:")
    for measure in instrument.measures:
        lines.append(f"  {measure.measure}: # {measure.title_id}")
        for question in instrument.questions:
            if question.measure == measure.measure:
                path = elements.get((measure.measure, question.code))
                doubt = f"; {_DOUBT}" if path is None and question.code.casefold() in doubtful else ""
                lines.append(f"    {question.code}: {_path(path)} # {_asked(question)}{doubt}")
    lines.append("ignored:")
    lines += [f"  - {_path(path)}{_remark(path, personal)}" for path in left] or ["  []"]
    return "\n".join(lines) + "\n"


def _file(inspection: Inspection, chosen: InspectedTable) -> str:
    opened = inspection.opened
    depth = f"header_rows: {len(chosen.table.header_rows)}"
    if opened.file_format is not FileFormat.TEXT:
        sheet = f", sheet: {_quoted(chosen.table.name)}" if chosen.table.name is not None else ""
        return f"{{ format: {opened.file_format.value}{sheet}, {depth} }}"
    encoding = (opened.encoding or "utf-8").replace("_", "-")
    has_bom = "true" if encoding.endswith("-sig") else "false"
    return (
        f"{{ format: text, delimiter: {_quoted(opened.delimiter or _ASK)}, "
        f"encoding: {encoding.removesuffix('-sig')}, has_bom: {has_bom}, {depth} }}"
    )


def _asked(question: Question) -> str:
    if question.item is not None:
        return question.item.question_id
    return question.element.question_id or question.element.label_id


def _doubtful_codes(instrument: Instrument, layouts: Iterable[Layout]) -> frozenset[str]:
    """Return the codes that some form of this questionnaire writes above another question: U8 and U9 of 2017."""
    headers = [
        (plain(path[-1]).casefold(), question.code.casefold())
        for layout in layouts
        if layout.instrument_id == instrument.instrument_id
        for path, question in layout.question_headers(instrument).items()
    ]
    codes = {question.code.casefold() for question in instrument.questions}
    return frozenset(header for header, code in headers if header in codes and header != code)


def _elements(
    header: Sequence[Header], instrument: Instrument, doubtful: Collection[str]
) -> dict[tuple[str, str], Header]:
    """Return the columns whose header names one element of one measure: by its words, or by its code alone."""
    found: dict[tuple[str, str], Header] = {}
    for measure in instrument.measures:
        for question in instrument.questions:
            if question.measure != measure.measure:
                continue
            words = {plain(_asked(question)).casefold()}
            if question.code.casefold() not in doubtful:
                words.add(question.code.casefold())
            if question.item is None:
                words.add(plain(question.element.label_id).casefold())
            paths = [
                path
                for path in header
                if plain(path[-1]).casefold() in words
                and (len(instrument.measures) == 1 or _names(path, (measure.title_id, measure.prompt_id)))
            ]
            if len(paths) == 1:
                found[measure.measure, question.code] = paths[0]
    return found


def _names(path: Header, titles: Sequence[str]) -> bool:
    above = {plain(cell).casefold() for cell in path[:-1]}
    return bool(above & {plain(title).casefold() for title in titles})


def _attributes(header: Sequence[Header], instrument: Instrument, chosen: InspectedTable) -> dict[str, Header]:
    found: dict[str, Header] = {}
    for attribute in instrument.attributes:
        words = {plain(attribute.question_id).casefold(), attribute.attribute_code.casefold()}
        paths = [path for path in header if plain(path[-1]).casefold() in words]
        if not paths and attribute.role == "office":
            positions = [one.position for one in chosen.columns if one.offices_n and one.offices_n == one.filled_n]
            paths = [chosen.table.header[position - 1] for position in positions]
        if len(paths) == 1:
            found[attribute.attribute_code] = paths[0]
    return found


def _personal(chosen: InspectedTable) -> Mapping[Header, str]:
    rows = [list(row.cells) for row in chosen.table.rows]
    marks = detect([show_header(path) for path in chosen.table.header], rows)
    return {chosen.table.header[mark.position]: ", ".join(mark.kinds) for mark in marks if mark.is_personal}


def _remark(path: Header, personal: Mapping[Header, str]) -> str:
    return f" # personal data: {personal[path]}; never bound, never stored" if path in personal else ""


def _path(path: Header | None) -> str:
    if path is None:
        return _quoted(_ASK)
    return _quoted(path[0]) if len(path) == 1 else f"[{', '.join(_quoted(cell) for cell in path)}]"


def _quoted(text: str) -> str:
    """Return text as YAML writes it in double quotes; JSON's form is one of YAML's."""
    return json.dumps(text, ensure_ascii=False)
