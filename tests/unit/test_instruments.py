"""The questionnaires of the five studies say what the papers print, and a mistake in one is told with its line."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from surveys import INSTRUMENT, STUDY, tiny_catalog

from schemas.catalog import Catalog, CatalogError, parse
from schemas.instrument import Instrument
from transforms.statistics.satisfaction import ClassIntervals, Convention, class_intervals

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
STUDIES = {
    "tangerang_2005": "tangerang_2005_22",
    "pontianak_2015": "pontianak_2015_14",
    "jakarta_2015": "jakarta_2015_13",
    "singkawang_2019": "singkawang_2019_23",
    "bali_2022": "bali_2022_25",
}


@pytest.fixture(scope="module")
def instruments() -> dict[str, Instrument]:
    catalog = Catalog()
    return {study: catalog.instruments[instrument_id] for study, instrument_id in STUDIES.items()}


def _rows(study: str, name: str) -> list[dict[str, str]]:
    with (REFERENCE / study / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _printed(study: str, table: str, column: str) -> dict[str, str]:
    with (REFERENCE / "published.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if (row["study"], row["table"]) == (study, table)]
    return {row["row"]: row["printed"] for row in rows if row["column"] == column}


def _classes(instrument: Instrument, number: int = 0) -> ClassIntervals:
    declared = instrument.measures[number].class_intervals
    assert declared is not None
    return class_intervals(
        instrument.scale.minimum,
        instrument.scale.maximum,
        declared.labels_id,
        convention=Convention(declared.convention),
        digits=declared.digits,
    )


# --- what the papers print -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("study", "elements_n", "scale", "measures"),
    [
        ("tangerang_2005", 22, (1, 5), ["satisfaction", "importance"]),
        ("pontianak_2015", 14, (1, 4), ["satisfaction"]),
        ("jakarta_2015", 13, (1, 4), ["satisfaction", "importance"]),
        ("singkawang_2019", 23, (1, 5), ["satisfaction", "importance"]),
        ("bali_2022", 25, (1, 5), ["satisfaction"]),
    ],
)
def test_elements_scale_and_measures(
    instruments: dict[str, Instrument], study: str, elements_n: int, scale: tuple[int, int], measures: list[str]
) -> None:
    instrument = instruments[study]
    assert len(instrument.elements) == elements_n
    assert (instrument.scale.minimum, instrument.scale.maximum) == scale
    assert [measure.measure for measure in instrument.measures] == measures


@pytest.mark.parametrize(
    ("study", "counts"),
    [
        ("singkawang_2019", {"Reliability": 4, "Responsiveness": 5, "Assurance": 4, "Empathy": 5, "Tangibles": 5}),
        ("bali_2022", {"Tangibles": 5, "Reliability": 5, "Responsiveness": 5, "Assurance": 5, "Empathy": 5}),
        # The standard SERVQUAL: 4 + 5 + 4 + 4 + 5 = 22.
        ("tangerang_2005", {"Tangibles": 4, "Reliability": 5, "Responsiveness": 4, "Assurance": 4, "Empathy": 5}),
        ("pontianak_2015", {}),
        ("jakarta_2015", {}),
    ],
)
def test_dimensions_in_the_paper_s_order(
    instruments: dict[str, Instrument], study: str, counts: dict[str, int]
) -> None:
    instrument = instruments[study]
    codes = [dimension.dimension_code for dimension in instrument.dimensions]
    assert codes == list(counts)
    assert {code: len(instrument.elements_in(code)) for code in codes} == counts


@pytest.mark.parametrize("study", ["pontianak_2015", "jakarta_2015", "singkawang_2019", "bali_2022"])
def test_codes_dimensions_and_labels_are_those_of_the_tidy_tables(
    instruments: dict[str, Instrument], study: str
) -> None:
    rows = _rows(study, "items.csv")
    found = [
        {
            "item": element.element_code,
            "dimension": element.dimension_code,
            "label_id": element.label_id,
            "label_en": element.label_en,
        }
        for element in instruments[study].elements
    ]
    assert [{key: element[key] for key in rows[0]} for element in found] == rows


def test_what_the_tangerang_abstract_tells_about_its_statements(instruments: dict[str, Instrument]) -> None:
    instrument = instruments["tangerang_2005"]
    member = {element.element_code: element.dimension_code for element in instrument.elements}
    assert {member[f"P{number}"] for number in (5, 6, 7, 8)} == {"Reliability"}
    assert member["P11"] == "Responsiveness"
    # The wording is not printed, so none may appear.
    assert [element.label_id for element in instrument.elements] == [f"Pernyataan {n}" for n in range(1, 23)]
    assert instrument.confidence == "low"


@pytest.mark.parametrize("study", ["pontianak_2015", "bali_2022"])
def test_profile_options_are_the_printed_ones(instruments: dict[str, Instrument], study: str) -> None:
    printed: dict[str, list[str]] = {}
    for row in _rows(study, "respondent_profile.csv"):
        printed.setdefault(row["characteristic"], []).append(row["category"])
    offered = {
        attribute.question_id.casefold(): [option.label_id for option in attribute.options]
        for attribute in instruments[study].attributes
        if attribute.role == "profile"
    }
    assert offered == printed


def test_servqual_follows_no_regulation(instruments: dict[str, Instrument]) -> None:
    assert {study: instrument.regulation_id for study, instrument in instruments.items()} == {
        "tangerang_2005": None,
        "pontianak_2015": "kep_25_2004",
        "jakarta_2015": "kep_25_2004",
        "singkawang_2019": None,
        "bali_2022": None,
    }
    servqual = [instruments[study] for study in ("tangerang_2005", "singkawang_2019", "bali_2022")]
    assert {element.match_confidence for instrument in servqual for element in instrument.elements} == {None}


# --- Pontianak and the decree ----------------------------------------------------------------------------------------
def test_pontianak_has_all_14_elements_of_the_decree_in_another_order(instruments: dict[str, Instrument]) -> None:
    number = {e.element_code: e.regulation_element_number for e in instruments["pontianak_2015"].elements}
    # By the paper's list of elements: 3 speed, 4 schedule, 5 fairness, 6 and 7 cost, 8 clarity, 9 discipline ...
    assert list(number.values()) == [1, 2, 7, 12, 8, 10, 11, 3, 4, 5, 6, 9, 13, 14]


def test_pontianak_s_table_12_prints_the_answer_words_of_the_class_of_each_mean(
    instruments: dict[str, Instrument],
) -> None:
    instrument = instruments["pontianak_2015"]
    printed = _printed("pontianak_2015", "12", "Hasil Pengukuran")
    words = {}
    for element in instrument.elements:
        labels = instrument.answer_labels("satisfaction", element.element_code)
        assert labels is not None
        # U3 has the only mean below 2.51 (table 10: 2.41); all others lie between 2.51 and 3.25, the third class.
        words[element.element_code] = labels.labels_id[1 if element.element_code == "U3" else 2].casefold()
    assert words.pop("U10") == "bertanggung jawab"  # the decree's word; table 12 shortens it
    assert printed.pop("U10") == "Tanggungjawab"
    assert words == {code: word.casefold() for code, word in printed.items()}


def test_pontianak_s_answer_words_are_the_decree_s_where_the_paper_does_not_differ(
    instruments: dict[str, Instrument],
) -> None:
    decree = {element.number: element for element in Catalog().regulations["kep_25_2004"].elements}
    differing = []
    for element in instruments["pontianak_2015"].elements:
        assert element.regulation_element_number is not None
        assert element.answer_labels is not None
        if element.answer_labels.labels_id != decree[element.regulation_element_number].options_id:
            differing.append(element.element_code)
    assert differing == ["U4", "U7"]  # the decree asks how often the schedule and the cost were as set


# --- classes of means ------------------------------------------------------------------------------------------------
def test_the_words_of_the_convention_are_those_of_the_statistics() -> None:
    wording = Instrument.model_json_schema()["$defs"]["MeanClasses"]["properties"]["convention"]["enum"]
    assert wording == [*Convention, "regulation"]


def test_a_mean_of_3_40_is_good_enough_in_bali_and_satisfied_in_singkawang(instruments: dict[str, Instrument]) -> None:
    # Bali, table 6: 3,40 is Cukup Baik. Singkawang, table 3: 3,40 - 4,19 is Puas.
    assert _classes(instruments["bali_2022"]).category("3.40").label == "Cukup Baik"
    assert _classes(instruments["singkawang_2019"]).category("3.40").label == "Puas"


def test_bali_s_classes_give_every_printed_label(instruments: dict[str, Instrument]) -> None:
    classes = _classes(instruments["bali_2022"])
    checked = 0
    for table in ("4", "5", "6", "7", "8"):
        labels = _printed("bali_2022", table, "Keterangan")
        for row, mean in _printed("bali_2022", table, "x̄").items():
            assert classes.category(mean.replace(",", ".")).label == labels[row], (table, row)
            checked += 1
    assert checked == 30  # 25 questions and 5 dimension means


@pytest.mark.parametrize(
    ("number", "labels"),
    [
        (0, ["Sangat Tidak Puas", "Tidak Puas", "Cukup Puas", "Puas", "Sangat Puas"]),
        (1, ["Sangat Tidak Penting", "Tidak Penting", "Cukup Penting", "Penting", "Sangat Penting"]),
    ],
)
def test_singkawang_s_classes_are_its_table_3(
    instruments: dict[str, Instrument], number: int, labels: list[str]
) -> None:
    printed = _classes(instruments["singkawang_2019"], number).printed()
    edges = [("1.00", "1.79"), ("1.80", "2.59"), ("2.60", "3.39"), ("3.40", "4.19"), ("4.20", "5.00")]
    assert list(printed) == [
        (Fraction(low), Fraction(high), label) for (low, high), label in zip(edges, labels, strict=True)
    ]


# --- mistakes --------------------------------------------------------------------------------------------------------
GROUPED = """\
instrument_id: small
title_id: Kuesioner kecil
title_en: Small questionnaire
source: made for tests
confidence: high
scale: { minimum: 1, maximum: 3 }
measures:
  - measure: satisfaction
    title_id: Kinerja
    title_en: Performance
    prompt_id: Kinerja
    prompt_source: ours
    answer_labels: { labels_id: [Buruk, Cukup, Baik], labels_en: [Poor, Fair, Good], source: ours }
    class_intervals:
      labels_id: [Buruk, Baik]
      labels_en: [Poor, Good]
      convention: lower_inclusive
      source: ours
