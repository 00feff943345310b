"""Audit files and printed figures with mistakes: each is named with its place, and nothing is guessed."""

from fractions import Fraction
from pathlib import Path

import pytest
from papers import AUDIT, audited, place, texts, write_paper

from flows.errors import ConfigError
from flows.replication import audit_papers, read_papers
from schemas.catalog import parse
from schemas.print_audit import PrintAudit
from transforms.replication.frames import audit_print
from transforms.replication.printed import Place, PrintedError, figure, read_rows
from transforms.replication.rounding import Rounding, rounding_of, shown
from transforms.replication.wiring import WiringError


# --- printed texts ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("printed", "value", "digits"),
    [
        ("2,67", "2.67", 2),
        ("100.0", "100", 1),
        ("-10,9%", "-10.9", 1),
        ("−0,68", "-0.68", 2),
        ("=13", "13", 0),
        ("45321", "45321", 0),
        ("0", "0", 0),
    ],
)
def test_a_printed_number_is_read_with_its_decimals(printed: str, value: str, digits: int) -> None:
    read = figure(Place("1", "a", "b"), printed)
    assert read.number is not None
    assert read.number.value == Fraction(value)
    assert read.number.digits == digits


@pytest.mark.parametrize("printed", ["Baik", "", "-", "5, 6, 7, 8, 11", "1,00 – 1,75", "99,78 = 100"])
def test_words_ranges_and_lists_are_no_number(printed: str) -> None:
    assert figure(Place("1", "a", "b"), printed).number is None


def test_a_dash_is_zero_only_where_the_audit_file_says_so() -> None:
    assert figure(Place("1", "a", "b"), "-", ("-",)).number is not None
    assert [one.value for one in figure(Place("1", "a", "b"), "25 – 43,75").numbers] == [25, Fraction("43.75")]


@pytest.mark.parametrize(
    ("value", "printed", "rule"),
    [
        (Fraction(401, 150), "2,67", Rounding.NEAREST),
        (Fraction(433, 150), "2,88", Rounding.TRUNCATED),  # 2.8867
        (Fraction("2.175"), "2,18", Rounding.HALF_UP),  # half to even gives 2.18 as well: 7 is odd
        (Fraction("2.165"), "2,17", Rounding.HALF_UP),
        (Fraction("2.165"), "2,16", Rounding.HALF_EVEN),
        (Fraction("-1.05"), "-1,0", Rounding.HALF_EVEN),
        (Fraction(86, 3), "28,60", Rounding.TRUNCATED_PADDED),  # 28.667
        (Fraction(118, 40), "2,95", Rounding.EXACT),
        (Fraction(118, 40), "2,96", None),
        (Fraction(-2, 3), "-0,66", Rounding.TRUNCATED),
    ],
)
def test_the_mildest_rule_is_named(value: Fraction, printed: str, rule: Rounding | None) -> None:
    number = figure(Place("1", "a", "b"), printed).number
    assert number is not None
    found = rounding_of(value, number)
    if value == Fraction("2.175"):
        assert found is Rounding.NEAREST
    else:
        assert found is rule


def test_numbers_in_arithmetic_are_whole_or_marked_as_cut() -> None:
    assert [shown(Fraction(one)) for one in ("2", "2.5", "1/3", "-2/3", "1/7")] == [
        "2", "2.5", "0.333333…", "-0.666666…", "0.142857…",
    ]  # fmt: skip


def test_a_file_of_figures_with_another_header_or_a_place_twice() -> None:
    with pytest.raises(PrintedError, match=r"x.csv, line 1: found a, b; expected study, table, row, column, printed"):
        read_rows("a,b\n", "x.csv")
    with pytest.raises(PrintedError, match=r"line 3: found 1 \| a \| b a second time"):
        read_rows("study,table,row,column,printed\ns,1,a,b,2\ns,1,a,b,3\n", "x.csv")
    with pytest.raises(PrintedError, match="line 2: found 4 cells"):
        read_rows("study,table,row,column,printed\ns,1,a,b\n", "x.csv")


# --- audit files -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('target: "2 | Semua | rata-rata"', 'target: "2 | Seluruh | rata-rata"', "found 2 | Seluruh | rata-rata; expected a printed figure"),
        ("df: [$satu]", "df: [$dua]", "found $dua; expected one of the constants satu"),
        ('source: "2 | A | rata-rata"', 'source: "~indeks"', "found ~indeks; expected a figure that a check of the file computes"),
        ('source: "2 | A | rata-rata"', 'source: "rata-rata"', "expected table | row | column"),
    ],
)  # fmt: skip
def test_an_operand_that_is_not_printed_is_named_with_its_check(old: str, new: str, told: str) -> None:
    assert AUDIT.count(old) == 1
    with pytest.raises(WiringError) as caught:
        audited(audit=AUDIT.replace(old, new))
    assert told in str(caught.value)


