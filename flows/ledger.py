"""The record of runs and releases: JSON lines, each holding the hash of the one before.

Changing, removing or inserting a byte anywhere but at the very end breaks the chain. Cutting whole lines off
the end does not; that is why every report prints the head, and why `flows.releases.verify_root` compares the
ledger with the releases on disk. Counts, hashes and codes go in here, never answers of respondents.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from flows.errors import StorageError
from flows.storage import fsync_dir, storage_errors, write_whole

GENESIS = "0" * 64  # what the first event names as its predecessor


@dataclass(frozen=True)
class Event:
    """One line of the ledger.

    Attributes:
        seq: Position, from 0; the only order there is.
        event: What happened: start, published, rebuilt_identical, rolled_back, refused, collected.
        build_id: The build it happened to.
        prev: Hash of the line before.
        hash: SHA-256 of this event's canonical JSON without the hash itself.
        at: UTC wall clock, for people and for the age of releases.
        details: Counts, hashes and codes.
    """

    seq: int
    event: str
    build_id: str
    prev: str
    hash: str
    at: str
    details: Mapping[str, object] = field(default_factory=dict)


def canonical_json(value: Mapping[str, object]) -> bytes:
    """The one spelling of a JSON object: sorted keys, no blanks, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


class Ledger:
    """The events of one data root, checked when loaded and appended one by one.

    Loading changes nothing on disk, so that an auditor can load it beside a run. Appending is for the holder
    of the run lock.
    """

    def __init__(self, path: Path) -> None:
        """Load and check the ledger; one that does not exist yet is empty.

        Args:
            path: The `ledger_path` of the data root.

        Raises:
            StorageError: A line is damaged; the message names it.
        """
        self._path = path
        self._events: list[Event] = []
        self._size = 0  # bytes of the file that are whole, checked lines
        with storage_errors("reading the ledger"):
            self._events, self._size = self._read()

    @property
    def head(self) -> str:
        """Hash of the last event; printed in reports, it shows later whether history was rewritten."""
        return self._events[-1].hash if self._events else GENESIS

    def events(self) -> tuple[Event, ...]:
        """All events in order."""
        return tuple(self._events)

    def last(self, event: str | None = None, *, build_id: str | None = None) -> Event | None:
        """The latest event, of a kind or of a build if named; None if there is none."""
        for candidate in reversed(self._events):
            if event in (None, candidate.event) and build_id in (None, candidate.build_id):
                return candidate
        return None

    def append(self, event: str, build_id: str, details: Mapping[str, object] | None = None) -> Event:
        """Add one event and return it once it would survive a power cut.

        Args:
            event: What happened.
            build_id: The build it happened to.
            details: Counts, hashes and codes; JSON values only.

        Raises:
            StorageError: The event could not be made durable, or the file was changed behind this object.
        """
        with storage_errors("appending to the ledger"):
            fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            try:
                self._catch_up(fd)
                added, line = self._next(event, build_id, details or {})
                try:
                    write_whole(fd, line)
                    os.fsync(fd)
                    fsync_dir(self._path.parent)
                except OSError:
                    with suppress(OSError):  # what stays is whole and counts, or is unterminated and is cut
                        os.ftruncate(fd, self._size)
                    raise
            finally:
                os.close(fd)
        self._events.append(added)
        self._size += len(line)
        return added

    def _next(self, event: str, build_id: str, details: Mapping[str, object]) -> tuple[Event, bytes]:
        body: dict[str, object] = {
            "seq": len(self._events),
            "event": event,
            "build_id": build_id,
            "prev": self.head,
            "at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "details": dict(details),
        }
        body["hash"] = hashlib.sha256(canonical_json(body)).hexdigest()
        line = canonical_json(body)
        return self._parse(line, len(self._events), self.head), line + b"\n"

    def _catch_up(self, fd: int) -> None:
        """Take in what another object of this run appended and cut off what a crash left unterminated."""
        on_disk = os.fstat(fd).st_size
        if on_disk == self._size:
            return
        events, size = self._read()
        if events[: len(self._events)] != self._events:
            raise StorageError(
                f"{self._path}: found {len(events)} events, expected the {len(self._events)} of this run "
                "first; someone changed the ledger during the run. Restore it from the backup first."
            )
        if size < on_disk:
            os.ftruncate(fd, size)
        self._events, self._size = events, size

    def _read(self) -> tuple[list[Event], int]:
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return [], 0
        *lines, tail = data.split(b"\n")
        events: list[Event] = []
        for line in lines:
            events.append(self._parse(line, len(events), events[-1].hash if events else GENESIS))
        if tail and not _is_torn(tail):
            raise self._damaged(len(events), "a line that no interrupted write leaves behind")
        return events, len(data) - len(tail)

    def _parse(self, line: bytes, seq: int, prev: str) -> Event:
        try:
            body = json.loads(line.decode("ascii"))
        except ValueError:  # covers bad JSON and bad bytes
            raise self._damaged(seq, "text that is not JSON") from None
        if not isinstance(body, dict) or body.keys() != Event.__dataclass_fields__.keys():
            raise self._damaged(seq, "other fields than an event has")
        if canonical_json(body) != line:
            raise self._damaged(seq, "a spelling the pipeline does not write")
        hashed = canonical_json({key: value for key, value in body.items() if key != "hash"})
        if hashlib.sha256(hashed).hexdigest() != body["hash"]:
            raise self._damaged(seq, "content that does not match its hash")
        if body["prev"] != prev or body["seq"] != seq:
            raise self._damaged(seq, "an event that does not follow the line before it")
        return Event(**body)

    def _damaged(self, seq: int, found: str) -> StorageError:
        return StorageError(
            f"{self._path}, line {seq + 1}: found {found}, expected an unbroken chain. The ledger was "
            "damaged or changed by hand: restore it from the backup; releases need no change."
        )


def _is_torn(tail: bytes) -> bool:
    """Whether a line without its end can be what one interrupted write left.

    Such a line is the beginning of an event, at most an event that lacks its line end; a power cut may have
    left zeros where the rest was to be. Anything else after the closing brace is a changed byte: accepting it
    would let a flipped line end remove the last event.
    """
    start = tail.rstrip(b"\0")
    if not start:
        return True
    try:
        _, end = json.JSONDecoder().raw_decode(start.decode("ascii"))
    except json.JSONDecodeError:
        return start.startswith(b"{")
    except UnicodeDecodeError:
        return False
    return end == len(tail)
