"""A consistent table is clean whatever it holds, and a figure that is put wrong is the one that is found."""

from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from papers import verdicts

from schemas.catalog import parse
from schemas.print_audit import PrintAudit
from transforms.exact import decimal_text, round_half_up
from transforms.replication.frames import Audited, audit_print, frames
from transforms.replication.printed import Place

ITEMS = ("A", "B", "C", "D")
FREQUENCIES = st.lists(st.integers(0, 60), min_size=4, max_size=4).filter(lambda counts: sum(counts) > 0)
TABLE = st.lists(FREQUENCIES, min_size=len(ITEMS), max_size=len(ITEMS))
SETTINGS = settings(max_examples=40, deadline=None)
CHECKED = """
study_id: acak
title_id: Tabel acak
title_en: A random table
source: generated
bands:
  sebutan: { edges: ["1", "1.75", "2.5", "3.25", "4"], labels: [Tidak Baik, Kurang Baik, Baik, Sangat Baik], inclusive: upper, digits: 2, source: KEP/25/M.PAN/2/2004 }
checks:
  - { rule: partition, for: { i: [A, B, C, D] }, parts: ["1 | {i} | f <1..4>"], whole: "1 | {i} | N" }
  - { rule: weighted_sum, for: { i: [A, B, C, D], k: ["1", "2", "3", "4"] }, target: "1 | {i} | n.{k}", counts: ["1 | {i} | f {k}"], scores: ["{k}"] }
  - { rule: sum, for: { i: [A, B, C, D] }, target: "1 | {i} | jumlah", parts: ["1 | {i} | n.<1..4>"] }
  - { rule: quotient, for: { i: [A, B, C, D] }, target: "1 | {i} | rata-rata", dividend: "1 | {i} | jumlah", divisor: "1 | {i} | N" }
  - { rule: band, for: { i: [A, B, C, D] }, target: "1 | {i} | sebutan", value: "1 | {i} | rata-rata", bands: sebutan }
  - { rule: mean, target: "1 | Semua | rata-rata", values: ["1 | <A, B, C, D> | rata-rata"] }
"""
LABELS = ("Tidak Baik", "Kurang Baik", "Baik", "Sangat Baik")


def _rounded(value: Fraction, digits: int = 2) -> str:
    return decimal_text(round_half_up(value, digits), digits).replace(".", ",")


def _label(mean: Fraction) -> str:
    rounded = round_half_up(mean, 2)
    return LABELS[sum(rounded > Fraction(edge) for edge in ("1.75", "2.5", "3.25"))]


def _printed(table: list[list[int]]) -> dict[Place, str]:
    found: dict[Place, str] = {}
    means = []
    for item, counts in zip(ITEMS, table, strict=True):
        total = sum(score * count for score, count in enumerate(counts, start=1))
        means.append(Fraction(total, sum(counts)))
        for score, count in enumerate(counts, start=1):
            found[Place("1", item, f"f {score}")] = str(count)
            found[Place("1", item, f"n.{score}")] = str(score * count)
        found[Place("1", item, "N")] = str(sum(counts))
        found[Place("1", item, "jumlah")] = str(total)
        found[Place("1", item, "rata-rata")] = _rounded(means[-1])
        found[Place("1", item, "sebutan")] = _label(means[-1])
    found[Place("1", "Semua", "rata-rata")] = _rounded(sum(means, Fraction(0)) / len(means))
    return found


FILE = parse(PrintAudit, CHECKED, "audit.yaml")


def _audit(printed: dict[Place, str]) -> Audited:
    return audit_print(FILE, printed)


@SETTINGS
@given(TABLE)
def test_a_consistent_table_is_clean(table: list[list[int]]) -> None:
    found = verdicts(_audit(_printed(table)))
    assert set(found.values()) == {"reproduced"}


@SETTINGS
@given(TABLE, st.sampled_from(ITEMS), st.integers(1, 4), st.integers(1, 30))
def test_a_wrong_frequency_is_found_and_put_right(table: list[list[int]], item: str, score: int, more: int) -> None:
    printed = _printed(table)
    where = Place("1", item, f"f {score}")
    right = int(printed[where])
    result = _audit({**printed, where: str(right + more)})
    assert {place for place, verdict in verdicts(result).items() if verdict != "reproduced"} == {where}
    (fault,) = result.net.faults
    assert fault.instead == (right,)


@SETTINGS
@given(TABLE, st.sampled_from(ITEMS), st.integers(-150, 150))
def test_a_wrong_mean_is_contradicted(table: list[list[int]], item: str, hundredths: int) -> None:
    assume(abs(hundredths) > 1)  # one hundredth off may be a truncation
    printed = _printed(table)
    where = Place("1", item, "rata-rata")
    value = Fraction(printed[where].replace(",", ".")) + Fraction(hundredths, 100)
    assume(1 <= value <= 4)
    assume((value * 10).denominator != 1)  # 2.1429 printed 2,10 may be cut off after one decimal
    found = verdicts(_audit({**printed, where: _rounded(value)}))
    assert found[where] == "contradicted"
    sums = [place for place in printed if place.column in ("jumlah", "N") or place.column.startswith(("f ", "n."))]
    assert {found[place] for place in sums} == {"reproduced"}


@SETTINGS
@given(TABLE, st.randoms(use_true_random=False))
def test_the_order_of_print_changes_no_verdict(table: list[list[int]], random: object) -> None:
    printed = _printed(table)
    wrong = {**printed, Place("1", "B", "jumlah"): str(int(printed[Place("1", "B", "jumlah")]) + 7)}
    shuffled = list(wrong.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert verdicts(_audit(dict(shuffled))) == verdicts(_audit(wrong))


WORDS = st.one_of(
    st.sampled_from(
        ["", "-", "0", "1.306,5", "99,78 = 100", "Baik", "1,00 – 1,75", "%", "−3", "٣", "\x00", "∞", "1e9", "<b>"]
    ),
    st.text(max_size=12),
    st.integers(-(10**12), 10**12).map(str),
)


@SETTINGS
@given(TABLE, st.dictionaries(st.integers(0, 40), WORDS, max_size=8))
def test_whatever_is_printed_every_figure_gets_one_verdict(table: list[list[int]], noise: dict[int, str]) -> None:
    printed = list(_printed(table).items())
    for number, text in noise.items():
        printed[number % len(printed)] = (printed[number % len(printed)][0], text)
    result = _audit(dict(printed))
    made = frames([result])
    assert len(made["out_audit__figures"]) == len(printed)
    assert int(made["out_audit__summary"]["figures_n"].sum()) == len(printed)