def test_all_mistakes_of_an_audit_file_are_told_at_once() -> None:
    audit = AUDIT.replace("df: [$satu]", "df: [$dua]").replace(
        'source: "2 | A | rata-rata"', 'source: "2 | Z | rata-rata"'
    )
    with pytest.raises(WiringError) as caught:
        audit_print(parse(PrintAudit, audit, "audit.yaml"), texts())
    assert len(caught.value.mistakes) == 2


# --- folders ---------------------------------------------------------------------------------------------------------
def test_a_folder_without_figures(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"found 0 published.csv and 0 audit.yaml; expected at least one of each"):
        read_papers(tmp_path)


def test_figures_without_an_audit_file_are_not_passed_over(tmp_path: Path) -> None:
    folder = write_paper(tmp_path / "kecil")
    with (folder / "published.csv").open("a", encoding="utf-8") as file:
        file.write("lain,1,a,b,3\n")
    with pytest.raises(ConfigError, match=r"lain: found printed figures and no audit.yaml"):
        read_papers(tmp_path)


def test_two_papers_in_folders_of_their_own(tmp_path: Path) -> None:
    write_paper(tmp_path / "satu")
    write_paper(tmp_path / "dua", audit=AUDIT.replace("study_id: kecil", "study_id: dua"))
    papers = read_papers(tmp_path)
    assert [audit.study_id for audit in papers.audits] == ["dua", "kecil"]
    assert len(audit_papers(papers)) == 2


def test_the_same_study_twice(tmp_path: Path) -> None:
    write_paper(tmp_path / "satu")
    write_paper(tmp_path / "dua")
    with pytest.raises(ConfigError) as caught:
        read_papers(tmp_path)
    assert "found figures of kecil that another published.csv holds too" in str(caught.value)
    assert "found study_id kecil a second time" in str(caught.value)


def test_a_broken_audit_file_is_told_with_its_line(tmp_path: Path) -> None:
    write_paper(tmp_path, audit=AUDIT.replace("rule: mean", "rule: average"))
    with pytest.raises(ConfigError, match=r"audit.yaml, line \d+"):
        read_papers(tmp_path)


def test_text_that_is_not_utf_8(tmp_path: Path) -> None:
    folder = write_paper(tmp_path)
    (folder / "published.csv").write_bytes(b"study,table,row,column,printed\nkecil,1,\x96,f,2\n")
    with pytest.raises(ConfigError, match=r"published.csv, byte 39: found text that is not UTF-8"):
        read_papers(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('scores: ["1", "2", "3", "4"]', 'scores: ["1", "2", "3"]', "found 4 counts and 3 scores"),
        ('number: "{k}"', 'number: "9"', "found class '9'; expected a number from 1 to 4"),
        ('source: "2 | A | rata-rata"', 'source: "2 | * | rata-rata"', "found 4 figures as source; expected one"),
        ('values: ["2 | <A, B, C> | rata-rata"]', 'values: ["~x"] }\n  - { rule: sum, target: ~x, parts: [~y] }\n  - { rule: sum, target: ~y, parts: [~x]', "computed from itself"),
    ],
)  # fmt: skip
def test_parts_of_a_check_that_do_not_fit(old: str, new: str, told: str) -> None:
    assert old in AUDIT
    with pytest.raises(WiringError) as caught:
        audited(audit=AUDIT.replace(old, new))
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("bands: sebutan }", "bands: mutu }", "names the band table 'mutu'"),
        ("distribution: chi2", "distribution: f", "f has 2 degrees of freedom, found 1"),
        ("place: 1", "place: 4", "place 4 among 3 candidates"),
        ("by: value", "by: quotient", "quotient takes 2 figures, unsur A has another number"),
        ('edges: ["1", "1.75", "2.5", "3.25", "4"]', 'edges: ["1", "1.75", "2.5", "4"]', "4 labels with 4 edges"),
        ('lowest: "1", highest: "4"', 'lowest: "4", highest: "1"', "classes from 4 to 1"),
    ],
)
def test_checks_that_contradict_themselves_are_told_with_their_line(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    assert old in AUDIT
    write_paper(tmp_path, audit=AUDIT.replace(old, new))
    with pytest.raises(ConfigError, match=r"audit.yaml, line \d+") as caught:
        read_papers(tmp_path)
    assert told in str(caught.value)


def test_a_total_printed_as_zero_is_at_fault_and_no_traceback() -> None:
    result = audited({("1", "C", "N"): "0"})
    (fault,) = result.net.faults
    assert (fault.place, fault.instead) == (place("1", "C", "N"), (Fraction(40),))
