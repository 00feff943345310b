"""The shipped questionnaires, regulations and layouts of the ministry's own survey say the same thing everywhere."""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise

import pytest

from schemas.catalog import Catalog
from schemas.layout import ColumnBinding
from transforms.cleaning.recoding import OptionRecoder, ScoreRecoder, comparable
from transforms.intake.binding import KnownLayout
from transforms.intake.sheets import plain

CATALOG = Catalog()
COMPLAINTS = "Bagaimana pendapat Saudara tentang penanganan pengaduan pengguna layanan"
FACILITIES = "Bagaimana pendapat Saudara tentang kualitas sarana dan prasarana"
PEOPLE = ("skm_2017_9", "skm_2004_14", "spak_spkp_2023")


def header_of(layout_id: str, element_code: str) -> tuple[str, ...]:
    layout = CATALOG.layouts[layout_id]
    headers = layout.question_headers(CATALOG.instruments[layout.instrument_id])
    return next(path for path, question in headers.items() if question.code == element_code)


def recoder(instrument_id: str, attribute_code: str) -> OptionRecoder:
    attributes = {one.attribute_code: one for one in CATALOG.instruments[instrument_id].attributes}
    return OptionRecoder(attributes[attribute_code])


class TestListAndForm:
    """Permenpan RB 14/2017 lists complaints eighth and facilities ninth; its questionnaire asks the other way round."""

    def test_our_u8_is_the_list_s_complaints(self) -> None:
        asked = {one.element_code: one.question_id for one in CATALOG.instruments["skm_2017_9"].elements}
        assert (asked["U8"], asked["U9"]) == (COMPLAINTS, FACILITIES)

    def test_question_nine_of_the_form_is_u8_of_the_list(self) -> None:
        assert header_of("google_forms_skm", "U8") == (f"9. {COMPLAINTS}",)
        assert header_of("google_forms_skm", "U9") == (f"8. {FACILITIES}",)
        assert header_of("limesurvey_skm_full", "U8") == (COMPLAINTS,)
        assert header_of("skm_report_builder", "U8") == ("U9 (Pengaduan)",)

    def test_two_processing_sheets_with_the_same_headers_mean_other_elements_by_u8_and_u9(self) -> None:
        group = "NILAI UNSUR PELAYANAN"
        assert header_of("kemenpan_u9_list", "U8") == (group, "U8") == header_of("kemenpan_u9_form", "U9")
        assert header_of("kemenpan_u9_list", "U9") == (group, "U9") == header_of("kemenpan_u9_form", "U8")
        for number in range(1, 8):
            assert header_of("kemenpan_u9_list", f"U{number}") == header_of("kemenpan_u9_form", f"U{number}")

    def test_no_remark_of_a_sheet_speaks_for_both_orders(self) -> None:
        by_list, by_form = (
            {comparable(marker) for marker in CATALOG.layouts[name].markers}
            for name in ("kemenpan_u9_list", "kemenpan_u9_form")
        )
        assert by_list
        assert by_form
        assert not by_list & by_form

    @pytest.mark.parametrize(
        ("words", "score"), [("Tidak ada", 1), ("Dikelola dengan baik", 4), ("Buruk", None), ("Sangat baik", None)]
    )
    def test_an_answer_about_facilities_is_no_answer_about_complaints(self, words: str, score: int | None) -> None:
        instrument = CATALOG.instruments["skm_2017_9"]
        question = next(one for one in instrument.questions if one.code == "U8")
        scale, labels = CATALOG.scale_labels(instrument, question)
        assert ScoreRecoder(scale, labels)(words) == (words if score is None else str(score))


