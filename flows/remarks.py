"""What ``kepuasan remarks`` does: writes the masked remarks of a study's respondents to a file, because somebody asked."""

import csv
import io
from pathlib import Path

from flows.bounds import bounds_of
from flows.errors import ConfigError
from flows.identity import ORIGIN_SUFFIX, raw_files
from flows.origins import read_origin
from flows.pipeline import find_study
from flows.sandbox import BoundedError, open_bounded
from flows.settings import Settings
from flows.storage import DataRoot, write_bytes_durably
from schemas.catalog import Catalog
from transforms.cleaning.corrections import SUFFIX, CorrectionsError, correct_all, parse_corrections
from transforms.cleaning.survey import SurveyIntake, refused_by_reader
from transforms.intake.reading import RawFile
from transforms.privacy.remarks import Remark, remarks_of
from transforms.publication.spreadsheet import spreadsheet_safe

_PRIVATE = 0o600


def write_remarks(root: DataRoot, catalog: Catalog, study_id: str, target: Path, settings: Settings) -> list[Remark]:
    """Write the masked remarks of a study to a private CSV file and return them.

    Args:
        root: the data folder.
        catalog: its studies and layouts.
        study_id: the study.
        target: the file; it must not lie in the folder of releases or of raw files.
        settings: what one file may cost.

    Raises:
        ConfigError: no such study, or a place for the file that others read.
        StorageError: the disk is full or fails.
    """
    study = find_study(catalog, study_id)
    path = target.resolve()
    for folder in (root.published, root.raw):
        if path.is_relative_to(folder.resolve()):
            raise ConfigError(f"--to: found a place in {folder.name}/, expected one that only you read.")
    intake = SurveyIntake.of_study(catalog, study)
    readings = []
    for raw in raw_files(root.raw / study_id):
        if raw.name.endswith((ORIGIN_SUFFIX, SUFFIX)):
            continue
        file = RawFile(raw.name, raw.read_bytes(), *read_origin(raw.with_name(f"{raw.name}{ORIGIN_SUFFIX}")))
        noted = raw.with_name(f"{raw.name}{SUFFIX}")
        try:
            corrections = parse_corrections(noted.read_bytes() if noted.is_file() else b"")
            opened = open_bounded(file.data, bounds_of(settings)).opened
            readings.extend(correct_all(intake.read(file, opened), corrections))
        except BoundedError as error:
            readings.append(refused_by_reader(file, error))
        except CorrectionsError as error:
            raise ConfigError(f"{noted.name}: found {error.problem_en}, expected a file of corrections.") from None
    remarks = [remark for staged in intake.stage(readings) for remark in remarks_of(staged)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("office_code", "period", "column_number", "remark_masked"))
    writer.writerows((one.office_code, one.period, one.column, spreadsheet_safe(one.text)) for one in remarks)
    write_bytes_durably(path, text.getvalue().encode("utf-8"))
    path.chmod(_PRIVATE)
    return remarks
