"""Documents as pages: set in type, opened by another program, and read back against the tables.

PDFium draws and reads what typst wrote. Longest names are made up; nothing may leave its page or lie over another text.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache
from hashlib import sha256
from itertools import combinations
from pathlib import Path

import pandas as pd
import pypdfium2 as pdfium
import pytest
from programme_release import write_release
from programme_tables import BUILD_ID, programme, programme_tables

from flows.documents import read_tables, write_documents
from flows.errors import ConfigError, ContractError
from flows.sealing import seal
from schemas.catalog import Catalog
from schemas.follow_up import FollowUp, FollowUpAction, PublicationMedium
from schemas.programme import Programme
from transforms.documents import KINDS, Kind, render
from transforms.documents.follow_up import write_follow_up
from transforms.publication.display import Language

MILLIMETRE = 72 / 25.4
POSTER_FRAME = 13 * MILLIMETRE
PRINTABLE = 10 * MILLIMETRE  # what any office printer reaches
MARKUP = 'Contoh *tebal* _miring_ #panic("x") $a_b$ @acuan <label> // komentar `kode` \\ "kutip"'
LONG_OFFICE = (
    "Kantor Imigrasi Kelas II Non Tempat Pemeriksaan Imigrasi Kepulauan Tanjung Balai Karimun, Sungai Penuh, Labuan Bajo, "
    "Pangkalpinang, dan Pematangsiantar Simalungun Sejahtera"
)
LONG_SERVICE = (
    "Penerbitan, penggantian, dan perubahan data paspor biasa elektronik dan nonelektronik serta izin tinggal kunjungan, "
    "izin tinggal terbatas, dan izin tinggal tetap orang asing"
)


def follow_up(office: str, year: int) -> FollowUp:
    done = {"done": date(year, 5, 11), "evidence": "Foto dan berita acara"}
    common = {
        "instrument_id": "skm_2017_9",
        "programme": "Menambah papan tarif, pengumuman daring, dan petugas yang menjelaskan biaya di loket pembayaran",
        "programme_en": "More boards with the fees, notices online and staff who explain the cost at the counter",
        "planned_quarter": f"{year}-Q2",
        "owner": "Kepala Seksi Lalu Lintas dan Izin Tinggal Keimigrasian",
        "agreed": date(year, 2, 10),
    }
    return FollowUp(
        follow_up_id=f"{office}_{year}",
        office=office,
        report_year=year,
        forum_date=date(year, 2, 10),
        actions=(
            FollowUpAction.model_validate({**common, "action_code": "papan_tarif", "element_code": "U4", **done}),
            FollowUpAction.model_validate({**common, "action_code": "loket_lansia", "element_code": "U8"}),
        ),
        media=(PublicationMedium(kind="print", where="Papan pengumuman", published=date(year, 3, 1)),),
    )


@cache
def rendered(
    kind: Kind,
    office: str = "utara",
    period: str = "2018",
    language: Language = "id",
    label: str | None = None,
    service: str | None = None,
) -> bytes:
    tables, declared = programme_tables(), programme()
    if label is not None:
        frame = tables["dim_office"]
        frame["office_label_id"] = frame["office_label_id"].where(frame["office_code"].ne(office), label)
    if service is not None:
        unit = declared.unit.model_copy(update={"service_id": service, "service_en": service})
        declared = declared.model_copy(update={"unit": unit})
    return made_of(tables, declared, kind, office, period, language)


def made_of(
    tables: dict[str, pd.DataFrame],
    declared: Programme,
    kind: Kind,
    office: str = "utara",
    period: str = "2018",
    language: Language = "id",
) -> bytes:
    has_year = len(period) == 4
    return render(
        kind,
        tables,
        office=office,
        period=period,
        language=language,
        follow_up=follow_up(office, int(period)) if has_year else None,
        previous=follow_up(office, int(period) - 1) if has_year else None,
        build_id=BUILD_ID,
        programme=declared,
    )


def opened(document: bytes) -> Iterator[pdfium.PdfPage]:
    pdf = pdfium.PdfDocument(document)
    yield from pdf


def text_of(document: bytes) -> str:
    """All text of a document; words that were broken at a line's end are joined, spaces are one."""
    text = "\n".join(page.get_textpage().get_text_range() for page in opened(document))
    return " ".join(re.sub("[\u00ad\ufffe\u0002]\\s*|-\r?\n(?=[a-z])", "", text).split())


def lines_of(page: pdfium.PdfPage) -> list[tuple[float, float, float, float]]:
    """Boxes of the runs of text of a page: left, bottom, right, top in points."""
    text = page.get_textpage()
    return [text.get_rect(place) for place in range(text.count_rects())]


