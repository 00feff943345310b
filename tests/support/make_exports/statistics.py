"""Files of SPSS and Stata with labels, missing codes and ranges, and a Parquet file of an analyst."""

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
from export_writers import skm
from export_writers.limesurvey import limesurvey_csv
from export_writers.model import Profile, Scored, Survey
from export_writers.statistical import StatisticalForm, dta, sav

from make_exports import Case
from make_exports.five_people import CODED_PROFILE, FIVE, coded, day, people

_LAYOUT = "spss_skm"
_NAMES = {"service": "layanan", "gender": "jk", "age": "usia", "education": "pendidikan", "occupation": "pekerjaan"}
_PROFILE = tuple(Profile(_NAMES[one.code], one.text, one.parent, one.options) for one in CODED_PROFILE)
_MAY = {"2024-05": 5}
# The eighth column of FIVE is complaints here, u8 of the file as of the regulation's list.
_EIGHTH = {"2": 1, "3": 3, "4": 1}
# One person left u3 out, another u8.
_GAPS: tuple[tuple[int | None, ...], ...] = (
    (4, 3, None, 4, 3, 4, 4, 3, 3), FIVE[1], FIVE[2], (3, 4, 3, 3, 4, 4, 3, None, 4), FIVE[4],
)  # fmt: skip


