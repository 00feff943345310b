"""The pages of a replication audit: every printed figure once, right counts, nothing that runs or is from elsewhere."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser

import pandas as pd
import pytest

from schemas.registry import AUDIT_TABLES
from transforms.publication import audit_charts, charts
from transforms.publication.audit_page import render_index, render_study
from transforms.publication.tables import PublicationError

BUILD = "0123456789abcdef"
ATTACK = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&$x_1$ --><b>"
TITLES = {"1": ("Jawaban", "Answers"), "2": ("Rata-rata", "Means"), "teks": ("Teks", "Text")}
VERDICTS = ("reproduced", "reproduced_by_truncation", "contradicted", "inconsistent_in_print", "not_recomputable")

# Two made-up papers. The first prints 12 figures in three tables, among them a grand total without a column and a
# figure that is printed as nothing; the second prints one.
# table, row, column, printed, verdict, ground, sentence
FIRST = [
    ("1", "A", "f 1", "2", "reproduced", "solved", "2 + 8 = 10."),
    ("1", "A", "f 2", "8", "reproduced", "solved", "2 + 8 = 10."),
    ("1", "A", "N", "10", "reproduced", "follows", "2 + 8 = 10."),
    ("1", "B", "f 1", "3", "inconsistent_in_print", "do_not_hold_together", "3 + 6 = 9 ≠ 10."),
    ("1", "B", "f 2", "6", "inconsistent_in_print", "do_not_hold_together", "3 + 6 = 9 ≠ 10."),
    ("1", "B", "N", "10", "inconsistent_in_print", "do_not_hold_together", "3 + 6 = 9 ≠ 10."),
    ("1", "Jumlah N", "", "20", "reproduced", "follows", "10 + 10 = 20."),
    ("2", "A", "x̄", "1,8", "reproduced", "follows", "18 / 10 = 1,8."),
    ("2", "A", "%", "33,3", "reproduced_by_truncation", "follows", "33,36: dipotong; pembulatan memberi 33,4."),
    ("teks", "rata-rata A", "", "8,1", "contradicted", "at_fault", "Tercetak »8,1«, tetapi [2 | A | x̄] = 1,8."),
    ("teks", "alfa", "", "0,803", "not_recomputable", "missing", "Diperlukan jawaban tiap responden."),
    ("teks", "mutu", "", "", "not_recomputable", "missing", "Diperlukan jawaban tiap responden."),
]
SECOND = [("1", "Semua", "n", "1.250", "reproduced", "follows", "1250.")]


class Reader(HTMLParser):
    """Collect tags, ids, attributes, the cells of the reprinted tables and the text of one language."""

    def __init__(self, page: str, language: str = "id") -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.grid: list[tuple[str, str]] = []  # id and printed text of each cell of a reprinted table
        self.rows: list[list[str]] = []
        self.text = ""
        self._hidden = "e" if language == "id" else "i"
        self._stack: list[tuple[str, list[str]]] = []
        self.feed(page)
        self.text = re.sub(r"\s+", " ", self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.attributes += list(found.items())
        self.ids += [found["id"]] if "id" in found else []
        if tag in ("meta", "input", "br"):
            return
        classes = found.get("class", "").split()
        self._stack.append((tag, classes))
        if tag in ("td", "span") and "v" in classes:
            self.grid.append((found["id"], ""))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        opened, _ = self._stack.pop()
        assert opened == tag, f"<{opened}> is closed by </{tag}>"

    def handle_data(self, data: str) -> None:
        classes = {name for _, names in self._stack for name in names}
        if self._hidden in classes:
            return
        self.text += data
        tags = [tag for tag, _ in self._stack]
        if "td" in tags or "th" in tags:
            self.rows[-1][-1] += data.strip()
        if "print" in classes and "empty" not in classes:
            number, before = self.grid[-1]
            self.grid[-1] = (number, before + data)


def frame(name: str, rows: list[Mapping[str, object]]) -> pd.DataFrame:
    """A table of the audit from whatever cells matter; the others are empty."""
    return pd.DataFrame(rows, columns=list(AUDIT_TABLES[name].columns)).astype(object)


def audit(changes: Mapping[str, str] | None = None) -> dict[str, pd.DataFrame]:
    """The two papers' tables; ``changes`` replaces texts in every column of that name."""
    figures: list[Mapping[str, object]] = [
        {
            "study": study,
            "figure_number": number,
            **dict(zip(("table", "row", "column", "printed", "verdict", "ground", "sentence_id"), row, strict=True)),
            "sentence_en": row[-1].replace(",", "."),
            "printed_decimals": 0,
            "instead": "1.8" if row[3] == "8,1" else None,
            "rests_on": "teks | rata-rata A |" if row[1] == "Jumlah N" else None,
        }
        for study, rows in (("kota_2020", FIRST), ("desa", SECOND))
        for number, row in enumerate(rows, start=1)
    ]
    summary: list[Mapping[str, object]] = [
        {"study": study, "verdict": verdict, "verdict_label_id": verdict, "figures_n": n}
        for study, counts in (("kota_2020", (5, 1, 1, 3, 2)), ("desa", (1, 0, 0, 0, 0)))
        for verdict, n in zip(VERDICTS, counts, strict=True)
    ]
    head = {"title_id": "Kepuasan di kota", "title_en": "Satisfaction in town", "source": "A. Penulis, Jurnal"}
    conclusions: list[Mapping[str, object]] = [
        {
            "study": "kota_2020",
            "consequence_number": 1,
            "consequence_kind": "category",
            "place": "teks | mutu |",
            "conclusion_printed": "baik",
            "conclusion_recomputed": "kurang baik",
            "sentence_id": "1,76 ≤ 1,8: kurang baik.",
            "sentence_en": "1.76 ≤ 1.8: kurang baik.",
        },
        {
            "study": "kota_2020",
            "consequence_number": 2,
            "consequence_kind": "ranking",
            "conclusion_printed": "U1 > U2 > U3",
            "conclusion_recomputed": "U1 > U3 > U2",
            "sentence_id": "U2 2 → 3; U3 3 → 2.",
            "sentence_en": "U2 2 → 3; U3 3 → 2.",
        },
    ]
    made = {
        "out_audit__studies": [
            {"study": "kota_2020", **head, "figures_n": 12},
            {"study": "desa", **head, "figures_n": 1},
        ],
        "out_audit__figures": figures,
        "out_audit__summary": summary,
        "out_audit__checks": [],
        "out_audit__consequences": conclusions,
        "out_audit__computed": [
            {
                "study": "kota_2020",
                "computed_name": "jumlah",
                "exact_fraction": "1/3",
                "exact_value": 1 / 3,
                "formula_exact": "0.5 / 1.5 = 0.333333…",
                "formula_printed": "0.5 / 1.5 = 0.333333…",
            }
        ],
        "out_audit__twin_rows": [
            {"study": "kota_2020", "table": "1", "twin_rows": "A; B", "twin_numbers": "2; 8; 10"},
        ],
    }
    frames = {name: frame(name, list(rows)) for name, rows in made.items()}
    for column, text in (changes or {}).items():
        for one in frames.values():
            if column in one:
                one[column] = text
    return frames