def assert_nothing_overflows(document: bytes, margin: float) -> None:
    for number, page in enumerate(opened(document), start=1):
        width, height = page.get_size()
        boxes = lines_of(page)
        for left, bottom, right, top in boxes:
            inside = left >= margin and bottom >= margin and right <= width - margin and top <= height - margin
            assert inside, (
                f"page {number}: text at {left:.0f}-{right:.0f}, {bottom:.0f}-{top:.0f} leaves {width:.0f} x {height:.0f}"
            )
        for one, other in combinations(boxes, 2):
            across = min(one[2], other[2]) - max(one[0], other[0])
            along = min(one[3], other[3]) - max(one[1], other[1])
            assert across < 1.5 or along < 1.5, f"page {number}: {one} lies over {other}"


# --- what stands on the pages ----------------------------------------------------------------------------------------
def test_the_poster_has_the_numbers_of_the_tables_and_no_other() -> None:
    tables = programme_tables()
    frame = tables["fact_indices"]
    row = frame[frame["scope_code"].eq("barat") & frame["period_code"].eq("2018")].iloc[0]
    people = tables["fact_profiles"]
    shown = people[
        people["scope_code"].eq("barat")
        & people["period_code"].eq("2018")
        & people["attribute_code"].isin(["gender", "education"])
        & people["answer_code"].ne("not_stated")
    ]
    text = text_of(rendered("poster", "barat"))
    numbers = re.findall(r"(?<![\w-])\d+(?:,\d+)?(?![\w-])", text)
    expected = [
        f"{row['ikm_regulation']:.2f}".replace(".", ","),
        str(row["respondents_n"]),
        *(str(n) for n in shown["respondents_n"].dropna()),
        *["2018"] * 3,  # the period, and first and last month of the survey
        *["14", "2017"],  # the regulation
        *(["5"] if shown["is_suppressed"].any() else []),  # the rule behind the stars
    ]
    assert sorted(numbers) == sorted(expected)
    assert "Mutu C – Kurang baik" in text
    assert BUILD_ID in text
    assert "DATA SINTETIS" in text


def test_the_report_has_every_element_with_mean_conversion_and_grade() -> None:
    tables = programme_tables()
    means = tables["fact_element_means"]
    rows = means[means["scope_code"].eq("barat") & means["period_code"].eq("2018")]
    text = text_of(rendered("annual_report", "barat", language="en"))
    labels = tables["dim_element"].set_index(["instrument_id", "element_code"])["element_label_en"]
    for row in rows.to_dict("records"):
        mean = row["score_sum"] / row["answers_n"]
        label = labels[row["instrument_id"], row["element_code"]]
        line = f"{row['element_code']} {label} {row['answers_n']} {row['missing_n']} {mean:.3f} {mean * 25:.2f}"
        assert line in text, line
    for chapter in (
        "Chapter I Introduction",
        "Chapter II Collection of data",
        "Chapter III Results",
        "Chapter IV Analysis",
        "Chapter V Conclusion",
    ):
        assert chapter in text


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_report_of_nine_respondents_has_a_sentence_and_the_index_in_place_of_the_elements(
    language: Language,
) -> None:
    # barat in 2016 is nine people of one month: 230 / 81 x 25 = 70.99; V4, the lowest, 22 / 9 = 2.444, x 25 = 61.11
    text = text_of(made_of(programme_tables(), programme(), "annual_report", "barat", "2016", language))
    said = "Responden kuesioner ini 9 orang, kurang dari 10" if language == "id" else "9, fewer than the 10 that values"
    assert text.count(said) == 2, "where the table and where lowest and highest would stand"
    point = "," if language == "id" else "."
    assert f"70{point}99" in text
    assert not [value for value in ("2.444", "61.11", "2.889", "72.22") if value.replace(".", point) in text]
    assert not re.search(r"\bV\d\b", text)


def test_the_report_lists_profile_sample_files_and_revisions_as_the_tables_have_them() -> None:
    tables = programme_tables()
    text = text_of(rendered("annual_report", "utara"))
    spread = tables["fact_uncertainty"]
    row = spread[spread["scope_code"].eq("utara") & spread["period_code"].eq("2018")].iloc[0]
    # population of utara in 2018: 12 x 700 + 10 x (1 + ... + 12) = 8400 + 780
    assert row["population_n"] == 9180
    assert (
        f"144 9.180 {row['sample_krejcie_morgan']} {row['sample_krejcie_morgan_table']} {row['sample_slovin']} 100 belum memadai"
        in text
    )
    files = tables["fact_files"].set_index("file_name")["file_sha256"]
    assert files["utara_2018-03_koreksi.csv"][:32] in text
    assert files["utara_2018-03_koreksi.csv"][32:] in text
    assert files["utara_2018-03.csv"][:32] not in text, "the replaced file counts for nothing"
    # March 2018: 94.42 before, 99.77 after the correction
    assert "Maret 2018 Desember 2018 94,42 99,77" in text
    assert "tidak dapat digeneralisasi" in text


