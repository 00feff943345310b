"""Mutates exports and inspects them: `fuzz_exports.py FILES SEED [FIRST]`; ends with a table of what became of them.

Mutants are opened and staged in a process without bounds, so that a crash of ours is seen as such; every fiftieth also
goes through the bounded process, which must come to the same. The C and Rust readers can end their process: then
another one goes on behind that mutant, which the bounded process must refuse. Each mutant depends on SEED and its own
number only: FIRST starts with a later one. The exit code is 1 where anything was found; what was found is printed, and
its bytes are kept.
"""

import faulthandler
import io
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import FrameType

import hostile_files
from random_surveys.people import AS_OF, World
from random_surveys.shapes import SHAPES

from flows.origins import read_origin
from flows.sandbox import BoundedError, open_bounded
from schemas.catalog import Catalog
from schemas.findings import CODES, Finding
from schemas.instrument import Origin
from schemas.offices import office_register
from transforms.cleaning.survey import SurveyIntake
from transforms.formats.grid import Opened
from transforms.formats.limits import MIB, Limits
from transforms.formats.opening import open_bytes, open_file
from transforms.inspection.report import inspect_opened
from transforms.intake.reading import RawFile
from transforms.intake.sheets import UnreadableError, plain
from transforms.offices.matching import OfficeMatcher

ROOT = Path(__file__).resolve().parents[2]
LARGEST_SEED = 60_000  # bytes; larger ones cost time and find nothing more
SURVEYS_OF_A_SHAPE = 4
BOUNDED_EACH = 50  # mutants, of which one goes through the bounded process
SECONDS = 10.0  # of the processor, for one mutant in this process; what the bounded process gives a file of this size
DEAD_AFTER = 120.0  # seconds after which a reader that no signal interrupts ends the run
_WORKER = "--worker"
LETTERS = 12  # a text with more letters can be a name or a remark; shorter ones are words that many files have
# What breaks readers and checks: signs of structure, numbers at edges, dates that do not exist, invisible characters.
TOKENS = (
    b'"', b'""', b";", b",", b"\t", b"|", b"\r", b"\n", b"\r\n", b"\x00", b"\x1a", b"\xef\xbb\xbf", b"\xff\xfe",
    b"sep=,\n", b"0", b"5", b"-1", b"3,5", b"4.0", b"1e309", b"NaN", b"#DIV/0!", b"99999999999999999999", b"3-4",
    b"2024-02-30", b"31/02/2024", b"29/02/23", b"2024-05-03T07:22:10Z", b"1980-01-01 00:00:00", b"45000.5", b"24:00",
    b"9999-12-31 23:59:59", b"=1+1", b"\xe2\x80\x8b", b"\xc2\xa0", b"\xd9\xa3", b"\xed\xa0\x80", b"<td>", b"</tr>",
    b"<![CDATA[", b"&#0;", b"&#x110000;", b"Sangat baik", b"Jakarta", b"NO. RESP", b"U8", b"Jumlah",
)  # fmt: skip


