"""The release page as a person opens it: from disk, in a real browser, with the network off."""

from pathlib import Path

import chromium
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("chromium")]

_VISIBLE = "document.body.innerText"


def test_page_switch_links_and_data_docs(finished_root: Path, tmp_path: Path) -> None:
    release = (finished_root / "published/current").resolve()
    home = f"{release.as_uri()}/"
    with chromium.page(tmp_path / "profile") as page:
        page.open(f"{home}index.html")
        text = page.value(_VISIBLE)
        assert "Data responden direkonstruksi dari tabel" in text
        assert "54,2949" in text
        assert "54,42" in text
        assert "Respondents are reconstructed" not in text
        page.value("document.querySelector('label[for=\"lang-en\"]').click()")
        text = page.value(_VISIBLE)
        assert "Respondents are reconstructed from the margins" in text
        assert "54.2949" in text
        assert page.value("document.documentElement.scrollWidth <= window.innerWidth")
        page.click('a[href="data_docs/index.html"]')
        assert page.value("location.pathname").endswith("/data_docs/index.html")
        assert "0 gagal / failed" in page.value(_VISIBLE)
        assert page.complaints == []
        assert all(url.startswith((home, "data:", "about:")) for url in page.requested), page.requested
