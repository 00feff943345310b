"""What respondents wrote in their own words, masked: for people who read remarks, never for a table.

Free text is personal data until somebody has read it (domain rule 18), so nothing of it is stored by a run. Masking takes
out what it recognises (docs/methods/personal_data.md); it cannot know every name, and the result is for few eyes.
"""

from dataclasses import dataclass

from schemas.privacy import Action
from schemas.staging import ROW_NUMBER
from transforms.cleaning.staged_file import StagedFile
from transforms.privacy.masking import protect


@dataclass(frozen=True)
class Remark:
    """One remark of one respondent.

    Attributes:
        office_code: the office.
        period: year or month of the answers.
        column: place of the column in the file, from 1.
        text: the masked text.
    """

    office_code: str
    period: str
    column: int
    text: str


def remarks_of(file: StagedFile) -> list[Remark]:
    """Return the masked remarks of a table's accepted respondents, in the order of office, period and text.

    Rows are not told, so that a remark does not lead back to its respondent. Columns that the layout binds are answers
    and no remarks.

    Args:
        file: the staged table, with what every column holds of persons.
    """
    sheet, instrument = file.reading.sheet, file.reading.instrument
    if sheet is None or instrument is None or file.accepted.empty:
        return []
    bound = {place for column in file.reading.columns for place in column.positions}
    columns = file.reading.personal
    asked = frozenset(
        column.position for column in columns if column.action is Action.MASK_TEXT and column.position not in bound
    )
    office = instrument.attribute_with_role("office").attribute_code
    period = instrument.attribute_with_role("period").attribute_code
    cells = {row.number: row.cells for row in sheet.rows}
    found: list[Remark] = []
    for number, office_code, when in file.accepted[[ROW_NUMBER, office, period]].itertuples(index=False, name=None):
        row = protect(cells[int(number)][: len(columns)], columns, None, asked)
        found.extend(
            Remark(office_code, when, place + 1, text)
            for place in sorted(asked)
            if place < len(row) and (text := row[place])
        )
    return sorted(found, key=lambda one: (one.office_code, one.period, one.column, one.text))