def test_the_follow_up_table_shows_states_and_evidence() -> None:
    text = text_of(rendered("follow_up"))
    assert "Selesai" in text
    assert "Lewat batas" in text
    assert "Foto dan berita acara" in text
    assert "Keadaan per 31 Desember 2018: selesai 1, terbuka 0, lewat batas 1." in text


def test_the_evidence_sheet_shows_levels_and_marks_what_is_not_verified() -> None:
    text = text_of(rendered("evidence"))
    for item in ("6.a", "7.a", "8.a", "9.a"):
        assert item in text
    assert "1 / 2 x 100 = 50,0 persen" in text
    assert "‡ Rumusan atau pilihan penyusun dokumen ini" in text
    assert "† Rumusan ini belum dicocokkan" in text


def test_numbers_have_the_decimal_sign_of_the_language() -> None:
    assert "70,25" in text_of(rendered("poster", "barat", language="id"))
    english = text_of(rendered("poster", "barat", language="en"))
    assert "70.25" in english
    assert "70,25" not in english


# --- how the pages look ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("period", ["2018", "2017", "2017-S1", "2018-12"])
@pytest.mark.parametrize("office", ["utara", "kepulauan", "national"])
def test_the_poster_is_one_page_on_which_nothing_overflows(office: str, period: str, language: Language) -> None:
    document = rendered("poster", office, period, language)
    assert len(list(opened(document))) == 1
    assert_nothing_overflows(document, POSTER_FRAME)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("period", ["2017", "2018"])
def test_the_longest_names_of_office_and_service_stay_whole_and_inside(kind: Kind, period: str) -> None:
    document = rendered(kind, "kepulauan", period, label=LONG_OFFICE, service=LONG_SERVICE)
    assert_nothing_overflows(document, POSTER_FRAME if kind == "poster" else PRINTABLE)
    text = text_of(document)
    assert LONG_OFFICE in text
    if kind == "poster":
        assert len(list(opened(document))) == 1
        assert LONG_SERVICE in text


@pytest.mark.parametrize("period", ["2017", "2018"])
def test_the_poster_holds_the_titles_of_real_regulations_and_a_long_word_on_the_origin(period: str) -> None:
    catalog = Catalog()
    demo = catalog.programmes["national_demo"]
    tables = programme_tables()
    instruments = tables["dim_instrument"]
    titles = {code: regulation.title_id for code, regulation in catalog.regulations.items()}
    instruments["regulation_title_id"] = instruments["regulation_id"].map(titles).astype("str")
    tables["dim_office"]["office_label_id"] = LONG_OFFICE
    unit = demo.unit.model_copy(update={"service_id": LONG_SERVICE})
    declared = programme().model_copy(update={"unit": unit, "data_origin_id": demo.data_origin_id})
    document = made_of(tables, declared, "poster", "kepulauan", period)
    assert len(list(opened(document))) == 1
    assert_nothing_overflows(document, POSTER_FRAME)
    text = text_of(document)
    assert demo.data_origin_id in text
    assert titles["permenpan_14_2017"] in text


def test_the_poster_holds_as_many_answers_as_three_questionnaires_offer() -> None:
    tables = programme_tables()
    groups, profiles = tables["dim_respondent_group"], tables["fact_profiles"]
    extra = [f"lain_{number}" for number in range(7)]
    label = "Sekolah menengah atas atau kejuruan, menurut kuesioner lama"
    for name, frame in (("dim_respondent_group", groups), ("fact_profiles", profiles)):
        some = frame[frame["answer_code"].eq("senior_secondary")]
        more = pd.concat([frame, *(some.assign(answer_code=code) for code in extra)], ignore_index=True)
        tables[name] = more.assign(answer_label_id=label) if name == "dim_respondent_group" else more
    document = made_of(tables, programme(), "poster")
    assert len(list(opened(document))) == 1
    assert_nothing_overflows(document, POSTER_FRAME)


@pytest.mark.parametrize("kind", KINDS)
def test_no_name_is_read_as_markup(kind: Kind) -> None:
    text = text_of(rendered(kind, label=MARKUP, service=MARKUP))
    assert MARKUP in text


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_said_by_colour_and_dark_stands_on_light(kind: Kind) -> None:
    page = next(opened(rendered(kind)))
    picture = page.render(scale=1.0).to_pil().convert("RGB")
    colours = picture.getcolors(maxcolors=1 << 24) or []
    assert colours
    assert all(max(colour) - min(colour) <= 2 for _, colour in colours), "every point is a shade of grey"
    shades = [colour[0] for _, colour in colours]
    darkest, lightest = (_luminance(shade) for shade in (min(shades), max(shades)))
    assert (lightest + 0.05) / (darkest + 0.05) >= 7, "contrast of text and paper, WCAG level AAA"


