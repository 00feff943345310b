"""The release page of a programme as a person opens it: from disk, in a real browser, wide and on a telephone, offline."""

from collections.abc import Iterator
from pathlib import Path

import chromium
import programme_tables as made_up
import pytest

from schemas.catalog import Catalog
from transforms.publication.programme_charts import programme_pictures
from transforms.publication.programme_page import render_programme_page

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("chromium")]

_VISIBLE = "document.body.innerText"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page with its pictures beside it and one page to go to."""
    folder = tmp_path_factory.mktemp("release")
    frames, programme = made_up.programme_tables(), made_up.programme()
    pictures = programme_pictures(frames, programme)
    (folder / "charts").mkdir()
    (folder / "data_docs").mkdir()
    for name, picture in pictures.items():
        (folder / "charts" / f"{name}.svg").write_bytes(picture)
    (folder / "data_docs" / "index.html").write_text("<!doctype html><title>x</title>0 gagal", encoding="utf-8")
    page = render_programme_page(
        frames, programme, Catalog(), build_id=made_up.BUILD_ID, period=made_up.LAST, pictures=pictures,
        links={"data_docs": "data_docs/index.html", "pictures": "charts"},
    )  # fmt: skip
    (folder / "index.html").write_text(page, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def page(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[chromium.Page]:
    with chromium.page(tmp_path_factory.mktemp("browser") / "profile") as opened:
        opened.open((release / "index.html").as_uri())
        yield opened


def test_the_page_opens_in_indonesian_and_switches_to_english(page: chromium.Page) -> None:
    text = page.value(_VISIBLE)
    assert "Data sintetis: bukan hasil survei" in text
    assert "Peringkat kantor" in text
    assert "Synthetic data" not in text
    page.value("document.querySelector('label[for=\"lang-en\"]').click()")
    text = page.value(_VISIBLE)
    assert "Synthetic data: no survey was held" in text
    assert "Ranks of offices" in text
    assert "Peringkat kantor" not in text
    page.value("document.querySelector('label[for=\"lang-id\"]').click()")


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_sticks_out_sideways(page: chromium.Page, width: int) -> None:
    page._call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 500)
    try:
        assert page.value("document.documentElement.scrollWidth <= window.innerWidth")
        # Wide tables and pictures scroll in their own frame, and nothing else is cut.
        assert (
            page.value(
                "[...document.querySelectorAll('main .wrap > section > *')].filter(one => one.scrollWidth > one.clientWidth + 1"
                " && getComputedStyle(one).overflowX === 'visible' && !one.querySelector('.scroll') && !one.matches('svg')).length"
            )
            == 0
        )
    finally:
        page._call("Emulation.clearDeviceMetricsOverride")


def test_every_letter_of_the_heat_map_can_be_read_on_its_cell(page: chromium.Page) -> None:
    """Black letters on light cells, white ones on dark: a contrast of at least 4.5 (WCAG 2.2, 1.4.3)."""
    contrasts = page.value(
        """(() => {
          const light = colour => {
            const [r, g, b] = colour.match(/\\d+/g).map(v => v / 255).map(
              v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const drawn = document.querySelector('figure.heat .i svg');
          const found = [];
          for (const letter of drawn.querySelectorAll('text[text-anchor=middle][font-size="10"] tspan')) {
            letter.scrollIntoView();
            const again = letter.getBoundingClientRect();
            const under = document.elementsFromPoint(again.x + again.width / 2, again.y + again.height / 2)
              .find(one => one.tagName === 'path' && one.getAttribute('fill') !== 'none' && one.getAttribute('stroke'));
            const a = light(getComputedStyle(letter).fill), b = light(getComputedStyle(under).fill);
            found.push((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
          }
          return found;
        })()"""
    )
    assert len(contrasts) == 74  # three offices, 25 months, one missing
    assert min(contrasts) >= 4.5


def test_links_stay_inside_the_release_and_the_browser_complains_of_nothing(page: chromium.Page, release: Path) -> None:
    home = f"{release.as_uri()}/"
    page.click('a[href="charts/national_series_id.svg"]')
    assert page.value("document.documentElement.tagName") == "svg"
    page.open(f"{home}index.html")
    page.click('a[href="data_docs/index.html"]')
    assert "0 gagal" in page.value(_VISIBLE)
    assert page.complaints == []
    assert all(url.startswith((home, "data:", "about:")) for url in page.requested), page.requested
