"""Reads the analysis files of a folder of printed figures, their tidy tables and the answers they name.

A study without an ``analysis.yaml`` has no statistics; every mistake is a sentence with file and line.
"""

import hashlib
import os
from collections.abc import Collection
from pathlib import Path
from typing import Final

from flows.identity import ORIGIN_SUFFIX, raw_files
from flows.raw_exports import is_export
from schemas.analysis import Analysis, Respondents
from schemas.catalog import Catalog, CatalogError, Mistake, mistake_at, parse
from schemas.instrument import Origin
from transforms.analysis.reading import Material, read_material
from transforms.analysis.respondents import Answers, read_answers
from transforms.cleaning.corrections import SUFFIX as CORRECTIONS_SUFFIX
from transforms.intake.reading import RawFile

ANALYSIS: Final = "analysis.yaml"


class Analyses:
    """The analyses of a folder.

    Attributes:
        materials: by study, what its statistics are computed from.
        mistakes: every mistake, as a sentence.
        inputs: SHA-256 of every file that was read, by its path as seen from the folder.
    """

    def __init__(self, folder: Path, studies: Collection[str]) -> None:
        self.materials: dict[str, Material] = {}
        self.mistakes: list[str] = []
        self.inputs: dict[str, str] = {}
        self._folder = folder
        paths = sorted((*folder.glob(ANALYSIS), *folder.glob(f"*/{ANALYSIS}")))
        if not paths:
            return
        try:
            self._catalog = Catalog()
        except CatalogError as error:
            self.mistakes.extend(str(mistake) for mistake in error.mistakes)
            return
        for path in paths:
            try:
                self._take(path, studies)
            except CatalogError as error:
                self.mistakes.extend(str(mistake) for mistake in error.mistakes)

    def _take(self, path: Path, studies: Collection[str]) -> None:
        name, text = self._name(path), self._text(path)
        analysis = parse(Analysis, text, name)
        study = analysis.study_id
        if study not in studies or study in self.materials:
            found = f"{study!r}, which has an {ANALYSIS} already" if study in self.materials else repr(study)
            raise CatalogError(
                [mistake_at(name, text, ("study_id",), found, f"one {ANALYSIS} for one of {', '.join(studies)}")]
            )
        texts = {file: self._text(path.parent / file) for file in analysis.files}
        declared = analysis.respondents
        answers = None if declared is None else self._answers(path, (name, text), declared)
        self.materials[study] = read_material(analysis, self._catalog, texts, where=(name, text), answers=answers)

    def _answers(self, path: Path, where: tuple[str, str], declared: Respondents) -> Answers:
        if declared.study_id not in self._catalog.studies:
            expected = f"one of {', '.join(sorted(self._catalog.studies))}"
            raise CatalogError([mistake_at(*where, ("respondents", "study_id"), repr(declared.study_id), expected)])
        folder = path.parent / declared.folder
        found = {file.name: self._bytes(file) for file in raw_files(folder)}
        if not found:
            expected = "a folder with the study's raw exports, or no key respondents"
            raise CatalogError(
                [mistake_at(*where, ("respondents", "folder"), f"no file in {declared.folder}", expected)]
            )
        raw = [
            RawFile(name, data, self._origin(folder, name, found)) for name, data in found.items() if is_export(name)
        ]
        corrections = {name: found.get(f"{name}{CORRECTIONS_SUFFIX}", b"") for name in found}
        return read_answers(raw, self._catalog, self._catalog.studies[declared.study_id], corrections)

    def _origin(self, folder: Path, name: str, found: dict[str, bytes]) -> Origin | None:
        sidecar = f"{name}{ORIGIN_SUFFIX}"
        if sidecar not in found:
            return None
        return parse(Origin, found[sidecar].decode("utf-8", errors="replace"), self._name(folder / sidecar))

    def _text(self, path: Path) -> str:
        content = self._bytes(path)
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as error:
            found = f"text that is not UTF-8 at byte {error.start}"
            raise CatalogError([Mistake(self._name(path), None, "", found, "a file in UTF-8")]) from None

    def _bytes(self, path: Path) -> bytes:
        try:
            content = path.read_bytes()
        except OSError as error:
            found = f"a file that cannot be read ({error.strerror})"
            raise CatalogError([Mistake(self._name(path), None, "", found, "a readable file")]) from None
        self.inputs[self._name(path)] = hashlib.sha256(content).hexdigest()
        return content

    def _name(self, path: Path) -> str:
        return Path(os.path.relpath(path, self._folder)).as_posix()
