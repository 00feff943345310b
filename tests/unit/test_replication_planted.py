"""A clean paper raises nothing; a planted mistake of each kind is caught, where it stands and no further."""

import pytest
from papers import AUDIT, audited, place, verdicts

from transforms.replication.consequences import consequences, twins
from transforms.replication.frames import Audited
from transforms.replication.sentences import Sentence, sentence

GOOD = {"reproduced", "not_recomputable"}


def _said(result: Audited, *names: str) -> Sentence:
    judged = next(one for one in result.judged if one.figure.place == place(*names))
    return sentence(result.net, judged)


def _bad(result: Audited) -> dict[tuple[str, ...], str]:
    return {tuple(where): verdict for where, verdict in verdicts(result).items() if verdict not in GOOD}


def test_a_clean_paper_raises_nothing() -> None:
    result = audited()
    assert _bad(result) == {}
    assert consequences(result.net) == []
    assert twins(result.net) == []
    not_recomputable = [where for where, verdict in verdicts(result).items() if verdict == "not_recomputable"]
    # The two applicant counts follow from nothing; their growth says nothing to their last digit.
    assert place("teks", "khi kuadrat") in not_recomputable
    assert place("teks", "persen puas") in not_recomputable
    assert len(not_recomputable) <= 4


@pytest.mark.parametrize(
    ("mistake", "where", "printed", "shown"),
    [
        ("wrong sum", ("2", "A", "jumlah"), "128", "2 × 1 + 8 × 2 + 20 × 3 + 10 × 4 = 118"),
        ("wrong divisor", ("2", "Semua", "rata-rata"), "2,15", "/ 3 = 8.6 / 3 = 2.866666…"),
        ("transposed digits", ("2", "A", "rata-rata"), "2,59", "118 / 40 = 2.95"),
        ("wrong category", ("2", "C", "sebutan"), "Baik", "1.75 < 2.25 ≤ 2.5: Kurang Baik"),
        ("impossible percentage", ("teks", "persen puas", ""), "51,3%", "100 × 20 / 40 = 50, 100 × 21 / 40 = 52.5"),
        ("p that does not fit", ("teks", "p", ""), "0,030", "p(chi2; 1; 3.84) = 0.050"),
        ("wrong percentage", ("1", "B", "% 3"), "44,0", "100 × 16 / 40 = 40"),
        ("growth over the later year", ("4", "2022", "kenaikan"), "20,0%", "100 × (250 - 200) / 200 = 25"),
        ("text differs from table", ("teks", "rata-rata A", ""), "2,85", "[2 | A | rata-rata] = 2.95"),
        ("wrong rank", ("teks", "unsur terendah", ""), "unsur A", "unsur C 2.25 < unsur A 2.95 < unsur B 3.4"),
    ],
)
def test_a_planted_mistake_is_caught_where_it_stands(
    mistake: str, where: tuple[str, str, str], printed: str, shown: str
) -> None:
    result = audited({where: printed})
    assert verdicts(result)[place(*where)] == "contradicted", mistake
    said = _said(result, *where)
    assert f"»{printed}«" in said.english
    assert shown in said.english
    assert shown.replace(".", ",") in said.indonesian.replace(".", ",")
    assert {key for key, verdict in _bad(result).items() if verdict == "contradicted"} == {where}


def test_a_wrong_frequency_is_told_from_its_sound_neighbours() -> None:
    # 22 instead of 20 spoils the total of 40, the percentage and the sum of 118; only this count explains all three.
    result = audited({("1", "A", "f 3"): "22"})
    assert _bad(result) == {("1", "A", "f 3"): "contradicted"}
    judged = next(one for one in result.judged if one.figure.place == place("1", "A", "f 3"))
    assert judged.fault is not None
    assert [int(value) for value in judged.fault.instead] == [20]
    assert "With 20 every check holds" in _said(result, "1", "A", "f 3").english


def test_a_total_that_nobody_can_settle_is_inconsistent_and_no_one_is_accused() -> None:
    audit = AUDIT.replace(
        'whole: "1 | {i} | N" }',
        'whole: "1 | {i} | N" }\n  - { rule: partition, parts: ["4 | * | pemohon"], whole: $satu }',
    )
    result = audited(audit=audit)
    assert verdicts(result)[place("4", "2021", "pemohon")] == "inconsistent_in_print"
    assert verdicts(result)[place("4", "2022", "pemohon")] == "inconsistent_in_print"
    assert "200 + 250 = 450 ≠ 1" in _said(result, "4", "2021", "pemohon").english


