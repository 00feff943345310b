"""Holds R reference figures printed again against the committed ones: `compare_r_reference.py COMMITTED AGAIN`.

Numbers may differ in their last digits between versions of R's mathematics library; words, counts and data sets may not.
"""

import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path

TOLERANCE = 1e-9


def differences(where: str, committed: object, again: object) -> Iterator[str]:
    if where.endswith(".made_by"):
        return  # names the versions that printed it
    if isinstance(committed, dict) and isinstance(again, dict):
        for key in sorted(committed.keys() | again.keys()):
            yield from differences(f"{where}.{key}", committed.get(key), again.get(key))
    elif isinstance(committed, list) and isinstance(again, list) and len(committed) == len(again):
        for number, (one, other) in enumerate(zip(committed, again, strict=True)):
            yield from differences(f"{where}[{number}]", one, other)
    elif isinstance(committed, float | int) and isinstance(again, float | int):
        if not math.isclose(committed, again, rel_tol=TOLERANCE, abs_tol=TOLERANCE):
            yield f"{where}: committed {committed!r}, printed again {again!r}"
    elif committed != again:
        yield f"{where}: committed {committed!r}, printed again {again!r}"


def main(committed: Path, again: Path) -> int:
    found: list[str] = []
    names = sorted({path.name for folder in (committed, again) for path in folder.glob("*.json")})
    for name in names:
        texts = [json.loads((folder / name).read_text(encoding="utf-8")) for folder in (committed, again)]
        found.extend(differences(name, *texts))
    found.extend(
        f"{path.name}: the data set is another one"
        for path in sorted((committed / "data").glob("*.csv"))
        if (again / "data" / path.name).read_bytes() != path.read_bytes()
    )
    for line in found:
        print(line)  # noqa: T201 - a script for CI
    print(f"{len(names)} files of reference figures, {len(found)} differences")  # noqa: T201
    return 1 if found or not names else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
