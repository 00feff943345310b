"""Mistakes in the files of programmes, series and follow-up tables are refused, each with its line and what would be right."""

from textwrap import dedent

import pytest
import yaml
from tiny_programme import PROGRAMME_ID, write_programme

from schemas.catalog import Catalog, CatalogError, parse
from schemas.follow_up import FollowUp
from schemas.programme import Programme
from schemas.series import Series


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    """A programme file without a mistake."""
    folder = tmp_path_factory.mktemp("data")
    write_programme(folder, "2024-05")
    return (folder / "catalog" / "programmes" / f"{PROGRAMME_ID}.yaml").read_text(encoding="utf-8")


def mistakes(model, document, name="file.yaml"):
    content = document if isinstance(document, str) else yaml.safe_dump(document, allow_unicode=True)
    with pytest.raises(CatalogError) as caught:
        parse(model, content, name)
    return [str(one) for one in caught.value.mistakes]


def with_more(text, **changes):
    return yaml.safe_load(text) | changes


EXCEPTION = {
    "offices": ["bogor"], "first_month": "2024-05", "last_month": "2024-07", "instrument_id": "skm_2017_9",
    "reason_id": "Formulir lama", "reason_en": "Old forms",
}  # fmt: skip
QUESTIONNAIRE = {"regulation_id": "permenpan_14_2017", "instrument_id": "skm_2017_9", "rounding": {"index_digits": 2}}


def test_the_shipped_files_are_read_and_name_only_what_there_is(text):
    one = parse(Programme, text, "file.yaml")
    assert (one.first_month, one.due_day, one.small_n, one.confidence_level) == ("2024-05", 5, 30, "0.95")
    assert (one.suppression.minimum_cell, one.detail.attributes, one.measure) == (5, (), "satisfaction")
    assert one.suppression.minimum_for_elements == 10
    shipped = Catalog()
    assert shipped.programmes
    for programme in shipped.programmes.values():
        assert set(programme.series) <= set(shipped.series)
        assert shipped.offices_of(programme)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"first_month": "2024-13"}, "first_month"),
        ({"due_day": 29}, "due_day"),
        ({"due_day": 0}, "due_day"),
        ({"small_n": 0}, "small_n"),
        ({"questionnaires": []}, "questionnaires"),
        ({"regrade_under": "permenpan_16_2014"}, "regrade_under must be the regulation of one of the questionnaires"),
        ({"questionnaires": [QUESTIONNAIRE] * 2}, "regulation given twice: permenpan_14_2017"),
        (
            {"questionnaires": [QUESTIONNAIRE, QUESTIONNAIRE | {"regulation_id": "permenpan_16_2014"}]},
            "questionnaire given twice: skm_2017_9",
        ),
        ({"overrides": [EXCEPTION | {"last_month": "2024-04"}]}, "runs from 2024-05 to 2024-04"),
        ({"overrides": [EXCEPTION | {"instrument_id": "skm_2014_9"}]}, "needs it among the questionnaires"),
        ({"overrides": [EXCEPTION | {"offices": []}]}, "offices"),
        ({"memberships": [{"office": "bogor", "first_month": "2024-06", "last_month": "2024-05"}]}, "the other order"),
        ({"memberships": [{"office": "bogor"}, {"office": "bogor"}]}, "membership given twice: bogor"),
        ({"sampling": {"method": "whoever", "reason_id": "x", "reason_en": "x"}}, "sampling"),
        ({"suppression": {"minimum_cell": -1, "reason": "x"}}, "minimum_cell"),
        ({"suppression": {"minimum_for_elements": -1, "reason": "x"}}, "minimum_for_elements"),
        ({"suppression": {"minimum_cell": 0}}, "reason"),
        ({"wave": 3}, "the unknown key 'wave'"),
    ],
)  # fmt: skip
def test_a_programme_that_contradicts_itself_is_refused(text, changes, word):
    (found,) = mistakes(Programme, with_more(text, **changes))
    assert found.startswith("file.yaml, line ")
    assert word in found


def test_a_mistake_is_named_with_its_line(text):
    line = next(number for number, row in enumerate(text.splitlines(), start=1) if row.startswith("due_day"))
    (found,) = mistakes(Programme, text.replace("due_day: 5", "due_day: 31"))
    assert found.startswith(f"file.yaml, line {line}, due_day: found 31")


def test_an_exception_among_the_questionnaires_is_accepted(text):
    both = [
        {"regulation_id": "permenpan_16_2014", "instrument_id": "skm_2014_9", "rounding": {"index_digits": 2}},
        QUESTIONNAIRE,
    ]
    document = with_more(text, questionnaires=both, overrides=[EXCEPTION | {"instrument_id": "skm_2014_9"}])
    assert Programme.model_validate(document).overrides[0].offices == ("bogor",)


@pytest.mark.parametrize(
    ("method", "supports"),
    [("census", True), ("random", True), ("accidental", False), ("purposive", False), ("not_stated", False)],
)
def test_only_a_census_or_a_draw_speaks_for_those_not_asked(text, method, supports):
    sampling = {"method": method, "reason_id": "x", "reason_en": "x"}
    assert Programme.model_validate(with_more(text, sampling=sampling)).sampling.supports_inference == supports


