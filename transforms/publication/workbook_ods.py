"""Sheets as an OpenDocument spreadsheet (ODF 1.2), whose bytes depend on the sheets alone.

Written with the standard library; ``docs/decisions/0012-workbooks.md`` says why.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from transforms.publication.workbook_sheets import HEADER_ROW, Mark, Shape, Sheet, Value, clean

_MIME: Final = "application/vnd.oasis.opendocument.spreadsheet"
_DAY_ONE: Final = (1980, 1, 1, 0, 0, 0)
_NAMESPACES: Final = " ".join(
    f'xmlns:{name}="{address}"'
    for name, address in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
        "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
        "config": "urn:oasis:names:tc:opendocument:xmlns:config:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_DECIMALS: Final[dict[Shape, int]] = {"integer": 0, "decimal1": 1, "decimal2": 2, "decimal3": 3}
_SHAPES: Final[tuple[Shape, ...]] = ("text", "long_text", "integer", "decimal1", "decimal2", "decimal3", "date")
_MARK_STYLES: Final[dict[Mark, str]] = {"weak": "Lemah", "strong": "Kuat"}


def ods(sheets: Sequence[Sheet], *, title: str, subject: str, author: str) -> bytes:
    """Return the spreadsheet. Every text is a text; there is no formula in it."""
    parts = {
        "content.xml": _content(sheets),
        "styles.xml": _styles(subject, sorted({sheet.pages_across for sheet in sheets})),
        "meta.xml": _meta(title, subject, author),
        "settings.xml": _settings(sheets),
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        # The type comes first and uncompressed, so that it can be read off the file's first bytes (ODF 1.2, part 3, 3.3).
        archive.writestr(_entry("mimetype", zipfile.ZIP_STORED), _MIME)
        archive.writestr(_entry("META-INF/manifest.xml"), _manifest(parts))
        for name, text in parts.items():
            archive.writestr(_entry(name), text.encode())
    return target.getvalue()


def _entry(name: str, compression: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _DAY_ONE)
    entry.compress_type = compression
    entry.create_system = 3  # the same on every system that writes
    return entry


# --- content -------------------------------------------------------------------------------------------------------
def _content(sheets: Sequence[Sheet]) -> str:
    return "".join(
        [
            f'{_HEAD}<office:document-content {_NAMESPACES} office:version="1.2"><office:automatic-styles>',
            *_cell_styles(),
            *(piece for place, sheet in enumerate(sheets) for piece in _column_styles(place, sheet)),
            "</office:automatic-styles><office:body><office:spreadsheet>",
            *(piece for place, sheet in enumerate(sheets) for piece in _table(place, sheet)),
            "<table:database-ranges>",
            *(_filter(place, sheet) for place, sheet in enumerate(sheets)),
            "</table:database-ranges></office:spreadsheet></office:body></office:document-content>",
        ]
    )


def _cell_styles() -> Iterator[str]:
    yield (
        '<style:style style:name="ro" style:family="table-row">'
        '<style:table-row-properties style:use-optimal-row-height="true"/></style:style>'
    )
    for shape, digits in _DECIMALS.items():
        grouping = ' number:grouping="true"' if shape == "integer" else ""
        yield (
            f'<number:number-style style:name="N{shape}"><number:number number:decimal-places="{digits}" '
            f'number:min-integer-digits="1"{grouping}/></number:number-style>'
        )
    yield (
        '<number:date-style style:name="Ndate"><number:year number:style="long"/><number:text>-</number:text>'
        '<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style>'
    )
    for shape in _SHAPES:
        yield _cell_style(f"c{shape}", shape)


def _cell_style(name: str, shape: Shape, marks: tuple[tuple[str, Mark], ...] = ()) -> str:
    data = "" if shape in ("text", "long_text") else f' style:data-style-name="N{shape}"'
    wrap = ' fo:wrap-option="wrap"' if shape in ("text", "long_text") else ""
    # a number ends where its column ends, and must not touch the text of the next one
    aside = ' fo:padding-right="0.2cm"' if shape in _DECIMALS else ""
    maps = "".join(
        f"<style:map style:condition={quoteattr(f'cell-content()={_quoted(word)}')} "
        f'style:apply-style-name="{_MARK_STYLES[mark]}"/>'
        for word, mark in marks
    )
    return (
        f'<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="Default"{data}>'
        f'<style:table-cell-properties style:vertical-align="top"{wrap}{aside}/>{maps}</style:style>'
    )


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _column_styles(place: int, sheet: Sheet) -> Iterator[str]:
    yield (
        f'<style:style style:name="ta{place}" style:family="table" style:master-page-name="Lembar{sheet.pages_across}">'
        '<style:table-properties table:display="true"/></style:style>'
    )
    for number, (column, width) in enumerate(zip(sheet.columns, sheet.widths, strict=True)):
        # 0.2 cm a character of the default font at 10 points
        yield (
            f'<style:style style:name="co{place}_{number}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{width * 0.2:.2f}cm"/></style:style>'
        )
        if column.marks:
            yield _cell_style(f"m{place}_{number}", column.shape, column.marks)


def _table(place: int, sheet: Sheet) -> Iterator[str]:
    styles = [f"m{place}_{n}" if column.marks else f"c{column.shape}" for n, column in enumerate(sheet.columns)]
    yield f'<table:table table:name={quoteattr(sheet.name)} table:style-name="ta{place}">'
    columns = [
        f'<table:table-column table:style-name="co{place}_{number}" table:default-cell-style-name="{style}"/>'
        for number, style in enumerate(styles)
    ]
    yield "".join(["<table:table-header-columns>", *columns[: sheet.frozen_columns], "</table:table-header-columns>"])
    yield from columns[sheet.frozen_columns :]
    for text, style in ((sheet.title, "Judul"), (sheet.note, "Catatan")):
        yield f'<table:table-row table:style-name="ro">{_cell(text, style)}</table:table-row>'
    yield '<table:table-header-rows><table:table-row table:style-name="ro">'
    yield from (_cell(column.header, "Kepala") for column in sheet.columns)
    yield "</table:table-row></table:table-header-rows>"
    for row in sheet.rows:
        yield '<table:table-row table:style-name="ro">'
        yield from (_cell(value, style) for value, style in zip(row, styles, strict=True))
        yield "</table:table-row>"
    yield "</table:table>"


def _cell(value: Value, style: str) -> str:
    named = f'<table:table-cell table:style-name="{style}"'
    if value is None:
        return f"{named}/>"
    if isinstance(value, str):
        return f'{named} office:value-type="string">{_paragraphs(value)}</table:table-cell>'
    if isinstance(value, date):
        return f'{named} office:value-type="date" office:date-value="{value.isoformat()}"/>'
    return f'{named} office:value-type="float" office:value="{value!r}"/>'


def _paragraphs(text: str) -> str:
    lines = clean(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "".join(f"<text:p>{_spaced(line)}</text:p>" for line in lines)


def _spaced(line: str) -> str:
    # ODF folds white space; a run of it, and any at an end, is written as elements.
    parts: list[str] = []
    for place, character in enumerate(line):
        if character == "\t":
            parts.append("<text:tab/>")
        elif character == " " and (place in (0, len(line) - 1) or line[place - 1] == " "):
            parts.append("<text:s/>")
        else:
            parts.append(escape(character))
    return "".join(parts)


def _filter(place: int, sheet: Sheet) -> str:
    name = _address(sheet.name)
    last = f"{letters(len(sheet.columns) - 1)}{HEADER_ROW + 1 + max(len(sheet.rows), 1)}"
    area = f"{name}.A{HEADER_ROW + 1}:{name}.{last}"
    return (
        f'<table:database-range table:name="saring{place}" table:target-range-address={quoteattr(area)} '
        'table:display-filter-buttons="true"/>'
    )


def _address(name: str) -> str:
    return f"'{name}'"


def letters(number: int) -> str:
    """Return the letters of a column, counted from 0."""
    found = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


# --- the other parts -----------------------------------------------------------------------------------------------
def _styles(footer: str, pages: Sequence[int]) -> str:
    return (
        f'{_HEAD}<office:document-styles {_NAMESPACES} office:version="1.2"><office:styles>'
        '<style:default-style style:family="table-cell"><style:text-properties style:font-name="Arial" '
        'fo:font-family="Arial" fo:font-size="10pt" fo:language="id" fo:country="ID"/></style:default-style>'
        '<style:style style:name="Default" style:family="table-cell"/>'
        '<style:style style:name="Judul" style:family="table-cell" style:parent-style-name="Default">'
        '<style:text-properties fo:font-weight="bold" fo:font-size="14pt"/></style:style>'
        '<style:style style:name="Catatan" style:family="table-cell" style:parent-style-name="Default">'
        '<style:text-properties fo:font-style="italic"/></style:style>'
        '<style:style style:name="Kepala" style:family="table-cell" style:parent-style-name="Default">'
        '<style:table-cell-properties fo:background-color="#d9d9d9" fo:wrap-option="wrap" style:vertical-align="top" '
        'fo:border-bottom="0.06cm solid #000000"/><style:text-properties fo:font-weight="bold"/></style:style>'
        '<style:style style:name="Lemah" style:family="table-cell" style:parent-style-name="Default">'
        '<style:table-cell-properties fo:background-color="#e4e4e4"/><style:text-properties fo:font-style="italic"/>'
        "</style:style>"
        '<style:style style:name="Kuat" style:family="table-cell" style:parent-style-name="Default">'
        '<style:table-cell-properties fo:background-color="#bdbdbd"/><style:text-properties fo:font-weight="bold"/>'
        "</style:style></office:styles><office:automatic-styles>"
        + "".join(_layout(number) for number in pages)
        + "</office:automatic-styles><office:master-styles>"
        + "".join(_master(number, footer) for number in pages)
        + "</office:master-styles></office:document-styles>"
    )


def _layout(pages_across: int) -> str:
    return (
        f'<style:page-layout style:name="pm{pages_across}"><style:page-layout-properties fo:page-width="29.7cm" '
        'fo:page-height="21cm" style:print-orientation="landscape" fo:margin="1.2cm" '
        f'style:scale-to-X="{pages_across}" style:scale-to-Y="0"/><style:header-style/><style:footer-style>'
        '<style:header-footer-properties fo:min-height="0.6cm" fo:margin-top="0.2cm"/></style:footer-style>'
        "</style:page-layout>"
    )


def _master(pages_across: int, footer: str) -> str:
    return (
        f'<style:master-page style:name="Lembar{pages_across}" style:page-layout-name="pm{pages_across}">'
        '<style:header style:display="false"/>'
        f"<style:footer><style:region-left><text:p>{escape(clean(footer))}</text:p></style:region-left>"
        "<style:region-right><text:p><text:sheet-name>-</text:sheet-name> <text:page-number>1</text:page-number> / "
        "<text:page-count>1</text:page-count></text:p></style:region-right></style:footer></style:master-page>"
    )


def _meta(title: str, subject: str, author: str) -> str:
    return (
        f'{_HEAD}<office:document-meta {_NAMESPACES} office:version="1.2"><office:meta>'
        f"<dc:title>{escape(clean(title))}</dc:title><dc:subject>{escape(clean(subject))}</dc:subject>"
        f"<meta:initial-creator>{escape(clean(author))}</meta:initial-creator>"
        "</office:meta></office:document-meta>"
    )


def _settings(sheets: Sequence[Sheet]) -> str:
    def item(name: str, kind: str, value: int | str) -> str:
        return f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'

    tables = "".join(
        f"<config:config-item-map-entry config:name={quoteattr(sheet.name)}>"
        + item("HorizontalSplitMode", "short", 2 if sheet.frozen_columns else 0)
        + item("VerticalSplitMode", "short", 2)
        + item("HorizontalSplitPosition", "int", sheet.frozen_columns)
        + item("VerticalSplitPosition", "int", HEADER_ROW + 1)
        + item("ActiveSplitRange", "short", 3)
        + item("PositionLeft", "int", 0)
        + item("PositionRight", "int", sheet.frozen_columns)
        + item("PositionTop", "int", 0)
        + item("PositionBottom", "int", HEADER_ROW + 1)
        + "</config:config-item-map-entry>"
        for sheet in sheets
    )
    return (
        f'{_HEAD}<office:document-settings {_NAMESPACES} office:version="1.2"><office:settings>'
        '<config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views">'
        f'<config:config-item-map-entry>{item("ViewId", "string", "view1")}<config:config-item-map-named config:name="Tables">'
        f"{tables}</config:config-item-map-named>{item('ActiveTable', 'string', escape(sheets[0].name))}"
        "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set>"
        "</office:settings></office:document-settings>"
    )


def _manifest(parts: dict[str, str]) -> str:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>' for name in parts
    )
    return (
        f'{_HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
        f'manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:version="1.2" '
        f'manifest:media-type="{_MIME}"/>{entries}</manifest:manifest>'
    )
