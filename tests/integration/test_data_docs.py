"""The Data Docs of a build: the same bytes each time, nothing active or remote in them, readable in a browser."""

import hashlib
import logging
import os
import re
import threading
import time
from datetime import date
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import chromium
import pandas as pd
import pytest
from published_tables import FACTS, published_tables

from flows import data_docs
from flows.errors import ExpectationError
from flows.quality import run_expectations
from schemas.registry import TABLES

NOTE = ("Data direkonstruksi & bukan jawaban asli.", "Reconstructed <margins>, not real answers.")
EVIL = "<script>alert(1)</script>"
OUTSIDE = re.compile(r"""(?:src|href|action|content)\s*=\s*["']?\s*(?:https?:)?//|@import|url\(""", re.IGNORECASE)


def build(tables, folder, build_id="20151231"):
    return run_expectations(
        tables, FACTS, docs_dir=folder, as_of=date(2015, 12, 31), build_id=build_id, data_origin_note=NOTE
    )


def defective_tables():
    """One failed check of each severity, and hostile text wherever a table takes text."""
    tables = published_tables()
    tables["out_skm__offices"]["office_name_id"] = EVIL
    tables["out_skm__offices"].loc[1, "office_code"] = EVIL
    tables["out_skm__source_files"]["file_name"] = [EVIL, f"{EVIL}.csv"]
    tables["out_skm__source_files"].loc[1, "file_status"] = "refused"
    text = dict.fromkeys(
        ("column_name", "value_seen", "expected", "message_id", "message_en", "file_name", "sheet"), EVIL
    )
    found = {"finding_number": 1, "severity": "warn", "finding_code": "SKM-F-010", **text}
    tables["out_skm__findings"] = pd.DataFrame([found])
    return tables


def digests(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs") / "site"
    return folder, build(defective_tables(), folder)


def pages(folder):
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.html"))}


def test_two_runs_write_the_same_bytes(site, tmp_path, monkeypatch):
    """Another folder, time zone, moment and order of the rows change nothing."""
    folder, report = site
    monkeypatch.setenv("TZ", "Asia/Jayapura")
    time.tzset()
    try:
        shuffled = {name: table.sample(frac=1, random_state=7) for name, table in defective_tables().items()}
        again = build(dict(reversed(shuffled.items())), tmp_path / "elsewhere")
    finally:
        monkeypatch.undo()
        time.tzset()
    assert again == report
    assert digests(tmp_path / "elsewhere") == digests(folder)


def test_the_site_is_the_pages_and_one_stylesheet(site):
    folder, _ = site
    names = set(digests(folder))
    expected = {"index.html", "data_docs.css"}
    for table in TABLES:
        expected.add(f"expectations/{table}.html")
        expected.add(f"validations/{table}/build-20151231/20151231T000000.000000Z/tables-{table}.html")
    assert names == expected


def test_nothing_active_and_nothing_remote(site):
    folder, _ = site
    for name, page in pages(folder).items():
        lowered = page.lower()
        for word in (
            "<script",
            "<iframe",
            "<form",
            "<object",
            "<embed",
            "<base",
            "javascript:",
            "modal",
            "http://",
            "https://",
        ):
            assert word not in lowered, f"{word} in {name}"
        assert not OUTSIDE.search(page), name
        assert not re.search(r"<[^>]*\son\w+\s*=", page), name
    assert not OUTSIDE.search((folder / "data_docs.css").read_text(encoding="utf-8"))


def test_every_page_has_policy_and_data_origin(site):
    folder, _ = site
    for name, page in pages(folder).items():
        metas = _Elements.of(page, "meta")
        assert {"http-equiv": "Content-Security-Policy", "content": data_docs.POLICY} in metas, name
        assert "Data direkonstruksi &amp; bukan jawaban asli." in page, name
        assert "Reconstructed &lt;margins&gt;, not real answers." in page, name


def test_hostile_text_is_nowhere(site):
    folder, report = site
    assert {check.check_code for check in report.unmet} == {
        "SKM-T-003",
        "SKM-T-032",
        "SKM-T-033",
        "SKM-T-035",
        "SKM-T-038",
        "SKM-T-041",
    }
    for name, page in pages(folder).items():
        assert "alert(1)" not in page, name


def test_every_link_leads_to_a_page(site):
    folder, _ = site
    for name, page in pages(folder).items():
        links = [
            element["href"]
            for element in _Elements.of(page, "a") + _Elements.of(page, "link")
            if element.get("href") != "data:,"
        ]
        assert links, name
        ids = set(re.findall(r'\bid="([^"]+)"', page))
        for link in links:
            if link.startswith("#"):
                assert link[1:] in ids, f"{name} -> {link}"
            else:
                assert ((folder / name).parent / link).resolve().is_file(), f"{name} -> {link}"


def test_nothing_is_said_while_running(tmp_path, capfd, caplog):
    level = logging.getLogger("great_expectations").level
    build({}, tmp_path / "site")
    assert capfd.readouterr() == ("", "")
    assert not caplog.records
    assert logging.getLogger("great_expectations").level == level
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"


def test_a_folder_with_something_in_it_is_refused(tmp_path):
    (tmp_path / "old.html").write_text("old")
    with pytest.raises(ExpectationError, match="not empty"):
        build({}, tmp_path)


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        (f"<p>{EVIL}after</p>", "<p>after</p>\n"),
        ("<p>a &lt;script&gt; b &amp; c</p>", "<p>a &lt;script&gt; b &amp; c</p>\n"),
        ("<p onclick='x()' style='background:url(//h)' data-x='1' class='k'>t</p>", '<p class="k">t</p>\n'),
        ("<a href='javascript:x'>t</a><a href='//host'>u</a><a href=' /abs'>v</a>", "<a>t</a><a>u</a><a>v</a>\n"),
        ("<a href='java\nscript:x'>t</a><a href='https&#58;//h'>u</a>", "<a>t</a><a>u</a>\n"),
        ("<a href='../index.html'>t</a>", '<a href="../index.html">t</a>\n'),
        ("<img src='https://h/p.png'><svg><script>x</script></svg>t", "t\n"),
        ("<iframe src='x'><p>in</p></iframe><style>@import 'x'</style><script src='x'/>t", "t\n"),
        ("<meta http-equiv='refresh' content='0;url=//h'><link rel='stylesheet' href='//h/data_docs.css'>t", "t\n"),
        ("<!-- <script>x</script> -->t<?php x ?>", "t\n"),
        ("<scr<script>x</script>ipt>t", "xipt&gt;t\n"),
        ("<h5>\n Run Time\n</h5><td>Run Time 2</td>", "<h5>\nWaktu pengolahan / Run time\n</h5><td>Run Time 2</td>\n"),
    ],
)
def test_sealing_keeps_allowed_markup_only(page, kept):
    assert data_docs.sealed(page) == kept
    assert data_docs.sealed(data_docs.sealed(page)) == kept


