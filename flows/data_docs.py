"""Makes a Data Docs site that an auditor can open anywhere: no script, no remote asset, nothing that moves.

Great Expectations renders its pages with templates that fetch script and style from outside hosts, fill the index
table by script, and print values unescaped. Our templates (``assets/data_docs``) replace the frames of those pages;
``seal`` then rewrites every page through a list of allowed elements and attributes, whatever the templates held.
"""

import html
from collections.abc import Sequence
from html.parser import HTMLParser
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

STYLESHEET: Final = "data_docs.css"
POLICY: Final = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"

_TEXT: Final = "a b br code dd div dl dt em h1 h2 h3 h4 h5 h6 hr i li main nav ol p pre small span strong ul"
_PAGE: Final = "body details footer header html head link meta section summary title"
_TABLE: Final = "caption table tbody td tfoot th thead tr"
_ELEMENTS: Final = frozenset(f"{_TEXT} {_PAGE} {_TABLE}".split())
_VOID: Final = frozenset(("br", "hr", "link", "meta"))
_SILENT: Final = frozenset(("iframe", "noscript", "object", "script", "style", "svg", "template", "textarea"))
# What Great Expectations itself writes on a page, in English alone.
_LABELS: Final = {
    "Overview": "Ringkasan / Overview",
    "Expectation Suite:": "Daftar pemeriksaan / Expectation suite:",
    "Expectation Suite Name": "Daftar pemeriksaan / Expectation suite",
    "Status:": "Hasil / Status:",
    "Succeeded": "Lulus / Succeeded",
    "Failed": "Gagal / Failed",
    "Statistics": "Jumlah / Statistics",
    "Evaluated Expectations": "Pemeriksaan dijalankan / Evaluated expectations",
    "Successful Expectations": "Terpenuhi / Successful expectations",
    "Unsuccessful Expectations": "Tidak terpenuhi / Unsuccessful expectations",
    "Success Percent": "Persentase terpenuhi / Success percent",
    "Info": "Keterangan / Info",
    "Great Expectations Version": "Versi Great Expectations / version",
    "Run Name": "Nama pengolahan / Run name",
    "Run Time": "Waktu pengolahan / Run time",
    "Batch Spec": "Data yang diperiksa / Batch spec",
    "Notes": "Catatan / Notes",
}
_ATTRIBUTES: Final = frozenset(
    [
        "charset",
        "class",
        "colspan",
        "content",
        "hidden",
        "id",
        "lang",
        "name",
        "open",
        "rel",
        "role",
        "rowspan",
        "scope",
    ]
)
_LINKS: Final = frozenset(("href", "src"))
_META_NAMES: Final = frozenset(("viewport", "referrer"))


def assets() -> Traversable:
    """Return the packaged folder with the stylesheet and the templates."""
    return files("flows").joinpath("assets")


def seal(docs_dir: Path) -> None:
    """Rewrite every page under ``docs_dir`` to allowed markup and put the stylesheet beside the index."""
    for page in sorted(docs_dir.rglob("*.html")):
        page.write_text(sealed(page.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    style = assets().joinpath(STYLESHEET).read_text(encoding="utf-8")
    (docs_dir / STYLESHEET).write_text(style, encoding="utf-8", newline="\n")


def sealed(page: str) -> str:
    """Return ``page`` with allowed elements, attributes and relative links only."""
    rewriter = _Rewriter()
    rewriter.feed(page)
    rewriter.close()
    lines = (line.strip() for line in "".join(rewriter.parts).splitlines())
    return "\n".join(line for line in lines if line) + "\n"


class _Rewriter(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent: list[str] = []

    def handle_decl(self, decl: str) -> None:
        if decl.lower() == "doctype html":
            self.parts.append("<!DOCTYPE html>\n")

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        if self._silent or tag not in _ELEMENTS:
            return
        kept = [(name, value or "") for name, value in attrs if _is_allowed(tag, name, value or "", attrs)]
        if tag in ("link", "meta") and not kept:
            return
        written = "".join(f' {name}="{html.escape(value)}"' for name, value in kept)
        self.parts.append(f"<{tag}{written}>")

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            if tag == self._silent[-1]:
                self._silent.pop()
        elif tag in _ELEMENTS and tag not in _VOID:
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            label = data.strip()
            self.parts.append(
                html.escape(data.replace(label, _LABELS.get(label, label)) if label else data, quote=False)
            )


def _is_allowed(tag: str, name: str, value: str, attrs: Sequence[tuple[str, str | None]]) -> bool:
    given = {key: (content or "") for key, content in attrs}
    if tag == "meta":
        is_policy = given.get("http-equiv") == "Content-Security-Policy" and given.get("content") == POLICY
        is_named = given.get("name") in _META_NAMES and "http-equiv" not in given
        return (
            (is_policy and name in ("http-equiv", "content"))
            or (is_named and name in ("name", "content"))
            or name == "charset"
        )
    if tag == "link":
        is_style = given.get("rel") == "stylesheet" and given.get("href", "").rsplit("/", 1)[-1] == STYLESHEET
        is_icon = given.get("rel") == "icon" and given.get("href") == "data:,"
        return (is_icon or (is_style and _is_relative(given["href"]))) and name in ("rel", "href")
    if name in _LINKS:
        return tag == "a" and name == "href" and _is_relative(value)
    return name in _ATTRIBUTES


def _is_relative(link: str) -> bool:
    """Tell whether a link stays inside the site: a path without a scheme, a host or a root."""
    plain = "".join(link.split())
    return bool(plain) and ":" not in plain and "\\" not in plain and not plain.startswith("/")
