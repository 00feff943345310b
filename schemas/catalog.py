"""The catalogue: reads and checks every data file, and says file and line of a mistake.

The packaged files may be overlaid with a folder of the same shape (``instruments/``, ``regulations/``, ``layouts/``,
``studies/``, ``offices.csv``), so that an installed wheel can learn a study without being rebuilt.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from schemas.analysis import Analysis
from schemas.follow_up import FollowUp
from schemas.house_of_quality import HouseOfQuality
from schemas.instrument import (
    AnswerLabels,
    Attribute,
    Instrument,
    Office,
    Origin,
    PlacedError,
    Question,
    Regulation,
    Scale,
    Study,
)
from schemas.layout import AbsentBinding, ColumnBinding, Layout, OriginBinding, RowBinding
from schemas.print_audit import PrintAudit
from schemas.programme import Programme
from schemas.series import Series

_Model = TypeVar("_Model", bound=BaseModel)
_FOLDERS: Final[dict[str, type[BaseModel]]] = {
    "instruments": Instrument,
    "regulations": Regulation,
    "layouts": Layout,
    "studies": Study,
    "houses_of_quality": HouseOfQuality,
    "series": Series,
    "programmes": Programme,
}
MODELS: Final[dict[str, type[BaseModel]]] = {
    "instrument": Instrument,
    "regulation": Regulation,
    "layout": Layout,
    "study": Study,
    "origin": Origin,
    "house_of_quality": HouseOfQuality,
    "print_audit": PrintAudit,
    "analysis": Analysis,
    "series": Series,
    "programme": Programme,
    "follow_up": FollowUp,
}
# Of libyaml where PyYAML has it: the packaged files take a tenth of the time, and every command reads all of them.
_FAST_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Mistake:
    """One mistake in a data file: where, what was found, what would be right."""

    file: str
    line: int | None
    path: str
    found: str
    expected: str

    def __str__(self) -> str:
        """Return the mistake as a sentence a person can act on."""
        where = self.file if self.line is None else f"{self.file}, line {self.line}"
        name = f", {self.path}" if self.path else ""
        return f"{where}{name}: found {self.found}; expected {self.expected}."


class CatalogError(ValueError):
    """The catalogue has mistakes; ``mistakes`` lists all of them."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


class _Located:
    """A YAML document with the line of every key and list item."""

    def __init__(self, text: str) -> None:
        self._lines: dict[tuple[str | int, ...], int] = {}
        try:
            self.value: Any = self._read(_FAST_LOADER(text))
        except yaml.YAMLError:  # Python's loader says in better words what is wrong
            self.value = self._read(yaml.SafeLoader(text))

    def _read(self, loader: Any) -> Any:
        """Return the plain value; lines are noted first, because constructing unfolds merge keys in the nodes."""
        try:
            node = loader.get_single_node()
            if node is None:
                return None
            self._walk(node, ())
            return loader.construct_document(node)
        finally:
            loader.dispose()

    def _walk(self, node: yaml.Node, path: tuple[str | int, ...]) -> None:
        self._lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                self._lines[(*path, str(key.value))] = key.start_mark.line + 1
                self._walk(value, (*path, str(key.value)))
        elif isinstance(node, yaml.SequenceNode):
            for number, item in enumerate(node.value):
                self._walk(item, (*path, number))

    def line(self, path: tuple[str | int, ...]) -> int | None:
        """Return the line of ``path`` or of its nearest ancestor that stands in the document."""
        while path not in self._lines and path:
            path = path[:-1]
        return self._lines.get(path)


def parse(model: type[_Model], text: str, name: str) -> _Model:
    """Read one YAML data file.

    Raises:
        CatalogError: the text is no YAML or does not fit the model; every mistake has its line.
    """
    try:
        document = _Located(text)
    except yaml.MarkedYAMLError as error:
        line = None if error.problem_mark is None else error.problem_mark.line + 1
        raise CatalogError([Mistake(name, line, "", error.problem or "a broken document", "a YAML document")]) from None
    except yaml.YAMLError:
        raise CatalogError(
            [Mistake(name, None, "", "characters that YAML does not allow", "a YAML document")]
        ) from None
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        raise CatalogError(_mistake(name, document, model, dict(detail)) for detail in error.errors()) from None


def mistake_at(name: str, text: str, path: tuple[str | int, ...], found: str, expected: str) -> Mistake:
    """Return a mistake with the line at which ``path`` stands in the text of a YAML file."""
    return Mistake(name, _Located(text).line(path), ".".join(str(part) for part in path), found, expected)


