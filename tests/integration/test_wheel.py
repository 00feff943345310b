"""The wheel holds everything, and the main job runs from it where there is no checkout."""

import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from run_from_wheel import (
    Installed,
    Ran,
    build_wheel,
    clean_environment,
    install,
    missing_data_files,
    run_study,
    timed,
)

from flows.identity import code_sha256


@dataclass(frozen=True)
class Place:
    """An install outside the checkout, with a data root, an empty home and a folder to work in."""

    installed: Installed
    data: Path
    home: Path
    cwd: Path


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(checkout, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def place(wheel: Path, checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("outside")
    assert not folder.is_relative_to(checkout)
    shutil.copytree(checkout / "data" / "raw", folder / "data" / "raw")
    for name in ("home", "cwd"):
        (folder / name).mkdir()
    installed = install(wheel, folder / "venv")
    return Place(installed, folder / "data", folder / "home", folder / "cwd")


@pytest.fixture(scope="module")
def first_run(place: Place) -> Ran:
    return run_study(place.installed, place.data, place.home, place.cwd)


def test_wheel_holds_every_file_of_the_packages(wheel: Path, checkout: Path) -> None:
    assert missing_data_files(checkout, wheel) == []


def test_wheel_holds_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    rooms = {name.split("/", 1)[0] for name in names}
    assert {room for room in rooms if not room.endswith(".dist-info")} == {"flows", "schemas", "transforms"}
    assert not [name for name in names if name.endswith((".pyc", ".xlsx", ".duckdb"))]
    licenses = {name.rsplit("/", 1)[1] for name in names if ".dist-info/licenses/" in name}
    assert licenses == {"LICENSE", "NOTICE"}


def test_the_install_knows_nothing_of_the_checkout(place: Place, checkout: Path) -> None:
    look = (
        "import flows, schemas, transforms, sys; from flows.identity import code_sha256; "
        "print(*[m.__file__ for m in (flows, schemas, transforms)], *sys.path, code_sha256(), sep='\\n')"
    )
    ran = timed([str(place.installed.python), "-c", look], place.cwd, clean_environment(place.home))
    assert ran.returncode == 0, ran.stderr
    *paths, code = ran.stdout.splitlines()
    assert all(Path(path).is_relative_to(place.installed.site_packages) for path in paths[:3]), paths[:3]
    assert str(checkout) not in paths[3:]
    # The same code gives the same build id, wherever it is installed.
    assert code == code_sha256()


def test_the_main_job_publishes_from_the_wheel(place: Place, first_run: Ran) -> None:
    assert first_run.returncode == 0, first_run.stdout + first_run.stderr
    current = (place.data / "published" / "current").resolve(strict=True)
    assert (current / "tables" / "csv" / "out_skm__indices.csv").is_file()
    assert (current / "index.html").is_file()
    assert list(place.cwd.iterdir()) == [], "a run writes into its data folder only"


def test_a_second_run_says_so_at_once_and_starts_nothing(place: Place, first_run: Ran, tmp_path: Path) -> None:
    assert first_run.returncode == 0
    before = sorted(place.data.rglob("*"))
    # With a line on stderr for every module that Python imports, and a home that shows who was in it.
    ran = run_study(place.installed, place.data, tmp_path, place.cwd, PYTHONPROFILEIMPORTTIME="1")
    assert ran.returncode == 0, ran.stderr
    assert "nothing new" in ran.stdout
    imported = {line.rsplit("|", 1)[1].strip() for line in ran.stderr.splitlines() if line.startswith("import time:")}
    assert "flows.pipeline" in imported
    assert not {name for name in imported if name.split(".")[0] in ("prefect", "great_expectations", "scipy")}
    assert not (tmp_path / ".prefect").exists(), "no server, so no database"
    assert sorted(place.data.rglob("*")) == before
    assert ran.processor_seconds < 5
