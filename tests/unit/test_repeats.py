"""Exports of a study that hold the same respondents, held against each other before anything is computed."""

from datetime import date

from export_writers.limesurvey import limesurvey_csv
from make_exports.five_people import coded, day

from schemas.catalog import Catalog
from transforms.cleaning.survey import SurveyIntake
from transforms.intake.reading import RawFile


def _numbered_anew(export: bytes) -> bytes:
    """The five respondents as another server numbers them: 501 to 505 in place of 1 to 5."""
    header, *rows = export.decode("utf-8-sig").splitlines(keepends=True)
    people = [row for row in rows if row.strip()]
    assert [row.split(";")[0] for row in people] == [f'"{number}"' for number in range(1, 6)]
    return "".join([header, *(f'"50{row[1:]}' for row in people)]).encode("utf-8-sig")


def test_an_export_with_other_numbers_and_the_same_times_and_answers_is_the_same_export() -> None:
    intake = SurveyIntake(Catalog(), ["skm_2017_9"], None, date(2024, 12, 31), within_office=True)
    export = limesurvey_csv(coded(day(2024, 5, 6)))
    files = [RawFile("a.csv", export), RawFile("b.csv", _numbered_anew(export))]
    first, second = intake.stage(reading for file in files for reading in intake.read_own(file))
    assert (len(first.accepted), len(second.accepted)) == (5, 0)
    assert "SKM-F-015" in [finding.code.code for finding in second.findings]