def _mistake(name: str, document: _Located, model: type[BaseModel], detail: Mapping[str, Any]) -> Mistake:
    path = tuple(detail["loc"])
    kind = detail["type"]
    contradiction = detail["ctx"]["error"] if kind == "value_error" else None
    if isinstance(contradiction, PlacedError):
        path = (*path, *contradiction.path)
    shown = ".".join(str(part) for part in path)
    if kind == "missing":
        found, expected = "nothing", f"the key {path[-1]!r}"
    elif kind == "extra_forbidden":
        known = ", ".join(model.model_fields) if len(path) == 1 else "the keys that the JSON Schema lists"
        found, expected = f"the unknown key {path[-1]!r}", f"one of {known}"
    elif isinstance(contradiction, PlacedError):
        found, expected = str(contradiction), contradiction.expected
    elif kind == "value_error":
        found, expected = str(contradiction), "a file without this contradiction"
    else:
        found, expected = (
            repr(detail["input"])[:80],
            str(detail["msg"]).removeprefix("Input should ").removeprefix("be "),
        )
    return Mistake(name, document.line(path), shown, found, expected)


def place_words(text: str) -> str:
    """Return the comparable form of an office name: upper case, without punctuation and without class words.

    The class (``Kelas I Khusus TPI``) is an attribute of the office with dates, never part of its identity
    (domain rule 17), so it is taken off before names are compared.
    """
    words = re.sub(r"[^A-Z0-9]+", " ", text.upper()).split()
    return " ".join(word for word in words if word not in _CLASS_WORDS)


_CLASS_WORDS: Final = frozenset(
    [
        "KANTOR",
        "IMIGRASI",
        "KANIM",
        "KANIMSUS",
        "UPT",
        "KELAS",
        "KLAS",
        "KLS",
        "I",
        "II",
        "III",
        "1",
        "2",
        "3",
        "SATU",
        "DUA",
        "TIGA",
        "KHUSUS",
        "TPI",
        "NON",
    ]
)


