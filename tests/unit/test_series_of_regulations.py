"""Harmonised series and the questionnaire of 2014: elements that mean the same, and files that are not mistaken."""

import datetime as dt
import hashlib
from dataclasses import replace

import pytest
from export_writers import grid, skm
from export_writers.limesurvey import limesurvey_csv
from export_writers.processing_sheet import ProcessingForm, processing_sheet

from schemas.catalog import Catalog
from schemas.instrument import Origin
from transforms.cleaning.survey import SurveyIntake
from transforms.formats.limits import Limits
from transforms.formats.opening import open_bytes
from transforms.intake.reading import RawFile, Reading

CATALOG = Catalog()
INTAKE = SurveyIntake(CATALOG, None, None, dt.date(2026, 11, 21))
SCORES = [[4, 3, 3, 4, 3, 4, 3, 2, 1], [3, 3, 4, 4, 4, 3, 3, 4, 2]]


def meaning(instrument_id: str, element_code: str) -> str:
    """The key of the regulation's element that an element is."""
    instrument = CATALOG.instruments[instrument_id]
    element = next(one for one in instrument.elements if one.element_code == element_code)
    regulation = CATALOG.regulations[str(instrument.regulation_id)]
    return next(one.key for one in regulation.elements if one.number == element.regulation_element_number)


class TestSeries:
    def test_every_element_of_2014_and_2017_is_harmonised_with_its_own_meaning(self) -> None:
        for series in CATALOG.series.values():
            for element in series.elements:
                for member in element.members:
                    if member.instrument_id != "skm_2004_14":
                        assert meaning(member.instrument_id, member.element_code) == element.harmonised_code

    def test_the_eight_common_elements_are_all_that_both_lists_have(self) -> None:
        keys = [
            {one.key for one in CATALOG.regulations[name].elements}
            for name in ("permenpan_16_2014", "permenpan_14_2017")
        ]
        found = {one.harmonised_code for one in CATALOG.series["common_2014_2017"].elements}
        assert found == keys[0] & keys[1]
        assert len(found) == 8

    def test_the_five_of_2004_are_named_there_otherwise(self) -> None:
        found = {
            element.harmonised_code: meaning("skm_2004_14", member.element_code)
            for element in CATALOG.series["common_2004_2017"].elements
            for member in element.members
            if member.instrument_id == "skm_2004_14"
        }
        assert found == {
            "persyaratan": "persyaratan",
            "prosedur": "prosedur",
            "waktu": "kecepatan",
            "kompetensi": "kemampuan_petugas",
            "perilaku": "kesopanan",
        }

    def test_every_member_says_how_sure_it_is_and_why(self) -> None:
        members = [one for series in CATALOG.series.values() for element in series.elements for one in element.members]
        assert all(one.note for one in members)
        assert {one.confidence for one in members if one.instrument_id == "skm_2014_9"} == {"medium"}


class TestQuestionnaireOf2014:
    def test_it_has_the_elements_of_its_list_in_order(self) -> None:
        elements = CATALOG.instruments["skm_2014_9"].elements
        listed = CATALOG.regulations["permenpan_16_2014"].elements
        assert [one.label_id for one in elements] == [one.label_id for one in listed]
        assert [one.regulation_element_number for one in elements] == list(range(1, 10))

    def test_its_people_are_asked_the_same_as_those_of_2017(self) -> None:
        assert CATALOG.instruments["skm_2014_9"].attributes == CATALOG.instruments["skm_2017_9"].attributes


def read(data: bytes, layout_id: str | None) -> Reading:
    """The one table of a file, by all layouts; `layout_id` is what its origin record says."""
    origin = None
    if layout_id is not None:
        origin = Origin(
            file="berkas", study_id="program", office="Bogor", layout_id=layout_id, sender="Kantor",
            received=dt.date(2016, 6, 3), sha256=hashlib.sha256(data).hexdigest(), rows=2, data_origin="synthetic",
            period="2016-05",
        )  # fmt: skip
    [reading] = INTAKE.read(RawFile("berkas", data, origin), open_bytes(data, Limits()))
    return reading


def sheet(questions: tuple, *, has_side_table: bool) -> bytes:
    """The ministry's processing sheet of two respondents."""
    survey = skm.survey_of(questions, SCORES, office="Kantor Imigrasi Bogor")
    return grid.xlsx([processing_sheet(survey, ProcessingForm(has_side_table=has_side_table))])


class TestSheetsWithTheSameHeaders:
    LAYOUTS = ("kemenpan_u9_2014", "kemenpan_u9_form", "kemenpan_u9_list")

    @pytest.mark.parametrize("layout_id", LAYOUTS)
    def test_the_origin_record_decides(self, layout_id: str) -> None:
        found = read(sheet(skm.questions_2014(), has_side_table=False), layout_id)
        assert found.layout is not None
        assert found.layout.layout_id == layout_id
        assert not found.is_refused

    def test_nothing_decides_nothing(self) -> None:
        found = read(sheet(skm.questions_2014(), has_side_table=False), None)
        assert [one.code.code for one in found.findings if one.code.code == "SKM-F-016"] == ["SKM-F-016"]
        assert found.is_refused

    def test_a_list_of_elements_with_the_charter_is_not_read_as_one_of_2017(self) -> None:
        # Its ninth element, complaints, is ninth in the questionnaire of 2017 too: the list alone does not decide.
        assert read(sheet(skm.questions_2014(), has_side_table=True), None).is_refused
        found = read(sheet(skm.questions_2014(), has_side_table=True), "kemenpan_u9_2014")
        assert not found.is_refused

    def test_a_list_of_elements_of_2017_is_read_as_before(self) -> None:
        found = read(sheet(skm.questions_2017(in_list_order=True), has_side_table=True), None)
        assert found.layout is not None
        assert found.layout.layout_id == "kemenpan_u9_list"
        assert not found.is_refused


@pytest.mark.parametrize(
    ("parent", "count", "layout_id"),
    [("G01Q13", 9, "limesurvey_skm_2014_codes"), ("G01Q23", 14, "limesurvey_skm_2004_codes")],
)
def test_forms_of_ours_are_told_apart_by_the_code_of_their_grid(parent: str, count: int, layout_id: str) -> None:
    asked = skm.questions_2014() if count == 9 else skm.questions_2004()
    questions = tuple(replace(one, parent=parent) for one in asked)
    people = (
        replace(skm.AGE, parent="G02Q05"),
        replace(skm.SEX, parent="G02Q04"),
        replace(skm.EDUCATION, parent="G02Q06"),
        replace(skm.SEX, code="pekerjaan", parent="G02Q07"),
        replace(skm.SEX, code="layanan_satu", parent="G01Q02"),
    )
    survey = replace(skm.survey_of(questions, [[3] * count], office="Kantor Imigrasi Bogor"), profile=people)
    found = read(limesurvey_csv(survey), None)
    assert found.layout is not None
    assert found.layout.layout_id == layout_id
    assert not found.is_refused