@dataclass(frozen=True)
class Seed:
    """A file that is mutated: its own format, its bytes and its origin record."""

    file_format: str
    data: bytes = field(repr=False)
    origin: Origin | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one mutant: rows read, accepted, quarantined and ignored.

    `bounded_peak` is memory of the bounded process, `own_peak` that of the process without bounds so far, in bytes.
    `is_end`: it ended that process. `problem` is what must not be, in one line.
    """

    file_format: str
    is_readable: bool
    seconds: float
    rows: tuple[int, ...] = (0, 0, 0, 0)
    bounded_peak: int = 0
    own_peak: int = 0
    is_end: bool = False
    problem: str | None = None


class TooSlowError(BaseException):
    """The time of one mutant is over; no handler of a reader takes it for an error of its own."""


class UnbelievableError(AssertionError):
    """A result that cannot be right: rows without a fate, words of the file in a message."""


@dataclass(frozen=True)
class Inspector:
    """What a mutant is put through."""

    catalog: Catalog
    intake: SurveyIntake
    matcher: OfficeMatcher
    our_words: str

    @classmethod
    def make(cls) -> "Inspector":
        """Return an inspector with every shipped layout."""
        catalog = Catalog()
        intake = SurveyIntake(catalog, None, None, AS_OF)
        return cls(catalog, intake, OfficeMatcher(office_register(catalog.offices)), _our_words(catalog))

    def inspect(self, seed: Seed, data: bytes, path: Path) -> tuple[Opened, list[int]]:
        """Open, describe and stage a mutant in this process; return it with its rows by fate.

        Raises:
            UnreadableError: it is refused.
            UnbelievableError: the result cannot be right.
            TooSlowError: it takes longer than a bounded process would allow.
        """
        path.write_bytes(data)
        with _at_most(SECONDS):
            opened = open_file(path, Limits())
            found = inspect_opened(RawFile("file", data, seed.origin), opened, self.intake, self.matcher)
        for one in found.tables:
            if one.table.rows_read != len(opened.grids[one.table.grid].rows):
                raise UnbelievableError("an inspected table does not account for all its rows")
        counts = [0, 0, 0, 0]
        for staged in found.staged:
            ignored = sum(count for _, count in staged.ignored)
            fates = [staged.rows_read_n, len(staged.accepted), len(staged.refusals), ignored]
            if fates[0] != sum(fates[1:]):
                raise UnbelievableError(
                    f"rows do not add up: read {fates[0]}, accepted, quarantined, ignored {fates[1:]}"
                )
            counts = [a + b for a, b in zip(counts, fates, strict=True)]
        self._check_words(opened, [finding for staged in found.staged for finding in staged.findings])
        return opened, counts

    def _check_words(self, opened: Opened, findings: Iterable[Finding]) -> None:
        told = _folded(
            "\n".join(
                text
                for one in findings
                for text in (one.message_id, one.message_en, one.expected, one.column_name or "", one.sheet or "")
            )
        )
        cells = {cell for grid in opened.grids for row in grid.rows for cell in row.cells if len(cell) > LETTERS}
        cells.update(grid.name for grid in opened.grids if grid.name is not None)
        for cell in cells:
            # Our sentences quote our own headers, and a torn header can end with its quotation mark.
            text = _folded(cell).strip("\"'")
            if sum(map(str.isalpha, text)) > LETTERS and text in told and text not in self.our_words:
                raise UnbelievableError("a finding repeats words of the file")


def _our_words(catalog: Catalog) -> str:
    """Everything that our own data files and sentences say, in comparable form."""
    codes = (
        (one.found_id, one.found_en, one.expected_id, one.expected_en, one.do_id, one.do_en) for one in CODES.values()
    )
    offices = ((office.name_id, *office.aliases) for office in catalog.offices.values())
    layouts = (
        " / ".join(path)
        for layout in catalog.layouts.values()
        for path in layout.question_headers(catalog.instruments[layout.instrument_id])
    )
    return _folded(
        "\n".join([*catalog.texts.values(), *layouts, *(word for words in (*codes, *offices) for word in words)])
    )


def _folded(text: str) -> str:
    return plain(text).casefold()


def seeds() -> list[Seed]:
    """Return the files that are mutated: the demo exports, the gallery, two old workbooks, surveys of every shape."""
    paths = [
        path
        for folder in ("data/raw", "tests/exports")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.is_file() and path.suffix not in (".json", ".yaml", ".md")
    ]
    found = [(path.read_bytes(), read_origin(path.with_name(f"{path.name}.origin.yaml"))[0]) for path in paths]
    found += [
        (hostile_files.workbook(hostile_files.plain_sheet()), None),
        (hostile_files.old_workbook(hostile_files.number_cell(0, 0, 3.0), 1, 1), None),
    ]
    catalog = Catalog()
    world = World(office_register(catalog.offices), catalog.instruments)
    for layout_id, shape in SHAPES.items():
        for number in range(SURVEYS_OF_A_SHAPE):
            chance = random.Random(f"{layout_id}/{number}")  # noqa: S311 - repeatable, not secret
            written = shape.write(chance.choice, world, None)
            found.append((written.data, written.origin))
    return [Seed(_format_of(data), data, origin) for data, origin in found if 0 < len(data) <= LARGEST_SEED]


def _format_of(data: bytes) -> str:
    try:
        return open_bytes(data, Limits()).file_format.value
    except UnreadableError:
        return "unreadable"


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return the bytes with one to six changes; those of a workbook mostly inside one of its parts."""
    members = _members(data) if chance.randrange(4) else {}
    if not members:
        return _mutated_bytes(data, chance)
    # Sheets hold the answers, so they come twice.
    changed = chance.choice([*members, *(name for name in members if "sheet" in name or name == "content.xml")])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as kept:
        for name, content in members.items():
            kept.writestr(zipfile.ZipInfo(name), _mutated_bytes(content, chance) if name == changed else content)
    return buffer.getvalue()


