"""Keeps text from becoming a formula when a person opens a file of ours in a spreadsheet."""

import re
from typing import Final

# OWASP CSV injection: = + - @, their full-width forms, tab and carriage return, also behind blanks.
_FORMULA: Final = re.compile(r"^[\s]*[=+\-@\t\r＝＋－＠]")


def spreadsheet_safe(text: str) -> str:
    """Return text with a leading apostrophe when a spreadsheet would take it for a formula; numbers stay numbers."""
    if not _FORMULA.match(text) or re.fullmatch(r"[-+]?\d+([.,]\d+)?", text):
        return text
    return f"'{text}"
