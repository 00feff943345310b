"""A small paper without a mistake, and the same paper with one figure changed."""

import csv
import io
from pathlib import Path

import yaml

from schemas.catalog import parse
from schemas.print_audit import PrintAudit
from transforms.replication.frames import Audited, audit_print
from transforms.replication.printed import COLUMNS, Place, read_rows

# Forty answers to three items on a scale of 1 to 4. Everything below is arithmetic of the hand:
# A 2 x 1 + 8 x 2 + 20 x 3 + 10 x 4 = 118, 118 / 40 = 2.95; B 136 / 40 = 3.40; C 90 / 40 = 2.25;
# (2.95 + 3.40 + 2.25) / 3 = 2.8667; 100 x (250 - 200) / 200 = 25; 100 x 21 / 40 = 52.5; p(chi2 3.84, df 1) = 0.0500.
CLEAN = {
    ("1", "A", "f 1"): "2", ("1", "A", "f 2"): "8", ("1", "A", "f 3"): "20", ("1", "A", "f 4"): "10",
    ("1", "B", "f 1"): "-", ("1", "B", "f 2"): "4", ("1", "B", "f 3"): "16", ("1", "B", "f 4"): "20",
    ("1", "C", "f 1"): "10", ("1", "C", "f 2"): "15", ("1", "C", "f 3"): "10", ("1", "C", "f 4"): "5",
    ("1", "A", "% 3"): "50,0", ("1", "B", "% 3"): "40,0", ("1", "C", "% 3"): "25,0",
    ("1", "A", "N"): "40", ("1", "B", "N"): "40", ("1", "C", "N"): "40",
    ("2", "A", "jumlah"): "118", ("2", "B", "jumlah"): "136", ("2", "C", "jumlah"): "90",
    ("2", "A", "rata-rata"): "2,95", ("2", "B", "rata-rata"): "3,40", ("2", "C", "rata-rata"): "2,25",
    ("2", "A", "sebutan"): "Baik", ("2", "B", "sebutan"): "Sangat Baik", ("2", "C", "sebutan"): "Kurang Baik",
    ("2", "Semua", "rata-rata"): "2,87", ("2", "Semua", "sebutan"): "Baik",
    ("3", "1", "kelas"): "1,00 – 1,75", ("3", "2", "kelas"): "1,76 – 2,50",
    ("3", "3", "kelas"): "2,51 – 3,25", ("3", "4", "kelas"): "3,26 – 4,00",
    ("4", "2021", "pemohon"): "200", ("4", "2022", "pemohon"): "250", ("4", "2022", "kenaikan"): "25,0%",
    ("teks", "rata-rata A", ""): "2,95", ("teks", "persen puas", ""): "52,5%",
    ("teks", "khi kuadrat", ""): "3,84", ("teks", "p", ""): "0,050",
    ("teks", "unsur terendah", ""): "unsur C",
}  # fmt: skip

AUDIT = """
study_id: kecil
title_id: Makalah kecil
title_en: A small paper
source: made by hand
constants:
  satu: { value: "1", source: degrees of freedom }
bands:
  sebutan:
    edges: ["1", "1.75", "2.5", "3.25", "4"]
    labels: [Tidak Baik, Kurang Baik, Baik, Sangat Baik]
    inclusive: upper
    digits: 2
    source: table 3
tables:
  "1": { title_id: Jawaban, title_en: Answers, zero_marks: ["-"] }
checks:
  - { rule: partition, for: { i: [A, B, C] }, parts: ["1 | {i} | f <1..4>"], whole: "1 | {i} | N" }
  - { rule: quotient, for: { i: [A, B, C] }, target: "1 | {i} | % 3", dividend: "1 | {i} | f 3", divisor: "1 | {i} | N", times: "100" }
  - { rule: weighted_sum, for: { i: [A, B, C] }, target: "2 | {i} | jumlah", counts: ["1 | {i} | f <1..4>"], scores: ["1", "2", "3", "4"] }
  - { rule: quotient, for: { i: [A, B, C] }, target: "2 | {i} | rata-rata", dividend: "2 | {i} | jumlah", divisor: "1 | {i} | N" }
  - { rule: band, for: { i: [A, B, C, Semua] }, target: "2 | {i} | sebutan", value: "2 | {i} | rata-rata", bands: sebutan }
  - { rule: mean, target: "2 | Semua | rata-rata", values: ["2 | <A, B, C> | rata-rata"] }
  - { rule: class_interval, for: { k: ["1", "2", "3", "4"] }, target: "3 | {k} | kelas", number: "{k}", classes: 4, lowest: "1", highest: "4", edges: upper }
  - { rule: cover, figures: ["3 | * | kelas"] }
  - { rule: growth, target: "4 | 2022 | kenaikan", before: "4 | 2021 | pemohon", after: "4 | 2022 | pemohon" }
  - { rule: restates, target: "teks | rata-rata A |", source: "2 | A | rata-rata" }
  - { rule: grim, target: "teks | persen puas |", n: "1 | A | N", times: "100" }
  - { rule: p_value, target: "teks | p |", distribution: chi2, statistic: "teks | khi kuadrat |", df: [$satu] }
  - rule: extreme
    target: "teks | unsur terendah |"
    by: value
    order: lowest
    place: 1
    candidates:
      - { label: unsur A, of: ["2 | A | rata-rata"] }
      - { label: unsur B, of: ["2 | B | rata-rata"] }
      - { label: unsur C, of: ["2 | C | rata-rata"] }
missing:
  - { figures: ["teks | persen puas |"], needs_id: jawaban tiap responden, needs_en: each answer }
  - { figures: ["teks | khi kuadrat |"], needs_id: tabel silang, needs_en: the cross table }
"""


def place(*names: str) -> Place:
    """Return a place; the column may be left out."""
    return Place(*names, *[""] * (3 - len(names)))


def texts(changes: dict[tuple[str, ...], str] | None = None) -> dict[Place, str]:
    """Return the small paper's printed texts, some of them changed."""
    changed = {place(*key): value for key, value in (changes or {}).items()}
    found = {Place(*key): value for key, value in CLEAN.items()}
    assert set(changed) <= set(found), "the paper prints no such figure"
    return {**found, **changed}


def audited(changes: dict[tuple[str, ...], str] | None = None, audit: str = AUDIT) -> Audited:
    """Audit the small paper, some of its figures changed."""
    return audit_print(parse(PrintAudit, audit, "audit.yaml"), texts(changes))


def verdicts(result: Audited) -> dict[Place, str]:
    """Return the verdict on each figure."""
    return {one.figure.place: one.verdict.value for one in result.judged}


def write_paper(folder: Path, changes: dict[tuple[str, ...], str] | None = None, audit: str = AUDIT) -> Path:
    """Write the small paper as a folder of printed figures."""
    folder.mkdir(parents=True, exist_ok=True)
    study = yaml.safe_load(audit)["study_id"]
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([study, *where, printed] for where, printed in texts(changes).items())
    (folder / "published.csv").write_text(target.getvalue(), encoding="utf-8")
    (folder / "audit.yaml").write_text(audit, encoding="utf-8")
    return folder


def five_studies(reference: Path) -> dict[str, Audited]:
    """Audit the five published studies."""
    printed = read_rows((reference / "published.csv").read_text(encoding="utf-8"), "published.csv")
    return {
        study: audit_print(
            parse(PrintAudit, (reference / study / "audit.yaml").read_text(encoding="utf-8"), study), found
        )
        for study, found in printed.items()
    }