def _luminance(shade: int) -> float:
    part = shade / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


@pytest.mark.parametrize("kind", KINDS)
def test_documents_are_tagged_titled_and_without_a_date(kind: Kind) -> None:
    document = rendered(kind)
    pdf = pdfium.PdfDocument(document)
    about = pdf.get_metadata_dict()
    assert "Contoh Utara" in about["Title"]
    assert "2018" in about["Title"]
    assert about["CreationDate"] == ""
    assert about["ModDate"] == ""
    assert pdf.is_tagged()


SAME_ELSEWHERE = """
import sys
from hashlib import sha256
sys.path[:0] = sys.argv[1:]
from programme_tables import BUILD_ID, programme, programme_tables
from transforms.documents import KINDS, render
for kind in KINDS:
    made = render(kind, programme_tables(), office="utara", period="2018", language="id", follow_up=None, previous=None,
                  build_id=BUILD_ID, programme=programme())
    print(sha256(made).hexdigest())
"""


def test_the_same_tables_give_the_same_bytes_in_another_process_place_and_time_zone(tmp_path: Path) -> None:
    here = [
        sha256(
            render(
                kind, programme_tables(), office="utara", period="2018", language="id", follow_up=None, previous=None,
                build_id=BUILD_ID, programme=programme(),
            )
        ).hexdigest()
        for kind in KINDS
    ]  # fmt: skip
    root = Path(__file__).resolve().parents[2]
    elsewhere = subprocess.run(
        [sys.executable, "-c", SAME_ELSEWHERE, str(root / "tests" / "support"), str(root)],
        cwd=tmp_path,
        env={
            "TZ": "Asia/Jayapura",
            "LC_ALL": "C",
            "HOME": str(tmp_path),
            "SOURCE_DATE_EPOCH": "1",
            "PYTHONHASHSEED": "7",
        },
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert elsewhere == here


# --- from a release to files -----------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("releases") / BUILD_ID
    folder.mkdir()
    write_release(folder)
    seal(folder, build_id=BUILD_ID, rows=None, extra={})
    return folder


def test_documents_of_a_release_are_those_of_its_tables(release: Path, tmp_path: Path) -> None:
    plans = tmp_path / "follow_up"
    plans.mkdir()
    for year in (2017, 2018):
        (plans / f"utara_{year}.yaml").write_text(write_follow_up(follow_up("utara", year)), encoding="utf-8")
    told: list[tuple[int, int]] = []
    paths = write_documents(
        release, tmp_path / "out", programme=programme(), period="2018", offices=["utara"], languages=["id"],
        follow_ups=plans, on_progress=lambda number, total, _: told.append((number, total)),
    )  # fmt: skip
    assert [path.relative_to(tmp_path / "out").as_posix() for path in paths] == [
        f"2018/utara/{kind}_2018_utara_id.pdf" for kind in KINDS
    ]
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    tables = read_tables(release, programme())
    for kind, path in zip(KINDS, paths, strict=True):
        assert path.read_bytes() == made_of(tables, programme(), kind), kind
        assert sorted(text_of(path.read_bytes()).split()) == sorted(text_of(rendered(kind)).split()), kind


def test_all_offices_with_an_index_and_the_country_get_their_poster(release: Path, tmp_path: Path) -> None:
    paths = write_documents(
        release, tmp_path, programme=programme(), period="2018-07", kinds=["poster"], languages=["en"]
    )
    assert [path.parent.name for path in paths] == ["national", "barat", "utara"], (
        "kepulauan sent nothing for that month"
    )


def test_what_cannot_be_written_is_said(release: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="2031"):
        write_documents(release, tmp_path, programme=programme(), period="2031")
    with pytest.raises(ConfigError, match="timur"):
        write_documents(release, tmp_path, programme=programme(), period="2018", offices=["timur"])
    other = programme().model_copy(update={"programme_id": "lain"})
    with pytest.raises(ContractError, match="expected lain"):
        write_documents(release, tmp_path, programme=other, period="2018")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ContractError, match="found no table"):
        write_documents(tmp_path / "empty", tmp_path, programme=programme(), period="2018")
    (tmp_path / "broken.yaml").write_text("office: utara\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"broken\.yaml"):
        write_documents(release, tmp_path, programme=programme(), period="2018", follow_ups=tmp_path)


def test_the_tables_of_the_fixture_are_untouched() -> None:
    before, after = programme_tables(), programme_tables()
    rendered("annual_report")
    for name, frame in before.items():
        pd.testing.assert_frame_equal(frame, after[name])