def _members(data: bytes) -> dict[str, bytes]:
    """The parts of a workbook; none of other files and of the hostile archives of the gallery."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > 20 * LARGEST_SEED:
                return {}
            return {name: parts.read(name) for name in parts.namelist()}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error):
        return {}


def _mutated_bytes(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    # Records of fixed length do not survive a shift, so most changes of such files keep every byte in its place.
    has_records = data.startswith((b"$FL", b"<stata", b"\xd0\xcf", b"PAR1", b"PK")) and chance.randrange(5) > 0
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        if not changed:
            break
        place = chance.randrange(len(changed))
        if has_records:
            new = bytes((chance.randrange(256),)) if chance.randrange(2) else chance.choice(TOKENS)
            changed[place : place + len(new)] = new[: len(changed) - place]
        else:
            changed = _changed(changed, place, chance)
    return bytes(changed)


def _changed(data: bytearray, place: int, chance: random.Random) -> bytearray:
    """One change: a byte, a piece lost, foreign bytes, a repeated piece, a token, a line more or less, a lost end."""
    kind = chance.choice((0, 1, 2, 3, 4, 4, 4, 5, 5, 6, 6, 7))
    if kind == 0:
        data[place] = chance.randrange(256)
    elif kind == 1:
        del data[place : place + chance.randint(1, 50)]
    elif kind == 2:
        data[place:place] = chance.randbytes(chance.randint(1, 20))
    elif kind == 3:
        data[place:place] = data[max(0, place - chance.randint(1, 200)) : place]
    elif kind == 4:
        data[place : place + chance.choice((0, 1, 4))] = chance.choice(TOKENS)
    elif kind in (5, 6):
        lines = bytes(data).split(b"\n")
        if kind == 5:
            lines.insert(chance.randrange(len(lines)), chance.choice(lines))
        else:
            del lines[chance.randrange(len(lines))]
        return bytearray(b"\n".join(lines))
    elif chance.randrange(2):
        del data[place:]
    return data


def mutant(number: int, seed: int, sources: Sequence[Seed]) -> tuple[Seed, bytes]:
    """Return one mutant and what it was made of."""
    chance = random.Random(f"{seed}/{number}")  # noqa: S311 - repeatable, not secret
    source = chance.choice(sources)
    return source, mutated(source.data, chance)


def outcomes(numbers: range, seed: int) -> Iterator[Outcome]:
    """Mutate and inspect files in processes of their own; yield what became of each, in order."""
    left = numbers
    while left:
        command = [sys.executable, __file__, _WORKER, str(left.start), str(left.stop), str(seed)]
        with (
            tempfile.TemporaryFile() as complaints,
            subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=complaints, env={**os.environ, "PYTHONPATH": str(ROOT)}
            ) as worker,
        ):
            for line in worker.stdout or ():
                outcome = Outcome(**json.loads(line))
                yield outcome
                left = left[1:]
            code = worker.wait()
            complaints.seek(0)
            said = complaints.read().decode(errors="replace")
        if code == 0:
            return
        if code > 0 and "Timeout (" not in said:
            raise RuntimeError(f"the fuzzer itself failed at mutant {left.start} of seed {seed}:\n{said}")
        yield _after_the_end(left.start, seed, code)
        left = left[1:]


def _after_the_end(number: int, seed: int, code: int) -> Outcome:
    """What becomes of a mutant that ended the process which read it."""
    source, data = mutant(number, seed, seeds())
    try:
        found = open_bounded(data)
    except BoundedError as error:
        problem = None if code < 0 else f"no signal interrupts its reader for {DEAD_AFTER:g} s"
        outcome = Outcome(source.file_format, False, 0.0, bounded_peak=error.usage.peak_bytes, is_end=True)
    else:
        problem = f"it ends the process that inspects it (code {code}), and the bounded process reads it"
        outcome = Outcome(source.file_format, True, 0.0, bounded_peak=found.usage.peak_bytes, is_end=True)
    return outcome if problem is None else _kept(outcome, problem, data, (number, seed))


def _kept(outcome: Outcome, problem: str, data: bytes, place: tuple[int, int]) -> Outcome:
    number, seed = place
    kept = Path(tempfile.gettempdir()) / f"kepuasan-fuzz-{seed}-{number}"
    kept.write_bytes(data)
    return replace(outcome, problem=f"mutant {number} of seed {seed}, kept as {kept}: {problem}")


def work(numbers: range, seed: int) -> None:
    """Write what becomes of each mutant as a line of JSON, until one ends this process."""
    sources, inspector = seeds(), Inspector.make()
    with tempfile.TemporaryDirectory() as folder:
        for number in numbers:
            faulthandler.dump_traceback_later(DEAD_AFTER, exit=True)
            source, data = mutant(number, seed, sources)
            outcome = _outcome(inspector, source, data, Path(folder) / "file", is_bounded=number % BOUNDED_EACH == 0)
            if outcome.problem is not None:
                outcome = _kept(outcome, outcome.problem, data, (number, seed))
            own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            print(json.dumps(asdict(replace(outcome, own_peak=own))), flush=True)  # noqa: T201
    faulthandler.cancel_dump_traceback_later()


def _outcome(inspector: Inspector, source: Seed, data: bytes, path: Path, *, is_bounded: bool) -> Outcome:
    begun = time.process_time()
    opened, counts, refusal, problem = None, [0, 0, 0, 0], None, None
    try:
        opened, counts = inspector.inspect(source, data, path)
    except UnreadableError as error:
        refusal = error.problem_en
    except (Exception, TooSlowError) as error:
        problem = _where(error)
    seconds = time.process_time() - begun
    peak = 0
    if is_bounded and problem is None:
        peak, problem = _bounded(data, opened, refusal)
    return Outcome(source.file_format, opened is not None, seconds, tuple(counts), peak, problem=problem)


def _where(error: BaseException) -> str:
    """The kind of an error and the lines of ours that it went through, without words of the file."""
    places, trace = [], error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    shown = str(error) if isinstance(error, UnbelievableError) else ""
    return f"{type(error).__name__} {shown} at {' < '.join(reversed(places[-6:]))}"


def _bounded(data: bytes, opened: Opened | None, refusal: str | None) -> tuple[int, str | None]:
    """Open a mutant in the bounded process too; it must come to the same, within its limits."""
    try:
        found = open_bounded(data)
    except BoundedError as error:
        if refusal is None:
            return error.usage.peak_bytes, f"the bounded process refuses what is read here: {error.problem_en}"
        if refusal != error.problem_en:
            return error.usage.peak_bytes, f"refused for another reason in the bounded process: {error.problem_en}"
        return error.usage.peak_bytes, None
    if opened is None:
        return found.usage.peak_bytes, "the bounded process reads what is refused here"
    return found.usage.peak_bytes, None if found.opened == opened else "the bounded process reads something else"


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    def over(_number: int, _frame: FrameType | None) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def summary(found: Sequence[Outcome]) -> str:
    """Return the table by the format of the files that were mutated; memory is that of the bounded process."""
    head = (
        "format",
        "files",
        "readable",
        "refused",
        "read",
        "accepted",
        "quarantined",
        "ignored",
        "slowest s",
        "peak MiB",
    )
    lines: list[tuple[str, ...]] = [head]
    for file_format in [*sorted({one.file_format for one in found}), "all"]:
        own = [one for one in found if file_format in (one.file_format, "all")]
        readable = sum(one.is_readable for one in own)
        rows = [str(sum(one.rows[place] for one in own)) for place in range(4)]
        slowest = max((one.seconds for one in own), default=0)
        peak = max((one.bounded_peak for one in own), default=0) / MIB
        lines.append(
            (
                file_format,
                str(len(own)),
                str(readable),
                str(len(own) - readable),
                *rows,
                f"{slowest:.2f}",
                f"{peak:.0f}",
            )
        )
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    right = [[cell.rjust(width) for cell, width in zip(line, widths, strict=True)] for line in lines]
    return "\n".join(
        "  ".join((line[0].ljust(widths[0]), *cells[1:])) for line, cells in zip(lines, right, strict=True)
    )


def main(files: int, seed: int, first: int = 0) -> int:
    """Run so many mutants and print the table; return the exit code."""
    print(dict(Counter(one.file_format for one in seeds())), "are mutated", flush=True)  # noqa: T201
    found: list[Outcome] = []
    for outcome in outcomes(range(first, first + files), seed):
        found.append(outcome)
        if outcome.problem is not None:
            print(outcome.problem, flush=True)  # noqa: T201
        if len(found) % 1000 == 0:
            print(f"... {first + len(found)}", flush=True)  # noqa: T201
    problems = sum(one.problem is not None for one in found)
    ends = sum(one.is_end for one in found)
    own = max((one.own_peak for one in found), default=0) // MIB
    print(summary(found))  # noqa: T201
    print(f"{problems} problems; {ends} ended a reader and are refused; {own} MiB without bounds")  # noqa: T201
    return 1 if problems else 0


if __name__ == "__main__":
    if sys.argv[1] == _WORKER:
        work(range(int(sys.argv[2]), int(sys.argv[3])), int(sys.argv[4]))
    else:
        sys.exit(main(*(int(argument) for argument in sys.argv[1:4])))
