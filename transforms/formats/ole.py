"""Reads the directory and streams of an OLE2 compound file, the container of .xls and of encrypted workbooks.

Layout: [MS-CFB], Compound File Binary File Format. Every chain is bounded by the number of sectors in the file, so a
chain that runs in a circle ends.
"""

import struct
from dataclasses import dataclass
from typing import Final

from transforms.intake.sheets import UnreadableError

SIGNATURE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_HEADER_BYTES: Final = 512
_ENTRY_BYTES: Final = 128
_LAST_SECTOR: Final = 0xFFFFFFFA  # larger numbers are marks: end of chain, free, FAT
_MINI_SECTOR_BYTES: Final = 64
_STREAM, _ROOT = 2, 5


@dataclass(frozen=True)
class Entry:
    """One stream of the container: its name, first sector and size in bytes."""

    name: str
    kind: int
    start: int
    size: int


class CompoundFile:
    """The directory of a compound file and access to its streams.

    Raises:
        UnreadableError: a header, sector or chain that does not fit the file.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        if len(data) < _HEADER_BYTES:
            raise _damaged()
        shift = struct.unpack_from("<H", data, 30)[0]
        if shift not in (9, 12):
            raise _damaged()
        self._sector_bytes = 1 << shift
        self._sectors = max(0, len(data) // self._sector_bytes)
        first_directory, cutoff, first_mini = struct.unpack_from("<I4xII", data, 48)
        self._cutoff = cutoff
        self._fat = self._read_fat()
        self.entries = tuple(self._read_directory(first_directory))
        self._mini_fat = self._numbers(self._chain(first_mini)) if first_mini < _LAST_SECTOR else ()

    def names(self) -> frozenset[str]:
        """Return the names of all streams."""
        return frozenset(entry.name for entry in self.entries)

    def stream(self, name: str) -> bytes:
        """Return the bytes of a stream.

        Raises:
            UnreadableError: no such stream, or a chain that leaves the file.
        """
        entry = next((entry for entry in self.entries if entry.name == name and entry.kind == _STREAM), None)
        if entry is None:
            raise _damaged()
        if entry.size >= self._cutoff:
            data = self._chain(entry.start)
        else:
            root = next((entry for entry in self.entries if entry.kind == _ROOT), None)
            data = self._mini_chain(entry.start, self._chain(root.start)) if root is not None else b""
        if len(data) < entry.size:
            raise _damaged()
        return data[: entry.size]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._sector_bytes
        return self._data[start : start + self._sector_bytes]

    def _read_fat(self) -> tuple[int, ...]:
        first, count = struct.unpack_from("<II", self._data, 68)
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        for _ in range(min(count, self._sectors)):
            if first >= _LAST_SECTOR:
                break
            block = self._sector(first)
            if len(block) < self._sector_bytes:
                raise _damaged()
            *more, first = struct.unpack(f"<{self._sector_bytes // 4}I", block)
            sectors.extend(more)
        used = [number for number in sectors if number < _LAST_SECTOR]
        if len(used) > self._sectors + 1:
            raise _damaged()
        return self._numbers(b"".join(self._sector(number) for number in used))

    def _numbers(self, data: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])

    def _chain(self, start: int) -> bytes:
        blocks: list[bytes] = []
        number = start
        while number < _LAST_SECTOR:
            if number >= len(self._fat) or len(blocks) > self._sectors:
                raise _damaged()
            blocks.append(self._sector(number))
            number = self._fat[number]
        return b"".join(blocks)

    def _mini_chain(self, start: int, container: bytes) -> bytes:
        blocks: list[bytes] = []
        number = start
        while number < _LAST_SECTOR:
            if number >= len(self._mini_fat) or len(blocks) > len(self._mini_fat):
                raise _damaged()
            blocks.append(container[number * _MINI_SECTOR_BYTES : (number + 1) * _MINI_SECTOR_BYTES])
            number = self._mini_fat[number]
        return b"".join(blocks)

    def _read_directory(self, start: int) -> list[Entry]:
        data = self._chain(start)
        entries = []
        for place in range(0, len(data) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            length, kind = struct.unpack_from("<HB", data, place + 64)
            if kind not in (_STREAM, _ROOT, 1) or not 2 <= length <= 64:
                continue
            name = data[place : place + length - 2].decode("utf-16-le", errors="replace")
            first, size = struct.unpack_from("<II", data, place + 116)
            entries.append(Entry(name, kind, first, size))
        return entries


def _damaged() -> UnreadableError:
    return UnreadableError(
        "berkas Office lama (OLE2) yang rusak atau terpotong", "an old Office file (OLE2) that is damaged or cut off"
    )
