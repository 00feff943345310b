"""What Excel with Indonesian settings makes of a CSV that it opened and saved again.

Semicolons, cp1252 with "?" for what it lacks, decimal commas, quotes only where needed, dates as day/month/year without
seconds, numbers without leading zeros and, from twelve digits on, in scientific notation with six figures.
"""

import csv
import datetime as dt
import io
import re

from export_writers.delimited import lines

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d:\d\d)?")


def resaved_by_excel(data: bytes, separator: str) -> bytes:
    """Return the bytes of a CSV in UTF-8 with `separator` after a visit to Excel."""
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator)
    kept = [[_cell(cell) for cell in row] for row in rows]
    while kept and not any(kept[-1]):
        kept.pop()
    return "".join(f"{line}\r\n" for line in lines(kept, ";", quote_all=False)).encode("cp1252", "replace")


def _cell(cell: str) -> str:
    if _INSTANT.fullmatch(cell):
        instant = dt.datetime.fromisoformat(cell)
        return f"{instant:%d/%m/%Y %H:%M}" if len(cell) > 10 else f"{instant:%d/%m/%Y}"
    if not _NUMBER.fullmatch(cell):
        return cell
    whole, _, part = cell.lstrip("+-").partition(".")
    sign = "-" if cell.startswith("-") else ""
    whole = whole.lstrip("0") or "0"
    if len(whole) > 11:
        figures, power = f"{int(whole):.5E}".split("E")
        return f"{sign}{figures.rstrip('0').rstrip('.')}E{power}".replace(".", ",")
    part = part.rstrip("0")
    return f"{sign}{whole}" + (f",{part}" if part else "")
