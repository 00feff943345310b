"""What ``kepuasan remarks`` does: writes the masked remarks of a survey's respondents to a file, because somebody asked."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from flows.errors import ConfigError
from flows.raw_exports import exports_in, open_export, read_corrections, read_export
from flows.sandbox import BoundedError
from flows.storage import DataRoot, write_bytes_durably
from flows.surveys import Survey, find_survey
from schemas.catalog import Catalog
from transforms.cleaning.corrections import CorrectionsError, correct_all, parse_corrections
from transforms.cleaning.survey import refused_by_reader
from transforms.intake.reading import Reading
from transforms.privacy.remarks import Remark, remarks_of
from transforms.publication.spreadsheet import spreadsheet_safe

_PRIVATE = 0o600


def write_remarks(root: DataRoot, catalog: Catalog, survey_id: str, target: Path) -> list[Remark]:
    """Write the masked remarks of a study or programme to a private CSV file and return them.

    Args:
        root: the data folder.
        catalog: its studies, programmes and layouts.
        survey_id: the study or programme.
        target: the file; it must not lie in the folder of releases or of raw files.

    Raises:
        ConfigError: no such study or programme, or a place for the file that others read.
        StorageError: the disk is full or fails.
    """
    survey = find_survey(catalog, survey_id)
    path = target.resolve()
    for folder in (root.published, root.raw):
        if path.is_relative_to(folder.resolve()):
            raise ConfigError(f"--to: found a place in {folder.name}/, expected one that only you read.")
    staged = survey.respondents(_readings(root, survey), lambda one: bool(remarks_of(one)))
    remarks = [remark for one in staged for remark in remarks_of(one)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("office_code", "period", "column_number", "remark_masked"))
    writer.writerows((one.office_code, one.period, one.column, spreadsheet_safe(one.text)) for one in remarks)
    write_bytes_durably(path, text.getvalue().encode("utf-8"))
    path.chmod(_PRIVATE)
    return remarks


def _readings(root: DataRoot, survey: Survey) -> Iterator[list[Reading]]:
    for raw in exports_in(root.raw / survey.survey_id):
        file = read_export(raw)
        try:
            corrections = parse_corrections(read_corrections(raw))
            opened = open_export(file.data).opened
            yield correct_all(survey.intake_for(file).read(file, opened), corrections)
        except BoundedError as error:
            yield [refused_by_reader(file, error)]
        except CorrectionsError as error:
            raise ConfigError(
                f"Corrections of {raw.name}: found {error.problem_en}, expected a file of corrections."
            ) from None
