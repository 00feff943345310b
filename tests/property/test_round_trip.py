"""A random valid survey, written as a tool writes it, comes back as the same answers; a planted defect is found in place.

One property for each layout that is shipped. The surveys and what must come of them are made in
tests/support/random_surveys, the files by tests/support/export_writers.
"""

from collections.abc import Sequence
from functools import cache
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_surveys.people import AS_OF, FILE_NAME, Choose, World, Written
from random_surveys.shapes import SHAPES

from schemas.catalog import Catalog
from schemas.finding_code import Severity
from schemas.layout import AbsentBinding
from schemas.offices import office_register
from schemas.staging import ROW_NUMBER
from transforms.cleaning.staged_file import StagedFile
from transforms.cleaning.survey import SurveyIntake
from transforms.formats.grid import Opened
from transforms.formats.limits import Limits
from transforms.formats.opening import open_bytes
from transforms.intake.reading import RawFile

T = TypeVar("T")
SETTINGS = settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
CATALOG = Catalog()
WORLD = World(office_register(CATALOG.offices), CATALOG.instruments)
BESIDE_THE_ANSWERS = {"numbering", "footer", "blank", "no_bound_cell"}


@cache
def intake(instrument_id: str) -> SurveyIntake:
    return SurveyIntake(CATALOG, [instrument_id], None, as_of=AS_OF)


def chooser(data: st.DataObject) -> Choose:
    def choose(options: Sequence[T], /) -> T:
        return data.draw(st.sampled_from(options))

    return choose


def staged(written: Written) -> tuple[StagedFile, Opened]:
    by = intake(SHAPES[written.layout_id].instrument_id)
    opened = open_bytes(written.data, Limits())
    [one] = by.stage(by.read(RawFile(FILE_NAME, written.data, written.origin), opened))
    assert one.reading.layout is not None
    assert one.reading.layout.layout_id == written.layout_id
    assert [found.message_en for found in one.findings if found.severity is Severity.REFUSE_FILE] == []
    return one, opened


def check_accounts(written: Written, one: StagedFile) -> None:
    """Every row has one fate, and rows that are no answers are counted for the reason that the tool gives."""
    ignored = dict(one.ignored)
    assert one.rows_read_n == len(one.accepted) + len(one.refusals) + sum(ignored.values())
    assert {reason: ignored.get(reason) for reason in written.ignored} == written.ignored
    others = set(ignored) - set(written.ignored)
    assert others <= (set() if written.knows_all_ignored else BESIDE_THE_ANSWERS)


def check_accepted(written: Written, one: StagedFile) -> None:
    """The accepted rows carry the scores, offices, months and answers that the people gave, and nobody else's."""
    spoiled = None if written.planted is None else written.planted.row_number
    layout = CATALOG.layouts[written.layout_id]
    # What the form does not ask nobody answered; all questions about people have the same option for that.
    absent = {name: "not_stated" for name, binding in layout.attributes.items() if isinstance(binding, AbsentBinding)}
    expected = [{ROW_NUMBER: number, **absent, **values} for number, values in written.rows if number != spoiled]
    assert one.accepted.to_dict("records") == [{name: row[name] for name in one.accepted.columns} for row in expected]
    assert all(set(row) == set(one.accepted.columns) for row in expected)


def test_every_layout_that_is_shipped_is_written() -> None:
    assert set(SHAPES) == set(CATALOG.layouts)
    instruments = {layout_id: layout.instrument_id for layout_id, layout in CATALOG.layouts.items()}
    assert {layout_id: shape.instrument_id for layout_id, shape in SHAPES.items()} == instruments


@pytest.mark.parametrize("layout_id", SHAPES)
@SETTINGS
@given(data=st.data())
def test_a_valid_survey_comes_back_as_the_same_answers(layout_id: str, data: st.DataObject) -> None:
    written = SHAPES[layout_id].write(chooser(data), WORLD, None)
    one, _ = staged(written)
    assert [(refusal.row_number, refusal.reason_code) for refusal in one.refusals] == []
    check_accounts(written, one)
    check_accepted(written, one)


@pytest.mark.parametrize("layout_id", SHAPES)
@SETTINGS
@given(data=st.data())
def test_one_planted_defect_is_found_in_its_row_and_column(layout_id: str, data: st.DataObject) -> None:
    choose = chooser(data)
    written = SHAPES[layout_id].write(choose, WORLD, choose(SHAPES[layout_id].kinds))
    planted = written.planted
    assert planted is not None
    one, opened = staged(written)
    assert [(refusal.row_number, refusal.reason_code) for refusal in one.refusals] == [
        (planted.row_number, planted.code)
    ]
    found = next(f for f in one.findings if f.row_number == planted.row_number and f.code.code == planted.code)
    column = next(column for column in one.reading.columns if column.header == found.column_name)
    assert column.target == planted.target
    cells = next(row.cells for grid in opened.grids for row in grid.rows if row.number == planted.row_number
                 and row.cells == one.refusals[0].cells)  # fmt: skip
    if planted.text:
        assert planted.text in [cells[position] for position in column.positions]
    check_accounts(written, one)
    check_accepted(written, one)
