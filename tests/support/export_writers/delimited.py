"""Delimited text with the quoting of the tool that writes it."""

from collections.abc import Iterable, Sequence


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def quoted_where_needed(cell: str, separator: str) -> str:
    """Quotes around a cell only when it holds the separator, a quote or a line break, as spreadsheets write."""
    return quoted(cell) if any(mark in cell for mark in (separator, '"', "\n", "\r")) else cell


def lines(rows: Iterable[Sequence[str]], separator: str, *, quote_all: bool) -> list[str]:
    """One line of text for each row, without its end."""
    return [
        separator.join(quoted(cell) if quote_all else quoted_where_needed(cell, separator) for cell in row)
        for row in rows
    ]
