"""The pages of a replication audit: an overview, and a page for each study that reprints it table by table.

HTML without script, in Indonesian with English behind a CSS switch, as the release page is. The pages compute nothing
but shares of counts: what they say stands in the audit's tables. Every text is escaped, printed figures above all;
only our own charts are taken as markup.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from schemas.published_audit import COMPUTED, CONSEQUENCES, FIGURES, STUDIES, SUMMARY, TWINS
from schemas.registry import AUDIT_TABLES
from transforms.publication.audit_charts import ALL_STUDIES, SYMBOLS, Counted, counted, share, short_name
from transforms.publication.bilingual import both, inline, of_words
from transforms.publication.display import Row, Words, decimals, exact, records
from transforms.publication.pages import environment, line_of, styles
from transforms.publication.tables import PublicationError, database_name
from transforms.replication.frames import LABELS
from transforms.replication.sentences import comma
from transforms.replication.verdicts import Verdict

MEANINGS: Final[Mapping[Verdict, Words]] = {
    Verdict.REPRODUCED: Words(
        "Angka lain dalam makalah memberi angka ini, dibulatkan dengan cara biasa; atau angka ini dapat dihitung "
        "kembali dari angka yang memuatnya.",
        "Other figures of the paper give this one, rounded in an ordinary way; or it can be computed back from figures "
        "that contain it.",
    ),
    Verdict.REPRODUCED_BY_TRUNCATION: Words(
        "Angka ini diperoleh hanya bila desimal sisanya dipotong; pembulatan memberi angka lain.",
        "The figure follows only when further decimals are cut off; rounding gives another one.",
    ),
    Verdict.CONTRADICTED: Words(
        "Angka lain dalam makalah memberi angka yang berbeda.", "Other figures of the paper give a different one."
    ),
    Verdict.INCONSISTENT_IN_PRINT: Words(
        "Angka ini satu dari beberapa yang tidak mungkin semuanya benar; cetakan tidak menunjukkan mana yang salah.",
        "The figure is one of several that cannot all be right; print does not show which is wrong.",
    ),
    Verdict.NOT_RECOMPUTABLE: Words(
        "Yang diperlukan untuk menghitungnya tidak dicetak.", "What it would be computed from is not printed."
    ),
}
GROUNDS: Final[Mapping[str, Words]] = {
    "at_fault": Words("letak kesalahan ditemukan", "fault located"),
    "does_not_follow": Words("tidak diperoleh dari sumbernya", "does not follow from its sources"),
    "cannot_arise": Words("tidak mungkin dengan sekian responden", "impossible with that many respondents"),
}
KINDS: Final[Mapping[str, Words]] = {
    "category": Words("kategori", "category"),
    "ranking": Words("urutan", "ranking"),
    "quadrant": Words("kuadran", "quadrant"),
    "verdict": Words("hasil uji", "test result"),
}
_NUMBERED: Final[Mapping[str, Words]] = {"figure": Words("Gambar", "Figure"), "gambar": Words("Gambar", "Figure")}
_PARTS: Final[Mapping[str, Words]] = {  # parts of a paper that are no tables, as published.csv names them
    "text": Words("Teks", "Text"),
    "teks": Words("Teks", "Text"),
    "conclusion": Words("Kesimpulan", "Conclusion"),
    "abstract": Words("Abstrak", "Abstract"),
}
FAMILIES: Final = {
    "frequencies": Words("Frekuensi", "Frequencies"),
    "index": Words("Indeks dan kategori", "Index and category"),
    "gap": Words("Kesenjangan dan kesesuaian", "Gap and conformity"),
    "importance_performance": Words("Kuadran kepentingan-kinerja", "Importance-performance quadrants"),
    "satisfaction": Words("Indeks kepuasan pelanggan", "Satisfaction indices"),
    "sampling": Words("Ukuran sampel dan selang kepercayaan", "Sample size and confidence intervals"),
    "growth": Words("Pertumbuhan", "Growth"),
    "normality": Words("Kenormalan", "Normality"),
    "reliability": Words("Reliabilitas", "Reliability"),
    "validity": Words("Validitas", "Validity"),
    "tests": Words("Uji kelompok", "Group tests"),
    "profile": Words("Profil responden", "Respondent profile"),
}
_READ: Final = tuple(
    table.name for table in (STUDIES, SUMMARY, FIGURES, CONSEQUENCES, COMPUTED, TWINS)
)  # the pages show these
_PLACE: Final = re.compile(r"\[[^\[\]]+\]")
_SHORT: Final = 24  # characters of a printed text that stay on one line of a grid
_ORDER: Final = " > "  # how a ranking is written


def render_index(frames: Mapping[str, pd.DataFrame], *, build_id: str, charts: Mapping[str, str]) -> str:
    """Return the overview of an audit as HTML text; it stands in the root of the release as ``index.html``.

    Args:
        frames: The audit's tables by name.
        build_id: The build, for links and for the reader who quotes it.
        charts: SVG texts ``verdicts_id`` and ``verdicts_en``; without them the page has no picture.

    Raises:
        PublicationError: the verdicts of a study do not add up to its printed figures.
    """
    rows = _records(frames)
    counts = _added_up(frames)
    lines = []
    for study, one in zip(rows["studies"], counts[:-1], strict=True):
        name = study["study"]
        page = f"studi/{name}.html"
        conclusions = _conclusions(rows["consequences"], name, _numbers(rows["figures"], name), page)
        lines.append({"study": study, "counts": one, "href": page, "conclusions": conclusions})
    return _render(
        "audit_index.html.j2",
        build_id=build_id,
        charts=charts,
        root="",
        lines=lines,
        total=counts[-1],
        changed=[line for line in lines if line["conclusions"]],
        changed_n=len(rows["consequences"]),
        files=[line_of(AUDIT_TABLES[name], len(frame)) for name, frame in frames.items() if name in AUDIT_TABLES],
        database=database_name(build_id),
    )


def render_study(
    frames: Mapping[str, pd.DataFrame],
    study: str,
    *,
    build_id: str,
    charts: Mapping[str, str],
    tables: Mapping[str, tuple[str, str]],
) -> str:
    """Return the page of one study as HTML text; it stands in the folder ``studi`` of the release.

    Args:
        frames: The audit's tables by name.
        study: The study's name in them.
        build_id: The build, for the reader who quotes it.
        charts: As for :func:`render_index`.
        tables: Titles of the paper's tables by the names that the figures use, Indonesian and English; a table
            without a title goes by its name.

    Raises:
        PublicationError: there is no such study, or its verdicts do not add up to its printed figures.
    """
    rows = _records(frames)
    head = next((row for row in rows["studies"] if row["study"] == study), None)
    if head is None:
        known = ", ".join(str(row["study"]) for row in rows["studies"])
        raise PublicationError(f"out_audit__studies: found no study {study}; expected one of {known}")
    counts = next(one for one in _added_up(frames) if one.study == study)
    numbers = _numbers(rows["figures"], study)
    figures = [_figure(row, numbers) for row in rows["figures"] if row["study"] == study]
    by = {verdict: [row for row in figures if row["verdict"] is verdict] for verdict in Verdict}
    resting = {row["key"]: [one for one in figures if row["key"] in one["rests_on"]] for row in figures}
    return _render(
        "audit_study.html.j2",
        build_id=build_id,
        charts=charts,
        root="../",
        study=head,
        counts=counts,
        grounds=GROUNDS,
        contradicted=by[Verdict.CONTRADICTED],
        resting=resting,
        inconsistent=_groups(by[Verdict.INCONSISTENT_IN_PRINT]),
        truncated=by[Verdict.REPRODUCED_BY_TRUNCATION],
        missing=_groups(by[Verdict.NOT_RECOMPUTABLE]),
        conclusions=_conclusions(rows["consequences"], study, numbers, ""),
        twins=[_twin(row) for row in rows["twin_rows"] if row["study"] == study],
        computed=[row for row in rows["computed"] if row["study"] == study],
        grids=_grids(figures, tables),
        statistics=_statistics(frames, study),
        house=_house(frames, study),
        house_picture=_house_pictures(charts, study),
    )


def _render(template: str, *, charts: Mapping[str, str], **context: Any) -> str:
    made = environment(share=_share, number=_decimal_places, formula=_formula, name=short_name)
    return made.get_template(template).render(
        css=styles("release.css", "audit.css"),
        chart=_pictures(charts),
        verdicts=list(Verdict),
        symbols=SYMBOLS,
        labels={verdict: Words(*words) for verdict, words in LABELS.items()},
        meanings=MEANINGS,
        kinds=KINDS,
        all_studies=ALL_STUDIES,
        **context,
    )


def _pictures(charts: Mapping[str, str]) -> dict[str, Markup]:
    """Return the picture in each language, ready for HTML, or none unless it is there in both."""
    names = {"id": "Putusan per studi", "en": "Verdicts by study"}
    if any(f"verdicts_{language}" not in charts for language in names):
        return {}
    return {
        language: inline(charts[f"verdicts_{language}"], f"verdicts-{language}", label)
        for language, label in names.items()
    }


def _house_pictures(charts: Mapping[str, str], study: str) -> dict[str, Markup]:
    """Return the drawing of a study's house of quality in each language, or none unless it is there in both."""
    names = {"id": "Rumah mutu", "en": "House of quality"}
    if any(f"house_{study}_{language}" not in charts for language in names):
        return {}
    return {
        language: inline(charts[f"house_{study}_{language}"], f"house-{language}", label)
        for language, label in names.items()
    }