dimensions:
  - { dimension_code: Reliability, label_id: Keandalan, label_en: Reliability }
  - { dimension_code: Empathy, label_id: Empati, label_en: Empathy }
elements:
  - { element_code: REL1, dimension_code: Reliability, label_id: Cepat, label_en: Fast }
  - { element_code: EMP1, dimension_code: Empathy, label_id: Peduli, label_en: Caring }
  - element_code: EMP2
    label_id: Ramah
    label_en: Friendly
    dimension_code: Empathy
attributes:
  - { attribute_code: respondent, role: respondent, question_id: Nomor, question_en: Number }
  - { attribute_code: office, role: office, question_id: Kantor, question_en: Office }
  - attribute_code: survey_period
    role: period
    question_id: Tahun
    question_en: Year
    options: [{ code: "2019", label_id: "2019", label_en: "2019" }]
"""


def _mistake(old: str, new: str) -> str:
    assert GROUPED.count(old) == 1
    with pytest.raises(CatalogError) as caught:
        parse(Instrument, GROUPED.replace(old, new), "instruments/small.yaml")
    (mistake,) = caught.value.mistakes
    return str(mistake)


def test_the_small_questionnaire_is_right_before_it_is_spoilt() -> None:
    instrument = parse(Instrument, GROUPED, "instruments/small.yaml")
    assert [element.element_code for element in instrument.elements_in("Empathy")] == ["EMP1", "EMP2"]
    labels = instrument.answer_labels("satisfaction", "REL1")
    assert labels is not None
    assert labels.labels_en == ("Poor", "Fair", "Good")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        # Counted in GROUPED: the third element begins on line 25, its dimension stands on line 28.
        (
            "    dimension_code: Empathy\n",
            "",
            "line 25, elements.2.dimension_code: found the element EMP2 without a dimension; "
            "expected one of Reliability, Empathy: all elements have a dimension or none has.",
        ),
        (
            "    dimension_code: Empathy\n",
            "    dimension_code: Emphaty\n",
            "line 28, elements.2.dimension_code: found 'Emphaty'; expected one of Reliability, Empathy.",
        ),
        (
            "REL1, dimension_code: Reliability",
            "REL1, dimension_code: Empathy",
            "line 20, dimensions.0: found the dimension Reliability without an element; "
            "expected at least one element in it.",
        ),
        (
            "[Buruk, Cukup, Baik]",
            "[Buruk, Baik]",
            "line 13, measures.0.answer_labels.labels_id: found 2 labels; expected 3, one for each point of the scale.",
        ),
        (
            "labels_en: [Poor, Good]",
            "labels_en: [Poor, Fair, Good]",
            "line 16, measures.0.class_intervals.labels_en: found 3 labels; expected 2, one for each class.",
        ),
        (
            "lower_inclusive",
            "regulation",
            "line 17, measures.0.class_intervals.convention: found 'regulation'; "
            "expected lower_inclusive or upper_inclusive, because the instrument has no regulation_id.",
        ),
        (
            "label_en: Fast }",
            "label_en: Fast, match_confidence: low }",
            "line 23, elements.0.match_confidence: found 'low'; "
            "expected none, because the instrument has no regulation_id.",
        ),
        (
            "title_en: Small questionnaire\n",
            "title_en: Small questionnaire\nregulation_id: kep_25_2004\n",
            "line 24, elements.0.match_confidence: found the element REL1 without match_confidence; "
            "expected high, medium or low, because the instrument follows kep_25_2004.",
        ),
    ],
)
def test_a_mistake_names_its_line_and_what_would_be_right(old: str, new: str, message: str) -> None:
    assert _mistake(old, new) == f"instruments/small.yaml, {message}"


def test_dimensions_of_elements_without_a_declared_one() -> None:
    declared = GROUPED[GROUPED.index("dimensions:") : GROUPED.index("elements:")]
    assert "found 'Reliability'; expected no dimension, because none is declared" in _mistake(declared, "")


def test_words_of_one_element_beside_two_measures() -> None:
    two = "  - { measure: importance, title_id: H, title_en: E, prompt_id: H, prompt_source: ours }\ndimensions:\n"
    own = ", answer_labels: { labels_id: [a, b, c], labels_en: [a, b, c], source: ours } }"
    spoilt = GROUPED.replace("dimensions:\n", two).replace("label_en: Fast }", f"label_en: Fast{own}")
    with pytest.raises(CatalogError, match="found answer words of one element beside 2 measures; expected answer_lab"):
        parse(Instrument, spoilt, "instruments/small.yaml")


def _spoilt_overlay(folder: Path, name: str, text: str) -> list[str]:
    tiny_catalog(folder)
    (folder / name).write_text(text.lstrip(), encoding="utf-8")
    with pytest.raises(CatalogError) as caught:
        Catalog(folder)
    return [str(mistake) for mistake in caught.value.mistakes]


def test_an_element_number_that_the_regulation_does_not_have(tmp_path: Path) -> None:
    element = "  - { element_code: U1, label_id: A, label_en: A, regulation_element_number: 15, match_confidence: low }"
    (message,) = _spoilt_overlay(tmp_path, "instruments/tiny.yaml", INSTRUMENT.replace("ELEMENTS", element))
    # Counted in INSTRUMENT: its elements begin on line 12.
    assert message == (
        "instruments/tiny.yaml, line 12, elements.0.regulation_element_number: found 15; expected a number from 1 to 14."
    )


def test_three_labels_for_the_four_bands_of_the_decree(tmp_path: Path) -> None:
    classes = "class_intervals: { labels_id: [a, b, c], labels_en: [a, b, c], convention: regulation, source: ours } }"
    element = "  - { element_code: U1, label_id: A, label_en: A, match_confidence: low }"
    text = INSTRUMENT.replace("ELEMENTS", element).replace(
        "prompt_id: Puas, prompt_source: ours }", f"prompt_id: Puas, prompt_source: ours, {classes}"
    )
    (message,) = _spoilt_overlay(tmp_path, "instruments/tiny.yaml", text)
    assert message == (
        "instruments/tiny.yaml, line 9, measures.0.class_intervals.labels_id: found 3 labels; "
        "expected 4, one for each band."
    )


def test_a_study_of_the_index_needs_an_instrument_that_follows_a_regulation(tmp_path: Path) -> None:
    text = STUDY.replace("WEIGHT", "0.5").replace("instrument_id: tiny", "instrument_id: singkawang_2019_23")
    messages = _spoilt_overlay(tmp_path, "studies/tiny_study.yaml", text)
    assert (
        "studies/tiny_study.yaml, line 2, instrument_id: found the instrument singkawang_2019_23, which follows no "
        "regulation; expected an instrument with a regulation_id."
    ) in messages