class TestRegulations:
    def test_the_bands_of_2017_are_those_of_the_annex(self) -> None:
        bands = CATALOG.regulations["permenpan_14_2017"].band_table.bands
        assert [(band.grade, band.lower, band.upper) for band in bands] == [
            ("D", "25.00", "64.99"),
            ("C", "65.00", "76.60"),
            ("B", "76.61", "88.30"),
            ("A", "88.31", "100.00"),
        ]

    @pytest.mark.parametrize("regulation_id", ["permenpan_14_2017", "permenpan_16_2014", "kep_25_2004"])
    def test_bands_have_no_hole_larger_than_a_hundredth(self, regulation_id: str) -> None:
        table = CATALOG.regulations[regulation_id].band_table
        assert (table.bands[0].lower, table.bands[-1].upper) == ("25.00", "100.00")
        for below, above in pairwise(table.bands):
            assert 0 < Fraction(above.lower) - Fraction(below.upper) <= Fraction(1, 100)
            assert 0 < Fraction(above.mean_lower) - Fraction(below.mean_upper) <= Fraction(1, 100)

    def test_the_edges_of_the_means_of_2017_times_25_are_the_edges_of_the_index(self) -> None:
        for band in CATALOG.regulations["permenpan_14_2017"].band_table.bands:
            assert Fraction(band.mean_lower) * 25 == Fraction(band.lower)
            assert Fraction(band.mean_upper) * 25 == Fraction(band.upper)

    def test_nine_elements_ask_for_a_hundred_respondents(self) -> None:
        # (9 + 1) x 10
        for regulation_id in ("permenpan_14_2017", "permenpan_16_2014"):
            regulation = CATALOG.regulations[regulation_id]
            assert (len(regulation.elements) + 1) * 10 == regulation.sample.minimum == 100

    def test_one_element_of_2014_made_way_for_facilities_and_complaints_moved_up(self) -> None:
        then = {one.key: one.number for one in CATALOG.regulations["permenpan_16_2014"].elements}
        now = {one.key: one.number for one in CATALOG.regulations["permenpan_14_2017"].elements}
        assert set(then) - set(now) == {"maklumat"}
        assert set(now) - set(then) == {"sarpras"}
        assert (then["pengaduan"], now["pengaduan"]) == (9, 8)


class TestLayouts:
    @pytest.mark.parametrize("layout_id", CATALOG.layouts)
    def test_every_column_of_a_layout_has_a_header_of_its_own(self, layout_id: str) -> None:
        layout = CATALOG.layouts[layout_id]
        instrument = CATALOG.instruments[layout.instrument_id]
        bound = sum(isinstance(binding, ColumnBinding) for binding in layout.attributes.values())
        headers = list(KnownLayout.of(layout, instrument).wanted.values())
        assert len(headers) == bound + len(instrument.questions)
        assert _twice(tuple(plain(cell).casefold() for cell in path) for path in headers) == []

    @pytest.mark.parametrize("layout_id", CATALOG.layouts)
    def test_every_other_name_is_the_name_of_one_declared_header(self, layout_id: str) -> None:
        layout = CATALOG.layouts[layout_id]
        wanted = KnownLayout.of(layout, CATALOG.instruments[layout.instrument_id]).wanted.values()
        declared = {plain(path[0]).casefold() for path in wanted if len(path) == 1}
        assert {plain(header).casefold() for header in layout.renamed.values()} <= declared
        assert not {plain(header).casefold() for header in layout.renamed} & declared

    def test_no_column_with_an_answer_is_ignored(self) -> None:
        for layout in CATALOG.layouts.values():
            for path in KnownLayout.of(layout, CATALOG.instruments[layout.instrument_id]).wanted.values():
                assert not layout.ignores(" / ".join(path)), layout.layout_id

    @pytest.mark.parametrize(
        ("code", "score"), [("A1", 1), ("A4", 4), ("AO01", 1), ("AO04", 4), ("3", 3), ("Sangat sesuai", 4)]
    )
    def test_codes_of_older_and_newer_limesurvey_are_the_same_scores(self, code: str, score: int) -> None:
        layout, instrument = CATALOG.layouts["limesurvey_skm_codes"], CATALOG.instruments["skm_2017_9"]
        scale, labels = CATALOG.scale_labels(instrument, instrument.questions[0])
        assert ScoreRecoder(scale, labels, answers=layout.answers, missing=layout.missing)(code) == str(score)


