"""Writes small OpenDocument spreadsheets, part by part as ODF 1.2 describes them (no writer of it ships as a wheel)."""

import io
import zipfile

_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
)
_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def open_document(tables: str, styles: str = "") -> bytes:
    """Return a spreadsheet: `tables` are table:table elements, `styles` automatic styles."""
    content = (
        f'{_HEAD}<office:document-content {_SPACES} office:version="1.2">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", _TYPE), ("content.xml", "text/xml"))
    )
    manifest = (
        f'{_HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
        f'manifest:version="1.2">{listed}</manifest:manifest>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), _TYPE)  # first and stored, as the format asks
        for name, text in (("content.xml", content), ("META-INF/manifest.xml", manifest)):
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def cell(text: str | None, **attributes: str) -> str:
    """Return a cell; a name such as `office_value` is written `office:value`, further underscores as hyphens."""
    written = "".join(f' {_name(name)}="{value}"' for name, value in attributes.items())
    inside = "" if text is None else f"<text:p>{text}</text:p>"
    return f"<table:table-cell{written}>{inside}</table:table-cell>"


def _name(name: str) -> str:
    prefix, _, rest = name.partition("_")
    return f"{prefix}:{rest.replace('_', '-')}"
