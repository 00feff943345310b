"""Mutates exports and inspects them: `fuzz_exports.py FILES SEED`; ends with a count of what became of them.

Files are opened without the bounded process, so that a crash of ours is seen as such. What may end a process by itself
(memory, endless loops) is what the process is for; tests/integration/test_sandbox.py covers it.
"""

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import hostile_files

from schemas.catalog import Catalog
from schemas.offices import office_register
from transforms.formats.limits import Limits
from transforms.formats.opening import open_file
from transforms.inspection.report import inspect_opened
from transforms.intake.sheets import UnreadableError
from transforms.offices.matching import OfficeMatcher

ROOT = Path(__file__).resolve().parents[2]
LARGEST_SEED = 60_000  # bytes; larger ones cost time and find nothing more


def seeds() -> list[bytes]:
    """Return the files that are mutated: the demo exports and every committed example of a format."""
    paths = [
        path
        for folder in ("data/raw", "tests/exports")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.is_file()
    ]
    found = [path.read_bytes() for path in paths if path.suffix not in (".json", ".yaml")]
    found += [
        hostile_files.workbook(hostile_files.plain_sheet()),
        hostile_files.old_workbook(hostile_files.number_cell(0, 0, 3.0), 1, 1),
    ]
    return [data for data in found if 0 < len(data) <= LARGEST_SEED]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return the bytes with one to six changes: a byte, a piece lost, foreign bytes, a repeated piece, a lost end."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        if not changed:
            break
        place = chance.randrange(len(changed))
        kind = chance.randrange(5)
        if kind == 0:
            changed[place] = chance.randrange(256)
        elif kind == 1:
            del changed[place : place + chance.randint(1, 50)]
        elif kind == 2:
            changed[place:place] = chance.randbytes(chance.randint(1, 20))
        elif kind == 3:
            changed[place:place] = changed[max(0, place - chance.randint(1, 200)) : place]
        else:
            del changed[place:]
    return bytes(changed)


def outcomes(files: int, seed: int, sources: Sequence[bytes]) -> Iterator[tuple[str, float]]:
    """Mutate and inspect so many files; yield what became of each, and its seconds.

    Raises:
        Exception: whatever is no refusal; the bytes stay in a file whose name the error tells.
    """
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    catalog, matcher = Catalog(), OfficeMatcher(office_register())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        for number in range(files):
            path.write_bytes(mutated(chance.choice(sources), chance))
            begun = time.monotonic()
            try:
                opened = open_file(path, Limits())
                inspection = inspect_opened(opened, catalog, matcher)
            except UnreadableError:
                became = "refused"
            except BaseException as error:
                kept = Path(tempfile.gettempdir()) / f"kepuasan-fuzz-{seed}-{number}"
                kept.write_bytes(path.read_bytes())
                error.add_note(f"The file is kept as {kept}.")
                raise
            else:
                became = opened.file_format.value
                for one in inspection.tables:
                    if one.table.rows_read != len(opened.grids[one.table.grid].rows):
                        raise AssertionError(f"file {number} of seed {seed}: rows are not accounted for")
            yield became, time.monotonic() - begun


if __name__ == "__main__":
    counts: Counter[str] = Counter()
    slowest = 0.0
    for became, seconds in outcomes(int(sys.argv[1]), int(sys.argv[2]), seeds()):
        counts[became] += 1
        slowest = max(slowest, seconds)
    print(f"{sum(counts.values())} files, slowest {slowest:.2f} s: {dict(counts.most_common())}")  # noqa: T201
