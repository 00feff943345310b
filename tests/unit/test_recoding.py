"""Words become scores by what is declared; everything else stays as it is and is refused."""

from schemas.instrument import AnswerLabels, AnswerOption, Attribute, Scale
from transforms.cleaning.recoding import OptionRecoder, ScoreRecoder
from transforms.formats.grid import MissingRange, Variable

FOUR = Scale(minimum=1, maximum=4)
LABELS = AnswerLabels(
    labels_id=("Tidak sopan dan ramah", "Kurang sopan dan ramah", "Sopan dan ramah", "Sangat sopan dan ramah"),
    labels_en=("Not courteous", "Less courteous", "Courteous", "Very courteous"),
    codes=("STS", "TS", "S", "SS"),
    variants={"Ramah": 3},
    source="made for tests",
)


def test_labels_in_both_languages_codes_and_declared_variants_are_scores() -> None:
    read = ScoreRecoder(FOUR, LABELS)
    words = [
        "Sangat sopan dan ramah",
        "sangat  SOPAN & ramah",
        "Very courteous",
        "ss",
        "STS",
        "ramah",
        "2",
        "2.0",
        "2,00",
    ]
    assert [read(word) for word in words] == ["4", "4", "4", "4", "1", "3", "2", "2", "2"]


def test_what_is_not_declared_is_never_a_score_and_never_an_empty_answer() -> None:
    read = ScoreRecoder(FOUR, LABELS)
    # Another element's words, a slip of the keyboard, two answers, half a point, a spreadsheet's date, a mark for nothing
    for word in ("Sangat baik", "Sangat sopan dan rama", "3;4", "3,5", "2024-03-04", "-", "N/A", "#DIV/0!"):
        assert read(word) == word
    assert read("7") == "7"  # a number off the scale stays a number, so that the finding can say which


def test_a_point_with_its_label_counts_only_where_both_agree() -> None:
    read = ScoreRecoder(FOUR, LABELS)
    assert [read(word) for word in ("4 - Sangat sopan dan ramah", "1. Tidak sopan dan ramah")] == ["4", "1"]
    assert read("1 - Sangat sopan dan ramah") == "1 - Sangat sopan dan ramah"


def test_a_word_for_two_points_stands_for_none() -> None:
    labels = AnswerLabels(labels_id=("Baik", "baik", "Bagus", "Hebat"), labels_en=("a", "b", "c", "d"), source="tests")
    assert ScoreRecoder(FOUR, labels)("Baik") == "Baik"


def test_the_layout_s_codes_go_before_the_number_that_they_look_like() -> None:
    # A tool that numbers its answers from best to worst: code 1 is the best answer.
    read = ScoreRecoder(FOUR, None, answers={"1": 4, "2": 3, "3": 2, "4": 1, "A2": 2})
    assert [read(word) for word in ("1", "4", "a2", "A9")] == ["4", "1", "2", "A9"]


def test_missing_codes_are_no_answer() -> None:
    read = ScoreRecoder(FOUR, None, missing=["N/A", "99"])
    assert [read(word) for word in ("", " ", "n/a", "99", "98")] == ["", "", "", "", "98"]


def test_a_reversed_item_counts_from_the_other_end() -> None:
    seven = ScoreRecoder(Scale(minimum=1, maximum=7), None, is_reversed=True)
    assert [seven(word) for word in ("1", "4", "7", "")] == ["7", "4", "1", ""]  # 1 + 7 - score
    assert seven("8") == "8"  # off the scale: not turned into 0


def test_a_statistical_file_s_labels_decide_over_its_codes() -> None:
    turned = tuple(zip(("1", "2", "3", "4"), reversed(LABELS.labels_id), strict=True))
    variable = Variable("u7", None, "F1.0", "ordinal", turned, ("9",), (MissingRange("88", "90"),))
    read = ScoreRecoder(FOUR, LABELS, variable=variable)
    assert read.is_relabelled
    assert [read(word) for word in ("1", "4", "9", "88", "89", "90")] == ["4", "1", "", "", "", ""]
    same = Variable("u7", None, "F1.0", "ordinal", tuple(zip("1234", LABELS.labels_id, strict=True)))
    assert not ScoreRecoder(FOUR, LABELS, variable=same).is_relabelled


