"""What one file may cost, from the settings of the machine."""

from flows.sandbox import Bounds
from flows.settings import Settings
from transforms.formats.limits import MIB


def bounds_of(settings: Settings) -> Bounds:
    """Return the bounds of the process that opens a file; the rest of them are the defaults."""
    return Bounds(memory_bytes=settings.file_memory_mib * MIB, seconds=settings.file_seconds)