@pytest.mark.parametrize(
    ("printed", "shown"),
    [("1,75 – 2,50", "1.75 ≤ 1.75"), ("1,80 – 2,50", "1.8 - 1.75 = 0.05 > 0.01")],
    ids=["overlap", "hole"],
)
def test_bands_that_overlap_or_leave_a_hole(printed: str, shown: str) -> None:
    result = audited({("3", "2", "kelas"): printed})
    assert verdicts(result)[place("3", "2", "kelas")] == "contradicted"  # it is not the second of four equal classes
    others = {verdicts(result)[place("3", k, "kelas")] for k in "134"}
    assert others == {"inconsistent_in_print"}
    assert shown in _said(result, "3", "1", "kelas").english


def test_two_statements_of_one_figure() -> None:
    audit = AUDIT.replace(
        '  - { rule: restates, target: "teks | rata-rata A |", source: "2 | A | rata-rata" }',
        '  - { rule: agree, figures: ["teks | rata-rata A |", "teks | khi kuadrat |"] }',
    )
    result = audited(audit=audit)
    assert verdicts(result)[place("teks", "rata-rata A")] == "inconsistent_in_print"
    assert verdicts(result)[place("teks", "khi kuadrat")] == "inconsistent_in_print"


@pytest.mark.parametrize(
    ("printed", "verdict", "rounding"),
    [
        ("2,87", "reproduced", "nearest"),
        ("2,86", "reproduced_by_truncation", "truncated"),
        ("2,8666", "reproduced_by_truncation", "truncated"),
        ("2,860", "reproduced_by_truncation", "truncated_padded"),
        ("2.87", "reproduced", "nearest"),
        ("2,88", "contradicted", None),
    ],
)
def test_rounding_at_the_printed_digits(printed: str, verdict: str, rounding: str | None) -> None:
    result = audited({("2", "Semua", "rata-rata"): printed})
    judged = next(one for one in result.judged if one.figure.place == place("2", "Semua", "rata-rata"))
    assert judged.verdict.value == verdict
    assert judged.finding is not None
    assert (judged.finding.rounding.value if judged.finding.rounding else None) == rounding


def test_slips_are_named() -> None:
    assert (
        "with the divisor 4" in _said(audited({("2", "Semua", "rata-rata"): "2,15"}), "2", "Semua", "rata-rata").english
    )
    assert "transposed" in _said(audited({("2", "A", "rata-rata"): "2,59"}), "2", "A", "rata-rata").english
    assert "decimal mark has moved" in _said(audited({("1", "B", "% 3"): "4,0"}), "1", "B", "% 3").english
    assert "sign is reversed" in _said(audited({("4", "2022", "kenaikan"): "-25,0%"}), "4", "2022", "kenaikan").english


def test_what_follows_from_a_wrong_figure_says_so_and_the_conclusion_that_changes_is_named() -> None:
    # A's mean printed 2,25 makes the overall mean (2.25 + 3.40 + 2.25) / 3 = 2.63, which is how the authors got it.
    result = audited(
        {
            ("2", "A", "rata-rata"): "2,25",
            ("2", "A", "sebutan"): "Kurang Baik",
            ("2", "Semua", "rata-rata"): "2,63",
            ("teks", "rata-rata A", ""): "2,25",
        }
    )
    found = verdicts(result)
    assert found[place("2", "A", "rata-rata")] == "contradicted"
    assert found[place("2", "Semua", "rata-rata")] == "reproduced"
    said = _said(result, "2", "Semua", "rata-rata").english
    assert "without rounding in between the value is 2.866666…" in said
    assert "rests on a contradicted figure: [2 | A | rata-rata]" in said
    changed = {str(one.place): (one.printed, one.recomputed) for one in consequences(result.net)}
    assert changed["2 | A | sebutan"] == ("Kurang Baik", "Baik")


def test_equal_rows_are_remarked_on_and_accused_of_nothing() -> None:
    same = {
        ("1", "B", column): value
        for column, value in zip(("f 1", "f 2", "f 3", "f 4"), ("2", "8", "20", "10"), strict=True)
    }
    result = audited({**same, ("1", "B", "% 3"): "50,0", ("2", "B", "jumlah"): "118", ("2", "B", "rata-rata"): "2,95"})
    assert [(found.table, found.rows) for found in twins(result.net)] == [("1", ("A", "B"))]
