"""SPAK and SPKP beside SKM: their files are taken and accounted for, their indices published, and SKM stays as it was.

The programme has two offices, bogor and bekasi, both in Jawa Barat. Numbers follow from hand arithmetic beside the test.
"""

from datetime import date
from fractions import Fraction

import pytest
from programme_deliveries import Answer, delivery, group
from small_programme import CATALOG, programme
from tiny_programme import write_programme

from schemas.catalog import Catalog, CatalogError
from schemas.programme import Programme
from schemas.registry import PROGRAMME_TABLES
from transforms.cleaning.survey import SurveyIntake
from transforms.programme.assembly import assemble
from transforms.programme.companion_rows import companion_rows
from transforms.programme.offices import OfficeTimes
from transforms.programme.reported import Reported
from transforms.programme.tables import RunFacts, programme_tables
from transforms.publication.display import records

BESIDE = "spak_spkp_2023"
USED = programme().model_copy(update={"first_month": "2024-05", "companions": (BESIDE,)})
TIMES = OfficeTimes(USED, CATALOG, "2024-06")
MAIN = delivery(
    "skm.csv",
    [*group("bogor", "2024-05", [4, 3, 4]), *group("bekasi", "2024-05", [3, 2])],
    received="2024-06-09",
    sha="a" * 64,
)


def spak(name, answers, **more):
    return delivery(name, answers, instrument=BESIDE, **more)


def assembled(*files):
    return assemble(files, USED, CATALOG, TIMES)


def tables(*files):
    run = RunFacts(1, "2024-06", date(2024, 7, 5), {one.file_name: 1 for one in files})
    return programme_tables(assembled(*files), USED, CATALOG, TIMES, Reported(), run)


def row(frame, scope, period="2024-05", code="spak"):
    where = (frame["scope_code"] == scope) & (frame["period_code"] == period) & (frame["companion_code"] == code)
    (found,) = records(frame[where])  # None where a cell is empty
    return found


def rows_of(*files):
    return companion_rows(assembled(*files).companion_cells(), USED, CATALOG)


# --- the indices ------------------------------------------------------------------------------------------------------
def test_offices_and_the_country_by_hand():
    # One score for all statements: bogor 6 6 6, mean 6, x 4/6 = 4; bekasi 4 5, mean 9/2, x 4/6 = 3.
    # All five pooled: 27/5 = 5.4, x 4/6 = 18/5 = 3.60, exactly the threshold of SPAK; that of SPKP is 3.20 and 3.60.
    found = rows_of(spak("a.csv", [*group("bogor", "2024-05", [6, 6, 6]), *group("bekasi", "2024-05", [4, 5])]))
    bogor, bekasi, country = (row(found, scope) for scope in ("bogor", "bekasi", "national"))
    assert [one["mean_raw_fraction"] for one in (bogor, bekasi, country)] == ["6/1", "9/2", "27/5"]
    assert [one["mean_converted_fraction"] for one in (bogor, bekasi, country)] == ["4/1", "3/1", "18/5"]
    assert [one["is_wbk_reached"] for one in (bogor, bekasi, country)] == [True, False, True]
    assert (country["threshold_wbk"], country["threshold_wbk_confidence"]) == ("3.60", "low")
    assert (country["threshold_wbbm"], country["threshold_wbbm_confidence"]) == ("3.60", "medium")
    assert (country["offices_n"], country["respondents_n"], country["elements_n"]) == (2, 5, 5)
    assert (country["answers_n"], country["missing_n"]) == (25, 0)
    assert (country["conversion"], country["conversion_confidence"], country["is_small_n"]) == ("x 4/6", "medium", True)
    quality = row(found, "bekasi", code="spkp")  # 3.00 reaches neither 3.20 nor 3.60
    assert (quality["threshold_wbk"], quality["elements_n"], quality["answers_n"]) == ("3.20", 8, 16)
    assert (quality["is_wbk_reached"], quality["is_wbbm_reached"]) == (False, False)
    assert "ambang WBK: keyakinan rendah" in country["remark_id"]
    assert "threshold WBK: low confidence" in country["remark_en"]


def test_the_error_of_a_converted_mean_by_hand():
    # bekasi 4 and 5, converted 8/3 and 10/3 about 3: variance 2/9, error sqrt(2/9 / 2) = 1/3; t of one degree of freedom is
    # 12.7, so the interval is the whole scale. bogor does not differ: no error. Both: values (2/3 x score - 3.6) / 5, bogor
    # adds nothing, bekasi's are 1/15 on either side of their mean: 2 x 2 / 225, error 2/15. t of 2 + 1 degrees: 3.182446.
    found = rows_of(spak("a.csv", [*group("bogor", "2024-05", [6, 6, 6]), *group("bekasi", "2024-05", [4, 5])]))
    bogor, bekasi, country = (row(found, scope) for scope in ("bogor", "bekasi", "national"))
    assert [bogor[name] for name in ("converted_error", "converted_lower", "effective_n")] == [None, None, None]
    assert bekasi["converted_error"] == pytest.approx(1 / 3, rel=1e-12)
    assert (bekasi["converted_lower"], bekasi["converted_upper"]) == (pytest.approx(2 / 3), 4.0)
    assert country["converted_error"] == pytest.approx(2 / 15, rel=1e-12)
    assert country["converted_lower"] == pytest.approx(3.6 - 3.182446 * 2 / 15, abs=1e-6)
    # A simple sample: deviations 0.4 0.4 0.4 -28/30 -8/30 over 5, squares 0.48 + 848/900 = 1.42222, 5/4 of it over 25
    assert country["effective_n"] == pytest.approx(5 * (1.4222222 / 20) / (4 / 225), rel=1e-6)