def _house(frames: Mapping[str, pd.DataFrame], study: str) -> list[Row]:
    """Return the technical responses of a study's houses, the most important first."""
    frame = frames.get("out_audit__house_responses")
    rows = [] if frame is None else [row for row in records(frame) if row["study"] == study]
    return sorted(rows, key=lambda row: (row["house_id"], row["response_rank"], row["response_code"]))


def _statistics(frames: Mapping[str, pd.DataFrame], study: str) -> list[Row]:
    """Return what was computed of a study, by family: the rows of the whole and of its dimensions, and the refusals.

    The items stand in the table; a page of three thousand rows would be read by nobody.
    """
    frame = frames.get("out_audit__statistics")
    rows = [] if frame is None else [row for row in records(frame) if row["study"] == study]
    families = []
    for family in dict.fromkeys(row["family"] for row in rows):
        own = [row for row in rows if row["family"] == family]
        computed = [row for row in own if not row["is_refused"]]
        reasons: dict[tuple[str, str], list[str]] = {}
        for row in own:
            if row["is_refused"]:
                reasons.setdefault((row["remark_id"], row["remark_en"]), []).append(row["statistic"])
        families.append(
            {
                "words": FAMILIES[family],
                "n": len(own),
                "rows": [row for row in computed if row["statistic_scope"] in ("overall", "dimension")],
                "refused": [(Words(*why), list(dict.fromkeys(names))) for why, names in reasons.items()],
            }
        )
    return families