class Catalog:
    """All data files, checked one by one and against each other.

    Raises:
        CatalogError: at construction, with every mistake of every file.
    """

    def __init__(self, overlay: Traversable | None = None) -> None:
        package = files("schemas")
        mistakes: list[Mistake] = []
        self._located: dict[str, tuple[str, str]] = {}
        self.texts: dict[str, str] = {}
        found: dict[str, dict[str, Any]] = {}
        for folder, model in _FOLDERS.items():
            found[folder] = {}
            for root in (package, overlay):
                if root is not None:
                    self._read_folder(root.joinpath(folder), folder, model, found[folder], mistakes)
        self.instruments: dict[str, Instrument] = found["instruments"]
        self.regulations: dict[str, Regulation] = found["regulations"]
        self.layouts: dict[str, Layout] = found["layouts"]
        self.studies: dict[str, Study] = found["studies"]
        self.houses: dict[str, HouseOfQuality] = found["houses_of_quality"]
        self.series: dict[str, Series] = found["series"]
        self.programmes: dict[str, Programme] = found["programmes"]
        self.offices: dict[str, Office] = {}
        self._read_offices(package.joinpath("reference", "offices.csv"), mistakes)
        if overlay is not None:
            self._read_offices(overlay.joinpath("offices.csv"), mistakes)
        mistakes.extend(self._contradictions())
        if mistakes:
            raise CatalogError(mistakes)

    def _read_folder(
        self,
        folder: Traversable,
        kind: str,
        model: type[BaseModel],
        into: dict[str, Any],
        mistakes: list[Mistake],
    ) -> None:
        if not folder.is_dir():
            return
        for file in sorted(
            (entry for entry in folder.iterdir() if entry.name.endswith((".yaml", ".yml"))),
            key=lambda f: f.name,
        ):
            name = f"{kind}/{file.name}"
            try:
                text = file.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                mistakes.append(Mistake(name, None, "", "bytes that are not UTF-8", "a text file in UTF-8"))
                continue
            try:
                entry = parse(model, text, name)
            except CatalogError as error:
                mistakes.extend(error.mistakes)
                continue
            identity = str(getattr(entry, next(iter(model.model_fields))))
            if identity != file.name.rsplit(".", 1)[0]:
                expected = f"the file's name, {file.name.rsplit('.', 1)[0]!r}"
                mistakes.append(Mistake(name, 1, next(iter(model.model_fields)), repr(identity), expected))
                continue
            into[identity] = entry
            self.texts[name] = text
            self._located[identity] = (name, text)

    def _read_offices(self, file: Traversable, mistakes: list[Mistake]) -> None:
        if not file.is_file():
            return
        text = file.read_text(encoding="utf-8")
        self.texts["reference/offices.csv"] = self.texts.get("reference/offices.csv", "") + text
        for line, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
            values: dict[str, Any] = dict(row)
            values["aliases"] = tuple(
                alias.strip() for alias in str(row.get("aliases") or "").split("|") if alias.strip()
            )
            try:
                office = Office.model_validate(values)
            except ValidationError as error:
                for detail in error.errors():
                    shown = ".".join(str(part) for part in detail["loc"])
                    mistakes.append(
                        Mistake(
                            "reference/offices.csv",
                            line,
                            shown,
                            repr(detail["input"])[:80],
                            str(detail["msg"]),
                        )
                    )
                continue
            self.offices[office.office_code] = office

    def _contradictions(self) -> Iterable[Mistake]:
        for study in self.studies.values():
            yield from self._check_study(study)
        for instrument in self.instruments.values():
            yield from self._check_instrument(instrument)
        for layout in self.layouts.values():
            yield from self._check_layout(layout)
        for house in self.houses.values():
            yield from self._check_house(house)
        for series in self.series.values():
            yield from self._check_series(series)
        for programme in self.programmes.values():
            yield from self._check_programme(programme)
        seen: dict[str, str] = {}
        for office in self.offices.values():
            for alias in (office.name_id, *office.aliases):
                owner = seen.setdefault(place_words(alias), office.office_code)
                if owner != office.office_code:
                    expected = "an alias that names one office only"
                    yield Mistake(
                        "reference/offices.csv",
                        None,
                        office.office_code,
                        f"the alias {alias!r}, which {owner} has too",
                        expected,
                    )

    def _check_instrument(self, instrument: Instrument) -> Iterable[Mistake]:
        if instrument.regulation_id is None:
            return
        owner = instrument.instrument_id
        yield from self._known(owner, ("regulation_id",), instrument.regulation_id, self.regulations)
        regulation = self.regulations.get(instrument.regulation_id)
        if regulation is None:
            return
        numbers = [element.number for element in regulation.elements]
        for place, element in enumerate(instrument.elements):
            number = element.regulation_element_number
            if number is not None and number not in numbers:
                path = ("elements", place, "regulation_element_number")
                yield self._at(owner, path, str(number), f"a number from 1 to {len(numbers)}")
        for place, measure in enumerate(instrument.measures):
            classes, bands_n = measure.class_intervals, len(regulation.band_table.bands)
            if classes is not None and classes.convention == "regulation" and len(classes.labels_id) != bands_n:
                at = ("measures", place, "class_intervals", "labels_id")
                yield self._at(owner, at, f"{len(classes.labels_id)} labels", f"{bands_n}, one for each band")

    def _check_house(self, house: HouseOfQuality) -> Iterable[Mistake]:
        yield from self._known(house.house_id, ("instrument_id",), house.instrument_id, self.instruments)
        instrument = self.instruments.get(house.instrument_id)
        if instrument is not None:
            for mistake in house.mistakes(instrument):
                yield self._at(house.house_id, ("plans",), mistake.rstrip("."), "plans that fit the instrument")

    def _check_series(self, series: Series) -> Iterable[Mistake]:
        owner = series.series_code
        for place, code in enumerate(series.instruments):
            yield from self._known(owner, ("instruments", place), code, self.instruments)
        for place, element in enumerate(series.elements):
            for number, member in enumerate(element.members):
                instrument = self.instruments.get(member.instrument_id)
                if instrument is not None:
                    codes = [one.element_code for one in instrument.elements]
                    at = ("elements", place, "members", number, "element_code")
                    yield from self._known(owner, at, member.element_code, codes)
        scales = {self.instruments[code].scale for code in series.instruments if code in self.instruments}
        if len(scales) > 1:
            shown = " and ".join(sorted(f"{scale.minimum}-{scale.maximum}" for scale in scales))
            yield self._at(owner, ("instruments",), f"questionnaires on the scales {shown}", "one scale for a series")

    def _check_programme(self, programme: Programme) -> Iterable[Mistake]:
        owner = programme.programme_id
        if programme.offices != "all":
            for place, office in enumerate(programme.offices):
                yield from self._known(owner, ("offices", place), office, self.offices)
        for place, one in enumerate(programme.memberships):
            yield from self._known(owner, ("memberships", place, "office"), one.office, self.offices)
        for place, code in enumerate(programme.series):
            yield from self._known(owner, ("series", place), code, self.series)
        for place, override in enumerate(programme.overrides):
            for number, office in enumerate(override.offices):
                yield from self._known(owner, ("overrides", place, "offices", number), office, self.offices)
        for place, used in enumerate(programme.questionnaires):
            at = ("questionnaires", place)
            yield from self._known(owner, (*at, "regulation_id"), used.regulation_id, self.regulations)
            yield from self._known(owner, (*at, "instrument_id"), used.instrument_id, self.instruments)
            instrument = self.instruments.get(used.instrument_id)
            if instrument is None:
                continue
            if not instrument.attribute_with_role("period").is_month:
                found = f"{used.instrument_id}, whose period is no month"
                yield self._at(owner, (*at, "instrument_id"), found, "a questionnaire whose answers belong to a month")
            asked = {attribute.attribute_code for attribute in instrument.attributes if attribute.role == "profile"}
            for number, code in enumerate(programme.detail.attributes):
                yield from self._known(owner, ("detail", "attributes", number), code, asked)
        for place, code in enumerate(programme.companions):
            yield from self._check_companion(owner, ("companions", place), code)

    def _check_companion(self, owner: str, at: tuple[str | int, ...], code: str) -> Iterable[Mistake]:
        from schemas.companion import companion_indices  # noqa: PLC0415 - it reads its file with this module

        yield from self._known(owner, at, code, self.instruments)
        instrument = self.instruments.get(code)
        if instrument is None:
            return
        if not instrument.attribute_with_role("period").is_month:
            expected = "a questionnaire whose answers belong to a month"
            yield self._at(owner, at, f"{code}, whose period is no month", expected)
        if any(question.item is not None for question in instrument.questions):
            expected = "a questionnaire with one question for each element"
            yield self._at(owner, at, f"{code}, whose elements have several questions", expected)
        declared = companion_indices()
        if code != declared.instrument_id:
            expected = f"{declared.instrument_id}, whose indices reference/companion_indices.yaml declares"
            yield self._at(owner, at, f"{code}, of which no index is declared", expected)
            return
        for mistake in declared.mistakes(instrument):
            yield self._at(owner, at, mistake.rstrip("."), "indices in reference/companion_indices.yaml that fit")

    def _check_study(self, study: Study) -> Iterable[Mistake]:
        owner = study.study_id
        yield from self._known(owner, ("instrument_id",), study.instrument_id, self.instruments)
        yield from self._known(owner, ("regulation_id",), study.regulation_id, self.regulations)
        for number, office in enumerate(study.offices):
            yield from self._known(owner, ("offices", number), office, self.offices)
        yield from self._known(owner, ("cohort", "focus", "office"), study.cohort.focus.office, study.offices)
        if study.cohort.comparison_office is not None:
            yield from self._known(
                owner, ("cohort", "comparison_office"), study.cohort.comparison_office, study.offices
            )
        for number, printed in enumerate(study.printed_indices):
            yield from self._known(owner, ("printed_indices", number, "office"), printed.office, study.offices)
        instrument = self.instruments.get(study.instrument_id)
        if instrument is None:
            return
        if instrument.regulation_id is None:
            found = f"the instrument {instrument.instrument_id}, which follows no regulation"
            yield self._at(owner, ("instrument_id",), found, "an instrument with a regulation_id")
        scales = {instrument.scale_of(element.element_code) for element in instrument.elements}
        if len(scales) > 1:
            shown = " and ".join(sorted(f"{scale.minimum}-{scale.maximum}" for scale in scales))
            found = f"{instrument.instrument_id}, whose elements are answered on {shown}"
            expected = "elements on one scale: an index does not mix scales; read the others as another questionnaire"
            yield self._at(owner, ("instrument_id",), found, expected)
        attributes = {attribute.attribute_code: attribute for attribute in instrument.attributes}
        for number, step in enumerate(study.cohort.steps):
            at = ("cohort", "steps", number)
            yield from self._known(owner, (*at, "attribute"), step.attribute, attributes)
            attribute = attributes.get(step.attribute)
            if attribute is None:
                continue
            side = "keep" if step.keep else "drop"
            if attribute.is_month:
                for place, month in enumerate(step.keep or step.drop):
                    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
                        yield self._at(owner, (*at, side, place), repr(month), "a month such as 2024-05")
                continue
            known = study.offices if attribute.role == "office" else [option.code for option in attribute.options]
            for place, code in enumerate(step.keep or step.drop):
                yield from self._known(owner, (*at, side, place), code, known)

    def _check_layout(self, layout: Layout) -> Iterable[Mistake]:
        owner = layout.layout_id
        yield from self._known(owner, ("instrument_id",), layout.instrument_id, self.instruments)
        instrument = self.instruments.get(layout.instrument_id)
        if instrument is None:
            return
        attributes = {attribute.attribute_code: attribute for attribute in instrument.attributes}
        for code in layout.attributes:
            yield from self._known(owner, ("attributes", code), code, attributes)
            if code in attributes:
                yield from self._check_binding(layout, attributes[code])
        for code in attributes:
            if code not in layout.attributes:
                yield self._at(owner, ("attributes",), f"no column for {code}", "a binding for every attribute")
        measures = [measure.measure for measure in instrument.measures]
        for key in ("element_pattern", "element_codebook"):
            given = getattr(layout, key)
            if given and sorted(given) != sorted(measures):
                yield self._at(owner, (key,), f"measures {sorted(given)}", f"exactly {sorted(measures)}")
        for measure, codebook in layout.element_codebook.items():
            codes = [question.code for question in instrument.questions if question.measure == measure]
            if list(codebook) != codes:
                at = ("element_codebook", measure)
                yield self._at(owner, at, f"elements {list(codebook)}", f"{codes}, in this order")

    def _check_binding(self, layout: Layout, attribute: Attribute) -> Iterable[Mistake]:
        owner, code = layout.layout_id, attribute.attribute_code
        binding, role = layout.attributes[code], attribute.role
        if isinstance(binding, ColumnBinding):
            options = [option.code for option in attribute.options]
            for word, answer in binding.values.items():
                yield from self._known(owner, ("attributes", code, "values", word), answer, options)
        elif isinstance(binding, OriginBinding) and binding.from_origin != role:
            yield self._at(owner, ("attributes", code, "from_origin"), binding.from_origin, f"{role}, its role")
        elif isinstance(binding, AbsentBinding) and not any(option.is_unanswered for option in attribute.options):
            expected = "a column: only a question with an option for no answer may be left out"
            yield self._at(owner, ("attributes", code), "not_asked", expected)
        elif isinstance(binding, RowBinding) and role != "respondent":
            yield self._at(owner, ("attributes", code), "each_row", "a column: only a respondent can be a row")

    def _known(self, owner: str, path: tuple[str | int, ...], code: str, known: Iterable[str]) -> Iterable[Mistake]:
        choices = list(known)
        if code not in choices:
            yield self._at(owner, path, repr(code), f"one of {', '.join(choices)}")

    def _at(self, owner: str, path: tuple[str | int, ...], found: str, expected: str) -> Mistake:
        name, text = self._located[owner]
        return mistake_at(name, text, path, found, expected)

    def offices_of(self, programme: Programme) -> tuple[str, ...]:
        """Return the codes of every office that belongs to a programme at any time."""
        if programme.offices == "all":
            return tuple(code for code, office in self.offices.items() if office.kind == "office")
        return programme.offices

    def scale_labels(self, instrument: Instrument, question: Question) -> tuple[Scale, AnswerLabels | None]:
        """Return the scale of a question and the words of its points, None where nobody gives words.

        The words are the element's own, those of the measure, or those that the regulation gives the element.
        """
        scale = instrument.scale_of(question.element.element_code)
        labels = instrument.answer_labels(question.measure, question.element.element_code)
        measure = next(entry for entry in instrument.measures if entry.measure == question.measure)
        number = question.element.regulation_element_number
        if labels is None and measure.has_regulation_labels and instrument.regulation_id is not None:
            regulation = self.regulations[instrument.regulation_id]
            entry = next((one for one in regulation.elements if one.number == number), None)
            if entry is not None and len(entry.options_id) == len(scale.points):
                labels = AnswerLabels(
                    labels_id=entry.options_id, labels_en=entry.options_en or entry.options_id, source=regulation.source
                )
        return scale, labels

    @cached_property
    def _places(self) -> dict[str, str]:
        return {
            place_words(alias): office.office_code
            for office in self.offices.values()
            for alias in (office.name_id, *office.aliases)
        }

    def office_code(self, text: str) -> str | None:
        """Return the code of the office that ``text`` names exactly, by its name or an alias; None otherwise."""
        return self._places.get(place_words(text))