def cases() -> Iterator[Case]:
    """Yield the cases."""
    yield _case(
        "sav_value_labels",
        "Codes of SPSS with the answers as value labels; 1 is the lowest answer.",
        sav(_survey()),
        {"survey_month": _MAY, "satisfaction:U8": _EIGHTH, "gender": {"female": 3, "male": 2}},
        {},
    )
    yield _case(
        "sav_missing_codes",
        "9 is declared as user-missing: no answer, and no score of 9.",
        sav(_survey(_GAPS), StatisticalForm((8, 9), 9, {9: "Tidak menjawab"})),
        # Of the five the eighth column is 3, 3, 4, missing, 2.
        {"satisfaction:U3": {"": 1, "3": 3, "4": 1}, "satisfaction:U8": {"": 1, "2": 1, "3": 2, "4": 1}},
        {},
    )
    yield _case(
        "sav_missing_range",
        "90 to 99 are declared as user-missing: a 98 among them is no answer.",
        sav(_survey(_GAPS), StatisticalForm(((90, 99),), 98, {98: "Tidak menjawab"})),
        {"satisfaction:U3": {"": 1, "3": 3, "4": 1}},
        {},
    )
    yield _case(
        "sav_system_missing",
        "A cell that SPSS left empty is no answer.",
        sav(_survey(_GAPS)),
        {"satisfaction:U3": {"": 1, "3": 3, "4": 1}},
        {},
    )
    yield _case(
        "sav_undeclared_99",
        "99 is not declared as missing, so both rows with it are refused: nobody guesses what a number means.",
        sav(_survey(_GAPS), StatisticalForm(blank_code=99)),
        {"satisfaction:U8": {"2": 1, "3": 1, "4": 1}},
        {"SKM-R-001": 2},
        accepted=3,
    )
    reversed_words = _survey(tuple(tuple(5 - score for score in row) for row in FIVE), is_reversed=True)
    yield _case(
        "sav_labels_reversed",
        "Code 1 is labelled with the best answer: the labels decide, and every question says so.",
        sav(reversed_words),
        {"satisfaction:U8": _EIGHTH},
        {"SKM-F-021": 9},
    )
    first, *others = reversed_words.questions
    misspelt = replace(first, words=(*first.words[:2], "Krg sesuai", *first.words[3:]))
    yield _case(
        "sav_labels_misspelt",
        "Code 3 of the first question has a label that nobody knows, and by the others codes count from the best answer.",
        sav(replace(reversed_words, questions=(misspelt, *others))),
        {},
        {"SKM-F-021": 9, "SKM-F-027": 1},
        accepted=0,
    )
    *seven, eighth, ninth = _survey().questions
    of_the_form = (*seven, replace(ninth, code=eighth.code), replace(eighth, code=ninth.code))
    yield _case(
        "sav_names_in_form_order",
        "u8 is labelled facilities as in the regulation's questionnaire, and the layout reads u8 as complaints.",
        sav(replace(_survey(), questions=of_the_form)),
        {},
        {"SKM-F-028": 2},
        accepted=0,
    )
    yield _case(
        "sav_compressed_zsav",
        "The compressed file of SPSS 21 and later holds the same.",
        sav(_survey(), is_zsav=True),
        {"survey_month": _MAY, "satisfaction:U8": _EIGHTH},
        {},
        file="survei_mei_2024.zsav",
    )
    yield _case(
        "sav_words_for_codes",
        "The profile was typed in words instead of codes.",
        sav(_survey(), StatisticalForm(profile="words")),
        {
            "gender": {"female": 3, "male": 2},
            "education": {"bachelor": 1, "diploma": 1, "master": 1, "senior_secondary": 2},
        },
        {},
    )
    women_first = tuple(
        replace(one, options=tuple(reversed(one.options))) if one.code == "jk" else one for one in _PROFILE
    )
    yield _case(
        "sav_gender_reversed",
        "Here 1 is a woman and 2 a man, as the labels say.",
        sav(replace(_survey(), profile=women_first)),
        {"gender": {"female": 3, "male": 2}},
        {},
    )
    unlabelled = replace(
        _survey(), profile=tuple(replace(one, options=()) if one.code == "jk" else one for one in _PROFILE)
    )
    numbers = {"Laki-laki": "1", "Perempuan": "2"}
    unlabelled = replace(
        unlabelled,
        answers=tuple(
            replace(one, profile={**one.profile, "jk": numbers[str(one.profile["jk"])]}) for one in unlabelled.answers
        ),
    )
    yield _case(
        "sav_gender_without_labels",
        "Codes of the gender without labels: who is 1 is not guessed, and every row says so.",
        sav(unlabelled),
        {},
        {"SKM-R-006": 5},
        accepted=0,
    )
    yield _case(
        "sav_other_names",
        "Names of variables in capitals, and another name that offices use.",
        sav(_survey(), StatisticalForm(names={"jk": "JK", "usia": "Umur", "u1": "U1", "u8": "U8"})),
        {"gender": {"female": 3, "male": 2}, "satisfaction:U8": _EIGHTH},
        {},
    )
    yield _case(
        "sav_named_xls",
        "An SPSS file named .xls is an SPSS file.",
        sav(_survey()),
        {"survey_month": _MAY},
        {},
        file="survei mei.xls",
    )
    yield _case(
        "dta_value_labels",
        "The same in Stata, which has value labels and no user-missing codes.",
        dta(_survey(_GAPS)),
        {"satisfaction:U3": {"": 1, "3": 3, "4": 1}, "gender": {"female": 3, "male": 2}},
        {"SKM-F-012": 1},
        file="survei_mei_2024.dta",
        file_format="dta",
    )
    cut = sav(_survey())
    yield Case(
        "sav_cut_off",
        "survei_mei_2024.sav",
        cut[: len(cut) * 2 // 3],
        {
            "why": "A file that ends in the middle is refused, never read as far as it goes.",
            "is_readable": False,
            "problem_contains": "damaged or cut off",
        },
    )
    yield _parquet()


def _survey(scores: Sequence[Sequence[int | None]] = FIVE, *, is_reversed: bool = False) -> Survey:
    questions = tuple(
        Scored(
            one.code.lower(), one.text, one.label, tuple(reversed(one.words)) if is_reversed else one.words, one.parent
        )
        for one in skm.questions_2017(in_list_order=True)
    )
    answers = tuple(
        replace(one, profile={_NAMES[code]: words for code, words in one.profile.items()})
        for one in people(questions, day(2024, 5, 6), scores, "Kanim Bogor")
    )
    return Survey(questions, answers, _PROFILE)


def _case(
    name: str, why: str, data: bytes, values: dict[str, dict[str, int]], findings: dict[str, int], *,
    accepted: int = 5, file: str = "survei_mei_2024.sav", file_format: str = "sav",
) -> Case:  # fmt: skip
    reading = {"layout_id": _LAYOUT, "rows_read": 5, "accepted": accepted, "quarantined": 5 - accepted, "ignored": {}}
    expect = {"why": why, "is_readable": True, "format": file_format, "readings": [{**reading, "values": values}]}
    return Case(name, file, data, {**expect, "findings": findings})


def _parquet() -> Case:
    export = limesurvey_csv(skm.unfinished(coded(day(2024, 5, 6)), 2)).decode("utf-8-sig")
    header, *rows = list(csv.reader(io.StringIO(export, newline=""), delimiter=";"))[:-1]
    columns = {name: [row[place] or None for row in rows] for place, name in enumerate(header)}
    typed: dict[str, object] = dict(columns)
    typed["id"] = [int(cell or 0) for cell in columns["id"]]
    typed["G02Q05"] = [int(cell or 0) for cell in columns["G02Q05"]]
    typed["submitdate"] = pd.to_datetime(pd.Series(columns["submitdate"]))
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(":memory:") as con:
        path = Path(folder) / "hasil.parquet"
        con.from_df(pd.DataFrame(typed)).write_parquet(str(path))
        data = path.read_bytes()
    return Case(
        "parquet_of_limesurvey",
        "hasil_survei.parquet",
        data,
        {
            "why": "A table that an analyst saved as Parquet keeps numbers, instants and gaps; one form was never sent.",
            "is_readable": True,
            "format": "parquet",
            "readings": [
                {
                    "layout_id": "limesurvey_skm_codes",
                    "rows_read": 5,
                    "accepted": 4,
                    "quarantined": 0,
                    "ignored": {"incomplete": 1},
                    # Without the second person, who ticked 3 for facilities and 4 for complaints.
                    "values": {
                        "survey_month": {"2024-05": 4},
                        "satisfaction:U9": {"2": 1, "3": 2, "4": 1},
                        "satisfaction:U8": {"3": 3, "4": 1},
                    },
                }
            ],
            "findings": {"SKM-F-012": 1},
        },
    )