# --- words and numbers in both languages -----------------------------------------------------------------------------
def _share(part: int, whole: int) -> Markup:
    return both(share(part, whole, "id"), share(part, whole, "en"))


def _formula(text: str | None) -> Markup:
    """Return arithmetic, or a number that would fit, with each language's decimal mark."""
    return Markup("–") if text is None else both(comma(text), text)


def _decimal_places(fraction: str) -> Markup:
    """Return an exact fraction to six decimals, marked as rounded where it is."""
    value = exact(fraction)
    mark = "" if (value * 10**6).denominator == 1 else "≈ "
    return both(*(f"{mark}{decimals(value, 6, language)}" for language in ("id", "en")))


def _table_name(name: str) -> Words:
    """Return what a table is called by its name in published.csv: a number, or a part of the paper."""
    if re.fullmatch(r"[0-9]+[a-z]?", name):
        return Words(f"Tabel {name}", f"Table {name}")
    first, _, rest = name.partition(" ")
    numbered, part = _NUMBERED.get(first.lower()), _PARTS.get(first.lower())
    if numbered is not None and rest:
        return Words(f"{numbered.id} {rest}", f"{numbered.en} {rest}")
    if part is not None:
        return Words(f"{part.id} {rest}".rstrip(), f"{part.en} {rest}".rstrip())
    return Words(name, name)