class TestWords:
    @pytest.mark.parametrize("instrument_id", CATALOG.instruments)
    def test_no_word_means_two_answers_of_a_question_about_the_respondent(self, instrument_id: str) -> None:
        for attribute in CATALOG.instruments[instrument_id].attributes:
            meant = {
                (comparable(word), option.code)
                for option in attribute.options
                for word in (option.code, option.label_id, option.label_en, *option.words)
            }
            assert _twice(word for word, _ in meant) == [], attribute.attribute_code

    @pytest.mark.parametrize("instrument_id", CATALOG.instruments)
    def test_no_word_means_two_points_of_a_scale(self, instrument_id: str) -> None:
        instrument = CATALOG.instruments[instrument_id]
        for question in instrument.questions:
            scale, labels = CATALOG.scale_labels(instrument, question)
            if labels is None:
                continue
            meant = {
                (comparable(word), point)
                for words in (labels.labels_id, labels.labels_en, labels.codes)
                for word, point in zip(words, scale.points, strict=False)
            } | {(comparable(word), point) for word, point in labels.variants.items()}
            assert _twice(word for word, _ in meant) == [], question.code

    @pytest.mark.parametrize("instrument_id", PEOPLE)
    @pytest.mark.parametrize(
        ("word", "code"),
        [("L", "male"), ("LAKI-LAKI", "male"), ("pria", "male"), ("M", "male"), ("P", "female"), ("Wanita", "female"),
         ("F", "female"), ("", "not_stated"), ("W", "W"), ("1", "1")],
    )  # fmt: skip
    def test_gender_is_read_in_both_languages_and_never_guessed(self, instrument_id: str, word: str, code: str) -> None:
        assert recoder(instrument_id, "gender")(word) == code

    @pytest.mark.parametrize(
        ("years", "code"),
        [("19", "age_under_20"), ("20", "age_20_29"), ("29", "age_20_29"), ("59", "age_50_59"), ("60", "age_60_over"),
         ("30 - 39 tahun", "age_30_39"), ("", "not_stated"), ("99", "99"), ("0", "0"), ("1985", "1985"),
         ("10", "age_under_20"), ("5", "5")],
    )  # fmt: skip
    def test_an_age_falls_into_its_band_and_a_code_for_no_answer_into_none(self, years: str, code: str) -> None:
        assert recoder("skm_2017_9", "age")(years) == code

    @pytest.mark.parametrize(
        ("word", "by_2017", "by_2004"),
        [("SLTA", "senior_secondary", "senior_secondary"), ("SMA/SMK", "senior_secondary", "senior_secondary"),
         ("D-III", "diploma", "diploma"), ("Sarjana", "bachelor", "bachelor"),
         ("D4", "bachelor", "diploma"), ("S3", "doctorate", "master_or_doctorate")],
    )  # fmt: skip
    def test_each_questionnaire_puts_schooling_into_its_own_answers(
        self, word: str, by_2017: str, by_2004: str
    ) -> None:
        assert recoder("skm_2017_9", "education")(word) == by_2017
        assert recoder("skm_2004_14", "education")(word) == by_2004

    def test_an_occupation_in_words_of_one_s_own_is_another_one_and_silence_is_not(self) -> None:
        read = recoder("skm_2017_9", "occupation")
        assert [read(word) for word in ("nelayan", "", "PNS", "PNS/TNI/POLRI")] == [
            "other",
            "not_stated",
            "civil_servant",
            "state_service",
        ]

    def test_a_passport_of_no_said_kind_is_no_other_service(self) -> None:
        read = recoder("skm_2017_9", "service")
        assert [read(word) for word in ("Paspor", "Paspor baru", "Visa")] == [
            "passport_unspecified",
            "new_passport",
            "other",
        ]


class TestScales:
    def test_the_integrity_surveys_have_thirteen_statements_on_six_points(self) -> None:
        instrument = CATALOG.instruments["spak_spkp_2023"]
        assert [len(instrument.elements_in(name)) for name in ("spak", "spkp")] == [5, 8]
        assert list(instrument.scale.points) == [1, 2, 3, 4, 5, 6]

    def test_agreeing_that_there_are_no_brokers_is_good_and_nothing_is_reversed(self) -> None:
        assert not any(question.is_reversed for question in CATALOG.instruments["spak_spkp_2023"].questions)

    def test_bekasi_asks_21_statements_on_nine_elements_and_none_on_the_cost(self) -> None:
        instrument = CATALOG.instruments["bekasi_2020_21"]
        assert (len(instrument.elements), len(instrument.questions)) == (9, 21)
        assert 4 not in {element.regulation_element_number for element in instrument.elements}


def _twice(values: Iterable[object]) -> list[object]:
    return [value for value, count in Counter(values).items() if count > 1]
