"""Says which offices of a study sent nothing."""

from collections.abc import Mapping, Sequence

from schemas import findings as code
from schemas.catalog import Catalog
from schemas.findings import Finding
from schemas.instrument import Origin, Study
from schemas.staging import ROW_NUMBER
from transforms.cleaning.staged_file import StagedFile


def missing_files(
    catalog: Catalog,
    study: Study,
    staged: Sequence[StagedFile],
    lonely_origins: Mapping[str, Origin],
    office_column: str,
) -> list[Finding]:
    """Return a finding for every office of the study from which no file came.

    An office whose file came and was refused is not missing: its file has its own finding.

    Args:
        catalog: for the offices' names.
        study: names the offices.
        staged: every file found, refused ones included.
        lonely_origins: origin records whose file is not there, by the name of that file.
        office_column: the staged column with the office code.
    """
    present: set[str] = set()
    for file in staged:
        if ROW_NUMBER in file.accepted:
            present.update(file.accepted[office_column])
        if file.reading.file.origin is not None:
            present.add(catalog.office_code(file.reading.file.origin.office) or "")
        present.update(catalog.office_code(text) or "" for _, text in file.reading.fixed_values)
    announced = {catalog.office_code(origin.office): name for name, origin in lonely_origins.items()}
    findings = []
    for office in study.offices:
        if office not in present:
            name = announced.get(office, f"raw/{study.study_id}/")
            words = (("office", catalog.offices[office].name_id),)
            findings.append(Finding(code.MISSING_FILE, name, words=words))
    return findings
