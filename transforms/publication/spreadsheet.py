"""Keeps text from becoming a formula when a person opens a file of ours in a spreadsheet (CWE-1236).

One rule in two notations: ``FORMULA_RE2`` for DuckDB, which writes the published CSV files, and ``spreadsheet_safe``
for files that Python writes.
"""

import re
import unicodedata
from typing import Final

# Equals, plus, minus and at, with their full-width, small and mathematical forms.
_SIGNS: Final = "=+-@＝＋－＠﹦﹢﹣﹫−"
# Blanks, controls and zero-width characters in front do not keep a spreadsheet from seeing the sign.
FORMULA_RE2: Final = rf"^[\s\p{{Z}}\p{{Cc}}\p{{Cf}}]*[{_SIGNS.replace('-', chr(92) + '-')}]|^[\t\r\x00]"
_NUMBER: Final = re.compile(r"[-+]?\d+([.,]\d+)?")


def spreadsheet_safe(text: str) -> str:
    """Return text with a leading apostrophe when a spreadsheet would take it for a formula; numbers stay numbers."""
    if _NUMBER.fullmatch(text):
        return text
    seen = text.lstrip("".join(sorted({c for c in text if c.isspace() or unicodedata.category(c)[0] in "ZC"})) or " ")
    return f"'{text}" if seen[:1] in tuple(_SIGNS) or text[:1] in ("\t", "\r", "\x00") else text