def pictures(frames: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    summary, studies = frames["out_audit__summary"], frames["out_audit__studies"]
    return {
        f"verdicts_{language}": charts.svg(audit_charts.verdicts_chart(summary, studies, language))
        for language in ("id", "en")
    }


def index_of(frames: Mapping[str, pd.DataFrame], drawn: Mapping[str, str] | None = None) -> str:
    return render_index(frames, build_id=BUILD, charts=drawn or {})


def study_of(frames: Mapping[str, pd.DataFrame], drawn: Mapping[str, str] | None = None) -> str:
    return render_study(frames, "kota_2020", build_id=BUILD, charts=drawn or {}, tables=TITLES)


@pytest.fixture(scope="module")
def index() -> str:
    return index_of(audit(), pictures(audit()))


@pytest.fixture(scope="module")
def page() -> str:
    return study_of(audit(), pictures(audit()))


def test_every_printed_figure_stands_once_in_the_reprinted_tables_in_print_order(page: str) -> None:
    grid = Reader(page).grid
    by_number = dict(grid)
    assert len(by_number) == len(grid) == 12
    assert [by_number[f"g{number}"] for number in range(1, 13)] == [row[3] for row in FIRST]


def test_the_grand_total_without_a_column_opens_no_column_of_its_own(page: str) -> None:
    rows = Reader(page).rows
    assert ["", "f 1", "f 2", "N"] in rows
    assert ["A", "2✓", "8✓", "10✓"] in rows
    assert ["B", "3≠", "6≠", "10≠"] in rows
    assert ["Jumlah N", "20✓"] in rows


def test_a_figure_is_marked_by_a_symbol_and_in_words_and_not_by_colour_alone(page: str) -> None:
    cell = re.search(r'<td class="v v-contradicted[^"]*" id="g10">.*?</td>', page, re.DOTALL)
    assert cell is not None
    assert 'aria-label="bertentangan" title="Tercetak »8,1«, tetapi [2 | A | x̄] = 1,8."' in cell.group()
    assert 'aria-label="contradicted" title="Tercetak »8.1«. tetapi [2 | A | x̄] = 1.8."' in cell.group()
    assert cell.group().count("✗") == 2  # once in each language


def test_a_contradiction_shows_print_arithmetic_and_what_would_fit(page: str) -> None:
    for language, instead in (("id", "1,8"), ("en", "1.8")):
        card = re.search(r'<li id="x10">.*?</li>', page, re.DOTALL)
        assert card is not None
        text = Reader(f"<ol>{card.group()}</ol>", language).text
        assert "8,1" in text
        assert f"{instead} " in text
        assert "[2 | A | x̄]" in text
        assert "Jumlah N" in text  # it rests on the contradicted figure
    assert '<a class="place" href="#g8">[2 | A | x̄]</a>' in page


def test_figures_that_disagree_share_one_sentence(page: str) -> None:
    section = page[page.index('id="tidak-konsisten"') : page.index('id="dipotong"')]
    assert section.count("3 + 6 = 9 ≠ 10.") == 2  # once in each language
    assert [f'href="#g{number}"' in section for number in (3, 4, 5, 6)] == [False, True, True, True]


def test_the_overview_counts_add_up_to_the_printed_figures(index: str) -> None:
    rows = Reader(index, "en").rows
    assert ["Kota 2020Satisfaction in town", "5", "1", "1", "3", "2", "12"] in rows
    assert ["DesaSatisfaction in town", "1", "0", "0", "0", "0", "1"] in rows
    assert ["All studies", "6", "1", "1", "3", "2", "13"] in rows  # 6 + 1 + 1 + 3 + 2 = 13
    text = Reader(index, "en").text
    assert "13 printed figures" in text
    assert "11 can be recomputed (84.6%)" in text  # 13 - 2 = 11, 11 / 13 = 0.8462
    assert "7 of these reproduced (63.6%)" in text  # 6 + 1 = 7, 7 / 11 = 0.6364


def test_verdicts_that_do_not_add_up_are_not_published() -> None:
    frames = audit()
    frames["out_audit__summary"].loc[0, "figures_n"] = 4
    message = r"found 11 verdicts and 12 figures for kota_2020; expected 12 of each"
    with pytest.raises(PublicationError, match=message):
        index_of(frames)
    with pytest.raises(PublicationError, match=message):
        study_of(frames)


def test_a_study_that_was_not_audited_has_no_page() -> None:
    with pytest.raises(PublicationError, match="found no study kota_1999; expected one of kota_2020, desa"):
        render_study(audit(), "kota_1999", build_id=BUILD, charts={}, tables={})


def test_changed_conclusions_lead_to_the_figure_and_mark_what_moved(index: str, page: str) -> None:
    assert 'href="studi/kota_2020.html#g12">' in index
    assert 'href="#g12">' in page
    for text in (index, page):
        order = [re.sub("<.*?>", "", mark) for mark in re.findall("<mark>.*?</mark>", text)]
        assert order == ["U2", "U3", "U3", "U2"]
        assert "U1 &gt; " in text


def test_both_languages_are_there_and_each_has_its_decimal_sign(page: str, index: str) -> None:
    indonesian, english = Reader(page, "id").text, Reader(page, "en").text
    assert "0,5 / 1,5 = 0,333333…" in indonesian
    assert "0.5 / 1.5 = 0.333333…" in english
    assert "≈ 0,333333" in indonesian
    assert "Tabel 1. Jawaban" in indonesian
    assert "Table 1. Answers" in english
    assert "bukan kejujuran penulis" in Reader(index, "id").text
    assert "not about the authors' honesty" in Reader(index, "en").text
    assert "Angka dikutip" in indonesian
    assert "8,1" in english  # print is quoted as it is, whatever the language


def test_nothing_runs_and_nothing_comes_from_elsewhere(index: str, page: str) -> None:
    readers = {"index": Reader(index), "page": Reader(page)}
    for name, text in (("index", index), ("page", page)):
        reader = readers[name]
        assert not {"script", "iframe", "object", "embed", "link", "form", "base", "img"} & set(reader.tags)
        assert not [one for one, _ in reader.attributes if one.startswith("on") or one == "src"]
        assert not re.search(r"(https?:)?//[a-z]", text)
        assert not re.search(r"http(?!-equiv)", text)
        assert "default-src 'none'; style-src 'unsafe-inline' 'self'; img-src 'self' data:" in text
        links = [value for one, value in reader.attributes if one == "href"]
        assert all(re.fullmatch(r"(\.\./)?[\w./-]*(#[\w-]+)?", value) for value in links)
        assert len(reader.ids) == len(set(reader.ids))
        assert all(value[1:] in reader.ids for value in links if value.startswith("#"))
    to_page = [v for one, v in readers["index"].attributes if one == "href" and v.startswith("studi/kota_2020.html#")]
    assert to_page
    assert {value.partition("#")[2] for value in to_page} <= set(readers["page"].ids)
    assert "../index.html#baca" in [value for one, value in readers["page"].attributes if one == "href"]
    assert "baca" in readers["index"].ids
    files = [value for one, value in readers["index"].attributes if one == "href"]
    for table in audit():
        assert f"tables/csv/{table}.csv" in files
        assert f"tables/parquet/{table}.parquet" in files
    assert f"kepuasan-{BUILD}.duckdb" in files


@pytest.mark.parametrize(
    "column",
    ["printed", "row", "column", "table", "instead", "sentence_id", "sentence_en", "title_id", "title_en", "source",
     "ground", "conclusion_printed", "conclusion_recomputed", "place", "computed_name", "formula_exact", "twin_rows"],
)  # fmt: skip
def test_markup_in_any_text_is_shown_and_not_obeyed(column: str) -> None:
    frames = audit({column: ATTACK})
    for text in (index_of(frames), study_of(frames)):
        assert ATTACK.split(">", maxsplit=1)[0] not in text
        reader = Reader(text)
        assert not {"script", "img"} & set(reader.tags)
        assert not [name for name, _ in reader.attributes if name.startswith("on")]
        assert len(reader.ids) == len(set(reader.ids))
    if column != "place":  # of a changed conclusion that is none of the figures: shown in words, in parts
        language = "en" if column.endswith("_en") else "id"
        assert "<script>alert(1)</script>" in Reader(study_of(frames), language).text


def test_markup_in_a_table_title_is_shown_and_not_obeyed() -> None:
    titles = {"1": (ATTACK, ATTACK)}
    page = render_study(audit(), "kota_2020", build_id=BUILD, charts={}, tables=titles)
    assert not {"script", "img"} & set(Reader(page).tags)
    assert "<script>alert(1)</script>" in Reader(page).text


def test_an_audit_without_a_finding_and_without_pictures_has_its_pages() -> None:
    frames = audit()
    quiet = {"out_audit__consequences", "out_audit__computed", "out_audit__twin_rows"}
    frames = {name: one.iloc[:0] if name in quiet else one for name, one in frames.items()}
    page = render_study(frames, "desa", build_id=BUILD, charts={}, tables={})
    assert Reader(page).grid == [("g1", "1.250")]
    assert Reader(page).text.count("Tidak ada.") == 5
    assert "Tidak ada." in Reader(render_index(frames, build_id=BUILD, charts={})).text


def test_the_same_audit_is_the_same_bytes(index: str, page: str) -> None:
    frames = audit()
    drawn = pictures(frames)
    assert index_of(frames, drawn) == index
    assert study_of(frames, drawn) == page
    summary, studies = frames["out_audit__summary"], frames["out_audit__studies"]
    files = [charts.png(audit_charts.verdicts_chart(summary, studies, "id"), "catatan") for _ in range(2)]
    assert files[0] == files[1]


def test_the_picture_is_in_the_page_in_both_languages(index: str, page: str) -> None:
    for text in (index, page):
        assert re.findall(r'<svg [^>]*aria-label="([^"]*)"', text) == ["Putusan per studi", "Verdicts by study"]


# --- the picture -----------------------------------------------------------------------------------------------------
def words_of(frames: Mapping[str, pd.DataFrame], language: str) -> list[str]:
    figure = audit_charts.verdicts_chart(frames["out_audit__summary"], frames["out_audit__studies"], language)
    return [text.get_text() for text in (*figure.texts, *(text for axes in figure.axes for text in axes.texts))]


def test_the_picture_writes_every_count_with_its_symbol_and_the_shares_at_the_right_end() -> None:
    words = words_of(audit(), "id")
    assert {"✓ 5", "↓ 1", "✗ 1", "≠ 3", "? 2"} <= set(words)
    assert {"✓ 6", "Semua studi", "13 angka", "12 angka", "1 angka"} <= set(words)
    assert "83,3% dapat dihitung ulang" in words  # (12 - 2) / 12
    assert "60,0% darinya terulang" in words  # (5 + 1) / 10
    assert "84.6% recomputable" in words_of(audit(), "en")


def test_the_segments_of_a_bar_fill_it_and_differ_without_colour() -> None:
    frames = audit()
    figure = audit_charts.verdicts_chart(frames["out_audit__summary"], frames["out_audit__studies"], "id")
    first = [patch for patch in figure.axes[0].patches if patch.get_y() < 1]
    assert [patch.get_width() for patch in first] == pytest.approx([5 / 12, 1 / 12, 1 / 12, 3 / 12, 2 / 12])
    shades = [(patch.get_hatch(), sum(patch.get_facecolor()[:3]) > 1.5) for patch in first]
    assert len(set(shades)) == 5


def test_labels_above_a_bar_never_meet_and_move_as_little_as_they_can() -> None:
    # Wanted 0.50, 0.52, 0.90, each 0.10 wide: the first two meet, so they part around their middle 0.51.
    assert audit_charts._apart([0.5, 0.52, 0.9], [0.1, 0.1, 0.1]) == pytest.approx([0.46, 0.56, 0.9])
    # Already apart: nothing moves.
    assert audit_charts._apart([0.1, 0.5], [0.1, 0.1]) == pytest.approx([0.1, 0.5])


def test_a_study_without_printed_figures_has_a_name_and_no_share() -> None:
    frames = audit()
    frames["out_audit__summary"].loc[frames["out_audit__summary"]["study"] == "desa", "figures_n"] = 0
    assert "– dapat dihitung ulang" in words_of(frames, "id")