def test_names_that_the_catalogue_does_not_have_are_all_found_at_once(text, tmp_path):
    document = with_more(
        text,
        offices=["bogor", "atlantis"],
        memberships=[{"office": "lemuria"}],
        series=["common_1900"],
        overrides=[EXCEPTION | {"offices": ["mu"]}],
        detail={"attributes": ["shoe_size"], "reason_id": "x", "reason_en": "x"},
    )
    folder = tmp_path / "programmes"
    folder.mkdir()
    (folder / f"{PROGRAMME_ID}.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        Catalog(tmp_path)
    places = {one.path: one.found for one in caught.value.mistakes}
    assert set(places) == {
        "offices.1", "memberships.0.office", "series.0", "overrides.0.offices.0", "detail.attributes.0",
    }  # fmt: skip
    assert "atlantis" in places["offices.1"]
    assert all(one.file == f"programmes/{PROGRAMME_ID}.yaml" and one.line for one in caught.value.mistakes)


def test_a_questionnaire_must_be_known_and_ask_by_month(text, tmp_path):
    strange = [
        QUESTIONNAIRE | {"regulation_id": "permenpan_99_2050"},
        {"regulation_id": "kep_25_2004", "instrument_id": "jakarta_2015_13", "rounding": {"index_digits": 2}},
        {"regulation_id": "permenpan_16_2014", "instrument_id": "skm_1999", "rounding": {"index_digits": 2}},
    ]
    document = with_more(text, questionnaires=strange, regrade_under="kep_25_2004")
    folder = tmp_path / "programmes"
    folder.mkdir()
    (folder / f"{PROGRAMME_ID}.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        Catalog(tmp_path)
    assert {one.path: one.expected for one in caught.value.mistakes}["questionnaires.1.instrument_id"] == (
        "a questionnaire whose answers belong to a month"
    )
    assert {one.path for one in caught.value.mistakes} == {
        "questionnaires.0.regulation_id", "questionnaires.1.instrument_id", "questionnaires.2.instrument_id",
    }  # fmt: skip


# --- series ----------------------------------------------------------------------------------------------------------
def series(*members, instruments=("skm_2014_9", "skm_2017_9")):
    return {
        "series_code": "contoh", "title_id": "Contoh", "title_en": "Example", "source": "made for tests",
        "instruments": list(instruments),
        "elements": [{
            "harmonised_code": "biaya", "label_id": "Biaya", "label_en": "Cost",
            "members": [{"instrument_id": one, "element_code": element, "confidence": "high"} for one, element in members],
        }],
    }  # fmt: skip


BOTH = (("skm_2014_9", "U4"), ("skm_2017_9", "U4"))


def test_a_series_has_one_element_of_each_questionnaire():
    assert Series.model_validate(series(*BOTH)).elements[0].members[1].element_code == "U4"


@pytest.mark.parametrize(
    "members",
    [
        (BOTH[0], ("skm_2004_14", "U7")),
        (BOTH[0], BOTH[0]),
        (*BOTH, ("skm_2004_14", "U7")),
        (*BOTH, ("skm_2017_9", "U5")),
    ],
    ids=["another", "one twice", "one too many", "two of one"],
)
def test_a_series_that_compares_other_questionnaires_is_refused(members):
    (found,) = mistakes(Series, series(*members))
    assert "contoh.biaya" in found
    assert "expected one of each of skm_2014_9, skm_2017_9" in found


def test_a_series_needs_two_questionnaires_and_an_element():
    assert any("instruments" in one for one in mistakes(Series, series(*BOTH, instruments=("skm_2014_9",))))
    assert any("elements" in one for one in mistakes(Series, series(*BOTH) | {"elements": []}))


def test_a_series_over_two_scales_or_without_its_element_is_refused(tmp_path):
    # skm_2017_9 is answered from 1 to 4, spak_spkp_2023 from 1 to 6
    folder = tmp_path / "series"
    folder.mkdir()
    other = series(("skm_2017_9", "U77"), ("spak_spkp_2023", "U1"), instruments=("skm_2017_9", "spak_spkp_2023"))
    (folder / "contoh.yaml").write_text(yaml.safe_dump(other), encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        Catalog(tmp_path)
    found = {one.path: one for one in caught.value.mistakes}
    assert "U77" in found["elements.0.members.0.element_code"].found
    assert found["instruments"].expected == "one scale for a series"
    assert "1-4 and 1-6" in found["instruments"].found


# --- follow-up tables ------------------------------------------------------------------------------------------------
FOLLOW_UP = dedent("""\
    follow_up_id: bogor_2024
    office: bogor
    report_year: 2024
    actions:
      - action_code: antrean
        instrument_id: skm_2017_9
        element_code: U3
        programme: Antrean daring
        planned_quarter: 2024-Q3
        owner: Kepala seksi
        agreed: 2024-02-01
""")


def test_what_is_done_can_be_shown():
    one = parse(FollowUp, FOLLOW_UP, "file.yaml")
    assert one.actions[0].done is None
    done = FOLLOW_UP + "    done: 2024-08-01\n    evidence: Foto\n"
    assert parse(FollowUp, done, "file.yaml").actions[0].evidence == "Foto"


@pytest.mark.parametrize(
    ("document", "word"),
    [
        (FOLLOW_UP + "    done: 2024-08-01\n", "antrean: done and evidence come together"),
        (FOLLOW_UP + "    evidence: Foto\n", "antrean: done and evidence come together"),
        (FOLLOW_UP + "    done: 2024-01-31\n    evidence: Foto\n", "before it was agreed on 2024-02-01"),
        (FOLLOW_UP + FOLLOW_UP[FOLLOW_UP.index("  - action_code") :], "bogor_2024: action given twice: antrean"),
        (FOLLOW_UP.replace("2024-Q3", "2024-Q5"), "planned_quarter"),
        (FOLLOW_UP.replace("2024-02-01", "soon"), "agreed"),
        (FOLLOW_UP.replace("    owner: Kepala seksi\n", ""), "owner"),
        (FOLLOW_UP + "media:\n  - { kind: radio, where: RRI, published: 2024-01-01 }\n", "kind"),
    ],
)  # fmt: skip
def test_a_follow_up_table_that_contradicts_itself_is_refused(document, word):
    (found,) = mistakes(FollowUp, document)
    assert word in found
