"""Zip archives without times, and texts changed inside them."""

import io
import zipfile
from collections.abc import Mapping


def archive(members: Mapping[str, bytes | str]) -> bytes:
    """Return a zip archive without times and rights."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as kept:
        for name, content in members.items():
            kept.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def members(data: bytes) -> dict[str, bytes]:
    """Return the members of an archive by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        return {name: made.read(name) for name in made.namelist()}


def timeless(data: bytes) -> bytes:
    """Return the same archive without times and rights."""
    return archive(members(data))


def patched(data: bytes, member: str, *changes: tuple[str, str]) -> bytes:
    """Return the archive with texts of a member replaced; each must stand there exactly once."""
    parts = members(data)
    text = parts[member].decode()
    for old, new in changes:
        if text.count(old) != 1:
            raise ValueError(f"{member}: found {old} {text.count(old)} times, expected it once")
        text = text.replace(old, new)
    return archive({**parts, member: text})
