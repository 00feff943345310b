"""Names of raw files that would be published as they are: which ones are refused, and that everyday names are not."""

from pathlib import Path

import pytest

from flows.errors import SourceFileError
from flows.identity import raw_files
from transforms.privacy.file_names import problem_with


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("survei Budi 3174046505901111.xlsx", "an identity number (NIK)"),  # Jakarta; a woman born on 25 May 1990
        ("rekap_3174046505901111_mei.csv", "an identity number (NIK)"),
        ("199003122015031002.xlsx", "a staff number (NIP)"),
        ("SKM 19900312 201503 1 002.xlsx", "a staff number (NIP)"),
        ("dari 0812-7431-9902.csv", "a telephone number"),
        ("+62 813 4455 8812.csv", "a telephone number"),
        ("WA_081344558812.xlsx", "a telephone number"),
        ("ratna.w@contoh.id.csv", "an e-mail address"),
        ("C7712845.sav", "a passport number"),
        ("Kuesioner Bapak Hendrawan.xlsx", "a person's name (a word behind a title)"),
        ("kuesioner_ibu_Maryati.xlsx", "a person's name (a word behind a title)"),
        ("\x1b[31mmerah.csv", "control characters or invisible ones"),
        ("dua\nbaris.csv", "control characters or invisible ones"),
        ("kanan\u202evsc.exe.csv", "control characters or invisible ones"),
        ("caf\udce9.csv", "characters that are no UTF-8"),  # as Python reads a name in Latin-1
        ("a" * 240 + ".csv", "244 bytes, more than 239"),  # 255 - 16 for .corrections.csv
    ],
)
def test_a_name_with_personal_data_or_without_a_readable_form_is_refused(name: str, problem: str) -> None:
    found = problem_with(name)
    assert found is not None
    assert found[1] == problem
    assert name not in "".join(found)


@pytest.mark.parametrize(
    "name",
    [
        "results-survey123456.csv",
        "Survei Kepuasan Masyarakat (Jawaban) - Form Responses 1 (2).csv",
        "Olah Data SKM Mei 2024 – final.xlsx",
        "aXbYcZ_2024-05-31-08-30-12.xlsx",  # Kobo: the asset and the moment of the export
        "export_20240531083012.csv",
        "1717132812345.csv",  # milliseconds
        "9999999999999999.csv",  # sixteen digits, and no province has 99
        "SK 12 TAHUN 2024 rekap SKM_Kanim Kelas I Bogor_2024-05.xlsx",
        "diolah oleh Kanim Bogor.xlsx",
        "rekap_ibu_kota.xlsx",
        "bogor_2024-05.csv.origin.yaml",
        "=1+1.csv",  # tables take care of it
        "Survei Budi Santoso.xlsx",  # nothing tells a name from any other words; the method page says so
        f"{'a' * 235}.csv.origin.yaml",  # 250 bytes: the record of a file whose own name is short enough
    ],
)
def test_everyday_names_are_taken(name: str) -> None:
    assert problem_with(name) is None


def test_a_refused_name_is_told_by_its_place_and_content_and_not_quoted(tmp_path: Path) -> None:
    folder = tmp_path / "raw" / "skm_mei"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_bytes(b"a")
    (folder / "dari 081274319902.csv").write_bytes(b"")
    with pytest.raises(SourceFileError) as refused:
        raw_files(folder)
    said = str(refused.value)
    assert "file 2 by name (SHA-256 e3b0c44298fc): found a telephone number" in said  # the SHA-256 of nothing
    assert "Rename the file" in said
    assert "081274319902" not in said


def test_a_link_that_leads_nowhere_is_no_file_that_may_be_missed(tmp_path: Path) -> None:
    folder = tmp_path / "raw" / "skm_mei"
    (folder / "reported").mkdir(parents=True)
    (folder / "a.csv").write_bytes(b"a")
    (folder / ".~lock.a.csv#").symlink_to("nowhere")
    (folder / "~$laporan.xlsx").write_bytes(b"whoever has it open")
    assert [path.name for path in raw_files(folder)] == ["a.csv"]
    (folder / "b.csv").symlink_to("nowhere")
    with pytest.raises(SourceFileError, match=r"raw/skm_mei/b\.csv: .* found a link that leads nowhere"):
        raw_files(folder)


def test_exports_in_a_folder_of_their_own_are_not_passed_over_in_silence(tmp_path: Path) -> None:
    folder = tmp_path / "raw" / "skm_mei"
    (folder / "kiriman Juni").mkdir(parents=True)
    (folder / "kiriman Juni" / "a.csv").write_bytes(b"a")
    with pytest.raises(SourceFileError, match=r"raw/skm_mei/kiriman Juni/: .* Move its files there"):
        raw_files(folder)
