"""Words, numbers and pictures for our HTML pages, in Indonesian and English at once; a CSS switch shows one of them."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from markupsafe import Markup

from transforms.publication.display import Number, Words, count, decimal_text, decimals


def both(indonesian: str, english: str) -> Markup:
    """Return a text in both languages; the page's switch shows one of them."""
    if indonesian == english:
        return Markup("{}").format(indonesian)
    return Markup('<span class="i" lang="id">{}</span><span class="e" lang="en">{}</span>').format(indonesian, english)


def of_words(words: Words) -> Markup:
    """Return a text that is kept in both languages."""
    return both(words.id, words.en)


def number(value: Number | None, digits: int = 2) -> Markup:
    """Return a number rounded half up for the eye; a dash for none."""
    if value is None:
        return Markup("–")
    return both(decimals(value, digits, "id"), decimals(value, digits, "en"))


def counted(value: int) -> Markup:
    """Return a whole number with the thousands mark of each language."""
    return both(count(value, "id"), count(value, "en"))


def decimal(text: str | None) -> Markup:
    """Return a decimal text with the decimal mark of each language; a dash for none."""
    return Markup("–") if text is None else both(decimal_text(text, "id"), decimal_text(text, "en"))


def fraction(text: str | None) -> str:
    """Return an exact fraction as it is printed; a whole number without its denominator."""
    return "–" if text is None else text.removesuffix("/1")


def inline(svg: str, prefix: str, label: str) -> Markup:
    """Return one of our SVG texts for HTML: no prolog, no namespaces, own ids, as wide as its place."""
    start = svg.index("<svg")
    body = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", svg[start:], flags=re.DOTALL)
    body = re.sub(r'\s+xmlns(:\w+)?="[^"]*"', "", body).replace("xlink:href", "href")
    body = re.sub(r'\bid="', f'id="{prefix}-', body)
    body = body.replace('href="#', f'href="#{prefix}-').replace("url(#", f"url(#{prefix}-")
    view = re.search(r'viewBox="[^"]*"', body)
    opening = Markup('<svg {} role="img" aria-label="{}">').format(
        Markup(view.group(0) if view else ""),  # noqa: S704 - from the SVG that we draw
        label,
    )
    return opening + Markup(body[body.index(">") + 1 :].strip())  # noqa: S704 - words in it are drawn as paths


FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "t": both,
    "num": number,
    "cnt": counted,
    "dec": decimal,
    "words": of_words,
    "frac": fraction,
}
