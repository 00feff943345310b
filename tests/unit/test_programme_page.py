"""The release page of a programme and its pictures: right words and numbers, both languages, nothing that runs.

Expected numbers follow from the counting rule of ``programme_tables`` or are written into its tables here.
"""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pandas as pd
import programme_tables as made_up
import pytest

from schemas.catalog import Catalog
from transforms.publication.programme_charts import description, programme_pictures
from transforms.publication.programme_heat_map import (
    LINES_A_PAGE,
    OfficeLine,
    blocks,
    heat_map,
    lightness_edges,
    step_of,
)
from transforms.publication.programme_page import p_value, render_programme_page, share, signed
from transforms.publication.programme_sections import direction, rank_range

ATTACK = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&$x_1$ --><b>"
LINKS = {"database": "kepuasan-contoh.duckdb", "data_docs": "data_docs/index.html", "pictures": "charts"}
BLOCKS = ("br", "div", "p", "li", "tr", "th", "td", "caption", "figure", "summary")
VOID = ("meta", "input", "br", "link", "img", "path", "rect", "use")


class Reader(HTMLParser):
    """Collect tags, ids, attributes and the text of one language, as a browser would see them."""

    def __init__(self, page: str, language: str = "id") -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.text = ""
        self._hidden = "e" if language == "id" else "i"
        self._stack: list[tuple[str, str]] = []
        self.feed(page)
        self.text = re.sub(r"\s+", " ", self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag in BLOCKS and self._hidden not in [names for _, names in self._stack]:
            self.text += " "
        self.attributes += [(name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self._stack.append((tag, dict(attrs).get("class") or ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._stack.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._stack.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self._hidden not in [names for _, names in self._stack]:
            self.text += data


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    return made_up.programme_tables()


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog()


@pytest.fixture(scope="module")
def page(frames: dict[str, pd.DataFrame], catalog: Catalog) -> str:
    return page_of(frames, catalog, drawn=True)


def page_of(
    frames: Mapping[str, pd.DataFrame],
    catalog: Catalog,
    period: str = made_up.LAST,
    *,
    drawn: bool = False,
    **changes: object,
) -> str:
    """Return the page of the made-up programme with other words; the pictures take time and are left out unless drawn."""
    programme = made_up.programme().model_copy(update=changes)
    pictures = programme_pictures(frames, programme) if drawn else {}
    return render_programme_page(
        frames, programme, catalog, build_id=made_up.BUILD_ID, period=period, pictures=pictures, links=LINKS
    )


def changed(frames: Mapping[str, pd.DataFrame], name: str, where: Any, **cells: object) -> dict[str, pd.DataFrame]:
    """Return the tables with other cells in the rows of one table for which ``where`` holds."""
    frame = frames[name].copy()
    chosen = where(frame)
    for column, value in cells.items():
        frame[column] = frame[column].astype(object).mask(chosen, value)
    return {**frames, name: frame}


def emptied(frames: Mapping[str, pd.DataFrame], *names: str) -> dict[str, pd.DataFrame]:
    return {**frames, **{name: frames[name].iloc[:0] for name in names}}


def everywhere(frame: pd.DataFrame) -> pd.Series:
    return pd.Series(data=True, index=frame.index)


# --- indices beside SKM ---------------------------------------------------------------------------------------------
def test_indices_beside_are_shown_where_there_are_any(frames: dict[str, pd.DataFrame], catalog: Catalog) -> None:
    # Seven people, one score each for all statements: 38/7 = 5.43, x 4/6 = 76/21 = 3.62.
    page = page_of(made_up.tables_with_companions(), catalog)
    text = Reader(page, "id").text
    assert "Indeks Persepsi Anti Korupsi 5,43 3,62" in text
    assert "x 4/6 3,60: tercapai keyakinan rendah 3,60: tercapai keyakinan sedang 2 7" in text
    assert "Konversi: keyakinan sedang. Bukan IKM." in text
    assert "3.60: reached" in Reader(page, "en").text
    assert 'id="pendamping"' in page
    assert 'id="pendamping"' not in page_of(frames, catalog)


# --- safety ---------------------------------------------------------------------------------------------------------
def test_nothing_runs_and_nothing_comes_from_elsewhere(page: str) -> None:
    reader = Reader(page)
    assert not {"script", "iframe", "object", "embed", "link", "form", "base", "image"} & set(reader.tags)
    assert not [name for name, _ in reader.attributes if name.startswith("on")]
    assert not re.search(r"(https?:)?//[a-z]", page)
    assert "default-src 'none'; style-src 'unsafe-inline' 'self'; img-src 'self' data:" in page
    links = [value for name, value in reader.attributes if name in ("href", "src")]
    assert all(value.startswith("#") or re.match(r"^[\w./-]+$", value) for value in links)
    assert len(reader.ids) == len(set(reader.ids))
    assert all(value[1:] in reader.ids for value in links if value.startswith("#"))


@pytest.mark.parametrize(
    "target", ["https://example.org/x", "//example.org", "../secret", "javascript:alert(1)", "/etc"]
)
def test_a_link_that_leaves_the_release_is_refused(
    frames: dict[str, pd.DataFrame], catalog: Catalog, target: str
) -> None:
    with pytest.raises(ValueError, match="expected a relative path inside it"):
        render_programme_page(
            frames, made_up.programme(), catalog, build_id="b", period="2018-12", pictures={},
            links={"methods": target},
        )  # fmt: skip


def test_markup_in_any_text_is_shown_and_not_obeyed(frames: dict[str, pd.DataFrame], catalog: Catalog) -> None:
    for name, columns in {
        "dim_office": ("office_name_id", "province_id", "office_class"),
        "dim_instrument": ("instrument_title_id", "instrument_title_en", "regulation_title_id"),
        "dim_element": ("element_label_id",),
        "dim_period": ("period_label_id",),
        "dim_band": ("performance_id",),
        "fact_findings": ("message_id", "finding_code"),
        "fact_revisions": ("cause_files",),
        "fact_regradings": ("why_id",),
        "fact_waterfall": ("reason_code",),
        "fact_indices": ("grade_exact",),
    }.items():
        frames = changed(frames, name, everywhere, **dict.fromkeys(columns, ATTACK))
    page = page_of(frames, catalog, drawn=True, title_id=ATTACK, source=ATTACK, data_origin_id=ATTACK)
    assert "<script>" not in page
    assert "<img" not in page
    reader = Reader(page)
    assert "<script>alert(1)</script>" in reader.text  # as text
    assert len(reader.ids) == len(set(reader.ids))


# --- words and numbers ----------------------------------------------------------------------------------------------
def test_both_languages_are_there_and_each_has_its_decimal_sign(page: str) -> None:
    indonesian, english = Reader(page, "id").text, Reader(page, "en").text
    assert "Perubahan terhadap periode yang sama" in indonesian
    assert "Change against the same period" not in indonesian
    assert "Change against the same period" in english
    assert "Perubahan terhadap" not in english
    assert "Data sintetis: bukan hasil survei" in indonesian
    assert "Synthetic data: no survey was held" in english


def test_the_headline_names_month_year_weighting_and_both_grades(
    frames: dict[str, pd.DataFrame], catalog: Catalog
) -> None:
    chosen = lambda frame: (  # noqa: E731
        (frame["scope_level"] == "national")
        & (frame["period_code"] == "2018-12")
        & (frame["weighting"] == "pooled_respondents")
    )
    frames = changed(
        frames, "fact_indices", chosen, ikm_exact_fraction="883/10", ikm_regulation=87.42, grade_exact="B",
        grade_regulation="C", offices_n=2, respondents_n=1234, is_grade_changed_by_weight=True,
    )  # fmt: skip
    frames = changed(frames, "fact_uncertainty", chosen, interval_lower=87.123, interval_upper=89.456)
    text = Reader(page_of(frames, catalog), "id").text
    assert (
        "IKM nasional eksak, Desember 2018 88,30B Baik; selang 87,12–89,46 menurut peraturan 87,42 (C) "
        "semua responden digabung; 2 kantor, 1.234 responden"
    ) in text
    assert "IKM nasional eksak, Tahun 2018" in text
    assert "rata-rata indeks kantor" in text
    assert "indeks kantor ditimbang jumlah permohonan" in text


def test_a_sample_that_supports_no_inference_is_said_to(
    page: str, frames: dict[str, pd.DataFrame], catalog: Catalog
) -> None:
    assert "not all applicants" in Reader(page, "en").text  # the made-up programme samples accidentally
    sampling = made_up.programme().sampling.model_copy(update={"method": "random"})
    assert "not all applicants" not in Reader(page_of(frames, catalog, sampling=sampling), "en").text


def test_a_year_that_began_before_the_programme_or_runs_on_is_not_full(
    frames: dict[str, pd.DataFrame], catalog: Catalog
) -> None:
    # The programme begins in 2016-12; a run for 2018-06 has 2017 as its only full year.
    text = Reader(page_of(frames, catalog, period="2018-06"), "en").text
    assert "Exact national index, Year 2017" in text or "Exact national index, 2017" in text
    text = Reader(page_of(frames, catalog, period="2017-03"), "en").text
    assert "There is no full year yet." in text


def test_a_year_with_two_questionnaires_says_so_and_keeps_them_apart(
    frames: dict[str, pd.DataFrame], catalog: Catalog
) -> None:
    text = Reader(page_of(frames, catalog, period="2018-06"), "en").text
    assert "This period used more than one questionnaire; see the table." in text


def test_the_words_of_a_change_follow_from_its_test() -> None:
    for significant, fraction, sign, word in (
        (None, "1/2", "?", "not tested"),
        (False, "5/1", "≈", "not significant"),
        (True, "5/2", "▲", "up, significant"),
        (True, "-5/2", "▼", "down, significant"),
    ):
        shown = direction({"is_significant": significant, "change_fraction": fraction})
        assert (shown[0], shown[1].en) == (sign, word)


def test_significant_falls_of_offices_stand_first(frames: dict[str, pd.DataFrame], catalog: Catalog) -> None:
    offices = lambda frame: (frame["scope_level"] == "office") & (frame["period_code"] == "2018")  # noqa: E731
    frames = changed(frames, "fact_changes", offices, is_significant=False)
    for code, fraction in (("utara", "-7/2"), ("barat", "9/4")):
        frames = changed(
            frames,
            "fact_changes",
            lambda frame, code=code: (
                offices(frame) & (frame["scope_code"] == code) & (frame["basis"] != made_up.SERIES)
            ),
            is_significant=True,
            change_fraction=fraction,
        )
    text = Reader(page_of(frames, catalog), "id").text
    assert "2 dari 3 perubahan yang diuji bermakna; 0 tidak dapat diuji." in text  # each office once, by its own index
    section = text[text.index("Perubahan kantor yang bermakna") :]
    assert 0 < section.index("−3,50") < section.index("+2,25")
    assert "▼ turun, bermakna" in section
    assert "▲ naik, bermakna" in section


def test_ranks_are_ranges(frames: dict[str, pd.DataFrame], catalog: Catalog) -> None:
    year = lambda frame: (frame["period_code"] == "2018") & (frame["league_level"] == "national")  # noqa: E731
    frames = changed(frames, "fact_ranks", year, rank_lower=1, rank_upper=3)
    text = Reader(page_of(frames, catalog), "id").text
    section = text[text.index("Peringkat kantor") : text.index("Unsur terendah secara nasional")]
    assert section.count("1–3") == 3


def test_a_range_is_drawn_from_the_best_to_the_worst_place() -> None:
    # 77 offices: 152 points over 76 gaps, 2 a place; from 4. Place 11: 24, 21: 44, 31: 64; the mark is 5 wide.
    drawn = str(rank_range(21, 11, 31, 77))
    assert 'd="M24.0 3V11M24.0 7H64.0M64.0 3V11"' in drawn
    assert '<rect x="41.5"' in drawn
    assert "M4.0 7H4.0" in str(rank_range(1, 1, 1, 1))


def test_lowest_elements_share_places_and_stay_with_their_questionnaire(page: str) -> None:
    text = Reader(page, "id").text
    section = text[text.index("Unsur terendah secara nasional") : text.index("Mutu yang berubah karena")]
    assert section.index("Tahun 2018") < section.index("Tahun 2017") < section.index("Tahun 2016")
    assert "U4 Biaya/tarif" in section
    assert "V4 Biaya/tarif" in section


def test_lowest_elements_of_few_respondents_give_way_to_their_number(
    page: str, frames: dict[str, pd.DataFrame], catalog: Catalog
) -> None:
    # December 2016 is all of that year: 12 + 9 + 5 = 26 people. The year 2017 has 26 in each of 12 months.
    rule = made_up.programme().suppression.model_copy(update={"minimum_for_elements": 27})
    text = Reader(page_of(frames, catalog, suppression=rule), "en").text
    assert text.count("Respondents: 26, fewer than the 27 that values by element need.") == 1
    assert text.count("values by element need") == 1
    assert "V4 Cost 2." not in text[text.index("Respondents: 26,") :]
    assert "values by element need" not in Reader(page, "en").text


def test_grades_that_the_weight_alone_changes_are_counted_and_listed(
    frames: dict[str, pd.DataFrame], catalog: Catalog
) -> None:
    frames = changed(frames, "fact_indices", everywhere, is_grade_changed_by_weight=False)
    assert "No index gets another grade only because of weight" in Reader(page_of(frames, catalog), "en").text
    one = lambda frame: (  # noqa: E731
        (frame["scope_code"] == "utara") & (frame["period_code"] == "2018") & (frame["scope_level"] == "office")
    )
    frames = changed(
        frames, "fact_indices", one, is_grade_changed_by_weight=True, grade_exact="A", grade_regulation="B"
    )
    text = Reader(page_of(frames, catalog), "en").text
    assert "office, year: 1." in text


def test_revisions_stand_newest_first_with_their_cause(page: str) -> None:
    text = Reader(page, "id").text
    section = text[text.index("Revisi angka yang sudah terbit") :]
    assert section.index("Oktober 2018") < section.index("Maret 2018")
    assert "koreksi: utara_2018-03_koreksi.csv" in section
    assert "berkas terlambat:" in section


def test_missing_offices_of_the_last_due_month_are_named(frames: dict[str, pd.DataFrame], catalog: Catalog) -> None:
    frames = changed(
        frames,
        "fact_coverage",
        lambda frame: (frame["office_code"] == "barat") & (frame["month_code"] == "2018-12"),
        coverage="missing",
    )
    text = Reader(page_of(frames, catalog), "id").text
    assert "Belum ada jawaban untuk Desember 2018: Contoh Barat." in text
    # 2018-07 of the third office was missing already: two in all
    assert "Semua bulan: 2." in text


def test_why_rows_do_not_count_is_said_in_words(frames: dict[str, pd.DataFrame], catalog: Catalog) -> None:
    one = frames["fact_waterfall"].iloc[[0]].assign(rows_n=7)
    found = [("ignored", "footer"), ("ignored", "incomplete"), ("quarantined", "SKM-R-001"), ("ignored", "kode_lain")]
    rows = [one.assign(fate=fate, reason_code=code) for fate, code in found]
    more = {**frames, "fact_waterfall": pd.concat([frames["fact_waterfall"], *rows], ignore_index=True)}
    text = Reader(page_of(more, catalog)).text
    assert "kaki tabel (jumlah dan rata-rata) footer" in text
    assert "Kuesioner tidak dikirim sampai selesai incomplete" in text  # the words of the layout's rule
    assert "Nilai di luar skala SKM-R-001" in text
    assert "bukan jawaban kode_lain" in text


def test_a_run_that_published_nothing_itself_is_not_called_this_release(
    frames: dict[str, pd.DataFrame], catalog: Catalog
) -> None:
    # Run 1 of two was replayed: like the newest run it has no build code.
    replayed = changed(frames, "dim_run", lambda runs: runs["run_number"].eq(1), build_id=None)
    text = Reader(page_of(replayed, catalog)).text
    assert text.count("tidak diterbitkan tersendiri") == 1
    assert "tidak diterbitkan tersendiri" not in Reader(page_of(frames, catalog)).text


def test_row_accounting_closes_and_an_open_file_is_named(
    page: str, frames: dict[str, pd.DataFrame], catalog: Catalog
) -> None:
    files = frames["fact_files"]
    read = f"{int(files['rows_read_n'].sum()):,}"
    assert f"Read {read} = accepted" in Reader(page, "en").text
    assert "Every file adds up." in Reader(page, "en").text
    first = files["file_name"].iloc[0]
    more = int(files["rows_read_n"].iloc[0]) + 2
    frames = changed(frames, "fact_files", lambda frame: frame["file_name"] == first, rows_read_n=more)
    text = Reader(page_of(frames, catalog), "en").text
    assert "1 files do not add up." in text
    assert f"{first}: read {more}, difference 2" in text


def test_findings_are_counted_by_code_worst_first(frames: dict[str, pd.DataFrame], catalog: Catalog) -> None:
    finding = frames["fact_findings"].iloc[[0]]
    rows = [
        finding.assign(finding_number=number, severity=severity, finding_code=code, message_id=message, message_en="m")
        for number, (severity, code, message) in enumerate(
            [("warn", "SKM-F-010", "satu"), ("warn", "SKM-F-010", "dua"), ("refuse_file", "SKM-F-002", "tiga")], start=1
        )
    ]
    text = Reader(page_of({**frames, "fact_findings": pd.concat(rows)}, catalog), "id").text
    section = text[text.index("Temuan menurut kode") :]
    assert section.index("SKM-F-002 Berkas tidak terbaca 1") < section.index("SKM-F-010 Kolom tidak dikenal 2")
    assert section.index("tiga") < section.index("satu") < section.index("dua")


def test_a_programme_without_answers_still_has_a_page(frames: dict[str, pd.DataFrame], catalog: Catalog) -> None:
    facts = [name for name in frames if name.startswith("fact_")]
    text = Reader(page_of(emptied(frames, *facts, "dim_run"), catalog, drawn=True), "en").text
    assert "There are no answers up to" in text
    assert "No findings." in text
    assert "Every file adds up." in text


def test_the_page_needs_no_table_of_single_respondents(frames: dict[str, pd.DataFrame], catalog: Catalog) -> None:
    fewer = {name: frame for name, frame in frames.items() if name not in ("fact_responses", "fact_item_scores")}
    assert "Fakta jawaban" not in Reader(page_of(fewer, catalog)).text


def test_numbers_for_the_eye() -> None:
    assert "+1,25" in signed("5/4")
    assert "−1.25" in signed("-5/4")
    assert str(share(0.5)) == "50 %"
    assert str(share(0.9999)) == "&gt; 99 %"
    assert str(share(0.0001)) == "&lt; 1 %"
    assert str(share(1)) == "100 %"
    assert "&lt; 0,001" in p_value(0.0004)
    assert "0.034" in p_value(0.0341)


def test_tables_and_pictures_are_described(page: str) -> None:
    assert page.count("<table") == page.count("<caption>")
    assert all(label and label.strip() for name, label in Reader(page).attributes if name == "aria-label")
    order = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert order[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(order))


# --- pictures -------------------------------------------------------------------------------------------------------
def test_pictures_are_the_same_bytes_and_say_where_their_data_come_from(frames: dict[str, pd.DataFrame]) -> None:
    programme = made_up.programme()
    first, second = programme_pictures(frames, programme), programme_pictures(frames, programme)
    assert first == second
    assert set(first) == {
        f"{name}_{language}" for name in ("national_series", "coverage", "heat_map_01") for language in ("id", "en")
    }
    assert "Synthetic data: no survey was held" in first["heat_map_01_en"].decode()
    for picture in first.values():
        assert description(picture)


def test_the_heat_map_counts_what_it_shows(frames: dict[str, pd.DataFrame]) -> None:
    shown = heat_map(frames)
    assert len(shown.months) == 25
    assert [line.office_code for line in shown.lines] == ["kepulauan", "barat", "utara"]  # Provinsi Dua, Satu, Satu
    assert shown.breaks == ("2017-05",)
    assert len(shown.cells) == 3 * 25 - 1  # 2018-07 of the third office is missing
    assert shown.coverage["kepulauan", "2018-07"] == "missing"
    text = description(programme_pictures(frames, made_up.programme())["heat_map_01_en"])
    assert text.startswith("3 offices in 2 provinces, months 2016-12 to 2018-12. Cells with an index: 74 (grades ")
    assert "without answers after the due day: 1." in text


def test_an_index_on_an_edge_belongs_to_the_step_above() -> None:
    edges = (70.0, 75.0, 80.0, 100.0)
    assert [step_of(value, edges) for value in (70.0, 74.999, 75.0, 80.0, 100.0)] == [0, 0, 1, 2, 2]


@pytest.mark.parametrize(
    ("values", "edges"),
    [
        ([], ()),
        ([25.0, 100.0], (15.0, 30.0, 45.0, 60.0, 75.0, 90.0, 100.0)),  # the whole scale by fifteens
        ([80.0], (80.0, 81.0)),
        ([70.0, 75.9], (70.0, 71.0, 72.0, 73.0, 74.0, 75.0, 76.0)),
        ([70.0, 76.0], (70.0, 72.0, 74.0, 76.0, 78.0)),  # seven steps of one would be needed: steps of two
        ([61.2, 100.0], (60.0, 67.5, 75.0, 82.5, 90.0, 97.5, 100.0)),
        ([50.0, 100.0], (50.0, 60.0, 70.0, 80.0, 90.0, 100.0)),  # 100 belongs to the last step
    ],
)
def test_lightness_has_few_round_steps(values: list[float], edges: tuple[float, ...]) -> None:
    assert lightness_edges(values) == edges


def test_provinces_stay_together_where_they_fit(frames: dict[str, pd.DataFrame]) -> None:
    sizes = {"A": 20, "B": 30, "C": 5, "D": 60}
    lines = tuple(
        OfficeLine(f"{province}{number}", f"{province}{number}", province)
        for province, size in sizes.items()
        for number in range(size)
    )
    shown = heat_map(frames)
    parts = blocks(type(shown)(lines, *(getattr(shown, name) for name in list(vars(shown))[1:])))
    # With their names A and B take 21 + 31 = 52 lines; C would make 58: a new picture, to which D does not fit either; D
    # alone takes 55 and its name, and the 5 that are left.
    assert [len(part) for part in parts] == [50, 5, 55, 5]
    assert all(len(part) + len({line.province for line in part}) <= LINES_A_PAGE for part in parts)


# --- size -----------------------------------------------------------------------------------------------------------
def widened(frames: Mapping[str, pd.DataFrame], offices: int = 130) -> dict[str, pd.DataFrame]:
    """Return the tables with many offices like the first one and the months of 2019 like those of 2018."""
    found = dict(frames)
    later = frames["dim_period"][frames["dim_period"]["period_code"].str.match(r"2018-(0\d|1[01])$")]
    found["dim_period"] = pd.concat(
        [frames["dim_period"], _in_2019(later, ("period_code", "first_month", "last_month"))]
    )
    for name, code, month in (
        ("dim_office", "office_code", None),
        ("fact_coverage", "office_code", "month_code"),
        ("fact_indices", "scope_code", "period_code"),
        ("fact_changes", "scope_code", "period_code"),
        ("fact_ranks", "office_code", None),
        ("fact_revisions", "scope_code", None),
        ("fact_findings", "office_code", None),
    ):
        frame = frames[name]
        rows = frame[frame[code] == "utara"]
        if month is not None:
            rows = pd.concat([rows, _in_2019(rows[rows[month].str.match(r"2018-(0\d|1[01])$")], (month,))])
        copies = [rows.assign(**{code: f"utara_{number:03d}"}) for number in range(offices - len(made_up.OFFICES))]
        if name == "dim_office":
            copies = [
                copy.assign(office_name_id=f"Kantor Buatan {number:03d}", province_id=f"Provinsi {number // 4:02d}")
                for number, copy in enumerate(copies)
            ]
        found[name] = pd.concat([frame, *copies], ignore_index=True)
    return found


def _in_2019(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    return frame.assign(**{column: frame[column].str.replace("2018", "2019") for column in columns})


def test_the_page_of_the_whole_country_is_small_enough_to_send(
    frames: dict[str, pd.DataFrame], catalog: Catalog
) -> None:
    page = page_of(widened(frames), catalog, "2019-11", drawn=True)
    assert "(3 dari 3)" in page
    assert len(page.encode()) < 3_000_000
