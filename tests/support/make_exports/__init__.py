"""Makes tests/exports: one folder per file that an office could send, with what a careful person expects of it.

`PYTHONPATH=tests/support python -m make_exports [PART ...]` writes the folders of the parts, which are the modules
beside this one. A part has a function `cases`. The expectations are typed from how a file is made and from what
docs/methods say; nothing here reads the program's answer.

expect.json has these keys; only `why` and `is_readable` must be there:

- `why`: what the case protects, one sentence.
- `is_readable`; `problem_contains`: words of the English sentence when it is not.
- `format`, `encoding`, `delimiter`: as the JSON of `kepuasan inspect` has them.
- `readings`: one for each table that is read, in order, with any of `layout_id`, `is_refused`, `rows_read`, `accepted`,
  `quarantined`, `ignored` (all reasons), and `values`: for a staged column such as `survey_month` or `satisfaction:U8`
  how many accepted rows have which value (an empty cell is the value ""); " & " joins several columns.
- `findings`: how many findings of each code; all of the file's codes.
- `finding_rows`: for some codes the physical rows they stand at, in ascending order.
- `columns_personal`: for each column of the first table that holds personal data its place (from 1) and the kinds.
- `hidden`: texts of the file that may not stand in the answer.
"""

import hashlib
import io
import json
import pkgutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

EXPORTS = Path(__file__).resolve().parents[2] / "exports"
EXPECTED = "expect.json"


@dataclass(frozen=True)
class Case:
    """One folder. `origin` are the keys of the origin record beside the file; name and hash come by themselves."""

    name: str
    file: str
    data: bytes
    expect: Mapping[str, Any]
    origin: Mapping[str, str | int] | None = None

    def files(self) -> dict[str, bytes]:
        """Return what stands in the folder, by name."""
        found = {
            self.file: self.data,
            EXPECTED: (json.dumps(self.expect, ensure_ascii=False, indent=2) + "\n").encode(),
        }
        if self.origin is not None:
            record = {"file": self.file, "sha256": hashlib.sha256(self.data).hexdigest(), **self.origin}
            lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in record.items())
            found[f"{self.file}.origin.yaml"] = "".join(lines).encode()
        return found


def origin(
    office: str, layout_id: str, rows: int, period: str | None = None, study_id: str = "skm_2024"
) -> dict[str, str | int]:
    """Return the keys of an origin record of a file that a real survey could have given."""
    keys: dict[str, str | int] = {"study_id": study_id, "office": office, "layout_id": layout_id}
    keys |= {"sender": "Tata usaha kantor", "received": "2024-07-03", "rows": rows, "data_origin": "synthetic"}
    return keys if period is None else keys | {"period": period}


def parts() -> list[str]:
    """Return the names of the modules that make files."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))


def cases_of(part: str) -> Iterator[Case]:
    """Yield the cases of a part; a module without the function `cases` only helps others."""
    make = getattr(import_module(f"{__name__}.{part}"), "cases", None)
    if make is not None:
        yield from make()


def write(case: Case, folder: Path) -> None:
    """Write a case's folder anew; what stood in it goes."""
    target = folder / case.name
    target.mkdir(parents=True, exist_ok=True)
    made = case.files()
    for old in target.iterdir():
        if old.name not in made:
            old.unlink()
    for name, data in made.items():
        path = target / name
        if not path.is_file() or not is_same(path.read_bytes(), data):
            path.write_bytes(data)


def is_same(one: bytes, other: bytes) -> bool:
    """Tell whether two files are equal; of archives the members count, because compression differs between zlibs."""
    if one == other:
        return True
    if not (one.startswith(b"PK\x03\x04") and other.startswith(b"PK\x03\x04")):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(one)) as first, zipfile.ZipFile(io.BytesIO(other)) as second:
            if first.namelist() != second.namelist():
                return False
            return all(first.read(name) == second.read(name) for name in first.namelist())
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError):
        return False