def test_applications_correct_the_error_and_a_number_below_the_respondents_does_not():
    """Both of bekasi's two applicants answered: certain. One applicant for two answers cannot be right."""
    cells = assembled(spak("a.csv", group("bekasi", "2024-05", [4, 5]))).companion_cells()
    errors = [
        row(companion_rows(cells, USED, CATALOG, {("bekasi", "2024-05"): given}), "bekasi")["converted_error"]
        for given in (2, 4, 1)
    ]
    assert errors == [0.0, pytest.approx((1 / 18) ** 0.5), pytest.approx(1 / 3)]


def test_a_hair_below_the_threshold_is_below_it():
    # 26 of 27 points at one statement only: means 5.4 5.4 5.4 5.4 5.2, mean 5.36, x 2/3 = 268/75 = 3.573
    scores = [6, 6, 6, 4, 5]
    people = [Answer("bogor", "2024-05", [one] * 13) for one in scores[:4]]
    people.append(Answer("bogor", "2024-05", [5, 5, 5, 5, 4, *[5] * 8]))
    one = row(rows_of(spak("a.csv", people)), "bogor")
    assert Fraction(one["mean_converted_fraction"]) == Fraction(268, 75)
    assert one["is_wbk_reached"] is False


def test_months_add_up_and_a_statement_without_answers_empties_its_index_only():
    may = spak("a.csv", [Answer("bogor", "2024-05", [6] * 4 + [None] + [6] * 8)])
    june = spak("b.csv", group("bogor", "2024-06", [5]))
    found = rows_of(may, june)
    alone, quarter = row(found, "bogor"), row(found, "bogor", "2024-Q2")
    assert (alone["mean_raw_fraction"], alone["is_wbk_reached"], alone["missing_n"]) == (None, None, 1)
    assert row(found, "bogor", code="spkp")["mean_raw_fraction"] == "6/1"
    # four statements have 6 and 5, the fifth only 5: (4 x 5.5 + 5) / 5 = 27/5
    assert (quarter["mean_raw_fraction"], quarter["respondents_n"], quarter["missing_n"]) == ("27/5", 2, 1)


def test_nobody_asked_gives_an_empty_table_of_the_contract():
    frame = tables(MAIN)["fact_companions"]
    assert frame.empty
    assert tuple(frame.columns) == PROGRAMME_TABLES["fact_companions"].columns


# --- beside SKM, never in it ------------------------------------------------------------------------------------------
def test_tables_of_skm_are_what_they_are_without_the_files_beside():
    """The file of SPAK came on time, that of SKM late; bogor's June was answered to SPAK only."""
    beside = spak(
        "beside.csv",
        [*group("bogor", "2024-05", [6, 6]), *group("bogor", "2024-06", [5]), *group("bekasi", "2024-05", [4])],
        received="2024-06-01",
        sha="b" * 64,
    )
    without, both = tables(MAIN), tables(MAIN, beside)
    own = ("dim_run", "fact_files", "fact_waterfall", "fact_companions")
    for name in PROGRAMME_TABLES:
        if name not in own:
            assert both[name].equals(without[name]), name
    assert both["fact_files"].iloc[:1].equals(without["fact_files"])
    assert both["fact_files"]["rows_accepted_n"].tolist() == [5, 4]
    assert not (both["fact_findings"]["finding_code"] == "SKM-W-021").any()
    assert len(both["fact_companions"]) > 0


def test_repeats_and_corrections_are_refused_and_filtered_as_for_skm():
    twice = [Answer("bogor", "2024-05", 6, number="7")]
    one = assembled(
        spak("a.csv", [*twice, *group("bogor", "2024-05", [1])]),
        spak("b.csv", twice, received="2024-06-02"),
        spak("c.csv", group("bekasi", "2024-05", [1, 1])),
        spak("d.csv", group("bekasi", "2024-05", [6]), replaces="c.csv"),
        delivery("skm.csv", [Answer("bogor", "2024-05", 4, number="7")]),
    )
    assert len(one.companion_people) == 3  # two of a.csv, one of d.csv; the same number in SKM is another answer
    assert one.companion_people["file_number"].tolist() == [1, 1, 4]
    assert len(one.people) == 1
    assert [len(some.refusals) for some in one.deliveries] == [0, 1, 0, 0, 0]
    assert [sum(some.values()) for some in one.filtered] == [0, 0, 2, 0, 0]
    assert one.touched(["a.csv"]) == frozenset()


def test_the_intake_knows_the_layouts_of_both():
    def known(used):
        return {one.layout.layout_id for one in SurveyIntake.of_programme(CATALOG, used, date(2024, 7, 5)).layouts}

    assert known(USED) - known(programme()) == {"limesurvey_spak_spkp_codes"}
    assert known(programme()) <= known(USED)


# --- what a programme may name ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("companions", "message"),
    [((BESIDE, BESIDE), "companion given twice"), (("skm_2017_9",), "among questionnaires and companions")],
)
def test_a_companion_is_named_once_and_is_no_questionnaire_of_skm(companions, message):
    with pytest.raises(ValueError, match=message):
        Programme.model_validate(programme().model_dump() | {"companions": companions})


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("unknown", "'unknown'; expected one of"),
        ("skm_2014_9", "of which no index is declared; expected spak_spkp_2023"),
    ],
)
def test_the_catalogue_says_where_a_companion_is_wrong(tmp_path, code, message):
    write_programme(tmp_path, "2024-05")
    (path,) = (tmp_path / "catalog" / "programmes").iterdir()
    path.write_text(f"{path.read_text(encoding='utf-8')}companions: [{code}]\n", encoding="utf-8")
    with pytest.raises(CatalogError) as error:
        Catalog(tmp_path / "catalog")
    (mistake,) = error.value.mistakes
    assert mistake.path == "companions.0"
    assert message in str(mistake)