class _Elements(HTMLParser):
    def __init__(self, tag):
        super().__init__()
        self.tag, self.found = tag, []

    @classmethod
    def of(cls, page, tag):
        parser = cls(tag)
        parser.feed(page)
        return parser.found

    def handle_starttag(self, tag, attrs):
        if tag == self.tag:
            self.found.append(dict(attrs))


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_args):
        """Say nothing: the browser reports what failed."""


@pytest.fixture
def served(site):
    folder, _ = site
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
@pytest.mark.parametrize("way", ["server", "disk"])
def test_a_browser_reads_it_without_complaint(site, served, tmp_path, way):
    folder, report = site
    home = served if way == "server" else folder.as_uri() + "/"
    with chromium.page(tmp_path / "profile") as page:
        page.open(home + "index.html")
        assert page.value("document.querySelectorAll('table.index tbody tr').length") == len(TABLES)
        assert page.value("document.querySelectorAll('table.unmet tbody tr').length") == len(report.unmet)
        assert "rgb(255, 244, 214)" in page.value(
            "getComputedStyle(document.querySelector('.banner')).backgroundColor"
        ), "no style"
        page.click("#out_skm__indices a")
        assert page.value("location.pathname").endswith("/tables-out_skm__indices.html")
        checks = [check for check in report.checks if check.table == "out_skm__indices"]
        assert page.value("document.querySelectorAll('table.checks tbody tr').length") == len(checks)
        assert "Reconstructed <margins>" in page.value("document.body.innerText")
        page.click(".alert a")
        assert page.value("location.pathname").endswith("/expectations/out_skm__indices.html")
        page.click(".crumbs a")
        assert page.value("location.pathname").endswith("/index.html")
        assert page.complaints == []
        assert all(url.startswith((home, "data:,", "about:")) for url in page.requested), page.requested


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
def test_the_browser_would_complain(tmp_path):
    """The control: a page that breaks its policy and lacks a file is reported."""
    policy = f'<meta http-equiv="Content-Security-Policy" content="{data_docs.POLICY}">'
    broken = Path(tmp_path / "page.html")
    broken.write_text(
        f"<!DOCTYPE html><head>{policy}<link rel='stylesheet' href='none.css'></head><script>alert(1)</script>"
    )
    with chromium.page(tmp_path / "profile") as page:
        page.open(broken.as_uri())
        assert any("failed" in complaint for complaint in page.complaints)
        assert any("Content Security Policy" in complaint for complaint in page.complaints)