def _title(name: str, tables: Mapping[str, tuple[str, str]]) -> Words:
    """Return the heading of a printed table: its number and title, or the title of a part of the text."""
    called = _table_name(name)
    if name not in tables:
        return called
    title = Words(*tables[name])
    if called == Words(name, name) or called.id.split(" ")[0] in {part.id for part in _PARTS.values()}:
        return title
    return Words(f"{called.id}. {title.id}", f"{called.en}. {title.en}")


def _key(row: Row) -> str:
    """Return the place of a figure as sentences and other tables write it."""
    return f"{row['table']} | {row['row']} | {row['column']}".rstrip()


def _where(row: Row, *, with_table: bool = True) -> Markup:
    """Return the place of a figure in words: table, row, column."""
    parts = [Markup("{}").format(text) for text in (row["row"], row["column"]) if text]
    return Markup(" · ").join([of_words(_table_name(row["table"])), *parts] if with_table else parts)


def _linked(text: str, anchor_of: Callable[[str], str | None]) -> Markup:
    """Return a sentence in which every place in brackets that is a printed figure leads to it."""
    found = Markup("")
    end = 0
    for match in _PLACE.finditer(text):
        anchor = anchor_of(match.group()[1:-1])
        if anchor is None:
            continue
        found += Markup('{}<a class="place" href="{}">{}</a>').format(text[end : match.start()], anchor, match.group())
        end = match.end()
    return found + Markup("{}").format(text[end:])


def _said(row: Row, numbers: Mapping[str, int], page: str = "") -> Markup:
    """Return a row's sentence in both languages, linked to the figures of ``page``."""

    def anchor(key: str) -> str | None:
        return f"{page}#g{numbers[key]}" if key in numbers else None

    indonesian, english = (_linked(row[f"sentence_{language}"], anchor) for language in ("id", "en"))
    return Markup('<span class="i" lang="id">{}</span><span class="e" lang="en">{}</span>').format(indonesian, english)


# --- rows for the templates ------------------------------------------------------------------------------------------
def _records(frames: Mapping[str, pd.DataFrame]) -> dict[str, list[Row]]:
    return {name.removeprefix("out_audit__"): records(frames[name]) for name in _READ}


def _added_up(frames: Mapping[str, pd.DataFrame]) -> list[Counted]:
    """Return the counts of every study and of all, after checking them against the printed figures."""
    studies, figures = frames["out_audit__studies"], frames["out_audit__figures"]
    counts = counted(frames["out_audit__summary"], studies)
    rows = figures["study"].value_counts()
    for one, row in zip(counts[:-1], records(studies), strict=True):
        listed = int(rows.get(row["study"], 0))
        if not one.printed == row["figures_n"] == listed:
            raise PublicationError(
                f"out_audit__summary: found {one.printed} verdicts and {listed} figures for {row['study']}; expected "
                f"{row['figures_n']} of each"
            )
    return counts


def _numbers(figures: Iterable[Row], study: str) -> dict[str, int]:
    """Return the number of each figure of a study by its place, written with either decimal mark."""
    found: dict[str, int] = {}
    for row in figures:
        if row["study"] == study:
            found[_key(row)] = row["figure_number"]
            found.setdefault(comma(_key(row)), row["figure_number"])
    return found


