"""Another program opens the workbook: LibreOffice reads both formats without repair and finds the same cells in them.

Run by hand where LibreOffice is, because it would take CI minutes to install; CI reads both formats with calamine:

    .venv/bin/python -m pytest tests/support/workbook_in_libreoffice.py
"""

import csv
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from programme_tables import BUILD_ID, programme, programme_tables

from transforms.publication.programme_workbook import write_workbook
from transforms.publication.workbook_sheets import HEADER_ROW, Sheet

SOFFICE = shutil.which("soffice")
# comma, double quote, UTF-8, from line 1, no column formats, language, quote all text, store numbers as they are and
# not as shown, no formulas, all sheets
FILTER = "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,true,false,false,false,false,-1"


@pytest.fixture(scope="module", params=["xlsx", "ods"])
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[Sheet, ...]]:
    folder = tmp_path_factory.mktemp("libreoffice")
    path = folder / f"book.{request.param}"
    sheets = write_workbook(programme_tables(), path, programme=programme(), build_id=BUILD_ID)
    profile = (folder / "profile").as_uri()
    done = subprocess.run(
        [str(SOFFICE), f"-env:UserInstallation={profile}", "--headless", "--convert-to", FILTER, "--outdir", str(folder), str(path)],
        capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder, sheets


def test_every_cell_arrives(opened: tuple[Path, tuple[Sheet, ...]]) -> None:
    folder, sheets = opened
    for sheet in sheets:
        with (folder / f"book-{sheet.name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert rows[0][0] == sheet.title
        found = rows[HEADER_ROW + 1 :]
        assert len(found) == len(sheet.rows), sheet.name
        for here, there in zip(found, sheet.rows, strict=True):
            for text, value in zip(here, there, strict=True):
                if isinstance(value, int | float):
                    assert float(text) == pytest.approx(value, rel=1e-14), sheet.name
                else:
                    assert text == ("" if value is None else str(value)), sheet.name


def test_every_part_of_the_ods_is_well_formed_and_in_the_manifest(tmp_path: Path) -> None:
    path = tmp_path / "book.ods"
    write_workbook(programme_tables(), path, programme=programme(), build_id=BUILD_ID)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert names[0] == "mimetype"
        for name in names[1:]:
            ElementTree.fromstring(archive.read(name))  # noqa: S314 written here
        manifest = archive.read("META-INF/manifest.xml").decode()
    assert all(f'full-path="{name}"' in manifest for name in names if name not in ("mimetype", "META-INF/manifest.xml"))
