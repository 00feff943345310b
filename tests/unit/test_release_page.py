"""The release page and its charts: right numbers, both languages, nothing that runs or is from elsewhere."""

import re
from fractions import Fraction
from html.parser import HTMLParser

import pytest
from publication_fixture import Release, small

from transforms.publication import charts
from transforms.publication.display import decimals
from transforms.publication.page import render_page

BUILD = "0123456789abcdef"
ATTACK = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&$x_1$ --><b>"


def page_of(release: Release, **changes: object) -> str:
    frames = release.frames()
    pictures = {name: charts.svg(figure) for name, figure in charts.release_charts(frames, release.study).items()}
    study = release.study.model_copy(update=changes)
    return render_page(frames, study, release.instrument, release.regulation, build_id=BUILD, charts=pictures)


class Reader(HTMLParser):
    """Collect tags, ids, attributes and the text of one language, as a browser would see them."""

    def __init__(self, page: str, language: str = "id") -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.text = ""
        self._hidden = "e" if language == "id" else "i"
        self._stack: list[str] = []
        self.feed(page)
        self.text = re.sub(r"\s+", " ", self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in ("meta", "input", "br", "link", "img"):
            self._stack.append(dict(attrs).get("class") or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in ("meta", "input", "br", "link", "img"):
            self._stack.pop()

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self._stack.pop()

    def handle_data(self, data: str) -> None:
        if self._hidden not in self._stack:
            self.text += data


@pytest.fixture(scope="module")
def release() -> Release:
    return small()


@pytest.fixture(scope="module")
def page(release: Release) -> str:
    return page_of(release)


def test_nothing_runs_and_nothing_comes_from_elsewhere(page: str) -> None:
    reader = Reader(page)
    assert not {"script", "iframe", "object", "embed", "link", "form", "base"} & set(reader.tags)
    assert not [name for name, _ in reader.attributes if name.startswith("on")]
    assert not re.search(r"(https?:)?//[a-z]", page)
    assert "default-src 'none'; style-src 'unsafe-inline' 'self'; img-src 'self' data:" in page
    links = [value for name, value in reader.attributes if name in ("href", "src")]
    assert all(value.startswith("#") or re.match(r"^[\w./-]+$", value) for value in links)
    assert len(reader.ids) == len(set(reader.ids))
    assert all(value[1:] in reader.ids for value in links if value.startswith("#"))


def test_markup_in_any_text_is_shown_and_not_obeyed(release: Release) -> None:
    changes = {
        "out_skm__offices": {"office_name_id": ATTACK},
        "out_skm__elements": {"element_label_id": ATTACK, "element_label_en": ATTACK},
        "out_skm__findings": {"message_id": ATTACK, "message_en": ATTACK},
        "out_skm__waterfall_steps": {"reason_id": ATTACK, "reason_en": ATTACK},
        "out_skm__source_files": {"file_name": ATTACK, "layout_id": ATTACK},
        "out_skm__bands": {"performance_id": ATTACK, "performance_en": ATTACK},
    }
    page = page_of(release.with_cells(changes), title_id=ATTACK, title_en=ATTACK, source=ATTACK, data_origin_id=ATTACK)
    assert ATTACK.split(">", maxsplit=1)[0] not in page
    reader = Reader(page)
    assert not {"script", "img"} & set(reader.tags)
    assert "<script>alert(1)</script>" in reader.text  # as text
    assert len(reader.ids) == len(set(reader.ids))


def test_both_languages_are_there_and_each_has_its_decimal_sign(page: str) -> None:
    indonesian, english = Reader(page, "id").text, Reader(page, "en").text
    for text, mine, other in (
        (indonesian, "Mengapa angkanya berbeda", "Why the figures differ"),
        (english, "Why the figures differ", "Mengapa angkanya berbeda"),
    ):
        assert mine in text
        assert other not in text
    assert "66,6667" in indonesian
    assert "66.6667" not in indonesian
    assert "66.6667" in english
    assert "66,6667" not in english
    assert "Data buatan untuk uji." in indonesian
    assert "Synthetic data for tests." in english


def test_the_headline_shows_the_three_indices_and_says_why_they_differ(page: str) -> None:
    text = Reader(page, "en").text
    assert "2 of 4 respondents of the cohort, of 5 accepted" in text
    assert "= 200/3" in text  # 25 x 8/3
    assert "66.60" in text  # 25 x 0.333 x (2.50 + 1.50 + 4.00)
    assert "66.6" in text  # as printed
    # 200/3 - 66.6 = 0.0667; 0.333 x 3 = 0.999
    assert (
        "The index by regulation is 0.0667 lower than the exact index: "
        "its weights add up to 0.333 × 3 elements = 0.999, not 1" in text
    )
    assert "The printed figure equals the index by regulation." in text
    assert "The grade is the same: B." in text


def test_a_grade_that_the_method_changes_is_said(release: Release) -> None:
    changed = release.with_cells(
        {
            "out_skm__indices": {
                "grade_exact": "A",
                "is_grade_changed_by_method": True,
                "ikm_published": "70,1",
                "grade_published": "C",
            }
        }
    )
    text = Reader(page_of(changed), "id").text
    assert "Mutunya tidak sama: A, B, C (eksak, menurut peraturan, tercetak)." in text
    assert "Angka tercetak 3,50 lebih tinggi daripada hitungan ulang menurut peraturan" in text


def test_elements_show_rounded_figures_with_their_exact_fractions(page: str) -> None:
    text = Reader(page, "id").text
    # U1: satisfaction 5/2, importance 4, gap -3/2 (the second worst after U2's -2), conformity 5/8
    assert "U1Prosedur2,505/24,004-1,50-3/262,50125/22" in text.replace(" ", "")
    assert "(0 × 1 + 1 × 2 + 1 × 3 + 0 × 4) / 2 = 5 / 2 = 5/2 ≈ 2,5000" in text
    assert "8/3 × 25 = 200/3 ≈ 66,6667" in text


def test_findings_are_listed_worst_first_or_their_absence_is_said(page: str, release: Release) -> None:
    text = Reader(page, "en").text
    assert 0 < text.index("found 5, expected 1-4") < text.index("no origin sidecar")
    assert "File refused: 0; Row refused: 1; Warning: 1." in text
    nothing = Release(release.study, release.instrument, release.regulation, {**release.rows, "out_skm__findings": []})
    assert "No findings." in Reader(page_of(nothing), "en").text


def test_row_accounting_closes_and_an_open_file_is_named(page: str, release: Release) -> None:
    assert "Every file adds up." in Reader(page, "en").text
    text = Reader(page_of(release.with_cells({"out_skm__row_accounting": {"rows_n": 1}})), "en").text
    assert "1 files do not add up." in text


def test_sensitivity_counts_the_elements_that_move(page: str) -> None:
    # mean/gt: cuts 8/3 and 19/6. U1 (5/2, 4) and U2 (3/2, 7/2) priority; U3 (4, 2) overkill.
    # scale_mid/ge: cuts 5/2 and 5/2. U1 sits on the line and counts as high: maintain. The others stay.
    assert "1 of 3 elements change quadrant" in Reader(page, "en").text


def test_a_study_without_a_matrix_or_focus_still_has_a_page(release: Release) -> None:
    rows = {**release.rows, "out_skm__quadrants": [], "out_skm__element_gaps": [], "out_skm__scope_gaps": []}
    rows["out_skm__indices"] = [row for row in release.rows["out_skm__indices"] if not row["is_focus"]]
    text = Reader(page_of(Release(release.study, release.instrument, release.regulation, rows)), "en").text
    assert "The focus office has no respondents in the cohort." in text
    assert "This study declares no crosshair" in text


def test_the_page_and_charts_are_the_same_on_every_run(page: str, release: Release) -> None:
    assert page_of(release) == page
    figures = [charts.release_charts(release.frames(), release.study) for _ in range(2)]
    for name, figure in figures[0].items():
        assert charts.svg(figure) == charts.svg(figures[1][name])
        assert charts.png(figure) == charts.png(figures[1][name])
        assert "<!--" not in charts.svg(figure)
        assert "dc:date" not in charts.svg(figure)


def test_labels_of_the_matrix_never_overlap(release: Release) -> None:
    figure = charts.release_charts(release.frames(), release.study)["importance_performance_id_page"]
    renderer = figure.canvas.get_renderer()
    axes = figure.axes[0]
    boxes = [text.get_window_extent(renderer) for text in axes.texts if re.match(r"^U\d$", text.get_text())]
    assert len(boxes) == 3
    assert not [1 for i, one in enumerate(boxes) for other in boxes[:i] if one.overlaps(other)]


@pytest.mark.parametrize(
    ("value", "digits", "indonesian", "english"),
    [
        (Fraction(1, 8), 2, "0,13", "0.13"),  # half up, where floats and half-even give 0.12
        (Fraction(-1, 8), 2, "-0,13", "-0.13"),
        (Fraction(-1, 1000), 2, "0,00", "0.00"),  # no minus before a zero
        ("2/3", 4, "0,6667", "0.6667"),
        (54.42, 2, "54,42", "54.42"),
        (2.675, 2, "2,68", "2.68"),  # the decimal that names the float, not its binary neighbour
        (1, 0, "1", "1"),
    ],
)
def test_figures_are_rounded_half_up_from_their_exact_value(
    value: object, digits: int, indonesian: str, english: str
) -> None:
    assert decimals(value, digits, "id") == indonesian  # type: ignore[arg-type]
    assert decimals(value, digits, "en") == english  # type: ignore[arg-type]