def _figure(row: Row, numbers: Mapping[str, int]) -> Row:
    """Return a figure with what the templates need: its place, anchors and linked sentence."""
    verdict, number = Verdict(row["verdict"]), row["figure_number"]
    return {
        **row,
        "verdict": verdict,
        "key": _key(row),
        "where": _where(row),
        "where_in_table": _where(row, with_table=False),
        "said": _said(row, numbers),
        "is_short": len(row["printed"]) <= _SHORT,
        "in_grid": f"#g{number}",
        "explained": f"#x{number}" if verdict is Verdict.CONTRADICTED else f"#a{number}",
        "rests_on": frozenset((row["rests_on"] or "").split("; ")) - {""},
    }


def _groups(figures: Sequence[Row]) -> list[Row]:
    """Return figures with the same sentence as one group, in it by table and column, all in print order."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in figures:
        groups.setdefault((row["sentence_id"], row["sentence_en"]), []).append(row)
    found = []
    for members in groups.values():
        columns: dict[tuple[str, str], list[Row]] = {}
        for row in members:
            columns.setdefault((row["table"], row["column"]), []).append(row)
        listed = [
            {"name": _where({"table": table, "row": "", "column": column}), "figures": rows}
            for (table, column), rows in columns.items()
        ]
        found.append({"said": members[0]["said"], "n": len(members), "columns": listed})
    return found


def _conclusions(rows: Iterable[Row], study: str, numbers: Mapping[str, int], page: str) -> list[Row]:
    """Return the changed conclusions of a study; ``page`` leads to its page, empty on that page itself."""
    found = []
    for row in rows:
        if row["study"] != study:
            continue
        place = row["place"]
        number = None if place is None else numbers.get(place)
        parts = [] if place is None else [part.strip() for part in place.split(" | ")]
        named = (
            {"table": parts[0], "row": parts[1].rstrip(" |"), "column": "".join(parts[2:])} if len(parts) > 1 else None
        )
        before, after = _moved(row["conclusion_printed"], row["conclusion_recomputed"])
        found.append(
            {
                **row,
                "said": _said(row, numbers, page),
                "where": None if named is None else _where(named),
                "href": None if number is None else f"{page}#g{number}",
                "before": before,
                "after": after,
                "is_order": len(before) > 1,
            }
        )
    return found


def _moved(printed: str, recomputed: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Return the members of two orders, each with whether its place differs; anything else is one member."""
    before, after = printed.split(_ORDER), recomputed.split(_ORDER)
    if len(before) < 2 or sorted(before) != sorted(after):
        return [(printed, False)], [(recomputed, False)]
    differs = [one != other for one, other in zip(before, after, strict=True)]
    return list(zip(before, differs, strict=True)), list(zip(after, differs, strict=True))


def _twin(row: Row) -> Row:
    return {**row, "table_name": _table_name(row["table"])}


def _grids(figures: Sequence[Row], tables: Mapping[str, tuple[str, str]]) -> list[Row]:
    """Return the paper's tables in print order, each as rows and columns of figures.

    Figures without a column in a table that has columns (a grand total, say) are listed below it, so that they do
    not open a column of their own.
    """
    by_table: dict[str, list[Row]] = {}
    for row in figures:
        by_table.setdefault(row["table"], []).append(row)
    found = []
    for number, (name, members) in enumerate(by_table.items(), start=1):
        in_columns = {row["row"] for row in members if row["column"]}
        loose = [row for row in members if in_columns and row["row"] not in in_columns]
        grid = [row for row in members if not in_columns or row["row"] in in_columns]
        columns = list(dict.fromkeys(row["column"] for row in grid))
        cells: dict[tuple[str, str], list[Row]] = {}
        for row in grid:
            cells.setdefault((row["row"], row["column"]), []).append(row)
        lines = list(dict.fromkeys(row["row"] for row in grid))
        found.append(
            {
                "id": f"t{number}",
                "list_id": f"d{number}",
                "title": _title(name, tables),
                "columns": columns,
                "rows": [(line, [cells.get((line, column), []) for column in columns]) for line in lines],
                "loose": loose,
                "figures": members,
                "counts": [
                    (verdict, n) for verdict in Verdict if (n := sum(row["verdict"] is verdict for row in members))
                ],
            }
        )
    return found
