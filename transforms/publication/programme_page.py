"""The release page of a programme: one HTML file without script, in Indonesian with English behind a CSS switch.

It computes no statistics: it shows what the tables say, names every weighting, and keeps questionnaires apart. Every
text is escaped; only our own pictures are taken as markup, and only relative links are written.
"""

import re
from collections.abc import Mapping
from functools import cache, partial
from typing import Final

import pandas as pd
from jinja2 import Template
from markupsafe import Markup

from schemas.catalog import Catalog
from schemas.programme import Programme
from schemas.registry import PROGRAMME_TABLES
from transforms.publication import bilingual
from transforms.publication.display import LANGUAGES, SEVERITIES, Number, Words, decimals, exact
from transforms.publication.pages import environment, line_of, styles
from transforms.publication.programme_charts import description
from transforms.publication.programme_heat_map import LINES_A_PAGE, MONTHS_SHOWN
from transforms.publication.programme_sections import (
    CAUSES,
    FATES,
    GRAINS,
    LEVELS,
    LOWEST,
    SAMPLING,
    WEIGHTINGS,
    Names,
    all_sections,
    direction,
    titles_of_series,
    words_of_reasons,
)

LINKS: Final = {
    "database": Words("semua tabel dalam satu berkas DuckDB; buka hanya-baca", "all tables in one DuckDB file; open it read-only"),
    "workbook": Words("buku kerja untuk lembar kerja", "workbook for spreadsheets"),
    "datapackage": Words("arti, satuan, dan jenis setiap kolom", "meaning, unit and type of every column"),
    "documents": Words("poster, laporan tahunan, dan tabel tindak lanjut", "poster, annual report and follow-up table"),
    "data_docs": Words("hasil pemeriksaan tabel", "results of the table checks"),
    "run_record": Words("catatan jalannya proses", "record of the run"),
    "manifest": Words("ukuran dan hash SHA-256 setiap berkas", "size and SHA-256 hash of every file"),
    "methods": Words("cara menghitung", "methods"),
}  # fmt: skip
PICTURES: Final = "pictures"  # the link that names the folder of the pictures, not a file


def render_programme_page(
    frames: Mapping[str, pd.DataFrame],
    programme: Programme,
    catalog: Catalog,
    *,
    build_id: str,
    period: str,
    pictures: Mapping[str, bytes],
    links: Mapping[str, str],
) -> str:
    """Return the release page of one build as HTML text.

    Args:
        frames: Every published table of the programme by name; the tables of single respondents may be absent.
        programme: The programme, for its titles, origin notes and sampling.
        catalog: The catalogue, for the titles of the harmonised series and the words of its layouts.
        build_id: The build, for the reader who quotes it.
        period: The month of the run, ``2018-12``.
        pictures: What ``programme_charts.programme_pictures`` drew; a picture that is missing leaves its place empty.
        links: Files of the release by what they are (the names in ``LINKS``; others are shown without words), as
            paths relative to the page; ``pictures`` names the folder of the pictures.

    Raises:
        ValueError: a link is no relative path; the page must not lead anywhere else.
    """
    for name, target in links.items():
        if not re.fullmatch(r"[\w.][\w./-]*", target) or ".." in target.split("/"):
            raise ValueError(f"link {name}: found a target that leaves the release; expected a relative path inside it")
    names = Names.of(frames)
    series = sorted({str(code) for code in frames["fact_trend"]["series_code"]} | set(programme.series))
    return _template().render(
        css=styles("release.css", "programme.css"),
        programme=programme,
        build_id=build_id,
        names=names,
        series_titles=titles_of_series(series, catalog.series),
        chart=partial(_chart, pictures),
        heat_maps=sorted({name[:-3] for name in pictures if name.startswith("heat_map_")}),
        months_shown=MONTHS_SHOWN,
        lines_shown=LINES_A_PAGE,
        lowest_n=LOWEST,
        weightings=WEIGHTINGS,
        levels=LEVELS,
        grains=GRAINS,
        causes=CAUSES,
        fates=FATES,
        reasons=words_of_reasons(catalog.layouts.values()),
        sampling=SAMPLING[programme.sampling.method],
        severities=SEVERITIES,
        links=[(target, LINKS.get(name)) for name, target in links.items() if name != PICTURES],
        picture_folder=links.get(PICTURES),
        picture_names=sorted(pictures),
        tables=[line_of(table, len(frames[name])) for name, table in PROGRAMME_TABLES.items() if name in frames],
        **all_sections(frames, programme, names, period),
    )


@cache
def _template() -> Template:
    made = environment(signed=signed, share=share, p_value=p_value, direction=direction)
    return made.get_template("programme.html.j2")


def signed(value: Number, digits: int = 2) -> Markup:
    """Return a change with its sign, rounded half up for the eye."""
    sign = "+" if exact(value) > 0 else ""
    return bilingual.both(*(sign + decimals(value, digits, language).replace("-", "−") for language in LANGUAGES))


def share(value: Number | None) -> Markup:
    """Return a share of one as a percentage without decimals, never rounded to none or all; a dash for none."""
    if value is None:
        return Markup("–")
    percent = exact(value) * 100
    if 0 < percent < 1 or 99 < percent < 100:
        return Markup("&lt; 1 %") if percent < 1 else Markup("&gt; 99 %")
    return Markup("{} %").format(decimals(percent, 0, "en"))


def p_value(value: Number | None) -> Markup:
    """Return a p value with three decimals, never as a bare zero; a dash for none."""
    if value is None:
        return Markup("–")
    if exact(value) < exact("0.0005"):
        return bilingual.both("< 0,001", "< 0.001")
    return bilingual.number(value, 3)


def _chart(pictures: Mapping[str, bytes], name: str) -> Markup | None:
    """Return one picture in both languages, each with what it shows in words; None where it was not drawn."""
    if any(f"{name}_{language}" not in pictures for language in LANGUAGES):
        return None
    parts = Markup("")
    for language, where in zip(LANGUAGES, "ie", strict=True):
        picture = pictures[f"{name}_{language}"]
        drawn = bilingual.inline(picture.decode(), f"{name}-{language}", description(picture))
        parts += Markup('<div class="{}" lang="{}">{}</div>').format(where, language, drawn)
    return parts
