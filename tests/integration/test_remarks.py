"""Remarks are stored by no run; somebody who asks gets them masked, in a file of his own."""

import csv
import os
import subprocess
import sys
from pathlib import Path

from skm_study import STUDY

HEADER = [
    "id", "submitdate", "startdate", "G01Q01", "G01Q02", "G02Q04", "G02Q05", "G02Q06", "G02Q07",
    *[f"G01Q03[SQ00{number}]" for number in range(1, 10)], "G03Q01. Nama lengkap", "G03Q02. Saran dan masukan",
]  # fmt: skip
REMARKS = (
    ("Budi Hartono", "Antrean loket tiga terlalu panjang, kata Budi Hartono kepada petugas"),
    ("Siti Rahmawati", "Mohon hubungi saya di 0812 3456 7890 tentang paspor anak saya"),
    ("Joko Susilo", "Pelayanan sudah baik dan petugas sangat membantu kami sekeluarga"),
    ("Dewi Lestari", "Tolong kursi tunggu ditambah, kirim jawaban ke dewi@contoh.id ya"),
    ("Agus Salim", "Ruang tunggu panas dan kipas angin tidak menyala sejak pagi"),
)


def _export() -> bytes:
    lines = [HEADER]
    for number, (name, remark) in enumerate(REMARKS, start=1):
        when = f"2024-05-{number + 2:02d}"
        lines.append([str(number), f"{when} 10:00:00", f"{when} 09:50:00", "Kanim Bogor", "A1", "A2", "33", "A5", "A4",
                      *["A4", "A3"] * 4, "A3", name, remark])  # fmt: skip
    return "".join(";".join(f'"{cell}"' for cell in line) + "\r\n" for line in lines).encode("utf-8-sig")


def test_remarks_are_masked_and_only_written_where_somebody_asks(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "catalog/studies").mkdir(parents=True)
    study = STUDY.replace("offices: [bogor, jayapura, tangerang]", "offices: [bogor]")
    (data / "catalog/studies/skm_mei.yaml").write_text(study.lstrip(), encoding="utf-8")
    (data / "raw/skm_mei").mkdir(parents=True)
    (data / "raw/skm_mei/bogor.csv").write_bytes(_export())
    target = tmp_path / "saran.csv"
    command = [sys.executable, "-m", "flows.cli", "remarks", "--study", "skm_mei", "--data-dir", str(data), "--to"]
    done = subprocess.run([*command, str(target)], capture_output=True, text=True, check=False, env=os.environ)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("5 saran / remarks")
    with target.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {(row["office_code"], row["period"], row["column_number"]) for row in rows} == {("bogor", "2024-05", "20")}
    text = target.read_text(encoding="utf-8")
    assert "Ruang tunggu panas dan kipas angin tidak menyala sejak pagi" in text
    for hidden in ("Budi", "Hartono", "0812", "7890", "dewi@contoh.id", "Siti", "Joko"):
        assert hidden not in text
    assert target.stat().st_mode & 0o077 == 0
    assert "kata [" in text  # a mark stands where the respondent wrote his own name
    done = subprocess.run(
        [*command, str(data / "published/saran.csv")], capture_output=True, text=True, check=False, env=os.environ
    )
    assert (done.returncode, "expected one that only you read" in done.stderr) == (2, True)