def _doubtful(labels: tuple[tuple[str, str], ...], words: AnswerLabels | None = LABELS) -> list[str]:
    read = ScoreRecoder(FOUR, words, variable=Variable("u7", None, "F2.0", "ordinal", labels, ("8",)))
    return [code for code in ("1", "2", "3", "4", "8", "9", "") if read.is_doubtful(code)]


def test_a_code_whose_label_nobody_knows_is_no_score() -> None:
    best, good, _, bad = reversed(LABELS.labels_id)
    # One label is misspelt in a list that counts from the best answer: 3 would be read as 3 and is 2.
    assert _doubtful((("1", best), ("2", good), ("3", "Krg sopan"), ("4", bad))) == ["3"]
    # Only the ends are labelled: 2 and 3 count from the best answer too.
    assert _doubtful((("1", best), ("4", bad))) == ["2", "3"]
    # The words of another questionnaire can run either way, and five of them are another scale.
    words = ("Sangat puas", "Puas", "Cukup", "Kurang puas", "Tidak puas")
    assert _doubtful(tuple(zip("12345", words, strict=True))) == ["1", "2", "3", "4"]


def test_codes_without_labels_that_contradict_them_are_scores() -> None:
    worst, best = LABELS.labels_id[0], LABELS.labels_id[3]
    assert _doubtful(()) == []
    assert _doubtful((("1", worst), ("4", best))) == []  # the ends of the questionnaire's own order
    assert _doubtful((("1", "1"), ("4", f"4 - {best}"), ("8", "Tidak menjawab"), ("9", "Rusak"))) == []
    assert _doubtful((("1", "Sangat puas"),), words=None) == []  # a questionnaire without words says nothing of them


AGE = Attribute(
    attribute_code="age",
    role="profile",
    question_id="Usia",
    question_en="Age",
    options=(
        AnswerOption(code="below_20", label_id="Di bawah 20", label_en="Below 20", minimum=17, maximum=19),
        AnswerOption(code="20_29", label_id="20-29", label_en="20-29", minimum=20, maximum=29),
        AnswerOption(code="not_stated", label_id="Tidak diisi", label_en="Not stated", is_unanswered=True),
    ),
)


def test_a_number_finds_its_band_and_an_empty_cell_the_option_for_it() -> None:
    read = OptionRecoder(AGE, missing=["99"])
    assert [read(cell) for cell in ("17", "19", "20", "29.0", "20-29", "", "99")] == [
        "below_20", "below_20", "20_29", "20_29", "20_29", "not_stated", "not_stated",
    ]  # fmt: skip
    assert [read(cell) for cell in ("16", "30", "dua puluh")] == ["16", "30", "dua puluh"]


def test_other_words_are_the_rest_only_where_the_questionnaire_has_one() -> None:
    job = AGE.model_copy(
        update={
            "options": (
                AnswerOption(code="civil", label_id="PNS", label_en="Civil servant", words=("ASN",)),
                AnswerOption(code="other", label_id="Lainnya", label_en="Other", is_rest=True),
            )
        }
    )
    read = OptionRecoder(job, values={"K1": "civil"})
    assert [read(cell) for cell in ("pns", "asn", "k1", "Nelayan", "civil")] == [
        "civil",
        "civil",
        "civil",
        "other",
        "civil",
    ]
    assert read("") == ""
    # A number, a mark for nothing and a code of the tool beside those declared are no words for anything.
    assert [read(cell) for cell in ("7", "-", "K2", "K2 perikanan")] == ["7", "-", "K2", "other"]


def test_years_may_be_written_behind_an_age() -> None:
    read = OptionRecoder(AGE)
    assert [read(cell) for cell in ("27 tahun", "19 thn.", "27 th", "27 Years old")] == [
        "20_29",
        "below_20",
        "20_29",
        "20_29",
    ]
    assert [read(cell) for cell in ("27 tahunan", "2 x 27 tahun")] == ["27 tahunan", "2 x 27 tahun"]


def test_a_code_that_its_file_labels_as_a_band_is_no_age() -> None:
    labels = (("18", "17-25 tahun"), ("21", "Tidak diisi"), ("22", "22"), ("23", "29 tahun"))
    read = OptionRecoder(AGE, variable=Variable("usia", None, "F2.0", "ordinal", labels))
    # 18 and 21 would be ages; 18 is a band of another form, so nobody knows which of ours it is.
    assert [read(cell) for cell in ("18", "21", "22", "23", "24")] == ["18", "not_stated", "20_29", "20_29", "20_29"]
