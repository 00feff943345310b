"""Reads the origin record that stands beside a raw file."""

import os
from pathlib import Path

from schemas.catalog import CatalogError, parse
from schemas.instrument import Origin


def read_origin(path: Path) -> tuple[Origin | None, tuple[str, str] | None]:
    """Return the origin record of a raw file, or the problem with it in both languages; neither where there is none."""
    if not os.path.isfile(path):  # noqa: PTH113 - Path.is_file raises for a name too long to exist; this says no
        return None, None
    try:
        return parse(Origin, path.read_bytes().decode("utf-8", errors="replace"), path.name), None
    except OSError as error:
        kind = type(error).__name__
        return None, (f"catatan yang tidak dapat dibuka ({kind})", f"a record that cannot be opened ({kind})")
    except CatalogError as error:
        first = error.mistakes[0]
        at_id, at_en = ("", "") if first.line is None else (f" pada baris {first.line}", f" in line {first.line}")
        key = first.path or "?"
        return None, (f"kesalahan pada kunci {key}{at_id}", f"a mistake at the key {key}{at_en}")
